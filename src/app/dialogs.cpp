// Dialogs: examples as cards, the share link with its length, and the keys.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"
#include "base/json.h"

namespace brigade::app {
namespace {

constexpr size_t kLongLink = 2'000;

void open_example(Session& session, UiState& state, const Example& example) {
  base::JsonWriter writer;
  writer.begin_object().member("type", "openExample").member("id", example.id);
  session.emit(writer.end_object().take());
  state.examples_open = false;
}

bool draw_example(const Example& example, float width, float height, bool current) {
  const std::string name = "example." + example.id;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool clicked = ImGui::InvisibleButton(name.c_str(), {width, height});
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::register_widget(name, {at.x, at.y, width, height});
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end{at.x + width, at.y + height};
  list->AddRectFilled(at, end, color(Role::kInset, hovered ? 1.0f : 0.55f), 8);
  list->AddRect(at, end, current || hovered ? color(Role::kAccent) : color(Role::kLine), 8);
  const ui::TextStyle title{ui::Face::kSemibold, kTextPx, Role::kText};
  ui::draw_text(at.x + 14, at.y + 12, example.title.in(language_code()), title, width - 28);
  const std::string& summary = example.summary.in(language_code());
  ImGui::PushClipRect({at.x, at.y}, {end.x, end.y - 10}, true);
  list->AddText(ui::font_of(ui::Face::kText), kSmallPx, {at.x + 14, at.y + 36}, color(Role::kText2),
                summary.data(), summary.data() + summary.size(), width - 28);
  ImGui::PopClipRect();
  return clicked;
}

void draw_examples(Session& session, UiState& state) {
  if (!ui::begin_dialog("examples", tr("examples.title"), 780, state.examples_open)) return;
  ui::paragraph(tr("examples.text"), {ui::Face::kText, kTextPx, Role::kText2});
  ui::space(4);
  const float available = ImGui::GetContentRegionAvail().x, gap = 12;
  const int columns = available > 560 ? 2 : 1;
  const float width =
      std::floor((available - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  float height = 60;
  for (const Example& example : state.examples) {
    const std::string& summary = example.summary.in(language_code());
    const float text = ui::text_size(summary, {ui::Face::kText, kSmallPx, Role::kText2}, width - 28).y;
    height = std::clamp(text + 52, height, 170.0f);
  }
  int i = 0;
  for (const Example& example : state.examples) {
    if (i++ % columns != 0) ImGui::SameLine(0, gap);
    if (draw_example(example, width, height, example.id == session.example_id))
      open_example(session, state, example);
  }
  ui::end_dialog();
}

void ask_for_link(Session& session, UiState& state) {
  base::JsonWriter writer;
  writer.begin_object().member("type", "share").member("bodies", state.share_bodies);
  session.emit(writer.end_object().take());
  state.share_asked = true;
  state.share_copied = false;
  state.share_revision = session.revision();
  state.share_moves = session.moves();
}

void draw_link_length(const UiState& state) {
  const size_t length = state.share_url.size();
  const std::string count = tr("share.length", {{"n", number_text(static_cast<int64_t>(length))}});
  if (length > kLongLink) {
    ui::status(kIconTriangleAlert, count, Role::kWaiting);
    ui::paragraph(tr("share.long"), {ui::Face::kText, kSmallPx, Role::kText2});
  } else {
    ui::status(kIconCheck, count, Role::kOk);
  }
}

void draw_share(Session& session, UiState& state) {
  if (!ui::begin_dialog("share", tr("share.title"), 560, state.share_open)) return;
  if (!state.share_asked) ask_for_link(session, state);
  ui::paragraph(tr("share.text", {{"step", number_text(session.step_number())}}),
                {ui::Face::kText, kTextPx, Role::kText2});
  ui::space(2);
  if (!state.share_error.empty()) {
    ui::status(kIconCircleAlert, tr("share.failed"), Role::kFailed);
    ui::paragraph(state.share_error, {ui::Face::kText, kTextPx, Role::kText});
  } else if (state.share_url.empty()) {
    ui::label(tr("share.working"), {ui::Face::kText, kTextPx, Role::kText2});
  } else {
    std::string shown = state.share_url;
    ImGui::BeginGroup();
    ui::text_field("share.link", nullptr, shown, {}, nullptr, true);
    ImGui::EndGroup();
    const ui::ButtonOptions copy{.look = ui::Button::kPrimary,
                                 .icon = state.share_copied ? kIconCheck : kIconCopy};
    if (ui::button("share.copy", tr(state.share_copied ? "share.copied" : "share.copy"), copy)) {
      session.copy(state.share_url);
      state.share_copied = true;
    }
    ImGui::SameLine(0, 16);
    const float y = ImGui::GetCursorPosY();
    ImGui::SetCursorPosY(y + 7);
    ImGui::BeginGroup();
    draw_link_length(state);
    ImGui::EndGroup();
  }
  ui::space(4);
  if (ui::checkbox("share.bodies", tr("share.bodies"), state.share_bodies)) {
    state.share_url.clear();
    ask_for_link(session, state);
  }
  ui::paragraph(tr("share.bodies.text"), {ui::Face::kText, kSmallPx, Role::kText2});
  ui::end_dialog();
}

struct KeyHelp {
  const char* keys_key;
  const char* text_key;
};
constexpr KeyHelp kKeys[] = {
    {"key.step", "help.step"},     {"key.back", "help.back"},   {"key.next", "help.next"},
    {"key.play", "help.play"},     {"key.start", "help.start"}, {"key.end", "help.end"},
    {"key.rules", "help.rules"},   {"key.undo", "help.undo"},   {"key.redo", "help.redo"},
    {"key.escape", "help.escape"}, {"key.help", "help.help"}};

void draw_help(UiState& state) {
  if (!ui::begin_dialog("help", tr("help.title"), 460, state.help_open)) return;
  for (const KeyHelp& key : kKeys) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ui::TextStyle mono{ui::Face::kMono, kMonoSmallPx, Role::kText};
    const char* keys = tr(key.keys_key);
    const float w = ui::text_width(keys, mono) + 16;
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, {at.x + w, at.y + 25}, color(Role::kInset), 5);
    list->AddRect(at, {at.x + w, at.y + 25}, color(Role::kLine), 5);
    ui::draw_text(at.x + 8, at.y + (25 - mono.size_px) * 0.5f, keys, mono);
    ui::draw_text(at.x + 140, at.y + 4, tr(key.text_key), {ui::Face::kText, kTextPx, Role::kText2});
    ImGui::Dummy({100, 25});
  }
  ui::space(6);
  ui::separator();
  if (ui::link("help.assumptions", tr("assumptions.title"))) {
    state.help_open = false;
    state.assumptions_open = true;
    state.assumptions_asked = false;
  }
  ui::paragraph(tr("help.independent"), {ui::Face::kText, kSmallPx, Role::kText2});
  ui::end_dialog();
}

}  // namespace

void draw_dialogs(Session& session, UiState& state) {
  draw_examples(session, state);
  draw_share(session, state);
  draw_help(state);
  if (session.sandbox_asked || state.sandbox_open) draw_sandbox(session, state);
  if (state.assumptions_open) draw_assumptions(session, state);
}

}  // namespace brigade::app
