// From samples to datapoints, from datapoints to a state: exact, in integers.
#include <algorithm>

#include "engine/services/alarms.h"
#include "match/decimal.h"

namespace brigade::engine::alarms {

namespace {

constexpr uint64_t kMaxScale = 1'000'000'000;          // nine decimals
constexpr uint64_t kMaxWhole = 1'000'000'000'000'000;  // and fifteen digits before them

void merge(Datapoint& point, uint64_t minutes, const MetricRun& run) {
  if (minutes == 0 || run.count == 0) return;
  point.minimum = point.count == 0 ? run.minimum : std::min(point.minimum, run.minimum);
  point.maximum = point.count == 0 ? run.maximum : std::max(point.maximum, run.maximum);
  point.count += run.count * minutes;
  point.sum += run.sum * static_cast<int64_t>(minutes);
}

TimeMs minute_end_ms(const Plan& plan, uint32_t minute) {
  return (TimeMs{minute} + 1) * kMinuteMs + clock_base_ms(plan) - plan.options.start_unix_ms;
}

struct Collector {
  const Plan& plan;
  MetricKind kind;
  uint32_t minutes;  // of a period
  std::span<Datapoint> points;

  void add(const MetricRun& run) {
    const uint32_t first_period = points.front().period, last_period = points.back().period;
    uint32_t period = std::max(run.first_minute / minutes, first_period);
    for (; period <= last_period && uint64_t{period} * minutes <= run.last_minute; ++period) {
      const uint32_t begin = std::max(run.first_minute, period * minutes);
      const uint32_t end = std::min(run.last_minute, period * minutes + minutes - 1);
      add_minutes(points[period - first_period], run, begin, end);
    }
  }

  void add_minutes(Datapoint& point, const MetricRun& run, uint32_t begin, uint32_t end) const {
    if (end < begin) return;
    if (kind != MetricKind::Age) return merge(point, uint64_t{end} - begin + 1, run);
    for (uint32_t minute = begin; minute <= end; ++minute) {
      MetricRun one = run;
      one.sum = one.minimum = one.maximum = shown_level(kind, run.sum, minute_end_ms(plan, minute));
      merge(point, 1, one);
    }
  }
};

// -1, 0 or 1: of `sum` / `count` and the threshold, both of them not negative.
int compare_quotient(uint64_t sum, uint64_t count, const Threshold& threshold) {
  const uint64_t whole = sum / count;
  if (whole != threshold.whole) return whole < threshold.whole ? -1 : 1;
  // remainder / count and fraction / scale, digit by digit.
  uint64_t remainder = sum % count, fraction = threshold.fraction;
  for (uint64_t scale = threshold.scale; scale > 1; scale /= 10) {
    remainder *= 10;
    const uint64_t digit = remainder / count, other = fraction / (scale / 10);
    if (digit != other) return digit < other ? -1 : 1;
    remainder %= count;
    fraction %= scale / 10;
  }
  return remainder > 0 ? 1 : 0;
}

bool breaches(int order, ComparisonOperator comparison) {
  switch (comparison) {
    case ComparisonOperator::GreaterThanOrEqualToThreshold:
      return order >= 0;
    case ComparisonOperator::GreaterThanThreshold:
      return order > 0;
    case ComparisonOperator::LessThanThreshold:
      return order < 0;
    case ComparisonOperator::LessThanOrEqualToThreshold:
      break;
  }
  return order <= 0;
}

}  // namespace

base::Result<Threshold> read_threshold(std::string_view text) {
  const auto bad = [&] {
    return base::fail("ValidationError",
                      "The threshold " + std::string(text) +
                          " is no decimal number of up to 15 digits before the point and 9 "
                          "after it.");
  };
  match::DecimalText number;
  const char* end = text.data() + text.size();
  if (match::read_decimal(text.data(), end, number) != end || !number.fits) return bad();
  Threshold out;
  out.negative = number.negative && number.digits != 0;
  if (number.digits == 0) return out;
  for (; number.exponent > 0; --number.exponent) {
    if (number.digits > kMaxWhole) return bad();
    number.digits *= 10;
  }
  while (number.exponent < 0 && number.digits % 10 == 0) {
    number.digits /= 10;
    ++number.exponent;
  }
  for (; number.exponent < 0; ++number.exponent) {
    if (out.scale >= kMaxScale) return bad();
    out.scale *= 10;
  }
  out.whole = number.digits / out.scale;
  out.fraction = number.digits % out.scale;
  if (out.whole >= kMaxWhole) return bad();
  return out;
}

int compare(const Datapoint& point, Statistic statistic, const Threshold& threshold) {
  if (threshold.negative) return 1;  // no metric of these services is negative
  const auto value = [](int64_t number) { return static_cast<uint64_t>(number); };
  switch (statistic) {
    case Statistic::SampleCount:
      return compare_quotient(point.count, 1, threshold);
    case Statistic::Average:
      return compare_quotient(value(point.sum), point.count, threshold);
    case Statistic::Sum:
      return compare_quotient(value(point.sum), 1, threshold);
    case Statistic::Minimum:
      return compare_quotient(value(point.minimum), 1, threshold);
    case Statistic::Maximum:
      break;
  }
  return compare_quotient(value(point.maximum), 1, threshold);
}

DatapointStatus status_of(const Datapoint& point, const AlarmConfig& config, const Threshold& threshold) {
  if (point.count == 0) return DatapointStatus::Missing;
  return breaches(compare(point, config.statistic, threshold), config.comparison)
             ? DatapointStatus::Breaching
             : DatapointStatus::NotBreaching;
}

std::optional<AlarmValue> state_of(const std::vector<DatapointStatus>& newest_first,
                                   const AlarmConfig& config) {
  const uint32_t wanted = config.evaluation_periods;
  const uint32_t to_alarm = config.datapoints_to_alarm.value_or(wanted);
  uint32_t real = 0, breaching = 0, oldest_breaching = 0;
  for (uint32_t i = 0; i < newest_first.size() && real < wanted; ++i) {
    if (newest_first[i] == DatapointStatus::Missing) continue;
    ++real;
    if (newest_first[i] != DatapointStatus::Breaching) continue;
    ++breaching;
    oldest_breaching = i + 1;
  }
  if (breaching >= to_alarm) return AlarmValue::Alarm;
  if (real == wanted) return AlarmValue::Ok;
  switch (config.treat_missing_data) {
    case MissingData::NotBreaching:
      return AlarmValue::Ok;
    case MissingData::Breaching:
      return breaching + (wanted - real) >= to_alarm ? AlarmValue::Alarm : AlarmValue::Ok;
    case MissingData::Ignore:
      if (real > breaching) return AlarmValue::Ok;
      return std::nullopt;
    case MissingData::Missing:
      break;
  }
  if (real > breaching) return AlarmValue::Ok;
  // All that there is breaches: an alarm as soon as the oldest is old enough for it.
  return breaching > 0 && oldest_breaching >= to_alarm ? AlarmValue::Alarm : AlarmValue::InsufficientData;
}

TimeMs clock_base_ms(const Plan& plan) {
  constexpr TimeMs kDayMs = 86'400'000, kDaysBefore = 8;
  const TimeMs start_ms = plan.options.start_unix_ms;
  const TimeMs day = start_ms / kDayMs - (start_ms % kDayMs < 0 ? 1 : 0);
  return (day - kDaysBefore) * kDayMs;
}

uint32_t minute_at(const Plan& plan, TimeMs time_ms) {
  return static_cast<uint32_t>((plan.options.start_unix_ms + time_ms - clock_base_ms(plan)) / kMinuteMs);
}

uint32_t period_at(const Plan& plan, const AlarmConfig& config, TimeMs time_ms) {
  return minute_at(plan, time_ms) / (config.period_s / 60);
}

TimeMs period_start_ms(const Plan& plan, const AlarmConfig& config, uint32_t period) {
  return TimeMs{period} * config.period_s * 1000 + clock_base_ms(plan) - plan.options.start_unix_ms;
}

void fill(const World& world, const History& history, const Plan& plan, uint32_t alarm_state,
          std::span<Datapoint> points) {
  const AlarmState& alarm = world.alarms[alarm_state];
  if (alarm.metric == kNone) return;
  const AlarmConfig& config = history.alarm_config(world.resource(alarm.id).config);
  Collector collector{plan, metric_row(static_cast<Metric>(alarm.metric)).kind, config.period_s / 60, points};
  const uint32_t first_minute = points.front().period * collector.minutes;
  for (uint32_t run = alarm.last_run; run != kNone; run = world.metric_runs[run].previous) {
    if (world.metric_runs[run].last_minute < first_minute) break;
    collector.add(world.metric_runs[run]);
  }
  const bool is_level = collector.kind >= MetricKind::Level && world.is_alive(alarm.watched);
  if (is_level) {  // it stays as it is
    const int64_t level = alarm.level;
    collector.add(MetricRun{kNone, kNone, alarm.sampled_to, UINT32_MAX, 1, level, level, level});
  }
}

std::vector<Datapoint> datapoints(const World& world, const History& history, const Plan& plan,
                                  uint32_t alarm_state, uint32_t first_period, uint32_t last_period) {
  std::vector<Datapoint> points;
  for (uint32_t period = first_period; period <= last_period; ++period) {
    points.push_back(Datapoint{period, 0, 0, 0, 0});
  }
  if (!points.empty()) fill(world, history, plan, alarm_state, points);
  return points;
}

}  // namespace brigade::engine::alarms
