// A dead-letter queue's way back: starts a message move task, and tells how far it is.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/sqs.h"

namespace brigade::app::inspector {
namespace {

using engine::ResourceId;
using engine::ResourceKind;

struct Draft {
  std::string to;  // ARN; empty: back to where each message came from
  int64_t per_second = 10;
} draft;

}  // namespace

void draw_move_task(Session& session, ResourceId id) {
  if (!engine::sqs::is_dead_letter_queue(session.world(), session.history(), arn_of(session, id))) return;
  const engine::QueueState& queue = session.world().queue(id);
  ui::section_label(tr("inspector.move"));
  if (queue.move_per_second > 0) {
    ui::status(kIconUndo2, tr("inspector.move.running", {{"n", std::to_string(queue.moved)}}),
               Role::kWaiting);
    return;
  }
  ui::rich_text(tr("inspector.move.text"), Role::kText2, kSmallPx);
  choose_resource(session, "config.move.to", tr("inspector.move.to"), kind_bit(ResourceKind::Queue), id, true,
                  draft.to, {}, "inspector.move.back");
  ui::number_field("config.move.rate", tr("inspector.move.rate"), draft.per_second, 1, 500,
                   tr("inspector.move.rate_unit"), edit_error().at("move"));
  ui::ButtonOptions options;
  options.icon = kIconUndo2;
  if (ui::button("config.move.start", tr("inspector.move.start"), options))
    commit(
        session, "move",
        engine::StartMessageMoveTask{arn_of(session, id), draft.to, static_cast<uint32_t>(draft.per_second)});
}

}  // namespace brigade::app::inspector
