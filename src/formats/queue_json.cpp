// A queue's Attributes as JSON. The real service prints every value as text ("VisibilityTimeout": "30");
// numbers are read too, and RedrivePolicy and Policy as objects or as the text of one. Source: SQS API,
// SetQueueAttributes.
#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::JsonWriter;
using engine::QueueConfig;
using engine::RedriveAllowPolicy;
using engine::RedrivePermission;
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

constexpr std::pair<RedrivePermission, std::string_view> kPermissions[] = {
    {RedrivePermission::AllowAll, "allowAll"},
    {RedrivePermission::DenyAll, "denyAll"},
    {RedrivePermission::ByQueue, "byQueue"},
};

RedriveAllowPolicy read_allow_document(Problem& problem, const JsonValue& value) {
  RedriveAllowPolicy out;
  Fields fields(problem, value, "a RedriveAllowPolicy");
  const JsonValue* permission = fields.need("redrivePermission");
  bool known = permission == nullptr;
  for (const auto& [kind, name] : kPermissions) {
    if (permission == nullptr || permission->as_string() != name) continue;
    out.permission = kind;
    known = true;
  }
  if (!known) {
    problem.report("\"redrivePermission\" is \"allowAll\", \"denyAll\" or \"byQueue\".", permission->range());
  }
  fields.texts("sourceQueueArns", out.source_queue_arns);
  fields.close();
  return out;
}

// The document itself, or the text of it; an empty text takes it away.
RedriveAllowPolicy read_allow_policy(Problem& problem, const JsonValue& value) {
  if (!value.is_string()) return read_allow_document(problem, value);
  if (value.as_string().empty()) return {};
  const auto inner = base::read_json(value.as_string());
  if (!inner) {
    problem.report("The text of this RedriveAllowPolicy is not JSON: " + inner.error().text, value.range());
    return {};
  }
  Problem inside;
  RedriveAllowPolicy out = read_allow_document(inside, *inner);
  if (!inside.ok()) problem.report(inside.error().text, value.range(), inside.error().code);
  return out;
}

void write_allow_policy(JsonWriter& writer, const RedriveAllowPolicy& policy) {
  writer.key("RedriveAllowPolicy").begin_object();
  writer.member("redrivePermission", kPermissions[static_cast<size_t>(policy.permission)].second);
  if (!policy.source_queue_arns.empty()) {
    writer.key("sourceQueueArns").begin_array();
    for (const std::string& arn : policy.source_queue_arns) writer.value(arn);
    writer.end_array();
  }
  writer.end_object();
}

// One of two words; `out` is whether it is the second.
void read_word(Fields& fields, std::string_view name, std::string_view first, std::string_view second,
               std::optional<bool>& out) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return;
  if (value->as_string() == first || value->as_string() == second) {
    out = value->as_string() == second;
  } else {
    fields.problem().report(quoted(name) + " is " + quoted(first) + " or " + quoted(second) + ".",
                            value->range());
  }
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
  if (const JsonValue* value = fields.find("RedriveAllowPolicy"))
    out.redrive_allow_policy = read_allow_policy(problem, *value);
  read_true_or_false(fields, "FifoQueue", out.fifo);
  read_true_or_false(fields, "ContentBasedDeduplication", out.content_based_deduplication);
  read_word(fields, "DeduplicationScope", "queue", "messageGroup", out.deduplication_by_group);
  read_word(fields, "FifoThroughputLimit", "perQueue", "perMessageGroupId", out.throughput_by_group);
  for (const char* printed : {"QueueArn", "ApproximateNumberOfMessages",
                              "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
                              "CreatedTimestamp", "LastModifiedTimestamp", "SqsManagedSseEnabled"}) {
    fields.ignore(printed);
  }
  fields.not_simulated("KmsMasterKeyId");
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
  config.redrive_allow_policy = attributes.redrive_allow_policy.value_or(config.redrive_allow_policy);
  config.fifo = attributes.fifo.value_or(false);
  config.content_based_deduplication = attributes.content_based_deduplication.value_or(false);
  config.deduplication_by_group = attributes.deduplication_by_group.value_or(false);
  config.throughput_by_group = attributes.throughput_by_group.value_or(false);
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
  if (config.redrive_allow_policy != standard.redrive_allow_policy)
    out.redrive_allow_policy = config.redrive_allow_policy;
  if (!config.policy.empty()) out.policy = config.policy;
  if (config.fifo) out.fifo = true;
  if (config.content_based_deduplication) out.content_based_deduplication = true;
  if (config.deduplication_by_group) out.deduplication_by_group = true;
  if (config.throughput_by_group) out.throughput_by_group = true;
  return out;
}

void write_attributes(JsonWriter& writer, const SetQueueAttributes& attributes, std::string_view arn) {
  writer.begin_object();
  write_true_or_false(writer, "FifoQueue", attributes.fifo);
  write_true_or_false(writer, "ContentBasedDeduplication", attributes.content_based_deduplication);
  if (attributes.deduplication_by_group)
    writer.member("DeduplicationScope", *attributes.deduplication_by_group ? "messageGroup" : "queue");
  if (attributes.throughput_by_group)
    writer.member("FifoThroughputLimit", *attributes.throughput_by_group ? "perMessageGroupId" : "perQueue");
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
  if (attributes.redrive_allow_policy) write_allow_policy(writer, *attributes.redrive_allow_policy);
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
