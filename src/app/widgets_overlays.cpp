// What floats above the page: tooltips, popovers, menus and dialogs, and the scrolling areas below them.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::ui {
namespace {

constexpr double kTooltipDelayMs = 450;

struct Hover {
  ImGuiID id = 0;
  double since_ms = 0;
  bool seen = false;
  bool shown = false;
} hover;

struct Anchor {
  ImGuiID id;
  Rect rect;
};
std::vector<Anchor> anchors;

void draw_shadow(float rounding) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
  list->PushClipRectFullScreen();
  for (int i = 1; i <= 10; ++i) {
    const auto grow = static_cast<float>(i);
    list->AddRect({low.x - grow, low.y - grow + 3}, {low.x + size.x + grow, low.y + size.y + grow + 3},
                  color(Role::kShadow, 0.22f * (1.0f - grow / 11.0f)), rounding + grow, 0, 1.6f);
  }
  list->PopClipRect();
}

}  // namespace

void begin_tooltips() {
  if (!hover.seen) hover = {};
  hover.seen = false;
}

double tooltip_wait_ms() {
  if (hover.id == 0 || hover.shown) return -1;
  return std::max(1.0, kTooltipDelayMs - (ImGui::GetTime() * 1000 - hover.since_ms));
}

void tooltip(std::string_view text) {
  if (touch() || text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
  const ImGuiID id = ImGui::GetItemID();
  const double now_ms = ImGui::GetTime() * 1000;
  if (hover.id != id) hover = {id, now_ms, true, false};
  hover.seen = true;
  if (ImGui::IsMouseDown(0)) hover.since_ms = now_ms + 1e6;
  if (now_ms - hover.since_ms < kTooltipDelayMs - 20) return;
  hover.shown = true;
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  const TextStyle style{Face::kText, kSmallPx, Role::kText};
  const ImVec2 size = text_size(text, style, 320);
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const float w = size.x + 18, h = size.y + 12;
  const float x = std::clamp((low.x + high.x - w) * 0.5f, 6.0f, std::max(6.0f, screen.x - w - 6));
  const float y = high.y + 6 + h < screen.y ? high.y + 6 : low.y - 6 - h;
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled({x, y}, {x + w, y + h}, color(Role::kInset), kRounding);
  list->AddRect({x, y}, {x + w, y + h}, color(Role::kLine), kRounding);
  list->AddText(font_of(Face::kText), style.size_px, {x + 9, y + 6}, color(Role::kText), text.data(),
                text.data() + text.size(), 320);
}

void open_popover(const char* name) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  const ImGuiID id = ImGui::GetID(name);
  std::erase_if(anchors, [id](const Anchor& a) { return a.id == id; });
  anchors.push_back({id, {low.x, low.y, high.x - low.x, high.y - low.y}});
  ImGui::OpenPopup(id);
}

bool begin_popover(const char* name, float width, const Rect* anchor) {
  const ImGuiID id = ImGui::GetID(name);
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) return false;
  Rect at;
  for (const Anchor& a : anchors) {
    if (a.id == id) at = a.rect;
  }
  if (anchor != nullptr) at = *anchor;
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  width = std::min(width, screen.x - 16);
  const float x = std::clamp(at.x, 8.0f, std::max(8.0f, screen.x - width - 8));
  ImGui::SetNextWindowPos({x, at.bottom() + 4});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {width, screen.y - 24});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(6, 6));
  ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, 8);
  const bool open = ImGui::BeginPopupEx(id, ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoTitleBar |
                                                ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoMove);
  ImGui::PopStyleVar(2);
  if (!open) return false;
  draw_shadow(8);
  const float height = ImGui::GetWindowHeight();
  if (at.bottom() + 4 + height > screen.y - 6) {
    const float above = at.y - 4 - height;
    ImGui::SetWindowPos({x, above > 6 ? above : std::max(6.0f, screen.y - 6 - height)});
  }
  if (ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  ImGui::PushItemWidth(-1);
  return true;
}

void end_popover() {
  settle_cursor();
  ImGui::PopItemWidth();
  ImGui::EndPopup();
}

void close_popover() { ImGui::CloseCurrentPopup(); }

bool menu_item(const char* name, const char* icon, std::string_view text, bool enabled, bool danger) {
  const float height = touch() ? 42.0f : 30.0f;
  const float width = std::max(ImGui::GetContentRegionAvail().x, 40.0f);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::BeginDisabled(!enabled);
  const bool clicked = ImGui::InvisibleButton(name, {width, height});
  const bool hovered = enabled && ImGui::IsItemHovered();
  ImGui::EndDisabled();
  if (hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height}, color(Role::kInset),
                                              kRounding - 1);
  }
  const Role role = !enabled ? Role::kText3 : danger ? Role::kFailed : Role::kText;
  if (icon != nullptr)
    draw_icon(at.x + 8, at.y + (height - 16) * 0.5f, icon, 16, color(danger ? role : Role::kText2));
  draw_text(at.x + 32, at.y + (height - kTextPx) * 0.5f, text, {Face::kText, kTextPx, role}, width - 40);
  const ImVec2 next = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({next.x, at.y + height + 1});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({next.x, at.y + height + 1});
  if (enabled) register_widget(name, {at.x, at.y, width, height});
  if (clicked) ImGui::CloseCurrentPopup();
  return clicked;
}

bool begin_dialog(const char* name, std::string_view title, float width, bool& open) {
  const ImGuiID id = ImGui::GetID(name);
  if (!open) return false;
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) ImGui::OpenPopup(id);
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  width = std::min(width, screen.x - 20);
  ImGui::SetNextWindowPos({screen.x * 0.5f, screen.y * 0.5f}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {width, screen.y - 40});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(22, 18));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 10);
  ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, 10);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  const bool begun = ImGui::BeginPopupModal(name, nullptr,
                                            ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoTitleBar |
                                                ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(4);
  if (!begun) return false;
  draw_shadow(10);
  if (ImGui::GetCurrentContext()->DimBgRatio < 1) keep_moving();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  draw_text(at.x, at.y + 5, title, {Face::kSemibold, kTitlePx, Role::kText}, right - at.x - 44);
  ImGui::SetCursorScreenPos({right - 32, at.y});
  const std::string close = std::string(name) + ".close";
  ButtonOptions options;
  options.look = Button::kGhost;
  options.width = options.height = 32;
  if (icon_button(close.c_str(), kIconX, tr("dialog.close"), options)) open = false;
  ImGui::SetCursorScreenPos({at.x, at.y + 42});
  const ImVec2 low = ImGui::GetWindowPos(), size = ImGui::GetWindowSize(), mouse = ImGui::GetMousePos();
  const bool beside =
      mouse.x < low.x || mouse.y < low.y || mouse.x > low.x + size.x || mouse.y > low.y + size.y;
  if (ImGui::IsKeyPressed(ImGuiKey_Escape) && ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows))
    open = false;
  if (beside && ImGui::IsMouseClicked(0) && !ImGui::IsWindowAppearing() && ImGui::IsWindowFocused())
    open = false;
  if (!open) ImGui::CloseCurrentPopup();
  return true;
}

void end_dialog() {
  settle_cursor();
  ImGui::EndPopup();
}

void begin_scroll(const char* name, const Rect& rect, float padding, bool horizontal) {
  ImGui::SetCursorScreenPos({rect.x, rect.y});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding, padding));
  ImGui::BeginChild(name, {std::max(rect.w, 1.0f), std::max(rect.h, 1.0f)},
                    ImGuiChildFlags_AlwaysUseWindowPadding,
                    horizontal ? ImGuiWindowFlags_HorizontalScrollbar : ImGuiWindowFlags_None);
  ImGui::PopStyleVar();
}

void end_scroll() {
  settle_cursor();
  ImGui::EndChild();
}

}  // namespace brigade::app::ui
