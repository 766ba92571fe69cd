// Explanations, see explain.h: each leaf is held against its values once, then the conjunctions are compared
// by how many of their leaves fail.
#include "match/explain.h"

#include <algorithm>

#include "match/element_twins.h"
#include "match/match.h"

namespace brigade::match {
namespace {

struct Candidate {
  std::vector<uint32_t> failing;
  std::vector<uint32_t> elements;
};

class Explainer {
 public:
  Explainer(const Pattern& pattern, const Event& event) : pattern_(pattern), event_(event) {}

  Explanation run() {
    const size_t count = pattern_.leaves.size();
    out_.leaves.resize(count);
    choices_.resize(count);
    settled_.resize(count);
    for (uint32_t leaf = 0; leaf < count; leaf++) look(leaf);
    if (pattern_.conjunctions.size() >= kManyConjunctions) drop_twins(event_, choices_);
    choose_conjunction();
    out_.nodes.resize(pattern_.nodes.size());
    if (!pattern_.nodes.empty()) judge_node(0);
    return std::move(out_);
  }

 private:
  void look(uint32_t index);
  void explain_alternative(const Alternative& alternative, bool numbers, LeafExplanation& out);
  Candidate try_conjunction(const std::vector<uint32_t>& leaves) const;
  void choose_conjunction();
  bool judge_node(uint32_t node);

  const Pattern& pattern_;
  const Event& event_;
  Explanation out_;
  std::vector<LeafChoice> choices_;
  std::vector<bool> settled_;
  std::vector<uint32_t> fields_;
};

void Explainer::look(uint32_t index) {
  const Leaf& leaf = pattern_.leaves[index];
  LeafExplanation& out = out_.leaves[index];
  fields_.clear();
  event_.find(leaf.path, fields_);
  settled_[index] = look_at_fields(leaf, event_, fields_, choices_[index]);
  out.matched = settled_[index] || !choices_[index].hits.empty();
  out.value_count = static_cast<uint32_t>(fields_.size());
  // Those that match come first, where not all are kept.
  for (const bool wanted : {true, false}) {
    for (const uint32_t field : fields_) {
      if (out.values.size() == kMaxExplainedValues) break;
      const bool matched = matches(leaf, event_.fields()[field]);
      if (matched == wanted) out.values.push_back({field, event_.fields()[field].place, matched});
    }
  }
  const bool numbers = has_numbers(leaf);
  for (const Alternative& alternative : leaf.alternatives) explain_alternative(alternative, numbers, out);
}

void Explainer::explain_alternative(const Alternative& alternative, bool numbers, LeafExplanation& out) {
  AlternativeExplanation made;
  made.place = alternative.place;
  made.has_value = !out.values.empty();
  if (!made.has_value) {
    made.matched = alternative.op == Operator::NotExists;
    out.alternatives.push_back(std::move(made));
    return;
  }
  for (uint32_t i = 0; i < out.values.size() && !made.matched; i++) {
    made.matched = matches(alternative, event_.fields()[out.values[i].field], numbers);
    if (made.matched) made.value = i;
  }
  made.reason = explain_value(alternative, event_.fields()[out.values[made.value].field], made.matched);
  out.alternatives.push_back(std::move(made));
}

Candidate Explainer::try_conjunction(const std::vector<uint32_t>& leaves) const {
  Candidate out;
  std::vector<uint32_t> open;
  std::vector<LeafChoice> asked;
  bool any_absent = false;
  for (const uint32_t leaf : leaves) any_absent |= !settled_[leaf] && choices_[leaf].may_be_absent;
  for (const uint32_t leaf : leaves) {
    const LeafChoice& choice = choices_[leaf];
    const bool hits = !choice.hits.empty();
    if (settled_[leaf] && (!any_absent || !hits)) continue;
    if (!hits && !choice.may_be_absent) {
      out.failing.push_back(leaf);
    } else {
      open.push_back(leaf);
      asked.push_back(choice);
    }
  }
  if (open.empty()) return out;
  const ElementChoice chosen = choose_elements(event_, asked);
  for (size_t i = 0; i < open.size(); i++) {
    if (!chosen.held[i]) out.failing.push_back(open[i]);
  }
  out.elements = chosen.elements;
  return out;
}

void Explainer::choose_conjunction() {
  Candidate best;
  for (uint32_t i = 0; i < pattern_.conjunctions.size(); i++) {
    Candidate candidate = try_conjunction(pattern_.conjunctions[i]);
    if (i == 0 || candidate.failing.size() < best.failing.size()) {
      best = std::move(candidate);
      out_.conjunction = i;
    }
    if (best.failing.empty()) break;
  }
  out_.matched = !pattern_.conjunctions.empty() && best.failing.empty();
  if (pattern_.conjunctions.empty()) return;
  for (const uint32_t leaf : pattern_.conjunctions[out_.conjunction]) out_.leaves[leaf].together = true;
  for (const uint32_t leaf : best.failing) {
    out_.leaves[leaf].together = false;
    out_.leaves[leaf].decisive = true;
  }
  for (const uint32_t leaf : pattern_.conjunctions[out_.conjunction]) {
    LeafExplanation& explained = out_.leaves[leaf];
    if (!explained.together || explained.matched) continue;
    // Its fields lie in other elements than those chosen.
    explained.matched = true;
    for (size_t i = 0; i < explained.alternatives.size(); i++) {
      if (pattern_.leaves[leaf].alternatives[i].op != Operator::NotExists) continue;
      explained.alternatives[i].matched = true;
      explained.alternatives[i].reason.kind = ReasonKind::OtherElements;
    }
  }
  out_.smallest_miss = std::move(best.failing);
  std::sort(out_.smallest_miss.begin(), out_.smallest_miss.end());
  out_.elements = std::move(best.elements);
}

bool Explainer::judge_node(uint32_t index) {
  const PatternNode& node = pattern_.nodes[index];
  bool matched = false;
  switch (node.kind) {
    case PatternNode::Kind::Leaf:
      matched = out_.leaves[node.leaf].matched;
      break;
    case PatternNode::Kind::Object:
      matched = true;
      for (const uint32_t child : node.children) matched &= judge_node(child);
      break;
    case PatternNode::Kind::Or:
      for (const uint32_t child : node.children) matched |= judge_node(child);
      break;
  }
  if (index == 0) matched = out_.matched;  // leaves may match and yet not together
  out_.nodes[index] = matched;
  return matched;
}

}  // namespace

Explanation explain(const Pattern& pattern, const Event& event) { return Explainer(pattern, event).run(); }

std::string alternative_text(const Alternative& alternative, const AlternativeExplanation& explanation) {
  return operator_words(alternative) + ": " + reason_text(explanation.reason);
}

}  // namespace brigade::match
