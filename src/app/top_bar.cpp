// The bar at the top: what this is, what is open, and what concerns the whole page. On a phone the rest is in
// a menu.
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

void draw_logo(float x, float y) { ui::draw_icon(x, y, kIconWaypoints, 20, color(Role::kAccent)); }

void open_share(Session& session, UiState& state) {
  session.pause();
  state.share_open = true;
  state.share_url.clear();
  state.share_error.clear();
  state.share_asked = state.share_copied = false;
}

// Lays out from the right: `x` is where the next control ends.
struct FromRight {
  float x, y;
  void place(float width) {
    x -= width;
    ImGui::SetCursorScreenPos({x, y});
    x -= 8;
  }
};

float button_width(const char* text, bool icon, bool strong = false) {
  const ui::TextStyle style{strong ? ui::Face::kSemibold : ui::Face::kText};
  return std::round(ui::text_width(text, style) + 24 + (icon ? 24.0f : 0.0f));
}

void draw_desktop_bar(Session& session, UiState& state, const Rect& rect) {
  const float y = rect.y + (rect.h - kControlHeight) * 0.5f;
  FromRight place{rect.right() - kPadding, y};

  ui::ButtonOptions share{.look = ui::Button::kPrimary, .icon = kIconLink, .tooltip = tr("top.share.tip")};
  share.width = button_width(tr("top.share"), true, true);
  place.place(share.width);
  if (ui::button("top.share", tr("top.share"), share)) open_share(session, state);

  place.place(40);
  ui::ButtonOptions square{.width = 40};
  if (ui::icon_button("top.theme", theme().dark ? kIconSun : kIconMoon,
                      tr(theme().dark ? "top.theme.light" : "top.theme.dark"), square)) {
    set_theme_of(session, !theme().dark);
  }
  const bool french = language() == Language::kFrench;
  ui::ButtonOptions lang{.width = 46, .tooltip = tr("top.language.tip")};
  place.place(lang.width);
  if (ui::button("top.language", french ? "FR" : "EN", lang)) {
    switch_language(session, french ? Language::kEnglish : Language::kFrench);
  }
  if (!state.examples.empty()) {
    ui::ButtonOptions examples{.icon = kIconLayoutGrid};
    examples.width = button_width(tr("top.examples"), true);
    place.place(examples.width);
    if (ui::button("top.examples", tr("top.examples"), examples)) state.examples_open = true;
  }
  ui::ButtonOptions sandbox{.icon = kIconFilter};
  sandbox.width = button_width(tr("top.sandbox"), true);
  place.place(sandbox.width);
  if (ui::button("top.sandbox", tr("top.sandbox"), sandbox)) state.sandbox_open = true;
  place.x -= 8;
  ui::ButtonOptions ghost{.look = ui::Button::kGhost, .width = 34};
  ghost.enabled = session.can_redo();
  place.place(34);
  if (ui::icon_button("top.redo", kIconRedo2, tr("top.redo"), ghost)) session.redo();
  place.x += 8;
  ghost.enabled = session.can_undo();
  place.place(34);
  if (ui::icon_button("top.undo", kIconUndo2, tr("top.undo"), ghost)) session.undo();

  draw_logo(kPadding, rect.y + 14);
  const ui::TextStyle bold{ui::Face::kSemibold, kTextPx, Role::kText};
  const float text_y = rect.y + (rect.h - kTextPx) * 0.5f;
  float x = kPadding + 30;
  ui::draw_text(x, text_y, tr("app.name"), bold);
  x += ui::text_width(tr("app.name"), bold) + 10;
  ui::draw_text(x, text_y, "/", {ui::Face::kText, kTextPx, Role::kText3});
  ui::draw_text(x + 16, text_y, session.title(), {ui::Face::kText, kTextPx, Role::kText2}, place.x - x - 30);
}

void draw_phone_menu(Session& session, UiState& state) {
  if (!ui::begin_popover("top.menu", 230)) return;
  const bool french = language() == Language::kFrench;
  if (ui::menu_item("top.share", kIconLink, tr("top.share"))) open_share(session, state);
  if (!state.examples.empty() && ui::menu_item("top.examples", kIconLayoutGrid, tr("top.examples")))
    state.examples_open = true;
  if (ui::menu_item("top.sandbox", kIconFilter, tr("top.sandbox"))) state.sandbox_open = true;
  if (ui::menu_item("top.undo", kIconUndo2, tr("top.undo"), session.can_undo())) session.undo();
  if (ui::menu_item("top.redo", kIconRedo2, tr("top.redo"), session.can_redo())) session.redo();
  if (ui::menu_item("top.language", kIconLanguages,
                    french ? "English"
                           : "Fran\xC3\xA7"
                             "ais")) {
    switch_language(session, french ? Language::kEnglish : Language::kFrench);
  }
  const bool dark = theme().dark;
  if (ui::menu_item("top.theme", dark ? kIconSun : kIconMoon,
                    tr(dark ? "top.theme.light" : "top.theme.dark"))) {
    set_theme_of(session, !dark);
  }
  ui::end_popover();
}

}  // namespace

void draw_top_bar(Session& session, UiState& state, const Rect& rect) {
  ImGui::GetWindowDrawList()->AddRectFilled(ui::top_left(rect), ui::bottom_right(rect), color(Role::kPanel));
  if (!session.phone) return draw_desktop_bar(session, state, rect);
  draw_logo(14, rect.y + 16);
  const ui::TextStyle bold{ui::Face::kSemibold, kTextPx, Role::kText};
  ui::draw_text(44, rect.y + (rect.h - kTextPx) * 0.5f, session.title(), bold, rect.w - 44 - 60);
  ImGui::SetCursorScreenPos({rect.right() - 50, rect.y + 6});
  const ui::ButtonOptions ghost{.look = ui::Button::kGhost, .width = 42};
  if (ui::icon_button("top.menu", kIconMenu, nullptr, ghost)) ui::open_popover("top.menu");
  draw_phone_menu(session, state);
}

}  // namespace brigade::app
