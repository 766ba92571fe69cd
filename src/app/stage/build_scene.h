// From model and places to the list of shapes. Nothing is decided here but how things look; where tokens are
// while they move is handed in (motion.h).
#pragma once
#include <string>
#include <vector>

#include "app/stage/layout.h"
#include "app/stage/model.h"
#include "app/stage/scene.h"

namespace brigade::app::stage {

// Everything that has a place at one step.
struct Geometry {
  std::vector<Box> boxes;           // by node
  std::vector<Wire> wires;          // by edge
  std::vector<Point> token_places;  // by token, at rest
};
Geometry place_all(const Model& model, const Moved& moved, const Measure& measure, Flow flow = Flow::Right);

// A token where it is seen now.
struct ShownToken {
  Token token;
  Point at;
  float alpha = 1;
  bool moving = false;
};

// Whether an output can be wired to a node.
enum class WireTarget : uint8_t { None, Legal, Refused };

struct Highlight {
  uint32_t selected_node = engine::kNone, selected_edge = engine::kNone;
  bool selected_retry = false;
  uint32_t selected_root = engine::kNone;  // message: all its tokens
  uint32_t selected_delivery = engine::kNone;
  std::vector<uint32_t> missed_edges;  // whose counts hold the selected message
  std::string hovered;                 // name of a hit
  uint32_t hovered_node = engine::kNone;
  bool files_over = false;  // files hang over the page
  // While a wire is pulled.
  uint32_t wire_from = engine::kNone;
  Point wire_end;
  std::vector<WireTarget> targets;  // by node
  bool editable = true;             // ports are offered
};

Scene build_scene(const Model& model, const Geometry& geometry, const std::vector<ShownToken>& tokens,
                  const Highlight& highlight, const Measure& measure);

// Used by the builder's parts: puts shapes into a scene.
class Pen {
 public:
  Pen(Scene& scene, const Measure& measure) : scene_(scene), measure_(measure) {}

  float alpha = 1;  // of all that is drawn

  Shape& rect(const Box& box, float radius, Ink fill, Ink stroke = {}, float stroke_px = 1,
              float dash_px = 0);
  Shape& circle(Point centre, float radius, Ink fill, Ink stroke = {}, float stroke_px = 1);
  Shape& curve(const Point (&points)[4], Ink stroke, float stroke_px, float dash_px, bool arrow);
  // One line whose middle is at y; shortened to the box's width. Returns the width that it takes.
  float text(float x0, float x1, float y, std::string_view text, Ink ink, float size_px,
             Face face = Face::Text, Align align = Align::Left);
  // A status: an icon and a word after it, which is shortened to the room that is left.
  void status(float x0, float x1, float y, const char* icon, std::string_view text, Ink ink, float size_px,
              Align align = Align::Left);
  void icon(Point centre, const char* icon, Ink ink, float size_px);
  void hit(HitKind kind, uint32_t id, const Box& box, std::string name);
  float width(Face face, float size_px, std::string_view text) const {
    return measure_.width(face, size_px, text);
  }

 private:
  Ink faded(Ink ink) const;
  Scene& scene_;
  const Measure& measure_;
};

// One card each; in cards.cpp.
void draw_card(Pen& pen, const Model& model, uint32_t node, const Geometry& geometry,
               const Highlight& highlight);
Role family_role(engine::ResourceKind kind);

}  // namespace brigade::app::stage
