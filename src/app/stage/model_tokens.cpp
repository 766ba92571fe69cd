// Live deliveries as tokens: where each of them is just now.
#include "app/stage/model_build.h"
#include "base/stable_sort.h"

namespace brigade::app::stage {
namespace {

using engine::Delivery;
using engine::DeliveryState;
using engine::kNone;
using engine::ResourceId;
using engine::ResourceKind;

uint32_t edge_for(const Build& b, const Delivery& d, const engine::Message& message) {
  const uint32_t by_part = edge_of(b, d.config, d.rule);
  if (by_part != kNone) return by_part;
  const uint32_t to = b.model.node_of(d.target);
  if (message.derivation == kNone || message.payload.kind == engine::PayloadKind::None) return kNone;
  const engine::Derivation& derivation = b.world.derivations[message.derivation];
  const bool by_mapping = message.payload.kind == engine::PayloadKind::StreamFailure;
  const uint32_t from = b.model.node_of(by_mapping ? derivation.target : derivation.by);
  for (uint32_t e = 0; e < b.model.edges.size(); ++e) {
    if (b.model.edges[e].from == from && b.model.edges[e].to == to) return e;
  }
  return kNone;
}

// The table or stream where a record waits for this delivery's mapping.
uint32_t source_of(const Build& b, const Delivery& d) {
  const ResourceId mapping = b.history.configs[d.config]->resource;
  return b.model.node_of(b.world.mapping(mapping).source);
}

bool place_token(const Build& b, uint32_t slot, const Delivery& d, Token& token) {
  const bool to_address = d.target.is_none() && d.config < b.history.configs.size();  // stays at its topic
  token.node = b.model.node_of(to_address ? b.history.configs[d.config]->resource : d.target);
  if (d.state == DeliveryState::InStream && !b.in_batch[slot]) token.node = source_of(b, d);
  if (token.node == kNone) return false;
  switch (d.state) {
    case DeliveryState::Scheduled:
      token.edge = edge_for(b, d, b.world.messages[d.message]);
      token.spot = token.edge == kNone ? Spot::AsyncQueue : Spot::OnEdge;
      token.look = token.edge == kNone ? Look::Faint : Look::Solid;
      if (token.edge == kNone && b.model.nodes[token.node].kind != ResourceKind::Function)
        token.spot = Spot::InQueue;
      break;
    case DeliveryState::InQueue:
      token.spot = Spot::AsyncQueue;
      break;
    case DeliveryState::BackingOff:
      token.spot = Spot::AsyncQueue;
      break;
    case DeliveryState::Running:
      token.spot = Spot::Environment;
      break;
    case DeliveryState::AwaitingAnswer:  // its client waits
      token.spot = Spot::InQueue, token.look = Look::Ring;
      break;
    case DeliveryState::Ending:
      token.spot = Spot::Leaving;
      break;
    case DeliveryState::InStream:
      token.spot = b.in_batch[slot] && b.model.nodes[token.node].kind == ResourceKind::Function
                       ? Spot::Environment
                       : Spot::InQueue;
      if (d.place > 0 && !b.in_batch[slot]) token.look = Look::Ring;  // its batch failed
      break;
    case DeliveryState::Delayed:
      token.spot = Spot::InQueue, token.look = Look::Faint;
      break;
    case DeliveryState::Visible:
      token.spot = Spot::InQueue;
      break;
    case DeliveryState::Invisible:
      token.spot = Spot::InQueue, token.look = Look::Ring;
      break;
  }
  return true;
}

}  // namespace

void mark_batches(Build& b) {
  b.in_batch.assign(b.taken.size(), false);
  for (uint32_t i = 0; i < b.world.lanes.size(); ++i) {
    const engine::Lane& lane = b.world.lanes[i];
    if (lane.batch == kNone) continue;
    uint32_t slot = lane.head;
    for (uint32_t n = b.world.batches[lane.batch].members; n > 0 && slot < b.in_batch.size(); --n) {
      b.in_batch[slot] = true;
      slot = b.world.deliveries[slot].next_free;
    }
  }
}

void add_tokens(Build& b) {
  std::vector<uint32_t> crowd((b.model.nodes.size() + b.model.edges.size()) * 5);
  for (uint32_t slot = 0; slot < b.taken.size(); ++slot) {
    if (!b.taken[slot]) continue;
    const Delivery& d = b.world.deliveries[slot];
    Token token;
    if (!place_token(b, slot, d, token)) continue;
    const bool on_edge = token.spot == Spot::OnEdge;
    const size_t place =
        on_edge ? b.model.nodes.size() * 5 + token.edge : token.node * 5 + static_cast<size_t>(token.spot);
    if (++crowd[place] > kMaxTokens) continue;
    token.delivery = d.number;
    token.message = b.world.messages[d.message].number;
    const uint32_t index = b.story.message_index(token.message);
    token.root = index == kNone ? token.message : b.story.root_of(token.message);
    if (index != kNone) token.label = b.story.messages[index].label;
    b.model.tokens.push_back(std::move(token));
  }
  base::stable_sort(b.model.tokens, [](const Token& x, const Token& y) { return x.delivery < y.delivery; });
}

}  // namespace brigade::app::stage
