// Random small worlds, walked at random: nothing is lost, the journal and the world tell the same story, and
// every step is the same whichever way it is reached. Builds with assertions check the world's own invariants
// after every step too.
#include <array>
#include <cstdlib>

#include "unit/engine/random_world.h"

namespace brigade::engine {
namespace {

// Every delivery has one end at most, the ends are those of the tally, and what is left is alive.
void expect_conserved(const Simulation& simulation) {
  const World& world = simulation.world();
  std::array<uint64_t, kFates> fates{};
  std::vector<bool> ended(world.deliveries_made, false);
  simulation.read_records(0, world.records, [&](uint32_t, const Record& r) {
    const Fate fate = fate_of(r.kind);
    if (fate == Fate::InFlight) return;
    ASSERT_LT(r.delivery, world.deliveries_made);
    ASSERT_FALSE(ended[r.delivery]) << "delivery " << r.delivery << " ended twice";
    ended[r.delivery] = true;
    ++fates[static_cast<size_t>(fate)];
  });
  ASSERT_EQ(fates, world.tally.ended);
  const auto open = static_cast<uint64_t>(std::count(ended.begin(), ended.end(), false));
  ASSERT_EQ(open, world.tally.live);
  ASSERT_EQ(world.tally.made, world.deliveries_made);
}

// Causes come before their effects, and a step's records stand together.
void expect_causes(const Simulation& simulation) {
  uint32_t step = 0;
  TimeMs time_ms = 0;
  simulation.read_records(0, simulation.world().records, [&](uint32_t place, const Record& r) {
    ASSERT_TRUE(r.cause == kNone || r.cause < place);
    ASSERT_GE(r.step, step);
    ASSERT_GE(r.time_ms, time_ms);
    step = r.step;
    time_ms = r.time_ms;
  });
}

void expect_no_leaks(const World& world) {
  ASSERT_EQ(world.invocations.used(), 0u);
  ASSERT_EQ(world.unreserved_running, 0u);
  ASSERT_EQ(world.pollers.used(), 0u);
  ASSERT_LE(world.messages.used(), world.tally.live);
  if (world.tally.live == 0) {
    ASSERT_EQ(world.messages.used(), 0u);
    ASSERT_EQ(world.derivations.used(), 0u);
    ASSERT_EQ(world.batches.used(), 0u);
  }
}

Plan same_plan(const Simulation& simulation, const Plan& timeline_of) {
  Plan plan;
  plan.options = simulation.plan().options;
  plan.setup = simulation.plan().setup;
  plan.by_hand = simulation.plan().by_hand;
  for (uint32_t i = 0; i < timeline_of.timeline_size(); ++i) {
    plan.add_timeline(timeline_of.timeline_at_ms(i), timeline_of.timeline_command(i));
  }
  return plan;
}

void expect_same_as_fresh(Simulation& simulation, uint32_t step) {
  simulation.seek(step);
  Worldlet fresh;
  fresh.plan = same_plan(simulation, simulation.plan());
  Simulation& other = fresh.start();
  other.seek(step);
  ASSERT_EQ(other.step(), simulation.step());
  ASSERT_EQ(other.journal_hash(), simulation.journal_hash()) << "step " << step;
  ASSERT_EQ(other.hash(), simulation.hash()) << "step " << step;
}

void play(uint64_t seed) {
  Dice dice{{base::stream_key(seed, "property"), 0}};
  Worldlet world = random_world(dice);
  Simulation& simulation = world.seed(seed).start();
  for (uint64_t i = dice.from(1, 8); i > 0; --i) {
    switch (dice.from(0, 5)) {
      case 0:
        simulation.seek(static_cast<uint32_t>(dice.from(0, simulation.known_steps() + 3)));
        break;
      case 1:
        simulation.seek_time(static_cast<TimeMs>(dice.from(0, 200'000)));
        break;
      case 2:
        if (simulation.can_undo()) simulation.undo();
        break;
      case 3:
        simulation.run_to_idle(3'000);
        break;
      default: {
        const uint64_t before = simulation.hash();
        const uint32_t known = simulation.known_steps();
        if (!simulation.submit(random_command(dice, &simulation))) {
          ASSERT_EQ(simulation.hash(), before) << "a refused command";
          ASSERT_EQ(simulation.known_steps(), known) << "a refused command";
        }
        break;
      }
    }
    ASSERT_NO_FATAL_FAILURE(expect_conserved(simulation));
  }
  // A mapping whose function always fails goes on until its messages are too old, four days later; a schedule
  // fires for as long as something waits for a retry.
  const bool ends = simulation.run_to_idle(2'000) != RunStop::StepLimit;
  // Neither does an alarm that invokes a function whose errors it watches.
  ASSERT_TRUE(ends || simulation.world().mappings.size() > 0 || simulation.world().alarms.size() > 0 ||
              simulation.world().scheduler.pending_recurring() > 0);
  ASSERT_NO_FATAL_FAILURE(expect_conserved(simulation));
  ASSERT_NO_FATAL_FAILURE(expect_causes(simulation));
  if (ends) {
    ASSERT_NO_FATAL_FAILURE(expect_no_leaks(simulation.world()));
  }
  const uint64_t end = simulation.hash();
  const uint32_t last = simulation.step();
  ASSERT_NO_FATAL_FAILURE(expect_same_as_fresh(simulation, static_cast<uint32_t>(dice.from(0, last))));
  simulation.seek(last);
  ASSERT_EQ(simulation.hash(), end);
}

// BRIGADE_WORLDS=10000 in the environment plays as many.
constexpr uint64_t kWorlds = 400;
uint64_t worlds_to_play() {
  const char* asked = std::getenv("BRIGADE_WORLDS");
  return asked == nullptr ? kWorlds : std::strtoull(asked, nullptr, 10);
}

TEST(RandomWorlds, LoseNothingAndAreTheSameEveryWay) {
  const uint64_t last = worlds_to_play();
  for (uint64_t seed = 1; seed <= last; ++seed) {
    ASSERT_NO_FATAL_FAILURE(play(seed)) << "seed " << seed;
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(RandomWorlds, AreConservedAfterEveryStep) {
  for (uint64_t seed = 30'001; seed <= 30'060; ++seed) {
    Dice dice{{base::stream_key(seed, "property"), 0}};
    Worldlet world = random_world(dice);
    Simulation& simulation = world.seed(seed).start();
    while (simulation.can_step() && simulation.step() < 400) {
      simulation.step_forward();
      ASSERT_NO_FATAL_FAILURE(expect_conserved(simulation))
          << "seed " << seed << " step " << simulation.step();
    }
  }
}

TEST(RandomWorlds, UndoingEverythingComesBackToTheBeginning) {
  for (uint64_t seed = 20'001; seed <= 20'150; ++seed) {
    Dice dice{{base::stream_key(seed, "property"), 0}};
    Worldlet world = random_world(dice);
    Simulation& simulation = world.seed(seed).start();
    simulation.seek(static_cast<uint32_t>(dice.from(1, 20)));
    const uint32_t step = simulation.step();
    std::vector<uint64_t> hashes = {simulation.hash()};
    for (int i = 0; i < 6; ++i) {
      if (simulation.submit(random_command(dice, &simulation))) hashes.push_back(simulation.hash());
    }
    for (size_t i = hashes.size() - 1; i-- > 0;) {
      simulation.undo();
      ASSERT_EQ(simulation.hash(), hashes[i]) << "seed " << seed << " edit " << i;
    }
    ASSERT_EQ(simulation.step(), step) << "seed " << seed;
    for (size_t i = 1; i < hashes.size(); ++i) {
      simulation.redo();
      ASSERT_EQ(simulation.hash(), hashes[i]) << "seed " << seed << " edit " << i;
    }
  }
}

}  // namespace
}  // namespace brigade::engine
