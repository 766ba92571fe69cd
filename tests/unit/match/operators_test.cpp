// Each operator of event patterns, by a table of values and verdicts. Sources: the operator table of the user
// guide, and the behaviour of the engine that the service publishes.
#include <gtest/gtest.h>

#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

struct Row {
  const char* alternative;  // of the field "v"
  const char* value;
  bool matches;
};

class Operators : public testing::TestWithParam<Row> {};

TEST_P(Operators, MatchTheValuesOfTheTable) {
  const Row& row = GetParam();
  const std::string pattern = R"({"d":{"v":[)" + std::string(row.alternative) + "]}}";
  const std::string event = R"({"d":{"v":)" + std::string(row.value) + R"(,"w":1}})";
  EXPECT_EQ(verdict(pattern, event), row.matches ? "match" : "nomatch") << pattern << " " << event;
}

constexpr Row kLiterals[] = {
    {R"("x")", R"("x")", true},
    {R"("x")", R"("X")", false},
    {R"("x")", R"(["y","x"])", true},
    {R"("x")", R"([["y",["x"]]])", true},
    {R"("x")", R"({"x":"x"})", false},
    {R"("")", R"("")", true},
    {R"("")", "null", false},
    {R"("\u00e9")", R"("é")", true},
    {R"("5")", "5", false},
    {"300", "300.0", true},
    {"300", "3.0e2", true},
    {"300", R"("300")", false},
    {"0", "-0.0", true},
    {"0.1", "1e-1", true},
    {"20000000000", "2e10", true},
    {"12345678901234567890", "12345678901234567890", true},
    {"12345678901234567890", "12345678901234567891", false},
    {"12345678901234567890", "1.234567890123456789e19", false},
    {"true", "true", true},
    {"true", R"("true")", false},
    {"false", "null", false},
    {"null", "null", true},
    {"null", "[]", false},
    {"null", R"([1,null])", true},
    {R"("10.0.0.1")", R"("10.0.0.1")", true},
    {R"("2001:db8::1")", R"("2001:DB8:0:0::0:1")", true},
    {R"("2001:db8::1")", R"("2001:db8::2")", false},
    {R"("12:30")", R"("12:30")", true},
    {R"({"exactly":"2001:db8::1"})", R"("2001:db8::1")", true},
    {R"({"exactly":"2001:db8::1"})", R"("2001:db8:0::1")", false},
};
INSTANTIATE_TEST_SUITE_P(Literals, Operators, testing::ValuesIn(kLiterals));

constexpr Row kAffixes[] = {
    {R"({"prefix":"ab"})", R"("abc")", true},
    {R"({"prefix":"ab"})", R"("Abc")", false},
    {R"({"prefix":"ab"})", R"("a")", false},
    {R"({"prefix":""})", R"("")", true},
    {R"({"prefix":"1"})", "12", false},
    {R"({"suffix":".png"})", R"("x.png")", true},
    {R"({"suffix":".png"})", R"("x.PNG")", false},
    {R"({"suffix":""})", "true", false},
    {R"({"prefix":{"equals-ignore-case":"ÉC"}})", R"("école")", true},
    {R"({"prefix":{"equals-ignore-case":"ec"}})", R"("école")", false},
    {R"({"suffix":{"equals-ignore-case":".PnG"}})", R"("x.pNg")", true},
    {R"({"equals-ignore-case":"straße"})", R"("STRASSE")", true},
    {R"({"equals-ignore-case":"Σ"})", R"("σ")", true},
    {R"({"equals-ignore-case":"a"})", R"("ab")", false},
    {R"({"equals-ignore-case":"5"})", "5", false},
    // One UTF-16 unit at a time: the engine never finds a character beyond U+FFFF so.
    {R"({"equals-ignore-case":"😀"})", R"("😀")", false},
    {R"({"prefix":{"equals-ignore-case":"😀a"}})", R"("😀ab")", false},
};
INSTANTIATE_TEST_SUITE_P(Affixes, Operators, testing::ValuesIn(kAffixes));

constexpr Row kWildcards[] = {
    {R"({"wildcard":"*"})", R"("")", true},
    {R"({"wildcard":"*"})", "1", false},
    {R"({"wildcard":""})", R"("")", true},
    {R"({"wildcard":""})", R"("a")", false},
    {R"({"wildcard":"a*b"})", R"("ab")", true},
    {R"({"wildcard":"a*b"})", R"("a/x/b")", true},
    {R"({"wildcard":"a*b"})", R"("abc")", false},
    {R"({"wildcard":"a*a"})", R"("a")", false},
    {R"({"wildcard":"*ab*ab*"})", R"("xabx")", false},
    {R"({"wildcard":"*ab*ab*"})", R"("xababx")", true},
    {R"({"wildcard":"a?"})", R"("ab")", false},
    {R"({"wildcard":"a\\*b"})", R"("a*b")", true},
    {R"({"wildcard":"a\\*b"})", R"("axb")", false},
    {R"({"wildcard":"a\\\\*"})", R"("a\\b")", true},
    {R"({"wildcard":"é*"})", R"("éa")", true},
};
INSTANTIATE_TEST_SUITE_P(Wildcards, Operators, testing::ValuesIn(kWildcards));

constexpr Row kNumeric[] = {
    {R"({"numeric":["=",5]})", "5.0", true},
    {R"({"numeric":["=",5]})", "5.1", false},
    {R"({"numeric":["<",5]})", "4.999999", true},
    {R"({"numeric":["<",5]})", "5", false},
    {R"({"numeric":["<=",5]})", "5", true},
    {R"({"numeric":[">",-1]})", "-1", false},
    {R"({"numeric":[">=",-1]})", "-1", true},
    {R"({"numeric":[">",0,"<=",5]})", "0", false},
    {R"({"numeric":[">",0,"<=",5]})", "5", true},
    {R"({"numeric":[">",0,"<",5]})", "[9,3]", true},
    {R"({"numeric":[">",0]})", R"("3")", false},
    {R"({"numeric":[">",0]})", "1e300", true},
    {R"({"numeric":[">",0]})", "12345678901234567890", false},
    {R"({"numeric":[">",0]})", "1e999", false},
};
INSTANTIATE_TEST_SUITE_P(Numeric, Operators, testing::ValuesIn(kNumeric));

constexpr Row kAnythingBut[] = {
    {R"({"anything-but":"x"})", R"("y")", true},
    {R"({"anything-but":"x"})", R"("x")", false},
    {R"({"anything-but":"x"})", R"(["x","y"])", true},
    {R"({"anything-but":"x"})", R"(["x"])", false},
    {R"({"anything-but":"x"})", "[]", false},
    {R"({"anything-but":"x"})", "{}", false},
    {R"({"anything-but":"x"})", "null", true},
    {R"({"anything-but":"5"})", "5", true},
    {R"({"anything-but":5})", "5.0", false},
    {R"({"anything-but":5})", R"("5")", true},
    {R"({"anything-but":[1,2]})", "3", true},
    {R"({"anything-but":[1,2]})", "2e0", false},
    {R"({"anything-but":["a","b"]})", R"("b")", false},
    {R"({"anything-but":{"prefix":"a"}})", R"("ab")", false},
    {R"({"anything-but":{"prefix":["a","b"]}})", R"("bc")", false},
    {R"({"anything-but":{"prefix":["a","b"]}})", R"("cb")", true},
    {R"({"anything-but":{"suffix":".png"}})", R"("a.png")", false},
    {R"({"anything-but":{"suffix":[".png",".jpg"]}})", "7", true},
    {R"({"anything-but":{"equals-ignore-case":"É"}})", R"("é")", false},
    {R"({"anything-but":{"equals-ignore-case":["a","b"]}})", R"("C")", true},
    {R"({"anything-but":{"wildcard":"*/tmp/*"}})", R"("a/tmp/b")", false},
    {R"({"anything-but":{"wildcard":["a*","*b"]}})", R"("cd")", true},
    {R"({"anything-but":{"prefix":[]}})", R"("x")", true},
};
INSTANTIATE_TEST_SUITE_P(AnythingBut, Operators, testing::ValuesIn(kAnythingBut));

constexpr Row kExists[] = {
    {R"({"exists":true})", "null", true},        {R"({"exists":true})", R"("")", true},
    {R"({"exists":true})", "[]", false},         {R"({"exists":true})", "{}", false},
    {R"({"exists":true})", R"({"x":1})", false}, {R"({"exists":false})", "null", false},
    {R"({"exists":false})", "[]", true},         {R"({"exists":false})", R"({"x":1})", true},
    {R"({"exists":false},"a")", R"("a")", true}, {R"({"exists":false},"a")", R"("b")", false},
};
INSTANTIATE_TEST_SUITE_P(Exists, Operators, testing::ValuesIn(kExists));

constexpr Row kCidr[] = {
    {R"({"cidr":"10.0.0.0/24"})", R"("10.0.0.255")", true},
    {R"({"cidr":"10.0.0.0/24"})", R"("10.0.1.0")", false},
    {R"({"cidr":"10.0.0.77/24"})", R"("10.0.0.1")", true},
    {R"({"cidr":"10.0.0.0/31"})", R"("10.0.0.1")", true},
    {R"({"cidr":"0.0.0.0/0"})", R"("255.1.2.3")", true},
    {R"({"cidr":"0.0.0.0/0"})", R"("255.1.2.300")", false},
    {R"({"cidr":"0.0.0.0/0"})", R"("::1")", false},
    {R"({"cidr":"0.0.0.0/0"})", R"("example")", false},
    {R"({"cidr":"2001:db8::/32"})", R"("2001:DB8:1::2")", true},
    {R"({"cidr":"2001:db8::/32"})", R"("2001:db9::")", false},
    {R"({"cidr":"::/0"})", R"("::ffff:102:304")", false},
    {R"({"cidr":"1.2.0.0/16"})", R"("::ffff:102:304")", true},
    // A number's digits are taken for the first digits of an address, where no alternative is a number.
    {R"({"cidr":"0.0.0.0/0"})", "3", true},
    {R"({"cidr":"0.0.0.0/0"})", "0.5", false},
    {R"({"cidr":"0.0.0.0/0"},1)", "3", false},
    {R"({"cidr":"10.0.0.0/8"})", "10", false},
};
INSTANTIATE_TEST_SUITE_P(Cidr, Operators, testing::ValuesIn(kCidr));

TEST(PatternMatch, JoinsNamesByDots) {
  EXPECT_EQ(verdict(R"({"a.b":[1]})", R"({"a":{"b":1}})"), "match");
  EXPECT_EQ(verdict(R"({"a":{"b":[1]}})", R"({"a.b":1})"), "match");
  EXPECT_EQ(verdict(R"({"a":{"b.c":{"d":[1]}}})", R"({"a.b":{"c.d":1}})"), "match");
  EXPECT_EQ(verdict(R"({"a.b":{"c":[1]}})", R"({"a":{"b":1}})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a.":[1]})", R"({"a":{"":1}})"), "match");
  EXPECT_EQ(verdict(R"({"":{"":[1]}})", R"({".":1})"), "match");
}

TEST(PatternMatch, WantsAllFieldsAndAnyAlternative) {
  EXPECT_EQ(verdict(R"({"a":[1,2],"b":["x"]})", R"({"a":2,"b":"x","c":0})"), "match");
  EXPECT_EQ(verdict(R"({"a":[1,2],"b":["x"]})", R"({"a":2,"b":"y"})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a":[1]})", "{}"), "nomatch");
}

TEST(PatternMatch, TakesAnyBranchOfOr) {
  constexpr std::string_view pattern =
      R"({"s":["x"],"$or":[{"a":[1]},{"b":[2],"$or":[{"c":[3]},{"d":[4]}]}]})";
  EXPECT_EQ(verdict(pattern, R"({"s":"x","a":1})"), "match");
  EXPECT_EQ(verdict(pattern, R"({"s":"x","b":2})"), "nomatch");
  EXPECT_EQ(verdict(pattern, R"({"s":"x","b":2,"d":4})"), "match");
  EXPECT_EQ(verdict(pattern, R"({"s":"y","a":1})"), "nomatch");
}

TEST(PatternMatch, LetsTheInnerFieldOfOrReplaceTheOuter) {
  constexpr std::string_view pattern = R"({"a":[1],"$or":[{"a":[2]},{"b":[3]}]})";
  EXPECT_EQ(verdict(pattern, R"({"a":2})"), "match");
  EXPECT_EQ(verdict(pattern, R"({"a":1})"), "nomatch");
  EXPECT_EQ(verdict(pattern, R"({"a":1,"b":3})"), "match");
}

TEST(PatternMatch, KeepsTheLastOfARepeatedName) {
  EXPECT_EQ(verdict(R"({"a":[1],"a":[2]})", R"({"a":2})"), "match");
  EXPECT_EQ(verdict(R"({"a":[1],"a":[2]})", R"({"a":1})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a":{"b":[1]},"a":{"c":[2]}})", R"({"a":{"c":2}})"), "nomatch");
}

TEST(PatternMatch, SeesBothFieldsOfARepeatedNameInAnEvent) {
  EXPECT_EQ(verdict(R"({"a":[1]})", R"({"a":1,"a":2})"), "match");
  EXPECT_EQ(verdict(R"({"a":[2]})", R"({"a":1,"a":2})"), "match");
}

TEST(PatternMatch, DoesNotReadTextInsideAString) {
  EXPECT_EQ(verdict(R"({"detail":{"a":[1]}})", R"({"detail":"{\"a\":1}"})"), "nomatch");
}

}  // namespace
}  // namespace brigade::match
