// JSONPaths and templates of EventBridge's inputs, see input_template.h.
#include "engine/services/input_template.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace brigade::engine::input_template {

using base::JsonValue;
using base::Result;

namespace {

constexpr size_t kMaxIndexDigits = 9;

// The step in brackets at the start of `rest`, which is cut off; nothing where it is none.
std::optional<PathStep> take_bracket(std::string_view& rest) {
  const bool is_name = rest.size() > 2 && (rest[1] == '\'' || rest[1] == '"');
  const size_t end = is_name ? rest.find(std::string(1, rest[1]) + "]", 2) : rest.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  PathStep step;
  if (is_name) {
    step.kind = PathStep::Kind::Name;
    step.name = rest.substr(2, end - 2);
    rest.remove_prefix(end + 2);
    return step.name.empty() ? std::nullopt : std::optional(step);
  }
  const std::string_view inside = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  if (inside == "*") return step;
  if (inside.empty() || inside.size() > kMaxIndexDigits) return std::nullopt;
  step.kind = PathStep::Kind::Index;
  for (char c : inside) {
    if (c < '0' || c > '9') return std::nullopt;
    step.index = step.index * 10 + static_cast<size_t>(c - '0');
  }
  return step;
}

std::optional<PathStep> take_dotted(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::string_view name = rest.substr(0, rest.find_first_of(".["));
  rest.remove_prefix(name.size());
  if (name.empty()) return std::nullopt;
  PathStep step;
  if (name == "*") return step;
  step.kind = PathStep::Kind::Name;
  step.name = name;
  return step;
}

void follow(const JsonValue& value, const PathStep& step, std::vector<const JsonValue*>& found) {
  switch (step.kind) {
    case PathStep::Kind::Name:
      if (const JsonValue* member = value.find(step.name)) found.push_back(member);
      break;
    case PathStep::Kind::Index:
      if (step.index < value.items().size()) found.push_back(&value.items()[step.index]);
      break;
    case PathStep::Kind::Any:
      for (const JsonValue& item : value.items()) found.push_back(&item);
      for (const base::JsonMember& member : value.members()) found.push_back(&member.value);
      break;
  }
}
std::string json_text(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

// The placeholder that starts here, without its brackets; empty where it is none.
std::string_view placeholder_at(std::string_view text, size_t at, Placeholders kind) {
  if (text[at] != '<') return {};
  const bool is_path = kind == Placeholders::Paths && at + 1 < text.size() && text[at + 1] == '$';
  size_t end = at + 1;
  while (end < text.size() &&
         (is_path ? text[end] != '>' && text[end] != '\n' : is_name_character(text[end]))) {
    end++;
  }
  if (end == text.size() || text[end] != '>') return {};
  return text.substr(at + 1, end - at - 1);
}

}  // namespace

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

std::optional<Path> read_path(std::string_view path) {
  if (path.empty() || path[0] != '$') return std::nullopt;
  Path steps;
  for (std::string_view rest = path.substr(1); !rest.empty();) {
    if (rest[0] == '.' && rest.size() > 1 && rest[1] == '[') rest.remove_prefix(1);
    std::optional<PathStep> step;
    if (rest[0] == '.') {
      step = take_dotted(rest);
    } else if (rest[0] == '[') {
      step = take_bracket(rest);
    }
    if (!step) return std::nullopt;
    steps.push_back(*step);
  }
  return steps;
}

std::string compact(const JsonValue& value) {
  base::JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

Value text_value(std::string_view text) { return {json_text(text), std::string(text), true}; }
Value json_value(std::string json) { return {std::move(json), {}, false}; }

Value value_at(const JsonValue& event, const Path& steps) {
  std::vector<const JsonValue*> found{&event};
  bool is_list = false;
  for (const PathStep& step : steps) {
    std::vector<const JsonValue*> next;
    for (const JsonValue* value : found) follow(*value, step, next);
    found = std::move(next);
    is_list |= step.kind == PathStep::Kind::Any;
  }
  if (!is_list) {
    if (found.empty()) return {};
    return found[0]->is_string() ? text_value(found[0]->as_string()) : json_value(compact(*found[0]));
  }
  base::JsonWriter writer;
  writer.begin_array();
  for (const JsonValue* value : found) base::write_json(writer, *value);
  writer.end_array();
  return json_value(writer.take());
}
std::string fill(std::string_view text, Placeholders kind, const Replace& replace) {
  std::string out;
  bool in_quotes = false;
  for (size_t i = 0; i < text.size(); i++) {
    const std::string_view name = placeholder_at(text, i, kind);
    if (!name.empty()) {
      replace(out, name, in_quotes);
      i += name.size() + 1;
      continue;
    }
    out += text[i];
    if (in_quotes && text[i] == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (text[i] == '"') {
      in_quotes = !in_quotes;
    }
  }
  return out;
}

bool is_text_template(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '"';
}

Result<std::string> as_json(std::string_view text) {
  const auto value = base::read_json(text);
  if (value) return compact(*value);
  if (!is_text_template(text)) return tl::unexpected<base::Error>(value.error());
  std::string out;
  for (std::string_view line : base::split(text, '\n')) {
    const auto part = base::read_json(line);
    if (!part && line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!part || !part->is_string()) return tl::unexpected<base::Error>(value.error());
    if (!out.empty()) out += '\n';
    out += compact(*part);
  }
  return out;
}

void put_value(std::string& out, const Value& value, bool in_quotes, bool drops_quotes) {
  if (!in_quotes) {
    out += value.json;
  } else if (value.is_text) {
    out += value.text;
  } else {
    std::copy_if(value.json.begin(), value.json.end(), std::back_inserter(out),
                 [drops_quotes](char c) { return !drops_quotes || c != '"'; });
  }
}

}  // namespace brigade::engine::input_template
