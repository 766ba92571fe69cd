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
#include "engine/services/input_template.h"

namespace brigade::engine {
namespace {

using base::JsonValue;
using base::Result;
using base::Status;
using namespace input_template;

constexpr std::string_view kValidation = "ValidationException";
constexpr std::string_view kPredefined[] = {"aws.events.rule-arn", "aws.events.rule-name",
                                            "aws.events.event.ingestion-time", "aws.events.event.json",
                                            "aws.events.event"};
constexpr size_t kMaxNameCharacters = 256;
constexpr size_t kQuotedCharacters = 500;  // of a faulty text in an error

bool is_predefined(std::string_view name) {
  return std::find(std::begin(kPredefined), std::end(kPredefined), name) != std::end(kPredefined);
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
    put_value(out, value, in_quotes, drops_quotes);
  };
  return as_json(fill(transformer.input_template, Placeholders::Names, replace));
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
  const std::string filled =
      fill(text, Placeholders::Names, [&](std::string& out, std::string_view name, bool in_quotes) {
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
