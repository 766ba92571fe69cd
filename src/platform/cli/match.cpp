// brigade match: an event pattern against an event, one pair or a file of pairs. Many rules at once are in
// match_rules.cpp.
#include "match/match.h"
#include "base/json.h"
#include "base/text.h"
#include "match/explain.h"
#include "match/json_tokens.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"
#include "platform/cli/cli.h"

namespace brigade::platform {
namespace {

base::Result<match::Pattern> read_checked_pattern(std::string_view text, bool as_service) {
  auto pattern = match::read_event_pattern(text);
  if (pattern && as_service) {
    const base::Status checked = match::check_service_limits(*pattern, text);
    if (!checked) return tl::unexpected<base::Error>(checked.error());
  }
  return pattern;
}

base::Result<match::Event> read_checked_event(std::string_view text, bool as_service) {
  if (as_service) {
    const base::Status checked = match::check_service_event(text);
    if (!checked) return tl::unexpected<base::Error>(checked.error());
  }
  return match::read_event(text);
}

int match_pair(const Arguments& arguments) {
  const std::string& pattern_path = *arguments.value("--pattern");
  const std::string& event_path = *arguments.value("--event");
  const bool as_service = arguments.has("--as-service");
  const auto pattern_text = read_file(pattern_path);
  const auto event_text = read_file(event_path);
  if (!pattern_text || !event_text) return kWrong;
  const auto pattern = read_checked_pattern(*pattern_text, as_service);
  if (!pattern) complain_at(pattern_path, *pattern_text, pattern.error());
  const auto event = read_checked_event(*event_text, as_service);
  if (!event) complain_at(event_path, *event_text, event.error());
  if (!pattern || !event) return kWrong;
  bool matched = false;
  if (arguments.has("--explain")) {
    const match::Explanation explanation = match::explain(*pattern, *event);
    matched = explanation.matched;
    print(match::explanation_text(*pattern, *event, explanation, *pattern_text, *event_text));
  } else {
    matched = match::matches(*pattern, *event);
    print(matched ? "match\n" : "nomatch\n");
  }
  return matched ? kDone : kFailed;
}

// One line of a batch, and what came of it.
struct Case {
  std::string name;
  std::vector<std::string> patterns;  // any of which may match
  std::string event;
  bool has_event = false;
};
struct Outcome {
  std::string_view result;
  std::string message;
};

// The elements of a list of patterns, each as text.
std::vector<std::string> list_elements(std::string_view list) {
  std::vector<std::string> out;
  match::JsonTokens tokens(list, match::kMaxEventDepth);
  tokens.next();
  uint32_t depth = 0, begin = 0;
  for (;;) {
    const match::Token token = tokens.next();
    if (token == match::Token::Fault || token == match::Token::End) return out;
    const bool opens = token == match::Token::BeginObject || token == match::Token::BeginArray;
    const bool closes = token == match::Token::EndObject || token == match::Token::EndArray;
    if (closes && depth == 0) return out;
    if (depth == 0) begin = tokens.place();
    depth = opens ? depth + 1 : closes ? depth - 1 : depth;
    if (depth > 0) continue;
    out.emplace_back(token == match::Token::String ? tokens.value()
                                                   : list.substr(begin, tokens.range().end - begin));
  }
}

base::Result<Case> read_case(std::string_view line) {
  const auto members = match::read_members(line, match::kMaxEventDepth + 1);
  if (!members) return tl::unexpected<base::Error>(members.error());
  Case out;
  bool raw_pattern = false, raw_event = false;
  for (const match::JsonMemberText& member : *members) {
    const base::TextRange place = member.value_place;
    const std::string value(line.substr(place.begin, place.end - place.begin));
    if (member.name == "name") out.name = member.kind == match::Token::String ? member.value : value;
    if (member.name == "patterns_or") out.patterns = list_elements(value);
    if (member.name == "pattern" && !raw_pattern) out.patterns = {value};
    if (member.name == "event" && !raw_event) out.event = value;
    if (member.name == "pattern_raw" && member.kind == match::Token::String) {
      out.patterns = {member.value};
      raw_pattern = true;
    }
    if (member.name == "event_raw" && member.kind == match::Token::String) {
      out.event = member.value;
      raw_event = true;
    }
    out.has_event |= member.name == "event" || member.name == "event_raw";
  }
  if (out.patterns.empty()) return base::fail("batch", "The line has no pattern.", {0, 1});
  return out;
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

Outcome judge(const Case& item, bool as_service) {
  std::vector<match::Pattern> patterns;
  for (const std::string& text : item.patterns) {
    auto pattern = read_checked_pattern(text, as_service);
    if (!pattern) return {"invalid", first_line(pattern.error().text)};
    patterns.push_back(std::move(*pattern));
  }
  if (!item.has_event) return {"valid", {}};
  const auto event = read_checked_event(item.event, as_service);
  if (!event) return {"invalid_event", first_line(event.error().text)};
  for (const match::Pattern& pattern : patterns) {
    if (match::matches(pattern, *event)) return {"match", {}};
  }
  return {"nomatch", {}};
}

int match_batch(const Arguments& arguments) {
  const std::string& path = *arguments.value("--batch");
  const auto content = read_file(path);
  if (!content) return kWrong;
  int code = kDone;
  uint32_t begin = 0;
  for (std::string_view line : base::split(*content, '\n')) {
    const uint32_t start = begin;
    begin += static_cast<uint32_t>(line.size()) + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto item = read_case(line);
    if (!item) {
      base::Error error = item.error();
      error.range.begin += start;
      error.range.end += start;
      complain_at(path, *content, error);
      code = kWrong;
      continue;
    }
    const Outcome outcome = judge(*item, arguments.has("--as-service"));
    base::JsonWriter writer;
    writer.begin_object().member("name", item->name).member("result", outcome.result);
    writer.member("message", std::string_view(outcome.message)).end_object();
    print(writer.take() + "\n");
  }
  return code;
}

}  // namespace

int match_command(const Words& words) {
  const auto arguments = parse_arguments("match", words,
                                         {{"--pattern", true},
                                          {"--event", true},
                                          {"--explain", false},
                                          {"--as-service", false},
                                          {"--batch", true},
                                          {"--rules", true},
                                          {"--events", true},
                                          {"--bench", false},
                                          {"--validate", false},
                                          {"--json", false}});
  if (!arguments) return kWrong;
  if (arguments->positional.empty()) {
    if (arguments->has("--rules")) return match_rules(*arguments);
    if (arguments->has("--batch")) return match_batch(*arguments);
    if (arguments->has("--pattern") && arguments->has("--event")) return match_pair(*arguments);
  }
  complain(
      "Say `brigade match --pattern FILE --event FILE`, `brigade match --batch CASES.jsonl` or "
      "`brigade match --rules RULES.json --events EVENTS.jsonl`.");
  return kWrong;
}

}  // namespace brigade::platform
