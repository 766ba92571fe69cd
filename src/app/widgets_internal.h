// What the widget files share among themselves and with panels that draw on a list of their own: fonts and
// Dear ImGui.
#pragma once
#include <string_view>
#include <utility>

#include "app/widgets.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace brigade::app::ui {

ImFont* font_of(Face face);
ImVec2 text_size(std::string_view text, const TextStyle& style, float wrap_width = 0);
void draw_text(ImDrawList* list, float x, float y, std::string_view text, const TextStyle& style,
               float max_width = 0);
void draw_icon(ImDrawList* list, float x, float y, const char* icon, float size_px, uint32_t rgba);
inline ImVec2 top_left(const Rect& r) { return {r.x, r.y}; }
inline ImVec2 bottom_right(const Rect& r) { return {r.right(), r.bottom()}; }
// Dear ImGui wants an item after the cursor was moved by hand, so that the window grows to it.
void settle_cursor();
void begin_tooltips();
// Milliseconds until a hovered tooltip is due; < 0: none waits.
double tooltip_wait_ms();

}  // namespace brigade::app::ui
