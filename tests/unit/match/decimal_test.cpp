// Decimals of events without making doubles of them: they agree with read_number, whichever way they take.
#include "match/decimal.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/number.h"
#include "match/number_ranges.h"

namespace brigade::match {
namespace {

DecimalText decimal(const std::string& text) {
  DecimalText out;
  EXPECT_EQ(read_decimal(text.data(), text.data() + text.size(), out), text.data() + text.size()) << text;
  return out;
}

void expect_same_as_read_number(const std::string& text) {
  const Number expected = read_number(text);
  const DecimalText number = decimal(text);
  double value = 0;
  const bool comparable = exact_double(number, value);
  ASSERT_EQ(comparable, expected.comparable) << text;
  if (comparable) {
    ASSERT_EQ(value, expected.value) << text;
  }
  const double near = approximate(number);
  if (near == near && expected.comparable) {
    const int64_t off = order_key(near) - order_key(expected.value);
    ASSERT_LE(off < 0 ? -off : off, kSloppyUnits) << text;
  }
  DecimalText canonical = number;
  if (normalize(canonical) && expected.comparable) {
    ASSERT_TRUE(exact_double(canonical, value));
    ASSERT_EQ(value, expected.value) << text;
  }
}

std::string random_digits(base::Stream& random, uint64_t count) {
  std::string out;
  for (; count > 0; count--) out += static_cast<char>('0' + base::uniform(random, out.empty() ? 1 : 0, 9));
  return out;
}

TEST(Decimal, IsTheNumberThatReadNumberReads) {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "1",
                           "1.0",
                           "10e-1",
                           "300",
                           "3.0e2",
                           "-122.42916360922355",
                           "0.1",
                           "12345678901234567890",
                           "9007199254740993",
                           "9007199254740992",
                           "1e400",
                           "-1e-400",
                           "5e-324",
                           "1e22",
                           "1e23",
                           "1.7976931348623157e308",
                           "0.30000000000000004",
                           "0.300000000000000040",
                           "100000000000000000000000",
                           "0.00000000000000000000000000001",
                           "4503599627370497.5",
                           "9007199254740991.0",
                           "8.98846567431158e307"}) {
    expect_same_as_read_number(text);
  }
}

TEST(Decimal, IsExactForRandomNumbersOfAllLengths) {
  base::Stream random{base::stream_key(5, "decimal"), 0};
  for (int i = 0; i < 40'000; i++) {
    std::string text = random_digits(random, base::uniform(random, 1, 19));
    const uint64_t places = base::uniform(random, 0, text.size() - 1);
    if (places > 0) text.insert(text.size() - places, ".");
    if (base::uniform(random, 0, 3) == 0)
      text += "e" + std::to_string(static_cast<int>(base::uniform(random, 0, 40)) - 20);
    if (base::uniform(random, 0, 1) == 0) text.insert(0, "-");
    expect_same_as_read_number(text);
  }
}

// Texts of doubles, and their neighbours in the last digit: some are comparable, some not.
TEST(Decimal, KnowsTheShortestTextOfADouble) {
  base::Stream random{base::stream_key(6, "decimal"), 0};
  for (int i = 0; i < 40'000; i++) {
    const double value = static_cast<double>(base::uniform(random, 1, uint64_t{1} << 53)) /
                         static_cast<double>(uint64_t{1} << base::uniform(random, 1, 60));
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", static_cast<int>(base::uniform(random, 15, 17)), value);
    std::string near = text;
    expect_same_as_read_number(near);
    if (near.find('e') != std::string::npos || near.back() == '9' || near.find('.') == std::string::npos)
      continue;
    near.back() = static_cast<char>(near.back() + 1);
    expect_same_as_read_number(near);
  }
}

TEST(Decimal, RefusesWhatIsNoNumberOfJson) {
  for (const std::string text : {"", "-", "+1", "01", ".5", "1.", "1e", "1e+", "x"}) {
    DecimalText out;
    EXPECT_NE(read_decimal(text.data(), text.data() + text.size(), out), text.data() + text.size()) << text;
  }
}

TEST(NumberRanges, FindsTheSameFewOrMany) {
  base::Stream random{base::stream_key(7, "ranges"), 0};
  for (const uint32_t count : {3U, 40U, 400U}) {
    NumberRanges ranges;
    std::vector<NumericRange> all;
    std::vector<uint32_t> handles;
    for (uint32_t i = 0; i < count; i++) {
      NumericRange range;
      range.low = static_cast<double>(base::uniform(random, 0, 60)) / 4 - 7;
      range.high = range.low + static_cast<double>(base::uniform(random, 1, 20)) / 4;
      range.has_low = base::uniform(random, 0, 3) > 0;
      range.has_high = !range.has_low || base::uniform(random, 0, 3) > 0;
      range.low_included = base::uniform(random, 0, 1) > 0;
      range.high_included = base::uniform(random, 0, 1) > 0;
      all.push_back(range);
      handles.push_back(ranges.add(range, i));
    }
    std::vector<bool> alive(count, true);
    for (int round = 0; round < 300; round++) {
      const uint32_t changed = static_cast<uint32_t>(base::uniform(random, 0, count - 1));
      if (alive[changed]) {
        ranges.remove(handles[changed]);
      } else {
        handles[changed] = ranges.add(all[changed], changed);
      }
      alive[changed] = !alive[changed];
      const double value = static_cast<double>(base::uniform(random, 0, 120)) / 8 - 8;
      const std::string text = std::to_string(value);
      std::vector<bool> found(count, false);
      ranges.find(
          decimal(text), [](uint32_t) { return false; }, [&](uint32_t i) { found[i] = true; });
      for (uint32_t i = 0; i < count; i++) {
        const NumericRange& r = all[i];
        const bool in = (!r.has_low || (r.low_included ? value >= r.low : value > r.low)) &&
                        (!r.has_high || (r.high_included ? value <= r.high : value < r.high));
        ASSERT_EQ(found[i], alive[i] && in) << value << " " << r.low << " " << r.high;
      }
    }
  }
}

}  // namespace
}  // namespace brigade::match
