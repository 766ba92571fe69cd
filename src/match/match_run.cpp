// From the values of an event to the rules that match, see match_run.h.
#include "match/match_run.h"

#include <algorithm>
#include <optional>

#include "match/array_consistency.h"
#include "match/json_string.h"
#include "match/match.h"

namespace brigade::match {
namespace {

template <class T>
void reach(std::vector<T>& items, size_t size) {
  if (items.size() < size) items.resize(size);
}

void reach_all(MatchScratch& scratch, const ScratchSizes& sizes) {
  reach(scratch.rule_stamp, sizes.rules);
  reach(scratch.conjunction_stamp, sizes.conjunctions);
  reach(scratch.conjunction_element, sizes.conjunctions);
  reach(scratch.fields, sizes.paths);
  reach(scratch.guards, sizes.guards);
  scratch.conditions.reach(sizes.conditions);
  scratch.sizes = sizes;
}

// One past the last event number: all stamps are taken back.
void restart(MatchScratch& scratch) {
  scratch.event = 0;
  std::fill(scratch.rule_stamp.begin(), scratch.rule_stamp.end(), 0);
  std::fill(scratch.conjunction_stamp.begin(), scratch.conjunction_stamp.end(), 0);
  std::fill(scratch.fields.begin(), scratch.fields.end(), MatchScratch::FieldSeen{});
  std::fill(scratch.guards.begin(), scratch.guards.end(), MatchScratch::Guard{});
}

}  // namespace

MatchRun::MatchRun(const RuleSet& rules, Matches& out, std::string_view event)
    : rules_(rules), out_(out), scratch_(out.scratch_), event_(event) {
  if (scratch_.event == UINT32_MAX) restart(scratch_);
  scratch_.event++;
  if (scratch_.sizes != rules.sizes_) reach_all(scratch_, rules.sizes_);
  scratch_.conditions.begin_event();
  out.ids_.clear();
  scratch_.values.clear();
  scratch_.candidates.clear();
  scratch_.hits.clear();
  scratch_.unescaped_size = 0;
  if (rules.guard_count_ > 0) scratch_.elements.clear();
  for (const uint32_t rule : rules.always_) matched(rule);
}

std::string_view MatchRun::unescaped(std::string_view written) {
  // Room for all texts of the event, made before the first: what is in it never moves.
  if (scratch_.unescaped_size == 0) reach(scratch_.unescaped, event_.size());
  char* place = scratch_.unescaped.data() + scratch_.unescaped_size;
  const size_t size = unescape(written, place);
  scratch_.unescaped_size += size;
  return {place, size};
}

void MatchRun::keep(uint32_t field, const FieldValue& value, uint32_t element) {
  uint32_t& last = scratch_.fields[field].last_value;
  scratch_.values.push_back({value, field, element, last});
  last = static_cast<uint32_t>(scratch_.values.size());
}

void MatchRun::add_candidate(uint32_t conjunction) {
  scratch_.conjunction_stamp[conjunction] = scratch_.event;
  scratch_.conjunction_element[conjunction] = element_;
  scratch_.candidates.push_back({conjunction, element_});
}

bool MatchRun::holds(const RuleSet::Guard& guard, const FieldValue& value) const {
  char buffer[24];
  EventField field;
  switch (value.kind) {
    case ValueKind::Text:
      field.type = FieldType::String;
      break;
    case ValueKind::Null:
      field.type = FieldType::Null;
      break;
    case ValueKind::True:
      field.type = FieldType::True;
      break;
    case ValueKind::False:
      field.type = FieldType::False;
      break;
    default: {
      field.type = FieldType::Number;
      DecimalText decimal = decimal_of(value.integer);
      if (value.kind == ValueKind::Number) {
        read_decimal(value.text.data(), value.text.data() + value.text.size(), decimal);
      }
      field.number.comparable = exact_double(decimal, field.number.value);
    }
  }
  field.text = value.is_number() ? value.written(buffer) : value.text;
  return matches(guard.leaf, field);
}

// Once for each event and guard.
const MatchScratch::Guard& MatchRun::look_at(uint32_t guard) {
  MatchScratch::Guard& state = scratch_.guards[guard];
  if (state.stamp == scratch_.event) return state;
  const RuleSet::Guard& asked = rules_.guards_[guard];
  const MatchScratch::FieldSeen& seen = scratch_.fields[asked.field];
  const uint32_t begin = static_cast<uint32_t>(scratch_.hits.size());
  state = {scratch_.event, false, begin, begin};
  if (seen.stamp != scratch_.event) {
    state.anywhere = matches_absence(asked.leaf);
    return state;
  }
  for (uint32_t at = seen.last_value; at != 0 && !state.anywhere;) {
    const SeenValue& candidate = scratch_.values[at - 1];
    at = candidate.previous;
    const bool known = scratch_.hits.size() > begin && scratch_.hits.back() == candidate.element;
    if (known || !holds(asked, candidate.value)) continue;
    state.anywhere = candidate.element == 0;
    scratch_.hits.push_back(candidate.element);
  }
  if (state.anywhere) return state;
  const auto first = scratch_.hits.begin() + begin;
  std::sort(first, scratch_.hits.end());
  scratch_.hits.erase(std::unique(first, scratch_.hits.end()), scratch_.hits.end());
  state.end = static_cast<uint32_t>(scratch_.hits.size());
  return state;
}

// The candidates are of one conjunction, by element.
bool MatchRun::guards_hold(const Candidate* first, const Candidate* last) {
  const RuleSet::Conjunction& conjunction = rules_.conjunctions_[first->conjunction];
  uint32_t in_arrays = first->element == 0 ? 0 : 1;
  for (const uint32_t guard : conjunction.guards) {
    const MatchScratch::Guard& state = look_at(guard);
    if (state.anywhere) continue;
    if (state.begin == state.end) return false;
    in_arrays++;
  }
  if (in_arrays < 2) return true;
  std::vector<uint32_t> key_elements;
  std::vector<LeafPlaces> leaves;
  if (first->element != 0) {
    for (const Candidate* at = first; at != last; at++) {
      if (key_elements.empty() || key_elements.back() != at->element) key_elements.push_back(at->element);
    }
    leaves.push_back({key_elements.data(), key_elements.data() + key_elements.size()});
  }
  for (const uint32_t guard : conjunction.guards) {
    const MatchScratch::Guard& state = look_at(guard);
    if (!state.anywhere)
      leaves.push_back({scratch_.hits.data() + state.begin, scratch_.hits.data() + state.end});
  }
  return hold_together(scratch_.elements, std::move(leaves));
}

// Rules whose {"exists": false} may hold in spite of values in elements of arrays: seldom, and asked of the
// clear form of the matcher.
void MatchRun::look_for_absence() {
  std::optional<base::Result<Event>> event;
  for (const uint32_t path : rules_.absence_paths_) {
    const MatchScratch::FieldSeen& seen = scratch_.fields[path];
    if (seen.stamp != scratch_.event || !seen.only_in_arrays) continue;
    if (!event) event.emplace(read_event(event_));
    if (!*event) return;
    for (const uint32_t rule : rules_.paths_[path].absence_rules) {
      if (scratch_.rule_stamp[rule] != scratch_.event && matches(*rules_.rules_[rule].pattern, **event)) {
        matched(rule);
      }
    }
  }
}

void MatchRun::finish() {
  element_ = 0;
  for (const uint32_t path : rules_.absent_paths_) {
    if (scratch_.fields[path].stamp == scratch_.event) continue;
    for (const uint32_t bits : rules_.paths_[path].when_absent) hit(Target{bits});
  }
  std::vector<Candidate>& all = scratch_.candidates;
  const bool in_arrays =
      std::any_of(all.begin(), all.end(), [](const Candidate& candidate) { return candidate.element != 0; });
  if (in_arrays) {
    std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
      return a.conjunction != b.conjunction ? a.conjunction < b.conjunction : a.element < b.element;
    });
  }
  for (size_t begin = 0; begin < all.size();) {
    size_t end = begin + 1;
    while (end < all.size() && all[end].conjunction == all[begin].conjunction) end++;
    const uint32_t rule = rules_.conjunctions_[all[begin].conjunction].rule;
    if (scratch_.rule_stamp[rule] != scratch_.event &&
        guards_hold(&all[begin], &all[begin] + (end - begin))) {
      matched(rule);
    }
    begin = end;
  }
  if (!rules_.absence_paths_.empty()) look_for_absence();
}

}  // namespace brigade::match
