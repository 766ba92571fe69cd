// DynamoDB tables and Kinesis streams as JSON, as `aws dynamodb create-table` and `aws kinesis create-stream`
// take them. A table's items in a scenario file are DynamoDB JSON. Source: DynamoDB and Kinesis API
// references.
#include <algorithm>
#include <utility>

#include "formats/config_json.h"

namespace brigade::formats {
namespace {

using base::JsonStyle;
using base::JsonValue;
using base::JsonWriter;
using engine::AttributeType;
using engine::KeyAttribute;
using engine::StreamViewType;
using engine::TableConfig;

constexpr std::pair<AttributeType, std::string_view> kAttributeTypes[] = {
    {AttributeType::S, "S"},
    {AttributeType::N, "N"},
    {AttributeType::B, "B"},
};

struct Definition {
  std::string name;
  AttributeType type = AttributeType::S;
};

std::vector<Definition> read_definitions(Fields& table) {
  Problem& problem = table.problem();
  std::vector<Definition> out;
  for (const JsonValue& item : table.list("AttributeDefinitions")) {
    Definition definition;
    Fields fields(problem, item, "an attribute definition");
    fields.need_text("AttributeName", definition.name);
    const JsonValue* type = fields.need("AttributeType");
    bool known = type == nullptr;
    for (const auto& [value, name] : kAttributeTypes) {
      if (type == nullptr || type->as_string() != name) continue;
      definition.type = value;
      known = true;
    }
    if (!known) problem.report("\"AttributeType\" is \"S\", \"N\" or \"B\".", type->range());
    fields.close();
    out.push_back(std::move(definition));
  }
  return out;
}

void read_key_schema(Fields& table, const std::vector<Definition>& definitions, TableConfig& config) {
  Problem& problem = table.problem();
  table.need("KeySchema");
  for (const JsonValue& item : table.list("KeySchema")) {
    KeyAttribute key;
    Fields fields(problem, item, "a key attribute");
    fields.need_text("AttributeName", key.name);
    std::string type;
    fields.need_text("KeyType", type);
    fields.close();
    const auto defined = std::find_if(definitions.begin(), definitions.end(),
                                      [&key](const Definition& d) { return d.name == key.name; });
    if (defined == definitions.end()) {
      problem.report("\"AttributeDefinitions\" gives the type of each key attribute; " + quoted(key.name) +
                         " is not in it.",
                     item.range());
      continue;
    }
    key.type = defined->type;
    if (type == "HASH") {
      config.partition_key = std::move(key);
    } else if (type == "RANGE") {
      config.sort_key = std::move(key);
    } else {
      problem.report("\"KeyType\" is \"HASH\" for the partition key or \"RANGE\" for the sort key.",
                     item.range());
    }
  }
}

}  // namespace

std::optional<StreamViewType> read_stream_specification(Problem& problem, const JsonValue& value) {
  bool enabled = false;
  std::string name;
  Fields fields(problem, value, "a StreamSpecification");
  fields.flag("StreamEnabled", enabled);
  const bool typed = fields.text("StreamViewType", name);
  fields.close();
  if (!enabled) return std::nullopt;
  for (int i = 0; i < 4; i++) {
    const auto type = static_cast<StreamViewType>(i);
    if (engine::stream_view_type_name(type) == name) return type;
  }
  problem.report(typed ? "\"StreamViewType\" is \"KEYS_ONLY\", \"NEW_IMAGE\", \"OLD_IMAGE\" or "
                         "\"NEW_AND_OLD_IMAGES\"."
                       : "An enabled stream needs a \"StreamViewType\".",
                 value.range());
  return std::nullopt;
}

void write_stream_specification(JsonWriter& writer, const std::optional<StreamViewType>& stream) {
  writer.begin_object().member("StreamEnabled", stream.has_value());
  if (stream) writer.member("StreamViewType", engine::stream_view_type_name(*stream));
  writer.end_object();
}

void read_table_members(Fields& fields, TableConfig& config) {
  const std::vector<Definition> definitions = read_definitions(fields);
  read_key_schema(fields, definitions, config);
  if (const JsonValue* value = fields.find("StreamSpecification")) {
    config.stream = read_stream_specification(fields.problem(), *value);
  }
  for (const char* other : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "ProvisionedThroughput",
                            "TimeToLiveSpecification"}) {
    fields.not_simulated(other);
  }
  for (const char* printed : {"BillingMode", "TableArn", "TableStatus", "TableId", "CreationDateTime",
                              "LatestStreamArn", "LatestStreamLabel"}) {
    fields.ignore(printed);
  }
}

void write_table_members(JsonWriter& writer, const TableConfig& config) {
  const auto each_key = [&config](auto&& write) {
    write(config.partition_key, "HASH");
    if (config.sort_key) write(*config.sort_key, "RANGE");
  };
  writer.key("KeySchema").begin_array();
  each_key([&writer](const KeyAttribute& key, std::string_view kind) {
    writer.begin_object().member("AttributeName", key.name).member("KeyType", kind).end_object();
  });
  writer.end_array().key("AttributeDefinitions").begin_array();
  each_key([&writer](const KeyAttribute& key, std::string_view) {
    writer.begin_object().member("AttributeName", key.name);
    writer.member("AttributeType", kAttributeTypes[static_cast<size_t>(key.type)].second).end_object();
  });
  writer.end_array();
  if (!config.stream) return;
  writer.key("StreamSpecification");
  write_stream_specification(writer, config.stream);
}

TableDocument read_table(Problem& problem, const JsonValue& value) {
  TableDocument table;
  Fields fields(problem, value, "a table");
  fields.need_text("TableName", table.create.table);
  read_table_members(fields, table.create.config);
  for (const JsonValue& item : fields.list("Items")) {
    table.items.push_back(read_json_text(problem, item, "Items"));
    table.item_ranges.push_back(item.range());
  }
  fields.flag(kDeleted, table.deleted);
  fields.flag(kStreamDisabled, table.stream_disabled);
  fields.close();
  return table;
}

std::string write_table(std::string_view name, const TableConfig& config,
                        const std::vector<std::string>& items, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("TableName", name);
  write_table_members(writer, config);
  if (!items.empty()) {
    writer.key("Items").begin_array();
    for (const std::string& item : items) write_json_text(writer, item);
    writer.end_array();
  }
  writer.end_object();
  return writer.take();
}

std::string write_stream(std::string_view name, const engine::StreamConfig& config, JsonStyle style) {
  JsonWriter writer(style);
  writer.begin_object().member("StreamName", name).member("ShardCount", config.shards).end_object();
  return writer.take();
}

}  // namespace brigade::formats
