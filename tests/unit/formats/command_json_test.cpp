// Commands as JSON and back, every kind of them.
#include "formats/command_json.h"

#include <gtest/gtest.h>

#include <set>

namespace brigade::formats {
namespace {

// For each kind of command, in the order of the variant, at least one in its canonical form.
const char* const
    kCommands
        [] =
            {
                R"({"do":"s3:CreateBucket","bucket":"photos"})",
                R"({"do":"s3:DeleteBucket","bucket":"photos"})",
                R"({"do":"s3:PutBucketVersioning","bucket":"photos","VersioningConfiguration":{"Status":"Suspended"}})",
                R"({"do":"s3:PutBucketNotificationConfiguration","bucket":"photos","NotificationConfiguration":{"QueueConfigurations":[{"Id":"a","QueueArn":"arn:aws:sqs:us-east-1:123456789012:q","Events":["s3:ObjectCreated:*"]}],"LambdaFunctionConfigurations":[{"LambdaFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f","Events":["s3:ObjectRemoved:Delete"],"Filter":{"Key":{"FilterRules":[{"Name":"Prefix","Value":"a/"},{"Name":"Suffix","Value":""}]}}}]},"SkipDestinationValidation":true})",
                R"({"do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":12})",
                R"({"do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":12,"md5":"0123456789abcdef0123456789abcdef","event":"ObjectCreated:Copy"})",
                R"({"do":"s3:PutObject","bucket":"photos","key":"é.txt","body":"Grüße"})",
                R"({"do":"s3:DeleteObject","bucket":"photos","key":"a.jpg","version_id":"v1"})",
                R"({"do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":12,"storage_class":"GLACIER"})",
                R"({"do":"s3:DeleteObjects","bucket":"photos","Delete":{"Objects":[{"Key":"a"},{"Key":"b","VersionId":"v1"}]}})",
                R"({"do":"s3:CopyObject","bucket":"photos","key":"a","source_bucket":"old","source_key":"b","storage_class":"STANDARD_IA"})",
                R"({"do":"s3:CompleteMultipartUpload","bucket":"photos","key":"a","size":20000000,"parts":3,"storage_class":"DEEP_ARCHIVE"})",
                R"({"do":"s3:PutObjectTagging","bucket":"photos","key":"a","Tagging":{"TagSet":[{"Key":"kind","Value":"cat"}]}})",
                R"({"do":"s3:DeleteObjectTagging","bucket":"photos","key":"a"})",
                R"({"do":"s3:PutObjectAcl","bucket":"photos","key":"a","acl":"public-read"})",
                R"({"do":"s3:RestoreObject","bucket":"photos","key":"a","RestoreRequest":{"Days":2,"GlacierJobParameters":{"Tier":"Expedited"}}})",
                R"({"do":"s3:PutBucketLifecycleConfiguration","bucket":"photos","LifecycleConfiguration":{"Rules":[{"ID":"r","Status":"Disabled","Filter":{"Prefix":"logs/"},"Expiration":{"Days":365},"Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"}],"NoncurrentVersionExpiration":{"NoncurrentDays":7}},{"Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"ExpiredObjectDeleteMarker":true}}]},"TransitionDefaultMinimumObjectSize":"varies_by_storage_class"})",
                R"({"do":"s3:DeleteBucketLifecycle","bucket":"photos"})",
                R"({"do":"s3:PutBucketReplication","bucket":"photos","ReplicationConfiguration":{"Role":"arn:aws:iam::123456789012:role/r","Rules":[{"ID":"r","Priority":1,"Status":"Enabled","Filter":{"Prefix":""},"DeleteMarkerReplication":{"Status":"Enabled"},"Destination":{"Bucket":"arn:aws:s3:::to","StorageClass":"GLACIER","ReplicationTime":{"Status":"Enabled","Time":{"Minutes":15}},"Metrics":{"Status":"Enabled","EventThreshold":{"Minutes":15}}}}]},"SkipDestinationValidation":true})",
                R"({"do":"s3:DeleteBucketReplication","bucket":"photos"})",
                R"({"do":"brigade:LoseObject","bucket":"photos","key":"a"})",
                R"({"do":"lambda:CreateFunction","function":"f","Runtime":"nodejs20.x","Handler":"index.handler","Timeout":5,"MemorySize":256,"ReservedConcurrentExecutions":0,"DeadLetterConfig":{"TargetArn":"arn:aws:sqs:us-east-1:123456789012:d"},"EventInvokeConfig":{"MaximumRetryAttempts":1},"handler":{"duration_ms":5,"output":["x {key}"],"response":{"id":"{$.id}"},"rules":[{"keys":["a*"],"first_attempts":2,"probability_ppm":500000,"outcome":"time-out"}]}})",
                R"({"do":"lambda:UpdateFunctionConfiguration","function":"f","Timeout":9,"MemorySize":512,"DeadLetterConfig":{}})",
                R"({"do":"lambda:PutFunctionConcurrency","function":"f","ReservedConcurrentExecutions":3})",
                R"({"do":"lambda:PutFunctionEventInvokeConfig","function":"f","MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60,"DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:sqs:us-east-1:123456789012:s"},"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:d"}}})",
                R"({"do":"lambda:PutFunctionRecursionConfig","function":"f","RecursiveLoop":"Terminate"})",
                R"({"do":"lambda:AddPermission","function":"f","StatementId":"s3","Action":"lambda:InvokeFunction","Principal":"s3.amazonaws.com","SourceArn":"arn:aws:s3:::photos","SourceAccount":"123456789012"})",
                R"({"do":"lambda:RemovePermission","function":"f","StatementId":"s3"})",
                R"({"do":"lambda:DeleteFunction","function":"f"})",
                R"({"do":"lambda:Invoke","function":"f","payload":{"a":[1,2.50,"x"]}})",
                R"({"do":"lambda:Invoke","function":"f","payload_text":"{not json"})",
                R"({"do":"apigatewayv2:CreateApi","api":"shop","ProtocolType":"HTTP","Routes":[{"RouteKey":"GET /items/{id}","Target":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutInMillis":500}]})",
                R"({"do":"apigatewayv2:CreateRoute","api":"shop","RouteKey":"$default","Target":"arn:aws:lambda:us-east-1:123456789012:function:f"})",
                R"({"do":"apigatewayv2:DeleteRoute","api":"shop","RouteKey":"$default"})",
                R"({"do":"apigatewayv2:DeleteApi","api":"shop"})",
                R"({"do":"execute-api:Invoke","api":"shop","method":"POST","path":"/items","query":"a=1","headers":{"x":"y"},"body":"{}"})",
                R"({"do":"lambda:Invoke","function":"f","payload":{},"InvocationType":"RequestResponse"})",
                R"({"do":"sqs:CreateQueue","queue":"q","Attributes":{"VisibilityTimeout":"45","RedrivePolicy":{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:d","maxReceiveCount":3}}})",
                R"({"do":"sqs:SetQueueAttributes","queue":"q","Attributes":{"DelaySeconds":"5","MessageRetentionPeriod":"60","ReceiveMessageWaitTimeSeconds":"20","MaximumMessageSize":"1024","RedrivePolicy":"","Policy":""}})",
                R"({"do":"sqs:DeleteQueue","queue":"q"})",
                R"({"do":"sqs:SendMessage","queue":"q","body":"hello","DelaySeconds":3})",
                R"({"do":"sqs:SendMessage","queue":"q.fifo","body":"hello","MessageGroupId":"g","MessageDeduplicationId":"d","MessageAttributes":{"kind":{"DataType":"String","StringValue":"a"}}})",
                R"({"do":"sqs:SendMessageBatch","queue":"q","Entries":[{"Id":"one","body":"x"},{"Id":"two","body":"y","DelaySeconds":3,"MessageGroupId":"g"}]})",
                R"({"do":"sqs:CreateQueue","queue":"q.fifo","Attributes":{"FifoQueue":"true","ContentBasedDeduplication":"true","DeduplicationScope":"messageGroup","FifoThroughputLimit":"perMessageGroupId","RedriveAllowPolicy":{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:123456789012:d"]}}})",
                R"({"do":"sns:CreateTopic","topic":"t.fifo","Attributes":{"FifoTopic":"true","ContentBasedDeduplication":"true"}})",
                R"({"do":"sns:Publish","topic":"t.fifo","message":"m","MessageGroupId":"g","MessageDeduplicationId":"d"})",
                R"({"do":"sns:Subscribe","topic":"news","Protocol":"email","Endpoint":"a@example.com","Attributes":{"PendingConfirmation":"false"}})",
                R"({"do":"sns:ConfirmSubscription","topic":"news","token":"t"})",
                R"({"do":"sns:ConfirmSubscription","topic":"news","endpoint":"a@example.com"})",
                R"({"do":"brigade:SetFault","resource":"arn:aws:sqs:us-east-1:123456789012:q","fault":"slow","for":"5m","delay":"2s"})",
                R"({"do":"events:PutTargets","rule":"r","Targets":[{"Id":"1","Arn":"arn:aws:sqs:us-east-1:123456789012:q.fifo","SqsParameters":{"MessageGroupId":"g"}}]})",
                R"({"do":"sqs:ReceiveMessage","queue":"q","MaxNumberOfMessages":10,"VisibilityTimeout":0,"WaitTimeSeconds":20})",
                R"({"do":"sqs:DeleteMessage","queue":"q","receipt_handle":"h"})",
                R"({"do":"sqs:ChangeMessageVisibility","queue":"q","receipt_handle":"h","VisibilityTimeout":90})",
                R"({"do":"sqs:PurgeQueue","queue":"q"})",
                R"({"do":"s3:PutBucketNotificationConfiguration","bucket":"photos","NotificationConfiguration":{"TopicConfigurations":[{"Id":"t","TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Events":["s3:ObjectCreated:*"]}],"EventBridgeConfiguration":{}}})",
                R"({"do":"events:CreateEventBus","bus":"orders","Description":"All of them","Policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"events:PutEvents"}]}})",
                R"({"do":"events:DeleteEventBus","bus":"orders"})",
                R"({"do":"events:PutRule","rule":"big","bus":"orders","EventPattern":{"detail":{"total":[{"numeric":[">",1e2]}]}},"State":"DISABLED","Description":"Big ones"})",
                R"({"do":"events:PutRule","rule":"broken","EventPattern":"{oops"})",
                R"({"do":"events:DeleteRule","rule":"big","bus":"orders"})",
                R"({"do":"events:EnableRule","rule":"big"})",
                R"({"do":"events:DisableRule","rule":"big","bus":"arn:aws:events:us-east-1:123456789012:event-bus/orders"})",
                R"({"do":"events:PutTargets","rule":"big","Targets":[{"Id":"1","Arn":"arn:aws:sqs:us-east-1:123456789012:q","Input":"{\"a\": 1}","RetryPolicy":{}},{"Id":"2","Arn":"arn:aws:lambda:us-east-1:123456789012:function:f","InputPath":"$.detail","RetryPolicy":{"MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60},"DeadLetterConfig":{"Arn":"arn:aws:sqs:us-east-1:123456789012:d"}},{"Id":"3","Arn":"arn:aws:events:us-east-1:123456789012:event-bus/other","RoleArn":"arn:aws:iam::123456789012:role/r","InputTransformer":{"InputPathsMap":{"b":"$.x","a":"$.y"},"InputTemplate":"\"<b> <a>\""}}]})",
                R"({"do":"events:RemoveTargets","rule":"big","bus":"orders","Ids":["1","2"]})",
                R"({"do":"events:PutEvents","Entries":[{"Time":"2026-01-01T00:00:00Z","Source":"shop","Resources":["r"],"DetailType":"Order Placed","Detail":{"total":7.50},"EventBusName":"orders"},{"Detail":"no JSON"},{}]})",
                R"({"do":"sns:CreateTopic","topic":"news","Attributes":{"DisplayName":"News","Policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sns:Publish"}]}}})",
                R"({"do":"sns:CreateTopic","topic":"news"})",
                R"({"do":"sns:DeleteTopic","topic":"news"})",
                R"({"do":"sns:SetTopicAttributes","topic":"news","Attributes":{"DisplayName":"","Policy":""}})",
                R"({"do":"sns:Subscribe","topic":"news","Protocol":"sqs","Endpoint":"arn:aws:sqs:us-east-1:123456789012:q","Attributes":{"FilterPolicy":{"kind":["a"]},"FilterPolicyScope":"MessageBody","RawMessageDelivery":"true","RedrivePolicy":{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:d"}}})",
                R"({"do":"sns:Subscribe","topic":"news","Protocol":"email","Endpoint":"ada@example.com"})",
                R"({"do":"sns:Subscribe","topic":"news","Protocol":"https","Endpoint":"https://example.com/hook","endpoint_behaviour":{"status":201,"fail_attempts":2,"fail_status":429,"latency_ms":50,"confirms":true},"Attributes":{"DeliveryPolicy":{"healthyRetryPolicy":{"numRetries":5,"numNoDelayRetries":1,"numMinDelayRetries":1,"numMaxDelayRetries":1,"minDelayTarget":2,"maxDelayTarget":30,"backoffFunction":"geometric"}}}})",
                R"({"do":"sns:SetSubscriptionAttributes","subscription_arn":"arn:aws:sns:us-east-1:123456789012:news:1","Attributes":{"DeliveryPolicy":""}})",
                R"({"do":"brigade:SetEndpointBehaviour","topic":"news","endpoint":"http://example.com","fail_attempts":3})",
                R"({"do":"sns:Unsubscribe","subscription_arn":"arn:aws:sns:us-east-1:123456789012:news:1"})",
                R"({"do":"sns:SetSubscriptionAttributes","subscription_arn":"arn:aws:sns:us-east-1:123456789012:news:1","Attributes":{"FilterPolicy":"","FilterPolicyScope":"MessageAttributes","RawMessageDelivery":"false","RedrivePolicy":""}})",
                R"({"do":"sns:Publish","topic":"news","message":"hello","subject":"Greetings","MessageAttributes":{"kind":{"DataType":"String","StringValue":"a"},"raw":{"DataType":"Binary","BinaryValue":"/wD+"}}})",
                R"({"do":"lambda:CreateEventSourceMapping","EventSourceArn":"arn:aws:sqs:us-east-1:123456789012:q","FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:f","Enabled":false,"BatchSize":100,"MaximumBatchingWindowInSeconds":5,"FunctionResponseTypes":["ReportBatchItemFailures"],"ScalingConfig":{"MaximumConcurrency":2},"FilterCriteria":{"Filters":[{"Pattern":{"body":{"n":[1]}}},{"Pattern":"{no JSON"}]}})",
                R"({"do":"lambda:UpdateEventSourceMapping","uuid":"u","Enabled":true,"BatchSize":10,"MaximumBatchingWindowInSeconds":0,"FunctionResponseTypes":[],"ScalingConfig":{},"FilterCriteria":{}})",
                R"({"do":"lambda:UpdateEventSourceMapping","uuid":"u","BatchSize":1})",
                R"({"do":"lambda:DeleteEventSourceMapping","uuid":"u"})",
                R"({"do":"sqs:StartMessageMoveTask","SourceArn":"arn:aws:sqs:us-east-1:123456789012:d"})",
                R"({"do":"sqs:StartMessageMoveTask","SourceArn":"arn:aws:sqs:us-east-1:123456789012:d","DestinationArn":"arn:aws:sqs:us-east-1:123456789012:q","MaxNumberOfMessagesPerSecond":5})",
                R"j({"do":"events:PutRule","rule":"tick","ScheduleExpression":"rate(5 minutes)"})j",
                R"j({"do":"scheduler:CreateSchedule","schedule":"s","ScheduleExpression":"cron(0 8 * * ? *)","ScheduleExpressionTimezone":"Europe/Paris","StartDate":"2026-01-01T00:00:00Z","EndDate":"2026-02-01T00:00:00.500Z","State":"DISABLED","ActionAfterCompletion":"DELETE","FlexibleTimeWindow":{"Mode":"FLEXIBLE","MaximumWindowInMinutes":15},"Description":"d","Target":{"Arn":"arn:aws:events:us-east-1:123456789012:event-bus/b","RoleArn":"arn:aws:iam::123456789012:role/r","Input":"{\"a\": 1}","EventBridgeParameters":{"DetailType":"t","Source":"s"},"RetryPolicy":{"MaximumRetryAttempts":0},"DeadLetterConfig":{"Arn":"arn:aws:sqs:us-east-1:123456789012:d"}}})j",
                R"j({"do":"scheduler:UpdateSchedule","schedule":"s","ScheduleExpression":"rate(1 hour)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"arn:aws:sqs:us-east-1:123456789012:q","RoleArn":"arn:aws:iam::123456789012:role/r","RetryPolicy":{}}})j",
                R"({"do":"scheduler:DeleteSchedule","schedule":"s","GroupName":"default"})",
                R"({"do":"scheduler:CreateScheduleGroup","Name":"g"})",
                R"({"do":"s3:PutBucketIntelligentTieringConfiguration","bucket":"b","IntelligentTieringConfiguration":{"Id":"t","Filter":{"Prefix":"p"},"Status":"Disabled","Tierings":[{"Days":90,"AccessTier":"ARCHIVE_ACCESS"},{"Days":180,"AccessTier":"DEEP_ARCHIVE_ACCESS"}]}})",
                R"({"do":"s3:DeleteBucketIntelligentTieringConfiguration","bucket":"b","Id":"t"})",
                R"({"do":"scheduler:DeleteScheduleGroup","Name":"g"})",
                R"({"do":"pipes:UpdatePipe","pipe":"p","TargetParameters":{"SqsQueueParameters":{"MessageDeduplicationId":"$.messageId","MessageGroupId":"g"}}})",
                R"({"do":"events:CreateArchive","archive":"a","EventSourceArn":"arn:aws:events:us-east-1:123456789012:event-bus/b","Description":"d","EventPattern":{"source":["x"]},"RetentionDays":7})",
                R"({"do":"events:UpdateArchive","archive":"a","Description":"","EventPattern":"","RetentionDays":0})",
                R"({"do":"events:UpdateArchive","archive":"a","EventPattern":{"source":["y"]}})",
                R"({"do":"events:DeleteArchive","archive":"a"})",
                R"({"do":"events:StartReplay","replay":"r","EventSourceArn":"arn:aws:events:us-east-1:123456789012:archive/a","EventStartTime":"2026-01-01T00:00:00Z","EventEndTime":"2026-01-01T01:00:00Z","Description":"d","Destination":{"Arn":"arn:aws:events:us-east-1:123456789012:event-bus/b","FilterArns":["arn:aws:events:us-east-1:123456789012:rule/b/x"]}})",
                R"({"do":"cloudwatch:PutMetricAlarm","AlarmName":"a","AlarmDescription":"d","ActionsEnabled":false,"OKActions":["arn:aws:sns:us-east-1:123456789012:t"],"AlarmActions":["arn:aws:lambda:us-east-1:123456789012:function:f"],"MetricName":"Errors","Namespace":"AWS/Lambda","Statistic":"Sum","Dimensions":[{"Name":"FunctionName","Value":"f"}],"Period":60,"EvaluationPeriods":3,"DatapointsToAlarm":2,"Threshold":0.50,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"notBreaching"})",
                R"({"do":"cloudwatch:DeleteAlarms","AlarmNames":["a","b"]})",
                R"({"do":"cloudwatch:EnableAlarmActions","AlarmNames":["a"]})",
                R"({"do":"cloudwatch:DisableAlarmActions","AlarmNames":["a"]})",
                R"({"do":"cloudwatch:SetAlarmState","AlarmName":"a","StateValue":"INSUFFICIENT_DATA","StateReason":"testing"})",
                R"({"do":"brigade:SetFault","resource":"arn:aws:sqs:us-east-1:123456789012:q","fault":"outage","for":"5m"})",
                R"({"do":"brigade:SetFault","resource":"arn:aws:sqs:us-east-1:123456789012:q","fault":"none"})",
                R"({"do":"events:PutPermission","bus":"orders","Policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":{"Service":["a","b"],"AWS":"123456789012"},"Action":"events:PutEvents"}]}})",
                R"({"do":"iam:CreateRole","role":"r","Description":"d","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]},"Policies":[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","NotAction":["sqs:*","sns:Publish"],"NotResource":"arn:aws:sqs:*","Condition":{"ArnLike":{"aws:SourceArn":["a","b"],"aws:PrincipalArn":"c"},"StringNotEquals":{"aws:SourceAccount":"1"}}}]}}],"ManagedPolicyArns":["arn:aws:iam::aws:policy/AdministratorAccess"]})",
                R"({"do":"iam:DeleteRole","role":"r"})",
                R"({"do":"iam:UpdateAssumeRolePolicy","role":"r","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}})",
                R"({"do":"iam:PutRolePolicy","role":"r","PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","NotAction":["sqs:*","sns:Publish"],"NotResource":"arn:aws:sqs:*","Condition":{"ArnLike":{"aws:SourceArn":["a","b"],"aws:PrincipalArn":"c"},"StringNotEquals":{"aws:SourceAccount":"1"}}}]}})",
                R"({"do":"iam:DeleteRolePolicy","role":"r","PolicyName":"p"})",
                R"({"do":"iam:AttachRolePolicy","role":"r","PolicyArn":"a"})",
                R"({"do":"iam:DetachRolePolicy","role":"r","PolicyArn":"a"})",
                R"({"do":"brigade:SetPermissionMode","mode":"grant-needed"})",
                R"({"do":"lambda:UpdateFunctionConfiguration","function":"f","Role":"arn:aws:iam::123456789012:role/r"})",
                R"({"do":"brigade:SetFault","resource":"arn:aws:iam::123456789012:role/r","fault":"lost-permission"})",
                R"({"do":"lambda:CreateEventSourceMapping","EventSourceArn":"arn:aws:kinesis:us-east-1:123456789012:stream/s","FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:f","StartingPosition":"AT_TIMESTAMP","StartingPositionTimestamp":1767225600,"BatchSize":10,"ParallelizationFactor":2,"BisectBatchOnFunctionError":true,"MaximumRetryAttempts":0,"MaximumRecordAgeInSeconds":60,"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:d"}}})",
                R"({"do":"lambda:UpdateEventSourceMapping","uuid":"u","ParallelizationFactor":1,"BisectBatchOnFunctionError":false,"MaximumRetryAttempts":-1,"MaximumRecordAgeInSeconds":-1,"DestinationConfig":{}})",
                R"({"do":"dynamodb:CreateTable","table":"items","KeySchema":[{"AttributeName":"id","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"OLD_IMAGE"}})",
                R"({"do":"dynamodb:UpdateTable","table":"items","StreamSpecification":{"StreamEnabled":false}})",
                R"({"do":"dynamodb:DeleteTable","table":"items"})",
                R"({"do":"dynamodb:PutItem","table":"items","Item":{"id":{"S":"a"},"n":{"N":"1"}},"ConditionExpression":"attribute_not_exists(#i) OR n < :n","ExpressionAttributeNames":{"#i":"id"},"ExpressionAttributeValues":{":n":{"N":"2"}}})",
                R"({"do":"dynamodb:UpdateItem","table":"items","Key":{"id":{"S":"a"}},"UpdateExpression":"ADD n :n","ExpressionAttributeValues":{":n":{"N":"2"}}})",
                R"({"do":"dynamodb:DeleteItem","table":"items","Key":{"id":{"S":"a"}}})",
                R"({"do":"kinesis:CreateStream","stream":"clicks","ShardCount":2})",
                R"({"do":"kinesis:DeleteStream","stream":"clicks"})",
                R"({"do":"events:CancelReplay","replay":"again"})",
                R"({"do":"pipes:CreatePipe","pipe":"p","Source":"arn:aws:kinesis:us-east-1:123456789012:stream/s","DesiredState":"STOPPED","SourceParameters":{"FilterCriteria":{"Filters":[{"Pattern":{"data":{"n":[1]}}}]},"KinesisStreamParameters":{"StartingPosition":"LATEST","BatchSize":5,"OnPartialBatchItemFailure":"AUTOMATIC_BISECT"}},"Target":"arn:aws:events:us-east-1:123456789012:event-bus/b","TargetParameters":{"EventBridgeEventBusParameters":{"DetailType":"T"},"InputTemplate":"{}"},"RoleArn":"arn:aws:iam::123456789012:role/r"})",
                R"({"do":"pipes:UpdatePipe","pipe":"p","DesiredState":"RUNNING","SourceParameters":{"FilterCriteria":{},"DynamoDBStreamParameters":{"BatchSize":3,"DeadLetterConfig":{}}},"Enrichment":"","TargetParameters":{"InputTemplate":"<$.a>","LambdaFunctionParameters":{"InvocationType":"REQUEST_RESPONSE"}}})",
                R"({"do":"pipes:StartPipe","pipe":"p"})",
                R"({"do":"pipes:StopPipe","pipe":"p"})",
                R"({"do":"pipes:DeletePipe","pipe":"p"})",
                R"({"do":"kinesis:PutRecord","stream":"clicks","partition_key":"ada","data":"{\"n\": 1}","explicit_hash_key":"0"})",
};

std::string error_text(std::string_view json) {
  const auto command = read_command(json);
  return command ? "" : command.error().text;
}

TEST(CommandJson, WritesEveryCommandAsItWasRead) {
  std::set<size_t> kinds;
  for (const char* json : kCommands) {
    const auto command = read_command(json);
    ASSERT_TRUE(command.has_value()) << json << "\n" << command.error().text;
    EXPECT_EQ(command_json(*command), json);
    kinds.insert(command->index());
  }
  // The one that is ours is named by the engine.
  const std::string ours = R"({"do":")" + std::string(engine::command_name(engine::SetHandlerBehaviour{})) +
                           R"(","function":"f","handler":{"rules":[{"outcome":"fail"}]}})";
  const auto command = read_command(ours);
  ASSERT_TRUE(command.has_value()) << command.error().text;
  EXPECT_EQ(command_json(*command), ours);
  kinds.insert(command->index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<engine::AnyCommand>);
}

TEST(CommandJson, NamesAreAllDifferent) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < std::variant_size_v<engine::AnyCommand>; i++) names.insert(engine::command_name(i));
  EXPECT_EQ(names.size(), std::variant_size_v<engine::AnyCommand>);
}

TEST(CommandJson, AWrongCommandNamesTheNearest) {
  EXPECT_EQ(error_text(R"({"do":"s3:PutObjekt","bucket":"b","key":"k"})"),
            "\"s3:PutObjekt\" is no command; did you mean \"s3:PutObject\"?");
  EXPECT_EQ(error_text(R"({"bucket":"b"})"), "Here \"do\" is missing: a command needs it.");
}

TEST(CommandJson, AMisspeltMemberNamesTheNearest) {
  EXPECT_EQ(error_text(R"({"do":"s3:PutObject","bukcet":"b","key":"k"})"),
            "\"bukcet\" is no member of a command; did you mean \"bucket\"?");
  EXPECT_EQ(error_text(R"({"do":"s3:PutObject","bucket":"b","key":"k","Size":3})"),
            "\"Size\" is no member of a command; did you mean \"size\"?");
}

TEST(CommandJson, ABodyGivesSizeAndMd5) {
  const auto command = read_command(R"({"do":"s3:PutObject","bucket":"b","key":"k","body":"hello"})");
  ASSERT_TRUE(command.has_value());
  const auto& put = std::get<engine::PutObject>(*command);
  EXPECT_EQ(put.body.size_bytes, 5u);
  EXPECT_EQ(put.body.md5_hex, "5d41402abc4b2a76b9719d911017c592");
  EXPECT_EQ(put.body.content, "hello");
}

TEST(CommandJson, ABodyThatIsNoTextIsBase64) {
  engine::PutObject put{"b", "k", {3, "", std::string("\xff\x00\xfe", 3)}, engine::S3Event::ObjectCreatedPut};
  const std::string json = command_json(put);
  EXPECT_EQ(json, R"({"do":"s3:PutObject","bucket":"b","key":"k","body_base64":"/wD+"})");
  const auto again = read_command(json);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::get<engine::PutObject>(*again).body.content, put.body.content);
}

TEST(CommandJson, ABodyHasALimitAndItsOwnSize) {
  const std::string large(kMaxBodyBytes + 1, 'x');
  EXPECT_EQ(error_text(R"({"do":"s3:PutObject","bucket":"b","key":"k","body":")" + large + "\"}"),
            "A body is at most 256 KB; give \"size\" and \"md5\" of a larger object.");
  EXPECT_EQ(error_text(R"({"do":"s3:PutObject","bucket":"b","key":"k","body":"abc","size":4})"),
            "\"size\" is not the size of the body; leave it out.");
}

TEST(CommandJson, JsonInATextIsTheSameAsThatJson) {
  const auto object =
      read_command(R"({"do":"events:PutRule","rule":"r","EventPattern":{ "source": ["a"] }})");
  const auto text =
      read_command(R"({"do":"events:PutRule","rule":"r","EventPattern":"{\"source\":[\"a\"]}"})");
  ASSERT_TRUE(object.has_value() && text.has_value());
  EXPECT_EQ(std::get<engine::PutRule>(*object).pattern, R"({"source":["a"]})");
  EXPECT_EQ(std::get<engine::PutRule>(*text).pattern, R"({"source":["a"]})");
  EXPECT_EQ(error_text(R"({"do":"events:PutRule","rule":"r","EventPattern":["a"]})"),
            "\"EventPattern\" is an object in braces, or the text of one.");
}

TEST(CommandJson, FaultsHaveAKindAndATime) {
  EXPECT_EQ(
      error_text(R"({"do":"brigade:SetFault","resource":"r","fault":"fire"})"),
      "\"fault\" is \"outage\", \"throttle\", \"slow\", \"duplicate\", \"reorder\", \"lost-permission\" or "
      "\"none\".");
  EXPECT_EQ(error_text(R"({"do":"brigade:SetFault","resource":"r","fault":"outage","for":300})"),
            "\"for\" is a time such as \"30s\" or \"5m\".");
}

TEST(CommandJson, WhatSubscriptionsCannotBeIsSaid) {
  EXPECT_EQ(
      error_text(R"({"do":"sns:Subscribe","topic":"t","Protocol":"sms","Endpoint":"+331"})"),
      "\"Protocol\" is \"sqs\", \"lambda\", \"email\", \"http\" or \"https\"; others are not simulated yet.");
  EXPECT_EQ(error_text(R"({"do":"sns:Subscribe","topic":"t","Protocol":"sqs","Endpoint":"q",
                           "Attributes":{"FilterPolicyScope":"Body"}})"),
            "\"FilterPolicyScope\" is \"MessageAttributes\" or \"MessageBody\".");
  EXPECT_EQ(error_text(R"({"do":"sns:Subscribe","topic":"t","Protocol":"sqs","Endpoint":"q",
                           "Attributes":{"RawMessageDelivery":"yes"}})"),
            "\"RawMessageDelivery\" is \"true\" or \"false\".");
}

TEST(CommandJson, NumbersThatCannotBeAreRefused) {
  for (const char* json : {R"({"do":"s3:PutObject","bucket":"b","key":"k","size":-1})",
                           R"({"do":"s3:PutObject","bucket":"b","key":"k","size":1.5})",
                           R"({"do":"s3:PutObject","bucket":"b","key":"k","size":1e30})",
                           R"({"do":"s3:PutObject","bucket":"b","key":"k","size":"7"})",
                           R"({"do":"lambda:CreateFunction","function":"f","MemorySize":4294967296})",
                           R"({"do":"lambda:CreateFunction","function":"f","Timeout":99999999999999999})",
                           R"({"do":"sqs:SendMessage","queue":"q","body":"x","DelaySeconds":-3})"}) {
    EXPECT_NE(error_text(json).find("whole number"), std::string::npos) << json;
  }
}

TEST(CommandJson, WhatIsNoObjectIsAnError) {
  for (const char* json : {"[]", "3", "null", "\"s3:PutObject\"", "{}", ""})
    EXPECT_NE(error_text(json), "") << json;
}

}  // namespace
}  // namespace brigade::formats
