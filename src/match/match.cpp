// Matching one pattern, see match.h.
#include "match/match.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "match/element_choice.h"
#include "match/element_twins.h"
#include "match/fold_case.h"
#include "match/ip_address.h"

namespace brigade::match {
namespace {

constexpr size_t kNone = std::string_view::npos;

// Where `part` first stands in `text`. Linear: a long part of a text that nearly repeats it costs no more.
size_t find_part(std::string_view text, std::string_view part) {
  constexpr size_t kShort = 32;
  if (part.size() <= kShort || part.size() > text.size()) return text.find(part);
  // Knuth, Morris and Pratt: how much of the part still stands after a failure at each place.
  std::vector<uint32_t> fallback(part.size(), 0);
  for (size_t at = 1, held = 0; at < part.size(); at++) {
    while (held > 0 && part[at] != part[held]) held = fallback[held - 1];
    if (part[at] == part[held]) held++;
    fallback[at] = static_cast<uint32_t>(held);
  }
  for (size_t at = 0, held = 0; at < text.size(); at++) {
    while (held > 0 && text[at] != part[held]) held = fallback[held - 1];
    if (text[at] == part[held]) held++;
    if (held == part.size()) return at + 1 - held;
  }
  return kNone;
}

template <class Test>
bool any_text(const Alternative& alternative, const Test& test) {
  return std::any_of(alternative.texts.begin(), alternative.texts.end(), test);
}

bool is_none_of(const Alternative& alternative, const EventField& field) {
  if (field.type == FieldType::Number) {
    if (!field.number.comparable) return true;
    return std::none_of(alternative.numbers.begin(), alternative.numbers.end(),
                        [&](const Number& number) { return number.value == field.number.value; });
  }
  if (field.type != FieldType::String) return true;
  return !any_text(alternative, [&](const std::string& text) { return text == field.text; });
}

bool matches_text(const Alternative& alternative, std::string_view text) {
  switch (alternative.op) {
    case Operator::Equals:
      return text == alternative.texts[0];
    case Operator::Prefix:
      return base::starts_with(text, alternative.texts[0]);
    case Operator::Suffix:
      return base::ends_with(text, alternative.texts[0]);
    case Operator::EqualsIgnoreCase:
      return fold_case(text) == alternative.texts[0];
    case Operator::PrefixIgnoreCase:
      return base::starts_with(fold_case(text), alternative.texts[0]);
    case Operator::SuffixIgnoreCase:
      return base::ends_with(fold_case(text), alternative.texts[0]);
    case Operator::Wildcard:
      return matches(alternative.wildcards[0], text);
    case Operator::Cidr: {
      const auto address = parse_ip_address(text);
      return address && contains(alternative.cidr, *address);
    }
    case Operator::AnythingButPrefix:
      return !any_text(alternative, [&](const std::string& part) { return base::starts_with(text, part); });
    case Operator::AnythingButSuffix:
      return !any_text(alternative, [&](const std::string& part) { return base::ends_with(text, part); });
    case Operator::AnythingButEqualsIgnoreCase: {
      const std::string folded = fold_case(text);
      return !any_text(alternative, [&](const std::string& other) { return folded == other; });
    }
    case Operator::AnythingButWildcard:
      return std::none_of(alternative.wildcards.begin(), alternative.wildcards.end(),
                          [&](const Wildcard& wildcard) { return matches(wildcard, text); });
    default:
      return false;
  }
}

// What the leaves find in the event: each is looked at once, when a conjunction asks for it, or all at once
// where there are many conjunctions.
class Matcher {
 public:
  Matcher(const Pattern& pattern, const Event& event)
      : pattern_(pattern),
        event_(event),
        looked_(pattern.leaves.size()),
        settled_(pattern.leaves.size()),
        choices_(pattern.leaves.size()) {
    if (pattern.conjunctions.size() < kManyConjunctions) return;
    for (uint32_t leaf = 0; leaf < pattern.leaves.size(); leaf++) look(leaf);
    drop_twins(event, choices_);
  }

  bool conjunction(const std::vector<uint32_t>& leaves) {
    bool any_absent = false;
    for (const uint32_t leaf : leaves) {
      look(leaf);
      const LeafChoice& choice = choices_[leaf];
      if (!settled_[leaf] && choice.hits.empty() && !choice.may_be_absent) return false;
      any_absent |= !settled_[leaf] && choice.may_be_absent;
    }
    std::vector<LeafChoice> open;
    for (const uint32_t leaf : leaves) {
      // A settled leaf may still choose elements that put others out of reach.
      if (!settled_[leaf] || (any_absent && !choices_[leaf].hits.empty())) open.push_back(choices_[leaf]);
    }
    if (open.empty() || (open.size() == 1 && !any_absent)) return true;
    return choose_elements(event_, open).held_count == open.size();
  }

 private:
  void look(uint32_t index) {
    if (looked_[index]) return;
    looked_[index] = true;
    fields_.clear();
    event_.find(pattern_.leaves[index].path, fields_);
    settled_[index] = look_at_fields(pattern_.leaves[index], event_, fields_, choices_[index]);
  }

  const Pattern& pattern_;
  const Event& event_;
  std::vector<bool> looked_, settled_;
  std::vector<LeafChoice> choices_;
  std::vector<uint32_t> fields_;
};

}  // namespace

bool matches(const Pattern& pattern, const Event& event) {
  Matcher matcher(pattern, event);
  return std::any_of(pattern.conjunctions.begin(), pattern.conjunctions.end(),
                     [&](const std::vector<uint32_t>& leaves) { return matcher.conjunction(leaves); });
}

bool look_at_fields(const Leaf& leaf, const Event& event, const std::vector<uint32_t>& fields,
                    LeafChoice& out) {
  const bool absence = matches_absence(leaf);
  if (fields.empty()) return absence;
  const bool numbers = has_numbers(leaf);
  bool settled = false;
  out.may_be_absent = absence;
  const auto add = [](std::vector<uint32_t>& elements, uint32_t element) {
    if (elements.empty() || elements.back() != element) elements.push_back(element);
  };
  for (const uint32_t index : fields) {
    const EventField& field = event.fields()[index];
    if (absence) add(out.fields, field.element);
    if (field.element == 0) out.may_be_absent = false;
    if (!out.hits.empty() && out.hits.back() == field.element) continue;
    if (std::none_of(leaf.alternatives.begin(), leaf.alternatives.end(),
                     [&](const Alternative& alternative) { return matches(alternative, field, numbers); })) {
      continue;
    }
    out.hits.push_back(field.element);
    settled |= field.element == 0;
  }
  return settled;
}

bool has_numbers(const Leaf& leaf) {
  return std::any_of(leaf.alternatives.begin(), leaf.alternatives.end(), [](const Alternative& alternative) {
    return alternative.op == Operator::Numeric || !alternative.numbers.empty();
  });
}

bool matches(const Leaf& leaf, const EventField& field) {
  const bool numbers = has_numbers(leaf);
  return std::any_of(leaf.alternatives.begin(), leaf.alternatives.end(),
                     [&](const Alternative& alternative) { return matches(alternative, field, numbers); });
}

bool matches(const Alternative& alternative, const EventField& field, bool leaf_has_numbers) {
  switch (alternative.op) {
    case Operator::Null:
      return field.type == FieldType::Null;
    case Operator::True:
      return field.type == FieldType::True;
    case Operator::False:
      return field.type == FieldType::False;
    case Operator::NumberEquals:
      if (field.type != FieldType::Number) return false;
      if (!alternative.numbers[0].comparable) return field.text == alternative.texts[0];
      return field.number.comparable && field.number.value == alternative.numbers[0].value;
    case Operator::Numeric:
      return field.type == FieldType::Number && contains(alternative.range, field.number);
    case Operator::Exists:
      return true;
    case Operator::NotExists:
      return false;
    case Operator::AnythingBut:
      return is_none_of(alternative, field);
    case Operator::Cidr:
      if (field.type == FieldType::Number)
        return !leaf_has_numbers && contains_digits(alternative.cidr, field.text);
      return field.type == FieldType::String && matches_text(alternative, field.text);
    case Operator::AnythingButPrefix:
    case Operator::AnythingButSuffix:
    case Operator::AnythingButEqualsIgnoreCase:
    case Operator::AnythingButWildcard:
      return field.type != FieldType::String || matches_text(alternative, field.text);
    default:
      return field.type == FieldType::String && matches_text(alternative, field.text);
  }
}

bool matches(const Wildcard& wildcard, std::string_view text) {
  const std::vector<std::string>& parts = wildcard.parts;
  if (parts.size() == 1) return text == parts[0];
  if (!base::starts_with(text, parts.front())) return false;
  text.remove_prefix(parts.front().size());
  if (!base::ends_with(text, parts.back())) return false;
  text.remove_suffix(parts.back().size());
  for (size_t i = 1; i + 1 < parts.size(); i++) {
    const size_t at = find_part(text, parts[i]);
    if (at == kNone) return false;
    text.remove_prefix(at + parts[i].size());
  }
  return true;
}

bool contains(const NumericRange& range, const Number& number) {
  if (!number.comparable) return false;
  const double value = number.value;
  if (range.has_low && (range.low_included ? value < range.low : value <= range.low)) return false;
  return !range.has_high || (range.high_included ? value <= range.high : value < range.high);
}

bool matches_absence(const Leaf& leaf) {
  return std::any_of(leaf.alternatives.begin(), leaf.alternatives.end(),
                     [](const Alternative& alternative) { return alternative.op == Operator::NotExists; });
}

}  // namespace brigade::match
