// Amazon S3: buckets, objects, versioning, event notifications to functions and standard queues.
// Rules: S3 User Guide, "Bucket naming rules", "Using versioning", "Amazon S3 Event Notifications" (event
// types, filtering by prefix and suffix, overlap, destination validation), "Managing the lifecycle of
// objects", "Restoring an archived object", "Replicating objects within and across Regions". Not modelled:
// who may read or write, ownership controls (ACLs can be set), parts on their own, encryption, archive tiers
// of intelligent tiering. Two writes to one unversioned key at the same millisecond make one event, always
// (the service says only that they may).
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
// Delivery::rule of what goes to another bucket: beyond everything else.
inline constexpr uint32_t kReplicationPlace = 10'000;
inline std::string_view replication_rule_id(const BucketConfig& config, uint32_t place) {
  return config.replication[place - kReplicationPlace].id;
}
// To another bucket, our assumption: 5 to 30 seconds and as long as 100 MiB a second take.
inline constexpr uint64_t kReplicationMinMs = 5'000, kReplicationMaxMs = 30'000;
inline constexpr uint64_t kReplicationBytesPerMs = 104'858;
inline constexpr TimeMs kReplicationThresholdMs = 15 * 60'000;
inline constexpr size_t kMaxLifecycleRules = 1'000, kMaxReplicationRules = 1'000, kMaxTags = 10;

base::Status apply(Engine& engine, const CreateBucket& command);
base::Status apply(Engine& engine, const DeleteBucket& command);
base::Status apply(Engine& engine, const PutBucketVersioning& command);
base::Status apply(Engine& engine, const PutBucketNotificationConfiguration& command);
base::Status apply(Engine& engine, const PutObject& command);
base::Status apply(Engine& engine, const DeleteObject& command);
base::Status apply(Engine& engine, const DeleteObjects& command);
base::Status apply(Engine& engine, const CopyObject& command);
base::Status apply(Engine& engine, const CompleteMultipartUpload& command);
base::Status apply(Engine& engine, const PutObjectTagging& command);
base::Status apply(Engine& engine, const DeleteObjectTagging& command);
base::Status apply(Engine& engine, const PutObjectAcl& command);
base::Status apply(Engine& engine, const RestoreObject& command);
base::Status apply(Engine& engine, const PutBucketLifecycleConfiguration& command);
base::Status apply(Engine& engine, const DeleteBucketLifecycle& command);
base::Status apply(Engine& engine, const PutBucketIntelligentTieringConfiguration& command);
base::Status apply(Engine& engine, const DeleteBucketIntelligentTieringConfiguration& command);
base::Status apply(Engine& engine, const PutBucketReplication& command);
base::Status apply(Engine& engine, const DeleteBucketReplication& command);
base::Status apply(Engine& engine, const LoseObject& command);

// Steps.
void lifecycle_due(Engine& engine, uint32_t bucket_state);  // a midnight at which a rule has something to do
void restore_done(Engine& engine, uint32_t restore);
void restore_over(Engine& engine, uint32_t restore);
void replication_late(Engine& engine, uint32_t replication);  // its 15 minutes are over
void replica_arrives(Engine& engine, uint32_t delivery);      // at its bucket, or where that was

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
// What a version is now: as it was written, and as the notes since then have it.
struct VersionAttributes {
  StorageClass storage_class;
  CannedAcl acl;
  RestoreState restore;
  ReplicationStatus replication;
  uint32_t tags;              // History::texts: [{"Key","Value"},…]; kNone
  int64_t restored_until_ms;  // after the start; of a restored one
};
VersionAttributes attributes_of(const World& world, const History& history, uint32_t version);
// The version that an entry is about: itself, or what it removes or is a note of.
inline uint32_t version_of(const History& history, uint32_t object) {
  const ObjectVersion& entry = history.objects[object];
  return entry.flags & ObjectVersion::kIsAbout ? entry.removes : object;
}
// The midnight (UTC) at which something of `created_ms` is `days` old, as S3 counts; simulated time.
TimeMs due_at_midnight_ms(const Plan& plan, TimeMs created_ms, uint32_t days);
// Since when a version exists: of a replica, since its original does.
TimeMs created_ms(const History& history, uint32_t version);
// The entries of one key that still exist, newest first.
std::vector<uint32_t> list_versions(const World& world, const History& history, ResourceId bucket,
                                    std::string_view key);

}  // namespace brigade::engine::s3
