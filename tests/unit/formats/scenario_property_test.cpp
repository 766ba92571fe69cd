// Worlds that were built and played by hand, in any order: what is written of them has one form, and plays
// the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "base/text.h"
#include "engine/services/iam.h"
#include "formats/state_json.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

using namespace engine;

class Player {
 public:
  explicit Player(uint64_t seed) : random_{base::stream_key(seed, "player"), 0} {
    Plan plan;
    plan.options.seed = seed;
    plan.options.account_concurrency = 300;
    auto made = Simulation::create(std::move(plan));
    EXPECT_TRUE(made.has_value());
    simulation_ = std::move(*made);
  }

  // Commands that the services refuse are part of the game.
  void build() {
    // The default bus is not written; this rule keeps it there.
    (void)simulation_->submit(PutRule{"always", "", R"({"version":["0"]})", "", true});
    const uint64_t commands = pick(4, 30);
    for (uint64_t i = 0; i < commands; i++) (void)simulation_->submit(configuration());
  }

  void play() {
    const uint64_t commands = pick(3, 20);
    for (uint64_t i = 0; i < commands; i++) {
      const uint64_t steps = pick(0, 6);
      for (uint64_t s = 0; s < steps && simulation_->can_step(); s++) simulation_->step_forward();
      const bool changes = pick(0, 4) == 0;
      (void)simulation_->submit(changes ? configuration() : use(), pick(0, 3) == 0 ? "a label" : "");
    }
  }

  Simulation& simulation() { return *simulation_; }

 private:
  uint64_t pick(uint64_t low, uint64_t high) { return base::uniform(random_, low, high); }
  std::string number() { return std::to_string(pick(0, 2)); }
  std::string queue_arn() { return "arn:aws:sqs:us-east-1:123456789012:queue-" + number(); }
  std::string function_arn() { return "arn:aws:lambda:us-east-1:123456789012:function:function-" + number(); }

  std::string topic_arn() { return "arn:aws:sns:us-east-1:123456789012:topic-" + number(); }
  std::string bus() { return pick(0, 1) == 0 ? "" : "bus-" + number(); }

  PolicyStatement open_to_s3(const char* action) {
    return service_statement("s3", "s3.amazonaws.com", action);
  }
  std::vector<PolicyStatement> open(const char* action) {
    std::vector<PolicyStatement> policy{open_to_s3(action)};
    if (pick(0, 3) != 0) policy.push_back(service_statement("e", "events.amazonaws.com", action));
    if (pick(0, 3) != 0) policy.push_back(service_statement("n", "sns.amazonaws.com", action));
    return policy;
  }

  std::vector<PolicyStatement> statements() {
    std::vector<PolicyStatement> out(pick(1, 2));
    for (PolicyStatement& statement : out) {
      statement.allow = pick(0, 4) != 0;
      statement.actions = {"sqs:*"};
      if (pick(0, 1) == 0) statement.actions.push_back("logs:*");
      statement.resources = {pick(0, 1) == 0 ? queue_arn() : "*"};
      if (pick(0, 3) == 0) statement.conditions = {{"ArnLikeIfExists", "aws:SourceArn", {"arn:aws:s3:::*"}}};
    }
    return out;
  }

  Command permissions() {
    const std::string role = "role-" + number();
    switch (pick(0, 5)) {
      case 0:
        return PutRolePolicy{role, "more", statements()};
      case 1:
        return DeleteRole{role};
      case 2:
        return SetPermissionMode{pick(0, 1) == 0 ? PermissionMode::GrantNeeded : PermissionMode::Enforce};
      case 3:
        return PutPermission{bus(), {open_to_s3("events:PutEvents")}};
      default: {
        CreateRole create{role, {"described", {}, {}, {}}};
        create.config.trust = {service_statement({}, "lambda.amazonaws.com", "sts:AssumeRole")};
        if (pick(0, 1) == 0) create.config.policies = {{"own", statements()}};
        if (pick(0, 3) == 0)
          create.config.managed_policy_arns = {std::string(iam::managed_policies()[1].arn)};
        return create;
      }
    }
  }

  Command configuration() {
    if (pick(0, 9) == 0) return permissions();
    if (pick(0, 1) == 0) return routing();
    if (pick(0, 3) == 0) return streams();
    switch (pick(0, 8)) {
      case 0:
        return CreateBucket{"bucket-" + number()};
      case 1: {
        if (pick(0, 2) == 0) return ordered_queue();
        CreateQueue create{"queue-" + number(), {}};
        create.config.policy = open("sqs:SendMessage");
        create.config.visibility_timeout_ms =
            static_cast<int64_t>(pick(0, 60)) * 1000;  // below 3 s no mapping will do
        return create;
      }
      case 2:
        return function();
      case 3:
        return notifications();
      case 4:
        if (pick(0, 1) == 0) return lifecycle_or_replication();
        return PutBucketVersioning{"bucket-" + number(), Versioning::Enabled};
      case 5: {
        PutFunctionEventInvokeConfig config{"function-" + number(), {}, {}, {}, {}};
        config.maximum_retry_attempts = static_cast<uint32_t>(pick(0, 2));
        if (pick(0, 1) == 0) config.on_failure_arn = queue_arn();
        if (pick(0, 1) == 0) config.on_success_arn = function_arn();
        return config;
      }
      case 6:
        return DeleteQueue{"queue-" + number()};
      case 7: {
        if (pick(0, 1) == 0) return DeleteFunction{"function-" + number()};
        return RemovePermission{"function-" + number(), "s3"};
      }
      default: {
        SetQueueAttributes attributes;
        attributes.queue = "queue-" + number();
        attributes.redrive_target_arn = queue_arn();
        attributes.max_receive_count = static_cast<uint32_t>(pick(1, 3));
        return attributes;
      }
    }
  }

  // A table keeps its name, since a mapping names the stream by it.
  Command streams() {
    const std::string table = "table-" + number();
    switch (pick(0, 4)) {
      case 0: {
        CreateTable create{table, {}};
        create.config.partition_key = {"id", AttributeType::S};
        if (pick(0, 1) == 0) create.config.stream = static_cast<StreamViewType>(pick(0, 3));
        return create;
      }
      case 1: {
        UpdateTable update{table, {}};
        if (pick(0, 1) == 0) update.stream = static_cast<StreamViewType>(pick(0, 3));
        return update;
      }
      case 2:
        return CreateStream{"stream-" + number(), {static_cast<uint32_t>(pick(1, 3))}};
      default:
        return stream_mapping(table);
    }
  }

  Command stream_mapping(const std::string& table) {
    CreateEventSourceMapping create;
    EventSourceMappingConfig& config = create.config;
    config.event_source_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/stream-" + number();
    if (pick(0, 1) == 0) {
      config.event_source_arn =
          "arn:aws:dynamodb:us-east-1:123456789012:table/" + table + "/stream/2026-01-01T00:00:00.000";
    }
    config.function_arn = function_arn();
    config.starting_position = pick(0, 1) == 0 ? StartingPosition::Latest : StartingPosition::TrimHorizon;
    config.batch_size = static_cast<uint32_t>(pick(1, 3));
    config.maximum_retry_attempts = static_cast<int32_t>(pick(0, 3));
    config.bisect_batch_on_function_error = pick(0, 1) == 0;
    config.parallelization_factor = static_cast<uint32_t>(pick(1, 2));
    if (pick(0, 1) == 0) config.on_failure_arn = topic_arn();
    if (pick(0, 3) == 0) config.filters = {R"({"dynamodb":{"Keys":{"id":{"S":["0"]}}}})"};
    return create;
  }

  Command pipe() {
    CreatePipe create;
    create.pipe = "pipe-" + number();
    PipeConfig& config = create.config;
    config.event_source_arn = queue_arn();
    if (pick(0, 1) == 0) {
      config.event_source_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/stream-" + number();
      config.starting_position = pick(0, 1) == 0 ? StartingPosition::Latest : StartingPosition::TrimHorizon;
      config.maximum_retry_attempts = static_cast<int32_t>(pick(0, 3));
      config.bisect_batch_on_function_error = pick(0, 1) == 0;
      if (pick(0, 1) == 0) config.on_failure_arn = queue_arn();
    }
    if (pick(0, 1) == 0) config.batch_size = static_cast<uint32_t>(pick(1, 4));
    if (pick(0, 1) == 0) config.enrichment_arn = function_arn();
    if (pick(0, 3) == 0) config.filters = {R"({"body":[{"prefix":"h"}]})"};
    config.target_arn = pick(0, 1) == 0 ? topic_arn() : function_arn();
    config.fire_and_forget = pick(0, 1) == 0;
    if (pick(0, 1) == 0) config.target_template = R"({"id":"<$.messageId>"})";
    config.role_arn = "arn:aws:iam::123456789012:role/pipe";
    config.enabled = pick(0, 4) != 0;
    return create;
  }

  Command item() {
    const std::string key = R"({"id":{"S":")" + number() + R"("}})", table = "table-" + number();
    switch (pick(0, 3)) {
      case 0:
        return DeleteItem{table, key, "", {}};
      case 1:
        return UpdateItem{table, key, "ADD n :one", "", {"", R"({":one":{"N":"1"}})"}};
      case 2:
        return PutRecord{"stream-" + number(), number(), "{\"n\":1}", ""};
      default:
        return PutItem{table, key, "attribute_not_exists(id)", {}};
    }
  }

  Command routing() {
    static const char* const kPatterns[] = {R"({"source":["aws.s3"]})", R"({ "detail-type": ["Sale"] })",
                                            R"({"detail":{"n":[{"numeric":[">",1]}]}})",
                                            R"({"detail":{"object":{"key":[{"wildcard":"*1.jpg"}]}}})"};
    switch (pick(0, 18)) {
      case 15:
        return pipe();
      case 16: {
        UpdatePipe update;
        update.pipe = "pipe-" + number();
        update.target_template = R"({"n":<$.body.n>})";
        update.batch_size = static_cast<uint32_t>(pick(1, 4));
        if (pick(0, 1) == 0) update.enabled = pick(0, 1) == 0;
        return update;
      }
      case 17: {
        CreateApi create{"api-" + number(), {}};
        create.config.routes.push_back({"GET /{proxy+}", function_arn()});
        if (pick(0, 1) == 0) create.config.routes.push_back({"$default", function_arn(), 1'000});
        return create;
      }
      case 18:
        if (pick(0, 2) == 0) return DeleteRoute{"api-" + number(), "$default"};
        return CreateRoute{"api-" + number(), {"POST /orders/{id}", function_arn()}};
      case 11: {
        CreateArchive create;
        create.archive = "archive-" + number();
        create.event_source_arn = "arn:aws:events:us-east-1:123456789012:event-bus/bus-" + number();
        if (pick(0, 1) == 0) create.pattern = kPatterns[pick(0, 3)];
        create.retention_days = static_cast<uint32_t>(pick(0, 3));
        return create;
      }
      case 12: {
        CreateSchedule create;
        create.schedule = "schedule-" + number();
        if (pick(0, 2) == 0) create.group = "group";
        create.config.expression = pick(0, 1) == 0 ? "rate(7 minutes)" : "cron(0 8 ? * MON-FRI *)";
        if (pick(0, 1) == 0) create.config.timezone = "America/New_York";
        create.config.arn = pick(0, 1) == 0 ? queue_arn() : function_arn();
        create.config.role_arn = "arn:aws:iam::123456789012:role/scheduler";
        create.config.enabled = pick(0, 4) != 0;
        if (pick(0, 1) == 0) create.config.dead_letter_arn = queue_arn();
        return create;
      }
      case 13: {
        PutRule rule{"rule-" + number(), "", "", "", true};
        rule.schedule_expression = "rate(5 minutes)";
        return rule;
      }
      case 14: {
        PutMetricAlarm alarm{"alarm-" + number(), {}};
        alarm.config.metric_namespace = "AWS/SQS";
        alarm.config.metric_name = "ApproximateNumberOfMessagesVisible";
        alarm.config.dimensions = {{"QueueName", "queue-" + number()}};
        alarm.config.threshold = "1.5";
        alarm.config.evaluation_periods = static_cast<uint32_t>(pick(1, 2));
        alarm.config.alarm_actions = {topic_arn()};
        return alarm;
      }
      case 10: {
        CreateEventSourceMapping create;
        create.config.event_source_arn = queue_arn();
        create.config.function_arn = function_arn();
        create.config.batch_size = static_cast<uint32_t>(pick(1, 4));
        create.config.enabled = pick(0, 4) != 0;
        if (pick(0, 2) == 0) create.config.filters = {R"({"body":[{"prefix":"h"}]})"};
        return create;
      }
      case 0:
        return CreateEventBus{"bus-" + number(), {"described", {open_to_s3("events:PutEvents")}}};
      case 1:
      case 2:
        return PutRule{"rule-" + number(), bus(), kPatterns[pick(0, 3)], "why", pick(0, 4) != 0};
      case 3:
      case 4:
        return targets();
      case 5:
        return RemoveTargets{"rule-" + number(), bus(), {number()}};
      case 6:
        if (pick(0, 1) == 0) return DeleteRule{"rule-" + number(), bus()};
        return DisableRule{"rule-" + number(), bus()};
      case 7: {
        CreateTopic create{"topic-" + number(), {}};
        create.config.policy = open("sns:Publish");
        return create;
      }
      case 8: {
        if (pick(0, 5) == 0) return DeleteTopic{"topic-" + number()};
        SetTopicAttributes attributes{};
        attributes.topic = "topic-" + number();
        attributes.display_name = "Named";
        return attributes;
      }
      default:
        return subscribe();
    }
  }

  Command targets() {
    PutTargets put{"rule-" + number(), bus(), {}};
    const uint64_t count = pick(1, 3);
    for (uint64_t i = 0; i < count; i++) {
      RuleTarget target;
      target.id = std::to_string(i);
      switch (pick(0, 3)) {
        case 0:
          target.arn = queue_arn();
          break;
        case 1:
          target.arn = function_arn();
          break;
        case 2:
          target.arn = topic_arn();
          break;
        default:  // from the default bus only: no loops
          target.arn = put.bus.empty() ? "arn:aws:events:us-east-1:123456789012:event-bus/bus-" + number()
                                       : queue_arn();
          target.role_arn = "arn:aws:iam::123456789012:role/any";
      }
      if (pick(0, 3) == 0) target.input_path = "$.detail";
      if (pick(0, 2) == 0) target.dead_letter_arn = queue_arn();
      target.has_retry_policy = pick(0, 1) == 0;
      if (target.has_retry_policy) target.maximum_retry_attempts = static_cast<uint32_t>(pick(0, 3));
      put.targets.push_back(std::move(target));
    }
    return put;
  }

  Command ordered_queue() {
    CreateQueue create{"ordered-" + number() + ".fifo", {}};
    create.config.fifo = true;
    create.config.content_based_deduplication = pick(0, 1) == 0;
    create.config.deduplication_by_group = pick(0, 1) == 0;
    if (pick(0, 2) == 0) create.config.redrive_allow_policy.permission = RedrivePermission::DenyAll;
    if (pick(0, 2) == 0) {
      create.config.redrive_allow_policy = {RedrivePermission::ByQueue, {queue_arn()}};
    }
    if (pick(0, 2) == 0) {
      create.config.redrive_target_arn = "arn:aws:sqs:us-east-1:123456789012:ordered-" + number() + ".fifo";
      create.config.max_receive_count = 2;
    }
    return create;
  }

  Command ordered_message() {
    SendMessage message{"ordered-" + number() + ".fifo", "hello " + number(), {}};
    message.group_id = "group-" + number();
    if (pick(0, 1) == 0) message.deduplication_id = "id-" + number();
    if (pick(0, 1) == 0) message.attributes = {{"n", "Number", number()}};
    if (pick(0, 2) != 0) return message;
    return SendMessageBatch{message.queue, {{"a", message}, {"b", message}}};
  }

  Command subscribe() {
    Subscribe subscribe{"topic-" + number(), {}};
    Subscription& subscription = subscribe.subscription;
    subscription.protocol = static_cast<SubscriptionProtocol>(pick(0, 4));
    subscription.endpoint = subscription.protocol == SubscriptionProtocol::Queue      ? queue_arn()
                            : subscription.protocol == SubscriptionProtocol::Function ? function_arn()
                            : subscription.protocol == SubscriptionProtocol::Email    ? "a@b.example"
                            : subscription.protocol == SubscriptionProtocol::Http     ? "http://b.example"
                                                                                      : "https://b.example/x";
    subscription.pending_confirmation = needs_confirmation(subscription.protocol) && pick(0, 1) == 0;
    if (is_http(subscription.protocol)) {
      subscription.behaviour.fail_attempts = static_cast<uint32_t>(pick(0, 2));
      if (pick(0, 2) == 0) subscription.delivery_policy = HttpRetryPolicy{};
    }
    if (pick(0, 2) == 0) {
      subscription.filter_policy_text = R"({ "n": [1] })";
      subscription.filter_policy_scope = static_cast<match::FilterPolicyScope>(pick(0, 1));
    }
    subscription.raw_message_delivery =
        subscription.protocol == SubscriptionProtocol::Queue && pick(0, 1) == 0;
    if (pick(0, 2) == 0) subscription.dead_letter_arn = queue_arn();
    return subscribe;
  }

  Command function() {
    CreateFunction create{"function-" + number(), {}};
    create.config.policy = open("lambda:InvokeFunction");
    if (pick(0, 2) == 0) create.config.role_arn = iam::role_arn_of("role-" + number());
    if (pick(0, 2) != 0)
      create.config.policy.push_back(
          service_statement("a", "apigateway.amazonaws.com", "lambda:InvokeFunction"));
    if (pick(0, 2) == 0) create.config.handler.response = R"({"n":"{$.n}"})";
    if (pick(0, 1) == 0) create.config.reserved_concurrency = static_cast<uint32_t>(pick(0, 2));
    if (pick(0, 2) == 0) create.config.dead_letter_arn = queue_arn();
    HandlerRule rule;
    rule.keys = {"*" + number() + ".jpg"};
    rule.probability_ppm = 700'000;
    rule.outcome = pick(0, 2) == 0 ? HandlerOutcome::TimeOut : HandlerOutcome::Fail;
    create.config.handler.rules = {rule};
    return create;
  }

  Command lifecycle_or_replication() {
    if (pick(0, 1) == 0) {
      LifecycleRule rule;
      rule.prefix = number();
      rule.expiration_days = 3;
      return PutBucketLifecycleConfiguration{"bucket-" + number(), {rule}, pick(0, 1) == 0};
    }
    ReplicationRule rule;
    rule.destination_arn = "arn:aws:s3:::bucket-" + number();
    rule.delete_markers = pick(0, 1) == 0;
    return PutBucketReplication{"bucket-" + number(), "arn:aws:iam::123456789012:role/r", {rule}, false};
  }

  Command notifications() {
    PutBucketNotificationConfiguration put{"bucket-" + number(), {}, false, pick(0, 1) == 0};
    const uint64_t rules = pick(0, 3);
    for (uint64_t i = 0; i < rules; i++) {
      NotificationRule rule;
      rule.target_kind = static_cast<TargetKind>(pick(0, 2));
      rule.target_arn = rule.target_kind == TargetKind::Queue      ? queue_arn()
                        : rule.target_kind == TargetKind::Function ? function_arn()
                                                                   : topic_arn();
      rule.events = {pick(0, 2) == 0 ? "s3:ObjectRemoved:*" : "s3:ObjectCreated:*"};
      rule.has_prefix = true;
      rule.filter.prefix = std::to_string(i) + "/";
      put.rules.push_back(rule);
    }
    return put;
  }

  Command use() {
    if (pick(0, 3) == 0) return item();
    if (pick(0, 5) == 0) return of_object();
    const std::string key = std::to_string(pick(0, 3)) + "/" + number() + ".jpg";
    switch (pick(0, 12)) {
      case 11:
        return SendRequest{
            "api-" + number(), pick(0, 1) == 0 ? "GET" : "POST", "/orders/" + number(), "", {}, ""};
      case 12:
        return Invoke{"function-" + number(), "{\"n\":1}", InvocationType::RequestResponse};
      case 10:
        return StartMessageMoveTask{queue_arn(), "", 5};
      case 6:
      case 7: {
        PutEventsEntry entry{"shop", "Sale", "{\"n\": " + number() + "}", {}, bus(), ""};
        return PutEvents{{std::move(entry)}};
      }
      case 8:
        return Publish{"topic-" + number(), "{\"n\":1}", "", {{"n", "Number", number()}}};
      case 9:
        return SetFault{queue_arn(), static_cast<FaultKind>(pick(0, 5)), 30'000};
      case 0:
        return DeleteObject{"bucket-" + number(), key, ""};
      case 1:
        return Invoke{"function-" + number(), "{\"n\":1}"};
      case 2:
        if (pick(0, 1) == 0) return ordered_message();
        return SendMessage{"queue-" + number(), "hello", {}};
      case 3:
        return ReceiveMessage{"queue-" + number(), 3, 0, {}};
      default:
        return PutObject{"bucket-" + number(), key, {pick(0, 9999), "", ""}, S3Event::ObjectCreatedPut};
    }
  }

  Command of_object() {
    const std::string key = std::to_string(pick(0, 3)) + "/" + number() + ".jpg";
    switch (pick(0, 3)) {
      case 0:
        return PutObjectTagging{"bucket-" + number(), key, {{"k", "v"}}};
      case 1:
        return PutObjectAcl{"bucket-" + number(), key, CannedAcl::PublicRead};
      case 2:
        return CopyObject{"bucket-" + number(), "copy", "bucket-" + number(), key, {}};
      default:
        return CompleteMultipartUpload{"bucket-" + number(), key, pick(0, 99) << 20, 0, {}};
    }
  }

  base::Stream random_;
  std::unique_ptr<Simulation> simulation_;
};

// All of the state but the place, whose record numbers and hash count how the scene was built. The default
// bus is made when something names it, so buses have no order here.
std::string state_of(const Simulation& simulation) {
  static const std::set<std::string> kPlace{"step",     "known_steps", "future_is_known",
                                            "can_step", "records",     "hash"};
  std::string out = std::to_string(simulation.step());
  const auto state = base::read_json(state_json(simulation));
  for (const base::JsonMember& member : state->members()) {
    if (kPlace.count(member.name) > 0) continue;
    std::vector<std::string> items;
    for (const base::JsonValue& item : member.value.items()) items.push_back(base::canonical(item));
    if (member.name == "buses") std::sort(items.begin(), items.end());
    out +=
        "\n" + member.name + " " + (items.empty() ? base::canonical(member.value) : base::join(items, "\n"));
  }
  return out;
}

TEST(ScenarioProperty, WhatWasBuiltByHandIsWrittenInOneFormAndPlaysTheSame) {
  for (uint64_t seed = 1; seed <= 150; seed++) {
    Player player(seed);
    player.build();
    player.play();
    const uint32_t step = player.simulation().step();
    const std::string written = write_scenario(player.simulation(), {});
    const auto again = simulate(written);
    ASSERT_NE(again, nullptr) << seed << "\n" << written;
    EXPECT_EQ(write_scenario(*again, {}), written) << seed;
    again->seek(step);
    EXPECT_EQ(state_of(*again), state_of(player.simulation())) << seed << "\n" << written;
    again->run_to_idle(20'000);
    player.simulation().run_to_idle(20'000);
    EXPECT_EQ(state_of(*again), state_of(player.simulation())) << seed << "\n" << written;
  }
}

}  // namespace
}  // namespace brigade::formats
