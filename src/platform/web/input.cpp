// Hands the page's input events to Dear ImGui's event queue.
#include "platform/web/input.h"

#include <cmath>

#include "imgui.h"
#include "imgui_internal.h"
#include "platform/web/keys.h"
#include "platform/web/page.h"

namespace brigade::platform {
namespace {

ImGuiMouseSource mouse_source(Pointer kind) {
  switch (kind) {
    case Pointer::kTouch:
      return ImGuiMouseSource_TouchScreen;
    case Pointer::kPen:
      return ImGuiMouseSource_Pen;
    case Pointer::kMouse:
      break;
  }
  return ImGuiMouseSource_Mouse;
}

const char* clipboard_text(ImGuiContext* context) {
  const auto* input = static_cast<const Input*>(context->PlatformIO.Platform_ClipboardUserData);
  return input->clipboard().c_str();
}

void set_clipboard_text(ImGuiContext* context, const char* utf8) {
  static_cast<Input*>(context->PlatformIO.Platform_ClipboardUserData)->set_clipboard(utf8);
  page_copy(utf8);
}

void place_caret(ImGuiContext*, ImGuiViewport*, ImGuiPlatformImeData* data) {
  page_caret(data->InputPos.x, data->InputPos.y, data->InputLineHeight);
}

// The window under the pointer, or the nearest one around it, that can scroll in this direction.
ImGuiWindow* scrollable_window(bool vertical) {
  ImGuiWindow* window = ImGui::GetCurrentContext()->HoveredWindow;
  while (window != nullptr) {
    const float scroll_max = vertical ? window->ScrollMax.y : window->ScrollMax.x;
    if (scroll_max > 0 && (window->Flags & ImGuiWindowFlags_NoScrollWithMouse) == 0) return window;
    if ((window->Flags & ImGuiWindowFlags_ChildWindow) == 0) return nullptr;
    window = window->ParentWindow;
  }
  return nullptr;
}

}  // namespace

void Input::install() {
  ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  platform.Platform_ClipboardUserData = this;
  platform.Platform_GetClipboardTextFn = clipboard_text;
  platform.Platform_SetClipboardTextFn = set_clipboard_text;
  platform.Platform_SetImeDataFn = place_caret;
}

void Input::pointer_move(Pointer kind, float x_px, float y_px) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(mouse_source(kind));
  io.AddMousePosEvent(x_px, y_px);
}

void Input::pointer_leave() { ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX); }

void Input::pointer_button(Pointer kind, int button, bool down) {
  if (button < 0 || button >= ImGuiMouseButton_COUNT) return;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(mouse_source(kind));
  io.AddMouseButtonEvent(button, down);
}

void Input::wheel(float dx, float dy, unsigned modifier_bits) {
  modifiers(modifier_bits);
  ImGui::GetIO().AddMouseWheelEvent(dx, dy);
}

bool Input::touch_can_scroll(bool vertical) const {
  return ImGui::GetCurrentContext()->ActiveId == 0 && scrollable_window(vertical) != nullptr;
}

void Input::touch_scroll(float dx_px, float dy_px) {
  if (ImGuiWindow* window = scrollable_window(true); window != nullptr && dy_px != 0) {
    ImGui::SetScrollY(window, window->Scroll.y - dy_px);
  }
  if (ImGuiWindow* window = scrollable_window(false); window != nullptr && dx_px != 0) {
    ImGui::SetScrollX(window, window->Scroll.x - dx_px);
  }
}

void Input::modifiers(unsigned bits) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, (bits & kModifierCtrl) != 0);
  io.AddKeyEvent(ImGuiMod_Shift, (bits & kModifierShift) != 0);
  io.AddKeyEvent(ImGuiMod_Alt, (bits & kModifierAlt) != 0);
  io.AddKeyEvent(ImGuiMod_Super, (bits & kModifierSuper) != 0);
}

bool Input::key(std::string_view code, std::string_view name, bool down) {
  const ImGuiKey found = imgui_key(code, name);
  if (found == ImGuiKey_None) return false;
  ImGui::GetIO().AddKeyEvent(found, down);
  return true;
}

void Input::text(const char* utf8) { ImGui::GetIO().AddInputCharactersUTF8(utf8); }

void Input::paste(std::string_view utf8) {
  set_clipboard(utf8);
  ImGuiIO& io = ImGui::GetIO();
  if (!io.WantTextInput) return;
  // As if typed: replaces the selection, filters, and is one undo. Swapped back by Dear ImGui on a Mac.
  const ImGuiKey shortcut = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
  io.AddKeyEvent(shortcut, true);
  io.AddKeyEvent(ImGuiKey_V, true);
  io.AddKeyEvent(ImGuiKey_V, false);
  io.AddKeyEvent(shortcut, false);
}

void Input::focus(bool focused) { ImGui::GetIO().AddFocusEvent(focused); }

}  // namespace brigade::platform
