// Amazon SNS: subscriptions of queues, functions, e-mail addresses and HTTP endpoints (sns_http.cpp), of
// which the last two must be confirmed, filter policies in both scopes, raw delivery, subscriptions'
// dead-letter queues; FIFO topics, with the message groups and deduplication of fifo.h. Rules: SNS Developer
// Guide, "Subscription filter policies", "Raw message delivery", "Message delivery retries", "Dead-letter
// queues"; recordings of the real service for the envelope and error texts. Each subscription that wants a
// message gets a delivery of its own (delivery.h); an e-mail address has its message as soon as it was sent.
// Not modelled: batches, the delay of a changed filter policy.
#pragma once
#include <optional>

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
base::Status apply(Engine& engine, const SetEndpointBehaviour& command);

// What the mail that asks for confirmation carries.
std::string confirmation_token(uint64_t seed, std::string_view subscription_arn);

// --- HTTP endpoints (sns_http.cpp) ---
inline constexpr int64_t kHttpTimeoutMs = 15'000;  // SNS waits no longer for an answer
inline constexpr uint32_t kMaxHttpRetries = 100, kMaxHttpRetryS = 3'600;
base::Status check_endpoint_behaviour(const EndpointBehaviour& behaviour);
base::Status check_delivery_policy(const HttpRetryPolicy& policy);
// How long SNS waits after this many failed attempts, in seconds.
uint32_t http_backoff_s(const HttpRetryPolicy& policy, uint32_t attempts);
// Of a delivery that a topic made: the subscription where it is one of an HTTP endpoint.
const Subscription* http_subscription(const Engine& engine, const Delivery& delivery);
// Steps: it is posted, and nothing is decided yet (true); or the endpoint's answer, 0 where there was none.
bool post(Engine& engine, uint32_t delivery, uint32_t& status);
// What an answer means: nothing where it is taken.
std::optional<Refusal> http_refusal(uint32_t status);

// A step: what another service sent reaches a topic.
void arrive(Engine& engine, uint32_t delivery);

}  // namespace brigade::engine::sns
