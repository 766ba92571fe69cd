// Which configuration the selection is about; each kind of resource has its own form. Below every form:
// delete.
#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/panels.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {

using engine::ResourceKind;

void draw_config(Session& session, const Focus& focus) {
  if (focus.resource.is_none() || !alive(session, focus.resource)) {
    return draw_nothing(kIconSlidersHorizontal, "inspector.nothing.title", "inspector.nothing.config");
  }
  const engine::ResourceId id = focus.resource;
  const uint32_t revision = session.revision();
  const ResourceKind kind = kind_of(session, id);
  ui::status(kind_icon(kind), name_of(session, id), kind_role(kind));
  ui::space(2);
  ImGui::PushID(static_cast<int>(id.value));
  ImGui::BeginDisabled(session.readonly);
  switch (kind) {
    case ResourceKind::Bucket:
      draw_bucket_config(session, id);
      if (revision == session.revision()) {
        ui::space(6);
        draw_objects(session, id);
      }
      break;
    case ResourceKind::Function:
      draw_function_config(session, id);
      break;
    case ResourceKind::Queue:
      draw_queue_config(session, id);
      break;
    case ResourceKind::Bus:
      draw_bus_config(session, id);
      if (revision == session.revision()) draw_archives(session, id);
      break;
    case ResourceKind::Rule:
      draw_rule_config(session, id);
      break;
    case ResourceKind::Topic:
      draw_topic_config(session, id);
      break;
    case ResourceKind::Table:
      draw_table_config(session, id);
      break;
    case ResourceKind::Stream:
      draw_stream_config(session, id);
      break;
    case ResourceKind::Schedule:
      draw_schedule_config(session, id);
      break;
    case ResourceKind::ScheduleGroup:
      draw_schedule_group_config(session, id);
      break;
    case ResourceKind::Archive:
      draw_archive_config(session, id);
      break;
    case ResourceKind::Api:
      draw_api_config(session, id);
      break;
    case ResourceKind::Alarm:
      draw_alarm_config(session, id);
      break;
    case ResourceKind::Pipe:
      draw_pipe_config(session, id);
      break;
    case ResourceKind::Role:
      draw_role_config(session, id);
      break;
    case ResourceKind::EventSourceMapping:
      draw_mapping_config(session, id);
      break;
  }
  if (revision == session.revision() && can_be_broken(kind)) {
    ui::space(6);
    draw_fault(session, id);
  }
  const bool stays = kind == ResourceKind::Bus && name_of(session, id) == engine::kDefaultBus;
  if (!session.readonly && alive(session, id) && !stays) {
    ui::space(8);
    ui::separator();
    ui::space(4);
    ui::ButtonOptions options;
    options.look = ui::Button::kDanger;
    options.icon = kIconTrash2;
    const std::string text = tr("inspector.delete", {{"name", name_of(session, id)}});
    if (ui::button("config.delete", text, options)) stage::remove_resource(session, id);
  }
  ImGui::EndDisabled();
  ImGui::PopID();
}

}  // namespace brigade::app::inspector
