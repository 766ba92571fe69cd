// EventBridge's commands as JSON. The default bus is not written.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

void read_rule_name(Fields& fields, std::string& rule, std::string& bus) {
  fields.need_text("rule", rule);
  fields.text("bus", bus);
}
void write_rule_name(JsonWriter& w, const std::string& rule, const std::string& bus) {
  w.member("rule", rule);
  if (!bus.empty()) w.member("bus", bus);
}

PutEventsEntry read_entry(Problem& problem, const JsonValue& value) {
  PutEventsEntry entry;
  Fields fields(problem, value, "an entry of PutEvents");
  fields.text("Time", entry.time);
  fields.text("Source", entry.source);
  fields.texts("Resources", entry.resources);
  fields.text("DetailType", entry.detail_type);
  if (const JsonValue* detail = fields.find("Detail"))
    entry.detail = read_json_text(problem, *detail, "Detail");
  fields.text("EventBusName", entry.bus);
  fields.ignore("TraceHeader");
  fields.close();
  return entry;
}

void write_entry(JsonWriter& w, const PutEventsEntry& entry) {
  w.begin_object();
  if (!entry.time.empty()) w.member("Time", entry.time);
  if (!entry.source.empty()) w.member("Source", entry.source);
  if (!entry.resources.empty()) {
    w.key("Resources").begin_array();
    for (const std::string& resource : entry.resources) w.value(resource);
    w.end_array();
  }
  if (!entry.detail_type.empty()) w.member("DetailType", entry.detail_type);
  if (!entry.detail.empty()) {
    w.key("Detail");
    write_json_text(w, entry.detail);
  }
  if (!entry.bus.empty()) w.member("EventBusName", entry.bus);
  w.end_object();
}

}  // namespace

void read(Fields& fields, CreateEventBus& c) {
  fields.need_text("bus", c.bus);
  read_bus_members(fields, c.config);
}
void write(JsonWriter& w, const CreateEventBus& c, bool) {
  w.member("bus", c.bus);
  write_bus_members(w, c.config, {});
}

void read(Fields& fields, DeleteEventBus& c) { fields.need_text("bus", c.bus); }
void write(JsonWriter& w, const DeleteEventBus& c, bool) { w.member("bus", c.bus); }

void read(Fields& fields, PutRule& c) {
  read_rule_name(fields, c.rule, c.bus);
  read_rule_members(fields, c);
}
void write(JsonWriter& w, const PutRule& c, bool) {
  write_rule_name(w, c.rule, c.bus);
  write_rule_members(w, c);
}

void read(Fields& fields, DeleteRule& c) { read_rule_name(fields, c.rule, c.bus); }
void write(JsonWriter& w, const DeleteRule& c, bool) { write_rule_name(w, c.rule, c.bus); }
void read(Fields& fields, EnableRule& c) { read_rule_name(fields, c.rule, c.bus); }
void write(JsonWriter& w, const EnableRule& c, bool) { write_rule_name(w, c.rule, c.bus); }
void read(Fields& fields, DisableRule& c) { read_rule_name(fields, c.rule, c.bus); }
void write(JsonWriter& w, const DisableRule& c, bool) { write_rule_name(w, c.rule, c.bus); }

void read(Fields& fields, PutTargets& c) {
  read_rule_name(fields, c.rule, c.bus);
  fields.need("Targets");
  for (const JsonValue& item : fields.list("Targets"))
    c.targets.push_back(read_target(fields.problem(), item));
}
void write(JsonWriter& w, const PutTargets& c, bool) {
  write_rule_name(w, c.rule, c.bus);
  w.key("Targets");
  write_targets(w, c.targets);
}

void read(Fields& fields, RemoveTargets& c) {
  read_rule_name(fields, c.rule, c.bus);
  fields.need("Ids");
  fields.texts("Ids", c.ids);
}
void write(JsonWriter& w, const RemoveTargets& c, bool) {
  write_rule_name(w, c.rule, c.bus);
  w.key("Ids").begin_array();
  for (const std::string& id : c.ids) w.value(id);
  w.end_array();
}

void read(Fields& fields, PutEvents& c) {
  fields.need("Entries");
  for (const JsonValue& item : fields.list("Entries"))
    c.entries.push_back(read_entry(fields.problem(), item));
}
void write(JsonWriter& w, const PutEvents& c, bool) {
  w.key("Entries").begin_array();
  for (const PutEventsEntry& entry : c.entries) write_entry(w, entry);
  w.end_array();
}

}  // namespace brigade::formats
