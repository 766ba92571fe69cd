// Scenario files: what a run is made from, what it promises, and how it is laid out, as one JSON object.
// Format 1; the schema is assets/schema/scenario.schema.json. Configuration blocks are the services' own
// JSON. Every error has its place in the text. Writing is canonical: a fixed order of members, differences
// from defaults only, and reading what was written gives the same run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engine/plan.h"
#include "engine/simulation.h"
#include "formats/expect.h"

namespace brigade::formats {

// One text in the languages that there are. Empty: not given.
struct LocalText {
  std::string en, fr;

  bool empty() const { return en.empty() && fr.empty(); }
  // In that language, else in the other one.
  const std::string& in(std::string_view language) const {
    if (language == "fr") return fr.empty() ? en : fr;
    return en.empty() ? fr : en;
  }
  friend bool operator==(const LocalText&, const LocalText&) = default;
};

// Where a resource stands on the stage, in the stage's own units.
struct LayoutPlace {
  std::string name;
  int32_t x = 0, y = 0;

  friend bool operator==(const LayoutPlace&, const LayoutPlace&) = default;
};

// What a scenario says beside the plan.
struct ScenarioExtras {
  LocalText title, summary;
  std::vector<Expectation> expect;
  std::vector<LayoutPlace> layout;  // by name
};

struct Scenario {
  engine::Plan plan;
  ScenarioExtras extras;
  std::vector<base::TextRange>
      setup_ranges;  // of plan.setup: where each command's resource stands in the text
};

// Error codes "json" and "scenario".
base::Result<Scenario> read_scenario(std::string_view json);

// Sets the scene; the scenario's plan is used up. Where the engine refuses a resource, the service's code and
// text with the range of that resource.
base::Result<std::unique_ptr<engine::Simulation>> make_simulation(Scenario& scenario,
                                                                  engine::SimulationLimits limits = {});

struct WriteOptions {
  bool bodies = true;  // false: of bodies only size and MD5
  base::JsonStyle style = base::JsonStyle::kIndented;
};
// The scene at step 0, the timeline, and what was done by hand up to the end of the present line.
std::string write_scenario(const engine::Simulation& simulation, const ScenarioExtras& extras,
                           WriteOptions options = {});

// A scenario's text together with the place in it. The hash is that of a run of exactly this text, which
// numbers resources in the order of the text and not in the order in which they were built.
struct Export {
  std::string json;  // compact
  uint32_t step = 0;
  engine::TimeMs time_ms = 0;
  uint32_t rules = engine::kRulesVersion;
  uint64_t journal_hash = 0;  // at that step
};
base::Result<Export> export_scenario(const engine::Simulation& simulation, const ScenarioExtras& extras,
                                     bool bodies);

}  // namespace brigade::formats
