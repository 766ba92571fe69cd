// Reads the world at the present step and, for counts of what is over, the journal. Every list is cut where
// it would be too long to look at: nodes at kMaxNodes, tokens at kMaxTokens a place, the journal at
// Story::kMaxRecords.
#include "app/stage/model.h"

#include <algorithm>

#include "app/text.h"

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

struct Build {
  const Simulation& simulation;
  const World& world;
  const engine::History& history;
  const Story& story;
  const Tallies& tallies;
  std::vector<bool> taken;  // by slot of a delivery, cut at kMaxScannedDeliveries
  Model model;
};

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
  if (state.retrying > 0) node.retry_in_ms = next_retry(b, node.id);
}

void fill_queue(const Build& b, Node& node) {
  const engine::QueueState& state = b.world.queue(node.id);
  node.visible = state.visible.count;
  node.in_flight = state.invisible.count;
  node.delayed = state.delayed.count;
}

void add_nodes(Build& b) {
  for (uint32_t i = 0; i < b.world.resources.size() && b.model.nodes.size() < kMaxNodes; ++i) {
    const engine::Resource& resource = b.world.resources[i];
    if (resource.alive == 0) continue;
    Node node;
    node.id = ResourceId::make(i, resource.generation);
    node.kind = resource.kind;
    node.name = std::string(engine::name_of(b.world, b.history, node.id));
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
    }
    b.model.nodes.push_back(std::move(node));
  }
}

// --- edges ---

void add_edge(Build& b, EdgeKind kind, uint32_t from, std::string_view to_arn, const char* id) {
  if (to_arn.empty()) return;
  const uint32_t to = b.model.node_of(engine::find_by_arn(b.world, b.history, to_arn));
  if (to == kNone) return;
  Edge edge;
  edge.kind = kind;
  edge.from = from;
  edge.to = to;
  edge.id = id;
  b.model.edges.push_back(std::move(edge));
}

void add_notifications(Build& b, uint32_t from) {
  const auto& config = b.history.bucket_config(b.world.resource(b.model.nodes[from].id).config);
  for (uint32_t r = 0; r < config.notifications.size(); ++r) {
    const engine::NotificationRule& rule = config.notifications[r];
    const size_t before = b.model.edges.size();
    add_edge(b, EdgeKind::Notification, from, rule.target_arn, "");
    if (b.model.edges.size() == before) continue;
    Edge& edge = b.model.edges.back();
    edge.id = rule.id;
    edge.rule = r;
    edge.filter = filter_text(rule.filter);
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
        break;
      }
      case ResourceKind::Queue:
        add_edge(b, EdgeKind::Redrive, i, b.history.queue_config(version).redrive_target_arn, "redrive");
        break;
    }
  }
  for (const Edge& edge : b.model.edges) {
    if (edge.kind == EdgeKind::DeadLetter || edge.kind == EdgeKind::Redrive) {
      b.model.nodes[edge.to].is_dead_letter = b.model.nodes[edge.to].kind == ResourceKind::Queue;
    }
  }
}

// The notification that a record of a filter speaks of, as an edge of today: by the id of its rule.
uint32_t edge_of(const Build& b, uint32_t version, uint32_t rule) {
  if (version == kNone || version >= b.history.configs.size()) return kNone;
  const ConfigVersion& config = *b.history.configs[version];
  const auto* bucket = std::get_if<engine::BucketConfig>(&config.value);
  if (bucket == nullptr || rule >= bucket->notifications.size()) return kNone;
  const uint32_t from = b.model.node_of(config.resource);
  for (uint32_t e = 0; e < b.model.edges.size(); ++e) {
    const Edge& edge = b.model.edges[e];
    if (edge.kind == EdgeKind::Notification && edge.from == from && edge.id == bucket->notifications[rule].id)
      return e;
  }
  return kNone;
}

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
      return tr("stage.dropped");
  }
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
    case RecordKind::FilteredOut: {
      const uint32_t edge = edge_of(b, entry.version, entry.code);
      if (edge == kNone) return;
      if (entry.kind == RecordKind::FilterMatched) {
        ++b.model.edges[edge].passed;
        return;
      }
      ++b.model.edges[edge].missed;
      if (entry.step == b.model.step) b.model.stopped.push_back(stopped_of(b, entry, edge));
      return;
    }
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

void count_what_is_over(Build& b) {
  const auto& entries = b.tallies.entries();
  const auto end =
      std::upper_bound(entries.begin(), entries.end(), b.model.step,
                       [](uint32_t step, const Tallies::Entry& entry) { return step < entry.step; });
  for (auto it = entries.begin(); it != end; ++it) count(b, *it);
  for (Node& node : b.model.nodes) {
    if (node.last_trouble_record == kNone) continue;
    const auto entry =
        std::lower_bound(entries.begin(), entries.end(), node.last_trouble_record,
                         [](const Tallies::Entry& e, uint32_t record) { return e.record < record; });
    if (entry != entries.end()) node.last_trouble = trouble_text(b, *entry, node);
  }
}

// --- tokens ---

uint32_t edge_for(const Build& b, const Delivery& d, const engine::Message& message) {
  const uint32_t notification = edge_of(b, d.config, d.rule);
  if (notification != kNone) return notification;
  const uint32_t to = b.model.node_of(d.target);
  if (message.derivation == kNone || message.payload.kind == engine::PayloadKind::None) return kNone;
  const uint32_t from = b.model.node_of(b.world.derivations[message.derivation].function);
  for (uint32_t e = 0; e < b.model.edges.size(); ++e) {
    if (b.model.edges[e].from == from && b.model.edges[e].to == to) return e;
  }
  return kNone;
}

bool place_token(const Build& b, const Delivery& d, Token& token) {
  token.node = b.model.node_of(d.target);
  if (token.node == kNone) return false;
  switch (d.state) {
    case DeliveryState::Scheduled:
      token.edge = edge_for(b, d, b.world.messages[d.message]);
      token.spot = token.edge == kNone ? Spot::AsyncQueue : Spot::OnEdge;
      token.look = token.edge == kNone ? Look::Faint : Look::Solid;
      if (token.edge == kNone && b.model.nodes[token.node].kind == ResourceKind::Queue)
        token.spot = Spot::InQueue;
      break;
    case DeliveryState::InQueue:
      token.spot = Spot::AsyncQueue;
      break;
    case DeliveryState::BackingOff:
      token.spot = Spot::AsyncQueue;
      break;
    case DeliveryState::Running:
      token.spot = Spot::Environment;
      break;
    case DeliveryState::Ending:
      token.spot = Spot::Leaving;
      break;
    case DeliveryState::Delayed:
      token.spot = Spot::InQueue, token.look = Look::Faint;
      break;
    case DeliveryState::Visible:
      token.spot = Spot::InQueue;
      break;
    case DeliveryState::Invisible:
      token.spot = Spot::InQueue, token.look = Look::Ring;
      break;
  }
  return true;
}

void add_tokens(Build& b) {
  std::vector<uint32_t> crowd((b.model.nodes.size() + b.model.edges.size()) * 5);
  for (uint32_t slot = 0; slot < b.taken.size(); ++slot) {
    if (!b.taken[slot]) continue;
    const Delivery& d = b.world.deliveries[slot];
    Token token;
    if (!place_token(b, d, token)) continue;
    const bool on_edge = token.spot == Spot::OnEdge;
    const size_t place =
        on_edge ? b.model.nodes.size() * 5 + token.edge : token.node * 5 + static_cast<size_t>(token.spot);
    if (++crowd[place] > kMaxTokens) continue;
    token.delivery = d.number;
    token.message = b.world.messages[d.message].number;
    const uint32_t index = b.story.message_index(token.message);
    token.root = index == kNone ? token.message : b.story.root_of(token.message);
    if (index != kNone) token.label = b.story.messages[index].label;
    b.model.tokens.push_back(std::move(token));
  }
  std::stable_sort(b.model.tokens.begin(), b.model.tokens.end(),
                   [](const Token& x, const Token& y) { return x.delivery < y.delivery; });
}

bool is_counted(RecordKind kind) {
  switch (kind) {
    case RecordKind::FilterMatched:
    case RecordKind::FilteredOut:
    case RecordKind::Unmatched:
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
  Build b{simulation, simulation.world(), simulation.history(), story, tallies, {}, {}};
  b.taken = simulation.world().deliveries.taken();
  if (b.taken.size() > kMaxScannedDeliveries) b.taken.resize(kMaxScannedDeliveries);
  b.model.step = simulation.step();
  add_nodes(b);
  add_edges(b);
  count_what_is_over(b);
  add_tokens(b);
  return std::move(b.model);
}

std::string filter_text(const match::KeyFilter& filter) { return filter.prefix + "*" + filter.suffix; }

std::vector<Missed> missed_by(const Simulation& simulation, const Tallies& tallies, ResourceId bucket,
                              std::string_view rule_id, size_t limit) {
  std::vector<Missed> missed;
  for (const Tallies::Entry& entry : tallies.entries()) {
    if (entry.step > simulation.step()) break;
    if (entry.kind != RecordKind::FilteredOut || entry.version >= simulation.history().configs.size())
      continue;
    const ConfigVersion& config = *simulation.history().configs[entry.version];
    const auto* value = std::get_if<engine::BucketConfig>(&config.value);
    if (!(config.resource == bucket) || value == nullptr || entry.code >= value->notifications.size())
      continue;
    if (value->notifications[entry.code].id == rule_id)
      missed.push_back({entry.message, entry.record, entry.step});
  }
  if (missed.size() > limit) missed.erase(missed.begin(), missed.end() - static_cast<std::ptrdiff_t>(limit));
  return missed;
}

}  // namespace brigade::app::stage
