// The command-line program `brigade`: one file for each subcommand, and what they share. Standard output
// stays machine-readable; errors go to standard error as FILE:line:column: what is wrong. Exit codes: 0 done;
// 1 an expectation or a check failed; 2 wrong input or wrong use; 3 a limit stopped the run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/simulation.h"
#include "formats/link.h"
#include "formats/scenario.h"

namespace brigade::platform {

inline constexpr int kDone = 0, kFailed = 1, kWrong = 2, kStopped = 3;
inline constexpr uint32_t kMaxRunSteps = 100'000'000;
inline constexpr std::string_view kProgramVersion = "0.1.0";

// --- arguments ---
struct OptionKind {
  std::string_view name;  // "--seed"
  bool has_value;
};
struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::string, std::less<>> options;  // "" where an option has no value

  bool has(std::string_view name) const { return options.find(name) != options.end(); }
  const std::string* value(std::string_view name) const;
};
// `--name value` and `--name=value`. Complains on standard error and gives nullopt on what is not in `kinds`.
std::optional<Arguments> parse_arguments(std::string_view subcommand,
                                         const std::vector<std::string>& arguments,
                                         const std::vector<OptionKind>& kinds);
std::optional<uint64_t> parse_natural(std::string_view text);

// --- files and messages ---
std::optional<std::string> read_file(const std::string& path);  // complains on standard error
void print(std::string_view text);                              // to standard output
void complain(std::string_view text);                           // "brigade: …" to standard error
// FILE:line:column: code: text
void complain_at(std::string_view file, std::string_view content, const base::Error& error);

struct LoadedScenario {
  std::string path, content;
  formats::ScenarioExtras extras;
  std::unique_ptr<engine::Simulation> simulation;
};
std::optional<LoadedScenario> load_scenario(const std::string& path, std::optional<uint64_t> seed);

// --- the machine ---
double monotonic_seconds();
uint64_t peak_memory_bytes();  // of the process; in Node, the size of the WebAssembly memory
std::unique_ptr<formats::Deflater> make_deflater();

// --- subcommands ---
using Words = std::vector<std::string>;  // what follows the subcommand's name
int run_command(const Words& words);
int bench_command(const Words& words);
int link_command(const Words& words);
int match_command(const Words& words);
int match_rules(const Arguments& arguments);  // brigade match --rules

}  // namespace brigade::platform
