// Writing scenario files in their canonical form, see scenario.h.
#include <algorithm>
#include <utility>

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
}

void write_resource(JsonWriter& writer, const Simulation& simulation, const World& world,
                    engine::ResourceId id) {
  const engine::History& history = simulation.history();
  const std::string_view name = engine::name_of(world, history, id);
  const uint32_t version = world.resource(id).config;
  const std::string arn = engine::arn_of(world, history, simulation.plan(), id);
  switch (world.resource(id).kind) {
    case ResourceKind::Bucket:
      writer.raw(write_bucket(name, history.bucket_config(version), JsonStyle::kCompact));
      break;
    case ResourceKind::Function:
      writer.raw(write_function(name, history.function_config(version), arn, JsonStyle::kCompact));
      break;
    case ResourceKind::Queue:
      writer.raw(write_queue(name, history.queue_config(version), arn, JsonStyle::kCompact));
      break;
  }
}

constexpr std::pair<ResourceKind, std::string_view> kKinds[] = {
    {ResourceKind::Bucket, "buckets"},
    {ResourceKind::Function, "functions"},
    {ResourceKind::Queue, "queues"},
};

// Kind by kind, each in the order in which they were made.
void write_resources(JsonWriter& writer, const Simulation& simulation) {
  const auto world = simulation.world_at(0);
  bool any = false;
  for (const auto& [kind, name] : kKinds) {
    bool any_of_kind = false;
    for (uint32_t i = 0; i < world->resources.size(); i++) {
      const engine::Resource& resource = world->resources[i];
      if (resource.alive == 0 || resource.kind != kind) continue;
      if (!any) writer.key("resources").begin_object();
      if (!any_of_kind) writer.key(name).begin_array();
      any = any_of_kind = true;
      write_resource(writer, simulation, *world, engine::ResourceId::make(i, resource.generation));
    }
    if (any_of_kind) writer.end_array();
  }
  if (any) writer.end_object();
}

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
  write_resources(writer, simulation);
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
