// Random events and patterns for the tests of the many-rules matcher, and the plainest matcher that could be
// right: the event as a flat list, each leaf against each field, every combination of fields tried.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "match/fold_case.h"
#include "match/ip_address.h"
#include "match/number.h"
#include "match/pattern.h"

namespace brigade::match::samples {

class Random {
 public:
  explicit Random(uint64_t seed) : stream_{base::stream_key(seed, "rule set"), 0} {}
  uint32_t below(uint32_t count) { return static_cast<uint32_t>(base::uniform(stream_, 0, count - 1)); }
  bool chance(uint32_t percent) { return below(100) < percent; }
  template <size_t kCount>
  std::string pick(const char* const (&items)[kCount]) {
    return items[below(kCount)];
  }

 private:
  base::Stream stream_;
};

inline const char* const kNames[] = {"a", "b", "c", "d", "a.b", "long-name-of-a-field"};
inline const char* const kScalars[] = {R"("")",
                                       R"("x")",
                                       R"("xy")",
                                       R"("xyx")",
                                       R"("Xy")",
                                       R"("ÉTÉ")",
                                       R"("été")",
                                       R"("a\u0062c")",
                                       R"("10.0.0.7")",
                                       R"("10.1.2.3")",
                                       R"("2001:db8::1")",
                                       R"("a longer text of more than sixteen bytes")",
                                       "1",
                                       "1.0",
                                       "10e-1",
                                       "-0",
                                       "0.1",
                                       "-122.42916360922355",
                                       "12345678901234567890",
                                       "2",
                                       "300",
                                       "3e2",
                                       "true",
                                       "false",
                                       "null",
                                       R"("1")"};

inline std::string random_event_value(Random& random, int depth);

inline std::string random_event(Random& random, int depth = 0) {
  std::string out = "{";
  bool used[6] = {};
  for (uint32_t i = random.below(5); i > 0; i--) {
    const uint32_t name = random.below(6);
    if (used[name]) continue;  // repeated names have tests of their own
    used[name] = true;
    if (out.size() > 1) out += random.chance(20) ? " , " : ",";
    out += std::string("\"") + kNames[name] + (random.chance(20) ? "\" :\t" : "\":");
    out += random_event_value(random, depth + 1);
  }
  return out + "}";
}

inline std::string random_event_value(Random& random, int depth) {
  if (depth < 5 && random.chance(35)) return random_event(random, depth);
  if (depth < 5 && random.chance(35)) {
    std::string out = "[";
    for (uint32_t i = random.below(4); i > 0; i--) {
      if (out.size() > 1) out += ",";
      out += random_event_value(random, depth + 1);
    }
    return out + "]";
  }
  return random.pick(kScalars);
}

inline std::string random_alternative(Random& random, bool with_absence) {
  static const char* const kLiterals[] = {R"("x")",
                                          R"("xy")",
                                          "1",
                                          "300",
                                          "-0.0",
                                          "0.1",
                                          "true",
                                          "false",
                                          "null",
                                          R"("")",
                                          "12345678901234567890",
                                          "-122.42916360922355"};
  static const char* const kOperators[] = {R"({"prefix":"x"})",
                                           R"({"prefix":""})",
                                           R"({"prefix":"a longer text of"})",
                                           R"({"suffix":"yx"})",
                                           R"({"suffix":"sixteen bytes"})",
                                           R"({"equals-ignore-case":"XY"})",
                                           R"({"equals-ignore-case":"été"})",
                                           R"({"prefix":{"equals-ignore-case":"X"}})",
                                           R"({"suffix":{"equals-ignore-case":"Y"}})",
                                           R"({"wildcard":"*"})",
                                           R"({"wildcard":"x*x"})",
                                           R"({"wildcard":"*y*"})",
                                           R"({"wildcard":"*long*more*"})",
                                           R"({"wildcard":"a*than*bytes"})",
                                           R"({"numeric":[">",0]})",
                                           R"({"numeric":[">=",0.1,"<",300]})",
                                           R"({"numeric":["=",1]})",
                                           R"({"numeric":["<=",-122.42916360922355]})",
                                           R"({"cidr":"10.0.0.0/8"})",
                                           R"({"cidr":"10.0.0.0/24"})",
                                           R"({"cidr":"2001:db8::/32"})",
                                           R"({"exists":true})",
                                           R"({"anything-but":"x"})",
                                           R"({"anything-but":["x","xy"]})",
                                           R"({"anything-but":[1,300]})",
                                           R"({"anything-but":{"prefix":"x"}})",
                                           R"({"anything-but":{"suffix":["x","y"]}})",
                                           R"({"anything-but":{"equals-ignore-case":"ÉTÉ"}})",
                                           R"({"anything-but":{"wildcard":"*o*e*"}})"};
  if (with_absence && random.chance(10)) return R"({"exists":false})";
  return random.chance(40) ? random.pick(kLiterals) : random.pick(kOperators);
}

inline std::string random_pattern(Random& random, bool with_absence, int depth = 0) {
  std::string out = "{";
  bool used[6] = {};
  for (uint32_t i = 1 + random.below(depth == 0 ? 3 : 2); i > 0; i--) {
    const uint32_t name = random.below(6);
    if (used[name]) continue;
    used[name] = true;
    if (out.size() > 1) out += ",";
    out += std::string("\"") + kNames[name] + "\":";
    if (depth < 3 && random.chance(45)) {
      out += random_pattern(random, with_absence, depth + 1);
      continue;
    }
    out += "[" + random_alternative(random, with_absence);
    for (uint32_t more = random.below(3); more > 0; more--)
      out += "," + random_alternative(random, with_absence);
    out += "]";
  }
  if (random.chance(15)) {
    if (out.size() > 1) out += ",";
    out += R"("$or":[)" + random_pattern(random, with_absence, 3) + "," +
           random_pattern(random, with_absence, 3) + "]";
  }
  return out + "}";
}

// --- the plainest matcher ---
struct Field {
  std::string path;
  const base::JsonValue* value = nullptr;
  std::map<int, size_t> places;  // index in each array around it, by the array's number
};

inline void flatten(const base::JsonValue& value, const std::string& path,
                    const std::map<int, size_t>& places, int& arrays, std::vector<Field>& out) {
  if (value.is_object()) {
    for (const base::JsonMember& member : value.members()) {
      flatten(member.value, path.empty() ? member.name : path + "." + member.name, places, arrays, out);
    }
  } else if (value.is_array()) {
    const int array = arrays++;
    for (size_t i = 0; i < value.items().size(); i++) {
      std::map<int, size_t> inner = places;
      if (value.items()[i].is_object() || value.items()[i].is_array()) inner[array] = i;
      flatten(value.items()[i], path, inner, arrays, out);
    }
  } else {
    out.push_back({path, &value, places});
  }
}

inline bool glob(const std::vector<std::string>& parts, size_t part, std::string_view text) {
  if (!base::starts_with(text, parts[part])) return false;
  text.remove_prefix(parts[part].size());
  if (part + 1 == parts.size()) return text.empty();
  for (size_t skip = 0; skip <= text.size(); skip++) {
    if (glob(parts, part + 1, text.substr(skip))) return true;
  }
  return false;
}

inline bool holds(const Alternative& a, const base::JsonValue& value) {
  const std::string& text = value.as_string();
  const bool is_text = value.is_string();
  const Number number = value.is_number() ? read_number(value.number_text()) : Number{0, false};
  const auto one_of = [&](auto test) {
    for (const std::string& other : a.texts) {
      if (is_text && test(other)) return true;
    }
    return false;
  };
  const auto equal = [&](const Number& other) { return number.comparable && other.value == number.value; };
  const auto wildcard = [&] {
    for (const Wildcard& w : a.wildcards) {
      if (is_text && glob(w.parts, 0, text)) return true;
    }
    return false;
  };
  const auto same = [&](const std::string& other) { return other == text; };
  const auto same_folded = [&](const std::string& other) { return other == fold_case(text); };
  const auto prefix = [&](const std::string& other) { return base::starts_with(text, other); };
  const auto suffix = [&](const std::string& other) { return base::ends_with(text, other); };
  switch (a.op) {
    case Operator::Null:
      return value.is_null();
    case Operator::True:
      return value.is_bool() && value.as_bool();
    case Operator::False:
      return value.is_bool() && !value.as_bool();
    case Operator::NumberEquals:
      return value.is_number() &&
             (a.numbers[0].comparable ? equal(a.numbers[0]) : value.number_text() == a.texts[0]);
    case Operator::Equals:
      return one_of(same);
    case Operator::Prefix:
      return one_of(prefix);
    case Operator::Suffix:
      return one_of(suffix);
    case Operator::EqualsIgnoreCase:
      return one_of(same_folded);
    case Operator::PrefixIgnoreCase:
      return is_text && base::starts_with(fold_case(text), a.texts[0]);
    case Operator::SuffixIgnoreCase:
      return is_text && base::ends_with(fold_case(text), a.texts[0]);
    case Operator::Wildcard:
      return wildcard();
    case Operator::Numeric:
      if (!number.comparable) return false;
      if (a.range.has_low &&
          (a.range.low_included ? number.value < a.range.low : number.value <= a.range.low))
        return false;
      return !a.range.has_high ||
             (a.range.high_included ? number.value <= a.range.high : number.value < a.range.high);
    case Operator::Cidr: {
      const auto address = is_text ? parse_ip_address(text) : std::nullopt;
      return address && contains(a.cidr, *address);
    }
    case Operator::Exists:
      return true;
    case Operator::NotExists:
      return false;
    case Operator::AnythingBut:
      for (const Number& other : a.numbers) {
        if (equal(other)) return false;
      }
      return !one_of(same);
    case Operator::AnythingButPrefix:
      return !one_of(prefix);
    case Operator::AnythingButSuffix:
      return !one_of(suffix);
    case Operator::AnythingButEqualsIgnoreCase:
      return !one_of(same_folded);
    case Operator::AnythingButWildcard:
      return !wildcard();
  }
  return false;
}

// Every field for every leaf, as long as no two lie in different elements of one array. The leaves of `$or`
// are in conjunctions already. Patterns with {"exists": false} are not for this one.
inline bool naive_match(const Pattern& pattern, const std::vector<uint32_t>& leaves, size_t next,
                        const std::vector<Field>& fields, const std::map<int, size_t>& places) {
  if (next == leaves.size()) return true;
  const Leaf& leaf = pattern.leaves[leaves[next]];
  for (const Field& field : fields) {
    if (field.path != leaf.path) continue;
    std::map<int, size_t> joined = places;
    bool fits = true;
    for (const auto& [array, index] : field.places)
      fits = joined.emplace(array, index).first->second == index && fits;
    if (!fits) continue;
    bool any = false;
    for (const Alternative& alternative : leaf.alternatives) any = any || holds(alternative, *field.value);
    if (any && naive_match(pattern, leaves, next + 1, fields, joined)) return true;
  }
  return false;
}

inline bool naive_match(const Pattern& pattern, const base::JsonValue& event) {
  std::vector<Field> fields;
  int arrays = 0;
  flatten(event, "", {}, arrays, fields);
  for (const std::vector<uint32_t>& leaves : pattern.conjunctions) {
    if (naive_match(pattern, leaves, 0, fields, {})) return true;
  }
  return false;
}

}  // namespace brigade::match::samples
