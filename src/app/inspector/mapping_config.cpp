// An event source mapping: how a function gets a queue's messages or a stream's records. Each edit is an
// UpdateEventSourceMapping; what the service refuses stands at the field.
#include <algorithm>

#include "app/icons.h"
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

bool draw_numbers(Session& session, UpdateEventSourceMapping command, const EventSourceMappingConfig& config,
                  bool of_stream) {
  int64_t size = config.batch_size;
  if (ui::number_field("config.mapping.batch", tr("inspector.mapping.batch"), size, 1, 10'000, nullptr,
                       edit_error().at("batch"))) {
    command.batch_size = static_cast<uint32_t>(size);
    // More than ten are only collected over a window.
    if (!of_stream && size > 10 && config.maximum_batching_window_s == 0)
      command.maximum_batching_window_s = 1;
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
  if (of_stream) return false;
  int64_t most = config.maximum_concurrency.value_or(0);
  if (ui::number_field("config.mapping.concurrency", tr("inspector.mapping.concurrency"), most, 0, 1'000,
                       nullptr, edit_error().at("concurrency"))) {
    command.maximum_concurrency = static_cast<uint32_t>(most);
    commit(session, "concurrency", std::move(command));
    return true;
  }
  return false;
}

// Where it stands: what waits, what is held back, how old the last record was.
void draw_reading(const EventSourceMappingConfig& config, const engine::EventSourceMappingState& state) {
  ui::rich_text(tr("inspector.mapping.reading",
                   {{"position", std::string(engine::starting_position_name(config.starting_position))},
                    {"waiting", std::to_string(state.waiting)},
                    {"age_ms", duration_text(state.iterator_age_ms)}}));
  if (state.blocked > 0) {
    ui::status(kIconLock, tr("inspector.mapping.blocked", {{"n", std::to_string(state.blocked)}}),
               Role::kFailed);
  }
}

bool draw_stream_settings(Session& session, UpdateEventSourceMapping command,
                          const EventSourceMappingConfig& config) {
  bool bisect = config.bisect_batch_on_function_error;
  if (ui::checkbox("config.mapping.bisect", tr("inspector.mapping.bisect"), bisect)) {
    command.bisect_batch_on_function_error = bisect;
    return commit(session, "mapping", std::move(command));
  }
  int64_t retries = config.maximum_retry_attempts;
  if (ui::number_field("config.mapping.retries", tr("inspector.mapping.retries"), retries, -1, 10'000,
                       nullptr, edit_error().at("retries"))) {
    command.maximum_retry_attempts = static_cast<int32_t>(retries);
    commit(session, "retries", std::move(command));
    return true;
  }
  int64_t age_s = config.maximum_record_age_s;
  if (ui::number_field("config.mapping.age", tr("inspector.mapping.age"), age_s, -1, 604'800, "s",
                       edit_error().at("age"))) {
    command.maximum_record_age_s = static_cast<int32_t>(age_s);
    commit(session, "age", std::move(command));
    return true;
  }
  int64_t factor = config.parallelization_factor;
  if (ui::number_field("config.mapping.factor", tr("inspector.mapping.factor"), factor, 1, 10, nullptr,
                       edit_error().at("factor"))) {
    command.parallelization_factor = static_cast<uint32_t>(factor);
    commit(session, "factor", std::move(command));
    return true;
  }
  std::string on_failure = config.on_failure_arn;
  if (!choose_resource(session, "config.mapping.on_failure", tr("inspector.mapping.on_failure"),
                       kind_bit(engine::ResourceKind::Queue) | kind_bit(engine::ResourceKind::Topic), {},
                       true, on_failure, edit_error().at("on_failure")))
    return false;
  command.on_failure_arn = on_failure;
  commit(session, "on_failure", std::move(command));
  return true;
}

}  // namespace

void draw_mapping_config(Session& session, engine::ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const EventSourceMappingConfig& config = session.history().mapping_config(version);
  const engine::EventSourceMappingState& state = session.world().mapping(id);
  UpdateEventSourceMapping command;
  command.uuid = name_of(session, id);
  ui::section_label(
      tr("inspector.mapping.title", {{"queue", std::string(name_of(session, state.source))},
                                     {"function", std::string(name_of(session, state.function))}}));
  if (state.stream != engine::kNone) draw_reading(config, state);
  if (draw_switches(session, command, config)) return;
  if (draw_numbers(session, command, config, state.stream != engine::kNone)) return;
  if (state.stream != engine::kNone && draw_stream_settings(session, command, config)) return;
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
