// Access to a document that was read. Nothing here can fail: a wrong kind gives the empty answer.
#include <algorithm>

#include "base/json.h"

namespace brigade::base {

// Here and not in the header, where JsonMember is not complete yet.
JsonValue::JsonValue() = default;
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;

const std::string& JsonValue::as_string() const {
  static const std::string kEmpty;
  return is_string() ? text_ : kEmpty;
}

double JsonValue::as_double() const {
  switch (kind_) {
    case JsonKind::kInteger:
      return static_cast<double>(number_.integer);
    case JsonKind::kUnsigned:
      return static_cast<double>(number_.natural);
    case JsonKind::kDouble:
      return number_.real;
    default:
      return 0;
  }
}

std::optional<int64_t> JsonValue::as_int64() const {
  if (kind_ != JsonKind::kInteger) return std::nullopt;
  return number_.integer;
}

std::optional<uint64_t> JsonValue::as_uint64() const {
  if (kind_ == JsonKind::kUnsigned) return number_.natural;
  if (kind_ != JsonKind::kInteger || number_.integer < 0) return std::nullopt;
  return static_cast<uint64_t>(number_.integer);
}

std::string_view JsonValue::number_text() const {
  return is_number() ? std::string_view(text_) : std::string_view();
}

const JsonMember* JsonValue::find_member(std::string_view name) const {
  for (const JsonMember& member : members_) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

const JsonValue* JsonValue::find(std::string_view name) const {
  const JsonMember* member = find_member(name);
  return member == nullptr ? nullptr : &member->value;
}

}  // namespace brigade::base
