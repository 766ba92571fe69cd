// The lanes of mappings of streams (world.h), for stream_source.cpp: a lane holds the records of a shard, or
// of some of its keys, that a mapping has still to read. Times of the simulation in milliseconds; slots are
// of World::deliveries.
#pragma once
#include <algorithm>
#include <vector>

#include "engine/engine.h"

namespace brigade::engine::stream_source {

inline Lane& edit(Engine& engine, uint32_t lane) { return engine.w.lanes.edit(lane); }
inline EventSourceMappingState& mapping_of(Engine& engine, uint32_t lane) {
  return engine.w.mappings.edit(engine.w.lanes[lane].mapping);
}
inline const EventSourceMappingState& mapping_at(const Engine& engine, uint32_t lane) {
  return engine.w.mappings[engine.w.lanes[lane].mapping];
}
inline const PollerConfig& config_of(const Engine& engine, uint32_t lane) {
  return engine.poller_config(mapping_at(engine, lane).id);
}

inline uint16_t short_count(uint32_t count) {
  return static_cast<uint16_t>(std::min<uint32_t>(count, UINT16_MAX));
}
inline uint16_t attempts_of(const Engine& engine, uint32_t slot) {
  return short_count(engine.w.deliveries[slot].place);
}

bool is_over(const Engine& engine, const EventSourceMappingState& mapping);
bool can_poll(const Engine& engine, uint32_t lane);

// A record of the journal about a delivery in the lane, and the last one of it.
void note(Engine& engine, uint32_t lane, uint32_t slot, RecordKind kind, uint16_t code = 0,
          uint32_t value = 0);
void end(Engine& engine, uint32_t lane, uint32_t slot, RecordKind kind, uint16_t code = 0,
         uint32_t value = 0);

void arm_expiry(Engine& engine, uint32_t lane);
void set_blocked(Engine& engine, uint32_t lane, bool blocked);
void begin_anew(Engine& engine, uint32_t lane);
void take_out(Engine& engine, uint32_t lane, uint32_t before);
std::vector<uint32_t> first_of(const Engine& engine, uint32_t lane, uint32_t count);
void schedule(Engine& engine, uint32_t lane, TimeMs due_ms);
TimeMs batch_due_ms(const Engine& engine, uint32_t lane);
void look_at_lane(Engine& engine, uint32_t lane);
void drop_expired(Engine& engine, uint32_t lane);
void drop_all(Engine& engine, uint32_t lane);

}  // namespace brigade::engine::stream_source
