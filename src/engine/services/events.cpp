// EventBridge at work: PutEvents, what a bus does with an event, and what its rules send to their targets.
// Configuration is checked in events_config.cpp; handing over, retries and dead letters are delivery.h's.
#include "engine/services/events.h"

#include <algorithm>
#include <variant>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/policy.h"
#include "engine/services/archives.h"
#include "engine/services/bus_matcher.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/readings.h"

namespace brigade::engine::events {

using base::fail;
using base::Status;

namespace {

std::optional<EntryFault> fault_of(const PutEventsEntry& entry, const SharedText& detail) {
  if (entry.source.empty()) return EntryFault::NoSource;
  if (base::starts_with(entry.source, "aws.")) return EntryFault::NotAuthorized;
  if (entry.detail_type.empty()) return EntryFault::NoDetailType;
  if (entry.detail.empty()) return EntryFault::NoDetail;
  if (detail == nullptr) return EntryFault::MalformedDetail;
  return std::nullopt;
}

void put_entry(Engine& engine, const PutEventsEntry& entry, uint16_t index) {
  const ResourceId bus = need_bus(engine, entry.bus);
  const SharedText detail = engine.readings.detail(entry.detail);
  if (const auto fault = fault_of(entry, detail)) {
    engine.record({RecordKind::EntryRefused, engine.cause, bus,
                   bus.is_none() ? kNone : engine.w.resource(bus).config, kNone, kNone, index,
                   static_cast<uint32_t>(*fault)});
    return;
  }
  const uint32_t text = engine.add_text(envelope(engine, entry, *detail, engine.w.messages_made));
  const Payload payload{PayloadForm::Text, PayloadKind::BusEvent, 0, text, kNone, kNone};
  const uint32_t message = engine.make_message({payload, engine.command, engine.cause, bus, kNone});
  engine.w.messages.edit(message).lineage = 0;  // EventBridge does not hand the chain on
  const uint32_t created = engine.w.messages[message].created_record;
  if (bus.is_none()) {  // the service answers with an event id all the same
    engine.make_ended_delivery(
        {RecordKind::BusNotFound, created, {}, kNone, engine.w.messages[message].number, kNone, index, 0});
    engine.drop_message_without_deliveries(message);
    return;
  }
  engine.schedule_delivery(engine.make_delivery(message, bus, kNone, kNone, created), engine.w.now_ms);
}

size_t size_bytes(const PutEventsEntry& entry) {
  size_t size = entry.source.size() + entry.detail_type.size() + entry.detail.size();
  if (!entry.time.empty()) size += 14;
  for (const std::string& resource : entry.resources) size += resource.size();
  return size;
}

// A rule wants the event.
void match_rule(Engine& engine, uint32_t message_slot, uint32_t rule_state, uint32_t cause) {
  const ResourceId id = engine.w.rules[rule_state].id;
  const uint32_t version = engine.w.resource(id).config;
  const size_t targets = engine.h.rule_config(version).targets.size();
  ++engine.w.rules.edit(rule_state).matched;
  const uint32_t matched =
      engine.record({RecordKind::RuleMatched, cause, id, version, engine.w.messages[message_slot].number,
                     kNone, static_cast<uint16_t>(targets), 0});
  engine.count(Metric::TriggeredRules, id);
  send_to_targets(engine, message_slot, rule_state, matched);
}

}  // namespace

std::string envelope(const Engine& engine, const PutEventsEntry& entry, std::string_view detail,
                     uint32_t number) {
  const int64_t now_unix_ms = engine.plan.options.start_unix_ms + engine.w.now_ms;
  const auto given = base::parse_utc(entry.time);
  base::JsonWriter json;
  json.begin_object().member("version", "0");
  json.member("id", base::uuid_of(base::stream_key(engine.w.seed, "events/event"), number));
  json.member("detail-type", entry.detail_type).member("source", entry.source);
  json.member("account", kAccountText);
  json.member("time", base::format_utc_s(given.value_or(now_unix_ms)));
  json.member("region", engine.plan.options.region).key("resources").begin_array();
  for (const std::string& resource : entry.resources) json.value(resource);
  json.end_array().key("detail").raw(detail).end_object();
  return json.take();
}

void send_to_targets(Engine& engine, uint32_t message_slot, uint32_t rule_state, uint32_t cause) {
  const ResourceId id = engine.w.rules[rule_state].id;
  const uint32_t version = engine.w.resource(id).config;
  const std::vector<RuleTarget>& targets = engine.h.rule_config(version).targets;
  const uint32_t message = engine.w.messages[message_slot].number;
  for (uint32_t i = 0; i < targets.size(); ++i) {
    const ResourceId target = engine.target(version, i, targets[i].arn);
    base::Stream& random = engine.w.resources.edit(id.index()).stream;
    const auto delay_ms = static_cast<uint32_t>(base::uniform(random, kTargetDelayMinMs, kTargetDelayMaxMs));
    const uint32_t slot = engine.make_delivery(message_slot, target, version, i, cause);
    Delivery& delivery = engine.w.deliveries.edit(slot);
    delivery.last_record = engine.record({RecordKind::SentToTarget, cause, target, version, message,
                                          delivery.number, static_cast<uint16_t>(i), delay_ms});
    ++engine.w.rules.edit(rule_state).sent;
    engine.schedule_delivery(slot, engine.w.now_ms + delay_ms);
  }
}

std::string rule_resource_name(std::string_view bus, std::string_view rule) {
  std::string name;
  if (!bus.empty() && bus != kDefaultBus) name.append(bus).append("/");
  return name.append(rule);
}

ResourceId find_bus(const Engine& engine, std::string_view name_or_arn) {
  if (name_or_arn.empty()) return engine.find(ResourceKind::Bus, kDefaultBus);
  if (!base::starts_with(name_or_arn, "arn:")) return engine.find(ResourceKind::Bus, name_or_arn);
  const ResourceId found = find_by_arn(engine.w, engine.h, name_or_arn);
  return !found.is_none() && engine.w.resource(found).kind == ResourceKind::Bus ? found : ResourceId{};
}

ResourceId need_bus(Engine& engine, std::string_view name_or_arn) {
  const ResourceId found = find_bus(engine, name_or_arn);
  const bool is_default =
      name_or_arn.empty() || name_or_arn == kDefaultBus || base::ends_with(name_or_arn, ":event-bus/default");
  if (!found.is_none() || !is_default) return found;
  return make_bus(engine, kDefaultBus, BusConfig{});
}

ResourceId make_bus(Engine& engine, std::string_view name, BusConfig config) {
  BusState empty{};
  empty.first_rule = empty.last_rule = empty.first_archive = kNone;
  const uint32_t state = engine.w.buses.push_back(empty);
  const ResourceId id = engine.create(ResourceKind::Bus, name, state, std::move(config));
  engine.w.buses.edit(state).id = id;
  return id;
}

void arrive(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t state = engine.w.resource(delivery.target).state;
  const uint32_t message_slot = delivery.message;
  ++engine.w.buses.edit(state).received;
  const uint32_t received = engine.record(delivery, RecordKind::EventReceived);
  const RenderContext context{engine.w, engine.h, engine.plan};
  const BusState bus = engine.w.buses[state];
  const Payload event = engine.w.messages[message_slot].payload;
  if (bus.first_archive != kNone) archives::keep(engine, slot, received);
  const bool is_replayed = archives::is_replayed(event);
  uint32_t matched = 0;
  for (const uint32_t rule : engine.matchers.match(context, bus, event)) {
    if (is_replayed && !archives::goes_to(engine, event, bus.id, rule)) continue;
    match_rule(engine, message_slot, engine.w.resources[rule].state, received);
    ++matched;
  }
  if (matched > 0) {
    engine.end(slot, RecordKind::EventRouted, static_cast<uint16_t>(matched), bus.rules);
    engine.count(Metric::MatchedEvents, bus.id);
    return;
  }
  ++engine.w.tally.unmatched_messages;
  ++engine.w.buses.edit(state).unmatched;
  engine.end(slot, RecordKind::NoRuleMatched, 0, bus.rules);
}

bool input_fails(Engine& engine, uint32_t slot) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const auto& rule = *std::get_if<RuleConfig>(&engine.h.configs[delivery.config]->value);
  if (!rule.targets[delivery.rule].input_transformer) return false;
  const RenderContext context{engine.w, engine.h, engine.plan};
  if (!render_payload(context, payload_of(engine.w, engine.h, delivery)).empty()) return false;
  engine.end(slot, RecordKind::InputTransformFailed, static_cast<uint16_t>(delivery.rule), 0,
             delivery.config);
  return true;
}

Status apply(Engine& engine, const PutEvents& command) {
  if (command.entries.empty() || command.entries.size() > kMaxEntries) {
    return fail("ValidationException",
                "1 validation error detected: Value '[" + std::to_string(command.entries.size()) +
                    " entries]' at 'entries' failed to satisfy constraint: Member must have length " +
                    (command.entries.empty() ? "greater than or equal to 1" : "less than or equal to 10"));
  }
  size_t total = 0;
  for (const PutEventsEntry& entry : command.entries) {
    total += size_bytes(entry);
    if (!entry.time.empty() && !base::parse_utc(entry.time)) {
      return fail("SerializationException", "Could not parse the timestamp " + entry.time);
    }
  }
  if (total > kMaxEntriesBytes) {
    return fail("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  for (size_t i = 0; i < command.entries.size(); ++i) {
    put_entry(engine, command.entries[i], static_cast<uint16_t>(i));
  }
  return {};
}

}  // namespace brigade::engine::events
