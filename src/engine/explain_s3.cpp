// The names in the sentences about what becomes of objects after they were written.
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "engine/explain.h"
#include "engine/services/s3.h"

namespace brigade::engine {

namespace {

S3Event event_of(const Record& r) { return static_cast<S3Event>(r.code); }

// What an ObjectChanged says beside its kind: a storage class, an ACL, a time.
std::string detail(const Simulation& simulation, const Record& r) {
  const ObjectVersion& note = simulation.history().objects[r.value];
  switch (event_of(r)) {
    case S3Event::ObjectAclPut:
      return std::string(canned_acl_name(static_cast<CannedAcl>(note.acl)));
    case S3Event::ObjectTaggingPut:
      return note.tags() == kNone ? "[]" : *simulation.history().texts[note.tags()];
    case S3Event::ObjectRestoreCompleted:
      return base::format_utc_s(simulation.plan().options.start_unix_ms + note.restored_until_s() * 1000);
    case S3Event::IntelligentTiering:
      return std::string(access_tier_name(static_cast<StorageClass>(note.storage_class)));
    default:
      return std::string(storage_class_name(static_cast<StorageClass>(note.storage_class)));
  }
}

// Does the rule say something that can have made this event?
bool could_act(const LifecycleRule& rule, S3Event event, const ObjectVersion& entry) {
  if (event == S3Event::LifecycleExpirationDeleteMarkerCreated) return rule.expiration_days.has_value();
  if (event == S3Event::LifecycleExpirationDelete) {
    const bool named = (entry.flags & ObjectVersion::kRemovesVersion) != 0;
    return named ? rule.noncurrent_days || rule.expired_object_delete_marker
                 : rule.expiration_days.has_value();
  }
  for (const LifecycleTransitionRule& transition : rule.transitions) {
    if (transition.storage_class == static_cast<StorageClass>(entry.storage_class)) return true;
  }
  return false;
}

std::string lifecycle_rule(const Simulation& simulation, const Record& r) {
  const History& history = simulation.history();
  if (r.version >= history.configs.size()) return {};
  const std::string_view key = history.key(r.value);
  for (const LifecycleRule& rule : history.bucket_config(r.version).lifecycle) {
    if (rule.enabled && base::starts_with(key, rule.prefix) &&
        could_act(rule, event_of(r), history.objects[r.value]))
      return rule.id;
  }
  return {};
}

}  // namespace

std::optional<std::string> s3_argument(const Simulation& simulation, const Record& r, std::string_view what) {
  if (what == "detail") return detail(simulation, r);
  if (what == "lifecycle_rule") return lifecycle_rule(simulation, r);
  if (what == "reason" && r.kind == RecordKind::ReplicationFailed)
    return std::string(replication_fault_name(static_cast<ReplicationFault>(r.code)));
  return std::nullopt;
}

std::string_view s3_story(S3Event event) {
  switch (event) {
    case S3Event::ObjectTaggingPut:
      return "story.tags_put";
    case S3Event::ObjectTaggingDelete:
      return "story.tags_deleted";
    case S3Event::ObjectAclPut:
      return "story.acl_put";
    case S3Event::ObjectRestorePost:
      return "story.restore_started";
    case S3Event::ObjectRestoreCompleted:
      return "story.restore_completed";
    case S3Event::ObjectRestoreDelete:
      return "story.restore_expired";
    case S3Event::LifecycleTransition:
      return "story.storage_class_changed";
    case S3Event::IntelligentTiering:
      return "story.access_tier_changed";
    case S3Event::LifecycleExpirationDelete:
      return "story.object_expired";
    case S3Event::LifecycleExpirationDeleteMarkerCreated:
      return "story.marker_by_lifecycle";
    case S3Event::ReducedRedundancyLostObject:
      return "story.object_lost";
    case S3Event::ReplicationFailed:
      return "story.replication_failure_told";
    case S3Event::ReplicationMissedThreshold:
      return "story.replication_late";
    case S3Event::ReplicationReplicatedAfterThreshold:
      return "story.replication_after_threshold";
    default:
      return {};
  }
}

const std::vector<std::string_view>& s3_stories() {
  static const std::vector<std::string_view> keys = {"story.tags_put",
                                                     "story.tags_deleted",
                                                     "story.acl_put",
                                                     "story.restore_started",
                                                     "story.restore_completed",
                                                     "story.restore_expired",
                                                     "story.storage_class_changed",
                                                     "story.access_tier_changed",
                                                     "story.replication_failure_told",
                                                     "story.replication_late",
                                                     "story.replication_after_threshold"};
  return keys;
}

std::string_view s3_why(const Record& r) {
  const S3Event event = event_of(r);
  if (r.kind == RecordKind::ObjectDeleted) {
    if (event == S3Event::ReducedRedundancyLostObject) return "object_lost";
    return is_request(event) ? std::string_view() : "lifecycle_expiration";
  }
  if (is_restore(event)) return "object_restore";
  if (is_replication(event)) return "replication_event";
  if (event == S3Event::IntelligentTiering) return "access_tier";
  return event == S3Event::LifecycleTransition ? "lifecycle_transition" : "object_changed";
}

}  // namespace brigade::engine
