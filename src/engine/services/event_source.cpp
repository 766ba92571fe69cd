// Event source mappings at work: polling, filtering, batches, what becomes of each message of a batch.
// Configuration is checked in event_source_config.cpp; environments and concurrency are lambda.h's.
#include "engine/services/event_source.h"

#include <algorithm>

#include "base/json.h"
#include "engine/services/iam.h"
#include "engine/services/lambda.h"
#include "engine/services/pipes.h"
#include "engine/services/sqs.h"
#include "engine/services/stream_record.h"
#include "engine/services/stream_source.h"
#include "match/front_ends.h"

namespace brigade::engine::event_source {

namespace {

EventSourceMappingState& state_of(Engine& engine, uint32_t mapping_state) {
  return engine.w.mappings.edit(mapping_state);
}

bool is_pipe(const Engine& engine, const EventSourceMappingState& mapping) {
  return engine.w.resource(mapping.id).kind == ResourceKind::Pipe;
}

uint32_t concurrency_of(const Engine& engine, const EventSourceMappingState& mapping) {
  if (is_pipe(engine, mapping)) return kMaxConcurrency;
  return engine.mapping_config(mapping.id).maximum_concurrency.value_or(kMaxConcurrency);
}

bool can_poll(const Engine& engine, const EventSourceMappingState& mapping, const PollerConfig& config) {
  return config.enabled && engine.w.is_alive(mapping.id) && engine.w.is_alive(mapping.source) &&
         engine.w.is_alive(mapping.function) && mapping.running < concurrency_of(engine, mapping);
}

// How long a message stays invisible: what is collected over a window must outlast it.
TimeMs visibility_ms(const Engine& engine, const EventSourceMappingState& mapping,
                     const PollerConfig& config) {
  const TimeMs queues_ms = engine.queue_config(mapping.source).visibility_timeout_ms;
  if (config.maximum_batching_window_s == 0) return queues_ms;
  const TimeMs timeout_ms =
      is_pipe(engine, mapping) ? 0 : engine.function_config(mapping.function).timeout_ms;
  const TimeMs needed_ms = TimeMs{config.maximum_batching_window_s} * 1000 + timeout_ms;
  return needed_ms > queues_ms ? needed_ms + 30'000 : queues_ms;
}

// What no filter wants is deleted from the queue. True where it was.
bool filter_out(Engine& engine, uint32_t mapping_state, uint32_t slot) {
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  const uint32_t version = engine.w.resource(mapping.id).config;
  const auto& patterns = engine.h.poller_config(version).patterns;
  if (patterns == nullptr || patterns->empty()) return false;
  const RenderContext context{engine.w, engine.h, engine.plan};
  if (match::matches_record(*patterns, render_record(context, slot), "body")) return false;
  const bool by_pipe = is_pipe(engine, mapping);
  ++state_of(engine, mapping_state).filtered_out;
  sqs::remove(engine, slot, by_pipe ? RecordKind::PipeFilteredOut : RecordKind::MappingFilteredOut, 0, 0,
              version);
  return true;
}

InvocationInput input_of(Engine& engine, uint32_t slot, ResourceId function) {
  const Delivery& delivery = engine.w.deliveries[slot];
  InvocationInput input;
  input.function = function;
  input.attempt = engine.w.queued_message(delivery).receive_count;
  const bool has_calls = !engine.function_config(function).handler.calls.empty();
  lambda::tell_origin(engine, engine.w.messages[delivery.message], has_calls, input);
  if (has_calls) {
    const RenderContext context{engine.w, engine.h, engine.plan};
    input.event = "{\"Records\":[" + render_record(context, slot) + "]}";
  }
  return input;
}

uint32_t note(Engine& engine, uint32_t slot, RecordKind kind, ResourceId function, uint16_t code,
              uint32_t value) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.last_record =
      engine.record({kind, delivery.last_record, function, engine.w.resource(function).config,
                     delivery.message_number, delivery.number, code, value});
  return delivery.last_record;
}

uint16_t receives_of(const Engine& engine, uint32_t slot) {
  return static_cast<uint16_t>(engine.w.queued_message(engine.w.deliveries[slot]).receive_count);
}

// The script decides for each message, and makes its calls for those that succeed. What the batch comes to.
HandlerResult run_script_on(Engine& engine, const std::vector<uint32_t>& slots, ResourceId function,
                            bool stops_at_failure) {
  const TimeMs duration_ms = engine.function_config(function).handler.duration_ms;
  HandlerResult whole{HandlerOutcome::Succeed, duration_ms, kNone};
  for (const uint32_t slot : slots) {
    if (stops_at_failure && whole.outcome != HandlerOutcome::Succeed) break;
    const HandlerResult one = lambda::run_script_on_record(engine, slot, input_of(engine, slot, function));
    const bool failed = one.outcome != HandlerOutcome::Succeed;
    engine.w.queued.edit(engine.w.deliveries[slot].place).handler_rule = failed ? one.rule : kNone;
    if (failed && whole.outcome != HandlerOutcome::TimeOut) whole = one;
  }
  return whole;
}

// A chain of requests that has invoked functions too often is not handed on: its messages go the way of
// all that fail.
bool is_recursive(Engine& engine, const std::vector<uint32_t>& slots, ResourceId function) {
  if (engine.function_config(function).recursive_loop_allowed) return false;
  bool stopped = false;
  for (const uint32_t slot : slots) {
    const uint32_t chain = engine.w.messages[engine.w.deliveries[slot].message].lineage;
    if (chain < lambda::kMaxChainInvocations) continue;
    note(engine, slot, RecordKind::RecursiveInvocationDropped, function, 0, chain);
    stopped = true;
  }
  return stopped;
}

void invoke(Engine& engine, uint32_t mapping_state, uint32_t batch, const std::vector<uint32_t>& slots) {
  const ResourceId function = engine.w.mappings[mapping_state].function;
  ++state_of(engine, mapping_state).batches;
  const uint32_t invocation =
      is_recursive(engine, slots, function) ? kNone : lambda::start_invocation(engine, function);
  if (invocation == kNone) {
    ++state_of(engine, mapping_state).failed_batches;
    sqs::release_batch(engine, batch);
    for (const uint32_t slot : slots) {
      note(engine, slot, RecordKind::BatchThrottled, function, receives_of(engine, slot),
           engine.w.function(function).running);
    }
    return;
  }
  for (const uint32_t slot : slots) {
    note(engine, slot, RecordKind::BatchStarted, function, receives_of(engine, slot),
         static_cast<uint32_t>(slots.size()));
  }
  ++state_of(engine, mapping_state).running;
  Invocation& made = engine.w.invocations.edit(invocation);
  made.delivery = kNone;
  made.batch = batch;
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  const bool stops_at_failure = engine.queue_config(mapping.source).fifo &&
                                engine.mapping_config(mapping.id).report_batch_item_failures;
  const HandlerResult result = run_script_on(engine, slots, function, stops_at_failure);
  lambda::complete(engine, invocation, result);
}

void schedule_poll(Engine& engine, uint32_t mapping_state, TimeMs due_ms) {
  EventSourceMappingState& mapping = state_of(engine, mapping_state);
  const TimeMs before_ms = engine.w.scheduler.due_ms(mapping.poll_timer);
  if (before_ms <= due_ms) return;
  engine.w.scheduler.cancel(mapping.poll_timer);
  mapping.poll_timer = engine.at(due_ms, TimerKind::MappingPoll, mapping_state);
}

// When to poll for what is visible now: at once where a batch is full, else when the window is over.
void look(Engine& engine, uint32_t mapping_state) {
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  const PollerConfig& config = engine.poller_config(mapping.id);
  if (!can_poll(engine, mapping, config)) return;
  const uint32_t waiting = engine.w.queue(mapping.source).visible.count;
  const uint32_t first = sqs::first_available(engine.w, engine.h, engine.w.resource(mapping.source).state);
  if (first == kNone) return;
  const bool now = config.maximum_batching_window_s == 0 || waiting >= config.batch_size;
  schedule_poll(engine, mapping_state,
                engine.w.now_ms + (now ? 0 : TimeMs{config.maximum_batching_window_s} * 1000));
}

void write_record_attributes(base::JsonWriter& json, const base::JsonValue& message) {
  json.key("attributes");
  if (const base::JsonValue* attributes = message.find("Attributes")) {
    base::write_json(json, *attributes);
  } else {
    json.begin_object().end_object();
  }
  json.key("messageAttributes").begin_object();
  if (const base::JsonValue* attributes = message.find("MessageAttributes")) {
    for (const base::JsonMember& member : attributes->members()) {
      json.key(member.name).begin_object();
      if (const base::JsonValue* value = member.value.find("StringValue"))
        json.member("stringValue", value->as_string());
      json.key("stringListValues")
          .begin_array()
          .end_array()
          .key("binaryListValues")
          .begin_array()
          .end_array();
      if (const base::JsonValue* type = member.value.find("DataType"))
        json.member("dataType", type->as_string());
      json.end_object();
    }
  }
  json.end_object();
}

}  // namespace

void wake(Engine& engine, uint32_t queue_state) {
  for (uint32_t i = engine.w.queues[queue_state].mappings; i != kNone; i = engine.w.mappings[i].next) {
    look(engine, i);
  }
}

void forget_queue(Engine& engine, uint32_t queue_state) {
  for (uint32_t i = engine.w.queues[queue_state].mappings; i != kNone; i = engine.w.mappings[i].next) {
    engine.w.scheduler.cancel(engine.w.mappings[i].poll_timer);
  }
}

namespace {

// Filters what the next batch may hold. Of a FIFO queue only the first group that is free: another message of
// a group that is held waits unseen.
void filter_waiting(Engine& engine, uint32_t mapping_state, uint32_t queue_state) {
  const PollerConfig& config = engine.poller_config(engine.w.mappings[mapping_state].id);
  if (config.patterns == nullptr || config.patterns->empty()) return;
  uint32_t kept = 0;
  if (engine.w.queues[queue_state].fifo_buckets != kNone) {
    uint32_t slot = sqs::first_available(engine.w, engine.h, queue_state);
    while (slot != kNone && filter_out(engine, mapping_state, slot))
      slot = sqs::first_available(engine.w, engine.h, queue_state);
    if (slot == kNone) return;
    const auto group_of = [&engine](uint32_t of) {
      return engine.w.fifo_messages[engine.w.queued_message(engine.w.deliveries[of]).fifo].group;
    };
    const uint32_t group = group_of(slot);
    while (slot != kNone && kept < config.batch_size) {
      const uint32_t next = engine.w.deliveries[slot].next_free;
      if (group_of(slot) == group && !filter_out(engine, mapping_state, slot)) ++kept;
      slot = next;
    }
    return;
  }
  for (uint32_t slot = engine.w.queues[queue_state].visible.head;
       slot != kNone && kept < config.batch_size;) {
    const uint32_t next = engine.w.deliveries[slot].next_free;
    if (!filter_out(engine, mapping_state, slot)) ++kept;
    slot = next;
  }
}

}  // namespace

void poll(Engine& engine, uint32_t mapping_state) {
  const EventSourceMappingState mapping = engine.w.mappings[mapping_state];
  state_of(engine, mapping_state).poll_timer = TimerRef{};
  const PollerConfig& config = engine.poller_config(mapping.id);
  if (!can_poll(engine, mapping, config)) return;
  const uint32_t queue_state = engine.w.resource(mapping.source).state;
  const uint32_t first = engine.w.queues[queue_state].visible.head;
  if (first != kNone && !iam::may_poll(engine, mapping, first)) {
    const TimeMs back_ms = iam::permission_back_ms(engine.w, engine.h, mapping);
    if (back_ms < Scheduler::kNever) schedule_poll(engine, mapping_state, back_ms);
    return;
  }
  filter_waiting(engine, mapping_state, queue_state);
  std::vector<uint32_t> slots;
  const uint32_t batch =
      sqs::hand_out(engine,
                    {mapping.source, config.batch_size, visibility_ms(engine, mapping, config),
                     engine.w.records, mapping.id, true},
                    &slots);
  if (!slots.empty() && is_pipe(engine, mapping)) {
    pipes::start(engine, mapping_state, batch, slots);
  } else if (!slots.empty()) {
    invoke(engine, mapping_state, batch, slots);
  }
  look(engine, mapping_state);
}

std::vector<uint32_t> members_of(const Engine& engine, uint32_t batch) {
  std::vector<uint32_t> slots;
  for (uint32_t slot = engine.w.batches[batch].first; slot != kNone;) {
    slots.push_back(slot);
    slot = engine.w.queued_message(engine.w.deliveries[slot]).next_in_batch;
  }
  return slots;
}

void settle(Engine& engine, uint32_t batch, const Failed& failed) {
  const uint32_t mapping_state = engine.w.resource(engine.w.batches[batch].mapping).state;
  --state_of(engine, mapping_state).running;
  const ResourceId queue = engine.w.mappings[mapping_state].source;
  bool any_failed = false;
  for (const uint32_t slot : members_of(engine, batch)) {
    if (failed(slot)) {
      any_failed = true;
    } else if (engine.w.is_alive(queue)) {
      ++engine.w.queues.edit(engine.w.resource(queue).state).deleted;
      sqs::remove(engine, slot, RecordKind::MessageDeleted, receives_of(engine, slot), 0,
                  engine.w.resource(queue).config);
    }
  }
  if (any_failed) ++state_of(engine, mapping_state).failed_batches;
  sqs::release_batch(engine, batch);
  if (!engine.w.is_alive(queue)) return;
  if (engine.queue_config(queue).fifo) sqs::wake(engine, queue);  // its groups may go on
  look(engine, mapping_state);
}

void batch_ended(Engine& engine, const Invocation& invocation) {
  const Batch batch = engine.w.batches[invocation.batch];
  if (batch.lane != kNone) return stream_source::batch_ended(engine, invocation);
  const EventSourceMappingState mapping = engine.w.mapping(batch.mapping);
  const auto outcome = static_cast<HandlerOutcome>(invocation.outcome);
  // Without a report of what failed, or where the function did not end by itself, all of it failed.
  const bool each_alone =
      engine.mapping_config(batch.mapping).report_batch_item_failures && outcome != HandlerOutcome::TimeOut;
  const bool in_order =
      each_alone && engine.w.is_alive(mapping.source) && engine.queue_config(mapping.source).fifo;
  bool stopped = false;  // in order, what comes after a failure is reported as failed too
  settle(engine, invocation.batch, [&](uint32_t slot) {
    const uint32_t rule = engine.w.queued_message(engine.w.deliveries[slot]).handler_rule;
    if (stopped) {
      note(engine, slot, RecordKind::BatchItemNotReached, mapping.function, receives_of(engine, slot), 0);
      return true;
    }
    if (outcome == HandlerOutcome::Succeed || (each_alone && rule == kNone)) return false;
    stopped = in_order;
    note(engine, slot, RecordKind::BatchItemFailed, mapping.function, receives_of(engine, slot),
         failure_value(static_cast<uint32_t>(invocation.duration_ms), rule));
    return true;
  });
}

std::string render_record(const RenderContext& context, uint32_t slot) {
  const Delivery& delivery = context.world.deliveries[slot];
  const base::JsonValue message =
      base::read_json(render_queue_message(context, slot)).value_or(base::JsonValue());
  const auto text = [&message](std::string_view name) {
    const base::JsonValue* value = message.find(name);
    return value == nullptr ? std::string() : value->as_string();
  };
  base::JsonWriter json;
  json.begin_object().member("messageId", text("MessageId")).member("receiptHandle", text("ReceiptHandle"));
  json.member("body", text("Body"));
  write_record_attributes(json, message);
  json.member("md5OfBody", text("MD5OfBody")).member("eventSource", "aws:sqs");
  json.member("eventSourceARN", arn_of(context.world, context.history, context.plan, delivery.target));
  json.member("awsRegion", context.plan.options.region).end_object();
  return json.take();
}

std::string render_batch(const RenderContext& context, uint32_t batch) {
  if (context.world.batches[batch].lane != kNone) return render_stream_batch(context, batch);
  std::string out = "{\"Records\":[";
  for (uint32_t slot = context.world.batches[batch].first; slot != kNone;) {
    if (out.back() != '[') out += ',';
    out += render_record(context, slot);
    slot = context.world.queued_message(context.world.deliveries[slot]).next_in_batch;
  }
  return out + "]}";
}

}  // namespace brigade::engine::event_source
