// Pipes as JSON, as `aws pipes describe-pipe` prints them. Source: EventBridge Pipes API reference
// (CreatePipe, UpdatePipe).
#include "engine/services/pipes.h"
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;

namespace {

constexpr std::string_view kGroups[] = {"SqsQueueParameters", "DynamoDBStreamParameters",
                                        "KinesisStreamParameters"};

// --- reading: a pipe as what an UpdatePipe sets; the starting position is only of a new one ---

void read_letters(Fields& fields, std::optional<std::string>& arn) {
  const JsonValue* value = fields.find("DeadLetterConfig");
  if (value == nullptr) return;
  arn = std::string();
  Fields letters(fields.problem(), *value, "a DeadLetterConfig");
  letters.text("Arn", *arn);
  letters.close();
}

void read_group(Problem& problem, const JsonValue& value, UpdatePipe& out, PollerConfig* made) {
  Fields fields(problem, value, "the parameters of a source");
  fields.number("BatchSize", out.batch_size);
  fields.number("MaximumBatchingWindowInSeconds", out.maximum_batching_window_s);
  if (out.source_kind != PipeSource::Queue) {
    if (made != nullptr) read_starting_position(fields, *made);
    fields.number("ParallelizationFactor", out.parallelization_factor);
    read_limit(fields, "MaximumRetryAttempts", out.maximum_retry_attempts);
    read_limit(fields, "MaximumRecordAgeInSeconds", out.maximum_record_age_s);
    read_letters(fields, out.on_failure_arn);
    std::string on_failure;
    if (const JsonValue* bisect = fields.find("OnPartialBatchItemFailure")) {
      on_failure = bisect->as_string();
      out.bisect_batch_on_function_error = !on_failure.empty();
      if (!on_failure.empty() && on_failure != "AUTOMATIC_BISECT") {
        problem.report("\"OnPartialBatchItemFailure\" is \"AUTOMATIC_BISECT\" or absent.", bisect->range());
      }
    }
  }
  fields.close();
}

void read_source(Problem& problem, const JsonValue& value, UpdatePipe& out, PollerConfig* made) {
  Fields fields(problem, value, "a SourceParameters");
  if (const JsonValue* filters = fields.find("FilterCriteria")) {
    out.filters = read_filter_criteria(problem, *filters);
  }
  for (int kind = 0; kind < 3; ++kind) {
    const JsonValue* group = fields.find(kGroups[kind]);
    if (group == nullptr) continue;
    out.source_kind = static_cast<PipeSource>(kind);
    read_group(problem, *group, out, made);
  }
  for (const char* other : {"ActiveMQBrokerParameters", "RabbitMQBrokerParameters",
                            "ManagedStreamingKafkaParameters", "SelfManagedKafkaParameters"}) {
    fields.not_simulated(other);
  }
  fields.close();
}

void read_function_target(Problem& problem, const JsonValue& value, UpdatePipe& out) {
  Fields fields(problem, value, "a LambdaFunctionParameters");
  if (const JsonValue* type = fields.find("InvocationType")) {
    out.fire_and_forget = type->as_string() == "FIRE_AND_FORGET";
    if (!*out.fire_and_forget && type->as_string() != "REQUEST_RESPONSE") {
      problem.report("\"InvocationType\" is \"REQUEST_RESPONSE\" or \"FIRE_AND_FORGET\".", type->range());
    }
  }
  fields.close();
}

void read_optional(Fields& fields, std::string_view name, std::optional<std::string>& out) {
  std::string text;
  if (fields.text(name, text)) out = std::move(text);
}

void read_target(Problem& problem, const JsonValue& value, UpdatePipe& out) {
  Fields fields(problem, value, "a TargetParameters");
  read_optional(fields, "InputTemplate", out.target_template);
  if (const JsonValue* function = fields.find("LambdaFunctionParameters")) {
    read_function_target(problem, *function, out);
  }
  if (const JsonValue* bus = fields.find("EventBridgeEventBusParameters")) {
    Fields event(problem, *bus, "an EventBridgeEventBusParameters");
    read_optional(event, "DetailType", out.detail_type);
    read_optional(event, "Source", out.source);
    for (const char* other : {"EndpointId", "Resources", "Time"}) event.not_simulated(other);
    event.close();
  }
  if (const JsonValue* stream = fields.find("KinesisStreamParameters")) {
    Fields record(problem, *stream, "a KinesisStreamParameters");
    read_optional(record, "PartitionKey", out.partition_key);
    record.close();
  }
  if (const JsonValue* queue = fields.find("SqsQueueParameters")) {
    Fields send(problem, *queue, "an SqsQueueParameters");
    read_optional(send, "MessageGroupId", out.message_group_id);
    read_optional(send, "MessageDeduplicationId", out.message_deduplication_id);
    send.close();
  }
  for (const char* other : {"EcsTaskParameters", "BatchJobParameters", "StepFunctionStateMachineParameters",
                            "HttpParameters", "RedshiftDataParameters", "SageMakerPipelineParameters",
                            "CloudWatchLogsParameters", "TimestreamParameters"}) {
    fields.not_simulated(other);
  }
  fields.close();
}

void read_settings(Fields& fields, UpdatePipe& out, PollerConfig* made) {
  Problem& problem = fields.problem();
  read_optional(fields, "Description", out.description);
  if (const JsonValue* state = fields.find("DesiredState")) {
    out.enabled = state->as_string() == "RUNNING";
    if (!*out.enabled && state->as_string() != "STOPPED") {
      problem.report("\"DesiredState\" is \"RUNNING\" or \"STOPPED\".", state->range());
    }
  }
  if (const JsonValue* source = fields.find("SourceParameters")) read_source(problem, *source, out, made);
  read_optional(fields, "Enrichment", out.enrichment_arn);
  if (const JsonValue* value = fields.find("EnrichmentParameters")) {
    Fields enrichment(problem, *value, "an EnrichmentParameters");
    read_optional(enrichment, "InputTemplate", out.enrichment_template);
    enrichment.not_simulated("HttpParameters");
    enrichment.close();
  }
  read_optional(fields, "Target", out.target_arn);
  if (const JsonValue* target = fields.find("TargetParameters")) read_target(problem, *target, out);
  read_optional(fields, "RoleArn", out.role_arn);
  for (const char* other : {"KmsKeyIdentifier", "LogConfiguration"}) fields.not_simulated(other);
}

// --- writing ---

bool has_group(const UpdatePipe& set) {
  return set.batch_size || set.maximum_batching_window_s || set.parallelization_factor ||
         set.bisect_batch_on_function_error || set.maximum_retry_attempts || set.maximum_record_age_s ||
         set.on_failure_arn;
}

void write_group(JsonWriter& w, const UpdatePipe& set, const PollerConfig* made) {
  w.key(kGroups[static_cast<size_t>(set.source_kind)]).begin_object();
  if (made != nullptr) write_starting_position(w, *made);
  if (set.batch_size) w.member("BatchSize", *set.batch_size);
  if (set.on_failure_arn) {
    w.key("DeadLetterConfig").begin_object();
    if (!set.on_failure_arn->empty()) w.member("Arn", *set.on_failure_arn);
    w.end_object();
  }
  if (set.maximum_batching_window_s)
    w.member("MaximumBatchingWindowInSeconds", *set.maximum_batching_window_s);
  if (set.maximum_record_age_s) w.member("MaximumRecordAgeInSeconds", *set.maximum_record_age_s);
  if (set.maximum_retry_attempts) w.member("MaximumRetryAttempts", *set.maximum_retry_attempts);
  if (set.bisect_batch_on_function_error) {
    w.member("OnPartialBatchItemFailure", *set.bisect_batch_on_function_error ? "AUTOMATIC_BISECT" : "");
  }
  if (set.parallelization_factor) w.member("ParallelizationFactor", *set.parallelization_factor);
  w.end_object();
}

void write_target(JsonWriter& w, const UpdatePipe& set) {
  const bool of_queue = set.message_group_id || set.message_deduplication_id;
  if (!set.target_template && !set.fire_and_forget && !set.detail_type && !set.source && !set.partition_key &&
      !of_queue)
    return;
  w.key("TargetParameters").begin_object();
  if (set.detail_type || set.source) {
    w.key("EventBridgeEventBusParameters").begin_object();
    if (set.detail_type) w.member("DetailType", *set.detail_type);
    if (set.source) w.member("Source", *set.source);
    w.end_object();
  }
  if (set.target_template) w.member("InputTemplate", *set.target_template);
  if (set.partition_key) {
    w.key("KinesisStreamParameters").begin_object().member("PartitionKey", *set.partition_key).end_object();
  }
  if (set.fire_and_forget) {
    w.key("LambdaFunctionParameters").begin_object();
    w.member("InvocationType", *set.fire_and_forget ? "FIRE_AND_FORGET" : "REQUEST_RESPONSE").end_object();
  }
  if (of_queue) {
    w.key("SqsQueueParameters").begin_object();
    if (set.message_deduplication_id) w.member("MessageDeduplicationId", *set.message_deduplication_id);
    if (set.message_group_id) w.member("MessageGroupId", *set.message_group_id);
    w.end_object();
  }
  w.end_object();
}

void write_settings(JsonWriter& w, const UpdatePipe& set, const PollerConfig* made) {
  if (set.description) w.member("Description", *set.description);
  if (set.enabled) w.member("DesiredState", *set.enabled ? "RUNNING" : "STOPPED");
  const bool starts = made != nullptr && made->starting_position != StartingPosition::None;
  if (set.filters || has_group(set) || starts) {
    w.key("SourceParameters").begin_object();
    if (set.filters) {
      w.key("FilterCriteria");
      write_filter_criteria(w, *set.filters);
    }
    if (has_group(set) || starts) write_group(w, set, made);
    w.end_object();
  }
  if (set.enrichment_arn) w.member("Enrichment", *set.enrichment_arn);
  if (set.enrichment_template) {
    w.key("EnrichmentParameters").begin_object();
    w.member("InputTemplate", *set.enrichment_template).end_object();
  }
  if (set.target_arn) w.member("Target", *set.target_arn);
  write_target(w, set);
  if (set.role_arn) w.member("RoleArn", *set.role_arn);
}

template <class T>
void take(const std::optional<T>& given, T& out) {
  if (given) out = *given;
}
template <class T>
void set_other(std::optional<T>& out, const T& value, const T& standard) {
  if (value != standard) out = value;
}

// What differs from the defaults.
UpdatePipe settings_of(const PipeConfig& config) {
  const PipeConfig standard;
  UpdatePipe out;
  out.source_kind = pipes::source_kind(config.event_source_arn);
  set_other(out.description, config.description, standard.description);
  set_other(out.enabled, config.enabled, standard.enabled);
  set_other(out.filters, config.filters, standard.filters);
  if (config.batch_size != 0) {
    set_other(out.batch_size, config.batch_size,
              pipes::default_batch_size(config.event_source_arn, config.target_arn));
  }
  set_other(out.maximum_batching_window_s, config.maximum_batching_window_s,
            standard.maximum_batching_window_s);
  set_other(out.parallelization_factor, config.parallelization_factor, standard.parallelization_factor);
  set_other(out.bisect_batch_on_function_error, config.bisect_batch_on_function_error, false);
  set_other(out.maximum_retry_attempts, config.maximum_retry_attempts, standard.maximum_retry_attempts);
  set_other(out.maximum_record_age_s, config.maximum_record_age_s, standard.maximum_record_age_s);
  set_other(out.on_failure_arn, config.on_failure_arn, standard.on_failure_arn);
  set_other(out.enrichment_arn, config.enrichment_arn, standard.enrichment_arn);
  set_other(out.enrichment_template, config.enrichment_template, standard.enrichment_template);
  out.target_arn = config.target_arn;
  set_other(out.target_template, config.target_template, standard.target_template);
  set_other(out.fire_and_forget, config.fire_and_forget, false);
  set_other(out.detail_type, config.detail_type, standard.detail_type);
  set_other(out.source, config.source, standard.source);
  set_other(out.partition_key, config.partition_key, standard.partition_key);
  set_other(out.message_group_id, config.message_group_id, standard.message_group_id);
  set_other(out.message_deduplication_id, config.message_deduplication_id, standard.message_deduplication_id);
  out.role_arn = config.role_arn;
  return out;
}

}  // namespace

void read_pipe_members(Fields& fields, PipeConfig& config) {
  fields.need_text("Source", config.event_source_arn);
  UpdatePipe set;
  set.source_kind = pipes::source_kind(config.event_source_arn);
  const PipeSource kind = set.source_kind;
  read_settings(fields, set, &config);
  if (set.source_kind != kind) {
    fields.problem().report(
        "The parameters of this source are \"" + std::string(kGroups[static_cast<size_t>(kind)]) + "\".",
        fields.object().range());
  }
  take(set.description, config.description);
  take(set.enabled, config.enabled);
  take(set.filters, config.filters);
  take(set.batch_size, config.batch_size);
  take(set.maximum_batching_window_s, config.maximum_batching_window_s);
  take(set.parallelization_factor, config.parallelization_factor);
  take(set.bisect_batch_on_function_error, config.bisect_batch_on_function_error);
  take(set.maximum_retry_attempts, config.maximum_retry_attempts);
  take(set.maximum_record_age_s, config.maximum_record_age_s);
  take(set.on_failure_arn, config.on_failure_arn);
  take(set.enrichment_arn, config.enrichment_arn);
  take(set.enrichment_template, config.enrichment_template);
  take(set.target_arn, config.target_arn);
  take(set.target_template, config.target_template);
  take(set.fire_and_forget, config.fire_and_forget);
  take(set.detail_type, config.detail_type);
  take(set.source, config.source);
  take(set.partition_key, config.partition_key);
  take(set.message_group_id, config.message_group_id);
  take(set.message_deduplication_id, config.message_deduplication_id);
  take(set.role_arn, config.role_arn);
}

void write_pipe_members(JsonWriter& w, const PipeConfig& config) {
  w.member("Source", config.event_source_arn);
  write_settings(w, settings_of(config), &config);
}

CreatePipe read_pipe(Problem& problem, const JsonValue& value) {
  CreatePipe create;
  Fields fields(problem, value, "a pipe");
  fields.need_text("Name", create.pipe);
  read_pipe_members(fields, create.config);
  for (const char* printed :
       {"Arn", "CurrentState", "StateReason", "CreationTime", "LastModifiedTime", "Tags"}) {
    fields.ignore(printed);
  }
  fields.close();
  return create;
}

Result<CreatePipe> read_pipe(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_pipe(problem, value); });
}

std::string write_pipe(std::string_view name, const PipeConfig& config, JsonStyle style) {
  JsonWriter w(style);
  w.begin_object().member("Name", name);
  write_pipe_members(w, config);
  w.end_object();
  return w.take();
}

// --- commands ---

void read(Fields& fields, CreatePipe& c) {
  fields.need_text("pipe", c.pipe);
  read_pipe_members(fields, c.config);
}
void write(JsonWriter& w, const CreatePipe& c, bool) {
  w.member("pipe", c.pipe);
  write_pipe_members(w, c.config);
}

void read(Fields& fields, UpdatePipe& c) {
  fields.need_text("pipe", c.pipe);
  read_settings(fields, c, nullptr);
}
void write(JsonWriter& w, const UpdatePipe& c, bool) {
  w.member("pipe", c.pipe);
  write_settings(w, c, nullptr);
}

void read(Fields& fields, StartPipe& c) { fields.need_text("pipe", c.pipe); }
void write(JsonWriter& w, const StartPipe& c, bool) { w.member("pipe", c.pipe); }
void read(Fields& fields, StopPipe& c) { fields.need_text("pipe", c.pipe); }
void write(JsonWriter& w, const StopPipe& c, bool) { w.member("pipe", c.pipe); }
void read(Fields& fields, DeletePipe& c) { fields.need_text("pipe", c.pipe); }
void write(JsonWriter& w, const DeletePipe& c, bool) { w.member("pipe", c.pipe); }

}  // namespace brigade::formats
