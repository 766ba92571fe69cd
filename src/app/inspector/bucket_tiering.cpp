// A bucket's configurations of the archive tiers of INTELLIGENT_TIERING, as a list with a form.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::ResourceId;
using engine::TieringConfiguration;

constexpr uint32_t kAdd = kNone - 1;
constexpr int64_t kLeastDays = 90, kLeastDeepDays = 180, kMostDays = 730;

// What is being typed, of which version of which bucket.
struct Draft {
  ResourceId bucket;
  uint32_t version = kNone;
  uint32_t open = kNone;  // the index of the one that is edited; kAdd: a new one
  TieringConfiguration made;
} draft;

void tier(const char* name, const char* key, uint32_t& days, int64_t least) {
  bool used = days != 0;
  if (ui::checkbox(name, tr(key), used)) days = used ? static_cast<uint32_t>(least) : 0;
  if (!used) return;
  int64_t shown = days;
  const std::string field = std::string(name) + ".days";
  if (ui::number_field(field.c_str(), tr("inspector.lifecycle.days"), shown, least, kMostDays))
    days = static_cast<uint32_t>(shown);
}

void draw_form(Session& session, ResourceId id) {
  ui::begin_card("config.tiering.form");
  if (draft.open == kAdd)
    ui::text_field("config.tiering.id", tr("inspector.tiering.id"), draft.made.id, {}, "archive-logs", true);
  ui::text_field("config.tiering.prefix", tr("stage.form.prefix"), draft.made.prefix, {}, "logs/", true);
  tier("config.tiering.archive", "inspector.tiering.archive", draft.made.archive_days, kLeastDays);
  tier("config.tiering.deep", "inspector.tiering.deep", draft.made.deep_archive_days, kLeastDeepDays);
  ui::checkbox("config.tiering.enabled", tr("inspector.rule.enabled"), draft.made.enabled);
  if (!edit_error().at("tiering").empty()) ui::rich_text(edit_error().at("tiering"), Role::kFailed, kSmallPx);
  const FormEnd end = form_buttons("config.tiering");
  if (end == FormEnd::kSave) {
    commit(session, "tiering",
           engine::PutBucketIntelligentTieringConfiguration{name_of(session, id), draft.made});
  }
  if (end == FormEnd::kCancel) draft.open = kNone;
  ui::end_card();
}

std::string about(const TieringConfiguration& one) {
  std::string out;
  const auto add = [&out](std::string_view tier_name, uint32_t days) {
    if (days == 0) return;
    out += (out.empty() ? "" : " \xC2\xB7 ") +
           tr("inspector.lifecycle.to", {{"class", std::string(tier_name)}, {"n", std::to_string(days)}});
  };
  add("ARCHIVE_ACCESS", one.archive_days);
  add("DEEP_ARCHIVE_ACCESS", one.deep_archive_days);
  if (!one.enabled) out += " \xC2\xB7 " + std::string(tr("inspector.rule.disabled"));
  return out;
}

void begin(uint32_t index, const TieringConfiguration& made) {
  draft.open = index;
  draft.made = made;
  edit_error() = {};
}

}  // namespace

void draw_bucket_tiering(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const engine::BucketConfig& config = session.history().bucket_config(version);
  if (!(draft.bucket == id) || draft.version != version) {
    draft = {};
    draft.bucket = id;
    draft.version = version;
  }
  ui::space(4);
  ui::section_label(tr("inspector.tiering"));
  const uint32_t revision = session.revision();
  for (uint32_t i = 0; i < config.tiering.size(); ++i) {
    const TieringConfiguration& one = config.tiering[i];
    const RowPress press = part_row(session, "config.tiering." + std::to_string(i),
                                    one.prefix + "*  \xC2\xB7  " + one.id, about(one), false);
    if (press == RowPress::kRemove) {
      commit(session, "tiering",
             engine::DeleteBucketIntelligentTieringConfiguration{name_of(session, id), one.id});
      return;
    }
    if (press != RowPress::kNone) begin(i, one);
    if (draft.open == i) draw_form(session, id);
    if (revision != session.revision()) return;
  }
  if (draft.open == kAdd) return draw_form(session, id);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (!ui::button("config.tiering.add", tr("inspector.tiering.add"), options)) return;
  TieringConfiguration fresh;
  fresh.archive_days = kLeastDays;
  begin(kAdd, fresh);
}

}  // namespace brigade::app::inspector
