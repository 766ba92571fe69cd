// Amazon SNS: subscriptions of queues, functions and e-mail addresses, which must be confirmed, filter
// policies in both scopes, raw delivery, subscriptions' dead-letter queues; FIFO topics, with the message
// groups and deduplication of fifo.h. Rules: SNS Developer Guide, "Subscription filter policies", "Raw
// message delivery", "Message delivery retries", "Dead-letter queues"; recordings of the real service for the
// envelope and error texts. Each subscription that wants a message gets a delivery of its own (delivery.h);
// an e-mail address has its message as soon as it was sent. Not modelled: HTTP endpoints, batches, the delay
// of a changed filter policy.
#pragma once
#include "engine/engine.h"

namespace brigade::engine::sns {

inline constexpr size_t kMaxMessageBytes = 262'144;
inline constexpr size_t kMaxSubscriptions = 1'000;  // of a topic: this playground's, below kDeadLetterPlaces
inline constexpr size_t kMaxFilterPolicies = 200;   // of a topic
// From the topic to a subscriber, uniformly, from the topic's stream: our assumption.
// A FIFO topic's deliveries all take the same time, so that they keep their order.
inline constexpr uint64_t kDeliveryDelayMinMs = 20, kDeliveryDelayMaxMs = 120, kFifoDelayMs = 50;

base::Status apply(Engine& engine, const CreateTopic& command);
base::Status apply(Engine& engine, const DeleteTopic& command);
base::Status apply(Engine& engine, const SetTopicAttributes& command);
base::Status apply(Engine& engine, const Subscribe& command);
base::Status apply(Engine& engine, const Unsubscribe& command);
base::Status apply(Engine& engine, const SetSubscriptionAttributes& command);
base::Status apply(Engine& engine, const Publish& command);
base::Status apply(Engine& engine, const ConfirmSubscription& command);

// What the mail that asks for confirmation carries.
std::string confirmation_token(uint64_t seed, std::string_view subscription_arn);

// A step: what another service sent reaches a topic.
void arrive(Engine& engine, uint32_t delivery);

}  // namespace brigade::engine::sns
