// Handlers that make calls and handlers that wait: the engine answers the calls, stands still meanwhile, and
// a second visit never asks the handler again. A test double plays the code.
#include "engine/handler.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

HandlerAnswer waiting() { return {HandlerAnswer::Kind::Waiting, {}, {}}; }
HandlerAnswer call(Command command) { return {HandlerAnswer::Kind::Call, {}, {std::move(command)}}; }
HandlerAnswer complete(HandlerOutcome outcome = HandlerOutcome::Succeed) {
  return {HandlerAnswer::Kind::Complete, {outcome, 50, kNone}, {}};
}

// Code in a worker: every answer comes from outside.
class WaitingHandler final : public Handler {
 public:
  explicit WaitingHandler(std::vector<CallResponse>* seen) : seen_(seen) {}
  HandlerAnswer begin(const InvocationInput&, const HandlerBehaviour&, base::Stream&) override {
    return waiting();
  }
  HandlerAnswer resume(const InvocationInput&, const HandlerBehaviour&, const HandlerResult&,
                       const CallResponse& response) override {
    seen_->push_back(response);
    return waiting();
  }

 private:
  std::vector<CallResponse>* seen_;
};

// Makes the same calls in every invocation, at once.
class CallingHandler final : public Handler {
 public:
  explicit CallingHandler(std::vector<Command> calls) : calls_(std::move(calls)) {}
  HandlerAnswer begin(const InvocationInput&, const HandlerBehaviour&, base::Stream&) override {
    next_ = 0;
    return answer();
  }
  HandlerAnswer resume(const InvocationInput&, const HandlerBehaviour&, const HandlerResult&,
                       const CallResponse&) override {
    return answer();
  }

 private:
  HandlerAnswer answer() { return next_ < calls_.size() ? call(calls_[next_++]) : complete(); }
  std::vector<Command> calls_;
  size_t next_ = 0;
};

Worldlet two_invocations() {
  Worldlet world;
  world.bucket("out").queue("q").function("fn").notify("out", {to_queue("q")});
  world.at(0, invoke("fn")).at(10'000, invoke("fn"));
  return world;
}

TEST(Handler, ItsCallsAreCommandsOfItsOwnStep) {
  Worldlet world = two_invocations();
  Simulation& simulation = world.start();
  simulation.set_handler(
      std::make_unique<CallingHandler>(std::vector<Command>{put("out", "made"), send("q", "told")}));
  simulation.run_to_idle(1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::HandlerCalled), 4u);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 4u);
  // What it made has the invocation for its cause.
  const auto puts = records_of(simulation, RecordKind::ObjectPut);
  ASSERT_EQ(puts.size(), 2u);
  EXPECT_EQ(simulation.record_at(puts[0].cause).kind, RecordKind::HandlerCalled);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
}

TEST(Handler, ACallThatIsRefusedIsAnsweredWithTheServicesError) {
  std::vector<CallResponse> seen;
  Worldlet world = two_invocations();
  Simulation& simulation = world.start();
  simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::WaitingForHandler);
  simulation.answer(call(put("none", "a")));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_FALSE(seen[0].ok);
  EXPECT_EQ(seen[0].code, "NoSuchBucket");
  simulation.answer(call(put("out", "a")));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_TRUE(seen[1].ok);
}

TEST(Handler, WhileItRunsNothingElseHappens) {
  std::vector<CallResponse> seen;
  Worldlet world = two_invocations();
  Simulation& simulation = world.start();
  simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::WaitingForHandler);
  EXPECT_FALSE(simulation.can_step());
  const uint64_t hash = simulation.hash();
  EXPECT_EQ(simulation.step_forward(), RunStop::WaitingForHandler);
  EXPECT_EQ(refusal_of(simulation, put("out", "a")).substr(0, 8), "waiting:");
  EXPECT_EQ(simulation.hash(), hash);
}

// Answers are kept beside the journal: going back and forth gives them again.
TEST(Handler, AnswersAreGivenAgainWhenTimeIsTravelled) {
  for (const uint32_t interval : {1u, 2u, 4'096u}) {
    std::vector<CallResponse> seen;
    Worldlet world = two_invocations();
    world.limits.checkpoint_interval_steps = interval;
    Simulation& simulation = world.start();
    simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
    std::vector<uint64_t> hashes = {simulation.hash()};
    for (int guard = 0;
         guard < 100 && (simulation.can_step() || simulation.world().waiting_invocation != kNone); ++guard) {
      simulation.step_forward();
      if (simulation.world().waiting_invocation != kNone) {
        simulation.answer(call(put("out", "made")));
        simulation.answer(call(send("q", "told")));
        simulation.answer(complete());
      }
      hashes.resize(simulation.step() + 1);
      hashes[simulation.step()] = simulation.hash();
    }
    EXPECT_EQ(count_of(simulation, RecordKind::AttemptSucceeded), 2u);
    for (auto step = static_cast<uint32_t>(hashes.size()); step-- > 0;) {
      simulation.seek(step);
      ASSERT_EQ(simulation.step(), step) << "interval " << interval;
      ASSERT_EQ(simulation.hash(), hashes[step]) << "interval " << interval << " step " << step;
    }
    EXPECT_EQ(simulation.seek(static_cast<uint32_t>(hashes.size() - 1)), RunStop::Target);
    EXPECT_EQ(simulation.hash(), hashes.back());
    EXPECT_EQ(simulation.world_at(3)->records, simulation.world_at(3)->records);
  }
}

TEST(Handler, AnAnswerHalfGivenIsWaitedForAgain) {
  std::vector<CallResponse> seen;
  Worldlet world = two_invocations();
  Simulation& simulation = world.start();
  simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
  simulation.run_to_idle(1'000);
  const uint32_t step = simulation.step();
  simulation.answer(call(put("out", "made")));
  const uint64_t hash = simulation.hash();
  simulation.seek(0);
  simulation.seek(step);
  EXPECT_EQ(simulation.hash(), hash);
  EXPECT_NE(simulation.world().waiting_invocation, kNone);
  simulation.answer(complete());
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::WaitingForHandler);  // the second invocation
}

TEST(Handler, ARefusedCommandForgetsNoAnswer) {
  std::vector<CallResponse> seen;
  Worldlet world = two_invocations();
  Simulation& simulation = world.start();
  simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
  while (simulation.run_to_idle(1'000) == RunStop::WaitingForHandler) simulation.answer(complete());
  const uint32_t known = simulation.known_steps();
  const uint64_t end = simulation.hash();
  simulation.seek(1);
  EXPECT_NE(refusal_of(simulation, put("none", "a")), "");
  EXPECT_EQ(simulation.known_steps(), known);
  simulation.seek(known);
  EXPECT_EQ(simulation.hash(), end);
}

TEST(Handler, AFailureThatItReportsIsRetried) {
  std::vector<CallResponse> seen;
  Worldlet world;
  world.function("fn").at(0, invoke("fn"));
  Simulation& simulation = world.start();
  simulation.set_handler(std::make_unique<WaitingHandler>(&seen));
  int attempts = 0;
  while (simulation.run_to_idle(1'000) == RunStop::WaitingForHandler) {
    simulation.answer(complete(++attempts < 3 ? HandlerOutcome::Fail : HandlerOutcome::Succeed));
  }
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(Handler, AHandlerThatCallsForEverIsEnded) {
  Worldlet world;
  world.queue("q").function("fn").at(0, invoke("fn"));
  Simulation& simulation = world.start();
  simulation.set_handler(
      std::make_unique<CallingHandler>(std::vector<Command>(1'500, Command(send("q", "x")))));
  simulation.run_to_idle(10'000);
  EXPECT_EQ(count_of(simulation, RecordKind::HandlerCalled), 1'000u);
}

}  // namespace
}  // namespace brigade::engine
