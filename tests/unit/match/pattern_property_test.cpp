// Properties of matching that hold for every event: a pattern made from an event matches it, and no longer
// once one of its fields is taken away.
#include <gtest/gtest.h>

#include "base/json.h"
#include "unit/match/language_helpers.h"

namespace brigade::match {
namespace {

// The fields of an object that has no arrays, as a pattern that asks for each.
std::string pattern_of(const base::JsonValue& object) {
  std::string out = "{";
  for (const base::JsonMember& member : object.members()) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, member.name);
    out += ':';
    if (member.value.is_object()) {
      out += pattern_of(member.value);
    } else {
      out += "[" + base::canonical(member.value) + "]";
    }
  }
  return out + "}";
}

// Distinct names, so that taking one away takes its path away.
std::string object_of(Generator& random, int depth, int& names, int left_out) {
  std::string out = "{";
  const size_t count = 1 + random.below(4);
  for (size_t i = 0; i < count; i++) {
    const int name = names++;
    const bool inner = depth < 3 && random.below(3) == 0;
    const std::string value = inner ? object_of(random, depth + 1, names, left_out) : random.scalar();
    if (!inner && name == left_out) continue;
    if (out.size() > 1) out += ',';
    out += "\"n" + std::to_string(name) + "\":" + value;
  }
  return out + "}";
}

TEST(PatternProperties, APatternOfAllFieldsMatchesUntilOneIsMissing) {
  size_t misses = 0;
  for (uint64_t seed = 1; seed <= 2000; seed++) {
    Generator whole(seed);
    int names = 0;
    const std::string event_text = object_of(whole, 0, names, -1);
    const auto json = base::read_json(event_text);
    ASSERT_TRUE(json.has_value());
    const std::string pattern = pattern_of(*json);
    ASSERT_EQ(verdict(pattern, event_text), "match") << pattern << event_text;
    for (int left_out = 0; left_out < names; left_out++) {
      Generator again(seed);
      int counted = 0;
      const std::string less = object_of(again, 0, counted, left_out);
      if (less == event_text) continue;  // the name of an object
      ASSERT_EQ(verdict(pattern, less), "nomatch") << pattern << less;
      misses++;
    }
  }
  EXPECT_GT(misses, 5000U);
}

TEST(PatternProperties, MoreFieldsInTheEventChangeNothing) {
  Generator random(5);
  for (int i = 0; i < 2000; i++) {
    const std::string pattern = random.pattern(), event = random.event();
    const std::string more =
        R"({"zz":{"q":[1,{"r":2}]})" + std::string(event == "{}" ? "" : ",") + event.substr(1);
    ASSERT_EQ(verdict(pattern, event), verdict(pattern, more)) << pattern << event;
  }
}

TEST(PatternProperties, SpacesAndEscapesChangeNothing) {
  EXPECT_EQ(verdict(" {\n\"\\u0061\" :\t[ { \"prefix\" : \"\\u0078\" } ] }", R"({"a":"xy"})"), "match");
}

}  // namespace
}  // namespace brigade::match
