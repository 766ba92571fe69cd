// Pipes at work: executions, their stages, and what becomes of a batch. Polling and the life of a batch at
// its source are event_source.h's and stream_source.h's; configuration is checked in pipes_config.cpp.
#include "engine/services/pipes.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/event_source.h"
#include "engine/services/iam.h"
#include "engine/services/input_template.h"
#include "engine/services/lambda.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/pipe_input.h"
#include "engine/services/stream_record.h"
#include "engine/services/stream_source.h"

namespace brigade::engine::pipes {

using base::JsonValue;
using base::Result;
using base::Status;

namespace {

PipeExecution& edit(Engine& engine, uint32_t execution) { return engine.w.pipe_executions.edit(execution); }

const PipeConfig& config_of(const Engine& engine, const PipeExecution& execution) {
  return engine.h.pipe_config(execution.version);
}

bool is_of_stream(const Engine& engine, const PipeExecution& execution) {
  return engine.w.batches[execution.batch].lane != kNone;
}

std::vector<uint32_t> members_of(const Engine& engine, const PipeExecution& execution) {
  return is_of_stream(engine, execution) ? stream_source::members_of(engine, execution.batch)
                                         : event_source::members_of(engine, execution.batch);
}

// Receives of a queue's message, attempts of a stream's record.
uint32_t attempt_of(const Engine& engine, const PipeExecution& execution, uint32_t slot) {
  const Delivery& delivery = engine.w.deliveries[slot];
  return is_of_stream(engine, execution) ? delivery.place : engine.w.queued_message(delivery).receive_count;
}

uint16_t short_count(size_t count) { return static_cast<uint16_t>(std::min<size_t>(count, UINT16_MAX)); }

// About one event of the batch.
uint32_t note(Engine& engine, const PipeExecution& execution, uint32_t slot, RecordKind kind,
              ResourceId resource, uint16_t code, uint32_t value) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.last_record = engine.record({kind, delivery.last_record, resource, execution.version,
                                        delivery.message_number, delivery.number, code, value});
  return delivery.last_record;
}

// About each of them.
void note_all(Engine& engine, uint32_t index, RecordKind kind, ResourceId resource,
              std::optional<uint16_t> code, uint32_t value) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  for (const uint32_t slot : members_of(engine, execution)) {
    note(engine, execution, slot, kind, resource,
         code.value_or(short_count(attempt_of(engine, execution, slot))), value);
  }
}

struct Names {  // of the pipe and what it names, for its templates
  std::string pipe_arn, pipe_name, ingestion_time;
  InputContext context;
};

void name_all(const Engine& engine, const PipeExecution& execution, Names& names) {
  const PipeConfig& config = config_of(engine, execution);
  names.pipe_arn = arn_of(engine.w, engine.h, engine.plan, execution.pipe);
  names.pipe_name = name_of(engine.w, engine.h, execution.pipe);
  names.ingestion_time = base::format_utc_s(engine.plan.options.start_unix_ms + engine.w.now_ms);
  names.context = {names.pipe_arn,        names.pipe_name,   config.event_source_arn,
                   config.enrichment_arn, config.target_arn, names.ingestion_time};
}

// The events of the batch, as their source writes them.
std::vector<std::string> records_of(const Engine& engine, const PipeExecution& execution) {
  const bool of_stream = is_of_stream(engine, execution);
  const RenderContext context{engine.w, engine.h, engine.plan};
  std::vector<std::string> records;
  for (const uint32_t slot : members_of(engine, execution)) {
    const uint32_t message = engine.w.deliveries[slot].message;
    records.push_back(of_stream ? render_pipe_record(context, engine.w.messages[message].payload.ref)
                                : event_source::render_record(context, slot));
  }
  return records;
}

// The events as they stand now: those of the batch, or what the enrichment made of them.
std::vector<JsonValue> events_of(const Engine& engine, const PipeExecution& execution) {
  if (execution.events != kNone) {
    const auto json = base::read_json(*engine.h.texts[execution.events]);
    return json ? json->items() : std::vector<JsonValue>();
  }
  std::vector<JsonValue> events;
  for (const std::string& record : records_of(engine, execution))
    events.push_back(base::read_json(record).value_or(JsonValue()));
  return events;
}

// The event of the batch that one of the events comes from; kNone where none is left in it. An enrichment
// may have made more or fewer of them: then each stands for the one in its place, or the last.
uint32_t origin_of(const std::vector<uint32_t>& slots, size_t event) {
  return slots.empty() ? kNone : slots[std::min(event, slots.size() - 1)];
}

// --- the end ---

void count_end(Engine& engine, const PipeExecution& execution, size_t bad, size_t all) {
  engine.count(Metric::PipeDuration, execution.pipe, engine.w.now_ms - execution.started_ms);
  if (bad == 0) return;
  engine.count(bad == all ? Metric::PipeExecutionFailed : Metric::PipeExecutionPartiallyFailed,
               execution.pipe);
}

// What failed goes back to the source: `bad` holds its deliveries.
void finish(Engine& engine, uint32_t index, const std::vector<uint32_t>& bad) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  const bool of_stream = is_of_stream(engine, execution);
  const std::vector<uint32_t> slots = members_of(engine, execution);
  count_end(engine, execution, bad.size(), slots.size());
  engine.w.pipe_executions.give_back(index);
  const auto is_bad = [&bad](uint32_t slot) { return std::find(bad.begin(), bad.end(), slot) != bad.end(); };
  const auto note_failure = [&](uint32_t slot) {
    note(engine, execution, slot, RecordKind::PipeExecutionFailed, execution.pipe,
         short_count(of_stream ? engine.w.deliveries[slot].place
                               : engine.w.queued_message(engine.w.deliveries[slot]).receive_count),
         0);
  };
  if (of_stream) {
    const auto first_bad = std::find_if(slots.begin(), slots.end(), is_bad);
    stream_source::settle(engine, execution.batch, static_cast<size_t>(first_bad - slots.begin()),
                          static_cast<uint32_t>(engine.w.now_ms - execution.started_ms), note_failure);
    return;
  }
  event_source::settle(engine, execution.batch, [&](uint32_t slot) {
    if (!is_bad(slot)) return false;
    note_failure(slot);
    return true;
  });
}

void count_stage(Engine& engine, const PipeExecution& execution, bool failed) {
  const bool enriching = execution.stage == PipeStage::Enrichment;
  engine.count(enriching ? Metric::PipeEnrichmentStageDuration : Metric::PipeTargetStageDuration,
               execution.pipe, engine.w.now_ms - execution.stage_ms);
  if (!failed) return;
  engine.count(enriching ? Metric::PipeEnrichmentStageFailed : Metric::PipeTargetStageFailed, execution.pipe);
}

// The stage failed, and all of the batch with it.
void fail_stage(Engine& engine, uint32_t index, RecordKind kind, ResourceId resource,
                const std::string& error) {
  note_all(engine, index, kind, resource, std::nullopt, engine.add_text(error));
  count_stage(engine, engine.w.pipe_executions[index], true);
  finish(engine, index, members_of(engine, engine.w.pipe_executions[index]));
}

void next_stage(Engine& engine, uint32_t index, PipeStage stage) {
  PipeExecution& execution = edit(engine, index);
  execution.stage = stage;
  base::Stream& random = engine.w.resources.edit(execution.pipe.index()).stream;
  const auto delay_ms = static_cast<TimeMs>(base::uniform(random, kStageDelayMinMs, kStageDelayMaxMs));
  engine.at(engine.w.now_ms + delay_ms, TimerKind::PipeStage, index);
}

// --- templates ---

// Every event through the stage's template.
Result<std::vector<std::string>> inputs_of(const Engine& engine, const PipeExecution& execution) {
  const PipeConfig& config = config_of(engine, execution);
  const std::string& text =
      execution.stage == PipeStage::Enrichment ? config.enrichment_template : config.target_template;
  // Without a template records go on as they are; a fraction in one, as Kinesis writes it, is written anew.
  const bool is_table =
      is_of_stream(engine, execution) &&
      engine.w.resource(engine.w.mapping(execution.pipe).source).kind == ResourceKind::Table;
  if (text.empty() && execution.events == kNone && is_table) return records_of(engine, execution);
  Names names;
  name_all(engine, execution, names);
  std::vector<std::string> inputs;
  for (const JsonValue& event : events_of(engine, execution)) {
    auto input = input_of(text, event, names.context);
    if (!input) return tl::unexpected<base::Error>(input.error());
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

std::string array_of(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + "]";
}

}  // namespace

void start(Engine& engine, uint32_t mapping_state, uint32_t batch, const std::vector<uint32_t>& slots) {
  const ResourceId pipe = engine.w.mappings[mapping_state].id;
  const bool of_stream = engine.w.batches[batch].lane != kNone;
  if (!of_stream) {
    EventSourceMappingState& state = engine.w.mappings.edit(mapping_state);
    ++state.batches;
    ++state.running;
  }
  const uint32_t index = engine.w.pipe_executions.take();
  PipeExecution& made = edit(engine, index);
  made.batch = batch;
  made.pipe = pipe;
  made.version = engine.w.resource(pipe).config;
  made.events = kNone;
  made.started_ms = engine.w.now_ms;
  const bool enriches = !engine.h.pipe_config(made.version).enrichment_arn.empty();
  const auto count = static_cast<uint32_t>(slots.size());
  note_all(engine, index, RecordKind::PipeExecutionStarted, pipe, std::nullopt, count);
  engine.count(Metric::PipeInvocations, pipe);
  engine.count(Metric::PipeEventCount, pipe, count);
  next_stage(engine, index, enriches ? PipeStage::Enrichment : PipeStage::Target);
}

namespace {

// Whether the pipe's role may do what a stage is about to; else the service's own words. Noted about the
// event.
std::string denial(Engine& engine, const PipeExecution& execution, uint32_t slot, ResourceId target) {
  constexpr uint32_t kStagePlace = 1u << 29;  // no place of a delivery
  if (target.is_none()) return {};
  const uint32_t place = kStagePlace + static_cast<uint32_t>(execution.stage);
  if (iam::was_let_in(engine, execution.version, place, target)) return {};
  const auto request =
      iam::request_of_delivery(engine.w, engine.h, engine.plan, execution.version, 0, target);
  if (!request) return {};
  if (iam::lets_in(engine, execution.version, place, *request)) return {};
  const iam::Access access = iam::judge(engine.w, engine.h, *request);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  if (iam::may(engine, *request, delivery.last_record, delivery.message_number, delivery.number)) return {};
  const base::Error error = iam::access_denied(*request, access);
  return error.code + ": " + error.text;
}

// --- functions ---

InvocationInput input_for_script(Engine& engine, const PipeExecution& execution, uint32_t slot,
                                 ResourceId function, const std::string& event, std::string& key) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const Message& message = engine.w.messages[delivery.message];
  InvocationInput input;
  input.function = function;
  input.attempt = attempt_of(engine, execution, slot);
  lambda::tell_origin(engine, message, true, input);
  if (is_of_stream(engine, execution)) {
    key = record_key_text(engine.h, message.payload.ref);
    input.has_object_key = true;
    input.object_key = key;
  }
  input.event = "[" + event + "]";
  return input;
}

// What a function made of a batch: the script decides for each event by itself, and the first failure is the
// function's. Its answers are put together: of the enrichment in one array, without empty ones; of a target
// in one list of what failed.
struct Answer {
  HandlerResult result;
  std::vector<std::string> parts;
};

bool is_empty(const JsonValue& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty()) ||
         (value.is_array() && value.items().empty()) || (value.is_object() && value.members().empty());
}

void add_part(Answer& answer, PipeStage stage, const std::string& response) {
  const JsonValue value = base::read_json(response).value_or(JsonValue());
  const JsonValue* failures = value.find("batchItemFailures");
  const JsonValue& parts = stage == PipeStage::Enrichment ? value
                           : failures == nullptr          ? JsonValue()
                                                          : *failures;
  if (parts.is_array()) {
    for (const JsonValue& part : parts.items()) answer.parts.push_back(input_template::compact(part));
  } else if (stage == PipeStage::Enrichment && !is_empty(value)) {
    answer.parts.push_back(response);
  }
}

Answer run_script_on(Engine& engine, const PipeExecution& execution, ResourceId function,
                     const std::vector<std::string>& inputs) {
  const std::vector<uint32_t> slots = members_of(engine, execution);
  const HandlerBehaviour& handler = engine.function_config(function).handler;
  Answer answer{{HandlerOutcome::Succeed, handler.duration_ms, kNone}, {}};
  for (size_t i = 0; i < inputs.size(); ++i) {
    const uint32_t slot = origin_of(slots, i);
    if (slot == kNone) break;
    std::string key;
    const InvocationInput input = input_for_script(engine, execution, slot, function, inputs[i], key);
    answer.result = lambda::run_script_on_record(engine, slot, input);
    if (answer.result.outcome != HandlerOutcome::Succeed) break;
    add_part(answer, execution.stage, response_of(handler, input));
  }
  return answer;
}

std::string response_with(const Answer& answer, PipeStage stage) {
  const std::string parts = array_of(answer.parts);
  if (stage == PipeStage::Enrichment) return parts;
  return answer.parts.empty() ? "null" : R"({"batchItemFailures":)" + parts + "}";
}

void invoke(Engine& engine, uint32_t index, const std::string& arn, const std::vector<std::string>& inputs) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  const ResourceId function = find_by_arn(engine.w, engine.h, arn);
  if (function.is_none()) {
    return fail_stage(engine, index, RecordKind::PipeStageRefused, execution.pipe,
                      "404 ResourceNotFoundException: Function not found: " + arn);
  }
  const std::vector<uint32_t> slots = members_of(engine, execution);
  const std::string denied = denial(engine, execution, slots.front(), function);
  if (!denied.empty()) return fail_stage(engine, index, RecordKind::PipeStageRefused, function, denied);
  const auto refusal = lambda::cannot_start(engine, function);
  lambda::SyncResult refused;
  const uint32_t invocation = lambda::start_sync(engine, function, SyncCaller::Pipe, index, refused);
  if (invocation == kNone) {
    return fail_stage(engine, index, RecordKind::PipeStageRefused, function,
                      lambda::refusal_answer(*refusal));
  }
  note_all(engine, index,
           execution.stage == PipeStage::Enrichment ? RecordKind::PipeEnrichmentInvoked
                                                    : RecordKind::PipeTargetInvoked,
           function, std::nullopt, static_cast<uint32_t>(inputs.size()));
  const Answer answer = run_script_on(engine, execution, function, inputs);
  lambda::complete_with(engine, invocation, answer.result, response_with(answer, execution.stage));
}

// --- the other targets ---

std::string name_in(const Arn& arn, std::string_view before) {
  return std::string(arn.resource.substr(before.size()));
}

PutEvents put_events(const PipeConfig& config, const JsonValue& event, const std::string& input,
                     const std::string& pipe) {
  PutEventsEntry entry;
  const JsonValue* source = event.find("eventSource");
  entry.source = config.source.empty() ? "Pipe " + pipe : parameter_of(config.source, event);
  entry.detail_type = !config.detail_type.empty() ? parameter_of(config.detail_type, event)
                      : source != nullptr         ? "Event from " + source->as_string()
                                                  : "Event from " + pipe;
  entry.detail = input;
  entry.bus = config.target_arn;
  return PutEvents{{std::move(entry)}};
}

// A text is sent as it is, everything else as its JSON.
std::string body_of(const std::string& input) {
  if (input.empty() || input.front() == '{' || input.front() == '[') return input;
  const auto json = base::read_json(input);
  return json && json->is_string() ? json->as_string() : input;
}

Command command_for(const Engine& engine, const PipeExecution& execution, const JsonValue& event,
                    const std::string& input) {
  const PipeConfig& config = config_of(engine, execution);
  const Arn arn = parse_arn(config.target_arn).value_or(Arn{});
  if (arn.service == "sqs") {
    SendMessage send{std::string(arn.resource), body_of(input), std::nullopt};
    if (!config.message_group_id.empty()) send.group_id = parameter_of(config.message_group_id, event);
    if (!config.message_deduplication_id.empty())
      send.deduplication_id = parameter_of(config.message_deduplication_id, event);
    return send;
  }
  if (arn.service == "sns") return Publish{std::string(arn.resource), body_of(input), {}, {}};
  if (arn.service == "kinesis") {
    return PutRecord{name_in(arn, "stream/"), parameter_of(config.partition_key, event), body_of(input), {}};
  }
  return put_events(config, event, input, std::string(name_of(engine.w, engine.h, execution.pipe)));
}

// What no service would take; empty where there is nothing wrong with it.
std::string objection_to(const Engine& engine, const Command& command, ResourceId target) {
  const auto* put = std::get_if<PutEvents>(&command);
  if (put != nullptr && !base::read_json(put->entries.front().detail).value_or(JsonValue()).is_object()) {
    return "MalformedDetail: Detail is malformed.";
  }
  if (target.is_none()) return {};
  const FaultKind fault = engine.w.fault_of(target);
  if (fault == FaultKind::Outage) return "ServiceUnavailable: The service failed to answer.";
  return fault == FaultKind::Throttle ? "ThrottlingException: Rate exceeded." : std::string();
}

// True where the target took it. It comes from this event of the batch.
bool call_target(Engine& engine, const PipeExecution& execution, uint32_t slot, const Command& command,
                 ResourceId target) {
  const ResourceId shown = target.is_none() ? execution.pipe : target;
  const uint32_t called = note(engine, execution, slot, RecordKind::PipeSentToTarget, shown,
                               static_cast<uint16_t>(command.index()), 0);
  std::string error = objection_to(engine, command, target);
  if (error.empty()) error = denial(engine, execution, slot, target);
  if (error.empty()) {
    const uint32_t message = engine.w.deliveries[slot].message;
    const CommandRef outer_command = std::exchange(engine.command, engine.w.messages[message].root_command);
    const uint32_t outer_lineage = std::exchange(engine.lineage, 0);  // pipes do not hand the chain on
    const uint32_t outer_cause = std::exchange(engine.cause, called);
    const Status status = engine::apply(engine, command);
    engine.command = outer_command;
    engine.lineage = outer_lineage;
    engine.cause = outer_cause;
    if (status) return true;
    error = status.error().code + ": " + status.error().text.substr(0, status.error().text.find('\n'));
  }
  note(engine, execution, slot, RecordKind::PipeStageRefused, shown,
       short_count(attempt_of(engine, execution, slot)), engine.add_text(error));
  return false;
}

// What comes after a failure must wait for it.
bool keeps_order(const Engine& engine, const PipeExecution& execution) {
  if (is_of_stream(engine, execution)) return true;
  const ResourceId queue = engine.w.mapping(execution.pipe).source;
  return engine.w.is_alive(queue) && engine.queue_config(queue).fifo;
}

// One call an event. Where each event of the batch has one event for the target, each fails by itself.
void call_for_each(Engine& engine, uint32_t index, const std::vector<std::string>& inputs) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  const ResourceId target = find_by_arn(engine.w, engine.h, config_of(engine, execution).target_arn);
  const PipeConfig& config = config_of(engine, execution);
  const std::string_view service = parse_arn(config.target_arn).value_or(Arn{}).service;
  // Only what has parameters looks into the event.
  const bool looks = service == "events" || service == "kinesis" || !config.message_group_id.empty() ||
                     !config.message_deduplication_id.empty();
  const std::vector<JsonValue> events = looks ? events_of(engine, execution) : std::vector<JsonValue>();
  const std::vector<uint32_t> slots = members_of(engine, execution);
  const bool each_alone = inputs.size() == slots.size();
  std::vector<uint32_t> bad;
  for (size_t i = 0; i < inputs.size() && !slots.empty(); ++i) {
    const uint32_t slot = origin_of(slots, i);
    const Command command = command_for(engine, execution, looks ? events[i] : JsonValue(), inputs[i]);
    if (call_target(engine, execution, slot, command, target)) continue;
    bad.push_back(slot);
    if (!keeps_order(engine, execution)) continue;
    if (each_alone) bad.assign(slots.begin() + static_cast<std::ptrdiff_t>(i), slots.end());
    break;
  }
  count_stage(engine, execution, !bad.empty());
  finish(engine, index, each_alone || bad.empty() ? bad : slots);
}

// The whole batch as one event of the function's internal queue.
void call_once(Engine& engine, uint32_t index, const std::vector<std::string>& inputs) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  const Arn arn = parse_arn(config_of(engine, execution).target_arn).value_or(Arn{});
  const ResourceId target = find_by_arn(engine.w, engine.h, config_of(engine, execution).target_arn);
  const std::vector<uint32_t> slots = members_of(engine, execution);
  Invoke command;
  command.function = name_in(arn, "function:");
  command.payload = array_of(inputs);
  bool taken = true;
  if (!slots.empty()) {
    for (size_t i = 1; i < slots.size(); ++i) {
      note(engine, execution, slots[i], RecordKind::PipeSentToTarget,
           target.is_none() ? execution.pipe : target, static_cast<uint16_t>(Command(command).index()), 0);
    }
    taken = call_target(engine, execution, slots.front(), command, target);
  }
  count_stage(engine, execution, !taken);
  finish(engine, index, taken ? std::vector<uint32_t>() : slots);
}

// What the enrichment gave back takes the place of the batch.
void take_response(Engine& engine, uint32_t index, ResourceId function, const lambda::SyncResult& result) {
  PipeExecution& execution = edit(engine, index);
  JsonValue response;
  if (result.response != kNone)
    response = base::read_json(*engine.h.texts[result.response]).value_or(JsonValue());
  const size_t events = response.items().size();
  if (events > 0) execution.events = result.response;
  note_all(engine, index, RecordKind::PipeEnriched, function, short_count(events),
           static_cast<uint32_t>(result.duration_ms));
  count_stage(engine, execution, false);
  if (events == 0) {
    note_all(engine, index, RecordKind::PipeTargetSkipped, execution.pipe, std::nullopt, 0);
    engine.count(Metric::PipeTargetStageSkipped, execution.pipe);
    return finish(engine, index, {});
  }
  const uint32_t limit = target_batch_size(config_of(engine, execution).target_arn);
  if (events > limit) {
    edit(engine, index).stage = PipeStage::Target;
    return fail_stage(engine, index, RecordKind::PipeStageRefused, execution.pipe,
                      "The enrichment returned " + std::to_string(events) + " events; the target takes " +
                          std::to_string(limit) + " at once.");
  }
  next_stage(engine, index, PipeStage::Target);
}

// The name that an event has in batchItemFailures.
std::string identifier_of(const Engine& engine, const PipeExecution& execution, uint32_t slot) {
  if (!is_of_stream(engine, execution))
    return message_id(engine.w.seed, engine.w.queued_message(engine.w.deliveries[slot]).sent_as);
  const RenderContext context{engine.w, engine.h, engine.plan};
  return sequence_number(context, engine.w.messages[engine.w.deliveries[slot].message].payload.ref);
}

// Those that the target says it failed with; all of them where it names one that there is not.
std::vector<uint32_t> reported(const Engine& engine, const PipeExecution& execution, uint32_t response) {
  const std::vector<uint32_t> slots = members_of(engine, execution);
  std::vector<uint32_t> bad;
  if (response == kNone) return bad;
  const auto json = base::read_json(*engine.h.texts[response]);
  const JsonValue* failures = json ? json->find("batchItemFailures") : nullptr;
  if (failures == nullptr) return bad;
  for (const JsonValue& failure : failures->items()) {
    const JsonValue* name = failure.find("itemIdentifier");
    const auto found = std::find_if(slots.begin(), slots.end(), [&](uint32_t slot) {
      return name != nullptr && identifier_of(engine, execution, slot) == name->as_string();
    });
    if (found == slots.end()) return slots;
    bad.push_back(*found);
  }
  return bad;
}

// "Exception: what it said", from the error that a function returned.
std::string error_text(const Engine& engine, const lambda::SyncResult& result) {
  if (result.status == lambda::SyncStatus::FunctionGone || result.response == kNone)
    return "ResourceNotFoundException: the function was deleted meanwhile";
  const auto json = base::read_json(*engine.h.texts[result.response]);
  const auto text = [&json](std::string_view name) {
    const JsonValue* value = json ? json->find(name) : nullptr;
    return value == nullptr ? std::string() : value->as_string();
  };
  return text("errorType") + ": " + text("errorMessage");
}

}  // namespace

void run_stage(Engine& engine, uint32_t index) {
  edit(engine, index).stage_ms = engine.w.now_ms;
  const PipeExecution execution = engine.w.pipe_executions[index];
  const PipeConfig& config = config_of(engine, execution);
  if (members_of(engine, execution).empty()) return finish(engine, index, {});  // all visible again, or gone
  const auto inputs = inputs_of(engine, execution);
  if (!inputs) {
    return fail_stage(engine, index, RecordKind::PipeStageRefused, execution.pipe,
                      "The input template makes no JSON of an event.");
  }
  if (execution.stage == PipeStage::Enrichment) return invoke(engine, index, config.enrichment_arn, *inputs);
  const bool is_function = base::starts_with(config.target_arn, "arn:aws:lambda:");
  if (!is_function) return call_for_each(engine, index, *inputs);
  if (config.fire_and_forget) return call_once(engine, index, *inputs);
  invoke(engine, index, config.target_arn, *inputs);
}

void function_ended(Engine& engine, uint32_t index, const lambda::SyncResult& result) {
  const PipeExecution execution = engine.w.pipe_executions[index];
  const PipeConfig& config = config_of(engine, execution);
  const bool enriching = execution.stage == PipeStage::Enrichment;
  const ResourceId found =
      find_by_arn(engine.w, engine.h, enriching ? config.enrichment_arn : config.target_arn);
  const ResourceId function = found.is_none() ? execution.pipe : found;
  if (result.status != lambda::SyncStatus::Succeeded) {
    return fail_stage(engine, index, RecordKind::PipeFunctionFailed, function, error_text(engine, result));
  }
  if (enriching) return take_response(engine, index, function, result);
  const std::vector<uint32_t> bad = reported(engine, execution, result.response);
  const uint32_t error = bad.empty() ? kNone : engine.add_text("batchItemFailures");
  for (const uint32_t slot : bad) {
    note(engine, execution, slot, RecordKind::PipeFunctionFailed, function,
         short_count(attempt_of(engine, execution, slot)), error);
  }
  count_stage(engine, execution, !bad.empty());
  finish(engine, index, bad);
}

}  // namespace brigade::engine::pipes
