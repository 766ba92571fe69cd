// SQS's configuration commands and their error texts.
#include <algorithm>

#include "base/text.h"
#include "engine/services/sqs.h"

namespace brigade::engine::sqs {

using base::fail;
using base::Status;

namespace {

bool is_queue_name(std::string_view name, bool fifo) {
  if (fifo) {
    if (!base::ends_with(name, ".fifo") || name.size() > 80) return false;
    name.remove_suffix(5);
  }
  return !name.empty() && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// A RedrivePolicy or RedriveAllowPolicy that cannot be.
tl::unexpected<base::Error> bad_policy(const char* parameter, const std::string& value,
                                       const std::string& reason) {
  return fail("InvalidParameterValue",
              "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
}

Status check_dead_letter_queue(Engine& engine, const QueueConfig& config, const std::string& own_arn) {
  if (config.redrive_target_arn.empty()) return {};
  const std::string value = "{\"deadLetterTargetArn\":\"" + config.redrive_target_arn +
                            "\",\"maxReceiveCount\":" + std::to_string(config.max_receive_count) + "}";
  if (config.max_receive_count < 1 || config.max_receive_count > 1'000) {
    const std::string count = std::to_string(config.max_receive_count);
    return bad_policy(
        "RedrivePolicy", count,
        "Invalid value for maxReceiveCount: " + count + ", valid values are from 1 to 1000 both inclusive.");
  }
  const ResourceId target = find_by_arn(engine.w, engine.h, config.redrive_target_arn);
  if (target.is_none() || engine.w.resource(target).kind != ResourceKind::Queue)
    return bad_policy("RedrivePolicy", value, "Dead letter target does not exist.");
  const QueueConfig& letters = engine.queue_config(target);
  if (letters.fifo != config.fifo) {
    return bad_policy("RedrivePolicy", value, "Dead-letter queue must be same type of queue as the source.");
  }
  if (!allows_redrive(letters, own_arn))
    return bad_policy("RedrivePolicy", value, "Access to dead letter queue denied.");
  return {};
}

Status check_redrive_allow_policy(const RedriveAllowPolicy& policy) {
  const bool by_queue = policy.permission == RedrivePermission::ByQueue;
  const size_t arns = policy.source_queue_arns.size();
  const std::string value = std::to_string(arns) + " sourceQueueArns";
  if (by_queue && (arns < 1 || arns > 10))
    return bad_policy("RedriveAllowPolicy", value, "byQueue needs 1 to 10 sourceQueueArns.");
  if (!by_queue && arns > 0)
    return bad_policy("RedriveAllowPolicy", value, "sourceQueueArns are only for redrivePermission byQueue.");
  for (const std::string& arn : policy.source_queue_arns) {
    const auto parsed = parse_arn(arn);
    if (!parsed || parsed->service != "sqs")
      return bad_policy("RedriveAllowPolicy", arn, "It is no ARN of a queue.");
  }
  return {};
}

Status check_fifo(const QueueConfig& config) {
  if (config.fifo) return {};
  if (config.content_based_deduplication)
    return fail("InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication.");
  for (const auto& [set, name] : {std::pair(config.deduplication_by_group, "DeduplicationScope"),
                                  std::pair(config.throughput_by_group, "FifoThroughputLimit")}) {
    if (!set) continue;
    return fail("InvalidAttributeName",
                std::string("You can specify the ") + name + " only when FifoQueue is set to true.");
  }
  return {};
}

Status check(Engine& engine, const QueueConfig& config, const std::string& own_arn) {
  const auto in_range = [](int64_t value, int64_t low, int64_t high, std::string_view parameter) -> Status {
    if (value >= low && value <= high) return {};
    return fail("InvalidAttributeValue", "Invalid value for the parameter " + std::string(parameter) + ".");
  };
  if (Status s = in_range(config.visibility_timeout_ms, 0, 43'200'000, "VisibilityTimeout"); !s) return s;
  if (Status s = in_range(config.delay_ms, 0, 900'000, "DelaySeconds"); !s) return s;
  if (Status s = in_range(config.retention_ms, 60'000, 1'209'600'000, "MessageRetentionPeriod"); !s) return s;
  if (Status s = in_range(config.receive_wait_ms, 0, 20'000, "ReceiveMessageWaitTimeSeconds"); !s) return s;
  if (Status s = in_range(config.maximum_message_bytes, 1'024, 1'048'576, "MaximumMessageSize"); !s) return s;
  if (Status s = check_fifo(config); !s) return s;
  if (Status s = check_redrive_allow_policy(config.redrive_allow_policy); !s) return s;
  return check_dead_letter_queue(engine, config, own_arn);
}

// The first attribute in which two queues differ, as the service names it; empty where they are the same.
std::string_view difference(const QueueConfig& a, const QueueConfig& b) {
  if (a.visibility_timeout_ms != b.visibility_timeout_ms) return "VisibilityTimeout";
  if (a.delay_ms != b.delay_ms) return "DelaySeconds";
  if (a.retention_ms != b.retention_ms) return "MessageRetentionPeriod";
  if (a.receive_wait_ms != b.receive_wait_ms) return "ReceiveMessageWaitTimeSeconds";
  if (a.maximum_message_bytes != b.maximum_message_bytes) return "MaximumMessageSize";
  if (a.redrive_target_arn != b.redrive_target_arn || a.max_receive_count != b.max_receive_count) {
    return "RedrivePolicy";
  }
  if (a.content_based_deduplication != b.content_based_deduplication) return "ContentBasedDeduplication";
  if (a.deduplication_by_group != b.deduplication_by_group) return "DeduplicationScope";
  if (a.throughput_by_group != b.throughput_by_group) return "FifoThroughputLimit";
  if (a.redrive_allow_policy != b.redrive_allow_policy) return "RedriveAllowPolicy";
  return a.policy == b.policy ? std::string_view() : "Policy";
}

}  // namespace

bool allows_redrive(const QueueConfig& dead_letter_queue, std::string_view source_arn) {
  const RedriveAllowPolicy& policy = dead_letter_queue.redrive_allow_policy;
  if (policy.permission != RedrivePermission::ByQueue)
    return policy.permission == RedrivePermission::AllowAll;
  return std::find(policy.source_queue_arns.begin(), policy.source_queue_arns.end(), source_arn) !=
         policy.source_queue_arns.end();
}

Status apply(Engine& engine, const CreateQueue& command) {
  if (!is_queue_name(command.queue, command.config.fifo)) {
    return fail("InvalidParameterValue",
                command.config.fifo
                    ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
                      "underscores, must end with .fifo suffix and be 1 to 80 in length"
                    : "Can only include alphanumeric characters, hyphens, or underscores. "
                      "1 to 80 in length");
  }
  const std::string own_arn =
      "arn:aws:sqs:" + engine.plan.options.region + ":" + std::string(kAccountText) + ":" + command.queue;
  if (Status s = check(engine, command.config, own_arn); !s) return s;
  const ResourceId existing = engine.find(ResourceKind::Queue, command.queue);
  if (!existing.is_none()) {
    const std::string_view differs = difference(engine.queue_config(existing), command.config);
    if (differs.empty()) return {};  // the service answers with the queue that is there
    return fail("QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute " +
                    std::string(differs));
  }
  if (engine.w.resources.size() >= kMaxResources)
    return fail("limit", "This playground holds 100,000 resources");
  QueueState empty{};
  empty.visible = empty.invisible = empty.delayed = DeliveryList{kNone, kNone, 0};
  empty.pollers = empty.mappings = kNone;
  empty.retention_timer = empty.move_timer = TimerRef{};
  empty.move_to = ResourceId{};
  empty.purged_ms = -1;
  empty.fifo_buckets = command.config.fifo ? fifo::make_buckets(engine) : kNone;
  const uint32_t state = engine.w.queues.push_back(empty);
  const ResourceId id = engine.create(ResourceKind::Queue, command.queue, state, command.config);
  engine.w.queues.edit(state).id = id;
  return {};
}

Status apply(Engine& engine, const SetQueueAttributes& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none())
    return fail("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
  QueueConfig config = engine.queue_config(id);
  if (command.fifo && !config.fifo) return fail("InvalidAttributeName", "Unknown Attribute FifoQueue.");
  if (command.fifo && !*command.fifo) {
    return fail("InvalidAttributeValue",
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
  }
  config.content_based_deduplication =
      command.content_based_deduplication.value_or(config.content_based_deduplication);
  config.deduplication_by_group = command.deduplication_by_group.value_or(config.deduplication_by_group);
  config.throughput_by_group = command.throughput_by_group.value_or(config.throughput_by_group);
  config.redrive_allow_policy = command.redrive_allow_policy.value_or(config.redrive_allow_policy);
  config.visibility_timeout_ms = command.visibility_timeout_ms.value_or(config.visibility_timeout_ms);
  config.delay_ms = command.delay_ms.value_or(config.delay_ms);
  config.retention_ms = command.retention_ms.value_or(config.retention_ms);
  config.receive_wait_ms = command.receive_wait_ms.value_or(config.receive_wait_ms);
  config.maximum_message_bytes = command.maximum_message_bytes.value_or(config.maximum_message_bytes);
  config.redrive_target_arn = command.redrive_target_arn.value_or(config.redrive_target_arn);
  config.max_receive_count = command.max_receive_count.value_or(config.max_receive_count);
  config.policy = command.policy.value_or(config.policy);
  if (Status s = check(engine, config, arn_of(engine.w, engine.h, engine.plan, id)); !s) return s;
  const bool retention_changed = config.retention_ms != engine.queue_config(id).retention_ms;
  engine.configure(id, std::move(config));
  if (retention_changed)
    rearm_retention(engine, engine.w.resource(id).state);  // it counts for what is there too
  return {};
}

}  // namespace brigade::engine::sqs
