// Alarms: evaluation with missing data, changes of state by themselves, reasons and notifications. Rules:
// CloudWatch User Guide, whose tables are the cases here; texts as in recordings of real notifications.
#include "engine/services/alarms.h"

#include "base/time.h"
#include "engine/explain.h"
#include "engine/services/alarm_text.h"
#include "engine/services/metric_history.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kMinute = 60'000;

AlarmConfig on_queue(const std::string& metric, const std::string& queue) {
  AlarmConfig config;
  config.metric_namespace = "AWS/SQS";
  config.metric_name = metric;
  config.dimensions = {{"QueueName", queue}};
  config.threshold = "1";
  config.datapoints_to_alarm = 1;
  return config;
}
AlarmConfig on_function(const std::string& metric, const std::string& function) {
  AlarmConfig config = on_queue(metric, "");
  config.metric_namespace = "AWS/Lambda";
  config.dimensions = {{"FunctionName", function}};
  config.treat_missing_data = MissingData::NotBreaching;
  return config;
}
AlarmConfig to_topic(AlarmConfig config, const std::string& topic) {
  config.alarm_actions = config.ok_actions = {topic_arn(topic)};
  return config;
}
AlarmValue state_of(const Simulation& simulation, std::string_view alarm) {
  return static_cast<AlarmValue>(
      simulation.world().alarm(resource(simulation, ResourceKind::Alarm, alarm)).state);
}
std::string reason_of(const Simulation& simulation, std::string_view alarm) {
  const AlarmState& state = simulation.world().alarm(resource(simulation, ResourceKind::Alarm, alarm));
  return *simulation.history().texts[state.reason];
}
// "ALARM 240000, OK 540000": every change of state and when.
std::string changes(const Simulation& simulation) {
  std::string out;
  for (const Record& r : records_of(simulation, RecordKind::AlarmStateChanged)) {
    out += (out.empty() ? "" : ", ") + std::string(alarm_value_name(static_cast<AlarmValue>(r.code & 0xFF))) +
           " " + std::to_string(r.time_ms);
  }
  return out;
}

// "0 - X - X", oldest first, as the guide writes it.
std::string evaluated(std::string_view points, uint32_t m, uint32_t n, MissingData missing) {
  AlarmConfig config;
  config.datapoints_to_alarm = m;
  config.evaluation_periods = n;
  config.treat_missing_data = missing;
  std::vector<alarms::DatapointStatus> statuses;
  for (size_t i = points.size(); i-- > 0;) {
    if (points[i] == ' ') continue;
    statuses.push_back(points[i] == '-'   ? alarms::DatapointStatus::Missing
                       : points[i] == 'X' ? alarms::DatapointStatus::Breaching
                                          : alarms::DatapointStatus::NotBreaching);
  }
  const auto state = alarms::state_of(statuses, config);
  return state ? std::string(alarm_value_name(*state)) : "retain";
}
std::string row(std::string_view points, uint32_t m, uint32_t n) {
  std::string out;
  for (const MissingData missing :
       {MissingData::Missing, MissingData::Ignore, MissingData::Breaching, MissingData::NotBreaching}) {
    out += (out.empty() ? "" : " ") + evaluated(points, m, n, missing);
  }
  return out;
}

TEST(AlarmEvaluation, IsTheGuidesTableForThreeOutOfThree) {
  EXPECT_EQ(row("0 - X - X", 3, 3), "OK OK OK OK");
  EXPECT_EQ(row("0 - - - -", 3, 3), "OK OK OK OK");
  EXPECT_EQ(row("- - - - -", 3, 3), "INSUFFICIENT_DATA retain ALARM OK");
  EXPECT_EQ(row("0 X X - X", 3, 3), "ALARM ALARM ALARM ALARM");
  EXPECT_EQ(row("- - - - X", 3, 3), "INSUFFICIENT_DATA retain ALARM OK");
  EXPECT_EQ(row("X - - - -", 3, 3), "ALARM retain ALARM OK");
}

TEST(AlarmEvaluation, IsTheGuidesTableForTwoOutOfThree) {
  EXPECT_EQ(row("0 - X - X", 2, 3), "ALARM ALARM ALARM ALARM");
  EXPECT_EQ(row("0 0 X 0 X", 2, 3), "ALARM ALARM ALARM ALARM");
  EXPECT_EQ(row("0 - X - -", 2, 3), "OK OK ALARM OK");
  EXPECT_EQ(row("- - - - 0", 2, 3), "OK OK ALARM OK");
  EXPECT_EQ(row("- - - - X", 2, 3), "INSUFFICIENT_DATA retain ALARM OK");
}

TEST(AlarmThreshold, ComparesAveragesExactly) {
  const alarms::Datapoint third{0, 3, 1, 0, 1};  // 1/3
  const auto order = [&](std::string_view text) {
    return alarms::compare(third, Statistic::Average, *alarms::read_threshold(text));
  };
  EXPECT_EQ(order("0.333333333"), 1);
  EXPECT_EQ(order("0.333333334"), -1);
  const alarms::Datapoint half{0, 4, 6, 1, 2};
  EXPECT_EQ(alarms::compare(half, Statistic::Average, *alarms::read_threshold("1.5")), 0);
  EXPECT_EQ(alarms::compare(half, Statistic::Average, *alarms::read_threshold("15e-1")), 0);
  EXPECT_EQ(alarms::compare(half, Statistic::Sum, *alarms::read_threshold("-3")), 1);
  EXPECT_EQ(alarms::compare(half, Statistic::SampleCount, *alarms::read_threshold("4.000000000")), 0);
  EXPECT_FALSE(alarms::read_threshold("0.1234567891").has_value());
  EXPECT_FALSE(alarms::read_threshold("1e16").has_value());
  EXPECT_FALSE(alarms::read_threshold("many").has_value());
  AlarmConfig config;
  for (const auto& [given, written] : std::initializer_list<std::pair<const char*, const char*>>{
           {"1", "1.0"}, {"0.50", "0.5"}, {"-2", "-2.0"}, {"1e3", "1000.0"}, {"0.001", "0.001"}}) {
    config.threshold = given;
    EXPECT_EQ(alarms::threshold_text(config), written);
  }
  EXPECT_EQ(alarms::datapoint_text(third, Statistic::Average), "0.333333333333333");
  EXPECT_EQ(alarms::datapoint_text(half, Statistic::Sum), "6.0");
}

TEST(Alarms, AMessageInAQueueRaisesOneAtTheEndOfItsMinute) {
  Worldlet world;
  world.queue("dlq").setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "dlq")});
  Simulation& simulation = world.at(3 * kMinute + 5'000, send("dlq")).run();
  EXPECT_EQ(changes(simulation), "OK 60000, ALARM 240000");
  EXPECT_EQ(state_of(simulation, "full"), AlarmValue::Alarm);
  EXPECT_EQ(reason_of(simulation, "full"),
            "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:03:00)] was greater than or "
            "equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).");
}

TEST(Alarms, NothingRecursWhereNothingChanges) {
  Worldlet world;
  world.queue("dlq").setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "dlq")});
  Simulation& simulation = world.at(0, send("dlq")).at(86'400'000, send("dlq")).run();
  EXPECT_EQ(changes(simulation), "ALARM 60000");
  EXPECT_EQ(simulation.step(), 3u);  // two commands and one evaluation
}

TEST(Alarms, CountsThatStopGoMissingAfterTheEvaluationRange) {
  Worldlet world;
  world.function("f", fails());
  world.setup(PutMetricAlarm{"errors", on_function("Errors", "f")});
  world.plan.setup.push_back(PutFunctionEventInvokeConfig{"f", 0u, {}, {}, {}});
  Simulation& simulation = world.at(2 * kMinute, invoke("f")).run();
  // Good from the first period on, since missing data does not breach; then the error, which stays within the
  // range for two more periods.
  EXPECT_EQ(changes(simulation), "OK 60000, ALARM 180000, OK 360000");
  EXPECT_EQ(
      reason_of(simulation, "errors"),
      "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
      "[NonBreaching].");
}

TEST(Alarms, MissingDataLeavesOneWithoutData) {
  Worldlet world;
  AlarmConfig config = on_function("Invocations", "f");
  config.treat_missing_data = MissingData::Missing;
  config.datapoints_to_alarm = std::nullopt;
  config.evaluation_periods = 1;
  config.comparison = ComparisonOperator::LessThanThreshold;
  world.function("f").setup(PutMetricAlarm{"calls", config});
  Simulation& simulation = world.at(10'000, invoke("f")).run();
  EXPECT_EQ(changes(simulation), "OK 60000, INSUFFICIENT_DATA 240000");
  EXPECT_EQ(reason_of(simulation, "calls"), "Insufficient Data: 1 datapoint was unknown.");
}

TEST(Alarms, AnAgeCrossesItsThresholdByItself) {
  Worldlet world;
  AlarmConfig config = on_queue("ApproximateAgeOfOldestMessage", "q");
  config.threshold = "3600";
  config.statistic = Statistic::Maximum;
  world.queue("q").setup(PutMetricAlarm{"old", config});
  Simulation& simulation = world.at(30'000, send("q")).run();
  EXPECT_EQ(changes(simulation), "OK 60000, ALARM 3660000");
  EXPECT_EQ(simulation.step(), 3u);
}

TEST(Alarms, MOutOfNWaitsForMoreDatapoints) {
  Worldlet world;
  AlarmConfig config = on_queue("NumberOfMessagesSent", "q");
  config.treat_missing_data = MissingData::NotBreaching;
  config.evaluation_periods = 3;
  config.datapoints_to_alarm = 2;
  world.queue("q").setup(PutMetricAlarm{"busy", config});
  world.at(0, send("q")).at(2 * kMinute, send("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(changes(simulation).substr(0, 23), "OK 60000, ALARM 180000,");
  EXPECT_EQ(
      simulation.history().texts[records_of(simulation, RecordKind::AlarmStateChanged).at(1).value]->substr(
          0, 132),
      "Threshold Crossed: 2 out of the last 3 datapoints [1.0 (01/01/26 00:02:00), 1.0 (01/01/26 00:00:00)] "
      "were greater than or equal to t");
}

TEST(Alarms, TellTopicsWithTheServicesNotification) {
  Worldlet world;
  world.queue("dlq").queue("mail").setup(CreateTopic{"alerts", {}});
  world.setup(Subscribe{"alerts", subscription(SubscriptionProtocol::Queue, queue_arn("mail"))});
  AlarmConfig config = to_topic(on_queue("ApproximateNumberOfMessagesVisible", "dlq"), "alerts");
  config.ok_actions.clear();
  world.setup(PutMetricAlarm{"full", config});
  Simulation& simulation = world.at(0, send("dlq")).run();
  ASSERT_EQ(queue_of(simulation, "mail").visible.count, 1u);
  const base::JsonValue body = json_of(text_at(visible_in(simulation, "mail").at(0), "Body"));
  EXPECT_EQ(text_at(body, "Subject"), "ALARM: \"full\" in US East (N. Virginia)");
  const base::JsonValue message = json_of(text_at(body, "Message"));
  EXPECT_EQ(member_names(message),
            "AlarmName,AlarmDescription,AWSAccountId,AlarmConfigurationUpdatedTimestamp,NewStateValue,"
            "NewStateReason,StateChangeTime,Region,AlarmArn,OldStateValue,OKActions,AlarmActions,"
            "InsufficientDataActions,Trigger");
  EXPECT_EQ(text_at(message, "StateChangeTime"), "2026-01-01T00:01:00.000+0000");
  EXPECT_EQ(text_at(message, "OldStateValue"), "INSUFFICIENT_DATA");
  EXPECT_EQ(text_at(message, "AlarmArn"), "arn:aws:cloudwatch:us-east-1:123456789012:alarm:full");
  EXPECT_EQ(
      member_names(at_path(message, "Trigger")),
      "MetricName,Namespace,StatisticType,Statistic,Unit,Dimensions,Period,EvaluationPeriods,"
      "DatapointsToAlarm,ComparisonOperator,Threshold,TreatMissingData,EvaluateLowSampleCountPercentile");
  EXPECT_EQ(text_at(message, "Trigger.Statistic"), "SUM");
}

TEST(Alarms, InvokeFunctionsThatLetThemIn) {
  Worldlet world;
  FunctionConfig open = function_with(succeeds());
  open.policy = {service_statement("alarms", "lambda.alarms.cloudwatch.amazonaws.com",
                                   "lambda:InvokeFunction",
                                   "arn:aws:cloudwatch:us-east-1:123456789012:alarm:full", "123456789012")};
  world.queue("dlq").function("open", open).function("closed", succeeds());
  AlarmConfig config = on_queue("ApproximateNumberOfMessagesVisible", "dlq");
  config.alarm_actions = {function_arn("open"), function_arn("closed"), function_arn("nowhere")};
  world.setup(PutMetricAlarm{"full", config});
  Simulation& simulation = world.at(0, send("dlq")).run();
  EXPECT_EQ(function_of(simulation, "open").invocations, 1u);
  EXPECT_EQ(function_of(simulation, "closed").invocations, 0u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
  EXPECT_EQ(ended(simulation, Fate::DeletedWithResource), 1u);
  const Record sent = records_of(simulation, RecordKind::MessageCreated).at(1);
  const base::JsonValue event = json_of(*simulation.history().texts[sent.value]);
  EXPECT_EQ(member_names(event), "source,alarmArn,accountId,time,region,alarmData");
  EXPECT_EQ(member_names(at_path(event, "alarmData")), "alarmName,state,previousState,configuration");
  EXPECT_EQ(text_at(event, "alarmData.state.value"), "ALARM");
  EXPECT_EQ(text_at(event, "alarmData.previousState.reason"), "Unchecked: Initial alarm creation");
  EXPECT_EQ(message_label(simulation, sent.message), "full: ALARM");
  const base::JsonValue data = json_of(text_at(event, "alarmData.state.reasonData"));
  EXPECT_EQ(text_at(data, "startDate"), "2026-01-01T00:00:00.000+0000");
}

TEST(Alarms, TellTheDefaultBus) {
  Worldlet world;
  world.queue("dlq").queue("out");
  world.rule("alarms", R"({"source":["aws.cloudwatch"],"detail":{"state":{"value":["ALARM"]}}})",
             {target("1", queue_arn("out"))});
  world.setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "dlq")});
  Simulation& simulation = world.at(5 * kMinute, send("dlq")).run();
  ASSERT_EQ(queue_of(simulation, "out").visible.count, 1u);
  const base::JsonValue event = json_of(text_at(visible_in(simulation, "out").at(0), "Body"));
  EXPECT_EQ(text_at(event, "detail-type"), "CloudWatch Alarm State Change");
  EXPECT_EQ(member_names(at_path(event, "detail")), "alarmName,configuration,state,previousState");
  EXPECT_EQ(text_at(event, "detail.previousState.value"), "OK");
}

TEST(Alarms, DisabledActionsChangeTheStateAlone) {
  Worldlet world;
  world.queue("dlq").setup(CreateTopic{"alerts", {}});
  world.setup(
      PutMetricAlarm{"full", to_topic(on_queue("ApproximateNumberOfMessagesVisible", "dlq"), "alerts")});
  world.setup(DisableAlarmActions{{"full", "nobody"}});
  Simulation& simulation = world.at(0, send("dlq")).run();
  EXPECT_EQ(changes(simulation), "ALARM 60000");
  EXPECT_EQ(count_of(simulation, RecordKind::AlarmActionSent), 0u);
  EXPECT_EQ(refusal_of(simulation, EnableAlarmActions{{"full"}}), "");
}

TEST(Alarms, AStateSetByHandLastsUntilTheNextEvaluation) {
  Worldlet world;
  world.queue("q").setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "q")});
  Simulation& simulation = world.at(90'000, SetAlarmState{"full", AlarmValue::Alarm, "testing"}).run();
  EXPECT_EQ(changes(simulation), "OK 60000, ALARM 90000, OK 120000");
}

TEST(Alarms, FollowAResourceThatIsDeletedAndMadeAgain) {
  Worldlet world;
  world.setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "q")});
  world.at(kMinute, CreateQueue{"q", open_queue()}).at(2 * kMinute, send("q"));
  world.at(10 * kMinute, DeleteQueue{"q"});
  Simulation& simulation = world.run();
  EXPECT_EQ(changes(simulation), "OK 120000, ALARM 180000, INSUFFICIENT_DATA 780000");
}

TEST(Alarms, AreReplacedAndKeepTheirState) {
  Worldlet world;
  world.queue("q").setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "q")});
  Simulation& simulation = world.at(0, send("q")).run();
  AlarmConfig config = on_queue("ApproximateNumberOfMessagesVisible", "q");
  config.threshold = "5";
  EXPECT_EQ(refusal_of(simulation, PutMetricAlarm{"full", config}), "");
  EXPECT_EQ(state_of(simulation, "full"), AlarmValue::Alarm);
  simulation.run_to_idle(10);
  EXPECT_EQ(state_of(simulation, "full"), AlarmValue::Ok);
  EXPECT_EQ(refusal_of(simulation, DeleteAlarms{{"full", "other"}}), "ResourceNotFound: ");
  EXPECT_EQ(refusal_of(simulation, DeleteAlarms{{"full"}}), "");
  EXPECT_EQ(simulation.world().alarms_alive, 0u);
  EXPECT_EQ(simulation.world().metric_runs.used(), 0u);
}

TEST(Alarms, RefuseWhatTheServiceRefuses) {
  const auto refusal = [](AlarmConfig config) {
    Worldlet world;
    return world.setup(PutMetricAlarm{"a", std::move(config)}).refusal();
  };
  AlarmConfig config = on_queue("NumberOfMessagesSent", "q");
  config.period_s = 45;
  EXPECT_EQ(refusal(config), "ValidationError: Period must be 10, 20, 30 or a multiple of 60");
  config.period_s = 300;
  config.evaluation_periods = 289;
  EXPECT_EQ(
      refusal(config),
      "ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must "
      "be <= 86400).");
  config = on_queue("NumberOfMessagesSent", "q");
  config.alarm_actions = {"alerts"};
  EXPECT_EQ(refusal(config), "ValidationError: Invalid arn syntax: alerts");
  config.alarm_actions = std::vector<std::string>(6, topic_arn("alerts"));
  EXPECT_NE(refusal(config), "");
  config = on_queue("NumberOfMessagesSent", "q");
  config.datapoints_to_alarm = 2;
  EXPECT_NE(refusal(config), "");
}

TEST(Alarms, ExplainTheirDatapointsPeriodByPeriod) {
  Worldlet world;
  world.queue("dlq").setup(PutMetricAlarm{"full", on_queue("ApproximateNumberOfMessagesVisible", "dlq")});
  Simulation& simulation = world.at(3 * kMinute, send("dlq")).run();
  uint32_t last = kNone;
  simulation.read_records(0, simulation.record_count(), [&](uint32_t index, const Record& r) {
    if (r.kind == RecordKind::AlarmStateChanged) last = index;
  });
  const Why reason = why(simulation, last);
  EXPECT_EQ(reason.tone, Tone::Bad);
  ASSERT_EQ(reason.checks.size(), 3u);
  EXPECT_TRUE(reason.checks[0].ok);
  EXPECT_EQ(reason.checks[0].actual, "01/01/26 00:03:00  1.0");
  EXPECT_FALSE(reason.checks[1].ok);
  EXPECT_EQ(reason.checks[1].actual, "01/01/26 00:02:00  0.0");
}

// --- the charts see the same ---

std::string series(const MetricHistory& history, Metric metric, ResourceId id) {
  std::string out;
  for (const MetricPoint& point : history.points(metric, id)) {
    if (!out.empty()) out += ", ";
    out += std::to_string(point.first_minute);
    if (point.last_minute != point.first_minute) out += "-" + std::to_string(point.last_minute);
    out += ":" + std::to_string(point.sum) + "/" + std::to_string(point.count);
  }
  return out;
}

TEST(Metrics, CountWhatTheServicesCount) {
  Worldlet world;
  FunctionConfig config = function_with(fails());
  config.dead_letter_arn = queue_arn("dlq");
  world.queue("dlq").function("f", config);
  Simulation& simulation = world.at(0, invoke("f")).run();
  MetricHistory history;
  EXPECT_TRUE(history.follow(simulation, 1'000));
  const ResourceId f = resource(simulation, ResourceKind::Function, "f");
  const ResourceId dlq = resource(simulation, ResourceKind::Queue, "dlq");
  EXPECT_EQ(series(history, Metric::AsyncEventsReceived, f), "0:1/1");
  EXPECT_EQ(series(history, Metric::Invocations, f), "0:1/1, 1:1/1, 3:1/1");
  EXPECT_EQ(series(history, Metric::Errors, f), "0:1/1, 1:1/1, 3:1/1");
  EXPECT_EQ(series(history, Metric::Duration, f), "0:80/1, 1:80/1, 3:80/1");
  EXPECT_EQ(series(history, Metric::AsyncEventsDropped, f), "3:1/1");
  EXPECT_EQ(series(history, Metric::NumberOfMessagesSent, dlq), "3:1/1");
  EXPECT_EQ(series(history, Metric::ApproximateNumberOfMessagesVisible, dlq), "0-2:0/1");
}

TEST(Metrics, OfAQueueLeaveOutWhatARedrivePolicyMoved) {
  Worldlet world;
  QueueConfig config = open_queue();
  config.visibility_timeout_ms = 0;
  config.redrive_target_arn = queue_arn("dlq");
  config.max_receive_count = 1;
  world.queue("dlq").queue("q", config);
  world.at(0, send("q")).at(1'000, receive("q")).at(2'000, receive("q")).at(120'000, send("q"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "dlq").visible.count, 1u);
  MetricHistory history;
  EXPECT_TRUE(history.follow(simulation, 1'000));
  const ResourceId dlq = resource(simulation, ResourceKind::Queue, "dlq");
  EXPECT_EQ(series(history, Metric::NumberOfMessagesSent, dlq), "");
  EXPECT_EQ(series(history, Metric::ApproximateNumberOfMessagesVisible, dlq), "0-1:1/1");
  EXPECT_EQ(series(history, Metric::ApproximateAgeOfOldestMessage, dlq), "0:60/1, 1:120/1");
}

TEST(Metrics, AreFollowedSomeStepsAtATimeAndFromTheBeginningAfterAnEdit) {
  Worldlet world;
  world.function("f");
  for (int i = 0; i < 5; ++i) world.at(i * kMinute, invoke("f"));
  Simulation& simulation = world.run();
  const ResourceId f = resource(simulation, ResourceKind::Function, "f");
  MetricHistory history;
  int calls = 1;
  while (!history.follow(simulation, 2)) ++calls;
  EXPECT_GT(calls, 5);
  EXPECT_EQ(history.points(Metric::Invocations, f).size(), 5u);
  simulation.seek(1);
  EXPECT_EQ(refusal_of(simulation, PutFunctionConcurrency{"f", 0u}), "");
  simulation.run_to_idle(1'000);
  EXPECT_TRUE(history.follow(simulation, 1'000));
  EXPECT_LT(history.points(Metric::Invocations, f).size(), 5u);
}

}  // namespace
}  // namespace brigade::engine
