// Appends records, and finds those that a late reader still gets.
#include "engine/services/streams.h"

#include <algorithm>

#include "engine/services/stream_source.h"

namespace brigade::engine::streams {

uint32_t open(Engine& engine, ResourceId owner, uint32_t shards) {
  World& w = engine.w;
  StreamState made{};
  made.id = owner;
  made.shards = shards;
  made.mappings = kNone;
  made.is_open = 1;
  made.first_shard = w.shards.size();
  for (uint32_t i = 0; i < shards; ++i) w.shards.push_back(Shard{kNone, 0});
  return w.streams.push_back(made);
}

void close(Engine& engine, uint32_t stream) { engine.w.streams.edit(stream).is_open = 0; }

uint32_t message_of(Engine& engine, uint32_t index, uint32_t cause) {
  const StreamRecord& record = engine.h.stream_records[index];
  const auto code = record.view == kKinesisRecord ? kKinesisRecordCode : record.change;
  const Payload payload{PayloadForm::Typed, PayloadKind::StreamRecord, code, index, kNone, kNone};
  const ResourceId owner = engine.w.streams[record.stream].id;
  const uint32_t slot = engine.make_message({payload, record.command, cause, owner});
  engine.w.messages.edit(slot).lineage = 0;  // a stream does not hand the chain of requests on
  return slot;
}

void append(Engine& engine, uint32_t stream, const NewRecord& made) {
  World& w = engine.w;
  StreamState& state = w.streams.edit(stream);
  Shard& shard = w.shards.edit(state.first_shard + made.shard);
  StreamRecord record{};
  record.time_ms = w.now_ms;
  record.lane_hash = made.lane_hash;
  record.stream = stream;
  record.shard = made.shard;
  record.number = ++shard.records;
  record.older = shard.newest;
  record.command = engine.command;
  record.key = made.key;
  record.new_text = made.new_text;
  record.old_text = made.old_text;
  record.key_bytes = made.key_bytes;
  record.new_bytes = made.new_bytes;
  record.old_bytes = made.old_bytes;
  record.change = made.change;
  record.view = made.view;
  const uint32_t index = w.stream_records++;
  if (index == engine.h.stream_records.size()) engine.h.stream_records.push_back(record);
  shard.newest = index;
  ++state.records;
  const uint32_t message = message_of(engine, index, made.cause);
  if (state.mappings == kNone) {
    ++w.tally.unmatched_messages;
    engine.record({RecordKind::StreamRecordUnread, w.messages[message].created_record, state.id,
                   w.resource(state.id).config, w.messages[message].number, kNone, 0, index});
    engine.drop_message_without_deliveries(message);
    return;
  }
  for (uint32_t i = state.mappings; i != kNone; i = w.mappings[i].next) {
    stream_source::receive(engine, i, message, index);
  }
}

std::vector<uint32_t> records_of(const World& world, const History& history, uint32_t stream, uint32_t shard,
                                 TimeMs from_ms) {
  std::vector<uint32_t> out;
  const TimeMs kept_ms = std::max(from_ms, world.now_ms - kRetentionMs + 1);
  uint32_t index = world.shards[world.streams[stream].first_shard + shard].newest;
  for (; index != kNone; index = history.stream_records[index].older) {
    if (history.stream_records[index].time_ms < kept_ms) break;
    out.push_back(index);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace brigade::engine::streams
