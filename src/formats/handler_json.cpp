// What a scripted handler does, as JSON. The shape is ours: members in lower case.
#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::HandlerBehaviour;
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
  if (!rule.error_type.empty()) writer.member("error_type", rule.error_type);
  if (!rule.error_message.empty()) writer.member("error_message", rule.error_message);
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
