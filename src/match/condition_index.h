// What rules ask of the fields of an event, indexed by the answer: a value of a field leads to all conditions
// that it meets without trying each. Exact texts, numbers, prefixes and suffixes by hash, one probe for each
// length that occurs; texts folded for the operators that ignore case; wildcards by their longest literal
// part, then compared; ranges by a segment tree; address blocks by one probe for each mask that occurs. What
// anything-but excludes is looked up the same way: its condition holds where nothing excluded it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "match/field_value.h"
#include "match/key_table.h"
#include "match/number_ranges.h"
#include "match/pattern.h"

namespace brigade::match {

// What a condition that holds leads to: a number of the caller's, below 2^30.
enum class TargetKind : uint8_t { Rule, Conjunction, Exclusion, Check };
struct Target {
  uint32_t bits = 0;

  static Target of(TargetKind kind, uint32_t index) { return {static_cast<uint32_t>(kind) << 30 | index}; }
  TargetKind kind() const { return static_cast<TargetKind>(bits >> 30); }
  uint32_t index() const { return bits & 0x3fffffff; }
};

// Keys of numbers and address blocks as bytes.
struct NumberKey {
  explicit NumberKey(const DecimalText& number) {
    std::memcpy(bytes, &number.digits, 8);
    const int32_t rest = number.exponent * 2 + (number.negative ? 1 : 0);
    std::memcpy(bytes + 8, &rest, 4);
  }
  char bytes[12];
};
struct AddressKey {
  AddressKey(const CidrBlock& address, uint32_t mask_bits) {
    const uint32_t whole = mask_bits / 8;
    std::memcpy(bytes, address.bytes, whole);
    if (mask_bits % 8 != 0) {
      bytes[whole] = static_cast<char>(address.bytes[whole] & (0xff00U >> mask_bits % 8));
    }
    bytes[16] = static_cast<char>(mask_bits);
    bytes[17] = address.is_v6 ? 1 : 0;
  }
  char bytes[18] = {};
};

// How long the lists of a scratch must be.
struct ConditionSizes {
  uint32_t anything_but = 0, checks = 0;

  bool operator==(const ConditionSizes&) const = default;
};

// Working memory of look-ups; kept from event to event.
struct ConditionScratch {
  std::vector<uint32_t> excluded_by;  // for each anything-but: serial of the last value that it excludes
  std::vector<uint32_t> checked_by;   // for each wildcard: serial of the last value it was compared with
  uint32_t serial = 0;                // of the value
  std::string folded;

  void reach(const ConditionSizes& sizes);
  void begin_event() {
    if (serial >= kLastSerial) restart();  // no event has as many values as are left
  }

 private:
  static constexpr uint32_t kLastSerial = 0xf0000000;
  void restart();
};

class ConditionIndex {
 public:
  // How to take a condition back.
  struct Handle {
    enum class Kind : uint8_t { Posting, AnythingBut, Check, Range, DigitBlock } kind = Kind::Posting;
    uint32_t field = 0;
    uint32_t index = 0;
  };

  // Files an alternative of a leaf under a field (numbered by the caller, from 0 without large gaps);
  // NotExists is none of this index's business. What it takes to remove it is added to `handles`.
  // `leaf_has_numbers`: see has_numbers() of match.h.
  void add(uint32_t field, const Alternative& alternative, bool leaf_has_numbers, Target target,
           std::vector<Handle>& handles);
  void remove(const Handle& handle);

  // A guess of how seldom the alternative holds, and what else is filed under it: small is good.
  uint64_t cost(uint32_t field, const Alternative& alternative) const;

  ConditionSizes sizes() const {
    return {static_cast<uint32_t>(anything_but_.size()), static_cast<uint32_t>(checks_.size())};
  }

  // Calls sink.hit(target) for the conditions that a value meets; rules and conjunctions only, some perhaps
  // more than once. sink.done(target) says that further hits are of no interest.
  template <class Sink>
  void find(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;

 private:
  enum Kind : uint8_t {
    kExact,
    kPrefix,
    kSuffix,
    kExactFolded,
    kPrefixFolded,
    kSuffixFolded,
    kGram1,
    kGram2,
    kGram3,
    kGram4,
    kNumber,
    kTrue,
    kFalse,
    kNull,
    kExists,
    kCidr,
    kNumberText,  // one that is not comparable, as written
    kKinds,
    kAnythingBut = kKinds,
    kRange,
    kDigitBlock,
  };
  static constexpr uint32_t kLengthKinds =
      5;  // kPrefix, kSuffix, (kExactFolded), kPrefixFolded, kSuffixFolded

  struct Length {
    uint32_t size = 0;  // of prefixes in bytes; of address blocks, bits, and 256 more for IPv6
    uint32_t count = 0;
  };
  struct Details {
    std::array<uint32_t, kKinds + 3> counts{};
    std::array<std::vector<Length>, kLengthKinds> lengths;  // sorted
    std::vector<Length> masks;                              // sorted
    std::vector<uint32_t> anything_but;
    NumberRanges ranges;
    std::vector<uint32_t> digit_blocks;  // into digit_blocks_
  };
  struct Field {
    uint32_t flags = 0;  // bit i: conditions of Kind i
    std::unique_ptr<Details> details;
  };
  // Links of the list of all that is filed under one key.
  struct Posting {
    Target target;
    uint32_t entry = KeyTable::kNone;
    uint32_t previous = KeyTable::kNone, next = KeyTable::kNone;
  };
  struct AnythingBut {
    Target target;
    uint32_t place = 0;  // in Details::anything_but
  };
  // Where a wildcard is filed.
  struct Anchor {
    Kind kind = kPrefix;
    std::string_view key;
  };
  struct Check {
    Target target;
    Wildcard wildcard;
  };

  // A block that a number's digits are held against, see contains_digits(). Rare: one by one.
  struct DigitBlock {
    Target target;
    CidrBlock block;
  };

  static uint32_t place_of(uint32_t field, uint32_t kind) { return field * 32 + kind; }
  Details& details_of(uint32_t field);
  void count(uint32_t field, uint32_t kind, int change);
  void post(uint32_t field, Kind kind, std::string_view key, Target target, std::vector<Handle>& handles);
  void post_number(uint32_t field, double number, Target target, std::vector<Handle>& handles);
  void post_wildcard(uint32_t field, const Wildcard& wildcard, Target target, std::vector<Handle>& handles);
  void post_cidr(uint32_t field, const CidrBlock& block, Target target, std::vector<Handle>& handles);
  Anchor anchor_of(uint32_t field, const Wildcard& wildcard) const;
  void add_anything_but(uint32_t field, const Alternative& alternative, Target target,
                        std::vector<Handle>& handles);
  void remove_posting(uint32_t field, uint32_t posting);
  uint32_t filed_under(uint32_t field, Kind kind, std::string_view key) const;
  std::vector<Length>* lengths_of(Details& details, uint32_t kind) const;

  template <class Sink>
  void fire(uint32_t entry, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_text(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_folded(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <bool kBackwards, class Sink>
  void find_lengths(uint32_t field, Kind kind, std::string_view text, const FieldValue& value,
                    ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_grams(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_address(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_number(uint32_t field, const FieldValue& value, ConditionScratch& scratch, Sink& sink) const;
  template <class Sink>
  void find_digits(uint32_t field, const FieldValue& value, Sink& sink) const;
  template <class Sink>
  void find_constant(uint32_t field, Kind kind, const FieldValue& value, ConditionScratch& scratch,
                     Sink& sink) const;

  std::vector<Field> fields_;
  KeyTable keys_;  // (field and Kind, text) to the first posting
  std::vector<Posting> postings_;
  std::vector<uint32_t> free_postings_;
  std::vector<AnythingBut> anything_but_;
  std::vector<uint32_t> free_anything_but_;
  std::vector<Check> checks_;
  std::vector<uint32_t> free_checks_;
  std::vector<DigitBlock> digit_blocks_;
  std::vector<uint32_t> free_digit_blocks_;
};

}  // namespace brigade::match
