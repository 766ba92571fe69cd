// Rectangles and points of the canvas in CSS pixels. Plain data, so that scenes can be built without Dear
// ImGui. Origin at the top left, y downwards.
#pragma once

namespace brigade::app {

struct Point {
  float x = 0, y = 0;
};

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  bool contains(float px, float py) const { return px >= x && py >= y && px < right() && py < bottom(); }
  Rect inset(float by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
};

}  // namespace brigade::app
