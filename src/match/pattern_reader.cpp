// Event patterns from text to Pattern, see pattern_reader.h: objects, paths and `$or`. While reading, the
// conjunctions grow: a leaf joins all of them, taking the place of one with the same path; each branch of
// `$or` starts from a copy of what stood before it.
#include "match/pattern_reader.h"

#include <algorithm>
#include <unordered_map>

#include "match/alternative_reader.h"

namespace brigade::match {
namespace {

// Names that `$or` keeps for itself: operators, and words for operators to come.
constexpr std::string_view kReserved[] = {"exactly",
                                          "equals-ignore-case",
                                          "prefix",
                                          "suffix",
                                          "anything-but",
                                          "exists",
                                          "wildcard",
                                          "numeric",
                                          "cidr",
                                          "=",
                                          "<",
                                          "<=",
                                          ">",
                                          ">=",
                                          "regex",
                                          "not-wildcard",
                                          "not-equals-ignore-case",
                                          "date-after",
                                          "date-on-or-after",
                                          "date-before",
                                          "date-on-or-before",
                                          "in-date-range",
                                          "ip-address-in-range",
                                          "ip-address-not-in-range"};

bool is_reserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

class PatternReader {
 public:
  PatternReader(std::string_view text, const PatternDialect& dialect)
      : text_(text), dialect_(dialect), tokens_(text, kMaxPatternDepth), values_(tokens_, dialect) {}

  base::Result<Pattern> read();

 private:
  // A field of one conjunction: the number of its path, and the leaf.
  struct Entry {
    uint32_t path;
    uint32_t leaf;
  };
  using Conjunction = std::vector<Entry>;  // by path

  bool read_object(uint32_t node, bool inside_or);
  bool read_member(uint32_t node, bool inside_or);
  bool read_leaf(uint32_t node);
  bool read_or(uint32_t node);
  bool read_branch(uint32_t node, const std::vector<Conjunction>& before, std::vector<Conjunction>& all);
  bool add_leaf(uint32_t leaf, TextRange name);
  uint32_t add_node(PatternNode::Kind kind, std::string name, TextRange name_place, TextRange value_place);
  uint64_t count_entries(const std::vector<Conjunction>& conjunctions) const;
  bool prune(uint32_t node, const std::vector<bool>& used);
  void finish();

  std::string_view text_;
  const PatternDialect& dialect_;
  JsonTokens tokens_;
  AlternativeReader values_;
  Pattern out_;
  std::vector<Conjunction> conjunctions_ = {{}};
  std::unordered_map<std::string, uint32_t> paths_;
  uint64_t path_bytes_ = 0;
  uint64_t entries_ = 0;  // in conjunctions_
  uint64_t held_ = 0;     // the same of what waits for the end of a branch
  std::string path_;      // of the object that is being read, of so many names
  uint32_t names_ = 0;
};

uint32_t PatternReader::add_node(PatternNode::Kind kind, std::string name, TextRange name_place,
                                 TextRange value_place) {
  PatternNode node;
  node.kind = kind;
  node.name = std::move(name);
  node.name_place = name_place;
  node.value_place = value_place;
  out_.nodes.push_back(std::move(node));
  return static_cast<uint32_t>(out_.nodes.size() - 1);
}

uint64_t PatternReader::count_entries(const std::vector<Conjunction>& conjunctions) const {
  uint64_t count = 0;
  for (const Conjunction& conjunction : conjunctions) count += conjunction.size();
  return count;
}

base::Result<Pattern> PatternReader::read() {
  if (text_.size() > kMaxPatternBytes) {
    values_.fail("The pattern is longer than 1,048,576 bytes.",
                 {kMaxPatternBytes, static_cast<uint32_t>(text_.size())});
    return tl::unexpected<base::Error>(values_.error());
  }
  if (values_.next() != Token::BeginObject) {
    values_.fail_here("Filter is not an object");
    return tl::unexpected<base::Error>(values_.error());
  }
  const uint32_t root = add_node(PatternNode::Kind::Object, {}, {}, tokens_.range());
  if (!read_object(root, false)) return tl::unexpected<base::Error>(values_.error());
  finish();
  return std::move(out_);
}

// The members of an object whose brace has been read.
bool PatternReader::read_object(uint32_t node, bool inside_or) {
  bool empty = true;
  for (;;) {
    const Token token = values_.next();
    if (token == Token::Fault) return false;
    if (token == Token::EndObject) break;
    empty = false;
    if (!read_member(node, inside_or)) return false;
  }
  TextRange& place = out_.nodes[node].value_place;
  place.end = tokens_.range().end;
  if (!empty || (dialect_.allows_empty && node == 0)) return true;
  return values_.fail("Empty objects are not allowed", place);
}

bool PatternReader::read_member(uint32_t node, bool inside_or) {
  const std::string name(tokens_.value());
  const TextRange name_place = tokens_.range();
  if (name == "$or" && (dialect_.operators & kAllowOr) != 0) {
    const uint32_t child = add_node(PatternNode::Kind::Or, name, name_place, {});
    out_.nodes[node].children.push_back(child);
    return read_or(child);
  }
  if (inside_or && is_reserved(name)) {
    return values_.fail(name + " is Ruler reserved fieldName which cannot be used inside $or.", name_place);
  }
  const Token token = values_.next();
  if (token == Token::Fault) return false;
  if (token != Token::BeginObject && token != Token::BeginArray) {
    return values_.fail_here("\"" + name + "\" must be an object or an array");
  }
  const bool is_leaf = token == Token::BeginArray;
  const uint32_t child = add_node(is_leaf ? PatternNode::Kind::Leaf : PatternNode::Kind::Object, name,
                                  name_place, tokens_.range());
  out_.nodes[node].children.push_back(child);
  const size_t outer = path_.size();
  if (names_ > 0) path_ += '.';
  path_ += name;
  names_++;
  const bool good = is_leaf ? read_leaf(child) : read_object(child, inside_or);
  names_--;
  path_.resize(outer);
  return good;
}

bool PatternReader::read_leaf(uint32_t node) {
  Leaf leaf;
  leaf.path = path_;
  leaf.name_place = out_.nodes[node].name_place;
  for (;;) {
    const Token token = values_.next();
    if (token == Token::Fault) return false;
    if (token == Token::EndArray) break;
    Alternative alternative;
    if (!values_.read(alternative)) return false;
    leaf.alternatives.push_back(std::move(alternative));
  }
  TextRange& place = out_.nodes[node].value_place;
  place.end = tokens_.range().end;
  if (leaf.alternatives.empty()) return values_.fail("Empty arrays are not allowed", place);
  leaf.value_place = place;
  const uint32_t index = static_cast<uint32_t>(out_.leaves.size());
  out_.nodes[node].leaf = index;
  const TextRange name_place = leaf.name_place;
  path_bytes_ += leaf.path.size();
  out_.leaves.push_back(std::move(leaf));
  return add_leaf(index, name_place);
}

bool PatternReader::add_leaf(uint32_t leaf, TextRange name) {
  entries_ += conjunctions_.size();
  if (entries_ + held_ > kMaxConjunctionLeaves || path_bytes_ > kMaxPathBytes) {
    return values_.fail("The pattern has too many fields, with its $or relationships multiplied out", name);
  }
  const uint32_t path =
      paths_.try_emplace(out_.leaves[leaf].path, static_cast<uint32_t>(paths_.size())).first->second;
  for (Conjunction& conjunction : conjunctions_) {
    const auto at = std::lower_bound(conjunction.begin(), conjunction.end(), path,
                                     [](const Entry& entry, uint32_t wanted) { return entry.path < wanted; });
    if (at != conjunction.end() && at->path == path) {
      at->leaf = leaf;
      entries_--;
    } else {
      conjunction.insert(at, {path, leaf});
    }
  }
  return true;
}

bool PatternReader::read_or(uint32_t node) {
  if (values_.next() != Token::BeginArray) return values_.fail_here("It must be an Array followed with $or.");
  out_.nodes[node].value_place = tokens_.range();
  const std::vector<Conjunction> before = std::move(conjunctions_);
  std::vector<Conjunction> all;
  for (;;) {
    const Token token = values_.next();
    if (token == Token::Fault) return false;
    if (token == Token::EndArray) break;
    if (token != Token::BeginObject) {
      return values_.fail_here("Only JSON object is allowed in array of $or relationship.");
    }
    if (!read_branch(node, before, all)) return false;
  }
  conjunctions_ = std::move(all);
  entries_ = count_entries(conjunctions_);
  TextRange& place = out_.nodes[node].value_place;
  place.end = tokens_.range().end;
  if (out_.nodes[node].children.size() >= 2) return true;
  return values_.fail("There must have at least 2 Objects in $or relationship.", place);
}

bool PatternReader::read_branch(uint32_t node, const std::vector<Conjunction>& before,
                                std::vector<Conjunction>& all) {
  conjunctions_ = before;
  entries_ = count_entries(before);
  const uint64_t waiting = entries_ + count_entries(all);
  held_ += waiting;
  const uint32_t branch = add_node(PatternNode::Kind::Object, {}, {}, tokens_.range());
  out_.nodes[node].children.push_back(branch);
  if (!read_object(branch, true)) return false;
  held_ -= waiting;
  if (all.size() + conjunctions_.size() > kMaxConjunctions) {
    return values_.fail("The $or relationships make more than 1,000 combinations",
                        out_.nodes[branch].value_place);
  }
  for (Conjunction& conjunction : conjunctions_) all.push_back(std::move(conjunction));
  return true;
}

// Drops the members whose leaves all gave way to later ones. False where nothing of the node is left.
bool PatternReader::prune(uint32_t node, const std::vector<bool>& used) {
  const PatternNode::Kind kind = out_.nodes[node].kind;
  if (kind == PatternNode::Kind::Leaf) return used[out_.nodes[node].leaf];
  std::vector<uint32_t> kept;
  for (const uint32_t child : out_.nodes[node].children) {
    if (prune(child, used) || kind == PatternNode::Kind::Or) kept.push_back(child);
  }
  out_.nodes[node].children = std::move(kept);
  return kind == PatternNode::Kind::Or || !out_.nodes[node].children.empty();
}

void PatternReader::finish() {
  std::vector<bool> used(out_.leaves.size());
  for (const Conjunction& conjunction : conjunctions_) {
    std::vector<uint32_t> leaves;
    for (const Entry& entry : conjunction) {
      leaves.push_back(entry.leaf);
      used[entry.leaf] = true;
    }
    std::sort(leaves.begin(), leaves.end(),
              [&](uint32_t a, uint32_t b) { return out_.leaves[a].path < out_.leaves[b].path; });
    out_.conjunctions.push_back(std::move(leaves));
  }
  prune(0, used);
}

}  // namespace

base::Result<Pattern> read_pattern(std::string_view text, const PatternDialect& dialect) {
  return PatternReader(text, dialect).read();
}

base::Result<Pattern> read_event_pattern(std::string_view text) { return read_pattern(text, {}); }

}  // namespace brigade::match
