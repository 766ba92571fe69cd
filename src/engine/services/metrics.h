// CloudWatch metrics of the services: names, namespaces, units, dimensions. A service takes a sample where
// the real one does (Engine::count); what becomes of it is an alarm's (alarms.h) or a chart's
// (metric_history.h). Sources: the page of each row's namespace. Simplified: a sample counts in the minute in
// which it is taken, so that errors and durations stand where an invocation ends (the service goes back to
// where it began); samples are there at once; a queue's levels are sampled at the end of each minute for as
// long as the queue is there (the service stops after 6 quiet hours). Not modelled: metrics over all
// resources together, percentiles, metrics of one's own.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/world.h"

namespace brigade::engine {

enum class Metric : uint8_t {
  Invocations,
  Errors,
  Throttles,
  Duration,
  ConcurrentExecutions,
  AsyncEventsReceived,
  AsyncEventAge,
  AsyncEventsDropped,
  DeadLetterErrors,
  DestinationDeliveryFailures,
  RecursiveInvocationsDropped,
  IteratorAge,
  NumberOfMessagesSent,
  NumberOfMessagesReceived,
  NumberOfEmptyReceives,
  NumberOfMessagesDeleted,
  ApproximateNumberOfMessagesVisible,
  ApproximateNumberOfMessagesNotVisible,
  ApproximateNumberOfMessagesDelayed,
  ApproximateAgeOfOldestMessage,
  MatchedEvents,
  TriggeredRules,
  RuleInvocations,  // "Invocations" of AWS/Events
  FailedInvocations,
  RetryInvocationAttempts,
  InvocationsSentToDlq,
  InvocationsFailedToBeSentToDlq,
  NumberOfMessagesPublished,
  NumberOfNotificationsDelivered,
  NumberOfNotificationsFailed,
  NumberOfNotificationsFilteredOut,
  NumberOfNotificationsRedrivenToDlq,
  NumberOfNotificationsFailedToRedriveToDlq,
  AllRequests,
  PutRequests,
  DeleteRequests,
  ApiCount,  // "Count" of AWS/ApiGateway
  Api4xx,
  Api5xx,
  ApiLatency,
  ApiIntegrationLatency,
  PipeInvocations,  // "Invocations" of AWS/EventBridge/Pipes
  PipeEventCount,
  PipeExecutionFailed,
  PipeExecutionPartiallyFailed,
  PipeDuration,
  PipeEnrichmentStageFailed,
  PipeEnrichmentStageDuration,
  PipeTargetStageFailed,
  PipeTargetStageDuration,
  PipeTargetStageSkipped,
};
inline constexpr size_t kMetrics = static_cast<size_t>(Metric::PipeTargetStageSkipped) + 1;

enum class MetricKind : uint8_t {
  Count,  // samples of 1
  Value,  // samples of any size: durations
  Level,  // of a queue, one sample at the end of each minute
  Age,    // the same, and it grows by itself
};
enum class MetricUnit : uint8_t { Count, Milliseconds, Seconds };

struct MetricRow {
  Metric metric;
  std::string_view metric_namespace, name;
  ResourceKind of;
  MetricKind kind;
  MetricUnit unit;
};
const MetricRow& metric_row(Metric metric);
std::string_view metric_unit_name(MetricUnit unit);  // "Milliseconds", as the service spells it
// Where the service documents the metrics of a kind of resource.
std::string_view metrics_page(ResourceKind kind);
// Those of a kind of resource, in the order of the enumeration.
std::vector<Metric> metrics_of(ResourceKind kind);

// The metric that an alarm's configuration names: kNone where the engine makes none of that name.
uint32_t find_metric(std::string_view metric_namespace, std::string_view name);
// The resource that its dimensions name: none where there is none, or where they are others than the
// metric's.
ResourceId find_dimensions(const World& world, const History& history, Metric metric,
                           const std::vector<MetricDimension>& dimensions);
// The dimensions of a resource's metrics.
std::vector<MetricDimension> dimensions_of(const World& world, const History& history, ResourceId id);

// A level as it stands now; of an age when the oldest message arrived, -1 where there is none.
int64_t read_level(const World& world, const History& history, Metric metric, ResourceId id);
// What a level of that kind shows at the end of a minute, `end_ms`.
constexpr int64_t shown_level(MetricKind kind, int64_t level, TimeMs end_ms) {
  if (kind != MetricKind::Age) return level;
  return level < 0 ? 0 : (end_ms - level) / 1000;
}

// Told every sample of every metric, but for levels.
class MetricSink {
 public:
  virtual ~MetricSink() = default;
  virtual void sample(Metric metric, ResourceId id, TimeMs now_ms, int64_t value) = 0;
};

inline constexpr TimeMs kMinuteMs = 60'000;

}  // namespace brigade::engine
