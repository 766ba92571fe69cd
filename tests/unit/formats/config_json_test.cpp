// The services' configuration JSON, as it is pasted from real command lines.
#include "formats/config_json.h"

#include <gtest/gtest.h>

namespace brigade::formats {
namespace {

using engine::NotificationRule;
using engine::TargetKind;

constexpr std::string_view kPasted = R"({
    "LambdaFunctionConfigurations": [
        {
            "Id": "Invoke-Lambda-NewObjects",
            "LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:Demo-S3",
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}, {"Name": "PREFIX", "Value": "in/"}]}}
        }
    ],
    "QueueConfigurations": [
        {"Id": "q", "QueueArn": "arn:aws:sqs:us-east-1:123456789012:inbox", "Events": ["s3:ObjectRemoved:*"]}
    ]
})";

std::string notification_error(std::string_view json) {
  const auto rules = read_notification_configuration(json);
  return rules ? "" : rules.error().text;
}

std::string attributes_error(std::string_view json) {
  Problem problem;
  read_attributes(problem, *base::read_json(json));
  return problem.ok() ? "" : problem.error().text;
}

engine::SetQueueAttributes attributes(std::string_view json) {
  Problem problem;
  auto out = read_attributes(problem, *base::read_json(json));
  EXPECT_TRUE(problem.ok()) << problem.error().text;
  return out;
}

TEST(NotificationJson, ReadsWhatTheCommandLinePrints) {
  const auto rules = read_notification_configuration(kPasted);
  ASSERT_TRUE(rules.has_value());
  ASSERT_EQ(rules->size(), 2u);
  EXPECT_EQ((*rules)[0].target_kind, TargetKind::Queue);
  EXPECT_EQ((*rules)[0].target_arn, "arn:aws:sqs:us-east-1:123456789012:inbox");
  EXPECT_FALSE((*rules)[0].has_prefix || (*rules)[0].has_suffix);
  const NotificationRule& lambda = (*rules)[1];
  EXPECT_EQ(lambda.target_kind, TargetKind::Function);
  EXPECT_EQ(lambda.id, "Invoke-Lambda-NewObjects");
  EXPECT_EQ(lambda.events, std::vector<std::string>{"s3:ObjectCreated:*"});
  EXPECT_EQ(lambda.filter.prefix, "in/");
  EXPECT_EQ(lambda.filter.suffix, ".jpg");
}

TEST(NotificationJson, WhatIsWrittenReadsBackTheSame) {
  const std::string once = write_notification_configuration(*read_notification_configuration(kPasted));
  EXPECT_EQ(write_notification_configuration(*read_notification_configuration(once)), once);
  EXPECT_NE(once.find("\"Name\": \"Prefix\""), std::string::npos);
  EXPECT_EQ(write_notification_configuration({}, false, base::JsonStyle::kCompact), "{}");
}

TEST(NotificationJson, KnowsTopicsAndEventBridge) {
  bool event_bridge = false;
  const std::string json =
      R"({"TopicConfigurations":[{"Id":"t","TopicArn":"arn:t","Events":["s3:ObjectCreated:*"]}],"EventBridgeConfiguration":{}})";
  const auto rules = read_notification_configuration(json, &event_bridge);
  ASSERT_TRUE(rules.has_value()) << rules.error().text;
  EXPECT_TRUE(event_bridge);
  ASSERT_EQ(rules->size(), 1u);
  EXPECT_EQ(rules->front().target_kind, TargetKind::Topic);
  EXPECT_EQ(write_notification_configuration(*rules, true, base::JsonStyle::kCompact), json);
  ASSERT_TRUE(read_notification_configuration("{}", &event_bridge).has_value());
  EXPECT_FALSE(event_bridge);
  EXPECT_NE(notification_error(R"({"EventBridgeConfiguration":{"EventBusName":"mine"}})"), "");
}

TEST(NotificationJson, FilterRulesAreOnePrefixAndOneSuffixAtMost) {
  const auto with = [](std::string_view rules) {
    return notification_error(
        R"({"LambdaFunctionConfigurations":[{"LambdaFunctionArn":"a","Events":["s3:ObjectCreated:*"],
      "Filter":{"Key":{"FilterRules":[)" +
        std::string(rules) + "]}}}]}");
  };
  EXPECT_EQ(with(R"({"Name":"prefix","Value":"a"},{"Name":"Prefix","Value":"b"})"),
            "Cannot specify more than one prefix rule in a filter.");
  EXPECT_EQ(with(R"({"Name":"infix","Value":"a"})"), "filter rule name must be either prefix or suffix");
  EXPECT_EQ(with(R"({"Name":"prefix"})"), "Here \"Value\" is missing: a filter rule needs it.");
}

TEST(NotificationJson, AMisspeltMemberNamesTheNearest) {
  EXPECT_EQ(notification_error(R"({"LambdaFunctionConfiguration":[]})"),
            "\"LambdaFunctionConfiguration\" is no member of a notification configuration; did you mean "
            "\"LambdaFunctionConfigurations\"?");
  EXPECT_EQ(notification_error(R"({"QueueConfigurations":[{"QueueARN":"a","Events":[]}]})"),
            "\"QueueARN\" is no member of a queue configuration; did you mean \"QueueArn\"?");
}

TEST(PolicyJson, ReadsARealResourcePolicy) {
  const auto policy =
      read_policy(R"({"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"s3","Effect":"Allow",
    "Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:…",
    "Condition":{"StringEquals":{"AWS:SourceAccount":"123456789012"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::photos"}}}]})");
  ASSERT_TRUE(policy.has_value());
  ASSERT_EQ(policy->size(), 1u);
  engine::PolicyStatement expected;
  expected.sid = "s3";
  expected.principals = {{engine::PrincipalKind::Service, "s3.amazonaws.com"}};
  expected.actions = {"lambda:InvokeFunction"};
  expected.resources = {"arn:…"};
  expected.conditions = {{"StringEquals", "AWS:SourceAccount", {"123456789012"}},
                         {"ArnLike", "AWS:SourceArn", {"arn:aws:s3:::photos"}}};
  EXPECT_EQ(policy->front(), expected);
}

TEST(PolicyJson, WhatIsNotEvaluatedIsRefused) {
  const auto error = [](std::string_view statement) {
    const auto policy = read_policy("{\"Statement\":[" + std::string(statement) + "]}");
    return policy ? "" : policy.error().text;
  };
  EXPECT_EQ(error(R"({"Principal":"*","Action":["a","b"]})"), "");
  EXPECT_EQ(error(R"({"Principal":"*","Action":[]})"),
            "\"Action\" of a policy is a text or a list of texts, at most 100.");
  EXPECT_EQ(error(R"({"Principal":"*","Action":"a","NotAction":"b"})"),
            "A statement has \"Action\" or \"NotAction\", not both.");
  EXPECT_EQ(error(R"({"Principal":"*","Action":"a","Condition":{"Bool":{"aws:SecureTransport":"true"}}})"),
            "The condition \"Bool\" is not simulated yet.");
  EXPECT_EQ(error(R"({"Principal":{"AWS":"123456789012"},"Action":"a"})"), "");
  EXPECT_EQ(error(R"({"Principal":{"Federated":"f"},"Action":"a"})"), "\"Federated\" is not simulated yet.");
  EXPECT_EQ(error(R"({"Principal":"*","Action":"a","Effect":"Maybe"})"),
            "\"Effect\" is \"Allow\" or \"Deny\".");
}

TEST(QueueJson, AttributesAreTextsOrNumbers) {
  const auto texts =
      attributes(R"({"VisibilityTimeout":"30","DelaySeconds":"7","MaximumMessageSize":"2048"})");
  const auto numbers = attributes(R"({"VisibilityTimeout":30,"DelaySeconds":7,"MaximumMessageSize":2048})");
  EXPECT_EQ(texts.visibility_timeout_ms, 30'000);
  EXPECT_EQ(texts.delay_ms, numbers.delay_ms);
  EXPECT_EQ(texts.maximum_message_bytes, numbers.maximum_message_bytes);
  EXPECT_FALSE(texts.retention_ms.has_value());
}

TEST(QueueJson, RedrivePolicyIsAnObjectOrItsText) {
  const auto object = attributes(R"({"RedrivePolicy":{"deadLetterTargetArn":"arn:d","maxReceiveCount":4}})");
  const auto text =
      attributes(R"({"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:d\",\"maxReceiveCount\":\"4\"}"})");
  EXPECT_EQ(object.redrive_target_arn, "arn:d");
  EXPECT_EQ(object.max_receive_count, 4u);
  EXPECT_EQ(text.redrive_target_arn, object.redrive_target_arn);
  EXPECT_EQ(text.max_receive_count, object.max_receive_count);
}

TEST(QueueJson, AFifoQueueReadsBackAsItIsWritten) {
  const auto ordered = attributes(
      R"({"FifoQueue":"true","ContentBasedDeduplication":true,"DeduplicationScope":"messageGroup",
          "FifoThroughputLimit":"perMessageGroupId"})");
  EXPECT_TRUE(ordered.fifo.value_or(false));
  EXPECT_TRUE(ordered.content_based_deduplication.value_or(false));
  EXPECT_TRUE(ordered.deduplication_by_group.value_or(false));
  EXPECT_TRUE(ordered.throughput_by_group.value_or(false));
  const auto allowed = attributes(
      R"({"RedriveAllowPolicy":"{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:a\"]}"})");
  ASSERT_TRUE(allowed.redrive_allow_policy.has_value());
  EXPECT_EQ(allowed.redrive_allow_policy->permission, engine::RedrivePermission::ByQueue);
  EXPECT_EQ(allowed.redrive_allow_policy->source_queue_arns, std::vector<std::string>{"arn:a"});
  EXPECT_NE(attributes_error(R"({"DeduplicationScope":"world"})"), "");
  EXPECT_NE(attributes_error(R"({"RedriveAllowPolicy":{"redrivePermission":"some"}})"), "");
}

TEST(QueueJson, WhatTheServicePrintsBesidesIsSkipped) {
  EXPECT_EQ(attributes_error(R"({"QueueArn":"x","ApproximateNumberOfMessages":"3","CreatedTimestamp":"1"})"),
            "");
  EXPECT_EQ(attributes_error(R"({"KmsMasterKeyId":"alias/a"})"), "\"KmsMasterKeyId\" is not simulated yet.");
  EXPECT_EQ(attributes_error(R"({"VisibilityTimout":"3"})"),
            "\"VisibilityTimout\" is no member of a queue's Attributes; did you mean \"VisibilityTimeout\"?");
}

TEST(FunctionJson, OnlyWhatDiffersFromTheDefaultsIsWritten) {
  engine::FunctionConfig config;
  EXPECT_EQ(write_function("f", config, "", base::JsonStyle::kCompact), R"({"FunctionName":"f"})");
  config.timeout_ms = 60'000;
  config.has_event_invoke_config = true;
  EXPECT_EQ(write_function("f", config, "", base::JsonStyle::kCompact),
            R"({"FunctionName":"f","Timeout":60,"EventInvokeConfig":{}})");
}

TEST(HandlerJson, ReadsBackWhatItWrites) {
  const std::string json =
      R"({"duration_ms":9,"failure_duration_ms":8,"init_duration_ms":7,"output":["a"],"rules":[{"keys":["k*"],"first_attempts":1,"probability_ppm":3,"outcome":"fail","error_type":"E","error_message":"m"},{"outcome":"succeed"}]})";
  const auto handler = read_handler(json);
  ASSERT_TRUE(handler.has_value()) << handler.error().text;
  EXPECT_EQ(write_handler(*handler, base::JsonStyle::kCompact), json);
  EXPECT_FALSE(read_handler(R"({"rules":[{"outcome":"explode"}]})").has_value());
  EXPECT_FALSE(read_handler(R"({"rules":[{"probability_ppm":1000001}]})").has_value());
}

TEST(HandlerJson, CallsAreSpelledAsTheCommandsThatTheyAre) {
  const std::string json =
      R"({"calls":[{"do":"s3:PutObject","bucket":"small","key":"{key}.png","size":12},{"do":"s3:PutObject","bucket":"b","key":"k","body":"x"},{"do":"sqs:SendMessage","queue":"q","body":"{key}"},{"do":"sns:Publish","topic":"t","message":"m","subject":"s"},{"do":"events:PutEvents","bus":"shop","source":"me","detail_type":"Done","detail":{"of":"{$.detail.id}"}},{"do":"events:PutEvents","source":"me","detail_type":"Done"},{"do":"dynamodb:PutItem","table":"items","Item":{"id":{"S":"{key}"}}},{"do":"kinesis:PutRecord","stream":"s","partition_key":"{key}"}],"rules":[{"outcome":"fail","after_calls":true}]})";
  const auto handler = read_handler(json);
  ASSERT_TRUE(handler.has_value()) << handler.error().text;
  EXPECT_EQ(handler->calls.size(), 8u);
  EXPECT_EQ(handler->calls[4].body, R"({"of":"{$.detail.id}"})");
  EXPECT_EQ(write_handler(*handler, base::JsonStyle::kCompact), json);
  const auto wrong = read_handler(R"({"calls":[{"do":"s3:DeleteObject","bucket":"b"}]})");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(
      wrong.error().text,
      "A handler's call is \"s3:PutObject\", \"sqs:SendMessage\", \"sns:Publish\", \"events:PutEvents\", "
      "\"dynamodb:PutItem\" or \"kinesis:PutRecord\".");
}

TEST(FunctionJson, RecursiveLoopsAreEndedUnlessAllowed) {
  engine::FunctionConfig config;
  config.recursive_loop_allowed = true;
  EXPECT_EQ(write_function("f", config, "", base::JsonStyle::kCompact),
            R"({"FunctionName":"f","RecursiveLoop":"Allow"})");
}

TEST(MappingJson, ReadsWhatTheCommandLinePrints) {
  const auto mapping = read_mapping(R"({
    "UUID": "14e0db71-5d35-4eb5-b481-8945cf9d10c2", "BatchSize": 5, "MaximumBatchingWindowInSeconds": 0,
    "EventSourceArn": "arn:q", "FunctionArn": "arn:f", "LastModified": 1569284520.333, "State": "Enabled",
    "FilterCriteria": {"Filters": [{"Pattern": "{\"body\": {\"a\": [1]}}"}]},
    "StateTransitionReason": "USER_INITIATED", "FunctionResponseTypes": []})");
  ASSERT_TRUE(mapping.has_value()) << mapping.error().text;
  EXPECT_EQ(mapping->function_arn, "arn:f");
  EXPECT_EQ(mapping->filters, std::vector<std::string>{R"({"body": {"a": [1]}})"});
  EXPECT_EQ(
      write_mapping("", *mapping, base::JsonStyle::kCompact),
      R"({"EventSourceArn":"arn:q","FunctionName":"arn:f","BatchSize":5,"FilterCriteria":{"Filters":[{"Pattern":{"body":{"a":[1]}}}]}})");
  EXPECT_EQ(write_mapping("u", *mapping).substr(0, 15), "{\n  \"UUID\": \"u\"");
  const auto error = [](const std::string& member) {
    const auto read = read_mapping("{\"EventSourceArn\":\"a\",\"FunctionName\":\"f\"," + member + "}");
    return read ? std::string() : read.error().text;
  };
  EXPECT_EQ(error("\"StartingPosition\":\"FIRST\""),
            "\"StartingPosition\" is \"TRIM_HORIZON\", \"LATEST\" or \"AT_TIMESTAMP\".");
  EXPECT_EQ(error("\"MaximumRetryAttempts\":-2"),
            "\"MaximumRetryAttempts\" is a whole number, or -1 for no limit.");
  EXPECT_EQ(error("\"TumblingWindowInSeconds\":5"), "\"TumblingWindowInSeconds\" is not simulated yet.");
}

TEST(Nearest, FindsTypingErrorsAndNothingElse) {
  const std::vector<std::string_view> names{"bucket", "key", "size"};
  EXPECT_EQ(nearest("bukcet", names), "bucket");
  EXPECT_EQ(nearest("Key", names), "key");
  EXPECT_EQ(nearest("temperature", names), "");
  EXPECT_EQ(nearest(std::string(1000, 'x'), names), "");
}

TEST(AlarmJson, IsReadAsTheServicePrintsItAndWrittenWithoutWhatItPrints) {
  const auto alarm = read_alarm(R"({
    "AlarmName": "errors", "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors",
    "AlarmConfigurationUpdatedTimestamp": "2026-01-01T00:00:00.000Z", "ActionsEnabled": true, "OKActions": [],
    "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "InsufficientDataActions": [],
    "StateValue": "OK", "StateReason": "r", "StateUpdatedTimestamp": "2026-01-01T00:00:00.000Z",
    "MetricName": "Errors", "Namespace": "AWS/Lambda", "Statistic": "Average",
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}], "Period": 300, "EvaluationPeriods": 2,
    "Threshold": 0.5, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore"})");
  ASSERT_TRUE(alarm.has_value()) << alarm.error().text;
  EXPECT_EQ(alarm->config.threshold, "0.5");
  EXPECT_EQ(alarm->config.statistic, engine::Statistic::Average);
  EXPECT_EQ(alarm->config.treat_missing_data, engine::MissingData::Ignore);
  EXPECT_FALSE(alarm->config.datapoints_to_alarm.has_value());
  const std::string written = write_alarm(alarm->alarm, alarm->config, base::JsonStyle::kCompact);
  EXPECT_EQ(written.find("StateValue"), std::string::npos);
  const auto again = read_alarm(written);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->config, alarm->config);
}

TEST(AlarmJson, SaysWhichValuesThereAre) {
  const auto alarm = read_alarm(
      R"({"AlarmName":"a","MetricName":"Errors","Namespace":"AWS/Lambda","Statistic":"p99","Period":60,"EvaluationPeriods":1,"Threshold":1,"ComparisonOperator":"GreaterThanThreshold"})");
  ASSERT_FALSE(alarm.has_value());
  EXPECT_NE(alarm.error().text.find("\"Sum\""), std::string::npos) << alarm.error().text;
}

}  // namespace
}  // namespace brigade::formats
