// Buckets' configurations as JSON, and what all configurations share. Source: the API reference of Amazon S3
// (NotificationConfiguration). The other services' configurations have files of their own beside this one.
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using engine::NotificationRule;
using engine::TargetKind;
using engine::Versioning;

constexpr std::string_view kInvalidArgument = "InvalidArgument";

void read_filter_rule(Problem& problem, const JsonValue& value, NotificationRule& rule) {
  Fields fields(problem, value, "a filter rule");
  std::string name, text;
  fields.need_text("Name", name);
  fields.need("Value");
  fields.text("Value", text);
  fields.close();
  const bool prefix = equals_ignoring_case(name, "prefix");
  if (!prefix && !equals_ignoring_case(name, "suffix")) {
    problem.report("filter rule name must be either prefix or suffix", value.range(), kInvalidArgument);
    return;
  }
  bool& given = prefix ? rule.has_prefix : rule.has_suffix;
  if (given) {
    problem.report(
        std::string("Cannot specify more than one ") + (prefix ? "prefix" : "suffix") + " rule in a filter.",
        value.range(), kInvalidArgument);
  }
  given = true;
  (prefix ? rule.filter.prefix : rule.filter.suffix) = text;
}

void read_filter(Problem& problem, const JsonValue& value, NotificationRule& rule) {
  Fields filter(problem, value, "a filter");
  const JsonValue* key = filter.find("Key");
  filter.close();
  if (key == nullptr) return;
  Fields key_fields(problem, *key, "a filter's Key");
  for (const JsonValue& item : key_fields.list("FilterRules")) read_filter_rule(problem, item, rule);
  key_fields.close();
}

struct TargetNames {
  TargetKind kind;
  std::string_view list, arn, what;
};
// In the order in which the service prints them.
constexpr TargetNames kTargets[] = {
    {TargetKind::Topic, "TopicConfigurations", "TopicArn", "a topic configuration"},
    {TargetKind::Queue, "QueueConfigurations", "QueueArn", "a queue configuration"},
    {TargetKind::Function, "LambdaFunctionConfigurations", "LambdaFunctionArn",
     "a Lambda function configuration"},
};

NotificationRule read_notification(Problem& problem, const JsonValue& value, const TargetNames& names) {
  NotificationRule rule;
  rule.target_kind = names.kind;
  Fields fields(problem, value, names.what);
  fields.text("Id", rule.id);
  fields.need_text(names.arn, rule.target_arn);
  fields.need("Events");
  fields.texts("Events", rule.events);
  if (const JsonValue* filter = fields.find("Filter")) read_filter(problem, *filter, rule);
  fields.close();
  return rule;
}

void write_filter_rule(JsonWriter& writer, std::string_view name, std::string_view value) {
  writer.begin_object().member("Name", name).member("Value", value).end_object();
}

void write_notification(JsonWriter& writer, const NotificationRule& rule, const TargetNames& names) {
  writer.begin_object();
  if (!rule.id.empty()) writer.member("Id", rule.id);
  writer.member(names.arn, rule.target_arn);
  writer.key("Events").begin_array();
  for (const std::string& event : rule.events) writer.value(event);
  writer.end_array();
  const bool prefix = rule.has_prefix || !rule.filter.prefix.empty();
  const bool suffix = rule.has_suffix || !rule.filter.suffix.empty();
  if (prefix || suffix) {
    writer.key("Filter").begin_object().key("Key").begin_object().key("FilterRules").begin_array();
    if (prefix) write_filter_rule(writer, "Prefix", rule.filter.prefix);
    if (suffix) write_filter_rule(writer, "Suffix", rule.filter.suffix);
    writer.end_array().end_object().end_object();
  }
  writer.end_object();
}

void write_rules_of(JsonWriter& writer, const std::vector<NotificationRule>& rules,
                    const TargetNames& names) {
  bool any = false;
  for (const NotificationRule& rule : rules) {
    if (rule.target_kind != names.kind) continue;
    if (!any) writer.key(names.list).begin_array();
    any = true;
    write_notification(writer, rule, names);
  }
  if (any) writer.end_array();
}

}  // namespace

std::string compact_text(const JsonValue& value) {
  JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

std::string read_json_text(Problem& problem, const JsonValue& value, std::string_view name) {
  if (value.is_string()) return value.as_string();
  if (value.is_object()) return compact_text(value);
  problem.report(quoted(name) + " is an object in braces, or the text of one.", value.range());
  return {};
}

void write_json_text(JsonWriter& writer, std::string_view text) {
  const auto value = base::read_json(text);
  if (value && value->is_object()) {
    base::write_json(writer, *value);
  } else {
    writer.value(text);
  }
}

std::vector<NotificationRule> read_rules(Problem& problem, const JsonValue& configuration,
                                         bool& event_bridge) {
  std::vector<NotificationRule> rules;
  Fields fields(problem, configuration, "a notification configuration");
  for (const TargetNames& names : kTargets) {
    for (const JsonValue& item : fields.list(names.list)) {
      rules.push_back(read_notification(problem, item, names));
    }
  }
  const JsonValue* bridge = fields.find("EventBridgeConfiguration");
  event_bridge = bridge != nullptr;
  if (event_bridge) Fields(problem, *bridge, "an EventBridgeConfiguration").close();
  fields.close();
  return rules;
}

void write_rules(JsonWriter& writer, const std::vector<NotificationRule>& rules, bool event_bridge) {
  writer.begin_object();
  for (const TargetNames& names : kTargets) write_rules_of(writer, rules, names);
  if (event_bridge) writer.key("EventBridgeConfiguration").begin_object().end_object();
  writer.end_object();
}

Versioning read_versioning(Problem& problem, const JsonValue& configuration) {
  Fields fields(problem, configuration, "a versioning configuration");
  fields.not_simulated("MFADelete");
  const JsonValue* status = fields.find("Status");
  fields.close();
  if (status == nullptr) return Versioning::Off;
  if (status->as_string() == "Enabled") return Versioning::Enabled;
  if (status->as_string() == "Suspended") return Versioning::Suspended;
  problem.report("\"Status\" of versioning is \"Enabled\" or \"Suspended\".", status->range());
  return Versioning::Off;
}

void write_versioning(JsonWriter& writer, Versioning versioning) {
  writer.begin_object();
  if (versioning != Versioning::Off) {
    writer.member("Status", versioning == Versioning::Enabled ? "Enabled" : "Suspended");
  }
  writer.end_object();
}

Result<std::vector<NotificationRule>> read_notification_configuration(std::string_view json,
                                                                      bool* event_bridge) {
  return read_document(json, [event_bridge](Problem& problem, const JsonValue& value) {
    bool there = false;
    auto rules = read_rules(problem, value, there);
    if (event_bridge != nullptr) *event_bridge = there;
    return rules;
  });
}

std::string write_notification_configuration(const std::vector<NotificationRule>& rules, bool event_bridge,
                                             JsonStyle style) {
  JsonWriter writer(style);
  write_rules(writer, rules, event_bridge);
  return writer.take();
}

std::string write_bucket(std::string_view name, const engine::BucketConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Bucket", name);
  if (config.versioning != Versioning::Off) {
    writer.key("VersioningConfiguration");
    write_versioning(writer, config.versioning);
  }
  if (!config.notifications.empty() || config.event_bridge) {
    writer.key("NotificationConfiguration");
    write_rules(writer, config.notifications, config.event_bridge);
  }
  if (!config.lifecycle.empty()) {
    writer.key("LifecycleConfiguration");
    write_lifecycle(writer, config.lifecycle);
    if (config.small_objects_too) writer.member(kTransitionMinimum, kVariesByStorageClass);
  }
  if (!config.tiering.empty()) {
    writer.key("IntelligentTieringConfigurationList").begin_array();
    for (const engine::TieringConfiguration& one : config.tiering) write_tiering(writer, one);
    writer.end_array();
  }
  if (!config.replication.empty()) {
    writer.key("ReplicationConfiguration");
    write_replication(writer, config.replication_role, config.replication);
  }
  writer.end_object();
  return writer.take();
}

std::string write_function(std::string_view name, const engine::FunctionConfig& config, std::string_view arn,
                           JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("FunctionName", name);
  write_function_members(writer, config, arn);
  writer.end_object();
  return writer.take();
}

std::string write_queue(std::string_view name, const engine::QueueConfig& config, std::string_view arn,
                        JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("QueueName", name).key("Attributes");
  write_attributes(writer, attributes_of(config), arn);
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
