// Payloads as JSON text, rendered when somebody reads them, exactly as the real target gets them.
#pragma once
#include <string>

#include "engine/plan.h"
#include "engine/world.h"

namespace brigade::engine {

struct RenderContext {
  const World& world;
  const History& history;
  const Plan& plan;
};

// The event as its target receives it (for a queue: the message body). Compact JSON, members in the service's
// order.
std::string render_payload(const RenderContext& context, const Payload& payload);

// The message's payload as this delivery's target gets it: with the configuration that shaped it.
Payload payload_of(const World& world, const History& history, const Delivery& delivery);

// A message of a queue as `aws sqs receive-message` prints it: MessageId, ReceiptHandle, MD5OfBody, Body,
// Attributes, MessageAttributes. `delivery` is a slot.
std::string render_queue_message(const RenderContext& context, uint32_t delivery);

// What a function answers that failed: {"errorMessage","errorType",...}. Of `failed` this reads what failed.
std::string render_function_error(const RenderContext& context, const Derivation& failed);

// Ids that derive from the seed.
std::string request_id(uint64_t seed,
                       uint32_t delivery_number);         // of an asynchronous invocation, all its attempts
std::string message_id(uint64_t seed, uint32_t sent_as);  // of a queue's message: QueuedMessage::sent_as
std::string receipt_handle(uint64_t seed, uint32_t delivery_number, uint32_t receive_count);
std::string object_etag(const RenderContext& context, uint32_t object);  // without quotes
std::string object_version_id(const RenderContext& context, uint32_t object);
std::string object_sequencer(const RenderContext& context, uint32_t object);

}  // namespace brigade::engine
