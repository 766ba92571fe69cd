// Amazon EventBridge Scheduler, and the schedules of EventBridge's rules: when they fire and what they send.
// Sources: EventBridge Scheduler User Guide ("Schedule types", "Adding context attributes", "Dead-letter
// queues", "Flexible time windows") and API Reference; EventBridge User Guide, "Scheduled rules"; recordings
// of the real services for what they refuse. Not modelled: the DELETING state of a group, universal targets,
// KMS keys, and the precision of a minute: a firing is due at its second, and reaches its target a little
// later.
#pragma once
#include <optional>

#include "engine/engine.h"

namespace brigade::engine::schedules {

inline constexpr size_t kMaxSchedules = 10'000, kMaxScheduleGroups = 500;
inline constexpr std::string_view kDefaultGroup = "default";

base::Status apply(Engine& engine, const CreateSchedule& command);
base::Status apply(Engine& engine, const UpdateSchedule& command);
base::Status apply(Engine& engine, const DeleteSchedule& command);
base::Status apply(Engine& engine, const CreateScheduleGroup& command);
base::Status apply(Engine& engine, const DeleteScheduleGroup& command);

// The resource's name: "schedule", or "group/schedule" outside the default group; and its parts.
std::string resource_name(std::string_view group, std::string_view schedule);
std::string_view group_of(std::string_view resource_name);  // kDefaultGroup
std::string_view schedule_of(std::string_view resource_name);
// Those of a group, in the order of their making.
std::vector<ResourceId> schedules_in(const World& world, const History& history, ResourceId group);

// Steps.
void fire(Engine& engine, uint32_t schedule_state);
void fire_rule(Engine& engine, uint32_t rule_state);

// The schedule or rule is another one than it was: sets its timer, or takes it away.
void arm(Engine& engine, uint32_t schedule_state, bool is_new);
void arm_rule(Engine& engine, uint32_t rule_state);
// What is due at one time fires in the order of its making, whatever was changed while the scene was built: a
// scenario that is written down and read again plays the same.
void order_timers(Engine& engine);

// Before another attempt: the input says which one it is, where it wants to.
void prepare_attempt(Engine& engine, uint32_t delivery);
std::string with_attempt(std::string input, uint32_t attempt);

// What fires next, and when; nothing where nothing will.
struct NextFiring {
  ResourceId resource;
  TimeMs at_ms = 0;
};
std::optional<NextFiring> next_firing(const World& world);

// The first `count` times from now on (milliseconds since 1970) of a schedule or rule with this
// configuration.
std::vector<int64_t> next_times(const ScheduleConfig& config, int64_t created_unix_ms, int64_t now_unix_ms,
                                size_t count);
std::vector<int64_t> next_times(const RuleConfig& config, int64_t from_unix_ms, int64_t now_unix_ms,
                                size_t count);

}  // namespace brigade::engine::schedules
