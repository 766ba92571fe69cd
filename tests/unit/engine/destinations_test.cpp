// Where events go that a function will not process any more: dead-letter queues and destinations, and what
// arrives there. Shapes: recordings of the real service; Lambda Developer Guide, "Capturing records of
// asynchronous invocations".
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

FunctionConfig with_failure_destination(FunctionConfig config, const std::string& arn) {
  config.has_event_invoke_config = true;
  config.on_failure_arn = arn;
  return config;
}

TEST(DeadLetterQueue, GetsTheOriginalEventWithThreeAttributes) {
  FunctionConfig config = function_with(fails());
  config.handler.rules[0].error_type = "ValueError";
  config.handler.rules[0].error_message = "not a picture";
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.queue("dlq").function("fn", config).at(0, invoke("fn", "{\"a\": 1}"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "dlq");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text_at(messages[0], "Body"), "{\"a\": 1}");
  const base::JsonValue attributes = at_path(messages[0], "MessageAttributes");
  EXPECT_EQ(member_names(attributes), "RequestID,ErrorCode,ErrorMessage");
  EXPECT_EQ(text_at(attributes, "RequestID.StringValue"),
            request_id(7, records_of(simulation, RecordKind::AttemptStarted)[0].delivery));
  EXPECT_EQ(text_at(attributes, "ErrorCode.DataType"), "Number");
  EXPECT_EQ(text_at(attributes, "ErrorCode.StringValue"), "200");
  EXPECT_EQ(text_at(attributes, "ErrorMessage.StringValue"), "not a picture");
}

TEST(DeadLetterQueue, ThatIsGoneLosesTheEventWithThatReason) {
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.queue("dlq").function("fn", config).at(0, invoke("fn")).at(1'000, DeleteQueue{"dlq"});
  Simulation& simulation = world.run();
  const auto dropped = records_of(simulation, RecordKind::Dropped);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(static_cast<DropReason>(dropped[0].code), DropReason::DeadLetterQueueGone);
}

TEST(DeadLetterQueue, ThatIsMissingLosesTheEventWithThatReason) {
  Worldlet world;
  world.function("fn", fails()).at(0, invoke("fn"));
  const auto dropped = records_of(world.run(), RecordKind::Dropped);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(static_cast<DropReason>(dropped[0].code), DropReason::NoDeadLetterQueue);
}

TEST(Destinations, TheFailureRecordIsTheServices) {
  FunctionConfig config = with_failure_destination(function_with(fails()), queue_arn("failed"));
  config.handler.rules[0].error_message = "boom";
  Worldlet world;
  world.queue("failed").function("fn", config).at(0, invoke("fn", "{\"a\":1}"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "failed");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].find("MessageAttributes"), nullptr);
  const base::JsonValue record = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(member_names(record),
            "version,timestamp,requestContext,requestPayload,responseContext,responsePayload");
  EXPECT_EQ(text_at(record, "version"), "1.0");
  EXPECT_EQ(text_at(record, "timestamp"), "2026-01-01T00:03:00.440Z");  // 200 + 3 * 80 ms after three minutes
  const base::JsonValue request = at_path(record, "requestContext");
  EXPECT_EQ(member_names(request), "requestId,functionArn,condition,approximateInvokeCount");
  EXPECT_EQ(text_at(request, "functionArn"), function_arn("fn") + ":$LATEST");
  EXPECT_EQ(text_at(request, "condition"), "RetriesExhausted");
  EXPECT_EQ(at_path(request, "approximateInvokeCount").as_int64(), 3);
  EXPECT_EQ(at_path(record, "requestPayload.a").as_int64(), 1);
  EXPECT_EQ(member_names(at_path(record, "responseContext")), "statusCode,executedVersion,functionError");
  EXPECT_EQ(at_path(record, "responseContext.statusCode").as_int64(), 200);  // even on an error
  EXPECT_EQ(text_at(record, "responseContext.functionError"), "Unhandled");
  EXPECT_EQ(text_at(record, "responsePayload.errorMessage"), "boom");
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
}

TEST(Destinations, AnEventTooOldSaysSo) {
  FunctionConfig config = with_failure_destination(function_with(fails()), queue_arn("failed"));
  config.maximum_event_age_s = 60;
  Worldlet world;
  world.queue("failed").function("fn", config).at(0, invoke("fn"));
  const auto messages = visible_in(world.run(), "failed");
  ASSERT_EQ(messages.size(), 1u);
  const base::JsonValue record = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(text_at(record, "requestContext.condition"), "EventAgeExceeded");
  EXPECT_EQ(at_path(record, "requestContext.approximateInvokeCount").as_int64(), 1);
}

// Recorded: count 0, and neither a response context nor a response payload.
TEST(Destinations, ZeroReservedConcurrencyHasNoResponse) {
  FunctionConfig config = with_failure_destination(function_with(succeeds()), queue_arn("failed"));
  config.reserved_concurrency = 0;
  Worldlet world;
  world.queue("failed").function("fn", config).at(0, invoke("fn"));
  const auto messages = visible_in(world.run(), "failed");
  ASSERT_EQ(messages.size(), 1u);
  const base::JsonValue record = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(member_names(record), "version,timestamp,requestContext,requestPayload");
  EXPECT_EQ(text_at(record, "requestContext.condition"), "ZeroReservedConcurrency");
  EXPECT_EQ(at_path(record, "requestContext.approximateInvokeCount").as_int64(), 0);
}

TEST(Destinations, ATimeoutIsNamedAsTheSandboxDoes) {
  FunctionConfig config = with_failure_destination(function_with(times_out()), queue_arn("failed"));
  config.maximum_retry_attempts = 0;
  Worldlet world;
  world.queue("failed").function("fn", config).at(0, invoke("fn"));
  const auto messages = visible_in(world.run(), "failed");
  ASSERT_EQ(messages.size(), 1u);
  const base::JsonValue payload = at_path(json_of(text_at(messages[0], "Body")), "responsePayload");
  EXPECT_EQ(text_at(payload, "errorType"), "Sandbox.Timedout");
  EXPECT_EQ(text_at(payload, "errorMessage"),
            "RequestId: " + request_id(7, 0) + " Error: Task timed out after 3.00 seconds");
}

TEST(Destinations, SuccessHasNoErrorInItsRecord) {
  FunctionConfig config = function_with(succeeds());
  config.on_success_arn = queue_arn("done");
  Worldlet world;
  world.queue("done").function("fn", config).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "done");
  ASSERT_EQ(messages.size(), 1u);
  const base::JsonValue record = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(text_at(record, "requestContext.condition"), "Success");
  EXPECT_EQ(member_names(at_path(record, "responseContext")), "statusCode,executedVersion");
  EXPECT_TRUE(at_path(record, "responsePayload").is_null());
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

// "You can configure both a dead-letter queue and an on-failure destination": both get the event.
TEST(Destinations, BothTheDeadLetterQueueAndTheDestinationGetAFailure) {
  FunctionConfig config = with_failure_destination(function_with(fails()), queue_arn("failed"));
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.queue("dlq").queue("failed").function("fn", config).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
  EXPECT_EQ(queue_of(simulation, "failed").visible.count, 1u);
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
}

TEST(Destinations, AFunctionGetsTheRecordAsItsEvent) {
  Worldlet world;
  FunctionConfig second = function_with(fails());
  second.dead_letter_arn = queue_arn("dlq");
  world.queue("dlq").function("alarm", second);
  world.function("fn", with_failure_destination(function_with(fails()), function_arn("alarm")))
      .at(0, invoke("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AsyncAccepted), 2u);
  const auto messages = visible_in(simulation, "dlq");
  ASSERT_EQ(messages.size(), 1u);
  const base::JsonValue body = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(text_at(body, "requestContext.functionArn"), function_arn("fn") + ":$LATEST");
  EXPECT_NE(messages[0].find("MessageAttributes"), nullptr);  // it is a dead letter of the second function
}

TEST(Destinations, ThatWereDeletedLoseTheRecord) {
  FunctionConfig config = with_failure_destination(function_with(fails()), queue_arn("failed"));
  Worldlet world;
  world.queue("failed").function("fn", config).at(0, invoke("fn")).at(1'000, DeleteQueue{"failed"});
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 1u);
  EXPECT_EQ(simulation.world().derivations.used(), 0u);
}

// What failed is told with the script that failed, also where the script was changed while it ran.
TEST(Destinations, TheErrorIsThatOfTheConfigurationThatRan) {
  FunctionConfig config = with_failure_destination(function_with(fails()), queue_arn("failed"));
  config.handler.rules[0].error_message = "the old error";
  config.maximum_retry_attempts = 0;
  Worldlet world;
  world.queue("failed")
      .function("fn", config)
      .at(0, invoke("fn"))
      .at(100, SetHandlerBehaviour{"fn", succeeds()});
  const auto messages = visible_in(world.run(), "failed");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text_at(json_of(text_at(messages[0], "Body")), "responsePayload.errorMessage"), "the old error");
}

}  // namespace
}  // namespace brigade::engine
