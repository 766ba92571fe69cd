// Verdicts of the rules on a bus, by matching the event again.
#include "engine/explain_rules.h"

#include <algorithm>

#include "base/json.h"
#include "engine/services/payload.h"
#include "match/event.h"
#include "match/match.h"

namespace brigade::engine {

namespace {

bool is_routing(RecordKind kind) {
  return kind == RecordKind::EventReceived || kind == RecordKind::RuleMatched ||
         kind == RecordKind::EventRouted || kind == RecordKind::NoRuleMatched;
}

// The EventReceived record of a stay on a bus.
std::optional<uint32_t> received_record(const Simulation& simulation, uint32_t index) {
  Record r = simulation.record_at(index);
  if (!is_routing(r.kind)) return std::nullopt;
  while (r.kind != RecordKind::EventReceived) {
    if (r.cause == kNone) return std::nullopt;
    index = r.cause;
    r = simulation.record_at(index);
  }
  return index;
}

std::string indented(std::string_view json) {
  const auto value = base::read_json(json);
  if (!value) return std::string(json);
  base::JsonWriter writer(base::JsonStyle::kIndented);
  base::write_json(writer, *value);
  return writer.take();
}

// The record that made the message.
Record creation_of(const Simulation& simulation, uint32_t received) {
  Record r = simulation.record_at(received);
  const uint32_t message = r.message;
  while (r.cause != kNone && !(r.kind == RecordKind::MessageCreated && r.message == message)) {
    r = simulation.record_at(r.cause);
  }
  return r;
}

// The rules that a replay is for; none: all of them, or the event is not replayed.
std::vector<std::string> replayed_to(const Simulation& simulation, uint32_t received) {
  const Record made = creation_of(simulation, received);
  if (made.cause == kNone) return {};
  const Record again = simulation.record_at(made.cause);
  if (again.kind != RecordKind::EventReplayed) return {};
  const ArchiveConfig& archive = simulation.history().archive_config(again.version);
  const ResourceId bus = simulation.record_at(received).resource;
  const bool same_bus = name_of(simulation.world(), simulation.history(), bus) == archive.bus;
  return same_bus ? archive.replay->filter_arns : std::vector<std::string>();
}

// The event that made the message: its creation tells the payload.
Payload payload_of_message(const Simulation& simulation, uint32_t received) {
  const Record r = creation_of(simulation, received);
  const auto kind = static_cast<PayloadKind>(r.code >> 8);
  const PayloadForm form = kind == PayloadKind::S3BusEvent ? PayloadForm::Typed : PayloadForm::Text;
  return {form, kind, static_cast<uint16_t>(r.code & 0xFF), r.value, kNone, kNone};
}

}  // namespace

std::string event_text(const Simulation& simulation, uint32_t record) {
  const auto received = received_record(simulation, record);
  if (!received) return {};
  const Payload payload = payload_of_message(simulation, *received);
  if (payload.kind != PayloadKind::S3BusEvent && payload.kind != PayloadKind::BusEvent) return {};
  return indented(render_payload({simulation.world(), simulation.history(), simulation.plan()}, payload));
}

std::string pattern_text(const Simulation& simulation, uint32_t version) {
  const auto& configs = simulation.history().configs;
  if (version >= configs.size()) return {};
  const auto* rule = std::get_if<RuleConfig>(&configs[version]->value);
  return rule == nullptr || rule->pattern_text.empty() ? std::string() : indented(rule->pattern_text);
}

std::optional<EventOnBus> event_on_bus(const Simulation& simulation, uint32_t record) {
  const auto received = received_record(simulation, record);
  if (!received) return std::nullopt;
  const Record r = simulation.record_at(*received);
  EventOnBus out{*received, r.resource, r.message, {}};
  const std::string text = event_text(simulation, *received);
  const auto event = match::read_event(text);
  const auto world = simulation.world_at(r.step);
  if (r.resource.index() >= world->resources.size()) return out;
  const std::vector<std::string> only = replayed_to(simulation, *received);
  for (uint32_t i = world->bus(r.resource).first_rule; i != kNone; i = world->rules[i].next) {
    const ResourceId rule = world->rules[i].id;
    const uint32_t version = world->resource(rule).config;
    const RuleConfig& config = simulation.history().rule_config(version);
    const bool meant = only.empty() ||
                       std::find(only.begin(), only.end(),
                                 arn_of(*world, simulation.history(), simulation.plan(), rule)) != only.end();
    const bool matched =
        meant && event && config.pattern != nullptr && match::matches(*config.pattern, *event);
    out.rules.push_back({rule, version, config.enabled, matched});
  }
  return out;
}

std::vector<uint32_t> events_on(const Simulation& simulation, ResourceId bus, size_t limit) {
  std::vector<uint32_t> out;
  const uint32_t end = simulation.world().records;
  constexpr uint32_t kBlock = 4096;  // from the end, so that a long run costs no more than it shows
  for (uint32_t to = end; to > 0 && out.size() < limit;) {
    const uint32_t from = to > kBlock ? to - kBlock : 0;
    std::vector<uint32_t> block;
    simulation.read_records(from, to, [&](uint32_t index, const Record& r) {
      if (r.kind == RecordKind::EventReceived && (bus.is_none() || r.resource == bus)) block.push_back(index);
    });
    out.insert(out.end(), block.rbegin(), block.rend());
    to = from;
  }
  if (out.size() > limit) out.resize(limit);
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace brigade::engine
