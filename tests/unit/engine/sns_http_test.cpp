// SNS to HTTP endpoints. Rules: SNS Developer Guide, "Fanout to HTTP/S endpoints", "Creating an HTTP/S
// delivery policy", "Message delivery retries", "Dead-letter queues".
#include "engine/explain.h"
#include "engine/inbox.h"
#include "engine/services/sns.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000;
constexpr const char* kHook = "https://example.com/hook";

Subscription hook(EndpointBehaviour behaviour = {}) {
  Subscription made = subscription(SubscriptionProtocol::Https, kHook);
  made.behaviour = behaviour;
  return made;
}
EndpointBehaviour fails_with(uint32_t status, uint32_t attempts = 1'000) {
  EndpointBehaviour behaviour;
  behaviour.fail_attempts = attempts;
  behaviour.fail_status = status;
  return behaviour;
}
Worldlet with_hook(Subscription made) {
  Worldlet world;
  world.queue("dlq").topic("news", {std::move(made)}).at(0, publish("news", "hello"));
  return world;
}
std::vector<uint32_t> statuses(const Simulation& simulation) {
  std::vector<uint32_t> out;
  for (const Record& r : records_of(simulation)) {
    if (r.kind == RecordKind::EndpointAnswered || r.kind == RecordKind::EndpointFailed)
      out.push_back(http_status(r));
  }
  return out;
}

TEST(SnsHttp, AConfirmedEndpointGetsTheMessageAsAPost) {
  Worldlet world = with_hook(hook());
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::EndpointPosted), 1u);
  EXPECT_EQ(statuses(simulation), std::vector<uint32_t>{200});
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(times_of(simulation, RecordKind::EndpointAnswered)[0] -
                times_of(simulation, RecordKind::EndpointPosted)[0],
            100);
}

// "By default, if the initial delivery of the message fails, Amazon SNS attempts up to three retries with a
// delay between failed attempts set at 20 seconds."
TEST(SnsHttp, AFailingEndpointIsTriedFourTimesTwentySecondsApart) {
  Subscription made = hook(fails_with(503));
  made.dead_letter_arn = queue_arn("dlq");
  Worldlet world = with_hook(made);
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation), (std::vector<uint32_t>{503, 503, 503, 503}));
  const auto posted = times_of(simulation, RecordKind::EndpointPosted);
  ASSERT_EQ(posted.size(), 4u);
  for (size_t i = 1; i < 4; ++i) EXPECT_EQ(posted[i] - posted[i - 1], 20 * kSecond + 100);
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
  const auto letters = visible_in(simulation, "dlq");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(text_at(json_of(text_at(letters[0], "Body")), "Message"), "hello");
}

TEST(SnsHttp, WithoutADeadLetterQueueWhatFailsIsLost) {
  Worldlet world = with_hook(hook(fails_with(500)));
  Simulation& simulation = world.run();
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

TEST(SnsHttp, AnEndpointThatRecoversGetsTheMessage) {
  Worldlet world = with_hook(hook(fails_with(503, 2)));
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation), (std::vector<uint32_t>{503, 503, 200}));
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

// "Amazon SNS considers all 5XX errors and 429 errors as retryable. All other errors are permanent failures."
TEST(SnsHttp, Only5xxAnd429AreTriedAgain) {
  struct Case {
    uint32_t status;
    size_t attempts;
  };
  for (const Case& c : {Case{400, 1}, Case{403, 1}, Case{404, 1}, Case{301, 1}, Case{429, 4}, Case{500, 4},
                        Case{502, 4}, Case{599, 4}}) {
    Worldlet world = with_hook(hook(fails_with(c.status)));
    EXPECT_EQ(statuses(world.run()).size(), c.attempts) << c.status;
  }
}

TEST(SnsHttp, AnEndpointThatTakesFifteenSecondsHasNotAnswered) {
  EndpointBehaviour slow;
  slow.latency_ms = 15'000;
  Worldlet world = with_hook(hook(slow));
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation), (std::vector<uint32_t>{0, 0, 0, 0}));
  slow.latency_ms = 14'999;
  Worldlet just_in_time = with_hook(hook(slow));
  EXPECT_EQ(statuses(just_in_time.run()), std::vector<uint32_t>{200});
}

TEST(SnsHttp, ADeliveryPolicyHasFourPhases) {
  HttpRetryPolicy policy;
  policy.retries = 9;
  policy.no_delay = 2;
  policy.at_min = 1;
  policy.at_max = 2;
  policy.min_delay_s = 10;
  policy.max_delay_s = 40;
  std::vector<uint32_t> waits;
  for (uint32_t i = 1; i <= 9; ++i) waits.push_back(sns::http_backoff_s(policy, i));
  EXPECT_EQ(waits, (std::vector<uint32_t>{0, 0, 10, 10, 20, 30, 40, 40, 40}));
  policy.backoff = BackoffFunction::Exponential;
  waits.clear();
  for (uint32_t i = 4; i <= 7; ++i) waits.push_back(sns::http_backoff_s(policy, i));
  EXPECT_EQ(waits, (std::vector<uint32_t>{10, 20, 40, 40}));
  for (const BackoffFunction function : {BackoffFunction::Arithmetic, BackoffFunction::Geometric}) {
    policy.backoff = function;
    EXPECT_EQ(sns::http_backoff_s(policy, 4), 10u);
    EXPECT_LT(sns::http_backoff_s(policy, 5), 20u);
    EXPECT_EQ(sns::http_backoff_s(policy, 7), 40u);
  }
}

TEST(SnsHttp, ADeliveryPolicyDecidesHowOftenItIsTried) {
  Subscription made = hook(fails_with(503));
  made.delivery_policy = HttpRetryPolicy{};
  made.delivery_policy->retries = made.delivery_policy->no_delay = 2;
  Worldlet world = with_hook(made);
  Simulation& simulation = world.run();
  const auto posted = times_of(simulation, RecordKind::EndpointPosted);
  ASSERT_EQ(posted.size(), 3u);
  EXPECT_EQ(posted[2] - posted[0], 200) << "only the answers take time";
}

TEST(SnsHttp, WhoeverRepairsAnEndpointRepairsItForWhatIsOnItsWay) {
  Worldlet world = with_hook(hook(fails_with(503)));
  world.at(10 * kSecond, SetEndpointBehaviour{"news", kHook, {}});
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation), (std::vector<uint32_t>{503, 200}));
}

TEST(SnsHttp, GetsNothingBeforeItConfirms) {
  Subscription made = hook();
  made.pending_confirmation = true;
  Worldlet world = with_hook(made);
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::SubscriptionNotConfirmed), 1u);
  const auto requests = inbox(simulation, 10);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_TRUE(requests[0].http);
  EXPECT_TRUE(requests[0].asks);
  EXPECT_FALSE(requests[0].confirmed);
  const std::string text = mail_text(simulation, requests[0]);
  EXPECT_EQ(text.find("POST /hook HTTP/1.1\nx-amz-sns-message-type: SubscriptionConfirmation\n"), 0u);
  EXPECT_NE(text.find("\"SubscribeURL\""), std::string::npos);
  EXPECT_NE(text.find("Host: example.com\n"), std::string::npos);
  EXPECT_EQ(refusal_of(simulation, ConfirmSubscription{"news", "wrong", ""}),
            "InvalidParameter: Invalid parameter: Token");
  EXPECT_EQ(refusal_of(simulation, ConfirmSubscription{"news", requests[0].token, ""}), "");
  EXPECT_EQ(refusal_of(simulation, publish("news", "again")), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(statuses(simulation), std::vector<uint32_t>{200});
}

TEST(SnsHttp, AnEndpointCanConfirmByItself) {
  Subscription made = hook();
  made.pending_confirmation = true;
  made.behaviour.confirms = true;
  Worldlet world = with_hook(made);
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation), std::vector<uint32_t>{200});
  const auto requests = inbox(simulation, 10);
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_TRUE(requests[0].asks && requests[0].confirmed);
}

TEST(SnsHttp, TheRequestIsShownWithHeadersEnvelopeAndAnswer) {
  Worldlet world = with_hook(hook(fails_with(503, 1)));
  Simulation& simulation = world.run();
  const auto requests = inbox(simulation, 10);
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].status, 503u);
  EXPECT_EQ(requests[1].status, 200u);
  const std::string text = mail_text(simulation, requests[1]);
  EXPECT_NE(text.find("x-amz-sns-message-type: Notification\n"), std::string::npos);
  EXPECT_NE(text.find("x-amz-sns-subscription-arn: " + topic_arn("news") + ":"), std::string::npos);
  EXPECT_NE(text.find("\"Message\":\"hello\""), std::string::npos);
  EXPECT_NE(text.find("--> HTTP/1.1 200"), std::string::npos);
}

TEST(SnsHttp, RawDeliveryPostsTheMessageAlone) {
  Subscription made = hook();
  made.raw_message_delivery = true;
  Worldlet world = with_hook(made);
  Simulation& simulation = world.run();
  const std::string text = mail_text(simulation, inbox(simulation, 10).at(0));
  EXPECT_NE(text.find("x-amz-sns-rawdelivery: true\n"), std::string::npos);
  EXPECT_NE(text.find("\n\nhello\n\n-->"), std::string::npos);
}

TEST(SnsHttp, SaysWhichEndpointAnsweredWhat) {
  Worldlet world = with_hook(hook(fails_with(503, 1)));
  Simulation& simulation = world.run();
  const Line failed = line_of(simulation, place_of(simulation, RecordKind::EndpointFailed));
  ASSERT_EQ(failed.sentence.arguments.size(), 3u);
  EXPECT_EQ(failed.sentence.arguments[0].text, kHook);
  EXPECT_EQ(failed.sentence.arguments[1].text, "1");
  EXPECT_EQ(failed.sentence.arguments[2].text, "HTTP 503");
  const Line again = line_of(simulation, place_of(simulation, RecordKind::TargetRetryScheduled));
  EXPECT_EQ(again.sentence.arguments[0].text, kHook);
}

TEST(SnsHttp, RefusesWhatTheServiceRefuses) {
  const auto refused = [](Subscription made) {
    Worldlet world;
    world.topic("news", {std::move(made)});
    return world.refusal();
  };
  Subscription made = hook();
  made.endpoint = "http://example.com";
  EXPECT_EQ(refused(made), "InvalidParameter: Invalid parameter: Endpoint must match the specified protocol");
  made = hook();
  made.delivery_policy = HttpRetryPolicy{};
  made.delivery_policy->retries = 101;
  EXPECT_NE(refused(made).find("numRetries"), std::string::npos);
  made.delivery_policy = HttpRetryPolicy{};
  made.delivery_policy->no_delay = 4;
  EXPECT_NE(refused(made), "") << "more than all retries";
  made.delivery_policy = HttpRetryPolicy{};
  made.delivery_policy->retries = 100;
  made.delivery_policy->min_delay_s = made.delivery_policy->max_delay_s = 60;
  EXPECT_NE(refused(made).find("3600"), std::string::npos);
  Worldlet fifo;
  TopicConfig ordered;
  ordered.fifo = true;
  fifo.setup(CreateTopic{"news.fifo", ordered}).setup(Subscribe{"news.fifo", hook()});
  EXPECT_EQ(fifo.refusal(), "InvalidParameter: Invalid parameter: Invalid protocol type: https");
}

TEST(SnsHttp, ADeletedTopicsPostIsNotTriedAgain) {
  Worldlet world = with_hook(hook(fails_with(503)));
  world.at(5 * kSecond, DeleteTopic{"news"});
  Simulation& simulation = world.run();
  EXPECT_EQ(statuses(simulation).size(), 1u);
  EXPECT_EQ(simulation.world().tally.live, 0u);
}

TEST(SnsHttp, GoingBackAndForthFindsTheSameWorld) {
  Worldlet world = with_hook(hook(fails_with(503, 2)));
  Simulation& simulation = world.run();
  const uint64_t hash = simulation.hash();
  const uint32_t last = simulation.step();
  for (uint32_t step : {2u, 5u, 1u, last}) simulation.seek(step);
  EXPECT_EQ(simulation.hash(), hash);
}

}  // namespace
}  // namespace brigade::engine
