// SNS's commands as JSON.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

constexpr std::string_view kBinary = "Binary";

match::MessageAttribute read_attribute(Problem& problem, const base::JsonMember& member) {
  match::MessageAttribute attribute;
  attribute.name = member.name;
  Fields fields(problem, member.value, "a message attribute");
  fields.need_text("DataType", attribute.type);
  fields.text("StringValue", attribute.value);
  fields.text("BinaryValue", attribute.value);
  fields.close();
  return attribute;
}

}  // namespace

void read_message_attributes(Fields& fields, std::vector<match::MessageAttribute>& out) {
  const JsonValue* attributes = fields.find("MessageAttributes");
  if (attributes == nullptr) return;
  if (!attributes->is_object()) {
    fields.problem().report("\"MessageAttributes\" is an object in braces.", attributes->range());
  }
  for (const base::JsonMember& member : attributes->members()) {
    out.push_back(read_attribute(fields.problem(), member));
  }
}

void write_message_attributes(JsonWriter& w, const std::vector<match::MessageAttribute>& attributes) {
  if (attributes.empty()) return;
  w.key("MessageAttributes").begin_object();
  for (const match::MessageAttribute& attribute : attributes) {
    const bool binary = attribute.type.compare(0, kBinary.size(), kBinary) == 0;
    w.key(attribute.name).begin_object().member("DataType", attribute.type);
    w.member(binary ? "BinaryValue" : "StringValue", attribute.value).end_object();
  }
  w.end_object();
}

void read_message_ids(Fields& fields, std::optional<std::string>& group,
                      std::optional<std::string>& deduplication) {
  std::string text;
  if (fields.text("MessageGroupId", text)) group = text;
  if (fields.text("MessageDeduplicationId", text)) deduplication = text;
}

void write_message_ids(JsonWriter& w, const std::optional<std::string>& group,
                       const std::optional<std::string>& deduplication) {
  if (group) w.member("MessageGroupId", *group);
  if (deduplication) w.member("MessageDeduplicationId", *deduplication);
}

void read(Fields& fields, CreateTopic& c) {
  fields.need_text("topic", c.topic);
  if (const JsonValue* value = fields.find("Attributes")) {
    c.config = topic_config_of(read_topic_attributes(fields.problem(), *value));
  }
}
void write(JsonWriter& w, const CreateTopic& c, bool) {
  w.member("topic", c.topic);
  const SetTopicAttributes attributes = attributes_of(c.config);
  if (is_empty(attributes)) return;
  w.key("Attributes");
  write_topic_attributes(w, attributes, {});
}

void read(Fields& fields, DeleteTopic& c) { fields.need_text("topic", c.topic); }
void write(JsonWriter& w, const DeleteTopic& c, bool) { w.member("topic", c.topic); }

void read(Fields& fields, SetTopicAttributes& c) {
  std::string topic;
  fields.need_text("topic", topic);
  if (const JsonValue* value = fields.need("Attributes")) c = read_topic_attributes(fields.problem(), *value);
  c.topic = topic;
}
void write(JsonWriter& w, const SetTopicAttributes& c, bool) {
  w.member("topic", c.topic).key("Attributes");
  write_topic_attributes(w, c, {});
}

void read(Fields& fields, Subscribe& c) {
  fields.need_text("topic", c.topic);
  read_subscription_members(fields, c.subscription, true);
}
void write(JsonWriter& w, const Subscribe& c, bool) {
  w.member("topic", c.topic);
  write_subscription_members(w, c.subscription, true);
}

void read(Fields& fields, Unsubscribe& c) { fields.need_text("subscription_arn", c.subscription_arn); }
void write(JsonWriter& w, const Unsubscribe& c, bool) { w.member("subscription_arn", c.subscription_arn); }

void read(Fields& fields, SetSubscriptionAttributes& c) {
  std::string arn;
  fields.need_text("subscription_arn", arn);
  if (const JsonValue* value = fields.need("Attributes")) {
    c = read_subscription_attributes(fields.problem(), *value);
  }
  c.subscription_arn = arn;
}
void write(JsonWriter& w, const SetSubscriptionAttributes& c, bool) {
  w.member("subscription_arn", c.subscription_arn).key("Attributes");
  write_subscription_attributes(w, c);
}

void read(Fields& fields, Publish& c) {
  fields.need_text("topic", c.topic);
  fields.need("message");
  fields.text("message", c.message);
  fields.text("subject", c.subject);
  read_message_ids(fields, c.group_id, c.deduplication_id);
  read_message_attributes(fields, c.attributes);
}
void write(JsonWriter& w, const Publish& c, bool) {
  w.member("topic", c.topic).member("message", c.message);
  if (!c.subject.empty()) w.member("subject", c.subject);
  write_message_ids(w, c.group_id, c.deduplication_id);
  write_message_attributes(w, c.attributes);
}

void read(Fields& fields, SetEndpointBehaviour& c) {
  fields.need_text("topic", c.topic);
  fields.need_text("endpoint", c.endpoint);
  read_endpoint_behaviour(fields, c.behaviour);
}
void write(JsonWriter& w, const SetEndpointBehaviour& c, bool) {
  w.member("topic", c.topic).member("endpoint", c.endpoint);
  write_endpoint_behaviour(w, c.behaviour);
}

void read(Fields& fields, ConfirmSubscription& c) {
  fields.need_text("topic", c.topic);
  fields.text("token", c.token);
  fields.text("endpoint", c.endpoint);
}
void write(JsonWriter& w, const ConfirmSubscription& c, bool) {
  w.member("topic", c.topic);
  if (!c.token.empty()) w.member("token", c.token);
  if (!c.endpoint.empty()) w.member("endpoint", c.endpoint);
}

}  // namespace brigade::formats
