// Commands of alarms, with the service's checks and texts as far as they are known: of the limits that real
// users report they are the service's, of the others (DatapointsToAlarm, the kinds of actions) ours.
#include <algorithm>

#include "base/text.h"
#include "engine/services/alarm_text.h"

namespace brigade::engine::alarms {

using base::fail;
using base::Status;

namespace {

constexpr uint32_t kDayS = 86'400;

Status check_length(std::string_view value, std::string_view member, size_t least, size_t most) {
  if (value.size() >= least && value.size() <= most) return {};
  std::string text = "1 validation error detected: Value '";
  text.append(value).append("' at '").append(member);
  text += "' failed to satisfy constraint: Member must have length ";
  text += value.size() < least ? "greater than or equal to " + std::to_string(least)
                               : "less than or equal to " + std::to_string(most);
  return fail("ValidationError", text);
}

Status check_actions(const std::vector<std::string>& actions, std::string_view member) {
  if (actions.size() > kMaxActions) {
    std::string text =
        "1 validation error detected: Value '[" + std::to_string(actions.size()) + " actions]' at '";
    return fail("ValidationError", text.append(member).append(
                                       "' failed to satisfy constraint: Member must have length less than or "
                                       "equal to 5"));
  }
  for (const std::string& action : actions) {
    const auto arn = parse_arn(action);
    if (!arn) return fail("ValidationError", "Invalid arn syntax: " + action);
    const bool known =
        arn->service == "sns" || (arn->service == "lambda" && base::starts_with(arn->resource, "function:"));
    if (!known) {
      return fail(
          "ValidationError",
          "Invalid action " + action + ": alarms of this playground act on SNS topics and Lambda functions.");
    }
  }
  return {};
}

Status check_periods(const AlarmConfig& config) {
  if (config.period_s == 0 || config.period_s % 60 != 0) {
    const bool short_one = config.period_s == 10 || config.period_s == 20 || config.period_s == 30;
    return fail("ValidationError",
                short_one
                    ? "Period must be a multiple of 60 for metrics of services, which come once a minute"
                    : "Period must be 10, 20, 30 or a multiple of 60");
  }
  if (config.evaluation_periods == 0) {
    return fail("ValidationError",
                "1 validation error detected: Value '0' at 'evaluationPeriods' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1");
  }
  if (uint64_t{config.period_s} * config.evaluation_periods > kDayS) {
    return fail(
        "ValidationError",
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
  }
  if (!config.datapoints_to_alarm) return {};
  if (*config.datapoints_to_alarm >= 1 && *config.datapoints_to_alarm <= config.evaluation_periods) return {};
  return fail("ValidationError", "DatapointsToAlarm must be between 1 and EvaluationPeriods");
}

Status check(const PutMetricAlarm& command) {
  const AlarmConfig& config = command.config;
  if (Status s = check_length(command.alarm, "alarmName", 1, 255); !s) return s;
  if (Status s = check_length(config.description, "alarmDescription", 0, 1024); !s) return s;
  if (Status s = check_length(config.metric_name, "metricName", 1, 255); !s) return s;
  if (Status s = check_length(config.metric_namespace, "namespace", 1, 255); !s) return s;
  if (config.dimensions.size() > 30) {
    return fail(
        "ValidationError",
        "1 validation error detected: Value '[" + std::to_string(config.dimensions.size()) +
            " dimensions]' at 'dimensions' failed to satisfy constraint: Member must have length less "
            "than or equal to 30");
  }
  if (Status s = check_periods(config); !s) return s;
  if (const auto threshold = read_threshold(config.threshold); !threshold) {
    return tl::unexpected<base::Error>(threshold.error());
  }
  if (Status s = check_actions(config.ok_actions, "oKActions"); !s) return s;
  if (Status s = check_actions(config.alarm_actions, "alarmActions"); !s) return s;
  return check_actions(config.insufficient_data_actions, "insufficientDataActions");
}

// Of those that are there; the service passes over the others.
void set_actions(Engine& engine, const std::vector<std::string>& alarms, bool enabled) {
  for (const std::string& name : alarms) {
    const ResourceId id = engine.find(ResourceKind::Alarm, name);
    if (id.is_none()) continue;
    AlarmConfig config = engine.alarm_config(id);
    config.actions_enabled = enabled;
    engine.configure(id, std::move(config));
  }
}

}  // namespace

Status apply(Engine& engine, const PutMetricAlarm& command) {
  if (Status s = check(command); !s) return s;
  ResourceId id = engine.find(ResourceKind::Alarm, command.alarm);
  if (!id.is_none()) {
    engine.configure(id, command.config);
  } else {
    if (engine.w.alarms_alive >= kMaxAlarms || engine.w.resources.size() >= kMaxResources) {
      return fail("LimitExceeded", "An account of this playground has at most 500 alarms.");
    }
    AlarmState empty{};
    empty.next = empty.metric = empty.first_run = empty.last_run = kNone;
    empty.reason_data = empty.cause = kNone;
    empty.state = static_cast<uint32_t>(AlarmValue::InsufficientData);
    empty.changed_ms = engine.w.now_ms;
    const uint32_t state = engine.w.alarms.push_back(empty);
    id = engine.create(ResourceKind::Alarm, command.alarm, state, command.config);
    AlarmState& made = engine.w.alarms.edit(state);
    made.id = id;
    made.watched = ResourceId{};
    made.timer = TimerRef{};
    made.reason = engine.add_text(kUnchecked);
    ++engine.w.alarms_alive;
  }
  const uint32_t state = engine.w.resource(id).state;
  engine.w.alarms.edit(state).configured_ms = engine.w.now_ms;
  watch(engine, state);
  plan_evaluation(engine, state);
  return {};
}

Status apply(Engine& engine, const DeleteAlarms& command) {
  for (const std::string& name : command.alarms) {  // all of them or none
    if (engine.find(ResourceKind::Alarm, name).is_none()) return fail("ResourceNotFound", "");
  }
  for (const std::string& name : command.alarms) {
    const ResourceId id = engine.find(ResourceKind::Alarm, name);
    if (id.is_none()) continue;  // named twice
    const uint32_t state = engine.w.resource(id).state;
    unwatch(engine, state);
    engine.w.scheduler.cancel(engine.w.alarms[state].timer);
    engine.w.alarms.edit(state).timer = TimerRef{};
    engine.remove(id);
    --engine.w.alarms_alive;
  }
  return {};
}

Status apply(Engine& engine, const EnableAlarmActions& command) {
  set_actions(engine, command.alarms, true);
  return {};
}

Status apply(Engine& engine, const DisableAlarmActions& command) {
  set_actions(engine, command.alarms, false);
  return {};
}

Status apply(Engine& engine, const SetAlarmState& command) {
  const ResourceId id = engine.find(ResourceKind::Alarm, command.alarm);
  if (id.is_none()) return fail("ResourceNotFound", "");
  if (Status s = check_length(command.reason, "stateReason", 0, 1023); !s) return s;
  const uint32_t state = engine.w.resource(id).state;
  if (static_cast<AlarmValue>(engine.w.alarms[state].state) != command.value) {
    change_state(engine, state, command.value, command.reason, {}, engine.cause);
  }
  plan_evaluation(engine, state);
  return {};
}

}  // namespace brigade::engine::alarms
