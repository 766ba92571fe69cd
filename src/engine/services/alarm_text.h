// What an alarm says: its reasons, the same as data, and its three messages: to a topic, to a function, to
// the default bus. Shapes and texts: recordings of real notifications, and the pages that alarms.h names.
#pragma once
#include <string>
#include <vector>

#include "engine/services/alarms.h"

namespace brigade::engine::alarms {

// "1.0"; of an average up to 15 decimals.
std::string datapoint_text(const Datapoint& point, Statistic statistic);
std::string clock_text(const Plan& plan, TimeMs time_ms);  // "01/01/26 00:03:00", the day first
std::string threshold_text(const AlarmConfig& config);
std::string_view statistic_name(Statistic statistic);             // "Average"
std::string_view comparison_name(ComparisonOperator comparison);  // "GreaterThanThreshold"
std::string_view comparison_sign(ComparisonOperator comparison);  // ">"
std::string_view missing_data_name(MissingData missing);          // "notBreaching"

inline constexpr std::string_view kUnchecked = "Unchecked: Initial alarm creation";

struct Reason {
  std::string text, data;
};
// Why these datapoints (oldest first) make that state.
Reason reason_of(const Plan& plan, const AlarmConfig& config, const std::vector<Datapoint>& points,
                 AlarmValue to, TimeMs now_ms);

// A change of state, from which the messages are made.
struct Change {
  ResourceId alarm;
  AlarmValue from, to;
  std::string reason, reason_data, previous_reason, previous_reason_data;
  TimeMs previous_ms, configured_ms;
};
std::string topic_publication(const Engine& engine, const Change& change);  // {"Message","Subject"}
std::string function_event(const Engine& engine, const Change& change);
std::string bus_event(const Engine& engine, const Change& change, uint32_t message_number);

}  // namespace brigade::engine::alarms
