// The last hop of every delivery that was scheduled: may the sender hand it over, does the target take it,
// and what becomes of it where it does not. Who needs which permission, and when it is looked at: S3 User
// Guide, "Granting permissions to publish event notification messages"; EventBridge User Guide, "Using
// resource-based policies" and "Retry policies and dead-letter queues"; SNS Developer Guide, "Message
// delivery retries" and "Dead-letter queues"; EventBridge Scheduler User Guide, "Configuring a schedule's
// dead-letter queue". Who may is iam.h's. Not modelled:
// the exact backoff of EventBridge, Scheduler and S3, which no page gives.
#pragma once
#include "engine/engine.h"

namespace brigade::engine::delivery {

// EventBridge's waits: from 1 s, doubled up to 10 minutes, of which a random half to the whole is waited. So
// 185 attempts take about a day, as the guide says they do.
inline constexpr TimeMs kFirstBackoffMs = 1'000, kMaxBackoffMs = 600'000;
// SNS to queues and functions: 3 attempts at once, 2 after 1 s, 10 from 1 to 20 s, then every 20 s.
inline constexpr TimeMs kSnsMaxBackoffMs = 20'000;
inline constexpr uint32_t kSnsAttempts = 100'015;

// A step: what was scheduled is due at its target.
void deliver(Engine& engine, uint32_t delivery);

base::Status apply(Engine& engine, const SetFault& command);

}  // namespace brigade::engine::delivery
