// Items in a vector whose places are used again: the list of those that are free stands beside it.
#pragma once

#include <cstdint>
#include <vector>

namespace brigade::match {

// A place for a new item. A place that is used again still holds what was there.
template <class T>
uint32_t take_slot(std::vector<T>& items, std::vector<uint32_t>& free) {
  if (free.empty()) {
    items.emplace_back();
    return static_cast<uint32_t>(items.size() - 1);
  }
  const uint32_t index = free.back();
  free.pop_back();
  return index;
}

}  // namespace brigade::match
