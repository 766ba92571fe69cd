// Due events, ordered by (time, sequence of their making). A hierarchical wheel of lists: level 0 holds the
// milliseconds of the current 4.1 s window, level 1 the windows of the current 70 min, and so on to 139
// years. A list keeps the order of insertion, and a list moves down a level before anything later can be put
// beside it: so (time, sequence) order needs no comparison. Every operation is O(1) but for one move per
// level and timer. Plain data in pages: a checkpoint copies the table of lists (57 KB) and shares the timers.
#pragma once
#include <array>
#include <cstdint>

#include "engine/paged_array.h"
#include "engine/types.h"

namespace brigade::engine {

enum class TimerKind : uint16_t {
  Deliver,             // target: delivery; the source hands it to its target
  StartAttempt,        // target: delivery
  EndAttempt,          // target: invocation
  RetryAttempt,        // target: delivery
  MoveToDeadLetter,    // target: delivery
  QueueDelayOver,      // target: delivery
  VisibilityOver,      // target: delivery
  PollTimeout,         // target: poller
  MappingPoll,         // target: mapping state
  MoveMessages,        // target: queue state
  LanePoll,            // target: lane
  ReplayMinute,        // target: replay
  EvaluateAlarm,       // target: alarm state
  IntegrationTimeout,  // target: delivery to an API
  RestoreDone,         // target: restore
  ReplicationLate,     // target: replication
  PipeStage,           // target: execution of a pipe
  // From here on: housekeeping and recurring timers, which do not keep the world from being idle.
  ReclaimEnvironment,  // target: function state
  RetentionOver,       // target: queue state
  LaneExpiry,          // target: lane; its first record's 24 hours are over
  ArchiveExpiry,       // target: archive state
  // Recurring: what comes of them is work, and a run can be taken on to it past being idle.
  RuleSchedule,    // target: rule state
  ScheduleFiring,  // target: schedule state
  LifecycleDue,    // target: bucket state
  RestoreOver,     // target: restore
};
constexpr bool is_housekeeping(TimerKind kind) { return kind >= TimerKind::ReclaimEnvironment; }
constexpr bool is_recurring(TimerKind kind) { return kind >= TimerKind::RuleSchedule; }

// Names one timer; a reference kept after the timer fired or was cancelled is stale and does nothing.
struct TimerRef {
  uint32_t slot = kNone;
  uint32_t generation = 0;
};

struct Timer {
  TimeMs due_ms;
  uint32_t previous, next_free;  // neighbours in the list; next_free also links free slots
  uint32_t target;
  uint32_t generation;  // another one for every timer ever made
  TimerKind kind;
  uint16_t in_use;
  uint32_t reserved;
};
static_assert(sizeof(Timer) == 32);

class Scheduler {
 public:
  static constexpr TimeMs kNever = INT64_MAX;
  // No simulated time lies beyond: 139 years after the start.
  static constexpr TimeMs kHorizonMs = TimeMs{1} << 42;

  Scheduler();

  TimerRef add(TimeMs due_ms, TimerKind kind, uint32_t target);
  void cancel(TimerRef timer);
  TimeMs next_due_ms() const {  // kNever: nothing pending
    return next_ms_ != kUnknown ? next_ms_ : find_next_due_ms();
  }
  // The first due timer, and taking it out; only when next_due_ms() is not kNever.
  TimerRef peek() const;
  const Timer& operator[](TimerRef timer) const {
    return timer.slot == kImmediate ? immediate_ : timers_[timer.slot];
  }
  Timer pop();
  // What is due next, where finding it costs nothing: so that its memory can be asked for in time.
  const Timer* upcoming() const {
    if (has_immediate_ != 0) return nullptr;
    const TimeMs due_ms = next_due_ms();
    if (due_ms == kNever || (due_ms ^ cursor_ms_) >> kShift[1] != 0) return nullptr;
    return &timers_[lists_[static_cast<uint64_t>(due_ms) & 4095].head];
  }
  // Time moved on without a timer (a command): nothing may be due before `now_ms`.
  void advance_to(TimeMs now_ms) {
    const TimeMs from_ms = cursor_ms_;
    cursor_ms_ = now_ms;
    if ((from_ms ^ now_ms) >> kShift[1] != 0) enter_windows(from_ms);
  }

  uint32_t pending() const { return pending_; }
  uint32_t pending_work() const { return pending_work_; }  // without housekeeping: 0 means idle
  uint32_t pending_recurring() const { return pending_recurring_; }
  TimeMs due_ms(TimerRef timer) const;  // kNever where the reference is stale

  template <class Visit>
  void hash_into(Visit&& add_word) const;

 private:
  static constexpr int kLevels = 4;
  static constexpr int kShift[kLevels + 1] = {0, 12, 22, 32, 42};
  static constexpr uint32_t kFirst[kLevels] = {0, 4096, 4096 + 1024, 4096 + 2048};
  static constexpr uint32_t kLists = 4096 + 3 * 1024;

  TimeMs find_next_due_ms() const;
  uint32_t list_of(TimeMs due_ms) const;
  void link(uint32_t list, uint32_t slot, Timer& timer);
  void unlink(uint32_t list, const Timer& timer);
  void enter_windows(TimeMs from_ms);
  void cascade(uint32_t list);
  uint32_t first_list_from(uint32_t list, uint32_t end) const;

  // An event due now with nothing before it waits here: most that services do next, they do at once.
  static constexpr uint32_t kImmediate = 0xFFFFFFFEu;
  bool is_immediate(TimerRef timer) const {
    return timer.slot == kImmediate && has_immediate_ != 0 && timer.generation == immediate_.generation;
  }

  struct List {
    uint32_t head = kNone, tail = kNone;
  };
  std::array<List, kLists> lists_;
  std::array<uint64_t, kLists / 64> filled_;  // one bit a list
  Slots<Timer, 7> timers_;
  TimeMs cursor_ms_ = 0;
  mutable TimeMs next_ms_ = kNever;  // a cache: the first due time, or kUnknown
  static constexpr TimeMs kUnknown = -1;
  uint32_t next_generation_ = 1;
  uint32_t has_immediate_ = 0;
  Timer immediate_{};
  uint32_t pending_ = 0, pending_work_ = 0, pending_recurring_ = 0;
  void count(TimerKind kind, uint32_t one) {  // one: 1, or its opposite
    pending_ += one;
    if (!is_housekeeping(kind)) {
      pending_work_ += one;
    } else if (is_recurring(kind)) {
      pending_recurring_ += one;
    }
  }
};

template <class Visit>
void Scheduler::hash_into(Visit&& add_word) const {
  // By list and place in it: what is due when, in which order; slots are an accident of memory.
  if (has_immediate_ != 0) add_word(static_cast<uint64_t>(immediate_.kind) << 32 | immediate_.target);
  for (uint32_t list = 0; list < kLists; ++list) {
    for (uint32_t slot = lists_[list].head; slot != kNone; slot = timers_[slot].next_free) {
      const Timer& timer = timers_[slot];
      add_word(static_cast<uint64_t>(timer.due_ms));
      add_word(static_cast<uint64_t>(timer.kind) << 32 | timer.target);
    }
  }
}

}  // namespace brigade::engine
