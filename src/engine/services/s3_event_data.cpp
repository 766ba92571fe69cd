// Members of S3's events that no upload makes, and of replicas.
#include "engine/services/s3_event_data.h"

#include "base/time.h"

namespace brigade::engine {

using base::JsonWriter;

void write_s3_event_data(JsonWriter& json, const RenderContext& context, const ObjectVersion& entry,
                         S3Event event) {
  const std::string_view storage_class = storage_class_name(static_cast<StorageClass>(entry.storage_class));
  if (event == S3Event::ObjectRestoreCompleted) {
    json.key("glacierEventData").begin_object().key("restoreEventData").begin_object();
    json.member("lifecycleRestorationExpiryTime",
                base::format_utc_ms(context.plan.options.start_unix_ms + entry.restored_until_s() * 1000));
    json.member("lifecycleRestoreStorageClass", storage_class).end_object().end_object();
  } else if (event == S3Event::LifecycleTransition) {
    json.key("lifecycleEventData").begin_object().key("transitionEventData").begin_object();
    json.member("destinationStorageClass", storage_class).end_object().end_object();
  } else if (event == S3Event::IntelligentTiering) {
    json.key("intelligentTieringEventData").begin_object();
    json.member("destinationAccessTier", access_tier_name(static_cast<StorageClass>(entry.storage_class)));
    json.end_object();
  } else if (is_replication(event)) {
    json.key("replicationEventData").raw(*context.history.texts[entry.size_bytes >> 32]);
  }
}

std::string render_replica(const RenderContext& context, const Payload& payload) {
  const ObjectVersion& object = context.history.objects[payload.ref];
  JsonWriter json;
  json.begin_object();
  json.member("Bucket", name_of(context.world, context.history, context.world.buckets[object.bucket].id));
  json.member("Key", context.history.key(payload.ref));
  json.member("VersionId", object_version_id(context, payload.ref));
  if (object.flags & ObjectVersion::kDeleteMarker) {
    json.member("DeleteMarker", true);
  } else {
    json.member("Size", object.size_bytes).member("ETag", object_etag(context, payload.ref));
  }
  json.end_object();
  return json.take();
}

}  // namespace brigade::engine
