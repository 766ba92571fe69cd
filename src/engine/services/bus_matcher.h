// The rules of a bus, compiled into one matcher, and which of them an event matches. Kept from event to event
// and made again when the bus's rules are others; decides nothing that a fresh one would not.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/services/payload.h"
#include "engine/services/s3_bus_event.h"
#include "match/rule_set.h"

namespace brigade::engine {

class BusMatchers {
 public:
  // Resource indices of the enabled rules that match, in the order of their making. Valid until the next
  // call.
  const std::vector<uint32_t>& match(const RenderContext& context, const BusState& bus, const Payload& event);
  // A rule may be another one than it was: nothing that is kept holds any longer.
  void forget() { kept_.clear(); }

 private:
  struct Matcher {
    ResourceId bus;
    uint32_t epoch;
    match::RuleSet rules;
    match::Matches matches;
    std::vector<S3BusField> fields;  // by number of a path
    uint64_t paths_version = ~uint64_t{0};
  };
  Matcher& matcher_for(const RenderContext& context, const BusState& bus);
  static constexpr size_t kKept = 64;
  std::vector<std::unique_ptr<Matcher>> kept_;  // the last used first
  std::vector<uint32_t> found_;
};

}  // namespace brigade::engine
