// Whether a run kept what its scenario promised, see expect.h.
#include "formats/expect.h"

#include <algorithm>

#include "engine/explain.h"

namespace brigade::formats {
namespace {

using namespace engine;

struct SeenDelivery {
  std::string label;
  std::vector<std::string> targets;  // the names that it goes by
  uint32_t attempts = 0;
  Fate fate = Fate::InFlight;
  bool seen = false;
};

// What the journal says about every delivery, by number, and the labels of messages that nothing wanted.
struct Seen {
  std::vector<SeenDelivery> deliveries;
  std::vector<std::string> unmatched;
};

class Reader {
 public:
  explicit Reader(const Simulation& simulation) : simulation_(simulation) {}

  Seen read() {
    const World& world = simulation_.world();
    seen_.deliveries.resize(world.deliveries_made);
    labels_.resize(world.messages_made);
    simulation_.read_records(0, world.records, [this](uint32_t, const Record& record) { note(record); });
    return std::move(seen_);
  }

 private:
  const std::string& label(uint32_t message) {
    std::string& label = labels_[message];
    if (label.empty()) label = message_label(simulation_, message);
    return label;
  }

  // Nothing wanted the message: no notification, no rule, no subscription.
  static bool is_unmatched(const Record& record) {
    return record.kind == RecordKind::Unmatched || record.kind == RecordKind::NoRuleMatched ||
           record.kind == RecordKind::StreamRecordUnread ||
           (record.kind == RecordKind::PublishedToSubscriptions && record.code == 0);
  }

  // The names of a resource: its own, and with its kind before it where others have the same.
  void add_names(ResourceId id, std::vector<std::string>& names) const {
    if (id.is_none() || id.index() >= simulation_.world().resources.size()) return;
    static constexpr std::string_view kKinds[kResourceKinds] = {
        "bucket/", "function/",      "queue/",    "bus/",     "rule/",  "topic/", "event-source-mapping/",
        "table/",  "stream/",        "schedule/", "archive/", "alarm/", "api/",   "pipe/",
        "role/",   "schedule-group/"};
    const std::string name(name_of(simulation_.world(), simulation_.history(), id));
    names.push_back(name);
    names.push_back(std::string(kKinds[static_cast<size_t>(simulation_.world().resource(id).kind)]) + name);
  }

  // Where the first record of a delivery says that it goes.
  std::vector<std::string> target_names(const Record& record) {
    const History& history = simulation_.history();
    std::vector<std::string> names;
    switch (record.kind) {
      case RecordKind::DeliveredTwice:  // the second of two
        add_names(record.resource, names);
        for (std::string& name : names) name += "#2";
        break;
      case RecordKind::SentToTarget: {
        const RuleConfig& rule = history.rule_config(record.version);
        const RuleTarget& target = rule.targets[record.code];
        add_names(record.resource, names);
        if (names.empty()) names.push_back(target.arn.substr(target.arn.find_last_of(":/") + 1));
        const std::string_view own =
            name_of(simulation_.world(), history, history.configs[record.version]->resource);
        names.push_back(std::string(own) + "#" + target.id);
        break;
      }
      case RecordKind::SentBySchedule: {
        const ScheduleConfig& schedule = history.schedule_config(record.version);
        add_names(record.resource, names);
        if (names.empty()) names.push_back(schedule.arn.substr(schedule.arn.find_last_of(":/") + 1));
        break;
      }
      case RecordKind::SentToReplica:
      case RecordKind::AlarmActionSent: {
        add_names(record.resource, names);
        if (names.empty()) names.push_back(receiver_name(simulation_, record));
        break;
      }
      case RecordKind::SubscriptionMatched:
      case RecordKind::SubscriptionFilteredOut: {
        const Subscription& subscription = history.topic_config(record.version).subscriptions[record.code];
        if (!needs_confirmation(subscription.protocol)) add_names(record.resource, names);
        if (is_http(subscription.protocol)) names.push_back(subscription.endpoint);
        if (names.empty())
          names.push_back(subscription.endpoint.substr(subscription.endpoint.rfind(':') + 1));
        break;
      }
      case RecordKind::BusNotFound:
        names.push_back(missing_bus(record));
        break;
      default:
        add_names(record.resource, names);
    }
    return names;
  }

  // The bus that an entry of PutEvents names.
  std::string missing_bus(const Record& record) const {
    const CommandRef ref = root_command(simulation_, record);
    if (ref == kNone || is_by_record(ref)) return {};
    const Command command = simulation_.plan().command(ref);
    const auto* put = std::get_if<PutEvents>(&command);
    return put != nullptr && record.code < put->entries.size() ? put->entries[record.code].bus
                                                               : std::string();
  }

  void note(const Record& record) {
    if (record.message == kNone || record.message >= labels_.size()) return;
    if (is_unmatched(record)) seen_.unmatched.push_back(label(record.message));
    if (record.delivery == kNone || record.delivery >= seen_.deliveries.size()) return;
    SeenDelivery& delivery = seen_.deliveries[record.delivery];
    if (!delivery.seen) {
      delivery.seen = true;
      delivery.label = label(record.message);
      delivery.targets = target_names(record);
    }
    if (record.kind == RecordKind::AttemptStarted) {
      delivery.attempts = std::max<uint32_t>(delivery.attempts, record.code);
    }
    if (record.kind == RecordKind::TargetRefused) delivery.attempts = record.value;
    if (record.kind == RecordKind::EndpointFailed || record.kind == RecordKind::EndpointAnswered)
      delivery.attempts = http_attempt(record);
    if (record.kind == RecordKind::BatchStarted || record.kind == RecordKind::StreamBatchStarted ||
        record.kind == RecordKind::PipeExecutionStarted) {
      delivery.attempts = record.code;
    }
    if (fate_of(record.kind) != Fate::InFlight) delivery.fate = fate_of(record.kind);
  }

  const Simulation& simulation_;
  Seen seen_;
  std::vector<std::string> labels_;  // by message number
};

std::string attempts_text(uint32_t attempts) {
  return attempts == 1 ? "after 1 attempt" : "after " + std::to_string(attempts) + " attempts";
}

std::string ending_text(std::string_view ends, const std::optional<uint32_t>& attempts) {
  std::string text(ends);
  if (attempts && *attempts > 0) text += " " + attempts_text(*attempts);
  return text;
}

Outcome check_unmatched(const Expectation& expectation, const Seen& seen) {
  const auto count = std::count(seen.unmatched.begin(), seen.unmatched.end(), expectation.message);
  if (count > 0) return {true, expectation.message + ": unmatched"};
  return {false, expectation.message + ": expected that nothing wants it, but that did not happen"};
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of all deliveries of this name, so many end so.
Outcome check_times(const Expectation& expectation, const std::vector<const SeenDelivery*>& found,
                    const std::string& who) {
  const auto ends_so = [&](const SeenDelivery* delivery) {
    return fate_name(delivery->fate) == expectation.ends &&
           (!expectation.attempts || *expectation.attempts == delivery->attempts);
  };
  const auto count = static_cast<uint32_t>(std::count_if(found.begin(), found.end(), ends_so));
  const std::string ends = ending_text(expectation.ends, expectation.attempts);
  if (count == *expectation.times) return {true, who + ends + " " + std::to_string(count) + " times"};
  return {false, who + "expected " + ends + " " + std::to_string(*expectation.times) + " times, but it was " +
                     std::to_string(count)};
}

Outcome check_one(const Expectation& expectation, const Seen& seen) {
  if (expectation.ends == kUnmatched) return check_unmatched(expectation, seen);
  const std::string who = expectation.message + " to " + expectation.to + ": ";
  std::vector<const SeenDelivery*> found;
  for (const SeenDelivery& delivery : seen.deliveries) {
    if (delivery.label == expectation.message && is_one_of(expectation.to, delivery.targets)) {
      found.push_back(&delivery);
    }
  }
  if (expectation.times) return check_times(expectation, found, who);
  const std::string wanted = ending_text(expectation.ends, expectation.attempts);
  if (found.empty()) return {false, who + "expected " + wanted + ", but there is no such delivery"};
  if (found.size() > 1) {
    return {false, who + std::to_string(found.size()) +
                       " deliveries are meant; give their commands labels, or say which by \"queue/name\", "
                       "\"bus/name\" or a rule's \"rule#target\""};
  }
  const SeenDelivery& delivery = *found[0];
  const std::string was = ending_text(fate_name(delivery.fate), delivery.attempts);
  const bool ok = fate_name(delivery.fate) == expectation.ends &&
                  (!expectation.attempts || *expectation.attempts == delivery.attempts);
  return {ok, ok ? who + was : who + "expected " + wanted + ", but it was " + was};
}

}  // namespace

std::vector<Outcome> check(const std::vector<Expectation>& expectations, const Simulation& simulation) {
  const Seen seen = Reader(simulation).read();
  std::vector<Outcome> outcomes;
  outcomes.reserve(expectations.size());
  for (const Expectation& expectation : expectations) outcomes.push_back(check_one(expectation, seen));
  return outcomes;
}

}  // namespace brigade::formats
