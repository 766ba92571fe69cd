// Why an event matches a pattern or does not: a verdict for each node of the pattern, for each leaf the
// values that were looked at and what each alternative makes of them, and for a miss the smallest set of
// leaves that made it one. That set is exact for fields and for `$or`; in arrays it is exact as far as the
// choice of elements is (element_choice.h), but where {"exists": false} depends on the elements chosen it may
// be larger than need be. Source of the rules: see match.h.
#pragma once

#include <string>
#include <vector>

#include "match/event.h"
#include "match/pattern.h"
#include "match/reason.h"

namespace brigade::match {

inline constexpr uint32_t kMaxExplainedValues = 32;  // of one leaf

struct ValueExplanation {
  uint32_t field = 0;  // index into Event::fields()
  TextRange place;     // in the event's text
  bool matched = false;
};

struct AlternativeExplanation {
  bool matched = false;
  TextRange place;         // in the pattern's text
  uint32_t value = 0;      // index into the leaf's values: the one that the reason speaks of
  bool has_value = false;  // false where the leaf has none
  Reason reason;
};

struct LeafExplanation {
  bool matched = false;      // by itself: some value, or their absence, matches
  bool together = false;     // also with the other leaves of Explanation::conjunction
  bool decisive = false;     // in the smallest set that made the miss
  uint32_t value_count = 0;  // all there are; `values` holds the first few, and first those that match
  std::vector<ValueExplanation> values;
  std::vector<AlternativeExplanation> alternatives;
};

struct Explanation {
  bool matched = false;
  std::vector<bool> nodes;              // one for each of Pattern::nodes: whether it matches by itself
  std::vector<LeafExplanation> leaves;  // one for each of Pattern::leaves
  uint32_t conjunction = 0;             // of Pattern::conjunctions: the one that matches, or is nearest to it
  std::vector<uint32_t> smallest_miss;  // leaves, none where it matches
  std::vector<uint32_t> elements;       // of the event, that were looked at together
};

Explanation explain(const Pattern& pattern, const Event& event);

// "`numeric` > 100: 42 is not greater than 100"
std::string alternative_text(const Alternative& alternative, const AlternativeExplanation& explanation);

// The tree for people: a line for each node, those of the smallest set marked, with lines and columns of both
// texts.
std::string explanation_text(const Pattern& pattern, const Event& event, const Explanation& explanation,
                             std::string_view pattern_text, std::string_view event_text);

}  // namespace brigade::match
