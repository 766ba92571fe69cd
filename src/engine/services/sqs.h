// Amazon SQS, standard queues: send, receive, visibility timeout, delete, delay, retention, long polling,
// redrive to a dead-letter queue when received too often, purge. Rules: SQS Developer Guide, "Visibility
// timeout", "Delay queues", "Dead-letter queues", "Short and long polling". Simplified: a receive asks all
// servers, messages come in the order of their arrival and exactly once per receive.
#pragma once
#include <vector>

#include "engine/engine.h"

namespace brigade::engine::sqs {

base::Status apply(Engine& engine, const CreateQueue& command);
base::Status apply(Engine& engine, const SetQueueAttributes& command);
base::Status apply(Engine& engine, const DeleteQueue& command);
base::Status apply(Engine& engine, const SendMessage& command);
base::Status apply(Engine& engine, const ReceiveMessage& command);
base::Status apply(Engine& engine, const DeleteMessage& command);
base::Status apply(Engine& engine, const ChangeMessageVisibility& command);
base::Status apply(Engine& engine, const PurgeQueue& command);
base::Status apply(Engine& engine, const StartMessageMoveTask& command);
// Some queue's redrive policy names it: only from there a move task may start.
bool is_dead_letter_queue(const World& world, const History& history, std::string_view arn);

// A receive: by hand, or by an event source mapping.
struct Poll {
  ResourceId queue;
  uint32_t max_messages;
  TimeMs visibility_ms;
  uint32_t cause;
  ResourceId mapping{};
};
// Hands out up to max_messages, which become invisible. The slot of their batch, kNone where there are none;
// their deliveries into `slots`. A mapping's batch is held until release_batch.
uint32_t hand_out(Engine& engine, const Poll& poll, std::vector<uint32_t>* slots = nullptr);
void release_batch(Engine& engine, uint32_t batch);
// Takes a message out of its queue and ends its delivery.
void remove(Engine& engine, uint32_t delivery, RecordKind kind, uint16_t code, uint32_t value,
            uint32_t version);

// Steps.
struct Arrival {
  std::optional<TimeMs> delay_ms;  // else the queue's
  std::optional<TimeMs> sent_ms;   // else now
  uint32_t sent_as = kNone;        // QueuedMessage::sent_as of one that is moved; kNone: it is new
  ResourceId source{};             // QueuedMessage::source
};
void arrive(Engine& engine, uint32_t delivery,
            const Arrival& arrival = {});  // a message is sent to its target queue
void delay_over(Engine& engine, uint32_t delivery);
void visibility_over(Engine& engine, uint32_t delivery);
void poll_timeout(Engine& engine, uint32_t poller);
void retention_over(Engine& engine, uint32_t queue_state);
void move_messages(Engine& engine, uint32_t queue_state);  // the next of a message move task

// When the first message of the queue is over; Scheduler::kNever where it is empty. The timer may be earlier:
// then what it was set for is gone, it is set anew, and no step is made.
TimeMs first_expiry_ms(const World& world, const History& history, uint32_t queue_state);
void rearm_retention(Engine& engine, uint32_t queue_state);

}  // namespace brigade::engine::sqs
