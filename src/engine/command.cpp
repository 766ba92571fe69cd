// What every command needs, for all kinds, once (command.h).
#include "engine/command.h"

namespace brigade::engine {

Command::Command() = default;
Command::Command(const Command& other) = default;
Command::Command(Command&& other) noexcept = default;
Command& Command::operator=(const Command& other) = default;
Command& Command::operator=(Command&& other) noexcept = default;
Command::~Command() = default;

template <class Kind>
requires is_kind_of<Kind, AnyCommand> Command::Command(Kind kind) : AnyCommand(std::move(kind)) {}

template Command::Command(CreateBucket kind);
template Command::Command(DeleteBucket kind);
template Command::Command(PutBucketVersioning kind);
template Command::Command(PutBucketNotificationConfiguration kind);
template Command::Command(PutObject kind);
template Command::Command(DeleteObject kind);
template Command::Command(CreateFunction kind);
template Command::Command(UpdateFunctionConfiguration kind);
template Command::Command(PutFunctionConcurrency kind);
template Command::Command(PutFunctionEventInvokeConfig kind);
template Command::Command(AddPermission kind);
template Command::Command(RemovePermission kind);
template Command::Command(DeleteFunction kind);
template Command::Command(Invoke kind);
template Command::Command(SetHandlerBehaviour kind);
template Command::Command(CreateQueue kind);
template Command::Command(SetQueueAttributes kind);
template Command::Command(DeleteQueue kind);
template Command::Command(SendMessage kind);
template Command::Command(ReceiveMessage kind);
template Command::Command(DeleteMessage kind);
template Command::Command(ChangeMessageVisibility kind);
template Command::Command(PurgeQueue kind);
template Command::Command(CreateEventBus kind);
template Command::Command(DeleteEventBus kind);
template Command::Command(PutRule kind);
template Command::Command(DeleteRule kind);
template Command::Command(EnableRule kind);
template Command::Command(DisableRule kind);
template Command::Command(PutTargets kind);
template Command::Command(RemoveTargets kind);
template Command::Command(PutEvents kind);
template Command::Command(CreateTopic kind);
template Command::Command(DeleteTopic kind);
template Command::Command(SetTopicAttributes kind);
template Command::Command(Subscribe kind);
template Command::Command(Unsubscribe kind);
template Command::Command(SetSubscriptionAttributes kind);
template Command::Command(Publish kind);
template Command::Command(SetFault kind);
template Command::Command(PutFunctionRecursionConfig kind);
template Command::Command(CreateEventSourceMapping kind);
template Command::Command(UpdateEventSourceMapping kind);
template Command::Command(DeleteEventSourceMapping kind);
template Command::Command(StartMessageMoveTask kind);
template Command::Command(CreateTable kind);
template Command::Command(UpdateTable kind);
template Command::Command(DeleteTable kind);
template Command::Command(PutItem kind);
template Command::Command(UpdateItem kind);
template Command::Command(DeleteItem kind);
template Command::Command(CreateStream kind);
template Command::Command(DeleteStream kind);
template Command::Command(PutRecord kind);
template Command::Command(CreateSchedule kind);
template Command::Command(UpdateSchedule kind);
template Command::Command(DeleteSchedule kind);
template Command::Command(CreateArchive kind);
template Command::Command(UpdateArchive kind);
template Command::Command(DeleteArchive kind);
template Command::Command(StartReplay kind);
template Command::Command(PutMetricAlarm kind);
template Command::Command(DeleteAlarms kind);
template Command::Command(EnableAlarmActions kind);
template Command::Command(DisableAlarmActions kind);
template Command::Command(SetAlarmState kind);
template Command::Command(CreateApi kind);
template Command::Command(DeleteApi kind);
template Command::Command(CreateRoute kind);
template Command::Command(DeleteRoute kind);
template Command::Command(SendRequest kind);
template Command::Command(SendMessageBatch kind);
template Command::Command(ConfirmSubscription kind);
template Command::Command(DeleteObjects kind);
template Command::Command(CopyObject kind);
template Command::Command(CompleteMultipartUpload kind);
template Command::Command(PutObjectTagging kind);
template Command::Command(DeleteObjectTagging kind);
template Command::Command(PutObjectAcl kind);
template Command::Command(RestoreObject kind);
template Command::Command(PutBucketLifecycleConfiguration kind);
template Command::Command(DeleteBucketLifecycle kind);
template Command::Command(PutBucketReplication kind);
template Command::Command(DeleteBucketReplication kind);
template Command::Command(LoseObject kind);
template Command::Command(CancelReplay kind);
template Command::Command(CreatePipe kind);
template Command::Command(UpdatePipe kind);
template Command::Command(StartPipe kind);
template Command::Command(StopPipe kind);
template Command::Command(DeletePipe kind);
template Command::Command(PutPermission kind);
template Command::Command(CreateRole kind);
template Command::Command(DeleteRole kind);
template Command::Command(UpdateAssumeRolePolicy kind);
template Command::Command(PutRolePolicy kind);
template Command::Command(DeleteRolePolicy kind);
template Command::Command(AttachRolePolicy kind);
template Command::Command(DetachRolePolicy kind);
template Command::Command(SetPermissionMode kind);

}  // namespace brigade::engine
