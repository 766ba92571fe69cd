// What goes wrong on purpose: slow deliveries, deliveries that come twice, messages out of order, tables and
// streams that refuse; and e-mail subscriptions that nobody confirmed.
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000;

SetFault fault(const std::string& arn, FaultKind kind) { return {arn, kind, {}}; }

TEST(Faults, ASlowTargetTakesEachDeliveryLater) {
  SetFault slow = fault(function_arn("f"), FaultKind::Slow);
  slow.delay_ms = 7'000;
  Worldlet world;
  world.function("f").bucket("photos").notify("photos", {to_function("f")});
  world.at(0, slow).at(kSecond, put("photos", "a.jpg"));
  Simulation& simulation = world.run();
  const auto slowed = records_of(simulation, RecordKind::DeliverySlowed);
  ASSERT_EQ(slowed.size(), 1u);
  EXPECT_EQ(slowed[0].value, 7'000u);
  EXPECT_EQ(times_of(simulation, RecordKind::AsyncAccepted)[0], slowed[0].time_ms + 7'000);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(Faults, ADuplicatedEventRunsTheFunctionTwice) {
  Worldlet world;
  world.function("f").bucket("photos").notify("photos", {to_function("f")});
  world.at(0, fault(function_arn("f"), FaultKind::Duplicate)).at(kSecond, put("photos", "a.jpg"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::DeliveredTwice), 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
}

TEST(Faults, AQueuesDuplicateHasTheIdOfTheFirst) {
  Worldlet world;
  world.queue("q").at(0, fault(queue_arn("q"), FaultKind::Duplicate)).at(kSecond, send("q"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "q");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(text_at(messages[0], "MessageId"), text_at(messages[1], "MessageId"));
}

TEST(Faults, AQueueOutOfOrderHandsOutAllAndInAnotherOrder) {
  Worldlet world;
  world.queue("q").at(0, fault(queue_arn("q"), FaultKind::Reorder));
  for (int i = 0; i < 12; ++i) world.at(kSecond + i, send("q", std::to_string(i + 10)));
  Simulation& simulation = world.run();
  std::vector<std::string> bodies;
  for (const base::JsonValue& message : visible_in(simulation, "q"))
    bodies.push_back(text_at(message, "Body"));
  EXPECT_EQ(bodies.size(), 12u);
  EXPECT_FALSE(std::is_sorted(bodies.begin(), bodies.end()));
  EXPECT_GE(count_of(simulation, RecordKind::Reordered), 1u);
}

TEST(Faults, OnlyWhatCanHappenToAResourceIsTaken) {
  QueueConfig ordered = open_queue();
  ordered.fifo = true;
  Worldlet world;
  world.queue("q.fifo", ordered).function("f").bucket("photos");
  world.setup(CreateTable{"table", {{"id"}, {}, {}, {}}});
  Simulation& simulation = world.start();
  EXPECT_NE(refusal_of(simulation, fault(queue_arn("q.fifo"), FaultKind::Duplicate)), "");
  EXPECT_NE(refusal_of(simulation, fault(queue_arn("q.fifo"), FaultKind::Reorder)), "");
  EXPECT_NE(refusal_of(simulation, fault(function_arn("f"), FaultKind::Reorder)), "");
  EXPECT_NE(refusal_of(simulation, fault("arn:aws:s3:::photos", FaultKind::Outage)), "");
  const std::string table = "arn:aws:dynamodb:us-east-1:123456789012:table/table";
  EXPECT_NE(refusal_of(simulation, fault(table, FaultKind::Slow)), "");
  EXPECT_EQ(refusal_of(simulation, fault(queue_arn("q.fifo"), FaultKind::Slow)), "");
}

TEST(Faults, ATableAndAStreamRefuseWrites) {
  const std::string table = "arn:aws:dynamodb:us-east-1:123456789012:table/table";
  const std::string stream = "arn:aws:kinesis:us-east-1:123456789012:stream/stream";
  Worldlet world;
  world.setup(CreateTable{"table", {{"id"}, {}, {}, {}}}).setup(CreateStream{"stream", {}});
  world.at(0, fault(table, FaultKind::Throttle)).at(0, fault(stream, FaultKind::Throttle));
  Simulation& simulation = world.start();
  simulation.seek_time(0);
  const PutItem item{"table", R"({"id":{"S":"a"}})", {}, {}};
  const PutRecord record{"stream", "key", "data", {}};
  EXPECT_EQ(refusal_of(simulation, item),
            "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the "
            "table was exceeded. Consider increasing your provisioning level with the UpdateTable API.");
  EXPECT_EQ(refusal_of(simulation, record),
            "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in stream "
            "stream under account 123456789012.");
  EXPECT_EQ(refusal_of(simulation, fault(table, FaultKind::None)), "");
  EXPECT_EQ(refusal_of(simulation, item), "");
}

TEST(Email, ASubscriptionGetsNothingBeforeItIsConfirmed) {
  Subscription mail = subscription(SubscriptionProtocol::Email, "ana@example.com");
  mail.pending_confirmation = true;
  ConfirmSubscription confirm{"news", "", "ana@example.com"};
  Worldlet world;
  world.topic("news", {mail}).at(0, publish("news", "one")).at(kSecond, confirm);
  world.at(2 * kSecond, publish("news", "two"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::SubscriptionNotConfirmed), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::EmailDelivered), 1u);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 1u);
  EXPECT_EQ(refusal_of(simulation, ConfirmSubscription{"news", "wrong", ""}),
            "InvalidParameter: Invalid parameter: Token");
}

}  // namespace
}  // namespace brigade::engine
