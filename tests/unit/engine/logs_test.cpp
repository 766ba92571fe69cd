// The log lines of functions: their texts, tabs included, as recordings of the real service show them.
#include "engine/services/logs.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

std::vector<LogLine> lines_of(const Simulation& simulation, std::string_view function = "fn") {
  return log_lines(simulation, resource(simulation, ResourceKind::Function, function), 0,
                   simulation.record_count());
}
std::vector<std::string> texts_of(const std::vector<LogLine>& lines) {
  std::vector<std::string> out;
  for (const LogLine& line : lines) out.push_back(line.text);
  return out;
}

TEST(Logs, AColdSuccessWritesInitStartEndAndReport) {
  Worldlet world;
  world.function("fn", succeeds(120)).at(0, invoke("fn"));
  Simulation& simulation = world.run();
  const auto lines = lines_of(simulation);
  const std::string request = request_id(7, 0);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].text.substr(0, 66),
            "INIT_START Runtime Version: python:3.12.v11\tRuntime Version ARN: a");
  EXPECT_EQ(lines[1].text, "START RequestId: " + request + " Version: $LATEST");
  EXPECT_EQ(lines[2].text, "END RequestId: " + request);
  // Billed with its initialisation, since August 2025.
  EXPECT_EQ(lines[3].text,
            "REPORT RequestId: " + request +
                "\tDuration: 120.00 ms\tBilled Duration: 320 ms\tMemory Size: 128 MB\tMax Memory Used: "
                "72 MB\tInit Duration: 200.00 ms\t");
  EXPECT_EQ(lines[1].time_ms, 200);
  EXPECT_EQ(lines[3].time_ms, 320);
}

TEST(Logs, AWarmStartHasNoInit) {
  Worldlet world;
  world.function("fn").at(0, invoke("fn")).at(1'000, invoke("fn"));
  const auto lines = lines_of(world.run());
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[4].text.substr(0, 6), "START ");
  EXPECT_EQ(lines[6].text.find("Init Duration"), std::string::npos);
  EXPECT_NE(lines[6].text.find("Billed Duration: 120 ms"), std::string::npos);
}

TEST(Logs, AnErrorIsWrittenBeforeTheEnd) {
  HandlerBehaviour behaviour = fails();
  behaviour.rules[0].error_type = "ValueError";
  behaviour.rules[0].error_message = "not a picture";
  Worldlet world;
  world.function("fn", behaviour).at(0, invoke("fn"));
  const auto lines = lines_of(world.run());
  ASSERT_EQ(lines.size(), 1u + 3 * 4);
  EXPECT_EQ(lines[2].text, "[ERROR] ValueError: not a picture");
  EXPECT_TRUE(lines[2].is_error);
  EXPECT_NE(lines[4].text.find("\tStatus: error\tError Type: ValueError"), std::string::npos);
}

TEST(Logs, ATimeoutSaysAfterHowLong) {
  Worldlet world;
  world.function("fn", times_out()).at(0, invoke("fn"));
  const auto lines = lines_of(world.run());
  ASSERT_GE(lines.size(), 3u);
  EXPECT_EQ(lines[2].text,
            "2026-01-01T00:00:03.200Z " + request_id(7, 0) + " Task timed out after 3.00 seconds");
}

// Recorded: one log stream an environment, all attempts of one event with one request id.
TEST(Logs, TheStreamIsOneOfTheEnvironment) {
  Worldlet world;
  world.function("fn", fails()).at(0, invoke("fn")).at(1, invoke("fn"));
  const auto lines = lines_of(world.run());
  std::vector<std::string> streams;
  for (const LogLine& line : lines) {
    EXPECT_EQ(line.stream.substr(0, 20), "2026/01/01/[$LATEST]");
    EXPECT_EQ(line.stream.size(), 52u);
    if (std::find(streams.begin(), streams.end(), line.stream) == streams.end())
      streams.push_back(line.stream);
  }
  EXPECT_EQ(streams.size(), 2u);
}

TEST(Logs, WhatTheHandlerPrintsNamesItsKey) {
  HandlerBehaviour behaviour = succeeds();
  behaviour.output = {"resizing {key}"};
  Worldlet world;
  world.bucket("photos").function("fn", behaviour).notify("photos", {to_function("fn")});
  world.at(0, put("photos", "beach day.jpg"));
  const auto lines = texts_of(lines_of(world.run()));
  EXPECT_NE(std::find(lines.begin(), lines.end(), "resizing beach day.jpg"), lines.end());
}

TEST(Logs, AnAttemptIsToldWithTheConfigurationItRanWith) {
  HandlerBehaviour old = fails();
  old.rules[0].error_message = "the old error";
  FunctionConfig config = function_with(old);
  config.maximum_retry_attempts = 0;
  HandlerBehaviour changed = succeeds();
  changed.init_duration_ms = 5'000;
  Worldlet world;
  world.function("fn", config).at(0, invoke("fn")).at(100, SetHandlerBehaviour{"fn", changed});
  const auto lines = lines_of(world.run());
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[2].text, "[ERROR] Exception: the old error");
  EXPECT_NE(lines[4].text.find("Init Duration: 200.00 ms"), std::string::npos) << lines[4].text;
}

TEST(Logs, OfAnotherFunctionAreNotMixedIn) {
  Worldlet world;
  world.function("fn").function("other").at(0, invoke("fn")).at(0, invoke("other"));
  Simulation& simulation = world.run();
  EXPECT_EQ(lines_of(simulation, "fn").size(), 4u);
  EXPECT_NE(lines_of(simulation, "fn")[0].stream, lines_of(simulation, "other")[0].stream);
}

}  // namespace
}  // namespace brigade::engine
