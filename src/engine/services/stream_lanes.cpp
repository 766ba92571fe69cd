// Lanes: who may be polled when, what stands in them and what leaves them without an invocation.
#include "engine/services/stream_lanes.h"

#include <algorithm>

#include "engine/services/streams.h"

namespace brigade::engine::stream_source {

// Nothing can be read any more: the mapping is deleted, or its Kinesis stream is. What a table's stream has
// stays readable when the table is gone.
bool is_over(const Engine& engine, const EventSourceMappingState& mapping) {
  if (!engine.w.is_alive(mapping.id)) return true;
  const ResourceId source = mapping.source;
  return !engine.w.is_alive(source) && engine.w.resource(source).kind == ResourceKind::Stream;
}

bool can_poll(const Engine& engine, uint32_t lane) {
  const EventSourceMappingState& mapping = mapping_at(engine, lane);
  return engine.w.lanes[lane].batch == kNone && !is_over(engine, mapping) &&
         engine.poller_config(mapping.id).enabled && engine.w.is_alive(mapping.function);
}

// With the mapping's configuration, unless the function began with it.
void note(Engine& engine, uint32_t lane, uint32_t slot, RecordKind kind, uint16_t code, uint32_t value) {
  const EventSourceMappingState& mapping = mapping_at(engine, lane);
  const bool by_function = kind == RecordKind::StreamBatchStarted;
  const uint32_t version = engine.w.resource(by_function ? mapping.function : mapping.id).config;
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.last_record = engine.record({kind, delivery.last_record, delivery.target, version,
                                        delivery.message_number, delivery.number, code, value});
}

void end(Engine& engine, uint32_t lane, uint32_t slot, RecordKind kind, uint16_t code, uint32_t value) {
  engine.end(slot, kind, code, value, engine.w.resource(mapping_at(engine, lane).id).config);
}

// One timer a lane, for the record whose 24 hours are over first.
void arm_expiry(Engine& engine, uint32_t lane_index) {
  Lane& lane = edit(engine, lane_index);
  const TimeMs due_ms = lane.head == kNone || lane.batch != kNone
                            ? Scheduler::kNever
                            : engine.w.deliveries[lane.head].accepted_ms + streams::kRetentionMs;
  if (engine.w.scheduler.due_ms(lane.expiry_timer) == due_ms) return;
  engine.w.scheduler.cancel(lane.expiry_timer);
  lane.expiry_timer = TimerRef{};
  if (due_ms == Scheduler::kNever) return;
  lane.expiry_timer = engine.at(std::max(due_ms, engine.w.now_ms), TimerKind::LaneExpiry, lane_index);
}

void set_blocked(Engine& engine, uint32_t lane_index, bool blocked) {
  Lane& lane = edit(engine, lane_index);
  if ((lane.blocked != 0) == blocked) return;
  lane.blocked = blocked ? 1 : 0;
  uint32_t& count = mapping_of(engine, lane_index).blocked;
  count = blocked ? count + 1 : count - 1;
}

// The lane's first records are through: what comes next begins anew.
void begin_anew(Engine& engine, uint32_t lane_index) {
  Lane& lane = edit(engine, lane_index);
  lane.attempts = lane.throttles = 0;
  lane.retry_ms = 0;
  set_blocked(engine, lane_index, false);
}

// Takes a delivery out of the lane; `before` is the one in front of it, kNone for the first.
void take_out(Engine& engine, uint32_t lane_index, uint32_t before) {
  Lane& lane = edit(engine, lane_index);
  const uint32_t slot = before == kNone ? lane.head : engine.w.deliveries[before].next_free;
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t next = delivery.next_free;
  if (before == kNone) {
    lane.head = next;
  } else {
    Delivery& previous = engine.w.deliveries.edit(before);
    previous.next_free = next;
    // A batch that is kept as it was keeps its end.
    if (delivery.cut_after != 0) previous.cut_after = 1;
  }
  if (next == kNone) lane.tail = before;
  delivery.next_free = kNone;
  --lane.count;
  --mapping_of(engine, lane_index).waiting;
}

std::vector<uint32_t> first_of(const Engine& engine, uint32_t lane_index, uint32_t count) {
  std::vector<uint32_t> slots;
  for (uint32_t slot = engine.w.lanes[lane_index].head; slot != kNone && slots.size() < count;
       slot = engine.w.deliveries[slot].next_free) {
    slots.push_back(slot);
  }
  return slots;
}

void schedule(Engine& engine, uint32_t lane_index, TimeMs due_ms) {
  Lane& lane = edit(engine, lane_index);
  if (engine.w.scheduler.due_ms(lane.poll_timer) <= due_ms) return;
  engine.w.scheduler.cancel(lane.poll_timer);
  lane.poll_timer = engine.at(due_ms, TimerKind::LanePoll, lane_index);
}

// When a batch may go at the earliest: full, kept from before, or its window over.
TimeMs batch_due_ms(const Engine& engine, uint32_t lane_index) {
  const Lane& lane = engine.w.lanes[lane_index];
  const PollerConfig& config = config_of(engine, lane_index);
  if (lane.retry_ms > engine.w.now_ms) return lane.retry_ms;
  if (lane.retry_ms != 0 || config.maximum_batching_window_s == 0 || lane.count >= config.batch_size) {
    return engine.w.now_ms;
  }
  if (engine.w.deliveries[lane.head].place > 0) return engine.w.now_ms;  // the other half of a batch
  const TimeMs arrived_ms = engine.w.deliveries[lane.head].accepted_ms;
  return std::max(engine.w.now_ms, arrived_ms + TimeMs{config.maximum_batching_window_s} * 1000);
}

void look_at_lane(Engine& engine, uint32_t lane_index) {
  arm_expiry(engine, lane_index);
  if (engine.w.lanes[lane_index].head == kNone || !can_poll(engine, lane_index)) return;
  schedule(engine, lane_index, batch_due_ms(engine, lane_index));
}

void drop_expired(Engine& engine, uint32_t lane_index) {
  while (engine.w.lanes[lane_index].head != kNone) {
    const uint32_t slot = engine.w.lanes[lane_index].head;
    if (engine.w.deliveries[slot].accepted_ms + streams::kRetentionMs > engine.w.now_ms) return;
    take_out(engine, lane_index, kNone);
    end(engine, lane_index, slot, RecordKind::StreamRecordExpired);
    begin_anew(engine, lane_index);
  }
}

void drop_all(Engine& engine, uint32_t lane_index) {
  while (engine.w.lanes[lane_index].head != kNone) {
    const uint32_t slot = engine.w.lanes[lane_index].head;
    take_out(engine, lane_index, kNone);
    end(engine, lane_index, slot, RecordKind::TargetDeleted);
  }
  begin_anew(engine, lane_index);
}

}  // namespace brigade::engine::stream_source
