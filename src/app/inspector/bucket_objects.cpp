// The objects of a bucket at the present step, newest first: key, size, versions; delete, upload again.
#include <algorithm>
#include <map>

#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::ObjectVersion;

constexpr size_t kKeysShown = 200;
constexpr uint32_t kVersionsRead = 50'000;

struct Cache {
  engine::ResourceId bucket;
  uint32_t revision = ~0u, moves = ~0u;
  std::vector<BucketObject> objects;
} cache;
std::string opened;  // the key whose card is open

}  // namespace

std::vector<BucketObject> bucket_objects(const Session& session, engine::ResourceId bucket) {
  std::vector<BucketObject> objects;
  std::map<std::string, size_t, std::less<>> by_key;
  const engine::History& history = session.history();
  const uint32_t state = session.world().resource(bucket).state;
  const uint32_t end = session.world().objects, from = end > kVersionsRead ? end - kVersionsRead : 0;
  for (uint32_t i = end; i > from; --i) {
    const ObjectVersion& version = history.objects[i - 1];
    if (version.bucket != state || (version.flags & ObjectVersion::kNote) != 0) continue;
    const std::string_view key = history.key(i - 1);
    const auto known = by_key.find(key);
    if (known != by_key.end()) {
      ++objects[known->second].versions;
      continue;
    }
    if (objects.size() >= kKeysShown) continue;
    by_key.emplace(std::string(key), objects.size());
    objects.push_back({std::string(key), i - 1, 1, (version.flags & ObjectVersion::kDelete) != 0});
  }
  const bool versioned =
      history.bucket_config(session.world().resource(bucket).config).versioning != engine::Versioning::Off;
  if (!versioned) std::erase_if(objects, [](const BucketObject& o) { return o.deleted; });
  return objects;
}

namespace {

void upload_again(Session& session, const std::string& bucket, const BucketObject& object) {
  const ObjectVersion& version = session.history().objects[object.newest];
  engine::PutObject command;
  command.bucket = bucket;
  command.key = object.key;
  const engine::ObjectBody* body = session.simulation().plan().body(version.command);
  if (body != nullptr) {
    command.body = *body;
  } else {
    command.body.size_bytes = version.size_bytes;
  }
  session.submit(std::move(command));
}

void draw_object(Session& session, const std::string& bucket, const BucketObject& object, bool versioned) {
  const ObjectVersion& version = session.history().objects[object.newest];
  const std::string name = "object." + object.key;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::SetNextItemAllowOverlap();
  Rect row;
  if (ui::row(name.c_str(), row, 44, false) && version.message != engine::kNone)
    session.select_message(version.message);
  const float buttons = session.readonly ? 8.0f : 110.0f;
  ui::draw_icon(row.x + 6, row.y + 6, object.deleted ? kIconTrash2 : kIconFile, 15, color(Role::kText2));
  ui::draw_text(row.x + 28, row.y + 4, object.key,
                {ui::Face::kText, kTextPx, object.deleted ? Role::kText2 : Role::kText},
                row.w - buttons - 34);
  std::string about =
      object.deleted ? std::string(tr("inspector.object.deleted")) : size_text(version.size_bytes);
  const std::string facts = object.deleted ? std::string() : object_facts(session, object.newest);
  if (!facts.empty()) about += " · " + facts;
  if (versioned) about += " · " + tr("inspector.object.versions", {{"n", std::to_string(object.versions)}});
  ui::draw_text(row.x + 28, row.y + 23, about, {ui::Face::kText, kSmallPx, Role::kText2},
                row.w - buttons - 34);
  if (session.readonly) return;
  ui::ButtonOptions options;
  options.look = ui::Button::kGhost;
  options.width = options.height = 30;
  ImGui::SetCursorScreenPos({at.x + width - 102, at.y + 7});
  if (!object.deleted &&
      ui::icon_button((name + ".more").c_str(), kIconEllipsis, tr("inspector.object.more"), options))
    opened = opened == object.key ? std::string() : object.key;
  ImGui::SetCursorScreenPos({at.x + width - 68, at.y + 7});
  if (ui::icon_button((name + ".again").c_str(), kIconRotateCw, tr("inspector.object.again"), options))
    upload_again(session, bucket, object);
  ImGui::SetCursorScreenPos({at.x + width - 34, at.y + 7});
  if (!object.deleted &&
      ui::icon_button((name + ".delete").c_str(), kIconTrash2, tr("inspector.object.delete"), options)) {
    session.submit(engine::DeleteObject{bucket, object.key, {}});
  }
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
  ImGui::Dummy({0, 0});
  ImGui::SetCursorScreenPos({at.x, row.bottom() + 2});
}

}  // namespace

void draw_objects(Session& session, engine::ResourceId bucket) {
  if (!(cache.bucket == bucket) || cache.revision != session.revision() || cache.moves != session.moves()) {
    cache = {bucket, session.revision(), session.moves(), bucket_objects(session, bucket)};
  }
  const std::string name = name_of(session, bucket);
  const bool versioned =
      session.history().bucket_config(session.world().resource(bucket).config).versioning !=
      engine::Versioning::Off;
  if (!session.readonly) {
    ui::ButtonOptions options;
    options.icon = kIconUpload;
    options.width = -1;
    if (ui::button("inspector.upload", tr("inspector.upload"), options)) session.request_files(name);
    ui::space(4);
  }
  ui::section_label(tr("inspector.objects"));
  if (cache.objects.empty()) ui::rich_text(tr("inspector.no_objects"), Role::kText2, kSmallPx);
  const std::vector<BucketObject> objects = cache.objects;  // a click may refill the cache
  for (const BucketObject& object : objects) {
    draw_object(session, name, object, versioned);
    const bool is_version =
        (session.history().objects[object.newest].flags &
         (ObjectVersion::kDelete | ObjectVersion::kDeleteMarker | ObjectVersion::kRemovesVersion)) == 0;
    if (!session.readonly && is_version && object.key == opened)
      draw_object_card(session, bucket, object.newest);
  }
}

}  // namespace brigade::app::inspector
