// The matching of one event by a rule set: takes the values that a scanner sees, gathers the rules that
// match.
#pragma once

#include "match/condition_find.h"
#include "match/rule_set.h"

namespace brigade::match {

class MatchRun {
 public:
  // `event` is the text that is going to be read, empty if there is none. Texts must stay where they are.
  MatchRun(const RuleSet& rules, Matches& out, std::string_view event);

  // --- what scanners call ---
  static constexpr bool kWantsNames = false;
  void begin_object() {}
  void end_object() {}
  void name(std::string_view) {}
  void value(uint32_t field, const FieldValue& value, uint32_t element) {
    MatchScratch::FieldSeen& seen = scratch_.fields[field];
    if (seen.stamp != scratch_.event) seen = {scratch_.event, 0, true};
    if (element == 0) seen.only_in_arrays = false;
    if (rules_.paths_[field].kept_for > 0) keep(field, value, element);
    element_ = element;
    rules_.conditions_.find(field, value, scratch_.conditions, *this);
  }
  std::string_view unescaped(std::string_view written);
  ElementTree* elements() { return rules_.guard_count_ > 0 ? &scratch_.elements : nullptr; }

  // --- what the conditions call ---
  bool done(Target target) const {
    const uint32_t index = target.index();
    if (target.kind() == TargetKind::Rule) return scratch_.rule_stamp[index] == scratch_.event;
    return scratch_.conjunction_stamp[index] == scratch_.event &&
           (scratch_.conjunction_element[index] == element_ || scratch_.conjunction_element[index] == 0);
  }
  void hit(Target target) {
    if (target.kind() == TargetKind::Rule) return matched(target.index());
    if (!done(target)) add_candidate(target.index());
  }

  void finish();
  void forget() { out_.ids_.clear(); }

 private:
  using Candidate = MatchScratch::Candidate;

  void matched(uint32_t rule) {
    if (scratch_.rule_stamp[rule] == scratch_.event) return;
    scratch_.rule_stamp[rule] = scratch_.event;
    out_.ids_.push_back(rules_.rules_[rule].id);
  }
  void add_candidate(uint32_t conjunction);
  void keep(uint32_t field, const FieldValue& value, uint32_t element);
  const MatchScratch::Guard& look_at(uint32_t guard);
  bool holds(const RuleSet::Guard& guard, const FieldValue& value) const;
  void look_for_absence();
  bool guards_hold(const Candidate* first, const Candidate* last);

  const RuleSet& rules_;
  Matches& out_;
  MatchScratch& scratch_;
  std::string_view event_;
  uint32_t element_ = 0;  // of the value that is being looked up
};

}  // namespace brigade::match
