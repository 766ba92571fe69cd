// What a topic sends: the message with its subject and attributes, and how each subscriber gets it. Shapes:
// SNS Developer Guide, "Parsing message formats" and "Raw message delivery"; recordings of the real service.
#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "engine/command.h"
#include "engine/services/payload.h"

namespace brigade::engine {

struct SnsContent {
  std::string message, subject;
  std::vector<match::MessageAttribute> attributes;
  std::string group_id, deduplication_id;  // of a FIFO topic
};

// How a Publish is kept: JSON, {"Message","Subject","MessageGroupId","MessageDeduplicationId",
// "MessageAttributes"}.
std::string publication_text(const Publish& command);
// The member "MessageAttributes" of what is kept, and its reading.
void write_kept_attributes(base::JsonWriter& json, const std::vector<match::MessageAttribute>& attributes);
std::vector<match::MessageAttribute> read_kept_attributes(const base::JsonValue& kept);
// As `aws sqs receive-message` prints them; nothing where there are none.
void write_message_attributes(base::JsonWriter& json, const std::vector<match::MessageAttribute>& attributes);
// Of a payload of kind SnsMessage.
SnsContent sns_content(const RenderContext& context, const Payload& payload);
// Whether the subscription's filter policy lets it through.
bool wants(const Subscription& subscription, const SnsContent& content);
// As the subscriber that payload.config and payload.rule name gets it.
std::string render_sns_message(const RenderContext& context, const Payload& payload);
// The message id of the topic, the same for all subscribers.
std::string sns_message_id(const RenderContext& context, const Payload& payload);
// The attributes of a queue's message, as `aws sqs receive-message` prints them: raw deliveries have them.
void write_sns_attributes(base::JsonWriter& json, const RenderContext& context, const Payload& payload);

}  // namespace brigade::engine
