// All numeric ranges that rules ask of one field. A few are tried one by one; more are cut at their ends into
// a segment tree, so that a number finds its ranges in time logarithmic in their count plus the hits. New
// ranges wait in a list that is tried one by one, until that has cost as much as making the tree again does.
#pragma once

#include <cstdint>
#include <vector>

#include "match/decimal.h"
#include "match/pattern.h"

namespace brigade::match {

class NumberRanges {
 public:
  // `target` is the caller's. The number that removes the range again.
  uint32_t add(const NumericRange& range, uint32_t target);
  void remove(uint32_t range);
  bool empty() const { return alive_ == 0; }

  // Calls hit(target) for each range that holds the number, but for those that done(target) says are of no
  // interest any more.
  template <class Done, class Hit>
  void find(const DecimalText& number, Done done, Hit hit) {
    Position position(number);
    if (waiting_.size() > kMostWaiting && (tried_ += waiting_.size()) > kRebuildCost * alive_) rebuild();
    for (const uint32_t index : waiting_) {
      const Range& range = ranges_[index];
      if (!done(range.target) && position.within(range.low, range.high) && position.comparable()) {
        hit(range.target);
      }
    }
    if (cuts_.empty()) return;
    if (!position.comparable()) return;
    const size_t slot = slot_of(position.exact_key());
    for (size_t node = slot + leaves_; node > 0; node /= 2) {
      for (const uint32_t index : tree_[node]) {
        if (ranges_[index].alive && !done(ranges_[index].target)) hit(ranges_[index].target);
      }
    }
  }

 private:
  static constexpr size_t kMostWaiting = 32;
  static constexpr size_t kRebuildCost = 16;  // for each range, in tries

  // Both ends included, as order keys.
  struct Range {
    int64_t low = 0, high = 0;
    uint32_t target = 0;
    bool alive = false;
    bool in_tree = false;
  };

  // Where a number lies, found out no more exactly than it is asked.
  class Position {
   public:
    explicit Position(const DecimalText& number) : number_(number) {
      const double value = approximate(number);
      if (value == value) {
        key_ = order_key(value);
      } else {
        make_exact();
      }
    }
    bool within(int64_t low, int64_t high) {
      if (!exact_ && (near(low) || near(high))) make_exact();
      return key_ >= low && key_ <= high;
    }
    bool comparable() {
      if (!exact_) make_exact();
      return comparable_;
    }
    int64_t exact_key() const { return key_; }

   private:
    // The ends of the keys' range are no numbers, and far from any.
    bool near(int64_t end) const {
      return end != INT64_MIN && end != INT64_MAX && key_ - kSloppyUnits <= end && key_ + kSloppyUnits >= end;
    }
    void make_exact() {
      double value = 0;
      comparable_ = exact_double(number_, value);
      key_ = order_key(value);
      exact_ = true;
    }

    const DecimalText& number_;
    int64_t key_ = 0;
    bool exact_ = false;
    bool comparable_ = false;
  };

  size_t slot_of(int64_t key) const;
  void rebuild();
  void spread(uint32_t index, size_t first, size_t last);

  std::vector<Range> ranges_;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> waiting_;  // not in the tree
  std::vector<int64_t> cuts_;      // slot i holds the keys from cuts_[i-1] up to cuts_[i], that one excluded
  std::vector<std::vector<uint32_t>> tree_;  // node i has the children 2i and 2i+1; the slots are leaves
  size_t leaves_ = 0;
  uint32_t alive_ = 0;
  uint64_t tried_ = 0;  // of those waiting, since the tree was made
  uint32_t dead_in_tree_ = 0;
};

}  // namespace brigade::match
