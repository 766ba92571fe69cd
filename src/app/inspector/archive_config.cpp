// Archives: a bus's list of them with a form for a new one; an archive's pattern and retention; and what
// starts a replay. What the service refuses stands at the field.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/sandbox.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/time.h"
#include "engine/services/archives.h"

namespace brigade::app::inspector {
namespace {

using engine::ArchiveConfig;
using engine::ResourceId;
using engine::ResourceKind;

std::string arn_text(const Session& session, ResourceId id) {
  return engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
}

struct NewArchive {
  ResourceId bus;
  bool open = false;
  std::string name, pattern;
} new_archive;

void draw_new_archive(Session& session, ResourceId bus) {
  ui::begin_card("config.archive.form");
  ui::text_field("config.archive.name", tr("build.name"), new_archive.name, edit_error().at("archive"),
                 "orders");
  ui::text_area("config.archive.pattern", tr("inspector.archive.pattern"), new_archive.pattern, 90);
  const FormEnd end = form_buttons("config.archive");
  if (end == FormEnd::kSave) {
    engine::CreateArchive command;
    command.archive = new_archive.name;
    command.event_source_arn = arn_text(session, bus);
    command.pattern = new_archive.pattern;
    if (commit(session, "archive", std::move(command))) new_archive = {};
  }
  if (end == FormEnd::kCancel) new_archive = {};
  ui::end_card();
}

// What is being typed, of which version of which archive.
struct Draft {
  ResourceId id;
  uint32_t version = engine::kNone;
  std::string pattern;
  // The replay
  bool replaying = false;
  std::string replay, start, end;
  int rule = 0;  // 0: all of the bus
} draft;

void begin_replay(const Session& session, ResourceId id) {
  const int64_t start_ms = session.simulation().plan().options.start_unix_ms;
  size_t made = 1;
  for (uint32_t i = 0; i < session.world().replays.size(); ++i)
    made += session.world().replays[i].archive == id;
  draft.replaying = true;
  draft.replay = std::string(name_of(session, id)) + "-" + std::to_string(made);
  draft.start = base::format_utc_s(start_ms);
  draft.end = base::format_utc_s(start_ms + session.world().now_ms + base::kSecond);
  draft.rule = 0;
}

std::vector<ResourceId> rules_of(const Session& session, ResourceId bus) {
  std::vector<ResourceId> rules;
  for (uint32_t i = session.world().bus(bus).first_rule; i != engine::kNone;
       i = session.world().rules[i].next) {
    rules.push_back(session.world().rules[i].id);
  }
  return rules;
}

void draw_replay_form(Session& session, ResourceId id) {
  ui::begin_card("config.replay.form");
  const ResourceId bus = session.world().archive(id).bus;
  const std::vector<ResourceId> rules = rules_of(session, bus);
  std::vector<std::string> names{tr("inspector.replay.all_rules")};
  for (const ResourceId rule : rules) names.push_back(std::string(name_of(session, rule)));
  ui::text_field("config.replay.name", tr("build.name"), draft.replay, edit_error().at("replay"), "again");
  ui::text_field("config.replay.start", tr("inspector.replay.start"), draft.start, {}, nullptr, true);
  ui::text_field("config.replay.end", tr("inspector.replay.end"), draft.end, {}, nullptr, true);
  ui::select("config.replay.rule", tr("inspector.replay.to"), names, draft.rule);
  const FormEnd end = form_buttons("config.replay");
  if (end == FormEnd::kSave) {
    engine::StartReplay command;
    command.replay = draft.replay;
    command.event_source_arn = arn_text(session, id);
    command.event_start_time = draft.start;
    command.event_end_time = draft.end;
    command.destination_arn = arn_text(session, bus);
    const auto rule = static_cast<size_t>(draft.rule);
    if (rule > 0 && rule <= rules.size()) command.filter_arns = {arn_text(session, rules[rule - 1])};
    if (commit(session, "replay", std::move(command))) draft.replaying = false;
  }
  if (end == FormEnd::kCancel) draft.replaying = false;
  ui::end_card();
}

// One replay; true where it was cancelled.
bool draw_replay(Session& session, const engine::ReplayState& replay) {
  using engine::ReplayStatus;
  const std::string name = session.history().archive_config(replay.config).replay->replay;
  const bool failed = replay.status == ReplayStatus::Failed, over = replay.status == ReplayStatus::Completed;
  const bool cancelled = replay.status == ReplayStatus::Cancelled;
  ui::status(failed      ? kIconX
             : over      ? kIconCheck
             : cancelled ? kIconBan
                         : kIconClock,
             name + " · " + std::string(engine::archives::status_name(replay.status)) + " · " +
                 number_text(static_cast<int64_t>(replay.replayed)),
             failed      ? Role::kFailed
             : over      ? Role::kOk
             : cancelled ? Role::kText2
                         : Role::kWaiting);
  if (failed || over || cancelled) return false;
  const std::string title = tr("inspector.replay.cancel", {{"name", name}});
  return ui::button(("config.replay.cancel." + name).c_str(), title.c_str()) &&
         commit(session, "replay", engine::CancelReplay{name});
}

void draw_replays(Session& session, ResourceId id) {
  ui::section_label(tr("inspector.replays"));
  for (uint32_t i = 0; i < session.world().replays.size(); ++i) {
    const engine::ReplayState replay = session.world().replays[i];
    if (replay.archive == id && draw_replay(session, replay)) return;
  }
  if (draft.replaying) return draw_replay_form(session, id);
  ui::ButtonOptions options;
  options.icon = kIconHistory;
  options.enabled = session.world().archive(id).events > 0;
  if (ui::button("config.replay", tr("inspector.replay"), options)) begin_replay(session, id);
}

}  // namespace

void draw_archives(Session& session, ResourceId bus) {
  ui::space(6);
  ui::section_label(tr("inspector.archives"));
  if (!(new_archive.bus == bus)) new_archive = {bus, false, {}, {}};
  for (uint32_t i = session.world().bus(bus).first_archive; i != engine::kNone;
       i = session.world().archives[i].next) {
    const engine::ArchiveState& archive = session.world().archives[i];
    const std::string name(name_of(session, archive.id));
    const std::string widget = "config.archive." + name;
    const std::string text = name + " · " + tr("stage.archive", {{"n", std::to_string(archive.events)}});
    ui::ButtonOptions row;
    row.look = ui::Button::kGhost;
    row.icon = kIconArchive;
    if (ui::button(widget.c_str(), text, row)) return session.select_resource(archive.id);
  }
  if (new_archive.open) return draw_new_archive(session, bus);
  ui::ButtonOptions options;
  options.icon = kIconPlus;
  if (ui::button("config.archive.add", tr("inspector.archive.add"), options)) new_archive.open = true;
}

void draw_archive_config(Session& session, ResourceId id) {
  const uint32_t version = session.world().resource(id).config;
  const ArchiveConfig& config = session.history().archive_config(version);
  if (!(draft.id == id) || draft.version != version) {
    draft = {};
    draft.id = id;
    draft.version = version;
    draft.pattern = tidy_json(config.pattern_text);
  }
  const engine::ArchiveState& archive = session.world().archive(id);
  ui::status(kIconArchive, tr("stage.archive", {{"n", std::to_string(archive.events)}}), Role::kText2);
  engine::UpdateArchive command;
  command.archive = name_of(session, id);
  int64_t days = config.retention_days;
  if (ui::number_field("config.archive.retention", tr("inspector.archive.retention"), days, 0, 36'500,
                       tr("inspector.archive.days"), edit_error().at("retention"))) {
    command.retention_days = static_cast<uint32_t>(days);
    commit(session, "retention", std::move(command));
    return;
  }
  ui::text_area("config.archive.pattern", tr("inspector.archive.pattern"), draft.pattern, 110,
                edit_error().at("pattern"));
  if (ui::button("config.archive.save", tr("inspector.save"))) {
    command.pattern = draft.pattern;
    commit(session, "pattern", std::move(command));
    return;
  }
  ui::space(4);
  draw_replays(session, id);
}

}  // namespace brigade::app::inspector
