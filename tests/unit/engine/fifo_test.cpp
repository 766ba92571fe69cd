// FIFO queues and topics: order in message groups, deduplication, what feeds them and what they feed, and the
// service's own refusals. Rules: SQS Developer Guide, "FIFO delivery logic" and "Exactly-once processing";
// SNS Developer Guide, "Message ordering and deduplication"; recordings of the real service for texts.
#include "unit/engine/world_builder.h"

#include "base/md5.h"
#include "base/sha256.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000, kMinute = 60'000;

QueueConfig fifo_queue(bool by_content = true) {
  QueueConfig config = open_queue();
  config.fifo = true;
  config.content_based_deduplication = by_content;
  return config;
}
SendMessage in_group(const std::string& group, const std::string& body, const std::string& id = "") {
  SendMessage command = send("q.fifo", body);
  command.group_id = group;
  if (!id.empty()) command.deduplication_id = id;
  return command;
}
Publish publish_in_group(const std::string& group, const std::string& message) {
  Publish command = publish("t.fifo", message);
  command.group_id = group;
  return command;
}
Worldlet with_topic(std::vector<Subscription> subscriptions) {
  Worldlet world;
  TopicConfig config;
  config.fifo = config.content_based_deduplication = true;
  world.queue("q.fifo", fifo_queue()).setup(CreateTopic{"t.fifo", config});
  for (Subscription& each : subscriptions) world.setup(Subscribe{"t.fifo", std::move(each)});
  return world;
}
// The bodies of the messages of a list, as "a b c".
std::string bodies(const Simulation& simulation, const DeliveryList& list) {
  std::string out;
  for (const base::JsonValue& message : messages_in(simulation, list)) {
    if (!out.empty()) out += ' ';
    out += text_at(message, "Body");
  }
  return out;
}
CreateEventSourceMapping maps(const std::string& function, bool reports = false) {
  EventSourceMappingConfig config;
  config.event_source_arn = queue_arn("q.fifo");
  config.function_arn = function_arn(function);
  config.report_batch_item_failures = reports;
  return {config};
}

TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(base::hex(base::sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(base::hex(base::sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(base::hex(base::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Fifo, AGroupWithAMessageInFlightIsBlockedAndOthersGoOn) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue());
  world.at(0, in_group("a", "a1")).at(0, in_group("a", "a2")).at(0, in_group("b", "b1"));
  world.at(kSecond, receive("q.fifo")).at(2 * kSecond, receive("q.fifo")).at(3 * kSecond, receive("q.fifo"));
  Simulation& simulation = world.start();
  simulation.seek_time(3 * kSecond);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").invisible), "a1 b1");
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").visible), "a2");
  EXPECT_EQ(count_of(simulation, RecordKind::ReceiveEmpty), 1u);
}

TEST(Fifo, AReceiveTakesAsManyMessagesOfOneGroupAsThereAre) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue());
  world.at(0, in_group("a", "a1")).at(0, in_group("b", "b1")).at(0, in_group("a", "a2"));
  world.at(kSecond, receive("q.fifo", 2));
  Simulation& simulation = world.start();
  simulation.seek_time(kSecond);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").invisible), "a1 a2");
}

TEST(Fifo, AMessageThatBecomesVisibleAgainIsFirstInItsGroup) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue());
  world.at(0, in_group("a", "a1")).at(0, in_group("a", "a2")).at(kSecond, receive("q.fifo"));
  Simulation& simulation = world.start();
  simulation.seek_time(kMinute);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").visible), "a1 a2");
}

TEST(Fifo, DeletingAMessageLetsItsGroupGoOn) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).at(0, in_group("a", "a1")).at(0, in_group("a", "a2"));
  ReceiveMessage waits = receive("q.fifo");
  waits.wait_ms = 20 * kSecond;
  world.at(kSecond, receive("q.fifo")).at(2 * kSecond, waits);
  Simulation& simulation = world.start();
  simulation.seek_time(2 * kSecond);
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q.fifo", handle_in_flight(simulation, "q.fifo")}), "");
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").invisible), "a2");
}

TEST(Fifo, TheSameDeduplicationIdIsDeliveredOnceInFiveMinutes) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue());
  world.at(0, in_group("a", "same")).at(kMinute, in_group("b", "same")).at(kMinute, in_group("a", "other"));
  world.at(5 * kMinute, in_group("a", "same"));
  Simulation& simulation = world.start();
  simulation.seek_time(5 * kMinute);
  EXPECT_EQ(ended(simulation, Fate::Deduplicated), 1u);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").visible), "same other same");
  EXPECT_EQ(records_of(simulation, RecordKind::Deduplicated)[0].value, 0u);
}

TEST(Fifo, TheIdIsKnownThoughTheMessageIsDeleted) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).at(0, in_group("a", "x", "id")).at(kSecond, receive("q.fifo"));
  Simulation& simulation = world.start();
  simulation.seek_time(kSecond);
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q.fifo", handle_in_flight(simulation, "q.fifo")}), "");
  EXPECT_EQ(refusal_of(simulation, in_group("a", "another body", "id")), "");
  EXPECT_EQ(ended(simulation, Fate::Deduplicated), 1u);
}

TEST(Fifo, TheScopeMessageGroupDeduplicatesInEachGroupAlone) {
  QueueConfig config = fifo_queue();
  config.deduplication_by_group = true;
  Worldlet world;
  world.queue("q.fifo", config).at(0, in_group("a", "same")).at(0, in_group("b", "same"));
  world.at(0, in_group("b", "same"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Deduplicated), 1u);
  EXPECT_EQ(queue_of(simulation, "q.fifo").visible.count, 2u);
}

TEST(Fifo, AMessageCarriesItsGroupIdAndSequenceNumber) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).at(0, in_group("a", "x")).at(0, in_group("a", "y", "my-id"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "q.fifo");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageGroupId"), "a");
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageDeduplicationId"), base::hex(base::sha256("x")));
  EXPECT_EQ(text_at(messages[1], "Attributes.MessageDeduplicationId"), "my-id");
  EXPECT_EQ(text_at(messages[0], "Attributes.SequenceNumber").size(), 20u);
  EXPECT_LT(text_at(messages[0], "Attributes.SequenceNumber"),
            text_at(messages[1], "Attributes.SequenceNumber"));
}

TEST(Fifo, TheServicesRefusalsAreSpelledAsItSpellsThem) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue(false)).queue("plain");
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, send("q.fifo")),
            "MissingParameter: The request must contain the parameter MessageGroupId.");
  EXPECT_EQ(refusal_of(simulation, in_group("a", "x")),
            "InvalidParameterValue: The queue should either have ContentBasedDeduplication enabled or "
            "MessageDeduplicationId provided explicitly");
  SendMessage delayed = in_group("a", "x", "id");
  delayed.delay_ms = 2'000;
  EXPECT_EQ(
      refusal_of(simulation, delayed),
      "InvalidParameterValue: Value 2 for parameter DelaySeconds is invalid. Reason: The request include "
      "parameter that is not valid for this queue type.");
  EXPECT_EQ(refusal_of(simulation, in_group("a", "x", "group 123")),
            "InvalidParameterValue: Value group 123 for parameter MessageDeduplicationId is invalid. Reason: "
            "MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in "
            "length.");
  QueueConfig plain;
  plain.content_based_deduplication = true;
  EXPECT_EQ(refusal_of(simulation, CreateQueue{"other", plain}),
            "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.");
  SetQueueAttributes change{};
  change.queue = "q.fifo";
  change.fifo = false;
  EXPECT_EQ(
      refusal_of(simulation, change),
      "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying queue type is "
      "not supported.");
  EXPECT_NE(refusal_of(simulation, CreateQueue{"no-suffix", fifo_queue()}), "");
  EXPECT_NE(refusal_of(simulation, CreateQueue{"suffix.fifo", open_queue()}), "");
}

TEST(Fifo, AnOldReceiptHandleHasExpired) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).at(0, in_group("a", "x")).at(kSecond, receive("q.fifo"));
  Simulation& simulation = world.start();
  simulation.seek_time(kSecond);
  const std::string handle = handle_in_flight(simulation, "q.fifo");
  simulation.seek_time(kMinute);
  EXPECT_EQ(refusal_of(simulation, DeleteMessage{"q.fifo", handle}),
            "InvalidParameterValue: Value " + handle +
                " for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
}

TEST(Fifo, TheDeadLetterQueueIsFifoTooAndKeepsTheGroup) {
  QueueConfig config = fifo_queue();
  config.redrive_target_arn = queue_arn("letters.fifo");
  config.max_receive_count = 1;
  Worldlet world;
  world.queue("letters.fifo", fifo_queue()).queue("letters").queue("q.fifo", config);
  world.at(0, in_group("a", "a1")).at(0, in_group("a", "a2")).at(kSecond, receive("q.fifo"));
  world.at(kMinute, receive("q.fifo"));
  Simulation& simulation = world.start();
  simulation.seek_time(kMinute);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").invisible), "a2");
  const auto letters = visible_in(simulation, "letters.fifo");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(text_at(letters[0], "Body"), "a1");
  EXPECT_EQ(text_at(letters[0], "Attributes.MessageGroupId"), "a");
  EXPECT_EQ(text_at(letters[0], "Attributes.MessageDeduplicationId"), text_at(letters[0], "MessageId"));
  SetQueueAttributes standard{};
  standard.queue = "q.fifo";
  standard.redrive_target_arn = queue_arn("letters");
  EXPECT_NE(refusal_of(simulation, standard).find("must be same type of queue as the source"),
            std::string::npos);
  EXPECT_EQ(refusal_of(simulation, StartMessageMoveTask{queue_arn("letters.fifo"), "", {}}), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(bodies(simulation, queue_of(simulation, "q.fifo").visible), "a2 a1");
}

TEST(Fifo, AMappingRunsOneBatchAGroupAndKeepsTheOrder) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).function("f", succeeds(500)).setup(maps("f"));
  world.at(0, in_group("a", "a1")).at(0, in_group("b", "b1")).at(100, in_group("a", "a2"));
  Simulation& simulation = world.run();
  const auto started = records_of(simulation, RecordKind::BatchStarted);
  ASSERT_EQ(started.size(), 3u);
  EXPECT_EQ(started[0].time_ms, started[1].time_ms);
  EXPECT_GT(started[2].time_ms, started[0].time_ms);
  EXPECT_EQ(count_of(simulation, RecordKind::WaitsInGroup), 1u);
  EXPECT_EQ(ended(simulation, Fate::Delivered), 3u);
}

TEST(Fifo, APartialReportStopsAtTheFirstFailure) {
  HandlerRule second;
  second.keys = {};
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).function("f", fails_first(1)).setup(maps("f", true));
  world.at(0, SetFault{function_arn("f"), FaultKind::Throttle, 1'000});
  world.at(10, in_group("a", "a1")).at(20, in_group("a", "a2")).at(20, in_group("a", "a3"));
  Simulation& simulation = world.run();
  // The throttled batch burnt the first receive of a1; a2 and a3 fail at theirs.
  EXPECT_EQ(count_of(simulation, RecordKind::BatchItemNotReached), 1u);
  const auto deleted = records_of(simulation, RecordKind::MessageDeleted);
  ASSERT_EQ(deleted.size(), 3u);
  EXPECT_LT(deleted[0].delivery, deleted[1].delivery);
  EXPECT_LT(deleted[1].delivery, deleted[2].delivery);
}

TEST(Fifo, ARuleNamesTheGroupAndTheQueueTheId) {
  RuleTarget named = target("1", queue_arn("q.fifo"));
  named.message_group_id = "events";
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).rule("r", R"({"source":["mine"]})", {named});
  world.at(0, put_events("mine", "thing")).at(kSecond, put_events("mine", "thing"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "q.fifo");
  ASSERT_EQ(messages.size(), 2u);  // an event has an id of its own: no two bodies are the same
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageGroupId"), "events");
  EXPECT_EQ(refusal_of(simulation, PutTargets{"r", "", {target("2", queue_arn("q.fifo"))}}),
            "ValidationException: Parameter(s) SqsParameters must be specified for target: 2.");
}

TEST(Fifo, AQueueWithoutContentBasedDeduplicationTakesNoEvents) {
  RuleTarget named = target("1", queue_arn("q.fifo"));
  named.message_group_id = "events";
  named.dead_letter_arn = queue_arn("letters");
  Worldlet world;
  world.queue("q.fifo", fifo_queue(false)).queue("letters").rule("r", R"({"source":["mine"]})", {named});
  world.at(0, put_events("mine", "thing"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRetryScheduled), 0u);
  const auto letters = visible_in(simulation, "letters");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(text_at(letters[0], "MessageAttributes.ERROR_CODE.StringValue"), "SDK_CLIENT_ERROR");
}

TEST(Fifo, S3NotifiesNoFifoQueue) {
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).bucket("photos").notify("photos", {to_queue("q.fifo")});
  EXPECT_NE(world.refusal().find("is FIFO"), std::string::npos);
}

TEST(Fifo, AHandlerNamesTheGroupOfWhatItSends) {
  HandlerBehaviour behaviour = succeeds();
  HandlerCall call;
  call.operation = CallOperation::SendMessage;
  call.target = "q.fifo";
  call.body = "made of {key}";
  call.message_group_id = "{bucket}";
  behaviour.calls = {call};
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).function("f", behaviour).bucket("photos");
  world.notify("photos", {to_function("f")}).at(0, put("photos", "a.jpg"));
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "q.fifo");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageGroupId"), "photos");
}

TEST(Fifo, AFunctionsDeadLetterHasNoGroupAndIsDropped) {
  FunctionConfig config = function_with(fails());
  config.maximum_retry_attempts = 0;
  config.dead_letter_arn = queue_arn("q.fifo");
  Worldlet world;
  world.queue("q.fifo", fifo_queue()).function("f", config).at(0, invoke("f"));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(Fifo, ATopicKeepsTheOrderAndPassesGroupAndIdOn) {
  Worldlet world = with_topic({subscription(SubscriptionProtocol::Queue, queue_arn("q.fifo"))});
  world.at(0, publish_in_group("a", "one")).at(1, publish_in_group("a", "two"));
  world.at(2, publish_in_group("a", "one"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::PublishDeduplicated), 1u);
  const auto messages = visible_in(simulation, "q.fifo");
  ASSERT_EQ(messages.size(), 2u);
  const base::JsonValue first = json_of(text_at(messages[0], "Body"));
  EXPECT_EQ(text_at(first, "Message"), "one");
  EXPECT_EQ(text_at(first, "SequenceNumber").size(), 20u);
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageGroupId"), "a");
  EXPECT_EQ(text_at(messages[0], "Attributes.MessageDeduplicationId"), base::hex(base::sha256("one")));
}

TEST(Fifo, ATopicsGroupWaitsForTheMessageThatIsTriedAgain) {
  Worldlet world = with_topic({subscription(SubscriptionProtocol::Queue, queue_arn("q.fifo"))});
  world.at(0, SetFault{queue_arn("q.fifo"), FaultKind::Outage, 700});
  world.at(0, publish_in_group("a", "one")).at(650, publish_in_group("a", "two"));
  world.at(650, publish_in_group("b", "three"));
  Simulation& simulation = world.run();
  std::string order;
  for (const base::JsonValue& message : visible_in(simulation, "q.fifo"))
    order += text_at(json_of(text_at(message, "Body")), "Message") + " ";
  EXPECT_EQ(order, "three one two ");
  EXPECT_GE(count_of(simulation, RecordKind::WaitsInGroup), 1u);
}

TEST(Fifo, ATopicTakesOnlyQueuesAndItsSubscriptionsDeadLettersAreFifo) {
  Worldlet world = with_topic({});
  world.queue("plain").function("f").topic("news", {});
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, publish("t.fifo", "x")),
            "InvalidParameter: Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
  const auto subscribe = [&](Subscription made) {
    return refusal_of(simulation, Subscribe{"t.fifo", std::move(made)});
  };
  EXPECT_NE(subscribe(subscription(SubscriptionProtocol::Function, function_arn("f"))), "");
  EXPECT_NE(subscribe(subscription(SubscriptionProtocol::Email, "ana@example.com")), "");
  EXPECT_EQ(subscribe(subscription(SubscriptionProtocol::Queue, queue_arn("plain"))), "");
  Subscription lettered = subscription(SubscriptionProtocol::Queue, queue_arn("q.fifo"));
  lettered.dead_letter_arn = queue_arn("plain");
  EXPECT_EQ(subscribe(lettered),
            "InvalidParameter: Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO "
            "Subscription to a FIFO Topic.");
  EXPECT_EQ(refusal_of(simulation, CreateTopic{"named.fifo", {}}),
            "InvalidParameter: Invalid parameter: Topic Name");
}

TEST(RedriveAllowPolicy, ForbidsToBeNamedAsDeadLetterQueue) {
  QueueConfig closed = open_queue(), chosen = open_queue();
  closed.redrive_allow_policy.permission = RedrivePermission::DenyAll;
  chosen.redrive_allow_policy = {RedrivePermission::ByQueue, {queue_arn("mine")}};
  Worldlet world;
  world.queue("closed", closed).queue("chosen", chosen).queue("mine").queue("other");
  Simulation& simulation = world.start();
  const auto redrive = [&](const std::string& queue, const std::string& letters) {
    SetQueueAttributes command{};
    command.queue = queue;
    command.redrive_target_arn = queue_arn(letters);
    command.max_receive_count = 2;
    return refusal_of(simulation, command);
  };
  EXPECT_NE(redrive("mine", "closed").find("Access to dead letter queue denied."), std::string::npos);
  EXPECT_NE(redrive("other", "chosen"), "");
  EXPECT_EQ(redrive("mine", "chosen"), "");
}

TEST(RedriveAllowPolicy, TakenBackLaterLeavesTheMessagesWhereTheyAre) {
  QueueConfig config = open_queue();
  config.redrive_target_arn = queue_arn("letters");
  config.max_receive_count = 1;
  SetQueueAttributes closed{};
  closed.queue = "letters";
  closed.redrive_allow_policy = RedriveAllowPolicy{RedrivePermission::DenyAll, {}};
  Worldlet world;
  world.queue("letters").queue("q", config).at(0, send("q")).at(0, closed);
  world.at(kSecond, receive("q")).at(kMinute, receive("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::RedrivenToDeadLetterQueue), 0u);
  EXPECT_EQ(count_of(simulation, RecordKind::MessageReceived), 2u);
}

TEST(SendMessageBatch, ItsEntriesFailAlone) {
  SendMessageBatch batch{"q", {{"one", send("", "x")}, {"two", send("", "")}, {"three", send("", "z")}}};
  Worldlet world;
  world.queue("q").at(0, batch);
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "q").visible.count, 2u);
  const auto refused = records_of(simulation, RecordKind::BatchEntryRefused);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].code, 1u);
  EXPECT_EQ(*simulation.history().texts[refused[0].value],
            "MissingParameter: The request must contain the parameter MessageBody.");
  batch.entries[2].id = "one";
  EXPECT_EQ(refusal_of(simulation, batch),
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct: Id one repeated.");
  batch.entries.resize(11);
  EXPECT_EQ(refusal_of(simulation, batch),
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest: Maximum number of entries per request are "
            "10. You have sent 11.");
}

TEST(SendMessage, AttributesTravelWithTheMessage) {
  SendMessage command = send("q", "hello");
  command.attributes = {{"colour", "String", "red"}};
  Worldlet world;
  world.queue("q").at(0, command);
  Simulation& simulation = world.run();
  const auto messages = visible_in(simulation, "q");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text_at(messages[0], "Body"), "hello");
  EXPECT_EQ(text_at(messages[0], "MessageAttributes.colour.StringValue"), "red");
  command.attributes[0].value = "";
  EXPECT_EQ(refusal_of(simulation, command),
            "InvalidParameterValue: Message (user) attribute 'colour' must contain a non-empty value of type "
            "'String'.");
}

}  // namespace
}  // namespace brigade::engine
