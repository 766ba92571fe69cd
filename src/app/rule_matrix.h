// Rules held against events, as a table: rules and bucket notifications are rows, the last events columns.
// Made from the story and the engine's verdicts at the present step; no Dear ImGui. What an upload made for a
// bus and for notifications stands in one column.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/session.h"

namespace brigade::app {

// The records that ended events' stays on buses (EventRouted, NoRuleMatched), up to the present step, the
// newest last. `bus` none: on any; `message` kNone: of any.
std::vector<uint32_t> bus_stays(const Session& session, engine::ResourceId bus, uint32_t message,
                                size_t limit);

enum class CellState : uint8_t { kNone, kMatched, kMissed, kDisabled };
struct MatrixCell {
  CellState state = CellState::kNone;
  uint32_t message = engine::kNone, delivery = engine::kNone;  // delivery: of a notification
};
struct MatrixRow {
  engine::ResourceId resource;    // the rule, or the bucket
  uint32_t part = engine::kNone;  // of a bucket: index of its notification
  std::string name, key;          // key: in the names of controls
  bool enabled = true;
};
struct MatrixColumn {
  std::string label;
  base::TimeMs time_ms = 0;
  uint32_t cause = engine::kNone;    // the record that the column's messages come from
  uint32_t message = engine::kNone;  // the one on a bus, else the one for notifications
  std::vector<MatrixCell> cells;     // by row
};
struct RuleMatrix {
  std::vector<MatrixRow> rows;
  std::vector<MatrixColumn> columns;  // in the order of time
};
RuleMatrix make_rule_matrix(const Session& session, size_t columns);

// Chooses what a cell shows: its event and its rule, and why.
void choose_cell(Session& session, const MatrixRow& row, const MatrixCell& cell);
// The cell that is chosen; false: none is.
bool chosen_cell(const Session& session, const RuleMatrix& matrix, size_t& row, size_t& column);
// To the next cell that holds something, from the chosen one; the newest where none is chosen.
void move_choice(Session& session, const RuleMatrix& matrix, int down, int right);

}  // namespace brigade::app
