// What the cards of tables, streams, alarms and APIs say, taken from the world.
#include "app/stage/model_build.h"
#include "engine/services/alarm_text.h"

namespace brigade::app::stage {

using engine::kNone;

// What the readers of a table's or of a Kinesis stream have still to take.
void fill_readers(const Build& b, Node& node, uint32_t stream) {
  if (stream == kNone) return;
  node.received = b.world.streams[stream].records;
  node.limit = b.world.streams[stream].shards;
  for (uint32_t m = b.world.streams[stream].mappings; m != kNone; m = b.world.mappings[m].next) {
    const engine::EventSourceMappingState& mapping = b.world.mappings[m];
    uint32_t in_batches = 0;
    for (uint32_t i = 0; i < mapping.lanes; ++i) {
      const uint32_t batch = b.world.lanes[mapping.first_lane + i].batch;
      if (batch != kNone) in_batches += b.world.batches[batch].members;
    }
    node.visible += mapping.waiting - in_batches;
    node.refused += mapping.blocked;
  }
}

void fill_table(const Build& b, Node& node) {
  node.objects = b.world.table(node.id).item_count;
  node.enabled = b.history.table_config(b.world.resource(node.id).config).stream.has_value();
  fill_readers(b, node, b.world.table(node.id).stream);
}

void fill_alarm(const Build& b, Node& node) {
  const engine::AlarmConfig& config = b.history.alarm_config(b.world.resource(node.id).config);
  node.alarm = static_cast<engine::AlarmValue>(b.world.alarm(node.id).state);
  node.condition = config.metric_name + " " +
                   std::string(engine::alarms::comparison_sign(config.comparison)) + " " + config.threshold;
}

void fill_api(const Build& b, Node& node) {
  const engine::ApiState& state = b.world.api(node.id);
  node.received = state.requests;
  node.refused = state.server_errors;
  node.filtered = state.client_errors;
}

}  // namespace brigade::app::stage
