// Filing conditions and taking them back, see the header.
#include "match/condition_index.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "match/free_slots.h"

namespace brigade::match {
namespace {

constexpr size_t kLongestGram = 4;
constexpr size_t kMostGrams = 32;  // of one part, that are considered

// The shortest decimal of a double.
DecimalText decimal_of_double(double value) {
  DecimalText out;
  if (std::fabs(value) < 9e15 && value == std::floor(value)) {
    out = decimal_of(static_cast<int64_t>(value));
  } else {
    char text[40];
    for (int precision = 14; precision <= 16; precision++) {
      std::snprintf(text, sizeof text, "%.*e", precision, value);
      if (std::strtod(text, nullptr) == value) break;
    }
    read_decimal(text, text + std::strlen(text), out);
    out.written = {};
  }
  normalize(out);
  return out;
}

template <class Lengths>
void change_length(Lengths& lengths, uint32_t size, int change) {
  auto at = std::lower_bound(lengths.begin(), lengths.end(), size,
                             [](const auto& length, uint32_t wanted) { return length.size < wanted; });
  if (at == lengths.end() || at->size != size) at = lengths.insert(at, {size, 0});
  at->count += static_cast<uint32_t>(change);
  if (at->count == 0) lengths.erase(at);
}

bool is_equality(const NumericRange& range) {
  return range.has_low && range.has_high && range.low_included && range.high_included &&
         range.low == range.high;
}

}  // namespace

ConditionIndex::Details& ConditionIndex::details_of(uint32_t field) {
  if (field >= fields_.size()) fields_.resize(field + 1);
  if (!fields_[field].details) fields_[field].details = std::make_unique<Details>();
  return *fields_[field].details;
}

void ConditionIndex::count(uint32_t field, uint32_t kind, int change) {
  uint32_t& counted = details_of(field).counts[kind];
  counted += static_cast<uint32_t>(change);
  uint32_t& flags = fields_[field].flags;
  flags = counted > 0 ? flags | 1U << kind : flags & ~(1U << kind);
  if (flags == 0) fields_[field].details.reset();
}

std::vector<ConditionIndex::Length>* ConditionIndex::lengths_of(Details& details, uint32_t kind) const {
  const bool has = kind == kPrefix || kind == kSuffix || kind == kPrefixFolded || kind == kSuffixFolded;
  return has ? &details.lengths[kind - kPrefix] : nullptr;
}

namespace {
uint64_t hash_at(std::string_view key, uint32_t place, bool backwards) {
  return backwards ? KeyHasher<true>(key.data(), key.size(), place).at(key.size())
                   : key_hash(key.data(), key.size(), place);
}
}  // namespace

void ConditionIndex::post(uint32_t field, Kind kind, std::string_view key, Target target,
                          std::vector<Handle>& handles) {
  const uint32_t place = place_of(field, kind);
  const uint32_t entry =
      keys_.find_or_add(place, hash_at(key, place, kind == kSuffix || kind == kSuffixFolded), key);
  const uint32_t posting = take_slot(postings_, free_postings_);
  const uint32_t first = keys_.entry(entry).value;
  postings_[posting] = {target, entry, KeyTable::kNone, first};
  if (first != KeyTable::kNone) postings_[first].previous = posting;
  keys_.entry(entry).value = posting;
  keys_.entry(entry).count++;
  count(field, kind, 1);
  Details& details = details_of(field);
  if (auto* lengths = lengths_of(details, kind)) {
    change_length(*lengths, static_cast<uint32_t>(key.size()), 1);
  } else if (kind == kCidr) {
    change_length(details.masks, static_cast<uint8_t>(key[16]) + (key[17] != 0 ? 256U : 0U), 1);
  }
  handles.push_back({Handle::Kind::Posting, field, posting});
}

void ConditionIndex::remove_posting(uint32_t field, uint32_t posting) {
  const Posting gone = postings_[posting];
  if (gone.next != KeyTable::kNone) postings_[gone.next].previous = gone.previous;
  if (gone.previous != KeyTable::kNone) {
    postings_[gone.previous].next = gone.next;
  } else {
    keys_.entry(gone.entry).value = gone.next;
  }
  keys_.entry(gone.entry).count--;
  const uint32_t kind = keys_.entry(gone.entry).place % 32;
  const std::string& key = keys_.entry(gone.entry).text;
  Details& details = details_of(field);
  if (auto* lengths = lengths_of(details, kind)) {
    change_length(*lengths, static_cast<uint32_t>(key.size()), -1);
  } else if (kind == kCidr) {
    change_length(details.masks, static_cast<uint8_t>(key[16]) + (key[17] != 0 ? 256U : 0U), -1);
  }
  if (keys_.entry(gone.entry).value == KeyTable::kNone) keys_.remove(gone.entry);
  free_postings_.push_back(posting);
  count(field, kind, -1);
}

void ConditionIndex::post_number(uint32_t field, double number, Target target, std::vector<Handle>& handles) {
  const NumberKey key(decimal_of_double(number));
  post(field, kNumber, {key.bytes, sizeof key.bytes}, target, handles);
}

void ConditionIndex::post_wildcard(uint32_t field, const Wildcard& wildcard, Target target,
                                   std::vector<Handle>& handles) {
  const auto& parts = wildcard.parts;
  if (parts.size() == 1) return post(field, kExact, parts[0], target, handles);
  if (parts.size() == 2 && parts[1].empty()) return post(field, kPrefix, parts[0], target, handles);
  if (parts.size() == 2 && parts[0].empty()) return post(field, kSuffix, parts[1], target, handles);
  const uint32_t check = take_slot(checks_, free_checks_);
  checks_[check] = {target, wildcard};
  handles.push_back({Handle::Kind::Check, field, check});
  const Target next = Target::of(TargetKind::Check, check);
  const Anchor anchor = anchor_of(field, wildcard);
  post(field, anchor.kind, anchor.key, next, handles);
}

// The literal text of a wildcard that promises to be seen least: the start, the end, or a few bytes of a part
// in the middle. Long is good; what others are filed under already is bad.
ConditionIndex::Anchor ConditionIndex::anchor_of(uint32_t field, const Wildcard& wildcard) const {
  Anchor best;
  int64_t best_cost = INT64_MAX;
  const auto consider = [&](Kind kind, std::string_view key, int64_t cost) {
    cost += int64_t{8} * filed_under(field, kind, key);
    if (cost < best_cost) {
      best = {kind, key};
      best_cost = cost;
    }
  };
  const auto cost_of_size = [](size_t size) {
    return static_cast<int64_t>(256 >> std::min<size_t>(size, 8));
  };
  const auto& parts = wildcard.parts;
  consider(kPrefix, parts.front(), cost_of_size(parts.front().size()));
  consider(kSuffix, parts.back(), cost_of_size(parts.back().size()));
  for (size_t i = 1; i + 1 < parts.size(); i++) {
    const size_t size = std::min(parts[i].size(), kLongestGram);
    if (size == 0) continue;
    const Kind kind = static_cast<Kind>(kGram1 + size - 1);
    const size_t last = std::min(parts[i].size() - size, kMostGrams);
    for (size_t at = 0; at <= last; at++) {
      // Where a field has none of a kind yet, looking for them costs every value something.
      consider(kind, std::string_view(parts[i]).substr(at, size), cost_of_size(size) + 16);
    }
  }
  return best;
}

void ConditionIndex::post_cidr(uint32_t field, const CidrBlock& block, Target target,
                               std::vector<Handle>& handles) {
  const AddressKey key(block, block.bits);
  post(field, kCidr, {key.bytes, sizeof key.bytes}, target, handles);
}

void ConditionIndex::add_anything_but(uint32_t field, const Alternative& alternative, Target target,
                                      std::vector<Handle>& handles) {
  const uint32_t index = take_slot(anything_but_, free_anything_but_);
  count(field, kAnythingBut, 1);
  Details& details = details_of(field);
  anything_but_[index] = {target, static_cast<uint32_t>(details.anything_but.size())};
  details.anything_but.push_back(index);
  handles.push_back({Handle::Kind::AnythingBut, field, index});
  const Target exclusion = Target::of(TargetKind::Exclusion, index);
  Kind kind = kExact;
  if (alternative.op == Operator::AnythingButPrefix) kind = kPrefix;
  if (alternative.op == Operator::AnythingButSuffix) kind = kSuffix;
  if (alternative.op == Operator::AnythingButEqualsIgnoreCase) kind = kExactFolded;
  for (const std::string& text : alternative.texts) post(field, kind, text, exclusion, handles);
  for (const Number& number : alternative.numbers) post_number(field, number.value, exclusion, handles);
  for (const Wildcard& wildcard : alternative.wildcards) post_wildcard(field, wildcard, exclusion, handles);
}

void ConditionIndex::add(uint32_t field, const Alternative& alternative, bool leaf_has_numbers, Target target,
                         std::vector<Handle>& handles) {
  const auto text = [&](Kind kind) { post(field, kind, alternative.texts[0], target, handles); };
  switch (alternative.op) {
    case Operator::Null:
      return post(field, kNull, "", target, handles);
    case Operator::True:
      return post(field, kTrue, "", target, handles);
    case Operator::False:
      return post(field, kFalse, "", target, handles);
    case Operator::NumberEquals:
      if (!alternative.numbers[0].comparable) return text(kNumberText);
      return post_number(field, alternative.numbers[0].value, target, handles);
    case Operator::Equals:
      return text(kExact);
    case Operator::Prefix:
      return text(kPrefix);
    case Operator::Suffix:
      return text(kSuffix);
    case Operator::EqualsIgnoreCase:
      return text(kExactFolded);
    case Operator::PrefixIgnoreCase:
      return text(kPrefixFolded);
    case Operator::SuffixIgnoreCase:
      return text(kSuffixFolded);
    case Operator::Wildcard:
      return post_wildcard(field, alternative.wildcards[0], target, handles);
    case Operator::Numeric: {
      if (is_equality(alternative.range)) {
        return post_number(field, alternative.range.low, target, handles);
      }
      count(field, kRange, 1);
      const uint32_t range = details_of(field).ranges.add(alternative.range, target.bits);
      handles.push_back({Handle::Kind::Range, field, range});
      return;
    }
    case Operator::Cidr:
      post_cidr(field, alternative.cidr, target, handles);
      if (!leaf_has_numbers) {
        const uint32_t index = take_slot(digit_blocks_, free_digit_blocks_);
        digit_blocks_[index] = {target, alternative.cidr};
        count(field, kDigitBlock, 1);
        details_of(field).digit_blocks.push_back(index);
        handles.push_back({Handle::Kind::DigitBlock, field, index});
      }
      return;
    case Operator::Exists:
      return post(field, kExists, "", target, handles);
    case Operator::NotExists:
      return;
    case Operator::AnythingBut:
    case Operator::AnythingButPrefix:
    case Operator::AnythingButSuffix:
    case Operator::AnythingButEqualsIgnoreCase:
    case Operator::AnythingButWildcard:
      return add_anything_but(field, alternative, target, handles);
  }
}

void ConditionIndex::remove(const Handle& handle) {
  switch (handle.kind) {
    case Handle::Kind::Posting:
      return remove_posting(handle.field, handle.index);
    case Handle::Kind::Check:
      checks_[handle.index] = {};
      free_checks_.push_back(handle.index);
      return;
    case Handle::Kind::AnythingBut: {
      std::vector<uint32_t>& list = details_of(handle.field).anything_but;
      const uint32_t place = anything_but_[handle.index].place;
      list[place] = list.back();
      anything_but_[list[place]].place = place;
      list.pop_back();
      free_anything_but_.push_back(handle.index);
      return count(handle.field, kAnythingBut, -1);
    }
    case Handle::Kind::DigitBlock: {
      std::vector<uint32_t>& list = details_of(handle.field).digit_blocks;
      list.erase(std::find(list.begin(), list.end(), handle.index));
      free_digit_blocks_.push_back(handle.index);
      return count(handle.field, kDigitBlock, -1);
    }
    case Handle::Kind::Range:
      details_of(handle.field).ranges.remove(handle.index);
      return count(handle.field, kRange, -1);
  }
}

uint32_t ConditionIndex::filed_under(uint32_t field, Kind kind, std::string_view key) const {
  const uint32_t place = place_of(field, kind);
  const bool backwards = kind == kSuffix || kind == kSuffixFolded;
  const uint32_t entry = keys_.find(place, hash_at(key, place, backwards), key.data(), key.size());
  return entry == KeyTable::kNone ? 0 : keys_.entry(entry).count;
}

uint64_t ConditionIndex::cost(uint32_t field, const Alternative& alternative) const {
  const auto text = [&](Kind kind, uint64_t base) {
    const std::string& key = alternative.texts[0];
    return base + (kind == kExact || kind == kExactFolded ? 0 : 64 / (key.size() + 1)) +
           std::min(filed_under(field, kind, key), 16U) * 4;
  };
  switch (alternative.op) {
    case Operator::Null:
    case Operator::True:
    case Operator::False:
      return 200;
    case Operator::NumberEquals:
      return 4;
    case Operator::Equals:
      return text(kExact, 4);
    case Operator::Prefix:
      return text(kPrefix, 8);
    case Operator::Suffix:
      return text(kSuffix, 8);
    case Operator::EqualsIgnoreCase:
      return text(kExactFolded, 6);
    case Operator::PrefixIgnoreCase:
      return text(kPrefixFolded, 10);
    case Operator::SuffixIgnoreCase:
      return text(kSuffixFolded, 10);
    case Operator::Wildcard:
      return 60;
    case Operator::Numeric:
      return is_equality(alternative.range) ? 4 : 300;
    case Operator::Cidr:
      return 40;
    case Operator::Exists:
      return 1000;
    case Operator::NotExists:
      return 4000;
    default:
      return 2000;
  }
}

void ConditionScratch::reach(const ConditionSizes& sizes) {
  if (excluded_by.size() < sizes.anything_but) excluded_by.resize(sizes.anything_but);
  if (checked_by.size() < sizes.checks) checked_by.resize(sizes.checks);
}

void ConditionScratch::restart() {
  std::fill(excluded_by.begin(), excluded_by.end(), 0);
  std::fill(checked_by.begin(), checked_by.end(), 0);
  serial = 0;
}

}  // namespace brigade::match
