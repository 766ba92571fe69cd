// EventBridge: buses, rules, targets, PutEvents, retries and dead letters. Rules: EventBridge User Guide and
// recordings of the real service for texts.
#include "engine/services/events.h"

#include "engine/explain_rules.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr const char* kCreated = R"({"source":["aws.s3"],"detail-type":["Object Created"]})";

const RuleState& rule_of(const Simulation& simulation, std::string_view name) {
  return simulation.world().rule(resource(simulation, ResourceKind::Rule, name));
}
const BusState& bus_of(const Simulation& simulation, std::string_view name) {
  return simulation.world().bus(resource(simulation, ResourceKind::Bus, name));
}
base::JsonValue body_of(const base::JsonValue& message) { return json_of(text_at(message, "Body")); }

TEST(EventBridge, AnUploadReachesTheTargetsOfTheRulesThatMatch) {
  Worldlet world;
  world.queue("q").function("f").event_bucket("photos");
  world.rule("created", kCreated, {target("1", queue_arn("q")), target("2", function_arn("f"))});
  world.rule("deleted", R"({"detail-type":["Object Deleted"]})", {target("1", queue_arn("q"))});
  Simulation& simulation = world.at(0, put("photos", "a.jpg")).run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
  EXPECT_EQ(function_of(simulation, "f").invocations, 1u);
  EXPECT_EQ(rule_of(simulation, "created").matched, 1u);
  EXPECT_EQ(rule_of(simulation, "deleted").matched, 0u);
  EXPECT_EQ(bus_of(simulation, "default").received, 1u);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 0u);
}

TEST(EventBridge, TheS3EventHasTheEnvelopeAndTheKebabCaseDetail) {
  Worldlet world;
  world.queue("q")
      .event_bucket("photos", Versioning::Enabled)
      .rule("all", kCreated, {target("1", queue_arn("q"))});
  Simulation& simulation = world.at(0, put("photos", "my photo@.jpg", 4)).run();
  const base::JsonValue event = body_of(visible_in(simulation, "q").at(0));
  EXPECT_EQ(member_names(event), "version,id,detail-type,source,account,time,region,resources,detail");
  EXPECT_EQ(text_at(event, "version"), "0");
  EXPECT_EQ(text_at(event, "detail-type"), "Object Created");
  EXPECT_EQ(text_at(event, "source"), "aws.s3");
  EXPECT_EQ(text_at(event, "account"), "123456789012");
  EXPECT_EQ(text_at(event, "time"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(text_at(event, "resources.0"), "arn:aws:s3:::photos");
  const base::JsonValue detail = at_path(event, "detail");
  EXPECT_EQ(member_names(detail), "version,bucket,object,request-id,requester,source-ip-address,reason");
  EXPECT_EQ(member_names(at_path(detail, "object")), "key,size,etag,version-id,sequencer");
  EXPECT_EQ(text_at(detail, "object.key"), "my photo@.jpg") << "the key is not encoded here";
  EXPECT_EQ(text_at(detail, "reason"), "PutObject");
}

TEST(EventBridge, ADeletionSaysWhetherItWasForGood) {
  Worldlet world;
  world.queue("q").event_bucket("plain").event_bucket("versioned", Versioning::Enabled);
  world.rule("deleted", R"({"detail-type":["Object Deleted"]})", {target("1", queue_arn("q"))});
  world.at(0, put("plain", "a")).at(0, put("versioned", "a"));
  Simulation& simulation =
      world.at(10'000, DeleteObject{"plain", "a", ""}).at(20'000, DeleteObject{"versioned", "a", ""}).run();
  const auto messages = visible_in(simulation, "q");
  ASSERT_EQ(messages.size(), 2u);
  const base::JsonValue gone = at_path(body_of(messages[0]), "detail");
  EXPECT_EQ(text_at(gone, "deletion-type"), "Permanently Deleted");
  EXPECT_EQ(member_names(at_path(gone, "object")), "key,sequencer");
  EXPECT_EQ(text_at(gone, "reason"), "DeleteObject");
  const base::JsonValue hidden = at_path(body_of(messages[1]), "detail");
  EXPECT_EQ(text_at(hidden, "deletion-type"), "Delete Marker Created");
  EXPECT_EQ(member_names(at_path(hidden, "object")), "key,etag,version-id,sequencer");
}

TEST(EventBridge, TypedFieldsMatchAsTheEventsJsonDoes) {
  const std::vector<std::string> patterns = {
      R"({"detail":{"object":{"size":[{"numeric":[">",100]}]}}})",
      R"({"detail":{"object":{"key":[{"suffix":".jpg"}]}}})",
      R"({"detail":{"object":{"version-id":[{"exists":false}]}}})",
      R"({"resources":[{"prefix":"arn:aws:s3:::pho"}]})",
      R"({"detail":{"reason":[{"anything-but":"CopyObject"}],"bucket":{"name":["photos"]}}})",
      R"({"$or":[{"detail-type":["Object Deleted"]},{"detail":{"object":{"key":[{"wildcard":"*/x*"}]}}}]})",
      R"({"detail":{"source-ip-address":[{"cidr":"203.0.113.0/24"}]}})",
      R"({"detail":{"no":{"such":["field"]}}})",
      R"({"time":[{"prefix":"2026-01-01T00:00:0"}]})"};
  Worldlet world;
  world.event_bucket("photos");
  for (size_t i = 0; i < patterns.size(); ++i) world.setup(put_rule("r" + std::to_string(i), patterns[i]));
  world.at(0, put("photos", "a.jpg", 50)).at(5'000, put("photos", "in/x.png", 500));
  Simulation& simulation = world.at(10'000, DeleteObject{"photos", "a.jpg", ""}).run();
  const auto received = events_on(simulation, {}, 100);
  ASSERT_EQ(received.size(), 3u);
  for (const uint32_t record : received) {
    const auto on_bus = event_on_bus(simulation, record);
    ASSERT_TRUE(on_bus.has_value());
    for (const RuleVerdict& verdict : on_bus->rules) {
      size_t recorded = 0;
      for (const Record& r : records_of(simulation, RecordKind::RuleMatched)) {
        recorded += r.message == on_bus->message && r.resource == verdict.rule;
      }
      EXPECT_EQ(recorded, verdict.matched ? 1u : 0u) << pattern_text(simulation, verdict.version);
    }
  }
}

TEST(EventBridge, AnEventThatNoRuleWantsIsCountedAsUnmatched) {
  Worldlet world;
  world.event_bucket("photos").setup(put_rule("never", R"({"source":["mine"]})"));
  Simulation& simulation = world.at(0, put("photos", "a.jpg")).run();
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::NoRuleMatched), 1u);
  EXPECT_EQ(bus_of(simulation, "default").unmatched, 1u);
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 1u);
}

TEST(EventBridge, ADisabledRuleMatchesNothing) {
  Worldlet world;
  world.queue("q").event_bucket("photos").rule("r", kCreated, {target("1", queue_arn("q"))});
  world.at(0, put("photos", "a")).at(10'000, DisableRule{"r", ""}).at(20'000, put("photos", "b"));
  Simulation& simulation = world.at(30'000, EnableRule{"r", ""}).at(40'000, put("photos", "c")).run();
  EXPECT_EQ(rule_of(simulation, "r").matched, 2u);
}

TEST(EventBridge, AnEventIsDeliveredOnceForEachRuleThatMatches) {
  Worldlet world;
  world.queue("q").rule("a", R"({"source":["mine"]})", {target("1", queue_arn("q"))});
  world.rule("b", R"({"detail-type":["thing"]})", {target("1", queue_arn("q"))});
  Simulation& simulation = world.at(0, put_events("mine", "thing")).run();
  const auto messages = visible_in(simulation, "q");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_NE(text_at(messages[0], "MessageId"), text_at(messages[1], "MessageId"));
  EXPECT_EQ(text_at(messages[0], "Body"), text_at(messages[1], "Body"));
}

TEST(EventBridge, PutEventsOnAnotherBusReachesThatBusAlone) {
  Worldlet world;
  world.queue("q").setup(CreateEventBus{"orders", {}});
  world.rule("here", R"({"source":["shop"]})", {target("1", queue_arn("q"))}, "orders");
  world.rule("there", R"({"source":["shop"]})", {target("1", queue_arn("q"))});
  Simulation& simulation = world.at(0, put_events("shop", "order placed", R"({"id": 7})", "orders")).run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
  EXPECT_EQ(rule_of(simulation, "orders/here").matched, 1u);
  EXPECT_EQ(rule_of(simulation, "there").matched, 0u);
  const base::JsonValue event = body_of(visible_in(simulation, "q").at(0));
  EXPECT_EQ(text_at(event, "detail-type"), "order placed");
  EXPECT_EQ(at_path(event, "detail.id").as_int64(), 7);
}

TEST(EventBridge, ABusThatIsNotThereSwallowsItsEventsWithoutAWord) {
  Worldlet world;
  Simulation& simulation = world.at(0, put_events("mine", "thing", "{}", "nowhere")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::BusNotFound), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::CommandRefused), 0u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(EventBridge, OneEntryOfPutEventsMayFailAndTheOthersGoOn) {
  Worldlet world;
  world.queue("q").rule("all", R"({"source":[{"prefix":""}]})", {target("1", queue_arn("q"))});
  PutEvents command = put_events("mine", "good");
  command.entries.push_back(put_events("", "no source").entries[0]);
  command.entries.push_back(put_events("mine", "text", "\"text\"").entries[0]);
  command.entries.push_back(put_events("aws.mine", "reserved").entries[0]);
  command.entries.push_back(put_events("mine", "good too").entries[0]);
  Simulation& simulation = world.at(0, command).run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 2u);
  std::vector<uint32_t> faults;
  for (const Record& r : records_of(simulation, RecordKind::EntryRefused)) faults.push_back(r.value);
  EXPECT_EQ(faults, (std::vector<uint32_t>{static_cast<uint32_t>(EntryFault::NoSource),
                                           static_cast<uint32_t>(EntryFault::MalformedDetail),
                                           static_cast<uint32_t>(EntryFault::NotAuthorized)}));
}

TEST(EventBridge, PutEventsTakesOneToTenEntries) {
  Worldlet world;
  Simulation& simulation = world.start();
  PutEvents command = put_events("mine", "thing");
  command.entries.resize(11, command.entries[0]);
  EXPECT_NE(refusal_of(simulation, command).find("Member must have length less than or equal to 10"),
            std::string::npos);
  EXPECT_NE(refusal_of(simulation, PutEvents{}).find("greater than or equal to 1"), std::string::npos);
  EXPECT_EQ(
      refusal_of(simulation, put_events("mine", "big", "{\"a\":\"" + std::string(1'100'000, 'x') + "\"}")),
      "ValidationException: Total size of the entries in the request is over the limit.");
}

TEST(EventBridge, AFunctionThatThrowsHasReceivedItsEventAllTheSame) {
  Worldlet world;
  RuleTarget to_function = target("1", function_arn("f"));
  to_function.dead_letter_arn = queue_arn("rule-dlq");
  world.queue("rule-dlq").function("f", fails()).rule("r", R"({"source":["mine"]})", {to_function});
  Simulation& simulation = world.at(0, put_events("mine", "thing")).run();
  EXPECT_EQ(function_of(simulation, "f").invocations, 3u) << "Lambda's own retries";
  EXPECT_EQ(queue_of(simulation, "rule-dlq").visible.count, 0u);
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRefused), 0u);
}

TEST(EventBridge, AMissingPermissionIsNotRetriedAndGoesToTheTargetsDeadLetterQueue) {
  Worldlet world;
  QueueConfig closed;
  RuleTarget to_closed = target("1", queue_arn("closed"));
  to_closed.dead_letter_arn = queue_arn("dlq");
  to_closed.input = "{\"constant\":true}";
  world.queue("closed", closed).queue("dlq").rule("r", R"({"source":["mine"]})", {to_closed});
  Simulation& simulation = world.at(0, put_events("mine", "thing")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRefused), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRetryScheduled), 0u);
  const auto letters = visible_in(simulation, "dlq");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(text_at(body_of(letters[0]), "detail-type"), "thing") << "the event itself, not the input";
  const base::JsonValue attributes = at_path(letters[0], "MessageAttributes");
  EXPECT_EQ(member_names(attributes), "RULE_ARN,TARGET_ARN,ERROR_CODE,ERROR_MESSAGE,RETRY_ATTEMPTS");
  EXPECT_EQ(text_at(attributes, "RULE_ARN.StringValue"), "arn:aws:events:us-east-1:123456789012:rule/r");
  EXPECT_EQ(text_at(attributes, "ERROR_CODE.StringValue"), "NO_PERMISSIONS");
  EXPECT_EQ(text_at(attributes, "RETRY_ATTEMPTS.StringValue"), "0");
}

TEST(EventBridge, AMissingTargetWithoutADeadLetterQueueIsDropped) {
  Worldlet world;
  world.rule("r", R"({"source":["mine"]})", {target("1", queue_arn("gone"))});
  Simulation& simulation = world.at(0, put_events("mine", "thing")).run();
  const auto refusals = records_of(simulation, RecordKind::TargetRefused);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(static_cast<Refusal>(refusals[0].code), Refusal::NoResource);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(EventBridge, AnOutageIsRetriedWithGrowingWaitsUntilTheTargetIsBack) {
  Worldlet world;
  world.queue("q").rule("r", R"({"source":["mine"]})", {target("1", queue_arn("q"))});
  world.at(0, SetFault{queue_arn("q"), FaultKind::Outage, 60'000}).at(1'000, put_events("mine", "thing"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
  const auto retries = records_of(simulation, RecordKind::TargetRetryScheduled);
  ASSERT_GE(retries.size(), 5u);
  for (size_t i = 0; i < retries.size(); ++i) {
    const uint32_t whole_ms = 1'000u << i;
    EXPECT_GE(retries[i].value, whole_ms / 2);
    EXPECT_LE(retries[i].value, whole_ms);
  }
  EXPECT_GE(simulation.world().now_ms, 60'000);
}

TEST(EventBridge, AfterItsRetryPolicyAnEventGoesToTheDeadLetterQueueWithTheConditionThatEndedIt) {
  for (const bool by_attempts : {true, false}) {
    Worldlet world;
    RuleTarget to_queue_target = target("1", queue_arn("q"));
    to_queue_target.dead_letter_arn = queue_arn("dlq");
    to_queue_target.maximum_retry_attempts = by_attempts ? 2 : 185;
    to_queue_target.maximum_event_age_s = by_attempts ? 86'400 : 60;
    world.queue("q").queue("dlq").rule("r", R"({"source":["mine"]})", {to_queue_target});
    world.at(0, SetFault{queue_arn("q"), FaultKind::Throttle, std::nullopt}).at(0, put_events("mine", "t"));
    Simulation& simulation = world.run();
    const auto letters = visible_in(simulation, "dlq");
    ASSERT_EQ(letters.size(), 1u);
    const base::JsonValue attributes = at_path(letters[0], "MessageAttributes");
    EXPECT_EQ(text_at(attributes, "ERROR_CODE.StringValue"), "THROTTLING");
    EXPECT_EQ(text_at(attributes, "EXHAUSTED_RETRY_CONDITION.StringValue"),
              by_attempts ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds");
    if (by_attempts) {
      EXPECT_EQ(text_at(attributes, "RETRY_ATTEMPTS.StringValue"), "2");
      EXPECT_EQ(count_of(simulation, RecordKind::TargetRefused), 3u);
    } else {
      EXPECT_LT(simulation.world().now_ms, 60'000);
    }
  }
}

TEST(EventBridge, TheDefaultRetryPolicyLastsAboutADay) {
  Worldlet world;
  world.queue("q").rule("r", R"({"source":["mine"]})", {target("1", queue_arn("q"))});
  world.at(0, SetFault{queue_arn("q"), FaultKind::Outage, std::nullopt}).at(0, put_events("mine", "t"));
  Simulation& simulation = world.run();
  const size_t attempts = count_of(simulation, RecordKind::TargetRefused);
  EXPECT_LE(attempts, 186u);
  EXPECT_GE(attempts, 150u);
  EXPECT_LE(simulation.world().now_ms, 86'400'000);
  EXPECT_GE(simulation.world().now_ms, 70'000'000);
}

TEST(EventBridge, ATemplateThatMakesNoJsonDeliversNothing) {
  Worldlet world;
  RuleTarget broken = target("1", queue_arn("q"));
  broken.input_transformer = InputTransformer{{{"d", "$.detail"}}, "{\"text\": \"<d>\"}"};
  RuleTarget good = target("2", queue_arn("q"));
  good.input_transformer = InputTransformer{{{"n", "$.detail.name"}}, "{\"hello\": <n>}"};
  world.queue("q").rule("r", R"({"source":["mine"]})", {broken, good});
  Simulation& simulation = world.at(0, put_events("mine", "t", R"({"name":"you"})")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::InputTransformFailed), 1u);
  ASSERT_EQ(queue_of(simulation, "q").visible.count, 1u);
  EXPECT_EQ(text_at(body_of(visible_in(simulation, "q").at(0)), "hello"), "you");
}

TEST(EventBridge, ABusMayBeATargetAndPassesTheEventOnUnchanged) {
  Worldlet world;
  RuleTarget to_bus = target("1", bus_arn("archive"));
  to_bus.role_arn = "arn:aws:iam::123456789012:role/forward";
  world.queue("first").queue("second").setup(CreateEventBus{"archive", {}});
  world.rule("here", R"({"source":["mine"]})", {to_bus, target("2", queue_arn("first"))});
  world.rule("there", R"({"source":["mine"]})", {target("1", queue_arn("second"))}, "archive");
  Simulation& simulation = world.at(0, put_events("mine", "t")).run();
  ASSERT_EQ(queue_of(simulation, "second").visible.count, 1u);
  EXPECT_EQ(text_at(visible_in(simulation, "first").at(0), "Body"),
            text_at(visible_in(simulation, "second").at(0), "Body"));
}

TEST(EventBridge, ALambdaDeadLetterCarriesTheTargetsInput) {
  Worldlet world;
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = queue_arn("dlq");
  RuleTarget part = target("1", function_arn("f"));
  part.input_path = "$.detail";
  world.queue("dlq").function("f", config).rule("r", R"({"source":["mine"]})", {part});
  Simulation& simulation = world.at(0, put_events("mine", "t", R"({"n":1})")).run();
  EXPECT_EQ(text_at(visible_in(simulation, "dlq").at(0), "Body"), R"({"n":1})");
}

TEST(EventBridge, RulesAndTargetsAreRefusedInTheServicesWords) {
  Worldlet world;
  Simulation& simulation = world.queue("q").start();
  EXPECT_EQ(refusal_of(simulation, put_rule("r", R"({"a":"b"})")),
            "InvalidEventPatternException: Event pattern is not valid. Reason: \"a\" must be an object or an "
            "array");
  EXPECT_EQ(refusal_of(simulation, put_rule("r", kCreated, "nowhere")),
            "ResourceNotFoundException: Event bus nowhere does not exist.");
  EXPECT_EQ(refusal_of(simulation, PutTargets{"r", "", {target("1", queue_arn("q"))}}),
            "ResourceNotFoundException: Rule r does not exist on EventBus default.");
  EXPECT_EQ(refusal_of(simulation, put_rule("r", kCreated)), "");
  std::vector<RuleTarget> six;
  for (int i = 0; i < 6; ++i) six.push_back(target(std::to_string(i), queue_arn("q")));
  EXPECT_EQ(refusal_of(simulation, PutTargets{"r", "", six}),
            "LimitExceededException: The requested resource exceeds the maximum number allowed.");
  EXPECT_EQ(
      refusal_of(simulation, PutTargets{"r", "", {target(std::string(65, 'x'), queue_arn("q"))}}),
      "ValidationException: 1 validation error detected: Value '" + std::string(65, 'x') +
          "' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or "
          "equal to 64");
  EXPECT_EQ(refusal_of(simulation, PutTargets{"r", "", {target("1", queue_arn("q"))}}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteRule{"r", ""}),
            "ValidationException: Rule can't be deleted since it has targets.");
  EXPECT_EQ(refusal_of(simulation, RemoveTargets{"r", "", {"1"}}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteRule{"r", ""}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteEventBus{"default"}),
            "ValidationException: Cannot delete event bus default.");
}

TEST(EventBridge, ABusHoldsThreeHundredRules) {
  Worldlet world;
  for (int i = 0; i < 300; ++i) world.setup(put_rule("r" + std::to_string(i), R"({"source":["s"]})"));
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, put_rule("one-more", R"({"source":["s"]})")),
            "LimitExceededException: The requested resource exceeds the maximum number allowed.");
}

TEST(EventBridge, PuttingARuleAgainKeepsItsTargets) {
  Worldlet world;
  world.queue("q").rule("r", R"({"source":["other"]})", {target("1", queue_arn("q"))});
  world.at(0, put_events("mine", "t")).at(1'000, put_rule("r", R"({"source":["mine"]})"));
  Simulation& simulation = world.at(2'000, put_events("mine", "t")).run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
}

TEST(EventBridge, ARefusedCommandMakesNoDefaultBus) {
  Worldlet world;
  Simulation& simulation = world.start();
  EXPECT_NE(refusal_of(simulation, EnableRule{"r", ""}), "");
  EXPECT_NE(refusal_of(simulation, put_rule("r", "[]")), "");
  EXPECT_TRUE(resource(simulation, ResourceKind::Bus, "default").is_none());
}

TEST(EventBridge, AfterGoingBackTheRulesOfThatTimeDecideAgain) {
  Worldlet world;
  world.queue("q").rule("r", R"({"source":["mine"]})", {target("1", queue_arn("q"))});
  world.at(0, put_events("mine", "t")).at(5'000, put_events("mine", "t"));
  Simulation& simulation = world.run();
  const uint64_t hash = simulation.hash();
  const uint32_t last = simulation.step();
  simulation.seek(1);
  EXPECT_EQ(refusal_of(simulation, put_rule("r", R"({"source":["nobody"]})")), "");
  simulation.run_to_idle(1'000);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 0u);
  simulation.undo();
  simulation.seek(last);
  EXPECT_EQ(simulation.hash(), hash);
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 2u);
}

}  // namespace
}  // namespace brigade::engine
