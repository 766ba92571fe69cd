// How often which service stands in a random world, and what is done to it.
#include "unit/engine/random_world.h"

#include <array>

#include "engine/services/iam.h"
#include "engine/services/metrics.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {
namespace {

constexpr uint64_t kBuckets = 2, kFunctions = 3, kQueues = 3, kTopics = 2, kRules = 3;

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

// What it may do changes all the time.
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

std::string random_role_arn(Dice& dice) { return iam::role_arn_of(dice.one_of("role", 2)); }

Command random_permission_command(Dice& dice) {
  const std::string name = dice.one_of("role", 2);
  switch (dice.from(0, 6)) {
    case 0:
      return SetPermissionMode{dice.one_in(2) ? PermissionMode::GrantNeeded : PermissionMode::Enforce};
    case 1:
      return DeleteRolePolicy{name, "own"};
    case 2:
      return SetFault{iam::role_arn_of(name), FaultKind::LostPermission,
                      static_cast<int64_t>(dice.from(1, 300'000))};
    case 3:
      return UpdateAssumeRolePolicy{name, {service_statement({}, "lambda.amazonaws.com", "sts:AssumeRole")}};
    case 4: {
      UpdateFunctionConfiguration update;
      update.function = dice.one_of("f", kFunctions);
      update.role_arn = dice.one_in(2) ? random_role_arn(dice) : "";
      return update;
    }
    case 5:
      if (dice.one_in(3)) return DeleteRole{name};
      return random_role(dice, name);
    default:
      return PutRolePolicy{name, "own", random_statements(dice)};
  }
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

// Queues, functions and topics, now and then one that is not there.
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

// Only the default bus forwards: two buses that forward to each other do so for ever, as the real ones would.
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

Subscription random_subscription(Dice& dice) {
  Subscription made;
  made.protocol = static_cast<SubscriptionProtocol>(dice.from(0, 2));
  made.endpoint = made.protocol == SubscriptionProtocol::Email   ? "ada@example.com"
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

PutEvents random_events(Dice& dice) {
  PutEvents command =
      put_events("mine", dice.one_of("type", 2), "{\"n\":" + std::to_string(dice.from(0, 3)) + "}",
                 dice.one_in(3) ? "other" : "");
  if (dice.one_in(4)) command.entries.push_back(put_events("", "faulty").entries[0]);
  if (dice.one_in(4)) command.entries.push_back(put_events("mine", "lost", "{}", "nowhere").entries[0]);
  return command;
}

SetFault random_fault(Dice& dice) {
  SetFault fault{random_endpoint(dice), static_cast<FaultKind>(dice.from(0, kFaultKinds - 1)), std::nullopt};
  if (dice.one_in(5)) fault.resource_arn = queue_arn(dice.one_in(2) ? "o0.fifo" : "o1.fifo");
  if (dice.one_in(8)) fault.resource_arn = kinesis_arn("stream");
  fault.delay_ms = static_cast<int64_t>(dice.from(1, 20'000));
  // Without an end a topic would try for 23 days.
  fault.for_ms = static_cast<int64_t>(dice.from(1, 300'000));
  return fault;
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

constexpr std::array<std::string_view, 2> kExpressions = {"SET n = n + :v", "ADD n :v REMOVE gone"};

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
  config.partition_key = "$.messageId";
  if (dice.one_in(3)) config.target_template = R"({"id":"<$.messageId>","body":<$.body.a>})";
  config.fire_and_forget = dice.one_in(2);
  config.enabled = !dice.one_in(8);
  return made;
}

Command random_pipe_command(Dice& dice) {
  const std::string pipe = dice.one_of("pipe", 3);
  switch (dice.from(0, 5)) {
    case 0:
      return StartPipe{pipe};
    case 1:
      return StopPipe{pipe};
    case 2:
      return DeletePipe{pipe};
    case 3: {
      UpdatePipe update;
      update.pipe = pipe;
      update.target_arn = random_endpoint(dice);
      if (dice.one_in(2)) update.enrichment_arn = "";
      return update;
    }
    default:
      return random_pipe(dice);
  }
}

Command random_item_command(Dice& dice) {
  const std::string table = dice.one_of("table", 2), key = R"({"id":{"S":")" + dice.one_of("k", 3) + R"("}})";
  const auto n = static_cast<int>(dice.from(0, 3));
  switch (dice.from(0, 5)) {
    case 0:
      return DeleteItem{table, key, dice.one_in(2) ? "attribute_exists(n)" : "", {}};
    case 1:
      return UpdateItem{
          table, key, std::string(kExpressions[dice.from(0, 1)]), "", {"", R"({":v":{"N":"1"}})"}};
    case 2:
      return put_record("stream", dice.one_of("k", 4));
    case 3: {
      PutItem put = put_item(table, dice.one_of("k", 3), n);
      put.condition_expression = "attribute_not_exists(id)";
      return put;
    }
    default:
      return put_item(table, dice.one_of("k", 3), n);
  }
}

Command random_stream_command(Dice& dice, const Simulation* now) {
  const bool any = now != nullptr && now->world().mappings.size() > 0;
  switch (dice.from(0, 13)) {
    case 12:
    case 13:
      return random_pipe_command(dice);
    case 0:
    case 1:
      return CreateEventSourceMapping{random_stream_mapping(dice)};
    case 2:
    case 3: {
      if (!any) return create_stream("stream", 2);
      const auto i = static_cast<uint32_t>(dice.from(0, now->world().mappings.size() - 1));
      const std::string uuid(name_of(now->world(), now->history(), now->world().mappings[i].id));
      if (dice.one_in(3)) return DeleteEventSourceMapping{uuid};
      UpdateEventSourceMapping update;
      update.uuid = uuid;
      update.enabled = dice.one_in(2);
      if (dice.one_in(2)) update.parallelization_factor = static_cast<uint32_t>(dice.from(1, 3));
      return update;
    }
    case 4:
      if (dice.one_in(3)) return DeleteTable{dice.one_of("table", 2)};
      if (dice.one_in(2)) return UpdateTable{dice.one_of("table", 2), StreamViewType::NewImage};
      return UpdateTable{dice.one_of("table", 2), std::nullopt};
    case 5:
      if (dice.one_in(3)) return DeleteStream{"stream"};
      return create_table(dice.one_of("table", 2), StreamViewType::KeysOnly);
    default:
      return random_item_command(dice);
  }
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

StartReplay random_replay(Dice& dice) {
  const std::string archive = dice.one_of("a", 2);
  StartReplay made = start_replay(dice.one_of("again", 4), archive, archive == "a1" ? "other" : "default");
  if (dice.one_in(3)) made.event_start_time = "2026-01-01T00:01:00Z";
  if (dice.one_in(3)) made.filter_arns = {"arn:aws:events:us-east-1:123456789012:rule/r0"};
  return made;
}

// Schedules, archives and replays.
Command random_timed_command(Dice& dice) {
  const std::string schedule = dice.one_of("s", 2), archive = dice.one_of("a", 2);
  switch (dice.from(0, 7)) {
    case 0:
      return CreateSchedule{schedule, {}, random_schedule(dice)};
    case 1:
      return UpdateSchedule{schedule, {}, random_schedule(dice)};
    case 2:
      return DeleteSchedule{schedule, {}};
    case 3: {
      PutRule rule = put_rule(dice.one_of("r", kRules), dice.one_in(2) ? random_pattern(dice) : "");
      rule.schedule_expression = dice.one_in(2) ? "rate(1 minute)" : "cron(0/2 * * * ? *)";
      return rule;
    }
    case 4: {
      CreateArchive made = create_archive(archive, archive == "a1" ? "other" : "default",
                                          dice.one_in(2) ? random_pattern(dice) : "");
      made.retention_days = static_cast<uint32_t>(dice.from(0, 1));
      return made;
    }
    case 5:
      return DeleteArchive{archive};
    default:
      if (dice.one_in(3)) return CancelReplay{dice.one_of("again", 4)};
      return random_replay(dice);
  }
}

// An alarm of any kind of metric, with any way to treat what is missing.
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

Command random_alarm_command(Dice& dice) {
  const std::string alarm = dice.one_of("a", 2);
  switch (dice.from(0, 6)) {
    case 0:
      return SetAlarmState{alarm, static_cast<AlarmValue>(dice.from(0, 2)), "by hand"};
    case 1:
      return DeleteAlarms{{alarm}};
    case 2:
      if (dice.one_in(2)) return DisableAlarmActions{{alarm}};
      return EnableAlarmActions{{alarm}};
    default:
      return random_alarm(dice);
  }
}

Command random_routing_command(Dice& dice) {
  const std::string rule = dice.one_of("r", kRules), bus = dice.one_in(4) ? "other" : "";
  switch (dice.from(0, 17)) {
    case 13:
    case 14:
    case 15:
      return random_timed_command(dice);
    case 16:
    case 17:
      return random_alarm_command(dice);
    case 11: {
      StartMessageMoveTask task{queue_arn(dice.one_of("q", kQueues)), "", std::nullopt};
      if (dice.one_in(2)) task.destination_arn = queue_arn(dice.one_of("q", kQueues));
      if (dice.one_in(2)) task.max_messages_per_second = static_cast<uint32_t>(dice.from(1, 9));
      return task;
    }
    case 12:
      return CreateEventSourceMapping{random_mapping(dice)};
    case 0:
      return put_rule(rule, random_pattern(dice), bus);
    case 1:
      if (dice.one_in(2)) return RemoveTargets{rule, bus, {"0", "1"}};
      return DeleteRule{rule, bus};
    case 2:
      if (dice.one_in(2)) return DisableRule{rule, bus};
      return EnableRule{rule, bus};
    case 3:
      return PutTargets{rule, bus, {random_target(dice, dice.from(0, 2), bus)}};
    case 4:
      return Subscribe{dice.one_of("t", kTopics), random_subscription(dice)};
    case 5:
      if (dice.one_in(3)) return DeleteTopic{dice.one_of("t", kTopics)};
      return publish(dice.one_of("t", kTopics), dice.one_in(2) ? R"({"detail":{"n":2}})" : "text");
    case 6:
    case 7:
      return random_fault(dice);
    default:
      return random_events(dice);
  }
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
      for (const char* event : {"s3:ObjectTagging:*", "s3:ObjectAcl:Put", "s3:ObjectRestore:*",
                                "s3:LifecycleExpiration:*", "s3:LifecycleTransition", "s3:Replication:*"}) {
        rule.events.push_back(event);
      }
    }
    rules.push_back(filtered(rule, dice.one_in(3) ? "in/" : "", suffix));
  }
  return rules;
}

std::string random_key(Dice& dice) {
  return (dice.one_in(2) ? "in/" : "") + dice.one_of("k", 3) + (dice.one_in(2) ? ".jpg" : ".txt");
}

std::string random_route_key(Dice& dice) {
  constexpr std::array<std::string_view, 5> kKeys = {"$default", "GET /a", "ANY /{proxy+}", "GET /{id}",
                                                     "POST /a/{id}"};
  return std::string(kKeys[dice.from(0, kKeys.size() - 1)]);
}

Command random_api_command(Dice& dice) {
  switch (dice.from(0, 9)) {
    case 0:
      return CreateApi{"api", {}};
    case 1:
      return dice.one_in(3) ? Command(DeleteApi{"api"}) : DeleteRoute{"api", random_route_key(dice)};
    case 2: {
      const auto timeout_ms = static_cast<uint32_t>(dice.from(50, 5'000));
      return CreateRoute{"api", {random_route_key(dice), random_endpoint(dice), timeout_ms}};
    }
    default:
      return SendRequest{"api", dice.one_in(2) ? "GET" : "POST", dice.one_in(2) ? "/a" : "/a/b", "x=1", {},
                         ""};
  }
}

PutBucketLifecycleConfiguration random_lifecycle(Dice& dice) {
  LifecycleRule rule;
  if (dice.one_in(2)) rule.prefix = "in/";
  rule.transitions = {{static_cast<uint32_t>(dice.from(0, 1)), StorageClass::Glacier}};
  if (dice.one_in(2)) rule.expiration_days = static_cast<uint32_t>(dice.from(1, 3));
  if (dice.one_in(2)) rule.noncurrent_days = 1;
  return {dice.one_of("bucket", kBuckets), {rule}, true};
}

PutBucketReplication random_replication(Dice& dice) {
  ReplicationRule rule;
  rule.destination_arn = "arn:aws:s3:::" + dice.one_of("bucket", kBuckets);
  rule.delete_markers = dice.one_in(2);
  rule.metrics = true;
  rule.time_control = dice.one_in(2);
  return {dice.one_of("bucket", kBuckets), "arn:aws:iam::123456789012:role/r", {rule}, dice.one_in(2)};
}

// What becomes of objects after they were written.
Command random_object_command(Dice& dice) {
  const std::string bucket = dice.one_of("bucket", kBuckets), key = random_key(dice);
  switch (dice.from(0, 12)) {
    case 0:
      return PutObjectTagging{bucket, key, {{"k", "v"}}};
    case 1:
      return DeleteObjectTagging{bucket, key};
    case 2:
      return PutObjectAcl{bucket, key, dice.one_in(2) ? CannedAcl::Private : CannedAcl::PublicRead};
    case 3:
      return CopyObject{bucket, key, dice.one_of("bucket", kBuckets), random_key(dice), {}};
    case 4:
      return CompleteMultipartUpload{bucket, key, dice.from(0, 30) << 34, 0, StorageClass::Standard};
    case 5:
      return DeleteObjects{bucket, {{key, ""}, {random_key(dice), "null"}, {random_key(dice), ""}}};
    case 6:
      return RestoreObject{bucket, key, 1, RestoreTier::Expedited};
    case 7:
      return LoseObject{bucket, key};
    case 8:
    case 9: {
      PutObject command = put(bucket, key, dice.from(0, 1'000));
      command.storage_class = dice.one_in(3) ? StorageClass::ReducedRedundancy : StorageClass::Glacier;
      return command;
    }
    case 10:
      return random_lifecycle(dice);
    case 11:
      if (dice.one_in(3)) return DeleteBucketReplication{bucket};
      return random_replication(dice);
    default:
      return DeleteBucketLifecycle{bucket};
  }
}

}  // namespace

// What a person, a scenario or a program might do next.
Command random_fifo_command(Dice& dice, const Simulation* now) {
  const std::string queue = dice.one_in(4) ? "o1.fifo" : "o0.fifo", group = dice.one_of("group", 3);
  SendMessage message = send(queue, dice.one_of("body", 4));
  if (!dice.one_in(12)) message.group_id = group;
  if (dice.one_in(2)) message.deduplication_id = dice.one_of("id", 4);
  if (dice.one_in(4)) message.attributes = {{"colour", "String", "red"}};
  const ResourceId id = now == nullptr ? ResourceId{} : resource(*now, ResourceKind::Queue, queue);
  const bool in_flight = !id.is_none() && now->world().queue(id).invisible.count > 0;
  switch (dice.from(0, 7)) {
    case 0: {
      ReceiveMessage command = receive(queue, static_cast<uint32_t>(dice.from(1, 4)));
      if (dice.one_in(2)) command.wait_ms = 20'000;
      return command;
    }
    case 1:
      if (in_flight) return DeleteMessage{queue, handle_in_flight(*now, queue)};
      return StartMessageMoveTask{queue_arn("o1.fifo"), dice.one_in(2) ? queue_arn("o0.fifo") : "", {}};
    case 2:
      if (in_flight) return ChangeMessageVisibility{queue, handle_in_flight(*now, queue), 0};
      return PurgeQueue{queue};
    case 3: {
      Publish command = publish("t.fifo", dice.one_of("body", 4));
      command.group_id = group;
      return command;
    }
    case 4:
      return SendMessageBatch{queue, {{"a", message}, {"b", send("", "")}, {"c", message}}};
    case 5:
      return ConfirmSubscription{dice.one_of("t", kTopics), "", "ada@example.com"};
    default:
      return message;
  }
}

Command random_command(Dice& dice, const Simulation* now) {
  if (dice.one_in(14)) return random_permission_command(dice);
  switch (dice.from(0, 35)) {
    case 26:
    case 27:
      return random_api_command(dice);
    case 28:
    case 29:
    case 30:
    case 31:
    case 32:
      return random_fifo_command(dice, now);
    case 20:
    case 21:
    case 22:
    case 23:
    case 24:
    case 25:
      return random_stream_command(dice, now);
    case 16:
    case 17:
    case 18:
    case 19:
      return random_routing_command(dice);
    case 0:
      return DeleteObject{dice.one_of("bucket", kBuckets), random_key(dice), ""};
    case 1:
    case 2:
      return Invoke{dice.one_of("f", kFunctions), "{}", static_cast<InvocationType>(dice.from(0, 1))};
    case 3:
      return send(dice.one_of("q", kQueues), "text");
    case 4:
    case 5: {
      ReceiveMessage command = receive(dice.one_of("q", kQueues), static_cast<uint32_t>(dice.from(1, 4)));
      if (dice.one_in(2)) command.wait_ms = static_cast<int64_t>(dice.from(0, 20)) * 1'000;
      return command;
    }
    case 6: {
      const std::string queue = dice.one_of("q", kQueues);
      const ResourceId id = now == nullptr ? ResourceId{} : resource(*now, ResourceKind::Queue, queue);
      if (id.is_none() || now->world().queue(id).invisible.count == 0) return PurgeQueue{queue};
      if (dice.one_in(2)) return DeleteMessage{queue, handle_in_flight(*now, queue)};
      return ChangeMessageVisibility{queue, handle_in_flight(*now, queue),
                                     static_cast<int64_t>(dice.from(0, 9'000))};
    }
    case 7:
      return SetHandlerBehaviour{dice.one_of("f", kFunctions), random_handler(dice)};
    case 8: {
      PutFunctionConcurrency command{dice.one_of("f", kFunctions), std::nullopt};
      if (dice.one_in(2)) command.reserved = static_cast<uint32_t>(dice.from(0, 3));
      return command;
    }
    case 9:
      if (dice.one_in(3)) return DeleteFunction{dice.one_of("f", kFunctions)};
      return CreateFunction{dice.one_of("f", kFunctions), random_function(dice)};
    case 10:
      if (dice.one_in(3)) return DeleteQueue{dice.one_of("q", kQueues)};
      return CreateQueue{dice.one_of("q", kQueues), random_queue(dice, 0)};
    case 11:
      return PutBucketNotificationConfiguration{dice.one_of("bucket", kBuckets), random_rules(dice),
                                                dice.one_in(2), dice.one_in(2)};
    case 12:
    case 33:
    case 34:
      if (!dice.one_in(4)) return random_object_command(dice);
      return PutBucketVersioning{dice.one_of("bucket", kBuckets),
                                 dice.one_in(2) ? Versioning::Enabled : Versioning::Suspended};
    default:
      return put(dice.one_of("bucket", kBuckets), random_key(dice), dice.from(0, 1'000));
  }
}

// Two FIFO queues, the second the dead-letter queue of the first, a FIFO topic that tells one of them, and a
// mapping that reads the first.
void add_fifo(Dice& dice, Worldlet& world) {
  QueueConfig letters = open_queue(), queue = open_queue();
  letters.fifo = queue.fifo = true;
  letters.content_based_deduplication = dice.one_in(2);
  queue.content_based_deduplication = !dice.one_in(3);
  queue.deduplication_by_group = dice.one_in(2);
  queue.visibility_timeout_ms = 5'000;
  if (dice.one_in(3)) queue.delay_ms = static_cast<int64_t>(dice.from(1, 20'000));
  if (dice.one_in(4)) queue.retention_ms = 60'000;
  if (dice.one_in(2)) {
    queue.redrive_target_arn = queue_arn("o1.fifo");
    queue.max_receive_count = static_cast<uint32_t>(dice.from(1, 3));
  }
  if (dice.one_in(4)) letters.redrive_allow_policy = {RedrivePermission::ByQueue, {queue_arn("o0.fifo")}};
  world.queue("o1.fifo", letters).queue("o0.fifo", queue);
  TopicConfig topic;
  topic.fifo = topic.content_based_deduplication = true;
  world.setup(CreateTopic{"t.fifo", topic});
  Subscription reads_topic = subscription(SubscriptionProtocol::Queue, queue_arn("o0.fifo"));
  reads_topic.raw_message_delivery = dice.one_in(2);
  if (dice.one_in(2)) reads_topic.dead_letter_arn = queue_arn("o1.fifo");
  world.setup(Subscribe{"t.fifo", reads_topic});
  if (!dice.one_in(2)) return;
  EventSourceMappingConfig mapping = random_mapping(dice);
  mapping.event_source_arn = queue_arn("o0.fifo");
  mapping.maximum_batching_window_s = 0;
  world.setup(CreateEventSourceMapping{mapping});
}

Worldlet random_world(Dice& dice) {
  Worldlet world;
  world.setup(SetPermissionMode{PermissionMode::SetUp});
  world.setup(random_role(dice, "role0")).setup(random_role(dice, "role1"));
  world.plan.options.account_concurrency = static_cast<uint32_t>(dice.from(110, 120));
  for (uint64_t i = 0; i < kQueues; ++i) world.queue("q" + std::to_string(i), random_queue(dice, i));
  for (uint64_t i = 0; i < kFunctions; ++i) world.function("f" + std::to_string(i), random_function(dice));
  for (uint64_t i = 0; i < kTopics; ++i) world.topic("t" + std::to_string(i), {random_subscription(dice)});
  for (uint64_t i = 0; i < kQueues; ++i) {
    if (!dice.one_in(4)) continue;
    EventSourceMappingConfig mapping = random_mapping(dice);
    mapping.event_source_arn = queue_arn("q" + std::to_string(i));
    SetQueueAttributes visible{};
    visible.queue = "q" + std::to_string(i);
    visible.visibility_timeout_ms = 5'000;
    world.setup(visible);
    world.setup(CreateEventSourceMapping{mapping});
  }
  world.setup(create_table("table0", StreamViewType::NewAndOldImages)).setup(create_table("table1"));
  world.setup(create_stream("stream", static_cast<uint32_t>(dice.from(1, 3))));
  for (const std::string& arn : {stream_arn_of("table0"), kinesis_arn("stream")}) {
    if (!dice.one_in(2)) continue;
    EventSourceMappingConfig mapping = random_stream_mapping(dice);
    mapping.event_source_arn = arn;
    world.setup(CreateEventSourceMapping{mapping});
  }
  add_fifo(dice, world);
  if (dice.one_in(3)) {
    CreatePipe made = random_pipe(dice);
    if (made.config.starting_position != StartingPosition::None)
      made.config.event_source_arn = kinesis_arn("stream");
    world.setup(made);
  }
  world.setup(CreateEventBus{"other", {}});
  for (uint64_t i = 0; i < 2; ++i) {
    if (dice.one_in(3)) world.setup(random_alarm(dice));
  }
  for (uint64_t i = 0; i < kRules; ++i) {
    const std::string bus = dice.one_in(4) ? "other" : "";
    std::vector<RuleTarget> targets;
    for (uint64_t j = dice.from(0, 3); j > 0; --j) targets.push_back(random_target(dice, j, bus));
    world.rule("r" + std::to_string(i), random_pattern(dice), std::move(targets), bus);
  }
  if (dice.one_in(2)) {
    ApiConfig api;
    api.routes.push_back({random_route_key(dice), function_arn(dice.one_of("f", kFunctions))});
    world.setup(CreateApi{"api", api});
  }
  if (dice.one_in(2)) world.setup(create_archive("a0", "default"));
  if (dice.one_in(3)) world.setup(create_archive("a1", "other", random_pattern(dice)));
  if (dice.one_in(3)) world.setup(CreateSchedule{"s0", {}, random_schedule(dice)});
  if (dice.one_in(6)) world.plan.options.until_ms = static_cast<TimeMs>(dice.from(1, 300'000));
  for (uint64_t i = 0; i < kBuckets; ++i) {
    const std::string name = "bucket" + std::to_string(i);
    world.bucket(name, dice.one_in(3) ? Versioning::Enabled : Versioning::Off)
        .notify(name, random_rules(dice));
    if (dice.one_in(2)) world.setup(PutBucketNotificationConfiguration{name, {}, false, true});
  }
  TimeMs at_ms = 0;
  for (uint64_t i = dice.from(1, 14); i > 0; --i) {
    if (!dice.one_in(3)) at_ms += static_cast<TimeMs>(dice.from(0, dice.one_in(4) ? 100'000 : 2'000));
    world.at(at_ms, random_command(dice, nullptr));
  }
  world.limits.checkpoint_interval_steps = static_cast<uint32_t>(dice.from(1, 20));
  if (dice.one_in(3)) world.limits.checkpoint_bytes = 1;  // as few checkpoints as there can be
  world.setup(SetPermissionMode{});
  return world;
}

}  // namespace brigade::engine
