// Message move tasks: a dead-letter queue's messages back to where they came from, or to a queue of one's own
// choice, one step each. A moved message is a new one: another id, another arrival, another retention.
// Source: SQS API reference, StartMessageMoveTask; recordings of the real service for its refusals. Assumed:
// without a rate of one's own, 500 messages a second (the service chooses).
#include "engine/services/sqs.h"

namespace brigade::engine::sqs {

using base::fail;
using base::Status;

namespace {

constexpr uint32_t kMaxPerSecond = 500;

ResourceId find_queue(const Engine& engine, std::string_view arn) {
  const ResourceId id = find_by_arn(engine.w, engine.h, arn);
  return !id.is_none() && engine.w.resource(id).kind == ResourceKind::Queue ? id : ResourceId{};
}

// Where the message goes; none where the queue that it came from is gone, or it came from none.
ResourceId destination_of(const Engine& engine, const QueueState& queue, uint32_t slot) {
  if (!queue.move_to.is_none()) return engine.w.is_alive(queue.move_to) ? queue.move_to : ResourceId{};
  const ResourceId source = engine.w.queued_message(engine.w.deliveries[slot]).source;
  return engine.w.is_alive(source) ? source : ResourceId{};
}

void finish_task(Engine& engine, uint32_t queue_state) {
  QueueState& queue = engine.w.queues.edit(queue_state);
  queue.move_per_second = 0;
  engine.record({RecordKind::MoveTaskCompleted, kNone, queue.id, engine.w.resource(queue.id).config, kNone,
                 kNone, 0, queue.moved});
}

}  // namespace

bool is_dead_letter_queue(const World& world, const History& history, std::string_view arn) {
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const Resource& resource = world.resources[i];
    if (resource.alive == 0 || resource.kind != ResourceKind::Queue) continue;
    if (history.queue_config(resource.config).redrive_target_arn == arn) return true;
  }
  return false;
}

void move_messages(Engine& engine, uint32_t queue_state) {
  const QueueState& queue = engine.w.queues[queue_state];
  uint32_t slot = queue.visible.head;
  ResourceId to{};
  while (slot != kNone && (to = destination_of(engine, queue, slot)).is_none()) {
    slot = engine.w.deliveries[slot].next_free;  // it stays: there is no way back for it
  }
  if (slot == kNone) return finish_task(engine, queue_state);
  const Delivery delivery = engine.w.deliveries[slot];
  const uint32_t version = engine.w.resource(delivery.target).config;
  const uint32_t moved = engine.make_delivery(delivery.message, to, version, 0, delivery.last_record);
  Arrival arrival;
  const fifo::Ids ids = fifo::ids_in_queue(engine, delivery);
  arrival.ids = &ids;
  const uint32_t before = engine.w.records;
  remove(engine, slot, RecordKind::MessageMoved, 0, to.value, version);
  engine.w.deliveries.edit(moved).last_record = before;
  QueueState& task = engine.w.queues.edit(queue_state);
  ++task.moved;
  task.move_timer =
      engine.at(engine.w.now_ms + 1'000 / task.move_per_second, TimerKind::MoveMessages, queue_state);
  arrive(engine, moved, arrival);
}

Status apply(Engine& engine, const StartMessageMoveTask& command) {
  const ResourceId id = find_queue(engine, command.source_arn);
  if (id.is_none()) {
    return fail("ResourceNotFoundException",
                "The resource that you specified for the SourceArn parameter doesn't exist.");
  }
  if (!is_dead_letter_queue(engine.w, engine.h, command.source_arn)) {
    return fail("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  ResourceId to{};
  if (!command.destination_arn.empty()) {
    to = find_queue(engine, command.destination_arn);
    if (to.is_none()) {
      return fail("ResourceNotFoundException",
                  "The resource that you specified for the DestinationArn parameter doesn't exist.");
    }
    if (to == id) {
      return fail("InvalidParameterValue", "The source queue and the destination queue can't be the same.");
    }
    if (engine.queue_config(to).fifo != engine.queue_config(id).fifo) {
      return fail("InvalidParameterValue", "The source queue and the destination queue must be of one type.");
    }
  }
  const uint32_t per_second = command.max_messages_per_second.value_or(kMaxPerSecond);
  if (per_second < 1 || per_second > kMaxPerSecond) {
    return fail(
        "InvalidParameterValue",
        "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a value that "
        "is between 1 and 500.");
  }
  const uint32_t state = engine.w.resource(id).state;
  if (engine.w.queues[state].move_per_second != 0) {
    return fail(
        "UnsupportedOperation",
        "There is already a task running. Only one active task is allowed for a source queue arn at a "
        "given time.");
  }
  QueueState& queue = engine.w.queues.edit(state);
  queue.move_to = to;
  queue.move_per_second = per_second;
  queue.moved = 0;
  queue.move_timer = engine.at(engine.w.now_ms, TimerKind::MoveMessages, state);
  engine.record({RecordKind::MoveTaskStarted, engine.cause, id, engine.w.resource(id).config, kNone, kNone, 0,
                 per_second});
  return {};
}

}  // namespace brigade::engine::sqs
