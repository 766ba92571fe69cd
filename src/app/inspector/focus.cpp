// A decision is a record that ends, refuses, starts or delays something. Of the records of one step the most
// telling one comes first: an end before a failure, a failure before what follows from it.
#include "app/inspector/focus.h"

#include <algorithm>

#include "app/text.h"
#include "base/stable_sort.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::Line;
using engine::Record;
using engine::RecordKind;

struct Key {
  const engine::Simulation* simulation = nullptr;
  uint32_t revision = 0, moves = 0, known = 0;
  Selection selection;
  Language language = Language::kEnglish;
  friend bool operator==(const Key&, const Key&) = default;
};

// 0: not a decision. Higher is more telling among the records of one step.
int weight(RecordKind kind) {
  switch (kind) {
    case RecordKind::PermissionDenied:
      return 10;
    case RecordKind::AttemptFailed:
    case RecordKind::AttemptTimedOut:
      return 9;
    case RecordKind::DeadLettered:
    case RecordKind::FailureDestinationUsed:
    case RecordKind::Dropped:
    case RecordKind::TargetDeleted:
    case RecordKind::Coalesced:
    case RecordKind::MessageExpired:
    case RecordKind::MessagePurged:
    case RecordKind::MessageDeleted:
    case RecordKind::RedrivenToDeadLetterQueue:
    case RecordKind::RouteMatched:
    case RecordKind::NoRouteMatched:
    case RecordKind::ApiResponded:
    case RecordKind::IntegrationFailed:
    case RecordKind::SyncRefused:
    case RecordKind::FunctionErrorReturned:
    case RecordKind::EventRouted:
    case RecordKind::NoRuleMatched:
    case RecordKind::TargetRefused:
    case RecordKind::EndpointFailed:
    case RecordKind::InputTransformFailed:
    case RecordKind::EntryRefused:
    case RecordKind::BusNotFound:
    case RecordKind::WaitsBehindBatch:
    case RecordKind::StreamBatchFailed:
    case RecordKind::StreamRecordGivenUp:
    case RecordKind::StreamRecordDiscarded:
    case RecordKind::StreamRecordExpired:
    case RecordKind::Deduplicated:
    case RecordKind::PublishDeduplicated:
    case RecordKind::WaitsInGroup:
    case RecordKind::BatchItemNotReached:
    case RecordKind::BatchEntryRefused:
    case RecordKind::PipeFunctionFailed:
    case RecordKind::PipeStageRefused:
      return 8;
    case RecordKind::FilterMatched:
    case RecordKind::SubscriptionMatched:
    case RecordKind::PermissionGranted:
      return 7;
    case RecordKind::FilteredOut:
    case RecordKind::SubscriptionFilteredOut:
    case RecordKind::StreamFilteredOut:
    case RecordKind::SubscriptionNotConfirmed:
    case RecordKind::MappingFilteredOut:
    case RecordKind::PipeFilteredOut:
    case RecordKind::PipeTargetSkipped:
      return 6;
    case RecordKind::Throttled:
    case RecordKind::EventAgeExceeded:
    case RecordKind::ZeroReservedConcurrency:
    case RecordKind::RetriesExhausted:
    case RecordKind::StreamBatchThrottled:
    case RecordKind::StreamBatchBisected:
    case RecordKind::StreamRetriesExhausted:
    case RecordKind::StreamRecordTooOld:
    case RecordKind::DeliverySlowed:
    case RecordKind::DeliveredTwice:
    case RecordKind::Reordered:
      return 5;
    case RecordKind::Unmatched:
    case RecordKind::StreamRecordUnread:
      return 4;
    case RecordKind::FunctionResponded:
    case RecordKind::AttemptSucceeded:
    case RecordKind::AttemptStarted:
    case RecordKind::QueueArrived:
    case RecordKind::QueueDelayed:
    case RecordKind::MessageReceived:
    case RecordKind::VisibilityTimedOut:
    case RecordKind::VisibilityChanged:
    case RecordKind::RetryDue:
    case RecordKind::StreamBatchStarted:
    case RecordKind::StreamRecordProcessed:
    case RecordKind::StreamRecordWaiting:
    case RecordKind::ScheduleFired:
    case RecordKind::ScheduleCompleted:
    case RecordKind::RuleTriggered:
    case RecordKind::EventArchived:
    case RecordKind::EventsExpired:
    case RecordKind::ReplayStarting:
    case RecordKind::EventReplayed:
    case RecordKind::ReplayCompleted:
    case RecordKind::ReplayFailed:
    case RecordKind::ReplayCancelled:
    case RecordKind::PipeExecutionStarted:
    case RecordKind::PipeEnrichmentInvoked:
    case RecordKind::PipeEnriched:
    case RecordKind::PipeTargetInvoked:
    case RecordKind::PipeSentToTarget:
    case RecordKind::PipeExecutionFailed:
      return 3;
    case RecordKind::AsyncAccepted:
    case RecordKind::SyncInvoked:
    case RecordKind::RequestReceived:
    case RecordKind::SentToIntegration:
    case RecordKind::RetryScheduled:
    case RecordKind::StreamRetryScheduled:
    case RecordKind::SentToDestination:
    case RecordKind::SentToTarget:
    case RecordKind::SentBySchedule:
    case RecordKind::TargetRetryScheduled:
    case RecordKind::EmailDelivered:
    case RecordKind::EndpointPosted:
    case RecordKind::EndpointAnswered:
    case RecordKind::PublishedToSubscriptions:
    case RecordKind::Published:
      return 2;
    case RecordKind::MessageCreated:
      return 1;
    default:
      return 0;
  }
}

struct Candidate {
  uint32_t step, record;
  int weight;
};

void take_best(std::vector<Candidate>& candidates, Focus& focus) {
  base::stable_sort(candidates, [](const Candidate& a, const Candidate& b) {
    if (a.step != b.step) return a.step > b.step;
    return a.weight > b.weight;
  });
  for (const Candidate& c : candidates) {
    if (c.step != candidates.front().step) continue;
    focus.decisions.push_back(c.record);
    if (c.weight >= 4) ++focus.telling;
  }
}

void decide_from_journey(const Session& session, Focus& focus) {
  std::vector<Candidate> candidates;
  for (const Line& line : focus.journey) {
    if (line.step > session.step_number() || weight(line.kind) == 0) continue;
    if (focus.delivery != kNone && line.delivery != kNone && line.delivery != focus.delivery &&
        line.message == focus.message) {
      continue;
    }
    candidates.push_back({line.step, line.record, weight(line.kind)});
  }
  take_best(candidates, focus);
}

constexpr uint32_t kRecordsLookedThrough = 200'000;

bool concerns(const Session& session, const Selection& selection, const Record& r) {
  if (selection.kind == SelectionKind::kResource) {
    const auto& configs = session.history().configs;  // what a rule or a topic decided concerns it, too
    return r.resource == selection.resource ||
           (r.version < configs.size() && configs[r.version]->resource == selection.resource &&
            session.world().resource(selection.resource).kind >= engine::ResourceKind::Rule);
  }
  if (selection.kind != SelectionKind::kConnection) return false;
  const auto& configs = session.history().configs;
  switch (selection.connection) {
    case ConnectionKind::kNotification:
      return (r.kind == RecordKind::FilterMatched || r.kind == RecordKind::FilteredOut) &&
             r.version < configs.size() && configs[r.version]->resource == selection.resource &&
             r.code == selection.rule;
    case ConnectionKind::kDeadLetter:
      return r.kind == RecordKind::DeadLettered && r.resource == selection.resource;
    case ConnectionKind::kOnSuccess:
    case ConnectionKind::kOnFailure:
      return r.kind == RecordKind::SentToDestination && r.value == selection.resource.value &&
             (r.code == 1) == (selection.connection == ConnectionKind::kOnSuccess);
    case ConnectionKind::kEventBridge:
      return r.kind == RecordKind::EventReceived;
    case ConnectionKind::kTarget:
    case ConnectionKind::kSubscription:
      return (r.kind == RecordKind::SentToTarget || r.kind == RecordKind::InputTransformFailed ||
              r.kind == RecordKind::SubscriptionMatched || r.kind == RecordKind::SubscriptionFilteredOut) &&
             r.version < configs.size() && configs[r.version]->resource == selection.resource &&
             r.code == selection.rule;
    case ConnectionKind::kRetry:
      return (r.kind == RecordKind::RetryScheduled || r.kind == RecordKind::RetryDue) &&
             r.resource == selection.resource;
  }
  return false;
}

void decide_from_journal(const Session& session, Focus& focus) {
  const uint32_t end = session.world().records;
  const uint32_t from = end > kRecordsLookedThrough ? end - kRecordsLookedThrough : 0;
  std::vector<Candidate> candidates;
  session.simulation().read_records(from, end, [&](uint32_t index, const Record& r) {
    if (weight(r.kind) == 0 || !concerns(session, session.selection, r)) return;
    if (!candidates.empty() && candidates.back().step != r.step) candidates.clear();
    candidates.push_back({r.step, index, weight(r.kind)});
  });
  take_best(candidates, focus);
}

void focus_on_message(const Session& session, Focus& focus) {
  focus.is_message = true;
  focus.message = session.selection.message;
  focus.delivery = session.selection.delivery;
  focus.journey = engine::journey(session.simulation(), focus.message);
  const uint32_t index = session.story().message_index(focus.message);
  focus.title = index == kNone ? "#" + std::to_string(focus.message) : session.story().messages[index].label;
  decide_from_journey(session, focus);
  for (const Line& line : focus.journey) {  // the function or queue that it came to
    if (line.step > session.step_number() || line.resource.is_none() || !alive(session, line.resource))
      continue;
    if (focus.delivery != kNone && line.delivery != kNone && line.delivery != focus.delivery) continue;
    if (line.kind != RecordKind::FilteredOut) focus.resource = line.resource;
  }
}

Focus make_focus(const Session& session) {
  Focus focus;
  switch (session.selection.kind) {
    case SelectionKind::kNone:
      break;
    case SelectionKind::kMessage:
    case SelectionKind::kDelivery:
      focus_on_message(session, focus);
      break;
    case SelectionKind::kResource:
    case SelectionKind::kConnection:
      if (!alive(session, session.selection.resource)) break;
      focus.is_connection = session.selection.kind == SelectionKind::kConnection;
      focus.is_resource = !focus.is_connection;
      focus.resource = session.selection.resource;
      focus.title = name_of(session, focus.resource);
      decide_from_journal(session, focus);
      break;
  }
  return focus;
}

}  // namespace

const Focus& focus_of(const Session& session) {
  static Key key;
  static Focus focus;
  const Key now{&session.simulation(), session.revision(), session.moves(),
                session.last_step(),   session.selection,  language()};
  if (!(now == key)) {
    key = now;
    focus = make_focus(session);
  }
  return focus;
}

bool alive(const Session& session, engine::ResourceId id) { return session.world().is_alive(id); }
std::string name_of(const Session& session, engine::ResourceId id) {
  return std::string(engine::name_of(session.world(), session.history(), id));
}
std::string arn_of(const Session& session, engine::ResourceId id) {
  return engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
}
engine::ResourceKind kind_of(const Session& session, engine::ResourceId id) {
  return session.world().resource(id).kind;
}

}  // namespace brigade::app::inspector
