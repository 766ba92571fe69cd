// Event types are offered as the service names them, the wildcards of most use first.
#include "app/stage/notification_form.h"

#include <algorithm>

#include "app/text.h"
#include "app/widgets.h"

namespace brigade::app::stage {
namespace {

constexpr std::string_view kCreated = "s3:ObjectCreated:*", kRemoved = "s3:ObjectRemoved:*";
constexpr std::string_view kSingle[] = {"s3:ObjectCreated:Put",
                                        "s3:ObjectCreated:Post",
                                        "s3:ObjectCreated:Copy",
                                        "s3:ObjectCreated:CompleteMultipartUpload",
                                        "s3:ObjectRemoved:Delete",
                                        "s3:ObjectRemoved:DeleteMarkerCreated",
                                        "s3:ObjectTagging:*",
                                        "s3:ObjectTagging:Put",
                                        "s3:ObjectTagging:Delete",
                                        "s3:ObjectAcl:Put",
                                        "s3:ObjectRestore:*",
                                        "s3:ObjectRestore:Post",
                                        "s3:ObjectRestore:Completed",
                                        "s3:ObjectRestore:Delete",
                                        "s3:LifecycleExpiration:*",
                                        "s3:LifecycleExpiration:Delete",
                                        "s3:LifecycleExpiration:DeleteMarkerCreated",
                                        "s3:LifecycleTransition",
                                        "s3:IntelligentTiering",
                                        "s3:ReducedRedundancyLostObject",
                                        "s3:Replication:*",
                                        "s3:Replication:OperationFailedReplication",
                                        "s3:Replication:OperationMissedThreshold",
                                        "s3:Replication:OperationReplicatedAfterThreshold",
                                        "s3:Replication:OperationNotTracked"};

void event_box(NotificationDraft& draft, std::string_view name, std::string_view event) {
  const auto at = std::find(draft.events.begin(), draft.events.end(), event);
  bool on = at != draft.events.end();
  const std::string id = std::string(name) + "." + std::string(event);
  if (!ui::checkbox(id.c_str(), event, on)) return;
  if (on) {
    draft.events.emplace_back(event);
  } else {
    draft.events.erase(at);
  }
}

}  // namespace

void notification_fields(NotificationDraft& draft, std::string_view name, std::string_view error) {
  const std::string stem(name);
  ui::label(tr("stage.form.events"), {ui::Face::kText, kSmallPx, Role::kText2});
  event_box(draft, name, kCreated);
  event_box(draft, name, kRemoved);
  const bool some_single = std::any_of(draft.events.begin(), draft.events.end(),
                                       [](const std::string& e) { return e != kCreated && e != kRemoved; });
  static bool more = false;
  if (!more && !some_single) {
    more = ui::link((stem + ".more").c_str(), tr("stage.form.more_events"));
  } else {
    for (const std::string_view event : kSingle) event_box(draft, name, event);
    if (!some_single && ui::link((stem + ".less").c_str(), tr("stage.form.fewer_events"))) more = false;
  }
  ui::text_field((stem + ".prefix").c_str(), tr("stage.form.prefix"), draft.prefix, {}, "images/", true);
  ui::text_field((stem + ".suffix").c_str(), tr("stage.form.suffix"), draft.suffix, {}, ".jpg", true);
  ui::text_field((stem + ".id").c_str(), tr("stage.form.id"), draft.id, error, tr("stage.form.id_hint"),
                 true);
}

}  // namespace brigade::app::stage
