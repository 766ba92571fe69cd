// Replication: what is written to a bucket goes on to others, as deliveries with an end like all others, and
// arrives there as a version of the same id. Rules: S3 User Guide, "What does Amazon S3 replicate?",
// "Replication configuration file elements", "Getting replication status information", "Receiving replication
// failure events"; texts of errors from recordings and public reports. Not modelled: what the role allows,
// filters by tag, changes of tags and ACLs, other accounts and Regions, batch replication, and
// OperationNotTracked, for which no page names a cause that could arise here.
#include <algorithm>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/s3_objects.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

namespace {

constexpr std::string_view kBucketArn = "arn:aws:s3:::";

bool is_replicated(const BucketConfig& config, const ReplicationRule& rule, std::string_view key,
                   S3Event event) {
  if (!rule.enabled || config.versioning != Versioning::Enabled || !base::starts_with(key, rule.prefix))
    return false;
  return is_creation(event) || (event == S3Event::ObjectRemovedDeleteMarkerCreated && rule.delete_markers);
}

// Where several rules name one destination, the highest priority decides.
bool is_chosen(const BucketConfig& config, size_t index, std::string_view key, S3Event event) {
  const ReplicationRule& rule = config.replication[index];
  if (!is_replicated(config, rule, key, event)) return false;
  for (const ReplicationRule& other : config.replication) {
    if (other.destination_arn != rule.destination_arn || other.priority <= rule.priority) continue;
    if (other.enabled && base::starts_with(key, other.prefix)) return false;
  }
  return true;
}

TimeMs drawn_delay_ms(Engine& engine, ResourceId bucket, uint64_t size_bytes) {
  base::Stream& random = engine.w.resources.edit(bucket.index()).stream;
  return static_cast<TimeMs>(base::uniform(random, kReplicationMinMs, kReplicationMaxMs) +
                             size_bytes / kReplicationBytesPerMs);
}

void send_replica(Engine& engine, ResourceId bucket, uint32_t object, uint32_t record, uint32_t rule_index) {
  const uint32_t config = engine.w.resource(bucket).config;
  const ReplicationRule& rule = engine.h.bucket_config(config).replication[rule_index];
  const ObjectVersion& version = engine.h.objects[object];
  const uint32_t slot = engine.w.replications.take();
  const Payload payload{PayloadForm::Typed, PayloadKind::Replica, version.event, object, kNone, slot};
  const uint32_t message =
      engine.make_message({payload, engine.command, record, bucket, kNone, version.key, object});
  const uint32_t created = engine.w.messages[message].created_record;
  const ResourceId to = engine.target(config, kReplicationPlace + rule_index, rule.destination_arn);
  const uint32_t made = engine.make_delivery(message, to, config, kReplicationPlace + rule_index, created);
  const TimeMs delay_ms = drawn_delay_ms(engine, bucket, version.size_bytes);
  Delivery& delivery = engine.w.deliveries.edit(made);
  delivery.last_record =
      engine.record({RecordKind::SentToReplica, created, to, config, delivery.message_number, delivery.number,
                     static_cast<uint16_t>(rule_index), static_cast<uint32_t>(delay_ms)});
  engine.schedule_delivery(made, engine.w.now_ms + delay_ms);
  Replication& replication = engine.w.replications.edit(slot);
  replication.object = object;
  replication.bucket = engine.w.resource(bucket).state;
  replication.config = config;
  replication.rule = rule_index;
  replication.cause = created;
  replication.started_ms = engine.w.now_ms;
  if (rule.time_control) {
    replication.timer =
        engine.at(engine.w.now_ms + kReplicationThresholdMs, TimerKind::ReplicationLate, slot);
  }
}

const ReplicationRule& rule_of(const Engine& engine, const Replication& replication) {
  return engine.h.bucket_config(replication.config).replication[replication.rule];
}

bool still_exists(const Engine& engine, uint32_t version) {
  const ResourceId bucket = engine.w.buckets[engine.h.objects[version].bucket].id;
  if (!engine.w.is_alive(bucket)) return false;
  const auto versions = list_versions(engine.w, engine.h, bucket, engine.h.key(version));
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

bool others_pending(const Engine& engine, uint32_t object) {
  const std::vector<bool> taken = engine.w.replications.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && engine.w.replications[slot].object == object) return true;
  }
  return false;
}

// The data that only these events have: the service's names, texts all.
uint32_t event_data(Engine& engine, const Replication& replication, S3Event event,
                    std::string_view failure_reason) {
  const ReplicationRule& rule = rule_of(engine, replication);
  const bool marker = (engine.h.objects[replication.object].flags & ObjectVersion::kDeleteMarker) != 0;
  base::JsonWriter json;
  json.begin_object().member("replicationRuleId", rule.id).member("destinationBucket", rule.destination_arn);
  json.member("s3Operation", marker ? "OBJECT_REPLICATION_DELETE_MARKER" : "OBJECT_REPLICATION_PUT");
  json.member("requestTime", base::format_utc_ms(engine.plan.options.start_unix_ms + replication.started_ms));
  if (!failure_reason.empty()) json.member("failureReason", failure_reason);
  if (event != S3Event::ReplicationFailed) {
    json.member("threshold", std::to_string(kReplicationThresholdMs / 60'000));
  }
  if (event == S3Event::ReplicationReplicatedAfterThreshold) {
    json.member("replicationTime", std::to_string((engine.w.now_ms - replication.started_ms) / 60'000));
  }
  json.end_object();
  return engine.add_text(json.take());
}

void tell(Engine& engine, const Replication& replication, ReplicationStatus status, S3Event event,
          std::string_view failure_reason) {
  const ResourceId source = engine.w.buckets[replication.bucket].id;
  ObjectVersion note = note_about(engine, replication.object);
  note.replication = static_cast<uint8_t>(status);
  note.size_bytes = (note.size_bytes & 0xFFFFFFFFu) |
                    uint64_t{event_data(engine, replication, event, failure_reason)} << 32;
  const ActingFor acting(engine, engine.cause);
  write_note(engine, source, note, event);
}

void set_status(Engine& engine, const Replication& replication, ReplicationStatus status) {
  ObjectVersion note = note_about(engine, replication.object);
  note.replication = static_cast<uint8_t>(status);
  write_silently(engine, engine.w.buckets[replication.bucket].id, note);
}

void failed(Engine& engine, uint32_t slot, const Replication& replication, ReplicationFault fault) {
  const uint32_t ended =
      engine.end(slot, RecordKind::ReplicationFailed, static_cast<uint16_t>(fault), 0, replication.config);
  if (fault == ReplicationFault::SourceGone) return;  // there is nothing left to tell of
  const ActingFor acting(engine, ended, engine.command);
  if (rule_of(engine, replication).metrics) {
    tell(engine, replication, ReplicationStatus::Failed, S3Event::ReplicationFailed,
         replication_fault_name(fault));
  } else {
    set_status(engine, replication, ReplicationStatus::Failed);
  }
}

void write_replica(Engine& engine, const Replication& replication, ResourceId to) {
  const ReplicationRule& rule = rule_of(engine, replication);
  const ObjectVersion source = engine.h.objects[replication.object];
  const std::string key(engine.h.key(replication.object));
  ObjectVersion entry{};
  entry.flags = ObjectVersion::kCopy;
  entry.removes = replication.object;
  entry.replication = static_cast<uint8_t>(ReplicationStatus::Replica);
  if (source.flags & ObjectVersion::kDeleteMarker) {
    const bool was_visible = current_version(engine, to, key) != kNone;
    if (was_visible) --engine.w.buckets.edit(engine.w.resource(to).state).object_count;
    entry.flags |= ObjectVersion::kDeleteMarker | ObjectVersion::kVersioned;
    write_entry(engine, to, entry, key, S3Event::ObjectRemovedDeleteMarkerCreated);
    return;
  }
  const VersionAttributes now = attributes_of(engine.w, engine.h, replication.object);
  entry.size_bytes = source.size_bytes;
  entry.storage_class = static_cast<uint8_t>(rule.storage_class.value_or(now.storage_class));
  static_cast<void>(put_version(engine, to, key, entry, S3Event::ObjectCreatedPut));
}

}  // namespace

uint8_t replication_status(const BucketConfig& config, const ObjectVersion& entry, std::string_view key,
                           S3Event event) {
  if (entry.replication != 0 || (entry.flags & ObjectVersion::kIsAbout) != 0) return entry.replication;
  for (size_t i = 0; i < config.replication.size(); ++i) {
    if (is_replicated(config, config.replication[i], key, event)) {
      return static_cast<uint8_t>(ReplicationStatus::Pending);
    }
  }
  return static_cast<uint8_t>(ReplicationStatus::None);
}

void replicate(Engine& engine, ResourceId bucket, uint32_t object, uint32_t record) {
  const ObjectVersion& entry = engine.h.objects[object];
  const bool is_about = (entry.flags & ObjectVersion::kIsAbout) != 0;
  if (is_about || entry.replication != static_cast<uint8_t>(ReplicationStatus::Pending)) return;
  const BucketConfig& config = engine.bucket_config(bucket);
  const std::string key(engine.h.key(object));
  for (uint32_t i = 0; i < config.replication.size(); ++i) {
    if (is_chosen(config, i, key, static_cast<S3Event>(entry.event))) {
      send_replica(engine, bucket, object, record, i);
    }
  }
}

void replica_arrives(Engine& engine, uint32_t slot) {
  const Delivery delivery = engine.w.deliveries[slot];
  const Message message = engine.w.messages[delivery.message];
  const Replication replication = engine.w.replications[message.payload.rule];
  engine.w.scheduler.cancel(replication.timer);
  engine.w.replications.give_back(message.payload.rule);
  const ActingFor acting(engine, delivery.last_record, message.root_command);
  if (!still_exists(engine, replication.object))
    return failed(engine, slot, replication, ReplicationFault::SourceGone);
  if (!engine.w.is_alive(delivery.target))
    return failed(engine, slot, replication, ReplicationFault::NoDestination);
  if (engine.bucket_config(delivery.target).versioning != Versioning::Enabled)
    return failed(engine, slot, replication, ReplicationFault::DestinationUnversioned);
  const uint32_t ended =
      engine.end(slot, RecordKind::ObjectReplicated, 0, replication.object, replication.config);
  const ActingFor arrived(engine, ended, message.root_command);
  const uint32_t lineage = engine.lineage;
  engine.lineage = message.lineage;
  write_replica(engine, replication, delivery.target);
  engine.lineage = lineage;
  const bool all_done = !others_pending(engine, replication.object);
  const auto status = attributes_of(engine.w, engine.h, replication.object).replication;
  const ReplicationStatus next =
      all_done && status == ReplicationStatus::Pending ? ReplicationStatus::Completed : status;
  if (replication.missed != 0 && rule_of(engine, replication).metrics) {
    tell(engine, replication, next, S3Event::ReplicationReplicatedAfterThreshold, {});
  } else if (next != status) {
    set_status(engine, replication, next);
  }
}

void replication_late(Engine& engine, uint32_t slot) {
  Replication& changed = engine.w.replications.edit(slot);
  changed.missed = 1;
  changed.timer = TimerRef{};
  const Replication replication = changed;
  if (!rule_of(engine, replication).metrics || !still_exists(engine, replication.object)) return;
  const auto status = attributes_of(engine.w, engine.h, replication.object).replication;
  const ActingFor acting(engine, replication.cause);
  tell(engine, replication, status, S3Event::ReplicationMissedThreshold, {});
}

// --- configuration ---

namespace {

constexpr std::string_view kMalformed =
    "The XML you provided was not well-formed or did not validate against our published schema";

Status destination_fault(const Engine& engine, const ReplicationRule& rule, ResourceId source) {
  const auto arn = parse_arn(rule.destination_arn);
  if (!arn || arn->service != "s3" || !base::starts_with(rule.destination_arn, kBucketArn))
    return fail("InvalidArgument", "Invalid bucket ARN");
  const ResourceId to = engine.find(ResourceKind::Bucket, arn->resource);
  if (to.is_none()) return fail("InvalidRequest", "Destination bucket must exist.");
  if (to == source)
    return fail("InvalidRequest", "Destination bucket cannot be the same as the source bucket.");
  if (engine.bucket_config(to).versioning != Versioning::Enabled)
    return fail("InvalidRequest", "Destination bucket must have versioning enabled.");
  return {};
}

Status rules_fault(const Engine& engine, const PutBucketReplication& command, ResourceId source) {
  const std::vector<ReplicationRule>& rules = command.rules;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].id.size() > 255)
      return fail("InvalidArgument", "ID length should not exceed allowed limit of 255");
    if (rules[i].time_control && !rules[i].metrics)
      return fail("InvalidRequest", "ReplicationTime cannot be used without Metrics.");
    if (!command.skip_destination_validation) {
      if (Status fault = destination_fault(engine, rules[i], source); !fault) return fault;
    }
    for (size_t j = 0; j < i; ++j) {
      if (rules[j].priority == rules[i].priority)
        return fail("InvalidRequest", "Found duplicate priority in multiple rules.");
      if (!rules[i].id.empty() && rules[j].id == rules[i].id)
        return fail("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
    }
  }
  return {};
}

}  // namespace

Status apply(Engine& engine, const PutBucketReplication& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (command.rules.empty()) return fail("MalformedXML", std::string(kMalformed));
  if (command.rules.size() > kMaxReplicationRules)
    return fail("InvalidRequest",
                "The number of replication rules must not exceed the allowed limit of 1000");
  if (engine.bucket_config(id).versioning != Versioning::Enabled) {
    return fail("InvalidRequest",
                "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  }
  const auto role = parse_arn(command.role);
  if (!role || role->service != "iam" || !base::starts_with(role->resource, "role/"))
    return fail("InvalidArgument", "Invalid Role specified in replication configuration");
  if (Status fault = rules_fault(engine, command, id); !fault) return fault;
  BucketConfig config = engine.bucket_config(id);
  config.replication_role = command.role;
  config.replication = command.rules;
  for (size_t i = 0; i < config.replication.size(); ++i) {
    if (!config.replication[i].id.empty()) continue;
    config.replication[i].id = base::uuid_of(base::stream_key(engine.w.seed, "replication/" + command.bucket),
                                             engine.w.configs * uint64_t{kMaxReplicationRules} + i);
  }
  config.follows_objects = true;
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const DeleteBucketReplication& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (engine.bucket_config(id).replication.empty()) return {};
  BucketConfig config = engine.bucket_config(id);
  config.replication.clear();
  config.replication_role.clear();
  config.follows_objects = !config.lifecycle.empty() || !config.tiering.empty();
  engine.configure(id, std::move(config));
  return {};
}

}  // namespace brigade::engine::s3
