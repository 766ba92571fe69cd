// Roles as JSON, with the names that CreateRole and CloudFormation give their members, and the commands of
// IAM and of the switch that grants what is needed. Source: IAM API Reference; CloudFormation,
// "AWS::IAM::Role".
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

void read_document_member(Fields& fields, std::string_view name, bool own,
                          std::vector<PolicyStatement>& out) {
  if (const JsonValue* value = fields.need(name)) out = read_policy(fields.problem(), *value, own);
}

void write_document_member(JsonWriter& writer, std::string_view name,
                           const std::vector<PolicyStatement>& statements) {
  writer.key(name);
  write_policy(writer, statements, {});
}

}  // namespace

void read_role_members(Fields& fields, RoleConfig& config) {
  fields.text("Description", config.description);
  read_document_member(fields, "AssumeRolePolicyDocument", false, config.trust);
  for (const JsonValue& item : fields.list("Policies")) {
    RolePolicy policy;
    Fields members(fields.problem(), item, "a role's policy");
    members.need_text("PolicyName", policy.name);
    read_document_member(members, "PolicyDocument", true, policy.statements);
    members.close();
    config.policies.push_back(std::move(policy));
  }
  fields.texts("ManagedPolicyArns", config.managed_policy_arns);
  for (const char* other : {"PermissionsBoundary"}) fields.not_simulated(other);
}

void write_role_members(JsonWriter& writer, const RoleConfig& config) {
  if (!config.description.empty()) writer.member("Description", config.description);
  write_document_member(writer, "AssumeRolePolicyDocument", config.trust);
  if (!config.policies.empty()) {
    writer.key("Policies").begin_array();
    for (const RolePolicy& policy : config.policies) {
      writer.begin_object().member("PolicyName", policy.name);
      write_document_member(writer, "PolicyDocument", policy.statements);
      writer.end_object();
    }
    writer.end_array();
  }
  if (config.managed_policy_arns.empty()) return;
  writer.key("ManagedPolicyArns").begin_array();
  for (const std::string& arn : config.managed_policy_arns) writer.value(arn);
  writer.end_array();
}

CreateRole read_role(Problem& problem, const JsonValue& role) {
  CreateRole create;
  Fields fields(problem, role, "a role");
  fields.need_text("RoleName", create.role);
  read_role_members(fields, create.config);
  fields.close();
  return create;
}

base::Result<CreateRole> read_role(std::string_view json) {
  return read_document(json,
                       [](Problem& problem, const JsonValue& value) { return read_role(problem, value); });
}

std::string write_role(std::string_view name, const RoleConfig& config, base::JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("RoleName", name);
  write_role_members(writer, config);
  writer.end_object();
  return writer.take();
}

void read(Fields& fields, CreateRole& c) {
  fields.need_text("role", c.role);
  read_role_members(fields, c.config);
}
void write(JsonWriter& w, const CreateRole& c, bool) {
  w.member("role", c.role);
  write_role_members(w, c.config);
}

void read(Fields& fields, DeleteRole& c) { fields.need_text("role", c.role); }
void write(JsonWriter& w, const DeleteRole& c, bool) { w.member("role", c.role); }

void read(Fields& fields, UpdateAssumeRolePolicy& c) {
  fields.need_text("role", c.role);
  read_document_member(fields, "PolicyDocument", false, c.trust);
}
void write(JsonWriter& w, const UpdateAssumeRolePolicy& c, bool) {
  w.member("role", c.role);
  write_document_member(w, "PolicyDocument", c.trust);
}

void read(Fields& fields, PutRolePolicy& c) {
  fields.need_text("role", c.role);
  fields.need_text("PolicyName", c.policy);
  read_document_member(fields, "PolicyDocument", true, c.statements);
}
void write(JsonWriter& w, const PutRolePolicy& c, bool) {
  w.member("role", c.role).member("PolicyName", c.policy);
  write_document_member(w, "PolicyDocument", c.statements);
}

void read(Fields& fields, DeleteRolePolicy& c) {
  fields.need_text("role", c.role);
  fields.need_text("PolicyName", c.policy);
}
void write(JsonWriter& w, const DeleteRolePolicy& c, bool) {
  w.member("role", c.role).member("PolicyName", c.policy);
}

void read(Fields& fields, AttachRolePolicy& c) {
  fields.need_text("role", c.role);
  fields.need_text("PolicyArn", c.policy_arn);
}
void write(JsonWriter& w, const AttachRolePolicy& c, bool) {
  w.member("role", c.role).member("PolicyArn", c.policy_arn);
}

void read(Fields& fields, DetachRolePolicy& c) {
  fields.need_text("role", c.role);
  fields.need_text("PolicyArn", c.policy_arn);
}
void write(JsonWriter& w, const DetachRolePolicy& c, bool) {
  w.member("role", c.role).member("PolicyArn", c.policy_arn);
}

void read(Fields& fields, PutPermission& c) {
  fields.text("bus", c.bus);
  const JsonValue* value = fields.need("Policy");
  if (value != nullptr) c.policy = read_policy(fields.problem(), *value);
}
void write(JsonWriter& w, const PutPermission& c, bool) {
  if (!c.bus.empty()) w.member("bus", c.bus);
  write_document_member(w, "Policy", c.policy);
}

std::string_view permission_mode_name(PermissionMode mode) {
  return mode == PermissionMode::GrantNeeded ? "grant-needed"
         : mode == PermissionMode::SetUp     ? "set-up"
                                             : "enforce";
}

std::optional<PermissionMode> permission_mode_of(std::string_view name) {
  for (const PermissionMode mode : {PermissionMode::Enforce, PermissionMode::GrantNeeded}) {
    if (permission_mode_name(mode) == name) return mode;
  }
  return std::nullopt;
}

void read(Fields& fields, SetPermissionMode& c) {
  const JsonValue* value = fields.need("mode");
  if (value == nullptr) return;
  if (const auto mode = permission_mode_of(value->as_string())) {
    c.mode = *mode;
  } else {
    fields.problem().report("\"mode\" is \"enforce\" or \"grant-needed\".", value->range());
  }
}
void write(JsonWriter& w, const SetPermissionMode& c, bool) {
  w.member("mode", permission_mode_name(c.mode));
}

}  // namespace brigade::formats
