// Banners over the stage: what was refused and why, what was done and how to take it back. And the first
// hint, which points at the one obvious next click.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

constexpr double kBannerMs = 7'000;

struct Look {
  const char* icon;
  Role role;
};
Look look_of(BannerKind kind) {
  if (kind == BannerKind::kError) return {kIconTriangleAlert, Role::kFailed};
  if (kind == BannerKind::kSuccess) return {kIconCircleCheck, Role::kOk};
  return {kIconInfo, Role::kAccent};
}

// True: it was closed or its action was taken.
bool draw_banner(Session& session, const Banner& banner, float x, float y, float width, float& height) {
  const Look look = look_of(banner.kind);
  const std::string window = "banner" + std::to_string(banner.id);
  ImGui::SetNextWindowPos({x, y});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {width, 400});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(14, 11));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, tint(look.role, 0.10f));
  ImGui::PushStyleColor(ImGuiCol_Border, mix(color(Role::kCard), color(look.role), 0.5f));
  ImGui::Begin(window.c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(3);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  bool done = false;
  ui::draw_icon(at.x, at.y + 1, look.icon, 18, color(look.role));
  ImGui::SetCursorScreenPos({at.x + 28, at.y});
  ImGui::BeginGroup();
  ImGui::PushTextWrapPos(width - 62);
  if (!banner.code.empty()) ui::label(banner.code, {ui::Face::kSemibold, kTextPx, look.role});
  ImGui::PushTextWrapPos(width - 62);
  ImGui::PushFont(ui::font_of(ui::Face::kText), kTextPx);
  ImGui::TextUnformatted(banner.text.data(), banner.text.data() + banner.text.size());
  ImGui::PopFont();
  ImGui::PopTextWrapPos();
  ImGui::PopTextWrapPos();
  if (banner.action == BannerAction::kUndo && session.can_undo() && ui::link("banner.undo", tr("top.undo"))) {
    session.undo();
    done = true;
  }
  ImGui::EndGroup();
  ImGui::SetCursorScreenPos({x + width - 42, at.y - 5});
  const ui::ButtonOptions ghost{.look = ui::Button::kGhost, .width = 30, .height = 30};
  if (ui::icon_button("banner.close", kIconX, tr("dialog.close"), ghost)) done = true;
  height = ImGui::GetWindowHeight();
  if (ImGui::GetCurrentWindow()->Hidden || ImGui::IsWindowAppearing()) ui::keep_moving();
  ImGui::End();
  return done;
}

}  // namespace

void draw_banners(Session& session, const Rect& rect) {
  const float width = std::min(rect.w - 24, 460.0f);
  float y = rect.y + 14;
  const std::vector<Banner> now = session.banners;
  for (const Banner& banner : now) {
    float height = 0;
    const bool closed =
        draw_banner(session, banner, std::round(rect.x + (rect.w - width) * 0.5f), y, width, height);
    const bool over = banner.kind != BannerKind::kError && session.wall_ms() - banner.shown_at_ms > kBannerMs;
    if (closed || over) session.dismiss(banner.id);
    y += height + 8;
  }
}

double banner_wait_ms(const Session& session) {
  double wait = -1;
  for (const Banner& banner : session.banners) {
    if (banner.kind == BannerKind::kError) continue;
    const double left = std::max(20.0, banner.shown_at_ms + kBannerMs + 20 - session.wall_ms());
    wait = wait < 0 ? left : std::min(wait, left);
  }
  return wait;
}

void draw_first_hint(Session& session, UiState& state) {
  if (session.step_number() > 0) state.hint_done = true;
  if (state.hint_done || session.is_empty() || !session.can_step() || !session.banners.empty()) return;
  if (session.phone && session.phone_panel != PhonePanel::kStage) return;
  if (state.examples_open || state.share_open || state.help_open || state.sandbox_open) return;
  const ui::WidgetPlace* step = ui::find_widget("transport.step");
  if (step == nullptr) return;
  const Rect target = step->rect;
  const char* text = tr(session.phone ? "hint.first.phone" : "hint.first");
  const ui::TextStyle style{ui::Face::kSemibold, kTextPx, Role::kText};
  const float wrap = session.phone ? 240.0f : 166.0f;  // on wide screens it stands over the build panel
  const ImVec2 size = ui::text_size(text, style, wrap);
  const float w = size.x + 28, h = std::max(size.y + 20, session.phone ? 48.0f : 0.0f);
  const float x = 12, y = target.y - h - 14;
  ImDrawList* list = ImGui::GetForegroundDrawList();
  const uint32_t fill = color(Role::kAccent), ink = theme().dark ? 0xFF18100Bu : 0xFFFFFFFFu;
  const float tip = std::min(target.x + target.w * 0.5f, x + w - 20);
  list->AddRectFilled({x, y}, {x + w, y + h}, fill, 8);
  list->AddTriangleFilled({tip - 8, y + h - 0.5f}, {tip + 8, y + h - 0.5f}, {tip, y + h + 8}, fill);
  list->AddText(ui::font_of(style.face), style.size_px, {x + 14, std::round(y + (h - size.y) * 0.5f)}, ink,
                text, nullptr, wrap);
  list->AddRect({target.x - 3, target.y - 3}, {target.right() + 3, target.bottom() + 3},
                color(Role::kAccent, 0.55f), kRounding + 3, 0, 2);
}

}  // namespace brigade::app
