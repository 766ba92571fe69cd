// Tables, streams and mappings of streams for tests.
#pragma once
#include <string>

#include "engine/services/stream_record.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {

inline std::string stream_arn_of(const std::string& table, const std::string& time = "00:00:00.000") {
  return "arn:aws:dynamodb:us-east-1:123456789012:table/" + table + "/stream/2026-01-01T" + time;
}
inline std::string kinesis_arn(const std::string& stream) {
  return "arn:aws:kinesis:us-east-1:123456789012:stream/" + stream;
}
inline CreateTable create_table(std::string table, std::optional<StreamViewType> stream = std::nullopt) {
  CreateTable command;
  command.table = std::move(table);
  command.config.partition_key = {"id", AttributeType::S};
  command.config.stream = stream;
  return command;
}
inline PutItem put_item(std::string table, const std::string& key, int n) {
  return {
      std::move(table), R"({"id":{"S":")" + key + R"("},"n":{"N":")" + std::to_string(n) + R"("}})", {}, {}};
}
inline CreateStream create_stream(std::string stream, uint32_t shards = 1) {
  CreateStream command;
  command.stream = std::move(stream);
  command.config.shards = shards;
  return command;
}
inline PutRecord put_record(std::string stream, std::string key, std::string data = "{}") {
  return {std::move(stream), std::move(key), std::move(data), {}};
}
// A mapping of the stream, which begins with what is there.
inline EventSourceMappingConfig reads(std::string arn, const std::string& function) {
  EventSourceMappingConfig config;
  config.event_source_arn = std::move(arn);
  config.function_arn = function_arn(function);
  config.starting_position = StartingPosition::TrimHorizon;
  return config;
}
inline HandlerBehaviour fails_for(std::string key) {
  HandlerRule rule;
  rule.keys = {std::move(key)};
  return with_rule(rule);
}

}  // namespace brigade::engine
