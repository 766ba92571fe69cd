// Whether one event matches one pattern: the clear form of the rules, exact, for asking about one pair and
// for checking the automaton of many rules. Time about linear in the event for each leaf. Source of the
// rules: "Amazon EventBridge event patterns" of the user guide, and the behaviour of the engine that the
// service publishes where the two differ: `anything-but` and `exists` look at values only, never at objects
// or arrays; a field matches if any of its values does; fields in different elements of one array do not
// combine.
#pragma once

#include "match/event.h"
#include "match/pattern.h"

namespace brigade::match {

bool matches(const Pattern& pattern, const Event& event);

// One alternative and one value. NotExists never: it asks for the absence of all values.
bool matches(const Alternative& alternative, const EventField& field);
bool matches(const Wildcard& wildcard, std::string_view text);
bool contains(const NumericRange& range, const Number& number);
bool matches_absence(const Leaf& leaf);  // one of its alternatives is {"exists": false}

}  // namespace brigade::match
