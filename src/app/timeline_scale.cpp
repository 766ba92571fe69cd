// Units of the timeline and its rows, from the story.
#include "app/timeline_scale.h"

#include <algorithm>
#include <cmath>

namespace brigade::app {

using engine::kNone;
using engine::TimeMs;

namespace {

constexpr float kSameTime = 9;  // between steps at the same time
constexpr float kShortestWait = 14;

float width_of(TimeMs gap_ms) {
  if (gap_ms <= 0) return kSameTime;
  return kShortestWait + 15.0f * std::log2(1.0f + static_cast<float>(gap_ms) / 25.0f);
}

}  // namespace

void TimelineScale::rebuild(const std::vector<TimeMs>& step_ms) {
  if (step_ms == ms_) return;
  ms_ = step_ms;
  at_.assign(ms_.size(), 0);
  for (size_t i = 1; i < ms_.size(); ++i) at_[i] = at_[i - 1] + width_of(ms_[i] - ms_[i - 1]);
}

float TimelineScale::of_step(uint32_t step) const {
  return at_.empty() ? 0 : at_[std::min(step, last_step())];
}

float TimelineScale::of_time(TimeMs time_ms) const {
  const auto after = std::lower_bound(ms_.begin(), ms_.end(), time_ms);
  if (after == ms_.end()) return total();
  const auto i = static_cast<size_t>(after - ms_.begin());
  if (i == 0 || *after == time_ms) return at_[i];
  const auto part = static_cast<float>(time_ms - ms_[i - 1]) / static_cast<float>(ms_[i] - ms_[i - 1]);
  return at_[i - 1] + (at_[i] - at_[i - 1]) * part;
}

uint32_t TimelineScale::nearest_step(float units) const {
  if (at_.empty()) return 0;
  const auto after = std::lower_bound(at_.begin(), at_.end(), units);
  if (after == at_.end()) return last_step();
  const auto i = static_cast<uint32_t>(after - at_.begin());
  return i > 0 && units - at_[i - 1] < at_[i] - units ? i - 1 : i;
}

std::vector<TimeMs> round_times(TimeMs last_ms) {
  static constexpr TimeMs kUnits[] = {1, base::kSecond, base::kMinute, base::kHour, base::kDay};
  static constexpr TimeMs kMillis[] = {100, 200, 500};
  static constexpr TimeMs kSixty[] = {1, 2, 5, 10, 20, 30};
  static constexpr TimeMs kHours[] = {1, 2, 3, 6, 12};
  static constexpr TimeMs kDays[] = {1, 2, 4, 7, 14};
  std::vector<TimeMs> out{0};
  const auto add = [&](TimeMs unit, const TimeMs* begin, const TimeMs* end) {
    for (; begin != end && *begin * unit <= last_ms; ++begin) out.push_back(*begin * unit);
  };
  add(kUnits[0], std::begin(kMillis), std::end(kMillis));
  add(kUnits[1], std::begin(kSixty), std::end(kSixty));
  add(kUnits[2], std::begin(kSixty), std::end(kSixty));
  if (last_ms >= 3 * base::kMinute) out.push_back(3 * base::kMinute);
  add(kUnits[3], std::begin(kHours), std::end(kHours));
  add(kUnits[4], std::begin(kDays), std::end(kDays));
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Lane> make_lanes(const Story& story) {
  std::vector<Lane> lanes;
  std::vector<uint32_t> lane_of(story.messages.size(), kNone);
  for (uint32_t i = 0; i < story.messages.size(); ++i) {
    const StoryMessage& message = story.messages[i];
    if (message.parent == kNone) {
      lane_of[i] = static_cast<uint32_t>(lanes.size());
      if (message.deliveries.empty()) lanes.push_back({i, kNone, true, {}});
      for (const uint32_t delivery : message.deliveries) {
        lanes.push_back({i, delivery, delivery == message.deliveries.front(), {}});
      }
      continue;
    }
    uint32_t lane = lane_of[message.parent];
    for (uint32_t j = lane; j < lanes.size() && lanes[j].message == lanes[lane].message; ++j) {
      if (lanes[j].delivery != kNone && story.deliveries[lanes[j].delivery].end_step == message.first_step)
        lane = j;
    }
    lane_of[i] = lane;
    for (const uint32_t delivery : message.deliveries) lanes[lane].followers.push_back(delivery);
  }
  return lanes;
}

}  // namespace brigade::app
