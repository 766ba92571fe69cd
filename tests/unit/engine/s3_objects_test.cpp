// Buckets and objects: names, versions, delete markers, counts.
// Rules: S3 User Guide, "Bucket naming rules" and "Using versioning in S3 buckets".
#include "base/random.h"
#include "engine/services/s3.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

const BucketState& bucket_of(const Simulation& simulation, std::string_view name) {
  return simulation.world().bucket(resource(simulation, ResourceKind::Bucket, name));
}
std::vector<uint32_t> versions_of(const Simulation& simulation, std::string_view bucket,
                                  std::string_view key) {
  return s3::list_versions(simulation.world(), simulation.history(),
                           resource(simulation, ResourceKind::Bucket, bucket), key);
}
std::string version_id(const Simulation& simulation, uint32_t object) {
  return object_version_id(context_of(simulation), object);
}

TEST(BucketNames, FollowTheNamingRules) {
  struct Case {
    std::string name;
    std::string_view fault;
  };
  const std::vector<Case> cases = {
      {"photos", ""},
      {"my-photos-2026", ""},
      {"a.b.c", ""},
      {"123", ""},
      {"192.168.5.4.5", ""},
      {std::string(63, 'a'), ""},
      {"ab", "length"},
      {"", "length"},
      {std::string(64, 'a'), "length"},
      {"Photos", "characters"},
      {"my_photos", "characters"},
      {"caf\xc3\xa9", "characters"},
      {"-photos", "ends"},
      {"photos-", "ends"},
      {".photos", "ends"},
      {"photos.", "ends"},
      {"my..photos", "periods"},
      {"192.168.5.4", "ip_address"},
      {"xn--photos", "reserved_prefix"},
      {"sthree-photos", "reserved_prefix"},
      {"amzn-s3-demo-bucket", "reserved_prefix"},
      {"photos-s3alias", "reserved_suffix"},
      {"photos--ol-s3", "reserved_suffix"},
      {"photos.mrap", "reserved_suffix"},
      {"photos--x-s3", "reserved_suffix"},
      {"photos--table-s3", "reserved_suffix"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(s3::bucket_name_fault(c.name), c.fault) << c.name;
    Worldlet world;
    EXPECT_EQ(world.bucket(c.name).refusal(),
              c.fault.empty() ? "" : "InvalidBucketName: The specified bucket is not valid.")
        << c.name;
  }
}

TEST(Buckets, AreMadeOnceAndDeletedWhenEmpty) {
  Worldlet world;
  Simulation& simulation = world.bucket("photos").at(0, put("photos", "a")).start();
  simulation.seek_time(0);
  EXPECT_EQ(refusal_of(simulation, CreateBucket{"photos"}).substr(0, 23), "BucketAlreadyOwnedByYou");
  EXPECT_EQ(refusal_of(simulation, DeleteBucket{"photos"}),
            "BucketNotEmpty: The bucket you tried to delete is not empty");
  EXPECT_EQ(refusal_of(simulation, DeleteObject{"photos", "a", ""}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteBucket{"photos"}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteBucket{"photos"}),
            "NoSuchBucket: The specified bucket does not exist");
}

TEST(Buckets, OfVersionsMustLoseThemAllBeforeTheyAreDeleted) {
  Worldlet world;
  Simulation& simulation = world.bucket("photos", Versioning::Enabled).at(0, put("photos", "a")).start();
  simulation.seek_time(0);
  ASSERT_EQ(refusal_of(simulation, DeleteObject{"photos", "a", ""}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteBucket{"photos"}),
            "BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in "
            "the bucket.");
  while (!versions_of(simulation, "photos", "a").empty()) {
    const std::string id = version_id(simulation, versions_of(simulation, "photos", "a").front());
    ASSERT_EQ(refusal_of(simulation, DeleteObject{"photos", "a", id}), "");
  }
  EXPECT_EQ(refusal_of(simulation, DeleteBucket{"photos"}), "");
}

TEST(Objects, KeysAreOneTo1024BytesOfUtf8) {
  Worldlet world;
  Simulation& simulation = world.bucket("photos").start();
  EXPECT_EQ(refusal_of(simulation, put("photos", std::string(1024, 'k'))), "");
  EXPECT_EQ(refusal_of(simulation, put("photos", std::string(1025, 'k'))),
            "KeyTooLongError: Your key is too long");
  EXPECT_NE(refusal_of(simulation, put("photos", "")), "");
  EXPECT_NE(refusal_of(simulation, put("photos", "\xff")), "");
  EXPECT_EQ(refusal_of(simulation, put("photos", "big", s3::kMaxObjectBytes + 1)),
            "EntityTooLarge: Your proposed upload exceeds the maximum allowed size");
  EXPECT_EQ(refusal_of(simulation, put("none", "a")), "NoSuchBucket: The specified bucket does not exist");
}

TEST(Objects, AreOverwrittenWithoutVersioning) {
  Worldlet world;
  Simulation& simulation = world.bucket("box").at(0, put("box", "a", 10)).at(1, put("box", "a", 25)).run();
  EXPECT_EQ(bucket_of(simulation, "box").object_count, 1u);
  EXPECT_EQ(bucket_of(simulation, "box").size_bytes, 25u);
  const auto versions = versions_of(simulation, "box", "a");
  ASSERT_EQ(versions.size(), 1u);
  EXPECT_EQ(version_id(simulation, versions[0]), "null");
}

TEST(Objects, AreKeptAsVersionsWithVersioning) {
  Worldlet world;
  Simulation& simulation =
      world.bucket("box", Versioning::Enabled).at(0, put("box", "a", 10)).at(1, put("box", "a", 25)).run();
  const auto versions = versions_of(simulation, "box", "a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_NE(version_id(simulation, versions[0]), version_id(simulation, versions[1]));
  EXPECT_EQ(bucket_of(simulation, "box").size_bytes, 35u);
}

TEST(Objects, ADeleteHidesAVersionedKeyBehindAMarker) {
  Worldlet world;
  Simulation& simulation = world.bucket("box", Versioning::Enabled)
                               .at(0, put("box", "a"))
                               .at(1, DeleteObject{"box", "a", ""})
                               .run();
  EXPECT_EQ(bucket_of(simulation, "box").object_count, 0u);
  const auto versions = versions_of(simulation, "box", "a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(object_etag(context_of(simulation), versions[0]), "d41d8cd98f00b204e9800998ecf8427e");
  // Removing the marker brings the object back.
  ASSERT_EQ(refusal_of(simulation, DeleteObject{"box", "a", version_id(simulation, versions[0])}), "");
  EXPECT_EQ(bucket_of(simulation, "box").object_count, 1u);
  EXPECT_EQ(refusal_of(simulation, DeleteObject{"box", "a", "nonsense"}),
            "NoSuchVersion: The specified version does not exist.");
}

TEST(Objects, DeletingNothingWithoutVersioningMakesNoEvent) {
  Worldlet world;
  Simulation& simulation = world.bucket("box").at(0, DeleteObject{"box", "a", ""}).run();
  EXPECT_EQ(count_of(simulation, RecordKind::ObjectDeleted), 0u);
  EXPECT_EQ(count_of(simulation, RecordKind::CommandRefused), 0u);
}

TEST(Objects, DeletingNothingWithVersioningMakesAMarker) {
  Worldlet world;
  Simulation& simulation = world.bucket("box", Versioning::Enabled).at(0, DeleteObject{"box", "a", ""}).run();
  EXPECT_EQ(versions_of(simulation, "box", "a").size(), 1u);
}

TEST(Objects, SuspendedVersioningReplacesTheNullVersion) {
  Worldlet world;
  world.bucket("box").at(0, put("box", "a", 1)).at(1, PutBucketVersioning{"box", Versioning::Enabled});
  world.at(2, put("box", "a", 10))
      .at(3, PutBucketVersioning{"box", Versioning::Suspended})
      .at(4, put("box", "a", 100));
  Simulation& simulation = world.run();
  const auto versions = versions_of(simulation, "box", "a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(version_id(simulation, versions[0]), "null");
  EXPECT_EQ(bucket_of(simulation, "box").size_bytes, 110u);
}

TEST(Objects, RemovingTheNullVersionDoesNotBringBackWhatItReplaced) {
  Worldlet world;
  world.bucket("box")
      .at(0, put("box", "a", 1))
      .at(1, put("box", "a", 2))
      .at(2, DeleteObject{"box", "a", "null"});
  Simulation& simulation = world.run();
  EXPECT_EQ(versions_of(simulation, "box", "a").size(), 0u);
  EXPECT_EQ(bucket_of(simulation, "box").object_count, 0u);
  EXPECT_EQ(bucket_of(simulation, "box").size_bytes, 0u);
}

TEST(Objects, VersioningIsNeverSwitchedOffAgain) {
  Worldlet world;
  Simulation& simulation = world.bucket("box", Versioning::Enabled).start();
  EXPECT_EQ(refusal_of(simulation, PutBucketVersioning{"box", Versioning::Off}).substr(0, 12),
            "MalformedXML");
}

// Counts are what a listing of all keys comes to, whatever happened.
TEST(Objects, CountsAgreeWithTheListingAfterRandomWrites) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    base::Stream random{base::stream_key(seed, "objects"), 0};
    Worldlet world;
    Simulation& simulation = world.bucket("box").start();
    const auto key = [&] { return std::string(1, static_cast<char>('a' + base::uniform(random, 0, 2))); };
    for (int i = 0; i < 40; ++i) {
      const uint64_t what = base::uniform(random, 0, 9);
      if (what == 0) {
        ASSERT_EQ(refusal_of(simulation, PutBucketVersioning{"box", base::uniform(random, 0, 1) == 0
                                                                        ? Versioning::Enabled
                                                                        : Versioning::Suspended}),
                  "");
      } else if (what < 6) {
        ASSERT_EQ(refusal_of(simulation, put("box", key(), base::uniform(random, 0, 100))), "");
      } else if (what < 8) {
        ASSERT_EQ(refusal_of(simulation, DeleteObject{"box", key(), ""}), "");
      } else {
        const std::string k = key();
        const auto versions = versions_of(simulation, "box", k);
        if (versions.empty()) continue;
        const uint32_t one = versions[static_cast<size_t>(base::uniform(random, 0, versions.size() - 1))];
        ASSERT_EQ(refusal_of(simulation, DeleteObject{"box", k, version_id(simulation, one)}), "");
      }
      uint64_t visible = 0, bytes = 0;
      for (const std::string k : {"a", "b", "c"}) {
        const auto versions = versions_of(simulation, "box", k);
        for (const uint32_t v : versions) bytes += simulation.history().objects[v].size_bytes;
        const bool shown = !versions.empty() && (simulation.history().objects[versions[0]].flags &
                                                 ObjectVersion::kDeleteMarker) == 0;
        if (shown) ++visible;
      }
      ASSERT_EQ(bucket_of(simulation, "box").object_count, visible) << "seed " << seed << " write " << i;
      ASSERT_EQ(bucket_of(simulation, "box").size_bytes, bytes) << "seed " << seed << " write " << i;
    }
  }
}

TEST(Objects, AreListedInByteOrder) {
  Worldlet world;
  world.bucket("box")
      .at(0, put("box", "b"))
      .at(1, put("box", "a/z"))
      .at(2, put("box", "B"))
      .at(3, put("box", "gone"));
  world.at(4, DeleteObject{"box", "gone", ""});
  Simulation& simulation = world.run();
  std::string keys;
  for (const s3::ListedObject& listed : s3::list_objects(
           simulation.world(), simulation.history(), resource(simulation, ResourceKind::Bucket, "box"), 10)) {
    keys += std::string(simulation.history().key(listed.object)) + " ";
  }
  EXPECT_EQ(keys, "B a/z b ");
}

}  // namespace
}  // namespace brigade::engine
