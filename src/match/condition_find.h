// The look-ups of condition_index.h: from a value to the conditions that it meets.
#pragma once

#include <algorithm>

#include "match/condition_index.h"
#include "match/fold_case.h"
#include "match/ip_address.h"
#include "match/match.h"

namespace brigade::match {

template <class Sink>
void ConditionIndex::fire(uint32_t entry, const FieldValue& value, ConditionScratch& scratch,
                          Sink& sink) const {
  for (uint32_t at = keys_.entry(entry).value; at != KeyTable::kNone; at = postings_[at].next) {
    Target target = postings_[at].target;
    if (target.kind() == TargetKind::Check) {
      uint32_t& checked = scratch.checked_by[target.index()];
      if (checked == scratch.serial) continue;
      checked = scratch.serial;
      const Check& check = checks_[target.index()];
      target = check.target;
      if (target.kind() != TargetKind::Exclusion && sink.done(target)) continue;
      if (!matches(check.wildcard, value.text)) continue;
    }
    if (target.kind() == TargetKind::Exclusion) {
      scratch.excluded_by[target.index()] = scratch.serial;
    } else {
      sink.hit(target);
    }
  }
}

template <class Sink>
void ConditionIndex::find_constant(uint32_t field, Kind kind, const FieldValue& value,
                                   ConditionScratch& scratch, Sink& sink) const {
  const uint32_t place = place_of(field, kind);
  const uint32_t entry = keys_.find(place, key_hash("", 0, place), "", 0);
  if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
}

template <bool kBackwards, class Sink>
void ConditionIndex::find_lengths(uint32_t field, Kind kind, std::string_view text, const FieldValue& value,
                                  ConditionScratch& scratch, Sink& sink) const {
  const uint32_t place = place_of(field, kind);
  KeyHasher<kBackwards> hasher(text.data(), text.size(), place);
  for (const Length& length : fields_[field].details->lengths[kind - kPrefix]) {
    if (length.size > text.size()) break;
    const char* part = kBackwards ? text.data() + text.size() - length.size : text.data();
    const uint32_t entry = keys_.find(place, hasher.at(length.size), part, length.size);
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
}

template <class Sink>
void ConditionIndex::find_folded(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                                 Sink& sink) const {
  const uint32_t flags = fields_[field].flags;
  scratch.folded.clear();
  append_folded(scratch.folded, value.text);
  const std::string_view folded = scratch.folded;
  if ((flags & 1U << kExactFolded) != 0) {
    const uint32_t place = place_of(field, kExactFolded);
    const uint32_t entry =
        keys_.find(place, key_hash(folded.data(), folded.size(), place), folded.data(), folded.size());
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
  if ((flags & 1U << kPrefixFolded) != 0)
    find_lengths<false>(field, kPrefixFolded, folded, value, scratch, sink);
  if ((flags & 1U << kSuffixFolded) != 0)
    find_lengths<true>(field, kSuffixFolded, folded, value, scratch, sink);
}

// Every stretch of one to four bytes, where wildcards are filed that neither start nor end with much text.
template <class Sink>
void ConditionIndex::find_grams(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                                Sink& sink) const {
  for (uint32_t size = 1; size <= 4; size++) {
    const uint32_t kind = kGram1 + size - 1;
    if ((fields_[field].flags & 1U << kind) == 0) continue;
    const uint32_t place = place_of(field, kind);
    for (size_t at = 0; at + size <= value.text.size(); at++) {
      const char* gram = value.text.data() + at;
      const uint32_t entry = keys_.find(place, key_hash(gram, size, place), gram, size);
      if (entry == KeyTable::kNone) continue;
      // Only checks are filed here. Where the first of them was made for this value, all were: a text that
      // repeats itself costs no more than another.
      const Target first = postings_[keys_.entry(entry).value].target;
      if (scratch.checked_by[first.index()] != scratch.serial) fire(entry, value, scratch, sink);
    }
  }
}

template <class Sink>
void ConditionIndex::find_address(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                                  Sink& sink) const {
  const auto address = parse_ip_address(value.text);
  if (!address) return;
  const uint32_t place = place_of(field, kCidr);
  for (const Length& mask : fields_[field].details->masks) {
    if ((mask.size >= 256) != address->is_v6) continue;
    const AddressKey key(*address, mask.size & 255);
    const uint32_t entry =
        keys_.find(place, key_hash(key.bytes, sizeof key.bytes, place), key.bytes, sizeof key.bytes);
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
}

template <class Sink>
void ConditionIndex::find_text(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                               Sink& sink) const {
  const uint32_t flags = fields_[field].flags;
  const std::string_view text = value.text;
  if ((flags & 1U << kExact) != 0) {
    const uint32_t place = place_of(field, kExact);
    const uint32_t entry =
        keys_.find(place, key_hash(text.data(), text.size(), place), text.data(), text.size());
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
  if ((flags & 1U << kPrefix) != 0) find_lengths<false>(field, kPrefix, text, value, scratch, sink);
  if ((flags & 1U << kSuffix) != 0) find_lengths<true>(field, kSuffix, text, value, scratch, sink);
  constexpr uint32_t kFolded = 1U << kExactFolded | 1U << kPrefixFolded | 1U << kSuffixFolded;
  constexpr uint32_t kGrams = 1U << kGram1 | 1U << kGram2 | 1U << kGram3 | 1U << kGram4;
  if ((flags & kFolded) != 0) find_folded(field, value, scratch, sink);
  if ((flags & kGrams) != 0) find_grams(field, value, scratch, sink);
  if ((flags & 1U << kCidr) != 0) find_address(field, value, scratch, sink);
}

template <class Sink>
void ConditionIndex::find_number(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                                 Sink& sink) const {
  const uint32_t flags = fields_[field].flags;
  DecimalText number;
  if (value.kind == ValueKind::Integer) {
    number = decimal_of(value.integer);
  } else if (read_decimal(value.text.data(), value.text.data() + value.text.size(), number) == nullptr) {
    return;
  }
  if ((flags & 1U << kRange) != 0) {
    fields_[field].details->ranges.find(
        number, [&](uint32_t target) { return sink.done(Target{target}); },
        [&](uint32_t target) { sink.hit(Target{target}); });
  }
  if ((flags & 1U << kNumberText) != 0) {
    char buffer[24];
    const uint32_t place = place_of(field, kNumberText);
    const std::string_view text = value.written(buffer);
    const uint32_t entry =
        keys_.find(place, key_hash(text.data(), text.size(), place), text.data(), text.size());
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
  if ((flags & 1U << kNumber) != 0 && normalize(number)) {
    const NumberKey key(number);
    const uint32_t place = place_of(field, kNumber);
    const uint32_t entry =
        keys_.find(place, key_hash(key.bytes, sizeof key.bytes, place), key.bytes, sizeof key.bytes);
    if (entry != KeyTable::kNone) fire(entry, value, scratch, sink);
  }
}

template <class Sink>
void ConditionIndex::find_digits(uint32_t field, const FieldValue& value, Sink& sink) const {
  char buffer[24];
  const std::string_view text = value.written(buffer);
  for (const uint32_t index : fields_[field].details->digit_blocks) {
    if (contains_digits(digit_blocks_[index].block, text)) sink.hit(digit_blocks_[index].target);
  }
}

template <class Sink>
void ConditionIndex::find(uint32_t field, const FieldValue& value, ConditionScratch& scratch,
                          Sink& sink) const {
  const uint32_t flags = field < fields_.size() ? fields_[field].flags : 0;
  if (flags == 0) return;
  scratch.serial++;
  if (value.is_text()) {
    find_text(field, value, scratch, sink);
  } else if (value.is_number()) {
    constexpr uint32_t kNumbers = 1U << kNumber | 1U << kNumberText | 1U << kRange;
    if ((flags & kNumbers) != 0) find_number(field, value, scratch, sink);
    if ((flags & 1U << kDigitBlock) != 0) find_digits(field, value, sink);
  } else {
    const Kind kind = value.kind == ValueKind::Null ? kNull : value.kind == ValueKind::True ? kTrue : kFalse;
    if ((flags & 1U << kind) != 0) find_constant(field, kind, value, scratch, sink);
  }
  if ((flags & 1U << kExists) != 0) find_constant(field, kExists, value, scratch, sink);
  if ((flags & 1U << kAnythingBut) != 0) {
    for (const uint32_t index : fields_[field].details->anything_but) {
      if (scratch.excluded_by[index] != scratch.serial) sink.hit(anything_but_[index].target);
    }
  }
}

}  // namespace brigade::match
