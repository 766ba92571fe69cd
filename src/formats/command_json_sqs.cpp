// SQS's commands as JSON.
#include "formats/command_members.h"

#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

void write_seconds(JsonWriter& w, std::string_view name, const std::optional<int64_t>& value_ms) {
  if (value_ms) w.member(name, *value_ms / 1000);
}

}  // namespace

void read(Fields& fields, CreateQueue& c) {
  fields.need_text("queue", c.queue);
  if (const JsonValue* value = fields.find("Attributes")) {
    c.config = queue_config_of(read_attributes(fields.problem(), *value));
  }
}
void write(JsonWriter& w, const CreateQueue& c, bool) {
  w.member("queue", c.queue).key("Attributes");
  write_attributes(w, attributes_of(c.config), {});
}

void read(Fields& fields, SetQueueAttributes& c) {
  std::string queue;
  fields.need_text("queue", queue);
  if (const JsonValue* value = fields.need("Attributes")) c = read_attributes(fields.problem(), *value);
  c.queue = queue;
}
void write(JsonWriter& w, const SetQueueAttributes& c, bool) {
  w.member("queue", c.queue).key("Attributes");
  write_attributes(w, c, {});
}

void read(Fields& fields, DeleteQueue& c) { fields.need_text("queue", c.queue); }
void write(JsonWriter& w, const DeleteQueue& c, bool) { w.member("queue", c.queue); }
void read(Fields& fields, PurgeQueue& c) { fields.need_text("queue", c.queue); }
void write(JsonWriter& w, const PurgeQueue& c, bool) { w.member("queue", c.queue); }

namespace {

void read_message(Fields& fields, SendMessage& c) {
  fields.need("body");
  fields.text("body", c.body);
  fields.seconds("DelaySeconds", c.delay_ms);
  read_message_ids(fields, c.group_id, c.deduplication_id);
  read_message_attributes(fields, c.attributes);
}

void write_message(JsonWriter& w, const SendMessage& c) {
  w.member("body", c.body);
  write_seconds(w, "DelaySeconds", c.delay_ms);
  write_message_ids(w, c.group_id, c.deduplication_id);
  write_message_attributes(w, c.attributes);
}

}  // namespace

void read(Fields& fields, SendMessage& c) {
  fields.need_text("queue", c.queue);
  read_message(fields, c);
}
void write(JsonWriter& w, const SendMessage& c, bool) {
  w.member("queue", c.queue);
  write_message(w, c);
}

void read(Fields& fields, SendMessageBatch& c) {
  fields.need_text("queue", c.queue);
  fields.need("Entries");
  for (const JsonValue& item : fields.list("Entries")) {
    SendMessageBatchEntry entry;
    Fields members(fields.problem(), item, "an entry of a batch");
    members.need_text("Id", entry.id);
    read_message(members, entry.message);
    members.close();
    c.entries.push_back(std::move(entry));
  }
}
void write(JsonWriter& w, const SendMessageBatch& c, bool) {
  w.member("queue", c.queue).key("Entries").begin_array();
  for (const SendMessageBatchEntry& entry : c.entries) {
    w.begin_object().member("Id", entry.id);
    write_message(w, entry.message);
    w.end_object();
  }
  w.end_array();
}

void read(Fields& fields, ReceiveMessage& c) {
  fields.need_text("queue", c.queue);
  fields.number("MaxNumberOfMessages", c.max_messages);
  fields.seconds("VisibilityTimeout", c.visibility_timeout_ms);
  fields.seconds("WaitTimeSeconds", c.wait_ms);
}
void write(JsonWriter& w, const ReceiveMessage& c, bool) {
  w.member("queue", c.queue);
  if (c.max_messages != 1) w.member("MaxNumberOfMessages", c.max_messages);
  write_seconds(w, "VisibilityTimeout", c.visibility_timeout_ms);
  write_seconds(w, "WaitTimeSeconds", c.wait_ms);
}

void read(Fields& fields, DeleteMessage& c) {
  fields.need_text("queue", c.queue);
  fields.need_text("receipt_handle", c.receipt_handle);
}
void write(JsonWriter& w, const DeleteMessage& c, bool) {
  w.member("queue", c.queue).member("receipt_handle", c.receipt_handle);
}

void read(Fields& fields, ChangeMessageVisibility& c) {
  fields.need_text("queue", c.queue);
  fields.need_text("receipt_handle", c.receipt_handle);
  fields.need("VisibilityTimeout");
  fields.seconds("VisibilityTimeout", c.visibility_timeout_ms);
}
void write(JsonWriter& w, const ChangeMessageVisibility& c, bool) {
  w.member("queue", c.queue).member("receipt_handle", c.receipt_handle);
  w.member("VisibilityTimeout", c.visibility_timeout_ms / 1000);
}

void read(Fields& fields, StartMessageMoveTask& c) {
  fields.need_text("SourceArn", c.source_arn);
  fields.text("DestinationArn", c.destination_arn);
  fields.number("MaxNumberOfMessagesPerSecond", c.max_messages_per_second);
}
void write(JsonWriter& w, const StartMessageMoveTask& c, bool) {
  w.member("SourceArn", c.source_arn);
  if (!c.destination_arn.empty()) w.member("DestinationArn", c.destination_arn);
  if (c.max_messages_per_second) w.member("MaxNumberOfMessagesPerSecond", *c.max_messages_per_second);
}

}  // namespace brigade::formats
