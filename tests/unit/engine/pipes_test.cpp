// Pipes: from a queue or a stream through filter, enrichment and templates to a target. Rules: EventBridge
// User Guide, "Amazon EventBridge Pipes" (event filtering, enrichment, input transformation, batching and
// concurrency, Amazon SQS / DynamoDB / Kinesis as a source).
#include "engine/services/pipes.h"

#include "engine/explain.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {
namespace {

constexpr const char* kPipeRole = "arn:aws:iam::123456789012:role/pipe";

CreatePipe pipe(std::string source, std::string target) {
  CreatePipe made;
  made.pipe = "p";
  made.config.event_source_arn = std::move(source);
  made.config.target_arn = std::move(target);
  made.config.role_arn = kPipeRole;
  return made;
}
CreatePipe stream_pipe(std::string source, std::string target) {
  CreatePipe made = pipe(std::move(source), std::move(target));
  made.config.starting_position = StartingPosition::TrimHorizon;
  return made;
}
QueueConfig with_dead_letters(const std::string& dlq, uint32_t max_receive_count) {
  QueueConfig config = open_queue();
  config.redrive_target_arn = queue_arn(dlq);
  config.max_receive_count = max_receive_count;
  return config;
}
std::vector<std::string> bodies_in(const Simulation& simulation, const std::string& queue) {
  std::vector<std::string> out;
  for (const base::JsonValue& message : visible_in(simulation, queue))
    out.push_back(text_at(message, "Body"));
  return out;
}

TEST(Pipe, TakesAMessageFromAQueueToAnother) {
  Worldlet world;
  world.queue("in").queue("out").setup(pipe(queue_arn("in"), queue_arn("out"))).at(0, send("in", "hello"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "in").visible.count, 0u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u) << "done with when the target has it";
  const auto event = json_of(bodies_in(simulation, "out").at(0));
  EXPECT_EQ(text_at(event, "body"), "hello") << "without a template the target gets the source's event";
  EXPECT_EQ(text_at(event, "eventSource"), "aws:sqs");
}

TEST(Pipe, WhatNoFilterWantsIsDeletedFromTheQueueAndTheFilterSaysWhy) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.filters = {R"({"body":{"kind":["order"]}})", R"({"body":{"kind":["refund"]}})"};
  made.config.target_template = "<$.body.id>";
  world.queue("in").queue("out").setup(made);
  world.at(0, send("in", R"({"kind":"order","id":1})")).at(1'000, send("in", R"({"kind":"click","id":2})"));
  Simulation& simulation = world.run();
  EXPECT_EQ(bodies_in(simulation, "out"), std::vector<std::string>{"1"});
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 1u);
  const Why out = why(simulation, place_of(simulation, RecordKind::PipeFilteredOut));
  ASSERT_EQ(out.checks.size(), 2u);
  EXPECT_FALSE(out.checks[0].ok);
  EXPECT_EQ(out.checks[0].actual, R"({"kind":"click","id":2})");
  const Why in = why(simulation, place_of(simulation, RecordKind::PipeExecutionStarted));
  ASSERT_EQ(in.checks.size(), 2u);
  EXPECT_TRUE(in.checks[0].ok);
  EXPECT_FALSE(in.checks[1].ok);
}

TEST(Pipe, ATemplateSeesTheBodyAsJsonAndTheReservedVariables) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.target_template =
      R"({"id":<$.body.id>,"text":"order <$.body.id> of <$.body.who>","whole":<$.body>,"pipe":"<aws.pipes.pipe-name>"})";
  world.queue("in").queue("out").setup(made).at(0, send("in", R"({"id":7,"who":"ann"})"));
  Simulation& simulation = world.run();
  EXPECT_EQ(bodies_in(simulation, "out").at(0),
            R"({"id":7,"text":"order 7 of ann","whole":"{\"id\":7,\"who\":\"ann\"}","pipe":"p"})")
      << "the body is read where the path leads below it, and is a text where it does not";
}

TEST(Pipe, ATargetThatRefusesLeavesTheMessageInTheQueueWhoseRedrivePolicyDecides) {
  Worldlet world;
  world.queue("dead").queue("in", with_dead_letters("dead", 2)).queue("out");
  world.setup(pipe(queue_arn("in"), queue_arn("out"))).setup(DeleteQueue{"out"}).at(0, send("in"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::PipeExecutionFailed), 2u);
  EXPECT_EQ(times_of(simulation, RecordKind::PipeExecutionStarted), (std::vector<TimeMs>{0, 30'000}))
      << "again when the visibility timeout is over";
  EXPECT_EQ(queue_of(simulation, "dead").visible.count, 1u) << "the pipe has no dead-letter queue of its own";
}

TEST(Pipe, AFaultOfTheTargetIsTriedAgain) {
  Worldlet world;
  world.queue("in").queue("out").setup(pipe(queue_arn("in"), queue_arn("out")));
  world.at(0, SetFault{queue_arn("out"), FaultKind::Throttle, 10'000}).at(1, send("in", "late"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::PipeStageRefused), 1u);
  EXPECT_EQ(bodies_in(simulation, "out").size(), 1u);
}

TEST(Pipe, EachEventOfABatchFailsByItselfWhereTheTargetTakesEach) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), bus_arn("orders"));
  made.config.target_template = "<$.body>";
  made.config.target_template = R"(<$.body.detail>)";
  made.config.maximum_batching_window_s = 1;
  world.queue("in").setup(CreateEventBus{"orders", {}}).setup(made);
  world.at(0, send("in", R"({"detail":{"a":1}})")).at(0, send("in", R"({"detail":"no object"})"));
  Simulation& simulation = world.start();
  simulation.run_until(10'000, 1'000);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(queue_of(simulation, "in").invisible.count, 1u) << "only what failed comes back";
}

TEST(Pipe, AnEventForABusIsNamedAfterThePipeAndItsSource) {
  Worldlet world;
  CreatePipe plain = pipe(queue_arn("in"), bus_arn("orders"));
  plain.config.target_template = R"({"n":<$.body.n>})";
  world.queue("in").queue("seen").setup(CreateEventBus{"orders", {}}).setup(plain);
  world.rule("all", R"({"account":["123456789012"]})", {target("q", queue_arn("seen"))}, "orders");
  Simulation& simulation = world.at(0, send("in", R"({"n":3})")).run();
  const auto event = json_of(bodies_in(simulation, "seen").at(0));
  EXPECT_EQ(text_at(event, "source"), "Pipe p");
  EXPECT_EQ(text_at(event, "detail-type"), "Event from aws:sqs");
  EXPECT_EQ(at_path(event, "detail.n").as_int64(), 3);
}

TEST(Pipe, ParametersOfATargetMayBePathsIntoTheEvent) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), kinesis_arn("out"));
  made.config.partition_key = "$.body.who";
  world.queue("in").setup(create_stream("out")).setup(made).at(0, send("in", R"({"who":"ann"})"));
  Simulation& simulation = world.run();
  ASSERT_EQ(count_of(simulation, RecordKind::StreamRecordPut), 1u);
  EXPECT_EQ(record_key_text(simulation.history(), 0), "ann");
}

TEST(Pipe, FireAndForgetHandsTheWholeBatchToTheFunctionsQueue) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), function_arn("f"));
  made.config.fire_and_forget = true;
  made.config.maximum_batching_window_s = 1;
  world.queue("in").function("f", fails()).setup(made).at(0, send("in")).at(0, send("in"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::AsyncAccepted), 1u) << "one event, a JSON array";
  EXPECT_EQ(count_of(simulation, RecordKind::PipeExecutionFailed), 0u)
      << "what the function makes of it is the function's";
  EXPECT_EQ(count_of(simulation, RecordKind::RetriesExhausted), 1u);
}

TEST(Pipe, AFunctionThatIsWaitedForFailsTheBatch) {
  Worldlet world;
  world.queue("dead").queue("in", with_dead_letters("dead", 2)).function("f", fails_first(1));
  world.setup(pipe(queue_arn("in"), function_arn("f"))).at(0, send("in"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::PipeFunctionFailed), 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u) << "the second receive is a second attempt";
  EXPECT_EQ(queue_of(simulation, "dead").visible.count, 0u);
}

HandlerBehaviour answers(std::string response) {
  HandlerBehaviour behaviour = succeeds(200);
  behaviour.response = std::move(response);
  return behaviour;
}

TEST(Pipe, TheEnrichmentsAnswerGoesToTheTarget) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.enrichment_arn = function_arn("look-up");
  made.config.enrichment_template = R"({"id":<$.body.id>})";
  made.config.target_template = R"("order <$.id> of <$.name>")";
  world.queue("in").queue("out").function("look-up", answers(R"({"id":{$[0].id},"name":"ann"})")).setup(made);
  Simulation& simulation = world.at(0, send("in", R"({"id":7})")).run();
  EXPECT_EQ(bodies_in(simulation, "out"), std::vector<std::string>{"order 7 of ann"});
  EXPECT_EQ(function_of(simulation, "look-up").invocations, 1u);
  const std::vector<Record> enriched = records_of(simulation, RecordKind::PipeEnriched);
  ASSERT_EQ(enriched.size(), 1u);
  EXPECT_EQ(enriched[0].code, 1u);
  EXPECT_EQ(enriched[0].value, 200u);
}

TEST(Pipe, AnEmptyAnswerOfTheEnrichmentEndsTheBatchWithoutTheTarget) {
  for (const char* empty : {"", "{}", "[]"}) {
    Worldlet world;
    CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
    made.config.enrichment_arn = function_arn("f");
    world.queue("in").queue("out").function("f", answers(empty)).setup(made).at(0, send("in"));
    Simulation& simulation = world.run();
    EXPECT_EQ(queue_of(simulation, "out").visible.count, 0u) << empty;
    EXPECT_EQ(count_of(simulation, RecordKind::PipeTargetSkipped), 1u) << empty;
    EXPECT_EQ(ended(simulation, Fate::Delivered), 1u) << "and that is a success: " << empty;
  }
}

TEST(Pipe, AnEnrichmentMayReturnMoreEventsButNoMoreThanTheTargetTakes) {
  const auto run = [](const std::string& response) {
    Worldlet world;
    CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
    made.config.enrichment_arn = function_arn("f");
    world.queue("dead").queue("in", with_dead_letters("dead", 1)).queue("out");
    world.function("f", answers(response)).setup(made).at(0, send("in")).run();
    return std::make_pair(queue_of(*world.simulation, "out").visible.count,
                          queue_of(*world.simulation, "dead").visible.count);
  };
  EXPECT_EQ(run("[1,2,3]"), std::make_pair(3u, 0u));
  EXPECT_EQ(run("[1,2,3,4,5,6,7,8,9,10,11]"), std::make_pair(0u, 1u));
}

TEST(Pipe, AnErrorOfTheEnrichmentFailsTheExecution) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.enrichment_arn = function_arn("f");
  HandlerBehaviour handler = fails_first(1);
  handler.response = R"({"a":1})";
  world.queue("in").queue("out").function("f", handler).setup(made).at(0, send("in"));
  Simulation& simulation = world.run();
  const uint32_t failed = place_of(simulation, RecordKind::PipeFunctionFailed);
  ASSERT_NE(failed, kNone);
  EXPECT_EQ(*simulation.history().texts[simulation.record_at(failed).value],
            "Exception: The handler raised an error");
  EXPECT_EQ(bodies_in(simulation, "out").size(), 1u) << "the second receive went through";
}

TEST(Pipe, AThrottledFunctionFailsTheExecutionWithLambdasReason) {
  Worldlet world;
  FunctionConfig busy = function_with(succeeds(20'000));
  busy.timeout_ms = 120'000;
  busy.reserved_concurrency = 1;
  world.queue("in").function("f", busy).setup(pipe(queue_arn("in"), function_arn("f")));
  world.at(0, invoke("f")).at(1'000, send("in"));
  Simulation& simulation = world.run();
  const uint32_t refused = place_of(simulation, RecordKind::PipeStageRefused);
  ASSERT_NE(refused, kNone);
  EXPECT_EQ(*simulation.history().texts[simulation.record_at(refused).value],
            "429 TooManyRequestsException: Rate Exceeded. (Reason: "
            "ReservedFunctionConcurrentInvocationLimitExceeded)");
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
}

TEST(Pipe, ATargetMayReportWhichEventsItFailedWith) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), function_arn("f"));
  made.config.target_template = R"({"failed":"<$.body.failed>"})";
  made.config.maximum_batching_window_s = 1;
  made.config.filters = {R"({"body":{"failed":[{"exists":true}]}})"};
  world.queue("in").setup(made);
  world.function("f", answers(R"({"batchItemFailures":[{"itemIdentifier":"{$[0].failed}"}]})"));
  Simulation& simulation = world.at(0, send("in", R"({"failed":"nobody"})")).start();
  simulation.run_until(10'000, 1'000);
  EXPECT_EQ(queue_of(simulation, "in").invisible.count, 1u) << "an unknown name fails the whole batch";
  EXPECT_EQ(count_of(simulation, RecordKind::PipeFunctionFailed), 1u);
}

TEST(Pipe, ReadsATablesStreamInOrder) {
  Worldlet world;
  world.setup(create_table("items", StreamViewType::NewImage)).queue("out");
  CreatePipe made = stream_pipe(stream_arn_of("items"), queue_arn("out"));
  made.config.target_template = R"("<$.eventName> <$.dynamodb.NewImage.id.S>")";
  world.setup(made)
      .at(0, put_item("items", "a", 1))
      .at(10, put_item("items", "b", 1))
      .at(20, put_item("items", "a", 2));
  Simulation& simulation = world.run();
  EXPECT_EQ(bodies_in(simulation, "out"), (std::vector<std::string>{"INSERT a", "INSERT b", "MODIFY a"}));
  EXPECT_EQ(ended(simulation, Fate::Delivered), 3u);
}

TEST(Pipe, ReadsKinesisDataThroughItsBase64) {
  Worldlet world;
  CreatePipe made = stream_pipe(kinesis_arn("in"), queue_arn("out"));
  made.config.filters = {R"({"data":{"n":[{"numeric":[">",1]}]}})"};
  made.config.target_template = R"({"n":<$.data.n>,"key":<$.partitionKey>})";
  world.setup(create_stream("in")).queue("out").setup(made);
  world.at(0, put_record("in", "k", R"({"n":1})")).at(0, put_record("in", "k", R"({"n":2})"));
  Simulation& simulation = world.run();
  EXPECT_EQ(bodies_in(simulation, "out"), std::vector<std::string>{R"({"n":2,"key":"k"})"});
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 1u);
}

TEST(Pipe, GivesUpAStreamsBatchAfterItsRetriesAndTellsItsDeadLetterQueue) {
  Worldlet world;
  CreatePipe made = stream_pipe(kinesis_arn("in"), function_arn("f"));
  made.config.maximum_retry_attempts = 1;
  made.config.on_failure_arn = queue_arn("dead");
  world.setup(create_stream("in")).queue("dead").function("f", fails()).setup(made);
  Simulation& simulation = world.at(0, put_record("in", "k")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::PipeExecutionFailed), 2u);
  EXPECT_EQ(count_of(simulation, RecordKind::StreamRecordGivenUp), 1u);
  const auto letter = json_of(bodies_in(simulation, "dead").at(0));
  EXPECT_EQ(member_names(letter), "context,version,timestamp,KinesisBatchInfo");
  EXPECT_EQ(text_at(letter, "context.partnerResourceArn"), "arn:aws:pipes:us-east-1:123456789012:pipe/p");
  EXPECT_EQ(text_at(letter, "context.condition"), "RetryAttemptsExhausted");
}

TEST(Pipe, HalvesAFailedBatchUntilTheBadRecordIsAlone) {
  Worldlet world;
  CreatePipe made = stream_pipe(kinesis_arn("in"), function_arn("f"));
  made.config.maximum_retry_attempts = 0;
  made.config.bisect_batch_on_function_error = true;
  world.setup(create_stream("in")).function("f", fails_for("bad")).setup(made);
  for (const char* key : {"a", "bad", "c", "d"}) world.at(0, put_record("in", key));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::StreamRecordDiscarded), 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 3u);
}

TEST(Pipe, AStoppedPipeTakesNothingUntilItIsStarted) {
  Worldlet world;
  world.queue("in").queue("out").setup(pipe(queue_arn("in"), queue_arn("out")));
  world.at(0, StopPipe{"p"}).at(1, send("in")).at(5'000, StartPipe{"p"});
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::PipeExecutionStarted), std::vector<TimeMs>{5'000});
  EXPECT_EQ(refusal_of(simulation, StartPipe{"p"}), "ConflictException: Pipe p is already running.");
}

TEST(Pipe, AnExecutionEndsAsItBeganWhenThePipeChangesOrGoes) {
  Worldlet world;
  world.queue("in")
      .queue("out")
      .function("f", succeeds(2'000))
      .setup(pipe(queue_arn("in"), function_arn("f")));
  world.at(0, send("in")).at(1'000, DeletePipe{"p"}).at(10'000, send("in"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(queue_of(simulation, "in").visible.count, 1u) << "nobody takes the second";
}

CreateRole pipe_role(std::vector<std::string> actions) {
  PolicyStatement statement;
  statement.actions = std::move(actions);
  statement.resources = {"*"};
  CreateRole made;
  made.role = "pipe";
  made.config.trust = {service_statement({}, "pipes.amazonaws.com", "sts:AssumeRole")};
  made.config.policies = {{"own", {statement}}};
  return made;
}

TEST(Pipe, ReadsItsSourceWithItsRole) {
  Worldlet world;
  world.setup(pipe_role({"sqs:SendMessage"})).queue("in").queue("out");
  world.setup(pipe(queue_arn("in"), queue_arn("out"))).at(0, send("in"));
  Simulation& simulation = world.start();
  simulation.run_until(10'000, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::PipeExecutionStarted), 0u);
  EXPECT_GE(count_of(simulation, RecordKind::PermissionDenied), 1u);
}

TEST(Pipe, WritesToItsTargetWithItsRole) {
  Worldlet world;
  world.setup(pipe_role({"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}));
  world.queue("in").queue("out").setup(pipe(queue_arn("in"), queue_arn("out"))).at(0, send("in"));
  Simulation& simulation = world.start();
  simulation.run_until(10'000, 1'000);
  EXPECT_EQ(queue_of(simulation, "out").visible.count, 0u);
  const uint32_t refused = place_of(simulation, RecordKind::PipeStageRefused);
  ASSERT_NE(refused, kNone);
  const std::string& text = *simulation.history().texts[simulation.record_at(refused).value];
  EXPECT_EQ(text.find("AccessDenied: "), 0u) << text;
  EXPECT_EQ(queue_of(simulation, "in").invisible.count, 1u) << "it stays in the queue";
}

TEST(Pipe, RefusesWhatTheServiceRefuses) {
  const auto refused = [](CreatePipe made) {
    Worldlet world;
    world.queue("in").queue("out").setup(create_stream("s")).setup(std::move(made));
    return world.refusal();
  };
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.batch_size = 11;
  made.config.maximum_batching_window_s = 1;
  EXPECT_EQ(refused(made), "ValidationException: BatchSize 11 is more than the target takes, 10.");
  made = pipe(queue_arn("gone"), queue_arn("out"));
  EXPECT_EQ(refused(made), "ValidationException: The source " + queue_arn("gone") + " does not exist.");
  made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.on_failure_arn = queue_arn("out");
  EXPECT_NE(refused(made), "") << "no dead-letter queue for a queue";
  made.config.on_failure_arn.clear();
  made.config.filters.assign(6, R"({"body":["a"]})");
  EXPECT_EQ(refused(made), "ValidationException: A source has at most 5 filters; these are 6.");
  made.config.filters.clear();
  made.config.target_template = "{\"a\":<$.body[>}";
  EXPECT_NE(refused(made), "") << "no path";
  made.config.target_template = "{\"a\":<aws.pipes.wrong>}";
  EXPECT_NE(refused(made).find("<aws.pipes.wrong>"), std::string::npos);
  made = pipe(kinesis_arn("s"), queue_arn("out"));
  EXPECT_NE(refused(made).find("startingPosition"), std::string::npos);
  made = pipe(queue_arn("in"), kinesis_arn("s"));
  EXPECT_NE(refused(made).find("partitionKey"), std::string::npos);
  made = pipe(queue_arn("in"), "arn:aws:s3:::bucket");
  EXPECT_NE(refused(made), "");
  made = pipe(queue_arn("in"), queue_arn("out"));
  made.config.role_arn.clear();
  EXPECT_NE(refused(made).find("roleArn"), std::string::npos);
}

TEST(Pipe, GoingBackAndForthFindsTheSameWorld) {
  Worldlet world;
  CreatePipe made = pipe(queue_arn("in"), function_arn("f"));
  made.config.enrichment_arn = function_arn("g");
  world.queue("in").function("f").function("g").setup(made).at(0, send("in")).at(100, send("in"));
  Simulation& simulation = world.run();
  const uint64_t hash = simulation.hash();
  const uint32_t last = simulation.step();
  for (uint32_t step : {3u, 1u, 5u, last}) simulation.seek(step);
  EXPECT_EQ(simulation.hash(), hash);
}

// "MessageGroupId: the FIFO message group ID to use as the target"; like the deduplication id it may be a
// path into the event.
TEST(Pipe, GivesAFifoQueueItsGroupAndDeduplicationIdFromTheEvent) {
  Worldlet world;
  QueueConfig fifo = open_queue();
  fifo.fifo = true;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out.fifo"));
  made.config.message_group_id = "$.body.customer";
  made.config.message_deduplication_id = "$.body.id";
  made.config.target_template = "<$.body.id>";
  world.queue("in").queue("out.fifo", fifo).setup(made);
  world.at(0, send("in", R"({"customer":"ada","id":"1"})"));
  world.at(1'000, send("in", R"({"customer":"bob","id":"2"})"));
  world.at(2'000, send("in", R"({"customer":"ada","id":"1"})"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "out.fifo");
  ASSERT_EQ(messages.size(), 2u) << "the third has the deduplication id of the first";
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageGroupId"), "ada");
  EXPECT_EQ(text_at(messages[1], "Attributes.MessageGroupId"), "bob");
  EXPECT_EQ(text_at(messages[1], "Attributes.MessageDeduplicationId"), "2");
  EXPECT_EQ(ended(simulation, Fate::Deduplicated), 1u);
}

TEST(Pipe, AFifoQueueAsTargetNeedsAMessageGroup) {
  QueueConfig fifo = open_queue();
  fifo.fifo = fifo.content_based_deduplication = true;
  Worldlet world;
  world.queue("in").queue("out.fifo", fifo).setup(pipe(queue_arn("in"), queue_arn("out.fifo")));
  EXPECT_NE(world.refusal().find("sqsQueueParameters.messageGroupId"), std::string::npos);
}

TEST(Pipe, AMessageWithoutTheGroupThatThePathNamesIsRefusedByTheQueue) {
  QueueConfig fifo = open_queue();
  fifo.fifo = fifo.content_based_deduplication = true;
  CreatePipe made = pipe(queue_arn("in"), queue_arn("out.fifo"));
  made.config.message_group_id = "$.body.customer";
  Worldlet world;
  world.queue("dlq").queue("in", with_dead_letters("dlq", 1)).queue("out.fifo", fifo).setup(made);
  world.at(0, send("in", "{}"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "out.fifo").visible.count, 0u);
  EXPECT_GE(count_of(simulation, RecordKind::PipeStageRefused), 1u);
}

}  // namespace
}  // namespace brigade::engine
