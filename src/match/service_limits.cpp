// The service's own checks, see service_limits.h.
#include "match/service_limits.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "match/json_tokens.h"

namespace brigade::match {
namespace {

constexpr std::string_view kTooComplex =
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after "
    "a "
    "wildcard character";

// All wildcards in one row of steps: a step takes one byte; where a star stands before it, it can also be
// waited for.
struct Steps {
  struct Step {
    char byte = 0;
    bool after_star = false;
    bool ends = false;  // no step: past the end of a wildcard; a star may stand here too
  };
  std::vector<Step> steps;
  std::vector<uint32_t> starts;
};

Steps make_steps(const std::vector<const Wildcard*>& wildcards) {
  Steps out;
  for (const Wildcard* wildcard : wildcards) {
    out.starts.push_back(static_cast<uint32_t>(out.steps.size()));
    for (size_t part = 0; part < wildcard->parts.size(); part++) {
      bool after_star = part > 0;
      const bool last = part + 1 == wildcard->parts.size();
      const std::string text = wildcard->parts[part] + (last ? "\"" : "");  // the closing quote is a step too
      for (const char c : text) {
        out.steps.push_back({c, after_star, false});
        after_star = false;
      }
    }
    out.steps.push_back({0, false, true});
  }
  return out;
}

// Where a reader can stand: at a step, having just taken the one before, or waiting at its star.
using Places = std::vector<uint32_t>;  // 2 × step, + 1 where it waits; sorted

void add_place(const Steps& steps, uint32_t step, Places& out) {
  out.push_back(2 * step);
  if (steps.steps[step].after_star) out.push_back(2 * step + 1);
}

Places after_byte(const Steps& steps, const Places& places, char byte, bool any_other) {
  Places out;
  for (const uint32_t place : places) {
    const Steps::Step& step = steps.steps[place / 2];
    if (place % 2 == 1) out.push_back(place);
    if (!any_other && !step.ends && step.byte == byte) add_place(steps, place / 2 + 1, out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

uint32_t wildcard_complexity(const std::vector<const Wildcard*>& wildcards, uint32_t limit) {
  constexpr size_t kMostStates = 20'000;  // past that, it is more than the limit
  const Steps steps = make_steps(wildcards);
  std::set<Places> seen;
  std::vector<Places> open(1);
  for (const uint32_t start : steps.starts) add_place(steps, start, open[0]);
  std::sort(open[0].begin(), open[0].end());
  uint32_t most = 0;
  while (!open.empty()) {
    const Places places = std::move(open.back());
    open.pop_back();
    std::string bytes;
    for (const uint32_t place : places) {
      const Steps::Step& step = steps.steps[place / 2];
      if (!step.ends && bytes.find(step.byte) == std::string::npos) bytes += step.byte;
    }
    for (size_t i = 0; i <= bytes.size(); i++) {
      const bool other = i == bytes.size();
      Places next = after_byte(steps, places, other ? '\0' : bytes[i], other);
      most = std::max(most, static_cast<uint32_t>(next.size()));
      if (most > limit || seen.size() > kMostStates) return limit + 1;
      if (!next.empty() && seen.insert(next).second) open.push_back(std::move(next));
    }
  }
  return most;
}

base::Status check_service_limits(const Pattern& pattern, std::string_view text) {
  const auto refuse = [](std::string_view reason, TextRange place) {
    return base::fail("InvalidEventPatternException",
                      "Event pattern is not valid. Reason: " + std::string(reason), place);
  };
  if (base::code_point_count(text) > kServicePatternCharacters) {
    return refuse("Event pattern is longer than 2048 characters", {0, static_cast<uint32_t>(text.size())});
  }
  for (const Leaf& leaf : pattern.leaves) {
    std::vector<const Wildcard*> wildcards;
    for (const Alternative& alternative : leaf.alternatives) {
      if (alternative.op == Operator::Wildcard) wildcards.push_back(&alternative.wildcards[0]);
    }
    if (wildcards.empty()) continue;
    if (wildcard_complexity(wildcards, kServiceWildcardComplexity) > kServiceWildcardComplexity) {
      return refuse(kTooComplex, leaf.value_place);
    }
  }
  return {};
}

base::Status check_service_event(std::string_view event) {
  const auto members = read_members(event);
  if (members) {
    constexpr std::string_view kNeeded[] = {"id", "account", "source", "time", "region", "detail-type"};
    const bool complete = std::all_of(std::begin(kNeeded), std::end(kNeeded), [&](std::string_view name) {
      return std::any_of(members->begin(), members->end(),
                         [&](const JsonMemberText& member) { return member.name == name; });
    });
    if (complete) return {};
  }
  return base::fail("ValidationException", "Parameter Event is not valid.");
}

}  // namespace brigade::match
