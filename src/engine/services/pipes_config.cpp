// The configuration commands of pipes and their error texts. Assumed, for want of a recording: the words of
// most refusals, and that a source or target that is not there, or a batch that the target cannot take, is
// refused at once.
#include <algorithm>

#include "base/text.h"
#include "engine/services/event_source.h"
#include "engine/services/pipe_input.h"
#include "engine/services/pipes.h"
#include "engine/services/stream_source.h"

namespace brigade::engine::pipes {

using base::fail;
using base::Status;

namespace {

constexpr uint32_t kBatchTarget = 10, kKinesisTarget = 500;

tl::unexpected<base::Error> invalid(std::string text) { return fail("ValidationException", std::move(text)); }

tl::unexpected<base::Error> constraint(std::string_view value, std::string_view member,
                                       std::string_view must) {
  const std::string shown = value == "null" ? "null" : "'" + std::string(value) + "'";
  return invalid("1 validation error detected: Value " + shown + " at '" + std::string(member) +
                 "' failed to satisfy constraint: Member must " + std::string(must));
}

Status check_name(std::string_view name) {
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
  if (name.empty()) return constraint(name, "name", "have length greater than or equal to 1");
  if (name.size() > 64) return constraint(name, "name", "have length less than or equal to 64");
  return good ? Status{}
              : constraint(name, "name", "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
}

Status check_stream(const Engine& engine, const PipeConfig& config) {
  if (config.starting_position == StartingPosition::None) {
    return constraint("null", "sourceParameters.startingPosition", "not be null");
  }
  const bool is_table = base::starts_with(config.event_source_arn, "arn:aws:dynamodb:");
  if (config.starting_position == StartingPosition::AtTimestamp && is_table) {
    return constraint("AT_TIMESTAMP", "sourceParameters.dynamoDBStreamParameters.startingPosition",
                      "satisfy enum value set: [TRIM_HORIZON, LATEST]");
  }
  if (stream_source::find_stream(engine, config.event_source_arn) == kNone) {
    return invalid("The source " + config.event_source_arn + " does not exist.");
  }
  if (config.on_failure_arn.empty()) return {};
  const auto letters = parse_arn(config.on_failure_arn);
  if (letters && (letters->service == "sqs" || letters->service == "sns")) return {};
  return invalid("A pipe's dead-letter queue is an SQS queue or an SNS topic: " + config.on_failure_arn +
                 " is none.");
}

// A queue keeps what failed: its own redrive policy decides, and the pipe has nothing to set.
Status check_queue(const Engine& engine, const PipeConfig& config) {
  const ResourceId queue = find_by_arn(engine.w, engine.h, config.event_source_arn);
  if (queue.is_none() || engine.w.resource(queue).kind != ResourceKind::Queue) {
    return invalid("The source " + config.event_source_arn + " does not exist.");
  }
  const PollerConfig standard;
  const bool of_streams = config.starting_position != StartingPosition::None ||
                          config.parallelization_factor != standard.parallelization_factor ||
                          config.bisect_batch_on_function_error ||
                          config.maximum_retry_attempts != standard.maximum_retry_attempts ||
                          config.maximum_record_age_s != standard.maximum_record_age_s ||
                          !config.on_failure_arn.empty();
  if (of_streams) {
    return invalid("SqsQueueParameters has BatchSize and MaximumBatchingWindowInSeconds only.");
  }
  if (config.batch_size > 10 && config.maximum_batching_window_s == 0) {
    return invalid(
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  }
  return {};
}

Status check_range(int64_t value, std::string_view member, int64_t least, int64_t most) {
  if (value < least) {
    return constraint(std::to_string(value), member,
                      "have value greater than or equal to " + std::to_string(least));
  }
  if (value > most) {
    return constraint(std::to_string(value), member,
                      "have value less than or equal to " + std::to_string(most));
  }
  return {};
}

Status check_numbers(const PipeConfig& config) {
  if (Status s = check_range(config.batch_size, "sourceParameters.batchSize", 1, 10'000); !s) return s;
  if (Status s = check_range(config.maximum_batching_window_s,
                             "sourceParameters.maximumBatchingWindowInSeconds", 0, 300);
      !s)
    return s;
  if (Status s = check_range(config.parallelization_factor, "sourceParameters.parallelizationFactor", 1, 10);
      !s)
    return s;
  if (Status s =
          check_range(config.maximum_retry_attempts, "sourceParameters.maximumRetryAttempts", -1, 10'000);
      !s)
    return s;
  const int64_t least_age_s = config.maximum_record_age_s == -1 ? -1 : 60;
  return check_range(config.maximum_record_age_s, "sourceParameters.maximumRecordAgeInSeconds", least_age_s,
                     604'800);
}

Status check_role(const std::string& arn) {
  if (arn.empty()) return constraint("null", "roleArn", "not be null");
  const auto role = parse_arn(arn);
  if (role && role->service == "iam" && base::starts_with(role->resource, "role/")) return {};
  return constraint(
      arn, "roleArn",
      "satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z0-9+=,.@\\-_/]+");
}

Status check_stages(const PipeConfig& config) {
  if (!config.enrichment_arn.empty() && !base::starts_with(config.enrichment_arn, "arn:aws:lambda:")) {
    return invalid("In this playground a pipe's enrichment is a function: " + config.enrichment_arn +
                   " is none.");
  }
  if (config.target_arn.empty()) return constraint("null", "target", "not be null");
  const uint32_t most = target_batch_size(config.target_arn);
  if (most == 0) {
    return invalid(
        "In this playground a pipe's target is a function, a queue, a topic, an event bus or a Kinesis "
        "stream: " +
        config.target_arn + " is none.");
  }
  if (config.batch_size > most) {
    return invalid("BatchSize " + std::to_string(config.batch_size) + " is more than the target takes, " +
                   std::to_string(most) + ".");
  }
  const bool is_kinesis = base::starts_with(config.target_arn, "arn:aws:kinesis:");
  if (is_kinesis && config.partition_key.empty()) {
    return constraint("null", "targetParameters.kinesisStreamParameters.partitionKey", "not be null");
  }
  const bool is_fifo =
      base::starts_with(config.target_arn, "arn:aws:sqs:") && base::ends_with(config.target_arn, ".fifo");
  if (is_fifo && config.message_group_id.empty()) {
    return constraint("null", "targetParameters.sqsQueueParameters.messageGroupId", "not be null");
  }
  if (base::starts_with(config.source, "aws.")) {
    return constraint(config.source, "targetParameters.eventBridgeEventBusParameters.source",
                      "satisfy regular expression pattern: (?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)");
  }
  if (Status s = check_template(config.enrichment_template, "EnrichmentParameters.InputTemplate"); !s)
    return s;
  return check_template(config.target_template, "TargetParameters.InputTemplate");
}

Status check(const Engine& engine, PipeConfig& config) {
  if (config.event_source_arn.empty()) return constraint("null", "source", "not be null");
  const bool streams = source_kind(config.event_source_arn) != PipeSource::Queue;
  if (config.batch_size == 0)
    config.batch_size = default_batch_size(config.event_source_arn, config.target_arn);
  if (Status s = check_numbers(config); !s) return s;
  if (Status s = streams ? check_stream(engine, config) : check_queue(engine, config); !s) return s;
  if (Status s = check_role(config.role_arn); !s) return s;
  if (Status s = check_stages(config); !s) return s;
  config.patterns = nullptr;
  config.filter_set = nullptr;
  if (config.filters.empty()) return {};
  auto patterns = match::read_source_filters(config.filters, match::FilterOwner::Pipe);
  if (!patterns) return tl::unexpected<base::Error>(patterns.error());
  config.patterns = std::make_shared<const std::vector<match::Pattern>>(std::move(*patterns));
  config.filter_set = event_source::filter_set_of(*config.patterns);
  return {};
}

tl::unexpected<base::Error> no_such_pipe(const std::string& name) {
  return fail("NotFoundException", "Pipe " + name + " does not exist.");
}

void reconfigure(Engine& engine, ResourceId id, PipeConfig config) {
  engine.configure(id, std::move(config));
  event_source::look_again(engine, engine.w.resource(id).state);
}

Status set_running(Engine& engine, const std::string& name, bool running) {
  const ResourceId id = engine.find(ResourceKind::Pipe, name);
  if (id.is_none()) return no_such_pipe(name);
  PipeConfig config = engine.pipe_config(id);
  if (config.enabled == running) {
    return fail("ConflictException", "Pipe " + name + " is already " + (running ? "running." : "stopped."));
  }
  config.enabled = running;
  reconfigure(engine, id, std::move(config));
  return {};
}

template <class T>
void take(const std::optional<T>& given, T& out) {
  if (given) out = *given;
}

}  // namespace

uint32_t target_batch_size(std::string_view text) {
  const auto arn = parse_arn(text);
  if (!arn) return 0;
  const std::string_view resource = arn->resource;
  if (arn->service == "lambda") return base::starts_with(resource, "function:") ? 10'000 : 0;
  if (arn->service == "sqs" || arn->service == "sns") return kBatchTarget;
  if (arn->service == "events") return base::starts_with(resource, "event-bus/") ? kBatchTarget : 0;
  return arn->service == "kinesis" && base::starts_with(resource, "stream/") ? kKinesisTarget : 0;
}

uint32_t default_batch_size(std::string_view source_arn, std::string_view target_arn) {
  const bool streams = source_kind(source_arn) != PipeSource::Queue;
  const uint32_t own = streams ? stream_source::kDefaultBatchSize : event_source::kDefaultBatchSize;
  const uint32_t most = target_batch_size(target_arn);
  return most == 0 ? own : std::min(own, most);
}

PipeSource source_kind(std::string_view arn) {
  if (base::starts_with(arn, "arn:aws:dynamodb:")) return PipeSource::Table;
  return base::starts_with(arn, "arn:aws:kinesis:") ? PipeSource::Stream : PipeSource::Queue;
}

Status apply(Engine& engine, const CreatePipe& command) {
  PipeConfig config = command.config;
  if (Status s = check_name(command.pipe); !s) return s;
  if (Status s = check(engine, config); !s) return s;
  if (!engine.find(ResourceKind::Pipe, command.pipe).is_none()) {
    return fail("ConflictException", "Pipe " + command.pipe + " already exists.");
  }
  size_t pipes = 0;
  for (uint32_t i = 0; i < engine.w.mappings.size(); ++i) {
    const ResourceId id = engine.w.mappings[i].id;
    pipes += engine.w.is_alive(id) && engine.w.resource(id).kind == ResourceKind::Pipe ? 1 : 0;
  }
  if (pipes >= kMaxPipes || engine.w.resources.size() >= kMaxResources) {
    return fail("ServiceQuotaExceededException", "The quota of pipes is exceeded.");
  }
  EventSourceMappingState made{};
  event_source::find_source(engine, config.event_source_arn, made);
  const uint32_t state = engine.w.mappings.push_back(made);
  const ResourceId id = engine.create(ResourceKind::Pipe, command.pipe, state, std::move(config));
  engine.w.mappings.edit(state).id = engine.w.mappings.edit(state).function = id;
  event_source::attach(engine, state, engine.w.records - 1);
  return {};
}

Status apply(Engine& engine, const UpdatePipe& command) {
  const ResourceId id = engine.find(ResourceKind::Pipe, command.pipe);
  if (id.is_none()) return no_such_pipe(command.pipe);
  PipeConfig config = engine.pipe_config(id);
  const bool of_source = command.batch_size || command.maximum_batching_window_s ||
                         command.parallelization_factor || command.bisect_batch_on_function_error ||
                         command.maximum_retry_attempts || command.maximum_record_age_s ||
                         command.on_failure_arn;
  if (of_source && command.source_kind != source_kind(config.event_source_arn)) {
    return invalid("The source parameters are not those of the source " + config.event_source_arn + ".");
  }
  take(command.description, config.description);
  take(command.enrichment_arn, config.enrichment_arn);
  take(command.enrichment_template, config.enrichment_template);
  take(command.target_arn, config.target_arn);
  take(command.target_template, config.target_template);
  take(command.role_arn, config.role_arn);
  take(command.enabled, config.enabled);
  take(command.filters, config.filters);
  take(command.batch_size, config.batch_size);
  take(command.maximum_batching_window_s, config.maximum_batching_window_s);
  take(command.parallelization_factor, config.parallelization_factor);
  take(command.bisect_batch_on_function_error, config.bisect_batch_on_function_error);
  take(command.maximum_retry_attempts, config.maximum_retry_attempts);
  take(command.maximum_record_age_s, config.maximum_record_age_s);
  take(command.on_failure_arn, config.on_failure_arn);
  take(command.fire_and_forget, config.fire_and_forget);
  take(command.detail_type, config.detail_type);
  take(command.source, config.source);
  take(command.partition_key, config.partition_key);
  take(command.message_group_id, config.message_group_id);
  take(command.message_deduplication_id, config.message_deduplication_id);
  if (Status s = check(engine, config); !s) return s;
  reconfigure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const StartPipe& command) { return set_running(engine, command.pipe, true); }
Status apply(Engine& engine, const StopPipe& command) { return set_running(engine, command.pipe, false); }

Status apply(Engine& engine, const DeletePipe& command) {
  const ResourceId id = engine.find(ResourceKind::Pipe, command.pipe);
  if (id.is_none()) return no_such_pipe(command.pipe);
  engine.remove(id);
  event_source::detach(engine, engine.w.resource(id).state);
  return {};
}

}  // namespace brigade::engine::pipes
