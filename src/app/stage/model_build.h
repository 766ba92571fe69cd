// What the parts of the stage's model are made with: model.cpp makes nodes, edges and counts,
// model_tokens.cpp the tokens.
#pragma once
#include <vector>

#include "app/stage/model.h"

namespace brigade::app::stage {

struct Build {
  const engine::Simulation& simulation;
  const engine::World& world;
  const engine::History& history;
  const Story& story;
  const Tallies& tallies;
  std::vector<bool> taken;     // by slot of a delivery, cut at kMaxScannedDeliveries
  std::vector<bool> in_batch;  // the same: a stream's record that a function has just now
  Model model;
};

// What a record or a delivery says that it came by, as an edge of today; kNone where there is none.
uint32_t edge_of(const Build& b, uint32_t version, uint32_t part);
// The parts of model_fill.cpp.
void fill_readers(const Build& b, Node& node, uint32_t stream);
void fill_table(const Build& b, Node& node);
void fill_alarm(const Build& b, Node& node);
void fill_api(const Build& b, Node& node);
// A wire, where both its ends are there.
Edge* add_edge(Build& b, EdgeKind kind, uint32_t from, uint32_t to, std::string_view id);
Edge* add_edge(Build& b, EdgeKind kind, uint32_t from, std::string_view to_arn, std::string_view id);
// Of what polls a queue (`first`: the head of its list) or a stream; model_pollers.cpp.
void add_pollers(Build& b, uint32_t node, uint32_t first);
void add_stream_pollers(Build& b, uint32_t node, uint32_t stream);
void fill_pipe(const Build& b, Node& node);
void add_pipe_edges(Build& b, uint32_t node);
void mark_batches(Build& b);
void add_tokens(Build& b);

}  // namespace brigade::app::stage
