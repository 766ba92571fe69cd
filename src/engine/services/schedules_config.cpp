// Scheduler's commands and their error texts. Assumed, for want of a recording: the words about time zones,
// flexible windows, targets, roles and inputs; and that an input for a function or a bus is read when it is
// configured.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/services/schedules.h"

namespace brigade::engine::schedules {

using base::fail;
using base::Status;

namespace {

tl::unexpected<base::Error> invalid(std::string text) { return fail("ValidationException", std::move(text)); }

tl::unexpected<base::Error> constraint(std::string_view value, std::string_view member,
                                       std::string_view must) {
  std::string text = "1 validation error detected: Value ";
  if (value == "null") {
    text += "null";
  } else {
    text.append("'").append(value).append("'");
  }
  return invalid(text.append(" at '")
                     .append(member)
                     .append("' failed to satisfy constraint: Member must ")
                     .append(must));
}

Status check_name(std::string_view name) {
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
  if (name.empty()) return constraint(name, "name", "have length greater than or equal to 1");
  if (name.size() > 64) return constraint(name, "name", "have length less than or equal to 64");
  return good ? Status{} : constraint(name, "name", "satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$");
}

bool is_default(std::string_view group) { return group.empty() || group == kDefaultGroup; }

Status check_group(const Engine& engine, const std::string& group) {
  if (is_default(group) || !engine.find(ResourceKind::ScheduleGroup, group).is_none()) return {};
  return fail("ResourceNotFoundException", "Schedule group " + group + " does not exist.");
}

// Reads the expression and the zone.
Status read_times(ScheduleConfig& config) {
  const auto time = base::read_schedule_expression(config.expression, base::ScheduleDialect::Scheduler);
  if (!time) return invalid("Invalid Schedule Expression " + config.expression + ".");
  const auto zone = base::find_time_zone(config.timezone);
  if (!zone) return invalid("Invalid Schedule Expression Timezone " + config.timezone + ".");
  config.time = *time;
  config.zone = *zone;
  if (config.start_unix_ms && config.end_unix_ms && *config.start_unix_ms >= *config.end_unix_ms) {
    return invalid("The StartDate must be before the EndDate.");
  }
  if (config.flexible_window_minutes > 1'440) {
    return constraint(std::to_string(config.flexible_window_minutes),
                      "flexibleTimeWindow.maximumWindowInMinutes", "have value less than or equal to 1440");
  }
  return {};
}

Status check_input(const ScheduleConfig& config, const Arn& arn) {
  if (!config.input || arn.service == "sqs" || arn.service == "sns") return {};
  // A context attribute may stand where a number does.
  std::string text = *config.input;
  for (size_t at = text.find("<aws.scheduler."); at != std::string::npos; at = text.find("<aws.scheduler.")) {
    const size_t end = text.find('>', at);
    if (end == std::string::npos) break;
    text.replace(at, end - at + 1, "0");
  }
  const auto json = base::read_json(text);
  if (json && (arn.service != "events" || json->is_object())) return {};
  return invalid(arn.service == "events" ? "The Input of an event bus is a JSON object."
                                         : "The Input of a function is JSON.");
}

Status check_target(const ScheduleConfig& config) {
  const auto arn = parse_arn(config.arn);
  const bool known = arn && (arn->service == "lambda" || arn->service == "sqs" || arn->service == "sns" ||
                             (arn->service == "events" && base::starts_with(arn->resource, "event-bus/")));
  if (!arn) return invalid("Provided Arn is not in correct format.");
  if (!known) {
    return invalid(
        "In this playground a schedule's target is a function, a queue, a topic or an event bus: " +
        config.arn + " is none.");
  }
  if (config.role_arn.empty()) return constraint("null", "target.roleArn", "not be null");
  const auto role = parse_arn(config.role_arn);
  if (!role || role->service != "iam" || !base::starts_with(role->resource, "role/")) {
    return constraint(
        config.role_arn, "target.roleArn",
        "satisfy regular expression pattern: ^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$");
  }
  if (arn->service == "events" && (config.source.empty() || config.detail_type.empty())) {
    return invalid("EventBridgeParameters with DetailType and Source are required for target " + config.arn +
                   ".");
  }
  if (arn->service == "sqs" && base::ends_with(arn->resource, ".fifo") && config.message_group_id.empty()) {
    return invalid("SqsParameters with MessageGroupId is required for target " + config.arn + ".");
  }
  if (base::starts_with(config.source, "aws.")) {
    return constraint(config.source, "target.eventBridgeParameters.source",
                      "satisfy regular expression pattern: "
                      "^(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)$");
  }
  if (config.maximum_retry_attempts > 185) {
    return constraint(std::to_string(config.maximum_retry_attempts),
                      "target.retryPolicy.maximumRetryAttempts", "have value less than or equal to 185");
  }
  if (config.maximum_event_age_s < 60 || config.maximum_event_age_s > 86'400) {
    return constraint(std::to_string(config.maximum_event_age_s),
                      "target.retryPolicy.maximumEventAgeInSeconds",
                      config.maximum_event_age_s < 60 ? "have value greater than or equal to 60"
                                                      : "have value less than or equal to 86400");
  }
  const auto queue = parse_arn(config.dead_letter_arn);
  if (!config.dead_letter_arn.empty() &&
      (!queue || queue->service != "sqs" || base::ends_with(queue->resource, ".fifo"))) {
    return constraint(
        config.dead_letter_arn, "target.deadLetterConfig.arn",
        "satisfy regular expression pattern: ^arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$");
  }
  return check_input(config, *arn);
}

Status check(const Engine& engine, const std::string& name, const std::string& group,
             ScheduleConfig& config) {
  if (Status s = check_name(name); !s) return s;
  if (Status s = check_group(engine, group); !s) return s;
  if (Status s = read_times(config); !s) return s;
  return check_target(config);
}

tl::unexpected<base::Error> no_such_schedule(std::string_view name) {
  return fail("ResourceNotFoundException", "Schedule " + std::string(name) + " does not exist.");
}

void remove_schedule(Engine& engine, ResourceId id) {
  ScheduleState& schedule = engine.w.schedules.edit(engine.w.resource(id).state);
  engine.w.scheduler.cancel(schedule.timer);
  schedule.timer = TimerRef{};
  engine.remove(id);
}

}  // namespace

std::string resource_name(std::string_view group, std::string_view schedule) {
  return is_default(group) ? std::string(schedule) : std::string(group).append("/").append(schedule);
}

std::string_view group_of(std::string_view name) {
  const size_t slash = name.find('/');
  return slash == std::string_view::npos ? kDefaultGroup : name.substr(0, slash);
}

std::string_view schedule_of(std::string_view name) {
  const size_t slash = name.find('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::vector<ResourceId> schedules_in(const World& world, const History& history, ResourceId group) {
  std::vector<ResourceId> out;
  for (uint32_t i = 0; i < world.schedules.size(); ++i) {
    const ResourceId id = world.schedules[i].id;
    const std::string_view name = name_of(world, history, id);
    if (world.is_alive(id) && name != schedule_of(name) && group_of(name) == name_of(world, history, group))
      out.push_back(id);
  }
  return out;
}

Status apply(Engine& engine, const CreateSchedule& command) {
  ScheduleConfig config = command.config;
  if (Status s = check(engine, command.schedule, command.group, config); !s) return s;
  const std::string name = resource_name(command.group, command.schedule);
  if (!engine.find(ResourceKind::Schedule, name).is_none()) {
    return fail("ConflictException", "Schedule " + command.schedule + " already exists.");
  }
  if (engine.w.schedules.size() >= kMaxSchedules || engine.w.resources.size() >= kMaxResources) {
    return fail("ServiceQuotaExceededException", "The quota of schedules is exceeded.");
  }
  ScheduleState made{};
  made.timer = TimerRef{};
  made.created_ms = engine.w.now_ms;
  const uint32_t state = engine.w.schedules.push_back(made);
  const ResourceId id = engine.create(ResourceKind::Schedule, name, state, std::move(config));
  engine.w.schedules.edit(state).id = id;
  arm(engine, state, true);
  return {};
}

Status apply(Engine& engine, const UpdateSchedule& command) {
  ScheduleConfig config = command.config;
  if (Status s = check(engine, command.schedule, command.group, config); !s) return s;
  const ResourceId id = engine.find(ResourceKind::Schedule, resource_name(command.group, command.schedule));
  if (id.is_none()) return no_such_schedule(command.schedule);
  engine.configure(id, std::move(config));
  arm(engine, engine.w.resource(id).state, false);
  return {};
}

Status apply(Engine& engine, const DeleteSchedule& command) {
  if (Status s = check_group(engine, command.group); !s) return s;
  const ResourceId id = engine.find(ResourceKind::Schedule, resource_name(command.group, command.schedule));
  if (id.is_none()) return no_such_schedule(command.schedule);
  remove_schedule(engine, id);
  return {};
}

Status apply(Engine& engine, const CreateScheduleGroup& command) {
  if (Status s = check_name(command.group); !s) return s;
  if (command.group == kDefaultGroup || !engine.find(ResourceKind::ScheduleGroup, command.group).is_none()) {
    return fail("ConflictException", "Schedule group " + command.group + " already exists.");
  }
  size_t groups = 1;
  for (uint32_t i = 0; i < engine.w.resources.size(); ++i) {
    const Resource& resource = engine.w.resources[i];
    groups += resource.kind == ResourceKind::ScheduleGroup && resource.alive != 0 ? 1 : 0;
  }
  if (groups >= kMaxScheduleGroups || engine.w.resources.size() >= kMaxResources) {
    return fail("ServiceQuotaExceededException", "The quota of schedule groups is exceeded.");
  }
  engine.create(ResourceKind::ScheduleGroup, command.group, 0, ScheduleGroupConfig{});
  return {};
}

// "Deleting a schedule group results in EventBridge Scheduler deleting all schedules associated with the
// group."
Status apply(Engine& engine, const DeleteScheduleGroup& command) {
  if (is_default(command.group)) {
    return invalid("The default schedule group cannot be deleted.");
  }
  const ResourceId id = engine.find(ResourceKind::ScheduleGroup, command.group);
  if (id.is_none())
    return fail("ResourceNotFoundException", "Schedule group " + command.group + " does not exist.");
  for (const ResourceId schedule : schedules_in(engine.w, engine.h, id)) remove_schedule(engine, schedule);
  engine.remove(id);
  return {};
}

}  // namespace brigade::engine::schedules
