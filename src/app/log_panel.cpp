// The log lines of all functions up to the present step, newest last. A click selects the function and goes
// to the step.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"
#include "base/stable_sort.h"
#include "engine/services/logs.h"

namespace brigade::app {
namespace {

struct Entry {
  engine::ResourceId function;
  engine::LogLine line;
};
struct Cache {
  uint32_t revision = ~0u, records = ~0u;
  std::vector<Entry> entries;
} cache;

void refresh(const Session& session) {
  const engine::World& world = session.world();
  if (cache.revision == session.revision() && cache.records == world.records) return;
  cache = {session.revision(), world.records, {}};
  const uint32_t from = world.records > 20'000 ? world.records - 20'000 : 0;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (resource.alive == 0 || resource.kind != engine::ResourceKind::Function) continue;
    const auto id = engine::ResourceId::make(i, resource.generation);
    for (engine::LogLine& line : engine::log_lines(session.simulation(), id, from, world.records)) {
      cache.entries.push_back({id, std::move(line)});
    }
  }
  base::stable_sort(cache.entries,
                    [](const Entry& a, const Entry& b) { return a.line.record < b.line.record; });
}

void draw_line(Session& session, const Entry& entry, int index, float row_px) {
  const std::string name = "#log" + std::to_string(index);
  Rect r;
  if (ui::row(name.c_str(), r, row_px, entry.line.step == session.step_number())) {
    session.select_resource(entry.function);
    session.inspector_tab = InspectorTab::kLogs;
    session.seek(entry.line.step);
  }
  const ui::TextStyle time{ui::Face::kMono, kMonoSmallPx, Role::kText2};
  const ui::TextStyle text{ui::Face::kMono, kMonoSmallPx, entry.line.is_error ? Role::kFailed : Role::kText};
  const float y = r.y + (r.h - kMonoSmallPx) * 0.5f;
  const std::string clock = base::format_clock(entry.line.time_ms);
  const float clock_px = ui::text_width(clock, time) + 16;
  ui::draw_text(r.x + 8, y, clock, time);
  float x = r.x + 8 + clock_px;
  if (!session.phone) {
    const std::string_view function = engine::name_of(session.world(), session.history(), entry.function);
    ui::draw_text(x, y, function, {ui::Face::kMono, kMonoSmallPx, Role::kCompute}, 150);
    x += 164;
  }
  std::string flat = entry.line.text;
  std::replace(flat.begin(), flat.end(), '\t', ' ');
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  if (entry.line.is_error) {
    ui::draw_icon(x, r.y + (r.h - 14) * 0.5f, kIconCircleX, 14, color(Role::kFailed));
    x += 20;
  }
  ui::draw_text(x, y, flat, text, r.right() - x - 8);
}

}  // namespace

void draw_log_panel(Session& session, const Rect& rect) {
  refresh(session);
  ui::begin_scroll("log-lines", rect, 8);
  if (cache.entries.empty()) {
    ui::space(8);
    ImGui::Indent(8);
    ui::paragraph(tr("logs.empty"), {ui::Face::kText, kTextPx, Role::kText2});
    ImGui::Unindent(8);
  } else {
    const float row_px = session.phone ? 40.0f : 23.0f;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(cache.entries.size()), row_px);
    while (clipper.Step()) {
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        draw_line(session, cache.entries[static_cast<size_t>(i)], i, row_px);
      }
    }
    ImGui::PopStyleVar();
    static uint32_t shown_records = 0;
    if (shown_records != cache.records) ImGui::SetScrollY(1e7f);
    shown_records = cache.records;
  }
  ui::end_scroll();
}

}  // namespace brigade::app
