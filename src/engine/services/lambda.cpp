// Asynchronous invocation at work: the internal queue, attempts, retries, throttling, environments,
// destinations and dead letters. Rules: "Invoking a Lambda function asynchronously" and "Understanding Lambda
// function scaling". Configuration is checked in lambda_config.cpp.
#include "engine/services/lambda.h"

#include <algorithm>
#include <cassert>

#include "base/json.h"
#include "engine/services/delivery.h"
#include "engine/services/event_source.h"
#include "engine/services/iam.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/s3.h"
#include "engine/services/sqs.h"

namespace brigade::engine::lambda {

using base::fail;
using base::Status;

namespace {

FunctionState& state_of(Engine& engine, ResourceId id) {
  return engine.w.functions.edit(engine.w.resource(id).state);
}

uint32_t take_environment(Engine& engine, FunctionState& function, uint32_t function_state, bool& cold) {
  cold = function.idle_top == kNone;
  if (cold) {
    const uint32_t slot = engine.w.environments.take();
    Environment& made = engine.w.environments.edit(slot);
    made.function = function_state;
    made.number = ++function.environments_made;
    function.scaled_ms = std::max(function.scaled_ms, engine.w.now_ms) + kScalingEnvironmentMs;
    made.started_ms = engine.w.now_ms;
    return slot;
  }
  const uint32_t slot = function.idle_top;
  function.idle_top = engine.w.environments[slot].next_free;
  if (--function.idle_count == 0) {
    function.idle_bottom = kNone;
    engine.w.scheduler.cancel(function.reclaim_timer);
  } else {
    engine.w.environments.edit(function.idle_top).above = kNone;
  }
  return slot;
}

void rest_environment(Engine& engine, FunctionState& function, uint32_t function_state, uint32_t slot) {
  Environment& environment = engine.w.environments.edit(slot);
  environment.running = kNone;
  environment.idle_since_ms = engine.w.now_ms;
  environment.next_free = function.idle_top;
  environment.above = kNone;
  if (function.idle_top != kNone) engine.w.environments.edit(function.idle_top).above = slot;
  function.idle_top = slot;
  if (function.idle_count++ == 0) {
    function.idle_bottom = slot;
    function.reclaim_timer =
        engine.at(engine.w.now_ms + kIdleEnvironmentMs, TimerKind::ReclaimEnvironment, function_state);
  }
}

// After an error or a throttle, or at once: what becomes of an event that will not be tried again.
void give_up(Engine& engine, uint32_t slot, RecordKind kind, DestinationCondition condition, uint32_t value) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const FunctionConfig& config = engine.function_config(delivery.target);
  delivery.condition = static_cast<uint8_t>(condition);
  engine.record(delivery, kind, delivery.attempts, value);
  engine.count(kind == RecordKind::RecursiveInvocationDropped ? Metric::RecursiveInvocationsDropped
                                                              : Metric::AsyncEventsDropped,
               delivery.target);
  if (config.dead_letter_arn.empty() && config.on_failure_arn.empty()) {
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::NoDeadLetterQueue));
    return;
  }
  delivery.state = DeliveryState::Ending;
  delivery.timer = engine.at(engine.w.now_ms, TimerKind::MoveToDeadLetter, slot);
}

bool would_be_too_old(const Delivery& delivery, const FunctionConfig& config, TimeMs at_ms) {
  return at_ms >= delivery.accepted_ms + TimeMs{config.maximum_event_age_s} * 1000;
}

void back_off(Engine& engine, uint32_t slot, TimeMs backoff_ms) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.state = DeliveryState::BackingOff;
  delivery.timer = engine.at(engine.w.now_ms + backoff_ms, TimerKind::RetryAttempt, slot);
  ++state_of(engine, delivery.target).retrying;
}

void after_failure(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const FunctionConfig& config = engine.function_config(delivery.target);
  if (delivery.attempts > config.maximum_retry_attempts) {
    give_up(engine, slot, RecordKind::RetriesExhausted, DestinationCondition::RetriesExhausted, 0);
    return;
  }
  const TimeMs backoff_ms = delivery.attempts == 1 ? kFirstRetryMs : kSecondRetryMs;
  if (would_be_too_old(delivery, config, engine.w.now_ms + backoff_ms)) {
    give_up(engine, slot, RecordKind::EventAgeExceeded, DestinationCondition::EventAgeExceeded,
            config.maximum_event_age_s);
    return;
  }
  engine.record(delivery, RecordKind::RetryScheduled, static_cast<uint16_t>(delivery.attempts + 1),
                static_cast<uint32_t>(backoff_ms));
  ++state_of(engine, delivery.target).in_queue;
  back_off(engine, slot, backoff_ms);
}

void throttle(Engine& engine, uint32_t slot, const FunctionConfig& config) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const int doublings = std::min<int>(delivery.throttles, 9);
  const TimeMs backoff_ms = std::min<TimeMs>(kThrottleBackoffMs << doublings, kMaxThrottleBackoffMs);
  if (delivery.throttles < UINT16_MAX) ++delivery.throttles;
  engine.record(delivery, RecordKind::Throttled, delivery.throttles, static_cast<uint32_t>(backoff_ms));
  count_throttle(engine, delivery.target);
  if (would_be_too_old(delivery, config, engine.w.now_ms + backoff_ms)) {
    --state_of(engine, delivery.target).in_queue;
    give_up(engine, slot, RecordKind::EventAgeExceeded, DestinationCondition::EventAgeExceeded,
            config.maximum_event_age_s);
    return;
  }
  back_off(engine, slot, backoff_ms);
}

InvocationInput input_of(const Engine& engine, const Invocation& invocation) {
  const Delivery& delivery = engine.w.deliveries[invocation.delivery];
  InvocationInput input;
  input.function = delivery.target;
  input.invocation = invocation.number;
  input.attempt = delivery.attempts;
  input.cold = invocation.cold != 0;
  input.calls = invocation.calls;
  const bool reads = reads_event(engine.h.function_config(invocation.function_version).handler);
  tell_origin(engine, engine.w.messages[delivery.message], reads, input);
  if (!reads) return input;
  input.event = render_payload({engine.w, engine.h, engine.plan}, payload_of(engine.w, engine.h, delivery));
  return input;
}

void follow(Engine& engine, uint32_t slot, HandlerAnswer answer) {
  constexpr uint32_t kMaxCalls = 1000;
  for (;;) {
    Invocation& invocation = engine.w.invocations.edit(slot);
    if (answer.kind == HandlerAnswer::Kind::Complete || invocation.calls >= kMaxCalls) {
      complete(engine, slot, answer.result);
      return;
    }
    if (answer.kind == HandlerAnswer::Kind::Waiting) {
      invocation.state = InvocationState::WaitingForHandler;
      engine.w.waiting_invocation = slot;
      return;
    }
    const uint32_t delivery_slot = invocation.delivery;
    ++invocation.calls;
    uint32_t error = kNone;
    const Status status = call_service(engine, delivery_slot, engine.w.deliveries[delivery_slot].target,
                                       answer.call.front(), error);
    CallResponse response;
    if (!status) {
      response = {false, status.error().code, status.error().text};
      engine.w.invocations.edit(slot).error = error;
    }
    const Invocation& called = engine.w.invocations[slot];
    answer = engine.handler.resume(input_of(engine, called),
                                   engine.h.function_config(called.function_version).handler, answer.result,
                                   response);
  }
}

// What is known about the end of an event, for a destination record or a dead letter.
uint32_t derive(Engine& engine, const Delivery& delivery, DestinationCondition condition) {
  Derivation made{};
  made.by = delivery.target;
  // What ran last tells what failed, even where it was changed since.
  made.version =
      delivery.ran_version == kNone ? engine.w.resource(delivery.target).config : delivery.ran_version;
  made.parent_delivery = delivery.number;
  made.parent = payload_of(engine.w, engine.h, delivery);
  made.condition = static_cast<uint16_t>(condition);
  made.invoke_count = delivery.attempts;
  made.handler_rule = delivery.handler_rule == kNoHandlerRule ? kNone : delivery.handler_rule;
  const bool has_text = made.handler_rule == kCallRefusedRule || condition == DestinationCondition::Success;
  made.error = has_text ? delivery.place : kNone;
  made.target = delivery.target;
  made.timed_out = delivery.timed_out;
  made.time_ms = engine.w.now_ms;
  return engine.make_derivation(made);
}

void send_to(Engine& engine, const Delivery& delivery, const std::string& arn, bool success, uint32_t place) {
  const uint32_t version = engine.w.resource(delivery.target).config;
  const ResourceId target = engine.target(version, place, arn);
  const auto condition =
      success ? DestinationCondition::Success : static_cast<DestinationCondition>(delivery.condition);
  const uint32_t derivation = derive(engine, delivery, condition);
  const Payload payload{PayloadForm::Derived, PayloadKind::DestinationRecord, 0, derivation, kNone, kNone};
  Engine::NewMessage made =
      Engine::made_of(engine.w.messages[delivery.message], payload, delivery.last_record, delivery.target);
  made.derivation = derivation;
  if (success) ++made.lineage;  // the function ran
  const uint32_t slot = engine.make_message(made);
  const uint32_t sent =
      engine.make_delivery(slot, target, version, place, engine.w.messages[slot].created_record);
  Delivery& on_its_way = engine.w.deliveries.edit(sent);
  on_its_way.last_record = engine.record({RecordKind::SentToDestination, on_its_way.last_record, target,
                                          version, engine.w.messages[slot].number, on_its_way.number,
                                          static_cast<uint16_t>(success ? 1 : 0), delivery.target.value});
  engine.schedule_delivery(sent, engine.w.now_ms);
}

// Named with the configuration that ran, not with the one in force by now.
void record_failure(Engine& engine, Delivery& delivery, RecordKind kind, uint32_t value) {
  delivery.last_record = engine.record({kind, delivery.last_record, delivery.target, delivery.ran_version,
                                        delivery.message_number, delivery.number, delivery.attempts, value});
}

void finish(Engine& engine, uint32_t delivery_slot, const Invocation& invocation) {
  Delivery& delivery = engine.w.deliveries.edit(delivery_slot);
  const bool succeeded = static_cast<HandlerOutcome>(invocation.outcome) == HandlerOutcome::Succeed;
  delivery.place = succeeded ? invocation.response : invocation.error;
  delivery.ran_version = invocation.function_version;
  delivery.handler_rule =
      invocation.handler_rule == kNone ? kNoHandlerRule : static_cast<uint8_t>(invocation.handler_rule);
  delivery.timed_out = 0;
  const auto duration = static_cast<uint32_t>(invocation.duration_ms);
  switch (static_cast<HandlerOutcome>(invocation.outcome)) {
    case HandlerOutcome::Succeed: {
      const std::string& on_success = engine.function_config(delivery.target).on_success_arn;
      if (!on_success.empty()) send_to(engine, Delivery(delivery), on_success, true, kOnSuccessPlace);
      engine.end(delivery_slot, RecordKind::AttemptSucceeded, delivery.attempts, duration);
      return;
    }
    case HandlerOutcome::Fail:
      record_failure(engine, delivery, RecordKind::AttemptFailed,
                     failure_value(duration, invocation.handler_rule));
      break;
    case HandlerOutcome::TimeOut:
      delivery.timed_out = 1;
      record_failure(engine, delivery, RecordKind::AttemptTimedOut, duration);
      break;
  }
  ++state_of(engine, delivery.target).errors;
  after_failure(engine, delivery_slot);
}

// The init phase is billed too (since 2025-08-01).
void bill(Engine& engine, ResourceId id, const Invocation& invocation) {
  const FunctionConfig& config = engine.h.function_config(invocation.function_version);
  const TimeMs init_ms = invocation.cold != 0 ? config.handler.init_duration_ms : 0;
  const auto billed_ms = static_cast<uint64_t>(invocation.duration_ms + init_ms);
  FunctionState& function = state_of(engine, id);
  function.billed_ms += billed_ms;
  function.billed_mb_ms += billed_ms * config.memory_mb;
}

void count_end(Engine& engine, ResourceId id, const Invocation& invocation) {
  engine.count(Metric::Duration, id, invocation.duration_ms);
  const bool failed = static_cast<HandlerOutcome>(invocation.outcome) != HandlerOutcome::Succeed;
  if (failed) engine.count(Metric::Errors, id);
}

}  // namespace

void run_handler(Engine& engine, uint32_t slot) {
  const Invocation& invocation = engine.w.invocations[slot];
  const FunctionConfig& config = engine.h.function_config(invocation.function_version);
  if (invocation.number < engine.tape.size() && !engine.tape[invocation.number].empty()) {
    const std::vector<HandlerAnswer> answers = engine.tape[invocation.number];
    for (const HandlerAnswer& answer : answers) {
      engine.w.waiting_invocation = kNone;
      follow(engine, slot, answer);
    }
    return;
  }
  base::Stream& random = engine.w.resources.edit(invocation.function.index()).stream;
  follow(engine, slot, engine.handler.begin(input_of(engine, invocation), config.handler, random));
}

void count_throttle(Engine& engine, ResourceId id) {
  ++state_of(engine, id).throttles;
  ++engine.w.tally.throttles;
  engine.count(Metric::Throttles, id);
}

void note_attempt(Engine& engine, uint32_t slot) {
  const Invocation& invocation = engine.w.invocations[slot];
  Delivery& delivery = engine.w.deliveries.edit(invocation.delivery);
  const uint32_t environment_number = engine.w.environments[invocation.environment].number;
  engine.record(delivery, RecordKind::AttemptStarted, delivery.attempts,
                environment_number | (invocation.cold != 0 ? 0x80000000u : 0));
}

uint32_t occupy(Engine& engine, ResourceId id, uint32_t version) {
  const uint32_t function_state = engine.w.resource(id).state;
  FunctionState& function = engine.w.functions.edit(function_state);
  bool cold = false;
  const uint32_t environment = take_environment(engine, function, function_state, cold);
  ++function.running;
  ++function.invocations;
  if (!engine.h.function_config(version).reserved_concurrency) ++engine.w.unreserved_running;
  ++engine.w.tally.attempts;
  const uint32_t slot = engine.w.invocations.take();
  Environment& runs_in = engine.w.environments.edit(environment);
  runs_in.running = slot;
  ++runs_in.invocations;
  Invocation& invocation = engine.w.invocations.edit(slot);
  invocation.number = engine.w.invocations_made++;
  invocation.environment = environment;
  invocation.function_version = version;
  invocation.function = id;
  invocation.cold = cold ? 1 : 0;
  invocation.delivery = invocation.error = invocation.batch = invocation.response = kNone;
  invocation.started_ms = engine.w.now_ms;
  engine.count(Metric::Invocations, id);
  engine.count(Metric::ConcurrentExecutions, id, function.running);
  return slot;
}

// A success of somebody who waits, or of which a destination is told, returns something.
static void take_response(Engine& engine, uint32_t slot, HandlerResult& result) {
  const Invocation& invocation = engine.w.invocations[slot];
  const FunctionConfig& config = engine.h.function_config(invocation.function_version);
  const bool wanted = invocation.caller != SyncCaller::None || !config.on_success_arn.empty();
  if (!wanted || invocation.delivery == kNone || result.outcome != HandlerOutcome::Succeed) return;
  const std::string response = response_of(config.handler, input_of(engine, invocation));
  if (response.size() > kMaxResponseBytes) {
    result = {HandlerOutcome::Fail, result.duration_ms, kResponseTooLargeRule};
  } else {
    engine.w.invocations.edit(slot).response = engine.add_text(response);
  }
}

// The handler is done: when does the attempt end?
void complete(Engine& engine, uint32_t slot, const HandlerResult& from_handler) {
  HandlerResult result = from_handler;
  const uint32_t ran = engine.w.invocations[slot].function_version;
  const FunctionConfig& config = engine.h.function_config(ran);
  if (!config.handler.response.empty()) [[unlikely]]
    take_response(engine, slot, result);
  Invocation& invocation = engine.w.invocations.edit(slot);
  const bool late = result.outcome == HandlerOutcome::TimeOut || result.duration_ms > config.timeout_ms;
  invocation.state = InvocationState::Running;
  invocation.outcome = static_cast<uint8_t>(late ? HandlerOutcome::TimeOut : result.outcome);
  invocation.handler_rule = result.rule;
  invocation.duration_ms = late ? config.timeout_ms : result.duration_ms;
  const TimeMs init_ms = invocation.cold != 0 ? config.handler.init_duration_ms : 0;
  const TimeMs ends_ms = std::max(engine.w.now_ms, invocation.started_ms + init_ms + invocation.duration_ms);
  engine.at(ends_ms, TimerKind::EndAttempt, slot);
}

std::optional<SyncRefusal> cannot_start(const World& world, const FunctionConfig& config, ResourceId id,
                                        uint32_t account_concurrency) {
  const FaultKind fault = world.fault_of(id);
  if (fault == FaultKind::Throttle) return SyncRefusal::CallerRateLimitExceeded;
  if (refuses(fault)) return SyncRefusal::ServiceException;
  const FunctionState& function = world.function(id);
  const bool reserved = config.reserved_concurrency.has_value();
  const uint32_t running = reserved ? function.running : world.unreserved_running;
  if (running >= concurrency_limit(world, config, account_concurrency)) {
    return reserved ? SyncRefusal::ReservedFunctionConcurrentInvocationLimitExceeded
                    : SyncRefusal::ConcurrentInvocationLimitExceeded;
  }
  if (may_grow(function, world.now_ms)) return {};
  return SyncRefusal::FunctionInvocationRateLimitExceeded;
}

std::optional<SyncRefusal> cannot_start(const Engine& engine, ResourceId id) {
  return cannot_start(engine.w, engine.function_config(id), id, engine.plan.options.account_concurrency);
}

int64_t scaled_environments(const FunctionState& function, TimeMs now_ms) {
  const int64_t used_ms = std::max<int64_t>(function.scaled_ms - now_ms, 0);
  return (used_ms + kScalingEnvironmentMs - 1) / kScalingEnvironmentMs;
}

uint32_t start_invocation(Engine& engine, ResourceId id) {
  if (!cannot_start(engine, id)) return occupy(engine, id, engine.w.resource(id).config);
  count_throttle(engine, id);
  return kNone;
}

uint32_t concurrency_limit(const World& world, const FunctionConfig& config, uint32_t account_concurrency) {
  if (config.reserved_concurrency) return *config.reserved_concurrency;
  return account_concurrency - std::min(account_concurrency, world.reserved_concurrency);
}

void accept(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  base::prefetch(
      &engine.w.messages[delivery.message]);  // the attempt starts at once, and the handler reads it
  delivery.accepted_ms = engine.w.now_ms;
  delivery.state = DeliveryState::InQueue;
  ++state_of(engine, delivery.target).in_queue;
  engine.record(delivery, RecordKind::AsyncAccepted);
  engine.count(Metric::AsyncEventsReceived, delivery.target);
  delivery.timer = engine.at(engine.w.now_ms, TimerKind::StartAttempt, slot);
}

void start_attempt(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t version = engine.w.resource(delivery.target).config;
  const FunctionConfig& config = engine.h.function_config(version);
  if (config.reserved_concurrency == 0u) {
    --state_of(engine, delivery.target).in_queue;
    give_up(engine, slot, RecordKind::ZeroReservedConcurrency, DestinationCondition::ZeroReservedConcurrency,
            0);
    return;
  }
  const uint32_t chain = engine.w.messages[delivery.message].lineage;
  if (chain >= kMaxChainInvocations && !config.recursive_loop_allowed && delivery.attempts == 0) {
    --state_of(engine, delivery.target).in_queue;
    give_up(engine, slot, RecordKind::RecursiveInvocationDropped, DestinationCondition::RecursiveInvocation,
            chain);
    return;
  }
  const uint32_t function_state = engine.w.resource(delivery.target).state;
  FunctionState& function = engine.w.functions.edit(function_state);
  const uint32_t running = config.reserved_concurrency ? function.running : engine.w.unreserved_running;
  if (refuses(engine.w.fault_of(delivery.target))) {  // 429 or 5xx: back to the queue
    throttle(engine, slot, config);
    return;
  }
  if (running >= concurrency_limit(engine.w, config, engine.plan.options.account_concurrency) ||
      !may_grow(function, engine.w.now_ms)) {
    throttle(engine, slot, config);
    return;
  }
  const uint32_t invocation_slot = occupy(engine, delivery.target, version);
  --function.in_queue;
  engine.w.invocations.edit(invocation_slot).delivery = slot;
  delivery.place = invocation_slot;
  const uint32_t key = engine.w.messages[delivery.message].key;
  if (key != kNone) base::prefetch(engine.h.keys.address(key));
  delivery.state = DeliveryState::Running;
  ++delivery.attempts;
  note_attempt(engine, invocation_slot);
  engine.count(Metric::AsyncEventAge, delivery.target, engine.w.now_ms - delivery.accepted_ms);
  run_handler(engine, invocation_slot);
}

void end_attempt(Engine& engine, uint32_t invocation_slot) {
  const Invocation invocation = engine.w.invocations[invocation_slot];
  const bool is_batch = invocation.batch != kNone;
  const ResourceId id = invocation.function;
  const uint32_t function_state = engine.w.resource(id).state;
  FunctionState& function = engine.w.functions.edit(function_state);
  --function.running;
  const bool alive = engine.w.is_alive(id);
  const FunctionConfig& now = engine.function_config(id);
  if (!alive || !now.reserved_concurrency) --engine.w.unreserved_running;
  engine.w.invocations.give_back(invocation_slot);
  // The service starts a timed-out runtime anew: the environment is not used again as it is.
  if (!alive || static_cast<HandlerOutcome>(invocation.outcome) == HandlerOutcome::TimeOut) {
    engine.w.environments.give_back(invocation.environment);
  } else {
    rest_environment(engine, function, function_state, invocation.environment);
  }
  bill(engine, id, invocation);
  if (invocation.caller != SyncCaller::None) {
    end_sync(engine, invocation, alive);
    count_end(engine, id, invocation);
    return;
  }
  if (is_batch) {
    if (static_cast<HandlerOutcome>(invocation.outcome) != HandlerOutcome::Succeed) ++function.errors;
    event_source::batch_ended(engine, invocation);
    count_end(engine, id, invocation);
    return;
  }
  if (!alive) {
    timer_without_target(engine, invocation.delivery);
    return;
  }
  finish(engine, invocation.delivery, invocation);
  count_end(engine, id, invocation);
}

void retry_due(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  base::prefetch(&engine.w.messages[delivery.message]);  // as above
  delivery.state = DeliveryState::InQueue;
  --state_of(engine, delivery.target).retrying;
  engine.record(delivery, RecordKind::RetryDue, static_cast<uint16_t>(delivery.attempts + 1));
  delivery.timer = engine.at(engine.w.now_ms, TimerKind::StartAttempt, slot);
}

// With the execution role.
static bool may_write_dead_letter(Engine& engine, uint32_t slot, ResourceId queue) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  if (engine.function_config(delivery.target).role_arn.empty() && engine.w.lost_permissions == 0) return true;
  const auto request =
      iam::request_of_function(engine.w, engine.h, engine.plan, delivery.target, "sqs:SendMessage", queue);
  return iam::may(engine, *request, delivery.last_record, delivery.message_number, delivery.number);
}

void move_to_dead_letter(Engine& engine, uint32_t slot) {
  const Delivery delivery = engine.w.deliveries[slot];
  const FunctionConfig& config = engine.function_config(delivery.target);
  const uint32_t version = engine.w.resource(delivery.target).config;
  if (!config.on_failure_arn.empty())
    send_to(engine, delivery, config.on_failure_arn, false, kOnFailurePlace);
  if (config.dead_letter_arn.empty()) {
    engine.end(slot,
               config.on_failure_arn.empty() ? RecordKind::Dropped : RecordKind::FailureDestinationUsed);
    return;
  }
  const ResourceId queue = engine.target(version, kDeadLetterPlace, config.dead_letter_arn);
  const bool in_order = !queue.is_none() && engine.queue_config(queue).fifo;  // Lambda names no message group
  if (queue.is_none() || in_order) {
    const DropReason reason = in_order ? DropReason::NoMessageGroup : DropReason::DeadLetterQueueGone;
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(reason));
    engine.count(Metric::DeadLetterErrors, delivery.target);
    return;
  }
  if (!may_write_dead_letter(engine, slot, queue)) {
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::DeadLetterQueueNotAuthorized));
    engine.count(Metric::DeadLetterErrors, delivery.target);
    return;
  }
  const uint32_t derivation = derive(engine, delivery, static_cast<DestinationCondition>(delivery.condition));
  Engine::NewMessage letter = Engine::made_of(engine.w.messages[delivery.message],
                                              payload_of(engine.w, engine.h, delivery), kNone, queue);
  letter.derivation = derivation;
  letter.cause = engine.end(slot, RecordKind::DeadLettered, 0, queue.value);
  const uint32_t message = engine.make_message(letter);
  sqs::arrive(engine, engine.make_delivery(message, queue, version, kDeadLetterPlace,
                                           engine.w.messages[message].created_record));
}

void reclaim_environments(Engine& engine, uint32_t function_state) {
  FunctionState& function = engine.w.functions.edit(function_state);
  const uint32_t slot = function.idle_bottom;
  assert(slot != kNone);
  const Environment environment = engine.w.environments[slot];
  function.idle_bottom = environment.above;
  if (--function.idle_count == 0) {
    function.idle_top = kNone;
  } else {
    engine.w.environments.edit(function.idle_bottom).next_free = kNone;
    const TimeMs due_ms = engine.w.environments[function.idle_bottom].idle_since_ms + kIdleEnvironmentMs;
    function.reclaim_timer =
        engine.at(std::max(due_ms, engine.w.now_ms), TimerKind::ReclaimEnvironment, function_state);
  }
  engine.w.environments.give_back(slot);
  engine.record({RecordKind::EnvironmentReclaimed, kNone, function.id, engine.w.resource(function.id).config,
                 kNone, kNone, 0, environment.number});
}

void timer_without_target(Engine& engine, uint32_t slot) { engine.end(slot, RecordKind::TargetDeleted); }

void resume_with(Engine& engine, uint32_t invocation, const HandlerAnswer& answer) {
  engine.w.waiting_invocation = kNone;
  follow(engine, invocation, answer);
}

}  // namespace brigade::engine::lambda
