// Source of the rules: S3 event notifications go to functions and queues that let the bucket in (resource
// policy); a function's dead-letter queue is a queue, its destinations are queues or functions.
#include "app/stage/wiring.h"

#include "app/text.h"
#include "base/text.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::PolicyStatement;
using engine::ResourceId;
using engine::ResourceKind;

constexpr std::string_view kS3 = "s3.amazonaws.com";

std::string arn(const Session& session, ResourceId id) {
  return id.is_none() ? std::string()
                      : engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
}
std::string name(const Session& session, ResourceId id) {
  return std::string(engine::name_of(session.world(), session.history(), id));
}
uint32_t config_of(const Session& session, ResourceId id) { return session.world().resource(id).config; }

bool lets_in(const std::vector<PolicyStatement>& policy, std::string_view action, std::string_view source) {
  for (const PolicyStatement& statement : policy) {
    const bool who = statement.principal_service.empty() || statement.principal_service == kS3;
    const bool what = base::glob_match(statement.action, action);
    const bool where = statement.source_arn.empty() || base::glob_match(statement.source_arn, source);
    if (statement.allow && who && what && where) return true;
  }
  return false;
}

PolicyStatement statement_for(const Session& session, ResourceId bucket, std::string_view action) {
  PolicyStatement statement;
  statement.sid = "s3-" + name(session, bucket);
  for (char& c : statement.sid) {
    if (c == '.') c = '-';
  }
  statement.principal_service = std::string(kS3);
  statement.action = std::string(action);
  statement.source_arn = arn(session, bucket);
  statement.source_account = std::to_string(engine::kAccount);
  return statement;
}

base::Status let_in(Session& session, ResourceId bucket, ResourceId target) {
  const std::string source = arn(session, bucket);
  const uint32_t version = config_of(session, target);
  if (session.world().resource(target).kind == ResourceKind::Function) {
    constexpr std::string_view kAction = "lambda:InvokeFunction";
    if (lets_in(session.history().function_config(version).policy, kAction, source)) return {};
    return session.try_submit(
        engine::AddPermission{name(session, target), statement_for(session, bucket, kAction)});
  }
  constexpr std::string_view kAction = "sqs:SendMessage";
  std::vector<PolicyStatement> policy = session.history().queue_config(version).policy;
  if (lets_in(policy, kAction, source)) return {};
  policy.push_back(statement_for(session, bucket, kAction));
  engine::SetQueueAttributes attributes;
  attributes.queue = name(session, target);
  attributes.policy = std::move(policy);
  return session.try_submit(std::move(attributes));
}

void say_done(Session& session, const base::Status& status, const std::string& text) {
  if (status) session.banner(BannerKind::kInfo, text, {}, BannerAction::kUndo);
}

}  // namespace

WireTarget wire_target(const Node& from, const Node& to, const char*& reason) {
  reason = "";
  if (from.kind == ResourceKind::Bucket) {
    if (to.kind != ResourceKind::Bucket) return WireTarget::Legal;
    reason = "stage.wire.bucket_to_bucket";
    return WireTarget::Refused;
  }
  if (from.kind == ResourceKind::Function) {
    if (to.kind == ResourceKind::Queue) return WireTarget::Legal;
    if (to.kind == ResourceKind::Function && !(to.id == from.id)) return WireTarget::Legal;
    reason = to.id == from.id ? "stage.wire.to_itself" : "stage.wire.function_to_bucket";
    return WireTarget::Refused;
  }
  reason = "stage.wire.from_queue";
  return WireTarget::Refused;
}

std::vector<WireTarget> wire_targets(const Model& model, uint32_t from) {
  std::vector<WireTarget> targets;
  const char* reason = nullptr;
  for (uint32_t n = 0; n < model.nodes.size(); ++n) {
    targets.push_back(n == from ? WireTarget::None : wire_target(model.nodes[from], model.nodes[n], reason));
  }
  return targets;
}

NotificationDraft draft_of(const Session& session, const engine::NotificationRule& rule) {
  return {rule.id, rule.filter.prefix, rule.filter.suffix, rule.events,
          engine::find_by_arn(session.world(), session.history(), rule.target_arn)};
}

base::Status put_notification(Session& session, ResourceId bucket, const NotificationDraft& draft,
                              uint32_t replace) {
  if (draft.target.is_none()) return base::fail("InvalidArgument", tr("stage.wire.no_target"));
  if (const base::Status allowed = let_in(session, bucket, draft.target); !allowed) return allowed;
  engine::PutBucketNotificationConfiguration command;
  command.bucket = name(session, bucket);
  command.rules = session.history().bucket_config(config_of(session, bucket)).notifications;
  engine::NotificationRule rule;
  rule.id = draft.id;
  const bool to_function = session.world().resource(draft.target).kind == ResourceKind::Function;
  rule.target_kind = to_function ? engine::TargetKind::Function : engine::TargetKind::Queue;
  rule.target_arn = arn(session, draft.target);
  rule.events = draft.events;
  rule.filter = {draft.prefix, draft.suffix};
  rule.has_prefix = !draft.prefix.empty();
  rule.has_suffix = !draft.suffix.empty();
  if (replace < command.rules.size()) {
    command.rules[replace] = std::move(rule);
  } else {
    command.rules.push_back(std::move(rule));
  }
  return session.try_submit(std::move(command));
}

base::Status remove_notification(Session& session, ResourceId bucket, uint32_t rule) {
  engine::PutBucketNotificationConfiguration command;
  command.bucket = name(session, bucket);
  command.rules = session.history().bucket_config(config_of(session, bucket)).notifications;
  if (rule >= command.rules.size()) return {};
  command.rules.erase(command.rules.begin() + rule);
  return session.submit(std::move(command));
}

base::Status put_function_target(Session& session, ResourceId function, EdgeKind kind, ResourceId target) {
  const engine::FunctionConfig& config = session.history().function_config(config_of(session, function));
  if (kind == EdgeKind::DeadLetter) {
    engine::UpdateFunctionConfiguration command;
    command.function = name(session, function);
    command.dead_letter_arn = arn(session, target);
    return session.try_submit(std::move(command));
  }
  engine::PutFunctionEventInvokeConfig command;
  command.function = name(session, function);
  command.maximum_retry_attempts = config.maximum_retry_attempts;
  command.maximum_event_age_s = config.maximum_event_age_s;
  const std::string on_success = kind == EdgeKind::OnSuccess ? arn(session, target) : config.on_success_arn;
  const std::string on_failure = kind == EdgeKind::OnFailure ? arn(session, target) : config.on_failure_arn;
  if (!on_success.empty()) command.on_success_arn = on_success;
  if (!on_failure.empty()) command.on_failure_arn = on_failure;
  return session.try_submit(std::move(command));
}

void remove_resource(Session& session, ResourceId id) {
  if (!session.world().is_alive(id)) return;
  const std::string which = name(session, id);
  base::Status status;
  switch (session.world().resource(id).kind) {
    case ResourceKind::Bucket:
      status = session.submit(engine::DeleteBucket{which});
      break;
    case ResourceKind::Function:
      status = session.submit(engine::DeleteFunction{which});
      break;
    case ResourceKind::Queue:
      status = session.submit(engine::DeleteQueue{which});
      break;
  }
  if (status) session.clear_selection();
  say_done(session, status, tr("stage.deleted", {{"name", which}}));
}

void remove_connection(Session& session, const Selection& selection) {
  if (selection.kind != SelectionKind::kConnection || !session.world().is_alive(selection.resource)) return;
  base::Status status;
  switch (selection.connection) {
    case ConnectionKind::kNotification:
      status = remove_notification(session, selection.resource, selection.rule);
      break;
    case ConnectionKind::kDeadLetter:
      status = put_function_target(session, selection.resource, EdgeKind::DeadLetter, {});
      break;
    case ConnectionKind::kOnSuccess:
      status = put_function_target(session, selection.resource, EdgeKind::OnSuccess, {});
      break;
    case ConnectionKind::kOnFailure:
      status = put_function_target(session, selection.resource, EdgeKind::OnFailure, {});
      break;
    case ConnectionKind::kRetry:
      return;
  }
  if (status) session.select_resource(selection.resource);
  say_done(session, status, tr("stage.connection_deleted"));
}

std::string free_name(const Session& session, std::string_view wish) {
  std::string tried(wish);
  for (int n = 2; n < 1'000; ++n) {
    bool taken = false;
    for (const ResourceKind kind : {ResourceKind::Bucket, ResourceKind::Function, ResourceKind::Queue}) {
      taken |= !engine::find_resource(session.world(), session.history(), kind, tried).is_none();
    }
    if (!taken) break;
    tried = std::string(wish) + "-" + std::to_string(n);
  }
  return tried;
}

}  // namespace brigade::app::stage
