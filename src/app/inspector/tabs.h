// The inspector's parts, one source file each; each lays itself out on the cursor within the scrolling area.
#pragma once
#include <string_view>

#include "app/inspector/focus.h"
#include "app/session.h"
#include "app/theme.h"

namespace brigade::app::inspector {

// Event: a message's journey, or what a resource or connection has seen.
void draw_event(Session& session, const Focus& focus);
// The lines of the journey; a click goes to the line's step.
void draw_journey(Session& session, const Focus& focus);
void draw_objects(Session& session, engine::ResourceId bucket);
void draw_consumer(Session& session, engine::ResourceId queue);
void draw_deliveries(Session& session, const Focus& focus);

void draw_why(Session& session, const Focus& focus);
void draw_json(Session& session, const Focus& focus);
void draw_logs(Session& session, const Focus& focus);
// Charts of the resource's metrics.
void draw_metrics(Session& session, const Focus& focus);

void draw_config(Session& session, const Focus& focus);
void draw_bucket_config(Session& session, engine::ResourceId id);
void draw_bucket_lifecycle(Session& session, engine::ResourceId id);
void draw_bucket_tiering(Session& session, engine::ResourceId id);
void draw_bucket_replication(Session& session, engine::ResourceId id);
// What an object is beside its key, and what can be done with it. The facts are empty where all is as usual.
void draw_object_card(Session& session, engine::ResourceId bucket, uint32_t version);
std::string object_facts(const Session& session, uint32_t version);
void draw_function_config(Session& session, engine::ResourceId id);
void draw_invoke(Session& session, engine::ResourceId function);  // by hand, and the last answer
void draw_environments(const Session& session, engine::ResourceId function);
void draw_billing(Session& session, engine::ResourceId function);  // the function and all of them
void draw_handler_config(Session& session, engine::ResourceId id);
// True where the handler is another one now.
bool draw_handler_calls(Session& session, engine::ResourceId id, const engine::HandlerBehaviour& now);
void draw_queue_config(Session& session, engine::ResourceId id);
void draw_move_task(Session& session, engine::ResourceId queue);  // nothing for a queue without a way back
void draw_fault(Session& session, engine::ResourceId id);         // of what receives events or items
// Message attributes as they are typed: "name = value" a line.
std::vector<match::MessageAttribute> typed_attributes(std::string_view text);
void draw_bus_config(Session& session, engine::ResourceId id);
void draw_rule_config(Session& session, engine::ResourceId id);
void draw_topic_config(Session& session, engine::ResourceId id);
void draw_table_config(Session& session, engine::ResourceId id);
void draw_stream_config(Session& session, engine::ResourceId id);
void draw_api_config(Session& session, engine::ResourceId id);
void draw_role_config(Session& session, engine::ResourceId id);
// The role of a function, and a button that makes one. True where something is another one now.
bool draw_execution_role(Session& session, engine::ResourceId function);
// Among the roles of the scenario, where there are any; another one that is named stays as it is.
void choose_role(const Session& session, const char* name, bool or_none, std::string& role_arn);
// The policy of a queue, topic or bus as JSON; `command` and `member` as in draw_json_edit().
bool draw_policy(Session& session, engine::ResourceId id, const std::vector<engine::PolicyStatement>& policy,
                 std::string_view command, std::string_view member);
void draw_alarm_config(Session& session, engine::ResourceId id);
void draw_mapping_config(Session& session, engine::ResourceId id);
void draw_pipe_config(Session& session, engine::ResourceId id);
void draw_schedule_config(Session& session, engine::ResourceId id);
void draw_schedule_group_config(Session& session, engine::ResourceId id);
void draw_archive_config(Session& session, engine::ResourceId id);
// The archives of a bus, and a form for a new one.
void draw_archives(Session& session, engine::ResourceId bus);
// Below a schedule's expression: its next three times in words, in its zone; or that it is none.
void draw_next_times(const std::vector<int64_t>& unix_ms, const base::TimeZone& zone, bool valid);

// Each rule's answer to the event, with reasons.
void draw_rules_of_event(Session& session, uint32_t record);

// A sentence in place of content: nothing selected, nothing here yet.
void draw_nothing(const char* icon, const char* title_key, const char* text_key);

// The refusal of an edit, shown at the field that made it until the next edit.
struct EditError {
  std::string field, text;
  std::string_view at(std::string_view name) const {
    return name == field ? std::string_view(text) : std::string_view();
  }
};
EditError& edit_error();
// Submits; a refusal goes to the field.
bool commit(Session& session, std::string_view field, engine::Command command);
void note(std::string_view field, const base::Status& status);

// A choice among the resources of these kinds (kind_bit), "None" first where `or_none` says so.
constexpr uint32_t kind_bit(engine::ResourceKind kind) { return 1u << static_cast<uint32_t>(kind); }
bool choose_resource(const Session& session, const char* name, const char* title, uint32_t kinds,
                     engine::ResourceId except, bool or_none, std::string& arn, std::string_view error = {},
                     const char* none_key = "inspector.none");
// A line of a list of notifications, targets, subscriptions: two texts, and buttons to edit and remove it.
enum class RowPress : uint8_t { kNone, kRow, kEdit, kRemove };
RowPress part_row(const Session& session, const std::string& name, std::string_view text,
                  std::string_view about, bool lit);
// Retries and maximum age of what EventBridge or its Scheduler sends to a target.
void draw_retry_policy(const std::string& name, bool& has_policy, uint32_t& maximum_retry_attempts,
                       uint32_t& maximum_event_age_s);
// Save and cancel below a form.
enum class FormEnd : uint8_t { kOpen, kSave, kCancel };
FormEnd form_buttons(const char* name);
// A permission that is missing at the target, and a button that gives it.
void draw_permission(Session& session, const std::string& name, engine::ResourceId from,
                     std::string_view target_arn);

Role tone_role(engine::Tone tone);
const char* tone_icon(engine::Tone tone);

}  // namespace brigade::app::inspector
