// The pointer on the stage. A press that does not travel is a click and selects; one that does drags the
// node, pulls a wire from a port, or pans. The wheel and the pinch (which the platform sends as a wheel) zoom
// about the pointer.
#include <algorithm>
#include <cmath>

#include "app/rule_matrix.h"
#include "app/stage/stage_state.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;

constexpr float kDragPx = 4;

bool on_stage(const State& s, Point p) { return s.rect.contains(p.x, p.y); }

uint32_t node_at(const State& s, Point scene) {
  for (size_t n = s.geometry.boxes.size(); n > 0; --n) {
    if (s.geometry.boxes[n - 1].grown(6).contains(scene)) return static_cast<uint32_t>(n - 1);
  }
  return kNone;
}

void click_token(Session& session, const State& s, uint32_t delivery) {
  for (const Token& token : s.model.tokens) {
    if (token.delivery == delivery) return session.select_delivery(token.message, delivery);
  }
}

void click(Session& session, State& s, const Hit& hit) {
  switch (hit.kind) {
    case HitKind::Node:
    case HitKind::Count:
      session.select_resource(s.model.nodes[hit.id].id);
      break;
    case HitKind::Edge:
    case HitKind::Filter:
      select_edge(session, s.model, hit.id);
      break;
    case HitKind::Missed:
      open_missed_popover(s, hit.id);
      break;
    case HitKind::Token:
      click_token(session, s, hit.id);
      break;
    case HitKind::DropZone:
      session.select_resource(s.model.nodes[hit.id].id);
      if (!session.readonly) session.request_files(s.model.nodes[hit.id].name);
      break;
    case HitKind::Port:
      s.hold = Hold::Wire;
      s.wire_from = hit.id;
      s.wire_sticky = true;
      break;
    case HitKind::Retry:
      session.select_connection(s.model.nodes[hit.id].id, ConnectionKind::kRetry, 0);
      break;
  }
}

void end_wire(Session& session, State& s, Point at) {
  const uint32_t to = node_at(s, s.view.to_scene(at));
  const uint32_t from = s.wire_from;
  const char* reason = nullptr;
  s.hold = Hold::Nothing;
  s.wire_from = kNone;
  s.wire_sticky = false;
  if (to == kNone || to == from || from >= s.model.nodes.size()) return;
  if (wire_target(s.model.nodes[from], s.model.nodes[to], reason) != WireTarget::Legal) return;
  if (needs_choice(s.model.nodes[from], s.model.nodes[to])) return open_wire_popover(s, from, to);
  connect(session, s.model.nodes[from].id, s.model.nodes[to].id);
}

void begin_drag(Session& session, State& s) {
  s.hold = Hold::Pan;
  if (!s.pressed_any || session.readonly) return;
  const uint32_t id = s.pressed.id;
  if (s.pressed.kind == HitKind::Port) {
    s.hold = Hold::Wire;
    s.wire_from = id;
    s.wire_sticky = false;
  } else if (s.pressed.kind == HitKind::Node || s.pressed.kind == HitKind::DropZone) {
    s.hold = Hold::Node;
    const Point at = s.view.to_scene(s.pressed_at);
    s.grip = at - Point{s.geometry.boxes[id].x0, s.geometry.boxes[id].y0};
    s.fitted = false;
  }
}

void drag(Session& session, State& s, Point mouse) {
  if (s.hold == Hold::Pan) {
    s.view.offset = s.view.offset + (mouse - s.last_at);
    s.fitted = false;
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
  } else if (s.hold == Hold::Node && s.pressed.id < s.model.nodes.size()) {
    const Point at = s.view.to_scene(mouse) - s.grip;
    session.layout[s.model.nodes[s.pressed.id].key()] = {std::round(at.x / 4) * 4, std::round(at.y / 4) * 4};
  }
}

void wheel(State& s, Point mouse) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseWheelH != 0) {
    s.view.offset.x += io.MouseWheelH * 40;
    s.fitted = false;
  }
  if (io.MouseWheel == 0) return;
  const Point fixed = s.view.to_scene(mouse);
  s.view.scale = std::clamp(s.view.scale * std::exp(io.MouseWheel * 0.12f), 0.3f, 3.0f);
  s.view.offset = s.view.offset + (mouse - s.view.to_screen(fixed));
  s.fitted = false;
}

void press(State& s, Point mouse) {
  s.pressed_at = s.last_at = mouse;
  const Hit* hit = s.scene.hit_at(s.view.to_scene(mouse));
  s.pressed_any = hit != nullptr;
  if (hit != nullptr) s.pressed = *hit;
  s.hold = Hold::Press;
}

void release(Session& session, State& s, Point mouse) {
  const Hold held = s.hold;
  if (held == Hold::Wire) return end_wire(session, s, mouse);
  s.hold = Hold::Nothing;
  if (held != Hold::Press) return;
  if (s.pressed_any) {
    click(session, s, s.pressed);
  } else {
    session.clear_selection();
  }
}

// While a wire is pulled: what it hangs over, and why it may not go there.
void follow_wire(State& s, Point mouse) {
  s.wire_reason.clear();
  if (ImGui::IsKeyPressed(ImGuiKey_Escape)) {
    s.hold = Hold::Nothing;
    s.wire_from = kNone;
    return;
  }
  const uint32_t to = node_at(s, s.view.to_scene(mouse));
  if (to == kNone || to == s.wire_from || s.wire_from >= s.model.nodes.size()) return;
  const char* reason = nullptr;
  if (wire_target(s.model.nodes[s.wire_from], s.model.nodes[to], reason) == WireTarget::Refused)
    s.wire_reason = reason;
}

void delete_key(Session& session) {
  const ImGuiIO& io = ImGui::GetIO();
  if (session.readonly || io.WantTextInput || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  if (!ImGui::IsKeyPressed(ImGuiKey_Delete, false) && !ImGui::IsKeyPressed(ImGuiKey_Backspace, false)) return;
  if (session.selection.kind == SelectionKind::kResource)
    remove_resource(session, session.selection.resource);
  if (session.selection.kind == SelectionKind::kConnection) remove_connection(session, session.selection);
}

}  // namespace

void select_edge(Session& session, const Model& model, uint32_t e) {
  const Edge& edge = model.edges[e];
  const engine::ResourceId from = model.nodes[edge.from].id;
  const engine::ResourceKind kind = model.nodes[edge.from].kind;
  if (kind == engine::ResourceKind::Schedule || kind == engine::ResourceKind::Pipe)
    return session.select_resource(from);
  switch (edge.kind) {
    case EdgeKind::Notification:
      session.select_connection(from, ConnectionKind::kNotification, edge.rule);
      break;
    case EdgeKind::DeadLetter:
      session.select_connection(from,
                                kind == engine::ResourceKind::Rule    ? ConnectionKind::kTarget
                                : kind == engine::ResourceKind::Topic ? ConnectionKind::kSubscription
                                                                      : ConnectionKind::kDeadLetter,
                                edge.rule == kNone ? 0 : edge.rule);
      break;
    case EdgeKind::EventBridge:
      session.select_connection(from, ConnectionKind::kEventBridge, 0);
      break;
    case EdgeKind::Target:
      session.select_connection(from, ConnectionKind::kTarget, edge.rule);
      break;
    case EdgeKind::Subscription:
      session.select_connection(from, ConnectionKind::kSubscription, edge.rule);
      break;
    case EdgeKind::Mapping:
    case EdgeKind::MappingFailure:
      session.select_resource(session.world().mappings[edge.rule].id);
      break;
    case EdgeKind::Archive:
    case EdgeKind::Rule:
      session.select_resource(model.nodes[edge.to].id);
      break;
    case EdgeKind::OnFailure:
      session.select_connection(from, ConnectionKind::kOnFailure, 0);
      break;
    case EdgeKind::OnSuccess:
      session.select_connection(from, ConnectionKind::kOnSuccess, 0);
      break;
    case EdgeKind::Watch:
      session.select_resource(model.nodes[edge.to].id);
      break;
    case EdgeKind::AlarmAction:
    case EdgeKind::Route:
    case EdgeKind::Replication:
    case EdgeKind::Enrichment:
    case EdgeKind::Redrive:
    case EdgeKind::Call:
      session.select_resource(from);
      break;
  }
}

void handle_pointer(Session& session, State& s, bool hovered) {
  const ImVec2 at = ImGui::GetMousePos();
  const Point mouse{at.x, at.y};
  if (hovered && ImGui::IsMouseClicked(0)) {
    if (s.hold == Hold::Wire && s.wire_sticky) {
      end_wire(session, s, mouse);
    } else {
      press(s, mouse);
    }
  } else if (s.hold != Hold::Nothing && ImGui::IsMouseDown(0)) {
    if (s.hold == Hold::Press && std::hypot(mouse.x - s.pressed_at.x, mouse.y - s.pressed_at.y) > kDragPx) {
      begin_drag(session, s);
    }
    drag(session, s, mouse);
  } else if (s.hold != Hold::Nothing && !(s.hold == Hold::Wire && s.wire_sticky)) {
    release(session, s, mouse);
  }
  if (s.hold == Hold::Wire) follow_wire(s, mouse);
  if (hovered && on_stage(s, mouse)) wheel(s, mouse);
  s.last_at = mouse;
  delete_key(session);
}

namespace {

void highlight_connection(const Session& session, const State& s, Highlight& h) {
  const Selection& selection = session.selection;
  const uint32_t from = s.model.node_of(selection.resource);
  if (selection.connection == ConnectionKind::kRetry) {
    h.selected_node = from;
    h.selected_retry = true;
    return;
  }
  constexpr EdgeKind kKinds[] = {EdgeKind::Notification, EdgeKind::DeadLetter,  EdgeKind::OnSuccess,
                                 EdgeKind::OnFailure,    EdgeKind::Redrive,     EdgeKind::EventBridge,
                                 EdgeKind::Target,       EdgeKind::Subscription};
  const EdgeKind kind = kKinds[static_cast<size_t>(selection.connection)];
  for (uint32_t e = 0; e < s.model.edges.size(); ++e) {
    const Edge& edge = s.model.edges[e];
    if (edge.from != from || edge.kind != kind) continue;
    if (edge.rule != kNone && edge.rule != selection.rule) continue;
    h.selected_edge = e;
  }
}

}  // namespace

namespace {

constexpr size_t kMissedLookedAt = 1'000;

// The filters that stopped the selected message.
std::vector<uint32_t> edges_that_missed(const Session& session, const State& s) {
  std::vector<uint32_t> edges;
  for (uint32_t e = 0; e < s.model.edges.size(); ++e) {
    const Edge& edge = s.model.edges[e];
    if (edge.missed == 0) continue;
    for (const Missed& missed : missed_on(session, s, edge, kMissedLookedAt)) {
      if (missed.message != session.selection.message) continue;
      edges.push_back(e);
      break;
    }
  }
  return edges;
}

}  // namespace

std::vector<Missed> missed_on(const Session& session, const State& s, const Edge& edge, size_t limit) {
  const engine::ResourceId from = s.model.nodes[edge.from].id;
  if (edge.kind != EdgeKind::Rule) return missed_by(session.simulation(), s.tallies, from, edge.id, limit);
  std::vector<Missed> missed;
  for (const uint32_t record : bus_stays(session, from, engine::kNone, limit)) {
    const auto& event = session.event_on_bus(record);
    if (!event) continue;
    for (const engine::RuleVerdict& verdict : event->rules) {
      if (verdict.rule == s.model.nodes[edge.to].id && !verdict.matched)
        missed.push_back({event->message, record, session.simulation().record_at(record).step});
    }
  }
  return missed;
}

Highlight highlight_of(const Session& session, const State& s, Point mouse, bool inside) {
  Highlight h;
  h.editable = !session.readonly;
  switch (session.selection.kind) {
    case SelectionKind::kResource:
      h.selected_node = s.model.node_of(session.selection.resource);
      break;
    case SelectionKind::kConnection:
      highlight_connection(session, s, h);
      break;
    case SelectionKind::kMessage:
    case SelectionKind::kDelivery: {
      const uint32_t index = session.story().message_index(session.selection.message);
      h.selected_root =
          index == kNone ? session.selection.message : session.story().root_of(session.selection.message);
      h.selected_delivery = session.selection.delivery;
      h.selected_node = s.model.node_of(session.selection.resource);  // the rule that is asked about
      h.missed_edges = edges_that_missed(session, s);
      break;
    }
    default:
      break;
  }
  const Point scene = s.view.to_scene(mouse);
  if (inside && s.hold == Hold::Nothing) {
    const Hit* hit = s.scene.hit_at(scene);
    if (hit != nullptr) {
      h.hovered = hit->name;
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    h.hovered_node = node_at(s, scene);
  }
  if (s.hold == Hold::Wire && s.wire_from < s.model.nodes.size()) {
    h.wire_from = s.wire_from;
    h.wire_end = scene;
    h.targets = wire_targets(s.model, s.wire_from);
  }
  return h;
}

}  // namespace brigade::app::stage
