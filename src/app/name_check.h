// What is wrong with a name, while it is typed, in the language in use; empty where nothing is.
// Sources: Amazon S3 User Guide, "General purpose bucket naming rules"; Lambda CreateFunction; SQS
// CreateQueue.
#pragma once
#include <string>
#include <string_view>

#include "engine/types.h"

namespace brigade::app {

std::string name_problem(engine::ResourceKind kind, std::string_view name);

// What a resource is called in layouts and in the names of controls: its name, but buses, rules and topics
// with their kind before it, since they share names with others: "rule/images".
std::string resource_key(engine::ResourceKind kind, std::string_view name);

}  // namespace brigade::app
