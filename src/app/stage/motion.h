// Tokens on their way from one step to the next: along the wires they take, forwards and backwards, 150 to
// 300 ms, eased. Knows steps, places and a wall clock that is handed in; a jump over many steps goes
// straight.
#pragma once
#include <vector>

#include "app/stage/build_scene.h"
#include "app/stage/model.h"

namespace brigade::app::stage {

// A line of points with its length, walked at even speed.
class Path {
 public:
  Path() = default;
  explicit Path(Point start) : points_{start} {}
  void add(Point p);
  void add_curve(const Point (&curve)[4], float from_t, float to_t);
  Path reversed() const;
  float length() const;
  Point at(float share) const;  // 0 to 1
  Point end() const { return points_.back(); }

 private:
  std::vector<Point> points_;
};

struct Trip {
  Token token;
  Path path;
  float alpha_from = 1, alpha_to = 1;
  double duration_ms = 0;
  bool stays = true;  // it is there when the trip is over
};

class Motion {
 public:
  // A new step is shown. `from` and `to` say what was and what is; directly neighbouring steps move along the
  // wires.
  void go(const Model& from, const Geometry& from_geometry, const Model& to, const Geometry& to_geometry,
          double now_ms, double longest_ms);
  // Without motion: what is at rest, where it is now (reduced motion, a node was dragged, another scenario).
  void settle(const Model& model, const Geometry& geometry);

  // Where everything is now. True while something still moves.
  bool shown(double now_ms, std::vector<ShownToken>& tokens) const;

 private:
  std::vector<Trip> trips_;
  double began_ms_ = 0;
};

// The way of one delivery between two places of neighbouring steps; `forward` in the order of the steps.
Path way(const Token& from, Point from_at, const Token& to, Point to_at, const Geometry& geometry,
         bool forward);

}  // namespace brigade::app::stage
