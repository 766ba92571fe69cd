// SNS: fan-out, filter policies, envelopes, raw delivery, dead letters. Rules: SNS Developer Guide and
// recordings of the real service for shapes and texts.
#include "engine/services/sns.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

Subscription to_queue_sub(const std::string& queue) {
  return subscription(SubscriptionProtocol::Queue, queue_arn(queue));
}
Subscription with_policy(Subscription made, std::string policy,
                         match::FilterPolicyScope scope = match::FilterPolicyScope::MessageBody) {
  made.filter_policy_text = std::move(policy);
  made.filter_policy_scope = scope;
  return made;
}
NotificationRule to_topic(const std::string& name) {
  return rule_to(TargetKind::Topic, topic_arn(name), {"s3:ObjectCreated:*"});
}

TEST(Sns, AMessageGoesToEverySubscriber) {
  Worldlet world;
  world.queue("a").queue("b").function("f");
  world.topic("news", {to_queue_sub("a"), to_queue_sub("b"),
                       subscription(SubscriptionProtocol::Function, function_arn("f")),
                       subscription(SubscriptionProtocol::Email, "ada@example.com")});
  Simulation& simulation = world.at(0, publish("news", "hello")).run();
  EXPECT_EQ(queue_of(simulation, "a").visible.count, 1u);
  EXPECT_EQ(queue_of(simulation, "b").visible.count, 1u);
  EXPECT_EQ(function_of(simulation, "f").invocations, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::EmailDelivered), 1u);
  const auto a = visible_in(simulation, "a").at(0), b = visible_in(simulation, "b").at(0);
  EXPECT_NE(text_at(a, "MessageId"), text_at(b, "MessageId"));
  EXPECT_EQ(text_at(json_of(text_at(a, "Body")), "MessageId"),
            text_at(json_of(text_at(b, "Body")), "MessageId"));
}

TEST(Sns, AQueueGetsTheEnvelope) {
  Worldlet world;
  world.queue("q").topic("news", {to_queue_sub("q")});
  Publish command = publish("news", "hello");
  command.subject = "Greetings";
  command.attributes = {{"colour", "String", "red"}};
  Simulation& simulation = world.at(1'500, command).run();
  const base::JsonValue body = json_of(text_at(visible_in(simulation, "q").at(0), "Body"));
  EXPECT_EQ(member_names(body),
            "Type,MessageId,TopicArn,Subject,Message,Timestamp,SignatureVersion,Signature,SigningCertURL,"
            "UnsubscribeURL,MessageAttributes");
  EXPECT_EQ(text_at(body, "Type"), "Notification");
  EXPECT_EQ(text_at(body, "TopicArn"), topic_arn("news"));
  EXPECT_EQ(text_at(body, "Subject"), "Greetings");
  EXPECT_EQ(text_at(body, "Message"), "hello");
  EXPECT_EQ(text_at(body, "Timestamp"), "2026-01-01T00:00:01.500Z");
  EXPECT_EQ(text_at(body, "MessageAttributes.colour.Value"), "red");
}

TEST(Sns, RawDeliveryIsTheMessageItselfWithItsAttributes) {
  Worldlet world;
  Subscription raw = to_queue_sub("q");
  raw.raw_message_delivery = true;
  world.queue("q").topic("news", {raw});
  Publish command = publish("news", "hello");
  command.attributes = {{"colour", "String", "red"}};
  Simulation& simulation = world.at(0, command).run();
  const base::JsonValue message = visible_in(simulation, "q").at(0);
  EXPECT_EQ(text_at(message, "Body"), "hello");
  EXPECT_EQ(text_at(message, "MessageAttributes.colour.StringValue"), "red");
  EXPECT_EQ(text_at(message, "MessageAttributes.colour.DataType"), "String");
}

TEST(Sns, AFilterPolicyLooksAtAttributesUnlessItsScopeIsTheBody) {
  Worldlet world;
  world.queue("by-attribute").queue("by-body");
  world.topic("news",
              {with_policy(to_queue_sub("by-attribute"), R"({"colour":["red"]})",
                           match::FilterPolicyScope::MessageAttributes),
               with_policy(to_queue_sub("by-body"), R"({"order":{"total":[{"numeric":[">",10]}]}})")});
  Publish red = publish("news", R"({"order":{"total":5}})");
  red.attributes = {{"colour", "String", "red"}};
  world.at(0, red).at(1'000, publish("news", R"({"order":{"total":50}})"));
  Simulation& simulation = world.at(2'000, publish("news", "no JSON")).run();
  EXPECT_EQ(queue_of(simulation, "by-attribute").visible.count, 1u);
  EXPECT_EQ(queue_of(simulation, "by-body").visible.count, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::SubscriptionFilteredOut), 4u);
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 4u);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 1u);
}

TEST(Sns, S3SendsItsRecordUnderASubject) {
  Worldlet world;
  world.queue("q").bucket("photos").topic("news", {to_queue_sub("q")}).notify("photos", {to_topic("news")});
  Simulation& simulation = world.at(0, put("photos", "a b.jpg")).run();
  const base::JsonValue body = json_of(text_at(visible_in(simulation, "q").at(0), "Body"));
  EXPECT_EQ(text_at(body, "Subject"), "Amazon S3 Notification");
  EXPECT_EQ(text_at(json_of(text_at(body, "Message")), "Records.0.s3.object.key"), "a+b.jpg");
}

TEST(Sns, ABodyPolicyCanFilterS3sRecords) {
  Worldlet world;
  world.queue("q").bucket("photos").notify("photos", {});
  world.topic("news", {with_policy(to_queue_sub("q"),
                                   R"({"Records":{"s3":{"object":{"key":[{"prefix":"in/"}]}}}})")});
  world.notify("photos", {to_topic("news")})
      .at(0, put("photos", "in/a.jpg"))
      .at(10, put("photos", "out/b.jpg"));
  EXPECT_EQ(queue_of(world.run(), "q").visible.count, 1u);
}

TEST(Sns, AFunctionGetsARecordAndItsDeadLetterKeepsIt) {
  Worldlet world;
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = queue_arn("dlq");
  world.queue("dlq").function("f", config);
  world.topic("news", {subscription(SubscriptionProtocol::Function, function_arn("f"))});
  Simulation& simulation = world.at(0, publish("news", "hello")).run();
  const base::JsonValue event = json_of(text_at(visible_in(simulation, "dlq").at(0), "Body"));
  EXPECT_EQ(text_at(event, "Records.0.EventSource"), "aws:sns");
  EXPECT_EQ(text_at(event, "Records.0.Sns.Message"), "hello");
  EXPECT_TRUE(at_path(event, "Records.0.Sns.Subject").is_null());
}

TEST(Sns, AMissingPermissionGoesToTheSubscriptionsDeadLetterQueueAtOnce) {
  Worldlet world;
  Subscription closed = to_queue_sub("closed");
  closed.dead_letter_arn = queue_arn("dlq");
  world.queue("closed", QueueConfig{}).queue("dlq").topic("news", {closed});
  Simulation& simulation = world.at(0, publish("news", "hello")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRetryScheduled), 0u);
  const auto letters = visible_in(simulation, "dlq");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(text_at(json_of(text_at(letters[0], "Body")), "Message"), "hello");
}

TEST(Sns, AServerSideErrorIsRetriedFirstAtOnceThenSlower) {
  Worldlet world;
  world.queue("q").topic("news", {to_queue_sub("q")});
  world.at(0, SetFault{queue_arn("q"), FaultKind::Outage, 30'000}).at(0, publish("news", "hello"));
  Simulation& simulation = world.run();
  std::vector<uint32_t> waits;
  for (const Record& r : records_of(simulation, RecordKind::TargetRetryScheduled)) waits.push_back(r.value);
  ASSERT_GE(waits.size(), 6u);
  EXPECT_EQ((std::vector<uint32_t>{waits.begin(), waits.begin() + 5}),
            (std::vector<uint32_t>{0, 0, 1'000, 1'000, 1'000}));
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 1u);
}

TEST(Sns, ATopicCanBeARulesTarget) {
  Worldlet world;
  RuleTarget shaped = target("1", topic_arn("news"));
  shaped.input_path = "$.detail.text";
  world.queue("q").topic("news", {to_queue_sub("q")}).rule("r", R"({"source":["mine"]})", {shaped});
  Simulation& simulation = world.at(0, put_events("mine", "t", R"({"text":"hi"})")).run();
  EXPECT_EQ(text_at(json_of(text_at(visible_in(simulation, "q").at(0), "Body")), "Message"), "\"hi\"");
}

TEST(Sns, ConfigurationIsRefusedInTheServicesWords) {
  Worldlet world;
  Simulation& simulation = world.queue("q").topic("news", {}).start();
  const auto subscribe = [](Subscription s) { return Subscribe{"news", std::move(s)}; };
  EXPECT_EQ(refusal_of(simulation, publish("none", "x")), "NotFound: Topic does not exist");
  EXPECT_EQ(refusal_of(simulation, publish("news", "")),
            "InvalidParameter: Invalid parameter: Empty message");
  EXPECT_EQ(refusal_of(simulation, publish("news", std::string(262'145, 'x'))),
            "InvalidParameter: Invalid parameter: Message too long");
  EXPECT_EQ(refusal_of(simulation, CreateTopic{"not a name", {}}),
            "InvalidParameter: Invalid parameter: Topic Name");
  EXPECT_EQ(refusal_of(simulation, subscribe(subscription(SubscriptionProtocol::Queue, "https://queue"))),
            "InvalidParameter: Invalid parameter: SQS endpoint ARN");
  const std::string bad = refusal_of(simulation, subscribe(with_policy(to_queue_sub("q"), R"({"a":"b"})")));
  EXPECT_EQ(bad.substr(0, bad.find('\n')),
            "InvalidParameter: Invalid parameter: FilterPolicy: \"a\" must be an object or an array");
  EXPECT_EQ(refusal_of(simulation, subscribe(to_queue_sub("q"))), "");
  EXPECT_EQ(refusal_of(simulation, subscribe(to_queue_sub("q"))), "") << "the same again is the same";
  EXPECT_EQ(
      refusal_of(simulation, subscribe(with_policy(to_queue_sub("q"), R"({"a":["b"]})"))),
      "InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists with different "
      "attributes");
  SetSubscriptionAttributes unknown;
  unknown.subscription_arn = topic_arn("news") + ":00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(refusal_of(simulation, unknown), "NotFound: Subscription does not exist");
  EXPECT_EQ(
      refusal_of(simulation, Unsubscribe{"nonsense"}),
      "InvalidParameter: Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, "
      "not 1");
}

}  // namespace
}  // namespace brigade::engine
