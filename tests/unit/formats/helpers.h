// What the tests of the formats share: the examples, small scenarios, and places in texts.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/scenario.h"

namespace brigade::formats {

inline std::string read_text_file(const std::string& path) {
  std::string out;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return out;
  char buffer[4096];
  size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, file)) > 0) out.append(buffer, got);
  std::fclose(file);
  return out;
}

inline std::string assets(const std::string& name) {
  return read_text_file(std::string(BRIGADE_SOURCE_DIR) + "/assets/" + name);
}

// The ids in assets/scenarios/index.json.
inline std::vector<std::string> example_ids() {
  std::vector<std::string> ids;
  const auto index = base::read_json(assets("scenarios/index.json"));
  if (!index || index->find("scenarios") == nullptr) return ids;
  for (const base::JsonValue& id : index->find("scenarios")->items()) ids.push_back(id.as_string());
  return ids;
}

inline std::string example(const std::string& id) { return assets("scenarios/" + id + ".json"); }

// "line:column: text" of the error of a scenario; "" where there is none.
inline std::string error_of(std::string_view json) {
  const auto scenario = read_scenario(json);
  if (scenario) return "";
  const base::LineColumn place = base::line_column(json, scenario.error().range.begin);
  return std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + scenario.error().text;
}

inline std::unique_ptr<engine::Simulation> simulate(std::string_view json, ScenarioExtras* extras = nullptr) {
  auto scenario = read_scenario(json);
  EXPECT_TRUE(scenario.has_value()) << error_of(json);
  if (!scenario) return nullptr;
  if (extras != nullptr) *extras = scenario->extras;
  auto simulation = make_simulation(*scenario);
  EXPECT_TRUE(simulation.has_value()) << simulation.error().text;
  return simulation ? std::move(*simulation) : nullptr;
}

// One bucket that a function with a dead-letter queue listens to, and three uploads.
inline constexpr std::string_view kSmallScenario = R"({
  "brigade": 1,
  "seed": 11,
  "resources": {
    "buckets": [{"Bucket": "photos", "NotificationConfiguration": {"LambdaFunctionConfigurations": [
      {"Id": "jpg", "LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:thumbnail",
       "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}}}]}}],
    "functions": [{"FunctionName": "thumbnail",
      "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:dlq"},
      "Policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction"}]},
      "handler": {"rules": [{"keys": ["bad*"], "outcome": "fail"}]}}],
    "queues": [{"QueueName": "dlq"}]
  },
  "timeline": [
    {"at": "0s", "do": "s3:PutObject", "bucket": "photos", "key": "good.jpg", "size": 10},
    {"at": "1s", "do": "s3:PutObject", "bucket": "photos", "key": "bad.jpg", "size": 20, "label": "the bad one"},
    {"at": "1m30s", "do": "s3:PutObject", "bucket": "photos", "key": "notes.txt", "size": 30}
  ]
})";

}  // namespace brigade::formats
