// "Model assumptions": what this playground keeps otherwise than the real services, searchable, by service.
#include "app/assumptions.h"
#include "app/icons.h"
#include "app/panels.h"
#include "app/widgets_internal.h"
#include "base/json.h"

namespace brigade::app {
namespace {

void ask(Session& session, UiState& state) {
  base::JsonWriter writer;
  writer.begin_object().member("type", "assumptions");
  session.emit(writer.end_object().take());
  state.assumptions_asked = true;
}

void draw_entry(Session& session, const Assumption& a) {
  const std::string_view language = language_code();
  ui::begin_card(("assumption." + a.id).c_str());
  ui::paragraph(a.model.in(language), {ui::Face::kText, kTextPx, Role::kText});
  ui::paragraph(tr("assumptions.real", {{"rule", a.rule.in(language)}}),
                {ui::Face::kText, kSmallPx, Role::kText2});
  if (ui::link(("assumption.source." + a.id).c_str(), a.source_name, true)) session.open_url(a.source_url);
  ui::end_card();
  ui::space(4);
}

}  // namespace

void draw_assumptions(Session& session, UiState& state) {
  if (!ui::begin_dialog("assumptions", tr("assumptions.title"), 720, state.assumptions_open)) return;
  if (state.assumptions.empty() && !state.assumptions_asked) ask(session, state);
  ui::paragraph(tr("assumptions.text"), {ui::Face::kText, kTextPx, Role::kText2});
  ui::text_field("assumptions.search", nullptr, state.assumptions_query, {}, tr("assumptions.search"));
  if (ui::link("assumptions.page", tr("assumptions.page"), true)) session.open_url("assumptions.html");
  ui::space(4);
  std::string service;
  int shown = 0;
  for (const Assumption& a : state.assumptions) {
    if (!mentions(a, state.assumptions_query, language_code())) continue;
    if (a.service != service) ui::section_label(a.service);
    service = a.service;
    draw_entry(session, a);
    ++shown;
  }
  if (shown == 0) {
    ui::paragraph(tr(state.assumptions.empty() ? "assumptions.loading" : "assumptions.nothing"),
                  {ui::Face::kText, kTextPx, Role::kText2});
  }
  ui::end_dialog();
}

}  // namespace brigade::app
