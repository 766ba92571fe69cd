// Reading, writing, comparing and measuring attribute values.
#include "engine/services/dynamodb_value.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engine/services/dynamodb_number.h"

namespace brigade::engine::dynamodb {

using base::fail;
using base::JsonMember;
using base::JsonValue;
using base::JsonWriter;
using base::Result;

namespace {

constexpr const char* kInvalid = "ValidationException";
constexpr std::array<std::string_view, 10> kTypeNames = {"S", "N", "B",  "BOOL", "NULL",
                                                         "L", "M", "SS", "NS",   "BS"};

tl::unexpected<base::Error> wrong_json(const JsonValue& at) {
  return fail("SerializationException", "Unexpected value type in payload", at.range());
}

bool is_set(ValueType type) { return type >= ValueType::StringSet; }
ValueType element_type(ValueType set) {
  return static_cast<ValueType>(static_cast<int>(set) - static_cast<int>(ValueType::StringSet));
}

Result<Value> read_scalar(ValueType type, const JsonValue& json) {
  Value out;
  out.type = type;
  if (type == ValueType::Bool || type == ValueType::Null) {
    if (!json.is_bool()) return wrong_json(json);
    if (type == ValueType::Null && !json.as_bool()) {
      return fail(kInvalid,
                  "One or more parameter values were invalid: Null attribute value types must have the "
                  "value of true",
                  json.range());
    }
    if (type == ValueType::Bool) out.text = json.as_bool() ? "true" : "false";
    return out;
  }
  if (!json.is_string()) return wrong_json(json);
  out.text = json.as_string();
  if (type == ValueType::N) {
    auto number = read_number(out.text);
    if (!number) return tl::unexpected<base::Error>(number.error());
    out.text = number_text(*number);
  } else if (type == ValueType::B && !base::base64_decode(out.text)) {
    return fail("SerializationException", "Invalid Base64 character in binary value", json.range());
  }
  return out;
}

bool text_order(const Value& a, const Value& b) { return a.text < b.text; }

Result<Value> read_set(ValueType type, const JsonValue& json) {
  Value out;
  out.type = type;
  for (const JsonValue& item : json.items()) {
    auto element = read_scalar(element_type(type), item);
    if (!element) return element;
    const bool twice = std::any_of(out.items.begin(), out.items.end(),
                                   [&](const Value& other) { return other.text == element->text; });
    if (twice) {
      return fail(kInvalid,
                  "One or more parameter values were invalid: Input collection contains duplicates.",
                  item.range());
    }
    out.items.push_back(std::move(*element));
  }
  if (out.items.empty()) {
    const std::string kind = type == ValueType::StringSet   ? "string"
                             : type == ValueType::NumberSet ? "number"
                                                            : "binary";
    return fail(kInvalid, "One or more parameter values were invalid: An " + kind + " set may not be empty",
                json.range());
  }
  std::sort(out.items.begin(), out.items.end(), text_order);
  return out;
}

Result<Value> read_value(const JsonValue& json, uint32_t depth);

Result<Value> read_map(const JsonValue& json, uint32_t depth) {
  Value out = map_value();
  for (const JsonMember& member : json.members()) {
    auto value = read_value(member.value, depth);
    if (!value) return value;
    out.set(member.name, std::move(*value));
  }
  return out;
}

Result<Value> read_list(const JsonValue& json, uint32_t depth) {
  Value out;
  out.type = ValueType::List;
  for (const JsonValue& item : json.items()) {
    auto value = read_value(item, depth);
    if (!value) return value;
    out.items.push_back(std::move(*value));
  }
  return out;
}

// {"S": "text"}: exactly one member, named by its type.
Result<Value> read_value(const JsonValue& json, uint32_t depth) {
  if (!json.is_object()) return wrong_json(json);
  if (json.members().size() > 1) {
    return fail(kInvalid,
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
                "supported datatypes",
                json.range());
  }
  const auto name = json.members().empty()
                        ? kTypeNames.end()
                        : std::find(kTypeNames.begin(), kTypeNames.end(), json.members().front().name);
  if (name == kTypeNames.end()) {
    return fail(kInvalid,
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
                json.range());
  }
  if (depth >= kMaxNesting) {
    return fail(kInvalid, "Nesting Levels have exceeded supported limits", json.range());
  }
  const auto type = static_cast<ValueType>(name - kTypeNames.begin());
  const JsonValue& content = json.members().front().value;
  if (type == ValueType::Map) return content.is_object() ? read_map(content, depth + 1) : wrong_json(content);
  if (type != ValueType::List && !is_set(type)) return read_scalar(type, content);
  if (!content.is_array()) return wrong_json(content);
  return is_set(type) ? read_set(type, content) : read_list(content, depth + 1);
}

void write_value(JsonWriter& json, const Value& value) {
  json.begin_object().key(type_name(value.type));
  switch (value.type) {
    case ValueType::Bool:
      json.value(value.text == "true");
      break;
    case ValueType::Null:
      json.value(true);
      break;
    case ValueType::List:
      json.begin_array();
      for (const Value& item : value.items) write_value(json, item);
      json.end_array();
      break;
    case ValueType::Map:
      json.begin_object();
      for (const Member& member : value.members) {
        json.key(member.name);
        write_value(json, member.value);
      }
      json.end_object();
      break;
    case ValueType::StringSet:
    case ValueType::NumberSet:
    case ValueType::BinarySet:
      json.begin_array();
      for (const Value& item : value.items) json.value(item.text);
      json.end_array();
      break;
    default:
      json.value(value.text);
      break;
  }
  json.end_object();
}

// Two digits a byte and one more; a sign takes another.
uint64_t number_bytes(std::string_view text) {
  const auto number = read_number(text);
  if (!number) return 0;
  return (number->digits.size() + 1) / 2 + 1 + (number->negative ? 1 : 0);
}

uint64_t base64_bytes(std::string_view text) {
  const auto bytes = base::base64_decode(text);
  return bytes ? bytes->size() : 0;
}

}  // namespace

std::string_view type_name(ValueType type) { return kTypeNames[static_cast<size_t>(type)]; }

Value map_value() {
  Value out;
  out.type = ValueType::Map;
  return out;
}

const Value* Value::find(std::string_view name) const {
  const auto at = std::lower_bound(members.begin(), members.end(), name,
                                   [](const Member& member, std::string_view n) { return member.name < n; });
  return at != members.end() && at->name == name ? &at->value : nullptr;
}

Value* Value::find(std::string_view name) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(name));
}

void Value::set(std::string_view name, Value value) {
  const auto at = std::lower_bound(members.begin(), members.end(), name,
                                   [](const Member& member, std::string_view n) { return member.name < n; });
  if (at != members.end() && at->name == name) {
    at->value = std::move(value);
  } else {
    members.insert(at, Member{std::string(name), std::move(value)});
  }
}

void Value::erase(std::string_view name) {
  const auto gone = std::remove_if(members.begin(), members.end(),
                                   [name](const Member& member) { return member.name == name; });
  members.erase(gone, members.end());
}

bool operator==(const Value& a, const Value& b) {
  if (a.type != b.type || a.text != b.text || a.items.size() != b.items.size() ||
      a.members.size() != b.members.size()) {
    return false;
  }
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (!(a.items[i] == b.items[i])) return false;
  }
  for (size_t i = 0; i < a.members.size(); ++i) {
    if (a.members[i].name != b.members[i].name || !(a.members[i].value == b.members[i].value)) return false;
  }
  return true;
}

Result<Value> read_attributes(std::string_view text) {
  auto json = base::read_json(text);
  if (!json) return tl::unexpected<base::Error>(json.error());
  if (!json->is_object()) return wrong_json(*json);
  return read_map(*json, 0);
}

std::string attributes_text(const Value& map, const std::vector<std::string_view>& first, bool with_others) {
  JsonWriter json;
  json.begin_object();
  for (const std::string_view name : first) {
    if (const Value* value = map.find(name)) {
      json.key(name);
      write_value(json, *value);
    }
  }
  for (const Member& member : map.members) {
    if (!with_others || std::find(first.begin(), first.end(), member.name) != first.end()) continue;
    json.key(member.name);
    write_value(json, member.value);
  }
  json.end_object();
  return json.take();
}

uint64_t size_bytes(const Value& value) {
  uint64_t size = 0;
  switch (value.type) {
    case ValueType::S:
      return value.text.size();
    case ValueType::N:
      return number_bytes(value.text);
    case ValueType::B:
      return base64_bytes(value.text);
    case ValueType::Bool:
    case ValueType::Null:
      return 1;
    case ValueType::List:
      size = 3;
      for (const Value& item : value.items) size += 1 + size_bytes(item);
      return size;
    case ValueType::Map:
      size = 3;
      for (const Member& member : value.members) size += 1 + member.name.size() + size_bytes(member.value);
      return size;
    default:
      for (const Value& item : value.items) size += size_bytes(item);
      return size;
  }
}

uint64_t item_bytes(const Value& item) {
  uint64_t size = 0;
  for (const Member& member : item.members) size += member.name.size() + size_bytes(member.value);
  return size;
}

bool is_ordered(ValueType type) { return type <= ValueType::B; }

int compare(const Value& a, const Value& b) {
  if (a.type == ValueType::N) {
    const auto left = read_number(a.text), right = read_number(b.text);
    return left && right ? compare(*left, *right) : 0;
  }
  if (a.type == ValueType::B) {
    const auto left = base::base64_decode(a.text), right = base::base64_decode(b.text);
    return left && right ? left->compare(*right) : 0;
  }
  return a.text.compare(b.text);
}

}  // namespace brigade::engine::dynamodb
