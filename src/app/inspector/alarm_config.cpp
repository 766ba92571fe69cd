// An alarm: what it watches, when it goes off, whom it tells. Each edit is a PutMetricAlarm of the whole; the
// sentence at the top says what it comes to.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/alarm_text.h"

namespace brigade::app::inspector {
namespace {

using engine::AlarmConfig;
using engine::AlarmValue;
using engine::Metric;
using engine::ResourceId;
using engine::ResourceKind;

bool put(Session& session, ResourceId id, std::string_view field, AlarmConfig config) {
  const base::Status status = stage::put_alarm(session, id, std::move(config));
  note(field, status);
  return true;
}

std::string sentence(const AlarmConfig& config) {
  const uint32_t m = config.datapoints_to_alarm.value_or(config.evaluation_periods);
  return tr("inspector.alarm.sentence",
            {{"statistic", std::string(engine::alarms::statistic_name(config.statistic))},
             {"metric", config.metric_name},
             {"sign", std::string(engine::alarms::comparison_sign(config.comparison))},
             {"threshold", config.threshold},
             {"m", std::to_string(m)},
             {"n", std::to_string(config.evaluation_periods)},
             {"period", duration_text(int64_t{config.period_s} * 1000)}});
}

void draw_state(const Session& session, ResourceId id) {
  const engine::AlarmState& state = session.world().alarm(id);
  const auto value = static_cast<AlarmValue>(state.state);
  const bool bad = value == AlarmValue::Alarm, good = value == AlarmValue::Ok;
  ui::status(bad    ? kIconBell
             : good ? kIconCheck
                    : kIconCircleQuestionMark,
             engine::alarm_value_name(value),
             bad    ? Role::kFailed
             : good ? Role::kOk
                    : Role::kWaiting);
  ui::rich_text(*session.history().texts[state.reason], Role::kText2, kSmallPx);
}

// What can be watched, and which of it the alarm watches.
bool draw_watched(Session& session, ResourceId id, AlarmConfig config) {
  const engine::World& world = session.world();
  std::vector<ResourceId> ids;
  std::vector<std::string> names;
  int active = -1;
  const ResourceId watched = world.alarm(id).watched;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const auto one = ResourceId::make(i, world.resources[i].generation);
    if (world.resources[i].alive == 0 || engine::metrics_of(world.resources[i].kind).empty()) continue;
    if (one == watched) active = static_cast<int>(ids.size());
    ids.push_back(one);
    names.push_back(name_of(session, one));
  }
  if (ui::select("config.alarm.watched", tr("inspector.alarm.watched"), names, active,
                 edit_error().at("watched"))) {
    const ResourceId to = ids[static_cast<size_t>(active)];
    const auto all = engine::metrics_of(kind_of(session, to));
    const uint32_t metric = engine::find_metric(config.metric_namespace, config.metric_name);
    const bool same = std::any_of(all.begin(), all.end(),
                                  [metric](Metric one) { return static_cast<uint32_t>(one) == metric; });
    if (!same) config.metric_name = engine::metric_row(all.front()).name;
    config.metric_namespace = engine::metric_row(all.front()).metric_namespace;
    config.dimensions = engine::dimensions_of(world, session.history(), to);
    return put(session, id, "watched", std::move(config));
  }
  if (active < 0) return false;
  const auto metrics = engine::metrics_of(kind_of(session, ids[static_cast<size_t>(active)]));
  std::vector<std::string> metric_names;
  int metric = 0;
  for (const Metric one : metrics) {
    if (engine::metric_row(one).name == config.metric_name) metric = static_cast<int>(metric_names.size());
    metric_names.emplace_back(engine::metric_row(one).name);
  }
  if (!ui::select("config.alarm.metric", tr("inspector.alarm.metric"), metric_names, metric)) return false;
  config.metric_name = metric_names[static_cast<size_t>(metric)];
  return put(session, id, "watched", std::move(config));
}

template <class T, class Name>
bool choose(const char* widget, const char* title, int count, Name name, T& value) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.emplace_back(name(static_cast<T>(i)));
  int active = static_cast<int>(value);
  if (!ui::select(widget, title, names, active)) return false;
  value = static_cast<T>(active);
  return true;
}

bool draw_condition(Session& session, ResourceId id, AlarmConfig config) {
  bool changed = choose("config.alarm.statistic", tr("inspector.alarm.statistic"), 5,
                        engine::alarms::statistic_name, config.statistic);
  changed |= choose("config.alarm.comparison", tr("inspector.alarm.comparison"), 4,
                    engine::alarms::comparison_name, config.comparison);
  static std::string typed;
  static uint32_t typed_of = engine::kNone;
  const uint32_t version = session.world().resource(id).config;
  if (typed_of != version) typed = config.threshold;
  typed_of = version;
  ui::text_field("config.alarm.threshold", tr("inspector.alarm.threshold"), typed,
                 edit_error().at("threshold"), "1", true);
  if (ui::submitted() || (!ImGui::IsItemActive() && ImGui::IsItemDeactivated())) {
    if (typed != config.threshold) {
      config.threshold = typed;
      return put(session, id, "threshold", std::move(config));
    }
  }
  changed |= choose("config.alarm.missing", tr("inspector.alarm.missing"), 4,
                    engine::alarms::missing_data_name, config.treat_missing_data);
  return changed && put(session, id, "condition", std::move(config));
}

bool draw_periods(Session& session, ResourceId id, AlarmConfig config) {
  int64_t minutes = config.period_s / 60, periods = config.evaluation_periods;
  int64_t datapoints = config.datapoints_to_alarm.value_or(config.evaluation_periods);
  if (ui::number_field("config.alarm.period", tr("inspector.alarm.period"), minutes, 1, 1'440, "min",
                       edit_error().at("period"))) {
    config.period_s = static_cast<uint32_t>(minutes) * 60;
    return put(session, id, "period", std::move(config));
  }
  if (ui::number_field("config.alarm.periods", tr("inspector.alarm.periods"), periods, 1, 1'440, nullptr,
                       edit_error().at("periods"))) {
    config.evaluation_periods = static_cast<uint32_t>(periods);
    if (config.datapoints_to_alarm && *config.datapoints_to_alarm > periods)
      config.datapoints_to_alarm = static_cast<uint32_t>(periods);
    return put(session, id, "periods", std::move(config));
  }
  if (!ui::number_field("config.alarm.datapoints", tr("inspector.alarm.datapoints"), datapoints, 1, periods,
                        nullptr, edit_error().at("datapoints"))) {
    return false;
  }
  config.datapoints_to_alarm = static_cast<uint32_t>(datapoints);
  return put(session, id, "datapoints", std::move(config));
}

// The first action of a state; others stay as they are.
bool draw_action(Session& session, ResourceId id, const AlarmConfig& config,
                 std::vector<std::string> AlarmConfig::*list, const char* widget, const char* title) {
  const std::vector<std::string>& actions = config.*list;
  std::string arn = actions.empty() ? std::string() : actions.front();
  const uint32_t kinds = kind_bit(ResourceKind::Topic) | kind_bit(ResourceKind::Function);
  if (!choose_resource(session, widget, title, kinds, id, true, arn, edit_error().at(widget))) return false;
  AlarmConfig changed = config;
  std::vector<std::string>& to = changed.*list;
  if (!to.empty()) to.erase(to.begin());
  if (!arn.empty()) to.insert(to.begin(), arn);
  return put(session, id, widget, std::move(changed));
}

bool draw_actions(Session& session, ResourceId id, const AlarmConfig& config) {
  if (draw_action(session, id, config, &AlarmConfig::alarm_actions, "config.alarm.on_alarm",
                  tr("inspector.alarm.on_alarm")) ||
      draw_action(session, id, config, &AlarmConfig::ok_actions, "config.alarm.on_ok",
                  tr("inspector.alarm.on_ok")) ||
      draw_action(session, id, config, &AlarmConfig::insufficient_data_actions,
                  "config.alarm.on_insufficient", tr("inspector.alarm.on_insufficient"))) {
    return true;
  }
  bool enabled = config.actions_enabled;
  if (!ui::checkbox("config.alarm.enabled", tr("inspector.alarm.enabled"), enabled)) return false;
  const std::vector<std::string> names = {name_of(session, id)};
  if (enabled) {
    commit(session, "enabled", engine::EnableAlarmActions{names});
  } else {
    commit(session, "enabled", engine::DisableAlarmActions{names});
  }
  return true;
}

// Until the next evaluation: to see what the actions do.
void draw_test(Session& session, ResourceId id) {
  ui::section_label(tr("inspector.alarm.test"));
  for (const AlarmValue value : {AlarmValue::Alarm, AlarmValue::Ok}) {
    if (value != AlarmValue::Alarm) ImGui::SameLine();
    const std::string word(engine::alarm_value_name(value));
    if (ui::button(("config.alarm.set." + word).c_str(), word))
      commit(session, "test",
             engine::SetAlarmState{name_of(session, id), value, tr("inspector.alarm.by_hand")});
  }
}

}  // namespace

void draw_alarm_config(Session& session, ResourceId id) {
  const AlarmConfig& config = session.history().alarm_config(session.world().resource(id).config);
  draw_state(session, id);
  ui::space(4);
  ui::rich_text(sentence(config), Role::kText, kTextPx);
  ui::space(4);
  if (draw_watched(session, id, config)) return;
  if (draw_condition(session, id, config)) return;
  if (draw_periods(session, id, config)) return;
  ui::section_label(tr("inspector.alarm.actions"));
  if (draw_actions(session, id, config)) return;
  draw_test(session, id);
}

}  // namespace brigade::app::inspector
