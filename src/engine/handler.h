// A function's handler behind one small interface: begin, any number of calls, complete. Scripted handlers
// answer at once and are part of the scenario. Code handlers (a worker in the page) may answer Waiting: the
// engine then stands until Simulation::answer() brings what the code did. Answers are kept beside the journal
// (HandlerTape), so that travelling in time never runs code again.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "engine/command.h"
#include "engine/config.h"

namespace brigade::engine {

struct InvocationInput {
  ResourceId function;
  uint32_t invocation = 0;  // number
  uint32_t attempt = 1;
  bool cold = false;
  std::string_view object_key;  // of what it all came from, where that was an object; empty otherwise
  bool has_object_key = false;
  std::string_view bucket, function_name;
  uint64_t size_bytes = 0;  // of the object
  std::string event;        // JSON, where the behaviour reads it
  uint32_t calls = 0;       // made so far
};

struct HandlerResult {
  HandlerOutcome outcome = HandlerOutcome::Succeed;
  int64_t duration_ms = 0;
  uint32_t rule = kNone;  // the rule that decided, for the explanation
};

// What a handler does next.
struct HandlerAnswer {
  enum class Kind : uint8_t { Complete, Call, Waiting };
  Kind kind = Kind::Complete;
  HandlerResult result;       // Complete; with a call, what it will be if all goes well
  std::vector<Command> call;  // Call: exactly one command, a service operation
};
// What a call gave back: a refusal's code and text, or success.
struct CallResponse {
  bool ok = true;
  std::string code, text;
};

class Handler {
 public:
  virtual ~Handler() = default;
  virtual HandlerAnswer begin(const InvocationInput& input, const HandlerBehaviour& behaviour,
                              base::Stream& random) = 0;
  // `planned` is the result that came with the call.
  virtual HandlerAnswer resume(const InvocationInput& input, const HandlerBehaviour& behaviour,
                               const HandlerResult& planned, const CallResponse& response) = 0;
};

class ScriptedHandler final : public Handler {
 public:
  HandlerAnswer begin(const InvocationInput& input, const HandlerBehaviour& behaviour,
                      base::Stream& random) override;
  HandlerAnswer resume(const InvocationInput& input, const HandlerBehaviour& behaviour,
                       const HandlerResult& planned, const CallResponse& response) override;
};

// "s3:PutObject": a call is named as the command that it is.
std::string_view operation_name(CallOperation operation);
// The command that a call is for this event.
Command command_of(const HandlerCall& call, const InvocationInput& input);

// Do the handler's texts want to know what the event says?
inline bool reads_event(const HandlerBehaviour& behaviour) {
  return !behaviour.calls.empty() || !behaviour.response.empty();
}
// Does a rule decide by the object's, or the record's, key?
inline bool reads_key(const HandlerBehaviour& behaviour) {
  return std::any_of(behaviour.rules.begin(), behaviour.rules.end(),
                     [](const HandlerRule& rule) { return !rule.keys.empty(); });
}
// What a success returns for this event: JSON.
std::string response_of(const HandlerBehaviour& behaviour, const InvocationInput& input);

// The script alone: which rule decides and for how long it runs.
HandlerResult run_script(const InvocationInput& input, const HandlerBehaviour& behaviour,
                         base::Stream& random);

}  // namespace brigade::engine
