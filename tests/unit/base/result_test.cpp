// Results and places in a text.
#include "base/result.h"

#include <gtest/gtest.h>

namespace brigade::base {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return fail("odd", "The number is odd.", {3, 5});
  return number / 2;
}

TEST(Result, CarriesAValueOrAnErrorWithItsRange) {
  EXPECT_EQ(half_of(8).value_or(-1), 4);
  const Result<int> failed = half_of(7);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "odd");
  EXPECT_EQ(failed.error().text, "The number is odd.");
  EXPECT_EQ(failed.error().range, (TextRange{3, 5}));
}

TEST(TextRange, IsEmptyWhereNothingIsAtFault) {
  EXPECT_TRUE(TextRange{}.empty());
  EXPECT_FALSE((TextRange{0, 1}).empty());
}

TEST(LineColumn, CountsLinesAndCodePointsFromOne) {
  const std::string_view text =
      "ab\nc\xC3\xA9\xF0\x9F\x98\x80"
      "d\n\nz";
  EXPECT_EQ(line_column(text, 0), (LineColumn{1, 1}));
  EXPECT_EQ(line_column(text, 2), (LineColumn{1, 3}));
  EXPECT_EQ(line_column(text, 3), (LineColumn{2, 1}));
  EXPECT_EQ(line_column(text, 6), (LineColumn{2, 3}));
  EXPECT_EQ(line_column(text, 10), (LineColumn{2, 4}));
  EXPECT_EQ(line_column(text, 12), (LineColumn{3, 1}));
  EXPECT_EQ(line_column(text, 13), (LineColumn{4, 1}));
}

TEST(LineColumn, TakesAnOffsetPastTheEndForTheEnd) {
  EXPECT_EQ(line_column("ab", 99), (LineColumn{1, 3}));
  EXPECT_EQ(line_column("", 5), (LineColumn{1, 1}));
}

}  // namespace
}  // namespace brigade::base
