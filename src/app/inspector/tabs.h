// The inspector's parts, one source file each; each lays itself out on the cursor within the scrolling area.
#pragma once
#include <string_view>

#include "app/inspector/focus.h"
#include "app/session.h"
#include "app/theme.h"

namespace brigade::app::inspector {

// Event: a message's journey, or what a resource or connection has seen.
void draw_event(Session& session, const Focus& focus);
// The lines of the journey; a click goes to the line's step.
void draw_journey(Session& session, const Focus& focus);
void draw_objects(Session& session, engine::ResourceId bucket);
void draw_consumer(Session& session, engine::ResourceId queue);
void draw_deliveries(Session& session, const Focus& focus);

void draw_why(Session& session, const Focus& focus);
void draw_json(Session& session, const Focus& focus);
void draw_logs(Session& session, const Focus& focus);

void draw_config(Session& session, const Focus& focus);
void draw_bucket_config(Session& session, engine::ResourceId id);
void draw_function_config(Session& session, engine::ResourceId id);
void draw_handler_config(Session& session, engine::ResourceId id);
void draw_queue_config(Session& session, engine::ResourceId id);

// A sentence in place of content: nothing selected, nothing here yet.
void draw_nothing(const char* icon, const char* title_key, const char* text_key);

// The refusal of an edit, shown at the field that made it until the next edit.
struct EditError {
  std::string field, text;
  std::string_view at(std::string_view name) const {
    return name == field ? std::string_view(text) : std::string_view();
  }
};
EditError& edit_error();
// Submits; a refusal goes to the field.
bool commit(Session& session, std::string_view field, engine::Command command);
void note(std::string_view field, const base::Status& status);

Role tone_role(engine::Tone tone);
const char* tone_icon(engine::Tone tone);

}  // namespace brigade::app::inspector
