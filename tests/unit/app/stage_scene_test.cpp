// The stage as a list of shapes: everything is present, nothing overlaps, texts stay inside their cards, and
// tokens walk along the wires in both directions. Models are made by hand; no simulation and no canvas is
// needed.
#include <gtest/gtest.h>

#include "app/stage/build_scene.h"
#include "app/stage/motion.h"
#include "base/text.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;

// As wide as a wide font.
class Ruler final : public Measure {
 public:
  float width(Face face, float size_px, std::string_view text) const override {
    const float per_character = face == Face::Mono ? 0.52f : face == Face::Semibold ? 0.5f : 0.47f;
    return static_cast<float>(base::code_point_count(text)) * size_px * per_character;
  }
};

Node node(ResourceKind kind, uint32_t index, std::string name) {
  Node n;
  n.kind = kind;
  n.id = ResourceId::make(index, 1);
  n.name = std::move(name);
  n.timeout_ms = 3'000;
  n.memory_mb = 128;
  n.limit = 10;
  n.max_retries = kind == ResourceKind::Function ? 2 : 0;
  return n;
}

Edge edge(EdgeKind kind, uint32_t from, uint32_t to, std::string id = "x", std::string filter = "*.jpg") {
  Edge e;
  e.kind = kind;
  e.from = from;
  e.to = to;
  e.id = std::move(id);
  e.filter = std::move(filter);
  return e;
}

Token token(uint32_t delivery, Spot spot, uint32_t node_index, uint32_t edge_index = kNone) {
  Token t;
  t.delivery = t.message = delivery;
  t.root = 1;
  t.label = "beach.jpg";
  t.spot = spot;
  t.node = node_index;
  t.edge = edge_index;
  return t;
}

// Bucket, function, two queues: the road of the first example.
Model road() {
  Model m;
  m.step = 4;
  m.nodes = {node(ResourceKind::Bucket, 0, "photos"), node(ResourceKind::Function, 1, "thumbnail"),
             node(ResourceKind::Queue, 2, "thumbs"), node(ResourceKind::Queue, 3, "thumbnail-dlq")};
  m.nodes[3].is_dead_letter = true;
  m.edges = {edge(EdgeKind::Notification, 0, 1), edge(EdgeKind::OnSuccess, 1, 2),
             edge(EdgeKind::DeadLetter, 1, 3)};
  return m;
}

// A bucket's events on a bus, a rule with two targets, a topic with an address.
Model crossroads() {
  Model m;
  m.step = 4;
  m.nodes = {node(ResourceKind::Bucket, 0, "photos"), node(ResourceKind::Bus, 1, "default"),
             node(ResourceKind::Rule, 2, "images-of-the-whole-family"),
             node(ResourceKind::Function, 3, "thumbnail"), node(ResourceKind::Topic, 4, "news")};
  m.nodes[2].sent = 12;
  m.nodes[4].addresses = {"somebody.with.a.long.name@example.com", "ana@example.com"};
  m.edges = {edge(EdgeKind::EventBridge, 0, 1, "event-bridge", ""), edge(EdgeKind::Rule, 1, 2, "images"),
             edge(EdgeKind::Target, 2, 3, "a", ""), edge(EdgeKind::Target, 2, 4, "b", "")};
  return m;
}

Scene scene_of(const Model& model, const Highlight& highlight = {}) {
  const Ruler ruler;
  const Geometry geometry = place_all(model, {}, ruler);
  std::vector<ShownToken> shown;
  for (uint32_t i = 0; i < model.tokens.size(); ++i)
    shown.push_back({model.tokens[i], geometry.token_places[i]});
  return build_scene(model, geometry, shown, highlight, ruler);
}

void expect_no_overlap(const Model& model, const Moved& moved) {
  const std::vector<Box> boxes = lay_out(model, moved);
  for (size_t i = 0; i < boxes.size(); ++i) {
    for (size_t j = i + 1; j < boxes.size(); ++j) {
      EXPECT_FALSE(boxes[i].overlaps(boxes[j])) << model.nodes[i].name << " lies on " << model.nodes[j].name;
    }
  }
}

TEST(StageLayout, NodesDoNotOverlap) { expect_no_overlap(road(), {}); }

TEST(StageLayout, ManyNodesDoNotOverlapEither) {
  Model m;
  for (uint32_t i = 0; i < 30; ++i)
    m.nodes.push_back(node(static_cast<ResourceKind>(i % 3), i, "n" + std::to_string(i)));
  for (uint32_t i = 0; i + 4 < 30; i += 3)
    m.edges.push_back(edge(EdgeKind::Notification, i, i + 4, std::to_string(i)));
  expect_no_overlap(m, {});
}

TEST(StageLayout, RulesStandBetweenTheirBusAndTheirTargets) {
  const Model m = crossroads();
  expect_no_overlap(m, {});
  const std::vector<Box> boxes = lay_out(m, {});
  for (const Edge& e : m.edges) EXPECT_GT(boxes[e.to].x0, boxes[e.from].x1);
}

TEST(StageLayout, WhatIsSentToStandsRightOfWhoSends) {
  const Model m = road();
  const std::vector<Box> boxes = lay_out(m, {});
  for (const Edge& e : m.edges) EXPECT_GT(boxes[e.to].x0, boxes[e.from].x1);
}

TEST(StageLayout, DeadLetterQueuesStandBelowOtherTargets) {
  const std::vector<Box> boxes = lay_out(road(), {});
  EXPECT_GT(boxes[3].y0, boxes[2].y1);
}

TEST(StageLayout, OnAnUprightPanelMessagesRunDown) {
  const Model m = road();
  const std::vector<Box> boxes = lay_out(m, {}, Flow::Down);
  for (const Edge& e : m.edges) EXPECT_GT(boxes[e.to].y0, boxes[e.from].y1);
  EXPECT_FALSE(boxes[2].overlaps(boxes[3]));
}

TEST(StageLayout, WhatWasMovedStaysAndTheOthersMakeRoom) {
  const Model m = road();
  const std::vector<Box> before = lay_out(m, {});
  const Moved moved = {{"photos", {before[1].x0 + 10, before[1].y0 + 10}}};
  const std::vector<Box> boxes = lay_out(m, moved);
  EXPECT_EQ(boxes[0].x0, before[1].x0 + 10);
  expect_no_overlap(m, moved);
}

TEST(StageLayout, ACircleOfDestinationsEnds) {
  Model m;
  m.nodes = {node(ResourceKind::Function, 0, "a"), node(ResourceKind::Function, 1, "b")};
  m.edges = {edge(EdgeKind::OnSuccess, 0, 1), edge(EdgeKind::OnSuccess, 1, 0)};
  expect_no_overlap(m, {});
}

TEST(StageLayout, FiltersOfOneBucketDoNotOverlap) {
  Model m;
  m.nodes = {node(ResourceKind::Bucket, 0, "photos"), node(ResourceKind::Function, 1, "thumbnail")};
  m.edges = {edge(EdgeKind::Notification, 0, 1, "a", "images/*"),
             edge(EdgeKind::Notification, 0, 1, "b", "docs/*"),
             edge(EdgeKind::Notification, 0, 1, "c", "*.txt")};
  const std::vector<Wire> wires = lay_wires(m, lay_out(m, {}), Ruler());
  for (size_t i = 0; i < wires.size(); ++i) {
    for (size_t j = i + 1; j < wires.size(); ++j) EXPECT_FALSE(wires[i].pill.overlaps(wires[j].pill));
  }
}

TEST(StageScene, EveryResourceAndConnectionCanBePointedAt) {
  Model m = road();
  m.edges[0].missed = 1;
  const Scene scene = scene_of(m);
  for (const char* name :
       {"stage.node.photos", "stage.node.thumbnail", "stage.node.thumbs", "stage.node.thumbnail-dlq",
        "stage.drop.photos", "stage.port.photos", "stage.port.thumbnail", "stage.filter.photos.x",
        "stage.missed.photos.x", "stage.edge.thumbnail.x", "stage.retry.thumbnail"}) {
    EXPECT_NE(scene.find(name), nullptr) << name;
  }
}

TEST(StageScene, TextsOfCardsStayWithinTheirCards) {
  Model m = road();
  for (const Node& n : crossroads().nodes) m.nodes.push_back(n);
  for (Node& n : m.nodes) n.name = "a-rather-long-name-as-people-have-them-for-their-" + n.name;
  m.nodes[1].retry_in_ms = 102'000;
  m.nodes[1].last_trouble = "attempt 2 of 3: a very long text of an error that nobody has room for on a card";
  m.nodes[3].visible = 1'234;
  const Ruler ruler;
  const Geometry geometry = place_all(m, {}, ruler);
  for (uint32_t n = 0; n < m.nodes.size(); ++n) {
    Scene scene;
    Pen pen(scene, ruler);
    draw_card(pen, m, n, geometry, {});
    for (const Shape& shape : scene.shapes) {
      if (shape.kind != ShapeKind::Text || shape.box.y1 > geometry.boxes[n].y1) continue;
      if (shape.box.width() <= 16) continue;  // the port's plus
      EXPECT_GE(shape.box.x0, geometry.boxes[n].x0) << shape.text;
      EXPECT_LE(shape.box.x1, geometry.boxes[n].x1) << shape.text;
      EXPECT_LE(ruler.width(shape.face, shape.size_px, shape.text), shape.box.width() + 0.5f) << shape.text;
    }
  }
}

TEST(StageScene, TokensOfAQueueStandInItsRow) {
  Model m = road();
  for (uint32_t i = 0; i < kMaxTokens; ++i) m.tokens.push_back(token(i, Spot::AsyncQueue, 1));
  m.nodes[1].in_queue = kMaxTokens;
  const Geometry geometry = place_all(m, {}, Ruler());
  const Box row = function_parts(geometry.boxes[1]).queue_row;
  for (const Point p : geometry.token_places) EXPECT_TRUE(row.contains(p));
}

TEST(StageScene, TooManyTokensBecomeACount) {
  Model m = road();
  for (uint32_t i = 0; i < kMaxTokens; ++i) m.tokens.push_back(token(i, Spot::AsyncQueue, 1));
  m.nodes[1].in_queue = kMaxTokens + 1;
  const Scene scene = scene_of(m);
  EXPECT_EQ(scene.find("stage.token.0"), nullptr);
}

TEST(StageScene, TheSelectedMessageIsRinged) {
  Model m = road();
  m.tokens = {token(5, Spot::Environment, 1)};
  m.nodes[1].running = 1;
  const size_t plain = scene_of(m).shapes.size();
  Highlight highlight;
  highlight.selected_root = 1;
  EXPECT_EQ(scene_of(m, highlight).shapes.size(), plain + 1);
}

TEST(StageScene, TextIsShortenedBetweenCharacters) {
  const Ruler ruler;
  const std::string text = "éééééééééé";
  const std::string fitted = fit_text(ruler, Face::Text, 16, text, 40);
  EXPECT_TRUE(base::is_valid_utf8(fitted));
  EXPECT_LE(ruler.width(Face::Text, 16, fitted), 40);
}

TEST(StageMotion, ATokenComesOutOfTheBucketAlongItsWire) {
  const Model before = road();
  Model after = road();
  after.step = 5;
  after.tokens = {token(1, Spot::OnEdge, 1, 0)};
  const Ruler ruler;
  const Geometry geometry = place_all(before, {}, ruler), later = place_all(after, {}, ruler);
  Motion motion;
  motion.settle(before, geometry);
  motion.go(before, geometry, after, later, 1'000, 300);
  std::vector<ShownToken> tokens;
  EXPECT_TRUE(motion.shown(1'000, tokens));
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_TRUE(geometry.boxes[0].contains(tokens[0].at));
  EXPECT_FALSE(motion.shown(1'400, tokens));
  EXPECT_NEAR(tokens[0].at.x, later.token_places[0].x, 0.5f);
}

TEST(StageMotion, AStoppedMessageEndsAtItsFilter) {
  const Model before = road();
  Model after = road();
  after.step = 5;
  after.edges[0].missed = 1;
  after.stopped = {{1, 1, 1, "notes.txt", 0}};
  const Ruler ruler;
  const Geometry geometry = place_all(before, {}, ruler);
  Motion motion;
  motion.go(before, geometry, after, geometry, 0, 300);
  std::vector<ShownToken> tokens;
  EXPECT_TRUE(motion.shown(100, tokens));
  EXPECT_EQ(tokens.size(), 1u);
  EXPECT_FALSE(motion.shown(400, tokens));
  EXPECT_TRUE(tokens.empty());
  motion.go(after, geometry, before, geometry, 1'000, 300);
  EXPECT_TRUE(motion.shown(1'000, tokens));
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_NEAR(tokens[0].at.y, geometry.wires[0].missed.y, 0.5f);
}

TEST(StageMotion, ADeadLetterTakesOverFromTheFailedDelivery) {
  Model before = road(), after = road();
  after.step = 5;
  before.tokens = {token(1, Spot::Leaving, 1)};
  after.tokens = {token(2, Spot::InQueue, 3)};
  after.nodes[3].visible = 1;
  const Ruler ruler;
  const Geometry geometry = place_all(before, {}, ruler), later = place_all(after, {}, ruler);
  Motion motion;
  motion.settle(before, geometry);
  motion.go(before, geometry, after, later, 0, 300);
  std::vector<ShownToken> tokens;
  motion.shown(0, tokens);
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_TRUE(geometry.boxes[1].contains(tokens[0].at));
}

TEST(StageMotion, WhatARuleSendsSpreadsOutFromTheEventOnTheBus) {
  Model before = crossroads(), after = crossroads();
  after.step = 5;
  before.tokens = {token(1, Spot::OnEdge, 1, 0)};
  after.tokens = {token(2, Spot::OnEdge, 3, 2), token(3, Spot::OnEdge, 4, 3)};
  const Ruler ruler;
  const Geometry geometry = place_all(before, {}, ruler), later = place_all(after, {}, ruler);
  Motion motion;
  motion.settle(before, geometry);
  motion.go(before, geometry, after, later, 0, 300);
  std::vector<ShownToken> tokens;
  motion.shown(0, tokens);
  ASSERT_EQ(tokens.size(), 2u);
  for (const ShownToken& shown : tokens) EXPECT_NEAR(shown.at.x, geometry.token_places[0].x, 0.5f);
}

TEST(StageMotion, TheWayBackIsTheWayThere) {
  const Model m = road();
  const Geometry geometry = place_all(m, {}, Ruler());
  const Token on_wire = token(1, Spot::OnEdge, 1, 0), queued = token(1, Spot::AsyncQueue, 1);
  const Point a = curve_point(geometry.wires[0].curve, 0.8f),
              b = function_parts(geometry.boxes[1]).queue_row.centre();
  const Path there = way(on_wire, a, queued, b, geometry, true),
             back = way(queued, b, on_wire, a, geometry, false);
  for (const float t : {0.0f, 0.3f, 0.7f, 1.0f}) {
    EXPECT_NEAR(there.at(t).x, back.at(1 - t).x, 0.5f);
    EXPECT_NEAR(there.at(t).y, back.at(1 - t).y, 0.5f);
  }
}

TEST(StageMotion, ARetryTakesTheLoopBelowTheFunction) {
  const Model m = road();
  const Geometry geometry = place_all(m, {}, Ruler());
  const FunctionParts parts = function_parts(geometry.boxes[1]);
  const Path path = way(token(1, Spot::Environment, 1), parts.environments.centre(),
                        token(1, Spot::AsyncQueue, 1), parts.queue_row.centre(), geometry, true);
  float lowest = 0;
  for (int i = 0; i <= 20; ++i) lowest = std::max(lowest, path.at(static_cast<float>(i) / 20).y);
  EXPECT_GT(lowest, geometry.boxes[1].y1);
}

TEST(StageFilter, ReadsAsPeopleWriteIt) {
  EXPECT_EQ(filter_text({"", ".jpg"}), "*.jpg");
  EXPECT_EQ(filter_text({"images/", ""}), "images/*");
  EXPECT_EQ(filter_text({"", ""}), "*");
}

}  // namespace
}  // namespace brigade::app::stage
