// What a rule's target receives, see target_input.h. The docs promise no check of JSONPaths; this model
// refuses what is none, so that a typing error does not hide as a missing value. Assumed, for want of a
// recording: the words of the errors about templates, paths and limits; and that an InputPath which the event
// does not have gives the empty text, as a variable does.
#include "engine/services/target_input.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace brigade::engine {
namespace {

using base::JsonValue;
using base::Result;
using base::Status;

constexpr std::string_view kValidation = "ValidationException";
constexpr std::string_view kPredefined[] = {"aws.events.rule-arn", "aws.events.rule-name",
                                            "aws.events.event.ingestion-time", "aws.events.event.json",
                                            "aws.events.event"};
constexpr size_t kMaxNameCharacters = 256;
constexpr size_t kMaxIndexDigits = 9;
constexpr size_t kQuotedCharacters = 500;  // of a faulty text in an error

bool is_predefined(std::string_view name) {
  return std::find(std::begin(kPredefined), std::end(kPredefined), name) != std::end(kPredefined);
}

// --- JSONPath: "$", ".name", "['name']", "[0]", "[*]", ".*" ---

struct PathStep {
  enum class Kind : uint8_t { Name, Index, Any };
  Kind kind = Kind::Any;
  std::string_view name;
  size_t index = 0;
};

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

std::optional<std::vector<PathStep>> read_path(std::string_view path) {
  if (path.empty() || path[0] != '$') return std::nullopt;
  std::vector<PathStep> steps;
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

// --- values ---

std::string compact(const JsonValue& value) {
  base::JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

std::string json_text(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

// What stands for a variable: its JSON, and the plain text where it is a string.
struct Value {
  std::string json = "\"\"";
  std::string text;
  bool is_text = true;
};
Value text_value(std::string_view text) { return {json_text(text), std::string(text), true}; }
Value json_value(std::string json) { return {std::move(json), {}, false}; }

// With a wildcard in it a path gives a list, else one value, or the empty text where there is none.
Value value_at(const JsonValue& event, const std::vector<PathStep>& steps) {
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

// The event without its detail, in the order and with the spelling of the service.
std::string envelope(const JsonValue& event, std::string_view ingestion_time) {
  static constexpr std::pair<const char*, const char*> kMembers[] = {
      {"id", "id"},         {"account", "account"}, {"detail-type", "detailType"}, {"time", "time"},
      {"source", "source"}, {"region", "region"},   {"resources", "resources"},    {"version", "version"}};
  base::JsonWriter writer;
  writer.begin_object();
  for (const auto& [name, written] : kMembers) {
    const JsonValue* value = event.find(name);
    if (value == nullptr) continue;
    writer.key(written);
    if (std::string_view(name) == "time") {
      writer.value(ingestion_time);
    } else {
      base::write_json(writer, *value);
    }
  }
  writer.end_object();
  return writer.take();
}

Value predefined_value(std::string_view name, const JsonValue& event, const TargetInputContext& context) {
  if (name == "aws.events.rule-arn") return text_value(context.rule_arn);
  if (name == "aws.events.rule-name") return text_value(context.rule_name);
  if (name == "aws.events.event.ingestion-time") return text_value(context.ingestion_time);
  if (name == "aws.events.event.json") return json_value(compact(event));
  return json_value(envelope(event, context.ingestion_time));
}

// --- templates ---

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

// The name in angle brackets that starts here; empty where it is none.
std::string_view placeholder_at(std::string_view text, size_t at) {
  if (text[at] != '<') return {};
  size_t end = at + 1;
  while (end < text.size() && is_name_character(text[end])) end++;
  if (end == text.size() || text[end] != '>') return {};
  return text.substr(at + 1, end - at - 1);
}

// Copies the template; `replace(out, name, in_quotes)` puts in what stands for a placeholder.
template <class Replace>
std::string fill(std::string_view text, Replace replace) {
  std::string out;
  bool in_quotes = false;
  for (size_t i = 0; i < text.size(); i++) {
    const std::string_view name = placeholder_at(text, i);
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

// A template that is a text, not an object: what is put into it loses its quotes.
bool is_text_template(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '"';
}

// One JSON value, or lines of texts in quotes. Compact.
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

Result<std::string> transform(const InputTransformer& transformer, const JsonValue& event,
                              const TargetInputContext& context) {
  const bool drops_quotes = is_text_template(transformer.input_template);
  const auto replace = [&](std::string& out, std::string_view name, bool in_quotes) {
    Value value;
    for (const auto& [variable, path] : transformer.paths) {
      if (variable != name) continue;
      if (const auto steps = read_path(path)) value = value_at(event, *steps);
    }
    if (is_predefined(name)) value = predefined_value(name, event, context);
    if (!in_quotes) {
      out += value.json;
    } else if (value.is_text) {
      out += value.text;  // not escaped: a quote in it breaks the result, as it does in the service
    } else {
      std::copy_if(value.json.begin(), value.json.end(), std::back_inserter(out),
                   [drops_quotes](char c) { return !drops_quotes || c != '"'; });
    }
  };
  return as_json(fill(transformer.input_template, replace));
}

// --- checks ---

Status refuse(std::string text) { return base::fail(std::string(kValidation), std::move(text)); }

// As the service's JSON reader names a place.
std::string source_place(std::string_view text, const base::Error& error) {
  const base::LineColumn place = base::line_column(text, error.range.begin);
  const std::string shown = text.size() <= kQuotedCharacters
                                ? std::string(text)
                                : base::replace_invalid_utf8(text.substr(0, kQuotedCharacters)) + "...";
  return "[Source: (String)\"" + shown + "\"; line: " + std::to_string(place.line) +
         ", column: " + std::to_string(place.column) + "]";
}

Status check_paths(const RuleTarget& target, const InputTransformer& transformer) {
  if (transformer.paths.size() > kMaxInputPaths) {
    return refuse(
        "1 validation error detected: Value at 'inputTransformer.inputPathsMap' failed to satisfy "
        "constraint: Member must have length less than or equal to " +
        std::to_string(kMaxInputPaths));
  }
  for (const auto& [variable, path] : transformer.paths) {
    const bool good_name = !variable.empty() && variable.size() <= kMaxNameCharacters &&
                           std::all_of(variable.begin(), variable.end(),
                                       [](char c) { return is_name_character(c) && c != '.'; }) &&
                           !base::starts_with(variable, "AWS");
    if (!good_name) {
      return refuse("InputPathsMap for target " + target.id + " contains invalid key " + variable + ".");
    }
    if (!read_path(path)) {
      return refuse("InputPathsMap for target " + target.id + " contains invalid JSONPath " + path + ".");
    }
  }
  return {};
}

Status check_template(const RuleTarget& target, const InputTransformer& transformer) {
  const std::string& text = transformer.input_template;
  if (text.empty() || text.size() > kMaxTemplateBytes) {
    return refuse(
        "1 validation error detected: Value at 'inputTransformer.inputTemplate' failed to satisfy "
        "constraint: Member must have length " +
        (text.empty() ? std::string("greater than or equal to 1")
                      : "less than or equal to " + std::to_string(kMaxTemplateBytes)));
  }
  std::string invalid;
  // What replaces a placeholder here is as long as it is, so that places stay what they are.
  const std::string filled = fill(text, [&](std::string& out, std::string_view name, bool in_quotes) {
    const bool known =
        is_predefined(name) || std::any_of(transformer.paths.begin(), transformer.paths.end(),
                                           [name](const auto& entry) { return entry.first == name; });
    if (!known && invalid.empty()) invalid = name;
    out += in_quotes ? '_' : '0';
    out.append(name.size() + 1, in_quotes ? '_' : ' ');
  });
  if (!invalid.empty()) {
    return refuse("InputTemplate for target " + target.id + " contains invalid placeholder " + invalid + ".");
  }
  if (const auto json = as_json(filled); !json) {
    return refuse("Invalid InputTemplate for target " + target.id + " : " + source_place(text, json.error()));
  }
  return {};
}

}  // namespace

Status check_target_input(const RuleTarget& target) {
  if (int{target.input.has_value()} + int{target.input_path.has_value()} +
          int{target.input_transformer.has_value()} >
      1) {
    return refuse("Only one of Input, InputPath, or InputTransformer must be provided for target " +
                  target.id + ".");
  }
  if (target.input_path && !read_path(*target.input_path)) {
    return refuse("InputPath for target " + target.id + " is invalid JSONPath " + *target.input_path + ".");
  }
  if (target.input) {
    if (const auto json = base::read_json(*target.input); !json) {
      return refuse("JSON syntax error in input for target " + target.id + ": " +
                    source_place(*target.input, json.error()));
    }
  }
  if (!target.input_transformer) return {};
  if (const Status paths = check_paths(target, *target.input_transformer); !paths) return paths;
  return check_template(target, *target.input_transformer);
}

Result<std::string> target_input(const RuleTarget& target, const TargetInputContext& context) {
  if (target.input) return *target.input;
  if (!target.input_path && !target.input_transformer) return std::string(context.event);
  const auto event = base::read_json(context.event);
  if (!event) return tl::unexpected<base::Error>(event.error());
  if (target.input_transformer) return transform(*target.input_transformer, *event, context);
  const auto steps = read_path(*target.input_path);
  return steps ? value_at(*event, *steps).json : Value().json;
}

std::string value_at_path(std::string_view json, std::string_view path) {
  const auto value = base::read_json(json);
  const auto steps = read_path(path);
  if (!value || !steps) return {};
  const Value found = value_at(*value, *steps);
  return found.is_text ? found.text : found.json;
}

}  // namespace brigade::engine
