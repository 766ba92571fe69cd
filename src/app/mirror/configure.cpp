// A resource's configuration as the commands that set it, filled with what is in force. They are edited as
// JSON, so that whatever can be configured at all can be configured without the canvas.
#include <variant>

#include "app/inspector/focus.h"
#include "app/mirror/actions.h"
#include "engine/services/schedules.h"

namespace brigade::app::mirror {
namespace {

using engine::Command;

constexpr size_t kParts = 10;  // subscriptions, policies: so many are offered

class Writer {
 public:
  Writer(std::string name, std::vector<Command>& out) : name_(std::move(name)), out_(out) {}

  void operator()(const engine::BucketConfig& c) {
    out_.push_back(engine::PutBucketNotificationConfiguration{name_, c.notifications, false, c.event_bridge});
    out_.push_back(engine::PutBucketVersioning{
        name_, c.versioning == engine::Versioning::Off ? engine::Versioning::Enabled : c.versioning});
    out_.push_back(engine::PutBucketLifecycleConfiguration{name_, c.lifecycle, c.small_objects_too});
    out_.push_back(engine::PutBucketReplication{name_, c.replication_role, c.replication, false});
  }
  void operator()(const engine::FunctionConfig& c) {
    out_.push_back(
        engine::UpdateFunctionConfiguration{name_, c.timeout_ms, c.memory_mb, c.dead_letter_arn, c.role_arn});
    engine::PutFunctionEventInvokeConfig invoke;
    invoke.function = name_;
    invoke.maximum_retry_attempts = c.maximum_retry_attempts;
    invoke.maximum_event_age_s = c.maximum_event_age_s;
    if (!c.on_success_arn.empty()) invoke.on_success_arn = c.on_success_arn;
    if (!c.on_failure_arn.empty()) invoke.on_failure_arn = c.on_failure_arn;
    out_.push_back(std::move(invoke));
    out_.push_back(engine::PutFunctionConcurrency{name_, c.reserved_concurrency.value_or(10)});
    out_.push_back(engine::SetHandlerBehaviour{name_, c.handler});
    out_.push_back(engine::PutFunctionRecursionConfig{name_, c.recursive_loop_allowed});
  }
  void operator()(const engine::QueueConfig& c) {
    engine::SetQueueAttributes command;
    command.queue = name_;
    command.visibility_timeout_ms = c.visibility_timeout_ms;
    command.delay_ms = c.delay_ms;
    command.retention_ms = c.retention_ms;
    command.receive_wait_ms = c.receive_wait_ms;
    command.maximum_message_bytes = c.maximum_message_bytes;
    if (!c.redrive_target_arn.empty()) {
      command.redrive_target_arn = c.redrive_target_arn;
      command.max_receive_count = c.max_receive_count;
    }
    if (!c.policy.empty()) command.policy = c.policy;
    out_.push_back(std::move(command));
  }
  void operator()(const engine::BusConfig& c) { out_.push_back(engine::PutPermission{name_, c.policy}); }
  void operator()(const engine::RuleConfig& c) {
    out_.push_back(
        engine::PutRule{c.rule, c.bus, c.pattern_text, c.description, c.enabled, c.schedule_expression});
    out_.push_back(engine::PutTargets{c.rule, c.bus, c.targets});
  }
  void operator()(const engine::TopicConfig& c) {
    engine::SetTopicAttributes command;
    command.topic = name_;
    command.display_name = c.display_name;
    if (!c.policy.empty()) command.policy = c.policy;
    out_.push_back(std::move(command));
    for (size_t i = 0; i < c.subscriptions.size() && i < kParts; ++i) {
      const engine::Subscription& s = c.subscriptions[i];
      out_.push_back(engine::SetSubscriptionAttributes{s.arn, s.filter_policy_text, s.filter_policy_scope,
                                                       s.raw_message_delivery, s.dead_letter_arn});
    }
  }
  void operator()(const engine::EventSourceMappingConfig& c) {
    engine::UpdateEventSourceMapping command;
    command.uuid = name_;
    command.enabled = c.enabled;
    if (c.batch_size > 0) command.batch_size = c.batch_size;
    command.maximum_batching_window_s = c.maximum_batching_window_s;
    command.filters = c.filters;
    command.report_batch_item_failures = c.report_batch_item_failures;
    out_.push_back(std::move(command));
  }
  void operator()(const engine::TableConfig& c) { out_.push_back(engine::UpdateTable{name_, c.stream}); }
  void operator()(const engine::StreamConfig&) {}  // nothing of it can be changed
  void operator()(const engine::ScheduleConfig& c) {
    out_.push_back(engine::UpdateSchedule{std::string(engine::schedules::schedule_of(name_)),
                                          std::string(engine::schedules::group_of(name_)), c});
  }
  void operator()(const engine::ScheduleGroupConfig&) {}  // nothing of it can be changed
  void operator()(const engine::ArchiveConfig& c) {
    out_.push_back(engine::UpdateArchive{name_, c.pattern_text, c.description, c.retention_days});
  }
  void operator()(const engine::AlarmConfig& c) { out_.push_back(engine::PutMetricAlarm{name_, c}); }
  void operator()(const engine::ApiConfig& c) {
    for (size_t i = 0; i < c.routes.size() && i < kParts; ++i)
      out_.push_back(engine::DeleteRoute{name_, c.routes[i].key});
  }
  void operator()(const engine::PipeConfig& c) {
    engine::UpdatePipe command;
    command.pipe = name_;
    command.description = c.description;
    command.target_arn = c.target_arn;
    command.role_arn = c.role_arn;
    command.enabled = c.enabled;
    if (!c.enrichment_arn.empty()) command.enrichment_arn = c.enrichment_arn;
    command.filters = c.filters;
    out_.push_back(std::move(command));
  }
  void operator()(const engine::RoleConfig& c) {
    for (size_t i = 0; i < c.policies.size() && i < kParts; ++i)
      out_.push_back(engine::PutRolePolicy{name_, c.policies[i].name, c.policies[i].statements});
    out_.push_back(engine::UpdateAssumeRolePolicy{name_, c.trust});
  }

 private:
  std::string name_;
  std::vector<Command>& out_;
};

}  // namespace

std::vector<Command> configuring_commands(const Session& session, engine::ResourceId id) {
  std::vector<Command> commands;
  Writer writer(inspector::name_of(session, id), commands);
  std::visit(writer, session.history().configs[session.world().resource(id).config]->value);
  return commands;
}

}  // namespace brigade::app::mirror
