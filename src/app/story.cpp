// Builds lanes from records, one record at a time. What each kind of record opens or closes stands in one
// switch.
#include "app/story.h"

#include "engine/explain.h"

namespace brigade::app {

using engine::kNone;
using engine::Record;
using engine::RecordKind;
using engine::Simulation;

namespace {

constexpr uint32_t kMaxNumber = 4'000'000;  // of messages and deliveries that the index holds

uint32_t find(const std::vector<uint32_t>& index, uint32_t number) {
  return number < index.size() ? index[number] : kNone;
}

void keep(std::vector<uint32_t>& index, uint32_t number, uint32_t value) {
  if (number >= kMaxNumber) return;
  if (number >= index.size()) index.resize(number + 1, kNone);
  index[number] = value;
}

}  // namespace

uint32_t Story::message_index(uint32_t number) const { return find(by_message_, number); }
uint32_t Story::delivery_index(uint32_t number) const { return find(by_delivery_, number); }
uint32_t Story::root_of(uint32_t message_number) const {
  const uint32_t index = message_index(message_number);
  return index == kNone ? 0 : messages[index].root;
}

void Story::rebuild(const Simulation& simulation) {
  messages.clear();
  deliveries.clear();
  step_ms.assign(1, 0);
  by_message_.clear();
  by_delivery_.clear();
  read_ = 0;
  complete_ = true;
  extend(simulation);
}

void Story::extend(const Simulation& simulation) {
  const uint32_t count = simulation.record_count();
  if (count < read_) return rebuild(simulation);
  const uint32_t end = count < kMaxRecords ? count : kMaxRecords;
  complete_ = count <= kMaxRecords;
  if (read_ >= end) return;
  simulation.read_records(read_, end,
                          [&](uint32_t index, const Record& record) { add(simulation, index, record); });
  read_ = end;
}

void Story::add_message(const Simulation& simulation, uint32_t index, const Record& record) {
  StoryMessage message{};
  message.number = record.message;
  message.parent = kNone;
  message.root = static_cast<uint32_t>(messages.size());
  message.first_record = index;
  message.first_step = message.last_step = record.step;
  message.begin_ms = message.end_ms = record.time_ms;
  message.unmatched_record = kNone;
  // What a handler wrote into a bucket, table or stream has no message of its own.
  uint32_t cause = record.cause;
  while (cause != kNone && simulation.record_at(cause).message == kNone) {
    cause = simulation.record_at(cause).cause;
  }
  if (cause != kNone) {
    const uint32_t parent = message_index(simulation.record_at(cause).message);
    if (parent != kNone) {
      message.parent = parent;
      message.root = messages[parent].root;
    }
  }
  if (message.parent == kNone) {
    const engine::CommandRef command = engine::root_command(simulation, record);
    message.label = engine::alarm_label(simulation, record);
    if (message.label.empty() && command != kNone) message.label = engine::label_of(simulation, command);
  } else {
    message.label = messages[message.root].label;
  }
  keep(by_message_, record.message, static_cast<uint32_t>(messages.size()));
  messages.push_back(std::move(message));
}

StoryDelivery* Story::touch_delivery(uint32_t index, const Record& record) {
  uint32_t at = delivery_index(record.delivery);
  if (at == kNone) {
    const uint32_t message = message_index(record.message);
    if (message == kNone) return nullptr;
    at = static_cast<uint32_t>(deliveries.size());
    StoryDelivery delivery{};
    delivery.number = record.delivery;
    delivery.message = message;
    delivery.target = record.resource;
    delivery.fate = engine::Fate::InFlight;
    delivery.end_record = delivery.end_step = kNone;
    delivery.first_record = index;
    deliveries.push_back(std::move(delivery));
    messages[message].deliveries.push_back(at);
    keep(by_delivery_, record.delivery, at);
  }
  return &deliveries[at];
}

void Story::close_span(StoryDelivery& delivery, uint32_t index, const Record& record) {
  if (delivery.spans.empty() || delivery.spans.back().last_step != kNone) return;
  Span& span = delivery.spans.back();
  span.last_step = record.step;
  span.end_ms = record.time_ms;
  span.end_record = index;
}

void Story::open_span(StoryDelivery& delivery, SpanKind kind, uint32_t index, const Record& record) {
  close_span(delivery, index, record);
  Span span{};
  span.kind = kind;
  span.first_step = record.step;
  span.last_step = span.end_record = kNone;
  span.begin_ms = span.end_ms = record.time_ms;
  span.record = index;
  if (kind == SpanKind::kRunning) span.attempt = record.code;
  delivery.spans.push_back(span);
}

void Story::add(const Simulation& simulation, uint32_t index, const Record& record) {
  while (step_ms.size() <= record.step) step_ms.push_back(record.time_ms);
  if (record.message == kNone) return;
  if (record.kind == RecordKind::MessageCreated || message_index(record.message) == kNone) {
    if (message_index(record.message) == kNone) add_message(simulation, index, record);
  }
  StoryMessage& message = messages[message_index(record.message)];
  message.last_step = record.step;
  message.end_ms = record.time_ms;
  if (record.kind == RecordKind::Unmatched || record.kind == RecordKind::StreamRecordUnread) {
    message.unmatched = true;
    message.unmatched_record = index;
  }
  if (record.delivery == kNone) return;
  StoryDelivery* delivery = touch_delivery(index, record);
  if (delivery == nullptr) return;
  switch (record.kind) {
    case RecordKind::FilterMatched:
    case RecordKind::SentToTarget:
    case RecordKind::SentBySchedule:
    case RecordKind::SubscriptionMatched:
    case RecordKind::AlarmActionSent:
    case RecordKind::DeliveredTwice:
    case RecordKind::SentToReplica:
    case RecordKind::AsyncAccepted:
    case RecordKind::SentToIntegration:
    case RecordKind::RetryDue:
      open_span(*delivery, SpanKind::kTravelling, index, record);
      break;
    case RecordKind::EventReceived:
    case RecordKind::Published:  // nothing was said of it on its way
      if (delivery->spans.empty()) {
        open_span(*delivery, SpanKind::kTravelling, message.first_record,
                  simulation.record_at(message.first_record));
        close_span(*delivery, index, record);
      }
      break;
    case RecordKind::AttemptStarted:
    case RecordKind::StreamBatchStarted:
    case RecordKind::PipeExecutionStarted:
      open_span(*delivery, SpanKind::kRunning, index, record);
      delivery->attempts = record.code;
      break;
    case RecordKind::AttemptFailed:
    case RecordKind::AttemptTimedOut:
    case RecordKind::StreamBatchFailed:
    case RecordKind::PipeExecutionFailed:
      if (!delivery->spans.empty()) delivery->spans.back().kind = SpanKind::kFailed;
      close_span(*delivery, index, record);
      break;
    case RecordKind::WaitsInGroup:  // before its queue; in it, it waits as all do
      if (!delivery->spans.empty() && delivery->spans.back().kind == SpanKind::kInQueue) break;
      open_span(*delivery, SpanKind::kBackingOff, index, record);
      break;
    case RecordKind::DeliverySlowed:
    case RecordKind::Throttled:
    case RecordKind::TargetRetryScheduled:
    case RecordKind::RetryScheduled:
    case RecordKind::StreamRetryScheduled:
    case RecordKind::StreamBatchThrottled:
    case RecordKind::StreamBatchBisected:
      open_span(*delivery, SpanKind::kBackingOff, index, record);
      break;
    case RecordKind::EndpointPosted:
    case RecordKind::RequestReceived:  // until it is answered
      open_span(*delivery, SpanKind::kInQueue, index, record);
      break;
    case RecordKind::QueueDelayed:
    case RecordKind::QueueArrived:
    case RecordKind::StreamRecordWaiting:
    case RecordKind::VisibilityTimedOut:
      open_span(*delivery, SpanKind::kInQueue, index, record);
      break;
    case RecordKind::MessageReceived:
      open_span(*delivery, SpanKind::kInvisible, index, record);
      break;
    case RecordKind::AttemptSucceeded:
    case RecordKind::RetriesExhausted:
    case RecordKind::EventAgeExceeded:
    case RecordKind::ZeroReservedConcurrency:
      close_span(*delivery, index, record);
      break;
    default:
      break;
  }
  const engine::Fate fate = engine::fate_of(record.kind);
  if (fate == engine::Fate::InFlight) return;
  close_span(*delivery, index, record);
  delivery->fate = fate;
  delivery->end_record = index;
  delivery->end_step = record.step;
  delivery->end_ms = record.time_ms;
}

}  // namespace brigade::app
