// A queue: its attributes, its dead-letter queue, and sending a message by hand.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/json_edit.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
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

// The queues that name this one as their dead-letter queue, one a line; itself where there is none, so that
// the list is never empty.
std::string own_sources(const Session& session, ResourceId id) {
  const engine::World& world = session.world();
  const std::string own = arn_of(session, id);
  std::string out;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (resource.alive == 0 || resource.kind != engine::ResourceKind::Queue) continue;
    if (session.history().queue_config(resource.config).redrive_target_arn != own) continue;
    out += arn_of(session, ResourceId::make(i, resource.generation)) + "\n";
  }
  return out.empty() ? own : out;
}

// What only a FIFO queue has.
bool draw_fifo(Session& session, const std::string& name, const QueueConfig& config) {
  if (!config.fifo) return false;
  SetQueueAttributes command;
  command.queue = name;
  bool by_content = config.content_based_deduplication, by_group = config.deduplication_by_group;
  if (ui::checkbox("config.content_deduplication", tr("inspector.content_deduplication"), by_content)) {
    command.content_based_deduplication = by_content;
    commit(session, "fifo", std::move(command));
    return true;
  }
  if (!ui::checkbox("config.deduplication_by_group", tr("inspector.deduplication_by_group"), by_group))
    return false;
  command.deduplication_by_group = by_group;
  commit(session, "fifo", std::move(command));
  return true;
}

// Which queues may have this one as their dead-letter queue.
bool draw_redrive_allow(Session& session, ResourceId id, const std::string& name, const QueueConfig& config) {
  static ResourceId of;
  static uint32_t version = engine::kNone;
  static std::string arns;
  const engine::RedriveAllowPolicy& policy = config.redrive_allow_policy;
  if (!(of == id) || version != session.world().resource(id).config) {
    of = id;
    version = session.world().resource(id).config;
    arns.clear();
    for (const std::string& arn : policy.source_queue_arns) arns += arn + "\n";
  }
  const std::vector<std::string> choices = {tr("inspector.redrive_allow.all"),
                                            tr("inspector.redrive_allow.none"),
                                            tr("inspector.redrive_allow.some")};
  int chosen = static_cast<int>(policy.permission);
  const bool other = ui::select("config.redrive_allow", tr("inspector.redrive_allow"), choices, chosen,
                                edit_error().at("redrive_allow"));
  const auto permission = static_cast<engine::RedrivePermission>(chosen);
  const bool by_queue = permission == engine::RedrivePermission::ByQueue;
  bool typed = false;
  if (policy.permission == engine::RedrivePermission::ByQueue && !other) {
    ui::text_area("config.redrive_allow.arns", tr("inspector.redrive_allow.arns"), arns, 60);
    typed = ui::button("config.redrive_allow.save", tr("inspector.save"));
  }
  if (!other && !typed) return false;
  SetQueueAttributes command;
  command.queue = name;
  command.redrive_allow_policy = engine::RedriveAllowPolicy{permission, {}};
  if (by_queue) {
    for (const std::string_view line : base::split(typed ? arns : own_sources(session, id), '\n')) {
      if (!line.empty()) command.redrive_allow_policy->source_queue_arns.emplace_back(line);
    }
  }
  commit(session, "redrive_allow", std::move(command));
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
  if (config.redrive_allow_policy.permission != engine::RedrivePermission::AllowAll)
    all.redrive_allow_policy = config.redrive_allow_policy;
  if (!config.policy.empty()) all.policy = config.policy;
  if (config.fifo) {
    all.fifo = true;
    all.content_based_deduplication = config.content_based_deduplication;
    all.deduplication_by_group = config.deduplication_by_group;
    all.throughput_by_group = config.throughput_by_group;
  }
  base::JsonWriter writer(base::JsonStyle::kIndented);
  writer.begin_object().key("Attributes");
  formats::write_attributes(
      writer, all, engine::arn_of(session.world(), session.history(), session.simulation().plan(), id));
  return writer.end_object().take();
}

void draw_send(Session& session, const std::string& name, const QueueConfig& config) {
  static std::string body = "{\"hello\": \"world\"}", group = "customer-1", id, attributes;
  ui::section_label(tr("inspector.send"));
  ui::text_area("config.body", "", body, 74, edit_error().at("send"));
  if (config.fifo) {
    ui::text_field("config.send.group", tr("inspector.message_group"), group, {}, nullptr, true);
    ui::text_field("config.send.deduplication", tr("inspector.deduplication_id"), id, {}, nullptr, true);
  }
  ui::text_area("config.send.attributes", tr("inspector.publish.attributes"), attributes, 40);
  ui::ButtonOptions options;
  options.icon = kIconSend;
  if (ui::button("config.send", tr("inspector.send.button"), options)) {
    engine::SendMessage command{name, body, {}};
    command.attributes = typed_attributes(attributes);
    if (config.fifo && !group.empty()) command.group_id = group;
    if (config.fifo && !id.empty()) command.deduplication_id = id;
    commit(session, "send", std::move(command));
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
    if (draw_fifo(session, name, config)) return;
    if (draw_durations(session, name, config)) return;
    ui::space(6);
    if (draw_redrive(session, id, name, config)) return;
    if (draw_redrive_allow(session, id, name, config)) return;
  }
  ui::space(6);
  const uint32_t revision = session.revision();
  draw_move_task(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_send(session, name, config);
  if (revision != session.revision()) return;
  ui::space(6);
  draw_policy(session, id, config.policy, "sqs:SetQueueAttributes", "queue");
}

}  // namespace brigade::app::inspector
