// AWS Lambda. Asynchronous invocation: accepted with 202, internal queue, attempts, retries, throttling,
// timeout, dead-letter queue and destinations. Synchronous invocation: one attempt, and the caller is told.
// Also the environments that run both, cold and warm. Rules: Lambda Developer Guide, "Invoking a Lambda
// function asynchronously", "... synchronously", "Retaining records of asynchronous invocations",
// "Understanding Lambda function scaling", and recordings of the real service. Not modelled: versions and
// aliases, provisioned concurrency, duplicates.
#pragma once
#include <optional>
#include <string>

#include "engine/engine.h"

namespace brigade::engine::lambda {

inline constexpr int64_t kFirstRetryMs = 60'000, kSecondRetryMs = 120'000;
inline constexpr int64_t kThrottleBackoffMs = 1'000, kMaxThrottleBackoffMs = 300'000;
inline constexpr int64_t kIdleEnvironmentMs = 300'000;  // our assumption: reclaimed after 5 idle minutes
inline constexpr uint32_t kMinUnreserved = 100;
// The concurrency scaling rate: a function gets 1,000 environments more every 10 seconds. Used up, it comes
// back evenly; what is not used is not saved up. Source: "Lambda scaling behavior".
inline constexpr int64_t kScalingWindowMs = 10'000, kScalingEnvironments = 1'000;
inline constexpr int64_t kScalingEnvironmentMs = kScalingWindowMs / kScalingEnvironments;
// In a chain of requests functions are invoked this often; the next invocation is stopped. Source: "Using
// Lambda recursive loop detection". EventBridge does not hand the chain on.
inline constexpr uint32_t kMaxChainInvocations = 16;
// Which of a function's three ways out made a delivery: Delivery::rule of what arrives there.
inline constexpr uint32_t kDeadLetterPlace = 5, kOnSuccessPlace = 6, kOnFailurePlace = 7;
inline constexpr size_t kMaxAsyncPayloadBytes = 1'048'576;
inline constexpr size_t kMaxSyncPayloadBytes = 6'291'456, kMaxResponseBytes = 6'291'556;

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
// Fills in what the event is about. Only templates want to know more than the key (reads_event()).
void tell_origin(const Engine& engine, const Message& message, bool has_templates, InvocationInput& input);
// What the script makes of one record of a batch, its calls included.
HandlerResult run_script_on_record(Engine& engine, uint32_t delivery, const InvocationInput& input);
// A call that the handler makes for this delivery. Refused: `error_text` is the SDK's (History::texts).
base::Status call_service(Engine& engine, uint32_t delivery, ResourceId function, const Command& command,
                          uint32_t& error_text);

// --- synchronous invocation (lambda_sync.cpp) ---
// How it ended. A function's own error is a FunctionError: status 200, and `response` says which error.
enum class SyncStatus : uint8_t { Succeeded, FunctionError, Throttled, ServiceError, FunctionGone };
struct SyncResult {
  SyncStatus status = SyncStatus::Succeeded;
  bool timed_out = false;
  uint32_t response = kNone;  // the payload, JSON: History::texts; kNone: null
  uint32_t record = kNone;    // the last record about it, for what it causes
  TimeMs duration_ms = 0;     // of the handler, without init
};
// Who waits is told by a function of its own, once, in the step in which the invocation ends: its case in
// told() of lambda_sync.cpp. `tag` comes back with it.

// Invokes the function that the delivery is for, at once, with the payload that the delivery has
// (payload_of). The delivery ends with it: delivered, or dropped where it failed, for nobody tries again.
// kNone where Lambda refuses: then the delivery has ended, `refused` says why, and the caller is not told
// again. Who may invoke is the caller's affair. Else the invocation's slot.
uint32_t invoke_sync(Engine& engine, uint32_t delivery, SyncCaller caller, uint32_t tag, SyncResult& refused);

// The same for a batch, whose messages stay where they are: there is no delivery to the function. The caller
// runs the script on each of its deliveries (run_script_on_record; response_of for what it returns), then
// completes the invocation. kNone where Lambda refuses, as above.
uint32_t start_sync(Engine& engine, ResourceId function, SyncCaller caller, uint32_t tag,
                    SyncResult& refused);
void complete_with(Engine& engine, uint32_t invocation, const HandlerResult& result,
                   std::string_view response);

// The caller waits no longer. The function runs on, and nobody is told.
void stop_waiting(Engine& engine, uint32_t invocation);
// A step: it ends. `alive`: the function is still there.
void end_sync(Engine& engine, const Invocation& invocation, bool alive);
// "429 TooManyRequestsException: Rate Exceeded. (Reason: ...)"
std::string refusal_answer(SyncRefusal refusal);

// Why the function cannot start now; nothing where it can.
std::optional<SyncRefusal> cannot_start(const Engine& engine, ResourceId function);
// The same with a configuration that need not be the one in force.
std::optional<SyncRefusal> cannot_start(const World& world, const FunctionConfig& config, ResourceId function,
                                        uint32_t account_concurrency);
// Whether it has an idle environment, or its scaling rate room for a new one.
inline bool may_grow(const FunctionState& function, TimeMs now_ms) {
  return function.idle_top != kNone ||
         function.scaled_ms <= now_ms + kScalingWindowMs - kScalingEnvironmentMs;
}
// New environments that count towards the scaling rate now.
int64_t scaled_environments(const FunctionState& function, TimeMs now_ms);
// An environment runs an invocation of this version from now on. Counts it; the caller fills in the rest.
uint32_t occupy(Engine& engine, ResourceId function, uint32_t version);
void run_handler(Engine& engine, uint32_t invocation);  // of a delivery
void count_throttle(Engine& engine, ResourceId function);
void note_attempt(Engine& engine, uint32_t invocation);  // the record of its start

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
