// The index of items by table and key, and cutting the log back to an earlier size.
#include "engine/item_log.h"

#include <cassert>

namespace brigade::engine {

uint32_t ItemLog::find(uint32_t table, std::string_view key, uint32_t count) const {
  const auto at = entries_of_.find(Key{table, key});
  return at == entries_of_.end() ? kNone : newest_before(at->second, count);
}

void ItemLog::append(uint32_t index, ItemVersion entry, std::string_view key) {
  if (index < entries_.size()) {
    assert(keys_[index]->first.second == key);
    return;
  }
  auto at = entries_of_.find(Key{entry.table, key});
  if (at == entries_of_.end()) at = entries_of_.try_emplace({entry.table, std::string(key)}).first;
  entry.older = at->second.empty() ? kNone : at->second.back();
  at->second.push_back(entries_.push_back(entry));
  keys_.push_back(at);
}

void ItemLog::truncate(uint32_t count) {
  for (uint32_t i = entries_.size(); i > count; --i) {
    keys_.back()->second.pop_back();
    if (keys_.back()->second.empty()) entries_of_.erase(keys_.back());
    keys_.pop_back();
  }
  entries_.truncate(count);
}

}  // namespace brigade::engine
