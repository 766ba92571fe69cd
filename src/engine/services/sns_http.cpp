// SNS to HTTP and HTTPS endpoints: posts, answers and the delivery policy that says when it is tried again.
// Rules: SNS Developer Guide, "Fanout to HTTP/S endpoints" and "Creating an HTTP/S delivery policy": 5xx, 429
// and no answer within 15 s are tried again, everything else but 2xx is permanent. What stands behind an
// endpoint is scripted (EndpointBehaviour). Assumed: no jitter, and the curves of the backoff functions,
// which the guide only draws. Not modelled: throttle and request policies, policies of whole topics.
#include <algorithm>

#include "engine/services/sns.h"

namespace brigade::engine::sns {

using base::fail;
using base::Status;

namespace {

tl::unexpected<base::Error> invalid(std::string_view member, std::string_view must) {
  return fail("InvalidParameter", "Invalid parameter: DeliveryPolicy: healthyRetryPolicy." +
                                      std::string(member) + " must be " + std::string(must));
}

// As it is now: whoever repairs an endpoint repairs it for what is on its way.
const EndpointBehaviour& behaviour_of(const Engine& engine, ResourceId topic, const Subscription& posted) {
  for (const Subscription& now : engine.topic_config(topic).subscriptions) {
    if (now.arn == posted.arn) return now.behaviour;
  }
  return posted.behaviour;
}

uint64_t power(uint64_t base, int exponent) {
  uint64_t out = 1;
  for (int i = 0; i < exponent; ++i) out *= base;
  return out;
}

}  // namespace

Status check_endpoint_behaviour(const EndpointBehaviour& behaviour) {
  for (const uint32_t status : {behaviour.status, behaviour.fail_status}) {
    if (status < 100 || status > 599) return fail("endpoint", "An endpoint answers with 100 to 599");
  }
  if (behaviour.fail_attempts > 1'000) return fail("endpoint", "An endpoint fails at most 1,000 times");
  if (behaviour.latency_ms < 0 || behaviour.latency_ms > 3'600'000)
    return fail("endpoint", "An endpoint takes 0 to 3,600,000 ms");
  return {};
}

Status check_delivery_policy(const HttpRetryPolicy& policy) {
  if (policy.retries > kMaxHttpRetries) return invalid("numRetries", "less than or equal to 100");
  if (policy.no_delay > policy.retries || policy.at_min > policy.retries || policy.at_max > policy.retries ||
      policy.no_delay + policy.at_min + policy.at_max > policy.retries)
    return invalid("numRetries", "greater than or equal to the sum of the retries of its phases");
  if (policy.min_delay_s < 1 || policy.min_delay_s > policy.max_delay_s)
    return invalid("minDelayTarget", "between 1 and maxDelayTarget");
  if (policy.max_delay_s > kMaxHttpRetryS) return invalid("maxDelayTarget", "less than or equal to 3600");
  uint64_t whole_s = 0;
  for (uint32_t attempt = 1; attempt <= policy.retries; ++attempt) whole_s += http_backoff_s(policy, attempt);
  if (whole_s <= kMaxHttpRetryS) return {};
  return fail(
      "InvalidParameter",
      "Invalid parameter: DeliveryPolicy: the total retry time must not be greater than 3600 seconds");
}

uint32_t http_backoff_s(const HttpRetryPolicy& policy, uint32_t attempts) {
  if (attempts <= policy.no_delay) return 0;
  if (attempts <= policy.no_delay + policy.at_min) return policy.min_delay_s;
  if (attempts + policy.at_max > policy.retries) return policy.max_delay_s;
  const uint32_t step = attempts - policy.no_delay - policy.at_min - 1;  // from 0 up to `last`
  const uint32_t last = policy.retries - policy.no_delay - policy.at_min - policy.at_max - 1;
  if (policy.backoff == BackoffFunction::Exponential) {
    const uint64_t doubled = uint64_t{policy.min_delay_s} << std::min(step, 20u);
    return static_cast<uint32_t>(std::min<uint64_t>(doubled, policy.max_delay_s));
  }
  if (last == 0) return policy.min_delay_s;
  const int degree = static_cast<int>(policy.backoff) + 1;  // a line, a square, a cube
  const uint64_t span_s = policy.max_delay_s - policy.min_delay_s;
  return policy.min_delay_s + static_cast<uint32_t>(span_s * power(step, degree) / power(last, degree));
}

const Subscription* http_subscription(const Engine& engine, const Delivery& delivery) {
  if (delivery.config == kNone) return nullptr;
  const auto* topic = std::get_if<TopicConfig>(&engine.h.configs[delivery.config]->value);
  if (topic == nullptr || delivery.rule >= topic->subscriptions.size()) return nullptr;
  const Subscription& subscription = topic->subscriptions[delivery.rule];
  return is_http(subscription.protocol) ? &subscription : nullptr;
}

bool post(Engine& engine, uint32_t slot, uint32_t& status) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const EndpointBehaviour& endpoint =
      behaviour_of(engine, delivery.target, *http_subscription(engine, delivery));
  const uint32_t attempt = delivery.place == kNone ? 1 : delivery.place + 1;
  if (delivery.cut_after == 0) {
    delivery.cut_after = 1;
    delivery.last_record = engine.record({RecordKind::EndpointPosted, delivery.last_record, delivery.target,
                                          delivery.config, delivery.message_number, delivery.number,
                                          static_cast<uint16_t>(delivery.rule), attempt});
    delivery.timer =
        engine.at(engine.w.now_ms + std::min(endpoint.latency_ms, kHttpTimeoutMs), TimerKind::Deliver, slot);
    return true;
  }
  delivery.cut_after = 0;
  status = endpoint.latency_ms >= kHttpTimeoutMs ? 0
           : attempt <= endpoint.fail_attempts   ? endpoint.fail_status
                                                 : endpoint.status;
  return false;
}

std::optional<Refusal> http_refusal(uint32_t status) {
  if (status >= 200 && status <= 299) return std::nullopt;
  if (status == 429) return Refusal::Throttling;
  return status == 0 || status >= 500 ? Refusal::ServiceError : Refusal::InvalidParameter;
}

Status apply(Engine& engine, const SetEndpointBehaviour& command) {
  const ResourceId id = engine.find(ResourceKind::Topic, command.topic);
  if (id.is_none()) return fail("NotFound", "Topic does not exist");
  if (Status s = check_endpoint_behaviour(command.behaviour); !s) return s;
  TopicConfig config = engine.topic_config(id);
  bool any = false;
  for (Subscription& subscription : config.subscriptions) {
    if (!is_http(subscription.protocol) || subscription.endpoint != command.endpoint) continue;
    subscription.behaviour = command.behaviour;
    any = true;
  }
  if (!any) return fail("NotFound", "Subscription does not exist");
  engine.configure(id, std::move(config));
  return {};
}

}  // namespace brigade::engine::sns
