// Reads schedule expressions and walks the calendar: year, month, day, hour, minute, each to the next that
// its field allows.
#include "base/schedule_time.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "base/time.h"

namespace brigade::base {
namespace {

constexpr int64_t kFirstYear = 1970, kLastYear = 2199;
constexpr size_t kMaxNumberDigits = 9;

std::optional<int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > kMaxNumberDigits) return std::nullopt;
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// What stands between "name(" and ")".
std::optional<std::string_view> inside(std::string_view text, std::string_view name) {
  const size_t extra = name.size() + 2;
  if (text.size() < extra || !starts_with(text, name) || text[name.size()] != '(' || text.back() != ')') {
    return std::nullopt;
  }
  return text.substr(name.size() + 1, text.size() - extra);
}

std::optional<ScheduleTime> read_rate(std::string_view text, ScheduleDialect dialect) {
  const size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto count = number_of(text.substr(0, space));
  std::string_view unit = text.substr(space + 1);
  if (!count || *count < 1) return std::nullopt;
  const bool plural = ends_with(unit, "s");
  if (plural) unit.remove_suffix(1);
  if (dialect == ScheduleDialect::Rule && plural != (*count > 1)) return std::nullopt;
  int64_t seconds = 0;
  if (unit == "minute") seconds = 60;
  if (unit == "hour") seconds = 3'600;
  if (unit == "day") seconds = 86'400;
  if (seconds == 0) return std::nullopt;
  ScheduleTime out;
  out.kind = ScheduleKind::Rate;
  out.every_s = *count * seconds;
  return out;
}

// --- cron ---

struct FieldRange {
  int64_t first, last;
  std::string_view names;  // of the values from `first`, three letters each
};
constexpr FieldRange kMinutes{0, 59, {}}, kHours{0, 23, {}}, kDays{1, 31, {}},
    kMonths{1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"}, kWeekdays{1, 7, "SUNMONTUEWEDTHUFRISAT"},
    kYears{kFirstYear, kLastYear, {}};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::optional<int64_t> value_of(std::string_view text, const FieldRange& range) {
  for (size_t i = 0; text.size() == 3 && i + 3 <= range.names.size(); i += 3) {
    if (std::equal(text.begin(), text.end(), range.names.begin() + static_cast<std::ptrdiff_t>(i),
                   [](char a, char b) { return upper(a) == b; })) {
      return range.first + static_cast<int64_t>(i / 3);
    }
  }
  const auto number = number_of(text);
  return number && *number >= range.first && *number <= range.last ? number : std::nullopt;
}

// "*", "5", "1-5", "20-2" (over the end), each with "/step". Calls set(value); false where it is none of
// these.
template <class Set>
bool read_values(std::string_view part, const FieldRange& range, Set set) {
  const size_t slash = part.find('/');
  const bool steps = slash != std::string_view::npos;
  const auto step = steps ? number_of(part.substr(slash + 1)) : std::optional<int64_t>(1);
  if (!step || *step < 1) return false;
  part = part.substr(0, slash);
  const size_t dash = part.find('-');
  int64_t from = range.first, to = range.last;
  if (part != "*") {
    const auto first = value_of(part.substr(0, dash), range);
    const auto last = dash == std::string_view::npos
                          ? first
                          : value_of(part.substr(std::min(dash + 1, part.size())), range);
    if (!first || !last) return false;
    from = *first;
    to = dash == std::string_view::npos && steps ? range.last : *last;
  }
  const int64_t size = range.last - range.first + 1;
  if (to < from) to += size;
  for (int64_t value = from; value <= to; value += *step) set((value - range.first) % size + range.first);
  return true;
}

template <class Mask>
bool read_field(std::string_view text, const FieldRange& range, Mask& mask) {
  const auto set = [&mask](int64_t value) { mask |= Mask{1} << value; };
  const std::vector<std::string_view> parts = split(text, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return read_values(part, range, set); });
}

bool read_years(std::string_view text, CronFields& cron) {
  const auto set = [&cron](int64_t year) {
    const auto bit = static_cast<size_t>(year - kFirstYear);
    cron.years[bit / 64] |= uint64_t{1} << (bit % 64);
  };
  const std::vector<std::string_view> parts = split(text, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return read_values(part, kYears, set); });
}

bool read_day(std::string_view part, CronFields& cron) {
  if (part == "L") return cron.last_day = true;
  if (part == "LW" || part == "WL") return cron.last_weekday = true;
  if (!ends_with(part, "W")) {
    return read_values(part, kDays, [&cron](int64_t day) { cron.days |= uint32_t{1} << day; });
  }
  const auto day = value_of(part.substr(0, part.size() - 1), kDays);
  if (day) cron.nearest_weekdays |= uint32_t{1} << *day;
  return day.has_value();
}

bool read_weekday(std::string_view part, CronFields& cron) {
  if (part == "L") return (cron.weekdays |= 1u << 7) != 0;  // a Saturday ends the week
  if (const size_t hash = part.find('#'); hash != std::string_view::npos) {
    const auto day = value_of(part.substr(0, hash), kWeekdays);
    const auto nth = number_of(part.substr(hash + 1));
    if (!day || !nth || *nth < 1 || *nth > 5) return false;
    cron.nth_weekdays |= uint64_t{1} << (8 * (*nth - 1) + *day);
    return true;
  }
  if (ends_with(part, "L")) {
    const auto day = value_of(part.substr(0, part.size() - 1), kWeekdays);
    if (day) cron.last_weekdays |= uint32_t{1} << *day;
    return day.has_value();
  }
  return read_values(part, kWeekdays, [&cron](int64_t day) { cron.weekdays |= uint32_t{1} << day; });
}

// The day of the month and the day of the week: exactly one of them is "?".
bool read_days(std::string_view days, std::string_view weekdays, CronFields& cron) {
  if ((days == "?") == (weekdays == "?")) return false;
  if (days == "?") {
    const std::vector<std::string_view> parts = split(weekdays, ',');
    return std::all_of(parts.begin(), parts.end(),
                       [&cron](std::string_view part) { return read_weekday(part, cron); });
  }
  const std::vector<std::string_view> parts = split(days, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&cron](std::string_view part) { return read_day(part, cron); });
}

std::optional<ScheduleTime> read_cron(std::string_view text) {
  std::vector<std::string_view> fields = split(text, ' ');
  fields.erase(std::remove(fields.begin(), fields.end(), std::string_view()), fields.end());
  if (fields.size() != 6) return std::nullopt;
  ScheduleTime out;
  out.kind = ScheduleKind::Cron;
  const bool good = read_field(fields[0], kMinutes, out.cron.minutes) &&
                    read_field(fields[1], kHours, out.cron.hours) &&
                    read_field(fields[3], kMonths, out.cron.months) &&
                    read_days(fields[2], fields[4], out.cron) && read_years(fields[5], out.cron);
  return good ? std::optional(out) : std::nullopt;
}

std::optional<ScheduleTime> read_at(std::string_view text) {
  const auto unix_ms = parse_utc(std::string(text) + "Z");
  if (!unix_ms || text.size() != std::string_view("2026-01-01T00:00:00").size()) return std::nullopt;
  ScheduleTime out;
  out.kind = ScheduleKind::At;
  out.at_local_s = *unix_ms / 1000;
  return out;
}

// --- the calendar ---

int64_t weekday_of(int64_t days_since_1970) {  // 1 Sunday … 7 Saturday
  return ((days_since_1970 + 4) % 7 + 7) % 7 + 1;
}

// The weekday nearest to a day of the month, without leaving the month.
int64_t nearest_weekday(int64_t year, int64_t month, int64_t day) {
  const int64_t last = days_in_month(year, month);
  if (day > last) return 0;
  const int64_t weekday = weekday_of(days_of_date(year, month, day));
  if (weekday == 7) return day > 1 ? day - 1 : day + 2;
  if (weekday == 1) return day < last ? day + 1 : day - 2;
  return day;
}

int64_t last_weekday_of(int64_t year, int64_t month) {
  const int64_t last = days_in_month(year, month);
  const int64_t weekday = weekday_of(days_of_date(year, month, last));
  if (weekday == 7) return last - 1;
  return weekday == 1 ? last - 2 : last;
}

bool allows_day(const CronFields& cron, const Date& date) {
  if ((cron.days >> date.day & 1) != 0) return true;
  const int64_t last = days_in_month(date.year, date.month);
  if (cron.last_day && date.day == last) return true;
  if (cron.last_weekday && date.day == last_weekday_of(date.year, date.month)) return true;
  for (uint32_t left = cron.nearest_weekdays; left != 0; left &= left - 1) {
    if (nearest_weekday(date.year, date.month, std::countr_zero(left)) == date.day) return true;
  }
  const int64_t weekday = weekday_of(days_of_date(date.year, date.month, date.day));
  if ((cron.weekdays >> weekday & 1) != 0) return true;
  if ((cron.nth_weekdays >> (8 * ((date.day - 1) / 7) + weekday) & 1) != 0) return true;
  return (cron.last_weekdays >> weekday & 1) != 0 && date.day + 7 > last;
}

bool allows_year(const CronFields& cron, int64_t year) {
  const auto bit = static_cast<size_t>(year - kFirstYear);
  return (cron.years[bit / 64] >> (bit % 64) & 1) != 0;
}

// The first bit at or after `from`, 64 where there is none.
int64_t next_bit(uint64_t mask, int64_t from) {
  if (from >= 64) return 64;
  return std::countr_zero(mask & (~uint64_t{0} << from));
}

// The first minute on the local clock that is later than `after_s`.
std::optional<int64_t> next_local_s(const CronFields& cron, int64_t after_s) {
  const int64_t after_minute = floor_div(after_s, 60);
  int64_t day = floor_div(after_minute + 1, 1'440);
  int64_t minute_of_day = after_minute + 1 - day * 1'440;
  for (Date date = date_of_days(day); date.year <= kLastYear;) {
    if (date.year < kFirstYear || !allows_year(cron, date.year)) {
      date = {std::max(date.year + 1, kFirstYear), 1, 1};
      minute_of_day = 0;
      continue;
    }
    if ((cron.months >> date.month & 1) == 0) {
      date = date.month == 12 ? Date{date.year + 1, 1, 1} : Date{date.year, date.month + 1, 1};
      minute_of_day = 0;
      continue;
    }
    day = days_of_date(date.year, date.month, date.day);
    if (allows_day(cron, date)) {
      int64_t hour = next_bit(cron.hours, minute_of_day / 60);
      int64_t minute = next_bit(cron.minutes, hour == minute_of_day / 60 ? minute_of_day % 60 : 0);
      if (minute == 64) {
        hour = next_bit(cron.hours, hour + 1);
        minute = next_bit(cron.minutes, 0);
      }
      if (hour < 24) return (day * 1'440 + hour * 60 + minute) * 60;
    }
    date = date_of_days(day + 1);
    minute_of_day = 0;
  }
  return std::nullopt;
}

std::optional<int64_t> next_cron_s(const CronFields& cron, const TimeZone& zone, int64_t after_s) {
  int64_t local_s = after_s + zone.offset_s(after_s);
  for (;;) {
    const auto next = next_local_s(cron, local_s);
    if (!next) return std::nullopt;
    const auto unix_s = zone.unix_s_of_local(*next);  // none: clocks skip it
    if (unix_s && *unix_s > after_s) return unix_s;
    local_s = *next;
  }
}

}  // namespace

std::optional<ScheduleTime> read_schedule_expression(std::string_view text, ScheduleDialect dialect) {
  if (const auto rate = inside(text, "rate")) return read_rate(*rate, dialect);
  if (const auto cron = inside(text, "cron")) return read_cron(*cron);
  const auto at = inside(text, "at");
  return at && dialect == ScheduleDialect::Scheduler ? read_at(*at) : std::nullopt;
}

std::optional<int64_t> next_occurrence_s(const ScheduleTime& schedule, const TimeZone& zone, int64_t first_s,
                                         int64_t after_s) {
  switch (schedule.kind) {
    case ScheduleKind::Rate:
      if (after_s < first_s) return first_s;
      return first_s + ((after_s - first_s) / schedule.every_s + 1) * schedule.every_s;
    case ScheduleKind::Cron:
      return next_cron_s(schedule.cron, zone, after_s);
    case ScheduleKind::At: {
      const auto at_s = zone.unix_s_of_local(schedule.at_local_s);
      return at_s && *at_s > after_s ? at_s : std::nullopt;
    }
    case ScheduleKind::None:
      break;
  }
  return std::nullopt;
}

}  // namespace brigade::base
