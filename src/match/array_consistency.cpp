// From the whole event inwards: the leaves that lie in the same array must all hold in one of its elements;
// different arrays are independent of each other. See the header.
#include "match/array_consistency.h"

#include <algorithm>

namespace brigade::match {
namespace {

class Search {
 public:
  explicit Search(const ElementTree& tree) : tree_(tree) {}

  // Whether all leaves hold together within an element.
  bool within(uint32_t element, std::vector<LeafPlaces> leaves) {
    const uint32_t last = element == 0 ? UINT32_MAX : tree_.elements[element].last;
    std::vector<LeafPlaces> inner;
    for (LeafPlaces leaf : leaves) {
      leaf.begin = std::lower_bound(leaf.begin, leaf.end, element);
      leaf.end = std::upper_bound(leaf.begin, leaf.end, last);
      if (leaf.begin == leaf.end) return false;
      if (*leaf.begin != element) inner.push_back(leaf);
    }
    if (inner.size() <= 1) return true;
    return split(element, inner);
  }

 private:
  static constexpr uint32_t kMostSteps = 65536;

  // The array directly in `element` that another element lies in.
  uint32_t array_under(uint32_t element, uint32_t inner) const {
    uint32_t array = tree_.elements[inner].array;
    while (tree_.arrays[array].parent != element) array = tree_.elements[tree_.arrays[array].parent].array;
    return array;
  }
  uint32_t element_of(uint32_t array, uint32_t inner) const {
    while (tree_.elements[inner].array != array) inner = tree_.arrays[tree_.elements[inner].array].parent;
    return inner;
  }

  bool split(uint32_t element, std::vector<LeafPlaces>& leaves) {
    // A leaf in several arrays: in one of them it must hold.
    for (LeafPlaces& leaf : leaves) {
      const uint32_t array = array_under(element, *leaf.begin);
      if (*(leaf.end - 1) <= tree_.arrays[array].last) continue;
      const LeafPlaces all = leaf;
      for (const uint32_t* at = all.begin; at != all.end;) {
        const uint32_t choice = array_under(element, *at);
        const uint32_t* next = std::upper_bound(at, all.end, tree_.arrays[choice].last);
        leaf = {at, next};
        if (++steps_ > kMostSteps) return false;
        if (within(element, leaves)) return true;
        at = next;
      }
      return false;
    }
    while (!leaves.empty()) {
      const uint32_t array = array_under(element, *leaves.back().begin);
      const auto elsewhere = [&](const LeafPlaces& leaf) {
        return array_under(element, *leaf.begin) != array;
      };
      const auto middle = std::partition(leaves.begin(), leaves.end(), elsewhere);
      if (!in_one_element(array, {middle, leaves.end()})) return false;
      leaves.erase(middle, leaves.end());
    }
    return true;
  }

  bool in_one_element(uint32_t array, const std::vector<LeafPlaces>& leaves) {
    if (leaves.size() == 1) return true;
    for (const uint32_t* at = leaves[0].begin; at != leaves[0].end;) {
      const uint32_t element = element_of(array, *at);
      if (within(element, leaves)) return true;
      at = std::upper_bound(at, leaves[0].end, tree_.elements[element].last);
    }
    return false;
  }

  const ElementTree& tree_;
  uint32_t steps_ = 0;
};

}  // namespace

bool hold_together(const ElementTree& tree, std::vector<LeafPlaces> leaves) {
  return Search(tree).within(0, std::move(leaves));
}

}  // namespace brigade::match
