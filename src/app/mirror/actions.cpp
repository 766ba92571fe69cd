// The forms of each kind of resource, and the commands that they make.
#include "app/mirror/actions.h"

#include <algorithm>

#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/mirror/mirror.h"
#include "app/stage/wiring.h"
#include "engine/services/sqs.h"
#include "formats/command_json.h"

namespace brigade::app::mirror {
namespace {

using engine::ResourceId;
using engine::ResourceKind;
using inspector::arn_of;
using inspector::name_of;

constexpr int64_t kFaultDurations_ms[] = {60'000, 300'000, 3'600'000, 0};  // 0: until it is ended

Field text_field(const char* name, const char* label_key, std::string value = {}, bool required = false) {
  return {name, tr(label_key), FieldKind::Text, std::move(value), {}, required};
}

Field area(const char* name, const char* label_key, std::string value = {}) {
  return {name, tr(label_key), FieldKind::Area, std::move(value), {}, false};
}

Field number(const char* name, const char* label_key, std::string value) {
  return {name, tr(label_key), FieldKind::Number, std::move(value), {}, true};
}

Field resource_field(const Session& session, const char* name, const char* label_key, ResourceKind kind,
                     ResourceId except, const char* none_key) {
  Field field{name, tr(label_key), FieldKind::Select, {}, {{"", tr(none_key)}}, false};
  const auto& resources = session.world().resources;
  for (uint32_t i = 0; i < resources.size(); ++i) {
    const auto id = ResourceId::make(i, resources[i].generation);
    if (resources[i].alive == 0 || resources[i].kind != kind || id == except) continue;
    field.options.emplace_back(arn_of(session, id), name_of(session, id));
  }
  return field;
}

Action upload_action() {
  return {"upload",
          tr("mirror.upload"),
          tr("mirror.upload.text"),
          "primary",
          {text_field("key", "mirror.upload.key", "beach.jpg", true), area("body", "mirror.upload.body")}};
}

void add_function(const Session&, std::vector<Action>& actions) {
  actions.push_back({"invoke",
                     tr("mirror.invoke"),
                     {},
                     "primary",
                     {area("payload", "mirror.payload", "{\n  \"key\": \"value\"\n}"),
                      {"wait", tr("inspector.invoke.wait"), FieldKind::Check, {}, {}, false}}});
  Field preset{"preset", tr("inspector.outcome"), FieldKind::Select, "succeed", {}, false};
  preset.options = {{"succeed", tr("inspector.always_succeed")},
                    {"fail", tr("inspector.preset.fail")},
                    {"first", tr("inspector.preset.first")},
                    {"time_out", tr("inspector.preset.time_out")},
                    {"sometimes", tr("inspector.preset.sometimes")}};
  actions.push_back({"handler", tr("mirror.handler"), {}, "", {preset}});
}

void add_queue(const Session& session, ResourceId id, std::vector<Action>& actions) {
  const engine::QueueState& queue = session.world().queue(id);
  const bool fifo = session.history().queue_config(session.world().resource(id).config).fifo;
  actions.push_back({"receive",
                     tr("inspector.queue.receive"),
                     tr("inspector.queue.receive_tip"),
                     queue.visible.count > 0 ? "primary" : "",
                     {}});
  if (engine::sqs::is_dead_letter_queue(session.world(), session.history(), arn_of(session, id))) {
    const bool running = queue.move_per_second > 0;
    Action move{"move", tr("inspector.move.start"), tr("inspector.move.text"), "", {}};
    if (running) {
      move.hint = tr("inspector.move.running", {{"n", std::to_string(queue.moved)}});
    }
    move.fields = {
        resource_field(session, "to", "inspector.move.to", ResourceKind::Queue, id, "inspector.move.back"),
        number("rate", "mirror.move.rate", "10")};
    actions.push_back(std::move(move));
  }
  Action send{"send", tr("mirror.send"), {}, "", {area("body", "mirror.body", "{\"order\": 1}")}};
  if (fifo) {
    send.fields.push_back(text_field("group", "inspector.message_group", "group-1", true));
    send.fields.push_back(text_field("deduplication", "inspector.deduplication_id"));
  }
  actions.push_back(std::move(send));
  if (queue.visible.count + queue.invisible.count + queue.delayed.count > 0)
    actions.push_back({"purge", tr("inspector.queue.purge"), {}, "danger", {}});
}

void add_topic(const Session& session, ResourceId id, std::vector<Action>& actions) {
  const bool fifo = session.history().topic_config(session.world().resource(id).config).fifo;
  Action publish{"publish",
                 tr("mirror.publish"),
                 {},
                 "primary",
                 {area("message", "inspector.publish.message", "{\"id\": 1}"),
                  text_field("subject", "inspector.publish.subject"),
                  area("attributes", "inspector.publish.attributes")}};
  if (fifo) {
    publish.fields.push_back(text_field("group", "inspector.message_group", "group-1", true));
    publish.fields.push_back(text_field("deduplication", "inspector.deduplication_id"));
  }
  actions.push_back(std::move(publish));
  actions.push_back({"email",
                     tr("mirror.email"),
                     {},
                     "",
                     {text_field("address", "inspector.email", "me@example.com", true)}});
}

void add_events(std::vector<Action>& actions) {
  actions.push_back({"event",
                     tr("inspector.event.send"),
                     {},
                     "primary",
                     {text_field("source", "inspector.event.source", "com.example.shop", true),
                      text_field("type", "inspector.event.type", "OrderPlaced", true),
                      area("detail", "inspector.event.detail", "{\"id\": 1}")}});
}

void add_api(std::vector<Action>& actions) {
  Field method{"method", tr("inspector.request.method"), FieldKind::Select, "GET", {}, false};
  for (const char* name : {"GET", "POST", "PUT", "PATCH", "DELETE"}) method.options.emplace_back(name, name);
  actions.push_back(
      {"request",
       tr("mirror.request"),
       {},
       "primary",
       {method, text_field("path", "inspector.request.path", "/", true),
        text_field("query", "inspector.request.query"), area("body", "inspector.request.body")}});
}

void add_table(const Session& session, ResourceId id, std::vector<Action>& actions) {
  const engine::TableConfig& config = session.history().table_config(session.world().resource(id).config);
  const std::string key = "{\"" + config.partition_key.name + "\": {\"S\": \"1\"}}";
  actions.push_back(
      {"put_item", tr("inspector.table.put"), {}, "primary", {area("item", "inspector.table.item", key)}});
  actions.push_back(
      {"delete_item", tr("inspector.table.delete_item"), {}, "", {area("key", "mirror.item_key", key)}});
}

void add_alarm(std::vector<Action>& actions) {
  Field state{"state", tr("mirror.state"), FieldKind::Select, "ALARM", {}, false};
  for (const engine::AlarmValue value :
       {engine::AlarmValue::Ok, engine::AlarmValue::Alarm, engine::AlarmValue::InsufficientData}) {
    const std::string name(engine::alarm_value_name(value));
    state.options.emplace_back(name, name);
  }
  actions.push_back({"alarm_state", tr("inspector.alarm.test"), {}, "", {state}});
}

void add_kind(const Session& session, ResourceId id, std::vector<Action>& actions) {
  switch (inspector::kind_of(session, id)) {
    case ResourceKind::Bucket:
      actions.push_back(upload_action());
      actions.push_back({"files", tr("inspector.upload"), {}, "", {}});
      break;
    case ResourceKind::Function:
      return add_function(session, actions);
    case ResourceKind::Queue:
      return add_queue(session, id, actions);
    case ResourceKind::Topic:
      return add_topic(session, id, actions);
    case ResourceKind::Bus:
      return add_events(actions);
    case ResourceKind::Api:
      return add_api(actions);
    case ResourceKind::Table:
      return add_table(session, id, actions);
    case ResourceKind::Alarm:
      return add_alarm(actions);
    case ResourceKind::Stream:
      actions.push_back({"record",
                         tr("inspector.stream.put"),
                         {},
                         "primary",
                         {text_field("key", "inspector.stream.partition_key", "1", true),
                          area("data", "inspector.stream.data", "{\"id\": 1}")}});
      break;
    case ResourceKind::Rule: {
      const bool on = session.history().rule_config(session.world().resource(id).config).enabled;
      actions.push_back({on ? "disable" : "enable", tr(on ? "mirror.disable" : "mirror.enable"), {}, "", {}});
      break;
    }
    default:
      break;
  }
}

// What a wire from here would mean; a function's asks as what.
void add_connect(const Session& session, const stage::Model& model, ResourceId id,
                 std::vector<Action>& actions) {
  Field to = wire_targets_field(session, model, id);
  if (to.options.empty()) return;
  Action action{"connect", tr("mirror.connect"), {}, "", {std::move(to)}};
  const ResourceKind kind = inspector::kind_of(session, id);
  if (kind == ResourceKind::Bucket) {
    action.fields.push_back(text_field("prefix", "stage.form.prefix"));
    action.fields.push_back(text_field("suffix", "stage.form.suffix"));
  }
  if (kind == ResourceKind::Function) {
    Field as{"as", tr("mirror.connect.as"), FieldKind::Select, "dead_letter", {}, false};
    as.options = {{"dead_letter", tr("stage.choose.dead_letter")},
                  {"on_failure", tr("stage.choose.on_failure")},
                  {"on_success", tr("stage.choose.on_success")},
                  {"call", tr("stage.edge.call")}};
    action.fields.push_back(std::move(as));
  }
  actions.push_back(std::move(action));
}

void add_fault(const Session& session, ResourceId id, std::vector<Action>& actions) {
  if (!inspector::can_be_broken(inspector::kind_of(session, id))) return;
  if (session.world().fault_of(id) != engine::FaultKind::None) {
    actions.push_back(
        {"fault_end", tr("fault.end"), tr(inspector::fault_name_key(session.world().fault_of(id))), "", {}});
    return;
  }
  Field kind{"kind", tr("fault.kind"), FieldKind::Select, {}, {}, false};
  for (const engine::FaultKind fault : inspector::fault_kinds(session, id))
    kind.options.emplace_back(std::to_string(static_cast<int>(fault)), tr(inspector::fault_name_key(fault)));
  kind.value = kind.options.front().first;
  Field duration{"for", tr("fault.for"), FieldKind::Select, "300000", {}, false};
  for (const int64_t ms : kFaultDurations_ms)
    duration.options.emplace_back(std::to_string(ms),
                                  ms == 0 ? std::string(tr("fault.until_ended")) : duration_text(ms));
  actions.push_back({"fault", tr("fault.begin"), {}, "", {std::move(kind), std::move(duration)}});
}

void add_configuring(const Session& session, ResourceId id, std::vector<Action>& actions) {
  for (const engine::Command& command : configuring_commands(session, id)) {
    const std::string name(engine::command_name(command));
    const auto value = base::read_json(formats::command_json(command));
    Field json{"json",
               tr("mirror.configure.json"),
               FieldKind::Json,
               value ? base::pretty(*value) : std::string(),
               {},
               true};
    std::string id_of = "configure";
    for (const Action& before : actions)
      id_of += before.label == tr("mirror.configure", {{"command", name}}) ? "+" : "";
    actions.push_back(
        {id_of + "." + name, tr("mirror.configure", {{"command", name}}), {}, "", {std::move(json)}});
  }
}

}  // namespace

std::string Values::text(std::string_view name) const {
  const base::JsonValue* value = object_ == nullptr ? nullptr : object_->find(name);
  return value == nullptr ? std::string() : value->as_string();
}

std::optional<int64_t> Values::number(std::string_view name) const {
  const std::string typed = text(name);
  if (typed.empty() || typed.size() > 15) return std::nullopt;
  int64_t number = 0;
  for (const char c : typed) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

Field wire_targets_field(const Session& session, const stage::Model& model, ResourceId from) {
  Field field{"to", tr("mirror.connect.to"), FieldKind::Select, {}, {}, true};
  const uint32_t n = model.node_of(from);
  if (n == engine::kNone) return field;
  const std::vector<stage::WireTarget> targets = stage::wire_targets(model, n);
  for (uint32_t i = 0; i < targets.size(); ++i) {
    if (targets[i] != stage::WireTarget::Legal) continue;
    const ResourceId id = model.nodes[i].id;
    field.options.emplace_back(std::to_string(id.value),
                               model.nodes[i].name + " (" + kind_text(inspector::kind_of(session, id)) + ")");
  }
  if (!field.options.empty()) field.value = field.options.front().first;
  return field;
}

std::vector<Action> actions_for(const Session& session, const stage::Model& model, ResourceId id) {
  std::vector<Action> actions;
  if (session.readonly || !session.world().is_alive(id)) return actions;
  add_kind(session, id, actions);
  add_connect(session, model, id, actions);
  add_fault(session, id, actions);
  add_configuring(session, id, actions);
  const bool stays =
      inspector::kind_of(session, id) == ResourceKind::Bus && name_of(session, id) == engine::kDefaultBus;
  if (!stays)
    actions.push_back({"delete", tr("inspector.delete", {{"name", name_of(session, id)}}), {}, "danger", {}});
  return actions;
}

}  // namespace brigade::app::mirror
