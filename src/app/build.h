// What can be built, and the command that makes the first, useful version of each kind of resource. Shared by
// the build panel and the page's HTML view.
#pragma once
#include <span>
#include <string>

#include "app/session.h"

namespace brigade::app {

struct Builder {
  engine::ResourceKind kind;
  const char* name;      // of its control
  const char* text_key;  // "build.bucket"
  const char* example;   // of a name
};
std::span<const Builder> builders();

// Makes it and selects it. What is missing for it, or the service's refusal, comes back.
base::Status build_resource(Session& session, engine::ResourceKind kind, const std::string& name);

}  // namespace brigade::app
