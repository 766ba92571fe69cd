// A value of an event at the many-rules matcher's door: a piece of JSON text or a typed field.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace brigade::match {

enum class ValueKind : uint8_t {
  Text,     // `text`: without quotes, escapes resolved
  Number,   // `text`: as JSON writes it
  Integer,  // `integer`
  True,
  False,
  Null,
};

struct FieldValue {
  ValueKind kind = ValueKind::Null;
  std::string_view text;
  int64_t integer = 0;

  // A number as JSON would write it; `buffer` is for one that was no text.
  std::string_view written(char (&buffer)[24]) const {
    if (kind != ValueKind::Integer) return text;
    return {buffer, static_cast<size_t>(std::to_chars(buffer, buffer + sizeof buffer, integer).ptr - buffer)};
  }

  bool is_text() const { return kind == ValueKind::Text; }
  bool is_number() const { return kind == ValueKind::Number || kind == ValueKind::Integer; }
};

}  // namespace brigade::match
