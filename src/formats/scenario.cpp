// Reading scenario files, see scenario.h.
#include "formats/scenario.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "formats/command_json.h"
#include "formats/config_json.h"
#include "formats/fields.h"
#include "formats/migrate.h"

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
}

// Makes the setup commands. Resources of one kind may name each other in any order: what names a later one is
// set by a command of its own, once all of them are there.
class SetupReader {
 public:
  SetupReader(Problem& problem, Scenario& scenario) : problem_(problem), scenario_(scenario) {}

  void read(const JsonValue& resources) {
    Fields fields(problem_, resources, "the resources");
    read_queues(fields.list("queues"));
    read_functions(fields.list("functions"));
    read_buckets(fields.list("buckets"));
    for (Later& deletion : deletions_) add(std::move(deletion.command), deletion.range);
    for (const char* name : {"event_source_mappings", "topics", "buses", "rules", "archives", "pipes",
                             "schedules", "tables", "streams", "apis", "alarms", "roles"}) {
      fields.not_simulated(name);
    }
    fields.close();
  }

 private:
  struct Later {
    Command command;
    base::TextRange range;
  };

  void add(Command command, base::TextRange range) {
    scenario_.plan.setup.push_back(std::move(command));
    scenario_.setup_ranges.push_back(range);
  }

  void add_later() {
    for (Later& later : later_) add(std::move(later.command), later.range);
    later_.clear();
  }

  static std::string_view last_part(std::string_view arn) {
    const size_t colon = arn.rfind(':');
    return colon == std::string_view::npos ? arn : arn.substr(colon + 1);
  }

  // Whether the ARN names a resource of the list that is not there before item `i` is made.
  static bool is_later(std::string_view arn, const std::vector<JsonValue>& items, size_t i,
                       std::string_view member) {
    if (arn.empty()) return false;
    for (size_t j = i; j < items.size(); j++) {
      const JsonValue* name = items[j].find(member);
      if (name != nullptr && name->as_string() == last_part(arn)) return true;
    }
    return false;
  }

  void read_deleted(Fields& fields, Command deletion) {
    bool deleted = false;
    fields.flag(kDeleted, deleted);
    if (deleted) deletions_.push_back({std::move(deletion), fields.object().range()});
  }

  void read_queues(const std::vector<JsonValue>& items) {
    for (size_t i = 0; i < items.size(); i++) {
      engine::CreateQueue create;
      Fields fields(problem_, items[i], "a queue");
      fields.need_text("QueueName", create.queue);
      engine::SetQueueAttributes attributes;
      if (const JsonValue* value = fields.find("Attributes")) attributes = read_attributes(problem_, *value);
      read_deleted(fields, engine::DeleteQueue{create.queue});
      fields.close();
      create.config = engine::QueueConfig(queue_config_of(attributes));
      if (is_later(create.config.redrive_target_arn, items, i, "QueueName")) {
        engine::SetQueueAttributes redrive;
        redrive.queue = create.queue;
        redrive.redrive_target_arn = std::exchange(create.config.redrive_target_arn, {});
        redrive.max_receive_count = std::exchange(create.config.max_receive_count, 0);
        later_.push_back({std::move(redrive), items[i].range()});
      }
      add(std::move(create), items[i].range());
    }
    add_later();
  }

  void read_functions(const std::vector<JsonValue>& items) {
    for (size_t i = 0; i < items.size(); i++) {
      engine::CreateFunction create;
      Fields fields(problem_, items[i], "a function");
      fields.need_text("FunctionName", create.function);
      read_function_members(fields, create.config);
      read_deleted(fields, engine::DeleteFunction{create.function});
      fields.close();
      engine::FunctionConfig& config = create.config;
      if (is_later(config.on_success_arn, items, i, "FunctionName") ||
          is_later(config.on_failure_arn, items, i, "FunctionName")) {
        later_.push_back({take_event_invoke_config(create), items[i].range()});
      }
      add(std::move(create), items[i].range());
    }
    add_later();
  }

  static engine::PutFunctionEventInvokeConfig take_event_invoke_config(engine::CreateFunction& create) {
    const engine::FunctionConfig standard;
    engine::FunctionConfig& config = create.config;
    engine::PutFunctionEventInvokeConfig out;
    out.function = create.function;
    out.maximum_retry_attempts =
        std::exchange(config.maximum_retry_attempts, standard.maximum_retry_attempts);
    out.maximum_event_age_s = std::exchange(config.maximum_event_age_s, standard.maximum_event_age_s);
    if (!config.on_success_arn.empty()) out.on_success_arn = std::exchange(config.on_success_arn, {});
    if (!config.on_failure_arn.empty()) out.on_failure_arn = std::exchange(config.on_failure_arn, {});
    config.has_event_invoke_config = false;
    return out;
  }

  void read_buckets(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      std::string bucket;
      Fields fields(problem_, item, "a bucket");
      fields.need_text("Bucket", bucket);
      add(engine::CreateBucket{bucket}, item.range());
      if (const JsonValue* value = fields.find("VersioningConfiguration")) {
        const engine::Versioning status = read_versioning(problem_, *value);
        if (status != engine::Versioning::Off)
          add(engine::PutBucketVersioning{bucket, status}, value->range());
      }
      bool unchecked = false;
      fields.flag(kSkipDestinationValidation, unchecked);
      if (const JsonValue* value = fields.find("NotificationConfiguration")) {
        auto rules = read_rules(problem_, *value);
        if (!rules.empty()) {
          add(engine::PutBucketNotificationConfiguration{bucket, std::move(rules), unchecked},
              value->range());
        }
      }
      fields.close();
    }
  }

  Problem& problem_;
  Scenario& scenario_;
  std::vector<Later> later_, deletions_;
};

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
      put->event == engine::S3Event::ObjectCreatedPut) {
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
  if (const JsonValue* resources = fields.find("resources")) SetupReader(problem, scenario).read(*resources);
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
