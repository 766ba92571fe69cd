// Reads one line of the table and computes with it. The form of a rule: POSIX, environment variable TZ,
// "std offset dst [offset],start[/time],end[/time]", where offsets count west of UTC.
#include "base/time_zone.h"

#include "base/time.h"
#include "base/time_zone_table.h"

namespace brigade::base {
namespace {

struct Reader {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  int32_t number() {
    int32_t value = 0;
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
    }
    return value;
  }
  // "-2", "9:30": hours and minutes as seconds.
  int32_t clock_s() {
    const bool negative = take('-');
    int32_t seconds = number() * 3600;
    if (take(':')) seconds += number() * 60;
    return negative ? -seconds : seconds;
  }
  TimeZone::Change change() {
    TimeZone::Change out;
    take(',');
    take('M');
    out.month = number();
    take('.');
    out.week = number();
    take('.');
    out.weekday = number();
    out.time_s = take('/') ? clock_s() : 2 * 3600;
    return out;
  }
};

TimeZone read_rule(std::string_view rule) {
  Reader reader{rule};
  TimeZone zone;
  reader.take('~');
  zone.standard_s = zone.summer_s = -reader.clock_s();
  if (!reader.take('~')) return zone;
  zone.has_summer = true;
  const bool has_offset = !reader.rest.empty() && reader.rest.front() != ',';
  zone.summer_s = has_offset ? -reader.clock_s() : zone.standard_s + 3600;
  zone.to_summer = reader.change();
  zone.to_standard = reader.change();
  return zone;
}

// Local seconds since 1970 of a change in that year.
int64_t local_s_of(const TimeZone::Change& change, int64_t year) {
  const int64_t first = days_of_date(year, change.month, 1);
  const int64_t weekday_of_first = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  int64_t day = (change.weekday - weekday_of_first + 7) % 7 + (change.week - 1) * 7;
  while (day >= days_in_month(year, change.month)) day -= 7;
  return (first + day) * 86'400 + change.time_s;
}

}  // namespace

int32_t TimeZone::offset_s(int64_t unix_s) const {
  if (!has_summer) return standard_s;
  const int64_t year = date_of_days(floor_div(unix_s + standard_s, 86'400)).year;
  const int64_t summer = local_s_of(to_summer, year) - standard_s;
  const int64_t standard = local_s_of(to_standard, year) - summer_s;
  const bool in_summer = summer < standard ? unix_s >= summer && unix_s < standard  // north of the equator
                                           : unix_s >= summer || unix_s < standard;
  return in_summer ? summer_s : standard_s;
}

std::optional<int64_t> TimeZone::unix_s_of_local(int64_t local_s) const {
  const int32_t larger = standard_s > summer_s ? standard_s : summer_s;
  const int32_t smaller = standard_s > summer_s ? summer_s : standard_s;
  for (const int32_t offset : {larger, smaller}) {  // the earlier one first
    if (offset_s(local_s - offset) == offset) return local_s - offset;
  }
  return std::nullopt;
}

std::optional<TimeZone> find_time_zone(std::string_view name) {
  if (name.empty() || name.find(' ') != std::string_view::npos || name.front() == '~') return std::nullopt;
  for (std::string_view rest = kTimeZones; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    for (size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
      if (at > 0 && line[at - 1] == ' ' && line[at + name.size()] == ' ') {
        return read_rule(line.substr(0, line.find(' ')));
      }
    }
  }
  return std::nullopt;
}

}  // namespace brigade::base
