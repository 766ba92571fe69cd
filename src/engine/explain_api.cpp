// The names in the sentences about APIs, and each route held against the request again.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/explain.h"
#include "engine/services/apis.h"

namespace brigade::engine {

namespace {

const ApiConfig* api_config(const Simulation& simulation, const Record& record) {
  const auto& configs = simulation.history().configs;
  return record.version < configs.size() ? std::get_if<ApiConfig>(&configs[record.version]->value) : nullptr;
}

// The request that a record comes from; empty where there is none.
apis::Request request_of(const Simulation& simulation, Record r) {
  for (;;) {
    const bool is_request = r.kind == RecordKind::MessageCreated &&
                            static_cast<PayloadKind>(r.code >> 8) == PayloadKind::ApiRequest;
    if (is_request) return apis::read_request(*simulation.history().texts[r.value]);
    if (r.cause == kNone) return {};
    r = simulation.record_at(r.cause);
  }
}

std::string answer_text(std::string_view response) {
  const auto value = base::read_json(response);
  const base::JsonValue* body = value ? value->find("body") : nullptr;
  std::string text = std::to_string(apis::status_of(response));
  if (body == nullptr || body->as_string().empty()) return text;
  constexpr size_t kShown = 200;
  const std::string& whole = body->as_string();
  if (whole.size() <= kShown) return text + " " + whole;
  return text + " " + base::replace_invalid_utf8(whole.substr(0, kShown)) + "...";
}

}  // namespace

std::string api_response(const Simulation& simulation, const Record& record) {
  const auto& texts = simulation.history().texts;
  if (record.kind == RecordKind::NoRouteMatched) return apis::failure_response(404);
  if (record.kind == RecordKind::IntegrationFailed)
    return apis::failure_response(apis::status_of(static_cast<ApiFailure>(record.code)));
  return record.kind == RecordKind::ApiResponded && record.value < texts.size() ? *texts[record.value]
                                                                                : std::string();
}

std::optional<std::string> api_argument(const Simulation& simulation, const Record& record,
                                        std::string_view what) {
  if (what == "answer") return answer_text(api_response(simulation, record));
  if (what == "failure") return std::string(api_failure_name(static_cast<ApiFailure>(record.code)));
  if (what == "route") {
    const ApiConfig* config = api_config(simulation, record);
    return config == nullptr || record.code >= config->routes.size() ? std::string()
                                                                     : config->routes[record.code].key;
  }
  if (what == "request") {
    const apis::Request request = request_of(simulation, record);
    return request.method + " " + request.path;
  }
  return std::nullopt;
}

std::vector<Check> route_checks(const Simulation& simulation, const Record& record) {
  std::vector<Check> checks;
  const ApiConfig* config = api_config(simulation, record);
  const apis::Request request = request_of(simulation, record);
  if (config == nullptr || request.path.empty()) return checks;
  struct Looked {
    apis::RouteMatch match;
    std::string_view key;
  };
  std::vector<Looked> looked;
  for (const ApiRoute& route : config->routes)
    looked.push_back({apis::match_route(route.key, request.method, request.path), route.key});
  std::stable_sort(looked.begin(), looked.end(), [](const Looked& a, const Looked& b) {
    if (a.match.matches() != b.match.matches()) return a.match.matches();
    return a.match.matches() && a.match.rank < b.match.rank;
  });
  constexpr size_t kShown = 40;
  if (looked.size() > kShown) looked.resize(kShown);
  const std::string asked = request.method + " " + request.path;
  for (const Looked& each : looked) {
    const bool ok = each.match.matches();
    const base::TextRange whole{0, static_cast<uint32_t>(asked.size())};
    checks.push_back({ok,
                      {"why.check.route", {{"expected", std::string(each.key)}}},
                      asked,
                      ok ? whole : each.match.in_request});
  }
  return checks;
}

}  // namespace brigade::engine
