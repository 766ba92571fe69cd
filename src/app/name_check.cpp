// Sentences about names that the services would refuse. The commands themselves are judged by the engine
// alone.
#include "app/name_check.h"

#include "app/text.h"
#include "base/text.h"

namespace brigade::app {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }
bool is_bus_word(char c) { return is_word(c) || c == '.' || c == '/'; }
bool is_rule_word(char c) { return is_word(c) || c == '.'; }

bool is_role_word(char c) { return is_rule_word(c) || c == '+' || c == '=' || c == ',' || c == '@'; }

bool looks_like_address(std::string_view name) {
  const auto parts = base::split(name, '.');
  if (parts.size() != 4) return false;
  for (const std::string_view part : parts) {
    if (part.empty() || part.size() > 3 || part.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
  }
  return true;
}

const char* bucket_problem(std::string_view name) {
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') return "name.bucket.upper";
    if (!is_lower_or_digit(c) && c != '.' && c != '-') return "name.bucket.characters";
  }
  if (name.size() < 3 || name.size() > 63) return "name.bucket.length";
  if (!is_lower_or_digit(name.front()) || !is_lower_or_digit(name.back())) return "name.bucket.ends";
  if (name.find("..") != std::string_view::npos) return "name.bucket.dots";
  if (looks_like_address(name)) return "name.bucket.address";
  for (const std::string_view prefix : {"xn--", "sthree-", "amzn-s3-demo-"}) {
    if (base::starts_with(name, prefix)) return "name.bucket.reserved";
  }
  for (const std::string_view suffix : {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}) {
    if (base::ends_with(name, suffix)) return "name.bucket.reserved";
  }
  return nullptr;
}

const char* word_problem(std::string_view name, size_t longest, const char* characters, const char* length,
                         bool (*allowed)(char) = is_word) {
  for (const char c : name) {
    if (!allowed(c)) return characters;
  }
  return name.empty() || name.size() > longest ? length : nullptr;
}

}  // namespace

std::string name_problem(engine::ResourceKind kind, std::string_view name) {
  const char* key = nullptr;
  const bool ordered = kind == engine::ResourceKind::Queue || kind == engine::ResourceKind::Topic;
  if (ordered && base::ends_with(name, ".fifo")) name.remove_suffix(5);
  switch (kind) {
    case engine::ResourceKind::Bucket:
      key = bucket_problem(name);
      break;
    case engine::ResourceKind::Function:
      key = word_problem(name, 64, "name.function.characters", "name.function.length");
      break;
    case engine::ResourceKind::Queue:
      key = word_problem(name, 80, "name.queue.characters", "name.queue.length");
      break;
    case engine::ResourceKind::Bus:
      key = word_problem(name, 256, "name.bus.characters", "name.topic.length", is_bus_word);
      break;
    case engine::ResourceKind::Rule:
      key = word_problem(name, 64, "name.rule.characters", "name.function.length", is_rule_word);
      break;
    case engine::ResourceKind::Pipe:
    case engine::ResourceKind::Schedule:
    case engine::ResourceKind::ScheduleGroup:
      key = word_problem(name, 64, "name.rule.characters", "name.function.length", is_rule_word);
      break;
    case engine::ResourceKind::Archive:
      key = word_problem(name, 48, "name.rule.characters", "name.archive.length", is_rule_word);
      break;
    case engine::ResourceKind::EventSourceMapping:  // its name is made by the service
      break;
    case engine::ResourceKind::Table:
      key = word_problem(name, 255, "name.rule.characters", "name.table.length", is_rule_word);
      if (key == nullptr && name.size() < 3) key = "name.table.length";
      break;
    case engine::ResourceKind::Stream:
      key = word_problem(name, 128, "name.rule.characters", "name.stream.length", is_rule_word);
      break;
    case engine::ResourceKind::Role:
      key = word_problem(name, 64, "name.role.characters", "name.function.length", is_role_word);
      break;
    case engine::ResourceKind::Alarm:
      if (name.empty() || name.size() > 255) key = "name.alarm.length";
      break;
    case engine::ResourceKind::Api:
      if (name.empty() || name.size() > 128) key = "name.api.length";
      break;
    case engine::ResourceKind::Topic:
      key = word_problem(name, 256, "name.queue.characters", "name.topic.length");
      break;
  }
  return key != nullptr ? tr(key) : "";
}

std::string resource_key(engine::ResourceKind kind, std::string_view name) {
  constexpr std::string_view kBefore[] = {
      "",        "",          "",         "bus/",   "rule/", "topic/", "mapping/", "table/",
      "stream/", "schedule/", "archive/", "alarm/", "api/",  "pipe/",  "role/",    "schedule-group/"};
  return std::string(kBefore[static_cast<size_t>(kind)]).append(name);
}

}  // namespace brigade::app
