// Event source mappings and pipes on the stage: the wires from what they poll, a pipe's counts, and its wires
// to its enrichment and its target.
#include "app/stage/model_build.h"

namespace brigade::app::stage {

using engine::kNone;

void add_pollers(Build& b, uint32_t node, uint32_t first) {
  for (uint32_t m = first; m != kNone; m = b.world.mappings[m].next) {
    const engine::EventSourceMappingState& state = b.world.mappings[m];
    const engine::PollerConfig& config = b.history.poller_config(b.world.resource(state.id).config);
    Edge* edge = add_edge(b, EdgeKind::Mapping, node, b.model.node_of(state.function),
                          engine::name_of(b.world, b.history, state.id));
    if (edge == nullptr) continue;
    edge->rule = m;
    edge->missed = state.filtered_out;
    if (config.patterns != nullptr && !config.patterns->empty()) {
      edge->filter = pattern_summary(config.patterns->front());
    }
    const uint32_t function = edge->to;
    if (Edge* failed =
            add_edge(b, EdgeKind::MappingFailure, function, config.on_failure_arn, "batch-failure"))
      failed->rule = m;
  }
}

void add_stream_pollers(Build& b, uint32_t node, uint32_t stream) {
  if (stream != kNone) add_pollers(b, node, b.world.streams[stream].mappings);
}

void fill_pipe(const Build& b, Node& node) {
  const engine::EventSourceMappingState& state = b.world.mapping(node.id);
  node.enabled = b.history.pipe_config(b.world.resource(node.id).config).enabled;
  node.received = state.batches;
  node.refused = state.failed_batches;
  node.filtered = state.filtered_out;
  for (uint32_t i = 0; i < state.lanes; ++i) {
    const uint32_t batch = b.world.lanes[state.first_lane + i].batch;
    if (batch != kNone) node.visible += b.world.batches[batch].members;
  }
}

void add_pipe_edges(Build& b, uint32_t node) {
  const engine::PipeConfig& config = b.history.pipe_config(b.world.resource(b.model.nodes[node].id).config);
  add_edge(b, EdgeKind::Enrichment, node, config.enrichment_arn, "enrichment");
  add_edge(b, EdgeKind::Target, node, config.target_arn, "target");
}

}  // namespace brigade::app::stage
