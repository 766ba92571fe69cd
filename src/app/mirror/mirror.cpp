// Where one stands, what can be done with the whole, and the frame of the model; the parts stand in the other
// files of this folder.
#include "app/mirror/mirror.h"

#include <algorithm>

#include "app/build.h"
#include "app/mirror/requests.h"
#include "app/theme.h"
#include "base/time.h"

namespace brigade::app::mirror {

using base::JsonWriter;
using engine::Fate;
using engine::kNone;

namespace {

// The fixed words of the view; the page asks for each by the end of its key.
constexpr const char* kWords[] = {
    "all_actions", "back",   "branches",  "build",          "close",         "command",
    "connections", "copy",   "dark",      "decisions",      "deliveries",    "edits",
    "end",         "error",  "example",   "examples",       "faster",        "go",
    "grant",       "inbox",  "journey",   "kind",           "language",      "light",
    "link",        "logs",   "matrix",    "messages",       "messages_none", "more",
    "name",        "next",   "no_logs",   "none",           "notices",       "objects",
    "open",        "pause",  "payloads",  "place",          "play",          "position",
    "queue",       "redo",   "resources", "resources_none", "rule",          "sandbox",
    "share",       "slower", "speed",     "start",          "step",          "tally",
    "theme",       "undo",   "why"};

void write_words(const Scope& scope) {
  if (scope.ask.words_of == language_code()) return;
  scope.out.key("words").begin_object();
  for (const char* word : kWords) scope.out.member(word, tr(std::string("mirror.") + word));
  scope.out.end_object();
}

std::string speed_text(double speed) {
  return speed < 1 ? std::string(language() == Language::kFrench ? "0,5" : "0.5") + "\xC2\xA0×"
                   : std::to_string(static_cast<int>(speed)) + "\xC2\xA0×";
}

void write_place(const Scope& scope) {
  const Session& session = scope.session;
  JsonWriter& out = scope.out;
  out.key("place").begin_object();
  out.member("step", session.step_number()).member("last", session.last_step());
  out.member("open", !session.end_is_known());
  out.member("clock", base::format_clock(session.world().now_ms));
  out.member("position",
             tr(session.end_is_known() ? "transport.position" : "transport.position.open",
                {{"step", number_text(session.step_number())}, {"last", number_text(session.last_step())}}));
  out.member("seed", tr("transport.seed", {{"seed", std::to_string(session.world().seed)}}));
  out.end_object();
  out.key("can").begin_object().member("step", session.can_step()).member("back", session.can_back());
  out.member("undo", session.can_undo() && !session.readonly);
  out.member("redo", session.can_redo() && !session.readonly).member("edit", !session.readonly);
  out.end_object();
  out.member("playing", session.playing()).member("speed", speed_text(session.speed()));
  out.member("grant_needed", static_cast<engine::PermissionMode>(session.world().permission_mode) ==
                                 engine::PermissionMode::GrantNeeded);
}

void write_branches(const Scope& scope) {
  constexpr size_t kBranches = 50;
  scope.out.key("branches").begin_array();
  const auto& branches = scope.session.simulation().branches();
  for (size_t i = 0; i < branches.size() && i < kBranches; ++i) {
    const engine::Branch& branch = branches[i];
    scope.out.begin_object().member("id", branch.id);
    scope.out.member(
        "text", tr("transport.branch", {{"step", number_text(branch.fork_step)}, {"what", branch.label}}));
    scope.out.end_object();
  }
  scope.out.end_array();
}

void write_notices(const Scope& scope) {
  scope.out.key("notices").begin_array();
  for (const Banner& banner : scope.session.banners) {
    scope.out.begin_object().member("id", banner.id);
    scope.out.member("tone", banner.kind == BannerKind::kError     ? "bad"
                             : banner.kind == BannerKind::kSuccess ? "good"
                                                                   : "");
    scope.out.member("text", banner.code.empty() ? banner.text : banner.code + ": " + banner.text);
    scope.out.member("undo", banner.action == BannerAction::kUndo && scope.session.can_undo());
    scope.out.end_object();
  }
  scope.out.end_array();
}

// Every delivery ends in exactly one place: the counts add up to all that were made.
void write_tally(const Scope& scope) {
  const engine::Tally& tally = scope.session.world().tally;
  scope.out.key("tally").begin_array();
  const auto add = [&](std::string_view id, const Status& status, uint64_t n) {
    if (n == 0) return;
    scope.out.begin_object().member("id", id).member("n", n);
    scope.out.member("text", number_text(static_cast<int64_t>(n)) + "\xC2\xA0" + status.text);
    scope.out.member("tone", status.tone).end_object();
  };
  add("in-flight", fate_status(Fate::InFlight), tally.live);
  for (int i = 1; i < engine::kFates; ++i) {
    const auto fate = static_cast<Fate>(i);
    add(engine::fate_name(fate), fate_status(fate), tally.ended[i]);
  }
  add("unmatched", {tr("fate.unmatched"), "bad"}, tally.unmatched_messages);
  scope.out.end_array();
}

void write_lists_to_choose_from(const Scope& scope) {
  scope.out.key("examples").begin_array();
  for (const Example& example : scope.state.ui.examples) {
    scope.out.begin_object().member("id", example.id);
    scope.out.member("title", example.title.in(language_code()));
    scope.out.member("summary", example.summary.in(language_code())).end_object();
  }
  scope.out.end_array();
  scope.out.key("build").begin_array();
  for (const Builder& builder : kBuilders) {
    scope.out.begin_object().member("kind", static_cast<int>(builder.kind));
    scope.out.member("text", tr(builder.text_key)).member("example", builder.example).end_object();
  }
  scope.out.end_array();
}

void write_share(const Scope& scope) {
  const UiState& ui = scope.state.ui;
  const bool current =
      ui.share_revision == scope.session.revision() && ui.share_moves == scope.session.moves();
  scope.out.member("share_url", current ? std::string_view(ui.share_url) : std::string_view());
  scope.out.member("share_error", ui.share_error);
}

}  // namespace

Kept& kept_of(AppState& state) {
  if (state.mirror == nullptr) state.mirror = std::make_shared<Kept>();
  Kept& kept = *state.mirror;
  const Session& session = state.session;
  const bool edited = kept.simulation != &session.simulation() || kept.revision != session.revision();
  if (!edited && kept.moves == session.moves() && kept.language == language()) return kept;
  if (edited) kept.tallies.rebuild();
  kept.tallies.extend(session.simulation());
  kept.model = stage::make_model(session.simulation(), session.story(), kept.tallies);
  kept.simulation = &session.simulation();
  kept.revision = session.revision();
  kept.moves = session.moves();
  kept.language = language();
  return kept;
}

std::string mirror_of(AppState& state, const base::JsonValue& request) {
  Ask ask;
  const auto size = [&](std::string_view name, size_t& out) {
    const base::JsonValue* value = request.find(name);
    const std::optional<int64_t> n = value != nullptr ? value->as_int64() : std::nullopt;
    if (n && *n >= 0) out = std::min(static_cast<size_t>(*n), kMostAsked);
  };
  size("resources", ask.resources);
  size("messages", ask.messages);
  size("lines", ask.lines);
  size("logs", ask.logs);
  const base::JsonValue* payloads = request.find("payloads");
  ask.payloads = payloads != nullptr && payloads->as_bool();
  const base::JsonValue* words = request.find("words_of");
  if (words != nullptr) ask.words_of = words->as_string();
  return mirror_json(state, ask);
}

std::string mirror_json(AppState& state, const Ask& ask) {
  JsonWriter out;
  const Scope scope{state, state.session, kept_of(state), ask, out};
  const Session& session = state.session;
  out.begin_object().member("language", language_code()).member("dark", theme().dark);
  out.member("title", session.title()).member("summary", session.summary());
  out.member("example", session.example_id);
  write_words(scope);
  write_place(scope);
  write_branches(scope);
  write_notices(scope);
  write_tally(scope);
  write_lists_to_choose_from(scope);
  write_share(scope);
  write_resources(scope);
  write_messages(scope);
  write_selected(scope);
  write_logs(scope);
  write_inbox(scope);
  write_matrix(scope);
  return out.end_object().take();
}

const char* tone_name(engine::Tone tone) {
  switch (tone) {
    case engine::Tone::Good:
      return "good";
    case engine::Tone::Bad:
      return "bad";
    case engine::Tone::Waiting:
      return "waiting";
    case engine::Tone::Neutral:
      break;
  }
  return "";
}

Status fate_status(Fate fate) {
  Status status{tr("fate." + std::string(engine::fate_name(fate))), ""};
  if (fate == Fate::InFlight || fate == Fate::Coalesced) status.tone = "waiting";
  if (fate == Fate::Delivered) status.tone = "good";
  if (fate == Fate::FilteredOut || fate == Fate::DeadLettered || fate == Fate::Expired ||
      fate == Fate::Dropped) {
    status.tone = "bad";
  }
  return status;
}

std::string kind_text(engine::ResourceKind kind) {
  constexpr const char* kKeys[engine::kResourceKinds] = {
      "build.bucket", "build.function", "build.queue",    "build.bus",
      "build.rule",   "build.topic",    "mirror.mapping", "build.table",
      "build.stream", "build.schedule", "mirror.archive", "build.alarm",
      "build.api",    "build.pipe",     "build.role",     "build.schedule_group"};
  return tr(kKeys[static_cast<size_t>(kind)]);
}

}  // namespace brigade::app::mirror
