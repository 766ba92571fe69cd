// What the inspector talks about, worked out once for each change of selection, step or scenario: the message
// and its journey, the record that decided at the present step, the resource behind it.
#pragma once
#include <string>
#include <vector>

#include "app/session.h"
#include "engine/explain.h"

namespace brigade::app::inspector {

struct Focus {
  engine::ResourceId resource;  // selected, or where the selected delivery or connection leads; may be none
  uint32_t message = engine::kNone;   // number
  uint32_t delivery = engine::kNone;  // number
  std::string title;                  // of the message, else of the resource
  std::vector<engine::Line> journey;  // of the message, known future included
  // Records at or before the present step that decided something, the most telling first; why() explains
  // each.
  std::vector<uint32_t> decisions;
  size_t telling = 0;  // how many of these are worth a choice
  bool is_resource = false, is_message = false, is_connection = false;
};

// The focus of this frame; made anew only where something changed.
const Focus& focus_of(const Session& session);

bool alive(const Session& session, engine::ResourceId id);
std::string arn_of(const Session& session, engine::ResourceId id);
std::string name_of(const Session& session, engine::ResourceId id);
engine::ResourceKind kind_of(const Session& session, engine::ResourceId id);

}  // namespace brigade::app::inspector
