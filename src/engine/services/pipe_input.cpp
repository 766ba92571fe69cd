// Templates of pipes, see pipe_input.h.
#include "engine/services/pipe_input.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "engine/services/input_template.h"
#include "engine/services/target_input.h"

namespace brigade::engine::pipes {

using base::JsonValue;
using base::Result;
using base::Status;
using namespace input_template;

namespace {

constexpr std::string_view kReserved[] = {"aws.pipes.pipe-arn",   "aws.pipes.pipe-name",
                                          "aws.pipes.source-arn", "aws.pipes.enrichment-arn",
                                          "aws.pipes.target-arn", "aws.pipes.event.ingestion-time",
                                          "aws.pipes.event",      "aws.pipes.event.json"};

bool is_path(std::string_view name) { return base::starts_with(name, "$"); }

// Does the path lead below a payload in text?
bool leads_into_payload(const Path& path) {
  return path.size() > 1 && path[0].kind == PathStep::Kind::Name &&
         (path[0].name == "body" || path[0].name == "data");
}

Value value_in(const JsonValue& event, std::string_view text) {
  const auto path = read_path(text);
  if (!path) return {};
  return leads_into_payload(*path) ? value_at(decoded(event), *path) : value_at(event, *path);
}

Value reserved_value(std::string_view name, const JsonValue& event, const InputContext& context) {
  if (name == kReserved[0]) return text_value(context.pipe_arn);
  if (name == kReserved[1]) return text_value(context.pipe_name);
  if (name == kReserved[2]) return text_value(context.source_arn);
  if (name == kReserved[3]) return text_value(context.enrichment_arn);
  if (name == kReserved[4]) return text_value(context.target_arn);
  if (name == kReserved[5]) return text_value(context.ingestion_time);
  return json_value(compact(name == kReserved[6] ? event : decoded(event)));
}

}  // namespace

JsonValue decoded(const JsonValue& event) {
  const JsonValue* source = event.find("eventSource");
  const bool is_kinesis = source != nullptr && source->as_string() == "aws:kinesis";
  const std::string_view payload = is_kinesis ? "data" : "body";
  const JsonValue* text = event.find(payload);
  if (text == nullptr || !text->is_string()) return event;
  std::string inside = text->as_string();
  if (is_kinesis) inside = base::base64_decode(inside).value_or(inside);
  const auto json = base::read_json(inside);
  if (!json) return event;
  base::JsonWriter writer;
  writer.begin_object();
  for (const base::JsonMember& member : event.members()) {
    writer.key(member.name);
    base::write_json(writer, member.name == payload ? *json : member.value);
  }
  writer.end_object();
  return base::read_json(writer.take()).value_or(event);
}

Status check_template(std::string_view text, std::string_view member) {
  const auto refuse = [member](const std::string& why) {
    return base::fail("ValidationException", std::string(member) + " " + why);
  };
  if (text.empty()) return {};
  if (text.size() > kMaxTemplateBytes) {
    return refuse("has at most " + std::to_string(kMaxTemplateBytes) + " characters.");
  }
  std::string invalid;
  const std::string filled =
      fill(text, Placeholders::Paths, [&](std::string& out, std::string_view name, bool in_quotes) {
        const bool known = is_path(name) ? read_path(name).has_value()
                                         : std::find(std::begin(kReserved), std::end(kReserved), name) !=
                                               std::end(kReserved);
        if (!known && invalid.empty()) invalid = name;
        out += in_quotes ? "_" : "0";
      });
  if (!invalid.empty()) return refuse("contains the invalid placeholder <" + invalid + ">.");
  if (!as_json(filled)) return refuse("does not make JSON.");
  return {};
}

Result<std::string> input_of(std::string_view input_template, const JsonValue& event,
                             const InputContext& context) {
  if (input_template.empty()) return compact(event);
  const bool drops_quotes = is_text_template(input_template);
  return as_json(
      fill(input_template, Placeholders::Paths, [&](std::string& out, std::string_view name, bool in_quotes) {
        put_value(out, is_path(name) ? value_in(event, name) : reserved_value(name, event, context),
                  in_quotes, drops_quotes);
      }));
}

std::string parameter_of(std::string_view text, const JsonValue& event) {
  if (!base::starts_with(text, "$.")) return std::string(text);
  const Value value = value_in(event, text);
  return value.is_text ? value.text : value.json;
}

}  // namespace brigade::engine::pipes
