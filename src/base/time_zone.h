// Time zones by their IANA names, each by the rule that it follows at present: an offset, and the two changes
// of a year where it has summer time. From a pinned table (time_zone_table.h), never from the system. Not
// modelled: what a zone did in years before its present rule, and Morocco's pause during Ramadan.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace brigade::base {

struct TimeZone {
  // A change of clocks: in `month` the `week`-th `weekday` (0 Sunday; week 5: the last), at a local time.
  struct Change {
    int32_t month = 0, week = 0, weekday = 0;
    int32_t time_s = 0;  // of the clock that is changed; may lie before or after that day
    friend bool operator==(const Change&, const Change&) = default;
  };
  int32_t standard_s = 0, summer_s = 0;  // east of UTC
  bool has_summer = false;
  Change to_summer, to_standard;

  // The offset in force at that time, in seconds east of UTC.
  int32_t offset_s(int64_t unix_s) const;
  // When a local clock first shows this time (seconds since 1970 as if it were UTC); nothing where clocks
  // skip it.
  std::optional<int64_t> unix_s_of_local(int64_t local_s) const;

  friend bool operator==(const TimeZone&, const TimeZone&) = default;
};

// Nothing where there is no such zone. Names are as in the database: "Europe/Paris", "UTC".
std::optional<TimeZone> find_time_zone(std::string_view name);

}  // namespace brigade::base
