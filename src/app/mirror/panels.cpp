// What the lower panels show: the functions' log lines, the mails, rules held against events; and a pattern's
// explanation, for the sandbox and for Why.
#include <algorithm>

#include "app/explanation.h"
#include "app/mirror/mirror.h"
#include "app/rule_matrix.h"
#include "base/stable_sort.h"
#include "base/time.h"
#include "engine/inbox.h"
#include "engine/services/logs.h"

namespace brigade::app::mirror {
namespace {

using base::JsonWriter;
using engine::kNone;

constexpr uint32_t kRecordsRead = 20'000;
constexpr size_t kMails = 50, kColumns = 12, kMostFields = 80, kMostAlternatives = 8;

struct Entry {
  engine::ResourceId function;
  engine::LogLine line;
};

std::vector<Entry> log_entries(const Session& session) {
  const engine::World& world = session.world();
  const auto is_function = [](const engine::Resource& resource) {
    return resource.alive != 0 && resource.kind == engine::ResourceKind::Function;
  };
  uint32_t functions = 0;
  for (uint32_t i = 0; i < world.resources.size(); ++i) functions += is_function(world.resources[i]) ? 1 : 0;
  // The journal is read once for each function: of a thousand, less of it.
  const uint32_t read = kRecordsRead / std::max(1u, functions / 8);
  const uint32_t from = world.records > read ? world.records - read : 0;
  std::vector<Entry> entries;
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (!is_function(resource)) continue;
    const auto id = engine::ResourceId::make(i, resource.generation);
    for (engine::LogLine& line : engine::log_lines(session.simulation(), id, from, world.records))
      entries.push_back({id, std::move(line)});
  }
  base::stable_sort(entries, [](const Entry& a, const Entry& b) { return a.line.record < b.line.record; });
  return entries;
}

const char* cell_key(CellState state) {
  switch (state) {
    case CellState::kMatched:
      return "matrix.match";
    case CellState::kMissed:
      return "matrix.miss";
    case CellState::kDisabled:
      return "matrix.disabled";
    case CellState::kNone:
      break;
  }
  return "";
}

void write_cell(JsonWriter& out, const MatrixCell& cell) {
  const char* key = cell_key(cell.state);
  out.begin_object().member("text", *key == '\0' ? "" : tr(key));
  out.member("tone", cell.state == CellState::kMatched  ? "good"
                     : cell.state == CellState::kMissed ? "bad"
                                                        : "waiting");
  out.end_object();
}

// The fields of a pattern, depth first.
class FieldWriter {
 public:
  FieldWriter(JsonWriter& out, const Sandbox::Answer& answer) : out_(out), answer_(answer) {}
  void write(uint32_t index, size_t branch, int depth) {
    if (left_ == 0) return;
    --left_;
    const match::PatternNode& node = answer_.pattern.nodes[index];
    const bool leaf = node.kind == match::PatternNode::Kind::Leaf;
    std::string name = node.kind == match::PatternNode::Kind::Or ? "$or" : node.name;
    if (name.empty()) name = tr("sandbox.branch", {{"n", std::to_string(branch)}});
    bool good = answer_.explanation.nodes[index];
    if (leaf) {
      const match::LeafExplanation& explained = answer_.explanation.leaves[node.leaf];
      if (explained.decisive)
        name += " — " + std::string(tr(explained.matched ? "sandbox.not_together" : "sandbox.made_miss"));
      good = good && !(explained.decisive && explained.matched);
    }
    out_.begin_object().member("depth", depth).member("ok", good).member("name", name);
    out_.key("reasons").begin_array();
    if (leaf) write_reasons(node.leaf);
    out_.end_array().end_object();
    size_t number = 0;
    for (const uint32_t child : node.children) write(child, ++number, depth + 1);
  }

 private:
  void write_reasons(uint32_t index) {
    const match::Leaf& leaf = answer_.pattern.leaves[index];
    const match::LeafExplanation& explained = answer_.explanation.leaves[index];
    const size_t count = std::min(leaf.alternatives.size(), kMostAlternatives);
    for (size_t i = 0; i < count; ++i) {
      out_.begin_object().member("ok", explained.alternatives[i].matched);
      out_.member("text", reason_of(leaf.alternatives[i], explained.alternatives[i])).end_object();
    }
  }
  JsonWriter& out_;
  const Sandbox::Answer& answer_;
  size_t left_ = kMostFields;
};

}  // namespace

void write_explanation(JsonWriter& out, Sandbox& sandbox) {
  const Sandbox::Answer& answer = sandbox.answer();
  if (!answer.has_verdict()) {
    const bool pattern = answer.pattern_fault.has_value();
    out.member("verdict", std::string(tr(pattern ? "sandbox.fault.pattern" : "sandbox.fault.event")) + ": " +
                              (pattern ? fault_text(sandbox.pattern, *answer.pattern_fault)
                                       : fault_text(sandbox.event, *answer.event_fault)));
    out.member("verdict_tone", "waiting").key("fields").begin_array().end_array();
    return;
  }
  out.member("verdict", tr(answer.explanation.matched ? "sandbox.match" : "sandbox.miss"));
  out.member("verdict_tone", answer.explanation.matched ? "good" : "bad").key("fields").begin_array();
  FieldWriter fields(out, answer);
  size_t branch = 0;
  if (!answer.pattern.nodes.empty()) {
    for (const uint32_t child : answer.pattern.nodes[0].children) fields.write(child, ++branch, 0);
  }
  out.end_array();
}

void write_logs(const Scope& scope) {
  const std::vector<Entry> entries = log_entries(scope.session);
  const size_t first = entries.size() > scope.ask.logs ? entries.size() - scope.ask.logs : 0;
  scope.out.key("logs").begin_object().member("total", entries.size()).key("items").begin_array();
  for (size_t i = entries.size(); i > first; --i) {  // the newest first, as messages
    const engine::LogLine& line = entries[i - 1].line;
    std::string text = line.text;
    std::replace(text.begin(), text.end(), '\t', ' ');
    scope.out.begin_object().member("id", i - 1).member("step", line.step).member("error", line.is_error);
    scope.out.member("clock", base::format_clock(line.time_ms));
    scope.out.member("function", inspector::name_of(scope.session, entries[i - 1].function));
    scope.out.member("text", text).end_object();
  }
  scope.out.end_array().end_object();
}

void write_inbox(const Scope& scope) {
  std::vector<engine::Mail> mails = engine::inbox(scope.session.simulation(), kMails);
  std::reverse(mails.begin(), mails.end());
  scope.out.key("inbox").begin_array();
  for (const engine::Mail& mail : mails) {
    scope.out.begin_object().member("record", mail.record).member("subject", mail.subject);
    scope.out.member("to", tr("inbox.to", {{"text", mail.address}}));
    scope.out.member("clock", base::format_clock(mail.time_ms));
    scope.out.member("text", engine::mail_text(scope.session.simulation(), mail));
    scope.out.member("state", mail.asks && mail.confirmed ? tr("inbox.confirmed") : "");
    scope.out.key("buttons").begin_array();
    if (mail.asks && !mail.confirmed && !scope.session.readonly) {
      scope.out.begin_object().member("id", "confirm_mail").member("label", tr("inbox.confirm"));
      scope.out.member("value", std::to_string(mail.record)).end_object();
    }
    scope.out.end_array().end_object();
  }
  scope.out.end_array();
}

void write_matrix(const Scope& scope) {
  const RuleMatrix matrix = make_rule_matrix(scope.session, kColumns);
  JsonWriter& out = scope.out;
  out.key("matrix").begin_object().key("columns").begin_array();
  for (const MatrixColumn& column : matrix.columns) {
    out.begin_object().member("id", column.cause).member("label", column.label).end_object();
  }
  out.end_array().key("rows").begin_array();
  for (size_t r = 0; r < matrix.rows.size() && !matrix.columns.empty(); ++r) {
    out.begin_object().member("key", matrix.rows[r].key).member("name", matrix.rows[r].name);
    out.key("cells").begin_array();
    for (const MatrixColumn& column : matrix.columns) write_cell(out, column.cells[r]);
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

}  // namespace brigade::app::mirror
