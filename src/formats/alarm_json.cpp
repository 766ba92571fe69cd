// CloudWatch alarms as JSON, as `aws cloudwatch describe-alarms` prints them and PutMetricAlarm takes them,
// and the commands about them. Source: CloudWatch API reference (PutMetricAlarm).
#include <utility>

#include "engine/services/alarm_text.h"
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;

namespace {

constexpr int kStatistics = 5, kComparisons = 4, kMissingData = 4;

// One of an enumeration's names; a problem that lists them where it is none.
template <class T, class Name>
bool read_name(Fields& fields, std::string_view member, int count, Name name, T& out) {
  const JsonValue* value = fields.find(member);
  if (value == nullptr) return false;
  std::string all;
  for (int i = 0; i < count; ++i) {
    const std::string_view candidate = name(static_cast<T>(i));
    if (value->as_string() == candidate) {
      out = static_cast<T>(i);
      return true;
    }
    all += (all.empty() ? "" : ", ") + quoted(candidate);
  }
  fields.problem().report(quoted(member) + " is one of " + all + ".", value->range());
  return false;
}

void read_threshold(Fields& fields, std::string& out) {
  const JsonValue* value = fields.need("Threshold");
  if (value == nullptr) return;
  if (value->is_number()) {
    out = value->number_text();
  } else {
    fields.problem().report("\"Threshold\" is a number.", value->range());
  }
}

void read_dimensions(Fields& fields, std::vector<MetricDimension>& out) {
  for (const JsonValue& item : fields.list("Dimensions")) {
    MetricDimension dimension;
    Fields each(fields.problem(), item, "a dimension");
    each.need_text("Name", dimension.name);
    each.need_text("Value", dimension.value);
    each.close();
    out.push_back(std::move(dimension));
  }
}

void write_texts(JsonWriter& w, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  w.key(name).begin_array();
  for (const std::string& text : texts) w.value(text);
  w.end_array();
}

void write_dimensions(JsonWriter& w, const std::vector<MetricDimension>& dimensions) {
  if (dimensions.empty()) return;
  w.key("Dimensions").begin_array();
  for (const MetricDimension& dimension : dimensions) {
    w.begin_object().member("Name", dimension.name).member("Value", dimension.value).end_object();
  }
  w.end_array();
}

void write_names(JsonWriter& w, const std::vector<std::string>& names) {
  w.key("AlarmNames").begin_array();
  for (const std::string& name : names) w.value(name);
  w.end_array();
}

void write_threshold(JsonWriter& w, const std::string& threshold) {
  w.key("Threshold");
  const auto number = base::read_json(threshold);
  if (number && number->is_number()) {
    w.raw(threshold);
  } else {
    w.value(threshold);
  }
}

}  // namespace

void read_alarm_members(Fields& fields, PutMetricAlarm& alarm) {
  AlarmConfig& config = alarm.config;
  fields.need_text("AlarmName", alarm.alarm);
  fields.text("AlarmDescription", config.description);
  fields.flag("ActionsEnabled", config.actions_enabled);
  fields.texts("OKActions", config.ok_actions);
  fields.texts("AlarmActions", config.alarm_actions);
  fields.texts("InsufficientDataActions", config.insufficient_data_actions);
  fields.need_text("MetricName", config.metric_name);
  fields.need_text("Namespace", config.metric_namespace);
  fields.need("Statistic");
  read_name(fields, "Statistic", kStatistics, alarms::statistic_name, config.statistic);
  read_dimensions(fields, config.dimensions);
  fields.need("Period");
  fields.number("Period", config.period_s);
  fields.need("EvaluationPeriods");
  fields.number("EvaluationPeriods", config.evaluation_periods);
  fields.number("DatapointsToAlarm", config.datapoints_to_alarm);
  read_threshold(fields, config.threshold);
  fields.need("ComparisonOperator");
  read_name(fields, "ComparisonOperator", kComparisons, alarms::comparison_name, config.comparison);
  read_name(fields, "TreatMissingData", kMissingData, alarms::missing_data_name, config.treat_missing_data);
  for (const char* other : {"ExtendedStatistic", "EvaluateLowSampleCountPercentile", "Metrics",
                            "ThresholdMetricId", "Unit", "Tags"}) {
    fields.not_simulated(other);
  }
}

void write_alarm_members(JsonWriter& w, std::string_view name, const AlarmConfig& config) {
  w.member("AlarmName", name);
  if (!config.description.empty()) w.member("AlarmDescription", config.description);
  if (!config.actions_enabled) w.member("ActionsEnabled", false);
  write_texts(w, "OKActions", config.ok_actions);
  write_texts(w, "AlarmActions", config.alarm_actions);
  write_texts(w, "InsufficientDataActions", config.insufficient_data_actions);
  w.member("MetricName", config.metric_name).member("Namespace", config.metric_namespace);
  w.member("Statistic", alarms::statistic_name(config.statistic));
  write_dimensions(w, config.dimensions);
  w.member("Period", config.period_s).member("EvaluationPeriods", config.evaluation_periods);
  if (config.datapoints_to_alarm) w.member("DatapointsToAlarm", *config.datapoints_to_alarm);
  write_threshold(w, config.threshold);
  w.member("ComparisonOperator", alarms::comparison_name(config.comparison));
  if (config.treat_missing_data != MissingData::Missing) {
    w.member("TreatMissingData", alarms::missing_data_name(config.treat_missing_data));
  }
}

PutMetricAlarm read_alarm(Problem& problem, const JsonValue& value) {
  PutMetricAlarm alarm;
  Fields fields(problem, value, "an alarm");
  read_alarm_members(fields, alarm);
  for (const char* printed : {"AlarmArn", "AlarmConfigurationUpdatedTimestamp", "StateValue", "StateReason",
                              "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp"}) {
    fields.ignore(printed);
  }
  fields.close();
  return alarm;
}

Result<PutMetricAlarm> read_alarm(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_alarm(problem, value); });
}

std::string write_alarm(std::string_view name, const AlarmConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object();
  write_alarm_members(writer, name, config);
  writer.end_object();
  return writer.take();
}

// --- commands ---
void read(Fields& fields, PutMetricAlarm& c) { read_alarm_members(fields, c); }
void write(JsonWriter& w, const PutMetricAlarm& c, bool) { write_alarm_members(w, c.alarm, c.config); }

void read(Fields& fields, DeleteAlarms& c) {
  fields.need("AlarmNames");
  fields.texts("AlarmNames", c.alarms);
}
void write(JsonWriter& w, const DeleteAlarms& c, bool) { write_names(w, c.alarms); }

void read(Fields& fields, EnableAlarmActions& c) {
  fields.need("AlarmNames");
  fields.texts("AlarmNames", c.alarms);
}
void write(JsonWriter& w, const EnableAlarmActions& c, bool) { write_names(w, c.alarms); }

void read(Fields& fields, DisableAlarmActions& c) {
  fields.need("AlarmNames");
  fields.texts("AlarmNames", c.alarms);
}
void write(JsonWriter& w, const DisableAlarmActions& c, bool) { write_names(w, c.alarms); }

void read(Fields& fields, SetAlarmState& c) {
  fields.need_text("AlarmName", c.alarm);
  fields.need("StateValue");
  read_name(fields, "StateValue", kAlarmValues, alarm_value_name, c.value);
  fields.text("StateReason", c.reason);
}
void write(JsonWriter& w, const SetAlarmState& c, bool) {
  w.member("AlarmName", c.alarm).member("StateValue", alarm_value_name(c.value));
  w.member("StateReason", c.reason);
}

}  // namespace brigade::formats
