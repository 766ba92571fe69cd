// HTTP APIs as JSON, and the commands about them. Members as API Gateway's API version 2 has them; a route's
// Target is the function itself, as in CreateApi's quick create. Source: API Gateway V2 API reference.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;

namespace {

void read_route_members(Fields& fields, ApiRoute& route) {
  fields.need_text("RouteKey", route.key);
  fields.need_text("Target", route.function_arn);
  fields.number("TimeoutInMillis", route.timeout_ms);
  std::string version = "2.0";
  fields.text("PayloadFormatVersion", version);
  if (version != "2.0") {
    fields.problem().report("\"PayloadFormatVersion\" is \"2.0\": the other one is not simulated.",
                            fields.object().range());
  }
}

void write_route_members(JsonWriter& w, const ApiRoute& route) {
  w.member("RouteKey", route.key).member("Target", route.function_arn);
  if (route.timeout_ms != ApiRoute{}.timeout_ms) w.member("TimeoutInMillis", route.timeout_ms);
}

}  // namespace

void read_api_members(Fields& fields, ApiConfig& config) {
  fields.text("Description", config.description);
  std::string protocol = "HTTP";
  fields.text("ProtocolType", protocol);
  if (protocol != "HTTP") {
    fields.problem().report("\"ProtocolType\" is \"HTTP\": others are not simulated.",
                            fields.object().range());
  }
  for (const JsonValue& item : fields.list("Routes")) {
    ApiRoute route;
    Fields each(fields.problem(), item, "a route");
    read_route_members(each, route);
    each.close();
    config.routes.push_back(std::move(route));
  }
}

void write_api_members(JsonWriter& w, const ApiConfig& config) {
  if (!config.description.empty()) w.member("Description", config.description);
  w.member("ProtocolType", "HTTP");
  if (config.routes.empty()) return;
  w.key("Routes").begin_array();
  for (const ApiRoute& route : config.routes) {
    w.begin_object();
    write_route_members(w, route);
    w.end_object();
  }
  w.end_array();
}

CreateApi read_api(Problem& problem, const JsonValue& value) {
  CreateApi create;
  Fields fields(problem, value, "an API");
  fields.need_text("Name", create.api);
  read_api_members(fields, create.config);
  for (const char* printed : {"ApiId", "ApiEndpoint", "CreatedDate"}) fields.ignore(printed);
  fields.close();
  return create;
}

std::string write_api(std::string_view name, const ApiConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("Name", name);
  write_api_members(writer, config);
  return writer.end_object().take();
}

void read(Fields& fields, CreateApi& c) {
  fields.need_text("api", c.api);
  read_api_members(fields, c.config);
}
void write(JsonWriter& w, const CreateApi& c, bool) {
  w.member("api", c.api);
  write_api_members(w, c.config);
}

void read(Fields& fields, DeleteApi& c) { fields.need_text("api", c.api); }
void write(JsonWriter& w, const DeleteApi& c, bool) { w.member("api", c.api); }

void read(Fields& fields, CreateRoute& c) {
  fields.need_text("api", c.api);
  read_route_members(fields, c.route);
}
void write(JsonWriter& w, const CreateRoute& c, bool) {
  w.member("api", c.api);
  write_route_members(w, c.route);
}

void read(Fields& fields, DeleteRoute& c) {
  fields.need_text("api", c.api);
  fields.need_text("RouteKey", c.route_key);
}
void write(JsonWriter& w, const DeleteRoute& c, bool) {
  w.member("api", c.api).member("RouteKey", c.route_key);
}

// A body may be JSON, which is sent as its compact text.
void read(Fields& fields, SendRequest& c) {
  fields.need_text("api", c.api);
  fields.text("method", c.method);
  fields.text("path", c.path);
  fields.text("query", c.query);
  if (const JsonValue* headers = fields.find("headers")) {
    if (!headers->is_object()) fields.problem().report("\"headers\" is an object.", headers->range());
    for (const base::JsonMember& member : headers->members())
      c.headers.emplace_back(member.name, text_of(fields.problem(), member.value, member.name));
  }
  const JsonValue* body = fields.find("body");
  if (body != nullptr) c.body = body->is_string() ? body->as_string() : compact_text(*body);
}
void write(JsonWriter& w, const SendRequest& c, bool) {
  w.member("api", c.api).member("method", c.method).member("path", c.path);
  if (!c.query.empty()) w.member("query", c.query);
  if (!c.headers.empty()) {
    w.key("headers").begin_object();
    for (const auto& [name, value] : c.headers) w.member(name, value);
    w.end_object();
  }
  if (!c.body.empty()) w.member("body", c.body);
}

}  // namespace brigade::formats
