// When schedules fire: rate(…), cron(…) with six fields, at(…), and the next time after another one. Sources:
// EventBridge User Guide, "Schedule expressions"; EventBridge Scheduler User Guide, "Schedule types";
// recordings of what the two services refuse. A rule's schedule is UTC and knows no at(). In a time zone with
// summer time, a local time that clocks skip does not come, and one that they show twice comes once.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time_zone.h"

namespace brigade::base {

// One bit a value that a field allows.
struct CronFields {
  uint64_t minutes = 0;
  uint32_t hours = 0, months = 0;               // months from bit 1
  uint32_t days = 0;                            // of the month, from bit 1
  uint32_t nearest_weekdays = 0;                // "15W": the weekday nearest to that day, within the month
  bool last_day = false, last_weekday = false;  // "L", "LW"
  uint32_t weekdays = 0;                        // bit 1: Sunday … bit 7: Saturday
  uint64_t nth_weekdays = 0;                    // "6#3": bit 8 * (3 - 1) + 6
  uint32_t last_weekdays = 0;                   // "6L": the last Friday
  std::array<uint64_t, 4> years{};              // from 1970
  friend bool operator==(const CronFields&, const CronFields&) = default;
};

enum class ScheduleKind : uint8_t { None, Rate, Cron, At };
struct ScheduleTime {
  ScheduleKind kind = ScheduleKind::None;
  int64_t every_s = 0;     // Rate
  int64_t at_local_s = 0;  // At: seconds since 1970 of the local clock
  CronFields cron;
  friend bool operator==(const ScheduleTime&, const ScheduleTime&) = default;
};

// A rule's expression says "1 minute" and "2 minutes"; Scheduler takes either word for any number.
enum class ScheduleDialect : uint8_t { Rule, Scheduler };
std::optional<ScheduleTime> read_schedule_expression(std::string_view text, ScheduleDialect dialect);

// The first time after `after_s` (seconds since 1970); a rate counts from `first_s`, which is a time itself.
// Nothing: never again.
std::optional<int64_t> next_occurrence_s(const ScheduleTime& schedule, const TimeZone& zone, int64_t first_s,
                                         int64_t after_s);

}  // namespace brigade::base
