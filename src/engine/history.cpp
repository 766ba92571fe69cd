#include "engine/history.h"

#include <cassert>

#include "base/hash.h"

namespace brigade::engine {

uint64_t History::key_hash(uint32_t bucket, std::string_view key) {
  return base::hash_bytes(key) + bucket * uint64_t{0x9e3779b97f4a7c15};
}

uint32_t History::find_object(uint32_t bucket, std::string_view key_text, uint32_t count) const {
  if (newest_.empty()) return kNone;
  uint32_t entry = newest_[key_hash(bucket, key_text) & (newest_.size() - 1)];
  while (entry != kNone) {
    const ObjectVersion& object = objects[entry];
    if (entry < count && object.bucket == bucket && keys.get(object.key) == key_text) return entry;
    entry = object.older;
  }
  return kNone;
}

uint32_t History::older_object(uint32_t from) const {
  const ObjectVersion& start = objects[from];
  const std::string_view key_text = keys.get(start.key);
  uint32_t entry = start.older;
  while (entry != kNone) {
    const ObjectVersion& object = objects[entry];
    if (object.bucket == start.bucket && keys.get(object.key) == key_text) return entry;
    entry = object.older;
  }
  return kNone;
}

void History::append_object(uint32_t index, ObjectVersion entry, std::string_view key_text) {
  if (index < objects.size()) {
    assert(key(index) == key_text);
    return;
  }
  assert(index == objects.size());
  if (objects.size() >= newest_.size()) {
    rebuild_index(newest_.empty() ? 1024u : static_cast<uint32_t>(newest_.size()) * 2);
  }
  uint32_t& newest = newest_[key_hash(entry.bucket, key_text) & (newest_.size() - 1)];
  entry.key = keys.add(key_text);
  entry.older = newest;
  newest = objects.push_back(entry);
}

void History::rebuild_index(uint32_t lists) {
  newest_.assign(lists, kNone);
  for (uint32_t i = 0; i < objects.size(); ++i) {
    ObjectVersion& object = objects.at(i);
    uint32_t& newest = newest_[key_hash(object.bucket, keys.get(object.key)) & (lists - 1)];
    object.older = newest;
    newest = i;
  }
}

void History::truncate(uint32_t object_count, uint32_t config_count, uint32_t name_count,
                       uint32_t text_count) {
  base::TextId first_key = 0;
  for (uint32_t i = objects.size(); i > object_count; --i) {
    const ObjectVersion& object = objects[i - 1];
    newest_[key_hash(object.bucket, keys.get(object.key)) & (newest_.size() - 1)] = object.older;
    if (object.key != 0) first_key = object.key;
  }
  if (first_key != 0) keys.truncate(first_key);
  objects.truncate(object_count);
  if (configs.size() > config_count) configs.resize(config_count);
  if (names.size() > name_count) names.resize(name_count);
  if (texts.size() > text_count) texts.resize(text_count);
}

}  // namespace brigade::engine
