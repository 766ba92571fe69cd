// Roles, and the question that every service asks before it does something for another: may it? A role's own
// policies and the policy of what it acts on are one set within an account; a service in its own name has the
// latter alone. The role must trust the service that takes it. Sources: IAM User Guide, "Policy evaluation
// logic" and "Troubleshoot access denied error messages"; each service's own error texts. Not modelled: users
// and groups (what a person does is always allowed), managed policies of the customer, other accounts. A
// function without a role, and a role that the scenario does not have, may do everything.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace brigade::engine {
class Simulation;
}
namespace brigade::engine::iam {

inline constexpr size_t kMaxTrustBytes = 2'048, kMaxInlineBytes = 10'240, kMaxManagedPolicies = 10;

// --- asking ---
struct AccessRequest {
  ResourceId who{};          // function, rule, schedule, bucket, topic, alarm, …
  std::string_view service;  // takes the role, or asks in its own name: "lambda.amazonaws.com"
  std::string role_arn;      // in whose name; empty: the service's own
  std::string session;       // the role session's name: the function's
  std::string source_arn;    // aws:SourceArn of a service in its own name
  ResourceId target{};       // its policy is asked as well; none: it has none, or is not there
  std::string_view action;   // "sqs:SendMessage"
  std::string resource_arn;  // the target's, or that of an object in it
};
enum class Access : uint8_t {
  Allowed,
  NoAllow,               // by no policy
  DeniedByIdentity,      // an explicit deny of the role
  DeniedByResource,      // an explicit deny of the target
  RoleNotTrusting,       // the role's trust policy does not let the service take it
  RoleGone,              // the role was deleted
  RoleLostPermission,    // a fault
  TargetLostPermission,  // a fault
};
// Says nothing and changes nothing; the policies are those in force in `world`.
Access judge(const World& world, const History& history, const AccessRequest& request);
// The question at work: in the mode that grants what is needed, what only lacks an allow is let in, and a
// record says so. What a role is denied gets a record too; what a service in its own name is denied, the
// sender's own record says. The records follow `last_record`, which is the last one afterwards.
// `would` asks without a record, for a command that may still be refused for something else.
bool would(const Engine& engine, const AccessRequest& request);
bool may(Engine& engine, const AccessRequest& request, uint32_t& last_record, uint32_t message = kNone,
         uint32_t delivery = kNone);

// Whether policies alone let it in, and what looked at this place of a configuration before: nothing of what
// was looked at has changed. It answers most deliveries without a question.
bool was_let_in(Engine& engine, uint32_t config, uint32_t place, ResourceId target);
bool lets_in(Engine& engine, uint32_t config, uint32_t place, const AccessRequest& request);

// What a delivery on its way asks of its target: by the configuration that made it and the place in that
// (Delivery). Nothing where nobody asks.
std::optional<AccessRequest> request_of_delivery(const World& world, const History& history, const Plan& plan,
                                                 uint32_t config, uint32_t rule, ResourceId target);
// The same for the sender's dead-letter queue.
std::optional<AccessRequest> request_of_dead_letter(const World& world, const History& history,
                                                    const Plan& plan, uint32_t config, uint32_t rule,
                                                    ResourceId queue);
// What S3 asks when a bucket's notifications are configured.
AccessRequest request_of_notification(const World& world, const History& history, const Plan& plan,
                                      ResourceId bucket, ResourceId target);
// What a function asks of a service with its execution role; nothing where it has no role that is known.
std::optional<AccessRequest> request_of_function(const World& world, const History& history, const Plan& plan,
                                                 ResourceId function, std::string_view action,
                                                 ResourceId target);
// What a record PermissionDenied or PermissionGranted was about, as it stood in `world`.
std::optional<AccessRequest> request_of_record(const World& world, const History& history, const Plan& plan,
                                               const Record& record);

// A handler's call, before the service looks at it. Denied: the service's own code and text.
base::Status check_call(Engine& engine, ResourceId function, const Command& command, uint32_t& last_record,
                        uint32_t message, uint32_t delivery);
// What Lambda asks when a function gets a role, and when a mapping is made.
base::Status check_execution_role(Engine& engine, std::string_view function, const std::string& role_arn);
base::Status check_mapping(Engine& engine, ResourceId function, ResourceId source, std::string_view arn);
// Whether the mapping's function may read the source; what it lacks is recorded about that delivery.
bool may_poll(Engine& engine, const EventSourceMappingState& mapping, uint32_t delivery);
// When a fault that keeps the mapping from reading is over; Scheduler::kNever: none does, or it has no end.
TimeMs permission_back_ms(const World& world, const History& history, const EventSourceMappingState& mapping);
// Without logs:* a function runs and logs nothing. Versions: of the function's configuration.
bool may_log(const Simulation& simulation, const FunctionConfig& config, std::string_view function,
             uint32_t step);

// "User: arn:aws:sts::… is not authorized to perform: …", as the action's service spells it.
base::Error access_denied(const AccessRequest& request, Access access);
std::string_view access_name(Access access);  // "no-allow"

// --- what would help ---
// The statement that is missing, for the role's policies or for the target's.
PolicyStatement missing_statement(const AccessRequest& request);
// The command that puts it there: PutRolePolicy, AddPermission, SetQueueAttributes, …; nothing where no
// command can.
std::optional<Command> grant_command(const World& world, const History& history,
                                     const AccessRequest& request);

// --- roles ---
// The role of that ARN, also one that was deleted since; none: the scenario has no such role.
ResourceId find_role(const World& world, const History& history, std::string_view role_arn);
// The role that a resource acts with: a function's, a schedule's, that of a rule's target; else empty.
std::string role_of(const World& world, const History& history, ResourceId id);
std::string role_arn_of(std::string_view role);
std::string session_arn(const AccessRequest& request);  // of the role session
struct ManagedPolicy {
  std::string_view arn, name;
  std::vector<PolicyStatement> statements;
};
const std::vector<ManagedPolicy>& managed_policies();
const ManagedPolicy* find_managed_policy(std::string_view arn);
// What else a role's own policies say: each with its name, inline ones first.
std::vector<RolePolicy> policies_of(const RoleConfig& config);
// The policy that hangs on a resource; nullptr: it can have none here.
const std::vector<PolicyStatement>* resource_policy(const World& world, const History& history,
                                                    ResourceId id);

base::Status apply(Engine& engine, const CreateRole& command);
base::Status apply(Engine& engine, const DeleteRole& command);
base::Status apply(Engine& engine, const UpdateAssumeRolePolicy& command);
base::Status apply(Engine& engine, const PutRolePolicy& command);
base::Status apply(Engine& engine, const DeleteRolePolicy& command);
base::Status apply(Engine& engine, const AttachRolePolicy& command);
base::Status apply(Engine& engine, const DetachRolePolicy& command);
base::Status apply(Engine& engine, const PutPermission& command);
base::Status apply(Engine& engine, const SetPermissionMode& command);
// Mappings that could not read may be able to now.
void permissions_changed(Engine& engine);

}  // namespace brigade::engine::iam
