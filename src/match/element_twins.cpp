// See element_twins.h. From the innermost elements outwards each element gets a number for its kind: which
// leaves have hits and fields in it, and the kinds of the elements of each array in it.
#include "match/element_twins.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace brigade::match {
namespace {

class Twins {
 public:
  Twins(const Event& event, std::vector<LeafChoice>& leaves) : event_(event), leaves_(leaves) {}

  void run() {
    collect();
    for (size_t i = order_.size(); i > 0; i--) settle(order_[i - 1]);
    for (const uint32_t element : order_) {
      const uint32_t outer = around(element);
      if (dropped_.count(outer) != 0) dropped_.insert(element);
    }
    for (LeafChoice& leaf : leaves_) {
      drop_from(leaf.hits);
      drop_from(leaf.fields);
    }
  }

 private:
  using Kind = std::vector<uint32_t>;

  uint32_t around(uint32_t element) const {
    return event_.arrays()[event_.elements()[element].array].element;
  }

  // The elements that matter, outer before inner, and what each holds itself.
  void collect() {
    for (uint32_t leaf = 0; leaf < leaves_.size(); leaf++) {
      for (const uint32_t element : leaves_[leaf].hits) own_[element].push_back(2 * leaf);
      for (const uint32_t element : leaves_[leaf].fields) own_[element].push_back(2 * leaf + 1);
    }
    for (const auto& entry : own_) {
      for (uint32_t at = entry.first; at != 0 && known_.insert(at).second; at = around(at))
        order_.push_back(at);
    }
    std::sort(order_.begin(), order_.end());
  }

  uint32_t number_of(Kind kind) {
    return numbers_.try_emplace(std::move(kind), static_cast<uint32_t>(numbers_.size())).first->second;
  }

  // All that lies in the element has been settled.
  void settle(uint32_t element) {
    Kind kind;
    if (const auto own = own_.find(element); own != own_.end()) kind = own->second;
    Kind inner;
    for (const uint32_t array : arrays_in_[element]) {
      Kind kinds = {kOfArray};
      for (const auto& entry : kinds_in_[array]) kinds.push_back(entry.first);
      inner.push_back(number_of(std::move(kinds)));
    }
    std::sort(inner.begin(), inner.end());
    kind.push_back(kEndOfOwn);
    kind.insert(kind.end(), inner.begin(), inner.end());
    const uint32_t array = event_.elements()[element].array;
    std::map<uint32_t, uint32_t>& kinds = kinds_in_[array];
    if (kinds.empty()) arrays_in_[around(element)].push_back(array);
    uint32_t& kept = kinds[number_of(std::move(kind))];
    if (kept != 0) dropped_.insert(kept);  // this one comes before it
    kept = element;
  }

  void drop_from(std::vector<uint32_t>& elements) const {
    elements.erase(std::remove_if(elements.begin(), elements.end(),
                                  [&](uint32_t element) { return dropped_.count(element) != 0; }),
                   elements.end());
  }

  static constexpr uint32_t kOfArray = 0xfffffffe, kEndOfOwn = 0xffffffff;

  const Event& event_;
  std::vector<LeafChoice>& leaves_;
  std::unordered_map<uint32_t, Kind> own_;
  std::unordered_set<uint32_t> known_, dropped_;
  std::vector<uint32_t> order_;
  std::map<Kind, uint32_t> numbers_;
  std::unordered_map<uint32_t, std::map<uint32_t, uint32_t>> kinds_in_;  // of an array: kind to element
  std::unordered_map<uint32_t, std::vector<uint32_t>> arrays_in_;        // of an element
};

}  // namespace

void drop_twins(const Event& event, std::vector<LeafChoice>& leaves) { Twins(event, leaves).run(); }

}  // namespace brigade::match
