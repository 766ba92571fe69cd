// The JSON of an S3 event, member by member and in the service's order, in both versions.
// Rules: S3 User Guide, "Event message structure"; recordings of the real service by event type. Where a
// folder with public recordings lies beside the project (or BRIGADE_CONFORMANCE names one), shapes are
// compared with them as well.
#include <cstdio>
#include <cstdlib>

#include "base/md5.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr std::string_view kRecordMembers =
    "eventVersion,eventSource,awsRegion,eventTime,eventName,userIdentity,requestParameters,responseElements,"
    "s3";

Worldlet listening(Versioning versioning = Versioning::Off) {
  Worldlet world;
  NotificationRule rule = to_queue("q", {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"});
  rule.id = "all";
  world.bucket("photos", versioning).queue("q").notify("photos", {rule});
  return world;
}
// The one record of each message in the queue, in order of arrival.
std::vector<base::JsonValue> event_records(const Simulation& simulation) {
  std::vector<base::JsonValue> out;
  for (const base::JsonValue& message : visible_in(simulation, "q")) {
    const base::JsonValue body = json_of(text_at(message, "Body"));
    EXPECT_EQ(member_names(body), "Records");
    EXPECT_EQ(at_path(body, "Records").items().size(), 1u);
    out.push_back(at_path(body, "Records.0"));
  }
  return out;
}

TEST(S3EventRecord, HasTheServicesMembersInItsOrder) {
  Worldlet world = listening();
  PutObject upload = put("photos", "my beach@home/a.jpg", 9'309);
  upload.body.md5_hex = base::hex(base::md5("picture"));
  const auto records = event_records(world.at(1'234, upload).run());
  ASSERT_EQ(records.size(), 1u);
  const base::JsonValue& r = records[0];
  EXPECT_EQ(member_names(r), kRecordMembers);
  EXPECT_EQ(text_at(r, "eventVersion"), "2.5");
  EXPECT_EQ(text_at(r, "eventSource"), "aws:s3");
  EXPECT_EQ(text_at(r, "awsRegion"), "us-east-1");
  EXPECT_EQ(text_at(r, "eventTime"), "2026-01-01T00:00:01.234Z");
  EXPECT_EQ(text_at(r, "eventName"), "ObjectCreated:Put");
  EXPECT_EQ(member_names(at_path(r, "userIdentity")), "principalId");
  EXPECT_EQ(text_at(r, "userIdentity.principalId").substr(0, 8), "AWS:AIDA");
  EXPECT_EQ(member_names(at_path(r, "requestParameters")), "sourceIPAddress");
  EXPECT_EQ(member_names(at_path(r, "responseElements")), "x-amz-request-id,x-amz-id-2");
  EXPECT_EQ(text_at(r, "responseElements.x-amz-request-id").size(), 16u);
  EXPECT_EQ(member_names(at_path(r, "s3")), "s3SchemaVersion,configurationId,bucket,object");
  EXPECT_EQ(text_at(r, "s3.s3SchemaVersion"), "1.0");
  EXPECT_EQ(text_at(r, "s3.configurationId"), "all");
  EXPECT_EQ(member_names(at_path(r, "s3.bucket")), "name,ownerIdentity,arn");
  EXPECT_EQ(text_at(r, "s3.bucket.name"), "photos");
  EXPECT_EQ(text_at(r, "s3.bucket.arn"), "arn:aws:s3:::photos");
  EXPECT_EQ(member_names(at_path(r, "s3.object")), "key,size,eTag,sequencer");
  EXPECT_EQ(text_at(r, "s3.object.key"), "my+beach%40home/a.jpg");  // form-encoded, '/' stays
  EXPECT_EQ(at_path(r, "s3.object.size").as_int64(), 9'309);
  EXPECT_EQ(text_at(r, "s3.object.eTag"), base::hex(base::md5("picture")));
}

TEST(S3EventRecord, TheOlderVersionDiffersInItsNumberOnly) {
  Worldlet today = listening(), older = listening();
  older.plan.options.s3_event_version = S3EventVersion::V2_1;
  const auto now = event_records(today.at(0, put("photos", "a")).run());
  const auto then = event_records(older.at(0, put("photos", "a")).run());
  ASSERT_EQ(now.size(), 1u);
  ASSERT_EQ(then.size(), 1u);
  EXPECT_EQ(text_at(then[0], "eventVersion"), "2.1");
  std::string text = base::canonical(then[0]);
  text.replace(text.find("\"2.1\""), 5, "\"2.5\"");
  EXPECT_EQ(text, base::canonical(now[0]));
}

// Recorded: which members an object has, by event type.
TEST(S3EventRecord, ObjectMembersDependOnTheEvent) {
  Worldlet plain = listening();
  const auto unversioned =
      event_records(plain.at(0, put("photos", "a")).at(5'000, DeleteObject{"photos", "a", ""}).run());
  ASSERT_EQ(unversioned.size(), 2u);
  EXPECT_EQ(text_at(unversioned[1], "eventName"), "ObjectRemoved:Delete");
  EXPECT_EQ(member_names(at_path(unversioned[1], "s3.object")), "key,sequencer");

  Worldlet kept = listening(Versioning::Enabled);
  const auto versioned =
      event_records(kept.at(0, put("photos", "a")).at(5'000, DeleteObject{"photos", "a", ""}).run());
  ASSERT_EQ(versioned.size(), 2u);
  EXPECT_EQ(member_names(at_path(versioned[0], "s3.object")), "key,size,eTag,versionId,sequencer");
  EXPECT_EQ(text_at(versioned[0], "s3.object.versionId").size(), 32u);
  EXPECT_EQ(text_at(versioned[1], "eventName"), "ObjectRemoved:DeleteMarkerCreated");
  EXPECT_EQ(member_names(at_path(versioned[1], "s3.object")), "key,eTag,versionId,sequencer");
  EXPECT_EQ(text_at(versioned[1], "s3.object.eTag"), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(S3EventRecord, RemovingANamedVersionNamesIt) {
  Worldlet world = listening(Versioning::Enabled);
  Simulation& simulation = world.at(0, put("photos", "a")).run();
  const std::string id = object_version_id(context_of(simulation), 0);
  ASSERT_EQ(refusal_of(simulation, DeleteObject{"photos", "a", id}), "");
  simulation.run_to_idle(100);
  const auto records = event_records(simulation);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(text_at(records[1], "eventName"), "ObjectRemoved:Delete");
  EXPECT_EQ(member_names(at_path(records[1], "s3.object")), "key,versionId,sequencer");
  EXPECT_EQ(text_at(records[1], "s3.object.versionId"), id);
}

TEST(S3EventRecord, ASuspendedBucketsNullVersionsAreNotNamed) {
  Worldlet world = listening(Versioning::Suspended);
  const auto records = event_records(world.at(0, put("photos", "a")).run());
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(member_names(at_path(records[0], "s3.object")), "key,size,eTag,sequencer");
}

TEST(S3EventRecord, AMultipartUploadsETagCountsItsParts) {
  PutObject upload = put("photos", "big", 100'000'000);
  upload.event = S3Event::ObjectCreatedCompleteMultipartUpload;
  Worldlet world = listening();
  const auto records = event_records(world.at(0, upload).run());
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(text_at(records[0], "eventName"), "ObjectCreated:CompleteMultipartUpload");
  EXPECT_NE(text_at(records[0], "s3.object.eTag").find('-'), std::string::npos);
}

// "The sequencer … as a hexadecimal value": to be compared as text, per key.
TEST(S3EventRecord, SequencersRiseWithEveryWriteOfAKey) {
  Worldlet world = listening();
  for (const TimeMs at_ms : {0, 0, 1, 999, 1'000, 86'400'000}) world.at(at_ms, put("photos", "a"));
  Simulation& simulation = world.run();
  for (uint32_t i = 1; i < simulation.world().objects; ++i) {
    EXPECT_LT(object_sequencer(context_of(simulation), i - 1), object_sequencer(context_of(simulation), i));
  }
  EXPECT_EQ(object_sequencer(context_of(simulation), 0).find_first_not_of("0123456789ABCDEF"),
            std::string::npos);
}

// --- recordings, where they are at hand ---

std::string recordings() {
  const char* folder = std::getenv("BRIGADE_CONFORMANCE");
  const std::string path =
      folder != nullptr ? std::string(folder) : std::string(BRIGADE_SOURCE_DIR) + "/../shared/conformance";
  std::FILE* file = std::fopen((path + "/s3_event_records.jsonl").c_str(), "rb");
  if (file == nullptr) return {};
  std::string text;
  char buffer[4096];
  for (size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, got);
  std::fclose(file);
  return text;
}

// "a{b{},c{}}" with names sorted: a record's shape without its values.
std::string shape_of(const base::JsonValue& value) {
  std::vector<std::string> members;
  for (const base::JsonMember& m : value.members()) members.push_back(m.name + shape_of(m.value));
  std::sort(members.begin(), members.end());
  return "{" + base::join(members, ",") + "}";
}

std::string shape_made(std::string_view event, bool versioned) {
  Worldlet world = listening(versioned ? Versioning::Enabled : Versioning::Off);
  PutObject upload = put("photos", "a");
  if (event == "ObjectCreated:CompleteMultipartUpload")
    upload.event = S3Event::ObjectCreatedCompleteMultipartUpload;
  world.at(0, upload);
  const bool removal = base::starts_with(event, "ObjectRemoved");
  if (removal) world.at(5'000, DeleteObject{"photos", "a", ""});
  const auto records = event_records(world.run());
  const base::JsonValue& made = records.back();
  EXPECT_EQ(text_at(made, "eventName"), event);
  return shape_of(made);
}

TEST(S3EventRecord, ShapesAreThoseOfTheRecordings) {
  const std::string text = recordings();
  if (text.empty()) {
    RecordProperty("compared", 0);
    return;
  }
  int compared = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.empty()) continue;
    const base::JsonValue recorded = json_of(std::string(line));
    const std::string event = text_at(recorded, "eventName");
    const bool ours = event == "ObjectCreated:Put" || event == "ObjectCreated:CompleteMultipartUpload" ||
                      event == "ObjectRemoved:Delete" || event == "ObjectRemoved:DeleteMarkerCreated";
    if (!ours || text_at(recorded, "record.eventSource") != "aws:s3") continue;
    const base::JsonValue record = at_path(recorded, "record");
    const bool versioned = at_path(record, "s3.object").find("versionId") != nullptr;
    EXPECT_EQ(shape_made(event, versioned), shape_of(record)) << text_at(recorded, "test");
    ++compared;
  }
  RecordProperty("compared", compared);
  EXPECT_GT(compared, 10);
}

}  // namespace
}  // namespace brigade::engine
