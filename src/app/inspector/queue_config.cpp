// A queue: its attributes, its dead-letter queue, and sending a message by hand.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/json_edit.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::QueueConfig;
using engine::ResourceId;
using engine::SetQueueAttributes;

struct DurationField {
  const char* name;
  const char* title;
  int64_t QueueConfig::*value;
  std::optional<int64_t> SetQueueAttributes::*command;
  int64_t low_ms, high_ms;
};
constexpr DurationField kDurations[] = {
    {"visibility", "inspector.visibility", &QueueConfig::visibility_timeout_ms,
     &SetQueueAttributes::visibility_timeout_ms, 0, 43'200'000},
    {"delay", "inspector.delay", &QueueConfig::delay_ms, &SetQueueAttributes::delay_ms, 0, 900'000},
    {"retention", "inspector.retention", &QueueConfig::retention_ms, &SetQueueAttributes::retention_ms,
     60'000, 1'209'600'000},
    {"wait", "inspector.wait", &QueueConfig::receive_wait_ms, &SetQueueAttributes::receive_wait_ms, 0,
     20'000},
};

bool draw_durations(Session& session, const std::string& name, const QueueConfig& config) {
  for (const DurationField& field : kDurations) {
    int64_t value = config.*field.value;
    const std::string id = std::string("config.") + field.name;
    if (!ui::duration_field(id.c_str(), tr(field.title), value, field.low_ms, field.high_ms,
                            edit_error().at(field.name)))
      continue;
    SetQueueAttributes command;
    command.queue = name;
    command.*field.command = value;
    commit(session, field.name, std::move(command));
    return true;
  }
  return false;
}

bool draw_redrive(Session& session, ResourceId id, const std::string& name, const QueueConfig& config) {
  ui::section_label(tr("inspector.redrive"));
  std::string target = config.redrive_target_arn;
  SetQueueAttributes command;
  command.queue = name;
  if (choose_resource(session, "config.redrive", tr("inspector.dead_letter"),
                      kind_bit(engine::ResourceKind::Queue), id, true, target, edit_error().at("redrive"))) {
    command.max_receive_count = target.empty() ? 0 : std::max(config.max_receive_count, 3u);
    command.redrive_target_arn = std::move(target);
    commit(session, "redrive", std::move(command));
    return true;
  }
  if (config.redrive_target_arn.empty()) return false;
  int64_t count = config.max_receive_count;
  if (!ui::number_field("config.max_receive", tr("inspector.max_receive"), count, 1, 1'000, nullptr,
                        edit_error().at("max_receive")))
    return false;
  command.redrive_target_arn = config.redrive_target_arn;
  command.max_receive_count = static_cast<uint32_t>(count);
  commit(session, "max_receive", std::move(command));
  return true;
}

// All of them, defaults included, as `aws sqs get-queue-attributes` prints them.
std::string attributes_text(const Session& session, ResourceId id, const QueueConfig& config) {
  SetQueueAttributes all;
  all.visibility_timeout_ms = config.visibility_timeout_ms;
  all.delay_ms = config.delay_ms;
  all.retention_ms = config.retention_ms;
  all.receive_wait_ms = config.receive_wait_ms;
  all.maximum_message_bytes = config.maximum_message_bytes;
  if (!config.redrive_target_arn.empty()) {
    all.redrive_target_arn = config.redrive_target_arn;
    all.max_receive_count = config.max_receive_count;
  }
  if (!config.policy.empty()) all.policy = config.policy;
  base::JsonWriter writer(base::JsonStyle::kIndented);
  writer.begin_object().key("Attributes");
  formats::write_attributes(
      writer, all, engine::arn_of(session.world(), session.history(), session.simulation().plan(), id));
  return writer.end_object().take();
}

void draw_send(Session& session, const std::string& name) {
  static std::string body = "{\"hello\": \"world\"}";
  ui::section_label(tr("inspector.send"));
  ui::text_area("config.body", "", body, 74, edit_error().at("send"));
  ui::ButtonOptions options;
  options.icon = kIconSend;
  if (ui::button("config.send", tr("inspector.send.button"), options)) {
    commit(session, "send", engine::SendMessage{name, body, {}});
  }
}

}  // namespace

void draw_queue_config(Session& session, ResourceId id) {
  const std::string name = name_of(session, id);
  const QueueConfig& config = session.history().queue_config(session.world().resource(id).config);
  static bool as_json = false;
  static JsonEdit edit;
  ui::section_label(tr("inspector.attributes"));
  as_json = draw_view_switch("attributes.view", as_json);
  if (as_json) {
    if (edit.is_stale(id, session.world().resource(id).config))
      edit.text = attributes_text(session, id, config);
    if (draw_json_edit(session, edit, "attributes", "sqs:SetQueueAttributes", "queue", 250)) return;
  } else {
    if (draw_durations(session, name, config)) return;
    ui::space(6);
    if (draw_redrive(session, id, name, config)) return;
  }
  ui::space(6);
  const uint32_t revision = session.revision();
  draw_move_task(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_send(session, name);
}

}  // namespace brigade::app::inspector
