// The filters of a source, held against a record once more: which of them let it through. For event source
// mappings and pipes, whose filters are patterns over the record as their source gives it.
#include "base/json.h"
#include "engine/explain.h"
#include "engine/services/event_source.h"
#include "engine/services/stream_record.h"
#include "match/front_ends.h"

namespace brigade::engine {

namespace {

// The delivery of this number; kNone where it is not there.
uint32_t slot_of(const World& world, uint32_t number) {
  const std::vector<bool> taken = world.deliveries.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && world.deliveries[slot].number == number) return slot;
  }
  return kNone;
}

const PollerConfig* poller_of(const History& history, uint32_t version) {
  if (version >= history.configs.size()) return nullptr;
  const Config& config = history.configs[version]->value;
  if (const auto* pipe = std::get_if<PipeConfig>(&config)) return pipe;
  return std::get_if<EventSourceMappingConfig>(&config);
}

// The text inside the record that filters look into; the record where there is none.
std::string looked_at(const FilterView& view) {
  const auto json = base::read_json(view.record);
  const base::JsonValue* inside = json ? json->find(view.payload_member) : nullptr;
  if (inside == nullptr && json) inside = json->find("dynamodb");
  if (inside == nullptr) return view.record;
  if (inside->is_string()) return inside->as_string();
  base::JsonWriter writer;
  base::write_json(writer, *inside);
  return writer.take();
}

}  // namespace

std::vector<Check> source_filter_checks(const Simulation& simulation, const Record& record) {
  const PollerConfig* config = poller_of(simulation.history(), record.version);
  std::vector<Check> checks;
  if (config == nullptr || config->patterns == nullptr || record.step == 0) return checks;
  const auto world = simulation.world_at(record.step - 1);
  const uint32_t slot = slot_of(*world, record.delivery);
  if (slot == kNone) return checks;
  const RenderContext context{*world, simulation.history(), simulation.plan()};
  const Delivery& delivery = world->deliveries[slot];
  const FilterView view = is_in_queue(delivery.state)
                              ? FilterView{event_source::render_record(context, slot), "body", true}
                              : filter_view(context, world->messages[delivery.message].payload.ref);
  const std::string actual = looked_at(view);
  for (size_t i = 0; i < config->patterns->size(); ++i) {
    Check check;
    check.ok = match::matches_record({(*config->patterns)[i]}, view.record, view.payload_member);
    check.expected = {"why.check.pattern", {{"expected", config->filters[i]}}};
    check.actual = actual;
    check.actual_range = {0, static_cast<uint32_t>(actual.size())};
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace brigade::engine
