// The world and the journal as plain JSON, for the page's API, for tests and for traces. Integers and texts
// only; nothing that depends on the machine. Names are snake_case with their unit at the end.
#pragma once

#include <cstdint>
#include <string>

#include "engine/simulation.h"

namespace brigade::formats {

// Lists of messages and deliveries stop at this length; "more" says how many are left out.
inline constexpr uint32_t kMaxStateItems = 1'000;

// The whole world at the present step: {"step","time_ms","now","known_steps","future_is_known","idle",
// "waiting_for_handler","hash","tally":{…},"buckets":[…],"functions":[…],"queues":[…],"buses":[…],
// "rules":[…],"topics":[…],"event_source_mappings":[…],"pipes":[…],"messages":[…],"deliveries":[…]}.
std::string state_json(const engine::Simulation& simulation);

// One record:
// {"index","step","time_ms","kind","cause","message","delivery","resource","version","code","value"}; null
// stands for none.
std::string record_json(const engine::Simulation& simulation, uint32_t index, const engine::Record& record);
// A list of the records [from, to), cut at what there is.
std::string journal_json(const engine::Simulation& simulation, uint32_t from, uint32_t to);

std::string hash_text(uint64_t hash);  // 16 hexadecimal digits

}  // namespace brigade::formats
