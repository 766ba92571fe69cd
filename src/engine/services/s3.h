// Amazon S3: buckets, objects, versioning, event notifications to functions and standard queues.
// Rules: S3 User Guide, "Bucket naming rules", "Using versioning", "Amazon S3 Event Notifications" (event
// types, filtering by prefix and suffix, overlap, destination validation). Not modelled: access control,
// multipart parts, encryption, storage classes. Two writes to one unversioned key at the same millisecond
// make one event, always (the service says only that they may).
#pragma once
#include <string_view>

#include "engine/engine.h"

namespace brigade::engine::s3 {

inline constexpr size_t kMaxKeyBytes = 1024;
inline constexpr uint64_t kMaxObjectBytes = uint64_t{5} << 40;  // 5 TiB
inline constexpr size_t kMaxNotifications = 100;
// Delivery::rule of what goes to EventBridge: beyond all notifications.
inline constexpr uint32_t kEventBridgePlace = kMaxNotifications;
inline constexpr uint64_t kDeliveryDelayMinMs = 500, kDeliveryDelayMaxMs = 1500;

base::Status apply(Engine& engine, const CreateBucket& command);
base::Status apply(Engine& engine, const DeleteBucket& command);
base::Status apply(Engine& engine, const PutBucketVersioning& command);
base::Status apply(Engine& engine, const PutBucketNotificationConfiguration& command);
base::Status apply(Engine& engine, const PutObject& command);
base::Status apply(Engine& engine, const DeleteObject& command);

// The common case of PutObject, by resource id.
base::Status put_object(Engine& engine, ResourceId bucket, std::string_view key, uint64_t size_bytes,
                        S3Event event);

// The name's fault in one sentence; empty where the name is good.
std::string_view bucket_name_fault(std::string_view name);

// An object as a listing shows it. `object` is its newest entry in History::objects.
struct ListedObject {
  uint32_t object;
  uint32_t versions;      // how many versions and delete markers stand behind the key
  bool is_delete_marker;  // the key is hidden
};
// Keys in byte order, at most `limit`.
std::vector<ListedObject> list_objects(const World& world, const History& history, ResourceId bucket,
                                       size_t limit);
// The entries of one key that still exist, newest first.
std::vector<uint32_t> list_versions(const World& world, const History& history, ResourceId bucket,
                                    std::string_view key);

}  // namespace brigade::engine::s3
