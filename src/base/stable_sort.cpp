// Merging from the bottom up: runs of one, two, four elements and so on, each pair into one.
#include "base/stable_sort.h"

#include <algorithm>
#include <cstddef>

namespace brigade::base {

void sort_order(std::vector<uint32_t>& order, bool (*less)(const void* context, uint32_t a, uint32_t b),
                const void* context) {
  const size_t size = order.size();
  std::vector<uint32_t> merged(size);
  for (size_t run = 1; run < size; run *= 2) {
    for (size_t begin = 0; begin < size; begin += 2 * run) {
      const size_t middle = std::min(begin + run, size), end = std::min(begin + 2 * run, size);
      size_t left = begin, right = middle;
      for (size_t to = begin; to < end; ++to) {
        const bool take_right = left == middle || (right < end && less(context, order[right], order[left]));
        merged[to] = order[take_right ? right++ : left++];
      }
    }
    order.swap(merged);
  }
}

}  // namespace brigade::base
