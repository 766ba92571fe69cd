// Roles as IAM keeps them: their commands, limits and error texts, the policies of AWS that can be attached,
// and what would let in what was denied. Source: IAM API Reference, "CreateRole", "PutRolePolicy" and the
// others; AWS Managed Policy Reference.
#include "engine/services/iam.h"

#include <algorithm>

#include "base/text.h"
#include "engine/services/event_source.h"
#include "engine/services/events.h"
#include "engine/services/stream_source.h"
#include "engine/simulation.h"

namespace brigade::engine::iam {

using base::fail;
using base::Status;

namespace {

constexpr std::string_view kRolePrefix = "role/";
constexpr std::string_view kGrantedPolicy = "granted";
constexpr const char* kMalformed = "MalformedPolicyDocument";

bool is_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  });
}

Status check_name(std::string_view name, const char* member, size_t longest) {
  const std::string start = "1 validation error detected: Value '" + std::string(name) + "' at '" + member +
                            "' failed to satisfy constraint: Member must ";
  if (name.empty()) return fail("ValidationError", start + "have length greater than or equal to 1");
  if (name.size() > longest) {
    return fail("ValidationError", start + "have length less than or equal to " + std::to_string(longest));
  }
  if (is_name(name)) return {};
  return fail("ValidationError", start + "satisfy regular expression pattern: [\\w+=,.@-]+");
}

tl::unexpected<base::Error> no_such_role(std::string_view role) {
  return fail("NoSuchEntity", "The role with name " + std::string(role) + " cannot be found.");
}

// About what the service counts: the texts, without white space.
size_t size_of(const std::vector<PolicyStatement>& statements) {
  constexpr size_t kDocument = 40, kStatement = 30, kMember = 14;
  size_t size = kDocument;
  const auto add = [&size](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) size += text.size() + 3;
  };
  for (const PolicyStatement& statement : statements) {
    size += kStatement + statement.sid.size();
    add(statement.actions);
    add(statement.resources);
    for (const PolicyPrincipal& principal : statement.principals) size += principal.value.size() + kMember;
    for (const PolicyCondition& condition : statement.conditions) {
      size += condition.operation.size() + condition.key.size() + kMember;
      add(condition.values);
    }
  }
  return size;
}

Status check_actions(const PolicyStatement& statement) {
  if (statement.actions.empty()) return fail(kMalformed, "Policy statement must contain actions.");
  for (const std::string& action : statement.actions) {
    if (action != "*" && action.find(':') == std::string::npos) {
      return fail(kMalformed, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  return {};
}

Status check_trust(std::string_view role, const std::vector<PolicyStatement>& trust) {
  if (trust.empty()) return fail(kMalformed, "Syntax errors in policy.");
  for (const PolicyStatement& statement : trust) {
    if (statement.principals.empty()) return fail(kMalformed, "Missing required field Principal");
    if (!statement.resources.empty()) return fail(kMalformed, "Has prohibited field Resource");
    if (Status s = check_actions(statement); !s) return s;
    for (const std::string& action : statement.actions) {
      if (!base::starts_with(action, "sts:")) {
        return fail(kMalformed, "AssumeRole policy may only specify STS AssumeRole actions.");
      }
    }
  }
  if (size_of(trust) <= kMaxTrustBytes) return {};
  return fail("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: " + std::to_string(kMaxTrustBytes) +
                                   " of role " + std::string(role));
}

Status check_statements(const std::vector<PolicyStatement>& statements) {
  if (statements.empty()) return fail(kMalformed, "Syntax errors in policy.");
  for (const PolicyStatement& statement : statements) {
    if (!statement.principals.empty())
      return fail(kMalformed, "Policy document should not specify a principal.");
    if (Status s = check_actions(statement); !s) return s;
    if (statement.resources.empty()) return fail(kMalformed, "Policy statement must contain resources.");
    for (const std::string& resource : statement.resources) {
      if (resource != "*" && !base::starts_with(resource, "arn:")) {
        return fail(kMalformed, "Resource " + resource + " must be in ARN format or \"*\".");
      }
    }
  }
  return {};
}

Status check_inline(std::string_view role, const std::vector<RolePolicy>& policies) {
  size_t size = 0;
  for (const RolePolicy& policy : policies) size += size_of(policy.statements);
  if (size <= kMaxInlineBytes) return {};
  return fail("LimitExceeded", "Maximum policy size of " + std::to_string(kMaxInlineBytes) +
                                   " bytes exceeded for role " + std::string(role));
}

Status check_managed(const std::vector<std::string>& arns) {
  for (const std::string& arn : arns) {
    if (find_managed_policy(arn) == nullptr) {
      return fail("NoSuchEntity", "Policy " + arn + " does not exist or is not attachable.");
    }
  }
  if (arns.size() <= kMaxManagedPolicies) return {};
  return fail("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10");
}

void put_policy(RoleConfig& config, std::string_view name, const std::vector<PolicyStatement>& statements) {
  const auto at = std::lower_bound(config.policies.begin(), config.policies.end(), name,
                                   [](const RolePolicy& a, std::string_view b) { return a.name < b; });
  if (at != config.policies.end() && at->name == name) {
    at->statements = statements;
  } else {
    config.policies.insert(at, RolePolicy{std::string(name), statements});
  }
}

void configure(Engine& engine, ResourceId role, RoleConfig config) {
  engine.configure(role, std::move(config));
  permissions_changed(engine);
}

PolicyStatement allow_on_all(std::vector<std::string> actions) {
  PolicyStatement statement;
  statement.actions = std::move(actions);
  statement.resources = {"*"};
  return statement;
}

}  // namespace

std::string role_arn_of(std::string_view role) {
  return "arn:aws:iam::" + std::string(kAccountText) + ":role/" + std::string(role);
}

ResourceId find_role(const World& world, const History& history, std::string_view role_arn) {
  const auto arn = parse_arn(role_arn);
  if (!arn || arn->service != "iam" || !base::starts_with(arn->resource, kRolePrefix)) return {};
  const std::string_view name = std::string_view(arn->resource).substr(kRolePrefix.size());
  ResourceId alive, gone;
  history.each_name(name, [&](uint32_t i) {
    if (i >= world.resources.size() || world.resources[i].kind != ResourceKind::Role) return true;
    ResourceId& found = world.resources[i].alive != 0 ? alive : gone;
    if (found.is_none()) found = ResourceId::make(i, world.resources[i].generation);
    return alive.is_none();
  });
  return alive.is_none() ? gone : alive;
}

std::string role_of(const World& world, const History& history, ResourceId id) {
  const uint32_t version = world.resource(id).config;
  switch (world.resource(id).kind) {
    case ResourceKind::Function:
      return history.function_config(version).role_arn;
    case ResourceKind::Schedule:
      return history.schedule_config(version).role_arn;
    case ResourceKind::Pipe:
      return history.pipe_config(version).role_arn;
    case ResourceKind::Rule:
      for (const RuleTarget& target : history.rule_config(version).targets) {
        if (!target.role_arn.empty()) return target.role_arn;
      }
      return {};
    default:
      return {};
  }
}

const std::vector<ManagedPolicy>& managed_policies() {
  static const std::vector<ManagedPolicy> policies = [] {
    const std::vector<std::string> logs = {"logs:CreateLogGroup", "logs:CreateLogStream",
                                           "logs:PutLogEvents"};
    const auto with_logs = [&logs](std::vector<std::string> actions) {
      actions.insert(actions.end(), logs.begin(), logs.end());
      return std::vector<PolicyStatement>{allow_on_all(std::move(actions))};
    };
    return std::vector<ManagedPolicy>{
        {"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "AWSLambdaBasicExecutionRole",
         with_logs({})},
        {"arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
         "AWSLambdaSQSQueueExecutionRole",
         with_logs({"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"})},
        {"arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
         "AWSLambdaDynamoDBExecutionRole",
         with_logs({"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams"})},
        {"arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
         "AWSLambdaKinesisExecutionRole",
         with_logs({"kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords",
                    "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:ListStreams",
                    "kinesis:SubscribeToShard"})},
        {"arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", {allow_on_all({"*"})}},
    };
  }();
  return policies;
}

const ManagedPolicy* find_managed_policy(std::string_view arn) {
  for (const ManagedPolicy& policy : managed_policies()) {
    if (policy.arn == arn) return &policy;
  }
  return nullptr;
}

std::vector<RolePolicy> policies_of(const RoleConfig& config) {
  std::vector<RolePolicy> out = config.policies;
  for (const std::string& arn : config.managed_policy_arns) {
    if (const ManagedPolicy* policy = find_managed_policy(arn)) {
      out.push_back({std::string(policy->name), policy->statements});
    }
  }
  return out;
}

bool may_log(const Simulation& simulation, const FunctionConfig& config, std::string_view function,
             uint32_t step) {
  if (config.role_arn.empty() ||
      static_cast<PermissionMode>(simulation.world().permission_mode) == PermissionMode::GrantNeeded) {
    return true;
  }
  const History& history = simulation.history();
  const ResourceId role = find_role(simulation.world(), history, config.role_arn);
  if (role.is_none()) return true;
  const RoleConfig* in_force = nullptr;
  for (const auto& version : history.configs) {
    if (version->resource == role && version->effective_step <= step) {
      in_force = std::get_if<RoleConfig>(&version->value);
    }
  }
  if (in_force == nullptr) return false;
  const std::string group = "arn:aws:logs:" + simulation.plan().options.region + ":" +
                            std::string(kAccountText) + ":log-group:/aws/lambda/" + std::string(function);
  const std::vector<RolePolicy> policies = policies_of(*in_force);
  const auto may = [&](std::string_view action, const std::string& resource) {
    const PolicyRequest asked{{}, config.role_arn, {}, action, resource, {}, {}};
    bool allowed = false;
    for (const RolePolicy& policy : policies) {
      const Verdict verdict = evaluate(policy.statements, asked, true);
      if (verdict == Verdict::ExplicitDeny) return false;
      allowed = allowed || verdict == Verdict::Allowed;
    }
    return allowed;
  };
  return may("logs:CreateLogGroup", group) && may("logs:CreateLogStream", group + ":log-stream:") &&
         may("logs:PutLogEvents", group + ":log-stream:");
}

// --- what would help ---

PolicyStatement missing_statement(const AccessRequest& request) {
  if (request.session.empty()) {
    const bool is_s3 = request.service == "s3.amazonaws.com";
    return service_statement({}, request.service, std::string(request.action), request.source_arn,
                             is_s3 ? std::string(kAccountText) : std::string());
  }
  PolicyStatement statement;
  statement.actions = {std::string(request.action)};
  statement.resources = {request.resource_arn};
  // What is needed together; and not for one object alone.
  if (request.action == "sqs:ReceiveMessage" || request.action == "sqs:DeleteMessage" ||
      request.action == "sqs:GetQueueAttributes") {
    statement.actions = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"};
  } else if (base::starts_with(request.action, "dynamodb:") &&
             request.resource_arn.find("/stream/") != std::string::npos) {
    statement.actions = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator",
                         "dynamodb:ListStreams"};
    statement.resources = {request.resource_arn.substr(0, request.resource_arn.find("/stream/")) +
                           "/stream/*"};
  } else if (base::starts_with(request.action, "kinesis:") && request.action != "kinesis:PutRecord") {
    statement.actions = {"kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator",
                         "kinesis:ListShards", "kinesis:ListStreams"};
  } else if (base::starts_with(request.action, "s3:")) {
    statement.resources = {request.resource_arn.substr(0, request.resource_arn.find('/')) + "/*"};
  }
  return statement;
}

namespace {

// "sns-1", another one than those of the policy.
std::string free_sid(const std::vector<PolicyStatement>& policy, std::string_view service) {
  const std::string word(service.substr(0, service.find('.')));
  for (size_t i = policy.size() + 1;; ++i) {
    std::string sid = word + "-" + std::to_string(i);
    const bool taken = std::any_of(policy.begin(), policy.end(),
                                   [&sid](const PolicyStatement& one) { return one.sid == sid; });
    if (!taken) return sid;
  }
}

std::optional<Command> grant_by_role(const World& world, const History& history, const AccessRequest& request,
                                     Access access) {
  const ResourceId id = find_role(world, history, request.role_arn);
  if (!world.is_alive(id)) return std::nullopt;
  const RoleConfig& config = history.role_config(world.resource(id).config);
  const std::string role(name_of(world, history, id));
  if (access == Access::RoleNotTrusting) {
    std::vector<PolicyStatement> trust = config.trust;
    trust.push_back(service_statement({}, request.service, "sts:AssumeRole"));
    return UpdateAssumeRolePolicy{role, std::move(trust)};
  }
  std::vector<PolicyStatement> statements;
  for (const RolePolicy& policy : config.policies) {
    if (policy.name == kGrantedPolicy) statements = policy.statements;
  }
  statements.push_back(missing_statement(request));
  return PutRolePolicy{role, std::string(kGrantedPolicy), std::move(statements)};
}

std::optional<Command> grant_by_target(const World& world, const History& history,
                                       const AccessRequest& request) {
  const auto* before = resource_policy(world, history, request.target);
  if (before == nullptr) return std::nullopt;
  const std::string name(name_of(world, history, request.target));
  PolicyStatement statement = missing_statement(request);
  statement.sid = free_sid(*before, request.service);
  if (world.resource(request.target).kind == ResourceKind::Function) {
    return AddPermission{name, std::move(statement)};
  }
  std::vector<PolicyStatement> policy = *before;
  policy.push_back(std::move(statement));
  if (world.resource(request.target).kind == ResourceKind::Queue) {
    SetQueueAttributes set;
    set.queue = name;
    set.policy = std::move(policy);
    return set;
  }
  if (world.resource(request.target).kind == ResourceKind::Topic) {
    SetTopicAttributes set;
    set.topic = name;
    set.policy = std::move(policy);
    return set;
  }
  return PutPermission{name, std::move(policy)};
}

}  // namespace

std::optional<Command> grant_command(const World& world, const History& history,
                                     const AccessRequest& request) {
  const Access access = judge(world, history, request);
  if (access != Access::NoAllow && access != Access::RoleNotTrusting) return std::nullopt;
  return request.session.empty() ? grant_by_target(world, history, request)
                                 : grant_by_role(world, history, request, access);
}

// --- commands ---

void permissions_changed(Engine& engine) {
  for (uint32_t i = 0; i < engine.w.mappings.size(); ++i) {
    const EventSourceMappingState mapping = engine.w.mappings[i];
    if (!engine.w.is_alive(mapping.id)) continue;
    if (mapping.stream != kNone) {
      stream_source::look(engine, i);
    } else if (engine.w.is_alive(mapping.source)) {
      event_source::wake(engine, engine.w.resource(mapping.source).state);
    }
  }
}

Status apply(Engine& engine, const CreateRole& command) {
  if (Status s = check_name(command.role, "roleName", 64); !s) return s;
  if (!engine.find(ResourceKind::Role, command.role).is_none()) {
    return fail("EntityAlreadyExists", "Role with name " + command.role + " already exists.");
  }
  if (Status s = check_trust(command.role, command.config.trust); !s) return s;
  RoleConfig config = command.config;
  config.policies.clear();
  for (const RolePolicy& policy : command.config.policies) {
    if (Status s = check_name(policy.name, "policyName", 128); !s) return s;
    if (Status s = check_statements(policy.statements); !s) return s;
    put_policy(config, policy.name, policy.statements);
  }
  if (Status s = check_inline(command.role, config.policies); !s) return s;
  if (Status s = check_managed(config.managed_policy_arns); !s) return s;
  if (engine.w.resources.size() >= kMaxResources)
    return fail("limit", "This playground holds 100,000 resources");
  engine.create(ResourceKind::Role, command.role, 0, std::move(config));
  permissions_changed(engine);
  return {};
}

Status apply(Engine& engine, const DeleteRole& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  const RoleConfig& config = engine.role_config(id);
  if (!config.managed_policy_arns.empty()) {
    return fail("DeleteConflict", "Cannot delete entity, must detach all policies first.");
  }
  if (!config.policies.empty())
    return fail("DeleteConflict", "Cannot delete entity, must delete policies first.");
  engine.remove(id);
  return {};
}

Status apply(Engine& engine, const UpdateAssumeRolePolicy& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  if (Status s = check_trust(command.role, command.trust); !s) return s;
  RoleConfig config = engine.role_config(id);
  config.trust = command.trust;
  configure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const PutRolePolicy& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  if (Status s = check_name(command.policy, "policyName", 128); !s) return s;
  if (Status s = check_statements(command.statements); !s) return s;
  RoleConfig config = engine.role_config(id);
  put_policy(config, command.policy, command.statements);
  if (Status s = check_inline(command.role, config.policies); !s) return s;
  configure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const DeleteRolePolicy& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  RoleConfig config = engine.role_config(id);
  const auto at = std::find_if(config.policies.begin(), config.policies.end(),
                               [&](const RolePolicy& policy) { return policy.name == command.policy; });
  if (at == config.policies.end()) {
    return fail("NoSuchEntity", "The role policy with name " + command.policy + " cannot be found.");
  }
  config.policies.erase(at);
  configure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const AttachRolePolicy& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  RoleConfig config = engine.role_config(id);
  auto& arns = config.managed_policy_arns;
  if (std::find(arns.begin(), arns.end(), command.policy_arn) == arns.end())
    arns.push_back(command.policy_arn);
  if (Status s = check_managed(arns); !s) return s;
  configure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const DetachRolePolicy& command) {
  const ResourceId id = engine.find(ResourceKind::Role, command.role);
  if (id.is_none()) return no_such_role(command.role);
  RoleConfig config = engine.role_config(id);
  const auto at =
      std::find(config.managed_policy_arns.begin(), config.managed_policy_arns.end(), command.policy_arn);
  if (at == config.managed_policy_arns.end()) {
    return fail("NoSuchEntity", "Policy " + command.policy_arn + " was not found.");
  }
  config.managed_policy_arns.erase(at);
  configure(engine, id, std::move(config));
  return {};
}

Status apply(Engine& engine, const PutPermission& command) {
  const ResourceId id = events::need_bus(engine, command.bus);
  if (id.is_none()) return fail("ResourceNotFoundException", "Event bus " + command.bus + " does not exist.");
  if (size_of(command.policy) > kMaxInlineBytes) {
    return fail("PolicyLengthExceededException", "The bus policy size exceeds the limit of 10240.");
  }
  BusConfig config = engine.bus_config(id);
  config.policy = command.policy;
  engine.configure(id, std::move(config));
  return {};
}

Status apply(Engine& engine, const SetPermissionMode& command) {
  engine.w.permission_mode = static_cast<uint32_t>(command.mode);
  if (engine.w.step > 0) {
    engine.record({RecordKind::PermissionModeChanged,
                   engine.cause,
                   {},
                   kNone,
                   kNone,
                   kNone,
                   0,
                   engine.w.permission_mode});
  }
  if (command.mode == PermissionMode::GrantNeeded) permissions_changed(engine);
  return {};
}

}  // namespace brigade::engine::iam
