// EventBridge's configuration commands and their error texts.
#include <algorithm>

#include "base/text.h"
#include "engine/services/events.h"
#include "engine/services/schedules.h"
#include "engine/services/target_input.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"

namespace brigade::engine::events {

using base::fail;
using base::Status;

namespace {

bool is_name(std::string_view name, bool with_slash) {
  return std::all_of(name.begin(), name.end(), [with_slash](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || (with_slash && c == '/');
  });
}

Status check_name(std::string_view name, std::string_view member, size_t longest, bool with_slash) {
  std::string start = "1 validation error detected: Value '";
  start.append(name).append("' at '").append(member).append("' failed to satisfy constraint: Member must ");
  if (name.empty()) return fail("ValidationException", start + "have length greater than or equal to 1");
  if (name.size() > longest) {
    return fail("ValidationException",
                start + "have length less than or equal to " + std::to_string(longest));
  }
  if (is_name(name, with_slash)) return {};
  return fail("ValidationException", start + "satisfy regular expression pattern: " +
                                         (with_slash ? "[/\\.\\-_A-Za-z0-9]+" : "[\\.\\-_A-Za-z0-9]+"));
}

tl::unexpected<base::Error> no_such_bus(std::string_view bus) {
  return fail("ResourceNotFoundException", "Event bus " + std::string(bus) + " does not exist.");
}

std::string bus_name(const Engine& engine, ResourceId bus) {
  return std::string(name_of(engine.w, engine.h, bus));
}

ResourceId find_rule(Engine& engine, ResourceId bus, std::string_view rule) {
  return engine.find(ResourceKind::Rule, rule_resource_name(name_of(engine.w, engine.h, bus), rule));
}

// The rule that a command names, or what the service says where there is none.
base::Result<ResourceId> need_rule(Engine& engine, std::string_view bus_text, std::string_view rule) {
  const ResourceId bus = find_bus(engine, bus_text);
  const bool is_default = bus_text.empty() || bus_text == kDefaultBus;
  if (bus.is_none() && !is_default) return no_such_bus(bus_text);
  const ResourceId id = bus.is_none() ? ResourceId{} : find_rule(engine, bus, rule);
  if (!id.is_none()) return id;
  return fail("ResourceNotFoundException",
              "Rule " + std::string(rule) + " does not exist on EventBus " +
                  (bus.is_none() ? std::string(kDefaultBus) : bus_name(engine, bus)) + ".");
}

// The bus's matcher is another one from here on.
void rules_changed(Engine& engine, ResourceId bus) {
  engine.w.buses.edit(engine.w.resource(bus).state).rules_epoch = engine.w.records;
}

void configure_rule(Engine& engine, ResourceId id, RuleConfig config) {
  RuleState& rule = engine.w.rules.edit(engine.w.resource(id).state);
  const RuleConfig& before = engine.rule_config(id);
  const bool has_schedule = !config.schedule_expression.empty() || !before.schedule_expression.empty();
  const bool starts_anew = config.schedule_expression != before.schedule_expression;
  const bool same = !starts_anew && config.enabled == before.enabled;
  if (starts_anew) rule.scheduled_from_ms = engine.w.now_ms;
  engine.configure(id, std::move(config));
  if (has_schedule && !same) schedules::arm_rule(engine, engine.w.resource(id).state);
  rules_changed(engine, engine.w.rule(id).bus);
}

base::Result<std::shared_ptr<const match::Pattern>> compile(const std::string& text) {
  base::Result<match::Pattern> pattern = match::read_event_pattern(text);
  if (!pattern) return tl::unexpected<base::Error>(pattern.error());
  if (Status s = match::check_service_limits(*pattern, text); !s)
    return tl::unexpected<base::Error>(s.error());
  return std::make_shared<const match::Pattern>(std::move(*pattern));
}

Status read_schedule(const Engine& engine, const PutRule& command, RuleConfig& config) {
  if (command.schedule_expression.empty()) return {};
  const ResourceId bus = find_bus(engine, command.bus);
  const bool is_default = bus.is_none() ? command.bus.empty() || base::ends_with(command.bus, kDefaultBus)
                                        : name_of(engine.w, engine.h, bus) == kDefaultBus;
  if (!is_default) {
    return fail("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  const auto schedule =
      base::read_schedule_expression(command.schedule_expression, base::ScheduleDialect::Rule);
  if (!schedule) return fail("ValidationException", "Parameter ScheduleExpression is not valid.");
  config.schedule_expression = command.schedule_expression;
  config.schedule = *schedule;
  return {};
}

void add_rule(Engine& engine, ResourceId bus, const std::string& name, RuleConfig config) {
  const uint32_t state = engine.w.rules.push_back(RuleState{});
  BusState& on = engine.w.buses.edit(engine.w.resource(bus).state);
  RuleState& rule = engine.w.rules.edit(state);
  rule.bus = bus;
  rule.next = kNone;
  rule.previous = on.last_rule;
  rule.received_before = on.received;
  if (on.last_rule == kNone) {
    on.first_rule = state;
  } else {
    engine.w.rules.edit(on.last_rule).next = state;
  }
  on.last_rule = state;
  ++on.rules;
  const bool has_schedule = !config.schedule_expression.empty();
  const ResourceId id = engine.create(ResourceKind::Rule, name, state, std::move(config));
  RuleState& made = engine.w.rules.edit(state);
  made.id = id;
  made.schedule_timer = TimerRef{};
  made.scheduled_from_ms = engine.w.now_ms;
  if (has_schedule) schedules::arm_rule(engine, state);
  rules_changed(engine, bus);
}

void set_enabled(Engine& engine, ResourceId id, bool enabled) {
  RuleConfig config = engine.rule_config(id);
  config.enabled = enabled;
  configure_rule(engine, id, std::move(config));
}

std::string target_error(const RuleTarget& target, std::string_view what) {
  std::string text = "Parameter ";
  return text.append(what)
      .append(" is not valid. Reason: Provided Arn is not in correct format: ")
      .append(target.arn);
}

Status check_target(const RuleTarget& target) {
  if (Status s = check_name(target.id, "targets.1.member.id", 64, false); !s) return s;
  const auto arn = parse_arn(target.arn);
  if (!arn) return fail("ValidationException", target_error(target, "Arn"));
  const bool known = arn->service == "lambda" || arn->service == "sqs" || arn->service == "sns" ||
                     (arn->service == "events" && base::starts_with(arn->resource, "event-bus/"));
  if (!known) {
    return fail("ValidationException",
                "Parameter " + target.arn +
                    " is not valid. Reason: In this playground a target is a function, a queue, a topic or "
                    "an event bus.");
  }
  if (arn->service == "events" && target.role_arn.empty()) {
    return fail("ValidationException", "RoleArn is required for target " + target.arn + ".");
  }
  if (arn->service == "sqs" && base::ends_with(arn->resource, ".fifo") && target.message_group_id.empty()) {
    return fail("ValidationException",
                "Parameter(s) SqsParameters must be specified for target: " + target.id + ".");
  }
  if (!target.message_group_id.empty() && target.message_group_id.size() > 100) {
    return fail("ValidationException", "Parameter MessageGroupId is not valid. Reason: It is 1 to 100 long.");
  }
  if (target.maximum_retry_attempts > 185 || target.maximum_event_age_s < 60 ||
      target.maximum_event_age_s > 86'400) {
    return fail("ValidationException",
                "Parameter RetryPolicy is not valid. Reason: MaximumRetryAttempts is 0 to 185 and "
                "MaximumEventAgeInSeconds 60 to 86400.");
  }
  if (!target.dead_letter_arn.empty()) {
    const auto queue = parse_arn(target.dead_letter_arn);
    if (!queue || queue->service != "sqs" || base::ends_with(queue->resource, ".fifo")) {
      return fail("ValidationException",
                  "Parameter DeadLetterConfig.Arn is not valid. Reason: The dead-letter queue is a standard "
                  "SQS queue.");
    }
  }
  return check_target_input(target);
}

}  // namespace

Status apply(Engine& engine, const CreateEventBus& command) {
  if (Status s = check_name(command.bus, "name", 256, false); !s) return s;
  if (command.bus == kDefaultBus || !engine.find(ResourceKind::Bus, command.bus).is_none()) {
    return fail("ResourceAlreadyExistsException", "Event bus " + command.bus + " already exists.");
  }
  if (engine.w.buses.size() >= kMaxBuses || engine.w.resources.size() >= kMaxResources) {
    return fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  make_bus(engine, command.bus, command.config);
  return {};
}

Status apply(Engine& engine, const DeleteEventBus& command) {
  if (command.bus == kDefaultBus) {
    return fail("ValidationException", "Cannot delete event bus default.");
  }
  const ResourceId id = engine.find(ResourceKind::Bus, command.bus);
  if (id.is_none()) return {};                                                  // the service says yes
  if (engine.w.bus(id).rules > 0 || engine.w.bus(id).first_archive != kNone) {  // an archive makes a rule
    return fail("ValidationException", "Event bus can't be deleted since it has rules.");
  }
  engine.remove(id);
  return {};
}

Status apply(Engine& engine, const PutRule& command) {
  if (Status s = check_name(command.rule, "name", 64, false); !s) return s;
  if (command.pattern.empty() && command.schedule_expression.empty()) {
    return fail("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  RuleConfig config;
  if (Status s = read_schedule(engine, command, config); !s) return s;
  if (!command.pattern.empty()) {
    const auto pattern = compile(command.pattern);
    if (!pattern) return tl::unexpected<base::Error>(pattern.error());
    config.pattern = *pattern;
  }
  const ResourceId bus = need_bus(engine, command.bus);
  if (bus.is_none()) return no_such_bus(command.bus);
  const ResourceId there = find_rule(engine, bus, command.rule);
  if (!there.is_none()) config.targets = engine.rule_config(there).targets;
  config.rule = command.rule;
  config.bus = bus_name(engine, bus);
  config.pattern_text = command.pattern;
  config.description = command.description;
  config.enabled = command.enabled;
  if (!there.is_none()) {
    configure_rule(engine, there, std::move(config));
    return {};
  }
  if (engine.w.bus(bus).rules >= kMaxRulesPerBus || engine.w.resources.size() >= kMaxResources) {
    return fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  const std::string name = rule_resource_name(config.bus, command.rule);
  add_rule(engine, bus, name, std::move(config));
  return {};
}

Status apply(Engine& engine, const DeleteRule& command) {
  const ResourceId bus = find_bus(engine, command.bus);
  if (bus.is_none()) {
    if (command.bus.empty() || command.bus == kDefaultBus) return {};
    return no_such_bus(command.bus);
  }
  const ResourceId id = find_rule(engine, bus, command.rule);
  if (id.is_none()) return {};  // the service says yes
  if (!engine.rule_config(id).targets.empty()) {
    return fail("ValidationException", "Rule can't be deleted since it has targets.");
  }
  const uint32_t state = engine.w.resource(id).state;
  const RuleState rule = engine.w.rules[state];
  BusState& on = engine.w.buses.edit(engine.w.resource(bus).state);
  (rule.previous == kNone ? on.first_rule : engine.w.rules.edit(rule.previous).next) = rule.next;
  (rule.next == kNone ? on.last_rule : engine.w.rules.edit(rule.next).previous) = rule.previous;
  --on.rules;
  engine.w.scheduler.cancel(rule.schedule_timer);
  engine.w.rules.edit(state).schedule_timer = TimerRef{};
  engine.remove(id);
  rules_changed(engine, bus);
  return {};
}

Status apply(Engine& engine, const EnableRule& command) {
  const auto id = need_rule(engine, command.bus, command.rule);
  if (!id) return tl::unexpected<base::Error>(id.error());
  set_enabled(engine, *id, true);
  return {};
}

Status apply(Engine& engine, const DisableRule& command) {
  const auto id = need_rule(engine, command.bus, command.rule);
  if (!id) return tl::unexpected<base::Error>(id.error());
  set_enabled(engine, *id, false);
  return {};
}

Status apply(Engine& engine, const PutTargets& command) {
  const auto id = need_rule(engine, command.bus, command.rule);
  if (!id) return tl::unexpected<base::Error>(id.error());
  RuleConfig config = engine.rule_config(*id);
  for (const RuleTarget& target : command.targets) {
    if (Status s = check_target(target); !s) return s;
    const auto same = std::find_if(config.targets.begin(), config.targets.end(),
                                   [&](const RuleTarget& other) { return other.id == target.id; });
    if (same != config.targets.end()) {
      *same = target;
    } else {
      config.targets.push_back(target);
    }
  }
  if (config.targets.size() > kMaxTargets) {
    return fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  configure_rule(engine, *id, std::move(config));
  return {};
}

Status apply(Engine& engine, const RemoveTargets& command) {
  const auto id = need_rule(engine, command.bus, command.rule);
  if (!id) return tl::unexpected<base::Error>(id.error());
  RuleConfig config = engine.rule_config(*id);
  const auto gone =
      std::remove_if(config.targets.begin(), config.targets.end(), [&](const RuleTarget& target) {
        return std::find(command.ids.begin(), command.ids.end(), target.id) != command.ids.end();
      });
  config.targets.erase(gone, config.targets.end());
  configure_rule(engine, *id, std::move(config));
  return {};
}

}  // namespace brigade::engine::events
