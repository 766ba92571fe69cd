// What the page does for the playground: takes events, the clipboard's text and the place of the caret.
// The page installs the three functions on the module object (see web/src/module.ts) before it starts the
// app.
#pragma once

#include <string_view>

namespace brigade::platform {

// Gives the page a view of the memory, so that texts cross without copies on this side.
void lend_memory();

void page_emit(std::string_view event_json);
void page_copy(std::string_view text);
void page_caret(float x_px, float y_px, float line_height_px);

}  // namespace brigade::platform
