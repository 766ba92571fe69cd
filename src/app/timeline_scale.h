// Where a step stands on the timeline: every step gets some room, and a wait grows with the logarithm of its
// length, so that milliseconds and hours fit into one picture. No Dear ImGui.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/story.h"

namespace brigade::app {

class TimelineScale {
 public:
  void rebuild(const std::vector<engine::TimeMs>& step_ms);  // cheap where nothing changed

  float total() const { return at_.empty() ? 0 : at_.back(); }
  float of_step(uint32_t step) const;
  float of_time(engine::TimeMs time_ms) const;  // between steps in proportion
  uint32_t nearest_step(float units) const;
  uint32_t last_step() const { return at_.empty() ? 0 : static_cast<uint32_t>(at_.size() - 1); }
  engine::TimeMs last_ms() const { return ms_.empty() ? 0 : ms_.back(); }

 private:
  std::vector<float> at_;  // units, by step
  std::vector<engine::TimeMs> ms_;
};

// Round times that deserve a label, up to `last_ms`.
std::vector<engine::TimeMs> round_times(engine::TimeMs last_ms);

// One row: a delivery of a message, and what its end made (dead letters, destination records).
struct Lane {
  uint32_t message;   // index in the story
  uint32_t delivery;  // index, kNone: nothing wanted the message
  bool first_of_message;
  std::vector<uint32_t> followers;  // deliveries of messages that came from this one
};
std::vector<Lane> make_lanes(const Story& story);

}  // namespace brigade::app
