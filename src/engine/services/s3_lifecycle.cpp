// Lifecycle rules by simulated days: evaluated at midnight UTC, by one timer a bucket, which waits for the
// next midnight at which something is due. Rules: S3 User Guide, "Lifecycle configuration elements" (an
// action is due at the midnight at or after the days), "Transitioning objects using Amazon S3 Lifecycle"
// (waterfall, 128 KB), "Expiring objects"; texts of errors from recordings and public reports. Assumed: an
// action is done exactly at its midnight (the service may take days more). The archive tiers of
// INTELLIGENT_TIERING go by the same midnights ("Using S3 Intelligent-Tiering"; nobody reads objects here, so
// that the last access is the last write). Not modelled: dates, filters by
// tag or size, transitions of noncurrent versions, unfinished uploads.
#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "engine/services/s3_objects.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

namespace {

constexpr TimeMs kDayMs = 86'400'000;
constexpr uint64_t kSmallObjectBytes = 128 * 1024;
constexpr uint32_t kMaxDays = 36'500;        // beyond lies no simulated time
constexpr uint32_t kMaxExactWrites = 5'000;  // of larger buckets a midnight may find nothing left to do
constexpr std::string_view kMalformed =
    "The XML you provided was not well-formed or did not validate against our published schema";

enum class Action : uint8_t { None, Expire, RemoveVersion, Transition, Archive };
struct Due {
  Action action = Action::None;
  TimeMs at_ms = Scheduler::kNever;
  StorageClass storage_class = StorageClass::Standard;
};

// What comes first wins; of what is due at the same time, deleting, then the lowest class.
void consider(Due& best, const Due& other) {
  if (other.at_ms > best.at_ms) return;
  if (other.at_ms == best.at_ms) {
    if (best.action == Action::Expire || best.action == Action::RemoveVersion) return;
    const bool moves = other.action == Action::Transition || other.action == Action::Archive;
    if (moves && other.action == best.action && other.storage_class <= best.storage_class) return;
  }
  best = other;
}

struct Version {
  uint32_t entry;
  uint32_t newer;  // the version after it, kNone: it is the current one
  bool is_only_one;
};

class Rules {
 public:
  Rules(const Engine& engine, ResourceId bucket) : engine_(engine), config_(engine.bucket_config(bucket)) {}

  Due due(const Version& version) const {
    Due best;
    const std::string_view key = engine_.h.key(version.entry);
    for (const LifecycleRule& rule : config_.lifecycle) {
      if (rule.enabled && base::starts_with(key, rule.prefix)) look(rule, version, best);
    }
    for (const TieringConfiguration& tiering : config_.tiering) {
      if (tiering.enabled && base::starts_with(key, tiering.prefix)) look(tiering, version, best);
    }
    return best;
  }

 private:
  // What was due before is due now, together.
  TimeMs at(TimeMs since_ms, uint32_t days) const {
    return std::max(due_at_midnight_ms(engine_.plan, since_ms, days), engine_.w.now_ms);
  }

  void look(const LifecycleRule& rule, const Version& version, Due& best) const {
    const History& h = engine_.h;
    const ObjectVersion& object = h.objects[version.entry];
    if (version.newer != kNone) {
      if (rule.noncurrent_days) {
        const TimeMs since_ms = h.objects[version.newer].time_ms;
        consider(best, {Action::RemoveVersion, at(since_ms, *rule.noncurrent_days), {}});
      }
      return;
    }
    if (object.flags & ObjectVersion::kDeleteMarker) {
      if (rule.expired_object_delete_marker && version.is_only_one) {
        consider(best, {Action::RemoveVersion, at(object.time_ms, 0), {}});
      }
      return;
    }
    const TimeMs since_ms = created_ms(h, version.entry);
    if (rule.expiration_days) consider(best, {Action::Expire, at(since_ms, *rule.expiration_days), {}});
    if (rule.transitions.empty()) return;
    const StorageClass now = attributes_of(engine_.w, h, version.entry).storage_class;
    for (const LifecycleTransitionRule& transition : rule.transitions) {
      if (!may_go(now, transition.storage_class, object.size_bytes)) continue;
      consider(best, {Action::Transition, at(since_ms, transition.days), transition.storage_class});
    }
  }

  // Of an object of that class only, which is never monitored where it is small.
  void look(const TieringConfiguration& tiering, const Version& version, Due& best) const {
    const ObjectVersion& object = engine_.h.objects[version.entry];
    const StorageClass now = attributes_of(engine_.w, engine_.h, version.entry).storage_class;
    const bool monitored = now == StorageClass::IntelligentTiering || now == StorageClass::ArchiveAccessTier;
    if (!monitored || (object.flags & ObjectVersion::kDeleteMarker) || object.size_bytes < kSmallObjectBytes)
      return;
    const TimeMs since_ms = created_ms(engine_.h, version.entry);
    if (tiering.archive_days != 0 && now == StorageClass::IntelligentTiering)
      consider(best, {Action::Archive, at(since_ms, tiering.archive_days), StorageClass::ArchiveAccessTier});
    if (tiering.deep_archive_days != 0)
      consider(best, {Action::Archive, at(since_ms, tiering.deep_archive_days),
                      StorageClass::DeepArchiveAccessTier});
  }

  // Down the waterfall only; small objects are not worth it.
  bool may_go(StorageClass from, StorageClass to, uint64_t size_bytes) const {
    if (from == StorageClass::ReducedRedundancy) from = StorageClass::Standard;
    if (!access_tier_name(from).empty()) from = StorageClass::IntelligentTiering;
    if (to <= from) return false;
    return size_bytes >= kSmallObjectBytes || (config_.small_objects_too && is_archived(to));
  }

  const Engine& engine_;
  const BucketConfig& config_;
};

bool has_rules(const Engine& engine, ResourceId bucket) {
  const BucketConfig& config = engine.bucket_config(bucket);
  return !config.lifecycle.empty() || !config.tiering.empty();
}

std::vector<Version> versions_of(const Engine& engine, ResourceId bucket, std::string_view key) {
  const std::vector<uint32_t> entries = list_versions(engine.w, engine.h, bucket, key);
  std::vector<Version> out;
  for (size_t i = 0; i < entries.size(); ++i) {
    out.push_back({entries[i], i == 0 ? kNone : entries[i - 1], entries.size() == 1});
  }
  return out;
}

// Every key of the bucket once, in the order of its newest entry.
std::vector<uint32_t> newest_entries(const Engine& engine, uint32_t state) {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < engine.w.objects; ++i) {
    if (engine.h.objects[i].bucket != state) continue;
    if (engine.h.find_object({state, engine.h.key(i)}, engine.w.objects) == i) out.push_back(i);
  }
  return out;
}

TimeMs next_midnight_ms(const Engine& engine) {
  return due_at_midnight_ms(engine.plan, engine.w.now_ms + 1, 0);
}

void arm(Engine& engine, uint32_t state, TimeMs due_ms) {
  BucketState& bucket = engine.w.buckets.edit(state);
  engine.w.scheduler.cancel(bucket.lifecycle_timer);
  bucket.lifecycle_timer = TimerRef{};
  if (due_ms >= Scheduler::kHorizonMs) return;
  bucket.lifecycle_timer =
      engine.at(std::max(due_ms, next_midnight_ms(engine)), TimerKind::LifecycleDue, state);
}

TimeMs first_due_ms(const Rules& rules, const std::vector<Version>& versions) {
  TimeMs first_ms = Scheduler::kNever;
  for (const Version& version : versions) first_ms = std::min(first_ms, rules.due(version).at_ms);
  return first_ms;
}

void act(Engine& engine, ResourceId bucket, uint32_t version, const Due& due) {
  const ActingFor acting(engine, kNone);
  const std::string key(engine.h.key(version));
  switch (due.action) {
    case Action::Expire:
      delete_current(engine, bucket, key, S3Event::LifecycleExpirationDelete,
                     S3Event::LifecycleExpirationDeleteMarkerCreated);
      break;
    case Action::RemoveVersion:
      remove_version(engine, bucket, version, S3Event::LifecycleExpirationDelete);
      break;
    case Action::Transition:
    case Action::Archive: {
      ObjectVersion note = note_about(engine, version);
      note.storage_class = static_cast<uint8_t>(due.storage_class);
      write_note(engine, bucket, note,
                 due.action == Action::Archive ? S3Event::IntelligentTiering : S3Event::LifecycleTransition);
      break;
    }
    case Action::None:
      break;
  }
}

// --- what the service checks ---

Status transitions_fault(const LifecycleRule& rule) {
  for (size_t i = 0; i < rule.transitions.size(); ++i) {
    const LifecycleTransitionRule& transition = rule.transitions[i];
    const std::string name(storage_class_name(transition.storage_class));
    if (transition.storage_class == StorageClass::Standard ||
        transition.storage_class == StorageClass::ReducedRedundancy)
      return fail("MalformedXML", std::string(kMalformed));
    const bool infrequent = transition.storage_class == StorageClass::StandardIa ||
                            transition.storage_class == StorageClass::OnezoneIa;
    if (infrequent && transition.days < 30) {
      return fail(
          "InvalidArgument",
          "'Days' in Transition action must be greater than or equal to 30 for storageClass '" + name + "'");
    }
    if (rule.expiration_days && *rule.expiration_days <= transition.days) {
      return fail("InvalidArgument", "'Days' in the Expiration action for filter '(prefix=" + rule.prefix +
                                         ")' must be greater than 'Days' in the Transition action");
    }
    for (size_t j = 0; j < i; ++j) {
      if (rule.transitions[j].storage_class == transition.storage_class) {
        return fail("InvalidArgument",
                    "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter "
                    "'(prefix=" +
                        rule.prefix + ")'");
      }
    }
  }
  return {};
}

Status rule_fault(const LifecycleRule& rule) {
  if (rule.id.size() > 255)
    return fail("InvalidArgument", "ID length should not exceed allowed limit of 255");
  const bool expires = rule.expiration_days || rule.expired_object_delete_marker;
  if (!expires && rule.transitions.empty() && !rule.noncurrent_days)
    return fail("InvalidRequest", "At least one action needs to be specified in a rule");
  if (rule.expiration_days && rule.expired_object_delete_marker)
    return fail("MalformedXML", std::string(kMalformed));
  if (rule.expiration_days.value_or(1) == 0)
    return fail("InvalidArgument", "'Days' for Expiration action must be a positive integer");
  if (rule.noncurrent_days.value_or(1) == 0) {
    return fail("InvalidArgument",
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
  }
  return transitions_fault(rule);
}

// A long way off is as good as never, and keeps the arithmetic small.
void cap_days(LifecycleRule& rule) {
  if (rule.expiration_days) rule.expiration_days = std::min(*rule.expiration_days, kMaxDays);
  if (rule.noncurrent_days) rule.noncurrent_days = std::min(*rule.noncurrent_days, kMaxDays);
  for (LifecycleTransitionRule& transition : rule.transitions) {
    transition.days = std::min(transition.days, kMaxDays);
  }
}

}  // namespace

TimeMs due_at_midnight_ms(const Plan& plan, TimeMs created, uint32_t days) {
  const int64_t start_ms = plan.options.start_unix_ms;
  const int64_t unix_ms = start_ms + created + int64_t{std::min(days, kMaxDays)} * kDayMs;
  return (base::floor_div(unix_ms - 1, kDayMs) + 1) * kDayMs - start_ms;
}

void arm_lifecycle(Engine& engine, ResourceId bucket) {
  const uint32_t state = engine.w.resource(bucket).state;
  TimeMs first_ms = Scheduler::kNever;
  if (has_rules(engine, bucket)) {
    const Rules rules(engine, bucket);
    for (const uint32_t newest : newest_entries(engine, state)) {
      first_ms = std::min(first_ms, first_due_ms(rules, versions_of(engine, bucket, engine.h.key(newest))));
    }
  }
  arm(engine, state, first_ms);
}

void arm_lifecycle_for(Engine& engine, ResourceId bucket, uint32_t object) {
  if (!has_rules(engine, bucket)) return;
  const auto event = static_cast<S3Event>(engine.h.objects[object].event);
  if (event >= S3Event::LifecycleExpirationDelete && event <= S3Event::IntelligentTiering) return;  // below
  const uint32_t state = engine.w.resource(bucket).state;
  // What was due may be so no more where the key had something before.
  const bool rewrites = engine.h.older_object(object) != kNone;
  if (rewrites && engine.w.buckets[state].writes <= kMaxExactWrites) return arm_lifecycle(engine, bucket);
  const TimeMs due_ms =
      first_due_ms(Rules(engine, bucket), versions_of(engine, bucket, engine.h.key(object)));
  if (due_ms < engine.w.scheduler.due_ms(engine.w.buckets[state].lifecycle_timer)) arm(engine, state, due_ms);
}

void lifecycle_due(Engine& engine, uint32_t state) {
  const ResourceId bucket = engine.w.buckets[state].id;
  engine.w.buckets.edit(state).lifecycle_timer = TimerRef{};
  if (!engine.w.is_alive(bucket)) return;
  for (const uint32_t newest : newest_entries(engine, state)) {
    const std::string key(engine.h.key(newest));
    for (const Version& version : versions_of(engine, bucket, key)) {
      const Due due = Rules(engine, bucket).due(version);
      if (due.at_ms <= engine.w.now_ms) act(engine, bucket, version.entry, due);
    }
  }
  arm_lifecycle(engine, bucket);
}

Status apply(Engine& engine, const PutBucketLifecycleConfiguration& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (command.rules.empty()) return fail("MalformedXML", std::string(kMalformed));
  if (command.rules.size() > kMaxLifecycleRules) {
    return fail("InvalidRequest",
                "The number of lifecycle rules must not exceed the allowed limit of 1000 rules");
  }
  BucketConfig config = engine.bucket_config(id);
  config.lifecycle = command.rules;
  for (size_t i = 0; i < config.lifecycle.size(); ++i) {
    LifecycleRule& rule = config.lifecycle[i];
    if (Status fault = rule_fault(rule); !fault) return fault;
    cap_days(rule);
    if (rule.id.empty()) {
      rule.id = base::uuid_of(base::stream_key(engine.w.seed, "lifecycle/" + command.bucket),
                              engine.w.configs * uint64_t{kMaxLifecycleRules} + i);
    }
    for (size_t j = 0; j < i; ++j) {
      if (config.lifecycle[j].id == rule.id) {
        return fail("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
      }
    }
  }
  config.small_objects_too = command.small_objects_too;
  config.follows_objects = true;
  engine.configure(id, std::move(config));
  arm_lifecycle(engine, id);
  return {};
}

Status apply(Engine& engine, const DeleteBucketLifecycle& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (!has_rules(engine, id)) return {};
  BucketConfig config = engine.bucket_config(id);
  config.lifecycle.clear();
  config.small_objects_too = false;
  config.follows_objects = !config.replication.empty() || !config.tiering.empty();
  engine.configure(id, std::move(config));
  arm_lifecycle(engine, id);
  return {};
}

Status apply(Engine& engine, const PutBucketIntelligentTieringConfiguration& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  const TieringConfiguration& made = command.configuration;
  if (made.id.empty() || made.id.size() > 64) return fail("InvalidArgument", "Invalid Argument");
  if (made.archive_days == 0 && made.deep_archive_days == 0)
    return fail("MalformedXML", std::string(kMalformed));
  const auto wrong = [](uint32_t days, uint32_t least) { return days != 0 && (days < least || days > 730); };
  if (wrong(made.archive_days, 90) || wrong(made.deep_archive_days, 180) ||
      (made.archive_days != 0 && made.deep_archive_days != 0 && made.deep_archive_days <= made.archive_days))
    return fail("InvalidArgument", "Invalid Argument");
  BucketConfig config = engine.bucket_config(id);
  auto at = std::find_if(config.tiering.begin(), config.tiering.end(),
                         [&made](const TieringConfiguration& one) { return one.id >= made.id; });
  if (at != config.tiering.end() && at->id == made.id) {
    *at = made;
  } else if (config.tiering.size() >= kMaxLifecycleRules) {
    return fail("TooManyConfigurations",
                "You are attempting to create a new configuration but have already reached the "
                "1,000-configuration limit.");
  } else {
    config.tiering.insert(at, made);
  }
  config.follows_objects = true;
  engine.configure(id, std::move(config));
  arm_lifecycle(engine, id);
  return {};
}

Status apply(Engine& engine, const DeleteBucketIntelligentTieringConfiguration& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  BucketConfig config = engine.bucket_config(id);
  const auto at = std::find_if(config.tiering.begin(), config.tiering.end(),
                               [&command](const TieringConfiguration& one) { return one.id == command.id; });
  if (at == config.tiering.end())
    return fail("NoSuchConfiguration", "The specified configuration does not exist.");
  config.tiering.erase(at);
  config.follows_objects =
      !config.lifecycle.empty() || !config.tiering.empty() || !config.replication.empty();
  engine.configure(id, std::move(config));
  arm_lifecycle(engine, id);
  return {};
}

}  // namespace brigade::engine::s3
