// What is said of objects after they were written: tags, ACLs and their notes; copies, multipart uploads,
// deleting many at once, and objects that S3 loses. Rules: S3 API Reference, "PutObjectTagging",
// "PutObjectAcl", "CopyObject", "CompleteMultipartUpload", "DeleteObjects". Assumed: every
// DeleteObjectTagging makes an event, also where there were no tags; ACLs are enabled in every bucket.
#include "engine/services/s3_objects.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/services/payload.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

namespace {

constexpr size_t kMaxDeletedKeys = 1'000, kMaxTagKeyBytes = 128, kMaxTagValueBytes = 256;
constexpr uint32_t kMaxParts = 10'000;
constexpr uint64_t kMinPartBytes = 5u << 20;

struct Found {
  ResourceId bucket;
  uint32_t version = kNone;
};

// The bucket and the object's current version, or the service's error.
base::Result<Found> find_object(const Engine& engine, std::string_view bucket, std::string_view key) {
  Found found;
  found.bucket = engine.find(ResourceKind::Bucket, bucket);
  if (found.bucket.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  found.version = current_version(engine, found.bucket, key);
  if (found.version == kNone) return fail("NoSuchKey", "The specified key does not exist.");
  return found;
}

Status tags_fault(const std::vector<std::pair<std::string, std::string>>& tags) {
  if (tags.size() > kMaxTags) return fail("BadRequest", "Object tags cannot be greater than 10");
  for (size_t i = 0; i < tags.size(); ++i) {
    const auto& [key, value] = tags[i];
    if (key.empty() || key.size() > kMaxTagKeyBytes)
      return fail("InvalidTag", "The TagKey you have provided is invalid");
    if (value.size() > kMaxTagValueBytes)
      return fail("InvalidTag", "The TagValue you have provided is invalid");
    if (base::starts_with(key, "aws:"))
      return fail("InvalidTag", "System tags cannot be added/updated by requester");
    for (size_t j = 0; j < i; ++j) {
      if (tags[j].first == key) return fail("InvalidTag", "Cannot provide multiple Tags with the same key");
    }
  }
  return {};
}

uint64_t with_tags(const ObjectVersion& note, uint32_t tags) {
  return (note.size_bytes >> 32 << 32) | static_cast<uint32_t>(tags + 1);
}

}  // namespace

uint32_t current_version(const Engine& engine, ResourceId bucket, std::string_view key) {
  const uint32_t newest = engine.h.find_object({engine.w.resource(bucket).state, key}, engine.w.objects);
  const uint32_t entry = newest_existing(engine.h, newest);
  return is_visible(engine.h, entry) ? entry : kNone;
}

TimeMs created_ms(const History& history, uint32_t version) {
  while (history.objects[version].replication == static_cast<uint8_t>(ReplicationStatus::Replica)) {
    version = history.objects[version].removes;
  }
  return history.objects[version].time_ms;
}

VersionAttributes attributes_of(const World& world, const History& history, uint32_t version) {
  const ObjectVersion& written = history.objects[version];
  VersionAttributes out{};
  bool known = false;
  const auto take = [&](const ObjectVersion& entry, bool is_note) {
    out.storage_class = static_cast<StorageClass>(entry.storage_class);
    out.acl = static_cast<CannedAcl>(entry.acl);
    out.restore = static_cast<RestoreState>(entry.restore);
    out.replication = static_cast<ReplicationStatus>(entry.replication);
    out.tags = is_note ? entry.tags() : kNone;
    known = true;
  };
  for (uint32_t at = history.find_object({written.bucket, history.key(version)}, world.objects);
       at != version && at != kNone; at = history.older_object(at)) {
    const ObjectVersion& note = history.objects[at];
    if ((note.flags & ObjectVersion::kNote) == 0 || note.removes != version) continue;
    if (!known) take(note, true);
    // A note of replication keeps its own data where others keep this time.
    if (is_replication(static_cast<S3Event>(note.event))) continue;
    out.restored_until_ms = note.restored_until_s() * 1000;
    return out;
  }
  if (!known) take(written, false);
  return out;
}

ObjectVersion note_about(const Engine& engine, uint32_t version) {
  const VersionAttributes now = attributes_of(engine.w, engine.h, version);
  ObjectVersion note{};
  note.flags = ObjectVersion::kNote;
  note.removes = version;
  note.storage_class = static_cast<uint8_t>(now.storage_class);
  note.acl = static_cast<uint8_t>(now.acl);
  note.restore = static_cast<uint8_t>(now.restore);
  note.replication = static_cast<uint8_t>(now.replication);
  note.size_bytes =
      static_cast<uint64_t>(now.restored_until_ms / 1000) << 32 | static_cast<uint32_t>(now.tags + 1);
  return note;
}

uint32_t write_note(Engine& engine, ResourceId bucket, const ObjectVersion& note, S3Event event) {
  const std::string key(engine.h.key(note.removes));
  return write_entry(engine, bucket, note, key, event);
}

void write_silently(Engine& engine, ResourceId bucket, ObjectVersion note) {
  BucketState& state = engine.w.buckets.edit(engine.w.resource(bucket).state);
  const std::string key(engine.h.key(note.removes));
  note.time_ms = engine.w.now_ms;
  note.bucket = engine.w.resource(bucket).state;
  note.number = ++state.writes;
  note.command = engine.command;
  note.message = kNone;
  note.message_slot = kNone;
  note.event = static_cast<uint16_t>(S3Event::ObjectAclPut);  // none that means something of its own
  engine.h.append_object(engine.w.objects++, note, History::Key(note.bucket, key));
}

Status apply(Engine& engine, const PutObjectTagging& command) {
  const auto found = find_object(engine, command.bucket, command.key);
  if (!found) return tl::unexpected<base::Error>(found.error());
  if (Status fault = tags_fault(command.tags); !fault) return fault;
  base::JsonWriter json;
  json.begin_array();
  for (const auto& [key, value] : command.tags) {
    json.begin_object().member("Key", key).member("Value", value).end_object();
  }
  json.end_array();
  ObjectVersion note = note_about(engine, found->version);
  note.size_bytes = with_tags(note, command.tags.empty() ? kNone : engine.add_text(json.take()));
  write_note(engine, found->bucket, note, S3Event::ObjectTaggingPut);
  return {};
}

Status apply(Engine& engine, const DeleteObjectTagging& command) {
  const auto found = find_object(engine, command.bucket, command.key);
  if (!found) return tl::unexpected<base::Error>(found.error());
  ObjectVersion note = note_about(engine, found->version);
  note.size_bytes = with_tags(note, kNone);
  write_note(engine, found->bucket, note, S3Event::ObjectTaggingDelete);
  return {};
}

Status apply(Engine& engine, const PutObjectAcl& command) {
  const auto found = find_object(engine, command.bucket, command.key);
  if (!found) return tl::unexpected<base::Error>(found.error());
  ObjectVersion note = note_about(engine, found->version);
  if (note.acl == static_cast<uint8_t>(command.acl)) return {};  // nothing changes: no event
  note.acl = static_cast<uint8_t>(command.acl);
  write_note(engine, found->bucket, note, S3Event::ObjectAclPut);
  return {};
}

Status apply(Engine& engine, const CopyObject& command) {
  const ResourceId to = engine.find(ResourceKind::Bucket, command.bucket);
  if (to.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  const auto from = find_object(engine, command.source_bucket, command.source_key);
  if (!from) return tl::unexpected<base::Error>(from.error());
  const VersionAttributes source = attributes_of(engine.w, engine.h, from->version);
  if (is_archived(source.storage_class) && source.restore != RestoreState::Restored) {
    return fail("ObjectNotInActiveTierError",
                "The source object of the COPY operation is not in the active tier and is only stored in "
                "Amazon S3 Glacier.");
  }
  const StorageClass storage_class = command.storage_class.value_or(StorageClass::Standard);
  if (to == from->bucket && command.key == command.source_key && storage_class == source.storage_class) {
    return fail("InvalidRequest",
                "This copy request is illegal because it is trying to copy an object to itself without "
                "changing the object's metadata, storage class, website redirect location or encryption "
                "attributes.");
  }
  ObjectVersion entry{};
  entry.size_bytes = engine.h.objects[from->version].size_bytes;
  entry.flags = ObjectVersion::kCopy;
  entry.removes = from->version;
  entry.storage_class = static_cast<uint8_t>(storage_class);
  return put_version(engine, to, command.key, entry, S3Event::ObjectCreatedCopy);
}

Status apply(Engine& engine, const CompleteMultipartUpload& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (command.parts > kMaxParts) {
    return fail("InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive\nArgumentName: partNumber, "
                "ArgumentValue: " +
                    std::to_string(command.parts));
  }
  if (command.parts > 1 && command.size_bytes / kMinPartBytes < command.parts - 1) {
    return fail("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  }
  ObjectVersion entry{};
  entry.size_bytes = command.size_bytes;
  entry.removes = kNone;
  entry.storage_class = static_cast<uint8_t>(command.storage_class);
  return put_version(engine, id, command.key, entry, S3Event::ObjectCreatedCompleteMultipartUpload);
}

Status apply(Engine& engine, const DeleteObjects& command) {
  if (engine.find(ResourceKind::Bucket, command.bucket).is_none()) {
    return fail("NoSuchBucket", "The specified bucket does not exist");
  }
  if (command.objects.empty() || command.objects.size() > kMaxDeletedKeys) {
    return fail("MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
  }
  for (const ObjectIdentifier& object : command.objects) {  // what fails is said in the answer, key by key
    static_cast<void>(apply(engine, DeleteObject{command.bucket, object.key, object.version_id}));
  }
  return {};
}

Status apply(Engine& engine, const LoseObject& command) {
  const auto found = find_object(engine, command.bucket, command.key);
  if (!found) return tl::unexpected<base::Error>(found.error());
  const VersionAttributes now = attributes_of(engine.w, engine.h, found->version);
  if (now.storage_class != StorageClass::ReducedRedundancy) {
    return fail("InvalidObjectState", "Only objects of the storage class REDUCED_REDUNDANCY get lost.");
  }
  remove_version(engine, found->bucket, found->version, S3Event::ReducedRedundancyLostObject);
  return {};
}

void follow_object(Engine& engine, ResourceId bucket, uint32_t object, uint32_t record) {
  replicate(engine, bucket, object, record);
  arm_lifecycle_for(engine, bucket, object);
}

}  // namespace brigade::engine::s3
