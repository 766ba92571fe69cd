// What of the journal the stage counts, kept between steps: built once for what is known and searched by
// step. rebuild() after an edit; extend() where only more became known.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/simulation.h"

namespace brigade::app::stage {

class Tallies {
 public:
  Tallies() = default;
  Tallies(Tallies&&) = default;
  Tallies& operator=(Tallies&&) = default;
  void rebuild() { *this = Tallies(); }
  void extend(const engine::Simulation& simulation);

  struct Entry {
    uint32_t step, record, message, delivery, version, code;
    engine::ResourceId resource;
    engine::RecordKind kind;
  };
  // In order of the journal; kinds: filter matched and missed, unmatched, attempts' ends, throttles, drops.
  const std::vector<Entry>& entries() const { return entries_; }

  // A notification or subscription: the steps at which it let something through, or stopped it.
  struct Part {
    std::vector<uint32_t> passed, missed;
  };
  const Part* part(engine::ResourceId of, std::string_view id) const;  // nullptr: nothing yet

  // An attempt's end, a throttle or a drop; how many had succeeded by then.
  struct End {
    uint32_t step, entry, succeeded;
  };
  struct OfResource {
    std::vector<uint32_t> unmatched;  // steps
    std::vector<End> ends;
  };
  const OfResource* of(engine::ResourceId id) const;
  const End* last_end(engine::ResourceId id, uint32_t step) const;  // up to this step; nullptr: none

  // How many of these are up to `step`.
  static uint64_t up_to(const std::vector<uint32_t>& steps, uint32_t step);

 private:
  void add(const engine::Simulation& simulation, const Entry& entry);
  Part* part_of(const engine::Simulation& simulation, const Entry& entry);

  std::vector<Entry> entries_;
  std::map<uint32_t, std::map<std::string, Part, std::less<>>> parts_;  // by resource and id
  std::map<uint64_t, Part*> known_parts_;                               // by version and index in it
  std::map<uint32_t, OfResource> resources_;
  uint32_t read_to_ = 0;
};

// The id that a notification, target or subscription of this index has in its configuration; empty: none.
std::string_view part_id(const engine::ConfigVersion& config, uint32_t index);

// The messages that this notification of a bucket, or subscription of a topic, missed up to the present,
// newest last, at most `limit`.
struct Missed {
  uint32_t message, record, step;
};
std::vector<Missed> missed_by(const engine::Simulation& simulation, const Tallies& tallies,
                              engine::ResourceId source, std::string_view part, size_t limit);

}  // namespace brigade::app::stage
