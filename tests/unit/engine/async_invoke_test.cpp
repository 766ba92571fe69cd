// Asynchronous invocation of functions: attempts, retries, event age, throttles.
// Rules: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation", and
// recordings of the real service where a test says so. Destinations and logs have tests of their own.
#include "engine/explain.h"
#include "engine/services/lambda.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000, kMinute = 60'000;

FunctionConfig reserved(FunctionConfig config, uint32_t concurrency) {
  config.reserved_concurrency = concurrency;
  return config;
}
FunctionConfig aged(FunctionConfig config, uint32_t age_s) {
  config.has_event_invoke_config = true;
  config.maximum_event_age_s = age_s;
  return config;
}
FunctionConfig with_dead_letters(FunctionConfig config) {
  config.dead_letter_arn = queue_arn("dlq");
  return config;
}

// "InvocationType Event": 202 and an empty payload, before anything runs.
TEST(AsyncInvoke, IsAcceptedBeforeItRuns) {
  Worldlet world;
  world.function("fn").at(5, invoke("fn"));
  Simulation& simulation = world.start();
  simulation.step_forward();
  ASSERT_EQ(count_of(simulation, RecordKind::AsyncAccepted), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 0u);
  EXPECT_EQ(function_of(simulation, "fn").in_queue, 1u);
}

TEST(AsyncInvoke, SuccessIsOneAttempt) {
  Worldlet world;
  world.function("fn", succeeds(120)).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptSucceeded),
            std::vector<TimeMs>{200 + 120});  // a cold start
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

// "Lambda waits one minute before the first retry and two minutes before the second."
TEST(AsyncInvoke, RetriesAfterOneThenTwoMinutes) {
  Worldlet world;
  world.queue("dlq").function("fn", with_dead_letters(function_with(fails()))).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  const std::vector<TimeMs> first = times_of(simulation, RecordKind::AttemptFailed);
  const std::vector<TimeMs> started = times_of(simulation, RecordKind::AttemptStarted);
  ASSERT_EQ(started.size(), 3u);
  EXPECT_EQ(started[1] - first[0], 1 * kMinute);
  EXPECT_EQ(started[2] - first[1], 2 * kMinute);
  EXPECT_EQ(count_of(simulation, RecordKind::RetriesExhausted), 1u);
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
}

TEST(AsyncInvoke, TimeoutsAreRetriedLikeErrors) {
  Worldlet world;
  world.function("fn", times_out()).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptTimedOut), 3u);
  EXPECT_EQ(records_of(simulation, RecordKind::AttemptTimedOut).front().value, 3'000u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(AsyncInvoke, AHandlerThatRunsLongerThanTheTimeoutIsStoppedThere) {
  Worldlet world;
  world.function("fn", succeeds(10'000)).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  ASSERT_EQ(count_of(simulation, RecordKind::AttemptTimedOut), 3u);
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptTimedOut).front(), 200 + 3'000);
}

TEST(AsyncInvoke, AHandlerThatRunsExactlyAsLongAsTheTimeoutSucceeds) {
  Worldlet world;
  world.function("fn", succeeds(3'000)).at(0, invoke("fn"));
  EXPECT_EQ(count_of(world.run(), RecordKind::AttemptSucceeded), 1u);
}

// MaximumRetryAttempts is 0, 1 or 2.
TEST(AsyncInvoke, MaximumRetryAttemptsLimitsTheAttempts) {
  for (uint32_t retries : {0u, 1u, 2u}) {
    Worldlet world;
    FunctionConfig config = function_with(fails());
    config.maximum_retry_attempts = retries;
    world.function("fn", config).at(0, invoke("fn"));
    Simulation& simulation = world.run();
    EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), retries + 1);
    EXPECT_EQ(count_of(simulation, RecordKind::RetryScheduled), retries);
  }
}

TEST(AsyncInvoke, AFailureOfTheFirstAttemptsOnlyEndsWell) {
  Worldlet world;
  world.function("fn", fails_first(2)).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptFailed), 2u);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptSucceeded), 1u);
}

// Recorded: with a maximum age of 60 s and the first backoff of 60 s there is no retry; with 90 s exactly
// one.
TEST(AsyncInvoke, MaximumEventAgeIsCheckedWithLookAhead) {
  struct Case {
    uint32_t age_s;
    size_t attempts;
  };
  for (const Case& c : {Case{60, 1}, Case{90, 2}, Case{180, 2}, Case{182, 3}}) {
    Worldlet world;
    world.function("fn", aged(function_with(fails()), c.age_s)).at(0, invoke("fn"));
    Simulation& simulation = world.run();
    EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), c.attempts) << c.age_s;
    EXPECT_EQ(count_of(simulation, RecordKind::EventAgeExceeded), c.attempts < 3 ? 1u : 0u) << c.age_s;
  }
}

TEST(AsyncInvoke, AnAgeOfOneMinuteLeavesNoRetryEvenToAHandlerThatFailsAtOnce) {
  Worldlet world;
  HandlerBehaviour behaviour = fails();
  behaviour.failure_duration_ms = behaviour.init_duration_ms = 0;
  world.function("fn", aged(function_with(behaviour), 60)).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::EventAgeExceeded), std::vector<TimeMs>{0});
}

TEST(AsyncInvoke, EventAgeIsCountedFromAcceptance) {
  Worldlet world;
  world.function("fn", aged(function_with(fails()), 90)).at(10 * kMinute, invoke("fn"));
  EXPECT_EQ(count_of(world.run(), RecordKind::AttemptStarted), 2u);
}

// "If the function's reserved concurrency is set to zero": no attempt, straight to the dead-letter queue
// (recorded).
TEST(AsyncInvoke, ZeroReservedConcurrencyGoesStraightToTheDeadLetterQueue) {
  Worldlet world;
  world.queue("dlq")
      .function("fn", reserved(with_dead_letters(function_with(succeeds())), 0))
      .at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 0u);
  EXPECT_EQ(count_of(simulation, RecordKind::ZeroReservedConcurrency), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::DeadLettered), std::vector<TimeMs>{0});
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
}

// "If there is not enough concurrency … Lambda returns the event to the queue and tries for up to 6 hours,
// from 1 second after the first attempt to a maximum of 5 minutes."
TEST(AsyncInvoke, ThrottlesBackOffFromOneSecondDoublingToFiveMinutes) {
  Worldlet world;
  FunctionConfig slow = reserved(function_with(succeeds(900'000)), 1);
  slow.timeout_ms = 900'000;
  world.function("fn", slow).at(0, invoke("fn")).at(1, invoke("fn"));
  Simulation& simulation = world.run();
  std::vector<uint32_t> backoff_s;
  for (const Record& r : records_of(simulation, RecordKind::Throttled)) backoff_s.push_back(r.value / 1000);
  ASSERT_GE(backoff_s.size(), 10u);
  EXPECT_EQ(std::vector<uint32_t>(backoff_s.begin(), backoff_s.begin() + 10),
            (std::vector<uint32_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 300}));
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
}

TEST(AsyncInvoke, ThrottlesDoNotCountAsAttempts) {
  Worldlet world;
  world.function("fn", reserved(function_with(fails()), 1)).at(0, invoke("fn")).at(1, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_GE(count_of(simulation, RecordKind::Throttled), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 6u);
}

TEST(AsyncInvoke, AThrottledEventIsGivenUpAtItsMaximumAge) {
  Worldlet world;
  FunctionConfig slow = aged(reserved(function_with(succeeds(900'000)), 1), 60);
  slow.timeout_ms = 900'000;
  world.function("fn", slow).at(0, invoke("fn")).at(1, invoke("fn"));
  Simulation& simulation = world.run();
  const std::vector<Record> given_up = records_of(simulation, RecordKind::EventAgeExceeded);
  ASSERT_EQ(given_up.size(), 1u);
  EXPECT_EQ(given_up[0].code, 0u);                   // never attempted
  EXPECT_EQ(given_up[0].time_ms, 1 + 31 * kSecond);  // 1+2+4+8+16 s passed, 32 more would be too many
}

TEST(AsyncInvoke, AttemptsBeyondTheAccountsConcurrencyAreThrottled) {
  Worldlet world;
  world.plan.options.account_concurrency = 101;
  world.function("fn").function("kept", reserved(function_with(succeeds()), 1));
  for (int i = 0; i < 101; ++i) world.at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::Throttled), 1u);  // 100 are left unreserved
  EXPECT_EQ(ended(simulation, Fate::Delivered), 101u);
}

// Recorded: all attempts show the same request id.
TEST(AsyncInvoke, SameRequestIdOnAllAttempts) {
  Worldlet world;
  world.function("fn", fails()).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  const std::vector<Record> attempts = records_of(simulation, RecordKind::AttemptStarted);
  ASSERT_EQ(attempts.size(), 3u);
  for (const Record& r : attempts) EXPECT_EQ(r.delivery, attempts[0].delivery);
  EXPECT_EQ(request_id(7, attempts[0].delivery).size(), 36u);
}

TEST(AsyncInvoke, AnEventOfADeletedFunctionEndsWithIt) {
  Worldlet world;
  world.function("fn", fails()).at(0, invoke("fn")).at(1 * kSecond, DeleteFunction{"fn"});
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 1u);
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 1u);
}

TEST(AsyncInvoke, DeletingAFunctionWhileItRunsEndsItsEvent) {
  Worldlet world;
  world.function("fn", succeeds(2'000)).at(0, invoke("fn")).at(1 * kSecond, DeleteFunction{"fn"});
  world.at(1 * kSecond, CreateFunction{"fn", function_with(succeeds())}).at(5 * kSecond, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(simulation.world().unreserved_running, 0u);
}

TEST(AsyncInvoke, ChangingTheReservationMovesWhatRunsBetweenThePools) {
  Worldlet world;
  world.function("fn", succeeds(2'000)).at(0, invoke("fn"));
  world.at(500, PutFunctionConcurrency{"fn", 5}).at(600, invoke("fn"));
  world.at(700, PutFunctionConcurrency{"fn", std::nullopt}).at(800, PutFunctionConcurrency{"fn", 2});
  Simulation& simulation = world.start();
  simulation.seek_time(550);
  EXPECT_EQ(simulation.world().unreserved_running, 0u);
  simulation.seek_time(750);
  EXPECT_EQ(simulation.world().unreserved_running, 2u);
  simulation.run_to_idle(1'000);
  EXPECT_EQ(simulation.world().unreserved_running, 0u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
}

// "1 MB" since October 2025.
TEST(AsyncInvoke, APayloadAboveOneMegabyteIsRefused) {
  Worldlet world;
  world.function("fn");
  Simulation& simulation = world.start();
  const std::string big = "\"" + std::string(lambda::kMaxAsyncPayloadBytes, 'a') + "\"";
  EXPECT_EQ(refusal_of(simulation, invoke("fn", big)).substr(0, 30), "RequestEntityTooLargeException");
  EXPECT_EQ(refusal_of(simulation, invoke("fn", "{\"a\":")).substr(0, 30), "InvalidRequestContentException");
  EXPECT_EQ(
      refusal_of(simulation, invoke("none")),
      "ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none");
  EXPECT_EQ(refusal_of(simulation, invoke("fn", "[1,2]")), "");
}

TEST(AsyncInvoke, ScriptsFailForKeysThatMatch) {
  HandlerRule rule;
  rule.keys = {"*.txt"};
  Worldlet world;
  world.bucket("photos").function("fn", with_rule(rule)).notify("photos", {to_function("fn")});
  world.at(0, put("photos", "a.txt")).at(0, put("photos", "a.jpg")).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(AsyncInvoke, ScriptsFailWithTheirProbability) {
  HandlerRule rule;
  rule.probability_ppm = 250'000;
  FunctionConfig config = function_with(with_rule(rule));
  config.maximum_retry_attempts = 0;
  Worldlet world;
  world.function("fn", config);
  for (int i = 0; i < 2'000; ++i) world.at(i * 1'000, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_NEAR(static_cast<double>(ended(simulation, Fate::Dropped)), 500.0, 80.0);
}

// "Your concurrency scaling rate is 1,000 execution environment instances every 10 seconds": a burst gets no
// more, however high the account's limit, and the rate comes back continuously.
Worldlet burst(uint32_t events, uint32_t account_concurrency) {
  Worldlet world;
  world.plan.options.account_concurrency = account_concurrency;
  FunctionConfig config = function_with(succeeds(60'000));
  config.timeout_ms = 120'000;
  config.handler.init_duration_ms = 0;
  world.function("fn", config);
  for (uint32_t i = 0; i < events; ++i) world.at(0, invoke("fn"));
  return world;
}

TEST(AsyncInvoke, AFunctionGrowsByAThousandEnvironmentsInTenSeconds) {
  Worldlet world = burst(1'300, 5'000);
  Simulation& simulation = world.start();
  simulation.run_until(999, 1'000'000);
  EXPECT_EQ(function_of(simulation, "fn").running, 1'000u);
  EXPECT_EQ(count_of(simulation, RecordKind::Throttled), 300u);
  simulation.run_until(1'500, 1'000'000);
  EXPECT_EQ(function_of(simulation, "fn").running, 1'100u) << "100 a second come back";
  simulation.run_until(30'000, 1'000'000);
  EXPECT_EQ(function_of(simulation, "fn").running, 1'300u);
}

TEST(AsyncInvoke, TheScalingRateIsNotSavedUp) {
  Worldlet world = burst(0, 5'000);
  for (int i = 0; i < 1'200; ++i) world.at(60'000, invoke("fn"));
  Simulation& simulation = world.start();
  simulation.run_until(60'500, 1'000'000);
  EXPECT_EQ(function_of(simulation, "fn").running, 1'000u);
}

TEST(AsyncInvoke, EachFunctionScalesByItself) {
  Worldlet world = burst(1'000, 5'000);
  world.function("other", succeeds(1'000)).at(0, invoke("other"));
  Simulation& simulation = world.start();
  simulation.run_until(500, 1'000'000);
  EXPECT_EQ(count_of(simulation, RecordKind::Throttled), 0u);
  EXPECT_EQ(function_of(simulation, "other").running, 1u);
}

TEST(AsyncInvoke, IdleEnvironmentsRunWhateverTheScalingRate) {
  Worldlet world = burst(0, 5'000);
  world.plan.setup.clear();
  HandlerBehaviour quick = succeeds(100);
  quick.init_duration_ms = 0;
  world.function("fn", function_with(quick));
  for (int i = 0; i < 1'000; ++i) world.at(0, invoke("fn")).at(200, invoke("fn"));
  Simulation& simulation = world.start();
  simulation.run_until(250, 1'000'000);
  EXPECT_EQ(function_of(simulation, "fn").running, 1'000u);
  EXPECT_EQ(count_of(simulation, RecordKind::Throttled), 0u);
}

TEST(AsyncInvoke, TheReasonOfAThrottleNamesTheLimitThatWasMet) {
  const auto because = [](Worldlet& world) {
    Simulation& simulation = world.start();
    simulation.run_until(900, 1'000'000);
    return why(simulation, place_of(simulation, RecordKind::Throttled));
  };
  Worldlet account = burst(3, 2);
  const Why by_account = because(account);
  EXPECT_EQ(by_account.because.key, "why.throttled.because");
  ASSERT_EQ(by_account.checks.size(), 1u);
  EXPECT_EQ(by_account.checks[0].expected.key, "why.check.concurrency");
  EXPECT_EQ(by_account.checks[0].actual, "2");

  Worldlet own = burst(3, 1'000);
  own.setup(PutFunctionConcurrency{"fn", 1});
  const Why by_reserve = because(own);
  EXPECT_EQ(by_reserve.because.key, "why.throttled.reserved");
  EXPECT_EQ(by_reserve.checks.at(0).expected.key, "why.check.reserved");

  Worldlet rate = burst(1'001, 5'000);
  const Why by_rate = because(rate);
  EXPECT_EQ(by_rate.because.key, "why.throttled.scaling");
  ASSERT_EQ(by_rate.checks.size(), 2u);
  EXPECT_TRUE(by_rate.checks[0].ok);
  EXPECT_EQ(by_rate.checks[1].expected.key, "why.check.scaling");
  EXPECT_EQ(by_rate.checks[1].actual, "1000");

  Worldlet fault = burst(1, 1'000);
  fault.setup(SetFault{function_arn("fn"), FaultKind::Outage, std::nullopt});
  EXPECT_EQ(because(fault).because.key, "why.throttled.fault");
}

}  // namespace
}  // namespace brigade::engine
