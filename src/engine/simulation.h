// A run that can be walked in both directions. Owns the plan, the history, the journal and the checkpoints.
// One world is "the present"; other worlds are made on demand for looking. Commands given by hand happen at
// the present, each as a step of its own; given at step 0, configuration commands change the scene instead.
// Doing something while a future is known starts a branch: that future is kept as its commands.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/handler.h"
#include "engine/history.h"
#include "engine/journal.h"
#include "engine/plan.h"
#include "engine/world.h"

namespace brigade::engine {

class BusMatchers;
class Engine;
class Readings;
class MetricSink;

enum class RunStop : uint8_t { Target, Idle, WaitingForHandler, StepLimit, LiveLimit };
std::string_view run_stop_name(RunStop stop);

// A future that was left behind when something was done in its past.
struct Branch {
  uint32_t id;
  uint32_t fork_step;  // the last step that it shares with the present line
  uint32_t last_step;  // as far as it had been seen
  std::string label;  // the command that made the present line leave it, "lambda:UpdateFunctionConfiguration"
  std::shared_ptr<const std::vector<Command>> setup;
  std::vector<std::shared_ptr<const ByHand>> by_hand;
};

struct SimulationLimits {
  uint64_t checkpoint_bytes = 200u << 20;      // beyond, every second checkpoint is let go
  uint32_t checkpoint_interval_steps = 4'096;  // doubles each time that happens
  uint32_t max_live_deliveries = 2'000'000;
  size_t max_branches = 16;
  size_t max_undo = 100;
};

class Simulation {
 public:
  // Sets the scene. Refused setup commands are the scenario's errors: the first one is returned, `at` is its
  // index.
  static base::Result<std::unique_ptr<Simulation>> create(Plan plan, SimulationLimits limits = {},
                                                          size_t* refused_at = nullptr);
  ~Simulation();

  // --- the present ---
  const World& world() const { return *world_; }
  const History& history() const { return history_; }
  const Plan& plan() const { return plan_; }
  uint32_t step() const { return world_->step; }
  TimeMs now_ms() const { return world_->now_ms; }
  bool can_step() const;  // false at idle with nothing left to do and no schedule that will fire
  // Idle for good, or until a schedule fires.
  bool is_resting() const { return is_done(*world_); }
  // The furthest step ever executed on this line.
  uint32_t known_steps() const { return known_steps_; }

  // --- moving; none of these edits ---
  RunStop step_forward();             // Target: one step was made
  void back();                        // to the step before; at 0 nothing
  RunStop seek(uint32_t step);        // stops early at idle where no schedule will fire
  RunStop seek_time(TimeMs time_ms);  // to the last step at or before this time
  // Everything that is due by then, what schedules bring included.
  RunStop run_until(TimeMs time_ms, uint32_t max_steps);
  RunStop run_to_idle(uint32_t max_steps);  // Idle also where only housekeeping is pending
  // Goes to idle and comes back, so that the journal knows the future; false where max_steps came first.
  bool look_ahead(uint32_t max_steps);
  bool future_is_known() const { return future_known_; }  // known_steps() is where it becomes idle

  // --- editing ---
  base::Status submit(Command command, std::string label = {});  // at the present; refused: nothing changed
  bool can_undo() const { return !undo_.empty(); }
  bool can_redo() const { return !redo_.empty(); }
  void undo();  // takes back the last edit and returns to where it was made
  void redo();
  const std::vector<Branch>& branches() const { return branches_; }
  base::Status switch_to(uint32_t branch_id);  // the present line becomes a branch itself
  void drop_branch(uint32_t branch_id);

  // --- handlers that wait ---
  void set_handler(std::unique_ptr<Handler> handler);
  void answer(HandlerAnswer answer);  // for world().waiting_invocation

  // --- reading what was ---
  const Journal& journal() const { return journal_; }
  uint32_t record_count() const { return journal_.end(); }  // known, the future included
  // Visits records [from, to) in order, making again those that were let go.
  void read_records(uint32_t from, uint32_t to,
                    const std::function<void(uint32_t, const Record&)>& visit) const;
  Record record_at(uint32_t index) const;
  // The world as it stood after this step (at most known_steps()). Cached: the last few asked for.
  std::shared_ptr<const World> world_at(uint32_t step) const;
  // Executes up to `max_steps` steps of what is known once more, on a world that stands somewhere in it (a
  // copy of world_at(0) at first), telling the sink every sample. `before` is called ahead of each step with
  // the world as it stands and the time that the step will have. False where there is nothing left to
  // execute.
  bool replay(World& world, MetricSink& sink, uint32_t max_steps,
              const std::function<void(const World&, TimeMs)>& before) const;
  // Another number whenever something that was known, or seen by a replay, is not so any more.
  uint32_t line_epoch() const { return line_epoch_; }
  uint64_t journal_hash() const { return world_->journal_hash.value(); }
  uint64_t world_hash() const { return world_->hash(); }
  uint64_t hash() const;  // of both: what `brigade run --hash` prints
  size_t checkpoint_count() const { return checkpoints_.size(); }

 private:
  struct Line {  // what makes this line different from others: what undo and branches keep
    std::shared_ptr<const std::vector<Command>> setup;
    std::vector<std::shared_ptr<const ByHand>> by_hand;
    uint32_t step;
  };
  Simulation(Plan plan, SimulationLimits limits);
  base::Status rebuild(size_t* refused_at);    // the world at step 0, everything else forgotten
  base::Status submit_scene(Command command);  // at step 0
  base::Status submit_now(Command command, std::string label);
  void forget_future();  // everything after the present
  void leave_branch(std::string label, Line left);
  Line line() const;
  void enter(const Line& line);
  void remember_edit(Line before);
  void use(const std::shared_ptr<const std::vector<Command>>& setup);
  void use(std::vector<std::shared_ptr<const ByHand>> by_hand);
  void keep_checkpoint();
  const World& nearest(uint32_t step) const;
  Engine engine_on(World& world, Journal& journal) const;
  void stepped();  // the present is a new one
  RunStop advance(uint32_t to_step, TimeMs to_ms, uint32_t on_to_step);
  void relive(uint32_t known);
  // Idle, and no command left; where the plan has an `until`, nothing due by then either.
  bool is_done(const World& world) const;

  Plan plan_;
  SimulationLimits limits_;
  mutable History history_;
  mutable Journal journal_;
  std::shared_ptr<const std::vector<Command>> setup_;     // what plan_.setup holds
  std::vector<std::shared_ptr<const ByHand>> by_hand_;    // what plan_.by_hand holds
  mutable std::vector<std::vector<HandlerAnswer>> tape_;  // by invocation number
  std::unique_ptr<Handler> handler_;
  std::unique_ptr<BusMatchers> matchers_;  // follows the history: forgotten with the future
  std::unique_ptr<Readings> readings_;
  std::unique_ptr<World> world_;
  std::unique_ptr<World> start_;                     // the world at step 0
  std::vector<Record> scene_records_;                // the journal up to there
  std::vector<std::unique_ptr<World>> checkpoints_;  // by step
  mutable std::vector<std::shared_ptr<const World>> looked_at_;
  uint32_t interval_;
  uint32_t known_steps_ = 0;
  uint32_t seen_steps_ = 0;  // the furthest present, without look_ahead
  bool future_known_ = false;
  uint32_t line_epoch_ = 0;
  std::vector<Branch> branches_;
  uint32_t next_branch_ = 1;
  std::vector<Line> undo_, redo_;
};

}  // namespace brigade::engine
