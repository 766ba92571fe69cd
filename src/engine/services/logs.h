// CloudWatch Logs of a function, made from the journal: INIT_START, START, what the handler printed, END,
// REPORT. Log group /aws/lambda/<function>, one stream an environment. Format: the text format that
// recordings of the real service show, tabs included. Billed duration includes the init phase (since
// 2025-08-01).
#pragma once
#include <string>
#include <vector>

#include "engine/simulation.h"

namespace brigade::engine {

struct LogLine {
  TimeMs time_ms;
  uint32_t step;
  uint32_t record;
  uint32_t environment;  // number
  std::string stream;    // "2026/01/01/[$LATEST]<32 hex digits>"
  std::string text;      // without the line end
  bool is_error;
};
// The lines that records [from, to) wrote for one function, in order.
std::vector<LogLine> log_lines(const Simulation& simulation, ResourceId function, uint32_t from, uint32_t to);

}  // namespace brigade::engine
