// A function: its limits, what happens to events that fail, and a button that invokes it. What its code does
// stands in handler_config.cpp. Every field is a command of the service; a refusal stands below its field.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/json_edit.h"
#include "app/inspector/tabs.h"
#include "app/stage/wiring.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::FunctionConfig;
using engine::ResourceId;
using engine::ResourceKind;

engine::PutFunctionEventInvokeConfig invoke_config(const std::string& name, const FunctionConfig& config) {
  engine::PutFunctionEventInvokeConfig command;
  command.function = name;
  command.maximum_retry_attempts = config.maximum_retry_attempts;
  command.maximum_event_age_s = config.maximum_event_age_s;
  if (!config.on_success_arn.empty()) command.on_success_arn = config.on_success_arn;
  if (!config.on_failure_arn.empty()) command.on_failure_arn = config.on_failure_arn;
  return command;
}

void draw_limits(Session& session, const std::string& name, const FunctionConfig& config) {
  ui::section_label(tr("inspector.limits"));
  int64_t timeout_ms = config.timeout_ms, memory_mb = config.memory_mb;
  if (ui::duration_field("config.timeout", tr("inspector.timeout"), timeout_ms, 1'000, 900'000,
                         edit_error().at("timeout"))) {
    engine::UpdateFunctionConfiguration command{name, timeout_ms, {}, {}, {}};
    commit(session, "timeout", std::move(command));
    return;
  }
  if (ui::number_field("config.memory", tr("inspector.memory"), memory_mb, 128, 10'240, tr("stage.mb"),
                       edit_error().at("memory"))) {
    engine::UpdateFunctionConfiguration command{name, {}, static_cast<uint32_t>(memory_mb), {}, {}};
    commit(session, "memory", std::move(command));
    return;
  }
  bool reserved = config.reserved_concurrency.has_value();
  if (ui::checkbox("config.reserve", tr("inspector.reserve"), reserved)) {
    engine::PutFunctionConcurrency command{name, {}};
    if (reserved) command.reserved = 1;
    commit(session, "concurrency", std::move(command));
    return;
  }
  if (config.reserved_concurrency) {
    int64_t count = *config.reserved_concurrency;
    if (ui::number_field("config.concurrency", tr("inspector.concurrency"), count, 0, 1'000, nullptr,
                         edit_error().at("concurrency"))) {
      commit(session, "concurrency", engine::PutFunctionConcurrency{name, static_cast<uint32_t>(count)});
    }
  }
}

void draw_retries(Session& session, const std::string& name, const FunctionConfig& config) {
  ui::section_label(tr("inspector.asynchronous"));
  ui::label(tr("inspector.retries"), {ui::Face::kText, kSmallPx, Role::kText2});
  const ui::Tab items[] = {{"retries.0", "0"}, {"retries.1", "1"}, {"retries.2", "2"}};
  const int now = static_cast<int>(config.maximum_retry_attempts);
  const int chosen = ui::segmented("config.retries", items, 3, now);
  engine::PutFunctionEventInvokeConfig command = invoke_config(name, config);
  if (chosen != now) {
    command.maximum_retry_attempts = static_cast<uint32_t>(chosen);
    commit(session, "retries", std::move(command));
    return;
  }
  int64_t age_ms = int64_t{config.maximum_event_age_s} * 1'000;
  if (ui::duration_field("config.age", tr("inspector.age"), age_ms, 60'000, 21'600'000,
                         edit_error().at("age"))) {
    command.maximum_event_age_s = static_cast<uint32_t>(age_ms / 1'000);
    commit(session, "age", std::move(command));
  }
}

void draw_target(Session& session, ResourceId id, stage::EdgeKind kind, const char* field, const char* title,
                 std::string arn, bool functions_too) {
  const uint32_t kinds =
      kind_bit(ResourceKind::Queue) | (functions_too ? kind_bit(ResourceKind::Function) : 0);
  const std::string name = std::string("config.") + field;
  if (choose_resource(session, name.c_str(), title, kinds, id, true, arn, edit_error().at(field)))
    note(field, stage::put_function_target(session, id, kind,
                                           engine::find_by_arn(session.world(), session.history(), arn)));
}

void draw_targets(Session& session, ResourceId id, const FunctionConfig& config) {
  const uint32_t revision = session.revision();
  draw_target(session, id, stage::EdgeKind::DeadLetter, "dead_letter", tr("inspector.dead_letter"),
              config.dead_letter_arn, false);
  if (revision != session.revision()) return;
  draw_target(session, id, stage::EdgeKind::OnFailure, "on_failure", tr("inspector.on_failure"),
              config.on_failure_arn, true);
  if (revision != session.revision()) return;
  draw_target(session, id, stage::EdgeKind::OnSuccess, "on_success", tr("inspector.on_success"),
              config.on_success_arn, true);
}

struct Settings {
  bool as_json = false;
  JsonEdit invoke, function;
} settings;

void write_settings(const FunctionConfig& config, const std::string& name) {
  base::JsonWriter invoke(base::JsonStyle::kIndented);
  invoke.begin_object();
  formats::write_event_invoke_members(invoke, invoke_config(name, config));
  settings.invoke.text = invoke.end_object().take();
  base::JsonWriter function(base::JsonStyle::kIndented);
  function.begin_object().member("Timeout", config.timeout_ms / 1'000).member("MemorySize", config.memory_mb);
  function.key("DeadLetterConfig").begin_object();
  if (!config.dead_letter_arn.empty()) function.member("TargetArn", config.dead_letter_arn);
  settings.function.text = function.end_object().end_object().take();
}

void draw_settings_json(Session& session, ResourceId id, const std::string& name) {
  const uint32_t version = session.world().resource(id).config;
  const bool stale = settings.function.is_stale(id, version);
  if (settings.invoke.is_stale(id, version) || stale)
    write_settings(session.history().function_config(version), name);
  ui::label(tr("inspector.invoke_config"), {ui::Face::kText, kSmallPx, Role::kText2});
  if (draw_json_edit(session, settings.invoke, "invoke_json", "lambda:PutFunctionEventInvokeConfig",
                     "function", 150)) {
    return;
  }
  ui::space(4);
  ui::label(tr("inspector.function_config"), {ui::Face::kText, kSmallPx, Role::kText2});
  draw_json_edit(session, settings.function, "function_json", "lambda:UpdateFunctionConfiguration",
                 "function", 130);
}

void draw_settings_form(Session& session, ResourceId id, const std::string& name) {
  const uint32_t revision = session.revision();
  auto config = [&]() -> const FunctionConfig& {
    return session.history().function_config(session.world().resource(id).config);
  };
  draw_retries(session, name, config());
  if (revision != session.revision()) return;
  draw_targets(session, id, config());
  if (revision != session.revision()) return;
  ui::space(6);
  draw_limits(session, name, config());
}

}  // namespace

void draw_function_config(Session& session, ResourceId id) {
  const uint32_t revision = session.revision();
  const std::string name = name_of(session, id);
  draw_handler_config(session, id);
  if (revision != session.revision()) return;
  ui::space(6);
  ui::section_label(tr("inspector.settings"));
  settings.as_json = draw_view_switch("settings.view", settings.as_json);
  if (settings.as_json) {
    draw_settings_json(session, id, name);
  } else {
    draw_settings_form(session, id, name);
  }
  if (revision != session.revision()) return;
  ui::space(6);
  if (draw_execution_role(session, id) || revision != session.revision()) return;
  ui::space(6);
  draw_invoke(session, id);
}

}  // namespace brigade::app::inspector
