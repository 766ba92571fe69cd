// A queue at work: arrival, delay, hand-out, visibility time-outs, retention, redrive, polls. Rules: the SQS
// developer guide. Attributes are checked in sqs_config.cpp, what is sent by command in sqs_send.cpp; the
// order of FIFO queues is fifo.h's.
#include "engine/services/sqs.h"

#include <algorithm>

#include "base/text.h"
#include "engine/services/event_source.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"

namespace brigade::engine::sqs {

using base::fail;
using base::Status;

namespace {

constexpr TimeMs kMaxVisibilityMs = 43'200'000;

tl::unexpected<base::Error> no_such_queue() {
  return fail("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
}

QueueState& state_of(Engine& engine, ResourceId id) {
  return engine.w.queues.edit(engine.w.resource(id).state);
}

DeliveryList& list_of(QueueState& queue, DeliveryState state) {
  if (state == DeliveryState::Visible) return queue.visible;
  return state == DeliveryState::Invisible ? queue.invisible : queue.delayed;
}

void set_retention(Engine& engine, uint32_t queue_state, TimeMs due_ms) {
  engine.w.queues.edit(queue_state).retention_timer =
      engine.at(due_ms, TimerKind::RetentionOver, queue_state);
  engine.w.first_retention_ms = std::min(engine.w.first_retention_ms, due_ms);
}

void move_to(Engine& engine, uint32_t slot, DeliveryState state) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  QueueState& queue = state_of(engine, delivery.target);
  unlink(engine, list_of(queue, delivery.state), slot);
  const bool was_invisible = delivery.state == DeliveryState::Invisible;
  delivery.state = state;
  if (queue.fifo_buckets == kNone || state != DeliveryState::Visible) {
    append(engine, list_of(queue, state), slot);
    return;
  }
  if (was_invisible) fifo::release(engine, delivery);
  fifo::insert_in_order(engine, queue.visible, slot);
}

void finish(Engine& engine, uint32_t slot, RecordKind kind, uint16_t code, uint32_t value) {
  const Delivery& delivery = engine.w.deliveries[slot];
  QueueState& queue = state_of(engine, delivery.target);
  unlink(engine, list_of(queue, delivery.state), slot);
  const ResourceId id = delivery.target;
  engine.end(slot, kind, code, value);
  if (kind == RecordKind::MessageDeleted) engine.count(Metric::NumberOfMessagesDeleted, id);
  engine.queue_changed(id);
}

std::string own_arn(const Engine& engine, ResourceId id) {
  return arn_of(engine.w, engine.h, engine.plan, id);
}

// Received once too often: the message goes to the dead-letter queue instead of being handed out. It keeps
// its id.
bool redrive(Engine& engine, uint32_t slot) {
  const Delivery delivery = engine.w.deliveries[slot];
  const QueueConfig& config = engine.queue_config(delivery.target);
  const uint32_t receives = engine.w.queued_message(delivery).receive_count;
  const uint32_t sent_as = engine.w.queued_message(delivery).sent_as;
  if (config.redrive_target_arn.empty() || receives < config.max_receive_count) return false;
  const uint32_t version = engine.w.resource(delivery.target).config;
  const ResourceId target = engine.target(version, 0, config.redrive_target_arn);
  // The service keeps handing it out where the dead-letter queue is gone, or is nobody's any more.
  if (target.is_none() || !allows_redrive(engine.queue_config(target), own_arn(engine, delivery.target)))
    return false;
  fifo::Ids ids = fifo::ids_in_queue(engine, delivery);
  // On a FIFO queue the retention clock is set back, and the id of the message stands for its deduplication
  // id.
  const bool in_order = engine.w.queued_message(delivery).fifo != kNone;
  if (in_order) ids.deduplication = message_id(engine.w.seed, sent_as);
  const TimeMs sent_ms = in_order ? engine.w.now_ms : delivery.accepted_ms;
  const uint32_t moved = engine.make_delivery(delivery.message, target, version, 0, delivery.last_record);
  finish(engine, slot, RecordKind::RedrivenToDeadLetterQueue, static_cast<uint16_t>(receives), target.value);
  engine.w.deliveries.edit(moved).last_record = engine.w.records - 1;
  arrive(engine, moved, {std::nullopt, sent_ms, sent_as, delivery.target, &ids});
  return true;
}

void remove_poller(Engine& engine, uint32_t slot) {
  const Poller poller = engine.w.pollers[slot];
  QueueState& queue = state_of(engine, poller.queue);
  if (queue.pollers == slot) {
    queue.pollers = poller.next_free;
  } else {
    uint32_t before = queue.pollers;
    while (engine.w.pollers[before].next_free != slot) before = engine.w.pollers[before].next_free;
    engine.w.pollers.edit(before).next_free = poller.next_free;
  }
  engine.w.scheduler.cancel(poller.timer);
  engine.w.pollers.give_back(slot);
}

}  // namespace

void wake(Engine& engine, ResourceId id) {
  const uint32_t state = engine.w.resource(id).state;
  while (engine.w.queues[state].pollers != kNone) {
    // What was received too often leaves first: it answers no poll.
    uint32_t first = first_available(engine.w, engine.h, state);
    while (first != kNone && redrive(engine, first)) first = first_available(engine.w, engine.h, state);
    const uint32_t slot = engine.w.queues[state].pollers;
    if (first == kNone || slot == kNone) break;
    const Poller poller = engine.w.pollers[slot];
    remove_poller(engine, slot);
    hand_out(engine, {id, poller.max_messages, poller.visibility_timeout_ms, poller.cause});
  }
  if (engine.w.queues[state].mappings != kNone) event_source::wake(engine, state);
}

uint32_t first_available(const World& world, const History&, uint32_t queue_state) {
  const QueueState& queue = world.queues[queue_state];
  return queue.fifo_buckets == kNone ? queue.visible.head : fifo::next(world, queue_state, kNone, kNone);
}

namespace {

void become_visible(Engine& engine, uint32_t slot, RecordKind kind, uint16_t code) {
  move_to(engine, slot, DeliveryState::Visible);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.timer = TimerRef{};
  engine.record(delivery, kind, code);
  engine.queue_changed(delivery.target);
  wake(engine, delivery.target);
}

// The message that a receipt handle names, among those that are in the queue; kNone if it is gone.
uint32_t find_by_receipt(Engine& engine, ResourceId id, std::string_view handle, bool only_invisible) {
  const QueueState& queue = engine.w.queue(id);
  for (const DeliveryList* list : {&queue.invisible, &queue.visible}) {
    if (only_invisible && list == &queue.visible) break;
    for (uint32_t slot = list->head; slot != kNone; slot = engine.w.deliveries[slot].next_free) {
      const Delivery& delivery = engine.w.deliveries[slot];
      // An old handle still deletes.
      for (uint32_t receive = engine.w.queued_message(delivery).receive_count; receive > 0; --receive) {
        if (receipt_handle(engine.w.seed, delivery.number, receive) == handle) return slot;
      }
    }
  }
  return kNone;
}

}  // namespace

namespace {

uint32_t make_batch(Engine& engine, const Poll& poll, uint32_t first) {
  const uint32_t batch = engine.w.batches.take();
  Batch& made = engine.w.batches.edit(batch);
  made.number = engine.w.batches_made++;
  made.cause = poll.cause;
  made.mapping = poll.mapping;
  made.first = first;
  made.held = poll.mapping.is_none() ? 0 : 1;
  made.lane = kNone;
  return batch;
}

// The message is received: it becomes invisible, in the batch after the message of `last`.
void hand_out_one(Engine& engine, const Poll& poll, uint32_t batch, uint32_t slot, uint32_t last) {
  ++engine.w.batches.edit(batch).members;
  Delivery& delivery = engine.w.deliveries.edit(slot);
  if (last != kNone) engine.w.queued.edit(last).next_in_batch = slot;
  QueuedMessage& queued = engine.w.queued.edit(delivery.place);
  queued.batch = batch;
  queued.next_in_batch = kNone;
  ++queued.receive_count;
  if (queued.first_received_ms < 0) queued.first_received_ms = engine.w.now_ms;
  move_to(engine, slot, DeliveryState::Invisible);
  if (queued.fifo != kNone) fifo::hold(engine, delivery, engine.w.batches[batch].number);
  engine.record(delivery, RecordKind::MessageReceived, static_cast<uint16_t>(queued.receive_count),
                static_cast<uint32_t>(poll.visibility_ms));
  delivery.timer = engine.at(engine.w.now_ms + poll.visibility_ms, TimerKind::VisibilityOver, slot);
  ++engine.w.queues.edit(engine.w.resource(poll.queue).state).received;
  engine.count(Metric::NumberOfMessagesReceived, poll.queue);
  engine.queue_changed(poll.queue);
}

// As many messages of one group as there are, then of the next one that is free.
uint32_t hand_out_in_order(Engine& engine, const Poll& poll, std::vector<uint32_t>* slots) {
  const uint32_t state = engine.w.resource(poll.queue).state;
  uint32_t handed = 0, batch = kNone, last = kNone, group = kNone;
  while (handed < poll.max_messages) {
    const uint32_t number = batch == kNone ? kNone : engine.w.batches[batch].number;
    const uint32_t slot = fifo::next(engine.w, state, number, group);
    if (slot == kNone) break;
    const uint32_t its_group =
        engine.w.fifo_messages[engine.w.queued_message(engine.w.deliveries[slot]).fifo].group;
    if (poll.one_group && group != kNone && its_group != group) break;
    if (redrive(engine, slot)) continue;
    group = its_group;
    if (batch == kNone) batch = make_batch(engine, poll, slot);
    hand_out_one(engine, poll, batch, slot, last);
    last = engine.w.deliveries[slot].place;
    ++handed;
    if (slots != nullptr) slots->push_back(slot);
  }
  return batch;
}

}  // namespace

uint32_t hand_out(Engine& engine, const Poll& poll, std::vector<uint32_t>* slots) {
  const uint32_t state = engine.w.resource(poll.queue).state;
  if (engine.w.queues[state].fifo_buckets != kNone) return hand_out_in_order(engine, poll, slots);
  uint32_t handed = 0, batch = kNone, last = kNone;
  uint32_t slot = engine.w.queues[state].visible.head;
  while (slot != kNone && handed < poll.max_messages) {
    const uint32_t next = engine.w.deliveries[slot].next_free;
    if (redrive(engine, slot)) {
      slot = next;
      continue;
    }
    if (batch == kNone) batch = make_batch(engine, poll, slot);
    hand_out_one(engine, poll, batch, slot, last);
    last = engine.w.deliveries[slot].place;
    ++handed;
    if (slots != nullptr) slots->push_back(slot);
    slot = next;
  }
  return batch;
}

void release_batch(Engine& engine, uint32_t slot) {
  Batch& batch = engine.w.batches.edit(slot);
  batch.held = 0;
  if (batch.members == 0) engine.w.batches.give_back(slot);
}

void remove(Engine& engine, uint32_t slot, RecordKind kind, uint16_t code, uint32_t value, uint32_t version) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const ResourceId queue = delivery.target;
  unlink(engine, list_of(state_of(engine, queue), delivery.state), slot);
  engine.end(slot, kind, code, value, version);
  // What a mapping's filters do not want is deleted too; what is moved back is not.
  if (kind != RecordKind::MessageMoved) engine.count(Metric::NumberOfMessagesDeleted, queue);
  engine.queue_changed(queue);
}

void delay_over(Engine& engine, uint32_t slot) { become_visible(engine, slot, RecordKind::QueueArrived, 0); }

void visibility_over(Engine& engine, uint32_t slot) {
  const Delivery& delivery = engine.w.deliveries[slot];
  engine.leave_batch(delivery.place);
  const uint32_t receives = engine.w.queued_message(delivery).receive_count;
  become_visible(engine, slot, RecordKind::VisibilityTimedOut, static_cast<uint16_t>(receives));
}

void poll_timeout(Engine& engine, uint32_t slot) {
  const Poller poller = engine.w.pollers[slot];
  remove_poller(engine, slot);
  engine.record(
      {RecordKind::ReceiveEmpty, poller.cause, poller.queue, engine.w.resource(poller.queue).config});
  engine.count(Metric::NumberOfEmptyReceives, poller.queue);
}

TimeMs first_expiry_ms(const World& world, const History& history, uint32_t queue_state) {
  const QueueState& queue = world.queues[queue_state];
  const TimeMs retention_ms = history.queue_config(world.resource(queue.id).config).retention_ms;
  TimeMs first_ms = Scheduler::kNever;
  for (const DeliveryList* list : {&queue.visible, &queue.invisible, &queue.delayed}) {
    for (uint32_t slot = list->head; slot != kNone; slot = world.deliveries[slot].next_free) {
      first_ms = std::min(first_ms, world.deliveries[slot].accepted_ms + retention_ms);
    }
  }
  return first_ms;
}

void retention_over(Engine& engine, uint32_t queue_state) {
  const ResourceId id = engine.w.queues[queue_state].id;
  const TimeMs retention_ms = engine.queue_config(id).retention_ms;
  for (const DeliveryState state :
       {DeliveryState::Visible, DeliveryState::Invisible, DeliveryState::Delayed}) {
    uint32_t slot = list_of(engine.w.queues.edit(queue_state), state).head;
    while (slot != kNone) {
      const uint32_t next = engine.w.deliveries[slot].next_free;
      if (engine.w.deliveries[slot].accepted_ms + retention_ms <= engine.w.now_ms) {
        finish(engine, slot, RecordKind::MessageExpired, 0, 0);
      }
      slot = next;
    }
  }
  rearm_retention(engine, queue_state);
  if (engine.w.queues[queue_state].fifo_buckets != kNone) wake(engine, id);  // what held a group may be gone
}

void arm_retention(Engine& engine, ResourceId id, TimeMs sent_ms) {
  QueueState& queue = state_of(engine, id);
  const TimeMs due_ms = std::max(sent_ms + engine.queue_config(id).retention_ms, engine.w.now_ms);
  if (engine.w.scheduler.due_ms(queue.retention_timer) <= due_ms) return;
  engine.w.scheduler.cancel(queue.retention_timer);
  set_retention(engine, engine.w.resource(id).state, due_ms);
}

void rearm_retention(Engine& engine, uint32_t queue_state) {
  const TimeMs due_ms = first_expiry_ms(engine.w, engine.h, queue_state);
  QueueState& queue = engine.w.queues.edit(queue_state);
  engine.w.scheduler.cancel(queue.retention_timer);
  if (due_ms == Scheduler::kNever) return;
  set_retention(engine, queue_state, std::max(due_ms, engine.w.now_ms));
}

Status apply(Engine& engine, const ReceiveMessage& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  const QueueConfig& config = engine.queue_config(id);
  if (command.max_messages < 1 || command.max_messages > 10) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(command.max_messages) +
                    " for parameter MaxNumberOfMessages is invalid. Reason: Must be between "
                    "1 and 10, if provided.");
  }
  const TimeMs wait_ms = command.wait_ms.value_or(config.receive_wait_ms);
  if (wait_ms < 0 || wait_ms > 20'000) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(wait_ms / 1000) +
                    " for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= "
                    "20, if provided.");
  }
  const TimeMs visibility_ms = command.visibility_timeout_ms.value_or(config.visibility_timeout_ms);
  if (visibility_ms < 0 || visibility_ms > kMaxVisibilityMs) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(visibility_ms / 1000) +
                    " for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and "
                    "<= 43200, if provided.");
  }
  const uint32_t version = engine.w.resource(id).config;
  const uint32_t before = engine.w.records;
  if (hand_out(engine, {id, command.max_messages, visibility_ms, before}) != kNone) return {};
  if (wait_ms == 0) {
    engine.record({RecordKind::ReceiveEmpty, engine.cause, id, version});
    engine.count(Metric::NumberOfEmptyReceives, id);
    return {};
  }
  const uint32_t waiting = engine.record(
      {RecordKind::PollWaiting, engine.cause, id, version, kNone, kNone, 0, static_cast<uint32_t>(wait_ms)});
  const uint32_t slot = engine.w.pollers.take();
  Poller& poller = engine.w.pollers.edit(slot);
  poller.queue = id;
  poller.max_messages = command.max_messages;
  poller.cause = waiting;
  poller.visibility_timeout_ms = visibility_ms;
  poller.timer = engine.at(engine.w.now_ms + wait_ms, TimerKind::PollTimeout, slot);
  poller.next_free = kNone;
  uint32_t* end = &state_of(engine, id).pollers;  // the longest waiting is served first
  while (*end != kNone) end = &engine.w.pollers.edit(*end).next_free;
  *end = slot;
  return {};
}

Status apply(Engine& engine, const DeleteMessage& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  if (!base::starts_with(command.receipt_handle, "AQEB")) {
    return fail("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
  }
  const uint32_t slot = find_by_receipt(engine, id, command.receipt_handle, false);
  if (slot == kNone) return {};  // gone already: the service says yes
  const Delivery& delivery = engine.w.deliveries[slot];
  const uint32_t receives = engine.w.queued_message(delivery).receive_count;
  const bool in_order = engine.w.queued_message(delivery).fifo != kNone;
  if (in_order && (delivery.state != DeliveryState::Invisible ||
                   receipt_handle(engine.w.seed, delivery.number, receives) != command.receipt_handle)) {
    return fail("InvalidParameterValue",
                "Value " + command.receipt_handle +
                    " for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
  }
  ++state_of(engine, id).deleted;
  finish(engine, slot, RecordKind::MessageDeleted, static_cast<uint16_t>(receives), 0);
  if (in_order) wake(engine, id);
  return {};
}

Status apply(Engine& engine, const ChangeMessageVisibility& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  if (command.visibility_timeout_ms < 0 || command.visibility_timeout_ms > kMaxVisibilityMs) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(command.visibility_timeout_ms / 1000) +
                    " for parameter VisibilityTimeout is invalid. Reason: Must be between 0 "
                    "and 43200.");
  }
  const uint32_t slot = find_by_receipt(engine, id, command.receipt_handle, true);
  if (slot == kNone) {
    return fail("InvalidParameterValue",
                "Value " + command.receipt_handle +
                    " for parameter ReceiptHandle is invalid. Reason: Message does not exist "
                    "or is not available for visibility timeout change.");
  }
  Delivery& delivery = engine.w.deliveries.edit(slot);
  engine.w.scheduler.cancel(delivery.timer);
  engine.record(delivery, RecordKind::VisibilityChanged, 0,
                static_cast<uint32_t>(command.visibility_timeout_ms));
  delivery.timer =
      engine.at(engine.w.now_ms + command.visibility_timeout_ms, TimerKind::VisibilityOver, slot);
  return {};
}

Status apply(Engine& engine, const PurgeQueue& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  QueueState& queue = state_of(engine, id);
  if (queue.purged_ms >= 0 && engine.w.now_ms < queue.purged_ms + 60'000) {
    return fail("AWS.SimpleQueueService.PurgeQueueInProgress",
                "Only one PurgeQueue operation on " + command.queue + " is allowed every 60 seconds.");
  }
  queue.purged_ms = engine.w.now_ms;
  for (const DeliveryState state :
       {DeliveryState::Visible, DeliveryState::Invisible, DeliveryState::Delayed}) {
    while (list_of(queue, state).head != kNone) {
      finish(engine, list_of(queue, state).head, RecordKind::MessagePurged, 0, 0);
    }
  }
  return {};
}

Status apply(Engine& engine, const DeleteQueue& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  QueueState& queue = state_of(engine, id);
  while (queue.pollers != kNone) remove_poller(engine, queue.pollers);
  engine.w.scheduler.cancel(queue.retention_timer);
  engine.w.scheduler.cancel(queue.move_timer);
  queue.move_per_second = 0;
  event_source::forget_queue(engine, engine.w.resource(id).state);
  engine.remove(id);
  for (const DeliveryState state :
       {DeliveryState::Visible, DeliveryState::Invisible, DeliveryState::Delayed}) {
    while (list_of(queue, state).head != kNone) {
      finish(engine, list_of(queue, state).head, RecordKind::TargetDeleted, 0, 0);
    }
  }
  return {};
}

}  // namespace brigade::engine::sqs
