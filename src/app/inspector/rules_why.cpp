// An event on a bus: every rule that stood there, whether it matched, and for the chosen one its own pattern
// with a reason for each field and both texts, as the sandbox has them.
#include <algorithm>

#include "app/explanation.h"
#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/panels.h"
#include "app/rule_matrix.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::RecordKind;
using engine::ResourceId;
using engine::ResourceKind;
using engine::RuleVerdict;

constexpr float kTextsPx = 148;

// The pattern and the event that are explained; made anew where another pair is.
struct Pair {
  uint32_t record = kNone, version = kNone, revision = 0;
  Sandbox sandbox;
} pair;

bool is_stay(RecordKind kind) {
  return kind == RecordKind::EventReceived || kind == RecordKind::RuleMatched ||
         kind == RecordKind::EventRouted || kind == RecordKind::NoRuleMatched;
}

}  // namespace

// Asked for, else the selected one; else one that matched, or the first.
const RuleVerdict& chosen_rule(const Session& session, const engine::EventOnBus& event) {
  for (const RuleVerdict& verdict : event.rules) {
    if (verdict.rule == session.selection.resource) return verdict;
  }
  const auto matched = std::find_if(event.rules.begin(), event.rules.end(), [](const RuleVerdict& verdict) {
    return verdict.enabled && verdict.matched;
  });
  return matched == event.rules.end() ? event.rules.front() : *matched;
}

namespace {

void draw_rule(Session& session, const RuleVerdict& verdict, bool chosen) {
  const std::string name = name_of(session, verdict.rule);
  Rect row;
  if (ui::row(("why.rule." + name).c_str(), row, 30, chosen) && session.selection.message != kNone)
    session.selection.resource = verdict.rule;
  if (chosen) ui::register_widget(std::string("why.verdict.") + (verdict.matched ? "match" : "miss"), row);
  const FateLook look = !verdict.enabled  ? FateLook{kIconPause, tr("matrix.disabled"), Role::kWaiting}
                        : verdict.matched ? FateLook{kIconCheck, tr("matrix.match"), Role::kOk}
                                          : FateLook{kIconX, tr("matrix.miss"), Role::kFailed};
  const ui::TextStyle style{ui::Face::kText, kSmallPx, look.role};
  const float word_px = ui::text_width(look.text, style) + 8;
  ui::draw_icon(row.x + 6, row.y + (row.h - 16) * 0.5f, look.icon, 16, color(look.role));
  ui::draw_text(row.x + 28, row.y + (row.h - kTextPx) * 0.5f, name, {ui::Face::kText, kTextPx, Role::kText},
                row.w - 40 - word_px);
  ui::draw_text(row.right() - word_px, row.y + (row.h - kSmallPx) * 0.5f, look.text, style);
}

void take_pair(const Session& session, uint32_t record, uint32_t version) {
  if (pair.record == record && pair.version == version && pair.revision == session.revision()) return;
  pair.record = record;
  pair.version = version;
  pair.revision = session.revision();
  pair.sandbox.pattern = tidy_json(engine::pattern_text(session.simulation(), version));
  pair.sandbox.event = tidy_json(engine::event_text(session.simulation(), record));
  const Sandbox::Answer& answer = pair.sandbox.answer();
  const auto& leaves = answer.explanation.leaves;  // the places that decided are shown at once
  const auto decisive =
      std::find_if(leaves.begin(), leaves.end(), [](const auto& leaf) { return leaf.decisive; });
  if (!leaves.empty())
    pair.sandbox.leaf = decisive == leaves.end() ? 0 : static_cast<uint32_t>(decisive - leaves.begin());
}

}  // namespace

uint32_t bus_stay_of(const Session& session, const Focus& focus) {
  if (focus.is_message && !session.selection.resource.is_none()) {
    for (const uint32_t record : bus_stays(session, {}, focus.message, 100)) {
      const auto& event = session.event_on_bus(record);
      if (!event) continue;
      for (const RuleVerdict& verdict : event->rules) {
        if (verdict.rule == session.selection.resource) return record;
      }
    }
  }
  if (focus.decisions.empty()) return kNone;
  return is_stay(session.simulation().record_at(focus.decisions[0]).kind) ? focus.decisions[0] : kNone;
}

void draw_rules_of_event(Session& session, uint32_t record) {
  const auto& event = session.event_on_bus(record);
  if (!event || event->rules.empty()) return;
  const RuleVerdict& chosen = chosen_rule(session, *event);
  ui::section_label(tr("inspector.rules"));
  for (const RuleVerdict& verdict : event->rules) draw_rule(session, verdict, &verdict == &chosen);
  ui::space(4);
  take_pair(session, record, chosen.version);
  if (pair.sandbox.pattern.empty()) return ui::rich_text(tr("inspector.no_pattern"), Role::kText2, kSmallPx);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, 3));
  draw_explanation("why", pair.sandbox, false);
  ImGui::PopStyleVar();
  ui::space(4);
  draw_marked_texts(session, "why", pair.sandbox, kTextsPx);
  ui::space(4);
  if (ui::button("why.sandbox", tr("inspector.sandbox")))
    session.open_sandbox(pair.sandbox.pattern, pair.sandbox.event);
  ImGui::SameLine();
  if (alive(session, chosen.rule) && ui::button("why.edit", tr("inspector.rule.edit"))) {
    session.select_resource(chosen.rule);
    session.inspector_tab = InspectorTab::kConfig;
  }
}

}  // namespace brigade::app::inspector
