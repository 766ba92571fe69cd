// PutBucketNotificationConfiguration: what S3 checks before it takes a configuration, with its texts.
// Sources: S3 User Guide, "Configuring event notifications using object key name filtering" (overlap); S3 API
// reference, PutBucketNotificationConfiguration. The details of an error stand on the lines after its text.
#include <algorithm>

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/events.h"
#include "engine/services/iam.h"
#include "engine/services/s3.h"

namespace brigade::engine::s3 {

using base::fail;
using base::Status;

namespace {

constexpr size_t kMaxFilterBytes = 1024;

// What an entry of `Events` means; nullopt: the service does not know it.
std::optional<uint32_t> mask_of(std::string_view event) {
  if (!base::starts_with(event, "s3:")) return std::nullopt;
  event.remove_prefix(3);
  const bool family = base::ends_with(event, ":*");
  if (family) event.remove_suffix(1);
  uint32_t mask = 0;
  for (int i = 0; i < kS3Events; ++i) {
    const std::string_view name = s3_event_name(static_cast<S3Event>(i));
    if (family ? base::starts_with(name, event) : name == event) mask |= uint32_t{1} << i;
  }
  return mask == 0 ? std::nullopt : std::optional(mask);
}

bool same_family(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto covers = [](std::string_view all, std::string_view one) {
    return base::ends_with(all, ":*") && base::starts_with(one, all.substr(0, all.size() - 1));
  };
  return covers(a, b) || covers(b, a);
}

Status check_events(std::vector<NotificationRule>& rules) {
  for (NotificationRule& rule : rules) {
    if (rule.events.empty()) {
      return fail(
          "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema");
    }
    rule.event_mask = 0;
    for (const std::string& event : rule.events) {
      const auto mask = mask_of(event);
      if (!mask) {
        return fail("InvalidArgument",
                    "The event is not supported for notifications\nArgumentName: Event, "
                    "ArgumentValue: " +
                        event);
      }
      rule.event_mask |= *mask;
    }
    if (rule.filter.prefix.size() + rule.filter.suffix.size() > kMaxFilterBytes) {
      return fail("InvalidArgument",
                  "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation\n"
                  "ArgumentName: FilterRule.Value, ArgumentValue: " +
                      rule.filter.prefix + rule.filter.suffix);
    }
  }
  return {};
}

Status check_overlap(const std::vector<NotificationRule>& rules) {
  for (size_t i = 0; i < rules.size(); ++i) {
    for (size_t j = i + 1; j < rules.size(); ++j) {
      const bool unfiltered =
          !rules[i].has_prefix && !rules[i].has_suffix && !rules[j].has_prefix && !rules[j].has_suffix;
      for (const std::string& a : rules[i].events) {
        for (const std::string& b : rules[j].events) {
          if (!same_family(a, b) || !match::overlaps(rules[i].filter, rules[j].filter)) continue;
          if (unfiltered) {
            return fail("InvalidArgument",
                        "Configurations overlap. Configurations on the same bucket cannot share a "
                        "common event type.\nArgumentName: Event, ArgumentValue: " +
                            a + ", " + b);
          }
          return fail("InvalidArgument",
                      "Configuration is ambiguously defined. Cannot have overlapping suffixes in "
                      "two rules if the prefixes are overlapping for the same event type.");
        }
      }
    }
  }
  return {};
}

bool destination_arn_is_well_formed(const Engine& engine, const NotificationRule& rule) {
  const auto arn = parse_arn(rule.target_arn);
  if (!arn || arn->region != engine.plan.options.region) return false;
  switch (rule.target_kind) {
    case TargetKind::Queue:
      return arn->service == "sqs";
    case TargetKind::Function:
      return arn->service == "lambda";
    case TargetKind::Topic:
      return arn->service == "sns";
  }
  return false;
}

std::string_view destination_word(TargetKind kind) {
  if (kind == TargetKind::Function) return "CloudFunction";
  return kind == TargetKind::Queue ? "Queue" : "Topic";
}

// What S3 says about one destination; empty where it may send there.
std::string destination_fault(Engine& engine, const NotificationRule& rule, ResourceId bucket) {
  const ResourceId target = find_by_arn(engine.w, engine.h, rule.target_arn);
  const bool may =
      !target.is_none() &&
      iam::would(engine, iam::request_of_notification(engine.w, engine.h, engine.plan, bucket, target));
  if (may && (rule.target_kind == TargetKind::Function || !base::ends_with(rule.target_arn, ".fifo")))
    return {};
  if (rule.target_kind == TargetKind::Function) {
    return "ArgumentName: " + rule.target_arn + ", null, ArgumentValue: Not authorized to invoke function [" +
           rule.target_arn + "]";
  }
  const std::string what = rule.target_kind == TargetKind::Queue ? "queue" : "topic";
  if (target.is_none()) {
    return "ArgumentName: " + rule.target_arn + ", ArgumentValue: The destination " + what +
           " does not exist";
  }
  if (base::ends_with(rule.target_arn, ".fifo")) {
    return "ArgumentName: " + rule.target_arn + ", ArgumentValue: The destination " + what +
           " is FIFO: S3 notifies standard queues and topics only";
  }
  return "ArgumentName: " + rule.target_arn + ", ArgumentValue: Permissions on the destination " + what +
         " do not allow S3 to publish notifications from this bucket";
}

Status check_destinations(Engine& engine, ResourceId bucket,
                          const PutBucketNotificationConfiguration& command) {
  for (const NotificationRule& rule : command.rules) {
    if (!destination_arn_is_well_formed(engine, rule)) {
      return fail("InvalidArgument", std::string("The ARN could not be parsed\nArgumentName: ") +
                                         std::string(destination_word(rule.target_kind)) +
                                         ", ArgumentValue: " + rule.target_arn);
    }
  }
  if (command.skip_destination_validation) return {};
  std::string faults;
  for (const NotificationRule& rule : command.rules) {
    const std::string fault = destination_fault(engine, rule, bucket);
    if (!fault.empty()) faults += "\n" + fault;
  }
  if (faults.empty()) return {};
  return fail("InvalidArgument", "Unable to validate the following destination configurations" + faults);
}

// Each queue and topic is told that it will be notified from now on; functions are not. In the scene that a
// run begins with, that is long past.
void send_test_events(Engine& engine, ResourceId bucket, const std::vector<NotificationRule>& rules) {
  const uint32_t version = engine.w.resource(bucket).config;
  const std::string name(name_of(engine.w, engine.h, bucket));
  const uint64_t key = base::stream_key(engine.w.seed, "s3-test/" + name);
  for (uint32_t i = 0; i < rules.size(); ++i) {
    if (rules[i].target_kind == TargetKind::Function) continue;
    const ResourceId target = engine.target(version, i, rules[i].target_arn);
    base::JsonWriter json;
    json.begin_object().member("Service", "Amazon S3").member("Event", "s3:TestEvent");
    json.member("Time", base::format_utc_ms(engine.plan.options.start_unix_ms + engine.w.now_ms));
    json.member("Bucket", name);
    json.member("RequestId", base::alnum_of(key, version * 2u, 16, base::Alphabet::kUpperAndDigits));
    json.member("HostId", base::base64_of(key, version * 2u + 1, 56)).end_object();
    const Payload payload{
        PayloadForm::Text, PayloadKind::S3TestEvent, 0, engine.add_text(json.take()), kNone, kNone};
    const uint32_t message = engine.make_message({payload, engine.command, engine.cause, bucket});
    engine.schedule_delivery(
        engine.make_delivery(message, target, version, i, engine.w.messages[message].created_record),
        engine.w.now_ms);
  }
}

// S3 invokes functions without asking again: where nothing allows that, it is said now.
void say_what_was_granted(Engine& engine, ResourceId bucket, const std::vector<NotificationRule>& rules) {
  if (static_cast<PermissionMode>(engine.w.permission_mode) != PermissionMode::GrantNeeded) return;
  for (const NotificationRule& rule : rules) {
    const ResourceId target = find_by_arn(engine.w, engine.h, rule.target_arn);
    if (rule.target_kind != TargetKind::Function || target.is_none()) continue;
    uint32_t last_record = engine.cause;
    iam::may(engine, iam::request_of_notification(engine.w, engine.h, engine.plan, bucket, target),
             last_record);
  }
}

}  // namespace

Status apply(Engine& engine, const PutBucketNotificationConfiguration& command) {
  const ResourceId id = engine.find(ResourceKind::Bucket, command.bucket);
  if (id.is_none()) return fail("NoSuchBucket", "The specified bucket does not exist");
  if (command.rules.size() > kMaxNotifications) {
    return fail("InvalidArgument", "A bucket can have at most 100 notification configurations");
  }
  std::vector<NotificationRule> rules = command.rules;
  // The service keeps a list a kind of destination; so does the JSON, which must read back in the same order.
  std::stable_sort(rules.begin(), rules.end(), [](const NotificationRule& a, const NotificationRule& b) {
    return a.target_kind < b.target_kind;
  });
  if (Status events = check_events(rules); !events) return events;
  if (Status destinations = check_destinations(engine, id, command); !destinations) return destinations;
  if (Status overlap = check_overlap(rules); !overlap) return overlap;
  BucketConfig config = engine.bucket_config(id);
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].id.empty()) {
      rules[i].id = base::uuid_of(base::stream_key(engine.w.seed, "notification/" + command.bucket),
                                  engine.w.configs * uint64_t{kMaxNotifications} + i);
    }
    const auto same_id = [&](const NotificationRule& other) { return other.id == rules[i].id; };
    if (std::count_if(rules.begin(), rules.end(), same_id) > 1) {
      return fail("InvalidArgument", "Same ID used for multiple configurations. IDs must be unique");
    }
  }
  config.notifications = std::move(rules);
  config.event_bridge = command.event_bridge;
  if (config.event_bridge) events::need_bus(engine, kDefaultBus);
  const std::vector<NotificationRule> accepted = config.notifications;
  engine.configure(id, std::move(config));
  say_what_was_granted(engine, id, accepted);
  if (engine.w.step > 0) send_test_events(engine, id, accepted);
  return {};
}

}  // namespace brigade::engine::s3
