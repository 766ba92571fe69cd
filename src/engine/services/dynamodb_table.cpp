// The commands about tables as a whole, and their error texts.
#include "base/text.h"
#include "base/time.h"
#include "engine/services/dynamodb.h"
#include "engine/services/streams.h"

namespace brigade::engine::dynamodb {

using base::fail;
using base::Status;

namespace {

constexpr const char* kInvalid = "ValidationException";

bool is_table_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

Status check_name(std::string_view name) {
  const auto wrong = [name](std::string_view constraint) {
    return fail(kInvalid, "1 validation error detected: Value '" + std::string(name) +
                              "' at 'tableName' failed to satisfy constraint: Member must " +
                              std::string(constraint));
  };
  if (name.size() < 3) return wrong("have length greater than or equal to 3");
  if (name.size() > 255) return wrong("have length less than or equal to 255");
  for (const char c : name) {
    if (!is_table_character(c)) return wrong("satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  }
  return {};
}

Status check_key(const TableConfig& config) {
  for (const std::string* name :
       {&config.partition_key.name, config.sort_key ? &config.sort_key->name : &config.partition_key.name}) {
    if (name->empty() || name->size() > 255) {
      return fail(kInvalid,
                  "1 validation error detected: Value '" + *name +
                      "' at 'keySchema.1.member.attributeName' failed to satisfy constraint: Member "
                      "must have length between 1 and 255");
    }
  }
  if (config.sort_key && config.sort_key->name == config.partition_key.name) {
    return fail(
        kInvalid,
        "Invalid KeySchema: Some index key attribute have no definition: both the Hash Key and the Range "
        "Key element in the KeySchema have the same name");
  }
  return {};
}

tl::unexpected<base::Error> not_found(const std::string& table) {
  return fail("ResourceNotFoundException", "Requested resource not found: Table: " + table + " not found");
}

// The stream's label: when it was enabled, "2026-01-01T00:00:00.000".
std::string label_now(const Engine& engine) {
  std::string text = base::format_utc_ms(engine.plan.options.start_unix_ms + engine.w.now_ms);
  text.pop_back();  // without the Z
  return text;
}

}  // namespace

Status apply(Engine& engine, const CreateTable& command) {
  if (Status s = check_name(command.table); !s) return s;
  if (Status s = check_key(command.config); !s) return s;
  if (!engine.find(ResourceKind::Table, command.table).is_none()) {
    return fail("ResourceInUseException", "Table already exists: " + command.table);
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("LimitExceededException", "This playground holds 100,000 resources");
  }
  TableConfig config = command.config;
  config.stream_label = config.stream ? label_now(engine) : "";
  const bool streams = config.stream.has_value();
  TableState made{};
  made.stream = kNone;
  const uint32_t state = engine.w.tables.push_back(made);
  const ResourceId id = engine.create(ResourceKind::Table, command.table, state, std::move(config));
  engine.w.tables.edit(state).id = id;
  if (streams) engine.w.tables.edit(state).stream = streams::open(engine, id, 1);
  return {};
}

Status apply(Engine& engine, const UpdateTable& command) {
  const ResourceId id = engine.find(ResourceKind::Table, command.table);
  if (id.is_none()) return not_found(command.table);
  TableConfig config = engine.table_config(id);
  if (config.stream && command.stream) {
    return fail(kInvalid, "Table already has an enabled stream: TableName: " + command.table);
  }
  if (!config.stream && !command.stream) {
    return fail(kInvalid, "Table has no stream to disable: TableName: " + command.table);
  }
  config.stream = command.stream;
  TableState& table = engine.w.tables.edit(engine.w.resource(id).state);
  if (command.stream && table.stream != kNone && config.stream_label == label_now(engine)) {
    engine.w.streams.edit(table.stream).is_open = 1;  // under the same name, so it is the same one
  } else if (command.stream) {
    config.stream_label = label_now(engine);
    table.stream = streams::open(engine, id, 1);
  } else {
    streams::close(engine, table.stream);  // what it holds is still read
  }
  engine.configure(id, std::move(config));
  ++engine.w.name_epoch;  // another ARN leads to it
  return {};
}

Status apply(Engine& engine, const DeleteTable& command) {
  const ResourceId id = engine.find(ResourceKind::Table, command.table);
  if (id.is_none()) return not_found(command.table);
  const uint32_t stream = engine.w.table(id).stream;
  if (stream != kNone) streams::close(engine, stream);
  engine.remove(id);
  return {};
}

}  // namespace brigade::engine::dynamodb
