// How a message comes into a queue: at once or delayed; into a FIFO queue only with a message group and a
// deduplication id that it does not know yet; under a fault twice, or out of order.
#include <algorithm>

#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/sqs.h"

namespace brigade::engine::sqs {

namespace {

QueueState& state_of(Engine& engine, ResourceId id) {
  return engine.w.queues.edit(engine.w.resource(id).state);
}

// What a redrive policy moved here was not sent here: NumberOfMessagesSent leaves it out.
void count_arrival(Engine& engine, ResourceId queue, const Arrival& arrival) {
  if (arrival.sent_as == kNone) engine.count(Metric::NumberOfMessagesSent, queue);
  engine.queue_changed(queue);
}

// What keeps a FIFO queue from taking it: no message group, or a deduplication id that it knows. Its ids are
// complete then. False where the delivery has ended.
bool admit(Engine& engine, uint32_t slot, const Arrival& arrival, fifo::Ids& ids) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const QueueConfig& config = engine.queue_config(delivery.target);
  ids = arrival.ids == nullptr || arrival.ids->group.empty() ? fifo::ids_of(engine, delivery) : *arrival.ids;
  if (!fifo::are_complete(config, ids)) {
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::NoMessageGroup));
    return false;
  }
  if (ids.deduplication.empty()) {
    const Payload payload = payload_of(engine.w, engine.h, delivery);
    ids.deduplication = fifo::content_id(render_payload({engine.w, engine.h, engine.plan}, payload));
  }
  if (arrival.sent_as != kNone) return true;  // it was moved, not sent
  const std::string key =
      config.deduplication_by_group ? ids.group + "\n" + ids.deduplication : ids.deduplication;
  const uint32_t first =
      fifo::deduplicate(engine, engine.w.queue(delivery.target).fifo_buckets, key, delivery.message_number);
  if (first == kNone) return true;
  engine.end(slot, RecordKind::Deduplicated, 0, first);
  return false;
}

// A standard queue may deliver a message more than once: the second has the same id.
void arrive_twice(Engine& engine, uint32_t slot, const std::optional<TimeMs>& delay_ms) {
  const Delivery delivery = engine.w.deliveries[slot];
  const uint32_t twin = engine.make_delivery(delivery.message, delivery.target, delivery.config,
                                             delivery.rule, delivery.last_record);
  engine.record(engine.w.deliveries.edit(twin), RecordKind::DeliveredTwice, 0, delivery.message_number);
  Arrival arrival;
  arrival.delay_ms = delay_ms;
  arrival.sent_ms = delivery.accepted_ms;
  arrival.sent_as = engine.w.queued_message(delivery).sent_as;
  arrival.source = engine.w.queued_message(delivery).source;
  arrival.is_twin = true;
  arrive(engine, twin, arrival);
}

// Before up to ten others, drawn from the queue's own stream.
void come_out_of_order(Engine& engine, DeliveryList& list, uint32_t slot) {
  constexpr uint32_t kMostBefore = 10;
  const Delivery& delivery = engine.w.deliveries[slot];
  base::Stream& random = engine.w.resources.edit(delivery.target.index()).stream;
  const auto before = static_cast<uint32_t>(base::uniform(random, 0, std::min(list.count, kMostBefore)));
  uint32_t after = list.tail;
  for (uint32_t i = 0; i < before; ++i) after = engine.w.queued_message(engine.w.deliveries[after]).previous;
  insert_behind(engine, list, slot, after);
  if (before > 0) engine.record(engine.w.deliveries.edit(slot), RecordKind::Reordered, 0, before);
}

void become_queued(Engine& engine, uint32_t slot, const Arrival& arrival) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  QueueState& queue = state_of(engine, delivery.target);
  ++queue.sent;
  delivery.accepted_ms = arrival.sent_ms.value_or(engine.w.now_ms);
  delivery.place = engine.w.queued.take();
  QueuedMessage& queued = engine.w.queued.edit(delivery.place);
  queued.batch = kNone;
  queued.sent_as = arrival.sent_as == kNone ? delivery.number : arrival.sent_as;
  queued.next_in_batch = queued.handler_rule = queued.fifo = kNone;
  queued.source = arrival.source;
  queued.first_received_ms = -1;
  delivery.timer = TimerRef{};
  arm_retention(engine, delivery.target, delivery.accepted_ms);
}

// It can be handed out now, or later.
void stand_in_queue(Engine& engine, uint32_t slot, const Arrival& arrival, TimeMs delay_ms, bool reordered) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  QueueState& queue = state_of(engine, delivery.target);
  if (delay_ms > 0) {
    delivery.state = DeliveryState::Delayed;
    append(engine, queue.delayed, slot);
    engine.record(delivery, RecordKind::QueueDelayed, 0, static_cast<uint32_t>(delay_ms));
    count_arrival(engine, delivery.target, arrival);
    delivery.timer = engine.at(engine.w.now_ms + delay_ms, TimerKind::QueueDelayOver, slot);
    return;
  }
  delivery.state = DeliveryState::Visible;
  if (reordered) {
    come_out_of_order(engine, queue.visible, slot);
  } else {
    append(engine, queue.visible, slot);
  }
  engine.record(delivery, RecordKind::QueueArrived);
  count_arrival(engine, delivery.target, arrival);
}

void arrive_in_order(Engine& engine, uint32_t slot, const Arrival& arrival) {
  fifo::Ids ids;
  if (!admit(engine, slot, arrival, ids)) return;
  become_queued(engine, slot, arrival);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t place = fifo::enter(engine, slot, ids);
  engine.w.queued.edit(delivery.place).fifo = place;
  const TimeMs delay_ms = engine.queue_config(delivery.target).delay_ms;
  stand_in_queue(engine, slot, arrival, fifo::available_ms(engine, delivery, delay_ms) - engine.w.now_ms,
                 false);
  const uint32_t blocker = fifo::group_of(engine.w, delivery).blocker;
  if (blocker != kNone) engine.record(delivery, RecordKind::WaitsInGroup, 0, blocker);
  wake(engine, delivery.target);
}

}  // namespace

void arrive(Engine& engine, uint32_t slot, const Arrival& arrival) {
  const ResourceId id = engine.w.deliveries[slot].target;
  const QueueConfig& config = engine.queue_config(id);
  if (config.fifo) [[unlikely]]
    return arrive_in_order(engine, slot, arrival);
  become_queued(engine, slot, arrival);
  const FaultKind fault = engine.w.fault_of(id);
  stand_in_queue(engine, slot, arrival, arrival.delay_ms.value_or(config.delay_ms),
                 fault == FaultKind::Reorder);
  if (fault == FaultKind::Duplicate && !arrival.is_twin) [[unlikely]]
    arrive_twice(engine, slot, arrival.delay_ms);
  if (engine.w.deliveries[slot].state == DeliveryState::Visible) wake(engine, id);
}

}  // namespace brigade::engine::sqs
