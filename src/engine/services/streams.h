// The log behind a Kinesis stream and behind a table's stream: records in shards, in order, kept for 24
// hours. A record is a message; each event source mapping of the stream gets a delivery of it. Sources:
// "Change data capture for DynamoDB Streams"; "Terminology and concepts" of Kinesis Data Streams. Simplified:
// a table's stream has one shard; shards are never split or merged; retention is 24 hours.
#pragma once
#include <vector>

#include "engine/engine.h"

namespace brigade::engine::streams {

inline constexpr TimeMs kRetentionMs = 86'400'000;
inline constexpr uint32_t kMaxShards = 100;

uint32_t open(Engine& engine, ResourceId owner, uint32_t shards);  // index in World::streams
void close(Engine& engine, uint32_t stream);                       // takes no records any more

struct NewRecord {
  uint32_t shard = 0;
  uint64_t lane_hash = 0;
  uint32_t key = kNone, new_text = kNone, old_text = kNone;  // as in StreamRecord
  uint32_t key_bytes = 0, new_bytes = 0, old_bytes = 0;
  uint16_t change = 0, view = 0;
  uint32_t cause = kNone;
};
// The new record's message goes to every mapping of the stream.
void append(Engine& engine, uint32_t stream, const NewRecord& record);

// The records of a shard that are still kept and not older than `from_ms`, the first first.
std::vector<uint32_t> records_of(const World& world, const History& history, uint32_t stream, uint32_t shard,
                                 TimeMs from_ms);
// A message of a record that is in the log already; its slot.
uint32_t message_of(Engine& engine, uint32_t record, uint32_t cause);

}  // namespace brigade::engine::streams
