// Elements of an array that no leaf can tell apart: one of them is enough to look at. Keeps patterns with
// many `$or` from looking at each of a hundred thousand alike elements once for each combination.
#pragma once

#include <vector>

#include "match/element_choice.h"

namespace brigade::match {

inline constexpr size_t kManyConjunctions = 8;  // from here on it is worth the effort

// Takes all but the first of each kind out of the leaves' hits and fields. `leaves` are those of one pattern.
void drop_twins(const Event& event, std::vector<LeafChoice>& leaves);

}  // namespace brigade::match
