// The controls of the interface, drawn on Dear ImGui's layout cursor and looking like the rest of the page.
// Each is an immediate-mode call that returns what the person did. `name` is the control's id and its stable
// name in window.brigade.widgets(): "transport.step", "top.share". Sizes in CSS pixels.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/geometry.h"
#include "app/theme.h"

namespace brigade::app::ui {

// --- the register of what can be clicked, made anew each frame ---
struct WidgetPlace {
  std::string name;
  Rect rect;
};
void begin_widgets();  // at the start of a frame
void register_widget(std::string_view name,
                     const Rect& rect);  // clipped to what is visible; hidden ones are left out
const std::vector<WidgetPlace>& widgets();
const WidgetPlace* find_widget(std::string_view name);
void set_touch(bool touch);  // larger targets
bool touch();
// Something moves: ask for another frame.
void keep_moving();
bool take_moving();  // and forget it

// --- text ---
enum class Face : uint8_t { kText, kSemibold, kMono };
struct TextStyle {
  Face face = Face::kText;
  float size_px = kTextPx;
  Role role = Role::kText;
};
float text_width(std::string_view text, const TextStyle& style);
// On the current draw list, without layout: (x, y) is the top left; cut with an ellipsis beyond max_width >
// 0.
void draw_text(float x, float y, std::string_view text, const TextStyle& style, float max_width = 0);
void draw_icon(float x, float y, const char* icon, float size_px, uint32_t rgba);
// With layout: one line, or wrapped to the width that is left.
void label(std::string_view text, const TextStyle& style = {});
void paragraph(std::string_view text, const TextStyle& style = {});
// A paragraph in which text between backticks is mono and brighter.
void rich_text(std::string_view text, Role role = Role::kText2, float size_px = kTextPx);
void section_label(std::string_view text);  // small capitals, as BUILD
void space(float px);

// --- buttons ---
enum class Button : uint8_t { kPrimary, kSecondary, kGhost, kDanger };
struct ButtonOptions {
  Button look = Button::kSecondary;
  const char* icon = nullptr;
  Role icon_role = Role::kText2;  // kText2: the colour of the label
  float width = 0;                // 0: as the text needs; < 0: what is left
  float height = kControlHeight;
  bool enabled = true;
  const char* tooltip = nullptr;
  bool left_aligned = false;
};
bool button(const char* name, std::string_view text, const ButtonOptions& options = {});
bool icon_button(const char* name, const char* icon, const char* tooltip, const ButtonOptions& options = {});
bool link(const char* name, std::string_view text, bool external = false);
void tooltip(std::string_view text);  // of the item before, shown while hovered

// Underlined tabs; the index that is active after a click. `names` as "tab.why".
struct Tab {
  const char* name;
  const char* text;
};
int tabs(const Tab* items, int count, int active, float height = 40);
// A few choices side by side in one frame.
int segmented(const char* name, const Tab* items, int count, int active);

// --- status ---
void pill(const char* icon, std::string_view text, Role role);    // tinted, with icon and word
void status(const char* icon, std::string_view text, Role role);  // icon and word alone

// --- rows and cards ---
// A row of the width that is left; true when clicked. Draw over it between begin and end with draw_text.
bool row(const char* name, Rect& out, float height, bool selected);
struct CardOptions {
  Role fill = Role::kInset;
  bool border = false;
  float padding = 12;
};
void begin_card(const char* name, const CardOptions& options = {});  // grows with what is laid out inside
void end_card();

// --- fields: label above, error below in the failed colour; true when the value was changed ---
bool text_field(const char* name, const char* label, std::string& value, std::string_view error = {},
                const char* hint = nullptr, bool mono = false);
bool text_area(const char* name, const char* label, std::string& value, float height,
               std::string_view error = {});
// Committed on Enter or when left; `value` keeps its old number while what is typed is none.
bool number_field(const char* name, const char* label, int64_t& value, int64_t low, int64_t high,
                  const char* unit = nullptr, std::string_view error = {});
// Accepts "1m30s", "250 ms", "3" (seconds).
bool duration_field(const char* name, const char* label, int64_t& value_ms, int64_t low_ms, int64_t high_ms,
                    std::string_view error = {});
bool checkbox(const char* name, std::string_view text, bool& value);
bool select(const char* name, const char* label, const std::vector<std::string>& choices, int& active,
            std::string_view error = {});
bool submitted();   // Enter was pressed in the text_field before
void focus_next();  // keyboard focus to the field that comes next

// --- overlays ---
// Popover at the item before. begin_popover true: lay out inside, then end_popover.
void open_popover(const char* name);
bool begin_popover(const char* name, float width, const Rect* anchor = nullptr);
void end_popover();
void close_popover();
bool menu_item(const char* name, const char* icon, std::string_view text, bool enabled = true,
               bool danger = false);
// A modal dialog with a title and a close button; open stays true until it is closed (button, Esc, click
// beside).
bool begin_dialog(const char* name, std::string_view title, float width, bool& open);
void end_dialog();

// --- scrolling and code ---
void begin_scroll(const char* name, const Rect& rect, float padding = kPadding, bool horizontal = false);
void end_scroll();
enum class CodeKind : uint8_t { kJson, kLog, kPlain };
// Mono with line numbers and colours of JSON; selectable with the mouse, Ctrl+C copies, and a copy button.
// Range to highlight in bytes of `text`; height 0: as many lines as there are. True: `copied` has what was
// copied.
bool code_view(const char* name, std::string_view text, CodeKind kind, float height, std::string& copied,
               uint32_t mark_begin = 0, uint32_t mark_end = 0);
void separator();  // a 1-px line over the width that is left

}  // namespace brigade::app::ui
