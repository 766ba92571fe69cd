// Tabs over one scrolling area. What stands in it depends on the selection; with nothing selected it says
// what to click. Also what all tabs share: tones, empty states, errors of edits.
#include "app/inspector/inspector.h"

#include <cmath>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::Tone;

constexpr float kTabsPx = 40;

void draw_tab(Session& session, const Focus& focus) {
  switch (session.inspector_tab) {
    case InspectorTab::kEvent:
      draw_event(session, focus);
      break;
    case InspectorTab::kWhy:
      draw_why(session, focus);
      break;
    case InspectorTab::kJson:
      draw_json(session, focus);
      break;
    case InspectorTab::kLogs:
      draw_logs(session, focus);
      break;
    case InspectorTab::kConfig:
      draw_config(session, focus);
      break;
    case InspectorTab::kMetrics:
      draw_metrics(session, focus);
      break;
  }
}

// The kinds of resources that the engine takes metrics of, and alarms, which watch one of these.
bool has_metrics(const Session& session, const Focus& focus) {
  if (focus.resource.is_none() || focus.is_message || !alive(session, focus.resource)) return false;
  switch (kind_of(session, focus.resource)) {
    case engine::ResourceKind::Bucket:
    case engine::ResourceKind::Function:
    case engine::ResourceKind::Queue:
    case engine::ResourceKind::Bus:
    case engine::ResourceKind::Rule:
    case engine::ResourceKind::Topic:
    case engine::ResourceKind::Api:
    case engine::ResourceKind::Pipe:
      return true;
    case engine::ResourceKind::Alarm:
      return alive(session, session.world().alarm(focus.resource).watched);
    default:
      return false;
  }
}

}  // namespace

void draw(Session& session, const Rect& rect) {
  const ui::Tab items[] = {
      {"tab.event", tr("inspector.tab.event")},   {"tab.why", tr("inspector.tab.why")},
      {"tab.json", tr("inspector.tab.json")},     {"tab.logs", tr("inspector.tab.logs")},
      {"tab.config", tr("inspector.tab.config")}, {"tab.metrics", tr("inspector.tab.metrics")}};
  // The last one only where it has something to show.
  const int count = has_metrics(session, focus_of(session)) ? 6 : 5;
  if (session.inspector_tab == InspectorTab::kMetrics && count == 5)
    session.inspector_tab = InspectorTab::kEvent;
  ImGui::PushID("inspector");
  ImGui::SetCursorScreenPos({rect.x + 14, rect.y});
  const int chosen = ui::tabs(items, count, static_cast<int>(session.inspector_tab), kTabsPx);
  session.inspector_tab = static_cast<InspectorTab>(chosen);
  ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y + kTabsPx}, {rect.right(), rect.y + kTabsPx + 1},
                                            color(Role::kLine));
  // One area a tab, so that each keeps its own scroll position.
  const Rect inside{rect.x + 1, rect.y + kTabsPx + 1, rect.w - 1, rect.h - kTabsPx - 1};
  ui::begin_scroll(items[chosen].name, inside, 14);
  static Selection shown;
  if (!(shown == session.selection)) ImGui::SetScrollY(0);
  shown = session.selection;
  draw_tab(session, focus_of(session));
  ui::space(8);
  ui::end_scroll();
  ImGui::PopID();
}

void draw_nothing(const char* icon, const char* title_key, const char* text_key) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const std::string title = tr(title_key);
  const ui::TextStyle head{ui::Face::kSemibold, kTextPx, Role::kText},
      body{ui::Face::kText, kSmallPx, Role::kText2};
  ui::draw_icon(at.x + width * 0.5f - 14, at.y + 36, icon, 28, color(Role::kText3));
  const float title_x = at.x + std::round((width - ui::text_width(title, head)) * 0.5f);
  ui::draw_text(title_x, at.y + 78, title, head);
  ImGui::SetCursorScreenPos({at.x, at.y + 104});
  ImGui::Indent(18);
  ImGui::PushTextWrapPos(width - 18);
  ui::rich_text(tr(text_key), body.role, body.size_px);
  ImGui::PopTextWrapPos();
  ImGui::Unindent(18);
}

EditError& edit_error() {
  static EditError error;
  return error;
}

void note(std::string_view field, const base::Status& status) {
  EditError& error = edit_error();
  error = {};
  if (status) return;
  error.field = std::string(field);
  error.text =
      status.error().code.empty() ? status.error().text : status.error().code + ": " + status.error().text;
}

bool commit(Session& session, std::string_view field, engine::Command command) {
  const base::Status status = session.try_submit(std::move(command));
  note(field, status);
  return status.has_value();
}

bool choose_resource(const Session& session, const char* name, const char* title, uint32_t kinds,
                     engine::ResourceId except, bool or_none, std::string& arn, std::string_view error,
                     const char* none_key) {
  std::vector<std::string> names, arns;
  if (or_none) names.emplace_back(tr(none_key)), arns.emplace_back();
  int active = or_none ? 0 : -1;
  const auto& resources = session.world().resources;
  for (uint32_t i = 0; i < resources.size(); ++i) {
    const auto id = engine::ResourceId::make(i, resources[i].generation);
    if (resources[i].alive == 0 || (kinds & kind_bit(resources[i].kind)) == 0 || id == except) continue;
    names.push_back(name_of(session, id));
    arns.push_back(arn_of(session, id));
    if (arns.back() == arn) active = static_cast<int>(arns.size()) - 1;
  }
  const bool first = active < 0 && arn.empty() && !arns.empty();  // something has to be chosen
  if (first) active = 0;
  if (!ui::select(name, title, names, active, error) && !first) return false;
  arn = arns[static_cast<size_t>(active)];
  return true;
}

RowPress part_row(const Session& session, const std::string& name, std::string_view text,
                  std::string_view about, bool lit) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  RowPress press = RowPress::kNone;
  ImGui::SetNextItemAllowOverlap();
  Rect row;
  if (ui::row(name.c_str(), row, 48, lit)) press = RowPress::kRow;
  ui::draw_text(row.x + 8, row.y + 5, text, {ui::Face::kMono, kMonoSmallPx, Role::kText}, row.w - 84);
  ui::draw_text(row.x + 8, row.y + 25, about, {ui::Face::kText, kSmallPx, Role::kText2}, row.w - 84);
  if (!session.readonly) {
    ui::ButtonOptions options;
    options.look = ui::Button::kGhost;
    options.width = options.height = 30;
    ImGui::SetCursorScreenPos({at.x + width - 68, at.y + 9});
    if (ui::icon_button((name + ".edit").c_str(), kIconPencil, tr("inspector.edit"), options))
      press = RowPress::kEdit;
    ImGui::SetCursorScreenPos({at.x + width - 34, at.y + 9});
    if (ui::icon_button((name + ".remove").c_str(), kIconTrash2, tr("inspector.remove"), options))
      press = RowPress::kRemove;
  }
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
  return press;
}

void draw_retry_policy(const std::string& name, bool& has_policy, uint32_t& maximum_retry_attempts,
                       uint32_t& maximum_event_age_s) {
  ui::checkbox((name + ".retry").c_str(), tr("inspector.retry_policy"), has_policy);
  if (!has_policy) return;
  int64_t attempts = maximum_retry_attempts, age_ms = int64_t{maximum_event_age_s} * 1'000;
  if (ui::number_field((name + ".retries").c_str(), tr("inspector.retries"), attempts, 0, 185))
    maximum_retry_attempts = static_cast<uint32_t>(attempts);
  if (ui::duration_field((name + ".age").c_str(), tr("inspector.age"), age_ms, 60'000, 86'400'000))
    maximum_event_age_s = static_cast<uint32_t>(age_ms / 1'000);
}

FormEnd form_buttons(const char* name) {
  const std::string stem(name);
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  FormEnd end = FormEnd::kOpen;
  if (ui::button((stem + ".save").c_str(), tr("inspector.save"), options)) end = FormEnd::kSave;
  ImGui::SameLine();
  options.look = ui::Button::kGhost;
  if (ui::button((stem + ".cancel").c_str(), tr("stage.cancel"), options)) {
    edit_error() = {};
    end = FormEnd::kCancel;
  }
  return end;
}

void draw_permission(Session& session, const std::string& name, engine::ResourceId from,
                     std::string_view target_arn) {
  const auto target = engine::find_by_arn(session.world(), session.history(), target_arn);
  if (target.is_none() || stage::is_let_in(session, from, target)) return;
  ui::status(kIconShieldAlert, tr("inspector.not_permitted", {{"name", name_of(session, target)}}),
             Role::kWaiting);
  if (session.readonly || !ui::button(name.c_str(), tr("inspector.permit"))) return;
  note("permit", stage::let_in(session, from, target));
}

Role tone_role(Tone tone) {
  switch (tone) {
    case Tone::Good:
      return Role::kOk;
    case Tone::Bad:
      return Role::kFailed;
    case Tone::Waiting:
      return Role::kWaiting;
    case Tone::Neutral:
      break;
  }
  return Role::kText2;
}

const char* tone_icon(Tone tone) {
  switch (tone) {
    case Tone::Good:
      return kIconCheck;
    case Tone::Bad:
      return kIconX;
    case Tone::Waiting:
      return kIconClock;
    case Tone::Neutral:
      break;
  }
  return kIconCircleDot;
}

}  // namespace brigade::app::inspector
