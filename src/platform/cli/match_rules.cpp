// brigade match --rules: a file of rules against a file of events, one a line. Counts how often each rule
// matches. With --bench the lines are loaded, checked once and split before the clock runs; then reading each
// event's text and matching it is timed, the median of five passes. With --validate each pass checks the
// whole text of every event again; without it, events that repeat names or have dots in them are the only
// ones to be.
#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "match/event.h"
#include "match/json_tokens.h"
#include "match/pattern_reader.h"
#include "match/rule_set.h"
#include "platform/cli/cli.h"

namespace brigade::platform {
namespace {

constexpr size_t kPasses = 5;
constexpr size_t kLinesAhead = 4;  // to fetch into the cache

struct Rules {
  std::vector<std::string> names;  // by id
  match::RuleSet set;
  std::vector<uint64_t> counts;
};

struct Line {
  std::string_view text;
  bool plain = false;
};

struct Events {
  std::string path, content;
  std::vector<Line> lines;
};

// Knows the size beforehand, so that a large file is in memory once.
std::optional<std::string> read_large_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return read_file(path);  // which complains
  std::string content;
  if (std::fseek(file, 0, SEEK_END) == 0) {
    const long size = std::ftell(file);
    std::rewind(file);
    if (size > 0) content.resize(static_cast<size_t>(size));
  }
  const size_t got = content.empty() ? 0 : std::fread(content.data(), 1, content.size(), file);
  std::fclose(file);
  if (content.empty() || got != content.size()) return read_file(path);  // no ordinary file
  return content;
}

// Past the value whose first token was just read.
bool skip_rest(match::JsonTokens& tokens) {
  for (int depth = 0;;) {
    const match::Token token = tokens.token();
    if (token == match::Token::Fault || token == match::Token::End) return false;
    if (token == match::Token::BeginObject || token == match::Token::BeginArray) depth++;
    if (token == match::Token::EndObject || token == match::Token::EndArray) depth--;
    if (depth == 0) return true;
    tokens.next();
  }
}

bool complain_of(const std::string& path, const std::string& content, const base::Error& error) {
  complain_at(path, content, error);
  return false;
}

// {"rule name": pattern, …}
bool read_rules(const std::string& path, Rules& out) {
  const auto content = read_large_file(path);
  if (!content) return false;
  match::JsonTokens tokens(*content, match::kMaxPatternDepth + 1);
  if (tokens.next() != match::Token::BeginObject) {
    if (tokens.token() == match::Token::Fault) return complain_of(path, *content, tokens.error());
    return complain_of(path, *content, {"", "Expected an object of rules by name.", tokens.range()});
  }
  while (tokens.next() == match::Token::Name) {
    const std::string name(tokens.value());
    tokens.next();
    const uint32_t begin = tokens.place();
    if (!skip_rest(tokens)) break;
    const uint32_t end = tokens.range().end;
    auto pattern = match::read_event_pattern(std::string_view(*content).substr(begin, end - begin));
    if (!pattern) {
      base::Error error = pattern.error();
      error.range = {error.range.begin + begin, error.range.end + begin};
      return complain_of(path, *content, error);
    }
    out.set.add(static_cast<uint32_t>(out.names.size()), *pattern);
    out.names.push_back(name);
  }
  if (tokens.token() == match::Token::Fault) return complain_of(path, *content, tokens.error());
  out.counts.assign(out.names.size(), 0);
  return true;
}

bool refuse_event(const Events& events, std::string_view line) {
  const uint32_t begin = static_cast<uint32_t>(line.data() - events.content.data());
  base::Error error{"", "This is no event.", {0, 1}};
  if (auto event = match::read_event(line); !event) error = event.error();
  error.range = {error.range.begin + begin, error.range.end + begin};
  complain_at(events.path, events.content, error);
  return false;
}

bool read_events(const std::string& path, bool check, Events& out) {
  auto content = read_large_file(path);
  if (!content) return false;
  out.path = path;
  out.content = std::move(*content);
  const std::string_view all = out.content;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.find('\n', begin), all.size());
    std::string_view text = all.substr(begin, end - begin);
    begin = end + 1;
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.find_first_not_of(" \t") == std::string_view::npos) continue;
    Line line{text, false};
    if (check) {
      const match::EventCheck found = match::check_event(text);
      if (found == match::EventCheck::Malformed) return refuse_event(out, text);
      line.plain = found == match::EventCheck::Plain;
    }
    out.lines.push_back(line);
  }
  return true;
}

// Brings the start of a text into the cache while another is being read. WebAssembly has nothing for that.
void fetch(std::string_view text) {
  constexpr size_t kLine = 64;
  for (size_t at = 0; at < 4 * kLine; at += kLine) __builtin_prefetch(text.data() + at);
}

// All events once. False, with the place, at the first that is none.
bool match_all(const Events& events, Rules& rules, match::Matches& matches) {
  std::fill(rules.counts.begin(), rules.counts.end(), 0);
  const size_t count = events.lines.size();
  for (size_t i = 0; i < count; i++) {
    const Line& line = events.lines[i];
    if (i + kLinesAhead < count) fetch(events.lines[i + kLinesAhead].text);
    if (line.plain) {
      rules.set.match_plain(line.text, matches);
    } else if (!rules.set.match(line.text, matches)) {
      return refuse_event(events, line.text);
    }
    for (const uint32_t id : matches.ids()) rules.counts[id]++;
  }
  return true;
}

std::optional<double> median_seconds(const Events& events, Rules& rules, size_t passes) {
  std::vector<double> seconds;
  match::Matches matches;
  for (size_t pass = 0; pass < passes; pass++) {
    const double begin = monotonic_seconds();
    if (!match_all(events, rules, matches)) return std::nullopt;
    seconds.push_back(monotonic_seconds() - begin);
  }
  std::sort(seconds.begin(), seconds.end());
  return std::max(seconds[passes / 2], 1e-9);
}

void print_json(const Events& events, const Rules& rules, double seconds) {
  const double count = static_cast<double>(events.lines.size());
  base::JsonWriter writer;
  writer.begin_object().member("events", events.lines.size()).member("rules", rules.names.size());
  writer.member("seconds", seconds).member("events_per_second", static_cast<uint64_t>(count / seconds));
  writer.key("counts").begin_object();
  for (size_t i = 0; i < rules.names.size(); i++) writer.member(rules.names[i], rules.counts[i]);
  writer.end_object().end_object();
  print(writer.take() + "\n");
}

void print_text(const Events& events, const Rules& rules, double seconds, bool timed) {
  std::string text;
  for (size_t i = 0; i < rules.names.size(); i++) {
    text += std::to_string(rules.counts[i]) + "\t" + rules.names[i] + "\n";
  }
  if (timed) {
    char line[160];
    const double count = static_cast<double>(events.lines.size());
    std::snprintf(line, sizeof line, "%zu events, %zu rules: %.4f s, %.0f events a second\n",
                  events.lines.size(), rules.names.size(), seconds, count / seconds);
    text += line;
  }
  print(text);
}

}  // namespace

int match_rules(const Arguments& arguments) {
  const std::string* rules_path = arguments.value("--rules");
  const std::string* events_path = arguments.value("--events");
  if (rules_path == nullptr || events_path == nullptr) {
    complain("`brigade match --rules RULES.json` needs --events EVENTS.jsonl, and the other way round.");
    return kWrong;
  }
  const bool bench = arguments.has("--bench");
  Rules rules;
  Events events;
  if (!read_rules(*rules_path, rules)) return kWrong;
  if (!read_events(*events_path, bench && !arguments.has("--validate"), events)) return kWrong;
  const auto seconds = median_seconds(events, rules, bench ? kPasses : 1);
  if (!seconds) return kWrong;
  if (arguments.has("--json")) {
    print_json(events, rules, *seconds);
  } else {
    print_text(events, rules, *seconds, bench);
  }
  return kDone;
}

}  // namespace brigade::platform
