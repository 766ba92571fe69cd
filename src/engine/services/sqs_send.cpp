// SendMessage and SendMessageBatch: what is wrong with a message, and its arrival. Source: SQS API reference;
// recordings of the real service for the error texts.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/services/payload.h"
#include "engine/services/sns_message.h"
#include "engine/services/sqs.h"

namespace brigade::engine::sqs {

using base::fail;
using base::Status;

namespace {

constexpr size_t kMaxAttributes = 10, kMaxBatchEntries = 10, kMaxBatchBytes = 1'048'576;
constexpr const char* kInvalid = "InvalidParameterValue";

size_t size_of(const SendMessage& message) {
  size_t size = message.body.size();
  for (const match::MessageAttribute& attribute : message.attributes)
    size += attribute.name.size() + attribute.type.size() + attribute.value.size();
  return size;
}

Status check_attributes(const SendMessage& message) {
  if (message.attributes.size() > kMaxAttributes) {
    return fail(kInvalid, "Number of message attributes [" + std::to_string(message.attributes.size()) +
                              "] exceeds the allowed maximum [10].");
  }
  for (const match::MessageAttribute& attribute : message.attributes) {
    const std::string_view type = std::string_view(attribute.type).substr(0, attribute.type.find('.'));
    if (type != "String" && type != "Number" && type != "Binary") {
      return fail(kInvalid, "The message attribute '" + attribute.name +
                                "' has an invalid message attribute type, the set of supported type prefixes "
                                "is Binary, Number, and String.");
    }
    if (attribute.value.empty()) {
      return fail(kInvalid, "Message (user) attribute '" + attribute.name +
                                "' must contain a non-empty value of type '" + std::string(type) + "'.");
    }
  }
  return {};
}

Status check_ids(const SendMessage& message, const QueueConfig& queue) {
  if (message.group_id) {
    if (const auto fault = fifo::id_fault("MessageGroupId", *message.group_id)) return fail(kInvalid, *fault);
  }
  if (message.deduplication_id) {
    if (!queue.fifo) {
      return fail(kInvalid, "Value " + *message.deduplication_id +
                                " for parameter MessageDeduplicationId is invalid. Reason: The request "
                                "includes a parameter that is not valid for this queue type.");
    }
    if (const auto fault = fifo::id_fault("MessageDeduplicationId", *message.deduplication_id))
      return fail(kInvalid, *fault);
  }
  if (!queue.fifo) return {};
  if (message.delay_ms.value_or(0) != 0) {
    return fail(kInvalid, "Value " + std::to_string(*message.delay_ms / 1000) +
                              " for parameter DelaySeconds is invalid. Reason: The request include "
                              "parameter that is not valid for this queue type.");
  }
  if (!message.group_id) {
    return fail("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (!message.deduplication_id && !queue.content_based_deduplication) {
    return fail(kInvalid,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
                "provided explicitly");
  }
  return {};
}

Status check(const SendMessage& message, const QueueConfig& queue) {
  if (message.body.empty())
    return fail("MissingParameter", "The request must contain the parameter MessageBody.");
  if (size_of(message) > queue.maximum_message_bytes) {
    return fail(kInvalid, "One or more parameters are invalid. Reason: Message must be shorter than " +
                              std::to_string(queue.maximum_message_bytes) + " bytes.");
  }
  if (!base::is_valid_utf8(message.body)) {
    return fail("InvalidMessageContents",
                "Invalid characters found in message body. Valid unicode characters are "
                "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
  }
  if (message.delay_ms && (*message.delay_ms < 0 || *message.delay_ms > 900'000)) {
    return fail(kInvalid, "Value " + std::to_string(*message.delay_ms / 1000) +
                              " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be "
                              ">= 0 and <= 900.");
  }
  if (Status s = check_attributes(message); !s) return s;
  return check_ids(message, queue);
}

Payload payload_of_sent(Engine& engine, const SendMessage& message) {
  if (message.attributes.empty()) {
    return {PayloadForm::Text, PayloadKind::Text, 0, engine.add_text(message.body), kNone, kNone};
  }
  base::JsonWriter json;
  json.begin_object().member("MessageBody", message.body);
  write_kept_attributes(json, message.attributes);
  json.end_object();
  return {PayloadForm::Text, PayloadKind::SentMessage, 0, engine.add_text(json.take()), kNone, kNone};
}

void send(Engine& engine, ResourceId queue, const SendMessage& command) {
  const Payload payload = payload_of_sent(engine, command);
  const uint32_t message = engine.make_message({payload, engine.command, engine.cause, queue, kNone});
  const uint32_t slot =
      engine.make_delivery(message, queue, kNone, kNone, engine.w.messages[message].created_record);
  Arrival arrival;
  const fifo::Ids ids{command.group_id.value_or(""), command.deduplication_id.value_or("")};
  if (engine.queue_config(queue).fifo) {
    arrival.ids = &ids;
  } else {
    arrival.delay_ms = command.delay_ms;  // the message's own wins over the queue's
  }
  arrive(engine, slot, arrival);
}

bool is_entry_id(std::string_view id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Status check_batch(const SendMessageBatch& command) {
  const std::string service = "AWS.SimpleQueueService.";
  if (command.entries.empty()) {
    return fail(service + "EmptyBatchRequest",
                "There should be at least one SendMessageBatchRequestEntry in the request.");
  }
  if (command.entries.size() > kMaxBatchEntries) {
    return fail(service + "TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent " +
                    std::to_string(command.entries.size()) + ".");
  }
  size_t size = 0;
  for (size_t i = 0; i < command.entries.size(); ++i) {
    const std::string& id = command.entries[i].id;
    if (!is_entry_id(id)) {
      return fail(
          service + "InvalidBatchEntryId",
          "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can "
          "be at most 80 letters long.");
    }
    for (size_t j = 0; j < i; ++j) {
      if (command.entries[j].id == id)
        return fail(service + "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
    }
    size += size_of(command.entries[i].message);
  }
  if (size <= kMaxBatchBytes) return {};
  return fail(service + "BatchRequestTooLong",
              "Batch requests cannot be longer than 1048576 bytes. You have "
              "sent " +
                  std::to_string(size) + " bytes.");
}

tl::unexpected<base::Error> no_such_queue() {
  return fail("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
}

}  // namespace

Status apply(Engine& engine, const SendMessage& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  if (Status s = check(command, engine.queue_config(id)); !s) return s;
  send(engine, id, command);
  return {};
}

Status apply(Engine& engine, const SendMessageBatch& command) {
  const ResourceId id = engine.find(ResourceKind::Queue, command.queue);
  if (id.is_none()) return no_such_queue();
  if (Status s = check_batch(command); !s) return s;
  for (size_t i = 0; i < command.entries.size(); ++i) {
    const SendMessage& message = command.entries[i].message;
    if (const Status s = check(message, engine.queue_config(id)); !s) {
      const uint32_t text = engine.add_text(s.error().code + ": " + s.error().text);
      engine.record({RecordKind::BatchEntryRefused, engine.cause, id, engine.w.resource(id).config, kNone,
                     kNone, static_cast<uint16_t>(i), text});
      continue;
    }
    send(engine, id, message);
  }
  return {};
}

}  // namespace brigade::engine::sqs
