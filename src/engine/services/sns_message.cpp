// The content of a topic's message, and its three forms: the envelope for queues and e-mail, raw, and the
// record for functions.
#include "engine/services/sns_message.h"

#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/fifo.h"
#include "match/front_ends.h"

namespace brigade::engine {

using base::JsonWriter;

namespace {

const Derivation& derivation_of(const RenderContext& context, const Payload& payload) {
  return context.world.derivations[payload.ref];
}

std::string topic_arn(const RenderContext& context, const Payload& payload) {
  return arn_of(context.world, context.history, context.plan, derivation_of(context, payload).by);
}

// The members that the envelope and the record have in common; the addresses are spelt differently.
void write_notification(JsonWriter& json, const RenderContext& context, const Payload& payload,
                        bool for_function) {
  const Derivation& derivation = derivation_of(context, payload);
  const SnsContent content = sns_content(context, payload);
  const std::string arn = topic_arn(context, payload);
  const std::string host = "https://sns." + context.plan.options.region + ".amazonaws.com/";
  const uint64_t key = base::stream_key(context.world.seed, "sns/signature");
  json.member("Type", "Notification").member("MessageId", sns_message_id(context, payload));
  // Of a FIFO topic, from 1.
  if (derivation.batch_size != 0) json.member("SequenceNumber", fifo::sequence_number(derivation.batch_size));
  json.member("TopicArn", arn);
  if (!content.subject.empty()) {
    json.member("Subject", content.subject);
  } else if (for_function) {
    json.key("Subject").value(nullptr);
  }
  json.member("Message", content.message);
  json.member("Timestamp", base::format_utc_ms(context.plan.options.start_unix_ms + derivation.time_ms));
  json.member("SignatureVersion", "1");
  json.member("Signature", base::base64_of(key, base::hash_bytes(content.message), 344));
  json.member(for_function ? "SigningCertUrl" : "SigningCertURL",
              host + "SimpleNotificationService-" + base::hex_of(key, 0, 32, false) + ".pem");
  json.member(for_function ? "UnsubscribeUrl" : "UnsubscribeURL",
              host + "?Action=Unsubscribe&SubscriptionArn=" +
                  context.history.topic_config(payload.config).subscriptions[payload.rule].arn);
  if (for_function || !content.attributes.empty()) write_kept_attributes(json, content.attributes);
}

}  // namespace

void write_kept_attributes(JsonWriter& json, const std::vector<match::MessageAttribute>& attributes) {
  json.key("MessageAttributes").begin_object();
  for (const match::MessageAttribute& attribute : attributes) {
    json.key(attribute.name).begin_object();
    json.member("Type", attribute.type).member("Value", attribute.value).end_object();
  }
  json.end_object();
}

std::vector<match::MessageAttribute> read_kept_attributes(const base::JsonValue& kept) {
  std::vector<match::MessageAttribute> out;
  const base::JsonValue* attributes = kept.find("MessageAttributes");
  if (attributes == nullptr) return out;
  for (const base::JsonMember& member : attributes->members()) {
    const base::JsonValue* type = member.value.find("Type");
    const base::JsonValue* value = member.value.find("Value");
    if (type == nullptr || value == nullptr) continue;
    out.push_back({member.name, type->as_string(), value->as_string()});
  }
  return out;
}

std::string publication_text(const Publish& command) {
  JsonWriter json;
  json.begin_object().member("Message", command.message);
  if (!command.subject.empty()) json.member("Subject", command.subject);
  if (command.group_id) json.member("MessageGroupId", *command.group_id);
  if (command.deduplication_id) json.member("MessageDeduplicationId", *command.deduplication_id);
  if (!command.attributes.empty()) write_kept_attributes(json, command.attributes);
  json.end_object();
  return json.take();
}

SnsContent sns_content(const RenderContext& context, const Payload& payload) {
  const Payload& parent = derivation_of(context, payload).parent;
  SnsContent content;
  if (parent.kind != PayloadKind::Publication) {
    content.message = render_payload(context, parent);
    const bool from_s3 = parent.kind == PayloadKind::S3Event || parent.kind == PayloadKind::S3TestEvent;
    if (from_s3) content.subject = "Amazon S3 Notification";
    return content;
  }
  const auto read = base::read_json(*context.history.texts[parent.ref]);
  if (!read) return content;
  if (const base::JsonValue* message = read->find("Message")) content.message = message->as_string();
  if (const base::JsonValue* subject = read->find("Subject")) content.subject = subject->as_string();
  if (const base::JsonValue* id = read->find("MessageGroupId")) content.group_id = id->as_string();
  if (const base::JsonValue* id = read->find("MessageDeduplicationId"))
    content.deduplication_id = id->as_string();
  content.attributes = read_kept_attributes(*read);
  return content;
}

bool wants(const Subscription& subscription, const SnsContent& content) {
  if (subscription.filter_policy == nullptr) return true;
  return subscription.filter_policy_scope == match::FilterPolicyScope::MessageBody
             ? match::matches_body(*subscription.filter_policy, content.message)
             : match::matches_attributes(*subscription.filter_policy, content.attributes);
}

std::string render_sns_message(const RenderContext& context, const Payload& payload) {
  const auto& subscriptions = context.history.topic_config(payload.config).subscriptions;
  // Before it is anybody's, and as an e-mail: the message itself.
  if (payload.rule >= subscriptions.size() ||
      subscriptions[payload.rule].protocol == SubscriptionProtocol::Email) {
    return sns_content(context, payload).message;
  }
  const Subscription& subscription = subscriptions[payload.rule];
  JsonWriter json;
  if (subscription.protocol == SubscriptionProtocol::Function) {
    json.begin_object().key("Records").begin_array().begin_object();
    json.member("EventSource", "aws:sns").member("EventVersion", "1.0");
    json.member("EventSubscriptionArn", subscription.arn).key("Sns").begin_object();
    write_notification(json, context, payload, true);
    json.end_object().end_object().end_array().end_object();
    return json.take();
  }
  if (subscription.raw_message_delivery) return sns_content(context, payload).message;
  json.begin_object();
  write_notification(json, context, payload, false);
  json.end_object();
  return json.take();
}

std::string sns_message_id(const RenderContext& context, const Payload& payload) {
  const Derivation& derivation = derivation_of(context, payload);
  const uint64_t number = derivation.parent_delivery == kNone ? uint64_t{1} << 40 | derivation.parent.ref
                                                              : derivation.parent_delivery;
  return base::uuid_of(base::stream_key(context.world.seed, "sns/message"), number);
}

void write_message_attributes(JsonWriter& json, const std::vector<match::MessageAttribute>& attributes) {
  if (attributes.empty()) return;
  json.key("MessageAttributes").begin_object();
  for (const match::MessageAttribute& attribute : attributes) {
    json.key(attribute.name).begin_object();
    const bool binary = base::starts_with(attribute.type, "Binary");
    json.member(binary ? "BinaryValue" : "StringValue", attribute.value);
    json.member("DataType", attribute.type).end_object();
  }
  json.end_object();
}

void write_sns_attributes(JsonWriter& json, const RenderContext& context, const Payload& payload) {
  const auto& subscriptions = context.history.topic_config(payload.config).subscriptions;
  if (payload.rule >= subscriptions.size() || !subscriptions[payload.rule].raw_message_delivery) return;
  write_message_attributes(json, sns_content(context, payload).attributes);
}

}  // namespace brigade::engine
