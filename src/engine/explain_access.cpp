// Why something was allowed or denied: every statement that was looked at, element by element, as a pattern
// is held against an event. Made again from the policies that were in force at that step.
#include <algorithm>

#include "engine/explain.h"
#include "engine/explain_access.h"

namespace brigade::engine {

namespace {

constexpr size_t kMostChecks = 60;

template <class C>
const C* config_of(const Simulation& simulation, uint32_t version) {
  const auto& configs = simulation.history().configs;
  return version < configs.size() ? std::get_if<C>(&configs[version]->value) : nullptr;
}

bool is_sending(RecordKind kind) {
  return kind == RecordKind::SentToTarget || kind == RecordKind::SentBySchedule ||
         kind == RecordKind::SubscriptionMatched || kind == RecordKind::AlarmActionSent ||
         kind == RecordKind::FilterMatched || kind == RecordKind::SentToDestination ||
         kind == RecordKind::SentToIntegration;
}

bool is_asking(RecordKind kind) {
  return kind == RecordKind::PermissionDenied || kind == RecordKind::PermissionGranted;
}

std::string dead_letter_arn(const Simulation& simulation, uint32_t version, uint32_t place) {
  if (const auto* rule = config_of<RuleConfig>(simulation, version)) {
    return place < rule->targets.size() ? rule->targets[place].dead_letter_arn : std::string();
  }
  if (const auto* topic = config_of<TopicConfig>(simulation, version)) {
    return place < topic->subscriptions.size() ? topic->subscriptions[place].dead_letter_arn : std::string();
  }
  const auto* schedule = config_of<ScheduleConfig>(simulation, version);
  return schedule == nullptr ? std::string() : schedule->dead_letter_arn;
}

bool is_refusal(const Record& record) {
  if (record.kind == RecordKind::TargetRefused) {
    return static_cast<Refusal>(record.code) == Refusal::NoPermissions;
  }
  if (record.kind != RecordKind::Dropped) return record.kind == RecordKind::HandlerCallRefused;
  const auto reason = static_cast<DropReason>(record.code);
  return reason == DropReason::NotAuthorized || reason == DropReason::DeadLetterQueueNotAuthorized;
}

bool is_failure(RecordKind kind) {
  return kind == RecordKind::AttemptFailed || kind == RecordKind::BatchItemFailed ||
         kind == RecordKind::StreamBatchFailed;
}

Check check(bool ok, std::string_view key, std::string expected, std::string actual) {
  const auto size = static_cast<uint32_t>(actual.size());
  return {ok, {key, {{"expected", std::move(expected)}}}, std::move(actual), {0, size}};
}

std::string_view key_of(ElementCheck::Element element) {
  switch (element) {
    case ElementCheck::Element::Principal:
      return "why.check.principal";
    case ElementCheck::Element::Action:
      return "why.check.action";
    case ElementCheck::Element::Resource:
      return "why.check.resource";
    case ElementCheck::Element::Condition:
      break;
  }
  return "why.check.condition";
}

// The statements of one policy. An allow that applies is good, a deny that applies is not.
void add_policy(std::vector<Check>& out, const std::string& policy,
                const std::vector<PolicyStatement>& statements, const PolicyRequest& asked, bool own) {
  if (statements.empty()) out.push_back(check(false, "why.check.no_statement", policy, {}));
  for (size_t i = 0; i < statements.size() && out.size() < kMostChecks; ++i) {
    const PolicyStatement& statement = statements[i];
    const std::vector<ElementCheck> elements = check_elements(statement, asked, own);
    const bool applies =
        std::all_of(elements.begin(), elements.end(), [](const ElementCheck& one) { return one.ok; });
    const std::string name = statement.sid.empty() ? "#" + std::to_string(i + 1) : statement.sid;
    out.push_back(check(applies == statement.allow,
                        statement.allow ? "why.check.statement_allow" : "why.check.statement_deny",
                        policy + ", " + name, {}));
    for (const ElementCheck& one : elements) {
      out.push_back(check(one.ok, key_of(one.element), one.expected, one.actual));
    }
  }
}

}  // namespace

std::optional<iam::AccessRequest> asked_at(const Simulation& simulation, const Record& record) {
  if (is_failure(record.kind) && handler_rule(record) == kCallRefusedRule && record.cause != kNone) {
    const Record cause = simulation.record_at(record.cause);  // the call that the attempt failed with
    return is_failure(cause.kind) ? std::nullopt : asked_at(simulation, cause);
  }
  if (!is_refusal(record) && !is_asking(record.kind)) return std::nullopt;
  const auto world = simulation.world_at(record.step);
  const History& history = simulation.history();
  Record r = record;
  while (!is_asking(r.kind) && !is_sending(r.kind)) {
    if (r.cause == kNone) return std::nullopt;
    r = simulation.record_at(r.cause);
    if (record.kind == RecordKind::HandlerCallRefused && r.kind != RecordKind::PermissionDenied)
      return std::nullopt;
  }
  if (is_asking(r.kind)) return iam::request_of_record(*world, history, simulation.plan(), r);
  ResourceId target = record.resource;
  if (static_cast<DropReason>(record.code) == DropReason::DeadLetterQueueNotAuthorized &&
      record.kind == RecordKind::Dropped) {
    target = find_by_arn(*world, history, dead_letter_arn(simulation, r.version, r.code));
    if (target.is_none()) return std::nullopt;
    return iam::request_of_dead_letter(*world, history, simulation.plan(), r.version, r.code, target);
  }
  if (target.is_none()) return std::nullopt;
  return iam::request_of_delivery(*world, history, simulation.plan(), r.version, r.code, target);
}

std::vector<Check> access_checks(const World& world, const History& history,
                                 const iam::AccessRequest& request) {
  std::vector<Check> out;
  PolicyRequest asked{request.service,    {},          {}, request.action, request.resource_arn,
                      request.source_arn, kAccountText};
  std::string session;
  if (!request.session.empty()) {
    const ResourceId id = iam::find_role(world, history, request.role_arn);
    if (id.is_none()) return out;
    const std::string name(name_of(world, history, id));
    const RoleConfig& role = history.role_config(world.resource(id).config);
    if (iam::judge(world, history, request) == iam::Access::RoleNotTrusting) {
      add_policy(out, name, role.trust, {request.service, {}, {}, "sts:AssumeRole", {}, {}, {}}, false);
      return out;
    }
    session = iam::session_arn(request);
    asked = {{}, request.role_arn, session, request.action, request.resource_arn, {}, {}};
    const std::vector<RolePolicy> policies = iam::policies_of(role);
    for (const RolePolicy& policy : policies)
      add_policy(out, name + "/" + policy.name, policy.statements, asked, true);
    if (policies.empty()) out.push_back(check(false, "why.check.no_statement", name, {}));
  }
  const auto* policy = iam::resource_policy(world, history, request.target);
  const bool decides = request.session.empty() || (policy != nullptr && !policy->empty());
  if (policy != nullptr && decides) {
    add_policy(out, std::string(name_of(world, history, request.target)), *policy, asked, false);
  }
  return out;
}

std::optional<Command> grant_for(const Simulation& simulation, uint32_t record) {
  if (record == kNone) return std::nullopt;
  const auto request = asked_at(simulation, simulation.record_at(record));
  if (!request) return std::nullopt;
  return iam::grant_command(simulation.world(), simulation.history(), *request);
}

}  // namespace brigade::engine
