// Case folding, numbers by value and internet addresses: the small parts of the pattern language.
#include "match/fold_case.h"

#include <gtest/gtest.h>

#include "match/ip_address.h"
#include "match/number.h"

namespace brigade::match {
namespace {

TEST(FoldCase, MakesTheSameOfUpperAndLowerCase) {
  const char* const pairs[][2] = {
      {"AZaz09-_", "azaz09-_"},
      {"ÀÉÎÕÜ", "àéîõü"},
      {"ΑΣΏ", "ασώ"},
      {"ЖЯЁ", "жяё"},
      {"ŠĆŽ", "šćž"},
      {"ẞ", "ß"},
      {"ß", "SS"},
      {"ﬃ", "FFI"},
      {"ς", "Σ"},
      {"ſ", "S"},
      {"\u212A", "k"},
      {"Ⅷ", "ⅷ"},
      {"Ａ", "ａ"},
      {"ǅ", "ǆ"},
      {"𐐀", "𐐨"},
  };
  for (const auto& pair : pairs) {
    EXPECT_EQ(fold_case(pair[0]), fold_case(pair[1])) << pair[0];
  }
  EXPECT_NE(fold_case("ı"), fold_case("i"));
  EXPECT_EQ(fold_case("日本 1"), "日本 1");
}

TEST(FoldCase, LeavesWhatIsNoUtf8) { EXPECT_EQ(fold_case("A\xff\xc3"), "a\xff\xc3"); }

TEST(FoldCase, TakesPatternsApartIntoUtf16Units) {
  EXPECT_EQ(fold_pattern_text("😀A"), "??a");
  EXPECT_EQ(fold_pattern_text("É"), "é");
}

TEST(NumberByValue, IsTheSameInEverySpelling) {
  for (const char* text : {"300", "300.0", "3e2", "3.0E+2", "30000e-2", "0.0003e6"}) {
    const Number number = read_number(text);
    EXPECT_TRUE(number.comparable) << text;
    EXPECT_EQ(number.value, 300) << text;
  }
  for (const char* text : {"0", "-0", "0.000", "0e999", "-0.0e-5"})
    EXPECT_EQ(read_number(text).value, 0) << text;
}

TEST(NumberByValue, IsComparableWhereADoubleIsWrittenSo) {
  for (const char* text :
       {"0.1", "-5e9", "1e22", "1e23", "123456789012345", "9007199254740992", "1e300", "2.5e-310",
        "1.7976931348623157e308", "0.30000000000000004", "12345678901234567000"}) {
    EXPECT_TRUE(read_number(text).comparable) << text;
  }
  for (const char* text : {"12345678901234567890", "9007199254740993", "1e309", "-1e999999999999", "1e-400",
                           "0.1000000000000000055511151231257827"}) {
    EXPECT_FALSE(read_number(text).comparable) << text;
  }
  EXPECT_EQ(read_number("1e300").value, 1e300);
  EXPECT_EQ(read_number("0.30000000000000004").value, 0.1 + 0.2);
}

TEST(IpAddress, ReadsTheFormsOfTheRfc) {
  for (const char* text :
       {"::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "FFFF::ffff"}) {
    EXPECT_TRUE(parse_ip_address(text).has_value()) << text;
  }
  for (const char* text : {":", ":::", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::",
                           "g::", "::1%eth0", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "", "::1.2.3.4"}) {
    EXPECT_FALSE(parse_ip_address(text).has_value()) << text;
  }
}

TEST(IpAddress, LiesInItsBlocks) {
  const auto inside = [](const char* block, const char* address) {
    return contains(*parse_cidr(block), *parse_ip_address(address));
  };
  EXPECT_TRUE(inside("192.168.5.9/20", "192.168.15.255"));
  EXPECT_FALSE(inside("192.168.5.9/20", "192.168.16.0"));
  EXPECT_TRUE(inside("2001:db8:ff00::/33", "2001:db8:8000::"));
  EXPECT_FALSE(inside("2001:db8:ff00::/33", "2001:db8:7fff::"));
  EXPECT_TRUE(inside("::/0", "ffff::"));
}

}  // namespace
}  // namespace brigade::match
