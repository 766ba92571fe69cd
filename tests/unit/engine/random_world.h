// Random small worlds with every service in them, and random commands for them, from one stream of numbers.
#pragma once
#include "base/random.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {

struct Dice {
  base::Stream stream;
  uint64_t from(uint64_t low, uint64_t high) { return base::uniform(stream, low, high); }
  bool one_in(uint64_t n) { return from(1, n) == 1; }
  std::string one_of(std::string_view prefix, uint64_t count) {
    return std::string(prefix) + std::to_string(from(0, count - 1));
  }
};

Worldlet random_world(Dice& dice);
// `now`: where the command is submitted; nullptr for one of the timeline.
Command random_command(Dice& dice, const Simulation* now);

}  // namespace brigade::engine
