// Puts records into words by their keys in the text catalogue: what happened, in what tone, with which names.
// Why it happened is explain_why.cpp's.
#include "engine/explain.h"

#include <algorithm>

#include "base/text.h"
#include "engine/argument_names.h"
#include "engine/services/payload.h"

namespace brigade::engine {

namespace {

struct Story {
  RecordKind kind;
  std::string_view key;
  Tone tone;
  ArgumentNames arguments;
};

// One row a kind of record: what a journey says, and with which arguments (see `argument`).
constexpr Story kStories[] = {
    {RecordKind::ResourceCreated, "story.resource_created", Tone::Neutral, {"resource"}},
    {RecordKind::ResourceDeleted, "story.resource_deleted", Tone::Neutral, {"resource"}},
    {RecordKind::ConfigurationChanged, "story.configuration_changed", Tone::Neutral, {"resource", "command"}},
    {RecordKind::CommandRefused, "story.command_refused", Tone::Bad, {"command"}},
    {RecordKind::ObjectPut, "story.object_put", Tone::Neutral, {"resource", "key", "size_bytes"}},
    {RecordKind::ObjectDeleted, "story.object_deleted", Tone::Neutral, {"resource", "key"}},
    {RecordKind::MessageCreated, "story.message_created", Tone::Neutral, {"resource", "event", "bytes"}},
    {RecordKind::FilterMatched,
     "story.filter_matched",
     Tone::Good,
     {"rule", "filter", "resource", "delay_ms"}},
    {RecordKind::FilteredOut, "story.filtered_out", Tone::Bad, {"rule", "filter", "resource"}},
    {RecordKind::Unmatched, "story.unmatched", Tone::Bad, {"resource"}},
    {RecordKind::Coalesced, "story.coalesced", Tone::Bad, {"resource"}},
    {RecordKind::AsyncAccepted, "story.async_accepted", Tone::Neutral, {"resource"}},
    {RecordKind::AttemptStarted, "story.attempt_started", Tone::Neutral, {"attempt", "environment"}},
    {RecordKind::AttemptSucceeded, "story.attempt_succeeded", Tone::Good, {"attempt", "duration_ms"}},
    {RecordKind::AttemptFailed, "story.attempt_failed", Tone::Bad, {"attempt", "duration_ms"}},
    {RecordKind::AttemptTimedOut, "story.attempt_timed_out", Tone::Bad, {"attempt", "duration_ms"}},
    {RecordKind::Throttled, "story.throttled", Tone::Waiting, {"resource", "backoff_ms"}},
    {RecordKind::RetryScheduled, "story.retry_scheduled", Tone::Waiting, {"attempt", "backoff_ms"}},
    {RecordKind::RetryDue, "story.retry_due", Tone::Neutral, {"attempt"}},
    {RecordKind::RetriesExhausted, "story.retries_exhausted", Tone::Bad, {"attempt"}},
    {RecordKind::EventAgeExceeded, "story.event_age_exceeded", Tone::Bad, {"attempt", "age_ms"}},
    {RecordKind::ZeroReservedConcurrency, "story.zero_reserved_concurrency", Tone::Bad, {"resource"}},
    {RecordKind::DeadLettered, "story.dead_lettered", Tone::Bad, {"target"}},
    {RecordKind::SentToDestination, "story.sent_to_destination", Tone::Neutral, {"target", "outcome"}},
    {RecordKind::FailureDestinationUsed, "story.failure_destination_used", Tone::Bad, {"resource"}},
    {RecordKind::Dropped, "story.dropped", Tone::Bad, {"resource"}},
    {RecordKind::TargetDeleted, "story.target_deleted", Tone::Bad, {"resource"}},
    {RecordKind::EnvironmentReclaimed,
     "story.environment_reclaimed",
     Tone::Neutral,
     {"resource", "environment"}},
    {RecordKind::HandlerCalled, "story.handler_called", Tone::Neutral, {"resource", "command"}},
    {RecordKind::QueueDelayed, "story.queue_delayed", Tone::Waiting, {"resource", "delay_ms"}},
    {RecordKind::QueueArrived, "story.queue_arrived", Tone::Neutral, {"resource"}},
    {RecordKind::MessageReceived,
     "story.message_received",
     Tone::Neutral,
     {"resource", "receives", "visibility_ms"}},
    {RecordKind::VisibilityTimedOut, "story.visibility_timed_out", Tone::Waiting, {"resource", "receives"}},
    {RecordKind::VisibilityChanged, "story.visibility_changed", Tone::Neutral, {"resource", "visibility_ms"}},
    {RecordKind::MessageDeleted, "story.message_deleted", Tone::Good, {"resource"}},
    {RecordKind::ReceiveEmpty, "story.receive_empty", Tone::Neutral, {"resource"}},
    {RecordKind::PollWaiting, "story.poll_waiting", Tone::Waiting, {"resource", "wait_ms"}},
    {RecordKind::MessageExpired, "story.message_expired", Tone::Bad, {"resource"}},
    {RecordKind::MessagePurged, "story.message_purged", Tone::Bad, {"resource"}},
    {RecordKind::RedrivenToDeadLetterQueue, "story.redriven", Tone::Bad, {"target", "receives"}},
    {RecordKind::EventReceived, "story.event_received", Tone::Neutral, {"resource"}},
    {RecordKind::RuleMatched, "story.rule_matched", Tone::Good, {"resource", "targets"}},
    {RecordKind::EventRouted, "story.event_routed", Tone::Good, {"resource", "rules"}},
    {RecordKind::NoRuleMatched, "story.no_rule_matched", Tone::Bad, {"resource", "rules"}},
    {RecordKind::SentToTarget, "story.sent_to_target", Tone::Neutral, {"resource", "delay_ms"}},
    {RecordKind::TargetRefused, "story.target_refused", Tone::Bad, {"resource", "refusal", "attempt"}},
    {RecordKind::TargetRetryScheduled,
     "story.target_retry_scheduled",
     Tone::Waiting,
     {"resource", "attempt", "backoff_ms"}},
    {RecordKind::InputTransformFailed, "story.input_transform_failed", Tone::Bad, {"resource"}},
    {RecordKind::EntryRefused, "story.entry_refused", Tone::Bad, {"resource", "fault"}},
    {RecordKind::BusNotFound, "story.bus_not_found", Tone::Bad, {}},
    {RecordKind::Published, "story.published", Tone::Neutral, {"resource"}},
    {RecordKind::SubscriptionMatched, "story.subscription_matched", Tone::Good, {"resource", "delay_ms"}},
    {RecordKind::SubscriptionFilteredOut, "story.subscription_filtered_out", Tone::Bad, {"resource"}},
    {RecordKind::PublishedToSubscriptions,
     "story.published_to_subscriptions",
     Tone::Good,
     {"resource", "subscriptions"}},
    {RecordKind::EmailDelivered, "story.email_delivered", Tone::Good, {"address"}},
    {RecordKind::HandlerCallRefused,
     "story.handler_call_refused",
     Tone::Bad,
     {"resource", "command", "error"}},
    {RecordKind::RecursiveInvocationDropped,
     "story.recursive_invocation_dropped",
     Tone::Bad,
     {"resource", "invocations"}},
    {RecordKind::BatchStarted, "story.batch_started", Tone::Neutral, {"resource", "messages", "receives"}},
    {RecordKind::BatchThrottled, "story.batch_throttled", Tone::Waiting, {"resource"}},
    {RecordKind::BatchItemFailed,
     "story.batch_item_failed",
     Tone::Bad,
     {"resource", "receives", "duration_ms"}},
    {RecordKind::MappingFilteredOut, "story.mapping_filtered_out", Tone::Bad, {"resource"}},
    {RecordKind::MoveTaskStarted, "story.move_task_started", Tone::Neutral, {"resource"}},
    {RecordKind::MessageMoved, "story.message_moved_back", Tone::Good, {"target"}},
    {RecordKind::MoveTaskCompleted, "story.move_task_completed", Tone::Neutral, {"resource", "messages"}},
    {RecordKind::ItemPut, "story.item_put", Tone::Neutral, {"resource", "item", "change"}},
    {RecordKind::ItemDeleted, "story.item_deleted", Tone::Neutral, {"resource", "item"}},
    {RecordKind::ItemUnchanged, "story.item_unchanged", Tone::Neutral, {"resource", "item"}},
    {RecordKind::StreamRecordPut, "story.stream_record_put", Tone::Neutral, {"resource", "item", "shard"}},
    {RecordKind::StreamRecordWaiting,
     "story.stream_record_waiting",
     Tone::Waiting,
     {"resource", "shard", "waiting"}},
    {RecordKind::WaitsBehindBatch, "story.waits_behind_batch", Tone::Waiting, {"resource", "attempt"}},
    {RecordKind::StreamFilteredOut, "story.stream_filtered_out", Tone::Bad, {"resource"}},
    {RecordKind::StreamBatchStarted,
     "story.stream_batch_started",
     Tone::Neutral,
     {"resource", "attempt", "batch"}},
    {RecordKind::StreamBatchThrottled,
     "story.stream_batch_throttled",
     Tone::Waiting,
     {"resource", "backoff_ms"}},
    {RecordKind::StreamRecordProcessed,
     "story.stream_record_processed",
     Tone::Good,
     {"resource", "attempt", "duration_ms"}},
    {RecordKind::StreamBatchFailed,
     "story.stream_batch_failed",
     Tone::Bad,
     {"resource", "attempt", "duration_ms"}},
    {RecordKind::StreamRetryScheduled,
     "story.stream_retry_scheduled",
     Tone::Waiting,
     {"attempt", "backoff_ms"}},
    {RecordKind::StreamBatchBisected, "story.stream_batch_bisected", Tone::Waiting, {"batch", "half"}},
    {RecordKind::StreamRetriesExhausted, "story.stream_retries_exhausted", Tone::Bad, {"attempt"}},
    {RecordKind::StreamRecordTooOld, "story.stream_record_too_old", Tone::Bad, {"record_age_ms"}},
    {RecordKind::StreamRecordDiscarded, "story.stream_record_discarded", Tone::Bad, {"resource"}},
    {RecordKind::StreamRecordGivenUp, "story.stream_record_given_up", Tone::Bad, {"target"}},
    {RecordKind::StreamRecordExpired, "story.stream_record_expired", Tone::Bad, {"resource"}},
    {RecordKind::StreamRecordUnread, "story.stream_record_unread", Tone::Bad, {"resource"}},
    {RecordKind::ScheduleFired, "story.schedule_fired", Tone::Good, {"resource", "firing"}},
    {RecordKind::SentBySchedule, "story.sent_by_schedule", Tone::Neutral, {"resource", "delay_ms"}},
    {RecordKind::ScheduleCompleted, "story.schedule_completed", Tone::Neutral, {"resource"}},
    {RecordKind::RuleTriggered, "story.rule_triggered", Tone::Good, {"resource", "firing", "targets"}},
    {RecordKind::EventArchived, "story.event_archived", Tone::Good, {"resource", "events"}},
    {RecordKind::EventsExpired, "story.events_expired", Tone::Neutral, {"resource", "events"}},
    {RecordKind::ReplayStarting, "story.replay_starting", Tone::Neutral, {"resource", "replay"}},
    {RecordKind::ReplayRunning, "story.replay_running", Tone::Neutral, {"replay"}},
    {RecordKind::EventReplayed, "story.event_replayed", Tone::Good, {"resource", "replay"}},
    {RecordKind::ReplayCompleted, "story.replay_completed", Tone::Good, {"replay", "events"}},
    {RecordKind::ReplayFailed, "story.replay_failed", Tone::Bad, {"replay", "resource", "events"}},
    {RecordKind::AlarmStateChanged,
     "story.alarm_state_changed",
     Tone::Neutral,
     {"resource", "state", "reason"}},
    {RecordKind::AlarmActionSent, "story.alarm_action_sent", Tone::Neutral, {"resource", "delay_ms"}},
    {RecordKind::SyncInvoked, "story.sync_invoked", Tone::Neutral, {"resource"}},
    {RecordKind::SyncRefused, "story.sync_refused", Tone::Bad, {"resource", "answer"}},
    {RecordKind::FunctionResponded, "story.function_responded", Tone::Good, {"resource", "answer"}},
    {RecordKind::FunctionErrorReturned, "story.function_error_returned", Tone::Bad, {"resource", "answer"}},
    {RecordKind::RequestReceived, "story.request_received", Tone::Neutral, {"resource", "request"}},
    {RecordKind::RouteMatched, "story.route_matched", Tone::Good, {"route"}},
    {RecordKind::NoRouteMatched, "story.no_route_matched", Tone::Bad, {"resource", "answer"}},
    {RecordKind::SentToIntegration, "story.sent_to_integration", Tone::Neutral, {"resource"}},
    {RecordKind::ApiResponded, "story.api_responded", Tone::Good, {"resource", "answer"}},
    {RecordKind::IntegrationFailed, "story.integration_failed", Tone::Bad, {"resource", "answer"}},
    {RecordKind::Deduplicated, "story.deduplicated", Tone::Bad, {"resource", "message_number"}},
    {RecordKind::PublishDeduplicated,
     "story.publish_deduplicated",
     Tone::Bad,
     {"resource", "message_number"}},
    {RecordKind::WaitsInGroup, "story.waits_in_group", Tone::Waiting, {"resource", "message_number"}},
    {RecordKind::BatchItemNotReached, "story.batch_item_not_reached", Tone::Waiting, {"resource"}},
    {RecordKind::BatchEntryRefused, "story.batch_entry_refused", Tone::Bad, {"resource", "error"}},
    {RecordKind::SubscriptionNotConfirmed, "story.subscription_not_confirmed", Tone::Bad, {"address"}},
    {RecordKind::DeliverySlowed, "story.delivery_slowed", Tone::Waiting, {"resource", "delay_ms"}},
    {RecordKind::DeliveredTwice, "story.delivered_twice", Tone::Bad, {"resource"}},
    {RecordKind::Reordered, "story.reordered", Tone::Bad, {"resource", "messages"}},
    {RecordKind::ObjectChanged, "story.object_changed", Tone::Neutral, {"resource", "key", "detail"}},
    {RecordKind::SentToReplica, "story.sent_to_replica", Tone::Neutral, {"resource", "delay_ms"}},
    {RecordKind::ObjectReplicated, "story.object_replicated", Tone::Good, {"resource", "key"}},
    {RecordKind::ReplicationFailed, "story.replication_failed", Tone::Bad, {"resource", "reason"}},
    {RecordKind::PipeFilteredOut, "story.pipe_filtered_out", Tone::Bad, {"pipe"}},
    {RecordKind::PipeExecutionStarted,
     "story.pipe_execution_started",
     Tone::Neutral,
     {"resource", "batch", "attempt"}},
    {RecordKind::PipeEnrichmentInvoked,
     "story.pipe_enrichment_invoked",
     Tone::Neutral,
     {"resource", "batch"}},
    {RecordKind::PipeEnriched, "story.pipe_enriched", Tone::Good, {"resource", "returned", "duration_ms"}},
    {RecordKind::PipeTargetInvoked, "story.pipe_target_invoked", Tone::Neutral, {"resource", "batch"}},
    {RecordKind::PipeFunctionFailed, "story.pipe_function_failed", Tone::Bad, {"resource", "error"}},
    {RecordKind::PipeSentToTarget, "story.pipe_sent_to_target", Tone::Neutral, {"resource", "command"}},
    {RecordKind::PipeStageRefused, "story.pipe_stage_refused", Tone::Bad, {"resource", "error"}},
    {RecordKind::PipeTargetSkipped, "story.pipe_target_skipped", Tone::Neutral, {"resource"}},
    {RecordKind::PipeExecutionFailed, "story.pipe_execution_failed", Tone::Bad, {"resource", "attempt"}},
    {RecordKind::ReplayCancelled, "story.replay_cancelled", Tone::Neutral, {"replay", "events"}},
    {RecordKind::PermissionDenied, "story.permission_denied", Tone::Bad, {"resource", "action", "asked"}},
    {RecordKind::PermissionGranted,
     "story.permission_granted",
     Tone::Waiting,
     {"resource", "action", "asked"}},
    {RecordKind::PermissionModeChanged, "story.permissions_enforced", Tone::Neutral, {}},
    {RecordKind::EndpointPosted, "story.endpoint_posted", Tone::Neutral, {"address", "attempt"}},
    {RecordKind::EndpointAnswered, "story.endpoint_answered", Tone::Good, {"address", "answer"}},
    {RecordKind::EndpointFailed, "story.endpoint_failed", Tone::Bad, {"address", "attempt", "answer"}},
};

std::string filter_text(const NotificationRule& rule) {
  return rule.filter.prefix + "*" + rule.filter.suffix;
}

const NotificationRule* rule_of(const Simulation& simulation, const Record& r) {
  const auto& configs = simulation.history().configs;
  if (r.version >= configs.size() || !std::holds_alternative<BucketConfig>(configs[r.version]->value))
    return nullptr;
  const BucketConfig& config = simulation.history().bucket_config(r.version);
  return r.code < config.notifications.size() ? &config.notifications[r.code] : nullptr;
}

std::string name(const Simulation& simulation, ResourceId id) {
  return std::string(name_of(simulation.world(), simulation.history(), id));
}

bool is_bus_event(PayloadKind kind) {
  return kind == PayloadKind::S3BusEvent || kind == PayloadKind::BusEvent;
}

// Dropped by a rule or a topic, not by Lambda.
bool comes_from_sender(const Simulation& simulation, const Record& r) {
  const auto& configs = simulation.history().configs;
  return r.version < configs.size() && !std::holds_alternative<FunctionConfig>(configs[r.version]->value);
}

bool is_event_age(RecordKind kind) { return kind == RecordKind::EventAgeExceeded; }

std::string command_text(const Simulation& simulation, const Record& r) {
  if (r.kind == RecordKind::HandlerCalled) return std::string(command_name(r.value));
  (void)simulation;
  return std::string(command_name(r.code));
}

// The event that a MessageCreated record is about: "ObjectCreated:Put", or empty.
std::string event_text(const Record& r) {
  const auto kind = static_cast<PayloadKind>(r.code >> 8);
  if (kind == PayloadKind::StreamRecord) return std::string(stream_event_name(r.code & 0xFF));
  if (kind != PayloadKind::S3Event && kind != PayloadKind::S3BusEvent && kind != PayloadKind::Replica)
    return {};
  return std::string(s3_event_name(static_cast<S3Event>(r.code & 0xFF)));
}

// The size of the event as JSON; only the world of that step can render it.
std::string rendered_bytes(const Simulation& simulation, const Record& r) {
  Payload payload{PayloadForm::Typed,
                  static_cast<PayloadKind>(r.code >> 8),
                  static_cast<uint16_t>(r.code & 0xFF),
                  r.value,
                  kNone,
                  kNone};
  if (is_derived(payload.kind)) {
    const auto world = simulation.world_at(r.step);
    if (r.value >= world->derivations.size()) return "0";
    if (payload.kind == PayloadKind::SnsMessage) payload.config = r.version;  // the topic's
    return std::to_string(render_payload({*world, simulation.history(), simulation.plan()}, payload).size());
  }
  return std::to_string(
      render_payload({simulation.world(), simulation.history(), simulation.plan()}, payload).size());
}

std::string argument(const Simulation& simulation, const Record& r, std::string_view what) {
  const History& history = simulation.history();
  if (what == "resource") return receiver_name(simulation, r);
  if (const auto routed = routing_argument(simulation, r, what)) return *routed;
  if (what == "target")
    return name(simulation, r.kind == RecordKind::SentToDestination ? r.resource : ResourceId{r.value});
  if (what == "key") return std::string(history.key(r.value));
  if (what == "size_bytes") return std::to_string(history.objects[r.value].size_bytes);
  if (what == "event") return event_text(r);
  if (what == "bytes") return rendered_bytes(simulation, r);
  if (what == "command") return command_text(simulation, r);
  if (what == "attempt" || what == "receives") return std::to_string(r.code);
  if (what == "message_number") return message_label(simulation, r.value);
  if (what == "environment") return std::to_string(r.value & 0x7FFFFFFFu);
  if (what == "age_ms") return std::to_string(uint64_t{r.value} * (is_event_age(r.kind) ? 1000 : 1));
  if (what == "duration_ms") return std::to_string(duration_ms(r));
  if (what == "outcome") return r.code == 1 ? "success" : "failure";
  const NotificationRule* rule = rule_of(simulation, r);
  if (what == "rule") return rule == nullptr ? std::string() : rule->id;
  if (what == "filter") return rule == nullptr ? std::string() : filter_text(*rule);
  return std::to_string(r.value);  // the times: delay_ms, duration_ms, backoff_ms, visibility_ms, wait_ms
}

// Good or bad news by the state that the alarm went into.
Tone tone_of(const Record& r, Tone tone) {
  if (r.kind == RecordKind::ApiResponded) return r.code >= 400 ? Tone::Bad : tone;
  if (r.kind != RecordKind::AlarmStateChanged) return tone;
  const auto state = static_cast<AlarmValue>(r.code & 0xFF);
  if (state == AlarmValue::Alarm) return Tone::Bad;
  return state == AlarmValue::Ok ? Tone::Good : Tone::Waiting;
}

const Story& story_of(RecordKind kind) { return kStories[static_cast<size_t>(kind)]; }

// Where one kind of record has two stories.
std::string_view variant_key(const Simulation& simulation, const Record& r, std::string_view key) {
  const auto event = static_cast<S3Event>(r.code);
  if (r.kind == RecordKind::ObjectDeleted && event == S3Event::ObjectRemovedDeleteMarkerCreated) {
    return "story.delete_marker_created";
  }
  if (r.kind == RecordKind::ObjectDeleted || r.kind == RecordKind::ObjectChanged) {
    const std::string_view own = s3_story(event);
    return own.empty() ? key : own;
  }
  if (r.kind == RecordKind::AttemptStarted && (r.value & 0x80000000u) != 0)
    return "story.attempt_started_cold";
  const bool made = r.kind == RecordKind::MessageCreated;
  if (made && is_bus_event(static_cast<PayloadKind>(r.code >> 8))) return "story.event_made";
  if (made && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::StreamRecord)
    return "story.stream_record_made";
  if (made && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::ScheduleInput) return "story.input_made";
  if (made && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::ApiRequest) return "story.request_made";
  if (made && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::Replica) return "story.replica_made";
  if (r.kind == RecordKind::ScheduleCompleted && r.code == 1) return "story.schedule_deleted";
  if (made && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::S3TestEvent)
    return "story.test_event_made";
  if (made && static_cast<PayloadKind>(r.code >> 8) != PayloadKind::S3Event) {
    return static_cast<PayloadKind>(r.code >> 8) == PayloadKind::Text ? "story.message_sent"
                                                                      : "story.record_made";
  }
  if (made && r.cause != kNone && simulation.record_at(r.cause).message != kNone)
    return "story.message_moved";
  if (r.kind == RecordKind::PermissionModeChanged &&
      static_cast<PermissionMode>(r.value) == PermissionMode::GrantNeeded) {
    return "story.permissions_granted";
  }
  if (r.kind == RecordKind::Dropped) {
    if (static_cast<DropReason>(r.code) == DropReason::NoDeadLetterQueue &&
        comes_from_sender(simulation, r)) {
      return "story.dropped_target";
    }
    if (static_cast<DropReason>(r.code) == DropReason::DeadLetterQueueGone) return "story.dropped_queue_gone";
    if (static_cast<DropReason>(r.code) == DropReason::DeadLetterQueueNotAuthorized)
      return "story.dropped_queue_not_authorized";
    if (static_cast<DropReason>(r.code) == DropReason::NotAuthorized) return "story.dropped_not_authorized";
    if (static_cast<DropReason>(r.code) == DropReason::NoMessageGroup)
      return "story.dropped_no_message_group";
  }
  return key;
}

Line make_line(const Simulation& simulation, uint32_t index, const Record& r) {
  const Story& story = story_of(r.kind);
  Line line{index,
            r.step,
            r.time_ms,
            r.kind,
            tone_of(r, story.tone),
            {variant_key(simulation, r, story.key), {}},
            r.resource,
            r.message,
            r.delivery};
  for (const std::string_view what : given(story.arguments)) {
    line.sentence.arguments.push_back({what, argument(simulation, r, what)});
  }
  return line;
}

}  // namespace

const std::vector<SentenceKey>& sentence_keys() {
  static const std::vector<SentenceKey> keys = [] {
    std::vector<SentenceKey> out;
    for (const Story& story : kStories) out.push_back({story.key, given(story.arguments)});
    out.push_back({"story.delete_marker_created", {"resource", "key"}});
    for (const std::string_view key : s3_stories()) out.push_back({key, {"resource", "key", "detail"}});
    out.push_back({"story.object_expired", {"resource", "key"}});
    out.push_back({"story.marker_by_lifecycle", {"resource", "key"}});
    out.push_back({"story.object_lost", {"resource", "key"}});
    out.push_back({"story.replica_made", {"resource", "event", "bytes"}});
    out.push_back({"story.attempt_started_cold", {"attempt", "environment"}});
    out.push_back({"story.message_sent", {"resource", "event", "bytes"}});
    out.push_back({"story.record_made", {"resource", "event", "bytes"}});
    out.push_back({"story.message_moved", {"resource", "event", "bytes"}});
    out.push_back({"story.dropped_queue_gone", {"resource"}});
    out.push_back({"story.dropped_not_authorized", {"resource"}});
    out.push_back({"story.dropped_no_message_group", {"resource"}});
    out.push_back({"story.dropped_queue_not_authorized", {"resource"}});
    out.push_back({"story.permissions_granted", {}});
    out.push_back({"story.dropped_target", {"resource"}});
    out.push_back({"story.test_event_made", {"resource", "event", "bytes"}});
    out.push_back({"story.event_made", {"resource", "event", "bytes"}});
    out.push_back({"story.stream_record_made", {"resource", "event", "bytes"}});
    out.push_back({"story.input_made", {"resource", "event", "bytes"}});
    out.push_back({"story.schedule_deleted", {"resource"}});
    out.push_back({"story.request_made", {"resource", "event", "bytes"}});
    for (const SentenceKey& key : why_sentence_keys()) out.push_back(key);
    return out;
  }();
  return keys;
}

Line line_of(const Simulation& simulation, uint32_t record_index) {
  return make_line(simulation, record_index, simulation.record_at(record_index));
}

// What a handler's call wrote: no message, but what becomes of it goes on from there.
static bool is_write(RecordKind kind) {
  return kind == RecordKind::ObjectPut || kind == RecordKind::ObjectDeleted ||
         kind == RecordKind::ObjectChanged || kind == RecordKind::ItemPut ||
         kind == RecordKind::ItemUnchanged || kind == RecordKind::StreamRecordPut;
}

// Records of a message, of the messages made from its deliveries, and the command before it all. Found by
// following causes: a record belongs to the journey if its cause does.
std::vector<Line> journey(const Simulation& simulation, uint32_t message) {
  std::vector<Line> lines;
  std::vector<uint32_t> messages = {message};
  std::vector<uint32_t> records;  // indices in the journey, rising
  uint32_t before = kNone;
  simulation.read_records(0, simulation.record_count(), [&](uint32_t index, const Record& r) {
    const bool in_message = std::find(messages.begin(), messages.end(), r.message) != messages.end();
    const bool caused = r.cause != kNone && std::binary_search(records.begin(), records.end(), r.cause);
    if (!in_message && !(caused && (r.message != kNone || is_write(r.kind)))) return;
    if (!in_message && r.message != kNone) messages.push_back(r.message);
    if (records.empty()) before = r.cause;
    records.push_back(index);
    lines.push_back(make_line(simulation, index, r));
  });
  while (before != kNone) {  // what it came from
    const Record r = simulation.record_at(before);
    lines.insert(lines.begin(), make_line(simulation, before, r));
    before = r.cause;
  }
  return lines;
}

std::string alarm_label(const Simulation& simulation, const Record& record) {
  Record r = record;
  while (r.kind != RecordKind::AlarmStateChanged) {
    if (r.cause == kNone) return {};
    r = simulation.record_at(r.cause);
  }
  return name(simulation, r.resource) + ": " +
         std::string(alarm_value_name(static_cast<AlarmValue>(r.code & 0xFF)));
}

// One command can delete many objects: without a label, each event is called after its own key.
static std::string deleted_key(const Simulation& simulation, const Record& made) {
  const auto kind = static_cast<PayloadKind>(made.code >> 8);
  if (kind != PayloadKind::S3Event && kind != PayloadKind::S3BusEvent) return {};
  const CommandRef ref = simulation.history().objects[made.value].command;
  if (ref == kNone || is_by_record(ref) || simulation.plan().has_label(ref)) return {};
  Plan::PlainPut put;
  if ((ref & kByHand) == 0 && simulation.plan().plain_put(ref, put)) return {};
  if (!std::holds_alternative<DeleteObjects>(simulation.plan().command(ref))) return {};
  return std::string(simulation.history().key(made.value));
}

std::string message_label(const Simulation& simulation, uint32_t message) {
  std::string label;
  simulation.read_records(0, simulation.record_count(), [&](uint32_t, const Record& r) {
    if (r.message != message || r.kind != RecordKind::MessageCreated || !label.empty()) return;
    label = alarm_label(simulation, r);
    if (label.empty()) label = deleted_key(simulation, r);
    if (label.empty()) label = label_of(simulation, root_command(simulation, r));
  });
  return label;
}

std::string label_of(const Simulation& simulation, CommandRef ref) {
  if (!is_by_record(ref)) return simulation.plan().label(ref);
  const uint32_t index = ref & ~kByRecord;
  if (index >= simulation.record_count()) return {};
  const Record r = simulation.record_at(index);
  if (r.kind == RecordKind::EventReplayed) {
    return simulation.history().archive_config(r.version).replay->replay + "/" +
           label_of(simulation, r.value);
  }
  if (r.kind == RecordKind::ObjectDeleted || r.kind == RecordKind::ObjectChanged) {
    return std::string(simulation.history().key(r.value)) + ": " +
           std::string(s3_event_name(static_cast<S3Event>(r.code)));
  }
  return name(simulation, r.resource) + "#" + std::to_string(r.value);
}

// The command that was executed as this step, kNone where it was none.
static CommandRef command_of_step(const Simulation& simulation, uint32_t step) {
  if (step == 0) return kNone;
  const auto before = simulation.world_at(step - 1), after = simulation.world_at(step);
  if (after->next_timeline > before->next_timeline) return before->next_timeline;
  return after->next_by_hand > before->next_by_hand ? kByHand | before->next_by_hand : kNone;
}

CommandRef root_command(const Simulation& simulation, const Record& record) {
  Record r = record;
  for (uint32_t index = kNone;;) {
    const bool is_root = r.kind == RecordKind::ScheduleFired || r.kind == RecordKind::RuleTriggered ||
                         r.kind == RecordKind::EventReplayed;
    if (is_root && index < kByRecord) return kByRecord | index;
    const bool is_object = r.kind == RecordKind::ObjectPut || r.kind == RecordKind::ObjectDeleted ||
                           r.kind == RecordKind::ObjectChanged;
    const bool typed =
        r.kind == RecordKind::MessageCreated && static_cast<PayloadKind>(r.code >> 8) == PayloadKind::S3Event;
    if (r.kind == RecordKind::AlarmStateChanged) return kNone;
    if (is_object || typed) return simulation.history().objects[r.value].command;
    const bool of_stream = r.kind == RecordKind::MessageCreated &&
                           static_cast<PayloadKind>(r.code >> 8) == PayloadKind::StreamRecord;
    if (of_stream) return simulation.history().stream_records[r.value].command;
    if (r.cause == kNone) break;
    index = r.cause;
    r = simulation.record_at(index);
  }
  if (r.message == kNone) return kNone;
  const auto world = simulation.world_at(r.step);
  const std::vector<bool> taken = world->messages.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && world->messages[slot].number == r.message) return world->messages[slot].root_command;
  }
  return command_of_step(simulation, r.step);  // it began and ended in one step
}

}  // namespace brigade::engine
