// The register of widgets, text, buttons, tabs, status and rows. Fields, overlays and code stand in files of
// their own.
#include "app/widgets.h"

#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/widgets_internal.h"
#include "base/text.h"

namespace brigade::app::ui {
namespace {

std::vector<WidgetPlace> places;
bool touch_mode = false;
bool moving = false;

}  // namespace

// --- the register ---
void begin_widgets() {
  places.clear();
  begin_tooltips();
}

void register_widget(std::string_view name, const Rect& rect) {
  if (name.empty() || name[0] == '#') return;
  const ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 low = list->GetClipRectMin(), high = list->GetClipRectMax();
  const float x0 = std::max(rect.x, low.x), y0 = std::max(rect.y, low.y);
  const float x1 = std::min(rect.right(), high.x), y1 = std::min(rect.bottom(), high.y);
  if (x1 - x0 < 1 || y1 - y0 < 1) return;
  places.push_back({std::string(name), {x0, y0, x1 - x0, y1 - y0}});
}

const std::vector<WidgetPlace>& widgets() { return places; }

const WidgetPlace* find_widget(std::string_view name) {
  for (const WidgetPlace& place : places) {
    if (place.name == name) return &place;
  }
  return nullptr;
}

void set_touch(bool on) { touch_mode = on; }
bool touch() { return touch_mode; }
void keep_moving() { moving = true; }
bool take_moving() { return std::exchange(moving, false); }

// --- text ---
ImFont* font_of(Face face) {
  const Fonts& fonts = theme().fonts;
  ImFont* font = face == Face::kMono ? fonts.mono : face == Face::kSemibold ? fonts.semibold : fonts.text;
  return font != nullptr ? font : ImGui::GetFont();
}

ImVec2 text_size(std::string_view text, const TextStyle& style, float wrap_width) {
  return font_of(style.face)
      ->CalcTextSizeA(style.size_px, 1e6f, wrap_width, text.data(), text.data() + text.size());
}

float text_width(std::string_view text, const TextStyle& style) { return text_size(text, style).x; }

void draw_text(ImDrawList* list, float x, float y, std::string_view text, const TextStyle& style,
               float max_width) {
  ImFont* font = font_of(style.face);
  const ImVec2 at{std::round(x), std::round(y)};
  const uint32_t rgba = color(style.role);
  const char* end = text.data() + text.size();
  if (max_width <= 0 || text_width(text, style) <= max_width) {
    list->AddText(font, style.size_px, at, rgba, text.data(), end);
    return;
  }
  const std::string_view dots = "\xE2\x80\xA6";
  const float room = std::max(max_width - text_width(dots, style), 0.0f);
  const char* stop = text.data();
  font->CalcTextSizeA(style.size_px, room, 0, text.data(), end, &stop);
  const std::string cut = std::string(text.data(), stop) + std::string(dots);
  list->AddText(font, style.size_px, at, rgba, cut.data(), cut.data() + cut.size());
}

void draw_text(float x, float y, std::string_view text, const TextStyle& style, float max_width) {
  draw_text(ImGui::GetWindowDrawList(), x, y, text, style, max_width);
}

// The glyph's own box is centred in the square, so that icons of any shape sit where the eye expects them.
void draw_icon(ImDrawList* list, float x, float y, const char* icon, float size_px, uint32_t rgba) {
  ImFont* font = font_of(Face::kText);
  ImFontBaked* baked = font->GetFontBaked(size_px);
  unsigned int code = 0;
  ImTextCharFromUtf8(&code, icon, nullptr);
  const ImFontGlyph* glyph = baked->FindGlyph(static_cast<ImWchar>(code));
  if (glyph == nullptr) return;
  const float scale = size_px / baked->Size;
  const float cx = (glyph->X0 + glyph->X1) * 0.5f * scale, cy = (glyph->Y0 + glyph->Y1) * 0.5f * scale;
  const ImVec2 at{std::round(x + size_px * 0.5f - cx), std::round(y + size_px * 0.5f - cy)};
  list->AddText(font, size_px, at, rgba, icon);
}

void draw_icon(float x, float y, const char* icon, float size_px, uint32_t rgba) {
  draw_icon(ImGui::GetWindowDrawList(), x, y, icon, size_px, rgba);
}

void label(std::string_view text, const TextStyle& style) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(text, style);
  ImGui::Dummy(size);
  draw_text(at.x, at.y, text, style, 0);
}

void paragraph(std::string_view text, const TextStyle& style) {
  ImGui::PushFont(font_of(style.face), style.size_px);
  ImGui::PushStyleColor(ImGuiCol_Text, color(style.role));
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.data(), text.data() + text.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

namespace {

// Flows words of changing faces into lines.
struct Flow {
  ImVec2 origin;
  float width, line_px, text_px, x = 0, y = 0;

  // Both faces stand on one baseline, which lies at another part of their height.
  float top_of(const TextStyle& style) const {
    const float baseline = (line_px - text_px) * 0.5f + 0.80f * text_px;
    return std::round(baseline - (style.face == Face::kMono ? 0.773f : 0.80f) * style.size_px);
  }
  void put(std::string_view atom, const TextStyle& style) {
    const float w = text_width(atom, style);
    std::string_view visible = atom;
    while (!visible.empty() && visible.back() == ' ') visible.remove_suffix(1);
    if (x > 0 && x + text_width(visible, style) > width) new_line();
    if (x == 0 && text_width(visible, style) > width && visible.size() > 1) return put_broken(atom, style);
    draw_text(origin.x + x, origin.y + y + top_of(style), atom, style);
    x += w;
  }
  void put_broken(std::string_view atom, const TextStyle& style) {
    const char* stop = nullptr;
    font_of(style.face)
        ->CalcTextSizeA(style.size_px, width, 0, atom.data(), atom.data() + atom.size(), &stop);
    size_t n = static_cast<size_t>(stop - atom.data());
    if (n == 0) n = std::max<size_t>(base::utf8_length(atom), 1);
    draw_text(origin.x, origin.y + y + top_of(style), atom.substr(0, n), style);
    new_line();
    if (n < atom.size()) put(atom.substr(n), style);
  }
  void new_line() {
    x = 0;
    y += line_px;
  }
};

}  // namespace

void rich_text(std::string_view text, Role role, float size_px) {
  const float width = std::max(ImGui::GetContentRegionAvail().x, 40.0f);
  Flow flow{ImGui::GetCursorScreenPos(), width, std::round(size_px * 1.22f), size_px};
  bool mono = false;
  size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '`') {
      mono = !mono;
      at++;
      continue;
    }
    if (c == '\n') {
      flow.new_line();
      at++;
      continue;
    }
    size_t end = at;
    while (end < text.size() && text[end] != ' ' && text[end] != '`' && text[end] != '\n') end++;
    while (end < text.size() && text[end] == ' ') end++;
    const TextStyle style{mono ? Face::kMono : Face::kText, size_px,
                          mono && role == Role::kText2 ? Role::kText : role};
    flow.put(text.substr(at, end - at), style);
    at = end;
  }
  ImGui::Dummy({width, flow.y + flow.line_px});
}

void section_label(std::string_view text) { label(text, {Face::kSemibold, kLabelPx, Role::kText2}); }

void space(float px) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({at.x, at.y + px});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, at.y + px});
}

// --- buttons ---
namespace {

constexpr float kIconPx = 16;

struct ButtonColors {
  uint32_t fill, border, text;
};

ButtonColors button_colors(Button look, bool hovered, bool active) {
  const float wash = active ? 0.16f : hovered ? 0.08f : 0.0f;
  switch (look) {
    case Button::kPrimary: {
      const uint32_t accent = color(Role::kAccent);
      const uint32_t text = theme().dark ? 0xFF18100Bu : color(Role::kOnAccent);
      return {mix(accent, theme().dark ? 0xFFFFFFFFu : 0xFF000000u, wash), 0, text};
    }
    case Button::kDanger:
      return {mix(color(Role::kCard), color(Role::kFailed), wash), color(Role::kFailed),
              color(Role::kFailed)};
    case Button::kGhost:
      return {color(Role::kText, wash), 0, hovered ? color(Role::kText) : color(Role::kText2)};
    case Button::kSecondary:
      break;
  }
  return {mix(color(Role::kCard), color(Role::kText), wash * 0.8f), color(Role::kLine), color(Role::kText)};
}

}  // namespace

bool button(const char* name, std::string_view text, const ButtonOptions& options) {
  const bool strong = options.look == Button::kPrimary;
  const TextStyle style{strong ? Face::kSemibold : Face::kText, kTextPx, Role::kText};
  const float text_px = text.empty() ? 0 : text_width(text, style);
  const float icon_px = options.icon != nullptr ? kIconPx : 0;
  const float gap = icon_px > 0 && text_px > 0 ? (options.left_aligned ? 5.0f : 6.0f) : 0.0f;
  const float pad = text.empty() ? 0.0f : 12.0f;
  const float height = touch_mode ? std::max(options.height, 40.0f) : options.height;
  float width = options.width;
  if (width == 0) width = text.empty() ? height + 6 : std::round(pad * 2 + icon_px + gap + text_px);
  if (width < 0) width = ImGui::GetContentRegionAvail().x;

  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::BeginDisabled(!options.enabled);
  const bool clicked = ImGui::InvisibleButton(name, {width, height});
  const bool hovered = ImGui::IsItemHovered(), active = ImGui::IsItemActive();
  ImGui::EndDisabled();
  if (hovered && options.enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);

  ImDrawList* list = ImGui::GetWindowDrawList();
  ButtonColors colors = button_colors(options.look, hovered, active);
  if (!options.enabled) {
    colors.text = with_alpha(colors.text, 0.4f);
    if (strong) colors.fill = with_alpha(colors.fill, 0.45f);
  }
  const ImVec2 end{at.x + width, at.y + height};
  list->AddRectFilled(at, end, colors.fill, kRounding);
  if (colors.border != 0) list->AddRect(at, end, colors.border, kRounding);
  const float room = width - 2 * std::min(pad, 8.0f) - icon_px - gap;
  const float content = icon_px + gap + std::min(text_px, room);
  // The longest words of a narrow panel take what is free at the left before they touch the right edge.
  const float left = std::clamp(width - icon_px - gap - text_px - 6, 4.0f, 7.0f);
  float x = options.left_aligned ? at.x + left : at.x + (width - content) * 0.5f;
  if (icon_px > 0) {
    uint32_t tone = options.icon_role == Role::kText2 ? colors.text : color(options.icon_role);
    if (!options.enabled) tone = with_alpha(tone, 0.4f);
    draw_icon(x, at.y + (height - icon_px) * 0.5f, options.icon, icon_px, tone);
    x += icon_px + gap;
  }
  if (text_px > 0) {
    ImGui::PushClipRect(at, {end.x - 2, end.y}, true);
    list->AddText(font_of(style.face), style.size_px,
                  {std::round(x), std::round(at.y + (height - style.size_px) * 0.5f)}, colors.text,
                  text.data(), text.data() + text.size());
    ImGui::PopClipRect();
  }
  if (options.tooltip != nullptr) tooltip(options.tooltip);
  if (options.enabled) register_widget(name, {at.x, at.y, width, height});
  return clicked;
}

bool icon_button(const char* name, const char* icon, const char* tip, const ButtonOptions& options) {
  ButtonOptions all = options;
  all.icon = icon;
  all.tooltip = tip;
  return button(name, {}, all);
}

bool link(const char* name, std::string_view text, bool external) {
  const TextStyle style{Face::kText, kTextPx, Role::kAccent};
  const float w = text_width(text, style), icon = external ? 18.0f : 0.0f;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool clicked = ImGui::InvisibleButton(name, {w + icon, kTextPx + 4});
  draw_text(at.x, at.y + 1, text, style);
  if (external) draw_icon(at.x + w + 4, at.y + 3, kIconExternalLink, 13, color(Role::kAccent));
  if (ImGui::IsItemHovered()) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImGui::GetWindowDrawList()->AddLine({at.x, at.y + kTextPx + 1}, {at.x + w, at.y + kTextPx + 1},
                                        color(Role::kAccent));
  }
  register_widget(name, {at.x, at.y, w + icon, kTextPx + 4});
  return clicked;
}

int tabs(const Tab* items, int count, int active, float height) {
  const bool underlined = height >= 36;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float words = 0;
  for (int i = 0; i < count; ++i) words += text_width(items[i].text, {Face::kSemibold});
  const float room = ImGui::GetContentRegionAvail().x - words;  // long words move together
  const float gap = count > 1 ? std::clamp(room / static_cast<float>(count - 1), 8.0f, 18.0f) : 18.0f;
  float x = start.x;
  int chosen = active;
  for (int i = 0; i < count; ++i) {
    const TextStyle style{i == active ? Face::kSemibold : Face::kText, kTextPx,
                          i == active ? Role::kText : Role::kText2};
    const float w = text_width(items[i].text, style);
    ImGui::SetCursorScreenPos({x - gap * 0.5f, start.y});
    if (ImGui::InvisibleButton(items[i].name, {w + gap, height})) chosen = i;
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    draw_text(x, start.y + (height - style.size_px) * 0.5f, items[i].text,
              {style.face, style.size_px, hovered ? Role::kText : style.role});
    if (underlined && i == active) {
      list->AddRectFilled({x, start.y + height - 2}, {x + w, start.y + height}, color(Role::kAccent));
    }
    register_widget(items[i].name, {x - gap * 0.5f, start.y, w + gap, height});
    x += w + gap;
  }
  ImGui::SetCursorScreenPos({start.x, start.y + height});
  ImGui::Dummy({0, 0});
  return chosen;
}

int segmented(const char* name, const Tab* items, int count, int active) {
  const float height = touch_mode ? 40 : kControlHeight, pad = 11;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float total = 4;
  for (int i = 0; i < count; ++i) total += text_width(items[i].text, {Face::kSemibold}) + pad * 2;
  list->AddRectFilled(start, {start.x + total, start.y + height}, color(Role::kInset), kRounding);
  list->AddRect(start, {start.x + total, start.y + height}, color(Role::kLine), kRounding);
  float x = start.x + 2;
  int chosen = active;
  ImGui::PushID(name);
  for (int i = 0; i < count; ++i) {
    const float w = text_width(items[i].text, {Face::kSemibold}) + pad * 2;
    ImGui::SetCursorScreenPos({x, start.y});
    if (ImGui::InvisibleButton(items[i].name, {w, height})) chosen = i;
    if (i == active) {
      list->AddRectFilled({x, start.y + 2}, {x + w, start.y + height - 2}, color(Role::kCard), kRounding - 2);
      list->AddRect({x, start.y + 2}, {x + w, start.y + height - 2}, color(Role::kLine), kRounding - 2);
    }
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const TextStyle style{i == active ? Face::kSemibold : Face::kText, kTextPx,
                          i == active || hovered ? Role::kText : Role::kText2};
    draw_text(x + (w - text_width(items[i].text, style)) * 0.5f, start.y + (height - kTextPx) * 0.5f,
              items[i].text, style);
    register_widget(items[i].name, {x, start.y, w, height});
    x += w;
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({total, height});
  return chosen;
}

// --- status ---
void pill(const char* icon, std::string_view text, Role role) {
  const TextStyle style{Face::kText, kSmallPx, role};
  const float icon_px = icon != nullptr ? 14.0f : 0.0f, gap = icon != nullptr ? 5.0f : 0.0f, height = 22;
  const float w = text_width(text, style) + icon_px + gap + 16;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({w, height});
  ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + w, at.y + height}, tint(role, 0.14f), height * 0.5f);
  if (icon != nullptr) draw_icon(at.x + 8, at.y + 4, icon, icon_px, color(role));
  draw_text(at.x + 8 + icon_px + gap, at.y + (height - kSmallPx) * 0.5f, text, style);
}

void status(const char* icon, std::string_view text, Role role) {
  const TextStyle style{Face::kText, kTextPx, role};
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({20 + text_width(text, style), kTextPx + 2});
  draw_icon(at.x, at.y + 1, icon, 15, color(role));
  draw_text(at.x + 20, at.y + 1, text, style);
}

// --- rows and cards ---
bool row(const char* name, Rect& out, float height, bool selected) {
  if (touch_mode) height = std::max(height, 40.0f);
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool clicked = ImGui::InvisibleButton(name, {std::max(width, 1.0f), height});
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (selected || hovered) {
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height},
                                              color(Role::kInset, selected ? 1.0f : 0.55f), kRounding);
  }
  out = {at.x, at.y, width, height};
  register_widget(name, out);
  return clicked;
}

void begin_card(const char* name, const CardOptions& options) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, color(options.fill));
  ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, kRounding);
  ImGui::PushStyleVar(ImGuiStyleVar_ChildBorderSize, options.border ? 1.0f : 0.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(options.padding, options.padding));
  ImGui::BeginChild(
      name, {0, 0},
      ImGuiChildFlags_AutoResizeY | ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_Borders,
      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  ImGui::PopStyleColor();
}

void settle_cursor() {
  if (ImGui::GetCurrentWindow()->DC.IsSetPos) ImGui::Dummy({0, 0});
}

void end_card() {
  settle_cursor();
  ImGui::EndChild();
}

void separator() {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + 1}, color(Role::kLine));
  ImGui::Dummy({width, 1});
}

}  // namespace brigade::app::ui
