// The large world of `brigade bench`: 1,000 resources of all kinds that send each other messages for an hour.
#pragma once
#include "engine/plan.h"

namespace brigade::platform {

inline constexpr uint32_t kLargeWorldMessages = 1'000'000;

// The same plan for the same number, always; `messages` root messages are spread over one simulated hour.
engine::Plan large_world(uint32_t messages);

}  // namespace brigade::platform
