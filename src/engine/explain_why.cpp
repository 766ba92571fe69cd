// Why something was decided as it was: the rule as it applied here, what was compared with what, and the page
// that documents it.
#include <algorithm>
#include <iterator>

#include "engine/argument_names.h"
#include "engine/explain.h"
#include "engine/explain_access.h"
#include "engine/explain_why_rules.h"
#include "engine/services/alarm_text.h"
#include "engine/services/lambda.h"
#include "match/key_filter.h"

namespace brigade::engine {

namespace {

using why_rules::kRules;
using why_rules::Rule;

// The catalogue's keys must outlive the sentences: they are made once.
struct Keys {
  std::string headline, because, rule;
};
const std::vector<Keys>& keys() {
  static const std::vector<Keys> made = [] {
    std::vector<Keys> out;
    for (const Rule& rule : kRules) {
      const std::string name(rule.name);
      out.push_back({"why." + name, "why." + name + ".because", "rule." + name});
    }
    return out;
  }();
  return made;
}

// By Access: how a permission came to be denied.
constexpr std::string_view kAccessKeys[] = {
    "why.access.no_allow",
    "why.access.no_allow",
    "why.access.denied_by_identity",
    "why.access.denied_by_resource",
    "why.access.role_not_trusting",
    "why.access.role_gone",
    "why.access.role_lost_permission",
    "why.access.target_lost_permission",
};

struct Facts {
  const Simulation& simulation;
  const Record& record;

  const FunctionConfig* function() const {
    const auto& configs = simulation.history().configs;
    if (record.version >= configs.size()) return nullptr;
    return std::get_if<FunctionConfig>(&configs[record.version]->value);
  }
  const NotificationRule* rule() const {
    const auto& configs = simulation.history().configs;
    if (record.version >= configs.size()) return nullptr;
    const auto* bucket = std::get_if<BucketConfig>(&configs[record.version]->value);
    if (bucket == nullptr || record.code >= bucket->notifications.size()) return nullptr;
    return &bucket->notifications[record.code];
  }
  // The object that the message is about.
  uint32_t object() const {
    Record r = record;
    for (;;) {
      if (r.kind == RecordKind::ObjectPut || r.kind == RecordKind::ObjectDeleted ||
          r.kind == RecordKind::ObjectChanged)
        return r.value;
      const auto kind = static_cast<PayloadKind>(r.code >> 8);
      if (r.kind == RecordKind::MessageCreated &&
          (kind == PayloadKind::S3Event || kind == PayloadKind::Replica))
        return r.value;
      if (r.cause == kNone) return kNone;
      r = simulation.record_at(r.cause);
    }
  }
  std::string key() const {
    const uint32_t index = object();
    return index == kNone ? std::string() : std::string(simulation.history().key(index));
  }
  std::string running(bool before) const {
    const auto world = simulation.world_at(before && record.step > 0 ? record.step - 1 : record.step);
    const FunctionConfig* config = function();
    if (config == nullptr || record.resource.index() >= world->resources.size()) return "0";
    return std::to_string(config->reserved_concurrency ? world->function(record.resource).running
                                                       : world->unreserved_running);
  }
  std::string limit() const {
    const FunctionConfig* config = function();
    if (config == nullptr) return "0";
    const auto world = simulation.world_at(record.step);
    return std::to_string(
        lambda::concurrency_limit(*world, *config, simulation.plan().options.account_concurrency));
  }

  // Why the function could not start: as it was told, else as the world says just after it.
  std::optional<SyncRefusal> hurdle() const {
    if (record.kind == RecordKind::SyncRefused) return static_cast<SyncRefusal>(record.code);
    const bool batch =
        record.kind == RecordKind::BatchThrottled || record.kind == RecordKind::StreamBatchThrottled;
    if (record.kind != RecordKind::Throttled && !batch) return {};
    const auto world = simulation.world_at(record.step);
    if (record.resource.index() >= world->resources.size() ||
        world->resource(record.resource).kind != ResourceKind::Function)
      return {};
    const uint32_t version = batch ? world->resource(record.resource).config : record.version;
    return lambda::cannot_start(*world, simulation.history().function_config(version), record.resource,
                                simulation.plan().options.account_concurrency);
  }
  std::string scaled() const {
    const auto world = simulation.world_at(record.step);
    return std::to_string(lambda::scaled_environments(world->function(record.resource), record.time_ms));
  }

  std::string name(ResourceId id) const {
    return std::string(name_of(simulation.world(), simulation.history(), id));
  }
  // A sent record stands at its target; the others at the resource that decided.
  ResourceId from() const { return is_sent() ? ResourceId{record.value} : record.resource; }
  ResourceId to() const { return is_sent() ? record.resource : ResourceId{record.value}; }
  bool is_sent() const { return record.kind == RecordKind::SentToDestination; }

  std::string argument(std::string_view what) const {
    if (const auto routed = routing_argument(simulation, record, what)) return *routed;
    if (what == "resource") return is_sent() ? name(from()) : receiver_name(simulation, record);
    if (what == "target") return name(to());
    if (what == "command") return std::string(command_name(record.code));
    if (what == "key") return key();
    if (what == "rule") return rule() == nullptr ? std::string() : rule()->id;
    if (what == "running")
      return running(record.kind == RecordKind::Throttled || record.kind == RecordKind::SyncRefused);
    if (what == "limit") return limit();
    if (what == "attempt" || what == "receives") return std::to_string(record.code);
    if (what == "message_number") return message_label(simulation, record.value);
    if (what == "attempts_allowed") {
      return std::to_string(function() == nullptr ? 0 : function()->maximum_retry_attempts + 1);
    }
    if (what == "timeout_ms") return std::to_string(function() == nullptr ? 0 : function()->timeout_ms);
    if (what == "age_ms") return std::to_string(uint64_t{record.value} * 1000);
    return std::to_string(record.value);
  }
};

std::vector<Check> filter_checks(const Facts& facts) {
  std::vector<Check> checks;
  const NotificationRule* rule = facts.rule();
  const uint32_t object = facts.object();
  if (rule == nullptr || object == kNone) return checks;
  const auto event = static_cast<S3Event>(facts.simulation.history().objects[object].event);
  const std::string key = facts.key();
  std::string events;
  for (const std::string& configured : rule->events) events += (events.empty() ? "" : ", ") + configured;
  const std::string event_name(s3_event_name(event));
  const auto whole = [](const std::string& text) {
    return base::TextRange{0, static_cast<uint32_t>(text.size())};
  };
  checks.push_back({(rule->event_mask >> static_cast<int>(event) & 1) != 0,
                    {"why.check.event", {{"expected", events}}},
                    event_name,
                    whole(event_name)});
  const match::KeyFilterReason reason = match::explain(rule->filter, key);
  checks.push_back({reason.prefix_ok,
                    {"why.check.prefix", {{"expected", rule->filter.prefix}}},
                    key,
                    reason.key_prefix_part});
  checks.push_back({reason.suffix_ok,
                    {"why.check.suffix", {{"expected", rule->filter.suffix}}},
                    key,
                    reason.key_suffix_part});
  return checks;
}

// Each period of the evaluation range, the newest first, against the threshold.
std::vector<Check> alarm_checks(const Facts& facts) {
  std::vector<Check> checks;
  const Simulation& simulation = facts.simulation;
  const Record& r = facts.record;
  const auto world = simulation.world_at(r.step);
  const History& history = simulation.history();
  if (!world->is_alive(r.resource) || r.version >= history.configs.size()) return checks;
  const AlarmConfig& config = history.alarm_config(r.version);
  const auto threshold = alarms::read_threshold(config.threshold).value_or(alarms::Threshold{});
  const uint32_t last = alarms::period_at(simulation.plan(), config, r.time_ms) - 1;
  const uint32_t range = std::min(alarms::evaluation_range(config), 20u);
  const auto points = alarms::datapoints(*world, history, simulation.plan(),
                                         world->resource(r.resource).state, last - range + 1, last);
  const std::string condition = std::string(alarms::statistic_name(config.statistic)) + " " +
                                std::string(alarms::comparison_sign(config.comparison)) + " " +
                                alarms::threshold_text(config);
  for (size_t i = points.size(); i-- > 0;) {
    const auto status = alarms::status_of(points[i], config, threshold);
    const std::string at = alarms::clock_text(
        simulation.plan(), alarms::period_start_ms(simulation.plan(), config, points[i].period));
    std::string actual = at + "  ";
    actual += points[i].count == 0 ? "-" : alarms::datapoint_text(points[i], config.statistic);
    const auto begin = static_cast<uint32_t>(at.size() + 2), end = static_cast<uint32_t>(actual.size());
    checks.push_back({status == alarms::DatapointStatus::Breaching,
                      {"why.check.datapoint", {{"expected", condition}}},
                      std::move(actual),
                      {begin, end}});
  }
  return checks;
}

// Fault, concurrency, scaling rate: what a function must pass to start, up to where it did not.
std::vector<Check> hurdle_checks(const Facts& facts) {
  const auto hurdle = facts.hurdle();
  if (!hurdle) return {};
  const auto check = [](bool ok, std::string_view key, std::string expected, std::string actual) {
    const auto size = static_cast<uint32_t>(actual.size());
    return Check{ok, {key, {{"expected", std::move(expected)}}}, std::move(actual), {0, size}};
  };
  const bool throttled = *hurdle == SyncRefusal::CallerRateLimitExceeded;
  if (throttled || *hurdle == SyncRefusal::ServiceException) {
    return {check(false, "why.check.no_fault", "", throttled ? "throttle" : "outage")};
  }
  const bool scales = *hurdle == SyncRefusal::FunctionInvocationRateLimitExceeded;
  const auto world = facts.simulation.world_at(facts.record.step);
  const FunctionConfig& config = facts.simulation.history().function_config(
      facts.function() != nullptr ? facts.record.version : world->resource(facts.record.resource).config);
  const bool reserved = config.reserved_concurrency.has_value();
  const uint32_t running =
      reserved ? world->function(facts.record.resource).running : world->unreserved_running;
  const uint32_t limit =
      lambda::concurrency_limit(*world, config, facts.simulation.plan().options.account_concurrency);
  std::vector<Check> checks{check(scales, reserved ? "why.check.reserved" : "why.check.concurrency",
                                  std::to_string(limit), std::to_string(running))};
  if (scales) {
    checks.push_back(
        check(false, "why.check.scaling", std::to_string(lambda::kScalingEnvironments), facts.scaled()));
  }
  return checks;
}

// Of a throttle and of a refusal: the sentence that names the limit that was met. Empty: the rule's own.
std::string_view hurdle_key(const Facts& facts) {
  const bool sync = facts.record.kind == RecordKind::SyncRefused;
  if (!sync && facts.record.kind != RecordKind::Throttled) return {};
  const auto hurdle = facts.hurdle();
  if (!hurdle) return {};
  switch (*hurdle) {
    case SyncRefusal::ReservedFunctionConcurrentInvocationLimitExceeded:
      return sync ? "why.sync_refused.reserved" : "why.throttled.reserved";
    case SyncRefusal::FunctionInvocationRateLimitExceeded:
      return sync ? "why.sync_refused.scaling" : "why.throttled.scaling";
    case SyncRefusal::CallerRateLimitExceeded:
    case SyncRefusal::ServiceException:
      return sync ? "why.sync_refused.fault" : "why.throttled.fault";
    case SyncRefusal::ConcurrentInvocationLimitExceeded:
      break;
  }
  return {};
}

std::vector<Check> checks_of(const Facts& facts) {
  const Record& r = facts.record;
  const auto check = [&](bool ok, std::string_view key, std::string expected, std::string actual) {
    Check made{ok, {key, {{"expected", std::move(expected)}}}, std::move(actual), {}};
    made.actual_range = {0, static_cast<uint32_t>(made.actual.size())};
    return made;
  };
  switch (r.kind) {
    case RecordKind::FilteredOut:
    case RecordKind::FilterMatched:
      return filter_checks(facts);
    case RecordKind::AlarmStateChanged:
      return alarm_checks(facts);
    case RecordKind::RouteMatched:
    case RecordKind::NoRouteMatched:
      return route_checks(facts.simulation, r);
    case RecordKind::PipeExecutionStarted:
    case RecordKind::PipeFilteredOut:
    case RecordKind::MappingFilteredOut:
    case RecordKind::StreamFilteredOut:
      return source_filter_checks(facts.simulation, r);
    case RecordKind::SyncRefused:
    case RecordKind::Throttled:
    case RecordKind::BatchThrottled:
    case RecordKind::StreamBatchThrottled:
      return hurdle_checks(facts);
    case RecordKind::RetriesExhausted:
      return {
          check(false, "why.check.attempts", facts.argument("attempts_allowed"), facts.argument("attempt"))};
    case RecordKind::AttemptTimedOut:
      return {check(false, "why.check.timeout_ms", facts.argument("timeout_ms"), std::to_string(r.value))};
    case RecordKind::BatchItemFailed:
    case RecordKind::StreamBatchFailed:
    case RecordKind::AttemptFailed: {
      const AttemptError error = attempt_error(facts.simulation, r);
      std::vector<Check> checks{check(false, "why.check.handler", "", error.type + ": " + error.message)};
      if (const auto request = asked_at(facts.simulation, r)) {
        const auto world = facts.simulation.world_at(r.step);
        for (Check& one : access_checks(*world, facts.simulation.history(), *request))
          checks.push_back(std::move(one));
      }
      return checks;
    }
    default: {
      const auto request = asked_at(facts.simulation, r);
      if (!request) return {};
      return access_checks(*facts.simulation.world_at(r.step), facts.simulation.history(), *request);
    }
  }
}

}  // namespace

const std::vector<SentenceKey>& why_sentence_keys() {
  static const std::vector<SentenceKey> made = [] {
    std::vector<SentenceKey> out;
    for (size_t i = 0; i < std::size(kRules); ++i) {
      out.push_back({keys()[i].headline, {}});
      out.push_back({keys()[i].because, given(kRules[i].because)});
      out.push_back({keys()[i].rule, {}});
    }
    out.push_back({"why.nothing", {}});
    out.push_back({"why.nothing.because", {}});
    out.push_back({"rule.nothing", {}});
    for (std::string_view key :
         {"why.check.event",           "why.check.prefix",         "why.check.suffix",
          "why.check.concurrency",     "why.check.reserved",       "why.check.scaling",
          "why.check.no_fault",        "why.check.attempts",       "why.check.timeout_ms",
          "why.check.handler",         "why.check.pattern",        "why.check.policy",
          "why.check.datapoint",       "why.check.route",          "why.check.no_statement",
          "why.check.statement_allow", "why.check.statement_deny", "why.check.principal",
          "why.check.action",          "why.check.resource",       "why.check.condition"}) {
      out.push_back({key, {"expected"}});
    }
    for (std::string_view key : {"why.throttled.reserved", "why.throttled.scaling", "why.throttled.fault"})
      out.push_back({key, {"resource", "running", "limit", "backoff_ms"}});
    for (std::string_view key :
         {"why.sync_refused.reserved", "why.sync_refused.scaling", "why.sync_refused.fault"})
      out.push_back({key, {"resource", "running", "limit"}});
    for (size_t i = 1; i < std::size(kAccessKeys); ++i) {
      out.push_back({kAccessKeys[i], {"resource", "action", "asked"}});
    }
    return out;
  }();
  return made;
}

Why why(const Simulation& simulation, uint32_t record_index) {
  const Record record = simulation.record_at(record_index);
  const Facts facts{simulation, record};
  for (size_t i = 0; i < std::size(kRules); ++i) {
    const Rule& rule = kRules[i];
    if (rule.kind != record.kind) continue;
    const bool of_object = rule.kind == RecordKind::ObjectChanged || rule.kind == RecordKind::ObjectDeleted;
    if (of_object && rule.name != s3_why(record)) continue;
    Why out{rule.tone,
            {keys()[i].headline, {}},
            {keys()[i].because, {}},
            checks_of(facts),
            {keys()[i].rule, {}},
            rule.documentation_url,
            record.resource,
            record.version};
    const bool by_state =
        record.kind == RecordKind::AlarmStateChanged || record.kind == RecordKind::ApiResponded;
    if (by_state) out.tone = line_of(simulation, record_index).tone;
    if (const std::string_view key = hurdle_key(facts); !key.empty()) out.because.key = key;
    if (record.kind == RecordKind::PermissionDenied) {
      out.because.key = kAccessKeys[std::min<size_t>(record.code, std::size(kAccessKeys) - 1)];
    }
    for (const std::string_view what : given(rule.because))
      out.because.arguments.push_back({what, facts.argument(what)});
    return out;
  }
  return Why{Tone::Neutral,   {"why.nothing", {}}, {"why.nothing.because", {}}, {}, {"rule.nothing", {}}, {},
             record.resource, record.version};
}

}  // namespace brigade::engine
