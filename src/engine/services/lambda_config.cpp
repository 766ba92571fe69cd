// Lambda's configuration commands and their error texts.
#include <algorithm>

#include "base/text.h"
#include "engine/services/iam.h"
#include "engine/services/lambda.h"

namespace brigade::engine::lambda {

using base::fail;
using base::Status;

namespace {

// As the service prints a broken constraint.
Status constraint(std::string_view value, std::string_view member, std::string_view what,
                  std::string_view code = "ValidationException") {
  std::string text = "1 validation error detected: Value '";
  text.append(value).append("' at '").append(member).append("' failed to satisfy constraint: Member must ");
  text.append(what);
  return fail(std::string(code), std::move(text));
}

Status in_range(int64_t value, int64_t low, int64_t high, std::string_view member) {
  if (value < low) {
    return constraint(std::to_string(value), member,
                      "have value greater than or equal to " + std::to_string(low));
  }
  if (value > high) {
    return constraint(std::to_string(value), member,
                      "have value less than or equal to " + std::to_string(high));
  }
  return {};
}

bool is_function_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Status check_name(std::string_view name) {
  if (name.size() > 64) {
    return constraint(name, "functionName", "have length less than or equal to 64",
                      "InvalidParameterValueException");
  }
  if (is_function_name(name)) return {};
  return constraint(
      name, "functionName",
      "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|"
      "(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))"
      "?");
}

tl::unexpected<base::Error> not_found(const Engine& engine, std::string_view function) {
  std::string arn = "arn:aws:lambda:" + engine.plan.options.region + ":123456789012:function:";
  arn += function;
  return fail("ResourceNotFoundException", "Function not found: " + arn);
}

Status check_dead_letter(std::string_view arn_text) {
  if (arn_text.empty()) return {};
  const auto arn = parse_arn(arn_text);
  if (arn && arn->service == "sqs") return {};
  return fail("InvalidParameterValueException",
              "The provided dead letter config " + std::string(arn_text) +
                  " is invalid. In this playground a dead-letter queue is an SQS queue of this scenario.");
}

Status check_handler(const HandlerBehaviour& handler) {
  constexpr int64_t kMaxMs = 3'600'000;
  if (handler.rules.size() > 50) return fail("handler", "A handler has at most 50 rules");
  for (int64_t ms : {handler.duration_ms, handler.failure_duration_ms, handler.init_duration_ms}) {
    if (ms < 0 || ms > kMaxMs) return fail("handler", "A handler's duration is 0 to 3,600,000 ms");
  }
  if (handler.calls.size() > kMaxHandlerCalls) return fail("handler", "A handler makes at most 20 calls");
  for (const HandlerCall& call : handler.calls) {
    const bool has_default = call.operation == CallOperation::PutEvents;  // the default bus
    if (call.target.empty() && !has_default) return fail("handler", "A call names what it goes to");
  }
  for (const HandlerRule& rule : handler.rules) {
    if (rule.probability_ppm > 1'000'000)
      return fail("handler", "A probability is 0 to 1,000,000 parts per million");
  }
  return {};
}

Status check_destination(Engine& engine, std::string_view function, const std::string& arn_text) {
  if (arn_text.empty()) return {};
  const auto arn = parse_arn(arn_text);
  const bool known = arn && (arn->service == "sqs" || arn->service == "lambda");
  if (!known) {
    return fail("InvalidParameterValueException", "The destination ARN " + arn_text + " is invalid.");
  }
  if (arn->service == "lambda" && arn->resource == "function:" + std::string(function)) {
    return fail("InvalidParameterValueException",
                "You can't specify the function as a destination for itself.");
  }
  if (find_by_arn(engine.w, engine.h, arn_text).is_none()) {
    return fail("InvalidParameterValueException", "The destination ARN " + arn_text + " is invalid.");
  }
  return {};
}

Status check_reserved(Engine& engine, const std::optional<uint32_t>& before,
                      const std::optional<uint32_t>& after) {
  if (!after) return {};
  const uint64_t others = engine.w.reserved_concurrency - before.value_or(0);
  if (others + *after + kMinUnreserved <= engine.plan.options.account_concurrency) return {};
  return fail("InvalidParameterValueException",
              "Specified ReservedConcurrentExecutions for function decreases account's "
              "UnreservedConcurrentExecution below its minimum value of [100].");
}

// Running invocations count with the pool that they started in; a change of reservation moves them.
void set_reserved(Engine& engine, ResourceId id, FunctionConfig& config, std::optional<uint32_t> reserved) {
  const uint32_t running = engine.w.function(id).running;
  if (config.reserved_concurrency && !reserved) engine.w.unreserved_running += running;
  if (!config.reserved_concurrency && reserved) engine.w.unreserved_running -= running;
  engine.w.reserved_concurrency -= config.reserved_concurrency.value_or(0);
  engine.w.reserved_concurrency += reserved.value_or(0);
  config.reserved_concurrency = reserved;
}

}  // namespace

Status apply(Engine& engine, const CreateFunction& command) {
  const FunctionConfig& config = command.config;
  if (Status s = check_name(command.function); !s) return s;
  if (Status s = in_range(config.timeout_ms / 1000, 1, 900, "timeout"); !s) return s;
  if (Status s = in_range(config.memory_mb, 128, 10'240, "memorySize"); !s) return s;
  if (Status s = in_range(config.maximum_retry_attempts, 0, 2, "maximumRetryAttempts"); !s) return s;
  if (Status s = in_range(config.maximum_event_age_s, 60, 21'600, "maximumEventAgeInSeconds"); !s) return s;
  if (Status s = check_dead_letter(config.dead_letter_arn); !s) return s;
  if (Status s = check_handler(config.handler); !s) return s;
  if (Status s = iam::check_execution_role(engine, command.function, config.role_arn); !s) return s;
  if (!engine.find(ResourceKind::Function, command.function).is_none()) {
    return fail("ResourceConflictException", "Function already exist: " + command.function);
  }
  for (const std::string& arn : {config.on_success_arn, config.on_failure_arn}) {
    if (Status s = check_destination(engine, command.function, arn); !s) return s;
  }
  if (Status s = check_reserved(engine, std::nullopt, config.reserved_concurrency); !s) return s;
  if (engine.w.resources.size() >= kMaxResources)
    return fail("limit", "This playground holds 100,000 resources");
  const uint32_t state = engine.w.functions.push_back(FunctionState{});
  FunctionState& function = engine.w.functions.edit(state);
  function.idle_top = function.idle_bottom = kNone;
  function.reclaim_timer = TimerRef{};
  engine.w.reserved_concurrency += config.reserved_concurrency.value_or(0);
  function.id = engine.create(ResourceKind::Function, command.function, state, config);
  return {};
}

Status apply(Engine& engine, const UpdateFunctionConfiguration& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  FunctionConfig config = engine.function_config(id);
  if (command.timeout_ms) {
    if (Status s = in_range(*command.timeout_ms / 1000, 1, 900, "timeout"); !s) return s;
    config.timeout_ms = *command.timeout_ms;
  }
  if (command.memory_mb) {
    if (Status s = in_range(*command.memory_mb, 128, 10'240, "memorySize"); !s) return s;
    config.memory_mb = *command.memory_mb;
  }
  if (command.dead_letter_arn) {
    if (Status s = check_dead_letter(*command.dead_letter_arn); !s) return s;
    if (!command.dead_letter_arn->empty() &&
        find_by_arn(engine.w, engine.h, *command.dead_letter_arn).is_none()) {
      return fail("InvalidParameterValueException",
                  "The provided dead letter queue " + *command.dead_letter_arn + " does not exist.");
    }
    config.dead_letter_arn = *command.dead_letter_arn;
  }
  if (command.role_arn) {
    if (Status s = iam::check_execution_role(engine, command.function, *command.role_arn); !s) return s;
    config.role_arn = *command.role_arn;
  }
  engine.configure(id, std::move(config));
  if (command.role_arn) iam::permissions_changed(engine);
  return {};
}

Status apply(Engine& engine, const PutFunctionConcurrency& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  FunctionConfig config = engine.function_config(id);
  if (Status s = check_reserved(engine, config.reserved_concurrency, command.reserved); !s) return s;
  set_reserved(engine, id, config, command.reserved);
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const PutFunctionEventInvokeConfig& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return fail("ResourceNotFoundException", "The function doesn't exist.");
  if (!command.maximum_retry_attempts && !command.maximum_event_age_s && !command.on_success_arn &&
      !command.on_failure_arn) {
    return fail("InvalidParameterValueException",
                "You must specify at least one of error handling or destination setting.");
  }
  FunctionConfig config = engine.function_config(id);
  config.has_event_invoke_config = true;
  config.maximum_retry_attempts = command.maximum_retry_attempts.value_or(2);
  config.maximum_event_age_s = command.maximum_event_age_s.value_or(21'600);
  config.on_success_arn = command.on_success_arn.value_or("");
  config.on_failure_arn = command.on_failure_arn.value_or("");
  if (Status s = in_range(config.maximum_retry_attempts, 0, 2, "maximumRetryAttempts"); !s) return s;
  if (Status s = in_range(config.maximum_event_age_s, 60, 21'600, "maximumEventAgeInSeconds"); !s) return s;
  for (const std::string& arn : {config.on_success_arn, config.on_failure_arn}) {
    if (Status s = check_destination(engine, command.function, arn); !s) return s;
  }
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const PutFunctionRecursionConfig& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  FunctionConfig config = engine.function_config(id);
  config.recursive_loop_allowed = command.allow;
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const AddPermission& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  const std::string& sid = command.statement.sid;
  if (!is_function_name(sid) || sid.size() > 100) {
    return constraint(sid, "statementId", "satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
  }
  FunctionConfig config = engine.function_config(id);
  for (const PolicyStatement& statement : config.policy) {
    if (statement.sid == sid) {
      return fail("ResourceConflictException",
                  "The statement id (" + sid +
                      ") provided already exists. Please "
                      "provide a new statement id, or remove the existing statement.");
    }
  }
  if (config.policy.size() >= 100) {
    return fail("PolicyLengthExceededException", "The final policy size is bigger than the limit (20480).");
  }
  config.policy.push_back(command.statement);
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const RemovePermission& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  FunctionConfig config = engine.function_config(id);
  const auto at = std::find_if(config.policy.begin(), config.policy.end(),
                               [&](const PolicyStatement& s) { return s.sid == command.statement_id; });
  if (at == config.policy.end()) {
    return fail("ResourceNotFoundException",
                "Statement " + command.statement_id + " is not found in resource policy.");
  }
  config.policy.erase(at);
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const DeleteFunction& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  FunctionConfig config = engine.function_config(id);
  set_reserved(engine, id, config, std::nullopt);
  engine.remove(id);
  return {};
}

Status apply(Engine& engine, const SetHandlerBehaviour& command) {
  const ResourceId id = engine.find(ResourceKind::Function, command.function);
  if (id.is_none()) return not_found(engine, command.function);
  if (Status s = check_handler(command.behaviour); !s) return s;
  FunctionConfig config = engine.function_config(id);
  config.handler = command.behaviour;
  engine.configure(id, std::move(config));
  return {};
}

}  // namespace brigade::engine::lambda
