// Many event patterns at once: one reading of an event gives all rules that it matches, at a cost that hardly
// grows with their number. Rules come and go one by one. The rules of matching are those of match.h; this is
// its fast form, without explanations.
//
// How: the paths of all rules form a tree that the event's text is read along (plain_scanner.h,
// checked_scanner.h); each value leads by hash to the conditions that it meets (condition_index.h). Of the
// leaves that must hold together, the one that seldom holds is the key; the others are its guards, looked at
// only where the key held.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/condition_index.h"
#include "match/match_scratch.h"
#include "match/path_tree.h"
#include "match/pattern.h"

namespace brigade::match {

// The typed fields of an event, for matching without JSON. There are no objects in arrays here.
class FieldSource {
 public:
  // What is under a path: nothing, one value, or the values of an array.
  struct Values {
    const FieldValue* first = nullptr;
    uint32_t count = 0;
  };
  // `path` is a number of RuleSet::path. The answer stays valid until the next call.
  virtual Values values(uint32_t path) const = 0;

 protected:
  ~FieldSource() = default;
};

// The answer, and working memory that is kept from event to event. For one rule set at a time.
class Matches {
 public:
  const std::vector<uint32_t>& ids() const { return ids_; }  // each once, in no particular order

 private:
  friend class RuleSet;
  friend class MatchRun;
  std::vector<uint32_t> ids_;
  MatchScratch scratch_;
};

// Whether a text is an event at all (a JSON object), and what may be spared when it is matched.
enum class EventCheck : uint8_t {
  Malformed,  // read_event tells why
  Sound,
  Plain,  // and no object in it names a member twice, and no name has a dot or an escape
};
EventCheck check_event(std::string_view text);

class RuleSet {
 public:
  RuleSet() = default;
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;
  RuleSet(RuleSet&&) = default;
  RuleSet& operator=(RuleSet&&) = default;

  // False if there is a rule of that id already: nothing changes.
  bool add(uint32_t id, const Pattern& pattern);
  bool remove(uint32_t id);  // false if there is none
  uint32_t size() const { return static_cast<uint32_t>(slots_.size()); }

  // Checks the whole text while it reads. False: it is no JSON object, and nothing matches.
  bool match(std::string_view event, Matches& out) const;
  // For a text that check_event calls Plain: reads no further than it must. Any other text gives wrong
  // answers, never worse.
  void match_plain(std::string_view event, Matches& out) const;
  void match_fields(const FieldSource& source, Matches& out) const;

  // Paths are numbered below path_count(), with gaps: an empty text where no rule looks. A number keeps its
  // path as long as some rule names it.
  uint32_t path_count() const { return static_cast<uint32_t>(paths_.size()); }
  const std::string& path(uint32_t number) const { return paths_[number].name; }
  // Changes whenever the numbers of paths do.
  uint64_t paths_version() const { return paths_version_; }

 private:
  friend class MatchRun;

  struct Rule {
    uint32_t id = 0;
    std::vector<ConditionIndex::Handle> handles;
    std::vector<uint32_t> conjunctions;
    std::vector<uint32_t> fields;                         // acquired from the tree, once for each time
    std::vector<std::pair<uint32_t, uint32_t>> absences;  // path, and what is in its when_absent
    // Only where {"exists": false} stands beside other leaves: in arrays it may hold though the path is
    // there, if all that is there lies in other elements than those that other leaves chose. That is left to
    // matches().
    std::unique_ptr<Pattern> pattern;
    std::vector<uint32_t> absence_fields;  // of those leaves
    bool always = false;                   // a conjunction of nothing: matches every event
  };
  // Leaves that must hold together: the key's condition leads here.
  struct Conjunction {
    uint32_t rule = 0;
    std::vector<uint32_t> guards;
  };
  // A leaf that is looked at only when a key holds. Shared by all conjunctions that have the same one.
  struct Guard {
    uint32_t field = 0;
    uint32_t users = 0;
    Leaf leaf;
    std::string key;  // in guard_by_key_
  };
  struct Path {
    std::string name;
    uint32_t users = 0;
    uint32_t kept_for = 0;                // guards that want its values
    std::vector<uint32_t> absence_rules;  // those with this path in absence_fields
    std::vector<uint32_t> when_absent;    // what holds where it is absent: bits of a Target
  };

  uint32_t acquire_field(Rule& rule, const std::string& path);
  void add_conjunction(uint32_t slot, const Pattern& pattern, const std::vector<uint32_t>& leaves);
  uint32_t key_of(const std::vector<const Leaf*>& leaves, const std::vector<uint32_t>& fields) const;
  uint32_t acquire_guard(const Leaf& leaf, uint32_t field);
  void release_guard(uint32_t guard);
  void keep_pattern(uint32_t slot, const Pattern& pattern);

  PathTree tree_;
  ConditionIndex conditions_;
  std::vector<Path> paths_;              // by node of the tree
  std::vector<uint32_t> absent_paths_;   // those with when_absent
  std::vector<uint32_t> absence_paths_;  // those with absence_rules
  std::vector<Rule> rules_;
  std::vector<uint32_t> free_rules_;
  std::vector<uint32_t> always_;  // rules
  std::vector<Conjunction> conjunctions_;
  std::vector<uint32_t> free_conjunctions_;
  std::vector<Guard> guards_;
  std::vector<uint32_t> free_guards_;
  std::unordered_map<std::string, uint32_t> guard_by_key_;
  std::unordered_map<uint32_t, uint32_t> slots_;  // id to rule
  uint32_t guard_count_ = 0;
  uint64_t paths_version_ = 0;
  ScratchSizes sizes_;
};

}  // namespace brigade::match
