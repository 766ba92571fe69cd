// What EventBridge checks beyond the language of patterns when a rule is put or a pattern is tested: the
// length of the pattern, the complexity of its wildcards, the envelope of the event. Sources: "EventBridge
// quotas" of the user guide; recorded refusals of TestEventPattern.
//
// The complexity of a field's wildcards is the largest number of places in them that a reader can stand at
// together, after any text: `*:*:*:*:*:event-bus/*` reaches 11 (five colons, the five stars before them, and
// the last star), `/Users/*/dir/dir/dir/dir/dir/doc.txt` reaches 7. The service refused the first and took
// the second. That the most it takes is 10 is an assumption, as is counting the wildcards of one field
// together and those inside `anything-but` not at all (recorded ones are too simple to tell).
#pragma once

#include "match/pattern.h"

namespace brigade::match {

inline constexpr uint32_t kServicePatternCharacters = 2048;
inline constexpr uint32_t kServiceWildcardComplexity = 10;

// `text` is what `pattern` was read from. Error code "InvalidEventPatternException", with the place.
base::Status check_service_limits(const Pattern& pattern, std::string_view text);

// The event has the members that every event on a bus has. Error code "ValidationException".
base::Status check_service_event(std::string_view event);

// The complexity of these wildcards together, or `limit` + 1 if it is more than `limit`.
uint32_t wildcard_complexity(const std::vector<const Wildcard*>& wildcards, uint32_t limit);

}  // namespace brigade::match
