// The state of everything at one step: plain data in pages, so that a copy is a checkpoint. What can never
// change stands in History; the world holds counts into it. Structs have no padding and no addresses: their
// bytes are what the world's hash is made of.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/random.h"
#include "engine/fifo_state.h"
#include "engine/history.h"
#include "engine/paged_array.h"
#include "engine/plan.h"
#include "engine/record.h"
#include "engine/scheduler.h"
#include "engine/types.h"

namespace brigade::engine {

inline constexpr uint64_t kAccount = 123456789012;
inline constexpr std::string_view kAccountText = "123456789012";
inline constexpr std::string_view kDefaultBus = "default";

// The table of resources. A deleted one keeps its entry as a tombstone: deliveries in flight and records can
// name it for ever, so an index is never used again, and a new resource of the same name is another one.
struct Resource {
  uint32_t fault;  // FaultKind (command.h), in force before fault_until_ms
  uint32_t generation;
  uint32_t name;    // History::names
  uint32_t config;  // History::configs, the version in force
  uint32_t state;   // index in the table of its kind: World::buckets, functions, …
  ResourceKind kind;
  uint8_t alive;
  uint16_t region;  // 0: the scenario's
  uint32_t alarms;  // head of the list of alarms on its metrics: World::alarms
  uint32_t fault_delay_ms;
  uint64_t account;
  TimeMs fault_until_ms;
  base::Stream stream;  // this resource's own random numbers
};

struct BucketState {
  ResourceId id;
  uint32_t writes;        // numbers object versions
  uint64_t object_count;  // keys that a GET would find
  uint64_t size_bytes;
  TimerRef lifecycle_timer;  // at the next midnight at which a rule has something to do
};
// The temporary copy of an archived version: on its way, or there until it expires.
struct Restore {
  uint32_t next_free;
  uint32_t version;  // History::objects
  uint32_t cause;    // the record of what happened last
  uint32_t days;
  TimerRef timer;
  uint32_t bucket;  // its state
  uint32_t reserved;
};
// An object version on its way to another bucket.
struct Replication {
  uint32_t next_free;
  uint32_t object;  // History::objects
  uint32_t bucket;  // the source: its state
  uint32_t config;  // the version of the source's configuration that has the rule
  uint32_t rule;    // in it
  uint32_t missed;  // the 15 minutes of ReplicationTime are over
  TimerRef timer;   // for that
  uint32_t cause;   // the record that it began with
  uint32_t reserved;
  TimeMs started_ms;
};

// The environments of a function: those that run, and the idle ones as a stack (the last used is used first).
struct FunctionState {
  ResourceId id;
  uint32_t running;
  uint32_t idle_top, idle_bottom, idle_count;
  uint32_t environments_made;  // numbers environments from 1
  uint32_t in_queue;           // events in the internal queue: waiting or backing off, not running
  uint32_t retrying;           // of these, waiting for a retry
  TimerRef reclaim_timer;
  uint64_t invocations, errors, throttles;
  uint64_t billed_ms;     // of invocations that ended, init phases included
  uint64_t billed_mb_ms;  // the same times the memory that each ran with
  TimeMs scaled_ms;       // when its concurrency scaling rate is whole again (lambda::may_grow)
};
struct Environment {
  uint32_t next_free;  // also the next below in the idle stack
  uint32_t above;
  uint32_t function;  // index in World::functions
  uint32_t number;
  uint32_t invocations;  // that it ran or runs
  uint32_t running;      // slot in World::invocations, kNone: idle
  TimeMs idle_since_ms;
  TimeMs started_ms;
};

// A queue's messages are deliveries in lists: visible in order of arrival; delayed and invisible unordered.
struct DeliveryList {
  uint32_t head, tail, count;
};
struct QueueState {
  ResourceId id;
  DeliveryList visible, invisible, delayed;
  uint32_t pollers;   // head of the list of waiting polls
  uint32_t mappings;  // head of the list of event source mappings
  TimerRef retention_timer;
  // A message move task that empties this queue.
  TimerRef move_timer;
  ResourceId move_to;        // none: back to where each message came from
  uint32_t move_per_second;  // 0: no task
  uint32_t moved;
  uint32_t fifo_buckets;  // first of kFifoBuckets in World::fifo_buckets, kNone: a standard queue
  TimeMs purged_ms;       // -1: never
  uint64_t sent, received, deleted;
};

struct BusState {
  ResourceId id;
  uint32_t first_rule;  // head of the list of its rules, in the order of their making: World::rules
  uint32_t last_rule;
  uint32_t rules;
  uint32_t rules_epoch;    // another one whenever its rules are others
  uint32_t first_archive;  // head of the list of its archives: World::archives
  uint64_t received, unmatched;
};
struct RuleState {
  ResourceId id, bus;
  uint32_t next, previous;                // in the bus's list
  uint64_t matched;                       // events
  uint64_t received_before;               // events that the bus had received when the rule was made
  uint64_t sent, refused, dead_lettered;  // deliveries to its targets; times that a target refused
  TimerRef schedule_timer;
  TimeMs scheduled_from_ms;  // a rate counts from here
  uint64_t fired;            // times that its schedule came
};
// An archive keeps its events in the order of their coming.
struct ArchiveState {
  ResourceId id, bus;
  uint32_t next;  // in the bus's list
  uint32_t first_event, last_event, events;
  TimerRef expiry_timer;
  uint64_t size_bytes;  // of the events, as JSON
};
struct TopicState {
  ResourceId id;
  uint32_t subscriptions_made;  // numbers subscriptions
  uint32_t fifo_buckets;        // as a queue's
  uint32_t reserved;
  uint64_t published, filtered_out, sent, refused, dead_lettered;
};

// The items of a table stand in History::items.
struct TableState {
  ResourceId id;
  uint32_t stream;  // the latest, in World::streams; kNone: there was none
  uint64_t item_count;
  uint64_t size_bytes;
  uint64_t writes;
};
// A log of records in shards: a Kinesis stream, or one that a table writes (of one shard).
struct StreamState {
  ResourceId id;         // the stream or the table
  uint32_t first_shard;  // in World::shards
  uint32_t shards;
  uint32_t mappings;  // head of the list of event source mappings
  uint32_t is_open;   // takes records
  uint32_t reserved;
  uint64_t records;
};
struct Shard {
  uint32_t newest;   // in History::stream_records, kNone
  uint32_t records;  // ever written
};

// A payload in one of three forms. JSON is rendered when somebody reads it (services/payload.h).
enum class PayloadForm : uint8_t { Typed, Text, Derived };
enum class PayloadKind : uint8_t {
  None,
  S3Event,  // the record that S3 sends to queues, topics and functions
  Text,
  S3TestEvent,  // text
  DestinationRecord,
  S3BusEvent,     // the event that S3 sends to EventBridge
  BusEvent,       // any other event on a bus, its envelope included: text
  Publication,    // what Publish brought: text, {"Message","Subject","MessageAttributes"}
  SnsMessage,     // what a topic makes of whatever reached it
  StreamRecord,   // a record of a table's or of a Kinesis stream
  StreamFailure,  // what an on-failure destination gets about a batch
  ScheduleInput,  // what a schedule sends: text
  ApiRequest,     // what a client asks of an API: text (services/apis.h)
  SentMessage,    // of SendMessage with attributes: text, {"MessageBody","MessageAttributes"}
  Replica,        // an object version on its way to another bucket
};
constexpr bool is_derived(PayloadKind kind) {
  return kind == PayloadKind::DestinationRecord || kind == PayloadKind::SnsMessage ||
         kind == PayloadKind::StreamFailure;
}
struct Payload {
  PayloadForm form;
  PayloadKind kind;
  uint16_t code;  // S3Event, S3BusEvent: the event type
  // S3Event, S3BusEvent, Replica: object version; text: History::texts; StreamRecord:
  // History::stream_records; else World::derivations.
  uint32_t ref;
  // The configuration that shaped it for its receiver, kNone: a bucket's (S3Event), a rule's (BusEvent and
  // S3BusEvent: the target's input), a topic's (SnsMessage), an API's (ApiRequest: the route's event).
  uint32_t config;
  // The notification, target or subscription in it. Without a configuration, of a BusEvent: the version that
  // has the replay that it came from, kNone: none; of a ScheduleInput: the number of the attempt; of a
  // Replica: World::replications.
  uint32_t rule;
};

// What an event became: the parent's payload and what is known about its end. For records sent to
// destinations, for the attributes of dead letters, and for what topics send on.
struct Derivation {
  uint32_t next_free;
  uint32_t references;       // messages that hold it
  ResourceId by;             // the function, rule or topic
  uint32_t version;          // its configuration
  ResourceId target;         // of a rule or a topic: what refused
  uint32_t target_index;     // in that configuration
  uint32_t parent_delivery;  // its number: the request id derives from it
  Payload parent;
  uint16_t condition;     // DestinationCondition; of a rule's or topic's dead letter: RetryEnd
  uint16_t invoke_count;  // of a rule's or topic's dead letter: attempts made
  uint32_t handler_rule;  // the rule of the handler that failed, kNone: timed out or none
  // Text of the error where that is kCallRefusedRule; of a success, of what the handler returned; else kNone.
  uint32_t error;
  uint32_t batch_size;  // of a stream's batch
  uint16_t timed_out;
  uint16_t refusal;  // of a rule's or topic's dead letter
  TimeMs time_ms;
};
// An event in an archive: as it was, and what it came from.
struct ArchivedEvent {
  uint32_t next_free;                  // also the next in its archive
  uint32_t root_command, key, object;  // as in Message
  Payload payload;
  TimeMs archived_ms;
  int64_t event_unix_s;  // the time that the event says
  uint32_t size_bytes;
  uint32_t record;  // that says it was archived
};
enum class ReplayStatus : uint32_t { Starting, Running, Completed, Failed, Cancelled };
struct ReplayState {
  ResourceId archive, bus;
  uint32_t config;  // the version of the archive's configuration that has the replay
  ReplayStatus status;
  TimerRef timer;
  uint32_t last_record, reserved;
  int64_t next_unix_s;  // events before this time were replayed
  uint64_t replayed;
};
// A schedule of EventBridge Scheduler.
struct ScheduleState {
  ResourceId id;
  uint32_t completed;  // nothing comes any more
  TimerRef timer;
  TimeMs created_ms;    // a rate counts from here where it has no StartDate
  TimeMs scheduled_ms;  // the time of the next firing, before its flexible window
  uint64_t fired, refused, dead_lettered;
};

enum class RetryEnd : uint16_t { NotRetried, MaximumRetryAttempts, MaximumEventAgeInSeconds };
enum class DestinationCondition : uint16_t {
  Success,
  RetriesExhausted,
  EventAgeExceeded,
  ZeroReservedConcurrency,
  RecursiveInvocation,
  // Of a batch of a stream. Derivation: `by` is the mapping, `target` the function, `parent` the first record
  // and `target_index` the last; `parent_delivery` is the invocation's number.
  RetryAttemptsExhausted,
  RecordAgeExceeded,
};

struct Message {
  uint32_t next_free;
  uint32_t number;
  uint32_t live_deliveries;  // the slot is freed with the last
  uint32_t last_delivery;    // slot of the delivery made last
  uint32_t root_command;     // the command it all comes from (plan.h)
  uint32_t created_record;
  uint32_t derivation;  // of a dead letter or a destination record: World::derivations; kNone
  uint32_t key;         // of that object, in History::keys
  Payload payload;
  TimeMs created_ms;
  uint32_t object;   // the object version it all came from, kNone
  uint32_t lineage;  // invocations of functions in the chain of requests that made it
};
static_assert(sizeof(Message) == 64);

enum class DeliveryState : uint8_t {
  Scheduled,       // the source will hand it over
  InQueue,         // Lambda's internal queue, an attempt is due now
  Running,         // an attempt runs
  BackingOff,      // waits for a retry, after an error or a throttle
  Ending,          // failed for good; the move to a dead-letter queue or destination is due
  InStream,        // waits in a mapping's lane, or is in its batch
  AwaitingAnswer,  // an API waits for its integration
  Delayed,
  Visible,
  Invisible,  // in an SQS queue
};
constexpr bool is_in_queue(DeliveryState state) { return state >= DeliveryState::Delayed; }

// One message on its way to one target: the conserved unit. Read and written at almost every step, so it is
// one line of the cache; what only a queue knows of it is a QueuedMessage.
struct Delivery {
  uint32_t next_free;  // also next in its queue's list
  uint32_t number;
  uint32_t message;         // slot
  uint32_t message_number;  // of that message: every record names it
  ResourceId target;
  uint32_t config;  // version and rule of the configuration that made it, kNone
  uint32_t rule;
  uint32_t last_record;  // the cause of what comes next
  // Slot in World::invocations while Running, in World::queued while in a queue; while Scheduled, the
  // attempts that the target refused, kNone before the first, of an API's the slot of its own delivery; while
  // AwaitingAnswer slot in World::invocations, kNone before it; while InStream, attempts made; between
  // attempts of a function, the text of the error where a call was refused (History::texts), else kNone.
  uint32_t place;
  uint32_t ran_version;  // the function's configuration in its last attempt, kNone: none yet
  TimerRef timer;
  TimeMs accepted_ms;  // entered the internal queue, or was sent to the queue
  DeliveryState state;
  uint8_t attempts;
  uint16_t throttles;
  uint8_t handler_rule;  // of the last failed attempt, kNoHandlerRule
  uint8_t condition;     // DestinationCondition once Ending
  uint8_t timed_out;     // the last attempt did
  // InStream: a batch ends with it, since that failed and is tried again as it was. While Scheduled: a slow
  // target has made it wait already.
  uint8_t cut_after;
};
static_assert(sizeof(Delivery) == 64);
inline constexpr uint8_t kNoHandlerRule = 0xFF;
// Delivery::rule of what reached a rule's or a topic's dead-letter queue: this and the target's index.
inline constexpr uint32_t kDeadLetterPlaces = 1'000;

// A delivery that is in an SQS queue.
struct QueuedMessage {
  uint32_t next_free;
  uint32_t previous;  // the delivery before it in the queue's list
  uint32_t receive_count;
  uint32_t batch;          // of the receive that holds it, kNone
  uint32_t next_in_batch;  // the delivery after it in a mapping's batch
  uint32_t handler_rule;   // of a mapping's batch: what the handler makes of it, kNone: it succeeds
  uint32_t sent_as;        // the delivery that brought it to its first queue: its message id derives from it
  ResourceId source;       // of a dead letter that was redriven: the queue it came from
  uint32_t fifo;           // slot in World::fifo_messages, kNone: in a standard queue
  uint32_t reserved;
  TimeMs first_received_ms;  // -1: never
};

enum class InvocationState : uint8_t { Running, WaitingForHandler, WaitingForCall };
// Who waits for the answer of a synchronous invocation (services/lambda.h).
enum class SyncCaller : uint32_t {
  None,    // nobody: asynchronous
  Gone,    // waited, and waits no longer
  Client,  // lambda:Invoke
  Api,     // an API; its tag is the slot of the delivery to it
  Pipe,    // its enrichment or target; the tag is the slot of the execution
};
struct Invocation {
  uint32_t next_free;
  uint32_t number;
  uint32_t delivery;     // slot, kNone for a batch
  uint32_t environment;  // slot
  uint32_t function_version;
  uint32_t calls;  // made so far
  InvocationState state;
  uint8_t outcome;  // HandlerOutcome
  uint16_t cold;
  uint32_t handler_rule;
  uint32_t error;  // text of the error of a refused call, kNone
  uint32_t batch;  // slot, kNone
  ResourceId function;
  SyncCaller caller;
  uint32_t tag;       // the caller's own word for what it waits for
  uint32_t response;  // of a success: text of its payload (History::texts), kNone: null
  TimeMs started_ms;
  TimeMs duration_ms;  // of the handler, without init
};

// A consumer that waits for messages. Woken by an arrival or by its own time-out, never by ticking.
struct Poller {
  uint32_t next_free;  // also next in its queue's list
  ResourceId queue;
  uint32_t max_messages;
  uint32_t cause;  // the record of the poll
  int64_t visibility_timeout_ms;
  TimerRef timer;
};
// Messages that one receive handed out together. Members name it in QueuedMessage::batch.
struct Batch {
  uint32_t next_free;
  uint32_t number;
  uint32_t members;    // still held
  uint32_t cause;      // the record of the receive
  uint32_t first;      // of a mapping: its deliveries, linked by QueuedMessage::next_in_batch
  ResourceId mapping;  // none: received by hand
  uint32_t held;       // an invocation runs with it
  uint32_t lane;       // of a stream, kNone
};
// A batch on its way through a pipe: from the source to the enrichment, and on to the target.
enum class PipeStage : uint32_t { Enrichment, Target };
struct PipeExecution {
  uint32_t next_free;
  uint32_t batch;  // slot
  ResourceId pipe;
  uint32_t version;  // its configuration: that with which it began
  PipeStage stage;   // that runs or comes next
  uint32_t events;   // what the enrichment made of the batch, a JSON array: History::texts; kNone: the batch
  TimeMs started_ms, stage_ms;
};

// Polls a queue or stream, for a function or as a pipe. Woken by arrivals, by its window's end and by the end
// of a batch.
struct EventSourceMappingState {
  ResourceId id, source;  // the mapping or pipe, and what it polls
  ResourceId function;    // what gets the records; of a pipe: itself
  uint32_t next;          // the source's next mapping
  uint32_t running;       // batches
  uint32_t stream;        // World::streams, kNone: a queue
  TimerRef poll_timer;
  uint32_t first_lane, lanes;  // in World::lanes: kLanesPerShard a shard
  uint32_t waiting;            // records in the lanes
  uint32_t blocked;            // lanes whose batch failed and will be tried again
  uint64_t batches, failed_batches, filtered_out;
  TimeMs iterator_age_ms, maximum_iterator_age_ms;  // of the last record of a batch as it was read
};
inline constexpr uint32_t kLanesPerShard = 10;
// The records of a shard that a mapping has still to read, in order; one batch at a time. With a
// parallelization factor a shard has as many lanes, and an item's records are all in one of them.
struct Lane {
  uint32_t mapping;     // state
  uint32_t shard;       // in the stream
  uint32_t head, tail;  // deliveries, linked by next_free
  uint32_t count;
  uint32_t batch;     // in flight: slot in World::batches, kNone
  uint32_t attempts;  // failed ones of the batch to come
  uint32_t throttles;
  uint32_t blocked;  // its batch failed and is held until it is tried again
  uint32_t factor;   // in a shard's first lane: lanes in use, another one only while they are empty
  TimerRef poll_timer;
  TimerRef expiry_timer;  // of the first record
  TimeMs retry_ms;        // after a failure: the next attempt, not before
};

// Minutes in which a watched metric had the same samples.
struct MetricRun {
  uint32_t next_free;  // also the next later one
  uint32_t previous;
  uint32_t first_minute, last_minute;
  uint64_t count;                 // of samples in each minute
  int64_t sum, minimum, maximum;  // of an age: `sum` is when the oldest message arrived, -1: there is none
};
// An alarm and what it remembers of its metric (services/alarms.h).
struct AlarmState {
  ResourceId id;
  ResourceId watched;            // none: nothing of that name
  uint32_t next;                 // the watched resource's next alarm
  uint32_t metric;               // Metric (services/metrics.h), kNone: the engine makes no such metric
  uint32_t first_run, last_run;  // World::metric_runs, oldest first
  uint32_t state;                // AlarmValue
  uint32_t reason;               // its text, and the same as data: History::texts
  uint32_t reason_data;          // kNone: there is none
  uint32_t cause;                // the last record when the metric was last moved
  TimerRef timer;                // at the next evaluation that changes the state
  uint32_t transitions;
  uint32_t sampled_to;  // of a gauge: the first minute that is in no run yet
  int64_t level;        // of a gauge: its value since; of an age: when the oldest message arrived, -1: none
  TimeMs changed_ms, configured_ms;
};

struct ApiState {
  ResourceId id;
  uint32_t in_flight;  // requests without an answer yet
  uint64_t requests, client_errors, server_errors;
};

struct Tally {
  std::array<uint64_t, kFates> ended;  // deliveries by fate; InFlight is not counted here
  uint64_t made;                       // deliveries ever made
  uint64_t live;
  uint64_t unmatched_messages;
  uint64_t attempts, throttles, refused_commands;
};

struct World {
  explicit World(uint64_t seed_value) : seed(seed_value) {}

  uint64_t seed;
  TimeMs now_ms = 0;
  uint32_t step = 0;
  // Counts into History and the journal.
  uint32_t objects = 0, configs = 0, names = 0, texts = 0, records = 0;
  uint32_t items = 0, stream_records = 0;
  base::RunningHash journal_hash;
  // The next command of the plan's two lists.
  uint32_t next_timeline = 0, next_by_hand = 0;
  uint32_t messages_made = 0, deliveries_made = 0, invocations_made = 0, batches_made = 0;
  uint32_t unreserved_running = 0;                // invocations of functions without reserved concurrency
  uint32_t reserved_concurrency = 0;              // the sum over all functions
  uint32_t waiting_invocation = kNone;            // the engine waits for this handler
  TimeMs first_retention_ms = Scheduler::kNever;  // no queue's retention timer was ever set for earlier
  uint32_t name_epoch = 0;                        // rises when a resource is made or deleted
  uint32_t alarms_alive = 0;
  uint32_t permission_mode = 0;   // PermissionMode (command.h)
  uint32_t lost_permissions = 0;  // 1 once a resource stood under such a fault
  Tally tally{};

  Scheduler scheduler;
  PagedArray<Resource, 4> resources;
  PagedArray<BucketState, 3> buckets;
  PagedArray<FunctionState, 3> functions;
  PagedArray<QueueState, 3> queues;
  PagedArray<BusState, 2> buses;
  PagedArray<RuleState, 3> rules;
  PagedArray<TopicState, 3> topics;
  PagedArray<EventSourceMappingState, 3> mappings;
  PagedArray<TableState, 3> tables;
  PagedArray<StreamState, 3> streams;
  PagedArray<Shard, 3> shards;
  PagedArray<Lane, 3> lanes;
  PagedArray<ScheduleState, 3> schedules;
  PagedArray<ArchiveState, 2> archives;
  PagedArray<ReplayState, 2> replays;
  PagedArray<AlarmState, 3> alarms;
  PagedArray<ApiState, 2> apis;
  Slots<Environment, 6> environments;
  Slots<Message, 6> messages;
  Slots<Delivery, 6> deliveries;
  Slots<QueuedMessage, 5> queued;
  Slots<Invocation, 5> invocations;
  Slots<Derivation, 5> derivations;
  Slots<Poller, 4> pollers;
  Slots<Batch, 5> batches;
  Slots<PipeExecution, 4> pipe_executions;
  Slots<ArchivedEvent, 5> archived;
  Slots<MetricRun, 5> metric_runs;
  PagedArray<FifoBucket, 6> fifo_buckets;
  Slots<FifoGroup, 4> fifo_groups;
  Slots<FifoId, 5> fifo_ids;
  Slots<FifoMessage, 5> fifo_messages;
  Slots<Restore, 4> restores;
  Slots<Replication, 4> replications;

  // --- reading ---
  const Resource& resource(ResourceId id) const { return resources[id.index()]; }
  [[gnu::always_inline]] bool is_alive(ResourceId id) const {
    return !id.is_none() && id.index() < resources.size() && resource(id).alive != 0 &&
           resource(id).generation == id.generation();
  }
  const BucketState& bucket(ResourceId id) const { return buckets[resource(id).state]; }
  const FunctionState& function(ResourceId id) const { return functions[resource(id).state]; }
  const QueueState& queue(ResourceId id) const { return queues[resource(id).state]; }
  const BusState& bus(ResourceId id) const { return buses[resource(id).state]; }
  const RuleState& rule(ResourceId id) const { return rules[resource(id).state]; }
  const TopicState& topic(ResourceId id) const { return topics[resource(id).state]; }
  const EventSourceMappingState& mapping(ResourceId id) const { return mappings[resource(id).state]; }
  const TableState& table(ResourceId id) const { return tables[resource(id).state]; }
  const StreamState& stream(ResourceId id) const { return streams[resource(id).state]; }
  const ScheduleState& schedule(ResourceId id) const { return schedules[resource(id).state]; }
  const ArchiveState& archive(ResourceId id) const { return archives[resource(id).state]; }
  const ApiState& api(ResourceId id) const { return apis[resource(id).state]; }
  const AlarmState& alarm(ResourceId id) const { return alarms[resource(id).state]; }
  const QueuedMessage& queued_message(const Delivery& delivery) const { return queued[delivery.place]; }
  // The fault that the resource stands under now.
  FaultKind fault_of(ResourceId id) const {
    const Resource& one = resource(id);
    return now_ms < one.fault_until_ms ? static_cast<FaultKind>(one.fault) : FaultKind::None;
  }
  bool is_idle() const { return scheduler.pending_work() == 0; }

  // Everything that a fresh run stopped at the same step must agree about.
  uint64_t hash() const;
};

// By name; kNone where there is no such live resource.
ResourceId find_resource(const World& world, const History& history, ResourceKind kind,
                         std::string_view name);
// By ARN; kNone where it names nothing alive.
ResourceId find_by_arn(const World& world, const History& history, std::string_view arn);
std::string arn_of(const World& world, const History& history, const Plan& plan, ResourceId id);
std::string_view name_of(const World& world, const History& history, ResourceId id);

}  // namespace brigade::engine
