// Policies and how they are evaluated: which statements apply to a request, an explicit deny before all, then
// any allow. Wildcards `*` and `?` in actions and resources, actions without regard to case; the operators
// for texts and ARNs. Not modelled: permissions boundaries, session and organisation policies, policy
// variables, and other condition keys than those of condition_keys(). Source: IAM User Guide, "Policy
// evaluation logic" and "IAM JSON policy elements reference".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brigade::engine {

enum class PrincipalKind : uint8_t { Any, Service, Aws };
struct PolicyPrincipal {
  PrincipalKind kind = PrincipalKind::Service;
  std::string value;  // "s3.amazonaws.com"; of Aws an ARN, an account or "*"; of Any empty
  friend bool operator==(const PolicyPrincipal&, const PolicyPrincipal&) = default;
};
// One key of one operator. Any of the values will do; of a negated operator none may.
struct PolicyCondition {
  std::string operation;  // "ArnLike", "StringEqualsIfExists"
  std::string key;        // "aws:SourceArn"
  std::vector<std::string> values;
  friend bool operator==(const PolicyCondition&, const PolicyCondition&) = default;
};
struct PolicyStatement {
  std::string sid;
  bool allow = true;
  std::vector<PolicyPrincipal> principals = {};  // of a role's own policies none: it is the role
  std::vector<std::string> actions = {};         // "lambda:InvokeFunction"
  std::vector<std::string> resources = {};  // ARNs; of a resource's policy none: the one that it hangs on
  std::vector<PolicyCondition> conditions = {};  // all of them must hold
  bool not_principal = false, not_action = false, not_resource = false;
  friend bool operator==(const PolicyStatement&, const PolicyStatement&) = default;
};

// A statement that lets a service in, as AddPermission and the consoles write it: with the source's ARN as
// ArnLike and its account as StringEquals where they are given. The service "*" is anybody.
PolicyStatement service_statement(std::string sid, std::string_view service, std::string action,
                                  std::string source_arn = {}, std::string source_account = {});
// The first value that the statement asks of this condition key; empty: it asks none.
std::string condition_value(const PolicyStatement& statement, std::string_view key);
// The principal of a statement that has one, as AddPermission spells it: "s3.amazonaws.com", "*".
std::string principal_text(const PolicyStatement& statement);

// What is asked, as the policies see it. Empty fields are not in the request.
struct PolicyRequest {
  std::string_view service;      // a service in its own name: "s3.amazonaws.com"
  std::string_view role_arn;     // or a role: "arn:aws:iam::123456789012:role/…"
  std::string_view session_arn;  // and its session: "arn:aws:sts::123456789012:assumed-role/…/…"
  std::string_view action;       // "sqs:SendMessage"
  std::string_view resource;     // its ARN
  std::string_view source_arn, source_account;
};

enum class Verdict : uint8_t { NoAllow, Allowed, ExplicitDeny };
// `own`: the policies of the one who asks, whose statements name no principal.
Verdict evaluate(const std::vector<PolicyStatement>& policy, const PolicyRequest& request, bool own = false);
inline bool allows(const std::vector<PolicyStatement>& policy, const PolicyRequest& request) {
  return evaluate(policy, request) == Verdict::Allowed;
}

// One element of a statement held against a request.
struct ElementCheck {
  enum class Element : uint8_t { Principal, Action, Resource, Condition } element = Element::Action;
  bool ok = false;
  std::string expected;  // as the statement says: "ArnLike aws:SourceArn arn:…"
  std::string actual;    // of the request
};
// Every element of the statement but its effect; it applies where all of them hold.
std::vector<ElementCheck> check_elements(const PolicyStatement& statement, const PolicyRequest& request,
                                         bool own);

// What can be asked in conditions.
const std::vector<std::string_view>& condition_keys();
bool is_condition_operator(std::string_view operation);  // "StringLike", "ArnNotEqualsIfExists"

// A text against one with wildcards: `*` any number of characters, `?` one.
bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case = false);

}  // namespace brigade::engine
