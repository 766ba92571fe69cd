// A role: who may take it, what its own policies say, the policies of AWS that are attached, and who acts
// with it. Policies are edited as the JSON that they are; a refusal of the service stands below the text.
// Also the switch that grants what is needed, which every place about permissions shows.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/json_edit.h"
#include "app/inspector/tabs.h"
#include "app/panels.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/iam.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::PolicyStatement;
using engine::ResourceId;
using engine::RoleConfig;

constexpr const char* kNewPolicy = "new";

// What is edited: the trust policy and one of the others, which may not be there yet.
struct Draft {
  JsonEdit trust, policy;
  ResourceId role;
  std::string name;  // of the policy that is open; empty: none
} draft;

std::string document_text(const std::vector<PolicyStatement>& statements, std::string_view policy) {
  base::JsonWriter writer(base::JsonStyle::kIndented);
  writer.begin_object();
  if (!policy.empty()) writer.member("PolicyName", policy);
  writer.key("PolicyDocument");
  formats::write_policy(writer, statements, {});
  return writer.end_object().take();
}

std::vector<PolicyStatement> first_statements() {
  PolicyStatement statement;
  statement.actions = {"sqs:SendMessage"};
  statement.resources = {"*"};
  return {statement};
}

// "sqs:SendMessage, sns:Publish", with the word for what is forbidden.
std::string actions_text(const std::vector<PolicyStatement>& statements) {
  std::string out;
  for (const PolicyStatement& statement : statements) {
    for (const std::string& action : statement.actions) {
      out += (out.empty() ? "" : ", ") + std::string(statement.allow ? "" : "! ") + action;
    }
  }
  return out;
}

bool draw_policies(Session& session, ResourceId id, const RoleConfig& config) {
  const std::string role = name_of(session, id);
  ui::section_label(tr("inspector.role.policies"));
  if (config.policies.empty()) ui::rich_text(tr("inspector.role.no_policy"), Role::kText2, kSmallPx);
  for (const engine::RolePolicy& policy : config.policies) {
    const std::string widget = "role.policy." + policy.name;
    const RowPress press =
        part_row(session, widget, policy.name, actions_text(policy.statements), draft.name == policy.name);
    if (press == RowPress::kRemove) {
      draft.name.clear();
      return commit(session, "role", engine::DeleteRolePolicy{role, policy.name});
    }
    if (press == RowPress::kNone) continue;
    draft.name = draft.name == policy.name ? std::string() : policy.name;
    draft.policy.version = engine::kNone;
  }
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (!session.readonly && draft.name.empty() && ui::button("role.add", tr("inspector.role.add"), options)) {
    draft.name = kNewPolicy;
    draft.policy.version = engine::kNone;
  }
  if (draft.name.empty()) return false;
  if (draft.policy.is_stale(id, session.world().resource(id).config)) {
    const auto at = std::find_if(config.policies.begin(), config.policies.end(),
                                 [](const engine::RolePolicy& policy) { return policy.name == draft.name; });
    draft.policy.text =
        document_text(at == config.policies.end() ? first_statements() : at->statements, draft.name);
  }
  const bool done = draw_json_edit(session, draft.policy, "policy", "iam:PutRolePolicy", "role", 230);
  if (done) draft.name.clear();
  return done;
}

bool draw_managed(Session& session, ResourceId id, const RoleConfig& config) {
  ui::section_label(tr("inspector.role.managed"));
  const std::string role = name_of(session, id);
  for (const engine::iam::ManagedPolicy& policy : engine::iam::managed_policies()) {
    const auto& arns = config.managed_policy_arns;
    bool attached = std::find(arns.begin(), arns.end(), policy.arn) != arns.end();
    const std::string widget = "role.managed." + std::string(policy.name);
    const bool pressed = ui::checkbox(widget.c_str(), policy.name, attached);
    ui::tooltip(actions_text(policy.statements));
    if (!pressed) continue;
    if (attached) return commit(session, "role", engine::AttachRolePolicy{role, std::string(policy.arn)});
    return commit(session, "role", engine::DetachRolePolicy{role, std::string(policy.arn)});
  }
  return false;
}

void draw_users(Session& session, ResourceId id) {
  ui::section_label(tr("inspector.role.users"));
  const engine::World& world = session.world();
  const std::string arn = arn_of(session, id);
  bool any = false;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const auto user = ResourceId::make(i, world.resources[i].generation);
    if (!world.is_alive(user) || engine::iam::role_of(world, session.history(), user) != arn) continue;
    any = true;
    const std::string widget = "role.user." + std::to_string(i);
    if (ui::link(widget.c_str(), name_of(session, user))) return session.select_resource(user);
  }
  if (!any) ui::rich_text(tr("inspector.role.no_user"), Role::kText2, kSmallPx);
}

}  // namespace

void draw_role_config(Session& session, ResourceId id) {
  const uint32_t revision = session.revision();
  const auto config = [&]() -> const RoleConfig& {
    return session.history().role_config(session.world().resource(id).config);
  };
  if (draft.role != id) draft = {};
  draft.role = id;
  ui::rich_text(tr("inspector.role.text"), Role::kText2, kSmallPx);
  ui::space(4);
  if (draw_policies(session, id, config()) || revision != session.revision()) return;
  if (const std::string_view error = edit_error().at("role"); !error.empty())
    ui::status(kIconCircleAlert, error, Role::kFailed);
  ui::space(6);
  if (draw_managed(session, id, config()) || revision != session.revision()) return;
  ui::space(6);
  ui::section_label(tr("inspector.role.trust"));
  ui::rich_text(tr("inspector.role.trust.text"), Role::kText2, kSmallPx);
  if (draft.trust.is_stale(id, session.world().resource(id).config))
    draft.trust.text = document_text(config().trust, {});
  if (draw_json_edit(session, draft.trust, "trust", "iam:UpdateAssumeRolePolicy", "role", 200)) return;
  ui::space(6);
  draw_users(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_permission_mode(session, "config.grant_needed");
}

bool draw_execution_role(Session& session, ResourceId function) {
  const auto& config = session.history().function_config(session.world().resource(function).config);
  const std::string name = name_of(session, function);
  ui::section_label(tr("inspector.execution_role"));
  std::string arn = config.role_arn;
  engine::UpdateFunctionConfiguration command{name, {}, {}, {}, {}};
  if (choose_resource(session, "config.role", "", kind_bit(engine::ResourceKind::Role), {}, true, arn,
                      edit_error().at("execution_role"), "inspector.role.none")) {
    command.role_arn = arn;
    return commit(session, "execution_role", std::move(command));
  }
  if (config.role_arn.empty()) {
    ui::rich_text(tr("inspector.role.none.text"), Role::kText2, kSmallPx);
    ui::ButtonOptions options;
    options.icon = kIconPlus;
    if (session.readonly || !ui::button("config.role.create", tr("inspector.role.create"), options))
      return false;
    engine::CreateRole create{name + "-role", {}};
    create.config.trust = {engine::service_statement({}, "lambda.amazonaws.com", "sts:AssumeRole")};
    create.config.managed_policy_arns = {std::string(engine::iam::managed_policies().front().arn)};
    const std::string made = engine::iam::role_arn_of(create.role);
    if (engine::iam::find_role(session.world(), session.history(), made).is_none() &&
        !commit(session, "execution_role", std::move(create)))
      return true;
    command.role_arn = made;
    commit(session, "execution_role", std::move(command));
    return true;
  }
  const ResourceId role = engine::find_by_arn(session.world(), session.history(), config.role_arn);
  if (!role.is_none() && ui::link("config.role.open", tr("inspector.role.open"))) {
    session.select_resource(role);
    return true;
  }
  return draw_permission_mode(session, "config.grant_needed");
}

void choose_role(const Session& session, const char* name, bool or_none, std::string& role_arn) {
  const engine::World& world = session.world();
  bool any = false;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    any = any || (world.resources[i].alive != 0 && world.resources[i].kind == engine::ResourceKind::Role);
  }
  const bool unknown = !role_arn.empty() && engine::find_by_arn(world, session.history(), role_arn).is_none();
  if (!any || (or_none && unknown)) return;
  choose_resource(session, name, tr("build.role"), kind_bit(engine::ResourceKind::Role), {}, or_none,
                  role_arn);
}

bool draw_policy(Session& session, ResourceId id, const std::vector<PolicyStatement>& policy,
                 std::string_view command, std::string_view member) {
  static JsonEdit edit;
  ui::section_label(tr("inspector.resource_policy"));
  ui::rich_text(tr("inspector.resource_policy.text"), Role::kText2, kSmallPx);
  if (edit.is_stale(id, session.world().resource(id).config)) {
    base::JsonWriter writer(base::JsonStyle::kIndented);
    writer.begin_object();
    const bool in_attributes = command != "events:PutPermission";
    if (in_attributes) writer.key("Attributes").begin_object();
    writer.key("Policy");
    formats::write_policy(writer, policy, arn_of(session, id));
    if (in_attributes) writer.end_object();
    edit.text = writer.end_object().take();
  }
  return draw_json_edit(session, edit, "resource_policy", command, member, 200);
}

}  // namespace brigade::app::inspector
