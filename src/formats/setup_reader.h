// The resources of a scenario file, made into the commands that set the scene.
#pragma once

#include <string_view>

#include "base/json.h"
#include "formats/fields.h"
#include "formats/scenario.h"

namespace brigade::formats {

// Fills in scenario.plan.setup and scenario.setup_ranges. Resources may name each other in any order. `text`
// is what `resources` was read from.
void read_resources(Problem& problem, const base::JsonValue& resources, std::string_view text,
                    Scenario& scenario);

}  // namespace brigade::formats
