// Who sends what to whom: buckets call functions and default-bus rules, functions poll queues and tables,
// topics fan out by filter, ten buses have ten rules with five targets each, pipes bring what changed in a
// table to queues, buses and functions. Every fifth queue is FIFO. Functions, pipes and schedules act with a
// role. In every minute one resource in a hundred stands under each kind of fault. All of it is drawn from
// the seed of the plan.
#include "platform/cli/large_world.h"

#include <string>
#include <vector>

#include "base/random.h"

namespace brigade::platform {
namespace {

using namespace engine;

constexpr uint32_t kOfEach = 100, kBuses = 10, kRulesOfBus = 10, kTargets = 5, kRoles = 89;
constexpr uint32_t kFifoEvery = 5;
constexpr uint32_t kMinutes = 60, kFaultyOfEach = 10;
constexpr TimeMs kMinuteMs = 60'000, kHourMs = kMinutes * kMinuteMs, kSlowMs = 1'000;
constexpr uint32_t kBodies = 20;  // different contents that are sent to one resource

std::string numbered(std::string_view name, uint32_t number) {
  return std::string(name) + std::to_string(number % kOfEach);
}
std::string arn(std::string_view service, std::string_view resource) {
  return "arn:aws:" + std::string(service) + ":us-east-1:123456789012:" + std::string(resource);
}
bool is_fifo(uint32_t queue) { return queue % kOfEach % kFifoEvery == kFifoEvery - 1; }
std::string queue_name(uint32_t i) { return numbered("queue", i) + (is_fifo(i) ? ".fifo" : ""); }
std::string queue_arn(uint32_t i) { return arn("sqs", queue_name(i)); }
// What has no message group goes to the standard queue before.
uint32_t standard(uint32_t queue) { return is_fifo(queue) ? queue - 1 : queue; }
std::string role_arn(uint32_t i) {
  return "arn:aws:iam::123456789012:role/" + std::string("role") + std::to_string(i % kRoles);
}
std::string function_arn(uint32_t i) { return arn("lambda", "function:" + numbered("function", i)); }
std::string topic_arn(uint32_t i) { return arn("sns", numbered("topic", i)); }
std::string stream_arn(uint32_t table) {
  return arn("dynamodb", "table/" + numbered("table", table) + "/stream/2026-01-01T00:00:00.000");
}
std::string bus_of(uint32_t rule) {
  return rule / kRulesOfBus == 0 ? "default" : "bus" + std::to_string(rule / kRulesOfBus);
}

PolicyStatement let_in(std::string_view service, std::string_view action) {
  return service_statement(std::string(service).substr(0, service.find('.')), service, std::string(action));
}

void add_queues(Plan& plan) {
  plan.setup.push_back(CreateQueue{"failed", {}});
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreateQueue queue{queue_name(i), {}};
    queue.config.fifo = is_fifo(i);
    queue.config.content_based_deduplication = is_fifo(i);
    if (!is_fifo(i)) {
      queue.config.redrive_target_arn = arn("sqs", "failed");
      queue.config.max_receive_count = 5;
    }
    for (const char* service : {"s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com"})
      queue.config.policy.push_back(let_in(service, "sqs:SendMessage"));
    plan.setup.push_back(std::move(queue));
  }
}

// A role may do what these services do, with everything.
void add_roles(Plan& plan) {
  for (uint32_t i = 0; i < kRoles; i++) {
    CreateRole role{"role" + std::to_string(i), {}};
    for (const char* service : {"lambda.amazonaws.com", "pipes.amazonaws.com", "scheduler.amazonaws.com"})
      role.config.trust.push_back(let_in(service, "sts:AssumeRole"));
    PolicyStatement allow;
    allow.actions = {"sqs:*", "sns:Publish", "lambda:InvokeFunction", "events:PutEvents", "dynamodb:*"};
    allow.resources = {"*"};
    role.config.policies.push_back({"work", {allow}});
    plan.setup.push_back(std::move(role));
  }
}

// Each polls the queue of its number and reads the stream of the table of its number.
void add_functions(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreateFunction function;
    function.function = numbered("function", i);
    HandlerRule fails;
    fails.probability_ppm = 10'000;
    function.config.handler.rules = {fails};
    function.config.handler.duration_ms = 20 + i;
    function.config.dead_letter_arn = arn("sqs", "failed");
    function.config.role_arn = role_arn(i);
    for (const char* service : {"s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com"})
      function.config.policy.push_back(let_in(service, "lambda:InvokeFunction"));
    plan.setup.push_back(std::move(function));
    EventSourceMappingConfig mapping;
    mapping.event_source_arn = queue_arn(i);
    mapping.function_arn = function_arn(i);
    mapping.report_batch_item_failures = true;
    plan.setup.push_back(CreateEventSourceMapping{mapping});
  }
}

void add_buckets(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    plan.setup.push_back(CreateBucket{numbered("bucket-", i)});
    NotificationRule rule;
    rule.id = "made";
    rule.events = {"s3:ObjectCreated:*"};
    rule.target_kind = i % 2 == 0 ? TargetKind::Function : TargetKind::Queue;
    rule.target_arn = i % 2 == 0 ? function_arn(i) : queue_arn(standard(i));
    rule.filter.suffix = ".jpg";
    rule.has_suffix = true;
    PutBucketNotificationConfiguration command{numbered("bucket-", i), {rule}, false};
    command.event_bridge = i % 10 == 0;
    plan.setup.push_back(std::move(command));
  }
}

void add_topics(Plan& plan) {
  constexpr std::string_view kKinds[] = {"order", "refund", "visit"};
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreateTopic topic{numbered("topic", i), {}};
    topic.config.policy.push_back(let_in("events.amazonaws.com", "sns:Publish"));
    plan.setup.push_back(std::move(topic));
    for (uint32_t s = 0; s < 3; s++) {
      Subscribe command;
      command.topic = numbered("topic", i);
      command.subscription.protocol = s == 2 ? SubscriptionProtocol::Function : SubscriptionProtocol::Queue;
      command.subscription.endpoint = s == 2 ? function_arn(i + 1) : queue_arn(standard(i + 2 * s));
      command.subscription.filter_policy_text = R"({"kind":[")" + std::string(kKinds[s]) + R"("]})";
      command.subscription.raw_message_delivery = s == 0;
      plan.setup.push_back(std::move(command));
    }
  }
}

void add_rules(Plan& plan) {
  for (uint32_t bus = 0; bus < kBuses; bus++)
    plan.setup.push_back(CreateEventBus{bus_of(bus * kRulesOfBus), {}});
  plan.setup.erase(plan.setup.end() - kBuses);  // the default bus makes itself
  for (uint32_t i = 0; i < kOfEach; i++) {
    const std::string name = "rule" + std::to_string(i);
    plan.setup.push_back(PutRule{name, bus_of(i),
                                 R"({"source":["shop",")" + std::string("aws.s3") +
                                     R"("],"detail":{"line":[{"numeric":["=",)" +
                                     std::to_string(i % kRulesOfBus) + "]}]}}",
                                 "", true});
    PutTargets targets{name, bus_of(i), {}};
    for (uint32_t t = 0; t < kTargets; t++) {
      RuleTarget target;
      target.id = std::to_string(t);
      target.arn = t < 2 ? queue_arn(standard(i * 7 + t)) : t < 4 ? function_arn(i * 3 + t) : topic_arn(i);
      target.dead_letter_arn = arn("sqs", "failed");
      if (t == 1) target.input_path = "$.detail";
      targets.targets.push_back(std::move(target));
    }
    plan.setup.push_back(std::move(targets));
  }
}

void add_tables(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreateTable table{numbered("table", i), {}};
    table.config.partition_key = {"id", AttributeType::S};
    table.config.stream = StreamViewType::NewAndOldImages;
    plan.setup.push_back(std::move(table));
    EventSourceMappingConfig mapping;
    mapping.event_source_arn = stream_arn(i);
    mapping.function_arn = function_arn(i + 50);
    mapping.starting_position = StartingPosition::TrimHorizon;
    mapping.maximum_retry_attempts = 3;
    mapping.on_failure_arn = arn("sqs", "failed");
    plan.setup.push_back(CreateEventSourceMapping{mapping});
  }
}

// New items of a table, by turns to a queue, a topic and a function.
void add_pipes(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreatePipe pipe{numbered("pipe", i), {}};
    pipe.config.event_source_arn = stream_arn(i);
    pipe.config.starting_position = StartingPosition::TrimHorizon;
    pipe.config.filters = {R"({"dynamodb":{"NewImage":{"n":{"N":["1","2","3","4","5"]}}}})"};
    pipe.config.maximum_retry_attempts = 3;
    pipe.config.role_arn = role_arn(i);
    pipe.config.target_arn = i % 3 == 0   ? queue_arn(standard(i))
                             : i % 3 == 1 ? arn("sns", numbered("topic", i))
                                          : function_arn(i);
    plan.setup.push_back(std::move(pipe));
  }
}

void add_schedules(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    CreateSchedule schedule;
    schedule.schedule = numbered("schedule", i);
    schedule.config.expression = "rate(1 minute)";
    schedule.config.arn = i % 2 == 0 ? queue_arn(standard(i)) : function_arn(i);
    schedule.config.role_arn = role_arn(i);
    schedule.config.input = R"({"report":true})";
    plan.setup.push_back(std::move(schedule));
  }
}

void add_alarms(Plan& plan) {
  for (uint32_t i = 0; i < kOfEach; i++) {
    PutMetricAlarm alarm;
    alarm.alarm = numbered("alarm", i);
    alarm.config.metric_namespace = "AWS/SQS";
    alarm.config.metric_name = "ApproximateNumberOfMessagesVisible";
    alarm.config.dimensions = {{"QueueName", queue_name(i)}};
    alarm.config.statistic = Statistic::Maximum;
    alarm.config.threshold = "100";
    plan.setup.push_back(std::move(alarm));
  }
}

// What is sent to resource `i`, in one of its contents.
Command root_command(uint32_t kind, uint32_t i, uint32_t body) {
  const std::string n = std::to_string(body);
  switch (kind) {
    case 0:
      return SendMessage{queue_name(standard(i)), R"({"order":)" + n + R"(,"lines":[1,2,3]})", std::nullopt};
    case 1: {
      constexpr std::string_view kKinds[] = {"order", "refund", "visit"};
      Publish publish{numbered("topic", i), R"({"order":)" + n + "}", "", {}};
      publish.attributes.push_back({"kind", "String", std::string(kKinds[body % 3])});
      return publish;
    }
    case 2: {
      PutEventsEntry entry;
      entry.source = "shop";
      entry.detail_type = "order";
      entry.detail = R"({"line":)" + n + R"(,"customer":"c)" + n + R"("})";
      entry.bus = bus_of(i);
      return PutEvents{{std::move(entry)}};
    }
    default: {
      PutItem put;
      put.table = numbered("table", i);
      put.item = R"({"id":{"S":"k)" + std::to_string(body % 4) + R"("},"n":{"N":")" + n + R"("}})";
      return put;
    }
  }
}

// Resource `i` of those that this kind of fault is for.
std::string faulty_arn(FaultKind kind, uint32_t turn, uint32_t i) {
  if (kind == FaultKind::Reorder) return queue_arn(standard(i));
  if (kind == FaultKind::LostPermission && turn % 3 == 0) return role_arn(i);
  if (kind == FaultKind::Duplicate && turn % 3 == 0) return queue_arn(standard(i));
  return turn % 3 == 0 ? queue_arn(i) : turn % 3 == 1 ? function_arn(i) : topic_arn(i);
}

void add_faults(Plan& plan, base::Stream& random) {
  for (uint32_t minute = 0; minute < kMinutes; minute++) {
    for (const FaultKind kind : {FaultKind::Outage, FaultKind::Throttle, FaultKind::Slow,
                                 FaultKind::Duplicate, FaultKind::Reorder, FaultKind::LostPermission}) {
      for (uint32_t n = 0; n < kFaultyOfEach; n++) {
        SetFault fault;
        fault.resource_arn =
            faulty_arn(kind, n, static_cast<uint32_t>(base::uniform(random, 0, kOfEach - 1)));
        fault.kind = kind;
        fault.for_ms = kMinuteMs;
        if (kind == FaultKind::Slow) fault.delay_ms = kSlowMs;
        plan.add_timeline(minute * kMinuteMs, fault);
      }
    }
  }
}

}  // namespace

Plan large_world(uint32_t messages) {
  Plan plan;
  plan.options.seed = 7;
  add_roles(plan);
  add_queues(plan);
  add_functions(plan);
  add_buckets(plan);
  add_topics(plan);
  add_rules(plan);
  add_tables(plan);
  add_pipes(plan);
  add_schedules(plan);
  add_alarms(plan);
  plan.options.until_ms = kHourMs;
  base::Stream random{base::stream_key(7, "bench/large"), 0};
  add_faults(plan, random);
  constexpr uint32_t kKinds = 4;
  std::vector<uint32_t> kept;
  for (uint32_t kind = 0; kind < kKinds; kind++)
    for (uint32_t i = 0; i < kOfEach; i++)
      for (uint32_t body = 0; body < kBodies; body++) kept.push_back(plan.keep(root_command(kind, i, body)));
  for (uint32_t message = 0; message < messages; message++) {
    const TimeMs at_ms = static_cast<TimeMs>(uint64_t{message} * kHourMs / messages);
    const auto i = static_cast<uint32_t>(base::uniform(random, 0, kOfEach - 1));
    const auto body = static_cast<uint32_t>(base::uniform(random, 0, kBodies - 1));
    const uint32_t kind = message % 10;
    if (kind == 4 && i % kFifoEvery == 0) {
      SendMessage send{queue_name(i + kFifoEvery - 1), R"({"order":)" + std::to_string(message) + "}", {}};
      send.group_id = "customer" + std::to_string(body % 4);
      plan.add_timeline(at_ms, std::move(send));
    } else if (kind < 4) {
      plan.add_put_object(at_ms, numbered("bucket-", i), "img/" + std::to_string(message) + ".jpg", 2048);
    } else {
      const uint32_t root = kind < 6 ? 0 : kind < 7 ? 1 : kind < 8 ? 2 : 3;
      plan.add_kept(at_ms, kept[(root * kOfEach + i) * kBodies + body]);
    }
  }
  plan.sort_timeline();
  return plan;
}

}  // namespace brigade::platform
