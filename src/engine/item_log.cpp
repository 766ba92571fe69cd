// The index of items by table and key, and cutting the log back to an earlier size.
#include "engine/item_log.h"

#include <cassert>

namespace brigade::engine {

uint32_t ItemLog::find(uint32_t table, std::string_view key, uint32_t count) const {
  const auto at = newest_.find({table, std::string(key)});
  return at == newest_.end() ? kNone : newest_before(at->second, count);
}

void ItemLog::append(uint32_t index, ItemVersion entry, std::string_view key) {
  if (index < entries_.size()) {
    assert(keys_[index]->first.second == key);
    return;
  }
  const auto [at, is_new] = newest_.emplace(std::pair(entry.table, std::string(key)), kNone);
  entry.older = at->second;
  at->second = entries_.push_back(entry);
  keys_.push_back(at);
}

void ItemLog::truncate(uint32_t count) {
  for (uint32_t i = entries_.size(); i > count; --i) {
    const uint32_t older = entries_[i - 1].older;
    if (older == kNone) {
      newest_.erase(keys_.back());
    } else {
      keys_.back()->second = older;
    }
    keys_.pop_back();
  }
  entries_.truncate(count);
}

}  // namespace brigade::engine
