// The services' own configuration JSON, as their APIs and the AWS CLI print it, to and from the engine's
// configurations. Reading is strict (see fields.h) and says which members are not simulated yet; writing
// gives members in the services' order, and only what differs from the services' defaults.
// Not read: what the engine itself refuses (values out of range, unknown targets), with the service's text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engine/command.h"
#include "engine/config.h"
#include "formats/fields.h"

namespace brigade::formats {

// --- whole documents, for people who copy and paste ---
// What `aws s3api get-bucket-notification-configuration` prints. Queues come before functions in the rules.
base::Result<std::vector<engine::NotificationRule>> read_notification_configuration(std::string_view json);
std::string write_notification_configuration(const std::vector<engine::NotificationRule>& rules,
                                             base::JsonStyle style = base::JsonStyle::kIndented);
// A resource policy: {"Version","Statement":[…]}.
base::Result<std::vector<engine::PolicyStatement>> read_policy(std::string_view json);
// One resource as a scenario file holds it; `arn` goes into the statements of its policy.
std::string write_bucket(std::string_view name, const engine::BucketConfig& config,
                         base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_function(std::string_view name, const engine::FunctionConfig& config, std::string_view arn,
                           base::JsonStyle style = base::JsonStyle::kIndented);
std::string write_queue(std::string_view name, const engine::QueueConfig& config, std::string_view arn,
                        base::JsonStyle style = base::JsonStyle::kIndented);
// What a scripted handler does: {"duration_ms",…,"rules":[…]}.
base::Result<engine::HandlerBehaviour> read_handler(std::string_view json);
std::string write_handler(const engine::HandlerBehaviour& handler,
                          base::JsonStyle style = base::JsonStyle::kIndented);

// Two flags of resources in scenario files. A bucket's: its notifications are taken unchecked. A function's
// or queue's: it is made and then deleted, because something still names it.
inline constexpr std::string_view kSkipDestinationValidation = "SkipDestinationValidation";
inline constexpr std::string_view kDeleted = "deleted";

// --- parts of documents ---
std::vector<engine::NotificationRule> read_rules(Problem& problem, const base::JsonValue& configuration);
void write_rules(base::JsonWriter& writer, const std::vector<engine::NotificationRule>& rules);
engine::Versioning read_versioning(Problem& problem, const base::JsonValue& configuration);
void write_versioning(base::JsonWriter& writer, engine::Versioning versioning);

// The document itself, or the text of it.
std::vector<engine::PolicyStatement> read_policy(Problem& problem, const base::JsonValue& policy);
void write_policy(base::JsonWriter& writer, const std::vector<engine::PolicyStatement>& policy,
                  std::string_view resource_arn);

engine::HandlerBehaviour read_handler(Problem& problem, const base::JsonValue& handler);
void write_handler(base::JsonWriter& writer, const engine::HandlerBehaviour& handler);

// The members of a function but its name. `fields` is closed by the caller.
void read_function_members(Fields& fields, engine::FunctionConfig& config);
void write_function_members(base::JsonWriter& writer, const engine::FunctionConfig& config,
                            std::string_view arn);
void read_event_invoke_members(Fields& fields, engine::PutFunctionEventInvokeConfig& config);
void write_event_invoke_members(base::JsonWriter& writer, const engine::PutFunctionEventInvokeConfig& config);

// A queue's Attributes; in the result only those that were given.
engine::SetQueueAttributes read_attributes(Problem& problem, const base::JsonValue& attributes);
engine::QueueConfig queue_config_of(const engine::SetQueueAttributes& attributes);
void write_attributes(base::JsonWriter& writer, const engine::SetQueueAttributes& attributes,
                      std::string_view arn);
// What differs from the defaults.
engine::SetQueueAttributes attributes_of(const engine::QueueConfig& config);

}  // namespace brigade::formats
