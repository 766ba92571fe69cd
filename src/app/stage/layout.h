// Places for the nodes: sources left, targets right of what sends to them, dead-letter queues low. What the
// learner moved stays where it was put. Deterministic: the same model gives the same picture.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/stage/model.h"
#include "app/stage/scene.h"

namespace brigade::app::stage {

// Top left corners by resource name, for those that were moved by hand.
using Moved = std::map<std::string, Point, std::less<>>;

// The size of a node's card.
Point node_size(const Node& node);

// Which way messages run: to the right, or down where the panel is upright (a phone).
enum class Flow : uint8_t { Right, Down };

// One box a node, in the model's order. Nodes laid out here never overlap each other.
std::vector<Box> lay_out(const Model& model, const Moved& moved, Flow flow = Flow::Right);

// The curve of each edge between those boxes; several between the same two nodes lie beside each other.
struct Wire {
  Point curve[4];
  Box pill;      // of the filter of a notification; its width is that of the text
  Point missed;  // centre of the count below it
};
std::vector<Wire> lay_wires(const Model& model, const std::vector<Box>& boxes, const Measure& measure,
                            Flow flow = Flow::Right);

// The loop below a function that retries.
struct Loop {
  Point curve[4];
};
Loop retry_loop(const Box& function_box);

// Where things stand within a card; boxes of the stage.
struct FunctionParts {
  Box queue_row, environments, trouble;
  float queue_label_y, running_label_y;
};
FunctionParts function_parts(const Box& card);
Box drop_zone(const Box& card);
Box token_row(const Box& queue_card);
// The i-th of `count` environments, in at most two rows of six.
Box environment_box(const Box& environments, uint32_t i, uint32_t count);
inline constexpr uint32_t kMaxEnvironmentBoxes = 12;
// The i-th of `count` tokens in a row that begins at `left` and has this much room.
Point row_place(Box row, uint32_t i, uint32_t count, float room_px);
Point output_port(const Box& card);

inline constexpr float kTokenRadius = 7;

}  // namespace brigade::app::stage
