// Reads the text of an event pattern. The first fault in reading order is reported in the service's own
// words, with its place; only what is wrong with the JSON itself is told in ours. Reading agrees with the
// engine that the service publishes: a path that is named twice keeps its last array, what follows the
// closing brace is not looked at, `$or` is multiplied out. Source: "Amazon EventBridge event patterns" of the
// user guide, recorded errors of the service.
#pragma once

#include <string>
#include <string_view>

#include "match/pattern.h"

namespace brigade::match {

inline constexpr uint32_t kMaxPatternBytes = 1024 * 1024;
inline constexpr uint32_t kMaxPatternDepth = 500;            // arrays and objects inside each other
inline constexpr uint32_t kMaxConjunctions = 1000;           // of all `$or` multiplied out
inline constexpr uint32_t kMaxConjunctionLeaves = 500'000;   // in all conjunctions together
inline constexpr uint32_t kMaxPathBytes = 16 * 1024 * 1024;  // of all paths together

// The operators that a service may leave out, as bits.
enum OperatorBit : uint32_t {
  kAllowPrefixIgnoreCase = 1 << 0,
  kAllowSuffixIgnoreCase = 1 << 1,
  kAllowWildcard = 1 << 2,
  kAllowExactly = 1 << 3,
  kAllowAnythingButPrefix = 1 << 4,
  kAllowAnythingButSuffix = 1 << 5,
  kAllowAnythingButIgnoreCase = 1 << 6,
  kAllowAnythingButWildcard = 1 << 7,
  kAllowSuffix = 1 << 8,
  kAllowOr = 1 << 9,
  kAllowAll = (1 << 10) - 1,
};

// How a service differs from EventBridge in what it takes and in how it says no.
struct PatternDialect {
  std::string_view error_code = "InvalidEventPatternException";
  std::string_view error_start = "Event pattern is not valid. Reason: ";
  std::string_view json_start;  // after error_start, where the text is not JSON
  uint32_t operators = kAllowAll;
  bool allows_empty = false;  // {}: matches everything
};

base::Result<Pattern> read_event_pattern(std::string_view text);
base::Result<Pattern> read_pattern(std::string_view text, const PatternDialect& dialect);

}  // namespace brigade::match
