// Commands: the only way in. Plain data, each a verb of the real API where there is one. Clicks, typed CLI
// lines, a scenario's timeline, the embed API and the tests all make these. A refused command changes nothing
// and gives the service's own error code and text. Resources are named as the services name them: by name or
// ARN.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
};
struct DeleteObject {
  std::string bucket, key, version_id;
};  // version_id empty: a plain delete

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
struct Invoke {
  std::string function;
  std::string payload = "{}";
};  // InvocationType=Event
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
  std::optional<std::vector<PolicyStatement>> policy;
};
struct DeleteQueue {
  std::string queue;
};
struct SendMessage {
  std::string queue, body;
  std::optional<int64_t> delay_ms;
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

using Command =
    std::variant<CreateBucket, DeleteBucket, PutBucketVersioning, PutBucketNotificationConfiguration,
                 PutObject, DeleteObject, CreateFunction, UpdateFunctionConfiguration, PutFunctionConcurrency,
                 PutFunctionEventInvokeConfig, AddPermission, RemovePermission, DeleteFunction, Invoke,
                 SetHandlerBehaviour, CreateQueue, SetQueueAttributes, DeleteQueue, SendMessage,
                 ReceiveMessage, DeleteMessage, ChangeMessageVisibility, PurgeQueue>;

// "s3:PutObject", "lambda:CreateFunction": the service and the verb, as scenario files spell `do`.
std::string_view command_name(size_t command_index);
inline std::string_view command_name(const Command& command) { return command_name(command.index()); }

// ARNs of the simulated account and region.
struct Arn {
  std::string service, region, account, resource;
};
std::optional<Arn> parse_arn(std::string_view text);

}  // namespace brigade::engine
