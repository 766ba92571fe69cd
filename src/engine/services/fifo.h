// What makes queues and topics FIFO: message groups, whose messages are handed out one after the other, and
// deduplication ids, remembered for 5 minutes even where the message is gone. Rules: SQS Developer Guide,
// "FIFO delivery logic" and "Exactly-once processing"; SNS Developer Guide, "Message ordering and
// deduplication (FIFO topics)". Not modelled: the limits on messages a second.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace brigade::engine::fifo {

inline constexpr TimeMs kDeduplicationMs = 300'000;
inline constexpr size_t kMaxIdLength = 128;

// A message's group and deduplication id; empty: none is named.
struct Ids {
  std::string group, deduplication;
};

// The buckets of a new queue or topic.
uint32_t make_buckets(Engine& engine);

// What the sender of a delivery names for it: a rule, a schedule, a topic.
Ids ids_of(const Engine& engine, const Delivery& delivery);
// Those that a queue keeps for a message of its own.
Ids ids_in_queue(const Engine& engine, const Delivery& delivery);
// Whether the FIFO queue takes a message with these; content-based deduplication makes up for a missing id.
bool are_complete(const QueueConfig& queue, const Ids& ids);
// The text of what is wrong with an id; nothing where it is well formed.
std::optional<std::string> id_fault(std::string_view parameter, std::string_view value);
std::string content_id(std::string_view body);  // its SHA-256

// The number of the message that had the id in the last 5 minutes; kNone where there was none, and the id is
// now that of `message`.
uint32_t deduplicate(Engine& engine, uint32_t buckets, std::string_view id, uint32_t message);

// Puts the delivery into its message group. The slot in World::fifo_messages.
uint32_t enter(Engine& engine, uint32_t delivery, const Ids& ids);
// It ends: its group may go on.
void leave(Engine& engine, const Delivery& delivery);
void hold(Engine& engine, const Delivery& delivery, uint32_t batch_number);  // it becomes invisible
void release(Engine& engine, const Delivery& delivery);                      // it is visible again
// When it may be handed out: a delay keeps what comes later in its group behind it.
TimeMs available_ms(Engine& engine, const Delivery& delivery, TimeMs delay_ms);
const FifoGroup& group_of(const World& world, const Delivery& delivery);

// The message to hand out next: of the group where that has one more, else the first of a group of which none
// is in flight; kNone: there is none. `batch_number`: of the receive that is going on, kNone: none yet.
uint32_t next(const World& world, uint32_t queue_state, uint32_t batch_number, uint32_t group);
// Puts a message that is visible again back where it belongs.
void insert_in_order(Engine& engine, DeliveryList& list, uint32_t delivery);

// Of topics: the messages of a group wait for one that a subscription's endpoint refused. `wait_until_ms` is
// when this delivery may be tried, now where nothing holds it; the message that it waits for.
void hold_subscription(Engine& engine, const Delivery& delivery, TimeMs until_ms);
struct Wait {
  TimeMs until_ms;
  uint32_t message;
};
std::optional<Wait> wait_of(const Engine& engine, const Delivery& delivery);

// As the services print it: 20 digits.
std::string sequence_number(uint64_t sequence);

}  // namespace brigade::engine::fifo
