// Renders records of streams and what is reported about them.
#include "engine/services/stream_record.h"

#include <algorithm>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/dynamodb_value.h"

namespace brigade::engine {

using base::JsonWriter;

namespace {

bool is_kinesis(const StreamRecord& record) { return record.view == kKinesisRecord; }

std::string padded(uint64_t number, size_t digits) {
  const std::string text = std::to_string(number);
  return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

std::string utc(const RenderContext& context, TimeMs time_ms) {
  return base::format_utc_ms(context.plan.options.start_unix_ms + time_ms);
}

// Seconds with a fraction, as a number of JSON.
std::string seconds_text(int64_t unix_ms) {
  std::string text = std::to_string(unix_ms / 1000);
  if (unix_ms % 1000 == 0) return text;
  text += "." + padded(static_cast<uint64_t>(unix_ms % 1000), 3);
  while (text.back() == '0') text.pop_back();
  return text;
}

bool has_new_image(const StreamRecord& record) {
  const auto view = static_cast<StreamViewType>(record.view);
  return record.new_text != kNone &&
         (view == StreamViewType::NewImage || view == StreamViewType::NewAndOldImages);
}
bool has_old_image(const StreamRecord& record) {
  const auto view = static_cast<StreamViewType>(record.view);
  return record.old_text != kNone &&
         (view == StreamViewType::OldImage || view == StreamViewType::NewAndOldImages);
}

std::string render_table_record(const RenderContext& context, uint32_t index) {
  const StreamRecord& record = context.history.stream_records[index];
  const History& history = context.history;
  const std::string arn = stream_arn(context, record.stream);
  constexpr std::string_view kNames[] = {"INSERT", "MODIFY", "REMOVE"};
  uint64_t size = record.key_bytes;
  JsonWriter json;
  json.begin_object();
  json.member("eventID", base::hex_of(base::stream_key(context.world.seed, arn), record.number, 32, false));
  json.member("eventName", kNames[record.change]);
  json.member("eventVersion", "1.1").member("eventSource", "aws:dynamodb");
  json.member("awsRegion", context.plan.options.region);
  json.key("dynamodb").begin_object();
  json.member("ApproximateCreationDateTime", (context.plan.options.start_unix_ms + record.time_ms) / 1000);
  json.key("Keys").raw(*history.texts[record.key]);
  if (has_new_image(record)) {
    json.key("NewImage").raw(*history.texts[record.new_text]);
    size += record.new_bytes;
  }
  if (has_old_image(record)) {
    json.key("OldImage").raw(*history.texts[record.old_text]);
    size += record.old_bytes;
  }
  json.member("SequenceNumber", sequence_number(context, index)).member("SizeBytes", size);
  json.member("StreamViewType", stream_view_type_name(static_cast<StreamViewType>(record.view)));
  json.end_object().member("eventSourceARN", arn).end_object();
  return json.take();
}

// Flat: without `kinesis` around `data` and its neighbours, as filters name them and pipes send them.
std::string render_kinesis_record(const RenderContext& context, uint32_t index, bool flat, bool decoded) {
  const StreamRecord& record = context.history.stream_records[index];
  const std::string& data = *context.history.texts[record.new_text];
  const std::string sequence = sequence_number(context, index);
  JsonWriter json;
  const auto write_kinesis = [&] {
    json.member("kinesisSchemaVersion", "1.0");
    json.member("partitionKey", *context.history.texts[record.key]).member("sequenceNumber", sequence);
    json.member("data", decoded ? data : base::base64_encode(data));
    json.key("approximateArrivalTimestamp")
        .raw(seconds_text(context.plan.options.start_unix_ms + record.time_ms));
  };
  json.begin_object();
  if (flat) {
    write_kinesis();
  } else {
    json.key("kinesis").begin_object();
    write_kinesis();
    json.end_object();
  }
  json.member("eventSource", "aws:kinesis").member("eventVersion", "1.0");
  json.member("eventID", shard_id(context, record.stream, record.shard) + ":" + sequence);
  json.member("eventName", "aws:kinesis:record");
  json.member("invokeIdentityArn", "arn:aws:iam::" + std::string(kAccountText) + ":role/lambda-role");
  json.member("awsRegion", context.plan.options.region);
  json.member("eventSourceARN", stream_arn(context, record.stream)).end_object();
  return json.take();
}

}  // namespace

std::string stream_arn(const RenderContext& context, uint32_t stream) {
  const StreamState& state = context.world.streams[stream];
  const std::string arn = arn_of(context.world, context.history, context.plan, state.id);
  if (context.world.resource(state.id).kind != ResourceKind::Table) return arn;
  return arn + "/stream/" +
         context.history.table_config(context.world.resource(state.id).config).stream_label;
}

std::string shard_id(const RenderContext& context, uint32_t stream, uint32_t shard) {
  const StreamState& state = context.world.streams[stream];
  if (context.world.resource(state.id).kind != ResourceKind::Table) {
    return "shardId-" + padded(shard, 12);
  }
  return "shardId-" + padded(static_cast<uint64_t>(context.plan.options.start_unix_ms), 20) + "-" +
         base::hex_of(base::stream_key(context.world.seed, "shard"), stream, 8, false);
}

std::string sequence_number(const RenderContext& context, uint32_t index) {
  const StreamRecord& record = context.history.stream_records[index];
  if (!is_kinesis(record)) return std::to_string(record.number) + padded(record.stream + 1, 20);
  const auto started_s = static_cast<uint64_t>(context.plan.options.start_unix_ms / 1000);
  return "49" + padded(started_s, 12) + padded(record.stream + 1, 10) + padded(record.shard, 12) +
         padded(record.number, 20);
}

std::string key_values(std::string_view key_json) {
  const auto json = base::read_json(key_json);
  std::string out;
  if (!json) return out;
  for (const base::JsonMember& attribute : json->members()) {
    if (!out.empty()) out += "/";
    if (!attribute.value.members().empty()) out += attribute.value.members().front().value.as_string();
  }
  return out;
}

std::string record_key_text(const History& history, uint32_t index) {
  const StreamRecord& record = history.stream_records[index];
  const std::string& text = *history.texts[record.key];
  return is_kinesis(record) ? text : key_values(text);
}

std::string render_stream_record(const RenderContext& context, uint32_t record) {
  return is_kinesis(context.history.stream_records[record])
             ? render_kinesis_record(context, record, false, false)
             : render_table_record(context, record);
}

std::string render_pipe_record(const RenderContext& context, uint32_t record) {
  return is_kinesis(context.history.stream_records[record])
             ? render_kinesis_record(context, record, true, false)
             : render_table_record(context, record);
}

FilterView filter_view(const RenderContext& context, uint32_t record) {
  if (is_kinesis(context.history.stream_records[record])) {
    return {render_kinesis_record(context, record, true, true), "data", true};
  }
  return {render_table_record(context, record), "no payload in text", false};
}

std::string render_stream_batch(const RenderContext& context, uint32_t batch) {
  const Batch& members = context.world.batches[batch];
  std::string out = "{\"Records\":[";
  uint32_t slot = members.first;
  for (uint32_t i = 0; i < members.members && slot != kNone; ++i) {
    const Delivery& delivery = context.world.deliveries[slot];
    if (i > 0) out += ',';
    out += render_stream_record(context, context.world.messages[delivery.message].payload.ref);
    slot = delivery.next_free;
  }
  return out + "]}";
}

std::string render_stream_failure(const RenderContext& context, const Payload& payload) {
  const Derivation& made = context.world.derivations[payload.ref];
  const uint32_t first = made.parent.ref, last = made.target_index;
  const StreamRecord& from = context.history.stream_records[first];
  const StreamRecord& to = context.history.stream_records[last];
  const bool exhausted =
      static_cast<DestinationCondition>(made.condition) == DestinationCondition::RetryAttemptsExhausted;
  JsonWriter json;
  const std::string by = arn_of(context.world, context.history, context.plan, made.target);
  const bool is_pipe = context.world.resource(made.target).kind == ResourceKind::Pipe;
  json.begin_object().key(is_pipe ? "context" : "requestContext").begin_object();
  if (is_pipe) {
    json.member("partnerResourceArn", by);
  } else {
    json.member("requestId",
                base::uuid_of(base::stream_key(context.world.seed, "batch-request"), made.parent_delivery));
    json.member("functionArn", by);
  }
  json.member("condition", exhausted ? "RetryAttemptsExhausted" : "RecordAgeExceeded");
  if (!is_pipe) json.member("approximateInvokeCount", uint64_t{made.invoke_count});
  json.end_object();
  if (!is_pipe && made.invoke_count > 0) {
    json.key("responseContext").begin_object().member("statusCode", uint64_t{200});
    json.member("executedVersion", "$LATEST").member("functionError", "Unhandled").end_object();
  }
  json.member("version", "1.0").member("timestamp", utc(context, made.time_ms));
  json.key(is_kinesis(from) ? "KinesisBatchInfo" : "DDBStreamBatchInfo").begin_object();
  json.member("shardId", shard_id(context, from.stream, from.shard));
  json.member("startSequenceNumber", sequence_number(context, first));
  json.member("endSequenceNumber", sequence_number(context, last));
  json.member("approximateArrivalOfFirstRecord", utc(context, from.time_ms));
  json.member("approximateArrivalOfLastRecord", utc(context, to.time_ms));
  json.member("batchSize", uint64_t{made.batch_size});
  json.member("streamArn", stream_arn(context, from.stream)).end_object().end_object();
  return json.take();
}

}  // namespace brigade::engine
