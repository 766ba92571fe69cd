// The playground as one plain JSON model, from which the page makes real HTML: for screen readers, keyboards
// and browsers that cannot draw. Made from what the panels show, in the language in use; lists are bounded.
// Shapes stand in web/src/mirror_model.ts. No Dear ImGui here.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "app/app_state.h"
#include "app/inspector/focus.h"
#include "app/stage/model.h"
#include "base/json.h"

namespace brigade::app::mirror {

// How much of each list is asked for, and the language whose fixed words the page already has.
struct Ask {
  size_t resources = 50, messages = 50, lines = 100, logs = 50;
  bool payloads = false;  // of the selection: they read worlds of the past
  std::string_view words_of;
};
inline constexpr size_t kMostAsked = 5'000;

// What is kept between two models: the stage's, whose counts are made from the journal.
struct Kept {
  const engine::Simulation* simulation = nullptr;
  uint32_t revision = 0, moves = 0;
  Language language = Language::kEnglish;
  stage::Tallies tallies;
  stage::Model model;
  uint32_t chosen = 0, chosen_of = engine::kNone;  // which of several decisions, and of what first one
  Sandbox sandbox;
};

// {"language",…}: the whole model.
std::string mirror_json(AppState& state, const Ask& ask);

// --- its parts ---
struct Scope {
  AppState& state;
  const Session& session;
  Kept& kept;
  const Ask& ask;
  base::JsonWriter& out;
};
Kept& kept_of(AppState& state);
void write_resources(const Scope& scope);
void write_messages(const Scope& scope);
void write_selected(const Scope& scope);
void write_logs(const Scope& scope);
void write_inbox(const Scope& scope);
void write_matrix(const Scope& scope);
// Members of the object that is open: "verdict", "verdict_tone" and "fields", a pattern's own tree with a
// reason for each.
void write_explanation(base::JsonWriter& out, Sandbox& sandbox);

// How a text looks: "good", "bad", "waiting", or empty.
const char* tone_name(engine::Tone tone);
struct Status {
  std::string text;
  const char* tone;
};
Status fate_status(engine::Fate fate);
// How a delivery stands at the present step.
Status status_now(const Session& session, const StoryDelivery& delivery);
std::string kind_text(engine::ResourceKind kind);

}  // namespace brigade::app::mirror
