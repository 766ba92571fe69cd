// Simulated time (milliseconds since the scenario's start), its texts, and UTC dates (ISO 8601, Gregorian).
// Integers only: no wall clock, no time zones but Z, no leap seconds, as Unix time has none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace brigade::base {

using TimeMs = int64_t;  // simulated milliseconds since the scenario's start

inline constexpr TimeMs kMillisecond = 1;
inline constexpr TimeMs kSecond = 1000;
inline constexpr TimeMs kMinute = 60 * kSecond;
inline constexpr TimeMs kHour = 60 * kMinute;
inline constexpr TimeMs kDay = 24 * kHour;
inline constexpr TimeMs kMaxDuration = 36'500 * kDay;  // the longest duration that can be written

// "0s", "250ms", "1.5s", "2m", "1h", "3d", and sums from the largest unit to the smallest: "1m30s".
// A fraction must come to whole milliseconds. Error code "duration", with the range of the part at fault.
Result<TimeMs> parse_duration(std::string_view text);

// The canonical text that parse_duration reads back: "1m30s", "1.5s", "250ms", "0s"; "-" in front if
// negative.
std::string format_duration(TimeMs duration_ms);

// "00:01:03.250", with the days in front where there are any: "2d 00:00:00.000".
std::string format_clock(TimeMs time_ms);

// "2026-01-01T00:00:00Z", with up to three digits after the seconds, to milliseconds since 1970. Years 1 to
// 9999. Error code "time".
Result<int64_t> parse_utc(std::string_view text);

struct Date {
  int64_t year, month, day;
};
int64_t days_of_date(int64_t year, int64_t month, int64_t day);  // since 1970-01-01, of a date that exists
Date date_of_days(int64_t days_since_1970);
int64_t days_in_month(int64_t year, int64_t month);
int64_t floor_div(int64_t a, int64_t b);  // rounds down; b > 0

std::string format_utc_ms(int64_t unix_ms);  // "2026-01-01T00:00:00.000Z"
std::string format_utc_s(int64_t unix_ms);   // "2026-01-01T00:00:00Z", the milliseconds cut off

}  // namespace brigade::base
