// What a resource of a random world is set to: mostly something that works, now and then something that does
// not.
#include "unit/engine/random_configs.h"

#include <array>

#include "engine/services/iam.h"
#include "engine/services/metrics.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {

std::string random_role_arn(Dice& dice) { return iam::role_arn_of(dice.one_of("role", 2)); }

HandlerBehaviour random_handler(Dice& dice) {
  HandlerBehaviour behaviour = succeeds(static_cast<int64_t>(dice.from(0, 4'000)));
  behaviour.init_duration_ms = static_cast<int64_t>(dice.from(0, 300));
  for (uint64_t i = dice.from(0, 2); i > 0; --i) {
    HandlerRule rule;
    rule.first_attempts = static_cast<uint32_t>(dice.from(0, 2));
    rule.probability_ppm = dice.one_in(2) ? 1'000'000 : static_cast<uint32_t>(dice.from(0, 1'000'000));
    rule.outcome = static_cast<HandlerOutcome>(dice.from(0, 2));
    if (dice.one_in(3)) rule.keys = {dice.one_in(2) ? "*.txt" : "k1"};
    behaviour.rules.push_back(rule);
  }
  if (dice.one_in(3)) behaviour.response = R"({"key":"{key}","n":"{$.n}"})";
  if (dice.one_in(4)) {
    HandlerCall call;
    call.operation = dice.one_in(2) ? CallOperation::PutItem : CallOperation::PutRecord;
    call.target = call.operation == CallOperation::PutItem ? "table1" : "stream";
    call.key = "{key}x";
    call.body = R"({"id":{"S":"{key}"},"n":{"N":"{attempt}"}})";
    behaviour.calls.push_back(call);
  }
  return behaviour;
}

std::vector<PolicyStatement> random_statements(Dice& dice) {
  constexpr std::array<std::string_view, 6> kActions = {"sqs:*",       "sqs:SendMessage", "*",
                                                        "sns:Publish", "kinesis:Get*",    "dynamodb:*"};
  std::vector<PolicyStatement> statements(dice.from(1, 3));
  for (PolicyStatement& statement : statements) {
    statement.allow = !dice.one_in(5);
    statement.actions = {std::string(kActions[dice.from(0, kActions.size() - 1)])};
    statement.resources = {dice.one_in(3) ? queue_arn(dice.one_of("q", kQueues)) : "*"};
  }
  return statements;
}

CreateRole random_role(Dice& dice, std::string name) {
  CreateRole made{std::move(name), {}};
  for (const char* service : {"lambda.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com"}) {
    made.config.trust.push_back(service_statement({}, service, "sts:AssumeRole"));
  }
  made.config.policies = {{"own", random_statements(dice)}};
  return made;
}

FunctionConfig random_function(Dice& dice) {
  FunctionConfig config = function_with(random_handler(dice));
  if (!dice.one_in(4))
    config.policy.push_back(service_statement("api", "apigateway.amazonaws.com", "lambda:InvokeFunction"));
  if (dice.one_in(3)) config.role_arn = random_role_arn(dice);
  if (dice.one_in(3)) config.reserved_concurrency = static_cast<uint32_t>(dice.from(0, 2));
  config.maximum_retry_attempts = static_cast<uint32_t>(dice.from(0, 2));
  if (dice.one_in(3)) config.maximum_event_age_s = static_cast<uint32_t>(dice.from(60, 400));
  if (dice.one_in(2)) config.dead_letter_arn = queue_arn(dice.one_of("q", kQueues));
  if (dice.one_in(3)) config.on_failure_arn = queue_arn(dice.one_of("q", kQueues));
  if (dice.one_in(4)) config.on_success_arn = queue_arn(dice.one_of("q", kQueues));
  return config;
}

QueueConfig random_queue(Dice& dice, uint64_t number) {
  QueueConfig config = open_queue();
  config.maximum_message_bytes = 4'096;  // a pipe into its own source wraps a message again and again
  config.visibility_timeout_ms = static_cast<int64_t>(dice.from(0, 40)) * 1'000;
  if (dice.one_in(3)) config.delay_ms = static_cast<int64_t>(dice.from(0, 20)) * 1'000;
  if (dice.one_in(3)) config.retention_ms = 60'000;
  if (number > 0 && dice.one_in(2)) {
    config.redrive_target_arn = queue_arn("q0");
    config.max_receive_count = static_cast<uint32_t>(dice.from(1, 3));
  }
  return config;
}

std::string random_endpoint(Dice& dice) {
  switch (dice.from(0, 6)) {
    case 0:
      return queue_arn("nowhere");
    case 1:
    case 2:
      return topic_arn(dice.one_of("t", kTopics));
    case 3:
      return function_arn(dice.one_of("f", kFunctions));
    default:
      return queue_arn(dice.one_of("q", kQueues));
  }
}

RuleTarget random_target(Dice& dice, uint64_t number, const std::string& bus) {
  RuleTarget made = target(std::to_string(number), random_endpoint(dice));
  if (bus.empty() && dice.one_in(6)) {
    made.arn = bus_arn("other");
    made.role_arn = "arn:aws:iam::123456789012:role/forward";
  }
  if (dice.one_in(6)) {
    made.arn = queue_arn("o0.fifo");
    made.role_arn.clear();
    made.message_group_id = "rule";
  }
  if (made.role_arn.empty() && dice.one_in(5)) made.role_arn = random_role_arn(dice);
  made.maximum_retry_attempts = static_cast<uint32_t>(dice.from(0, 6));
  if (dice.one_in(2)) made.dead_letter_arn = queue_arn(dice.one_of("q", kQueues));
  switch (dice.from(0, 4)) {
    case 0:
      made.input = "{\"constant\":1}";
      break;
    case 1:
      made.input_path = "$.detail";
      break;
    case 2:
      made.input_transformer =
          InputTransformer{{{"d", "$.detail"}}, dice.one_in(2) ? "{\"d\": <d>}" : "\"<d>\""};
      break;
    default:
      break;
  }
  return made;
}

std::string random_pattern(Dice& dice) {
  constexpr std::array<std::string_view, 6> kPatterns = {
      R"({"source":["aws.s3"]})",
      R"({"source":["mine"]})",
      R"({"detail":{"object":{"key":[{"suffix":".jpg"}]}}})",
      R"({"detail-type":[{"anything-but":"Object Deleted"}]})",
      R"({"detail":{"n":[{"numeric":[">",1]}]}})",
      R"({"$or":[{"source":["mine"]},{"detail":{"object":{"size":[{"numeric":["<",500]}]}}}]})"};
  return std::string(kPatterns[dice.from(0, kPatterns.size() - 1)]);
}

EndpointBehaviour random_endpoint_behaviour(Dice& dice) {
  EndpointBehaviour behaviour;
  behaviour.fail_attempts = static_cast<uint32_t>(dice.from(0, 5));
  behaviour.fail_status = dice.one_in(3) ? 404 : dice.one_in(2) ? 429 : 503;
  behaviour.latency_ms = dice.one_in(4) ? 20'000 : static_cast<int64_t>(dice.from(0, 300));
  behaviour.confirms = dice.one_in(2);
  return behaviour;
}

Subscription random_subscription(Dice& dice) {
  Subscription made;
  made.protocol = static_cast<SubscriptionProtocol>(dice.from(0, 4));
  if (is_http(made.protocol)) {
    made.behaviour = random_endpoint_behaviour(dice);
    if (dice.one_in(3)) {
      made.delivery_policy.emplace();
      made.delivery_policy->retries = static_cast<uint32_t>(dice.from(0, 6));
      made.delivery_policy->backoff = static_cast<BackoffFunction>(dice.from(0, 3));
      made.delivery_policy->min_delay_s = 1;
    }
  }
  made.endpoint = made.protocol == SubscriptionProtocol::Email   ? "ada@example.com"
                  : made.protocol == SubscriptionProtocol::Http  ? "http://example.com"
                  : made.protocol == SubscriptionProtocol::Https ? kRandomHook
                  : made.protocol == SubscriptionProtocol::Queue ? queue_arn(dice.one_of("q", kQueues))
                                                                 : function_arn(dice.one_of("f", kFunctions));
  made.pending_confirmation = dice.one_in(3);
  made.raw_message_delivery = dice.one_in(2);
  if (dice.one_in(2)) made.dead_letter_arn = queue_arn(dice.one_of("q", kQueues));
  if (dice.one_in(2)) {
    made.filter_policy_scope = match::FilterPolicyScope::MessageBody;
    made.filter_policy_text = R"({"detail":{"n":[2,3]}})";
  }
  return made;
}

EventSourceMappingConfig random_mapping(Dice& dice) {
  EventSourceMappingConfig config;
  config.event_source_arn = queue_arn(dice.one_of("q", kQueues));
  config.function_arn = function_arn(dice.one_of("f", kFunctions));
  config.batch_size = static_cast<uint32_t>(dice.from(1, 4));
  config.maximum_batching_window_s = dice.one_in(2) ? 0 : static_cast<uint32_t>(dice.from(0, 20));
  config.report_batch_item_failures = dice.one_in(2);
  if (dice.one_in(3)) config.maximum_concurrency = 2;
  if (dice.one_in(3)) config.filters = {R"({"body":["text"]})"};
  return config;
}

std::string random_stream_arn(Dice& dice) {
  return dice.one_in(2) ? stream_arn_of(dice.one_of("table", 2)) : kinesis_arn("stream");
}

EventSourceMappingConfig random_stream_mapping(Dice& dice) {
  EventSourceMappingConfig config = reads(random_stream_arn(dice), dice.one_of("f", kFunctions));
  config.starting_position = dice.one_in(3) ? StartingPosition::Latest : StartingPosition::TrimHorizon;
  config.batch_size = static_cast<uint32_t>(dice.from(1, 5));
  config.maximum_batching_window_s = dice.one_in(3) ? static_cast<uint32_t>(dice.from(1, 20)) : 0;
  config.report_batch_item_failures = dice.one_in(2);
  config.bisect_batch_on_function_error = dice.one_in(2);
  config.parallelization_factor = static_cast<uint32_t>(dice.from(1, 3));
  config.maximum_retry_attempts = static_cast<int32_t>(dice.from(0, 4));
  if (dice.one_in(8)) config.maximum_retry_attempts = -1;
  if (dice.one_in(3)) config.maximum_record_age_s = 60;
  if (dice.one_in(2)) config.on_failure_arn = queue_arn(dice.one_of("q", kQueues));
  if (dice.one_in(4)) config.on_failure_arn = topic_arn(dice.one_of("t", kTopics));
  if (dice.one_in(4)) config.filters = {R"({"eventName":["INSERT"]})"};
  if (dice.one_in(8)) config.enabled = false;
  return config;
}

CreatePipe random_pipe(Dice& dice) {
  CreatePipe made;
  made.pipe = dice.one_of("pipe", 3);
  PipeConfig& config = made.config;
  config.role_arn = "arn:aws:iam::123456789012:role/pipe";
  const bool of_queue = dice.one_in(2);
  config.event_source_arn = of_queue ? queue_arn(dice.one_of("q", kQueues)) : random_stream_arn(dice);
  if (!of_queue) {
    static_cast<PollerConfig&>(config) = random_stream_mapping(dice);
    if (dice.one_in(2)) config.event_source_arn = kinesis_arn("stream");
  }
  config.batch_size = static_cast<uint32_t>(dice.from(1, 4));
  if (dice.one_in(4)) config.filters = {R"({"body":["text"]})"};
  if (dice.one_in(3)) config.enrichment_arn = function_arn(dice.one_of("f", kFunctions));
  config.target_arn = random_endpoint(dice);
  if (dice.one_in(4)) config.target_arn = kinesis_arn("stream");
  if (dice.one_in(5)) {
    config.target_arn = queue_arn("o0.fifo");
    config.message_group_id = dice.one_in(2) ? "$.messageId" : "pipe";
    if (dice.one_in(2)) config.message_deduplication_id = "$.messageId";
  }
  config.partition_key = "$.messageId";
  if (dice.one_in(3)) config.target_template = R"({"id":"<$.messageId>","body":<$.body.a>})";
  config.fire_and_forget = dice.one_in(2);
  config.enabled = !dice.one_in(8);
  return made;
}

ScheduleConfig random_schedule(Dice& dice) {
  constexpr std::array<std::string_view, 5> kTimes = {"rate(1 minute)", "rate(2 minutes)",
                                                      "cron(0/3 * * * ? *)", "at(2026-01-01T00:01:30)",
                                                      "cron(* * ? * 5#1 *)"};
  ScheduleConfig made =
      schedule_to(random_endpoint(dice), std::string(kTimes[dice.from(0, kTimes.size() - 1)]));
  if (dice.one_in(4)) {
    made.arn = bus_arn(dice.one_in(2) ? "other" : "default");
    made.source = "mine";
    made.detail_type = "Tick";
  }
  if (dice.one_in(2)) made.input = R"({"n":2,"attempt":"<aws.scheduler.attempt-number>"})";
  if (dice.one_in(3)) made.flexible_window_minutes = static_cast<uint32_t>(dice.from(1, 5));
  if (dice.one_in(3)) made.end_unix_ms = 1'767'225'600'000 + static_cast<int64_t>(dice.from(0, 400'000));
  made.delete_after_completion = dice.one_in(2);
  made.maximum_retry_attempts = static_cast<uint32_t>(dice.from(0, 6));
  if (dice.one_in(2)) made.dead_letter_arn = queue_arn(dice.one_of("q", kQueues));
  return made;
}

PutMetricAlarm random_alarm(Dice& dice) {
  PutMetricAlarm alarm{dice.one_of("a", 2), {}};
  AlarmConfig& config = alarm.config;
  const auto metric = static_cast<Metric>(dice.from(0, kMetrics - 1));
  const MetricRow& row = metric_row(metric);
  config.metric_namespace = row.metric_namespace;
  config.metric_name = row.name;
  if (row.of == ResourceKind::Function) config.dimensions = {{"FunctionName", dice.one_of("f", kFunctions)}};
  if (row.of == ResourceKind::Queue) config.dimensions = {{"QueueName", dice.one_of("q", kQueues)}};
  if (row.of == ResourceKind::Topic) config.dimensions = {{"TopicName", dice.one_of("t", kTopics)}};
  if (row.of == ResourceKind::Rule) config.dimensions = {{"RuleName", dice.one_of("r", kRules)}};
  if (row.of == ResourceKind::Bus) config.dimensions = {{"EventBusName", "default"}};
  if (row.of == ResourceKind::Bucket) config.dimensions = {{"BucketName", dice.one_of("bucket", kBuckets)}};
  config.statistic = static_cast<Statistic>(dice.from(0, 4));
  config.period_s = static_cast<uint32_t>(dice.from(1, 3)) * 60;
  config.evaluation_periods = static_cast<uint32_t>(dice.from(1, 4));
  if (dice.one_in(2))
    config.datapoints_to_alarm = static_cast<uint32_t>(dice.from(1, config.evaluation_periods));
  config.threshold = dice.one_of("", 4) + (dice.one_in(3) ? ".5" : "");
  config.comparison = static_cast<ComparisonOperator>(dice.from(0, 3));
  config.treat_missing_data = static_cast<MissingData>(dice.from(0, 3));
  if (dice.one_in(2)) config.alarm_actions = {topic_arn(dice.one_of("t", kTopics))};
  if (dice.one_in(3)) config.ok_actions = {function_arn(dice.one_of("f", kFunctions))};
  if (dice.one_in(3)) config.insufficient_data_actions = {topic_arn("nowhere")};
  return alarm;
}

std::vector<NotificationRule> random_rules(Dice& dice) {
  std::vector<NotificationRule> rules;
  for (const char* suffix : {".jpg", ".txt"}) {
    if (dice.one_in(3)) continue;
    const bool to_a_queue = dice.one_in(2);
    NotificationRule rule = dice.one_in(4) ? rule_to(TargetKind::Topic, topic_arn(dice.one_of("t", kTopics)),
                                                     {"s3:ObjectCreated:*"})
                            : to_a_queue   ? to_queue(dice.one_of("q", kQueues))
                                           : to_function(dice.one_of("f", kFunctions));
    if (dice.one_in(2)) rule.events.push_back("s3:ObjectRemoved:*");
    if (dice.one_in(3)) {
      for (const char* event :
           {"s3:ObjectTagging:*", "s3:ObjectAcl:Put", "s3:ObjectRestore:*", "s3:LifecycleExpiration:*",
            "s3:LifecycleTransition", "s3:Replication:*", "s3:IntelligentTiering"}) {
        rule.events.push_back(event);
      }
    }
    rules.push_back(filtered(rule, dice.one_in(3) ? "in/" : "", suffix));
  }
  return rules;
}

std::string random_route_key(Dice& dice) {
  constexpr std::array<std::string_view, 5> kKeys = {"$default", "GET /a", "ANY /{proxy+}", "GET /{id}",
                                                     "POST /a/{id}"};
  return std::string(kKeys[dice.from(0, kKeys.size() - 1)]);
}

PutBucketLifecycleConfiguration random_lifecycle(Dice& dice) {
  LifecycleRule rule;
  if (dice.one_in(2)) rule.prefix = "in/";
  rule.transitions = {{static_cast<uint32_t>(dice.from(0, 1)), StorageClass::Glacier}};
  if (dice.one_in(2)) rule.expiration_days = static_cast<uint32_t>(dice.from(1, 3));
  if (dice.one_in(2)) rule.noncurrent_days = 1;
  return {dice.one_of("bucket", kBuckets), {rule}, true};
}

Command random_tiering(Dice& dice) {
  const std::string bucket = dice.one_of("bucket", kBuckets), id = dice.one_of("tiers", 2);
  if (dice.one_in(3)) return DeleteBucketIntelligentTieringConfiguration{bucket, id};
  TieringConfiguration made;
  made.id = id;
  made.archive_days = 90;
  if (dice.one_in(2)) made.deep_archive_days = 180;
  return PutBucketIntelligentTieringConfiguration{bucket, made};
}

PutBucketReplication random_replication(Dice& dice) {
  ReplicationRule rule;
  rule.destination_arn = "arn:aws:s3:::" + dice.one_of("bucket", kBuckets);
  rule.delete_markers = dice.one_in(2);
  rule.metrics = true;
  rule.time_control = dice.one_in(2);
  return {dice.one_of("bucket", kBuckets), "arn:aws:iam::123456789012:role/r", {rule}, dice.one_in(2)};
}

}  // namespace brigade::engine
