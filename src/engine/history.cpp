// The index of object keys, and cutting history back to an earlier size.
#include "engine/history.h"

#include <bit>
#include <cassert>

namespace brigade::engine {

uint32_t History::slot_of(const Key& key) const {
  const uint32_t tag = tag_of(key.hash);
  const uint32_t mask = slot_count_ - 1;
  for (auto at = static_cast<uint32_t>(key.hash) & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.tag == 0) return at;
    if (slot.tag != tag || slot.newest_plus_1 == 0) continue;
    const ObjectVersion& object = objects[slot.newest_plus_1 - 1];
    if (object.bucket == key.bucket && keys.get(object.key) == key.text) return at;
  }
}

uint32_t History::find_object(const Key& key, uint32_t count) const {
  if (slot_count_ == 0) return kNone;
  uint32_t entry = slots_[slot_of(key)].newest_plus_1 - 1;
  while (entry != kNone && entry >= count) entry = objects[entry].older;  // written later than this world
  return entry;
}

void History::append_object(uint32_t index, ObjectVersion entry, const Key& its_key) {
  if (index < objects.size()) {
    assert(key(index) == its_key.text);
    return;
  }
  assert(index == objects.size());
  if (slots_used_ * 2 >= slot_count_) rebuild_index();
  Slot& slot = slots_[slot_of(its_key)];
  if (slot.tag == 0) {
    slot.tag = tag_of(its_key.hash);
    ++slots_used_;
  }
  entry.key = keys.add(its_key.text);
  entry.older = slot.newest_plus_1 - 1;
  slot.newest_plus_1 = objects.push_back(entry) + 1;
}

void History::append_name(std::string_view name) {
  names.emplace_back(name);
  const auto [newest, is_new] = newest_name_.try_emplace(base::hash_bytes(name), kNone);
  older_name_.push_back(newest->second);
  newest->second = static_cast<uint32_t>(names.size() - 1);
}

// Slots without an entry are left behind, so the size follows the keys and not how often a future was cut
// off.
void History::rebuild_index() {
  slot_count_ = std::bit_ceil(objects.size() + 256u) * 4;
  slots_.reset();
  slots_.reset(static_cast<Slot*>(base::make_table(slot_count_ * sizeof(Slot))));
  slots_used_ = 0;
  for (uint32_t i = 0; i < objects.size(); ++i) {
    const Key its_key(objects[i].bucket, key(i));
    Slot& slot = slots_[slot_of(its_key)];
    if (slot.tag == 0) {
      slot.tag = tag_of(its_key.hash);
      ++slots_used_;
    }
    slot.newest_plus_1 = i + 1;  // later entries of a key come later
  }
}

void History::truncate(uint32_t object_count, uint32_t config_count, uint32_t name_count,
                       uint32_t text_count) {
  base::TextId first_key = 0;
  for (uint32_t i = objects.size(); i > object_count; --i) {
    const ObjectVersion& object = objects[i - 1];
    slots_[slot_of(Key(object.bucket, keys.get(object.key)))].newest_plus_1 = object.older + 1;
    if (object.key != 0) first_key = object.key;
  }
  if (first_key != 0) keys.truncate(first_key);
  objects.truncate(object_count);
  if (configs.size() > config_count) configs.resize(config_count);
  for (; names.size() > name_count; names.pop_back(), older_name_.pop_back()) {
    newest_name_[base::hash_bytes(names.back())] = older_name_.back();
  }
  if (texts.size() > text_count) texts.resize(text_count);
}

void History::truncate_items(uint32_t item_count, uint32_t stream_record_count) {
  items.truncate(item_count);
  stream_records.truncate(stream_record_count);
}

}  // namespace brigade::engine
