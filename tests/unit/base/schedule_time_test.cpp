// When schedules fire, as tables: what each service accepts, and the next times, clocks that change included.
#include "base/schedule_time.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/json.h"
#include "base/time.h"

namespace brigade::base {
namespace {

// The next `count` times, as UTC without the seconds, joined by blanks; "never" where there are no more.
std::string next_times(const std::string& expression, const std::string& zone_name, const std::string& after,
                       int count) {
  const auto schedule = read_schedule_expression(expression, ScheduleDialect::Scheduler);
  const auto zone = find_time_zone(zone_name);
  if (!schedule || !zone) return "invalid";
  int64_t at_s = *parse_utc(after) / 1000;
  const int64_t first_s = at_s;
  std::string out;
  for (int i = 0; i < count; ++i) {
    const auto next = next_occurrence_s(*schedule, *zone, first_s, at_s);
    if (!next) return out + (i > 0 ? " never" : "never");
    out += (i > 0 ? " " : "") + format_utc_s(*next * 1000).substr(0, 16);
    at_s = *next;
  }
  return out;
}

bool is_valid(const std::string& expression, ScheduleDialect dialect) {
  return read_schedule_expression(expression, dialect).has_value();
}

// Source: EventBridge User Guide, "Schedule expressions"; EventBridge Scheduler User Guide, "Schedule types".
TEST(ScheduleExpression, BothServicesTakeWhatTheirGuidesShow) {
  for (const char* good : {"rate(1 minute)",
                           "rate(5 minutes)",
                           "rate(1 hour)",
                           "rate(12 hours)",
                           "rate(1 day)",
                           "rate(7 days)",
                           "cron(0 10 * * ? *)",
                           "cron(15 12 * * ? *)",
                           "cron(0 18 ? * MON-FRI *)",
                           "cron(0 8 1 * ? *)",
                           "cron(0/15 * * * ? *)",
                           "cron(0/10 * ? * MON-FRI *)",
                           "cron(0/5 8-17 ? * MON-FRI *)",
                           "cron(0 9 ? * 2#1 *)",
                           "cron(0 9 ? * 6L 2026-2028)",
                           "cron(0 9 L * ? *)",
                           "cron(0 9 LW * ? *)",
                           "cron(0 9 15W * ? *)",
                           "cron(30-30 13-13 ? * 2,4,6 *)",
                           "cron(0 20-2 * * ? *)",
                           "cron(*/5 * * * ? *)",
                           "cron(0 0 1 JAN,jul ? *)",
                           "cron(0 0 ? * L *)"}) {
    EXPECT_TRUE(is_valid(good, ScheduleDialect::Rule)) << good;
    EXPECT_TRUE(is_valid(good, ScheduleDialect::Scheduler)) << good;
  }
}

TEST(ScheduleExpression, BothServicesRefuseWhatIsNone) {
  for (const char* bad : {"",
                          "rate()",
                          "rate(10)",
                          "rate(0 minutes)",
                          "rate(-10 minutes)",
                          "rate(10 seconds)",
                          "rate(10 years)",
                          "rate(10 minutess)",
                          "rate( 10 minutes )",
                          "RATE(10 minutes)",
                          "rate(10 minutes",
                          "rate(1.5 hours)",
                          "cron()",
                          "cron(INVALID)",
                          "cron(0 1 * * * *)",
                          "cron(0 1 ? * ? *)",
                          "cron(71 8 1 * ? *)",
                          "cron(0 24 1 * ? *)",
                          "cron(0 8 0 * ? *)",
                          "cron(0 8 32 * ? *)",
                          "cron(0 8 1 13 ? *)",
                          "cron(0 8 ? * 8 *)",
                          "cron(0 8 ? * 2#6 *)",
                          "cron(0 8 1 * ? 1969)",
                          "cron(0 8 1 * ? 2200)",
                          "cron(0 dummy ? * MON-FRI *)",
                          "cron(7 20 * * NOT *)",
                          "cron(0 8 1 *)",
                          "cron(0 8 1 * ? * *)",
                          "cron(0/0 8 1 * ? *)",
                          "cron(1- 8 1 * ? *)",
                          "cron(, 8 1 * ? *)",
                          "cron(0 8 W * ? *)"}) {
    EXPECT_FALSE(is_valid(bad, ScheduleDialect::Rule)) << bad;
    EXPECT_FALSE(is_valid(bad, ScheduleDialect::Scheduler)) << bad;
  }
}

TEST(ScheduleExpression, OnlyARuleMindsSingularAndPluralAndOnlySchedulerKnowsAt) {
  for (const char* word : {"rate(1 hours)", "rate(10 minute)", "rate(10 hour)"}) {
    EXPECT_FALSE(is_valid(word, ScheduleDialect::Rule)) << word;
    EXPECT_TRUE(is_valid(word, ScheduleDialect::Scheduler)) << word;
  }
  EXPECT_TRUE(is_valid("at(2026-11-20T13:00:00)", ScheduleDialect::Scheduler));
  EXPECT_FALSE(is_valid("at(2026-11-20T13:00:00)", ScheduleDialect::Rule));
  for (const char* bad : {"at(2021-12-31T23:59:59Z)", "at(2021-12-31)", "at(2021-02-29T00:00:00)",
                          "at(2021-12-31T23:59:59.5)", "at()"}) {
    EXPECT_FALSE(is_valid(bad, ScheduleDialect::Scheduler)) << bad;
  }
}

TEST(ScheduleExpression, AgreesWithTheRecordings) {
  std::ifstream file(std::string(BRIGADE_SOURCE_DIR) + "/../shared/conformance/schedule_expressions.jsonl");
  if (!file) GTEST_SKIP() << "The recordings are not here.";
  for (std::string line; std::getline(file, line);) {
    const auto test = read_json(line);
    ASSERT_TRUE(test) << line;
    const bool rule = test->find("api")->as_string() == "events:PutRule";
    EXPECT_EQ(is_valid(std::string(test->find("expr")->as_string()),
                       rule ? ScheduleDialect::Rule : ScheduleDialect::Scheduler),
              test->find("valid")->as_bool())
        << line;
  }
}

struct Case {
  const char *expression, *zone, *after;
  int count;
  const char* times;
};

TEST(ScheduleTime, GivesTheNextTimesOfTheCalendar) {
  const Case cases[] = {
      {"rate(5 minutes)", "UTC", "2026-01-01T00:00:00Z", 2, "2026-01-01T00:05 2026-01-01T00:10"},
      {"cron(0 10 * * ? *)", "UTC", "2026-01-01T10:00:00Z", 1, "2026-01-02T10:00"},
      {"cron(0 10 * * ? *)", "UTC", "2026-01-01T09:59:59Z", 1, "2026-01-01T10:00"},
      {"cron(0 18 ? * MON-FRI *)", "UTC", "2026-01-02T18:00:00Z", 1, "2026-01-05T18:00"},
      {"cron(0 0 29 2 ? *)", "UTC", "2026-01-01T00:00:00Z", 2, "2028-02-29T00:00 2032-02-29T00:00"},
      {"cron(0 0 31 * ? *)", "UTC", "2026-01-31T00:00:00Z", 2, "2026-03-31T00:00 2026-05-31T00:00"},
      {"cron(0 9 L * ? *)", "UTC", "2028-02-01T00:00:00Z", 2, "2028-02-29T09:00 2028-03-31T09:00"},
      {"cron(0 9 LW * ? *)", "UTC", "2026-01-01T00:00:00Z", 2, "2026-01-30T09:00 2026-02-27T09:00"},
      {"cron(0 9 15W * ? *)", "UTC", "2026-02-01T00:00:00Z", 2, "2026-02-16T09:00 2026-03-16T09:00"},
      {"cron(0 9 1W * ? *)", "UTC", "2026-07-31T12:00:00Z", 1, "2026-08-03T09:00"},
      {"cron(0 9 ? * 2#1 *)", "UTC", "2026-01-01T00:00:00Z", 2, "2026-01-05T09:00 2026-02-02T09:00"},
      {"cron(0 9 ? * 2#5 *)", "UTC", "2026-01-01T00:00:00Z", 1, "2026-03-30T09:00"},
      {"cron(0 9 ? * 6L *)", "UTC", "2026-01-01T00:00:00Z", 2, "2026-01-30T09:00 2026-02-27T09:00"},
      {"cron(30 22-1 * * ? *)", "UTC", "2026-01-01T01:30:00Z", 2, "2026-01-01T22:30 2026-01-01T23:30"},
      {"cron(50/5 23 * * ? *)", "UTC", "2026-01-01T23:55:00Z", 1, "2026-01-02T23:50"},
      {"cron(0 0 1 1 ? 2027)", "UTC", "2026-06-01T00:00:00Z", 2, "2027-01-01T00:00 never"},
      {"cron(0 0 30 2 ? *)", "UTC", "2026-01-01T00:00:00Z", 1, "never"},
      {"at(2026-03-01T08:30:00)", "Asia/Kolkata", "2026-01-01T00:00:00Z", 2, "2026-03-01T03:00 never"},
      {"at(2026-03-29T02:30:00)", "Europe/Paris", "2026-01-01T00:00:00Z", 1, "never"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(next_times(c.expression, c.zone, c.after, c.count), c.times) << c.expression;
  }
}

// Source: EventBridge Scheduler User Guide, "Daylight savings time on EventBridge Scheduler".
TEST(ScheduleTime, SkipsWhatClocksSkipAndRunsOnceWhatTheyShowTwice) {
  const Case cases[] = {
      // Clocks go from 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on 25 October.
      {"cron(30 2 * * ? *)", "Europe/Paris", "2026-03-27T12:00:00Z", 2, "2026-03-28T01:30 2026-03-30T00:30"},
      {"cron(30 2 * * ? *)", "Europe/Paris", "2026-10-24T12:00:00Z", 2, "2026-10-25T00:30 2026-10-26T01:30"},
      {"cron(0 8 * * ? *)", "Europe/Paris", "2026-03-28T00:00:00Z", 2, "2026-03-28T07:00 2026-03-29T06:00"},
      {"cron(0/30 * * * ? *)", "Europe/Paris", "2026-10-25T00:00:00Z", 3,
       "2026-10-25T00:30 2026-10-25T02:00 2026-10-25T02:30"},
      {"rate(1 day)", "Europe/Paris", "2026-03-28T00:00:00Z", 2, "2026-03-29T00:00 2026-03-30T00:00"},
      // From 02:00 to 03:00 on 8 March, from 02:00 to 01:00 on 1 November.
      {"cron(30 2 * * ? *)", "America/New_York", "2026-03-07T12:00:00Z", 1, "2026-03-09T06:30"},
      {"cron(30 1 * * ? *)", "America/New_York", "2026-10-31T12:00:00Z", 2,
       "2026-11-01T05:30 2026-11-02T06:30"},
      {"cron(0 9 * * ? *)", "Asia/Kolkata", "2026-01-01T00:00:00Z", 2, "2026-01-01T03:30 2026-01-02T03:30"},
      // Half an hour: from 02:00 to 02:30 on 4 October, from 02:00 to 01:30 on 5 April.
      {"cron(15 2 * * ? *)", "Australia/Lord_Howe", "2026-10-02T20:00:00Z", 1, "2026-10-04T15:15"},
      {"cron(45 1 * * ? *)", "Australia/Lord_Howe", "2026-04-03T20:00:00Z", 2,
       "2026-04-04T14:45 2026-04-05T15:15"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(next_times(c.expression, c.zone, c.after, c.count), c.times) << c.expression << " " << c.zone;
  }
}

TEST(TimeZone, KnowsEveryZoneByItsNameAndNothingElse) {
  EXPECT_TRUE(find_time_zone("UTC"));
  EXPECT_TRUE(find_time_zone("America/Argentina/Buenos_Aires"));
  EXPECT_TRUE(find_time_zone("Europe/Kyiv"));
  for (const char* bad : {"", "Paris", "Europe/Pari", "europe/paris", "Europe/Paris ", "~0", "Europe"}) {
    EXPECT_FALSE(find_time_zone(bad)) << bad;
  }
  const auto dublin = find_time_zone("Europe/Dublin");  // its summer is the standard one
  ASSERT_TRUE(dublin);
  EXPECT_EQ(dublin->offset_s(*parse_utc("2026-01-15T12:00:00Z") / 1000), 0);
  EXPECT_EQ(dublin->offset_s(*parse_utc("2026-07-15T12:00:00Z") / 1000), 3'600);
  const auto auckland = find_time_zone("Pacific/Auckland");
  EXPECT_EQ(auckland->offset_s(*parse_utc("2026-01-15T12:00:00Z") / 1000), 13 * 3'600);
  EXPECT_EQ(auckland->offset_s(*parse_utc("2026-07-15T12:00:00Z") / 1000), 12 * 3'600);
}

}  // namespace
}  // namespace brigade::base
