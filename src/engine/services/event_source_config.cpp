// The configuration commands of event source mappings and their error texts.
#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "engine/services/event_source.h"
#include "engine/services/iam.h"
#include "engine/services/stream_source.h"
#include "match/rule_set.h"

namespace brigade::engine::event_source {

using base::fail;
using base::Status;

namespace {

constexpr const char* kInvalid = "InvalidParameterValueException";

bool is_stream_arn(std::string_view arn) {
  return base::starts_with(arn, "arn:aws:dynamodb:") || base::starts_with(arn, "arn:aws:kinesis:");
}

Status check_numbers(const EventSourceMappingConfig& config) {
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
  return {};
}

// What only streams have.
Status check_no_stream_settings(const EventSourceMappingConfig& config) {
  const auto unsupported = [](const char* what) {
    return fail(kInvalid,
                std::string("Unsupported ") + what + " parameter for given event source mapping type.");
  };
  if (!config.on_failure_arn.empty()) return unsupported("DestinationConfig");
  if (config.starting_position != StartingPosition::None) return unsupported("StartingPosition");
  if (config.parallelization_factor != 1) return unsupported("ParallelizationFactor");
  if (config.bisect_batch_on_function_error) return unsupported("BisectBatchOnFunctionError");
  if (config.maximum_retry_attempts != -1) return unsupported("MaximumRetryAttempts");
  if (config.maximum_record_age_s != -1) return unsupported("MaximumRecordAgeInSeconds");
  return {};
}

Status check_queue(Engine& engine, const EventSourceMappingConfig& config) {
  if (config.batch_size > 10 && config.maximum_batching_window_s == 0) {
    return fail(
        kInvalid,
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  }
  if (config.maximum_concurrency &&
      (*config.maximum_concurrency < 2 || *config.maximum_concurrency > 1'000)) {
    return fail(kInvalid, "Maximum concurrency is 2 to 1000.");
  }
  if (base::ends_with(config.event_source_arn, ".fifo")) {
    if (config.maximum_batching_window_s > 0)
      return fail(kInvalid, "Batching window is not supported for FIFO queues");
    if (config.batch_size > 10) return fail(kInvalid, "Batch size must be at most 10 for FIFO queues.");
  }
  const ResourceId queue = find_by_arn(engine.w, engine.h, config.event_source_arn);
  if (queue.is_none() || engine.w.resource(queue).kind != ResourceKind::Queue) {
    return fail(
        kInvalid,
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
        "SQS Error Message: The specified queue does not exist.");
  }
  return check_no_stream_settings(config);
}

Status check(Engine& engine, const EventSourceMappingConfig& config) {
  const bool streams = is_stream_arn(config.event_source_arn);
  if (Status s = check_numbers(config); !s) return s;
  if (Status s = streams ? stream_source::check(engine, config) : check_queue(engine, config); !s) return s;
  const ResourceId function = find_by_arn(engine.w, engine.h, config.function_arn);
  if (function.is_none() || engine.w.resource(function).kind != ResourceKind::Function) {
    return fail("ResourceNotFoundException", "Function not found: " + config.function_arn);
  }
  if (streams) return {};
  const ResourceId queue = find_by_arn(engine.w, engine.h, config.event_source_arn);
  const int64_t visibility_s = engine.queue_config(queue).visibility_timeout_ms / 1000;
  const int64_t timeout_s = engine.function_config(function).timeout_ms / 1000;
  if (visibility_s < timeout_s) {
    return fail(kInvalid, "Queue visibility timeout: " + std::to_string(visibility_s) +
                              " seconds is less than Function timeout: " + std::to_string(timeout_s) +
                              " seconds");
  }
  return {};
}

}  // namespace

std::shared_ptr<const match::RuleSet> filter_set_of(const std::vector<match::Pattern>& patterns) {
  auto set = std::make_shared<match::RuleSet>();
  for (uint32_t i = 0; i < patterns.size(); ++i) set->add(i, patterns[i]);
  return set;
}

namespace {

Status compile_filters(EventSourceMappingConfig& config) {
  config.patterns = nullptr;
  config.filter_set = nullptr;
  if (config.filters.empty()) return {};
  auto patterns = match::read_source_filters(config.filters, match::FilterOwner::EventSourceMapping);
  if (!patterns) return tl::unexpected<base::Error>(patterns.error());
  config.patterns = std::make_shared<const std::vector<match::Pattern>>(std::move(*patterns));
  config.filter_set = event_source::filter_set_of(*config.patterns);
  return {};
}

// The head of the list of the source's mappings.
uint32_t& first_mapping(Engine& engine, const EventSourceMappingState& mapping) {
  if (mapping.stream != kNone) return engine.w.streams.edit(mapping.stream).mappings;
  return engine.w.queues.edit(engine.w.resource(mapping.source).state).mappings;
}

tl::unexpected<base::Error> already_there(const std::string& arn, std::string_view function,
                                          std::string_view uuid, bool streams) {
  std::string text = streams ? "The event source arn (\" " : "An event source mapping with SQS arn (\" ";
  text.append(arn).append(" \") and function (\" ").append(function);
  text.append(streams ? " \") provided mapping already exists." : " \") already exists.");
  text.append(" Please update or delete the existing mapping with UUID ").append(uuid);
  return fail("ResourceConflictException", std::move(text));
}

tl::unexpected<base::Error> not_found() {
  return fail("ResourceNotFoundException", "The resource you requested does not exist.");
}

}  // namespace

void find_source(const Engine& engine, const std::string& arn, EventSourceMappingState& made) {
  made.source = find_by_arn(engine.w, engine.h, arn);
  made.stream = is_stream_arn(arn) ? stream_source::find_stream(engine, arn) : kNone;
  made.next = kNone;
  made.poll_timer = TimerRef{};
}

void attach(Engine& engine, uint32_t mapping_state, uint32_t cause) {
  const EventSourceMappingState mapping = engine.w.mappings[mapping_state];
  uint32_t* link = &first_mapping(engine, mapping);
  while (*link != kNone) link = &engine.w.mappings.edit(*link).next;
  *link = mapping_state;
  if (mapping.stream != kNone) {
    stream_source::start(engine, mapping_state, cause);
  } else {
    wake(engine, engine.w.resource(mapping.source).state);
  }
}

void look_again(Engine& engine, uint32_t mapping_state) {
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  if (mapping.stream != kNone) {
    stream_source::look(engine, mapping_state);
  } else {
    wake(engine, engine.w.resource(mapping.source).state);
  }
}

void detach(Engine& engine, uint32_t mapping_state) {
  const EventSourceMappingState mapping = engine.w.mappings[mapping_state];
  engine.w.scheduler.cancel(mapping.poll_timer);
  uint32_t* link = &first_mapping(engine, mapping);
  while (*link != mapping_state) link = &engine.w.mappings.edit(*link).next;
  *link = mapping.next;
  if (mapping.stream != kNone) stream_source::stop(engine, mapping_state);
}

Status apply(Engine& engine, const CreateEventSourceMapping& command) {
  EventSourceMappingConfig config = command.config;
  const bool streams = is_stream_arn(config.event_source_arn);
  if (config.batch_size == 0)
    config.batch_size = streams ? stream_source::kDefaultBatchSize : kDefaultBatchSize;
  if (Status s = check(engine, config); !s) return s;
  if (Status s = compile_filters(config); !s) return s;
  EventSourceMappingState made{};
  find_source(engine, config.event_source_arn, made);
  made.function = find_by_arn(engine.w, engine.h, config.function_arn);
  if (Status s = iam::check_mapping(engine, made.function, made.source, config.event_source_arn); !s)
    return s;
  for (uint32_t i = first_mapping(engine, made); i != kNone; i = engine.w.mappings[i].next) {
    if (engine.w.mappings[i].function != made.function) continue;
    return already_there(config.event_source_arn, name_of(engine.w, engine.h, made.function),
                         name_of(engine.w, engine.h, engine.w.mappings[i].id), streams);
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("limit", "This playground holds 100,000 resources");
  }
  const uint32_t state = engine.w.mappings.push_back(made);
  const std::string uuid = base::uuid_of(base::stream_key(engine.w.seed, "lambda/mapping"), state);
  const ResourceId id = engine.create(ResourceKind::EventSourceMapping, uuid, state, std::move(config));
  engine.w.mappings.edit(state).id = id;
  attach(engine, state, engine.w.records - 1);
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
  config.parallelization_factor = command.parallelization_factor.value_or(config.parallelization_factor);
  config.bisect_batch_on_function_error =
      command.bisect_batch_on_function_error.value_or(config.bisect_batch_on_function_error);
  config.maximum_retry_attempts = command.maximum_retry_attempts.value_or(config.maximum_retry_attempts);
  config.maximum_record_age_s = command.maximum_record_age_s.value_or(config.maximum_record_age_s);
  config.on_failure_arn = command.on_failure_arn.value_or(config.on_failure_arn);
  if (Status s = check(engine, config); !s) return s;
  if (Status s = compile_filters(config); !s) return s;
  engine.configure(id, std::move(config));
  look_again(engine, engine.w.resource(id).state);
  return {};
}

Status apply(Engine& engine, const DeleteEventSourceMapping& command) {
  const ResourceId id = engine.find(ResourceKind::EventSourceMapping, command.uuid);
  if (id.is_none()) return not_found();
  engine.remove(id);
  detach(engine, engine.w.resource(id).state);
  return {};
}

}  // namespace brigade::engine::event_source
