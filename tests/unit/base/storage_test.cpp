// The append-only log and the text arena.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/append_log.h"
#include "base/random.h"
#include "base/text_arena.h"

namespace brigade::base {
namespace {

TEST(AppendLog, KeepsElementsWhereTheyAre) {
  AppendLog<uint64_t, 4> log;
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(log.push_back(7), 0U);
  const uint64_t* first = &log[0];
  for (uint64_t i = 1; i < 1000; i++) EXPECT_EQ(log.push_back(i), i);
  EXPECT_EQ(&log[0], first);
  EXPECT_EQ(log[0], 7U);
  EXPECT_EQ(log[999], 999U);
  EXPECT_EQ(log.back(), 999U);
  EXPECT_EQ(log.size(), 1000U);
}

TEST(AppendLog, IsCutBackAndGrowsAgain) {
  AppendLog<uint32_t, 4> log;
  for (uint32_t size : {0U, 1U, 15U, 16U, 17U, 32U, 50U}) {
    while (log.size() < 100) log.push_back(log.size());
    log.truncate(size);
    EXPECT_EQ(log.size(), size);
    log.truncate(size + 1);
    EXPECT_EQ(log.size(), size);
    for (uint32_t i = 0; i < size; i++) EXPECT_EQ(log[i], i);
  }
}

TEST(AppendLog, GivesMemoryBack) {
  AppendLog<uint64_t, 10> log;
  for (uint64_t i = 0; i < 100'000; i++) log.push_back(i);
  EXPECT_GE(log.memory_bytes(), 800'000U);
  EXPECT_LE(log.memory_bytes(), 820'000U);
  log.truncate(1);
  EXPECT_LE(log.memory_bytes(), 12'000U);
}

TEST(AppendLog, ReleasesWhatItsElementsOwn) {
  AppendLog<std::vector<std::string>, 2> log;
  for (int i = 0; i < 10; i++) log.push_back({"a", std::to_string(i)});
  log.at(9).push_back("amended");
  EXPECT_EQ(log[9].size(), 3U);
  log.truncate(3);
  log.push_back({});
  EXPECT_TRUE(log[3].empty());
}

TEST(AppendLog, IsEmptyAfterItWasMovedFrom) {
  AppendLog<int, 2> log;
  for (int i = 0; i < 9; i++) log.push_back(i);
  AppendLog<int, 2> moved = std::move(log);
  EXPECT_EQ(moved.size(), 9U);
  log = AppendLog<int, 2>();
  log.push_back(5);
  EXPECT_EQ(log[0], 5);
  EXPECT_EQ(moved[0], 0);
}

TEST(TextArena, KnowsTheEmptyTextAsZero) {
  TextArena arena;
  EXPECT_EQ(arena.add(""), 0U);
  EXPECT_EQ(arena.get(0), "");
  EXPECT_EQ(arena.memory_bytes(), 0U);
}

TEST(TextArena, GivesBackTextsOfEveryLength) {
  TextArena arena;
  std::vector<std::pair<TextId, std::string>> added;
  for (const size_t length : {1U, 127U, 128U, 16'383U, 16'384U, 262'140U, 262'141U, 262'142U, 262'144U,
                              300'000U, 1U, 1'048'576U, 5U, 3'000'000U, 2U}) {
    std::string text(length, static_cast<char>('a' + length % 26));
    text.back() = '$';
    const TextId id = arena.add(text);
    added.emplace_back(id, std::move(text));
  }
  for (const auto& [id, text] : added) {
    EXPECT_NE(id, 0U);
    EXPECT_TRUE(arena.get(id) == text) << text.size();
  }
}

TEST(TextArena, StartsWithALargeText) {
  TextArena arena;
  const std::string text(700'000, 'x');
  const TextId id = arena.add(text);
  EXPECT_TRUE(arena.get(id) == text);
  EXPECT_EQ(arena.get(arena.add("after")), "after");
}

TEST(TextArena, ReturnsToAnyMark) {
  Stream stream{stream_key(1, "arena"), 0};
  TextArena arena;
  struct Added {
    TextId mark;
    TextId id;
    std::string text;
  };
  std::vector<Added> added;
  for (int round = 0; round < 3000; round++) {
    if (uniform(stream, 0, 9) == 0 && !added.empty()) {
      const size_t kept = static_cast<size_t>(uniform(stream, 0, added.size() - 1));
      arena.truncate(added[kept].mark);
      EXPECT_EQ(arena.next_id(), added[kept].mark);
      added.resize(kept);
    }
    const uint64_t length =
        uniform(stream, 0, 40) == 0 ? uniform(stream, 200'000, 600'000) : uniform(stream, 0, 300);
    std::string text(static_cast<size_t>(length), static_cast<char>('a' + round % 26));
    const TextId mark = arena.next_id();
    const TextId id = arena.add(text);
    added.push_back({mark, id, std::move(text)});
    if (round % 100 != 0) continue;
    for (const Added& one : added) ASSERT_TRUE(arena.get(one.id) == one.text);
  }
  arena.truncate(0);
  EXPECT_EQ(arena.next_id(), 1U);
  EXPECT_EQ(arena.get(arena.add("again")), "again");
}

TEST(TextArena, GivesTheSameIdsAfterGoingBack) {
  TextArena arena;
  arena.add(std::string(262'000, 'x'));
  const TextId mark = arena.next_id();
  const TextId first = arena.add(std::string(500, 'y'));
  const TextId second = arena.add("z");
  arena.truncate(mark);
  EXPECT_EQ(arena.add(std::string(500, 'y')), first);
  EXPECT_EQ(arena.add("z"), second);
}

}  // namespace
}  // namespace brigade::base
