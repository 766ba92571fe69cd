// A bucket's lifecycle rules as a list with a form. A rule with more than one transition, or with what the
// form has no field for, keeps that: only what the form shows is changed.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::LifecycleRule;
using engine::ResourceId;
using engine::StorageClass;

constexpr uint32_t kAdd = kNone - 1;
constexpr int64_t kMostDays = 36'500;
// What a transition can go to, in the order of the waterfall.
constexpr StorageClass kClasses[] = {StorageClass::StandardIa, StorageClass::IntelligentTiering,
                                     StorageClass::OnezoneIa,  StorageClass::GlacierIr,
                                     StorageClass::Glacier,    StorageClass::DeepArchive};

// What is being typed, of which version of which bucket.
struct Draft {
  ResourceId bucket;
  uint32_t version = kNone;
  uint32_t rule = kNone;  // that is edited; kAdd: a new one
  LifecycleRule made;
  bool expires = false, moves = false, noncurrent = false;
  int64_t expiration_days = 90, transition_days = 30, noncurrent_days = 30;
  int storage_class = 4;
} draft;

void begin(uint32_t index, const LifecycleRule& rule) {
  draft.rule = index;
  draft.made = rule;
  draft.expires = rule.expiration_days.has_value();
  draft.noncurrent = rule.noncurrent_days.has_value();
  draft.moves = !rule.transitions.empty();
  draft.expiration_days = rule.expiration_days.value_or(90);
  draft.noncurrent_days = rule.noncurrent_days.value_or(30);
  draft.transition_days = draft.moves ? rule.transitions.front().days : 30;
  draft.storage_class = 4;
  for (size_t i = 0; draft.moves && i < std::size(kClasses); ++i) {
    if (kClasses[i] == rule.transitions.front().storage_class) draft.storage_class = static_cast<int>(i);
  }
  edit_error() = {};
}

LifecycleRule rule_of_draft() {
  LifecycleRule rule = draft.made;
  rule.expiration_days.reset();
  rule.noncurrent_days.reset();
  if (draft.expires) rule.expiration_days = static_cast<uint32_t>(draft.expiration_days);
  if (draft.noncurrent) rule.noncurrent_days = static_cast<uint32_t>(draft.noncurrent_days);
  if (!draft.moves) {
    rule.transitions.clear();
    return rule;
  }
  if (rule.transitions.empty()) rule.transitions.emplace_back();
  rule.transitions.front() = {static_cast<uint32_t>(draft.transition_days),
                              kClasses[static_cast<size_t>(draft.storage_class)]};
  return rule;
}

bool put(Session& session, ResourceId id, std::vector<LifecycleRule> rules) {
  const engine::BucketConfig& now = session.history().bucket_config(session.world().resource(id).config);
  const std::string name = name_of(session, id);
  if (rules.empty()) return commit(session, "lifecycle", engine::DeleteBucketLifecycle{name});
  return commit(session, "lifecycle",
                engine::PutBucketLifecycleConfiguration{name, std::move(rules), now.small_objects_too});
}

void draw_fields() {
  ui::text_field("config.lifecycle.prefix", tr("stage.form.prefix"), draft.made.prefix, {}, "logs/", true);
  ui::checkbox("config.lifecycle.moves", tr("inspector.lifecycle.moves"), draft.moves);
  if (draft.moves) {
    ui::number_field("config.lifecycle.transition_days", tr("inspector.lifecycle.days"),
                     draft.transition_days, 0, kMostDays);
    std::vector<std::string> names;
    for (const StorageClass one : kClasses) names.emplace_back(engine::storage_class_name(one));
    ui::select("config.lifecycle.class", tr("inspector.storage_class"), names, draft.storage_class);
  }
  ui::checkbox("config.lifecycle.expires", tr("inspector.lifecycle.expires"), draft.expires);
  if (draft.expires) {
    ui::number_field("config.lifecycle.expiration_days", tr("inspector.lifecycle.days"),
                     draft.expiration_days, 1, kMostDays);
  }
  ui::checkbox("config.lifecycle.noncurrent", tr("inspector.lifecycle.noncurrent"), draft.noncurrent);
  if (draft.noncurrent) {
    ui::number_field("config.lifecycle.noncurrent_days", tr("inspector.lifecycle.days"),
                     draft.noncurrent_days, 1, kMostDays);
  }
  ui::checkbox("config.lifecycle.enabled", tr("inspector.rule.enabled"), draft.made.enabled);
  if (!edit_error().at("lifecycle").empty())
    ui::rich_text(edit_error().at("lifecycle"), Role::kFailed, kSmallPx);
}

void draw_form(Session& session, ResourceId id, const engine::BucketConfig& config) {
  ui::begin_card("config.lifecycle.form");
  draw_fields();
  const FormEnd end = form_buttons("config.lifecycle");
  if (end == FormEnd::kSave) {
    std::vector<LifecycleRule> rules = config.lifecycle;
    if (draft.rule == kAdd) {
      rules.push_back(rule_of_draft());
    } else {
      rules[draft.rule] = rule_of_draft();
    }
    put(session, id, std::move(rules));
  }
  if (end == FormEnd::kCancel) draft.rule = kNone;
  ui::end_card();
}

std::string about(const LifecycleRule& rule) {
  std::string out;
  const auto add = [&out](std::string_view text) { out += (out.empty() ? "" : " · ") + std::string(text); };
  for (const auto& transition : rule.transitions) {
    add(tr("inspector.lifecycle.to",
           {{"class", std::string(engine::storage_class_name(transition.storage_class))},
            {"n", std::to_string(transition.days)}}));
  }
  if (rule.expiration_days)
    add(tr("inspector.lifecycle.gone", {{"n", std::to_string(*rule.expiration_days)}}));
  if (rule.noncurrent_days)
    add(tr("inspector.lifecycle.old_gone", {{"n", std::to_string(*rule.noncurrent_days)}}));
  if (rule.expired_object_delete_marker) add("ExpiredObjectDeleteMarker");
  if (!rule.enabled) add(tr("inspector.rule.disabled"));
  return out;
}

// True where the configuration is another one now.
bool draw_rule(Session& session, ResourceId id, uint32_t index, const engine::BucketConfig& config) {
  const LifecycleRule& rule = config.lifecycle[index];
  switch (part_row(session, "config.lifecycle." + std::to_string(index), rule.prefix + "*  ·  " + rule.id,
                   about(rule), false)) {
    case RowPress::kRow:
    case RowPress::kEdit:
      begin(index, rule);
      break;
    case RowPress::kRemove: {
      std::vector<LifecycleRule> rules = config.lifecycle;
      rules.erase(rules.begin() + index);
      put(session, id, std::move(rules));
      return true;
    }
    case RowPress::kNone:
      break;
  }
  return false;
}

}  // namespace

void draw_bucket_lifecycle(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const engine::BucketConfig& config = session.history().bucket_config(version);
  if (!(draft.bucket == id) || draft.version != version) {
    draft = {};
    draft.bucket = id;
    draft.version = version;
  }
  ui::space(4);
  ui::section_label(tr("inspector.lifecycle"));
  const engine::TimeMs due_ms = session.world().scheduler.due_ms(session.world().bucket(id).lifecycle_timer);
  if (due_ms != engine::Scheduler::kNever) {
    ui::rich_text(tr("inspector.lifecycle.next", {{"time", countdown_text(due_ms - session.world().now_ms)}}),
                  Role::kText2, kSmallPx);
  }
  const uint32_t revision = session.revision();
  for (uint32_t i = 0; i < config.lifecycle.size(); ++i) {
    if (draw_rule(session, id, i, config)) return;
    if (draft.rule == i) draw_form(session, id, config);
    if (revision != session.revision()) return;
  }
  if (draft.rule == kAdd) return draw_form(session, id, config);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (!ui::button("config.lifecycle.add", tr("inspector.lifecycle.add"), options)) return;
  LifecycleRule fresh;
  fresh.expiration_days = 90;
  begin(kAdd, fresh);
}

}  // namespace brigade::app::inspector
