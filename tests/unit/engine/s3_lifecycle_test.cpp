// Lifecycle rules by simulated days, and restoring what they archived.
// Rules: S3 User Guide, "Managing the lifecycle of objects", "Restoring an archived object".
#include "engine/services/s3.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kHour = 3'600'000, kDay = 24 * kHour;
constexpr uint64_t kLarge = 200'000;

LifecycleRule expires(uint32_t days, std::string prefix = "") {
  LifecycleRule rule;
  rule.id = "rule" + std::to_string(days);
  rule.prefix = std::move(prefix);
  rule.expiration_days = days;
  return rule;
}
LifecycleRule archives(uint32_t days, StorageClass storage_class = StorageClass::Glacier) {
  LifecycleRule rule;
  rule.transitions = {{days, storage_class}};
  return rule;
}
Worldlet listening(std::vector<LifecycleRule> rules, Versioning versioning = Versioning::Off) {
  Worldlet world;
  world.bucket("box", versioning).queue("q");
  world.notify("box", {to_queue("q", {"s3:LifecycleExpiration:*", "s3:LifecycleTransition",
                                      "s3:ObjectRestore:*", "s3:ObjectRemoved:*"})});
  world.setup(PutBucketLifecycleConfiguration{"box", std::move(rules), false});
  return world;
}
// Every event but those of uploads, as a queue gets it; the queues themselves forget in these long times.
std::vector<base::JsonValue> records(const Simulation& simulation) {
  std::vector<base::JsonValue> out;
  for (const Record& r : records_of(simulation, RecordKind::MessageCreated)) {
    const auto event = static_cast<S3Event>(r.code & 0xFF);
    if (static_cast<PayloadKind>(r.code >> 8) != PayloadKind::S3Event || is_creation(event)) continue;
    const Payload payload{
        PayloadForm::Typed, PayloadKind::S3Event, static_cast<uint16_t>(event), r.value, kNone, kNone};
    out.push_back(at_path(json_of(render_payload(context_of(simulation), payload)), "Records.0"));
  }
  return out;
}
Simulation& run_days(Worldlet& world, int days) {
  Simulation& simulation = world.start();
  simulation.run_until(days * kDay, 100'000);
  return simulation;
}
PutObject put_as(StorageClass storage_class, const std::string& key = "a") {
  PutObject command = put("box", key, kLarge);
  command.storage_class = storage_class;
  return command;
}

TEST(Lifecycle, ExpiresAtTheMidnightAtOrAfterTheDays) {
  Worldlet world = listening({expires(3)});
  world.at(0, put("box", "midnight")).at(10 * kHour, put("box", "later"));
  Simulation& simulation = run_days(world, 10);
  const auto times = times_of(simulation, RecordKind::ObjectDeleted);
  ASSERT_EQ(times.size(), 2u);
  EXPECT_EQ(times[0], 3 * kDay);
  EXPECT_EQ(times[1], 4 * kDay);
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "LifecycleExpiration:Delete");  // and no ObjectRemoved
  EXPECT_EQ(text_at(got[0], "userIdentity.principalId"), "s3.amazonaws.com");
  EXPECT_EQ(member_names(at_path(got[0], "s3.object")), "key,sequencer");
}

TEST(Lifecycle, WaitsForOneMidnightAndDoesNotKeepTheWorldBusy) {
  Worldlet world = listening({expires(300)});
  Simulation& simulation = world.at(0, put("box", "a")).run();
  EXPECT_TRUE(simulation.is_resting());
  EXPECT_TRUE(simulation.can_step());
  EXPECT_EQ(simulation.world().scheduler.pending_recurring(), 1u);
  const uint32_t rest = simulation.step();
  EXPECT_EQ(simulation.step_forward(), RunStop::Target);
  EXPECT_EQ(simulation.now_ms(), 300 * kDay);
  EXPECT_EQ(simulation.step(), rest + 1);
}

TEST(Lifecycle, ForgetsWhatIsOverwrittenDeletedOrOutOfPrefix) {
  Worldlet world = listening({expires(2, "tmp/")});
  world.at(0, put("box", "tmp/a")).at(1, put("box", "keep/a")).at(2, put("box", "tmp/b"));
  world.at(3, DeleteObject{"box", "tmp/b", ""}).at(30 * kHour, put("box", "tmp/a"));
  Simulation& simulation = run_days(world, 10);
  const auto times = times_of(simulation, RecordKind::ObjectDeleted);
  ASSERT_EQ(times.size(), 2u);  // the learner's own, and one by the rule
  EXPECT_EQ(times[1], 4 * kDay);
  EXPECT_EQ(simulation.world().scheduler.pending_recurring(), 0u);
}

TEST(Lifecycle, MarksACurrentVersionAndRemovesItLater) {
  LifecycleRule rule = expires(1);
  rule.noncurrent_days = 2;
  Worldlet world = listening({rule}, Versioning::Enabled);
  Simulation& simulation = run_days(world.at(kHour, put("box", "a")), 10);
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "LifecycleExpiration:DeleteMarkerCreated");
  EXPECT_EQ(member_names(at_path(got[0], "s3.object")), "key,eTag,versionId,sequencer");
  EXPECT_EQ(text_at(got[1], "eventName"), "LifecycleExpiration:Delete");
  EXPECT_EQ(member_names(at_path(got[1], "s3.object")), "key,versionId,sequencer");
  const auto times = times_of(simulation, RecordKind::ObjectDeleted);
  EXPECT_EQ(times[0], 2 * kDay);
  EXPECT_EQ(times[1], 4 * kDay);
}

TEST(Lifecycle, RemovesADeleteMarkerThatIsLeftAlone) {
  LifecycleRule rule;
  rule.expired_object_delete_marker = true;
  Worldlet world = listening({rule}, Versioning::Enabled);
  world.at(0, DeleteObject{"box", "a", ""});
  Simulation& simulation = run_days(world.at(kHour, put("box", "b")), 5);
  EXPECT_TRUE(s3::list_versions(simulation.world(), simulation.history(),
                                resource(simulation, ResourceKind::Bucket, "box"), "a")
                  .empty());
}

TEST(Lifecycle, GoesDownTheClassesAndTellsWhichOne) {
  LifecycleRule rule;
  rule.transitions = {{30, StorageClass::StandardIa}, {90, StorageClass::Glacier}};
  Worldlet world = listening({rule});
  world.at(kHour, put("box", "large", kLarge)).at(kHour + 1, put("box", "small", 1'000));
  Simulation& simulation = run_days(world, 200);
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);  // nothing of 128 KB or less goes anywhere
  EXPECT_EQ(text_at(got[0], "eventName"), "LifecycleTransition");
  EXPECT_EQ(text_at(got[0], "lifecycleEventData.transitionEventData.destinationStorageClass"), "STANDARD_IA");
  EXPECT_EQ(text_at(got[1], "lifecycleEventData.transitionEventData.destinationStorageClass"), "GLACIER");
  EXPECT_EQ(times_of(simulation, RecordKind::ObjectChanged)[1], 91 * kDay);
}

TEST(Lifecycle, DoesWhatIsLongDueTogetherAtTheNextMidnight) {
  Worldlet world;
  world.bucket("box").at(0, put("box", "a", kLarge));
  LifecycleRule rule;
  rule.transitions = {{30, StorageClass::StandardIa}, {90, StorageClass::Glacier}};
  world.at(200 * kDay + kHour, PutBucketLifecycleConfiguration{"box", {rule}, false});
  Simulation& simulation = run_days(world, 300);
  ASSERT_EQ(count_of(simulation, RecordKind::ObjectChanged), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::ObjectChanged)[0], 201 * kDay);
}

TEST(Lifecycle, GoesToEventBridgeWithoutAnAddress) {
  Worldlet world;
  world.event_bucket("box").queue("q").rule("r", R"({"source":["aws.s3"],"detail-type":[{"anything-but":
        "Object Created"}]})",
                                            {target("q", queue_arn("q"))});
  LifecycleRule rule = archives(1);
  rule.expiration_days = 2;
  world.setup(PutBucketLifecycleConfiguration{"box", {rule}, false});
  Simulation& simulation = run_days(world.at(0, put("box", "a", kLarge)), 3);
  const auto got = visible_in(simulation, "q");
  ASSERT_EQ(got.size(), 2u);
  const auto moved = json_of(text_at(got[0], "Body")), gone = json_of(text_at(got[1], "Body"));
  EXPECT_EQ(text_at(moved, "detail-type"), "Object Storage Class Changed");
  EXPECT_EQ(member_names(at_path(moved, "detail")),
            "version,bucket,object,request-id,requester,destination-storage-class");
  EXPECT_EQ(text_at(moved, "detail.destination-storage-class"), "GLACIER");
  EXPECT_EQ(text_at(gone, "detail-type"), "Object Deleted");
  EXPECT_EQ(text_at(gone, "detail.reason"), "Lifecycle Expiration");
  EXPECT_EQ(text_at(gone, "detail.deletion-type"), "Permanently Deleted");
  EXPECT_EQ(text_at(gone, "detail.requester"), "s3.amazonaws.com");
}

TEST(Lifecycle, IsRefusedAsTheServiceDoes) {
  const auto refused = [](LifecycleRule rule) {
    Worldlet world;
    return world.bucket("box")
        .setup(PutBucketLifecycleConfiguration{"box", {std::move(rule)}, false})
        .refusal();
  };
  EXPECT_EQ(refused({}), "InvalidRequest: At least one action needs to be specified in a rule");
  EXPECT_EQ(refused(expires(0)), "InvalidArgument: 'Days' for Expiration action must be a positive integer");
  EXPECT_EQ(
      refused(archives(10, StorageClass::StandardIa)),
      "InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass "
      "'STANDARD_IA'");
  LifecycleRule late = archives(10);
  late.expiration_days = 10;
  EXPECT_EQ(
      refused(late),
      "InvalidArgument: 'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' "
      "in the Transition action");
  LifecycleRule both = expires(3);
  both.expired_object_delete_marker = true;
  EXPECT_EQ(refused(both).substr(0, 12), "MalformedXML");
  EXPECT_EQ(refused(archives(1, StorageClass::Standard)).substr(0, 12), "MalformedXML");
  Worldlet twice;
  twice.bucket("box").setup(PutBucketLifecycleConfiguration{"box", {expires(1), expires(1)}, false});
  EXPECT_EQ(twice.refusal(), "InvalidArgument: Rule ID must be unique. Found same ID for more than one rule");
}

TEST(Restore, TakesTheTiersTimeAndExpiresAtMidnight) {
  struct Case {
    StorageClass storage_class;
    RestoreTier tier;
    TimeMs from_ms, to_ms;
  };
  for (const Case& c : {Case{StorageClass::Glacier, RestoreTier::Expedited, 60'000, 300'000},
                        Case{StorageClass::Glacier, RestoreTier::Standard, 3 * kHour, 5 * kHour},
                        Case{StorageClass::Glacier, RestoreTier::Bulk, 5 * kHour, 12 * kHour},
                        Case{StorageClass::DeepArchive, RestoreTier::Standard, 9 * kHour, 12 * kHour}}) {
    Worldlet world = listening({expires(300)});
    world.at(0, put_as(c.storage_class)).at(kHour, RestoreObject{"box", "a", 2, c.tier});
    Simulation& simulation = run_days(world, 10);
    const auto times = times_of(simulation, RecordKind::ObjectChanged);
    ASSERT_EQ(times.size(), 3u);
    EXPECT_EQ(times[0], kHour);
    EXPECT_GE(times[1], kHour + c.from_ms);
    EXPECT_LE(times[1], kHour + c.to_ms);
    EXPECT_EQ(times[2], 3 * kDay);  // two days after it was there, at midnight
    const auto got = records(simulation);
    ASSERT_EQ(got.size(), 3u);
    EXPECT_EQ(text_at(got[0], "eventName"), "ObjectRestore:Post");
    EXPECT_EQ(text_at(got[1], "eventName"), "ObjectRestore:Completed");
    EXPECT_EQ(text_at(got[1], "glacierEventData.restoreEventData.lifecycleRestorationExpiryTime"),
              "2026-01-04T00:00:00.000Z");
    EXPECT_EQ(text_at(got[1], "userIdentity.principalId").substr(0, 15), "AmazonCustomer:");
    EXPECT_EQ(member_names(at_path(got[1], "s3.object")), "key,size,eTag,sequencer");
    EXPECT_EQ(text_at(got[2], "eventName"), "ObjectRestore:Delete");
  }
}

TEST(Restore, IsRefusedAsTheServiceDoes) {
  Worldlet world;
  world.bucket("box").at(0, put("box", "warm")).at(1, put_as(StorageClass::Glacier, "cold"));
  world.at(2, put_as(StorageClass::DeepArchive, "deep"));
  Simulation& simulation = world.run();
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "warm", 1, {}}),
            "InvalidObjectState: Restore is not allowed for the object's current storage class");
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "deep", 1, RestoreTier::Expedited}).substr(0, 15),
            "InvalidArgument");
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "cold", 0, {}}).substr(0, 12), "MalformedXML");
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "cold", 1, {}}), "");
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "cold", 1, {}}),
            "RestoreAlreadyInProgress: Object restore is already in progress");
  simulation.run_to_idle(1'000);
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "cold", 30, {}}), "");  // for longer
}

TEST(Restore, IsOverWithTheObject) {
  Worldlet world;
  world.bucket("box").at(0, put_as(StorageClass::Glacier)).at(1, RestoreObject{"box", "a", 1, {}});
  Simulation& simulation = run_days(world.at(2, DeleteObject{"box", "a", ""}), 10);
  EXPECT_EQ(count_of(simulation, RecordKind::ObjectChanged), 1u);
  EXPECT_EQ(simulation.world().restores.used(), 0u);
  EXPECT_EQ(simulation.world().scheduler.pending(), 0u);
}

TEST(Lifecycle, SurvivesGoingBackAndForth) {
  Worldlet world = listening({expires(3)});
  Simulation& simulation = run_days(world.at(0, put("box", "a")).at(kHour, put("box", "b")), 10);
  const uint64_t hash = simulation.hash();
  const uint32_t end = simulation.step();
  simulation.seek(1);
  simulation.seek(end);
  EXPECT_EQ(simulation.hash(), hash);
}

// --- archive tiers of INTELLIGENT_TIERING --- Source: S3 User Guide, "Using S3 Intelligent-Tiering".
TieringConfiguration tiers(uint32_t archive_days, uint32_t deep_archive_days, std::string prefix = "") {
  TieringConfiguration made;
  made.id = "tiers";
  made.prefix = std::move(prefix);
  made.archive_days = archive_days;
  made.deep_archive_days = deep_archive_days;
  return made;
}
Worldlet tiering(TieringConfiguration made) {
  Worldlet world;
  world.event_bucket("box").queue("q");
  world.notify("box", {to_queue("q", {"s3:IntelligentTiering"})});
  world.setup(PutBucketIntelligentTieringConfiguration{"box", std::move(made)});
  return world;
}

TEST(Tiering, ArchivesWhatWasNotUsedForItsDaysAndTellsOfIt) {
  Worldlet world = tiering(tiers(90, 180));
  world.at(10 * kHour, put_as(StorageClass::IntelligentTiering));
  Simulation& simulation = run_days(world, 200);
  const auto times = times_of(simulation, RecordKind::ObjectChanged);
  ASSERT_EQ(times.size(), 2u);
  EXPECT_EQ(times[0], 91 * kDay) << "the midnight after";
  EXPECT_EQ(times[1], 181 * kDay);
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "IntelligentTiering");
  EXPECT_EQ(text_at(got[0], "intelligentTieringEventData.destinationAccessTier"), "ARCHIVE_ACCESS");
  EXPECT_EQ(text_at(got[1], "intelligentTieringEventData.destinationAccessTier"), "DEEP_ARCHIVE_ACCESS");
}

TEST(Tiering, ReachesEventBridgeAsAChangedAccessTier) {
  Worldlet world;
  world.event_bucket("box").queue("q");
  world.rule("r", R"({"source":["aws.s3"],"detail":{"destination-access-tier":["ARCHIVE_ACCESS"]}})",
             {target("q", queue_arn("q"))});
  world.setup(PutBucketIntelligentTieringConfiguration{"box", tiers(90, 0)});
  world.at(0, put_as(StorageClass::IntelligentTiering));
  Simulation& simulation = run_days(world, 92);
  const auto messages = visible_in(simulation, "q");
  ASSERT_EQ(messages.size(), 1u);
  const auto event = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(text_at(event, "detail-type"), "Object Access Tier Changed");
  EXPECT_EQ(text_at(event, "detail.destination-access-tier"), "ARCHIVE_ACCESS");
}

TEST(Tiering, LeavesOtherClassesSmallObjectsAndOtherKeysAlone) {
  Worldlet world = tiering(tiers(90, 0, "logs/"));
  PutObject small = put("box", "logs/small", 1'000);
  small.storage_class = StorageClass::IntelligentTiering;
  world.at(0, put_as(StorageClass::Standard, "logs/a")).at(0, small);
  world.at(0, put_as(StorageClass::IntelligentTiering, "other"));
  EXPECT_EQ(count_of(run_days(world, 200), RecordKind::ObjectChanged), 0u);
}

TEST(Tiering, AWriteBeginsTheDaysAnew) {
  Worldlet world = tiering(tiers(90, 0));
  world.at(0, put_as(StorageClass::IntelligentTiering));
  world.at(80 * kDay, put_as(StorageClass::IntelligentTiering));
  EXPECT_EQ(times_of(run_days(world, 200), RecordKind::ObjectChanged), std::vector<TimeMs>{170 * kDay});
}

TEST(Tiering, WhatIsInAnArchiveTierMustBeRestored) {
  Worldlet world = tiering(tiers(90, 0));
  world.at(0, put_as(StorageClass::IntelligentTiering));
  Simulation& simulation = run_days(world, 100);
  EXPECT_NE(refusal_of(simulation, CopyObject{"box", "b", "box", "a", {}}), "");
  EXPECT_EQ(refusal_of(simulation, RestoreObject{"box", "a", 1, RestoreTier::Standard}), "");
}

TEST(Tiering, RefusesWhatTheServiceRefuses) {
  Worldlet world;
  Simulation& simulation = world.bucket("box").start();
  const auto refused = [&](TieringConfiguration made) {
    return refusal_of(simulation, PutBucketIntelligentTieringConfiguration{"box", std::move(made)});
  };
  EXPECT_NE(refused(tiers(89, 0)), "");
  EXPECT_NE(refused(tiers(0, 179)), "");
  EXPECT_NE(refused(tiers(200, 190)), "");
  EXPECT_NE(refused(tiers(0, 0)), "");
  EXPECT_NE(refused(tiers(731, 0)), "");
  EXPECT_EQ(refused(tiers(90, 180)), "");
  EXPECT_EQ(refused(tiers(100, 0)), "") << "of the same id: replaced";
  EXPECT_EQ(refusal_of(simulation, DeleteBucketIntelligentTieringConfiguration{"box", "no"}),
            "NoSuchConfiguration: The specified configuration does not exist.");
  EXPECT_EQ(refusal_of(simulation, DeleteBucketIntelligentTieringConfiguration{"box", "tiers"}), "");
}

}  // namespace
}  // namespace brigade::engine
