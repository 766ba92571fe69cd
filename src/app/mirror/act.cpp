// Everything that the HTML view does, by name: moving through time has requests of its own
// (app/requests.cpp).
#include <algorithm>

#include "app/build.h"
#include "app/inspector/content.h"
#include "app/mirror/actions.h"
#include "app/mirror/mirror.h"
#include "app/mirror/requests.h"
#include "app/panels.h"
#include "app/rule_matrix.h"
#include "app/stage/stage_state.h"
#include "app/stage/wiring.h"
#include "engine/explain_access.h"
#include "engine/inbox.h"
#include "formats/command_json.h"

namespace brigade::app::mirror {
namespace {

using base::JsonValue;
using engine::kNone;
using engine::ResourceId;

struct Call {
  AppState& state;
  Session& session;
  const JsonValue& request;

  std::string text(std::string_view name) const {
    const JsonValue* value = request.find(name);
    return value == nullptr ? std::string() : value->as_string();
  }
  uint32_t number(std::string_view name) const {
    const JsonValue* value = request.find(name);
    const std::optional<int64_t> found = value == nullptr ? std::nullopt : value->as_int64();
    return found && *found >= 0 && *found < kNone ? static_cast<uint32_t>(*found) : kNone;
  }
  bool flag(std::string_view name) const {
    const JsonValue* value = request.find(name);
    return value != nullptr && value->as_bool();
  }
  ResourceId resource() const {
    ResourceId id;
    if (number("resource") != kNone) id.value = number("resource");
    return id;
  }
};

base::Status select_resource(const Call& call) {
  if (!call.session.world().is_alive(call.resource())) return base::fail("request", tr("mirror.gone"));
  call.session.select_resource(call.resource());
  return {};
}

base::Status select_message(const Call& call) {
  if (call.session.story().message_index(call.number("message")) == kNone)
    return base::fail("request", tr("mirror.gone"));
  if (call.number("delivery") == kNone) {
    call.session.select_message(call.number("message"));
  } else {
    call.session.select_delivery(call.number("message"), call.number("delivery"));
  }
  return {};
}

base::Status select_edge(const Call& call) {
  const stage::Model& model = kept_of(call.state).model;
  if (call.number("edge") >= model.edges.size()) return base::fail("request", tr("mirror.gone"));
  stage::select_edge(call.session, model, call.number("edge"));
  return {};
}

base::Status choose_cell_of(const Call& call) {
  const RuleMatrix matrix = make_rule_matrix(call.session, 12);
  const uint32_t row = call.number("row"), column = call.number("column");
  if (row >= matrix.rows.size() || column >= matrix.columns.size()) return {};
  choose_cell(call.session, matrix.rows[row], matrix.columns[column].cells[row]);
  return {};
}

base::Status create(const Call& call) {
  const Values values(call.request.find("values"));
  const std::optional<int64_t> kind = values.number("kind");
  if (!kind || *kind >= engine::kResourceKinds) return base::fail("request", tr("mirror.gone"));
  return build_resource(call.session, static_cast<engine::ResourceKind>(*kind), values.text("name"));
}

base::Status grant(const Call& call) {
  const uint32_t record = call.number("record");
  if (record >= call.session.world().records) return {};
  const auto command = engine::grant_for(call.session.simulation(), record);
  return command ? call.session.try_submit(*command) : base::Status();
}

base::Status confirm_mail(const Call& call) {
  const uint32_t record = static_cast<uint32_t>(Values(&call.request).number("value").value_or(kNone));
  for (const engine::Mail& mail : engine::inbox(call.session.simulation(), 100)) {
    if (mail.record != record || !mail.asks) continue;
    return call.session.try_submit(
        engine::ConfirmSubscription{inspector::name_of(call.session, mail.topic), mail.token, {}});
  }
  return {};
}

base::Status share(const Call& call) {
  base::JsonWriter event;
  event.begin_object().member("type", "share").member("bodies", call.flag("bodies"));
  UiState& ui = call.state.ui;
  ui.share_url.clear();
  ui.share_error.clear();
  ui.share_bodies = call.flag("bodies");
  ui.share_asked = true;
  ui.share_revision = call.session.revision();
  ui.share_moves = call.session.moves();
  call.session.emit(event.end_object().take());
  return {};
}

base::Status open_example(const Call& call) {
  base::JsonWriter event;
  event.begin_object().member("type", "openExample").member("id", call.text("id"));
  call.session.emit(event.end_object().take());
  return {};
}

base::Status set_permission_mode(const Call& call) {
  return call.session.try_submit(engine::SetPermissionMode{
      call.flag("on") ? engine::PermissionMode::GrantNeeded : engine::PermissionMode::Enforce});
}

struct Verb {
  std::string_view id;
  base::Status (*run)(const Call&);
};
constexpr Verb kVerbs[] = {
    {"select_resource", select_resource},
    {"select_message", select_message},
    {"select_edge", select_edge},
    {"select_none", [](const Call& c) { return c.session.clear_selection(), base::Status(); }},
    {"select_rule",
     [](const Call& c) { return c.session.selection.resource = c.resource(), base::Status(); }},
    {"select_cell", choose_cell_of},
    {"decision", [](const Call& c) { return kept_of(c.state).chosen = c.number("index"), base::Status(); }},
    {"create", create},
    {"grant", grant},
    {"grant_mode", set_permission_mode},
    {"confirm_mail", confirm_mail},
    {"share", share},
    {"example", open_example},
    {"command",
     [](const Call& c) { return submit_json(c.session, Values(c.request.find("values")).text("json")); }},
    {"remove_connection",
     [](const Call& c) { return stage::remove_connection(c.session, c.session.selection), base::Status(); }},
    {"undo", [](const Call& c) { return c.session.undo(), base::Status(); }},
    {"redo", [](const Call& c) { return c.session.redo(), base::Status(); }},
    {"faster", [](const Call& c) { return c.session.next_speed(1), base::Status(); }},
    {"slower", [](const Call& c) { return c.session.next_speed(-1), base::Status(); }},
    {"branch", [](const Call& c) { return c.session.switch_to_branch(c.number("id")), base::Status(); }},
    {"dismiss", [](const Call& c) { return c.session.dismiss(c.number("id")), base::Status(); }},
    {"theme", [](const Call& c) { return set_theme_of(c.session, c.flag("dark")), base::Status(); }},
    {"end",
     [](const Call& c) { return c.session.pause(), c.session.seek(c.session.last_step()), base::Status(); }},
};

}  // namespace

base::Status submit_json(Session& session, const std::string& json) {
  auto command = formats::read_command(std::string_view(json));
  if (command) return session.try_submit(std::move(*command));
  const base::LineColumn at = base::line_column(json, command.error().range.begin);
  return base::fail({}, tr("inspector.json_error", {{"line", std::to_string(at.line)},
                                                    {"column", std::to_string(at.column)},
                                                    {"text", command.error().text}}));
}

base::Status act(AppState& state, const JsonValue& request) {
  const Call call{state, state.session, request};
  const std::string id = call.text("do");
  for (const Verb& verb : kVerbs) {
    if (verb.id == id) return verb.run(call);
  }
  // Of a form, or of a line of what lies in the resource.
  const JsonValue* values = request.find("values");
  return act_on(call.session, call.resource(), id, Values(values != nullptr ? values : &request));
}

}  // namespace brigade::app::mirror
