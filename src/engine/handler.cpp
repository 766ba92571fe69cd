// The scripted handler: the first rule that applies to the event and the attempt decides.
#include "engine/handler.h"

#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "engine/record.h"
#include "engine/services/target_input.h"

namespace brigade::engine {

namespace {

bool rule_applies(const HandlerRule& rule, const InvocationInput& input, base::Stream& random) {
  if (rule.first_attempts != 0 && input.attempt > rule.first_attempts) return false;
  if (!rule.keys.empty()) {
    bool any = false;
    for (const std::string& pattern : rule.keys)
      any = any || (input.has_object_key && base::glob_match(pattern, input.object_key));
    if (!any) return false;
  }
  return rule.probability_ppm >= 1'000'000 || base::chance_ppm(random, rule.probability_ppm);
}

// The value of a variable; nothing where there is none of that name.
std::optional<std::string> variable(std::string_view name, const InvocationInput& input) {
  if (name == "key") return std::string(input.object_key);
  if (name == "bucket") return std::string(input.bucket);
  if (name == "size") return std::to_string(input.size_bytes);
  if (name == "attempt") return std::to_string(input.attempt);
  if (name == "function") return std::string(input.function_name);
  if (base::starts_with(name, "$")) return value_at_path(input.event, name);
  return std::nullopt;
}

std::string filled(std::string_view text, const InvocationInput& input, bool escaped) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('{');
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    const auto value = variable(text.substr(open + 1, close - open - 1), input);
    out += text.substr(0, value ? open : open + 1);
    text.remove_prefix(value ? close + 1 : open + 1);
    if (!value) continue;
    if (escaped) {
      std::string quoted;
      base::append_json_string(quoted, *value);
      out.append(quoted, 1, quoted.size() - 2);
    } else {
      out += *value;
    }
  }
  return out += text;
}

std::string body_of(const HandlerCall& call, const InvocationInput& input) {
  if (call.body.empty()) return input.event;
  const bool is_json = call.body.front() == '{' || call.body.front() == '[';
  return filled(call.body, input, is_json);
}

std::optional<std::string> optional_text(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

std::string_view operation_name(CallOperation operation) {
  constexpr std::string_view kNames[kCallOperations] = {"s3:PutObject",     "sqs:SendMessage",
                                                        "sns:Publish",      "events:PutEvents",
                                                        "dynamodb:PutItem", "kinesis:PutRecord"};
  return kNames[static_cast<size_t>(operation)];
}

Command command_of(const HandlerCall& call, const InvocationInput& input) {
  const auto text = [&input](const std::string& of) { return filled(of, input, false); };
  switch (call.operation) {
    case CallOperation::PutObject: {
      PutObject command;
      command.bucket = text(call.target);
      command.key = text(call.key);
      command.body.size_bytes = call.size_bytes;
      if (!call.body.empty()) {
        command.body.content = body_of(call, input);
        command.body.size_bytes = command.body.content.size();
      }
      return command;
    }
    case CallOperation::SendMessage:
      return SendMessage{text(call.target),
                         body_of(call, input),
                         std::nullopt,
                         optional_text(text(call.message_group_id)),
                         optional_text(text(call.message_deduplication_id)),
                         {}};
    case CallOperation::Publish:
      return Publish{text(call.target),
                     body_of(call, input),
                     text(call.subject),
                     {},
                     optional_text(text(call.message_group_id)),
                     optional_text(text(call.message_deduplication_id))};
    case CallOperation::PutItem: {
      PutItem command;
      command.table = text(call.target);
      command.item = body_of(call, input);
      return command;
    }
    case CallOperation::PutRecord:
      return PutRecord{text(call.target), text(call.key), body_of(call, input), {}};
    case CallOperation::PutEvents:
      break;
  }
  PutEventsEntry entry;
  entry.source = text(call.source);
  entry.detail_type = text(call.detail_type);
  entry.detail = body_of(call, input);
  entry.bus = text(call.target);
  return PutEvents{{std::move(entry)}};
}

std::string response_of(const HandlerBehaviour& behaviour, const InvocationInput& input) {
  if (behaviour.response.empty()) return "null";
  const char first = behaviour.response.front();
  const bool is_json = first == '{' || first == '[';
  std::string text = filled(behaviour.response, input, is_json);
  if (base::read_json(text)) return text;
  std::string quoted;
  base::append_json_string(quoted, text);
  return quoted;
}

HandlerResult run_script(const InvocationInput& input, const HandlerBehaviour& behaviour,
                         base::Stream& random) {
  for (uint32_t i = 0; i < behaviour.rules.size(); ++i) {
    const HandlerRule& rule = behaviour.rules[i];
    if (!rule_applies(rule, input, random)) continue;
    const bool fails = rule.outcome == HandlerOutcome::Fail;
    return {rule.outcome, fails ? behaviour.failure_duration_ms : behaviour.duration_ms, i};
  }
  return {HandlerOutcome::Succeed, behaviour.duration_ms, kNone};
}

HandlerAnswer ScriptedHandler::begin(const InvocationInput& input, const HandlerBehaviour& behaviour,
                                     base::Stream& random) {
  const HandlerResult result = run_script(input, behaviour, random);
  const bool calls = result.outcome == HandlerOutcome::Succeed || behaviour.rules[result.rule].after_calls;
  if (!calls || behaviour.calls.empty()) return {HandlerAnswer::Kind::Complete, result, {}};
  return {HandlerAnswer::Kind::Call, result, {command_of(behaviour.calls.front(), input)}};
}

// The first refusal is an error that the script does not catch.
HandlerAnswer ScriptedHandler::resume(const InvocationInput& input, const HandlerBehaviour& behaviour,
                                      const HandlerResult& planned, const CallResponse& response) {
  if (!response.ok) {
    const HandlerResult failed{HandlerOutcome::Fail, behaviour.failure_duration_ms, kCallRefusedRule};
    return {HandlerAnswer::Kind::Complete, failed, {}};
  }
  if (input.calls >= behaviour.calls.size()) return {HandlerAnswer::Kind::Complete, planned, {}};
  return {HandlerAnswer::Kind::Call, planned, {command_of(behaviour.calls[input.calls], input)}};
}

}  // namespace brigade::engine
