// Invoking a function by hand: the payload, with or without waiting for the answer, and the last answer that
// somebody who waited got.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::RecordKind;
using engine::ResourceId;

bool is_answer(RecordKind kind) {
  return kind == RecordKind::FunctionResponded || kind == RecordKind::FunctionErrorReturned ||
         kind == RecordKind::SyncRefused;
}

// Looked for once a step: the last answers are near the end of the journal.
struct LastAnswer {
  ResourceId function;
  uint32_t records = kNone, revision = kNone, found = kNone;
} last;

uint32_t last_answer(const Session& session, ResourceId function) {
  const uint32_t records = session.world().records;
  if (last.function == function && last.records == records && last.revision == session.revision())
    return last.found;
  last = {function, records, session.revision(), kNone};
  constexpr uint32_t kLookedThrough = 20'000;
  session.simulation().read_records(records - std::min(records, kLookedThrough), records,
                                    [&](uint32_t index, const engine::Record& r) {
                                      if (r.resource == function && is_answer(r.kind)) last.found = index;
                                    });
  return last.found;
}

void draw_answer(const Session& session, ResourceId function) {
  const uint32_t index = last_answer(session, function);
  if (index == kNone) return;
  const engine::Line line = engine::line_of(session.simulation(), index);
  ui::space(4);
  ui::label(tr("inspector.answer"), {ui::Face::kText, kSmallPx, Role::kText2});
  for (const engine::Argument& argument : line.sentence.arguments) {
    if (argument.name != "answer") continue;
    ui::rich_text(argument.text, line.tone == engine::Tone::Bad ? Role::kFailed : Role::kText, kSmallPx);
  }
}

}  // namespace

void draw_invoke(Session& session, ResourceId id) {
  static std::string payload = "{\n  \"key\": \"value\"\n}";
  ui::section_label(tr("inspector.invoke"));
  ui::text_area("config.payload", "", payload, 74, edit_error().at("invoke"));
  ui::ButtonOptions options;
  options.icon = kIconSquarePlay;
  const uint32_t revision = session.revision();
  if (ui::button("config.invoke", tr("inspector.invoke.button"), options)) {
    commit(session, "invoke", engine::Invoke{name_of(session, id), payload});
  }
  if (revision != session.revision()) return;
  options.icon = kIconHourglass;
  if (ui::button("config.invoke_sync", tr("inspector.invoke.wait"), options)) {
    commit(session, "invoke",
           engine::Invoke{name_of(session, id), payload, engine::InvocationType::RequestResponse});
  }
  if (revision == session.revision()) draw_answer(session, id);
}

}  // namespace brigade::app::inspector
