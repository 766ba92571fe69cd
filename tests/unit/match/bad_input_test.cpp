// Hostile and broken patterns and events: a clear error at a stated limit, and no more than about linear time
// below it.
#include <gtest/gtest.h>

#include "match/explain.h"
#include "match/service_limits.h"
#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

std::string repeated(std::string_view part, size_t count) {
  std::string out;
  out.reserve(part.size() * count);
  for (size_t i = 0; i < count; i++) out += part;
  return out;
}

std::string nested(size_t depth, std::string_view inside) {
  return repeated(R"({"a":)", depth) + std::string(inside) + repeated("}", depth);
}

TEST(BadInput, NestingHasALimit) {
  EXPECT_TRUE(read_event_pattern(nested(kMaxPatternDepth - 1, "[1]")).has_value());
  const auto deep_pattern = read_event_pattern(nested(100'000, "[1]"));
  ASSERT_FALSE(deep_pattern.has_value());
  EXPECT_NE(deep_pattern.error().text.find("nested more than 500 deep"), std::string::npos);
  EXPECT_TRUE(read_event(nested(kMaxEventDepth, "1")).has_value());
  const auto deep_event = read_event(R"({"a":)" + repeated("[", 1'000'000));
  ASSERT_FALSE(deep_event.has_value());
  EXPECT_NE(deep_event.error().text.find("nested more than 1000 deep"), std::string::npos);
}

TEST(BadInput, LengthHasALimit) {
  const auto pattern = read_event_pattern(R"({"a":[")" + std::string(kMaxPatternBytes, 'x') + "\"]}");
  ASSERT_FALSE(pattern.has_value());
  EXPECT_NE(pattern.error().text.find("1,048,576 bytes"), std::string::npos);
  const auto event = read_event(R"({"a":")" + std::string(kMaxEventBytes, 'x') + "\"}");
  ASSERT_FALSE(event.has_value());
  EXPECT_NE(event.error().text.find("4,194,304 bytes"), std::string::npos);
}

TEST(BadInput, OrHasALimit) {
  std::string pattern = R"({"a":[1])";
  for (int i = 0; i < 10; i++) pattern += R"(,"$or":[{"b":[1]},{"c":[1]}])";
  const auto refused = read_event_pattern(pattern + "}");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text.find("more than 1,000 combinations"), std::string::npos);
  std::string branches = R"({"a":[1]})";
  for (int i = 1; i < 1000; i++) branches += R"(,{"a":[1]})";
  EXPECT_TRUE(read_event_pattern(R"({"$or":[)" + branches + "]}").has_value());
  EXPECT_FALSE(read_event_pattern(R"({"$or":[)" + branches + R"(,{"a":[1]}]})").has_value());
}

TEST(BadInput, OrTimesFieldsHasALimit) {
  std::string fields, branches;
  for (int i = 0; i < 2000; i++) fields += "\"f" + std::to_string(i) + "\":[1],";
  for (int i = 0; i < 900; i++) branches += (i > 0 ? "," : "") + std::string(R"({"b":[1]})");
  const auto refused = read_event_pattern("{" + fields + R"("$or":[)" + branches + "]}");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text.find("too many fields"), std::string::npos);
}

TEST(BadInput, PathsHaveALimit) {
  const std::string name(1000, 'n');
  std::string pattern = R"({"a":[1])";
  for (int i = 0; i < 100; i++) pattern += ",\"" + name + "\":{\"b\":[1]";
  pattern += repeated("}", 101);
  EXPECT_TRUE(read_event_pattern(pattern).has_value());
  std::string wide = "{";
  const std::string long_name(500'000, 'n');
  wide += "\"" + long_name + "\":{\"b0\":[1]";
  for (int i = 1; i < 100; i++) wide += ",\"b" + std::to_string(i) + "\":[1]";
  EXPECT_FALSE(read_event_pattern(wide + "}}").has_value());
}

TEST(BadInput, ManyWildcardsTakeNoLongerThanTheirText) {
  const std::string as(200'000, 'a');
  const std::string event = R"({"a":")" + as + "\"}";
  EXPECT_EQ(verdict(R"({"a":[{"wildcard":")" + repeated("a*", 50'000) + R"(b"}]})", event), "nomatch");
  EXPECT_EQ(verdict(R"({"a":[{"wildcard":"*)" + as.substr(0, 100'000) + R"(b*"}]})", event), "nomatch");
  EXPECT_EQ(verdict(R"({"a":[{"wildcard":"*)" + as.substr(0, 100'000) + R"(*"}]})", event), "match");
}

TEST(BadInput, LongEventsAreReadAndExplained) {
  std::string event = R"({"r":[{"a":1,"b":"x"})";
  for (int i = 0; i < 50'000; i++) event += R"(,{"a":1,"b":"y"})";
  event += "]}";
  ASSERT_GT(event.size(), 750'000U);
  const std::string pattern = R"({"r":{"a":[2,{"exists":false}],"b":["x"]}})";
  EXPECT_EQ(verdict(pattern, event), "nomatch");
  const Explanation explanation = explain(*read_event_pattern(pattern), *read_event(event));
  EXPECT_EQ(explanation.smallest_miss.size(), 1U);
  EXPECT_EQ(explanation.leaves[0].values.size(), kMaxExplainedValues);
  EXPECT_EQ(explanation.leaves[0].value_count, 50'001U);
}

TEST(BadInput, LongNamesDoNotMultiply) {
  std::string event = "{\"" + std::string(300'000, 'n') + "\":{";
  for (int i = 0; i < 30'000; i++) event += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  EXPECT_EQ(verdict(R"({"k":[1]})", event + "}}"), "nomatch");
  const std::string dots = repeated("a.", 900) + "a";
  EXPECT_EQ(verdict("{\"" + dots + "\":[1]}", nested(901, "1")), "match");
}

TEST(BadInput, LoneSurrogatesAndOddTextAreTaken) {
  EXPECT_EQ(verdict(R"({"a":["\ufffd"]})", R"({"a":"\ud800"})"), "match");
  EXPECT_EQ(verdict(R"({"a":["\ud83d\ude00"]})", R"({"a":"😀"})"), "match");
  EXPECT_EQ(verdict(R"({"a":["x"]})", R"({"a":"\udc00x"})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a":["\u0000"]})", R"({"a":"\u0000"})"), "match");
  EXPECT_EQ(verdict(R"({"a":[1e999]})", R"({"a":1e999})"), "match");
}

TEST(BadInput, BrokenEventsAreRefusedWithTheirPlace) {
  struct Case {
    std::string text;
    TextRange range;
  };
  const Case cases[] = {
      {"", {0, 0}},
      {"[1]", {0, 1}},
      {"\"x\"", {0, 3}},
      {R"({"a":1} x)", {7, 9}},
      {R"({"a":1,})", {7, 8}},
      {"{\"a\":\"\xff\"}", {6, 7}},
      {"{\"a\xc3\":1}", {3, 4}},
      {"{\"a\":\"\n\"}", {6, 7}},
      {R"({"a":"\x"})", {6, 8}},
      {R"({"a":"\u12"})", {6, 12}},
      {R"({"a":-})", {5, 6}},
      {R"({"a":1.})", {5, 7}},
      {R"({"a":nul})", {5, 8}},
      {R"({"a":[})", {6, 7}},
      {std::string("{}\0", 3), {2, 3}},
  };
  for (const Case& item : cases) {
    const auto event = read_event(item.text);
    ASSERT_FALSE(event.has_value()) << item.text;
    EXPECT_EQ(event.error().code, "json");
    EXPECT_EQ(event.error().range.begin, item.range.begin) << item.text << " " << event.error().text;
    EXPECT_LE(event.error().range.end, item.text.size());
  }
}

TEST(ServiceLimits, RefuseLongPatterns) {
  const std::string longest = R"({"a":[")" + std::string(2048 - 10, 'x') + "\"]}";
  EXPECT_TRUE(check_service_limits(*read_event_pattern(longest), longest).has_value());
  const std::string longer = R"({"a":[")" + std::string(2048 - 9, 'x') + "\"]}";
  EXPECT_FALSE(check_service_limits(*read_event_pattern(longer), longer).has_value());
}

TEST(ServiceLimits, RefuseComplexWildcards) {
  const auto complexity = [](std::vector<std::string> parts) {
    const Wildcard wildcard = {std::move(parts)};
    return wildcard_complexity({&wildcard}, 1000);
  };
  EXPECT_EQ(complexity({"abc"}), 1U);
  EXPECT_EQ(complexity({"", ":", ":", ":", ":", ":event-bus/", ""}), 11U);
  EXPECT_EQ(complexity({"/Users/", "/dir/dir/dir/dir/dir/doc.txt"}), 7U);
  const std::string refused = R"({"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]})";
  const auto status = check_service_limits(*read_event_pattern(refused), refused);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(
      status.error().text.rfind("Event pattern is not valid. Reason: Rule is too complex - try using", 0),
      0U);
  const std::string hostile = R"({"a":[{"wildcard":"*)" + repeated("ab*aab*", 250) + R"("}]})";
  EXPECT_FALSE(check_service_limits(*read_event_pattern(hostile), hostile).has_value());
  const std::string plain = R"({"a":[{"wildcard":"arn:*:*/x"},{"wildcard":"a*b*c"}]})";
  EXPECT_TRUE(check_service_limits(*read_event_pattern(plain), plain).has_value());
}

TEST(ServiceLimits, WantTheEnvelopeOfAnEvent) {
  const std::string event =
      R"({"id":"1","account":"1","source":"s","time":"t","region":"r","detail-type":"d"})";
  EXPECT_TRUE(check_service_event(event).has_value());
  const auto missing = check_service_event(R"({"id":"1"})");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, "ValidationException");
  EXPECT_EQ(missing.error().text, "Parameter Event is not valid.");
  EXPECT_FALSE(check_service_event("\"text\"").has_value());
}

}  // namespace
}  // namespace brigade::match
