// The scripted handler: the first rule that applies to the event and the attempt decides.
#include "engine/handler.h"

#include "base/text.h"

namespace brigade::engine {

namespace {

bool rule_applies(const HandlerRule& rule, const InvocationInput& input, base::Stream& random) {
  if (rule.first_attempts != 0 && input.attempt > rule.first_attempts) return false;
  if (!rule.keys.empty()) {
    bool any = false;
    for (const std::string& pattern : rule.keys)
      any = any || (input.has_object_key && base::glob_match(pattern, input.object_key));
    if (!any) return false;
  }
  return rule.probability_ppm >= 1'000'000 || base::chance_ppm(random, rule.probability_ppm);
}

}  // namespace

HandlerResult run_script(const InvocationInput& input, const HandlerBehaviour& behaviour,
                         base::Stream& random) {
  for (uint32_t i = 0; i < behaviour.rules.size(); ++i) {
    const HandlerRule& rule = behaviour.rules[i];
    if (!rule_applies(rule, input, random)) continue;
    const bool fails = rule.outcome == HandlerOutcome::Fail;
    return {rule.outcome, fails ? behaviour.failure_duration_ms : behaviour.duration_ms, i};
  }
  return {HandlerOutcome::Succeed, behaviour.duration_ms, kNone};
}

HandlerAnswer ScriptedHandler::begin(const InvocationInput& input, const HandlerBehaviour& behaviour,
                                     base::Stream& random) {
  return {HandlerAnswer::Kind::Complete, run_script(input, behaviour, random), {}};
}

HandlerAnswer ScriptedHandler::resume(const InvocationInput&, const CallResponse&) { return {}; }

}  // namespace brigade::engine
