// The four places where the playground calls JavaScript. Everything else is the page calling exports.
#include "platform/web/page.h"

#include <emscripten.h>

// clang-format off
EM_JS(void, brigade_js_lend_memory, (), {
  Module["bytes"] = function() { return HEAPU8; };
})

EM_JS(void, brigade_js_emit, (const char* text, int size_bytes), {
  Module["onEvent"](text, size_bytes);
})

EM_JS(void, brigade_js_copy, (const char* text, int size_bytes), {
  Module["onCopy"](text, size_bytes);
})

EM_JS(void, brigade_js_caret, (double x_px, double y_px, double line_height_px), {
  Module["onCaret"](x_px, y_px, line_height_px);
})
// clang-format on

namespace brigade::platform {

void lend_memory() { brigade_js_lend_memory(); }

void page_emit(std::string_view event_json) {
  brigade_js_emit(event_json.data(), static_cast<int>(event_json.size()));
}

void page_copy(std::string_view text) { brigade_js_copy(text.data(), static_cast<int>(text.size())); }

void page_caret(float x_px, float y_px, float line_height_px) {
  brigade_js_caret(x_px, y_px, line_height_px);
}

}  // namespace brigade::platform
