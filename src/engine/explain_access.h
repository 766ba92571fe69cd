// What a record about a denied or granted permission asked for, and the statements held against it.
#pragma once
#include <optional>
#include <vector>

#include "engine/explain.h"
#include "engine/services/iam.h"

namespace brigade::engine {

// Of PermissionDenied and PermissionGranted, and of whatever was refused for lack of a permission.
std::optional<iam::AccessRequest> asked_at(const Simulation& simulation, const Record& record);
// Statement by statement; the elements follow their statement.
std::vector<Check> access_checks(const World& world, const History& history,
                                 const iam::AccessRequest& request);
// The command that writes the missing statement where it belongs; nothing where nothing is missing any more,
// or where a deny stands in the way.
std::optional<Command> grant_for(const Simulation& simulation, uint32_t record);

}  // namespace brigade::engine
