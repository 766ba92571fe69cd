// Adding, removing and the making of the segment tree, see the header.
#include "match/number_ranges.h"

#include <algorithm>

namespace brigade::match {

uint32_t NumberRanges::add(const NumericRange& range, uint32_t target) {
  Range made;
  made.low = !range.has_low ? INT64_MIN : order_key(range.low) + (range.low_included ? 0 : 1);
  made.high = !range.has_high ? INT64_MAX : order_key(range.high) - (range.high_included ? 0 : 1);
  made.target = target;
  made.alive = true;
  uint32_t index = static_cast<uint32_t>(ranges_.size());
  if (free_.empty()) {
    ranges_.push_back(made);
  } else {
    index = free_.back();
    free_.pop_back();
    ranges_[index] = made;
  }
  waiting_.push_back(index);
  alive_++;
  return index;
}

void NumberRanges::remove(uint32_t range) {
  alive_--;
  ranges_[range].alive = false;
  if (ranges_[range].in_tree) {
    if (++dead_in_tree_ > kMostWaiting + alive_) rebuild();
    return;
  }
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), range));
  free_.push_back(range);
}

size_t NumberRanges::slot_of(int64_t key) const {
  return static_cast<size_t>(std::upper_bound(cuts_.begin(), cuts_.end(), key) - cuts_.begin());
}

// Into the fewest nodes that cover the slots from first to last.
void NumberRanges::spread(uint32_t index, size_t first, size_t last) {
  size_t low = first + leaves_;
  size_t high = last + leaves_ + 1;
  for (; low < high; low /= 2, high /= 2) {
    if (low % 2 == 1) tree_[low++].push_back(index);
    if (high % 2 == 1) tree_[--high].push_back(index);
  }
}

void NumberRanges::rebuild() {
  cuts_.clear();
  waiting_.clear();
  dead_in_tree_ = 0;
  tried_ = 0;
  for (uint32_t i = 0; i < ranges_.size(); i++) {
    Range& range = ranges_[i];
    if (!range.alive) {
      if (range.in_tree) free_.push_back(i);
      range.in_tree = false;
      continue;
    }
    if (range.low != INT64_MIN) cuts_.push_back(range.low);
    if (range.high != INT64_MAX) cuts_.push_back(range.high + 1);
  }
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  leaves_ = cuts_.size() + 1;
  tree_.assign(2 * leaves_, {});
  if (cuts_.empty()) cuts_.push_back(INT64_MAX);  // no range has an end: one slot for all keys
  for (uint32_t i = 0; i < ranges_.size(); i++) {
    Range& range = ranges_[i];
    if (!range.alive) continue;
    range.in_tree = true;
    const size_t first = range.low == INT64_MIN ? 0 : slot_of(range.low);
    const size_t last = range.high == INT64_MAX ? leaves_ - 1 : slot_of(range.high + 1) - 1;
    if (first <= last) spread(i, first, last);
  }
}

}  // namespace brigade::match
