// A rule: its pattern, checked while it is typed and held against the last events of its bus; whether it is
// enabled; its targets, each with what it gets and what happens when it does not take it.
#include <algorithm>

#include "app/explanation.h"
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/rule_matrix.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/services/schedules.h"
#include "match/match.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;
using engine::RuleConfig;
using engine::RuleTarget;

constexpr size_t kEventsTried = 20;
constexpr uint32_t kTargets = kind_bit(ResourceKind::Function) | kind_bit(ResourceKind::Queue) |
                              kind_bit(ResourceKind::Topic) | kind_bit(ResourceKind::Bus);

enum class Input : uint8_t { kWhole, kPart, kConstant, kTemplate };

// What is being typed, of which version of which rule.
struct Draft {
  ResourceId id;
  uint32_t version = kNone, moves = kNone;
  std::string pattern, tried, fault;
  std::string schedule;
  size_t matched = 0, events = 0;  // of those tried
  size_t target = kNoTarget;       // that is edited; as many as there are: a new one
  RuleTarget edited;
  Input input = Input::kWhole;
  std::string part, constant, paths, text;
  static constexpr size_t kNoTarget = SIZE_MAX;
} draft;

void judge(const Session& session, ResourceId bus) {
  if (draft.tried == draft.pattern && draft.moves == session.moves()) return;
  draft.tried = draft.pattern;
  draft.moves = session.moves();
  draft.fault.clear();
  draft.matched = draft.events = 0;
  if (draft.pattern.empty() && !draft.schedule.empty()) return;  // a schedule alone will do
  const auto pattern = match::read_event_pattern(draft.pattern);
  const base::Status fits = pattern ? match::check_service_limits(*pattern, draft.pattern) : base::Status();
  if (!pattern || !fits) {
    draft.fault = fault_text(draft.pattern, pattern ? fits.error() : pattern.error());
    return;
  }
  for (const uint32_t record : bus_stays(session, bus, kNone, kEventsTried)) {
    const std::string text = engine::event_text(session.simulation(), record);
    const auto event = match::read_event(text);
    if (!event) continue;
    ++draft.events;
    if (match::matches(*pattern, *event)) ++draft.matched;
  }
}

// Only rules of the default bus can have one, and only in UTC.
void draw_schedule(const Session& session) {
  ui::text_field("config.rule.schedule", tr("inspector.rule.schedule"), draft.schedule, {}, "rate(5 minutes)",
                 true);
  if (draft.schedule.empty()) return;
  RuleConfig config;
  const auto schedule = base::read_schedule_expression(draft.schedule, base::ScheduleDialect::Rule);
  if (schedule) config.schedule = *schedule;
  const int64_t start_ms = session.simulation().plan().options.start_unix_ms;
  const engine::RuleState& rule = session.world().rule(draft.id);
  const int64_t from_ms =
      start_ms +
      (draft.schedule ==
               session.history().rule_config(session.world().resource(draft.id).config).schedule_expression
           ? rule.scheduled_from_ms
           : session.world().now_ms);
  draw_next_times(schedule
                      ? engine::schedules::next_times(config, from_ms, start_ms + session.world().now_ms, 3)
                      : std::vector<int64_t>(),
                  base::TimeZone{}, schedule.has_value());
}

void draw_pattern(Session& session, const RuleConfig& config, ResourceId bus) {
  ui::section_label(tr("inspector.pattern"));
  judge(session, bus);
  const float height =
      std::clamp(20.0f * static_cast<float>(std::count(draft.pattern.begin(), draft.pattern.end(), '\n') + 2),
                 110.0f, 240.0f);
  ui::text_area("config.pattern", "", draft.pattern, height,
                draft.fault.empty() ? edit_error().at("pattern") : std::string_view(draft.fault));
  if (draft.fault.empty() && !draft.pattern.empty()) {
    const bool none = draft.events > 0 && draft.matched == 0;
    ui::status(draft.events == 0 ? kIconInfo
               : none            ? kIconX
                                 : kIconCheck,
               draft.events == 0 ? std::string(tr("inspector.pattern.no_events"))
                                 : tr("inspector.pattern.matches", {{"n", std::to_string(draft.matched)},
                                                                    {"m", std::to_string(draft.events)}}),
               draft.events == 0 ? Role::kText2
               : none            ? Role::kFailed
                                 : Role::kOk);
  }
  if (config.bus == engine::kDefaultBus) draw_schedule(session);
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  options.enabled = draft.fault.empty() && !session.readonly;
  if (ui::button("config.pattern.save", tr("inspector.save"), options)) {
    commit(session, "pattern",
           engine::PutRule{config.rule, config.bus, draft.pattern, config.description, config.enabled,
                           draft.schedule});
    return;
  }
  ImGui::SameLine();
  options.look = ui::Button::kSecondary;
  options.enabled = true;
  if (!ui::button("config.pattern.sandbox", tr("inspector.sandbox"), options)) return;
  const std::vector<uint32_t> last = bus_stays(session, bus, kNone, 1);
  session.open_sandbox(draft.pattern, last.empty()
                                          ? std::string()
                                          : tidy_json(engine::event_text(session.simulation(), last[0])));
}

// --- targets ---

Input input_of(const RuleTarget& target) {
  return target.input               ? Input::kConstant
         : target.input_path        ? Input::kPart
         : target.input_transformer ? Input::kTemplate
                                    : Input::kWhole;
}

std::string input_text(Input input) {
  constexpr const char* kKeys[] = {"inspector.input.whole", "inspector.input.part",
                                   "inspector.input.constant", "inspector.input.template"};
  return tr(kKeys[static_cast<size_t>(input)]);
}

void edit(const RuleConfig& config, size_t index) {
  edit_error() = {};
  draft.target = index;
  draft.edited = index < config.targets.size() ? config.targets[index] : RuleTarget();
  if (draft.edited.id.empty()) draft.edited.id = stage::free_target_id(config);
  draft.input = input_of(draft.edited);
  draft.part = draft.edited.input_path.value_or("$.detail");
  draft.constant = draft.edited.input.value_or("{\n  \"hello\": \"world\"\n}");
  draft.paths = "{\n  \"key\": \"$.detail.object.key\"\n}";
  draft.text = "{\"file\": <key>}";
  if (!draft.edited.input_transformer) return;
  base::JsonWriter paths(base::JsonStyle::kIndented);
  paths.begin_object();
  for (const auto& [name, path] : draft.edited.input_transformer->paths) paths.member(name, path);
  draft.paths = paths.end_object().take();
  draft.text = draft.edited.input_transformer->input_template;
}

// The target with its input as it is typed.
base::Result<RuleTarget> edited_target() {
  RuleTarget target = draft.edited;
  target.input.reset();
  target.input_path.reset();
  target.input_transformer.reset();
  if (draft.input == Input::kPart) target.input_path = draft.part;
  if (draft.input == Input::kConstant) target.input = draft.constant;
  if (draft.input == Input::kTemplate) {
    const auto paths = base::read_json(draft.paths);
    if (!paths) return base::fail({}, fault_text(draft.paths, paths.error()));
    engine::InputTransformer& transformer = target.input_transformer.emplace();
    for (const base::JsonMember& member : paths->members())
      transformer.paths.emplace_back(member.name, member.value.as_string());
    transformer.input_template = draft.text;
  }
  return target;
}

void draw_input() {
  std::vector<std::string> names;
  for (int i = 0; i < 4; ++i) names.push_back(input_text(static_cast<Input>(i)));
  int active = static_cast<int>(draft.input);
  if (ui::select("config.target.input", tr("inspector.input"), names, active))
    draft.input = static_cast<Input>(active);
  if (draft.input == Input::kPart)
    ui::text_field("config.target.part", nullptr, draft.part, {}, "$.detail", true);
  if (draft.input == Input::kConstant) ui::text_area("config.target.constant", "", draft.constant, 80);
  if (draft.input != Input::kTemplate) return;
  ui::text_area("config.target.paths", tr("inspector.input.paths"), draft.paths, 80);
  ui::text_area("config.target.template", tr("inspector.input.text"), draft.text, 80);
}

void draw_target_form(Session& session, ResourceId id) {
  RuleTarget& target = draft.edited;
  ui::begin_card("config.target.form");
  choose_resource(session, "config.target.arn", tr("inspector.target"), kTargets, id, false, target.arn);
  if (base::ends_with(target.arn, ".fifo"))
    ui::text_field("config.target.group", tr("inspector.message_group"), target.message_group_id, {},
                   "events", true);
  choose_role(session, "config.target.role", true, target.role_arn);
  draw_input();
  draw_retry_policy("config.target", target.has_retry_policy, target.maximum_retry_attempts,
                    target.maximum_event_age_s);
  choose_resource(session, "config.target.dead_letter", tr("inspector.dead_letter"),
                  kind_bit(ResourceKind::Queue), id, true, target.dead_letter_arn, edit_error().at("target"));
  const FormEnd end = form_buttons("config.target");
  if (end == FormEnd::kSave) {
    const auto made = edited_target();
    const base::Status status = made ? stage::put_target(session, id, *made)
                                     : base::Status(tl::unexpected<base::Error>(made.error()));
    note("target", status);
    if (status) draft.target = Draft::kNoTarget;
  }
  if (end == FormEnd::kCancel) draft.target = Draft::kNoTarget;
  ui::end_card();
}

// True where the configuration is another one now.
bool draw_target(Session& session, ResourceId id, const RuleConfig& config, uint32_t index) {
  const RuleTarget& target = config.targets[index];
  const bool lit = session.selection.kind == SelectionKind::kConnection && session.selection.rule == index &&
                   session.selection.connection == ConnectionKind::kTarget;
  const ResourceId to = engine::find_by_arn(session.world(), session.history(), target.arn);
  const std::string name = "config.target." + std::to_string(index);
  const uint32_t revision = session.revision();
  switch (part_row(session, name, "\xE2\x86\x92  " + (to.is_none() ? target.arn : name_of(session, to)),
                   target.id + " · " + input_text(input_of(target)), lit)) {
    case RowPress::kRow:
      session.select_connection(id, ConnectionKind::kTarget, index);
      break;
    case RowPress::kEdit:
      edit(config, index);
      break;
    case RowPress::kRemove:
      stage::remove_target(session, id, index);
      return true;
    case RowPress::kNone:
      break;
  }
  if (target.role_arn.empty()) draw_permission(session, name + ".permit", id, target.arn);
  draw_permission(session, name + ".permit_dlq", id, target.dead_letter_arn);
  return revision != session.revision();
}

void draw_targets(Session& session, ResourceId id, const RuleConfig& config) {
  ui::section_label(tr("inspector.targets"));
  if (config.targets.empty() && draft.target == Draft::kNoTarget)
    ui::rich_text(tr("inspector.no_targets"), Role::kText2, kSmallPx);
  const uint32_t revision = session.revision();
  for (uint32_t i = 0; i < config.targets.size(); ++i) {
    if (draw_target(session, id, config, i)) return;
    if (draft.target == i) draw_target_form(session, id);
    if (revision != session.revision()) return;
  }
  if (draft.target == config.targets.size()) return draw_target_form(session, id);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.target.add", tr("inspector.target.add"), options))
    edit(config, config.targets.size());
}

}  // namespace

void draw_rule_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const RuleConfig& config = session.history().rule_config(version);
  if (!(draft.id == id) || draft.version != version) {
    const bool typing = draft.id == id && draft.fault.size() > 0;  // a fault is not lost to another edit
    std::string pattern = typing ? draft.pattern : tidy_json(config.pattern_text);
    draft = {};
    draft.id = id;
    draft.version = version;
    draft.pattern = std::move(pattern);
    draft.schedule = config.schedule_expression;
  }
  const uint32_t revision = session.revision();
  bool enabled = config.enabled;
  if (ui::checkbox("config.enabled", tr("inspector.rule.enabled"), enabled)) {
    if (enabled) {
      commit(session, "enabled", engine::EnableRule{config.rule, config.bus});
    } else {
      commit(session, "enabled", engine::DisableRule{config.rule, config.bus});
    }
    return;
  }
  draw_pattern(session, config, session.world().rule(id).bus);
  if (revision != session.revision()) return;
  ui::space(4);
  draw_targets(session, id, config);
}

}  // namespace brigade::app::inspector
