// Amazon SQS: send, receive, visibility timeout, delete, delay, retention, long polling, redrive to a
// dead-letter queue when received too often, purge; of FIFO queues message groups and deduplication (fifo.h).
// Rules: SQS Developer Guide, "Visibility timeout", "Delay queues", "Dead-letter queues", "Short and long
// polling", "FIFO queues". Simplified: a receive asks all servers, and a standard queue's messages come in
// the order of their arrival and once, unless a fault says otherwise.
#pragma once
#include <vector>

#include "engine/engine.h"
#include "engine/services/fifo.h"

namespace brigade::engine::sqs {

base::Status apply(Engine& engine, const CreateQueue& command);
base::Status apply(Engine& engine, const SetQueueAttributes& command);
base::Status apply(Engine& engine, const DeleteQueue& command);
base::Status apply(Engine& engine, const SendMessage& command);
base::Status apply(Engine& engine, const SendMessageBatch& command);
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
  bool one_group = false;  // of a FIFO queue
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
  const fifo::Ids* ids = nullptr;  // for a FIFO queue; else as the delivery's sender says
  bool is_twin = false;            // the second of a message that comes twice
};
void arrive(Engine& engine, uint32_t delivery,
            const Arrival& arrival = {});  // a message is sent to its target queue
// A message can be handed out: whoever waits for one gets it.
void wake(Engine& engine, ResourceId queue);
// The first message that a receive would get, kNone.
uint32_t first_available(const World& world, const History& history, uint32_t queue_state);
// Whether the queue's dead-letter queue lets it be one.
bool allows_redrive(const QueueConfig& dead_letter_queue, std::string_view source_arn);
void delay_over(Engine& engine, uint32_t delivery);
void visibility_over(Engine& engine, uint32_t delivery);
void poll_timeout(Engine& engine, uint32_t poller);
void retention_over(Engine& engine, uint32_t queue_state);
void move_messages(Engine& engine, uint32_t queue_state);  // the next of a message move task

// When the first message of the queue is over; Scheduler::kNever where it is empty. The timer may be earlier:
// then what it was set for is gone, it is set anew, and no step is made.
TimeMs first_expiry_ms(const World& world, const History& history, uint32_t queue_state);
void rearm_retention(Engine& engine, uint32_t queue_state);
// One timer a queue, for the message that is over first.
void arm_retention(Engine& engine, ResourceId queue, TimeMs sent_ms);

}  // namespace brigade::engine::sqs
