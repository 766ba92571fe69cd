// Event source mappings of queues, and messages on their way back from a dead-letter queue. Rules: Lambda
// Developer Guide, "Using Lambda with Amazon SQS"; SQS API reference, StartMessageMoveTask; recordings of the
// real service for texts.
#include "engine/services/event_source.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

EventSourceMappingConfig mapping(const std::string& queue, const std::string& function) {
  EventSourceMappingConfig config;
  config.event_source_arn = queue_arn(queue);
  config.function_arn = function_arn(function);
  return config;
}
QueueConfig with_dead_letters(const std::string& dlq, uint32_t max_receive_count) {
  QueueConfig config = open_queue();
  config.redrive_target_arn = queue_arn(dlq);
  config.max_receive_count = max_receive_count;
  return config;
}
void send_many(Worldlet& world, const std::string& queue, int count, TimeMs at_ms = 0) {
  for (int i = 0; i < count; ++i) world.at(at_ms, send(queue, "{\"n\":" + std::to_string(i) + "}"));
}
const EventSourceMappingState& first_mapping(const Simulation& simulation) {
  return simulation.world().mappings[0];
}
HandlerBehaviour fails_for_keys(std::vector<std::string> keys) {
  HandlerRule rule;
  rule.keys = std::move(keys);
  return with_rule(rule);
}

TEST(EventSourceMapping, WhatTheFunctionMakesWellIsDeletedFromTheQueue) {
  Worldlet world;
  world.queue("q").function("f").setup(CreateEventSourceMapping{mapping("q", "f")}).at(0, send("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(function_of(simulation, "f").invocations, 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(simulation.world().tally.live, 0u);
}

TEST(EventSourceMapping, ABatchHoldsUpToItsSizeAndTheWindowCollectsIt) {
  Worldlet world;
  EventSourceMappingConfig config = mapping("q", "f");
  config.batch_size = 4;
  config.maximum_batching_window_s = 5;
  world.queue("q").function("f").setup(CreateEventSourceMapping{config});
  send_many(world, "q", 6, 1'000);
  Simulation& simulation = world.run();
  std::vector<std::pair<TimeMs, uint32_t>> batches;
  for (const Record& r : records_of(simulation, RecordKind::BatchStarted)) {
    if (batches.empty() || batches.back().first != r.time_ms) batches.push_back({r.time_ms, r.value});
  }
  EXPECT_EQ(batches, (std::vector<std::pair<TimeMs, uint32_t>>{{1'000, 4}, {6'000, 2}}))
      << "a full batch at once, the rest when the window is over";
}

TEST(EventSourceMapping, TheRecordLooksAsTheFunctionGetsIt) {
  Worldlet world;
  HandlerBehaviour keeps = succeeds();
  HandlerCall call;
  call.operation = CallOperation::SendMessage;
  call.target = "seen";
  keeps.calls.push_back(call);
  world.queue("q").queue("seen").function("f", keeps).setup(CreateEventSourceMapping{mapping("q", "f")});
  Simulation& simulation = world.at(0, send("q", "hello")).run();
  const base::JsonValue event = json_of(text_at(visible_in(simulation, "seen").at(0), "Body"));
  const base::JsonValue record = at_path(event, "Records.0");
  EXPECT_EQ(member_names(record),
            "messageId,receiptHandle,body,attributes,messageAttributes,md5OfBody,eventSource,eventSourceARN,"
            "awsRegion");
  EXPECT_EQ(text_at(record, "body"), "hello");
  EXPECT_EQ(text_at(record, "eventSource"), "aws:sqs");
  EXPECT_EQ(text_at(record, "eventSourceARN"), queue_arn("q"));
  EXPECT_EQ(text_at(record, "attributes.ApproximateReceiveCount"), "1");
}

TEST(EventSourceMapping, WhatFailsComesBackAfterTheVisibilityTimeoutAndEndsInTheDeadLetterQueue) {
  Worldlet world;
  world.queue("dlq").queue("q", with_dead_letters("dlq", 3)).function("f", fails());
  Simulation& simulation = world.setup(CreateEventSourceMapping{mapping("q", "f")}).at(0, send("q")).run();
  EXPECT_EQ(function_of(simulation, "f").invocations, 3u);
  EXPECT_EQ(count_of(simulation, RecordKind::BatchItemFailed), 3u);
  EXPECT_EQ(count_of(simulation, RecordKind::RetryScheduled), 0u) << "Lambda's own retries play no part";
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
}

TEST(EventSourceMapping, WithoutAReportOneFailureReturnsTheWholeBatch) {
  for (const bool report : {false, true}) {
    Worldlet world;
    EventSourceMappingConfig config = mapping("q", "f");
    config.report_batch_item_failures = report;
    config.maximum_batching_window_s = 1;
    world.queue("q").bucket("photos").function("f", fails_for_keys({"bad*"}));
    world.notify("photos", {to_queue("q")}).setup(CreateEventSourceMapping{config});
    world.at(0, put("photos", "good")).at(0, put("photos", "bad"));
    world.start().seek_time(10'000);
    EXPECT_EQ(ended(*world.simulation, Fate::Delivered), report ? 1u : 0u);
    EXPECT_EQ(queue_of(*world.simulation, "q").invisible.count, report ? 1u : 2u);
  }
}

TEST(EventSourceMapping, AFilterDeletesWhatItDoesNotWant) {
  Worldlet world;
  EventSourceMappingConfig config = mapping("q", "f");
  config.filters = {R"({"body":{"n":[{"numeric":[">=",3]}]}})"};
  world.queue("q").function("f").setup(CreateEventSourceMapping{config});
  send_many(world, "q", 5);
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 3u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
  EXPECT_EQ(simulation.world().tally.live, 0u);
}

TEST(EventSourceMapping, AThrottledBatchIsReceivedInVain) {
  Worldlet world;
  FunctionConfig config = function_with(succeeds());
  config.reserved_concurrency = 0;
  world.queue("dlq").queue("q", with_dead_letters("dlq", 2)).function("f", config);
  Simulation& simulation = world.setup(CreateEventSourceMapping{mapping("q", "f")}).at(0, send("q")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::BatchThrottled), 2u);
  EXPECT_EQ(function_of(simulation, "f").invocations, 0u);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
}

TEST(EventSourceMapping, ItsMaximumConcurrencyBoundsTheBatchesAtATime) {
  Worldlet world;
  EventSourceMappingConfig config = mapping("q", "f");
  config.batch_size = 1;
  config.maximum_concurrency = 2;
  world.queue("q").function("f", succeeds(1'000)).setup(CreateEventSourceMapping{config});
  send_many(world, "q", 10);
  Simulation& simulation = world.start();
  uint32_t most = 0;
  while (simulation.can_step()) {
    simulation.step_forward();
    most = std::max(most, function_of(simulation, "f").running);
  }
  EXPECT_EQ(most, 2u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 10u);
}

TEST(EventSourceMapping, DisabledItLeavesTheQueueAlone) {
  Worldlet world;
  world.queue("q").function("f").setup(CreateEventSourceMapping{mapping("q", "f")});
  Simulation& simulation = world.start();
  const std::string uuid(name_of(simulation.world(), simulation.history(), first_mapping(simulation).id));
  UpdateEventSourceMapping off;
  off.uuid = uuid;
  off.enabled = false;
  EXPECT_EQ(refusal_of(simulation, off), "");
  EXPECT_EQ(refusal_of(simulation, send("q")), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
  UpdateEventSourceMapping on = off;
  on.enabled = true;
  EXPECT_EQ(refusal_of(simulation, on), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 0u);
  EXPECT_EQ(refusal_of(simulation, DeleteEventSourceMapping{uuid}), "");
}

TEST(EventSourceMapping, ALoopThroughAQueueEndsInTheQueuesDeadLetters) {
  Worldlet world;
  HandlerBehaviour again = succeeds();
  HandlerCall call;
  call.operation = CallOperation::SendMessage;
  call.target = "q";
  call.body = "again";
  again.calls.push_back(call);
  world.queue("dlq").queue("q", with_dead_letters("dlq", 2)).function("f", again);
  Simulation& simulation = world.setup(CreateEventSourceMapping{mapping("q", "f")}).at(0, send("q")).run();
  EXPECT_EQ(function_of(simulation, "f").invocations, 16u);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
}

TEST(EventSourceMapping, IsRefusedInTheServicesWords) {
  Worldlet world;
  FunctionConfig slow = function_with(succeeds());
  slow.timeout_ms = 60'000;
  Simulation& simulation = world.queue("q").function("f").function("slow", slow).start();
  EventSourceMappingConfig config = mapping("q", "f");
  config.batch_size = 11;
  EXPECT_EQ(
      refusal_of(simulation, CreateEventSourceMapping{config}),
      "InvalidParameterValueException: Maximum batch window in seconds must be greater than 0 if maximum "
      "batch size is greater than 10");
  EXPECT_EQ(refusal_of(simulation, CreateEventSourceMapping{mapping("q", "slow")}),
            "InvalidParameterValueException: Queue visibility timeout: 30 seconds is less than Function "
            "timeout: 60 "
            "seconds");
  EXPECT_EQ(refusal_of(simulation, CreateEventSourceMapping{mapping("none", "f")}).substr(0, 94),
            "InvalidParameterValueException: Error occurred while ReceiveMessage. SQS Error Code: AWS.Simpl");
  EXPECT_EQ(refusal_of(simulation, CreateEventSourceMapping{mapping("q", "f")}), "");
  EXPECT_EQ(refusal_of(simulation, CreateEventSourceMapping{mapping("q", "f")}).substr(0, 26),
            "ResourceConflictException:");
}

TEST(MessageMoveTask, BringsDeadLettersBackToWhereTheyCameFromAsNewMessages) {
  Worldlet world;
  world.queue("dlq").queue("q", with_dead_letters("dlq", 1)).at(0, send("q", "x")).at(0, receive("q"));
  world.at(40'000, receive("q")).at(50'000, StartMessageMoveTask{queue_arn("dlq"), "", std::nullopt});
  Simulation& simulation = world.start();
  simulation.seek_time(45'000);
  const std::string before = text_at(visible_in(simulation, "dlq").at(0), "MessageId");
  simulation.run_to_idle(100);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 0u);
  const auto back = visible_in(simulation, "q");
  ASSERT_EQ(back.size(), 1u);
  EXPECT_NE(text_at(back[0], "MessageId"), before);
  EXPECT_EQ(text_at(back[0], "Attributes.ApproximateReceiveCount"), "0");
  EXPECT_EQ(text_at(back[0], "Attributes.SentTimestamp"), "1767225650000");
}

TEST(MessageMoveTask, GoesAtItsRateToAQueueOfOnesOwnChoice) {
  Worldlet world;
  world.queue("other").queue("dlq").queue("q", with_dead_letters("dlq", 1));
  send_many(world, "dlq", 3);
  Simulation& simulation =
      world.at(1'000, StartMessageMoveTask{queue_arn("dlq"), queue_arn("other"), 2}).run();
  EXPECT_EQ(times_of(simulation, RecordKind::MessageMoved), (std::vector<TimeMs>{1'000, 1'500, 2'000}));
  EXPECT_EQ(queue_of(simulation, "other").visible.count, 3u);
}

TEST(MessageMoveTask, LeavesWhatCameFromNoOtherQueue) {
  Worldlet world;
  world.queue("dlq").queue("q", with_dead_letters("dlq", 1)).at(0, send("dlq", "by hand"));
  Simulation& simulation = world.at(1'000, StartMessageMoveTask{queue_arn("dlq"), "", std::nullopt}).run();
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::MoveTaskCompleted), 1u);
}

TEST(MessageMoveTask, IsRefusedWhereTheSourceIsNoDeadLetterQueue) {
  Worldlet world;
  Simulation& simulation = world.queue("q").start();
  EXPECT_EQ(refusal_of(simulation, StartMessageMoveTask{queue_arn("q"), "", std::nullopt}),
            "InvalidParameterValue: Source queue must be configured as a Dead Letter Queue.");
}

}  // namespace
}  // namespace brigade::engine
