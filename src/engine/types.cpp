// The names of the engine's enumerations, as files, `state()` and the journal spell them.
#include "engine/types.h"

#include <array>

#include "engine/command.h"
#include "engine/record.h"

namespace brigade::engine {

namespace {

constexpr std::array<std::string_view, kFates> kFateNames = {
    "in-flight", "delivered",    "filtered-out", "dead-lettered", "expired",
    "dropped",   "deduplicated", "coalesced",    "purged",        "deleted-with-resource"};

constexpr std::array<std::string_view, kS3Events> kS3EventNames = {
    "ObjectCreated:Put",
    "ObjectCreated:Post",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectRemoved:Delete",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectAcl:Put",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
    "ObjectRestore:Delete",
    "LifecycleExpiration:Delete",
    "LifecycleExpiration:DeleteMarkerCreated",
    "LifecycleTransition",
    "IntelligentTiering",
    "ReducedRedundancyLostObject",
    "Replication:OperationFailedReplication",
    "Replication:OperationMissedThreshold",
    "Replication:OperationReplicatedAfterThreshold",
    "Replication:OperationNotTracked"};

struct KindRow {
  std::string_view name;
  Fate fate;
};
constexpr Fate kOpen = Fate::InFlight;
constexpr std::array<KindRow, static_cast<size_t>(RecordKind::EndpointFailed) + 1> kKinds = {{
    {"ResourceCreated", kOpen},
    {"ResourceDeleted", kOpen},
    {"ConfigurationChanged", kOpen},
    {"CommandRefused", kOpen},
    {"ObjectPut", kOpen},
    {"ObjectDeleted", kOpen},
    {"MessageCreated", kOpen},
    {"FilterMatched", kOpen},
    {"FilteredOut", Fate::FilteredOut},
    {"Unmatched", kOpen},
    {"Coalesced", Fate::Coalesced},
    {"AsyncAccepted", kOpen},
    {"AttemptStarted", kOpen},
    {"AttemptSucceeded", Fate::Delivered},
    {"AttemptFailed", kOpen},
    {"AttemptTimedOut", kOpen},
    {"Throttled", kOpen},
    {"RetryScheduled", kOpen},
    {"RetryDue", kOpen},
    {"RetriesExhausted", kOpen},
    {"EventAgeExceeded", kOpen},
    {"ZeroReservedConcurrency", kOpen},
    {"DeadLettered", Fate::DeadLettered},
    {"SentToDestination", kOpen},
    {"FailureDestinationUsed", Fate::DeadLettered},
    {"Dropped", Fate::Dropped},
    {"TargetDeleted", Fate::DeletedWithResource},
    {"EnvironmentReclaimed", kOpen},
    {"HandlerCalled", kOpen},
    {"QueueDelayed", kOpen},
    {"QueueArrived", kOpen},
    {"MessageReceived", kOpen},
    {"VisibilityTimedOut", kOpen},
    {"VisibilityChanged", kOpen},
    {"MessageDeleted", Fate::Delivered},
    {"ReceiveEmpty", kOpen},
    {"PollWaiting", kOpen},
    {"MessageExpired", Fate::Expired},
    {"MessagePurged", Fate::Purged},
    {"RedrivenToDeadLetterQueue", Fate::DeadLettered},
    {"EventReceived", kOpen},
    {"RuleMatched", kOpen},
    {"EventRouted", Fate::Delivered},
    {"NoRuleMatched", Fate::FilteredOut},
    {"SentToTarget", kOpen},
    {"TargetRefused", kOpen},
    {"TargetRetryScheduled", kOpen},
    {"InputTransformFailed", Fate::Dropped},
    {"EntryRefused", kOpen},
    {"BusNotFound", Fate::Dropped},
    {"Published", kOpen},
    {"SubscriptionMatched", kOpen},
    {"SubscriptionFilteredOut", Fate::FilteredOut},
    {"PublishedToSubscriptions", Fate::Delivered},
    {"EmailDelivered", Fate::Delivered},
    {"HandlerCallRefused", kOpen},
    {"RecursiveInvocationDropped", kOpen},
    {"BatchStarted", kOpen},
    {"BatchThrottled", kOpen},
    {"BatchItemFailed", kOpen},
    {"MappingFilteredOut", Fate::FilteredOut},
    {"MoveTaskStarted", kOpen},
    {"MessageMoved", Fate::Delivered},
    {"MoveTaskCompleted", kOpen},
    {"ItemPut", kOpen},
    {"ItemDeleted", kOpen},
    {"ItemUnchanged", kOpen},
    {"StreamRecordPut", kOpen},
    {"StreamRecordWaiting", kOpen},
    {"WaitsBehindBatch", kOpen},
    {"StreamFilteredOut", Fate::FilteredOut},
    {"StreamBatchStarted", kOpen},
    {"StreamBatchThrottled", kOpen},
    {"StreamRecordProcessed", Fate::Delivered},
    {"StreamBatchFailed", kOpen},
    {"StreamRetryScheduled", kOpen},
    {"StreamBatchBisected", kOpen},
    {"StreamRetriesExhausted", kOpen},
    {"StreamRecordTooOld", kOpen},
    {"StreamRecordDiscarded", Fate::Dropped},
    {"StreamRecordGivenUp", Fate::DeadLettered},
    {"StreamRecordExpired", Fate::Expired},
    {"StreamRecordUnread", kOpen},
    {"ScheduleFired", kOpen},
    {"SentBySchedule", kOpen},
    {"ScheduleCompleted", kOpen},
    {"RuleTriggered", kOpen},
    {"EventArchived", kOpen},
    {"EventsExpired", kOpen},
    {"ReplayStarting", kOpen},
    {"ReplayRunning", kOpen},
    {"EventReplayed", kOpen},
    {"ReplayCompleted", kOpen},
    {"ReplayFailed", kOpen},
    {"AlarmStateChanged", kOpen},
    {"AlarmActionSent", kOpen},
    {"SyncInvoked", kOpen},
    {"SyncRefused", Fate::Dropped},
    {"FunctionResponded", kOpen},
    {"FunctionErrorReturned", Fate::Dropped},
    {"RequestReceived", kOpen},
    {"RouteMatched", kOpen},
    {"NoRouteMatched", Fate::FilteredOut},
    {"SentToIntegration", kOpen},
    {"ApiResponded", Fate::Delivered},
    {"IntegrationFailed", Fate::Dropped},
    {"Deduplicated", Fate::Deduplicated},
    {"PublishDeduplicated", kOpen},
    {"WaitsInGroup", kOpen},
    {"BatchItemNotReached", kOpen},
    {"BatchEntryRefused", kOpen},
    {"SubscriptionNotConfirmed", kOpen},
    {"DeliverySlowed", kOpen},
    {"DeliveredTwice", kOpen},
    {"Reordered", kOpen},
    {"ObjectChanged", kOpen},
    {"SentToReplica", kOpen},
    {"ObjectReplicated", Fate::Delivered},
    {"ReplicationFailed", Fate::Dropped},
    {"PipeFilteredOut", Fate::FilteredOut},
    {"PipeExecutionStarted", kOpen},
    {"PipeEnrichmentInvoked", kOpen},
    {"PipeEnriched", kOpen},
    {"PipeTargetInvoked", kOpen},
    {"PipeFunctionFailed", kOpen},
    {"PipeSentToTarget", kOpen},
    {"PipeStageRefused", kOpen},
    {"PipeTargetSkipped", kOpen},
    {"PipeExecutionFailed", kOpen},
    {"ReplayCancelled", kOpen},
    {"PermissionDenied", kOpen},
    {"PermissionGranted", kOpen},
    {"PermissionModeChanged", kOpen},
    {"EndpointPosted", kOpen},
    {"EndpointAnswered", Fate::Delivered},
    {"EndpointFailed", kOpen},
}};

constexpr std::array<std::string_view, std::variant_size_v<AnyCommand>> kCommandNames = {
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:PutBucketVersioning",
    "s3:PutBucketNotificationConfiguration",
    "s3:PutObject",
    "s3:DeleteObject",
    "lambda:CreateFunction",
    "lambda:UpdateFunctionConfiguration",
    "lambda:PutFunctionConcurrency",
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:AddPermission",
    "lambda:RemovePermission",
    "lambda:DeleteFunction",
    "lambda:Invoke",
    "brigade:SetHandlerBehaviour",
    "sqs:CreateQueue",
    "sqs:SetQueueAttributes",
    "sqs:DeleteQueue",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:PurgeQueue",
    "events:CreateEventBus",
    "events:DeleteEventBus",
    "events:PutRule",
    "events:DeleteRule",
    "events:EnableRule",
    "events:DisableRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "events:PutEvents",
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
    "sns:Unsubscribe",
    "sns:SetSubscriptionAttributes",
    "sns:Publish",
    "brigade:SetFault",
    "lambda:PutFunctionRecursionConfig",
    "lambda:CreateEventSourceMapping",
    "lambda:UpdateEventSourceMapping",
    "lambda:DeleteEventSourceMapping",
    "sqs:StartMessageMoveTask",
    "dynamodb:CreateTable",
    "dynamodb:UpdateTable",
    "dynamodb:DeleteTable",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "kinesis:CreateStream",
    "kinesis:DeleteStream",
    "kinesis:PutRecord",
    "scheduler:CreateSchedule",
    "scheduler:UpdateSchedule",
    "scheduler:DeleteSchedule",
    "events:CreateArchive",
    "events:UpdateArchive",
    "events:DeleteArchive",
    "events:StartReplay",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:EnableAlarmActions",
    "cloudwatch:DisableAlarmActions",
    "cloudwatch:SetAlarmState",
    "apigatewayv2:CreateApi",
    "apigatewayv2:DeleteApi",
    "apigatewayv2:CreateRoute",
    "apigatewayv2:DeleteRoute",
    "execute-api:Invoke",
    "sqs:SendMessageBatch",
    "sns:ConfirmSubscription",
    "s3:DeleteObjects",
    "s3:CopyObject",
    "s3:CompleteMultipartUpload",
    "s3:PutObjectTagging",
    "s3:DeleteObjectTagging",
    "s3:PutObjectAcl",
    "s3:RestoreObject",
    "s3:PutBucketLifecycleConfiguration",
    "s3:DeleteBucketLifecycle",
    "s3:PutBucketReplication",
    "s3:DeleteBucketReplication",
    "brigade:LoseObject",
    "events:CancelReplay",
    "pipes:CreatePipe",
    "pipes:UpdatePipe",
    "pipes:StartPipe",
    "pipes:StopPipe",
    "pipes:DeletePipe",
    "events:PutPermission",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:AttachRolePolicy",
    "iam:DetachRolePolicy",
    "brigade:SetPermissionMode",
    "scheduler:CreateScheduleGroup",
    "scheduler:DeleteScheduleGroup",
    "brigade:SetEndpointBehaviour",
    "s3:PutBucketIntelligentTieringConfiguration",
    "s3:DeleteBucketIntelligentTieringConfiguration"};

}  // namespace

std::string_view alarm_value_name(AlarmValue value) {
  constexpr std::array<std::string_view, kAlarmValues> kNames = {"OK", "ALARM", "INSUFFICIENT_DATA"};
  return kNames[static_cast<size_t>(value)];
}
std::string_view fate_name(Fate fate) { return kFateNames[static_cast<size_t>(fate)]; }
std::string_view s3_event_name(S3Event event) { return kS3EventNames[static_cast<size_t>(event)]; }
std::string_view backoff_function_name(BackoffFunction function) {
  constexpr std::array<std::string_view, kBackoffFunctions> kNames = {"linear", "arithmetic", "geometric",
                                                                      "exponential"};
  return kNames[static_cast<size_t>(function)];
}
std::string_view storage_class_name(StorageClass storage_class) {
  constexpr std::array<std::string_view, kStorageClasses + 2> kNames = {
      "STANDARD", "STANDARD_IA",  "INTELLIGENT_TIERING", "ONEZONE_IA",          "GLACIER_IR",
      "GLACIER",  "DEEP_ARCHIVE", "REDUCED_REDUNDANCY",  "INTELLIGENT_TIERING", "INTELLIGENT_TIERING"};
  return kNames[static_cast<size_t>(storage_class)];
}
std::string_view canned_acl_name(CannedAcl acl) {
  constexpr std::array<std::string_view, kCannedAcls> kNames = {
      "private",       "public-read",       "public-read-write",        "authenticated-read",
      "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"};
  return kNames[static_cast<size_t>(acl)];
}
std::string_view restore_tier_name(RestoreTier tier) {
  constexpr std::array<std::string_view, kRestoreTiers> kNames = {"Standard", "Bulk", "Expedited"};
  return kNames[static_cast<size_t>(tier)];
}
std::string_view replication_status_name(ReplicationStatus status) {
  constexpr std::array<std::string_view, 5> kNames = {"", "PENDING", "COMPLETED", "FAILED", "REPLICA"};
  return kNames[static_cast<size_t>(status)];
}
std::string_view replication_fault_name(ReplicationFault fault) {
  constexpr std::array<std::string_view, 3> kNames = {"DstBucketNotFound", "DstBucketUnversioned",
                                                      "SrcObjectNotFound"};
  return kNames[static_cast<size_t>(fault)];
}
std::string_view record_kind_name(RecordKind kind) { return kKinds[static_cast<size_t>(kind)].name; }
std::string_view refusal_name(Refusal refusal) {
  constexpr std::array<std::string_view, 5> kNames = {"NO_PERMISSIONS", "NO_RESOURCE", "THROTTLING",
                                                      "SERVICE_ERROR", "SDK_CLIENT_ERROR"};
  return kNames[static_cast<size_t>(refusal)];
}
std::string_view sync_refusal_name(SyncRefusal refusal) {
  constexpr std::array<std::string_view, 5> kNames = {
      "ReservedFunctionConcurrentInvocationLimitExceeded", "ConcurrentInvocationLimitExceeded",
      "CallerRateLimitExceeded", "ServiceException", "FunctionInvocationRateLimitExceeded"};
  return kNames[static_cast<size_t>(refusal)];
}
std::string_view api_failure_name(ApiFailure failure) {
  constexpr std::array<std::string_view, 6> kNames = {"NotAuthorized", "FunctionGone",      "FunctionError",
                                                      "Throttled",     "MalformedResponse", "TimedOut"};
  return kNames[static_cast<size_t>(failure)];
}
std::string_view stream_view_type_name(StreamViewType type) {
  constexpr std::array<std::string_view, 4> kNames = {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE",
                                                      "NEW_AND_OLD_IMAGES"};
  return kNames[static_cast<size_t>(type)];
}
std::string_view starting_position_name(StartingPosition position) {
  constexpr std::array<std::string_view, 4> kNames = {"", "LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"};
  return kNames[static_cast<size_t>(position)];
}
Fate fate_of(RecordKind kind) { return kKinds[static_cast<size_t>(kind)].fate; }
std::string_view command_name(size_t command_index) { return kCommandNames[command_index]; }

std::optional<Arn> parse_arn(std::string_view text) {
  // arn:aws:service:region:account:resource, where the resource may hold colons itself.
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || parts[1] != "aws" || parts[2].empty() || text.empty()) return std::nullopt;
  return Arn{parts[2], parts[3], parts[4], text};
}

}  // namespace brigade::engine
