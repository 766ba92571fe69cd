// Items of tables and records of streams, as History keeps them: one entry a write, found by key. Like object
// versions: the world counts into the log, going back is a smaller count, a different future cuts it off.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/append_log.h"
#include "engine/types.h"

namespace brigade::engine {

// One write to a table: the item as it stands after it.
struct ItemVersion {
  TimeMs time_ms;
  uint32_t table;       // index of the table's state (World::tables)
  uint32_t key;         // History::texts: the key as canonical DynamoDB JSON
  uint32_t item;        // History::texts: the item, kNone: it was deleted
  uint32_t older;       // the entry before this one for the same key
  uint32_t command;     // the command that brought it (plan.h)
  uint32_t size_bytes;  // of the item
};

// One record of a stream.
struct StreamRecord {
  TimeMs time_ms;
  uint64_t lane_hash;  // of what its order is kept for: the item's key, the partition key
  uint32_t stream;     // index of the stream's state (World::streams)
  uint32_t shard;      // in that stream
  uint32_t number;     // counts records of the shard from 1: the sequence number derives from it
  uint32_t older;      // the record before it in the shard
  uint32_t command;
  uint32_t key;                 // History::texts: the item's key, or the partition key
  uint32_t new_text, old_text;  // History::texts: the item after and before, kNone; Kinesis: the data
  uint32_t key_bytes, new_bytes, old_bytes;  // of an item, as the service counts them
  uint16_t change;                           // ItemChange
  uint16_t view;                             // StreamViewType; kKinesisRecord
};
inline constexpr uint16_t kKinesisRecord = 0xFFFF;
// Payload::code of a record: its ItemChange, or this.
inline constexpr uint16_t kKinesisRecordCode = 3;

class ItemLog {
 public:
  uint32_t size() const { return entries_.size(); }
  const ItemVersion& operator[](uint32_t index) const { return entries_[index]; }

  // The newest entry of the key among the first `count`, kNone if there is none.
  uint32_t find(uint32_t table, std::string_view key, uint32_t count) const;
  // Puts the entry at `index`, or finds it there; fills in `older`.
  void append(uint32_t index, ItemVersion entry, std::string_view key);
  void truncate(uint32_t count);

  // Calls visit(entry) for the newest entry of each key of a table among the first `count`, in byte order of
  // the keys, until it says false.
  template <class Visit>
  void each_key(uint32_t table, uint32_t count, Visit&& visit) const {
    for (auto at = entries_of_.lower_bound(Key{table, {}});
         at != entries_of_.end() && at->first.first == table; ++at) {
      const uint32_t entry = newest_before(at->second, count);
      if (entry != kNone && !visit(entry)) return;
    }
  }

 private:
  using Key = std::pair<uint32_t, std::string_view>;
  struct ByTableAndKey {
    using is_transparent = void;
    bool operator()(const Key& a, const Key& b) const { return a < b; }
  };
  // The entries of a key, oldest first: at any moment of the past the newest is found by halves.
  using EntriesOf = std::map<std::pair<uint32_t, std::string>, std::vector<uint32_t>, ByTableAndKey>;
  static uint32_t newest_before(const std::vector<uint32_t>& entries, uint32_t count) {
    if (!entries.empty() && entries.back() < count) return entries.back();
    const auto after = std::lower_bound(entries.begin(), entries.end(), count);
    return after == entries.begin() ? kNone : *(after - 1);
  }
  base::AppendLog<ItemVersion, 8> entries_;
  EntriesOf entries_of_;
  std::vector<EntriesOf::iterator> keys_;  // of the entries
};

}  // namespace brigade::engine
