// Turning byte offsets into the line and column that an editor shows. Knows line feeds only: a carriage
// return before one counts as a column at the end of its line.
#include "base/result.h"

#include <algorithm>

#include "base/text.h"

namespace brigade::base {

LineColumn line_column(std::string_view text, uint32_t offset) {
  const std::string_view before = text.substr(0, std::min<size_t>(offset, text.size()));
  const size_t lines = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t newline = before.rfind('\n');
  const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  return {static_cast<uint32_t>(lines) + 1, static_cast<uint32_t>(code_point_count(line)) + 1};
}

}  // namespace brigade::base
