// Items: put, update, delete, each under a condition, and the stream record that a change writes.
#include "engine/services/dynamodb.h"

#include "base/hash.h"
#include "engine/services/dynamodb_expression.h"
#include "engine/services/dynamodb_value.h"
#include "engine/services/readings.h"
#include "engine/services/streams.h"

namespace brigade::engine::dynamodb {

using base::fail;
using base::Result;
using base::Status;

namespace {

constexpr const char* kInvalid = "ValidationException";
constexpr size_t kMaxPartitionKeyBytes = 2048, kMaxSortKeyBytes = 1024;
constexpr size_t kMaxExpressionBytes = 4096;

tl::unexpected<base::Error> not_found() {
  return fail("ResourceNotFoundException", "Requested resource not found");
}

std::vector<std::string_view> key_names(const TableConfig& config) {
  std::vector<std::string_view> names = {config.partition_key.name};
  if (config.sort_key) names.push_back(config.sort_key->name);
  return names;
}

std::string_view attribute_type_name(AttributeType type) {
  return type_name(static_cast<ValueType>(type));  // S, N and B stand in the same order
}

Status check_key_value(const KeyAttribute& key, const Value& value, size_t max_bytes) {
  const uint64_t size = size_bytes(value);
  if (size == 0 && value.type != ValueType::N) {
    return fail(
        kInvalid,
        std::string("One or more parameter values are not valid. The AttributeValue for a key attribute "
                    "cannot contain an empty ") +
            (value.type == ValueType::S ? "string" : "binary") + " value. Key: " + key.name);
  }
  if (size > max_bytes) {
    return fail(kInvalid,
                max_bytes == kMaxPartitionKeyBytes
                    ? "One or more parameter values were invalid: Size of hashkey has exceeded the "
                      "maximum size limit of2048 bytes"
                    : "One or more parameter values were invalid: Aggregated size of all range keys "
                      "has exceeded the size limit of 1024 bytes");
  }
  return {};
}

// The key attributes of an item or of a key, as the table declares them.
Status check_key(const TableConfig& config, const Value& map, bool is_item) {
  const auto check_one = [&](const KeyAttribute& key, size_t max_bytes) -> Status {
    const Value* value = map.find(key.name);
    if (value == nullptr && is_item) {
      return fail(kInvalid,
                  "One or more parameter values were invalid: Missing the key " + key.name + " in the item");
    }
    if (value == nullptr) return fail(kInvalid, "The provided key element does not match the schema");
    const std::string_view expected = attribute_type_name(key.type), actual = type_name(value->type);
    if (expected != actual) {
      if (!is_item) return fail(kInvalid, "The provided key element does not match the schema");
      return fail(kInvalid, "One or more parameter values were invalid: Type mismatch for key " + key.name +
                                " expected: " + std::string(expected) + " actual: " + std::string(actual));
    }
    return check_key_value(key, *value, max_bytes);
  };
  if (!is_item && map.members.size() != key_names(config).size()) {
    return fail(kInvalid, "The provided key element does not match the schema");
  }
  if (Status s = check_one(config.partition_key, kMaxPartitionKeyBytes); !s) return s;
  return config.sort_key ? check_one(*config.sort_key, kMaxSortKeyBytes) : Status{};
}

SharedText key_text(const TableConfig& config, const Value& key) {
  return std::make_shared<const std::string>(attributes_text(key, key_names(config), false));
}

// A write to one item, from its request to its end.
struct Write {
  Engine& engine;
  ResourceId table;
  SharedText key_text;
  uint64_t key_bytes;
  uint32_t before_entry;  // History::items, kNone

  const TableConfig& config() const { return engine.table_config(table); }
  bool exists() const { return before_entry != kNone; }
  const std::string* before_text() const {
    return exists() ? engine.h.texts[engine.h.items[before_entry].item].get() : nullptr;
  }
  // Without members where there is none.
  Value before() const {
    if (!exists()) return map_value();
    const auto item = engine.readings.item(*before_text(), config());
    return item ? (*item)->value : map_value();  // it was written here: it can be read
  }
};

// What a table under a fault says. Source: DynamoDB Developer Guide, "Error handling".
Status check_fault(const Engine& engine, ResourceId table) {
  const FaultKind fault = engine.w.fault_of(table);
  if (fault == FaultKind::Outage) return fail("InternalServerError", "Internal server error");
  if (fault != FaultKind::Throttle) return {};
  return fail(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
      "your provisioning level with the UpdateTable API.");
}

Write begin(Engine& engine, ResourceId table, SharedText key, uint64_t key_bytes) {
  const uint32_t state = engine.w.resource(table).state;
  uint32_t entry = engine.h.items.find(state, *key, engine.w.items);
  if (entry != kNone && engine.h.items[entry].item == kNone) entry = kNone;
  return Write{engine, table, std::move(key), key_bytes, entry};
}

Status check_size(const std::string& expression, const char* kind) {
  if (expression.size() <= kMaxExpressionBytes) return {};
  return fail(kInvalid, std::string("Invalid ") + kind +
                            ": Expression size has exceeded the maximum allowed size; expression size: " +
                            std::to_string(expression.size()));
}

Status check_condition(const std::string& condition, const Write& write, ExpressionScope& scope) {
  if (condition.empty()) return {};
  if (Status s = check_size(condition, "ConditionExpression"); !s) return s;
  const auto met = meets(condition, write.before(), scope);
  if (!met) return tl::unexpected<base::Error>(met.error());
  if (Status s = scope.check_all_used(); !s) return s;
  if (*met) return {};
  return fail("ConditionalCheckFailedException", "The conditional request failed");
}

// Placeholders without an expression that could use them.
Status check_placeholders(const ExpressionAttributes& attributes, bool has_expression) {
  if (has_expression || (attributes.names.empty() && attributes.values.empty())) return {};
  return fail(kInvalid, std::string(attributes.values.empty() ? "ExpressionAttributeNames"
                                                              : "ExpressionAttributeValues") +
                            " can only be specified when using expressions");
}

// What is there after a write; equal items have equal texts.
struct After {
  SharedText text;  // none: the item is gone
  uint64_t size_bytes = 0;
};

// Writes the item (or that there is none) and tells the stream.
void commit(const Write& write, const After& after) {
  Engine& engine = write.engine;
  World& w = engine.w;
  const uint32_t state = w.resource(write.table).state;
  const uint32_t version = w.resource(write.table).config;
  const bool is_gone = after.text == nullptr;
  const bool same = is_gone ? !write.exists() : write.exists() && *after.text == *write.before_text();
  const uint32_t key = engine.add_text(write.key_text);
  TableState& table = w.tables.edit(state);
  ++table.writes;
  if (same) {
    engine.record({RecordKind::ItemUnchanged, engine.cause, write.table, version, kNone, kNone, 0, key});
    return;
  }
  const uint32_t old_text = write.exists() ? engine.h.items[write.before_entry].item : kNone;
  ItemVersion entry{};
  entry.time_ms = w.now_ms;
  entry.table = state;
  entry.key = key;
  entry.item = is_gone ? kNone : engine.add_text(after.text);
  entry.size_bytes = static_cast<uint32_t>(after.size_bytes);
  entry.command = engine.command;
  const uint32_t index = w.items++;
  engine.h.items.append(index, entry, *write.key_text);
  if (write.exists()) {
    --table.item_count;
    table.size_bytes -= engine.h.items[write.before_entry].size_bytes;
  }
  if (!is_gone) {
    ++table.item_count;
    table.size_bytes += entry.size_bytes;
  }
  const ItemChange change = is_gone          ? ItemChange::Remove
                            : write.exists() ? ItemChange::Modify
                                             : ItemChange::Insert;
  const RecordKind kind = is_gone ? RecordKind::ItemDeleted : RecordKind::ItemPut;
  const uint32_t cause = engine.record(
      {kind, engine.cause, write.table, version, kNone, kNone, static_cast<uint16_t>(change), index});
  const std::optional<StreamViewType> view = write.config().stream;
  if (!view || (w.step == 0 && engine.command == kNone)) return;  // the scene was there before the stream
  streams::NewRecord record;
  record.lane_hash = base::hash_bytes(*write.key_text);
  record.key = key;
  record.key_bytes = static_cast<uint32_t>(write.key_bytes);
  record.new_bytes = entry.size_bytes;
  record.old_bytes = write.exists() ? engine.h.items[write.before_entry].size_bytes : 0;
  record.new_text = entry.item;
  record.old_text = old_text;
  record.change = static_cast<uint16_t>(change);
  record.view = static_cast<uint16_t>(*view);
  record.cause = cause;
  streams::append(engine, table.stream, record);
}

}  // namespace

Status apply(Engine& engine, const PutItem& command) {
  const ResourceId table = engine.find(ResourceKind::Table, command.table);
  if (table.is_none()) return not_found();
  const auto read = engine.readings.item(command.item, engine.table_config(table));
  if (!read) return tl::unexpected<base::Error>(read.error());
  const ReadItem& item = **read;
  if (Status s = check_placeholders(command.attributes, !command.condition_expression.empty()); !s) return s;
  auto scope = ExpressionScope::read(command.attributes);
  if (!scope) return tl::unexpected<base::Error>(scope.error());
  if (Status s = check_key(engine.table_config(table), item.value, true); !s) return s;
  if (item.size_bytes > kMaxItemBytes) {
    return fail(kInvalid, "Item size has exceeded the maximum allowed size");
  }
  if (Status s = check_fault(engine, table); !s) return s;
  const Write write = begin(engine, table, item.key, item.key_bytes);
  if (Status s = check_condition(command.condition_expression, write, *scope); !s) return s;
  commit(write, {item.item, item.size_bytes});
  return {};
}

Status apply(Engine& engine, const UpdateItem& command) {
  const ResourceId table = engine.find(ResourceKind::Table, command.table);
  if (table.is_none()) return not_found();
  auto key = read_attributes(command.key);
  if (!key) return tl::unexpected<base::Error>(key.error());
  const bool has_expression = !command.update_expression.empty() || !command.condition_expression.empty();
  if (Status s = check_placeholders(command.attributes, has_expression); !s) return s;
  if (Status s = check_size(command.update_expression, "UpdateExpression"); !s) return s;
  auto scope = ExpressionScope::read(command.attributes);
  if (!scope) return tl::unexpected<base::Error>(scope.error());
  if (Status s = check_key(engine.table_config(table), *key, false); !s) return s;
  if (Status s = check_fault(engine, table); !s) return s;
  const Write write = begin(engine, table, key_text(engine.table_config(table), *key), item_bytes(*key));
  Value before = write.before();  // an item that is not there yet has its key
  for (const Member& member : key->members) before.set(member.name, member.value);
  auto after = command.update_expression.empty() ? Result<Value>(before)
                                                 : updated(command.update_expression, before, *scope);
  // What the request says must be right before its condition is looked at; a fault that comes from the item's
  // own values shows only where the condition is met.
  if (!command.condition_expression.empty()) {
    if (Status s = check_condition(command.condition_expression, write, *scope); !s) return s;
  } else if (Status s = scope->check_all_used(); after && !s) {
    return s;
  }
  if (!after) return tl::unexpected<base::Error>(after.error());
  for (const Member& member : key->members) {
    const Value* value = after->find(member.name);
    if (value != nullptr && *value == member.value) continue;
    return fail(kInvalid, "One or more parameter values were invalid: Cannot update attribute " +
                              member.name + ". This attribute is part of the key");
  }
  if (item_bytes(*after) > kMaxItemBytes) {
    return fail(kInvalid, "Item size to update has exceeded the maximum allowed size");
  }
  const std::string text = attributes_text(*after, key_names(engine.table_config(table)));
  commit(write, {std::make_shared<const std::string>(text), item_bytes(*after)});
  return {};
}

Status apply(Engine& engine, const DeleteItem& command) {
  const ResourceId table = engine.find(ResourceKind::Table, command.table);
  if (table.is_none()) return not_found();
  auto key = read_attributes(command.key);
  if (!key) return tl::unexpected<base::Error>(key.error());
  if (Status s = check_placeholders(command.attributes, !command.condition_expression.empty()); !s) return s;
  auto scope = ExpressionScope::read(command.attributes);
  if (!scope) return tl::unexpected<base::Error>(scope.error());
  if (Status s = check_key(engine.table_config(table), *key, false); !s) return s;
  if (Status s = check_fault(engine, table); !s) return s;
  const Write write = begin(engine, table, key_text(engine.table_config(table), *key), item_bytes(*key));
  if (Status s = check_condition(command.condition_expression, write, *scope); !s) return s;
  commit(write, {});
  return {};
}

std::vector<uint32_t> list_items(const World& world, const History& history, ResourceId table, size_t limit) {
  std::vector<uint32_t> out;
  history.items.each_key(world.resource(table).state, world.items, [&](uint32_t entry) {
    if (history.items[entry].item != kNone) out.push_back(entry);
    return out.size() < limit;
  });
  return out;
}

}  // namespace brigade::engine::dynamodb
