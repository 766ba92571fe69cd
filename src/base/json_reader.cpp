// From JSON text to JsonValue through nlohmann's SAX interface. nlohmann decides what is JSON; this file
// follows along in the text, because that interface reports no ranges, and finds the words for what went
// wrong. The range of a value follows from where the one before it ended: only white space and punctuation
// lie between.
#include <algorithm>
#include <numeric>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"

namespace brigade::base {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_number_char(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

size_t skip_spaces(std::string_view text, size_t at) {
  while (at < text.size() && is_space(text[at])) at++;
  return at;
}

TextRange range_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

Error error_at(std::string text, size_t begin, size_t end) {
  return {"json", std::move(text), range_of(begin, end)};
}

// One past the closing quote of a string that nlohmann has accepted.
size_t end_of_string(std::string_view text, size_t begin) {
  size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

// A stretch of the text to quote in a sentence: short, and valid even where the text is not.
std::string in_quotes(std::string_view part) {
  constexpr size_t kMostShown = 24;
  std::string shown;
  for (size_t count = 0; !part.empty(); count++) {
    if (count == kMostShown) return "'" + shown + "…'";
    const size_t length = std::max<size_t>(1, utf8_length(part));
    shown += replace_invalid_utf8(part.substr(0, length));
    part.remove_prefix(length);
  }
  return "'" + shown + "'";
}

// The four digits of a \u escape at `at` (its backslash), or nothing.
std::optional<uint32_t> escape_unit(std::string_view text, size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (size_t i = at + 2; i < at + 6; i++) {
    if (!is_hex(text[i])) return std::nullopt;
    const char c = text[i];
    unit = unit * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return unit;
}

// What is wrong with the escape at `at`; moves past it if nothing is.
std::optional<Error> check_escape(std::string_view text, size_t& at) {
  if (at + 1 < text.size() && text[at + 1] != 'u') {
    if (std::string_view("\"\\/bfnrt").find(text[at + 1]) == std::string_view::npos) {
      const size_t end = at + 1 + std::max<size_t>(1, utf8_length(text.substr(at + 1)));
      return error_at("A string knows no escape " + in_quotes(text.substr(at, end - at)) + ".", at, end);
    }
    at += 2;
    return std::nullopt;
  }
  const std::optional<uint32_t> unit = escape_unit(text, at);
  if (!unit) {
    size_t end = std::min(at + 2, text.size());
    while (end < text.size() && end < at + 6 && is_hex(text[end])) end++;
    return error_at("Expected four hexadecimal digits after \\u.", at, end);
  }
  const bool high = *unit >= 0xd800 && *unit <= 0xdbff;
  const bool low = *unit >= 0xdc00 && *unit <= 0xdfff;
  const std::optional<uint32_t> next = high ? escape_unit(text, at + 6) : std::nullopt;
  if (low || (high && (!next || *next < 0xdc00 || *next > 0xdfff))) {
    return error_at("Half of a surrogate pair: a character beyond U+FFFF needs two \\u escapes.", at, at + 6);
  }
  at += high ? 12 : 6;
  return std::nullopt;
}

// What is wrong with the string that starts at `begin`; nothing if it is a string.
std::optional<Error> check_string(std::string_view text, size_t begin) {
  for (size_t at = begin + 1; at < text.size();) {
    if (text[at] == '"') return std::nullopt;
    if (text[at] == '\\') {
      if (std::optional<Error> error = check_escape(text, at)) return error;
      continue;
    }
    if (static_cast<uint8_t>(text[at]) < 0x20) {
      const bool newline = text[at] == '\n' || text[at] == '\r';
      return error_at(newline ? "A string ends on the line it starts on; a line break in it is written \\n."
                              : "A control character in a string must be written as an escape.",
                      at, at + 1);
    }
    const size_t length = utf8_length(text.substr(at));
    if (length == 0) return error_at("The text is not valid UTF-8 here.", at, at + 1);
    at += length;
  }
  return error_at("The string is not closed: a \" is missing.", begin, text.size());
}

bool is_number(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') at++;
    return at > begin;
  };
  if (at < text.size() && text[at] == '-') at++;
  const bool leading_zero = at < text.size() && text[at] == '0';
  const size_t first = at;
  if (!digits() || (leading_zero && at > first + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    at++;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    at++;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
    if (!digits()) return false;
  }
  return at == text.size();
}

std::string not_a_number(std::string_view text) {
  return in_quotes(text) + " is not a number as JSON writes it.";
}

// What stands at `at`, for a sentence "Expected …, found …".
Error unexpected_at(std::string_view text, size_t at, const std::string& expected) {
  const auto found = [&](size_t end) {
    return error_at("Expected " + expected + ", found " + in_quotes(text.substr(at, end - at)) + ".", at,
                    end);
  };
  if (at >= text.size()) return error_at("Expected " + expected + ", but the text ends here.", at, at);
  const char c = text[at];
  if (c == '"') {
    if (std::optional<Error> error = check_string(text, at)) return *error;
    return found(end_of_string(text, at));
  }
  size_t end = at;
  if (c == '-' || (c >= '0' && c <= '9')) {
    while (end < text.size() && is_number_char(text[end])) end++;
    const std::string_view number = text.substr(at, end - at);
    if (!is_number(number)) return error_at(not_a_number(number), at, end);
    if (expected == "a value") return error_at("The number " + in_quotes(number) + " is too large.", at, end);
    return found(end);
  }
  if (is_letter(c)) {
    while (end < text.size() && (is_letter(text[end]) || (text[end] >= '0' && text[end] <= '9'))) end++;
    return found(end);
  }
  const size_t length = utf8_length(text.substr(at));
  if (length == 0) return error_at("The text is not valid UTF-8 here.", at, at + 1);
  if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) {
    return error_at("Expected " + expected + ", found a control character.", at, at + 1);
  }
  return found(at + length);
}

}  // namespace

// Receives nlohmann's events and builds the tree. An event that returns false ends the reading; error() says
// why.
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, JsonLimits limits) : text_(text), limits_(limits) {
    if (starts_with(text, kByteOrderMark)) end_ = kByteOrderMark.size();
  }

  bool null() { return scalar(JsonKind::kNull, 4, {}); }
  bool boolean(bool truth) {
    JsonValue::Number number;
    number.boolean = truth;
    return scalar(JsonKind::kBool, truth ? 4 : 5, number);
  }
  bool number_integer(int64_t integer) {
    JsonValue::Number number;
    number.integer = integer;
    return scalar(JsonKind::kInteger, number_length(), number);
  }
  bool number_unsigned(uint64_t natural) {
    JsonValue::Number number;
    number.natural = natural;
    const bool small = natural <= static_cast<uint64_t>(INT64_MAX);
    if (small) number.integer = static_cast<int64_t>(natural);
    return scalar(small ? JsonKind::kInteger : JsonKind::kUnsigned, number_length(), number);
  }
  bool number_float(double real, const std::string&) {
    JsonValue::Number number;
    number.real = real;
    return scalar(JsonKind::kDouble, number_length(), number);
  }
  bool string(std::string& content) {
    const size_t begin = next_token();
    JsonValue value = make(JsonKind::kString, begin, end_of_string(text_, begin));
    value.text_ = std::move(content);
    return add(std::move(value));
  }
  bool binary(std::vector<uint8_t>&) { return false; }  // never in JSON text

  bool start_object(size_t) { return start(JsonKind::kObject); }
  bool start_array(size_t) { return start(JsonKind::kArray); }
  bool end_object() { return reject_duplicates(open_.back().value) && end(); }
  bool end_array() { return end(); }
  bool key(std::string& name) {
    const size_t begin = next_token();
    end_ = end_of_string(text_, begin);
    last_ = Last::kKey;
    open_.back().name = std::move(name);
    open_.back().name_range = range_of(begin, end_);
    return true;
  }

  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) {
    error_ = explain_failure();
    return false;
  }

  Result<JsonValue> finish(bool accepted) {
    if (!accepted) {
      return tl::unexpected<Error>(error_.text.empty() ? explain_failure() : std::move(error_));
    }
    // nlohmann takes a zero byte for the end of the text.
    const size_t rest = skip_spaces(text_, end_);
    if (rest < text_.size()) return tl::unexpected<Error>(unexpected_at(text_, rest, "the end of the text"));
    return std::move(root_);
  }

 private:
  enum class Last : uint8_t { kNothing, kOpened, kKey, kValue };

  struct Open {
    JsonValue value;
    std::string name;  // of the member that is being read
    TextRange name_range;
  };

  // Where the token starts that nlohmann has just read.
  size_t next_token() const {
    size_t at = end_;
    while (at < text_.size() && (is_space(text_[at]) || text_[at] == ',' || text_[at] == ':')) at++;
    return at;
  }

  size_t number_length() const {
    const size_t begin = next_token();
    size_t end = begin;
    while (end < text_.size() && is_number_char(text_[end])) end++;
    return end - begin;
  }

  JsonValue make(JsonKind kind, size_t begin, size_t end) {
    JsonValue value;
    value.kind_ = kind;
    value.range_ = range_of(begin, end);
    end_ = end;
    return value;
  }

  bool scalar(JsonKind kind, size_t length, JsonValue::Number number) {
    const size_t begin = next_token();
    const std::string_view written = text_.substr(begin, length);
    const bool numeric = kind >= JsonKind::kInteger && kind <= JsonKind::kDouble;
    // nlohmann takes "01" for two numbers side by side.
    if (numeric && !is_number(written)) return refuse(not_a_number(written), begin, begin + length);
    JsonValue value = make(kind, begin, begin + length);
    value.number_ = number;
    if (numeric) value.text_ = std::string(written);
    return add(std::move(value));
  }

  bool start(JsonKind kind) {
    const size_t begin = next_token();
    if (open_.size() >= limits_.depth) {
      return refuse("Arrays and objects are nested more than " + std::to_string(limits_.depth) + " deep.",
                    begin, begin + 1);
    }
    if (!count(begin)) return false;
    open_.push_back({make(kind, begin, begin + 1), {}, {}});
    last_ = Last::kOpened;
    return true;
  }

  bool end() {
    JsonValue value = std::move(open_.back().value);
    open_.pop_back();
    end_ = next_token() + 1;
    value.range_.end = static_cast<uint32_t>(end_);
    return attach(std::move(value));
  }

  bool add(JsonValue&& value) { return count(value.range_.begin) && attach(std::move(value)); }

  bool count(size_t begin) {
    if (++values_ <= limits_.values) return true;
    return refuse("The text has more than " + with_thousands(limits_.values, ',') + " values.", begin,
                  begin + 1);
  }

  bool attach(JsonValue&& value) {
    last_ = Last::kValue;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Open& parent = open_.back(); parent.value.is_array()) {
      parent.value.items_.push_back(std::move(value));
    } else {
      parent.value.members_.push_back({std::move(parent.name), parent.name_range, std::move(value)});
    }
    return true;
  }

  bool refuse(std::string text, size_t begin, size_t end) {
    error_ = error_at(std::move(text), begin, end);
    return false;
  }

  // By sorting, so that a hostile object costs no more than n log n.
  bool reject_duplicates(const JsonValue& object) {
    const std::vector<JsonMember>& members = object.members_;
    std::vector<uint32_t> order(members.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      const int compared = members[a].name.compare(members[b].name);
      return compared != 0 ? compared < 0 : a < b;
    });
    size_t first_repeat = members.size();
    for (size_t i = 1; i < order.size(); i++) {
      if (members[order[i]].name == members[order[i - 1]].name)
        first_repeat = std::min<size_t>(first_repeat, order[i]);
    }
    if (first_repeat == members.size()) return true;
    const JsonMember& repeat = members[first_repeat];
    return refuse("The object names " + in_quotes(repeat.name) + " twice.", repeat.name_range.begin,
                  repeat.name_range.end);
  }

  // Reading stopped somewhere after end_: what was due there, and what stands there instead.
  Error explain_failure() const {
    size_t at = skip_spaces(text_, end_);
    const bool comma = at < text_.size() && text_[at] == ',';
    const bool in_array = !open_.empty() && open_.back().value.is_array();
    switch (last_) {
      case Last::kNothing:
        return unexpected_at(text_, at, "a value");
      case Last::kOpened:
        return unexpected_or_number(at, in_array ? "a value or ']'" : "a name in quotes or '}'");
      case Last::kKey:
        if (at >= text_.size() || text_[at] != ':') return unexpected_at(text_, at, "':'");
        return unexpected_at(text_, skip_spaces(text_, at + 1), "a value");
      case Last::kValue:
        break;
    }
    if (open_.empty()) return unexpected_at(text_, at, "the end of the text");
    if (!comma) return unexpected_at(text_, at, in_array ? "',' or ']'" : "',' or '}'");
    at = skip_spaces(text_, at + 1);
    return unexpected_at(text_, at, in_array ? "a value" : "a name in quotes");
  }

  // The first item of an array that is a number can only have failed for its size.
  Error unexpected_or_number(size_t at, const std::string& expected) const {
    const bool value_possible = open_.back().value.is_array() && at < text_.size() && text_[at] != ']';
    return unexpected_at(text_, at, value_possible && is_number_char(text_[at]) ? "a value" : expected);
  }

  std::string_view text_;
  JsonLimits limits_;
  size_t end_ = 0;  // one past the last token that became part of the tree
  Last last_ = Last::kNothing;
  uint32_t values_ = 0;
  std::vector<Open> open_;
  JsonValue root_;
  Error error_;
};

Result<JsonValue> read_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.size_bytes) {
    return fail("json", "The text is longer than " + with_thousands(limits.size_bytes, ',') + " bytes.",
                range_of(limits.size_bytes, text.size()));
  }
  JsonBuilder builder(text, limits);
  const bool accepted = nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
  return builder.finish(accepted);
}

}  // namespace brigade::base
