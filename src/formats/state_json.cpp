// The world and the journal as plain JSON, see state_json.h.
#include "formats/state_json.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "engine/explain.h"
#include "engine/services/apis.h"
#include "engine/services/archives.h"
#include "engine/services/dynamodb.h"
#include "engine/services/payload.h"
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonWriter;
using namespace engine;

std::string_view state_name(DeliveryState state) {
  switch (state) {
    case DeliveryState::Scheduled:
      return "scheduled";
    case DeliveryState::InQueue:
      return "in-queue";
    case DeliveryState::AwaitingAnswer:
      return "awaiting-answer";
    case DeliveryState::Running:
      return "running";
    case DeliveryState::BackingOff:
      return "backing-off";
    case DeliveryState::Ending:
      return "ending";
    case DeliveryState::InStream:
      return "in-stream";
    case DeliveryState::Delayed:
      return "delayed";
    case DeliveryState::Visible:
      return "visible";
    case DeliveryState::Invisible:
      return "invisible";
  }
  return "";
}

std::string_view versioning_name(Versioning versioning) {
  if (versioning == Versioning::Off) return "Off";
  return versioning == Versioning::Enabled ? "Enabled" : "Suspended";
}

class StateWriter {
 public:
  explicit StateWriter(const Simulation& simulation)
      : simulation_(simulation), world_(simulation.world()), history_(simulation.history()) {}

  std::string write() {
    writer_.begin_object();
    write_place();
    write_tally();
    write_resources(ResourceKind::Bucket, "buckets");
    write_resources(ResourceKind::Function, "functions");
    write_resources(ResourceKind::Queue, "queues");
    write_resources(ResourceKind::Bus, "buses");
    write_resources(ResourceKind::Rule, "rules");
    write_resources(ResourceKind::Topic, "topics");
    write_resources(ResourceKind::EventSourceMapping, "event_source_mappings");
    write_resources(ResourceKind::Pipe, "pipes");
    write_resources(ResourceKind::Table, "tables");
    write_resources(ResourceKind::Stream, "streams");
    write_resources(ResourceKind::Schedule, "schedules");
    write_resources(ResourceKind::Archive, "archives");
    write_resources(ResourceKind::Alarm, "alarms");
    write_resources(ResourceKind::Api, "apis");
    write_resources(ResourceKind::Role, "roles");
    write_resources(ResourceKind::ScheduleGroup, "schedule_groups");
    write_messages();
    write_deliveries();
    writer_.end_object();
    return writer_.take();
  }

 private:
  void write_place() {
    const PlanOptions& options = simulation_.plan().options;
    writer_.member("step", world_.step).member("time_ms", world_.now_ms);
    writer_.member("now", base::format_utc_ms(options.start_unix_ms + world_.now_ms));
    writer_.member("seed", std::to_string(options.seed)).member("region", options.region);
    writer_.member("known_steps", simulation_.known_steps());
    writer_.member("future_is_known", simulation_.future_is_known());
    writer_.member("can_step", simulation_.can_step()).member("idle", world_.is_idle());
    writer_.member("waiting_for_handler", world_.waiting_invocation != kNone);
    writer_.member("permissions", permission_mode_name(static_cast<PermissionMode>(world_.permission_mode)));
    writer_.member("records", world_.records).member("hash", hash_text(simulation_.hash()));
  }

  void write_tally() {
    const Tally& tally = world_.tally;
    writer_.key("tally").begin_object().member("made", tally.made).member("in-flight", tally.live);
    for (int i = 1; i < kFates; i++) writer_.member(fate_name(static_cast<Fate>(i)), tally.ended[i]);
    writer_.member("unmatched_messages", tally.unmatched_messages).member("attempts", tally.attempts);
    writer_.member("throttles", tally.throttles).member("refused_commands", tally.refused_commands);
    writer_.end_object();
  }

  void write_resources(ResourceKind kind, std::string_view name) {
    writer_.key(name).begin_array();
    for (uint32_t i = 0; i < world_.resources.size(); i++) {
      const Resource& resource = world_.resources[i];
      if (resource.alive == 0 || resource.kind != kind) continue;
      const ResourceId id = ResourceId::make(i, resource.generation);
      writer_.begin_object().member("name", name_of(world_, history_, id));
      writer_.member("arn", arn_of(world_, history_, simulation_.plan(), id));
      writer_.member("fault", fault_name(world_.fault_of(id)));
      write_state(kind, id);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void write_state(ResourceKind kind, ResourceId id) {
    switch (kind) {
      case ResourceKind::Bucket:
        return write_bucket_state(id);
      case ResourceKind::Function:
        return write_function_state(world_.function(id));
      case ResourceKind::Queue:
        return write_queue_state(world_.queue(id));
      case ResourceKind::Bus:
        return write_bus_state(world_.bus(id));
      case ResourceKind::Rule:
        return write_rule_state(id);
      case ResourceKind::Topic:
        return write_topic_state(id);
      case ResourceKind::EventSourceMapping:
        return write_mapping_state(id);
      case ResourceKind::Pipe:
        return write_pipe_state(id);
      case ResourceKind::Table:
        return write_table_state(id);
      case ResourceKind::Stream:
        return write_stream_state(id);
      case ResourceKind::Schedule:
        return write_schedule_state(id);
      case ResourceKind::Archive:
        return write_archive_state(id);
      case ResourceKind::Api:
        write_api_state(id);
        break;
      case ResourceKind::Alarm:
        return write_alarm_state(id);
      case ResourceKind::Role:
        return write_role_members(writer_, history_.role_config(world_.resource(id).config));
      case ResourceKind::ScheduleGroup:  // its schedules name it
        break;
    }
  }

  void write_bus_state(const BusState& bus) {
    writer_.member("received", bus.received).member("unmatched", bus.unmatched).member("rules", bus.rules);
  }

  void write_rule_state(ResourceId id) {
    const RuleState& rule = world_.rule(id);
    const RuleConfig& config = history_.rule_config(world_.resource(id).config);
    writer_.member("bus", config.bus).member("state", config.enabled ? "ENABLED" : "DISABLED");
    writer_.key("pattern");
    if (config.pattern_text.empty()) {
      writer_.value(nullptr);
    } else {
      write_json_text(writer_, config.pattern_text);
    }
    writer_.member("matched", rule.matched).member("sent", rule.sent).member("refused", rule.refused);
    writer_.member("dead_lettered", rule.dead_lettered);
    if (!config.schedule_expression.empty()) {
      writer_.member("schedule", config.schedule_expression).member("fired", rule.fired);
      write_due("next", rule.schedule_timer, world_.scheduler.due_ms(rule.schedule_timer));
    }
    writer_.key("targets").begin_array();
    for (const RuleTarget& target : config.targets) {
      writer_.begin_object().member("id", target.id).member("arn", target.arn).end_object();
    }
    writer_.end_array();
  }

  void write_topic_state(ResourceId id) {
    const TopicState& topic = world_.topic(id);
    const TopicConfig& config = history_.topic_config(world_.resource(id).config);
    writer_.member("published", topic.published).member("filtered_out", topic.filtered_out);
    writer_.member("sent", topic.sent).member("refused", topic.refused);
    writer_.member("dead_lettered", topic.dead_lettered).key("subscriptions").begin_array();
    for (const Subscription& subscription : config.subscriptions) {
      writer_.begin_object().member("arn", subscription.arn);
      writer_.member("protocol", protocol_name(subscription.protocol));
      writer_.member("endpoint", subscription.endpoint);
      if (needs_confirmation(subscription.protocol))
        writer_.member("pending_confirmation", subscription.pending_confirmation);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void write_mapping_state(ResourceId id) {
    const EventSourceMappingState& mapping = world_.mapping(id);
    const EventSourceMappingConfig& config = history_.mapping_config(world_.resource(id).config);
    writer_.member("event_source_arn", config.event_source_arn).member("function_arn", config.function_arn);
    writer_.member("enabled", config.enabled);
    write_poller_state(mapping);
  }

  void write_pipe_state(ResourceId id) {
    const PipeConfig& config = history_.pipe_config(world_.resource(id).config);
    writer_.member("source", config.event_source_arn).member("enrichment", config.enrichment_arn);
    writer_.member("target", config.target_arn).member("state", config.enabled ? "RUNNING" : "STOPPED");
    write_poller_state(world_.mapping(id));
  }

  void write_poller_state(const EventSourceMappingState& mapping) {
    writer_.member("running", mapping.running);
    writer_.member("batches", mapping.batches).member("failed_batches", mapping.failed_batches);
    writer_.member("filtered_out", mapping.filtered_out);
    if (mapping.stream == kNone) return;
    writer_.member("waiting", mapping.waiting).member("blocked", mapping.blocked);
    writer_.member("iterator_age_ms", mapping.iterator_age_ms);
    writer_.member("maximum_iterator_age_ms", mapping.maximum_iterator_age_ms);
  }

  void write_table_state(ResourceId id) {
    const TableState& table = world_.table(id);
    const TableConfig& config = history_.table_config(world_.resource(id).config);
    writer_.member("item_count", table.item_count).member("size_bytes", table.size_bytes);
    writer_.member("writes", table.writes).key("stream");
    if (config.stream) {
      writer_.begin_object().member("view_type", stream_view_type_name(*config.stream));
      writer_.member("arn",
                     arn_of(world_, history_, simulation_.plan(), id) + "/stream/" + config.stream_label);
      writer_.member("records", world_.streams[table.stream].records).end_object();
    } else {
      writer_.value(nullptr);
    }
    writer_.key("items").begin_array();
    for (const uint32_t entry : dynamodb::list_items(world_, history_, id, kMaxStateItems)) {
      writer_.raw(*history_.texts[history_.items[entry].item]);
    }
    writer_.end_array();
  }

  void write_stream_state(ResourceId id) {
    const StreamState& stream = world_.stream(id);
    writer_.member("records", stream.records).key("shards").begin_array();
    for (uint32_t i = 0; i < stream.shards; i++) {
      writer_.begin_object().member("records", world_.shards[stream.first_shard + i].records).end_object();
    }
    writer_.end_array();
  }

  std::string date(TimeMs time_ms) const {
    return base::format_utc_s(simulation_.plan().options.start_unix_ms + time_ms);
  }

  // When a timer is due, as a date; null where it is not set.
  void write_due(std::string_view name, TimerRef timer, TimeMs shown_ms) {
    writer_.key(name);
    if (world_.scheduler.due_ms(timer) == Scheduler::kNever) {
      writer_.value(nullptr);
    } else {
      writer_.value(date(shown_ms));
    }
  }

  void write_schedule_state(ResourceId id) {
    const ScheduleState& schedule = world_.schedule(id);
    const ScheduleConfig& config = history_.schedule_config(world_.resource(id).config);
    writer_.member("expression", config.expression).member("timezone", config.timezone);
    writer_.member("state", config.enabled ? "ENABLED" : "DISABLED").member("target", config.arn);
    write_due("next", schedule.timer, schedule.scheduled_ms);
    writer_.member("completed", schedule.completed != 0).member("fired", schedule.fired);
    writer_.member("refused", schedule.refused).member("dead_lettered", schedule.dead_lettered);
  }

  void write_archive_state(ResourceId id) {
    const ArchiveState& archive = world_.archive(id);
    const ArchiveConfig& config = history_.archive_config(world_.resource(id).config);
    writer_.member("bus", config.bus).member("events", archive.events);
    writer_.member("size_bytes", archive.size_bytes).key("replays").begin_array();
    for (uint32_t i = 0; i < world_.replays.size(); ++i) {
      const ReplayState& replay = world_.replays[i];
      if (replay.archive != id) continue;
      writer_.begin_object().member("name", history_.archive_config(replay.config).replay->replay);
      writer_.member("state", archives::status_name(replay.status));
      writer_.member("replayed", replay.replayed).end_object();
    }
    writer_.end_array();
  }

  void write_api_state(ResourceId id) {
    const ApiState& api = world_.api(id);
    const ApiConfig& config = history_.api_config(world_.resource(id).config);
    writer_.member("api_id", apis::id_of(name_of(world_, history_, id)));
    writer_.member("requests", api.requests).member("in_flight", api.in_flight);
    writer_.member("client_errors", api.client_errors).member("server_errors", api.server_errors);
    writer_.key("routes").begin_array();
    for (const ApiRoute& route : config.routes) writer_.value(route.key);
    writer_.end_array();
  }

  void write_alarm_state(ResourceId id) {
    const AlarmState& alarm = world_.alarm(id);
    const AlarmConfig& config = history_.alarm_config(world_.resource(id).config);
    writer_.member("state", alarm_value_name(static_cast<AlarmValue>(alarm.state)));
    writer_.member("reason", *history_.texts[alarm.reason]).member("changed_ms", alarm.changed_ms);
    writer_.member("transitions", alarm.transitions).member("actions_enabled", config.actions_enabled);
    writer_.member("metric", config.metric_name).key("watched");
    if (world_.is_alive(alarm.watched)) {
      writer_.value(name_of(world_, history_, alarm.watched));
    } else {
      writer_.value(nullptr);
    }
  }

  void write_bucket_state(ResourceId id) {
    const BucketState& bucket = world_.bucket(id);
    const BucketConfig& config = history_.bucket_config(world_.resource(id).config);
    writer_.member("objects", bucket.object_count).member("size_bytes", bucket.size_bytes);
    writer_.member("versioning", versioning_name(config.versioning));
    writer_.member("notifications", config.notifications.size());
    writer_.member("event_bridge", config.event_bridge);
    writer_.member("lifecycle_rules", config.lifecycle.size());
    writer_.member("replication_rules", config.replication.size());
  }

  void write_function_state(const FunctionState& function) {
    writer_.member("running", function.running).member("in_queue", function.in_queue);
    writer_.member("retrying", function.retrying);
    writer_.member("environments", function.running + function.idle_count);
    writer_.member("role", history_.function_config(world_.resource(function.id).config).role_arn);
    writer_.member("invocations", function.invocations).member("errors", function.errors);
    writer_.member("throttles", function.throttles).member("billed_ms", function.billed_ms);
  }

  void write_queue_state(const QueueState& queue) {
    writer_.member("visible", queue.visible.count).member("invisible", queue.invisible.count);
    writer_.member("delayed", queue.delayed.count).key("messages").begin_array();
    uint32_t left = kMaxStateItems;
    for (const DeliveryList* list : {&queue.visible, &queue.invisible, &queue.delayed}) {
      for (uint32_t slot = list->head; slot != kNone && left > 0;
           slot = world_.deliveries[slot].next_free, left--) {
        write_queue_message(world_.deliveries[slot]);
      }
    }
    writer_.end_array();
  }

  void write_queue_message(const Delivery& delivery) {
    const Message& message = world_.messages[delivery.message];
    writer_.begin_object().member("message_id", message_id(world_.seed, message.number));
    writer_.member("label", label_of(simulation_, message.root_command));
    writer_.member("delivery", delivery.number).member("message", message.number);
    writer_.member("state", state_name(delivery.state));
    const QueuedMessage& queued = world_.queued_message(delivery);
    writer_.member("receive_count", queued.receive_count);
    if (queued.fifo != kNone) {
      const FifoMessage& in_order = world_.fifo_messages[queued.fifo];
      writer_.member("group", *history_.texts[world_.fifo_groups[in_order.group].name]);
      writer_.member("sequence", in_order.sequence);
    }
    writer_.end_object();
  }

  void write_messages() {
    uint32_t written = 0, more = 0;
    writer_.key("messages").begin_array();
    for (uint32_t slot = 0; slot < world_.messages.size(); slot++) {
      const Message& message = world_.messages[slot];
      if (message.live_deliveries == 0) continue;
      if (written++ >= kMaxStateItems) {
        more++;
        continue;
      }
      writer_.begin_object().member("message", message.number);
      writer_.member("label", label_of(simulation_, message.root_command));
      writer_.member("created_ms", message.created_ms);
      writer_.member("live_deliveries", message.live_deliveries).end_object();
    }
    writer_.end_array().member("more_messages", more);
  }

  void write_deliveries() {
    uint32_t written = 0, more = 0;
    const std::vector<bool> taken = world_.deliveries.taken();
    writer_.key("deliveries").begin_array();
    for (uint32_t slot = 0; slot < world_.deliveries.size(); slot++) {
      if (!taken[slot]) continue;
      if (written++ >= kMaxStateItems) {
        more++;
        continue;
      }
      write_delivery(world_.deliveries[slot]);
    }
    writer_.end_array().member("more_deliveries", more);
  }

  void write_delivery(const Delivery& delivery) {
    const Message& message = world_.messages[delivery.message];
    writer_.begin_object().member("delivery", delivery.number).member("message", message.number);
    writer_.member("label", label_of(simulation_, message.root_command));
    writer_.member("target", name_of(world_, history_, delivery.target));
    const bool in_stream = delivery.state == DeliveryState::InStream;
    writer_.member("state", state_name(delivery.state));
    writer_.member("attempts", in_stream ? delivery.place : delivery.attempts);
    const uint32_t receives = is_in_queue(delivery.state) ? world_.queued_message(delivery).receive_count : 0;
    writer_.member("throttles", delivery.throttles).member("receive_count", receives);
    writer_.end_object();
  }

  const Simulation& simulation_;
  const World& world_;
  const History& history_;
  JsonWriter writer_;
};

void write_number(JsonWriter& writer, std::string_view name, uint32_t number) {
  writer.key(name);
  if (number == kNone) {
    writer.value(nullptr);
  } else {
    writer.value(number);
  }
}

}  // namespace

std::string hash_text(uint64_t hash) {
  std::string out(16, '0');
  for (size_t i = 16; i-- > 0; hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
  return out;
}

std::string state_json(const Simulation& simulation) { return StateWriter(simulation).write(); }

std::string record_json(const Simulation& simulation, uint32_t index, const Record& record) {
  JsonWriter writer;
  writer.begin_object().member("index", index).member("step", record.step).member("time_ms", record.time_ms);
  writer.member("kind", record_kind_name(record.kind));
  write_number(writer, "cause", record.cause);
  write_number(writer, "message", record.message);
  write_number(writer, "delivery", record.delivery);
  writer.key("resource");
  // Names are kept beside the world by the order of their making, tombstones and the future included.
  const World& world = simulation.world();
  const bool known = !record.resource.is_none() && record.resource.index() < world.resources.size();
  if (known) {
    writer.value(name_of(world, simulation.history(), record.resource));
  } else {
    writer.value(nullptr);
  }
  write_number(writer, "version", record.version);
  writer.member("code", record.code);
  write_number(writer, "value", record.value);
  writer.end_object();
  return writer.take();
}

std::string journal_json(const Simulation& simulation, uint32_t from, uint32_t to) {
  JsonWriter writer;
  writer.begin_array();
  to = std::min(to, simulation.record_count());
  if (from < to) {
    simulation.read_records(from, to, [&](uint32_t index, const Record& record) {
      writer.raw(record_json(simulation, index, record));
    });
  }
  writer.end_array();
  return writer.take();
}

}  // namespace brigade::formats
