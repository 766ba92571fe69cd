// Reading scenario files, see scenario.h.
#include "formats/scenario.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "formats/command_json.h"
#include "formats/config_json.h"
#include "formats/fields.h"
#include "formats/migrate.h"
#include "formats/setup_reader.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::Result;
using engine::Command;

constexpr int64_t kMostLayoutUnits = 1'000'000;
constexpr uint32_t kMaxByHand = 100'000;

LocalText read_local_text(Problem& problem, Fields& fields, std::string_view name) {
  LocalText out;
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return out;
  Fields languages(problem, *value, "a text by language");
  languages.text("en", out.en);
  languages.text("fr", out.fr);
  languages.close();
  return out;
}

void read_start(Problem& problem, Fields& fields, engine::PlanOptions& options) {
  std::string start;
  if (!fields.text("start", start)) return;
  const auto unix_ms = base::parse_utc(start);
  if (unix_ms) {
    options.start_unix_ms = *unix_ms;
  } else {
    problem.report("\"start\" is a time such as \"2026-01-01T00:00:00Z\".",
                   fields.object().find("start")->range());
  }
}

void read_until(Problem& problem, Fields& fields, engine::PlanOptions& options) {
  const JsonValue* until = fields.find("until");
  if (until == nullptr) return;
  const auto time = base::parse_duration(until->as_string());
  if (until->is_string() && time && *time > 0) {
    options.until_ms = *time;
  } else {
    problem.report("\"until\" is a time since the start, such as \"1h\" or \"7d\".", until->range());
  }
}

void read_region(Problem& problem, Fields& fields, engine::PlanOptions& options) {
  if (!fields.text("region", options.region)) return;
  const std::string& region = options.region;
  const bool good =
      region.size() >= 4 && region.size() <= 25 && std::all_of(region.begin(), region.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      });
  if (!good)
    problem.report("\"region\" is a name such as \"us-east-1\".", fields.object().find("region")->range());
}

void read_options(Problem& problem, Fields& fields, engine::PlanOptions& options) {
  fields.number("seed", options.seed);
  read_start(problem, fields, options);
  read_region(problem, fields, options);
  std::string version = "2.5";
  fields.text("s3_event_version", version);
  if (version == "2.1") {
    options.s3_event_version = engine::S3EventVersion::V2_1;
  } else if (version != "2.5") {
    problem.report("\"s3_event_version\" is \"2.5\" or \"2.1\".",
                   fields.object().find("s3_event_version")->range());
  }
  fields.number("account_concurrency", options.account_concurrency);
  read_until(problem, fields, options);
}

// The last thing of the scene: it is taken as it is, what it lacks too.
void read_permissions(Problem& problem, Fields& fields, Scenario& scenario) {
  const JsonValue* value = fields.find("permissions");
  if (value == nullptr) return;
  const auto mode = permission_mode_of(value->as_string());
  if (!mode) problem.report("\"permissions\" is \"enforce\" or \"grant-needed\".", value->range());
  if (mode != engine::PermissionMode::GrantNeeded) return;
  scenario.plan.setup.push_back(engine::SetPermissionMode{*mode});
  scenario.setup_ranges.push_back(value->range());
}

base::TimeMs read_at(Problem& problem, Fields& fields) {
  const JsonValue* at = fields.need("at");
  if (at == nullptr) return 0;
  const auto time = base::parse_duration(at->as_string());
  if (!at->is_string() || !time || *time < 0) {
    problem.report("\"at\" is a time since the start, such as \"0s\", \"250ms\" or \"1m30s\".", at->range());
    return 0;
  }
  return *time;
}

void read_entry(Problem& problem, const JsonValue& value, engine::Plan& plan) {
  Fields fields(problem, value, "an entry of the timeline");
  const base::TimeMs at_ms = read_at(problem, fields);
  std::optional<uint32_t> after;
  fields.number("after", after);
  std::string label;
  fields.text("label", label);
  Command command = read_command_members(fields);
  fields.close();
  if (!problem.ok()) return;
  if (after) {
    plan.by_hand.push_back({*after, at_ms, std::move(command), std::move(label)});
    return;
  }
  const auto* put = std::get_if<engine::PutObject>(&command);
  if (put != nullptr && label.empty() && put->body.md5_hex.empty() && put->body.content.empty() &&
      put->event == engine::S3Event::ObjectCreatedPut &&
      put->storage_class == engine::StorageClass::Standard) {
    plan.add_put_object(at_ms, put->bucket, put->key, put->body.size_bytes);
  } else {
    plan.add_timeline(at_ms, command, label);
  }
}

void read_timeline(Problem& problem, Fields& fields, engine::Plan& plan) {
  for (const JsonValue& item : fields.list("timeline")) {
    read_entry(problem, item, plan);
    if (plan.by_hand.size() > kMaxByHand) {
      problem.report("More than 100,000 things were done by hand.", item.range());
    }
    if (!problem.ok()) return;
  }
  plan.sort_timeline();
  std::stable_sort(plan.by_hand.begin(), plan.by_hand.end(),
                   [](const auto& a, const auto& b) { return a.after_step < b.after_step; });
}

void read_ends(Problem& problem, Fields& fields, Expectation& expectation) {
  fields.need_text("ends", expectation.ends);
  std::vector<std::string_view> names{kUnmatched};
  for (int i = 0; i < engine::kFates; i++) names.push_back(engine::fate_name(static_cast<engine::Fate>(i)));
  if (std::find(names.begin(), names.end(), expectation.ends) == names.end()) {
    const JsonValue* ends = fields.object().find("ends");
    const std::string_view near = nearest(expectation.ends, names);
    problem.report(quoted(expectation.ends) + " is no end of a delivery" +
                       (near.empty() ? std::string(", such as \"delivered\" or \"dead-lettered\".")
                                     : "; did you mean " + quoted(near) + "?"),
                   ends == nullptr ? base::TextRange{} : ends->range());
  }
  if (expectation.ends != kUnmatched) fields.need_text("to", expectation.to);
}

Expectation read_expectation(Problem& problem, const JsonValue& value) {
  Expectation expectation;
  expectation.range = value.range();
  Fields fields(problem, value, "an expectation");
  fields.need_text("message", expectation.message);
  fields.ignore("to");
  read_ends(problem, fields, expectation);
  fields.number("attempts", expectation.attempts);
  fields.number("times", expectation.times);
  fields.close();
  return expectation;
}

std::optional<int32_t> read_coordinate(const JsonValue& value) {
  const auto number = value.as_int64();
  if (!number || *number > kMostLayoutUnits || *number < -kMostLayoutUnits) return std::nullopt;
  return static_cast<int32_t>(*number);
}

std::vector<LayoutPlace> read_layout(Problem& problem, Fields& fields) {
  std::vector<LayoutPlace> places;
  const JsonValue* layout = fields.find("layout");
  if (layout == nullptr) return places;
  if (!layout->is_object()) problem.report("\"layout\" is an object in braces.", layout->range());
  for (const base::JsonMember& member : layout->members()) {
    const auto& items = member.value.items();
    const auto x = items.size() == 2 ? read_coordinate(items[0]) : std::nullopt;
    const auto y = items.size() == 2 ? read_coordinate(items[1]) : std::nullopt;
    if (!x || !y) {
      problem.report("A place in the layout is two whole numbers, such as [120, 80].", member.value.range());
      continue;
    }
    places.push_back({member.name, *x, *y});
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return places;
}

}  // namespace

Result<Scenario> read_scenario(std::string_view json) {
  Result<JsonValue> document = base::read_json(json);
  if (!document) return tl::unexpected<base::Error>(document.error());
  Problem problem;
  migrate(problem, *document);
  if (!problem.ok()) return tl::unexpected<base::Error>(problem.error());
  Scenario scenario;
  Fields fields(problem, *document, "a scenario");
  fields.ignore("$schema");
  fields.ignore("brigade");
  read_options(problem, fields, scenario.plan.options);
  scenario.extras.title = read_local_text(problem, fields, "title");
  scenario.extras.summary = read_local_text(problem, fields, "summary");
  if (const JsonValue* resources = fields.find("resources"))
    read_resources(problem, *resources, json, scenario);
  read_permissions(problem, fields, scenario);
  read_timeline(problem, fields, scenario.plan);
  for (const JsonValue& item : fields.list("expect")) {
    scenario.extras.expect.push_back(read_expectation(problem, item));
  }
  scenario.extras.layout = read_layout(problem, fields);
  fields.close();
  if (!problem.ok()) return tl::unexpected<base::Error>(problem.error());
  return scenario;
}

Result<std::unique_ptr<engine::Simulation>> make_simulation(Scenario& scenario,
                                                            engine::SimulationLimits limits) {
  size_t refused_at = 0;
  auto simulation = engine::Simulation::create(std::move(scenario.plan), limits, &refused_at);
  if (!simulation) {
    base::Error error = simulation.error();
    if (refused_at < scenario.setup_ranges.size()) error.range = scenario.setup_ranges[refused_at];
    return tl::unexpected<base::Error>(std::move(error));
  }
  return simulation;
}

}  // namespace brigade::formats
