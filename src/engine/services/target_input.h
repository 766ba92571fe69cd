// What a rule's target receives instead of the whole event: Input, InputPath or InputTransformer. Sources:
// EventBridge User Guide, "Input transformation"; recordings of the real service for what a variable becomes
// inside and outside quotes, for missing paths, and for results that are no JSON.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/config.h"

namespace brigade::engine {

inline constexpr size_t kMaxInputPaths = 100;
inline constexpr size_t kMaxTemplateBytes = 8'192;

// What PutTargets checks, with its error texts (code "ValidationException"): one of the three at most, JSON
// of Input, JSONPaths, placeholders that are declared.
base::Status check_target_input(const RuleTarget& target);

struct TargetInputContext {
  std::string_view event;  // compact JSON, the envelope included
  std::string_view rule_arn, rule_name;
  std::string_view ingestion_time;  // "2026-01-01T00:00:00Z"
};
// The target's input as JSON text; the event itself where nothing is transformed. Failed where a transformed
// text is no JSON: the service then delivers nothing, silently.
base::Result<std::string> target_input(const RuleTarget& target, const TargetInputContext& context);

// The value at a JSONPath of a JSON text: of a string its text, else compact JSON; empty where there is none.
std::string value_at_path(std::string_view json, std::string_view path);

}  // namespace brigade::engine
