// Evaluates resource policies as far as this model has them: an explicit deny wins, else any allow will do.
#include "engine/policy.h"

#include "base/text.h"

namespace brigade::engine {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool applies(const PolicyStatement& statement, const ServiceRequest& request) {
  if (statement.principal_service != "*" && statement.principal_service != request.principal_service)
    return false;
  if (!base::glob_match(lowered(statement.action), lowered(request.action)))
    return false;  // case does not count
  if (!statement.source_arn.empty() && !base::glob_match(statement.source_arn, request.source_arn))
    return false;
  return statement.source_account.empty() || statement.source_account == request.source_account;
}

}  // namespace

bool allows(const std::vector<PolicyStatement>& policy, const ServiceRequest& request) {
  bool allowed = false;
  for (const PolicyStatement& statement : policy) {
    if (!applies(statement, request)) continue;
    if (!statement.allow) return false;
    allowed = true;
  }
  return allowed;
}

}  // namespace brigade::engine
