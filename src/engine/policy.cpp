// Evaluates policies statement by statement, see policy.h.
#include "engine/policy.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace brigade::engine {

namespace {

constexpr std::string_view kIfExists = "IfExists";
constexpr std::string_view kOurAccount = "123456789012";
constexpr std::string_view kOurRoot = "arn:aws:iam::123456789012:root";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b, bool ignore_case) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [ignore_case](char x, char y) {
           return ignore_case ? lower(x) == lower(y) : x == y;
         });
}

// --- conditions ---
enum class Comparison : uint8_t { Equals, EqualsIgnoreCase, Like, Arn };
struct Operator {
  std::string_view name;
  Comparison comparison;
  bool negated;
};
constexpr std::array<Operator, 10> kOperators = {{
    {"StringEquals", Comparison::Equals, false},
    {"StringNotEquals", Comparison::Equals, true},
    {"StringEqualsIgnoreCase", Comparison::EqualsIgnoreCase, false},
    {"StringNotEqualsIgnoreCase", Comparison::EqualsIgnoreCase, true},
    {"StringLike", Comparison::Like, false},
    {"StringNotLike", Comparison::Like, true},
    {"ArnEquals", Comparison::Arn, false},
    {"ArnLike", Comparison::Arn, false},
    {"ArnNotEquals", Comparison::Arn, true},
    {"ArnNotLike", Comparison::Arn, true},
}};

const Operator* operator_of(std::string_view text, bool& if_exists) {
  if_exists = base::ends_with(text, kIfExists);
  if (if_exists) text.remove_suffix(kIfExists.size());
  const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                   [text](const Operator& o) { return o.name == text; });
  return found == kOperators.end() ? nullptr : found;
}

// Takes the text up to the next colon off the front; the sixth part has the rest.
std::string_view take_part(std::string_view& arn, int part) {
  const size_t colon = part == 5 ? std::string_view::npos : arn.find(':');
  const std::string_view taken = arn.substr(0, colon);
  arn.remove_prefix(colon == std::string_view::npos ? arn.size() : colon + 1);
  return taken;
}

// Each of an ARN's six parts by itself. What is no ARN matches nothing, but for the star alone.
bool arn_match(std::string_view pattern, std::string_view arn) {
  if (std::count(pattern.begin(), pattern.end(), ':') < 5 || std::count(arn.begin(), arn.end(), ':') < 5) {
    return pattern == "*";
  }
  for (int part = 0; part < 6; ++part) {
    const std::string_view expected = take_part(pattern, part);
    if (!wildcard_match(expected, take_part(arn, part))) return false;
  }
  return true;
}

bool compare(Comparison comparison, std::string_view expected, std::string_view actual) {
  switch (comparison) {
    case Comparison::Equals:
      return expected == actual;
    case Comparison::EqualsIgnoreCase:
      return same(expected, actual, true);
    case Comparison::Like:
      return wildcard_match(expected, actual);
    case Comparison::Arn:
      return arn_match(expected, actual);
  }
  return false;
}

// Empty: the key is not in the request.
std::string_view value_of(std::string_view key, const PolicyRequest& request) {
  if (same(key, "aws:SourceArn", true)) return request.source_arn;
  if (same(key, "aws:SourceAccount", true)) return request.source_account;
  if (same(key, "aws:PrincipalArn", true)) return request.role_arn;
  if (same(key, "aws:PrincipalAccount", true)) return request.role_arn.empty() ? "" : kOurAccount;
  return {};
}

bool holds(const PolicyCondition& condition, const PolicyRequest& request) {
  bool if_exists = false;
  const Operator* op = operator_of(condition.operation, if_exists);
  if (op == nullptr) return false;
  const std::string_view actual = value_of(condition.key, request);
  if (actual.empty()) return if_exists || op->negated;
  const bool any =
      std::any_of(condition.values.begin(), condition.values.end(),
                  [&](const std::string& value) { return compare(op->comparison, value, actual); });
  return any != op->negated;
}

// --- the other elements ---
// The account as a principal stands for all of its roles in a deny; an allow only hands the decision on to
// their own policies.
bool is_principal(const PolicyPrincipal& principal, const PolicyRequest& request, bool allow) {
  if (principal.kind == PrincipalKind::Any) return true;
  if (principal.kind == PrincipalKind::Service) {
    return !request.service.empty() && same(principal.value, request.service, true);
  }
  if (principal.value == "*") return true;
  if (request.role_arn.empty()) return false;
  if (principal.value == request.role_arn || principal.value == request.session_arn) return true;
  return !allow && (principal.value == kOurAccount || principal.value == kOurRoot);
}

bool principal_applies(const PolicyStatement& statement, const PolicyRequest& request) {
  const bool named =
      std::any_of(statement.principals.begin(), statement.principals.end(), [&](const PolicyPrincipal& p) {
        return is_principal(p, request, statement.allow && !statement.not_principal);
      });
  return named != statement.not_principal;
}

bool action_applies(const PolicyStatement& statement, const PolicyRequest& request) {
  const bool named =
      std::any_of(statement.actions.begin(), statement.actions.end(),
                  [&](const std::string& action) { return wildcard_match(action, request.action, true); });
  return named != statement.not_action;
}

bool resource_applies(const PolicyStatement& statement, const PolicyRequest& request) {
  if (statement.resources.empty()) return true;
  const bool named =
      std::any_of(statement.resources.begin(), statement.resources.end(),
                  [&](const std::string& resource) { return wildcard_match(resource, request.resource); });
  return named != statement.not_resource;
}

bool applies(const PolicyStatement& statement, const PolicyRequest& request, bool own) {
  return action_applies(statement, request) && (own || principal_applies(statement, request)) &&
         resource_applies(statement, request) &&
         std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const PolicyCondition& c) { return holds(c, request); });
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string principals_text(const PolicyStatement& statement) {
  std::string out;
  for (const PolicyPrincipal& principal : statement.principals) {
    out += out.empty() ? "" : ", ";
    out += principal.kind == PrincipalKind::Any ? "*" : principal.value;
  }
  return out;
}

std::string with_not(bool negated, std::string text) { return negated ? "not " + text : text; }

}  // namespace

bool wildcard_match(std::string_view pattern, std::string_view text, bool ignore_case) {
  constexpr size_t kNoStar = std::string_view::npos;
  size_t p = 0, t = 0, after_star = kNoStar, star_text = 0;
  const auto fits = [&](char expected, char actual) {
    return expected == '?' || expected == actual || (ignore_case && lower(expected) == lower(actual));
  };
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      star_text = t;
    } else if (p < pattern.size() && fits(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (after_star != kNoStar) {
      p = after_star;  // only the last star needs another try
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

PolicyStatement service_statement(std::string sid, std::string_view service, std::string action,
                                  std::string source_arn, std::string source_account) {
  PolicyStatement statement;
  statement.sid = std::move(sid);
  PolicyPrincipal principal;
  if (service == "*") {
    principal.kind = PrincipalKind::Any;
  } else {
    const bool is_account = service.size() == kOurAccount.size() && service.find('.') == std::string::npos;
    if (is_account || base::starts_with(service, "arn:")) principal.kind = PrincipalKind::Aws;
    principal.value = std::string(service);
  }
  statement.principals.push_back(std::move(principal));
  statement.actions.push_back(std::move(action));
  if (!source_arn.empty()) {
    statement.conditions.push_back({"ArnLike", "aws:SourceArn", {std::move(source_arn)}});
  }
  if (!source_account.empty()) {
    statement.conditions.push_back({"StringEquals", "aws:SourceAccount", {std::move(source_account)}});
  }
  return statement;
}

std::string condition_value(const PolicyStatement& statement, std::string_view key) {
  for (const PolicyCondition& condition : statement.conditions) {
    if (same(condition.key, key, true) && !condition.values.empty()) return condition.values.front();
  }
  return {};
}

std::string principal_text(const PolicyStatement& statement) {
  if (statement.principals.empty()) return {};
  const PolicyPrincipal& first = statement.principals.front();
  return first.kind == PrincipalKind::Any ? "*" : first.value;
}

Verdict evaluate(const std::vector<PolicyStatement>& policy, const PolicyRequest& request, bool own) {
  Verdict verdict = Verdict::NoAllow;
  for (const PolicyStatement& statement : policy) {
    if (!applies(statement, request, own)) continue;
    if (!statement.allow) return Verdict::ExplicitDeny;
    verdict = Verdict::Allowed;
  }
  return verdict;
}

std::vector<ElementCheck> check_elements(const PolicyStatement& statement, const PolicyRequest& request,
                                         bool own) {
  using Element = ElementCheck::Element;
  std::vector<ElementCheck> checks;
  if (!own) {
    checks.push_back({Element::Principal, principal_applies(statement, request),
                      with_not(statement.not_principal, principals_text(statement)),
                      std::string(request.service.empty() ? request.role_arn : request.service)});
  }
  checks.push_back({Element::Action, action_applies(statement, request),
                    with_not(statement.not_action, joined(statement.actions)), std::string(request.action)});
  if (!statement.resources.empty()) {
    checks.push_back({Element::Resource, resource_applies(statement, request),
                      with_not(statement.not_resource, joined(statement.resources)),
                      std::string(request.resource)});
  }
  for (const PolicyCondition& condition : statement.conditions) {
    const std::string_view actual = value_of(condition.key, request);
    checks.push_back({Element::Condition, holds(condition, request),
                      condition.operation + " " + condition.key + " " + joined(condition.values),
                      actual.empty() ? "-" : std::string(actual)});
  }
  return checks;
}

const std::vector<std::string_view>& condition_keys() {
  static const std::vector<std::string_view> keys = {"aws:SourceArn", "aws:SourceAccount", "aws:PrincipalArn",
                                                     "aws:PrincipalAccount"};
  return keys;
}

bool is_condition_operator(std::string_view operation) {
  bool if_exists = false;
  return operator_of(operation, if_exists) != nullptr;
}

}  // namespace brigade::engine
