// Input as the page delivers it, handed to Dear ImGui: pointer, wheel, touch scrolling, keys, text, paste,
// focus. Positions are CSS pixels from the canvas's top left corner. The page decides what the browser keeps.
#pragma once

#include <string>
#include <string_view>

namespace brigade::platform {

enum class Pointer : int { kMouse = 0, kTouch = 1, kPen = 2 };

// Modifier bits, as the page packs them.
inline constexpr unsigned kModifierCtrl = 1;
inline constexpr unsigned kModifierShift = 2;
inline constexpr unsigned kModifierAlt = 4;
inline constexpr unsigned kModifierSuper = 8;

class Input {
 public:
  void install();  // once, after Dear ImGui's context exists: clipboard and the place of the caret

  void pointer_move(Pointer kind, float x_px, float y_px);
  void pointer_leave();
  void pointer_button(Pointer kind, int button, bool down);  // 0 left, 1 right, 2 middle
  void wheel(float dx, float dy, unsigned modifiers);        // in notches, up and left positive

  // A finger drags over a window that can scroll: true where the drag should scroll it.
  bool touch_can_scroll(bool vertical) const;
  void touch_scroll(float dx_px, float dy_px);

  void modifiers(unsigned bits);
  // The DOM's KeyboardEvent.code and .key; false where the key means nothing here.
  bool key(std::string_view code, std::string_view key, bool down);
  void text(const char* utf8);
  void paste(std::string_view utf8);
  void focus(bool focused);

  const std::string& clipboard() const { return clipboard_; }
  void set_clipboard(std::string_view utf8) { clipboard_.assign(utf8); }

 private:
  std::string clipboard_;  // what Dear ImGui pastes: the last text that the page or the app handed over
};

}  // namespace brigade::platform
