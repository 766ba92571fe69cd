// Patterns for SNS, event source mappings and Pipes, see front_ends.h.
#include "match/front_ends.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "match/json_tokens.h"
#include "match/match.h"
#include "match/pattern_reader.h"

namespace brigade::match {
namespace {

constexpr std::string_view kSnsCode = "InvalidParameter";

std::string sns_start(FilterPolicyCall call) {
  return call == FilterPolicyCall::Subscribe ? "Invalid parameter: "
                                             : "Invalid parameter: Attributes Reason: ";
}

bool is_nested(const Pattern& pattern) {
  std::vector<bool> is_branch(pattern.nodes.size());
  for (const PatternNode& node : pattern.nodes) {
    if (node.kind != PatternNode::Kind::Or) continue;
    for (const uint32_t branch : node.children) is_branch[branch] = true;
  }
  for (size_t i = 1; i < pattern.nodes.size(); i++) {
    if (pattern.nodes[i].kind == PatternNode::Kind::Object && !is_branch[i]) return true;
  }
  return false;
}

// The combinations of values below a node; stops counting where there are too many.
double count_combinations(const Pattern& pattern, uint32_t index, uint32_t depth) {
  const PatternNode& node = pattern.nodes[index];
  if (node.kind == PatternNode::Kind::Leaf) {
    return static_cast<double>(pattern.leaves[node.leaf].alternatives.size()) * depth;
  }
  const bool is_or = node.kind == PatternNode::Kind::Or;
  double count = is_or ? 0 : 1;
  for (const uint32_t child : node.children) {
    const PatternNode::Kind kind = pattern.nodes[child].kind;
    const bool deeper = !is_or && kind == PatternNode::Kind::Object;
    const double inner = count_combinations(pattern, child, depth + (deeper ? 1 : 0));
    count = std::min(1e9, is_or ? count + inner : count * inner);
  }
  return count;
}

size_t count_keys(const Pattern& pattern) {
  std::set<std::string_view> paths;
  for (const std::vector<uint32_t>& conjunction : pattern.conjunctions) {
    for (const uint32_t leaf : conjunction) paths.insert(pattern.leaves[leaf].path);
  }
  return paths.size();
}

// Numbers between -1e9 and 1e9. The words are the engine's of that time.
const Alternative* find_large_number(const Pattern& pattern) {
  constexpr double kLargest = 1e9;
  for (const Leaf& leaf : pattern.leaves) {
    for (const Alternative& alternative : leaf.alternatives) {
      const NumericRange& range = alternative.range;
      bool large = std::fabs(range.low) > kLargest || std::fabs(range.high) > kLargest;
      if (alternative.op == Operator::AnythingBut) {
        for (const Number& number : alternative.numbers) large |= std::fabs(number.value) > kLargest;
      }
      if (large) return &alternative;
    }
  }
  return nullptr;
}

void add_array(Event& event, std::string_view name, std::string_view text) {
  JsonTokens tokens(text, 2);
  if (tokens.next() != Token::BeginArray) return;
  for (;;) {
    switch (tokens.next()) {
      case Token::String:
        event.add(name, FieldType::String, tokens.value());
        break;
      case Token::Number:
        event.add(name, FieldType::Number, tokens.written());
        break;
      case Token::True:
        event.add(name, FieldType::True, {});
        break;
      case Token::False:
        event.add(name, FieldType::False, {});
        break;
      case Token::Null:
        event.add(name, FieldType::Null, {});
        break;
      default:
        return;
    }
  }
}

bool is_json_number(std::string_view text) {
  JsonTokens tokens(text, 1);
  return tokens.next() == Token::Number && tokens.at_end();
}

// The node of a member of the pattern's root.
const PatternNode* find_root_member(const Pattern& pattern, std::string_view name) {
  if (pattern.nodes.empty()) return nullptr;
  for (const uint32_t child : pattern.nodes[0].children) {
    if (pattern.nodes[child].name == name) return &pattern.nodes[child];
  }
  return nullptr;
}

}  // namespace

base::Result<Pattern> read_filter_policy(std::string_view text, FilterPolicyScope scope,
                                         FilterPolicyCall call) {
  const std::string start = sns_start(call);
  const std::string policy_start = start + "FilterPolicy: ";
  const TextRange whole = {0, static_cast<uint32_t>(text.size())};
  const auto refuse = [&](const std::string& reason, TextRange place) {
    return base::fail(std::string(kSnsCode), reason, place);
  };
  if (text.size() > kFilterPolicyBytes) {
    return refuse(policy_start + "Filter policy is longer than 262144 bytes", whole);
  }
  PatternDialect dialect;
  dialect.error_code = kSnsCode;
  dialect.error_start = policy_start;
  dialect.json_start = "failed to parse JSON. ";
  dialect.operators = kAllowSuffix | kAllowExactly | kAllowAnythingButPrefix | kAllowOr;
  dialect.allows_empty = true;
  auto pattern = read_pattern(text, dialect);
  if (!pattern) return pattern;
  if (scope == FilterPolicyScope::MessageAttributes && is_nested(*pattern)) {
    return refuse(start + "Filter policy scope MessageAttributes does not support nested filter policy",
                  whole);
  }
  if (const Alternative* large = find_large_number(*pattern)) {
    return refuse(policy_start + "Value must be between -1.0E9 and 1.0E9, inclusive", large->place);
  }
  if (count_keys(*pattern) > kFilterPolicyKeys) {
    return refuse(policy_start + "Filter policy can not have more than 5 keys", whole);
  }
  if (count_combinations(*pattern, 0, 1) > kFilterPolicyCombinations) {
    return refuse(policy_start + "Filter policy is too complex", whole);
  }
  return pattern;
}

Event attribute_event(const std::vector<MessageAttribute>& attributes) {
  Event event;
  for (const MessageAttribute& attribute : attributes) {
    const std::string_view type = attribute.type;
    if (type == "String.Array" || base::starts_with(type, "String.Array.")) {
      add_array(event, attribute.name, attribute.value);
    } else if (type == "String" || base::starts_with(type, "String.")) {
      event.add(attribute.name, FieldType::String, attribute.value);
    } else if ((type == "Number" || base::starts_with(type, "Number.")) && is_json_number(attribute.value)) {
      event.add(attribute.name, FieldType::Number, attribute.value);
    }
  }
  return event;
}

bool matches_attributes(const Pattern& policy, const std::vector<MessageAttribute>& attributes) {
  return matches(policy, attribute_event(attributes));
}

bool matches_body(const Pattern& policy, std::string_view body) {
  if (policy.leaves.empty()) return true;
  const auto event = read_event(body);
  return event && matches(policy, *event);
}

base::Result<Pattern> read_source_filter(std::string_view text, FilterOwner owner) {
  const bool pipe = owner == FilterOwner::Pipe;
  PatternDialect dialect;
  if (pipe) {
    dialect.error_code = "ValidationException";
    dialect.operators &=
        ~static_cast<uint32_t>(kAllowWildcard | kAllowAnythingButPrefix | kAllowAnythingButSuffix |
                               kAllowAnythingButIgnoreCase | kAllowAnythingButWildcard);
  } else {
    dialect.error_code = "InvalidParameterValueException";
    dialect.error_start = "Invalid filter pattern definition.\n";
  }
  if (base::code_point_count(text) > kSourceFilterCharacters) {
    return base::fail(std::string(dialect.error_code),
                      std::string(dialect.error_start) + "A filter has at most 4096 characters",
                      {0, static_cast<uint32_t>(text.size())});
  }
  return read_pattern(text, dialect);
}

base::Result<std::vector<Pattern>> read_source_filters(const std::vector<std::string>& texts,
                                                       FilterOwner owner) {
  if (texts.size() > kSourceFilters) {
    const bool pipe = owner == FilterOwner::Pipe;
    return base::fail(pipe ? "ValidationException" : "InvalidParameterValueException",
                      "A source has at most 5 filters; these are " + std::to_string(texts.size()) + ".");
  }
  std::vector<Pattern> out;
  for (const std::string& text : texts) {
    auto pattern = read_source_filter(text, owner);
    if (!pattern) return tl::unexpected<base::Error>(pattern.error());
    out.push_back(std::move(*pattern));
  }
  return out;
}

SeenRecord seen_record(const Pattern& filter, std::string_view record, std::string_view payload_member) {
  const PatternNode* asked = find_root_member(filter, payload_member);
  if (asked == nullptr) return {true, std::string(record)};
  const auto members = read_members(record);
  if (!members) return {};
  for (const JsonMemberText& member : *members) {
    if (member.name != payload_member || member.kind != Token::String) continue;
    const bool is_json = read_members(member.value).has_value();
    if (is_json != (asked->kind == PatternNode::Kind::Object)) return {};
    if (!is_json) break;
    const TextRange place = member.value_place;
    return {true, std::string(record.substr(0, place.begin)) + member.value +
                      std::string(record.substr(place.end))};
  }
  return {true, std::string(record)};
}

bool matches_record(const std::vector<Pattern>& filters, std::string_view record,
                    std::string_view payload_member) {
  if (filters.empty()) return true;
  return std::any_of(filters.begin(), filters.end(), [&](const Pattern& filter) {
    const SeenRecord seen = seen_record(filter, record, payload_member);
    if (!seen.readable) return false;
    const auto event = read_event(seen.text);
    return event && matches(filter, *event);
  });
}

}  // namespace brigade::match
