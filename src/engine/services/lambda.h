// AWS Lambda, asynchronous invocation: accepted with 202, internal queue, attempts, retries, throttling,
// timeout, dead-letter queue and destinations. Also the environments that run it, cold and warm. Rules:
// Lambda Developer Guide, "Invoking a Lambda function asynchronously", "Retaining records of asynchronous
// invocations", "Understanding Lambda function scaling", and recordings of the real service for conditions
// and look-ahead of the event age. Not modelled: synchronous invocation, versions and aliases, provisioned
// concurrency, the scaling rate, the execution role's permissions, duplicates.
#pragma once
#include "engine/engine.h"

namespace brigade::engine::lambda {

inline constexpr int64_t kFirstRetryMs = 60'000, kSecondRetryMs = 120'000;
inline constexpr int64_t kThrottleBackoffMs = 1'000, kMaxThrottleBackoffMs = 300'000;
inline constexpr int64_t kIdleEnvironmentMs = 300'000;  // our assumption: reclaimed after 5 idle minutes
inline constexpr uint32_t kMinUnreserved = 100;
// In a chain of requests functions are invoked this often; the next invocation is stopped. Source: "Using
// Lambda recursive loop detection". EventBridge does not hand the chain on.
inline constexpr uint32_t kMaxChainInvocations = 16;
// Which of a function's three ways out made a delivery: Delivery::rule of what arrives there.
inline constexpr uint32_t kDeadLetterPlace = 5, kOnSuccessPlace = 6, kOnFailurePlace = 7;
inline constexpr size_t kMaxAsyncPayloadBytes = 1'048'576;

base::Status apply(Engine& engine, const CreateFunction& command);
base::Status apply(Engine& engine, const UpdateFunctionConfiguration& command);
base::Status apply(Engine& engine, const PutFunctionConcurrency& command);
base::Status apply(Engine& engine, const PutFunctionEventInvokeConfig& command);
base::Status apply(Engine& engine, const PutFunctionRecursionConfig& command);
base::Status apply(Engine& engine, const AddPermission& command);
base::Status apply(Engine& engine, const RemovePermission& command);
base::Status apply(Engine& engine, const DeleteFunction& command);
base::Status apply(Engine& engine, const Invoke& command);
base::Status apply(Engine& engine, const SetHandlerBehaviour& command);

// --- what event source mappings need ---
// An environment for a synchronous invocation, which counts as running: the slot of the invocation. kNone
// where it is throttled. The caller says what it is about, then completes it.
uint32_t start_invocation(Engine& engine, ResourceId function);
void complete(Engine& engine, uint32_t invocation, const HandlerResult& result);  // sets its end
// Fills in what the event is about. Only calls have templates, which want to know more than the key.
void tell_origin(const Engine& engine, const Message& message, bool has_calls, InvocationInput& input);
// What the script makes of one record of a batch, its calls included.
HandlerResult run_script_on_record(Engine& engine, uint32_t delivery, const InvocationInput& input);
// A call that the handler makes for this delivery. Refused: `error_text` is the SDK's (History::texts).
base::Status call_service(Engine& engine, uint32_t delivery, ResourceId function, const Command& command,
                          uint32_t& error_text);

// Steps.
void accept(Engine& engine, uint32_t delivery);  // an event arrives: 202, into the internal queue
void start_attempt(Engine& engine, uint32_t delivery);
void end_attempt(Engine& engine, uint32_t invocation);
void retry_due(Engine& engine, uint32_t delivery);
void move_to_dead_letter(Engine& engine, uint32_t delivery);
void reclaim_environments(Engine& engine, uint32_t function_state);
void timer_without_target(Engine& engine, uint32_t delivery);  // the function was deleted meanwhile

// A waiting handler answered.
void resume_with(Engine& engine, uint32_t invocation, const HandlerAnswer& answer);

// How many may run at once: its reserved concurrency, else what the account leaves unreserved.
uint32_t concurrency_limit(const World& world, const FunctionConfig& config, uint32_t account_concurrency);

}  // namespace brigade::engine::lambda
