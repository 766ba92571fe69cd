// Amazon SQS, standard queues: send, receive, visibility timeout, delete, delay, retention, long polling,
// redrive to a dead-letter queue when received too often, purge. Rules: SQS Developer Guide, "Visibility
// timeout", "Delay queues", "Dead-letter queues", "Short and long polling". Simplified: a receive asks all
// servers, messages come in the order of their arrival and exactly once per receive.
#pragma once
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

// Steps.
struct Arrival {
  std::optional<TimeMs> delay_ms;  // else the queue's
  std::optional<TimeMs> sent_ms;   // else now
  uint32_t sent_as = kNone;        // QueuedMessage::sent_as of one that is moved; kNone: it is new
};
void arrive(Engine& engine, uint32_t delivery,
            const Arrival& arrival = {});  // a message is sent to its target queue
void delay_over(Engine& engine, uint32_t delivery);
void visibility_over(Engine& engine, uint32_t delivery);
void poll_timeout(Engine& engine, uint32_t poller);
void retention_over(Engine& engine, uint32_t queue_state);

// When the first message of the queue is over; Scheduler::kNever where it is empty. The timer may be earlier:
// then what it was set for is gone, it is set anew, and no step is made.
TimeMs first_expiry_ms(const World& world, const History& history, uint32_t queue_state);
void rearm_retention(Engine& engine, uint32_t queue_state);

}  // namespace brigade::engine::sqs
