// Standard queues: visibility, delay, retention, polls, redrive, purge, and the service's own refusals.
// Rules: SQS Developer Guide, "Visibility timeout", "Delay queues", "Dead-letter queues", "Short and long
// polling", and recordings of the real service for texts.
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000;

ReceiveMessage long_poll(std::string queue, int64_t wait_ms) {
  ReceiveMessage command = receive(std::move(queue));
  command.wait_ms = wait_ms;
  return command;
}
QueueConfig redriven_to(const std::string& queue, uint32_t max_receive_count) {
  QueueConfig config = open_queue();
  config.redrive_target_arn = queue_arn(queue);
  config.max_receive_count = max_receive_count;
  return config;
}

TEST(Sqs, AReceivedMessageIsInvisibleForTheVisibilityTimeout) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(1'000, receive("q")).at(2'000, receive("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::MessageReceived), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::ReceiveEmpty), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::VisibilityTimedOut), std::vector<TimeMs>{31 * kSecond});
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
}

TEST(Sqs, TheMessageLooksAsTheCommandLinePrintsIt) {
  Worldlet world;
  world.queue("q").at(1'500, send("q", "hello")).at(2'000, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(2'000);
  const auto messages = messages_in(simulation, queue_of(simulation, "q").invisible);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(member_names(messages[0]), "MessageId,ReceiptHandle,MD5OfBody,Body,Attributes");
  EXPECT_EQ(text_at(messages[0], "MD5OfBody"), "5d41402abc4b2a76b9719d911017c592");
  EXPECT_EQ(text_at(messages[0], "Attributes.ApproximateReceiveCount"), "1");
  EXPECT_EQ(text_at(messages[0], "Attributes.SentTimestamp"), "1767225601500");
  EXPECT_EQ(text_at(messages[0], "Attributes.ApproximateFirstReceiveTimestamp"), "1767225602000");
}

TEST(Sqs, DeletingEndsTheMessageAsDelivered) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(1'000, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(1'000);
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q", handle_in_flight(simulation, "q")}), "");
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(simulation.world().scheduler.pending_work(), 0u);
}

TEST(Sqs, AnOldReceiptHandleStillDeletes) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(1'000, receive("q")).at(60'000, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(1'000);
  const std::string old = handle_in_flight(simulation, "q");
  simulation.seek_time(60'000);
  EXPECT_NE(handle_in_flight(simulation, "q"), old);
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q", old}), "");
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(Sqs, DeletingWhatIsGoneSaysYesAndNonsenseIsRefused) {
  Worldlet world;
  Simulation& simulation = world.queue("q").start();
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q", receipt_handle(7, 99, 1)}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q", "nonsense"}),
            "ReceiptHandleIsInvalid: The input receipt handle is invalid.");
}

TEST(Sqs, ChangingTheVisibilityCountsFromNow) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(0, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(0);
  ChangeMessageVisibility change{"q", handle_in_flight(simulation, "q"), 100 * kSecond};
  ASSERT_EQ(refusal_of(simulation, change), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(times_of(simulation, RecordKind::VisibilityTimedOut), std::vector<TimeMs>{100 * kSecond});
  EXPECT_NE(refusal_of(simulation, change), "");  // it is visible again
}

TEST(Sqs, AVisibilityTimeoutOfZeroGivesTheMessageBackAtOnce) {
  Worldlet world;
  ReceiveMessage command = receive("q");
  command.visibility_timeout_ms = 0;
  world.queue("q").at(0, send("q")).at(0, command);
  Simulation& simulation = world.run();
  EXPECT_EQ(simulation.now_ms(), 0);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
}

TEST(Sqs, ADelayedMessageArrivesLater) {
  QueueConfig delaying = open_queue();
  delaying.delay_ms = 10 * kSecond;
  SendMessage own_delay = send("q");
  own_delay.delay_ms = 0;
  Worldlet world;
  world.queue("q", delaying).at(0, send("q")).at(0, own_delay).at(1, receive("q", 10));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::QueueArrived), (std::vector<TimeMs>{0, 10 * kSecond}));
  EXPECT_EQ(count_of(simulation, RecordKind::MessageReceived), 1u);
}

TEST(Sqs, ALongPollIsAnsweredByAnArrival) {
  Worldlet world;
  world.queue("q").at(0, long_poll("q", 20 * kSecond)).at(5 * kSecond, send("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::MessageReceived), std::vector<TimeMs>{5 * kSecond});
  EXPECT_EQ(count_of(simulation, RecordKind::ReceiveEmpty), 0u);
  EXPECT_EQ(simulation.world().pollers.used(), 0u);
}

TEST(Sqs, ALongPollEndsEmptyAtItsTime) {
  Worldlet world;
  world.queue("q").at(0, long_poll("q", 20 * kSecond));
  EXPECT_EQ(times_of(world.run(), RecordKind::ReceiveEmpty), std::vector<TimeMs>{20 * kSecond});
}

TEST(Sqs, TheLongestWaitingPollIsServedFirst) {
  Worldlet world;
  world.queue("q").at(0, long_poll("q", 20 * kSecond)).at(1'000, long_poll("q", 20 * kSecond));
  world.at(5'000, send("q"));
  Simulation& simulation = world.run();
  const auto waiting = records_of(simulation, RecordKind::PollWaiting);
  const auto empty = records_of(simulation, RecordKind::ReceiveEmpty);
  ASSERT_EQ(empty.size(), 1u);
  EXPECT_EQ(empty[0].time_ms, 21 * kSecond);
  ASSERT_EQ(waiting.size(), 2u);
}

// "When ReceiveCount for a message exceeds maxReceiveCount", at the receive: no timer moves it. It keeps its
// id.
TEST(Sqs, RedriveHappensAtTheReceiveThatIsTooMany) {
  Worldlet world;
  world.queue("dlq").queue("q", redriven_to("dlq", 1)).at(0, send("q")).at(1'000, receive("q"));
  world.at(60'000, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(59'999);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 0u);
  simulation.run_to_idle(100);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::ReceiveEmpty), 1u);
  const auto messages = visible_in(simulation, "dlq");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text_at(messages[0], "MessageId"), message_id(7, 0));
  EXPECT_EQ(text_at(messages[0], "Attributes.SentTimestamp"),
            "1767225600000");  // the retention clock is not reset
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
}

TEST(Sqs, AWaitingPollStaysWhereWhatArrivesGoesToTheDeadLetterQueue) {
  Worldlet world;
  world.queue("dlq").queue("q", redriven_to("dlq", 1)).at(0, send("q")).at(1'000, receive("q"));
  world.at(20'000, long_poll("q", 20 * kSecond));  // the message is visible again at 31 s
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::ReceiveEmpty), std::vector<TimeMs>{40 * kSecond});
}

TEST(Sqs, WithoutItsDeadLetterQueueAMessageIsHandedOutForEver) {
  Worldlet world;
  world.queue("dlq").queue("q", redriven_to("dlq", 1)).at(0, send("q")).at(1'000, receive("q"));
  world.at(2'000, DeleteQueue{"dlq"}).at(60'000, receive("q"));
  EXPECT_EQ(count_of(world.run(), RecordKind::MessageReceived), 2u);
}

TEST(Sqs, MessagesExpireAfterTheRetentionPeriod) {
  QueueConfig config = open_queue();
  config.retention_ms = 60 * kSecond;
  Worldlet world;
  world.queue("q", config).at(0, send("q", "a")).at(10'000, send("q", "b")).at(120'000, send("q", "c"));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::MessageExpired), (std::vector<TimeMs>{60'000, 70'000}));
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
}

TEST(Sqs, ChangingTheRetentionCountsForWhatIsThere) {
  SetQueueAttributes change;
  change.queue = "q";
  change.retention_ms = 60 * kSecond;
  Worldlet world;
  world.queue("q").at(0, send("q")).at(100'000, change).at(200'000, send("q"));
  EXPECT_EQ(times_of(world.run(), RecordKind::MessageExpired), std::vector<TimeMs>{100 * kSecond});
}

TEST(Sqs, PurgingEmptiesOnceAMinute) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(0, send("q")).at(0, receive("q"));
  Simulation& simulation = world.start();
  simulation.seek_time(0);
  EXPECT_EQ(refusal_of(simulation, PurgeQueue{"q"}), "");
  EXPECT_EQ(ended(simulation, Fate::Purged), 2u);
  EXPECT_EQ(refusal_of(simulation, PurgeQueue{"q"}),
            "AWS.SimpleQueueService.PurgeQueueInProgress: Only one PurgeQueue operation on q is allowed "
            "every 60 seconds.");
}

TEST(Sqs, DeletingAQueueEndsWhatIsInIt) {
  Worldlet world;
  world.queue("q").at(0, send("q")).at(0, send("q")).at(0, receive("q")).at(5'000, DeleteQueue{"q"});
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 2u);
  EXPECT_EQ(simulation.world().tally.live, 0u);
  EXPECT_EQ(simulation.world().batches.used(), 0u);
}

TEST(Sqs, AReceiveHandsOutUpToTenInOrderOfArrival) {
  Worldlet world;
  world.queue("q");
  for (int i = 0; i < 12; ++i) world.at(i, send("q"));
  world.at(100, receive("q", 10));
  Simulation& simulation = world.start();
  simulation.seek_time(100);
  const auto received = records_of(simulation, RecordKind::MessageReceived);
  ASSERT_EQ(received.size(), 10u);
  for (uint32_t i = 0; i < 10; ++i) EXPECT_EQ(received[i].message, i);
  EXPECT_EQ(simulation.world().batches.used(), 1u);
}

// Recorded texts.
TEST(Sqs, RefusalsAreTheServices) {
  Worldlet world;
  Simulation& simulation = world.queue("q").start();
  EXPECT_EQ(refusal_of(simulation, send("q", std::string(1'048'577, 'a'))),
            "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than "
            "1048576 "
            "bytes.");
  EXPECT_EQ(refusal_of(simulation, long_poll("q", 21'000)),
            "InvalidParameterValue: Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 "
            "and <= 20, "
            "if provided.");
  EXPECT_EQ(refusal_of(simulation, receive("q", 11)).substr(0, 70),
            "InvalidParameterValue: Value 11 for parameter MaxNumberOfMessages is i");
  EXPECT_EQ(refusal_of(simulation, send("none")),
            "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.");
  QueueConfig other = open_queue();
  other.delay_ms = 1'000;
  EXPECT_EQ(
      refusal_of(simulation, CreateQueue{"q", other}),
      "QueueAlreadyExists: A queue already exists with the same name and a different value for attribute "
      "DelaySeconds");
  EXPECT_EQ(refusal_of(simulation, CreateQueue{"q", open_queue()}), "");
  EXPECT_NE(refusal_of(simulation, CreateQueue{"a b", {}}), "");
  EXPECT_NE(refusal_of(simulation, CreateQueue{std::string(81, 'a'), {}}), "");
}

TEST(Sqs, AttributesHaveTheServicesLimits) {
  const auto refused = [](auto&& change) {
    QueueConfig config;
    change(config);
    Worldlet world;
    return world.queue("q", config).refusal();
  };
  const std::string code = "InvalidAttributeValue: Invalid value for the parameter ";
  EXPECT_EQ(refused([](QueueConfig& c) { c.visibility_timeout_ms = 43'201'000; }),
            code + "VisibilityTimeout.");
  EXPECT_EQ(refused([](QueueConfig& c) { c.delay_ms = 901'000; }), code + "DelaySeconds.");
  EXPECT_EQ(refused([](QueueConfig& c) { c.retention_ms = 59'000; }), code + "MessageRetentionPeriod.");
  EXPECT_EQ(refused([](QueueConfig& c) { c.receive_wait_ms = 21'000; }),
            code + "ReceiveMessageWaitTimeSeconds.");
  EXPECT_EQ(refused([](QueueConfig& c) { c.maximum_message_bytes = 1'048'577; }),
            code + "MaximumMessageSize.");
  EXPECT_EQ(refused([](QueueConfig& c) { c.retention_ms = 1'209'600'000; }), "");
  EXPECT_NE(refused([](QueueConfig& c) { c.redrive_target_arn = queue_arn("none"); }), "");
}

}  // namespace
}  // namespace brigade::engine
