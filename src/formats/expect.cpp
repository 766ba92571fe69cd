// Whether a run kept what its scenario promised, see expect.h.
#include "formats/expect.h"

#include <algorithm>

#include "engine/explain.h"

namespace brigade::formats {
namespace {

using namespace engine;

struct SeenDelivery {
  std::string label, target;
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

  void note(const Record& record) {
    if (record.message == kNone || record.message >= labels_.size()) return;
    if (record.kind == RecordKind::Unmatched) seen_.unmatched.push_back(label(record.message));
    if (record.delivery == kNone || record.delivery >= seen_.deliveries.size()) return;
    SeenDelivery& delivery = seen_.deliveries[record.delivery];
    if (!delivery.seen) {
      delivery.seen = true;
      delivery.label = label(record.message);
      const ResourceId target = record.resource;
      if (!target.is_none()) delivery.target = name_of(simulation_.world(), simulation_.history(), target);
    }
    if (record.kind == RecordKind::AttemptStarted) {
      delivery.attempts = std::max<uint32_t>(delivery.attempts, record.code);
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

Outcome check_one(const Expectation& expectation, const Seen& seen) {
  if (expectation.ends == kUnmatched) return check_unmatched(expectation, seen);
  const std::string who = expectation.message + " to " + expectation.to + ": ";
  std::vector<const SeenDelivery*> found;
  for (const SeenDelivery& delivery : seen.deliveries) {
    if (delivery.label == expectation.message && delivery.target == expectation.to)
      found.push_back(&delivery);
  }
  const std::string wanted = ending_text(expectation.ends, expectation.attempts);
  if (found.empty()) return {false, who + "expected " + wanted + ", but there is no such delivery"};
  if (found.size() > 1) {
    return {false, who + std::to_string(found.size()) + " deliveries are meant; give their commands labels"};
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
