#include "engine/history.h"

#include <bit>
#include <cassert>

#include "base/hash.h"

namespace brigade::engine {

uint64_t History::key_hash(uint32_t bucket, std::string_view key) {
  return base::hash_bytes(key) + bucket * uint64_t{0x9e3779b97f4a7c15};
}

uint32_t History::slot_of(uint32_t bucket, std::string_view key_text) const {
  const uint64_t hash = key_hash(bucket, key_text);
  const uint32_t tag = tag_of(hash);
  const size_t mask = slots_.size() - 1;
  size_t at = static_cast<size_t>(hash) & mask;
  for (;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.tag == 0) return static_cast<uint32_t>(at);
    if (slot.tag != tag || slot.newest == kNone) continue;
    const ObjectVersion& object = objects[slot.newest];
    if (object.bucket == bucket && keys.get(object.key) == key_text) return static_cast<uint32_t>(at);
  }
}

uint32_t History::find_object(uint32_t bucket, std::string_view key_text, uint32_t count) const {
  if (slots_.empty()) return kNone;
  uint32_t entry = slots_[slot_of(bucket, key_text)].newest;
  while (entry != kNone && entry >= count) entry = objects[entry].older;  // written later than this world
  return entry;
}

void History::append_object(uint32_t index, ObjectVersion entry, std::string_view key_text) {
  if (index < objects.size()) {
    assert(key(index) == key_text);
    return;
  }
  assert(index == objects.size());
  if (slots_used_ * 2 >= slots_.size()) rebuild_index();
  Slot& slot = slots_[slot_of(entry.bucket, key_text)];
  if (slot.tag == 0) {
    slot.tag = tag_of(key_hash(entry.bucket, key_text));
    ++slots_used_;
  }
  entry.key = keys.add(key_text);
  entry.older = slot.newest;
  slot.newest = objects.push_back(entry);
}

// Slots without an entry are left behind, so the size follows the keys and not how often a future was cut
// off.
void History::rebuild_index() {
  const uint32_t slots = std::bit_ceil(objects.size() + 256u) * 4;
  slots_.assign(slots, Slot{});
  slots_used_ = 0;
  for (uint32_t i = 0; i < objects.size(); ++i) {
    const ObjectVersion& object = objects[i];
    const std::string_view key_text = keys.get(object.key);
    Slot& slot = slots_[slot_of(object.bucket, key_text)];
    if (slot.tag == 0) {
      slot.tag = tag_of(key_hash(object.bucket, key_text));
      ++slots_used_;
    }
    slot.newest = i;  // later entries of a key come later
  }
}

void History::truncate(uint32_t object_count, uint32_t config_count, uint32_t name_count,
                       uint32_t text_count) {
  base::TextId first_key = 0;
  for (uint32_t i = objects.size(); i > object_count; --i) {
    const ObjectVersion& object = objects[i - 1];
    slots_[slot_of(object.bucket, keys.get(object.key))].newest = object.older;
    if (object.key != 0) first_key = object.key;
  }
  if (first_key != 0) keys.truncate(first_key);
  objects.truncate(object_count);
  if (configs.size() > config_count) configs.resize(config_count);
  if (names.size() > name_count) names.resize(name_count);
  if (texts.size() > text_count) texts.resize(text_count);
}

}  // namespace brigade::engine
