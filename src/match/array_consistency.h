// Whether leaves of a pattern hold together in arrays: where leaves lie under elements of the same array, it
// must be the same element. "Array consistency" of event patterns; nested arrays too.
#pragma once

#include <cstdint>
#include <vector>

#include "match/match_scratch.h"

namespace brigade::match {

// Where one leaf holds: numbers of elements, sorted, none of them 0.
struct LeafPlaces {
  const uint32_t* begin = nullptr;
  const uint32_t* end = nullptr;
};

// In time linear in the places, times the depth of arrays. Only where one path leads into several arrays side
// by side ({"a.b": [..], "a": {"b": [..]}}) it must try combinations, and gives up after 65,536: no match.
bool hold_together(const ElementTree& tree, std::vector<LeafPlaces> leaves);

}  // namespace brigade::match
