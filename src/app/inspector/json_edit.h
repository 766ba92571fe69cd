// A configuration as JSON that can be edited: the members of one command, without the resource that it is
// for. What is wrong is said below the text, with line and column; a refusal of the service in its own words.
#pragma once
#include <string>
#include <string_view>

#include "app/session.h"
#include "base/json.h"

namespace brigade::app::inspector {

// What is being typed, and of which version of which configuration.
struct JsonEdit {
  engine::ResourceId id;
  uint32_t version = engine::kNone;
  std::string text;
  // True where the text has to be made anew, since the configuration is another one.
  bool is_stale(engine::ResourceId resource, uint32_t configuration);
};

// `command` as "sqs:SetQueueAttributes", `member` as "queue": the command's name and how it names its
// resource. True where the configuration is another one now.
bool draw_json_edit(Session& session, JsonEdit& edit, const char* field, std::string_view command,
                    std::string_view member, float height);

// "Form" beside "JSON"; `as_json` is what is chosen.
bool draw_view_switch(const char* name, bool as_json);

}  // namespace brigade::app::inspector
