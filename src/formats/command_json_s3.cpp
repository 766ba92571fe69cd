// S3's commands as JSON.
#include "formats/command_members.h"

#include "base/md5.h"
#include "base/text.h"
#include "formats/command_json.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

constexpr S3Event kPutEvents[] = {S3Event::ObjectCreatedPut, S3Event::ObjectCreatedPost,
                                  S3Event::ObjectCreatedCopy, S3Event::ObjectCreatedCompleteMultipartUpload};

S3Event read_event(Fields& fields) {
  const JsonValue* value = fields.find("event");
  if (value == nullptr) return S3Event::ObjectCreatedPut;
  for (S3Event event : kPutEvents) {
    if (value->as_string() == s3_event_name(event)) return event;
  }
  fields.problem().report(
      "\"event\" is \"ObjectCreated:Put\", \"ObjectCreated:Post\", \"ObjectCreated:Copy\" or "
      "\"ObjectCreated:CompleteMultipartUpload\".",
      value->range());
  return S3Event::ObjectCreatedPut;
}

bool is_md5_hex(std::string_view text) {
  if (text.size() != 32) return false;
  for (char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

void read_content(Fields& fields, const JsonValue& value, bool base64, ObjectBody& body) {
  Problem& problem = fields.problem();
  body.content = text_of(problem, value, base64 ? "body_base64" : "body");
  if (base64) {
    auto bytes = base::base64_decode(body.content);
    if (!bytes) return problem.report("\"body_base64\" is not base64.", value.range());
    body.content = std::move(*bytes);
  }
  if (body.content.size() > kMaxBodyBytes) {
    return problem.report("A body is at most 256 KB; give \"size\" and \"md5\" of a larger object.",
                          value.range());
  }
  const bool size_given = fields.object().find("size") != nullptr;
  if (size_given && body.size_bytes != body.content.size()) {
    problem.report("\"size\" is not the size of the body; leave it out.",
                   fields.object().find("size")->range());
  }
  body.size_bytes = body.content.size();
  if (body.md5_hex.empty()) body.md5_hex = base::hex(base::md5(body.content));
}

}  // namespace

void read(Fields& fields, PutObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.number("size", c.body.size_bytes);
  if (fields.text("md5", c.body.md5_hex) && !is_md5_hex(c.body.md5_hex)) {
    fields.problem().report("\"md5\" is 32 lower-case hexadecimal digits.",
                            fields.object().find("md5")->range());
  }
  const JsonValue* text = fields.find("body");
  const JsonValue* base64 = fields.find("body_base64");
  if (text != nullptr) read_content(fields, *text, false, c.body);
  if (base64 != nullptr) read_content(fields, *base64, true, c.body);
  c.event = read_event(fields);
  if (const JsonValue* name = fields.find("storage_class")) {
    c.storage_class = read_storage_class(fields.problem(), *name);
  }
}

void write(JsonWriter& w, const PutObject& c, bool bodies) {
  w.member("bucket", c.bucket).member("key", c.key);
  if (bodies && !c.body.content.empty()) {
    if (base::is_valid_utf8(c.body.content)) {
      w.member("body", c.body.content);
    } else {
      w.member("body_base64", base::base64_encode(c.body.content));
    }
    if (c.body.md5_hex != base::hex(base::md5(c.body.content)) && !c.body.md5_hex.empty()) {
      w.member("md5", c.body.md5_hex);
    }
  } else {
    w.member("size", c.body.size_bytes);
    if (!c.body.md5_hex.empty()) w.member("md5", c.body.md5_hex);
  }
  if (c.event != S3Event::ObjectCreatedPut) w.member("event", s3_event_name(c.event));
  if (c.storage_class != StorageClass::Standard) {
    w.member("storage_class", storage_class_name(c.storage_class));
  }
}

void read(Fields& fields, CreateBucket& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const CreateBucket& c, bool) { w.member("bucket", c.bucket); }
void read(Fields& fields, DeleteBucket& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const DeleteBucket& c, bool) { w.member("bucket", c.bucket); }

void read(Fields& fields, PutBucketVersioning& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("VersioningConfiguration")) {
    c.status = read_versioning(fields.problem(), *value);
  }
}
void write(JsonWriter& w, const PutBucketVersioning& c, bool) {
  w.member("bucket", c.bucket).key("VersioningConfiguration");
  write_versioning(w, c.status);
}

void read(Fields& fields, PutBucketNotificationConfiguration& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("NotificationConfiguration")) {
    c.rules = read_rules(fields.problem(), *value, c.event_bridge);
  }
  fields.flag("SkipDestinationValidation", c.skip_destination_validation);
}
void write(JsonWriter& w, const PutBucketNotificationConfiguration& c, bool) {
  w.member("bucket", c.bucket).key("NotificationConfiguration");
  write_rules(w, c.rules, c.event_bridge);
  if (c.skip_destination_validation) w.member("SkipDestinationValidation", true);
}

void read(Fields& fields, DeleteObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.text("version_id", c.version_id);
}
void write(JsonWriter& w, const DeleteObject& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key);
  if (!c.version_id.empty()) w.member("version_id", c.version_id);
}

}  // namespace brigade::formats
