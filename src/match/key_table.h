// One open-addressed hash table from (place, text) to a number: the conditions of all fields of a rule set,
// and the children of all nodes of its path tree. A place says whose text it is (a field and an operator, a
// parent). Growth and removal are incremental; a removed entry's number is used again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/key_hash.h"

namespace brigade::match {

class KeyTable {
 public:
  static constexpr uint32_t kNone = 0xffffffff;

  struct Entry {
    std::string text;
    uint32_t place = 0;
    uint32_t value = kNone;
    uint32_t tag = 0;    // low half of the hash
    uint32_t count = 0;  // the caller's, as value is
  };

  // `hash` is that of the text at that place; suffix tables hash backwards.
  uint32_t find(uint32_t place, uint64_t hash, const char* bytes, size_t size) const {
    if (slots_.empty()) return kNone;
    const uint32_t tag = static_cast<uint32_t>(hash);
    for (uint32_t at = tag & mask_;; at = (at + 1) & mask_) {
      const Slot slot = slots_[at];
      if (slot.entry == kNone) return kNone;
      if (slot.tag != tag) continue;
      const Entry& entry = entries_[slot.entry];
      if (entry.place == place && entry.text.size() == size && same_bytes(entry.text.data(), bytes, size)) {
        return slot.entry;
      }
    }
  }

  uint32_t find_or_add(uint32_t place, uint64_t hash, std::string_view text);
  void remove(uint32_t entry);

  Entry& entry(uint32_t index) { return entries_[index]; }
  const Entry& entry(uint32_t index) const { return entries_[index]; }
  uint32_t size() const { return count_; }

 private:
  struct Slot {
    uint32_t tag = 0;
    uint32_t entry = kNone;
  };

  void grow();
  void place_slot(Slot slot);

  std::vector<Slot> slots_;
  uint32_t mask_ = 0;
  std::vector<Entry> entries_;
  std::vector<uint32_t> free_;
  uint32_t count_ = 0;
};

}  // namespace brigade::match
