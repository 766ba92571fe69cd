// An event bus: who may put events on it, and sending one by hand, as PutEvents does. The detail is checked
// while it is typed; the service has the last word, in the journey of what was sent.
#include "app/explanation.h"
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/json.h"

namespace brigade::app::inspector {
namespace {

struct Draft {
  int sample = -1;
  engine::PutEventsEntry entry;
} draft;

void begin_with(int sample) {
  draft.sample = sample;
  const auto event = base::read_json(sample_events()[static_cast<size_t>(sample)].event);
  if (!event) return;
  const auto text = [&](const char* name) {
    const base::JsonValue* value = event->find(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
  };
  draft.entry.source = text("source");
  draft.entry.detail_type = text("detail-type");
  const base::JsonValue* detail = event->find("detail");
  draft.entry.detail = detail == nullptr ? "{}" : base::pretty(*detail);
}

std::string detail_fault() {
  const auto detail = base::read_json(draft.entry.detail);
  if (!detail) return fault_text(draft.entry.detail, detail.error());
  return detail->is_object() ? std::string() : tr("inspector.event.object");
}

}  // namespace

void draw_bus_config(Session& session, engine::ResourceId id) {
  if (draft.sample < 0) begin_with(static_cast<int>(sample_events().size()) - 1);
  ui::section_label(tr("inspector.event"));
  std::vector<std::string> titles;
  for (const SampleEvent& sample : sample_events()) titles.push_back(sample.title.in(language_code()));
  int sample = draft.sample;
  if (ui::select("config.event.sample", tr("sandbox.sample"), titles, sample)) begin_with(sample);
  ui::text_field("config.event.source", tr("inspector.event.source"), draft.entry.source,
                 draft.entry.source.starts_with("aws.") ? tr("inspector.event.aws") : "", "com.example.shop",
                 true);
  ui::text_field("config.event.type", tr("inspector.event.type"), draft.entry.detail_type, {}, "OrderPlaced",
                 true);
  const std::string fault = detail_fault();
  ui::text_area("config.event.detail", tr("inspector.event.detail"), draft.entry.detail, 150,
                fault.empty() ? edit_error().at("event") : std::string_view(fault));
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  options.icon = kIconSend;
  if (ui::button("config.event.send", tr("inspector.event.send"), options)) {
    draft.entry.bus = name_of(session, id);
    commit(session, "event", engine::PutEvents{{draft.entry}});
    return;
  }
  ui::space(6);
  draw_policy(session, id, session.history().bus_config(session.world().resource(id).config).policy,
              "events:PutPermission", "bus");
}

}  // namespace brigade::app::inspector
