// Lambda's commands as JSON, and what a scripted handler does.
#include "formats/command_members.h"

#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

void read(Fields& fields, CreateFunction& c) {
  fields.need_text("function", c.function);
  read_function_members(fields, c.config);
}
void write(JsonWriter& w, const CreateFunction& c, bool) {
  w.member("function", c.function);
  write_function_members(w, c.config, {});
}

void read(Fields& fields, UpdateFunctionConfiguration& c) {
  fields.need_text("function", c.function);
  fields.seconds("Timeout", c.timeout_ms);
  fields.number("MemorySize", c.memory_mb);
  std::string role_arn;
  if (fields.text("Role", role_arn)) c.role_arn = role_arn;
  if (const JsonValue* value = fields.find("DeadLetterConfig")) {
    std::string arn;
    Fields dead_letter(fields.problem(), *value, "a DeadLetterConfig");
    dead_letter.text("TargetArn", arn);
    dead_letter.close();
    c.dead_letter_arn = arn;
  }
}
void write(JsonWriter& w, const UpdateFunctionConfiguration& c, bool) {
  w.member("function", c.function);
  if (c.timeout_ms) w.member("Timeout", *c.timeout_ms / 1000);
  if (c.memory_mb) w.member("MemorySize", *c.memory_mb);
  if (c.role_arn) w.member("Role", *c.role_arn);
  if (c.dead_letter_arn) {
    w.key("DeadLetterConfig").begin_object();
    if (!c.dead_letter_arn->empty()) w.member("TargetArn", *c.dead_letter_arn);
    w.end_object();
  }
}

void read(Fields& fields, PutFunctionConcurrency& c) {
  fields.need_text("function", c.function);
  fields.number("ReservedConcurrentExecutions", c.reserved);
}
void write(JsonWriter& w, const PutFunctionConcurrency& c, bool) {
  w.member("function", c.function);
  if (c.reserved) w.member("ReservedConcurrentExecutions", *c.reserved);
}

void read(Fields& fields, PutFunctionEventInvokeConfig& c) {
  fields.need_text("function", c.function);
  read_event_invoke_members(fields, c);
}
void write(JsonWriter& w, const PutFunctionEventInvokeConfig& c, bool) {
  w.member("function", c.function);
  write_event_invoke_members(w, c);
}

void read(Fields& fields, PutFunctionRecursionConfig& c) {
  fields.need_text("function", c.function);
  fields.need("RecursiveLoop");
  read_recursive_loop(fields, c.allow);
}
void write(JsonWriter& w, const PutFunctionRecursionConfig& c, bool) {
  w.member("function", c.function);
  write_recursive_loop(w, c.allow);
}

void read(Fields& fields, AddPermission& c) {
  fields.need_text("function", c.function);
  std::string sid, action, principal, source_arn, source_account;
  fields.need_text("StatementId", sid);
  fields.need_text("Action", action);
  fields.need_text("Principal", principal);
  fields.text("SourceArn", source_arn);
  fields.text("SourceAccount", source_account);
  c.statement = service_statement(sid, principal, action, source_arn, source_account);
}
void write(JsonWriter& w, const AddPermission& c, bool) {
  const PolicyStatement& s = c.statement;
  w.member("function", c.function).member("StatementId", s.sid);
  w.member("Action", s.actions.empty() ? std::string() : s.actions.front());
  w.member("Principal", principal_text(s));
  const std::string source_arn = condition_value(s, "aws:SourceArn");
  const std::string source_account = condition_value(s, "aws:SourceAccount");
  if (!source_arn.empty()) w.member("SourceArn", source_arn);
  if (!source_account.empty()) w.member("SourceAccount", source_account);
}

void read(Fields& fields, RemovePermission& c) {
  fields.need_text("function", c.function);
  fields.need_text("StatementId", c.statement_id);
}
void write(JsonWriter& w, const RemovePermission& c, bool) {
  w.member("function", c.function).member("StatementId", c.statement_id);
}

void read(Fields& fields, DeleteFunction& c) { fields.need_text("function", c.function); }
void write(JsonWriter& w, const DeleteFunction& c, bool) { w.member("function", c.function); }

// A payload is JSON; what a person typed and is none goes through as text, for the service to refuse.
void read(Fields& fields, Invoke& c) {
  fields.need_text("function", c.function);
  if (const JsonValue* value = fields.find("payload")) c.payload = compact_text(*value);
  fields.text("payload_text", c.payload);
  const JsonValue* type = fields.find("InvocationType");
  if (type == nullptr) return;
  c.type = type->as_string() == "RequestResponse" ? InvocationType::RequestResponse : InvocationType::Event;
  if (c.type == InvocationType::Event && type->as_string() != "Event") {
    fields.problem().report("\"InvocationType\" is \"Event\" or \"RequestResponse\".", type->range());
  }
}
void write(JsonWriter& w, const Invoke& c, bool) {
  w.member("function", c.function);
  const auto value = base::read_json(c.payload);
  if (value && compact_text(*value) == c.payload) {
    w.key("payload").raw(c.payload);
  } else {
    w.member("payload_text", c.payload);
  }
  if (c.type == InvocationType::RequestResponse) w.member("InvocationType", "RequestResponse");
}

void read(Fields& fields, SetHandlerBehaviour& c) {
  fields.need_text("function", c.function);
  if (const JsonValue* value = fields.need("handler")) c.behaviour = read_handler(fields.problem(), *value);
}
void write(JsonWriter& w, const SetHandlerBehaviour& c, bool) {
  w.member("function", c.function).key("handler");
  write_handler(w, c.behaviour);
}

void read(Fields& fields, CreateEventSourceMapping& c) { read_mapping_members(fields, c.config); }
void write(JsonWriter& w, const CreateEventSourceMapping& c, bool) { write_mapping_members(w, c.config); }

void read(Fields& fields, UpdateEventSourceMapping& c) {
  fields.need_text("uuid", c.uuid);
  read_mapping_settings(fields, c);
}
void write(JsonWriter& w, const UpdateEventSourceMapping& c, bool) {
  w.member("uuid", c.uuid);
  write_mapping_settings(w, c);
}

void read(Fields& fields, DeleteEventSourceMapping& c) { fields.need_text("uuid", c.uuid); }
void write(JsonWriter& w, const DeleteEventSourceMapping& c, bool) { w.member("uuid", c.uuid); }

}  // namespace brigade::formats
