// SQS's configuration commands and their error texts.
#include <algorithm>

#include "engine/services/sqs.h"

namespace brigade::engine::sqs {

using base::fail;
using base::Status;

namespace {

bool is_queue_name(std::string_view name) {
  return !name.empty() && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Status check(Engine& engine, const QueueConfig& config) {
  const auto in_range = [](int64_t value, int64_t low, int64_t high, std::string_view parameter) -> Status {
    if (value >= low && value <= high) return {};
    return fail("InvalidAttributeValue", "Invalid value for the parameter " + std::string(parameter) + ".");
  };
  if (Status s = in_range(config.visibility_timeout_ms, 0, 43'200'000, "VisibilityTimeout"); !s) return s;
  if (Status s = in_range(config.delay_ms, 0, 900'000, "DelaySeconds"); !s) return s;
  if (Status s = in_range(config.retention_ms, 60'000, 1'209'600'000, "MessageRetentionPeriod"); !s) return s;
  if (Status s = in_range(config.receive_wait_ms, 0, 20'000, "ReceiveMessageWaitTimeSeconds"); !s) return s;
  if (Status s = in_range(config.maximum_message_bytes, 1'024, 1'048'576, "MaximumMessageSize"); !s) return s;
  if (config.redrive_target_arn.empty()) return {};
  if (config.max_receive_count < 1 || config.max_receive_count > 1'000) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(config.max_receive_count) +
                    " for parameter RedrivePolicy is invalid. Reason: Invalid value for "
                    "maxReceiveCount: " +
                    std::to_string(config.max_receive_count) +
                    ", valid values are from 1 to 1000 both inclusive.");
  }
  const ResourceId target = find_by_arn(engine.w, engine.h, config.redrive_target_arn);
  if (!target.is_none() && engine.w.resource(target).kind == ResourceKind::Queue) return {};
  return fail("InvalidParameterValue",
              "Value {\"deadLetterTargetArn\":\"" + config.redrive_target_arn +
                  "\",\"maxReceiveCount\":" + std::to_string(config.max_receive_count) +
                  "} for parameter RedrivePolicy is invalid. Reason: Dead letter target does "
                  "not exist.");
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
  return a.policy == b.policy ? std::string_view() : "Policy";
}

}  // namespace

Status apply(Engine& engine, const CreateQueue& command) {
  if (!is_queue_name(command.queue)) {
    const bool fifo = command.queue.size() > 5 && command.queue.substr(command.queue.size() - 5) == ".fifo";
    return fail("InvalidParameterValue",
                fifo ? "FIFO queues are not part of this playground yet."
                     : "Can only include alphanumeric characters, hyphens, or underscores. "
                       "1 to 80 in length");
  }
  if (Status s = check(engine, command.config); !s) return s;
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
  config.visibility_timeout_ms = command.visibility_timeout_ms.value_or(config.visibility_timeout_ms);
  config.delay_ms = command.delay_ms.value_or(config.delay_ms);
  config.retention_ms = command.retention_ms.value_or(config.retention_ms);
  config.receive_wait_ms = command.receive_wait_ms.value_or(config.receive_wait_ms);
  config.maximum_message_bytes = command.maximum_message_bytes.value_or(config.maximum_message_bytes);
  config.redrive_target_arn = command.redrive_target_arn.value_or(config.redrive_target_arn);
  config.max_receive_count = command.max_receive_count.value_or(config.max_receive_count);
  config.policy = command.policy.value_or(config.policy);
  if (Status s = check(engine, config); !s) return s;
  const bool retention_changed = config.retention_ms != engine.queue_config(id).retention_ms;
  engine.configure(id, std::move(config));
  if (retention_changed)
    rearm_retention(engine, engine.w.resource(id).state);  // it counts for what is there too
  return {};
}

}  // namespace brigade::engine::sqs
