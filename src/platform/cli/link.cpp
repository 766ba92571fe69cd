// brigade link: a scenario to its share link and back.
#include "base/json.h"
#include "formats/state_json.h"
#include "platform/cli/cli.h"

namespace brigade::platform {
namespace {

int encode(const Arguments& arguments) {
  std::optional<uint64_t> step;
  if (const std::string* text = arguments.value("--step")) {
    step = parse_natural(*text);
    if (!step || *step > kMaxRunSteps) {
      complain("--step takes a step such as 12; \"" + *text + "\" is none.");
      return kWrong;
    }
  }
  const auto scenario = load_scenario(arguments.positional[1], {});
  if (!scenario) return kWrong;
  engine::Simulation& simulation = *scenario->simulation;
  if (step) {
    simulation.seek(static_cast<uint32_t>(*step));
    if (simulation.step() != *step) {
      complain("The scenario has only " + std::to_string(simulation.step()) + " steps.");
      return kWrong;
    }
  }
  const auto exported = formats::export_scenario(simulation, scenario->extras, arguments.has("--bodies"));
  if (!exported) {
    complain(exported.error().text);
    return kWrong;
  }
  formats::LinkPlace place{exported->step,
                           exported->time_ms,
                           exported->rules,
                           formats::hash_text(exported->journal_hash).substr(0, formats::kLinkHashDigits),
                           {}};
  if (const std::string* panel = arguments.value("--panel")) place.panel = *panel;
  const auto link = formats::link_encode(exported->json, place, *make_deflater());
  if (!link) {
    complain(link.error().text);
    return kWrong;
  }
  const std::string* base_address = arguments.value("--base");
  print((base_address == nullptr ? std::string() : *base_address) + *link + "\n");
  return kDone;
}

int decode(const Arguments& arguments) {
  const auto decoded = formats::link_decode(arguments.positional[1], *make_deflater());
  if (!decoded) {
    complain(decoded.error().text);
    return kWrong;
  }
  const auto scenario = formats::read_scenario(decoded->scenario_json);
  if (!scenario) {
    complain_at("link", decoded->scenario_json, scenario.error());
    return kWrong;
  }
  const auto document = base::read_json(decoded->scenario_json);
  print(base::pretty(*document) + "\n");
  return kDone;
}

}  // namespace

int link_command(const Words& words) {
  const auto arguments = parse_arguments(
      "link", words, {{"--step", true}, {"--panel", true}, {"--base", true}, {"--bodies", false}});
  if (!arguments) return kWrong;
  const std::vector<std::string>& what = arguments->positional;
  if (what.size() == 2 && what[0] == "encode") return encode(*arguments);
  if (what.size() == 2 && what[0] == "decode") return decode(*arguments);
  complain("Say `brigade link encode SCENARIO` or `brigade link decode LINK`.");
  return kWrong;
}

}  // namespace brigade::platform
