// Records of streams as JSON, exactly as a function gets them, and the record about a failed batch that an
// on-failure destination gets. Shapes: "Using AWS Lambda with DynamoDB Streams", "… with Kinesis"; recordings
// of the real service for the destination. Invented from the seed, in the services' shapes: event ids,
// sequence numbers, shard ids.
#pragma once
#include <string>

#include "engine/services/payload.h"

namespace brigade::engine {

std::string render_stream_record(const RenderContext& context, uint32_t record);
// The function's event for a batch of these.
std::string render_stream_batch(const RenderContext& context, uint32_t batch);
std::string render_stream_failure(const RenderContext& context, const Payload& payload);

// As a pipe sends it on: Kinesis's members flat.
std::string render_pipe_record(const RenderContext& context, uint32_t record);

// The record as its mapping's filters see it: Kinesis's data decoded. The member that is a payload in text.
struct FilterView {
  std::string record;
  std::string_view payload_member;
  bool has_payload;
};
FilterView filter_view(const RenderContext& context, uint32_t record);

std::string stream_arn(const RenderContext& context, uint32_t stream);
std::string shard_id(const RenderContext& context, uint32_t stream, uint32_t shard);
std::string sequence_number(const RenderContext& context, uint32_t record);
// What a person calls the record: the values of its item's key, or the partition key.
std::string record_key_text(const History& history, uint32_t record);
std::string key_values(std::string_view key_json);  // of an item's key: its values, joined by "/"

}  // namespace brigade::engine
