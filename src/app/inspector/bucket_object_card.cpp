// What is known of one object beside its key, and what can be done with it: tags, ACL, a copy, a restore.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/json.h"
#include "base/time.h"
#include "engine/services/s3.h"

namespace brigade::app::inspector {
namespace {

using engine::ResourceId;
using engine::RestoreState;
using engine::StorageClass;
using engine::s3::VersionAttributes;

// What is being typed, of which object as it stood when.
struct Draft {
  ResourceId bucket;
  std::string key;
  uint32_t revision = ~0u;
  std::string tags, copy_key, copy_bucket_arn;
  int acl = 0, tier = 0, storage_class = 0;
  int64_t days = 1;
} draft;

// "kind=cat, year=2026"
std::string tags_text(const Session& session, const VersionAttributes& now) {
  std::string out;
  if (now.tags == engine::kNone) return out;
  const auto tags = base::read_json(*session.history().texts[now.tags]);
  if (!tags) return out;
  for (const base::JsonValue& tag : tags->items()) {
    const base::JsonValue *key = tag.find("Key"), *value = tag.find("Value");
    if (key == nullptr || value == nullptr) continue;
    out += (out.empty() ? "" : ", ") + key->as_string() + "=" + value->as_string();
  }
  return out;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::pair<std::string, std::string>> read_tags(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> tags;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(one).empty()) continue;
    const size_t equals = std::min(one.find('='), one.size());
    tags.emplace_back(trimmed(one.substr(0, equals)),
                      equals < one.size() ? trimmed(one.substr(equals + 1)) : std::string());
  }
  return tags;
}

std::string facts(const Session& session, const VersionAttributes& now) {
  std::string out(engine::storage_class_name(now.storage_class));
  if (const auto tier = engine::access_tier_name(now.storage_class); !tier.empty())
    out += " · " + std::string(tier);
  if (now.restore == RestoreState::Ongoing) out += " · " + std::string(tr("inspector.object.restoring"));
  if (now.restore == RestoreState::Restored) {
    const int64_t start_ms = session.simulation().plan().options.start_unix_ms;
    out += " · " +
           tr("inspector.object.restored", {{"time", base::format_utc_s(start_ms + now.restored_until_ms)}});
  }
  if (now.replication != engine::ReplicationStatus::None) {
    out += " · " + tr("inspector.object.replication",
                      {{"status", std::string(engine::replication_status_name(now.replication))}});
  }
  return out;
}

bool small_button(const char* name, const char* text_key, const char* icon) {
  ui::ButtonOptions options;
  options.icon = icon;
  return ui::button(name, tr(text_key), options);
}

void draw_tags(Session& session, const std::string& bucket) {
  ui::text_field("object.tags", tr("inspector.object.tags"), draft.tags, edit_error().at("tags"),
                 "kind=cat, year=2026", true);
  if (!small_button("object.tags.put", "inspector.object.tags.put", kIconCheck)) return;
  const auto tags = read_tags(draft.tags);
  if (tags.empty()) {
    commit(session, "tags", engine::DeleteObjectTagging{bucket, draft.key});
  } else {
    commit(session, "tags", engine::PutObjectTagging{bucket, draft.key, tags});
  }
}

void draw_acl(Session& session, const std::string& bucket) {
  std::vector<std::string> names;
  for (size_t i = 0; i < engine::kCannedAcls; ++i)
    names.emplace_back(engine::canned_acl_name(static_cast<engine::CannedAcl>(i)));
  if (ui::select("object.acl", tr("inspector.object.acl"), names, draft.acl, edit_error().at("acl")))
    commit(session, "acl",
           engine::PutObjectAcl{bucket, draft.key, static_cast<engine::CannedAcl>(draft.acl)});
}

void draw_copy(Session& session, const std::string& bucket) {
  choose_resource(session, "object.copy.to", tr("inspector.object.copy.to"),
                  kind_bit(engine::ResourceKind::Bucket), {}, false, draft.copy_bucket_arn);
  ui::text_field("object.copy.key", tr("inspector.object.copy.key"), draft.copy_key, edit_error().at("copy"),
                 nullptr, true);
  std::vector<std::string> names;
  for (size_t i = 0; i < engine::kStorageClasses; ++i)
    names.emplace_back(engine::storage_class_name(static_cast<StorageClass>(i)));
  ui::select("object.copy.class", tr("inspector.storage_class"), names, draft.storage_class);
  if (!small_button("object.copy", "inspector.object.copy", kIconCopy)) return;
  engine::CopyObject command{draft.copy_bucket_arn.substr(draft.copy_bucket_arn.rfind(':') + 1),
                             draft.copy_key,
                             bucket,
                             draft.key,
                             {}};
  command.storage_class = static_cast<StorageClass>(draft.storage_class);
  commit(session, "copy", std::move(command));
}

void draw_restore(Session& session, const std::string& bucket) {
  ui::number_field("object.restore.days", tr("inspector.object.restore.days"), draft.days, 1, 3'650, nullptr,
                   edit_error().at("restore"));
  std::vector<std::string> tiers;
  for (size_t i = 0; i < engine::kRestoreTiers; ++i)
    tiers.emplace_back(engine::restore_tier_name(static_cast<engine::RestoreTier>(i)));
  ui::select("object.restore.tier", tr("inspector.object.restore.tier"), tiers, draft.tier);
  if (small_button("object.restore", "inspector.object.restore", kIconSnowflake)) {
    commit(session, "restore",
           engine::RestoreObject{bucket, draft.key, static_cast<uint32_t>(draft.days),
                                 static_cast<engine::RestoreTier>(draft.tier)});
  }
}

}  // namespace

std::string object_facts(const Session& session, uint32_t version) {
  const VersionAttributes now = engine::s3::attributes_of(session.world(), session.history(), version);
  const bool plain =
      now.storage_class == StorageClass::Standard && now.replication == engine::ReplicationStatus::None;
  return plain ? std::string() : facts(session, now);
}

void draw_object_card(Session& session, ResourceId bucket, uint32_t version) {
  const std::string key(session.history().key(version));
  const std::string name = name_of(session, bucket);
  const VersionAttributes now = engine::s3::attributes_of(session.world(), session.history(), version);
  if (!(draft.bucket == bucket) || draft.key != key || draft.revision != session.revision()) {
    draft = {bucket, key, session.revision(), tags_text(session, now), "copy-of-" + key, {}, 0, 0, 0, 1};
    draft.acl = static_cast<int>(now.acl);
  }
  ui::begin_card("object.card");
  ui::rich_text(facts(session, now), Role::kText2, kSmallPx);
  draw_tags(session, name);
  draw_acl(session, name);
  if (engine::is_archived(now.storage_class)) draw_restore(session, name);
  draw_copy(session, name);
  if (now.storage_class == StorageClass::ReducedRedundancy &&
      small_button("object.lose", "inspector.object.lose", kIconTriangleAlert)) {
    commit(session, "lose", engine::LoseObject{name, key});
  }
  ui::end_card();
}

}  // namespace brigade::app::inspector
