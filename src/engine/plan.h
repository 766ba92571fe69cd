// All that a run is made from: the seed, the commands that set the scene, the scenario's timeline by time,
// and what was done by hand by step. The same plan gives the same journal, everywhere. A million uploads fit
// in 60 MB.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/append_log.h"
#include "base/text_arena.h"
#include "engine/command.h"
#include "engine/types.h"

namespace brigade::engine {

// Names a command of the plan: index in the timeline, or in the commands by hand with the top bit set.
using CommandRef = uint32_t;
inline constexpr CommandRef kByHand = 0x80000000u;
// What no command brought, but a schedule or a replay: the journal's record of it, with this bit set.
inline constexpr CommandRef kByRecord = 0x40000000u;
constexpr bool is_by_record(CommandRef ref) { return (ref & (kByHand | kByRecord)) == kByRecord; }

struct PlanOptions {
  uint64_t seed = 7;
  int64_t start_unix_ms = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
  std::string region = "us-east-1";
  S3EventVersion s3_event_version = S3EventVersion::V2_5;
  uint32_t account_concurrency = 1'000;
  // The story goes on at least to this time, with all that schedules bring until then; 0: till nothing is
  // left.
  TimeMs until_ms = 0;
};

struct ByHand {
  uint32_t after_step = 0;  // executed as the step after this one
  TimeMs at_ms = 0;         // for readers and for other versions of the rules
  Command command;
  std::string label;
};

class Plan {
 public:
  static constexpr uint32_t kMaxTimeline = 10'000'000;

  PlanOptions options;
  std::vector<Command> setup;   // applied before step 1, in order
  std::vector<ByHand> by_hand;  // in order of after_step

  // Commands need not come in order of time; those at the same time keep their order. Call sort_timeline()
  // after.
  void add_timeline(TimeMs at_ms, const Command& command, std::string_view label = {});
  // A command that is given at many times is kept once: keep() gives the number by which it is added.
  uint32_t keep(Command command, std::string label = {});
  void add_kept(TimeMs at_ms, uint32_t kept);
  // The same for the one command that comes by the million, without building a Command.
  void add_put_object(TimeMs at_ms, std::string_view bucket, std::string_view key, uint64_t size_bytes);
  void sort_timeline();

  uint32_t timeline_size() const { return timeline_.size(); }
  TimeMs timeline_at_ms(uint32_t i) const { return timeline_[i].at_ms; }
  Command timeline_command(uint32_t i) const;
  // The command itself where it is kept whole; nullptr where it is a plain put.
  const Command* kept_command(uint32_t i) const;
  // A PutObject without a body of its own, as it is stored; false where command i is something else.
  struct PlainPut {
    base::TextId bucket_text;  // equal texts have equal ids here
    std::string_view bucket, key;
    uint64_t size_bytes;
  };
  bool plain_put(uint32_t i, PlainPut& out) const;

  Command command(CommandRef ref) const;
  // A body that the command brought; nullptr where it is a plain put or something else.
  const ObjectBody* body(CommandRef ref) const;
  // Parts of the multipart upload that the command completes; 1 for everything else.
  uint32_t parts(CommandRef ref) const;
  // The command's label, else the object key, else the resource it acts on.
  std::string label(CommandRef ref) const;
  bool has_label(CommandRef ref) const;

 private:
  struct Entry {
    TimeMs at_ms;
    uint32_t kind;   // kPlainPut or kOther
    uint32_t index;  // in plain_puts_ or others_
  };
  struct Put {
    base::TextId bucket, key;
    uint64_t size_bytes;
  };
  enum : uint32_t { kPlainPut, kOther };
  struct Other {
    Command command;
    std::string label;
  };
  base::AppendLog<Entry, 12> timeline_;
  base::AppendLog<Put, 12> plain_puts_;
  std::vector<Other> others_;
  base::TextArena texts_;
  std::vector<std::pair<std::string, base::TextId>> bucket_texts_;
  bool sorted_ = true;
};

}  // namespace brigade::engine
