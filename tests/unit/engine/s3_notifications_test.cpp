// Event notifications: what S3 takes as a configuration, and which events it sends where.
// Rules: S3 User Guide, "Amazon S3 Event Notifications", "Configuring event notifications using object key
// name filtering"; texts of the real service, recorded or quoted in public reports.
#include "engine/services/s3.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

std::string refused(std::vector<NotificationRule> rules) {
  Worldlet world;
  world.bucket("photos")
      .function("fn")
      .function("closed", FunctionConfig{})
      .queue("q")
      .queue("shut", QueueConfig{});
  return world.notify("photos", std::move(rules)).refusal();
}

const std::string kOverlap =
    "InvalidArgument: Configurations overlap. Configurations on the same bucket cannot share a common event "
    "type."
    "\nArgumentName: Event, ArgumentValue: ";
const std::string kAmbiguous =
    "InvalidArgument: Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if "
    "the "
    "prefixes are overlapping for the same event type.";

TEST(S3Notifications, OverlapIsRefusedWithTheServicesText) {
  EXPECT_EQ(refused({to_function("fn", {"s3:ObjectRemoved:*"}), to_queue("q", {"s3:ObjectRemoved:*"})}),
            kOverlap + "s3:ObjectRemoved:*, s3:ObjectRemoved:*");
  EXPECT_EQ(refused({to_queue("q", {"s3:ObjectCreated:*"}), to_function("fn", {"s3:ObjectCreated:Put"})}),
            kOverlap + "s3:ObjectCreated:*, s3:ObjectCreated:Put");
  EXPECT_EQ(refused({filtered(to_function("fn"), "a/", ""), filtered(to_queue("q"), "a/b/", "")}),
            kAmbiguous);
  EXPECT_EQ(refused({filtered(to_function("fn"), "", ".jpg"), filtered(to_queue("q"), "", "jpg")}),
            kAmbiguous);
}

TEST(S3Notifications, DifferentEventTypesDoNotOverlap) {
  EXPECT_EQ(refused({to_function("fn", {"s3:ObjectCreated:*"}), to_queue("q", {"s3:ObjectRemoved:*"})}), "");
  EXPECT_EQ(refused({to_function("fn", {"s3:ObjectCreated:Put"}), to_queue("q", {"s3:ObjectCreated:Copy"})}),
            "");
}

TEST(S3Notifications, OverlappingPrefixesAreFineWhereTheSuffixesCannotBothMatch) {
  EXPECT_EQ(refused({filtered(to_function("fn"), "a/", ".jpg"), filtered(to_queue("q"), "a/", ".png")}), "");
  EXPECT_EQ(refused({filtered(to_function("fn"), "a/", ""), filtered(to_queue("q"), "b/", "")}), "");
}

TEST(S3Notifications, MissingPermissionIsRefused) {
  const std::string invalid =
      "InvalidArgument: Unable to validate the following destination configurations\n";
  EXPECT_EQ(refused({to_function("closed")}),
            invalid + "ArgumentName: " + function_arn("closed") +
                ", null, ArgumentValue: Not authorized to invoke function [" + function_arn("closed") + "]");
  EXPECT_EQ(refused({to_function("none")}), invalid + "ArgumentName: " + function_arn("none") +
                                                ", null, ArgumentValue: Not authorized to invoke function [" +
                                                function_arn("none") + "]");
  EXPECT_EQ(refused({to_queue("none")}), invalid + "ArgumentName: " + queue_arn("none") +
                                             ", ArgumentValue: The destination queue does not exist");
  EXPECT_EQ(refused({to_queue("shut")}), invalid + "ArgumentName: " + queue_arn("shut") +
                                             ", ArgumentValue: Permissions on the destination queue do not "
                                             "allow S3 to publish notifications from "
                                             "this bucket");
}

TEST(S3Notifications, ValidationOfDestinationsCanBeSkipped) {
  Worldlet world;
  world.bucket("photos").setup(PutBucketNotificationConfiguration{"photos", {to_queue("none")}, true});
  EXPECT_EQ(world.refusal(), "");
}

// Recorded: reported first, even where validation is skipped.
TEST(S3Notifications, AnArnThatIsNoneIsRefusedEvenWithoutValidation) {
  Worldlet world;
  NotificationRule rule = to_queue("q");
  rule.target_arn = "nonsense";
  world.bucket("photos").setup(PutBucketNotificationConfiguration{"photos", {rule}, true});
  EXPECT_EQ(world.refusal(),
            "InvalidArgument: The ARN could not be parsed\nArgumentName: Queue, ArgumentValue: nonsense");
}

TEST(S3Notifications, TheSourceOfAPermissionIsTheBucket) {
  const auto with_source = [](const std::string& arn) {
    FunctionConfig config;
    config.policy.push_back(
        service_statement("s3", "s3.amazonaws.com", "lambda:InvokeFunction", arn, "123456789012"));
    Worldlet world;
    return world.bucket("photos").function("fn", config).notify("photos", {to_function("fn")}).refusal();
  };
  EXPECT_EQ(with_source("arn:aws:s3:::photos"), "");
  EXPECT_NE(with_source("arn:aws:s3:::other"), "");
}

TEST(S3Notifications, EventTypesTheServiceDoesNotKnowAreRefused) {
  EXPECT_EQ(
      refused({to_function("fn", {"s3:ObjectEaten"})}),
      "InvalidArgument: The event is not supported for notifications\nArgumentName: Event, ArgumentValue: "
      "s3:ObjectEaten");
  EXPECT_EQ(refused({to_function("fn", {"s3:ObjectTagging:*", "s3:LifecycleTransition"})}), "");
  EXPECT_EQ(refused({to_function("fn", {})}).substr(0, 12), "MalformedXML");
}

TEST(S3Notifications, FiltersHoldUpTo1024Bytes) {
  EXPECT_EQ(refused({filtered(to_function("fn"), std::string(1000, 'a'), std::string(24, 'b'))}), "");
  EXPECT_NE(refused({filtered(to_function("fn"), std::string(1000, 'a'), std::string(25, 'b'))}), "");
}

TEST(S3Notifications, IdsAreMadeWhereAbsentAndMustDiffer) {
  NotificationRule a = to_function("fn", {"s3:ObjectCreated:*"}), b = to_queue("q", {"s3:ObjectRemoved:*"});
  a.id = b.id = "same";
  EXPECT_EQ(refused({a, b}), "InvalidArgument: Same ID used for multiple configurations. IDs must be unique");
  Worldlet world;
  world.bucket("photos").function("fn").notify("photos", {to_function("fn")});
  Simulation& simulation = world.start();
  const ResourceId id = resource(simulation, ResourceKind::Bucket, "photos");
  const BucketConfig& config = simulation.history().bucket_config(simulation.world().resource(id).config);
  EXPECT_EQ(config.notifications[0].id.size(), 36u);
}

TEST(S3Notifications, PutReplacesTheWholeConfiguration) {
  Worldlet world;
  world.bucket("photos").function("fn").notify("photos", {to_function("fn")}).notify("photos", {});
  Simulation& simulation = world.at(0, put("photos", "a")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::Unmatched), 1u);
  EXPECT_EQ(simulation.world().tally.made, 0u);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 1u);
}

TEST(S3Notifications, AtMostOneHundred) {
  std::vector<NotificationRule> rules;
  for (int i = 0; i < 101; ++i) rules.push_back(filtered(to_function("fn"), std::to_string(i) + "/", ""));
  EXPECT_NE(refused(rules), "");
  rules.pop_back();
  EXPECT_EQ(refused(rules), "");
}

TEST(S3Notifications, WildcardEventTypesMatchTheirFamily) {
  struct Case {
    std::string configured;
    S3Event event;
    bool matches;
  };
  for (const Case& c : {Case{"s3:ObjectCreated:*", S3Event::ObjectCreatedPut, true},
                        Case{"s3:ObjectCreated:*", S3Event::ObjectCreatedCompleteMultipartUpload, true},
                        Case{"s3:ObjectCreated:Put", S3Event::ObjectCreatedPut, true},
                        Case{"s3:ObjectCreated:Put", S3Event::ObjectCreatedCopy, false},
                        Case{"s3:ObjectCreated:Post", S3Event::ObjectCreatedPost, true},
                        Case{"s3:ObjectRemoved:*", S3Event::ObjectCreatedPut, false}}) {
    PutObject upload = put("photos", "a");
    upload.event = c.event;
    Worldlet world;
    world.bucket("photos").queue("q").notify("photos", {to_queue("q", {c.configured})}).at(0, upload);
    Simulation& simulation = world.run();
    EXPECT_EQ(queue_of(simulation, "q").visible.count, c.matches ? 1u : 0u) << c.configured;
    EXPECT_EQ(ended(simulation, Fate::FilteredOut), c.matches ? 0u : 1u) << c.configured;
  }
}

TEST(S3Notifications, RemovalsAreDeleteOrDeleteMarkerCreated) {
  for (const Versioning versioning : {Versioning::Off, Versioning::Enabled}) {
    Worldlet world;
    world.bucket("photos", versioning).queue("q").notify("photos", {to_queue("q", {"s3:ObjectRemoved:*"})});
    world.at(0, put("photos", "a")).at(1, DeleteObject{"photos", "a", ""});
    const auto messages = visible_in(world.run(), "q");
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(text_at(json_of(text_at(messages[0], "Body")), "Records.0.eventName"),
              versioning == Versioning::Off ? "ObjectRemoved:Delete" : "ObjectRemoved:DeleteMarkerCreated");
  }
}

TEST(S3Notifications, FiltersDecideByPrefixAndSuffix) {
  Worldlet world;
  world.bucket("photos").queue("q").notify("photos", {filtered(to_queue("q"), "in/", ".jpg")});
  world.at(0, put("photos", "in/a.jpg")).at(1, put("photos", "in/a.png")).at(2, put("photos", "a.jpg"));
  world.at(3, put("photos", "in/A.JPG"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
  const auto out = records_of(simulation, RecordKind::FilteredOut);
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(static_cast<FilterMiss>(out[0].value), FilterMiss::Suffix);
  EXPECT_EQ(static_cast<FilterMiss>(out[1].value), FilterMiss::Prefix);
  EXPECT_EQ(static_cast<FilterMiss>(out[2].value), FilterMiss::Suffix);  // capitals count
}

TEST(S3Notifications, DeliveryTakesABitFromTheSeed) {
  Worldlet world;
  world.bucket("photos").queue("q").notify("photos", {to_queue("q")});
  for (int i = 0; i < 200; ++i) world.at(0, put("photos", std::to_string(i)));
  Simulation& simulation = world.run();
  for (const Record& r : records_of(simulation, RecordKind::FilterMatched)) {
    EXPECT_GE(r.value, s3::kDeliveryDelayMinMs);
    EXPECT_LE(r.value, s3::kDeliveryDelayMaxMs);
  }
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 200u);
}

// "If two writes are made to a single non-versioned object at the same time, it is possible that only a
// single event notification is sent." With versioning, each write makes one.
TEST(S3Notifications, TwoWritesAtOnceMakeOneEventWithoutVersioningAndTwoWithIt) {
  for (const Versioning versioning : {Versioning::Off, Versioning::Enabled}) {
    Worldlet world;
    world.bucket("photos", versioning).queue("q").notify("photos", {to_queue("q")});
    world.at(5, put("photos", "a", 1)).at(5, put("photos", "a", 2)).at(5, put("photos", "b"));
    Simulation& simulation = world.run();
    const bool off = versioning == Versioning::Off;
    EXPECT_EQ(ended(simulation, Fate::Coalesced), off ? 1u : 0u);
    EXPECT_EQ(queue_of(simulation, "q").visible.count, off ? 2u : 3u);
    EXPECT_EQ(simulation.world().tally.made, 3u);
  }
}

TEST(S3Notifications, TwoWritesAMillisecondApartMakeTwoEvents) {
  Worldlet world;
  world.bucket("photos").queue("q").notify("photos", {to_queue("q")});
  world.at(5, put("photos", "a")).at(6, put("photos", "a"));
  EXPECT_EQ(queue_of(world.run(), "q").visible.count, 2u);
}

TEST(S3Notifications, AnEventForADeletedTargetEndsThere) {
  Worldlet world;
  world.bucket("photos").queue("q").notify("photos", {to_queue("q")});
  world.at(0, put("photos", "a")).at(100, DeleteQueue{"q"});
  EXPECT_EQ(ended(world.run(), Fate::DeletedWithResource), 1u);
}

// S3 needs the queue's permission when it sends, not only when it was configured.
TEST(S3Notifications, AQueueThatWithdrewItsPermissionGetsNothing) {
  SetQueueAttributes closed;
  closed.queue = "q";
  closed.policy = std::vector<PolicyStatement>{};
  Worldlet world;
  world.bucket("photos").queue("q").notify("photos", {to_queue("q")});
  world.at(0, closed).at(1, put("photos", "a"));
  Simulation& simulation = world.run();
  const auto dropped = records_of(simulation, RecordKind::Dropped);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(static_cast<DropReason>(dropped[0].code), DropReason::NotAuthorized);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 0u);
}

TEST(TestEvent, IsSentToQueuesAndTopicsWhenANotificationIsPutDuringTheRunAndHasNoRecords) {
  Worldlet world;
  world.queue("q").queue("by-topic").function("f").bucket("photos");
  world.topic("news", {subscription(SubscriptionProtocol::Queue, queue_arn("by-topic"))});
  const auto only = [](NotificationRule rule, const char* prefix) {
    return filtered(std::move(rule), prefix, "");
  };
  const std::vector<NotificationRule> rules = {
      only(to_queue("q"), "a"), only(to_function("f"), "b"),
      only(rule_to(TargetKind::Topic, topic_arn("news"), {"s3:ObjectCreated:*"}), "c")};
  Simulation& simulation =
      world.at(1'500, PutBucketNotificationConfiguration{"photos", rules, false, false}).run();
  const base::JsonValue body = json_of(text_at(visible_in(simulation, "q").at(0), "Body"));
  EXPECT_EQ(member_names(body), "Service,Event,Time,Bucket,RequestId,HostId");
  EXPECT_EQ(text_at(body, "Event"), "s3:TestEvent");
  EXPECT_EQ(text_at(body, "Time"), "2026-01-01T00:00:01.500Z");
  const base::JsonValue notice = json_of(text_at(visible_in(simulation, "by-topic").at(0), "Body"));
  EXPECT_EQ(text_at(notice, "Subject"), "Amazon S3 Notification");
  EXPECT_EQ(function_of(simulation, "f").invocations, 0u);
}

TEST(TestEvent, IsLongPastInTheSceneThatARunBeginsWith) {
  Worldlet world;
  Simulation& simulation = world.queue("q").bucket("photos").notify("photos", {to_queue("q")}).run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 0u);
}

}  // namespace
}  // namespace brigade::engine
