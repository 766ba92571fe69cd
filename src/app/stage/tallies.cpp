// Reads the journal once and keeps, for each part of a configuration and each resource, the steps at which
// something happened there, in order: what had happened up to a step is then found by bisection, however long
// the journal is. The journal is cut at Story::kMaxRecords.
#include "app/stage/tallies.h"

#include <algorithm>

#include "app/story.h"
#include "engine/services/alarm_text.h"
#include "engine/services/s3.h"

namespace brigade::app::stage {

using engine::ConfigVersion;
using engine::RecordKind;
using engine::ResourceId;
using engine::Simulation;

namespace {

bool is_counted(RecordKind kind) {
  switch (kind) {
    case RecordKind::FilterMatched:
    case RecordKind::FilteredOut:
    case RecordKind::SubscriptionMatched:
    case RecordKind::SubscriptionFilteredOut:
    case RecordKind::Unmatched:
    case RecordKind::StreamRecordUnread:
    case RecordKind::AttemptSucceeded:
    case RecordKind::AttemptFailed:
    case RecordKind::AttemptTimedOut:
    case RecordKind::Throttled:
    case RecordKind::EventAgeExceeded:
    case RecordKind::Dropped:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view part_id(const ConfigVersion& config, uint32_t index) {
  if (const auto* bucket = std::get_if<engine::BucketConfig>(&config.value))
    return index >= engine::s3::kReplicationPlace ? engine::s3::replication_rule_id(*bucket, index)
           : index < bucket->notifications.size() ? std::string_view(bucket->notifications[index].id)
                                                  : "event-bridge";
  if (const auto* rule = std::get_if<engine::RuleConfig>(&config.value))
    return index < rule->targets.size() ? std::string_view(rule->targets[index].id) : "";
  if (std::holds_alternative<engine::ScheduleConfig>(config.value))
    return index == 0 ? "target" : "dead-letter";
  if (const auto* topic = std::get_if<engine::TopicConfig>(&config.value))
    return index < topic->subscriptions.size() ? std::string_view(topic->subscriptions[index].arn) : "";
  if (const auto* api = std::get_if<engine::ApiConfig>(&config.value))
    return index < api->routes.size() ? std::string_view(api->routes[index].key) : "";
  if (const auto* alarm = std::get_if<engine::AlarmConfig>(&config.value))
    return engine::alarms::action_at(*alarm, index);
  return {};
}

Tallies::Part* Tallies::part_of(const Simulation& simulation, const Entry& entry) {
  const auto& configs = simulation.history().configs;
  if (entry.version >= configs.size()) return nullptr;
  const uint64_t key = static_cast<uint64_t>(entry.version) << 32 | entry.code;
  const auto [at, is_new] = known_parts_.try_emplace(key);
  if (is_new) {
    const ConfigVersion& config = *configs[entry.version];
    at->second = &parts_[config.resource.value][std::string(part_id(config, entry.code))];
  }
  return at->second;
}

void Tallies::add(const Simulation& simulation, const Entry& entry) {
  switch (entry.kind) {
    case RecordKind::FilterMatched:
    case RecordKind::SubscriptionMatched:
      if (Part* part = part_of(simulation, entry)) part->passed.push_back(entry.step);
      return;
    case RecordKind::FilteredOut:
    case RecordKind::SubscriptionFilteredOut:
      if (Part* part = part_of(simulation, entry)) part->missed.push_back(entry.step);
      return;
    case RecordKind::StreamRecordUnread:
    case RecordKind::Unmatched:
      resources_[entry.resource.value].unmatched.push_back(entry.step);
      return;
    default:
      break;
  }
  auto& ends = resources_[entry.resource.value].ends;
  const bool good = entry.kind == RecordKind::AttemptSucceeded;
  const uint32_t before = ends.empty() ? 0 : ends.back().succeeded;
  ends.push_back({entry.step, static_cast<uint32_t>(entries_.size()), before + (good ? 1 : 0)});
}

void Tallies::extend(const Simulation& simulation) {
  const uint32_t end = std::min(simulation.record_count(), Story::kMaxRecords);
  if (read_to_ >= end) return;
  simulation.read_records(read_to_, end, [&](uint32_t index, const engine::Record& r) {
    if (!is_counted(r.kind)) return;
    const Entry entry{r.step, index, r.message, r.delivery, r.version, r.code, r.resource, r.kind};
    add(simulation, entry);
    entries_.push_back(entry);
  });
  read_to_ = end;
}

const Tallies::Part* Tallies::part(ResourceId of, std::string_view id) const {
  const auto parts = parts_.find(of.value);
  if (parts == parts_.end()) return nullptr;
  const auto found = parts->second.find(id);
  return found == parts->second.end() ? nullptr : &found->second;
}

const Tallies::OfResource* Tallies::of(ResourceId id) const {
  const auto found = resources_.find(id.value);
  return found == resources_.end() ? nullptr : &found->second;
}

const Tallies::End* Tallies::last_end(ResourceId id, uint32_t step) const {
  const OfResource* resource = of(id);
  if (resource == nullptr) return nullptr;
  const auto after = std::upper_bound(resource->ends.begin(), resource->ends.end(), step,
                                      [](uint32_t s, const End& end) { return s < end.step; });
  return after == resource->ends.begin() ? nullptr : &*std::prev(after);
}

uint64_t Tallies::up_to(const std::vector<uint32_t>& steps, uint32_t step) {
  return static_cast<uint64_t>(std::upper_bound(steps.begin(), steps.end(), step) - steps.begin());
}

std::vector<Missed> missed_by(const Simulation& simulation, const Tallies& tallies, ResourceId source,
                              std::string_view part, size_t limit) {
  std::vector<Missed> missed;
  for (const Tallies::Entry& entry : tallies.entries()) {
    if (entry.step > simulation.step()) break;
    if (entry.kind != RecordKind::FilteredOut && entry.kind != RecordKind::SubscriptionFilteredOut) continue;
    if (entry.version >= simulation.history().configs.size()) continue;
    const ConfigVersion& config = *simulation.history().configs[entry.version];
    if (config.resource == source && part_id(config, entry.code) == part)
      missed.push_back({entry.message, entry.record, entry.step});
  }
  if (missed.size() > limit) missed.erase(missed.begin(), missed.end() - static_cast<std::ptrdiff_t>(limit));
  return missed;
}

}  // namespace brigade::app::stage
