// Amazon EventBridge: buses, rules with event patterns, targets, PutEvents. Rules: EventBridge User Guide,
// "Event buses", "Rules", "Retry policies and dead-letter queues"; recordings of the real service for error
// texts and for what PutEvents answers. An event reaches a rule's targets as deliveries of their own, each
// with its own retries (delivery.h). A target has received an event when it accepted it: what a function
// makes of it is Lambda's. Schedules on rules are schedules.h's, archives
// archives.h's. Not modelled: the throttle of invocations, delays of new rules, more than one account or
// region. Events may go from bus to bus without end.
#pragma once
#include "base/json.h"
#include "engine/engine.h"

namespace brigade::engine::events {

inline constexpr uint32_t kMaxRulesPerBus = 300;
inline constexpr size_t kMaxTargets = 5;
inline constexpr size_t kMaxBuses = 100;
inline constexpr size_t kMaxEntries = 10;
inline constexpr size_t kMaxEntriesBytes = 1'048'576;  // all entries of one call together
// From the bus to a target, uniformly, from the rule's stream: our assumption.
inline constexpr uint64_t kTargetDelayMinMs = 50, kTargetDelayMaxMs = 250;

base::Status apply(Engine& engine, const CreateEventBus& command);
base::Status apply(Engine& engine, const DeleteEventBus& command);
base::Status apply(Engine& engine, const PutRule& command);
base::Status apply(Engine& engine, const DeleteRule& command);
base::Status apply(Engine& engine, const EnableRule& command);
base::Status apply(Engine& engine, const DisableRule& command);
base::Status apply(Engine& engine, const PutTargets& command);
base::Status apply(Engine& engine, const RemoveTargets& command);
base::Status apply(Engine& engine, const PutEvents& command);

// Steps.
void arrive(Engine& engine, uint32_t delivery);  // an event reaches a bus: the rules decide
// Where the target's input cannot be made, the delivery ends: the service drops it without a word.
bool input_fails(Engine& engine, uint32_t delivery);

// One event to all targets of a rule; `cause` is the record that says why.
void send_to_targets(Engine& engine, uint32_t message, uint32_t rule_state, uint32_t cause);
// An event's text as every rule and target sees it. `time` as given, else now; `number` makes its id.
std::string envelope(const Engine& engine, const PutEventsEntry& entry, std::string_view detail,
                     uint32_t number);

// By name or ARN; empty is the default one. None where there is none.
ResourceId find_bus(const Engine& engine, std::string_view name_or_arn);
// The same; the account's default bus is made when something needs it first.
ResourceId need_bus(Engine& engine, std::string_view name_or_arn);
ResourceId make_bus(Engine& engine, std::string_view name, BusConfig config);
// The name of a rule's resource: "rule", or "bus/rule" where the bus is not the default one.
std::string rule_resource_name(std::string_view bus, std::string_view rule);

}  // namespace brigade::engine::events
