// brigade run: plays a scenario to its end, to a step or to a time, and prints what was asked for.
#include "base/json.h"
#include "base/time.h"
#include "engine/record.h"
#include "formats/expect.h"
#include "formats/state_json.h"
#include "platform/cli/cli.h"

namespace brigade::platform {
namespace {

using engine::RunStop;
using engine::Simulation;

struct Until {
  std::optional<uint32_t> step;
  std::optional<engine::TimeMs> time_ms;  // since the start
  std::optional<int64_t> unix_ms;         // none of them: idle
};

std::optional<Until> parse_until(const std::string* text) {
  if (text == nullptr || *text == "idle") return Until{};
  if (const auto step = parse_natural(*text); step && *step <= kMaxRunSteps) {
    return Until{static_cast<uint32_t>(*step), {}, {}};
  }
  if (const auto time = base::parse_duration(*text); time && *time >= 0) return Until{{}, *time, {}};
  if (const auto date = base::parse_utc(*text)) return Until{{}, {}, *date};
  complain("--until takes idle, a step such as 40, a time such as 1m30s or 2026-01-02T00:00:00Z; \"" + *text +
           "\" is none of these.");
  return std::nullopt;
}

RunStop play(Simulation& simulation, const Until& until) {
  if (until.step) return simulation.seek(*until.step);
  if (until.time_ms) return simulation.run_until(*until.time_ms, kMaxRunSteps);
  if (until.unix_ms) {
    return simulation.run_until(*until.unix_ms - simulation.plan().options.start_unix_ms, kMaxRunSteps);
  }
  return simulation.run_to_idle(kMaxRunSteps);
}

bool stopped_by_limit(RunStop stop) {
  return stop == RunStop::StepLimit || stop == RunStop::LiveLimit || stop == RunStop::WaitingForHandler;
}

void print_trace(const Simulation& simulation) {
  std::string lines;
  simulation.read_records(0, simulation.world().records, [&](uint32_t index, const engine::Record& record) {
    lines += formats::record_json(simulation, index, record);
    lines += '\n';
    if (lines.size() > (1 << 16)) {
      print(lines);
      lines.clear();
    }
  });
  print(lines);
}

// A line for each expectation; failures also on standard error, with their place in the scenario.
bool print_expectations(const LoadedScenario& scenario) {
  bool all_ok = true;
  const auto& expectations = scenario.extras.expect;
  const auto outcomes = formats::check(expectations, *scenario.simulation);
  for (size_t i = 0; i < outcomes.size(); i++) {
    base::JsonWriter writer;
    writer.begin_object().member("ok", outcomes[i].ok).member("text", outcomes[i].text).end_object();
    print(writer.text() + "\n");
    if (outcomes[i].ok) continue;
    all_ok = false;
    complain_at(scenario.path, scenario.content, {"", outcomes[i].text, expectations[i].range});
  }
  return all_ok;
}

// What the services refused on the way is part of the run, but seldom meant.
void complain_about_refusals(const Simulation& simulation) {
  if (simulation.world().tally.refused_commands == 0) return;
  constexpr uint32_t kMostTold = 10;
  uint32_t told = 0;
  simulation.read_records(0, simulation.world().records, [&](uint32_t, const engine::Record& record) {
    if (record.kind != engine::RecordKind::CommandRefused || told++ >= kMostTold) return;
    complain("Step " + std::to_string(record.step) + ": " + std::string(engine::command_name(record.code)) +
             " (" + simulation.plan().label(record.value) + ") was refused.");
  });
  if (told > kMostTold) complain("So were " + std::to_string(told - kMostTold) + " more.");
}

void print_summary(const Simulation& simulation, RunStop stop) {
  const engine::World& world = simulation.world();
  base::JsonWriter writer;
  writer.begin_object().member("steps", world.step).member("time_ms", world.now_ms);
  writer.member("stopped", engine::run_stop_name(stop)).key("deliveries").begin_object();
  writer.member("made", world.tally.made).member("in-flight", world.tally.live);
  for (int i = 1; i < engine::kFates; i++) {
    writer.member(engine::fate_name(static_cast<engine::Fate>(i)), world.tally.ended[i]);
  }
  writer.end_object().member("unmatched_messages", world.tally.unmatched_messages);
  writer.member("attempts", world.tally.attempts).member("throttles", world.tally.throttles);
  writer.member("refused_commands", world.tally.refused_commands);
  writer.member("hash", formats::hash_text(simulation.hash())).end_object();
  print(writer.text() + "\n");
}

}  // namespace

int run_command(const Words& words) {
  const auto arguments = parse_arguments(
      "run", words,
      {{"--seed", true}, {"--until", true}, {"--trace", true}, {"--hash", false}, {"--expect", false}});
  if (!arguments) return kWrong;
  if (arguments->positional.size() != 1) {
    complain("`brigade run` takes one scenario file.");
    return kWrong;
  }
  std::optional<uint64_t> seed;
  if (const std::string* text = arguments->value("--seed")) {
    seed = parse_natural(*text);
    if (!seed) {
      complain("--seed takes a whole number; \"" + *text + "\" is none.");
      return kWrong;
    }
  }
  const auto until = parse_until(arguments->value("--until"));
  if (!until) return kWrong;
  if (const std::string* form = arguments->value("--trace"); form != nullptr && *form != "jsonl") {
    complain("--trace takes jsonl; \"" + *form + "\" cannot be written yet.");
    return kWrong;
  }
  auto scenario = load_scenario(arguments->positional[0], seed);
  if (!scenario) return kWrong;

  const RunStop stop = play(*scenario->simulation, *until);
  complain_about_refusals(*scenario->simulation);
  if (arguments->has("--trace")) print_trace(*scenario->simulation);
  const bool kept = !arguments->has("--expect") || print_expectations(*scenario);
  if (arguments->has("--hash")) print(formats::hash_text(scenario->simulation->hash()) + "\n");
  if (!arguments->has("--trace") && !arguments->has("--expect") && !arguments->has("--hash")) {
    print_summary(*scenario->simulation, stop);
  }
  if (stopped_by_limit(stop)) {
    complain("The run was stopped at step " + std::to_string(scenario->simulation->step()) + ": " +
             std::string(engine::run_stop_name(stop)) + ".");
    return kStopped;
  }
  return kept ? kDone : kFailed;
}

}  // namespace brigade::platform
