// DynamoDB's and Kinesis's commands as JSON.
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

void read_object(Fields& fields, std::string_view name, std::string& out) {
  if (const JsonValue* value = fields.find(name)) out = read_json_text(fields.problem(), *value, name);
}

void need_object(Fields& fields, std::string_view name, std::string& out) {
  if (fields.need(name) != nullptr) read_object(fields, name, out);
}

void write_object(JsonWriter& w, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  w.key(name);
  write_json_text(w, text);
}

void read_expressions(Fields& fields, std::string& condition, ExpressionAttributes& attributes) {
  fields.text("ConditionExpression", condition);
  read_object(fields, "ExpressionAttributeNames", attributes.names);
  read_object(fields, "ExpressionAttributeValues", attributes.values);
}

void write_expressions(JsonWriter& w, const std::string& condition, const ExpressionAttributes& attributes) {
  if (!condition.empty()) w.member("ConditionExpression", condition);
  write_object(w, "ExpressionAttributeNames", attributes.names);
  write_object(w, "ExpressionAttributeValues", attributes.values);
}

}  // namespace

void read(Fields& fields, CreateTable& c) {
  fields.need_text("table", c.table);
  read_table_members(fields, c.config);
}
void write(JsonWriter& w, const CreateTable& c, bool) {
  w.member("table", c.table);
  write_table_members(w, c.config);
}

void read(Fields& fields, UpdateTable& c) {
  fields.need_text("table", c.table);
  if (const JsonValue* value = fields.need("StreamSpecification")) {
    c.stream = read_stream_specification(fields.problem(), *value);
  }
}
void write(JsonWriter& w, const UpdateTable& c, bool) {
  w.member("table", c.table).key("StreamSpecification");
  write_stream_specification(w, c.stream);
}

void read(Fields& fields, DeleteTable& c) { fields.need_text("table", c.table); }
void write(JsonWriter& w, const DeleteTable& c, bool) { w.member("table", c.table); }

void read(Fields& fields, PutItem& c) {
  fields.need_text("table", c.table);
  need_object(fields, "Item", c.item);
  read_expressions(fields, c.condition_expression, c.attributes);
}
void write(JsonWriter& w, const PutItem& c, bool) {
  w.member("table", c.table);
  write_object(w, "Item", c.item);
  write_expressions(w, c.condition_expression, c.attributes);
}

void read(Fields& fields, UpdateItem& c) {
  fields.need_text("table", c.table);
  need_object(fields, "Key", c.key);
  fields.text("UpdateExpression", c.update_expression);
  read_expressions(fields, c.condition_expression, c.attributes);
}
void write(JsonWriter& w, const UpdateItem& c, bool) {
  w.member("table", c.table);
  write_object(w, "Key", c.key);
  if (!c.update_expression.empty()) w.member("UpdateExpression", c.update_expression);
  write_expressions(w, c.condition_expression, c.attributes);
}

void read(Fields& fields, DeleteItem& c) {
  fields.need_text("table", c.table);
  need_object(fields, "Key", c.key);
  read_expressions(fields, c.condition_expression, c.attributes);
}
void write(JsonWriter& w, const DeleteItem& c, bool) {
  w.member("table", c.table);
  write_object(w, "Key", c.key);
  write_expressions(w, c.condition_expression, c.attributes);
}

void read(Fields& fields, CreateStream& c) {
  fields.need_text("stream", c.stream);
  fields.number("ShardCount", c.config.shards);
}
void write(JsonWriter& w, const CreateStream& c, bool) {
  w.member("stream", c.stream).member("ShardCount", c.config.shards);
}

void read(Fields& fields, DeleteStream& c) { fields.need_text("stream", c.stream); }
void write(JsonWriter& w, const DeleteStream& c, bool) { w.member("stream", c.stream); }

void read(Fields& fields, PutRecord& c) {
  fields.need_text("stream", c.stream);
  fields.need_text("partition_key", c.partition_key);
  fields.need("data");
  fields.text("data", c.data);
  fields.text("explicit_hash_key", c.explicit_hash_key);
}
void write(JsonWriter& w, const PutRecord& c, bool) {
  w.member("stream", c.stream).member("partition_key", c.partition_key).member("data", c.data);
  if (!c.explicit_hash_key.empty()) w.member("explicit_hash_key", c.explicit_hash_key);
}

}  // namespace brigade::formats
