// The resources: name, kind, what matters in each just now, and whom it sends to. The order is that of the
// build panel's list; the facts are those of the cards on the stage.
#include <algorithm>

#include "app/mirror/mirror.h"
#include "app/name_check.h"
#include "base/text.h"

namespace brigade::app::mirror {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;
using stage::Edge;
using stage::EdgeKind;
using stage::Node;

constexpr ResourceKind kOrder[] = {ResourceKind::Bucket,        ResourceKind::Api,
                                   ResourceKind::ScheduleGroup, ResourceKind::Schedule,
                                   ResourceKind::Bus,           ResourceKind::Archive,
                                   ResourceKind::Rule,          ResourceKind::Pipe,
                                   ResourceKind::Topic,         ResourceKind::EventSourceMapping,
                                   ResourceKind::Function,      ResourceKind::Queue,
                                   ResourceKind::Table,         ResourceKind::Stream,
                                   ResourceKind::Alarm,         ResourceKind::Role};

class Facts {
 public:
  explicit Facts(base::JsonWriter& out) : out_(out) {}
  void add(std::string_view text, const char* tone = "") {
    if (text.empty()) return;
    out_.begin_object().member("text", text).member("tone", tone).end_object();
  }
  // Nothing where there is none of it.
  void count(const char* key, uint64_t n, const char* tone = "") {
    if (n > 0) add(tr(key, {{"n", std::to_string(n)}}), tone);
  }
  void next(const Node& node) {
    if (node.next_in_ms >= 0) {
      add(tr("stage.next_in", {{"time", countdown_text(node.next_in_ms)}}));
    } else if (node.enabled) {
      add(tr("stage.schedule.done"));
    } else {
      add(tr("stage.rule.disabled"), "waiting");
    }
  }

 private:
  base::JsonWriter& out_;
};

void function_facts(Facts& facts, const Node& node) {
  facts.add(duration_text(node.timeout_ms) + " · " + number_text(node.memory_mb) + " " + tr("stage.mb"));
  facts.add(
      tr("tree.function", {{"running", number_text(node.running)}, {"allowed", number_text(node.limit)}}));
  facts.count("mirror.warm", node.warm);
  facts.count("mirror.in_queue", node.in_queue, "waiting");
  if (node.retry_in_ms >= 0)
    facts.add(tr("stage.retry_in", {{"time", countdown_text(node.retry_in_ms)}}), "waiting");
  facts.count("stage.succeeded", node.succeeded, "good");
  facts.add(node.last_trouble, "bad");
  if (!node.role.empty()) facts.add(kind_text(ResourceKind::Role) + " " + node.role);
}

void queue_facts(Facts& facts, const Node& node) {
  const uint32_t held = node.visible + node.in_flight + node.delayed;
  if (node.is_dead_letter) facts.add(tr("stage.dead_letter_queue"));
  if (held == 0) return facts.add(tr("stage.queue_empty"));
  if (node.is_dead_letter) facts.count("stage.dead_letters", held, "bad");
  facts.count("stage.visible", node.visible);
  facts.count("stage.in_flight", node.in_flight, "waiting");
  facts.count("stage.delayed", node.delayed, "waiting");
}

void rule_facts(Facts& facts, const Node& node) {
  facts.add(node.expression);
  if (!node.enabled) facts.add(tr("stage.rule.disabled"), "waiting");
  facts.add(tr("tree.rule", {{"n", std::to_string(node.matched)}}));
  facts.count("stage.sent", node.sent, "good");
  facts.count("stage.refused", node.refused, "bad");
  if (!node.expression.empty() && node.enabled) facts.next(node);
}

void other_facts(Facts& facts, const Node& node) {
  const auto plain = [&](const char* key, uint64_t n) { facts.add(tr(key, {{"n", std::to_string(n)}})); };
  switch (node.kind) {
    case ResourceKind::Bus:
      plain("tree.bus", node.received);
      return facts.count("stage.bus.unmatched", node.unmatched, "bad");
    case ResourceKind::Topic:
      plain("tree.topic", node.received);
      facts.count("stage.sent", node.sent, "good");
      facts.count("stage.refused", node.refused, "bad");
      for (const std::string& address : node.addresses) facts.add(address);
      return;
    case ResourceKind::Table:
      plain("tree.table", node.objects);
      if (node.enabled) facts.add(tr("stage.table.stream"));
      break;
    case ResourceKind::Stream:
      plain("tree.stream", node.received);
      break;
    case ResourceKind::Schedule:
      facts.add(node.expression);
      facts.count("stage.fired", node.received, "good");
      facts.count("stage.refused", node.refused, "bad");
      return facts.next(node);
    case ResourceKind::Archive:
      plain("tree.archive", node.received);
      return facts.count("stage.archive.replayed", node.sent, "good");
    case ResourceKind::Alarm:
      facts.add(node.condition);
      return facts.add(engine::alarm_value_name(node.alarm), node.alarm == engine::AlarmValue::Alarm ? "bad"
                                                             : node.alarm == engine::AlarmValue::Ok
                                                                 ? "good"
                                                                 : "waiting");
    case ResourceKind::Api:
      plain("tree.api", node.received);
      facts.count("stage.api.5xx", node.refused, "bad");
      return facts.count("stage.api.4xx", node.filtered, "bad");
    case ResourceKind::Pipe:
      if (!node.enabled) facts.add(tr("stage.pipe.stopped"), "waiting");
      plain("tree.pipe", node.received);
      facts.count("stage.pipe.failed", node.refused, "bad");
      facts.count("stage.pipe.filtered", node.filtered);
      break;
    default:
      return;
  }
  facts.count("mirror.waiting_for_readers", node.visible, "waiting");
  if (node.kind != ResourceKind::Pipe && node.refused > 0) facts.add(tr("stage.stream.blocked"), "bad");
}

void node_facts(Facts& facts, const Node& node) {
  if (node.broken) facts.add(tr("fault.broken"), "bad");
  switch (node.kind) {
    case ResourceKind::Bucket:
      facts.add(tr("stage.objects", {{"n", std::to_string(node.objects)}}));
      facts.add(tr(node.versioning == engine::Versioning::Enabled     ? "stage.bucket.versioned"
                   : node.versioning == engine::Versioning::Suspended ? "stage.bucket.suspended"
                                                                      : "stage.bucket.unversioned"));
      return facts.count("stage.went_nowhere", node.unmatched, "bad");
    case ResourceKind::Function:
      return function_facts(facts, node);
    case ResourceKind::Queue:
      return queue_facts(facts, node);
    case ResourceKind::Rule:
      return rule_facts(facts, node);
    default:
      return other_facts(facts, node);
  }
}

void mapping_facts(Facts& facts, const Session& session, ResourceId id) {
  const engine::EventSourceMappingConfig& config =
      session.history().mapping_config(session.world().resource(id).config);
  if (!config.enabled) facts.add(tr("matrix.disabled"), "waiting");
  facts.count("tree.pipe", session.world().mapping(id).batches);
}

const char* edge_word(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::Notification:
      return "mirror.edge.notification";
    case EdgeKind::DeadLetter:
      return "stage.edge.dead_letter";
    case EdgeKind::OnFailure:
    case EdgeKind::MappingFailure:
      return "stage.edge.on_failure";
    case EdgeKind::OnSuccess:
      return "stage.edge.on_success";
    case EdgeKind::Redrive:
      return "stage.edge.redrive";
    case EdgeKind::EventBridge:
      return "stage.edge.event_bridge";
    case EdgeKind::Rule:
      return "build.rule";
    case EdgeKind::Target:
      return "mirror.edge.target";
    case EdgeKind::Subscription:
      return "mirror.edge.subscription";
    case EdgeKind::Mapping:
      return "mirror.edge.mapping";
    case EdgeKind::Call:
      return "stage.edge.call";
    case EdgeKind::Archive:
      return "stage.edge.archive";
    case EdgeKind::Watch:
      return "stage.edge.watch";
    case EdgeKind::AlarmAction:
      return "mirror.edge.alarm";
    case EdgeKind::Replication:
      return "stage.edge.replication";
    case EdgeKind::Route:
      return "mirror.edge.route";
    case EdgeKind::Enrichment:
      return "stage.edge.enrichment";
  }
  return "mirror.edge.target";
}

// "→ thumbnail: notification, filter *.jpg, 3 matched, 1 stopped"
std::string connection_text(const stage::Model& model, const Edge& edge) {
  std::string text =
      tr("mirror.connection", {{"name", model.nodes[edge.to].name}, {"what", tr(edge_word(edge.kind))}});
  const auto add = [&](const char* key, uint64_t n) {
    if (n > 0) text += ", " + tr(key, {{"n", std::to_string(n)}});
  };
  if (!edge.filter.empty()) text += ", " + tr("mirror.filter", {{"filter", edge.filter}});
  add("mirror.passed", edge.passed);
  add("mirror.stopped", edge.missed);
  return text;
}

void write_connections(const Scope& scope, uint32_t node) {
  const stage::Model& model = scope.kept.model;
  scope.out.key("connections").begin_array();
  for (uint32_t i = 0; i < model.edges.size() && node != kNone; ++i) {
    if (model.edges[i].from != node) continue;
    scope.out.begin_object().member("edge", i).member("text", connection_text(model, model.edges[i]));
    scope.out.end_object();
  }
  scope.out.end_array();
}

void write_resource(const Scope& scope, ResourceId id) {
  const Session& session = scope.session;
  const engine::Resource& resource = session.world().resource(id);
  const std::string name = inspector::name_of(session, id);
  const uint32_t n = scope.kept.model.node_of(id);
  const bool mapping = resource.kind == ResourceKind::EventSourceMapping;
  std::string shown = name;
  if (mapping) {  // its own name is a UUID
    const auto& config = session.history().mapping_config(resource.config);
    const auto end_of = [](const std::string& arn) { return arn.substr(arn.find_last_of(":/") + 1); };
    shown = tr("inspector.mapping.title",
               {{"function", end_of(config.function_arn)}, {"queue", end_of(config.event_source_arn)}});
  }
  const Selection& selection = session.selection;
  scope.out.begin_object().member("id", id.value).member("key", resource_key(resource.kind, name));
  scope.out.member("name", shown).member("kind", kind_text(resource.kind));
  scope.out.member("selected", selection.kind == SelectionKind::kResource && selection.resource == id);
  scope.out.member("inside", selection.kind == SelectionKind::kConnection && selection.resource == id);
  scope.out.key("facts").begin_array();
  Facts facts(scope.out);
  if (n != kNone) node_facts(facts, scope.kept.model.nodes[n]);
  if (mapping) mapping_facts(facts, session, id);
  if (resource.kind == ResourceKind::Role) {
    const engine::RoleConfig& config = session.history().role_config(resource.config);
    facts.count("tree.role", config.policies.size() + config.managed_policy_arns.size());
  }
  scope.out.end_array();
  write_connections(scope, n);
  scope.out.end_object();
}

}  // namespace

void write_resources(const Scope& scope) {
  const auto& resources = scope.session.world().resources;
  size_t total = 0;
  scope.out.key("resources").begin_object().key("items").begin_array();
  for (const ResourceKind kind : kOrder) {
    for (uint32_t i = 0; i < resources.size(); ++i) {
      if (resources[i].alive == 0 || resources[i].kind != kind) continue;
      const auto id = ResourceId::make(i, resources[i].generation);
      const bool shown = ++total <= scope.ask.resources || scope.session.selection.resource == id;
      if (shown) write_resource(scope, id);
    }
  }
  scope.out.end_array().member("total", total).end_object();
}

}  // namespace brigade::app::mirror
