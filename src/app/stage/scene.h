// The stage as a list of shapes, in the order of their painting. It knows no window and no graphics library:
// the canvas draws it (draw_scene.h), and every other picture of the stage is made from the same list. Units
// are CSS pixels at 100 %; y grows downwards. Colours are roles, so that one list serves light and dark.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/geometry.h"
#include "app/theme.h"

namespace brigade::app::stage {

inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
inline Point operator*(Point a, float f) { return {a.x * f, a.y * f}; }

struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  float width() const { return x1 - x0; }
  float height() const { return y1 - y0; }
  Point centre() const { return {(x0 + x1) * 0.5f, (y0 + y1) * 0.5f}; }
  bool contains(Point p) const { return p.x >= x0 && p.x < x1 && p.y >= y0 && p.y < y1; }
  Box grown(float by) const { return {x0 - by, y0 - by, x1 + by, y1 + by}; }
  bool overlaps(const Box& o) const { return x0 < o.x1 && o.x0 < x1 && y0 < o.y1 && o.y0 < y1; }
};

// A colour by what it means: nothing, a role of the theme, or the hue of a message (token_color()).
struct Ink {
  enum class Kind : uint8_t { None, Role, Token } kind = Kind::None;
  Role role = Role::kText;
  uint32_t hue = 0;
  float alpha = 1;

  Ink() = default;
  Ink(Role of, float opacity = 1) : kind(Kind::Role), role(of), alpha(opacity) {}
  static Ink token(uint32_t hue_of_root, float opacity = 1) {
    Ink ink;
    ink.kind = Kind::Token;
    ink.hue = hue_of_root;
    ink.alpha = opacity;
    return ink;
  }
  bool visible() const { return kind != Kind::None && alpha > 0; }
};

// Icons are in every face.
enum class Face : uint8_t { Text, Semibold, Mono };
enum class Align : uint8_t { Left, Centre, Right };

enum class ShapeKind : uint8_t { RoundedRect, Circle, Curve, Text };
struct Shape {
  ShapeKind kind = ShapeKind::RoundedRect;
  Ink fill, stroke;
  float stroke_px = 1;
  float radius = 0;    // RoundedRect: of its corners; Circle: its size
  Box box;             // RoundedRect; Text: one line, its text stands inside; Circle: its centre is the box's
  Point curve[4];      // Curve: a cubic Bezier from [0] to [3]
  float dash_px = 0;   // 0: solid
  bool arrow = false;  // Curve: a head at its end
  Face face = Face::Text;  // Text: in `fill`
  Align align = Align::Left;
  float size_px = kTextPx;  // as theme.h has them
  std::string text;
  bool icon = false;  // Text: one icon, which fills its box
};

// What a pointer can take hold of. `id` is, by kind: index of the node or edge in the model; delivery of a
// token.
enum class HitKind : uint8_t { Node, Edge, Filter, Missed, Token, Count, DropZone, Port, Retry };
struct Hit {
  HitKind kind;
  uint32_t id;
  Box box;
  std::string name;  // stable: "stage.node.photos", "stage.filter.photos.thumbs", "stage.token.3"
};

struct Scene {
  std::vector<Shape> shapes;
  std::vector<Hit> hits;  // later ones lie on top
  Box bounds;             // of all nodes and edges

  const Hit* hit_at(Point p) const {
    for (size_t i = hits.size(); i > 0; --i) {
      if (hits[i - 1].box.contains(p)) return &hits[i - 1];
    }
    return nullptr;
  }
  const Hit* find(std::string_view name) const {
    for (const Hit& hit : hits) {
      if (hit.name == name) return &hit;
    }
    return nullptr;
  }
};

// How wide a text comes out; the canvas measures with its fonts, tests with a rule of thumb.
class Measure {
 public:
  virtual ~Measure() = default;
  virtual float width(Face face, float size_px, std::string_view text) const = 0;
};

// The text, shortened with an ellipsis where it is wider than `room_px`.
std::string fit_text(const Measure& measure, Face face, float size_px, std::string_view text, float room_px);

// A point of a cubic Bezier at t from 0 to 1.
Point curve_point(const Point (&curve)[4], float t);

}  // namespace brigade::app::stage
