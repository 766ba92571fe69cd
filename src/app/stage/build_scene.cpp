// Painting order: wires, filters, cards, retry loops, tokens, the wire that is being pulled. Hits follow the
// same order, so what is seen on top is what a click takes.
#include "app/stage/build_scene.h"

#include <algorithm>

#include "app/icons.h"
#include "app/text.h"

namespace brigade::app::stage {

using engine::kNone;

// --- places ---

namespace {

struct Crowd {
  uint32_t count = 0, next = 0;
};

size_t place_of(const Model& model, const Token& token) {
  if (token.spot == Spot::OnEdge) return model.nodes.size() * 5 + token.edge;
  return token.node * 5 + static_cast<size_t>(token.spot);
}

Point place_on_wire(const Model& model, const Geometry& geometry, uint32_t edge, uint32_t i, uint32_t count) {
  const bool has_pill = !model.edges[edge].filter.empty();
  const float room = has_pill ? 0.17f : 0.5f;
  const float pitch = count > 1 ? std::min(0.1f, room / static_cast<float>(count - 1)) : 0;
  const float first = has_pill ? 0.86f : 0.6f;
  return curve_point(geometry.wires[edge].curve, first - static_cast<float>(i) * pitch);
}

Point place_in_node(const Node& node, const Box& box, Spot spot, uint32_t i, uint32_t count) {
  if (node.kind != engine::ResourceKind::Function)
    return row_place(token_row(box), i, count, node.is_dead_letter ? 46 : box.width() - 36);
  const FunctionParts parts = function_parts(box);
  switch (spot) {
    case Spot::Environment: {
      const uint32_t boxes = std::max(count, std::min(node.running + node.warm, kMaxEnvironmentBoxes));
      return environment_box(parts.environments, std::min(i, kMaxEnvironmentBoxes - 1), boxes).centre();
    }
    case Spot::Leaving:
      return {box.x1 - 22 - static_cast<float>(i % 4) * 16, parts.trouble.centre().y};
    default:
      return row_place(parts.queue_row, i, count, 92);
  }
}

}  // namespace

Geometry place_all(const Model& model, const Moved& moved, const Measure& measure, Flow flow) {
  Geometry geometry;
  geometry.boxes = lay_out(model, moved, flow);
  geometry.wires = lay_wires(model, geometry.boxes, measure, flow);
  std::vector<Crowd> crowds(model.nodes.size() * 5 + model.edges.size());
  for (const Token& token : model.tokens) ++crowds[place_of(model, token)].count;
  for (const Token& token : model.tokens) {
    Crowd& crowd = crowds[place_of(model, token)];
    const uint32_t i = crowd.next++;
    geometry.token_places.push_back(
        token.spot == Spot::OnEdge
            ? place_on_wire(model, geometry, token.edge, i, crowd.count)
            : place_in_node(model.nodes[token.node], geometry.boxes[token.node], token.spot, i, crowd.count));
  }
  return geometry;
}

// --- the pen ---

Ink Pen::faded(Ink ink) const {
  ink.alpha *= alpha;
  return ink;
}

Shape& Pen::rect(const Box& box, float radius, Ink fill, Ink stroke, float stroke_px, float dash_px) {
  Shape& shape = scene_.shapes.emplace_back();
  shape.kind = ShapeKind::RoundedRect;
  shape.box = box;
  shape.radius = radius;
  shape.fill = faded(fill);
  shape.stroke = faded(stroke);
  shape.stroke_px = stroke_px;
  shape.dash_px = dash_px;
  return shape;
}

Shape& Pen::circle(Point centre, float radius, Ink fill, Ink stroke, float stroke_px) {
  Shape& shape = scene_.shapes.emplace_back();
  shape.kind = ShapeKind::Circle;
  shape.box = {centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius};
  shape.radius = radius;
  shape.fill = faded(fill);
  shape.stroke = faded(stroke);
  shape.stroke_px = stroke_px;
  return shape;
}

Shape& Pen::curve(const Point (&points)[4], Ink stroke, float stroke_px, float dash_px, bool arrow) {
  Shape& shape = scene_.shapes.emplace_back();
  shape.kind = ShapeKind::Curve;
  for (int i = 0; i < 4; ++i) shape.curve[i] = points[i];
  shape.stroke = faded(stroke);
  shape.stroke_px = stroke_px;
  shape.dash_px = dash_px;
  shape.arrow = arrow;
  return shape;
}

float Pen::text(float x0, float x1, float y, std::string_view text, Ink ink, float size_px, Face face,
                Align align) {
  Shape& shape = scene_.shapes.emplace_back();
  shape.kind = ShapeKind::Text;
  shape.text = fit_text(measure_, face, size_px, text, x1 - x0);
  shape.box = {x0, y - size_px * 0.5f, x1, y + size_px * 0.5f};
  shape.fill = faded(ink);
  shape.face = face;
  shape.align = align;
  shape.size_px = size_px;
  return measure_.width(face, size_px, shape.text);
}

void Pen::icon(Point centre, const char* icon, Ink ink, float size_px) {
  Shape& shape = scene_.shapes.emplace_back();
  shape.kind = ShapeKind::Text;
  shape.text = icon;
  shape.box = Box{centre.x, centre.y, centre.x, centre.y}.grown(size_px * 0.5f);
  shape.fill = faded(ink);
  shape.size_px = size_px;
  shape.icon = true;
}

void Pen::status(float x0, float x1, float y, const char* icon_text, std::string_view word, Ink ink,
                 float size_px, Align align) {
  const float icon_px = size_px + 1, gap = 5;
  float left = x0;
  if (align == Align::Right) {
    left = std::max(x0, x1 - icon_px - gap - measure_.width(Face::Text, size_px, word) - 0.5f);
  }
  icon({left + icon_px * 0.5f, y}, icon_text, ink, icon_px);
  text(left + icon_px + gap, x1, y, word, ink, size_px);
}

void Pen::hit(HitKind kind, uint32_t id, const Box& box, std::string name) {
  scene_.hits.push_back({kind, id, box, std::move(name)});
}

// --- wires and filters ---

namespace {

struct EdgeLook {
  Ink ink;
  float dash_px;
  const char* word;  // key of the text catalogue; null: the filter says it
};
EdgeLook look_of(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::Notification:
      return {Role::kText3, 0, nullptr};
    case EdgeKind::DeadLetter:
      return {Role::kFailed, 5, "stage.edge.dead_letter"};
    case EdgeKind::Redrive:
      return {Role::kFailed, 5, "stage.edge.redrive"};
    case EdgeKind::OnFailure:
      return {Role::kFailed, 5, "stage.edge.on_failure"};
    case EdgeKind::OnSuccess:
      return {Role::kOk, 0, "stage.edge.on_success"};
    case EdgeKind::EventBridge:
      return {Role::kText3, 0, "stage.edge.event_bridge"};
    case EdgeKind::MappingFailure:
      return {Role::kFailed, 5, "stage.edge.on_failure"};
    case EdgeKind::Call:
      return {Role::kText3, 3, "stage.edge.call"};
    case EdgeKind::Archive:
      return {Role::kText3, 3, "stage.edge.archive"};
    case EdgeKind::Mapping:
      return {Role::kCompute, 0, "stage.edge.mapping"};
    case EdgeKind::Enrichment:
      return {Role::kCompute, 3, "stage.edge.enrichment"};
    case EdgeKind::Watch:
      return {Role::kEvents, 3, "stage.edge.watch"};
    case EdgeKind::Replication:
      return {Role::kText3, 3, "stage.edge.replication"};
    case EdgeKind::AlarmAction:
    case EdgeKind::Route:
    case EdgeKind::Rule:
    case EdgeKind::Target:
    case EdgeKind::Subscription:
      break;
  }
  return {Role::kText3, 0, nullptr};
}

Box around_curve(const Point (&curve)[4]) {
  Box box{curve[0].x, curve[0].y, curve[0].x, curve[0].y};
  for (int i = 1; i <= 8; ++i) {
    const Point p = curve_point(curve, static_cast<float>(i) / 8);
    box = {std::min(box.x0, p.x), std::min(box.y0, p.y), std::max(box.x1, p.x), std::max(box.y1, p.y)};
  }
  return box;
}

// Small boxes along the curve, so that a click beside it goes to what lies there.
void hit_curve(Pen& pen, HitKind kind, uint32_t id, const Point (&curve)[4], const std::string& name) {
  constexpr int kPieces = 12;
  for (int i = 1; i < kPieces; ++i) {
    const Point p = curve_point(curve, static_cast<float>(i) / kPieces);
    pen.hit(kind, id, Box{p.x, p.y, p.x, p.y}.grown(9), name);
  }
}

// A subscription is known by where it leads.
std::string tail_of(const Model& model, const Edge& edge) {
  return model.nodes[edge.from].key() + "." +
         (edge.kind == EdgeKind::Subscription ? model.nodes[edge.to].key() : edge.id);
}

void draw_filter(Pen& pen, const Model& model, uint32_t e, const Wire& wire, const Highlight& highlight) {
  const Edge& edge = model.edges[e];
  const std::string tail = tail_of(model, edge);
  const bool lit = highlight.selected_edge == e;
  pen.rect(wire.pill, wire.pill.height() * 0.5f, Role::kInset, lit ? Role::kAccent : Role::kLine,
           lit ? 2.0f : 1.0f);
  pen.text(wire.pill.x0 + 12, wire.pill.x1 - 12, wire.pill.centre().y, edge.filter, Role::kText, kMonoSmallPx,
           Face::Mono, Align::Centre);
  pen.hit(HitKind::Filter, e, wire.pill, "stage.filter." + tail);
  if (edge.missed == 0) return;
  const std::string count = number_text(static_cast<int64_t>(edge.missed));
  const float half = std::max(11.0f, pen.width(Face::Text, kLabelPx, count) * 0.5f + 7);
  const Box badge{wire.missed.x - half, wire.missed.y - 11, wire.missed.x + half, wire.missed.y + 11};
  const auto& marked = highlight.missed_edges;
  if (std::find(marked.begin(), marked.end(), e) != marked.end())
    pen.rect(badge.grown(4), 15, {}, Role::kText, 1.6f);
  pen.rect(badge, 11, Ink(Role::kFailed, 0.12f), Role::kFailed, 1.2f);
  pen.text(badge.x0, badge.x1, badge.centre().y, count, Role::kFailed, kLabelPx, Face::Text, Align::Centre);
  const float y = badge.y1 + 13;
  pen.text(wire.missed.x - 70, wire.missed.x + 70, y, tr("stage.did_not_match"), Role::kText2, kLabelPx,
           Face::Text, Align::Centre);
  pen.hit(HitKind::Missed, e, {wire.missed.x - 48, badge.y0 - 2, wire.missed.x + 48, y + 9},
          "stage.missed." + tail);
}

void draw_wire(Pen& pen, const Model& model, uint32_t e, const Wire& wire, const Highlight& highlight) {
  const Edge& edge = model.edges[e];
  const EdgeLook look = look_of(edge.kind);
  const std::string name = "stage.edge." + tail_of(model, edge);
  const bool lit = highlight.selected_edge == e;
  const bool hovered = highlight.hovered == name;
  pen.curve(wire.curve, lit ? Ink(Role::kAccent) : look.ink, lit || hovered ? 2.4f : 1.6f, look.dash_px,
            true);
  hit_curve(pen, HitKind::Edge, e, wire.curve, name);
  if (!edge.filter.empty()) return draw_filter(pen, model, e, wire, highlight);
  if (look.word == nullptr) return;
  const Point middle = curve_point(wire.curve, 0.5f);
  const std::string word = tr(look.word);
  const float half = pen.width(Face::Text, kLabelPx, word) * 0.5f + 5;
  const Box box{middle.x - half, middle.y - 9, middle.x + half, middle.y + 9};
  pen.rect(box, 4, Role::kGround);
  pen.text(box.x0, box.x1, middle.y, word, lit ? Ink(Role::kAccent) : Ink(Role::kText2), kLabelPx, Face::Text,
           Align::Centre);
}

void draw_retry_loop(Pen& pen, const Model& model, uint32_t n, const Box& box, const Highlight& highlight) {
  const Node& node = model.nodes[n];
  if (node.kind != engine::ResourceKind::Function || node.max_retries == 0) return;
  const Loop loop = retry_loop(box);
  const bool lit = highlight.selected_retry && highlight.selected_node == n;
  const Ink ink = lit ? Ink(Role::kAccent) : Ink(Role::kWaiting, node.retrying > 0 ? 1.0f : 0.55f);
  pen.curve(loop.curve, ink, lit ? 2.4f : 1.6f, 4, true);
  hit_curve(pen, HitKind::Retry, n, loop.curve, "stage.retry." + node.key());
  const std::string word = tr("stage.retries", {{"n", std::to_string(node.max_retries)}});
  const Point bottom = curve_point(loop.curve, 0.5f);
  pen.text(bottom.x - 90, bottom.x + 90, bottom.y + 14, word, Role::kText2, kLabelPx, Face::Text,
           Align::Centre);
}

// --- tokens ---

// Where there are too many to tell apart, the card shows the count (cards.cpp) and no token is drawn.
bool crowded(const Model& model, const Token& token) {
  if (token.node == kNone || token.node >= model.nodes.size()) return false;
  const Node& node = model.nodes[token.node];
  if (token.spot == Spot::AsyncQueue) return node.in_queue > kMaxTokens;
  if (token.spot == Spot::InQueue) return node.visible + node.in_flight + node.delayed > kMaxTokens;
  if (token.spot == Spot::Environment) return node.running > kMaxEnvironmentBoxes;
  return false;
}

void draw_token(Pen& pen, const ShownToken& shown, const Geometry& geometry, const Highlight& highlight,
                bool with_label) {
  const Token& token = shown.token;
  const bool selected = token.root == highlight.selected_root && highlight.selected_root != kNone;
  const std::string name = "stage.token." + std::to_string(token.delivery);
  const float radius = highlight.hovered == name ? kTokenRadius + 1.5f : kTokenRadius;
  const float before = pen.alpha;
  pen.alpha *= shown.alpha;
  if (selected) pen.circle(shown.at, radius + 3.5f, {}, Role::kText, 1.6f);
  switch (token.look) {
    case Look::Solid:
      pen.circle(shown.at, radius, Ink::token(token.root));
      break;
    case Look::Ring:
      pen.circle(shown.at, radius - 1, Ink::token(token.root, 0.25f), Ink::token(token.root), 2);
      break;
    case Look::Faint:
      pen.circle(shown.at, radius - 1, Ink::token(token.root, 0.45f));
      break;
  }
  if (with_label || highlight.hovered == name) {
    // Before a target's card the name stands to the left, so that it does not lie on the card; beside a wire
    // that runs down, to the right.
    const float half = std::min(pen.width(Face::Mono, kMonoSmallPx, token.label) * 0.5f, 90.0f) + 2;
    float middle = token.spot == Spot::OnEdge ? shown.at.x + 10 - half : shown.at.x;
    float y = shown.at.y - 26;
    if (token.spot == Spot::OnEdge && token.edge < geometry.wires.size()) {
      const Wire& wire = geometry.wires[token.edge];
      const Box& pill = wire.pill;
      if (wire.curve[1].y - wire.curve[0].y > 20 && wire.curve[3].y - wire.curve[2].y > 20) {
        middle = shown.at.x + 14 + half;
        y = shown.at.y;
      } else if (pill.overlaps({middle - half, y - 9, middle + half, y + 9}))
        y = pill.y0 - 11;
    }
    pen.text(middle - half, middle + half, y, token.label, selected ? Role::kText : Role::kText2,
             kMonoSmallPx, Face::Mono, Align::Centre);
  }
  pen.alpha = before;
  if (shown.alpha > 0.5f)
    pen.hit(HitKind::Token, token.delivery, Box{shown.at.x, shown.at.y, shown.at.x, shown.at.y}.grown(10),
            name);
}

void draw_tokens(Pen& pen, const Model& model, const Geometry& geometry,
                 const std::vector<ShownToken>& tokens, const Highlight& highlight) {
  std::vector<uint32_t> labels(model.edges.size());
  for (const ShownToken& shown : tokens) {
    if (crowded(model, shown.token) && !shown.moving) continue;
    const bool on_edge = shown.token.spot == Spot::OnEdge && shown.token.edge < labels.size();
    const bool first = on_edge && labels[shown.token.edge]++ == 0;
    draw_token(pen, shown, geometry, highlight, first || shown.moving);
  }
}

void draw_pulled_wire(Pen& pen, const Geometry& geometry, const Highlight& highlight) {
  if (highlight.wire_from == kNone) return;
  const Point from = output_port(geometry.boxes[highlight.wire_from]);
  const float handle = std::max(40.0f, std::abs(highlight.wire_end.x - from.x) * 0.45f);
  const Point curve[4] = {from,
                          {from.x + handle, from.y},
                          {highlight.wire_end.x - handle, highlight.wire_end.y},
                          highlight.wire_end};
  pen.curve(curve, Role::kAccent, 2, 0, true);
}

void measure_bounds(Scene& scene, const Model& model, const Geometry& geometry) {
  bool first = true;
  auto take = [&](const Box& box) {
    scene.bounds = first ? box
                         : Box{std::min(scene.bounds.x0, box.x0), std::min(scene.bounds.y0, box.y0),
                               std::max(scene.bounds.x1, box.x1), std::max(scene.bounds.y1, box.y1)};
    first = false;
  };
  for (size_t n = 0; n < model.nodes.size(); ++n) {
    take(geometry.boxes[n]);
    if (model.nodes[n].kind == engine::ResourceKind::Function && model.nodes[n].max_retries > 0) {
      take(
          {geometry.boxes[n].x0, geometry.boxes[n].y1, geometry.boxes[n].x0 + 40, geometry.boxes[n].y1 + 80});
    }
  }
  for (const Wire& wire : geometry.wires) take(around_curve(wire.curve));
}

}  // namespace

Scene build_scene(const Model& model, const Geometry& geometry, const std::vector<ShownToken>& tokens,
                  const Highlight& highlight, const Measure& measure) {
  Scene scene;
  Pen pen(scene, measure);
  const bool wiring = highlight.wire_from != kNone;
  for (uint32_t e = 0; e < model.edges.size(); ++e) draw_wire(pen, model, e, geometry.wires[e], highlight);
  for (uint32_t n = 0; n < model.nodes.size(); ++n)
    draw_retry_loop(pen, model, n, geometry.boxes[n], highlight);
  for (uint32_t n = 0; n < model.nodes.size(); ++n) {
    const bool refused =
        wiring && n < highlight.targets.size() && highlight.targets[n] == WireTarget::Refused;
    pen.alpha = refused ? 0.45f : 1.0f;
    draw_card(pen, model, n, geometry, highlight);
  }
  pen.alpha = 1;
  draw_tokens(pen, model, geometry, tokens, highlight);
  draw_pulled_wire(pen, geometry, highlight);
  measure_bounds(scene, model, geometry);
  return scene;
}

}  // namespace brigade::app::stage
