// An event source mapping: how a function gets a queue's messages. Each edit is an UpdateEventSourceMapping;
// what the service refuses stands at the field.
#include <algorithm>

#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::EventSourceMappingConfig;
using engine::UpdateEventSourceMapping;

bool draw_switches(Session& session, UpdateEventSourceMapping command,
                   const EventSourceMappingConfig& config) {
  bool enabled = config.enabled;
  if (ui::checkbox("config.mapping.enabled", tr("inspector.mapping.enabled"), enabled)) {
    command.enabled = enabled;
    return commit(session, "mapping", std::move(command));
  }
  bool report = config.report_batch_item_failures;
  if (ui::checkbox("config.mapping.report", tr("inspector.mapping.report"), report)) {
    command.report_batch_item_failures = report;
    return commit(session, "mapping", std::move(command));
  }
  return false;
}

bool draw_numbers(Session& session, UpdateEventSourceMapping command,
                  const EventSourceMappingConfig& config) {
  int64_t size = config.batch_size;
  if (ui::number_field("config.mapping.batch", tr("inspector.mapping.batch"), size, 1, 10'000, nullptr,
                       edit_error().at("batch"))) {
    command.batch_size = static_cast<uint32_t>(size);
    // More than ten are only collected over a window.
    if (size > 10 && config.maximum_batching_window_s == 0) command.maximum_batching_window_s = 1;
    commit(session, "batch", std::move(command));
    return true;
  }
  int64_t window_s = config.maximum_batching_window_s;
  if (ui::number_field("config.mapping.window", tr("inspector.mapping.window"), window_s, 0, 300, "s",
                       edit_error().at("window"))) {
    command.maximum_batching_window_s = static_cast<uint32_t>(window_s);
    commit(session, "window", std::move(command));
    return true;
  }
  int64_t most = config.maximum_concurrency.value_or(0);
  if (ui::number_field("config.mapping.concurrency", tr("inspector.mapping.concurrency"), most, 0, 1'000,
                       nullptr, edit_error().at("concurrency"))) {
    command.maximum_concurrency = static_cast<uint32_t>(most);
    commit(session, "concurrency", std::move(command));
    return true;
  }
  return false;
}

}  // namespace

void draw_mapping_config(Session& session, engine::ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const EventSourceMappingConfig& config = session.history().mapping_config(version);
  const engine::EventSourceMappingState& state = session.world().mapping(id);
  UpdateEventSourceMapping command;
  command.uuid = name_of(session, id);
  ui::section_label(
      tr("inspector.mapping.title", {{"queue", std::string(name_of(session, state.queue))},
                                     {"function", std::string(name_of(session, state.function))}}));
  if (draw_switches(session, command, config)) return;
  if (draw_numbers(session, command, config)) return;
  static std::string filter;
  static uint32_t filter_of = engine::kNone;
  if (filter_of != version) {
    filter = config.filters.empty() ? std::string() : config.filters.front();
    filter_of = version;
  }
  ui::text_area("config.mapping.filter", tr("inspector.mapping.filter"), filter, 90,
                edit_error().at("filter"));
  ui::ButtonOptions options;
  if (!ui::button("config.mapping.save", tr("inspector.mapping.save"), options)) return;
  command.filters = filter.empty() ? std::vector<std::string>() : std::vector<std::string>{filter};
  commit(session, "filter", std::move(command));
}

}  // namespace brigade::app::inspector
