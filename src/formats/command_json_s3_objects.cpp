// The commands of S3 about what becomes of objects, as JSON: copies, tags, ACLs, restores, lifecycles,
// replication. Configurations and requests are the service's own JSON.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

void read(Fields& fields, DeleteObjects& c) {
  fields.need_text("bucket", c.bucket);
  const JsonValue* value = fields.need("Delete");
  if (value == nullptr) return;
  Fields members(fields.problem(), *value, "a Delete");
  members.ignore("Quiet");
  for (const JsonValue& item : members.list("Objects")) {
    ObjectIdentifier object;
    Fields one(fields.problem(), item, "an object to delete");
    one.need_text("Key", object.key);
    one.text("VersionId", object.version_id);
    one.close();
    c.objects.push_back(std::move(object));
  }
  members.close();
}
void write(JsonWriter& w, const DeleteObjects& c, bool) {
  w.member("bucket", c.bucket).key("Delete").begin_object().key("Objects").begin_array();
  for (const ObjectIdentifier& object : c.objects) {
    w.begin_object().member("Key", object.key);
    if (!object.version_id.empty()) w.member("VersionId", object.version_id);
    w.end_object();
  }
  w.end_array().end_object();
}

void read(Fields& fields, CopyObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.need_text("source_bucket", c.source_bucket);
  fields.need_text("source_key", c.source_key);
  if (const JsonValue* name = fields.find("storage_class")) {
    c.storage_class = read_storage_class(fields.problem(), *name);
  }
}
void write(JsonWriter& w, const CopyObject& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key);
  w.member("source_bucket", c.source_bucket).member("source_key", c.source_key);
  if (c.storage_class) w.member("storage_class", storage_class_name(*c.storage_class));
}

void read(Fields& fields, CompleteMultipartUpload& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.number("size", c.size_bytes);
  fields.number("parts", c.parts);
  if (const JsonValue* name = fields.find("storage_class")) {
    c.storage_class = read_storage_class(fields.problem(), *name);
  }
}
void write(JsonWriter& w, const CompleteMultipartUpload& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key).member("size", c.size_bytes);
  if (c.parts != 0) w.member("parts", uint64_t{c.parts});
  if (c.storage_class != StorageClass::Standard) {
    w.member("storage_class", storage_class_name(c.storage_class));
  }
}

void read(Fields& fields, PutObjectTagging& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  const JsonValue* value = fields.need("Tagging");
  if (value == nullptr) return;
  Fields members(fields.problem(), *value, "a Tagging");
  for (const JsonValue& item : members.list("TagSet")) {
    std::pair<std::string, std::string> tag;
    Fields one(fields.problem(), item, "a tag");
    one.text("Key", tag.first);
    one.text("Value", tag.second);
    one.close();
    c.tags.push_back(std::move(tag));
  }
  members.close();
}
void write(JsonWriter& w, const PutObjectTagging& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key).key("Tagging").begin_object();
  w.key("TagSet").begin_array();
  for (const auto& [key, value] : c.tags) {
    w.begin_object().member("Key", key).member("Value", value).end_object();
  }
  w.end_array().end_object();
}

void read(Fields& fields, DeleteObjectTagging& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
}
void write(JsonWriter& w, const DeleteObjectTagging& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key);
}

void read(Fields& fields, PutObjectAcl& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  if (const JsonValue* acl = fields.need("acl")) c.acl = read_canned_acl(fields.problem(), *acl);
}
void write(JsonWriter& w, const PutObjectAcl& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key).member("acl", canned_acl_name(c.acl));
}

void read(Fields& fields, RestoreObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  const JsonValue* value = fields.need("RestoreRequest");
  if (value == nullptr) return;
  Fields members(fields.problem(), *value, "a RestoreRequest");
  members.number("Days", c.days);
  if (const JsonValue* parameters = members.find("GlacierJobParameters")) {
    Fields inner(fields.problem(), *parameters, "GlacierJobParameters");
    if (const JsonValue* tier = inner.need("Tier")) c.tier = read_restore_tier(fields.problem(), *tier);
    inner.close();
  }
  members.close();
}
void write(JsonWriter& w, const RestoreObject& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key).key("RestoreRequest").begin_object();
  w.member("Days", uint64_t{c.days});
  if (c.tier != RestoreTier::Standard) {
    w.key("GlacierJobParameters").begin_object().member("Tier", restore_tier_name(c.tier)).end_object();
  }
  w.end_object();
}

void read(Fields& fields, PutBucketLifecycleConfiguration& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("LifecycleConfiguration")) {
    c.rules = read_lifecycle(fields.problem(), *value);
  }
  c.small_objects_too = read_small_objects_too(fields);
}
void write(JsonWriter& w, const PutBucketLifecycleConfiguration& c, bool) {
  w.member("bucket", c.bucket).key("LifecycleConfiguration");
  write_lifecycle(w, c.rules);
  if (c.small_objects_too) w.member(kTransitionMinimum, kVariesByStorageClass);
}
void read(Fields& fields, PutBucketIntelligentTieringConfiguration& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("IntelligentTieringConfiguration"))
    c.configuration = read_tiering(fields.problem(), *value);
}
void write(JsonWriter& w, const PutBucketIntelligentTieringConfiguration& c, bool) {
  w.member("bucket", c.bucket).key("IntelligentTieringConfiguration");
  write_tiering(w, c.configuration);
}
void read(Fields& fields, DeleteBucketIntelligentTieringConfiguration& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("Id", c.id);
}
void write(JsonWriter& w, const DeleteBucketIntelligentTieringConfiguration& c, bool) {
  w.member("bucket", c.bucket).member("Id", c.id);
}

void read(Fields& fields, DeleteBucketLifecycle& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const DeleteBucketLifecycle& c, bool) { w.member("bucket", c.bucket); }

void read(Fields& fields, PutBucketReplication& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("ReplicationConfiguration")) {
    c.rules = read_replication(fields.problem(), *value, c.role);
  }
  fields.flag(kSkipDestinationValidation, c.skip_destination_validation);
}
void write(JsonWriter& w, const PutBucketReplication& c, bool) {
  w.member("bucket", c.bucket).key("ReplicationConfiguration");
  write_replication(w, c.role, c.rules);
  if (c.skip_destination_validation) w.member(kSkipDestinationValidation, true);
}
void read(Fields& fields, DeleteBucketReplication& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const DeleteBucketReplication& c, bool) { w.member("bucket", c.bucket); }

void read(Fields& fields, LoseObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
}
void write(JsonWriter& w, const LoseObject& c, bool) { w.member("bucket", c.bucket).member("key", c.key); }

}  // namespace brigade::formats
