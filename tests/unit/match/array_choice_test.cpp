// Array consistency: fields of different elements of one array do not match together.
#include <gtest/gtest.h>

#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

TEST(ArrayConsistency, WantsOneElementForAllFields) {
  constexpr std::string_view pattern = R"({"a":{"b":[1],"c":[2]}})";
  EXPECT_EQ(verdict(pattern, R"({"a":[{"b":1},{"c":2}]})"), "nomatch");
  EXPECT_EQ(verdict(pattern, R"({"a":[{"b":1},{"b":1,"c":2}]})"), "match");
  EXPECT_EQ(verdict(pattern, R"({"a":{"b":[5,1],"c":[2,6]}})"), "match");
}

TEST(ArrayConsistency, HoldsForNestedArrays) {
  constexpr std::string_view pattern = R"({"a":{"b":{"c":[1],"d":[2]},"e":[3]}})";
  EXPECT_EQ(verdict(pattern, R"({"a":[{"b":[{"c":1},{"d":2}],"e":3}]})"), "nomatch");
  EXPECT_EQ(verdict(pattern, R"({"a":[{"b":[{"c":1,"d":2}]},{"e":3}]})"), "nomatch");
  EXPECT_EQ(verdict(pattern, R"({"a":[{"b":[{},{"c":1,"d":2}],"e":3}]})"), "match");
  EXPECT_EQ(verdict(R"({"a":{"b":[1]}})", R"({"a":[[{"b":1}]]})"), "match");
  EXPECT_EQ(verdict(R"({"a":{"b":[1],"c":[2]}})", R"({"a":[[{"b":1}],[{"c":2}]]})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a":{"b":[1],"c":[2]}})", R"({"a":[[{"b":1},{"c":2}]]})"), "nomatch");
}

TEST(ArrayConsistency, LeavesDifferentArraysAlone) {
  EXPECT_EQ(verdict(R"({"a":{"x":[1]},"b":{"x":[2]}})", R"({"a":[{"x":1},{}],"b":[{},{"x":2}]})"), "match");
}

TEST(ArrayConsistency, LooksForAbsenceInReachOfTheElementsChosenBefore) {
  EXPECT_EQ(verdict(R"({"a":{"c":[{"exists":false}]}})", R"({"a":[{"b":1},{"c":2}]})"), "nomatch");
  EXPECT_EQ(verdict(R"({"a":{"b":[1],"c":[{"exists":false}]}})", R"({"a":[{"b":1},{"c":2}]})"), "match");
  EXPECT_EQ(verdict(R"({"a":{"b":[1],"c":[{"exists":false}]}})", R"({"a":[{"b":1,"c":2}]})"), "nomatch");
  // The leaf that comes first has nothing chosen before it.
  EXPECT_EQ(verdict(R"({"a":{"a":[{"exists":false}],"b":[1]}})", R"({"a":[{"b":1},{"a":2}]})"), "nomatch");
}

TEST(ArrayConsistency, AgreesWithTryingEveryChoice) {
  Generator random(11);
  size_t matched = 0;
  for (int i = 0; i < 15'000; i++) {
    const std::string pattern_text = random.pattern(), event_text = random.event();
    const auto pattern = read_event_pattern(pattern_text);
    const auto event = read_event(event_text);
    if (!pattern) {
      ASSERT_NE(pattern.error().text.find("combinations"), std::string::npos) << pattern.error().text;
      continue;
    }
    ASSERT_TRUE(event.has_value()) << event_text;
    const bool expected = naive_matches(*pattern, *event);
    matched += expected;
    ASSERT_EQ(matches(*pattern, *event), expected) << pattern_text << "\n" << event_text;
  }
  EXPECT_GT(matched, 300U);
}

TEST(ArrayConsistency, StaysFastWhereChoicesMultiply) {
  // Six arrays side by side in each of fifty elements, and no element that holds all.
  std::string pattern = R"({"r":{)", event = R"({"r":[)";
  for (char name = 'a'; name <= 'f'; name++) pattern += std::string("\"") + name + R"(":{"x":[1],"y":[2]},)";
  pattern += R"("z":[9]}})";
  for (int i = 0; i < 50; i++) {
    event += i > 0 ? ",{" : "{";
    for (char name = 'a'; name <= 'f'; name++) {
      event += std::string("\"") + name + "\":[";
      for (int j = 0; j < 30; j++) event += R"({"x":1},{"y":2},{"x":1,"y":2},)";
      event += "{}],";
    }
    event += R"("z":8})";
  }
  EXPECT_EQ(verdict(pattern, event + "]}"), "nomatch");
}

TEST(ArrayConsistency, StaysFastWithManyBranchesAndElements) {
  std::string branches, event = R"({"r":[)";
  for (int i = 0; i < 9; i++) {
    const std::string number = std::to_string(i);
    branches += R"(,"$or":[{"a)" + number + R"(":[1]},{"b)" + number + R"(":[1]}])";
  }
  for (int i = 0; i < 60'000; i++) {
    event += (i > 0 ? ",{\"" : "{\"") + std::string(i % 2 == 0 ? "a" : "b") + std::to_string(i % 9) + "\":1}";
  }
  const auto pattern = read_event_pattern(R"({"r":{"z":[{"exists":false}])" + branches + "}}");
  ASSERT_TRUE(pattern.has_value());
  ASSERT_EQ(pattern->conjunctions.size(), 512U);
  EXPECT_FALSE(matches(*pattern, *read_event(event + "]}")));
  EXPECT_TRUE(
      matches(*pattern,
              *read_event(event + R"(,{"a0":1,"b1":1,"a2":1,"b3":1,"a4":1,"b5":1,"a6":1,"b7":1,"a8":1}]})")));
}

TEST(ArrayConsistency, ManyLeavesInOneArrayAreHeldTogether) {
  std::string pattern = R"({"r":{)", all = "{", missing_one = "{";
  for (int i = 0; i < 300; i++) {
    const std::string name = "\"k" + std::to_string(i) + "\":";
    pattern += (i > 0 ? "," : "") + name + "[1]";
    all += (i > 0 ? "," : "") + name + "1";
    missing_one += (i > 0 ? "," : "") + name + (i == 150 ? "2" : "1");
  }
  pattern += "}}";
  EXPECT_EQ(verdict(pattern, R"({"r":[)" + missing_one + "}," + all + "}]}"), "match");
  EXPECT_EQ(verdict(pattern, R"({"r":[)" + missing_one + R"(},{"k150":1}]})"), "nomatch");
}

}  // namespace
}  // namespace brigade::match
