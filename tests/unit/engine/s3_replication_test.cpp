// Replication: what is written to a bucket goes on to another one.
// Rules: S3 User Guide, "Replicating objects within and across Regions"; recorded texts of errors.
#include "engine/services/s3.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr const char* kRole = "arn:aws:iam::123456789012:role/replication";

ReplicationRule to_bucket(const std::string& name) {
  ReplicationRule rule;
  rule.id = "to-" + name;
  rule.destination_arn = "arn:aws:s3:::" + name;
  return rule;
}
PutBucketReplication replication(std::vector<ReplicationRule> rules, std::string bucket = "from") {
  return {std::move(bucket), kRole, std::move(rules), false};
}
Worldlet replicating(ReplicationRule rule) {
  Worldlet world;
  world.bucket("from", Versioning::Enabled).bucket("copies", Versioning::Enabled);
  world.setup(replication({std::move(rule)}));
  return world;
}
std::vector<uint32_t> versions(const Simulation& simulation, std::string_view bucket, std::string_view key) {
  return s3::list_versions(simulation.world(), simulation.history(),
                           resource(simulation, ResourceKind::Bucket, bucket), key);
}
ReplicationStatus status(const Simulation& simulation, std::string_view bucket, std::string_view key) {
  const auto found = versions(simulation, bucket, key);
  return found.empty() ? ReplicationStatus::None
                       : s3::attributes_of(simulation.world(), simulation.history(), found[0]).replication;
}
std::vector<base::JsonValue> events_in(const Simulation& simulation, std::string_view queue) {
  std::vector<base::JsonValue> out;
  for (const base::JsonValue& message : visible_in(simulation, queue)) {
    out.push_back(at_path(json_of(text_at(message, "Body")), "Records.0"));
  }
  return out;
}

TEST(Replication, MakesAReplicaOfTheSameVersionAndTellsThere) {
  Worldlet world = replicating(to_bucket("copies"));
  world.queue("q").notify("copies", {to_queue("q")}).at(0, put("from", "a", 500));
  Simulation& simulation = world.run();
  const auto source = versions(simulation, "from", "a"), replica = versions(simulation, "copies", "a");
  ASSERT_EQ(replica.size(), 1u);
  EXPECT_EQ(object_version_id(context_of(simulation), replica[0]),
            object_version_id(context_of(simulation), source[0]));
  EXPECT_EQ(status(simulation, "from", "a"), ReplicationStatus::Completed);
  EXPECT_EQ(status(simulation, "copies", "a"), ReplicationStatus::Replica);
  const auto got = events_in(simulation, "q");
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(text_at(got[0], "eventName"), "ObjectCreated:Put");
  EXPECT_EQ(text_at(got[0], "s3.bucket.name"), "copies");
  EXPECT_EQ(text_at(got[0], "s3.object.eTag"), object_etag(context_of(simulation), source[0]));
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(Replication, KeepsTheChainOfCauses) {
  Worldlet world = replicating(to_bucket("copies"));
  Simulation& simulation = world.at(0, put("from", "a")).run();
  const auto puts = records_of(simulation, RecordKind::ObjectPut);
  ASSERT_EQ(puts.size(), 2u);
  Record r = puts[1];
  std::vector<RecordKind> kinds;
  while (r.cause != kNone) {
    r = simulation.record_at(r.cause);
    kinds.push_back(r.kind);
  }
  EXPECT_EQ(kinds, (std::vector<RecordKind>{RecordKind::ObjectReplicated, RecordKind::SentToReplica,
                                            RecordKind::MessageCreated, RecordKind::ObjectPut}));
}

TEST(Replication, DoesNotReplicateAReplica) {
  Worldlet world = replicating(to_bucket("copies"));
  world.bucket("third", Versioning::Enabled).setup(replication({to_bucket("from")}, "copies"));
  Simulation& simulation = world.at(0, put("from", "a")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::ObjectReplicated), 1u);
}

TEST(Replication, LeavesOutWhatNoRuleWants) {
  ReplicationRule rule = to_bucket("copies");
  rule.prefix = "logs/";
  Worldlet world = replicating(rule);
  Simulation& simulation = world.at(0, put("from", "a")).at(1, put("from", "logs/a")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::ObjectReplicated), 1u);
  EXPECT_EQ(status(simulation, "from", "a"), ReplicationStatus::None);
}

TEST(Replication, TakesDeleteMarkersOnlyWhereAsked) {
  for (const bool asked : {false, true}) {
    ReplicationRule rule = to_bucket("copies");
    rule.delete_markers = asked;
    Worldlet world = replicating(rule);
    Simulation& simulation = world.at(0, put("from", "a")).at(100'000, DeleteObject{"from", "a", ""}).run();
    EXPECT_EQ(versions(simulation, "copies", "a").size(), asked ? 2u : 1u);
    EXPECT_EQ(simulation.world().bucket(resource(simulation, ResourceKind::Bucket, "copies")).object_count,
              asked ? 0u : 1u);
  }
}

TEST(Replication, FollowsTheRuleOfHighestPriority) {
  ReplicationRule low = to_bucket("copies"), high = to_bucket("copies");
  high.id = "high";
  high.priority = 5;
  high.storage_class = StorageClass::StandardIa;
  Worldlet world;
  world.bucket("from", Versioning::Enabled).bucket("copies", Versioning::Enabled);
  Simulation& simulation = world.setup(replication({low, high})).at(0, put("from", "a")).run();
  const auto replica = versions(simulation, "copies", "a");
  ASSERT_EQ(replica.size(), 1u);
  EXPECT_EQ(s3::attributes_of(simulation.world(), simulation.history(), replica[0]).storage_class,
            StorageClass::StandardIa);
}

TEST(Replication, FailsWhereTheDestinationIsGoneOrUnversioned) {
  for (const bool gone : {false, true}) {
    ReplicationRule rule = to_bucket("copies");
    rule.metrics = true;
    Worldlet world = replicating(rule);
    world.queue("q").notify("from", {to_queue("q", {"s3:Replication:*"})}).at(0, put("from", "a"));
    if (gone) {
      world.at(1, DeleteBucket{"copies"});
    } else {
      world.at(1, PutBucketVersioning{"copies", Versioning::Suspended});
    }
    Simulation& simulation = world.run();
    EXPECT_EQ(status(simulation, "from", "a"), ReplicationStatus::Failed);
    EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
    const auto got = events_in(simulation, "q");
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(text_at(got[0], "eventName"), "Replication:OperationFailedReplication");
    EXPECT_EQ(text_at(got[0], "replicationEventData.failureReason"),
              gone ? "DstBucketNotFound" : "DstBucketUnversioned");
    EXPECT_EQ(text_at(got[0], "replicationEventData.replicationRuleId"), "to-copies");
    EXPECT_EQ(text_at(got[0], "replicationEventData.destinationBucket"), "arn:aws:s3:::copies");
    EXPECT_EQ(text_at(got[0], "userIdentity.principalId"), "s3.amazonaws.com");
  }
}

TEST(Replication, TellsWhatMissesItsFifteenMinutes) {
  ReplicationRule rule = to_bucket("copies");
  rule.metrics = true;
  rule.time_control = true;
  Worldlet world = replicating(rule);
  world.queue("q").notify("from", {to_queue("q", {"s3:Replication:*"})});
  world.at(0, put("from", "small")).at(1, put("from", "huge", uint64_t{200} << 30));
  Simulation& simulation = world.run();
  const auto got = events_in(simulation, "q");
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "Replication:OperationMissedThreshold");
  EXPECT_EQ(text_at(got[0], "replicationEventData.threshold"), "15");
  EXPECT_EQ(text_at(got[1], "eventName"), "Replication:OperationReplicatedAfterThreshold");
  EXPECT_EQ(text_at(got[1], "s3.object.key"), "huge");
  EXPECT_EQ(status(simulation, "from", "huge"), ReplicationStatus::Completed);
  EXPECT_EQ(simulation.world().replications.used(), 0u);
}

TEST(Replication, DropsWhatIsGoneBeforeItArrives) {
  Worldlet world = replicating(to_bucket("copies"));
  Simulation& simulation = world.at(0, put("from", "a")).start();
  simulation.step_forward();
  const std::string id = object_version_id(context_of(simulation), versions(simulation, "from", "a")[0]);
  EXPECT_EQ(refusal_of(simulation, DeleteObject{"from", "a", id}), "");
  simulation.run_to_idle(1'000);
  EXPECT_TRUE(versions(simulation, "copies", "a").empty());
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(Replication, IsRefusedAsTheServiceDoes) {
  const auto refused = [](Versioning from, Versioning to, ReplicationRule rule) {
    Worldlet world;
    return world.bucket("from", from).bucket("copies", to).setup(replication({std::move(rule)})).refusal();
  };
  constexpr Versioning kOn = Versioning::Enabled, kOff = Versioning::Off;
  EXPECT_EQ(
      refused(kOff, kOn, to_bucket("copies")),
      "InvalidRequest: Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  EXPECT_EQ(refused(kOn, kOff, to_bucket("copies")),
            "InvalidRequest: Destination bucket must have versioning enabled.");
  EXPECT_EQ(refused(kOn, kOn, to_bucket("none")), "InvalidRequest: Destination bucket must exist.");
  EXPECT_EQ(refused(kOn, kOn, to_bucket("from")),
            "InvalidRequest: Destination bucket cannot be the same as the source bucket.");
  Worldlet suspended = replicating(to_bucket("copies"));
  suspended.setup(PutBucketVersioning{"from", Versioning::Suspended});
  EXPECT_EQ(suspended.refusal().substr(0, 18), "InvalidBucketState");
}

TEST(Replication, SurvivesGoingBackAndForth) {
  Worldlet world = replicating(to_bucket("copies"));
  for (int i = 0; i < 20; ++i) world.at(i * 1'000, put("from", "k" + std::to_string(i % 7), 1'000));
  Simulation& simulation = world.run();
  const uint64_t hash = simulation.hash();
  const uint32_t end = simulation.step();
  for (const uint32_t step : {0u, end / 2, end / 3}) {
    simulation.seek(step);
    simulation.seek(end);
    EXPECT_EQ(simulation.hash(), hash);
  }
}

}  // namespace
}  // namespace brigade::engine
