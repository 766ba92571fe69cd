// The configurations of a random world's resources, and the names that they share with its commands.
#pragma once
#include "unit/engine/random_world.h"

namespace brigade::engine {

inline constexpr uint64_t kBuckets = 2, kFunctions = 3, kQueues = 3, kTopics = 2, kRules = 3;

std::string random_role_arn(Dice& dice);
HandlerBehaviour random_handler(Dice& dice);
// What it may do changes all the time.
std::vector<PolicyStatement> random_statements(Dice& dice);
CreateRole random_role(Dice& dice, std::string name);
FunctionConfig random_function(Dice& dice);
QueueConfig random_queue(Dice& dice, uint64_t number);
// Queues, functions and topics, now and then one that is not there.
std::string random_endpoint(Dice& dice);
// Only the default bus forwards: two buses that forward to each other do so for ever, as the real ones would.
RuleTarget random_target(Dice& dice, uint64_t number, const std::string& bus);
std::string random_pattern(Dice& dice);
EndpointBehaviour random_endpoint_behaviour(Dice& dice);
inline constexpr const char* kRandomHook = "https://example.com/hook";
Subscription random_subscription(Dice& dice);
EventSourceMappingConfig random_mapping(Dice& dice);
std::string random_stream_arn(Dice& dice);
EventSourceMappingConfig random_stream_mapping(Dice& dice);
CreatePipe random_pipe(Dice& dice);
ScheduleConfig random_schedule(Dice& dice);
// An alarm of any kind of metric, with any way to treat what is missing.
PutMetricAlarm random_alarm(Dice& dice);
std::vector<NotificationRule> random_rules(Dice& dice);
std::string random_route_key(Dice& dice);
PutBucketLifecycleConfiguration random_lifecycle(Dice& dice);
Command random_tiering(Dice& dice);
PutBucketReplication random_replication(Dice& dice);

}  // namespace brigade::engine
