// The sandbox as a dialog: both texts on the left, the answer with a reason for every field on the right.
#include <algorithm>
#include <cmath>

#include "app/explanation.h"
#include "app/icons.h"
#include "app/panels.h"
#include "app/stage/wiring.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

constexpr float kWidth = 1080, kMostHeight = 560, kTwoColumnsFrom = 760, kGap = 20;

void draw_sample_choice(Sandbox& sandbox) {
  std::vector<std::string> titles;
  for (const SampleEvent& sample : sample_events()) titles.push_back(sample.title.in(language_code()));
  int chosen = sandbox.sample;
  if (ui::select("sandbox.sample", tr("sandbox.sample"), titles, chosen)) sandbox.begin_with(chosen);
}

void draw_texts(Session& session, Sandbox& sandbox, float height) {
  const Sandbox::Answer& answer = sandbox.answer();
  if (sandbox.leaf != Sandbox::kNoLeaf && answer.has_verdict()) {
    if (ui::button("sandbox.edit", tr("sandbox.edit"))) sandbox.leaf = Sandbox::kNoLeaf;
    ui::space(4);
    if (sandbox.leaf != Sandbox::kNoLeaf)
      draw_marked_texts(session, "sandbox", sandbox, (height - 130) * 0.5f);
    return;
  }
  draw_sample_choice(sandbox);
  const std::string pattern_fault =
      answer.pattern_fault ? fault_text(answer.pattern_text, *answer.pattern_fault) : std::string();
  const std::string event_fault =
      answer.event_fault ? fault_text(answer.event_text, *answer.event_fault) : std::string();
  const float room = height - 122 - (pattern_fault.empty() && event_fault.empty() ? 0.0f : 44.0f);
  ui::text_area("sandbox.pattern", tr("sandbox.pattern"), sandbox.pattern, std::floor(room * 0.45f),
                pattern_fault);
  ui::text_area("sandbox.event", tr("sandbox.event"), sandbox.event, std::floor(room * 0.55f), event_fault);
}

// A rule with this pattern on the default bus, or the bus that is chosen; its form opens.
void draw_make_rule(Session& session, UiState& state) {
  Sandbox& sandbox = state.sandbox;
  if (session.readonly || sandbox.answer().pattern_fault) return;
  ui::space(6);
  const ui::ButtonOptions options{
      .look = ui::Button::kPrimary, .icon = kIconFilter, .tooltip = tr("sandbox.rule.tip")};
  if (!ui::button("sandbox.rule", tr("sandbox.rule"), options)) return;
  const std::string bus = stage::chosen_bus(session), name = stage::free_name(session, "rule");
  if (!session.submit(engine::PutRule{name, bus, sandbox.pattern, {}, true})) return;
  const std::string resource = bus == engine::kDefaultBus ? name : bus + "/" + name;
  session.select_resource(
      engine::find_resource(session.world(), session.history(), engine::ResourceKind::Rule, resource));
  session.inspector_tab = InspectorTab::kConfig;
  if (session.phone) session.phone_panel = PhonePanel::kInspector;
  state.sandbox_open = false;
}

}  // namespace

void draw_sandbox(Session& session, UiState& state) {
  if (session.sandbox_asked) {
    if (!session.sandbox_asked->pattern.empty()) state.sandbox.pattern = session.sandbox_asked->pattern;
    if (!session.sandbox_asked->event.empty()) state.sandbox.event = session.sandbox_asked->event;
    if (state.sandbox.pattern.empty()) state.sandbox.pattern = sample_events()[0].pattern;
    if (state.sandbox.event.empty()) state.sandbox.event = sample_events()[0].event;
    state.sandbox_open = true;
    session.sandbox_asked.reset();
  }
  if (!ui::begin_dialog("sandbox", tr("sandbox.title"), kWidth, state.sandbox_open)) return;
  Sandbox& sandbox = state.sandbox;
  if (sandbox.sample < 0 && sandbox.pattern.empty() && sandbox.event.empty()) sandbox.begin_with(0);
  ui::paragraph(tr("sandbox.text"), {ui::Face::kText, kTextPx, Role::kText2});
  ui::space(6);
  const float available = ImGui::GetContentRegionAvail().x;
  const bool wide = available >= kTwoColumnsFrom;
  const float height = std::min(ImGui::GetIO().DisplaySize.y - 190, kMostHeight);
  const float left = wide ? std::floor((available - kGap) * 0.5f) : available;
  const ImGuiChildFlags grows = wide ? ImGuiChildFlags_None : ImGuiChildFlags_AutoResizeY;
  ImGui::BeginChild("sandbox.texts", {left, wide ? height : 0}, grows);
  draw_texts(session, sandbox, std::max(height, 420.0f));
  ui::space(0);
  ImGui::EndChild();
  if (wide) ImGui::SameLine(0, kGap);
  ImGui::BeginChild("sandbox.answer", {wide ? available - left - kGap : available, wide ? height : 0}, grows);
  draw_explanation("sandbox", sandbox);
  if (state.sandbox_open) draw_make_rule(session, state);
  ui::space(0);
  ImGui::EndChild();
  ui::end_dialog();
}

}  // namespace brigade::app
