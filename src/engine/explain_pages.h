// The pages of the services' documentation that explanations (explain_why.cpp) link to, one a subject.
#pragma once
#include <string_view>

namespace brigade::engine::pages {

inline constexpr std::string_view kS3Filtering =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html";
inline constexpr std::string_view kS3Notifications =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html";
inline constexpr std::string_view kTagging =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "notification-how-to-event-types-and-destinations.html";
inline constexpr std::string_view kLifecycle =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html";
inline constexpr std::string_view kRestore =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html";
inline constexpr std::string_view kReplication =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html";
inline constexpr std::string_view kReplicationEvents =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-metrics-events.html";
inline constexpr std::string_view kAsync =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html";
inline constexpr std::string_view kSync = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html";
inline constexpr std::string_view kRoutes =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html";
inline constexpr std::string_view kProxy =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html";
inline constexpr std::string_view kProxyErrors =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html";
inline constexpr std::string_view kAsyncErrors =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html";
inline constexpr std::string_view kAsyncRetain =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html";
inline constexpr std::string_view kConcurrency =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html";
inline constexpr std::string_view kEnvironments =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html";
inline constexpr std::string_view kTimeout =
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html";
inline constexpr std::string_view kVisibility =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html";
inline constexpr std::string_view kQueueDlq =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html";
inline constexpr std::string_view kQueueDelay =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html";
inline constexpr std::string_view kQueueLifecycle =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html";
inline constexpr std::string_view kPolling =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-short-and-long-polling.html";

inline constexpr std::string_view kRecursion =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html";
inline constexpr std::string_view kMapping = "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html";
inline constexpr std::string_view kMappingErrors =
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html";
inline constexpr std::string_view kMappingFilters =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html";
inline constexpr std::string_view kMoveTask =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-configure-dead-letter-queue-redrive.html";
inline constexpr std::string_view kItems =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html";
inline constexpr std::string_view kTableStreams =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html";
inline constexpr std::string_view kShards =
    "https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html";
inline constexpr std::string_view kStreamPolling =
    "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html";
inline constexpr std::string_view kStreamErrors =
    "https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html";
inline constexpr std::string_view kBuses =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html";
inline constexpr std::string_view kPatterns =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html";
inline constexpr std::string_view kTargets =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html";
inline constexpr std::string_view kRuleDlq =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html";
inline constexpr std::string_view kRuleRetries =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html";
inline constexpr std::string_view kInput =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html";
inline constexpr std::string_view kPutEvents =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html";
inline constexpr std::string_view kSchedules =
    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
inline constexpr std::string_view kScheduleTargets =
    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html";
inline constexpr std::string_view kScheduledRules =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html";
inline constexpr std::string_view kArchives =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive-event.html";
inline constexpr std::string_view kReplays =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html";
inline constexpr std::string_view kFanOut =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-common-scenarios.html";
inline constexpr std::string_view kFilterPolicies =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html";
inline constexpr std::string_view kAlarms =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html";
inline constexpr std::string_view kAlarmActions =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html";
inline constexpr std::string_view kPolicyEvaluation =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
inline constexpr std::string_view kTiering =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-intelligent-tiering.html";
inline constexpr std::string_view kEndpoints =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html";
inline constexpr std::string_view kEndpointRetries =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html";
inline constexpr std::string_view kEmail =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html";

inline constexpr std::string_view kFifoDelivery =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "FIFO-queues-understanding-logic.html";
inline constexpr std::string_view kExactlyOnce =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "FIFO-queues-exactly-once-processing.html";
inline constexpr std::string_view kTopicDeduplication =
    "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html";
inline constexpr std::string_view kSendBatch =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html";
inline constexpr std::string_view kAtLeastOnce =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "standard-queues-at-least-once-delivery.html";
inline constexpr std::string_view kStandardQueues =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html";

inline constexpr std::string_view kPipeFilters =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html";
inline constexpr std::string_view kPipeBatches =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html";
inline constexpr std::string_view kPipeEnrichment =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/pipes-enrichment.html";
inline constexpr std::string_view kPipeTargets =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html";
inline constexpr std::string_view kPipeErrors =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-error-troubleshooting.html";

}  // namespace brigade::engine::pages
