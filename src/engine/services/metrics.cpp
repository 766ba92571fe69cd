// The table of metrics, and what alarms name in it.
#include "engine/services/metrics.h"

#include <algorithm>
#include <array>

#include "engine/services/apis.h"
#include "engine/services/sqs.h"

namespace brigade::engine {

namespace {

constexpr std::string_view kLambda = "AWS/Lambda", kSqs = "AWS/SQS", kEvents = "AWS/Events", kSns = "AWS/SNS",
                           kS3 = "AWS/S3", kApi = "AWS/ApiGateway", kPipes = "AWS/EventBridge/Pipes";

constexpr MetricRow count_row(Metric metric, std::string_view space, std::string_view name, ResourceKind of) {
  return {metric, space, name, of, MetricKind::Count, MetricUnit::Count};
}
constexpr MetricRow function_row(Metric metric, std::string_view name) {
  return count_row(metric, kLambda, name, ResourceKind::Function);
}
constexpr MetricRow queue_row(Metric metric, std::string_view name, MetricKind kind = MetricKind::Count) {
  return {metric, kSqs, name, ResourceKind::Queue, kind, MetricUnit::Count};
}
constexpr MetricRow rule_row(Metric metric, std::string_view name) {
  return count_row(metric, kEvents, name, ResourceKind::Rule);
}
constexpr MetricRow topic_row(Metric metric, std::string_view name) {
  return count_row(metric, kSns, name, ResourceKind::Topic);
}
constexpr MetricRow bucket_row(Metric metric, std::string_view name) {
  return count_row(metric, kS3, name, ResourceKind::Bucket);
}
constexpr MetricRow pipe_row(Metric metric, std::string_view name) {
  return count_row(metric, kPipes, name, ResourceKind::Pipe);
}
constexpr MetricRow pipe_duration_row(Metric metric, std::string_view name) {
  return {metric, kPipes, name, ResourceKind::Pipe, MetricKind::Value, MetricUnit::Milliseconds};
}

constexpr std::array<MetricRow, kMetrics> kRows = {{
    function_row(Metric::Invocations, "Invocations"),
    function_row(Metric::Errors, "Errors"),
    function_row(Metric::Throttles, "Throttles"),
    {Metric::Duration, kLambda, "Duration", ResourceKind::Function, MetricKind::Value,
     MetricUnit::Milliseconds},
    {Metric::ConcurrentExecutions, kLambda, "ConcurrentExecutions", ResourceKind::Function, MetricKind::Value,
     MetricUnit::Count},
    function_row(Metric::AsyncEventsReceived, "AsyncEventsReceived"),
    {Metric::AsyncEventAge, kLambda, "AsyncEventAge", ResourceKind::Function, MetricKind::Value,
     MetricUnit::Milliseconds},
    function_row(Metric::AsyncEventsDropped, "AsyncEventsDropped"),
    function_row(Metric::DeadLetterErrors, "DeadLetterErrors"),
    function_row(Metric::DestinationDeliveryFailures, "DestinationDeliveryFailures"),
    function_row(Metric::RecursiveInvocationsDropped, "RecursiveInvocationsDropped"),
    {Metric::IteratorAge, kLambda, "IteratorAge", ResourceKind::Function, MetricKind::Value,
     MetricUnit::Milliseconds},
    queue_row(Metric::NumberOfMessagesSent, "NumberOfMessagesSent"),
    queue_row(Metric::NumberOfMessagesReceived, "NumberOfMessagesReceived"),
    queue_row(Metric::NumberOfEmptyReceives, "NumberOfEmptyReceives"),
    queue_row(Metric::NumberOfMessagesDeleted, "NumberOfMessagesDeleted"),
    queue_row(Metric::ApproximateNumberOfMessagesVisible, "ApproximateNumberOfMessagesVisible",
              MetricKind::Level),
    queue_row(Metric::ApproximateNumberOfMessagesNotVisible, "ApproximateNumberOfMessagesNotVisible",
              MetricKind::Level),
    queue_row(Metric::ApproximateNumberOfMessagesDelayed, "ApproximateNumberOfMessagesDelayed",
              MetricKind::Level),
    {Metric::ApproximateAgeOfOldestMessage, kSqs, "ApproximateAgeOfOldestMessage", ResourceKind::Queue,
     MetricKind::Age, MetricUnit::Seconds},
    count_row(Metric::MatchedEvents, kEvents, "MatchedEvents", ResourceKind::Bus),
    rule_row(Metric::TriggeredRules, "TriggeredRules"),
    rule_row(Metric::RuleInvocations, "Invocations"),
    rule_row(Metric::FailedInvocations, "FailedInvocations"),
    rule_row(Metric::RetryInvocationAttempts, "RetryInvocationAttempts"),
    rule_row(Metric::InvocationsSentToDlq, "InvocationsSentToDlq"),
    rule_row(Metric::InvocationsFailedToBeSentToDlq, "InvocationsFailedToBeSentToDlq"),
    topic_row(Metric::NumberOfMessagesPublished, "NumberOfMessagesPublished"),
    topic_row(Metric::NumberOfNotificationsDelivered, "NumberOfNotificationsDelivered"),
    topic_row(Metric::NumberOfNotificationsFailed, "NumberOfNotificationsFailed"),
    topic_row(Metric::NumberOfNotificationsFilteredOut, "NumberOfNotificationsFilteredOut"),
    topic_row(Metric::NumberOfNotificationsRedrivenToDlq, "NumberOfNotificationsRedrivenToDlq"),
    topic_row(Metric::NumberOfNotificationsFailedToRedriveToDlq, "NumberOfNotificationsFailedToRedriveToDlq"),
    bucket_row(Metric::AllRequests, "AllRequests"),
    bucket_row(Metric::PutRequests, "PutRequests"),
    bucket_row(Metric::DeleteRequests, "DeleteRequests"),
    count_row(Metric::ApiCount, kApi, "Count", ResourceKind::Api),
    count_row(Metric::Api4xx, kApi, "4xx", ResourceKind::Api),
    count_row(Metric::Api5xx, kApi, "5xx", ResourceKind::Api),
    {Metric::ApiLatency, kApi, "Latency", ResourceKind::Api, MetricKind::Value, MetricUnit::Milliseconds},
    {Metric::ApiIntegrationLatency, kApi, "IntegrationLatency", ResourceKind::Api, MetricKind::Value,
     MetricUnit::Milliseconds},
    pipe_row(Metric::PipeInvocations, "Invocations"),
    {Metric::PipeEventCount, kPipes, "EventCount", ResourceKind::Pipe, MetricKind::Value, MetricUnit::Count},
    pipe_row(Metric::PipeExecutionFailed, "ExecutionFailed"),
    pipe_row(Metric::PipeExecutionPartiallyFailed, "ExecutionPartiallyFailed"),
    pipe_duration_row(Metric::PipeDuration, "Duration"),
    pipe_row(Metric::PipeEnrichmentStageFailed, "EnrichmentStageFailed"),
    pipe_duration_row(Metric::PipeEnrichmentStageDuration, "EnrichmentStageDuration"),
    pipe_row(Metric::PipeTargetStageFailed, "TargetStageFailed"),
    pipe_duration_row(Metric::PipeTargetStageDuration, "TargetStageDuration"),
    pipe_row(Metric::PipeTargetStageSkipped, "TargetStageSkipped"),
}};

std::string_view dimension_name(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::Function:
      return "FunctionName";
    case ResourceKind::Queue:
      return "QueueName";
    case ResourceKind::Bus:
      return "EventBusName";
    case ResourceKind::Rule:
      return "RuleName";
    case ResourceKind::Topic:
      return "TopicName";
    case ResourceKind::Bucket:
      return "BucketName";
    case ResourceKind::Api:
      return "ApiId";
    case ResourceKind::Pipe:
      return "PipeName";
    default:
      return {};
  }
}

const std::string* value_of(const std::vector<MetricDimension>& dimensions, std::string_view name) {
  for (const MetricDimension& dimension : dimensions) {
    if (dimension.name == name) return &dimension.value;
  }
  return nullptr;
}

// When the oldest message of a queue arrived, -1 where there is none.
TimeMs oldest_arrival_ms(const World& world, const History& history, ResourceId queue) {
  const uint32_t state = world.resource(queue).state;
  const TimeMs expires_ms = sqs::first_expiry_ms(world, history, state);
  if (expires_ms == Scheduler::kNever) return -1;
  return expires_ms - history.queue_config(world.resource(queue).config).retention_ms;
}

}  // namespace

const MetricRow& metric_row(Metric metric) { return kRows[static_cast<size_t>(metric)]; }

std::string_view metric_unit_name(MetricUnit unit) {
  if (unit == MetricUnit::Count) return "Count";
  return unit == MetricUnit::Seconds ? "Seconds" : "Milliseconds";
}

std::string_view metrics_page(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::Function:
      return "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html";
    case ResourceKind::Queue:
      return "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
             "sqs-available-cloudwatch-metrics.html";
    case ResourceKind::Topic:
      return "https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html";
    case ResourceKind::Bucket:
      return "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html";
    case ResourceKind::Api:
      return "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html";
    case ResourceKind::Pipe:
      return "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html";
    default:
      return "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html";
  }
}

std::vector<Metric> metrics_of(ResourceKind kind) {
  std::vector<Metric> out;
  for (const MetricRow& row : kRows) {
    if (row.of == kind) out.push_back(row.metric);
  }
  return out;
}

uint32_t find_metric(std::string_view metric_namespace, std::string_view name) {
  for (const MetricRow& row : kRows) {
    if (row.metric_namespace == metric_namespace && row.name == name)
      return static_cast<uint32_t>(row.metric);
  }
  return kNone;
}

ResourceId find_dimensions(const World& world, const History& history, Metric metric,
                           const std::vector<MetricDimension>& dimensions) {
  const ResourceKind kind = metric_row(metric).of;
  for (const MetricDimension& dimension : dimensions) {
    const bool other = (kind == ResourceKind::Rule && dimension.name == "EventBusName") ||
                       (kind == ResourceKind::Bucket && dimension.name == "FilterId");
    if (dimension.name != dimension_name(kind) && !other) return {};
  }
  const std::string* name = value_of(dimensions, dimension_name(kind));
  if (name == nullptr) return {};
  if (kind == ResourceKind::Api)
    return find_by_arn(world, history, "arn:aws:execute-api::" + std::string(kAccountText) + ":" + *name);
  if (kind != ResourceKind::Rule) return find_resource(world, history, kind, *name);
  const std::string* bus = value_of(dimensions, "EventBusName");
  const bool custom = bus != nullptr && *bus != kDefaultBus;
  return find_resource(world, history, kind, custom ? *bus + "/" + *name : *name);
}

std::vector<MetricDimension> dimensions_of(const World& world, const History& history, ResourceId id) {
  const ResourceKind kind = world.resource(id).kind;
  const std::string name(name_of(world, history, id));
  if (kind == ResourceKind::Bucket) return {{"BucketName", name}, {"FilterId", "EntireBucket"}};
  if (kind == ResourceKind::Api) return {{"ApiId", apis::id_of(name)}};
  const size_t slash = kind == ResourceKind::Rule ? name.find('/') : std::string::npos;
  if (slash == std::string::npos) return {{std::string(dimension_name(kind)), name}};
  return {{"EventBusName", name.substr(0, slash)}, {"RuleName", name.substr(slash + 1)}};
}

int64_t read_level(const World& world, const History& history, Metric metric, ResourceId id) {
  const QueueState& queue = world.queue(id);
  switch (metric) {
    case Metric::ApproximateNumberOfMessagesVisible:
      return queue.visible.count;
    case Metric::ApproximateNumberOfMessagesNotVisible:
      return queue.invisible.count;
    case Metric::ApproximateNumberOfMessagesDelayed:
      return queue.delayed.count;
    default:
      return oldest_arrival_ms(world, history, id);
  }
}

}  // namespace brigade::engine
