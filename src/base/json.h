// JSON from outside, read into a tree that knows where everything stood; and a writer for JSON of our own.
// Reading (RFC 8259, through nlohmann's SAX interface) never aborts: it gives a value or an error with its
// range. Stricter than the RFC: no duplicate names, no lone surrogates, no numbers beyond a double, and
// limits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace brigade::base {

enum class JsonKind : uint8_t {
  kNull,
  kBool,
  kInteger,   // fits int64
  kUnsigned,  // above int64, fits uint64
  kDouble,    // every other number
  kString,
  kArray,
  kObject,
};

struct JsonMember;

// One value of a document that was read. Every accessor is safe on every kind: a wrong kind gives the empty
// answer.
class JsonValue {
 public:
  JsonValue();
  ~JsonValue();
  JsonValue(const JsonValue&);
  JsonValue(JsonValue&&) noexcept;
  JsonValue& operator=(const JsonValue&);
  JsonValue& operator=(JsonValue&&) noexcept;

  JsonKind kind() const { return kind_; }
  bool is_null() const { return kind_ == JsonKind::kNull; }
  bool is_bool() const { return kind_ == JsonKind::kBool; }
  bool is_number() const { return kind_ >= JsonKind::kInteger && kind_ <= JsonKind::kDouble; }
  bool is_string() const { return kind_ == JsonKind::kString; }
  bool is_array() const { return kind_ == JsonKind::kArray; }
  bool is_object() const { return kind_ == JsonKind::kObject; }

  // Where the value stands in the text: quotes and brackets included.
  TextRange range() const { return range_; }

  bool as_bool() const { return is_bool() && number_.boolean; }
  const std::string& as_string() const;
  double as_double() const;                   // any number; 0 for what is none
  std::optional<int64_t> as_int64() const;    // kInteger only: 3.0 and 3e0 are doubles
  std::optional<uint64_t> as_uint64() const;  // kUnsigned, and kInteger from 0 up
  std::string_view number_text() const;       // as it was written: "3.0e2"

  const std::vector<JsonValue>& items() const { return items_; }
  const std::vector<JsonMember>& members() const { return members_; }  // in reading order
  const JsonMember* find_member(std::string_view name) const;          // in time linear in the members
  const JsonValue* find(std::string_view name) const;                  // nullptr where there is none

 private:
  friend class JsonBuilder;

  union Number {
    int64_t integer = 0;
    uint64_t natural;
    double real;
    bool boolean;
  };

  JsonKind kind_ = JsonKind::kNull;
  TextRange range_;
  Number number_;
  std::string text_;  // a string's value, a number as written
  std::vector<JsonValue> items_;
  std::vector<JsonMember> members_;
};

struct JsonMember {
  std::string name;
  TextRange name_range;  // quotes included
  JsonValue value;
};

struct JsonLimits {
  uint32_t depth = 64;  // arrays and objects inside each other
  uint32_t size_bytes = 16 * 1024 * 1024;
  uint32_t values = 1'000'000;  // of all kinds, since a value in memory is larger than its text
};

// Error code "json"; the text is a sentence such as "Expected a value, found ','.", the range the place in
// `text`.
Result<JsonValue> read_json(std::string_view text, JsonLimits limits = {});

enum class JsonStyle : uint8_t { kCompact, kIndented };  // indented by two spaces

// Writes one document front to back. The caller makes calls in an order that JSON allows (asserted in debug
// builds).
class JsonWriter {
 public:
  explicit JsonWriter(JsonStyle style = JsonStyle::kCompact) : style_(style) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);  // invalid UTF-8 becomes U+FFFD
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);  // shortest text that reads back the same; null if not finite
  JsonWriter& value(std::nullptr_t) { return raw("null"); }
  template <class T>
  requires std::is_integral_v<T> JsonWriter& value(T number) {
    if constexpr (std::is_same_v<T, bool>) {
      return raw(number ? "true" : "false");
    } else if constexpr (std::is_signed_v<T>) {
      return integer(static_cast<int64_t>(number));
    } else {
      return natural(static_cast<uint64_t>(number));
    }
  }

  JsonWriter& raw(std::string_view json);  // a whole value that is JSON already, taken as it is
  template <class T>
  JsonWriter& member(std::string_view name, const T& item) {
    return key(name).value(item);
  }

  const std::string& text() const { return out_; }
  std::string take();  // hands the text over and starts anew

 private:
  JsonWriter& integer(int64_t number);
  JsonWriter& natural(uint64_t number);
  void before_item();
  void open(char bracket);
  void close(char bracket);
  void new_line();

  JsonStyle style_;
  bool after_key_ = false;
  std::string out_;
  std::vector<uint8_t> open_;  // for each open bracket: 1 once something stands in it
};

void append_json_string(std::string& out, std::string_view text);  // with its quotes
void write_json(JsonWriter& writer, const JsonValue& value);  // in the source's order, numbers as written

// One text for one meaning: compact, names sorted by their bytes. Numbers stay as they were written.
std::string canonical(const JsonValue& value);
std::string pretty(const JsonValue& value);  // indented, in the source's order

}  // namespace brigade::base
