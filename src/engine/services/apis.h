// API Gateway, HTTP APIs: a request finds its route, the route's function is invoked synchronously with an
// event of payload format 2.0, and what it returns becomes the response. Rules: API Gateway Developer Guide,
// "Create routes for HTTP APIs" (which route is chosen), "Create AWS Lambda proxy integrations for HTTP APIs"
// (event and response), "Quotas". Not modelled: stages but $default, authorizers, CORS, custom domains,
// integrations other than Lambda, format 1.0, throttling of the API itself, time that the API itself takes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/services/lambda.h"
#include "engine/services/payload.h"

namespace brigade::engine::apis {

inline constexpr size_t kMaxRoutes = 300, kMaxHeaderBytes = 10'240;
inline constexpr uint32_t kMinTimeoutMs = 50, kMaxTimeoutMs = 30'000;

// "a1b2c3d4e5": made from the name alone, so that policies in scenario files can name it.
std::string id_of(std::string_view api_name);

base::Status apply(Engine& engine, const CreateApi& command);
base::Status apply(Engine& engine, const DeleteApi& command);
base::Status apply(Engine& engine, const CreateRoute& command);
base::Status apply(Engine& engine, const DeleteRoute& command);
base::Status apply(Engine& engine, const SendRequest& command);

// Steps.
void integrate(Engine& engine, uint32_t delivery);            // the route's function is invoked
void integration_timeout(Engine& engine, uint32_t delivery);  // of the delivery to the API
// The function that an API waits for is done; `delivery` is the one to the API.
void answered(Engine& engine, uint32_t delivery, const lambda::SyncResult& result);

// --- requests (api_event.cpp) --- kept as text: {"method","path","query","headers","body","time_ms"}
struct Request {
  std::string method, path, query, body;
  std::vector<std::pair<std::string, std::string>> headers;
  TimeMs time_ms = 0;
};
std::string write_request(const Request& request);
Request read_request(std::string_view json);
// The request itself, or the event that the route's function gets (payload.config, payload.rule).
std::string render_event(const RenderContext& context, const Payload& payload);
// The aws:SourceArn with which the route's function is invoked.
std::string source_arn(const Plan& plan, std::string_view api_name, const ApiRoute& route,
                       std::string_view method);

// --- routes (api_routes.cpp) ---
struct RouteKey {
  std::string_view method, path;  // both empty: $default
  bool is_default() const { return path.empty(); }
};
std::optional<RouteKey> parse_route_key(std::string_view key);  // nothing where it is none
struct RouteMatch {
  bool method_ok = false, path_ok = false;
  std::string rank;            // of two that match, the lesser one is chosen
  base::TextRange in_request;  // the part of "GET /items/7" that decided against it
  std::vector<std::pair<std::string, std::string>> parameters;  // path parameters
  bool matches() const { return method_ok && path_ok; }
};
RouteMatch match_route(std::string_view key, std::string_view method, std::string_view path);
std::optional<uint32_t> choose_route(const ApiConfig& config, std::string_view method, std::string_view path);

// --- responses (api_response.cpp) ---
// {"statusCode","headers","body"}: what the client gets for what the function returned, JSON. Nothing where
// API Gateway cannot read it.
std::optional<std::string> response_of(std::string_view payload);
uint16_t status_of(std::string_view response);
uint16_t status_of(ApiFailure failure);         // 500 or 503
std::string_view message_of(uint16_t status);   // "Internal Server Error"
std::string failure_response(uint16_t status);  // the response with {"message":...}

}  // namespace brigade::engine::apis
