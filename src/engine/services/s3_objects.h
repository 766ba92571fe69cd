// What the parts of S3 share: the entries of a key, and the verbs that append one and send its event round.
// For the files s3*.cpp only; everybody else uses s3.h.
#pragma once
#include <optional>
#include <string_view>

#include "engine/services/s3.h"

namespace brigade::engine::s3 {

// The newest entry of the key that still exists, a delete marker or kNone included. `newest` is the key's
// newest entry of any kind.
uint32_t newest_existing(const History& h, uint32_t newest);
// The null version of the key, which an unversioned write replaces; kNone where there is none.
uint32_t null_version(const History& h, uint32_t newest);
bool is_visible(const History& h, uint32_t entry);
// The version that a GET would find; kNone where there is none.
uint32_t current_version(const Engine& engine, ResourceId bucket, std::string_view key);

// `entry` needs no message, number or time yet. Returns its index.
uint32_t write_entry(Engine& engine, ResourceId bucket, ObjectVersion entry, std::string_view key,
                     S3Event event);
// A version of the key as Put, Post, Copy and so on write it: `entry` has its size and whatever is not as
// usual.
base::Status put_version(Engine& engine, ResourceId bucket, std::string_view key, const ObjectVersion& entry,
                         S3Event event);
// As DeleteObject without a version: with which event depends on the bucket's versioning.
void delete_current(Engine& engine, ResourceId bucket, std::string_view key, S3Event if_gone,
                    S3Event if_marked);
// As DeleteObject with one.
void remove_version(Engine& engine, ResourceId bucket, uint32_t version, S3Event event);
// A note that has everything of the version as it is; change what has changed, and write it.
ObjectVersion note_about(const Engine& engine, uint32_t version);
uint32_t write_note(Engine& engine, ResourceId bucket, const ObjectVersion& note, S3Event event);
// The same without an event: nobody is told.
void write_silently(Engine& engine, ResourceId bucket, ObjectVersion note);

// The archived version is gone, and its copy with it.
void end_restore(Engine& engine, uint32_t version);
inline void forget_restore(Engine& engine, uint32_t version) {
  if (engine.w.restores.used() != 0) end_restore(engine, version);
}
// After any change of what decides: the bucket's rules, its versioning.
void arm_lifecycle(Engine& engine, ResourceId bucket);

// Of buckets that follow their objects: what a write begins with, and what comes of it.
uint8_t replication_status(const BucketConfig& config, const ObjectVersion& entry, std::string_view key,
                           S3Event event);
void follow_object(Engine& engine, ResourceId bucket, uint32_t object, uint32_t record);
void arm_lifecycle_for(Engine& engine, ResourceId bucket, uint32_t object);
void replicate(Engine& engine, ResourceId bucket, uint32_t object, uint32_t record);

// While S3 itself acts: `cause` is the record that made it, and what it writes is the root of what follows,
// unless it goes back to a command.
class ActingFor {
 public:
  ActingFor(Engine& engine, uint32_t cause)
      : ActingFor(engine, cause, engine.w.records < kByRecord ? kByRecord | engine.w.records : kNone) {}
  ActingFor(Engine& engine, uint32_t cause, CommandRef command)
      : engine_(engine), command_(engine.command), cause_(engine.cause) {
    engine.command = command;
    engine.cause = cause;
  }
  ~ActingFor() {
    engine_.command = command_;
    engine_.cause = cause_;
  }
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;

 private:
  Engine& engine_;
  CommandRef command_;
  uint32_t cause_;
};

}  // namespace brigade::engine::s3
