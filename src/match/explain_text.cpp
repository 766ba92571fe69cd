// The explanation as text for a terminal, see explain.h. What is drawn in the page comes from the data.
#include "match/explain.h"

namespace brigade::match {
namespace {

std::string place_text(std::string_view text, TextRange place) {
  const base::LineColumn at = base::line_column(text, place.begin);
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

class Printer {
 public:
  Printer(const Pattern& pattern, const Event& event, const Explanation& explanation,
          std::string_view pattern_text, std::string_view event_text)
      : pattern_(pattern),
        event_(event),
        explanation_(explanation),
        pattern_text_(pattern_text),
        event_text_(event_text) {}

  std::string run() {
    line(0, explanation_.matched ? "match" : "no match");
    if (!pattern_.nodes.empty()) children(0, 1);
    if (!explanation_.elements.empty()) {
      std::string names;
      for (const uint32_t element : explanation_.elements) {
        if (!names.empty()) names += ", ";
        names += event_.element_name(element);
      }
      line(0, "looked at together: " + names);
    }
    if (!explanation_.smallest_miss.empty()) {
      std::string names;
      for (const uint32_t leaf : explanation_.smallest_miss) {
        if (!names.empty()) names += ", ";
        names += pattern_.leaves[leaf].path;
      }
      line(0, "it would match but for: " + names);
    }
    return std::move(out_);
  }

 private:
  void line(uint32_t depth, std::string_view text) {
    out_.append(2 * depth, ' ');
    out_ += text;
    out_ += '\n';
  }

  void children(uint32_t node, uint32_t depth) {
    for (const uint32_t child : pattern_.nodes[node].children) print(child, depth);
  }

  void print(uint32_t index, uint32_t depth) {
    const PatternNode& node = pattern_.nodes[index];
    const std::string mark = explanation_.nodes[index] ? "+ " : "- ";
    switch (node.kind) {
      case PatternNode::Kind::Leaf:
        return leaf(node, mark, depth);
      case PatternNode::Kind::Object:
        line(depth, mark + (node.name.empty() ? "branch" : node.name));
        return children(index, depth + 1);
      case PatternNode::Kind::Or:
        line(depth, mark + "$or");
        return children(index, depth + 1);
    }
  }

  void leaf(const PatternNode& node, const std::string& mark, uint32_t depth) {
    const Leaf& leaf = pattern_.leaves[node.leaf];
    const LeafExplanation& explained = explanation_.leaves[node.leaf];
    std::string head = mark + node.name + "  (pattern " + place_text(pattern_text_, node.name_place) + ")";
    if (explained.decisive) head += explained.matched ? "  <- not together with the others" : "  <- decisive";
    line(depth, head);
    for (size_t i = 0; i < leaf.alternatives.size(); i++) {
      const AlternativeExplanation& alternative = explained.alternatives[i];
      std::string text =
          (alternative.matched ? "+ " : "- ") + alternative_text(leaf.alternatives[i], alternative);
      if (alternative.has_value) text += value_place(explained.values[alternative.value]);
      line(depth + 1, text);
    }
    if (explained.value_count > 1)
      line(depth + 1, std::to_string(explained.value_count) + " values looked at");
  }

  std::string value_place(const ValueExplanation& value) const {
    const std::string element = event_.element_name(event_.fields()[value.field].element);
    return "  (event " + place_text(event_text_, value.place) + (element.empty() ? "" : ", " + element) + ")";
  }

  const Pattern& pattern_;
  const Event& event_;
  const Explanation& explanation_;
  std::string_view pattern_text_, event_text_;
  std::string out_;
};

}  // namespace

std::string explanation_text(const Pattern& pattern, const Event& event, const Explanation& explanation,
                             std::string_view pattern_text, std::string_view event_text) {
  return Printer(pattern, event, explanation, pattern_text, event_text).run();
}

}  // namespace brigade::match
