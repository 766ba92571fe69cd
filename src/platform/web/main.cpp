// The functions that the page calls: start, frames, input, files, fonts, and one JSON request at a time.
// Only converts between the page's pointers and numbers and the app; web/src/module.ts is the other side.
// Texts come as pointer and size in memory from brigade_alloc, which the page frees again.
#include <emscripten.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/app.h"
#include "base/md5.h"
#include "imgui.h"
#include "platform/web/canvas.h"
#include "platform/web/input.h"
#include "platform/web/page.h"

namespace brigade::platform {
namespace {

class PageHost final : public app::Host {
 public:
  void emit(std::string_view event_json) override { page_emit(event_json); }
  void copy_text(std::string_view text) override { page_copy(text); }
  double now_ms() override { return emscripten_get_now(); }
};

// Everything that lives as long as the page.
struct Playground {
  PageHost host;
  Canvas canvas;
  Input input;
  std::unique_ptr<app::App> app;
  std::vector<std::string> fonts;  // the app reads them through views
  std::string answer;
  base::Md5 md5;
  double frames_drawn = 0;
};

Playground& playground() {
  static Playground* const the_one = new Playground;  // never destroyed: the page is never left
  return *the_one;
}

std::string_view view(const char* text, int size_bytes) {
  return {text, static_cast<std::size_t>(size_bytes)};
}

}  // namespace
}  // namespace brigade::platform

using brigade::platform::Playground;
using brigade::platform::playground;
using brigade::platform::Pointer;
using brigade::platform::view;

extern "C" {

EMSCRIPTEN_KEEPALIVE void* brigade_alloc(int size_bytes) {
  return std::malloc(static_cast<std::size_t>(size_bytes));
}

EMSCRIPTEN_KEEPALIVE void brigade_free(void* memory) { std::free(memory); }

// 1: the playground stands; 0: it stands, but draws nothing, since this browser gives no WebGL 2.
EMSCRIPTEN_KEEPALIVE int brigade_start(int is_mac) {
  Playground& all = playground();
  const bool draws = all.canvas.open("#playground", is_mac != 0);
  all.input.install();
  all.app = std::make_unique<brigade::app::App>(all.host);
  all.fonts.reserve(brigade::app::kFontKinds);
  return draws ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void brigade_add_font(int kind, const char* bytes, int size_bytes) {
  Playground& all = playground();
  if (kind < 0 || kind >= brigade::app::kFontKinds || all.fonts.size() == all.fonts.capacity()) return;
  all.fonts.emplace_back(view(bytes, size_bytes));
  all.app->add_font(static_cast<brigade::app::FontKind>(kind), all.fonts.back());
}

EMSCRIPTEN_KEEPALIVE void brigade_resize(double width_px, double height_px, double pixel_ratio,
                                         int width_device_px, int height_device_px, double safe_bottom_px) {
  Playground& all = playground();
  const auto width = static_cast<float>(width_px);
  const auto height = static_cast<float>(height_px);
  const auto ratio = static_cast<float>(pixel_ratio);
  all.canvas.resize(width, height, ratio, width_device_px, height_device_px);
  all.app->set_viewport(width, height, ratio, static_cast<float>(safe_bottom_px));
}

EMSCRIPTEN_KEEPALIVE void brigade_context_lost() { playground().canvas.context_lost(); }
EMSCRIPTEN_KEEPALIVE void brigade_context_restored() { playground().canvas.context_restored(); }

// Something changed outside of a frame: hover, focus and layout need a few frames to settle.
EMSCRIPTEN_KEEPALIVE void brigade_changed() { playground().canvas.keep_settling(); }

// 1: draw another frame; 0: nothing moves.
EMSCRIPTEN_KEEPALIVE int brigade_frame(double wall_ms) {
  Playground& all = playground();
  all.frames_drawn += 1;
  return all.canvas.draw(*all.app, wall_ms) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE double brigade_frames() { return playground().frames_drawn; }
// What the last frame spent on WebGL's calls: the rest of its time is the playground's own.
EMSCRIPTEN_KEEPALIVE double brigade_graphics_ms() { return playground().canvas.graphics_ms(); }
EMSCRIPTEN_KEEPALIVE int brigade_input_waits() { return playground().canvas.input_waits() ? 1 : 0; }
EMSCRIPTEN_KEEPALIVE double brigade_wake_after_ms() { return playground().app->wake_after_ms(); }
EMSCRIPTEN_KEEPALIVE int brigade_cursor() { return ImGui::GetMouseCursor(); }
EMSCRIPTEN_KEEPALIVE int brigade_wants_text() { return ImGui::GetIO().WantTextInput ? 1 : 0; }

EMSCRIPTEN_KEEPALIVE void brigade_pointer_move(int kind, double x_px, double y_px) {
  playground().input.pointer_move(static_cast<Pointer>(kind), static_cast<float>(x_px),
                                  static_cast<float>(y_px));
}

EMSCRIPTEN_KEEPALIVE void brigade_pointer_leave() { playground().input.pointer_leave(); }

EMSCRIPTEN_KEEPALIVE void brigade_pointer_button(int kind, int button, int down) {
  playground().input.pointer_button(static_cast<Pointer>(kind), button, down != 0);
}

EMSCRIPTEN_KEEPALIVE void brigade_wheel(double dx, double dy, int modifiers) {
  playground().input.wheel(static_cast<float>(dx), static_cast<float>(dy), static_cast<unsigned>(modifiers));
}

EMSCRIPTEN_KEEPALIVE int brigade_touch_can_scroll(int vertical) {
  return playground().input.touch_can_scroll(vertical != 0) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void brigade_touch_scroll(double dx_px, double dy_px) {
  playground().input.touch_scroll(static_cast<float>(dx_px), static_cast<float>(dy_px));
}

EMSCRIPTEN_KEEPALIVE void brigade_modifiers(int bits) {
  playground().input.modifiers(static_cast<unsigned>(bits));
}

EMSCRIPTEN_KEEPALIVE int brigade_key(const char* code, int code_size, const char* key, int key_size,
                                     int down) {
  return playground().input.key(view(code, code_size), view(key, key_size), down != 0) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void brigade_text(const char* utf8, int size_bytes) {
  playground().input.text(std::string(view(utf8, size_bytes)).c_str());
}

EMSCRIPTEN_KEEPALIVE void brigade_paste(const char* utf8, int size_bytes) {
  playground().input.paste(view(utf8, size_bytes));
}

EMSCRIPTEN_KEEPALIVE void brigade_focus(int focused) { playground().input.focus(focused != 0); }

// The answer stays where the pointer says until the next request; its size comes from brigade_answer_size.
EMSCRIPTEN_KEEPALIVE const char* brigade_request(const char* json, int size_bytes) {
  Playground& all = playground();
  all.answer = all.app->request(view(json, size_bytes));
  return all.answer.data();
}

EMSCRIPTEN_KEEPALIVE int brigade_answer_size() { return static_cast<int>(playground().answer.size()); }

// One file at a time: begin, add its slices, end (32 hexadecimal digits, valid until the next request).
EMSCRIPTEN_KEEPALIVE void brigade_md5_begin() { playground().md5 = brigade::base::Md5{}; }

EMSCRIPTEN_KEEPALIVE void brigade_md5_add(const char* bytes, int size_bytes) {
  playground().md5.update(view(bytes, size_bytes));
}

EMSCRIPTEN_KEEPALIVE const char* brigade_md5_end() {
  Playground& all = playground();
  all.answer = brigade::base::hex(all.md5.finish());
  return all.answer.data();
}

EMSCRIPTEN_KEEPALIVE void brigade_file(const char* name, int name_size, const char* bytes, int bytes_size,
                                       double size_bytes, const char* md5_hex, int md5_size, double x_px,
                                       double y_px) {
  playground().app->drop_file(view(name, name_size), view(bytes, bytes_size),
                              static_cast<std::uint64_t>(size_bytes), view(md5_hex, md5_size),
                              static_cast<float>(x_px), static_cast<float>(y_px));
}

}  // extern "C"

int main() {
  brigade::platform::lend_memory();
  return 0;
}
