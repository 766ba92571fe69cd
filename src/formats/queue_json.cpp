// A queue's Attributes as JSON. The real service prints every value as text ("VisibilityTimeout": "30");
// numbers are read too, and RedrivePolicy and Policy as objects or as the text of one. Source: SQS API,
// SetQueueAttributes.
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::JsonWriter;
using engine::QueueConfig;
using engine::SetQueueAttributes;

void read_redrive_document(Problem& problem, const JsonValue& value, SetQueueAttributes& out) {
  Fields fields(problem, value, "a RedrivePolicy");
  std::string arn;
  fields.need_text("deadLetterTargetArn", arn);
  fields.need("maxReceiveCount");
  fields.number("maxReceiveCount", out.max_receive_count);
  fields.close();
  out.redrive_target_arn = arn;
}

void read_redrive_policy(Problem& problem, const JsonValue& value, SetQueueAttributes& out) {
  if (!value.is_string()) return read_redrive_document(problem, value, out);
  if (value.as_string().empty()) {  // as SQS takes it away
    out.redrive_target_arn = "";
    out.max_receive_count = 0;
    return;
  }
  const auto inner = base::read_json(value.as_string());
  if (!inner) {
    problem.report("The text of this RedrivePolicy is not JSON: " + inner.error().text, value.range());
    return;
  }
  Problem inside;
  read_redrive_document(inside, *inner, out);
  if (!inside.ok()) problem.report(inside.error().text, value.range(), inside.error().code);
}

void write_seconds(JsonWriter& writer, std::string_view name, std::optional<int64_t> value_ms) {
  if (value_ms) writer.member(name, std::to_string(*value_ms / 1000));
}

}  // namespace

SetQueueAttributes read_attributes(Problem& problem, const JsonValue& attributes) {
  SetQueueAttributes out;
  Fields fields(problem, attributes, "a queue's Attributes");
  fields.seconds("VisibilityTimeout", out.visibility_timeout_ms);
  fields.seconds("DelaySeconds", out.delay_ms);
  fields.seconds("MessageRetentionPeriod", out.retention_ms);
  fields.seconds("ReceiveMessageWaitTimeSeconds", out.receive_wait_ms);
  fields.number("MaximumMessageSize", out.maximum_message_bytes);
  if (const JsonValue* value = fields.find("RedrivePolicy")) read_redrive_policy(problem, *value, out);
  if (const JsonValue* value = fields.find("Policy")) out.policy = read_policy(problem, *value);
  for (const char* printed : {"QueueArn", "ApproximateNumberOfMessages",
                              "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
                              "CreatedTimestamp", "LastModifiedTimestamp", "SqsManagedSseEnabled"}) {
    fields.ignore(printed);
  }
  for (const char* other :
       {"FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId", "RedriveAllowPolicy"}) {
    fields.not_simulated(other);
  }
  fields.close();
  return out;
}

QueueConfig queue_config_of(const SetQueueAttributes& attributes) {
  QueueConfig config;
  config.visibility_timeout_ms = attributes.visibility_timeout_ms.value_or(config.visibility_timeout_ms);
  config.delay_ms = attributes.delay_ms.value_or(config.delay_ms);
  config.retention_ms = attributes.retention_ms.value_or(config.retention_ms);
  config.receive_wait_ms = attributes.receive_wait_ms.value_or(config.receive_wait_ms);
  config.maximum_message_bytes = attributes.maximum_message_bytes.value_or(config.maximum_message_bytes);
  config.redrive_target_arn = attributes.redrive_target_arn.value_or("");
  config.max_receive_count = attributes.max_receive_count.value_or(0);
  if (attributes.policy) config.policy = *attributes.policy;
  return config;
}

SetQueueAttributes attributes_of(const QueueConfig& config) {
  const QueueConfig standard;
  SetQueueAttributes out;
  if (config.visibility_timeout_ms != standard.visibility_timeout_ms) {
    out.visibility_timeout_ms = config.visibility_timeout_ms;
  }
  if (config.delay_ms != standard.delay_ms) out.delay_ms = config.delay_ms;
  if (config.retention_ms != standard.retention_ms) out.retention_ms = config.retention_ms;
  if (config.receive_wait_ms != standard.receive_wait_ms) out.receive_wait_ms = config.receive_wait_ms;
  if (config.maximum_message_bytes != standard.maximum_message_bytes) {
    out.maximum_message_bytes = config.maximum_message_bytes;
  }
  if (!config.redrive_target_arn.empty()) {
    out.redrive_target_arn = config.redrive_target_arn;
    out.max_receive_count = config.max_receive_count;
  }
  if (!config.policy.empty()) out.policy = config.policy;
  return out;
}

void write_attributes(JsonWriter& writer, const SetQueueAttributes& attributes, std::string_view arn) {
  writer.begin_object();
  write_seconds(writer, "VisibilityTimeout", attributes.visibility_timeout_ms);
  write_seconds(writer, "DelaySeconds", attributes.delay_ms);
  write_seconds(writer, "MessageRetentionPeriod", attributes.retention_ms);
  write_seconds(writer, "ReceiveMessageWaitTimeSeconds", attributes.receive_wait_ms);
  if (attributes.maximum_message_bytes) {
    writer.member("MaximumMessageSize", std::to_string(*attributes.maximum_message_bytes));
  }
  if (attributes.redrive_target_arn) {
    writer.key("RedrivePolicy");
    if (attributes.redrive_target_arn->empty()) {
      writer.value("");
    } else {
      writer.begin_object().member("deadLetterTargetArn", *attributes.redrive_target_arn);
      writer.member("maxReceiveCount", attributes.max_receive_count.value_or(0)).end_object();
    }
  }
  if (attributes.policy) {
    writer.key("Policy");
    if (attributes.policy->empty()) {
      writer.value("");
    } else {
      write_policy(writer, *attributes.policy, arn);
    }
  }
  writer.end_object();
}

}  // namespace brigade::formats
