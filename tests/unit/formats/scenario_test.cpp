// Scenario files: errors with their place, one canonical form, and the same run from what was written.
#include "formats/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "formats/state_json.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

std::string with_timeline(const std::string& entry) {
  return "{\"brigade\": 1,\n \"timeline\": [\n  " + entry + "]}";
}

uint64_t hash_at_idle(engine::Simulation& simulation) {
  simulation.run_to_idle(1'000'000);
  return simulation.hash();
}

TEST(Scenario, SaysWhereSomethingIsWrong) {
  EXPECT_EQ(error_of("{\"brigade\": 1,\n \"sed\": 7}"),
            "2:2: \"sed\" is no member of a scenario; did you mean \"seed\"?");
  EXPECT_EQ(error_of("{\"brigade\": 1,\n \"seed\": -7}"),
            "2:10: \"seed\" is a whole number from 0 to 18,446,744,073,709,551,615.");
  EXPECT_EQ(error_of(with_timeline(R"({"at": "soon", "do": "s3:PutObject", "bucket": "b", "key": "k"})")),
            "3:10: \"at\" is a time since the start, such as \"0s\", \"250ms\" or \"1m30s\".");
  EXPECT_EQ(error_of(with_timeline(R"({"at": "0s", "do": "s3:PutObject", "key": "k"})")),
            "3:3: Here \"bucket\" is missing: an entry of the timeline needs it.");
  EXPECT_EQ(error_of(with_timeline(R"({"at": "0s", "do": "s3:GetObject", "bucket": "b", "key": "k"})")),
            "3:22: \"s3:GetObject\" is no command; did you mean \"s3:PutObject\"?");
  EXPECT_EQ(error_of("{\"brigade\": 1, \"resources\": {\"bukets\": []}}"),
            "1:30: \"bukets\" is no member of the resources; did you mean \"buckets\"?");
  EXPECT_EQ(
      error_of(
          R"({"brigade": 1, "resources": {"pipes": [{"Name": "p", "Source": "s", "LogConfiguration": {"a": 1}}]}})"),
      "1:69: \"LogConfiguration\" is not simulated yet.");
}

TEST(Scenario, WhatIsNoScenarioIsRefused) {
  EXPECT_EQ(error_of("{}"), "1:1: This is no scenario: it does not say \"brigade\": 1.");
  EXPECT_EQ(error_of("[1]"), "1:1: This is no scenario: it does not say \"brigade\": 1.");
  EXPECT_NE(error_of(""), "");
  EXPECT_NE(error_of("{\"brigade\": 1"), "");
  EXPECT_EQ(error_of("{\"brigade\": \"1\"}"),
            "1:13: \"brigade\" is the number of the scenario format, such as 1.");
}

TEST(Scenario, ANewerFormatSaysSo) {
  EXPECT_EQ(error_of("{\"brigade\": 2, \"something\": \"new\"}"),
            "1:13: This scenario was made by a newer version of Bucket Brigade (format 2); this one reads up "
            "to 1.");
}

TEST(Scenario, ExpectationsNameTheEndsThereAre) {
  const auto with = [](const std::string& e) {
    return error_of("{\"brigade\": 1, \"expect\": [" + e + "]}");
  };
  EXPECT_EQ(with(R"({"message":"a","to":"f","ends":"dead-leterd"})"),
            "1:58: \"dead-leterd\" is no end of a delivery; did you mean \"dead-lettered\"?");
  EXPECT_EQ(with(R"({"message":"a","ends":"delivered"})"),
            "1:27: Here \"to\" is missing: an expectation needs it.");
  EXPECT_EQ(with(R"({"message":"a","ends":"unmatched"})"), "");
}

TEST(Scenario, ARefusedResourceIsNamedWithItsPlace) {
  const std::string json = "{\"brigade\": 1, \"resources\": {\"buckets\": [\n  {\"Bucket\": \"Photos\"}]}}";
  auto scenario = read_scenario(json);
  ASSERT_TRUE(scenario.has_value());
  const auto simulation = make_simulation(*scenario);
  ASSERT_FALSE(simulation.has_value());
  EXPECT_EQ(simulation.error().code, "InvalidBucketName");
  EXPECT_EQ(base::line_column(json, simulation.error().range.begin), (base::LineColumn{2, 3}));
}

TEST(Scenario, ResourcesMayNameLaterOnes) {
  const auto simulation = simulate(R"({"brigade":1,"resources":{
    "queues":[{"QueueName":"work","Attributes":{"RedrivePolicy":
                {"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dlq","maxReceiveCount":2}}},{"QueueName":"dlq"}],
    "functions":[{"FunctionName":"a","EventInvokeConfig":{"MaximumRetryAttempts":1,"DestinationConfig":
                  {"OnSuccess":{"Destination":"arn:aws:lambda:us-east-1:123456789012:function:b"}}}},
                 {"FunctionName":"b"}]}})");
  ASSERT_NE(simulation, nullptr);
  const std::string once = write_scenario(*simulation, {});
  EXPECT_EQ(write_scenario(*simulate(once), {}), once);
  EXPECT_NE(once.find("\"maxReceiveCount\": 2"), std::string::npos);
  EXPECT_NE(once.find("\"MaximumRetryAttempts\": 1"), std::string::npos);
}

// Everything names something that stands after it in the file.
constexpr std::string_view kRoutingScenario = R"({"brigade":1,"resources":{
  "rules":[{"Name":"late","EventPattern":"{\"source\": [\"aws.s3\"]}","Targets":[
              {"Id":"q","Arn":"arn:aws:sqs:us-east-1:123456789012:inbox"},
              {"Id":"gone","Arn":"arn:aws:sqs:us-east-1:123456789012:nowhere","RetryPolicy":{"MaximumRetryAttempts":3}}]},
           {"Name":"orders","EventBusName":"shop","EventPattern":{"detail-type":["Order Placed"]},
            "State":"DISABLED","Description":"Off for now"}],
  "buses":[{"Name":"default"},{"Name":"shop","Description":"The shop's"}],
  "topics":[{"TopicName":"uploads","Attributes":{"Policy":{"Statement":[{"Principal":{"Service":"s3.amazonaws.com"},"Action":"sns:Publish"}]}},
             "Subscriptions":[{"Protocol":"sqs","Endpoint":"arn:aws:sqs:us-east-1:123456789012:inbox",
                               "Attributes":{"FilterPolicy":"{\"a\":[1]}","FilterPolicyScope":"MessageBody","RawMessageDelivery":true}},
                              {"Protocol":"email","Endpoint":"ada@example.com"}]}],
  "buckets":[{"Bucket":"photos","NotificationConfiguration":{"EventBridgeConfiguration":{},"TopicConfigurations":[
               {"Id":"t","TopicArn":"arn:aws:sns:us-east-1:123456789012:uploads","Events":["s3:ObjectCreated:*"]}]}}],
  "queues":[{"QueueName":"inbox"}]},
 "timeline":[{"at":"0s","do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":5}]})";

TEST(Scenario, RulesTopicsAndBusesMayNameAnything) {
  const auto simulation = simulate(kRoutingScenario);
  ASSERT_NE(simulation, nullptr);
  const std::string once = write_scenario(*simulation, {});
  EXPECT_EQ(write_scenario(*simulate(once), {}), once);
  for (const char* part :
       {R"("EventPattern": {)", R"("State": "DISABLED")", R"("EventBusName": "shop")",
        R"("Description": "The shop's")", R"("MaximumRetryAttempts": 3)", R"("RawMessageDelivery": "true")",
        R"("EventBridgeConfiguration": {})", R"("Endpoint": "ada@example.com")",
        R"("TopicArn": "arn:aws:sns:us-east-1:123456789012:uploads")"}) {
    EXPECT_NE(once.find(part), std::string::npos) << part << "\n" << once;
  }
  EXPECT_EQ(once.find(R"("Name": "default")"), std::string::npos) << "it is there without being listed";
  const auto again = simulate(once);
  EXPECT_EQ(hash_at_idle(*simulation), hash_at_idle(*again));
}

TEST(Scenario, MappingsMayNameTheirFunctionAlone) {
  const auto simulation = simulate(R"({"brigade":1,"region":"eu-west-3","resources":{
    "event_source_mappings":[{"EventSourceArn":"arn:aws:sqs:eu-west-3:123456789012:work","FunctionName":"worker","BatchSize":2}],
    "functions":[{"FunctionName":"worker"}],"queues":[{"QueueName":"work"}]},
    "timeline":[{"at":"0s","do":"sqs:SendMessage","queue":"work","body":"hello","label":"hello"}]})");
  ASSERT_NE(simulation, nullptr);
  const std::string once = write_scenario(*simulation, {});
  EXPECT_NE(once.find("arn:aws:lambda:eu-west-3:123456789012:function:worker"), std::string::npos) << once;
  EXPECT_EQ(write_scenario(*simulate(once), {}), once);
  simulation->run_to_idle(10'000);
  const Outcome outcome = check({{"hello", "work", "delivered", 1, {}}}, *simulation)[0];
  EXPECT_TRUE(outcome.ok) << outcome.text;
  EXPECT_NE(state_json(*simulation).find("\"batches\":1"), std::string::npos);
}

TEST(Scenario, ARefusedRuleTargetOrSubscriptionIsNamedWithItsPlace) {
  const auto place_of = [](const std::string& json) {
    auto scenario = read_scenario(json);
    EXPECT_TRUE(scenario.has_value()) << error_of(json);
    if (!scenario) return std::string();
    const auto simulation = make_simulation(*scenario);
    EXPECT_FALSE(simulation.has_value()) << json;
    return simulation ? "" : json.substr(simulation.error().range.begin, 12);
  };
  EXPECT_EQ(place_of(R"({"brigade":1,"resources":{"rules":[{"Name":"r","EventPattern":"{\"source\":3}"}]}})"),
            R"("{\"source\")");
  EXPECT_EQ(place_of(R"({"brigade":1,"resources":{"rules":[{"Name":"r","EventPattern":{"source":["a"]},
                         "Targets":[{"Id":"1","Arn":"nonsense"}]}]}})"),
            R"([{"Id":"1",")");
  EXPECT_EQ(place_of(R"({"brigade":1,"resources":{"topics":[{"TopicName":"t","Subscriptions":[
                         {"Protocol":"email","Endpoint":"nobody"}]}]}})"),
            R"({"Protocol":)");
}

TEST(Scenario, AWrongPatternIsNamedWithThePlaceInIt) {
  EXPECT_EQ(error_of("{\"brigade\": 1, \"resources\": {\"rules\": [{\"Name\": \"r\",\n"
                     " \"EventPattern\": {\"detail\": {\"size\":\n  [{\"numeric\": [\">\", \"big\"]}]}}}]}}")
                .substr(0, 5),
            "3:22:");
}

constexpr std::string_view kScheduled = R"j({"brigade":1,"until":"2h30m","resources":{
  "queues":[{"QueueName":"q"}],
  "rules":[{"Name":"tick","ScheduleExpression":"rate(1 hour)"}],
  "archives":[{"ArchiveName":"kept","EventSourceArn":"arn:aws:events:us-east-1:123456789012:event-bus/default",
               "EventPattern":{"source":["mine"]},"RetentionDays":3}],
  "schedules":[{"Name":"hourly","ScheduleExpression":"rate(1 hour)","FlexibleTimeWindow":{"Mode":"OFF"},
                "Target":{"Arn":"arn:aws:sqs:us-east-1:123456789012:q","RoleArn":"arn:aws:iam::123456789012:role/r"}}]},
  "expect":[{"message":"hourly#3","to":"q","ends":"in-flight"}]})j";

TEST(Scenario, WithAnUntilGoesOnToThatTimeAndIsJudgedThen) {
  ScenarioExtras extras;
  const auto simulation = simulate(kScheduled, &extras);
  ASSERT_NE(simulation, nullptr);
  simulation->run_to_idle(1'000);
  EXPECT_EQ(simulation->world().schedules[0].fired, 3u);
  EXPECT_EQ(simulation->world().rules[0].fired, 2u);
  const auto outcomes = check(extras.expect, *simulation);
  EXPECT_TRUE(outcomes[0].ok) << outcomes[0].text;
}

TEST(Scenario, WithSchedulesAndArchivesReadsBackAsItWasWritten) {
  ScenarioExtras extras;
  const auto first = simulate(kScheduled, &extras);
  ASSERT_NE(first, nullptr);
  const std::string written = write_scenario(*first, extras);
  const auto second = simulate(written, &extras);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(hash_at_idle(*first), hash_at_idle(*second));
  EXPECT_EQ(write_scenario(*second, extras), written);
}

TEST(Scenario, TiersEndpointsGroupsAndFifoTargetsReadBackAsTheyWereWritten) {
  const std::string json = R"j({"brigade":1,"resources":{
    "buckets":[{"Bucket":"box","IntelligentTieringConfigurationList":[{"Id":"t","Filter":{"Prefix":"logs/"},
      "Status":"Enabled","Tierings":[{"Days":90,"AccessTier":"ARCHIVE_ACCESS"}]}]}],
    "queues":[{"QueueName":"q"},{"QueueName":"out.fifo","Attributes":{"FifoQueue":"true"}}],
    "topics":[{"TopicName":"news","Subscriptions":[{"Protocol":"http","Endpoint":"http://a.example",
      "endpoint_behaviour":{"fail_attempts":1},"Attributes":{"PendingConfirmation":"true",
      "DeliveryPolicy":"{\"healthyRetryPolicy\":{\"numRetries\":5}}"}}]}],
    "schedule_groups":[{"Name":"g"}],
    "schedules":[{"Name":"s","GroupName":"g","ScheduleExpression":"rate(1 hour)",
      "Target":{"Arn":"arn:aws:sqs:us-east-1:123456789012:q","RoleArn":"arn:aws:iam::123456789012:role/r"}}],
    "pipes":[{"Name":"p","Source":"arn:aws:sqs:us-east-1:123456789012:q",
      "Target":"arn:aws:sqs:us-east-1:123456789012:out.fifo","RoleArn":"arn:aws:iam::123456789012:role/r",
      "TargetParameters":{"SqsQueueParameters":{"MessageGroupId":"g","MessageDeduplicationId":"$.messageId"}}}]}})j";
  const auto first = simulate(json);
  ASSERT_NE(first, nullptr) << error_of(json);
  const std::string once = write_scenario(*first, {});
  for (const char* kept :
       {"ARCHIVE_ACCESS", "\"fail_attempts\": 1", "\"numRetries\": 5", "\"GroupName\": \"g\"",
        "\"MessageDeduplicationId\": \"$.messageId\"", "\"PendingConfirmation\": \"true\""}) {
    EXPECT_NE(once.find(kept), std::string::npos) << kept << once;
  }
  const auto second = simulate(once);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(write_scenario(*second, {}), once);
}

TEST(Scenario, SaysWhatIsWrongWithASchedule) {
  const std::string start = R"j({"brigade":1,"resources":{"schedules":[)j";
  const auto wrong = [&](const std::string& schedule) { return error_of(start + schedule + "]}}"); };
  EXPECT_NE(wrong(R"j({"Name":"s","ScheduleExpression":"rate(1 hour)"})j").find("Target"), std::string::npos);
  EXPECT_NE(
      wrong(R"j({"Name":"s","ScheduleExpression":"rate(1 hour)","FlexibleTimeWindow":{"Mode":"FLEXIBLE"},
                      "Target":{"Arn":"a"}})j")
          .find("MaximumWindowInMinutes"),
      std::string::npos);
  EXPECT_NE(error_of(R"j({"brigade":1,"until":"soon"})j").find("until"), std::string::npos);
}

TEST(Scenario, WhatIsWrittenReadsBackAsTheSameRun) {
  ScenarioExtras extras;
  const auto first = simulate(kSmallScenario, &extras);
  ASSERT_NE(first, nullptr);
  const std::string written = write_scenario(*first, extras);
  const auto second = simulate(written, &extras);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(hash_at_idle(*first), hash_at_idle(*second));
  EXPECT_EQ(write_scenario(*second, extras), written);
}

TEST(Scenario, KeepsTitleSummaryLayoutAndExpectations) {
  const std::string json =
      R"({"brigade":1,"seed":18446744073709551615,"title":{"en":"T","fr":"U"},"summary":{"fr":"S"},"start":"2020-02-29T12:00:00.250Z","region":"eu-west-3","s3_event_version":"2.1","account_concurrency":10,"expect":[{"message":"m","to":"t","ends":"expired","attempts":0},{"message":"n","ends":"unmatched"}],"layout":{"a":[1,-2],"b":[30,40]}})";
  ScenarioExtras extras;
  const auto simulation = simulate(json, &extras);
  ASSERT_NE(simulation, nullptr);
  EXPECT_EQ(extras.title.in("fr"), "U");
  EXPECT_EQ(extras.summary.in("en"), "S");
  EXPECT_EQ(write_scenario(*simulation, extras, {true, base::JsonStyle::kCompact}), json);
}

TEST(Scenario, WhatWasDoneByHandComesBackAtItsStep) {
  ScenarioExtras extras;
  const auto first = simulate(kSmallScenario, &extras);
  ASSERT_NE(first, nullptr);
  first->seek(5);
  ASSERT_TRUE(first->submit(engine::PutObject{"photos", "by-hand.jpg", {77, "", ""}}, "mine").has_value());
  first->seek(9);
  ASSERT_TRUE(first->submit(engine::Invoke{"thumbnail", "{\"a\":1}"}).has_value());
  const std::string written = write_scenario(*first, extras);
  EXPECT_NE(written.find("\"after\": 5"), std::string::npos) << written;
  const auto second = simulate(written);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(hash_at_idle(*first), hash_at_idle(*second));
}

TEST(Scenario, AnExportStandsAtTheSamePlace) {
  ScenarioExtras extras;
  const auto simulation = simulate(kSmallScenario, &extras);
  ASSERT_NE(simulation, nullptr);
  simulation->seek(12);
  const auto exported = export_scenario(*simulation, extras, false);
  ASSERT_TRUE(exported.has_value());
  EXPECT_EQ(exported->step, 12u);
  EXPECT_EQ(exported->time_ms, simulation->now_ms());
  const auto again = simulate(exported->json);
  again->seek(12);
  EXPECT_EQ(again->journal_hash(), exported->journal_hash);
}

TEST(Scenario, BodiesAreLeftOutUnlessAskedFor) {
  ScenarioExtras extras;
  const auto simulation = simulate(
      R"({"brigade":1,"resources":{"buckets":[{"Bucket":"box"}]},"timeline":[
          {"at":"0s","do":"s3:PutObject","bucket":"box","key":"k","body":"secret"}]})",
      &extras);
  ASSERT_NE(simulation, nullptr);
  EXPECT_NE(write_scenario(*simulation, extras, {true, base::JsonStyle::kCompact}).find("secret"),
            std::string::npos);
  const std::string without = write_scenario(*simulation, extras, {false, base::JsonStyle::kCompact});
  EXPECT_EQ(without.find("secret"), std::string::npos);
  EXPECT_NE(without.find("\"size\":6,\"md5\":\"5ebe2294ecd0e0f08eab7690d2a6ee69\""), std::string::npos)
      << without;
}

TEST(Examples, AreAllListedAndKeepWhatTheyPromise) {
  const std::vector<std::string> ids = example_ids();
  ASSERT_GE(ids.size(), 4u);
  EXPECT_EQ(ids[0], "async-retries-dlq");
  for (const std::string& id : ids) {
    ScenarioExtras extras;
    const std::string json = example(id);
    ASSERT_NE(json, "") << id;
    const auto simulation = simulate(json, &extras);
    ASSERT_NE(simulation, nullptr) << id;
    EXPECT_FALSE(extras.title.en.empty() || extras.title.fr.empty()) << id;
    EXPECT_FALSE(extras.summary.en.empty() || extras.summary.fr.empty()) << id;
    simulation->run_to_idle(1'000'000);
    EXPECT_FALSE(extras.expect.empty()) << id;
    for (const Outcome& outcome : check(extras.expect, *simulation))
      EXPECT_TRUE(outcome.ok) << id << ": " << outcome.text;
    uint64_t deliveries = 0;
    for (const Expectation& e : extras.expect) deliveries += e.to.empty() ? 0 : e.times.value_or(1);
    EXPECT_EQ(deliveries, simulation->world().tally.made)
        << id << " does not say what becomes of every message";
  }
}

TEST(Examples, HaveOneCanonicalForm) {
  for (const std::string& id : example_ids()) {
    ScenarioExtras extras;
    const auto first = simulate(example(id), &extras);
    ASSERT_NE(first, nullptr) << id;
    const std::string once = write_scenario(*first, extras);
    ScenarioExtras again;
    const auto second = simulate(once, &again);
    ASSERT_NE(second, nullptr) << id;
    EXPECT_EQ(write_scenario(*second, again), once) << id;
    EXPECT_EQ(hash_at_idle(*first), hash_at_idle(*second)) << id;
    EXPECT_EQ(again.expect, extras.expect) << id;
  }
}

TEST(Examples, GoThroughALinkWithTheirPlace) {
  for (const std::string& id : example_ids()) {
    ScenarioExtras extras;
    const auto simulation = simulate(example(id), &extras);
    ASSERT_NE(simulation, nullptr) << id;
    simulation->seek(9);
    const auto exported = export_scenario(*simulation, extras, false);
    ASSERT_TRUE(exported.has_value()) << id << ": " << exported.error().text;
    EXPECT_EQ(exported->journal_hash, simulation->journal_hash()) << id;
    EXPECT_EQ(base::canonical(*base::read_json(exported->json)),
              base::canonical(*base::read_json(write_scenario(*simulation, extras, {false}))))
        << id;
  }
}

// Damaged files are read to an error or to a scenario, and never to anything worse.
TEST(Scenario, DamagedFilesAreHarmless) {
  base::Stream random{base::stream_key(3, "damage"), 0};
  for (const std::string& id : example_ids()) {
    const std::string original = example(id);
    for (int round = 0; round < 100; round++) {
      std::string json = original;
      const uint64_t edits = base::uniform(random, 1, 4);
      for (uint64_t i = 0; i < edits && !json.empty(); i++) {
        const auto at = static_cast<size_t>(base::uniform(random, 0, json.size() - 1));
        const auto from = static_cast<size_t>(base::uniform(random, 0, json.size() - 1));
        const uint64_t kind = base::uniform(random, 0, 3);
        if (kind == 0) json.erase(at, static_cast<size_t>(base::uniform(random, 1, 40)));
        if (kind == 1) json[at] = static_cast<char>(base::uniform(random, 0, 255));
        if (kind == 2) json.insert(at, json.substr(from, 30));
        if (kind == 3) json.resize(at);
      }
      auto scenario = read_scenario(json);
      if (!scenario) {
        EXPECT_FALSE(scenario.error().text.empty());
        EXPECT_LE(scenario.error().range.begin, json.size());
        continue;
      }
      auto simulation = make_simulation(*scenario);
      if (simulation) (*simulation)->run_to_idle(2'000);
    }
  }
}

}  // namespace
}  // namespace brigade::formats
