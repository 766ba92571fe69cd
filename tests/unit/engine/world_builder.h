// Small worlds for tests, put together by name, and readers of what became of them.
// A world is a plan; start() makes the simulation. Functions let S3 invoke them and queues let S3 send,
// unless a test says otherwise, so that a test only says what it is about.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "engine/engine.h"
#include "engine/services/payload.h"
#include "engine/simulation.h"

namespace brigade::engine {

inline std::string queue_arn(const std::string& name) { return "arn:aws:sqs:us-east-1:123456789012:" + name; }
inline std::string function_arn(const std::string& name) {
  return "arn:aws:lambda:us-east-1:123456789012:function:" + name;
}

inline std::string topic_arn(const std::string& name) { return "arn:aws:sns:us-east-1:123456789012:" + name; }
inline std::string bus_arn(const std::string& name) {
  return "arn:aws:events:us-east-1:123456789012:event-bus/" + name;
}

inline std::string archive_arn(const std::string& name) {
  return "arn:aws:events:us-east-1:123456789012:archive/" + name;
}
inline constexpr const char* kScheduleRole = "arn:aws:iam::123456789012:role/scheduler";

// --- handlers ---
inline HandlerBehaviour succeeds(int64_t duration_ms = 120) {
  HandlerBehaviour behaviour;
  behaviour.duration_ms = duration_ms;
  return behaviour;
}
inline HandlerBehaviour with_rule(HandlerRule rule) {
  HandlerBehaviour behaviour;
  behaviour.rules.push_back(std::move(rule));
  return behaviour;
}
inline HandlerBehaviour fails() { return with_rule({}); }
inline HandlerBehaviour fails_first(uint32_t attempts) {
  HandlerRule rule;
  rule.first_attempts = attempts;
  return with_rule(std::move(rule));
}
inline HandlerBehaviour times_out() {
  HandlerRule rule;
  rule.outcome = HandlerOutcome::TimeOut;
  return with_rule(std::move(rule));
}

// Lets S3, EventBridge and SNS in.
inline std::vector<PolicyStatement> open_policy(const std::string& action) {
  return {service_statement("s3", "s3.amazonaws.com", action),
          service_statement("events", "events.amazonaws.com", action),
          service_statement("sns", "sns.amazonaws.com", action)};
}
inline FunctionConfig function_with(HandlerBehaviour behaviour) {
  FunctionConfig config;
  config.handler = std::move(behaviour);
  config.policy = open_policy("lambda:InvokeFunction");
  return config;
}
inline QueueConfig open_queue() {
  QueueConfig config;
  config.policy = open_policy("sqs:SendMessage");
  return config;
}

// --- notifications ---
inline NotificationRule rule_to(TargetKind kind, std::string arn, std::vector<std::string> events) {
  NotificationRule rule;
  rule.target_kind = kind;
  rule.target_arn = std::move(arn);
  rule.events = std::move(events);
  return rule;
}
inline NotificationRule to_function(const std::string& name,
                                    std::vector<std::string> events = {"s3:ObjectCreated:*"}) {
  return rule_to(TargetKind::Function, function_arn(name), std::move(events));
}
inline NotificationRule to_queue(const std::string& name,
                                 std::vector<std::string> events = {"s3:ObjectCreated:*"}) {
  return rule_to(TargetKind::Queue, queue_arn(name), std::move(events));
}
inline NotificationRule filtered(NotificationRule rule, std::string prefix, std::string suffix) {
  rule.has_prefix = !prefix.empty();
  rule.has_suffix = !suffix.empty();
  rule.filter.prefix = std::move(prefix);
  rule.filter.suffix = std::move(suffix);
  return rule;
}

// --- rules and subscriptions ---
inline PutRule put_rule(std::string rule, std::string pattern, std::string bus = "") {
  PutRule command;
  command.rule = std::move(rule);
  command.bus = std::move(bus);
  command.pattern = std::move(pattern);
  return command;
}
inline RuleTarget target(std::string id, std::string arn) {
  RuleTarget made;
  made.id = std::move(id);
  made.arn = std::move(arn);
  return made;
}
inline PutEvents put_events(std::string source, std::string detail_type, std::string detail = "{}",
                            std::string bus = "") {
  PutEventsEntry entry;
  entry.source = std::move(source);
  entry.detail_type = std::move(detail_type);
  entry.detail = std::move(detail);
  entry.bus = std::move(bus);
  return {{std::move(entry)}};
}
inline ScheduleConfig schedule_to(std::string arn, std::string expression) {
  ScheduleConfig made;
  made.arn = std::move(arn);
  made.role_arn = kScheduleRole;
  made.expression = std::move(expression);
  return made;
}
inline CreateArchive create_archive(std::string archive, std::string bus, std::string pattern = "") {
  CreateArchive made;
  made.archive = std::move(archive);
  made.event_source_arn = bus_arn(bus);
  made.pattern = std::move(pattern);
  return made;
}
// Of what came within the first hour, to the bus that the archive is of.
inline StartReplay start_replay(std::string replay, std::string archive, std::string bus = "default") {
  return {std::move(replay),
          archive_arn(archive),
          "2026-01-01T00:00:00Z",
          "2026-01-01T01:00:00Z",
          bus_arn(bus),
          {},
          {}};
}
inline Subscription subscription(SubscriptionProtocol protocol, std::string endpoint) {
  Subscription made;
  made.protocol = protocol;
  made.endpoint = std::move(endpoint);
  return made;
}
inline Publish publish(std::string topic, std::string message) {
  Publish command;
  command.topic = std::move(topic);
  command.message = std::move(message);
  return command;
}

// --- commands ---
inline PutObject put(std::string bucket, std::string key, uint64_t size_bytes = 10) {
  PutObject command;
  command.bucket = std::move(bucket);
  command.key = std::move(key);
  command.body.size_bytes = size_bytes;
  return command;
}
inline Invoke invoke(std::string function, std::string payload = "{}") {
  return {std::move(function), std::move(payload)};
}
inline SendMessage send(std::string queue, std::string body = "hello") {
  return {std::move(queue), std::move(body), std::nullopt};
}
inline ReceiveMessage receive(std::string queue, uint32_t max_messages = 1) {
  ReceiveMessage command;
  command.queue = std::move(queue);
  command.max_messages = max_messages;
  return command;
}

// --- the world ---
struct Worldlet {
  Plan plan;
  SimulationLimits limits;
  std::unique_ptr<Simulation> simulation;

  Worldlet& seed(uint64_t value) {
    plan.options.seed = value;
    return *this;
  }
  Worldlet& setup(Command command) {
    plan.setup.push_back(std::move(command));
    return *this;
  }
  Worldlet& bucket(const std::string& name, Versioning versioning = Versioning::Off) {
    setup(CreateBucket{name});
    if (versioning != Versioning::Off) setup(PutBucketVersioning{name, versioning});
    return *this;
  }
  Worldlet& queue(const std::string& name, QueueConfig config = open_queue()) {
    return setup(CreateQueue{name, std::move(config)});
  }
  Worldlet& function(const std::string& name, HandlerBehaviour behaviour = succeeds()) {
    return function(name, function_with(std::move(behaviour)));
  }
  Worldlet& function(const std::string& name, FunctionConfig config) {
    return setup(CreateFunction{name, std::move(config)});
  }
  Worldlet& notify(const std::string& bucket, std::vector<NotificationRule> rules) {
    return setup(PutBucketNotificationConfiguration{bucket, std::move(rules), false, false});
  }
  // A bucket whose events all go to the default bus.
  Worldlet& event_bucket(const std::string& name, Versioning versioning = Versioning::Off) {
    return bucket(name, versioning).setup(PutBucketNotificationConfiguration{name, {}, false, true});
  }
  Worldlet& rule(const std::string& name, const std::string& pattern, std::vector<RuleTarget> targets,
                 const std::string& bus = "") {
    setup(put_rule(name, pattern, bus));
    return setup(PutTargets{name, bus, std::move(targets)});
  }
  Worldlet& topic(const std::string& name, std::vector<Subscription> subscriptions) {
    TopicConfig config;
    config.policy = open_policy("sns:Publish");
    setup(CreateTopic{name, config});
    for (Subscription& each : subscriptions) setup(Subscribe{name, std::move(each)});
    return *this;
  }
  Worldlet& at(TimeMs at_ms, const Command& command) {
    plan.add_timeline(at_ms, command);
    return *this;
  }
  // Makes the simulation; a refused setup command fails the test.
  Simulation& start() {
    auto made = Simulation::create(plan_copy(), limits);
    EXPECT_TRUE(made.has_value()) << (made ? std::string() : made.error().text);
    if (!made) std::abort();
    simulation = std::move(*made);
    return *simulation;
  }
  Simulation& run(uint32_t max_steps = 1'000'000) {
    start().run_to_idle(max_steps);
    return *simulation;
  }
  // "code: text" of the setup command that is refused; empty where none is.
  std::string refusal() {
    auto made = Simulation::create(plan_copy(), limits);
    return made ? std::string() : made.error().code + ": " + made.error().text;
  }

 private:
  Plan plan_copy() { return std::exchange(plan, Plan{}); }
};

// --- reading ---
inline std::vector<Record> records_of(const Simulation& simulation) {
  std::vector<Record> out;
  simulation.read_records(0, simulation.record_count(),
                          [&out](uint32_t, const Record& r) { out.push_back(r); });
  return out;
}
inline std::vector<Record> records_of(const Simulation& simulation, RecordKind kind) {
  std::vector<Record> out;
  for (const Record& r : records_of(simulation)) {
    if (r.kind == kind) out.push_back(r);
  }
  return out;
}
inline size_t count_of(const Simulation& simulation, RecordKind kind) {
  return records_of(simulation, kind).size();
}
inline std::vector<TimeMs> times_of(const Simulation& simulation, RecordKind kind) {
  std::vector<TimeMs> out;
  for (const Record& r : records_of(simulation, kind)) out.push_back(r.time_ms);
  return out;
}
// The place in the journal of the first record of this kind; kNone where there is none.
inline uint32_t place_of(const Simulation& simulation, RecordKind kind) {
  uint32_t place = kNone;
  simulation.read_records(0, simulation.record_count(), [&](uint32_t index, const Record& r) {
    if (place == kNone && r.kind == kind) place = index;
  });
  return place;
}
inline uint64_t ended(const Simulation& simulation, Fate fate) {
  return simulation.world().tally.ended[static_cast<size_t>(fate)];
}
inline ResourceId resource(const Simulation& simulation, ResourceKind kind, std::string_view name) {
  return find_resource(simulation.world(), simulation.history(), kind, name);
}
inline const QueueState& queue_of(const Simulation& simulation, std::string_view name) {
  return simulation.world().queue(resource(simulation, ResourceKind::Queue, name));
}
inline const FunctionState& function_of(const Simulation& simulation, std::string_view name) {
  return simulation.world().function(resource(simulation, ResourceKind::Function, name));
}
inline RenderContext context_of(const Simulation& simulation) {
  return {simulation.world(), simulation.history(), simulation.plan()};
}
inline base::JsonValue json_of(const std::string& text) {
  auto value = base::read_json(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value ? *value : base::JsonValue();
}
// The messages of one list of a queue, as `receive-message` prints them.
inline std::vector<base::JsonValue> messages_in(const Simulation& simulation, const DeliveryList& list) {
  std::vector<base::JsonValue> out;
  for (uint32_t slot = list.head; slot != kNone; slot = simulation.world().deliveries[slot].next_free) {
    out.push_back(json_of(render_queue_message(context_of(simulation), slot)));
  }
  return out;
}
inline std::vector<base::JsonValue> visible_in(const Simulation& simulation, std::string_view queue) {
  return messages_in(simulation, queue_of(simulation, queue).visible);
}
// A value by its path of member names, array places as digits: "Records.0.s3.object.key".
inline base::JsonValue at_path(const base::JsonValue& root, std::string_view path) {
  base::JsonValue value = root;
  for (const std::string_view part : base::split(path, '.')) {
    const base::JsonValue* next = nullptr;
    if (value.is_array()) {
      const size_t place = static_cast<size_t>(part[0] - '0');
      next = place < value.items().size() ? &value.items()[place] : nullptr;
    } else {
      next = value.find(part);
    }
    if (next == nullptr) return {};
    base::JsonValue found = *next;
    value = std::move(found);
  }
  return value;
}
inline std::string text_at(const base::JsonValue& root, std::string_view path) {
  return at_path(root, path).as_string();
}
// "a,b,c": the names of an object's members, in order.
inline std::string member_names(const base::JsonValue& object) {
  std::string out;
  for (const base::JsonMember& member : object.members()) out += (out.empty() ? "" : ",") + member.name;
  return out;
}
// The handle of the message that a queue handed out first among those in flight.
inline std::string handle_in_flight(const Simulation& simulation, std::string_view queue) {
  const Delivery& delivery = simulation.world().deliveries[queue_of(simulation, queue).invisible.head];
  return receipt_handle(simulation.world().seed, delivery.number,
                        simulation.world().queued_message(delivery).receive_count);
}
// "code: text" of what a command is refused with at the present; empty where it is taken.
inline std::string refusal_of(Simulation& simulation, Command command) {
  const base::Status status = simulation.submit(std::move(command));
  return status ? std::string() : status.error().code + ": " + status.error().text;
}

}  // namespace brigade::engine
