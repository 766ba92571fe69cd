// CloudWatch alarms on one metric. The state is evaluated at the end of a period, from the datapoints of the
// evaluation range; a state change is an event on the default bus, and goes to the topics and functions that
// the alarm names. Nothing ticks: an alarm has a timer only where its state will change by itself if nothing
// else happens, at the first period's end where it does. Rules: CloudWatch User Guide, "Using CloudWatch
// alarms", "Configuring how CloudWatch alarms treat missing data" (its tables are the tests), "Invoke a
// Lambda function from an alarm", "Alarm events and EventBridge"; recordings of real notifications for the
// texts. Simplified: datapoints are there at once and periods are whole minutes of the clock (the service
// evaluates every minute, on data that come some minutes late); the evaluation range is two periods longer
// than the evaluation periods (as in the guide's example; the service does not say by how much); an alarm
// knows what happened since it was made; the event goes to a default bus that is there, and makes none. Not
// modelled: composite alarms, metric math, anomaly detection, percentiles, periods of less than a minute.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/services/metrics.h"

namespace brigade::engine::alarms {

inline constexpr uint32_t kMaxAlarms = 500;  // this playground's; the service has 5,000
inline constexpr uint32_t kMaxActions = 5;   // for each state
inline constexpr uint32_t kExtraPeriods = 2;
// From the alarm to a topic or function, uniformly, from the alarm's stream: our assumption.
inline constexpr uint64_t kActionDelayMinMs = 50, kActionDelayMaxMs = 250;
// Delivery::rule of what an alarm sends: AlarmValue * 10 and which action of that state; or to the bus.
inline constexpr uint32_t kPlacesPerState = 10, kBusPlace = 100;

base::Status apply(Engine& engine, const PutMetricAlarm& command);
base::Status apply(Engine& engine, const DeleteAlarms& command);
base::Status apply(Engine& engine, const EnableAlarmActions& command);
base::Status apply(Engine& engine, const DisableAlarmActions& command);
base::Status apply(Engine& engine, const SetAlarmState& command);

// A step: the end of a period that changes the state.
void evaluate(Engine& engine, uint32_t alarm_state);

// What services tell, where any alarm is alive.
void sample(Engine& engine, Metric metric, ResourceId id, int64_t value);
void queue_changed(Engine& engine, ResourceId queue);
void resource_made(Engine& engine, ResourceId id);
void resource_gone(Engine& engine, ResourceId id);

// --- what the configuration's commands need ---
// Finds the metric's resource, which may be about to be made; what was seen is forgotten.
void watch(Engine& engine, uint32_t alarm_state, bool just_made = false);
void unwatch(Engine& engine, uint32_t alarm_state);
void plan_evaluation(Engine& engine, uint32_t alarm_state);  // sets the timer
void change_state(Engine& engine, uint32_t alarm_state, AlarmValue to, std::string_view reason,
                  std::string_view reason_data, uint32_t cause);

// The ARN of the action at a place (Delivery::rule); empty where it is the bus or none.
std::string_view action_at(const AlarmConfig& config, uint32_t place);

// --- datapoints ---
struct Datapoint {
  uint32_t period;
  uint64_t count;  // of samples; 0: missing
  int64_t sum, minimum, maximum;
};
enum class DatapointStatus : uint8_t { Missing, NotBreaching, Breaching };

// A decimal number, compared exactly.
struct Threshold {
  bool negative = false;
  uint64_t whole = 0, fraction = 0;  // fraction / scale
  uint64_t scale = 1;
};
base::Result<Threshold> read_threshold(std::string_view text);
int compare(const Datapoint& point, Statistic statistic, const Threshold& threshold);  // of a count above 0
DatapointStatus status_of(const Datapoint& point, const AlarmConfig& config, const Threshold& threshold);

// The state that datapoints make, newest first; nullopt: the current one stays.
std::optional<AlarmValue> state_of(const std::vector<DatapointStatus>& newest_first,
                                   const AlarmConfig& config);

constexpr uint32_t evaluation_range(const AlarmConfig& config) {
  return config.evaluation_periods + kExtraPeriods;
}
// Minutes and periods of the clock are counted from a midnight some days before the start, so that the
// evaluation range always lies after it.
TimeMs clock_base_ms(const Plan& plan);
uint32_t minute_at(const Plan& plan, TimeMs time_ms);
// The period that a moment is in, and where a period begins.
uint32_t period_at(const Plan& plan, const AlarmConfig& config, TimeMs time_ms);
TimeMs period_start_ms(const Plan& plan, const AlarmConfig& config, uint32_t period);
// What these periods come to if nothing else happens: they follow on each other, and are empty before.
void fill(const World& world, const History& history, const Plan& plan, uint32_t alarm_state,
          std::span<Datapoint> points);
std::vector<Datapoint> datapoints(const World& world, const History& history, const Plan& plan,
                                  uint32_t alarm_state, uint32_t first_period, uint32_t last_period);

}  // namespace brigade::engine::alarms
