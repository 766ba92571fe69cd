// The fields of a notification: events, prefix, suffix, id; for the stage's popover and the inspector's list.
#pragma once
#include <string_view>

#include "app/stage/wiring.h"

namespace brigade::app::stage {

// `name` is the stem of the fields' names; the error stands below the last field.
void notification_fields(NotificationDraft& draft, std::string_view name, std::string_view error);

}  // namespace brigade::app::stage
