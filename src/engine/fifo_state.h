// The part of the world that only FIFO queues and topics have: message groups, deduplication ids, and what
// such a queue knows of its messages. Plain data without padding, as all of the world (world.h).
#pragma once
#include <cstdint>

#include "engine/types.h"

namespace brigade::engine {

// What FIFO queues and topics remember (services/fifo.h), in buckets by a hash of the message group and of
// the deduplication id.
inline constexpr uint32_t kFifoBuckets = 64;
struct FifoBucket {
  uint32_t first_group;        // World::fifo_groups
  uint32_t first_id, last_id;  // World::fifo_ids, oldest first
};
// A message group with messages in the queue. Of a topic: of one subscription, whose next message waits for a
// retry.
struct FifoGroup {
  uint32_t next_free;  // also the next in its bucket
  uint32_t name;       // History::texts, kNone: of a topic
  uint32_t members;
  uint32_t in_flight;  // of these, invisible: none of the others is handed out
  uint32_t receive;    // number of the batch that they were handed out with
  uint32_t blocker;    // number of the message that the others wait for
  uint64_t hash;
  TimeMs available_ms;  // nothing that came later is handed out before
};
// A deduplication id, remembered for 5 minutes.
struct FifoId {
  uint32_t next_free;  // also the next in its bucket
  uint32_t message;    // number of the one that had it first
  uint64_t hash;
  TimeMs accepted_ms;
};
struct FifoMessage {
  uint32_t next_free;
  uint32_t group;             // slot in World::fifo_groups
  uint32_t deduplication_id;  // History::texts
  uint32_t reserved;
  uint64_t sequence;  // in its queue
};

}  // namespace brigade::engine
