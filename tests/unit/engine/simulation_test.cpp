// Walking a run in both directions and editing it: seek, world_at, undo, branches, refusals, handlers that
// wait. The one rule behind all of it: the world at a step is that of a fresh run stopped there.
#include "engine/simulation.h"

#include <functional>

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

// Worlds that between them use every kind of timer.
Worldlet thumbnails() {
  FunctionConfig config = function_with(fails_first(1));
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.bucket("photos").queue("dlq").function("thumb", config);
  world.notify("photos", {filtered(to_function("thumb"), "", ".jpg")});
  for (int i = 0; i < 4; ++i) world.at(i * 40'000, put("photos", "a" + std::to_string(i) + ".jpg"));
  world.at(50'000, put("photos", "notes.txt"));
  return world;
}
Worldlet throttled() {
  FunctionConfig config = function_with(fails());
  config.reserved_concurrency = 1;
  config.on_failure_arn = queue_arn("failed");
  config.has_event_invoke_config = true;
  config.maximum_event_age_s = 100;
  Worldlet world;
  world.queue("failed").function("fn", config);
  for (int i = 0; i < 5; ++i) world.at(i * 10, invoke("fn"));
  return world;
}
Worldlet consumers() {
  QueueConfig config = open_queue();
  config.retention_ms = 60'000;
  config.delay_ms = 2'000;
  ReceiveMessage poll = receive("q", 2);
  poll.wait_ms = 5'000;
  Worldlet world;
  world.queue("dlq");
  config.redrive_target_arn = queue_arn("dlq");
  config.max_receive_count = 1;
  world.queue("q", config);
  for (int i = 0; i < 3; ++i) world.at(i * 3'000, send("q")).at(i * 3'000, poll);
  for (int i = 0; i < 6; ++i) world.at(40'000 + i * 9'000, receive("q", 3));
  world.at(100'000, PurgeQueue{"dlq"}).at(130'000, send("q"));
  return world;
}

const std::vector<std::function<Worldlet()>>& scenarios() {
  static const std::vector<std::function<Worldlet()>> all = {thumbnails, throttled, consumers};
  return all;
}

std::vector<uint64_t> hashes_going_forward(Worldlet world) {
  Simulation& simulation = world.start();
  std::vector<uint64_t> hashes = {simulation.hash()};
  while (simulation.can_step()) {
    simulation.step_forward();
    hashes.push_back(simulation.hash());
  }
  return hashes;
}

TEST(Seek, ShowsWhatAFreshRunStoppedThereShows) {
  for (const auto& scenario : scenarios()) {
    const std::vector<uint64_t> hashes = hashes_going_forward(scenario());
    ASSERT_GT(hashes.size(), 15u);
    Worldlet walked = scenario();
    walked.limits.checkpoint_interval_steps = 8;
    Simulation& simulation = walked.start();
    simulation.run_to_idle(10'000);
    for (uint32_t step = 0; step < hashes.size(); ++step) {
      simulation.seek(step);
      ASSERT_EQ(simulation.hash(), hashes[step]) << "step " << step;
      Worldlet fresh = scenario();
      Simulation& other = fresh.start();
      other.seek(step);
      ASSERT_EQ(other.hash(), hashes[step]) << "step " << step;
    }
  }
}

TEST(Seek, BackIsTheStepBefore) {
  for (const auto& scenario : scenarios()) {
    const std::vector<uint64_t> hashes = hashes_going_forward(scenario());
    Worldlet world = scenario();
    Simulation& simulation = world.run();
    for (auto step = static_cast<uint32_t>(hashes.size() - 1); step-- > 0;) {
      simulation.back();
      ASSERT_EQ(simulation.step(), step);
      ASSERT_EQ(simulation.hash(), hashes[step]);
    }
    simulation.back();
    EXPECT_EQ(simulation.step(), 0u);
  }
}

TEST(Seek, ByTimeStopsAtTheLastStepNotAfterIt) {
  for (const auto& scenario : scenarios()) {
    const std::vector<uint64_t> hashes = hashes_going_forward(scenario());
    Worldlet timed = scenario();
    std::vector<TimeMs> times;
    Simulation& simulation = timed.start();
    for (uint32_t step = 0; step < hashes.size(); ++step) {
      simulation.seek(step);
      times.push_back(simulation.now_ms());
    }
    for (const TimeMs time_ms :
         {TimeMs{0}, TimeMs{500}, TimeMs{9'000}, TimeMs{55'000}, TimeMs{90'001}, TimeMs{41'000}}) {
      simulation.seek_time(time_ms);
      const auto after = std::upper_bound(times.begin() + 1, times.end(), time_ms);
      const auto expected = static_cast<uint32_t>(after - times.begin() - 1);
      ASSERT_EQ(simulation.step(), expected) << time_ms;
      ASSERT_EQ(simulation.hash(), hashes[expected]) << time_ms;
    }
  }
}

TEST(Seek, BeyondTheEndStopsAtIdle) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  EXPECT_EQ(simulation.seek(1'000'000), RunStop::Idle);
  EXPECT_TRUE(simulation.future_is_known());
  EXPECT_EQ(simulation.known_steps(), simulation.step());
}

TEST(Seek, LookingAheadMovesNothing) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.step_forward();
  const uint64_t before = simulation.hash();
  EXPECT_TRUE(simulation.look_ahead(10'000));
  EXPECT_EQ(simulation.hash(), before);
  EXPECT_EQ(simulation.step(), 1u);
  EXPECT_GT(simulation.known_steps(), 10u);
  EXPECT_GT(simulation.record_count(), simulation.world().records);
}

TEST(Seek, WorldAtIsTheWorldOfThatStep) {
  Worldlet world = thumbnails();
  const std::vector<uint64_t> hashes = hashes_going_forward(thumbnails());
  Simulation& simulation = world.run();
  Worldlet plain = thumbnails();
  Simulation& walker = plain.start();
  for (uint32_t step = 0; step < hashes.size(); ++step) {
    walker.seek(step);
    ASSERT_EQ(simulation.world_at(step)->hash(), walker.world_hash()) << step;
  }
  EXPECT_EQ(simulation.hash(), hashes.back());
}

TEST(Run, StopsAtTheStepLimitAndAtTheLimitOfLiveDeliveries) {
  Worldlet world = thumbnails();
  EXPECT_EQ(world.start().run_to_idle(3), RunStop::StepLimit);
  Worldlet crowded;
  crowded.queue("q");
  for (int i = 0; i < 20; ++i) crowded.at(i, send("q"));
  crowded.limits.max_live_deliveries = 5;
  EXPECT_EQ(crowded.start().run_to_idle(1'000), RunStop::LiveLimit);
}

TEST(Run, TheSameSeedGivesTheSameStoryAndAnotherSeedAnother) {
  Worldlet a = thumbnails(), b = thumbnails(), c = thumbnails();
  const uint64_t first = a.run().hash();
  EXPECT_EQ(b.run().hash(), first);
  EXPECT_NE(c.seed(8).run().hash(), first);
}

// Adding a resource does not change what another one draws.
TEST(Run, AnotherBucketDoesNotChangeTheDelaysOfThisOne) {
  const auto delays = [](bool another) {
    Worldlet world;
    if (another) world.bucket("other");
    world.bucket("photos").queue("q").notify("photos", {to_queue("q")});
    if (another) world.notify("other", {to_queue("q")});
    for (int i = 0; i < 5; ++i) {
      world.at(i * 10, put("photos", std::to_string(i)));
      if (another) world.at(i * 10, put("other", std::to_string(i)));
    }
    Simulation& simulation = world.run();
    const ResourceId photos = resource(simulation, ResourceKind::Bucket, "photos");
    std::vector<uint32_t> out;
    for (const Record& r : records_of(simulation, RecordKind::FilterMatched)) {
      if (simulation.history().configs[r.version]->resource == photos) out.push_back(r.value);
    }
    return out;
  };
  EXPECT_EQ(delays(false), delays(true));
}

// --- reading a journal whose beginning was let go ---

TEST(Journal, RecordsLetGoAreMadeAgain) {
  const auto made = [] {
    Worldlet world;
    world.bucket("photos").function("fn");
    std::vector<NotificationRule> rules;
    for (int i = 0; i < 100; ++i)
      rules.push_back(filtered(to_function("fn"), "none" + std::to_string(i) + "/", ""));
    world.notify("photos", rules);
    for (int i = 0; i < 10'600; ++i) world.plan.add_put_object(i, "photos", "k", 1);
    world.limits.checkpoint_interval_steps = 512;
    return world;
  };
  Worldlet world = made();
  Simulation& simulation = world.start();
  simulation.seek(40);
  const uint32_t early = simulation.record_count();
  std::vector<Record> first;
  simulation.read_records(0, early, [&first](uint32_t, const Record& r) { first.push_back(r); });
  simulation.run_to_idle(100'000);
  ASSERT_GT(simulation.journal().begin(), early) << "the journal must have let records go for this test";
  std::vector<Record> again;
  std::vector<uint32_t> places;
  simulation.read_records(0, early, [&](uint32_t place, const Record& r) {
    places.push_back(place);
    again.push_back(r);
  });
  ASSERT_EQ(again.size(), first.size());
  for (uint32_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(places[i], i);
    ASSERT_EQ(std::memcmp(&again[i], &first[i], sizeof(Record)), 0) << i;
  }
  const uint32_t middle = simulation.journal().begin();
  uint32_t next = middle - 300;
  simulation.read_records(middle - 300, middle + 300,
                          [&next](uint32_t place, const Record&) { EXPECT_EQ(place, next++); });
  EXPECT_EQ(next, middle + 300);
  EXPECT_EQ(simulation.record_at(early - 1).kind, first.back().kind);
}

// --- editing ---

TEST(Edit, ARefusedCommandChangesNothing) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.run_to_idle(10'000);
  simulation.seek(7);
  const uint64_t hash = simulation.hash();
  const uint32_t known = simulation.known_steps(), records = simulation.record_count();
  EXPECT_NE(refusal_of(simulation, put("none", "a")), "");
  EXPECT_NE(refusal_of(simulation, CreateBucket{"photos"}), "");
  EXPECT_EQ(simulation.hash(), hash);
  EXPECT_EQ(simulation.step(), 7u);
  EXPECT_EQ(simulation.known_steps(), known);
  EXPECT_EQ(simulation.record_count(), records);
  EXPECT_TRUE(simulation.future_is_known());
  EXPECT_FALSE(simulation.can_undo());
  EXPECT_TRUE(simulation.branches().empty());
}

TEST(Edit, AtStepZeroConfigurationBecomesPartOfTheScene) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  const size_t setup = simulation.plan().setup.size();
  EXPECT_EQ(refusal_of(simulation, CreateQueue{"more", open_queue()}), "");
  EXPECT_EQ(simulation.plan().setup.size(), setup + 1);
  EXPECT_EQ(simulation.step(), 0u);
  EXPECT_TRUE(simulation.plan().by_hand.empty());
  EXPECT_FALSE(resource(simulation, ResourceKind::Queue, "more").is_none());
  simulation.undo();
  EXPECT_EQ(simulation.plan().setup.size(), setup);
  EXPECT_TRUE(resource(simulation, ResourceKind::Queue, "more").is_none());
  simulation.redo();
  EXPECT_FALSE(resource(simulation, ResourceKind::Queue, "more").is_none());
}

TEST(Edit, AtStepZeroARefusedSceneIsTheOldScene) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  const uint64_t hash = simulation.hash();
  EXPECT_NE(refusal_of(simulation, CreateQueue{"dlq", QueueConfig{}}), "");
  EXPECT_EQ(simulation.hash(), hash);
  EXPECT_FALSE(simulation.can_undo());
}

TEST(Edit, ACommandByHandIsAStepOfItsOwn) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.seek(5);
  ASSERT_EQ(refusal_of(simulation, put("photos", "by-hand.jpg")), "");
  EXPECT_EQ(simulation.step(), 6u);
  const uint64_t hash = simulation.hash();
  simulation.run_to_idle(10'000);
  const uint64_t end = simulation.hash();
  simulation.seek(6);
  EXPECT_EQ(simulation.hash(), hash);
  // The plan alone gives the same run.
  Worldlet again;
  again.plan = thumbnails().plan;
  again.plan.by_hand = simulation.plan().by_hand;
  EXPECT_EQ(again.run().hash(), end);
}

TEST(Edit, UndoAndRedoGoThereAndBack) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.seek(5);
  std::vector<uint64_t> hashes = {simulation.hash()};
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(refusal_of(simulation, put("photos", std::to_string(i) + ".jpg")), "");
    hashes.push_back(simulation.hash());
  }
  for (size_t i = 4; i-- > 0;) {
    ASSERT_TRUE(simulation.can_undo());
    simulation.undo();
    EXPECT_EQ(simulation.hash(), hashes[i]);
    EXPECT_EQ(simulation.step(), 5 + i);
  }
  EXPECT_FALSE(simulation.can_undo());
  for (size_t i = 1; i <= 4; ++i) {
    simulation.redo();
    EXPECT_EQ(simulation.hash(), hashes[i]);
  }
  EXPECT_FALSE(simulation.can_redo());
}

TEST(Edit, UndoAfterAnotherSceneBringsBackTheCommandsByHand) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  ASSERT_EQ(refusal_of(simulation, put("photos", "first.jpg")), "");
  const uint64_t hash = simulation.hash();
  simulation.seek(0);
  ASSERT_EQ(refusal_of(simulation, CreateQueue{"more", open_queue()}), "");
  simulation.undo();
  simulation.seek(1);
  EXPECT_EQ(simulation.hash(), hash);
}

TEST(Branches, EditingInThePastKeepsTheFutureThatWasSeen) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.run_to_idle(10'000);
  const uint64_t end = simulation.hash();
  const uint32_t last = simulation.step();
  simulation.seek(6);
  HandlerBehaviour repaired = succeeds();
  ASSERT_EQ(refusal_of(simulation, SetHandlerBehaviour{"thumb", repaired}), "");
  ASSERT_EQ(simulation.branches().size(), 1u);
  EXPECT_EQ(simulation.branches()[0].fork_step, 6u);
  EXPECT_EQ(simulation.branches()[0].last_step, last);
  simulation.run_to_idle(10'000);
  const uint64_t other_end = simulation.hash();
  EXPECT_NE(other_end, end);
  ASSERT_TRUE(simulation.switch_to(simulation.branches()[0].id).has_value());
  EXPECT_EQ(simulation.step(), last);
  EXPECT_EQ(simulation.hash(), end);
  ASSERT_EQ(simulation.branches().size(), 1u);  // the line that was left
  ASSERT_TRUE(simulation.switch_to(simulation.branches()[0].id).has_value());
  EXPECT_EQ(simulation.hash(), other_end);
}

TEST(Branches, AFutureThatNobodySawIsNone) {
  Worldlet world = thumbnails();
  Simulation& simulation = world.start();
  simulation.seek(6);
  simulation.look_ahead(10'000);
  ASSERT_EQ(refusal_of(simulation, put("photos", "x.jpg")), "");
  EXPECT_TRUE(simulation.branches().empty());
}

TEST(Branches, AreDroppedAndForgottenAtTheirLimit) {
  Worldlet world = thumbnails();
  world.limits.max_branches = 3;
  Simulation& simulation = world.start();
  for (int i = 0; i < 6; ++i) {
    simulation.run_to_idle(10'000);
    simulation.seek(5);
    ASSERT_EQ(refusal_of(simulation, put("photos", "x" + std::to_string(i))), "");
  }
  EXPECT_EQ(simulation.branches().size(), 3u);
  const uint32_t id = simulation.branches()[1].id;
  simulation.drop_branch(id);
  EXPECT_EQ(simulation.branches().size(), 2u);
  EXPECT_FALSE(simulation.switch_to(id).has_value());
}

// A message that is deleted leaves the queue's retention timer behind, which must not be seen in any order of
// doing.
TEST(Edit, ByHandAfterTheLastMessageIsTheSameWhenMadeAgain) {
  Worldlet world;
  QueueConfig config = open_queue();
  config.retention_ms = 60'000;
  Simulation& simulation =
      world.queue("q", config).queue("r", config).at(0, send("q")).at(0, receive("q")).start();
  simulation.seek_time(0);
  ASSERT_EQ(refusal_of(simulation, DeleteMessage{"q", handle_in_flight(simulation, "q")}), "");
  for (const char* queue : {"r", "q", "r"}) {
    SendMessage command = send(queue);
    command.delay_ms = 60'000;
    ASSERT_EQ(refusal_of(simulation, command), "");
  }
  const uint32_t step = simulation.step();
  const uint64_t hash = simulation.hash();
  simulation.seek(0);
  simulation.seek(step);
  EXPECT_EQ(simulation.hash(), hash);
}

}  // namespace
}  // namespace brigade::engine
