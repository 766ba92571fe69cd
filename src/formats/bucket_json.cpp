// What the service calls LifecycleConfiguration and ReplicationConfiguration, and the small words of objects:
// storage classes, ACLs, tags. What the model has not (dates, filters by tag, and so on) is a problem that
// says so.
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

template <class Name>
std::string names_of(size_t count, Name name) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    out += (i == 0 ? "\"" : i + 1 == count ? " or \"" : ", \"") + std::string(name(i)) + "\"";
  }
  return out;
}

bool read_status(Fields& fields) {
  const JsonValue* value = fields.need("Status");
  if (value == nullptr) return true;
  if (value->as_string() == "Enabled" || value->as_string() == "Disabled") {
    return value->as_string() == "Enabled";
  }
  fields.problem().report("\"Status\" is \"Enabled\" or \"Disabled\".", value->range());
  return true;
}

void write_status(JsonWriter& w, bool enabled) { w.member("Status", enabled ? "Enabled" : "Disabled"); }

// Filter, or the older Prefix beside it; the service needs one of them.
void read_prefix(Fields& fields, std::string& prefix) {
  const bool old = fields.text("Prefix", prefix);
  const JsonValue* filter = fields.find("Filter");
  if (filter == nullptr) {
    if (!old) fields.need("Filter");
    return;
  }
  Fields members(fields.problem(), *filter, "a Filter");
  members.text("Prefix", prefix);
  for (std::string_view name : {"Tag", "And", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) {
    members.not_simulated(name);
  }
  members.close();
}

void write_prefix(JsonWriter& w, const std::string& prefix) {
  w.key("Filter").begin_object().member("Prefix", prefix).end_object();
}

LifecycleTransitionRule read_transition(Problem& problem, const JsonValue& value) {
  LifecycleTransitionRule out;
  Fields fields(problem, value, "a transition");
  fields.not_simulated("Date");
  fields.need("Days");
  fields.number("Days", out.days);
  if (const JsonValue* name = fields.need("StorageClass"))
    out.storage_class = read_storage_class(problem, *name);
  fields.close();
  return out;
}

LifecycleRule read_lifecycle_rule(Problem& problem, const JsonValue& value) {
  LifecycleRule rule;
  Fields fields(problem, value, "a lifecycle rule");
  fields.text("ID", rule.id);
  rule.enabled = read_status(fields);
  read_prefix(fields, rule.prefix);
  if (const JsonValue* expiration = fields.find("Expiration")) {
    Fields members(problem, *expiration, "an Expiration");
    members.not_simulated("Date");
    members.number("Days", rule.expiration_days);
    members.flag("ExpiredObjectDeleteMarker", rule.expired_object_delete_marker);
    members.close();
  }
  for (const JsonValue& transition : fields.list("Transitions")) {
    rule.transitions.push_back(read_transition(problem, transition));
  }
  if (const JsonValue* noncurrent = fields.find("NoncurrentVersionExpiration")) {
    Fields members(problem, *noncurrent, "a NoncurrentVersionExpiration");
    members.number("NoncurrentDays", rule.noncurrent_days);
    members.not_simulated("NewerNoncurrentVersions");
    members.close();
  }
  fields.not_simulated("NoncurrentVersionTransitions");
  fields.not_simulated("AbortIncompleteMultipartUpload");
  fields.close();
  return rule;
}

void write_lifecycle_rule(JsonWriter& w, const LifecycleRule& rule) {
  w.begin_object();
  if (!rule.id.empty()) w.member("ID", rule.id);
  write_status(w, rule.enabled);
  write_prefix(w, rule.prefix);
  if (rule.expiration_days || rule.expired_object_delete_marker) {
    w.key("Expiration").begin_object();
    if (rule.expiration_days) w.member("Days", uint64_t{*rule.expiration_days});
    if (rule.expired_object_delete_marker) w.member("ExpiredObjectDeleteMarker", true);
    w.end_object();
  }
  if (!rule.transitions.empty()) {
    w.key("Transitions").begin_array();
    for (const LifecycleTransitionRule& transition : rule.transitions) {
      w.begin_object().member("Days", uint64_t{transition.days});
      w.member("StorageClass", storage_class_name(transition.storage_class)).end_object();
    }
    w.end_array();
  }
  if (rule.noncurrent_days) {
    w.key("NoncurrentVersionExpiration").begin_object();
    w.member("NoncurrentDays", uint64_t{*rule.noncurrent_days}).end_object();
  }
  w.end_object();
}

// ReplicationTime and Metrics: {"Status","Time" or "EventThreshold":{"Minutes":15}}.
bool read_threshold(Fields& fields, std::string_view name, std::string_view time) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return false;
  Fields members(fields.problem(), *value, name);
  const bool enabled = read_status(members);
  if (const JsonValue* minutes = members.find(time)) {
    uint32_t count = 15;
    Fields inner(fields.problem(), *minutes, time);
    inner.number("Minutes", count);
    inner.close();
    if (count != 15)
      fields.problem().report("\"Minutes\" is 15: the service knows no other.", minutes->range());
  }
  members.close();
  return enabled;
}

void write_threshold(JsonWriter& w, std::string_view name, std::string_view time) {
  w.key(name).begin_object().member("Status", "Enabled").key(time).begin_object();
  w.member("Minutes", uint64_t{15}).end_object().end_object();
}

void read_destination(Problem& problem, const JsonValue& value, ReplicationRule& rule) {
  Fields fields(problem, value, "a Destination");
  fields.need_text("Bucket", rule.destination_arn);
  if (const JsonValue* name = fields.find("StorageClass"))
    rule.storage_class = read_storage_class(problem, *name);
  rule.time_control = read_threshold(fields, "ReplicationTime", "Time");
  rule.metrics = read_threshold(fields, "Metrics", "EventThreshold");
  for (std::string_view name : {"Account", "AccessControlTranslation", "EncryptionConfiguration"}) {
    fields.not_simulated(name);
  }
  fields.close();
}

ReplicationRule read_replication_rule(Problem& problem, const JsonValue& value) {
  ReplicationRule rule;
  Fields fields(problem, value, "a replication rule");
  fields.text("ID", rule.id);
  fields.number("Priority", rule.priority);
  rule.enabled = read_status(fields);
  read_prefix(fields, rule.prefix);
  if (const JsonValue* markers = fields.find("DeleteMarkerReplication")) {
    Fields members(problem, *markers, "a DeleteMarkerReplication");
    rule.delete_markers = read_status(members);
    members.close();
  }
  if (const JsonValue* to = fields.need("Destination")) read_destination(problem, *to, rule);
  fields.not_simulated("SourceSelectionCriteria");
  fields.not_simulated("ExistingObjectReplication");
  fields.close();
  return rule;
}

void write_replication_rule(JsonWriter& w, const ReplicationRule& rule) {
  w.begin_object();
  if (!rule.id.empty()) w.member("ID", rule.id);
  w.member("Priority", uint64_t{rule.priority});
  write_status(w, rule.enabled);
  write_prefix(w, rule.prefix);
  w.key("DeleteMarkerReplication").begin_object();
  write_status(w, rule.delete_markers);
  w.end_object().key("Destination").begin_object().member("Bucket", rule.destination_arn);
  if (rule.storage_class) w.member("StorageClass", storage_class_name(*rule.storage_class));
  if (rule.time_control) write_threshold(w, "ReplicationTime", "Time");
  if (rule.metrics) write_threshold(w, "Metrics", "EventThreshold");
  w.end_object().end_object();
}

}  // namespace

StorageClass read_storage_class(Problem& problem, const JsonValue& value) {
  const auto name = [](size_t i) { return storage_class_name(static_cast<StorageClass>(i)); };
  for (size_t i = 0; i < kStorageClasses; ++i) {
    if (value.as_string() == name(i)) return static_cast<StorageClass>(i);
  }
  problem.report("A storage class is " + names_of(kStorageClasses, name) + ".", value.range());
  return StorageClass::Standard;
}

CannedAcl read_canned_acl(Problem& problem, const JsonValue& value) {
  const auto name = [](size_t i) { return canned_acl_name(static_cast<CannedAcl>(i)); };
  for (size_t i = 0; i < kCannedAcls; ++i) {
    if (value.as_string() == name(i)) return static_cast<CannedAcl>(i);
  }
  problem.report("An ACL is " + names_of(kCannedAcls, name) + ".", value.range());
  return CannedAcl::Private;
}

RestoreTier read_restore_tier(Problem& problem, const JsonValue& value) {
  const auto name = [](size_t i) { return restore_tier_name(static_cast<RestoreTier>(i)); };
  for (size_t i = 0; i < kRestoreTiers; ++i) {
    if (value.as_string() == name(i)) return static_cast<RestoreTier>(i);
  }
  problem.report("A tier is " + names_of(kRestoreTiers, name) + ".", value.range());
  return RestoreTier::Standard;
}

std::vector<LifecycleRule> read_lifecycle(Problem& problem, const JsonValue& configuration) {
  std::vector<LifecycleRule> rules;
  Fields fields(problem, configuration, "a lifecycle configuration");
  for (const JsonValue& item : fields.list("Rules")) rules.push_back(read_lifecycle_rule(problem, item));
  fields.close();
  return rules;
}

void write_lifecycle(JsonWriter& writer, const std::vector<LifecycleRule>& rules) {
  writer.begin_object().key("Rules").begin_array();
  for (const LifecycleRule& rule : rules) write_lifecycle_rule(writer, rule);
  writer.end_array().end_object();
}

TieringConfiguration read_tiering(Problem& problem, const JsonValue& value) {
  TieringConfiguration out;
  Fields fields(problem, value, "an intelligent tiering configuration");
  fields.need_text("Id", out.id);
  out.enabled = read_status(fields);
  if (fields.find("Filter") != nullptr) read_prefix(fields, out.prefix);
  for (const JsonValue& item : fields.list("Tierings")) {
    uint32_t days = 0;
    Fields tiering(problem, item, "a tiering");
    tiering.number("Days", days);
    if (const JsonValue* tier = tiering.need("AccessTier")) {
      const bool deep = tier->as_string() == access_tier_name(StorageClass::DeepArchiveAccessTier);
      if (!deep && tier->as_string() != access_tier_name(StorageClass::ArchiveAccessTier)) {
        problem.report("\"AccessTier\" is \"ARCHIVE_ACCESS\" or \"DEEP_ARCHIVE_ACCESS\".", tier->range());
      }
      (deep ? out.deep_archive_days : out.archive_days) = days;
    }
    tiering.close();
  }
  fields.close();
  return out;
}

void write_tiering(JsonWriter& writer, const TieringConfiguration& configuration) {
  writer.begin_object().member("Id", configuration.id);
  if (!configuration.prefix.empty()) write_prefix(writer, configuration.prefix);
  write_status(writer, configuration.enabled);
  writer.key("Tierings").begin_array();
  const auto write = [&writer](StorageClass tier, uint32_t days) {
    if (days == 0) return;
    writer.begin_object().member("Days", uint64_t{days}).member("AccessTier", access_tier_name(tier));
    writer.end_object();
  };
  write(StorageClass::ArchiveAccessTier, configuration.archive_days);
  write(StorageClass::DeepArchiveAccessTier, configuration.deep_archive_days);
  writer.end_array().end_object();
}

bool read_small_objects_too(Fields& fields) {
  const JsonValue* value = fields.find(kTransitionMinimum);
  if (value == nullptr || value->as_string() == "all_storage_classes_128K") return false;
  if (value->as_string() == kVariesByStorageClass) return true;
  fields.problem().report(
      "\"TransitionDefaultMinimumObjectSize\" is \"all_storage_classes_128K\" or "
      "\"varies_by_storage_class\".",
      value->range());
  return false;
}

std::vector<ReplicationRule> read_replication(Problem& problem, const JsonValue& configuration,
                                              std::string& role) {
  std::vector<ReplicationRule> rules;
  Fields fields(problem, configuration, "a replication configuration");
  fields.text("Role", role);
  for (const JsonValue& item : fields.list("Rules")) rules.push_back(read_replication_rule(problem, item));
  fields.close();
  return rules;
}

void write_replication(JsonWriter& writer, const std::string& role,
                       const std::vector<ReplicationRule>& rules) {
  writer.begin_object().member("Role", role).key("Rules").begin_array();
  for (const ReplicationRule& rule : rules) write_replication_rule(writer, rule);
  writer.end_array().end_object();
}

}  // namespace brigade::formats
