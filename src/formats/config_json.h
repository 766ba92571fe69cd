// The services' own configuration JSON, as their APIs and the AWS CLI print it, to and from the engine's
// configurations. Reading is strict (see fields.h) and says which members are not simulated yet; writing
// gives members in the services' order, and only what differs from the services' defaults.
// Not read: what the engine itself refuses (values out of range, unknown targets), with the service's text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engine/command.h"
#include "engine/config.h"
#include "formats/fields.h"

namespace brigade::formats {

// --- whole documents, for people who copy and paste ---
// What `aws s3api get-bucket-notification-configuration` prints. Topics come before queues and these before
// functions in the rules; `event_bridge` says whether EventBridgeConfiguration is there.
base::Result<std::vector<engine::NotificationRule>> read_notification_configuration(
    std::string_view json, bool* event_bridge = nullptr);
std::string write_notification_configuration(const std::vector<engine::NotificationRule>& rules,
                                             bool event_bridge = false,
                                             base::JsonStyle style = base::JsonStyle::kIndented);
// A policy: {"Version","Statement":[…]}. `own`: a role's, whose statements name no principal.
base::Result<std::vector<engine::PolicyStatement>> read_policy(std::string_view json, bool own = false);
std::string write_policy(const std::vector<engine::PolicyStatement>& policy, std::string_view resource_arn,
                         base::JsonStyle style = base::JsonStyle::kIndented);
// One resource as a scenario file holds it; `arn` goes into the statements of its policy.
std::string write_bucket(std::string_view name, const engine::BucketConfig& config,
                         base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_function(std::string_view name, const engine::FunctionConfig& config, std::string_view arn,
                           base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_queue(std::string_view name, const engine::QueueConfig& config, std::string_view arn,
                        base::JsonStyle style = base::JsonStyle::kIndented);
// An event bus, a rule with its targets, a topic with its subscriptions, an event source mapping, as a
// scenario file holds them.
struct RuleDocument {
  engine::PutRule rule;
  std::vector<engine::RuleTarget> targets;
};
struct TopicDocument {
  engine::CreateTopic create;
  std::vector<engine::Subscription> subscriptions;
  std::vector<base::TextRange> subscription_ranges;  // where each stands in the text
};
base::Result<engine::CreateEventBus> read_bus(std::string_view json);
std::string write_bus(std::string_view name, const engine::BusConfig& config, std::string_view arn,
                      base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<RuleDocument> read_rule(std::string_view json);
std::string write_rule(const engine::RuleConfig& config, base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<TopicDocument> read_topic(std::string_view json);
std::string write_topic(std::string_view name, const engine::TopicConfig& config, std::string_view arn,
                        base::JsonStyle style = base::JsonStyle::kIndented);
// A table as a scenario file holds it, with its items in DynamoDB JSON; a Kinesis stream.
struct TableDocument {
  engine::CreateTable create;
  std::vector<std::string> items;
  std::vector<base::TextRange> item_ranges;  // where each stands in the text
  bool deleted = false, stream_disabled = false;
};
std::string write_table(std::string_view name, const engine::TableConfig& config,
                        const std::vector<std::string>& items = {},
                        base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_stream(std::string_view name, const engine::StreamConfig& config,
                         base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<engine::EventSourceMappingConfig> read_mapping(std::string_view json);
std::string write_mapping(std::string_view uuid, const engine::EventSourceMappingConfig& config,
                          base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<engine::CreatePipe> read_pipe(std::string_view json);
std::string write_pipe(std::string_view name, const engine::PipeConfig& config,
                       base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<engine::CreateSchedule> read_schedule(std::string_view json);
// The name is the resource's: "schedule", or "group/schedule".
std::string write_schedule(std::string_view name, const engine::ScheduleConfig& config,
                           base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_schedule_group(std::string_view name, base::JsonStyle style = base::JsonStyle::kIndented);
base::Result<engine::CreateArchive> read_archive(std::string_view json);
std::string write_archive(std::string_view name, const engine::ArchiveConfig& config, std::string_view region,
                          base::JsonStyle style = base::JsonStyle::kIndented);
// An alarm as `aws cloudwatch describe-alarms` prints it.
base::Result<engine::PutMetricAlarm> read_alarm(std::string_view json);
std::string write_api(std::string_view name, const engine::ApiConfig& config,
                      base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_alarm(std::string_view name, const engine::AlarmConfig& config,
                        base::JsonStyle style = base::JsonStyle::kIndented);
// A role, as CloudFormation's AWS::IAM::Role has its members.
base::Result<engine::CreateRole> read_role(std::string_view json);
std::string write_role(std::string_view name, const engine::RoleConfig& config,
                       base::JsonStyle style = base::JsonStyle::kIndented);
// A list of targets, or what `aws events list-targets-by-rule` prints.
base::Result<std::vector<engine::RuleTarget>> read_targets(std::string_view json);
std::string write_targets(const std::vector<engine::RuleTarget>& targets,
                          base::JsonStyle style = base::JsonStyle::kIndented);
// An event pattern as PutRule takes it, compact. Errors are the service's, with the range in `json`.
base::Result<std::string> read_event_pattern(std::string_view json);
// What a scripted handler does: {"duration_ms",…,"rules":[…]}.
base::Result<engine::HandlerBehaviour> read_handler(std::string_view json);
std::string write_handler(const engine::HandlerBehaviour& handler,
                          base::JsonStyle style = base::JsonStyle::kIndented);

// Two flags of resources in scenario files. A bucket's: its notifications are taken unchecked. A function's
// or queue's: it is made and then deleted, because something still names it.
inline constexpr std::string_view kSkipDestinationValidation = "SkipDestinationValidation";
inline constexpr std::string_view kDeleted = "deleted";
// A table's: its stream is disabled once the mappings are made that name it.
inline constexpr std::string_view kStreamDisabled = "stream_disabled";

// Of a bucket, beside its LifecycleConfiguration.
inline constexpr std::string_view kTransitionMinimum = "TransitionDefaultMinimumObjectSize";
inline constexpr std::string_view kVariesByStorageClass = "varies_by_storage_class";

// --- parts of documents ---
engine::StorageClass read_storage_class(Problem& problem, const base::JsonValue& value);
engine::CannedAcl read_canned_acl(Problem& problem, const base::JsonValue& value);
engine::RestoreTier read_restore_tier(Problem& problem, const base::JsonValue& value);
engine::TieringConfiguration read_tiering(Problem& problem, const base::JsonValue& configuration);
void write_tiering(base::JsonWriter& writer, const engine::TieringConfiguration& configuration);
std::vector<engine::LifecycleRule> read_lifecycle(Problem& problem, const base::JsonValue& configuration);
void write_lifecycle(base::JsonWriter& writer, const std::vector<engine::LifecycleRule>& rules);
bool read_small_objects_too(Fields& fields);
std::vector<engine::ReplicationRule> read_replication(Problem& problem, const base::JsonValue& configuration,
                                                      std::string& role);
void write_replication(base::JsonWriter& writer, const std::string& role,
                       const std::vector<engine::ReplicationRule>& rules);
std::vector<engine::NotificationRule> read_rules(Problem& problem, const base::JsonValue& configuration,
                                                 bool& event_bridge);
void write_rules(base::JsonWriter& writer, const std::vector<engine::NotificationRule>& rules,
                 bool event_bridge);
engine::Versioning read_versioning(Problem& problem, const base::JsonValue& configuration);
void write_versioning(base::JsonWriter& writer, engine::Versioning versioning);

// The document itself, or the text of it.
std::vector<engine::PolicyStatement> read_policy(Problem& problem, const base::JsonValue& policy,
                                                 bool own = false);
// A statement that names no resource gets `resource_arn`, where that is not empty.
void write_policy(base::JsonWriter& writer, const std::vector<engine::PolicyStatement>& policy,
                  std::string_view resource_arn);

engine::HandlerBehaviour read_handler(Problem& problem, const base::JsonValue& handler);
void write_handler(base::JsonWriter& writer, const engine::HandlerBehaviour& handler);

// The members of a function but its name. `fields` is closed by the caller.
void read_function_members(Fields& fields, engine::FunctionConfig& config);
void write_function_members(base::JsonWriter& writer, const engine::FunctionConfig& config,
                            std::string_view arn);
void read_recursive_loop(Fields& fields, bool& allow);
void write_recursive_loop(base::JsonWriter& writer, bool allow);
void read_event_invoke_members(Fields& fields, engine::PutFunctionEventInvokeConfig& config);
void write_event_invoke_members(base::JsonWriter& writer, const engine::PutFunctionEventInvokeConfig& config);

// A queue's Attributes; in the result only those that were given.
engine::SetQueueAttributes read_attributes(Problem& problem, const base::JsonValue& attributes);
engine::QueueConfig queue_config_of(const engine::SetQueueAttributes& attributes);
void write_attributes(base::JsonWriter& writer, const engine::SetQueueAttributes& attributes,
                      std::string_view arn);
// What differs from the defaults.
engine::SetQueueAttributes attributes_of(const engine::QueueConfig& config);

// The members of a bus and of a rule but their names, and of a rule its targets. `fields` is closed by the
// caller.
void read_bus_members(Fields& fields, engine::BusConfig& config);
void write_bus_members(base::JsonWriter& writer, const engine::BusConfig& config, std::string_view arn);
engine::CreateEventBus read_bus(Problem& problem, const base::JsonValue& bus);
void read_rule_members(Fields& fields, engine::PutRule& rule);
void write_rule_members(base::JsonWriter& writer, const engine::PutRule& rule);
RuleDocument read_rule(Problem& problem, const base::JsonValue& rule);
engine::RuleTarget read_target(Problem& problem, const base::JsonValue& target);
void write_targets(base::JsonWriter& writer, const std::vector<engine::RuleTarget>& targets);

// A topic's and a subscription's Attributes; in the results only those that were given.
engine::SetTopicAttributes read_topic_attributes(Problem& problem, const base::JsonValue& attributes);
engine::TopicConfig topic_config_of(const engine::SetTopicAttributes& attributes);
engine::SetTopicAttributes attributes_of(const engine::TopicConfig& config);
bool is_empty(const engine::SetTopicAttributes& attributes);
void write_topic_attributes(base::JsonWriter& writer, const engine::SetTopicAttributes& attributes,
                            std::string_view arn);
engine::SetSubscriptionAttributes read_subscription_attributes(Problem& problem,
                                                               const base::JsonValue& attributes);
void write_subscription_attributes(base::JsonWriter& writer,
                                   const engine::SetSubscriptionAttributes& attributes,
                                   std::optional<bool> pending_confirmation = std::nullopt);
// Protocol, Endpoint and Attributes. An e-mail's confirmation is pending, or not, where PendingConfirmation
// does not say: after a Subscribe it is, in a scene it is not.
void read_endpoint_behaviour(Fields& fields, engine::EndpointBehaviour& behaviour);
// What differs from the defaults.
void write_endpoint_behaviour(base::JsonWriter& writer, const engine::EndpointBehaviour& behaviour);
void read_subscription_members(Fields& fields, engine::Subscription& subscription,
                               bool pending_by_default = false);
void write_subscription_members(base::JsonWriter& writer, const engine::Subscription& subscription,
                                bool pending_by_default = false);
engine::Subscription read_subscription(Problem& problem, const base::JsonValue& subscription);
TopicDocument read_topic(Problem& problem, const base::JsonValue& topic);
// A table but its name and items. `fields` is closed by the caller.
void read_table_members(Fields& fields, engine::TableConfig& config);
void write_table_members(base::JsonWriter& writer, const engine::TableConfig& config);
TableDocument read_table(Problem& problem, const base::JsonValue& table);
std::optional<engine::StreamViewType> read_stream_specification(Problem& problem,
                                                                const base::JsonValue& value);
void write_stream_specification(base::JsonWriter& writer,
                                const std::optional<engine::StreamViewType>& stream);
// What polls a source: its filters, a limit where -1 stands for none, where it begins in a stream.
std::vector<std::string> read_filter_criteria(Problem& problem, const base::JsonValue& value);
void write_filter_criteria(base::JsonWriter& writer, const std::vector<std::string>& filters);
void read_limit(Fields& fields, std::string_view name, std::optional<int32_t>& out);
void read_starting_position(Fields& fields, engine::PollerConfig& config);
void write_starting_position(base::JsonWriter& writer, const engine::PollerConfig& config);
// A pipe's members but its name.
void read_pipe_members(Fields& fields, engine::PipeConfig& config);
void write_pipe_members(base::JsonWriter& writer, const engine::PipeConfig& config);
engine::CreatePipe read_pipe(Problem& problem, const base::JsonValue& pipe);
// An event source mapping; of the settings only those that were given.
void read_mapping_members(Fields& fields, engine::EventSourceMappingConfig& config);
void write_mapping_members(base::JsonWriter& writer, const engine::EventSourceMappingConfig& config);
void read_mapping_settings(Fields& fields, engine::UpdateEventSourceMapping& settings);
void write_mapping_settings(base::JsonWriter& writer, const engine::UpdateEventSourceMapping& settings);
engine::EventSourceMappingConfig read_mapping(Problem& problem, const base::JsonValue& mapping);
// A schedule and an archive but for their names.
void read_schedule_members(Fields& fields, engine::ScheduleConfig& config);
void write_schedule_members(base::JsonWriter& writer, const engine::ScheduleConfig& config);
engine::CreateSchedule read_schedule(Problem& problem, const base::JsonValue& schedule);
engine::CreateScheduleGroup read_schedule_group(Problem& problem, const base::JsonValue& group);
void read_archive_members(Fields& fields, engine::CreateArchive& archive);
void write_archive_members(base::JsonWriter& writer, const engine::CreateArchive& archive);
engine::CreateArchive read_archive(Problem& problem, const base::JsonValue& archive);
// An alarm's members, its name too.
void read_alarm_members(Fields& fields, engine::PutMetricAlarm& alarm);
void write_alarm_members(base::JsonWriter& writer, std::string_view name, const engine::AlarmConfig& config);
engine::PutMetricAlarm read_alarm(Problem& problem, const base::JsonValue& alarm);
// An API but for its name.
void read_api_members(Fields& fields, engine::ApiConfig& config);
void write_api_members(base::JsonWriter& writer, const engine::ApiConfig& config);
engine::CreateApi read_api(Problem& problem, const base::JsonValue& api);
// A role but for its name.
void read_role_members(Fields& fields, engine::RoleConfig& config);
void write_role_members(base::JsonWriter& writer, const engine::RoleConfig& config);
engine::CreateRole read_role(Problem& problem, const base::JsonValue& role);
std::string_view permission_mode_name(engine::PermissionMode mode);               // "grant-needed"
std::optional<engine::PermissionMode> permission_mode_of(std::string_view name);  // of those that last
std::string_view protocol_name(engine::SubscriptionProtocol protocol);            // "sqs"
std::string_view fault_name(engine::FaultKind kind);                              // "outage"

// An attribute that the services print as "true" or "false".
void read_true_or_false(Fields& fields, std::string_view name, std::optional<bool>& out);
void write_true_or_false(base::JsonWriter& writer, std::string_view name, std::optional<bool> value);

// A member that is JSON inside a text, as the services print it, or that JSON itself: an object, kept as its
// compact text. It is written as an object wherever the text is one.
std::string read_json_text(Problem& problem, const base::JsonValue& value, std::string_view name);
void write_json_text(base::JsonWriter& writer, std::string_view text);
std::string compact_text(const base::JsonValue& value);

// Reads a text into whatever `read` makes of it.
template <class Read>
auto read_document(std::string_view json, Read read)
    -> base::Result<decltype(read(std::declval<Problem&>(), std::declval<const base::JsonValue&>()))> {
  const base::Result<base::JsonValue> document = base::read_json(json);
  if (!document) return tl::unexpected<base::Error>(document.error());
  Problem problem;
  auto value = read(problem, *document);
  if (!problem.ok()) return tl::unexpected<base::Error>(problem.error());
  return value;
}

}  // namespace brigade::formats
