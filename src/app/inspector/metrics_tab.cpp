// Small charts of a resource's metrics over all that is known of the run: bars of counts and values, steps of
// levels. The minute under the pointer is told in words, the present is marked, an alarm's threshold is a
// line.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/time.h"
#include "engine/services/alarm_text.h"
#include "engine/services/metric_history.h"

namespace brigade::app::inspector {
namespace {

using engine::Metric;
using engine::MetricKind;
using engine::MetricPoint;
using engine::ResourceId;
using engine::ResourceKind;
using engine::Statistic;

constexpr uint32_t kStepsAFrame = 20'000;
constexpr float kPlotPx = 64, kMaxBars = 120;

struct Followed {
  engine::MetricHistory history;
  uint32_t revision = ~0u;
} followed;

// A whole number of minutes, so that the bars fit.
uint32_t period_minutes(uint32_t minutes) {
  for (const uint32_t period : {1u, 5u, 15u, 60u, 360u, 1'440u}) {
    if (static_cast<float>(minutes) / static_cast<float>(period) <= kMaxBars) return period;
  }
  return minutes / static_cast<uint32_t>(kMaxBars) + 1;
}

Statistic statistic_of(MetricKind kind) {
  if (kind == MetricKind::Count) return Statistic::Sum;
  return kind == MetricKind::Value ? Statistic::Average : Statistic::Maximum;
}

engine::alarms::Datapoint datapoint(const MetricPoint& point) {
  return {0, point.count, point.sum, point.minimum, point.maximum};
}

float value_of(const MetricPoint& point, Statistic statistic) {
  if (statistic == Statistic::Sum) return static_cast<float>(point.sum);
  if (statistic == Statistic::Maximum) return static_cast<float>(point.maximum);
  return static_cast<float>(point.sum) / static_cast<float>(std::max<uint64_t>(point.count, 1));
}

// The thresholds of the alarms on this metric.
struct Line {
  float value;
  std::string name;
  bool alarm;
};
std::vector<Line> lines_of(const Session& session, Metric metric, ResourceId id) {
  std::vector<Line> lines;
  const engine::World& world = session.world();
  for (uint32_t a = world.resource(id).alarms; a != engine::kNone; a = world.alarms[a].next) {
    if (world.alarms[a].metric != static_cast<uint32_t>(metric)) continue;
    const auto& config = session.history().alarm_config(world.resource(world.alarms[a].id).config);
    const auto threshold = engine::alarms::read_threshold(config.threshold);
    if (!threshold) continue;
    const float value = static_cast<float>(threshold->whole) +
                        static_cast<float>(threshold->fraction) / static_cast<float>(threshold->scale);
    lines.push_back({threshold->negative ? -value : value, name_of(session, world.alarms[a].id),
                     world.alarms[a].state == static_cast<uint32_t>(engine::AlarmValue::Alarm)});
  }
  return lines;
}

struct Plot {
  Rect area;
  float top = 1;         // the value at the upper edge
  uint32_t periods = 1;  // across
  uint32_t minutes = 1;  // of a period
  float x_of(float minute) const { return area.x + area.w * minute / static_cast<float>(periods * minutes); }
  float y_of(float value) const { return area.bottom() - std::clamp(value / top, 0.0f, 1.0f) * (area.h - 6); }
};

void draw_points(const Plot& plot, const std::vector<MetricPoint>& points, MetricKind kind) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Statistic statistic = statistic_of(kind);
  const uint32_t ink = color(Role::kAccent);
  for (const MetricPoint& point : points) {
    const float x0 = plot.x_of(static_cast<float>(point.first_minute));
    const float x1 = plot.x_of(static_cast<float>(point.last_minute + 1));
    const float y = plot.y_of(value_of(point, statistic));
    if (kind >= MetricKind::Level) {
      list->AddRectFilled({x0, y}, {x1 + 0.5f, plot.area.bottom()}, color(Role::kAccent, 0.18f));
      list->AddRectFilled({x0, y - 1}, {x1 + 0.5f, y + 1}, ink);
      continue;
    }
    const float gap = x1 - x0 > 4 ? 1.0f : 0.0f;
    list->AddRectFilled({x0 + gap, std::min(y, plot.area.bottom() - 2)},
                        {std::max(x1 - gap, x0 + gap + 1.5f), plot.area.bottom()}, ink, 1);
  }
}

void dashed(float x0, float x1, float y, uint32_t ink) {
  for (float x = x0; x < x1; x += 7) {
    ImGui::GetWindowDrawList()->AddRectFilled({x, y - 0.75f}, {std::min(x + 4, x1), y + 0.75f}, ink);
  }
}

void draw_lines(const Plot& plot, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    const Role role = line.alarm ? Role::kFailed : Role::kWaiting;
    const float y = plot.y_of(line.value);
    dashed(plot.area.x, plot.area.right(), y, color(role));
    ui::draw_text(plot.area.x + 4, y - 15 < plot.area.y ? y + 3 : y - 15, line.name,
                  {ui::Face::kText, kLabelPx, role}, plot.area.w - 8);
  }
}

std::string clock_of(const Session& session, uint32_t minute) {
  const auto start_ms = session.simulation().plan().options.start_unix_ms;
  const base::TimeMs since = base::TimeMs{minute} * engine::kMinuteMs - start_ms % engine::kMinuteMs;
  return base::format_utc_s(start_ms + since).substr(11, 5);
}

// The period under the pointer, in words.
void draw_tip(const Session& session, const Plot& plot, const std::vector<MetricPoint>& points,
              Metric metric) {
  const float at = (ImGui::GetMousePos().x - plot.area.x) / plot.area.w;
  const auto minute =
      static_cast<uint32_t>(std::clamp(at, 0.0f, 0.999f) * static_cast<float>(plot.periods * plot.minutes));
  const uint32_t begin = minute - minute % plot.minutes;
  ImGui::GetWindowDrawList()->AddRectFilled(
      {plot.x_of(static_cast<float>(begin)), plot.area.y},
      {plot.x_of(static_cast<float>(begin + plot.minutes)), plot.area.bottom()}, color(Role::kText, 0.07f));
  const std::string when = clock_of(session, begin) + "–" + clock_of(session, begin + plot.minutes);
  const auto found = std::find_if(points.begin(), points.end(), [minute](const MetricPoint& point) {
    return point.first_minute <= minute && minute <= point.last_minute;
  });
  if (found == points.end()) return ui::tooltip(when + "\n" + tr("inspector.metrics.none"));
  const engine::alarms::Datapoint point = datapoint(*found);
  std::string text = when + "  " + std::string(engine::metric_row(metric).name);
  for (int i = 0; i < 5; ++i) {
    const auto statistic = static_cast<Statistic>(i);
    text += "\n" + std::string(engine::alarms::statistic_name(statistic)) + "  " +
            engine::alarms::datapoint_text(point, statistic);
  }
  ui::tooltip(text);
}

void draw_chart(Session& session, ResourceId id, Metric metric, uint32_t minutes) {
  const engine::MetricRow& row = engine::metric_row(metric);
  const Statistic statistic = statistic_of(row.kind);
  const uint32_t period = period_minutes(minutes);
  const std::vector<MetricPoint> points =
      engine::by_period(followed.history.points(metric, id), period, 0, minutes);
  const std::vector<Line> lines = lines_of(session, metric, id);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ui::draw_text(at.x, at.y, row.name, {ui::Face::kSemibold, kSmallPx, Role::kText}, width);
  const std::string unit = std::string(engine::alarms::statistic_name(statistic)) + ", " +
                           std::string(engine::metric_unit_name(row.unit));
  const ui::TextStyle small{ui::Face::kText, kLabelPx, Role::kText2};
  Plot plot{{at.x, at.y + 22, width, kPlotPx}, 1, minutes / period + 1, period};
  for (const MetricPoint& point : points) plot.top = std::max(plot.top, value_of(point, statistic));
  for (const Line& line : lines) plot.top = std::max(plot.top, line.value);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(ui::top_left(plot.area), ui::bottom_right(plot.area), color(Role::kInset), 4);
  draw_points(plot, points, row.kind);
  draw_lines(plot, lines);
  const std::string top = number_text(static_cast<int64_t>(std::ceil(plot.top)));
  ui::draw_text(at.x + width - ui::text_width(top, small) - 4, plot.area.y + 2, top, small);
  const auto start_ms = session.simulation().plan().options.start_unix_ms;
  const float now = static_cast<float>(session.world().now_ms + start_ms % engine::kMinuteMs) /
                    static_cast<float>(engine::kMinuteMs);
  const float x = std::min(plot.x_of(now), plot.area.right() - 1);
  list->AddRectFilled({x - 0.75f, plot.area.y}, {x + 0.75f, plot.area.bottom()}, color(Role::kText));
  ImGui::SetCursorScreenPos(ui::top_left(plot.area));
  const std::string name = "metrics." + std::string(row.name);
  ImGui::InvisibleButton(name.c_str(), {plot.area.w, plot.area.h});
  ui::register_widget(name, plot.area);
  if (ImGui::IsItemHovered()) draw_tip(session, plot, points, metric);
  ui::draw_text(at.x, plot.area.bottom() + 2, clock_of(session, 0), small);
  ui::draw_text(at.x + (width - ui::text_width(unit, small)) * 0.5f, plot.area.bottom() + 2, unit, small);
  const std::string end = clock_of(session, plot.periods * period);
  ui::draw_text(at.x + width - ui::text_width(end, small), plot.area.bottom() + 2, end, small);
  ImGui::SetCursorScreenPos({at.x, plot.area.bottom() + 26});
  ImGui::Dummy({0, 0});
}

ResourceId resource_of(const Session& session, const Focus& focus) {
  if (focus.resource.is_none() || focus.is_message || !alive(session, focus.resource)) return {};
  if (kind_of(session, focus.resource) != ResourceKind::Alarm) return focus.resource;
  const ResourceId watched = session.world().alarm(focus.resource).watched;
  return alive(session, watched) ? watched : ResourceId{};
}

}  // namespace

void draw_metrics(Session& session, const Focus& focus) {
  const ResourceId id = resource_of(session, focus);
  if (id.is_none()) return draw_nothing(kIconGauge, "inspector.nothing.title", "inspector.nothing.metrics");
  if (followed.revision != session.revision()) followed = {{}, session.revision()};
  if (!followed.history.follow(session.simulation(), kStepsAFrame)) ui::keep_moving();
  const ResourceKind kind = kind_of(session, id);
  ui::label(engine::metric_row(engine::metrics_of(kind).front()).metric_namespace,
            {ui::Face::kMono, kMonoSmallPx, Role::kText2});
  if (kind == ResourceKind::Function) draw_billing(session, id);
  const uint32_t minutes = std::max(followed.history.minutes(), 1u);
  std::string without;
  // What an alarm watches comes first.
  const engine::World& world = session.world();
  const uint32_t first = focus.resource == id ? engine::kNone : world.alarm(focus.resource).metric;
  if (first != engine::kNone) draw_chart(session, id, static_cast<Metric>(first), minutes);
  for (const Metric metric : engine::metrics_of(kind)) {
    if (static_cast<uint32_t>(metric) == first) continue;
    const bool watched = !lines_of(session, metric, id).empty();
    if (!followed.history.points(metric, id).empty() || watched) {
      draw_chart(session, id, metric, minutes);
    } else {
      without += (without.empty() ? "" : ", ") + std::string(engine::metric_row(metric).name);
    }
  }
  if (!without.empty()) {
    ui::paragraph(tr("inspector.metrics.without", {{"names", without}}),
                  {ui::Face::kText, kSmallPx, Role::kText2});
  }
  ui::space(4);
  if (ui::link("metrics.page", tr("inspector.metrics.page"), true))
    session.open_url(engine::metrics_page(kind));
}

}  // namespace brigade::app::inspector
