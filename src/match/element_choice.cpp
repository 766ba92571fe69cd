// The search for consistent elements, see element_choice.h. The elements that some leaf has a field in, and
// those around them, form a tree. From its ends to its root each element gets the sets of leaves that it can
// hold. Of two sets that agree in the leaves which may also be had elsewhere, only the larger one is kept.
#include "match/element_choice.h"

#include <algorithm>
#include <array>
#include <map>

namespace brigade::match {
namespace {

template <size_t kWords>
struct Mask {
  std::array<uint64_t, kWords> words = {};

  void set(size_t bit) { words[bit / 64] |= uint64_t{1} << (bit % 64); }
  void clear(size_t bit) { words[bit / 64] &= ~(uint64_t{1} << (bit % 64)); }
  bool has_below(size_t bit) const {
    for (size_t i = 0; i < bit / 64; i++) {
      if (words[i] != 0) return true;
    }
    return (words[bit / 64] & ((uint64_t{1} << (bit % 64)) - 1)) != 0;
  }
  bool has(size_t bit) const { return (words[bit / 64] >> (bit % 64) & 1) != 0; }
  Mask operator|(const Mask& other) const {
    Mask out;
    for (size_t i = 0; i < kWords; i++) out.words[i] = words[i] | other.words[i];
    return out;
  }
  Mask operator&(const Mask& other) const {
    Mask out;
    for (size_t i = 0; i < kWords; i++) out.words[i] = words[i] & other.words[i];
    return out;
  }
  uint32_t count() const {
    uint32_t bits = 0;
    for (uint64_t word : words) {
      for (; word != 0; word &= word - 1) bits++;
    }
    return bits;
  }
  bool operator<(const Mask& other) const { return words < other.words; }
};

template <size_t kWords>
class Search {
 public:
  Search(const Event& event, const std::vector<LeafChoice>& leaves) : event_(event), leaves_(leaves) {}

  ElementChoice run();

 private:
  using Leaves = Mask<kWords>;

  // What an element can hold, and what inside it makes that up.
  struct Option {
    Leaves present;  // leaves with a field that matches
    Leaves absent;   // leaves whose fields are all out of reach, or are not below here
    uint32_t element = 0;
    std::vector<uint32_t> inner;  // into options_

    uint32_t count() const { return (present | absent).count(); }
  };
  struct Array {
    uint32_t id = 0;
    std::vector<uint32_t> elements;  // places
    Leaves possible;
    Leaves with_fields;  // leaves that may be absent and have fields in here
  };
  // A place is an element of the event that matters.
  struct Place {
    uint32_t element = 0;
    uint32_t parent = 0;
    uint32_t parent_array = 0;  // into the parent's arrays
    Leaves direct, possible, elsewhere;
    Leaves own_fields, with_fields;  // of leaves that may be absent: in this very element, here and below
    std::vector<Array> arrays;
    std::vector<uint32_t> options;
  };

  uint32_t place_of(uint32_t element);
  void find_elsewhere();
  void make_places();
  void combine(Place& place);
  Option join(const Option& outer, const Array& array, uint32_t option) const;
  void keep_best(Place& place, std::vector<Option>& found);

  const Event& event_;
  const std::vector<LeafChoice>& leaves_;
  Leaves may_be_absent_;
  std::map<uint32_t, uint32_t> places_by_element_;
  std::vector<Place> places_;  // an outer element before those in it
  std::vector<Option> options_;
};

template <size_t kWords>
uint32_t Search<kWords>::place_of(uint32_t element) {
  std::vector<uint32_t> missing;  // the element and those around it that have no place yet
  uint32_t around = element;
  while (around != 0 && places_by_element_.count(around) == 0) {
    missing.push_back(around);
    around = event_.arrays()[event_.elements()[around].array].element;
  }
  uint32_t place = around == 0 ? 0 : places_by_element_[around];
  for (size_t i = missing.size(); i > 0; i--) {
    const uint32_t next = static_cast<uint32_t>(places_.size());
    const uint32_t array = event_.elements()[missing[i - 1]].array;
    std::vector<Array>& arrays = places_[place].arrays;
    uint32_t which = 0;
    while (which < arrays.size() && arrays[which].id != array) which++;
    if (which == arrays.size()) arrays.push_back({array, {}, {}, {}});
    arrays[which].elements.push_back(next);
    places_by_element_[missing[i - 1]] = next;
    Place made;
    made.element = missing[i - 1];
    made.parent = place;
    made.parent_array = which;
    places_.push_back(std::move(made));
    place = next;
  }
  return place;
}

// The leaves that can be had outside an element while it is chosen.
template <size_t kWords>
void Search<kWords>::find_elsewhere() {
  for (size_t i = places_.size(); i > 1; i--) {
    Place& place = places_[i - 1];
    place.possible = place.possible | place.direct;
    place.with_fields = place.with_fields | place.own_fields;
    Place& parent = places_[place.parent];
    parent.possible = parent.possible | place.possible;
    Array& array = parent.arrays[place.parent_array];
    array.possible = array.possible | place.possible;
    parent.with_fields = parent.with_fields | place.with_fields;
    array.with_fields = array.with_fields | place.with_fields;
  }
  for (Place& parent : places_) {
    const size_t count = parent.arrays.size();
    std::vector<Leaves> after(count + 1);  // of the arrays from there on
    for (size_t i = count; i > 0; i--) after[i - 1] = after[i] | parent.arrays[i - 1].possible;
    Leaves before = parent.elsewhere | parent.direct;
    for (size_t i = 0; i < count; i++) {
      for (const uint32_t inner : parent.arrays[i].elements) places_[inner].elsewhere = before | after[i + 1];
      before = before | parent.arrays[i].possible;
    }
  }
}

template <size_t kWords>
void Search<kWords>::keep_best(Place& place, std::vector<Option>& found) {
  std::map<Leaves, size_t> best;  // by the leaves that may be had elsewhere
  for (size_t i = 0; i < found.size(); i++) {
    const auto [at, is_new] = best.try_emplace(found[i].present & place.elsewhere, i);
    if (!is_new && found[at->second].count() < found[i].count()) at->second = i;
  }
  std::vector<size_t> kept;
  for (const auto& entry : best) kept.push_back(entry.second);
  if (kept.size() > kMaxElementChoices) {
    std::sort(kept.begin(), kept.end(), [&](size_t a, size_t b) {
      const uint32_t count_a = found[a].count(), count_b = found[b].count();
      return count_a != count_b ? count_a > count_b : a < b;
    });
    kept.resize(kMaxElementChoices);
  }
  for (const size_t i : kept) {
    place.options.push_back(static_cast<uint32_t>(options_.size()));
    options_.push_back(std::move(found[i]));
  }
}

// An option of an element with one of an element in one of its arrays.
template <size_t kWords>
typename Search<kWords>::Option Search<kWords>::join(const Option& outer, const Array& array,
                                                     uint32_t option) const {
  const Option& inner = options_[option];
  Option out = outer;
  out.present = outer.present | inner.present;
  for (size_t leaf = 0; leaf < leaves_.size(); leaf++) {
    if (!array.with_fields.has(leaf) || !out.absent.has(leaf)) continue;
    // The array's other elements are out of reach only for who chose one for a leaf before this one.
    if (!inner.absent.has(leaf) || !inner.present.has_below(leaf)) out.absent.clear(leaf);
  }
  out.inner.push_back(option);
  return out;
}

template <size_t kWords>
void Search<kWords>::combine(Place& place) {
  Option start;
  start.present = place.direct;
  start.element = place.element;
  for (size_t leaf = 0; leaf < leaves_.size(); leaf++) {
    if (may_be_absent_.has(leaf) && !place.own_fields.has(leaf)) start.absent.set(leaf);
  }
  std::vector<Option> found = {start};
  for (const Array& array : place.arrays) {
    std::vector<Option> wider;
    for (const uint32_t inner : array.elements) {
      for (const uint32_t option : places_[inner].options) {
        for (const Option& outer : found) wider.push_back(join(outer, array, option));
      }
      if (wider.size() > 16 * kMaxElementChoices) {  // keep the list short while it grows
        Place scratch;
        scratch.elsewhere = place.elsewhere;
        for (const Array& other : place.arrays) {
          if (other.id != array.id) scratch.elsewhere = scratch.elsewhere | other.possible;
        }
        const size_t kept_from = options_.size();
        keep_best(scratch, wider);
        const auto from = options_.begin() + static_cast<std::ptrdiff_t>(kept_from);
        wider.assign(std::make_move_iterator(from), std::make_move_iterator(options_.end()));
        options_.resize(kept_from);
      }
    }
    found = std::move(wider);
  }
  keep_best(place, found);
}

template <size_t kWords>
void Search<kWords>::make_places() {
  places_.emplace_back();
  for (size_t leaf = 0; leaf < leaves_.size(); leaf++) {
    for (const uint32_t element : leaves_[leaf].hits) {
      const uint32_t place = place_of(element);  // may move places_
      places_[place].direct.set(leaf);
    }
    if (!leaves_[leaf].may_be_absent) continue;
    may_be_absent_.set(leaf);
    for (const uint32_t element : leaves_[leaf].fields) {
      const uint32_t place = place_of(element);
      places_[place].own_fields.set(leaf);
    }
  }
}

template <size_t kWords>
ElementChoice Search<kWords>::run() {
  make_places();
  find_elsewhere();
  for (size_t i = places_.size(); i > 0; i--) combine(places_[i - 1]);
  const Option* best = &options_[places_[0].options[0]];
  for (const uint32_t option : places_[0].options) {
    if (options_[option].count() > best->count()) best = &options_[option];
  }
  ElementChoice out;
  out.held.resize(leaves_.size());
  for (size_t i = 0; i < out.held.size(); i++) out.held[i] = best->present.has(i) || best->absent.has(i);
  out.held_count = best->count();
  std::vector<uint32_t> open = best->inner;
  while (!open.empty()) {
    const Option& option = options_[open.back()];
    open.pop_back();
    if (option.present.count() > 0) out.elements.push_back(option.element);
    open.insert(open.end(), option.inner.begin(), option.inner.end());
  }
  std::sort(out.elements.begin(), out.elements.end());
  return out;
}

}  // namespace

ElementChoice choose_elements(const Event& event, const std::vector<LeafChoice>& leaves) {
  if (leaves.size() <= 64) return Search<1>(event, leaves).run();
  if (leaves.size() <= 256) return Search<4>(event, leaves).run();
  if (leaves.size() <= kMaxChosenLeaves) return Search<kMaxChosenLeaves / 64>(event, leaves).run();
  ElementChoice none;
  none.held.resize(leaves.size());
  return none;
}

}  // namespace brigade::match
