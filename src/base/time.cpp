// Durations, clock texts and UTC dates in integer arithmetic. Dates count from 0000-03-01, so that the leap
// day ends a year, in the proleptic Gregorian calendar.
#include "base/time.h"

#include <array>

namespace brigade::base {
namespace {

struct Unit {
  std::string_view name;
  int64_t ms;
};

// From the largest to the smallest; the order is also the order that parts must have.
constexpr std::array<Unit, 5> kUnits = {
    {{"d", kDay}, {"h", kHour}, {"m", kMinute}, {"s", kSecond}, {"ms", 1}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

TextRange range_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

std::string_view take_digits(std::string_view text, size_t& at) {
  const size_t begin = at;
  while (at < text.size() && is_digit(text[at])) at++;
  return text.substr(begin, at - begin);
}

int64_t number_of(std::string_view digits) {
  int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

std::string padded(int64_t number, size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

// One part such as "1.5s" from its digits; the unit is known, the fraction may be empty.
Result<int64_t> part_ms(std::string_view whole, std::string_view fraction, const Unit& unit,
                        TextRange range) {
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole.size() > 13 || number_of(whole) > kMaxDuration / unit.ms) {
    return fail("duration", "A duration can be at most 36500 days.", range);
  }
  // Even of a day no longer fraction comes to whole milliseconds: 86,400,000 = 2^10 * 3^3 * 5^5.
  if (fraction.size() > 10) return fail("duration", "A duration must come to whole milliseconds.", range);
  int64_t scale = 1;
  for (size_t i = 0; i < fraction.size(); i++) scale *= 10;
  // At most 10^10 * 8.64 * 10^7, which fits.
  const int64_t scaled = number_of(fraction) * unit.ms;
  if (scaled % scale != 0) return fail("duration", "A duration must come to whole milliseconds.", range);
  return number_of(whole) * unit.ms + scaled / scale;
}

// Index into kUnits of the unit at `at`, kUnits.size() if there is none.
size_t take_unit(std::string_view text, size_t& at) {
  const size_t begin = at;
  while (at < text.size() && text[at] >= 'a' && text[at] <= 'z') at++;
  const std::string_view name = text.substr(begin, at - begin);
  size_t index = 0;
  while (index < kUnits.size() && kUnits[index].name != name) index++;
  return index;
}

}  // namespace

int64_t days_of_date(int64_t year, int64_t month, int64_t day) {
  const int64_t shifted_year = month > 2 ? year : year - 1;
  const int64_t month_from_march = (month + 9) % 12;
  const int64_t days_before_month = (153 * month_from_march + 2) / 5;
  const int64_t leap_days = shifted_year / 4 - shifted_year / 100 + shifted_year / 400;
  return shifted_year * 365 + leap_days + days_before_month + day - 1 - 719'468;
}

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

Date date_of_days(int64_t days_since_1970) {
  const int64_t days = days_since_1970 + 719'468;
  const int64_t cycle = floor_div(days, 146'097);
  const int64_t day_of_cycle = days - cycle * 146'097;
  int64_t year_of_cycle = day_of_cycle / 365;
  const auto first_day = [](int64_t year) { return year * 365 + year / 4 - year / 100; };
  while (first_day(year_of_cycle) > day_of_cycle) year_of_cycle--;
  if (year_of_cycle == 400) year_of_cycle = 399;
  const int64_t day_of_year = day_of_cycle - first_day(year_of_cycle);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {cycle * 400 + year_of_cycle + (month <= 2 ? 1 : 0), month, day};
}

int64_t days_in_month(int64_t year, int64_t month) {
  const int64_t next = month == 12 ? days_of_date(year + 1, 1, 1) : days_of_date(year, month + 1, 1);
  return next - days_of_date(year, month, 1);
}

namespace {

std::string clock_of(int64_t ms_of_day, bool with_ms) {
  std::string out = padded(ms_of_day / kHour, 2) + ":" + padded(ms_of_day / kMinute % 60, 2) + ":" +
                    padded(ms_of_day / kSecond % 60, 2);
  if (with_ms) out += "." + padded(ms_of_day % kSecond, 3);
  return out;
}

std::string format_utc(int64_t unix_ms, bool with_ms) {
  const int64_t days = floor_div(unix_ms, kDay);
  const Date date = date_of_days(days);
  return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T" +
         clock_of(unix_ms - days * kDay, with_ms) + "Z";
}

}  // namespace

Result<TimeMs> parse_duration(std::string_view text) {
  const auto bad = [](size_t begin, size_t end) {
    return fail("duration", "Expected a duration such as 250ms, 1.5s or 1m30s.", range_of(begin, end));
  };
  if (text.empty()) return bad(0, 0);
  TimeMs sum = 0;
  size_t units_used = 0;  // all units before this one may not come any more
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const std::string_view whole = take_digits(text, at);
    std::string_view fraction;
    if (at < text.size() && text[at] == '.') {
      fraction = take_digits(text, ++at);
      if (fraction.empty()) return bad(begin, at);
    }
    const size_t unit = take_unit(text, at);
    if (whole.empty() || unit == kUnits.size()) return bad(begin, at == begin ? at + 1 : at);
    if (unit < units_used) {
      return fail("duration", "The units of a duration go from large to small, each once: d, h, m, s, ms.",
                  range_of(begin, at));
    }
    units_used = unit + 1;
    Result<int64_t> part = part_ms(whole, fraction, kUnits[unit], range_of(begin, at));
    if (!part) return part;
    sum += *part;
  }
  if (sum > kMaxDuration) {
    return fail("duration", "A duration can be at most 36500 days.", range_of(0, text.size()));
  }
  return sum;
}

std::string format_duration(TimeMs duration_ms) {
  if (duration_ms == 0) return "0s";
  std::string out = duration_ms < 0 ? "-" : "";
  // Unsigned, since the smallest number has no opposite.
  uint64_t left =
      duration_ms < 0 ? 0 - static_cast<uint64_t>(duration_ms) : static_cast<uint64_t>(duration_ms);
  for (size_t i = 0; i < 3; i++) {
    const uint64_t unit_ms = static_cast<uint64_t>(kUnits[i].ms);
    if (left >= unit_ms) out += std::to_string(left / unit_ms).append(kUnits[i].name);
    left %= unit_ms;
  }
  if (left == 0) return out;
  if (left < 1000) return out + std::to_string(left) + "ms";
  out += std::to_string(left / 1000);
  if (left % 1000 != 0) {
    std::string fraction = "." + padded(static_cast<int64_t>(left % 1000), 3);
    while (fraction.back() == '0') fraction.pop_back();
    out += fraction;
  }
  return out + "s";
}

std::string format_clock(TimeMs time_ms) {
  const int64_t days = floor_div(time_ms, kDay);
  const std::string clock = clock_of(time_ms - days * kDay, true);
  return days == 0 ? clock : std::to_string(days) + "d " + clock;
}

Result<int64_t> parse_utc(std::string_view text) {
  const TextRange all = range_of(0, text.size());
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  bool ok = text.size() >= kShape.size() + 1;
  for (size_t i = 0; ok && i < kShape.size(); i++) {
    ok = kShape[i] == 'd' ? is_digit(text[i]) : text[i] == kShape[i];
  }
  std::string_view fraction;
  size_t at = kShape.size();
  if (ok && text[at] == '.') {
    fraction = take_digits(text, ++at);
    ok = !fraction.empty() && fraction.size() <= 3;
  }
  if (!ok || text.substr(at) != "Z") {
    return fail("time", "Expected a time in UTC such as 2026-01-01T00:00:00Z.", all);
  }
  const auto field = [&](size_t begin, size_t length) { return number_of(text.substr(begin, length)); };
  const int64_t year = field(0, 4), month = field(5, 2), day = field(8, 2);
  const int64_t hour = field(11, 2), minute = field(14, 2), second = field(17, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    return fail("time", "There is no such date.", range_of(0, 10));
  }
  if (hour > 23 || minute > 59 || second > 59)
    return fail("time", "There is no such time of day.", range_of(11, 19));
  int64_t ms = number_of(fraction);
  for (size_t i = fraction.size(); i < 3; i++) ms *= 10;
  return days_of_date(year, month, day) * kDay + hour * kHour + minute * kMinute + second * kSecond + ms;
}

std::string format_utc_ms(int64_t unix_ms) { return format_utc(unix_ms, true); }
std::string format_utc_s(int64_t unix_ms) { return format_utc(unix_ms, false); }

}  // namespace brigade::base
