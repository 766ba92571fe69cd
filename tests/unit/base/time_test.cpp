// Durations, the clock and UTC dates.
#include "base/time.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace brigade::base {
namespace {

TEST(Duration, ReadsEveryUnitAndTheirSums) {
  struct Case {
    const char* text;
    TimeMs ms;
  };
  const std::vector<Case> cases = {
      {"0s", 0},           {"250ms", 250},          {"1.5s", 1500},           {"2m", 120'000},
      {"1h", 3'600'000},   {"3d", 3 * kDay},        {"1m30s", 90'000},        {"1d2h3m4s5ms", 93'784'005},
      {"0.5h", 1'800'000}, {"1m0.05s", 60050},      {"0.0009765625d", 84375}, {"007s", 7000},
      {"1.500s", 1500},    {"36500d", kMaxDuration}};
  for (const Case& c : cases) EXPECT_EQ(parse_duration(c.text).value_or(-1), c.ms) << c.text;
}

TEST(Duration, RefusesWhatIsNoneAndNamesThePlace) {
  struct Case {
    const char* text;
    TextRange range;
  };
  const std::vector<Case> cases = {{"", {0, 0}},
                                   {"5", {0, 1}},
                                   {"s", {0, 1}},
                                   {"1m 30s", {2, 3}},
                                   {"-1s", {0, 1}},
                                   {"1.s", {0, 2}},
                                   {".5s", {0, 3}},
                                   {"1x", {0, 2}},
                                   {"30s1m", {3, 5}},
                                   {"1s1s", {2, 4}},
                                   {"1.0005s", {0, 7}},
                                   {"1.5ms", {0, 5}},
                                   {"36501d", {0, 6}},
                                   {"1e3s", {0, 2}},
                                   {"1S", {0, 1}},
                                   {"36500d1ms", {0, 9}},
                                   {"99999999999999999999ms", {0, 22}},
                                   {"0.00000000001d", {0, 14}}};
  for (const Case& c : cases) {
    const Result<TimeMs> read = parse_duration(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().code, "duration");
    EXPECT_EQ(read.error().range, c.range)
        << c.text << ": " << read.error().range.begin << " to " << read.error().range.end;
  }
}

TEST(Duration, IsWrittenInItsShortestForm) {
  EXPECT_EQ(format_duration(0), "0s");
  EXPECT_EQ(format_duration(250), "250ms");
  EXPECT_EQ(format_duration(1500), "1.5s");
  EXPECT_EQ(format_duration(90'000), "1m30s");
  EXPECT_EQ(format_duration(60'050), "1m50ms");
  EXPECT_EQ(format_duration(61'005), "1m1.005s");
  EXPECT_EQ(format_duration(kDay), "1d");
  EXPECT_EQ(format_duration(-1500), "-1.5s");
  EXPECT_EQ(format_duration(INT64_MIN), "-106751991167d7h12m55.808s");
}

TEST(Duration, ReadsBackWhateverItWrites) {
  Stream stream{stream_key(1, "durations"), 0};
  for (int i = 0; i < 20'000; i++) {
    const uint64_t bits = uniform(stream, 0, 41);
    const TimeMs ms = static_cast<TimeMs>(uniform(stream, 0, (uint64_t{1} << bits) - 1));
    EXPECT_EQ(parse_duration(format_duration(ms)).value_or(-1), ms) << format_duration(ms);
  }
}

TEST(Clock, ShowsDaysOnlyWhereThereAreAny) {
  EXPECT_EQ(format_clock(0), "00:00:00.000");
  EXPECT_EQ(format_clock(63'250), "00:01:03.250");
  EXPECT_EQ(format_clock(kDay - 1), "23:59:59.999");
  EXPECT_EQ(format_clock(2 * kDay), "2d 00:00:00.000");
}

TEST(Utc, AgreesWithTheCalendar) {
  struct Case {
    const char* text;
    int64_t unix_ms;
  };
  const std::vector<Case> cases = {{"1970-01-01T00:00:00Z", 0},
                                   {"2026-01-01T00:00:00Z", 1767225600000},
                                   {"2024-02-29T23:59:59Z", 1709251199000},
                                   {"2000-03-01T00:00:00Z", 951868800000},
                                   {"1999-12-31T23:59:59Z", 946684799000},
                                   {"0001-01-01T00:00:00Z", -62135596800000},
                                   {"9999-12-31T23:59:59Z", 253402300799000},
                                   {"1900-02-28T12:00:00Z", -2203934400000},
                                   {"2100-03-01T00:00:00Z", 4107542400000}};
  for (const Case& c : cases) {
    EXPECT_EQ(parse_utc(c.text).value_or(-1), c.unix_ms) << c.text;
    EXPECT_EQ(format_utc_s(c.unix_ms), c.text);
  }
}

TEST(Utc, ReadsUpToThreeDigitsOfASecond) {
  EXPECT_EQ(parse_utc("1970-01-01T00:00:00.5Z").value_or(-1), 500);
  EXPECT_EQ(parse_utc("1970-01-01T00:00:00.05Z").value_or(-1), 50);
  EXPECT_EQ(parse_utc("1970-01-01T00:00:00.123Z").value_or(-1), 123);
  EXPECT_EQ(format_utc_ms(123), "1970-01-01T00:00:00.123Z");
  EXPECT_EQ(format_utc_ms(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Utc, GoesThereAndBackOnEveryDayOfEightHundredYears) {
  const int64_t first = parse_utc("1600-01-01T00:00:00Z").value_or(0);
  for (int64_t day = 0; day < 292'194; day++) {
    const int64_t unix_ms = first + day * kDay + day * 37 % kDay;
    const std::string text = format_utc_ms(unix_ms);
    ASSERT_EQ(parse_utc(text).value_or(-1), unix_ms) << text;
  }
}

TEST(Utc, RefusesDatesThatDoNotExist) {
  struct Case {
    const char* text;
    TextRange range;
  };
  const std::vector<Case> cases = {{"2025-02-29T00:00:00Z", {0, 10}},
                                   {"2100-02-29T00:00:00Z", {0, 10}},
                                   {"2026-13-01T00:00:00Z", {0, 10}},
                                   {"2026-00-01T00:00:00Z", {0, 10}},
                                   {"2026-04-31T00:00:00Z", {0, 10}},
                                   {"0000-01-01T00:00:00Z", {0, 10}},
                                   {"2026-01-01T24:00:00Z", {11, 19}},
                                   {"2026-01-01T00:00:60Z", {11, 19}},
                                   {"2026-01-01", {0, 10}},
                                   {"2026-01-01T00:00:00", {0, 19}},
                                   {"2026-01-01T00:00:00+01:00", {0, 25}},
                                   {"2026-01-01T00:00:00.Z", {0, 21}},
                                   {"2026-01-01T00:00:00.1234Z", {0, 25}},
                                   {"", {0, 0}}};
  for (const Case& c : cases) {
    const Result<int64_t> read = parse_utc(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().code, "time");
    EXPECT_EQ(read.error().range, c.range) << c.text;
  }
}

}  // namespace
}  // namespace brigade::base
