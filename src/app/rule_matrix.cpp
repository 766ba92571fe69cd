// Verdicts come from the engine for what came to a bus, and from records for notifications.
#include "app/rule_matrix.h"

#include <algorithm>

#include "app/name_check.h"
#include "base/stable_sort.h"

namespace brigade::app {

using engine::kNone;
using engine::RecordKind;
using engine::ResourceId;
using engine::ResourceKind;

namespace {

bool ended_on_bus(const Session& session, const StoryDelivery& delivery, ResourceId bus) {
  if (delivery.end_step == kNone || delivery.end_step > session.step_number()) return false;
  if (!bus.is_none() && !(delivery.target == bus)) return false;
  const RecordKind kind = session.simulation().record_at(delivery.end_record).kind;
  return kind == RecordKind::EventRouted || kind == RecordKind::NoRuleMatched;
}

void add_rows(const Session& session, RuleMatrix& matrix) {
  const engine::World& world = session.world();
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (resource.alive == 0) continue;
    const ResourceId id = ResourceId::make(i, resource.generation);
    const std::string name(engine::name_of(world, session.history(), id));
    if (resource.kind == ResourceKind::Rule) {
      const bool enabled = session.history().rule_config(resource.config).enabled;
      matrix.rows.push_back({id, kNone, name, resource_key(resource.kind, name), enabled});
    } else if (resource.kind == ResourceKind::Bucket) {
      const auto& all = session.history().bucket_config(resource.config).notifications;
      for (uint32_t part = 0; part < all.size(); ++part) {
        const match::KeyFilter& filter = all[part].filter;
        matrix.rows.push_back(
            {id, part, name + ": " + filter.prefix + "*" + filter.suffix, name + "." + all[part].id, true});
      }
    }
  }
  base::stable_sort(matrix.rows, [](const MatrixRow& a, const MatrixRow& b) {
    return (a.part == kNone) > (b.part == kNone);
  });
}

// The column of a message: another message of the same cause may have made it already.
MatrixColumn& column_of(const Session& session, RuleMatrix& matrix, const StoryMessage& message) {
  const engine::Record made = session.simulation().record_at(message.first_record);
  for (MatrixColumn& column : matrix.columns) {
    if (made.cause != kNone && column.cause == made.cause) return column;
  }
  matrix.columns.push_back({message.label, message.begin_ms, made.cause, message.number, {}});
  matrix.columns.back().cells.resize(matrix.rows.size());
  return matrix.columns.back();
}

void add_event(const Session& session, RuleMatrix& matrix, const StoryDelivery& delivery) {
  const auto& event = session.event_on_bus(delivery.end_record);
  if (!event) return;
  MatrixColumn& column = column_of(session, matrix, session.story().messages[delivery.message]);
  column.message = event->message;
  for (size_t r = 0; r < matrix.rows.size(); ++r) {
    for (const engine::RuleVerdict& verdict : event->rules) {
      if (!(verdict.rule == matrix.rows[r].resource)) continue;
      column.cells[r].state = !verdict.enabled  ? CellState::kDisabled
                              : verdict.matched ? CellState::kMatched
                                                : CellState::kMissed;
      column.cells[r].message = event->message;
    }
  }
}

// What a notification made of an upload, by the record that its delivery began with.
void add_upload(const Session& session, RuleMatrix& matrix, const StoryDelivery& delivery) {
  const engine::Record r = session.simulation().record_at(delivery.first_record);
  const bool missed = r.kind == RecordKind::FilteredOut;
  if ((r.kind != RecordKind::FilterMatched && !missed) || r.step > session.step_number()) return;
  const auto& configs = session.history().configs;
  if (r.version >= configs.size()) return;
  const auto& then = session.history().bucket_config(r.version).notifications;
  for (size_t row = 0; row < matrix.rows.size(); ++row) {
    const MatrixRow& now = matrix.rows[row];
    if (now.part == kNone || !(configs[r.version]->resource == now.resource) || r.code >= then.size())
      continue;
    const uint32_t version = session.world().resource(now.resource).config;
    if (session.history().bucket_config(version).notifications[now.part].id != then[r.code].id) continue;
    MatrixColumn& column = column_of(session, matrix, session.story().messages[delivery.message]);
    column.cells[row] = {missed ? CellState::kMissed : CellState::kMatched, r.message, r.delivery};
  }
}

}  // namespace

std::vector<uint32_t> bus_stays(const Session& session, ResourceId bus, uint32_t message, size_t limit) {
  std::vector<uint32_t> records;
  const Story& story = session.story();
  for (size_t i = story.deliveries.size(); i > 0 && records.size() < limit; --i) {
    const StoryDelivery& delivery = story.deliveries[i - 1];
    if (message != kNone && story.messages[delivery.message].number != message) continue;
    if (ended_on_bus(session, delivery, bus)) records.push_back(delivery.end_record);
  }
  std::reverse(records.begin(), records.end());
  return records;
}

RuleMatrix make_rule_matrix(const Session& session, size_t columns) {
  RuleMatrix matrix;
  add_rows(session, matrix);
  if (matrix.rows.empty()) return matrix;
  const Story& story = session.story();
  for (size_t i = story.deliveries.size(); i > 0 && matrix.columns.size() <= columns; --i) {
    const StoryDelivery& delivery = story.deliveries[i - 1];
    if (ended_on_bus(session, delivery, {})) {
      add_event(session, matrix, delivery);
    } else {
      add_upload(session, matrix, delivery);
    }
  }
  if (matrix.columns.size() > columns) matrix.columns.resize(columns);  // the last one may be incomplete
  std::reverse(matrix.columns.begin(), matrix.columns.end());
  base::stable_sort(matrix.columns,
                    [](const MatrixColumn& a, const MatrixColumn& b) { return a.time_ms < b.time_ms; });
  return matrix;
}

void choose_cell(Session& session, const MatrixRow& row, const MatrixCell& cell) {
  if (cell.state == CellState::kNone) return;
  if (row.part == kNone) return session.ask_why(cell.message, row.resource);
  session.select_delivery(cell.message, cell.delivery);
  session.inspector_tab = InspectorTab::kWhy;
}

bool chosen_cell(const Session& session, const RuleMatrix& matrix, size_t& row, size_t& column) {
  for (column = 0; column < matrix.columns.size(); ++column) {
    for (row = 0; row < matrix.rows.size(); ++row) {
      const MatrixCell& cell = matrix.columns[column].cells[row];
      if (cell.state == CellState::kNone || cell.message != session.selection.message) continue;
      if (matrix.rows[row].part == kNone ? session.selection.resource == matrix.rows[row].resource
                                         : session.selection.delivery == cell.delivery) {
        return true;
      }
    }
  }
  return false;
}

void move_choice(Session& session, const RuleMatrix& matrix, int down, int right) {
  size_t row = 0, column = 0;
  const int rows = static_cast<int>(matrix.rows.size()), columns = static_cast<int>(matrix.columns.size());
  const bool fresh = !chosen_cell(session, matrix, row, column);
  int r = fresh ? 0 : static_cast<int>(row), c = fresh ? columns : static_cast<int>(column);
  if (fresh) down = 0, right = -1;  // from beyond the newest column
  for (int tries = 0; tries < rows * columns; ++tries) {
    r += down;
    c += right;
    if (fresh && c < 0) ++r, c = columns - 1;
    if (r < 0 || r >= rows || c < 0 || c >= columns) return;
    const MatrixCell& cell = matrix.columns[static_cast<size_t>(c)].cells[static_cast<size_t>(r)];
    if (cell.state != CellState::kNone)
      return choose_cell(session, matrix.rows[static_cast<size_t>(r)], cell);
  }
}

}  // namespace brigade::app
