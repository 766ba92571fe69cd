// The names and numbers in the sentences about EventBridge, SNS and what handlers call.
#include <algorithm>

#include "base/text.h"
#include "engine/explain.h"
#include "engine/services/alarms.h"
#include "engine/services/lambda.h"

namespace brigade::engine {

namespace {

template <class C>
const C* config_of(const Simulation& simulation, uint32_t version) {
  const auto& configs = simulation.history().configs;
  return version < configs.size() ? std::get_if<C>(&configs[version]->value) : nullptr;
}

// Of an ARN; an address stays as it is.
std::string last_part(const std::string& arn) {
  return arn.find("://") == std::string::npos ? arn.substr(arn.rfind(':') + 1) : arn;
}

bool is_of_endpoint(RecordKind kind) {
  return kind == RecordKind::EndpointPosted || kind == RecordKind::EndpointAnswered ||
         kind == RecordKind::EndpointFailed;
}

// The endpoint that the configuration names: of the record itself or of the one that sent the delivery.
std::string configured_target(const Simulation& simulation, Record r) {
  while (r.kind != RecordKind::SentToTarget && r.kind != RecordKind::SentBySchedule &&
         r.kind != RecordKind::SubscriptionMatched && r.kind != RecordKind::SubscriptionFilteredOut &&
         r.kind != RecordKind::EmailDelivered && !is_of_endpoint(r.kind) &&
         r.kind != RecordKind::SubscriptionNotConfirmed && r.kind != RecordKind::AlarmActionSent &&
         r.kind != RecordKind::SentToReplica) {
    if (r.cause == kNone) return {};
    r = simulation.record_at(r.cause);
  }
  if (const auto* rule = config_of<RuleConfig>(simulation, r.version)) return rule->targets[r.code].arn;
  if (const auto* schedule = config_of<ScheduleConfig>(simulation, r.version)) return schedule->arn;
  if (const auto* topic = config_of<TopicConfig>(simulation, r.version)) {
    return topic->subscriptions[r.code].endpoint;
  }
  if (const auto* bucket = config_of<BucketConfig>(simulation, r.version)) {
    return bucket->replication[r.code].destination_arn;
  }
  if (const auto* alarm = config_of<AlarmConfig>(simulation, r.version)) {
    return std::string(alarms::action_at(*alarm, r.code));
  }
  return {};
}

bool is_about_subscription(RecordKind kind) {
  return kind == RecordKind::SubscriptionMatched || kind == RecordKind::SubscriptionFilteredOut;
}

std::string_view fault_name(EntryFault fault) {
  switch (fault) {
    case EntryFault::NoSource:
      return "Parameter Source is not valid. Reason: Source is a required argument.";
    case EntryFault::NoDetailType:
      return "Parameter DetailType is not valid. Reason: DetailType is a required argument.";
    case EntryFault::NoDetail:
      return "Parameter Detail is not valid. Reason: Detail is a required argument.";
    case EntryFault::MalformedDetail:
      return "Detail is malformed.";
    case EntryFault::NotAuthorized:
      break;
  }
  return "Not authorized for the source.";
}

}  // namespace

std::string receiver_name(const Simulation& simulation, const Record& record) {
  const auto name = name_of(simulation.world(), simulation.history(), record.resource);
  // The delivery of an e-mail or a post stands at its topic.
  const auto* topic = config_of<TopicConfig>(simulation, record.version);
  const bool is_own = topic != nullptr && is_about_subscription(record.kind) &&
                      needs_confirmation(topic->subscriptions[record.code].protocol);
  const bool posts_again = topic != nullptr && record.kind == RecordKind::TargetRetryScheduled &&
                           simulation.history().configs[record.version]->resource == record.resource;
  if (!name.empty() && !is_own && !posts_again) return std::string(name);
  return last_part(configured_target(simulation, record));
}

AttemptError attempt_error(const Simulation& simulation, const Record& failed) {
  AttemptError error{std::string(kDefaultErrorType), std::string(kDefaultErrorMessage)};
  const auto* function = config_of<FunctionConfig>(simulation, failed.version);
  const uint32_t rule = handler_rule(failed);
  if (rule == kCallRefusedRule && failed.cause != kNone) {
    const auto text = routing_argument(simulation, simulation.record_at(failed.cause), "error");
    return {std::string(kCallErrorType), text.value_or("")};
  }
  if (rule == kResponseTooLargeRule) {
    return {std::string(kResponseTooLargeType), std::string(kResponseTooLargeMessage)};
  }
  if (function == nullptr || rule >= function->handler.rules.size()) return error;
  const HandlerRule& met = function->handler.rules[rule];
  if (!met.error_type.empty()) error.type = met.error_type;
  if (!met.error_message.empty()) error.message = met.error_message;
  return error;
}

namespace {

std::string expression_of(const Simulation& simulation, uint32_t version) {
  if (const auto* schedule = config_of<ScheduleConfig>(simulation, version)) return schedule->expression;
  const auto* rule = config_of<RuleConfig>(simulation, version);
  return rule == nullptr ? std::string() : rule->schedule_expression;
}

// The local time that a firing was due at: "2026-03-29 08:00".
std::string scheduled_text(const Simulation& simulation, const Record& fired) {
  const auto* config = config_of<ScheduleConfig>(simulation, fired.version);
  if (config == nullptr || fired.step == 0) return {};
  const auto world = simulation.world_at(fired.step - 1);
  const int64_t unix_s = base::floor_div(
      simulation.plan().options.start_unix_ms + world->schedule(fired.resource).scheduled_ms, 1000);
  std::string text = base::format_utc_s((unix_s + config->zone.offset_s(unix_s)) * 1000).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::optional<std::string> schedule_argument(const Simulation& simulation, const Record& record,
                                             std::string_view what) {
  if (what == "firing" || what == "events") return std::to_string(record.value);
  if (what == "expression") return expression_of(simulation, record.version);
  if (what == "scheduled") return scheduled_text(simulation, record);
  if (what == "zone") {
    const auto* schedule = config_of<ScheduleConfig>(simulation, record.version);
    return schedule == nullptr ? std::string() : schedule->timezone;
  }
  if (what == "replay") {
    const auto* archive = config_of<ArchiveConfig>(simulation, record.version);
    return archive == nullptr || !archive->replay ? std::string() : archive->replay->replay;
  }
  return std::nullopt;
}

}  // namespace

// "429 TooManyRequestsException: ...", or the payload of a response, cut where it is long.
static std::string answer_of(const Simulation& simulation, const Record& record) {
  if (record.kind == RecordKind::SyncRefused) {
    return lambda::refusal_answer(static_cast<SyncRefusal>(record.code));
  }
  const auto& texts = simulation.history().texts;
  const std::string payload = record.value < texts.size() ? *texts[record.value] : "null";
  constexpr size_t kShown = 200;
  if (payload.size() <= kShown) return std::to_string(record.code) + " " + payload;
  return std::to_string(record.code) + " " + base::replace_invalid_utf8(payload.substr(0, kShown)) + "...";
}

std::optional<std::string> routing_argument(const Simulation& simulation, const Record& record,
                                            std::string_view what) {
  if (record.kind >= RecordKind::RequestReceived && record.kind <= RecordKind::IntegrationFailed) {
    if (const auto of_api = api_argument(simulation, record, what)) return of_api;
  }
  if (const auto of_stream = stream_argument(simulation, record, what)) return of_stream;
  if (const auto of_object = s3_argument(simulation, record, what)) return of_object;
  if (const auto found = schedule_argument(simulation, record, what)) return found;
  if (what == "targets" || what == "subscriptions") return std::to_string(record.code);
  if (what == "rules") {
    return std::to_string(record.kind == RecordKind::NoRuleMatched ? record.value : record.code);
  }
  if (what == "refusal") return std::string(refusal_name(static_cast<Refusal>(record.code)));
  if (what == "fault") return std::string(fault_name(static_cast<EntryFault>(record.value)));
  if (what == "returned") return std::to_string(record.code);
  if (what == "pipe") {
    const auto& configs = simulation.history().configs;
    if (record.version >= configs.size()) return std::string();
    return std::string(name_of(simulation.world(), simulation.history(), configs[record.version]->resource));
  }
  if (what == "invocations" || what == "messages") return std::to_string(record.value);
  if (what == "error") {
    const auto& texts = simulation.history().texts;
    return record.value < texts.size() ? *texts[record.value] : std::string();
  }
  if (record.kind == RecordKind::AlarmStateChanged) {
    if (what == "state") return std::string(alarm_value_name(static_cast<AlarmValue>(record.code & 0xFF)));
    if (what == "reason") {
      const auto& texts = simulation.history().texts;
      return record.value < texts.size() ? *texts[record.value] : std::string();
    }
  }
  if (what == "answer" && !is_of_endpoint(record.kind)) return answer_of(simulation, record);
  if (what == "action" || what == "asked") {
    const auto& texts = simulation.history().texts;
    const std::string text = record.value < texts.size() ? *texts[record.value] : std::string();
    const size_t space = text.find(' ');
    return what == "action" ? text.substr(0, space) : text.substr(std::min(space + 1, text.size()));
  }
  if (is_of_endpoint(record.kind)) {
    const uint32_t status = http_status(record);
    if (what == "answer") return status == 0 ? std::string("> 15 s") : "HTTP " + std::to_string(status);
    if (what == "attempt") return std::to_string(http_attempt(record));
  }
  if (what == "address") return configured_target(simulation, record);
  if (what == "attempt" && record.kind == RecordKind::TargetRefused) return std::to_string(record.value);
  return std::nullopt;
}

}  // namespace brigade::engine
