// A bucket's replication rules as a list with a form. The destination has to be a bucket with versioning, and
// so has this one: the service says so where it is not.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::ReplicationRule;
using engine::ResourceId;

constexpr uint32_t kAdd = kNone - 1;
constexpr const char* kRole = "arn:aws:iam::123456789012:role/replication";

// What is being typed, of which version of which bucket.
struct Draft {
  ResourceId bucket;
  uint32_t version = kNone;
  uint32_t rule = kNone;  // that is edited; kAdd: a new one
  ReplicationRule made;
} draft;

bool put(Session& session, ResourceId id, std::vector<ReplicationRule> rules) {
  const engine::BucketConfig& now = session.history().bucket_config(session.world().resource(id).config);
  const std::string name = name_of(session, id);
  if (rules.empty()) return commit(session, "replication", engine::DeleteBucketReplication{name});
  const std::string role = now.replication_role.empty() ? std::string(kRole) : now.replication_role;
  return commit(session, "replication", engine::PutBucketReplication{name, role, std::move(rules), false});
}

void draw_form(Session& session, ResourceId id, const engine::BucketConfig& config) {
  ui::begin_card("config.replication.form");
  ReplicationRule& rule = draft.made;
  choose_resource(session, "config.replication.to", tr("inspector.replication.to"),
                  kind_bit(engine::ResourceKind::Bucket), id, false, rule.destination_arn,
                  edit_error().at("replication"));
  ui::text_field("config.replication.prefix", tr("stage.form.prefix"), rule.prefix, {}, "images/", true);
  ui::checkbox("config.replication.markers", tr("inspector.replication.markers"), rule.delete_markers);
  if (ui::checkbox("config.replication.metrics", tr("inspector.replication.metrics"), rule.metrics) &&
      !rule.metrics) {
    rule.time_control = false;
  }
  if (ui::checkbox("config.replication.time", tr("inspector.replication.time"), rule.time_control) &&
      rule.time_control) {
    rule.metrics = true;
  }
  ui::checkbox("config.replication.enabled", tr("inspector.rule.enabled"), rule.enabled);
  const FormEnd end = form_buttons("config.replication");
  if (end == FormEnd::kSave) {
    std::vector<ReplicationRule> rules = config.replication;
    if (draft.rule == kAdd) {
      for (const ReplicationRule& other : rules) rule.priority = std::max(rule.priority, other.priority + 1);
      rules.push_back(rule);
    } else {
      rules[draft.rule] = rule;
    }
    put(session, id, std::move(rules));
  }
  if (end == FormEnd::kCancel) draft.rule = kNone;
  ui::end_card();
}

// True where the configuration is another one now.
bool draw_rule(Session& session, ResourceId id, uint32_t index, const engine::BucketConfig& config) {
  const ReplicationRule& rule = config.replication[index];
  const std::string to = rule.destination_arn.substr(rule.destination_arn.rfind(':') + 1);
  std::string about = rule.id;
  if (rule.time_control) about += " · " + std::string(tr("inspector.replication.time"));
  if (!rule.enabled) about += " · " + std::string(tr("inspector.rule.disabled"));
  switch (part_row(session, "config.replication." + std::to_string(index),
                   rule.prefix + "*  \xE2\x86\x92  " + to, about, false)) {
    case RowPress::kRow:
    case RowPress::kEdit:
      draft.rule = index;
      draft.made = rule;
      edit_error() = {};
      break;
    case RowPress::kRemove: {
      std::vector<ReplicationRule> rules = config.replication;
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

void draw_bucket_replication(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const engine::BucketConfig& config = session.history().bucket_config(version);
  if (!(draft.bucket == id) || draft.version != version) {
    draft = {};
    draft.bucket = id;
    draft.version = version;
  }
  ui::space(4);
  ui::section_label(tr("inspector.replication"));
  const uint32_t revision = session.revision();
  for (uint32_t i = 0; i < config.replication.size(); ++i) {
    if (draw_rule(session, id, i, config)) return;
    if (draft.rule == i) draw_form(session, id, config);
    if (revision != session.revision()) return;
  }
  if (draft.rule == kAdd) return draw_form(session, id, config);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (!ui::button("config.replication.add", tr("inspector.replication.add"), options)) return;
  draft.rule = kAdd;
  draft.made = {};
  edit_error() = {};
}

}  // namespace brigade::app::inspector
