// Event source mappings of queues and streams as JSON, as `aws lambda get-event-source-mapping` prints them.
// Source: Lambda API reference (CreateEventSourceMapping).
#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::EventSourceMappingConfig;
using engine::UpdateEventSourceMapping;

constexpr std::string_view kReportBatchItemFailures = "ReportBatchItemFailures";

void read_response_types(Fields& fields, std::optional<bool>& out) {
  if (fields.object().find("FunctionResponseTypes") != nullptr) out = false;
  for (const JsonValue& type : fields.list("FunctionResponseTypes")) {
    out = type.as_string() == kReportBatchItemFailures;
    if (!*out) {
      fields.problem().report("\"FunctionResponseTypes\" is [\"ReportBatchItemFailures\"] or an empty list.",
                              type.range());
    }
  }
}

std::string read_on_failure(Problem& problem, const JsonValue& value) {
  std::string arn;
  Fields config(problem, value, "a DestinationConfig");
  if (const JsonValue* on_failure = config.find("OnFailure")) {
    Fields fields(problem, *on_failure, "an OnFailure");
    fields.text("Destination", arn);
    fields.close();
  }
  config.not_simulated("OnSuccess");
  config.close();
  return arn;
}

// What differs from the defaults.
UpdateEventSourceMapping settings_of(const EventSourceMappingConfig& config) {
  const EventSourceMappingConfig standard;
  UpdateEventSourceMapping out;
  if (config.enabled != standard.enabled) out.enabled = config.enabled;
  const bool of_stream = config.starting_position != engine::StartingPosition::None;
  const uint32_t source_default = of_stream ? 100 : 10;
  if (config.batch_size != 0 && config.batch_size != source_default) out.batch_size = config.batch_size;
  if (config.maximum_batching_window_s != standard.maximum_batching_window_s) {
    out.maximum_batching_window_s = config.maximum_batching_window_s;
  }
  if (config.report_batch_item_failures) out.report_batch_item_failures = true;
  out.maximum_concurrency = config.maximum_concurrency;
  if (!config.filters.empty()) out.filters = config.filters;
  if (config.parallelization_factor != 1) out.parallelization_factor = config.parallelization_factor;
  if (config.bisect_batch_on_function_error) out.bisect_batch_on_function_error = true;
  if (config.maximum_retry_attempts != -1) out.maximum_retry_attempts = config.maximum_retry_attempts;
  if (config.maximum_record_age_s != -1) out.maximum_record_age_s = config.maximum_record_age_s;
  if (!config.on_failure_arn.empty()) out.on_failure_arn = config.on_failure_arn;
  return out;
}

}  // namespace

std::vector<std::string> read_filter_criteria(Problem& problem, const JsonValue& value) {
  std::vector<std::string> filters;
  Fields criteria(problem, value, "a FilterCriteria");
  for (const JsonValue& item : criteria.list("Filters")) {
    Fields filter(problem, item, "a filter");
    if (const JsonValue* pattern = filter.need("Pattern")) {
      filters.push_back(read_json_text(problem, *pattern, "Pattern"));
    }
    filter.close();
  }
  criteria.close();
  return filters;
}

void write_filter_criteria(JsonWriter& writer, const std::vector<std::string>& filters) {
  writer.begin_object();
  if (!filters.empty()) {
    writer.key("Filters").begin_array();
    for (const std::string& filter : filters) {
      writer.begin_object().key("Pattern");
      write_json_text(writer, filter);
      writer.end_object();
    }
    writer.end_array();
  }
  writer.end_object();
}

void read_limit(Fields& fields, std::string_view name, std::optional<int32_t>& out) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return;
  const auto number = value->as_int64();
  if (!number || *number < -1 || *number > 1'000'000) {
    fields.problem().report(quoted(name) + " is a whole number, or -1 for no limit.", value->range());
    return;
  }
  out = static_cast<int32_t>(*number);
}

void read_starting_position(Fields& fields, engine::PollerConfig& config) {
  if (const JsonValue* value = fields.find("StartingPosition")) {
    for (int i = 1; i < 4; i++) {
      const auto position = static_cast<engine::StartingPosition>(i);
      if (value->as_string() == engine::starting_position_name(position)) config.starting_position = position;
    }
    if (config.starting_position == engine::StartingPosition::None) {
      fields.problem().report("\"StartingPosition\" is \"TRIM_HORIZON\", \"LATEST\" or \"AT_TIMESTAMP\".",
                              value->range());
    }
  }
  fields.number("StartingPositionTimestamp", config.starting_timestamp_s);
}

void write_starting_position(JsonWriter& writer, const engine::PollerConfig& config) {
  if (config.starting_position == engine::StartingPosition::None) return;
  writer.member("StartingPosition", engine::starting_position_name(config.starting_position));
  if (config.starting_timestamp_s != 0)
    writer.member("StartingPositionTimestamp", config.starting_timestamp_s);
}

void read_mapping_settings(Fields& fields, UpdateEventSourceMapping& out) {
  Problem& problem = fields.problem();
  bool enabled = true;
  if (fields.flag("Enabled", enabled)) out.enabled = enabled;
  fields.number("BatchSize", out.batch_size);
  fields.number("MaximumBatchingWindowInSeconds", out.maximum_batching_window_s);
  read_response_types(fields, out.report_batch_item_failures);
  if (const JsonValue* value = fields.find("ScalingConfig")) {
    out.maximum_concurrency = 0;
    Fields scaling(problem, *value, "a ScalingConfig");
    scaling.number("MaximumConcurrency", out.maximum_concurrency);
    scaling.close();
  }
  if (const JsonValue* value = fields.find("FilterCriteria"))
    out.filters = read_filter_criteria(problem, *value);
  fields.number("ParallelizationFactor", out.parallelization_factor);
  bool bisect = false;
  if (fields.flag("BisectBatchOnFunctionError", bisect)) out.bisect_batch_on_function_error = bisect;
  read_limit(fields, "MaximumRetryAttempts", out.maximum_retry_attempts);
  read_limit(fields, "MaximumRecordAgeInSeconds", out.maximum_record_age_s);
  if (const JsonValue* value = fields.find("DestinationConfig")) {
    out.on_failure_arn = read_on_failure(problem, *value);
  }
  for (const char* other : {"TumblingWindowInSeconds", "ProvisionedPollerConfig", "KMSKeyArn"}) {
    fields.not_simulated(other);
  }
}

void write_mapping_settings(JsonWriter& writer, const UpdateEventSourceMapping& settings) {
  if (settings.enabled) writer.member("Enabled", *settings.enabled);
  if (settings.batch_size) writer.member("BatchSize", *settings.batch_size);
  if (settings.maximum_batching_window_s) {
    writer.member("MaximumBatchingWindowInSeconds", *settings.maximum_batching_window_s);
  }
  if (settings.report_batch_item_failures) {
    writer.key("FunctionResponseTypes").begin_array();
    if (*settings.report_batch_item_failures) writer.value(kReportBatchItemFailures);
    writer.end_array();
  }
  if (settings.maximum_concurrency) {
    writer.key("ScalingConfig").begin_object();
    if (*settings.maximum_concurrency != 0)
      writer.member("MaximumConcurrency", *settings.maximum_concurrency);
    writer.end_object();
  }
  if (settings.filters) {
    writer.key("FilterCriteria");
    write_filter_criteria(writer, *settings.filters);
  }
  if (settings.parallelization_factor)
    writer.member("ParallelizationFactor", *settings.parallelization_factor);
  if (settings.bisect_batch_on_function_error) {
    writer.member("BisectBatchOnFunctionError", *settings.bisect_batch_on_function_error);
  }
  if (settings.maximum_retry_attempts)
    writer.member("MaximumRetryAttempts", *settings.maximum_retry_attempts);
  if (settings.maximum_record_age_s)
    writer.member("MaximumRecordAgeInSeconds", *settings.maximum_record_age_s);
  if (settings.on_failure_arn) {
    writer.key("DestinationConfig").begin_object();
    if (!settings.on_failure_arn->empty()) {
      writer.key("OnFailure").begin_object().member("Destination", *settings.on_failure_arn).end_object();
    }
    writer.end_object();
  }
}

void read_mapping_members(Fields& fields, EventSourceMappingConfig& config) {
  fields.need_text("EventSourceArn", config.event_source_arn);
  // Asked for by name or ARN, printed as an ARN.
  if (!fields.text("FunctionArn", config.function_arn)) fields.need_text("FunctionName", config.function_arn);
  read_starting_position(fields, config);
  UpdateEventSourceMapping settings;
  read_mapping_settings(fields, settings);
  config.enabled = settings.enabled.value_or(config.enabled);
  config.batch_size = settings.batch_size.value_or(config.batch_size);
  config.maximum_batching_window_s =
      settings.maximum_batching_window_s.value_or(config.maximum_batching_window_s);
  config.report_batch_item_failures = settings.report_batch_item_failures.value_or(false);
  if (settings.maximum_concurrency && *settings.maximum_concurrency != 0) {
    config.maximum_concurrency = settings.maximum_concurrency;
  }
  if (settings.filters) config.filters = std::move(*settings.filters);
  config.parallelization_factor = settings.parallelization_factor.value_or(1);
  config.bisect_batch_on_function_error = settings.bisect_batch_on_function_error.value_or(false);
  config.maximum_retry_attempts = settings.maximum_retry_attempts.value_or(-1);
  config.maximum_record_age_s = settings.maximum_record_age_s.value_or(-1);
  config.on_failure_arn = settings.on_failure_arn.value_or("");
}

void write_mapping_members(JsonWriter& writer, const EventSourceMappingConfig& config) {
  writer.member("EventSourceArn", config.event_source_arn).member("FunctionName", config.function_arn);
  write_starting_position(writer, config);
  write_mapping_settings(writer, settings_of(config));
}

EventSourceMappingConfig read_mapping(Problem& problem, const JsonValue& value) {
  EventSourceMappingConfig config;
  Fields fields(problem, value, "an event source mapping");
  read_mapping_members(fields, config);
  for (const char* printed : {"UUID", "EventSourceMappingArn", "LastModified", "LastProcessingResult",
                              "State", "StateTransitionReason"}) {
    fields.ignore(printed);
  }
  fields.close();
  return config;
}

Result<EventSourceMappingConfig> read_mapping(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_mapping(problem, value); });
}

std::string write_mapping(std::string_view uuid, const EventSourceMappingConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object();
  if (!uuid.empty()) writer.member("UUID", uuid);
  write_mapping_members(writer, config);
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
