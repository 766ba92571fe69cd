// What a scripted handler does, as JSON. The shape is ours: members in lower case.
#include <utility>

#include "engine/handler.h"
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::CallOperation;
using engine::HandlerBehaviour;
using engine::HandlerCall;
using engine::HandlerOutcome;
using engine::HandlerRule;

constexpr std::pair<HandlerOutcome, std::string_view> kOutcomes[] = {
    {HandlerOutcome::Succeed, "succeed"},
    {HandlerOutcome::Fail, "fail"},
    {HandlerOutcome::TimeOut, "time-out"},
};

HandlerOutcome read_outcome(Problem& problem, Fields& fields) {
  const JsonValue* value = fields.find("outcome");
  if (value == nullptr) return HandlerOutcome::Fail;
  for (const auto& [outcome, name] : kOutcomes) {
    if (value->as_string() == name) return outcome;
  }
  problem.report("\"outcome\" is \"succeed\", \"fail\" or \"time-out\".", value->range());
  return HandlerOutcome::Fail;
}

HandlerRule read_handler_rule(Problem& problem, const JsonValue& value) {
  HandlerRule rule;
  Fields fields(problem, value, "a handler's rule");
  fields.texts("keys", rule.keys);
  fields.number("first_attempts", rule.first_attempts);
  fields.number("probability_ppm", rule.probability_ppm);
  if (rule.probability_ppm > 1'000'000) {
    problem.report("\"probability_ppm\" is at most 1,000,000: it counts parts per million.",
                   fields.object().find("probability_ppm")->range());
  }
  rule.outcome = read_outcome(problem, fields);
  fields.flag("after_calls", rule.after_calls);
  fields.text("error_type", rule.error_type);
  fields.text("error_message", rule.error_message);
  fields.close();
  return rule;
}

void write_handler_rule(JsonWriter& writer, const HandlerRule& rule) {
  const HandlerRule standard;
  writer.begin_object();
  if (!rule.keys.empty()) {
    writer.key("keys").begin_array();
    for (const std::string& key : rule.keys) writer.value(key);
    writer.end_array();
  }
  if (rule.first_attempts != 0) writer.member("first_attempts", rule.first_attempts);
  if (rule.probability_ppm != standard.probability_ppm)
    writer.member("probability_ppm", rule.probability_ppm);
  writer.member("outcome", kOutcomes[static_cast<size_t>(rule.outcome)].second);
  if (rule.after_calls) writer.member("after_calls", true);
  if (!rule.error_type.empty()) writer.member("error_type", rule.error_type);
  if (!rule.error_message.empty()) writer.member("error_message", rule.error_message);
  writer.end_object();
}

// A call has its members spelled as the command that it is (command_json.h).
bool read_operation(Fields& fields, CallOperation& out) {
  const JsonValue* value = fields.need("do");
  if (value == nullptr) return false;
  for (size_t i = 0; i < engine::kCallOperations; ++i) {
    out = static_cast<CallOperation>(i);
    if (value->as_string() == engine::operation_name(out)) return true;
  }
  fields.problem().report(
      "A handler's call is \"s3:PutObject\", \"sqs:SendMessage\", \"sns:Publish\", \"events:PutEvents\", "
      "\"dynamodb:PutItem\" or \"kinesis:PutRecord\".",
      value->range());
  return false;
}

HandlerCall read_call(Problem& problem, const JsonValue& value) {
  HandlerCall call;
  Fields fields(problem, value, "a handler's call");
  if (!read_operation(fields, call.operation)) return call;
  switch (call.operation) {
    case CallOperation::PutObject:
      fields.need_text("bucket", call.target);
      fields.need_text("key", call.key);
      fields.number("size", call.size_bytes);
      fields.text("body", call.body);
      break;
    case CallOperation::SendMessage:
      fields.need_text("queue", call.target);
      fields.text("body", call.body);
      fields.text("MessageGroupId", call.message_group_id);
      fields.text("MessageDeduplicationId", call.message_deduplication_id);
      break;
    case CallOperation::Publish:
      fields.need_text("topic", call.target);
      fields.text("message", call.body);
      fields.text("subject", call.subject);
      fields.text("MessageGroupId", call.message_group_id);
      fields.text("MessageDeduplicationId", call.message_deduplication_id);
      break;
    case CallOperation::PutItem:
      fields.need_text("table", call.target);
      if (const JsonValue* item = fields.need("Item")) call.body = read_json_text(problem, *item, "Item");
      break;
    case CallOperation::PutRecord:
      fields.need_text("stream", call.target);
      fields.need_text("partition_key", call.key);
      fields.text("data", call.body);
      break;
    case CallOperation::PutEvents:
      fields.text("bus", call.target);
      fields.need_text("source", call.source);
      fields.need_text("detail_type", call.detail_type);
      if (const JsonValue* detail = fields.find("detail")) {
        call.body = read_json_text(problem, *detail, "detail");
      }
      break;
  }
  fields.close();
  return call;
}

void member_if_any(JsonWriter& writer, std::string_view name, const std::string& text) {
  if (!text.empty()) writer.member(name, text);
}

void write_call(JsonWriter& writer, const HandlerCall& call) {
  writer.begin_object().member("do", engine::operation_name(call.operation));
  switch (call.operation) {
    case CallOperation::PutObject:
      writer.member("bucket", call.target).member("key", call.key);
      if (call.size_bytes != 0) writer.member("size", call.size_bytes);
      member_if_any(writer, "body", call.body);
      break;
    case CallOperation::SendMessage:
      writer.member("queue", call.target);
      member_if_any(writer, "body", call.body);
      member_if_any(writer, "MessageGroupId", call.message_group_id);
      member_if_any(writer, "MessageDeduplicationId", call.message_deduplication_id);
      break;
    case CallOperation::Publish:
      writer.member("topic", call.target);
      member_if_any(writer, "message", call.body);
      member_if_any(writer, "subject", call.subject);
      member_if_any(writer, "MessageGroupId", call.message_group_id);
      member_if_any(writer, "MessageDeduplicationId", call.message_deduplication_id);
      break;
    case CallOperation::PutItem:
      writer.member("table", call.target).key("Item");
      write_json_text(writer, call.body);
      break;
    case CallOperation::PutRecord:
      writer.member("stream", call.target).member("partition_key", call.key);
      member_if_any(writer, "data", call.body);
      break;
    case CallOperation::PutEvents:
      member_if_any(writer, "bus", call.target);
      writer.member("source", call.source).member("detail_type", call.detail_type);
      if (!call.body.empty()) {
        writer.key("detail");
        write_json_text(writer, call.body);
      }
      break;
  }
  writer.end_object();
}

}  // namespace

HandlerBehaviour read_handler(Problem& problem, const JsonValue& handler) {
  HandlerBehaviour behaviour;
  Fields fields(problem, handler, "a handler");
  fields.number("duration_ms", behaviour.duration_ms);
  fields.number("failure_duration_ms", behaviour.failure_duration_ms);
  fields.number("init_duration_ms", behaviour.init_duration_ms);
  fields.texts("output", behaviour.output);
  if (const JsonValue* response = fields.find("response")) {
    behaviour.response = response->is_string() ? response->as_string() : compact_text(*response);
  }
  for (const JsonValue& item : fields.list("calls")) behaviour.calls.push_back(read_call(problem, item));
  for (const JsonValue& item : fields.list("rules"))
    behaviour.rules.push_back(read_handler_rule(problem, item));
  fields.close();
  return behaviour;
}

void write_handler(JsonWriter& writer, const HandlerBehaviour& handler) {
  const HandlerBehaviour standard;
  writer.begin_object();
  if (handler.duration_ms != standard.duration_ms) writer.member("duration_ms", handler.duration_ms);
  if (handler.failure_duration_ms != standard.failure_duration_ms) {
    writer.member("failure_duration_ms", handler.failure_duration_ms);
  }
  if (handler.init_duration_ms != standard.init_duration_ms) {
    writer.member("init_duration_ms", handler.init_duration_ms);
  }
  if (!handler.output.empty()) {
    writer.key("output").begin_array();
    for (const std::string& line : handler.output) writer.value(line);
    writer.end_array();
  }
  if (!handler.response.empty()) {
    const auto value = base::read_json(handler.response);
    writer.key("response");
    if (value && !value->is_string() && compact_text(*value) == handler.response) {
      writer.raw(handler.response);
    } else {
      writer.value(handler.response);
    }
  }
  if (!handler.calls.empty()) {
    writer.key("calls").begin_array();
    for (const HandlerCall& call : handler.calls) write_call(writer, call);
    writer.end_array();
  }
  if (!handler.rules.empty()) {
    writer.key("rules").begin_array();
    for (const HandlerRule& rule : handler.rules) write_handler_rule(writer, rule);
    writer.end_array();
  }
  writer.end_object();
}

Result<HandlerBehaviour> read_handler(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_handler(problem, value); });
}

std::string write_handler(const HandlerBehaviour& handler, JsonStyle style) {
  JsonWriter writer(style);
  write_handler(writer, handler);
  return writer.take();
}

}  // namespace brigade::formats
