// The names of a sentence's arguments in a table: up to four, the last ones empty. A table of these is data,
// where a table of vectors would be code that fills it.
#pragma once
#include <array>
#include <string_view>
#include <vector>

namespace brigade::engine {

using ArgumentNames = std::array<std::string_view, 4>;

inline std::vector<std::string_view> given(const ArgumentNames& names) {
  std::vector<std::string_view> out;
  for (const std::string_view name : names) {
    if (!name.empty()) out.push_back(name);
  }
  return out;
}

}  // namespace brigade::engine
