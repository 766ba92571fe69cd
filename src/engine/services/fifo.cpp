// Message groups and deduplication ids, found by a hash in the buckets of their queue or topic.
#include "engine/services/fifo.h"

#include <algorithm>

#include "base/hash.h"
#include "base/md5.h"
#include "base/sha256.h"
#include "engine/services/payload.h"
#include "engine/services/sns_message.h"

namespace brigade::engine::fifo {

namespace {

uint32_t bucket_of(uint32_t buckets, uint64_t hash) {
  return buckets + static_cast<uint32_t>(hash % kFifoBuckets);
}

uint32_t find_group(const Engine& engine, uint32_t buckets, uint64_t hash, std::string_view name) {
  uint32_t slot = engine.w.fifo_buckets[bucket_of(buckets, hash)].first_group;
  for (; slot != kNone; slot = engine.w.fifo_groups[slot].next_free) {
    const FifoGroup& group = engine.w.fifo_groups[slot];
    if (group.hash == hash && (group.name == kNone || *engine.h.texts[group.name] == name)) return slot;
  }
  return kNone;
}

uint32_t make_group(Engine& engine, uint32_t buckets, uint64_t hash, uint32_t name) {
  const uint32_t slot = engine.w.fifo_groups.take();
  FifoGroup& group = engine.w.fifo_groups.edit(slot);
  FifoBucket& bucket = engine.w.fifo_buckets.edit(bucket_of(buckets, hash));
  group.next_free = bucket.first_group;
  group.name = name;
  group.hash = hash;
  group.receive = group.blocker = kNone;
  bucket.first_group = slot;
  return slot;
}

void drop_group(Engine& engine, uint32_t buckets, uint32_t slot) {
  const FifoGroup group = engine.w.fifo_groups[slot];
  FifoBucket& bucket = engine.w.fifo_buckets.edit(bucket_of(buckets, group.hash));
  if (bucket.first_group == slot) {
    bucket.first_group = group.next_free;
  } else {
    uint32_t before = bucket.first_group;
    while (engine.w.fifo_groups[before].next_free != slot) before = engine.w.fifo_groups[before].next_free;
    engine.w.fifo_groups.edit(before).next_free = group.next_free;
  }
  engine.w.fifo_groups.give_back(slot);
}

const FifoMessage& message_of(const World& world, const Delivery& delivery) {
  return world.fifo_messages[world.queued_message(delivery).fifo];
}

void forget_old_ids(Engine& engine, FifoBucket& bucket) {
  while (bucket.first_id != kNone) {
    const FifoId& id = engine.w.fifo_ids[bucket.first_id];
    if (id.accepted_ms + kDeduplicationMs > engine.w.now_ms) return;
    const uint32_t next_id = id.next_free;
    engine.w.fifo_ids.give_back(bucket.first_id);
    bucket.first_id = next_id;
    if (next_id == kNone) bucket.last_id = kNone;
  }
}

const TopicConfig* topic_of(const Engine& engine, const Delivery& delivery) {
  return delivery.config == kNone ? nullptr
                                  : std::get_if<TopicConfig>(&engine.h.configs[delivery.config]->value);
}

// Of a topic's group on its way to one subscription.
uint64_t subscription_hash(const Engine& engine, const Delivery& delivery, const TopicConfig& topic) {
  const std::string group = ids_of(engine, delivery).group;
  return base::hash_bytes(topic.subscriptions[delivery.rule].arn + "\n" + group);
}

}  // namespace

uint32_t make_buckets(Engine& engine) {
  const uint32_t first = engine.w.fifo_buckets.size();
  for (uint32_t i = 0; i < kFifoBuckets; ++i)
    engine.w.fifo_buckets.push_back(FifoBucket{kNone, kNone, kNone});
  return first;
}

Ids ids_of(const Engine& engine, const Delivery& delivery) {
  if (delivery.config == kNone) return {};
  const Config& config = engine.h.configs[delivery.config]->value;
  if (const auto* topic = std::get_if<TopicConfig>(&config); topic != nullptr && topic->fifo) {
    const Payload& payload = engine.w.messages[delivery.message].payload;
    if (payload.kind != PayloadKind::SnsMessage) return {};
    SnsContent content = sns_content({engine.w, engine.h, engine.plan}, payload);
    if (content.deduplication_id.empty()) content.deduplication_id = content_id(content.message);
    return {std::move(content.group_id), std::move(content.deduplication_id)};
  }
  if (delivery.rule >= kDeadLetterPlaces) return {};
  if (const auto* rule = std::get_if<RuleConfig>(&config))
    return {rule->targets[delivery.rule].message_group_id, {}};
  if (const auto* schedule = std::get_if<ScheduleConfig>(&config)) return {schedule->message_group_id, {}};
  return {};
}

Ids ids_in_queue(const Engine& engine, const Delivery& delivery) {
  if (engine.w.queued_message(delivery).fifo == kNone) return {};
  const FifoMessage& message = message_of(engine.w, delivery);
  return {*engine.h.texts[engine.w.fifo_groups[message.group].name],
          *engine.h.texts[message.deduplication_id]};
}

bool are_complete(const QueueConfig& queue, const Ids& ids) {
  return !ids.group.empty() && (queue.content_based_deduplication || !ids.deduplication.empty());
}

std::optional<std::string> id_fault(std::string_view parameter, std::string_view value) {
  const bool visible = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (!value.empty() && value.size() <= kMaxIdLength && visible) return std::nullopt;
  const std::string name(parameter);
  return "Value " + std::string(value) + " for parameter " + name + " is invalid. Reason: " + name +
         " can only include alphanumeric and punctuation characters. 1 to 128 in length.";
}

std::string content_id(std::string_view body) { return base::hex(base::sha256(body)); }

uint32_t deduplicate(Engine& engine, uint32_t buckets, std::string_view id, uint32_t message) {
  const uint64_t hash = base::hash_bytes(id);
  FifoBucket& bucket = engine.w.fifo_buckets.edit(bucket_of(buckets, hash));
  forget_old_ids(engine, bucket);
  for (uint32_t slot = bucket.first_id; slot != kNone; slot = engine.w.fifo_ids[slot].next_free) {
    if (engine.w.fifo_ids[slot].hash == hash) return engine.w.fifo_ids[slot].message;
  }
  const uint32_t slot = engine.w.fifo_ids.take();
  engine.w.fifo_ids.edit(slot) = FifoId{kNone, message, hash, engine.w.now_ms};
  if (bucket.last_id == kNone) {
    bucket.first_id = slot;
  } else {
    engine.w.fifo_ids.edit(bucket.last_id).next_free = slot;
  }
  bucket.last_id = slot;
  return kNone;
}

uint32_t enter(Engine& engine, uint32_t delivery_slot, const Ids& ids) {
  const Delivery& delivery = engine.w.deliveries[delivery_slot];
  const QueueState& queue = engine.w.queue(delivery.target);
  const uint64_t hash = base::hash_bytes(ids.group);
  uint32_t group = find_group(engine, queue.fifo_buckets, hash, ids.group);
  if (group == kNone) group = make_group(engine, queue.fifo_buckets, hash, engine.add_text(ids.group));
  ++engine.w.fifo_groups.edit(group).members;
  const uint32_t slot = engine.w.fifo_messages.take();
  FifoMessage& message = engine.w.fifo_messages.edit(slot);
  message.group = group;
  message.deduplication_id = engine.add_text(ids.deduplication);
  message.sequence = queue.sent;
  return slot;
}

void leave(Engine& engine, const Delivery& delivery) {
  if (delivery.state == DeliveryState::Invisible) release(engine, delivery);
  const uint32_t slot = engine.w.queued_message(delivery).fifo;
  const uint32_t group = engine.w.fifo_messages[slot].group;
  engine.w.fifo_messages.give_back(slot);
  if (--engine.w.fifo_groups.edit(group).members == 0)
    drop_group(engine, engine.w.queue(delivery.target).fifo_buckets, group);
}

void hold(Engine& engine, const Delivery& delivery, uint32_t batch_number) {
  FifoGroup& group = engine.w.fifo_groups.edit(message_of(engine.w, delivery).group);
  if (group.in_flight++ == 0) group.blocker = delivery.message_number;
  group.receive = batch_number;
}

void release(Engine& engine, const Delivery& delivery) {
  FifoGroup& group = engine.w.fifo_groups.edit(message_of(engine.w, delivery).group);
  if (--group.in_flight == 0) group.receive = group.blocker = kNone;
}

TimeMs available_ms(Engine& engine, const Delivery& delivery, TimeMs delay_ms) {
  FifoGroup& group = engine.w.fifo_groups.edit(message_of(engine.w, delivery).group);
  group.available_ms = std::max(group.available_ms, engine.w.now_ms + delay_ms);
  return group.available_ms;
}

const FifoGroup& group_of(const World& world, const Delivery& delivery) {
  return world.fifo_groups[message_of(world, delivery).group];
}

uint32_t next(const World& world, uint32_t queue_state, uint32_t batch_number, uint32_t group) {
  uint32_t other = kNone;
  for (uint32_t slot = world.queues[queue_state].visible.head; slot != kNone;
       slot = world.deliveries[slot].next_free) {
    const uint32_t its_group = message_of(world, world.deliveries[slot]).group;
    if (its_group == group) return slot;
    const FifoGroup& state = world.fifo_groups[its_group];
    const bool is_free = state.in_flight == 0 || (batch_number != kNone && state.receive == batch_number);
    if (is_free && other == kNone) other = slot;
    if (other != kNone && group == kNone) return other;
  }
  return other;
}

void insert_in_order(Engine& engine, DeliveryList& list, uint32_t slot) {
  const uint64_t sequence = message_of(engine.w, engine.w.deliveries[slot]).sequence;
  uint32_t after = list.tail;  // what it comes behind
  while (after != kNone && message_of(engine.w, engine.w.deliveries[after]).sequence > sequence) {
    after = engine.w.queued_message(engine.w.deliveries[after]).previous;
  }
  insert_behind(engine, list, slot, after);
}

void hold_subscription(Engine& engine, const Delivery& delivery, TimeMs until_ms) {
  const TopicConfig* topic = topic_of(engine, delivery);
  if (topic == nullptr || !topic->fifo || delivery.rule >= kDeadLetterPlaces) return;
  const uint64_t hash = subscription_hash(engine, delivery, *topic);
  const uint32_t buckets = engine.w.topic(engine.h.configs[delivery.config]->resource).fifo_buckets;
  // What holds nothing any more goes first.
  uint32_t slot = engine.w.fifo_buckets[bucket_of(buckets, hash)].first_group;
  while (slot != kNone) {
    const FifoGroup& group = engine.w.fifo_groups[slot];
    const uint32_t after = group.next_free;
    if (group.available_ms < engine.w.now_ms) drop_group(engine, buckets, slot);
    slot = after;
  }
  uint32_t held = find_group(engine, buckets, hash, {});
  if (held == kNone) held = make_group(engine, buckets, hash, kNone);
  FifoGroup& group = engine.w.fifo_groups.edit(held);
  group.available_ms = until_ms;
  group.blocker = delivery.message_number;
}

std::optional<Wait> wait_of(const Engine& engine, const Delivery& delivery) {
  const TopicConfig* topic = topic_of(engine, delivery);
  if (topic == nullptr || !topic->fifo || delivery.rule >= kDeadLetterPlaces) return std::nullopt;
  const uint32_t buckets = engine.w.topic(engine.h.configs[delivery.config]->resource).fifo_buckets;
  const uint32_t slot = find_group(engine, buckets, subscription_hash(engine, delivery, *topic), {});
  if (slot == kNone) return std::nullopt;
  const FifoGroup& group = engine.w.fifo_groups[slot];
  if (group.available_ms <= engine.w.now_ms || group.blocker == delivery.message_number) return std::nullopt;
  return Wait{group.available_ms, group.blocker};
}

std::string sequence_number(uint64_t sequence) {
  const std::string digits = std::to_string(496'460'467'696'128 + 256 * sequence);
  return "18849" + std::string(digits.size() < 15 ? 15 - digits.size() : 0, '0') + digits;
}

}  // namespace brigade::engine::fifo
