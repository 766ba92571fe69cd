// An HTTP API: its routes, and a client that asks it: method, path, query and body, and what it was answered.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/json.h"
#include "engine/services/apis.h"

namespace brigade::app::inspector {
namespace {

using engine::ApiConfig;
using engine::ApiRoute;
using engine::kNone;
using engine::RecordKind;
using engine::ResourceId;
using engine::ResourceKind;

constexpr const char* kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

struct Draft {
  ResourceId id;
  bool open = false;  // a new route is being made
  ApiRoute route;
  std::string replaces;  // the key of the route that is edited; empty: a new one
  int method = 0;
  std::string path = "/", query, body;
} draft;

void draw_new_route(Session& session, ResourceId id) {
  ui::begin_card("config.route.form");
  ui::text_field("config.route.key", tr("inspector.route.key"), draft.route.key, edit_error().at("route"),
                 "GET /items/{id}", true);
  choose_resource(session, "config.route.target", tr("inspector.route.target"),
                  kind_bit(ResourceKind::Function), {}, false, draft.route.function_arn);
  const FormEnd end = form_buttons("config.route");
  if (end == FormEnd::kSave) {
    const base::Status status = stage::put_route(session, id, draft.route, draft.replaces);
    note("route", status);
    if (status) draft.open = false;
  }
  if (end == FormEnd::kCancel) draft.open = false;
  ui::end_card();
}

// True where the configuration is another one now.
bool draw_route(Session& session, ResourceId id, const ApiRoute& route, uint32_t index) {
  const std::string name = "config.route." + std::to_string(index);
  const ResourceId to = engine::find_by_arn(session.world(), session.history(), route.function_arn);
  const std::string about = "\xE2\x86\x92  " + (to.is_none() ? route.function_arn : name_of(session, to));
  const RowPress press = part_row(session, name, route.key, about, false);
  if (press == RowPress::kRow && !to.is_none()) session.select_resource(to);
  if (press == RowPress::kRemove)
    return session.submit(engine::DeleteRoute{name_of(session, id), route.key}).has_value();
  if (press == RowPress::kEdit) {
    draft.open = true;
    draft.route = route;
    draft.replaces = route.key;
  }
  const uint32_t revision = session.revision();
  draw_permission(session, name + ".permit", id, route.function_arn);
  return revision != session.revision();
}

void draw_routes(Session& session, ResourceId id, const ApiConfig& config) {
  ui::section_label(tr("inspector.routes"));
  if (config.routes.empty() && !draft.open) ui::rich_text(tr("inspector.no_routes"), Role::kText2, kSmallPx);
  for (uint32_t i = 0; i < config.routes.size(); ++i) {
    if (draw_route(session, id, config.routes[i], i)) return;
  }
  if (draft.open) return draw_new_route(session, id);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.route.add", tr("inspector.route.add"), options)) {
    draft.open = true;
    draft.route = ApiRoute{};
    draft.replaces.clear();
  }
}

// Looked for once a step: the last answers are near the end of the journal.
struct LastAnswer {
  ResourceId api;
  uint32_t records = kNone, revision = kNone;
  std::string request, response;
} last;

bool is_answer(RecordKind kind) {
  return kind == RecordKind::ApiResponded || kind == RecordKind::IntegrationFailed ||
         kind == RecordKind::NoRouteMatched;
}

void look_for_answer(const Session& session, ResourceId api) {
  const uint32_t records = session.world().records;
  if (last.api == api && last.records == records && last.revision == session.revision()) return;
  last = {api, records, session.revision(), {}, {}};
  constexpr uint32_t kLookedThrough = 20'000;
  uint32_t found = kNone;
  session.simulation().read_records(records - std::min(records, kLookedThrough), records,
                                    [&](uint32_t index, const engine::Record& r) {
                                      if (r.resource == api && is_answer(r.kind)) found = index;
                                    });
  if (found == kNone) return;
  const engine::Record r = session.simulation().record_at(found);
  last.response = engine::api_response(session.simulation(), r);
  last.request = engine::api_argument(session.simulation(), r, "request").value_or("");
}

void draw_answer(const Session& session, ResourceId id) {
  look_for_answer(session, id);
  const auto response = base::read_json(last.response);
  if (!response || !response->is_object()) return;
  ui::space(4);
  ui::label(tr("inspector.response_to", {{"request", last.request}}),
            {ui::Face::kText, kSmallPx, Role::kText2});
  ui::begin_card("config.answer");
  const uint16_t status = engine::apis::status_of(last.response);
  const bool bad = status >= 400;
  ui::status(bad ? kIconX : kIconCheck, std::to_string(status), bad ? Role::kFailed : Role::kOk);
  if (const base::JsonValue* headers = response->find("headers")) {
    for (const base::JsonMember& member : headers->members())
      ui::label(member.name + ": " + member.value.as_string(), {ui::Face::kMono, kMonoSmallPx, Role::kText2});
  }
  const base::JsonValue* body = response->find("body");
  if (body != nullptr && !body->as_string().empty())
    ui::paragraph(body->as_string(), {ui::Face::kMono, kMonoSmallPx, Role::kText});
  ui::end_card();
}

void draw_request(Session& session, ResourceId id) {
  ui::section_label(tr("inspector.request"));
  std::vector<std::string> methods(std::begin(kMethods), std::end(kMethods));
  ui::select("config.request.method", tr("inspector.request.method"), methods, draft.method);
  ui::text_field("config.request.path", tr("inspector.request.path"), draft.path, edit_error().at("request"),
                 "/items/7", true);
  ui::text_field("config.request.query", tr("inspector.request.query"), draft.query, {}, "a=1&b=2", true);
  ui::text_area("config.request.body", tr("inspector.request.body"), draft.body, 56);
  ui::ButtonOptions options;
  options.icon = kIconSquarePlay;
  if (ui::button("config.request.send", tr("inspector.request.send"), options)) {
    commit(session, "request",
           engine::SendRequest{name_of(session, id),
                               methods[static_cast<size_t>(draft.method)],
                               draft.path,
                               draft.query,
                               {},
                               draft.body});
    return;
  }
  draw_answer(session, id);
}

}  // namespace

void draw_api_config(Session& session, ResourceId id) {
  if (!(draft.id == id)) {
    draft = {};
    draft.id = id;
  }
  const uint32_t revision = session.revision();
  const std::string name = name_of(session, id);
  const std::string& region = session.simulation().plan().options.region;
  ui::rich_text("`https://" + engine::apis::id_of(name) + ".execute-api." + region + ".amazonaws.com`",
                Role::kText2, kSmallPx);
  draw_request(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_routes(session, id, session.history().api_config(session.world().resource(id).config));
}

}  // namespace brigade::app::inspector
