// State and journal as JSON, and what expectations say about a run.
#include "formats/state_json.h"

#include <gtest/gtest.h>

#include "formats/expect.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

uint64_t number(const base::JsonValue& object, std::string_view name) {
  const base::JsonValue* value = object.find(name);
  EXPECT_NE(value, nullptr) << name;
  return value == nullptr ? ~uint64_t{0} : value->as_uint64().value_or(~uint64_t{0});
}

std::unique_ptr<engine::Simulation> small_at_end() {
  auto simulation = simulate(kSmallScenario);
  if (simulation) simulation->run_to_idle(100'000);
  return simulation;
}

TEST(StateJson, CountsAddUpAfterEveryStep) {
  const auto simulation = simulate(kSmallScenario);
  ASSERT_NE(simulation, nullptr);
  while (simulation->can_step()) {
    simulation->step_forward();
    const auto state = base::read_json(state_json(*simulation));
    ASSERT_TRUE(state.has_value()) << state.error().text;
    const base::JsonValue& tally = *state->find("tally");
    uint64_t sum = 0;
    for (int i = 0; i < engine::kFates; i++)
      sum += number(tally, engine::fate_name(static_cast<engine::Fate>(i)));
    EXPECT_EQ(sum, number(tally, "made"));
    EXPECT_EQ(state->find("deliveries")->items().size(), number(tally, "in-flight"));
    EXPECT_EQ(number(*state, "step"), simulation->step());
    ASSERT_LT(simulation->step(), 1000u);
  }
}

TEST(StateJson, ShowsTheDeadLetterInItsQueue) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto state = base::read_json(state_json(*simulation));
  ASSERT_TRUE(state.has_value());
  const base::JsonValue& queue = state->find("queues")->items().at(0);
  EXPECT_EQ(queue.find("name")->as_string(), "dlq");
  EXPECT_EQ(number(queue, "visible"), 1u);
  const base::JsonValue& message = queue.find("messages")->items().at(0);
  EXPECT_EQ(message.find("label")->as_string(), "the bad one");
  EXPECT_EQ(message.find("message_id")->as_string().size(), 36u);
  const base::JsonValue& function = state->find("functions")->items().at(0);
  EXPECT_EQ(number(function, "invocations"), 4u);
  EXPECT_EQ(number(function, "errors"), 3u);
  EXPECT_EQ(number(state->find("buckets")->items().at(0), "objects"), 3u);
  EXPECT_TRUE(state->find("idle")->as_bool());
  EXPECT_EQ(state->find("hash")->as_string(), hash_text(simulation->hash()));
}

// Two items are there from the start; a third is refused by the function that reads the stream.
constexpr std::string_view kTableScenario = R"({"brigade":1,"resources":{
  "functions":[{"FunctionName":"read","handler":{"rules":[{"keys":["c"]}]}}],
  "queues":[{"QueueName":"failed"}],
  "tables":[{"TableName":"items","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
    "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},
    "Items":[{"id":{"S":"a"}},{"id":{"S":"b"}}]}],
  "streams":[{"StreamName":"clicks","ShardCount":2}],
  "event_source_mappings":[{"EventSourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2026-01-01T00:00:00.000",
    "FunctionName":"read","StartingPosition":"TRIM_HORIZON","MaximumRetryAttempts":1,
    "DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:failed"}}}]},
  "timeline":[{"at":"0s","do":"dynamodb:PutItem","table":"items","Item":{"id":{"S":"c"}}},
    {"at":"1s","do":"kinesis:PutRecord","stream":"clicks","partition_key":"ada","data":"{}"}]})";

TEST(StateJson, ShowsTablesStreamsAndWhoReadsThem) {
  const auto simulation = simulate(kTableScenario);
  ASSERT_NE(simulation, nullptr);
  simulation->run_to_idle(1'000);
  const auto state = base::read_json(state_json(*simulation));
  ASSERT_TRUE(state.has_value());
  const base::JsonValue& table = state->find("tables")->items().at(0);
  EXPECT_EQ(number(table, "item_count"), 3u);
  EXPECT_EQ(number(table, "writes"), 3u);
  EXPECT_EQ(number(*table.find("stream"), "records"), 1u) << "items of the scene write none";
  EXPECT_EQ(base::canonical(table.find("items")->items().at(2)), R"({"id":{"S":"c"}})");
  const base::JsonValue& stream = state->find("streams")->items().at(0);
  EXPECT_EQ(stream.find("shards")->items().size(), 2u);
  const base::JsonValue& mapping = state->find("event_source_mappings")->items().at(0);
  EXPECT_EQ(number(mapping, "failed_batches"), 2u);
  EXPECT_EQ(number(mapping, "blocked"), 0u);
  EXPECT_EQ(check({{"c", "read", "dead-lettered", 2, {}}, {"ada", "", "unmatched", {}, {}}}, *simulation)
                .at(0)
                .text,
            "c to read: dead-lettered after 2 attempts");
  EXPECT_TRUE(check({{"ada", "", "unmatched", {}, {}}}, *simulation).at(0).ok);
}

TEST(StateJson, TablesAndStreamsAreWrittenAsTheyWereRead) {
  ScenarioExtras extras;
  const auto simulation = simulate(kTableScenario, &extras);
  ASSERT_NE(simulation, nullptr);
  const std::string written = write_scenario(*simulation, extras, {true, base::JsonStyle::kCompact});
  const auto again = simulate(written, &extras);
  ASSERT_NE(again, nullptr) << written;
  EXPECT_EQ(write_scenario(*again, extras, {true, base::JsonStyle::kCompact}), written);
  EXPECT_NE(written.find(R"("Items":[{"id":{"S":"a"}},{"id":{"S":"b"}}])"), std::string::npos) << written;
}

constexpr std::string_view kRoutingScenario = R"({"brigade":1,"resources":{
  "buckets":[{"Bucket":"photos","NotificationConfiguration":{"EventBridgeConfiguration":{}}}],
  "buses":[{"Name":"shop"}],
  "rules":[{"Name":"jpg","EventPattern":{"detail":{"object":{"key":[{"suffix":".jpg"}]}}},"Targets":[
              {"Id":"inbox","Arn":"arn:aws:sqs:us-east-1:123456789012:inbox"},
              {"Id":"again","Arn":"arn:aws:sqs:us-east-1:123456789012:inbox","InputPath":"$.detail.object.key"},
              {"Id":"nowhere","Arn":"arn:aws:sqs:us-east-1:123456789012:nowhere"},
              {"Id":"news","Arn":"arn:aws:sns:us-east-1:123456789012:news"}]},
           {"Name":"off","State":"DISABLED","EventPattern":{"source":["aws.s3"]}}],
  "topics":[{"TopicName":"news","Attributes":{"Policy":{"Statement":[{"Principal":"*","Action":"sns:Publish"}]}},
             "Subscriptions":[{"Protocol":"email","Endpoint":"ada@example.com"},
                              {"Protocol":"sqs","Endpoint":"arn:aws:sqs:us-east-1:123456789012:news",
                               "Attributes":{"FilterPolicy":{"kind":["a"]}}}]}],
  "queues":[{"QueueName":"inbox","Attributes":{"Policy":{"Statement":[{"Principal":"*","Action":"sqs:SendMessage"}]}}},
            {"QueueName":"news"}]},
 "timeline":[{"at":"0s","do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":5},
             {"at":"1s","do":"s3:PutObject","bucket":"photos","key":"b.txt","size":5},
             {"at":"3s","do":"brigade:SetFault","resource":"arn:aws:sqs:us-east-1:123456789012:inbox","fault":"throttle"}]})";

TEST(StateJson, ShowsBusesRulesAndTopics) {
  const auto simulation = simulate(kRoutingScenario);
  ASSERT_NE(simulation, nullptr);
  simulation->run_to_idle(100'000);
  const auto state = base::read_json(state_json(*simulation));
  ASSERT_TRUE(state.has_value());
  const auto named = [&state](std::string_view list, std::string_view name) -> const base::JsonValue& {
    for (const base::JsonValue& item : state->find(list)->items()) {
      if (item.find("name")->as_string() == name) return item;
    }
    ADD_FAILURE() << "there is no " << name;
    return *state;
  };
  const base::JsonValue& bus = named("buses", "default");
  EXPECT_EQ(number(bus, "received"), 2u);
  EXPECT_EQ(number(bus, "unmatched"), 1u);
  EXPECT_EQ(number(bus, "rules"), 2u);
  EXPECT_EQ(number(named("buses", "shop"), "received"), 0u);
  const base::JsonValue& rule = named("rules", "jpg");
  EXPECT_EQ(rule.find("bus")->as_string(), "default");
  EXPECT_EQ(rule.find("arn")->as_string(), "arn:aws:events:us-east-1:123456789012:rule/jpg");
  EXPECT_TRUE(rule.find("pattern")->is_object());
  EXPECT_EQ(number(rule, "matched"), 1u);
  EXPECT_EQ(number(rule, "sent"), 4u);
  EXPECT_EQ(number(rule, "refused"), 1u);
  EXPECT_EQ(rule.find("targets")->items().size(), 4u);
  EXPECT_EQ(named("rules", "off").find("state")->as_string(), "DISABLED");
  const base::JsonValue& topic = named("topics", "news");
  EXPECT_EQ(number(topic, "published"), 1u);
  EXPECT_EQ(number(topic, "filtered_out"), 1u);
  EXPECT_EQ(topic.find("subscriptions")->items()[0].find("endpoint")->as_string(), "ada@example.com");
  EXPECT_TRUE(state->find("buckets")->items()[0].find("event_bridge")->as_bool());
  EXPECT_EQ(named("queues", "inbox").find("fault")->as_string(), "throttle");
  EXPECT_EQ(named("queues", "news").find("fault")->as_string(), "none");
}

TEST(Expectations, NameBusesTargetsOfRulesTopicsAndAddresses) {
  const auto simulation = simulate(kRoutingScenario);
  ASSERT_NE(simulation, nullptr);
  simulation->run_to_idle(100'000);
  const auto text = [&simulation](const char* message, const char* to, const char* ends) {
    const Outcome outcome = check({{message, to, ends, {}, {}}}, *simulation)[0];
    return (outcome.ok ? "ok: " : "no: ") + outcome.text;
  };
  EXPECT_EQ(text("a.jpg", "default", "delivered"), "ok: a.jpg to default: delivered");
  EXPECT_EQ(text("a.jpg", "bus/default", "delivered"), "ok: a.jpg to bus/default: delivered");
  EXPECT_EQ(text("b.txt", "default", "filtered-out"), "ok: b.txt to default: filtered-out");
  EXPECT_EQ(text("b.txt", "", "unmatched"), "ok: b.txt: unmatched");
  EXPECT_EQ(text("a.jpg", "inbox", "in-flight").substr(0, 45),
            "no: a.jpg to inbox: 2 deliveries are meant; g");
  EXPECT_EQ(text("a.jpg", "jpg#inbox", "in-flight"), "ok: a.jpg to jpg#inbox: in-flight");
  EXPECT_EQ(text("a.jpg", "jpg#again", "in-flight"), "ok: a.jpg to jpg#again: in-flight");
  EXPECT_EQ(text("a.jpg", "nowhere", "dropped"), "ok: a.jpg to nowhere: dropped after 1 attempt");
  EXPECT_EQ(text("a.jpg", "topic/news", "delivered"), "ok: a.jpg to topic/news: delivered");
  EXPECT_EQ(text("a.jpg", "ada@example.com", "delivered"), "ok: a.jpg to ada@example.com: delivered");
  EXPECT_EQ(text("a.jpg", "queue/news", "filtered-out"), "ok: a.jpg to queue/news: filtered-out");
}

TEST(JournalJson, IsTheJournalRecordByRecord) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto journal = base::read_json(journal_json(*simulation, 0, 1'000'000));
  ASSERT_TRUE(journal.has_value());
  ASSERT_EQ(journal->items().size(), simulation->record_count());
  bool dead_lettered = false;
  for (uint32_t i = 0; i < journal->items().size(); i++) {
    const base::JsonValue& record = journal->items()[i];
    EXPECT_EQ(number(record, "index"), i);
    if (record.find("kind")->as_string() != "DeadLettered") continue;
    dead_lettered = true;
    EXPECT_EQ(record.find("resource")->as_string(), "thumbnail");
    EXPECT_LT(number(record, "cause"), i);
  }
  EXPECT_TRUE(dead_lettered);
}

TEST(JournalJson, IsCutAtWhatThereIs) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  EXPECT_EQ(journal_json(*simulation, 5, 5), "[]");
  EXPECT_EQ(journal_json(*simulation, 1'000'000, 2'000'000), "[]");
  EXPECT_EQ(base::read_json(journal_json(*simulation, 3, 6))->items().size(), 3u);
}

TEST(Expectations, SayWhatWasExpectedAndWhatCame) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto text = [&simulation](const char* message, const char* to, const char* ends,
                                  std::optional<uint32_t> n) {
    const Outcome outcome = check({{message, to, ends, n, {}}}, *simulation)[0];
    return (outcome.ok ? "ok: " : "no: ") + outcome.text;
  };
  EXPECT_EQ(text("the bad one", "thumbnail", "dead-lettered", 3),
            "ok: the bad one to thumbnail: dead-lettered after 3 attempts");
  EXPECT_EQ(text("good.jpg", "thumbnail", "delivered", {}),
            "ok: good.jpg to thumbnail: delivered after 1 attempt");
  EXPECT_EQ(
      text("good.jpg", "thumbnail", "delivered", 2),
      "no: good.jpg to thumbnail: expected delivered after 2 attempts, but it was delivered after 1 attempt");
  EXPECT_EQ(text("notes.txt", "thumbnail", "filtered-out", 0), "ok: notes.txt to thumbnail: filtered-out");
  EXPECT_EQ(text("notes.txt", "", "unmatched", {}), "ok: notes.txt: unmatched");
  EXPECT_EQ(text("bad.jpg", "thumbnail", "delivered", {}),
            "no: bad.jpg to thumbnail: expected delivered, but there is no such delivery");
  EXPECT_EQ(text("the bad one", "dlq", "in-flight", {}), "ok: the bad one to dlq: in-flight");
}

TEST(HashText, HasSixteenDigits) {
  EXPECT_EQ(hash_text(0), "0000000000000000");
  EXPECT_EQ(hash_text(0x1a2b3c4d5e6f7089), "1a2b3c4d5e6f7089");
}

}  // namespace
}  // namespace brigade::formats
