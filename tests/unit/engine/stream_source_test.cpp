// Event source mappings of streams: order, batches, failures that hold a shard back, what ends that. Rules:
// Lambda Developer Guide, "Using Lambda with DynamoDB Streams" and "… with Kinesis"; recordings of the real
// service for the record that an on-failure destination gets.
#include "engine/services/stream_source.h"

#include "engine/explain.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kHourMs = 3'600'000;

const EventSourceMappingState& first_mapping(const Simulation& simulation) {
  return simulation.world().mappings[0];
}

// The times at which batches began and how many records each had.
using Batches = std::vector<std::pair<TimeMs, uint32_t>>;
Batches batches_of(const Simulation& simulation) {
  Batches out;
  uint32_t left = 0;
  for (const Record& r : records_of(simulation, RecordKind::StreamBatchStarted)) {
    if (left == 0) {
      out.push_back({r.time_ms, r.value});
      left = r.value;
    }
    --left;
  }
  return out;
}

// A table "items" whose stream the function "f" reads.
Worldlet& table_world(Worldlet& world, HandlerBehaviour behaviour, EventSourceMappingConfig config) {
  return world.queue("failed")
      .function("f", std::move(behaviour))
      .setup(create_table("items", StreamViewType::NewAndOldImages))
      .setup(CreateEventSourceMapping{std::move(config)});
}
Worldlet& table_world(Worldlet& world, HandlerBehaviour behaviour = succeeds()) {
  return table_world(world, std::move(behaviour), reads(stream_arn_of("items"), "f"));
}
void put_all(Worldlet& world, const std::string& keys, TimeMs at_ms = 0) {
  for (size_t i = 0; i < keys.size(); ++i)
    world.at(at_ms, put_item("items", keys.substr(i, 1), static_cast<int>(i)));
}

TEST(StreamSource, RecordsOfAQuarterSecondTravelInOneBatch) {
  Worldlet world;
  table_world(world);
  Simulation& simulation = world.at(10, put_item("items", "a", 1)).at(200, put_item("items", "b", 1)).run();
  EXPECT_EQ(batches_of(simulation), (Batches{{250, 2}}));
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
  EXPECT_EQ(first_mapping(simulation).iterator_age_ms, 50);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 0u);
}

TEST(StreamSource, AWindowCollectsABatchAndASizeEndsIt) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.batch_size = 3;
  config.maximum_batching_window_s = 10;
  table_world(world, succeeds(), config);
  put_all(world, "abcd", 1'000);
  Simulation& simulation = world.run();
  EXPECT_EQ(batches_of(simulation), (Batches{{1'250, 3}, {11'000, 1}}));
}

TEST(StreamSource, APoisonRecordHoldsItsShardBackUntilItExpires) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.batch_size = 1;
  table_world(world, fails_for("p"), config);
  put_all(world, "pb");
  world.at(5'000, put_item("items", "c", 1));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Expired), 2u)
      << "the poison record, and the one of the same age behind it";
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_GT(simulation.now_ms(), 24 * kHourMs);
  simulation.seek_time(kHourMs);
  EXPECT_EQ(first_mapping(simulation).blocked, 1u);
  EXPECT_EQ(first_mapping(simulation).waiting, 3u);
}

TEST(StreamSource, AWaitingRecordSaysWhichBatchItWaitsBehind) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.batch_size = 1;
  config.maximum_retry_attempts = 2;
  table_world(world, fails_for("p"), config);
  put_all(world, "pb");
  Simulation& simulation = world.run();
  const uint32_t record = place_of(simulation, RecordKind::WaitsBehindBatch);
  const Why why = engine::why(simulation, record);
  ASSERT_EQ(why.because.arguments.size(), 3u);
  EXPECT_EQ(why.because.arguments[0].text, "f");
  EXPECT_EQ(why.because.arguments[1].text, "1") << "failed once so far";
  EXPECT_EQ(why.because.arguments[2].text, "p");
}

TEST(StreamSource, RetriesEndAndTheDestinationIsToldWithoutTheRecords) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.maximum_retry_attempts = 1;
  config.on_failure_arn = queue_arn("failed");
  table_world(world, fails_for("p"), config);
  put_all(world, "pb", 100);
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 2u);
  const auto letters = visible_in(simulation, "failed");
  ASSERT_EQ(letters.size(), 1u) << "one for the batch";
  const base::JsonValue body = json_of(text_at(letters[0], "Body"));
  EXPECT_EQ(member_names(body), "requestContext,responseContext,version,timestamp,DDBStreamBatchInfo");
  EXPECT_EQ(text_at(body, "requestContext.condition"), "RetryAttemptsExhausted");
  EXPECT_EQ(at_path(body, "requestContext.approximateInvokeCount").as_int64(), 2);
  EXPECT_EQ(text_at(body, "requestContext.functionArn"), function_arn("f"));
  EXPECT_EQ(text_at(body, "responseContext.functionError"), "Unhandled");
  const base::JsonValue info = at_path(body, "DDBStreamBatchInfo");
  EXPECT_EQ(member_names(info),
            "shardId,startSequenceNumber,endSequenceNumber,approximateArrivalOfFirstRecord,"
            "approximateArrivalOfLastRecord,batchSize,streamArn");
  EXPECT_EQ(at_path(info, "batchSize").as_int64(), 2);
  EXPECT_EQ(text_at(info, "approximateArrivalOfFirstRecord"), "2026-01-01T00:00:00.100Z");
  EXPECT_EQ(text_at(info, "streamArn"), stream_arn_of("items"));
}

TEST(StreamSource, ATopicAsDestinationPassesTheReportOn) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.maximum_retry_attempts = 0;
  config.on_failure_arn = topic_arn("alarm");
  world.queue("failed").topic("alarm", {subscription(SubscriptionProtocol::Queue, queue_arn("failed"))});
  world.function("f", fails_for("p")).setup(create_table("items", StreamViewType::KeysOnly));
  world.setup(CreateEventSourceMapping{config}).at(0, put_item("items", "p", 1));
  Simulation& simulation = world.run();
  const auto letters = visible_in(simulation, "failed");
  ASSERT_EQ(letters.size(), 1u);
  const base::JsonValue envelope = json_of(text_at(letters[0], "Body"));
  EXPECT_EQ(text_at(json_of(text_at(envelope, "Message")), "DDBStreamBatchInfo.streamArn"),
            stream_arn_of("items"));
}

TEST(StreamSource, TheOtherHalfOfABatchDoesNotWaitForItsWindow) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.bisect_batch_on_function_error = true;
  config.maximum_retry_attempts = 0;
  config.maximum_batching_window_s = 100;
  table_world(world, fails_for("p"), config);
  put_all(world, "pb");
  EXPECT_EQ(batches_of(world.run()), (Batches{{100'000, 2}, {100'280, 1}, {100'360, 1}}));
}

TEST(StreamSource, BisectingFindsThePoisonRecordAndLosesOnlyThat) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.bisect_batch_on_function_error = true;
  config.maximum_retry_attempts = 0;
  table_world(world, fails_for("p"), config);
  put_all(world, "abcpdefg");
  Simulation& simulation = world.run();
  std::vector<uint32_t> sizes;
  for (const auto& [time_ms, size] : batches_of(simulation)) sizes.push_back(size);
  EXPECT_EQ(sizes, (std::vector<uint32_t>{8, 4, 2, 2, 1, 1, 4}))
      << "halves in order, down to the one at fault";
  EXPECT_EQ(ended(simulation, Fate::Delivered), 7u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u) << "without a destination nobody is told";
}

TEST(StreamSource, AReportOfFailuresMovesTheCheckpointToTheLowestFailed) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.report_batch_item_failures = true;
  config.maximum_retry_attempts = 0;
  table_world(world, fails_for("p"), config);
  put_all(world, "abpcd");
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u) << "those before the failed one are done";
  EXPECT_EQ(ended(simulation, Fate::Dropped), 3u) << "the rest of the batch is given up together";
}

TEST(StreamSource, WithBisectionAReportIsolatesTheFailedRecord) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.report_batch_item_failures = true;
  config.bisect_batch_on_function_error = true;
  config.maximum_retry_attempts = 2;
  table_world(world, fails_for("p"), config);
  put_all(world, "abpcd");
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 4u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(StreamSource, RecordsThatAreTooOldAreGivenUp) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.batch_size = 1;
  config.maximum_record_age_s = 60;
  config.on_failure_arn = queue_arn("failed");
  table_world(world, fails_for("p"), config);
  put_all(world, "pb");
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 2u);
  EXPECT_LT(simulation.now_ms(), 10 * 60'000);
  const auto letters = visible_in(simulation, "failed");
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(text_at(json_of(text_at(letters[0], "Body")), "requestContext.condition"), "RecordAgeExceeded");
  EXPECT_EQ(text_at(json_of(text_at(letters[1], "Body")), "responseContext.statusCode"), "")
      << "the second was never invoked with";
}

TEST(StreamSource, WhatNoFilterWantsIsSkipped) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.filters = {R"({"eventName":["INSERT"],"dynamodb":{"NewImage":{"n":{"N":[{"prefix":"1"}]}}}})"};
  table_world(world, succeeds(), config);
  world.at(0, put_item("items", "a", 1)).at(0, put_item("items", "b", 2)).at(0, put_item("items", "a", 10));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u) << "b has the wrong number, the second a is no INSERT";
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 2u);
  EXPECT_EQ(first_mapping(simulation).filtered_out, 2u);
}

TEST(StreamSource, ReadsFromTheBeginningOrOnlyWhatIsNew) {
  for (const StartingPosition position : {StartingPosition::TrimHorizon, StartingPosition::Latest}) {
    Worldlet world;
    EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
    config.starting_position = position;
    world.function("f").setup(create_table("items", StreamViewType::KeysOnly));
    world.at(0, put_item("items", "a", 1)).at(60'000, CreateEventSourceMapping{config});
    world.at(61'000, put_item("items", "b", 1));
    Simulation& simulation = world.run();
    EXPECT_EQ(ended(simulation, Fate::Delivered), position == StartingPosition::Latest ? 1u : 2u);
    EXPECT_EQ(simulation.world().tally.unmatched_messages, 1u) << "as it came, nothing read it";
  }
}

TEST(StreamSource, BeginsAtATimeInAKinesisStream) {
  Worldlet world;
  EventSourceMappingConfig config = reads(kinesis_arn("s"), "f");
  config.starting_position = StartingPosition::AtTimestamp;
  config.starting_timestamp_s = 1'767'225'600 + 5;
  world.function("f").setup(create_stream("s"));
  world.at(1'000, put_record("s", "a")).at(5'000, put_record("s", "b"));
  world.at(60'000, CreateEventSourceMapping{config});
  EXPECT_EQ(ended(world.run(), Fate::Delivered), 1u);
}

TEST(StreamSource, ShardsDoNotWaitForEachOther) {
  Worldlet world;
  EventSourceMappingConfig config = reads(kinesis_arn("s"), "f");
  config.maximum_retry_attempts = 5;
  world.function("f", fails_for("a")).setup(create_stream("s", 2)).setup(CreateEventSourceMapping{config});
  world.at(0, put_record("s", "a")).at(0, put_record("s", "b"));
  Simulation& simulation = world.run();
  const auto put = records_of(simulation, RecordKind::StreamRecordPut);
  ASSERT_EQ(put.size(), 2u);
  ASSERT_NE(put[0].code, put[1].code) << "MD5 of a begins with 0c, of b with 92: two halves";
  EXPECT_EQ(times_of(simulation, RecordKind::StreamRecordProcessed), (std::vector<TimeMs>{1'320}));
}

TEST(StreamSource, AParallelShardKeepsTheOrderOfEachKey) {
  Worldlet world;
  EventSourceMappingConfig config = reads(kinesis_arn("s"), "f");
  config.parallelization_factor = 10;
  config.batch_size = 1;
  world.function("f").setup(create_stream("s")).setup(CreateEventSourceMapping{config});
  for (int i = 0; i < 12; ++i) world.at(0, put_record("s", i % 2 == 0 ? "a" : "b", std::to_string(i)));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 12u);
  std::vector<uint32_t> seen[2];
  for (const Record& r : records_of(simulation, RecordKind::StreamRecordProcessed))
    seen[r.message % 2].push_back(r.message);
  EXPECT_TRUE(std::is_sorted(seen[0].begin(), seen[0].end()));
  EXPECT_TRUE(std::is_sorted(seen[1].begin(), seen[1].end()));
  uint32_t together = 0;
  for (const Record& r : records_of(simulation, RecordKind::StreamBatchStarted))
    together += r.time_ms == 1'000 ? 1 : 0;
  EXPECT_EQ(together, 2u) << "two keys, two batches at a time";
}

TEST(StreamSource, AThrottledBatchWaitsWithoutUsingUpRetries) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.maximum_retry_attempts = 0;
  table_world(world, succeeds(), config);
  world.at(0, PutFunctionConcurrency{"f", 0u}).at(1, put_item("items", "a", 1));
  world.at(10'000, PutFunctionConcurrency{"f", 1u});
  Simulation& simulation = world.run();
  EXPECT_GE(count_of(simulation, RecordKind::StreamBatchThrottled), 3u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(StreamSource, WhatADeletedMappingHadStillToReadGoesWithIt) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.enabled = false;
  table_world(world, succeeds(), config);
  Simulation& simulation = world.at(0, put_item("items", "a", 1)).run();
  EXPECT_EQ(first_mapping(simulation).waiting, 1u);
  const std::string uuid(name_of(simulation.world(), simulation.history(), first_mapping(simulation).id));
  ASSERT_TRUE(simulation.submit(DeleteEventSourceMapping{uuid}));
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 1u);
  EXPECT_EQ(simulation.world().tally.live, 0u);
}

TEST(StreamSource, ADisabledMappingGoesOnWhereItStopped) {
  Worldlet world;
  EventSourceMappingConfig config = reads(stream_arn_of("items"), "f");
  config.enabled = false;
  table_world(world, succeeds(), config);
  Simulation& simulation = world.at(0, put_item("items", "a", 1)).run();
  UpdateEventSourceMapping enable;
  enable.uuid = name_of(simulation.world(), simulation.history(), first_mapping(simulation).id);
  enable.enabled = true;
  ASSERT_TRUE(simulation.submit(enable));
  simulation.run_to_idle(1'000);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(StreamSource, AHandlerWritesItemsAndARefusalFailsTheAttempt) {
  Worldlet world;
  HandlerBehaviour writes = succeeds();
  HandlerCall call;
  call.operation = CallOperation::PutItem;
  call.target = "items";
  call.body = R"({"id":{"S":"{key}"},"size":{"N":"{size}"},"event":{"S":"{$.Records[0].eventName}"}})";
  writes.calls.push_back(call);
  FunctionConfig function = function_with(writes);
  function.maximum_retry_attempts = 0;
  world.function("f", function).bucket("photos").notify("photos", {to_function("f")});
  world.setup(create_table("items", StreamViewType::NewImage));
  Simulation& simulation = world.at(0, put("photos", "beach.jpg", 9'309)).run();
  const base::JsonValue record = json_of(render_stream_record(context_of(simulation), 0));
  EXPECT_EQ(text_at(record, "dynamodb.NewImage.id.S"), "beach.jpg");
  EXPECT_EQ(text_at(record, "dynamodb.NewImage.size.N"), "9309");
  EXPECT_EQ(text_at(record, "dynamodb.NewImage.event.S"), "ObjectCreated:Put");
  const std::vector<Line> lines = journey(simulation, 0);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const Line& line) { return line.kind == RecordKind::StreamRecordUnread; }),
            1)
      << "the upload's journey goes on through the table to its stream";
  ASSERT_TRUE(simulation.submit(DeleteTable{"items"}));
  ASSERT_TRUE(simulation.submit(put("photos", "again.jpg")));
  simulation.run_to_idle(1'000);
  const Record failed = simulation.record_at(place_of(simulation, RecordKind::AttemptFailed));
  EXPECT_EQ(
      attempt_error(simulation, failed).message,
      "An error occurred (ResourceNotFoundException) when calling the PutItem operation: Requested resource "
      "not found");
}

// --- Kinesis ---

TEST(Kinesis, ARecordLooksAsTheFunctionGetsIt) {
  Worldlet world;
  Simulation& simulation = world.setup(create_stream("s")).at(987, put_record("s", "1", "Hello")).run();
  const base::JsonValue record = json_of(render_stream_record(context_of(simulation), 0));
  EXPECT_EQ(member_names(record),
            "kinesis,eventSource,eventVersion,eventID,eventName,invokeIdentityArn,awsRegion,eventSourceARN");
  EXPECT_EQ(member_names(at_path(record, "kinesis")),
            "kinesisSchemaVersion,partitionKey,sequenceNumber,data,approximateArrivalTimestamp");
  EXPECT_EQ(text_at(record, "kinesis.data"), "SGVsbG8=");
  EXPECT_EQ(text_at(record, "kinesis.sequenceNumber").size(), 56u);
  EXPECT_EQ(at_path(record, "kinesis.approximateArrivalTimestamp").number_text(), "1767225600.987");
  EXPECT_EQ(text_at(record, "eventID"), "shardId-000000000000:" + text_at(record, "kinesis.sequenceNumber"));
  EXPECT_EQ(text_at(record, "eventName"), "aws:kinesis:record");
}

TEST(Kinesis, TheHashOfThePartitionKeyChoosesTheShard) {
  Worldlet world;
  world.setup(create_stream("s", 4));
  PutRecord last = put_record("s", "a");
  last.explicit_hash_key = "340282366920938463463374607431768211455";  // 2^128 - 1
  PutRecord first = put_record("s", "b");
  first.explicit_hash_key = "0";
  Simulation& simulation = world.at(0, last).at(1, first).at(2, put_record("s", "b")).run();
  std::vector<uint16_t> shards;
  for (const Record& r : records_of(simulation, RecordKind::StreamRecordPut)) shards.push_back(r.code);
  EXPECT_EQ(shards, (std::vector<uint16_t>{3, 0, 2})) << "MD5 of b begins with 92";
}

TEST(Kinesis, RefusesWhatTheServiceRefuses) {
  Worldlet world;
  Simulation& simulation = world.setup(create_stream("s")).at(0, put_record("s", "a")).run();
  EXPECT_EQ(refusal_of(simulation, put_record("nowhere", "a")),
            "ResourceNotFoundException: Stream nowhere under account 123456789012 not found.");
  EXPECT_EQ(refusal_of(simulation, put_record("s", "")).substr(0, 19), "ValidationException");
  EXPECT_EQ(refusal_of(simulation, put_record("s", "a", std::string(1'048'576, 'x'))).substr(0, 19),
            "ValidationException");
  EXPECT_EQ(refusal_of(simulation, create_stream("s")).substr(0, 22), "ResourceInUseException");
}

TEST(Kinesis, FiltersSeeTheDecodedData) {
  Worldlet world;
  EventSourceMappingConfig config = reads(kinesis_arn("s"), "f");
  config.filters = {R"({"data":{"kind":["click"]}})"};
  world.function("f").setup(create_stream("s")).setup(CreateEventSourceMapping{config});
  world.at(0, put_record("s", "a", R"({"kind":"click"})")).at(0, put_record("s", "a", R"({"kind":"move"})"));
  Simulation& simulation = world.at(0, put_record("s", "a", "no JSON")).run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 2u);
}

TEST(StreamSource, RefusesWhatTheServiceRefuses) {
  Worldlet world;
  Simulation& simulation = table_world(world).at(0, put_item("items", "a", 1)).run();
  const auto refusal = [&](auto&& change, std::string arn = kinesis_arn("s")) {
    EventSourceMappingConfig config = reads(std::move(arn), "f");
    change(config);
    return refusal_of(simulation, CreateEventSourceMapping{config});
  };
  EXPECT_EQ(refusal([](auto&) {}), "InvalidParameterValueException: Stream not found: " + kinesis_arn("s"));
  EXPECT_EQ(
      refusal([](auto& c) { c.starting_position = StartingPosition::None; }),
      "InvalidParameterValueException: 1 validation error detected: Value null at 'startingPosition' failed "
      "to satisfy constraint: Member must not be null.");
  EXPECT_EQ(
      refusal([](auto& c) { c.starting_position = StartingPosition::AtTimestamp; }, stream_arn_of("items")),
      "InvalidParameterValueException: Unsupported starting position for arn type: " +
          stream_arn_of("items"));
  EXPECT_EQ(refusal([](auto&) {}, stream_arn_of("items")).substr(0, 25), "ResourceConflictException");
  EXPECT_EQ(refusal([](auto& c) { c.on_failure_arn = queue_arn("failed"); }, queue_arn("failed")),
            "InvalidParameterValueException: Unsupported DestinationConfig parameter for given event source "
            "mapping "
            "type.");
  EXPECT_EQ(refusal([](auto& c) { c.parallelization_factor = 11; }).substr(0, 19), "ValidationException");
}

}  // namespace
}  // namespace brigade::engine
