// What becomes of objects by request: tags, ACLs, copies, multipart uploads, many deletes, losses.
// Rules: S3 API Reference; recorded event records for which members each event has.
#include "engine/services/s3.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

Worldlet listening(std::vector<std::string> events, Versioning versioning = Versioning::Off) {
  Worldlet world;
  world.bucket("photos", versioning).queue("q").notify("photos", {to_queue("q", std::move(events))});
  return world;
}
std::vector<base::JsonValue> records(const Simulation& simulation) {
  std::vector<base::JsonValue> out;
  for (const base::JsonValue& message : visible_in(simulation, "q")) {
    out.push_back(at_path(json_of(text_at(message, "Body")), "Records.0"));
  }
  return out;
}
s3::VersionAttributes attributes(const Simulation& simulation, std::string_view bucket,
                                 std::string_view key) {
  const auto versions = s3::list_versions(simulation.world(), simulation.history(),
                                          resource(simulation, ResourceKind::Bucket, bucket), key);
  EXPECT_FALSE(versions.empty());
  return s3::attributes_of(simulation.world(), simulation.history(), versions.front());
}

TEST(ObjectTagging, TellsTheKeyAndTheETagOnly) {
  Worldlet world = listening({"s3:ObjectTagging:*"});
  Simulation& simulation = world.at(0, put("photos", "a b"))
                               .at(1'000, PutObjectTagging{"photos", "a b", {{"kind", "cat"}}})
                               .at(5'000, DeleteObjectTagging{"photos", "a b"})
                               .run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "ObjectTagging:Put");
  EXPECT_EQ(text_at(got[1], "eventName"), "ObjectTagging:Delete");
  for (const auto& record : got) {
    EXPECT_EQ(member_names(at_path(record, "s3.object")), "key,eTag");
    EXPECT_EQ(text_at(record, "s3.object.key"), "a+b");
  }
  EXPECT_EQ(text_at(got[0], "eventTime"), "2026-01-01T00:00:01.000Z");
  EXPECT_NE(text_at(got[0], "responseElements.x-amz-request-id"),
            text_at(got[1], "responseElements.x-amz-request-id"));
}

TEST(ObjectTagging, KeepsTheTagsWithTheVersion) {
  Worldlet world;
  world.bucket("photos", Versioning::Enabled).at(0, put("photos", "a"));
  Simulation& simulation = world.at(1, PutObjectTagging{"photos", "a", {{"k", "v"}}}).run();
  const auto now = attributes(simulation, "photos", "a");
  ASSERT_NE(now.tags, kNone);
  EXPECT_EQ(*simulation.history().texts[now.tags], R"([{"Key":"k","Value":"v"}])");
  EXPECT_EQ(simulation.submit(put("photos", "a")).has_value(), true);
  EXPECT_EQ(attributes(simulation, "photos", "a").tags, kNone);
}

TEST(ObjectTagging, IsRefusedAsTheServiceDoes) {
  Worldlet world;
  Simulation& simulation = world.bucket("photos").at(0, put("photos", "a")).run();
  EXPECT_EQ(refusal_of(simulation, PutObjectTagging{"photos", "b", {}}),
            "NoSuchKey: The specified key does not exist.");
  EXPECT_EQ(refusal_of(simulation, PutObjectTagging{"none", "a", {}}),
            "NoSuchBucket: The specified bucket does not exist");
  EXPECT_EQ(refusal_of(simulation, PutObjectTagging{"photos", "a", {{"k", "1"}, {"k", "2"}}}),
            "InvalidTag: Cannot provide multiple Tags with the same key");
  EXPECT_EQ(refusal_of(simulation, PutObjectTagging{"photos", "a", {{"aws:k", "1"}}}),
            "InvalidTag: System tags cannot be added/updated by requester");
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 11; ++i) many.emplace_back("k" + std::to_string(i), "");
  EXPECT_EQ(refusal_of(simulation, PutObjectTagging{"photos", "a", many}),
            "BadRequest: Object tags cannot be greater than 10");
}

TEST(ObjectAcl, SendsNothingWhereNothingChanges) {
  Worldlet world = listening({"s3:ObjectAcl:Put"});
  Simulation& simulation = world.at(0, put("photos", "a"))
                               .at(1, PutObjectAcl{"photos", "a", CannedAcl::Private})
                               .at(2, PutObjectAcl{"photos", "a", CannedAcl::PublicRead})
                               .at(3, PutObjectAcl{"photos", "a", CannedAcl::PublicRead})
                               .run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(member_names(at_path(got[0], "s3.object")), "key,eTag");
  EXPECT_EQ(attributes(simulation, "photos", "a").acl, CannedAcl::PublicRead);
}

TEST(ObjectChanges, GoToEventBridgeUnderTheirOwnNames) {
  Worldlet world;
  world.event_bucket("photos").queue("q");
  world.rule("all", R"({"source":["aws.s3"],"detail-type":["Object Tags Added","Object Tags Deleted",
             "Object ACL Updated"]})",
             {target("q", queue_arn("q"))});
  Simulation& simulation = world.at(0, put("photos", "a b"))
                               .at(10, PutObjectTagging{"photos", "a b", {{"k", "v"}}})
                               .at(9'000, DeleteObjectTagging{"photos", "a b"})
                               .at(20'000, PutObjectAcl{"photos", "a b", CannedAcl::PublicRead})
                               .run();
  const auto got = visible_in(simulation, "q");
  ASSERT_EQ(got.size(), 3u);
  const char* types[] = {"Object Tags Added", "Object Tags Deleted", "Object ACL Updated"};
  for (size_t i = 0; i < 3; ++i) {
    const auto event = json_of(text_at(got[i], "Body"));
    EXPECT_EQ(text_at(event, "detail-type"), types[i]);
    EXPECT_EQ(member_names(at_path(event, "detail")),
              "version,bucket,object,request-id,requester,source-ip-address");
    EXPECT_EQ(member_names(at_path(event, "detail.object")), "key,etag");
  }
}

TEST(CopyObject, MakesCopyWithTheSourcesETag) {
  Worldlet world = listening({"s3:ObjectCreated:Copy"});
  Simulation& simulation = world.bucket("from")
                               .at(0, put("from", "x", 77))
                               .at(1, CopyObject{"photos", "a", "from", "x", {}})
                               .run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(text_at(got[0], "eventName"), "ObjectCreated:Copy");
  EXPECT_EQ(text_at(got[0], "s3.object.eTag"), object_etag(context_of(simulation), 0));
  EXPECT_EQ(at_path(got[0], "s3.object.size").as_int64().value_or(0), 77);
}

TEST(CopyObject, ToItselfNeedsAnotherStorageClass) {
  Worldlet world;
  Simulation& simulation = world.bucket("photos").at(0, put("photos", "a")).run();
  EXPECT_EQ(refusal_of(simulation, CopyObject{"photos", "a", "photos", "a", {}}).substr(0, 30),
            "InvalidRequest: This copy requ");
  EXPECT_EQ(refusal_of(simulation, CopyObject{"photos", "a", "photos", "a", StorageClass::Glacier}), "");
  EXPECT_EQ(refusal_of(simulation, CopyObject{"photos", "b", "photos", "a", {}}).substr(0, 26),
            "ObjectNotInActiveTierError");
}

TEST(MultipartUpload, HasTheNumberOfItsPartsInTheETag) {
  Worldlet world = listening({"s3:ObjectCreated:*"});
  Simulation& simulation = world.at(0, CompleteMultipartUpload{"photos", "a", 100u << 20, 0, {}})
                               .at(9'000, CompleteMultipartUpload{"photos", "b", 100u << 20, 3, {}})
                               .run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(text_at(got[0], "eventName"), "ObjectCreated:CompleteMultipartUpload");
  EXPECT_EQ(text_at(got[0], "s3.object.eTag").substr(32), "-13");  // of 8 MiB
  EXPECT_EQ(text_at(got[1], "s3.object.eTag").substr(32), "-3");
  EXPECT_EQ(refusal_of(simulation, CompleteMultipartUpload{"photos", "c", 1'000, 3, {}}),
            "EntityTooSmall: Your proposed upload is smaller than the minimum allowed size");
}

TEST(DeleteObjects, MakesAMessageForEachKey) {
  Worldlet world = listening({"s3:ObjectRemoved:*"});
  world.at(0, put("photos", "a")).at(1, put("photos", "b")).at(2, put("photos", "c"));
  Simulation& simulation = world.at(3, DeleteObjects{"photos", {{"a", ""}, {"never", ""}, {"c", ""}}}).run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(ended(simulation, Fate::InFlight) + simulation.world().tally.live, 2u);
  EXPECT_EQ(simulation.world().bucket(resource(simulation, ResourceKind::Bucket, "photos")).object_count, 1u);
  EXPECT_EQ(refusal_of(simulation, DeleteObjects{"photos", {}}).substr(0, 12), "MalformedXML");
}

TEST(ReducedRedundancy, TellsOfALostObject) {
  Worldlet world = listening({"s3:ReducedRedundancyLostObject"});
  PutObject upload = put("photos", "a");
  upload.storage_class = StorageClass::ReducedRedundancy;
  Simulation& simulation =
      world.at(0, upload).at(1, put("photos", "b")).at(2, LoseObject{"photos", "a"}).run();
  const auto got = records(simulation);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(text_at(got[0], "eventName"), "ReducedRedundancyLostObject");
  EXPECT_EQ(simulation.world().bucket(resource(simulation, ResourceKind::Bucket, "photos")).object_count, 1u);
  EXPECT_EQ(refusal_of(simulation, LoseObject{"photos", "b"}).substr(0, 18), "InvalidObjectState");
}

TEST(S3Notifications, KnowAllTypesOfEvents) {
  for (const char* event :
       {"s3:ObjectRestore:*", "s3:ObjectRestore:Post", "s3:ObjectRestore:Completed",
        "s3:ObjectRestore:Delete", "s3:ReducedRedundancyLostObject", "s3:Replication:*",
        "s3:Replication:OperationFailedReplication", "s3:Replication:OperationMissedThreshold",
        "s3:Replication:OperationReplicatedAfterThreshold", "s3:Replication:OperationNotTracked",
        "s3:LifecycleExpiration:*", "s3:LifecycleExpiration:Delete",
        "s3:LifecycleExpiration:DeleteMarkerCreated", "s3:LifecycleTransition", "s3:IntelligentTiering",
        "s3:ObjectTagging:*", "s3:ObjectAcl:Put"}) {
    EXPECT_EQ(listening({event}).refusal(), "") << event;
  }
  for (const char* event : {"s3:ObjectRestore", "s3:*", "ObjectCreated:Put", "s3:LifecycleTransition:*"}) {
    EXPECT_NE(listening({event}).refusal(), "") << event;
  }
}

}  // namespace
}  // namespace brigade::engine
