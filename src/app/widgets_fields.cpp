// Fields: a label above, the frame, and the error below. Text is edited by Dear ImGui's own input; numbers
// and durations keep what is typed until it is committed.
#include <algorithm>
#include <charconv>

#include "app/icons.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/time.h"
#include "misc/cpp/imgui_stdlib.h"

namespace brigade::app::ui {
namespace {

bool enter_pressed = false;
bool wants_focus = false;

// The one field that is being typed into, where the value is not the text itself.
struct Draft {
  ImGuiID id = 0;
  std::string text;
} draft;

void field_label(const char* text) {
  if (text == nullptr || *text == 0) return;
  label(text, {Face::kText, kSmallPx, Role::kText2});
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() - 4);
}

void field_error(std::string_view error) {
  if (error.empty()) return;
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() - 3);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_icon(at.x, at.y + 1, kIconCircleAlert, 14, color(Role::kFailed));
  ImGui::SetCursorScreenPos({at.x + 19, at.y});
  ImGui::BeginGroup();
  paragraph(error, {Face::kText, kSmallPx, Role::kFailed});
  ImGui::EndGroup();
}

void push_frame(bool failed, bool mono) {
  const float height = touch() ? 40.0f : kControlHeight;
  const float font_px = mono ? kMonoPx : kTextPx;
  ImGui::PushFont(font_of(mono ? Face::kMono : Face::kText), font_px);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(9, (height - font_px) * 0.5f));
  ImGui::PushStyleColor(ImGuiCol_Border, color(failed ? Role::kFailed : Role::kLine));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, color(Role::kInset, theme().dark ? 0.6f : 0.7f));
}

void pop_frame(const char* name) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  if (ImGui::IsItemActive()) {
    ImGui::GetWindowDrawList()->AddRect(low, high, color(Role::kAccent), kRounding, 0, 1.5f);
  }
  register_widget(name, {low.x, low.y, high.x - low.x, high.y - low.y});
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

void take_focus() {
  if (std::exchange(wants_focus, false)) ImGui::SetKeyboardFocusHere();
}

// The text of a value that is committed when the field is left. True: `committed` is what was typed.
bool draft_field(const char* name, const std::string& shown, bool failed, float width,
                 std::string& committed) {
  const ImGuiID id = ImGui::GetID(name);
  std::string text = draft.id == id ? draft.text : shown;
  push_frame(failed, true);
  ImGui::SetNextItemWidth(width);
  take_focus();
  const std::string hidden = std::string("##") + name;
  enter_pressed = ImGui::InputText(hidden.c_str(), &text,
                                   ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  if (ImGui::IsItemActive()) {
    draft = {id, text};
  } else if (draft.id == id) {
    if (!ImGui::IsItemDeactivatedAfterEdit() && !enter_pressed) draft = {};
  }
  const bool done = enter_pressed || ImGui::IsItemDeactivatedAfterEdit();
  if (done) {
    committed = text;
    draft = {};
  }
  pop_frame(name);
  return done;
}

}  // namespace

bool submitted() { return enter_pressed; }
void focus_next() { wants_focus = true; }

bool text_field(const char* name, const char* title, std::string& value, std::string_view error,
                const char* hint, bool mono) {
  field_label(title);
  push_frame(!error.empty(), mono);
  ImGui::SetNextItemWidth(-1);
  take_focus();
  const std::string before = value;
  const std::string hidden = std::string("##") + name;
  enter_pressed = ImGui::InputTextWithHint(hidden.c_str(), hint != nullptr ? hint : "", &value,
                                           ImGuiInputTextFlags_EnterReturnsTrue);
  pop_frame(name);
  field_error(error);
  return value != before;
}

bool text_area(const char* name, const char* title, std::string& value, float height,
               std::string_view error) {
  field_label(title);
  push_frame(!error.empty(), true);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(9, 8));
  const std::string hidden = std::string("##") + name;
  const bool changed = ImGui::InputTextMultiline(hidden.c_str(), &value, {-1, height});
  ImGui::PopStyleVar();
  pop_frame(name);
  field_error(error);
  return changed;
}

bool number_field(const char* name, const char* title, int64_t& value, int64_t low, int64_t high,
                  const char* unit, std::string_view error) {
  field_label(title);
  std::string typed;
  const float unit_px = unit != nullptr ? text_width(unit, {}) + 10 : 0;
  const bool done = draft_field(name, std::to_string(value), !error.empty(), 110, typed);
  if (unit_px > 0) {
    const ImVec2 low_px = ImGui::GetItemRectMin(), high_px = ImGui::GetItemRectMax();
    draw_text(high_px.x + 8, (low_px.y + high_px.y - kTextPx) * 0.5f, unit,
              {Face::kText, kTextPx, Role::kText2});
  }
  field_error(error);
  if (!done) return false;
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  if (problem != std::errc() || end != typed.data() + typed.size()) return false;
  number = std::clamp(number, low, high);
  if (number == value) return false;
  value = number;
  return true;
}

bool duration_field(const char* name, const char* title, int64_t& value_ms, int64_t low_ms, int64_t high_ms,
                    std::string_view error) {
  field_label(title);
  std::string typed;
  const bool done = draft_field(name, base::format_duration(value_ms), !error.empty(), 110, typed);
  field_error(error);
  if (!done) return false;
  std::string text;
  for (size_t i = 0; i < typed.size(); ++i) {
    if (typed[i] == ' ') continue;
    if (typed.compare(i, 3, "min") == 0) {
      text += 'm';
      i += 2;
    } else {
      text += typed[i] == ',' ? '.' : typed[i];
    }
  }
  if (!text.empty() && text.back() >= '0' && text.back() <= '9') text += 's';
  const auto duration = base::parse_duration(text);
  if (!duration) return false;
  const int64_t clamped = std::clamp(*duration, low_ms, high_ms);
  if (clamped == value_ms) return false;
  value_ms = clamped;
  return true;
}

bool checkbox(const char* name, std::string_view text, bool& value) {
  const float box = 18, height = touch() ? 40.0f : 24.0f;
  const float width = box + 9 + text_width(text, {});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool clicked = ImGui::InvisibleButton(name, {width, height});
  if (clicked) value = !value;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const ImVec2 low{at.x, at.y + (height - box) * 0.5f}, high{at.x + box, low.y + box};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high, value ? color(Role::kAccent) : color(Role::kInset), 4);
  if (!value) list->AddRect(low, high, hovered ? color(Role::kText3) : color(Role::kLine), 4);
  if (value) draw_icon(low.x + 2, low.y + 2, kIconCheck, 14, theme().dark ? 0xFF18100Bu : 0xFFFFFFFFu);
  draw_text(at.x + box + 9, at.y + (height - kTextPx) * 0.5f, text, {});
  register_widget(name, {at.x, at.y, width, height});
  return clicked;
}

bool select(const char* name, const char* title, const std::vector<std::string>& choices, int& active,
            std::string_view error) {
  field_label(title);
  const float height = touch() ? 40.0f : kControlHeight, width = ImGui::GetContentRegionAvail().x;
  const ImVec2 at = ImGui::GetCursorScreenPos(), end{at.x + width, at.y + height};
  if (ImGui::InvisibleButton(name, {width, height})) open_popover(name);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, end, color(Role::kInset, theme().dark ? 0.6f : 0.7f), kRounding);
  list->AddRect(at, end,
                color(!error.empty() ? Role::kFailed
                      : hovered      ? Role::kText3
                                     : Role::kLine),
                kRounding);
  if (active >= 0 && active < static_cast<int>(choices.size())) {
    draw_text(at.x + 9, at.y + (height - kTextPx) * 0.5f, choices[static_cast<size_t>(active)], {},
              width - 40);
  }
  draw_icon(end.x - 25, at.y + (height - 16) * 0.5f, kIconChevronDown, 16, color(Role::kText2));
  register_widget(name, {at.x, at.y, width, height});
  bool changed = false;
  const Rect anchor{at.x, at.y, width, height};
  if (begin_popover(name, width, &anchor)) {
    for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
      const std::string id = std::string(name) + "." + std::to_string(i);
      if (menu_item(id.c_str(), i == active ? kIconCheck : nullptr, choices[static_cast<size_t>(i)])) {
        changed = i != active;
        active = i;
      }
    }
    end_popover();
  }
  field_error(error);
  return changed;
}

}  // namespace brigade::app::ui
