// Fuzzes the reading, matching and explaining of event patterns and events. An input's first byte says what
// it is: a pattern, an event, or both with a zero byte between. Asserts what must hold for any text: nothing
// aborts, places lie inside the text, explain and the rule set agree with match, a miss has leaves that made
// it one.
// Source of its rules: libFuzzer's guide.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "match/explain.h"
#include "match/front_ends.h"
#include "match/match.h"
#include "match/pattern_reader.h"
#include "match/rule_set.h"
#include "match/service_limits.h"

namespace {

using brigade::base::TextRange;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_range(TextRange range, std::string_view text) {
  require(range.begin <= range.end && range.end <= text.size());
}

void check_pattern(std::string_view text) {
  const auto pattern = brigade::match::read_event_pattern(text);
  if (!pattern) {
    check_range(pattern.error().range, text);
    require(pattern.error().code == "InvalidEventPatternException");
  } else {
    for (const brigade::match::Leaf& leaf : pattern->leaves) {
      check_range(leaf.name_place, text);
      check_range(leaf.value_place, text);
      for (const auto& alternative : leaf.alternatives) check_range(alternative.place, text);
    }
    static_cast<void>(brigade::match::check_service_limits(*pattern, text));
  }
  const auto policy =
      brigade::match::read_filter_policy(text, brigade::match::FilterPolicyScope::MessageBody);
  if (!policy) check_range(policy.error().range, text);
  const auto filter = brigade::match::read_source_filter(text, brigade::match::FilterOwner::Pipe);
  if (filter) static_cast<void>(brigade::match::matches_record({*filter}, text, "body"));
}

void check_event(std::string_view text) {
  const auto event = brigade::match::read_event(text);
  if (!event) return check_range(event.error().range, text);
  for (size_t i = 1; i < event->fields().size(); i++) check_range(event->fields()[i].place, text);
  for (uint32_t i = 0; i < event->elements().size(); i++) static_cast<void>(event->element_name(i));
}

void check_pair(std::string_view pattern_text, std::string_view event_text) {
  const auto pattern = brigade::match::read_event_pattern(pattern_text);
  const auto event = brigade::match::read_event(event_text);
  if (!pattern || !event) return;
  const auto explanation = brigade::match::explain(*pattern, *event);
  require(explanation.matched == brigade::match::matches(*pattern, *event));
  require(explanation.matched == explanation.smallest_miss.empty());
  require(explanation.nodes.empty() || explanation.nodes[0] == explanation.matched);
  brigade::match::RuleSet rules;
  require(rules.add(7, *pattern));
  brigade::match::Matches found;
  require(rules.match(event_text, found));
  require(found.ids().size() == (explanation.matched ? 1U : 0U));
  if (brigade::match::check_event(event_text) == brigade::match::EventCheck::Plain) {
    rules.match_plain(event_text, found);
    require(found.ids().size() == (explanation.matched ? 1U : 0U));
  }
  const std::string text =
      brigade::match::explanation_text(*pattern, *event, explanation, pattern_text, event_text);
  require(!text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      check_pattern(text);
      break;
    case 1:
      check_event(text);
      break;
    default: {
      const size_t middle = text.find('\0');
      if (middle != std::string_view::npos) check_pair(text.substr(0, middle), text.substr(middle + 1));
    }
  }
  return 0;
}
