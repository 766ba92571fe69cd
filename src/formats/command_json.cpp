// Commands as JSON: for each kind of command one pair of functions, read and write.
#include "formats/command_json.h"

#include <utility>

#include "base/md5.h"
#include "base/text.h"
#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

// --- S3 ---

constexpr S3Event kPutEvents[] = {S3Event::ObjectCreatedPut, S3Event::ObjectCreatedPost,
                                  S3Event::ObjectCreatedCopy, S3Event::ObjectCreatedCompleteMultipartUpload};

S3Event read_event(Fields& fields) {
  const JsonValue* value = fields.find("event");
  if (value == nullptr) return S3Event::ObjectCreatedPut;
  for (S3Event event : kPutEvents) {
    if (value->as_string() == s3_event_name(event)) return event;
  }
  fields.problem().report(
      "\"event\" is \"ObjectCreated:Put\", \"ObjectCreated:Post\", \"ObjectCreated:Copy\" or "
      "\"ObjectCreated:CompleteMultipartUpload\".",
      value->range());
  return S3Event::ObjectCreatedPut;
}

bool is_md5_hex(std::string_view text) {
  if (text.size() != 32) return false;
  for (char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

void read_content(Fields& fields, const JsonValue& value, bool base64, ObjectBody& body) {
  Problem& problem = fields.problem();
  body.content = text_of(problem, value, base64 ? "body_base64" : "body");
  if (base64) {
    auto bytes = base::base64_decode(body.content);
    if (!bytes) return problem.report("\"body_base64\" is not base64.", value.range());
    body.content = std::move(*bytes);
  }
  if (body.content.size() > kMaxBodyBytes) {
    return problem.report("A body is at most 256 KB; give \"size\" and \"md5\" of a larger object.",
                          value.range());
  }
  const bool size_given = fields.object().find("size") != nullptr;
  if (size_given && body.size_bytes != body.content.size()) {
    problem.report("\"size\" is not the size of the body; leave it out.",
                   fields.object().find("size")->range());
  }
  body.size_bytes = body.content.size();
  if (body.md5_hex.empty()) body.md5_hex = base::hex(base::md5(body.content));
}

void read(Fields& fields, PutObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.number("size", c.body.size_bytes);
  if (fields.text("md5", c.body.md5_hex) && !is_md5_hex(c.body.md5_hex)) {
    fields.problem().report("\"md5\" is 32 lower-case hexadecimal digits.",
                            fields.object().find("md5")->range());
  }
  const JsonValue* text = fields.find("body");
  const JsonValue* base64 = fields.find("body_base64");
  if (text != nullptr) read_content(fields, *text, false, c.body);
  if (base64 != nullptr) read_content(fields, *base64, true, c.body);
  c.event = read_event(fields);
}

void write(JsonWriter& w, const PutObject& c, bool bodies) {
  w.member("bucket", c.bucket).member("key", c.key);
  if (bodies && !c.body.content.empty()) {
    if (base::is_valid_utf8(c.body.content)) {
      w.member("body", c.body.content);
    } else {
      w.member("body_base64", base::base64_encode(c.body.content));
    }
    if (c.body.md5_hex != base::hex(base::md5(c.body.content)) && !c.body.md5_hex.empty()) {
      w.member("md5", c.body.md5_hex);
    }
  } else {
    w.member("size", c.body.size_bytes);
    if (!c.body.md5_hex.empty()) w.member("md5", c.body.md5_hex);
  }
  if (c.event != S3Event::ObjectCreatedPut) w.member("event", s3_event_name(c.event));
}

void read(Fields& fields, CreateBucket& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const CreateBucket& c, bool) { w.member("bucket", c.bucket); }
void read(Fields& fields, DeleteBucket& c) { fields.need_text("bucket", c.bucket); }
void write(JsonWriter& w, const DeleteBucket& c, bool) { w.member("bucket", c.bucket); }

void read(Fields& fields, PutBucketVersioning& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("VersioningConfiguration")) {
    c.status = read_versioning(fields.problem(), *value);
  }
}
void write(JsonWriter& w, const PutBucketVersioning& c, bool) {
  w.member("bucket", c.bucket).key("VersioningConfiguration");
  write_versioning(w, c.status);
}

void read(Fields& fields, PutBucketNotificationConfiguration& c) {
  fields.need_text("bucket", c.bucket);
  if (const JsonValue* value = fields.need("NotificationConfiguration")) {
    c.rules = read_rules(fields.problem(), *value);
  }
  fields.flag("SkipDestinationValidation", c.skip_destination_validation);
}
void write(JsonWriter& w, const PutBucketNotificationConfiguration& c, bool) {
  w.member("bucket", c.bucket).key("NotificationConfiguration");
  write_rules(w, c.rules);
  if (c.skip_destination_validation) w.member("SkipDestinationValidation", true);
}

void read(Fields& fields, DeleteObject& c) {
  fields.need_text("bucket", c.bucket);
  fields.need_text("key", c.key);
  fields.text("version_id", c.version_id);
}
void write(JsonWriter& w, const DeleteObject& c, bool) {
  w.member("bucket", c.bucket).member("key", c.key);
  if (!c.version_id.empty()) w.member("version_id", c.version_id);
}

// --- Lambda ---

void read(Fields& fields, CreateFunction& c) {
  fields.need_text("function", c.function);
  read_function_members(fields, c.config);
}
void write(JsonWriter& w, const CreateFunction& c, bool) {
  w.member("function", c.function);
  write_function_members(w, c.config, {});
}

void read(Fields& fields, UpdateFunctionConfiguration& c) {
  fields.need_text("function", c.function);
  fields.seconds("Timeout", c.timeout_ms);
  fields.number("MemorySize", c.memory_mb);
  if (const JsonValue* value = fields.find("DeadLetterConfig")) {
    std::string arn;
    Fields dead_letter(fields.problem(), *value, "a DeadLetterConfig");
    dead_letter.text("TargetArn", arn);
    dead_letter.close();
    c.dead_letter_arn = arn;
  }
}
void write(JsonWriter& w, const UpdateFunctionConfiguration& c, bool) {
  w.member("function", c.function);
  if (c.timeout_ms) w.member("Timeout", *c.timeout_ms / 1000);
  if (c.memory_mb) w.member("MemorySize", *c.memory_mb);
  if (c.dead_letter_arn) {
    w.key("DeadLetterConfig").begin_object();
    if (!c.dead_letter_arn->empty()) w.member("TargetArn", *c.dead_letter_arn);
    w.end_object();
  }
}

void read(Fields& fields, PutFunctionConcurrency& c) {
  fields.need_text("function", c.function);
  fields.number("ReservedConcurrentExecutions", c.reserved);
}
void write(JsonWriter& w, const PutFunctionConcurrency& c, bool) {
  w.member("function", c.function);
  if (c.reserved) w.member("ReservedConcurrentExecutions", *c.reserved);
}

void read(Fields& fields, PutFunctionEventInvokeConfig& c) {
  fields.need_text("function", c.function);
  read_event_invoke_members(fields, c);
}
void write(JsonWriter& w, const PutFunctionEventInvokeConfig& c, bool) {
  w.member("function", c.function);
  write_event_invoke_members(w, c);
}

void read(Fields& fields, AddPermission& c) {
  fields.need_text("function", c.function);
  fields.need_text("StatementId", c.statement.sid);
  fields.need_text("Action", c.statement.action);
  fields.need_text("Principal", c.statement.principal_service);
  fields.text("SourceArn", c.statement.source_arn);
  fields.text("SourceAccount", c.statement.source_account);
}
void write(JsonWriter& w, const AddPermission& c, bool) {
  const PolicyStatement& s = c.statement;
  w.member("function", c.function).member("StatementId", s.sid).member("Action", s.action);
  w.member("Principal", s.principal_service);
  if (!s.source_arn.empty()) w.member("SourceArn", s.source_arn);
  if (!s.source_account.empty()) w.member("SourceAccount", s.source_account);
}

void read(Fields& fields, RemovePermission& c) {
  fields.need_text("function", c.function);
  fields.need_text("StatementId", c.statement_id);
}
void write(JsonWriter& w, const RemovePermission& c, bool) {
  w.member("function", c.function).member("StatementId", c.statement_id);
}

void read(Fields& fields, DeleteFunction& c) { fields.need_text("function", c.function); }
void write(JsonWriter& w, const DeleteFunction& c, bool) { w.member("function", c.function); }

std::string compact(const JsonValue& value) {
  JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

// A payload is JSON; what a person typed and is none goes through as text, for the service to refuse.
void read(Fields& fields, Invoke& c) {
  fields.need_text("function", c.function);
  if (const JsonValue* value = fields.find("payload")) c.payload = compact(*value);
  fields.text("payload_text", c.payload);
}
void write(JsonWriter& w, const Invoke& c, bool) {
  w.member("function", c.function);
  const auto value = base::read_json(c.payload);
  if (value && compact(*value) == c.payload) {
    w.key("payload").raw(c.payload);
  } else {
    w.member("payload_text", c.payload);
  }
}

void read(Fields& fields, SetHandlerBehaviour& c) {
  fields.need_text("function", c.function);
  if (const JsonValue* value = fields.need("handler")) c.behaviour = read_handler(fields.problem(), *value);
}
void write(JsonWriter& w, const SetHandlerBehaviour& c, bool) {
  w.member("function", c.function).key("handler");
  write_handler(w, c.behaviour);
}

// --- SQS ---

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

void write_seconds(JsonWriter& w, std::string_view name, const std::optional<int64_t>& value_ms) {
  if (value_ms) w.member(name, *value_ms / 1000);
}

void read(Fields& fields, SendMessage& c) {
  fields.need_text("queue", c.queue);
  fields.need("body");
  fields.text("body", c.body);
  fields.seconds("DelaySeconds", c.delay_ms);
}
void write(JsonWriter& w, const SendMessage& c, bool) {
  w.member("queue", c.queue).member("body", c.body);
  write_seconds(w, "DelaySeconds", c.delay_ms);
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

// --- which of them ---

template <size_t I>
void read_kind(Fields& fields, Command& out) {
  std::variant_alternative_t<I, Command> command;
  read(fields, command);
  out = std::move(command);
}

template <size_t... I>
bool read_by_index(size_t index, Fields& fields, Command& out, std::index_sequence<I...>) {
  return ((index == I && (read_kind<I>(fields, out), true)) || ...);
}

constexpr size_t kCommands = std::variant_size_v<Command>;

}  // namespace

Command read_command_members(Fields& fields) {
  Command command;
  const JsonValue* name = fields.need("do");
  if (name == nullptr) return command;
  std::vector<std::string_view> names;
  for (size_t i = 0; i < kCommands; i++) names.push_back(command_name(i));
  for (size_t i = 0; i < kCommands; i++) {
    if (names[i] != name->as_string()) continue;
    read_by_index(i, fields, command, std::make_index_sequence<kCommands>());
    return command;
  }
  const std::string_view near = nearest(name->as_string(), names);
  fields.problem().report(quoted(name->as_string()) + " is no command" +
                              (near.empty() ? std::string(": they are named like \"s3:PutObject\".")
                                            : "; did you mean " + quoted(near) + "?"),
                          name->range());
  return command;
}

void write_command_members(JsonWriter& writer, const Command& command, bool bodies) {
  writer.member("do", command_name(command));
  std::visit([&](const auto& c) { write(writer, c, bodies); }, command);
}

base::Result<Command> read_command(const JsonValue& value) {
  Problem problem;
  Fields fields(problem, value, "a command");
  Command command = read_command_members(fields);
  fields.close();
  if (!problem.ok()) return tl::unexpected<base::Error>(problem.error());
  return command;
}

base::Result<Command> read_command(std::string_view json) {
  const auto value = base::read_json(json);
  if (!value) return tl::unexpected<base::Error>(value.error());
  return read_command(*value);
}

std::string command_json(const Command& command) {
  JsonWriter writer;
  writer.begin_object();
  write_command_members(writer, command, true);
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
