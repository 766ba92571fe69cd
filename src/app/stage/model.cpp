// Reads the world at the present step and, for counts of what is over, the journal. Every list is cut where
// it would be too long to look at: nodes at kMaxNodes, tokens at kMaxTokens a place, the journal at
// Story::kMaxRecords.
#include "app/stage/model.h"

#include <algorithm>

#include "app/name_check.h"
#include "app/stage/model_build.h"
#include "app/text.h"
#include "engine/explain_rules.h"
#include "engine/services/alarm_text.h"
#include "engine/services/s3.h"

namespace brigade::app::stage {
namespace {

using engine::ConfigVersion;
using engine::Delivery;
using engine::DeliveryState;
using engine::kNone;
using engine::RecordKind;
using engine::ResourceId;
using engine::ResourceKind;
using engine::Simulation;
using engine::World;

constexpr uint32_t kMaxNodes = 200;
constexpr uint32_t kMaxScannedDeliveries = 200'000;

// --- nodes ---

void fill_bucket(const Build& b, Node& node) {
  const engine::BucketState& state = b.world.bucket(node.id);
  node.versioning = b.history.bucket_config(b.world.resource(node.id).config).versioning;
  node.objects = state.object_count;
}

engine::TimeMs next_retry(const Build& b, ResourceId function) {
  engine::TimeMs first = -1;
  for (uint32_t slot = 0; slot < b.taken.size(); ++slot) {
    const Delivery& d = b.world.deliveries[slot];
    if (!b.taken[slot] || d.state != DeliveryState::BackingOff || !(d.target == function)) continue;
    const engine::TimeMs due = b.world.scheduler.due_ms(d.timer);
    if (due == engine::Scheduler::kNever) continue;
    const engine::TimeMs left = due - b.world.now_ms;
    if (first < 0 || left < first) first = left;
  }
  return first;
}

void fill_function(const Build& b, Node& node) {
  const engine::FunctionState& state = b.world.function(node.id);
  const engine::FunctionConfig& config = b.history.function_config(b.world.resource(node.id).config);
  node.timeout_ms = config.timeout_ms;
  node.memory_mb = config.memory_mb;
  node.running = state.running;
  node.warm = state.idle_count;
  node.reserved = config.reserved_concurrency.has_value();
  node.limit = config.reserved_concurrency.value_or(b.simulation.plan().options.account_concurrency);
  node.in_queue = state.in_queue;
  node.retrying = state.retrying;
  node.max_retries = config.maximum_retry_attempts;
  node.role = config.role_arn.substr(config.role_arn.rfind('/') + 1);
  if (state.retrying > 0) node.retry_in_ms = next_retry(b, node.id);
}

void fill_queue(const Build& b, Node& node) {
  const engine::QueueState& state = b.world.queue(node.id);
  node.visible = state.visible.count;
  node.in_flight = state.invisible.count;
  node.delayed = state.delayed.count;
}

void fill_bus(const Build& b, Node& node) {
  node.received = b.world.bus(node.id).received;
  node.unmatched = b.world.bus(node.id).unmatched;
}

engine::TimeMs time_until(const Build& b, engine::TimerRef timer) {
  const engine::TimeMs due_ms = b.world.scheduler.due_ms(timer);
  return due_ms == engine::Scheduler::kNever ? -1 : due_ms - b.world.now_ms;
}

void fill_rule(const Build& b, Node& node) {
  const engine::RuleState& state = b.world.rule(node.id);
  const engine::RuleConfig& config = b.history.rule_config(b.world.resource(node.id).config);
  node.name = config.rule;
  node.enabled = config.enabled;
  node.matched = state.matched;
  node.sent = state.sent;
  node.refused = state.refused;
  if (config.schedule_expression.empty()) return;
  node.expression = config.schedule_expression;
  node.received = state.fired;
  node.next_in_ms = time_until(b, state.schedule_timer);
}

void fill_schedule(const Build& b, Node& node) {
  const engine::ScheduleState& state = b.world.schedule(node.id);
  const engine::ScheduleConfig& config = b.history.schedule_config(b.world.resource(node.id).config);
  node.expression = config.expression;
  node.enabled = config.enabled;
  node.received = state.fired;
  node.refused = state.refused;
  node.next_in_ms = time_until(b, state.timer);
}

void fill_archive(const Build& b, Node& node) {
  const engine::ArchiveState& state = b.world.archive(node.id);
  node.received = state.events;
  for (uint32_t i = 0; i < b.world.replays.size(); ++i) {
    const engine::ReplayState& replay = b.world.replays[i];
    if (replay.archive == node.id) node.sent += replay.replayed;
  }
}

void fill_topic(const Build& b, Node& node) {
  const engine::TopicState& state = b.world.topic(node.id);
  node.received = state.published;
  node.sent = state.sent;
  node.refused = state.refused;
  node.filtered = state.filtered_out;
  for (const auto& s : b.history.topic_config(b.world.resource(node.id).config).subscriptions) {
    if (engine::needs_confirmation(s.protocol)) node.addresses.push_back(s.endpoint);
  }
}

void add_nodes(Build& b) {
  for (uint32_t i = 0; i < b.world.resources.size() && b.model.nodes.size() < kMaxNodes; ++i) {
    const engine::Resource& resource = b.world.resources[i];
    if (resource.alive == 0) continue;
    Node node;
    node.id = ResourceId::make(i, resource.generation);
    node.kind = resource.kind;
    node.name = std::string(engine::name_of(b.world, b.history, node.id));
    node.place = resource_key(node.kind, node.name);
    node.broken = b.world.fault_of(node.id) != engine::FaultKind::None;
    switch (node.kind) {
      case ResourceKind::Bucket:
        fill_bucket(b, node);
        break;
      case ResourceKind::Function:
        fill_function(b, node);
        break;
      case ResourceKind::Queue:
        fill_queue(b, node);
        break;
      case ResourceKind::Bus:
        fill_bus(b, node);
        break;
      case ResourceKind::Rule:
        fill_rule(b, node);
        break;
      case ResourceKind::Topic:
        fill_topic(b, node);
        break;
      case ResourceKind::Alarm:
        fill_alarm(b, node);
        break;
      case ResourceKind::Api:
        fill_api(b, node);
        break;
      case ResourceKind::Table:
        fill_table(b, node);
        break;
      case ResourceKind::Stream:
        fill_readers(b, node, b.world.resource(node.id).state);
        break;
      case ResourceKind::Schedule:
        fill_schedule(b, node);
        break;
      case ResourceKind::Archive:
        fill_archive(b, node);
        break;
      case ResourceKind::Pipe:
        fill_pipe(b, node);
        break;
      case ResourceKind::EventSourceMapping:  // an edge from its source to its function
      case ResourceKind::Role:                // no station on the way: a badge on its functions
      case ResourceKind::ScheduleGroup:       // stands in its schedules' names
        continue;
    }
    b.model.nodes.push_back(std::move(node));
  }
}

// --- edges ---

}  // namespace

Edge* add_edge(Build& b, EdgeKind kind, uint32_t from, uint32_t to, std::string_view id) {
  if (from == kNone || to == kNone) return nullptr;
  Edge edge;
  edge.kind = kind;
  edge.from = from;
  edge.to = to;
  edge.id = id;
  b.model.edges.push_back(std::move(edge));
  return &b.model.edges.back();
}

Edge* add_edge(Build& b, EdgeKind kind, uint32_t from, std::string_view to_arn, std::string_view id) {
  if (to_arn.empty()) return nullptr;
  return add_edge(b, kind, from, b.model.node_of(engine::find_by_arn(b.world, b.history, to_arn)), id);
}

namespace {

// One line for all parts of a rule or topic that give up to the same queue.
void add_dead_letter(Build& b, uint32_t from, std::string_view to_arn, uint32_t part) {
  if (to_arn.empty()) return;
  const uint32_t to = b.model.node_of(engine::find_by_arn(b.world, b.history, to_arn));
  for (const Edge& edge : b.model.edges) {
    if (edge.kind == EdgeKind::DeadLetter && edge.from == from && edge.to == to) return;
  }
  if (Edge* edge = add_edge(b, EdgeKind::DeadLetter, from, to, "dead-letter")) edge->rule = part;
}

void add_notifications(Build& b, uint32_t from) {
  const auto& config = b.history.bucket_config(b.world.resource(b.model.nodes[from].id).config);
  for (uint32_t r = 0; r < config.notifications.size(); ++r) {
    const engine::NotificationRule& rule = config.notifications[r];
    Edge* edge = add_edge(b, EdgeKind::Notification, from, rule.target_arn, rule.id);
    if (edge == nullptr) continue;
    edge->rule = r;
    edge->filter = filter_text(rule.filter);
  }
  for (const engine::ReplicationRule& rule : config.replication) {
    if (rule.enabled) add_edge(b, EdgeKind::Replication, from, rule.destination_arn, rule.id);
  }
  if (!config.event_bridge) return;
  const ResourceId bus = engine::find_resource(b.world, b.history, ResourceKind::Bus, engine::kDefaultBus);
  add_edge(b, EdgeKind::EventBridge, from, b.model.node_of(bus), "event-bridge");
}

void add_rule_edges(Build& b, uint32_t node) {
  const ResourceId id = b.model.nodes[node].id;
  const engine::RuleState& state = b.world.rule(id);
  const engine::RuleConfig& config = b.history.rule_config(b.world.resource(id).config);
  if (Edge* edge = add_edge(b, EdgeKind::Rule, b.model.node_of(state.bus), node, config.rule)) {
    edge->filter = config.pattern == nullptr ? std::string("–") : pattern_summary(*config.pattern);
    edge->passed = state.matched;
    const uint64_t seen = b.world.bus(state.bus).received - state.received_before;
    edge->missed = seen > state.matched ? seen - state.matched : 0;
  }
  for (uint32_t t = 0; t < config.targets.size(); ++t) {
    const engine::RuleTarget& target = config.targets[t];
    if (Edge* edge = add_edge(b, EdgeKind::Target, node, target.arn, target.id)) edge->rule = t;
    add_dead_letter(b, node, target.dead_letter_arn, t);
  }
}

// What the handler calls, a line for each resource.
void add_calls(Build& b, uint32_t node, const engine::FunctionConfig& config) {
  constexpr ResourceKind kKinds[] = {ResourceKind::Bucket, ResourceKind::Queue, ResourceKind::Topic,
                                     ResourceKind::Bus,    ResourceKind::Table, ResourceKind::Stream};
  for (const engine::HandlerCall& call : config.handler.calls) {
    const ResourceKind kind = kKinds[static_cast<size_t>(call.operation)];
    const bool default_bus = kind == ResourceKind::Bus && call.target.empty();
    const std::string_view target = default_bus ? engine::kDefaultBus : std::string_view(call.target);
    const uint32_t to = b.model.node_of(engine::find_resource(b.world, b.history, kind, target));
    bool drawn = to == kNone;
    for (const Edge& edge : b.model.edges) {
      drawn |= edge.kind == EdgeKind::Call && edge.from == node && edge.to == to;
    }
    if (!drawn) add_edge(b, EdgeKind::Call, node, to, "call." + b.model.nodes[to].key());
  }
}

void add_topic_edges(Build& b, uint32_t node) {
  const auto& config = b.history.topic_config(b.world.resource(b.model.nodes[node].id).config);
  for (uint32_t s = 0; s < config.subscriptions.size(); ++s) {
    const engine::Subscription& subscription = config.subscriptions[s];
    if (Edge* edge = add_edge(b, EdgeKind::Subscription, node, subscription.endpoint, subscription.arn)) {
      edge->rule = s;
      if (subscription.filter_policy != nullptr) edge->filter = pattern_summary(*subscription.filter_policy);
    }
    add_dead_letter(b, node, subscription.dead_letter_arn, s);
  }
}

void add_schedule_edges(Build& b, uint32_t node) {
  const auto& config = b.history.schedule_config(b.world.resource(b.model.nodes[node].id).config);
  if (Edge* edge = add_edge(b, EdgeKind::Target, node, config.arn, "target")) edge->rule = 0;
  add_dead_letter(b, node, config.dead_letter_arn, 0);
}

// One line to each target, whatever states it is told of.
void add_alarm_edges(Build& b, uint32_t node) {
  const ResourceId id = b.model.nodes[node].id;
  const engine::ResourceId watched = b.world.alarm(id).watched;
  if (!watched.is_none()) add_edge(b, EdgeKind::Watch, b.model.node_of(watched), node, "watch");
  const engine::AlarmConfig& config = b.history.alarm_config(b.world.resource(id).config);
  for (const auto* actions : {&config.alarm_actions, &config.ok_actions, &config.insufficient_data_actions}) {
    for (const std::string& arn : *actions) {
      bool there = false;
      for (const Edge& edge : b.model.edges) there |= edge.from == node && edge.id == arn;
      if (!there) add_edge(b, EdgeKind::AlarmAction, node, arn, arn);
    }
  }
}

void add_route_edges(Build& b, uint32_t node) {
  const auto& routes = b.history.api_config(b.world.resource(b.model.nodes[node].id).config).routes;
  for (uint32_t r = 0; r < routes.size(); ++r) {
    Edge* edge = add_edge(b, EdgeKind::Route, node, routes[r].function_arn, routes[r].key);
    if (edge != nullptr) edge->rule = r, edge->filter = routes[r].key;
  }
}

void add_edges(Build& b) {
  for (uint32_t i = 0; i < b.model.nodes.size(); ++i) {
    const uint32_t version = b.world.resource(b.model.nodes[i].id).config;
    switch (b.model.nodes[i].kind) {
      case ResourceKind::Bucket:
        add_notifications(b, i);
        break;
      case ResourceKind::Function: {
        const engine::FunctionConfig& config = b.history.function_config(version);
        add_edge(b, EdgeKind::OnSuccess, i, config.on_success_arn, "on-success");
        add_edge(b, EdgeKind::OnFailure, i, config.on_failure_arn, "on-failure");
        add_edge(b, EdgeKind::DeadLetter, i, config.dead_letter_arn, "dead-letter");
        add_calls(b, i, config);
        break;
      }
      case ResourceKind::Queue:
        add_edge(b, EdgeKind::Redrive, i, b.history.queue_config(version).redrive_target_arn, "redrive");
        add_pollers(b, i, b.world.queue(b.model.nodes[i].id).mappings);
        break;
      case ResourceKind::Bus:
        break;
      case ResourceKind::Rule:
        add_rule_edges(b, i);
        break;
      case ResourceKind::Topic:
        add_topic_edges(b, i);
        break;
      case ResourceKind::Table:
        add_stream_pollers(b, i, b.world.table(b.model.nodes[i].id).stream);
        break;
      case ResourceKind::Stream:
        add_stream_pollers(b, i, b.world.resource(b.model.nodes[i].id).state);
        break;
      case ResourceKind::Schedule:
        add_schedule_edges(b, i);
        break;
      case ResourceKind::Archive:
        add_edge(b, EdgeKind::Archive, b.model.node_of(b.world.archive(b.model.nodes[i].id).bus), i,
                 "archive");
        break;
      case ResourceKind::Api:
        add_route_edges(b, i);
        break;
      case ResourceKind::Alarm:
        add_alarm_edges(b, i);
        break;
      case ResourceKind::Pipe:
        add_pipe_edges(b, i);
        break;
      case ResourceKind::EventSourceMapping:
      case ResourceKind::Role:
      case ResourceKind::ScheduleGroup:
        break;
    }
  }
  for (const Edge& edge : b.model.edges) {
    if (edge.kind == EdgeKind::DeadLetter || edge.kind == EdgeKind::Redrive) {
      b.model.nodes[edge.to].is_dead_letter = b.model.nodes[edge.to].kind == ResourceKind::Queue;
    }
  }
}

// The id that a notification, target or subscription of this index has in its configuration; empty: none.
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

}  // namespace

uint32_t edge_of(const Build& b, uint32_t version, uint32_t part) {
  if (version == kNone || version >= b.history.configs.size()) return kNone;
  const ConfigVersion& config = *b.history.configs[version];
  const std::string_view id = part_id(config, part);
  const uint32_t from = b.model.node_of(config.resource);
  for (uint32_t e = 0; e < b.model.edges.size(); ++e) {
    const Edge& edge = b.model.edges[e];
    if (edge.from == from && edge.id == id && edge.kind != EdgeKind::Rule) return e;
  }
  return kNone;
}

namespace {

// --- what is over ---

std::string trouble_text(const Build& b, const Tallies::Entry& entry, const Node& node) {
  const std::string attempt = std::to_string(entry.code), of = std::to_string(node.max_retries + 1);
  switch (entry.kind) {
    case RecordKind::AttemptFailed: {
      const engine::Why why = engine::why(b.simulation, entry.record);
      if (!why.checks.empty() && !why.checks[0].actual.empty()) {
        const std::string& error = why.checks[0].actual;  // "Type: message"
        const size_t colon = error.find(": ");
        return tr("stage.attempt_error",
                  {{"attempt", attempt},
                   {"of", of},
                   {"error", colon == std::string::npos ? error : error.substr(colon + 2)}});
      }
      return tr("stage.attempt_failed", {{"attempt", attempt}, {"of", of}});
    }
    case RecordKind::AttemptTimedOut:
      return tr("stage.attempt_timed_out", {{"attempt", attempt}, {"of", of}});
    case RecordKind::Throttled:
      return tr("stage.throttled");
    case RecordKind::EventAgeExceeded:
      return tr("stage.too_old");
    default:
      break;
  }
  const bool denied = entry.code == static_cast<uint16_t>(engine::DropReason::NotAuthorized);
  return tr(denied ? "stage.not_permitted" : "stage.dropped");
}

Stopped stopped_of(const Build& b, const Tallies::Entry& entry, uint32_t edge) {
  Stopped stopped;
  stopped.delivery = entry.delivery;
  stopped.message = entry.message;
  stopped.edge = edge;
  const uint32_t index = b.story.message_index(entry.message);
  stopped.root = index == kNone ? entry.message : b.story.root_of(entry.message);
  if (index != kNone) stopped.label = b.story.messages[index].label;
  return stopped;
}

void count(Build& b, const Tallies::Entry& entry) {
  switch (entry.kind) {
    case RecordKind::FilterMatched:
    case RecordKind::FilteredOut:
    case RecordKind::SubscriptionMatched:
    case RecordKind::SubscriptionFilteredOut: {
      const uint32_t edge = edge_of(b, entry.version, entry.code);
      if (edge == kNone) return;
      if (entry.kind == RecordKind::FilterMatched || entry.kind == RecordKind::SubscriptionMatched) {
        ++b.model.edges[edge].passed;
        return;
      }
      ++b.model.edges[edge].missed;
      if (entry.step == b.model.step) b.model.stopped.push_back(stopped_of(b, entry, edge));
      return;
    }
    case RecordKind::StreamRecordUnread:
    case RecordKind::Unmatched: {
      const uint32_t node = b.model.node_of(entry.resource);
      if (node != kNone) ++b.model.nodes[node].unmatched;
      return;
    }
    default:
      break;
  }
  const uint32_t index = b.model.node_of(entry.resource);
  if (index == kNone) return;
  Node& node = b.model.nodes[index];
  if (entry.kind == RecordKind::AttemptSucceeded) {
    ++node.succeeded;
    node.last_trouble_record = kNone;
  } else {
    node.last_trouble_record = entry.record;
  }
}

// An event that a bus held against its rules in this very step stops at those that did not match.
void stop_at_rules(Build& b, uint32_t record, const engine::Record& r) {
  const auto event = engine::event_on_bus(b.simulation, record);
  if (!event) return;
  const Tallies::Entry entry{r.step, record, r.message, r.delivery, r.version, r.code, r.resource, r.kind};
  for (uint32_t e = 0; e < b.model.edges.size(); ++e) {
    if (b.model.edges[e].kind != EdgeKind::Rule) continue;
    for (const engine::RuleVerdict& verdict : event->rules) {
      if (verdict.rule == b.model.nodes[b.model.edges[e].to].id && verdict.enabled && !verdict.matched)
        b.model.stopped.push_back(stopped_of(b, entry, e));
    }
  }
}

void count_what_is_over(Build& b) {
  const auto& entries = b.tallies.entries();
  const auto end =
      std::upper_bound(entries.begin(), entries.end(), b.model.step,
                       [](uint32_t step, const Tallies::Entry& entry) { return step < entry.step; });
  for (auto it = entries.begin(); it != end; ++it) count(b, *it);
  for (uint32_t i = b.world.records; i > 0; --i) {
    const engine::Record r = b.simulation.record_at(i - 1);
    if (r.step != b.model.step) break;
    if (r.kind == RecordKind::EventRouted || r.kind == RecordKind::NoRuleMatched) stop_at_rules(b, i - 1, r);
  }
  for (Node& node : b.model.nodes) {
    if (node.last_trouble_record == kNone) continue;
    const auto entry =
        std::lower_bound(entries.begin(), entries.end(), node.last_trouble_record,
                         [](const Tallies::Entry& e, uint32_t record) { return e.record < record; });
    if (entry != entries.end()) node.last_trouble = trouble_text(b, *entry, node);
  }
}

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

void Tallies::extend(const Simulation& simulation) {
  const uint32_t end = std::min(simulation.record_count(), Story::kMaxRecords);
  if (read_to_ >= end) return;
  simulation.read_records(read_to_, end, [this](uint32_t index, const engine::Record& r) {
    if (!is_counted(r.kind)) return;
    entries_.push_back({r.step, index, r.message, r.delivery, r.version, r.code, r.resource, r.kind});
  });
  read_to_ = end;
}

Model make_model(const Simulation& simulation, const Story& story, const Tallies& tallies) {
  Build b{simulation, simulation.world(), simulation.history(), story, tallies, {}, {}, {}};
  b.taken = simulation.world().deliveries.taken();
  if (b.taken.size() > kMaxScannedDeliveries) b.taken.resize(kMaxScannedDeliveries);
  b.model.step = simulation.step();
  mark_batches(b);
  add_nodes(b);
  add_edges(b);
  count_what_is_over(b);
  add_tokens(b);
  return std::move(b.model);
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
