// HTTP APIs at work and their configuration. Routes, events and responses stand in files of their own
// (apis.h); that an integration has 30 s at most is in "Quotas for HTTP APIs".
#include "engine/services/apis.h"

#include <algorithm>

#include "base/ids.h"
#include "engine/services/iam.h"
#include "engine/services/metrics.h"

namespace brigade::engine::apis {

using base::fail;
using base::Status;

namespace {

ApiState& state_of(Engine& engine, ResourceId api) {
  return engine.w.apis.edit(engine.w.resource(api).state);
}

tl::unexpected<base::Error> not_found(std::string_view api) {
  return fail("NotFoundException", "Invalid API identifier specified " + std::string(kAccountText) + ":" +
                                       (api.empty() ? std::string() : id_of(api)));
}

Status check_route(const ApiRoute& route) {
  if (!parse_route_key(route.key)) {
    return fail("BadRequestException",
                "The provided route key is not formatted properly for HTTP protocol. Format should be "
                "\"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
  }
  const auto arn = parse_arn(route.function_arn);
  if (!arn || arn->service != "lambda") {
    return fail("BadRequestException", "Invalid function ARN or invalid uri");
  }
  if (route.timeout_ms < kMinTimeoutMs || route.timeout_ms > kMaxTimeoutMs) {
    return fail("BadRequestException", "Timeout should be between 50 ms and 30000 ms");
  }
  return {};
}

Status check_routes(const std::vector<ApiRoute>& routes) {
  if (routes.size() > kMaxRoutes)
    return fail("BadRequestException", "An API has at most 300 routes (the service's quota)");
  for (size_t i = 0; i < routes.size(); ++i) {
    if (Status s = check_route(routes[i]); !s) return s;
    const auto same = [&](const ApiRoute& other) { return other.key == routes[i].key; };
    if (std::any_of(routes.begin(), routes.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      return fail("ConflictException", "Route with key " + routes[i].key + " already exists for this API");
    }
  }
  return {};
}

// The answer is there: the delivery to the API ends with it.
void count_answer(Engine& engine, uint32_t slot, uint16_t status, bool integrated) {
  const Delivery& delivery = engine.w.deliveries[slot];
  const ResourceId api = delivery.target;
  ApiState& state = state_of(engine, api);
  --state.in_flight;
  const TimeMs latency_ms = engine.w.now_ms - delivery.accepted_ms;
  if (status >= 400 && status < 500) {
    ++state.client_errors;
    engine.count(Metric::Api4xx, api);
  }
  if (status >= 500) {
    ++state.server_errors;
    engine.count(Metric::Api5xx, api);
  }
  engine.count(Metric::ApiLatency, api, latency_ms);
  if (integrated) engine.count(Metric::ApiIntegrationLatency, api, latency_ms);
}

void fail_request(Engine& engine, uint32_t slot, ApiFailure failure, uint32_t cause) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  if (cause != kNone) delivery.last_record = cause;
  count_answer(engine, slot, status_of(failure), true);
  const TimeMs waited_ms = engine.w.now_ms - delivery.accepted_ms;
  engine.end(slot, RecordKind::IntegrationFailed, static_cast<uint16_t>(failure),
             static_cast<uint32_t>(waited_ms));
}

// On to the route's function, as a step of its own.
void send_to_integration(Engine& engine, uint32_t to_api, uint32_t route) {
  const Delivery at_api = engine.w.deliveries[to_api];
  const uint32_t version = engine.w.resource(at_api.target).config;
  const ResourceId function =
      engine.target(version, route, engine.h.api_config(version).routes[route].function_arn);
  if (function.is_none()) return fail_request(engine, to_api, ApiFailure::FunctionGone, kNone);
  const uint32_t slot = engine.make_delivery(at_api.message, function, version, route, at_api.last_record);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.place = to_api;
  delivery.last_record =
      engine.record({RecordKind::SentToIntegration, delivery.last_record, function, version,
                     delivery.message_number, delivery.number, static_cast<uint16_t>(route), 0});
  engine.schedule_delivery(slot, engine.w.now_ms);
}

Status check_request(const SendRequest& command) {
  const std::string any_path = command.method + " /";
  const auto key = parse_route_key(any_path);
  if (!key || key->method == "ANY") return fail("request", command.method + " is no method of HTTP APIs");
  if (command.path.empty() || command.path.front() != '/')
    return fail("request", "A path begins with a slash");
  if (command.path.find_first_of(" ?#") != std::string::npos)
    return fail("request", "A path holds no spaces, and its query stands apart");
  if (command.body.size() > lambda::kMaxSyncPayloadBytes)
    return fail("413", "{\"message\":\"Request Entity Too Large\"}");
  size_t bytes = command.path.size() + command.query.size();
  for (const auto& [name, value] : command.headers) bytes += name.size() + value.size();
  if (bytes > kMaxHeaderBytes) return fail("431", "{\"message\":\"Request Header Fields Too Large\"}");
  return {};
}

}  // namespace

std::string id_of(std::string_view api_name) {
  std::string name("api/");
  name += api_name;
  std::string id = base::alnum_of(base::stream_key(0, name), 0, 10);
  for (char& c : id) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return id;
}

void integrate(Engine& engine, uint32_t slot) {
  const Delivery delivery = engine.w.deliveries[slot];
  const uint32_t to_api = delivery.place;
  const ResourceId api = engine.h.configs[delivery.config]->resource;
  const ApiRoute& route = engine.h.api_config(delivery.config).routes[delivery.rule];
  if (!engine.w.is_alive(delivery.target)) {
    const uint32_t gone = engine.end(slot, RecordKind::TargetDeleted);
    return fail_request(engine, to_api, ApiFailure::FunctionGone, gone);
  }
  const Request request = read_request(*engine.h.texts[engine.w.messages[delivery.message].payload.ref]);
  const std::string arn = source_arn(engine.plan, name_of(engine.w, engine.h, api), route, request.method);
  iam::AccessRequest asked = *iam::request_of_delivery(engine.w, engine.h, engine.plan, delivery.config,
                                                       delivery.rule, delivery.target);
  asked.source_arn = arn;
  uint32_t& last_record = engine.w.deliveries.edit(slot).last_record;
  if (!iam::may(engine, asked, last_record, delivery.message_number, delivery.number)) {
    const uint32_t refused = engine.end(slot, RecordKind::Dropped,
                                        static_cast<uint16_t>(DropReason::NotAuthorized), 0, delivery.config);
    return fail_request(engine, to_api, ApiFailure::NotAuthorized, refused);
  }
  lambda::SyncResult refused;
  const uint32_t invocation = lambda::invoke_sync(engine, slot, SyncCaller::Api, to_api, refused);
  if (invocation == kNone) return fail_request(engine, to_api, ApiFailure::Throttled, refused.record);
  Delivery& at_api = engine.w.deliveries.edit(to_api);
  at_api.place = invocation;
  at_api.timer = engine.at(engine.w.now_ms + route.timeout_ms, TimerKind::IntegrationTimeout, to_api);
}

void integration_timeout(Engine& engine, uint32_t slot) {
  lambda::stop_waiting(engine, engine.w.deliveries[slot].place);
  fail_request(engine, slot, ApiFailure::TimedOut, kNone);
}

void answered(Engine& engine, uint32_t slot, const lambda::SyncResult& result) {
  if (result.status == lambda::SyncStatus::FunctionGone)
    return fail_request(engine, slot, ApiFailure::FunctionGone, result.record);
  if (result.status != lambda::SyncStatus::Succeeded)
    return fail_request(engine, slot, ApiFailure::FunctionError, result.record);
  const auto response =
      response_of(result.response == kNone ? std::string_view("null") : *engine.h.texts[result.response]);
  if (!response) return fail_request(engine, slot, ApiFailure::MalformedResponse, result.record);
  const uint16_t status = status_of(*response);
  engine.w.deliveries.edit(slot).last_record = result.record;
  count_answer(engine, slot, status, true);
  engine.end(slot, RecordKind::ApiResponded, status, engine.add_text(*response));
}

Status apply(Engine& engine, const SendRequest& command) {
  const ResourceId api = engine.find(ResourceKind::Api, command.api);
  if (api.is_none()) return not_found(command.api);
  if (Status s = check_request(command); !s) return s;
  const ApiConfig& config = engine.api_config(api);
  const uint32_t text = engine.add_text(write_request(
      {command.method, command.path, command.query, command.body, command.headers, engine.w.now_ms}));
  const Payload payload{PayloadForm::Text, PayloadKind::ApiRequest, 0, text, kNone, kNone};
  const uint32_t message = engine.make_message({payload, engine.command, engine.cause, api, kNone});
  const uint32_t slot =
      engine.make_delivery(message, api, kNone, kNone, engine.w.messages[message].created_record);
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.state = DeliveryState::AwaitingAnswer;
  delivery.accepted_ms = engine.w.now_ms;
  engine.record(delivery, RecordKind::RequestReceived);
  ApiState& state = state_of(engine, api);
  ++state.requests;
  ++state.in_flight;
  engine.count(Metric::ApiCount, api);
  const auto routes = static_cast<uint32_t>(config.routes.size());
  const auto route = choose_route(config, command.method, command.path);
  if (!route) {
    count_answer(engine, slot, 404, false);
    engine.end(slot, RecordKind::NoRouteMatched, 404, routes);
    return {};
  }
  engine.record(delivery, RecordKind::RouteMatched, static_cast<uint16_t>(*route), routes);
  send_to_integration(engine, slot, *route);
  return {};
}

Status apply(Engine& engine, const CreateApi& command) {
  if (command.api.empty() || command.api.size() > 128)
    return fail("BadRequestException", "An API's name has 1 to 128 characters");
  if (Status s = check_routes(command.config.routes); !s) return s;
  if (!engine.find(ResourceKind::Api, command.api).is_none()) {
    return fail("ConflictException",
                "There is an API of that name, and here the name stands for the id: " + command.api);
  }
  if (engine.w.resources.size() >= kMaxResources)
    return fail("limit", "This playground holds 100,000 resources");
  const uint32_t state = engine.w.apis.push_back(ApiState{});
  engine.w.apis.edit(state).id = engine.create(ResourceKind::Api, command.api, state, command.config);
  return {};
}

Status apply(Engine& engine, const DeleteApi& command) {
  const ResourceId api = engine.find(ResourceKind::Api, command.api);
  if (api.is_none()) return not_found(command.api);
  engine.remove(api);
  return {};
}

Status apply(Engine& engine, const CreateRoute& command) {
  const ResourceId api = engine.find(ResourceKind::Api, command.api);
  if (api.is_none()) return not_found(command.api);
  ApiConfig config = engine.api_config(api);
  config.routes.push_back(command.route);
  if (Status s = check_routes(config.routes); !s) return s;
  engine.configure(api, std::move(config));
  return {};
}

Status apply(Engine& engine, const DeleteRoute& command) {
  const ResourceId api = engine.find(ResourceKind::Api, command.api);
  if (api.is_none()) return not_found(command.api);
  ApiConfig config = engine.api_config(api);
  const auto at = std::find_if(config.routes.begin(), config.routes.end(),
                               [&](const ApiRoute& route) { return route.key == command.route_key; });
  if (at == config.routes.end())
    return fail("NotFoundException", "Unable to find Route with key " + command.route_key);
  config.routes.erase(at);
  engine.configure(api, std::move(config));
  return {};
}

}  // namespace brigade::engine::apis
