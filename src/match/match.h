// Whether one event matches one pattern: the clear form of the rules, exact, for asking about one pair and
// for checking the automaton of many rules. Time about linear in the event for each leaf. Source of the
// rules: "Amazon EventBridge event patterns" of the user guide, and the behaviour of the engine that the
// service publishes where the two differ: `anything-but` and `exists` look at values only, never at objects
// or arrays; a field matches if any of its values does; fields in different elements of one array do not
// combine; {"exists": false} holds where no field of that path can be reached from the elements chosen for
// the leaves before it.
#pragma once

#include "match/element_choice.h"
#include "match/event.h"
#include "match/pattern.h"

namespace brigade::match {

bool matches(const Pattern& pattern, const Event& event);

// Whether one of the alternatives matches one value.
bool matches(const Leaf& leaf, const EventField& field);
// NotExists never matches a value: it asks for the absence of all values. `leaf_has_numbers`: see
// has_numbers().
bool matches(const Alternative& alternative, const EventField& field, bool leaf_has_numbers);
// Whether any alternative of a leaf compares numbers. Where none does, the engine holds a number's digits
// against the hexadecimal digits of the addresses of `cidr`, so that 3 lies in 0.0.0.0/0.
bool has_numbers(const Leaf& leaf);
bool matches(const Wildcard& wildcard, std::string_view text);
bool contains(const NumericRange& range, const Number& number);
bool matches_absence(const Leaf& leaf);  // one of its alternatives is {"exists": false}

// Holds a leaf against the fields of its path. True where it matches whatever elements are chosen.
bool look_at_fields(const Leaf& leaf, const Event& event, const std::vector<uint32_t>& fields,
                    LeafChoice& out);

}  // namespace brigade::match
