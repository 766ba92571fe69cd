// A pipe: where it reads and what of it, what enriches it, where it goes. Filled in as one form and saved as
// one UpdatePipe; what the service refuses stands below it. A switch starts and stops it at once.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"
#include "engine/services/pipes.h"

namespace brigade::app::inspector {
namespace {

using engine::PipeConfig;
using engine::PipeSource;
using engine::ResourceId;
using engine::ResourceKind;

constexpr size_t kMostFilters = 5;
constexpr uint32_t kTargets = kind_bit(ResourceKind::Function) | kind_bit(ResourceKind::Queue) |
                              kind_bit(ResourceKind::Topic) | kind_bit(ResourceKind::Bus) |
                              kind_bit(ResourceKind::Stream);

// What is being typed, of which version of which pipe.
struct Draft {
  ResourceId id;
  uint32_t version = engine::kNone;
  PipeConfig config;
} draft;

// Its filters, and an empty place for one more.
void draw_filters() {
  std::vector<std::string>& filters = draft.config.filters;
  if (filters.size() < kMostFilters && (filters.empty() || !filters.back().empty())) filters.emplace_back();
  for (size_t i = 0; i < filters.size(); ++i) {
    const std::string name = "config.pipe.filter." + std::to_string(i + 1);
    const std::string title = tr("inspector.pipe.filter", {{"n", std::to_string(i + 1)}});
    ui::text_area(name.c_str(), title.c_str(), filters[i], 64);
  }
}

template <class T>
void number(const char* name, const char* key, T& value, int64_t least, int64_t most, const char* unit) {
  int64_t shown = value;
  if (ui::number_field(name, tr(key), shown, least, most, unit)) value = static_cast<T>(shown);
}

void draw_source(const Session& session, bool of_stream) {
  PipeConfig& config = draft.config;
  number("config.pipe.batch", "inspector.mapping.batch", config.batch_size, 1, 10'000, nullptr);
  number("config.pipe.window", "inspector.mapping.window", config.maximum_batching_window_s, 0, 300, "s");
  if (!of_stream) return;
  ui::checkbox("config.pipe.bisect", tr("inspector.mapping.bisect"), config.bisect_batch_on_function_error);
  number("config.pipe.retries", "inspector.mapping.retries", config.maximum_retry_attempts, -1, 10'000,
         nullptr);
  number("config.pipe.age", "inspector.mapping.age", config.maximum_record_age_s, -1, 604'800, "s");
  number("config.pipe.factor", "inspector.mapping.factor", config.parallelization_factor, 1, 10, nullptr);
  choose_resource(session, "config.pipe.dead_letter", tr("inspector.dead_letter"),
                  kind_bit(ResourceKind::Queue) | kind_bit(ResourceKind::Topic), {}, true,
                  config.on_failure_arn);
}

void draw_stages(const Session& session) {
  PipeConfig& config = draft.config;
  choose_resource(session, "config.pipe.enrichment", tr("inspector.pipe.enrichment"),
                  kind_bit(ResourceKind::Function), {}, true, config.enrichment_arn);
  if (!config.enrichment_arn.empty()) {
    ui::text_area("config.pipe.enrichment_template", tr("inspector.pipe.enrichment_template"),
                  config.enrichment_template, 64);
  }
  choose_resource(session, "config.pipe.target", tr("inspector.target"), kTargets, {}, false,
                  config.target_arn);
  ui::text_area("config.pipe.template", tr("inspector.pipe.template"), config.target_template, 90);
  const auto arn = engine::parse_arn(config.target_arn);
  if (!arn) return;
  if (arn->service == "lambda")
    ui::checkbox("config.pipe.forget", tr("inspector.pipe.forget"), config.fire_and_forget);
  if (arn->service == "events") {
    ui::text_field("config.pipe.source", tr("inspector.event.source"), config.source, {}, "Pipe …", true);
    ui::text_field("config.pipe.type", tr("inspector.event.type"), config.detail_type, {}, "Event from …",
                   true);
  }
  if (arn->service == "sqs" && base::ends_with(arn->resource, ".fifo")) {
    ui::text_field("config.pipe.group", tr("inspector.message_group"), config.message_group_id, {},
                   "$.attributes.MessageGroupId", true);
    ui::text_field("config.pipe.deduplication", tr("inspector.pipe.deduplication"),
                   config.message_deduplication_id, {}, "$.messageId", true);
  }
  if (arn->service == "kinesis") {
    ui::text_field("config.pipe.key", tr("inspector.pipe.key"), config.partition_key, {}, "$.body.id", true);
  }
}

template <class T>
void set_other(std::optional<T>& out, const T& value, const T& before) {
  if (value != before) out = value;
}

// What is another one than it was.
engine::UpdatePipe edited(std::string name, const PipeConfig& before) {
  PipeConfig now = draft.config;
  now.filters.erase(std::remove(now.filters.begin(), now.filters.end(), std::string()), now.filters.end());
  engine::UpdatePipe out;
  out.pipe = std::move(name);
  out.source_kind = engine::pipes::source_kind(before.event_source_arn);
  set_other(out.filters, now.filters, before.filters);
  set_other(out.batch_size, now.batch_size, before.batch_size);
  set_other(out.maximum_batching_window_s, now.maximum_batching_window_s, before.maximum_batching_window_s);
  set_other(out.bisect_batch_on_function_error, now.bisect_batch_on_function_error,
            before.bisect_batch_on_function_error);
  set_other(out.maximum_retry_attempts, now.maximum_retry_attempts, before.maximum_retry_attempts);
  set_other(out.maximum_record_age_s, now.maximum_record_age_s, before.maximum_record_age_s);
  set_other(out.parallelization_factor, now.parallelization_factor, before.parallelization_factor);
  set_other(out.on_failure_arn, now.on_failure_arn, before.on_failure_arn);
  set_other(out.enrichment_arn, now.enrichment_arn, before.enrichment_arn);
  set_other(out.enrichment_template, now.enrichment_template, before.enrichment_template);
  set_other(out.target_arn, now.target_arn, before.target_arn);
  set_other(out.target_template, now.target_template, before.target_template);
  set_other(out.fire_and_forget, now.fire_and_forget, before.fire_and_forget);
  set_other(out.source, now.source, before.source);
  set_other(out.detail_type, now.detail_type, before.detail_type);
  set_other(out.partition_key, now.partition_key, before.partition_key);
  set_other(out.message_group_id, now.message_group_id, before.message_group_id);
  set_other(out.message_deduplication_id, now.message_deduplication_id, before.message_deduplication_id);
  return out;
}

}  // namespace

void draw_pipe_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const PipeConfig& config = session.history().pipe_config(version);
  if (!(draft.id == id) || draft.version != version) draft = {id, version, config};
  const std::string name(name_of(session, id));
  const engine::EventSourceMappingState& state = session.world().mapping(id);
  ui::section_label(tr("inspector.pipe.title", {{"source", std::string(name_of(session, state.source))}}));
  bool running = config.enabled;
  if (ui::checkbox("config.pipe.running", tr("inspector.pipe.running"), running)) {
    if (running) {
      commit(session, "pipe", engine::StartPipe{name});
    } else {
      commit(session, "pipe", engine::StopPipe{name});
    }
    return;
  }
  draw_filters();
  draw_source(session, state.stream != engine::kNone);
  ui::space(4);
  draw_stages(session);
  if (!edit_error().at("pipe").empty()) {
    ui::status(kIconX, std::string(edit_error().at("pipe")), Role::kFailed);
  }
  const FormEnd end = form_buttons("config.pipe");
  if (end == FormEnd::kSave) commit(session, "pipe", edited(name, config));
  if (end == FormEnd::kCancel) draft = {id, version, config};
}

}  // namespace brigade::app::inspector
