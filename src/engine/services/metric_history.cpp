// Follows a run for charts, see metric_history.h.
#include "engine/services/metric_history.h"

#include <algorithm>

namespace brigade::engine {

namespace {
constexpr Metric kLevels[] = {
    Metric::ApproximateNumberOfMessagesVisible, Metric::ApproximateNumberOfMessagesNotVisible,
    Metric::ApproximateNumberOfMessagesDelayed, Metric::ApproximateAgeOfOldestMessage};
// An age is another one in each minute: of a long wait only the beginning is kept minute by minute.
constexpr uint32_t kMaxAgeMinutes = 1'440;
}  // namespace

bool MetricHistory::follow(const Simulation& simulation, uint32_t max_steps) {
  if (simulation_ != &simulation || line_epoch_ != simulation.line_epoch() || world_ == nullptr) {
    simulation_ = &simulation;
    line_epoch_ = simulation.line_epoch();
    world_ = std::make_unique<World>(*simulation.world_at(0));
    const TimeMs start_ms = simulation.plan().options.start_unix_ms;
    offset_ms_ = (start_ms % kMinuteMs + kMinuteMs) % kMinuteMs;
    minute_ = 0;
    points_ = 0;
    series_.clear();
  }
  return !simulation.replay(*world_, *this, max_steps,
                            [this](const World& world, TimeMs next_ms) { pass_time(world, next_ms); });
}

void MetricHistory::pass_time(const World& world, TimeMs next_ms) {
  if (next_ms == Scheduler::kNever) return;
  const uint32_t next = minute_of(std::max(next_ms, world.now_ms));
  if (next <= minute_) return;
  take_levels(world, minute_, next - 1);
  minute_ = next;
}

void MetricHistory::take_levels(const World& world, uint32_t first_minute, uint32_t last_minute) {
  for (uint32_t i = 0; i < world.queues.size(); ++i) {
    const ResourceId id = world.queues[i].id;
    if (!world.is_alive(id)) continue;
    for (const Metric metric : kLevels) {
      const MetricKind kind = metric_row(metric).kind;
      const int64_t level = read_level(world, simulation_->history(), metric, id);
      if (kind != MetricKind::Age || level < 0) {
        const int64_t value = std::max<int64_t>(level, 0);
        add_level(metric, id, {first_minute, last_minute, 1, value, value, value});
        continue;
      }
      const uint32_t last = std::min(last_minute, first_minute + kMaxAgeMinutes);
      for (uint32_t minute = first_minute; minute <= last; ++minute) {
        const TimeMs end_ms = (TimeMs{minute} + 1) * kMinuteMs - offset_ms_;
        const int64_t value = shown_level(kind, level, end_ms);
        add_level(metric, id, {minute, minute, 1, value, value, value});
      }
    }
  }
}

void MetricHistory::add_level(Metric metric, ResourceId id, const MetricPoint& point) {
  if (is_cut()) return;
  std::vector<MetricPoint>& series = series_[{id.index(), metric}];
  if (!series.empty() && series.back().sum == point.sum &&
      series.back().last_minute + 1 == point.first_minute) {
    series.back().last_minute = point.last_minute;
    return;
  }
  series.push_back(point);
  ++points_;
}

void MetricHistory::sample(Metric metric, ResourceId id, TimeMs now_ms, int64_t value) {
  const uint32_t minute = minute_of(now_ms);
  std::vector<MetricPoint>& series = series_[{id.index(), metric}];
  if (series.empty() || series.back().last_minute != minute) {
    if (is_cut()) return;
    series.push_back({minute, minute, 1, value, value, value});
    ++points_;
    return;
  }
  MetricPoint& point = series.back();
  ++point.count;
  point.sum += value;
  point.minimum = std::min(point.minimum, value);
  point.maximum = std::max(point.maximum, value);
}

const std::vector<MetricPoint>& MetricHistory::points(Metric metric, ResourceId id) const {
  static const std::vector<MetricPoint> kNothing;
  const auto found = series_.find({id.index(), metric});
  return found == series_.end() ? kNothing : found->second;
}

std::vector<MetricPoint> by_period(const std::vector<MetricPoint>& points, uint32_t minutes, uint32_t first,
                                   uint32_t last) {
  std::vector<MetricPoint> out;
  for (const MetricPoint& point : points) {
    if (point.last_minute < first || point.first_minute > last) continue;
    uint32_t minute = std::max(point.first_minute, first);
    for (const uint32_t end = std::min(point.last_minute, last); minute <= end; ++minute) {
      const uint32_t begin = minute - minute % minutes;
      if (out.empty() || out.back().first_minute != begin) {
        out.push_back({begin, begin + minutes - 1, point.count, point.sum, point.minimum, point.maximum});
        continue;
      }
      MetricPoint& datapoint = out.back();
      datapoint.count += point.count;
      datapoint.sum += point.sum;
      datapoint.minimum = std::min(datapoint.minimum, point.minimum);
      datapoint.maximum = std::max(datapoint.maximum, point.maximum);
    }
  }
  return out;
}

}  // namespace brigade::engine
