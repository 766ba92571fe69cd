// What is no event pattern, in the service's words, and where it is at fault. Texts are those of recorded
// refusals and of the engine that the service publishes; the cases are our own.
#include <gtest/gtest.h>

#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

constexpr std::string_view kStart = "Event pattern is not valid. Reason: ";

struct Row {
  const char* pattern;
  const char* reason;
  const char* fault;  // the part of the pattern that is pointed at; the first place where it stands
};

class PatternFaults : public testing::TestWithParam<Row> {};

TEST_P(PatternFaults, AreToldInTheServicesWordsWithTheirPlace) {
  const Row& row = GetParam();
  const std::string_view text = row.pattern;
  const auto pattern = read_event_pattern(text);
  ASSERT_FALSE(pattern.has_value()) << text;
  EXPECT_EQ(pattern.error().code, "InvalidEventPatternException");
  EXPECT_EQ(pattern.error().text, std::string(kStart) + row.reason) << text;
  const TextRange range = pattern.error().range;
  EXPECT_EQ(text.substr(range.begin, range.end - range.begin), row.fault) << text;
}

constexpr Row kShape[] = {
    {"[1]", "Filter is not an object", "["},
    {"null", "Filter is not an object", "null"},
    {"{}", "Empty objects are not allowed", "{}"},
    {R"({"a":{ }})", "Empty objects are not allowed", "{ }"},
    {R"({"a":[]})", "Empty arrays are not allowed", "[]"},
    {R"({"a":"x","b":[]})", R"("a" must be an object or an array)", R"("x")"},
    {R"({"a":{"prefix":"x"}})", R"("prefix" must be an object or an array)", R"("x")"},
    {R"({"a":[[1]]})", "Match value must be String, number, true, false, or null", "["},
    {R"({"a":[{}]})", "Match expression name not found", "}"},
    {R"({"a":[{"PREFIX":"x"}]})", "Unrecognized match type PREFIX", R"("PREFIX")"},
    {R"({"a":[{"prefix":"x","suffix":"y"}]})", "Only one key allowed in match expression", R"("suffix")"},
};
INSTANTIATE_TEST_SUITE_P(Shape, PatternFaults, testing::ValuesIn(kShape));

constexpr Row kTexts[] = {
    {R"({"a":[{"exactly":1}]})", "exact match pattern must be a string", "1"},
    {R"({"a":[{"prefix":["x"]}]})", "prefix match pattern must be a string", "["},
    {R"({"a":[{"suffix":null}]})", "suffix match pattern must be a string", "null"},
    {R"({"a":[{"prefix":{}}]})", "Prefix expression name not found", "}"},
    {R"({"a":[{"suffix":{"prefix":"x"}}]})", "Unsupported suffix pattern: prefix", R"("prefix")"},
    {R"({"a":[{"prefix":{"equals-ignore-case":1}}]})", "equals-ignore-case match pattern must be a string",
     "1"},
    {R"({"a":[{"equals-ignore-case":[]}]})", "equals-ignore-case match pattern must be a string", "["},
    {R"({"a":[{"wildcard":{}}]})", "wildcard match pattern must be a string", "{"},
    {R"({"a":[{"wildcard":"a**"}]})", "Consecutive wildcard characters at pos 2", R"("a**")"},
    {R"({"a":[{"wildcard":"é\\n"}]})", "Invalid escape character at pos 3", R"("é\\n")"},
    {R"({"a":[{"wildcard":"a\\"}]})", "Invalid escape character at pos 2", R"("a\\")"},
    {R"({"a":[{"exists":1}]})", "exists match pattern must be either true or false.", "1"},
    {R"({"a":[{"exists":true,"b":1}]})", "Only one key allowed in match expression", R"("b")"},
};
INSTANTIATE_TEST_SUITE_P(Texts, PatternFaults, testing::ValuesIn(kTexts));

constexpr Row kNumeric[] = {
    {R"({"a":[{"numeric":">"}]})", "Value of numeric must be an array.", R"(">")"},
    {R"({"a":[{"numeric":[7]}]})", "Invalid member in numeric match: 7", "7"},
    {R"({"a":[{"numeric":[]}]})", "Invalid member in numeric match: ]", "]"},
    {R"({"a":[{"numeric":["!=",7]}]})", "Unrecognized numeric range operator: !=", R"("!=")"},
    {R"({"a":[{"numeric":["=","7"]}]})", "Value of equals must be numeric", R"("7")"},
    {R"({"a":[{"numeric":["<"]}]})", "Value of < must be numeric", "]"},
    {R"({"a":[{"numeric":[">=",true]}]})", "Value of >= must be numeric", "true"},
    {R"({"a":[{"numeric":["=",7,"<",8]}]})", "Too many elements in numeric expression", R"("<")"},
    {R"({"a":[{"numeric":["<",7,">",1]}]})", "Too many elements in numeric expression", R"(">")"},
    {R"({"a":[{"numeric":[">",7,9]}]})", "Bad value in numeric range: 9", "9"},
    {R"({"a":[{"numeric":[">",1,"=",9]}]})", "Bad numeric range operator: =", R"("=")"},
    {R"({"a":[{"numeric":[">",1,"<="]}]})", "Value of <= must be numeric", "]"},
    {R"({"a":[{"numeric":[">",1,"<",9,0]}]})", "Too many terms in numeric range expression", "0"},
    {R"({"a":[{"numeric":[">",9,"<",9]}]})", "Bottom must be less than top", R"(9,"<",9)"},
    {R"({"a":[{"numeric":[">",12345678901234567890]}]})", "Cannot compare number : 12345678901234567890",
     "12345678901234567890"},
    {R"({"a":[{"numeric":["=",1],"b":2}]})", "Too many elements in numeric expression", R"("b")"},
};
INSTANTIATE_TEST_SUITE_P(Numeric, PatternFaults, testing::ValuesIn(kNumeric));

constexpr const char* kMixed =
    "Inside anything but list, either all values are number or string, mixed type is not supported";
constexpr const char* kWrongValue = "Value of anything-but must be an array or single string/number value.";
constexpr Row kAnythingBut[] = {
    {R"({"a":[{"anything-but":null}]})", kWrongValue, "null"},
    {R"({"a":[{"anything-but":{}}]})", "Anything-But expression name not found", "}"},
    {R"({"a":[{"anything-but":{"numeric":1}}]})", "Unsupported anything-but pattern: numeric",
     R"("numeric")"},
    {R"({"a":[{"anything-but":[1,"x"]}]})", kMixed, R"([1,"x"])"},
    {R"({"a":[{"anything-but":[]}]})", kMixed, "[]"},
    {R"({"a":[{"anything-but":["x",null]}]})",
     "Inside anything but list, start|null|boolean is not supported.", "null"},
    {R"({"a":[{"anything-but":{"prefix":""}}]})", "Null prefix/suffix not allowed", R"("")"},
    {R"({"a":[{"anything-but":{"suffix":["x",""]}}]})", "Null prefix/suffix not allowed", R"("")"},
    {R"({"a":[{"anything-but":{"suffix":5}}]})", "prefix/suffix match pattern must be a string", "5"},
    {R"({"a":[{"anything-but":{"wildcard":5}}]})", "wildcard match pattern must be a string", "5"},
    {R"({"a":[{"anything-but":{"wildcard":["x","**"]}}]})", "Consecutive wildcard characters at pos 1",
     R"("**")"},
    {R"({"a":[{"anything-but":{"equals-ignore-case":[5]}}]})",
     "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", "5"},
    {R"({"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]})", kWrongValue, "{"},
    {R"({"a":[{"anything-but":"x","b":1}]})", "Too many elements in numeric expression", R"("b")"},
};
INSTANTIATE_TEST_SUITE_P(AnythingBut, PatternFaults, testing::ValuesIn(kAnythingBut));

constexpr Row kCidr[] = {
    {R"({"a":[{"cidr":1}]})", "prefix match pattern must be a string", "1"},
    {R"({"a":[{"cidr":"10.0.0.1"}]})", "Malformed CIDR, one '/' required", R"("10.0.0.1")"},
    {R"({"a":[{"cidr":"10.0.0.1/8/8"}]})", "Malformed CIDR, one '/' required", R"("10.0.0.1/8/8")"},
    {R"({"a":[{"cidr":"10.0.0.1/x"}]})", "Malformed CIDR, mask bits must be an integer", R"("10.0.0.1/x")"},
    {R"({"a":[{"cidr":"10.0.0.1/-1"}]})", "Malformed CIDR, mask bits must not be negative",
     R"("10.0.0.1/-1")"},
    {R"({"a":[{"cidr":"host/8"}]})", "Nonstandard IP address: host", R"("host/8")"},
    {R"({"a":[{"cidr":"1.2.3.256/8"}]})", "Invalid IP address: 1.2.3.256", R"("1.2.3.256/8")"},
    {R"({"a":[{"cidr":"1.2.3.4/32"}]})", "IPv4 mask bits must be < 32", R"("1.2.3.4/32")"},
    {R"({"a":[{"cidr":"::1/128"}]})", "IPv6 mask bits must be < 128", R"("::1/128")"},
};
INSTANTIATE_TEST_SUITE_P(Cidr, PatternFaults, testing::ValuesIn(kCidr));

constexpr Row kOr[] = {
    {R"({"$or":{}})", "It must be an Array followed with $or.", "{"},
    {R"({"$or":[1]})", "Only JSON object is allowed in array of $or relationship.", "1"},
    {R"({"$or":[{"a":[1]}]})", "There must have at least 2 Objects in $or relationship.", R"([{"a":[1]}])"},
    {R"({"$or":[{"a":[1]},{}]})", "Empty objects are not allowed", "{}"},
    {R"({"$or":[{"a":[1]},{"b":{"prefix":[1]}}]})",
     "prefix is Ruler reserved fieldName which cannot be used inside $or.", R"("prefix")"},
};
INSTANTIATE_TEST_SUITE_P(Or, PatternFaults, testing::ValuesIn(kOr));

TEST(PatternReader, ReportsTheFirstFaultInReadingOrder) {
  const auto both = read_event_pattern(R"({"a":[{"exists":1}],"b":[{"nonsense":1}]})");
  EXPECT_EQ(both.error().text, std::string(kStart) + "exists match pattern must be either true or false.");
  const auto before_the_json = read_event_pattern(R"({"a":1, nonsense)");
  EXPECT_EQ(before_the_json.error().text, std::string(kStart) + R"("a" must be an object or an array)");
  const auto after_the_json = read_event_pattern(R"({"a":[1}],"b":1})");
  EXPECT_EQ(after_the_json.error().range, (TextRange{7, 8}));
}

TEST(PatternReader, SaysWhereTextIsNotJson) {
  struct Case {
    const char* text;
    TextRange range;
  };
  const Case cases[] = {
      {"", {0, 0}},
      {"{", {1, 1}},
      {R"({"a" [1]})", {5, 6}},
      {R"({"a":[01]})", {6, 8}},
      {R"({"a":[1,]})", {8, 9}},
      {R"({"a":[tru]})", {6, 9}},
      {R"({"a":["x]})", {6, 10}},
      {R"({"a":[1]]})", {8, 9}},
  };
  for (const Case& item : cases) {
    const auto pattern = read_event_pattern(item.text);
    ASSERT_FALSE(pattern.has_value()) << item.text;
    EXPECT_EQ(pattern.error().range, item.range)
        << item.text << " " << pattern.error().range.begin << " " << pattern.error().range.end;
  }
}

TEST(PatternReader, DoesNotLookBehindTheClosingBrace) {
  EXPECT_TRUE(read_event_pattern(R"({"a":[1]} and more)").has_value());
}

TEST(PatternReader, MultipliesOrOut) {
  const auto pattern =
      read_event_pattern(R"({"z":[1],"$or":[{"a":[1]},{"b":[1]}],"y":{"$or":[{"c":[1]},{"d":[1]}]}})");
  ASSERT_TRUE(pattern.has_value());
  ASSERT_EQ(pattern->conjunctions.size(), 4U);
  std::vector<std::string> paths;
  for (const uint32_t leaf : pattern->conjunctions[3]) paths.push_back(pattern->leaves[leaf].path);
  EXPECT_EQ(paths, (std::vector<std::string>{"b", "y.d", "z"}));
}

TEST(PatternReader, KeepsPlacesOfNamesAndValues) {
  constexpr std::string_view text = R"({"a":{"b":[{"prefix":"x"},1]}})";
  const auto pattern = read_event_pattern(text);
  ASSERT_TRUE(pattern.has_value());
  const auto part = [&](TextRange range) { return text.substr(range.begin, range.end - range.begin); };
  const Leaf& leaf = pattern->leaves[0];
  EXPECT_EQ(part(leaf.name_place), R"("b")");
  EXPECT_EQ(part(leaf.value_place), R"([{"prefix":"x"},1])");
  EXPECT_EQ(part(leaf.alternatives[0].place), R"({"prefix":"x"})");
  EXPECT_EQ(part(leaf.alternatives[1].place), "1");
  EXPECT_EQ(part(pattern->nodes[0].value_place), text);
}

TEST(PatternReader, DropsMembersThatGaveWay) {
  const auto pattern = read_event_pattern(R"({"a":{"b":[1]},"a.b":[2]})");
  ASSERT_TRUE(pattern.has_value());
  ASSERT_EQ(pattern->nodes[0].children.size(), 1U);
  EXPECT_EQ(pattern->nodes[pattern->nodes[0].children[0]].name, "a.b");
}

}  // namespace
}  // namespace brigade::match
