// What a scenario promises about its end: how the delivery of a message to a target ends and after how many
// attempts; and whether a run kept it. Made from the journal, so that it holds for whatever journal there is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/simulation.h"

namespace brigade::formats {

// "ends" is a fate's name ("dead-lettered"), or "unmatched" for a message that nothing wanted (then without
// "to"). "to" names where it went: a resource ("default" is a bus), an e-mail address, the resource that an
// ARN names even where there is none. Where one name has several meanings: "function/name", "queue/name",
// "bus/name", "topic/name", or for a target of a rule "rule#target", by the target's id.
inline constexpr std::string_view kUnmatched = "unmatched";

struct Expectation {
  std::string message;  // a command's label, else the object key or the resource it acted on
  std::string to;       // the target's name
  std::string ends;
  std::optional<uint32_t> attempts;    // not said: any number
  base::TextRange range;               // where it stands in the scenario's text
  std::optional<uint32_t> times = {};  // so many deliveries end so; not said: there is one, and it does

  friend bool operator==(const Expectation& a, const Expectation& b) {
    return a.message == b.message && a.to == b.to && a.ends == b.ends && a.attempts == b.attempts &&
           a.times == b.times;
  }
};

struct Outcome {
  bool ok = false;
  std::string
      text;  // "beach.jpg to thumbnail: dead-lettered after 3 attempts", or what was expected and what came
};

// One outcome for each expectation, in order. The simulation stands at its end.
std::vector<Outcome> check(const std::vector<Expectation>& expectations,
                           const engine::Simulation& simulation);

}  // namespace brigade::formats
