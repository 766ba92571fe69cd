// A session without a canvas: opening, editing, moving, playing, and what the page is told.
#include "app/session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/name_check.h"
#include "app/timeline_scale.h"

namespace brigade::app {
namespace {

using engine::Fate;
using engine::kNone;

// A bucket that notifies a function of *.jpg; the function always fails and has a dead-letter queue.
constexpr std::string_view kScenario = R"({
  "brigade": 1,
  "title": {"en": "Retries", "fr": "Nouvelles tentatives"},
  "resources": {
    "queues": [{"QueueName": "dlq"}],
    "functions": [{
      "FunctionName": "thumbnail",
      "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:dlq"},
      "Policy": {"Version": "2012-10-17", "Id": "default", "Statement": [{
        "Sid": "s3", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:thumbnail",
        "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::photos"}}}]},
      "handler": {"rules": [{"outcome": "fail"}]}
    }],
    "buckets": [{"Bucket": "photos", "NotificationConfiguration": {"LambdaFunctionConfigurations": [{
      "Id": "jpg", "LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:thumbnail",
      "Events": ["s3:ObjectCreated:*"],
      "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}}}]}}]
  },
  "timeline": [
    {"at": "0s", "do": "s3:PutObject", "bucket": "photos", "key": "beach.jpg", "size": 9309},
    {"at": "1s", "do": "s3:PutObject", "bucket": "photos", "key": "notes.txt", "size": 12}
  ]
})";

class Sessions : public testing::Test {
 protected:
  void SetUp() override {
    auto scenario = formats::read_scenario(kScenario);
    ASSERT_TRUE(scenario) << scenario.error().text;
    const base::Status opened = session.open(std::move(*scenario));
    ASSERT_TRUE(opened) << opened.error().text;
  }
  const StoryMessage* message(std::string_view label) const {
    for (const StoryMessage& m : session.story().messages) {
      if (m.label == label && m.parent == kNone) return &m;
    }
    return nullptr;
  }
  bool was_told(std::string_view part) {
    for (const std::string& event : session.take_events()) {
      if (event.find(part) != std::string::npos) return true;
    }
    return false;
  }
  Session session;
};

TEST_F(Sessions, OpensPausedAtTheBeginningWithTheFutureKnown) {
  EXPECT_EQ(session.step_number(), 0u);
  EXPECT_FALSE(session.playing());
  EXPECT_TRUE(session.end_is_known());
  EXPECT_GT(session.last_step(), 10u);
  EXPECT_EQ(session.title(), "Retries");
}

TEST_F(Sessions, TheStoryKnowsEveryMessageAndItsFate) {
  const StoryMessage* beach = message("beach.jpg");
  ASSERT_NE(beach, nullptr);
  ASSERT_EQ(beach->deliveries.size(), 1u);
  const StoryDelivery& delivery = session.story().deliveries[beach->deliveries[0]];
  EXPECT_EQ(delivery.fate, Fate::DeadLettered);
  EXPECT_EQ(delivery.attempts, 3);
  const auto failed = std::count_if(delivery.spans.begin(), delivery.spans.end(),
                                    [](const Span& span) { return span.kind == SpanKind::kFailed; });
  EXPECT_EQ(failed, 3);
  for (size_t i = 1; i < delivery.spans.size(); ++i)
    EXPECT_GE(delivery.spans[i].begin_ms, delivery.spans[i - 1].end_ms);
  const StoryMessage* notes = message("notes.txt");
  ASSERT_NE(notes, nullptr);
  ASSERT_EQ(notes->deliveries.size(), 1u);
  EXPECT_EQ(session.story().deliveries[notes->deliveries[0]].fate, Fate::FilteredOut);
}

TEST_F(Sessions, ADeadLetterBelongsToTheMessageItCameFrom) {
  const StoryMessage* beach = message("beach.jpg");
  ASSERT_NE(beach, nullptr);
  const bool has_child =
      std::any_of(session.story().messages.begin(), session.story().messages.end(),
                  [&](const StoryMessage& m) { return m.parent != kNone && m.label == "beach.jpg"; });
  EXPECT_TRUE(has_child);
  const std::vector<Lane> lanes = make_lanes(session.story());
  ASSERT_EQ(lanes.size(), 2u);
  EXPECT_EQ(lanes[0].followers.size(), 1u);
}

TEST_F(Sessions, StepsForwardAndBackward) {
  session.step();
  session.step();
  EXPECT_EQ(session.step_number(), 2u);
  EXPECT_EQ(session.previous_step(), 1u);
  session.back();
  EXPECT_EQ(session.step_number(), 1u);
  EXPECT_EQ(session.previous_step(), 2u);
  EXPECT_TRUE(was_told("\"type\":\"stepped\""));
}

TEST_F(Sessions, NextInterestingStopsAtFailuresAndEnds) {
  int stops = 0;
  while (session.can_step() && stops < 50) {
    session.next_interesting();
    stops++;
  }
  EXPECT_GE(stops, 4);
  EXPECT_LT(stops, static_cast<int>(session.last_step()));
}

TEST_F(Sessions, ARefusalIsABannerWithTheServicesCodeAndChangesNothing) {
  const uint32_t revision = session.revision();
  EXPECT_FALSE(session.submit(engine::CreateBucket{"Photos"}));
  ASSERT_EQ(session.banners.size(), 1u);
  EXPECT_EQ(session.banners[0].code, "InvalidBucketName");
  EXPECT_EQ(session.revision(), revision);
  session.dismiss(session.banners[0].id);
  EXPECT_TRUE(session.banners.empty());
}

TEST_F(Sessions, UndoTakesBackTheLastEditAndRedoMakesItAgain) {
  ASSERT_TRUE(session.submit(engine::CreateQueue{"more", {}}));
  EXPECT_TRUE(was_told("stateChanged"));
  ASSERT_TRUE(session.can_undo());
  session.undo();
  EXPECT_TRUE(engine::find_resource(session.world(), session.history(), engine::ResourceKind::Queue, "more")
                  .is_none());
  session.redo();
  EXPECT_FALSE(engine::find_resource(session.world(), session.history(), engine::ResourceKind::Queue, "more")
                   .is_none());
}

TEST_F(Sessions, AnUploadSelectsItsMessage) {
  IncomingFile file;
  file.name = "tree.jpg";
  file.bytes = "not really a picture";
  file.size_bytes = 20;
  session.upload("photos", std::move(file));
  ASSERT_EQ(session.selection.kind, SelectionKind::kMessage);
  const uint32_t index = session.story().message_index(session.selection.message);
  ASSERT_NE(index, kNone);
  EXPECT_EQ(session.story().messages[index].label, "tree.jpg");
}

TEST_F(Sessions, AFutureLeftBehindCanBeTakenUpAgain) {
  session.seek(session.last_step());
  session.seek(4);
  ASSERT_TRUE(session.submit(engine::PutObject{"photos", "late.jpg", {}, {}}));
  ASSERT_EQ(session.simulation().branches().size(), 1u);
  EXPECT_NE(message("late.jpg"), nullptr);
  session.switch_to_branch(session.simulation().branches()[0].id);
  EXPECT_EQ(message("late.jpg"), nullptr);
  EXPECT_EQ(session.simulation().branches().size(), 1u);
}

TEST_F(Sessions, PlayingTakesStepsByTheWallClockAndStopsAtTheEnd) {
  session.play();
  double now_ms = 1'000;
  for (int i = 0; i < 2'000 && session.playing(); ++i, now_ms += 100) session.update(now_ms);
  EXPECT_FALSE(session.playing());
  EXPECT_FALSE(session.can_step());
  EXPECT_EQ(session.step_number(), session.last_step());
}

constexpr std::string_view kScheduled = R"j({
  "brigade": 1,
  "resources": {
    "queues": [{"QueueName": "inbox"}],
    "schedules": [{"Name": "hourly", "ScheduleExpression": "cron(0 * * * ? *)", "FlexibleTimeWindow": {"Mode": "OFF"},
      "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:inbox", "RoleArn": "arn:aws:iam::123456789012:role/r"}}]
  }
})j";

TEST(ScheduledSession, RestsUntilAStepOrAPlayGoesOnToTheNextFiring) {
  Session session;
  auto scenario = formats::read_scenario(kScheduled);
  ASSERT_TRUE(scenario) << scenario.error().text;
  ASSERT_TRUE(session.open(std::move(*scenario)));
  EXPECT_TRUE(session.simulation().is_resting());
  EXPECT_EQ(session.last_step(), 0u);
  ASSERT_TRUE(session.can_step());
  session.step();
  EXPECT_EQ(session.world().now_ms, 3'600'000);
  EXPECT_TRUE(session.end_is_known());  // up to the next rest
  EXPECT_GT(session.last_step(), session.step_number());
  ASSERT_EQ(session.story().messages.size(), 1u);
  EXPECT_EQ(session.story().messages[0].label, "hourly#1");
  session.seek(session.last_step());
  EXPECT_TRUE(session.simulation().is_resting());
  session.play();
  double now_ms = 1'000;
  for (int i = 0; i < 500 && session.playing(); ++i, now_ms += 100) session.update(now_ms);
  EXPECT_FALSE(session.playing());  // it does not run away
  EXPECT_EQ(session.world().schedules[0].fired, 2u);
  session.back();
  EXPECT_EQ(session.step_number() + 1, session.last_step());
}

TEST_F(Sessions, AReadOnlySessionRefusesEdits) {
  session.readonly = true;
  EXPECT_FALSE(session.submit(engine::CreateQueue{"more", {}}));
  session.step();
  EXPECT_EQ(session.step_number(), 1u);
}

TEST_F(Sessions, TheExportedScenarioOpensAtTheSamePlace) {
  session.seek(5);
  const auto exported = session.export_scenario(true);
  ASSERT_TRUE(exported) << exported.error().text;
  auto again = formats::read_scenario(exported->json);
  ASSERT_TRUE(again) << again.error().text;
  Session other;
  ASSERT_TRUE(other.open(std::move(*again)));
  other.seek(exported->step);
  EXPECT_EQ(other.simulation().journal_hash(), exported->journal_hash);
}

TEST_F(Sessions, EveryStepHasARoomOfItsOwnOnTheTimeline) {
  TimelineScale scale;
  scale.rebuild(session.story().step_ms);
  EXPECT_EQ(scale.last_step(), session.last_step());
  for (uint32_t step = 1; step <= scale.last_step(); ++step) {
    EXPECT_GT(scale.of_step(step), scale.of_step(step - 1));
    EXPECT_EQ(scale.nearest_step(scale.of_step(step)), step);
  }
  EXPECT_LE(scale.of_time(60'000), scale.total());
}

TEST(Names, AreCheckedAsTheServicesDo) {
  using engine::ResourceKind;
  EXPECT_EQ(name_problem(ResourceKind::Bucket, "photos"), "");
  for (const char* wrong :
       {"ab", "Photos", "a_b", "-photos", "photos-", "a..b", "192.168.5.4", "xn--photos"}) {
    EXPECT_NE(name_problem(ResourceKind::Bucket, wrong), "") << wrong;
  }
  EXPECT_EQ(name_problem(ResourceKind::Function, "thumb_nail-1"), "");
  EXPECT_NE(name_problem(ResourceKind::Function, "thumb nail"), "");
  EXPECT_EQ(name_problem(ResourceKind::Queue, std::string(80, 'q')), "");
  EXPECT_NE(name_problem(ResourceKind::Queue, std::string(81, 'q')), "");
}

}  // namespace
}  // namespace brigade::app
