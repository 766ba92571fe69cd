// Pipes as JSON: what `aws pipes describe-pipe` prints is read and written back; what is not simulated is
// said.
#include <gtest/gtest.h>

#include "formats/config_json.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

using engine::CreatePipe;

constexpr const char* kFull = R"({
  "Name": "p",
  "Arn": "arn:aws:pipes:us-east-1:123456789012:pipe/p",
  "CurrentState": "RUNNING",
  "Source": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
  "Description": "clicks to orders",
  "DesiredState": "STOPPED",
  "SourceParameters": {
    "FilterCriteria": {"Filters": [{"Pattern": "{\"data\":{\"n\":[1]}}"}]},
    "KinesisStreamParameters": {
      "BatchSize": 5,
      "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:dead"},
      "MaximumBatchingWindowInSeconds": 3,
      "MaximumRecordAgeInSeconds": 600,
      "MaximumRetryAttempts": 2,
      "OnPartialBatchItemFailure": "AUTOMATIC_BISECT",
      "ParallelizationFactor": 4,
      "StartingPosition": "LATEST"
    }
  },
  "Enrichment": "arn:aws:lambda:us-east-1:123456789012:function:look-up",
  "EnrichmentParameters": {"InputTemplate": "{\"n\":<$.data.n>}"},
  "Target": "arn:aws:events:us-east-1:123456789012:event-bus/orders",
  "TargetParameters": {
    "EventBridgeEventBusParameters": {"DetailType": "Order", "Source": "$.data.who"},
    "InputTemplate": "{\"n\":<$.n>}"
  },
  "RoleArn": "arn:aws:iam::123456789012:role/pipe"
})";

TEST(PipeJson, EverySettingIsReadAndWrittenBack) {
  const auto read = read_pipe(kFull);
  ASSERT_TRUE(read.has_value()) << read.error().text;
  EXPECT_EQ(read->pipe, "p");
  EXPECT_FALSE(read->config.enabled);
  EXPECT_EQ(read->config.filters, std::vector<std::string>{R"({"data":{"n":[1]}})"});
  EXPECT_EQ(read->config.batch_size, 5u);
  EXPECT_EQ(read->config.maximum_retry_attempts, 2);
  EXPECT_TRUE(read->config.bisect_batch_on_function_error);
  EXPECT_EQ(read->config.starting_position, engine::StartingPosition::Latest);
  EXPECT_EQ(read->config.on_failure_arn, "arn:aws:sqs:us-east-1:123456789012:dead");
  EXPECT_EQ(read->config.detail_type, "Order");
  EXPECT_EQ(read->config.source, "$.data.who");
  const std::string written = write_pipe("p", read->config);
  const auto again = read_pipe(written);
  ASSERT_TRUE(again.has_value()) << again.error().text;
  EXPECT_EQ(write_pipe("p", again->config), written);
}

TEST(PipeJson, OnlyWhatDiffersFromTheDefaultsIsWritten) {
  CreatePipe create;
  create.config.event_source_arn = "arn:aws:sqs:us-east-1:123456789012:in";
  create.config.target_arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  create.config.role_arn = "arn:aws:iam::123456789012:role/pipe";
  create.config.batch_size = 10;
  EXPECT_EQ(write_pipe("p", create.config, base::JsonStyle::kCompact),
            R"({"Name":"p","Source":"arn:aws:sqs:us-east-1:123456789012:in",)"
            R"("Target":"arn:aws:lambda:us-east-1:123456789012:function:f",)"
            R"("RoleArn":"arn:aws:iam::123456789012:role/pipe"})");
}

TEST(PipeJson, WhatIsWrongIsSaidWithItsPlace) {
  const auto error = [](const std::string& member) {
    const auto read = read_pipe(R"({"Name":"p","Source":"arn:aws:sqs:us-east-1:123456789012:in",)" + member +
                                R"("Target":"arn:aws:sqs:us-east-1:123456789012:out"})");
    return read ? std::string() : read.error().text;
  };
  EXPECT_EQ(error(""), "");
  EXPECT_NE(error(R"("DesiredState":"RUN",)").find("RUNNING"), std::string::npos);
  EXPECT_NE(error(R"("LogConfiguration":{"Level":"INFO"},)").find("LogConfiguration"), std::string::npos);
  EXPECT_NE(error(R"("SourceParameters":{"KinesisStreamParameters":{"StartingPosition":"LATEST"}},)")
                .find("SqsQueueParameters"),
            std::string::npos);
  EXPECT_NE(error(R"("TargetParameters":{"EcsTaskParameters":{"TaskCount":1}},)").find("EcsTaskParameters"),
            std::string::npos);
}

}  // namespace
}  // namespace brigade::formats
