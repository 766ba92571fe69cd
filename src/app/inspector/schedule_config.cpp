// A schedule: its expression, checked while it is typed, with the next times in its zone; its target with
// what it gets and what happens when it does not take it. Saved as one UpdateSchedule.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/schedules.h"

namespace brigade::app::inspector {
namespace {

using engine::ResourceId;
using engine::ResourceKind;
using engine::ScheduleConfig;

constexpr size_t kTimesShown = 3;
constexpr uint32_t kTargets = kind_bit(ResourceKind::Function) | kind_bit(ResourceKind::Queue) |
                              kind_bit(ResourceKind::Topic) | kind_bit(ResourceKind::Bus);

// What is being typed, of which version of which schedule.
struct Draft {
  ResourceId id;
  uint32_t version = engine::kNone;
  ScheduleConfig config;
  std::string start, end, input;
} draft;

std::string date_text(const std::optional<int64_t>& unix_ms) {
  return unix_ms ? base::format_utc_s(*unix_ms) : std::string();
}

void begin_with(ResourceId id, uint32_t version, const ScheduleConfig& config) {
  draft = {id,
           version,
           config,
           date_text(config.start_unix_ms),
           date_text(config.end_unix_ms),
           config.input.value_or("")};
}

// The text of a date field as a time; none where it is empty. Sets what is wrong with it.
std::optional<int64_t> date_of(const std::string& text, std::string& fault) {
  if (text.empty()) return std::nullopt;
  const auto time = base::parse_utc(text);
  if (!time) fault = time.error().text;
  return time ? std::optional<int64_t>(*time) : std::nullopt;
}

// The times and the zone as they are typed; false where they are none.
bool read_times(ScheduleConfig& config) {
  const auto time = base::read_schedule_expression(config.expression, base::ScheduleDialect::Scheduler);
  const auto zone = base::find_time_zone(config.timezone);
  if (zone) config.zone = *zone;
  if (time) config.time = *time;
  return time && zone;
}

void draw_times(Session& session) {
  ScheduleConfig& config = draft.config;
  std::string start_fault, end_fault;
  config.start_unix_ms = date_of(draft.start, start_fault);
  config.end_unix_ms = date_of(draft.end, end_fault);
  const bool valid = read_times(config);
  ui::text_field("config.schedule.expression", tr("inspector.schedule.expression"), config.expression,
                 edit_error().at("schedule"), "cron(0 8 ? * MON-FRI *)", true);
  ui::text_field(
      "config.schedule.zone", tr("inspector.schedule.zone"), config.timezone,
      base::find_time_zone(config.timezone) ? std::string() : std::string(tr("inspector.schedule.no_zone")),
      "Europe/Paris", true);
  const int64_t start_ms = session.simulation().plan().options.start_unix_ms;
  const int64_t created_ms = start_ms + session.world().schedule(draft.id).created_ms;
  draw_next_times(valid ? engine::schedules::next_times(config, created_ms, start_ms + session.world().now_ms,
                                                        kTimesShown)
                        : std::vector<int64_t>(),
                  config.zone, valid);
  ui::text_field("config.schedule.start", tr("inspector.schedule.start"), draft.start, start_fault,
                 "2026-01-01T00:00:00Z", true);
  ui::text_field("config.schedule.end", tr("inspector.schedule.end"), draft.end, end_fault,
                 "2026-12-31T00:00:00Z", true);
  int64_t minutes = config.flexible_window_minutes;
  if (ui::number_field("config.schedule.window", tr("inspector.schedule.window"), minutes, 0, 1'440, "min"))
    config.flexible_window_minutes = static_cast<uint32_t>(minutes);
  ui::checkbox("config.schedule.delete", tr("inspector.schedule.delete"), config.delete_after_completion);
}

void draw_target(const Session& session, ResourceId id) {
  ScheduleConfig& config = draft.config;
  choose_resource(session, "config.schedule.arn", tr("inspector.target"), kTargets, id, false, config.arn);
  const auto arn = engine::parse_arn(config.arn);
  if (arn && arn->service == "events") {
    ui::text_field("config.schedule.source", tr("inspector.event.source"), config.source, {},
                   "com.example.clock", true);
    ui::text_field("config.schedule.type", tr("inspector.event.type"), config.detail_type, {}, "Tick", true);
  }
  if (arn && base::ends_with(arn->resource, ".fifo"))
    ui::text_field("config.schedule.group", tr("inspector.message_group"), config.message_group_id, {},
                   "events", true);
  choose_role(session, "config.schedule.role", false, config.role_arn);
  ui::text_area("config.schedule.input", tr("inspector.schedule.input"), draft.input, 90);
  draw_retry_policy("config.schedule", config.has_retry_policy, config.maximum_retry_attempts,
                    config.maximum_event_age_s);
  choose_resource(session, "config.schedule.dead_letter", tr("inspector.dead_letter"),
                  kind_bit(ResourceKind::Queue), id, true, config.dead_letter_arn);
}

engine::UpdateSchedule update_of(std::string_view name, ScheduleConfig config) {
  return {std::string(engine::schedules::schedule_of(name)), std::string(engine::schedules::group_of(name)),
          std::move(config)};
}

engine::UpdateSchedule edited(std::string_view name) {
  engine::UpdateSchedule command = update_of(name, draft.config);
  command.config.input.reset();
  if (!draft.input.empty()) command.config.input = draft.input;
  return command;
}

}  // namespace

void draw_next_times(const std::vector<int64_t>& unix_ms, const base::TimeZone& zone, bool valid) {
  if (!valid) return ui::status(kIconX, tr("inspector.schedule.invalid"), Role::kFailed);
  if (unix_ms.empty()) return ui::status(kIconInfo, tr("inspector.schedule.never"), Role::kText2);
  std::string times;
  for (const int64_t at_ms : unix_ms) {
    const int64_t at_s = at_ms / 1'000;
    std::string text = base::format_utc_s((at_s + zone.offset_s(at_s)) * 1'000).substr(0, 16);
    text[10] = ' ';
    times += (times.empty() ? "`" : ", `") + text + "`";
  }
  ui::rich_text(tr("inspector.schedule.next", {{"times", times}}), Role::kText2, kSmallPx);
}

void draw_schedule_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const ScheduleConfig& config = session.history().schedule_config(version);
  if (!(draft.id == id) || draft.version != version) begin_with(id, version, config);
  bool enabled = config.enabled;
  if (ui::checkbox("config.schedule.enabled", tr("inspector.mapping.enabled"), enabled)) {
    engine::UpdateSchedule command = update_of(name_of(session, id), config);
    command.config.enabled = enabled;
    commit(session, "schedule", std::move(command));
    return;
  }
  draw_times(session);
  ui::space(4);
  draw_target(session, id);
  const FormEnd end = form_buttons("config.schedule");
  if (end == FormEnd::kSave) commit(session, "schedule", edited(name_of(session, id)));
  if (end == FormEnd::kCancel) begin_with(id, version, config);
}

// A group has nothing to set: its schedules, and the way to them.
void draw_schedule_group_config(Session& session, ResourceId id) {
  ui::rich_text(tr("inspector.schedule_group.text"), Role::kText2, kSmallPx);
  ui::space(4);
  ui::section_label(tr("inspector.schedule_group.schedules"));
  const auto inside = engine::schedules::schedules_in(session.world(), session.history(), id);
  if (inside.empty()) ui::rich_text(tr("inspector.schedule_group.empty"), Role::kText2, kSmallPx);
  for (const ResourceId schedule : inside) {
    const std::string name(engine::schedules::schedule_of(name_of(session, schedule)));
    const std::string widget = "schedule_group." + name;
    if (ui::link(widget.c_str(), name.c_str())) return session.select_resource(schedule);
  }
}

}  // namespace brigade::app::inspector
