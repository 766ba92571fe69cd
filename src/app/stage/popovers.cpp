// What opens on the stage: the form of a new notification, the choice of what a function sends where, and the
// list of messages that a filter stopped.
#include "app/icons.h"
#include "app/stage/notification_form.h"
#include "app/stage/stage_state.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::ResourceKind;

constexpr const char* kNotification = "stage.connect";
constexpr const char* kFunctionTarget = "stage.function_target";
constexpr const char* kMissed = "stage.missed_list";
constexpr size_t kMissedShown = 50;

enum class Pending : uint8_t { None, Notification, FunctionTarget, Missed };
Pending pending = Pending::None;

void open_pending() {
  switch (pending) {
    case Pending::Notification:
      ui::open_popover(kNotification);
      break;
    case Pending::FunctionTarget:
      ui::open_popover(kFunctionTarget);
      break;
    case Pending::Missed:
      ui::open_popover(kMissed);
      break;
    case Pending::None:
      break;
  }
  pending = Pending::None;
}

std::string name(const Session& session, engine::ResourceId id) {
  return std::string(engine::name_of(session.world(), session.history(), id));
}

void draw_notification(Session& session, State& s) {
  if (!ui::begin_popover(kNotification, 340, &s.popover_anchor)) return;
  ui::CardOptions card;
  card.fill = Role::kCard;
  card.padding = 10;
  ui::begin_card("stage.connect.form", card);
  bool done = false;
  ui::label(tr("stage.connect.title",
               {{"from", name(session, s.popover_from)}, {"to", name(session, s.popover_to)}}),
            {ui::Face::kSemibold, kTextPx, Role::kText});
  notification_fields(s.draft, "stage.connect", s.draft_error);
  ui::space(2);
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  if (ui::button("stage.connect.ok", tr("stage.connect.ok"), options)) {
    const base::Status status = put_notification(session, s.popover_from, s.draft);
    s.draft_error = status ? std::string() : status.error().code + ": " + status.error().text;
    if (status) {
      const auto& rules =
          session.history().bucket_config(session.world().resource(s.popover_from).config).notifications;
      session.select_connection(s.popover_from, ConnectionKind::kNotification,
                                static_cast<uint32_t>(rules.size() - 1));
      done = true;
    }
  }
  ImGui::SameLine();
  options.look = ui::Button::kGhost;
  if (ui::button("stage.connect.cancel", tr("stage.cancel"), options)) done = true;
  ui::end_card();
  if (done) ui::close_popover();
  ui::end_popover();
}

void choose(Session& session, State& s, EdgeKind kind, ConnectionKind connection) {
  const base::Status status = put_function_target(session, s.popover_from, kind, s.popover_to);
  if (status) {
    session.select_connection(s.popover_from, connection, 0);
  } else {
    session.banner(BannerKind::kError, status.error().text, status.error().code);
  }
}

void draw_function_target(Session& session, State& s) {
  if (!ui::begin_popover(kFunctionTarget, 300, &s.popover_anchor)) return;
  const bool to_queue = session.world().is_alive(s.popover_to) &&
                        session.world().resource(s.popover_to).kind == ResourceKind::Queue;
  if (to_queue && ui::menu_item("stage.choose.dead_letter", kIconMailX, tr("stage.choose.dead_letter"))) {
    choose(session, s, EdgeKind::DeadLetter, ConnectionKind::kDeadLetter);
  }
  if (ui::menu_item("stage.choose.on_failure", kIconCircleX, tr("stage.choose.on_failure"))) {
    choose(session, s, EdgeKind::OnFailure, ConnectionKind::kOnFailure);
  }
  if (ui::menu_item("stage.choose.on_success", kIconCircleCheck, tr("stage.choose.on_success"))) {
    choose(session, s, EdgeKind::OnSuccess, ConnectionKind::kOnSuccess);
  }
  ui::end_popover();
}

void draw_missed(Session& session, State& s) {
  if (!ui::begin_popover(kMissed, 300, &s.popover_anchor)) return;
  if (s.missed_edge < s.model.edges.size()) {
    const Edge& edge = s.model.edges[s.missed_edge];
    ui::space(4);
    ImGui::Indent(8);
    ui::section_label(tr("stage.missed_by", {{"filter", edge.filter}}));
    ImGui::Unindent(8);
    for (const Missed& missed : missed_on(session, s, edge, kMissedShown)) {
      const uint32_t index = session.story().message_index(missed.message);
      const std::string label =
          index == kNone ? "#" + std::to_string(missed.message) : session.story().messages[index].label;
      const std::string id = "stage.missed_item." + std::to_string(missed.message);
      if (!ui::menu_item(id.c_str(), kIconX, label)) continue;
      const bool by_rule = edge.kind == EdgeKind::Rule;
      session.ask_why(missed.message, by_rule ? s.model.nodes[edge.to].id : engine::ResourceId{});
    }
  }
  ui::end_popover();
}

}  // namespace

void open_wire_popover(State& s, uint32_t from, uint32_t to) {
  s.popover_from = s.model.nodes[from].id;
  s.popover_to = s.model.nodes[to].id;
  s.popover_anchor = s.view.to_screen(s.geometry.boxes[to]);
  s.draft = {};
  s.draft.target = s.popover_to;
  s.draft_error.clear();
  pending =
      s.model.nodes[from].kind == ResourceKind::Bucket ? Pending::Notification : Pending::FunctionTarget;
}

void open_missed_popover(State& s, uint32_t edge) {
  s.missed_edge = edge;
  const Point at = s.geometry.wires[edge].missed;
  s.popover_anchor = s.view.to_screen(Box{at.x - 40, at.y - 12, at.x + 40, at.y + 34});
  pending = Pending::Missed;
}

void draw_popovers(Session& session, State& s) {
  open_pending();
  draw_notification(session, s);
  draw_function_target(session, s);
  draw_missed(session, s);
}

}  // namespace brigade::app::stage
