// Why an alternative of a pattern matches a value, or why not: as data, and as a sentence made from a table
// that other languages can replace. Source of the rules: see match.h.
#pragma once

#include <string>
#include <string_view>

#include "match/event.h"
#include "match/pattern.h"

namespace brigade::match {

enum class ReasonKind : uint8_t {
  NoField,        // the event has no field of that name
  FieldIsThere,   // {"exists": false}, and there is a value
  OtherElements,  // {"exists": false}: values only in elements that were not chosen
  Exists,
  IsEqual,
  IsNotEqual,
  NotAString,
  NotANumber,
  NotComparable,  // a number with more digits than a double holds
  StartsWith,
  StartsNotWith,
  EndsWith,
  EndsNotWith,
  EqualsIgnoringCase,
  DiffersIgnoringCase,
  StartsIgnoringCase,
  StartsNotIgnoringCase,
  EndsIgnoringCase,
  EndsNotIgnoringCase,
  Fits,  // a wildcard
  FitsNot,
  InRange,
  NotGreater,  // than a bound that is not included
  NotGreaterOrEqual,
  NotLess,
  NotLessOrEqual,
  InBlock,
  NotInBlock,
  NotAnAddress,
  DigitsInBlock,  // a number that the engine takes for the start of an address
  NoneOf,         // of what `anything-but` lists
  Count,
};

// `found` is the value as JSON, `wanted` what it was held against; long texts are cut. Templates have {found}
// and {wanted}.
struct Reason {
  ReasonKind kind = ReasonKind::NoField;
  std::string found;
  std::string wanted;
};

// For catalogues of other languages: "not_greater".
std::string_view reason_key(ReasonKind kind);
// "{found} is not greater than {wanted}"
std::string_view reason_template(ReasonKind kind);
std::string fill_template(std::string_view text, const Reason& reason);
inline std::string reason_text(const Reason& reason) {
  return fill_template(reason_template(reason.kind), reason);
}

// An alternative in words that need no translation: "`numeric` > 100", "`prefix` "ab"", "null".
std::string operator_words(const Alternative& alternative);

// A string as JSON, a number as written; cut to about 60 characters.
std::string shown_value(const EventField& field);

// How an alternative and a value get along. `matched` is the verdict of matches().
Reason explain_value(const Alternative& alternative, const EventField& field, bool matched);

}  // namespace brigade::match
