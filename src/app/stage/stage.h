// The stage panel: draws the scene, moves tokens, and turns clicks, drags and wires into selections and
// commands. One stage exists; its view (pan, zoom) is not part of the scenario.
#pragma once
#include <string>

#include "app/geometry.h"
#include "app/session.h"

namespace brigade::app::stage {

// Within the window that is being drawn. Asks for another frame (ui::keep_moving) while something moves.
void draw(Session& session, const Rect& rect);

// The bucket that files dropped at this point of the canvas go to: the one below it, else the only one there
// is; empty where that is not clear.
std::string bucket_at(const Session& session, float x, float y);

// Shows all of the scenario again with the next frame.
void fit_view();

}  // namespace brigade::app::stage
