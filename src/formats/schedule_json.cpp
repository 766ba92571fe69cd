// Schedules and archives as JSON, as `aws scheduler get-schedule` and `aws events describe-archive` print
// them. Times are texts in UTC. Sources: EventBridge Scheduler API reference (CreateSchedule), EventBridge
// API reference (CreateArchive).
#include "engine/services/schedules.h"
#include "engine/world.h"
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::ScheduleConfig;

void read_time(Fields& fields, std::string_view name, std::optional<int64_t>& out) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return;
  const auto time = base::parse_utc(value->as_string());
  if (value->is_string() && time) {
    out = *time;
  } else {
    fields.problem().report("\"" + std::string(name) + "\" is a time such as \"2026-01-01T00:00:00Z\".",
                            value->range());
  }
}

void write_time(JsonWriter& writer, std::string_view name, const std::optional<int64_t>& unix_ms) {
  if (!unix_ms) return;
  writer.member(name, *unix_ms % 1000 == 0 ? base::format_utc_s(*unix_ms) : base::format_utc_ms(*unix_ms));
}

// A member with two values, the first of which is its default.
void read_choice(Fields& fields, std::string_view name, std::string_view first, std::string_view second,
                 bool& is_second) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return;
  is_second = value->as_string() == second;
  if (is_second || value->as_string() == first) return;
  fields.problem().report(
      "\"" + std::string(name) + "\" is \"" + std::string(first) + "\" or \"" + std::string(second) + "\".",
      value->range());
}

void read_window(Problem& problem, const JsonValue& value, ScheduleConfig& config) {
  Fields fields(problem, value, "a FlexibleTimeWindow");
  bool flexible = false;
  fields.need("Mode");
  read_choice(fields, "Mode", "OFF", "FLEXIBLE", flexible);
  uint32_t minutes = 0;
  fields.number("MaximumWindowInMinutes", minutes);
  if (flexible && minutes == 0) {
    problem.report("A flexible window has \"MaximumWindowInMinutes\" from 1 to 1440.", value.range());
  }
  if (!flexible && minutes != 0) {
    problem.report("\"MaximumWindowInMinutes\" belongs to the mode \"FLEXIBLE\".", value.range());
  }
  fields.close();
  config.flexible_window_minutes = flexible ? minutes : 0;
}

void read_retry_policy(Problem& problem, const JsonValue& value, ScheduleConfig& config) {
  Fields fields(problem, value, "a RetryPolicy");
  fields.number("MaximumRetryAttempts", config.maximum_retry_attempts);
  fields.number("MaximumEventAgeInSeconds", config.maximum_event_age_s);
  fields.close();
  config.has_retry_policy = true;
}

void read_target(Problem& problem, const JsonValue& value, ScheduleConfig& config) {
  Fields fields(problem, value, "a target");
  fields.need_text("Arn", config.arn);
  fields.text("RoleArn", config.role_arn);
  if (const JsonValue* input = fields.find("Input")) {
    // As the service has it a text; any other JSON stands for its own text.
    config.input = input->is_string() ? input->as_string() : compact_text(*input);
  }
  if (const JsonValue* parameters = fields.find("EventBridgeParameters")) {
    Fields event(problem, *parameters, "an EventBridgeParameters");
    event.need_text("DetailType", config.detail_type);
    event.need_text("Source", config.source);
    event.close();
  }
  if (const JsonValue* retries = fields.find("RetryPolicy")) read_retry_policy(problem, *retries, config);
  if (const JsonValue* letters = fields.find("DeadLetterConfig")) {
    Fields dead_letter(problem, *letters, "a DeadLetterConfig");
    dead_letter.text("Arn", config.dead_letter_arn);
    dead_letter.close();
  }
  if (const JsonValue* parameters = fields.find("SqsParameters")) {
    Fields queue(problem, *parameters, "an SqsParameters");
    queue.text("MessageGroupId", config.message_group_id);
    queue.close();
  }
  for (const char* other : {"KinesisParameters", "EcsParameters", "SageMakerPipelineParameters"}) {
    fields.not_simulated(other);
  }
  fields.close();
}

void write_target(JsonWriter& writer, const ScheduleConfig& config) {
  const ScheduleConfig standard;
  const bool attempts = config.maximum_retry_attempts != standard.maximum_retry_attempts;
  const bool age = config.maximum_event_age_s != standard.maximum_event_age_s;
  writer.key("Target").begin_object().member("Arn", config.arn);
  if (!config.role_arn.empty()) writer.member("RoleArn", config.role_arn);
  if (config.input) writer.member("Input", *config.input);
  if (!config.detail_type.empty() || !config.source.empty()) {
    writer.key("EventBridgeParameters").begin_object().member("DetailType", config.detail_type);
    writer.member("Source", config.source).end_object();
  }
  if (config.has_retry_policy || attempts || age) {
    writer.key("RetryPolicy").begin_object();
    if (attempts) writer.member("MaximumRetryAttempts", config.maximum_retry_attempts);
    if (age) writer.member("MaximumEventAgeInSeconds", config.maximum_event_age_s);
    writer.end_object();
  }
  if (!config.dead_letter_arn.empty()) {
    writer.key("DeadLetterConfig").begin_object().member("Arn", config.dead_letter_arn).end_object();
  }
  if (!config.message_group_id.empty()) {
    writer.key("SqsParameters").begin_object().member("MessageGroupId", config.message_group_id).end_object();
  }
  writer.end_object();
}

std::string bus_arn(std::string_view bus, std::string_view region) {
  return "arn:aws:events:" + std::string(region) + ":" + std::string(engine::kAccountText) + ":event-bus/" +
         std::string(bus);
}

}  // namespace

void read_schedule_members(Fields& fields, ScheduleConfig& config) {
  Problem& problem = fields.problem();
  fields.need_text("ScheduleExpression", config.expression);
  fields.text("ScheduleExpressionTimezone", config.timezone);
  read_time(fields, "StartDate", config.start_unix_ms);
  read_time(fields, "EndDate", config.end_unix_ms);
  bool disabled = !config.enabled;
  read_choice(fields, "State", "ENABLED", "DISABLED", disabled);
  config.enabled = !disabled;
  read_choice(fields, "ActionAfterCompletion", "NONE", "DELETE", config.delete_after_completion);
  if (const JsonValue* window = fields.find("FlexibleTimeWindow")) read_window(problem, *window, config);
  fields.text("Description", config.description);
  fields.not_simulated("KmsKeyArn");
  if (const JsonValue* target = fields.need("Target")) read_target(problem, *target, config);
}

void write_schedule_members(JsonWriter& writer, const ScheduleConfig& config) {
  const ScheduleConfig standard;
  writer.member("ScheduleExpression", config.expression);
  if (config.timezone != standard.timezone) writer.member("ScheduleExpressionTimezone", config.timezone);
  write_time(writer, "StartDate", config.start_unix_ms);
  write_time(writer, "EndDate", config.end_unix_ms);
  if (!config.enabled) writer.member("State", "DISABLED");
  if (config.delete_after_completion) writer.member("ActionAfterCompletion", "DELETE");
  writer.key("FlexibleTimeWindow").begin_object();
  if (config.flexible_window_minutes == 0) {
    writer.member("Mode", "OFF");
  } else {
    writer.member("Mode", "FLEXIBLE").member("MaximumWindowInMinutes", config.flexible_window_minutes);
  }
  writer.end_object();
  if (!config.description.empty()) writer.member("Description", config.description);
  write_target(writer, config);
}

engine::CreateSchedule read_schedule(Problem& problem, const JsonValue& value) {
  engine::CreateSchedule create;
  Fields fields(problem, value, "a schedule");
  fields.need_text("Name", create.schedule);
  fields.text("GroupName", create.group);
  read_schedule_members(fields, create.config);
  for (const char* printed : {"Arn", "CreationDate", "LastModificationDate"}) fields.ignore(printed);
  fields.close();
  return create;
}

engine::CreateScheduleGroup read_schedule_group(Problem& problem, const JsonValue& value) {
  engine::CreateScheduleGroup create;
  Fields fields(problem, value, "a schedule group");
  fields.need_text("Name", create.group);
  for (const char* printed : {"Arn", "State", "CreationDate", "LastModificationDate"}) fields.ignore(printed);
  fields.close();
  return create;
}

std::string write_schedule_group(std::string_view name, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Name", name).end_object();
  return writer.take();
}

void read_archive_members(Fields& fields, engine::CreateArchive& archive) {
  fields.need_text("EventSourceArn", archive.event_source_arn);
  fields.text("Description", archive.description);
  if (const JsonValue* pattern = fields.find("EventPattern")) {
    archive.pattern = read_json_text(fields.problem(), *pattern, "EventPattern");
  }
  fields.number("RetentionDays", archive.retention_days);
}

void write_archive_members(JsonWriter& writer, const engine::CreateArchive& archive) {
  writer.member("EventSourceArn", archive.event_source_arn);
  if (!archive.description.empty()) writer.member("Description", archive.description);
  if (!archive.pattern.empty()) {
    writer.key("EventPattern");
    write_json_text(writer, archive.pattern);
  }
  if (archive.retention_days != 0) writer.member("RetentionDays", archive.retention_days);
}

engine::CreateArchive read_archive(Problem& problem, const JsonValue& value) {
  engine::CreateArchive create;
  Fields fields(problem, value, "an archive");
  fields.need_text("ArchiveName", create.archive);
  read_archive_members(fields, create);
  for (const char* printed : {"ArchiveArn", "State", "SizeBytes", "EventCount", "CreationTime"}) {
    fields.ignore(printed);
  }
  fields.close();
  return create;
}

Result<engine::CreateSchedule> read_schedule(std::string_view json) {
  return read_document(
      json, [](Problem& problem, const JsonValue& value) { return read_schedule(problem, value); });
}

std::string write_schedule(std::string_view name, const ScheduleConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Name", engine::schedules::schedule_of(name));
  if (const auto group = engine::schedules::group_of(name); group != engine::schedules::kDefaultGroup)
    writer.member("GroupName", group);
  write_schedule_members(writer, config);
  writer.end_object();
  return writer.take();
}

Result<engine::CreateArchive> read_archive(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_archive(problem, value); });
}

std::string write_archive(std::string_view name, const engine::ArchiveConfig& config, std::string_view region,
                          JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("ArchiveName", name);
  engine::CreateArchive archive;
  archive.event_source_arn = bus_arn(config.bus, region);
  archive.pattern = config.pattern_text;
  archive.description = config.description;
  archive.retention_days = config.retention_days;
  write_archive_members(writer, archive);
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
