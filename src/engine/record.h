// The journal's record: fixed size, no text. What it means is put into words by explain.h when somebody
// looks.
#pragma once
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "engine/types.h"

namespace brigade::engine {

// What a record says. `code` and `value` mean, by kind, what stands behind it.
enum class RecordKind : uint16_t {
  // Configuration. resource = what changed, version = the new configuration.
  ResourceCreated,       // code: ResourceKind
  ResourceDeleted,       // code: ResourceKind
  ConfigurationChanged,  // code: index of the command's kind (command.h)
  CommandRefused,        // code: index of the command's kind; value: the command
  // S3. resource = bucket.
  ObjectPut,       // value: object version (History::objects)
  ObjectDeleted,   // code: S3Event; value: object version that removes
  MessageCreated,  // code: PayloadKind << 8 | S3Event; value: object version (typed) or text
  FilterMatched,   // resource = target; version = bucket's configuration; code: rule; value: delay_ms
  FilteredOut,     // ends the delivery. As above; value: FilterMiss
  Unmatched,       // no configuration wanted the message
  Coalesced,       // ends the delivery: a second write at the same time, one event. value: object version
  // Lambda. resource = function, version = its configuration.
  AsyncAccepted,     // 202: the event is in the internal queue
  AttemptStarted,    // code: attempt from 1; value: environment number, bit 31 set on a cold start
  AttemptSucceeded,  // code: attempt; value: duration_ms. Ends the delivery
  AttemptFailed,     // code: attempt; value: see duration_ms() and handler_rule()
  AttemptTimedOut,   // code: attempt; value: duration_ms
  Throttled,         // code: throttles so far; value: backoff_ms
  RetryScheduled,    // code: the attempt to come; value: backoff_ms
  RetryDue,          // code: the attempt to come, or 0 after a throttle: back in the internal queue
  RetriesExhausted,  // code: attempts made
  EventAgeExceeded,  // code: attempts made; value: maximum event age in seconds
  ZeroReservedConcurrency,
  DeadLettered,       // ends the delivery. value: target resource of the dead-letter queue
  SentToDestination,  // the record is on its way to `resource`. code: 0 on failure, 1 on success; value: the
                      // function
  FailureDestinationUsed,  // ends the delivery: no dead-letter queue, the record went to the on-failure
                           // destination
  Dropped,                 // ends the delivery. code: DropReason
  TargetDeleted,           // ends the delivery: its target is gone
  EnvironmentReclaimed,    // value: environment number
  HandlerCalled,           // code: index of the call of this invocation
  // SQS. resource = queue, version = its attributes.
  QueueDelayed,               // value: delay_ms
  QueueArrived,               // the message is visible
  MessageReceived,            // code: receive count; value: visibility timeout in ms
  VisibilityTimedOut,         // visible again; code: receive count
  VisibilityChanged,          // value: visibility timeout in ms
  MessageDeleted,             // ends the delivery as delivered; code: receive count
  ReceiveEmpty,               // a poll found nothing
  PollWaiting,                // a long poll waits; value: wait_ms
  MessageExpired,             // ends the delivery: retention period is over
  MessagePurged,              // ends the delivery
  RedrivenToDeadLetterQueue,  // ends the delivery; code: receive count; value: target resource
  // EventBridge. version = the rule's configuration, but where another one is named.
  EventReceived,         // resource and version = the bus's
  RuleMatched,           // resource = rule; code: its targets
  EventRouted,           // ends the delivery to the bus; code: rules that matched; value: rules on the bus
  NoRuleMatched,         // ends the delivery to the bus; value: rules on the bus
  SentToTarget,          // resource = target; code: index of the target; value: delay_ms
  TargetRefused,         // resource = target; code: Refusal; value: attempts so far, this one included
  TargetRetryScheduled,  // code: the attempt to come; value: backoff_ms
  InputTransformFailed,  // ends the delivery; code: index of the target
  EntryRefused,          // of PutEvents; resource = bus; code: index of the entry; value: EntryFault
  BusNotFound,           // ends the delivery: PutEvents named a bus that is not there
  // SNS. resource = topic, or where a delivery goes; version = the topic's configuration.
  Published,
  SubscriptionMatched,       // code: index of the subscription; value: delay_ms
  SubscriptionFilteredOut,   // ends the delivery; code: index of the subscription
  PublishedToSubscriptions,  // ends the delivery to the topic; code: subscriptions that wanted it
  EmailDelivered,            // ends the delivery; code: index of the subscription
  // More of Lambda.
  HandlerCallRefused,  // resource = function; code: index of the command's kind; value: the error's text
  RecursiveInvocationDropped,  // value: invocations in this chain so far
  // Event source mappings. One for each message of a batch; version = the function's or the mapping's.
  BatchStarted,     // resource = function; code: receive count; value: messages in the batch
  BatchThrottled,   // resource = function; value: running invocations. The message stays invisible
  BatchItemFailed,  // resource = function; code: receive count; value: see duration_ms() and handler_rule()
  MappingFilteredOut,  // ends the delivery: no filter wants it, and the mapping deletes it; version = mapping
  // A dead-letter queue's messages on their way back. resource = the dead-letter queue.
  MoveTaskStarted,    // value: messages per second
  MessageMoved,       // ends the delivery; value: destination
  MoveTaskCompleted,  // value: messages moved
  // DynamoDB. resource = table, version = its configuration.
  ItemPut,        // code: ItemChange; value: item version (History::items)
  ItemDeleted,    // value: item version (the one that is none)
  ItemUnchanged,  // nothing to write to the stream; value: the item's key (History::texts)
  // Streams of tables and of Kinesis, and the mappings that read them. resource = the function, version = the
  // mapping's configuration, but where another one is named.
  StreamRecordPut,      // of Kinesis; resource = stream; code: shard; value: record (History::stream_records)
  StreamRecordWaiting,  // code: shard; value: records of this mapping before it
  WaitsBehindBatch,     // code: times the batch failed; value: message of the batch's first record
  StreamFilteredOut,    // ends the delivery: no filter wants it, the mapping reads on
  StreamBatchStarted,   // code: attempt; value: records in the batch
  StreamBatchThrottled,    // code: throttles so far; value: backoff_ms
  StreamRecordProcessed,   // ends the delivery; code: attempt; value: duration_ms
  StreamBatchFailed,       // code: attempt; value: see duration_ms() and handler_rule()
  StreamRetryScheduled,    // code: the attempt to come; value: backoff_ms
  StreamBatchBisected,     // code: records in its half; value: records in the batch
  StreamRetriesExhausted,  // code: attempts made
  StreamRecordTooOld,      // code: attempts made; value: maximum age in seconds
  StreamRecordDiscarded,   // ends the delivery: there is no on-failure destination
  StreamRecordGivenUp,     // ends the delivery: the destination gets a record of it; value: that resource
  StreamRecordExpired,     // ends the delivery: its 24 hours in the stream are over
  // No mapping reads the stream. resource = the table or stream; value: History::stream_records.
  StreamRecordUnread,
  // Schedules. resource = schedule or rule, version = its configuration.
  ScheduleFired,      // value: number of the firing from 1
  SentBySchedule,     // resource = target; value: delay_ms
  ScheduleCompleted,  // nothing comes after; code: 1 where that deletes it
  RuleTriggered,      // by its schedule; code: its targets; value: number of the firing from 1
  // Archives. resource = archive; version = its configuration, of a replay that with the replay in it.
  EventArchived,    // value: events in it
  EventsExpired,    // value: events that went
  ReplayStarting,   // the replay is accepted
  ReplayRunning,    // its first minute comes
  EventReplayed,    // value: the command that the event came from at first
  ReplayCompleted,  // value: events replayed
  ReplayFailed,     // the archive is gone; value: events replayed
  // CloudWatch. version = the alarm's configuration.
  AlarmStateChanged,  // resource = alarm; code: AlarmValue before << 8 | after; value: the reason's text
  AlarmActionSent,    // resource = target; code: AlarmPlace; value: delay_ms
  // Synchronous invocation. resource = function, version = its configuration.
  SyncInvoked,            // somebody waits for the answer
  SyncRefused,            // ends the delivery; code: SyncRefusal; value: running invocations
  FunctionResponded,      // code: HTTP status; value: the payload's text, kNone: null
  FunctionErrorReturned,  // ends the delivery, as nobody tries again. code: HTTP status; value: the text
  // API Gateway. resource and version = the API's, but where another one is named.
  RequestReceived,
  RouteMatched,       // code: index of the route; value: routes of the API
  NoRouteMatched,     // ends the delivery to the API: 404. value: routes of the API
  SentToIntegration,  // resource = function; code: index of the route
  ApiResponded,       // ends the delivery to the API; code: HTTP status; value: text of the response
  IntegrationFailed,  // ends the delivery to the API: 500 or 503. code: ApiFailure; value: milliseconds
  // FIFO queues and topics, and more of SQS and SNS.
  Deduplicated,         // ends the delivery to a queue; value: message that had the deduplication id first
  PublishDeduplicated,  // resource = topic; value: as above. Nothing is sent on
  WaitsInGroup,         // resource = target; value: message of the same group that is before it
  BatchItemNotReached,  // resource = function; code: receive count. A message of the batch before it failed
  BatchEntryRefused,    // of SendMessageBatch; resource = queue; code: index of the entry; value: the text
  SubscriptionNotConfirmed,  // resource = topic; code: index of the subscription: it gets nothing
  // Faults. resource = what stands under the fault.
  DeliverySlowed,  // value: delay_ms
  DeliveredTwice,  // of the second delivery; value: message
  Reordered,       // value: messages that it went before
  // More of S3. version = the source bucket's configuration.
  ObjectChanged,      // resource = bucket; code: S3Event; value: the entry that says so (History::objects)
  SentToReplica,      // resource = the destination; code: index of the replication rule; value: delay_ms
  ObjectReplicated,   // ends the delivery; resource = the destination; value: object version
  ReplicationFailed,  // ends the delivery; resource = the destination; code: ReplicationFault
  // Pipes. One for each event of a batch; version = the pipe's configuration, but where another one is named.
  PipeFilteredOut,        // ends the delivery: no filter wants it, and the pipe leaves it out
  PipeExecutionStarted,   // resource = pipe; code: attempt; value: events in the batch
  PipeEnrichmentInvoked,  // resource = function; code: attempt; value: events
  PipeEnriched,           // resource = function; code: events it gave back; value: duration_ms
  PipeTargetInvoked,      // resource = function, which is waited for; code: attempt; value: events
  PipeFunctionFailed,     // resource = function; code: attempt; value: the error's text
  PipeSentToTarget,       // resource = target; code: index of the command's kind
  PipeStageRefused,       // resource = function, target or the pipe itself; value: the error's text
  PipeTargetSkipped,      // resource = pipe; the enrichment left nothing for the target
  PipeExecutionFailed,    // resource = pipe; code: attempt
  ReplayCancelled,        // value: events replayed
  // IAM. resource = who asked, version = its configuration.
  PermissionDenied,       // code: Access (services/iam.h); value: text "<action> <ARN>"
  PermissionGranted,      // the same: nothing allows it, let in all the same
  PermissionModeChanged,  // value: PermissionMode (command.h)
  // SNS to HTTP endpoints. resource = topic, version = its configuration; code: index of the subscription.
  EndpointPosted,    // value: the attempt
  EndpointAnswered,  // ends the delivery; value: see http_status() and http_attempt()
  EndpointFailed,    // the same; status 0: no answer in time
};
std::string_view record_kind_name(RecordKind kind);  // "AttemptFailed"

// What a write made of an item; the stream's record says so: INSERT, MODIFY, REMOVE.
enum class ItemChange : uint16_t { Insert, Modify, Remove };

enum class FilterMiss : uint8_t { EventType, Prefix, Suffix };
enum class DropReason : uint8_t {
  NoDeadLetterQueue,
  DeadLetterQueueGone,
  NotAuthorized,
  DeadLetterQueueNotAuthorized,
  NoMessageGroup,  // a FIFO queue, and the sender names no message group
};
// Why a target did not take a delivery. Only throttling and errors of the service can get better.
enum class Refusal : uint8_t { NoPermissions, NoResource, Throttling, ServiceError, InvalidParameter };
std::string_view refusal_name(Refusal refusal);  // "NO_PERMISSIONS", as EventBridge's dead letters say
// Why an API answers for the function.
enum class ApiFailure : uint8_t {
  NotAuthorized,
  FunctionGone,
  FunctionError,
  Throttled,
  MalformedResponse,
  TimedOut,
};
std::string_view api_failure_name(ApiFailure failure);
// Why Lambda refuses to run a function for somebody who waits: its `Reason`, or a fault.
enum class SyncRefusal : uint8_t {
  ReservedFunctionConcurrentInvocationLimitExceeded,
  ConcurrentInvocationLimitExceeded,
  CallerRateLimitExceeded,
  ServiceException,
  FunctionInvocationRateLimitExceeded,  // the concurrency scaling rate
};
std::string_view sync_refusal_name(SyncRefusal refusal);
constexpr bool can_get_better(Refusal refusal) {
  return refusal == Refusal::Throttling || refusal == Refusal::ServiceError;
}
// Why an object was not replicated; the names are the service's failure reasons.
enum class ReplicationFault : uint8_t { NoDestination, DestinationUnversioned, SourceGone };
std::string_view replication_fault_name(ReplicationFault fault);  // "DstBucketNotFound"
// What is wrong with an entry of PutEvents.
enum class EntryFault : uint8_t { NoSource, NoDetailType, NoDetail, MalformedDetail, NotAuthorized };

struct Record {
  TimeMs time_ms;
  uint32_t step;      // the step that made it; the records of one step stand together
  uint32_t cause;     // index of the record that caused this one, kNone for the learner's own command
  uint32_t message;   // message number, kNone
  uint32_t delivery;  // delivery number, kNone
  ResourceId resource;
  uint32_t version;  // the configuration version that decided (History::configs), kNone
  RecordKind kind;
  uint16_t code;
  uint32_t value;
};
static_assert(sizeof(Record) == 40 && std::has_unique_object_representations_v<Record>);

// Of an AttemptFailed: how long it ran (24 bits), and which rule of the handler's script made it fail.
constexpr uint32_t failure_value(uint32_t duration_ms, uint32_t rule) {
  return duration_ms | (rule + 1) << 24;
}
constexpr uint32_t duration_ms(const Record& r) {
  const bool failed = r.kind == RecordKind::AttemptFailed || r.kind == RecordKind::BatchItemFailed ||
                      r.kind == RecordKind::StreamBatchFailed;
  return failed ? r.value & 0xFFFFFFu : r.value;
}
constexpr uint32_t handler_rule(const Record& r) { return (r.value >> 24) - 1; }  // kNone: none
// Of an answer to a post.
constexpr uint32_t http_value(uint32_t status, uint32_t attempt) { return status << 16 | attempt; }
constexpr uint32_t http_status(const Record& r) { return r.value >> 16; }
constexpr uint32_t http_attempt(const Record& r) { return r.value & 0xFFFFu; }
// A handler's rule that is no rule: a service refused what it asked for.
inline constexpr uint32_t kCallRefusedRule = 100;
// Another: what the handler returned is longer than a response may be.
inline constexpr uint32_t kResponseTooLargeRule = 101;
inline constexpr std::string_view kResponseTooLargeType = "Function.ResponseSizeTooLarge";
inline constexpr std::string_view kResponseTooLargeMessage =
    "Response payload size exceeded maximum allowed payload size (6291556 bytes).";

// The fate that a record of this kind gives to its delivery; InFlight where it ends nothing.
Fate fate_of(RecordKind kind);

}  // namespace brigade::engine
