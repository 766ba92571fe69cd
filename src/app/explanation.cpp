// Reasons come from the matcher; their words from the catalogue, by the reason's key.
#include "app/explanation.h"

#include <algorithm>

#include "app/icons.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

constexpr size_t kMostRows = 80, kMostAlternatives = 8;

struct Ask {
  std::string stem;
  Sandbox& sandbox;
  const Sandbox::Answer& answer;
};

}  // namespace

std::string reason_of(const match::Alternative& alternative, const match::AlternativeExplanation& explained) {
  const match::ReasonKind kind = explained.reason.kind;
  const bool says_it_all = kind == match::ReasonKind::IsEqual || kind == match::ReasonKind::IsNotEqual;
  const std::string key = "reason." + std::string(match::reason_key(kind));
  const std::string reason = match::fill_template(tr(key), explained.reason);
  return says_it_all ? reason : match::operator_words(alternative) + ": " + reason;
}

namespace {

void draw_icon_line(bool good, std::string_view text, Role role) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ui::draw_icon(at.x, at.y + 2, good ? kIconCheck : kIconX, 14, color(good ? Role::kOk : Role::kFailed));
  ImGui::SetCursorScreenPos({at.x + 20, at.y});
  ImGui::BeginGroup();
  ui::rich_text(text, role, kSmallPx);
  ImGui::EndGroup();
}

void draw_leaf(const Ask& ask, const match::PatternNode& node, bool good) {
  Sandbox& sandbox = ask.sandbox;
  const Sandbox::Answer& answer = ask.answer;
  const match::Leaf& leaf = answer.pattern.leaves[node.leaf];
  const match::LeafExplanation& explained = answer.explanation.leaves[node.leaf];
  Rect rect;
  const bool chosen = sandbox.leaf == node.leaf;
  if (ui::row((ask.stem + ".leaf." + leaf.path).c_str(), rect, 28, chosen))
    sandbox.leaf = chosen ? Sandbox::kNoLeaf : node.leaf;
  const bool split = explained.decisive && explained.matched;  // only not in the same element
  const bool shown_good = good && !split;
  const ui::TextStyle name{ui::Face::kSemibold, kTextPx, Role::kText};
  const float y = rect.y + (rect.h - kTextPx) * 0.5f;
  ui::draw_icon(rect.x + 6, rect.y + (rect.h - 16) * 0.5f, shown_good ? kIconCheck : kIconX, 16,
                color(shown_good ? Role::kOk : Role::kFailed));
  ui::draw_text(rect.x + 28, y, node.name, name, rect.w * 0.5f);
  if (explained.decisive) {
    const float x = rect.x + 40 + std::min(ui::text_width(node.name, name), rect.w * 0.5f);
    ui::draw_text(x, y, tr(split ? "sandbox.not_together" : "sandbox.made_miss"),
                  {ui::Face::kText, kSmallPx, Role::kFailed}, rect.right() - x - 6);
  }
  ImGui::Indent(28);
  const size_t count = std::min(leaf.alternatives.size(), kMostAlternatives);
  for (size_t i = 0; i < count; ++i) {
    const match::AlternativeExplanation& alternative = explained.alternatives[i];
    draw_icon_line(alternative.matched, reason_of(leaf.alternatives[i], alternative), Role::kText2);
  }
  if (count < leaf.alternatives.size()) {
    ui::label(tr("sandbox.more", {{"n", std::to_string(leaf.alternatives.size() - count)}}),
              {ui::Face::kText, kSmallPx, Role::kText2});
  }
  ImGui::Unindent(28);
}

// The pattern's own tree. `left` counts the rows that may still be drawn.
void draw_node(const Ask& ask, uint32_t index, size_t branch, size_t& left) {
  const Sandbox::Answer& answer = ask.answer;
  if (left == 0) return;
  --left;
  const match::PatternNode& node = answer.pattern.nodes[index];
  const bool good = answer.explanation.nodes[index];
  if (node.kind == match::PatternNode::Kind::Leaf) return draw_leaf(ask, node, good);
  const bool is_or = node.kind == match::PatternNode::Kind::Or;
  std::string name = is_or ? "$or" : node.name;
  if (name.empty()) name = tr("sandbox.branch", {{"n", std::to_string(branch)}});
  ImGui::Indent(6);
  draw_icon_line(good, name, Role::kText);
  ImGui::Indent(10);
  size_t number = 0;
  for (const uint32_t child : node.children) draw_node(ask, child, ++number, left);
  ImGui::Unindent(16);
}

std::string joined_paths(const Sandbox::Answer& answer) {
  std::string names;
  for (const uint32_t leaf : answer.explanation.smallest_miss) {
    names += (names.empty() ? "`" : ", `") + answer.pattern.leaves[leaf].path + "`";
  }
  return names;
}

std::string joined_elements(const Sandbox::Answer& answer) {
  std::string names;
  for (const uint32_t element : answer.explanation.elements) {
    names += (names.empty() ? "`" : ", `") + answer.event->element_name(element) + "`";
  }
  return names;
}

void draw_verdict(const Ask& ask, const char* name, const char* icon, const char* text_key, Role role) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ui::pill(icon, tr(text_key), role);
  const ImVec2 end = ImGui::GetItemRectMax();
  ui::register_widget(ask.stem + ".verdict." + name, {at.x, at.y, end.x - at.x, end.y - at.y});
}

}  // namespace

std::string fault_text(std::string_view text, const base::Error& fault) {
  if (fault.range.empty() && fault.range.begin == 0) return fault.text;
  const base::LineColumn at = base::line_column(text, fault.range.begin);
  return tr("sandbox.place",
            {{"line", std::to_string(at.line)}, {"column", std::to_string(at.column)}, {"text", fault.text}});
}

void draw_explanation(std::string_view stem, Sandbox& sandbox, bool headline) {
  const Sandbox::Answer& answer = sandbox.answer();
  const Ask ask{std::string(stem), sandbox, answer};
  if (!answer.has_verdict()) {
    draw_verdict(ask, "fault", kIconCircleAlert,
                 answer.pattern_fault ? "sandbox.fault.pattern" : "sandbox.fault.event", Role::kWaiting);
    ui::space(6);
    ui::paragraph(answer.pattern_fault ? answer.pattern_fault->text : answer.event_fault->text,
                  {ui::Face::kText, kTextPx, Role::kText});
    return;
  }
  const match::Explanation& explanation = answer.explanation;
  if (headline) {
    const bool matched = explanation.matched;
    draw_verdict(ask, matched ? "match" : "miss", matched ? kIconCheck : kIconX,
                 matched ? "sandbox.match" : "sandbox.miss", matched ? Role::kOk : Role::kFailed);
    ui::space(4);
  }
  if (!explanation.smallest_miss.empty())
    ui::rich_text(tr("sandbox.miss.because", {{"names", joined_paths(answer)}}), Role::kText);
  if (!explanation.elements.empty())
    ui::rich_text(tr("sandbox.together", {{"names", joined_elements(answer)}}), Role::kText2, kSmallPx);
  if (headline) ui::paragraph(tr("sandbox.select"), {ui::Face::kText, kSmallPx, Role::kText2});
  ui::space(4);
  size_t left = kMostRows, branch = 0;
  if (answer.pattern.nodes.empty()) return;
  for (const uint32_t child : answer.pattern.nodes[0].children) {
    draw_node(ask, child, ++branch, left);
  }
}

void draw_marked_texts(Session& session, std::string_view stem, Sandbox& sandbox, float height) {
  const Sandbox::Answer& answer = sandbox.answer();
  if (sandbox.leaf >= answer.explanation.leaves.size()) return;
  const std::string name(stem);
  const match::Leaf& leaf = answer.pattern.leaves[sandbox.leaf];
  const match::LeafExplanation& explained = answer.explanation.leaves[sandbox.leaf];
  std::string copied;
  ui::label(tr("sandbox.pattern"), {ui::Face::kText, kSmallPx, Role::kText2});
  if (ui::code_view((name + ".pattern.marked").c_str(), answer.pattern_text, ui::CodeKind::kJson, height,
                    copied, leaf.name_place.begin, leaf.value_place.end)) {
    session.copy(copied);
  }
  ui::label(tr("sandbox.event"), {ui::Face::kText, kSmallPx, Role::kText2});
  const base::TextRange place = explained.values.empty() ? base::TextRange{} : explained.values[0].place;
  if (ui::code_view((name + ".event.marked").c_str(), answer.event_text, ui::CodeKind::kJson, height, copied,
                    place.begin, place.end)) {
    session.copy(copied);
  }
}

}  // namespace brigade::app
