// Synchronous invocation: one attempt at once, no internal queue, no retries; whoever waits is told. Rules:
// Lambda Developer Guide, "Invoke a Lambda function synchronously", and the API's page of Invoke for what is
// refused with which code.
#include "base/json.h"
#include "engine/services/apis.h"
#include "engine/services/lambda.h"
#include "engine/services/payload.h"
#include "engine/services/pipes.h"

namespace brigade::engine::lambda {

using base::fail;
using base::Status;

namespace {

// Each caller's own way to go on. A client looks at the journal.
void told(Engine& engine, SyncCaller caller, uint32_t tag, const SyncResult& result) {
  switch (caller) {
    case SyncCaller::Pipe:
      return pipes::function_ended(engine, tag, result);
    case SyncCaller::None:
    case SyncCaller::Gone:
    case SyncCaller::Client:
      break;
    case SyncCaller::Api:
      apis::answered(engine, tag, result);
      break;
  }
}

SyncResult refuse(Engine& engine, ResourceId function, SyncRefusal refusal) {
  const bool by_service = refusal == SyncRefusal::ServiceException;
  if (!by_service) count_throttle(engine, function);
  SyncResult result;
  result.status = by_service ? SyncStatus::ServiceError : SyncStatus::Throttled;
  return result;
}

// What the runtime answers where the handler failed.
std::string error_payload(const Engine& engine, const Invocation& invocation) {
  Derivation failed{};
  failed.by = failed.target = invocation.function;
  failed.version = invocation.function_version;
  failed.parent_delivery =
      invocation.delivery == kNone ? invocation.number : engine.w.deliveries[invocation.delivery].number;
  failed.handler_rule = invocation.handler_rule;
  failed.error = invocation.error;
  failed.timed_out = static_cast<HandlerOutcome>(invocation.outcome) == HandlerOutcome::TimeOut ? 1 : 0;
  return render_function_error({engine.w, engine.h, engine.plan}, failed);
}

// The delivery ends as the attempt did. Returns the record that whoever waits goes on from.
uint32_t end_delivery(Engine& engine, const Invocation& invocation, const SyncResult& result) {
  Delivery& delivery = engine.w.deliveries.edit(invocation.delivery);
  const uint32_t version = invocation.function_version;
  const auto duration_ms = static_cast<uint32_t>(invocation.duration_ms);
  const uint32_t message = delivery.message_number;
  if (result.status == SyncStatus::Succeeded) {
    const uint32_t ended = engine.end(invocation.delivery, RecordKind::AttemptSucceeded, delivery.attempts,
                                      duration_ms, version);
    return engine.record({RecordKind::FunctionResponded, ended, invocation.function, version, message, kNone,
                          200, result.response});
  }
  const RecordKind kind = result.timed_out ? RecordKind::AttemptTimedOut : RecordKind::AttemptFailed;
  const uint32_t value = result.timed_out ? duration_ms : failure_value(duration_ms, invocation.handler_rule);
  delivery.last_record = engine.record({kind, delivery.last_record, invocation.function, version, message,
                                        delivery.number, delivery.attempts, value});
  return engine.end(invocation.delivery, RecordKind::FunctionErrorReturned, 200, result.response, version);
}

}  // namespace

std::string refusal_answer(SyncRefusal refusal) {
  if (refusal == SyncRefusal::ServiceException) {
    return "500 ServiceException: The AWS Lambda service encountered an internal error.";
  }
  return "429 TooManyRequestsException: Rate Exceeded. (Reason: " + std::string(sync_refusal_name(refusal)) +
         ")";
}

uint32_t start_sync(Engine& engine, ResourceId function, SyncCaller caller, uint32_t tag,
                    SyncResult& refused) {
  if (const auto refusal = cannot_start(engine, function)) {
    refused = refuse(engine, function, *refusal);
    return kNone;
  }
  const uint32_t slot = occupy(engine, function, engine.w.resource(function).config);
  Invocation& invocation = engine.w.invocations.edit(slot);
  invocation.caller = caller;
  invocation.tag = tag;
  return slot;
}

uint32_t invoke_sync(Engine& engine, uint32_t delivery_slot, SyncCaller caller, uint32_t tag,
                     SyncResult& refused) {
  Delivery& delivery = engine.w.deliveries.edit(delivery_slot);
  const ResourceId function = delivery.target;
  engine.record(delivery, RecordKind::SyncInvoked);
  const auto refusal = cannot_start(engine, function);
  const uint32_t slot = start_sync(engine, function, caller, tag, refused);
  if (slot == kNone) {
    refused.record = engine.end(delivery_slot, RecordKind::SyncRefused, static_cast<uint16_t>(*refusal),
                                engine.w.function(function).running);
    return kNone;
  }
  engine.w.invocations.edit(slot).delivery = delivery_slot;
  delivery.place = slot;
  delivery.state = DeliveryState::Running;
  delivery.accepted_ms = engine.w.now_ms;
  ++delivery.attempts;
  note_attempt(engine, slot);
  run_handler(engine, slot);
  return slot;
}

void complete_with(Engine& engine, uint32_t slot, const HandlerResult& result, std::string_view response) {
  HandlerResult whole = result;
  if (response.size() > kMaxResponseBytes && result.outcome == HandlerOutcome::Succeed) {
    whole = {HandlerOutcome::Fail, result.duration_ms, kResponseTooLargeRule};
  } else if (response != "null" && result.outcome == HandlerOutcome::Succeed) {
    engine.w.invocations.edit(slot).response = engine.add_text(response);
  }
  complete(engine, slot, whole);
}

void stop_waiting(Engine& engine, uint32_t slot) {
  engine.w.invocations.edit(slot).caller = SyncCaller::Gone;
}

void end_sync(Engine& engine, const Invocation& invocation, bool alive) {
  SyncResult result;
  result.duration_ms = invocation.duration_ms;
  result.response = invocation.response;
  const auto outcome = static_cast<HandlerOutcome>(invocation.outcome);
  if (!alive) {
    result.status = SyncStatus::FunctionGone;
    if (invocation.delivery != kNone)
      result.record = engine.end(invocation.delivery, RecordKind::TargetDeleted);
    return told(engine, invocation.caller, invocation.tag, result);
  }
  if (outcome != HandlerOutcome::Succeed) {
    result.status = SyncStatus::FunctionError;
    result.timed_out = outcome == HandlerOutcome::TimeOut;
    result.response = engine.add_text(error_payload(engine, invocation));
    ++engine.w.functions.edit(engine.w.resource(invocation.function).state).errors;
  }
  if (invocation.delivery != kNone) result.record = end_delivery(engine, invocation, result);
  told(engine, invocation.caller, invocation.tag, result);
}

Status apply(Engine& engine, const Invoke& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) {
    return fail("ResourceNotFoundException",
                "Function not found: arn:aws:lambda:" + engine.plan.options.region +
                    ":123456789012:function:" + command.function);
  }
  const bool waits = command.type == InvocationType::RequestResponse;
  const size_t limit = waits ? kMaxSyncPayloadBytes : kMaxAsyncPayloadBytes;
  if (command.payload.size() > limit) {
    return fail("RequestEntityTooLargeException",
                std::to_string(command.payload.size()) + " byte payload is too large for the " +
                    (waits ? "RequestResponse" : "Event") + " invocation type (limit " +
                    std::to_string(limit) + " bytes)");
  }
  if (const auto json = base::read_json(command.payload); !json) {
    return fail("InvalidRequestContentException",
                "Could not parse request body into json: " + json.error().text, json.error().range);
  }
  const uint32_t text = engine.add_text(command.payload);
  const Payload payload{PayloadForm::Text, PayloadKind::Text, 0, text, kNone, kNone};
  const uint32_t message = engine.make_message({payload, engine.command, engine.cause, id, kNone});
  const uint32_t delivery =
      engine.make_delivery(message, id, kNone, kNone, engine.w.messages[message].created_record);
  if (!waits) {
    accept(engine, delivery);
    return {};
  }
  SyncResult refused;  // the journal says why
  invoke_sync(engine, delivery, SyncCaller::Client, 0, refused);
  return {};
}

}  // namespace brigade::engine::lambda
