// A token is followed by its delivery. Where one delivery ends and another of the same root begins on the far
// side of a wire (a dead letter, a destination record), the new token takes over where the old one stood.
#include "app/stage/motion.h"

#include <algorithm>
#include <cmath>

namespace brigade::app::stage {
namespace {

using engine::kNone;

constexpr double kShortestMs = 150, kLongestMs = 300, kFadeMs = 180;
constexpr int kCurvePieces = 14;

float distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

float eased(float t) { return t < 0.5f ? 4 * t * t * t : 1 - 4 * (1 - t) * (1 - t) * (1 - t); }

const Token* find(const std::vector<Token>& tokens, uint32_t delivery, uint32_t& index) {
  for (index = 0; index < tokens.size(); ++index) {
    if (tokens[index].delivery == delivery) return &tokens[index];
  }
  return nullptr;
}

uint32_t wire_between(const Model& model, uint32_t from, uint32_t to) {
  for (uint32_t e = 0; e < model.edges.size(); ++e) {
    if (model.edges[e].from == from && model.edges[e].to == to) return e;
  }
  return kNone;
}

bool on_edge(const Token& token) { return token.spot == Spot::OnEdge && token.edge != kNone; }

float nearest_t(const Point (&curve)[4], Point p) {
  float best = 0, best_distance = 1e9f;
  for (int i = 0; i <= 40; ++i) {
    const float t = static_cast<float>(i) / 40;
    const float d = distance(curve_point(curve, t), p);
    if (d < best_distance) best = t, best_distance = d;
  }
  return best;
}

// From a bucket's drop zone, or where tokens stand in another card, out along the wire to p, which lies on
// it.
Path out_of_source(const Model& model, const Geometry& geometry, uint32_t edge, Point p) {
  const Box& source = geometry.boxes[model.edges[edge].from];
  const bool bucket = model.nodes[model.edges[edge].from].kind == engine::ResourceKind::Bucket;
  Path path({source.x1 - 40, bucket ? drop_zone(source).centre().y : source.centre().y});
  path.add_curve(geometry.wires[edge].curve, 0, nearest_t(geometry.wires[edge].curve, p));
  path.add(p);
  return path;
}

Path into_the_count(const Model& model, const Geometry& geometry, uint32_t edge) {
  const Wire& wire = geometry.wires[edge];
  Path path = out_of_source(model, geometry, edge, {wire.pill.x0 + 4, wire.pill.centre().y});
  path.add(wire.missed);
  return path;
}

}  // namespace

// --- paths ---

void Path::add(Point p) {
  if (points_.empty() || distance(points_.back(), p) > 0.5f) points_.push_back(p);
}

void Path::add_curve(const Point (&curve)[4], float from_t, float to_t) {
  for (int i = 0; i <= kCurvePieces; ++i) {
    add(curve_point(curve, from_t + (to_t - from_t) * static_cast<float>(i) / kCurvePieces));
  }
}

Path Path::reversed() const {
  Path path = *this;
  std::reverse(path.points_.begin(), path.points_.end());
  return path;
}

float Path::length() const {
  float length = 0;
  for (size_t i = 1; i < points_.size(); ++i) length += distance(points_[i - 1], points_[i]);
  return length;
}

Point Path::at(float share) const {
  if (points_.empty()) return {};
  float left = length() * std::clamp(share, 0.0f, 1.0f);
  for (size_t i = 1; i < points_.size(); ++i) {
    const float piece = distance(points_[i - 1], points_[i]);
    if (left <= piece && piece > 0) return points_[i - 1] + (points_[i] - points_[i - 1]) * (left / piece);
    left -= piece;
  }
  return points_.back();
}

Path way(const Token& from, Point from_at, const Token& to, Point to_at, const Geometry& geometry,
         bool forward) {
  if (!forward) return way(to, to_at, from, from_at, geometry, true).reversed();
  Path path(from_at);
  if (on_edge(from) && !on_edge(to) && from.edge < geometry.wires.size()) {
    const auto& curve = geometry.wires[from.edge].curve;
    path.add_curve(curve, nearest_t(curve, from_at), 1);
  } else if (from.spot == Spot::Environment && to.spot == Spot::AsyncQueue && from.node == to.node) {
    const Loop loop = retry_loop(geometry.boxes[from.node]);
    path.add_curve(loop.curve, 0, 1);
  }
  path.add(to_at);
  return path;
}

// --- motion ---

namespace {

// One change of the present step, and which of the old tokens already have a trip.
struct Change {
  const Model& from;
  const Geometry& from_geometry;
  const Model& to;
  const Geometry& to_geometry;
  const std::vector<ShownToken>& seen;
  bool forward, neighbours;
  std::vector<bool> taken;
  std::vector<Trip> trips;

  Point seen_at(uint32_t old) const {
    for (const ShownToken& s : seen) {
      if (s.token.delivery == from.tokens[old].delivery) return s.at;
    }
    return from_geometry.token_places[old];
  }
  // Deliveries begin on it by themselves.
  bool is_first(uint32_t edge) const {
    if (edge >= to.edges.size()) return false;
    const EdgeKind kind = to.edges[edge].kind;
    return kind == EdgeKind::Notification || kind >= EdgeKind::EventBridge;
  }
};

Trip trip_of(Change& change, uint32_t i) {
  Trip trip;
  trip.token = change.to.tokens[i];
  const Point at = change.to_geometry.token_places[i];
  uint32_t old = 0;
  const Token* before = find(change.from.tokens, trip.token.delivery, old);
  if (before == nullptr) {
    trip.path = Path(at);
    trip.alpha_from = 0;
    return trip;
  }
  change.taken[old] = true;
  const Point start = change.seen_at(old);
  if (change.neighbours) {
    trip.path = way(*before, start, trip.token, at, change.to_geometry, change.forward);
  } else {
    trip.path = Path(start);
    trip.path.add(at);
  }
  return trip;
}

// What a rule sends comes from where the event stood on the bus, or topic: one event becomes several tokens.
bool spread_out(Change& change, Trip& trip) {
  if (!change.forward || !on_edge(trip.token)) return false;
  const Edge& edge = change.to.edges[trip.token.edge];
  if (edge.kind != EdgeKind::Target && edge.kind != EdgeKind::Subscription && edge.kind != EdgeKind::Route)
    return false;
  const Point at = trip.path.end();
  uint32_t source = edge.from;
  uint32_t rule_wire = kNone;
  for (uint32_t e = 0; e < change.to.edges.size(); ++e) {
    if (change.to.edges[e].kind == EdgeKind::Rule && change.to.edges[e].to == edge.from) rule_wire = e;
  }
  if (rule_wire != kNone) source = change.to.edges[rule_wire].from;
  trip.path = Path(change.to_geometry.boxes[source].centre());
  for (uint32_t j = 0; j < change.from.tokens.size(); ++j) {
    const Token& before = change.from.tokens[j];
    uint32_t unused = 0;
    if (before.root != trip.token.root || before.node != source) continue;
    if (find(change.to.tokens, before.delivery, unused) != nullptr) continue;
    change.taken[j] = true;
    trip.path = Path(change.seen_at(j));
  }
  if (rule_wire != kNone) trip.path.add_curve(change.to_geometry.wires[rule_wire].curve, 0, 1);
  const auto& curve = change.to_geometry.wires[trip.token.edge].curve;
  trip.path.add_curve(curve, 0, nearest_t(curve, at));
  trip.path.add(at);
  trip.alpha_from = 1;
  return true;
}

// A new token takes over from one of the same root that ended on the other side of a wire.
bool take_over(Change& change, Trip& trip) {
  const Point at = trip.path.end();
  for (uint32_t j = 0; j < change.from.tokens.size(); ++j) {
    const Token& before = change.from.tokens[j];
    uint32_t unused = 0;
    if (change.taken[j] || before.root != trip.token.root || before.node == kNone || trip.token.node == kNone)
      continue;
    if (find(change.to.tokens, before.delivery, unused) != nullptr) continue;
    const uint32_t wire = change.forward ? wire_between(change.to, before.node, trip.token.node)
                                         : wire_between(change.to, trip.token.node, before.node);
    change.taken[j] = true;
    trip.alpha_from = 1;
    trip.path = Path(change.seen_at(j));
    if (wire != kNone) {
      const auto& curve = change.to_geometry.wires[wire].curve;
      const float start = change.forward ? 0.0f : 1.0f;
      trip.path.add_curve(curve, start, on_edge(trip.token) ? nearest_t(curve, at) : 1 - start);
    }
    trip.path.add(at);
    return true;
  }
  return false;
}

void add_stopped(Change& change) {
  for (const Stopped& stopped : change.forward ? change.to.stopped : change.from.stopped) {
    if (stopped.edge >= change.to_geometry.wires.size()) continue;
    Trip trip;
    trip.token.delivery = stopped.delivery;
    trip.token.message = stopped.message;
    trip.token.root = stopped.root;
    trip.token.label = stopped.label;
    trip.path = into_the_count(change.to, change.to_geometry, stopped.edge);
    if (!change.forward) trip.path = trip.path.reversed();
    trip.alpha_to = 0.2f;
    trip.stays = false;
    change.trips.push_back(std::move(trip));
  }
}

void add_leaving(Change& change) {
  for (uint32_t j = 0; j < change.from.tokens.size(); ++j) {
    if (change.taken[j]) continue;
    Trip trip;
    trip.token = change.from.tokens[j];
    const Point at = change.seen_at(j);
    const bool back_home =
        change.neighbours && !change.forward && on_edge(trip.token) && change.is_first(trip.token.edge);
    trip.path =
        back_home ? out_of_source(change.to, change.to_geometry, trip.token.edge, at).reversed() : Path(at);
    trip.alpha_to = 0;
    trip.stays = false;
    change.trips.push_back(std::move(trip));
  }
}

void set_duration(Trip& trip, double longest_ms) {
  const double length = static_cast<double>(trip.path.length());
  if (length > 0.5) {
    trip.duration_ms = std::clamp(kShortestMs + length * 0.45, kShortestMs, kLongestMs);
  } else if (trip.alpha_from != trip.alpha_to || trip.alpha_from < 1) {
    trip.duration_ms = kFadeMs;
  }
  trip.duration_ms = std::min(trip.duration_ms, longest_ms);
}

}  // namespace

void Motion::go(const Model& from, const Geometry& from_geometry, const Model& to,
                const Geometry& to_geometry, double now_ms, double longest_ms) {
  std::vector<ShownToken> seen;
  shown(now_ms, seen);
  const bool forward = to.step >= from.step;
  const bool neighbours = (forward ? to.step - from.step : from.step - to.step) == 1;
  Change change{from, from_geometry, to, to_geometry, seen, forward, neighbours, {}, {}};
  change.taken.resize(from.tokens.size());
  for (uint32_t i = 0; i < to.tokens.size(); ++i) change.trips.push_back(trip_of(change, i));
  if (neighbours) {
    for (Trip& trip : change.trips) {
      if (trip.alpha_from > 0 || spread_out(change, trip) || take_over(change, trip)) continue;
      if (!forward || !on_edge(trip.token) || !change.is_first(trip.token.edge)) continue;
      trip.path = out_of_source(to, to_geometry, trip.token.edge, trip.path.end());
      trip.alpha_from = 1;
    }
    add_stopped(change);
  }
  add_leaving(change);
  for (Trip& trip : change.trips) set_duration(trip, longest_ms);
  trips_ = std::move(change.trips);
  began_ms_ = now_ms;
}

void Motion::settle(const Model& model, const Geometry& geometry) {
  trips_.clear();
  for (uint32_t i = 0; i < model.tokens.size(); ++i) {
    Trip trip;
    trip.token = model.tokens[i];
    trip.path = Path(geometry.token_places[i]);
    trips_.push_back(std::move(trip));
  }
}

bool Motion::shown(double now_ms, std::vector<ShownToken>& tokens) const {
  bool moving = false;
  tokens.clear();
  for (const Trip& trip : trips_) {
    const double elapsed = now_ms - began_ms_;
    const float share =
        trip.duration_ms <= 0 ? 1.0f : static_cast<float>(std::clamp(elapsed / trip.duration_ms, 0.0, 1.0));
    const bool arrived = share >= 1;
    moving |= !arrived;
    if (arrived && !trip.stays) continue;
    ShownToken shown_token;
    shown_token.token = trip.token;
    shown_token.at = trip.path.at(eased(share));
    shown_token.alpha = trip.stays ? trip.alpha_from + (1 - trip.alpha_from) * share
                                   : trip.alpha_from + (trip.alpha_to - trip.alpha_from) * share * share;
    shown_token.moving = !arrived && trip.path.length() > 20;
    tokens.push_back(std::move(shown_token));
  }
  return moving;
}

}  // namespace brigade::app::stage
