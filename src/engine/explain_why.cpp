// Why something was decided as it was: the rule as it applied here, what was compared with what, and the page
// that documents it.
#include <algorithm>
#include <iterator>

#include "engine/argument_names.h"
#include "engine/explain.h"
#include "engine/explain_access.h"
#include "engine/explain_pages.h"
#include "engine/services/alarm_text.h"
#include "engine/services/lambda.h"
#include "match/key_filter.h"

namespace brigade::engine {

namespace {

using namespace pages;

struct Rule {
  RecordKind kind;
  std::string_view name;  // "filtered_out": headline why.<name>, because why.<name>.because, rule rule.<name>
  Tone tone;
  ArgumentNames because;  // its arguments
  std::string_view documentation_url;
};

// By kind of record. The order is that of looking, not of the enumeration.
constexpr Rule kRules[] = {
    {RecordKind::FilteredOut, "filtered_out", Tone::Bad, {"rule", "key"}, kS3Filtering},
    {RecordKind::FilterMatched, "filter_matched", Tone::Good, {"rule", "key", "delay_ms"}, kS3Filtering},
    {RecordKind::Unmatched, "unmatched", Tone::Bad, {"resource"}, kS3Notifications},
    {RecordKind::Coalesced, "coalesced", Tone::Bad, {"key"}, kS3Notifications},
    {RecordKind::MessageCreated, "message_created", Tone::Neutral, {"resource"}, kS3Notifications},
    {RecordKind::AsyncAccepted, "async_accepted", Tone::Neutral, {"resource"}, kAsync},
    {RecordKind::AttemptStarted,
     "attempt_started",
     Tone::Neutral,
     {"resource", "running", "limit"},
     kEnvironments},
    {RecordKind::AttemptSucceeded, "attempt_succeeded", Tone::Good, {"resource", "attempt"}, kAsync},
    {RecordKind::AttemptFailed, "attempt_failed", Tone::Bad, {"resource", "attempt"}, kAsyncErrors},
    {RecordKind::AttemptTimedOut, "attempt_timed_out", Tone::Bad, {"resource", "timeout_ms"}, kTimeout},
    {RecordKind::Throttled,
     "throttled",
     Tone::Waiting,
     {"resource", "running", "limit", "backoff_ms"},
     kConcurrency},
    {RecordKind::RetryScheduled,
     "retry_scheduled",
     Tone::Waiting,
     {"attempt", "backoff_ms", "attempts_allowed"},
     kAsyncErrors},
    {RecordKind::RetryDue, "retry_due", Tone::Neutral, {"attempt"}, kAsyncErrors},
    {RecordKind::RetriesExhausted,
     "retries_exhausted",
     Tone::Bad,
     {"attempt", "attempts_allowed"},
     kAsyncErrors},
    {RecordKind::EventAgeExceeded, "event_age_exceeded", Tone::Bad, {"age_ms"}, kAsyncErrors},
    {RecordKind::ZeroReservedConcurrency, "zero_reserved_concurrency", Tone::Bad, {"resource"}, kConcurrency},
    {RecordKind::DeadLettered, "dead_lettered", Tone::Bad, {"resource", "target"}, kAsyncRetain},
    {RecordKind::SentToDestination,
     "sent_to_destination",
     Tone::Neutral,
     {"resource", "target"},
     kAsyncRetain},
    {RecordKind::FailureDestinationUsed, "failure_destination_used", Tone::Bad, {"resource"}, kAsyncRetain},
    {RecordKind::Dropped, "dropped", Tone::Bad, {"resource"}, kAsyncRetain},
    {RecordKind::TargetDeleted, "target_deleted", Tone::Bad, {"resource"}, kAsync},
    {RecordKind::EnvironmentReclaimed, "environment_reclaimed", Tone::Neutral, {"resource"}, kEnvironments},
    {RecordKind::QueueDelayed, "queue_delayed", Tone::Waiting, {"resource", "delay_ms"}, kQueueDelay},
    {RecordKind::QueueArrived, "queue_arrived", Tone::Waiting, {"resource"}, kQueueLifecycle},
    {RecordKind::MessageReceived,
     "message_received",
     Tone::Neutral,
     {"resource", "visibility_ms"},
     kVisibility},
    {RecordKind::VisibilityTimedOut,
     "visibility_timed_out",
     Tone::Waiting,
     {"resource", "receives"},
     kVisibility},
    {RecordKind::VisibilityChanged,
     "visibility_changed",
     Tone::Neutral,
     {"resource", "visibility_ms"},
     kVisibility},
    {RecordKind::MessageDeleted, "message_deleted", Tone::Good, {"resource"}, kQueueLifecycle},
    {RecordKind::ReceiveEmpty, "receive_empty", Tone::Neutral, {"resource"}, kPolling},
    {RecordKind::PollWaiting, "poll_waiting", Tone::Waiting, {"resource", "wait_ms"}, kPolling},
    {RecordKind::MessageExpired, "message_expired", Tone::Bad, {"resource"}, kQueueLifecycle},
    {RecordKind::MessagePurged, "message_purged", Tone::Bad, {"resource"}, kQueueLifecycle},
    {RecordKind::RedrivenToDeadLetterQueue,
     "redriven",
     Tone::Bad,
     {"resource", "target", "receives"},
     kQueueDlq},
    {RecordKind::EventReceived, "event_received", Tone::Neutral, {"resource"}, kBuses},
    {RecordKind::RuleMatched, "rule_matched", Tone::Good, {"resource", "targets"}, kPatterns},
    {RecordKind::EventRouted, "event_routed", Tone::Good, {"resource", "rules"}, kPatterns},
    {RecordKind::NoRuleMatched, "no_rule_matched", Tone::Bad, {"resource", "rules"}, kPatterns},
    {RecordKind::SentToTarget, "sent_to_target", Tone::Neutral, {"resource", "delay_ms"}, kTargets},
    {RecordKind::TargetRefused, "target_refused", Tone::Bad, {"resource", "refusal", "attempt"}, kRuleDlq},
    {RecordKind::TargetRetryScheduled,
     "target_retry_scheduled",
     Tone::Waiting,
     {"resource", "attempt", "backoff_ms"},
     kRuleRetries},
    {RecordKind::InputTransformFailed, "input_transform_failed", Tone::Bad, {"resource"}, kInput},
    {RecordKind::EntryRefused, "entry_refused", Tone::Bad, {"resource", "fault"}, kPutEvents},
    {RecordKind::BusNotFound, "bus_not_found", Tone::Bad, {}, kPutEvents},
    {RecordKind::Published, "published", Tone::Neutral, {"resource"}, kFanOut},
    {RecordKind::SubscriptionMatched,
     "subscription_matched",
     Tone::Good,
     {"resource", "delay_ms"},
     kFilterPolicies},
    {RecordKind::SubscriptionFilteredOut,
     "subscription_filtered_out",
     Tone::Bad,
     {"resource"},
     kFilterPolicies},
    {RecordKind::PublishedToSubscriptions,
     "published_to_subscriptions",
     Tone::Good,
     {"resource", "subscriptions"},
     kFanOut},
    {RecordKind::EmailDelivered, "email_delivered", Tone::Good, {"address"}, kEmail},
    {RecordKind::HandlerCallRefused,
     "handler_call_refused",
     Tone::Bad,
     {"resource", "command", "error"},
     kAsyncErrors},
    {RecordKind::RecursiveInvocationDropped,
     "recursive_invocation_dropped",
     Tone::Bad,
     {"resource", "invocations"},
     kRecursion},
    {RecordKind::BatchStarted,
     "batch_started",
     Tone::Neutral,
     {"resource", "messages", "receives"},
     kMapping},
    {RecordKind::BatchThrottled, "batch_throttled", Tone::Waiting, {"resource"}, kMappingErrors},
    {RecordKind::BatchItemFailed, "batch_item_failed", Tone::Bad, {"resource", "receives"}, kMappingErrors},
    {RecordKind::MappingFilteredOut, "mapping_filtered_out", Tone::Bad, {"resource"}, kMappingFilters},
    {RecordKind::MoveTaskStarted, "move_task_started", Tone::Neutral, {"resource"}, kMoveTask},
    {RecordKind::MessageMoved, "message_moved_back", Tone::Good, {"target"}, kMoveTask},
    {RecordKind::ItemPut, "item_put", Tone::Neutral, {"resource", "item", "change"}, kItems},
    {RecordKind::ItemDeleted, "item_deleted", Tone::Neutral, {"resource", "item"}, kItems},
    {RecordKind::ItemUnchanged, "item_unchanged", Tone::Neutral, {"resource", "item"}, kTableStreams},
    {RecordKind::StreamRecordPut, "stream_record_put", Tone::Neutral, {"item", "shard"}, kShards},
    {RecordKind::StreamRecordWaiting,
     "stream_record_waiting",
     Tone::Waiting,
     {"resource", "waiting"},
     kStreamPolling},
    {RecordKind::WaitsBehindBatch,
     "waits_behind_batch",
     Tone::Waiting,
     {"resource", "attempt", "blocking"},
     kStreamErrors},
    {RecordKind::StreamFilteredOut, "stream_filtered_out", Tone::Bad, {"resource"}, kMappingFilters},
    {RecordKind::StreamBatchStarted,
     "stream_batch_started",
     Tone::Neutral,
     {"resource", "attempt", "batch"},
     kStreamPolling},
    {RecordKind::StreamBatchThrottled,
     "stream_batch_throttled",
     Tone::Waiting,
     {"resource", "backoff_ms"},
     kStreamErrors},
    {RecordKind::StreamRecordProcessed,
     "stream_record_processed",
     Tone::Good,
     {"resource", "attempt"},
     kStreamPolling},
    {RecordKind::StreamBatchFailed, "stream_batch_failed", Tone::Bad, {"resource", "attempt"}, kStreamErrors},
    {RecordKind::StreamRetryScheduled,
     "stream_retry_scheduled",
     Tone::Waiting,
     {"attempt", "backoff_ms"},
     kStreamErrors},
    {RecordKind::StreamBatchBisected,
     "stream_batch_bisected",
     Tone::Waiting,
     {"batch", "half"},
     kStreamErrors},
    {RecordKind::StreamRetriesExhausted, "stream_retries_exhausted", Tone::Bad, {"attempt"}, kStreamErrors},
    {RecordKind::StreamRecordTooOld, "stream_record_too_old", Tone::Bad, {"record_age_ms"}, kStreamErrors},
    {RecordKind::StreamRecordDiscarded, "stream_record_discarded", Tone::Bad, {"resource"}, kStreamErrors},
    {RecordKind::StreamRecordGivenUp, "stream_record_given_up", Tone::Bad, {"target"}, kStreamErrors},
    {RecordKind::StreamRecordExpired, "stream_record_expired", Tone::Bad, {"resource"}, kTableStreams},
    {RecordKind::StreamRecordUnread, "stream_record_unread", Tone::Bad, {"resource"}, kTableStreams},
    {RecordKind::MoveTaskCompleted,
     "move_task_completed",
     Tone::Neutral,
     {"resource", "messages"},
     kMoveTask},
    {RecordKind::ScheduleFired,
     "schedule_fired",
     Tone::Good,
     {"resource", "expression", "zone", "scheduled"},
     kSchedules},
    {RecordKind::SentBySchedule,
     "sent_by_schedule",
     Tone::Neutral,
     {"resource", "delay_ms"},
     kScheduleTargets},
    {RecordKind::ScheduleCompleted,
     "schedule_completed",
     Tone::Neutral,
     {"resource", "expression"},
     kSchedules},
    {RecordKind::RuleTriggered,
     "rule_triggered",
     Tone::Good,
     {"resource", "expression", "targets"},
     kScheduledRules},
    {RecordKind::EventArchived, "event_archived", Tone::Good, {"resource", "events"}, kArchives},
    {RecordKind::EventsExpired, "events_expired", Tone::Neutral, {"resource", "events"}, kArchives},
    {RecordKind::ReplayStarting, "replay_starting", Tone::Neutral, {"resource", "replay"}, kReplays},
    {RecordKind::ReplayRunning, "replay_running", Tone::Neutral, {"replay"}, kReplays},
    {RecordKind::EventReplayed, "event_replayed", Tone::Good, {"resource", "replay"}, kReplays},
    {RecordKind::ReplayCompleted, "replay_completed", Tone::Good, {"replay", "events"}, kReplays},
    {RecordKind::ReplayFailed, "replay_failed", Tone::Bad, {"replay", "resource", "events"}, kReplays},
    {RecordKind::AlarmStateChanged,
     "alarm_state_changed",
     Tone::Neutral,
     {"resource", "state", "reason"},
     kAlarms},
    {RecordKind::AlarmActionSent, "alarm_action_sent", Tone::Neutral, {"resource"}, kAlarmActions},
    {RecordKind::SyncInvoked, "sync_invoked", Tone::Neutral, {"resource"}, kSync},
    {RecordKind::SyncRefused, "sync_refused", Tone::Bad, {"resource", "running", "limit"}, kConcurrency},
    {RecordKind::FunctionResponded, "function_responded", Tone::Good, {"resource"}, kSync},
    {RecordKind::FunctionErrorReturned, "function_error_returned", Tone::Bad, {"resource"}, kSync},
    {RecordKind::RequestReceived, "request_received", Tone::Neutral, {"resource"}, kRoutes},
    {RecordKind::RouteMatched, "route_matched", Tone::Good, {"resource", "route"}, kRoutes},
    {RecordKind::NoRouteMatched, "no_route_matched", Tone::Bad, {"resource", "request"}, kRoutes},
    {RecordKind::SentToIntegration, "sent_to_integration", Tone::Neutral, {"resource", "route"}, kProxy},
    {RecordKind::ApiResponded, "api_responded", Tone::Good, {"resource"}, kProxy},
    {RecordKind::IntegrationFailed, "integration_failed", Tone::Bad, {"resource", "failure"}, kProxyErrors},
    {RecordKind::Deduplicated, "deduplicated", Tone::Bad, {"resource", "message_number"}, kExactlyOnce},
    {RecordKind::PublishDeduplicated,
     "publish_deduplicated",
     Tone::Bad,
     {"resource", "message_number"},
     kTopicDeduplication},
    {RecordKind::WaitsInGroup,
     "waits_in_group",
     Tone::Waiting,
     {"resource", "message_number"},
     kFifoDelivery},
    {RecordKind::BatchItemNotReached, "batch_item_not_reached", Tone::Waiting, {"resource"}, kMappingErrors},
    {RecordKind::BatchEntryRefused, "batch_entry_refused", Tone::Bad, {"resource", "error"}, kSendBatch},
    {RecordKind::SubscriptionNotConfirmed,
     "subscription_not_confirmed",
     Tone::Bad,
     {"resource", "address"},
     kEmail},
    {RecordKind::DeliverySlowed,
     "delivery_slowed",
     Tone::Waiting,
     {"resource", "delay_ms"},
     kS3Notifications},
    {RecordKind::DeliveredTwice, "delivered_twice", Tone::Bad, {"resource"}, kAtLeastOnce},
    {RecordKind::Reordered, "reordered", Tone::Bad, {"resource", "messages"}, kStandardQueues},
    {RecordKind::ObjectChanged, "object_changed", Tone::Neutral, {"resource", "key"}, kTagging},
    {RecordKind::ObjectChanged, "object_restore", Tone::Neutral, {"resource", "key"}, kRestore},
    {RecordKind::ObjectChanged,
     "lifecycle_transition",
     Tone::Neutral,
     {"resource", "key", "lifecycle_rule", "detail"},
     kLifecycle},
    {RecordKind::ObjectChanged, "replication_event", Tone::Bad, {"resource", "key"}, kReplicationEvents},
    {RecordKind::ObjectDeleted,
     "lifecycle_expiration",
     Tone::Neutral,
     {"resource", "key", "lifecycle_rule"},
     kLifecycle},
    {RecordKind::ObjectDeleted, "object_lost", Tone::Bad, {"resource", "key"}, kTagging},
    {RecordKind::SentToReplica, "sent_to_replica", Tone::Neutral, {"resource", "delay_ms"}, kReplication},
    {RecordKind::ObjectReplicated, "object_replicated", Tone::Good, {"resource", "key"}, kReplication},
    {RecordKind::ReplicationFailed,
     "replication_failed",
     Tone::Bad,
     {"resource", "reason"},
     kReplicationEvents},
    {RecordKind::PipeFilteredOut, "pipe_filtered_out", Tone::Bad, {"pipe"}, kPipeFilters},
    {RecordKind::PipeExecutionStarted,
     "pipe_execution_started",
     Tone::Neutral,
     {"resource", "batch"},
     kPipeBatches},
    {RecordKind::PipeEnrichmentInvoked,
     "pipe_enrichment_invoked",
     Tone::Neutral,
     {"resource", "batch"},
     kPipeEnrichment},
    {RecordKind::PipeEnriched, "pipe_enriched", Tone::Good, {"resource", "returned"}, kPipeEnrichment},
    {RecordKind::PipeTargetInvoked,
     "pipe_target_invoked",
     Tone::Neutral,
     {"resource", "batch"},
     kPipeTargets},
    {RecordKind::PipeFunctionFailed, "pipe_function_failed", Tone::Bad, {"resource", "error"}, kPipeErrors},
    {RecordKind::PipeSentToTarget,
     "pipe_sent_to_target",
     Tone::Neutral,
     {"resource", "command"},
     kPipeTargets},
    {RecordKind::PipeStageRefused, "pipe_stage_refused", Tone::Bad, {"resource", "error"}, kPipeErrors},
    {RecordKind::PipeTargetSkipped, "pipe_target_skipped", Tone::Neutral, {"resource"}, kPipeEnrichment},
    {RecordKind::PipeExecutionFailed,
     "pipe_execution_failed",
     Tone::Bad,
     {"resource", "attempt"},
     kPipeBatches},
    {RecordKind::ReplayCancelled, "replay_cancelled", Tone::Neutral, {"replay", "events"}, kReplays},
    {RecordKind::PermissionDenied,
     "permission_denied",
     Tone::Bad,
     {"resource", "action", "asked"},
     kPolicyEvaluation},
    {RecordKind::PermissionGranted,
     "permission_granted",
     Tone::Waiting,
     {"resource", "action", "asked"},
     kPolicyEvaluation},
    {RecordKind::PermissionModeChanged, "permission_mode_changed", Tone::Neutral, {}, kPolicyEvaluation},
};

// The catalogue's keys must outlive the sentences: they are made once.
struct Keys {
  std::string headline, because, rule;
};
const std::vector<Keys>& keys() {
  static const std::vector<Keys> made = [] {
    std::vector<Keys> out;
    for (const Rule& rule : kRules) {
      const std::string name(rule.name);
      out.push_back({"why." + name, "why." + name + ".because", "rule." + name});
    }
    return out;
  }();
  return made;
}

// By Access: how a permission came to be denied.
constexpr std::string_view kAccessKeys[] = {
    "why.access.no_allow",
    "why.access.no_allow",
    "why.access.denied_by_identity",
    "why.access.denied_by_resource",
    "why.access.role_not_trusting",
    "why.access.role_gone",
    "why.access.role_lost_permission",
    "why.access.target_lost_permission",
};

struct Facts {
  const Simulation& simulation;
  const Record& record;

  const FunctionConfig* function() const {
    const auto& configs = simulation.history().configs;
    if (record.version >= configs.size()) return nullptr;
    return std::get_if<FunctionConfig>(&configs[record.version]->value);
  }
  const NotificationRule* rule() const {
    const auto& configs = simulation.history().configs;
    if (record.version >= configs.size()) return nullptr;
    const auto* bucket = std::get_if<BucketConfig>(&configs[record.version]->value);
    if (bucket == nullptr || record.code >= bucket->notifications.size()) return nullptr;
    return &bucket->notifications[record.code];
  }
  // The object that the message is about.
  uint32_t object() const {
    Record r = record;
    for (;;) {
      if (r.kind == RecordKind::ObjectPut || r.kind == RecordKind::ObjectDeleted ||
          r.kind == RecordKind::ObjectChanged)
        return r.value;
      const auto kind = static_cast<PayloadKind>(r.code >> 8);
      if (r.kind == RecordKind::MessageCreated &&
          (kind == PayloadKind::S3Event || kind == PayloadKind::Replica))
        return r.value;
      if (r.cause == kNone) return kNone;
      r = simulation.record_at(r.cause);
    }
  }
  std::string key() const {
    const uint32_t index = object();
    return index == kNone ? std::string() : std::string(simulation.history().key(index));
  }
  std::string running(bool before) const {
    const auto world = simulation.world_at(before && record.step > 0 ? record.step - 1 : record.step);
    const FunctionConfig* config = function();
    if (config == nullptr || record.resource.index() >= world->resources.size()) return "0";
    return std::to_string(config->reserved_concurrency ? world->function(record.resource).running
                                                       : world->unreserved_running);
  }
  std::string limit() const {
    const FunctionConfig* config = function();
    if (config == nullptr) return "0";
    const auto world = simulation.world_at(record.step);
    return std::to_string(
        lambda::concurrency_limit(*world, *config, simulation.plan().options.account_concurrency));
  }

  std::string name(ResourceId id) const {
    return std::string(name_of(simulation.world(), simulation.history(), id));
  }
  // A sent record stands at its target; the others at the resource that decided.
  ResourceId from() const { return is_sent() ? ResourceId{record.value} : record.resource; }
  ResourceId to() const { return is_sent() ? record.resource : ResourceId{record.value}; }
  bool is_sent() const { return record.kind == RecordKind::SentToDestination; }

  std::string argument(std::string_view what) const {
    if (const auto routed = routing_argument(simulation, record, what)) return *routed;
    if (what == "resource") return is_sent() ? name(from()) : receiver_name(simulation, record);
    if (what == "target") return name(to());
    if (what == "command") return std::string(command_name(record.code));
    if (what == "key") return key();
    if (what == "rule") return rule() == nullptr ? std::string() : rule()->id;
    if (what == "running")
      return running(record.kind == RecordKind::Throttled || record.kind == RecordKind::SyncRefused);
    if (what == "limit") return limit();
    if (what == "attempt" || what == "receives") return std::to_string(record.code);
    if (what == "message_number") return message_label(simulation, record.value);
    if (what == "attempts_allowed") {
      return std::to_string(function() == nullptr ? 0 : function()->maximum_retry_attempts + 1);
    }
    if (what == "timeout_ms") return std::to_string(function() == nullptr ? 0 : function()->timeout_ms);
    if (what == "age_ms") return std::to_string(uint64_t{record.value} * 1000);
    return std::to_string(record.value);
  }
};

std::vector<Check> filter_checks(const Facts& facts) {
  std::vector<Check> checks;
  const NotificationRule* rule = facts.rule();
  const uint32_t object = facts.object();
  if (rule == nullptr || object == kNone) return checks;
  const auto event = static_cast<S3Event>(facts.simulation.history().objects[object].event);
  const std::string key = facts.key();
  std::string events;
  for (const std::string& configured : rule->events) events += (events.empty() ? "" : ", ") + configured;
  const std::string event_name(s3_event_name(event));
  const auto whole = [](const std::string& text) {
    return base::TextRange{0, static_cast<uint32_t>(text.size())};
  };
  checks.push_back({(rule->event_mask >> static_cast<int>(event) & 1) != 0,
                    {"why.check.event", {{"expected", events}}},
                    event_name,
                    whole(event_name)});
  const match::KeyFilterReason reason = match::explain(rule->filter, key);
  checks.push_back({reason.prefix_ok,
                    {"why.check.prefix", {{"expected", rule->filter.prefix}}},
                    key,
                    reason.key_prefix_part});
  checks.push_back({reason.suffix_ok,
                    {"why.check.suffix", {{"expected", rule->filter.suffix}}},
                    key,
                    reason.key_suffix_part});
  return checks;
}

// Each period of the evaluation range, the newest first, against the threshold.
std::vector<Check> alarm_checks(const Facts& facts) {
  std::vector<Check> checks;
  const Simulation& simulation = facts.simulation;
  const Record& r = facts.record;
  const auto world = simulation.world_at(r.step);
  const History& history = simulation.history();
  if (!world->is_alive(r.resource) || r.version >= history.configs.size()) return checks;
  const AlarmConfig& config = history.alarm_config(r.version);
  const auto threshold = alarms::read_threshold(config.threshold).value_or(alarms::Threshold{});
  const uint32_t last = alarms::period_at(simulation.plan(), config, r.time_ms) - 1;
  const uint32_t range = std::min(alarms::evaluation_range(config), 20u);
  const auto points = alarms::datapoints(*world, history, simulation.plan(),
                                         world->resource(r.resource).state, last - range + 1, last);
  const std::string condition = std::string(alarms::statistic_name(config.statistic)) + " " +
                                std::string(alarms::comparison_sign(config.comparison)) + " " +
                                alarms::threshold_text(config);
  for (size_t i = points.size(); i-- > 0;) {
    const auto status = alarms::status_of(points[i], config, threshold);
    const std::string at = alarms::clock_text(
        simulation.plan(), alarms::period_start_ms(simulation.plan(), config, points[i].period));
    std::string actual = at + "  ";
    actual += points[i].count == 0 ? "-" : alarms::datapoint_text(points[i], config.statistic);
    const auto begin = static_cast<uint32_t>(at.size() + 2), end = static_cast<uint32_t>(actual.size());
    checks.push_back({status == alarms::DatapointStatus::Breaching,
                      {"why.check.datapoint", {{"expected", condition}}},
                      std::move(actual),
                      {begin, end}});
  }
  return checks;
}

std::vector<Check> checks_of(const Facts& facts) {
  const Record& r = facts.record;
  const auto check = [&](bool ok, std::string_view key, std::string expected, std::string actual) {
    Check made{ok, {key, {{"expected", std::move(expected)}}}, std::move(actual), {}};
    made.actual_range = {0, static_cast<uint32_t>(made.actual.size())};
    return made;
  };
  switch (r.kind) {
    case RecordKind::FilteredOut:
    case RecordKind::FilterMatched:
      return filter_checks(facts);
    case RecordKind::AlarmStateChanged:
      return alarm_checks(facts);
    case RecordKind::RouteMatched:
    case RecordKind::NoRouteMatched:
      return route_checks(facts.simulation, r);
    case RecordKind::PipeExecutionStarted:
    case RecordKind::PipeFilteredOut:
    case RecordKind::MappingFilteredOut:
    case RecordKind::StreamFilteredOut:
      return source_filter_checks(facts.simulation, r);
    case RecordKind::SyncRefused:
      if (r.code > static_cast<uint16_t>(SyncRefusal::ConcurrentInvocationLimitExceeded)) return {};
      [[fallthrough]];
    case RecordKind::Throttled:
      return {check(false, "why.check.concurrency", facts.limit(), facts.running(true))};
    case RecordKind::RetriesExhausted:
      return {
          check(false, "why.check.attempts", facts.argument("attempts_allowed"), facts.argument("attempt"))};
    case RecordKind::AttemptTimedOut:
      return {check(false, "why.check.timeout_ms", facts.argument("timeout_ms"), std::to_string(r.value))};
    case RecordKind::BatchItemFailed:
    case RecordKind::StreamBatchFailed:
    case RecordKind::AttemptFailed: {
      const AttemptError error = attempt_error(facts.simulation, r);
      std::vector<Check> checks{check(false, "why.check.handler", "", error.type + ": " + error.message)};
      if (const auto request = asked_at(facts.simulation, r)) {
        const auto world = facts.simulation.world_at(r.step);
        for (Check& one : access_checks(*world, facts.simulation.history(), *request))
          checks.push_back(std::move(one));
      }
      return checks;
    }
    default: {
      const auto request = asked_at(facts.simulation, r);
      if (!request) return {};
      return access_checks(*facts.simulation.world_at(r.step), facts.simulation.history(), *request);
    }
  }
}

}  // namespace

const std::vector<SentenceKey>& why_sentence_keys() {
  static const std::vector<SentenceKey> made = [] {
    std::vector<SentenceKey> out;
    for (size_t i = 0; i < std::size(kRules); ++i) {
      out.push_back({keys()[i].headline, {}});
      out.push_back({keys()[i].because, given(kRules[i].because)});
      out.push_back({keys()[i].rule, {}});
    }
    out.push_back({"why.nothing", {}});
    out.push_back({"why.nothing.because", {}});
    out.push_back({"rule.nothing", {}});
    for (std::string_view key :
         {"why.check.event", "why.check.prefix", "why.check.suffix", "why.check.concurrency",
          "why.check.attempts", "why.check.timeout_ms", "why.check.handler", "why.check.pattern",
          "why.check.policy", "why.check.datapoint", "why.check.route", "why.check.no_statement",
          "why.check.statement_allow", "why.check.statement_deny", "why.check.principal", "why.check.action",
          "why.check.resource", "why.check.condition"}) {
      out.push_back({key, {"expected"}});
    }
    for (size_t i = 1; i < std::size(kAccessKeys); ++i) {
      out.push_back({kAccessKeys[i], {"resource", "action", "asked"}});
    }
    return out;
  }();
  return made;
}

Why why(const Simulation& simulation, uint32_t record_index) {
  const Record record = simulation.record_at(record_index);
  const Facts facts{simulation, record};
  for (size_t i = 0; i < std::size(kRules); ++i) {
    const Rule& rule = kRules[i];
    if (rule.kind != record.kind) continue;
    const bool of_object = rule.kind == RecordKind::ObjectChanged || rule.kind == RecordKind::ObjectDeleted;
    if (of_object && rule.name != s3_why(record)) continue;
    Why out{rule.tone,
            {keys()[i].headline, {}},
            {keys()[i].because, {}},
            checks_of(facts),
            {keys()[i].rule, {}},
            rule.documentation_url,
            record.resource,
            record.version};
    const bool by_state =
        record.kind == RecordKind::AlarmStateChanged || record.kind == RecordKind::ApiResponded;
    if (by_state) out.tone = line_of(simulation, record_index).tone;
    if (record.kind == RecordKind::PermissionDenied) {
      out.because.key = kAccessKeys[std::min<size_t>(record.code, std::size(kAccessKeys) - 1)];
    }
    for (const std::string_view what : given(rule.because))
      out.because.arguments.push_back({what, facts.argument(what)});
    return out;
  }
  return Why{Tone::Neutral,   {"why.nothing", {}}, {"why.nothing.because", {}}, {}, {"rule.nothing", {}}, {},
             record.resource, record.version};
}

}  // namespace brigade::engine
