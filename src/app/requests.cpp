// The requests of the page: load, command, step, back, next, seek, play, pause, state, journal, hash,
// widgets, setTheme, setLanguage, catalogue, exportScenario, shared, shareFailed, message, examples,
// preferences, mirror, mirrorDo. Data only; what is unknown or of the wrong kind is answered with a sentence.
#include <algorithm>
#include <array>

#include "app/app_state.h"
#include "app/mirror/requests.h"
#include "app/panels.h"
#include "app/widgets.h"
#include "base/json.h"
#include "formats/command_json.h"
#include "formats/state_json.h"

namespace brigade::app {
namespace {

using base::JsonValue;
using base::JsonWriter;

struct Call {
  AppState& state;
  Session& session;
  const JsonValue& request;

  std::string_view text(std::string_view name) const {
    const JsonValue* value = request.find(name);
    return value != nullptr ? std::string_view(value->as_string()) : std::string_view();
  }
  bool flag(std::string_view name, bool otherwise = false) const {
    const JsonValue* value = request.find(name);
    return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
  }
  std::optional<int64_t> number(std::string_view name) const {
    const JsonValue* value = request.find(name);
    return value != nullptr ? value->as_int64() : std::nullopt;
  }
};

std::string failed(const base::Error& error, std::string_view source = {}) {
  JsonWriter out;
  out.begin_object().member("ok", false).key("error").begin_object();
  out.member("code", error.code).member("text", error.text);
  if (!source.empty() && !(error.range.begin == 0 && error.range.end == 0)) {
    const base::LineColumn at = base::line_column(source, error.range.begin);
    out.member("line", at.line).member("column", at.column);
  }
  return out.end_object().end_object().take();
}

std::string failed(const char* code, std::string text) {
  return failed(base::Error{code, std::move(text), {}});
}

std::string done() { return R"({"ok":true})"; }

std::string with(std::string_view name, std::string_view json) {
  JsonWriter out;
  out.begin_object().member("ok", true).key(name).raw(json);
  return out.end_object().take();
}

std::string where(const Session& session) {
  JsonWriter out;
  out.begin_object().member("ok", true).member("step", session.step_number());
  out.member("time_ms", session.world().now_ms).member("last_step", session.last_step());
  return out.end_object().take();
}

constexpr std::array<std::string_view, 5> kTabs = {"event", "why", "json", "logs", "config"};

// The place that a link names: the step, where the rules still give the same journal; else the same simulated
// time.
void go_to_place(const Call& call) {
  Session& session = call.session;
  const std::optional<int64_t> step = call.number("step"), time = call.number("time_ms"),
                               rules = call.number("rules");
  const std::string_view digits = call.text("hash");
  for (size_t i = 0; i < kTabs.size(); ++i) {
    if (call.text("panel") == kTabs[i]) session.inspector_tab = static_cast<InspectorTab>(i);
  }
  if (step && *step >= 0 && *step <= 0xFFFFFFF0) session.seek(static_cast<uint32_t>(*step));
  const auto journal_begins_with = [&session](std::string_view wanted) {
    return formats::hash_text(session.simulation().journal_hash()).substr(0, wanted.size()) == wanted;
  };
  const bool same_rules = !rules || *rules == engine::kRulesVersion;
  if (same_rules && (digits.empty() || journal_begins_with(digits))) return;
  if (time && *time >= 0) session.seek_time(*time);
  session.banner(BannerKind::kInfo, tr("load.other_rules"));
}

std::string load(const Call& call) {
  const std::string_view source = call.text("scenario");
  auto scenario = formats::read_scenario(source);
  if (!scenario) return failed(scenario.error(), source);
  const base::Status opened = call.session.open(std::move(*scenario));
  if (!opened) return failed(opened.error(), source);
  call.session.banners.clear();
  call.session.example_id = call.text("example");
  call.state.ui.hint_done = false;
  call.state.ui.share_open = false;
  go_to_place(call);
  return where(call.session);
}

std::string command(const Call& call) {
  const JsonValue* value = call.request.find("command");
  if (value == nullptr) return failed("request", "The request has no \"command\".");
  auto read = formats::read_command(*value);
  if (!read) return failed(read.error());
  const base::Status status = call.session.try_submit(std::move(*read), std::string(call.text("label")));
  return status ? where(call.session) : failed(status.error());
}

std::string seek(const Call& call) {
  const std::optional<int64_t> step = call.number("step");
  if (!step || *step < 0) return failed("request", "\"step\" must be a number from 0.");
  call.session.pause();
  call.session.seek(static_cast<uint32_t>(std::min<int64_t>(*step, 0xFFFFFFF0)));
  return where(call.session);
}

std::string journal(const Call& call) {
  const auto count = static_cast<int64_t>(call.session.world().records);
  const int64_t from = std::clamp<int64_t>(call.number("from").value_or(0), 0, count);
  const int64_t to = std::clamp<int64_t>(call.number("to").value_or(count), from, count);
  return with("journal", formats::journal_json(call.session.simulation(), static_cast<uint32_t>(from),
                                               static_cast<uint32_t>(to)));
}

std::string widgets() {
  JsonWriter out;
  out.begin_object().member("ok", true).key("widgets").begin_array();
  for (const ui::WidgetPlace& place : ui::widgets()) {
    out.begin_object().member("name", place.name);
    out.member("x", static_cast<double>(place.rect.x)).member("y", static_cast<double>(place.rect.y));
    out.member("w", static_cast<double>(place.rect.w)).member("h", static_cast<double>(place.rect.h));
    out.end_object();
  }
  return out.end_array().end_object().take();
}

std::string export_scenario(const Call& call) {
  const auto exported = call.session.export_scenario(call.flag("bodies"));
  if (!exported) return failed(exported.error());
  JsonWriter out;
  out.begin_object().member("ok", true).member("scenario", exported->json).member("step", exported->step);
  out.member("time_ms", exported->time_ms).member("rules", exported->rules);
  out.member("hash", formats::hash_text(exported->journal_hash));
  out.member("panel", kTabs[static_cast<size_t>(call.session.inspector_tab)]);
  return out.end_object().take();
}

std::string message(const Call& call) {
  const std::string_view kind = call.text("kind");
  call.session.banner(kind == "error"     ? BannerKind::kError
                      : kind == "success" ? BannerKind::kSuccess
                                          : BannerKind::kInfo,
                      std::string(call.text("text")));
  return done();
}

formats::LocalText local_text(const JsonValue* value) {
  formats::LocalText out;
  if (value == nullptr) return out;
  if (value->is_string()) out.en = value->as_string();
  if (const JsonValue* en = value->find("en")) out.en = en->as_string();
  if (const JsonValue* fr = value->find("fr")) out.fr = fr->as_string();
  return out;
}

std::string examples(const Call& call) {
  const JsonValue* list = call.request.find("list");
  if (list == nullptr || !list->is_array()) return failed("request", "\"list\" must be a list of examples.");
  call.state.ui.examples.clear();
  for (const JsonValue& item : list->items()) {
    const JsonValue* id = item.find("id");
    if (id == nullptr || call.state.ui.examples.size() == 100) continue;
    call.state.ui.examples.push_back(
        {id->as_string(), local_text(item.find("title")), local_text(item.find("summary"))});
  }
  return done();
}

void use_theme(const Call& call, std::string_view choice) {
  Session& session = call.session;
  if (choice == "dark") session.theme_choice = ThemeChoice::kDark;
  if (choice == "light") session.theme_choice = ThemeChoice::kLight;
  if (choice == "auto") session.theme_choice = ThemeChoice::kAuto;
  set_dark(session.theme_choice == ThemeChoice::kAuto ? call.state.system_dark
                                                      : session.theme_choice == ThemeChoice::kDark);
}

std::string preferences(const Call& call) {
  call.state.system_dark = call.flag("system_dark", call.state.system_dark);
  call.session.reduced_motion = call.flag("reduced_motion");
  call.session.readonly = call.flag("readonly");
  if (!call.text("language").empty()) set_language(language_of(call.text("language")));
  use_theme(call, call.text("theme"));
  return done();
}

std::string set_theme_request(const Call& call) {
  use_theme(call, call.text("theme"));
  return done();
}

std::string set_language_request(const Call& call) {
  switch_language(call.session,
                  language_of(call.text("lang").empty() ? call.text("language") : call.text("lang")));
  return done();
}

std::string catalogue(const Call& call) {
  const JsonValue* texts = call.request.find("texts");
  if (texts == nullptr) return failed("request", "The request has no \"texts\".");
  give_catalogue(language_of(call.text("language")), *texts);
  return done();
}

std::string assumptions(const Call& call) {
  const JsonValue* list = call.request.find("list");
  if (list == nullptr) return failed("request", "The request has no \"list\".");
  call.state.ui.assumptions = read_assumptions(*list);
  call.state.ui.assumptions_asked = call.state.ui.assumptions.empty();
  return done();
}

std::string shared(const Call& call) {
  call.state.ui.share_url = call.text("url");
  call.state.ui.share_error.clear();
  call.state.ui.share_copied = false;
  return done();
}

std::string share_failed(const Call& call) {
  call.state.ui.share_error = call.text("text");
  return done();
}

std::string mirror_do(const Call& call) {
  const base::Status status = mirror::act(call.state, call.request);
  return status ? where(call.session) : failed(status.error());
}

std::string move(const Call& call, std::string_view type) {
  Session& session = call.session;
  if (type != "play") session.pause();
  if (type == "step") session.step();
  if (type == "back") session.back();
  if (type == "next") session.next_interesting();
  if (type == "play") session.play();
  return where(session);
}

struct Handler {
  std::string_view type;
  std::string (*answer)(const Call&);
};
constexpr Handler kHandlers[] = {
    {"load", load},
    {"command", command},
    {"seek", seek},
    {"journal", journal},
    {"message", message},
    {"examples", examples},
    {"preferences", preferences},
    {"setTheme", set_theme_request},
    {"setLanguage", set_language_request},
    {"catalogue", catalogue},
    {"assumptions", assumptions},
    {"exportScenario", export_scenario},
    {"shared", shared},
    {"shareFailed", share_failed},
    {"mirror", [](const Call& call) { return with("mirror", mirror::mirror_of(call.state, call.request)); }},
    {"mirrorDo", mirror_do},
    {"widgets", [](const Call&) { return widgets(); }},
    {"state", [](const Call& call) { return with("state", formats::state_json(call.session.simulation())); }},
    {"hash",
     [](const Call& call) {
       return with("hash", "\"" + formats::hash_text(call.session.simulation().hash()) + "\"");
     }},
    {"step", [](const Call& call) { return move(call, "step"); }},
    {"back", [](const Call& call) { return move(call, "back"); }},
    {"next", [](const Call& call) { return move(call, "next"); }},
    {"play", [](const Call& call) { return move(call, "play"); }},
    {"pause", [](const Call& call) { return move(call, "pause"); }},
};

}  // namespace

std::string answer_request(AppState& state, std::string_view json) {
  const auto request = base::read_json(json);
  if (!request) return failed(request.error(), json);
  const Call call{state, state.session, *request};
  const std::string_view type = call.text("type");
  for (const Handler& handler : kHandlers) {
    if (handler.type == type) return handler.answer(call);
  }
  return failed("request", "There is no request \"" + std::string(type.substr(0, 64)) + "\".");
}

void set_theme_of(Session& session, bool dark) {
  session.theme_choice = dark ? ThemeChoice::kDark : ThemeChoice::kLight;
  set_dark(dark);
  JsonWriter out;
  out.begin_object().member("type", "themeChanged").member("theme", dark ? "dark" : "light");
  session.emit(out.end_object().take());
}

void switch_language(Session& session, Language to) {
  set_language(to);
  JsonWriter out;
  out.begin_object()
      .member("type", "languageChanged")
      .member("language", to == Language::kFrench ? "fr" : "en");
  session.emit(out.end_object().take());
}

}  // namespace brigade::app
