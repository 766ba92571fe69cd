// Resource policies as JSON: the part of the policy language that the model evaluates, which is one service
// principal, one action, and the source's ARN and account. Source: IAM User Guide, "JSON policy elements".
#include <algorithm>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::JsonWriter;
using engine::PolicyStatement;

// A text, or a list of exactly one text.
std::string one_text(Problem& problem, const JsonValue& value, std::string_view name) {
  if (value.is_string()) return value.as_string();
  if (value.is_array() && value.items().size() == 1 && value.items()[0].is_string()) {
    return value.items()[0].as_string();
  }
  problem.report(quoted(name) + " of a policy is one text here; several need a statement each.",
                 value.range());
  return {};
}

std::string read_principal(Problem& problem, const JsonValue& value) {
  if (value.as_string() == "*") return "*";
  Fields fields(problem, value, "a Principal");
  std::string service;
  if (const JsonValue* member = fields.find("Service")) {
    service = one_text(problem, *member, "Service");
  } else {
    for (const char* other : {"AWS", "Federated", "CanonicalUser"}) fields.not_simulated(other);
    problem.report("\"Principal\" is \"*\" or names a \"Service\".", value.range());
  }
  fields.close();
  return service;
}

void read_condition(Problem& problem, const JsonValue& condition, PolicyStatement& statement) {
  if (!condition.is_object()) problem.report("\"Condition\" is an object in braces.", condition.range());
  static constexpr std::string_view kOperators[] = {"ArnLike", "ArnEquals", "StringEquals", "StringLike"};
  for (const base::JsonMember& test : condition.members()) {
    if (std::find(std::begin(kOperators), std::end(kOperators), test.name) == std::end(kOperators)) {
      problem.report("The condition " + quoted(test.name) + " is not simulated yet.", test.name_range);
    }
    for (const base::JsonMember& member : test.value.members()) {
      if (equals_ignoring_case(member.name, "aws:SourceArn")) {
        statement.source_arn = one_text(problem, member.value, member.name);
      } else if (equals_ignoring_case(member.name, "aws:SourceAccount")) {
        statement.source_account = one_text(problem, member.value, member.name);
      } else {
        problem.report("The condition key " + quoted(member.name) + " is not simulated yet.",
                       member.name_range);
      }
    }
  }
}

PolicyStatement read_statement(Problem& problem, const JsonValue& value) {
  PolicyStatement statement;
  Fields fields(problem, value, "a policy's statement");
  fields.text("Sid", statement.sid);
  std::string effect = "Allow";
  fields.text("Effect", effect);
  if (effect != "Allow" && effect != "Deny") {
    problem.report("\"Effect\" is \"Allow\" or \"Deny\".", value.find("Effect")->range());
  }
  statement.allow = effect == "Allow";
  if (const JsonValue* principal = fields.need("Principal")) {
    statement.principal_service = read_principal(problem, *principal);
  }
  if (const JsonValue* action = fields.need("Action")) {
    statement.action = one_text(problem, *action, "Action");
  }
  fields.ignore("Resource");  // the resource that the policy hangs on
  if (const JsonValue* condition = fields.find("Condition")) read_condition(problem, *condition, statement);
  for (const char* other : {"NotPrincipal", "NotAction", "NotResource"}) fields.not_simulated(other);
  fields.close();
  return statement;
}

void write_condition(JsonWriter& writer, const PolicyStatement& statement) {
  if (statement.source_arn.empty() && statement.source_account.empty()) return;
  writer.key("Condition").begin_object();
  if (!statement.source_arn.empty()) {
    writer.key("ArnLike").begin_object().member("aws:SourceArn", statement.source_arn).end_object();
  }
  if (!statement.source_account.empty()) {
    writer.key("StringEquals")
        .begin_object()
        .member("aws:SourceAccount", statement.source_account)
        .end_object();
  }
  writer.end_object();
}

void write_statement(JsonWriter& writer, const PolicyStatement& statement, std::string_view resource_arn) {
  writer.begin_object();
  if (!statement.sid.empty()) writer.member("Sid", statement.sid);
  writer.member("Effect", statement.allow ? "Allow" : "Deny").key("Principal");
  if (statement.principal_service == "*") {
    writer.value("*");
  } else {
    writer.begin_object().member("Service", statement.principal_service).end_object();
  }
  writer.member("Action", statement.action);
  if (!resource_arn.empty()) writer.member("Resource", resource_arn);
  write_condition(writer, statement);
  writer.end_object();
}

std::vector<PolicyStatement> read_document(Problem& problem, const JsonValue& policy) {
  std::vector<PolicyStatement> statements;
  Fields fields(problem, policy, "a policy");
  fields.ignore("Version");
  fields.ignore("Id");
  const JsonValue* list = fields.need("Statement");
  fields.close();
  if (list == nullptr) return statements;
  if (list->is_object()) {
    statements.push_back(read_statement(problem, *list));
  } else if (list->is_array()) {
    for (const JsonValue& item : list->items()) statements.push_back(read_statement(problem, item));
  } else {
    problem.report("\"Statement\" is a list of statements.", list->range());
  }
  return statements;
}

}  // namespace

std::vector<PolicyStatement> read_policy(Problem& problem, const JsonValue& policy) {
  if (!policy.is_string()) return read_document(problem, policy);
  // As SQS and Lambda print it: a document inside a text, whose places are not places in this one.
  if (policy.as_string().empty()) return {};
  const auto inner = base::read_json(policy.as_string());
  if (!inner) {
    problem.report("The text of this policy is not JSON: " + inner.error().text, policy.range());
    return {};
  }
  Problem inside;
  std::vector<PolicyStatement> statements = read_document(inside, *inner);
  if (!inside.ok()) problem.report(inside.error().text, policy.range(), inside.error().code);
  return statements;
}

void write_policy(JsonWriter& writer, const std::vector<PolicyStatement>& policy,
                  std::string_view resource_arn) {
  writer.begin_object().member("Version", "2012-10-17").key("Statement").begin_array();
  for (const PolicyStatement& statement : policy) write_statement(writer, statement, resource_arn);
  writer.end_array().end_object();
}

}  // namespace brigade::formats
