// A read-only view of code: mono, line numbers, colours of JSON, selection with the mouse, copying. Only the
// lines that are visible are drawn, so a long text costs no more than a short one.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"

namespace brigade::app::ui {
namespace {

constexpr float kLinePx = 20, kPadPx = 8;

struct CodeSelection {
  ImGuiID id = 0;
  size_t anchor = 0, cursor = 0;  // byte offsets
  size_t low() const { return std::min(anchor, cursor); }
  size_t high() const { return std::max(anchor, cursor); }
} chosen;

std::vector<size_t> line_starts(std::string_view text) {
  std::vector<size_t> starts{0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  return starts;
}

struct Painter {
  std::string_view text;
  std::vector<size_t> starts;
  float advance, code_x, top_y;
  CodeKind kind;

  std::string_view line(size_t i) const {
    const size_t end = i + 1 < starts.size() ? starts[i + 1] - 1 : text.size();
    return text.substr(starts[i], end - starts[i]);
  }
  float x_of(size_t line_index, size_t offset) const {
    const std::string_view content = line(line_index);
    const size_t within = std::min(offset - std::min(offset, starts[line_index]), content.size());
    return code_x + advance * static_cast<float>(base::code_point_count(content.substr(0, within)));
  }
  size_t offset_at(ImVec2 mouse) const {
    const float row = std::floor((mouse.y - top_y) / kLinePx);
    if (row < 0) return 0;
    const auto index = static_cast<size_t>(row);
    if (index >= starts.size()) return text.size();
    const std::string_view content = line(index);
    auto columns = static_cast<int>(std::lround((mouse.x - code_x) / advance));
    size_t at = 0;
    while (columns-- > 0 && at < content.size())
      at += std::max<size_t>(base::utf8_length(content.substr(at)), 1);
    return starts[index] + at;
  }
  void fill(size_t index, size_t low, size_t high, uint32_t rgba) const {
    const size_t begin = starts[index], end = begin + line(index).size();
    if (high <= begin || low > end || low >= high) return;
    const float x0 = x_of(index, std::max(low, begin));
    const float x1 = high > end ? x_of(index, end) + advance * 0.6f : x_of(index, high);
    const float y = top_y + kLinePx * static_cast<float>(index);
    ImGui::GetWindowDrawList()->AddRectFilled({x0, y}, {x1, y + kLinePx}, rgba, 3);
  }
  void piece(size_t index, size_t begin, size_t end, Role role) const {
    const float y = top_y + kLinePx * static_cast<float>(index) + (kLinePx - kMonoSmallPx) * 0.5f;
    const std::string_view content = line(index);
    draw_text(x_of(index, starts[index] + begin), y, content.substr(begin, end - begin),
              {Face::kMono, kMonoSmallPx, role});
  }
  void json_line(size_t index) const;
  void log_line(size_t index) const {
    const std::string_view content = line(index);
    const bool bad = content.find("[ERROR]") != std::string_view::npos ||
                     content.find("Status: timeout") != std::string_view::npos ||
                     content.find("Task timed out") != std::string_view::npos;
    const bool frame = base::starts_with(content, "START") || base::starts_with(content, "END") ||
                       base::starts_with(content, "REPORT") || base::starts_with(content, "INIT_START");
    piece(index, 0, content.size(), bad ? Role::kFailed : frame ? Role::kText2 : Role::kText);
  }
};

size_t end_of_string(std::string_view line, size_t at) {
  for (++at; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == '"') {
      return at + 1;
    }
  }
  return line.size();
}

void Painter::json_line(size_t index) const {
  const std::string_view content = line(index);
  size_t at = 0;
  while (at < content.size()) {
    const char c = content[at];
    size_t end = at + 1;
    Role role = Role::kText2;
    if (c == '"') {
      end = std::min(end_of_string(content, at), content.size());
      const size_t after = content.find_first_not_of(' ', end);
      role = after != std::string_view::npos && content[after] == ':' ? Role::kAccent : Role::kOk;
    } else if ((c >= '0' && c <= '9') || c == '-') {
      while (end < content.size() &&
             std::string_view("0123456789.eE+-").find(content[end]) != std::string_view::npos)
        end++;
      role = Role::kWaiting;
    } else if (c >= 'a' && c <= 'z') {
      while (end < content.size() && content[end] >= 'a' && content[end] <= 'z') end++;
      role = Role::kEvents;
    } else {
      while (end < content.size() && std::string_view(" {}[],:").find(content[end]) != std::string_view::npos)
        end++;
    }
    piece(index, at, end, role);
    at = end;
  }
}

bool handle_selection(ImGuiID id, const Painter& painter, std::string& copied) {
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
  if (ImGui::IsItemActivated()) {
    const size_t at = painter.offset_at(ImGui::GetMousePos());
    if (!ImGui::GetIO().KeyShift || chosen.id != id) chosen = {id, at, at};
  }
  if (chosen.id != id) return false;
  if (ImGui::IsItemActive()) chosen.cursor = painter.offset_at(ImGui::GetMousePos());
  chosen.anchor = std::min(chosen.anchor, painter.text.size());
  chosen.cursor = std::min(chosen.cursor, painter.text.size());
  const bool typing = ImGui::GetIO().WantTextInput;
  if (!typing && ImGui::IsWindowFocused() && ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_A)) {
    chosen.anchor = 0;
    chosen.cursor = painter.text.size();
  }
  if (!typing && chosen.low() < chosen.high() && ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_C)) {
    copied = painter.text.substr(chosen.low(), chosen.high() - chosen.low());
    return true;
  }
  return false;
}

bool copy_button(const char* name, const Rect& frame, std::string_view text, std::string& copied) {
  ImGui::SetCursorScreenPos({frame.right() - 42, frame.y + 7});
  const std::string id = std::string(name) + ".copy";
  ButtonOptions options;
  options.width = options.height = touch() ? 36.0f : 30.0f;
  ImGui::BeginChild(id.c_str(), {options.width, options.height});  // above the text, which takes the mouse
  const bool clicked = icon_button(id.c_str(), kIconCopy, tr("code.copy"), options);
  ImGui::EndChild();
  if (clicked) copied = text;
  return clicked;
}

// A mark that was not there before is scrolled to, once: after that the reader scrolls.
void bring_into_view(const Painter& painter, uint32_t mark_begin, float height) {
  int* seen = ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("#mark"), -1);
  if (*seen == static_cast<int>(mark_begin)) return;
  *seen = static_cast<int>(mark_begin);
  const auto after = std::upper_bound(painter.starts.begin(), painter.starts.end(), size_t{mark_begin});
  const auto line = static_cast<float>(after - painter.starts.begin()) - 1;
  ImGui::SetScrollY(std::max(0.0f, line * kLinePx + kPadPx - height * 0.4f));
}

}  // namespace

bool code_view(const char* name, std::string_view text, CodeKind kind, float height, std::string& copied,
               uint32_t mark_begin, uint32_t mark_end) {
  Painter painter{text, line_starts(text), text_width("0", {Face::kMono, kMonoSmallPx}), 0, 0, kind};
  const auto lines = static_cast<float>(painter.starts.size());
  size_t longest = 0;
  for (size_t i = 0; i < painter.starts.size(); ++i)
    longest = std::max(longest, base::code_point_count(painter.line(i)));
  const float gutter =
      painter.advance * static_cast<float>(std::to_string(painter.starts.size()).size()) + 22;
  const float width = ImGui::GetContentRegionAvail().x;
  const float code_w = gutter + painter.advance * static_cast<float>(longest) + 20;
  if (height == 0) height = lines * kLinePx + 2 * kPadPx + (code_w > width ? 12.0f : 0.0f);

  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Rect frame{at.x, at.y, width, height};
  ImDrawList* outer = ImGui::GetWindowDrawList();
  outer->AddRectFilled(top_left(frame), bottom_right(frame), color(Role::kGround), kRounding);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::BeginChild(name, {width, height}, ImGuiChildFlags_None, ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PopStyleVar();
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const ImVec2 content{std::max(code_w, width - 12), lines * kLinePx + 2 * kPadPx};
  ImGui::InvisibleButton("#text", content);
  painter.code_x = origin.x + gutter;
  painter.top_y = origin.y + kPadPx;
  const ImGuiID id = ImGui::GetID(name);
  if (mark_end > mark_begin) bring_into_view(painter, mark_begin, height);
  bool copying = handle_selection(id, painter, copied);

  const float view_top = ImGui::GetWindowPos().y, view_bottom = view_top + height;
  const auto first = static_cast<size_t>(std::max(0.0f, std::floor((view_top - painter.top_y) / kLinePx)));
  const auto last = static_cast<size_t>(std::clamp((view_bottom - painter.top_y) / kLinePx + 1, 0.0f, lines));
  for (size_t i = first; i < last; ++i) {
    painter.fill(i, mark_begin, mark_end, color(Role::kFailed, 0.3f));
    if (chosen.id == id) painter.fill(i, chosen.low(), chosen.high(), color(Role::kAccent, 0.32f));
    const std::string number = std::to_string(i + 1);
    const float y = painter.top_y + kLinePx * static_cast<float>(i) + (kLinePx - kMonoSmallPx) * 0.5f;
    draw_text(painter.code_x - 12 - text_width(number, {Face::kMono, kMonoSmallPx}), y, number,
              {Face::kMono, kMonoSmallPx, Role::kText3});
    if (kind == CodeKind::kJson) {
      painter.json_line(i);
    } else if (kind == CodeKind::kLog) {
      painter.log_line(i);
    } else {
      painter.piece(i, 0, painter.line(i).size(), Role::kText);
    }
  }
  ImGui::EndChild();
  outer->AddRect(top_left(frame), bottom_right(frame), color(Role::kLine), kRounding);
  register_widget(name, frame);
  const ImVec2 after = ImGui::GetCursorScreenPos();
  copying = copy_button(name, frame, text, copied) || copying;
  ImGui::SetCursorScreenPos(after);
  return copying;
}

}  // namespace brigade::app::ui
