// What the inspector's tabs show, before it is drawn: shared with the page's HTML view, so that both say the
// same. Each stands in the tab's own source file.
#pragma once
#include <string>
#include <vector>

#include "app/inspector/focus.h"
#include "engine/explain_rules.h"

namespace brigade::app::inspector {

// The payload at one hop, or a configuration; indented JSON. json_tab.cpp
struct Hop {
  std::string label, json;
};
std::vector<Hop> hops_of(const Session& session, const Focus& focus);

// A message in a queue: those in flight first, then the visible, then the delayed; at most 100.
// queue_consumer.cpp
struct QueueItem {
  uint32_t slot, message, delivery;  // slot: in World::deliveries; the others are numbers
  engine::DeliveryState state;
};
std::vector<QueueItem> queue_items(const engine::World& world, const engine::QueueState& queue);
std::string queue_item_label(const Session& session, const QueueItem& item);
std::string queue_item_state(const Session& session, const QueueItem& item);  // "visible · received 1 time"
std::string receipt_handle_of(const Session& session, const QueueItem& item);

// A key of a bucket with its newest version, newest first; at most 200. bucket_objects.cpp
struct BucketObject {
  std::string key;
  uint32_t newest;    // in History::objects
  uint32_t versions;  // writes of this key, markers included
  bool deleted;
};
std::vector<BucketObject> bucket_objects(const Session& session, engine::ResourceId bucket);

// Whether a delivery came the way of the resource or connection that the focus is on. event_tab.cpp
bool belongs(const Session& session, const Focus& focus, const StoryDelivery& delivery);

// The stay on a bus that the focus is about: a record of it, kNone. And the rule that was asked for, else one
// that matched, else the first; `event` has at least one. rules_why.cpp
uint32_t bus_stay_of(const Session& session, const Focus& focus);
const engine::RuleVerdict& chosen_rule(const Session& session, const engine::EventOnBus& event);

// What can be made to go wrong with a resource, and its name as a key of the text catalogue.
// fault_config.cpp
bool can_be_broken(engine::ResourceKind kind);
std::vector<engine::FaultKind> fault_kinds(const Session& session, engine::ResourceId id);
const char* fault_name_key(engine::FaultKind kind);

}  // namespace brigade::app::inspector
