// A stable sort for lists of some hundreds of elements: what differs between two uses is only the comparison,
// so that each use costs a tenth of the code of std::stable_sort. Sorts numbers of elements, then moves each
// once.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace brigade::base {

// Sorts `order`, numbers of elements, by merging. `less` compares the elements with two numbers.
void sort_order(std::vector<uint32_t>& order, bool (*less)(const void* context, uint32_t a, uint32_t b),
                const void* context);

template <class T, class Less>
void stable_sort(std::vector<T>& items, const Less& less) {
  struct Context {
    const std::vector<T>& items;
    const Less& less;
  };
  const Context context{items, less};
  std::vector<uint32_t> order(items.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  sort_order(
      order,
      [](const void* data, uint32_t a, uint32_t b) {
        const Context& c = *static_cast<const Context*>(data);
        return static_cast<bool>(c.less(c.items[a], c.items[b]));
      },
      &context);
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const uint32_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

}  // namespace brigade::base
