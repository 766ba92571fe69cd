// Explanations of matches and misses. The sentences are ours.
#include "match/explain.h"

#include <gtest/gtest.h>

#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

struct Explained {
  Pattern pattern;
  Event event;
  Explanation explanation;

  std::vector<std::string> smallest_miss() const {
    std::vector<std::string> paths;
    for (const uint32_t leaf : explanation.smallest_miss) paths.push_back(pattern.leaves[leaf].path);
    return paths;
  }
  std::string sentence(uint32_t leaf, size_t alternative = 0) const {
    return alternative_text(pattern.leaves[leaf].alternatives[alternative],
                            explanation.leaves[leaf].alternatives[alternative]);
  }
};

// `event_text` must outlive what is returned.
Explained explained(std::string_view pattern_text, std::string_view event_text) {
  Explained out;
  out.pattern = *read_event_pattern(pattern_text);
  out.event = *read_event(event_text);
  out.explanation = explain(out.pattern, out.event);
  return out;
}

TEST(Explain, TellsEachOperatorInASentence) {
  struct Case {
    const char* alternative;
    const char* value;
    const char* sentence;
  };
  const Case cases[] = {
      {R"({"numeric":[">",100]})", "42", "`numeric` > 100: 42 is not greater than 100"},
      {R"({"numeric":[">=",1,"<",5]})", "5.5", "`numeric` >= 1, < 5: 5.5 is not less than 5"},
      {R"({"numeric":["=",5]})", "6", "`numeric` = 5: 6 is not 5"},
      {R"({"numeric":["=",5]})", R"("5")", R"(`numeric` = 5: "5" is not a number)"},
      {R"({"prefix":"ab"})", R"("xy")", R"(`prefix` "ab": "xy" does not start with "ab")"},
      {R"({"suffix":"ab"})", "7", R"(`suffix` "ab": 7 is not a string)"},
      {R"("x")", "null", R"("x": null is not "x")"},
      {R"({"exists":false})", "0", "`exists` false: the field is there, with 0"},
      {R"({"anything-but":["a","b"]})", R"("b")", R"(`anything-but` "a", "b": "b" is "b")"},
      {R"({"anything-but":{"prefix":["a","b"]}})", R"("bc")",
       R"(`anything-but` `prefix` "a", "b": "bc" starts with "b")"},
      {R"({"wildcard":"a*\\*"})", R"("b")", R"(`wildcard` "a*\\*": "b" does not fit "a*\\*")"},
      {R"({"cidr":"10.0.0.0/8"})", R"("11.0.0.1")",
       R"(`cidr` 10.0.0.0/8: "11.0.0.1" does not lie in 10.0.0.0/8)"},
      {R"({"cidr":"10.0.0.0/8"})", R"("x")", R"(`cidr` 10.0.0.0/8: "x" is no internet address)"},
      {R"({"equals-ignore-case":"A"})", R"("a")",
       R"(`equals-ignore-case` "a": "a" is "a", but for upper and lower case)"},
  };
  for (const Case& item : cases) {
    const std::string event = R"({"a":)" + std::string(item.value) + "}";
    const Explained result = explained(R"({"a":[)" + std::string(item.alternative) + "]}", event);
    EXPECT_EQ(result.sentence(0), item.sentence);
  }
  const std::string empty = "{}";
  EXPECT_EQ(explained(R"({"a":[null]})", empty).sentence(0), "null: there is no such field in the event");
}

TEST(Explain, PointsIntoBothTexts) {
  constexpr std::string_view pattern = R"({"a":["x",{"prefix":"y"}]})";
  constexpr std::string_view event = R"({"a":["z","yes"]})";
  const Explained result = explained(pattern, event);
  const LeafExplanation& leaf = result.explanation.leaves[0];
  EXPECT_TRUE(result.explanation.matched);
  EXPECT_EQ(leaf.value_count, 2U);
  EXPECT_FALSE(leaf.alternatives[0].matched);
  ASSERT_TRUE(leaf.alternatives[1].matched);
  const TextRange place = leaf.values[leaf.alternatives[1].value].place;
  EXPECT_EQ(event.substr(place.begin, place.end - place.begin), R"("yes")");
  const TextRange asked = leaf.alternatives[1].place;
  EXPECT_EQ(pattern.substr(asked.begin, asked.end - asked.begin), R"({"prefix":"y"})");
}

TEST(Explain, FindsTheFewestLeavesThatMadeTheMiss) {
  constexpr std::string_view event = R"({"a":1,"b":2,"c":3})";
  EXPECT_EQ(explained(R"({"a":[1],"b":[9],"c":[9]})", event).smallest_miss(),
            (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(explained(R"({"a":[1],"$or":[{"b":[9],"c":[9]},{"d":[1],"a":[1]}]})", event).smallest_miss(),
            (std::vector<std::string>{"d"}));
  EXPECT_TRUE(explained(R"({"a":[1]})", event).smallest_miss().empty());
}

TEST(Explain, SaysWhichElementsWereLookedAtTogether) {
  constexpr std::string_view event = R"({"r":[{"a":1,"b":0,"c":1},{"a":0,"b":1,"c":1},{"b":1}]})";
  const Explained result = explained(R"({"r":{"a":[1],"b":[1],"c":[1]}})", event);
  EXPECT_FALSE(result.explanation.matched);
  EXPECT_EQ(result.explanation.smallest_miss.size(), 1U);
  for (const LeafExplanation& leaf : result.explanation.leaves) EXPECT_TRUE(leaf.matched);
  ASSERT_EQ(result.explanation.elements.size(), 1U);
  const std::string element = result.event.element_name(result.explanation.elements[0]);
  EXPECT_TRUE(element == "r[0]" || element == "r[1]") << element;
  EXPECT_TRUE(result.explanation.leaves[result.explanation.smallest_miss[0]].decisive);
}

TEST(Explain, NamesElementsByTheirWholePath) {
  constexpr std::string_view event = R"({"a":{"b":[0,{"c":{"d":[[{"e":1}]]}}]}})";
  const Explained result = explained(R"({"a":{"b":{"c":{"d":{"e":[1]}}}}})", event);
  ASSERT_FALSE(result.explanation.elements.empty());
  EXPECT_EQ(result.event.element_name(result.explanation.elements.back()), "a.b[1].c.d[0][0]");
}

TEST(Explain, JudgesEachNodeOfThePattern) {
  constexpr std::string_view event = R"({"a":{"b":1},"d":4})";
  const Explained result = explained(R"({"a":{"b":[1]},"$or":[{"c":[3]},{"d":[4]}],"e":[5]})", event);
  EXPECT_FALSE(result.explanation.nodes[0]);
  for (size_t i = 0; i < result.pattern.nodes.size(); i++) {
    const PatternNode& node = result.pattern.nodes[i];
    const bool verdict = result.explanation.nodes[i];
    if (node.name.empty()) continue;
    EXPECT_EQ(verdict, node.name != "c" && node.name != "e") << node.name;
  }
}

TEST(Explain, CanBeSaidInAnotherLanguage) {
  const std::string event = R"({"a":1})";
  const Explained result = explained(R"({"a":[{"numeric":[">",3]}]})", event);
  const Reason& reason = result.explanation.leaves[0].alternatives[0].reason;
  EXPECT_EQ(reason_key(reason.kind), "not_greater");
  EXPECT_EQ(fill_template("{found} n'est pas supérieur à {wanted}", reason), "1 n'est pas supérieur à 3");
}

TEST(Explain, CutsLongValues) {
  const std::string event = R"({"a":")" + std::string(1000, 'x') + "é\"}";
  EXPECT_LT(explained(R"({"a":[1]})", event).sentence(0).size(), 200U);
}

// The smallest set, by trying all sets of leaves from small to large: without them, the rest matches.
size_t fewest_leaves(const Pattern& pattern, const Event& event) {
  size_t fewest = 99;
  for (const std::vector<uint32_t>& leaves : pattern.conjunctions) {
    for (uint32_t without = 0; without < (1U << leaves.size()); without++) {
      std::vector<uint32_t> rest, chosen;
      for (size_t i = 0; i < leaves.size(); i++) {
        if ((without >> i & 1) == 0) rest.push_back(leaves[i]);
      }
      if (naive_leaves(pattern, event, rest, 0, chosen))
        fewest = std::min(fewest, leaves.size() - rest.size());
    }
  }
  return fewest;
}

bool asks_for_absence(const Pattern& pattern) {
  for (const Leaf& leaf : pattern.leaves) {
    if (matches_absence(leaf)) return true;
  }
  return false;
}

TEST(Explain, AgreesWithMatchAndWithTryingEverySet) {
  Generator random(12);
  for (int i = 0; i < 8'000; i++) {
    const std::string pattern_text = random.pattern(), event_text = random.event();
    const auto pattern = read_event_pattern(pattern_text);
    const auto event = read_event(event_text);
    if (!pattern) continue;  // too many combinations
    const Explanation explanation = explain(*pattern, *event);
    ASSERT_EQ(explanation.matched, matches(*pattern, *event)) << pattern_text << "\n" << event_text;
    ASSERT_EQ(explanation.matched, explanation.smallest_miss.empty()) << pattern_text << "\n" << event_text;
    ASSERT_FALSE(explanation_text(*pattern, *event, explanation, pattern_text, event_text).empty());
    if (asks_for_absence(*pattern) || pattern->leaves.size() > 8) continue;
    ASSERT_EQ(explanation.smallest_miss.size(), explanation.matched ? 0 : fewest_leaves(*pattern, *event))
        << pattern_text << "\n"
        << event_text;
  }
}

}  // namespace
}  // namespace brigade::match
