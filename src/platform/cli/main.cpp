// `brigade`, natively and in Node: picks the subcommand.
#include <cstdio>

#include "formats/fields.h"
#include "platform/cli/cli.h"

namespace {

using brigade::platform::complain;
using brigade::platform::Words;

struct Subcommand {
  std::string_view name;
  int (*run)(const Words&);
};
constexpr Subcommand kSubcommands[] = {
    {"run", brigade::platform::run_command},
    {"bench", brigade::platform::bench_command},
    {"link", brigade::platform::link_command},
    {"match", brigade::platform::match_command},
};

constexpr std::string_view kHelp =
    "brigade runs Bucket Brigade scenarios without the page.\n"
    "\n"
    "  brigade run SCENARIO [--seed N] [--until idle|STEP|TIME|DATE] [--trace jsonl] [--hash] [--expect]\n"
    "      plays a scenario; TIME is such as 90s or 1m30s. --trace prints the journal, a line a record;\n"
    "      --expect checks what the scenario expects; --hash prints the hash of the journal and the final "
    "world;\n"
    "      without any of these, a summary as JSON\n"
    "  brigade bench [--uploads N | --world large] [--seeks N] [--json]\n"
    "      plays N uploads (1,000,000) to the end and times it; the time is that of the run, not of making "
    "the list\n"
    "  brigade link encode SCENARIO [--step N] [--panel NAME] [--base ADDRESS] [--bodies]\n"
    "      prints the share link of a scenario, standing at step N\n"
    "  brigade link decode LINK\n"
    "      prints the scenario that a link holds\n"
    "  brigade match --pattern FILE --event FILE [--explain] [--as-service]\n"
    "      whether an event matches an event pattern: exit code 0 match, 1 no match, 2 invalid\n"
    "  brigade match --batch CASES.jsonl [--as-service]\n"
    "      a line {\"name\",\"pattern\",\"event\"} in, a line {\"name\",\"result\",\"message\"} out\n"
    "  brigade match --rules RULES.json --events EVENTS.jsonl [--bench] [--validate] [--json]\n"
    "      how often each of many rules matches; RULES.json is {\"rule name\": pattern, ...}\n"
    "  brigade --help, brigade --version\n"
    "\n"
    "Exit codes: 0 done; 1 an expectation failed; 2 wrong input (FILE:line:column says where); 3 a limit "
    "stopped it.\n"
    "The services that it simulates belong to their provider, from whom this project is independent.\n";

int unknown(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Subcommand& subcommand : kSubcommands) names.push_back(subcommand.name);
  const std::string_view near = brigade::formats::nearest(name, names);
  complain(
      "There is no command " + name +
      (near.empty() ? std::string("; see brigade --help.") : "; did you mean " + std::string(near) + "?"));
  return brigade::platform::kWrong;
}

int start(const Words& words) {
  if (words.empty()) {
    complain("Say what to do: run, bench, link or match; brigade --help tells more.");
    return brigade::platform::kWrong;
  }
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") {
      brigade::platform::print(kHelp);
      return brigade::platform::kDone;
    }
  }
  if (words[0] == "--version") {
    brigade::platform::print("brigade " + std::string(brigade::platform::kProgramVersion) + "\n");
    return brigade::platform::kDone;
  }
  for (const Subcommand& subcommand : kSubcommands) {
    if (subcommand.name == words[0]) return subcommand.run(Words(words.begin() + 1, words.end()));
  }
  return unknown(words[0]);
}

}  // namespace

int main(int argc, char** argv) {
  const int code = start(Words(argv + (argc > 0 ? 1 : 0), argv + argc));
  std::fflush(stdout);
  return code;
}
