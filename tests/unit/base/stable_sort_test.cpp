// Held against the standard library's.
#include "base/stable_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/random.h"

namespace brigade::base {
namespace {

using Pair = std::pair<int64_t, std::string>;

TEST(StableSort, SortsAsTheStandardLibraryDoes) {
  Stream random{stream_key(1, "stable_sort"), 0};
  for (size_t size = 0; size < 200; ++size) {
    std::vector<Pair> mine;
    for (size_t i = 0; i < size; ++i)
      mine.emplace_back(uniform(random, 0, 20), "element " + std::to_string(i));
    std::vector<Pair> standard = mine;
    const auto less = [](const Pair& a, const Pair& b) { return a.first < b.first; };
    stable_sort(mine, less);
    std::stable_sort(standard.begin(), standard.end(), less);
    ASSERT_EQ(mine, standard) << size << " elements";
  }
}

TEST(StableSort, MovesWhatCannotBeCopied) {
  std::vector<std::unique_ptr<int>> items;
  for (const int number : {3, 1, 2}) items.push_back(std::make_unique<int>(number));
  stable_sort(items, [](const auto& a, const auto& b) { return *a < *b; });
  EXPECT_EQ(*items[0], 1);
  EXPECT_EQ(*items[2], 3);
}

}  // namespace
}  // namespace brigade::base
