// Refreshes the model when the present step or the scenario changed, keeps the view, and puts the panel
// together: grid, scene, view buttons, the first click of an empty stage.
#include "app/stage/stage.h"

#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/stage/stage_state.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;

constexpr float kSmallest = 0.3f, kLargest = 3.0f, kLargestFit = 1.1f;

Moved moved_of(const Session& session) {
  Moved moved;
  for (const auto& [name, at] : session.layout) moved[name] = at;
  return moved;
}

void refresh(Session& session, State& s, double now_ms) {
  const FontMeasure measure;
  const engine::Simulation& simulation = session.simulation();
  const bool another = s.simulation != &simulation;
  const bool edited = another || s.revision != session.revision();
  if (!edited && s.moves == session.moves() && s.language == language() && s.hold != Hold::Node &&
      s.downwards == (s.rect.h > s.rect.w * 1.15f)) {
    return;
  }
  if (edited) s.tallies.rebuild();
  if (another) s.fitted = true;
  s.tallies.extend(simulation);
  const Model before = std::move(s.model);
  const Geometry before_geometry = std::move(s.geometry);
  s.model = make_model(simulation, session.story(), s.tallies);
  s.downwards = s.rect.h > s.rect.w * 1.15f;
  s.geometry = place_all(s.model, moved_of(session), measure, s.downwards ? Flow::Down : Flow::Right);
  const bool same_cards = before.nodes.size() == s.model.nodes.size();
  if (another || session.reduced_motion || !same_cards || s.hold == Hold::Node) {
    s.motion.settle(s.model, s.geometry);
  } else {
    const double longest = session.playing() ? std::max(session.step_interval_ms() * 0.9, 30.0) : 300.0;
    s.motion.go(before, before_geometry, s.model, s.geometry, now_ms, longest);
  }
  s.simulation = &simulation;
  s.revision = session.revision();
  s.moves = session.moves();
  s.language = language();
}

void fit(State& s, const Box& bounds) {
  const float left = 22, top = 36, right = 22, bottom = 64;
  const float w = std::max(s.rect.w - left - right, 50.0f), h = std::max(s.rect.h - top - bottom, 50.0f);
  const float scale =
      std::min({w / std::max(bounds.width(), 1.0f), h / std::max(bounds.height(), 1.0f), kLargestFit});
  s.view.scale = std::clamp(scale, kSmallest, kLargest);
  const Point centre = bounds.centre() * s.view.scale;
  s.view.offset = {std::round(s.rect.x + left + w * 0.5f - centre.x),
                   std::round(s.rect.y + top + h * 0.5f - centre.y)};
}

void zoom_to(State& s, float scale, Point at) {
  const Point fixed = s.view.to_scene(at);
  s.view.scale = std::clamp(scale, kSmallest, kLargest);
  const Point moved = s.view.to_screen(fixed);
  s.view.offset = s.view.offset + (at - moved);
  s.fitted = false;
}

void draw_view_buttons(State& s) {
  ui::ButtonOptions options;
  options.icon = kIconScan;
  options.tooltip = tr("stage.fit_tip");
  ImGui::SetCursorScreenPos({s.rect.x + 16, s.rect.bottom() - 16 - kControlHeight});
  if (ui::button("stage.fit", tr("stage.fit"), options)) s.fitted = true;
  options.icon = nullptr;
  options.tooltip = tr("stage.zoom_tip");
  const ImVec2 end = ImGui::GetItemRectMax();
  ImGui::SetCursorScreenPos({end.x + 6, s.rect.bottom() - 16 - kControlHeight});
  const std::string percent = number_text(std::lround(s.view.scale * 100)) + "\xC2\xA0%";
  if (ui::button("stage.zoom", percent, options)) {
    zoom_to(s, 1, {s.rect.x + s.rect.w * 0.5f, s.rect.y + s.rect.h * 0.5f});
  }
}

void draw_empty(Session& session, const State& s) {
  const float cx = s.rect.x + s.rect.w * 0.5f, cy = s.rect.y + s.rect.h * 0.45f;
  const std::string title = tr("stage.empty.title"), text = tr("stage.empty.text");
  const ui::TextStyle head{ui::Face::kSemibold, 21, Role::kText},
      body{ui::Face::kText, kTextPx, Role::kText2};
  ui::draw_icon(cx - 20, cy - 96, kIconCloudUpload, 40, color(Role::kStorage));
  ui::draw_text(cx - ui::text_width(title, head) * 0.5f, cy - 40, title, head);
  const float room = std::min(s.rect.w - 40, 380.0f);
  ImGui::SetCursorScreenPos({cx - room * 0.5f, cy - 8});
  const ImVec2 size = ui::text_size(text, body, room);
  ImGui::GetWindowDrawList()->AddText(ui::font_of(body.face), body.size_px, {cx - size.x * 0.5f, cy - 8},
                                      color(body.role), text.data(), text.data() + text.size(), room);
  if (session.readonly) return;
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  options.icon = kIconDatabase;
  options.width = 180;
  ImGui::SetCursorScreenPos({cx - 90, cy + size.y + 12});
  if (ui::button("stage.empty.bucket", tr("stage.empty.button"), options)) {
    const std::string name = free_name(session, "photos");
    if (session.submit(engine::CreateBucket{name})) {
      session.select_resource(
          engine::find_resource(session.world(), session.history(), engine::ResourceKind::Bucket, name));
    }
  }
}

void register_hits(const State& s) {
  for (const Hit& hit : s.scene.hits) {
    if (hit.kind == HitKind::Edge || hit.kind == HitKind::Retry) {
      if (&hit != s.scene.find(hit.name))
        continue;  // a curve's pieces share a name: the first stands for all
    }
    ui::register_widget(hit.name, s.view.to_screen(hit.box));
  }
}

void draw_wire_hint(const State& s) {
  if (s.hold != Hold::Wire) return;
  const std::string text = s.wire_reason.empty() ? tr("stage.wire.hint") : std::string(tr(s.wire_reason));
  const ui::TextStyle style{ui::Face::kText, kSmallPx, s.wire_reason.empty() ? Role::kText : Role::kFailed};
  const float w = ui::text_width(text, style) + 20;
  const float x = std::clamp(s.last_at.x + 18, s.rect.x + 8, std::max(s.rect.x + 8, s.rect.right() - w - 8));
  const float y = std::clamp(s.last_at.y + 20, s.rect.y + 8, s.rect.bottom() - 40);
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled({x, y}, {x + w, y + 28}, color(Role::kInset), kRounding);
  list->AddRect({x, y}, {x + w, y + 28}, color(Role::kLine), kRounding);
  ui::draw_text(list, x + 10, y + (28 - kSmallPx) * 0.5f, text, style);
}

}  // namespace

State& state() {
  static State instance;
  return instance;
}

void fit_view() { state().fitted = true; }

void draw(Session& session, const Rect& rect) {
  State& s = state();
  s.rect = rect;
  const double now_ms = session.wall_ms();
  refresh(session, s, now_ms);

  ImGui::SetCursorScreenPos({rect.x, rect.y});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::BeginChild("stage", {std::max(rect.w, 1.0f), std::max(rect.h, 1.0f)}, ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  ImGui::SetCursorScreenPos({rect.x, rect.y});
  ImGui::SetNextItemAllowOverlap();
  ImGui::InvisibleButton("stage.canvas", {std::max(rect.w, 1.0f), std::max(rect.h, 1.0f)});
  const bool hovered = ImGui::IsItemHovered();
  handle_pointer(session, s, hovered);
  refresh(session, s, now_ms);  // the pointer may have moved a node

  const FontMeasure measure;
  std::vector<ShownToken> tokens;
  if (s.motion.shown(now_ms, tokens)) ui::keep_moving();
  const ImVec2 mouse = ImGui::GetMousePos();
  const Highlight highlight = highlight_of(session, s, {mouse.x, mouse.y}, hovered);
  s.scene = build_scene(s.model, s.geometry, tokens, highlight, measure);
  if (s.fitted && s.hold == Hold::Nothing && !s.model.nodes.empty()) fit(s, s.scene.bounds);

  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_grid(list, s.view, rect);
  draw_scene(list, s.scene, s.view, rect);
  ui::register_widget("stage.canvas", rect);
  register_hits(s);
  if (s.model.nodes.empty()) {
    draw_empty(session, s);
  } else {
    draw_view_buttons(s);
  }
  draw_popovers(session, s);
  ImGui::EndChild();
  draw_wire_hint(s);
}

std::string bucket_at(const Session& session, float x, float y) {
  const State& s = state();
  std::string only;
  uint32_t buckets = 0;
  for (uint32_t n = 0; n < s.model.nodes.size() && s.simulation == &session.simulation(); ++n) {
    const Node& node = s.model.nodes[n];
    if (node.kind != engine::ResourceKind::Bucket) continue;
    if (s.geometry.boxes[n].grown(8).contains(s.view.to_scene({x, y}))) return node.name;
    only = node.name;
    ++buckets;
  }
  return buckets == 1 ? only : std::string();
}

}  // namespace brigade::app::stage
