// Alarms at work: samples, planning the next evaluation, changes of state and what they send. Datapoints are
// alarm_datapoints.cpp's, commands alarms_config.cpp's, texts alarm_text.cpp's.
#include "engine/services/alarms.h"

#include <algorithm>
#include <array>

#include "engine/services/alarm_text.h"

namespace brigade::engine::alarms {

namespace {

AlarmState& edit(Engine& engine, uint32_t alarm_state) { return engine.w.alarms.edit(alarm_state); }

const AlarmConfig& config_of(const Engine& engine, uint32_t alarm_state) {
  return engine.alarm_config(engine.w.alarms[alarm_state].id);
}

uint32_t minute_now(const Engine& engine) { return minute_at(engine.plan, engine.w.now_ms); }

MetricKind kind_of(const AlarmState& alarm) { return metric_row(static_cast<Metric>(alarm.metric)).kind; }
bool is_level(MetricKind kind) { return kind >= MetricKind::Level; }

void append_run(Engine& engine, uint32_t alarm_state, MetricRun run) {
  AlarmState& alarm = edit(engine, alarm_state);
  const uint32_t slot = engine.w.metric_runs.take();
  run.next_free = kNone;
  run.previous = alarm.last_run;
  engine.w.metric_runs.edit(slot) = run;
  (alarm.last_run == kNone ? alarm.first_run : engine.w.metric_runs.edit(alarm.last_run).next_free) = slot;
  alarm.last_run = slot;
}

// What no evaluation to come can need is forgotten.
void prune(Engine& engine, uint32_t alarm_state) {
  AlarmState& alarm = edit(engine, alarm_state);
  const AlarmConfig& config = config_of(engine, alarm_state);
  const uint32_t kept = (evaluation_range(config) + 1) * (config.period_s / 60);
  const uint32_t now = minute_now(engine);
  while (alarm.first_run != kNone && engine.w.metric_runs[alarm.first_run].last_minute + kept < now) {
    const uint32_t gone = alarm.first_run;
    alarm.first_run = engine.w.metric_runs[gone].next_free;
    (alarm.first_run == kNone ? alarm.last_run : engine.w.metric_runs.edit(alarm.first_run).previous) = kNone;
    engine.w.metric_runs.give_back(gone);
  }
}

void forget_runs(Engine& engine, uint32_t alarm_state) {
  AlarmState& alarm = edit(engine, alarm_state);
  for (uint32_t run = alarm.first_run; run != kNone;) {
    const uint32_t next = engine.w.metric_runs[run].next_free;
    engine.w.metric_runs.give_back(run);
    run = next;
  }
  alarm.first_run = alarm.last_run = kNone;
}

// The minutes that are over since the level was last looked at had the level of then.
void fill_levels(Engine& engine, uint32_t alarm_state) {
  AlarmState& alarm = edit(engine, alarm_state);
  const uint32_t now = minute_now(engine);
  if (alarm.sampled_to >= now) return;
  const int64_t level = alarm.level;
  const uint32_t last = alarm.last_run;
  if (last != kNone && engine.w.metric_runs[last].sum == level &&
      engine.w.metric_runs[last].last_minute + 1 == alarm.sampled_to) {
    engine.w.metric_runs.edit(last).last_minute = now - 1;
  } else {
    append_run(engine, alarm_state,
               MetricRun{kNone, kNone, alarm.sampled_to, now - 1, 1, level, level, level});
  }
  alarm.sampled_to = now;
  prune(engine, alarm_state);
}

// What the current period and those after it come to, if nothing else happens.
struct Outlook {
  DatapointStatus now, later;
  friend bool operator==(const Outlook&, const Outlook&) = default;
};
Outlook outlook(const Engine& engine, uint32_t alarm_state, const Threshold& threshold) {
  const AlarmConfig& config = config_of(engine, alarm_state);
  const uint32_t period = period_at(engine.plan, config, engine.w.now_ms);
  std::array<Datapoint, 2> points = {Datapoint{period, 0, 0, 0, 0}, Datapoint{period + 1, 0, 0, 0, 0}};
  fill(engine.w, engine.h, engine.plan, alarm_state, points);
  return {status_of(points[0], config, threshold), status_of(points[1], config, threshold)};
}

Threshold threshold_of(const Engine& engine, uint32_t alarm_state) {
  return read_threshold(config_of(engine, alarm_state).threshold).value_or(Threshold{});
}

uint32_t last_record(const Engine& engine) { return engine.w.records == 0 ? kNone : engine.w.records - 1; }

// The first period from `first` to `last` at whose end the state becomes another one; kNone.
uint32_t first_change(const Engine& engine, uint32_t alarm_state, uint32_t first, uint32_t last) {
  const AlarmConfig& config = config_of(engine, alarm_state);
  const Threshold threshold = threshold_of(engine, alarm_state);
  const uint32_t range = evaluation_range(config);
  const auto points = datapoints(engine.w, engine.h, engine.plan, alarm_state, first - range + 1, last);
  std::vector<DatapointStatus> statuses;  // newest first
  for (size_t i = points.size(); i-- > 0;) statuses.push_back(status_of(points[i], config, threshold));
  const auto current = static_cast<AlarmValue>(engine.w.alarms[alarm_state].state);
  for (uint32_t period = first; period <= last; ++period) {
    const auto begin = statuses.begin() + (last - period);
    const auto state = state_of({begin, begin + range}, config);
    if (state && *state != current) return period;
  }
  return kNone;
}

// An age grows until it crosses the threshold, long after anything happened: that period, kNone.
uint32_t crossing(const Engine& engine, uint32_t alarm_state, uint32_t from) {
  constexpr TimeMs kFarMs = 15 * 86'400'000ll;  // no message is older than 14 days
  const AlarmConfig& config = config_of(engine, alarm_state);
  const Threshold threshold = threshold_of(engine, alarm_state);
  const auto status = [&](uint32_t period) {
    return status_of(datapoints(engine.w, engine.h, engine.plan, alarm_state, period, period)[0], config,
                     threshold);
  };
  uint32_t low = from, high = period_at(engine.plan, config, engine.w.now_ms + kFarMs);
  const DatapointStatus end = status(high);
  if (high <= low || status(low) == end) return kNone;
  while (low + 1 < high) {
    const uint32_t middle = low + (high - low) / 2;
    (status(middle) == end ? high : low) = middle;
  }
  return high;
}

const std::vector<std::string>& actions_of(const AlarmConfig& config, AlarmValue state) {
  if (state == AlarmValue::Alarm) return config.alarm_actions;
  return state == AlarmValue::Ok ? config.ok_actions : config.insufficient_data_actions;
}

uint32_t make_message(Engine& engine, ResourceId alarm, PayloadKind kind, std::string_view text,
                      uint32_t cause) {
  const Payload payload{PayloadForm::Text, kind, 0, engine.add_text(text), kNone, kNone};
  return engine.make_message({payload, kNone, cause, alarm});
}

void send(Engine& engine, ResourceId alarm, uint32_t message, ResourceId target, uint32_t place) {
  const uint32_t version = engine.w.resource(alarm).config;
  base::Stream& random = engine.w.resources.edit(alarm.index()).stream;
  const auto delay_ms = static_cast<uint32_t>(base::uniform(random, kActionDelayMinMs, kActionDelayMaxMs));
  const uint32_t slot =
      engine.make_delivery(message, target, version, place, engine.w.messages[message].created_record);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.last_record =
      engine.record({RecordKind::AlarmActionSent, delivery.last_record, target, version,
                     delivery.message_number, delivery.number, static_cast<uint16_t>(place), delay_ms});
  engine.schedule_delivery(slot, engine.w.now_ms + delay_ms);
}

void send_actions(Engine& engine, const Change& change, uint32_t cause) {
  const uint32_t version = engine.w.resource(change.alarm).config;
  const AlarmConfig& config = engine.h.alarm_config(version);
  if (!config.actions_enabled) return;
  const std::vector<std::string>& actions = actions_of(config, change.to);
  for (uint32_t i = 0; i < actions.size(); ++i) {
    const uint32_t place = static_cast<uint32_t>(change.to) * kPlacesPerState + i;
    const bool to_function = parse_arn(actions[i])->service == "lambda";
    const uint32_t message = to_function ? make_message(engine, change.alarm, PayloadKind::Text,
                                                        function_event(engine, change), cause)
                                         : make_message(engine, change.alarm, PayloadKind::Publication,
                                                        topic_publication(engine, change), cause);
    send(engine, change.alarm, message, engine.target(version, place, actions[i]), place);
  }
}

void send_to_bus(Engine& engine, const Change& change, uint32_t cause) {
  const ResourceId bus = engine.find(ResourceKind::Bus, kDefaultBus);
  if (bus.is_none()) return;
  const uint32_t message = make_message(engine, change.alarm, PayloadKind::BusEvent,
                                        bus_event(engine, change, engine.w.messages_made), cause);
  send(engine, change.alarm, message, bus, kBusPlace);
}

}  // namespace

std::string_view action_at(const AlarmConfig& config, uint32_t place) {
  const uint32_t state = place / kPlacesPerState, index = place % kPlacesPerState;
  if (state >= kAlarmValues) return {};
  const std::vector<std::string>& actions = actions_of(config, static_cast<AlarmValue>(state));
  return index < actions.size() ? std::string_view(actions[index]) : std::string_view();
}

void plan_evaluation(Engine& engine, uint32_t alarm_state) {
  // What is due now goes first; it plans anew.
  if (engine.w.scheduler.due_ms(engine.w.alarms[alarm_state].timer) <= engine.w.now_ms) return;
  engine.w.scheduler.cancel(engine.w.alarms[alarm_state].timer);
  edit(engine, alarm_state).timer = TimerRef{};
  const AlarmConfig& config = config_of(engine, alarm_state);
  const uint32_t range = evaluation_range(config);
  const uint32_t period = period_at(engine.plan, config, engine.w.now_ms);
  uint32_t change = first_change(engine, alarm_state, period, period + range);
  const AlarmState& alarm = engine.w.alarms[alarm_state];
  if (change == kNone && alarm.metric != kNone && kind_of(alarm) == MetricKind::Age) {
    const uint32_t crossed = crossing(engine, alarm_state, period + range);
    if (crossed != kNone) change = first_change(engine, alarm_state, crossed, crossed + range);
  }
  if (change == kNone) return;
  const TimeMs due_ms = period_start_ms(engine.plan, config, change + 1);
  edit(engine, alarm_state).timer = engine.at(due_ms, TimerKind::EvaluateAlarm, alarm_state);
}

void change_state(Engine& engine, uint32_t alarm_state, AlarmValue to, std::string_view reason,
                  std::string_view reason_data, uint32_t cause) {
  AlarmState& alarm = edit(engine, alarm_state);
  const auto data_text = [&](uint32_t text) { return text == kNone ? std::string() : *engine.h.texts[text]; };
  const Change change{alarm.id,
                      static_cast<AlarmValue>(alarm.state),
                      to,
                      std::string(reason),
                      std::string(reason_data),
                      data_text(alarm.reason),
                      data_text(alarm.reason_data),
                      alarm.changed_ms,
                      alarm.configured_ms};
  alarm.state = static_cast<uint32_t>(to);
  alarm.reason = engine.add_text(reason);
  alarm.reason_data = reason_data.empty() ? kNone : engine.add_text(reason_data);
  alarm.changed_ms = engine.w.now_ms;
  ++alarm.transitions;
  const auto code =
      static_cast<uint16_t>(static_cast<uint32_t>(change.from) << 8 | static_cast<uint32_t>(change.to));
  const uint32_t record =
      engine.record({RecordKind::AlarmStateChanged, cause, alarm.id, engine.w.resource(alarm.id).config,
                     kNone, kNone, code, alarm.reason});
  send_actions(engine, change, record);
  send_to_bus(engine, change, record);
}

void evaluate(Engine& engine, uint32_t alarm_state) {
  edit(engine, alarm_state).timer = TimerRef{};
  const AlarmConfig& config = config_of(engine, alarm_state);
  const Threshold threshold = threshold_of(engine, alarm_state);
  const uint32_t last = period_at(engine.plan, config, engine.w.now_ms) - 1;
  const auto points =
      datapoints(engine.w, engine.h, engine.plan, alarm_state, last - evaluation_range(config) + 1, last);
  std::vector<DatapointStatus> statuses;
  for (size_t i = points.size(); i-- > 0;) statuses.push_back(status_of(points[i], config, threshold));
  const auto state = state_of(statuses, config);
  if (state && *state != static_cast<AlarmValue>(engine.w.alarms[alarm_state].state)) {
    const Reason reason = reason_of(engine.plan, config, points, *state, engine.w.now_ms);
    change_state(engine, alarm_state, *state, reason.text, reason.data, engine.w.alarms[alarm_state].cause);
  }
  plan_evaluation(engine, alarm_state);
}

void sample(Engine& engine, Metric metric, ResourceId id, int64_t value) {
  const uint32_t minute = minute_now(engine);
  for (uint32_t i = engine.w.resource(id).alarms; i != kNone; i = engine.w.alarms[i].next) {
    if (engine.w.alarms[i].metric != static_cast<uint32_t>(metric)) continue;
    const Threshold threshold = threshold_of(engine, i);
    const Outlook before = outlook(engine, i, threshold);
    const uint32_t last = engine.w.alarms[i].last_run;
    if (last != kNone && engine.w.metric_runs[last].last_minute == minute) {
      MetricRun& run = engine.w.metric_runs.edit(last);
      ++run.count;
      run.sum += value;
      run.minimum = std::min(run.minimum, value);
      run.maximum = std::max(run.maximum, value);
    } else {
      append_run(engine, i, MetricRun{kNone, kNone, minute, minute, 1, value, value, value});
      prune(engine, i);
    }
    edit(engine, i).cause = last_record(engine);
    if (!(outlook(engine, i, threshold) == before)) plan_evaluation(engine, i);
  }
}

void queue_changed(Engine& engine, ResourceId queue) {
  if (!engine.w.is_alive(queue)) return;
  for (uint32_t i = engine.w.resource(queue).alarms; i != kNone; i = engine.w.alarms[i].next) {
    const AlarmState& alarm = engine.w.alarms[i];
    if (!is_level(kind_of(alarm))) continue;
    const int64_t level = read_level(engine.w, engine.h, static_cast<Metric>(alarm.metric), queue);
    if (level == alarm.level) continue;
    const Threshold threshold = threshold_of(engine, i);
    fill_levels(engine, i);
    const Outlook before = outlook(engine, i, threshold);
    edit(engine, i).level = level;
    edit(engine, i).cause = last_record(engine);
    if (kind_of(alarm) == MetricKind::Age || !(outlook(engine, i, threshold) == before))
      plan_evaluation(engine, i);
  }
}

void unwatch(Engine& engine, uint32_t alarm_state) {
  AlarmState& alarm = edit(engine, alarm_state);
  forget_runs(engine, alarm_state);
  if (alarm.watched.is_none()) return;
  uint32_t i = engine.w.resource(alarm.watched).alarms;
  if (i == alarm_state) {
    engine.w.resources.edit(alarm.watched.index()).alarms = alarm.next;
  } else {
    while (engine.w.alarms[i].next != alarm_state) i = engine.w.alarms[i].next;
    edit(engine, i).next = alarm.next;
  }
  alarm.watched = ResourceId{};
}

void watch(Engine& engine, uint32_t alarm_state, bool just_made) {
  unwatch(engine, alarm_state);
  AlarmState& alarm = edit(engine, alarm_state);
  const AlarmConfig& config = config_of(engine, alarm_state);
  alarm.metric = find_metric(config.metric_namespace, config.metric_name);
  alarm.next = kNone;
  alarm.cause = kNone;
  alarm.level = 0;
  alarm.sampled_to = minute_now(engine);
  if (alarm.metric == kNone) return;
  const auto metric = static_cast<Metric>(alarm.metric);
  const ResourceId found = find_dimensions(engine.w, engine.h, metric, config.dimensions);
  if (found.is_none()) return;
  alarm.watched = found;
  Resource& resource = engine.w.resources.edit(found.index());
  alarm.next = resource.alarms;
  resource.alarms = alarm_state;
  if (!is_level(kind_of(alarm))) return;
  alarm.level = kind_of(alarm) == MetricKind::Age ? -1 : 0;
  if (!just_made) alarm.level = read_level(engine.w, engine.h, metric, found);
}

void resource_made(Engine& engine, ResourceId id) {
  for (uint32_t i = 0; i < engine.w.alarms.size(); ++i) {
    const AlarmState& alarm = engine.w.alarms[i];
    if (!engine.w.is_alive(alarm.id) || engine.w.is_alive(alarm.watched) || alarm.metric == kNone) continue;
    const auto metric = static_cast<Metric>(alarm.metric);
    const auto& dimensions = config_of(engine, i).dimensions;
    if (!(find_dimensions(engine.w, engine.h, metric, dimensions) == id)) continue;
    watch(engine, i, true);
    plan_evaluation(engine, i);
  }
}

void resource_gone(Engine& engine, ResourceId id) {
  for (uint32_t i = engine.w.resource(id).alarms; i != kNone; i = engine.w.alarms[i].next) {
    if (is_level(kind_of(engine.w.alarms[i]))) fill_levels(engine, i);
    edit(engine, i).cause = last_record(engine);
    plan_evaluation(engine, i);
  }
}

}  // namespace brigade::engine::alarms
