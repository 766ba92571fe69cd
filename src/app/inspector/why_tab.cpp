// Why it went so: the decision in a headline, the rule as it applied here, each thing that was compared with
// the offending part highlighted, the service's rule in general with its documentation, and the journey
// below.
#include <algorithm>
#include <optional>

#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/explain_access.h"

namespace brigade::app::inspector {
namespace {

using engine::Check;
using engine::kNone;
using engine::Tone;
using engine::Why;

// Which of several decisions of the present step is shown; reset when the focus changes.
struct Chosen {
  uint32_t first = kNone;
  size_t index = 0;
} chosen;

void draw_headline(const Focus& focus, const Why& why) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const ui::TextStyle title{ui::Face::kSemibold, kTitlePx - 1, Role::kText};
  const Role role = why.tone == Tone::Neutral ? Role::kText2 : tone_role(why.tone);
  const ui::TextStyle headline{ui::Face::kText, kTitlePx - 1, role};
  const std::string text = say(why.headline);
  const float title_px = std::min(ui::text_width(focus.title, title), width * 0.62f);
  ui::draw_text(at.x, at.y, focus.title, title, width * 0.62f);
  float x = at.x + title_px + 9, y = at.y;
  if (x + 22 + ui::text_width(text, headline) > at.x + width) x = at.x, y += 24;
  ui::draw_icon(x, y + 1, tone_icon(why.tone), 16, color(role));
  ui::draw_text(x + 21, y, text, headline, at.x + width - x - 21);
  ImGui::SetCursorScreenPos({at.x, y + 25});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, y + 25});
}

// The text that was compared, with the part that decided on a tint of its own.
float draw_actual(float x, float y, float width, const Check& check) {
  const ui::TextStyle style{ui::Face::kMono, kMonoSmallPx, check.ok ? Role::kText2 : Role::kText};
  const std::string_view text = check.actual;
  const size_t begin = std::min<size_t>(check.actual_range.begin, text.size());
  const size_t end = std::min<size_t>(check.actual_range.end, text.size());
  if (!check.ok && begin < end) {
    const float from = x + ui::text_width(text.substr(0, begin), style);
    const float to = std::min(from + ui::text_width(text.substr(begin, end - begin), style), x + width);
    ImGui::GetWindowDrawList()->AddRectFilled({from - 2, y - 2}, {to + 2, y + kMonoSmallPx + 3},
                                              color(Role::kFailed, 0.3f), 3);
  }
  ui::draw_text(x, y, text, style, width);
  return kMonoSmallPx + 8;
}

void draw_check(const Check& check) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const std::string expected = say(check.expected);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  const Role role = check.ok ? Role::kOk : Role::kFailed;
  ui::draw_icon(at.x + 5, at.y + 4.5f, check.ok ? kIconCheck : kIconX, 15, color(role));
  ImGui::SetCursorScreenPos({at.x + 27, at.y + 2});
  ImGui::BeginGroup();
  ui::rich_text(expected, Role::kText2, kTextPx - 0.5f);
  ImGui::EndGroup();
  const float bottom = ImGui::GetItemRectMax().y;
  list->ChannelsSetCurrent(0);
  if (!check.ok) {
    list->AddRectFilled({at.x, at.y - 1}, {at.x + width, bottom + 2},
                        color(Role::kFailed, theme().dark ? 0.2f : 0.14f), 4);
  }
  list->ChannelsMerge();
  float y = bottom + 4;
  if (!check.actual.empty()) y += draw_actual(at.x + 27, y + 1, width - 30, check);
  ImGui::SetCursorScreenPos({at.x, y});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, y + 2});
}

// What was denied can be granted for real: one command, which can be undone.
bool draw_grant(Session& session, uint32_t record) {
  static uint32_t of = kNone, revision = 0;
  static std::optional<engine::Command> command;
  if (of != record || revision != session.revision()) {
    command = engine::grant_for(session.simulation(), record);
    of = record;
    revision = session.revision();
  }
  if (!command || session.readonly) return false;
  ui::ButtonOptions options;
  options.icon = kIconCheck;
  options.icon_role = Role::kOk;
  if (!ui::button("why.grant", tr("permissions.grant_now"), options)) return false;
  ui::tooltip(tr("permissions.grant_now.text"));
  return commit(session, "grant", *command);
}

void draw_rule(Session& session, const Why& why) {
  const std::string rule = say(why.rule);
  if (rule.empty() && why.documentation_url.empty()) return;
  ui::begin_card("why.rule");
  ui::rich_text(rule, Role::kText2, kTextPx - 0.5f);
  if (!why.documentation_url.empty() && ui::link("why.documentation", tr("inspector.documentation"), true)) {
    session.open_url(why.documentation_url);
  }
  ui::end_card();
}

// The other decisions of the same step, to switch to.
void draw_others(Session& session, const Focus& focus) {
  if (focus.telling < 2) return;
  ui::space(2);
  ui::section_label(tr("inspector.same_step"));
  for (size_t i = 0; i < focus.telling; ++i) {
    const Why why = engine::why(session.simulation(), focus.decisions[i]);
    const std::string name = "why.other." + std::to_string(i);
    Rect row;
    if (ui::row(name.c_str(), row, 28, i == chosen.index)) chosen.index = i;
    const Role role = tone_role(why.tone);
    ui::draw_icon(row.x + 6, row.y + (row.h - 14) * 0.5f, tone_icon(why.tone), 14, color(role));
    const engine::Line line = engine::line_of(session.simulation(), focus.decisions[i]);
    std::string text = say(line.sentence);
    std::erase(text, '`');
    ui::draw_text(row.x + 27, row.y + (row.h - kSmallPx) * 0.5f, text,
                  {ui::Face::kText, kSmallPx, Role::kText}, row.w - 34);
  }
}

// Explanations read worlds of the past: made once for each record and language.
const Why& explained(const Session& session, uint32_t record) {
  static Why kept;
  static uint32_t of = kNone, revision = 0;
  static const engine::Simulation* simulation = nullptr;
  if (of != record || revision != session.revision() || simulation != &session.simulation()) {
    kept = engine::why(session.simulation(), record);
    of = record;
    revision = session.revision();
    simulation = &session.simulation();
  }
  return kept;
}

}  // namespace

void draw_why(Session& session, const Focus& focus) {
  const uint32_t stay = bus_stay_of(session, focus);
  if (focus.decisions.empty() && stay == kNone) {
    const bool something = focus.is_message || focus.is_resource || focus.is_connection;
    return draw_nothing(kIconCircleQuestionMark,
                        something ? "inspector.nothing_yet.title" : "inspector.nothing.title",
                        something ? "inspector.nothing_yet.why" : "inspector.nothing.why");
  }
  if (chosen.first != (focus.decisions.empty() ? stay : focus.decisions.front()))
    chosen = {focus.decisions.empty() ? stay : focus.decisions.front(), 0};
  chosen.index = std::min(chosen.index, std::max<size_t>(focus.decisions.size(), 1) - 1);
  const bool of_rules = stay != kNone && chosen.index == 0;
  const Why& why = explained(session, of_rules ? stay : focus.decisions[chosen.index]);
  draw_headline(focus, why);
  if (!of_rules || why.tone == Tone::Neutral) ui::rich_text(say(why.because), Role::kText2, kTextPx);
  ui::space(4);
  if (of_rules) {
    draw_rules_of_event(session, stay);
  } else {
    for (const Check& check : why.checks) draw_check(check);
    if (draw_grant(session, focus.decisions[chosen.index])) return;
  }
  ui::space(4);
  draw_rule(session, why);
  draw_others(session, focus);
  if (!focus.journey.empty()) {
    ui::space(4);
    ui::section_label(tr("inspector.journey"));
    draw_journey(session, focus);
  }
}

}  // namespace brigade::app::inspector
