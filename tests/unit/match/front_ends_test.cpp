// SNS filter policies, filters of event source mappings and of Pipes: what each takes, refuses and lets
// through. Sources: see front_ends.h.
#include "match/front_ends.h"

#include <gtest/gtest.h>

namespace brigade::match {
namespace {

constexpr FilterPolicyScope kAttributes = FilterPolicyScope::MessageAttributes;
constexpr FilterPolicyScope kBody = FilterPolicyScope::MessageBody;

std::string policy_error(std::string_view text, FilterPolicyScope scope = kAttributes,
                         FilterPolicyCall call = FilterPolicyCall::Subscribe) {
  const auto policy = read_filter_policy(text, scope, call);
  return policy ? "" : policy.error().text;
}

TEST(FilterPolicy, RefusesWhatTheServiceRefuses) {
  const std::string start = "Invalid parameter: FilterPolicy: ";
  EXPECT_EQ(policy_error(R"({"a":"x"})"), start + R"("a" must be an object or an array)");
  EXPECT_EQ(policy_error(R"({"a":[{"anything-but":{"suffix":"x"}}]})"),
            start + "Unsupported anything-but pattern: suffix");
  EXPECT_EQ(policy_error(R"({"a":[{"wildcard":"x*"}]})"), start + "Unrecognized match type wildcard");
  EXPECT_EQ(policy_error(R"({"a":[{"prefix":{"equals-ignore-case":"x"}}]})"),
            start + "prefix match pattern must be a string");
  EXPECT_EQ(policy_error(R"({"a":{"b":["x"]}})"),
            "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy");
  EXPECT_EQ(policy_error(R"({"a":[]})", kBody, FilterPolicyCall::SetSubscriptionAttributes),
            "Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed");
  EXPECT_EQ(policy_error(R"({"a":[{"numeric":[">",2e9]}]})"),
            start + "Value must be between -1.0E9 and 1.0E9, inclusive");
  EXPECT_EQ(policy_error("{").rfind(start + "failed to parse JSON. ", 0), 0U);
  const auto policy = read_filter_policy(R"({"a":1})", kBody);
  EXPECT_EQ(policy.error().code, "InvalidParameter");
  EXPECT_EQ(policy.error().range, (TextRange{5, 6}));
}

TEST(FilterPolicy, CountsKeysAndCombinations) {
  EXPECT_EQ(policy_error(R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1]})"), "");
  EXPECT_NE(policy_error(R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})").find("more than 5 keys"),
            std::string::npos);
  const std::string twelve = R"([1,2,3,4,5,6,7,8,9,10,11,12])",
                    thirteen = R"([1,2,3,4,5,6,7,8,9,10,11,12,13])";
  EXPECT_EQ(policy_error(R"({"a":)" + twelve + R"(,"b":)" + twelve + "}"), "");
  EXPECT_NE(policy_error(R"({"a":)" + thirteen + R"(,"b":)" + twelve + "}").find("too complex"),
            std::string::npos);
  // Nested keys count as often as they are deep.
  EXPECT_EQ(policy_error(R"({"a":{"b":)" + twelve + R"(},"c":[1,2,3,4,5,6]})", kBody), "");
  EXPECT_NE(policy_error(R"({"a":{"b":)" + thirteen + R"(},"c":[1,2,3,4,5,6]})", kBody).find("too complex"),
            std::string::npos);
  EXPECT_EQ(policy_error(R"({"$or":[{"a":)" + thirteen + R"(},{"b":)" + twelve + "}]}"), "");
}

TEST(FilterPolicy, MatchesAttributesByTheirType) {
  const std::vector<MessageAttribute> attributes = {
      {"s", "String", "5"},    {"n", "Number", "5.0"},   {"l", "String.Array", R"(["a",true,null,7])"},
      {"b", "Binary", "AAAA"}, {"o", "Number.int", "9"}, {"bad", "Number", "x"}};
  const auto matched = [&](std::string_view policy) {
    return matches_attributes(*read_filter_policy(policy, kAttributes), attributes);
  };
  EXPECT_TRUE(matched(R"({"s":["5"]})"));
  EXPECT_FALSE(matched(R"({"s":[5]})"));
  EXPECT_TRUE(matched(R"({"n":[{"numeric":["=",5]}]})"));
  EXPECT_FALSE(matched(R"({"n":["5.0"]})"));
  EXPECT_TRUE(matched(R"({"l":["a"]})"));
  EXPECT_TRUE(matched(R"({"l":[true],"o":[9]})"));
  EXPECT_TRUE(matched(R"({"l":[{"anything-but":["a"]}]})"));
  EXPECT_FALSE(matched(R"({"b":[{"exists":true}]})"));
  EXPECT_FALSE(matched(R"({"bad":[{"exists":true}]})"));
  EXPECT_TRUE(matched("{}"));
}

TEST(FilterPolicy, LetsNoBodyThroughThatIsNotAnObject) {
  const auto policy = read_filter_policy(R"({"a":{"b":[1]}})", kBody);
  ASSERT_TRUE(policy.has_value());
  EXPECT_TRUE(matches_body(*policy, R"({"a":[{"b":1}]})"));
  EXPECT_FALSE(matches_body(*policy, R"({"a":{"b":2}})"));
  EXPECT_FALSE(matches_body(*policy, "hello"));
  EXPECT_FALSE(matches_body(*policy, "[1]"));
  EXPECT_TRUE(matches_body(*read_filter_policy("{}", kBody), "hello"));
}

std::vector<Pattern> filters(const std::vector<std::string>& texts) {
  auto read = read_source_filters(texts, FilterOwner::EventSourceMapping);
  EXPECT_TRUE(read.has_value());
  return read ? std::move(*read) : std::vector<Pattern>();
}

TEST(SourceFilter, ReadsTheBodyWhereTheFilterAsksForItsMembers) {
  const auto for_members = filters({R"({"body":{"kind":["a"]}})"});
  EXPECT_TRUE(matches_record(for_members, R"({"messageId":"1","body":"{\"kind\":\"a\"}"})", "body"));
  EXPECT_FALSE(matches_record(for_members, R"({"messageId":"1","body":"{\"kind\":\"b\"}"})", "body"));
  EXPECT_FALSE(matches_record(for_members, R"({"messageId":"1","body":"a"})", "body"));
  const auto for_text = filters({R"({"body":["a",{"prefix":"{"}]})"});
  EXPECT_TRUE(matches_record(for_text, R"({"body":"a"})", "body"));
  EXPECT_FALSE(matches_record(for_text, R"({"body":"{\"kind\":\"a\"}"})", "body"));
  const auto for_others = filters({R"({"attributes":{"SenderId":["x"]}})"});
  EXPECT_TRUE(matches_record(for_others, R"({"body":"a","attributes":{"SenderId":"x"}})", "body"));
}

TEST(SourceFilter, LetsThroughWhatAnyFilterWants) {
  const auto two = filters({R"({"body":{"a":[1]}})", R"({"body":{"b":[{"exists":true}]}})"});
  EXPECT_TRUE(matches_record(two, R"({"body":"{\"b\":0}"})", "body"));
  EXPECT_FALSE(matches_record(two, R"({"body":"{\"c\":0}"})", "body"));
  EXPECT_TRUE(matches_record({}, R"({"body":"x"})", "body"));
}

TEST(SourceFilter, RefusesInTheNameOfItsService) {
  const auto mapping = read_source_filter(R"({"body":{"a":1}})", FilterOwner::EventSourceMapping);
  ASSERT_FALSE(mapping.has_value());
  EXPECT_EQ(mapping.error().code, "InvalidParameterValueException");
  EXPECT_EQ(mapping.error().text.substr(0, mapping.error().text.find('\n')),
            "Invalid filter pattern definition.");
  EXPECT_TRUE(
      read_source_filter(R"({"a":[{"anything-but":{"prefix":"x"}}]})", FilterOwner::EventSourceMapping));
  const auto pipe = read_source_filter(R"({"a":[{"anything-but":{"prefix":"x"}}]})", FilterOwner::Pipe);
  ASSERT_FALSE(pipe.has_value());
  EXPECT_NE(pipe.error().text.find("Unsupported anything-but pattern: prefix"), std::string::npos);
  EXPECT_TRUE(read_source_filter(R"({"a":[{"suffix":{"equals-ignore-case":"x"}}]})", FilterOwner::Pipe));
  EXPECT_FALSE(read_source_filters({"{}", "{}", "{}", "{}", "{}", "{}"}, FilterOwner::Pipe).has_value());
  const std::string long_filter = R"({"a":[")" + std::string(4096, 'x') + "\"]}";
  EXPECT_FALSE(read_source_filter(long_filter, FilterOwner::EventSourceMapping).has_value());
}

}  // namespace
}  // namespace brigade::match
