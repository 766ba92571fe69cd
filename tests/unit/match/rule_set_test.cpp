// Many rules at once: agreement with two other matchers on random patterns and events, coming and going of
// rules, and that reading no further than needed changes nothing.
#include "match/rule_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>

#include "match/match.h"
#include "match/pattern_reader.h"
#include "rule_set_samples.h"

namespace brigade::match {
namespace {

using samples::Random;
using Ids = std::vector<uint32_t>;

Pattern pattern_of(std::string_view text) {
  auto pattern = read_event_pattern(text);
  EXPECT_TRUE(pattern) << text << ": " << (pattern ? "" : pattern.error().text);
  return pattern ? *pattern : Pattern{};
}

Ids sorted(const Matches& matches) {
  Ids ids = matches.ids();
  std::sort(ids.begin(), ids.end());
  return ids;
}

// The ids that match, in order; every way of reading must agree.
Ids match_text(const RuleSet& rules, const std::string& event) {
  Matches matches;
  EXPECT_TRUE(rules.match(event, matches)) << event;
  const Ids ids = sorted(matches);
  EXPECT_TRUE(std::adjacent_find(ids.begin(), ids.end()) == ids.end()) << "an id came twice";
  if (check_event(event) == EventCheck::Plain) {
    rules.match_plain(event, matches);
    EXPECT_EQ(sorted(matches), ids) << event;
  }
  return ids;
}

bool one_matches(std::string_view pattern, const std::string& event) {
  RuleSet rules;
  rules.add(7, pattern_of(pattern));
  return match_text(rules, event) == Ids{7};
}

std::vector<Pattern> random_patterns(Random& random, size_t count, bool with_absence) {
  std::vector<Pattern> out;
  while (out.size() < count) {
    auto pattern = read_event_pattern(samples::random_pattern(random, with_absence));
    if (pattern) out.push_back(std::move(*pattern));
  }
  return out;
}

TEST(RuleSet, AgreesWithTheNaiveMatcher) {
  Random random(1);
  for (int round = 0; round < 6; round++) {
    const std::vector<Pattern> patterns = random_patterns(random, 60, false);
    RuleSet rules;
    for (size_t i = 0; i < patterns.size(); i++) rules.add(static_cast<uint32_t>(i), patterns[i]);
    for (int i = 0; i < 150; i++) {
      const std::string text = samples::random_event(random);
      const auto event = base::read_json(text);
      ASSERT_TRUE(event) << text;
      Ids expected;
      for (size_t rule = 0; rule < patterns.size(); rule++) {
        if (samples::naive_match(patterns[rule], *event)) expected.push_back(static_cast<uint32_t>(rule));
      }
      ASSERT_EQ(match_text(rules, text), expected) << text;
    }
  }
}

TEST(RuleSet, AgreesWithTheClearMatcherOnAbsenceToo) {
  Random random(2);
  for (int round = 0; round < 6; round++) {
    const std::vector<Pattern> patterns = random_patterns(random, 60, true);
    RuleSet rules;
    for (size_t i = 0; i < patterns.size(); i++) rules.add(static_cast<uint32_t>(i), patterns[i]);
    for (int i = 0; i < 150; i++) {
      const std::string text = samples::random_event(random);
      const auto event = read_event(text);
      ASSERT_TRUE(event) << text;
      Ids expected;
      for (size_t rule = 0; rule < patterns.size(); rule++) {
        if (matches(patterns[rule], *event)) expected.push_back(static_cast<uint32_t>(rule));
      }
      ASSERT_EQ(match_text(rules, text), expected) << text;
    }
  }
}

TEST(RuleSet, AfterAddingAndRemovingIsAsBuiltAnew) {
  Random random(3);
  const std::vector<Pattern> patterns = random_patterns(random, 120, true);
  RuleSet changing;
  std::vector<bool> in(patterns.size(), false);
  for (int round = 0; round < 40; round++) {
    for (int change = 0; change < 25; change++) {
      const uint32_t id = random.below(static_cast<uint32_t>(patterns.size()));
      EXPECT_EQ(in[id] ? changing.remove(id) : changing.add(id, patterns[id]), true);
      in[id] = !in[id];
    }
    RuleSet anew;
    for (uint32_t id = 0; id < patterns.size(); id++) {
      if (in[id]) anew.add(id, patterns[id]);
    }
    EXPECT_EQ(changing.size(), anew.size());
    for (int i = 0; i < 12; i++) {
      const std::string text = samples::random_event(random);
      ASSERT_EQ(match_text(changing, text), match_text(anew, text)) << text;
    }
  }
  for (uint32_t id = 0; id < patterns.size(); id++) changing.remove(id);
  EXPECT_EQ(changing.size(), 0U);
  for (uint32_t path = 0; path < changing.path_count(); path++) EXPECT_EQ(changing.path(path), "");
  EXPECT_EQ(match_text(changing, R"({"a":"x","b":{"c":1}})"), Ids{});
}

TEST(RuleSet, KeepsNothingInTheScratchThatAChangeMakesWrong) {
  Random random(8);
  const std::vector<Pattern> patterns = random_patterns(random, 60, false);
  std::vector<std::string> events;
  while (events.size() < 20) {
    std::string text = samples::random_event(random);
    if (check_event(text) == EventCheck::Plain) events.push_back(std::move(text));
  }
  RuleSet rules[2];
  Matches kept;
  for (int round = 0; round < 400; round++) {
    const uint32_t id = random.below(60);
    RuleSet& set = rules[random.below(2)];
    if (!set.remove(id)) set.add(id, patterns[id]);
    const std::string& event = events[random.below(20)];
    Matches fresh;
    set.match_plain(event, kept);
    set.match_plain(event, fresh);
    ASSERT_EQ(sorted(kept), sorted(fresh)) << event;
  }
}

TEST(RuleSet, TakesEachIdOnce) {
  RuleSet rules;
  EXPECT_TRUE(rules.add(1, pattern_of(R"({"a":["x"]})")));
  EXPECT_FALSE(rules.add(1, pattern_of(R"({"a":["y"]})")));
  EXPECT_EQ(match_text(rules, R"({"a":"y"})"), Ids{});
  EXPECT_EQ(match_text(rules, R"({"a":"x"})"), Ids{1});
  EXPECT_TRUE(rules.remove(1));
  EXPECT_FALSE(rules.remove(1));
  EXPECT_TRUE(rules.add(1, pattern_of(R"({"a":["y"]})")));
  EXPECT_EQ(match_text(rules, R"({"a":"y"})"), Ids{1});
}

TEST(RuleSet, GivesARuleOnceWhateverItMatchesBy) {
  EXPECT_TRUE(one_matches(R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"x","b":"y"})"));
  EXPECT_TRUE(one_matches(R"({"a":["x",{"prefix":"x"},{"exists":true}]})", R"({"a":["x","x"]})"));
}

TEST(RuleSet, KeepsElementsOfAnArrayApart) {
  const char* pattern = R"({"a":{"b":[1],"c":[2]}})";
  EXPECT_FALSE(one_matches(pattern, R"({"a":[{"b":1},{"c":2}]})"));
  EXPECT_TRUE(one_matches(pattern, R"({"a":[{"b":1},{"c":2,"b":1}]})"));
  EXPECT_TRUE(one_matches(pattern, R"({"a":[[{"b":3}],[{"b":1,"c":2}]]})"));
  EXPECT_FALSE(one_matches(pattern, R"({"a":[[{"b":1}],[{"c":2}]]})"));
  const char* deep = R"({"a":{"b":{"c":[1]},"d":{"e":[2]},"f":[3]}})";
  EXPECT_TRUE(one_matches(deep, R"({"a":[{"b":[{"c":0},{"c":1}],"d":[{"e":2},{"e":0}],"f":3}]})"));
  EXPECT_FALSE(one_matches(deep, R"({"a":[{"b":[{"c":1}],"d":[{"e":2}],"f":0},{"b":[{"c":1}],"f":3}]})"));
  // Two arrays side by side do not hinder each other.
  EXPECT_TRUE(
      one_matches(R"({"a":{"b":[1]},"c":{"d":[2]}})", R"({"a":[{"b":0},{"b":1}],"c":[{"d":2},{"d":0}]})"));
}

TEST(RuleSet, TakesNamesWithDotsForPaths) {
  EXPECT_TRUE(one_matches(R"({"a":{"b":[1]}})", R"({"a.b":1})"));
  EXPECT_TRUE(one_matches(R"({"a.b":[1]})", R"({"a":{"b":1}})"));
  EXPECT_TRUE(one_matches(R"({"a.b.c":[1]})", R"({"a":{"b.c":1}})"));
  EXPECT_TRUE(one_matches(R"({"a":{"b":{"c":[1]}}})", R"({"a.b":{"c":1}})"));
  EXPECT_TRUE(one_matches(R"({"a..":[1]})", R"({"a":{"":{"":1}}})"));
  EXPECT_FALSE(one_matches(R"({"a":{"b":[1]}})", R"({"a.b.c":1})"));
  EXPECT_EQ(check_event(R"({"x":{"a.b":1}})"), EventCheck::Sound);
}

TEST(RuleSet, CountsRepeatedNamesEachTime) {
  const std::string event = R"({"a":1,"b":0,"a":2})";
  EXPECT_EQ(check_event(event), EventCheck::Sound);
  EXPECT_TRUE(one_matches(R"({"a":[1]})", event));
  EXPECT_TRUE(one_matches(R"({"a":[2]})", event));
  EXPECT_EQ(check_event(R"({"a":[{"b":1},{"b":2}]})"), EventCheck::Plain);
  EXPECT_EQ(check_event(R"({"a":[{"b":1,"\u0062":2}]})"), EventCheck::Sound);
}

TEST(RuleSet, StopsEarlyOnlyWhenNothingIsAwaited) {
  const char* both = R"({"a":{"b":[1]},"z":[2]})";
  EXPECT_TRUE(one_matches(both, R"({"a":{"x":[{}],"b":1,"y":"}"},"m":[[]],"z":2,"tail":"\\"})"));
  EXPECT_FALSE(one_matches(both, R"({"a":{"b":1},"m":{"z":2},"z":3})"));
  EXPECT_TRUE(one_matches(both, R"({"z":2,"a":[{"b":0},{"c":1},{"b":1}]})"));
  EXPECT_TRUE(one_matches(R"({"a":{"b":[{"exists":false}]}})", R"({"a":{"c":{"b":1},"d":"\"b\":"},"b":1})"));
  EXPECT_FALSE(one_matches(R"({"a":{"b":[{"exists":false}]}})", R"({"a":{"c":1,"b":null}})"));
  // What lies behind the last field that is asked for is not read at all.
  RuleSet rules;
  rules.add(1, pattern_of(R"({"a":{"b":[1]}})"));
  Matches matches;
  rules.match_plain(R"({"a":{"b":1,"c":no JSON)", matches);
  EXPECT_EQ(matches.ids(), Ids{1});
}

TEST(RuleSet, ChecksTheWholeTextWhereItIsAskedTo) {
  RuleSet rules;
  rules.add(1, pattern_of(R"({"a":[1]})"));
  Matches matches;
  for (const char* text : {"",
                           "[]",
                           "1",
                           R"({"a":1)",
                           R"({"a":1}})",
                           R"({"a":1,})",
                           R"({"a":1 "b":2})",
                           R"({"a":01})",
                           R"({"a":1,"b":tru})",
                           R"({"a":1,"b":"\x"})",
                           "{\"a\":1,\"b\":\"\n\"}",
                           "{\"a\":1,\"b\":\"\xff\"}",
                           "{\"a\":1,\"b\":\"\xed\xa0\x80\"}",
                           R"({"a":1,"b":1.})",
                           R"({"a":1,"b":-})",
                           R"({"a":1,"b":1e})",
                           R"({"a":1,"b":"\u12g4"})",
                           R"({"a":1} x)",
                           R"({"a":1,"b":[1 2]})",
                           R"({"a":1,"b":[,]})",
                           R"({"a":1,b:2})",
                           R"({"a":1,"b"})"}) {
    EXPECT_FALSE(rules.match(text, matches)) << text;
    EXPECT_EQ(matches.ids(), Ids{}) << text;
    EXPECT_EQ(check_event(text), EventCheck::Malformed) << text;
    EXPECT_FALSE(read_event(text)) << text;
  }
}

// Each text lies at the end of a block of its own, so that a reader that looks one byte too far is caught by
// the address sanitizer.
TEST(RuleSet, NeverReadsBeyondAText) {
  Random random(4);
  const std::vector<Pattern> patterns = random_patterns(random, 40, true);
  RuleSet rules;
  for (size_t i = 0; i < patterns.size(); i++) rules.add(static_cast<uint32_t>(i), patterns[i]);
  Matches matches;
  for (int i = 0; i < 1500; i++) {
    std::string text = samples::random_event(random);
    if (random.chance(50) && !text.empty()) text.resize(random.below(static_cast<uint32_t>(text.size())));
    for (uint32_t wrong = random.below(3); wrong > 0 && !text.empty(); wrong--) {
      static const char kBytes[] = "\"\\{}[],:0-e \x01\xff";
      text[random.below(static_cast<uint32_t>(text.size()))] = kBytes[random.below(sizeof kBytes - 1)];
    }
    const std::unique_ptr<char[]> block(new char[text.size()]);
    std::memcpy(block.get(), text.data(), text.size());
    const std::string_view view(block.get(), text.size());
    const bool sound = rules.match(view, matches);
    EXPECT_EQ(sound, read_event(view).has_value()) << text;
    EXPECT_EQ(check_event(view) != EventCheck::Malformed, sound) << text;
    rules.match_plain(view, matches);
  }
}

TEST(RuleSet, LimitsNestingAndTakesLargeEvents) {
  RuleSet rules;
  rules.add(1, pattern_of(R"({"a":[1],"z":[2]})"));
  Matches matches;
  const auto nested = [](size_t depth) {
    return R"({"a":1,"b":)" + std::string(depth, '[') + std::string(depth, ']') + R"(,"z":2})";
  };
  EXPECT_TRUE(rules.match(nested(kMaxEventDepth - 1), matches));
  EXPECT_EQ(matches.ids(), Ids{1});
  EXPECT_FALSE(rules.match(nested(kMaxEventDepth), matches));
  EXPECT_FALSE(rules.match(std::string(100'000, '['), matches));
  rules.match_plain(R"({"a":)" + std::string(100'000, '['), matches);
  EXPECT_EQ(matches.ids(), Ids{});

  std::string large = R"({"a":[{"q":"\")";
  while (large.size() < 1'000'000)
    large += R"(","w":[1,{"a":"]}"}],"e\\":"\\"},{"x":"a long text without end, )";
  large += R"("},1],"z":2})";
  EXPECT_TRUE(rules.match(large, matches));
  EXPECT_EQ(matches.ids(), Ids{1});
  EXPECT_EQ(check_event(large), EventCheck::Sound);
}

TEST(RuleSet, FindsThousandsOfRulesByTheirValues) {
  RuleSet rules;
  const auto number = [](uint32_t i) { return std::to_string(100'000 + i); };
  constexpr uint32_t kEach = 2'000;
  for (uint32_t i = 0; i < kEach; i++) {
    rules.add(i, pattern_of(R"({"a":[")" + number(i) + R"("]})"));
    rules.add(kEach + i, pattern_of(R"({"a":[{"wildcard":"*)" + number(i) + R"(*"}]})"));
    rules.add(2 * kEach + i,
              pattern_of(R"({"b":[{"numeric":[">=",)" + number(i) + R"(,"<",)" + number(i + 3) + "]}]})"));
    rules.add(3 * kEach + i,
              pattern_of(R"({"a":[{"prefix":")" + number(i) + R"("}],"b":[{"exists":true}]})"));
  }
  EXPECT_EQ(match_text(rules, R"({"a":"100500"})"), (Ids{500, kEach + 500}));
  EXPECT_EQ(match_text(rules, R"({"a":"-100777-"})"), (Ids{kEach + 777}));
  EXPECT_EQ(match_text(rules, R"({"b":100010})"), (Ids{2 * kEach + 8, 2 * kEach + 9, 2 * kEach + 10}));
  EXPECT_EQ(match_text(rules, R"({"a":"100042x","b":null})"), (Ids{kEach + 42, 3 * kEach + 42}));
  for (uint32_t i = 0; i < 4 * kEach; i++) {
    if (i % 7 != 0) rules.remove(i);
  }
  EXPECT_EQ(match_text(rules, R"({"a":"100504","b":100012})"), (Ids{504, 2 * kEach + 11}));
}

class Fields final : public FieldSource {
 public:
  Fields(const RuleSet& rules, const std::vector<std::pair<std::string, std::vector<FieldValue>>>& fields) {
    values_.resize(rules.path_count());
    for (uint32_t path = 0; path < rules.path_count(); path++) {
      for (const auto& [name, values] : fields) {
        if (rules.path(path) == name) values_[path] = {values.data(), static_cast<uint32_t>(values.size())};
      }
    }
  }
  Values values(uint32_t path) const override { return values_[path]; }

 private:
  std::vector<Values> values_;
};

FieldValue text_value(std::string_view text) { return {ValueKind::Text, text, 0}; }
FieldValue integer_value(int64_t integer) { return {ValueKind::Integer, {}, integer}; }

TEST(RuleSet, MatchesTypedFieldsWithoutJson) {
  RuleSet rules;
  rules.add(1, pattern_of(R"({"source":["aws.s3"],"detail":{"object":{"size":[{"numeric":[">",1024]}]}}})"));
  rules.add(2,
            pattern_of(R"({"detail":{"object":{"key":[{"suffix":".jpg"}]},"reason":[{"exists":false}]}})"));
  rules.add(3, pattern_of(R"({"resources":[{"prefix":"arn:b"}]})"));
  rules.add(4, pattern_of(R"({"detail":{"object":{"size":[2048]}}})"));
  rules.add(5, pattern_of(R"({"detail":{"reason":["PutObject"]}})"));
  rules.add(6, pattern_of(R"({"detail":{"object":{"size":[9007199254740993]}}})"));
  const std::vector<std::pair<std::string, std::vector<FieldValue>>> event = {
      {"source", {text_value("aws.s3")}},
      {"detail.object.key", {text_value("beach.jpg")}},
      {"detail.object.size", {integer_value(2048)}},
      {"resources", {text_value("arn:a"), text_value("arn:b")}}};
  Matches matches;
  rules.match_fields(Fields(rules, event), matches);
  EXPECT_EQ(sorted(matches), (Ids{1, 2, 3, 4}));
  const uint64_t version = rules.paths_version();
  rules.remove(3);
  EXPECT_NE(rules.paths_version(), version);
  rules.match_fields(Fields(rules, {{"detail.object.size", {integer_value(9007199254740993)}}}), matches);
  EXPECT_EQ(sorted(matches), (Ids{6}));
}

// The published engine's verdicts on thousands of random pairs, where they lie beside the checkout.
TEST(RuleSet, AgreesWithRecordedVerdicts) {
  std::ifstream file(std::string(BRIGADE_SOURCE_DIR) + "/../shared/conformance/event_patterns_random.jsonl");
  RuleSet rules;
  std::vector<std::string> events;
  std::vector<bool> expected;
  for (std::string line; std::getline(file, line);) {
    const auto record = base::read_json(line);
    ASSERT_TRUE(record);
    auto pattern = read_event_pattern(record->find("pattern_raw")->as_string());
    ASSERT_TRUE(pattern);
    rules.add(static_cast<uint32_t>(events.size()), *pattern);
    events.push_back(record->find("event_raw")->as_string());
    expected.push_back(record->find("expect")->as_string() == "match");
  }
  for (uint32_t i = 0; i < events.size(); i++) {
    const Ids ids = match_text(rules, events[i]);
    EXPECT_EQ(std::binary_search(ids.begin(), ids.end(), i), expected[i]) << events[i];
  }
}

}  // namespace
}  // namespace brigade::match
