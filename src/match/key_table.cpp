// Growth and removal of the hash table, see the header. Linear probing; a removal moves later entries of the
// same run back, so that no tombstones gather.
#include "match/key_table.h"

namespace brigade::match {

void KeyTable::place_slot(Slot slot) {
  uint32_t at = slot.tag & mask_;
  while (slots_[at].entry != kNone) at = (at + 1) & mask_;
  slots_[at] = slot;
}

void KeyTable::grow() {
  const std::vector<Slot> old = std::move(slots_);
  slots_.assign(old.empty() ? 16 : old.size() * 2, Slot{});
  mask_ = static_cast<uint32_t>(slots_.size() - 1);
  for (const Slot slot : old) {
    if (slot.entry != kNone) place_slot(slot);
  }
}

uint32_t KeyTable::find_or_add(uint32_t place, uint64_t hash, std::string_view text) {
  const uint32_t found = find(place, hash, text.data(), text.size());
  if (found != kNone) return found;
  if ((count_ + 1) * uint64_t{5} > slots_.size() * uint64_t{3}) grow();
  uint32_t index = static_cast<uint32_t>(entries_.size());
  if (free_.empty()) {
    entries_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  const uint32_t tag = static_cast<uint32_t>(hash);
  entries_[index] = {std::string(text), place, kNone, tag, 0};
  place_slot({tag, index});
  count_++;
  return index;
}

void KeyTable::remove(uint32_t entry) {
  uint32_t hole = entries_[entry].tag & mask_;
  while (slots_[hole].entry != entry) hole = (hole + 1) & mask_;
  for (uint32_t at = hole;;) {
    at = (at + 1) & mask_;
    const Slot slot = slots_[at];
    if (slot.entry == kNone) break;
    // An entry may move back only as far as the place where its search begins.
    if (((at - slot.tag) & mask_) < ((at - hole) & mask_)) continue;
    slots_[hole] = slot;
    hole = at;
  }
  slots_[hole] = Slot{};
  entries_[entry] = Entry{};
  free_.push_back(entry);
  count_--;
}

}  // namespace brigade::match
