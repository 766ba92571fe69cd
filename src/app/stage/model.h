// What the stage shows at one step, taken from the simulation: resources as nodes, who sends to whom as
// edges, live deliveries as tokens, and what stopped at a filter as counts. No places on the screen here
// (layout.h has them) and nothing remembered from step to step.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/story.h"
#include "engine/explain.h"
#include "engine/simulation.h"

namespace brigade::app::stage {

struct Node {
  engine::ResourceKind kind = engine::ResourceKind::Bucket;
  engine::ResourceId id;
  std::string name;   // a rule's without its bus
  std::string place;  // resource_key(), where that is not the name
  const std::string& key() const { return place.empty() ? name : place; }
  // Bucket
  engine::Versioning versioning = engine::Versioning::Off;
  uint64_t objects = 0;
  uint64_t unmatched = 0;  // messages that nothing wanted
  // Function
  int64_t timeout_ms = 0;
  uint32_t memory_mb = 0;
  uint32_t running = 0, warm = 0;  // environments
  std::string role;                // its execution role's name; empty: none
  uint32_t limit = 0;              // of concurrency, reserved or the account's
  bool reserved = false;
  uint32_t in_queue = 0, retrying = 0;
  uint32_t max_retries = 0;
  engine::TimeMs retry_in_ms = -1;  // until the next retry; < 0: none is waiting
  uint64_t succeeded = 0;
  std::string last_trouble;  // the newest failure, throttle or time-out in words; empty: the last went well
  uint32_t last_trouble_record = engine::kNone;
  // Table: `objects` are its items; Stream: `received` records, `limit` shards. Of both: `visible` records
  // wait for readers, of whom `refused` are held back by a batch that fails; `enabled`: it writes a stream.
  // Queue
  uint32_t visible = 0, in_flight = 0, delayed = 0;
  bool is_dead_letter = false;
  // Bus: received and `unmatched`. Rule: all but the last two. Topic: what was published, sent, refused,
  // filtered out, and its e-mail addresses.
  bool enabled = true;
  bool broken = false;  // a fault of the learner's making is in force
  uint64_t received = 0, matched = 0, sent = 0, refused = 0, filtered = 0;
  // API: requests are `received`, answers of 5xx `refused`, of 4xx `filtered`.
  // Pipe: `received` batches, `refused` of them failed; `visible` records of a stream are in one just now.
  // Schedule, and a rule with one: how often it fired is `received`, of an archive its events.
  std::string expression;
  engine::TimeMs next_in_ms = -1;  // < 0: never again
  std::vector<std::string> addresses;
  // Alarm: its state, and what it watches in a few words.
  engine::AlarmValue alarm = engine::AlarmValue::InsufficientData;
  std::string condition;
};

// EventBridge: a bucket's events to the default bus; Rule: from a bus to its rule.
enum class EdgeKind : uint8_t {
  Notification,
  DeadLetter,
  OnFailure,
  OnSuccess,
  Redrive,
  EventBridge,
  Rule,
  Target,
  Subscription,
  Mapping,  // an event source mapping, from its queue, table or stream to its function; of a pipe to it
  MappingFailure,  // from that function or pipe to where the mapping tells of batches that it gave up
  Call,            // what the function's handler calls
  Archive,         // from a bus to its archive
  Watch,           // from a resource to an alarm on one of its metrics
  AlarmAction,
  Replication,  // from a bucket to another one
  Route,        // from an API to a function
  Enrichment,   // from a pipe to the function that it asks
};
struct Edge {
  EdgeKind kind = EdgeKind::Notification;
  uint32_t from = 0, to = 0;  // nodes
  std::string id;      // of a notification, target or subscription (its ARN), a rule's name; else the kind's
  std::string filter;  // "*.jpg", "images/*", "*" of a notification; a pattern's summary; empty: no filter
  uint32_t rule = engine::kNone;  // index in the configuration of where it starts
  uint64_t missed = 0, passed = 0;
};

// Where a token is.
enum class Spot : uint8_t { OnEdge, AsyncQueue, Environment, Leaving, InQueue };
enum class Look : uint8_t { Solid, Ring, Faint };  // here; held by a consumer or backing off; not there yet
struct Token {
  uint32_t delivery = 0, message = 0;  // numbers
  uint32_t root = 0;                   // the message it all comes from (Story): same root, same colour
  std::string label;
  Spot spot = Spot::OnEdge;
  Look look = Look::Solid;
  uint32_t node = engine::kNone;  // of every spot but OnEdge
  uint32_t edge = engine::kNone;  // OnEdge; kNone: it has no edge any more
};

// A message that a filter stopped in this very step: it is shown for as long as the step is walked.
struct Stopped {
  uint32_t delivery = 0, message = 0, root = 0;
  std::string label;
  uint32_t edge = 0;
};

// Past this many in one place, tokens become a count.
inline constexpr uint32_t kMaxTokens = 24;

struct Model {
  uint32_t step = 0;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Token> tokens;
  std::vector<Stopped> stopped;

  uint32_t node_of(engine::ResourceId id) const {
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].id == id) return i;
    }
    return engine::kNone;
  }
};

// What of the journal the stage counts, kept between steps: built once for what is known and searched by
// step. rebuild() after an edit; extend() where only more became known.
class Tallies {
 public:
  void rebuild() { *this = Tallies(); }
  void extend(const engine::Simulation& simulation);

  struct Entry {
    uint32_t step, record, message, delivery, version, code;
    engine::ResourceId resource;
    engine::RecordKind kind;
  };
  // In order of the journal; kinds: filter matched and missed, unmatched, attempts' ends, throttles, drops.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  uint32_t read_to_ = 0;
};

Model make_model(const engine::Simulation& simulation, const Story& story, const Tallies& tallies);

// "*.jpg", "images/*", "images/*.jpg", "*": a filter as people write it.
std::string filter_text(const match::KeyFilter& filter);

// "size > 1000000 · key *.jpg": what a pattern asks for, only the most particular.
std::string pattern_summary(const match::Pattern& pattern);

// The messages that this notification of a bucket, or subscription of a topic, missed up to the present,
// newest last, at most `limit`.
struct Missed {
  uint32_t message, record, step;
};
std::vector<Missed> missed_by(const engine::Simulation& simulation, const Tallies& tallies,
                              engine::ResourceId source, std::string_view part, size_t limit);

}  // namespace brigade::app::stage
