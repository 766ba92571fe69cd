// What a handler's script makes of one record, and its calls to other services: each is permitted, applied as
// the command that it is, and its refusal is an error of the handler.
#include <utility>

#include "engine/services/iam.h"
#include "engine/services/lambda.h"
#include "engine/services/s3.h"

namespace brigade::engine::lambda {

using base::Status;

namespace {

// As the SDK for Python raises it.
std::string client_error(std::string_view command, const base::Error& error) {
  const std::string_view operation = command.substr(command.find(':') + 1);
  std::string text = "An error occurred (";
  text.append(error.code).append(") when calling the ").append(operation).append(" operation: ");
  return text.append(error.text.substr(0, error.text.find('\n')));
}

Status check_permission(Engine& engine, uint32_t delivery_slot, ResourceId function, const Command& command) {
  Delivery& delivery = engine.w.deliveries.edit(delivery_slot);
  return iam::check_call(engine, function, command, delivery.last_record, delivery.message_number,
                         delivery.number);
}

}  // namespace

void tell_origin(const Engine& engine, const Message& message, bool has_templates, InvocationInput& input) {
  input.has_object_key = message.key != kNone;
  if (input.has_object_key) input.object_key = engine.h.keys.get(message.key);
  if (!has_templates) return;
  input.function_name = name_of(engine.w, engine.h, input.function);
  if (message.object == kNone) return;
  const ObjectVersion& object = engine.h.objects[s3::version_of(engine.h, message.object)];
  input.bucket = name_of(engine.w, engine.h, engine.w.buckets[object.bucket].id);
  input.size_bytes = object.size_bytes;
}

HandlerResult run_script_on_record(Engine& engine, uint32_t delivery, const InvocationInput& input) {
  const ResourceId function = input.function;
  const HandlerBehaviour& behaviour = engine.function_config(function).handler;
  const HandlerResult result = run_script(input, behaviour, engine.w.resources.edit(function.index()).stream);
  if (result.outcome != HandlerOutcome::Succeed && !behaviour.rules[result.rule].after_calls) return result;
  for (const HandlerCall& call : behaviour.calls) {
    uint32_t error = kNone;
    if (!call_service(engine, delivery, function, command_of(call, input), error))
      return {HandlerOutcome::Fail, behaviour.failure_duration_ms, kCallRefusedRule};
  }
  return result;
}

Status call_service(Engine& engine, uint32_t delivery_slot, ResourceId function, const Command& command,
                    uint32_t& error_text) {
  const auto kind = static_cast<uint16_t>(command.index());
  const auto note = [&](RecordKind record, uint16_t code, uint32_t value) {
    Delivery& delivery = engine.w.deliveries.edit(delivery_slot);
    delivery.last_record =
        engine.record({record, delivery.last_record, function, engine.w.resource(function).config,
                       delivery.message_number, delivery.number, code, value});
    return delivery.last_record;
  };
  const uint32_t called = note(RecordKind::HandlerCalled, 0, kind);
  const auto refuse = [&](const base::Error& error) {
    error_text = engine.add_text(client_error(command_name(kind), error));
    note(RecordKind::HandlerCallRefused, kind, error_text);
  };
  if (Status s = check_permission(engine, delivery_slot, function, command); !s) {
    refuse(s.error());
    return s;
  }
  const Message& message = engine.w.messages[engine.w.deliveries[delivery_slot].message];
  const CommandRef outer_command = std::exchange(engine.command, message.root_command);
  const uint32_t outer_lineage = std::exchange(engine.lineage, message.lineage + 1);
  const uint32_t outer_cause = std::exchange(engine.cause, called);
  const Status status = engine::apply(engine, command);
  engine.command = outer_command;
  engine.lineage = outer_lineage;
  engine.cause = outer_cause;
  if (!status) refuse(status.error());
  return status;
}

}  // namespace brigade::engine::lambda
