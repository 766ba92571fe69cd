// What a pipe's enrichment and target receive: the events of the source, one by one, through an input
// template. Sources: EventBridge User Guide, "Input transformation" of Pipes (reserved variables, implicit
// body parsing, dynamic path parameters) and "Event filtering". Assumed: that quotes and missing values are
// treated as in the templates of rules.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brigade::engine::pipes {

struct InputContext {
  std::string_view pipe_arn, pipe_name, source_arn, enrichment_arn, target_arn;
  std::string_view ingestion_time;  // "2026-01-01T00:00:00Z"
};

// Error code "ValidationException": too long, a path that is none, a variable that is not reserved, a
// template that can never make JSON.
base::Status check_template(std::string_view text, std::string_view member);

// The event as it is where the template is empty. Failed where the result is no JSON.
base::Result<std::string> input_of(std::string_view input_template, const base::JsonValue& event,
                                   const InputContext& context);
// A parameter of a target: the text itself, or what stands at "$.path" in the event.
std::string parameter_of(std::string_view text, const base::JsonValue& event);

// The event with a payload in text read: "body" of a queue's message, "data" of a Kinesis record (base64).
base::JsonValue decoded(const base::JsonValue& event);

}  // namespace brigade::engine::pipes
