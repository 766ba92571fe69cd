// The log lines of the function that the selection is about, up to the present step. A click goes to the
// line's step.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/time.h"
#include "engine/services/logs.h"

namespace brigade::app::inspector {
namespace {

constexpr size_t kLinesShown = 300;
constexpr uint32_t kRecordsRead = 20'000;

struct Cache {
  engine::ResourceId function;
  uint32_t revision = ~0u, records = ~0u;
  std::vector<engine::LogLine> lines;
} cache;

// The function that is selected, that the delivery goes to, or that the connection leads from.
engine::ResourceId function_of(const Session& session, const Focus& focus) {
  if (!focus.resource.is_none() && alive(session, focus.resource) &&
      kind_of(session, focus.resource) == engine::ResourceKind::Function) {
    return focus.resource;
  }
  for (const engine::Line& line : focus.journey) {
    if (line.resource.is_none() || !alive(session, line.resource)) continue;
    if (kind_of(session, line.resource) == engine::ResourceKind::Function) return line.resource;
  }
  return {};
}

void draw_line(Session& session, const engine::LogLine& line) {
  std::string text = line.text;
  std::replace(text.begin(), text.end(), '\t', ' ');
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const ui::TextStyle style{ui::Face::kMono, kMonoSmallPx, line.is_error ? Role::kFailed : Role::kText};
  const ImVec2 size = ui::text_size(text, style, width - 4);
  if (ImGui::InvisibleButton("line", {width, size.y + 22})) session.seek(line.step);
  const bool present = line.step == session.step_number();
  if (ImGui::IsItemHovered() || present) {
    ImGui::GetWindowDrawList()->AddRectFilled({at.x - 6, at.y}, {at.x + width + 6, at.y + size.y + 22},
                                              color(Role::kInset, present ? 1.0f : 0.6f), 4);
  }
  ui::draw_text(at.x, at.y + 2, base::format_clock(line.time_ms), {ui::Face::kMono, 13, Role::kText2});
  if (line.is_error) ui::draw_icon(at.x + width - 16, at.y + 2, kIconCircleX, 14, color(Role::kFailed));
  ImGui::GetWindowDrawList()->AddText(ui::font_of(style.face), style.size_px, {at.x, at.y + 18},
                                      color(style.role), text.data(), text.data() + text.size(), width - 4);
  ImGui::SetCursorScreenPos({at.x, at.y + size.y + 24});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, at.y + size.y + 24});
}

}  // namespace

void draw_logs(Session& session, const Focus& focus) {
  const engine::ResourceId function = function_of(session, focus);
  if (function.is_none())
    return draw_nothing(kIconScrollText, "inspector.nothing.title", "inspector.nothing.logs");
  const uint32_t records = session.world().records;
  if (!(cache.function == function) || cache.revision != session.revision() || cache.records != records) {
    const uint32_t from = records > kRecordsRead ? records - kRecordsRead : 0;
    cache = {function, session.revision(), records,
             engine::log_lines(session.simulation(), function, from, records)};
  }
  ui::label("/aws/lambda/" + name_of(session, function), {ui::Face::kMono, kMonoSmallPx, Role::kText2});
  if (cache.lines.empty()) {
    return draw_nothing(kIconScrollText, "inspector.nothing_yet.title", "inspector.nothing_yet.logs");
  }
  const size_t first = cache.lines.size() > kLinesShown ? cache.lines.size() - kLinesShown : 0;
  for (size_t i = first; i < cache.lines.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    draw_line(session, cache.lines[i]);
    ImGui::PopID();
  }
}

}  // namespace brigade::app::inspector
