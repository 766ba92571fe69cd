// Temporary copies of archived objects: asked for, made after the time that the retrieval tier takes, gone at
// the midnight after their days. Rules: S3 User Guide, "Restoring an archived object", "Archive retrieval
// options"; S3 API Reference, "RestoreObject". Assumed: where the guide gives one longest time
// (DEEP_ARCHIVE), three quarters of it to the whole; a faster tier does not overtake a restore that is under
// way.
#include "engine/services/s3_objects.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

namespace {

constexpr uint32_t kMaxDays = 2'147'483'647;
constexpr TimeMs kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;

struct Window {
  TimeMs from_ms, to_ms;
};
Window window_of(StorageClass storage_class, RestoreTier tier) {
  const bool deep =
      storage_class == StorageClass::DeepArchive || storage_class == StorageClass::DeepArchiveAccessTier;
  switch (tier) {
    case RestoreTier::Expedited:
      return {1 * kMinuteMs, 5 * kMinuteMs};
    case RestoreTier::Standard:
      return deep ? Window{9 * kHourMs, 12 * kHourMs} : Window{3 * kHourMs, 5 * kHourMs};
    case RestoreTier::Bulk:
      break;
  }
  return deep ? Window{36 * kHourMs, 48 * kHourMs} : Window{5 * kHourMs, 12 * kHourMs};
}

uint32_t restore_of(const Engine& engine, uint32_t version) {
  const std::vector<bool> taken = engine.w.restores.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && engine.w.restores[slot].version == version) return slot;
  }
  return kNone;
}

TimeMs until_ms(const Engine& engine, uint32_t days) {
  return std::min(due_at_midnight_ms(engine.plan, engine.w.now_ms, days), Scheduler::kHorizonMs);
}

uint64_t with_until(const ObjectVersion& note, TimeMs until_ms) {
  return (note.size_bytes & 0xFFFFFFFFu) | static_cast<uint64_t>(until_ms / 1000) << 32;
}

ResourceId bucket_of(const Engine& engine, const Restore& restore) {
  return engine.w.buckets[restore.bucket].id;
}

// The copy that is there stays for other days, counted from now.
void extend(Engine& engine, uint32_t slot, uint32_t days) {
  Restore& restore = engine.w.restores.edit(slot);
  restore.days = days;
  engine.w.scheduler.cancel(restore.timer);
  const TimeMs end_ms = until_ms(engine, days);
  restore.timer = engine.at(end_ms, TimerKind::RestoreOver, slot);
  ObjectVersion note = note_about(engine, restore.version);
  note.size_bytes = with_until(note, end_ms);
  write_silently(engine, bucket_of(engine, restore), note);
}

}  // namespace

Status apply(Engine& engine, const RestoreObject& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  const uint32_t version = current_version(engine, id, command.key);
  if (version == kNone) return fail("NoSuchKey", "The specified key does not exist.");
  if (command.days == 0 || command.days > kMaxDays) {
    return fail("MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
  }
  const VersionAttributes now = attributes_of(engine.w, engine.h, version);
  if (!is_archived(now.storage_class)) {
    return fail("InvalidObjectState", "Restore is not allowed for the object's current storage class");
  }
  if ((now.storage_class == StorageClass::DeepArchive ||
       now.storage_class == StorageClass::DeepArchiveAccessTier) &&
      command.tier == RestoreTier::Expedited) {
    return fail("InvalidArgument", "Retrieval option is not supported by this storage class");
  }
  if (now.restore == RestoreState::Ongoing) {
    return fail("RestoreAlreadyInProgress", "Object restore is already in progress");
  }
  if (now.restore == RestoreState::Restored) {
    if (const uint32_t slot = restore_of(engine, version); slot != kNone) extend(engine, slot, command.days);
    return {};
  }
  ObjectVersion note = note_about(engine, version);
  note.restore = static_cast<uint8_t>(RestoreState::Ongoing);
  const uint32_t record = engine.w.records;
  write_note(engine, id, note, S3Event::ObjectRestorePost);
  const Window window = window_of(now.storage_class, command.tier);
  base::Stream& random = engine.w.resources.edit(id.index()).stream;
  const auto takes_ms = static_cast<TimeMs>(
      base::uniform(random, static_cast<uint64_t>(window.from_ms), static_cast<uint64_t>(window.to_ms)));
  const uint32_t slot = engine.w.restores.take();
  Restore& restore = engine.w.restores.edit(slot);
  restore.version = version;
  restore.cause = record;
  restore.days = command.days;
  restore.bucket = engine.w.resource(id).state;
  restore.timer = engine.at(engine.w.now_ms + takes_ms, TimerKind::RestoreDone, slot);
  return {};
}

void restore_done(Engine& engine, uint32_t slot) {
  const Restore restore = engine.w.restores[slot];
  const ActingFor acting(engine, restore.cause);
  const TimeMs end_ms = until_ms(engine, restore.days);
  ObjectVersion note = note_about(engine, restore.version);
  note.restore = static_cast<uint8_t>(RestoreState::Restored);
  note.size_bytes = with_until(note, end_ms);
  Restore& changed = engine.w.restores.edit(slot);
  changed.cause = engine.w.records;
  changed.timer = engine.at(end_ms, TimerKind::RestoreOver, slot);
  write_note(engine, bucket_of(engine, restore), note, S3Event::ObjectRestoreCompleted);
}

void restore_over(Engine& engine, uint32_t slot) {
  const Restore restore = engine.w.restores[slot];
  const ActingFor acting(engine, restore.cause);
  engine.w.restores.give_back(slot);
  ObjectVersion note = note_about(engine, restore.version);
  note.restore = static_cast<uint8_t>(RestoreState::None);
  note.size_bytes = with_until(note, 0);
  write_note(engine, bucket_of(engine, restore), note, S3Event::ObjectRestoreDelete);
}

void end_restore(Engine& engine, uint32_t version) {
  const uint32_t slot = restore_of(engine, version);
  if (slot == kNone) return;
  engine.w.scheduler.cancel(engine.w.restores[slot].timer);
  engine.w.restores.give_back(slot);
}

}  // namespace brigade::engine::s3
