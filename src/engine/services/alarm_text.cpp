// Texts of alarms, see alarm_text.h.
#include "engine/services/alarm_text.h"

#include <array>
#include <utility>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

namespace brigade::engine::alarms {

using base::JsonWriter;

namespace {

std::string utc_text(const Plan& plan, TimeMs time_ms) {  // "2026-01-01T00:04:00.000+0000"
  std::string text = base::format_utc_ms(plan.options.start_unix_ms + time_ms);
  text.pop_back();
  return text + "+0000";
}

std::string decimal_text(uint64_t number, uint64_t count) {
  std::string text = std::to_string(number / count) + ".";
  uint64_t remainder = number % count;
  do {
    remainder *= 10;
    text += static_cast<char>('0' + remainder / count);
    remainder %= count;
  } while (remainder != 0 && text.size() < 17);
  return text;
}

std::string counted(size_t count, std::string_view one) {
  std::string text = std::to_string(count) + " ";
  text.append(one);
  return count == 1 ? text : text + "s";
}

std::string_view comparison_words(ComparisonOperator comparison) {
  constexpr std::array<std::string_view, 4> kWords = {"greater than or equal to", "greater than", "less than",
                                                      "less than or equal to"};
  return kWords[static_cast<size_t>(comparison)];
}

// What the evaluation looked at: the real datapoints, newest first, as many as it evaluates.
std::vector<Datapoint> evaluated(const std::vector<Datapoint>& points, const AlarmConfig& config) {
  std::vector<Datapoint> out;
  for (size_t i = points.size(); i-- > 0 && out.size() < config.evaluation_periods;) {
    if (points[i].count != 0) out.push_back(points[i]);
  }
  return out;
}

std::string point_list(const Plan& plan, const AlarmConfig& config, const std::vector<Datapoint>& points) {
  std::string text;
  for (const Datapoint& point : points) {
    text += (text.empty() ? "" : ", ") + datapoint_text(point, config.statistic) + " (" +
            clock_text(plan, period_start_ms(plan, config, point.period)) + ")";
  }
  return "[" + text + "]";
}

std::string reason_data(const Plan& plan, const AlarmConfig& config,
                        const std::vector<Datapoint>& evaluated_points, TimeMs now_ms) {
  JsonWriter json;
  json.begin_object().member("version", "1.0").member("queryDate", utc_text(plan, now_ms));
  if (!evaluated_points.empty()) {
    json.member("startDate", utc_text(plan, period_start_ms(plan, config, evaluated_points.back().period)));
  }
  json.member("statistic", statistic_name(config.statistic)).member("period", config.period_s);
  json.key("recentDatapoints").begin_array();
  for (size_t i = evaluated_points.size(); i-- > 0;) {
    json.raw(datapoint_text(evaluated_points[i], config.statistic));
  }
  json.end_array().key("threshold").raw(threshold_text(config)).key("evaluatedDatapoints").begin_array();
  for (const Datapoint& point : evaluated_points) {
    json.begin_object().member("timestamp", utc_text(plan, period_start_ms(plan, config, point.period)));
    json.key("sampleCount").raw(decimal_text(point.count, 1));
    json.key("value").raw(datapoint_text(point, config.statistic)).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string crossed_text(const Plan& plan, const AlarmConfig& config, const std::vector<Datapoint>& real,
                         AlarmValue to) {
  const Threshold threshold = read_threshold(config.threshold).value_or(Threshold{});
  const bool alarm = to == AlarmValue::Alarm;
  std::vector<Datapoint> deciding;
  for (const Datapoint& point : real) {
    if ((status_of(point, config, threshold) == DatapointStatus::Breaching) == alarm)
      deciding.push_back(point);
  }
  const uint32_t periods = config.evaluation_periods;
  const size_t missing = periods - real.size();
  const std::string filled =
      counted(missing, "missing datapoint") + (missing == 1 ? " was" : " were") + " treated as [" +
      (config.treat_missing_data == MissingData::Breaching ? "Breaching" : "NonBreaching") + "]";
  if (deciding.empty()) {
    return "Threshold Crossed: no datapoints were received for " + counted(periods, "period") + " and " +
           filled + ".";
  }
  const bool out_of = config.datapoints_to_alarm.has_value();
  std::string text = "Threshold Crossed: ";
  text += out_of ? std::to_string(deciding.size()) + " out of the last " + std::to_string(periods) +
                       " datapoints "
                 : counted(deciding.size(), "datapoint") + " ";
  text += point_list(plan, config, deciding) + (deciding.size() == 1 ? " was " : " were ") +
          (alarm ? "" : "not ");
  text.append(comparison_words(config.comparison)).append(" the threshold (" + threshold_text(config) + ")");
  if (missing != 0 && config.treat_missing_data >= MissingData::Breaching) text += " and " + filled;
  if (!out_of) return text + ".";
  const uint32_t to_alarm = *config.datapoints_to_alarm;
  return text + " (minimum " + counted(alarm ? to_alarm : periods - to_alarm + 1, "datapoint") + " for " +
         (alarm ? "OK -> ALARM" : "ALARM -> OK") + " transition).";
}

std::string region_name(std::string_view region) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"us-east-1", "US East (N. Virginia)"},
      {"us-east-2", "US East (Ohio)"},
      {"us-west-1", "US West (N. California)"},
      {"us-west-2", "US West (Oregon)"},
      {"ca-central-1", "Canada (Central)"},
      {"eu-west-1", "EU (Ireland)"},
      {"eu-west-2", "EU (London)"},
      {"eu-west-3", "EU (Paris)"},
      {"eu-central-1", "EU (Frankfurt)"},
      {"eu-north-1", "EU (Stockholm)"},
      {"ap-northeast-1", "Asia Pacific (Tokyo)"},
      {"ap-southeast-1", "Asia Pacific (Singapore)"},
      {"ap-southeast-2", "Asia Pacific (Sydney)"},
      {"ap-south-1", "Asia Pacific (Mumbai)"},
      {"sa-east-1", "South America (Sao Paulo)"}};
  for (const auto& [id, name] : kNames) {
    if (id == region) return std::string(name);
  }
  return std::string(region);
}

void write_arns(JsonWriter& json, std::string_view name, const std::vector<std::string>& arns) {
  json.key(name).begin_array();
  for (const std::string& arn : arns) json.value(arn);
  json.end_array();
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

void write_trigger(JsonWriter& json, const AlarmConfig& config) {
  json.key("Trigger").begin_object().member("MetricName", config.metric_name);
  json.member("Namespace", config.metric_namespace).member("StatisticType", "Statistic");
  // One word here, two in the API.
  json.member("Statistic", config.statistic == Statistic::SampleCount
                               ? "SAMPLE_COUNT"
                               : upper(statistic_name(config.statistic)));
  json.key("Unit").value(nullptr).key("Dimensions").begin_array();
  for (const MetricDimension& dimension : config.dimensions) {
    json.begin_object().member("value", dimension.value).member("name", dimension.name).end_object();
  }
  json.end_array().member("Period", config.period_s).member("EvaluationPeriods", config.evaluation_periods);
  if (config.datapoints_to_alarm) json.member("DatapointsToAlarm", *config.datapoints_to_alarm);
  json.member("ComparisonOperator", comparison_name(config.comparison));
  json.key("Threshold").raw(threshold_text(config));
  json.member("TreatMissingData", missing_data_name(config.treat_missing_data));
  json.member("EvaluateLowSampleCountPercentile", "").end_object();
}

void write_state(JsonWriter& json, const Plan& plan, std::string_view name, AlarmValue value,
                 std::string_view reason, std::string_view data, TimeMs time_ms) {
  json.key(name).begin_object().member("value", alarm_value_name(value)).member("reason", reason);
  if (!data.empty()) json.member("reasonData", data);
  json.member("timestamp", utc_text(plan, time_ms)).end_object();
}

void write_configuration(JsonWriter& json, const Engine& engine, const Change& change) {
  const AlarmConfig& config = engine.alarm_config(change.alarm);
  json.key("configuration").begin_object();
  if (!config.description.empty()) json.member("description", config.description);
  json.key("metrics").begin_array().begin_object();
  json.member("id", base::uuid_of(base::stream_key(engine.w.seed, "alarm/metric"), change.alarm.value));
  json.key("metricStat").begin_object().key("metric").begin_object();
  json.member("namespace", config.metric_namespace).member("name", config.metric_name);
  json.key("dimensions").begin_object();
  for (const MetricDimension& dimension : config.dimensions) json.member(dimension.name, dimension.value);
  json.end_object().end_object().member("period", config.period_s);
  json.member("stat", statistic_name(config.statistic)).end_object().member("returnData", true);
  json.end_object().end_array().end_object();
}

void write_states(JsonWriter& json, const Engine& engine, const Change& change) {
  write_state(json, engine.plan, "state", change.to, change.reason, change.reason_data, engine.w.now_ms);
  write_state(json, engine.plan, "previousState", change.from, change.previous_reason,
              change.previous_reason_data, change.previous_ms);
}

}  // namespace

std::string datapoint_text(const Datapoint& point, Statistic statistic) {
  switch (statistic) {
    case Statistic::SampleCount:
      return decimal_text(point.count, 1);
    case Statistic::Average:
      return decimal_text(static_cast<uint64_t>(point.sum), point.count == 0 ? 1 : point.count);
    case Statistic::Sum:
      return decimal_text(static_cast<uint64_t>(point.sum), 1);
    case Statistic::Minimum:
      return decimal_text(static_cast<uint64_t>(point.minimum), 1);
    case Statistic::Maximum:
      break;
  }
  return decimal_text(static_cast<uint64_t>(point.maximum), 1);
}

std::string clock_text(const Plan& plan, TimeMs time_ms) {
  const std::string utc = base::format_utc_s(plan.options.start_unix_ms + time_ms);
  return utc.substr(8, 2) + "/" + utc.substr(5, 2) + "/" + utc.substr(2, 2) + " " + utc.substr(11, 8);
}

std::string threshold_text(const AlarmConfig& config) {
  const Threshold threshold = read_threshold(config.threshold).value_or(Threshold{});
  std::string fraction = std::to_string(threshold.scale + threshold.fraction).substr(1);
  if (fraction.empty()) fraction = "0";
  return (threshold.negative ? "-" : "") + std::to_string(threshold.whole) + "." + fraction;
}

std::string_view statistic_name(Statistic statistic) {
  constexpr std::array<std::string_view, 5> kNames = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
  return kNames[static_cast<size_t>(statistic)];
}

std::string_view comparison_name(ComparisonOperator comparison) {
  constexpr std::array<std::string_view, 4> kNames = {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                                                      "LessThanThreshold", "LessThanOrEqualToThreshold"};
  return kNames[static_cast<size_t>(comparison)];
}

std::string_view comparison_sign(ComparisonOperator comparison) {
  constexpr std::array<std::string_view, 4> kSigns = {"\u2265", ">", "<", "\u2264"};
  return kSigns[static_cast<size_t>(comparison)];
}

std::string_view missing_data_name(MissingData missing) {
  constexpr std::array<std::string_view, 4> kNames = {"missing", "ignore", "breaching", "notBreaching"};
  return kNames[static_cast<size_t>(missing)];
}

Reason reason_of(const Plan& plan, const AlarmConfig& config, const std::vector<Datapoint>& points,
                 AlarmValue to, TimeMs now_ms) {
  const std::vector<Datapoint> real = evaluated(points, config);
  Reason out;
  out.data = reason_data(plan, config, real, now_ms);
  if (to != AlarmValue::InsufficientData) {
    out.text = crossed_text(plan, config, real, to);
    return out;
  }
  const size_t unknown = config.evaluation_periods - real.size();
  out.text =
      "Insufficient Data: " + counted(unknown, "datapoint") + (unknown == 1 ? " was" : " were") + " unknown.";
  return out;
}

std::string topic_publication(const Engine& engine, const Change& change) {
  const AlarmConfig& config = engine.alarm_config(change.alarm);
  const std::string name(name_of(engine.w, engine.h, change.alarm));
  const std::string region = region_name(engine.plan.options.region);
  JsonWriter json;
  json.begin_object().member("AlarmName", name).key("AlarmDescription");
  if (config.description.empty()) {
    json.value(nullptr);
  } else {
    json.value(config.description);
  }
  json.member("AWSAccountId", kAccountText);
  json.member("AlarmConfigurationUpdatedTimestamp", utc_text(engine.plan, change.configured_ms));
  json.member("NewStateValue", alarm_value_name(change.to)).member("NewStateReason", change.reason);
  json.member("StateChangeTime", utc_text(engine.plan, engine.w.now_ms)).member("Region", region);
  json.member("AlarmArn", arn_of(engine.w, engine.h, engine.plan, change.alarm));
  json.member("OldStateValue", alarm_value_name(change.from));
  write_arns(json, "OKActions", config.ok_actions);
  write_arns(json, "AlarmActions", config.alarm_actions);
  write_arns(json, "InsufficientDataActions", config.insufficient_data_actions);
  write_trigger(json, config);
  json.end_object();
  JsonWriter publication;
  publication.begin_object().member("Message", json.text());
  publication.member("Subject", std::string(alarm_value_name(change.to)) + ": \"" + name + "\" in " + region);
  publication.end_object();
  return publication.take();
}

std::string function_event(const Engine& engine, const Change& change) {
  JsonWriter json;
  json.begin_object().member("source", "aws.cloudwatch");
  json.member("alarmArn", arn_of(engine.w, engine.h, engine.plan, change.alarm));
  json.member("accountId", kAccountText).member("time", utc_text(engine.plan, engine.w.now_ms));
  json.member("region", engine.plan.options.region).key("alarmData").begin_object();
  json.member("alarmName", name_of(engine.w, engine.h, change.alarm));
  write_states(json, engine, change);
  write_configuration(json, engine, change);
  json.end_object().end_object();
  return json.take();
}

std::string bus_event(const Engine& engine, const Change& change, uint32_t message_number) {
  JsonWriter json;
  json.begin_object().member("version", "0");
  json.member("id", base::uuid_of(base::stream_key(engine.w.seed, "events/event"), message_number));
  json.member("detail-type", "CloudWatch Alarm State Change").member("source", "aws.cloudwatch");
  json.member("account", kAccountText);
  json.member("time", base::format_utc_s(engine.plan.options.start_unix_ms + engine.w.now_ms));
  json.member("region", engine.plan.options.region).key("resources").begin_array();
  json.value(arn_of(engine.w, engine.h, engine.plan, change.alarm)).end_array();
  json.key("detail").begin_object().member("alarmName", name_of(engine.w, engine.h, change.alarm));
  write_configuration(json, engine, change);
  write_states(json, engine, change);
  json.end_object().end_object();
  return json.take();
}

}  // namespace brigade::engine::alarms
