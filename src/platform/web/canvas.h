// The canvas: one WebGL 2 context, one Dear ImGui context, and the drawing of a frame.
// It decides nothing about when to draw; the page asks for a frame when something has changed.
// Sizes are CSS pixels; pixel_ratio is device pixels per CSS pixel.
#pragma once

namespace brigade::app {
class App;
}

namespace brigade::platform {

class Canvas {
 public:
  // False where the browser gives no WebGL 2: then it draws nothing, and the app runs all the same.
  bool open(const char* selector, bool is_mac);

  void resize(float width_px, float height_px, float pixel_ratio, int width_device_px, int height_device_px);

  // Lost: everything on the graphics card is gone. Restored: it is made again from the next frame on.
  void context_lost();
  void context_restored();

  // True: call again in the next animation frame, because something moves or input is still waiting.
  bool draw(app::App& app, double wall_ms);

  // Dear ImGui takes a press and its release in different frames: the rest waits for the next one.
  bool input_waits() const;

  // Milliseconds that the last draw() spent on WebGL's calls.
  double graphics_ms() const { return graphics_ms_; }

  // Frames still needed after the last input until hover, focus and layout have settled.
  void keep_settling() { settle_frames_ = kSettleFrames; }

 private:
  static constexpr int kSettleFrames = 3;

  bool pictures_ = false;  // there is a WebGL 2 context, or was one before it was lost
  bool lost_ = false;
  double last_wall_ms_ = -1;
  double graphics_ms_ = 0;
  int settle_frames_ = kSettleFrames;
  int width_device_px_ = 0;
  int height_device_px_ = 0;
};

}  // namespace brigade::platform
