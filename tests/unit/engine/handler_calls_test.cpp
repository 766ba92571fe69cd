// Scripted handlers that call services: chains, templates, refusals, loops. Rules: Lambda Developer Guide,
// "Using Lambda recursive loop detection"; the error of a call as the SDK for Python raises it.
#include "engine/explain.h"
#include "engine/services/lambda.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

HandlerCall put_call(std::string bucket, std::string key, uint64_t size_bytes = 1) {
  HandlerCall call;
  call.target = std::move(bucket);
  call.key = std::move(key);
  call.size_bytes = size_bytes;
  return call;
}
HandlerCall call_to(CallOperation operation, std::string target, std::string body = "") {
  HandlerCall call;
  call.operation = operation;
  call.target = std::move(target);
  call.body = std::move(body);
  return call;
}
HandlerBehaviour calling(std::vector<HandlerCall> calls) {
  HandlerBehaviour behaviour = succeeds();
  behaviour.calls = std::move(calls);
  return behaviour;
}
std::string key_at(const Simulation& simulation, size_t write) {
  return std::string(simulation.history().key(static_cast<uint32_t>(write)));
}

TEST(HandlerCalls, AResizedImageLandsInTheSecondBucket) {
  Worldlet world;
  world.bucket("photos").bucket("thumbs").function("resize",
                                                   calling({put_call("thumbs", "small/{key}", 77)}));
  Simulation& simulation =
      world.notify("photos", {to_function("resize")}).at(0, put("photos", "a b.jpg")).run();
  ASSERT_EQ(simulation.world().objects, 2u);
  EXPECT_EQ(key_at(simulation, 1), "small/a b.jpg");
  EXPECT_EQ(simulation.history().objects[1].size_bytes, 77u);
  EXPECT_EQ(records_of(simulation, RecordKind::HandlerCalled).size(), 1u);
}

TEST(HandlerCalls, TextsAreFilledFromTheEvent) {
  Worldlet world;
  world.queue("out").bucket("photos");
  world.function("f", calling({call_to(CallOperation::SendMessage, "out",
                                       R"({"key":"{key}","from":"{bucket}","size":{size},"try":{attempt},)"
                                       R"("name":"{$.Records[0].eventName}","no":"{nothing}"})")}));
  Simulation& simulation =
      world.notify("photos", {to_function("f")}).at(0, put("photos", "a\"b.jpg", 5)).run();
  EXPECT_EQ(
      text_at(visible_in(simulation, "out").at(0), "Body"),
      R"({"key":"a\"b.jpg","from":"photos","size":5,"try":1,"name":"ObjectCreated:Put","no":"{nothing}"})");
}

TEST(HandlerCalls, WithoutABodyTheEventItselfIsSent) {
  Worldlet world;
  world.queue("out").function("f", calling({call_to(CallOperation::SendMessage, "out")}));
  EXPECT_EQ(text_at(visible_in(world.at(0, invoke("f", R"({"n":1})")).run(), "out").at(0), "Body"),
            R"({"n":1})");
}

TEST(HandlerCalls, AHandlerPublishesAndPutsEvents) {
  Worldlet world;
  HandlerCall event = call_to(CallOperation::PutEvents, "", R"({"n":"{$.n}"})");
  event.source = "shop";
  event.detail_type = "order";
  world.queue("by-topic").queue("by-rule");
  world.topic("news", {subscription(SubscriptionProtocol::Queue, queue_arn("by-topic"))});
  world.rule("r", R"({"source":["shop"],"detail":{"n":["7"]}})", {target("1", queue_arn("by-rule"))});
  world.function("f", calling({call_to(CallOperation::Publish, "news", "n is {$.n}"), event}));
  Simulation& simulation = world.at(0, invoke("f", R"({"n":7})")).run();
  EXPECT_EQ(text_at(json_of(text_at(visible_in(simulation, "by-topic").at(0), "Body")), "Message"), "n is 7");
  EXPECT_EQ(queue_of(simulation, "by-rule").visible.count, 1u);
}

TEST(HandlerCalls, ARefusedCallFailsTheAttemptAndIsTriedAgain) {
  Worldlet world;
  FunctionConfig config = function_with(calling({put_call("nowhere", "x")}));
  config.dead_letter_arn = queue_arn("dlq");
  Simulation& simulation = world.queue("dlq").function("f", config).at(0, invoke("f")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::HandlerCallRefused), 3u);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptFailed), 3u);
  const std::string error =
      "An error occurred (NoSuchBucket) when calling the PutObject operation: The specified bucket does not "
      "exist";
  const AttemptError told = attempt_error(simulation, records_of(simulation, RecordKind::AttemptFailed)[0]);
  EXPECT_EQ(told.type, "ClientError");
  EXPECT_EQ(told.message, error);
  EXPECT_EQ(text_at(visible_in(simulation, "dlq").at(0), "MessageAttributes.ErrorMessage.StringValue"),
            error);
}

TEST(HandlerCalls, AfterARefusedCallTheOthersAreNotMade) {
  Worldlet world;
  FunctionConfig config =
      function_with(calling({call_to(CallOperation::SendMessage, "out", "first"), put_call("nowhere", "x"),
                             call_to(CallOperation::SendMessage, "out", "last")}));
  config.maximum_retry_attempts = 0;
  Simulation& simulation = world.queue("out").function("f", config).at(0, invoke("f")).run();
  EXPECT_EQ(queue_of(simulation, "out").visible.count, 1u);
}

TEST(HandlerCalls, AnAttemptThatFailsAfterItsCallsMakesThemAgain) {
  Worldlet world;
  HandlerBehaviour behaviour = calling({call_to(CallOperation::SendMessage, "out", "x")});
  HandlerRule late;
  late.after_calls = true;
  late.first_attempts = 1;
  behaviour.rules.push_back(late);
  Simulation& simulation = world.queue("out").function("f", behaviour).at(0, invoke("f")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptSucceeded), 1u);
  EXPECT_EQ(queue_of(simulation, "out").visible.count, 2u) << "not idempotent: the retry sent it again";
}

TEST(HandlerCalls, AnAttemptThatFailsBeforeMakesNone) {
  Worldlet world;
  HandlerBehaviour behaviour = calling({call_to(CallOperation::SendMessage, "out", "x")});
  behaviour.rules.push_back({});
  Simulation& simulation = world.queue("out").function("f", behaviour).at(0, invoke("f")).run();
  EXPECT_EQ(queue_of(simulation, "out").visible.count, 0u);
}

TEST(RecursiveLoop, AFunctionThatWritesToItsOwnBucketIsStoppedAfterSixteenInvocations) {
  Worldlet world;
  FunctionConfig config = function_with(calling({put_call("photos", "again/{key}")}));
  config.dead_letter_arn = queue_arn("dlq");
  world.queue("dlq").bucket("photos").function("f", config).notify("photos", {to_function("f")});
  Simulation& simulation = world.at(0, put("photos", "a")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 16u);
  EXPECT_EQ(count_of(simulation, RecordKind::RecursiveInvocationDropped), 1u);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
}

TEST(RecursiveLoop, ItGoesOnWhereTheFunctionAllowsIt) {
  Worldlet world;
  world.bucket("photos")
      .function("f", calling({put_call("photos", "x")}))
      .notify("photos", {to_function("f")});
  world.setup(PutFunctionRecursionConfig{"f", true}).at(0, put("photos", "a")).start();
  EXPECT_EQ(world.simulation->run_to_idle(500), RunStop::StepLimit);
}

TEST(RecursiveLoop, ThroughATopicItIsStoppedAndThroughEventBridgeItIsNot) {
  for (const bool through_bus : {false, true}) {
    Worldlet world;
    world.bucket("photos").function("f", calling({put_call("photos", "x")}));
    world.topic("news", {subscription(SubscriptionProtocol::Function, function_arn("f"))});
    if (through_bus) {
      world.rule("r", R"({"source":["aws.s3"]})", {target("1", function_arn("f"))});
      world.setup(PutBucketNotificationConfiguration{"photos", {}, false, true});
    } else {
      world.notify("photos", {rule_to(TargetKind::Topic, topic_arn("news"), {"s3:ObjectCreated:*"})});
    }
    world.at(0, put("photos", "a")).start();
    EXPECT_EQ(world.simulation->run_to_idle(2'000), through_bus ? RunStop::StepLimit : RunStop::Idle);
    EXPECT_EQ(count_of(*world.simulation, RecordKind::RecursiveInvocationDropped), through_bus ? 0u : 1u);
  }
}

}  // namespace
}  // namespace brigade::engine
