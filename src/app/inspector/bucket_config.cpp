// A bucket: versioning, and its notifications as forms or as the JSON that the service's command line prints.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/stage/notification_form.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::Versioning;

// What is being typed.
struct Draft {
  ResourceId bucket;
  uint32_t version = kNone;  // of the configuration that it was made from
  uint32_t rule = kNone;     // that is edited; kAdd: a new one
  stage::NotificationDraft notification;
  bool as_json = false;
  std::string json;
} draft;
constexpr uint32_t kAdd = kNone - 1;

void draw_versioning(Session& session, ResourceId id, const engine::BucketConfig& config) {
  ui::section_label(tr("inspector.versioning"));
  const ui::Tab items[] = {{"versioning.off", tr("inspector.versioning.off")},
                           {"versioning.on", tr("inspector.versioning.on")},
                           {"versioning.suspended", tr("inspector.versioning.suspended")}};
  const bool ever = config.versioning != Versioning::Off;
  const int first = ever ? 1 : 0, count = ever ? 2 : 2;  // off is gone for good once it was on
  const int now = static_cast<int>(config.versioning) - first;
  const int chosen = ui::segmented("config.versioning", items + first, count, now);
  if (chosen == now) return;
  commit(session, "versioning",
         engine::PutBucketVersioning{name_of(session, id), static_cast<Versioning>(chosen + first)});
}

// Can a text that starts, or ends, like this template start, or end, with that? `{…}` stands for anything.
bool could_be(std::string_view fixed, std::string_view whole, bool at_end) {
  const size_t brace = at_end ? whole.rfind('}') : whole.find('{');
  std::string_view known = whole;
  if (brace != std::string_view::npos) known = at_end ? whole.substr(brace + 1) : whole.substr(0, brace);
  const size_t n = std::min(fixed.size(), known.size());
  if (brace == std::string_view::npos && known.size() < fixed.size()) return false;
  return at_end ? fixed.substr(fixed.size() - n) == known.substr(known.size() - n)
                : fixed.substr(0, n) == known.substr(0, n);
}

// A function that writes what wakes it again: every write makes the next invocation.
bool writes_back(const Session& session, ResourceId bucket, const engine::NotificationRule& rule,
                 ResourceId target) {
  const bool function =
      !target.is_none() && session.world().resource(target).kind == engine::ResourceKind::Function;
  if (!function || (rule.event_mask & 0b1111) == 0) return false;
  const auto& calls =
      session.history().function_config(session.world().resource(target).config).handler.calls;
  return std::any_of(calls.begin(), calls.end(), [&](const engine::HandlerCall& call) {
    return call.operation == engine::CallOperation::PutObject && call.target == name_of(session, bucket) &&
           could_be(rule.filter.prefix, call.key, false) && could_be(rule.filter.suffix, call.key, true);
  });
}

constexpr uint32_t kNotified = kind_bit(engine::ResourceKind::Function) |
                               kind_bit(engine::ResourceKind::Queue) | kind_bit(engine::ResourceKind::Topic);

void draw_form(Session& session, ResourceId id) {
  std::string target = draft.notification.target.is_none() ? "" : arn_of(session, draft.notification.target);
  ui::begin_card("config.notification.form");
  if (choose_resource(session, "config.notification.target", tr("inspector.notification.target"), kNotified,
                      id, false, target)) {
    draft.notification.target = engine::find_by_arn(session.world(), session.history(), target);
  }
  stage::notification_fields(draft.notification, "config.notification", edit_error().at("notification"));
  const FormEnd end = form_buttons("config.notification");
  if (end == FormEnd::kSave) {
    const base::Status status =
        stage::put_notification(session, id, draft.notification, draft.rule == kAdd ? kNone : draft.rule);
    note("notification", status);
    if (status) draft.rule = kNone;
  }
  if (end == FormEnd::kCancel) draft.rule = kNone;
  ui::end_card();
}

// True where the configuration is another one now.
bool draw_rule(Session& session, ResourceId id, uint32_t index, const engine::NotificationRule& rule) {
  const bool lit = session.selection.kind == SelectionKind::kConnection && session.selection.rule == index &&
                   session.selection.connection == ConnectionKind::kNotification;
  const ResourceId target = engine::find_by_arn(session.world(), session.history(), rule.target_arn);
  const std::string to = target.is_none() ? rule.target_arn : name_of(session, target);
  std::string about = rule.id;
  for (const std::string& event : rule.events) about += (about == rule.id ? " · " : ", ") + event;
  if (writes_back(session, id, rule, target)) {
    ui::rich_text(tr("inspector.notification.loop", {{"function", to}}), Role::kFailed, kSmallPx);
  }
  switch (part_row(session, "config.notification." + std::to_string(index),
                   rule.filter.prefix + "*" + rule.filter.suffix + "  \xE2\x86\x92  " + to, about, lit)) {
    case RowPress::kRow:
      session.select_connection(id, ConnectionKind::kNotification, index);
      break;
    case RowPress::kEdit:
      draft.rule = index;
      draft.notification = stage::draft_of(session, rule);
      edit_error() = {};
      break;
    case RowPress::kRemove:
      stage::remove_notification(session, id, index);
      return true;
    case RowPress::kNone:
      break;
  }
  return false;
}

void draw_as_form(Session& session, ResourceId id, const engine::BucketConfig& config) {
  if (config.notifications.empty() && draft.rule == kNone) {
    ui::rich_text(tr("inspector.no_notifications"), Role::kText2, kSmallPx);
  }
  for (uint32_t i = 0; i < config.notifications.size(); ++i) {
    if (draw_rule(session, id, i, config.notifications[i])) return;
    if (draft.rule != i) continue;
    draw_form(session, id);
    if (draft.rule == kNone) return;
  }
  if (draft.rule == kAdd) return draw_form(session, id);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.notification.add", tr("inspector.notification.add"), options)) {
    draft.rule = kAdd;
    draft.notification = {};
    edit_error() = {};
  }
}

void draw_as_json(Session& session, ResourceId id) {
  ui::text_area("config.notification.json", "", draft.json, 260, edit_error().at("json"));
  ui::ButtonOptions options;
  options.look = ui::Button::kPrimary;
  if (!ui::button("config.notification.apply", tr("inspector.apply"), options)) return;
  engine::PutBucketNotificationConfiguration command;
  const auto rules = formats::read_notification_configuration(draft.json, &command.event_bridge);
  if (!rules) {
    const base::LineColumn at = base::line_column(draft.json, rules.error().range.begin);
    note("json", base::fail({}, tr("inspector.json_error", {{"line", std::to_string(at.line)},
                                                            {"column", std::to_string(at.column)},
                                                            {"text", rules.error().text}})));
    return;
  }
  command.bucket = name_of(session, id);
  command.rules = *rules;
  commit(session, "json", std::move(command));
}

}  // namespace

void draw_bucket_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const engine::BucketConfig& config = session.history().bucket_config(version);
  if (!(draft.bucket == id) || draft.version != version) {
    const bool as_json = draft.bucket == id && draft.as_json;
    draft = {};
    draft.bucket = id;
    draft.version = version;
    draft.as_json = as_json;
    draft.json = formats::write_notification_configuration(config.notifications, config.event_bridge);
  }
  const uint32_t revision = session.revision();
  draw_versioning(session, id, config);
  if (revision != session.revision()) return;
  bool all_events = config.event_bridge;
  if (ui::checkbox("config.event_bridge", tr("inspector.event_bridge"), all_events)) {
    note("event_bridge", stage::put_event_bridge(session, id, all_events));
    return;
  }
  ui::space(4);
  ui::section_label(tr("inspector.notifications"));
  const ui::Tab views[] = {{"config.as_form", tr("inspector.as_form")},
                           {"config.as_json", tr("inspector.as_json")}};
  draft.as_json = ui::segmented("config.view", views, 2, draft.as_json ? 1 : 0) == 1;
  ui::space(2);
  if (draft.as_json) {
    draw_as_json(session, id);
  } else {
    draw_as_form(session, id, config);
  }
  if (revision == session.revision()) draw_bucket_lifecycle(session, id);
  if (revision == session.revision()) draw_bucket_tiering(session, id);
  if (revision == session.revision()) draw_bucket_replication(session, id);
}

}  // namespace brigade::app::inspector
