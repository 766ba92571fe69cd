// The services that a scripted handler calls, one after the other: a list, and a form for one of them. Their
// texts are templates over the event; which names they know stands below the form.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
#include "engine/handler.h"

namespace brigade::app::inspector {
namespace {

using engine::CallOperation;
using engine::HandlerBehaviour;
using engine::HandlerCall;
using engine::ResourceId;
using engine::ResourceKind;

// What a call asks, by CallOperation.
struct Target {
  ResourceKind kind;
  const char* title;
};
constexpr Target kTargets[engine::kCallOperations] = {
    {ResourceKind::Bucket, "build.bucket"}, {ResourceKind::Queue, "build.queue"},
    {ResourceKind::Topic, "build.topic"},   {ResourceKind::Bus, "build.bus"},
    {ResourceKind::Table, "build.table"},   {ResourceKind::Stream, "build.stream"},
};

// What is being typed.
struct Draft {
  ResourceId function;
  size_t index = SIZE_MAX;  // of the call; as many as there are: a new one
  HandlerCall call;
} draft;

// Something that works at once for the event of an upload.
HandlerCall example_of(CallOperation operation) {
  HandlerCall call;
  call.operation = operation;
  switch (operation) {
    case CallOperation::PutObject:
      call.key = "copies/{key}";
      call.size_bytes = 1'024;
      break;
    case CallOperation::SendMessage:
    case CallOperation::Publish:
      call.body = R"({"key": "{key}"})";
      break;
    case CallOperation::PutEvents:
      call.source = "my.app";
      call.detail_type = "File processed";
      call.body = R"({"key": "{key}"})";
      break;
    case CallOperation::PutItem:
      call.body = R"({"id": {"S": "{key}"}})";
      break;
    case CallOperation::PutRecord:
      call.key = "{key}";
      break;
  }
  return call;
}

void draw_operation() {
  std::vector<std::string> names;
  for (size_t i = 0; i < engine::kCallOperations; ++i)
    names.emplace_back(engine::operation_name(static_cast<CallOperation>(i)));
  int active = static_cast<int>(draft.call.operation);
  if (ui::select("config.call.operation", tr("inspector.call.operation"), names, active)) {
    draft.call = example_of(static_cast<CallOperation>(active));
  }
}

// A call names its target by name, the choice knows ARNs.
void draw_target(const Session& session) {
  const Target& target = kTargets[static_cast<size_t>(draft.call.operation)];
  const ResourceId now =
      engine::find_resource(session.world(), session.history(), target.kind, draft.call.target);
  std::string arn = now.is_none() ? std::string() : arn_of(session, now);
  if (choose_resource(session, "config.call.target", tr(target.title), kind_bit(target.kind), {}, false, arn,
                      edit_error().at("call"))) {
    draft.call.target = name_of(session, engine::find_by_arn(session.world(), session.history(), arn));
  }
}

// What a FIFO queue or topic asks for.
void draw_message_ids(HandlerCall& call) {
  if (!base::ends_with(call.target, ".fifo")) return;
  ui::text_field("config.call.group", tr("inspector.message_group"), call.message_group_id, {}, "{bucket}",
                 true);
  ui::text_field("config.call.deduplication", tr("inspector.deduplication_id"), call.message_deduplication_id,
                 {}, nullptr, true);
}

void draw_fields() {
  HandlerCall& call = draft.call;
  const auto line = [](const char* name, const char* title, std::string& value) {
    ui::text_field(name, tr(title), value, {}, nullptr, true);
  };
  const auto area = [&](const char* title) { ui::text_area("config.call.body", tr(title), call.body, 74); };
  switch (call.operation) {
    case CallOperation::PutObject: {
      line("config.call.key", "inspector.call.key", call.key);
      int64_t size = static_cast<int64_t>(call.size_bytes);
      if (ui::number_field("config.call.size", tr("inspector.call.size"), size, 0, int64_t{5} << 40,
                           tr("inspector.call.bytes")))
        call.size_bytes = static_cast<uint64_t>(size);
      return area("inspector.call.body");
    }
    case CallOperation::SendMessage:
      draw_message_ids(call);
      return area("inspector.call.message");
    case CallOperation::Publish:
      line("config.call.subject", "inspector.publish.subject", call.subject);
      draw_message_ids(call);
      return area("inspector.call.message");
    case CallOperation::PutEvents:
      line("config.call.source", "inspector.call.source", call.source);
      line("config.call.detail_type", "inspector.call.detail_type", call.detail_type);
      return area("inspector.call.detail");
    case CallOperation::PutItem:
      return area("inspector.call.item");
    case CallOperation::PutRecord:
      line("config.call.key", "inspector.call.partition_key", call.key);
      return area("inspector.call.data");
  }
}

bool put(Session& session, ResourceId id, HandlerBehaviour behaviour) {
  const base::Status status =
      session.try_submit(engine::SetHandlerBehaviour{name_of(session, id), std::move(behaviour)});
  note("call", status);
  return status.has_value();
}

// True where the handler is another one now.
bool draw_form(Session& session, ResourceId id, const HandlerBehaviour& now) {
  ui::begin_card("config.call.form");
  draw_operation();
  draw_target(session);
  draw_fields();
  ui::rich_text(tr("inspector.call.templates"), Role::kText2, kSmallPx);
  const FormEnd end = form_buttons("config.call");
  ui::end_card();
  bool changed = false;
  if (end == FormEnd::kSave) {
    HandlerBehaviour behaviour = now;
    if (draft.index < behaviour.calls.size())
      behaviour.calls[draft.index] = draft.call;
    else
      behaviour.calls.push_back(draft.call);
    changed = put(session, id, std::move(behaviour));
  }
  if (changed || end == FormEnd::kCancel) draft.index = SIZE_MAX;
  return changed;
}

std::string about(const HandlerCall& call) {
  if (call.operation == CallOperation::PutObject || call.operation == CallOperation::PutRecord)
    return call.key;
  if (call.operation == CallOperation::PutEvents) return call.source + " · " + call.detail_type;
  return call.body.empty() ? std::string(tr("inspector.call.event")) : call.body.substr(0, 80);
}

}  // namespace

bool draw_handler_calls(Session& session, ResourceId id, const HandlerBehaviour& now) {
  if (!(draft.function == id)) {
    draft.function = id;
    draft.index = SIZE_MAX;
  }
  ui::section_label(tr("inspector.calls"));
  if (now.calls.empty() && draft.index == SIZE_MAX)
    ui::rich_text(tr("inspector.calls.none"), Role::kText2, kSmallPx);
  for (size_t i = 0; i < now.calls.size(); ++i) {
    const HandlerCall& call = now.calls[i];
    const std::string name = "config.call." + std::to_string(i);
    const std::string title = std::string(engine::operation_name(call.operation)) + "  \xE2\x86\x92  " +
                              (call.target.empty() ? std::string(engine::kDefaultBus) : call.target);
    switch (part_row(session, name, title, about(call), draft.index == i)) {
      case RowPress::kRow:
      case RowPress::kEdit:
        edit_error() = {};
        draft.index = i;
        draft.call = call;
        break;
      case RowPress::kRemove: {
        HandlerBehaviour behaviour = now;
        behaviour.calls.erase(behaviour.calls.begin() + static_cast<std::ptrdiff_t>(i));
        draft.index = SIZE_MAX;
        return put(session, id, std::move(behaviour));
      }
      case RowPress::kNone:
        break;
    }
    if (draft.index == i && draw_form(session, id, now)) return true;
  }
  if (draft.index == now.calls.size()) return draw_form(session, id, now);
  if (session.readonly || now.calls.size() >= engine::kMaxHandlerCalls) return false;
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.call.add", tr("inspector.call.add"), options)) {
    edit_error() = {};
    draft.index = now.calls.size();
    draft.call = example_of(CallOperation::PutObject);
  }
  return false;
}

}  // namespace brigade::app::inspector
