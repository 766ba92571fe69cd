// What makes the stage of a large world cheap changes nothing of what it shows: a model made from the one
// before is the same as one made anew, what is out of sight is counted all the same, and tokens become flows
// by degrees.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/session.h"
#include "app/stage/build_scene.h"
#include "app/stage/model.h"
#include "formats/scenario.h"

namespace brigade::app::stage {
namespace {

constexpr uint32_t kManySteps = 400;

class RuleOfThumb final : public Measure {
 public:
  float width(Face, float size_px, std::string_view text) const override {
    return static_cast<float>(text.size()) * size_px * 0.5f;
  }
};

// Uploads through a filter to a function that fails at first, with a queue for what it did.
class LargeStage : public testing::Test {
 protected:
  void SetUp() override {
    constexpr std::string_view kScenario = R"({"brigade": 1, "seed": 7,
      "resources": {
        "buckets": [{"Bucket": "photos", "NotificationConfiguration": {"LambdaFunctionConfigurations": [{"Id": "jpg",
          "LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:shrink", "Events": ["s3:ObjectCreated:*"],
          "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}}}]}}],
        "functions": [{"FunctionName": "shrink",
          "EventInvokeConfig": {"DestinationConfig": {"OnSuccess": {"Destination": "arn:aws:sqs:us-east-1:123456789012:done"}}},
          "Policy": {"Version": "2012-10-17", "Statement": [{"Sid": "in", "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:shrink"}]},
          "handler": {"duration_ms": 90, "rules": [{"first_attempts": 1, "outcome": "fail"}]}}],
        "queues": [{"QueueName": "done"}]},
      "timeline": [
        {"at": "0s", "do": "s3:PutObject", "bucket": "photos", "key": "a.jpg", "size": 10},
        {"at": "1s", "do": "s3:PutObject", "bucket": "photos", "key": "b.txt", "size": 10},
        {"at": "2s", "do": "s3:PutObject", "bucket": "photos", "key": "c.jpg", "size": 10}]})";
    auto scenario = formats::read_scenario(kScenario);
    ASSERT_TRUE(scenario) << scenario.error().text;
    const base::Status opened = session.open(std::move(*scenario));
    ASSERT_TRUE(opened) << opened.error().text;
    tallies.extend(session.simulation());
  }
  Model fresh() { return make_model(session.simulation(), session.story(), tallies); }

  Session session;
  Tallies tallies;
};

void expect_same(const Model& a, const Model& b) {
  ASSERT_EQ(a.nodes.size(), b.nodes.size());
  for (size_t n = 0; n < a.nodes.size(); ++n) {
    const Node &x = a.nodes[n], &y = b.nodes[n];
    EXPECT_EQ(x.key(), y.key());
    EXPECT_EQ(x.objects, y.objects);
    EXPECT_EQ(x.unmatched, y.unmatched);
    EXPECT_EQ(x.succeeded, y.succeeded);
    EXPECT_EQ(x.last_trouble, y.last_trouble);
    EXPECT_EQ(x.retry_in_ms, y.retry_in_ms);
    EXPECT_EQ(x.visible, y.visible);
    EXPECT_EQ(x.is_dead_letter, y.is_dead_letter);
  }
  ASSERT_EQ(a.edges.size(), b.edges.size());
  for (size_t e = 0; e < a.edges.size(); ++e) {
    EXPECT_EQ(a.edges[e].id, b.edges[e].id);
    EXPECT_EQ(a.edges[e].passed, b.edges[e].passed);
    EXPECT_EQ(a.edges[e].missed, b.edges[e].missed);
  }
  EXPECT_EQ(a.crowds, b.crowds);
  EXPECT_EQ(a.tokens.size(), b.tokens.size());
  EXPECT_EQ(a.stopped.size(), b.stopped.size());
}

TEST_F(LargeStage, AModelMadeFromTheOneBeforeIsTheSameAsOneMadeAnewInBothDirections) {
  Model kept = fresh();
  const auto go_on = [&] {
    Model before = std::move(kept);
    kept = make_model(session.simulation(), session.story(), tallies, &before);
    SCOPED_TRACE(session.step_number());
    expect_same(kept, fresh());
  };
  uint32_t steps = 0;
  for (; steps < kManySteps && session.can_step(); ++steps) session.step(), go_on();
  EXPECT_GT(steps, 10u);
  while (session.can_back()) session.back(), go_on();
}

TEST_F(LargeStage, AJumpCountsWhatTheWayThereWouldHaveCounted) {
  session.seek(session.last_step());
  const Model end = fresh();
  const auto filter = [](const Model& model) {
    return *std::find_if(model.edges.begin(), model.edges.end(),
                         [](const Edge& edge) { return edge.kind == EdgeKind::Notification; });
  };
  EXPECT_EQ(filter(end).passed, 2u);
  EXPECT_EQ(filter(end).missed, 1u);
  EXPECT_EQ(end.nodes[filter(end).to].succeeded, 2u);
  session.seek(0);
  EXPECT_EQ(filter(fresh()).passed + filter(fresh()).missed, 0u);
}

TEST_F(LargeStage, WhatIsOutOfSightIsCountedAndIsNoToken) {
  session.seek(session.last_step());
  const Model all = fresh();
  const InView nothing{std::vector<bool>(all.nodes.size()), std::vector<bool>(all.edges.size())};
  const Model model = make_model(session.simulation(), session.story(), tallies, nullptr, &nothing);
  EXPECT_GT(all.tokens.size(), 0u);
  EXPECT_TRUE(model.tokens.empty());
  EXPECT_EQ(model.crowds, all.crowds);
}

TEST_F(LargeStage, TokensTurnIntoFlowsByDegrees) {
  Model model = fresh();
  Token token;
  token.edge = 0;
  const auto share = [&](size_t tokens) {
    model.tokens.assign(tokens, token);
    return flow_share(model);
  };
  EXPECT_EQ(share(24), 0.0f);
  EXPECT_EQ(share(150), 0.0f);
  EXPECT_GT(share(200), 0.3f);
  EXPECT_LT(share(200), 0.7f);
  EXPECT_EQ(share(250), 1.0f);
}

TEST_F(LargeStage, WhatIsOutsideOfTheViewMakesNoShapes) {
  const Model model = fresh();
  const RuleOfThumb measure;
  const Geometry geometry = place_all(model, {}, measure);
  const Scene all = build_scene(model, geometry, {}, {}, measure);
  const Box elsewhere{1e5f, 1e5f, 1e5f + 10, 1e5f + 10};
  const Scene none = build_scene(model, geometry, {}, {}, measure, &elsewhere);
  EXPECT_FALSE(all.shapes.empty());
  EXPECT_TRUE(none.shapes.empty());
  EXPECT_EQ(none.bounds.x1, all.bounds.x1) << "the picture is as large as before";
}

}  // namespace
}  // namespace brigade::app::stage
