// Buses, rules with their targets, and topics with their subscriptions, as they are pasted from real command
// lines and written back.
#include <gtest/gtest.h>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

constexpr base::JsonStyle kCompact = base::JsonStyle::kCompact;

template <class T>
std::string error_text(const base::Result<T>& result) {
  return result ? "" : result.error().text;
}

engine::RuleConfig config_of(const RuleDocument& document) {
  engine::RuleConfig config;
  config.rule = document.rule.rule;
  config.bus = document.rule.bus.empty() ? "default" : document.rule.bus;
  config.pattern_text = document.rule.pattern;
  config.description = document.rule.description;
  config.enabled = document.rule.enabled;
  config.targets = document.targets;
  return config;
}

TEST(RuleJson, ReadsWhatDescribeRulePrints) {
  const auto rule = read_rule(R"({
    "Name": "big-orders", "Arn": "arn:aws:events:us-east-1:123456789012:rule/shop/big-orders",
    "EventPattern": "{\"source\": [\"shop\"]}", "State": "DISABLED", "Description": "Big ones",
    "EventBusName": "shop", "CreatedBy": "123456789012"})");
  ASSERT_TRUE(rule.has_value()) << rule.error().text;
  EXPECT_EQ(rule->rule.rule, "big-orders");
  EXPECT_EQ(rule->rule.bus, "shop");
  EXPECT_EQ(rule->rule.pattern, R"({"source": ["shop"]})");
  EXPECT_FALSE(rule->rule.enabled);
  EXPECT_TRUE(rule->targets.empty());
}

TEST(RuleJson, WritesOnlyWhatDiffersFromTheDefaults) {
  engine::RuleConfig config;
  config.rule = "r";
  config.bus = "default";
  config.pattern_text = R"({ "source": ["a"] })";
  EXPECT_EQ(write_rule(config, kCompact), R"({"Name":"r","EventPattern":{"source":["a"]}})");
  config.pattern_text = "no JSON";
  EXPECT_EQ(write_rule(config, kCompact), R"({"Name":"r","EventPattern":"no JSON"})");
}

TEST(RuleJson, WhatIsWrittenReadsBackTheSame) {
  const std::string json =
      R"({"Name":"r","EventBusName":"shop","EventPattern":{"detail":{"n":[{"numeric":[">",1.50]}]}},"State":"DISABLED","Description":"d","Targets":[{"Id":"a","Arn":"arn:1","RoleArn":"arn:role","Input":"{\"x\":1}","RetryPolicy":{"MaximumRetryAttempts":0},"DeadLetterConfig":{"Arn":"arn:d"}},{"Id":"b","Arn":"arn:2","InputPath":"$.detail"},{"Id":"c","Arn":"arn:3","InputTransformer":{"InputPathsMap":{"z":"$.z","y":"$.y"},"InputTemplate":"\"<z> <y>\""},"RetryPolicy":{}}]})";
  const auto rule = read_rule(json);
  ASSERT_TRUE(rule.has_value()) << rule.error().text;
  EXPECT_EQ(write_rule(config_of(*rule), kCompact), json);
  EXPECT_EQ(rule->targets[0].maximum_event_age_s, 86'400u);
  EXPECT_EQ(rule->targets[2].input_transformer->paths[0].first, "z");
}

TEST(RuleJson, SaysWhatIsNotSimulated) {
  EXPECT_EQ(error_text(read_rule(R"j({"Name":"r","RoleArn":"arn:aws:iam::123456789012:role/r"})j")),
            "\"RoleArn\" is not simulated yet.");
  EXPECT_EQ(error_text(read_rule(R"({"Name":"r","EventPattern":{},"State":"OFF"})")),
            "\"State\" of a rule is \"ENABLED\" or \"DISABLED\".");
  EXPECT_EQ(error_text(read_rule(R"({"Name":"r","EventPatern":{}})")),
            "\"EventPatern\" is no member of a rule; did you mean \"EventPattern\"?");
}

TEST(TargetsJson, AreAListOrWhatTheCommandLinePrints) {
  const std::string list = R"([{"Id":"1","Arn":"arn:q"}])";
  for (const std::string& json : {list, "{\"Targets\":" + list + "}"}) {
    const auto targets = read_targets(json);
    ASSERT_TRUE(targets.has_value()) << targets.error().text;
    EXPECT_EQ(write_targets(*targets, kCompact), list);
  }
  EXPECT_EQ(error_text(read_targets(R"([{"Id":"1"}])")), "Here \"Arn\" is missing: a target needs it.");
  EXPECT_EQ(error_text(read_targets(R"([{"Id":"1","Arn":"a","EcsParameters":{"TaskCount":1}}])")),
            "\"EcsParameters\" is not simulated yet.");
}

TEST(TargetsJson, AnInputThatIsNoTextStandsForItsOwn) {
  const auto targets = read_targets(R"([{"Id":"1","Arn":"a","Input":{ "n": 1.0 }}])");
  ASSERT_TRUE(targets.has_value());
  EXPECT_EQ(targets->front().input, R"({"n":1.0})");
}

TEST(EventPattern, IsCheckedAsTheServiceDoesWithThePlace) {
  const auto good = read_event_pattern("{ \"source\": [\"a\"] }");
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(*good, R"({"source":["a"]})");
  const auto bad = read_event_pattern("{\n \"source\": \"a\"}");
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().code, "InvalidEventPatternException");
  EXPECT_EQ(base::line_column("{\n \"source\": \"a\"}", bad.error().range.begin).line, 2u);
  EXPECT_FALSE(read_event_pattern("{").has_value());
}

TEST(BusJson, ReadsBackWhatItWrites) {
  const std::string json =
      R"({"Name":"shop","Description":"d","Policy":{"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"events:PutEvents","Resource":"arn:bus"}]}})";
  const auto bus = read_bus(json);
  ASSERT_TRUE(bus.has_value()) << bus.error().text;
  EXPECT_EQ(write_bus(bus->bus, bus->config, "arn:bus", kCompact), json);
  EXPECT_EQ(write_bus("b", {}, "arn:b", kCompact), R"({"Name":"b"})");
}

TEST(TopicJson, ReadsBackWhatItWrites) {
  const std::string json =
      R"({"TopicName":"news","Attributes":{"DisplayName":"News"},"Subscriptions":[{"Protocol":"lambda","Endpoint":"arn:f"},{"Protocol":"sqs","Endpoint":"arn:q","Attributes":{"FilterPolicy":{"a":["b"]},"FilterPolicyScope":"MessageBody","RawMessageDelivery":"true","RedrivePolicy":{"deadLetterTargetArn":"arn:d"}}},{"Protocol":"email","Endpoint":"a@b"}]})";
  const auto topic = read_topic(json);
  ASSERT_TRUE(topic.has_value()) << topic.error().text;
  engine::TopicConfig config = topic->create.config;
  config.subscriptions = topic->subscriptions;
  EXPECT_EQ(write_topic(topic->create.topic, config, "", kCompact), json);
  EXPECT_EQ(json.substr(topic->subscription_ranges[2].begin, 20), R"({"Protocol":"email",)");
}

TEST(TopicJson, AnAddressIsConfirmedInASceneUnlessItSaysOtherwise) {
  const std::string json =
      R"({"TopicName":"news","Subscriptions":[{"Protocol":"email","Endpoint":"a@b"},{"Protocol":"email","Endpoint":"c@d","Attributes":{"PendingConfirmation":"true"}}]})";
  const auto topic = read_topic(json);
  ASSERT_TRUE(topic.has_value()) << topic.error().text;
  EXPECT_FALSE(topic->subscriptions[0].pending_confirmation);
  EXPECT_TRUE(topic->subscriptions[1].pending_confirmation);
  engine::TopicConfig config;
  config.subscriptions = topic->subscriptions;
  EXPECT_EQ(write_topic("news", config, "", kCompact), json);
}

TEST(TopicJson, ReadsAttributesAsTheServicePrintsThem) {
  const auto topic = read_topic(R"({"TopicName":"t","TopicArn":"arn:t",
    "Attributes":{"TopicArn":"arn:t","Owner":"123456789012","SubscriptionsConfirmed":"1","DisplayName":"",
      "Policy":"{\"Statement\":[{\"Principal\":\"*\",\"Action\":\"sns:Publish\"}]}"},
    "Subscriptions":[{"SubscriptionArn":"arn:t:1","Owner":"123456789012","Protocol":"sqs","Endpoint":"arn:q","TopicArn":"arn:t",
      "Attributes":{"FilterPolicy":"{\"a\": [1]}","RawMessageDelivery":"false","PendingConfirmation":"false",
        "RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:d\"}"}}]})");
  ASSERT_TRUE(topic.has_value()) << topic.error().text;
  EXPECT_EQ(topic->create.config.policy.size(), 1u);
  const engine::Subscription& subscription = topic->subscriptions.at(0);
  EXPECT_EQ(subscription.filter_policy_text, R"({"a": [1]})");
  EXPECT_FALSE(subscription.raw_message_delivery);
  EXPECT_EQ(subscription.dead_letter_arn, "arn:d");
  EXPECT_EQ(error_text(read_topic(R"({"TopicName":"t","Attributes":{"TracingConfig":"Active"}})")),
            "\"TracingConfig\" is not simulated yet.");
}

}  // namespace
}  // namespace brigade::formats
