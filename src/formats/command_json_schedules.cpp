// The commands of EventBridge Scheduler, of archives and of replays as JSON. The default group is not
// written.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

void read_schedule_name(Fields& fields, std::string& schedule, std::string& group) {
  fields.need_text("schedule", schedule);
  fields.text("GroupName", group);
}
void write_schedule_name(JsonWriter& w, const std::string& schedule, const std::string& group) {
  w.member("schedule", schedule);
  if (!group.empty()) w.member("GroupName", group);
}

}  // namespace

void read(Fields& fields, CreateSchedule& c) {
  read_schedule_name(fields, c.schedule, c.group);
  read_schedule_members(fields, c.config);
}
void write(JsonWriter& w, const CreateSchedule& c, bool) {
  write_schedule_name(w, c.schedule, c.group);
  write_schedule_members(w, c.config);
}

void read(Fields& fields, UpdateSchedule& c) {
  read_schedule_name(fields, c.schedule, c.group);
  read_schedule_members(fields, c.config);
}
void write(JsonWriter& w, const UpdateSchedule& c, bool) {
  write_schedule_name(w, c.schedule, c.group);
  write_schedule_members(w, c.config);
}

void read(Fields& fields, DeleteSchedule& c) { read_schedule_name(fields, c.schedule, c.group); }
void write(JsonWriter& w, const DeleteSchedule& c, bool) { write_schedule_name(w, c.schedule, c.group); }

void read(Fields& fields, CreateArchive& c) {
  fields.need_text("archive", c.archive);
  read_archive_members(fields, c);
}
void write(JsonWriter& w, const CreateArchive& c, bool) {
  w.member("archive", c.archive);
  write_archive_members(w, c);
}

void read(Fields& fields, UpdateArchive& c) {
  fields.need_text("archive", c.archive);
  std::string description;
  if (fields.text("Description", description)) c.description = description;
  if (const JsonValue* pattern = fields.find("EventPattern")) {
    const bool none = pattern->is_string() && pattern->as_string().empty();
    c.pattern = none ? std::string() : read_json_text(fields.problem(), *pattern, "EventPattern");
  }
  fields.number("RetentionDays", c.retention_days);
}
void write(JsonWriter& w, const UpdateArchive& c, bool) {
  w.member("archive", c.archive);
  if (c.description) w.member("Description", *c.description);
  if (c.pattern && c.pattern->empty()) w.member("EventPattern", "");
  if (c.pattern && !c.pattern->empty()) {
    w.key("EventPattern");
    write_json_text(w, *c.pattern);
  }
  if (c.retention_days) w.member("RetentionDays", *c.retention_days);
}

void read(Fields& fields, DeleteArchive& c) { fields.need_text("archive", c.archive); }
void write(JsonWriter& w, const DeleteArchive& c, bool) { w.member("archive", c.archive); }

void read(Fields& fields, StartReplay& c) {
  fields.need_text("replay", c.replay);
  fields.need_text("EventSourceArn", c.event_source_arn);
  fields.need_text("EventStartTime", c.event_start_time);
  fields.need_text("EventEndTime", c.event_end_time);
  fields.text("Description", c.description);
  const JsonValue* destination = fields.need("Destination");
  if (destination == nullptr) return;
  Fields to(fields.problem(), *destination, "a replay's destination");
  to.need_text("Arn", c.destination_arn);
  to.texts("FilterArns", c.filter_arns);
  to.close();
}
void write(JsonWriter& w, const StartReplay& c, bool) {
  w.member("replay", c.replay).member("EventSourceArn", c.event_source_arn);
  w.member("EventStartTime", c.event_start_time).member("EventEndTime", c.event_end_time);
  if (!c.description.empty()) w.member("Description", c.description);
  w.key("Destination").begin_object().member("Arn", c.destination_arn);
  if (!c.filter_arns.empty()) {
    w.key("FilterArns").begin_array();
    for (const std::string& arn : c.filter_arns) w.value(arn);
    w.end_array();
  }
  w.end_object();
}

void read(Fields& fields, CancelReplay& c) { fields.need_text("replay", c.replay); }
void write(JsonWriter& w, const CancelReplay& c, bool) { w.member("replay", c.replay); }

void read(Fields& fields, CreateScheduleGroup& c) { fields.need_text("Name", c.group); }
void write(JsonWriter& w, const CreateScheduleGroup& c, bool) { w.member("Name", c.group); }
void read(Fields& fields, DeleteScheduleGroup& c) { fields.need_text("Name", c.group); }
void write(JsonWriter& w, const DeleteScheduleGroup& c, bool) { w.member("Name", c.group); }

}  // namespace brigade::formats
