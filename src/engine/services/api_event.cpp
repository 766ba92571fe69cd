// Requests as they are kept, and the events that functions get of them: payload format 2.0, members in the
// documentation's order. Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP
// APIs". Made up: the client's address, its user agent and the headers that the edge adds.
#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/apis.h"

namespace brigade::engine::apis {

namespace {

using base::JsonValue;
using base::JsonWriter;

constexpr std::string_view kClientAddress = "203.0.113.7", kUserAgent = "bucket-brigade";

std::string lowered(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string text_at(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  return value == nullptr ? std::string() : value->as_string();
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// "a%20b": what is no escape stays as it is.
std::string url_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return base::replace_invalid_utf8(out);
}

// Those of the same name are joined with commas.
std::map<std::string, std::string> query_parameters(std::string_view query) {
  std::map<std::string, std::string> out;
  for (const std::string_view part : base::split(query, '&')) {
    if (part.empty()) continue;
    const size_t equals = std::min(part.find('='), part.size());
    const std::string name = url_decoded(part.substr(0, equals), true);
    const std::string value = url_decoded(part.substr(std::min(equals + 1, part.size())), true);
    const auto [at, added] = out.try_emplace(name, value);
    if (!added) at->second += "," + value;
  }
  return out;
}

std::map<std::string, std::string> headers_of(const Request& request, const std::string& domain,
                                              const std::string& trace) {
  std::map<std::string, std::string> out = {{"accept", "*/*"},
                                            {"content-length", std::to_string(request.body.size())},
                                            {"host", domain},
                                            {"user-agent", std::string(kUserAgent)},
                                            {"x-amzn-trace-id", trace},
                                            {"x-forwarded-for", std::string(kClientAddress)},
                                            {"x-forwarded-port", "443"},
                                            {"x-forwarded-proto", "https"}};
  std::map<std::string, std::string> given;
  for (const auto& [name, value] : request.headers) {
    const auto [at, added] = given.try_emplace(lowered(name), value);
    if (!added) at->second += "," + value;
  }
  for (const auto& [name, value] : given) {
    if (name != "cookie") out[name] = value;
  }
  return out;
}

void write_texts(JsonWriter& json, std::string_view name, const std::map<std::string, std::string>& texts) {
  json.key(name).begin_object();
  for (const auto& [key, value] : texts) json.member(key, value);
  json.end_object();
}

// "12/Mar/2020:19:03:58 +0000"
std::string clf_time(int64_t unix_ms) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::string utc = base::format_utc_s(unix_ms);  // "2020-03-12T19:03:58Z"
  const size_t month = static_cast<size_t>((utc[5] - '0') * 10 + (utc[6] - '0') - 1);
  return utc.substr(8, 2) + "/" + std::string(kMonths.substr(month * 3, 3)) + "/" + utc.substr(0, 4) + ":" +
         utc.substr(11, 8) + " +0000";
}

void write_cookies(JsonWriter& json, const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (lowered(name) != "cookie") continue;
    json.key("cookies").begin_array();
    for (std::string_view cookie : base::split(value, ';')) {
      while (!cookie.empty() && cookie.front() == ' ') cookie.remove_prefix(1);
      if (!cookie.empty()) json.value(cookie);
    }
    json.end_array();
    return;
  }
}

struct Names {
  std::string api_id, domain, request_id, trace;
};

void write_context(JsonWriter& json, const RenderContext& context, const Request& request, const Names& names,
                   std::string_view route_key) {
  const int64_t unix_ms = context.plan.options.start_unix_ms + request.time_ms;
  json.key("requestContext").begin_object();
  json.member("accountId", kAccountText).member("apiId", names.api_id);
  json.member("domainName", names.domain).member("domainPrefix", names.api_id);
  json.key("http").begin_object().member("method", request.method).member("path", request.path);
  json.member("protocol", "HTTP/1.1").member("sourceIp", kClientAddress);
  json.member("userAgent", kUserAgent).end_object();
  json.member("requestId", names.request_id).member("routeKey", route_key).member("stage", "$default");
  json.member("time", clf_time(unix_ms)).member("timeEpoch", unix_ms).end_object();
}

std::string write_event(const RenderContext& context, const Request& request, const Names& names,
                        const ApiRoute& route) {
  JsonWriter json;
  json.begin_object().member("version", "2.0").member("routeKey", route.key);
  json.member("rawPath", request.path).member("rawQueryString", request.query);
  write_cookies(json, request);
  write_texts(json, "headers", headers_of(request, names.domain, names.trace));
  if (!request.query.empty()) write_texts(json, "queryStringParameters", query_parameters(request.query));
  write_context(json, context, request, names, route.key);
  if (!request.body.empty()) json.member("body", request.body);
  const RouteMatch match = match_route(route.key, request.method, request.path);
  if (!match.parameters.empty()) {
    json.key("pathParameters").begin_object();
    for (const auto& [name, value] : match.parameters) json.member(name, url_decoded(value, false));
    json.end_object();
  }
  return json.member("isBase64Encoded", false).end_object().take();
}

}  // namespace

std::string write_request(const Request& request) {
  JsonWriter json;
  json.begin_object().member("method", request.method).member("path", request.path);
  json.member("query", request.query).key("headers").begin_object();
  for (const auto& [name, value] : request.headers) json.member(name, value);
  json.end_object().member("body", request.body).member("time_ms", request.time_ms);
  return json.end_object().take();
}

Request read_request(std::string_view text) {
  Request out;
  const auto json = base::read_json(text);
  if (!json) return out;
  out.method = text_at(*json, "method");
  out.path = text_at(*json, "path");
  out.query = text_at(*json, "query");
  out.body = text_at(*json, "body");
  if (const JsonValue* headers = json->find("headers")) {
    for (const base::JsonMember& member : headers->members())
      out.headers.emplace_back(member.name, member.value.as_string());
  }
  if (const JsonValue* time = json->find("time_ms")) out.time_ms = time->as_int64().value_or(0);
  return out;
}

std::string render_event(const RenderContext& context, const Payload& payload) {
  const std::string& text = *context.history.texts[payload.ref];
  if (payload.config == kNone) return text;
  const ApiConfig& config = context.history.api_config(payload.config);
  const ResourceId api = context.history.configs[payload.config]->resource;
  const std::string name(name_of(context.world, context.history, api));
  const uint64_t key = base::stream_key(context.world.seed, "api-request/" + name);
  Names names;
  names.api_id = id_of(name);
  names.domain = names.api_id + ".execute-api." + context.plan.options.region + ".amazonaws.com";
  names.request_id = base::alnum_of(key, payload.ref, 15) + "=";
  names.trace = "Root=1-" + base::hex_of(key, payload.ref * 2ull, 8, false) + "-" +
                base::hex_of(key, payload.ref * 2ull + 1, 24, false);
  return write_event(context, read_request(text), names, config.routes[payload.rule]);
}

std::string source_arn(const Plan& plan, std::string_view api_name, const ApiRoute& route,
                       std::string_view method) {
  std::string arn = "arn:aws:execute-api:" + plan.options.region + ":" + std::string(kAccountText) + ":" +
                    id_of(api_name) + "/$default/";
  const auto key = parse_route_key(route.key);
  if (!key || key->is_default()) return arn + "$default";
  return arn.append(method).append(key->path);
}

}  // namespace brigade::engine::apis
