// S3's event for EventBridge: one list of fields, from which both its JSON and what rules read are made.
#include "engine/services/s3_bus_event.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "engine/services/s3.h"

namespace brigade::engine {

namespace {

using match::FieldValue;
using match::ValueKind;

constexpr std::array<std::string_view, kS3BusFields> kPaths = {
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail.version",
    "detail.bucket.name",
    "detail.object.key",
    "detail.object.size",
    "detail.object.etag",
    "detail.object.version-id",
    "detail.object.sequencer",
    "detail.request-id",
    "detail.requester",
    "detail.source-ip-address",
    "detail.reason",
    "detail.deletion-type",
    "detail.restore-expiry-time",
    "detail.source-storage-class",
    "detail.destination-storage-class",
    "detail.destination-access-tier",
};

std::string_view reason_of(S3Event event) {
  switch (event) {
    case S3Event::ObjectCreatedPut:
      return "PutObject";
    case S3Event::ObjectCreatedPost:
      return "POST Object";
    case S3Event::ObjectCreatedCopy:
      return "CopyObject";
    case S3Event::ObjectCreatedCompleteMultipartUpload:
      return "CompleteMultipartUpload";
    case S3Event::LifecycleExpirationDelete:
    case S3Event::LifecycleExpirationDeleteMarkerCreated:
      return "Lifecycle Expiration";
    case S3Event::ObjectRemovedDelete:
    case S3Event::ObjectRemovedDeleteMarkerCreated:
      return "DeleteObject";
    default:
      return {};  // these have none
  }
}

std::string_view detail_type_of(S3Event event) {
  switch (event) {
    case S3Event::ObjectTaggingPut:
      return "Object Tags Added";
    case S3Event::ObjectTaggingDelete:
      return "Object Tags Deleted";
    case S3Event::ObjectAclPut:
      return "Object ACL Updated";
    case S3Event::ObjectRestorePost:
      return "Object Restore Initiated";
    case S3Event::ObjectRestoreCompleted:
      return "Object Restore Completed";
    case S3Event::ObjectRestoreDelete:
      return "Object Restore Expired";
    case S3Event::LifecycleTransition:
      return "Object Storage Class Changed";
    case S3Event::IntelligentTiering:
      return "Object Access Tier Changed";
    default:
      return is_removal(event) ? "Object Deleted" : "Object Created";
  }
}

bool is_change(S3Event event) { return event >= S3Event::ObjectTaggingPut && !is_removal(event); }
bool has_size(S3Event event) {
  return is_creation(event) || is_restore(event) || event == S3Event::LifecycleTransition ||
         event == S3Event::IntelligentTiering;
}

std::string_view bucket_of(const RenderContext& context, const ObjectVersion& object) {
  return name_of(context.world, context.history, context.world.buckets[object.bucket].id);
}

uint64_t key_of(const RenderContext& context, std::string_view what, const ObjectVersion& object) {
  std::string name(what);
  return base::stream_key(context.world.seed, name.append(bucket_of(context, object)));
}

}  // namespace

S3BusField s3_bus_field(std::string_view path) {
  size_t i = 0;
  while (i < kS3BusFields && kPaths[i] != path) ++i;
  return static_cast<S3BusField>(i);
}

const FieldValue* S3BusEvent::field(S3BusField field) const {
  const auto i = static_cast<size_t>(field);
  if ((made_ >> i & 1) == 0) {
    made_ |= 1u << i;
    values_[i].kind = ValueKind::Text;
    if (make(field, values_[i])) present_ |= 1u << i;
  }
  return (present_ >> i & 1) != 0 ? &values_[i] : nullptr;
}

bool S3BusEvent::make(S3BusField field, FieldValue& out) const {
  const History& history = context_.history;
  const ObjectVersion& object = history.objects[payload_.ref];
  const auto event = static_cast<S3Event>(payload_.code);
  const bool removal = is_removal(event);
  const uint32_t version = s3::version_of(history, payload_.ref);
  std::string& text = texts_[static_cast<size_t>(field)];
  const auto keep = [&](std::string made) {
    text = std::move(made);
    out.text = text;
    return true;
  };
  switch (field) {
    case S3BusField::Version:
    case S3BusField::DetailVersion:
      out.text = "0";
      return true;
    case S3BusField::Id:
      return keep(base::uuid_of(key_of(context_, "s3-event/", object), object.number));
    case S3BusField::DetailType:
      out.text = detail_type_of(event);
      return true;
    case S3BusField::Source:
      out.text = "aws.s3";
      return true;
    case S3BusField::Account:
      out.text = kAccountText;
      return true;
    case S3BusField::Requester:
      out.text = is_request(event) ? kAccountText : "s3.amazonaws.com";
      return true;
    case S3BusField::Time:
      return keep(base::format_utc_s(context_.plan.options.start_unix_ms + object.time_ms));
    case S3BusField::Region:
      out.text = context_.plan.options.region;
      return true;
    case S3BusField::Resources:
      return keep("arn:aws:s3:::" + std::string(bucket_of(context_, object)));
    case S3BusField::BucketName:
      out.text = bucket_of(context_, object);
      return true;
    case S3BusField::ObjectKey:
      out.text = history.keys.get(object.key);
      return true;
    case S3BusField::ObjectSize:
      out.kind = ValueKind::Integer;
      out.integer = static_cast<int64_t>(history.objects[version].size_bytes);
      return has_size(event);
    case S3BusField::ObjectETag:
      return (!removal || makes_delete_marker(event)) && keep(object_etag(context_, version));
    case S3BusField::ObjectVersionId:
      return (history.objects[version].flags & ObjectVersion::kVersioned) != 0 &&
             keep(object_version_id(context_, version));
    case S3BusField::ObjectSequencer:
      return !is_change(event) && keep(object_sequencer(context_, payload_.ref));
    case S3BusField::RequestId:  // the one of the S3 record
      return keep(base::alnum_of(key_of(context_, "s3-request/", object), object.number * 2u, 16,
                                 base::Alphabet::kUpperAndDigits));
    case S3BusField::SourceIpAddress:
      out.text = "203.0.113.7";
      return is_request(event);
    case S3BusField::Reason:
      out.text = reason_of(event);
      return !out.text.empty();
    case S3BusField::DeletionType:
      out.text = makes_delete_marker(event) ? "Delete Marker Created" : "Permanently Deleted";
      return removal;
    case S3BusField::RestoreExpiryTime:
      return event == S3Event::ObjectRestoreCompleted &&
             keep(base::format_utc_s(context_.plan.options.start_unix_ms + object.restored_until_s() * 1000));
    case S3BusField::SourceStorageClass:
      out.text = storage_class_name(static_cast<StorageClass>(object.storage_class));
      return event == S3Event::ObjectRestorePost || event == S3Event::ObjectRestoreCompleted;
    case S3BusField::DestinationStorageClass:
      out.text = storage_class_name(static_cast<StorageClass>(object.storage_class));
      return event == S3Event::LifecycleTransition;
    case S3BusField::DestinationAccessTier:
      out.text = access_tier_name(static_cast<StorageClass>(object.storage_class));
      return event == S3Event::IntelligentTiering;
    case S3BusField::Count:
      break;
  }
  return false;
}

std::string render_s3_bus_event(const RenderContext& context, const Payload& payload) {
  const S3BusEvent event(context, payload);
  base::JsonWriter json;
  const auto write = [&](S3BusField first, S3BusField last) {
    for (auto i = static_cast<size_t>(first); i <= static_cast<size_t>(last); ++i) {
      const FieldValue* value = event.field(static_cast<S3BusField>(i));
      if (value == nullptr) continue;
      const std::string_view path = kPaths[i];
      const size_t dot = path.rfind('.');
      json.key(dot == std::string_view::npos ? path : path.substr(dot + 1));
      if (static_cast<S3BusField>(i) == S3BusField::Resources) {
        json.begin_array().value(value->text).end_array();
      } else if (value->kind == ValueKind::Integer) {
        json.value(value->integer);
      } else {
        json.value(value->text);
      }
    }
  };
  json.begin_object();
  write(S3BusField::Version, S3BusField::Resources);
  json.key("detail").begin_object();
  write(S3BusField::DetailVersion, S3BusField::DetailVersion);
  json.key("bucket").begin_object();
  write(S3BusField::BucketName, S3BusField::BucketName);
  json.end_object().key("object").begin_object();
  write(S3BusField::ObjectKey, S3BusField::ObjectSequencer);
  json.end_object();
  write(S3BusField::RequestId, S3BusField::DestinationAccessTier);
  json.end_object().end_object();
  return json.take();
}

}  // namespace brigade::engine
