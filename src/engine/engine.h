// What one step works with: the world, the logs behind it and the few verbs that every service uses to change
// it. Services are free functions over this; nothing else writes to the world.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/handler.h"
#include "engine/journal.h"
#include "engine/plan.h"
#include "engine/world.h"

namespace brigade::engine {

class BusMatchers;  // services/bus_matcher.h
class Readings;     // services/readings.h
class MetricSink;   // services/metrics.h
enum class Metric : uint8_t;

class Engine {
 public:
  Engine(World& world, History& history, Journal& journal, const Plan& its_plan, Handler& its_handler,
         std::vector<std::vector<HandlerAnswer>>& its_tape, BusMatchers& its_matchers, Readings& its_readings)
      : w(world),
        h(history),
        plan(its_plan),
        handler(its_handler),
        tape(its_tape),
        matchers(its_matchers),
        readings(its_readings),
        journal_(journal) {}

  World& w;
  History& h;
  const Plan& plan;
  Handler& handler;
  std::vector<std::vector<HandlerAnswer>>& tape;  // what waiting handlers answered, by invocation number
  BusMatchers& matchers;                          // compiled rules of the buses, made again when they change
  Readings& readings;
  CommandRef command = kNone;  // the command being applied
  size_t command_index = 0;    // its kind: index in the variant
  uint32_t cause = kNone;      // the record that a handler's call came from
  uint32_t lineage = 0;        // Message::lineage of what a handler's call makes
  MetricSink* sink = nullptr;  // is told every sample of every metric

  // --- the journal ---
  struct Note {
    RecordKind kind;
    uint32_t cause = kNone;
    ResourceId resource{};
    uint32_t version = kNone;
    uint32_t message = kNone;
    uint32_t delivery = kNone;
    uint16_t code = 0;
    uint32_t value = 0;
  };
  [[gnu::always_inline]] uint32_t record(const Note& note);  // returns its index
  // A record about a delivery, caused by the one before it.
  uint32_t record(Delivery& delivery, RecordKind kind, uint16_t code = 0, uint32_t value = 0);

  // --- resources ---
  ResourceId create(ResourceKind kind, std::string_view name, uint32_t state, Config config);
  void configure(ResourceId id, Config config);
  void remove(ResourceId id);  // leaves a tombstone
  // A version of a configuration that is not put in force: of something that a resource does only once.
  uint32_t add_config(ResourceId id, Config config);
  ResourceId find(ResourceKind kind, std::string_view name) const { return find_resource(w, h, kind, name); }
  // The target that a configuration names by ARN; remembered until a resource is made or deleted.
  ResourceId target(uint32_t config, uint32_t place, std::string_view arn);

  // What policies alone let in before (iam.h, was_let_in): a place of a configuration to its target, for as
  // long as all that was looked at stays as it is.
  struct LetIn {
    uint32_t config = kNone, place = 0, target_version = kNone, name_epoch = 0;
    ResourceId who{}, role{};  // who asked; in whose name, none: in its own
    uint32_t who_version = kNone, role_version = kNone;
  };
  LetIn& let_in(uint32_t config, uint32_t place) {
    return let_in_[(config * 2654435761u + place * 40503u) >> 22];
  }

  // The bucket of a plain put: `text` is the same for the same name (Plan::PlainPut).
  ResourceId bucket_for(uint32_t text, std::string_view name);

  const FunctionConfig& function_config(ResourceId id) const {
    return h.function_config(w.resource(id).config);
  }
  const BucketConfig& bucket_config(ResourceId id) const { return h.bucket_config(w.resource(id).config); }
  const QueueConfig& queue_config(ResourceId id) const { return h.queue_config(w.resource(id).config); }
  const BusConfig& bus_config(ResourceId id) const { return h.bus_config(w.resource(id).config); }
  const RuleConfig& rule_config(ResourceId id) const { return h.rule_config(w.resource(id).config); }
  const TopicConfig& topic_config(ResourceId id) const { return h.topic_config(w.resource(id).config); }
  const EventSourceMappingConfig& mapping_config(ResourceId id) const {
    return h.mapping_config(w.resource(id).config);
  }
  const PollerConfig& poller_config(ResourceId id) const { return h.poller_config(w.resource(id).config); }
  const PipeConfig& pipe_config(ResourceId id) const { return h.pipe_config(w.resource(id).config); }
  const TableConfig& table_config(ResourceId id) const { return h.table_config(w.resource(id).config); }
  const StreamConfig& stream_config(ResourceId id) const { return h.stream_config(w.resource(id).config); }
  const ScheduleConfig& schedule_config(ResourceId id) const {
    return h.schedule_config(w.resource(id).config);
  }
  const ArchiveConfig& archive_config(ResourceId id) const { return h.archive_config(w.resource(id).config); }
  const ApiConfig& api_config(ResourceId id) const { return h.api_config(w.resource(id).config); }
  const AlarmConfig& alarm_config(ResourceId id) const { return h.alarm_config(w.resource(id).config); }
  const RoleConfig& role_config(ResourceId id) const { return h.role_config(w.resource(id).config); }

  // --- metrics --- (services/metrics.h): of no cost where nobody looks. Called after the record of it.
  void count(Metric metric, ResourceId id, int64_t value = 1) {
    if (w.alarms_alive != 0 || sink != nullptr) [[unlikely]]
      take_sample(metric, id, value);
  }
  // The queue holds others than before.
  void queue_changed(ResourceId id) {
    if (w.alarms_alive != 0) [[unlikely]]
      take_levels(id);
  }

  // --- messages and deliveries ---
  uint32_t add_text(std::string_view text);  // index in History::texts
  uint32_t add_text(const std::shared_ptr<const std::string>& text);
  struct NewMessage {
    Payload payload;
    uint32_t root_command = kNone;
    uint32_t cause = kNone;
    ResourceId resource{};  // where it arose
    uint32_t derivation = kNone;
    uint32_t key = kNone, object = kNone;  // as in Message
    uint32_t lineage = 0;
  };
  // What a message made of another one has in common with it; the rest is filled in.
  static NewMessage made_of(const Message& parent, const Payload& payload, uint32_t cause,
                            ResourceId resource) {
    return {payload, parent.root_command, cause, resource, kNone, parent.key, parent.object, parent.lineage};
  }
  uint32_t make_message(const NewMessage& message);  // slot, no delivery yet
  uint32_t make_delivery(uint32_t message, ResourceId target, uint32_t config, uint32_t rule, uint32_t cause);
  // A delivery that ends as it is made: counted and recorded, never stored.
  void make_ended_delivery(const Note& note);
  // The last record of a delivery gives its fate; then its slot is free, and its message's with the last one.
  // Returns that record.
  uint32_t end(uint32_t delivery, RecordKind kind, uint16_t code = 0, uint32_t value = 0);
  // The same where the target's configuration in force is not what decided.
  uint32_t end(uint32_t delivery, RecordKind kind, uint16_t code, uint32_t value, uint32_t version);
  // The receive that handed a message out holds it no more.
  void leave_batch(uint32_t queued_slot);
  // Keeps what it derives from alive as long as itself.
  uint32_t make_derivation(Derivation derivation);
  // Frees a message that got no delivery at all.
  void drop_message_without_deliveries(uint32_t message);
  // Hands the message to its target at `due_ms`, as a step of its own.
  void schedule_delivery(uint32_t delivery, TimeMs due_ms);

  TimerRef at(TimeMs due_ms, TimerKind kind, uint32_t target) {
    return w.scheduler.add(due_ms, kind, target);
  }

 private:
  void take_sample(Metric metric, ResourceId id, int64_t value);
  void take_levels(ResourceId queue);
  uint32_t add_name(std::string_view name);
  void release_message(uint32_t slot);
  void release_derivation(uint32_t slot);

  Journal& journal_;
  struct RememberedTarget {
    uint32_t config = kNone, place = 0, epoch = 0;
    ResourceId id;
  };
  std::array<RememberedTarget, 1024> remembered_{};
  std::array<LetIn, 1024> let_in_{};
  std::array<RememberedTarget, 256> remembered_buckets_{};  // by a hash of the text, which is `config`
};

// In the header, so that a note is never memory: it is written to the journal field by field.
inline uint32_t Engine::record(const Note& note) {
  base::RunningHash hash = w.journal_hash;
  hash.add(static_cast<uint64_t>(w.now_ms));
  hash.add(uint64_t{w.step} << 32 | note.cause);
  hash.add(uint64_t{note.message} << 32 | note.delivery);
  hash.add(uint64_t{note.resource.value} << 32 | note.version);
  hash.add(uint64_t{static_cast<uint16_t>(note.kind)} << 48 | uint64_t{note.code} << 32 | note.value);
  w.journal_hash = hash;
  const uint32_t index = w.records++;
  if (Record* record = journal_.place(index)) {
    record->time_ms = w.now_ms;
    record->step = w.step;
    record->cause = note.cause;
    record->message = note.message;
    record->delivery = note.delivery;
    record->resource = note.resource;
    record->version = note.version;
    record->kind = note.kind;
    record->code = note.code;
    record->value = note.value;
  }
  return index;
}

// The lists of a queue.
void append(Engine& engine, DeliveryList& list, uint32_t delivery);
void insert_behind(Engine& engine, DeliveryList& list, uint32_t delivery, uint32_t after);  // kNone: first
void unlink(Engine& engine, DeliveryList& list, uint32_t delivery);

// Executes the one next due event or command. False where nothing is left to do or a handler is waited for.
bool execute_step(Engine& engine);
// When that will be; Scheduler::kNever where nothing is left.
TimeMs next_ms(Engine& engine);
// Applies a command at the present. Refused: nothing changed.
base::Status apply(Engine& engine, const Command& command);
// In debug builds: nothing lost, counts and lists agree. Aborts with what is wrong.
void check_invariants(const World& world, const History& history, bool thorough);

}  // namespace brigade::engine
