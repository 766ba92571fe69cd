// Which route a request takes. Source: API Gateway Developer Guide, "Create routes for HTTP APIs", "Routing
// API requests": a full match first, then a greedy path variable, then $default. Assumed: of several the one
// that is more literal from the left wins, then a method of its own over ANY.
#include <algorithm>

#include "base/text.h"
#include "engine/services/apis.h"

namespace brigade::engine::apis {

namespace {

constexpr std::string_view kMethods[] = {"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};

bool is_variable(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool is_greedy(std::string_view segment) {
  return is_variable(segment) && segment[segment.size() - 2] == '+';
}

bool is_segment(std::string_view segment) {
  const bool braces = segment.find_first_of("{}") != std::string_view::npos;
  return !braces || (is_variable(segment) && segment.find_first_of("{}", 1) == segment.size() - 1);
}

// Where a segment stands in "METHOD /path".
base::TextRange range_of(std::string_view path, std::string_view part, size_t method_size) {
  const auto begin = static_cast<uint32_t>(method_size + 1 + static_cast<size_t>(part.data() - path.data()));
  return {begin, begin + static_cast<uint32_t>(part.size())};
}

// Segments after the first slash, as views into the path.
std::vector<std::string_view> segments_of(std::string_view path) { return base::split(path.substr(1), '/'); }

}  // namespace

std::optional<RouteKey> parse_route_key(std::string_view key) {
  if (key == "$default") return RouteKey{};
  const size_t space = key.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const RouteKey out{key.substr(0, space), key.substr(space + 1)};
  const bool method = std::find(std::begin(kMethods), std::end(kMethods), out.method) != std::end(kMethods);
  if (!method || out.path.empty() || out.path.front() != '/') return std::nullopt;
  if (out.path.find_first_of(" ?#") != std::string_view::npos) return std::nullopt;
  const auto segments = segments_of(out.path);
  for (size_t i = 0; i < segments.size(); ++i) {
    if (!is_segment(segments[i])) return std::nullopt;
    if (is_greedy(segments[i]) && i + 1 < segments.size()) return std::nullopt;  // only at the end
  }
  return out;
}

RouteMatch match_route(std::string_view key_text, std::string_view method, std::string_view path) {
  RouteMatch out;
  const auto key = parse_route_key(key_text);
  if (!key || path.empty()) return out;
  if (key->is_default()) {
    out.method_ok = out.path_ok = true;
    out.rank = "~";  // after all others
    return out;
  }
  out.method_ok = key->method == "ANY" || key->method == method;
  const auto wanted = segments_of(key->path), given = segments_of(path);
  const std::string_view last = given.back();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (i >= given.size()) {
      out.in_request = range_of(path, last, method.size());
      return out;
    }
    const std::string_view name =
        is_variable(wanted[i]) ? wanted[i].substr(1, wanted[i].size() - 2) : std::string_view();
    if (is_greedy(wanted[i]) && !given[i].empty()) {
      const auto from = static_cast<size_t>(given[i].data() - path.data());
      out.parameters.emplace_back(name.substr(0, name.size() - 1), path.substr(from));
      out.rank += '2';
      break;
    }
    if (is_variable(wanted[i]) && !is_greedy(wanted[i]) && !given[i].empty()) {
      out.parameters.emplace_back(name, given[i]);
      out.rank += '1';
    } else if (wanted[i] == given[i]) {
      out.rank += '0';
    } else {
      out.in_request = range_of(path, given[i], method.size());
      return out;
    }
    if (i + 1 == wanted.size() && given.size() > wanted.size()) {
      out.in_request = range_of(path, given[i + 1], method.size());
      return out;
    }
  }
  out.path_ok = true;
  out.rank += key->method == "ANY" ? 'b' : 'a';
  if (!out.method_ok) out.in_request = {0, static_cast<uint32_t>(method.size())};
  return out;
}

std::optional<uint32_t> choose_route(const ApiConfig& config, std::string_view method,
                                     std::string_view path) {
  std::optional<uint32_t> best;
  std::string best_rank;
  for (uint32_t i = 0; i < config.routes.size(); ++i) {
    RouteMatch match = match_route(config.routes[i].key, method, path);
    if (!match.matches() || (best && match.rank >= best_rank)) continue;
    best = i;
    best_rank = std::move(match.rank);
  }
  return best;
}

}  // namespace brigade::engine::apis
