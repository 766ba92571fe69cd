// The stage's model beside a running simulation: at every step, every delivery in flight is a token or part
// of a count, and the counts at filters are those of the journal. Wires make the commands that the services
// need.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/session.h"
#include "app/stage/model.h"
#include "app/stage/wiring.h"
#include "formats/scenario.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;

constexpr uint32_t kManySteps = 200;

class StageOfASession : public testing::Test {
 protected:
  void SetUp() override {
    make(engine::CreateBucket{"photos"});
    make(engine::CreateQueue{"dlq", {}});
    engine::FunctionConfig config;
    config.handler.rules.push_back({});
    make(engine::CreateFunction{"thumbnail", config});
  }
  void make(engine::Command command) {
    const base::Status status = session.try_submit(std::move(command));
    ASSERT_TRUE(status) << status.error().text;
  }
  ResourceId find(ResourceKind kind, const char* name) const {
    return engine::find_resource(session.world(), session.history(), kind, name);
  }
  // "*.jpg" to the function, whose failures go to the queue.
  void wire_up() {
    NotificationDraft draft;
    draft.id = "jpg";
    draft.suffix = ".jpg";
    draft.target = find(ResourceKind::Function, "thumbnail");
    const base::Status put = put_notification(session, find(ResourceKind::Bucket, "photos"), draft);
    ASSERT_TRUE(put) << put.error().text;
    const base::Status dead =
        put_function_target(session, draft.target, EdgeKind::DeadLetter, find(ResourceKind::Queue, "dlq"));
    ASSERT_TRUE(dead) << dead.error().text;
  }
  void upload(const char* key) {
    make(engine::PutObject{"photos", key, {100, {}, {}}, engine::S3Event::ObjectCreatedPut});
  }
  Model model() {
    tallies.rebuild();
    tallies.extend(session.simulation());
    return make_model(session.simulation(), session.story(), tallies);
  }

  Session session;
  Tallies tallies;
};

TEST_F(StageOfASession, ShowsEveryResource) {
  const Model m = model();
  ASSERT_EQ(m.nodes.size(), 3u);
  EXPECT_TRUE(m.edges.empty());
}

TEST_F(StageOfASession, WiringABucketToAFunctionGivesThePermissionToo) {
  wire_up();
  const Model m = model();
  ASSERT_EQ(m.edges.size(), 2u);
  EXPECT_EQ(m.edges[0].filter, "*.jpg");
  const auto& config = session.history().function_config(
      session.world().resource(find(ResourceKind::Function, "thumbnail")).config);
  EXPECT_EQ(config.policy.size(), 1u);
}

TEST_F(StageOfASession, WiringABucketToAQueueGivesThePermissionToo) {
  NotificationDraft draft;
  draft.target = find(ResourceKind::Queue, "dlq");
  const base::Status put = put_notification(session, find(ResourceKind::Bucket, "photos"), draft);
  EXPECT_TRUE(put) << put.error().text;
  EXPECT_EQ(model().edges.size(), 1u);
}

TEST_F(StageOfASession, EveryDeliveryInFlightIsAToken) {
  wire_up();
  upload("beach.jpg");
  upload("notes.txt");
  session.seek(0);
  for (uint32_t step = 0; step < kManySteps && session.can_step(); ++step) {
    session.step();
    EXPECT_EQ(model().tokens.size(), session.world().tally.live) << "at step " << session.step_number();
  }
  EXPECT_FALSE(session.can_step());
}

TEST_F(StageOfASession, ATableIsWrittenByAFunctionAndReadByAnother) {
  engine::CreateTable create;
  create.table = "images";
  create.config.partition_key.name = "key";
  make(create);
  make(engine::CreateFunction{"index", {}});
  const ResourceId table = find(ResourceKind::Table, "images");
  make(engine::SetHandlerBehaviour{"thumbnail", {}});
  wire_up();
  connect(session, find(ResourceKind::Function, "thumbnail"), table);
  connect(session, table, find(ResourceKind::Function, "index"));
  const auto& config = session.history().table_config(session.world().resource(table).config);
  EXPECT_EQ(config.stream, engine::StreamViewType::NewAndOldImages) << "the wire enables the stream";
  const Model wired = model();
  const auto count = [&wired](EdgeKind kind) {
    return std::count_if(wired.edges.begin(), wired.edges.end(),
                         [kind](const Edge& e) { return e.kind == kind; });
  };
  EXPECT_EQ(count(EdgeKind::Call), 1);
  EXPECT_EQ(count(EdgeKind::Mapping), 1);
  upload("beach.jpg");
  bool waited = false;
  for (uint32_t step = 0; step < kManySteps && session.can_step(); ++step) {
    session.step();
    const Model m = model();
    EXPECT_EQ(m.tokens.size(), session.world().tally.live) << "at step " << session.step_number();
    for (const Token& token : m.tokens)
      waited |= token.spot == Spot::InQueue && m.nodes[token.node].id == table;
  }
  EXPECT_TRUE(waited) << "the record waits at its table until it is polled";
  EXPECT_EQ(model().nodes[model().node_of(table)].objects, 1u);
}

TEST_F(StageOfASession, WhatDidNotMatchIsCountedAtItsFilterAndNamed) {
  wire_up();
  upload("notes.txt");
  while (session.can_step()) session.step();
  const Model m = model();
  EXPECT_EQ(m.edges[0].missed, 1u);
  const auto missed = missed_by(session.simulation(), tallies, m.nodes[m.edges[0].from].id, "jpg", 10);
  ASSERT_EQ(missed.size(), 1u);
  session.seek(0);
  EXPECT_EQ(model().edges[0].missed, 0u);
}

TEST_F(StageOfASession, ADeadLetterStandsInItsQueueInTheEnd) {
  wire_up();
  upload("beach.jpg");
  while (session.can_step()) session.step();
  const Model m = model();
  const uint32_t dlq = m.node_of(find(ResourceKind::Queue, "dlq"));
  EXPECT_TRUE(m.nodes[dlq].is_dead_letter);
  EXPECT_EQ(m.nodes[dlq].visible, 1u);
  ASSERT_EQ(m.tokens.size(), 1u);
  EXPECT_EQ(m.tokens[0].node, dlq);
  EXPECT_EQ(m.tokens[0].label, "beach.jpg");
}

TEST_F(StageOfASession, AFunctionCountsDownToItsRetry) {
  wire_up();
  upload("beach.jpg");
  const uint32_t function = model().node_of(find(ResourceKind::Function, "thumbnail"));
  for (uint32_t i = 0; i < kManySteps && model().nodes[function].retrying == 0; ++i) session.step();
  const Model m = model();
  EXPECT_GT(m.nodes[function].retry_in_ms, 0);
  EXPECT_FALSE(m.nodes[function].last_trouble.empty());
}

TEST_F(StageOfASession, DeletingAConnectionLeavesTheOthers) {
  wire_up();
  Selection selection;
  selection.kind = SelectionKind::kConnection;
  selection.resource = find(ResourceKind::Function, "thumbnail");
  selection.connection = ConnectionKind::kDeadLetter;
  remove_connection(session, selection);
  const Model m = model();
  ASSERT_EQ(m.edges.size(), 1u);
  EXPECT_EQ(m.edges[0].kind, EdgeKind::Notification);
}

TEST_F(StageOfASession, WhatMayNotBeWiredSaysWhy) {
  const Model m = model();
  const uint32_t bucket = m.node_of(find(ResourceKind::Bucket, "photos"));
  const uint32_t function = m.node_of(find(ResourceKind::Function, "thumbnail"));
  const char* reason = nullptr;
  EXPECT_EQ(wire_target(m.nodes[bucket], m.nodes[function], reason), WireTarget::Legal);
  EXPECT_EQ(wire_target(m.nodes[function], m.nodes[bucket], reason), WireTarget::Refused);
  EXPECT_STREQ(reason, "stage.wire.function_to_bucket");
}

TEST_F(StageOfASession, AScheduleStandsBeforeItsTargetAndSendsATokenAlongTheWire) {
  engine::CreateSchedule create;
  create.schedule = "hourly";
  create.config.expression = "cron(0 * * * ? *)";
  create.config.role_arn = kSchedulerRole;
  create.config.arn = "arn:aws:lambda:us-east-1:123456789012:function:thumbnail";
  create.config.dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dlq";
  make(create);
  Model m = model();
  const uint32_t node = m.node_of(find(ResourceKind::Schedule, "hourly"));
  ASSERT_NE(node, kNone);
  EXPECT_EQ(m.nodes[node].expression, "cron(0 * * * ? *)");
  EXPECT_EQ(m.nodes[node].next_in_ms, 3'600'000);
  ASSERT_EQ(m.edges.size(), 2u);
  EXPECT_EQ(m.edges[0].kind, EdgeKind::Target);
  EXPECT_EQ(m.edges[1].kind, EdgeKind::DeadLetter);
  session.step();
  m = model();
  ASSERT_EQ(m.tokens.size(), 1u);
  EXPECT_EQ(m.tokens[0].spot, Spot::OnEdge);
  EXPECT_EQ(m.tokens[0].edge, 0u);
  EXPECT_EQ(m.tokens[0].label, "hourly#1");
  connect(session, find(ResourceKind::Schedule, "hourly"), find(ResourceKind::Queue, "dlq"));
  m = model();
  EXPECT_EQ(m.nodes[m.edges[0].to].kind, ResourceKind::Queue);
}

TEST_F(StageOfASession, AnArchiveHangsOnItsBus) {
  make(engine::CreateEventBus{"orders", {}});
  engine::CreateArchive create;
  create.archive = "kept";
  create.event_source_arn = "arn:aws:events:us-east-1:123456789012:event-bus/orders";
  make(create);
  const Model m = model();
  ASSERT_EQ(m.edges.size(), 1u);
  EXPECT_EQ(m.edges[0].kind, EdgeKind::Archive);
  EXPECT_EQ(m.nodes[m.edges[0].from].kind, ResourceKind::Bus);
  EXPECT_EQ(m.nodes[m.edges[0].to].kind, ResourceKind::Archive);
}

TEST_F(StageOfASession, ARouteIsAWireToItsFunctionAndItsClientWaits) {
  make(engine::CreateApi{"shop", {}});
  connect(session, find(ResourceKind::Api, "shop"), find(ResourceKind::Function, "thumbnail"));
  EXPECT_TRUE(is_let_in(session, find(ResourceKind::Api, "shop"), find(ResourceKind::Function, "thumbnail")));
  Model m = model();
  ASSERT_EQ(m.edges.size(), 1u);
  EXPECT_EQ(m.edges[0].kind, EdgeKind::Route);
  EXPECT_EQ(m.edges[0].filter, "$default");
  make(engine::SendRequest{"shop", "GET", "/", {}, {}, {}});
  m = model();
  ASSERT_EQ(m.tokens.size(), 2u);  // the request, and the event on its way
  EXPECT_EQ(m.tokens[0].spot, Spot::InQueue);
  EXPECT_EQ(m.tokens[0].look, Look::Ring);
  EXPECT_EQ(m.tokens[1].spot, Spot::OnEdge);
  EXPECT_EQ(m.tokens[1].edge, 0u);
  session.step();
  m = model();
  ASSERT_EQ(m.tokens.size(), 2u);
  EXPECT_EQ(m.tokens[1].spot, Spot::Environment);
}

TEST_F(StageOfASession, APipeStandsBetweenItsSourceItsEnrichmentAndItsTarget) {
  make(engine::CreateQueue{"out", {}});
  session.select_resource(find(ResourceKind::Queue, "dlq"));
  engine::CreatePipe create = first_pipe(session, "p");
  EXPECT_EQ(create.config.event_source_arn, "arn:aws:sqs:us-east-1:123456789012:dlq") << "what is selected";
  EXPECT_EQ(create.config.target_arn, "arn:aws:lambda:us-east-1:123456789012:function:thumbnail");
  create.config.enrichment_arn = create.config.target_arn;
  make(create);
  const ResourceId pipe = find(ResourceKind::Pipe, "p");
  connect(session, pipe, find(ResourceKind::Queue, "out"));
  const Model m = model();
  const uint32_t node = m.node_of(pipe);
  ASSERT_NE(node, kNone);
  std::vector<EdgeKind> from, to;
  for (const Edge& edge : m.edges) {
    if (edge.from == node) from.push_back(edge.kind);
    if (edge.to == node) to.push_back(edge.kind);
  }
  EXPECT_EQ(from, (std::vector<EdgeKind>{EdgeKind::Enrichment, EdgeKind::Target}));
  EXPECT_EQ(to, std::vector<EdgeKind>{EdgeKind::Mapping});
  const char* reason = "";
  EXPECT_EQ(wire_target(m.nodes[m.node_of(find(ResourceKind::Queue, "out"))], m.nodes[node], reason),
            WireTarget::Refused);
  EXPECT_STREQ(reason, "stage.wire.to_pipe");
}

TEST_F(StageOfASession, FreeNamesCountUp) {
  EXPECT_EQ(free_name(session, "photos"), "photos-2");
  EXPECT_EQ(free_name(session, "pictures"), "pictures");
}

}  // namespace
}  // namespace brigade::app::stage
