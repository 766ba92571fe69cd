// The names and numbers in the sentences about tables, streams and the mappings that read them.
#include "engine/explain.h"
#include "engine/services/stream_record.h"

namespace brigade::engine {

namespace {

// The key of the item, or the partition key.
std::string item_text(const Simulation& simulation, const Record& record) {
  const History& history = simulation.history();
  if (record.kind == RecordKind::ItemUnchanged) return key_values(*history.texts[record.value]);
  if (record.kind == RecordKind::StreamRecordPut) return record_key_text(history, record.value);
  return key_values(*history.texts[history.items[record.value].key]);
}

// The record that the batch in front begins with, by the name of its message and by its key.
std::string blocking_text(const Simulation& simulation, const Record& record) {
  std::string text = message_label(simulation, record.value);
  simulation.read_records(0, simulation.record_count(), [&](uint32_t, const Record& r) {
    const bool made = r.message == record.value && r.kind == RecordKind::MessageCreated &&
                      static_cast<PayloadKind>(r.code >> 8) == PayloadKind::StreamRecord;
    if (!made) return;
    const std::string key = record_key_text(simulation.history(), r.value);
    if (text.empty()) text = key;
    if (text != key) text += " (" + key + ")";
  });
  return text;
}

}  // namespace

std::string_view stream_event_name(uint32_t code) {
  constexpr std::string_view kNames[] = {"INSERT", "MODIFY", "REMOVE", "PutRecord"};
  return code < std::size(kNames) ? kNames[code] : std::string_view();
}

std::optional<std::string> stream_argument(const Simulation& simulation, const Record& record,
                                           std::string_view what) {
  if (what == "item") return item_text(simulation, record);
  if (what == "change") return std::string(stream_event_name(record.code));
  if (what == "shard" || what == "half") return std::to_string(record.code);
  if (what == "waiting" || what == "batch") return std::to_string(record.value);
  if (what == "record_age_ms") return std::to_string(uint64_t{record.value} * 1000);
  if (what == "blocking") return blocking_text(simulation, record);
  return std::nullopt;
}

}  // namespace brigade::engine
