// What the tests of the pattern language share: a verdict in one word, random events and patterns, and a
// matcher written as plainly as the rules are, by trying every way to choose a field for each leaf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "match/match.h"
#include "match/pattern_reader.h"

namespace brigade::match {

inline std::string verdict(std::string_view pattern_text, std::string_view event_text) {
  const auto pattern = read_event_pattern(pattern_text);
  if (!pattern) return "invalid: " + pattern.error().text;
  const auto event = read_event(event_text);
  if (!event) return "invalid event: " + event.error().text;
  return matches(*pattern, *event) ? "match" : "nomatch";
}

// Whether two fields' elements agree: no array has another element in each.
inline bool agree(const Event& event, uint32_t a, uint32_t b) {
  for (uint32_t x = a; x != 0; x = event.arrays()[event.elements()[x].array].element) {
    for (uint32_t y = b; y != 0; y = event.arrays()[event.elements()[y].array].element) {
      const EventElement& one = event.elements()[x];
      const EventElement& two = event.elements()[y];
      if (one.array == two.array && one.index != two.index) return false;
    }
  }
  return true;
}

inline bool naive_leaves(const Pattern& pattern, const Event& event, const std::vector<uint32_t>& leaves,
                         size_t next, std::vector<uint32_t>& chosen) {
  if (next == leaves.size()) return true;
  const Leaf& leaf = pattern.leaves[leaves[next]];
  std::vector<uint32_t> fields;
  event.find(leaf.path, fields);
  const auto reachable = [&](uint32_t element) {
    for (const uint32_t other : chosen) {
      if (!agree(event, element, other)) return false;
    }
    return true;
  };
  if (matches_absence(leaf)) {
    bool any = false;
    for (const uint32_t field : fields) any |= reachable(event.fields()[field].element);
    if (!any && naive_leaves(pattern, event, leaves, next + 1, chosen)) return true;
  }
  for (const uint32_t field : fields) {
    const uint32_t element = event.fields()[field].element;
    if (!matches(leaf, event.fields()[field]) || !reachable(element)) continue;
    chosen.push_back(element);
    if (naive_leaves(pattern, event, leaves, next + 1, chosen)) return true;
    chosen.pop_back();
  }
  return false;
}

inline bool naive_matches(const Pattern& pattern, const Event& event) {
  for (const std::vector<uint32_t>& leaves : pattern.conjunctions) {
    std::vector<uint32_t> chosen;
    if (naive_leaves(pattern, event, leaves, 0, chosen)) return true;
  }
  return false;
}

class Generator {
 public:
  explicit Generator(uint64_t seed) : stream_{base::stream_key(seed, "patterns"), 0} {}

  size_t below(size_t count) { return base::uniform(stream_, 0, count - 1); }
  template <size_t kCount>
  std::string pick(const char* const (&items)[kCount]) {
    return items[below(kCount)];
  }

  std::string event() { return object(0); }
  std::string pattern() { return pattern_object(0); }

  std::string scalar() {
    return pick({R"("a")", R"("ab")", R"("B")", R"("")", R"("10.0.0.7")", R"("ab/c.png")", "1", "1.0", "2",
                 "30", "-0.5", "true", "false", "null", R"("É")"});
  }

  std::string alternative() {
    return pick({R"("a")", R"("ab")", "1", "true", "null", R"({"prefix":"a"})", R"({"suffix":"b"})",
                 R"({"anything-but":"a"})", R"({"anything-but":[1,2]})", R"({"anything-but":{"prefix":"a"}})",
                 R"({"exists":true})", R"({"exists":false})", R"({"exists":false})",
                 R"({"numeric":[">",0,"<=",2]})", R"({"equals-ignore-case":"b"})", R"({"wildcard":"*b*"})",
                 R"({"cidr":"10.0.0.0/24"})", R"({"prefix":{"equals-ignore-case":"A"}})",
                 R"({"anything-but":{"wildcard":["a*","*.png"]}})"});
  }

 private:
  std::string name() { return pick({"a", "b", "c", "d", "a.b"}); }

  std::string value(int depth) {
    const size_t kind = depth > 3 ? 0 : below(6);
    if (kind < 3) return scalar();
    if (kind == 3) return object(depth + 1);
    std::string text = "[";
    for (size_t i = 0, count = below(4); i < count; i++) {
      if (i > 0) text += ',';
      text += below(3) > 0 ? object(depth + 1) : value(depth + 1);
    }
    return text + "]";
  }

  std::string object(int depth) {
    std::string text = "{";
    for (size_t i = 0, count = below(5); i < count; i++) {
      if (i > 0) text += ',';
      text += "\"" + name() + "\":";
      text += value(depth + 1);
    }
    return text + "}";
  }

  // Each part on a line of its own, so that the numbers are drawn in one order by every compiler.
  std::string pattern_object(int depth) {
    std::string text = "{";
    for (size_t i = 0, count = 1 + below(depth == 0 ? 4 : 2); i < count; i++) {
      if (i > 0) text += ',';
      const size_t kind = depth > 2 ? 0 : below(6);
      if (kind == 5) {
        text += R"("$or":[)";
        text += pattern_object(depth + 1) + ",";
        text += pattern_object(depth + 1) + "]";
        continue;
      }
      text += "\"" + name() + "\":";
      if (kind >= 3) {
        text += pattern_object(depth + 1);
      } else {
        text += "[" + alternative();
        if (below(3) == 0) text += "," + alternative();
        text += "]";
      }
    }
    return text + "}";
  }

  base::Stream stream_;
};

}  // namespace brigade::match
