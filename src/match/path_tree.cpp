// Making and unmaking nodes of the path tree, see the header.
#include "match/path_tree.h"

namespace brigade::match {
namespace {

uint64_t near_key(uint32_t parent, std::string_view name) {
  if (name.size() > 8) return key_hash(name.data(), name.size(), parent);
  return name.size() == 8 ? base::load_word(name.data()) : short_word(name.data(), name.size());
}

}  // namespace

uint32_t PathTree::child_of_size(const Node& parent, uint32_t node, std::string_view name) const {
  if (!parent.in_place) return child_in_table(node, name);
  const uint32_t size = static_cast<uint32_t>(name.size());
  for (uint32_t i = 0; i < parent.children; i++) {
    const NearChild& near = parent.near[i];
    if (near.size != size || near.key != near_key(node, name)) continue;
    if (size <= 8) return near.node;
    const std::string& own = names_.entry(nodes_[near.node].entry).text;
    if (same_bytes(own.data(), name.data(), size)) return near.node;
  }
  return kNone;
}

uint64_t PathTree::next_version() {
  static uint64_t last = 0;
  return ++last;
}

uint32_t PathTree::child_in_table(uint32_t node, std::string_view name) const {
  const uint32_t entry =
      names_.find(node, key_hash(name.data(), name.size(), node), name.data(), name.size());
  return entry == KeyTable::kNone ? kNone : names_.entry(entry).value;
}

uint32_t PathTree::descendant(uint32_t node, std::string_view name) const {
  for (;;) {
    const size_t dot = name.find('.');
    node = child(node, name.substr(0, dot));
    if (node == kNone || dot == std::string_view::npos) return node;
    name.remove_prefix(dot + 1);
  }
}

uint32_t PathTree::make_child(uint32_t node, std::string_view name) {
  uint32_t made = static_cast<uint32_t>(nodes_.size());
  if (free_.empty()) {
    nodes_.emplace_back();
  } else {
    made = free_.back();
    free_.pop_back();
  }
  const uint64_t hash = key_hash(name.data(), name.size(), node);
  const uint32_t entry = names_.find_or_add(node, hash, name);
  names_.entry(entry).value = made;
  nodes_[made] = Node{};
  nodes_[made].parent = node;
  nodes_[made].entry = entry;
  Node& parent = nodes_[node];
  if (parent.in_place && parent.children < kNear) {
    const uint32_t size = static_cast<uint32_t>(name.size());
    parent.near[parent.children] = {near_key(node, name), size, made};
  } else {
    parent.in_place = false;
  }
  version_ = next_version();
  parent.children++;
  parent.sizes |= 1U << (name.size() % 32);
  return made;
}

uint32_t PathTree::acquire(std::string_view path) {
  uint32_t node = kRoot;
  for (;;) {
    const size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    const uint32_t next = child(node, name);
    node = next == kNone ? make_child(node, name) : next;
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  nodes_[node].ends++;
  return node;
}

void PathTree::unlink(uint32_t node) {
  Node& parent = nodes_[nodes_[node].parent];
  version_ = next_version();
  names_.remove(nodes_[node].entry);
  if (parent.in_place) {
    uint32_t at = 0;
    while (parent.near[at].node != node) at++;
    parent.near[at] = parent.near[parent.children - 1];
  }
  parent.children--;
  if (parent.children > 0) return free_.push_back(node);
  parent.in_place = true;
  parent.sizes = 0;
  free_.push_back(node);
}

void PathTree::release(uint32_t node) {
  nodes_[node].ends--;
  while (node != kRoot && nodes_[node].ends == 0 && nodes_[node].children == 0) {
    const uint32_t parent = nodes_[node].parent;
    unlink(node);
    node = parent;
  }
}

}  // namespace brigade::match
