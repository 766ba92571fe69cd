// The small words of the engine: who, what and how a thing ended. Plain integers, the same width everywhere.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace brigade::engine {

using base::TimeMs;

inline constexpr uint32_t kNone = 0xFFFFFFFFu;

// A resource: index into the table of resources and the generation of that entry. A deleted resource leaves a
// tombstone, and an id of an older generation names exactly that tombstone. Account and region stand in the
// table.
struct ResourceId {
  uint32_t value = kNone;  // index in the low 20 bits, generation in the high 12
  constexpr uint32_t index() const { return value & 0xFFFFFu; }
  constexpr uint32_t generation() const { return value >> 20; }
  constexpr bool is_none() const { return value == kNone; }
  friend constexpr bool operator==(ResourceId, ResourceId) = default;
  static constexpr ResourceId make(uint32_t index, uint32_t generation) {
    return ResourceId{(generation << 20) | index};
  }
};
inline constexpr uint32_t kMaxResources = 100'000;

enum class ResourceKind : uint8_t {
  Bucket,
  Function,
  Queue,
  Bus,
  Rule,
  Topic,
  EventSourceMapping,
  Table,
  Stream,
  Schedule,
  Archive,
  Alarm,
  Api,
  Pipe,
  Role,
  ScheduleGroup,
};
inline constexpr int kResourceKinds = 16;

// How a delivery ended. Every delivery ever made has exactly one of these; InFlight is the one that can
// change.
enum class Fate : uint8_t {
  InFlight,
  Delivered,
  FilteredOut,
  DeadLettered,
  Expired,
  Dropped,
  Deduplicated,
  Coalesced,
  Purged,
  DeletedWithResource,
};
inline constexpr int kFates = 10;
// As scenario files and `state()` spell it: "in-flight", "delivered", "filtered-out", "dead-lettered", …
std::string_view fate_name(Fate fate);

// S3 event types, in the order of the documentation's list; what this engine makes.
// Source: Amazon S3 User Guide, "Event notification types and destinations".
enum class S3Event : uint8_t {
  ObjectCreatedPut,
  ObjectCreatedPost,
  ObjectCreatedCopy,
  ObjectCreatedCompleteMultipartUpload,
  ObjectRemovedDelete,
  ObjectRemovedDeleteMarkerCreated,
  ObjectTaggingPut,
  ObjectTaggingDelete,
  ObjectAclPut,
  ObjectRestorePost,
  ObjectRestoreCompleted,
  ObjectRestoreDelete,
  LifecycleExpirationDelete,
  LifecycleExpirationDeleteMarkerCreated,
  LifecycleTransition,
  IntelligentTiering,
  ReducedRedundancyLostObject,
  ReplicationFailed,
  ReplicationMissedThreshold,
  ReplicationReplicatedAfterThreshold,
  ReplicationNotTracked,
};
inline constexpr int kS3Events = 21;
constexpr bool is_creation(S3Event event) { return event <= S3Event::ObjectCreatedCompleteMultipartUpload; }
constexpr bool is_removal(S3Event event) {
  return event == S3Event::ObjectRemovedDelete || event == S3Event::ObjectRemovedDeleteMarkerCreated ||
         event == S3Event::LifecycleExpirationDelete ||
         event == S3Event::LifecycleExpirationDeleteMarkerCreated ||
         event == S3Event::ReducedRedundancyLostObject;
}
constexpr bool makes_delete_marker(S3Event event) {
  return event == S3Event::ObjectRemovedDeleteMarkerCreated ||
         event == S3Event::LifecycleExpirationDeleteMarkerCreated;
}
constexpr bool is_restore(S3Event event) {
  return event >= S3Event::ObjectRestorePost && event <= S3Event::ObjectRestoreDelete;
}
constexpr bool is_replication(S3Event event) { return event >= S3Event::ReplicationFailed; }
// Somebody asked for it; the rest S3 does of itself.
constexpr bool is_request(S3Event event) { return event <= S3Event::ObjectRestorePost; }
std::string_view s3_event_name(S3Event event);  // "ObjectCreated:Put", without the "s3:" of configurations

// The state of an alarm, as the service spells it: "OK", "ALARM", "INSUFFICIENT_DATA".
enum class AlarmValue : uint8_t { Ok, Alarm, InsufficientData };
inline constexpr int kAlarmValues = 3;
std::string_view alarm_value_name(AlarmValue value);

// The version of the S3 event record. 2.5 is today's; 2.1 is what documents of 2020 show.
enum class S3EventVersion : uint8_t { V2_1, V2_5 };

// The version of the simulation's rules. It rises when the same scenario gives another journal, and links
// carry it.
inline constexpr uint32_t kRulesVersion = 1;

}  // namespace brigade::engine
