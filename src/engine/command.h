// Commands: the only way in. Plain data, each a verb of the real API where there is one. Clicks, typed CLI
// lines, a scenario's timeline, the embed API and the tests all make these. A refused command changes nothing
// and gives the service's own error code and text. Resources are named as the services name them: by name or
// ARN.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/config.h"
#include "engine/types.h"

namespace brigade::engine {

// --- S3 ---
struct CreateBucket {
  std::string bucket;
};
struct DeleteBucket {
  std::string bucket;
};
struct PutBucketVersioning {
  std::string bucket;
  Versioning status = Versioning::Enabled;
};
struct PutBucketNotificationConfiguration {  // replaces the whole configuration
  std::string bucket;
  std::vector<NotificationRule> rules;  // an empty id is generated
  bool skip_destination_validation = false;
  bool event_bridge = false;  // EventBridgeConfiguration: {}
};
// The body of an object: its size always; its MD5 where the learner's own file was read; its bytes up to 256
// KB.
struct ObjectBody {
  uint64_t size_bytes = 0;
  std::string md5_hex;  // empty: an ETag is made from the seed
  std::string content;  // empty beyond 256 KB or where nothing was brought
};
struct PutObject {
  std::string bucket, key;
  ObjectBody body;
  S3Event event = S3Event::ObjectCreatedPut;  // Put, Post, Copy or CompleteMultipartUpload
  StorageClass storage_class = StorageClass::Standard;
};
struct DeleteObject {
  std::string bucket, key, version_id;
};  // version_id empty: a plain delete

struct ObjectIdentifier {
  std::string key, version_id;
  friend bool operator==(const ObjectIdentifier&, const ObjectIdentifier&) = default;
};
struct DeleteObjects {
  std::string bucket;
  std::vector<ObjectIdentifier> objects;  // 1 to 1,000
};
struct CopyObject {
  std::string bucket, key, source_bucket, source_key;
  std::optional<StorageClass> storage_class;  // absent: STANDARD, as the service has it
};
struct CompleteMultipartUpload {
  std::string bucket, key;
  uint64_t size_bytes = 0;
  uint32_t parts = 0;  // 1 to 10,000; 0: of 8 MiB each, as the command line cuts a file
  StorageClass storage_class = StorageClass::Standard;
};
struct PutObjectTagging {  // replaces the whole set
  std::string bucket, key;
  std::vector<std::pair<std::string, std::string>> tags;
};
struct DeleteObjectTagging {
  std::string bucket, key;
};
struct PutObjectAcl {
  std::string bucket, key;
  CannedAcl acl = CannedAcl::Private;
};
struct RestoreObject {
  std::string bucket, key;
  uint32_t days = 0;
  RestoreTier tier = RestoreTier::Standard;
};
struct PutBucketLifecycleConfiguration {  // replaces the whole configuration
  std::string bucket;
  std::vector<LifecycleRule> rules;
  bool small_objects_too = false;
};
struct DeleteBucketLifecycle {
  std::string bucket;
};
struct PutBucketIntelligentTieringConfiguration {  // one of an id that is there is replaced
  std::string bucket;
  TieringConfiguration configuration;
};
struct DeleteBucketIntelligentTieringConfiguration {
  std::string bucket, id;
};
struct PutBucketReplication {  // replaces the whole configuration
  std::string bucket, role;
  std::vector<ReplicationRule> rules;
  bool skip_destination_validation = false;  // ours: the destinations were good when it was made
};
struct DeleteBucketReplication {
  std::string bucket;
};
struct LoseObject {  // ours: what S3 lost of its reduced redundancy storage
  std::string bucket, key;
};

// --- Lambda ---
struct CreateFunction {
  std::string function;
  FunctionConfig config;
};
struct UpdateFunctionConfiguration {  // what is absent stays
  std::string function;
  std::optional<int64_t> timeout_ms;
  std::optional<uint32_t> memory_mb;
  std::optional<std::string> dead_letter_arn;  // empty text: none
  std::optional<std::string> role_arn = {};    // empty text: none
};
struct PutFunctionConcurrency {
  std::string function;
  std::optional<uint32_t> reserved;
};                                     // nullopt: delete it
struct PutFunctionEventInvokeConfig {  // replaces
  std::string function;
  std::optional<uint32_t> maximum_retry_attempts, maximum_event_age_s;
  std::optional<std::string> on_success_arn, on_failure_arn;
};
struct PutFunctionRecursionConfig {
  std::string function;
  bool allow = false;  // RecursiveLoop: Allow, else Terminate
};
struct AddPermission {
  std::string function;
  PolicyStatement statement;
};
struct RemovePermission {
  std::string function, statement_id;
};
struct DeleteFunction {
  std::string function;
};
enum class InvocationType : uint8_t { Event, RequestResponse };
struct Invoke {
  std::string function;
  std::string payload = "{}";
  InvocationType type = InvocationType::Event;
};
struct SetHandlerBehaviour {
  std::string function;
  HandlerBehaviour behaviour;
};  // ours: what the code does

// --- SQS ---
struct CreateQueue {
  std::string queue;
  QueueConfig config;
};
struct SetQueueAttributes {  // what is absent stays
  std::string queue;
  std::optional<int64_t> visibility_timeout_ms, delay_ms, retention_ms, receive_wait_ms;
  std::optional<uint32_t> maximum_message_bytes;
  std::optional<std::string> redrive_target_arn;
  std::optional<uint32_t> max_receive_count;
  std::optional<RedriveAllowPolicy> redrive_allow_policy;
  std::optional<std::vector<PolicyStatement>> policy;
  std::optional<bool> fifo, content_based_deduplication, deduplication_by_group, throughput_by_group;
};
struct DeleteQueue {
  std::string queue;
};
struct SendMessage {
  std::string queue, body;
  std::optional<int64_t> delay_ms;
  std::optional<std::string> group_id = {}, deduplication_id = {};
  std::vector<match::MessageAttribute> attributes = {};
};
struct ReceiveMessage {
  std::string queue;
  uint32_t max_messages = 1;
  std::optional<int64_t> visibility_timeout_ms, wait_ms;
};
struct DeleteMessage {
  std::string queue, receipt_handle;
};
struct ChangeMessageVisibility {
  std::string queue, receipt_handle;
  int64_t visibility_timeout_ms = 0;
};
struct PurgeQueue {
  std::string queue;
};

// --- EventBridge --- (an empty bus is the default one, which is there as soon as something names it)
struct CreateEventBus {
  std::string bus;
  BusConfig config;
};
struct DeleteEventBus {
  std::string bus;
};
struct PutRule {  // of a rule that is there, what is absent goes; its targets stay
  std::string rule, bus;
  std::string pattern;  // EventPattern; this or a schedule, or both
  std::string description;
  bool enabled = true;
  std::string schedule_expression = {};  // ScheduleExpression
};
struct DeleteRule {
  std::string rule, bus;
};
struct EnableRule {
  std::string rule, bus;
};
struct DisableRule {
  std::string rule, bus;
};
struct PutTargets {  // one of an id that is there replaces it
  std::string rule, bus;
  std::vector<RuleTarget> targets;
};
struct RemoveTargets {
  std::string rule, bus;
  std::vector<std::string> ids;
};
struct PutPermission {  // Policy: replaces the whole policy of the bus
  std::string bus;
  std::vector<PolicyStatement> policy;
};
struct PutEventsEntry {
  std::string source, detail_type, detail;  // detail: a JSON object in text
  std::vector<std::string> resources;
  std::string bus;   // name or ARN
  std::string time;  // "2026-01-01T00:00:00Z"; empty: now
};
struct PutEvents {
  std::vector<PutEventsEntry> entries;  // 1 to 10
};

struct CreateArchive {
  std::string archive, event_source_arn;  // a bus
  std::string pattern, description;
  uint32_t retention_days = 0;
};
struct UpdateArchive {  // what is absent stays
  std::string archive;
  std::optional<std::string> pattern, description;
  std::optional<uint32_t> retention_days;
};
struct DeleteArchive {
  std::string archive;
};
struct StartReplay {
  std::string replay, event_source_arn;          // an archive
  std::string event_start_time, event_end_time;  // "2026-01-01T00:00:00Z"
  std::string destination_arn;                   // the bus that the archive is of
  std::vector<std::string> filter_arns;          // rules; empty: all
  std::string description;
};

struct CancelReplay {
  std::string replay;
};

// --- EventBridge Pipes ---
struct CreatePipe {
  std::string pipe;
  PipeConfig config;
};
// Which of SourceParameters' groups a setting stands in.
enum class PipeSource : uint8_t { Queue, Table, Stream };
struct UpdatePipe {  // what is absent stays; the source never changes
  std::string pipe;
  PipeSource source_kind = PipeSource::Queue;  // as the source is, where something of it is set
  std::optional<std::string> description, enrichment_arn, enrichment_template, target_arn, target_template;
  std::optional<std::string> role_arn;
  std::optional<bool> enabled;  // DesiredState
  std::optional<std::vector<std::string>> filters;
  std::optional<uint32_t> batch_size, maximum_batching_window_s;
  // Of streams.
  std::optional<uint32_t> parallelization_factor;
  std::optional<bool> bisect_batch_on_function_error;
  std::optional<int32_t> maximum_retry_attempts, maximum_record_age_s;
  std::optional<std::string> on_failure_arn;  // empty text: none
  // Of targets.
  std::optional<bool> fire_and_forget;
  std::optional<std::string> detail_type, source, partition_key;
  std::optional<std::string> message_group_id, message_deduplication_id;
};
struct StartPipe {
  std::string pipe;
};
struct StopPipe {
  std::string pipe;
};
struct DeletePipe {
  std::string pipe;
};

// --- EventBridge Scheduler --- (an empty group is the default one)
struct CreateScheduleGroup {
  std::string group;
};
struct DeleteScheduleGroup {  // with its schedules
  std::string group;
};
struct CreateSchedule {
  std::string schedule, group;
  ScheduleConfig config;
};
struct UpdateSchedule {  // replaces everything
  std::string schedule, group;
  ScheduleConfig config;
};
struct DeleteSchedule {
  std::string schedule, group;
};

// --- SNS --- (topics by name)
struct CreateTopic {
  std::string topic;
  TopicConfig config;  // without subscriptions
};
struct DeleteTopic {
  std::string topic;
};
struct SetTopicAttributes {  // what is absent stays
  std::string topic;
  std::optional<std::string> display_name;
  std::optional<std::vector<PolicyStatement>> policy;
  std::optional<bool> fifo, content_based_deduplication;
};
struct Subscribe {
  std::string topic;
  Subscription subscription;  // its ARN is made
};
struct Unsubscribe {
  std::string subscription_arn;
};
struct SetSubscriptionAttributes {  // what is absent stays
  std::string subscription_arn;
  std::optional<std::string> filter_policy;  // empty text: none
  std::optional<match::FilterPolicyScope> filter_policy_scope;
  std::optional<bool> raw_message_delivery;
  std::optional<std::string> dead_letter_arn;  // empty text: none
  // Of HTTP endpoints; without a value inside: the service's own.
  std::optional<std::optional<HttpRetryPolicy>> delivery_policy = {};
};
struct Publish {
  std::string topic, message, subject;
  std::vector<match::MessageAttribute> attributes;
  std::optional<std::string> group_id = {}, deduplication_id = {};  // of FIFO topics
};
struct ConfirmSubscription {
  std::string topic, token;
  std::string endpoint;  // ours: instead of the token, whose mail or post this is
};
struct SetEndpointBehaviour {  // ours: what an HTTP endpoint does from now on
  std::string topic, endpoint;
  EndpointBehaviour behaviour;
};

// --- Lambda event source mappings ---
struct CreateEventSourceMapping {
  EventSourceMappingConfig config;
};
struct UpdateEventSourceMapping {  // what is absent stays
  std::string uuid;
  std::optional<bool> enabled, report_batch_item_failures;
  std::optional<uint32_t> batch_size, maximum_batching_window_s;
  std::optional<uint32_t> maximum_concurrency;  // 0: none
  std::optional<std::vector<std::string>> filters;
  // Of streams.
  std::optional<uint32_t> parallelization_factor;
  std::optional<bool> bisect_batch_on_function_error;
  std::optional<int32_t> maximum_retry_attempts, maximum_record_age_s;
  std::optional<std::string> on_failure_arn;  // empty text: none
};
struct DeleteEventSourceMapping {
  std::string uuid;
};

// --- SQS: back from the dead-letter queue ---
struct StartMessageMoveTask {
  std::string source_arn;                           // a queue that is some queue's dead-letter queue
  std::string destination_arn;                      // empty: back to where each message came from
  std::optional<uint32_t> max_messages_per_second;  // 1 to 500
};

// --- SQS: up to ten messages at once ---
struct SendMessageBatchEntry {
  std::string id;
  SendMessage message;  // its queue is the batch's
};
struct SendMessageBatch {  // an entry that is wrong fails alone
  std::string queue;
  std::vector<SendMessageBatchEntry> entries;
};

// --- DynamoDB --- (items, keys and values in DynamoDB JSON)
struct CreateTable {
  std::string table;
  TableConfig config;  // its stream's label is made
};
struct UpdateTable {  // StreamSpecification
  std::string table;
  std::optional<StreamViewType> stream;  // absent: disabled
};
struct DeleteTable {
  std::string table;
};
// What an expression's #names and :values stand for: JSON objects, empty where there are none.
struct ExpressionAttributes {
  std::string names, values;
};
struct PutItem {
  std::string table, item;
  std::string condition_expression;
  ExpressionAttributes attributes;
};
struct UpdateItem {
  std::string table, key;
  std::string update_expression, condition_expression;
  ExpressionAttributes attributes;
};
struct DeleteItem {
  std::string table, key;
  std::string condition_expression;
  ExpressionAttributes attributes;
};

// --- Kinesis Data Streams ---
struct CreateStream {
  std::string stream;
  StreamConfig config;
};
struct DeleteStream {
  std::string stream;
};
struct PutRecord {
  std::string stream, partition_key;
  std::string data;               // text; it is base64 only in the record
  std::string explicit_hash_key;  // decimal; empty: the MD5 of the partition key
};

// --- CloudWatch ---
struct PutMetricAlarm {  // replaces the whole alarm; its state stays
  std::string alarm;
  AlarmConfig config;
};
struct DeleteAlarms {
  std::vector<std::string> alarms;
};
struct EnableAlarmActions {
  std::vector<std::string> alarms;
};
struct DisableAlarmActions {
  std::vector<std::string> alarms;
};
struct SetAlarmState {  // until the next evaluation
  std::string alarm;
  AlarmValue value = AlarmValue::Ok;
  std::string reason;
};

// --- API Gateway --- (HTTP APIs, by name)
struct CreateApi {
  std::string api;
  ApiConfig config;
};
struct DeleteApi {
  std::string api;
};
struct CreateRoute {
  std::string api;
  ApiRoute route;
};
struct DeleteRoute {
  std::string api, route_key;
};
struct SendRequest {  // what a client asks of it: the action execute-api:Invoke
  std::string api;
  std::string method = "GET", path = "/";
  std::string query;  // "a=1&b=2", without the question mark
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// --- IAM ---
struct CreateRole {
  std::string role;
  RoleConfig config;
};
struct DeleteRole {
  std::string role;
};
struct UpdateAssumeRolePolicy {  // replaces
  std::string role;
  std::vector<PolicyStatement> trust;
};
struct PutRolePolicy {  // one of a name that is there is replaced
  std::string role, policy;
  std::vector<PolicyStatement> statements;
};
struct DeleteRolePolicy {
  std::string role, policy;
};
struct AttachRolePolicy {
  std::string role, policy_arn;  // a managed policy (services/iam.h)
};
struct DetachRolePolicy {
  std::string role, policy_arn;
};

// --- ours: what becomes of what is denied ---
enum class PermissionMode : uint8_t {
  Enforce,
  GrantNeeded,  // what is denied only because nothing allows it is let in, and a record says so
  SetUp,        // while a scenario's scene is set: roles are not asked, since the scene is taken as it is
};
struct SetPermissionMode {
  PermissionMode mode = PermissionMode::Enforce;
};

// --- ours: what goes wrong ---
// Until it is over: what others ask of the resource is refused with 5xx or throttled; every delivery to it
// takes longer, or comes twice; a standard queue's messages come out of order; nobody has the permission.
enum class FaultKind : uint8_t { None, Outage, Throttle, Slow, Duplicate, Reorder, LostPermission };
inline constexpr int kFaultKinds = 7;
constexpr bool refuses(FaultKind kind) { return kind == FaultKind::Outage || kind == FaultKind::Throttle; }
struct SetFault {
  std::string resource_arn;
  FaultKind kind = FaultKind::None;
  std::optional<int64_t> for_ms;         // absent: until it is taken back
  std::optional<int64_t> delay_ms = {};  // of Slow: absent: 5 s
};

using AnyCommand = std::variant<
    CreateBucket, DeleteBucket, PutBucketVersioning, PutBucketNotificationConfiguration, PutObject,
    DeleteObject, CreateFunction, UpdateFunctionConfiguration, PutFunctionConcurrency,
    PutFunctionEventInvokeConfig, AddPermission, RemovePermission, DeleteFunction, Invoke,
    SetHandlerBehaviour, CreateQueue, SetQueueAttributes, DeleteQueue, SendMessage, ReceiveMessage,
    DeleteMessage, ChangeMessageVisibility, PurgeQueue, CreateEventBus, DeleteEventBus, PutRule, DeleteRule,
    EnableRule, DisableRule, PutTargets, RemoveTargets, PutEvents, CreateTopic, DeleteTopic,
    SetTopicAttributes, Subscribe, Unsubscribe, SetSubscriptionAttributes, Publish, SetFault,
    PutFunctionRecursionConfig, CreateEventSourceMapping, UpdateEventSourceMapping, DeleteEventSourceMapping,
    StartMessageMoveTask, CreateTable, UpdateTable, DeleteTable, PutItem, UpdateItem, DeleteItem,
    CreateStream, DeleteStream, PutRecord, CreateSchedule, UpdateSchedule, DeleteSchedule, CreateArchive,
    UpdateArchive, DeleteArchive, StartReplay, PutMetricAlarm, DeleteAlarms, EnableAlarmActions,
    DisableAlarmActions, SetAlarmState, CreateApi, DeleteApi, CreateRoute, DeleteRoute, SendRequest,
    SendMessageBatch, ConfirmSubscription, DeleteObjects, CopyObject, CompleteMultipartUpload,
    PutObjectTagging, DeleteObjectTagging, PutObjectAcl, RestoreObject, PutBucketLifecycleConfiguration,
    DeleteBucketLifecycle, PutBucketReplication, DeleteBucketReplication, LoseObject, CancelReplay,
    CreatePipe, UpdatePipe, StartPipe, StopPipe, DeletePipe, PutPermission, CreateRole, DeleteRole,
    UpdateAssumeRolePolicy, PutRolePolicy, DeleteRolePolicy, AttachRolePolicy, DetachRolePolicy,
    SetPermissionMode, CreateScheduleGroup, DeleteScheduleGroup, SetEndpointBehaviour,
    PutBucketIntelligentTieringConfiguration, DeleteBucketIntelligentTieringConfiguration>;
template <class Kind, class Variant>
inline constexpr bool is_kind_of = false;
template <class Kind, class... Kinds>
inline constexpr bool is_kind_of<Kind, std::variant<Kinds...>> = (std::is_same_v<Kind, Kinds> || ...);

// One of them. What a variant of so many kinds needs to be made, copied and thrown away stands in command.cpp
// alone: repeated in every file that mentions a command, it was most of what a build compiled.
class Command : public AnyCommand {
 public:
  Command();
  Command(const Command& other);
  Command(Command&& other) noexcept;
  Command& operator=(const Command& other);
  Command& operator=(Command&& other) noexcept;
  ~Command();
  template <class Kind>
  requires is_kind_of<Kind, AnyCommand> Command(Kind kind);
};

// "s3:PutObject", "lambda:CreateFunction": the service and the verb, as scenario files spell `do`.
std::string_view command_name(size_t command_index);
inline std::string_view command_name(const Command& command) { return command_name(command.index()); }

// ARNs of the simulated account and region; views of the text that was read.
struct Arn {
  std::string_view service, region, account, resource;
};
std::optional<Arn> parse_arn(std::string_view text);

}  // namespace brigade::engine
