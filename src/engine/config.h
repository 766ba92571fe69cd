// Configurations, one immutable value a version. Names, units and defaults are the real services'.
// A change makes a new version; records name the version that decided, so *why* stays true after an edit.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/schedule_time.h"
#include "base/time_zone.h"
#include "engine/policy.h"
#include "engine/types.h"
#include "match/front_ends.h"
#include "match/key_filter.h"
#include "match/pattern.h"

namespace brigade::match {
class RuleSet;
}

namespace brigade::engine {

enum class TargetKind : uint8_t { Queue, Function, Topic };

// One entry of a bucket's notification configuration. `events` as configured: "s3:ObjectCreated:*".
struct NotificationRule {
  std::string id;
  TargetKind target_kind = TargetKind::Function;
  std::string target_arn;
  std::vector<std::string> events;
  match::KeyFilter filter;
  uint32_t event_mask = 0;  // one bit an S3Event, made from `events` when the configuration is accepted
  bool has_prefix = false, has_suffix = false;  // an absent rule and an empty one are written differently
};

enum class Versioning : uint8_t { Off, Enabled, Suspended };

// In the order of the waterfall that transitions go down; the last is in none.
enum class StorageClass : uint8_t {
  Standard,
  StandardIa,
  IntelligentTiering,
  OnezoneIa,
  GlacierIr,
  Glacier,
  DeepArchive,
  ReducedRedundancy,
  // The archive tiers of INTELLIGENT_TIERING, which S3 moves an object to by itself; by name they are that.
  ArchiveAccessTier,
  DeepArchiveAccessTier,
};
inline constexpr size_t kStorageClasses = 8;                      // that can be asked for
std::string_view storage_class_name(StorageClass storage_class);  // "STANDARD_IA"
constexpr bool is_archived(StorageClass storage_class) {
  return storage_class == StorageClass::Glacier || storage_class == StorageClass::DeepArchive ||
         storage_class >= StorageClass::ArchiveAccessTier;
}
// "ARCHIVE_ACCESS"; empty for what is no archive tier.
constexpr std::string_view access_tier_name(StorageClass storage_class) {
  if (storage_class == StorageClass::ArchiveAccessTier) return "ARCHIVE_ACCESS";
  return storage_class == StorageClass::DeepArchiveAccessTier ? "DEEP_ARCHIVE_ACCESS" : "";
}
enum class CannedAcl : uint8_t {
  Private,
  PublicRead,
  PublicReadWrite,
  AuthenticatedRead,
  AwsExecRead,
  BucketOwnerRead,
  BucketOwnerFullControl,
};
inline constexpr size_t kCannedAcls = 7;
std::string_view canned_acl_name(CannedAcl acl);  // "public-read"
enum class RestoreTier : uint8_t { Standard, Bulk, Expedited };
inline constexpr size_t kRestoreTiers = 3;
std::string_view restore_tier_name(RestoreTier tier);
enum class ReplicationStatus : uint8_t { None, Pending, Completed, Failed, Replica };
std::string_view replication_status_name(ReplicationStatus status);  // "PENDING"; empty for None

// One rule of PutBucketLifecycleConfiguration; 0 days: that action is not there.
struct LifecycleTransitionRule {
  uint32_t days = 0;  // after creation; 0 is a day
  StorageClass storage_class = StorageClass::Glacier;
  friend bool operator==(const LifecycleTransitionRule&, const LifecycleTransitionRule&) = default;
};
struct LifecycleRule {
  std::string id;  // empty: made
  bool enabled = true;
  std::string prefix;
  std::optional<uint32_t> expiration_days;
  bool expired_object_delete_marker = false;
  std::vector<LifecycleTransitionRule> transitions;
  std::optional<uint32_t> noncurrent_days;  // NoncurrentVersionExpiration
  friend bool operator==(const LifecycleRule&, const LifecycleRule&) = default;
};
// What PutBucketIntelligentTieringConfiguration puts; 0 days: that tier is not used.
struct TieringConfiguration {
  std::string id;
  bool enabled = true;
  std::string prefix;
  uint32_t archive_days = 0;       // ARCHIVE_ACCESS: 90 to 730 without access
  uint32_t deep_archive_days = 0;  // DEEP_ARCHIVE_ACCESS: 180 to 730
  friend bool operator==(const TieringConfiguration&, const TieringConfiguration&) = default;
};
// One rule of PutBucketReplication.
struct ReplicationRule {
  std::string id;  // empty: made
  uint32_t priority = 0;
  bool enabled = true;
  std::string prefix;
  std::string destination_arn;                // of a bucket
  std::optional<StorageClass> storage_class;  // of the replicas; absent: the object's own
  bool delete_markers = false;                // DeleteMarkerReplication
  bool time_control = false;                  // ReplicationTime: 15 minutes
  bool metrics = false;                       // without them there are no events about replication
  friend bool operator==(const ReplicationRule&, const ReplicationRule&) = default;
};

struct BucketConfig {
  Versioning versioning = Versioning::Off;
  std::vector<NotificationRule> notifications;
  bool event_bridge = false;  // EventBridgeConfiguration is there: every event also goes to the default bus
  bool follows_objects =
      false;  // there is a lifecycle, tiering or a replication: something comes after a write
  bool small_objects_too = false;  // TransitionDefaultMinimumObjectSize: varies_by_storage_class
  std::vector<LifecycleRule> lifecycle;
  std::vector<TieringConfiguration> tiering;  // in the order of their ids
  std::string replication_role;
  std::vector<ReplicationRule> replication;
};

// What a scripted handler does. The first rule that applies decides; where none does, it succeeds.
enum class HandlerOutcome : uint8_t { Succeed, Fail, TimeOut };
struct HandlerRule {
  std::vector<std::string> keys;  // applies to these object keys (`*` is a wildcard); empty: to any event
  uint32_t first_attempts = 0;    // applies to the first n attempts only; 0: to all
  uint32_t probability_ppm = 1'000'000;  // parts per million, drawn from the function's stream
  HandlerOutcome outcome = HandlerOutcome::Fail;
  bool after_calls = false;               // fails only when the handler's calls are made
  std::string error_type, error_message;  // of a failure; defaults below
  friend bool operator==(const HandlerRule&, const HandlerRule&) = default;
};
// A service that a handler calls. In its texts `{key}`, `{bucket}`, `{size}`, `{attempt}` and `{function}`
// stand for what the event is about, `{$.detail.id}` for a place in the event; in a body that is JSON they
// are escaped.
enum class CallOperation : uint8_t { PutObject, SendMessage, Publish, PutEvents, PutItem, PutRecord };
inline constexpr size_t kCallOperations = 6;
struct HandlerCall {
  CallOperation operation = CallOperation::PutObject;
  std::string target;       // bucket, queue, topic, bus, table or stream: the name
  std::string key;          // PutObject; PutRecord: the partition key
  uint64_t size_bytes = 0;  // PutObject without a body
  // Object, message, detail, data or item; empty: the event itself (PutObject: none).
  std::string body;
  std::string subject;                                     // Publish
  std::string source, detail_type;                         // PutEvents
  std::string message_group_id, message_deduplication_id;  // SendMessage and Publish, to what is FIFO
  friend bool operator==(const HandlerCall&, const HandlerCall&) = default;
};
inline constexpr size_t kMaxHandlerCalls = 20;
struct HandlerBehaviour {
  std::vector<HandlerRule> rules;
  std::vector<HandlerCall> calls;    // made in this order by an attempt that succeeds, or fails after them
  int64_t duration_ms = 120;         // of a success
  int64_t failure_duration_ms = 80;  // of a failure
  int64_t init_duration_ms = 200;    // added by a cold start
  std::vector<std::string> output;   // lines the handler prints, `{key}` is replaced
  // What a success returns: JSON, or a text that becomes a JSON string, filled as calls are; empty: null.
  std::string response;
  friend bool operator==(const HandlerBehaviour&, const HandlerBehaviour&) = default;
};
inline constexpr std::string_view kDefaultErrorType = "Exception";
inline constexpr std::string_view kCallErrorType = "ClientError";  // of a call that a service refused
inline constexpr std::string_view kDefaultErrorMessage = "The handler raised an error";

struct FunctionConfig {
  std::string runtime = "python3.12";
  std::string handler_name = "lambda_function.lambda_handler";
  std::string role_arn;        // Role; empty: none is modelled, everything is allowed
  int64_t timeout_ms = 3'000;  // 1 s to 900 s
  uint32_t memory_mb = 128;    // 128 to 10,240
  std::optional<uint32_t> reserved_concurrency;
  std::string dead_letter_arn;  // DeadLetterConfig.TargetArn, a queue; empty: none
  // PutFunctionEventInvokeConfig
  bool has_event_invoke_config = false;
  uint32_t maximum_retry_attempts = 2;         // 0 to 2
  uint32_t maximum_event_age_s = 21'600;       // 60 to 21,600
  std::string on_success_arn, on_failure_arn;  // queue or function; empty: none
  std::vector<PolicyStatement> policy;
  bool recursive_loop_allowed = false;  // PutFunctionRecursionConfig
  HandlerBehaviour handler;
};

// Which queues may name this one as their dead-letter queue.
enum class RedrivePermission : uint8_t { AllowAll, DenyAll, ByQueue };
struct RedriveAllowPolicy {
  RedrivePermission permission = RedrivePermission::AllowAll;
  std::vector<std::string> source_queue_arns;  // of ByQueue: 1 to 10
  friend bool operator==(const RedriveAllowPolicy&, const RedriveAllowPolicy&) = default;
};
struct QueueConfig {
  int64_t visibility_timeout_ms = 30'000;      // 0 to 43,200 s
  int64_t delay_ms = 0;                        // 0 to 900 s
  int64_t retention_ms = 345'600'000;          // 60 s to 14 days, default 4 days
  int64_t receive_wait_ms = 0;                 // 0 to 20 s
  uint32_t maximum_message_bytes = 1'048'576;  // 1,024 to 1,048,576
  std::string redrive_target_arn;              // RedrivePolicy.deadLetterTargetArn; empty: none
  uint32_t max_receive_count = 0;              // RedrivePolicy.maxReceiveCount
  RedriveAllowPolicy redrive_allow_policy;
  std::vector<PolicyStatement> policy;
  bool fifo = false;  // its name ends in .fifo
  bool content_based_deduplication = false;
  bool deduplication_by_group = false;  // DeduplicationScope: messageGroup, else queue
  bool throughput_by_group = false;     // FifoThroughputLimit: perMessageGroupId, else perQueue
};

// --- EventBridge ---
struct BusConfig {
  std::string description;
  std::vector<PolicyStatement> policy;
};

// What a target gets instead of the whole event: at most one of the three.
struct InputTransformer {
  std::vector<std::pair<std::string, std::string>> paths;  // variable and JSONPath, in the order given
  std::string input_template;
  friend bool operator==(const InputTransformer&, const InputTransformer&) = default;
};
struct RuleTarget {
  std::string id, arn;
  std::string role_arn;              // needed for buses; instead of a resource policy for the others
  std::optional<std::string> input;  // JSON text
  std::optional<std::string> input_path;
  std::optional<InputTransformer> input_transformer;
  bool has_retry_policy = false;
  uint32_t maximum_retry_attempts = 185;  // 0 to 185
  uint32_t maximum_event_age_s = 86'400;  // 60 to 86,400
  std::string dead_letter_arn;            // DeadLetterConfig.Arn, a standard queue; empty: none
  std::string message_group_id;           // SqsParameters.MessageGroupId, of a FIFO queue
  friend bool operator==(const RuleTarget&, const RuleTarget&) = default;
};
struct RuleConfig {
  std::string rule, bus;     // the names; the resource's own is "rule" or "bus/rule", as its ARN ends
  std::string pattern_text;  // EventPattern as it was given; empty: none
  std::shared_ptr<const match::Pattern> pattern;
  std::string schedule_expression;  // ScheduleExpression, in UTC; empty: none
  base::ScheduleTime schedule;
  std::string description;
  bool enabled = true;
  std::vector<RuleTarget> targets;  // at most 5
};
// A replay of an archive: stands in a version of the archive's configuration of its own, never in the one in
// force.
struct ReplayConfig {
  std::string replay, description;
  int64_t start_unix_ms = 0, end_unix_ms = 0;  // of the events' times
  std::vector<std::string> filter_arns;        // rules that alone get the events; empty: all
};
struct ArchiveConfig {
  std::string bus;           // its name
  std::string pattern_text;  // EventPattern; empty: every event
  std::shared_ptr<const match::Pattern> pattern;
  std::string description;
  uint32_t retention_days = 0;  // 0: for ever
  std::optional<ReplayConfig> replay;
};

// --- SNS ---
enum class SubscriptionProtocol : uint8_t { Queue, Function, Email, Http, Https };
inline constexpr int kSubscriptionProtocols = 5;
constexpr bool is_http(SubscriptionProtocol protocol) { return protocol >= SubscriptionProtocol::Http; }
// Only these two must be confirmed by whom they reach.
constexpr bool needs_confirmation(SubscriptionProtocol protocol) {
  return protocol >= SubscriptionProtocol::Email;
}
// When SNS posts to an HTTP endpoint again: DeliveryPolicy, healthyRetryPolicy.
enum class BackoffFunction : uint8_t { Linear, Arithmetic, Geometric, Exponential };
inline constexpr int kBackoffFunctions = 4;
std::string_view backoff_function_name(BackoffFunction function);  // "linear"
struct HttpRetryPolicy {
  uint32_t retries = 3;                           // numRetries, those of the phases included: 0 to 100
  uint32_t no_delay = 0, at_min = 0, at_max = 0;  // numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries
  uint32_t min_delay_s = 20, max_delay_s = 20;    // 1 to 3,600
  BackoffFunction backoff = BackoffFunction::Linear;
  friend bool operator==(const HttpRetryPolicy&, const HttpRetryPolicy&) = default;
};
// Ours: what stands behind an HTTP endpoint.
struct EndpointBehaviour {
  uint32_t status = 200;       // what it answers to a post
  uint32_t fail_attempts = 0;  // the first n posts of each message are answered with fail_status
  uint32_t fail_status = 503;
  int64_t latency_ms = 100;  // until it answers; SNS waits 15 s
  bool confirms = false;     // follows the SubscribeURL by itself
  friend bool operator==(const EndpointBehaviour&, const EndpointBehaviour&) = default;
};
struct Subscription {
  std::string arn;  // the topic's ARN and an id
  SubscriptionProtocol protocol = SubscriptionProtocol::Queue;
  std::string endpoint;            // an ARN, an address or a URL
  std::string filter_policy_text;  // empty: none
  match::FilterPolicyScope filter_policy_scope = match::FilterPolicyScope::MessageAttributes;
  std::shared_ptr<const match::Pattern> filter_policy;
  bool raw_message_delivery = false;
  std::string dead_letter_arn;  // RedrivePolicy.deadLetterTargetArn; empty: none
  bool pending_confirmation = false;
  std::optional<HttpRetryPolicy> delivery_policy;  // absent: the service's own
  EndpointBehaviour behaviour;
};
struct TopicConfig {
  std::string display_name;
  bool fifo = false;  // its name ends in .fifo
  bool content_based_deduplication = false;
  std::vector<PolicyStatement> policy;
  std::vector<Subscription> subscriptions;
};

// --- DynamoDB ---
enum class AttributeType : uint8_t { S, N, B };
struct KeyAttribute {
  std::string name;
  AttributeType type = AttributeType::S;
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};
enum class StreamViewType : uint8_t { KeysOnly, NewImage, OldImage, NewAndOldImages };
std::string_view stream_view_type_name(StreamViewType type);  // "NEW_AND_OLD_IMAGES"
struct TableConfig {
  KeyAttribute partition_key;
  std::optional<KeyAttribute> sort_key;
  std::optional<StreamViewType> stream;  // StreamSpecification; absent: no stream
  std::string stream_label;              // of the latest stream: the time it was enabled
};

// --- Kinesis Data Streams ---
struct StreamConfig {
  uint32_t shards = 1;
};

// --- what polls a queue or a stream in batches: an event source mapping or a pipe ---
enum class StartingPosition : uint8_t { None, Latest, TrimHorizon, AtTimestamp };
std::string_view starting_position_name(StartingPosition position);  // "TRIM_HORIZON"; empty for None
struct PollerConfig {
  std::string event_source_arn;
  bool enabled = true;
  uint32_t batch_size = 0;                 // 1 to 10,000; 0: the source's default, 10 or 100
  uint32_t maximum_batching_window_s = 0;  // 0 to 300
  std::vector<std::string> filters;        // FilterCriteria: patterns, any of which lets a record through
  std::shared_ptr<const std::vector<match::Pattern>> patterns;  // of the filters
  std::shared_ptr<const match::RuleSet> filter_set;  // the same, for records without a payload in text
  // Of streams.
  StartingPosition starting_position = StartingPosition::None;
  int64_t starting_timestamp_s = 0;     // StartingPositionTimestamp, in Unix time
  uint32_t parallelization_factor = 1;  // 1 to 10
  bool bisect_batch_on_function_error = false;
  int32_t maximum_retry_attempts = -1;  // -1: until the records expire; to 10,000
  int32_t maximum_record_age_s = -1;    // -1: until they expire; 60 to 604,800
  std::string on_failure_arn;           // where it tells of what it gave up: a queue or topic; empty: none
};
// Named by its UUID. `on_failure_arn`: DestinationConfig.OnFailure.
struct EventSourceMappingConfig : PollerConfig {
  std::string function_arn;
  bool report_batch_item_failures = false;
  std::optional<uint32_t> maximum_concurrency;  // of queues: 2 to 1,000
};

// --- EventBridge Pipes --- `enabled`: DesiredState RUNNING. `bisect_batch_on_function_error`:
// OnPartialBatchItemFailure AUTOMATIC_BISECT. `on_failure_arn`: DeadLetterConfig.Arn of a stream.
struct PipeConfig : PollerConfig {
  std::string description;
  std::string enrichment_arn;       // a function, invoked synchronously; empty: none
  std::string enrichment_template;  // EnrichmentParameters.InputTemplate; empty: the event as it is
  std::string target_arn, role_arn;
  std::string target_template;   // TargetParameters.InputTemplate; empty: the event as it is
  bool fire_and_forget = false;  // of a function: InvocationType FIRE_AND_FORGET, else REQUEST_RESPONSE
  // Of a bus, of a Kinesis stream: the text itself, or "$.path" into the event.
  std::string detail_type, source;  // empty: the service's own
  std::string partition_key;
  std::string message_group_id, message_deduplication_id;  // of a FIFO queue
};

// --- EventBridge Scheduler --- (the resource's name is "schedule", or "group/schedule" outside the default
// one)
struct ScheduleGroupConfig {};
struct ScheduleConfig {
  std::string expression;
  std::string timezone = "UTC";  // an IANA name
  base::ScheduleTime time;
  base::TimeZone zone;
  std::optional<int64_t> start_unix_ms, end_unix_ms;  // StartDate, EndDate
  std::string description;
  bool enabled = true;
  bool delete_after_completion = false;  // ActionAfterCompletion: DELETE, else NONE
  uint32_t flexible_window_minutes = 0;  // 0: OFF; else 1 to 1,440
  // Target
  std::string arn, role_arn;
  std::optional<std::string> input;  // absent: a Scheduled Event
  std::string detail_type, source;   // EventBridgeParameters
  bool has_retry_policy = false;
  uint32_t maximum_retry_attempts = 185;  // 0 to 185
  uint32_t maximum_event_age_s = 86'400;  // 60 to 86,400
  std::string dead_letter_arn;            // a standard queue; empty: none
  std::string message_group_id;           // SqsParameters.MessageGroupId, of a FIFO queue
};

// --- CloudWatch --- (alarms on one metric, by name)
enum class Statistic : uint8_t { SampleCount, Average, Sum, Minimum, Maximum };
enum class ComparisonOperator : uint8_t {
  GreaterThanOrEqualToThreshold,
  GreaterThanThreshold,
  LessThanThreshold,
  LessThanOrEqualToThreshold,
};
enum class MissingData : uint8_t { Missing, Ignore, Breaching, NotBreaching };
struct MetricDimension {
  std::string name, value;
  friend bool operator==(const MetricDimension&, const MetricDimension&) = default;
};
struct AlarmConfig {
  std::string description;
  bool actions_enabled = true;
  std::vector<std::string> ok_actions, alarm_actions,
      insufficient_data_actions;              // topics and functions, at most 5
  std::string metric_namespace, metric_name;  // "AWS/SQS"
  Statistic statistic = Statistic::Sum;
  std::vector<MetricDimension> dimensions;
  uint32_t period_s = 60;                       // a multiple of 60
  uint32_t evaluation_periods = 1;              // with the period: at most a day
  std::optional<uint32_t> datapoints_to_alarm;  // 1 to evaluation_periods; absent: all of them
  std::string threshold = "0";                  // a decimal number as it was written
  ComparisonOperator comparison = ComparisonOperator::GreaterThanOrEqualToThreshold;
  MissingData treat_missing_data = MissingData::Missing;
  friend bool operator==(const AlarmConfig&, const AlarmConfig&) = default;
};

// --- API Gateway --- (HTTP APIs with the stage $default; the name stands for the id that is made from it)
struct ApiRoute {
  std::string key;               // RouteKey: "GET /items/{id}", "ANY /{proxy+}", "$default"
  std::string function_arn;      // Lambda proxy integration, payload format 2.0
  uint32_t timeout_ms = 30'000;  // TimeoutInMillis: 50 to 30,000
  friend bool operator==(const ApiRoute&, const ApiRoute&) = default;
};
struct ApiConfig {
  std::string description;
  std::vector<ApiRoute> routes;  // at most 300
};

// --- IAM ---
struct RolePolicy {  // inline
  std::string name;
  std::vector<PolicyStatement> statements;
  friend bool operator==(const RolePolicy&, const RolePolicy&) = default;
};
struct RoleConfig {
  std::string description;
  std::vector<PolicyStatement> trust;            // AssumeRolePolicyDocument
  std::vector<RolePolicy> policies;              // in the order of their names
  std::vector<std::string> managed_policy_arns;  // attached policies of AWS
  friend bool operator==(const RoleConfig&, const RoleConfig&) = default;
};

// In the order of ResourceKind.
using Config =
    std::variant<BucketConfig, FunctionConfig, QueueConfig, BusConfig, RuleConfig, TopicConfig,
                 EventSourceMappingConfig, TableConfig, StreamConfig, ScheduleConfig, ArchiveConfig,
                 AlarmConfig, ApiConfig, PipeConfig, RoleConfig, ScheduleGroupConfig>;

struct ConfigVersion {
  ResourceId resource;
  uint32_t effective_step = 0;
  Config value;
};

}  // namespace brigade::engine
