// Topics and their subscriptions as JSON, as `aws sns get-topic-attributes` and `get-subscription-attributes`
// print them: every attribute is a text there. Policies are read as objects too, and written as objects.
// Source: SNS API reference (CreateTopic, Subscribe).
#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::SetSubscriptionAttributes;
using engine::SetTopicAttributes;
using engine::Subscription;
using engine::SubscriptionProtocol;
using match::FilterPolicyScope;

// "sms" and others are not simulated.
constexpr std::pair<SubscriptionProtocol, std::string_view> kProtocols[] = {
    {SubscriptionProtocol::Queue, "sqs"},   {SubscriptionProtocol::Function, "lambda"},
    {SubscriptionProtocol::Email, "email"}, {SubscriptionProtocol::Http, "http"},
    {SubscriptionProtocol::Https, "https"},
};
constexpr std::pair<FilterPolicyScope, std::string_view> kScopes[] = {
    {FilterPolicyScope::MessageAttributes, "MessageAttributes"},
    {FilterPolicyScope::MessageBody, "MessageBody"},
};

void read_protocol(Fields& fields, SubscriptionProtocol& out) {
  const JsonValue* value = fields.need("Protocol");
  if (value == nullptr) return;
  for (const auto& [protocol, name] : kProtocols) {
    if (value->as_string() != name) continue;
    out = protocol;
    return;
  }
  fields.problem().report(
      "\"Protocol\" is \"sqs\", \"lambda\", \"email\", \"http\" or \"https\"; others are not simulated yet.",
      value->range());
}

void read_scope(Fields& fields, std::optional<FilterPolicyScope>& out) {
  const JsonValue* value = fields.find("FilterPolicyScope");
  if (value == nullptr) return;
  for (const auto& [scope, name] : kScopes) {
    if (value->as_string() == name) out = scope;
  }
  if (!out) {
    fields.problem().report("\"FilterPolicyScope\" is \"MessageAttributes\" or \"MessageBody\".",
                            value->range());
  }
}

std::string read_redrive_document(Problem& problem, const JsonValue& value) {
  std::string arn;
  Fields fields(problem, value, "a subscription's RedrivePolicy");
  fields.need_text("deadLetterTargetArn", arn);
  fields.close();
  return arn;
}

std::string read_redrive_policy(Problem& problem, const JsonValue& value) {
  if (!value.is_string()) return read_redrive_document(problem, value);
  if (value.as_string().empty()) return {};
  const auto inner = base::read_json(value.as_string());
  if (!inner) {
    problem.report("The text of this RedrivePolicy is not JSON: " + inner.error().text, value.range());
    return {};
  }
  Problem inside;
  std::string arn = read_redrive_document(inside, *inner);
  if (!inside.ok()) problem.report(inside.error().text, value.range(), inside.error().code);
  return arn;
}

engine::HttpRetryPolicy read_retry_document(Problem& problem, const JsonValue& value) {
  engine::HttpRetryPolicy policy;
  Fields fields(problem, value, "a DeliveryPolicy");
  if (const JsonValue* healthy = fields.find("healthyRetryPolicy")) {
    Fields retries(problem, *healthy, "a healthyRetryPolicy");
    retries.number("numRetries", policy.retries);
    retries.number("numNoDelayRetries", policy.no_delay);
    retries.number("numMinDelayRetries", policy.at_min);
    retries.number("numMaxDelayRetries", policy.at_max);
    retries.number("minDelayTarget", policy.min_delay_s);
    retries.number("maxDelayTarget", policy.max_delay_s);
    if (const JsonValue* function = retries.find("backoffFunction")) {
      bool known = false;
      for (int i = 0; i < engine::kBackoffFunctions; ++i) {
        const auto one = static_cast<engine::BackoffFunction>(i);
        if (function->as_string() != engine::backoff_function_name(one)) continue;
        policy.backoff = one;
        known = true;
      }
      if (!known) {
        problem.report("\"backoffFunction\" is \"linear\", \"arithmetic\", \"geometric\" or \"exponential\".",
                       function->range());
      }
    }
    retries.close();
  }
  for (const char* other : {"throttlePolicy", "requestPolicy"}) fields.not_simulated(other);
  fields.close();
  return policy;
}

// As a text or as the object in it; the empty text takes it away.
std::optional<engine::HttpRetryPolicy> read_delivery_policy(Problem& problem, const JsonValue& value) {
  if (!value.is_string()) return read_retry_document(problem, value);
  if (value.as_string().empty()) return std::nullopt;
  const auto inner = base::read_json(value.as_string());
  if (!inner) {
    problem.report("The text of this DeliveryPolicy is not JSON: " + inner.error().text, value.range());
    return std::nullopt;
  }
  Problem inside;
  const engine::HttpRetryPolicy policy = read_retry_document(inside, *inner);
  if (!inside.ok()) problem.report(inside.error().text, value.range(), inside.error().code);
  return policy;
}

void write_delivery_policy(JsonWriter& writer, const std::optional<engine::HttpRetryPolicy>& policy) {
  if (!policy) return void(writer.value(""));
  const engine::HttpRetryPolicy standard;
  writer.begin_object().key("healthyRetryPolicy").begin_object();
  writer.member("numRetries", policy->retries);
  if (policy->no_delay != 0) writer.member("numNoDelayRetries", policy->no_delay);
  if (policy->at_min != 0) writer.member("numMinDelayRetries", policy->at_min);
  if (policy->at_max != 0) writer.member("numMaxDelayRetries", policy->at_max);
  if (policy->min_delay_s != standard.min_delay_s) writer.member("minDelayTarget", policy->min_delay_s);
  if (policy->max_delay_s != standard.max_delay_s) writer.member("maxDelayTarget", policy->max_delay_s);
  if (policy->backoff != standard.backoff)
    writer.member("backoffFunction", engine::backoff_function_name(policy->backoff));
  writer.end_object().end_object();
}

// What differs from the defaults.
SetSubscriptionAttributes attributes_of(const Subscription& subscription) {
  SetSubscriptionAttributes out;
  if (!subscription.filter_policy_text.empty()) out.filter_policy = subscription.filter_policy_text;
  if (subscription.filter_policy_scope != FilterPolicyScope::MessageAttributes) {
    out.filter_policy_scope = subscription.filter_policy_scope;
  }
  if (subscription.raw_message_delivery) out.raw_message_delivery = true;
  if (!subscription.dead_letter_arn.empty()) out.dead_letter_arn = subscription.dead_letter_arn;
  if (subscription.delivery_policy) out.delivery_policy = subscription.delivery_policy;
  return out;
}

bool is_empty(const SetSubscriptionAttributes& a) {
  return !a.filter_policy && !a.filter_policy_scope && !a.raw_message_delivery && !a.dead_letter_arn &&
         !a.delivery_policy;
}

}  // namespace

void read_true_or_false(Fields& fields, std::string_view name, std::optional<bool>& out) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return;
  if (value->is_bool() || value->as_string() == "true" || value->as_string() == "false") {
    out = value->as_bool() || value->as_string() == "true";
  } else {
    fields.problem().report(quoted(name) + " is \"true\" or \"false\".", value->range());
  }
}

void write_true_or_false(JsonWriter& writer, std::string_view name, std::optional<bool> value) {
  if (value) writer.member(name, *value ? "true" : "false");
}

bool is_empty(const SetTopicAttributes& a) {
  return !a.display_name && !a.policy && !a.fifo && !a.content_based_deduplication;
}

std::string_view protocol_name(SubscriptionProtocol protocol) {
  return kProtocols[static_cast<size_t>(protocol)].second;
}

SetTopicAttributes read_topic_attributes(Problem& problem, const JsonValue& attributes) {
  SetTopicAttributes out;
  Fields fields(problem, attributes, "a topic's Attributes");
  std::string name;
  if (fields.text("DisplayName", name)) out.display_name = name;
  if (const JsonValue* value = fields.find("Policy")) out.policy = read_policy(problem, *value);
  read_true_or_false(fields, "FifoTopic", out.fifo);
  read_true_or_false(fields, "ContentBasedDeduplication", out.content_based_deduplication);
  for (const char* printed : {"TopicArn", "Owner", "SubscriptionsConfirmed", "SubscriptionsPending",
                              "SubscriptionsDeleted", "EffectiveDeliveryPolicy"}) {
    fields.ignore(printed);
  }
  for (const char* other :
       {"KmsMasterKeyId", "DeliveryPolicy", "TracingConfig", "FifoThroughputScope", "ArchivePolicy"}) {
    fields.not_simulated(other);
  }
  fields.close();
  return out;
}

engine::TopicConfig topic_config_of(const SetTopicAttributes& attributes) {
  engine::TopicConfig config;
  config.display_name = attributes.display_name.value_or("");
  config.policy = attributes.policy.value_or(config.policy);
  config.fifo = attributes.fifo.value_or(false);
  config.content_based_deduplication = attributes.content_based_deduplication.value_or(false);
  return config;
}

SetTopicAttributes attributes_of(const engine::TopicConfig& config) {
  SetTopicAttributes out;
  if (!config.display_name.empty()) out.display_name = config.display_name;
  if (!config.policy.empty()) out.policy = config.policy;
  if (config.fifo) out.fifo = true;
  if (config.content_based_deduplication) out.content_based_deduplication = true;
  return out;
}

void write_topic_attributes(JsonWriter& writer, const SetTopicAttributes& attributes, std::string_view arn) {
  writer.begin_object();
  write_true_or_false(writer, "FifoTopic", attributes.fifo);
  write_true_or_false(writer, "ContentBasedDeduplication", attributes.content_based_deduplication);
  if (attributes.display_name) writer.member("DisplayName", *attributes.display_name);
  if (attributes.policy) {
    writer.key("Policy");
    if (attributes.policy->empty()) {
      writer.value("");
    } else {
      write_policy(writer, *attributes.policy, arn);
    }
  }
  writer.end_object();
}

SetSubscriptionAttributes read_subscription_attributes(Problem& problem, const JsonValue& attributes) {
  SetSubscriptionAttributes out;
  Fields fields(problem, attributes, "a subscription's Attributes");
  if (const JsonValue* value = fields.find("FilterPolicy")) {
    out.filter_policy = read_json_text(problem, *value, "FilterPolicy");
  }
  read_scope(fields, out.filter_policy_scope);
  read_true_or_false(fields, "RawMessageDelivery", out.raw_message_delivery);
  if (const JsonValue* value = fields.find("RedrivePolicy")) {
    out.dead_letter_arn = read_redrive_policy(problem, *value);
  }
  if (const JsonValue* value = fields.find("DeliveryPolicy"))
    out.delivery_policy = read_delivery_policy(problem, *value);
  for (const char* printed :
       {"SubscriptionArn", "TopicArn", "Owner", "Protocol", "Endpoint", "PendingConfirmation",
        "ConfirmationWasAuthenticated", "SubscriptionPrincipal", "EffectiveDeliveryPolicy"}) {
    fields.ignore(printed);
  }
  for (const char* other : {"SubscriptionRoleArn", "ReplayPolicy"}) {
    fields.not_simulated(other);
  }
  fields.close();
  return out;
}

void write_subscription_attributes(JsonWriter& writer, const SetSubscriptionAttributes& attributes,
                                   std::optional<bool> pending_confirmation) {
  writer.begin_object();
  write_true_or_false(writer, "PendingConfirmation", pending_confirmation);
  if (attributes.filter_policy) {
    writer.key("FilterPolicy");
    write_json_text(writer, *attributes.filter_policy);
  }
  if (attributes.filter_policy_scope) {
    writer.member("FilterPolicyScope", kScopes[static_cast<size_t>(*attributes.filter_policy_scope)].second);
  }
  if (attributes.raw_message_delivery) {
    writer.member("RawMessageDelivery", *attributes.raw_message_delivery ? "true" : "false");
  }
  if (attributes.dead_letter_arn) {
    writer.key("RedrivePolicy");
    if (attributes.dead_letter_arn->empty()) {
      writer.value("");
    } else {
      writer.begin_object().member("deadLetterTargetArn", *attributes.dead_letter_arn).end_object();
    }
  }
  if (attributes.delivery_policy) {
    writer.key("DeliveryPolicy");
    write_delivery_policy(writer, *attributes.delivery_policy);
  }
  writer.end_object();
}

void read_endpoint_behaviour(Fields& fields, engine::EndpointBehaviour& behaviour) {
  fields.number("status", behaviour.status);
  fields.number("fail_attempts", behaviour.fail_attempts);
  fields.number("fail_status", behaviour.fail_status);
  fields.number("latency_ms", behaviour.latency_ms);
  fields.flag("confirms", behaviour.confirms);
}

void write_endpoint_behaviour(JsonWriter& writer, const engine::EndpointBehaviour& behaviour) {
  const engine::EndpointBehaviour standard;
  if (behaviour.status != standard.status) writer.member("status", behaviour.status);
  if (behaviour.fail_attempts != 0) writer.member("fail_attempts", behaviour.fail_attempts);
  if (behaviour.fail_status != standard.fail_status) writer.member("fail_status", behaviour.fail_status);
  if (behaviour.latency_ms != standard.latency_ms) writer.member("latency_ms", behaviour.latency_ms);
  if (behaviour.confirms) writer.member("confirms", true);
}

void read_subscription_members(Fields& fields, Subscription& subscription, bool pending_by_default) {
  read_protocol(fields, subscription.protocol);
  fields.need_text("Endpoint", subscription.endpoint);
  if (const JsonValue* behaviour = fields.find("endpoint_behaviour")) {
    Fields endpoint(fields.problem(), *behaviour, "an endpoint's behaviour");
    read_endpoint_behaviour(endpoint, subscription.behaviour);
    endpoint.close();
  }
  subscription.pending_confirmation = pending_by_default && needs_confirmation(subscription.protocol);
  const JsonValue* value = fields.find("Attributes");
  if (value == nullptr) return;
  if (const JsonValue* pending = value->find("PendingConfirmation"))
    subscription.pending_confirmation = pending->as_bool() || pending->as_string() == "true";
  const SetSubscriptionAttributes attributes = read_subscription_attributes(fields.problem(), *value);
  subscription.filter_policy_text = attributes.filter_policy.value_or("");
  subscription.filter_policy_scope =
      attributes.filter_policy_scope.value_or(FilterPolicyScope::MessageAttributes);
  subscription.raw_message_delivery = attributes.raw_message_delivery.value_or(false);
  subscription.dead_letter_arn = attributes.dead_letter_arn.value_or("");
  subscription.delivery_policy = attributes.delivery_policy.value_or(std::nullopt);
}

void write_subscription_members(JsonWriter& writer, const Subscription& subscription,
                                bool pending_by_default) {
  writer.member("Protocol", protocol_name(subscription.protocol)).member("Endpoint", subscription.endpoint);
  const SetSubscriptionAttributes attributes = attributes_of(subscription);
  std::optional<bool> pending;
  if (needs_confirmation(subscription.protocol) && subscription.pending_confirmation != pending_by_default) {
    pending = subscription.pending_confirmation;
  }
  if (!(subscription.behaviour == engine::EndpointBehaviour{})) {
    writer.key("endpoint_behaviour").begin_object();
    write_endpoint_behaviour(writer, subscription.behaviour);
    writer.end_object();
  }
  if (is_empty(attributes) && !pending) return;
  writer.key("Attributes");
  write_subscription_attributes(writer, attributes, pending);
}

Subscription read_subscription(Problem& problem, const JsonValue& value) {
  Subscription subscription;
  Fields fields(problem, value, "a subscription");
  read_subscription_members(fields, subscription);
  for (const char* printed : {"SubscriptionArn", "Owner", "TopicArn"}) fields.ignore(printed);
  fields.close();
  return subscription;
}

TopicDocument read_topic(Problem& problem, const JsonValue& value) {
  TopicDocument out;
  Fields fields(problem, value, "a topic");
  fields.need_text("TopicName", out.create.topic);
  if (const JsonValue* attributes = fields.find("Attributes")) {
    out.create.config = topic_config_of(read_topic_attributes(problem, *attributes));
  }
  for (const JsonValue& item : fields.list("Subscriptions")) {
    out.subscriptions.push_back(read_subscription(problem, item));
    out.subscription_ranges.push_back(item.range());
  }
  fields.ignore("TopicArn");
  fields.close();
  return out;
}

Result<TopicDocument> read_topic(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_topic(problem, value); });
}

std::string write_topic(std::string_view name, const engine::TopicConfig& config, std::string_view arn,
                        JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("TopicName", name);
  const SetTopicAttributes attributes = attributes_of(config);
  if (!is_empty(attributes)) {
    writer.key("Attributes");
    write_topic_attributes(writer, attributes, arn);
  }
  if (!config.subscriptions.empty()) {
    writer.key("Subscriptions").begin_array();
    for (const Subscription& subscription : config.subscriptions) {
      writer.begin_object();
      write_subscription_members(writer, subscription);
      writer.end_object();
    }
    writer.end_array();
  }
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
