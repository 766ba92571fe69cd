// Versions of the scenario format. A version never changes its meaning: older ones are read through pure
// migrations, one version at a time, and a newer one is refused with a sentence that says so.
#pragma once

#include <cstdint>

#include "formats/fields.h"

namespace brigade::formats {

inline constexpr uint32_t kScenarioVersion = 1;

// Looks at "brigade" and brings the document to kScenarioVersion. Version 1 is the first, so there is nothing
// to migrate yet.
void migrate(Problem& problem, base::JsonValue& document);

}  // namespace brigade::formats
