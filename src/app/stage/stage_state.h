// What the stage panel remembers between frames: the view, the motion, what the pointer holds. Shared by the
// panel's parts (stage.cpp, pointer.cpp, popovers.cpp).
#pragma once
#include <string>

#include "app/session.h"
#include "app/stage/build_scene.h"
#include "app/stage/draw_scene.h"
#include "app/stage/motion.h"
#include "app/stage/wiring.h"

namespace brigade::app::stage {

enum class Hold : uint8_t { Nothing, Press, Pan, Node, Wire };

struct State {
  const engine::Simulation* simulation = nullptr;  // whose model this is
  uint32_t revision = 0, moves = 0;
  Language language = Language::kEnglish;
  Tallies tallies;
  Model model;
  Geometry geometry;
  Motion motion;
  Scene scene;

  View view;
  Rect rect;
  bool fitted = true;      // follows the scenario until the learner pans or zooms
  bool downwards = false;  // laid out from top to bottom, where the panel is upright

  Hold hold = Hold::Nothing;
  Hit pressed{HitKind::Node, 0, {}, {}};
  bool pressed_any = false;
  Point pressed_at, last_at;  // on the screen
  Point grip;                 // from the node's corner to the pointer, in the scene
  uint32_t wire_from = engine::kNone;
  bool wire_sticky = false;  // begun with a click: the next click ends it
  std::string wire_reason;

  // The popover that is open.
  engine::ResourceId popover_from, popover_to;
  NotificationDraft draft;
  int draft_events = 0;
  std::string draft_error;
  uint32_t missed_edge = engine::kNone;
  Rect popover_anchor;
};

State& state();

// Selection and hover as the scene shows them.
Highlight highlight_of(const Session& session, const State& s, Point mouse, bool inside);
// Presses, drags, clicks, wheel; called with the stage's button as the last item.
void handle_pointer(Session& session, State& s, bool hovered);
// The messages that a filter of any kind stopped up to the present, newest last, at most `limit`.
std::vector<Missed> missed_on(const Session& session, const State& s, const Edge& edge, size_t limit);
void draw_popovers(Session& session, State& s);
void open_wire_popover(State& s, uint32_t from, uint32_t to);
void open_missed_popover(State& s, uint32_t edge);
void select_edge(Session& session, const Model& model, uint32_t edge);
const char* wire_popover_name();

}  // namespace brigade::app::stage
