// Events from JSON to fields, see event.h.
#include "match/event.h"

#include <algorithm>

#include "match/json_tokens.h"
#include "match/number.h"

namespace brigade::match {
namespace {

// FNV-1a, so that the hash of a path's first name is known at each dot in it.
constexpr uint64_t kHashStart = 0xcbf29ce484222325;
uint64_t hash_step(uint64_t hash, char c) { return (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3; }

uint64_t hash_name(std::string_view name) {
  uint64_t hash = kHashStart;
  for (const char c : name) hash = hash_step(hash, c);
  return hash;
}

uint64_t key_of(uint32_t parent, uint64_t hash) { return hash ^ (parent * 0x9e3779b97f4a7c15); }

}  // namespace

Event::Event() : fields_(1), elements_(1), arrays_(1), nodes_(1) {}

std::string_view Event::keep(std::string_view text) {
  kept_.emplace_back(text);
  return kept_.back();
}

uint32_t Event::find_child(uint32_t parent, uint64_t hash, std::string_view name) const {
  for (uint64_t key = key_of(parent, hash);; key++) {
    const auto found = children_.find(key);
    if (found == children_.end()) return 0;
    const Node& node = nodes_[found->second];
    if (node.parent == parent && node.name == name) return found->second;
  }
}

uint32_t Event::child(uint32_t parent, std::string_view name, bool keep_copy) {
  const uint64_t hash = hash_name(name);
  if (const uint32_t known = find_child(parent, hash, name)) return known;
  uint64_t key = key_of(parent, hash);
  while (children_.count(key) != 0) key++;
  const uint32_t index = static_cast<uint32_t>(nodes_.size());
  children_[key] = index;
  Node node;
  node.parent = parent;
  node.name = keep_copy ? keep(name) : name;
  nodes_.push_back(node);
  return index;
}

void Event::append(uint32_t node, EventField field) {
  const uint32_t index = static_cast<uint32_t>(fields_.size());
  if (field.type == FieldType::Number) field.number = read_number(field.text);
  fields_.push_back(field);
  Node& owner = nodes_[node];
  if (owner.first == 0) {
    owner.first = index;
  } else {
    fields_[owner.last].following = index;
  }
  owner.last = index;
}

void Event::add(std::string_view name, FieldType type, std::string_view text) {
  EventField field;
  field.type = type;
  field.text = keep(text);
  append(child(0, name, true), field);
}

// A path may be cut into names at any of its dots.
void Event::find(std::string_view path, std::vector<uint32_t>& out) const {
  struct Place {
    uint32_t node;
    size_t begin;  // of the rest of the path
  };
  std::vector<Place> open = {{0, 0}};
  size_t ends = 0;
  while (!open.empty()) {
    const Place place = open.back();
    open.pop_back();
    uint64_t hash = kHashStart;
    for (size_t at = place.begin;; at++) {
      const bool last = at == path.size();
      if (last || path[at] == '.') {
        const uint32_t next = find_child(place.node, hash, path.substr(place.begin, at - place.begin));
        if (next != 0 && !last) open.push_back({next, at + 1});
        if (next != 0 && last) {
          ends++;
          for (uint32_t field = nodes_[next].first; field != 0; field = fields_[field].following) {
            out.push_back(field);
          }
        }
      }
      if (last) break;
      hash = hash_step(hash, path[at]);
    }
  }
  if (ends > 1) std::sort(out.begin(), out.end());
}

std::string Event::element_name(uint32_t element) const {
  if (element == 0) return {};
  const EventElement& here = elements_[element];
  const EventArray& array = arrays_[here.array];
  std::string name = element_name(array.element);
  const uint32_t from = array.element == 0 ? 0 : arrays_[elements_[array.element].array].node;
  std::vector<std::string_view> names;
  for (uint32_t node = array.node; node != from && node != 0; node = nodes_[node].parent) {
    names.push_back(nodes_[node].name);
  }
  for (size_t i = names.size(); i > 0; i--) {
    if (!name.empty()) name += '.';
    name += names[i - 1];
  }
  return name + "[" + std::to_string(here.index) + "]";
}

// Walks through the tokens with a list of what is open instead of recursion.
class EventReader {
 public:
  explicit EventReader(std::string_view text) : text_(text), tokens_(text, kMaxEventDepth) {}

  base::Result<Event> read();

 private:
  struct Open {
    bool is_array = false;
    uint32_t node = 0;     // of the object's own path
    uint32_t element = 0;  // that what stands here lies in
    uint32_t array = 0;
    uint32_t next_index = 0;
    uint32_t own_element = 0;  // the element that this is; 0 where it is none
  };

  bool step(Token token);
  void open(bool is_array);
  void close();
  void add_value(Token token);

  std::string_view text_;
  JsonTokens tokens_;
  Event out_;
  std::vector<Open> open_;
  uint32_t node_ = 0;  // of the name that was read last
};

base::Result<Event> EventReader::read() {
  const auto wrong = [&](std::string text, TextRange place) {
    return base::fail("json", std::move(text), place);
  };
  if (text_.size() > kMaxEventBytes) {
    return wrong("The event is longer than 4,194,304 bytes.",
                 {kMaxEventBytes, static_cast<uint32_t>(text_.size())});
  }
  const Token first = tokens_.next();
  if (first == Token::Fault) return tl::unexpected<base::Error>(tokens_.error());
  if (first != Token::BeginObject) return wrong("An event is a JSON object.", tokens_.range());
  open_.emplace_back();
  while (!open_.empty()) {
    if (!step(tokens_.next())) return tl::unexpected<base::Error>(tokens_.error());
  }
  if (!tokens_.at_end()) {
    const uint32_t end = static_cast<uint32_t>(text_.size());
    return wrong("Expected the end of the text after the event.", {tokens_.range().end, end});
  }
  return std::move(out_);
}

bool EventReader::step(Token token) {
  switch (token) {
    case Token::Fault:
    case Token::End:
      return false;
    case Token::Name:
      node_ = out_.child(open_.back().node, tokens_.value(), !tokens_.value_is_plain());
      return true;
    case Token::BeginObject:
    case Token::BeginArray:
      open(token == Token::BeginArray);
      return true;
    case Token::EndObject:
    case Token::EndArray:
      close();
      return true;
    default:
      add_value(token);
      return tokens_.token() != Token::Fault;
  }
}

void EventReader::open(bool is_array) {
  Open& around = open_.back();
  Open next;
  next.is_array = is_array;
  next.node = around.is_array ? around.node : node_;
  next.element = around.element;
  if (around.is_array) {
    next.element = static_cast<uint32_t>(out_.elements_.size());
    next.own_element = next.element;
    out_.elements_.push_back({around.array, around.next_index++, tokens_.range()});
  }
  if (is_array) {
    next.array = static_cast<uint32_t>(out_.arrays_.size());
    out_.arrays_.push_back({next.element, next.node});
  }
  open_.push_back(next);
}

void EventReader::close() {
  const uint32_t element = open_.back().own_element;
  if (element != 0) out_.elements_[element].place.end = tokens_.range().end;
  open_.pop_back();
}

void EventReader::add_value(Token token) {
  Open& around = open_.back();
  EventField field;
  field.element = around.element;
  if (token == Token::String) {
    field.type = FieldType::String;
    const std::string_view value = tokens_.value();
    if (tokens_.token() == Token::Fault) return;
    field.text = tokens_.value_is_plain() ? value : out_.keep(value);
  } else if (token == Token::Number) {
    field.type = FieldType::Number;
    field.text = tokens_.written();
  } else {
    field.type = token == Token::True    ? FieldType::True
                 : token == Token::False ? FieldType::False
                                         : FieldType::Null;
  }
  field.place = tokens_.range();
  if (around.is_array) around.next_index++;
  out_.append(around.is_array ? around.node : node_, field);
}

base::Result<Event> read_event(std::string_view text) { return EventReader(text).read(); }

}  // namespace brigade::match
