// An event as patterns look at it: a flat list of fields with their paths and values, and for each the
// element of an array that it lies in. Nested arrays are flattened; an array of plain values gives several
// fields of one path. A repeated name gives both its fields. Source of the rules: the behaviour of the engine
// that the service publishes. This is the clear form, for matching one pattern and for explaining; many
// rules at once do without it.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/pattern.h"

namespace brigade::match {

inline constexpr uint32_t kMaxEventBytes = 4 * 1024 * 1024;
inline constexpr uint32_t kMaxEventDepth = 1000;

enum class FieldType : uint8_t { Null, True, False, Number, String };

struct EventField {
  FieldType type = FieldType::Null;
  uint32_t element = 0;    // index into Event::elements
  uint32_t following = 0;  // the next field of the same path, 0 where there is none
  TextRange place;         // of the value, quotes included
  std::string_view text;   // a string's value, a number as written
  match::Number number;
};

// An object or an array that stands in an array. elements[0] is the event itself.
struct EventElement {
  uint32_t array = 0;
  uint32_t index = 0;  // in that array
  TextRange place;
};

struct EventArray {
  uint32_t element = 0;  // that it lies in
  uint32_t node = 0;     // of the member that it is the value of
};

class Event {
 public:
  // Fields by hand, for what is no JSON (message attributes). Texts are copied.
  Event();
  void add(std::string_view name, FieldType type, std::string_view text);

  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  Event(Event&&) = default;
  Event& operator=(Event&&) = default;

  const std::vector<EventField>& fields() const { return fields_; }  // fields()[0] is none
  const std::vector<EventElement>& elements() const { return elements_; }
  const std::vector<EventArray>& arrays() const { return arrays_; }

  // Indices of the fields whose names, joined by dots, are `path`; in reading order.
  void find(std::string_view path, std::vector<uint32_t>& out) const;

  // "Records[1].s3" names an element for people; empty for the event itself.
  std::string element_name(uint32_t element) const;

 private:
  friend class EventReader;
  // A name of a member, below the names of the objects around it.
  struct Node {
    uint32_t parent = 0;
    std::string_view name;
    uint32_t first = 0, last = 0;  // fields
  };

  uint32_t child(uint32_t parent, std::string_view name, bool keep_copy);
  uint32_t find_child(uint32_t parent, uint64_t hash, std::string_view name) const;
  std::string_view keep(std::string_view text);
  void append(uint32_t node, EventField field);

  std::vector<EventField> fields_;
  std::vector<EventElement> elements_;
  std::vector<EventArray> arrays_;
  std::vector<Node> nodes_;
  std::unordered_map<uint64_t, uint32_t> children_;  // by parent and hash of the name; probed upwards
  std::deque<std::string> kept_;                     // texts that are not in the event's text
};

// Any JSON object; `text` must outlive the event. Error code "json": what is wrong with the JSON, or that it
// is no object, or that it is too long or too deep.
base::Result<Event> read_event(std::string_view text);

}  // namespace brigade::match
