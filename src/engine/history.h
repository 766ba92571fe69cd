// What happened and can never change, in append-only logs that all checkpoints of a line of history share:
// object versions, configurations, names, texts. The world holds only counts into them, so going back is a
// smaller count, and going forward again finds the same entries in place. Starting a different future cuts
// them off.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/append_log.h"
#include "base/hash.h"
#include "base/pieces.h"
#include "base/text_arena.h"
#include "engine/config.h"
#include "engine/item_log.h"
#include "engine/types.h"

namespace brigade::engine {

// One write to a bucket: an object version, a delete marker, the removal of a named version, or a note of
// what became of a version: its tags, storage class and so on, as they all are from then on.
struct ObjectVersion {
  enum Flag : uint16_t {
    kDelete = 1,
    kDeleteMarker = 2,
    kRemovesVersion = 4,
    kVersioned = 8,
    kNote = 16,
    kCopy = 32
  };
  // Removals and notes: say something of another version.
  static constexpr uint16_t kIsAbout = kRemovesVersion | kNote;
  TimeMs time_ms;
  uint64_t size_bytes;
  base::TextId key;       // in History::keys
  uint32_t bucket;        // index of the bucket's state (World::buckets)
  uint32_t older;         // the entry before this one for the same key
  uint32_t number;        // counts writes of this bucket from 1: version id and sequencer derive from it
  uint32_t command;       // the command that brought it (plan.h): its body stands there
  uint32_t message;       // the message it made, kNone
  uint32_t message_slot;  // where that message lives while it is alive
  uint16_t flags;
  uint16_t event;    // S3Event
  uint32_t removes;  // the entry that it removes, is a note about or, with kCopy, is a copy of; else kNone
  uint8_t storage_class;  // StorageClass
  uint8_t acl;            // CannedAcl
  uint8_t restore;        // RestoreState; of an archived version
  uint8_t replication;    // ReplicationStatus
  // Of a note, which has no size of its own.
  uint32_t tags() const { return static_cast<uint32_t>(size_bytes) - 1; }  // History::texts, kNone
  int64_t restored_until_s() const { return static_cast<int64_t>(size_bytes >> 32); }  // after the start
};
enum class RestoreState : uint8_t { None, Ongoing, Restored };
static_assert(sizeof(ObjectVersion) == 56);

struct History {
  base::AppendLog<ObjectVersion, 12> objects;
  base::TextArena keys;
  std::vector<std::unique_ptr<const ConfigVersion>> configs;
  std::vector<std::string>
      names;  // of resources, by Resource::name: one for each resource ever made, in order
  std::vector<std::shared_ptr<const std::string>> texts;  // payloads brought from outside, items, keys
  ItemLog items;                                          // of tables
  base::AppendLog<StreamRecord, 8> stream_records;        // of tables' and Kinesis's streams

  // A key of a bucket, hashed once for all that is asked about it.
  struct Key {
    uint32_t bucket;
    std::string_view text;
    uint64_t hash;
    Key(uint32_t its_bucket, std::string_view its_text)
        : bucket(its_bucket),
          text(its_text),
          hash(base::hash_bytes(its_text) + its_bucket * uint64_t{0x9e3779b97f4a7c15}) {}
  };
  // The newest entry for the key among the first `count`, kNone if there is none.
  uint32_t find_object(const Key& key, uint32_t count) const;
  // Asks for the memory where find_object will look.
  void prefetch(const Key& key) const {
    if (slot_count_ != 0) base::prefetch(&slots_[key.hash & (slot_count_ - 1)]);
  }
  // The next older entry for the same key.
  uint32_t older_object(uint32_t entry) const { return objects[entry].older; }
  // Puts the entry at `index`, or finds it there; fills in `older`.
  void append_object(uint32_t index, ObjectVersion entry, const Key& key);

  void append_name(std::string_view name);
  // The names that may be this one, newest first: calls visit(index) until it says false.
  template <class Visit>
  void each_name(std::string_view name, Visit&& visit) const {
    const auto newest = newest_name_.find(base::hash_bytes(name));
    for (uint32_t i = newest == newest_name_.end() ? kNone : newest->second; i != kNone; i = older_name_[i])
      if (names[i] == name && !visit(i)) return;
  }

  // Forgets all entries from these counts on.
  void truncate(uint32_t object_count, uint32_t config_count, uint32_t name_count, uint32_t text_count);
  void truncate_items(uint32_t item_count, uint32_t stream_record_count);

  std::string_view key(uint32_t object) const { return keys.get(objects[object].key); }
  const BucketConfig& bucket_config(uint32_t v) const { return std::get<BucketConfig>(configs[v]->value); }
  const FunctionConfig& function_config(uint32_t v) const {
    return std::get<FunctionConfig>(configs[v]->value);
  }
  const QueueConfig& queue_config(uint32_t v) const { return std::get<QueueConfig>(configs[v]->value); }
  const BusConfig& bus_config(uint32_t v) const { return std::get<BusConfig>(configs[v]->value); }
  const RuleConfig& rule_config(uint32_t v) const { return std::get<RuleConfig>(configs[v]->value); }
  const TopicConfig& topic_config(uint32_t v) const { return std::get<TopicConfig>(configs[v]->value); }
  const PollerConfig& poller_config(uint32_t v) const {  // of a mapping or a pipe
    if (const auto* pipe = std::get_if<PipeConfig>(&configs[v]->value)) return *pipe;
    return std::get<EventSourceMappingConfig>(configs[v]->value);
  }
  const PipeConfig& pipe_config(uint32_t v) const { return std::get<PipeConfig>(configs[v]->value); }
  const EventSourceMappingConfig& mapping_config(uint32_t v) const {
    return std::get<EventSourceMappingConfig>(configs[v]->value);
  }
  const TableConfig& table_config(uint32_t v) const { return std::get<TableConfig>(configs[v]->value); }
  const StreamConfig& stream_config(uint32_t v) const { return std::get<StreamConfig>(configs[v]->value); }
  const ScheduleConfig& schedule_config(uint32_t v) const {
    return std::get<ScheduleConfig>(configs[v]->value);
  }
  const ArchiveConfig& archive_config(uint32_t v) const { return std::get<ArchiveConfig>(configs[v]->value); }
  const ApiConfig& api_config(uint32_t v) const { return std::get<ApiConfig>(configs[v]->value); }
  const AlarmConfig& alarm_config(uint32_t v) const { return std::get<AlarmConfig>(configs[v]->value); }
  const RoleConfig& role_config(uint32_t v) const { return std::get<RoleConfig>(configs[v]->value); }

 private:
  // The index of keys: open addressing, one slot a key. The tag tells most other keys apart without looking
  // at them; 0 is a slot never used. A key whose entries were cut off keeps its slot, without an entry.
  struct Slot {
    uint32_t tag;
    uint32_t newest_plus_1;  // 0: none
  };
  struct Release {
    void operator()(Slot* slots) const { base::free_piece(slots); }
  };
  static uint32_t tag_of(uint64_t hash) { return static_cast<uint32_t>(hash >> 32) | 1; }
  // The key's slot, or the free one where it would be put.
  uint32_t slot_of(const Key& key) const;
  void rebuild_index();
  std::unique_ptr<Slot[], Release> slots_;
  uint32_t slot_count_ = 0;                             // a power of two
  uint32_t slots_used_ = 0;                             // at most half of them
  std::unordered_map<uint64_t, uint32_t> newest_name_;  // by the name's hash
  std::vector<uint32_t> older_name_;                    // the one before it of the same hash
};

}  // namespace brigade::engine
