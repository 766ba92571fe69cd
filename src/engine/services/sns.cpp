// SNS at work: publishing, filter policies, fan-out. Configuration is checked in sns_config.cpp; handing
// over, retries and dead letters are delivery.h's.
#include "engine/services/sns.h"

#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "engine/services/fifo.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/sns_message.h"
#include "match/match.h"

namespace brigade::engine::sns {

using base::fail;
using base::Status;

namespace {

// What a filter policy reads, made where there is one: most topics' subscriptions want everything.
class ContentToFilter {
 public:
  // `known`: what Publish brought, nullptr where it came from elsewhere.
  ContentToFilter(const RenderContext& context, const Payload& payload, const SnsContent* known)
      : context_(context), payload_(payload), known_(known) {}
  bool passes(const Subscription& subscription) {
    if (subscription.filter_policy == nullptr) return true;
    if (known_ == nullptr) known_ = &made_.emplace(sns_content(context_, payload_));
    if (subscription.filter_policy_scope == match::FilterPolicyScope::MessageBody)
      return wants(subscription, *known_);
    if (!attributes_) attributes_ = match::attribute_event(known_->attributes);
    return match::matches(*subscription.filter_policy, *attributes_);
  }

 private:
  RenderContext context_;
  Payload payload_;
  const SnsContent* known_;
  std::optional<SnsContent> made_;
  std::optional<match::Event> attributes_;  // read once for all subscriptions
};

// A FIFO topic takes a message once in 5 minutes. True where it knows it already.
bool is_duplicate(Engine& engine, ResourceId topic, uint32_t message_slot) {
  const TopicConfig& config = engine.topic_config(topic);
  if (!config.fifo) return false;
  const Message& message = engine.w.messages[message_slot];
  SnsContent content = sns_content({engine.w, engine.h, engine.plan}, message.payload);
  if (content.deduplication_id.empty()) content.deduplication_id = fifo::content_id(content.message);
  const uint32_t first =
      fifo::deduplicate(engine, engine.w.topic(topic).fifo_buckets, content.deduplication_id, message.number);
  if (first == kNone) return false;
  engine.record({RecordKind::PublishDeduplicated, message.created_record, topic,
                 engine.w.resource(topic).config, message.number, kNone, 0, first});
  return true;
}

uint32_t delay_of(Engine& engine, ResourceId topic) {
  if (engine.topic_config(topic).fifo) return kFifoDelayMs;
  base::Stream& random = engine.w.resources.edit(topic.index()).stream;
  return static_cast<uint32_t>(base::uniform(random, kDeliveryDelayMinMs, kDeliveryDelayMaxMs));
}

// Makes one message of it, and a delivery for each subscription: on its way, or filtered out. Returns how
// many want it.
uint32_t fan_out(Engine& engine, ResourceId topic, const Derivation& parent, Engine::NewMessage made,
                 const SnsContent* content) {
  const uint32_t version = engine.w.resource(topic).config;
  const uint32_t state = engine.w.resource(topic).state;
  const std::vector<Subscription>& subscriptions = engine.h.topic_config(version).subscriptions;
  Derivation in_topic = parent;
  if (engine.topic_config(topic).fifo)
    in_topic.batch_size = static_cast<uint32_t>(engine.w.topics[state].published + 1);
  const uint32_t derivation = engine.make_derivation(in_topic);
  const Payload payload{PayloadForm::Derived, PayloadKind::SnsMessage, 0, derivation, version, kNone};
  made.payload = payload;
  made.derivation = derivation;
  const uint32_t slot = engine.make_message(made);
  if (is_duplicate(engine, topic, slot)) {
    engine.drop_message_without_deliveries(slot);
    return 0;
  }
  const uint32_t message = engine.w.messages[slot].number;
  const uint32_t published = engine.record(
      {RecordKind::Published, engine.w.messages[slot].created_record, topic, version, message, kNone, 0, 0});
  ++engine.w.topics.edit(state).published;
  engine.count(Metric::NumberOfMessagesPublished, topic);
  ContentToFilter to_filter({engine.w, engine.h, engine.plan}, payload, content);
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < subscriptions.size(); ++i) {
    const Subscription& subscription = subscriptions[i];
    if (subscription.pending_confirmation) {
      engine.record({RecordKind::SubscriptionNotConfirmed, published, topic, version, message, kNone,
                     static_cast<uint16_t>(i), 0});
      continue;
    }
    const ResourceId target =
        needs_confirmation(subscription.protocol) ? topic : engine.target(version, i, subscription.endpoint);
    if (!to_filter.passes(subscription)) {
      ++engine.w.topics.edit(state).filtered_out;
      engine.make_ended_delivery({RecordKind::SubscriptionFilteredOut, published, target, version, message,
                                  kNone, static_cast<uint16_t>(i), 0});
      engine.count(Metric::NumberOfNotificationsFilteredOut, topic);
      continue;
    }
    ++wanted;
    ++engine.w.topics.edit(state).sent;
    const uint32_t delay_ms = delay_of(engine, topic);
    const uint32_t sent = engine.make_delivery(slot, target, version, i, published);
    Delivery& delivery = engine.w.deliveries.edit(sent);
    delivery.last_record = engine.record({RecordKind::SubscriptionMatched, published, target, version,
                                          message, delivery.number, static_cast<uint16_t>(i), delay_ms});
    engine.schedule_delivery(sent, engine.w.now_ms + delay_ms);
  }
  if (wanted == 0) {
    ++engine.w.tally.unmatched_messages;
    engine.drop_message_without_deliveries(slot);
  }
  return wanted;
}

Status check(const Publish& command) {
  if (command.message.empty()) return fail("InvalidParameter", "Invalid parameter: Empty message");
  size_t size = command.message.size();
  for (const match::MessageAttribute& attribute : command.attributes) {
    size += attribute.name.size() + attribute.type.size() + attribute.value.size();
    const std::string_view type = std::string_view(attribute.type).substr(0, attribute.type.find('.'));
    if (type != "String" && type != "Number" && type != "Binary") {
      return fail("ParameterValueInvalid",
                  "The message attribute '" + attribute.name +
                      "' has an invalid message attribute type, the set of supported type prefixes is "
                      "Binary, Number, and String.");
    }
    if (attribute.value.empty()) {
      return fail("ParameterValueInvalid", "The message attribute '" + attribute.name +
                                               "' must contain non-empty message attribute value for message "
                                               "attribute type '" +
                                               attribute.type + "'.");
    }
  }
  if (size > kMaxMessageBytes) return fail("InvalidParameter", "Invalid parameter: Message too long");
  if (command.subject.size() > 100) return fail("InvalidParameter", "Invalid parameter: Subject");
  if (!base::is_valid_utf8(command.message) || !base::is_valid_utf8(command.subject)) {
    return fail("InvalidParameter", "Invalid parameter: Message Reason: it is no valid UTF-8");
  }
  return {};
}

Status check_ids(const Publish& command, const TopicConfig& config) {
  const auto invalid = [](const std::string& text) {
    return fail("InvalidParameter", "Invalid parameter: " + text);
  };
  if (command.group_id && fifo::id_fault("MessageGroupId", *command.group_id))
    return invalid("MessageGroupId Reason: it is 1 to 128 letters, digits and signs");
  if (command.deduplication_id && fifo::id_fault("MessageDeduplicationId", *command.deduplication_id))
    return invalid("MessageDeduplicationId Reason: it is 1 to 128 letters, digits and signs");
  if (!config.fifo) {
    if (!command.deduplication_id) return {};
    return invalid(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not "
        "valid for this topic type");
  }
  if (!command.group_id) return invalid("The MessageGroupId parameter is required for FIFO topics");
  if (command.deduplication_id || config.content_based_deduplication) return {};
  return invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
      "explicitly");
}

}  // namespace

void arrive(Engine& engine, uint32_t slot) {
  const Delivery delivery = engine.w.deliveries[slot];
  const ResourceId topic = delivery.target;
  const auto* config = delivery.config == kNone
                           ? nullptr
                           : std::get_if<TopicConfig>(&engine.h.configs[delivery.config]->value);
  if (config != nullptr) {  // from the topic itself: an e-mail goes out
    engine.end(slot, RecordKind::EmailDelivered, static_cast<uint16_t>(delivery.rule), 0, delivery.config);
    return;
  }
  if (engine.topic_config(topic).fifo) {  // no other service names a message group
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::NoMessageGroup));
    return;
  }
  const Message& message = engine.w.messages[delivery.message];
  Derivation parent{};
  parent.by = topic;
  parent.version = engine.w.resource(topic).config;
  parent.target = topic;
  parent.parent_delivery = delivery.number;
  parent.parent = payload_of(engine.w, engine.h, delivery);
  parent.handler_rule = kNone;
  parent.time_ms = engine.w.now_ms;
  const uint32_t wanted =
      fan_out(engine, topic, parent, Engine::made_of(message, {}, delivery.last_record, topic), nullptr);
  engine.end(slot, RecordKind::PublishedToSubscriptions, static_cast<uint16_t>(wanted));
}

Status apply(Engine& engine, const Publish& command) {
  const ResourceId topic = engine.find(ResourceKind::Topic, command.topic);
  if (topic.is_none()) return fail("NotFound", "Topic does not exist");
  if (Status s = check(command); !s) return s;
  if (Status s = check_ids(command, engine.topic_config(topic)); !s) return s;
  Derivation parent{};
  parent.by = topic;
  parent.version = engine.w.resource(topic).config;
  parent.target = topic;
  parent.parent_delivery = kNone;
  parent.parent = {PayloadForm::Text,
                   PayloadKind::Publication,
                   0,
                   engine.add_text(publication_text(command)),
                   kNone,
                   kNone};
  parent.handler_rule = kNone;
  parent.time_ms = engine.w.now_ms;
  const SnsContent content{command.message, command.subject, command.attributes,
                           command.group_id.value_or(""), command.deduplication_id.value_or("")};
  fan_out(engine, topic, parent, {{}, engine.command, engine.cause, topic}, &content);
  return {};
}

}  // namespace brigade::engine::sns
