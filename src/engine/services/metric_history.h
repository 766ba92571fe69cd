// What the metrics of all resources were, minute by minute, over all that is known of a run: for charts. Made
// by executing the run once more with a listener, some steps at a time, so that charts and alarms see the
// same samples. Levels are read at the end of each minute; minutes in which they stay the same are one point.
#pragma once
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "engine/services/metrics.h"
#include "engine/simulation.h"

namespace brigade::engine {

// The samples of minutes [first, last], all of them alike; minutes of the clock, counted from the one that
// the scenario starts in.
struct MetricPoint {
  uint32_t first_minute, last_minute;
  uint64_t count;
  int64_t sum, minimum, maximum;
};

class MetricHistory final : public MetricSink {
 public:
  static constexpr size_t kMaxPoints =
      500'000;  // of all metrics together; beyond, the later ones are not kept

  // Follows the run by at most `max_steps` steps; begins anew where another line of history was taken. False
  // while there is more to follow.
  bool follow(const Simulation& simulation, uint32_t max_steps);
  // In order of time; an age's points are its values.
  const std::vector<MetricPoint>& points(Metric metric, ResourceId id) const;
  bool is_cut() const { return points_ >= kMaxPoints; }
  uint32_t minutes() const { return minute_; }  // how many minutes are over

  void sample(Metric metric, ResourceId id, TimeMs now_ms, int64_t value) override;

 private:
  void pass_time(const World& world, TimeMs next_ms);
  void take_levels(const World& world, uint32_t first_minute, uint32_t last_minute);
  void add_level(Metric metric, ResourceId id, const MetricPoint& point);
  uint32_t minute_of(TimeMs time_ms) const {
    return static_cast<uint32_t>((offset_ms_ + time_ms) / kMinuteMs);
  }

  const Simulation* simulation_ = nullptr;
  uint32_t line_epoch_ = 0;
  TimeMs offset_ms_ = 0;  // of the start in its minute
  std::unique_ptr<World> world_;
  uint32_t minute_ = 0;  // that the world is in
  size_t points_ = 0;
  std::map<std::pair<uint32_t, Metric>, std::vector<MetricPoint>> series_;  // by resource index
};

// One datapoint a period of `minutes`, over minutes [first, last].
std::vector<MetricPoint> by_period(const std::vector<MetricPoint>& points, uint32_t minutes, uint32_t first,
                                   uint32_t last);

}  // namespace brigade::engine
