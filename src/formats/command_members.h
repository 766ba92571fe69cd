// The members of each kind of command, as command_json.cpp puts them together. `bodies`: with the bytes of
// objects.
#pragma once

#include "base/json.h"
#include "engine/command.h"
#include "formats/fields.h"

namespace brigade::formats {

// What messages to queues and topics have in common: attributes, message group, deduplication id.
void read_message_attributes(Fields& fields, std::vector<match::MessageAttribute>& out);
void write_message_attributes(base::JsonWriter& w, const std::vector<match::MessageAttribute>& attributes);
void read_message_ids(Fields& fields, std::optional<std::string>& group,
                      std::optional<std::string>& deduplication);
void write_message_ids(base::JsonWriter& w, const std::optional<std::string>& group,
                       const std::optional<std::string>& deduplication);

// --- S3 ---
void read(Fields& fields, engine::CreateBucket& c);
void write(base::JsonWriter& w, const engine::CreateBucket& c, bool bodies);
void read(Fields& fields, engine::DeleteBucket& c);
void write(base::JsonWriter& w, const engine::DeleteBucket& c, bool bodies);
void read(Fields& fields, engine::PutBucketVersioning& c);
void write(base::JsonWriter& w, const engine::PutBucketVersioning& c, bool bodies);
void read(Fields& fields, engine::PutBucketNotificationConfiguration& c);
void write(base::JsonWriter& w, const engine::PutBucketNotificationConfiguration& c, bool bodies);
void read(Fields& fields, engine::PutObject& c);
void write(base::JsonWriter& w, const engine::PutObject& c, bool bodies);
void read(Fields& fields, engine::DeleteObject& c);
void write(base::JsonWriter& w, const engine::DeleteObject& c, bool bodies);

void read(Fields& fields, engine::DeleteObjects& c);
void write(base::JsonWriter& w, const engine::DeleteObjects& c, bool bodies);
void read(Fields& fields, engine::CopyObject& c);
void write(base::JsonWriter& w, const engine::CopyObject& c, bool bodies);
void read(Fields& fields, engine::CompleteMultipartUpload& c);
void write(base::JsonWriter& w, const engine::CompleteMultipartUpload& c, bool bodies);
void read(Fields& fields, engine::PutObjectTagging& c);
void write(base::JsonWriter& w, const engine::PutObjectTagging& c, bool bodies);
void read(Fields& fields, engine::DeleteObjectTagging& c);
void write(base::JsonWriter& w, const engine::DeleteObjectTagging& c, bool bodies);
void read(Fields& fields, engine::PutObjectAcl& c);
void write(base::JsonWriter& w, const engine::PutObjectAcl& c, bool bodies);
void read(Fields& fields, engine::RestoreObject& c);
void write(base::JsonWriter& w, const engine::RestoreObject& c, bool bodies);
void read(Fields& fields, engine::PutBucketLifecycleConfiguration& c);
void write(base::JsonWriter& w, const engine::PutBucketLifecycleConfiguration& c, bool bodies);
void read(Fields& fields, engine::PutBucketIntelligentTieringConfiguration& c);
void write(base::JsonWriter& w, const engine::PutBucketIntelligentTieringConfiguration& c, bool bodies);
void read(Fields& fields, engine::DeleteBucketIntelligentTieringConfiguration& c);
void write(base::JsonWriter& w, const engine::DeleteBucketIntelligentTieringConfiguration& c, bool bodies);
void read(Fields& fields, engine::DeleteBucketLifecycle& c);
void write(base::JsonWriter& w, const engine::DeleteBucketLifecycle& c, bool bodies);
void read(Fields& fields, engine::PutBucketReplication& c);
void write(base::JsonWriter& w, const engine::PutBucketReplication& c, bool bodies);
void read(Fields& fields, engine::DeleteBucketReplication& c);
void write(base::JsonWriter& w, const engine::DeleteBucketReplication& c, bool bodies);
void read(Fields& fields, engine::LoseObject& c);
void write(base::JsonWriter& w, const engine::LoseObject& c, bool bodies);

// --- Lambda, and what its scripted handlers do ---
void read(Fields& fields, engine::CreateFunction& c);
void write(base::JsonWriter& w, const engine::CreateFunction& c, bool bodies);
void read(Fields& fields, engine::UpdateFunctionConfiguration& c);
void write(base::JsonWriter& w, const engine::UpdateFunctionConfiguration& c, bool bodies);
void read(Fields& fields, engine::PutFunctionConcurrency& c);
void write(base::JsonWriter& w, const engine::PutFunctionConcurrency& c, bool bodies);
void read(Fields& fields, engine::PutFunctionEventInvokeConfig& c);
void write(base::JsonWriter& w, const engine::PutFunctionEventInvokeConfig& c, bool bodies);
void read(Fields& fields, engine::PutFunctionRecursionConfig& c);
void write(base::JsonWriter& w, const engine::PutFunctionRecursionConfig& c, bool bodies);
void read(Fields& fields, engine::AddPermission& c);
void write(base::JsonWriter& w, const engine::AddPermission& c, bool bodies);
void read(Fields& fields, engine::RemovePermission& c);
void write(base::JsonWriter& w, const engine::RemovePermission& c, bool bodies);
void read(Fields& fields, engine::DeleteFunction& c);
void write(base::JsonWriter& w, const engine::DeleteFunction& c, bool bodies);
void read(Fields& fields, engine::Invoke& c);
void write(base::JsonWriter& w, const engine::Invoke& c, bool bodies);
void read(Fields& fields, engine::SetHandlerBehaviour& c);
void write(base::JsonWriter& w, const engine::SetHandlerBehaviour& c, bool bodies);
void read(Fields& fields, engine::CreateEventSourceMapping& c);
void write(base::JsonWriter& w, const engine::CreateEventSourceMapping& c, bool bodies);
void read(Fields& fields, engine::UpdateEventSourceMapping& c);
void write(base::JsonWriter& w, const engine::UpdateEventSourceMapping& c, bool bodies);
void read(Fields& fields, engine::DeleteEventSourceMapping& c);
void write(base::JsonWriter& w, const engine::DeleteEventSourceMapping& c, bool bodies);

// --- SQS ---
void read(Fields& fields, engine::CreateQueue& c);
void write(base::JsonWriter& w, const engine::CreateQueue& c, bool bodies);
void read(Fields& fields, engine::SetQueueAttributes& c);
void write(base::JsonWriter& w, const engine::SetQueueAttributes& c, bool bodies);
void read(Fields& fields, engine::DeleteQueue& c);
void write(base::JsonWriter& w, const engine::DeleteQueue& c, bool bodies);
void read(Fields& fields, engine::SendMessage& c);
void write(base::JsonWriter& w, const engine::SendMessage& c, bool bodies);
void read(Fields& fields, engine::SendMessageBatch& c);
void write(base::JsonWriter& w, const engine::SendMessageBatch& c, bool bodies);
void read(Fields& fields, engine::ReceiveMessage& c);
void write(base::JsonWriter& w, const engine::ReceiveMessage& c, bool bodies);
void read(Fields& fields, engine::DeleteMessage& c);
void write(base::JsonWriter& w, const engine::DeleteMessage& c, bool bodies);
void read(Fields& fields, engine::ChangeMessageVisibility& c);
void write(base::JsonWriter& w, const engine::ChangeMessageVisibility& c, bool bodies);
void read(Fields& fields, engine::PurgeQueue& c);
void write(base::JsonWriter& w, const engine::PurgeQueue& c, bool bodies);
void read(Fields& fields, engine::StartMessageMoveTask& c);
void write(base::JsonWriter& w, const engine::StartMessageMoveTask& c, bool bodies);

// --- EventBridge ---
void read(Fields& fields, engine::CreateEventBus& c);
void write(base::JsonWriter& w, const engine::CreateEventBus& c, bool bodies);
void read(Fields& fields, engine::DeleteEventBus& c);
void write(base::JsonWriter& w, const engine::DeleteEventBus& c, bool bodies);
void read(Fields& fields, engine::PutRule& c);
void write(base::JsonWriter& w, const engine::PutRule& c, bool bodies);
void read(Fields& fields, engine::DeleteRule& c);
void write(base::JsonWriter& w, const engine::DeleteRule& c, bool bodies);
void read(Fields& fields, engine::EnableRule& c);
void write(base::JsonWriter& w, const engine::EnableRule& c, bool bodies);
void read(Fields& fields, engine::DisableRule& c);
void write(base::JsonWriter& w, const engine::DisableRule& c, bool bodies);
void read(Fields& fields, engine::PutTargets& c);
void write(base::JsonWriter& w, const engine::PutTargets& c, bool bodies);
void read(Fields& fields, engine::RemoveTargets& c);
void write(base::JsonWriter& w, const engine::RemoveTargets& c, bool bodies);
void read(Fields& fields, engine::PutEvents& c);
void write(base::JsonWriter& w, const engine::PutEvents& c, bool bodies);

void read(Fields& fields, engine::CreateArchive& c);
void write(base::JsonWriter& w, const engine::CreateArchive& c, bool bodies);
void read(Fields& fields, engine::UpdateArchive& c);
void write(base::JsonWriter& w, const engine::UpdateArchive& c, bool bodies);
void read(Fields& fields, engine::DeleteArchive& c);
void write(base::JsonWriter& w, const engine::DeleteArchive& c, bool bodies);
void read(Fields& fields, engine::StartReplay& c);
void write(base::JsonWriter& w, const engine::StartReplay& c, bool bodies);

// --- EventBridge Scheduler ---
void read(Fields& fields, engine::CreateSchedule& c);
void write(base::JsonWriter& w, const engine::CreateSchedule& c, bool bodies);
void read(Fields& fields, engine::UpdateSchedule& c);
void write(base::JsonWriter& w, const engine::UpdateSchedule& c, bool bodies);
void read(Fields& fields, engine::DeleteSchedule& c);
void write(base::JsonWriter& w, const engine::DeleteSchedule& c, bool bodies);

// --- SNS ---
void read(Fields& fields, engine::CreateTopic& c);
void write(base::JsonWriter& w, const engine::CreateTopic& c, bool bodies);
void read(Fields& fields, engine::DeleteTopic& c);
void write(base::JsonWriter& w, const engine::DeleteTopic& c, bool bodies);
void read(Fields& fields, engine::SetTopicAttributes& c);
void write(base::JsonWriter& w, const engine::SetTopicAttributes& c, bool bodies);
void read(Fields& fields, engine::Subscribe& c);
void write(base::JsonWriter& w, const engine::Subscribe& c, bool bodies);
void read(Fields& fields, engine::Unsubscribe& c);
void write(base::JsonWriter& w, const engine::Unsubscribe& c, bool bodies);
void read(Fields& fields, engine::SetSubscriptionAttributes& c);
void write(base::JsonWriter& w, const engine::SetSubscriptionAttributes& c, bool bodies);
void read(Fields& fields, engine::SetEndpointBehaviour& c);
void write(base::JsonWriter& w, const engine::SetEndpointBehaviour& c, bool bodies);
void read(Fields& fields, engine::ConfirmSubscription& c);
void write(base::JsonWriter& w, const engine::ConfirmSubscription& c, bool bodies);
void read(Fields& fields, engine::Publish& c);
void write(base::JsonWriter& w, const engine::Publish& c, bool bodies);

// --- DynamoDB ---
void read(Fields& fields, engine::CreateTable& c);
void write(base::JsonWriter& w, const engine::CreateTable& c, bool bodies);
void read(Fields& fields, engine::UpdateTable& c);
void write(base::JsonWriter& w, const engine::UpdateTable& c, bool bodies);
void read(Fields& fields, engine::DeleteTable& c);
void write(base::JsonWriter& w, const engine::DeleteTable& c, bool bodies);
void read(Fields& fields, engine::PutItem& c);
void write(base::JsonWriter& w, const engine::PutItem& c, bool bodies);
void read(Fields& fields, engine::UpdateItem& c);
void write(base::JsonWriter& w, const engine::UpdateItem& c, bool bodies);
void read(Fields& fields, engine::DeleteItem& c);
void write(base::JsonWriter& w, const engine::DeleteItem& c, bool bodies);

// --- Kinesis ---
void read(Fields& fields, engine::CreateStream& c);
void write(base::JsonWriter& w, const engine::CreateStream& c, bool bodies);
void read(Fields& fields, engine::DeleteStream& c);
void write(base::JsonWriter& w, const engine::DeleteStream& c, bool bodies);
void read(Fields& fields, engine::PutRecord& c);
void write(base::JsonWriter& w, const engine::PutRecord& c, bool bodies);

void read(Fields& fields, engine::CreateScheduleGroup& c);
void write(base::JsonWriter& w, const engine::CreateScheduleGroup& c, bool bodies);
void read(Fields& fields, engine::DeleteScheduleGroup& c);
void write(base::JsonWriter& w, const engine::DeleteScheduleGroup& c, bool bodies);
void read(Fields& fields, engine::CancelReplay& c);
void write(base::JsonWriter& w, const engine::CancelReplay& c, bool bodies);

// --- EventBridge Pipes ---
void read(Fields& fields, engine::CreatePipe& c);
void write(base::JsonWriter& w, const engine::CreatePipe& c, bool bodies);
void read(Fields& fields, engine::UpdatePipe& c);
void write(base::JsonWriter& w, const engine::UpdatePipe& c, bool bodies);
void read(Fields& fields, engine::StartPipe& c);
void write(base::JsonWriter& w, const engine::StartPipe& c, bool bodies);
void read(Fields& fields, engine::StopPipe& c);
void write(base::JsonWriter& w, const engine::StopPipe& c, bool bodies);
void read(Fields& fields, engine::DeletePipe& c);
void write(base::JsonWriter& w, const engine::DeletePipe& c, bool bodies);

// --- CloudWatch ---
void read(Fields& fields, engine::PutMetricAlarm& c);
void write(base::JsonWriter& w, const engine::PutMetricAlarm& c, bool bodies);
void read(Fields& fields, engine::DeleteAlarms& c);
void write(base::JsonWriter& w, const engine::DeleteAlarms& c, bool bodies);
void read(Fields& fields, engine::EnableAlarmActions& c);
void write(base::JsonWriter& w, const engine::EnableAlarmActions& c, bool bodies);
void read(Fields& fields, engine::DisableAlarmActions& c);
void write(base::JsonWriter& w, const engine::DisableAlarmActions& c, bool bodies);
void read(Fields& fields, engine::SetAlarmState& c);
void write(base::JsonWriter& w, const engine::SetAlarmState& c, bool bodies);

// --- API Gateway ---
void read(Fields& fields, engine::CreateApi& c);
void write(base::JsonWriter& w, const engine::CreateApi& c, bool bodies);
void read(Fields& fields, engine::DeleteApi& c);
void write(base::JsonWriter& w, const engine::DeleteApi& c, bool bodies);
void read(Fields& fields, engine::CreateRoute& c);
void write(base::JsonWriter& w, const engine::CreateRoute& c, bool bodies);
void read(Fields& fields, engine::DeleteRoute& c);
void write(base::JsonWriter& w, const engine::DeleteRoute& c, bool bodies);
void read(Fields& fields, engine::SendRequest& c);
void write(base::JsonWriter& w, const engine::SendRequest& c, bool bodies);
// --- permissions ---
void read(Fields& fields, engine::PutPermission& c);
void write(base::JsonWriter& w, const engine::PutPermission& c, bool bodies);
void read(Fields& fields, engine::CreateRole& c);
void write(base::JsonWriter& w, const engine::CreateRole& c, bool bodies);
void read(Fields& fields, engine::DeleteRole& c);
void write(base::JsonWriter& w, const engine::DeleteRole& c, bool bodies);
void read(Fields& fields, engine::UpdateAssumeRolePolicy& c);
void write(base::JsonWriter& w, const engine::UpdateAssumeRolePolicy& c, bool bodies);
void read(Fields& fields, engine::PutRolePolicy& c);
void write(base::JsonWriter& w, const engine::PutRolePolicy& c, bool bodies);
void read(Fields& fields, engine::DeleteRolePolicy& c);
void write(base::JsonWriter& w, const engine::DeleteRolePolicy& c, bool bodies);
void read(Fields& fields, engine::AttachRolePolicy& c);
void write(base::JsonWriter& w, const engine::AttachRolePolicy& c, bool bodies);
void read(Fields& fields, engine::DetachRolePolicy& c);
void write(base::JsonWriter& w, const engine::DetachRolePolicy& c, bool bodies);
void read(Fields& fields, engine::SetPermissionMode& c);
void write(base::JsonWriter& w, const engine::SetPermissionMode& c, bool bodies);

// --- what goes wrong ---
void read(Fields& fields, engine::SetFault& c);
void write(base::JsonWriter& w, const engine::SetFault& c, bool bodies);

}  // namespace brigade::formats
