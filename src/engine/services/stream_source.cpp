// Event source mappings of streams at work: arrival, polling, filtering, batches, failures, what is given up.
// Which settings are refused stands in stream_source_config.cpp.
#include "engine/services/stream_source.h"

#include <algorithm>
#include <cassert>

#include "engine/services/iam.h"
#include "engine/services/lambda.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/pipes.h"
#include "engine/services/stream_lanes.h"
#include "engine/services/stream_record.h"
#include "engine/services/streams.h"
#include "match/front_ends.h"
#include "match/rule_set.h"

namespace brigade::engine::stream_source {

namespace {

bool is_pipe(const Engine& engine, uint32_t lane_index) {
  return engine.w.resource(mapping_at(engine, lane_index).id).kind == ResourceKind::Pipe;
}

// The service sends what it knows of the batch, not the records.
void send_to_destination(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots,
                         DestinationCondition condition, ResourceId target) {
  const EventSourceMappingState& mapping = mapping_at(engine, lane_index);
  const Delivery first = engine.w.deliveries[slots.front()];
  Derivation made{};
  made.by = mapping.id;
  made.version = engine.w.resource(mapping.id).config;
  made.target = mapping.function;
  made.parent = engine.w.messages[first.message].payload;
  made.target_index = engine.w.messages[engine.w.deliveries[slots.back()].message].payload.ref;
  made.parent_delivery = first.number;
  made.batch_size = static_cast<uint32_t>(slots.size());
  made.condition = static_cast<uint16_t>(condition);
  made.invoke_count = short_count(engine.w.lanes[lane_index].attempts);
  made.handler_rule = made.error = kNone;
  made.time_ms = engine.w.now_ms;
  const uint32_t derivation = engine.make_derivation(made);
  const Payload payload{PayloadForm::Derived, PayloadKind::StreamFailure, 0, derivation, kNone, kNone};
  Engine::NewMessage message =
      Engine::made_of(engine.w.messages[first.message], payload, first.last_record, mapping.function);
  message.derivation = derivation;
  const uint32_t slot = engine.make_message(message);
  const uint32_t sent = engine.make_delivery(slot, target, made.version, kDestinationPlace,
                                             engine.w.messages[slot].created_record);
  Delivery& on_its_way = engine.w.deliveries.edit(sent);
  on_its_way.last_record =
      engine.record({RecordKind::SentToDestination, on_its_way.last_record, target, made.version,
                     engine.w.messages[slot].number, on_its_way.number, 0, made.target.value});
  engine.schedule_delivery(sent, engine.w.now_ms);
}

// Given up: the first records of the lane.
void discard(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots,
             DestinationCondition condition) {
  const uint32_t version = engine.w.resource(mapping_at(engine, lane_index).id).config;
  const PollerConfig& config = config_of(engine, lane_index);
  const bool exhausted = condition == DestinationCondition::RetryAttemptsExhausted;
  for (const uint32_t slot : slots) {
    note(engine, lane_index, slot,
         exhausted ? RecordKind::StreamRetriesExhausted : RecordKind::StreamRecordTooOld,
         attempts_of(engine, slot), exhausted ? 0 : static_cast<uint32_t>(config.maximum_record_age_s));
  }
  const ResourceId target = config.on_failure_arn.empty()
                                ? ResourceId{}
                                : engine.target(version, kDestinationPlace, config.on_failure_arn);
  if (!target.is_none()) send_to_destination(engine, lane_index, slots, condition, target);
  for (const uint32_t slot : slots) {
    take_out(engine, lane_index, kNone);
    end(engine, lane_index, slot,
        target.is_none() ? RecordKind::StreamRecordDiscarded : RecordKind::StreamRecordGivenUp, 0,
        target.is_none() ? 0 : target.value);
  }
  begin_anew(engine, lane_index);
}

void discard_too_old(Engine& engine, uint32_t lane_index) {
  const PollerConfig& config = config_of(engine, lane_index);
  if (config.maximum_record_age_s < 0) return;
  for (;;) {
    std::vector<uint32_t> slots;
    for (const uint32_t slot : first_of(engine, lane_index, config.batch_size)) {
      const TimeMs age_ms = engine.w.now_ms - engine.w.deliveries[slot].accepted_ms;
      if (age_ms <= TimeMs{config.maximum_record_age_s} * 1000) break;
      slots.push_back(slot);
      if (engine.w.deliveries[slot].cut_after != 0) break;  // a batch of its own
    }
    if (slots.empty()) return;
    discard(engine, lane_index, slots, DestinationCondition::RecordAgeExceeded);
  }
}

bool is_wanted(const Engine& engine, const PollerConfig& config, uint32_t slot) {
  if (config.patterns == nullptr || config.patterns->empty()) return true;
  const RenderContext context{engine.w, engine.h, engine.plan};
  const uint32_t record = engine.w.messages[engine.w.deliveries[slot].message].payload.ref;
  const FilterView view = filter_view(context, record);
  if (!view.has_payload) {
    match::Matches found;
    config.filter_set->match(view.record, found);
    return !found.ids().empty();
  }
  return match::matches_record(*config.patterns, view.record, view.payload_member);
}

// The next batch: records in order, without those that no filter wants; those leave the lane.
std::vector<uint32_t> collect(Engine& engine, uint32_t lane_index) {
  const PollerConfig& config = config_of(engine, lane_index);
  std::vector<uint32_t> slots;
  uint32_t before = kNone;
  uint32_t slot = engine.w.lanes[lane_index].head;
  while (slot != kNone && slots.size() < config.batch_size) {
    const Delivery& delivery = engine.w.deliveries[slot];
    const uint32_t next = delivery.next_free;
    const bool last = delivery.cut_after != 0;
    if (is_wanted(engine, config, slot)) {
      slots.push_back(slot);
      before = slot;
    } else {
      take_out(engine, lane_index, before);
      ++mapping_of(engine, lane_index).filtered_out;
      end(engine, lane_index, slot,
          is_pipe(engine, lane_index) ? RecordKind::PipeFilteredOut : RecordKind::StreamFilteredOut);
    }
    if (last && !slots.empty()) break;
    slot = next;
  }
  return slots;
}

// --- invocation ---

InvocationInput input_of(Engine& engine, uint32_t slot, ResourceId function, std::string& key) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const uint32_t record = engine.w.messages[delivery.message].payload.ref;
  InvocationInput input;
  input.function = function;
  input.attempt = delivery.place;
  const HandlerBehaviour& behaviour = engine.function_config(function).handler;
  if (reads_key(behaviour) || !behaviour.calls.empty()) {
    key = record_key_text(engine.h, record);
    input.has_object_key = true;
    input.object_key = key;
  }
  if (!behaviour.calls.empty()) {
    input.function_name = name_of(engine.w, engine.h, function);
    const RenderContext context{engine.w, engine.h, engine.plan};
    input.event = "{\"Records\":[" + render_stream_record(context, record) + "]}";
  }
  return input;
}

// One record after the other, until one fails.
HandlerResult run_script_on(Engine& engine, const std::vector<uint32_t>& slots, ResourceId function) {
  for (const uint32_t slot : slots) engine.w.deliveries.edit(slot).handler_rule = kNoHandlerRule;
  for (const uint32_t slot : slots) {
    std::string key;
    const HandlerResult one =
        lambda::run_script_on_record(engine, slot, input_of(engine, slot, function, key));
    if (one.outcome == HandlerOutcome::Succeed) continue;
    engine.w.deliveries.edit(slot).handler_rule = static_cast<uint8_t>(one.rule);
    return one;
  }
  return {HandlerOutcome::Succeed, engine.function_config(function).handler.duration_ms, kNone};
}

TimeMs backoff_ms(uint32_t failures) {
  return std::min<TimeMs>(kFirstBackoffMs << std::min<uint32_t>(failures - 1, 10), kMaxBackoffMs);
}

void throttled(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots) {
  Lane& lane = edit(engine, lane_index);
  const TimeMs wait_ms = backoff_ms(++lane.throttles);
  lane.retry_ms = engine.w.now_ms + wait_ms;
  engine.w.deliveries.edit(slots.back()).cut_after = 1;
  for (const uint32_t slot : slots) {
    note(engine, lane_index, slot, RecordKind::StreamBatchThrottled, short_count(lane.throttles),
         static_cast<uint32_t>(wait_ms));
  }
}

// The lane's first records are a batch in flight from now on: its slot.
uint32_t start_batch(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots) {
  EventSourceMappingState& mapping = mapping_of(engine, lane_index);
  ++mapping.batches;
  ++mapping.running;
  mapping.iterator_age_ms = engine.w.now_ms - engine.w.deliveries[slots.back()].accepted_ms;
  mapping.maximum_iterator_age_ms = std::max(mapping.maximum_iterator_age_ms, mapping.iterator_age_ms);
  const uint32_t slot = engine.w.batches.take();
  Batch& batch = engine.w.batches.edit(slot);
  batch.number = engine.w.batches_made++;
  batch.members = static_cast<uint32_t>(slots.size());
  batch.cause = kNone;
  batch.first = slots.front();
  batch.mapping = mapping.id;
  batch.held = 1;
  batch.lane = lane_index;
  edit(engine, lane_index).batch = slot;
  edit(engine, lane_index).throttles = 0;
  for (const uint32_t member : slots) ++engine.w.deliveries.edit(member).place;
  return slot;
}

void invoke(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots) {
  const ResourceId function = mapping_at(engine, lane_index).function;
  const uint32_t invocation = lambda::start_invocation(engine, function);
  if (invocation == kNone) return throttled(engine, lane_index, slots);
  const uint32_t batch = start_batch(engine, lane_index, slots);
  engine.count(Metric::IteratorAge, function, mapping_at(engine, lane_index).iterator_age_ms);
  for (const uint32_t member : slots) {
    note(engine, lane_index, member, RecordKind::StreamBatchStarted, attempts_of(engine, member),
         static_cast<uint32_t>(slots.size()));
  }
  Invocation& made = engine.w.invocations.edit(invocation);
  made.delivery = kNone;
  made.batch = batch;
  const HandlerResult result = run_script_on(engine, slots, function);
  lambda::complete(engine, invocation, result);
}

// --- after an invocation ---

void processed(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots,
               uint32_t duration_ms) {
  for (const uint32_t slot : slots) {
    take_out(engine, lane_index, kNone);
    end(engine, lane_index, slot, RecordKind::StreamRecordProcessed, attempts_of(engine, slot), duration_ms);
  }
  if (!slots.empty()) begin_anew(engine, lane_index);
}

void bisect(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots) {
  const size_t half = (slots.size() + 1) / 2;
  engine.w.deliveries.edit(slots[half - 1]).cut_after = 1;
  for (size_t i = 0; i < slots.size(); ++i) {
    note(engine, lane_index, slots[i], RecordKind::StreamBatchBisected,
         short_count(static_cast<uint32_t>(i < half ? half : slots.size() - half)),
         static_cast<uint32_t>(slots.size()));
  }
  edit(engine, lane_index).retry_ms = engine.w.now_ms;
}

// Those behind the batch learn what holds them back, once.
void tell_the_others(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& batch) {
  const uint32_t number = engine.w.deliveries[batch.front()].message_number;
  const uint32_t attempts = engine.w.lanes[lane_index].attempts;
  for (uint32_t slot = engine.w.deliveries[batch.back()].next_free; slot != kNone;
       slot = engine.w.deliveries[slot].next_free) {
    note(engine, lane_index, slot, RecordKind::WaitsBehindBatch, short_count(attempts), number);
  }
}

// The batch failed and is still the first of its lane: split, given up or tried again.
void decide(Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots, bool advanced) {
  const PollerConfig& config = config_of(engine, lane_index);
  Lane& lane = edit(engine, lane_index);
  engine.w.deliveries.edit(slots.back()).cut_after = 1;
  const bool first_failure = lane.blocked == 0;
  if (config.bisect_batch_on_function_error && slots.size() > 1 && !advanced) {  // counts as no retry
    bisect(engine, lane_index, slots);
  } else {
    ++lane.attempts;
    if (config.maximum_retry_attempts >= 0 &&
        lane.attempts > static_cast<uint32_t>(config.maximum_retry_attempts)) {
      return discard(engine, lane_index, slots, DestinationCondition::RetryAttemptsExhausted);
    }
    const TimeMs wait_ms = backoff_ms(lane.attempts);
    lane.retry_ms = engine.w.now_ms + wait_ms;
    for (const uint32_t slot : slots) {
      note(engine, lane_index, slot, RecordKind::StreamRetryScheduled,
           static_cast<uint16_t>(attempts_of(engine, slot) + 1), static_cast<uint32_t>(wait_ms));
    }
  }
  set_blocked(engine, lane_index, true);
  if (first_failure) tell_the_others(engine, lane_index, slots);
}

// How many of the batch's first records the function made well: the lowest failed sequence number is the
// checkpoint, where it says so.
size_t made_well(const Engine& engine, uint32_t lane_index, const std::vector<uint32_t>& slots,
                 HandlerOutcome outcome) {
  if (outcome == HandlerOutcome::Succeed) return slots.size();
  const EventSourceMappingState& mapping = mapping_at(engine, lane_index);
  if (outcome != HandlerOutcome::Fail || !engine.mapping_config(mapping.id).report_batch_item_failures)
    return 0;
  const auto at = std::find_if(slots.begin(), slots.end(), [&engine](uint32_t slot) {
    return engine.w.deliveries[slot].handler_rule != kNoHandlerRule;
  });
  return static_cast<size_t>(at - slots.begin());
}

uint32_t lane_for(Engine& engine, uint32_t mapping_state, const StreamRecord& record) {
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  const uint32_t first = mapping.first_lane + record.shard * kLanesPerShard;
  uint32_t waiting = 0;
  for (uint32_t i = 0; i < kLanesPerShard; ++i) waiting += engine.w.lanes[first + i].count;
  if (waiting == 0) edit(engine, first).factor = engine.poller_config(mapping.id).parallelization_factor;
  return first + static_cast<uint32_t>(record.lane_hash % engine.w.lanes[first].factor);
}

}  // namespace

void receive(Engine& engine, uint32_t mapping_state, uint32_t message, uint32_t index) {
  const StreamRecord& record = engine.h.stream_records[index];
  const uint32_t lane_index = lane_for(engine, mapping_state, record);
  const EventSourceMappingState& mapping = engine.w.mappings[mapping_state];
  const uint32_t slot = engine.make_delivery(message, mapping.function, engine.w.resource(mapping.id).config,
                                             0, engine.w.messages[message].created_record);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.state = DeliveryState::InStream;
  delivery.place = 0;
  delivery.accepted_ms = record.time_ms;
  Lane& lane = edit(engine, lane_index);
  note(engine, lane_index, slot, RecordKind::StreamRecordWaiting, static_cast<uint16_t>(record.shard),
       lane.count);
  if (lane.blocked != 0) {
    note(engine, lane_index, slot, RecordKind::WaitsBehindBatch, short_count(lane.attempts),
         engine.w.deliveries[lane.head].message_number);
  }
  if (lane.tail == kNone) {
    lane.head = slot;
  } else {
    engine.w.deliveries.edit(lane.tail).next_free = slot;
  }
  lane.tail = slot;
  ++lane.count;
  ++engine.w.mappings.edit(mapping_state).waiting;
  arm_expiry(engine, lane_index);
  if (!can_poll(engine, lane_index)) return;
  // Not at once, but when the shard is polled next.
  const bool is_table = engine.w.resource(mapping.source).kind == ResourceKind::Table;
  const TimeMs every_ms = is_table ? kTablePollMs : kKinesisPollMs;
  schedule(engine, lane_index,
           std::max(batch_due_ms(engine, lane_index), (engine.w.now_ms / every_ms + 1) * every_ms));
}

void poll(Engine& engine, uint32_t lane_index) {
  edit(engine, lane_index).poll_timer = TimerRef{};
  if (!can_poll(engine, lane_index)) return;
  drop_expired(engine, lane_index);
  discard_too_old(engine, lane_index);
  const bool ready =
      engine.w.lanes[lane_index].head != kNone && batch_due_ms(engine, lane_index) <= engine.w.now_ms;
  if (ready && !iam::may_poll(engine, mapping_at(engine, lane_index), engine.w.lanes[lane_index].head)) {
    const TimeMs back_ms = iam::permission_back_ms(engine.w, engine.h, mapping_at(engine, lane_index));
    if (back_ms < Scheduler::kNever) schedule(engine, lane_index, back_ms);
    arm_expiry(engine, lane_index);
    return;
  }
  const std::vector<uint32_t> slots = ready ? collect(engine, lane_index) : std::vector<uint32_t>();
  if (!slots.empty() && is_pipe(engine, lane_index)) {
    pipes::start(engine, engine.w.lanes[lane_index].mapping, start_batch(engine, lane_index, slots), slots);
  } else if (!slots.empty()) {
    invoke(engine, lane_index, slots);
  }
  look_at_lane(engine, lane_index);
}

void expire(Engine& engine, uint32_t lane_index) {
  edit(engine, lane_index).expiry_timer = TimerRef{};
  if (engine.w.lanes[lane_index].batch == kNone) drop_expired(engine, lane_index);
  look_at_lane(engine, lane_index);
}

std::vector<uint32_t> members_of(const Engine& engine, uint32_t batch) {
  return first_of(engine, engine.w.batches[batch].lane, engine.w.batches[batch].members);
}

void settle(Engine& engine, uint32_t batch, size_t good, uint32_t duration_ms, const NoteFailure& failed) {
  const uint32_t lane_index = engine.w.batches[batch].lane;
  const std::vector<uint32_t> slots = members_of(engine, batch);
  engine.w.batches.give_back(batch);
  edit(engine, lane_index).batch = kNone;
  --mapping_of(engine, lane_index).running;
  const auto first_bad = slots.begin() + static_cast<std::ptrdiff_t>(std::min(good, slots.size()));
  processed(engine, lane_index, std::vector<uint32_t>(slots.begin(), first_bad), duration_ms);
  const std::vector<uint32_t> bad(first_bad, slots.end());
  for (const uint32_t slot : bad) failed(slot);
  if (!bad.empty()) {
    ++mapping_of(engine, lane_index).failed_batches;
    decide(engine, lane_index, bad, first_bad != slots.begin());
  }
  if (is_over(engine, mapping_at(engine, lane_index))) drop_all(engine, lane_index);
  look_at_lane(engine, lane_index);
}

void batch_ended(Engine& engine, const Invocation& invocation) {
  const uint32_t lane_index = engine.w.batches[invocation.batch].lane;
  const auto duration_ms = static_cast<uint32_t>(invocation.duration_ms);
  const size_t good = made_well(engine, lane_index, members_of(engine, invocation.batch),
                                static_cast<HandlerOutcome>(invocation.outcome));
  settle(engine, invocation.batch, good, duration_ms, [&](uint32_t slot) {
    Delivery& delivery = engine.w.deliveries.edit(slot);  // the configuration that ran names the error
    const uint32_t rule = delivery.handler_rule == kNoHandlerRule ? kNone : delivery.handler_rule;
    delivery.last_record =
        engine.record({RecordKind::StreamBatchFailed, delivery.last_record, delivery.target,
                       invocation.function_version, delivery.message_number, delivery.number,
                       attempts_of(engine, slot), failure_value(duration_ms, rule)});
  });
}

void start(Engine& engine, uint32_t mapping_state, uint32_t cause) {
  World& w = engine.w;
  EventSourceMappingState& mapping = w.mappings.edit(mapping_state);
  const PollerConfig& config = engine.poller_config(mapping.id);
  const uint32_t shards = w.streams[mapping.stream].shards;
  mapping.first_lane = w.lanes.size();
  mapping.lanes = shards * kLanesPerShard;
  for (uint32_t i = 0; i < mapping.lanes; ++i) {
    Lane lane{};
    lane.mapping = mapping_state;
    lane.shard = i / kLanesPerShard;
    lane.head = lane.tail = lane.batch = kNone;
    lane.poll_timer = lane.expiry_timer = TimerRef{};
    lane.factor = 1;
    w.lanes.push_back(lane);
  }
  if (config.starting_position == StartingPosition::Latest) return;
  const TimeMs from_ms = config.starting_position == StartingPosition::AtTimestamp
                             ? config.starting_timestamp_s * 1000 - engine.plan.options.start_unix_ms
                             : INT64_MIN;
  const uint32_t stream = mapping.stream;
  for (uint32_t shard = 0; shard < shards; ++shard) {
    for (const uint32_t record : streams::records_of(w, engine.h, stream, shard, from_ms)) {
      const uint32_t message = streams::message_of(engine, record, cause);
      receive(engine, mapping_state, message, record);
    }
  }
}

void stop(Engine& engine, uint32_t mapping_state) {
  const uint32_t first = engine.w.mappings[mapping_state].first_lane;
  for (uint32_t i = first; i < first + engine.w.mappings[mapping_state].lanes; ++i) {
    engine.w.scheduler.cancel(engine.w.lanes[i].poll_timer);
    if (engine.w.lanes[i].batch == kNone) drop_all(engine, i);  // else when its batch ends
    arm_expiry(engine, i);
  }
}

void look(Engine& engine, uint32_t mapping_state) {
  const uint32_t first = engine.w.mappings[mapping_state].first_lane;
  for (uint32_t i = first; i < first + engine.w.mappings[mapping_state].lanes; ++i) look_at_lane(engine, i);
}

}  // namespace brigade::engine::stream_source
