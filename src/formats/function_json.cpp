// Functions as JSON: the members that Lambda's CreateFunction, PutFunctionConcurrency, AddPermission and
// PutFunctionEventInvokeConfig spread over several calls, in one object; "handler" is ours. Source: Lambda
// API.
#include <limits>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::JsonWriter;
using engine::FunctionConfig;
using engine::PutFunctionEventInvokeConfig;

std::string read_dead_letter_config(Problem& problem, const JsonValue& value) {
  std::string arn;
  Fields fields(problem, value, "a DeadLetterConfig");
  fields.text("TargetArn", arn);
  fields.close();
  return arn;
}

void read_destination(Problem& problem, Fields& config, std::string_view name,
                      std::optional<std::string>& out) {
  const JsonValue* value = config.find(name);
  if (value == nullptr) return;
  std::string arn;
  Fields fields(problem, *value, "a destination");
  if (fields.text("Destination", arn) && !arn.empty()) out = arn;
  fields.close();
}

void write_destination(JsonWriter& writer, std::string_view name, const std::optional<std::string>& arn) {
  if (arn) writer.key(name).begin_object().member("Destination", *arn).end_object();
}

PutFunctionEventInvokeConfig event_invoke_config_of(const FunctionConfig& config) {
  const FunctionConfig standard;
  PutFunctionEventInvokeConfig out;
  if (config.maximum_retry_attempts != standard.maximum_retry_attempts) {
    out.maximum_retry_attempts = config.maximum_retry_attempts;
  }
  if (config.maximum_event_age_s != standard.maximum_event_age_s) {
    out.maximum_event_age_s = config.maximum_event_age_s;
  }
  if (!config.on_success_arn.empty()) out.on_success_arn = config.on_success_arn;
  if (!config.on_failure_arn.empty()) out.on_failure_arn = config.on_failure_arn;
  return out;
}

}  // namespace

void read_event_invoke_members(Fields& fields, PutFunctionEventInvokeConfig& config) {
  fields.number("MaximumRetryAttempts", config.maximum_retry_attempts);
  fields.number("MaximumEventAgeInSeconds", config.maximum_event_age_s);
  if (const JsonValue* value = fields.find("DestinationConfig")) {
    Fields destinations(fields.problem(), *value, "a DestinationConfig");
    read_destination(fields.problem(), destinations, "OnSuccess", config.on_success_arn);
    read_destination(fields.problem(), destinations, "OnFailure", config.on_failure_arn);
    destinations.close();
  }
}

void write_event_invoke_members(JsonWriter& writer, const PutFunctionEventInvokeConfig& config) {
  if (config.maximum_retry_attempts) writer.member("MaximumRetryAttempts", *config.maximum_retry_attempts);
  if (config.maximum_event_age_s) writer.member("MaximumEventAgeInSeconds", *config.maximum_event_age_s);
  if (config.on_success_arn || config.on_failure_arn) {
    writer.key("DestinationConfig").begin_object();
    write_destination(writer, "OnSuccess", config.on_success_arn);
    write_destination(writer, "OnFailure", config.on_failure_arn);
    writer.end_object();
  }
}

void read_recursive_loop(Fields& fields, bool& allow) {
  const JsonValue* value = fields.find("RecursiveLoop");
  if (value == nullptr) return;
  allow = value->as_string() == "Allow";
  if (!allow && value->as_string() != "Terminate") {
    fields.problem().report("\"RecursiveLoop\" is \"Allow\" or \"Terminate\".", value->range());
  }
}

void write_recursive_loop(JsonWriter& writer, bool allow) {
  writer.member("RecursiveLoop", allow ? "Allow" : "Terminate");
}

void read_function_members(Fields& fields, FunctionConfig& config) {
  Problem& problem = fields.problem();
  fields.text("Runtime", config.runtime);
  fields.text("Handler", config.handler_name);
  fields.text("Role", config.role_arn);
  fields.seconds("Timeout", config.timeout_ms);
  fields.number("MemorySize", config.memory_mb);
  fields.number("ReservedConcurrentExecutions", config.reserved_concurrency);
  if (const JsonValue* value = fields.find("DeadLetterConfig")) {
    config.dead_letter_arn = read_dead_letter_config(problem, *value);
  }
  if (const JsonValue* value = fields.find("EventInvokeConfig")) {
    PutFunctionEventInvokeConfig invoke;
    Fields members(problem, *value, "an EventInvokeConfig");
    read_event_invoke_members(members, invoke);
    members.close();
    config.has_event_invoke_config = true;
    config.maximum_retry_attempts = invoke.maximum_retry_attempts.value_or(config.maximum_retry_attempts);
    config.maximum_event_age_s = invoke.maximum_event_age_s.value_or(config.maximum_event_age_s);
    config.on_success_arn = invoke.on_success_arn.value_or("");
    config.on_failure_arn = invoke.on_failure_arn.value_or("");
  }
  read_recursive_loop(fields, config.recursive_loop_allowed);
  if (const JsonValue* value = fields.find("Policy")) config.policy = read_policy(problem, *value);
  if (const JsonValue* value = fields.find("handler")) config.handler = read_handler(problem, *value);
}

void write_function_members(JsonWriter& writer, const FunctionConfig& config, std::string_view arn) {
  const FunctionConfig standard;
  if (config.runtime != standard.runtime) writer.member("Runtime", config.runtime);
  if (config.handler_name != standard.handler_name) writer.member("Handler", config.handler_name);
  if (!config.role_arn.empty()) writer.member("Role", config.role_arn);
  if (config.timeout_ms != standard.timeout_ms) writer.member("Timeout", config.timeout_ms / 1000);
  if (config.memory_mb != standard.memory_mb) writer.member("MemorySize", config.memory_mb);
  if (config.reserved_concurrency) {
    writer.member("ReservedConcurrentExecutions", *config.reserved_concurrency);
  }
  if (!config.dead_letter_arn.empty()) {
    writer.key("DeadLetterConfig").begin_object().member("TargetArn", config.dead_letter_arn).end_object();
  }
  if (config.has_event_invoke_config) {
    writer.key("EventInvokeConfig").begin_object();
    write_event_invoke_members(writer, event_invoke_config_of(config));
    writer.end_object();
  }
  if (config.recursive_loop_allowed) write_recursive_loop(writer, true);
  if (!config.policy.empty()) {
    writer.key("Policy");
    write_policy(writer, config.policy, arn);
  }
  if (config.handler != standard.handler) {
    writer.key("handler");
    write_handler(writer, config.handler);
  }
}

}  // namespace brigade::formats
