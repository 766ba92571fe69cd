// The resources of a scenario file, made into the commands that set the scene.
#pragma once

#include "base/json.h"
#include "formats/fields.h"
#include "formats/scenario.h"

namespace brigade::formats {

// Fills in scenario.plan.setup and scenario.setup_ranges. Resources may name each other in any order.
void read_resources(Problem& problem, const base::JsonValue& resources, Scenario& scenario);

}  // namespace brigade::formats
