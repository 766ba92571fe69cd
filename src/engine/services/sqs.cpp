// A standard queue at work: arrival, delay, hand-out, visibility time-outs, retention, redrive, polls. Rules:
// the SQS developer guide; FIFO queues are not modelled yet. Attributes are checked in sqs_config.cpp.
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

// One timer a queue, for the message that is over first.
void arm_retention(Engine& engine, ResourceId id, TimeMs sent_ms) {
  QueueState& queue = state_of(engine, id);
  const TimeMs due_ms = std::max(sent_ms + engine.queue_config(id).retention_ms, engine.w.now_ms);
  if (engine.w.scheduler.due_ms(queue.retention_timer) <= due_ms) return;
  engine.w.scheduler.cancel(queue.retention_timer);
  set_retention(engine, engine.w.resource(id).state, due_ms);
}

void move_to(Engine& engine, uint32_t slot, DeliveryState state) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  QueueState& queue = state_of(engine, delivery.target);
  unlink(engine, list_of(queue, delivery.state), slot);
  delivery.state = state;
  append(engine, list_of(queue, state), slot);
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
  if (target.is_none()) return false;  // the service keeps handing it out where the dead-letter queue is gone
  const uint32_t moved = engine.make_delivery(delivery.message, target, version, 0, delivery.last_record);
  finish(engine, slot, RecordKind::RedrivenToDeadLetterQueue, static_cast<uint16_t>(receives), target.value);
  engine.w.deliveries.edit(moved).last_record = engine.w.records - 1;
  arrive(engine, moved,
         {std::nullopt, delivery.accepted_ms, sent_as, delivery.target});  // the retention clock is not reset
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

void wake_pollers(Engine& engine, ResourceId id) {
  const uint32_t state = engine.w.resource(id).state;
  while (engine.w.queues[state].pollers != kNone) {
    // What was received too often leaves first: it answers no poll.
    while (engine.w.queues[state].visible.head != kNone &&
           redrive(engine, engine.w.queues[state].visible.head)) {
    }
    const uint32_t slot = engine.w.queues[state].pollers;
    if (engine.w.queues[state].visible.head == kNone || slot == kNone) break;
    const Poller poller = engine.w.pollers[slot];
    remove_poller(engine, slot);
    hand_out(engine, {id, poller.max_messages, poller.visibility_timeout_ms, poller.cause});
  }
  if (engine.w.queues[state].mappings != kNone) event_source::wake(engine, state);
}

void become_visible(Engine& engine, uint32_t slot, RecordKind kind, uint16_t code) {
  move_to(engine, slot, DeliveryState::Visible);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.timer = TimerRef{};
  engine.record(delivery, kind, code);
  engine.queue_changed(delivery.target);
  wake_pollers(engine, delivery.target);
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

uint32_t hand_out(Engine& engine, const Poll& poll, std::vector<uint32_t>* slots) {
  const uint32_t state = engine.w.resource(poll.queue).state;
  uint32_t handed = 0, batch = kNone, last = kNone;
  uint32_t slot = engine.w.queues[state].visible.head;
  while (slot != kNone && handed < poll.max_messages) {
    const uint32_t next = engine.w.deliveries[slot].next_free;
    if (redrive(engine, slot)) {
      slot = next;
      continue;
    }
    if (batch == kNone) {
      batch = engine.w.batches.take();
      Batch& made = engine.w.batches.edit(batch);
      made.number = engine.w.batches_made++;
      made.cause = poll.cause;
      made.mapping = poll.mapping;
      made.first = slot;
      made.held = poll.mapping.is_none() ? 0 : 1;
      made.lane = kNone;
    }
    ++engine.w.batches.edit(batch).members;
    Delivery& delivery = engine.w.deliveries.edit(slot);
    if (last != kNone) engine.w.queued.edit(last).next_in_batch = slot;
    last = delivery.place;
    QueuedMessage& queued = engine.w.queued.edit(delivery.place);
    queued.batch = batch;
    queued.next_in_batch = kNone;
    ++queued.receive_count;
    if (queued.first_received_ms < 0) queued.first_received_ms = engine.w.now_ms;
    move_to(engine, slot, DeliveryState::Invisible);
    engine.record(delivery, RecordKind::MessageReceived, static_cast<uint16_t>(queued.receive_count),
                  static_cast<uint32_t>(poll.visibility_ms));
    delivery.timer = engine.at(engine.w.now_ms + poll.visibility_ms, TimerKind::VisibilityOver, slot);
    ++engine.w.queues.edit(state).received;
    engine.count(Metric::NumberOfMessagesReceived, poll.queue);
    engine.queue_changed(poll.queue);
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

namespace {

// What a redrive policy moved here was not sent here: NumberOfMessagesSent leaves it out.
void count_arrival(Engine& engine, ResourceId queue, const Arrival& arrival) {
  if (arrival.sent_as == kNone) engine.count(Metric::NumberOfMessagesSent, queue);
  engine.queue_changed(queue);
}

}  // namespace

void arrive(Engine& engine, uint32_t slot, const Arrival& arrival) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const TimeMs delay_ms = arrival.delay_ms.value_or(engine.queue_config(delivery.target).delay_ms);
  QueueState& queue = state_of(engine, delivery.target);
  ++queue.sent;
  delivery.accepted_ms = arrival.sent_ms.value_or(engine.w.now_ms);
  delivery.place = engine.w.queued.take();
  QueuedMessage& queued = engine.w.queued.edit(delivery.place);
  queued.batch = kNone;
  queued.sent_as = arrival.sent_as == kNone ? delivery.number : arrival.sent_as;
  queued.next_in_batch = queued.handler_rule = kNone;
  queued.source = arrival.source;
  queued.first_received_ms = -1;
  delivery.timer = TimerRef{};
  arm_retention(engine, delivery.target, delivery.accepted_ms);
  if (delay_ms > 0) {
    delivery.state = DeliveryState::Delayed;
    append(engine, queue.delayed, slot);
    engine.record(delivery, RecordKind::QueueDelayed, 0, static_cast<uint32_t>(delay_ms));
    count_arrival(engine, delivery.target, arrival);
    delivery.timer = engine.at(engine.w.now_ms + delay_ms, TimerKind::QueueDelayOver, slot);
    return;
  }
  delivery.state = DeliveryState::Visible;
  append(engine, queue.visible, slot);
  engine.record(delivery, RecordKind::QueueArrived);
  count_arrival(engine, delivery.target, arrival);
  wake_pollers(engine, delivery.target);
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
}

void rearm_retention(Engine& engine, uint32_t queue_state) {
  const TimeMs due_ms = first_expiry_ms(engine.w, engine.h, queue_state);
  QueueState& queue = engine.w.queues.edit(queue_state);
  engine.w.scheduler.cancel(queue.retention_timer);
  if (due_ms == Scheduler::kNever) return;
  set_retention(engine, queue_state, std::max(due_ms, engine.w.now_ms));
}

Status apply(Engine& engine, const SendMessage& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  const QueueConfig& config = engine.queue_config(id);
  if (command.body.empty())
    return fail("MissingParameter", "The request must contain the parameter MessageBody.");
  if (command.body.size() > config.maximum_message_bytes) {
    return fail("InvalidParameterValue",
                "One or more parameters are invalid. Reason: Message must be shorter than " +
                    std::to_string(config.maximum_message_bytes) + " bytes.");
  }
  if (!base::is_valid_utf8(command.body)) {
    return fail("InvalidMessageContents",
                "Invalid characters found in message body. Valid unicode characters are "
                "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
  }
  if (command.delay_ms && (*command.delay_ms < 0 || *command.delay_ms > 900'000)) {
    return fail("InvalidParameterValue",
                "Value " + std::to_string(*command.delay_ms / 1000) +
                    " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be "
                    ">= 0 and <= 900.");
  }
  const uint32_t text = engine.add_text(command.body);
  const Payload payload{PayloadForm::Text, PayloadKind::Text, 0, text, kNone, kNone};
  const uint32_t message = engine.make_message({payload, engine.command, engine.cause, id, kNone});
  const uint32_t slot =
      engine.make_delivery(message, id, kNone, kNone, engine.w.messages[message].created_record);
  arrive(engine, slot,
         {command.delay_ms, std::nullopt, kNone, {}});  // the message's own delay wins over the queue's
  return {};
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
  const uint32_t receives = engine.w.queued_message(engine.w.deliveries[slot]).receive_count;
  ++state_of(engine, id).deleted;
  finish(engine, slot, RecordKind::MessageDeleted, static_cast<uint16_t>(receives), 0);
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
