// The canvas on Emscripten's html5.h and Dear ImGui's OpenGL 3 backend, which speaks WebGL 2.
// No window library: the page delivers input and sizes, this file owns the two contexts.
#include "platform/web/canvas.h"

#include <GLES3/gl3.h>
#include <emscripten/html5.h>

#include <algorithm>

#include "app/app.h"
#include "backends/imgui_impl_opengl3.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace brigade::platform {
namespace {

constexpr const char* kShaderVersion = "#version 300 es";
constexpr double kLongestDelta_s = 3600.0;
constexpr double kShortestDelta_s = 0.0001;

bool create_webgl(const char* selector) {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.alpha = false;
  attributes.depth = false;
  attributes.stencil = false;
  attributes.antialias = false;
  attributes.majorVersion = 2;
  attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_LOW_POWER;
  const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context = emscripten_webgl_create_context(selector, &attributes);
  return context > 0 && emscripten_webgl_make_context_current(context) == EMSCRIPTEN_RESULT_SUCCESS;
}

}  // namespace

bool Canvas::open(const char* selector, bool is_mac) {
  pictures_ = create_webgl(selector);
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendPlatformName = "brigade_web";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  io.ConfigMacOSXBehaviors = is_mac;
  io.ConfigInputTextCursorBlink = false;  // a blinking caret would draw frames for ever
  pictures_ = pictures_ && ImGui_ImplOpenGL3_Init(kShaderVersion);
  return pictures_;
}

void Canvas::resize(float width_px, float height_px, float pixel_ratio, int width_device_px,
                    int height_device_px) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(width_px, height_px);
  io.DisplayFramebufferScale = ImVec2(pixel_ratio, pixel_ratio);
  width_device_px_ = width_device_px;
  height_device_px_ = height_device_px;
  keep_settling();
}

void Canvas::context_lost() { lost_ = true; }

void Canvas::context_restored() {
  if (!pictures_) return;
  ImGui_ImplOpenGL3_Shutdown();
  lost_ = !ImGui_ImplOpenGL3_Init(kShaderVersion);
  keep_settling();
}

bool Canvas::draw(app::App& app, double wall_ms) {
  if (!pictures_) return app.run(wall_ms);
  if (lost_) return false;
  ImGuiIO& io = ImGui::GetIO();
  // The time since the last frame is the real one even after a long rest: double clicks depend on it.
  const double delta_s = last_wall_ms_ < 0 ? 1.0 / 60 : (wall_ms - last_wall_ms_) / 1000;
  io.DeltaTime = static_cast<float>(std::clamp(delta_s, kShortestDelta_s, kLongestDelta_s));
  last_wall_ms_ = wall_ms;

  const double began_ms = emscripten_get_now();
  ImGui_ImplOpenGL3_NewFrame();
  graphics_ms_ = emscripten_get_now() - began_ms;
  ImGui::NewFrame();
  // Dear ImGui does this for a font that is pushed; text put straight into a draw list needs it as well.
  for (ImFont* font : io.Fonts->Fonts) font->CurrentRasterizerDensity = io.DisplayFramebufferScale.x;
  const bool moving = app.frame(wall_ms);
  ImGui::Render();
  const double built_ms = emscripten_get_now();
  glViewport(0, 0, width_device_px_, height_device_px_);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  graphics_ms_ += emscripten_get_now() - built_ms;

  if (settle_frames_ > 0) --settle_frames_;
  return moving || input_waits() || settle_frames_ > 0;
}

bool Canvas::input_waits() const {
  return pictures_ && !lost_ && !ImGui::GetCurrentContext()->InputEventsQueue.empty();
}

}  // namespace brigade::platform
