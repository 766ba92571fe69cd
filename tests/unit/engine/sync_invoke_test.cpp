// Synchronous invocation: one attempt, no queue, and an answer. Rules: Lambda Developer Guide, "Invoke a
// Lambda function synchronously"; the codes and texts are those of the API's page of Invoke.
#include "engine/explain.h"
#include "engine/services/lambda.h"
#include "engine/services/logs.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

Invoke request(std::string function, std::string payload = "{}") {
  return {std::move(function), std::move(payload), InvocationType::RequestResponse};
}
HandlerBehaviour returns(std::string response) {
  HandlerBehaviour behaviour = succeeds();
  behaviour.response = std::move(response);
  return behaviour;
}
std::string answer(const Simulation& simulation, RecordKind kind = RecordKind::FunctionResponded) {
  const std::vector<Record> found = records_of(simulation, kind);
  if (found.size() != 1) return "none";
  return found[0].value == kNone ? "null" : *simulation.history().texts[found[0].value];
}

TEST(SyncInvoke, RunsAtOnceWithoutAQueue) {
  Worldlet world;
  world.function("fn", succeeds(120)).at(5, request("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AsyncAccepted), 0u);
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptStarted), std::vector<TimeMs>{5});
  EXPECT_EQ(times_of(simulation, RecordKind::FunctionResponded), std::vector<TimeMs>{5 + 200 + 120});
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(answer(simulation), "null");
}

TEST(SyncInvoke, AnswersWhatTheHandlerReturns) {
  Worldlet world;
  world.function("fn", returns(R"({"id":"{$.id}","n":{$.n},"by":"{function}"})"));
  EXPECT_EQ(answer(world.at(0, request("fn", R"({"id":"a\"b","n":7})")).run()),
            R"({"id":"a\"b","n":7,"by":"fn"})");
}

TEST(SyncInvoke, ATextThatIsNoJsonBecomesAString) {
  Worldlet world;
  world.function("fn", returns("hello {$.name}"));
  EXPECT_EQ(answer(world.at(0, request("fn", R"({"name":"Ada"})")).run()), R"("hello Ada")");
}

TEST(SyncInvoke, AnErrorIsAnsweredOnceAndNeverTriedAgain) {
  Worldlet world;
  HandlerRule rule;
  rule.error_type = "ValueError";
  rule.error_message = "no id";
  world.function("fn", with_rule(rule)).at(0, request("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::RetryScheduled), 0u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
  const base::JsonValue error = json_of(answer(simulation, RecordKind::FunctionErrorReturned));
  EXPECT_EQ(member_names(error), "errorMessage,errorType,requestId,stackTrace");
  EXPECT_EQ(text_at(error, "errorType") + ": " + text_at(error, "errorMessage"), "ValueError: no id");
  EXPECT_EQ(records_of(simulation, RecordKind::FunctionErrorReturned)[0].code, 200);
  EXPECT_EQ(function_of(simulation, "fn").errors, 1u);
}

TEST(SyncInvoke, ATimeoutIsAnsweredAsASandboxError) {
  Worldlet world;
  world.function("fn", times_out()).at(0, request("fn"));
  Simulation& simulation = world.run();
  const base::JsonValue error = json_of(answer(simulation, RecordKind::FunctionErrorReturned));
  EXPECT_EQ(text_at(error, "errorType"), "Sandbox.Timedout");
  EXPECT_NE(text_at(error, "errorMessage").find("Error: Task timed out after 3.00 seconds"),
            std::string::npos);
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptTimedOut), std::vector<TimeMs>{3'200});
}

TEST(SyncInvoke, NoDestinationAndNoDeadLetterQueueHearOfIt) {
  Worldlet world;
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = config.on_failure_arn = queue_arn("dlq");
  world.queue("dlq").function("fn", config).at(0, request("fn"));
  EXPECT_EQ(queue_of(world.run(), "dlq").sent, 0u);
}

TEST(SyncInvoke, ReservedConcurrencyThrottlesWith429AndItsReason) {
  Worldlet world;
  FunctionConfig config = function_with(succeeds(1'000));
  config.reserved_concurrency = 1;
  world.function("fn", config).at(0, request("fn")).at(1, request("fn"));
  Simulation& simulation = world.run();
  ASSERT_EQ(count_of(simulation, RecordKind::SyncRefused), 1u);
  const Line line = line_of(simulation, place_of(simulation, RecordKind::SyncRefused));
  EXPECT_EQ(line.sentence.arguments[1].text,
            "429 TooManyRequestsException: Rate Exceeded. (Reason: "
            "ReservedFunctionConcurrentInvocationLimitExceeded)");
  EXPECT_EQ(function_of(simulation, "fn").throttles, 1u);
  EXPECT_EQ(function_of(simulation, "fn").invocations, 1u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(SyncInvoke, TheAccountsLimitHasAReasonOfItsOwn) {
  Worldlet world;
  world.plan.options.account_concurrency = 1;
  world.function("fn", succeeds(1'000)).at(0, request("fn")).at(1, request("fn"));
  Simulation& simulation = world.run();
  ASSERT_EQ(count_of(simulation, RecordKind::SyncRefused), 1u);
  EXPECT_EQ(records_of(simulation, RecordKind::SyncRefused)[0].code,
            static_cast<uint16_t>(SyncRefusal::ConcurrentInvocationLimitExceeded));
}

TEST(SyncInvoke, ReservedConcurrencyZeroRefusesEveryCaller) {
  Worldlet world;
  FunctionConfig config = function_with(succeeds());
  config.reserved_concurrency = 0;
  EXPECT_EQ(count_of(world.function("fn", config).at(0, request("fn")).run(), RecordKind::SyncRefused), 1u);
}

TEST(SyncInvoke, TakesUpToSixMegabytes) {
  Worldlet world;
  world.function("fn", succeeds());
  Simulation& simulation = world.start();
  const std::string fits = "\"" + std::string(lambda::kMaxSyncPayloadBytes - 2, 'x') + "\"";
  EXPECT_EQ(refusal_of(simulation, request("fn", fits)), "");
  EXPECT_EQ(refusal_of(simulation, request("fn", fits + " ")),
            "RequestEntityTooLargeException: 6291457 byte payload is too large for the RequestResponse "
            "invocation type (limit 6291456 bytes)");
}

TEST(SyncInvoke, ALongerResponseThanSixMegabytesIsAnError) {
  Worldlet world;
  world.function("fn", returns(R"({"a":"{$.a}","b":"{$.a}"})"));
  const std::string half(3'200'000, 'x');
  Simulation& simulation = world.at(0, request("fn", R"({"a":")" + half + "\"}")).run();
  const base::JsonValue error = json_of(answer(simulation, RecordKind::FunctionErrorReturned));
  EXPECT_EQ(text_at(error, "errorType"), "Function.ResponseSizeTooLarge");
  EXPECT_EQ(text_at(error, "errorMessage"),
            "Response payload size exceeded maximum allowed payload size (6291556 bytes).");
}

TEST(SyncInvoke, ASecondOneRunsInTheWarmEnvironment) {
  Worldlet world;
  world.function("fn", succeeds()).at(0, request("fn")).at(1'000, request("fn"));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::FunctionResponded), (std::vector<TimeMs>{320, 1'120}));
  EXPECT_EQ(function_of(simulation, "fn").environments_made, 1u);
}

TEST(SyncInvoke, TheFunctionLogsAsEver) {
  Worldlet world;
  world.function("fn", succeeds()).at(0, request("fn"));
  Simulation& simulation = world.run();
  const auto lines =
      log_lines(simulation, resource(simulation, ResourceKind::Function, "fn"), 0, simulation.record_count());
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_NE(lines[3].text.find("Billed Duration: 320 ms"), std::string::npos);
}

TEST(SyncInvoke, AnAsynchronousSuccessTellsItsDestinationWhatItReturned) {
  Worldlet world;
  FunctionConfig config = function_with(returns(R"({"ok":true})"));
  config.on_success_arn = queue_arn("done");
  world.queue("done").function("fn", config).at(0, invoke("fn"));
  const auto messages = visible_in(world.run(), "done");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(at_path(json_of(text_at(messages[0], "Body")), "responsePayload.ok").as_bool());
}

TEST(Billing, CountsTheInitPhaseAndTheMemoryOfEachInvocation) {
  Worldlet world;
  FunctionConfig config = function_with(succeeds(100));
  config.memory_mb = 512;
  world.function("fn", config).at(0, request("fn")).at(1'000, invoke("fn"));
  const FunctionState& function = function_of(world.run(), "fn");
  EXPECT_EQ(function.billed_ms, 300u + 100u);
  EXPECT_EQ(function.billed_mb_ms, 400u * 512u);
}

TEST(SyncInvoke, TheScalingRateHasAReasonOfItsOwn) {
  Worldlet world;
  world.plan.options.account_concurrency = 5'000;
  world.function("fn", succeeds(1'000));
  for (int i = 0; i < 1'001; ++i) world.at(0, request("fn"));
  Simulation& simulation = world.run();
  ASSERT_EQ(count_of(simulation, RecordKind::SyncRefused), 1u);
  EXPECT_EQ(records_of(simulation, RecordKind::SyncRefused)[0].code,
            static_cast<uint16_t>(SyncRefusal::FunctionInvocationRateLimitExceeded));
  const Why reason = why(simulation, place_of(simulation, RecordKind::SyncRefused));
  EXPECT_EQ(reason.because.key, "why.sync_refused.scaling");
}

}  // namespace
}  // namespace brigade::engine
