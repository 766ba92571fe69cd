// Rules, buses and topics beside a running simulation: the stage's nodes and edges, the permissions that a
// wire brings, and the table of rules and events.
#include "app/rule_matrix.h"

#include <gtest/gtest.h>

#include "app/stage/model.h"
#include "app/stage/wiring.h"
#include "match/pattern_reader.h"

namespace brigade::app {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;
using stage::EdgeKind;

constexpr const char* kImages = R"({"source":["aws.s3"],"detail":{"object":{"key":[{"suffix":".jpg"}]}}})";

class RulesOfASession : public testing::Test {
 protected:
  void SetUp() override {
    make(engine::CreateBucket{"photos"});
    make(engine::CreateFunction{"thumbnail", {}});
    make(engine::CreateQueue{"inbox", {}});
    make(engine::PutRule{"images", "", kImages, {}, true});
    stage::connect(session, find(ResourceKind::Bucket, "photos"), find(ResourceKind::Bus, "default"));
    stage::connect(session, rule(), find(ResourceKind::Function, "thumbnail"));
  }
  void make(engine::Command command) {
    const base::Status status = session.try_submit(std::move(command));
    ASSERT_TRUE(status) << status.error().text;
  }
  ResourceId find(ResourceKind kind, const char* name) const {
    return engine::find_resource(session.world(), session.history(), kind, name);
  }
  ResourceId rule() const { return find(ResourceKind::Rule, "images"); }
  void upload(const char* key) {
    make(engine::PutObject{"photos", key, {100, {}, {}}, engine::S3Event::ObjectCreatedPut});
    while (session.can_step()) session.step();
  }
  stage::Model model() {
    tallies.rebuild();
    tallies.extend(session.simulation());
    return stage::make_model(session.simulation(), session.story(), tallies);
  }
  const stage::Edge* edge(const stage::Model& m, EdgeKind kind) {
    for (const stage::Edge& e : m.edges) {
      if (e.kind == kind) return &e;
    }
    return nullptr;
  }

  Session session;
  stage::Tallies tallies;
};

TEST_F(RulesOfASession, StandOnTheStageBetweenBusAndTarget) {
  const stage::Model m = model();
  EXPECT_EQ(m.nodes.size(), 5u);
  ASSERT_NE(edge(m, EdgeKind::EventBridge), nullptr);
  ASSERT_NE(edge(m, EdgeKind::Target), nullptr);
  const stage::Edge* pattern = edge(m, EdgeKind::Rule);
  ASSERT_NE(pattern, nullptr);
  EXPECT_EQ(pattern->filter, "key *.jpg");
  EXPECT_EQ(m.nodes[pattern->from].key(), "bus/default");
  EXPECT_EQ(m.nodes[pattern->to].key(), "rule/images");
}

TEST_F(RulesOfASession, AreLetInByTheFunctionThatAWireLeadsTo) {
  EXPECT_TRUE(stage::is_let_in(session, rule(), find(ResourceKind::Function, "thumbnail")));
  EXPECT_FALSE(stage::is_let_in(session, rule(), find(ResourceKind::Queue, "inbox")));
  const engine::ResourceId function = find(ResourceKind::Function, "thumbnail");
  const auto& policy = session.history().function_config(session.world().resource(function).config).policy;
  ASSERT_EQ(policy.size(), 1u);
  EXPECT_EQ(engine::principal_text(policy[0]), "events.amazonaws.com");
}

TEST_F(RulesOfASession, CountWhatTheyMissedAtTheirPattern) {
  upload("notes.txt");
  upload("beach.jpg");
  const stage::Model m = model();
  EXPECT_EQ(edge(m, EdgeKind::Rule)->missed, 1u);
  EXPECT_EQ(edge(m, EdgeKind::Rule)->passed, 1u);
  EXPECT_EQ(m.nodes[edge(m, EdgeKind::Rule)->to].sent, 1u);
}

TEST_F(RulesOfASession, EveryDeliveryInFlightIsAToken) {
  upload("beach.jpg");
  upload("notes.txt");
  session.seek(0);
  bool travelled = false;
  while (session.can_step()) {
    session.step();
    const stage::Model m = model();
    EXPECT_EQ(m.tokens.size(), session.world().tally.live) << "at step " << session.step_number();
    for (const stage::Token& token : m.tokens)
      travelled |= token.edge != kNone && m.edges[token.edge].kind == EdgeKind::Target;
  }
  EXPECT_TRUE(travelled);
}

TEST_F(RulesOfASession, StopWhatTheyMissInTheStepThatDecides) {
  upload("notes.txt");
  size_t stopped = 0;
  session.seek(0);
  while (session.can_step()) {
    session.step();
    stopped += model().stopped.size();
  }
  EXPECT_EQ(stopped, 1u);
}

TEST_F(RulesOfASession, MeetEventsInATableThatFollowsTheStep) {
  EXPECT_TRUE(make_rule_matrix(session, 10).columns.empty());
  upload("notes.txt");
  upload("beach.jpg");
  const RuleMatrix matrix = make_rule_matrix(session, 10);
  ASSERT_EQ(matrix.rows.size(), 1u);
  ASSERT_EQ(matrix.columns.size(), 2u);
  EXPECT_EQ(matrix.columns[0].label, "notes.txt");
  EXPECT_EQ(matrix.columns[0].cells[0].state, CellState::kMissed);
  EXPECT_EQ(matrix.columns[1].cells[0].state, CellState::kMatched);
  session.seek(0);
  EXPECT_TRUE(make_rule_matrix(session, 10).columns.empty());
}

TEST_F(RulesOfASession, AreMarkedWhereTheyWereDisabled) {
  make(engine::DisableRule{"images", ""});
  upload("beach.jpg");
  const RuleMatrix matrix = make_rule_matrix(session, 10);
  ASSERT_EQ(matrix.columns.size(), 1u);
  EXPECT_FALSE(matrix.rows[0].enabled);
  EXPECT_EQ(matrix.columns[0].cells[0].state, CellState::kDisabled);
}

TEST_F(RulesOfASession, ShareAColumnWithTheNotificationsOfTheSameUpload) {
  stage::NotificationDraft draft;
  draft.suffix = ".txt";
  draft.target = find(ResourceKind::Queue, "inbox");
  ASSERT_TRUE(stage::put_notification(session, find(ResourceKind::Bucket, "photos"), draft));
  upload("beach.jpg");
  const RuleMatrix matrix = make_rule_matrix(session, 10);
  ASSERT_EQ(matrix.rows.size(), 2u);
  ASSERT_EQ(matrix.columns.size(), 1u);
  EXPECT_EQ(matrix.columns[0].cells[0].state, CellState::kMatched);
  EXPECT_EQ(matrix.columns[0].cells[1].state, CellState::kMissed);
}

TEST_F(RulesOfASession, AreAskedForWithTheEventByACell) {
  upload("notes.txt");
  upload("beach.jpg");
  const RuleMatrix matrix = make_rule_matrix(session, 10);
  session.clear_selection();
  move_choice(session, matrix, 0, 0);
  size_t row = 9, column = 9;
  ASSERT_TRUE(chosen_cell(session, matrix, row, column));
  EXPECT_EQ(column, 1u);
  move_choice(session, matrix, 0, -1);
  ASSERT_TRUE(chosen_cell(session, matrix, row, column));
  EXPECT_EQ(column, 0u);
  EXPECT_EQ(session.selection.resource, rule());
  EXPECT_EQ(session.inspector_tab, InspectorTab::kWhy);
}

TEST_F(RulesOfASession, AreDeletedWithTheirTargets) {
  stage::remove_resource(session, rule());
  EXPECT_TRUE(find(ResourceKind::Rule, "images").is_none());
}

TEST_F(RulesOfASession, ATopicLetsItsSubscribersPolicyBeAskedFor) {
  make(engine::CreateTopic{"uploads", {}});
  const ResourceId topic = find(ResourceKind::Topic, "uploads");
  stage::connect(session, topic, find(ResourceKind::Queue, "inbox"));
  EXPECT_TRUE(stage::is_let_in(session, topic, find(ResourceKind::Queue, "inbox")));
  make(engine::Publish{"uploads", "hello", {}, {}});
  session.seek(0);
  while (session.can_step()) {
    session.step();
    EXPECT_EQ(model().tokens.size(), session.world().tally.live);
  }
  EXPECT_EQ(session.world().queue(find(ResourceKind::Queue, "inbox")).visible.count, 1u);
}

TEST(PatternSummary, NamesTheMostParticularFieldsAlone) {
  const auto pattern = match::read_event_pattern(
      R"({"source":["aws.s3"],"detail":{"object":{"size":[{"numeric":[">",1000]}]},"reason":["PutObject","CopyObject"]}})");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(stage::pattern_summary(*pattern), "size > 1000 · reason PutObject | CopyObject");
}

}  // namespace
}  // namespace brigade::app
