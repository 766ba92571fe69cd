// Attribute values of DynamoDB: reading DynamoDB JSON, one canonical text for one value, sizes. Members of
// maps and sets are kept in byte order, numbers as the service normalises them. Sources: "Data types" and
// "Item sizes and formats" in the DynamoDB developer guide.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brigade::engine::dynamodb {

enum class ValueType : uint8_t { S, N, B, Bool, Null, List, Map, StringSet, NumberSet, BinarySet };
std::string_view type_name(ValueType type);  // "S", "BOOL", "SS"

struct Member;
struct Value {
  ValueType type = ValueType::Null;
  std::string text;             // S; N as a plain decimal; B in base64; Bool: "true" or "false"
  std::vector<Value> items;     // lists and sets
  std::vector<Member> members;  // maps, in byte order of the names

  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  void set(std::string_view name, Value value);
  void erase(std::string_view name);
};
struct Member {
  std::string name;
  Value value;
};
bool operator==(const Value& a, const Value& b);

inline constexpr uint64_t kMaxItemBytes = 400 * 1024;
inline constexpr uint32_t kMaxNesting = 32;

Value map_value();
// An item, a key, what :values stand for: an object of attribute values, as a map. Error code
// "ValidationException" with the service's texts; "SerializationException" for what is no JSON object.
base::Result<Value> read_attributes(std::string_view json);

// The attributes of a map as DynamoDB JSON; those named in `first` before the others, or alone. Equal maps
// have equal texts.
std::string attributes_text(const Value& map, const std::vector<std::string_view>& first = {},
                            bool with_others = true);

uint64_t size_bytes(const Value& value);
uint64_t item_bytes(const Value& item);  // names and values

// -1, 0, 1 for two values of one type S, N or B; nothing else is ordered.
bool is_ordered(ValueType type);
int compare(const Value& a, const Value& b);

}  // namespace brigade::engine::dynamodb
