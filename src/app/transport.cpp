// The transport bar: back to the start, one step back, one step on, the next interesting step, play; and
// where one is.
#include <cmath>
#include <cstdio>

#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"
#include "engine/services/schedules.h"

namespace brigade::app {
namespace {

std::string speed_text(double speed) {
  char text[16];
  std::snprintf(text, sizeof text, "%g\xC3\x97", speed);
  std::string out = text;
  if (language() == Language::kFrench && out[1] == '.') out[1] = ',';
  return out;
}

void toggle_play(Session& session) {
  if (session.playing()) {
    session.pause();
  } else {
    session.play();
  }
}

// "next: every-morning at 1d 06:00:00"
std::string next_firing_text(const Session& session, const engine::schedules::NextFiring& next) {
  const std::string clock = base::format_clock(next.at_ms);
  return tr("transport.next_firing",
            {{"name", std::string(engine::name_of(session.world(), session.history(), next.resource))},
             {"time", clock.substr(0, clock.rfind('.'))}});
}

// Returns where it ends.
float draw_position(Session& session, float x, float y) {
  const ui::TextStyle dim{ui::Face::kMono, kMonoPx, Role::kText2},
      bright{ui::Face::kMono, kMonoPx, Role::kText};
  const auto put = [&](const std::string& text, const ui::TextStyle& style) {
    ui::draw_text(x, y, text, style);
    x += ui::text_width(text, style) + 14;
  };
  put(tr(session.end_is_known() ? "transport.position" : "transport.position.open",
         {{"step", number_text(session.step_number())}, {"last", number_text(session.last_step())}}),
      dim);
  put(base::format_clock(session.world().now_ms), bright);
  if (session.simulation().is_resting() && session.world().scheduler.pending_recurring() > 0) {
    if (const auto next = engine::schedules::next_firing(session.world()))
      put(next_firing_text(session, *next), dim);
  }
  put(tr("transport.seed", {{"seed", std::to_string(session.world().seed)}}), dim);
  return x;
}

void draw_phone_transport(Session& session, const Rect& rect) {
  const float y = rect.y + 8;
  ImGui::SetCursorScreenPos({rect.x + 10, y});
  const ui::ButtonOptions back{.width = 44, .enabled = session.can_back()};
  if (ui::icon_button("transport.back", kIconStepBack, nullptr, back)) session.back();
  ImGui::SameLine(0, 6);
  const ui::ButtonOptions step{
      .look = ui::Button::kPrimary, .icon = kIconStepForward, .enabled = session.can_step()};
  if (ui::button("transport.step", tr("transport.step"), step)) session.step();
  ImGui::SameLine(0, 6);
  const ui::ButtonOptions next{.width = 44, .enabled = session.can_step()};
  if (ui::icon_button("transport.next", kIconFastForward, nullptr, next)) session.next_interesting();
  ImGui::SameLine(0, 6);
  const ui::ButtonOptions play{.width = 44, .enabled = session.playing() || session.can_step()};
  if (ui::icon_button("transport.play", session.playing() ? kIconPause : kIconPlay, nullptr, play))
    toggle_play(session);
  const float x = ImGui::GetItemRectMax().x + 12;
  const std::string position = number_text(session.step_number()) + " / " + number_text(session.last_step());
  ui::draw_text(x, rect.y + 11, position, {ui::Face::kMono, kMonoSmallPx, Role::kText}, rect.right() - x - 6);
  ui::draw_text(x, rect.y + 29, base::format_clock(session.world().now_ms),
                {ui::Face::kMono, kMonoSmallPx, Role::kText2}, rect.right() - x - 6);
}

// Futures that were left behind when something was changed in their past: one click brings one back.
void draw_branches(Session& session, const Rect& rect, float x) {
  const auto& branches = session.simulation().branches();
  if (branches.empty()) return;
  ImGui::SetCursorScreenPos({x, rect.y + (rect.h - kControlHeight) * 0.5f});
  const std::string text = tr("transport.branches", {{"n", std::to_string(branches.size())}});
  const ui::ButtonOptions look{
      .look = ui::Button::kGhost, .icon = kIconGitBranch, .tooltip = tr("transport.branches.tip")};
  if (ui::button("transport.branches", text, look)) ui::open_popover("transport.branches");
  if (!ui::begin_popover("transport.branches", 340)) return;
  uint32_t chosen = engine::kNone;
  for (const engine::Branch& branch : branches) {
    const std::string name = "branch." + std::to_string(branch.id);
    const std::string line =
        tr("transport.branch", {{"step", number_text(branch.fork_step)}, {"what", branch.label}});
    if (ui::menu_item(name.c_str(), kIconGitBranch, line)) chosen = branch.id;
  }
  ui::end_popover();
  if (chosen != engine::kNone) session.switch_to_branch(chosen);
}

// The keys, in sight; a click shows them all.
void draw_hints(UiState& state, const Rect& rect, float from_x) {
  const char* hint = tr("transport.hints");
  const float w = ui::text_width(hint, {ui::Face::kText, kSmallPx}) + 12;
  const float x = rect.right() - kPadding + 6 - w;
  if (x < from_x + 20) return;
  const Rect r{x, rect.y + 10, w, rect.h - 20};
  ImGui::SetCursorScreenPos(ui::top_left(r));
  if (ImGui::InvisibleButton("transport.keys", {r.w, r.h})) state.help_open = true;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::register_widget("transport.keys", r);
  const ui::TextStyle style{ui::Face::kText, kSmallPx, hovered ? Role::kText : Role::kText2};
  ui::draw_text(x + 6, rect.y + (rect.h - kSmallPx) * 0.5f, hint, style);
}

}  // namespace

void draw_transport(Session& session, UiState& state, const Rect& rect) {
  ImGui::GetWindowDrawList()->AddRectFilled(ui::top_left(rect), ui::bottom_right(rect), color(Role::kPanel));
  if (session.phone) return draw_phone_transport(session, rect);
  const bool can_back = session.can_back(), can_step = session.can_step();
  ImGui::SetCursorScreenPos({rect.x + 14, rect.y + (rect.h - kControlHeight) * 0.5f});
  const ui::ButtonOptions back{.width = 40, .enabled = can_back};
  if (ui::icon_button("transport.start", kIconSkipBack, tr("transport.start"), back)) {
    session.pause();
    session.seek(0);
  }
  ImGui::SameLine();
  if (ui::icon_button("transport.back", kIconStepBack, tr("transport.back"), back)) {
    session.pause();
    session.back();
  }
  ImGui::SameLine();
  const ui::ButtonOptions step{.look = ui::Button::kPrimary,
                               .icon = kIconStepForward,
                               .enabled = can_step,
                               .tooltip = tr("transport.step.tip")};
  if (ui::button("transport.step", tr("transport.step"), step)) {
    session.pause();
    session.step();
  }
  ImGui::SameLine();
  const ui::ButtonOptions next{
      .icon = kIconFastForward, .enabled = can_step, .tooltip = tr("transport.next.tip")};
  if (ui::button("transport.next", tr("transport.next"), next)) {
    session.pause();
    session.next_interesting();
  }
  ImGui::SameLine();
  const bool playing = session.playing();
  const bool rests = !playing && can_step && session.simulation().is_resting();
  const ui::ButtonOptions play{.icon = playing ? kIconPause : kIconPlay,
                               .enabled = playing || can_step,
                               .tooltip = rests ? tr("transport.play.on") : nullptr};
  if (ui::button("transport.play", tr(playing ? "transport.pause" : "transport.play"), play))
    toggle_play(session);
  ImGui::SameLine();
  const ui::ButtonOptions speed{
      .look = ui::Button::kGhost, .width = 46, .tooltip = tr("transport.speed.tip")};
  if (ui::button("transport.speed", speed_text(session.speed()), speed))
    session.next_speed(ImGui::GetIO().KeyShift ? -1 : 1);
  const float x = ImGui::GetItemRectMax().x + 14;
  const float end_x = draw_position(session, x, rect.y + (rect.h - kMonoPx) * 0.5f);
  draw_branches(session, rect, end_x);
  draw_hints(state, rect, session.simulation().branches().empty() ? end_x : end_x + 150);
}

}  // namespace brigade::app
