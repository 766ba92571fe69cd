// A topic: its subscriptions with their filter policies, and publishing by hand. A filter policy is checked
// while it is typed, by the service's own rules and in its words.
#include "app/explanation.h"
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;
using engine::Subscription;
using engine::SubscriptionProtocol;
using match::FilterPolicyScope;

// What is being typed, of which version of which topic.
struct Draft {
  ResourceId id;
  uint32_t version = kNone;
  size_t index = SIZE_MAX;  // that is edited; as many as there are: a new one
  Subscription edited;
  std::string message = "{\n  \"kind\": \"photo\"\n}", subject, attributes = "color = red",
              group = "customer-1", deduplication;
} draft;

void edit(const engine::TopicConfig& config, size_t index) {
  edit_error() = {};
  draft.index = index;
  draft.edited = index < config.subscriptions.size() ? config.subscriptions[index] : Subscription();
  draft.edited.filter_policy_text = tidy_json(draft.edited.filter_policy_text);
}

void draw_endpoint(Session& session, ResourceId id) {
  const std::vector<std::string> names = {tr("build.queue"), tr("build.function"), tr("inspector.email"),
                                          "HTTP", "HTTPS"};
  int active = static_cast<int>(draft.edited.protocol);
  if (ui::select("config.subscription.protocol", tr("inspector.protocol"), names, active)) {
    draft.edited.protocol = static_cast<SubscriptionProtocol>(active);
    draft.edited.endpoint.clear();
  }
  if (draft.edited.protocol == SubscriptionProtocol::Email) {
    ui::text_field("config.subscription.address", nullptr, draft.edited.endpoint, {}, "ana@example.com",
                   true);
    return;
  }
  if (is_http(draft.edited.protocol)) {
    const bool secure = draft.edited.protocol == SubscriptionProtocol::Https;
    if (draft.edited.endpoint.empty()) draft.edited.endpoint = secure ? "https://" : "http://";
    ui::text_field("config.subscription.url", nullptr, draft.edited.endpoint, {},
                   secure ? "https://example.com/hook" : "http://example.com/hook", true);
    return;
  }
  const bool queue = draft.edited.protocol == SubscriptionProtocol::Queue;
  choose_resource(session, "config.subscription.endpoint", nullptr,
                  kind_bit(queue ? ResourceKind::Queue : ResourceKind::Function), id, false,
                  draft.edited.endpoint);
}

void draw_filter() {
  std::string fault;
  if (!draft.edited.filter_policy_text.empty()) {
    const auto policy =
        match::read_filter_policy(draft.edited.filter_policy_text, draft.edited.filter_policy_scope);
    if (!policy) fault = fault_text(draft.edited.filter_policy_text, policy.error());
  }
  ui::text_area("config.subscription.filter", tr("inspector.filter_policy"), draft.edited.filter_policy_text,
                84, fault);
  const ui::Tab scopes[] = {{"scope.attributes", tr("inspector.scope.attributes")},
                            {"scope.body", tr("inspector.scope.body")}};
  draft.edited.filter_policy_scope = static_cast<FilterPolicyScope>(ui::segmented(
      "config.subscription.scope", scopes, 2, static_cast<int>(draft.edited.filter_policy_scope)));
}

void number(const char* name, const char* key, uint32_t& value, int64_t least, int64_t most,
            const char* unit = nullptr) {
  int64_t shown = value;
  if (ui::number_field(name, tr(key), shown, least, most, unit)) value = static_cast<uint32_t>(shown);
}

// What stands behind the URL, and when SNS posts again.
void draw_http() {
  engine::EndpointBehaviour& behaviour = draft.edited.behaviour;
  ui::section_label(tr("inspector.endpoint"));
  number("config.endpoint.status", "inspector.endpoint.status", behaviour.status, 100, 599);
  number("config.endpoint.fails", "inspector.endpoint.fails", behaviour.fail_attempts, 0, 1'000);
  if (behaviour.fail_attempts > 0)
    number("config.endpoint.fail_status", "inspector.endpoint.fail_status", behaviour.fail_status, 100, 599);
  ui::number_field("config.endpoint.latency", tr("inspector.endpoint.latency"), behaviour.latency_ms, 0,
                   3'600'000, "ms");
  if (draft.edited.arn.empty())
    ui::checkbox("config.endpoint.confirms", tr("inspector.endpoint.confirms"), behaviour.confirms);
  bool own = draft.edited.delivery_policy.has_value();
  if (ui::checkbox("config.endpoint.policy", tr("inspector.endpoint.policy"), own)) {
    draft.edited.delivery_policy.reset();
    if (own) draft.edited.delivery_policy.emplace();
  }
  if (!own) return;
  engine::HttpRetryPolicy& policy = *draft.edited.delivery_policy;
  number("config.endpoint.retries", "inspector.endpoint.retries", policy.retries, 0, 100);
  number("config.endpoint.no_delay", "inspector.endpoint.no_delay", policy.no_delay, 0, 100);
  number("config.endpoint.at_min", "inspector.endpoint.at_min", policy.at_min, 0, 100);
  number("config.endpoint.at_max", "inspector.endpoint.at_max", policy.at_max, 0, 100);
  number("config.endpoint.min", "inspector.endpoint.min", policy.min_delay_s, 1, 3'600, "s");
  number("config.endpoint.max", "inspector.endpoint.max", policy.max_delay_s, 1, 3'600, "s");
  std::vector<std::string> names;
  for (int i = 0; i < engine::kBackoffFunctions; ++i)
    names.emplace_back(engine::backoff_function_name(static_cast<engine::BackoffFunction>(i)));
  int chosen = static_cast<int>(policy.backoff);
  if (ui::select("config.endpoint.backoff", tr("inspector.endpoint.backoff"), names, chosen))
    policy.backoff = static_cast<engine::BackoffFunction>(chosen);
}

// A new one is subscribed; of one that is there the attributes are set.
base::Status save(Session& session, ResourceId id) {
  if (draft.edited.arn.empty()) {
    draft.edited.pending_confirmation = needs_confirmation(draft.edited.protocol);
    return stage::subscribe(session, id, draft.edited);
  }
  engine::SetSubscriptionAttributes command;
  command.subscription_arn = draft.edited.arn;
  command.filter_policy = draft.edited.filter_policy_text;
  command.filter_policy_scope = draft.edited.filter_policy_scope;
  command.raw_message_delivery = draft.edited.raw_message_delivery;
  command.dead_letter_arn = draft.edited.dead_letter_arn;
  if (is_http(draft.edited.protocol)) {
    command.delivery_policy = draft.edited.delivery_policy;
    const Subscription& before =
        session.history().topic_config(session.world().resource(id).config).subscriptions.at(draft.index);
    if (!(before.behaviour == draft.edited.behaviour)) {
      const base::Status status = session.try_submit(
          engine::SetEndpointBehaviour{name_of(session, id), draft.edited.endpoint, draft.edited.behaviour});
      if (!status) return status;
    }
  }
  return session.try_submit(std::move(command));
}

void draw_form(Session& session, ResourceId id) {
  ui::begin_card("config.subscription.form");
  if (draft.edited.arn.empty()) draw_endpoint(session, id);
  draw_filter();
  if (is_http(draft.edited.protocol)) draw_http();
  if (draft.edited.protocol == SubscriptionProtocol::Queue || is_http(draft.edited.protocol))
    ui::checkbox("config.subscription.raw", tr("inspector.raw"), draft.edited.raw_message_delivery);
  choose_resource(session, "config.subscription.dead_letter", tr("inspector.dead_letter"),
                  kind_bit(ResourceKind::Queue), id, true, draft.edited.dead_letter_arn,
                  edit_error().at("subscription"));
  const FormEnd end = form_buttons("config.subscription");
  if (end == FormEnd::kSave) {
    const base::Status status = save(session, id);
    note("subscription", status);
    if (status) draft.index = SIZE_MAX;
  }
  if (end == FormEnd::kCancel) draft.index = SIZE_MAX;
  ui::end_card();
}

// True where the configuration is another one now.
bool draw_subscription(Session& session, ResourceId id, const engine::TopicConfig& config, uint32_t index) {
  const Subscription& subscription = config.subscriptions[index];
  const bool lit = session.selection.kind == SelectionKind::kConnection && session.selection.rule == index &&
                   session.selection.connection == ConnectionKind::kSubscription;
  const ResourceId to = engine::find_by_arn(session.world(), session.history(), subscription.endpoint);
  const std::string name = "config.subscription." + std::to_string(index);
  std::string about = subscription.filter_policy == nullptr
                          ? std::string(tr("inspector.no_filter"))
                          : stage::pattern_summary(*subscription.filter_policy);
  if (subscription.pending_confirmation) about = tr("inspector.pending");
  const uint32_t revision = session.revision();
  switch (part_row(session, name,
                   "\xE2\x86\x92  " + (to.is_none() ? subscription.endpoint : name_of(session, to)), about,
                   lit)) {
    case RowPress::kRow:
      session.select_connection(id, ConnectionKind::kSubscription, index);
      break;
    case RowPress::kEdit:
      edit(config, index);
      break;
    case RowPress::kRemove:
      session.submit(engine::Unsubscribe{subscription.arn});
      return true;
    case RowPress::kNone:
      break;
  }
  if (subscription.pending_confirmation && ui::button((name + ".confirm").c_str(), tr("inspector.confirm"))) {
    session.submit(engine::ConfirmSubscription{name_of(session, id), {}, subscription.endpoint});
    return true;
  }
  draw_permission(session, name + ".permit", id, subscription.endpoint);
  draw_permission(session, name + ".permit_dlq", id, subscription.dead_letter_arn);
  return revision != session.revision();
}

void draw_subscriptions(Session& session, ResourceId id, const engine::TopicConfig& config) {
  ui::section_label(tr("inspector.subscriptions"));
  if (config.subscriptions.empty() && draft.index == SIZE_MAX)
    ui::rich_text(tr("inspector.no_subscriptions"), Role::kText2, kSmallPx);
  const uint32_t revision = session.revision();
  for (uint32_t i = 0; i < config.subscriptions.size(); ++i) {
    if (draw_subscription(session, id, config, i)) return;
    if (draft.index == i) draw_form(session, id);
    if (revision != session.revision()) return;
  }
  if (draft.index == config.subscriptions.size()) return draw_form(session, id);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.subscription.add", tr("inspector.subscription.add"), options))
    edit(config, config.subscriptions.size());
}

void draw_publish(Session& session, ResourceId id) {
  ui::section_label(tr("inspector.publish"));
  ui::text_area("config.publish.message", tr("inspector.publish.message"), draft.message, 74);
  ui::text_field("config.publish.subject", tr("inspector.publish.subject"), draft.subject);
  ui::text_area("config.publish.attributes", tr("inspector.publish.attributes"), draft.attributes, 54,
                edit_error().at("publish"));
  const bool in_order = session.history().topic_config(session.world().resource(id).config).fifo;
  if (in_order) {
    ui::text_field("config.publish.group", tr("inspector.message_group"), draft.group, {}, nullptr, true);
    ui::text_field("config.publish.deduplication", tr("inspector.deduplication_id"), draft.deduplication, {},
                   nullptr, true);
  }
  ui::ButtonOptions options;
  options.icon = kIconMegaphone;
  if (!ui::button("config.publish", tr("inspector.publish.button"), options)) return;
  engine::Publish command{name_of(session, id), draft.message, draft.subject,
                          typed_attributes(draft.attributes)};
  if (in_order && !draft.group.empty()) command.group_id = draft.group;
  if (in_order && !draft.deduplication.empty()) command.deduplication_id = draft.deduplication;
  commit(session, "publish", std::move(command));
}

}  // namespace

void draw_topic_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  if (!(draft.id == id) || draft.version != version) {
    draft.id = id;
    draft.version = version;
    draft.index = SIZE_MAX;
  }
  const uint32_t revision = session.revision();
  draw_subscriptions(session, id, session.history().topic_config(version));
  if (revision != session.revision()) return;
  ui::space(4);
  draw_publish(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_policy(session, id, session.history().topic_config(version).policy, "sns:SetTopicAttributes", "topic");
}

}  // namespace brigade::app::inspector
