// EventBridge Scheduler and schedules on rules: when they fire, what they send, what becomes of it, and what
// the services refuse. Sources: EventBridge Scheduler User Guide; EventBridge User Guide, "Scheduled rules";
// recordings.
#include "engine/services/schedules.h"

#include "engine/explain.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kMinute = 60'000, kHour = 3'600'000;

Worldlet with_schedule(ScheduleConfig config) {
  Worldlet world;
  world.function("report").queue("dlq").queue("inbox", QueueConfig{});
  world.setup(CreateSchedule{"daily", {}, std::move(config)});
  return world;
}

std::string refusal(ScheduleConfig config) { return with_schedule(std::move(config)).refusal(); }

std::vector<base::JsonValue> received(Simulation& simulation, const std::string& queue) {
  return visible_in(simulation, queue);
}

TEST(Schedule, FiresAtOnceWhereARateHasNoStartDateAndThenEachPeriod) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "rate(5 minutes)"));
  Simulation& simulation = world.start();
  simulation.run_until(11 * kMinute, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::ScheduleFired),
            (std::vector<TimeMs>{0, 5 * kMinute, 10 * kMinute}));
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptSucceeded), 3u);
}

TEST(Schedule, DoesNotKeepTheWorldFromBeingIdle) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "cron(0 8 * * ? *)"));
  Simulation& simulation = world.start();
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::Idle);
  EXPECT_EQ(simulation.step(), 0u);
  EXPECT_TRUE(simulation.can_step());
  EXPECT_TRUE(simulation.is_resting());
  simulation.step_forward();  // a step goes on to the next firing
  EXPECT_EQ(simulation.now_ms(), 8 * kHour);
  EXPECT_FALSE(simulation.is_resting());
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::Idle);
  const uint32_t idle = simulation.step();
  EXPECT_GT(idle, 1u);
  simulation.seek(0);
  simulation.seek(idle);
  EXPECT_EQ(simulation.step(), idle);
  const auto next = schedules::next_firing(simulation.world());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->at_ms, 32 * kHour);
}

TEST(Schedule, IsPartOfTheStoryUpToTheTimeThatThePlanSays) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "rate(1 hour)"));
  world.plan.options.until_ms = 2 * kHour;
  Simulation& simulation = world.start();
  EXPECT_EQ(simulation.run_to_idle(1'000), RunStop::Idle);
  EXPECT_EQ(count_of(simulation, RecordKind::ScheduleFired), 3u);
  EXPECT_TRUE(simulation.future_is_known());
}

TEST(Schedule, FollowsTheClocksOfItsTimeZone) {
  ScheduleConfig config = schedule_to(function_arn("report"), "cron(0 8 * * ? *)");
  config.timezone = "Europe/Paris";
  Worldlet world = with_schedule(config);
  world.plan.options.start_unix_ms = *base::parse_utc("2026-03-28T00:00:00Z");
  Simulation& simulation = world.start();
  simulation.run_until(48 * kHour, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::ScheduleFired), (std::vector<TimeMs>{7 * kHour, 30 * kHour}));
}

TEST(Schedule, KeepsToItsStartAndEndAndDeletesItselfWhereItSaysSo) {
  ScheduleConfig config = schedule_to(function_arn("report"), "rate(1 minute)");
  config.start_unix_ms = *base::parse_utc("2026-01-01T00:10:00Z");
  config.end_unix_ms = *base::parse_utc("2026-01-01T00:12:00Z");
  config.delete_after_completion = true;
  Worldlet world = with_schedule(config);
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::ScheduleFired),
            (std::vector<TimeMs>{10 * kMinute, 11 * kMinute, 12 * kMinute}));
  EXPECT_EQ(count_of(simulation, RecordKind::ResourceDeleted), 1u);
  EXPECT_FALSE(simulation.can_step());
}

TEST(Schedule, OfOneTimeFiresOnceAndStays) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "at(2026-01-01T00:30:00)"));
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::ScheduleFired), (std::vector<TimeMs>{30 * kMinute}));
  const ResourceId id = resource(simulation, ResourceKind::Schedule, "daily");
  EXPECT_EQ(simulation.world().schedule(id).completed, 1u);
}

TEST(Schedule, WithAFlexibleWindowFiresWithinIt) {
  ScheduleConfig config = schedule_to(queue_arn("inbox"), "cron(0 * * * ? *)");
  config.flexible_window_minutes = 15;
  config.input = "<aws.scheduler.scheduled-time>";
  Worldlet world = with_schedule(config);
  Simulation& simulation = world.start();
  simulation.run_until(5 * kHour, 1'000);
  const auto times = times_of(simulation, RecordKind::ScheduleFired);
  ASSERT_EQ(times.size(), 4u);
  std::vector<TimeMs> late;
  for (size_t i = 0; i < times.size(); ++i) late.push_back(times[i] - static_cast<TimeMs>(i + 1) * kHour);
  for (const TimeMs each : late) EXPECT_TRUE(each >= 0 && each < 15 * kMinute) << each;
  EXPECT_NE(late[0], late[1]);
  EXPECT_EQ(text_at(received(simulation, "inbox")[0], "Body"), "2026-01-01T01:00:00Z");
}

TEST(Schedule, PutsContextAttributesIntoItsInput) {
  ScheduleConfig config = schedule_to(queue_arn("inbox"), "at(2026-01-01T00:30:00)");
  config.input = R"({"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>",)"
                 R"("id":"<aws.scheduler.execution-id>","n":<aws.scheduler.attempt-number>})";
  Worldlet world = with_schedule(config);
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  const base::JsonValue body = json_of(text_at(received(simulation, "inbox").at(0), "Body"));
  EXPECT_EQ(text_at(body, "arn"), "arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily");
  EXPECT_EQ(text_at(body, "at"), "2026-01-01T00:30:00Z");
  EXPECT_EQ(text_at(body, "id").size(), 16u);
  EXPECT_EQ(at_path(body, "n").as_int64(), 1);
}

TEST(Schedule, SendsAScheduledEventWhereItHasNoInput) {
  Worldlet world = with_schedule(schedule_to(queue_arn("inbox"), "at(2026-01-01T00:30:00)"));
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  const base::JsonValue body = json_of(text_at(received(simulation, "inbox").at(0), "Body"));
  EXPECT_EQ(member_names(body), "version,id,detail-type,source,account,time,region,resources,detail");
  EXPECT_EQ(text_at(body, "source"), "aws.scheduler");
  EXPECT_EQ(text_at(body, "detail"), "{}");
  EXPECT_EQ(text_at(body, "time"), "2026-01-01T00:30:00Z");
}

TEST(Schedule, PutsAnEventOnABusThroughItsParameters) {
  ScheduleConfig config = schedule_to(bus_arn("default"), "at(2026-01-01T00:30:00)");
  config.source = "clock";
  config.detail_type = "Tick";
  config.input = R"({"n":1})";
  Worldlet world;
  world.queue("inbox").rule("ticks", R"({"source":["clock"]})", {target("1", queue_arn("inbox"))});
  world.setup(CreateSchedule{"daily", {}, config});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  const base::JsonValue body = json_of(text_at(received(simulation, "inbox").at(0), "Body"));
  EXPECT_EQ(text_at(body, "detail-type"), "Tick");
  EXPECT_EQ(at_path(body, "detail.n").as_int64(), 1);
}

TEST(Schedule, NeedsNoResourcePolicyBecauseItGoesWithItsRole) {
  Worldlet world;
  world.function("closed", FunctionConfig{}).queue("quiet", QueueConfig{});
  world.setup(CreateSchedule{"a", {}, schedule_to(function_arn("closed"), "at(2026-01-01T00:01:00)")});
  world.setup(CreateSchedule{"b", {}, schedule_to(queue_arn("quiet"), "at(2026-01-01T00:01:00)")});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptSucceeded), 1u);
  EXPECT_EQ(queue_of(simulation, "quiet").visible.count, 1u);
}

TEST(Schedule, RetriesWhatCanGetBetterAndSaysWhichAttemptItIs) {
  ScheduleConfig config = schedule_to(queue_arn("inbox"), "at(2026-01-01T00:01:00)");
  config.input = "attempt <aws.scheduler.attempt-number>";
  Worldlet world = with_schedule(config);
  world.at(0, SetFault{queue_arn("inbox"), FaultKind::Outage, 62'000});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  const size_t refused = count_of(simulation, RecordKind::TargetRefused);
  EXPECT_GT(refused, 0u);
  EXPECT_EQ(text_at(received(simulation, "inbox").at(0), "Body"), "attempt " + std::to_string(refused + 1));
}

TEST(Schedule, LeavesWhatItsTargetNeverTookInItsDeadLetterQueue) {
  ScheduleConfig config = schedule_to(queue_arn("inbox"), "at(2026-01-01T00:01:00)");
  config.maximum_retry_attempts = 2;
  config.dead_letter_arn = queue_arn("dlq");
  config.input = "work";
  Worldlet world = with_schedule(config);
  SetQueueAttributes closed{};
  closed.queue = "dlq";
  closed.policy = std::vector<PolicyStatement>{};
  world.at(0, closed);
  world.at(0, SetFault{queue_arn("inbox"), FaultKind::Throttle, std::nullopt});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::TargetRefused), 3u);
  EXPECT_EQ(ended(simulation, Fate::DeadLettered), 1u);
  const base::JsonValue letter = received(simulation, "dlq").at(0);  // no policy needed: the role writes it
  EXPECT_EQ(text_at(letter, "Body"), "work");
  EXPECT_EQ(
      member_names(at_path(letter, "MessageAttributes")),
      "ERROR_CODE,ERROR_MESSAGE,EXECUTION_ID,EXHAUSTED_RETRY_CONDITION,IS_PAYLOAD_TRUNCATED,RETRY_ATTEMPTS,"
      "SCHEDULE_ARN,TARGET_ARN");
  EXPECT_EQ(text_at(letter, "MessageAttributes.ERROR_CODE.StringValue"), "THROTTLING");
  EXPECT_EQ(text_at(letter, "MessageAttributes.RETRY_ATTEMPTS.StringValue"), "2");
  const ResourceId id = resource(simulation, ResourceKind::Schedule, "daily");
  EXPECT_EQ(simulation.world().schedule(id).dead_lettered, 1u);
}

TEST(Schedule, HasDoneItsWorkWhenTheFunctionAcceptedTheInput) {
  ScheduleConfig config = schedule_to(function_arn("broken"), "at(2026-01-01T00:01:00)");
  config.dead_letter_arn = queue_arn("dlq");
  Worldlet world;
  world.queue("dlq").function("broken", fails());
  world.setup(CreateSchedule{"daily", {}, config});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptFailed), 3u);
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 0u);
}

TEST(Schedule, StopsAndGoesOnWithItsState) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "rate(1 minute)"));
  ScheduleConfig off = schedule_to(function_arn("report"), "rate(1 minute)");
  off.enabled = false;
  world.at(90'000, UpdateSchedule{"daily", {}, off});
  world.at(10 * kMinute + 1,
           UpdateSchedule{"daily", {}, schedule_to(function_arn("report"), "rate(1 minute)")});
  world.at(12 * kMinute + 1, DeleteSchedule{"daily", {}});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::ScheduleFired),
            (std::vector<TimeMs>{0, kMinute, 11 * kMinute, 12 * kMinute}));
}

TEST(Schedule, NamesItsMessagesByTheirFiring) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "rate(1 minute)"));
  Simulation& simulation = world.start();
  simulation.run_until(kMinute + 1'000, 1'000);
  EXPECT_EQ(message_label(simulation, 0), "daily#1");
  EXPECT_EQ(message_label(simulation, 1), "daily#2");
}

std::string argument_of(const Sentence& sentence, std::string_view name) {
  for (const Argument& argument : sentence.arguments) {
    if (argument.name == name) return argument.text;
  }
  return "none";
}

TEST(Schedule, SaysInItsOwnTimeWhyItFired) {
  ScheduleConfig config = schedule_to(function_arn("report"), "cron(0 8 * * ? *)");
  config.timezone = "Europe/Paris";
  Worldlet world = with_schedule(config);
  world.plan.options.start_unix_ms = *base::parse_utc("2026-03-28T12:00:00Z");
  Simulation& simulation = world.start();
  simulation.run_until(24 * kHour, 1'000);
  const Why answer = why(simulation, place_of(simulation, RecordKind::ScheduleFired));
  EXPECT_EQ(argument_of(answer.because, "scheduled"), "2026-03-29 08:00");
  EXPECT_EQ(argument_of(answer.because, "zone"), "Europe/Paris");
  EXPECT_EQ(argument_of(answer.because, "expression"), "cron(0 8 * * ? *)");
  const Line sent = line_of(simulation, place_of(simulation, RecordKind::SentBySchedule));
  EXPECT_EQ(argument_of(sent.sentence, "resource"), "report");
  for (const Line& line : journey(simulation, 0)) EXPECT_FALSE(line.sentence.key.empty());
}

TEST(Schedule, IsRefusedWithTheServicesWords) {
  const auto to_report = [](const std::string& expression) {
    return schedule_to(function_arn("report"), expression);
  };
  EXPECT_EQ(refusal(to_report("rate(10 years)")),
            "ValidationException: Invalid Schedule Expression rate(10 years).");
  EXPECT_EQ(refusal(to_report("at(2021-12-31)")),
            "ValidationException: Invalid Schedule Expression at(2021-12-31).");
  ScheduleConfig config = to_report("rate(1 minute)");
  config.timezone = "Europe/Pari";
  EXPECT_EQ(refusal(config), "ValidationException: Invalid Schedule Expression Timezone Europe/Pari.");
  config = to_report("rate(1 minute)");
  config.role_arn.clear();
  EXPECT_EQ(
      refusal(config),
      "ValidationException: 1 validation error detected: Value null at 'target.roleArn' failed to satisfy "
      "constraint: Member must not be null");
  config = to_report("rate(1 minute)");
  config.maximum_retry_attempts = 186;
  EXPECT_NE(refusal(config).find("less than or equal to 185"), std::string::npos);
  config = to_report("rate(1 minute)");
  config.input = "no json";
  EXPECT_NE(refusal(config), "");
  EXPECT_EQ(refusal(to_report("rate(1 minute)")), "");
}

TEST(Schedule, RefusesASecondOneOfItsNameAndWhatIsNotThere) {
  Worldlet world = with_schedule(schedule_to(function_arn("report"), "rate(1 minute)"));
  Simulation& simulation = world.start();
  const ScheduleConfig config = schedule_to(function_arn("report"), "rate(1 minute)");
  EXPECT_EQ(refusal_of(simulation, CreateSchedule{"daily", {}, config}),
            "ConflictException: Schedule daily already exists.");
  EXPECT_EQ(refusal_of(simulation, UpdateSchedule{"weekly", {}, config}),
            "ResourceNotFoundException: Schedule weekly does not exist.");
  EXPECT_EQ(refusal_of(simulation, DeleteSchedule{"weekly", {}}),
            "ResourceNotFoundException: Schedule weekly does not exist.");
  EXPECT_EQ(refusal_of(simulation, DeleteSchedule{"daily", "mine"}),
            "ResourceNotFoundException: Schedule group mine does not exist.");
}

// --- rules ---

PutRule scheduled(std::string rule, std::string expression) {
  PutRule made = put_rule(std::move(rule), "");
  made.schedule_expression = std::move(expression);
  return made;
}

TEST(ScheduledRule, SendsAScheduledEventFirstAfterOnePeriod) {
  Worldlet world;
  world.queue("inbox").setup(scheduled("tick", "rate(5 minutes)"));
  world.setup(PutTargets{"tick", "", {target("1", queue_arn("inbox"))}});
  Simulation& simulation = world.start();
  simulation.run_until(11 * kMinute, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::RuleTriggered),
            (std::vector<TimeMs>{5 * kMinute, 10 * kMinute}));
  const base::JsonValue body = json_of(text_at(received(simulation, "inbox").at(0), "Body"));
  EXPECT_EQ(member_names(body), "version,id,detail-type,source,account,time,region,resources,detail");
  EXPECT_EQ(text_at(body, "source"), "aws.events");
  EXPECT_EQ(text_at(body, "detail-type"), "Scheduled Event");
  EXPECT_EQ(text_at(body, "time"), "2026-01-01T00:05:00Z");
  EXPECT_EQ(text_at(body, "resources.0"), "arn:aws:events:us-east-1:123456789012:rule/tick");
  EXPECT_TRUE(at_path(body, "detail").is_object());
}

TEST(ScheduledRule, MayHaveAPatternToo) {
  Worldlet world;
  PutRule rule = scheduled("both", "cron(0 1 * * ? *)");
  rule.pattern = R"({"source":["mine"]})";
  world.queue("inbox").setup(rule).setup(PutTargets{"both", "", {target("1", queue_arn("inbox"))}});
  world.at(0, put_events("mine", "x"));
  Simulation& simulation = world.start();
  simulation.run_until(2 * kHour, 1'000);
  EXPECT_EQ(queue_of(simulation, "inbox").visible.count, 2u);
}

TEST(ScheduledRule, StopsWhileItIsDisabledAndIsGoneWithIt) {
  Worldlet world;
  world.queue("inbox").setup(scheduled("tick", "rate(1 minute)"));
  world.setup(PutTargets{"tick", "", {target("1", queue_arn("inbox"))}});
  world.at(90'000, DisableRule{"tick", ""}).at(200'000, EnableRule{"tick", ""});
  world.at(250'000, RemoveTargets{"tick", "", {"1"}}).at(301'000, DeleteRule{"tick", ""});
  Simulation& simulation = world.start();
  simulation.run_until(kHour, 1'000);
  EXPECT_EQ(times_of(simulation, RecordKind::RuleTriggered), (std::vector<TimeMs>{60'000, 240'000, 300'000}));
  EXPECT_EQ(queue_of(simulation, "inbox").visible.count, 2u);
}

TEST(ScheduledRule, ThoseDueTogetherFireInTheOrderOfTheirMakingWhateverWasChangedSince) {
  Worldlet world;
  world.setup(scheduled("made-first", "rate(5 minutes)")).setup(scheduled("made-second", "rate(5 minutes)"));
  world.setup(DisableRule{"made-first", ""}).setup(EnableRule{"made-first", ""});
  Simulation& simulation = world.start();
  simulation.run_until(5 * kMinute, 1'000);
  const std::vector<Record> fired = records_of(simulation, RecordKind::RuleTriggered);
  ASSERT_EQ(fired.size(), 2u);
  EXPECT_EQ(name_of(simulation.world(), simulation.history(), fired[0].resource), "made-first");
  EXPECT_EQ(name_of(simulation.world(), simulation.history(), fired[1].resource), "made-second");
}

TEST(ScheduledRule, IsRefusedWithTheServicesWords) {
  Worldlet world;
  world.setup(CreateEventBus{"orders", {}});
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, scheduled("r", "rate(1 hours)")),
            "ValidationException: Parameter ScheduleExpression is not valid.");
  EXPECT_EQ(refusal_of(simulation, scheduled("r", "at(2026-01-01T00:00:00)")),
            "ValidationException: Parameter ScheduleExpression is not valid.");
  PutRule elsewhere = scheduled("r", "rate(1 hour)");
  elsewhere.bus = "orders";
  EXPECT_EQ(refusal_of(simulation, elsewhere),
            "ValidationException: ScheduleExpression is supported only on the default event bus.");
  EXPECT_EQ(refusal_of(simulation, put_rule("r", "")),
            "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.");
}

// --- groups --- Source: EventBridge Scheduler API Reference, CreateScheduleGroup, DeleteScheduleGroup.
Worldlet with_group() {
  Worldlet world;
  world.queue("inbox").setup(CreateScheduleGroup{"reports"});
  world.setup(CreateSchedule{"daily", "reports", schedule_to(queue_arn("inbox"), "rate(1 hour)")});
  world.setup(CreateSchedule{"daily", {}, schedule_to(queue_arn("inbox"), "rate(1 hour)")});
  return world;
}

TEST(ScheduleGroup, HoldsSchedulesOfItsOwnNames) {
  Worldlet world = with_group();
  Simulation& simulation = world.start();
  const ResourceId id = resource(simulation, ResourceKind::Schedule, "reports/daily");
  ASSERT_FALSE(id.is_none());
  const std::string arn = arn_of(simulation.world(), simulation.history(), simulation.plan(), id);
  EXPECT_EQ(arn, "arn:aws:scheduler:us-east-1:123456789012:schedule/reports/daily");
  EXPECT_EQ(find_by_arn(simulation.world(), simulation.history(), arn), id);
  const ResourceId other = resource(simulation, ResourceKind::Schedule, "daily");
  EXPECT_FALSE(id == other);
  EXPECT_EQ(find_by_arn(simulation.world(), simulation.history(),
                        "arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily"),
            other);
  const ResourceId group = resource(simulation, ResourceKind::ScheduleGroup, "reports");
  EXPECT_EQ(find_by_arn(simulation.world(), simulation.history(),
                        "arn:aws:scheduler:us-east-1:123456789012:schedule-group/reports"),
            group);
}

TEST(ScheduleGroup, DeletingItDeletesItsSchedules) {
  Worldlet world = with_group();
  Simulation& simulation = world.start();
  simulation.run_until(30 * kMinute, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::ScheduleFired), 2u);
  EXPECT_EQ(refusal_of(simulation, DeleteScheduleGroup{"reports"}), "");
  EXPECT_TRUE(resource(simulation, ResourceKind::Schedule, "reports/daily").is_none());
  EXPECT_TRUE(resource(simulation, ResourceKind::ScheduleGroup, "reports").is_none());
  EXPECT_FALSE(resource(simulation, ResourceKind::Schedule, "daily").is_none());
  simulation.run_until(90 * kMinute, 1'000);
  EXPECT_EQ(count_of(simulation, RecordKind::ScheduleFired), 3u) << "that of the default group goes on";
  simulation.seek(0);
  EXPECT_FALSE(resource(simulation, ResourceKind::Schedule, "reports/daily").is_none());
}

TEST(ScheduleGroup, ItsSchedulesAreChangedAndDeletedByGroupAndName) {
  Worldlet world = with_group();
  Simulation& simulation = world.start();
  ScheduleConfig off = schedule_to(queue_arn("inbox"), "rate(1 hour)");
  off.enabled = false;
  EXPECT_EQ(refusal_of(simulation, UpdateSchedule{"daily", "reports", off}), "");
  const auto enabled = [&](std::string_view name) {
    const ResourceId id = resource(simulation, ResourceKind::Schedule, name);
    return simulation.history().schedule_config(simulation.world().resource(id).config).enabled;
  };
  EXPECT_FALSE(enabled("reports/daily"));
  EXPECT_TRUE(enabled("daily"));
  EXPECT_EQ(refusal_of(simulation, DeleteSchedule{"daily", "reports"}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteSchedule{"daily", "reports"}),
            "ResourceNotFoundException: Schedule daily does not exist.");
}

TEST(ScheduleGroup, RefusesWhatTheServiceRefuses) {
  Worldlet world = with_group();
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, CreateScheduleGroup{"reports"}),
            "ConflictException: Schedule group reports already exists.");
  EXPECT_EQ(refusal_of(simulation, CreateScheduleGroup{"default"}),
            "ConflictException: Schedule group default already exists.");
  EXPECT_NE(refusal_of(simulation, CreateScheduleGroup{"a/b"}).find("^[0-9a-zA-Z-_.]+$"), std::string::npos);
  EXPECT_NE(refusal_of(simulation, DeleteScheduleGroup{"default"}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteScheduleGroup{"gone"}),
            "ResourceNotFoundException: Schedule group gone does not exist.");
  EXPECT_EQ(
      refusal_of(simulation, CreateSchedule{"x", "gone", schedule_to(queue_arn("inbox"), "rate(1 hour)")}),
      "ResourceNotFoundException: Schedule group gone does not exist.");
}

}  // namespace
}  // namespace brigade::engine
