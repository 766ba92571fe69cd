// Adding and removing rules, see rule_set.h; matching is in match_run.cpp.
#include "match/rule_set.h"

#include <algorithm>

#include "match/checked_scanner.h"
#include "match/free_slots.h"
#include "match/match.h"
#include "match/match_run.h"
#include "match/plain_scanner.h"

namespace brigade::match {
namespace {

void drop(std::vector<uint32_t>& items, uint32_t item) {
  const auto at = std::find(items.begin(), items.end(), item);
  if (at == items.end()) return;
  *at = items.back();
  items.pop_back();
}

template <class T>
void append_bytes(std::string& out, const T& item) {
  out.append(reinterpret_cast<const char*>(&item), sizeof item);
}
void append_text(std::string& out, std::string_view text) {
  append_bytes(out, static_cast<uint32_t>(text.size()));
  out += text;
}

// The same bytes for leaves that ask for the same.
std::string guard_key(const Leaf& leaf, uint32_t field) {
  std::string key;
  append_bytes(key, field);
  for (const Alternative& alternative : leaf.alternatives) {
    key += static_cast<char>(alternative.op);
    append_bytes(key, static_cast<uint32_t>(alternative.texts.size()));
    for (const std::string& text : alternative.texts) append_text(key, text);
    append_bytes(key, static_cast<uint32_t>(alternative.numbers.size()));
    for (const Number& number : alternative.numbers) {
      append_bytes(key, number.value);
      key += number.comparable ? '1' : '0';
    }
    append_bytes(key, static_cast<uint32_t>(alternative.wildcards.size()));
    for (const Wildcard& wildcard : alternative.wildcards) {
      append_bytes(key, static_cast<uint32_t>(wildcard.parts.size()));
      for (const std::string& part : wildcard.parts) append_text(key, part);
    }
    const NumericRange& range = alternative.range;
    append_bytes(key, range.low);
    append_bytes(key, range.high);
    for (const bool flag : {range.has_low, range.has_high, range.low_included, range.high_included}) {
      key += flag ? '1' : '0';
    }
    key.append(reinterpret_cast<const char*>(alternative.cidr.bytes), sizeof alternative.cidr.bytes);
    key += static_cast<char>(alternative.cidr.bits);
    key += alternative.cidr.is_v6 ? '1' : '0';
  }
  return key;
}

}  // namespace

uint32_t RuleSet::acquire_field(Rule& rule, const std::string& path) {
  const uint32_t field = tree_.acquire(path);
  if (field >= paths_.size()) paths_.resize(field + 1);
  if (paths_[field].users++ == 0) {
    paths_[field].name = path;
    paths_version_++;
  }
  rule.fields.push_back(field);
  return field;
}

bool RuleSet::add(uint32_t id, const Pattern& pattern) {
  if (slots_.count(id) != 0) return false;
  const uint32_t slot = take_slot(rules_, free_rules_);
  rules_[slot].id = id;
  slots_.emplace(id, slot);
  for (const std::vector<uint32_t>& leaves : pattern.conjunctions) {
    if (!leaves.empty()) {
      add_conjunction(slot, pattern, leaves);
    } else if (!rules_[slot].always) {
      rules_[slot].always = true;
      always_.push_back(slot);
    }
  }
  keep_pattern(slot, pattern);
  const auto size = [](const auto& items) { return static_cast<uint32_t>(items.size()); };
  sizes_ = {size(rules_), size(conjunctions_), size(paths_), size(guards_), conditions_.sizes()};
  rules_[slot].handles.shrink_to_fit();
  rules_[slot].fields.shrink_to_fit();
  return true;
}

// The leaf that promises to hold least often; of equals the one with the longest path, since what lies deep
// is more particular.
uint32_t RuleSet::key_of(const std::vector<const Leaf*>& leaves, const std::vector<uint32_t>& fields) const {
  uint32_t best = 0;
  uint64_t best_cost = UINT64_MAX;
  for (uint32_t i = 0; i < leaves.size(); i++) {
    uint64_t cost = 0;
    for (const Alternative& alternative : leaves[i]->alternatives) {
      cost += conditions_.cost(fields[i], alternative);
    }
    const bool deeper = cost == best_cost && leaves[i]->path.size() > leaves[best]->path.size();
    if (cost < best_cost || deeper) {
      best = i;
      best_cost = cost;
    }
  }
  return best;
}

void RuleSet::add_conjunction(uint32_t slot, const Pattern& pattern, const std::vector<uint32_t>& indices) {
  Rule& rule = rules_[slot];
  std::vector<const Leaf*> leaves;
  std::vector<uint32_t> fields;
  for (const uint32_t index : indices) {
    leaves.push_back(&pattern.leaves[index]);
    fields.push_back(acquire_field(rule, pattern.leaves[index].path));
  }
  const uint32_t key = leaves.size() == 1 ? 0 : key_of(leaves, fields);
  Target target = Target::of(TargetKind::Rule, slot);
  uint32_t conjunction = 0;
  if (leaves.size() > 1) {
    conjunction = take_slot(conjunctions_, free_conjunctions_);
    rule.conjunctions.push_back(conjunction);
    target = Target::of(TargetKind::Conjunction, conjunction);
    conjunctions_[conjunction].rule = slot;
    for (uint32_t i = 0; i < leaves.size(); i++) {
      if (i != key) conjunctions_[conjunction].guards.push_back(acquire_guard(*leaves[i], fields[i]));
    }
  }
  for (const Alternative& alternative : leaves[key]->alternatives) {
    conditions_.add(fields[key], alternative, has_numbers(*leaves[key]), target, rule.handles);
  }
  if (!matches_absence(*leaves[key])) return;
  Path& path = paths_[fields[key]];
  if (path.when_absent.empty()) absent_paths_.push_back(fields[key]);
  path.when_absent.push_back(target.bits);
  rule.absences.push_back({fields[key], target.bits});
}

void RuleSet::keep_pattern(uint32_t slot, const Pattern& pattern) {
  Rule& rule = rules_[slot];
  for (const std::vector<uint32_t>& leaves : pattern.conjunctions) {
    if (leaves.size() < 2) continue;
    for (const uint32_t index : leaves) {
      if (matches_absence(pattern.leaves[index])) {
        rule.absence_fields.push_back(acquire_field(rule, pattern.leaves[index].path));
      }
    }
  }
  if (rule.absence_fields.empty()) return;
  rule.pattern = std::make_unique<Pattern>(pattern);
  std::sort(rule.absence_fields.begin(), rule.absence_fields.end());
  rule.absence_fields.erase(std::unique(rule.absence_fields.begin(), rule.absence_fields.end()),
                            rule.absence_fields.end());
  for (const uint32_t field : rule.absence_fields) {
    if (paths_[field].absence_rules.empty()) absence_paths_.push_back(field);
    paths_[field].absence_rules.push_back(slot);
  }
}

uint32_t RuleSet::acquire_guard(const Leaf& leaf, uint32_t field) {
  std::string key = guard_key(leaf, field);
  const auto found = guard_by_key_.find(key);
  uint32_t guard = 0;
  if (found != guard_by_key_.end()) {
    guard = found->second;
  } else {
    guard = take_slot(guards_, free_guards_);
    guard_by_key_.emplace(key, guard);
    guards_[guard] = {field, 0, leaf, std::move(key)};
    paths_[field].kept_for++;
    guard_count_++;
  }
  guards_[guard].users++;
  return guard;
}

void RuleSet::release_guard(uint32_t guard) {
  if (--guards_[guard].users > 0) return;
  guard_by_key_.erase(guards_[guard].key);
  paths_[guards_[guard].field].kept_for--;
  guards_[guard] = {};
  free_guards_.push_back(guard);
  guard_count_--;
}

bool RuleSet::remove(uint32_t id) {
  const auto found = slots_.find(id);
  if (found == slots_.end()) return false;
  const uint32_t slot = found->second;
  slots_.erase(found);
  const Rule rule = std::move(rules_[slot]);
  rules_[slot] = {};
  free_rules_.push_back(slot);
  if (rule.always) drop(always_, slot);
  for (const ConditionIndex::Handle& handle : rule.handles) conditions_.remove(handle);
  for (const auto& [field, target] : rule.absences) {
    drop(paths_[field].when_absent, target);
    if (paths_[field].when_absent.empty()) drop(absent_paths_, field);
  }
  for (const uint32_t field : rule.absence_fields) {
    drop(paths_[field].absence_rules, slot);
    if (paths_[field].absence_rules.empty()) drop(absence_paths_, field);
  }
  for (const uint32_t conjunction : rule.conjunctions) {
    for (const uint32_t guard : conjunctions_[conjunction].guards) release_guard(guard);
    conjunctions_[conjunction] = {};
    free_conjunctions_.push_back(conjunction);
  }
  for (const uint32_t field : rule.fields) {
    tree_.release(field);
    if (--paths_[field].users > 0) continue;
    paths_[field].name.clear();
    paths_version_++;
  }
  return true;
}

bool RuleSet::match(std::string_view event, Matches& out) const {
  MatchRun run(*this, out, event);
  CheckedScanner scanner(tree_, run.elements(), run);
  if (event.size() > kMaxEventBytes || !scanner.read(event)) {
    run.forget();
    return false;
  }
  run.finish();
  return true;
}

void RuleSet::match_plain(std::string_view event, Matches& out) const {
  MatchRun run(*this, out, event);
  PlainScanner scanner(tree_, out.scratch_.names, run.elements(), run);
  if (tree_.children(PathTree::kRoot) > 0) scanner.read(event);
  run.finish();
}

void RuleSet::match_fields(const FieldSource& source, Matches& out) const {
  MatchRun run(*this, out, {});
  for (uint32_t path = 0; path < paths_.size(); path++) {
    if (paths_[path].users == 0) continue;
    const FieldSource::Values values = source.values(path);
    for (uint32_t i = 0; i < values.count; i++) run.value(path, values.first[i], 0);
  }
  run.finish();
}

}  // namespace brigade::match
