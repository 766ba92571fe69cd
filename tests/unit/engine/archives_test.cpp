// Archives and replays: what is kept, what comes again and to whom, and what the service refuses. Sources:
// EventBridge User Guide, "Archiving and replaying events"; recordings of the real service.
#include "engine/services/archives.h"

#include "engine/explain.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kMinute = 60'000, kDay = 86'400'000;
constexpr const char* kMine = R"({"source":["mine"]})";

Worldlet with_archive(const std::string& pattern = "") {
  Worldlet world;
  world.queue("inbox").queue("second").rule("to-inbox", kMine, {target("1", queue_arn("inbox"))});
  world.setup(create_archive("kept", "default", pattern));
  return world;
}

const ArchiveState& archive_of(const Simulation& simulation) {
  return simulation.world().archive(resource(simulation, ResourceKind::Archive, "kept"));
}

std::string body_of(const Simulation& simulation, size_t index) {
  return text_at(visible_in(simulation, "inbox").at(index), "Body");
}

TEST(Archive, KeepsACopyOfWhatItsPatternWants) {
  Worldlet world = with_archive(R"({"detail-type":["order"]})");
  world.at(0, put_events("mine", "order")).at(10, put_events("mine", "other"));
  world.at(20, put_events("nobody", "order"));
  Simulation& simulation = world.run();
  EXPECT_EQ(archive_of(simulation).events, 2u);
  EXPECT_GT(archive_of(simulation).size_bytes, 100u);
  EXPECT_EQ(count_of(simulation, RecordKind::EventArchived), 2u);
  EXPECT_EQ(count_of(simulation, RecordKind::NoRuleMatched), 1u);  // the archive is no rule
}

TEST(Archive, LetsGoOfEventsAfterItsRetention) {
  Worldlet world = with_archive();
  world.at(0, UpdateArchive{"kept", std::nullopt, std::nullopt, 1});
  world.at(1'000, put_events("mine", "a")).at(2'000, put_events("mine", "b"));
  world.at(kDay + 1'500, put_events("mine", "c"));
  Simulation& simulation = world.run();
  EXPECT_EQ(archive_of(simulation).events, 2u);
  const auto expired = records_of(simulation, RecordKind::EventsExpired);
  ASSERT_EQ(expired.size(), 1u);
  EXPECT_EQ(expired[0].time_ms, kDay + 1'000);
}

TEST(Replay, SendsTheEventsAgainWithItsNameAfterTheRegion) {
  Worldlet world = with_archive();
  world.at(0, put_events("mine", "order", R"({"n":7})")).at(5 * kMinute, start_replay("again", "kept"));
  Simulation& simulation = world.run();
  ASSERT_EQ(queue_of(simulation, "inbox").visible.count, 2u);
  const base::JsonValue before = json_of(body_of(simulation, 0)), after = json_of(body_of(simulation, 1));
  EXPECT_EQ(member_names(after),
            "version,id,detail-type,source,account,time,region,replay-name,resources,detail");
  EXPECT_EQ(text_at(after, "replay-name"), "again");
  EXPECT_EQ(text_at(after, "id"), text_at(before, "id"));
  EXPECT_EQ(text_at(after, "time"), text_at(before, "time"));
  EXPECT_EQ(at_path(after, "detail.n").as_int64(), 7);
  EXPECT_EQ(archive_of(simulation).events, 1u);  // what is replayed is not archived again
  EXPECT_EQ(count_of(simulation, RecordKind::ReplayStarting), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::ReplayRunning), 1u);
  EXPECT_EQ(records_of(simulation, RecordKind::ReplayCompleted).at(0).value, 1u);
}

TEST(Replay, GoesByTheTimeOfTheEventsOneMinuteAfterTheOther) {
  Worldlet world = with_archive();
  // Archived in another order than their times say.
  const std::pair<const char*, const char*> kEvents[] = {{"third", "2026-01-01T00:02:30Z"},
                                                         {"first", "2026-01-01T00:00:10Z"},
                                                         {"late", "2026-01-01T02:00:00Z"},
                                                         {"second", "2026-01-01T00:01:59Z"}};
  TimeMs at_ms = 0;
  for (const auto& [type, time] : kEvents) {
    PutEvents command = put_events("mine", type);
    command.entries[0].time = time;
    world.at(at_ms += 1'000, command);
  }
  world.at(10 * kMinute, start_replay("again", "kept"));
  Simulation& simulation = world.run();
  ASSERT_EQ(queue_of(simulation, "inbox").visible.count, 7u);
  std::string order;
  for (size_t i = 4; i < 7; ++i) order += text_at(json_of(body_of(simulation, i)), "detail-type") + " ";
  EXPECT_EQ(order, "first second third ");
}

TEST(Replay, GoesOnlyToTheRulesThatItNames) {
  Worldlet world = with_archive();
  world.rule("to-second", kMine, {target("1", queue_arn("second"))});
  StartReplay replay = start_replay("again", "kept");
  replay.filter_arns = {"arn:aws:events:us-east-1:123456789012:rule/to-second"};
  world.at(0, put_events("mine", "order")).at(kMinute, replay);
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "inbox").visible.count, 1u);
  EXPECT_EQ(queue_of(simulation, "second").visible.count, 2u);
}

TEST(Replay, OfAnUploadIsTheEventThatS3Sent) {
  Worldlet world;
  world.event_bucket("photos").queue("inbox");
  world.rule("to-inbox", R"({"source":["aws.s3"]})", {target("1", queue_arn("inbox"))});
  world.setup(create_archive("kept", "default")).at(0, put("photos", "a.jpg"));
  world.at(kMinute, start_replay("again", "kept"));
  Simulation& simulation = world.run();
  ASSERT_EQ(queue_of(simulation, "inbox").visible.count, 2u);
  EXPECT_EQ(text_at(json_of(body_of(simulation, 1)), "detail.object.key"), "a.jpg");
  EXPECT_EQ(message_label(simulation, simulation.world().messages_made - 1), "again/a.jpg");
}

TEST(Replay, HasAJourneyThatBeginsWhereTheEventFirstCameFrom) {
  Worldlet world = with_archive();
  world.at(0, put_events("mine", "order")).at(kMinute, start_replay("again", "kept"));
  Simulation& simulation = world.run();
  const auto lines = journey(simulation, simulation.world().messages_made - 1);
  std::vector<RecordKind> kinds;
  for (const Line& line : lines) kinds.push_back(line.kind);
  const auto has = [&kinds](RecordKind kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  EXPECT_TRUE(has(RecordKind::EventArchived));
  EXPECT_TRUE(has(RecordKind::EventReplayed));
  EXPECT_TRUE(has(RecordKind::EventRouted));
  const Why answer = why(simulation, place_of(simulation, RecordKind::EventReplayed));
  ASSERT_EQ(answer.because.arguments.size(), 2u);
  EXPECT_EQ(answer.because.arguments[0].text, "kept");
  EXPECT_EQ(answer.because.arguments[1].text, "again");
}

TEST(Replay, FailsWhereItsArchiveGoes) {
  Worldlet world = with_archive();
  world.at(0, put_events("mine", "order")).at(2 * kMinute, put_events("mine", "order"));
  world.at(10 * kMinute, start_replay("again", "kept")).at(10 * kMinute + 1'500, DeleteArchive{"kept"});
  Simulation& simulation = world.run();
  const auto failed = records_of(simulation, RecordKind::ReplayFailed);
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed[0].value, 1u);
  EXPECT_EQ(simulation.world().archived.used(), 0u);
}

// Recorded: the codes and the words.
TEST(Replay, ThatIsCancelledSendsNothingMore) {
  Worldlet world = with_archive();
  world.at(0, put_events("mine", "a")).at(120'000, put_events("mine", "b"));
  world.at(200'000, start_replay("again", "kept")).at(201'500, CancelReplay{"again"});
  Simulation& simulation = world.run();
  EXPECT_EQ(count_of(simulation, RecordKind::EventReplayed), 1u) << "a minute of events each second";
  EXPECT_EQ(count_of(simulation, RecordKind::ReplayCancelled), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::ReplayCompleted), 0u);
  EXPECT_EQ(refusal_of(simulation, CancelReplay{"again"}),
            "IllegalStatusException: Replay again is not in a valid state for this operation.");
  EXPECT_EQ(refusal_of(simulation, CancelReplay{"lost"}),
            "ResourceNotFoundException: Replay lost does not exist.");
}

TEST(Replay, IsRefusedWithTheServicesWords) {
  Worldlet world = with_archive();
  world.setup(CreateEventBus{"orders", {}});
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, start_replay("again", "kept", "nowhere")),
            "ResourceNotFoundException: Event bus nowhere does not exist.");
  EXPECT_EQ(
      refusal_of(simulation, start_replay("again", "kept", "orders")),
      "ValidationException: Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not "
      "permitted.");
  EXPECT_EQ(refusal_of(simulation, start_replay("again", "lost")),
            "ResourceNotFoundException: Archive lost does not exist.");
  StartReplay backwards = start_replay("again", "kept");
  std::swap(backwards.event_start_time, backwards.event_end_time);
  EXPECT_EQ(refusal_of(simulation, backwards),
            "ValidationException: Parameter EventEndTime is not valid. Reason: EventStartTime must be before "
            "EventEndTime.");
  EXPECT_EQ(refusal_of(simulation, start_replay("again", "kept")), "");
  EXPECT_EQ(refusal_of(simulation, start_replay("again", "kept")),
            "ResourceAlreadyExistsException: Replay again already exists.");
}

TEST(Archive, IsRefusedWithTheServicesWords) {
  Worldlet world = with_archive();
  world.setup(CreateEventBus{"orders", {}}).setup(create_archive("orders", "orders"));
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, create_archive("kept", "default")),
            "ResourceAlreadyExistsException: Archive kept already exists.");
  EXPECT_EQ(refusal_of(simulation, create_archive("other", "nowhere")),
            "ResourceNotFoundException: Event bus nowhere does not exist.");
  EXPECT_EQ(refusal_of(simulation, DeleteArchive{"lost"}),
            "ResourceNotFoundException: Archive lost does not exist.");
  EXPECT_EQ(refusal_of(simulation, DeleteEventBus{"orders"}),
            "ValidationException: Event bus can't be deleted since it has rules.");
  EXPECT_NE(refusal_of(simulation, create_archive("odd", "default", R"({"source":"mine"})")), "");
}

}  // namespace
}  // namespace brigade::engine
