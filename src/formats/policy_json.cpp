// Policies as JSON: those that hang on resources, of roles and of who may take a role. Source: IAM User
// Guide, "IAM JSON policy elements reference". Texts may stand where a list of one is meant, and are written
// so. What the service itself refuses in a role's policies, the engine says.
#include <algorithm>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using base::JsonWriter;
using engine::PolicyCondition;
using engine::PolicyPrincipal;
using engine::PolicyStatement;
using engine::PrincipalKind;

constexpr size_t kMostTexts = 100, kMostStatements = 100;

// A text, or a list of texts.
std::vector<std::string> texts_of(Problem& problem, const JsonValue& value, std::string_view name) {
  if (value.is_string()) return {value.as_string()};
  std::vector<std::string> out;
  if (!value.is_array() || value.items().empty() || value.items().size() > kMostTexts) {
    problem.report(quoted(name) + " of a policy is a text or a list of texts, at most 100.", value.range());
    return out;
  }
  for (const JsonValue& item : value.items()) out.push_back(text_of(problem, item, name));
  return out;
}

std::vector<PolicyPrincipal> read_principals(Problem& problem, const JsonValue& value,
                                             std::string_view name) {
  if (value.is_string() && value.as_string() == "*") return {{PrincipalKind::Any, {}}};
  std::vector<PolicyPrincipal> out;
  Fields fields(problem, value, "a Principal");
  const auto read = [&](std::string_view member, PrincipalKind kind) {
    const JsonValue* list = fields.find(member);
    if (list == nullptr) return;
    for (std::string& text : texts_of(problem, *list, member)) out.push_back({kind, std::move(text)});
  };
  read("Service", PrincipalKind::Service);
  read("AWS", PrincipalKind::Aws);
  for (const char* other : {"Federated", "CanonicalUser"}) fields.not_simulated(other);
  fields.close();
  if (out.empty()) {
    problem.report(quoted(name) + " is \"*\" or names a \"Service\" or \"AWS\".", value.range());
  }
  return out;
}

void read_conditions(Problem& problem, const JsonValue& condition, PolicyStatement& statement) {
  if (!condition.is_object()) problem.report("\"Condition\" is an object in braces.", condition.range());
  for (const base::JsonMember& test : condition.members()) {
    if (!engine::is_condition_operator(test.name)) {
      problem.report("The condition " + quoted(test.name) + " is not simulated yet.", test.name_range);
    }
    for (const base::JsonMember& member : test.value.members()) {
      const auto& keys = engine::condition_keys();
      const bool known = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
        return equals_ignoring_case(key, member.name);
      });
      if (!known) {
        problem.report("The condition key " + quoted(member.name) + " is not simulated yet.",
                       member.name_range);
      }
      statement.conditions.push_back({test.name, member.name, texts_of(problem, member.value, member.name)});
    }
  }
}

// One of two members that say the opposite, such as Action and NotAction. Nothing where neither is there.
const JsonValue* either(Fields& fields, std::string_view name, std::string_view opposite, bool& is_opposite) {
  const JsonValue* value = fields.find(name);
  const JsonValue* other = fields.find(opposite);
  if (value != nullptr && other != nullptr) {
    fields.problem().report("A statement has " + quoted(name) + " or " + quoted(opposite) + ", not both.",
                            other->range());
  }
  is_opposite = value == nullptr && other != nullptr;
  return value != nullptr ? value : other;
}

PolicyStatement read_statement(Problem& problem, const JsonValue& value, bool own) {
  PolicyStatement statement;
  Fields fields(problem, value, "a policy's statement");
  fields.text("Sid", statement.sid);
  std::string effect = "Allow";
  fields.text("Effect", effect);
  if (effect != "Allow" && effect != "Deny") {
    problem.report("\"Effect\" is \"Allow\" or \"Deny\".", value.find("Effect")->range());
  }
  statement.allow = effect == "Allow";
  if (const JsonValue* principal = either(fields, "Principal", "NotPrincipal", statement.not_principal)) {
    statement.principals = read_principals(problem, *principal, "Principal");
  } else if (!own) {
    fields.need("Principal");
  }
  if (const JsonValue* action = either(fields, "Action", "NotAction", statement.not_action)) {
    statement.actions = texts_of(problem, *action, "Action");
  } else {
    fields.need("Action");
  }
  if (const JsonValue* resource = either(fields, "Resource", "NotResource", statement.not_resource)) {
    statement.resources = texts_of(problem, *resource, "Resource");
  }
  if (const JsonValue* condition = fields.find("Condition")) read_conditions(problem, *condition, statement);
  fields.close();
  return statement;
}

void write_texts(JsonWriter& writer, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  writer.key(name);
  if (texts.size() == 1) {
    writer.value(texts.front());
    return;
  }
  writer.begin_array();
  for (const std::string& text : texts) writer.value(text);
  writer.end_array();
}

void write_principals(JsonWriter& writer, const PolicyStatement& statement) {
  if (statement.principals.empty()) return;
  writer.key(statement.not_principal ? "NotPrincipal" : "Principal");
  if (statement.principals.front().kind == PrincipalKind::Any) {
    writer.value("*");
    return;
  }
  writer.begin_object();
  const std::pair<PrincipalKind, std::string_view> kinds[] = {{PrincipalKind::Service, "Service"},
                                                              {PrincipalKind::Aws, "AWS"}};
  for (const auto& [kind, name] : kinds) {
    std::vector<std::string> texts;
    for (const PolicyPrincipal& principal : statement.principals) {
      if (principal.kind == kind) texts.push_back(principal.value);
    }
    write_texts(writer, name, texts);
  }
  writer.end_object();
}

// The keys of one operator stand together, where it came first.
void write_conditions(JsonWriter& writer, const std::vector<PolicyCondition>& conditions) {
  if (conditions.empty()) return;
  writer.key("Condition").begin_object();
  for (size_t i = 0; i < conditions.size(); i++) {
    const std::string& operation = conditions[i].operation;
    const auto same = [&operation](const PolicyCondition& other) { return other.operation == operation; };
    const auto here = conditions.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(conditions.begin(), here, same)) continue;
    writer.key(operation).begin_object();
    for (auto at = here; at != conditions.end(); ++at) {
      if (same(*at)) write_texts(writer, at->key, at->values);
    }
    writer.end_object();
  }
  writer.end_object();
}

void write_statement(JsonWriter& writer, const PolicyStatement& statement, std::string_view resource_arn) {
  writer.begin_object();
  if (!statement.sid.empty()) writer.member("Sid", statement.sid);
  writer.member("Effect", statement.allow ? "Allow" : "Deny");
  write_principals(writer, statement);
  write_texts(writer, statement.not_action ? "NotAction" : "Action", statement.actions);
  write_texts(writer, statement.not_resource ? "NotResource" : "Resource", statement.resources);
  if (statement.resources.empty() && !resource_arn.empty()) writer.member("Resource", resource_arn);
  write_conditions(writer, statement.conditions);
  writer.end_object();
}

std::vector<PolicyStatement> read_policy_document(Problem& problem, const JsonValue& policy, bool own) {
  std::vector<PolicyStatement> statements;
  Fields fields(problem, policy, "a policy");
  fields.ignore("Version");
  fields.ignore("Id");
  const JsonValue* list = fields.need("Statement");
  fields.close();
  if (list == nullptr) return statements;
  if (list->is_object()) {
    statements.push_back(read_statement(problem, *list, own));
  } else if (list->is_array() && list->items().size() <= kMostStatements) {
    for (const JsonValue& item : list->items()) statements.push_back(read_statement(problem, item, own));
  } else {
    problem.report("\"Statement\" is a list of statements, at most 100.", list->range());
  }
  return statements;
}

}  // namespace

std::vector<PolicyStatement> read_policy(Problem& problem, const JsonValue& policy, bool own) {
  if (!policy.is_string()) return read_policy_document(problem, policy, own);
  // As SQS and Lambda print it: a document inside a text, whose places are not places in this one.
  if (policy.as_string().empty()) return {};
  const auto inner = base::read_json(policy.as_string());
  if (!inner) {
    problem.report("The text of this policy is not JSON: " + inner.error().text, policy.range());
    return {};
  }
  Problem inside;
  std::vector<PolicyStatement> statements = read_policy_document(inside, *inner, own);
  if (!inside.ok()) problem.report(inside.error().text, policy.range(), inside.error().code);
  return statements;
}

base::Result<std::vector<PolicyStatement>> read_policy(std::string_view json, bool own) {
  return read_document(
      json, [own](Problem& problem, const JsonValue& value) { return read_policy(problem, value, own); });
}

void write_policy(JsonWriter& writer, const std::vector<PolicyStatement>& policy,
                  std::string_view resource_arn) {
  writer.begin_object().member("Version", "2012-10-17").key("Statement").begin_array();
  for (const PolicyStatement& statement : policy) write_statement(writer, statement, resource_arn);
  writer.end_array().end_object();
}

std::string write_policy(const std::vector<PolicyStatement>& policy, std::string_view resource_arn,
                         base::JsonStyle style) {
  JsonWriter writer(style);
  write_policy(writer, policy, resource_arn);
  return writer.take();
}

}  // namespace brigade::formats
