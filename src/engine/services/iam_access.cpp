// May it? Who asks in whose name, what the policies say, and what is recorded about it. Rules: IAM User
// Guide, "Policy evaluation logic"; which role or policy decides on an edge: each service's guide,
// "permissions".
#include <algorithm>
#include <array>
#include <variant>

#include "base/text.h"
#include "engine/services/apis.h"
#include "engine/services/events.h"
#include "engine/services/iam.h"

namespace brigade::engine::iam {

using base::fail;
using base::Status;

namespace {

constexpr std::string_view kLambda = "lambda.amazonaws.com";

bool acts_with_role(const AccessRequest& request) { return !request.session.empty(); }

bool lost_permission(const World& world, ResourceId id) {
  return world.is_alive(id) && world.fault_of(id) == FaultKind::LostPermission;
}

Access judge_service(const World& world, const History& history, const AccessRequest& request) {
  const auto* policy = resource_policy(world, history, request.target);
  if (policy == nullptr) return Access::NoAllow;
  const PolicyRequest asked{request.service,    {},          {}, request.action, request.resource_arn,
                            request.source_arn, kAccountText};
  switch (evaluate(*policy, asked)) {
    case Verdict::Allowed:
      return Access::Allowed;
    case Verdict::ExplicitDeny:
      return Access::DeniedByResource;
    case Verdict::NoAllow:
      break;
  }
  return Access::NoAllow;
}

Access judge_role(const World& world, const History& history, const AccessRequest& request, ResourceId id) {
  if (!world.is_alive(id)) return Access::RoleGone;
  if (lost_permission(world, id)) return Access::RoleLostPermission;
  const RoleConfig& role = history.role_config(world.resource(id).config);
  if (!allows(role.trust, {request.service, {}, {}, "sts:AssumeRole", {}, {}, {}}))
    return Access::RoleNotTrusting;
  const std::string session = session_arn(request);
  const PolicyRequest asked{{}, request.role_arn, session, request.action, request.resource_arn, {}, {}};
  bool allowed = false, denied = false;
  const auto look_at = [&](const std::vector<PolicyStatement>& statements) {
    const Verdict verdict = evaluate(statements, asked, true);
    denied = denied || verdict == Verdict::ExplicitDeny;
    allowed = allowed || verdict == Verdict::Allowed;
  };
  for (const RolePolicy& policy : role.policies) look_at(policy.statements);
  for (const std::string& arn : role.managed_policy_arns) {
    if (const ManagedPolicy* policy = find_managed_policy(arn)) look_at(policy->statements);
  }
  if (denied) return Access::DeniedByIdentity;
  if (const auto* policy = resource_policy(world, history, request.target)) {
    const Verdict verdict = evaluate(*policy, asked);
    if (verdict == Verdict::ExplicitDeny) return Access::DeniedByResource;
    allowed = allowed || verdict == Verdict::Allowed;
  }
  return allowed ? Access::Allowed : Access::NoAllow;
}

std::string_view action_on(ResourceKind target) {
  switch (target) {
    case ResourceKind::Queue:
      return "sqs:SendMessage";
    case ResourceKind::Topic:
      return "sns:Publish";
    case ResourceKind::Function:
      return "lambda:InvokeFunction";
    case ResourceKind::Bus:
      return "events:PutEvents";
    case ResourceKind::Table:
      return "dynamodb:PutItem";
    case ResourceKind::Stream:
      return "kinesis:PutRecord";
    default:
      return "s3:PutObject";
  }
}

// Who asks, in whose name: what a configuration says of itself.
struct Asker {
  const World& world;
  const History& history;
  const Plan& plan;

  AccessRequest with_role(ResourceId who, std::string_view service, std::string role_arn) const {
    AccessRequest request;
    request.who = who;
    request.service = service;
    request.role_arn = std::move(role_arn);
    request.session = name_of(world, history, who);
    return request;
  }
  AccessRequest in_own_name(ResourceId who, std::string_view service) const {
    AccessRequest request;
    request.who = who;
    request.service = service;
    request.source_arn = arn_of(world, history, plan, who);
    return request;
  }
  void set_target(AccessRequest& request, ResourceId target) const {
    request.target = target;
    request.action = action_on(world.resource(target).kind);
    request.resource_arn = arn_of(world, history, plan, target);
  }
};

std::optional<AccessRequest> request_of_alarm(const Asker& asker, ResourceId alarm, ResourceId target) {
  const ResourceKind kind = asker.world.resource(target).kind;
  if (kind == ResourceKind::Bus) return std::nullopt;
  if (kind == ResourceKind::Function) {  // asks under a name of its own
    return asker.in_own_name(alarm, "lambda.alarms.cloudwatch.amazonaws.com");
  }
  // A topic's own policy lets alarms of its account publish; ours has no statement for that, so one without
  // statements lets them in.
  const auto* policy = resource_policy(asker.world, asker.history, target);
  if (policy != nullptr && policy->empty()) return std::nullopt;
  return asker.in_own_name(alarm, "cloudwatch.amazonaws.com");
}

// Without its target.
std::optional<AccessRequest> sender_of(const Asker& asker, uint32_t version, uint32_t rule,
                                       ResourceId target) {
  const ConfigVersion& config = *asker.history.configs[version];
  const ResourceId who = config.resource;
  if (const auto* function = std::get_if<FunctionConfig>(&config.value)) {
    return asker.with_role(who, kLambda, function->role_arn);
  }
  if (std::holds_alternative<EventSourceMappingConfig>(config.value)) {
    const ResourceId function = asker.world.mapping(who).function;
    const uint32_t now = asker.world.resource(function).config;
    return asker.with_role(function, kLambda, asker.history.function_config(now).role_arn);
  }
  if (const auto* pipe = std::get_if<PipeConfig>(&config.value)) {
    return asker.with_role(who, "pipes.amazonaws.com", pipe->role_arn);
  }
  if (const auto* schedule = std::get_if<ScheduleConfig>(&config.value)) {
    return asker.with_role(who, "scheduler.amazonaws.com", schedule->role_arn);
  }
  if (const auto* on_bus = std::get_if<RuleConfig>(&config.value)) {
    if (rule < on_bus->targets.size() && !on_bus->targets[rule].role_arn.empty()) {
      return asker.with_role(who, "events.amazonaws.com", on_bus->targets[rule].role_arn);
    }
    return asker.in_own_name(who, "events.amazonaws.com");
  }
  if (std::holds_alternative<BucketConfig>(config.value)) {
    // Of a function S3 asks when it is configured; a bus needs nothing.
    const ResourceKind kind = asker.world.resource(target).kind;
    if (kind == ResourceKind::Function || kind == ResourceKind::Bus) return std::nullopt;
    return asker.in_own_name(who, "s3.amazonaws.com");
  }
  if (std::holds_alternative<AlarmConfig>(config.value)) return request_of_alarm(asker, who, target);
  if (const auto* api = std::get_if<ApiConfig>(&config.value); api != nullptr && rule < api->routes.size()) {
    AccessRequest request = asker.in_own_name(who, "apigateway.amazonaws.com");
    const auto key = apis::parse_route_key(api->routes[rule].key);
    const bool has_method = key && !key->is_default() && key->method != "ANY";
    request.source_arn = apis::source_arn(asker.plan, name_of(asker.world, asker.history, who),
                                          api->routes[rule], has_method ? key->method : "GET");
    return request;
  }
  if (std::holds_alternative<TopicConfig>(config.value)) return asker.in_own_name(who, "sns.amazonaws.com");
  return asker.in_own_name(who, "events.amazonaws.com");
}

// The place of a rule's target in its configuration.
uint32_t place_of(const RuleConfig& rule, std::string_view arn) {
  const auto at = std::find_if(rule.targets.begin(), rule.targets.end(),
                               [arn](const RuleTarget& target) { return target.arn == arn; });
  return static_cast<uint32_t>(at - rule.targets.begin());
}

void add_record(Engine& engine, RecordKind kind, const AccessRequest& request, Access access,
                uint32_t& last_record, uint32_t message, uint32_t delivery) {
  const uint32_t text = engine.add_text(std::string(request.action) + " " + request.resource_arn);
  const uint32_t version = request.who.is_none() ? kNone : engine.w.resource(request.who).config;
  last_record = engine.record(
      {kind, last_record, request.who, version, message, delivery, static_cast<uint16_t>(access), text});
}

}  // namespace

std::string session_arn(const AccessRequest& request) {
  const size_t slash = request.role_arn.rfind('/');
  std::string arn = "arn:aws:sts::";
  arn.append(kAccountText).append(":assumed-role/");
  if (slash == std::string::npos) {
    arn.append(request.session);
  } else {
    arn.append(request.role_arn, slash + 1, std::string::npos);
  }
  return arn.append("/").append(request.session);
}

const std::vector<PolicyStatement>* resource_policy(const World& world, const History& history,
                                                    ResourceId id) {
  if (id.is_none() || !world.is_alive(id)) return nullptr;
  const uint32_t version = world.resource(id).config;
  switch (world.resource(id).kind) {
    case ResourceKind::Queue:
      return &history.queue_config(version).policy;
    case ResourceKind::Topic:
      return &history.topic_config(version).policy;
    case ResourceKind::Function:
      return &history.function_config(version).policy;
    case ResourceKind::Bus:
      return &history.bus_config(version).policy;
    default:
      return nullptr;
  }
}

Access judge(const World& world, const History& history, const AccessRequest& request) {
  if (lost_permission(world, request.target)) return Access::TargetLostPermission;
  if (!acts_with_role(request)) return judge_service(world, history, request);
  const ResourceId role = find_role(world, history, request.role_arn);
  return role.is_none() ? Access::Allowed : judge_role(world, history, request, role);
}

bool was_let_in(Engine& engine, uint32_t config, uint32_t place, ResourceId target) {
  const Engine::LetIn& one = engine.let_in(config, place);
  const World& w = engine.w;
  return one.config == config && one.place == place && one.name_epoch == w.name_epoch &&
         w.resource(target).config == one.target_version && !lost_permission(w, target) &&
         w.resource(one.who).config == one.who_version &&
         (one.role.is_none() ||
          (w.resource(one.role).config == one.role_version && !lost_permission(w, one.role)));
}

static void remember_let_in(Engine& engine, uint32_t config, uint32_t place, const AccessRequest& request) {
  if (request.who.is_none() || request.target.is_none()) return;
  const ResourceId role =
      acts_with_role(request) ? find_role(engine.w, engine.h, request.role_arn) : ResourceId{};
  Engine::LetIn& one = engine.let_in(config, place);
  one = {config, place};
  one.target_version = engine.w.resource(request.target).config;
  one.name_epoch = engine.w.name_epoch;
  one.who = request.who;
  one.who_version = engine.w.resource(request.who).config;
  one.role = role;
  one.role_version = role.is_none() ? kNone : engine.w.resource(role).config;
}

bool lets_in(Engine& engine, uint32_t config, uint32_t place, const AccessRequest& request) {
  if (judge(engine.w, engine.h, request) != Access::Allowed) return false;
  remember_let_in(engine, config, place, request);
  return true;
}

bool would(const Engine& engine, const AccessRequest& request) {
  const Access access = judge(engine.w, engine.h, request);
  const auto mode = static_cast<PermissionMode>(engine.w.permission_mode);
  return access == Access::Allowed || (mode == PermissionMode::GrantNeeded &&
                                       (access == Access::NoAllow || access == Access::RoleNotTrusting));
}

bool may(Engine& engine, const AccessRequest& request, uint32_t& last_record, uint32_t message,
         uint32_t delivery) {
  const auto mode = static_cast<PermissionMode>(engine.w.permission_mode);
  if (mode == PermissionMode::SetUp && acts_with_role(request)) return true;
  const Access access = judge(engine.w, engine.h, request);
  if (access == Access::Allowed) return true;
  const bool lacks_allow = access == Access::NoAllow || access == Access::RoleNotTrusting;
  if (mode == PermissionMode::GrantNeeded && lacks_allow) {
    add_record(engine, RecordKind::PermissionGranted, request, access, last_record, message, delivery);
    return true;
  }
  if (acts_with_role(request) || access == Access::TargetLostPermission) {
    add_record(engine, RecordKind::PermissionDenied, request, access, last_record, message, delivery);
  }
  return false;
}

std::optional<AccessRequest> request_of_delivery(const World& world, const History& history, const Plan& plan,
                                                 uint32_t config, uint32_t rule, ResourceId target) {
  const Asker asker{world, history, plan};
  auto request = sender_of(asker, config, rule, target);
  if (request) asker.set_target(*request, target);
  return request;
}

std::optional<AccessRequest> request_of_dead_letter(const World& world, const History& history,
                                                    const Plan& plan, uint32_t config, uint32_t rule,
                                                    ResourceId queue) {
  // A rule's dead letters go in EventBridge's own name, whatever role its target has.
  const bool is_rule = std::holds_alternative<RuleConfig>(history.configs[config]->value);
  return request_of_delivery(world, history, plan, config, is_rule ? kNone : rule, queue);
}

AccessRequest request_of_notification(const World& world, const History& history, const Plan& plan,
                                      ResourceId bucket, ResourceId target) {
  const Asker asker{world, history, plan};
  AccessRequest request = asker.in_own_name(bucket, "s3.amazonaws.com");
  asker.set_target(request, target);
  return request;
}

std::optional<AccessRequest> request_of_function(const World& world, const History& history, const Plan& plan,
                                                 ResourceId function, std::string_view action,
                                                 ResourceId target) {
  const Asker asker{world, history, plan};
  AccessRequest request =
      asker.with_role(function, kLambda, history.function_config(world.resource(function).config).role_arn);
  asker.set_target(request, target);
  request.action = action;
  return request;
}

std::optional<AccessRequest> request_of_record(const World& world, const History& history, const Plan& plan,
                                               const Record& record) {
  if (record.version >= history.configs.size() || record.value >= history.texts.size()) return std::nullopt;
  const std::string_view text = *history.texts[record.value];
  const size_t space = text.find(' ');
  const std::string_view arn = text.substr(space + 1);
  ResourceId target = find_by_arn(world, history, arn);
  if (target.is_none()) target = find_by_arn(world, history, arn.substr(0, arn.find('/')));  // an object
  const ConfigVersion& config = *history.configs[record.version];
  if (target.is_none() && std::holds_alternative<AlarmConfig>(config.value)) return std::nullopt;
  const auto* rule = std::get_if<RuleConfig>(&config.value);
  const Asker asker{world, history, plan};
  std::optional<AccessRequest> request;
  if (std::holds_alternative<BucketConfig>(config.value)) {
    request = asker.in_own_name(config.resource, "s3.amazonaws.com");
  } else {
    request = sender_of(asker, record.version, rule == nullptr ? 0 : place_of(*rule, arn), target);
  }
  if (!request) return request;
  request->target = target;
  request->action = text.substr(0, space);
  request->resource_arn = arn;
  return request;
}

namespace {

struct Asked {
  std::string_view action;
  ResourceId target;
  std::string object = {};  // in a bucket
};

ResourceId find_named(const Engine& engine, ResourceKind kind, std::string_view text) {
  if (!base::starts_with(text, "arn:")) return engine.find(kind, text);
  const ResourceId id = find_by_arn(engine.w, engine.h, text);
  return !id.is_none() && engine.w.resource(id).kind == kind ? id : ResourceId{};
}

// What a command asks for. What is not there is the service's own answer.
std::vector<Asked> asked_by(const Engine& engine, const Command& command) {
  std::vector<Asked> asked;
  const auto ask = [&](ResourceKind kind, std::string_view text, std::string object = {}) {
    const ResourceId id = find_named(engine, kind, text);
    if (!id.is_none()) asked.push_back({command_name(command), id, std::move(object)});
  };
  if (const auto* put = std::get_if<PutObject>(&command)) ask(ResourceKind::Bucket, put->bucket, put->key);
  if (const auto* gone = std::get_if<DeleteObject>(&command))
    ask(ResourceKind::Bucket, gone->bucket, gone->key);
  if (const auto* send = std::get_if<SendMessage>(&command)) ask(ResourceKind::Queue, send->queue);
  if (const auto* publish = std::get_if<Publish>(&command)) ask(ResourceKind::Topic, publish->topic);
  if (const auto* put = std::get_if<PutItem>(&command)) ask(ResourceKind::Table, put->table);
  if (const auto* update = std::get_if<UpdateItem>(&command)) ask(ResourceKind::Table, update->table);
  if (const auto* gone = std::get_if<DeleteItem>(&command)) ask(ResourceKind::Table, gone->table);
  if (const auto* put = std::get_if<PutRecord>(&command)) ask(ResourceKind::Stream, put->stream);
  if (const auto* invoke = std::get_if<Invoke>(&command)) ask(ResourceKind::Function, invoke->function);
  if (const auto* put = std::get_if<PutEvents>(&command)) {
    for (const PutEventsEntry& entry : put->entries) {
      const ResourceId bus = events::find_bus(engine, entry.bus);
      if (!bus.is_none()) asked.push_back({"events:PutEvents", bus});
    }
  }
  for (Asked& one : asked) {
    if (one.action == "lambda:Invoke") one.action = "lambda:InvokeFunction";
  }
  return asked;
}

}  // namespace

Status check_call(Engine& engine, ResourceId function, const Command& command, uint32_t& last_record,
                  uint32_t message, uint32_t delivery) {
  if (engine.function_config(function).role_arn.empty() && engine.w.lost_permissions == 0) return {};
  for (const Asked& asked : asked_by(engine, command)) {
    auto request =
        *request_of_function(engine.w, engine.h, engine.plan, function, asked.action, asked.target);
    if (!asked.object.empty()) request.resource_arn += "/" + asked.object;
    if (may(engine, request, last_record, message, delivery)) continue;
    return tl::unexpected<base::Error>(access_denied(request, judge(engine.w, engine.h, request)));
  }
  return {};
}

Status check_execution_role(Engine& engine, std::string_view function, const std::string& role_arn) {
  if (role_arn.empty()) return {};
  const auto arn = parse_arn(role_arn);
  if (!arn || arn->service != "iam" || !base::starts_with(arn->resource, "role/")) {
    return fail("ValidationException",
                "1 validation error detected: Value '" + role_arn +
                    "' at 'role' failed to satisfy constraint: Member must satisfy regular expression "
                    "pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
  }
  const auto mode = static_cast<PermissionMode>(engine.w.permission_mode);
  if (mode == PermissionMode::SetUp) return {};
  AccessRequest request;
  request.service = kLambda;
  request.role_arn = role_arn;
  request.session = function;
  const Access access = judge(engine.w, engine.h, request);
  const bool trusting = access != Access::RoleGone &&
                        (access != Access::RoleNotTrusting || mode == PermissionMode::GrantNeeded);
  if (trusting) return {};
  return fail("InvalidParameterValueException",
              "The role defined for the function cannot be assumed by Lambda.");
}

namespace {

// What Lambda does in the function's name to read a source, the one that says most first.
std::vector<std::string_view> reading_actions(ResourceKind source) {
  if (source == ResourceKind::Queue) {
    return {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"};
  }
  if (source == ResourceKind::Table) {
    return {"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream",
            "dynamodb:ListStreams"};
  }
  return {"kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListShards"};
}

AccessRequest reading_request(const Engine& engine, ResourceId function, ResourceId source,
                              std::string_view action, std::string_view arn) {
  auto request = *request_of_function(engine.w, engine.h, engine.plan, function, action, source);
  request.resource_arn = arn;
  return request;
}

std::string reading_denied(ResourceKind source, std::string_view action, std::string_view arn) {
  if (source == ResourceKind::Queue) {
    return "The function execution role does not have permissions to call " +
           std::string(action.substr(action.find(':') + 1)) + " on SQS";
  }
  const bool is_table = source == ResourceKind::Table;
  return "Cannot access stream " + std::string(arn) +
         ". Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, " +
         (is_table ? "and ListStreams" : "ListShards, and ListStreams") + " Actions on your stream in IAM.";
}

}  // namespace

Status check_mapping(Engine& engine, ResourceId function, ResourceId source, std::string_view arn) {
  if (engine.function_config(function).role_arn.empty()) return {};
  const ResourceKind kind = engine.w.resource(source).kind;
  for (const std::string_view action : reading_actions(kind)) {
    const AccessRequest request = reading_request(engine, function, source, action, arn);
    const Access access = judge(engine.w, engine.h, request);
    const auto mode = static_cast<PermissionMode>(engine.w.permission_mode);
    if (access == Access::Allowed || mode != PermissionMode::Enforce) continue;
    return fail("InvalidParameterValueException", reading_denied(kind, action, arn));
  }
  return {};
}

// The role that a poller reads with: the function's, or a pipe's own.
static const std::string& polling_role(const World& world, const History& history,
                                       const EventSourceMappingState& mapping) {
  const uint32_t version = world.resource(mapping.function).config;
  const auto* pipe = std::get_if<PipeConfig>(&history.configs[version]->value);
  return pipe != nullptr ? pipe->role_arn : history.function_config(version).role_arn;
}

bool may_poll(Engine& engine, const EventSourceMappingState& mapping, uint32_t slot) {
  constexpr uint32_t kPollingPlace = 1u << 30;  // no place of a delivery
  const std::string& role = polling_role(engine.w, engine.h, mapping);
  if (role.empty() && engine.w.lost_permissions == 0) return true;
  if (!engine.w.is_alive(mapping.source)) return true;
  const uint32_t version = engine.w.resource(mapping.id).config;
  if (was_let_in(engine, version, kPollingPlace, mapping.source)) return true;
  bool all_let_in = true;
  AccessRequest request;
  const std::string& arn = engine.poller_config(mapping.id).event_source_arn;
  const bool is_pipe = engine.w.resource(mapping.id).kind == ResourceKind::Pipe;
  Delivery& delivery = engine.w.deliveries.edit(slot);
  for (const std::string_view action : reading_actions(engine.w.resource(mapping.source).kind)) {
    if (is_pipe) {
      request = Asker{engine.w, engine.h, engine.plan}.with_role(mapping.id, "pipes.amazonaws.com", role);
      request.target = mapping.source;
      request.action = action;
      request.resource_arn = arn;
    } else {
      request = reading_request(engine, mapping.function, mapping.source, action, arn);
    }
    if (judge(engine.w, engine.h, request) == Access::Allowed) continue;
    all_let_in = false;
    if (!may(engine, request, delivery.last_record, delivery.message_number, delivery.number)) return false;
  }
  if (all_let_in) remember_let_in(engine, version, kPollingPlace, request);
  return true;
}

TimeMs permission_back_ms(const World& world, const History& history,
                          const EventSourceMappingState& mapping) {
  TimeMs back_ms = Scheduler::kNever;
  const std::string& role = polling_role(world, history, mapping);
  for (const ResourceId id : {mapping.source, find_role(world, history, role)}) {
    if (lost_permission(world, id)) back_ms = std::min(back_ms, world.resource(id).fault_until_ms);
  }
  return back_ms;
}

base::Error access_denied(const AccessRequest& request, Access access) {
  const std::string_view service = request.action.substr(0, request.action.find(':'));
  std::string action(request.action), code = "AccessDeniedException";
  if (service == "sqs") {
    code = "AccessDenied";
    for (char& c : action) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  } else if (service == "sns") {
    code = "AuthorizationError";
    action.replace(0, 3, "SNS");
  } else if (service == "s3") {
    code = "AccessDenied";
  }
  if (access == Access::RoleGone || access == Access::RoleNotTrusting) {
    return {"InvalidClientTokenId", "The security token included in the request is invalid.", {}};
  }
  const std::string quote = service == "s3" ? "\"" : "";
  std::string text = "User: " + session_arn(request) + " is not authorized to perform: " + action +
                     " on resource: " + quote + request.resource_arn + quote;
  if (access == Access::DeniedByIdentity) {
    text += " with an explicit deny in an identity-based policy";
  } else if (access == Access::DeniedByResource) {
    text += " with an explicit deny in a resource-based policy";
  } else {
    text += " because no identity-based policy allows the " + action + " action";
  }
  return {code, text, {}};
}

std::string_view access_name(Access access) {
  constexpr std::array<std::string_view, 8> kNames = {
      "allowed",           "no-allow",  "denied-by-identity",   "denied-by-resource",
      "role-not-trusting", "role-gone", "role-lost-permission", "target-lost-permission"};
  return kNames[static_cast<size_t>(access)];
}

}  // namespace brigade::engine::iam
