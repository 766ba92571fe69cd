// The scheduler against a list that is searched: (time, order of making), whatever is added, cancelled and
// taken. Source of its rule: due events are ordered by time, and ties by the order of their making.
#include "engine/scheduler.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "base/random.h"

namespace brigade::engine {
namespace {

struct Pending {
  TimeMs due_ms;
  uint32_t target;
  TimerRef ref;
};

// Kept in order of making; the first of those due first is next.
struct Model {
  std::vector<Pending> pending;

  std::optional<size_t> next() const {
    std::optional<size_t> best;
    for (size_t i = 0; i < pending.size(); ++i) {
      if (!best || pending[i].due_ms < pending[*best].due_ms) best = i;
    }
    return best;
  }
  Pending take(size_t i) {
    const Pending taken = pending[i];
    pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(i));
    return taken;
  }
};

void expect_same_next(const Scheduler& scheduler, const Model& model) {
  const auto next = model.next();
  ASSERT_EQ(scheduler.pending(), model.pending.size());
  if (!next) {
    ASSERT_EQ(scheduler.next_due_ms(), Scheduler::kNever);
    return;
  }
  ASSERT_EQ(scheduler.next_due_ms(), model.pending[*next].due_ms);
  ASSERT_EQ(scheduler[scheduler.peek()].target, model.pending[*next].target);
}

// A delay of any size: from nothing to years, often at the edges of the wheel's levels.
TimeMs random_delay(base::Stream& random) {
  const uint64_t bits = base::uniform(random, 0, 37);
  const uint64_t edge = uint64_t{1} << bits;
  if (base::uniform(random, 0, 3) == 0) return static_cast<TimeMs>(edge - 1 + base::uniform(random, 0, 2));
  return static_cast<TimeMs>(base::uniform(random, 0, edge));
}

TEST(Scheduler, KeepsTheOrderOfTimeAndMaking) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    base::Stream random{base::stream_key(seed, "scheduler"), 0};
    auto scheduler = std::make_unique<Scheduler>();
    Model model;
    TimeMs now_ms = 0;
    uint32_t made = 0;
    for (int i = 0; i < 600; ++i) {
      const uint64_t what = base::uniform(random, 0, 9);
      if (what < 5) {
        const TimeMs due_ms = now_ms + random_delay(random);
        const TimerRef ref = scheduler->add(due_ms, TimerKind::Deliver, made);
        model.pending.push_back({due_ms, made++, ref});
      } else if (what == 5 && !model.pending.empty()) {
        const Pending gone =
            model.take(static_cast<size_t>(base::uniform(random, 0, model.pending.size() - 1)));
        scheduler->cancel(gone.ref);
        ASSERT_EQ(scheduler->due_ms(gone.ref), Scheduler::kNever);
      } else if (what == 6 && model.next()) {  // time moves on without a timer
        const TimeMs until = model.pending[*model.next()].due_ms;
        now_ms += static_cast<TimeMs>(base::uniform(random, 0, static_cast<uint64_t>(until - now_ms)));
        scheduler->advance_to(now_ms);
      } else if (model.next()) {
        const Pending expected = model.take(*model.next());
        const Timer timer = scheduler->pop();
        ASSERT_EQ(timer.target, expected.target) << "seed " << seed << " operation " << i;
        ASSERT_EQ(timer.due_ms, expected.due_ms);
        now_ms = timer.due_ms;
      }
      ASSERT_NO_FATAL_FAILURE(expect_same_next(*scheduler, model)) << "seed " << seed << " operation " << i;
    }
  }
}

TEST(Scheduler, ManyAtOneTimeComeInTheOrderOfTheirMaking) {
  auto scheduler = std::make_unique<Scheduler>();
  const TimeMs due_ms = 10 * 365 * TimeMs{86'400'000};
  for (uint32_t i = 0; i < 500; ++i) {
    scheduler->add(due_ms, TimerKind::Deliver, i);
    if (i == 250) scheduler->advance_to(due_ms - 3);  // the second half is put beside the first later
  }
  for (uint32_t i = 0; i < 500; ++i) EXPECT_EQ(scheduler->pop().target, i);
  EXPECT_EQ(scheduler->pending(), 0u);
}

TEST(Scheduler, ACancelledTimerNeverFires) {
  auto scheduler = std::make_unique<Scheduler>();
  const TimerRef gone = scheduler->add(5, TimerKind::Deliver, 1);
  scheduler->add(6, TimerKind::Deliver, 2);
  scheduler->cancel(gone);
  scheduler->cancel(gone);
  EXPECT_EQ(scheduler->pending(), 1u);
  EXPECT_EQ(scheduler->pop().target, 2u);
}

TEST(Scheduler, AStaleReferenceDoesNothingToWhoeverHasItsPlace) {
  auto scheduler = std::make_unique<Scheduler>();
  const TimerRef fired = scheduler->add(5, TimerKind::Deliver, 1);
  scheduler->pop();
  std::vector<TimerRef> later;
  for (uint32_t i = 0; i < 300; ++i) later.push_back(scheduler->add(9, TimerKind::Deliver, i));
  scheduler->cancel(fired);
  scheduler->cancel(TimerRef{});
  EXPECT_EQ(scheduler->pending(), 300u);
  for (const TimerRef ref : later) EXPECT_EQ(scheduler->due_ms(ref), 9);
}

TEST(Scheduler, HousekeepingIsPendingButNoWork) {
  auto scheduler = std::make_unique<Scheduler>();
  scheduler->add(5, TimerKind::ReclaimEnvironment, 1);
  const TimerRef work = scheduler->add(7, TimerKind::Deliver, 2);
  EXPECT_EQ(scheduler->pending(), 2u);
  EXPECT_EQ(scheduler->pending_work(), 1u);
  scheduler->cancel(work);
  EXPECT_EQ(scheduler->pending_work(), 0u);
  EXPECT_EQ(scheduler->pop().kind, TimerKind::ReclaimEnvironment);
}

TEST(Scheduler, WhatLiesBeyondTheHorizonIsDueAtItsEnd) {
  auto scheduler = std::make_unique<Scheduler>();
  scheduler->add(Scheduler::kHorizonMs + 5, TimerKind::Deliver, 1);
  EXPECT_EQ(scheduler->pop().due_ms, Scheduler::kHorizonMs - 1);
}

TEST(Scheduler, ACopyGoesItsOwnWay) {
  auto scheduler = std::make_unique<Scheduler>();
  for (uint32_t i = 0; i < 1'000; ++i) scheduler->add(i * 37 % 9'000, TimerKind::Deliver, i);
  const auto copy = std::make_unique<Scheduler>(*scheduler);
  std::vector<uint32_t> first, second;
  while (scheduler->pending() > 0) first.push_back(scheduler->pop().target);
  EXPECT_EQ(copy->pending(), 1'000u);
  while (copy->pending() > 0) second.push_back(copy->pop().target);
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace brigade::engine
