// The verbs that all services change the world with: resources, configurations, messages, deliveries, lists.
#include "engine/engine.h"

#include <algorithm>
#include <cassert>

#include "engine/services/alarms.h"
#include "engine/services/fifo.h"
#include "engine/services/metrics.h"

namespace brigade::engine {

uint32_t Engine::record(Delivery& delivery, RecordKind kind, uint16_t code, uint32_t value) {
  const bool alive = w.is_alive(delivery.target);
  delivery.last_record =
      record({kind, delivery.last_record, delivery.target, alive ? w.resource(delivery.target).config : kNone,
              delivery.message_number, delivery.number, code, value});
  return delivery.last_record;
}

uint32_t Engine::add_config(ResourceId id, Config config) {
  const uint32_t index = w.configs++;
  if (index == h.configs.size()) {
    h.configs.push_back(std::make_unique<const ConfigVersion>(ConfigVersion{id, w.step, std::move(config)}));
  }
  return index;
}

uint32_t Engine::add_name(std::string_view name) {
  const uint32_t index = w.names++;
  if (index == h.names.size()) h.append_name(name);
  assert(h.names[index] == name);
  return index;
}

uint32_t Engine::add_text(std::string_view text) {
  const uint32_t index = w.texts++;
  if (index == h.texts.size()) h.texts.push_back(std::make_shared<const std::string>(text));
  return index;
}

uint32_t Engine::add_text(const std::shared_ptr<const std::string>& text) {
  const uint32_t index = w.texts++;
  if (index == h.texts.size()) h.texts.push_back(text);
  return index;
}

namespace {
constexpr std::array<std::string_view, kResourceKinds> kStreamPrefix = {
    "s3/",      "lambda/",   "sqs/",     "events/", "rule/", "sns/",  "mapping/", "dynamodb/",
    "kinesis/", "schedule/", "archive/", "alarm/",  "api/",  "pipe/", "role/",    "schedule-group/"};
}

ResourceId Engine::create(ResourceKind kind, std::string_view name, uint32_t state, Config config) {
  const uint32_t index = w.resources.push_back(Resource{});
  Resource& resource = w.resources.edit(index);
  resource.generation = 1;
  resource.name = add_name(name);
  resource.kind = kind;
  resource.alive = 1;
  resource.account = kAccount;
  resource.state = state;
  resource.alarms = kNone;
  std::string stream_name(kStreamPrefix[static_cast<size_t>(kind)]);
  stream_name += name;
  resource.stream = base::Stream{base::stream_key(w.seed, stream_name), 0};
  const ResourceId id = ResourceId::make(index, resource.generation);
  resource.config = add_config(id, std::move(config));
  ++w.name_epoch;
  record({RecordKind::ResourceCreated, cause, id, resource.config, kNone, kNone, static_cast<uint16_t>(kind),
          0});
  if (w.alarms_alive != 0) alarms::resource_made(*this, id);
  return id;
}

void Engine::configure(ResourceId id, Config config) {
  const uint32_t version = add_config(id, std::move(config));
  w.resources.edit(id.index()).config = version;
  record({RecordKind::ConfigurationChanged, cause, id, version, kNone, kNone,
          static_cast<uint16_t>(command_index), 0});
}

void Engine::remove(ResourceId id) {
  Resource& resource = w.resources.edit(id.index());
  resource.alive = 0;
  ++w.name_epoch;
  record({RecordKind::ResourceDeleted, cause, id, resource.config, kNone, kNone,
          static_cast<uint16_t>(resource.kind), 0});
  if (w.alarms_alive != 0) alarms::resource_gone(*this, id);
  // The tombstone keeps name and state; its index is not used again, so that records can always name it.
}

ResourceId Engine::target(uint32_t config, uint32_t place, std::string_view arn) {
  RememberedTarget& remembered = remembered_[(config * 5 + place) % remembered_.size()];
  if (remembered.config != config || remembered.place != place || remembered.epoch != w.name_epoch) {
    remembered = {config, place, w.name_epoch, find_by_arn(w, h, arn)};
  }
  return remembered.id;
}

void Engine::take_sample(Metric metric, ResourceId id, int64_t value) {
  if (sink != nullptr) sink->sample(metric, id, w.now_ms, value);
  if (w.alarms_alive != 0) alarms::sample(*this, metric, id, value);
}

void Engine::take_levels(ResourceId queue) { alarms::queue_changed(*this, queue); }

uint32_t Engine::make_message(const NewMessage& made) {
  const uint32_t number = w.messages_made++;
  const uint32_t slot = w.messages.take();
  Message& message = w.messages.edit(slot);
  message.number = number;
  message.last_delivery = kNone;
  message.root_command = made.root_command;
  message.derivation = made.derivation;
  message.payload = made.payload;
  message.key = made.key;
  message.object = made.object;
  message.lineage = std::max(made.lineage, lineage);
  message.created_ms = w.now_ms;
  const auto code = static_cast<uint16_t>(static_cast<uint32_t>(made.payload.kind) << 8 | made.payload.code);
  message.created_record = record({RecordKind::MessageCreated, made.cause, made.resource,
                                   made.resource.is_none() ? kNone : w.resource(made.resource).config, number,
                                   kNone, code, made.payload.ref});
  return slot;
}

uint32_t Engine::make_delivery(uint32_t message_slot, ResourceId target, uint32_t config, uint32_t rule,
                               uint32_t cause_record) {
  Message& message = w.messages.edit(message_slot);
  const uint32_t slot = w.deliveries.take();
  ++message.live_deliveries;
  message.last_delivery = slot;
  Delivery& delivery = w.deliveries.edit(slot);
  delivery.next_free = kNone;
  delivery.number = w.deliveries_made++;
  delivery.message = message_slot;
  delivery.message_number = message.number;
  delivery.target = target;
  delivery.config = config;
  delivery.rule = rule;
  delivery.last_record = cause_record;
  delivery.place = kNone;
  delivery.ran_version = kNone;
  delivery.handler_rule = kNoHandlerRule;
  ++w.tally.made;
  ++w.tally.live;
  return slot;
}

void Engine::make_ended_delivery(const Note& note) {
  Note with_number = note;
  with_number.delivery = w.deliveries_made++;
  record(with_number);
  ++w.tally.made;
  ++w.tally.ended[static_cast<size_t>(fate_of(note.kind))];
}

uint32_t Engine::end(uint32_t slot, RecordKind kind, uint16_t code, uint32_t value) {
  const ResourceId target = w.deliveries[slot].target;
  return end(slot, kind, code, value, w.is_alive(target) ? w.resource(target).config : kNone);
}

uint32_t Engine::end(uint32_t slot, RecordKind kind, uint16_t code, uint32_t value, uint32_t version) {
  Delivery& delivery = w.deliveries.edit(slot);
  const uint32_t last = record({kind, delivery.last_record, delivery.target, version, delivery.message_number,
                                delivery.number, code, value});
  w.scheduler.cancel(delivery.timer);
  if (is_in_queue(delivery.state)) {
    leave_batch(delivery.place);
    if (w.queued[delivery.place].fifo != kNone) [[unlikely]]
      fifo::leave(*this, delivery);
    w.queued.give_back(delivery.place);
  }
  const uint32_t message = delivery.message;
  w.deliveries.give_back(slot);
  --w.tally.live;
  ++w.tally.ended[static_cast<size_t>(fate_of(kind))];
  if (--w.messages.edit(message).live_deliveries == 0) release_message(message);
  return last;
}

void Engine::leave_batch(uint32_t queued_slot) {
  const uint32_t slot = w.queued[queued_slot].batch;
  if (slot == kNone) return;
  Batch& batch = w.batches.edit(slot);
  if (!batch.mapping.is_none()) {
    uint32_t* link = &batch.first;
    while (w.deliveries[*link].place != queued_slot) {
      link = &w.queued.edit(w.deliveries[*link].place).next_in_batch;
    }
    *link = w.queued[queued_slot].next_in_batch;
  }
  if (--batch.members == 0 && batch.held == 0) w.batches.give_back(slot);
  w.queued.edit(queued_slot).batch = kNone;
}

void Engine::drop_message_without_deliveries(uint32_t slot) {
  if (w.messages[slot].live_deliveries == 0) release_message(slot);
}

void Engine::release_message(uint32_t slot) {
  release_derivation(w.messages[slot].derivation);
  w.messages.give_back(slot);
}

uint32_t Engine::make_derivation(Derivation made) {
  if (is_derived(made.parent.kind)) ++w.derivations.edit(made.parent.ref).references;
  const uint32_t slot = w.derivations.take();
  made.references = 1;
  w.derivations.edit(slot) = made;
  return slot;
}

void Engine::release_derivation(uint32_t slot) {
  while (slot != kNone && --w.derivations.edit(slot).references == 0) {
    const Payload parent = w.derivations[slot].parent;
    w.derivations.give_back(slot);
    slot = is_derived(parent.kind) ? parent.ref : kNone;
  }
}

void Engine::schedule_delivery(uint32_t slot, TimeMs due_ms) {
  Delivery& delivery = w.deliveries.edit(slot);
  delivery.state = DeliveryState::Scheduled;
  delivery.timer = at(due_ms, TimerKind::Deliver, slot);
}

void append(Engine& engine, DeliveryList& list, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  engine.w.queued.edit(delivery.place).previous = list.tail;
  delivery.next_free = kNone;
  if (list.tail == kNone) {
    list.head = slot;
  } else {
    engine.w.deliveries.edit(list.tail).next_free = slot;
  }
  list.tail = slot;
  ++list.count;
}

void insert_behind(Engine& engine, DeliveryList& list, uint32_t slot, uint32_t after) {
  if (after == list.tail) return append(engine, list, slot);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t next = after == kNone ? list.head : engine.w.deliveries[after].next_free;
  engine.w.queued.edit(delivery.place).previous = after;
  delivery.next_free = next;
  engine.w.queued.edit(engine.w.deliveries[next].place).previous = slot;
  if (after == kNone) {
    list.head = slot;
  } else {
    engine.w.deliveries.edit(after).next_free = slot;
  }
  ++list.count;
}

void unlink(Engine& engine, DeliveryList& list, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const uint32_t previous = engine.w.queued_message(delivery).previous;
  if (previous == kNone) {
    list.head = delivery.next_free;
  } else {
    engine.w.deliveries.edit(previous).next_free = delivery.next_free;
  }
  if (delivery.next_free == kNone) {
    list.tail = previous;
  } else {
    engine.w.queued.edit(engine.w.deliveries[delivery.next_free].place).previous = previous;
  }
  delivery.next_free = kNone;
  --list.count;
}

}  // namespace brigade::engine
