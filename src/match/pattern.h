// An event pattern as it stands after reading: what every front end (EventBridge rules, SNS filter policies,
// event source mappings, Pipes) produces, and what everything else (match, explain, RuleSet) works from.
// Plain data. Rules: "Amazon EventBridge event patterns" and "comparison operators" of the user guide, and
// the behaviour of the engine that the service publishes where the two differ.
//
// A pattern is a tree of objects whose leaves are arrays of alternatives. For matching it is flat: a leaf is
// named by its path, the names joined by dots, so that {"a.b":[1]} and {"a":{"b":[1]}} are the same. Every
// `$or` is multiplied out: the pattern matches where all leaves of any one conjunction do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brigade::match {

using base::TextRange;

// A number of a pattern or an event, compared by value: 300, 300.0 and 3.0e2 are the same. A number that no
// double holds exactly as written (12345678901234567890) is not comparable: it equals no other spelling.
struct Number {
  double value = 0;
  bool comparable = true;
};

// The literal parts between the stars, escapes resolved: "a*b" is {"a", "b"}, "*" is {"", ""}, "a" is {"a"}.
struct Wildcard {
  std::vector<std::string> parts;
};

struct NumericRange {
  double low = 0, high = 0;
  bool has_low = false, has_high = false;
  bool low_included = false, high_included = false;
};

// An address block; IPv4 uses the first four bytes. Host bits are zero.
struct CidrBlock {
  uint8_t bytes[16] = {};
  uint8_t bits = 0;  // of the mask
  bool is_v6 = false;
};

enum class Operator : uint8_t {
  Null,
  True,
  False,
  NumberEquals,      // numbers[0]; texts[0] where that is not comparable: equal to the same spelling alone
  Equals,            // texts[0]
  Prefix,            // texts[0]
  Suffix,            // texts[0]
  EqualsIgnoreCase,  // texts[0], folded (fold_case)
  PrefixIgnoreCase,  // texts[0], folded
  SuffixIgnoreCase,  // texts[0], folded
  Wildcard,          // wildcards[0]
  Numeric,           // range; `=` is a range with both ends included
  Cidr,              // cidr; texts[0] as written. Also a literal IPv6 address, with all 128 bits
  Exists,
  NotExists,  // of fields in arrays: see match.h for what can be reached
  // None of the list: true for an element that is none of these, of any type but object and array.
  AnythingBut,                  // texts or numbers
  AnythingButPrefix,            // texts
  AnythingButSuffix,            // texts
  AnythingButEqualsIgnoreCase,  // texts, folded
  AnythingButWildcard,          // wildcards
};

// One element of a leaf's array.
struct Alternative {
  Operator op = Operator::Null;
  std::vector<std::string> texts;
  std::vector<Number> numbers;
  std::vector<Wildcard> wildcards;
  NumericRange range;
  CidrBlock cidr;
  TextRange place;  // in the pattern's text
};

struct Leaf {
  std::string path;  // names joined by dots
  std::vector<Alternative> alternatives;
  TextRange name_place;   // of its last name, quotes included
  TextRange value_place;  // of the array
};

// The tree as it was written, for explanations.
struct PatternNode {
  enum class Kind : uint8_t { Object, Leaf, Or };
  Kind kind = Kind::Object;
  std::string name;  // the member's name; empty for the root and for a branch of `$or`
  std::vector<uint32_t>
      children;       // Object: members that count; Or: the branches. Indices into Pattern::nodes
  uint32_t leaf = 0;  // Leaf: index into Pattern::leaves
  TextRange name_place, value_place;
};

struct Pattern {
  std::vector<Leaf> leaves;                         // in reading order
  std::vector<std::vector<uint32_t>> conjunctions;  // leaves that must all match; by path; no path twice
  std::vector<PatternNode> nodes;                   // nodes[0] is the root
};

}  // namespace brigade::match
