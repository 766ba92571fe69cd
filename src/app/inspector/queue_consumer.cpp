// The consumer by hand: receive, look, delete, make visible again, or wait until the visibility timeout runs
// out.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/payload.h"

namespace brigade::app::inspector {
namespace {

using engine::Delivery;
using engine::DeliveryState;
using engine::kNone;

constexpr size_t kMessagesShown = 100;

void collect(const engine::World& world, const engine::DeliveryList& list, std::vector<QueueItem>& items) {
  for (uint32_t slot = list.head; slot != kNone && items.size() < kMessagesShown;
       slot = world.deliveries[slot].next_free) {
    const Delivery& d = world.deliveries[slot];
    items.push_back({slot, world.messages[d.message].number, d.number, d.state});
    if (slot == list.tail) break;
  }
}

}  // namespace

std::vector<QueueItem> queue_items(const engine::World& world, const engine::QueueState& queue) {
  std::vector<QueueItem> items;
  if (queue.invisible.count > 0) collect(world, queue.invisible, items);
  if (queue.visible.count > 0) collect(world, queue.visible, items);
  if (queue.delayed.count > 0) collect(world, queue.delayed, items);
  return items;
}

namespace {

// A FIFO queue's message group, before what is said of the message.
std::string group_text(const Session& session, const QueueItem& item) {
  const engine::World& world = session.world();
  const uint32_t fifo = world.queued_message(world.deliveries[item.slot]).fifo;
  if (fifo == kNone) return {};
  const engine::FifoGroup& group = world.fifo_groups[world.fifo_messages[fifo].group];
  return *session.history().texts[group.name] + " · ";
}

std::string about(const engine::World& world, const QueueItem& item) {
  const Delivery& d = world.deliveries[item.slot];
  const engine::TimeMs due = world.scheduler.due_ms(d.timer);
  const std::string left = due == engine::Scheduler::kNever ? "" : countdown_text(due - world.now_ms);
  if (item.state == DeliveryState::Invisible) return tr("inspector.queue.in_flight", {{"time", left}});
  if (item.state == DeliveryState::Delayed) return tr("inspector.queue.delayed", {{"time", left}});
  return tr("inspector.queue.visible", {{"n", std::to_string(world.queued_message(d).receive_count)}});
}

}  // namespace

std::string queue_item_label(const Session& session, const QueueItem& item) {
  const uint32_t index = session.story().message_index(item.message);
  return index == kNone ? "#" + std::to_string(item.message) : session.story().messages[index].label;
}

std::string queue_item_state(const Session& session, const QueueItem& item) {
  return group_text(session, item) + about(session.world(), item);
}

std::string receipt_handle_of(const Session& session, const QueueItem& item) {
  const Delivery& d = session.world().deliveries[item.slot];
  return engine::receipt_handle(session.world().seed, d.number,
                                session.world().queued_message(d).receive_count);
}

namespace {

void held_buttons(Session& session, const std::string& queue, const QueueItem& item,
                  const std::string& name) {
  const Delivery& d = session.world().deliveries[item.slot];
  const std::string handle = receipt_handle_of(session, item);
  const engine::TimeMs due = session.world().scheduler.due_ms(d.timer);
  ui::ButtonOptions options;
  options.height = 28;
  options.icon = kIconTrash2;
  if (ui::button((name + ".delete").c_str(), tr("inspector.queue.delete"), options)) {
    session.submit(engine::DeleteMessage{queue, handle});
    return;
  }
  ImGui::SameLine();
  options.icon = kIconHourglass;
  options.tooltip = tr("inspector.queue.run_out_tip");
  if (ui::button((name + ".run_out").c_str(), tr("inspector.queue.run_out"), options) &&
      due != engine::Scheduler::kNever) {
    session.seek_time(due);
    return;
  }
  ImGui::SameLine();
  options.icon = kIconEye;
  options.tooltip = tr("inspector.queue.release_tip");
  if (ui::icon_button((name + ".release").c_str(), kIconEye, options.tooltip, options)) {
    session.submit(engine::ChangeMessageVisibility{queue, handle, 0});
  }
}

void draw_item(Session& session, const std::string& queue, const QueueItem& item) {
  const std::string name = "queue_message." + std::to_string(item.delivery);
  const uint32_t index = session.story().message_index(item.message);
  const uint32_t root = index == kNone ? item.message : session.story().root_of(item.message);
  const std::string label = queue_item_label(session, item), state = queue_item_state(session, item);
  Rect row;
  if (ui::row(name.c_str(), row, 44, session.selection.delivery == item.delivery))
    session.select_delivery(item.message, item.delivery);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 dot{row.x + 14, row.y + 14};
  if (item.state == DeliveryState::Invisible) {
    list->AddCircle(dot, 5.5f, token_color(root), 0, 2);
  } else {
    list->AddCircleFilled(dot, 6,
                          with_alpha(token_color(root), item.state == DeliveryState::Delayed ? 0.5f : 1.0f));
  }
  ui::draw_text(row.x + 30, row.y + 4, label, {}, row.w - 40);
  ui::draw_text(
      row.x + 30, row.y + 23, state,
      {ui::Face::kText, kSmallPx, item.state == DeliveryState::Visible ? Role::kText2 : Role::kWaiting},
      row.w - 40);
  if (item.state != DeliveryState::Invisible || session.readonly) return;
  ImGui::Indent(30);
  held_buttons(session, queue, item, name);
  ImGui::Unindent(30);
  ui::space(4);
}

}  // namespace

void draw_consumer(Session& session, engine::ResourceId id) {
  const engine::World& world = session.world();
  const engine::QueueState& queue = world.queue(id);
  const std::string name = name_of(session, id);
  const std::vector<QueueItem> items = queue_items(world, queue);
  if (!session.readonly) {
    ui::section_label(tr("inspector.queue.consumer"));
    ui::ButtonOptions options;
    options.look = queue.visible.count > 0 ? ui::Button::kPrimary : ui::Button::kSecondary;
    options.icon = kIconMailOpen;
    options.tooltip = tr("inspector.queue.receive_tip");
    if (ui::button("queue.receive", tr("inspector.queue.receive"), options)) {
      session.submit(engine::ReceiveMessage{name, 1, {}, {}});
      return;
    }
    ImGui::SameLine();
    ui::ButtonOptions purge;
    purge.icon = kIconTrash2;
    purge.enabled = !items.empty();
    if (ui::button("queue.purge", tr("inspector.queue.purge"), purge)) {
      if (session.submit(engine::PurgeQueue{name})) {
        session.banner(BannerKind::kInfo, tr("inspector.queue.purged", {{"name", name}}), {},
                       BannerAction::kUndo);
      }
      return;
    }
    ui::space(4);
  }
  ui::section_label(tr("inspector.queue.messages"));
  if (items.empty()) ui::rich_text(tr("inspector.queue.empty"), Role::kText2, kSmallPx);
  const uint32_t moves = session.moves(), revision = session.revision();
  for (const QueueItem& item : items) {
    draw_item(session, name, item);
    if (moves != session.moves() || revision != session.revision()) return;  // the world is another one now
  }
}

}  // namespace brigade::app::inspector
