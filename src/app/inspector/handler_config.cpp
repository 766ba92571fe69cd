// What a scripted handler does: a list of rules, of which the first that applies decides; where none does, it
// succeeds. As a form, or as the JSON of scenario files.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::HandlerBehaviour;
using engine::HandlerOutcome;
using engine::HandlerRule;
using engine::kNone;
using engine::ResourceId;

struct Draft {
  ResourceId function;
  uint32_t version = kNone;
  HandlerBehaviour behaviour;
  std::vector<std::string> keys;  // of each rule, as one line of text
  bool as_json = false;
  std::string json;
} draft;

size_t open_rule = SIZE_MAX;

bool put(Session& session, ResourceId id, HandlerBehaviour behaviour) {
  return commit(session, "handler", engine::SetHandlerBehaviour{name_of(session, id), std::move(behaviour)});
}

std::vector<std::string> split_keys(const std::string& line) {
  std::vector<std::string> keys;
  for (std::string_view part : base::split(line, ',')) {
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) keys.emplace_back(part);
  }
  return keys;
}

// Fields that are typed into are kept in the draft and committed when left; the rest at once. True: commit
// now.
bool draw_rule_fields(HandlerRule& rule, std::string& keys, const std::string& name) {
  bool done = false;
  const std::vector<std::string> outcomes = {tr("inspector.outcome.succeed"), tr("inspector.outcome.fail"),
                                             tr("inspector.outcome.time_out")};
  int outcome = static_cast<int>(rule.outcome);
  if (ui::select((name + ".outcome").c_str(), tr("inspector.outcome"), outcomes, outcome)) {
    rule.outcome = static_cast<HandlerOutcome>(outcome);
    done = true;
  }
  ui::text_field((name + ".keys").c_str(), tr("inspector.rule.keys"), keys, {},
                 tr("inspector.rule.keys_hint"), true);
  if (ImGui::IsItemDeactivatedAfterEdit() || ui::submitted()) {
    rule.keys = split_keys(keys);
    done = true;
  }
  int64_t first = rule.first_attempts;
  if (ui::number_field((name + ".first").c_str(), tr("inspector.rule.first"), first, 0, 3,
                       tr("inspector.rule.first_unit"))) {
    rule.first_attempts = static_cast<uint32_t>(first);
    done = true;
  }
  int64_t percent = (rule.probability_ppm + 5'000) / 10'000;
  if (ui::number_field((name + ".probability").c_str(), tr("inspector.rule.probability"), percent, 0, 100,
                       "%")) {
    rule.probability_ppm = static_cast<uint32_t>(percent * 10'000);
    done = true;
  }
  if (rule.outcome == HandlerOutcome::Fail) {
    ui::text_field((name + ".message").c_str(), tr("inspector.rule.message"), rule.error_message, {},
                   engine::kDefaultErrorMessage.data());
    done |= ImGui::IsItemDeactivatedAfterEdit() || ui::submitted();
  }
  return done;
}

// "fails · keys beach* · the first 2 attempts"
std::string summary(const HandlerRule& rule) {
  std::string text = tr(rule.outcome == HandlerOutcome::Fail      ? "inspector.outcome.fail"
                        : rule.outcome == HandlerOutcome::TimeOut ? "inspector.outcome.time_out"
                                                                  : "inspector.outcome.succeed");
  if (!rule.keys.empty()) text += " · " + base::join(rule.keys, ", ");
  if (rule.first_attempts > 0)
    text += " · " + tr("inspector.rule.first_of", {{"n", std::to_string(rule.first_attempts)}});
  if (rule.probability_ppm < 1'000'000)
    text += " · " + std::to_string(rule.probability_ppm / 10'000) + "\xC2\xA0%";
  return text;
}

// True where the handler is another one now.
bool draw_rules(Session& session, ResourceId id) {
  for (size_t i = 0; i < draft.behaviour.rules.size(); ++i) {
    HandlerRule& rule = draft.behaviour.rules[i];
    const std::string name = "config.rule." + std::to_string(i);
    ui::begin_card(name.c_str());
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::SetNextItemAllowOverlap();
    Rect row;
    if (ui::row((name + ".open").c_str(), row, 30, false)) open_rule = open_rule == i ? SIZE_MAX : i;
    ui::draw_icon(row.x, row.y + 7, open_rule == i ? kIconChevronDown : kIconChevronRight, 16,
                  color(Role::kText2));
    ui::draw_text(row.x + 22, row.y + 7, summary(rule), {}, row.w - 60);
    ui::ButtonOptions options;
    options.look = ui::Button::kGhost;
    options.width = options.height = 28;
    ImGui::SetCursorScreenPos({at.x + width - 30, at.y + 1});
    const bool removed = !session.readonly && ui::icon_button((name + ".remove").c_str(), kIconTrash2,
                                                              tr("inspector.remove"), options);
    ImGui::SetCursorScreenPos({at.x, row.bottom()});
    ImGui::Dummy({0, 2});
    const bool done = open_rule == i && draw_rule_fields(rule, draft.keys[i], name);
    ui::end_card();
    if (!removed && !done) continue;
    HandlerBehaviour behaviour = draft.behaviour;
    if (removed) behaviour.rules.erase(behaviour.rules.begin() + static_cast<std::ptrdiff_t>(i));
    put(session, id, std::move(behaviour));
    return true;
  }
  return false;
}

bool draw_presets(Session& session, ResourceId id) {
  HandlerBehaviour behaviour = draft.behaviour;
  bool chosen = false;
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.rule.add", tr("inspector.rule.add"), options))
    ui::open_popover("config.rule.presets");
  if (!draft.behaviour.rules.empty()) {
    ImGui::SameLine();
    options.icon = kIconCheck;
    options.icon_role = Role::kOk;
    if (ui::button("config.succeed", tr("inspector.always_succeed"), options)) {
      behaviour.rules.clear();
      chosen = true;
    }
  }
  if (ui::begin_popover("config.rule.presets", 290)) {
    auto preset = [&](const char* name, const char* icon, HandlerRule rule) {
      if (!ui::menu_item(name, icon, tr(name))) return;
      behaviour.rules.insert(behaviour.rules.begin(), std::move(rule));  // before those that would hide it
      open_rule = 0;
      chosen = true;
    };
    HandlerRule rule;
    preset("inspector.preset.fail", kIconX, rule);
    rule.first_attempts = 1;
    preset("inspector.preset.first", kIconRotateCw, rule);
    rule = {};
    rule.keys = {"*.png"};
    preset("inspector.preset.keys", kIconFile, rule);
    rule = {};
    rule.outcome = HandlerOutcome::TimeOut;
    preset("inspector.preset.time_out", kIconHourglass, rule);
    rule = {};
    rule.probability_ppm = 300'000;
    preset("inspector.preset.sometimes", kIconShuffle, rule);
    ui::end_popover();
  }
  if (chosen) put(session, id, std::move(behaviour));
  return chosen;
}

bool draw_durations(Session& session, ResourceId id) {
  HandlerBehaviour& b = draft.behaviour;
  bool changed = ui::duration_field("config.duration", tr("inspector.duration"), b.duration_ms, 1, 1'000'000);
  changed = ui::duration_field("config.failure_duration", tr("inspector.failure_duration"),
                               b.failure_duration_ms, 1, 1'000'000) ||
            changed;
  changed = ui::duration_field("config.init_duration", tr("inspector.init_duration"), b.init_duration_ms, 0,
                               100'000) ||
            changed;
  if (changed) put(session, id, b);
  return changed;
}

// What a success returns. True where the handler is another one now.
bool draw_response(Session& session, ResourceId id) {
  ui::text_area("config.response", tr("inspector.response"), draft.behaviour.response, 56, {});
  if (!ImGui::IsItemDeactivatedAfterEdit()) return false;
  put(session, id, draft.behaviour);
  return true;
}

void draw_as_json(Session& session, ResourceId id) {
  ui::text_area("config.handler.json", "", draft.json, 220, edit_error().at("handler"));
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  if (!ui::button("config.handler.apply", tr("inspector.apply"), options)) return;
  auto behaviour = formats::read_handler(draft.json);
  if (behaviour) {
    put(session, id, std::move(*behaviour));
    return;
  }
  const base::LineColumn at = base::line_column(draft.json, behaviour.error().range.begin);
  note("handler", base::fail({}, tr("inspector.json_error", {{"line", std::to_string(at.line)},
                                                             {"column", std::to_string(at.column)},
                                                             {"text", behaviour.error().text}})));
}

}  // namespace

void draw_handler_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  if (!(draft.function == id) || draft.version != version) {
    const bool as_json = draft.function == id && draft.as_json;
    draft = {};
    draft.function = id;
    draft.version = version;
    draft.as_json = as_json;
    draft.behaviour = session.history().function_config(version).handler;
    for (const HandlerRule& rule : draft.behaviour.rules) draft.keys.push_back(base::join(rule.keys, ", "));
    draft.json = formats::write_handler(draft.behaviour);
  }
  ui::section_label(tr("inspector.handler"));
  const ui::Tab views[] = {{"handler.as_form", tr("inspector.as_form")},
                           {"handler.as_json", tr("inspector.as_json")}};
  draft.as_json = ui::segmented("handler.view", views, 2, draft.as_json ? 1 : 0) == 1;
  ui::space(2);
  if (draft.as_json) return draw_as_json(session, id);
  ui::rich_text(tr(draft.behaviour.rules.empty() ? "inspector.handler.succeeds" : "inspector.handler.rules"),
                Role::kText2, kSmallPx);
  if (draw_rules(session, id)) return;
  if (!session.readonly && draw_presets(session, id)) return;
  const std::string_view error = edit_error().at("handler");
  if (!error.empty()) ui::rich_text(error, Role::kFailed, kSmallPx);
  if (draw_durations(session, id)) return;
  if (draw_response(session, id)) return;
  ui::space(6);
  draw_handler_calls(session, id, session.history().function_config(version).handler);
}

}  // namespace brigade::app::inspector
