// Writing JSON front to back into one string, and the two texts of a document that was read.
#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"

namespace brigade::base {
namespace {

template <class T>
void append_number(std::string& out, T number) {
  char digits[24];
  const std::to_chars_result result = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, result.ptr);
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  out += kDigits[static_cast<uint8_t>(c) >> 4];
  out += kDigits[static_cast<uint8_t>(c) & 15];
}

bool is_plain(char c) {
  return static_cast<uint8_t>(c) >= 0x20 && static_cast<uint8_t>(c) < 0x80 && c != '"' && c != '\\';
}

void write_canonical(JsonWriter& writer, const JsonValue& value) {
  if (value.is_array()) {
    writer.begin_array();
    for (const JsonValue& item : value.items()) write_canonical(writer, item);
    writer.end_array();
  } else if (value.is_object()) {
    std::vector<const JsonMember*> members;
    for (const JsonMember& member : value.members()) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const JsonMember* a, const JsonMember* b) { return a->name < b->name; });
    writer.begin_object();
    for (const JsonMember* member : members) {
      writer.key(member->name);
      write_canonical(writer, member->value);
    }
    writer.end_object();
  } else {
    write_json(writer, value);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) plain++;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    size_t length = 1;
    if (static_cast<uint8_t>(text[0]) < 0x80) {
      append_escape(out, text[0]);
    } else if (length = utf8_length(text); length > 0) {
      out += text.substr(0, length);
    } else {
      append_utf8(out, 0xfffd);
      length = 1;
    }
    text.remove_prefix(length);
  }
  out += '"';
}

void JsonWriter::new_line() {
  if (style_ == JsonStyle::kCompact) return;
  out_ += '\n';
  out_.append(open_.size() * 2, ' ');
}

// The comma and the line break that stand before a name or before an item of an array.
void JsonWriter::before_item() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (open_.empty()) return;
  if (open_.back() != 0) out_ += ',';
  open_.back() = 1;
  new_line();
}

void JsonWriter::open(char bracket) {
  before_item();
  out_ += bracket;
  open_.push_back(0);
}

void JsonWriter::close(char bracket) {
  assert(!open_.empty() && !after_key_);
  const bool had_items = open_.back() != 0;
  open_.pop_back();
  if (had_items) new_line();
  out_ += bracket;
}

JsonWriter& JsonWriter::begin_object() { return open('{'), *this; }
JsonWriter& JsonWriter::end_object() { return close('}'), *this; }
JsonWriter& JsonWriter::begin_array() { return open('['), *this; }
JsonWriter& JsonWriter::end_array() { return close(']'), *this; }

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!open_.empty() && !after_key_);
  before_item();
  append_json_string(out_, name);
  out_ += style_ == JsonStyle::kCompact ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_item();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  // Not to_chars, which some of the standard libraries in use do not have for floating point.
  return raw(std::isfinite(number) ? nlohmann::json(number).dump() : "null");
}

JsonWriter& JsonWriter::integer(int64_t number) {
  before_item();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::natural(uint64_t number) {
  before_item();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_item();
  out_ += json;
  return *this;
}

std::string JsonWriter::take() {
  assert(open_.empty() && !after_key_);
  std::string text = std::move(out_);
  out_.clear();
  open_.clear();
  after_key_ = false;
  return text;
}

void write_json(JsonWriter& writer, const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::kNull:
      writer.value(nullptr);
      return;
    case JsonKind::kBool:
      writer.value(value.as_bool());
      return;
    case JsonKind::kInteger:
    case JsonKind::kUnsigned:
    case JsonKind::kDouble:
      writer.raw(value.number_text());
      return;
    case JsonKind::kString:
      writer.value(value.as_string());
      return;
    case JsonKind::kArray:
      writer.begin_array();
      for (const JsonValue& item : value.items()) write_json(writer, item);
      writer.end_array();
      return;
    case JsonKind::kObject:
      writer.begin_object();
      for (const JsonMember& member : value.members()) {
        writer.key(member.name);
        write_json(writer, member.value);
      }
      writer.end_object();
      return;
  }
}

std::string canonical(const JsonValue& value) {
  JsonWriter writer;
  write_canonical(writer, value);
  return writer.take();
}

std::string pretty(const JsonValue& value) {
  JsonWriter writer(JsonStyle::kIndented);
  write_json(writer, value);
  return writer.take();
}

}  // namespace brigade::base
