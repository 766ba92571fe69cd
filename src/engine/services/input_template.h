// What the input templates of EventBridge's rules and pipes have in common: JSONPaths into an event, values
// in and out of quotes, text between placeholders. Sources: EventBridge User Guide, "Input transformation"
// and "Input transformation" of Pipes; recordings of the real service for what a variable becomes inside and
// outside quotes. Assumed: that Pipes treat quotes and missing values as rules do.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brigade::engine::input_template {

// --- JSONPath: "$", ".name", "['name']", "[0]", "[*]", ".*" ---
struct PathStep {
  enum class Kind : uint8_t { Name, Index, Any };
  Kind kind = Kind::Any;
  std::string_view name;
  size_t index = 0;
};
using Path = std::vector<PathStep>;  // names point into the text that was read
std::optional<Path> read_path(std::string_view text);

// --- values ---
std::string compact(const base::JsonValue& value);
// What stands for a variable: its JSON, and the plain text where it is a string.
struct Value {
  std::string json = "\"\"";
  std::string text;
  bool is_text = true;
};
Value text_value(std::string_view text);
Value json_value(std::string json);
// With a wildcard in it a path gives a list, else one value, or the empty text where there is none.
Value value_at(const base::JsonValue& event, const Path& steps);

// --- templates ---
// What may stand in angle brackets: <name>, or also <$.path>.
enum class Placeholders : uint8_t { Names, Paths };
bool is_name_character(char c);
// Copies the template; `replace(out, name, in_quotes)` puts in what stands for a placeholder.
using Replace = std::function<void(std::string&, std::string_view, bool)>;
std::string fill(std::string_view text, Placeholders kind, const Replace& replace);
// Inside quotes a text is not escaped: a quote in it breaks the result, as it does in the service.
void put_value(std::string& out, const Value& value, bool in_quotes, bool drops_quotes);
// A template that is a text, not an object: what is put into it loses its quotes.
bool is_text_template(std::string_view text);
// One JSON value, or lines of texts in quotes. Compact.
base::Result<std::string> as_json(std::string_view text);

}  // namespace brigade::engine::input_template
