// Worlds that were built and played by hand, in any order: what is written of them has one form, and plays
// the same.
#include <gtest/gtest.h>

#include "base/random.h"
#include "formats/state_json.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

using namespace engine;

class Player {
 public:
  explicit Player(uint64_t seed) : random_{base::stream_key(seed, "player"), 0} {
    Plan plan;
    plan.options.seed = seed;
    plan.options.account_concurrency = 300;
    auto made = Simulation::create(std::move(plan));
    EXPECT_TRUE(made.has_value());
    simulation_ = std::move(*made);
  }

  // Commands that the services refuse are part of the game.
  void build() {
    const uint64_t commands = pick(4, 24);
    for (uint64_t i = 0; i < commands; i++) (void)simulation_->submit(configuration());
  }

  void play() {
    const uint64_t commands = pick(3, 20);
    for (uint64_t i = 0; i < commands; i++) {
      const uint64_t steps = pick(0, 6);
      for (uint64_t s = 0; s < steps && simulation_->can_step(); s++) simulation_->step_forward();
      const bool changes = pick(0, 5) == 0;
      (void)simulation_->submit(changes ? configuration() : use(), pick(0, 3) == 0 ? "a label" : "");
    }
  }

  Simulation& simulation() { return *simulation_; }

 private:
  uint64_t pick(uint64_t low, uint64_t high) { return base::uniform(random_, low, high); }
  std::string number() { return std::to_string(pick(0, 2)); }
  std::string queue_arn() { return "arn:aws:sqs:us-east-1:123456789012:queue-" + number(); }
  std::string function_arn() { return "arn:aws:lambda:us-east-1:123456789012:function:function-" + number(); }

  PolicyStatement open_to_s3(const char* action) { return {"s3", true, "s3.amazonaws.com", action, "", ""}; }

  Command configuration() {
    switch (pick(0, 6)) {
      case 0:
        return CreateBucket{"bucket-" + number()};
      case 1: {
        CreateQueue create{"queue-" + number(), {}};
        create.config.policy = {open_to_s3("sqs:SendMessage")};
        create.config.visibility_timeout_ms = static_cast<int64_t>(pick(0, 60)) * 1000;
        return create;
      }
      case 2:
        return function();
      case 3:
        return notifications();
      case 4:
        return PutBucketVersioning{"bucket-" + number(), Versioning::Enabled};
      case 5: {
        PutFunctionEventInvokeConfig config{"function-" + number(), {}, {}, {}, {}};
        config.maximum_retry_attempts = static_cast<uint32_t>(pick(0, 2));
        if (pick(0, 1) == 0) config.on_failure_arn = queue_arn();
        if (pick(0, 1) == 0) config.on_success_arn = function_arn();
        return config;
      }
      case 6:
        return DeleteQueue{"queue-" + number()};
      case 7: {
        if (pick(0, 1) == 0) return DeleteFunction{"function-" + number()};
        return RemovePermission{"function-" + number(), "s3"};
      }
      default: {
        SetQueueAttributes attributes;
        attributes.queue = "queue-" + number();
        attributes.redrive_target_arn = queue_arn();
        attributes.max_receive_count = static_cast<uint32_t>(pick(1, 3));
        return attributes;
      }
    }
  }

  Command function() {
    CreateFunction create{"function-" + number(), {}};
    create.config.policy = {open_to_s3("lambda:InvokeFunction")};
    if (pick(0, 1) == 0) create.config.reserved_concurrency = static_cast<uint32_t>(pick(0, 2));
    if (pick(0, 2) == 0) create.config.dead_letter_arn = queue_arn();
    HandlerRule rule;
    rule.keys = {"*" + number() + ".jpg"};
    rule.probability_ppm = 700'000;
    rule.outcome = pick(0, 2) == 0 ? HandlerOutcome::TimeOut : HandlerOutcome::Fail;
    create.config.handler.rules = {rule};
    return create;
  }

  Command notifications() {
    PutBucketNotificationConfiguration put{"bucket-" + number(), {}, false};
    const uint64_t rules = pick(0, 3);
    for (uint64_t i = 0; i < rules; i++) {
      NotificationRule rule;
      rule.target_kind = pick(0, 1) == 0 ? TargetKind::Queue : TargetKind::Function;
      rule.target_arn = rule.target_kind == TargetKind::Queue ? queue_arn() : function_arn();
      rule.events = {pick(0, 2) == 0 ? "s3:ObjectRemoved:*" : "s3:ObjectCreated:*"};
      rule.has_prefix = true;
      rule.filter.prefix = std::to_string(i) + "/";
      put.rules.push_back(rule);
    }
    return put;
  }

  Command use() {
    const std::string key = std::to_string(pick(0, 3)) + "/" + number() + ".jpg";
    switch (pick(0, 5)) {
      case 0:
        return DeleteObject{"bucket-" + number(), key, ""};
      case 1:
        return Invoke{"function-" + number(), "{\"n\":1}"};
      case 2:
        return SendMessage{"queue-" + number(), "hello", {}};
      case 3:
        return ReceiveMessage{"queue-" + number(), 3, 0, {}};
      default:
        return PutObject{"bucket-" + number(), key, {pick(0, 9999), "", ""}, S3Event::ObjectCreatedPut};
    }
  }

  base::Stream random_;
  std::unique_ptr<Simulation> simulation_;
};

// All of the state but the place, whose record numbers and hash count how the scene was built.
std::string state_of(const Simulation& simulation) {
  const std::string state = state_json(simulation);
  return std::to_string(simulation.step()) + " " + state.substr(state.find("\"tally\""));
}

TEST(ScenarioProperty, WhatWasBuiltByHandIsWrittenInOneFormAndPlaysTheSame) {
  for (uint64_t seed = 1; seed <= 150; seed++) {
    Player player(seed);
    player.build();
    player.play();
    const uint32_t step = player.simulation().step();
    const std::string written = write_scenario(player.simulation(), {});
    const auto again = simulate(written);
    ASSERT_NE(again, nullptr) << seed << "\n" << written;
    EXPECT_EQ(write_scenario(*again, {}), written) << seed;
    again->seek(step);
    EXPECT_EQ(state_of(*again), state_of(player.simulation())) << seed << "\n" << written;
    again->run_to_idle(20'000);
    player.simulation().run_to_idle(20'000);
    EXPECT_EQ(state_of(*again), state_of(player.simulation())) << seed << "\n" << written;
  }
}

}  // namespace
}  // namespace brigade::formats
