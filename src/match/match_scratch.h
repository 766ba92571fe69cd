// What matching one event needs to remember while it lasts. The caller keeps it from event to event, so that
// nothing is allocated once it has grown. Stamps instead of clearing: an entry counts only if it carries the
// number of the present event.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "match/condition_index.h"

namespace brigade::match {

// The elements of the event's arrays, as far as rules look into them, numbered in reading order: what lies
// inside an element has the numbers from its own to its `last`. Element 0 is the event itself.
struct ElementTree {
  struct Element {
    uint32_t array = 0;
    uint32_t last = 0;
  };
  struct Array {
    uint32_t parent = 0;           // the element that it stands in
    uint32_t first = 0, last = 0;  // its elements, with all that is inside of them
  };
  std::vector<Element> elements;
  std::vector<Array> arrays;

  void clear() {
    elements.assign(1, {});
    arrays.clear();
  }
  uint32_t begin_array(uint32_t parent) {
    const uint32_t next = static_cast<uint32_t>(elements.size());
    arrays.push_back({parent, next, next});
    return static_cast<uint32_t>(arrays.size() - 1);
  }
  uint32_t begin_element(uint32_t array) {
    elements.push_back({array, 0});
    return static_cast<uint32_t>(elements.size() - 1);
  }
  void end_element(uint32_t element) { elements[element].last = static_cast<uint32_t>(elements.size() - 1); }
  void end_array(uint32_t array) { arrays[array].last = static_cast<uint32_t>(elements.size() - 1); }
};

// Which names the objects of earlier events had, in their order, and where each led to: most events are like
// those before, and a name that is compared with what is expected need not be searched for its end.
class NameGuesses {
 public:
  static constexpr size_t kBytes = 16;  // that must be readable from the name on

  struct Guess {
    uint64_t words[2] = {}, masks[2] = {};  // the name and its closing quote
    uint32_t node = UINT32_MAX;             // of the object
    uint32_t child = 0;
    uint32_t size = 0;

    bool fits(const char* name) const {
      return (((base::load_word(name) ^ words[0]) & masks[0]) |
              ((base::load_word(name + 8) ^ words[1]) & masks[1])) == 0;
    }
  };

  void begin_event(uint64_t tree_version) {
    if (tree_version != tree_version_) guesses_.assign(kGuesses, Guess{});
    tree_version_ = tree_version;
  }
  Guess& at(uint32_t node, uint32_t position) { return guesses_[(node * 16 + position) % kGuesses]; }
  // `name` has kBytes readable bytes.
  static void learn(Guess& guess, uint32_t node, const char* name, size_t size, uint32_t child) {
    if (size >= kBytes) return;
    for (size_t word = 0; word < 2; word++) {
      const size_t used = std::min<size_t>(size + 1 - std::min(size + 1, 8 * word), 8);
      guess.masks[word] = used == 8 ? ~uint64_t{0} : (uint64_t{1} << 8 * used) - 1;
      guess.words[word] = base::load_word(name + 8 * word);
    }
    guess.node = node;
    guess.child = child;
    guess.size = static_cast<uint32_t>(size);
  }

 private:
  static constexpr size_t kGuesses = 256;
  std::vector<Guess> guesses_;
  uint64_t tree_version_ = 0;
};

// A value that was seen under a path.
struct SeenValue {
  FieldValue value;
  uint32_t field = 0;
  uint32_t element = 0;
  uint32_t previous = 0;  // of the same field: 1 + index, or 0
};

// How long the lists of a scratch must be for a rule set.
struct ScratchSizes {
  uint32_t rules = 0, conjunctions = 0, paths = 0, guards = 0;
  ConditionSizes conditions;

  bool operator==(const ScratchSizes&) const = default;
};

struct MatchScratch {
  ScratchSizes sizes;
  uint32_t event = 0;                         // its number: the stamp
  std::vector<uint32_t> rule_stamp;           // matched
  std::vector<uint32_t> conjunction_stamp;    // its key condition held
  std::vector<uint32_t> conjunction_element;  // where that was last
  struct FieldSeen {
    uint32_t stamp = 0;
    uint32_t last_value = 0;
    bool only_in_arrays = false;  // of objects
    // 1 + index into values, where the field's values are kept
  };
  std::vector<FieldSeen> fields;
  std::vector<SeenValue> values;

  struct Candidate {
    uint32_t conjunction = 0;
    uint32_t element = 0;
  };
  std::vector<Candidate> candidates;

  // What a guard came to in this event: nowhere, anywhere, or in some elements of arrays.
  struct Guard {
    uint32_t stamp = 0;
    bool anywhere = false;
    uint32_t begin = 0, end = 0;  // in hits, sorted
  };
  std::vector<Guard> guards;
  std::vector<uint32_t> hits;

  ElementTree elements;
  NameGuesses names;
  std::vector<char> unescaped;  // texts that had escapes; as large as the event before the first is written
  size_t unescaped_size = 0;
  ConditionScratch conditions;
};

}  // namespace brigade::match
