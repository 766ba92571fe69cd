// Event buses, rules and their targets as JSON, as `aws events describe-rule` and `list-targets-by-rule`
// print them. A pattern is an object, or the text of one as the service prints it; it is written as an
// object. Source: EventBridge API reference (EventBus, PutRule, Target).
#include "engine/world.h"
#include "formats/config_json.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::InputTransformer;
using engine::PutRule;
using engine::RuleTarget;

void read_transformer(Problem& problem, const JsonValue& value, InputTransformer& out) {
  Fields fields(problem, value, "an InputTransformer");
  if (const JsonValue* paths = fields.find("InputPathsMap")) {
    if (!paths->is_object()) problem.report("\"InputPathsMap\" is an object in braces.", paths->range());
    for (const base::JsonMember& member : paths->members()) {
      out.paths.emplace_back(member.name, text_of(problem, member.value, member.name));
    }
  }
  fields.need("InputTemplate");
  fields.text("InputTemplate", out.input_template);
  fields.close();
}

void write_transformer(JsonWriter& writer, const InputTransformer& transformer) {
  writer.begin_object();
  if (!transformer.paths.empty()) {
    writer.key("InputPathsMap").begin_object();
    for (const auto& [name, path] : transformer.paths) writer.member(name, path);
    writer.end_object();
  }
  writer.member("InputTemplate", transformer.input_template).end_object();
}

void read_input(Problem& problem, Fields& fields, RuleTarget& target) {
  if (const JsonValue* value = fields.find("Input")) {
    // As the service has it a text; any other JSON stands for its own text.
    target.input = value->is_string() ? value->as_string() : compact_text(*value);
  }
  if (const JsonValue* value = fields.find("InputPath")) {
    target.input_path = text_of(problem, *value, "InputPath");
  }
  if (const JsonValue* value = fields.find("InputTransformer")) {
    read_transformer(problem, *value, target.input_transformer.emplace());
  }
}

void read_retry_policy(Problem& problem, const JsonValue& value, RuleTarget& target) {
  Fields fields(problem, value, "a RetryPolicy");
  fields.number("MaximumRetryAttempts", target.maximum_retry_attempts);
  fields.number("MaximumEventAgeInSeconds", target.maximum_event_age_s);
  fields.close();
  target.has_retry_policy = true;
}

void write_retry_policy(JsonWriter& writer, const RuleTarget& target) {
  const RuleTarget standard;
  const bool attempts = target.maximum_retry_attempts != standard.maximum_retry_attempts;
  const bool age = target.maximum_event_age_s != standard.maximum_event_age_s;
  if (!target.has_retry_policy && !attempts && !age) return;
  writer.key("RetryPolicy").begin_object();
  if (attempts) writer.member("MaximumRetryAttempts", target.maximum_retry_attempts);
  if (age) writer.member("MaximumEventAgeInSeconds", target.maximum_event_age_s);
  writer.end_object();
}

void write_target(JsonWriter& writer, const RuleTarget& target) {
  writer.begin_object().member("Id", target.id).member("Arn", target.arn);
  if (!target.role_arn.empty()) writer.member("RoleArn", target.role_arn);
  if (target.input) writer.member("Input", *target.input);
  if (target.input_path) writer.member("InputPath", *target.input_path);
  if (target.input_transformer) {
    writer.key("InputTransformer");
    write_transformer(writer, *target.input_transformer);
  }
  write_retry_policy(writer, target);
  if (!target.dead_letter_arn.empty()) {
    writer.key("DeadLetterConfig").begin_object().member("Arn", target.dead_letter_arn).end_object();
  }
  if (!target.message_group_id.empty()) {
    writer.key("SqsParameters").begin_object().member("MessageGroupId", target.message_group_id).end_object();
  }
  writer.end_object();
}

void read_state(Problem& problem, Fields& fields, PutRule& rule) {
  const JsonValue* state = fields.find("State");
  if (state == nullptr) return;
  rule.enabled = state->as_string() != "DISABLED";
  if (rule.enabled && state->as_string() != "ENABLED") {
    problem.report("\"State\" of a rule is \"ENABLED\" or \"DISABLED\".", state->range());
  }
}

// The list alone, or as `list-targets-by-rule` prints it.
std::vector<RuleTarget> read_target_list(Problem& problem, const JsonValue& value) {
  std::vector<RuleTarget> targets;
  if (value.is_array()) {
    for (const JsonValue& item : value.items()) targets.push_back(read_target(problem, item));
    return targets;
  }
  Fields fields(problem, value, "a list of targets");
  fields.need("Targets");
  for (const JsonValue& item : fields.list("Targets")) targets.push_back(read_target(problem, item));
  fields.close();
  return targets;
}

}  // namespace

void read_bus_members(Fields& fields, engine::BusConfig& config) {
  fields.text("Description", config.description);
  if (const JsonValue* value = fields.find("Policy")) config.policy = read_policy(fields.problem(), *value);
}

void write_bus_members(JsonWriter& writer, const engine::BusConfig& config, std::string_view arn) {
  if (!config.description.empty()) writer.member("Description", config.description);
  if (config.policy.empty()) return;
  writer.key("Policy");
  write_policy(writer, config.policy, arn);
}

engine::CreateEventBus read_bus(Problem& problem, const JsonValue& value) {
  engine::CreateEventBus create;
  Fields fields(problem, value, "an event bus");
  fields.need_text("Name", create.bus);
  read_bus_members(fields, create.config);
  for (const char* printed : {"Arn", "CreationTime", "LastModifiedTime"}) fields.ignore(printed);
  for (const char* other : {"KmsKeyIdentifier", "DeadLetterConfig", "LogConfig", "EventSourceName"}) {
    fields.not_simulated(other);
  }
  fields.close();
  return create;
}

void read_rule_members(Fields& fields, PutRule& rule) {
  Problem& problem = fields.problem();
  for (const char* other : {"RoleArn", "ManagedBy"}) fields.not_simulated(other);
  if (const JsonValue* pattern = fields.find("EventPattern")) {
    rule.pattern = read_json_text(problem, *pattern, "EventPattern");
  }
  fields.text("ScheduleExpression", rule.schedule_expression);
  read_state(problem, fields, rule);
  fields.text("Description", rule.description);
}

void write_rule_members(JsonWriter& writer, const PutRule& rule) {
  if (!rule.pattern.empty()) {
    writer.key("EventPattern");
    write_json_text(writer, rule.pattern);
  }
  if (!rule.schedule_expression.empty()) writer.member("ScheduleExpression", rule.schedule_expression);
  if (!rule.enabled) writer.member("State", "DISABLED");
  if (!rule.description.empty()) writer.member("Description", rule.description);
}

RuleDocument read_rule(Problem& problem, const JsonValue& value) {
  RuleDocument out;
  Fields fields(problem, value, "a rule");
  fields.need_text("Name", out.rule.rule);
  fields.text("EventBusName", out.rule.bus);
  read_rule_members(fields, out.rule);
  for (const JsonValue& item : fields.list("Targets")) out.targets.push_back(read_target(problem, item));
  for (const char* printed : {"Arn", "CreatedBy"}) fields.ignore(printed);
  fields.close();
  return out;
}

RuleTarget read_target(Problem& problem, const JsonValue& value) {
  RuleTarget target;
  Fields fields(problem, value, "a target");
  fields.need_text("Id", target.id);
  fields.need_text("Arn", target.arn);
  fields.text("RoleArn", target.role_arn);
  read_input(problem, fields, target);
  if (const JsonValue* retries = fields.find("RetryPolicy")) read_retry_policy(problem, *retries, target);
  if (const JsonValue* config = fields.find("DeadLetterConfig")) {
    Fields dead_letter(problem, *config, "a DeadLetterConfig");
    dead_letter.text("Arn", target.dead_letter_arn);
    dead_letter.close();
  }
  if (const JsonValue* parameters = fields.find("SqsParameters")) {
    Fields queue(problem, *parameters, "an SqsParameters");
    queue.text("MessageGroupId", target.message_group_id);
    queue.close();
  }
  for (const char* other :
       {"KinesisParameters", "RunCommandParameters", "EcsParameters", "BatchParameters", "HttpParameters",
        "RedshiftDataParameters", "SageMakerPipelineParameters", "AppSyncParameters"}) {
    fields.not_simulated(other);
  }
  fields.close();
  return target;
}

void write_targets(JsonWriter& writer, const std::vector<RuleTarget>& targets) {
  writer.begin_array();
  for (const RuleTarget& target : targets) write_target(writer, target);
  writer.end_array();
}

Result<engine::CreateEventBus> read_bus(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_bus(problem, value); });
}

std::string write_bus(std::string_view name, const engine::BusConfig& config, std::string_view arn,
                      JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Name", name);
  write_bus_members(writer, config, arn);
  writer.end_object();
  return writer.take();
}

Result<RuleDocument> read_rule(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_rule(problem, value); });
}

std::string write_rule(const engine::RuleConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Name", config.rule);
  if (config.bus != engine::kDefaultBus) writer.member("EventBusName", config.bus);
  write_rule_members(writer, {config.rule, config.bus, config.pattern_text, config.description,
                              config.enabled, config.schedule_expression});
  if (!config.targets.empty()) {
    writer.key("Targets");
    write_targets(writer, config.targets);
  }
  writer.end_object();
  return writer.take();
}

Result<std::vector<RuleTarget>> read_targets(std::string_view json) {
  return read_document(json, read_target_list);
}

std::string write_targets(const std::vector<RuleTarget>& targets, JsonStyle style) {
  JsonWriter writer(style);
  write_targets(writer, targets);
  return writer.take();
}

Result<std::string> read_event_pattern(std::string_view json) {
  const auto pattern = match::read_event_pattern(json);
  if (!pattern) return tl::unexpected<base::Error>(pattern.error());
  if (const auto limits = match::check_service_limits(*pattern, json); !limits) {
    return tl::unexpected<base::Error>(limits.error());
  }
  const auto value = base::read_json(json);
  return value ? compact_text(*value) : std::string(json);
}

}  // namespace brigade::formats
