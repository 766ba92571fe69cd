// The public conformance data, where it lies beside the checkout: recorded verdicts and errors of the real
// services, and those of the engine that the service publishes. Without the folder these tests are skipped.
#include <gtest/gtest.h>

#include <fstream>

#include "base/json.h"
#include "base/text.h"
#include "match/explain.h"
#include "match/front_ends.h"
#include "match/json_tokens.h"
#include "match/rule_set.h"
#include "match/service_limits.h"
#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

const std::string kFolder = std::string(BRIGADE_SOURCE_DIR) + "/../shared/conformance/";

std::vector<std::string> read_lines(const std::string& name) {
  std::vector<std::string> lines;
  std::ifstream file(kFolder + name);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

struct Case {
  std::string name, pattern, event, expected, error;
  bool has_event = false;
};

// Values that have a form as text count as that text.
Case read_case(const std::string& line) {
  Case out;
  const auto members = read_members(line);
  if (!members) return out;
  for (const JsonMemberText& member : *members) {
    const std::string written =
        line.substr(member.value_place.begin, member.value_place.end - member.value_place.begin);
    if (member.name == "name") out.name = member.value;
    if (member.name == "expect") out.expected = member.value;
    if (member.name == "error") out.error = member.value.substr(0, member.value.find('\n'));
    if (member.name == "pattern_raw") out.pattern = member.value;
    if (member.name == "event_raw") out.event = member.value;
    if (member.name == "pattern" && out.pattern.empty()) out.pattern = written;
    if (member.name == "event" && out.event.empty()) out.event = written;
    out.has_event |= member.name == "event" || member.name == "event_raw";
  }
  return out;
}

// The service's words for broken JSON are its parser's; ours differ.
bool is_about_json(const std::string& error) {
  return error.find("Unexpected ") != std::string::npos ||
         error.find("Unrecognized token") != std::string::npos;
}

void check(const Case& item, bool as_service) {
  std::string result, message;
  const auto pattern = read_event_pattern(item.pattern);
  const base::Status limits =
      pattern && as_service ? check_service_limits(*pattern, item.pattern) : base::Status();
  if (!pattern || !limits) {
    result = "invalid";
    message = pattern ? limits.error().text : pattern.error().text;
  } else if (item.expected == "valid") {
    result = "valid";
  } else if (as_service && !check_service_event(item.event)) {
    result = "invalid_event";
    message = check_service_event(item.event).error().text;
  } else {
    const auto event = read_event(item.event);
    ASSERT_TRUE(event.has_value()) << item.name;
    result = matches(*pattern, *event) ? "match" : "nomatch";
    EXPECT_EQ(explain(*pattern, *event).matched, result == "match") << item.name;
    RuleSet rules;
    rules.add(0, *pattern);
    Matches found;
    EXPECT_TRUE(rules.match(item.event, found)) << item.name;
    EXPECT_EQ(found.ids().empty(), result != "match") << item.name;
  }
  EXPECT_EQ(result, item.expected) << item.name << "\n" << item.pattern << "\n" << item.event;
  if (!item.error.empty() && !is_about_json(item.error)) {
    EXPECT_EQ(message, item.error) << item.name << item.pattern;
  }
}

class Conformance : public testing::Test {
 protected:
  std::vector<std::string> lines(const std::string& name) {
    std::vector<std::string> all = read_lines(name);
    if (all.empty()) skipped_ = true;
    return all;
  }
  void check_all(const std::string& name, bool as_service) {
    for (const std::string& line : lines(name)) check(read_case(line), as_service);
  }
  bool skipped_ = false;
};

TEST_F(Conformance, AgreesWithTheRecordedVerdicts) {
  check_all("event_patterns_recorded.jsonl", true);
  if (skipped_) GTEST_SKIP() << "no conformance data beside the checkout";
}

TEST_F(Conformance, AgreesWithThePublishedEngineOnRandomPairs) {
  check_all("event_patterns_random.jsonl", false);
  if (skipped_) GTEST_SKIP() << "no conformance data beside the checkout";
}

TEST_F(Conformance, AgreesWithThePublishedEngineOnValidity) {
  check_all("event_patterns_validity.jsonl", false);
  if (skipped_) GTEST_SKIP() << "no conformance data beside the checkout";
}

TEST_F(Conformance, LetsThroughWhatEventSourceMappingsDo) {
  for (const std::string& line : lines("esm_sqs_filters.jsonl")) {
    const auto json = base::read_json(line);
    ASSERT_TRUE(json.has_value());
    const auto filter =
        read_source_filter(base::canonical(*json->find("filter")), FilterOwner::EventSourceMapping);
    ASSERT_TRUE(filter.has_value()) << line;
    for (const std::string member : {"body_matching", "body_not_matching"}) {
      const base::JsonValue& body = *json->find(member);
      base::JsonWriter record;
      record.begin_object().key("body").value(body.is_string() ? body.as_string() : base::canonical(body));
      record.end_object();
      EXPECT_EQ(matches_record({*filter}, record.text(), "body"), member == "body_matching") << line;
    }
  }
  if (skipped_) GTEST_SKIP() << "no conformance data beside the checkout";
}

std::vector<MessageAttribute> read_attributes(const base::JsonValue& object) {
  std::vector<MessageAttribute> out;
  for (const base::JsonMember& member : object.members()) {
    const base::JsonValue& value = *member.value.find("Value");
    out.push_back({member.name, member.value.find("Type")->as_string(),
                   value.is_string() ? value.as_string() : base::canonical(value)});
  }
  return out;
}

TEST_F(Conformance, LetsThroughWhatFilterPoliciesDo) {
  for (const std::string& line : lines("sns_filter_policy.jsonl")) {
    const auto json = base::read_json(line);
    ASSERT_TRUE(json.has_value());
    const bool by_body = json->find("scope")->as_string() == "MessageBody";
    const std::string policy_text = base::canonical(*json->find("policy"));
    const auto policy = read_filter_policy(
        policy_text, by_body ? FilterPolicyScope::MessageBody : FilterPolicyScope::MessageAttributes);
    if (!policy) {
      // These rows are an emulator's, which takes a bare value where the real service asks for an array.
      EXPECT_NE(policy.error().text.find("must be an object or an array"), std::string::npos) << line;
      continue;
    }
    const bool matched = by_body ? matches_body(*policy, base::canonical(*json->find("body")))
                                 : matches_attributes(*policy, read_attributes(*json->find("attributes")));
    EXPECT_EQ(matched, json->find("expect")->as_bool()) << line;
  }
  if (skipped_) GTEST_SKIP() << "no conformance data beside the checkout";
}

}  // namespace
}  // namespace brigade::match
