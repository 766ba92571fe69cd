// Execution environments: cold and warm starts, one invocation at a time, reclaiming.
// Rules: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle"; that an idle
// environment is reclaimed after five minutes is an assumption of this model.
#include "engine/services/lambda.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

bool is_cold(const Record& attempt) { return (attempt.value & 0x80000000u) != 0; }
uint32_t environment_of(const Record& attempt) { return attempt.value & 0x7FFFFFFFu; }

TEST(Environments, TheFirstAttemptStartsColdAndTheNextOneWarm) {
  Worldlet world;
  world.function("fn").at(0, invoke("fn")).at(1'000, invoke("fn"));
  Simulation& simulation = world.run();
  const auto attempts = records_of(simulation, RecordKind::AttemptStarted);
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_TRUE(is_cold(attempts[0]));
  EXPECT_FALSE(is_cold(attempts[1]));
  EXPECT_EQ(environment_of(attempts[0]), environment_of(attempts[1]));
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptSucceeded), (std::vector<TimeMs>{320, 1'120}));
}

TEST(Environments, OneRunsOneInvocationAtATime) {
  Worldlet world;
  world.function("fn").at(0, invoke("fn")).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  const auto attempts = records_of(simulation, RecordKind::AttemptStarted);
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_TRUE(is_cold(attempts[1]));
  EXPECT_NE(environment_of(attempts[0]), environment_of(attempts[1]));
}

TEST(Environments, AFailedOneIsUsedAgainAndATimedOutOneIsNot) {
  Worldlet failing;
  failing.function("fn", fails()).at(0, invoke("fn"));
  for (const Record& r : records_of(failing.run(), RecordKind::AttemptStarted)) {
    EXPECT_EQ(environment_of(r), 1u);
  }
  Worldlet late;
  late.function("fn", times_out()).at(0, invoke("fn"));
  for (const Record& r : records_of(late.run(), RecordKind::AttemptStarted)) EXPECT_TRUE(is_cold(r));
}

TEST(Environments, AreReclaimedAfterFiveIdleMinutes) {
  Worldlet world;
  world.function("fn").at(0, invoke("fn")).at(320 + lambda::kIdleEnvironmentMs - 1, invoke("fn"));
  world.at(20 * 60'000, invoke("fn"));
  Simulation& simulation = world.run();
  const auto attempts = records_of(simulation, RecordKind::AttemptStarted);
  ASSERT_EQ(attempts.size(), 3u);
  EXPECT_FALSE(is_cold(attempts[1]));
  EXPECT_TRUE(is_cold(attempts[2]));
  ASSERT_EQ(count_of(simulation, RecordKind::EnvironmentReclaimed), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::EnvironmentReclaimed).front(),
            times_of(simulation, RecordKind::AttemptSucceeded)[1] + lambda::kIdleEnvironmentMs);
}

TEST(Environments, TheOneIdleLongestIsReclaimedFirst) {
  Worldlet world;
  world.function("fn", succeeds(100));
  for (int i = 0; i < 3; ++i) world.at(i, invoke("fn"));
  world.at(100'000, invoke("fn"));  // the last used goes first, so the others rest longer
  world.at(3'600'000, invoke("fn"));
  Simulation& simulation = world.run();
  std::vector<uint32_t> order;
  for (const Record& r : records_of(simulation, RecordKind::EnvironmentReclaimed)) order.push_back(r.value);
  EXPECT_EQ(order, (std::vector<uint32_t>{1, 2, 3}));
}

TEST(Environments, DoNotKeepTheWorldFromBeingIdle) {
  Worldlet world;
  world.function("fn").at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(simulation.now_ms(), 320);
  EXPECT_FALSE(simulation.can_step());
}

}  // namespace
}  // namespace brigade::engine
