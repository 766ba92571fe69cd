// Event source mappings of queues as JSON, as `aws lambda get-event-source-mapping` prints them. Source:
// Lambda API reference (CreateEventSourceMapping).
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

std::vector<std::string> read_filters(Problem& problem, const JsonValue& value) {
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

void write_filters(JsonWriter& writer, const std::vector<std::string>& filters) {
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

// What differs from the defaults.
UpdateEventSourceMapping settings_of(const EventSourceMappingConfig& config) {
  const EventSourceMappingConfig standard;
  UpdateEventSourceMapping out;
  if (config.enabled != standard.enabled) out.enabled = config.enabled;
  if (config.batch_size != standard.batch_size) out.batch_size = config.batch_size;
  if (config.maximum_batching_window_s != standard.maximum_batching_window_s) {
    out.maximum_batching_window_s = config.maximum_batching_window_s;
  }
  if (config.report_batch_item_failures) out.report_batch_item_failures = true;
  out.maximum_concurrency = config.maximum_concurrency;
  if (!config.filters.empty()) out.filters = config.filters;
  return out;
}

}  // namespace

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
  if (const JsonValue* value = fields.find("FilterCriteria")) out.filters = read_filters(problem, *value);
  for (const char* other : {"DestinationConfig", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds",
                            "BisectBatchOnFunctionError", "ParallelizationFactor", "StartingPosition",
                            "TumblingWindowInSeconds", "ProvisionedPollerConfig", "KMSKeyArn"}) {
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
    write_filters(writer, *settings.filters);
  }
}

void read_mapping_members(Fields& fields, EventSourceMappingConfig& config) {
  fields.need_text("EventSourceArn", config.event_source_arn);
  // Asked for by name or ARN, printed as an ARN.
  if (!fields.text("FunctionArn", config.function_arn)) fields.need_text("FunctionName", config.function_arn);
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
}

void write_mapping_members(JsonWriter& writer, const EventSourceMappingConfig& config) {
  writer.member("EventSourceArn", config.event_source_arn).member("FunctionName", config.function_arn);
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
