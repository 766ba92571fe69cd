// SNS's configuration commands and their error texts.
#include <algorithm>

#include "base/hash.h"
#include "base/ids.h"
#include "base/text.h"
#include "engine/services/fifo.h"
#include "engine/services/sns.h"

namespace brigade::engine::sns {

using base::fail;
using base::Status;

namespace {

bool is_topic_name(std::string_view name, bool fifo) {
  if (name.size() > 256) return false;
  if (fifo) {
    if (!base::ends_with(name, ".fifo")) return false;
    name.remove_suffix(5);
  }
  return !name.empty() && name.size() <= 256 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Status check_endpoint(const Subscription& subscription, const TopicConfig& topic) {
  if (topic.fifo && subscription.protocol != SubscriptionProtocol::Queue) {
    constexpr std::string_view kNames[kSubscriptionProtocols] = {"sqs", "lambda", "email", "http", "https"};
    return fail("InvalidParameter", "Invalid parameter: Invalid protocol type: " +
                                        std::string(kNames[static_cast<size_t>(subscription.protocol)]));
  }
  if (subscription.protocol == SubscriptionProtocol::Email) {
    const size_t at = subscription.endpoint.find('@');
    if (at != std::string::npos && at > 0 && at + 1 < subscription.endpoint.size()) return {};
    return fail("InvalidParameter", "Invalid parameter: Email address");
  }
  if (is_http(subscription.protocol)) {
    const bool secure = subscription.protocol == SubscriptionProtocol::Https;
    const std::string_view scheme = secure ? "https://" : "http://";
    if (base::starts_with(subscription.endpoint, scheme) && subscription.endpoint.size() > scheme.size() &&
        subscription.endpoint.size() <= 2'048)
      return check_endpoint_behaviour(subscription.behaviour);
    return fail("InvalidParameter", "Invalid parameter: Endpoint must match the specified protocol");
  }
  const auto arn = parse_arn(subscription.endpoint);
  if (subscription.protocol == SubscriptionProtocol::Queue) {
    if (!arn || arn->service != "sqs") return fail("InvalidParameter", "Invalid parameter: SQS endpoint ARN");
    if (base::ends_with(arn->resource, ".fifo") && !topic.fifo) {
      return fail("InvalidParameter",
                  "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be "
                  "subscribed to standard SNS topics");
    }
  } else if (!arn || arn->service != "lambda") {
    return fail("InvalidParameter", "Invalid parameter: Lambda endpoint ARN");
  }
  return {};
}

Status check_retries(const Subscription& subscription) {
  if (!subscription.delivery_policy) return {};
  if (is_http(subscription.protocol)) return check_delivery_policy(*subscription.delivery_policy);
  return fail("InvalidParameter",
              "Invalid parameter: Attributes Reason: DeliveryPolicy is only of HTTP and HTTPS endpoints");
}

Status check_dead_letter(const Subscription& subscription, const TopicConfig& topic) {
  if (subscription.dead_letter_arn.empty()) return {};
  const auto arn = parse_arn(subscription.dead_letter_arn);
  const bool in_order = topic.fifo && base::ends_with(subscription.endpoint, ".fifo");
  const bool is_queue = arn && arn->service == "sqs";
  if (is_queue && base::ends_with(arn->resource, ".fifo") == in_order) return {};
  if (is_queue && in_order) {
    return fail("InvalidParameter",
                "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a "
                "FIFO Topic.");
  }
  return fail("InvalidParameter", "Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn");
}

// Compiles the policy, or takes it away.
Status compile_policy(Subscription& subscription, match::FilterPolicyCall call) {
  subscription.filter_policy = nullptr;
  if (subscription.filter_policy_text.empty()) return {};
  base::Result<match::Pattern> policy =
      match::read_filter_policy(subscription.filter_policy_text, subscription.filter_policy_scope, call);
  if (!policy) return tl::unexpected<base::Error>(policy.error());
  subscription.filter_policy = std::make_shared<const match::Pattern>(std::move(*policy));
  return {};
}

Status check_policies(const TopicConfig& config) {
  const auto with_policy = std::count_if(config.subscriptions.begin(), config.subscriptions.end(),
                                         [](const Subscription& s) { return s.filter_policy != nullptr; });
  if (static_cast<size_t>(with_policy) <= kMaxFilterPolicies) return {};
  return fail("FilterPolicyLimitExceeded", "The filter policy limit of 200 per topic is exceeded.");
}

// The topic of a subscription's ARN, and which one it is there.
struct Place {
  ResourceId topic;
  size_t index = 0;
};
base::Result<Place> find_subscription(Engine& engine, std::string_view arn) {
  const auto parsed = parse_arn(arn);
  if (!parsed) {
    const auto parts = base::split(arn, ':').size();
    return fail("InvalidParameter",
                "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not " +
                    std::to_string(parts));
  }
  const ResourceId topic =
      engine.find(ResourceKind::Topic, parsed->resource.substr(0, parsed->resource.rfind(':')));
  if (topic.is_none()) return fail("NotFound", "Subscription does not exist");
  const auto& subscriptions = engine.topic_config(topic).subscriptions;
  for (size_t i = 0; i < subscriptions.size(); ++i) {
    if (subscriptions[i].arn == arn) return Place{topic, i};
  }
  return fail("NotFound", "Subscription does not exist");
}

bool same(const Subscription& a, const Subscription& b) {
  return a.filter_policy_text == b.filter_policy_text && a.filter_policy_scope == b.filter_policy_scope &&
         a.raw_message_delivery == b.raw_message_delivery && a.dead_letter_arn == b.dead_letter_arn &&
         a.delivery_policy == b.delivery_policy && a.behaviour == b.behaviour;
}

tl::unexpected<base::Error> no_such_topic() { return fail("NotFound", "Topic does not exist"); }

tl::unexpected<base::Error> only_fifo() {
  return fail("InvalidParameter",
              "Invalid parameter: Attributes Reason: Content-based deduplication can only be set for FIFO "
              "topics");
}

}  // namespace

Status apply(Engine& engine, const CreateTopic& command) {
  if (!is_topic_name(command.topic, command.config.fifo))
    return fail("InvalidParameter", "Invalid parameter: Topic Name");
  if (command.config.content_based_deduplication && !command.config.fifo) return only_fifo();
  const ResourceId there = engine.find(ResourceKind::Topic, command.topic);
  if (!there.is_none()) {
    const TopicConfig& config = engine.topic_config(there);
    if (config.display_name == command.config.display_name && config.policy == command.config.policy &&
        config.content_based_deduplication == command.config.content_based_deduplication) {
      return {};
    }
    return fail("InvalidParameter",
                "Invalid parameter: Attributes Reason: Topic already exists with different attributes");
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("TopicLimitExceeded", "The topic limit for this account has been reached");
  }
  TopicConfig config = command.config;
  config.subscriptions.clear();
  TopicState empty{};
  empty.fifo_buckets = config.fifo ? fifo::make_buckets(engine) : kNone;
  const uint32_t state = engine.w.topics.push_back(empty);
  const ResourceId id = engine.create(ResourceKind::Topic, command.topic, state, std::move(config));
  engine.w.topics.edit(state).id = id;
  return {};
}

Status apply(Engine& engine, const DeleteTopic& command) {
  const ResourceId id = engine.find(ResourceKind::Topic, command.topic);
  if (!id.is_none()) engine.remove(id);  // of one that is not there the service says yes
  return {};
}

Status apply(Engine& engine, const SetTopicAttributes& command) {
  const ResourceId id = engine.find(ResourceKind::Topic, command.topic);
  if (id.is_none()) return no_such_topic();
  TopicConfig config = engine.topic_config(id);
  config.display_name = command.display_name.value_or(config.display_name);
  config.policy = command.policy.value_or(config.policy);
  if (command.fifo && *command.fifo != config.fifo) {
    return fail("InvalidParameter", "Invalid parameter: AttributeName Reason: FifoTopic cannot be changed");
  }
  if (command.content_based_deduplication.value_or(false) && !config.fifo) return only_fifo();
  config.content_based_deduplication =
      command.content_based_deduplication.value_or(config.content_based_deduplication);
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const Subscribe& command) {
  const ResourceId id = engine.find(ResourceKind::Topic, command.topic);
  if (id.is_none()) return no_such_topic();
  Subscription subscription = command.subscription;
  const bool by_itself = is_http(subscription.protocol) && subscription.behaviour.confirms;
  if (!needs_confirmation(subscription.protocol) || by_itself) subscription.pending_confirmation = false;
  if (Status s = check_endpoint(subscription, engine.topic_config(id)); !s) return s;
  if (Status s = check_retries(subscription); !s) return s;
  if (Status s = check_dead_letter(subscription, engine.topic_config(id)); !s) return s;
  if (Status s = compile_policy(subscription, match::FilterPolicyCall::Subscribe); !s) return s;
  TopicConfig config = engine.topic_config(id);
  for (const Subscription& other : config.subscriptions) {
    if (other.protocol != subscription.protocol || other.endpoint != subscription.endpoint) continue;
    if (same(other, subscription)) return {};  // the service answers with the one that is there
    return fail(
        "InvalidParameter",
        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes");
  }
  if (config.subscriptions.size() >= kMaxSubscriptions) {
    return fail("SubscriptionLimitExceeded", "A topic of this playground has at most 1,000 subscriptions.");
  }
  config.subscriptions.push_back(std::move(subscription));
  if (Status s = check_policies(config); !s) return s;
  const uint32_t number = engine.w.topics.edit(engine.w.resource(id).state).subscriptions_made++;
  config.subscriptions.back().arn =
      arn_of(engine.w, engine.h, engine.plan, id) + ":" +
      base::uuid_of(base::stream_key(engine.w.seed, "sns/" + command.topic), number);
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const Unsubscribe& command) {
  const auto place = find_subscription(engine, command.subscription_arn);
  if (!place) {
    if (place.error().code == "NotFound") return {};  // the service says yes
    return tl::unexpected<base::Error>(place.error());
  }
  TopicConfig config = engine.topic_config(place->topic);
  config.subscriptions.erase(config.subscriptions.begin() + static_cast<ptrdiff_t>(place->index));
  engine.configure(place->topic, std::move(config));
  return {};
}

Status apply(Engine& engine, const SetSubscriptionAttributes& command) {
  const auto place = find_subscription(engine, command.subscription_arn);
  if (!place) return tl::unexpected<base::Error>(place.error());
  TopicConfig config = engine.topic_config(place->topic);
  Subscription& subscription = config.subscriptions[place->index];
  subscription.filter_policy_text = command.filter_policy.value_or(subscription.filter_policy_text);
  subscription.filter_policy_scope = command.filter_policy_scope.value_or(subscription.filter_policy_scope);
  subscription.raw_message_delivery =
      command.raw_message_delivery.value_or(subscription.raw_message_delivery);
  subscription.dead_letter_arn = command.dead_letter_arn.value_or(subscription.dead_letter_arn);
  if (command.delivery_policy) subscription.delivery_policy = *command.delivery_policy;
  if (Status s = check_retries(subscription); !s) return s;
  if (Status s = check_dead_letter(subscription, config); !s) return s;
  if (Status s = compile_policy(subscription, match::FilterPolicyCall::SetSubscriptionAttributes); !s)
    return s;
  if (Status s = check_policies(config); !s) return s;
  engine.configure(place->topic, std::move(config));
  return {};
}

std::string confirmation_token(uint64_t seed, std::string_view subscription_arn) {
  return base::hex_of(base::stream_key(seed, "sns/token"), base::hash_bytes(subscription_arn), 64, false);
}

Status apply(Engine& engine, const ConfirmSubscription& command) {
  const ResourceId id = engine.find(ResourceKind::Topic, command.topic);
  if (id.is_none()) return no_such_topic();
  TopicConfig config = engine.topic_config(id);
  for (Subscription& subscription : config.subscriptions) {
    if (!needs_confirmation(subscription.protocol)) continue;
    const bool named = command.token.empty()
                           ? subscription.endpoint == command.endpoint
                           : confirmation_token(engine.w.seed, subscription.arn) == command.token;
    if (!named) continue;
    if (!subscription.pending_confirmation) return {};  // it is already
    subscription.pending_confirmation = false;
    engine.configure(id, std::move(config));
    return {};
  }
  return fail("InvalidParameter", "Invalid parameter: Token");
}

}  // namespace brigade::engine::sns
