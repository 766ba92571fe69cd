// The one place of the stage that turns shapes into triangles. Shapes outside of the clip rectangle cost
// nothing.
#include "app/stage/draw_scene.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/widgets_internal.h"

namespace brigade::app::stage {
namespace {

uint32_t rgba(const Ink& ink) {
  const uint32_t base = ink.kind == Ink::Kind::Token ? token_color(ink.hue) : color(ink.role);
  return with_alpha(base, ink.alpha);
}

ImVec2 vec(Point p) { return {p.x, p.y}; }

ui::Face ui_face(Face face) {
  return face == Face::Mono       ? ui::Face::kMono
         : face == Face::Semibold ? ui::Face::kSemibold
                                  : ui::Face::kText;
}

bool outside(const Rect& r, const Rect& clip) {
  return r.right() < clip.x || r.bottom() < clip.y || r.x > clip.right() || r.y > clip.bottom();
}

// A line of points in dashes; the pieces start anew with the line.
void stroke_dashed(ImDrawList* list, const std::vector<Point>& points, uint32_t ink, float width,
                   float dash) {
  bool on = true;
  float left = dash;
  for (size_t i = 1; i < points.size(); ++i) {
    Point a = points[i - 1];
    const Point b = points[i];
    float length = std::hypot(b.x - a.x, b.y - a.y);
    while (length > 0.01f) {
      const float piece = std::min(left, length);
      const Point c = a + (b - a) * (piece / length);
      if (on) list->AddLine(vec(a), vec(c), ink, width);
      left -= piece;
      length -= piece;
      a = c;
      if (left <= 0.01f) {
        on = !on;
        left = on ? dash : dash * 0.8f;
      }
    }
  }
}

void stroke(ImDrawList* list, const std::vector<Point>& points, uint32_t ink, float width, float dash) {
  if (dash > 0) return stroke_dashed(list, points, ink, width, dash);
  for (const Point& p : points) list->PathLineTo(vec(p));
  list->PathStroke(ink, 0, width);
}

void add_corner(std::vector<Point>& points, Point centre, float radius, float from_quarter) {
  for (int i = 0; i <= 4; ++i) {
    const float angle = (from_quarter + static_cast<float>(i) / 4) * 1.5707963f;
    points.push_back({centre.x + std::cos(angle) * radius, centre.y + std::sin(angle) * radius});
  }
}

void draw_rect(ImDrawList* list, const Shape& shape, const View& view) {
  const Rect r = view.to_screen(shape.box);
  const float radius = std::min({shape.radius * view.scale, r.w * 0.5f, r.h * 0.5f});
  const ImVec2 low{r.x, r.y}, high{r.right(), r.bottom()};
  if (shape.fill.visible()) list->AddRectFilled(low, high, rgba(shape.fill), radius);
  if (!shape.stroke.visible()) return;
  const float width = std::max(shape.stroke_px * std::min(view.scale, 1.5f), 1.0f);
  if (shape.dash_px <= 0) {
    list->AddRect(low, high, rgba(shape.stroke), radius, 0, width);
    return;
  }
  std::vector<Point> points;
  add_corner(points, {high.x - radius, low.y + radius}, radius, 3);
  add_corner(points, {high.x - radius, high.y - radius}, radius, 0);
  add_corner(points, {low.x + radius, high.y - radius}, radius, 1);
  add_corner(points, {low.x + radius, low.y + radius}, radius, 2);
  points.push_back(points.front());
  stroke_dashed(list, points, rgba(shape.stroke), width, shape.dash_px * view.scale);
}

void draw_circle(ImDrawList* list, const Shape& shape, const View& view) {
  const ImVec2 centre = vec(view.to_screen(shape.box.centre()));
  const float radius = shape.radius * view.scale;
  if (shape.fill.visible()) list->AddCircleFilled(centre, radius, rgba(shape.fill));
  if (shape.stroke.visible())
    list->AddCircle(centre, radius, rgba(shape.stroke), 0, shape.stroke_px * view.scale);
}

void draw_curve(ImDrawList* list, const Shape& shape, const View& view, const Rect& clip) {
  constexpr int kPieces = 28;
  std::vector<Point> points;
  Rect around{1e9f, 1e9f, 0, 0};
  float right = -1e9f, bottom = -1e9f;
  for (int i = 0; i <= kPieces; ++i) {
    const Point p = view.to_screen(curve_point(shape.curve, static_cast<float>(i) / kPieces));
    points.push_back(p);
    around.x = std::min(around.x, p.x), around.y = std::min(around.y, p.y);
    right = std::max(right, p.x), bottom = std::max(bottom, p.y);
  }
  around.w = right - around.x, around.h = bottom - around.y;
  if (outside(around.inset(-20), clip)) return;
  const uint32_t ink = rgba(shape.stroke);
  const float width = std::max(shape.stroke_px * std::min(view.scale, 1.5f), 1.0f);
  const Point tip = points.back();
  if (shape.arrow) {
    const Point back = points[points.size() - 3];
    const float length = std::max(std::hypot(tip.x - back.x, tip.y - back.y), 0.01f);
    const Point ahead = (tip - back) * (1 / length), aside{-ahead.y, ahead.x};
    const float size = 10 * std::max(view.scale, 0.6f);
    const Point base = tip - ahead * size;
    points.back() = base;
    list->AddTriangleFilled(vec(tip), vec(base + aside * (size * 0.5f)), vec(base - aside * (size * 0.5f)),
                            ink);
  }
  stroke(list, points, ink, width, shape.dash_px * view.scale);
}

void draw_text(ImDrawList* list, const Shape& shape, const View& view) {
  const float size = shape.size_px * view.scale;
  if (size < 4) return;
  const Rect r = view.to_screen(shape.box);
  if (shape.icon) {
    ui::draw_icon(list, r.x, r.y, shape.text.c_str(), size, rgba(shape.fill));
    return;
  }
  ImFont* font = ui::font_of(ui_face(shape.face));
  const char* begin = shape.text.data();
  const char* end = begin + shape.text.size();
  float x = r.x;
  if (shape.align != Align::Left) {
    const float spare = r.w - font->CalcTextSizeA(size, 1e6f, 0, begin, end).x;
    x += shape.align == Align::Centre ? spare * 0.5f : spare;
  }
  list->AddText(font, size, {std::round(x), std::round(r.y + (r.h - size) * 0.5f)}, rgba(shape.fill), begin,
                end);
}

}  // namespace

void draw_scene(ImDrawList* list, const Scene& scene, const View& view, const Rect& clip) {
  for (const Shape& shape : scene.shapes) {
    if (shape.kind != ShapeKind::Curve && outside(view.to_screen(shape.box).inset(-24), clip)) continue;
    switch (shape.kind) {
      case ShapeKind::RoundedRect:
        draw_rect(list, shape, view);
        break;
      case ShapeKind::Circle:
        draw_circle(list, shape, view);
        break;
      case ShapeKind::Curve:
        draw_curve(list, shape, view, clip);
        break;
      case ShapeKind::Text:
        draw_text(list, shape, view);
        break;
    }
  }
}

void draw_grid(ImDrawList* list, const View& view, const Rect& clip) {
  float pitch = 24 * view.scale;
  while (pitch < 14) pitch *= 2;
  const float x0 = clip.x + std::fmod(view.offset.x - clip.x, pitch),
              y0 = clip.y + std::fmod(view.offset.y - clip.y, pitch);
  const uint32_t ink = color(Role::kGrid);
  for (float y = y0; y < clip.bottom(); y += pitch) {
    for (float x = x0; x < clip.right(); x += pitch) list->AddRectFilled({x - 1, y - 1}, {x + 1, y + 1}, ink);
  }
}

float FontMeasure::width(Face face, float size_px, std::string_view text) const {
  return ui::text_width(text, {ui_face(face), size_px, Role::kText});
}

}  // namespace brigade::app::stage
