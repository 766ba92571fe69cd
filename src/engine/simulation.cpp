// Moves the present along one line of history: runs, jumps by checkpoint and re-execution, edits, branches,
// undo. Decides nothing about services; a step is step.cpp's.
#include "engine/simulation.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/engine.h"
#include "engine/services/bus_matcher.h"
#include "engine/services/lambda.h"
#include "engine/services/readings.h"
#include "engine/services/schedules.h"

namespace brigade::engine {

using base::Status;

std::string_view run_stop_name(RunStop stop) {
  switch (stop) {
    case RunStop::Target:
      return "target";
    case RunStop::Idle:
      return "idle";
    case RunStop::WaitingForHandler:
      return "waiting for the handler";
    case RunStop::StepLimit:
      return "step limit";
    case RunStop::LiveLimit:
      return "limit on live messages";
  }
  return {};
}

namespace {

constexpr uint32_t kMostStepsPastRests = 100'000;  // beyond what is known

template <class... Kinds>
bool is_one_of(const Command& command) {
  return (std::holds_alternative<Kinds>(command) || ...);
}

// Commands that change the scene rather than act in it: at step 0 they become part of the scene.
bool sets_the_scene(const Command& command) {
  return !is_one_of<PutObject, DeleteObject, DeleteObjects, CopyObject, CompleteMultipartUpload,
                    PutObjectTagging, DeleteObjectTagging, PutObjectAcl, RestoreObject, LoseObject, Invoke,
                    SendRequest, SendMessage, SendMessageBatch, ReceiveMessage, DeleteMessage,
                    ChangeMessageVisibility, PurgeQueue, StartMessageMoveTask, PutEvents, StartReplay,
                    CancelReplay, Publish, PutItem, UpdateItem, DeleteItem, PutRecord, SetAlarmState,
                    SetFault>(command);
}

}  // namespace

Simulation::Simulation(Plan plan, SimulationLimits limits)
    : plan_(std::move(plan)),
      limits_(limits),
      handler_(std::make_unique<ScriptedHandler>()),
      matchers_(std::make_unique<BusMatchers>()),
      readings_(std::make_unique<Readings>()),
      interval_(limits.checkpoint_interval_steps) {
  plan_.sort_timeline();
  setup_ = std::make_shared<const std::vector<Command>>(plan_.setup);
  std::stable_sort(plan_.by_hand.begin(), plan_.by_hand.end(),
                   [](const ByHand& a, const ByHand& b) { return a.after_step < b.after_step; });
  for (const ByHand& command : plan_.by_hand) by_hand_.push_back(std::make_shared<const ByHand>(command));
}

Simulation::~Simulation() = default;

base::Result<std::unique_ptr<Simulation>> Simulation::create(Plan plan, SimulationLimits limits,
                                                             size_t* refused_at) {
  std::unique_ptr<Simulation> made(new Simulation(std::move(plan), limits));
  if (Status status = made->rebuild(refused_at); !status) return tl::unexpected<base::Error>(status.error());
  return made;
}

Engine Simulation::engine_on(World& world, Journal& journal) const {
  return Engine(world, history_, journal, plan_, *handler_, tape_, *matchers_, *readings_);
}

Status Simulation::rebuild(size_t* refused_at) {
  ++line_epoch_;
  history_ = History{};
  journal_ = Journal{};
  tape_.clear();
  matchers_->forget();
  checkpoints_.clear();
  looked_at_.clear();
  interval_ = limits_.checkpoint_interval_steps;
  known_steps_ = 0;
  future_known_ = false;
  world_ = std::make_unique<World>(plan_.options.seed);
  Engine engine = engine_on(*world_, journal_);
  for (size_t i = 0; i < plan_.setup.size(); ++i) {
    if (Status status = engine::apply(engine, plan_.setup[i]); !status) {
      if (refused_at != nullptr) *refused_at = i;
      return status;
    }
  }
  // Not asked where nothing is scheduled: the page's first picture does without that code.
  if (world_->rules.size() + world_->schedules.size() > 0) schedules::order_timers(engine);
  start_ = std::make_unique<World>(*world_);
  scene_records_.clear();
  for (uint32_t i = journal_.begin(); i < world_->records; ++i) scene_records_.push_back(journal_[i]);
  return {};
}

// --- moving ---

bool Simulation::is_done(const World& world) const {
  if (plan_.options.until_ms > 0 && world.scheduler.next_due_ms() <= plan_.options.until_ms) return false;
  return world.is_idle() && world.waiting_invocation == kNone &&
         world.next_timeline >= plan_.timeline_size() && world.next_by_hand >= plan_.by_hand.size();
}

bool Simulation::can_step() const {
  return (!is_done(*world_) || world_->scheduler.pending_recurring() > 0) &&
         world_->waiting_invocation == kNone;
}

const World& Simulation::nearest(uint32_t step) const {
  const World* best = start_.get();
  const auto after =
      std::upper_bound(checkpoints_.begin(), checkpoints_.end(), step,
                       [](uint32_t s, const auto& checkpoint) { return s < checkpoint->step; });
  if (after != checkpoints_.begin()) best = std::prev(after)->get();
  if (world_->step <= step && world_->step > best->step) best = world_.get();
  return *best;
}

void Simulation::keep_checkpoint() {
  if (world_->step == 0 || world_->step % interval_ != 0) return;
  if (world_->waiting_invocation != kNone) return;  // it has an answer to come
  if (!checkpoints_.empty() && checkpoints_.back()->step >= world_->step) return;
  checkpoints_.push_back(std::make_unique<World>(*world_));
  while (paged_bytes_alive + checkpoints_.size() * sizeof(World) > limits_.checkpoint_bytes &&
         checkpoints_.size() > 2) {  // every second one goes
    interval_ *= 2;
    const uint32_t interval = interval_;
    const auto gone = std::remove_if(checkpoints_.begin(), checkpoints_.end(),
                                     [interval](const auto& c) { return c->step % interval != 0; });
    checkpoints_.erase(gone, checkpoints_.end());
  }
}

// `on_to_step`: so far it goes on where only schedules will make something happen again.
RunStop Simulation::advance(uint32_t to_step, TimeMs to_ms, uint32_t on_to_step) {
  Engine engine = engine_on(*world_, journal_);
  World& world = *world_;
  uint32_t next_checkpoint = world.step - world.step % interval_ + interval_;
  while (world.step < to_step) {
    if (world.is_idle() && is_done(world) &&
        (world.step >= on_to_step || world.scheduler.pending_recurring() == 0)) {
      if (world.step >= known_steps_) future_known_ = true;
      return RunStop::Idle;
    }
    if (to_ms != Scheduler::kNever && next_ms(engine) > to_ms) return RunStop::Target;
    if (world.tally.live > limits_.max_live_deliveries) return RunStop::LiveLimit;
    if (!execute_step(engine)) {
      return world.waiting_invocation != kNone ? RunStop::WaitingForHandler : RunStop::Idle;
    }
#ifndef NDEBUG
    check_invariants(world, history_, world.step % 16 == 0);
#endif
    if (world.step > known_steps_) {
      known_steps_ = world.step;
      future_known_ = false;
    }
    if (world.step == next_checkpoint) {
      keep_checkpoint();
      next_checkpoint = world.step - world.step % interval_ + interval_;
    }
  }
  if (world.step >= known_steps_ && is_done(world)) future_known_ = true;
  return RunStop::Target;
}

void Simulation::stepped() { seen_steps_ = std::max(seen_steps_, world_->step); }

RunStop Simulation::seek(uint32_t step) {
  const World& from = nearest(step);
  if (&from != world_.get()) *world_ = from;
  // A link may name any step: where only schedules go on, not for ever.
  const RunStop stop = advance(step, Scheduler::kNever, std::min(step, known_steps_ + kMostStepsPastRests));
  stepped();
  return stop;
}

RunStop Simulation::step_forward() {
  const RunStop stop = advance(world_->step + 1, Scheduler::kNever, world_->step + 1);
  stepped();
  return stop;
}

void Simulation::back() {
  if (world_->step > 0) seek(world_->step - 1);
}

RunStop Simulation::seek_time(TimeMs time_ms) {
  if (time_ms < world_->now_ms) {
    const World* from = start_.get();
    for (const auto& checkpoint : checkpoints_) {
      if (checkpoint->now_ms < time_ms) from = checkpoint.get();
    }
    *world_ = World(*from);
  }
  const RunStop stop = advance(UINT32_MAX, time_ms, known_steps_);
  stepped();
  return stop;
}

RunStop Simulation::run_until(TimeMs time_ms, uint32_t max_steps) {
  const uint32_t limit = max_steps > UINT32_MAX - world_->step ? UINT32_MAX : world_->step + max_steps;
  const RunStop stop = advance(limit, time_ms, limit);
  stepped();
  return stop == RunStop::Target && world_->step >= limit ? RunStop::StepLimit : stop;
}

RunStop Simulation::run_to_idle(uint32_t max_steps) {
  const uint32_t limit = max_steps > UINT32_MAX - world_->step ? UINT32_MAX : world_->step + max_steps;
  const RunStop stop = advance(limit, Scheduler::kNever, 0);
  stepped();
  if (stop != RunStop::Target) return stop;
  return is_done(*world_) ? RunStop::Idle : RunStop::StepLimit;
}

bool Simulation::look_ahead(uint32_t max_steps) {
  if (future_known_) return true;
  const World present = *world_;
  const uint32_t limit = max_steps > UINT32_MAX - present.step ? UINT32_MAX : present.step + max_steps;
  const World& furthest = nearest(limit);
  if (&furthest != world_.get()) *world_ = furthest;
  advance(limit, Scheduler::kNever, known_steps_);
  *world_ = present;
  return future_known_;
}

// Makes again what was known before something was refused.
void Simulation::relive(uint32_t known) {
  const World present = *world_;
  advance(known, Scheduler::kNever, known);
  *world_ = present;
}

// --- editing ---

void Simulation::use(const std::shared_ptr<const std::vector<Command>>& setup) {
  setup_ = setup;
  plan_.setup = *setup;
}

void Simulation::use(std::vector<std::shared_ptr<const ByHand>> by_hand) {
  by_hand_ = std::move(by_hand);
  plan_.by_hand.clear();
  for (const auto& command : by_hand_) plan_.by_hand.push_back(*command);
}

Simulation::Line Simulation::line() const { return Line{setup_, by_hand_, world_->step}; }

void Simulation::forget_future() {
  ++line_epoch_;
  const World& world = *world_;
  history_.truncate(world.objects, world.configs, world.names, world.texts);
  history_.truncate_items(world.items, world.stream_records);
  journal_.truncate(world.records);
  if (tape_.size() > world.invocations_made) tape_.resize(world.invocations_made);
  while (!checkpoints_.empty() && checkpoints_.back()->step > world.step) checkpoints_.pop_back();
  looked_at_.clear();
  matchers_->forget();
  known_steps_ = world.step;
  future_known_ = false;
}

void Simulation::leave_branch(std::string label, Line left) {
  if (seen_steps_ <= world_->step) return;  // nobody has seen that future
  if (branches_.size() >= limits_.max_branches) branches_.erase(branches_.begin());
  branches_.push_back(Branch{next_branch_++, world_->step, seen_steps_, std::move(label),
                             std::move(left.setup), std::move(left.by_hand)});
}

void Simulation::remember_edit(Line before) {
  if (undo_.size() >= limits_.max_undo) undo_.erase(undo_.begin());
  undo_.push_back(std::move(before));
  redo_.clear();
}

Status Simulation::submit(Command command, std::string label) {
  if (world_->waiting_invocation != kNone) {
    return base::fail("waiting",
                      "A handler is still running: its answer is needed before anything else can happen.");
  }
  if (world_->step == 0 && sets_the_scene(command)) return submit_scene(std::move(command));
  return submit_now(std::move(command), std::move(label));
}

Status Simulation::submit_scene(Command command) {
  Line before = line();
  const uint32_t known = known_steps_;
  const std::string name(command_name(command));
  std::vector<std::vector<HandlerAnswer>> answers = tape_;
  auto setup = std::make_shared<std::vector<Command>>(*setup_);
  setup->push_back(std::move(command));
  use(std::shared_ptr<const std::vector<Command>>(std::move(setup)));
  if (Status status = rebuild(nullptr); !status) {
    use(before.setup);
    [[maybe_unused]] const Status again = rebuild(nullptr);
    assert(again);
    tape_ = std::move(answers);
    relive(known);
    return status;
  }
  leave_branch(name, before);
  seen_steps_ = 0;
  remember_edit(std::move(before));
  return {};
}

Status Simulation::submit_now(Command command, std::string label) {
  Line before = line();
  const uint32_t known = known_steps_;
  const std::string name(command_name(command));
  auto by_hand = by_hand_;
  by_hand.resize(world_->next_by_hand);
  by_hand.push_back(std::make_shared<const ByHand>(
      ByHand{world_->step, world_->now_ms, std::move(command), std::move(label)}));
  std::vector<std::vector<HandlerAnswer>> answers = tape_;
  forget_future();
  use(std::move(by_hand));
  Engine engine = engine_on(*world_, journal_);
  engine.command = kByHand | world_->next_by_hand;
  ++world_->step;
  const Status status = engine::apply(engine, plan_.by_hand.back().command);
  if (!status) {  // a refused command has changed nothing; the future is made again
    --world_->step;
    use(before.by_hand);
    tape_ = std::move(answers);
    relive(known);
    return status;
  }
  ++world_->next_by_hand;
#ifndef NDEBUG
  check_invariants(*world_, history_, true);
#endif
  --world_->step;  // the fork is before this step
  leave_branch(name, before);
  ++world_->step;
  known_steps_ = seen_steps_ = world_->step;
  future_known_ = is_done(*world_);
  keep_checkpoint();
  remember_edit(std::move(before));
  return {};
}

void Simulation::enter(const Line& line) {
  uint32_t fork = UINT32_MAX;
  if (line.setup != setup_) {
    use(line.setup);
    use(line.by_hand);
    [[maybe_unused]] const Status status = rebuild(nullptr);
    assert(status);
  } else {
    const size_t common = std::min(line.by_hand.size(), by_hand_.size());
    size_t i = 0;
    while (i < common && line.by_hand[i] == by_hand_[i]) ++i;
    if (i < by_hand_.size()) fork = std::min(fork, by_hand_[i]->after_step);
    if (i < line.by_hand.size()) fork = std::min(fork, line.by_hand[i]->after_step);
    if (fork < known_steps_) {
      seek(fork);
      forget_future();
    }
    use(line.by_hand);
    future_known_ = false;
  }
  seek(line.step);
  seen_steps_ = world_->step;
}

void Simulation::undo() {
  if (undo_.empty()) return;
  redo_.push_back(line());
  const Line to = std::move(undo_.back());
  undo_.pop_back();
  enter(to);
}

void Simulation::redo() {
  if (redo_.empty()) return;
  undo_.push_back(line());
  const Line to = std::move(redo_.back());
  redo_.pop_back();
  enter(to);
}

Status Simulation::switch_to(uint32_t branch_id) {
  const auto at =
      std::find_if(branches_.begin(), branches_.end(), [&](const Branch& b) { return b.id == branch_id; });
  if (at == branches_.end()) return base::fail("branch", "That branch is not kept any more.");
  const Branch branch = *at;
  branches_.erase(at);
  Line left = line();
  branches_.push_back(
      Branch{next_branch_++, branch.fork_step, seen_steps_, branch.label, left.setup, left.by_hand});
  remember_edit(std::move(left));
  enter(Line{branch.setup, branch.by_hand, branch.last_step});
  return {};
}

void Simulation::drop_branch(uint32_t branch_id) {
  const auto gone = std::remove_if(branches_.begin(), branches_.end(),
                                   [branch_id](const Branch& b) { return b.id == branch_id; });
  branches_.erase(gone, branches_.end());
}

// --- handlers that wait ---

void Simulation::set_handler(std::unique_ptr<Handler> handler) { handler_ = std::move(handler); }

void Simulation::answer(HandlerAnswer given) {
  const uint32_t slot = world_->waiting_invocation;
  if (slot == kNone) return;
  const uint32_t number = world_->invocations[slot].number;
  forget_future();
  if (tape_.size() <= number) tape_.resize(number + 1);
  tape_[number].push_back(given);
  Engine engine = engine_on(*world_, journal_);
  lambda::resume_with(engine, slot, given);
}

// --- reading what was ---

void Simulation::read_records(uint32_t from, uint32_t to,
                              const std::function<void(uint32_t, const Record&)>& visit) const {
  to = std::min(to, journal_.end());
  if (from < journal_.begin() && from < to) {  // let go: made again from a checkpoint
    for (; from < to && from < scene_records_.size(); ++from) visit(from, scene_records_[from]);
    const World* start = start_.get();
    for (const auto& checkpoint : checkpoints_) {
      if (checkpoint->records <= from) start = checkpoint.get();
    }
    World world = *start;
    Journal again(world.records);
    Engine engine = engine_on(world, again);
    const uint32_t until = std::min(to, journal_.begin());
    while (from < until && execute_step(engine)) {
      for (; from < until && from < world.records; ++from) visit(from, again[from]);
    }
  }
  for (; from < to; ++from) visit(from, journal_[from]);
}

Record Simulation::record_at(uint32_t index) const {
  Record found{};
  read_records(index, index + 1, [&found](uint32_t, const Record& record) { found = record; });
  return found;
}

std::shared_ptr<const World> Simulation::world_at(uint32_t step) const {
  constexpr size_t kKept = 8;
  step = std::min(step, known_steps_);
  for (const auto& world : looked_at_) {
    if (world->step == step) return world;
  }
  auto world = std::make_shared<World>(nearest(step));
  Engine engine = engine_on(*world, journal_);
  while (world->step < step && execute_step(engine)) {
  }
  if (looked_at_.size() >= kKept) looked_at_.erase(looked_at_.begin());
  looked_at_.push_back(world);
  return world;
}

bool Simulation::replay(World& world, MetricSink& sink, uint32_t max_steps,
                        const std::function<void(const World&, TimeMs)>& before) const {
  Engine engine = engine_on(world, journal_);
  engine.sink = &sink;
  for (; max_steps > 0 && world.step < known_steps_; --max_steps) {
    before(world, next_ms(engine));
    if (!execute_step(engine)) return false;
  }
  return world.step < known_steps_;
}

uint64_t Simulation::hash() const {
  base::RunningHash both;
  both.add(journal_hash());
  both.add(world_hash());
  return both.value();
}

}  // namespace brigade::engine
