// Resources as setup commands, see setup_reader.h.
#include "formats/setup_reader.h"

#include <utility>

#include "engine/world.h"
#include "formats/config_json.h"
#include "match/pattern_reader.h"

namespace brigade::formats {
namespace {

using base::JsonValue;
using engine::Command;

// Resources of one kind may name each other in any order: what names a later one is set by a command of its
// own, once all of them are there. Kinds come in an order in which each may name those before it, rules last:
// what they and subscriptions send to need not be there at all.
class SetupReader {
 public:
  SetupReader(Problem& problem, std::string_view text, Scenario& scenario)
      : problem_(problem), text_(text), scenario_(scenario) {}

  void read(const JsonValue& resources) {
    Fields fields(problem_, resources, "the resources");
    const bool has_roles = !fields.list("roles").empty();
    if (has_roles) add(engine::SetPermissionMode{engine::PermissionMode::SetUp}, resources.range());
    for (const JsonValue& item : fields.list("roles")) read_role(item);
    read_queues(fields.list("queues"));
    read_topics(fields.list("topics"));
    read_buses(fields.list("buses"));
    read_functions(fields.list("functions"));
    for (Later& subscription : subscriptions_) add(std::move(subscription.command), subscription.range);
    read_buckets(fields.list("buckets"));
    read_rules(fields.list("rules"));
    read_tables(fields.list("tables"));
    read_streams(fields.list("streams"));
    for (const JsonValue& item : fields.list("archives")) read_archive(item);
    for (const JsonValue& item : fields.list("schedule_groups"))
      add(read_schedule_group(problem_, item), item.range());
    for (const JsonValue& item : fields.list("schedules")) add(read_schedule(problem_, item), item.range());
    read_mappings(fields.list("event_source_mappings"));
    for (const JsonValue& item : fields.list("apis")) add(read_api(problem_, item), item.range());
    for (const JsonValue& item : fields.list("pipes")) add(read_pipe(problem_, item), item.range());
    read_alarms(fields.list("alarms"));
    if (has_roles) add(engine::SetPermissionMode{}, resources.range());
    for (Later& deletion : deletions_) add(std::move(deletion.command), deletion.range);
    fields.close();
  }

 private:
  struct Later {
    Command command;
    base::TextRange range;
  };

  void add(Command command, base::TextRange range) {
    scenario_.plan.setup.push_back(std::move(command));
    scenario_.setup_ranges.push_back(range);
  }

  void add_later() {
    for (Later& later : later_) add(std::move(later.command), later.range);
    later_.clear();
  }

  static std::string_view last_part(std::string_view arn) {
    const size_t colon = arn.rfind(':');
    return colon == std::string_view::npos ? arn : arn.substr(colon + 1);
  }

  // Whether the ARN names a resource of the list that is not there before item `i` is made.
  static bool is_later(std::string_view arn, const std::vector<JsonValue>& items, size_t i,
                       std::string_view member) {
    if (arn.empty()) return false;
    for (size_t j = i; j < items.size(); j++) {
      const JsonValue* name = items[j].find(member);
      if (name != nullptr && name->as_string() == last_part(arn)) return true;
    }
    return false;
  }

  void read_deleted(Fields& fields, Command deletion) {
    bool deleted = false;
    fields.flag(kDeleted, deleted);
    if (deleted) deletions_.push_back({std::move(deletion), fields.object().range()});
  }

  void read_role(const JsonValue& item) {
    engine::CreateRole create;
    Fields fields(problem_, item, "a role");
    fields.need_text("RoleName", create.role);
    read_role_members(fields, create.config);
    read_deleted(fields, engine::DeleteRole{create.role});
    fields.close();
    add(std::move(create), item.range());
  }

  void read_queues(const std::vector<JsonValue>& items) {
    std::vector<Later> allow_later;
    for (size_t i = 0; i < items.size(); i++) {
      engine::CreateQueue create;
      Fields fields(problem_, items[i], "a queue");
      fields.need_text("QueueName", create.queue);
      engine::SetQueueAttributes attributes;
      if (const JsonValue* value = fields.find("Attributes")) attributes = read_attributes(problem_, *value);
      read_deleted(fields, engine::DeleteQueue{create.queue});
      fields.close();
      create.config = engine::QueueConfig(queue_config_of(attributes));
      if (is_later(create.config.redrive_target_arn, items, i, "QueueName")) {
        engine::SetQueueAttributes redrive;
        redrive.queue = create.queue;
        redrive.redrive_target_arn = std::exchange(create.config.redrive_target_arn, {});
        redrive.max_receive_count = std::exchange(create.config.max_receive_count, 0);
        later_.push_back({std::move(redrive), items[i].range()});
      }
      // Whom a queue serves as dead-letter queue is said last: what it forbids may have been there before.
      if (create.config.redrive_allow_policy.permission != engine::RedrivePermission::AllowAll) {
        engine::SetQueueAttributes allow;
        allow.queue = create.queue;
        allow.redrive_allow_policy = std::exchange(create.config.redrive_allow_policy, {});
        allow_later.push_back({std::move(allow), items[i].range()});
      }
      add(std::move(create), items[i].range());
    }
    for (Later& allow : allow_later) later_.push_back(std::move(allow));
    add_later();
  }

  void read_functions(const std::vector<JsonValue>& items) {
    for (size_t i = 0; i < items.size(); i++) {
      engine::CreateFunction create;
      Fields fields(problem_, items[i], "a function");
      fields.need_text("FunctionName", create.function);
      read_function_members(fields, create.config);
      read_deleted(fields, engine::DeleteFunction{create.function});
      fields.close();
      engine::FunctionConfig& config = create.config;
      if (is_later(config.on_success_arn, items, i, "FunctionName") ||
          is_later(config.on_failure_arn, items, i, "FunctionName")) {
        later_.push_back({take_event_invoke_config(create), items[i].range()});
      }
      add(std::move(create), items[i].range());
    }
    add_later();
  }

  static engine::PutFunctionEventInvokeConfig take_event_invoke_config(engine::CreateFunction& create) {
    const engine::FunctionConfig standard;
    engine::FunctionConfig& config = create.config;
    engine::PutFunctionEventInvokeConfig out;
    out.function = create.function;
    out.maximum_retry_attempts =
        std::exchange(config.maximum_retry_attempts, standard.maximum_retry_attempts);
    out.maximum_event_age_s = std::exchange(config.maximum_event_age_s, standard.maximum_event_age_s);
    if (!config.on_success_arn.empty()) out.on_success_arn = std::exchange(config.on_success_arn, {});
    if (!config.on_failure_arn.empty()) out.on_failure_arn = std::exchange(config.on_failure_arn, {});
    config.has_event_invoke_config = false;
    return out;
  }

  void read_buckets(const std::vector<JsonValue>& items) {
    std::vector<std::pair<engine::PutBucketReplication, base::TextRange>> replications;  // to buckets below
    for (const JsonValue& item : items) {
      std::string bucket;
      Fields fields(problem_, item, "a bucket");
      fields.need_text("Bucket", bucket);
      add(engine::CreateBucket{bucket}, item.range());
      if (const JsonValue* value = fields.find("VersioningConfiguration")) {
        const engine::Versioning status = read_versioning(problem_, *value);
        if (status != engine::Versioning::Off)
          add(engine::PutBucketVersioning{bucket, status}, value->range());
      }
      bool unchecked = false;
      fields.flag(kSkipDestinationValidation, unchecked);
      if (const JsonValue* value = fields.find("NotificationConfiguration")) {
        bool event_bridge = false;
        auto rules = formats::read_rules(problem_, *value, event_bridge);
        if (!rules.empty() || event_bridge) {
          add(engine::PutBucketNotificationConfiguration{bucket, std::move(rules), unchecked, event_bridge},
              value->range());
        }
      }
      if (const JsonValue* value = fields.find("LifecycleConfiguration")) {
        const bool small_too = read_small_objects_too(fields);
        add(engine::PutBucketLifecycleConfiguration{bucket, read_lifecycle(problem_, *value), small_too},
            value->range());
      }
      for (const JsonValue& tiering : fields.list("IntelligentTieringConfigurationList")) {
        add(engine::PutBucketIntelligentTieringConfiguration{bucket, read_tiering(problem_, tiering)},
            tiering.range());
      }
      if (const JsonValue* value = fields.find("ReplicationConfiguration")) {
        engine::PutBucketReplication put{bucket, {}, {}, unchecked};
        put.rules = read_replication(problem_, *value, put.role);
        replications.emplace_back(std::move(put), value->range());
      }
      fields.close();
    }
    for (auto& [put, range] : replications) add(std::move(put), range);
  }

  void read_topics(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      TopicDocument topic = read_topic(problem_, item);
      for (size_t i = 0; i < topic.subscriptions.size(); i++) {
        engine::Subscribe subscribe{topic.create.topic, std::move(topic.subscriptions[i])};
        subscriptions_.push_back({std::move(subscribe), topic.subscription_ranges[i]});
      }
      add(std::move(topic.create), item.range());
    }
  }

  // The default bus may stand in the list; it is there as soon as something names it.
  void read_buses(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      engine::CreateEventBus create = read_bus(problem_, item);
      if (create.bus != engine::kDefaultBus) {
        add(std::move(create), item.range());
        continue;
      }
      if (!create.config.policy.empty()) add(engine::PutPermission{{}, create.config.policy}, item.range());
      if (!create.config.description.empty()) {
        problem_.report("A description of the default event bus is not simulated yet.", item.range());
      }
    }
  }

  void read_rules(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      RuleDocument document = read_rule(problem_, item);
      const JsonValue* pattern = item.find("EventPattern");
      const JsonValue* targets = item.find("Targets");
      if (pattern != nullptr) check_pattern(*pattern);
      if (!document.targets.empty()) {
        later_.push_back(
            {engine::PutTargets{document.rule.rule, document.rule.bus, std::move(document.targets)},
             targets->range()});
      }
      add(std::move(document.rule), pattern == nullptr ? item.range() : pattern->range());
    }
    add_later();
  }

  void read_tables(const std::vector<JsonValue>& items) {
    for (const JsonValue& value : items) {
      TableDocument table = read_table(problem_, value);
      const std::string name = table.create.table;
      add(std::move(table.create), value.range());
      for (size_t i = 0; i < table.items.size(); i++) {
        add(engine::PutItem{name, std::move(table.items[i]), {}, {}}, table.item_ranges[i]);
      }
      if (table.stream_disabled) deletions_.push_back({engine::UpdateTable{name, {}}, value.range()});
      if (table.deleted) deletions_.push_back({engine::DeleteTable{name}, value.range()});
    }
  }

  void read_streams(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      engine::CreateStream create;
      Fields fields(problem_, item, "a stream");
      fields.need_text("StreamName", create.stream);
      fields.number("ShardCount", create.config.shards);
      read_deleted(fields, engine::DeleteStream{create.stream});
      fields.close();
      add(std::move(create), item.range());
    }
  }

  void read_archive(const JsonValue& item) {
    if (const JsonValue* pattern = item.find("EventPattern")) check_pattern(*pattern);
    add(formats::read_archive(problem_, item), item.range());
  }

  // A function may be named by its name alone.
  void read_mappings(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) {
      engine::EventSourceMappingConfig config = read_mapping(problem_, item);
      if (config.function_arn.find(':') == std::string::npos) {
        config.function_arn.insert(0, "arn:aws:lambda:" + scenario_.plan.options.region + ":" +
                                          std::string(engine::kAccountText) + ":function:");
      }
      add(engine::CreateEventSourceMapping{std::move(config)}, item.range());
    }
  }

  void read_alarms(const std::vector<JsonValue>& items) {
    for (const JsonValue& item : items) add(read_alarm(problem_, item), item.range());
  }

  // The service would refuse it too, but could not say where in this text.
  void check_pattern(const JsonValue& pattern) {
    if (!pattern.is_object()) return;
    const base::TextRange at = pattern.range();
    const auto read = match::read_event_pattern(text_.substr(at.begin, at.end - at.begin));
    if (read) return;
    const base::TextRange in = read.error().range;
    problem_.report(read.error().text,
                    in.empty() ? at : base::TextRange{at.begin + in.begin, at.begin + in.end},
                    read.error().code);
  }

  Problem& problem_;
  std::string_view text_;
  Scenario& scenario_;
  std::vector<Later> later_, deletions_, subscriptions_;
};

}  // namespace

void read_resources(Problem& problem, const JsonValue& resources, std::string_view text, Scenario& scenario) {
  SetupReader(problem, text, scenario).read(resources);
}

}  // namespace brigade::formats
