// Source of the rules: S3 event notifications go to functions, queues and topics that let the bucket in
// (resource policy), and to the default bus, which asks for none; so do a rule's targets and a topic's
// subscriptions, but a bus wants a role instead. A function's dead-letter queue is a queue, its destinations
// are queues or functions.
#include "app/stage/wiring.h"

#include "app/text.h"
#include "base/text.h"
#include "engine/services/apis.h"
#include "engine/services/schedules.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::PolicyStatement;
using engine::ResourceId;
using engine::ResourceKind;

std::string arn(const Session& session, ResourceId id) {
  return id.is_none() ? std::string()
                      : engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
}
std::string name(const Session& session, ResourceId id) {
  return std::string(engine::name_of(session.world(), session.history(), id));
}
uint32_t config_of(const Session& session, ResourceId id) { return session.world().resource(id).config; }

// Who asks to be let in, and for what.
struct Entry {
  std::string_view service, action;
  std::string source;
};
Entry entry_of(const Session& session, ResourceId from, ResourceId target) {
  const ResourceKind kind = session.world().resource(from).kind;
  Entry entry;
  entry.service = kind == ResourceKind::Rule    ? "events.amazonaws.com"
                  : kind == ResourceKind::Topic ? "sns.amazonaws.com"
                  : kind == ResourceKind::Api   ? "apigateway.amazonaws.com"
                                                : "s3.amazonaws.com";
  const ResourceKind to = session.world().resource(target).kind;
  if (kind == ResourceKind::Alarm) {
    entry.service =
        to == ResourceKind::Function ? "lambda.alarms.cloudwatch.amazonaws.com" : "cloudwatch.amazonaws.com";
  }
  entry.action = to == ResourceKind::Function ? "lambda:InvokeFunction"
                 : to == ResourceKind::Topic  ? "sns:Publish"
                                              : "sqs:SendMessage";
  entry.source = arn(session, from);
  if (kind == ResourceKind::Api) entry.source += "/*/*";
  return entry;
}

bool lets_in(const std::vector<PolicyStatement>& policy, const Entry& entry, const std::string& target) {
  return engine::allows(policy,
                        {entry.service, {}, {}, entry.action, target, entry.source, engine::kAccountText});
}

PolicyStatement statement_for(const Session& session, ResourceId from, const Entry& entry) {
  std::string sid = std::string(entry.service.substr(0, entry.service.find('.'))) + "-" + name(session, from);
  for (char& c : sid) {
    if (c == '.' || c == '/') c = '-';
  }
  const bool is_bucket = session.world().resource(from).kind == ResourceKind::Bucket;
  return engine::service_statement(std::move(sid), entry.service, std::string(entry.action), entry.source,
                                   is_bucket ? std::string(engine::kAccountText) : std::string());
}

const std::vector<PolicyStatement>& policy_of(const Session& session, ResourceId target) {
  const engine::Config& config = session.history().configs[config_of(session, target)]->value;
  if (const auto* function = std::get_if<engine::FunctionConfig>(&config)) return function->policy;
  if (const auto* topic = std::get_if<engine::TopicConfig>(&config)) return topic->policy;
  return std::get<engine::QueueConfig>(config).policy;
}

bool has_policy(const Session& session, ResourceId target) {
  const ResourceKind kind = session.world().resource(target).kind;
  return kind == ResourceKind::Function || kind == ResourceKind::Queue || kind == ResourceKind::Topic;
}

// Also the queue that takes what the target did not.
base::Status let_in_all(Session& session, ResourceId from, std::string_view to,
                        std::string_view dead_letters) {
  for (const std::string_view where : {to, dead_letters}) {
    const ResourceId target = engine::find_by_arn(session.world(), session.history(), where);
    if (target.is_none()) continue;
    if (const base::Status allowed = let_in(session, from, target); !allowed) return allowed;
  }
  return {};
}

void say_done(Session& session, const base::Status& status, const std::string& text) {
  if (status) session.banner(BannerKind::kInfo, text, {}, BannerAction::kUndo);
}

}  // namespace

// Each route to the function asks with an ARN of its own.
static bool lets_routes_in(const Session& session, ResourceId api, ResourceId function) {
  Entry entry = entry_of(session, api, function);
  for (const engine::ApiRoute& route : session.history().api_config(config_of(session, api)).routes) {
    if (route.function_arn != arn(session, function)) continue;
    const auto key = engine::apis::parse_route_key(route.key);
    const std::string_view method = !key || key->method == "ANY" ? "GET" : key->method;
    entry.source = engine::apis::source_arn(session.simulation().plan(), name(session, api), route, method);
    if (!lets_in(policy_of(session, function), entry, arn(session, function))) return false;
  }
  return true;
}

bool is_let_in(const Session& session, ResourceId from, ResourceId target) {
  if (session.world().resource(from).kind == ResourceKind::Api) return lets_routes_in(session, from, target);
  // A topic's own policy lets alarms publish.
  const bool own = session.world().resource(from).kind == ResourceKind::Alarm &&
                   session.world().resource(target).kind == ResourceKind::Topic &&
                   policy_of(session, target).empty();
  if (own) return true;
  return !has_policy(session, target) ||
         lets_in(policy_of(session, target), entry_of(session, from, target), arn(session, target));
}

base::Status let_in(Session& session, ResourceId from, ResourceId target) {
  if (is_let_in(session, from, target)) return {};
  PolicyStatement statement = statement_for(session, from, entry_of(session, from, target));
  const ResourceKind kind = session.world().resource(target).kind;
  if (kind == ResourceKind::Function)
    return session.try_submit(engine::AddPermission{name(session, target), std::move(statement)});
  std::vector<PolicyStatement> policy = policy_of(session, target);
  policy.push_back(std::move(statement));
  if (kind == ResourceKind::Topic)
    return session.try_submit(
        engine::SetTopicAttributes{name(session, target), {}, std::move(policy), {}, {}});
  engine::SetQueueAttributes attributes;
  attributes.queue = name(session, target);
  attributes.policy = std::move(policy);
  return session.try_submit(std::move(attributes));
}

static bool is_stream_source(ResourceKind kind) {
  return kind == ResourceKind::Table || kind == ResourceKind::Stream;
}

WireTarget wire_target(const Node& from, const Node& to, const char*& reason) {
  reason = "";
  const bool handles = to.kind == ResourceKind::Function || to.kind == ResourceKind::Queue;
  if (to.kind == ResourceKind::Pipe) {
    reason = "stage.wire.to_pipe";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Bucket) {
    const bool to_default = to.kind == ResourceKind::Bus && to.name == engine::kDefaultBus;
    if (handles || to.kind == ResourceKind::Topic || to_default) return WireTarget::Legal;
    reason = to.kind == ResourceKind::Bucket ? "stage.wire.bucket_to_bucket" : "stage.wire.bucket_to_rule";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Rule) {
    if (handles || to.kind == ResourceKind::Topic || to.kind == ResourceKind::Bus) return WireTarget::Legal;
    reason = "stage.wire.rule_to_other";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Schedule) {
    if (handles || to.kind == ResourceKind::Topic || to.kind == ResourceKind::Bus) return WireTarget::Legal;
    reason = "stage.wire.schedule_to_other";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Pipe) {
    const bool legal = handles || to.kind == ResourceKind::Topic || to.kind == ResourceKind::Bus ||
                       to.kind == ResourceKind::Stream;
    if (legal) return WireTarget::Legal;
    reason = "stage.wire.pipe_to_other";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Topic) {
    if (handles) return WireTarget::Legal;
    reason = "stage.wire.topic_to_other";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Function) {
    if (is_stream_source(to.kind)) return WireTarget::Legal;  // its handler writes there
    if (to.kind == ResourceKind::Queue) return WireTarget::Legal;
    if (to.kind == ResourceKind::Function && !(to.id == from.id)) return WireTarget::Legal;
    reason = to.id == from.id ? "stage.wire.to_itself" : "stage.wire.function_to_bucket";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Api) {
    if (to.kind == ResourceKind::Function) return WireTarget::Legal;
    reason = "stage.wire.api_to_other";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Alarm) {
    if (to.kind == ResourceKind::Function || to.kind == ResourceKind::Topic) return WireTarget::Legal;
    reason = "stage.wire.alarm_to_other";
    return WireTarget::Refused;
  }
  const bool polled = from.kind == ResourceKind::Queue || is_stream_source(from.kind);
  if (polled && to.kind == ResourceKind::Function) return WireTarget::Legal;
  reason = from.kind == ResourceKind::Queue ? "stage.wire.from_queue" : "stage.wire.from_stream";
  return WireTarget::Refused;
}

std::vector<WireTarget> wire_targets(const Model& model, uint32_t from) {
  std::vector<WireTarget> targets;
  const char* reason = nullptr;
  for (uint32_t n = 0; n < model.nodes.size(); ++n) {
    targets.push_back(n == from ? WireTarget::None : wire_target(model.nodes[from], model.nodes[n], reason));
  }
  return targets;
}

NotificationDraft draft_of(const Session& session, const engine::NotificationRule& rule) {
  return {rule.id, rule.filter.prefix, rule.filter.suffix, rule.events,
          engine::find_by_arn(session.world(), session.history(), rule.target_arn)};
}

base::Status put_notification(Session& session, ResourceId bucket, const NotificationDraft& draft,
                              uint32_t replace) {
  if (draft.target.is_none()) return base::fail("InvalidArgument", tr("stage.wire.no_target"));
  if (const base::Status allowed = let_in(session, bucket, draft.target); !allowed) return allowed;
  engine::PutBucketNotificationConfiguration command;
  command.bucket = name(session, bucket);
  const engine::BucketConfig& config = session.history().bucket_config(config_of(session, bucket));
  command.rules = config.notifications;
  command.event_bridge = config.event_bridge;
  engine::NotificationRule rule;
  rule.id = draft.id;
  const ResourceKind kind = session.world().resource(draft.target).kind;
  rule.target_kind = kind == ResourceKind::Function ? engine::TargetKind::Function
                     : kind == ResourceKind::Topic  ? engine::TargetKind::Topic
                                                    : engine::TargetKind::Queue;
  rule.target_arn = arn(session, draft.target);
  rule.events = draft.events;
  rule.filter = {draft.prefix, draft.suffix};
  rule.has_prefix = !draft.prefix.empty();
  rule.has_suffix = !draft.suffix.empty();
  if (replace < command.rules.size()) {
    command.rules[replace] = std::move(rule);
  } else {
    command.rules.push_back(std::move(rule));
  }
  return session.try_submit(std::move(command));
}

base::Status remove_notification(Session& session, ResourceId bucket, uint32_t rule) {
  engine::PutBucketNotificationConfiguration command;
  command.bucket = name(session, bucket);
  const engine::BucketConfig& config = session.history().bucket_config(config_of(session, bucket));
  command.rules = config.notifications;
  command.event_bridge = config.event_bridge;
  if (rule >= command.rules.size()) return {};
  command.rules.erase(command.rules.begin() + rule);
  return session.submit(std::move(command));
}

base::Status put_event_bridge(Session& session, ResourceId bucket, bool on) {
  engine::PutBucketNotificationConfiguration command;
  command.bucket = name(session, bucket);
  command.rules = session.history().bucket_config(config_of(session, bucket)).notifications;
  command.event_bridge = on;
  return session.try_submit(std::move(command));
}

base::Status put_target(Session& session, ResourceId rule, engine::RuleTarget target) {
  const base::Status allowed = let_in_all(session, rule, target.arn, target.dead_letter_arn);
  if (!allowed) return allowed;
  const engine::RuleConfig& config = session.history().rule_config(config_of(session, rule));
  const auto parsed = engine::parse_arn(target.arn);
  if (parsed && parsed->service == "events" && target.role_arn.empty())
    target.role_arn = "arn:aws:iam::" + std::string(parsed->account) + ":role/put-events";
  if (parsed && parsed->service == "sqs" && base::ends_with(target.arn, ".fifo") &&
      target.message_group_id.empty())
    target.message_group_id = "events";
  return session.try_submit(engine::PutTargets{config.rule, config.bus, {std::move(target)}});
}

base::Status remove_target(Session& session, ResourceId rule, uint32_t index) {
  const engine::RuleConfig& config = session.history().rule_config(config_of(session, rule));
  if (index >= config.targets.size()) return {};
  return session.submit(engine::RemoveTargets{config.rule, config.bus, {config.targets[index].id}});
}

base::Status subscribe(Session& session, ResourceId topic, engine::Subscription subscription) {
  const base::Status allowed =
      let_in_all(session, topic, subscription.endpoint, subscription.dead_letter_arn);
  if (!allowed) return allowed;
  return session.try_submit(engine::Subscribe{name(session, topic), std::move(subscription)});
}

bool needs_choice(const Node& from, const Node& to) {
  return (from.kind == ResourceKind::Function && !is_stream_source(to.kind)) ||
         (from.kind == ResourceKind::Bucket && to.kind != ResourceKind::Bus);
}

// The function polls the queue from now on.
static void poll_for(Session& session, ResourceId source, ResourceId function) {
  engine::CreateEventSourceMapping command;
  const ResourceKind kind = session.world().resource(source).kind;
  if (is_stream_source(kind)) command.config.starting_position = engine::StartingPosition::TrimHorizon;
  if (kind == ResourceKind::Table && !session.history().table_config(config_of(session, source)).stream) {
    const base::Status status = session.try_submit(
        engine::UpdateTable{name(session, source), engine::StreamViewType::NewAndOldImages});
    if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  }
  command.config.event_source_arn = arn(session, source);
  if (kind == ResourceKind::Table) {
    command.config.event_source_arn +=
        "/stream/" + session.history().table_config(config_of(session, source)).stream_label;
  }
  command.config.function_arn = arn(session, function);
  const base::Status status = session.try_submit(std::move(command));
  if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  const engine::World& world = session.world();
  session.select_resource(world.mappings[world.mappings.size() - 1].id);
}

// The function's handler writes there from now on: an item or a record for each event.
static void add_call(Session& session, ResourceId function, ResourceId to) {
  engine::HandlerBehaviour behaviour =
      session.history().function_config(config_of(session, function)).handler;
  engine::HandlerCall call;
  call.target = name(session, to);
  if (session.world().resource(to).kind == ResourceKind::Stream) {
    call.operation = engine::CallOperation::PutRecord;
    call.key = "{key}";
  } else {
    call.operation = engine::CallOperation::PutItem;
    const engine::TableConfig& table = session.history().table_config(config_of(session, to));
    const auto attribute = [](const engine::KeyAttribute& key) {
      constexpr const char* kValues[] = {"{\"S\":\"{key}\"}", "{\"N\":\"{size}\"}", "{\"B\":\"AAAA\"}"};
      return "\"" + key.name + "\":" + kValues[static_cast<size_t>(key.type)];
    };
    call.body = "{" + attribute(table.partition_key);
    if (table.sort_key) call.body += "," + attribute(*table.sort_key);
    call.body += "}";
  }
  behaviour.calls.push_back(std::move(call));
  const base::Status status =
      session.try_submit(engine::SetHandlerBehaviour{name(session, function), std::move(behaviour)});
  if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  session.select_resource(function);
}

// Another target for a schedule, all else as it is.
static void aim(Session& session, ResourceId schedule, ResourceId to) {
  engine::UpdateSchedule command;
  command.group = engine::schedules::group_of(name(session, schedule));
  command.schedule = engine::schedules::schedule_of(name(session, schedule));
  command.config = session.history().schedule_config(config_of(session, schedule));
  command.config.arn = arn(session, to);
  if (session.world().resource(to).kind == ResourceKind::Bus && command.config.source.empty()) {
    command.config.source = "scheduler." + command.schedule;
    command.config.detail_type = "Scheduled";
  }
  if (session.submit(std::move(command))) session.select_resource(schedule);
}

base::Status put_alarm(Session& session, ResourceId alarm, engine::AlarmConfig config) {
  for (const auto* actions : {&config.alarm_actions, &config.ok_actions, &config.insufficient_data_actions}) {
    for (const std::string& action : *actions) {
      if (const base::Status allowed = let_in_all(session, alarm, action, {}); !allowed) return allowed;
    }
  }
  return session.try_submit(engine::PutMetricAlarm{name(session, alarm), std::move(config)});
}

base::Status put_route(Session& session, ResourceId api, const engine::ApiRoute& route,
                       const std::string& replaces) {
  const std::string which = name(session, api);
  const engine::ResourceId to = engine::find_by_arn(session.world(), session.history(), route.function_arn);
  if (route.key == replaces) {
    if (const auto gone = session.try_submit(engine::DeleteRoute{which, replaces}); !gone) return gone;
  }
  if (const auto made = session.try_submit(engine::CreateRoute{which, route}); !made) return made;
  if (!replaces.empty() && route.key != replaces) {
    if (const auto gone = session.try_submit(engine::DeleteRoute{which, replaces}); !gone) return gone;
  }
  return to.is_none() ? base::Status() : let_in(session, api, to);
}

// The first route takes everything; each further one what is under the function's name.
static void add_route(Session& session, ResourceId api, ResourceId function) {
  const auto& routes = session.history().api_config(config_of(session, api)).routes;
  const std::string key = routes.empty() ? "$default" : "ANY /" + name(session, function);
  const base::Status status = put_route(session, api, {key, arn(session, function)}, {});
  if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  session.select_resource(api);
}

void connect(Session& session, ResourceId from, ResourceId to) {
  base::Status status;
  ConnectionKind connection = ConnectionKind::kEventBridge;
  uint32_t part = 0;
  const ResourceKind kind = session.world().resource(from).kind;
  if (kind == ResourceKind::Queue || is_stream_source(kind)) return poll_for(session, from, to);
  if (kind == ResourceKind::Function) return add_call(session, from, to);
  if (kind == ResourceKind::Schedule) return aim(session, from, to);
  if (kind == ResourceKind::Api) return add_route(session, from, to);
  if (kind == ResourceKind::Pipe) return aim_pipe(session, from, to);
  if (kind == ResourceKind::Alarm) {
    engine::AlarmConfig config = session.history().alarm_config(config_of(session, from));
    config.alarm_actions.push_back(arn(session, to));
    status = put_alarm(session, from, std::move(config));
    if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
    return session.select_resource(from);
  }
  if (kind == ResourceKind::Bucket) {
    status = put_event_bridge(session, from, true);
  } else if (kind == ResourceKind::Rule) {
    engine::RuleTarget target;
    target.arn = arn(session, to);
    target.id = free_target_id(session.history().rule_config(config_of(session, from)));
    connection = ConnectionKind::kTarget;
    status = put_target(session, from, std::move(target));
    part = static_cast<uint32_t>(session.history().rule_config(config_of(session, from)).targets.size());
  } else {
    engine::Subscription subscription;
    subscription.endpoint = arn(session, to);
    if (session.world().resource(to).kind == ResourceKind::Function)
      subscription.protocol = engine::SubscriptionProtocol::Function;
    connection = ConnectionKind::kSubscription;
    status = subscribe(session, from, std::move(subscription));
    part =
        static_cast<uint32_t>(session.history().topic_config(config_of(session, from)).subscriptions.size());
  }
  if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  session.select_connection(from, connection, part > 0 ? part - 1 : 0);
}

std::string free_target_id(const engine::RuleConfig& config) {
  for (size_t n = config.targets.size() + 1;; ++n) {
    std::string id = "target-" + std::to_string(n);
    bool taken = false;
    for (const engine::RuleTarget& target : config.targets) taken |= target.id == id;
    if (!taken) return id;
  }
}

base::Status put_function_target(Session& session, ResourceId function, EdgeKind kind, ResourceId target) {
  const engine::FunctionConfig& config = session.history().function_config(config_of(session, function));
  if (kind == EdgeKind::DeadLetter) {
    engine::UpdateFunctionConfiguration command;
    command.function = name(session, function);
    command.dead_letter_arn = arn(session, target);
    return session.try_submit(std::move(command));
  }
  engine::PutFunctionEventInvokeConfig command;
  command.function = name(session, function);
  command.maximum_retry_attempts = config.maximum_retry_attempts;
  command.maximum_event_age_s = config.maximum_event_age_s;
  const std::string on_success = kind == EdgeKind::OnSuccess ? arn(session, target) : config.on_success_arn;
  const std::string on_failure = kind == EdgeKind::OnFailure ? arn(session, target) : config.on_failure_arn;
  if (!on_success.empty()) command.on_success_arn = on_success;
  if (!on_failure.empty()) command.on_failure_arn = on_failure;
  return session.try_submit(std::move(command));
}

namespace {

// The service deletes no rule that has targets.
base::Status remove_rule(Session& session, engine::RuleConfig config) {
  engine::RemoveTargets targets{config.rule, config.bus, {}};
  for (engine::RuleTarget& target : config.targets) targets.ids.push_back(std::move(target.id));
  if (!targets.ids.empty()) {
    if (const base::Status status = session.submit(std::move(targets)); !status) return status;
  }
  return session.submit(engine::DeleteRule{config.rule, config.bus});
}

}  // namespace

void remove_resource(Session& session, ResourceId id) {
  if (!session.world().is_alive(id)) return;
  const std::string which = name(session, id);
  base::Status status;
  switch (session.world().resource(id).kind) {
    case ResourceKind::Bucket:
      status = session.submit(engine::DeleteBucket{which});
      break;
    case ResourceKind::Function:
      status = session.submit(engine::DeleteFunction{which});
      break;
    case ResourceKind::Queue:
      status = session.submit(engine::DeleteQueue{which});
      break;
    case ResourceKind::Bus:
      status = session.submit(engine::DeleteEventBus{which});
      break;
    case ResourceKind::Rule:
      status = remove_rule(session, session.history().rule_config(config_of(session, id)));
      break;
    case ResourceKind::Topic:
      status = session.submit(engine::DeleteTopic{which});
      break;
    case ResourceKind::Table:
      status = session.submit(engine::DeleteTable{which});
      break;
    case ResourceKind::Stream:
      status = session.submit(engine::DeleteStream{which});
      break;
    case ResourceKind::Schedule:
      status = session.submit(engine::DeleteSchedule{std::string(engine::schedules::schedule_of(which)),
                                                     std::string(engine::schedules::group_of(which))});
      break;
    case ResourceKind::ScheduleGroup:
      status = session.submit(engine::DeleteScheduleGroup{which});
      break;
    case ResourceKind::Archive:
      status = session.submit(engine::DeleteArchive{which});
      break;
    case ResourceKind::Pipe:
      status = session.submit(engine::DeletePipe{which});
      break;
    case ResourceKind::Role:
      status = session.submit(engine::DeleteRole{which});
      break;
    case ResourceKind::EventSourceMapping:
      status = session.submit(engine::DeleteEventSourceMapping{which});
      break;
    case ResourceKind::Api:
      status = session.submit(engine::DeleteApi{which});
      break;
    case ResourceKind::Alarm:
      status = session.submit(engine::DeleteAlarms{{which}});
      break;
  }
  if (status) session.clear_selection();
  say_done(session, status, tr("stage.deleted", {{"name", which}}));
}

void remove_connection(Session& session, const Selection& selection) {
  if (selection.kind != SelectionKind::kConnection || !session.world().is_alive(selection.resource)) return;
  base::Status status;
  switch (selection.connection) {
    case ConnectionKind::kNotification:
      status = remove_notification(session, selection.resource, selection.rule);
      break;
    case ConnectionKind::kDeadLetter:
      status = put_function_target(session, selection.resource, EdgeKind::DeadLetter, {});
      break;
    case ConnectionKind::kOnSuccess:
      status = put_function_target(session, selection.resource, EdgeKind::OnSuccess, {});
      break;
    case ConnectionKind::kOnFailure:
      status = put_function_target(session, selection.resource, EdgeKind::OnFailure, {});
      break;
    case ConnectionKind::kEventBridge:
      status = put_event_bridge(session, selection.resource, false);
      break;
    case ConnectionKind::kTarget:
      status = remove_target(session, selection.resource, selection.rule);
      break;
    case ConnectionKind::kSubscription: {
      const auto& all = session.history().topic_config(config_of(session, selection.resource)).subscriptions;
      if (selection.rule >= all.size()) return;
      status = session.submit(engine::Unsubscribe{all[selection.rule].arn});
      break;
    }
    case ConnectionKind::kRetry:
      return;
  }
  if (status) session.select_resource(selection.resource);
  say_done(session, status, tr("stage.connection_deleted"));
}

std::string chosen_bus(const Session& session) {
  const ResourceId id = session.selection.resource;
  if (session.selection.kind == SelectionKind::kResource && session.world().is_alive(id)) {
    const engine::Resource& resource = session.world().resource(id);
    if (resource.kind == ResourceKind::Bus) return name(session, id);
    if (resource.kind == ResourceKind::Rule) return session.history().rule_config(resource.config).bus;
  }
  return std::string(engine::kDefaultBus);
}

std::string free_name(const Session& session, std::string_view wish) {
  std::string tried(wish);
  for (int n = 2; n < 1'000; ++n) {
    bool taken = false;
    for (int kind = 0; kind < engine::kResourceKinds; ++kind) {
      taken |=
          !engine::find_resource(session.world(), session.history(), static_cast<ResourceKind>(kind), tried)
               .is_none();
    }
    if (!taken) break;
    tried = std::string(wish) + "-" + std::to_string(n);
  }
  return tried;
}

}  // namespace brigade::app::stage
