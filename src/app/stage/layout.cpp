// Columns by longest path from a source, rows by where the senders stand; all sizes in CSS pixels at 100 %.
// Edges that close a circle are left out of the columns, so a function that sends to itself does not run
// away.
#include "app/stage/layout.h"

#include <algorithm>
#include <cmath>

#include "base/stable_sort.h"
#include "base/text.h"

namespace brigade::app::stage {
namespace {

using engine::ResourceKind;

constexpr float kRowGap = 52, kNarrowRowGap = 28;  // narrow: where many stand in a column
constexpr float kColumnGap = 96;                   // where a word stands on the edges
constexpr float kBareGap = 72;                     // where nothing does
constexpr float kPillGap = 68;                     // beside a filter, on both sides together
constexpr float kLoopRoom = 84;                    // below a function that retries
constexpr float kSideGap = 24;                     // between cards of a row, where messages run down
constexpr float kGapDown = 128, kFilterGapDown = 150;
constexpr float kPillHeight = 34;
constexpr float kPillPadding = 18;
constexpr float kMaxPillText = 168;
constexpr float kPillPitch = 114, kPillPitchDown = 130;  // from one filter to the next

struct Columns {
  std::vector<int> rank;  // by node
  std::vector<std::vector<uint32_t>> nodes;
};

// Longest path to `node`, walking edges backwards; -2 marks a node on the way, so that circles end.
int rank_of(const Model& model, std::vector<int>& rank, uint32_t node) {
  if (rank[node] != -1) return rank[node];
  rank[node] = -2;
  int best = 0;
  for (const Edge& edge : model.edges) {
    if (edge.to != node || edge.from == node) continue;
    best = std::max(best, rank_of(model, rank, edge.from) + 1);
  }
  rank[node] = std::max(best, 0);
  return rank[node];
}

// A node that nobody sends to and that sends to nobody stands where its kind usually stands.
int lonely_rank(const Model& model, const Node& node) {
  bool buckets = false, functions = false;
  for (const Node& other : model.nodes) {
    buckets |= other.kind == ResourceKind::Bucket;
    functions |= other.kind == ResourceKind::Function;
  }
  if (node.kind == ResourceKind::Bucket || node.kind == ResourceKind::Schedule) return 0;
  if (node.kind != ResourceKind::Queue && node.kind != ResourceKind::Table) return buckets ? 1 : 0;
  return (buckets ? 1 : 0) + (functions ? 1 : 0);
}

Columns make_columns(const Model& model) {
  Columns columns;
  std::vector<bool> wired(model.nodes.size());
  for (const Edge& edge : model.edges) wired[edge.from] = wired[edge.to] = true;
  columns.rank.assign(model.nodes.size(), -1);
  for (uint32_t i = 0; i < model.nodes.size(); ++i) {
    const int rank = wired[i] ? rank_of(model, columns.rank, i) : lonely_rank(model, model.nodes[i]);
    columns.rank[i] = rank;
    if (columns.nodes.size() <= static_cast<size_t>(rank))
      columns.nodes.resize(static_cast<size_t>(rank) + 1);
    columns.nodes[static_cast<size_t>(rank)].push_back(i);
  }
  std::erase_if(columns.nodes, [](const auto& column) { return column.empty(); });
  for (size_t c = 0; c < columns.nodes.size(); ++c) {
    for (uint32_t i : columns.nodes[c]) columns.rank[i] = static_cast<int>(c);
  }
  return columns;
}

float pill_text_width(size_t characters) {
  return std::min(static_cast<float>(characters) * 7.8f, kMaxPillText);
}

float gap_after(const Model& model, const Columns& columns, int rank) {
  float gap = kBareGap;
  for (const Edge& edge : model.edges) {
    if (columns.rank[edge.from] != rank) continue;
    if (edge.kind != EdgeKind::Target && edge.kind != EdgeKind::Subscription) gap = std::max(gap, kColumnGap);
    if (edge.filter.empty()) continue;
    gap = std::max(gap, pill_text_width(base::code_point_count(edge.filter)) + 2 * kPillPadding + kPillGap);
  }
  return gap;
}

float extent(const Node& node) {
  return node_size(node).y + (node.kind == ResourceKind::Function && node.max_retries > 0 ? kLoopRoom : 0);
}

// Where a node would like to stand: level with its senders, dead letters below, successes above.
float wish(const Model& model, const std::vector<Box>& boxes, uint32_t node, Flow flow = Flow::Right) {
  float sum = 0, lean = 0;
  int count = 0;
  for (const Edge& edge : model.edges) {
    if (edge.to != node || edge.from == node) continue;
    sum += flow == Flow::Right ? boxes[edge.from].centre().y : boxes[edge.from].centre().x;
    ++count;
    if (edge.kind == EdgeKind::OnSuccess) lean = -40;
    if (edge.kind == EdgeKind::DeadLetter || edge.kind == EdgeKind::Redrive) lean = 40;
  }
  return count == 0 ? 0 : sum / static_cast<float>(count) + lean;
}

// Moves boxes that were laid out here down until they lie on nothing that was moved there by hand.
void make_room(const Model& model, const Moved& moved, std::vector<Box>& boxes) {
  for (size_t i = 0; i < boxes.size(); ++i) {
    if (moved.find(model.nodes[i].key()) != moved.end()) continue;
    for (size_t tries = 0; tries < boxes.size(); ++tries) {
      bool clear = true;
      for (size_t j = 0; j < boxes.size(); ++j) {
        const bool fixed = moved.find(model.nodes[j].key()) != moved.end() || j < i;
        if (j == i || !fixed || !boxes[i].grown(12).overlaps(boxes[j])) continue;
        const float by = boxes[j].y1 + 24 - boxes[i].y0;
        boxes[i].y0 += by;
        boxes[i].y1 += by;
        clear = false;
      }
      if (clear) break;
    }
  }
}

}  // namespace

Point node_size(const Node& node) {
  switch (node.kind) {
    case ResourceKind::Bucket:
      return {176, 138};
    case ResourceKind::Function:
      return {248, 192};
    case ResourceKind::Bus:
      return {132, 96};
    case ResourceKind::Rule:
      return {164, 96};
    case ResourceKind::Topic:
      return {176, node.addresses.empty() ? 106.0f : 134.0f};
    case ResourceKind::Schedule:
      return {190, 106};
    case ResourceKind::Archive:
      return {150, 96};
    case ResourceKind::EventSourceMapping:
    case ResourceKind::Role:
    case ResourceKind::ScheduleGroup:
    case ResourceKind::Table:
    case ResourceKind::Stream:
    case ResourceKind::Alarm:
    case ResourceKind::Api:
    case ResourceKind::Pipe:
    case ResourceKind::Queue:
      break;
  }
  return {176, 106};
}

namespace {

// Columns from left to right; each is centred about y = 0.
void place_columns(const Model& model, Columns& columns, std::vector<Box>& boxes) {
  float x = 0;
  for (size_t c = 0; c < columns.nodes.size(); ++c) {
    auto& column = columns.nodes[c];
    base::stable_sort(column,
                      [&](uint32_t a, uint32_t b) { return wish(model, boxes, a) < wish(model, boxes, b); });
    const float row_gap = column.size() > 4 ? kNarrowRowGap : kRowGap;
    float height = -row_gap, width = 0;
    for (uint32_t i : column) {
      height += extent(model.nodes[i]) + row_gap;
      width = std::max(width, node_size(model.nodes[i]).x);
    }
    // The loop below the last function hangs free: cards, not loops, are what is centred.
    height -= extent(model.nodes[column.back()]) - node_size(model.nodes[column.back()]).y;
    float y = -height * 0.5f;
    for (uint32_t i : column) {
      const Point size = node_size(model.nodes[i]);
      boxes[i] = {x, std::round(y), x + size.x, std::round(y) + size.y};
      y += extent(model.nodes[i]) + row_gap;
    }
    x += width + gap_after(model, columns, static_cast<int>(c));
  }
}

// The same turned: ranks from top to bottom, each centred about x = 0.
void place_rows(const Model& model, Columns& columns, std::vector<Box>& boxes) {
  float y = 0;
  for (auto& row : columns.nodes) {
    base::stable_sort(row, [&](uint32_t a, uint32_t b) {
      return wish(model, boxes, a, Flow::Down) < wish(model, boxes, b, Flow::Down);
    });
    float width = -kSideGap, height = 0;
    bool filtered = false;
    for (uint32_t i : row) {
      width += node_size(model.nodes[i]).x + kSideGap;
      height = std::max(height, node_size(model.nodes[i]).y);
      for (const Edge& edge : model.edges) filtered |= edge.from == i && !edge.filter.empty();
    }
    float x = -width * 0.5f;
    for (uint32_t i : row) {
      const Point size = node_size(model.nodes[i]);
      boxes[i] = {std::round(x), y, std::round(x) + size.x, y + size.y};
      x += size.x + kSideGap;
    }
    y += height + (filtered ? kFilterGapDown : kGapDown);
  }
}

}  // namespace

std::vector<Box> lay_out(const Model& model, const Moved& moved, Flow flow) {
  Columns columns = make_columns(model);
  std::vector<Box> boxes(model.nodes.size());
  if (flow == Flow::Right) {
    place_columns(model, columns, boxes);
  } else {
    place_rows(model, columns, boxes);
  }
  for (size_t i = 0; i < boxes.size(); ++i) {
    const auto place = moved.find(model.nodes[i].key());
    if (place == moved.end()) continue;
    const Point size = node_size(model.nodes[i]);
    boxes[i] = {place->second.x, place->second.y, place->second.x + size.x, place->second.y + size.y};
  }
  if (!moved.empty()) make_room(model, moved, boxes);
  return boxes;
}

// --- wires ---

namespace {

// Ends that share a side are spread over its middle half, in the order of where they lead.
struct End {
  uint32_t edge;
  float towards;
};
void spread(const std::vector<Box>& boxes, const Model& model, bool outgoing, Flow flow,
            std::vector<float>& along) {
  for (uint32_t node = 0; node < boxes.size(); ++node) {
    std::vector<End> ends;
    for (uint32_t e = 0; e < model.edges.size(); ++e) {
      const Edge& edge = model.edges[e];
      if ((outgoing ? edge.from : edge.to) != node) continue;
      const Point far = boxes[outgoing ? edge.to : edge.from].centre();
      ends.push_back({e, flow == Flow::Right ? far.y : far.x});
    }
    base::stable_sort(ends, [](const End& a, const End& b) { return a.towards < b.towards; });
    for (size_t i = 0; i < ends.size(); ++i) {
      const float share = static_cast<float>(i + 1) / static_cast<float>(ends.size() + 1);
      // Downwards, the left of a function's lower edge belongs to its retry loop.
      const bool beside_loop =
          flow == Flow::Down && outgoing && model.nodes[node].kind == ResourceKind::Function;
      along[ends[i].edge] =
          flow == Flow::Right
              ? boxes[node].y0 + boxes[node].height() * share
              : boxes[node].x0 + boxes[node].width() * (beside_loop ? 0.58f + 0.4f * share : share);
    }
  }
}

// Moves the middle of a wire across its direction.
void bend(Wire& wire, Flow flow, float by) {
  const Point shift = flow == Flow::Right ? Point{0, by / 0.75f} : Point{by / 0.75f, 0};
  wire.curve[1] = wire.curve[1] + shift;
  wire.curve[2] = wire.curve[2] + shift;
}

float half_pill(const Measure& measure, const Edge& edge) {
  const float text = std::min(measure.width(Face::Mono, 13, edge.filter), kMaxPillText);
  return std::max(text * 0.5f + kPillPadding, 26.0f);
}

// Filters in one gap stand below each other (beside each other where messages run down), with room for their
// counts.
void part_pills(const Model& model, const Measure& measure, Flow flow, std::vector<Wire>& wires) {
  std::vector<uint32_t> order;
  for (uint32_t e = 0; e < wires.size(); ++e) {
    if (!model.edges[e].filter.empty()) order.push_back(e);
  }
  const bool right = flow == Flow::Right;
  auto across = [&](uint32_t e) {
    const Point p = curve_point(wires[e].curve, 0.5f);
    return right ? p.y : p.x;
  };
  auto along = [&](uint32_t e) {
    const Point p = curve_point(wires[e].curve, 0.5f);
    return right ? p.x : p.y;
  };
  base::stable_sort(order, [&](uint32_t a, uint32_t b) { return across(a) < across(b); });
  for (int pass = 0; pass < 8; ++pass) {
    for (size_t i = 0; i < order.size(); ++i) {
      for (size_t j = i + 1; j < order.size(); ++j) {
        if (std::abs(along(order[i]) - along(order[j])) > (right ? 150.0f : 90.0f)) continue;
        const float side =
            half_pill(measure, model.edges[order[i]]) + half_pill(measure, model.edges[order[j]]);
        const float pitch = right ? kPillPitch : std::max(kPillPitchDown, side + 12);
        const float lack = pitch - (across(order[j]) - across(order[i]));
        if (lack <= 0.5f) continue;
        bend(wires[order[i]], flow, -lack * 0.5f);
        bend(wires[order[j]], flow, lack * 0.5f);
      }
    }
  }
}

}  // namespace

std::vector<Wire> lay_wires(const Model& model, const std::vector<Box>& boxes, const Measure& measure,
                            Flow flow) {
  std::vector<float> from_at(model.edges.size()), to_at(model.edges.size());
  spread(boxes, model, true, flow, from_at);
  spread(boxes, model, false, flow, to_at);
  std::vector<Wire> wires(model.edges.size());
  for (size_t e = 0; e < model.edges.size(); ++e) {
    const Box &from = boxes[model.edges[e].from], &to = boxes[model.edges[e].to];
    const bool right = flow == Flow::Right;
    const Point start = right ? Point{from.x1, from_at[e]} : Point{from_at[e], from.y1};
    const Point end = right ? Point{to.x0, to_at[e]} : Point{to_at[e], to.y0};
    const float reach = std::max(44.0f, std::abs(right ? end.x - start.x : end.y - start.y) * 0.45f);
    const Point handle = right ? Point{reach, 0} : Point{0, reach};
    Wire& wire = wires[e];
    wire.curve[0] = start;
    wire.curve[1] = start + handle;
    wire.curve[2] = end - handle;
    wire.curve[3] = end;
  }
  part_pills(model, measure, flow, wires);
  for (size_t e = 0; e < model.edges.size(); ++e) {
    if (model.edges[e].filter.empty()) continue;
    const Point middle = curve_point(wires[e].curve, 0.5f);
    const float half = half_pill(measure, model.edges[e]);
    wires[e].pill = {middle.x - half, middle.y - kPillHeight * 0.5f, middle.x + half,
                     middle.y + kPillHeight * 0.5f};
    wires[e].missed = {middle.x, wires[e].pill.y1 + 20};
    if (flow == Flow::Right) continue;
    const bool left = middle.x < boxes[model.edges[e].from].centre().x - 1;
    wires[e].missed = {left ? wires[e].pill.x0 - 50 : wires[e].pill.x1 + 50, middle.y - 10};
  }
  return wires;
}

Loop retry_loop(const Box& box) {
  const float right = box.x0 + box.width() * 0.52f, left = box.x0 + box.width() * 0.2f;
  return {{{right, box.y1}, {right, box.y1 + 76}, {left, box.y1 + 76}, {left, box.y1 + 2}}};
}

// --- inside the cards ---

FunctionParts function_parts(const Box& card) {
  const float left = card.x0 + 16, right = card.x1 - 16;
  FunctionParts parts;
  parts.queue_label_y = card.y0 + 52;
  parts.queue_row = {left, card.y0 + 64, right, card.y0 + 90};
  parts.running_label_y = card.y0 + 109;
  parts.environments = {left, card.y0 + 121, right, card.y0 + 147};
  parts.trouble = {left, card.y0 + 158, right, card.y0 + 180};
  return parts;
}

Box drop_zone(const Box& card) { return {card.x0 + 14, card.y0 + 60, card.x1 - 14, card.y1 - 14}; }

Box token_row(const Box& card) { return {card.x0 + 14, card.y1 - 42, card.x1 - 14, card.y1 - 14}; }

Box environment_box(const Box& row, uint32_t i, uint32_t count) {
  if (count <= 3) {
    const float width = (row.width() - 12) / 3;
    const float x = row.x0 + static_cast<float>(i) * (width + 6);
    return {x, row.y0, x + width, row.y1};
  }
  const float width = (row.width() - 5 * 4) / 6, height = (row.height() - 4) / 2;
  const float x = row.x0 + static_cast<float>(i % 6) * (width + 4);
  const float y = row.y0 + static_cast<float>(i / 6) * (height + 4);
  return {x, y, x + width, y + height};
}

Point row_place(Box row, uint32_t i, uint32_t count, float room_px) {
  float pitch = 17;
  if (count > 1) pitch = std::min(pitch, (room_px - 2 * kTokenRadius) / static_cast<float>(count - 1));
  return {row.x0 + 6 + kTokenRadius + static_cast<float>(i) * pitch, row.centre().y};
}

Point output_port(const Box& card) { return {card.x1, card.y0 + 23}; }

}  // namespace brigade::app::stage
