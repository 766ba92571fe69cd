// Explanations made from records when somebody looks. Language-neutral: a sentence is a key of the text
// catalogue and its arguments; `app` puts it into English or French, the command line into English. Each
// names the rule of the real service behind it and the page that documents it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/simulation.h"

namespace brigade::engine {

struct Argument {
  std::string_view name;  // "bucket", "key", "delay_ms", …
  std::string text;       // for numbers: plain decimal digits; times in ms end with "_ms" in the name
};
struct Sentence {
  std::string_view key;  // "story.attempt_failed": see sentence_keys()
  std::vector<Argument> arguments;
};

// Every key that sentences can have, with the names of their arguments. Catalogues must have them all.
struct SentenceKey {
  std::string_view key;
  std::vector<std::string_view> arguments;
};
const std::vector<SentenceKey>& sentence_keys();
const std::vector<SentenceKey>& why_sentence_keys();  // of these, those of why()

// How a line of a journey looks: what colour and icon it gets.
enum class Tone : uint8_t { Neutral, Good, Bad, Waiting };

// The name of what a record of a delivery on its way to a target is about; the end of its ARN where there is
// no such resource.
std::string receiver_name(const Simulation& simulation, const Record& record);
// Arguments of the sentences about EventBridge, SNS and handlers' calls: "rules", "targets", "refusal",
// "fault", "address", "error", …; nothing for others.
std::optional<std::string> routing_argument(const Simulation& simulation, const Record& record,
                                            std::string_view what);

// The same of the sentences about tables and streams: "item", "change", "shard", "waiting", "batch", …
std::optional<std::string> stream_argument(const Simulation& simulation, const Record& record,
                                           std::string_view what);
// The same of the sentences about APIs: "route", "request", "answer", "failure".
std::optional<std::string> api_argument(const Simulation& simulation, const Record& record,
                                        std::string_view what);
// What the client of an API got: {"statusCode","headers","body"}; empty for records that are no answer.
std::string api_response(const Simulation& simulation, const Record& record);
// The same of the sentences about what becomes of objects: "detail", "reason", "lifecycle_rule"; and their
// keys, by event. Empty: the kind's own.
std::optional<std::string> s3_argument(const Simulation& simulation, const Record& record,
                                       std::string_view what);
std::string_view s3_story(S3Event event);
const std::vector<std::string_view>& s3_stories();  // with "resource", "key" and "detail"
std::string_view s3_why(const Record& record);      // which of the kind's rules
std::string_view stream_event_name(uint32_t code);  // "INSERT"; Payload::code of a StreamRecord

// What an attempt failed with.
struct AttemptError {
  std::string type, message;
};
AttemptError attempt_error(const Simulation& simulation, const Record& attempt_failed);

// One record in words.
struct Line {
  uint32_t record;  // index in the journal
  uint32_t step;
  TimeMs time_ms;
  RecordKind kind;
  Tone tone;
  Sentence sentence;
  ResourceId resource;
  uint32_t message, delivery;  // numbers, kNone
};
Line line_of(const Simulation& simulation, uint32_t record_index);

// The whole journey of a message: its records and those of what became of it, and the command it came from,
// in journal order, known future included.
std::vector<Line> journey(const Simulation& simulation, uint32_t message);

// Why something was decided as it was.
struct Check {  // one thing that was looked at
  bool ok;
  Sentence expected;             // "suffix .jpg"
  std::string actual;            // the text that was compared: the key, the event type
  base::TextRange actual_range;  // the part that decided, in `actual`
};
// Each route of the API against the request of this record, those that match first.
std::vector<Check> route_checks(const Simulation& simulation, const Record& record);
struct Why {
  Tone tone;
  Sentence headline;  // "did not match"
  Sentence because;   // one sentence: the rule as it applied here
  std::vector<Check> checks;
  Sentence rule;  // the real service's rule, in general
  std::string_view documentation_url;
  ResourceId resource;  // where the deciding configuration stands
  uint32_t version;     // the configuration version that decided, kNone
};
Why why(const Simulation& simulation, uint32_t record_index);
// Of what a mapping or pipe took or left out: each of its filters.
std::vector<Check> source_filter_checks(const Simulation& simulation, const Record& record);

// What came from an alarm is called after it: "dlq-not-empty: ALARM"; empty where it came from none.
std::string alarm_label(const Simulation& simulation, const Record& record);

// The command that it all began with, kNone where that cannot be told or an alarm stands between.
CommandRef root_command(const Simulation& simulation, const Record& record);

// A message's name for people: the label or key of the command it came from ("beach.jpg"); of a schedule's
// firing its name and number ("report#2"), of a replayed event the replay's name and its own
// ("again/order-1").
std::string label_of(const Simulation& simulation, CommandRef root);
std::string message_label(const Simulation& simulation, uint32_t message);

}  // namespace brigade::engine
