// Rules held against the events that came to their bus: who matched, who did not, and the two texts that the
// matcher's own explanation (match/explain.h) is made from. Made when somebody looks, by matching again with
// the rules that stood on the bus at that step.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/simulation.h"

namespace brigade::engine {

struct RuleVerdict {
  ResourceId rule;
  uint32_t version;  // of its configuration, at that step
  bool enabled;
  bool matched;  // its pattern matches; false for a rule without one, or that a replay leaves out
};

// An event that a bus received.
struct EventOnBus {
  uint32_t record;  // its EventReceived
  ResourceId bus;
  uint32_t message;                // number
  std::vector<RuleVerdict> rules;  // all that stood on the bus then, in the order of their making
};

// By any record of the event's stay on the bus (EventReceived, RuleMatched, EventRouted, NoRuleMatched);
// nothing for other records.
std::optional<EventOnBus> event_on_bus(const Simulation& simulation, uint32_t record);

// The event as the bus had it: indented JSON.
std::string event_text(const Simulation& simulation, uint32_t record);
// The rule's pattern: indented JSON, empty where it has none. `version` is a rule's configuration.
std::string pattern_text(const Simulation& simulation, uint32_t version);

// The EventReceived records of one bus, or of all of them (`bus` is none), up to the present step, the newest
// last; at most the last `limit`.
std::vector<uint32_t> events_on(const Simulation& simulation, ResourceId bus, size_t limit);

}  // namespace brigade::engine
