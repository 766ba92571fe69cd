// Draws a scene's shapes on Dear ImGui's draw list, and measures texts with its fonts.
#pragma once
#include "app/stage/scene.h"

struct ImDrawList;

namespace brigade::app::stage {

// From the scene to the screen: at = scene * scale + offset.
struct View {
  float scale = 1;
  Point offset;
  Point to_screen(Point p) const { return p * scale + offset; }
  Point to_scene(Point p) const { return (p - offset) * (1 / scale); }
  Rect to_screen(const Box& box) const {
    const Point low = to_screen(Point{box.x0, box.y0});
    return {low.x, low.y, box.width() * scale, box.height() * scale};
  }
};

void draw_scene(ImDrawList* list, const Scene& scene, const View& view, const Rect& clip);
// The dots behind everything, which move with the view.
void draw_grid(ImDrawList* list, const View& view, const Rect& clip);

class FontMeasure final : public Measure {
 public:
  float width(Face face, float size_px, std::string_view text) const override;
};

}  // namespace brigade::app::stage
