// Buckets and objects: puts, deletes, versions and delete markers, and the event that each of them makes.
// Rules: the S3 user guide; notification configurations are checked in s3_notifications.cpp.
#include "engine/services/s3.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "engine/services/events.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/s3_objects.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

// The newest entry of the key that still exists: removals of named versions, what they removed and null
// versions that a later one replaced are skipped.
uint32_t newest_existing(const History& h, uint32_t newest) {
  std::vector<uint32_t> removed;
  bool null_seen = false;
  for (uint32_t entry = newest; entry != kNone; entry = h.older_object(entry)) {
    const ObjectVersion& object = h.objects[entry];
    if (object.flags & ObjectVersion::kIsAbout) {
      if (object.flags & ObjectVersion::kRemovesVersion) removed.push_back(object.removes);
      continue;
    }
    const bool is_null = (object.flags & ObjectVersion::kVersioned) == 0;
    if (is_null && std::exchange(null_seen, true)) continue;
    if (std::find(removed.begin(), removed.end(), entry) != removed.end()) continue;
    return object.flags & ObjectVersion::kDelete ? kNone : entry;
  }
  return kNone;
}

// The null version of the key, which an unversioned write replaces; kNone where there is none.
uint32_t null_version(const History& h, uint32_t newest) {
  std::vector<uint32_t> removed;
  for (uint32_t entry = newest; entry != kNone; entry = h.older_object(entry)) {
    const ObjectVersion& object = h.objects[entry];
    if (object.flags & ObjectVersion::kIsAbout) {
      if (object.flags & ObjectVersion::kRemovesVersion) removed.push_back(object.removes);
    } else if ((object.flags & ObjectVersion::kVersioned) == 0) {
      const bool gone = (object.flags & ObjectVersion::kDelete) != 0 ||
                        std::find(removed.begin(), removed.end(), entry) != removed.end();
      return gone ? kNone : entry;
    }
  }
  return kNone;
}

bool is_visible(const History& h, uint32_t entry) {
  return entry != kNone && (h.objects[entry].flags & ObjectVersion::kDeleteMarker) == 0;
}

namespace {

constexpr std::string_view kNoSuchBucket = "The specified bucket does not exist";

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool looks_like_ip_address(std::string_view name) {
  int dots = 0;
  for (char c : name) {
    if (c == '.') {
      ++dots;
    } else if (c < '0' || c > '9') {
      return false;
    }
  }
  return dots == 3;
}

// A second write at the same time takes the first one's event with it, while that is still on its way.
void coalesce_with(Engine& engine, uint32_t earlier, uint32_t by_object) {
  const ObjectVersion& object = engine.h.objects[earlier];
  if (object.message == kNone || object.message_slot >= engine.w.messages.size()) return;
  const Message& message = engine.w.messages[object.message_slot];
  if (message.live_deliveries == 0 || message.number != object.message) return;
  const uint32_t slot = message.last_delivery;
  if (engine.w.deliveries[slot].state != DeliveryState::Scheduled) return;
  engine.end(slot, RecordKind::Coalesced, 0, by_object);
}

FilterMiss miss_of(const NotificationRule& rule, S3Event event, std::string_view key) {
  if ((rule.event_mask >> static_cast<int>(event) & 1) == 0) return FilterMiss::EventType;
  return base::starts_with(key, rule.filter.prefix) ? FilterMiss::Suffix : FilterMiss::Prefix;
}

// Decides for every notification of the bucket, in order; each decision is a delivery.
void notify(Engine& engine, ResourceId bucket_id, uint32_t object, uint32_t message_slot,
            std::string_view key, S3Event event) {
  const uint32_t config = engine.w.resource(bucket_id).config;
  const std::vector<NotificationRule>& rules = engine.h.bucket_config(config).notifications;
  const uint32_t message = engine.w.messages[message_slot].number;
  const uint32_t cause = engine.w.messages[message_slot].created_record;
  bool wanted = false;
  for (uint32_t i = 0; i < rules.size(); ++i) {
    const NotificationRule& rule = rules[i];
    const ResourceId target = engine.target(config, i, rule.target_arn);
    const bool event_matches = (rule.event_mask >> static_cast<int>(event) & 1) != 0;
    if (!event_matches || !match::matches(rule.filter, key)) {
      const auto miss = static_cast<uint32_t>(miss_of(rule, event, key));
      engine.make_ended_delivery(
          {RecordKind::FilteredOut, cause, target, config, message, kNone, static_cast<uint16_t>(i), miss});
      continue;
    }
    wanted = true;
    base::Stream& random = engine.w.resources.edit(bucket_id.index()).stream;
    const auto delay_ms =
        static_cast<uint32_t>(base::uniform(random, kDeliveryDelayMinMs, kDeliveryDelayMaxMs));
    const uint32_t slot = engine.make_delivery(message_slot, target, config, i, cause);
    Message& made = engine.w.messages.edit(message_slot);
    made.payload.config = config;
    made.payload.rule = i;
    Delivery& delivery = engine.w.deliveries.edit(slot);
    delivery.last_record = engine.record({RecordKind::FilterMatched, cause, target, config, message,
                                          delivery.number, static_cast<uint16_t>(i), delay_ms});
    engine.schedule_delivery(slot, engine.w.now_ms + delay_ms);
  }
  if (wanted) return;
  // Where EventBridge gets the event, somebody has it.
  if (!engine.h.bucket_config(config).event_bridge) {
    ++engine.w.tally.unmatched_messages;
    engine.record({RecordKind::Unmatched, cause, bucket_id, config, message, kNone, 0, object});
  }
  engine.drop_message_without_deliveries(message_slot);
}

// All but what happens to replicas on their way, and losses.
bool goes_to_event_bridge(S3Event event) { return event < S3Event::ReducedRedundancyLostObject; }

// Every event goes to the default bus, unfiltered, as a message of its own.
void send_to_event_bridge(Engine& engine, ResourceId bucket_id, uint32_t object, uint32_t key, uint32_t cause,
                          S3Event event) {
  const uint32_t config = engine.w.resource(bucket_id).config;
  const Payload payload{
      PayloadForm::Typed, PayloadKind::S3BusEvent, static_cast<uint16_t>(event), object, kNone, kNone};
  const uint32_t slot = engine.make_message({payload, engine.command, cause, bucket_id, kNone, key, object});
  engine.w.messages.edit(slot).lineage = 0;  // EventBridge does not hand the chain on
  base::Stream& random = engine.w.resources.edit(bucket_id.index()).stream;
  const auto delay_ms = static_cast<TimeMs>(base::uniform(random, kDeliveryDelayMinMs, kDeliveryDelayMaxMs));
  const ResourceId bus = events::need_bus(engine, kDefaultBus);
  engine.schedule_delivery(
      engine.make_delivery(slot, bus, config, kEventBridgePlace, engine.w.messages[slot].created_record),
      engine.w.now_ms + delay_ms);
}

RecordKind record_kind(S3Event event) {
  if (is_creation(event)) return RecordKind::ObjectPut;
  return is_removal(event) ? RecordKind::ObjectDeleted : RecordKind::ObjectChanged;
}

void count_request(Engine& engine, ResourceId bucket, S3Event event) {
  if (!is_request(event)) return;
  engine.count(Metric::AllRequests, bucket);
  if (is_creation(event)) {
    engine.count(Metric::PutRequests, bucket);
  } else if (is_removal(event)) {
    engine.count(Metric::DeleteRequests, bucket);
  }
}

// Appends the entry and sends its event round. `entry` needs no message, number or time yet.
uint32_t write_object(Engine& engine, ResourceId bucket_id, ObjectVersion entry, const History::Key& key,
                      S3Event event) {
  World& w = engine.w;
  BucketState& bucket = w.buckets.edit(w.resource(bucket_id).state);
  const uint32_t object = w.objects++;
  const RecordKind kind = record_kind(event);
  const uint32_t record = engine.record({kind, engine.cause, bucket_id, w.resource(bucket_id).config, kNone,
                                         kNone, static_cast<uint16_t>(event), object});
  count_request(engine, bucket_id, event);
  const BucketConfig& config = engine.bucket_config(bucket_id);
  if (config.follows_objects) [[unlikely]]
    entry.replication = replication_status(config, entry, key.text, event);
  const bool notifies = !config.notifications.empty() || !config.event_bridge;
  uint32_t message_slot = kNone;
  if (notifies) {
    const Payload payload{
        PayloadForm::Typed, PayloadKind::S3Event, static_cast<uint16_t>(event), object, kNone, kNone};
    message_slot = engine.make_message({payload, engine.command, record, bucket_id, kNone, kNone, object});
  }
  entry.time_ms = w.now_ms;
  entry.bucket = w.resource(bucket_id).state;
  entry.number = ++bucket.writes;
  entry.command = engine.command;
  entry.message = notifies ? w.messages[message_slot].number : kNone;
  entry.message_slot = message_slot;
  entry.event = static_cast<uint16_t>(event);
  engine.h.append_object(object, entry, key);
  if (notifies) {
    w.messages.edit(message_slot).key = engine.h.objects[object].key;
    notify(engine, bucket_id, object, message_slot, key.text, event);
  }
  if (config.event_bridge && goes_to_event_bridge(event)) {
    send_to_event_bridge(engine, bucket_id, object, engine.h.objects[object].key, record, event);
  }
  if (config.follows_objects) [[unlikely]]
    follow_object(engine, bucket_id, object, record);
  return object;
}

}  // namespace

std::string_view bucket_name_fault(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return "length";
  for (char c : name) {
    if (!is_lower_or_digit(c) && c != '.' && c != '-') return "characters";
  }
  if (!is_lower_or_digit(name.front()) || !is_lower_or_digit(name.back())) return "ends";
  if (name.find("..") != std::string_view::npos) return "periods";
  if (looks_like_ip_address(name)) return "ip_address";
  for (std::string_view prefix : {"xn--", "sthree-", "amzn-s3-demo-"}) {
    if (base::starts_with(name, prefix)) return "reserved_prefix";
  }
  for (std::string_view suffix : {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}) {
    if (base::ends_with(name, suffix)) return "reserved_suffix";
  }
  return {};
}

Status apply(Engine& engine, const CreateBucket& command) {
  if (!bucket_name_fault(command.bucket).empty()) {
    return fail("InvalidBucketName", "The specified bucket is not valid.");
  }
  if (!engine.find(ResourceKind::Bucket, command.bucket).is_none()) {
    return fail("BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.");
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("TooManyBuckets", "You have attempted to create more buckets than allowed");
  }
  const uint32_t state = engine.w.buckets.push_back(BucketState{});
  const ResourceId id = engine.create(ResourceKind::Bucket, command.bucket, state, BucketConfig{});
  engine.w.buckets.edit(state).id = id;
  return {};
}

Status apply(Engine& engine, const DeleteBucket& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", std::string(kNoSuchBucket));
  const bool versioned = engine.bucket_config(id).versioning != Versioning::Off;
  if (engine.w.bucket(id).object_count > 0 || !list_objects(engine.w, engine.h, id, 1).empty()) {
    return fail("BucketNotEmpty", versioned
                                      ? "The bucket you tried to delete is not empty. You must delete all "
                                        "versions in the bucket."
                                      : "The bucket you tried to delete is not empty");
  }
  engine.w.scheduler.cancel(engine.w.bucket(id).lifecycle_timer);
  engine.remove(id);
  return {};
}

Status apply(Engine& engine, const PutBucketVersioning& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", std::string(kNoSuchBucket));
  if (command.status == Versioning::Off) {
    return fail("MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published "
                "schema");
  }
  BucketConfig config = engine.bucket_config(id);
  if (!config.replication.empty() && command.status != Versioning::Enabled) {
    return fail("InvalidBucketState",
                "A replication configuration is present on this bucket, so you cannot change the versioning "
                "state. To change the versioning state, first delete the replication configuration.");
  }
  config.versioning = command.status;
  const bool has_rules = !config.lifecycle.empty();
  engine.configure(id, std::move(config));
  if (has_rules) arm_lifecycle(engine, id);
  return {};
}

namespace {

Status put_fault(std::string_view key, uint64_t size_bytes) {
  if (key.empty()) return fail("InvalidArgument", "Object key Missing");
  if (key.size() > kMaxKeyBytes) return fail("KeyTooLongError", "Your key is too long");
  if (!base::is_valid_utf8(key)) return fail("InvalidURI", "Couldn't parse the specified URI.");
  if (size_bytes > kMaxObjectBytes) {
    return fail("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  }
  return {};
}

// `entry` has its size and whatever is not as usual.
void put_entry(Engine& engine, ResourceId bucket_id, std::string_view key, ObjectVersion entry,
               S3Event event) {
  World& w = engine.w;
  const uint32_t state = w.resource(bucket_id).state;
  const Versioning versioning = engine.bucket_config(bucket_id).versioning;
  const History::Key indexed(state, key);
  const uint32_t newest = engine.h.find_object(indexed, w.objects);
  const uint32_t before = newest == kNone ? kNone : newest_existing(engine.h, newest);
  const uint32_t replaced = versioning == Versioning::Enabled ? kNone : null_version(engine.h, newest);
  if (replaced != kNone && engine.h.objects[replaced].time_ms == w.now_ms) {
    coalesce_with(engine, replaced, w.objects);
  }
  BucketState& bucket = w.buckets.edit(state);
  if (!is_visible(engine.h, before)) ++bucket.object_count;
  if (replaced != kNone) {
    bucket.size_bytes -= engine.h.objects[replaced].size_bytes;
    forget_restore(engine, replaced);
  }
  bucket.size_bytes += entry.size_bytes;
  if (versioning == Versioning::Enabled) entry.flags |= ObjectVersion::kVersioned;
  write_object(engine, bucket_id, entry, indexed, event);
}

}  // namespace

uint32_t write_entry(Engine& engine, ResourceId bucket, ObjectVersion entry, std::string_view key,
                     S3Event event) {
  return write_object(engine, bucket, entry, History::Key(engine.w.resource(bucket).state, key), event);
}

Status put_version(Engine& engine, ResourceId bucket, std::string_view key, const ObjectVersion& entry,
                   S3Event event) {
  if (Status fault = put_fault(key, entry.size_bytes); !fault) return fault;
  put_entry(engine, bucket, key, entry, event);
  return {};
}

Status put_object(Engine& engine, ResourceId bucket_id, std::string_view key, uint64_t size_bytes,
                  S3Event event) {
  if (Status fault = put_fault(key, size_bytes); !fault) return fault;
  ObjectVersion entry{};
  entry.size_bytes = size_bytes;
  entry.removes = kNone;
  put_entry(engine, bucket_id, key, entry, event);
  return {};
}

Status apply(Engine& engine, const PutObject& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", std::string(kNoSuchBucket));
  if (command.event > S3Event::ObjectCreatedCompleteMultipartUpload) {
    return fail("InvalidArgument", "A put can only be Put, Post, Copy or CompleteMultipartUpload");
  }
  ObjectVersion entry{};
  entry.size_bytes = command.body.size_bytes;
  entry.removes = kNone;
  entry.storage_class = static_cast<uint8_t>(command.storage_class);
  return put_version(engine, id, command.key, entry, command.event);
}

void remove_version(Engine& engine, ResourceId id, uint32_t version, S3Event event) {
  const uint32_t state = engine.w.resource(id).state;
  const std::string text(engine.h.key(version));  // the arena may move
  const History::Key key(state, text);
  const auto visible_key = [&] {
    const uint32_t newest = engine.h.find_object(key, engine.w.objects);
    return is_visible(engine.h, newest_existing(engine.h, newest));
  };
  const bool before = visible_key();
  ObjectVersion removal{};
  removal.flags = ObjectVersion::kRemovesVersion;
  removal.removes = version;
  const uint64_t size_bytes = engine.h.objects[version].size_bytes;
  forget_restore(engine, version);
  write_object(engine, id, removal, key, event);
  BucketState& bucket = engine.w.buckets.edit(state);
  bucket.size_bytes -= size_bytes;
  const bool after = visible_key();
  if (before && !after) --bucket.object_count;
  if (!before && after) ++bucket.object_count;
}

namespace {

Status delete_version(Engine& engine, ResourceId id, const DeleteObject& command) {
  const RenderContext context{engine.w, engine.h, engine.plan};
  for (uint32_t entry : list_versions(engine.w, engine.h, id, command.key)) {
    const bool is_null = (engine.h.objects[entry].flags & ObjectVersion::kVersioned) == 0;
    if (command.version_id != (is_null ? "null" : object_version_id(context, entry))) continue;
    remove_version(engine, id, entry, S3Event::ObjectRemovedDelete);
    return {};
  }
  return fail("NoSuchVersion", "The specified version does not exist.");
}

}  // namespace

Status apply(Engine& engine, const DeleteObject& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", std::string(kNoSuchBucket));
  if (!command.version_id.empty()) return delete_version(engine, id, command);
  delete_current(engine, id, command.key, S3Event::ObjectRemovedDelete,
                 S3Event::ObjectRemovedDeleteMarkerCreated);
  return {};
}

void delete_current(Engine& engine, ResourceId id, std::string_view text, S3Event if_gone,
                    S3Event if_marked) {
  const uint32_t state = engine.w.resource(id).state;
  const Versioning versioning = engine.bucket_config(id).versioning;
  const History::Key key(state, text);
  const uint32_t newest = engine.h.find_object(key, engine.w.objects);
  const uint32_t before = newest == kNone ? kNone : newest_existing(engine.h, newest);
  const bool was_visible = is_visible(engine.h, before);
  if (versioning == Versioning::Off && !was_visible) return;  // 204, and no event: nothing was removed
  BucketState& bucket = engine.w.buckets.edit(state);
  if (was_visible) --bucket.object_count;
  const uint32_t replaced = versioning == Versioning::Enabled ? kNone : null_version(engine.h, newest);
  if (replaced != kNone) {
    bucket.size_bytes -= engine.h.objects[replaced].size_bytes;
    forget_restore(engine, replaced);
  }
  ObjectVersion entry{};
  entry.removes = kNone;
  if (versioning == Versioning::Off) {
    entry.flags = ObjectVersion::kDelete;
    write_object(engine, id, entry, key, if_gone);
  } else {
    entry.flags = ObjectVersion::kDeleteMarker;
    if (versioning == Versioning::Enabled) entry.flags |= ObjectVersion::kVersioned;
    write_object(engine, id, entry, key, if_marked);
  }
}

std::vector<uint32_t> list_versions(const World& world, const History& history, ResourceId bucket,
                                    std::string_view key) {
  std::vector<uint32_t> removed, versions;
  bool null_seen = false;  // an unversioned write replaces the one before it
  for (uint32_t entry = history.find_object({world.resource(bucket).state, key}, world.objects);
       entry != kNone; entry = history.older_object(entry)) {
    const ObjectVersion& object = history.objects[entry];
    if (object.flags & ObjectVersion::kIsAbout) {
      if (object.flags & ObjectVersion::kRemovesVersion) removed.push_back(object.removes);
      continue;
    }
    const bool is_null = (object.flags & ObjectVersion::kVersioned) == 0;
    if (is_null && null_seen) continue;
    null_seen = null_seen || is_null;
    if (object.flags & ObjectVersion::kDelete) continue;
    if (std::find(removed.begin(), removed.end(), entry) == removed.end()) versions.push_back(entry);
  }
  return versions;
}

std::vector<ListedObject> list_objects(const World& world, const History& history, ResourceId bucket,
                                       size_t limit) {
  const uint32_t state = world.resource(bucket).state;
  std::map<std::string_view, ListedObject> by_key;
  for (uint32_t i = world.objects; i > 0; --i) {
    const ObjectVersion& object = history.objects[i - 1];
    if (object.bucket != state) continue;
    const std::string_view key = history.keys.get(object.key);
    if (by_key.size() >= limit * 4 + 1024)
      break;  // enough for any panel; a million keys are not sorted for a list
    if (by_key.count(key) != 0) continue;
    const auto versions = list_versions(world, history, bucket, key);
    ListedObject listed{kNone, static_cast<uint32_t>(versions.size()), false};
    if (!versions.empty()) {
      listed.object = versions.front();
      listed.is_delete_marker = (history.objects[versions.front()].flags & ObjectVersion::kDeleteMarker) != 0;
    }
    by_key.emplace(key, listed);
  }
  std::vector<ListedObject> out;
  for (const auto& [key, listed] : by_key) {
    if (listed.object != kNone && out.size() < limit) out.push_back(listed);
  }
  return out;
}

}  // namespace brigade::engine::s3
