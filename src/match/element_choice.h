// Which elements of an event's arrays to look at, so that as many leaves as possible match together: at most
// one element of each array may be chosen, and a field counts where all elements around it are. Exact and in
// linear time where the fields of a path lie in arrays of their own; where one path reaches into several
// (repeated names, names with dots), up to kMaxElementChoices combinations are kept for each element.
// Source of the rule: array consistency, as the engine that the service publishes has it.
#pragma once

#include <vector>

#include "match/event.h"

namespace brigade::match {

inline constexpr uint32_t kMaxElementChoices = 256;
inline constexpr uint32_t kMaxChosenLeaves =
    2048;  // of one conjunction that lie in arrays; more do not match

// What one leaf of a conjunction asks of the choice. The leaves stand in the order of their paths.
struct LeafChoice {
  std::vector<uint32_t> hits;  // elements with a field that the leaf matches; 0 is the event itself
  // Where {"exists": false} may hold though there are fields: the elements of all fields. It holds where
  // every field of the path lies in another element than one chosen for a leaf that comes before.
  bool may_be_absent = false;
  std::vector<uint32_t> fields;
};

struct ElementChoice {
  std::vector<bool> held;          // for each leaf: whether it matches in what was chosen
  std::vector<uint32_t> elements;  // chosen, outer before inner
  uint32_t held_count = 0;
};

ElementChoice choose_elements(const Event& event, const std::vector<LeafChoice>& leaves);

}  // namespace brigade::match
