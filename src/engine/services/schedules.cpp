// Schedules at work: the next firing, the timer for it, and the message that a firing makes. Assumed: what no
// page says, that a rate without a StartDate counts from the schedule's creation, at which it also fires
// first.
#include "engine/services/schedules.h"

#include <algorithm>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/services/events.h"
#include "engine/services/readings.h"

namespace brigade::engine::schedules {

namespace {

constexpr std::string_view kAttemptNumber = "<aws.scheduler.attempt-number>";

int64_t unix_ms(const Engine& engine, TimeMs time_ms) { return engine.plan.options.start_unix_ms + time_ms; }
int64_t seconds(int64_t ms) { return base::floor_div(ms, 1000); }

// The next time later than `after_s`, within StartDate and EndDate.
std::optional<int64_t> next_s(const ScheduleConfig& config, int64_t created_s, int64_t after_s) {
  int64_t first_s = created_s;
  if (config.start_unix_ms) {
    first_s = seconds(*config.start_unix_ms);
    after_s = std::max(after_s, first_s - 1);
  }
  const auto next = base::next_occurrence_s(config.time, config.zone, first_s, after_s);
  if (next && config.end_unix_ms && *next * 1000 > *config.end_unix_ms) return std::nullopt;
  return next;
}

std::optional<int64_t> next_s(const RuleConfig& config, int64_t from_s, int64_t after_s) {
  return base::next_occurrence_s(config.schedule, base::TimeZone{}, from_s + config.schedule.every_s,
                                 after_s);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

std::string schedule_arn(const Engine& engine, ResourceId id) {
  return arn_of(engine.w, engine.h, engine.plan, id);
}

// The input with its context attributes, but for the number of the attempt.
std::string input_of(const Engine& engine, const ScheduleState& schedule, const ScheduleConfig& config) {
  std::string text = *config.input;
  if (text.find("<aws.scheduler.") == std::string::npos) return text;
  replace_all(text, "<aws.scheduler.schedule-arn>", schedule_arn(engine, schedule.id));
  replace_all(text, "<aws.scheduler.scheduled-time>",
              base::format_utc_s(unix_ms(engine, schedule.scheduled_ms)));
  replace_all(text, "<aws.scheduler.execution-id>",
              base::hex_of(base::stream_key(engine.w.seed, "scheduler-execution"), engine.w.deliveries_made,
                           16, false));
  return text;
}

// What a schedule without an input sends: an event whose detail is a text.
std::string default_event(const Engine& engine, const ScheduleState& schedule) {
  base::JsonWriter json;
  json.begin_object().member("version", "0");
  json.member("id", base::uuid_of(base::stream_key(engine.w.seed, "events/event"), engine.w.messages_made));
  json.member("detail-type", "Scheduled Event").member("source", "aws.scheduler");
  json.member("account", kAccountText);
  json.member("time", base::format_utc_s(unix_ms(engine, schedule.scheduled_ms)));
  json.member("region", engine.plan.options.region).key("resources").begin_array();
  json.value(schedule_arn(engine, schedule.id)).end_array().member("detail", "{}").end_object();
  return json.take();
}

bool goes_to_bus(const ScheduleConfig& config) {
  const auto arn = parse_arn(config.arn);
  return arn && arn->service == "events";
}

Payload payload_of_firing(Engine& engine, const ScheduleState& schedule, const ScheduleConfig& config) {
  std::string text = config.input ? input_of(engine, schedule, config) : default_event(engine, schedule);
  if (!goes_to_bus(config)) {
    return {PayloadForm::Text, PayloadKind::ScheduleInput, 0, engine.add_text(text), kNone, 1};
  }
  replace_all(text, kAttemptNumber, "1");  // of a retried event it stays
  const SharedText detail = engine.readings.detail(config.input ? std::string_view(text) : "{}");
  PutEventsEntry entry;
  entry.source = config.source;
  entry.detail_type = config.detail_type;
  entry.resources = {schedule_arn(engine, schedule.id)};
  const std::string event =
      events::envelope(engine, entry, detail == nullptr ? "null" : *detail, engine.w.messages_made);
  return {PayloadForm::Text, PayloadKind::BusEvent, 0, engine.add_text(event), kNone, kNone};
}

uint32_t drawn_delay_ms(Engine& engine, ResourceId id) {
  base::Stream& random = engine.w.resources.edit(id.index()).stream;
  return static_cast<uint32_t>(base::uniform(random, events::kTargetDelayMinMs, events::kTargetDelayMaxMs));
}

void send(Engine& engine, uint32_t schedule_state, uint32_t fired) {
  const ScheduleState schedule = engine.w.schedules[schedule_state];
  const uint32_t version = engine.w.resource(schedule.id).config;
  const ScheduleConfig& config = engine.h.schedule_config(version);
  const Payload payload = payload_of_firing(engine, schedule, config);
  const CommandRef root = fired < kByRecord ? kByRecord | fired : kNone;
  const uint32_t message = engine.make_message({payload, root, fired, schedule.id});
  const ResourceId target = engine.target(version, 0, config.arn);
  const uint32_t created = engine.w.messages[message].created_record;
  const uint32_t slot = engine.make_delivery(message, target, version, 0, created);
  const uint32_t delay_ms = drawn_delay_ms(engine, schedule.id);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.last_record = engine.record({RecordKind::SentBySchedule, created, target, version,
                                        delivery.message_number, delivery.number, 0, delay_ms});
  engine.schedule_delivery(slot, engine.w.now_ms + delay_ms);
}

void complete(Engine& engine, uint32_t schedule_state, uint32_t cause) {
  ScheduleState& schedule = engine.w.schedules.edit(schedule_state);
  schedule.completed = 1;
  const ResourceId id = schedule.id;
  const ScheduleConfig& config = engine.schedule_config(id);
  const bool deleted = config.delete_after_completion && schedule.fired > 0;
  engine.record({RecordKind::ScheduleCompleted, cause, id, engine.w.resource(id).config, kNone, kNone,
                 static_cast<uint16_t>(deleted ? 1 : 0), 0});
  if (deleted) engine.remove(id);
}

// Sets the timer for the first time later than `after_s`.
void arm_after(Engine& engine, uint32_t schedule_state, int64_t after_s, uint32_t cause) {
  ScheduleState& schedule = engine.w.schedules.edit(schedule_state);
  engine.w.scheduler.cancel(schedule.timer);
  schedule.timer = TimerRef{};
  schedule.completed = 0;
  const ScheduleConfig& config = engine.schedule_config(schedule.id);
  if (!config.enabled) return;
  const auto next = next_s(config, seconds(unix_ms(engine, schedule.created_ms)), after_s);
  if (!next) return complete(engine, schedule_state, cause);
  schedule.scheduled_ms = *next * 1000 - engine.plan.options.start_unix_ms;
  TimeMs due_ms = schedule.scheduled_ms;
  if (config.flexible_window_minutes > 0) {
    base::Stream& random = engine.w.resources.edit(schedule.id.index()).stream;
    const uint64_t window_ms = uint64_t{config.flexible_window_minutes} * 60'000;
    due_ms += static_cast<TimeMs>(base::uniform(random, 0, window_ms - 1));
  }
  if (due_ms >= Scheduler::kHorizonMs) return;
  schedule.timer = engine.at(std::max(due_ms, engine.w.now_ms), TimerKind::ScheduleFiring, schedule_state);
}

template <class Next>
std::vector<int64_t> times(Next next, int64_t after_s, size_t count) {
  std::vector<int64_t> out;
  for (auto at_s = next(after_s); at_s && out.size() < count; at_s = next(*at_s)) out.push_back(*at_s * 1000);
  return out;
}

}  // namespace

void arm(Engine& engine, uint32_t schedule_state, bool is_new) {
  const base::ScheduleKind kind = engine.schedule_config(engine.w.schedules[schedule_state].id).time.kind;
  const int64_t now_s = seconds(unix_ms(engine, engine.w.now_ms));
  // What is due at this very second still comes, but for a cron of which it is the past.
  const bool now_counts = is_new && kind != base::ScheduleKind::Cron;
  arm_after(engine, schedule_state, now_counts ? now_s - 1 : now_s, engine.cause);
}

void fire(Engine& engine, uint32_t schedule_state) {
  ScheduleState& schedule = engine.w.schedules.edit(schedule_state);
  schedule.timer = TimerRef{};
  ++schedule.fired;
  const uint32_t fired =
      engine.record({RecordKind::ScheduleFired, kNone, schedule.id, engine.w.resource(schedule.id).config,
                     kNone, kNone, 0, static_cast<uint32_t>(schedule.fired)});
  send(engine, schedule_state, fired);
  const TimeMs scheduled_ms = engine.w.schedules[schedule_state].scheduled_ms;
  arm_after(engine, schedule_state, seconds(unix_ms(engine, scheduled_ms)), fired);
}

void prepare_attempt(Engine& engine, uint32_t slot) {
  const Delivery& delivery = engine.w.deliveries[slot];
  if (engine.w.messages[delivery.message].payload.kind != PayloadKind::ScheduleInput) return;
  engine.w.messages.edit(delivery.message).payload.rule = delivery.place + 1;
}

std::string with_attempt(std::string text, uint32_t attempt) {
  replace_all(text, kAttemptNumber, std::to_string(attempt));
  return text;
}

void arm_rule(Engine& engine, uint32_t rule_state) {
  RuleState& rule = engine.w.rules.edit(rule_state);
  engine.w.scheduler.cancel(rule.schedule_timer);
  rule.schedule_timer = TimerRef{};
  const RuleConfig& config = engine.rule_config(rule.id);
  if (!config.enabled || config.schedule.kind == base::ScheduleKind::None) return;
  const int64_t from_s = seconds(unix_ms(engine, rule.scheduled_from_ms));
  const auto next = next_s(config, from_s, seconds(unix_ms(engine, engine.w.now_ms)));
  if (!next) return;
  const TimeMs due_ms = *next * 1000 - engine.plan.options.start_unix_ms;
  if (due_ms < Scheduler::kHorizonMs)
    rule.schedule_timer = engine.at(due_ms, TimerKind::RuleSchedule, rule_state);
}

void order_timers(Engine& engine) {
  const auto renew = [&engine](TimerRef timer, TimerKind kind, uint32_t state) {
    const TimeMs due_ms = engine.w.scheduler.due_ms(timer);
    if (due_ms == Scheduler::kNever) return timer;
    engine.w.scheduler.cancel(timer);
    return engine.at(due_ms, kind, state);
  };
  for (uint32_t i = 0; i < engine.w.rules.size(); ++i) {
    const TimerRef made = renew(engine.w.rules[i].schedule_timer, TimerKind::RuleSchedule, i);
    engine.w.rules.edit(i).schedule_timer = made;
  }
  for (uint32_t i = 0; i < engine.w.schedules.size(); ++i) {
    const TimerRef made = renew(engine.w.schedules[i].timer, TimerKind::ScheduleFiring, i);
    engine.w.schedules.edit(i).timer = made;
  }
}

// Source: EventBridge User Guide, "Scheduled events". Only this rule's targets get the event.
void fire_rule(Engine& engine, uint32_t rule_state) {
  RuleState& rule = engine.w.rules.edit(rule_state);
  rule.schedule_timer = TimerRef{};
  ++rule.fired;
  const ResourceId id = rule.id;
  const uint32_t version = engine.w.resource(id).config;
  const size_t targets = engine.h.rule_config(version).targets.size();
  const uint32_t fired = engine.record({RecordKind::RuleTriggered, kNone, id, version, kNone, kNone,
                                        static_cast<uint16_t>(targets), static_cast<uint32_t>(rule.fired)});
  if (targets > 0) {
    PutEventsEntry entry;
    entry.source = "aws.events";
    entry.detail_type = "Scheduled Event";
    entry.resources = {arn_of(engine.w, engine.h, engine.plan, id)};
    const std::string event = events::envelope(engine, entry, "{}", engine.w.messages_made);
    const Payload payload{PayloadForm::Text, PayloadKind::BusEvent, 0, engine.add_text(event), kNone, kNone};
    const CommandRef root = fired < kByRecord ? kByRecord | fired : kNone;
    const uint32_t message = engine.make_message({payload, root, fired, id});
    events::send_to_targets(engine, message, rule_state, engine.w.messages[message].created_record);
  }
  arm_rule(engine, rule_state);
}

std::optional<NextFiring> next_firing(const World& world) {
  std::optional<NextFiring> first;
  if (world.scheduler.pending_recurring() == 0) return first;
  const auto look = [&](ResourceId id, TimerRef timer) {
    const TimeMs due_ms = world.scheduler.due_ms(timer);
    if (due_ms != Scheduler::kNever && (!first || due_ms < first->at_ms)) first = {id, due_ms};
  };
  for (uint32_t i = 0; i < world.schedules.size(); ++i) look(world.schedules[i].id, world.schedules[i].timer);
  for (uint32_t i = 0; i < world.rules.size(); ++i) look(world.rules[i].id, world.rules[i].schedule_timer);
  for (uint32_t i = 0; i < world.buckets.size(); ++i) {
    look(world.buckets[i].id, world.buckets[i].lifecycle_timer);
  }
  const std::vector<bool> restores = world.restores.taken();
  for (uint32_t i = 0; i < restores.size(); ++i) {  // one that is under way is no recurring timer
    if (restores[i]) look(world.buckets[world.restores[i].bucket].id, world.restores[i].timer);
  }
  return first;
}

std::vector<int64_t> next_times(const ScheduleConfig& config, int64_t created_unix_ms, int64_t now_unix_ms,
                                size_t count) {
  const auto next = [&](int64_t after_s) { return next_s(config, seconds(created_unix_ms), after_s); };
  return times(next, seconds(now_unix_ms), count);
}

std::vector<int64_t> next_times(const RuleConfig& config, int64_t from_unix_ms, int64_t now_unix_ms,
                                size_t count) {
  const auto next = [&](int64_t after_s) { return next_s(config, seconds(from_unix_ms), after_s); };
  return times(next, seconds(now_unix_ms), count);
}

}  // namespace brigade::engine::schedules
