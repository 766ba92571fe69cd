// The panels of the page, one source file each. A panel reads the session and calls its verbs; it keeps no
// state of the simulation. Each draws into the rectangle that the shell gives it.
#pragma once
#include "app/geometry.h"
#include "app/session.h"
#include "app/theme.h"
#include "app/ui_state.h"

namespace brigade::app {

void draw_shell(Session& session, UiState& ui, const Rect& screen, float safe_bottom_px);

void draw_top_bar(Session& session, UiState& ui, const Rect& rect);
void draw_build_panel(Session& session, UiState& ui, const Rect& rect);
// True where it was pressed.
bool draw_permission_mode(Session& session, const char* name);
void draw_transport(Session& session, UiState& ui, const Rect& rect);
void draw_timeline(Session& session, UiState& ui, const Rect& rect);
void draw_log_panel(Session& session, const Rect& rect);
void draw_inbox(Session& session, const Rect& rect);
void draw_rule_matrix(Session& session, const Rect& rect);
void move_in_matrix(Session& session, int down, int right);  // opens it
void draw_banners(Session& session, const Rect& rect);
// Milliseconds until a banner goes by itself; < 0: none does.
double banner_wait_ms(const Session& session);
void draw_dialogs(Session& session, UiState& ui);
void draw_sandbox(Session& session, UiState& ui);
void draw_assumptions(Session& session, UiState& ui);
void draw_first_hint(Session& session, UiState& ui);
void handle_keys(Session& session, UiState& ui);

void set_theme_of(Session& session, bool dark);  // as the learner chose; tells the page
void switch_language(Session& session, Language to);

// Icon and hue of a kind of resource, and icon, word and hue of a fate.
const char* kind_icon(engine::ResourceKind kind);
Role kind_role(engine::ResourceKind kind);
struct FateLook {
  const char* icon;
  const char* text;
  Role role;
};
FateLook fate_look(engine::Fate fate);
FateLook unmatched_look();

}  // namespace brigade::app
