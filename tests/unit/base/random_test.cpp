// Hashes, random streams and identifiers. The fixed numbers here were worked out by a second implementation;
// they may never change, because every journal and every link depends on them.
#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/hash.h"
#include "base/ids.h"
#include "base/text.h"

namespace brigade::base {
namespace {

constexpr uint64_t kKey = 0x859419e8bf064940;

TEST(Hash, NeverChanges) {
  EXPECT_EQ(mix(1), 0x4179b061e0c0e0d0U);
  EXPECT_EQ(hash_bytes(""), 0x48412f108976389eU);
  EXPECT_EQ(hash_bytes("a"), 0xfffc387f8eba54c1U);
  EXPECT_EQ(hash_bytes("photos/"), 0xd3496b37d838e6e7U);
  EXPECT_EQ(hash_bytes("photos/beach.jpeg"), 0x48d66976e2005a98U);
  EXPECT_EQ(hash_bytes("cl\xC3\xA9"), 0xcb75ccc62e1e69d9U);
}

TEST(Hash, TellsTextsOfZerosApartByTheirLength) {
  std::set<uint64_t> seen;
  for (size_t length = 0; length < 64; length++) seen.insert(hash_bytes(std::string(length, '\0')));
  EXPECT_EQ(seen.size(), 64U);
}

TEST(Hash, GivesFewCollisionsInTheLowBitsOfNumberedKeys) {
  std::vector<uint32_t> load(1 << 12);
  for (int i = 0; i < (1 << 12); i++) {
    load[static_cast<size_t>(hash_bytes("uploads/2026/photo-" + std::to_string(i) + ".jpg")) &
         (load.size() - 1)]++;
  }
  EXPECT_LE(*std::max_element(load.begin(), load.end()), 9U);
  EXPECT_NEAR(static_cast<double>(std::count(load.begin(), load.end(), 0U)), 4096 / 2.718, 120);
}

TEST(RunningHash, DependsOnTheOrderAndContinuesFromACopy) {
  RunningHash hash;
  hash.add(1);
  hash.add(2);
  RunningHash copy = hash;
  hash.add(3);
  EXPECT_EQ(hash.value(), 0xeed619e665971e40U);
  EXPECT_FALSE(copy == hash);
  copy.add(3);
  EXPECT_TRUE(copy == hash);
  RunningHash swapped;
  for (const uint64_t word : {2U, 1U, 3U}) swapped.add(word);
  EXPECT_NE(swapped.value(), hash.value());
}

TEST(RunningHash, CountsZeros) {
  RunningHash hash;
  const uint64_t before = hash.value();
  hash.add(0);
  EXPECT_NE(hash.value(), before);
}

TEST(Stream, NeverChanges) {
  EXPECT_EQ(stream_key(7, "s3/photos"), 0xe93d567eb0049cd2U);
  Stream stream{kKey, 0};
  EXPECT_EQ(draw(stream), 0x0bca5567493286d2U);
  EXPECT_EQ(draw(stream), 0x8cfb6ffc4b428d31U);
  EXPECT_EQ(draw(stream), 0x14bc38ad7a7a8e7eU);
  EXPECT_EQ(stream.draws, 3U);
  EXPECT_EQ(value_at(kKey, 3), 0xd8a45374a409ecf1U);
}

TEST(Stream, GivesNeighbouringNamesAndSeedsNothingInCommon) {
  std::set<uint64_t> seen;
  for (uint64_t seed = 0; seed < 8; seed++) {
    for (const char* name : {"", "a", "b", "aa"}) {
      Stream stream{stream_key(seed, name), 0};
      for (int i = 0; i < 500; i++) seen.insert(draw(stream));
    }
  }
  EXPECT_EQ(seen.size(), 8U * 4 * 500);
}

TEST(Uniform, NeverChanges) {
  Stream stream{kKey, 0};
  const std::array<uint64_t, 8> expected = {4, 55, 8, 84, 21, 97, 13, 81};
  for (const uint64_t number : expected) EXPECT_EQ(uniform(stream, 0, 99), number);
}

TEST(Uniform, StaysInItsRangeAndReachesBothEnds) {
  Stream stream{stream_key(1, "uniform"), 0};
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; i++) {
    const uint64_t number = uniform(stream, 10, 15);
    ASSERT_GE(number, 10U);
    ASSERT_LE(number, 15U);
    counts[static_cast<size_t>(number - 10)]++;
  }
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Uniform, ServesRangesOfEverySize) {
  Stream stream{stream_key(2, "wide"), 0};
  EXPECT_EQ(uniform(stream, 5, 5), 5U);
  EXPECT_LE(uniform(stream, 0, 0xfffffffe), 0xfffffffeU);
  for (const uint64_t high : {uint64_t{0xffffffff}, uint64_t{0x100000000}, uint64_t{1} << 63, ~uint64_t{0}}) {
    uint64_t largest = 0;
    for (int i = 0; i < 64; i++) {
      const uint64_t number = uniform(stream, 0, high);
      ASSERT_LE(number, high);
      largest = std::max(largest, number);
    }
    EXPECT_GT(largest, high / 2);
  }
}

TEST(Chance, HoldsInPartsPerMillion) {
  Stream stream{stream_key(3, "chance"), 0};
  int hits = 0;
  for (int i = 0; i < 100'000; i++) hits += chance_ppm(stream, 250'000) ? 1 : 0;
  EXPECT_NEAR(hits, 25'000, 600);
}

TEST(Chance, SpendsTheSameDrawsWhateverTheProbability) {
  Stream never{stream_key(4, "chance"), 0};
  Stream always = never;
  for (int i = 0; i < 1000; i++) {
    EXPECT_FALSE(chance_ppm(never, 0));
    EXPECT_TRUE(chance_ppm(always, 1'000'000));
  }
  EXPECT_EQ(never, always);
}

TEST(Ids, NeverChange) {
  EXPECT_EQ(uuid_of(kKey, 0), "2d682394-7655-4cb0-9d7c-ec5493d301dc");
  EXPECT_EQ(hex_of(kKey, 5, 20, false), "9aeb6f4ab046cdaf9ef1");
  EXPECT_EQ(hex_of(kKey, 5, 20, true), "9AEB6F4AB046CDAF9EF1");
  EXPECT_EQ(base64_of(kKey, 0, 20), "0oYySWdVygvRx85FOT0QzScjR3k=");
  EXPECT_EQ(alnum_of(kKey, 0, 16, Alphabet::kUpperAndDigits), "SKMB2JI2ERG1OH7Q");
  EXPECT_EQ(alnum_of(kKey, 0, 32), "gRUCwQOxIdKvZN6bxhxmiO6PK5UOR6xJ");
}

TEST(Ids, OfVersionFourHaveItsShape) {
  std::set<std::string> seen;
  for (uint64_t i = 0; i < 1000; i++) {
    const std::string uuid = uuid_of(kKey, i);
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string_view("89ab").find(uuid[19]), std::string_view::npos);
    EXPECT_EQ(std::count(uuid.begin(), uuid.end(), '-'), 4);
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Ids, HaveTheLengthThatWasAskedFor) {
  for (int length = 0; length < 80; length++) {
    EXPECT_EQ(hex_of(1, 2, length, true).size(), static_cast<size_t>(length));
    EXPECT_EQ(alnum_of(1, 2, length).size(), static_cast<size_t>(length));
    EXPECT_EQ(base64_decode(base64_of(1, 2, length)).value_or("").size(), static_cast<size_t>(length));
  }
}

}  // namespace
}  // namespace brigade::base
