// Where each panel stands: three columns over a transport bar and a bottom panel on wide screens; on a phone
// one panel at a time over a compact transport bar and a tab bar. Keys of the whole page are handled here
// too.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/inspector/inspector.h"
#include "app/panels.h"
#include "app/stage/build_scene.h"
#include "app/stage/stage.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

constexpr float kBarPx = 48;
constexpr float kPhoneTabsPx = 58;

void fill(const Rect& r, Role role) {
  ImGui::GetWindowDrawList()->AddRectFilled(ui::top_left(r), ui::bottom_right(r), color(role));
}
void line_below(const Rect& r) {
  ImGui::GetWindowDrawList()->AddRectFilled({r.x, r.bottom() - 1}, {r.right(), r.bottom()},
                                            color(Role::kLine));
}
void line_right(const Rect& r) {
  ImGui::GetWindowDrawList()->AddRectFilled({r.right() - 1, r.y}, {r.right(), r.bottom()},
                                            color(Role::kLine));
}
void line_left(const Rect& r) {
  ImGui::GetWindowDrawList()->AddRectFilled({r.x, r.y}, {r.x + 1, r.bottom()}, color(Role::kLine));
}
void line_above(const Rect& r) {
  ImGui::GetWindowDrawList()->AddRectFilled({r.x, r.y}, {r.right(), r.y + 1}, color(Role::kLine));
}

void draw_bottom_panel(Session& session, UiState& state, const Rect& rect) {
  const ui::Tab items[] = {{"bottom.timeline", tr("bottom.timeline")},
                           {"bottom.logs", tr("bottom.logs")},
                           {"bottom.rules", tr("bottom.rules")},
                           {"bottom.inbox", tr("bottom.inbox")}};
  ImGui::SetCursorScreenPos({rect.x + kPadding, rect.y + 2});
  session.bottom_tab = static_cast<BottomTab>(ui::tabs(items, 4, static_cast<int>(session.bottom_tab), 32));
  const Rect inside{rect.x, rect.y + 34, rect.w, rect.h - 34};
  if (session.bottom_tab == BottomTab::kTimeline) {
    draw_timeline(session, state, inside);
  } else if (session.bottom_tab == BottomTab::kLogs) {
    draw_log_panel(session, inside);
  } else if (session.bottom_tab == BottomTab::kInbox) {
    draw_inbox(session, inside);
  } else {
    draw_rule_matrix(session, inside);
  }
}

void draw_desktop(Session& session, UiState& state, const Rect& screen) {
  const float bottom_px = std::round(std::clamp(screen.h * 0.325f, 216.0f, 340.0f));
  const float left_px = std::round(std::clamp(screen.w * 0.147f, 212.0f, 232.0f));
  const float right_px = std::round(std::clamp(screen.w * 0.25f, 340.0f, 440.0f));
  const float body_px = screen.h - kBarPx - bottom_px;
  const Rect top{0, 0, screen.w, kBarPx};
  const Rect left{0, kBarPx, left_px, body_px};
  const Rect stage_rect{left_px, kBarPx, screen.w - left_px - right_px, body_px};
  const Rect right{screen.w - right_px, kBarPx, right_px, body_px};
  const Rect transport{0, kBarPx + body_px, screen.w, kBarPx};
  const Rect bottom{0, transport.bottom(), screen.w, bottom_px - kBarPx};

  fill(stage_rect, Role::kGround);
  stage::draw(session, stage_rect);
  draw_build_panel(session, state, left);
  inspector::draw(session, right);
  draw_top_bar(session, state, top);
  draw_transport(session, state, transport);
  draw_bottom_panel(session, state, bottom);
  line_below(top);
  line_right(left);
  line_left(right);
  line_above(transport);
  line_below(transport);
  draw_banners(session, stage_rect);
}

struct PhoneTab {
  const char* name;
  const char* text_key;
  const char* icon;
  PhonePanel panel;
};
constexpr PhoneTab kPhoneTabs[] = {
    {"phone.build", "phone.build", kIconPlus, PhonePanel::kBuild},
    {"phone.stage", "phone.stage", kIconWaypoints, PhonePanel::kStage},
    {"phone.inspector", "phone.inspector", kIconSearch, PhonePanel::kInspector},
    {"phone.timeline", "phone.timeline", kIconClock, PhonePanel::kTimeline}};

void draw_phone_tabs(Session& session, const Rect& rect) {
  const float w = rect.w / 4;
  for (int i = 0; i < 4; ++i) {
    const PhoneTab& tab = kPhoneTabs[i];
    const Rect cell{rect.x + w * static_cast<float>(i), rect.y, w, kPhoneTabsPx};
    ImGui::SetCursorScreenPos(ui::top_left(cell));
    if (ImGui::InvisibleButton(tab.name, {cell.w, cell.h})) session.phone_panel = tab.panel;
    ui::register_widget(tab.name, cell);
    const bool active = session.phone_panel == tab.panel;
    const ui::TextStyle style{active ? ui::Face::kSemibold : ui::Face::kText, kLabelPx,
                              active ? Role::kAccent : Role::kText2};
    ui::draw_icon(cell.x + (w - 20) * 0.5f, cell.y + 9, tab.icon, 20, color(style.role));
    const char* text = tr(tab.text_key);
    ui::draw_text(cell.x + (w - ui::text_width(text, style)) * 0.5f, cell.y + 34, text, style);
  }
}

void draw_phone(Session& session, UiState& state, const Rect& screen, float safe_bottom_px) {
  const float tabs_px = kPhoneTabsPx + safe_bottom_px;
  const Rect top{0, 0, screen.w, 52};
  const Rect tabs{0, screen.h - tabs_px, screen.w, tabs_px};
  const Rect transport{0, tabs.y - 56, screen.w, 56};
  const Rect body{0, top.h, screen.w, transport.y - top.h};
  const bool on_stage = session.phone_panel == PhonePanel::kStage;
  fill(body, on_stage ? Role::kGround : Role::kPanel);
  switch (session.phone_panel) {
    case PhonePanel::kStage:
      stage::draw(session, body);
      break;
    case PhonePanel::kInspector:
      inspector::draw(session, body);
      break;
    case PhonePanel::kTimeline:
      draw_bottom_panel(session, state, body);
      break;
    case PhonePanel::kBuild:
      draw_build_panel(session, state, body);
      break;
  }
  draw_top_bar(session, state, top);
  draw_transport(session, state, transport);
  draw_phone_tabs(session, tabs);
  line_below(top);
  line_above(transport);
  line_above(tabs);
  draw_banners(session, body);
}

}  // namespace

void draw_shell(Session& session, UiState& state, const Rect& screen, float safe_bottom_px) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({screen.w, screen.h});
  ImGui::Begin("playground", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
  ui::set_touch(session.phone);
  if (session.phone) {
    draw_phone(session, state, screen, safe_bottom_px);
  } else {
    draw_desktop(session, state, screen);
  }
  draw_dialogs(session, state);
  draw_first_hint(session, state);
  handle_keys(session, state);
  ImGui::End();
}

void handle_keys(Session& session, UiState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel))
    return;
  const auto pressed = [](ImGuiKeyChord chord, bool repeat = true) {
    const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
    return ImGui::IsKeyPressed(key, repeat) && (ImGui::GetIO().KeyMods == (chord & ImGuiMod_Mask_));
  };
  if (pressed(ImGuiKey_Space) || pressed(ImGuiKey_RightArrow)) {
    session.pause();
    session.step();
  }
  if (pressed(ImGuiKey_LeftArrow)) {
    session.pause();
    session.back();
  }
  if (pressed(ImGuiKey_Home, false)) session.seek(0);
  if (pressed(ImGuiKey_End, false)) session.seek(session.last_step());
  if (pressed(ImGuiKey_R, false)) move_in_matrix(session, 0, 0);
  if (session.bottom_tab == BottomTab::kRules) {
    const auto shifted = [&](ImGuiKey key) { return pressed(ImGuiMod_Shift | key); };
    const int down = int{shifted(ImGuiKey_DownArrow)} - int{shifted(ImGuiKey_UpArrow)};
    const int right = int{shifted(ImGuiKey_RightArrow)} - int{shifted(ImGuiKey_LeftArrow)};
    if (down != 0 || right != 0) move_in_matrix(session, down, right);
  }
  if (pressed(ImGuiKey_N)) session.next_interesting();
  if (pressed(ImGuiKey_P, false)) session.playing() ? session.pause() : session.play();
  if (pressed(ImGuiMod_Ctrl | ImGuiKey_Z)) session.undo();
  if (pressed(ImGuiMod_Ctrl | ImGuiKey_Y) || pressed(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z))
    session.redo();
  if (pressed(ImGuiKey_Escape, false)) session.clear_selection();
  for (int i = 0; i < io.InputQueueCharacters.Size; ++i) {
    if (io.InputQueueCharacters[i] == '?') state.help_open = true;
  }
}

// --- looks that panels share ---
const char* kind_icon(engine::ResourceKind kind) {
  constexpr const char* kIcons[] = {kIconDatabase,  kIconSquareFunction, kIconLayers,  kIconRoute,
                                    kIconFilter,    kIconMegaphone,      kIconPlug,    kIconTable,
                                    kIconWaypoints, kIconClock,          kIconArchive, kIconBell,
                                    kIconGlobe,     kIconShuffle,        kIconLock,    kIconPackage};
  return kIcons[static_cast<size_t>(kind)];
}

Role kind_role(engine::ResourceKind kind) { return stage::family_role(kind); }

FateLook fate_look(engine::Fate fate) {
  switch (fate) {
    case engine::Fate::Delivered:
      return {kIconCheck, tr("fate.delivered"), Role::kOk};
    case engine::Fate::FilteredOut:
      return {kIconFilter, tr("fate.filtered-out"), Role::kFailed};
    case engine::Fate::DeadLettered:
      return {kIconMailX, tr("fate.dead-lettered"), Role::kFailed};
    case engine::Fate::Expired:
      return {kIconHourglass, tr("fate.expired"), Role::kFailed};
    case engine::Fate::Dropped:
      return {kIconBan, tr("fate.dropped"), Role::kFailed};
    case engine::Fate::Deduplicated:
      return {kIconCopy, tr("fate.deduplicated"), Role::kText2};
    case engine::Fate::Coalesced:
      return {kIconCopy, tr("fate.coalesced"), Role::kWaiting};
    case engine::Fate::Purged:
      return {kIconTrash2, tr("fate.purged"), Role::kText2};
    case engine::Fate::DeletedWithResource:
      return {kIconTrash2, tr("fate.deleted-with-resource"), Role::kText2};
    case engine::Fate::InFlight:
      break;
  }
  return {kIconCircleDot, tr("fate.in-flight"), Role::kWaiting};
}

FateLook unmatched_look() { return {kIconX, tr("fate.unmatched"), Role::kFailed}; }

}  // namespace brigade::app
