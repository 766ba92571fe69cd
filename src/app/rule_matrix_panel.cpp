// The table of rules and events: rules stay at the left, events run to the right, the newest last. A click on
// a cell says why; so do the arrows with Shift. More events than fit are reached with the two arrows above.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/rule_matrix.h"
#include "app/widgets_internal.h"
#include "base/time.h"

namespace brigade::app {
namespace {

constexpr size_t kColumns = 60;
constexpr float kWideColumnPx = 108, kNarrowColumnPx = 84, kHeadPx = 44, kPad = 8;

struct Cache {
  uint32_t revision = ~0u, moves = ~0u;
  Language language = Language::kEnglish;
  size_t skipped = 0;  // of the newest
  size_t fitting = 1;
  RuleMatrix matrix;
} cache;

const RuleMatrix& matrix_of(const Session& session) {
  if (cache.revision != session.revision() || cache.moves != session.moves() ||
      cache.language != language()) {
    cache = {session.revision(), session.moves(), language(), 0, 1, make_rule_matrix(session, kColumns)};
  }
  return cache.matrix;
}

struct CellLook {
  const char* icon;
  const char* key;
  Role role;
};
CellLook look_of(CellState state) {
  if (state == CellState::kMatched) return {kIconCheck, "matrix.match", Role::kOk};
  if (state == CellState::kMissed) return {kIconX, "matrix.miss", Role::kFailed};
  return {kIconPause, "matrix.disabled", Role::kWaiting};
}

void draw_cell(Session& session, const RuleMatrix& matrix, size_t r, size_t c, const Rect& rect,
               bool chosen) {
  const MatrixCell& cell = matrix.columns[c].cells[r];
  if (cell.state == CellState::kNone) {
    ui::draw_text(rect.x + rect.w * 0.5f - 4, rect.y + 7, "–", {ui::Face::kText, kSmallPx, Role::kText3});
    return;
  }
  const CellLook look = look_of(cell.state);
  const std::string name = "matrix." + matrix.rows[r].key + "." + std::to_string(cell.message);
  ImGui::SetCursorScreenPos(ui::top_left(rect));
  if (ImGui::InvisibleButton(name.c_str(), {rect.w, rect.h})) {
    choose_cell(session, matrix.rows[r], cell);
    if (session.phone) session.phone_panel = PhonePanel::kInspector;
  }
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::tooltip(tr(std::string(look.key) + ".tip",
                 {{"rule", matrix.rows[r].name}, {"event", matrix.columns[c].label}}));
  ui::register_widget(name, rect);
  const Rect fill = rect.inset(1.5f);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(ui::top_left(fill), ui::bottom_right(fill), tint(look.role, hovered ? 0.3f : 0.14f), 4);
  if (chosen) list->AddRect(ui::top_left(fill), ui::bottom_right(fill), color(Role::kAccent), 4, 0, 2);
  const ui::TextStyle word{ui::Face::kText, kSmallPx, look.role};
  const char* text = tr(look.key);
  const float x = rect.x + std::max(6.0f, (rect.w - 20 - ui::text_width(text, word)) * 0.5f);
  ui::draw_icon(x, rect.y + (rect.h - 14) * 0.5f, look.icon, 14, color(look.role));
  ui::draw_text(x + 19, rect.y + (rect.h - kSmallPx) * 0.5f, text, word, rect.right() - x - 22);
}

void draw_row_head(Session& session, const MatrixRow& row, const Rect& rect) {
  ImGui::SetCursorScreenPos(ui::top_left(rect));
  const std::string name = "matrix.row." + row.key;
  if (ImGui::InvisibleButton(name.c_str(), {rect.w, rect.h})) {
    if (row.part == engine::kNone) {
      session.select_resource(row.resource);
    } else {
      session.select_connection(row.resource, ConnectionKind::kNotification, row.part);
    }
  }
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::tooltip(row.enabled ? row.name : row.name + ": " + tr("stage.rule.disabled"));
  ui::register_widget(name, rect);
  const engine::ResourceKind kind =
      row.part == engine::kNone ? engine::ResourceKind::Rule : engine::ResourceKind::Bucket;
  const float y = rect.y + (rect.h - 16) * 0.5f;
  ui::draw_icon(rect.x, y, row.enabled ? kind_icon(kind) : kIconPause, 16,
                color(row.enabled ? kind_role(kind) : Role::kWaiting));
  ui::draw_text(rect.x + 23, rect.y + (rect.h - kTextPx) * 0.5f, row.name,
                {ui::Face::kText, kTextPx, row.enabled ? Role::kText : Role::kText2}, rect.w - 28);
}

void draw_column_head(Session& session, const MatrixColumn& column, const Rect& rect) {
  ImGui::SetCursorScreenPos(ui::top_left(rect));
  const std::string name = "matrix.event." + std::to_string(column.message);
  if (ImGui::InvisibleButton(name.c_str(), {rect.w, rect.h})) session.select_message(column.message);
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::tooltip(column.label);
  ui::register_widget(name, rect);
  const uint32_t root = session.story().root_of(column.message);
  ImGui::GetWindowDrawList()->AddCircleFilled({rect.x + 9, rect.y + 13}, 4, token_color(root));
  ui::draw_text(rect.x + 18, rect.y + 5, column.label, {ui::Face::kText, kSmallPx, Role::kText}, rect.w - 22);
  std::string clock = base::format_clock(column.time_ms);
  if (clock.starts_with("00:")) clock.erase(0, 3);
  ui::draw_text(rect.x + 18, rect.y + 24, clock, {ui::Face::kMono, kMonoSmallPx - 1, Role::kText2},
                rect.w - 20);
}

// Older and newer events, where there are more than fit.
void draw_paging(float x, float y, size_t fitting) {
  const size_t count = cache.matrix.columns.size(), most = count - fitting;
  ui::ButtonOptions options{.look = ui::Button::kGhost, .width = 30, .height = 30};
  ImGui::SetCursorScreenPos({x, y});
  options.enabled = cache.skipped < most;
  if (ui::icon_button("matrix.older", kIconChevronLeft, tr("matrix.older"), options))
    cache.skipped = std::min(most, cache.skipped + fitting);
  ImGui::SetCursorScreenPos({x + 34, y});
  options.enabled = cache.skipped > 0;
  if (ui::icon_button("matrix.newer", kIconChevronRight, tr("matrix.newer"), options))
    cache.skipped -= std::min(cache.skipped, fitting);
}

void draw_empty(const RuleMatrix& matrix, const Rect& rect) {
  ImGui::SetCursorScreenPos({rect.x + 16, rect.y + 14});
  ImGui::PushTextWrapPos(std::min(rect.w - 16, 640.0f));
  ui::rich_text(tr(matrix.rows.empty() ? "matrix.no_rules" : "matrix.no_events"), Role::kText2, kTextPx);
  ImGui::PopTextWrapPos();
}

}  // namespace

void draw_rule_matrix(Session& session, const Rect& rect) {
  const RuleMatrix& matrix = matrix_of(session);
  if (matrix.rows.empty() || matrix.columns.empty()) return draw_empty(matrix, rect);
  const float column_px = session.phone ? kNarrowColumnPx : kWideColumnPx;
  const float left = session.phone ? 118.0f : std::clamp(rect.w * 0.2f, 160.0f, 280.0f);
  const auto fitting =
      static_cast<size_t>(std::max(1.0f, std::floor((rect.w - left - 2 * kPad) / column_px)));
  cache.fitting = fitting;
  const size_t count = matrix.columns.size(), shown = std::min(fitting, count);
  size_t row = 0, column = 0;
  const bool any = chosen_cell(session, matrix, row, column);
  if (count > fitting) draw_paging(rect.x + 12, rect.y + 6, fitting);
  const size_t first = count - shown - std::min(cache.skipped, count - shown);
  const float x0 = rect.x + kPad + left;
  for (size_t c = first; c < first + shown; ++c) {
    const float x = x0 + static_cast<float>(c - first) * column_px;
    draw_column_head(session, matrix.columns[c], {x, rect.y, column_px, kHeadPx});
  }
  const float row_px = session.phone ? 40.0f : 30.0f;
  ui::begin_scroll("matrix.rows", {rect.x, rect.y + kHeadPx, rect.w, rect.h - kHeadPx}, 0);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  for (size_t r = 0; r < matrix.rows.size(); ++r) {
    const float y = at.y + static_cast<float>(r) * row_px;
    draw_row_head(session, matrix.rows[r], {rect.x + 16, y, left - 12, row_px});
    for (size_t c = first; c < first + shown; ++c) {
      const Rect cell{x0 + static_cast<float>(c - first) * column_px, y, column_px, row_px};
      draw_cell(session, matrix, r, c, cell, any && r == row && c == column);
    }
  }
  ImGui::SetCursorScreenPos({at.x, at.y + static_cast<float>(matrix.rows.size()) * row_px});
  ImGui::Dummy({1, 1});
  ui::end_scroll();
}

void move_in_matrix(Session& session, int down, int right) {
  session.bottom_tab = BottomTab::kRules;
  const RuleMatrix& matrix = matrix_of(session);
  move_choice(session, matrix, down, right);
  size_t row = 0, column = 0;
  if (!chosen_cell(session, matrix, row, column)) return;
  const size_t newer = matrix.columns.size() - 1 - column;  // brought into view
  cache.skipped = std::clamp(cache.skipped, newer + 1 - std::min(newer + 1, cache.fitting), newer);
}

}  // namespace brigade::app
