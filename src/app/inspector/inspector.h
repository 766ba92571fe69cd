// The inspector panel: what the selection is about, in five tabs: its journey, why it went so, its JSON, its
// logs, and the configuration behind it. Reads the session and submits commands; keeps only what is being
// typed.
#pragma once
#include "app/geometry.h"
#include "app/session.h"

namespace brigade::app::inspector {

// Within the window that is being drawn.
void draw(Session& session, const Rect& rect);

}  // namespace brigade::app::inspector
