// The journey in plain words, one line a record: time, sentence. Lines after the present step are dimmed; a
// click on a line travels there. For a resource or a connection: the deliveries that it has seen.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/panels.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
#include "base/time.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::Line;
using engine::ResourceKind;

constexpr float kTimePx = 80;
constexpr size_t kLinesShown = 400;
constexpr size_t kDeliveriesShown = 200;

// "00:00.812"; with the hours where there are any.
std::string short_clock(base::TimeMs time_ms) {
  const std::string clock = base::format_clock(time_ms);
  return base::starts_with(clock, "00:") ? clock.substr(3) : clock;
}

void draw_line(Session& session, const Line& line) {
  const bool future = line.step > session.step_number();
  const bool present = line.step == session.step_number();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  ui::draw_text(start.x, start.y + 1, short_clock(line.time_ms),
                {ui::Face::kMono, kMonoSmallPx, future ? Role::kText3 : Role::kText2});
  ImGui::Indent(kTimePx);
  ui::rich_text(say(line.sentence), future ? Role::kText3 : tone_role(line.tone), kTextPx - 0.5f);
  ImGui::Unindent(kTimePx);
  const float bottom = ImGui::GetItemRectMax().y;
  list->ChannelsSetCurrent(0);
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({start.x - 6, start.y - 3});
  const std::string name = "journey." + std::to_string(line.record);
  if (ImGui::InvisibleButton(name.c_str(), {width + 12, bottom - start.y + 6})) session.seek(line.step);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const Rect rect{start.x - 6, start.y - 3, width + 12, bottom - start.y + 6};
  if (hovered || present) {
    list->AddRectFilled(ui::top_left(rect), ui::bottom_right(rect),
                        color(Role::kInset, present ? 1.0f : 0.6f), 4);
  }
  if (present) list->AddRectFilled({rect.x, rect.y}, {rect.x + 2, rect.bottom()}, color(Role::kAccent));
  list->ChannelsMerge();
  ui::register_widget(name, rect);
  ImGui::SetCursorScreenPos({after.x, after.y - 1});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({after.x, after.y - 1});
}

// How a delivery stands at the present step.
FateLook look_now(const Session& session, const StoryDelivery& delivery) {
  const bool over = delivery.end_step != kNone && delivery.end_step <= session.step_number();
  return fate_look(over ? delivery.fate : engine::Fate::InFlight);
}

}  // namespace

bool belongs(const Session& session, const Focus& focus, const StoryDelivery& delivery) {
  const engine::Record first = session.simulation().record_at(delivery.first_record);
  const auto& configs = session.history().configs;
  const bool made_here = first.version < configs.size() && configs[first.version]->resource == focus.resource;
  if (focus.is_resource) {
    return delivery.target == focus.resource ||
           (made_here && (kind_of(session, focus.resource) == ResourceKind::Rule ||
                          kind_of(session, focus.resource) == ResourceKind::Schedule));
  }
  if (session.selection.connection >= ConnectionKind::kTarget)
    return made_here && first.code == session.selection.rule;
  if (session.selection.connection == ConnectionKind::kEventBridge) {
    return !delivery.target.is_none() && delivery.target.index() < session.world().resources.size() &&
           session.world().resource(delivery.target).kind == ResourceKind::Bus;
  }
  if (session.selection.connection == ConnectionKind::kNotification) {
    return made_here && first.code == session.selection.rule &&
           (first.kind == engine::RecordKind::FilterMatched || first.kind == engine::RecordKind::FilteredOut);
  }
  if (session.selection.connection == ConnectionKind::kRetry)
    return delivery.target == focus.resource && delivery.attempts > 1;
  const StoryMessage& message = session.story().messages[delivery.message];
  if (message.parent == kNone) return false;
  for (const uint32_t d : session.story().messages[message.parent].deliveries) {
    if (session.story().deliveries[d].target == focus.resource) return true;
  }
  return false;
}

void draw_journey(Session& session, const Focus& focus) {
  size_t shown = 0;
  for (const Line& line : focus.journey) {
    if (++shown > kLinesShown) {
      ui::label(tr("inspector.more", {{"n", std::to_string(focus.journey.size() - kLinesShown)}}),
                {ui::Face::kText, kSmallPx, Role::kText2});
      break;
    }
    ImGui::PushID(static_cast<int>(shown));
    draw_line(session, line);
    ImGui::PopID();
  }
}

void draw_deliveries(Session& session, const Focus& focus) {
  const Story& story = session.story();
  size_t shown = 0;
  for (size_t i = story.deliveries.size(); i > 0 && shown < kDeliveriesShown; --i) {
    const StoryDelivery& delivery = story.deliveries[i - 1];
    if (session.simulation().record_at(delivery.first_record).step > session.step_number()) continue;
    if (!belongs(session, focus, delivery)) continue;
    ++shown;
    const StoryMessage& message = story.messages[delivery.message];
    const std::string name = "inspector.delivery." + std::to_string(delivery.number);
    Rect row;
    if (ui::row(name.c_str(), row, 30, false)) session.select_delivery(message.number, delivery.number);
    const FateLook look = look_now(session, delivery);
    const ui::TextStyle style{ui::Face::kText, kSmallPx, look.role};
    const float status_px = ui::text_width(look.text, style) + 24;
    ImGui::GetWindowDrawList()->AddCircleFilled({row.x + 10, row.y + row.h * 0.5f}, 5,
                                                token_color(message.root));
    ui::draw_text(row.x + 24, row.y + (row.h - kTextPx) * 0.5f, message.label, {}, row.w - status_px - 40);
    ui::draw_icon(row.right() - status_px - 2, row.y + (row.h - 14) * 0.5f, look.icon, 14, color(look.role));
    ui::draw_text(row.right() - status_px + 16, row.y + (row.h - kSmallPx) * 0.5f, look.text, style);
  }
  if (shown == 0) ui::rich_text(tr("inspector.no_messages"), Role::kText2, kSmallPx);
}

void draw_event(Session& session, const Focus& focus) {
  if (focus.is_message) {
    ImGui::GetWindowDrawList()->AddCircleFilled(
        {ImGui::GetCursorScreenPos().x + 6, ImGui::GetCursorScreenPos().y + 10}, 6,
        token_color(session.story().root_of(focus.message)));
    ImGui::Indent(20);
    ui::label(focus.title, {ui::Face::kSemibold, kTitlePx - 1, Role::kText});
    ImGui::Unindent(20);
    ui::space(4);
    ui::section_label(tr("inspector.journey"));
    draw_journey(session, focus);
    return;
  }
  if (!focus.is_resource && !focus.is_connection) {
    return draw_nothing(kIconRoute, "inspector.nothing.title", "inspector.nothing.event");
  }
  if (focus.is_connection) {
    ui::label(tr("inspector.connection_of", {{"name", focus.title}}),
              {ui::Face::kSemibold, kTextPx, Role::kText});
    ui::section_label(tr("inspector.messages"));
    return draw_deliveries(session, focus);
  }
  ui::status(kind_icon(kind_of(session, focus.resource)), focus.title,
             kind_role(kind_of(session, focus.resource)));
  ui::space(4);
  switch (kind_of(session, focus.resource)) {
    case ResourceKind::Bucket:
      draw_objects(session, focus.resource);
      break;
    case ResourceKind::Queue:
      draw_consumer(session, focus.resource);
      break;
    case ResourceKind::Bus:
    case ResourceKind::Rule:
    case ResourceKind::Topic:
    case ResourceKind::EventSourceMapping:
    case ResourceKind::Table:
    case ResourceKind::Stream:
    case ResourceKind::Schedule:
    case ResourceKind::Archive:
    case ResourceKind::Alarm:
    case ResourceKind::Api:
    case ResourceKind::Pipe:
    case ResourceKind::Role:
    case ResourceKind::ScheduleGroup:
    case ResourceKind::Function:
      if (kind_of(session, focus.resource) == ResourceKind::Function) {
        draw_environments(session, focus.resource);
        ui::space(4);
      }
      ui::section_label(tr("inspector.messages"));
      draw_deliveries(session, focus);
      break;
  }
}

}  // namespace brigade::app::inspector
