// The paths that the rules of a set name, as a tree of names, so that one walk over an event meets all of
// them. Paths are names joined by dots: {"a.b": …} and {"a": {"b": …}} lead to the same node. Nodes are
// counted by use and go away with the last rule that names them; their numbers are used again.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "match/key_table.h"

namespace brigade::match {

class PathTree {
 public:
  static constexpr uint32_t kRoot = 0;
  static constexpr uint32_t kNone = KeyTable::kNone;

  PathTree() : nodes_(1), version_(next_version()) {}

  // The node of a path, made where needed. One release for each acquire.
  uint32_t acquire(std::string_view path);
  void release(uint32_t node);

  // A child by a name without dots; kNone where no rule looks there.
  uint32_t child(uint32_t node, std::string_view name) const {
    const Node& parent = nodes_[node];
    // Most names of an event are nobody's, and most of those differ in length already.
    if ((parent.sizes >> (name.size() % 32) & 1) == 0) return kNone;
    return child_of_size(parent, node, name);
  }
  // A descendant by a name that may hold dots: "a.b" goes down two levels.
  uint32_t descendant(uint32_t node, std::string_view name) const;

  uint32_t children(uint32_t node) const { return nodes_[node].children; }
  bool ends_here(uint32_t node) const { return nodes_[node].ends > 0; }  // some rule has a leaf here
  // Another number after every change, and no two trees have the same.
  uint64_t version() const { return version_; }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

 private:
  // Few children are compared where they stand: the name itself where it fits, else its hash.
  struct NearChild {
    uint64_t key = 0;
    uint32_t size = 0;
    uint32_t node = 0;
  };
  static constexpr uint32_t kNear = 4;

  struct Node {
    uint32_t sizes = 0;  // bit i: some child has or had a name of that length, modulo 32
    uint32_t children = 0;
    bool in_place = true;
    NearChild near[kNear];
    uint32_t ends = 0;  // leaves of rules that end here
    uint32_t parent = 0;
    uint32_t entry = kNone;  // of its name, in names_
  };

  uint32_t child_of_size(const Node& parent, uint32_t node, std::string_view name) const;
  uint32_t child_in_table(uint32_t node, std::string_view name) const;
  static uint64_t next_version();
  uint32_t make_child(uint32_t node, std::string_view name);
  void unlink(uint32_t node);

  std::vector<Node> nodes_;
  std::vector<uint32_t> free_;
  uint64_t version_;
  KeyTable names_;  // (parent, name) to node
};

}  // namespace brigade::match
