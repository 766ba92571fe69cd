// The wheel's lists: linking, cancelling, and moving a list down a level when its window is entered.
#include "engine/scheduler.h"

#include <bit>
#include <cassert>

namespace brigade::engine {

Scheduler::Scheduler() { filled_.fill(0); }

uint32_t Scheduler::list_of(TimeMs due_ms) const {
  const auto due = static_cast<uint64_t>(due_ms);
  const auto cursor = static_cast<uint64_t>(cursor_ms_);
  for (int level = 0; level < kLevels - 1; ++level) {
    if (due >> kShift[level + 1] == cursor >> kShift[level + 1]) {
      const uint64_t lists = level == 0 ? 4096 : 1024;
      return kFirst[level] + static_cast<uint32_t>((due >> kShift[level]) & (lists - 1));
    }
  }
  return kFirst[3] + static_cast<uint32_t>((due >> kShift[3]) & 1023);
}

void Scheduler::link(uint32_t list, uint32_t slot, Timer& timer) {
  List& to = lists_[list];
  timer.previous = to.tail;
  timer.next_free = kNone;
  if (to.tail == kNone) {
    to.head = slot;
    filled_[list >> 6] |= uint64_t{1} << (list & 63);
  } else {
    timers_.edit(to.tail).next_free = slot;
  }
  to.tail = slot;
}

void Scheduler::unlink(uint32_t list, const Timer& timer) {
  List& from = lists_[list];
  if (timer.previous == kNone) {
    from.head = timer.next_free;
  } else {
    timers_.edit(timer.previous).next_free = timer.next_free;
  }
  if (timer.next_free == kNone) {
    from.tail = timer.previous;
  } else {
    timers_.edit(timer.next_free).previous = timer.previous;
  }
  if (from.head == kNone) filled_[list >> 6] &= ~(uint64_t{1} << (list & 63));
}

TimerRef Scheduler::add(TimeMs due_ms, TimerKind kind, uint32_t target) {
  assert(due_ms >= cursor_ms_);
  if (due_ms >= kHorizonMs) due_ms = kHorizonMs - 1;
  const uint32_t generation = next_generation_++;
  count(kind, 1);
  if (due_ms == cursor_ms_ && has_immediate_ == 0 &&
      lists_[static_cast<uint64_t>(due_ms) & 4095].head == kNone) {
    immediate_ = Timer{due_ms, kNone, kNone, target, generation, kind, 1, 0};
    has_immediate_ = 1;
    next_ms_ = due_ms;
    return TimerRef{kImmediate, generation};
  }
  const uint32_t slot = timers_.take();
  Timer& timer = timers_.edit(slot);
  timer.due_ms = due_ms;
  timer.kind = kind;
  timer.target = target;
  timer.in_use = 1;
  timer.generation = generation;
  link(list_of(due_ms), slot, timer);
  if (next_ms_ != kUnknown && due_ms < next_ms_) next_ms_ = due_ms;
  return TimerRef{slot, generation};
}

void Scheduler::cancel(TimerRef ref) {
  if (is_immediate(ref)) {
    has_immediate_ = 0;
    count(immediate_.kind, ~0u);
    next_ms_ = kUnknown;
    return;
  }
  if (ref.slot >= timers_.size()) return;
  const Timer timer = timers_[ref.slot];
  if (timer.in_use == 0 || timer.generation != ref.generation) return;
  unlink(list_of(timer.due_ms), timer);
  count(timer.kind, ~0u);
  timers_.give_back(ref.slot);
  if (timer.due_ms == next_ms_) next_ms_ = kUnknown;
}

TimeMs Scheduler::due_ms(TimerRef ref) const {
  if (is_immediate(ref)) return immediate_.due_ms;
  if (ref.slot >= timers_.size()) return kNever;
  const Timer& timer = timers_[ref.slot];
  return timer.in_use != 0 && timer.generation == ref.generation ? timer.due_ms : kNever;
}

// The first list with something in it, in [list, end).
uint32_t Scheduler::first_list_from(uint32_t list, uint32_t end) const {
  if (list >= end) return kNone;
  uint32_t word = list >> 6;
  uint64_t bits = filled_[word] & (~uint64_t{0} << (list & 63));
  while (bits == 0) {
    if ((++word << 6) >= end) return kNone;
    bits = filled_[word];
  }
  const uint32_t found = (word << 6) + static_cast<uint32_t>(std::countr_zero(bits));
  return found < end ? found : kNone;
}

TimeMs Scheduler::find_next_due_ms() const {
  if (has_immediate_ != 0) return next_ms_ = immediate_.due_ms;
  next_ms_ = kNever;
  if (pending_ == 0) return next_ms_;
  const auto cursor = static_cast<uint64_t>(cursor_ms_);
  for (int level = 0; level < kLevels; ++level) {
    const uint32_t lists = level == 0 ? 4096 : 1024;
    const auto here = static_cast<uint32_t>((cursor >> kShift[level]) & (lists - 1));
    const uint32_t list = first_list_from(kFirst[level] + here, kFirst[level] + lists);
    if (list == kNone) continue;
    if (level == 0) {
      next_ms_ = timers_[lists_[list].head].due_ms;
    } else {
      for (uint32_t slot = lists_[list].head; slot != kNone; slot = timers_[slot].next_free) {
        if (timers_[slot].due_ms < next_ms_) next_ms_ = timers_[slot].due_ms;
      }
    }
    break;
  }
  return next_ms_;
}

// Moves every timer of a list to the list that the cursor now gives it, in order.
void Scheduler::cascade(uint32_t list) {
  uint32_t slot = lists_[list].head;
  if (slot == kNone) return;
  lists_[list] = List{};
  filled_[list >> 6] &= ~(uint64_t{1} << (list & 63));
  while (slot != kNone) {
    Timer& timer = timers_.edit(slot);
    const uint32_t next = timer.next_free;
    link(list_of(timer.due_ms), slot, timer);
    slot = next;
  }
}

// The cursor left the window of level 0 that it was in.
void Scheduler::enter_windows(TimeMs from_ms) {
  const auto from = static_cast<uint64_t>(from_ms), to = static_cast<uint64_t>(cursor_ms_);
  for (int level = kLevels - 1; level >= 1; --level) {  // the highest first: it may fill the ones below
    if (from >> kShift[level] == to >> kShift[level]) continue;
    cascade(kFirst[level] + static_cast<uint32_t>((to >> kShift[level]) & 1023));
  }
}

TimerRef Scheduler::peek() const {
  const TimeMs due = next_due_ms();
  if (has_immediate_ != 0) return TimerRef{kImmediate, immediate_.generation};
  uint32_t slot = lists_[list_of(due)].head;
  while (timers_[slot].due_ms != due) slot = timers_[slot].next_free;
  return TimerRef{slot, timers_[slot].generation};
}

Timer Scheduler::pop() {
  if (has_immediate_ != 0) {
    has_immediate_ = 0;
    count(immediate_.kind, ~0u);
    next_ms_ = kUnknown;
    return immediate_;
  }
  const TimeMs due = next_due_ms();
  assert(due != kNever);
  advance_to(due);
  const auto list = static_cast<uint32_t>(static_cast<uint64_t>(due) & 4095);
  const uint32_t slot = lists_[list].head;
  const Timer timer = timers_[slot];
  unlink(list, timer);
  timers_.give_back(slot);
  count(timer.kind, ~0u);
  next_ms_ = lists_[list].head == kNone ? kUnknown : due;
  return timer;
}

}  // namespace brigade::engine
