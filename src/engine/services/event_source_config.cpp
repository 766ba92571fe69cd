// The configuration commands of event source mappings and their error texts.
#include <algorithm>

#include "base/ids.h"
#include "engine/services/event_source.h"

namespace brigade::engine::event_source {

using base::fail;
using base::Status;

namespace {

constexpr const char* kInvalid = "InvalidParameterValueException";

Status check(Engine& engine, const EventSourceMappingConfig& config) {
  if (config.batch_size < 1 || config.batch_size > kMaxBatchSize) {
    return fail("ValidationException",
                "1 validation error detected: Value '" + std::to_string(config.batch_size) +
                    "' at 'batchSize' failed to satisfy constraint: Member must have value " +
                    (config.batch_size < 1 ? "greater than or equal to 1" : "less than or equal to 10000"));
  }
  if (config.maximum_batching_window_s > 300) {
    return fail(
        "ValidationException",
        "1 validation error detected: Value '" + std::to_string(config.maximum_batching_window_s) +
            "' at 'maximumBatchingWindowInSeconds' failed to satisfy constraint: Member must have value "
            "less than or equal to 300");
  }
  if (config.batch_size > 10 && config.maximum_batching_window_s == 0) {
    return fail(
        kInvalid,
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  }
  if (config.maximum_concurrency &&
      (*config.maximum_concurrency < 2 || *config.maximum_concurrency > 1'000)) {
    return fail(kInvalid, "Maximum concurrency is 2 to 1000.");
  }
  const ResourceId queue = find_by_arn(engine.w, engine.h, config.event_source_arn);
  if (queue.is_none() || engine.w.resource(queue).kind != ResourceKind::Queue) {
    return fail(
        kInvalid,
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
        "SQS Error Message: The specified queue does not exist.");
  }
  const ResourceId function = find_by_arn(engine.w, engine.h, config.function_arn);
  if (function.is_none() || engine.w.resource(function).kind != ResourceKind::Function) {
    return fail("ResourceNotFoundException", "Function not found: " + config.function_arn);
  }
  const int64_t visibility_s = engine.queue_config(queue).visibility_timeout_ms / 1000;
  const int64_t timeout_s = engine.function_config(function).timeout_ms / 1000;
  if (visibility_s < timeout_s) {
    return fail(kInvalid, "Queue visibility timeout: " + std::to_string(visibility_s) +
                              " seconds is less than Function timeout: " + std::to_string(timeout_s) +
                              " seconds");
  }
  return {};
}

Status compile_filters(EventSourceMappingConfig& config) {
  config.patterns = nullptr;
  if (config.filters.empty()) return {};
  auto patterns = match::read_source_filters(config.filters, match::FilterOwner::EventSourceMapping);
  if (!patterns) return tl::unexpected<base::Error>(patterns.error());
  config.patterns = std::make_shared<const std::vector<match::Pattern>>(std::move(*patterns));
  return {};
}

tl::unexpected<base::Error> not_found() {
  return fail("ResourceNotFoundException", "The resource you requested does not exist.");
}

}  // namespace

Status apply(Engine& engine, const CreateEventSourceMapping& command) {
  EventSourceMappingConfig config = command.config;
  if (Status s = check(engine, config); !s) return s;
  if (Status s = compile_filters(config); !s) return s;
  const ResourceId queue = find_by_arn(engine.w, engine.h, config.event_source_arn);
  const uint32_t queue_state = engine.w.resource(queue).state;
  uint32_t last = kNone;
  for (uint32_t i = engine.w.queues[queue_state].mappings; i != kNone; i = engine.w.mappings[i].next) {
    const ResourceId other = engine.w.mappings[i].id;
    if (engine.mapping_config(other).function_arn == config.function_arn) {
      return fail("ResourceConflictException",
                  "An event source mapping with SQS arn (\" " + config.event_source_arn +
                      " \") and function (\" " +
                      std::string(name_of(engine.w, engine.h, engine.w.mappings[i].function)) +
                      " \") already exists. Please update or delete the existing mapping with UUID " +
                      std::string(name_of(engine.w, engine.h, other)));
    }
    last = i;
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("limit", "This playground holds 100,000 resources");
  }
  const uint32_t state = engine.w.mappings.push_back(EventSourceMappingState{});
  EventSourceMappingState& mapping = engine.w.mappings.edit(state);
  mapping.queue = queue;
  mapping.function = find_by_arn(engine.w, engine.h, config.function_arn);
  mapping.next = kNone;
  mapping.poll_timer = TimerRef{};
  const std::string uuid = base::uuid_of(base::stream_key(engine.w.seed, "lambda/mapping"), state);
  const ResourceId id = engine.create(ResourceKind::EventSourceMapping, uuid, state, std::move(config));
  engine.w.mappings.edit(state).id = id;
  if (last == kNone) {
    engine.w.queues.edit(queue_state).mappings = state;
  } else {
    engine.w.mappings.edit(last).next = state;
  }
  wake(engine, queue_state);
  return {};
}

Status apply(Engine& engine, const UpdateEventSourceMapping& command) {
  const ResourceId id = engine.find(ResourceKind::EventSourceMapping, command.uuid);
  if (id.is_none()) return not_found();
  EventSourceMappingConfig config = engine.mapping_config(id);
  config.enabled = command.enabled.value_or(config.enabled);
  config.report_batch_item_failures =
      command.report_batch_item_failures.value_or(config.report_batch_item_failures);
  config.batch_size = command.batch_size.value_or(config.batch_size);
  config.maximum_batching_window_s =
      command.maximum_batching_window_s.value_or(config.maximum_batching_window_s);
  if (command.maximum_concurrency) {
    config.maximum_concurrency = command.maximum_concurrency;
    if (*command.maximum_concurrency == 0) config.maximum_concurrency = std::nullopt;
  }
  config.filters = command.filters.value_or(config.filters);
  if (Status s = check(engine, config); !s) return s;
  if (Status s = compile_filters(config); !s) return s;
  engine.configure(id, std::move(config));
  wake(engine, engine.w.resource(engine.w.mapping(id).queue).state);
  return {};
}

Status apply(Engine& engine, const DeleteEventSourceMapping& command) {
  const ResourceId id = engine.find(ResourceKind::EventSourceMapping, command.uuid);
  if (id.is_none()) return not_found();
  const uint32_t state = engine.w.resource(id).state;
  const EventSourceMappingState mapping = engine.w.mappings[state];
  engine.w.scheduler.cancel(mapping.poll_timer);
  const uint32_t queue_state = engine.w.resource(mapping.queue).state;
  if (engine.w.queues[queue_state].mappings == state) {
    engine.w.queues.edit(queue_state).mappings = mapping.next;
  } else {
    uint32_t before = engine.w.queues[queue_state].mappings;
    while (engine.w.mappings[before].next != state) before = engine.w.mappings[before].next;
    engine.w.mappings.edit(before).next = mapping.next;
  }
  engine.remove(id);
  return {};
}

}  // namespace brigade::engine::event_source
