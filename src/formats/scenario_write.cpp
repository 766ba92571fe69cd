// Writing scenario files in their canonical form, see scenario.h.
#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "engine/services/dynamodb.h"
#include "engine/services/iam.h"
#include "formats/command_json.h"
#include "formats/config_json.h"
#include "formats/migrate.h"
#include "formats/scenario.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonWriter;
using engine::ResourceKind;
using engine::Simulation;
using engine::World;

void write_local_text(JsonWriter& writer, std::string_view name, const LocalText& text) {
  if (text.empty()) return;
  writer.key(name).begin_object();
  if (!text.en.empty()) writer.member("en", text.en);
  if (!text.fr.empty()) writer.member("fr", text.fr);
  writer.end_object();
}

void write_options(JsonWriter& writer, const engine::PlanOptions& options) {
  const engine::PlanOptions standard;
  if (options.start_unix_ms != standard.start_unix_ms) {
    const bool whole = options.start_unix_ms % 1000 == 0;
    writer.member("start", whole ? base::format_utc_s(options.start_unix_ms)
                                 : base::format_utc_ms(options.start_unix_ms));
  }
  if (options.region != standard.region) writer.member("region", options.region);
  if (options.s3_event_version == engine::S3EventVersion::V2_1) writer.member("s3_event_version", "2.1");
  if (options.account_concurrency != standard.account_concurrency) {
    writer.member("account_concurrency", options.account_concurrency);
  }
  if (options.until_ms > 0) writer.member("until", base::format_duration(options.until_ms));
}

// An object's JSON with one more member, which is true.
std::string with_flag(std::string json, std::string_view flag) {
  json.pop_back();
  return json + ",\"" + std::string(flag) + "\":true}";
}

// The scene at step 0: what is alive, and what was deleted but is still named by something.
class SceneWriter {
 public:
  SceneWriter(JsonWriter& writer, const Simulation& simulation)
      : writer_(writer),
        history_(simulation.history()),
        plan_(simulation.plan()),
        start_(simulation.world_at(0)),
        world_(*start_),
        wanted_(world_.resources.size()) {}

  void write() {
    for (uint32_t i = 0; i < wanted_.size(); i++) {
      wanted_[i] = world_.resources[i].alive != 0 && !is_default_bus(id_of(i));
    }
    while (want_deleted()) {
    }
    bool any = false;
    for (const auto& [kind, name] : kKinds) {
      bool any_of_kind = false;
      for (uint32_t i = 0; i < wanted_.size(); i++) {
        if (!wanted_[i] || world_.resources[i].kind != kind) continue;
        if (!any) writer_.key("resources").begin_object();
        if (!any_of_kind) writer_.key(name).begin_array();
        any = any_of_kind = true;
        write_resource(id_of(i));
      }
      if (any_of_kind) writer_.end_array();
    }
    if (any) writer_.end_object();
  }

 private:
  static constexpr std::pair<ResourceKind, std::string_view> kKinds[] = {
      {ResourceKind::Bucket, "buckets"},
      {ResourceKind::Function, "functions"},
      {ResourceKind::Queue, "queues"},
      {ResourceKind::Topic, "topics"},
      {ResourceKind::Bus, "buses"},
      {ResourceKind::Rule, "rules"},
      {ResourceKind::Table, "tables"},
      {ResourceKind::Stream, "streams"},
      {ResourceKind::EventSourceMapping, "event_source_mappings"},
      {ResourceKind::Pipe, "pipes"},
      {ResourceKind::Archive, "archives"},
      {ResourceKind::ScheduleGroup, "schedule_groups"},
      {ResourceKind::Schedule, "schedules"},
      {ResourceKind::Api, "apis"},
      {ResourceKind::Alarm, "alarms"},
      {ResourceKind::Role, "roles"},
  };

  engine::ResourceId id_of(uint32_t index) const {
    return engine::ResourceId::make(index, world_.resources[index].generation);
  }

  // It is there as soon as something names it, without a policy.
  bool is_default_bus(engine::ResourceId id) const {
    return world_.resource(id).kind == ResourceKind::Bus &&
           engine::name_of(world_, history_, id) == engine::kDefaultBus &&
           history_.bus_config(world_.resource(id).config).policy.empty();
  }

  // The resources that a wanted one names and that must be there for it; only queues, functions, event source
  // mappings and pipes look.
  std::set<std::string> named() const {
    std::set<std::string> arns;
    for (uint32_t i = 0; i < wanted_.size(); i++) {
      const engine::Resource& resource = world_.resources[i];
      if (!wanted_[i]) continue;
      if (resource.kind == ResourceKind::Queue) {
        arns.insert(history_.queue_config(resource.config).redrive_target_arn);
      } else if (resource.kind == ResourceKind::Function) {
        const engine::FunctionConfig& config = history_.function_config(resource.config);
        arns.insert({config.dead_letter_arn, config.on_success_arn, config.on_failure_arn, config.role_arn});
      } else if (resource.kind == ResourceKind::Schedule) {
        arns.insert(history_.schedule_config(resource.config).role_arn);
      } else if (resource.kind == ResourceKind::Rule) {
        for (const engine::RuleTarget& target : history_.rule_config(resource.config).targets)
          arns.insert(target.role_arn);
      } else if (resource.kind == ResourceKind::EventSourceMapping) {
        const engine::EventSourceMappingConfig& config = history_.mapping_config(resource.config);
        arns.insert({source_of(config.event_source_arn), config.function_arn, config.on_failure_arn});
      } else if (resource.kind == ResourceKind::Pipe) {
        const engine::PipeConfig& config = history_.pipe_config(resource.config);
        arns.insert({source_of(config.event_source_arn), config.role_arn});
      }
    }
    return arns;
  }

  // The resource's own ARN: a table's stream is named after it.
  static std::string source_of(const std::string& arn) { return arn.substr(0, arn.find("/stream/")); }

  // Whether a mapping or pipe reads the stream of the table.
  bool is_read(engine::ResourceId table) const {
    for (uint32_t i = 0; i < wanted_.size(); i++) {
      const engine::Resource& resource = world_.resources[i];
      const bool reads =
          resource.kind == ResourceKind::EventSourceMapping || resource.kind == ResourceKind::Pipe;
      if (!wanted_[i] || !reads) continue;
      if (source_of(history_.poller_config(resource.config).event_source_arn) == arn_of(table)) return true;
    }
    return false;
  }

  // A stream that is disabled is still read by the mappings that were made before.
  std::string write_table(engine::ResourceId id) const {
    engine::TableConfig config = history_.table_config(world_.resource(id).config);
    const bool disabled = !config.stream && is_read(id);
    if (disabled) config.stream = engine::StreamViewType::NewAndOldImages;
    std::vector<std::string> items;
    for (const uint32_t entry : engine::dynamodb::list_items(world_, history_, id, SIZE_MAX)) {
      items.push_back(*history_.texts[history_.items[entry].item]);
    }
    std::string json =
        formats::write_table(engine::name_of(world_, history_, id), config, items, JsonStyle::kCompact);
    return disabled ? with_flag(std::move(json), kStreamDisabled) : json;
  }

  // True where another deleted resource is needed. Of several with one name the last counts.
  bool want_deleted() {
    std::set<std::string> missing;
    for (const std::string& arn : named()) {
      if (engine::find_by_arn(world_, history_, arn).is_none()) missing.insert(arn);
    }
    for (uint32_t i = 0; i < wanted_.size(); i++) {
      if (wanted_[i] && world_.resources[i].alive == 0) missing.erase(arn_of(id_of(i)));
    }
    bool found = false;
    for (uint32_t i = static_cast<uint32_t>(wanted_.size()); i-- > 0;) {
      if (world_.resources[i].alive != 0 || missing.erase(arn_of(id_of(i))) == 0) continue;
      wanted_[i] = found = true;
    }
    return found;
  }

  std::string arn_of(engine::ResourceId id) const { return engine::arn_of(world_, history_, plan_, id); }

  void write_resource(engine::ResourceId id) {
    const std::string_view name = engine::name_of(world_, history_, id);
    const engine::Resource& resource = world_.resource(id);
    std::string json;
    switch (resource.kind) {
      case ResourceKind::Bucket: {
        const engine::BucketConfig& config = history_.bucket_config(resource.config);
        json = write_bucket(name, config, JsonStyle::kCompact);
        if (!would_be_taken(name, config)) json = with_flag(std::move(json), kSkipDestinationValidation);
        break;
      }
      case ResourceKind::Function:
        json =
            write_function(name, history_.function_config(resource.config), arn_of(id), JsonStyle::kCompact);
        break;
      case ResourceKind::Queue:
        json = write_queue(name, history_.queue_config(resource.config), arn_of(id), JsonStyle::kCompact);
        break;
      case ResourceKind::Bus:
        json = write_bus(name, history_.bus_config(resource.config), arn_of(id), JsonStyle::kCompact);
        break;
      case ResourceKind::Rule:
        json = write_rule(history_.rule_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Table:
        json = write_table(id);
        break;
      case ResourceKind::Stream:
        json = write_stream(name, history_.stream_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::EventSourceMapping:
        json = write_mapping({}, history_.mapping_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Pipe:
        json = write_pipe(name, history_.pipe_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Archive:
        json = write_archive(name, history_.archive_config(resource.config), plan_.options.region,
                             JsonStyle::kCompact);
        break;
      case ResourceKind::Schedule:
        json = write_schedule(name, history_.schedule_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::ScheduleGroup:
        json = write_schedule_group(name, JsonStyle::kCompact);
        break;
      case ResourceKind::Api:
        json = write_api(name, history_.api_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Alarm:
        json = write_alarm(name, history_.alarm_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Role:
        json = write_role(name, history_.role_config(resource.config), JsonStyle::kCompact);
        break;
      case ResourceKind::Topic:
        json = write_topic(name, history_.topic_config(resource.config), arn_of(id), JsonStyle::kCompact);
        break;
    }
    writer_.raw(resource.alive != 0 ? json : with_flag(std::move(json), kDeleted));
  }

  // Whether S3 would still accept the configuration: its targets may have changed since it did.
  bool would_be_taken(std::string_view bucket, const engine::BucketConfig& config) const {
    const engine::ResourceId id = engine::find_resource(world_, history_, ResourceKind::Bucket, bucket);
    for (const engine::NotificationRule& rule : config.notifications) {
      const engine::ResourceId target = engine::find_by_arn(world_, history_, rule.target_arn);
      if (target.is_none()) return false;
      const auto request = engine::iam::request_of_notification(world_, history_, plan_, id, target);
      if (engine::iam::judge(world_, history_, request) != engine::iam::Access::Allowed) return false;
    }
    for (const engine::ReplicationRule& rule : config.replication) {
      const engine::ResourceId target = engine::find_by_arn(world_, history_, rule.destination_arn);
      if (target.is_none()) return false;
      const engine::BucketConfig& to = history_.bucket_config(world_.resource(target).config);
      if (to.versioning != engine::Versioning::Enabled) return false;
    }
    return true;
  }

  JsonWriter& writer_;
  const engine::History& history_;
  const engine::Plan& plan_;
  std::shared_ptr<const World> start_;
  const World& world_;
  std::vector<bool> wanted_;
};

void write_timeline(JsonWriter& writer, const engine::Plan& plan, bool bodies) {
  const uint32_t count = plan.timeline_size();
  if (count == 0 && plan.by_hand.empty()) return;
  writer.key("timeline").begin_array();
  for (uint32_t i = 0; i < count; i++) {
    writer.begin_object().member("at", base::format_duration(plan.timeline_at_ms(i)));
    write_command_members(writer, plan.timeline_command(i), bodies);
    if (plan.has_label(i)) writer.member("label", plan.label(i));
    writer.end_object();
  }
  for (const engine::ByHand& entry : plan.by_hand) {
    writer.begin_object().member("at", base::format_duration(entry.at_ms)).member("after", entry.after_step);
    write_command_members(writer, entry.command, bodies);
    if (!entry.label.empty()) writer.member("label", entry.label);
    writer.end_object();
  }
  writer.end_array();
}

void write_expectations(JsonWriter& writer, const std::vector<Expectation>& expectations) {
  if (expectations.empty()) return;
  writer.key("expect").begin_array();
  for (const Expectation& e : expectations) {
    writer.begin_object().member("message", e.message);
    if (!e.to.empty()) writer.member("to", e.to);
    writer.member("ends", e.ends);
    if (e.attempts) writer.member("attempts", *e.attempts);
    if (e.times) writer.member("times", *e.times);
    writer.end_object();
  }
  writer.end_array();
}

void write_layout(JsonWriter& writer, std::vector<LayoutPlace> places) {
  if (places.empty()) return;
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  writer.key("layout").begin_object();
  for (const LayoutPlace& place : places) {
    writer.key(place.name).begin_array().value(place.x).value(place.y).end_array();
  }
  writer.end_object();
}

}  // namespace

std::string write_scenario(const Simulation& simulation, const ScenarioExtras& extras, WriteOptions options) {
  const engine::Plan& plan = simulation.plan();
  JsonWriter writer;
  writer.begin_object().member("brigade", kScenarioVersion).member("seed", plan.options.seed);
  write_local_text(writer, "title", extras.title);
  write_local_text(writer, "summary", extras.summary);
  write_options(writer, plan.options);
  const auto mode = static_cast<engine::PermissionMode>(simulation.world_at(0)->permission_mode);
  if (mode != engine::PermissionMode::Enforce) writer.member("permissions", permission_mode_name(mode));
  SceneWriter(writer, simulation).write();
  write_timeline(writer, plan, options.bodies);
  write_expectations(writer, extras.expect);
  write_layout(writer, extras.layout);
  writer.end_object();
  if (options.style == JsonStyle::kCompact) return writer.take();
  const auto document = base::read_json(writer.text());
  return document ? base::pretty(*document) + "\n" : writer.take();
}

base::Result<Export> export_scenario(const Simulation& simulation, const ScenarioExtras& extras,
                                     bool bodies) {
  Export out;
  out.json = write_scenario(simulation, extras, {bodies, JsonStyle::kCompact});
  out.step = simulation.step();
  out.time_ms = simulation.now_ms();
  auto scenario = read_scenario(out.json);
  if (!scenario) return tl::unexpected<base::Error>(scenario.error());
  auto again = make_simulation(*scenario);
  if (!again) return tl::unexpected<base::Error>(again.error());
  (*again)->seek(out.step);
  out.journal_hash = (*again)->journal_hash();
  return out;
}

}  // namespace brigade::formats
