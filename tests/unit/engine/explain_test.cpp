// Explanations: every record that occurs has a sentence with its arguments, and the decisions have their
// reasons. The wording stands in the catalogues; here are keys, arguments and what was compared with what.
#include "engine/explain.h"

#include <set>

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

// A world in which as much as possible goes wrong in as many ways as possible.
Worldlet eventful() {
  Worldlet world;
  FunctionConfig failing = function_with(fails());
  failing.dead_letter_arn = queue_arn("dlq");
  FunctionConfig told = function_with(fails());
  told.on_failure_arn = queue_arn("told");
  told.on_success_arn = queue_arn("told");
  told.has_event_invoke_config = true;
  told.maximum_event_age_s = 60;
  FunctionConfig closed = function_with(succeeds());
  closed.reserved_concurrency = 0;
  FunctionConfig one = function_with(times_out());
  one.reserved_concurrency = 1;
  QueueConfig strict = open_queue();
  strict.delay_ms = 1'000;
  strict.retention_ms = 60'000;
  strict.redrive_target_arn = queue_arn("dlq");
  strict.max_receive_count = 1;
  ReceiveMessage poll = receive("strict");
  poll.wait_ms = 3'000;
  world.bucket("photos")
      .bucket("kept", Versioning::Enabled)
      .queue("dlq")
      .queue("told")
      .queue("strict", strict);
  world.function("failing", failing).function("told", told).function("closed", closed).function("one", one);
  world.function("gone").function("well");
  world.notify("photos",
               {filtered(to_function("failing"), "", ".jpg"), filtered(to_queue("strict"), "", ".txt"),
                filtered(to_function("gone"), "", ".gone")});
  world.at(0, put("photos", "a.jpg")).at(0, put("photos", "a.jpg")).at(10, put("photos", "a.txt"));
  world.at(20, put("kept", "plain"))
      .at(30, DeleteObject{"kept", "plain", ""})
      .at(40, DeleteObject{"photos", "a.txt", ""});
  world.at(50, put("photos", "x.gone")).at(60, DeleteFunction{"gone"});
  world.at(70, invoke("told")).at(80, invoke("closed")).at(90, invoke("one")).at(91, invoke("one"));
  world.at(100, invoke("well")).at(110, put("none", "refused"));
  world.at(10'000, receive("strict")).at(45'000, receive("strict")).at(60'000, poll);
  world.at(70'000, send("strict")).at(900'000, send("told")).at(901'000, PurgeQueue{"told"});
  return world;
}

std::set<std::string_view> catalogue() {
  std::set<std::string_view> keys;
  for (const SentenceKey& key : sentence_keys()) keys.insert(key.key);
  return keys;
}

TEST(Explain, EveryRecordHasASentenceWithItsArguments) {
  Worldlet world = eventful();
  Simulation& simulation = world.run();
  std::set<RecordKind> kinds;
  const std::set<std::string_view> keys = catalogue();
  for (uint32_t i = 0; i < simulation.record_count(); ++i) {
    const Line line = line_of(simulation, i);
    kinds.insert(line.kind);
    EXPECT_EQ(keys.count(line.sentence.key), 1u) << line.sentence.key;
    for (const Argument& argument : line.sentence.arguments) {
      const bool may_be_empty = argument.name == "event";  // only an S3 event has one
      EXPECT_TRUE(may_be_empty || !argument.text.empty())
          << record_kind_name(line.kind) << " at " << line.step << ": " << argument.name;
    }
  }
  EXPECT_GE(kinds.size(), 34u);
}

TEST(Explain, EveryRecordCanBeAskedWhy) {
  Worldlet world = eventful();
  Simulation& simulation = world.run();
  const std::set<std::string_view> keys = catalogue();
  for (uint32_t i = 0; i < simulation.record_count(); ++i) {
    const Why answer = why(simulation, i);
    for (const std::string_view key : {answer.headline.key, answer.because.key, answer.rule.key}) {
      EXPECT_EQ(keys.count(key), 1u) << key;
    }
    if (answer.headline.key != "why.nothing") {
      EXPECT_EQ(answer.documentation_url.substr(0, 28), "https://docs.aws.amazon.com/");
    }
    for (const Argument& argument : answer.because.arguments) {
      EXPECT_FALSE(argument.text.empty()) << answer.because.key << " " << argument.name;
    }
    for (const Check& check : answer.checks) {
      EXPECT_EQ(keys.count(check.expected.key), 1u) << check.expected.key;
      EXPECT_LE(check.actual_range.end, check.actual.size());
    }
  }
}

std::string argument_of(const Sentence& sentence, std::string_view name) {
  for (const Argument& argument : sentence.arguments) {
    if (argument.name == name) return argument.text;
  }
  return "no argument " + std::string(name);
}

TEST(Why, AFilterShowsThePartOfTheKeyThatDecided) {
  Worldlet world;
  world.bucket("photos").function("fn").notify("photos", {filtered(to_function("fn"), "in/", ".jpg")});
  Simulation& simulation = world.at(0, put("photos", "in/notes.txt")).run();
  const Why answer = why(simulation, place_of(simulation, RecordKind::FilteredOut));
  ASSERT_EQ(answer.checks.size(), 3u);
  EXPECT_TRUE(answer.checks[0].ok);
  EXPECT_TRUE(answer.checks[1].ok);
  EXPECT_FALSE(answer.checks[2].ok);
  EXPECT_EQ(argument_of(answer.checks[2].expected, "expected"), ".jpg");
  const Check& suffix = answer.checks[2];
  EXPECT_EQ(
      suffix.actual.substr(suffix.actual_range.begin, suffix.actual_range.end - suffix.actual_range.begin),
      ".txt");
  EXPECT_EQ(answer.tone, Tone::Bad);
}

TEST(Why, AnEventTypeThatWasNotAskedForIsNamed) {
  Worldlet world;
  world.bucket("photos").function("fn").notify("photos", {to_function("fn", {"s3:ObjectRemoved:*"})});
  Simulation& simulation = world.at(0, put("photos", "a")).run();
  const Why answer = why(simulation, place_of(simulation, RecordKind::FilteredOut));
  ASSERT_FALSE(answer.checks.empty());
  EXPECT_FALSE(answer.checks[0].ok);
  EXPECT_EQ(answer.checks[0].actual, "ObjectCreated:Put");
  EXPECT_EQ(argument_of(answer.checks[0].expected, "expected"), "s3:ObjectRemoved:*");
}

TEST(Why, StaysTrueAfterAnEdit) {
  Worldlet world;
  world.bucket("photos").function("fn").notify("photos", {filtered(to_function("fn"), "", ".jpg")});
  Simulation& simulation = world.at(0, put("photos", "a.png")).run();
  const uint32_t place = place_of(simulation, RecordKind::FilteredOut);
  ASSERT_EQ(refusal_of(simulation,
                       PutBucketNotificationConfiguration{
                           "photos", {filtered(to_function("fn"), "", ".png")}, false}),
            "");
  const Why answer = why(simulation, place);
  EXPECT_EQ(argument_of(answer.checks.back().expected, "expected"), ".jpg");
}

TEST(Why, ARetryNamesItsWaitAndHowManyAreAllowed) {
  Worldlet world;
  Simulation& simulation = world.function("fn", fails()).at(0, invoke("fn")).run();
  const Why answer = why(simulation, place_of(simulation, RecordKind::RetryScheduled));
  EXPECT_EQ(argument_of(answer.because, "backoff_ms"), "60000");
  EXPECT_EQ(argument_of(answer.because, "attempt"), "2");
  EXPECT_EQ(argument_of(answer.because, "attempts_allowed"), "3");
  const Why end = why(simulation, place_of(simulation, RecordKind::RetriesExhausted));
  ASSERT_EQ(end.checks.size(), 1u);
  EXPECT_EQ(end.checks[0].actual, "3");
}

TEST(Why, AThrottleNamesWhatRanAndTheLimit) {
  FunctionConfig config = function_with(succeeds());
  config.reserved_concurrency = 2;
  Worldlet world;
  world.function("fn", config);
  for (int i = 0; i < 3; ++i) world.at(i, invoke("fn"));
  Simulation& simulation = world.run();
  const Why answer = why(simulation, place_of(simulation, RecordKind::Throttled));
  EXPECT_EQ(argument_of(answer.because, "running"), "2");
  EXPECT_EQ(argument_of(answer.because, "limit"), "2");
  EXPECT_EQ(argument_of(answer.because, "backoff_ms"), "1000");
}

TEST(Why, AFailureIsToldWithTheScriptThatFailed) {
  FunctionConfig config = function_with(fails());
  config.handler.rules[0].error_type = "ValueError";
  config.handler.rules[0].error_message = "not a picture";
  Worldlet world;
  world.function("fn", config).at(0, invoke("fn")).at(100, SetHandlerBehaviour{"fn", succeeds()});
  Simulation& simulation = world.run();
  const Why answer = why(simulation, place_of(simulation, RecordKind::AttemptFailed));
  ASSERT_EQ(answer.checks.size(), 1u);
  EXPECT_EQ(answer.checks[0].actual, "ValueError: not a picture");
}

TEST(Journey, FollowsAFileToItsDeadLetter) {
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.bucket("photos").queue("dlq").function("fn", config).notify("photos", {to_function("fn")});
  world.at(0, put("photos", "a.jpg")).at(5, put("photos", "b.jpg"));
  Simulation& simulation = world.run();
  const std::vector<Line> lines = journey(simulation, 0);
  std::vector<RecordKind> kinds;
  for (const Line& line : lines) kinds.push_back(line.kind);
  using K = RecordKind;
  EXPECT_EQ(kinds, (std::vector<K>{K::ObjectPut, K::MessageCreated, K::FilterMatched, K::AsyncAccepted,
                                   K::AttemptStarted, K::AttemptFailed, K::RetryScheduled, K::RetryDue,
                                   K::AttemptStarted, K::AttemptFailed, K::RetryScheduled, K::RetryDue,
                                   K::AttemptStarted, K::AttemptFailed, K::RetriesExhausted, K::DeadLettered,
                                   K::MessageCreated, K::QueueArrived}));
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end(),
                             [](const Line& a, const Line& b) { return a.record < b.record; }));
  EXPECT_EQ(message_label(simulation, 0), "a.jpg");
  EXPECT_EQ(message_label(simulation, lines.back().message), "a.jpg");  // the dead letter is still that file
}

TEST(Journey, NamesTheCommandsLabel) {
  Worldlet world;
  world.function("fn");
  world.plan.add_timeline(0, invoke("fn"), "the first call");
  EXPECT_EQ(message_label(world.run(), 0), "the first call");
}

}  // namespace
}  // namespace brigade::engine
