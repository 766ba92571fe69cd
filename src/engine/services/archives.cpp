// Archives and replays at work, and their commands. Assumed, for want of a recording: the texts of errors
// about retention, and that both ends of a replay's span belong to it.
#include "engine/services/archives.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "engine/services/events.h"
#include "engine/services/payload.h"
#include "match/event.h"
#include "match/match.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"

namespace brigade::engine::archives {

using base::fail;
using base::Status;

namespace {

constexpr TimeMs kDayMs = 86'400'000;

// --- what an archive holds ---

void unlink_first(Engine& engine, uint32_t archive_state) {
  ArchiveState& archive = engine.w.archives.edit(archive_state);
  const uint32_t slot = archive.first_event;
  const ArchivedEvent& event = engine.w.archived[slot];
  archive.first_event = event.next_free;
  if (archive.first_event == kNone) archive.last_event = kNone;
  --archive.events;
  archive.size_bytes -= event.size_bytes;
  engine.w.archived.give_back(slot);
}

void arm_expiry(Engine& engine, uint32_t archive_state) {
  ArchiveState& archive = engine.w.archives.edit(archive_state);
  engine.w.scheduler.cancel(archive.expiry_timer);
  archive.expiry_timer = TimerRef{};
  const TimeMs keeps_ms = TimeMs{engine.archive_config(archive.id).retention_days} * kDayMs;
  if (keeps_ms == 0 || archive.first_event == kNone) return;
  const TimeMs due_ms = engine.w.archived[archive.first_event].archived_ms + keeps_ms;
  archive.expiry_timer =
      engine.at(std::max(due_ms, engine.w.now_ms), TimerKind::ArchiveExpiry, archive_state);
}

int64_t event_unix_s(const Engine& engine, const Payload& event, const base::JsonValue& json) {
  int64_t unix_ms = engine.plan.options.start_unix_ms + engine.w.now_ms;
  if (event.kind == PayloadKind::S3BusEvent) {
    unix_ms = engine.plan.options.start_unix_ms + engine.h.objects[event.ref].time_ms;
  } else if (const base::JsonValue* time = json.find("time"); time != nullptr && time->is_string()) {
    unix_ms = base::parse_utc(time->as_string()).value_or(unix_ms);
  }
  return base::floor_div(unix_ms, 1000);
}

void append(Engine& engine, uint32_t archive_state, ArchivedEvent made) {
  if (engine.w.archives[archive_state].events >= kMaxEvents) unlink_first(engine, archive_state);
  const uint32_t slot = engine.w.archived.take();
  made.next_free = kNone;
  engine.w.archived.edit(slot) = made;
  ArchiveState& archive = engine.w.archives.edit(archive_state);
  if (archive.last_event == kNone) {
    archive.first_event = slot;
  } else {
    engine.w.archived.edit(archive.last_event).next_free = slot;
  }
  archive.last_event = slot;
  ++archive.events;
  archive.size_bytes += made.size_bytes;
  if (archive.events == 1) arm_expiry(engine, archive_state);
}

// --- replaying ---

const ReplayConfig& replay_config(const Engine& engine, const ReplayState& replay) {
  return *engine.h.archive_config(replay.config).replay;
}

// The event's text with the name of the replay, which stands behind the region.
std::string with_replay_name(const std::string& event, const std::string& name) {
  const auto value = base::read_json(event);
  if (!value) return event;
  base::JsonWriter json;
  json.begin_object();
  for (const base::JsonMember& member : value->members()) {
    json.key(member.name);
    base::write_json(json, member.value);
    if (member.name == "region") json.member("replay-name", name);
  }
  json.end_object();
  return json.take();
}

void replay_event(Engine& engine, const ReplayState& replay, uint32_t slot) {
  const ArchivedEvent archived = engine.w.archived[slot];
  const std::string& name = replay_config(engine, replay).replay;
  const RenderContext context{engine.w, engine.h, engine.plan};
  const std::string text = with_replay_name(render_payload(context, archived.payload), name);
  const uint32_t again = engine.record({RecordKind::EventReplayed, archived.record, replay.archive,
                                        replay.config, kNone, kNone, 0, archived.root_command});
  const Payload payload{PayloadForm::Text, PayloadKind::BusEvent, 0, engine.add_text(text), kNone,
                        replay.config};
  Engine::NewMessage made{payload, again < kByRecord ? kByRecord | again : kNone, again, replay.archive};
  made.key = archived.key;
  made.object = archived.object;
  const uint32_t message = engine.make_message(made);
  base::Stream& random = engine.w.resources.edit(replay.archive.index()).stream;
  const auto delay_ms = static_cast<TimeMs>(base::uniform(random, 0, kReplayStepMs - 1));
  const uint32_t created = engine.w.messages[message].created_record;
  engine.schedule_delivery(engine.make_delivery(message, replay.bus, kNone, kNone, created),
                           engine.w.now_ms + delay_ms);
}

// The events of the first minute that was not replayed yet; none where there are no more.
std::vector<uint32_t> next_minute(const Engine& engine, const ReplayState& replay, int64_t& end_s) {
  const int64_t last_s = base::floor_div(replay_config(engine, replay).end_unix_ms, 1000);
  const uint32_t first = engine.w.archive(replay.archive).first_event;
  int64_t earliest_s = INT64_MAX;
  for (uint32_t i = first; i != kNone; i = engine.w.archived[i].next_free) {
    const int64_t at_s = engine.w.archived[i].event_unix_s;
    if (at_s >= replay.next_unix_s && at_s <= last_s) earliest_s = std::min(earliest_s, at_s);
  }
  std::vector<uint32_t> slots;
  if (earliest_s == INT64_MAX) return slots;
  end_s = (base::floor_div(earliest_s, 60) + 1) * 60;
  for (uint32_t i = first; i != kNone; i = engine.w.archived[i].next_free) {
    const int64_t at_s = engine.w.archived[i].event_unix_s;
    if (at_s >= earliest_s && at_s < end_s && at_s <= last_s) slots.push_back(i);
  }
  return slots;
}

void note(Engine& engine, const ReplayState& replay, RecordKind kind, uint32_t cause) {
  engine.record(
      {kind, cause, replay.archive, replay.config, kNone, kNone, 0, static_cast<uint32_t>(replay.replayed)});
}

void end_replay(Engine& engine, uint32_t index, ReplayStatus status) {
  ReplayState& replay = engine.w.replays.edit(index);
  replay.status = status;
  const RecordKind kind = status == ReplayStatus::Completed   ? RecordKind::ReplayCompleted
                          : status == ReplayStatus::Cancelled ? RecordKind::ReplayCancelled
                                                              : RecordKind::ReplayFailed;
  note(engine, replay, kind, status == ReplayStatus::Cancelled ? engine.cause : replay.last_record);
}

// --- commands ---

tl::unexpected<base::Error> invalid(std::string_view parameter, std::string_view reason) {
  return fail("ValidationException",
              "Parameter " + std::string(parameter) + " is not valid. Reason: " + std::string(reason));
}

Status check_name(std::string_view name, std::string_view member, size_t longest) {
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
  if (!name.empty() && name.size() <= longest && good) return {};
  const std::string what = name.empty() ? "have length greater than or equal to 1"
                           : name.size() > longest
                               ? "have length less than or equal to " + std::to_string(longest)
                               : "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
  return fail("ValidationException", "1 validation error detected: Value '" + std::string(name) + "' at '" +
                                         std::string(member) +
                                         "' failed to satisfy constraint: Member must " + what);
}

Status set_pattern(ArchiveConfig& config, const std::string& text) {
  config.pattern_text = text;
  config.pattern = nullptr;
  if (text.empty()) return {};
  auto pattern = match::read_event_pattern(text);
  if (!pattern) return tl::unexpected<base::Error>(pattern.error());
  if (Status s = match::check_service_limits(*pattern, text); !s) return s;
  config.pattern = std::make_shared<const match::Pattern>(std::move(*pattern));
  return {};
}

tl::unexpected<base::Error> no_such_archive(std::string_view name) {
  return fail("ResourceNotFoundException", "Archive " + std::string(name) + " does not exist.");
}

std::string name_in(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

bool is_running(const ReplayState& replay) {
  return replay.status == ReplayStatus::Starting || replay.status == ReplayStatus::Running;
}

Status check_replays(const Engine& engine, const std::string& name) {
  size_t running = 0;
  for (uint32_t i = 0; i < engine.w.replays.size(); ++i) {
    if (replay_config(engine, engine.w.replays[i]).replay == name) {
      return fail("ResourceAlreadyExistsException", "Replay " + name + " already exists.");
    }
    running += is_running(engine.w.replays[i]) ? 1 : 0;
  }
  if (running < kMaxRunningReplays && engine.w.replays.size() < kMaxReplays) return {};
  return fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
}

base::Result<ReplayConfig> read_replay(const StartReplay& command) {
  const auto start = base::parse_utc(command.event_start_time);
  const auto end = base::parse_utc(command.event_end_time);
  if (!start || !end) {
    return fail("SerializationException", "Could not parse the timestamp " +
                                              (start ? command.event_end_time : command.event_start_time));
  }
  if (*start >= *end) return invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
  return ReplayConfig{command.replay, command.description, *start, *end, command.filter_arns};
}

}  // namespace

std::string_view status_name(ReplayStatus status) {
  constexpr std::string_view kNames[] = {"STARTING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"};
  return kNames[static_cast<size_t>(status)];
}

void keep(Engine& engine, uint32_t slot, uint32_t received) {
  const Delivery delivery = engine.w.deliveries[slot];
  const Message message = engine.w.messages[delivery.message];
  if (is_replayed(message.payload)) return;
  const std::string text = render_payload({engine.w, engine.h, engine.plan}, message.payload);
  const auto json = base::read_json(text);
  const auto event = match::read_event(text);
  if (!json || !event) return;
  for (uint32_t i = engine.w.bus(delivery.target).first_archive; i != kNone; i = engine.w.archives[i].next) {
    const ResourceId id = engine.w.archives[i].id;
    const ArchiveConfig& config = engine.archive_config(id);
    if (config.pattern != nullptr && !match::matches(*config.pattern, *event)) continue;
    ArchivedEvent made{};
    made.root_command = message.root_command;
    made.key = message.key;
    made.object = message.object;
    made.payload = message.payload;
    made.archived_ms = engine.w.now_ms;
    made.event_unix_s = event_unix_s(engine, message.payload, *json);
    made.size_bytes = static_cast<uint32_t>(text.size());
    made.record = engine.record({RecordKind::EventArchived, received, id, engine.w.resource(id).config,
                                 delivery.message_number, kNone, 0, engine.w.archives[i].events + 1});
    append(engine, i, made);
  }
}

void expire(Engine& engine, uint32_t archive_state) {
  const ResourceId id = engine.w.archives[archive_state].id;
  const TimeMs keeps_ms = TimeMs{engine.archive_config(id).retention_days} * kDayMs;
  uint32_t gone = 0;
  for (;;) {
    const uint32_t first = engine.w.archives[archive_state].first_event;
    if (first == kNone || engine.w.archived[first].archived_ms + keeps_ms > engine.w.now_ms) break;
    unlink_first(engine, archive_state);
    ++gone;
  }
  engine.record({RecordKind::EventsExpired, kNone, id, engine.w.resource(id).config, kNone, kNone, 0, gone});
  arm_expiry(engine, archive_state);
}

void replay_minute(Engine& engine, uint32_t index) {
  ReplayState& replay = engine.w.replays.edit(index);
  replay.timer = TimerRef{};
  if (!engine.w.is_alive(replay.archive)) return end_replay(engine, index, ReplayStatus::Failed);
  if (replay.status == ReplayStatus::Starting) {
    replay.status = ReplayStatus::Running;
    replay.last_record = engine.record(
        {RecordKind::ReplayRunning, replay.last_record, replay.archive, replay.config, kNone, kNone, 0, 0});
  }
  int64_t end_s = 0;
  const std::vector<uint32_t> slots = next_minute(engine, replay, end_s);
  if (slots.empty()) return end_replay(engine, index, ReplayStatus::Completed);
  for (const uint32_t slot : slots) replay_event(engine, engine.w.replays[index], slot);
  ReplayState& after = engine.w.replays.edit(index);
  after.replayed += slots.size();
  after.next_unix_s = end_s;
  after.timer = engine.at(engine.w.now_ms + kReplayStepMs, TimerKind::ReplayMinute, index);
}

bool goes_to(const Engine& engine, const Payload& event, ResourceId bus, uint32_t rule_index) {
  const ArchiveConfig& archive = engine.h.archive_config(event.rule);
  const std::vector<std::string>& filter = archive.replay->filter_arns;
  if (filter.empty() || name_of(engine.w, engine.h, bus) != archive.bus) return true;
  const Resource& rule = engine.w.resources[rule_index];
  const std::string arn =
      arn_of(engine.w, engine.h, engine.plan, ResourceId::make(rule_index, rule.generation));
  return std::find(filter.begin(), filter.end(), arn) != filter.end();
}

Status apply(Engine& engine, const CreateArchive& command) {
  if (Status s = check_name(command.archive, "archiveName", 48); !s) return s;
  const std::string bus_name = name_in(command.event_source_arn);
  const bool has_bus = bus_name.empty() || bus_name == kDefaultBus ||
                       !events::find_bus(engine, command.event_source_arn).is_none();
  if (!has_bus) {
    return fail("ResourceNotFoundException",
                "Event bus " + name_in(command.event_source_arn) + " does not exist.");
  }
  if (!engine.find(ResourceKind::Archive, command.archive).is_none()) {
    return fail("ResourceAlreadyExistsException", "Archive " + command.archive + " already exists.");
  }
  ArchiveConfig config;
  config.description = command.description;
  config.retention_days = command.retention_days;
  if (Status s = set_pattern(config, command.pattern); !s) return s;
  if (engine.w.archives.size() >= kMaxArchives || engine.w.resources.size() >= kMaxResources) {
    return fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  const ResourceId bus = events::need_bus(engine, command.event_source_arn);
  config.bus = name_of(engine.w, engine.h, bus);
  ArchiveState made{};
  made.bus = bus;
  made.next = made.first_event = made.last_event = kNone;
  made.expiry_timer = TimerRef{};
  const uint32_t state = engine.w.archives.push_back(made);
  uint32_t* link = &engine.w.buses.edit(engine.w.resource(bus).state).first_archive;
  while (*link != kNone) link = &engine.w.archives.edit(*link).next;
  *link = state;
  const ResourceId id = engine.create(ResourceKind::Archive, command.archive, state, std::move(config));
  engine.w.archives.edit(state).id = id;
  return {};
}

Status apply(Engine& engine, const UpdateArchive& command) {
  const ResourceId id = engine.find(ResourceKind::Archive, command.archive);
  if (id.is_none()) return no_such_archive(command.archive);
  ArchiveConfig config = engine.archive_config(id);
  if (command.pattern) {
    if (Status s = set_pattern(config, *command.pattern); !s) return s;
  }
  if (command.description) config.description = *command.description;
  if (command.retention_days) config.retention_days = *command.retention_days;
  engine.configure(id, std::move(config));
  arm_expiry(engine, engine.w.resource(id).state);
  return {};
}

Status apply(Engine& engine, const DeleteArchive& command) {
  const ResourceId id = engine.find(ResourceKind::Archive, command.archive);
  if (id.is_none()) return no_such_archive(command.archive);
  const uint32_t state = engine.w.resource(id).state;
  while (engine.w.archives[state].first_event != kNone) unlink_first(engine, state);
  const ArchiveState archive = engine.w.archives[state];
  engine.w.scheduler.cancel(archive.expiry_timer);
  uint32_t* link = &engine.w.buses.edit(engine.w.resource(archive.bus).state).first_archive;
  while (*link != state) link = &engine.w.archives.edit(*link).next;
  *link = archive.next;
  engine.remove(id);
  return {};
}

Status apply(Engine& engine, const StartReplay& command) {
  if (Status s = check_name(command.replay, "replayName", 64); !s) return s;
  const ResourceId bus = events::find_bus(engine, command.destination_arn);
  if (bus.is_none()) {
    return fail("ResourceNotFoundException",
                "Event bus " + name_in(command.destination_arn) + " does not exist.");
  }
  const ResourceId archive = find_by_arn(engine.w, engine.h, command.event_source_arn);
  if (archive.is_none() || engine.w.resource(archive).kind != ResourceKind::Archive) {
    return no_such_archive(name_in(command.event_source_arn));
  }
  if (engine.w.archive(archive).bus != bus) {
    return invalid("Destination.Arn", "Cross event bus replay is not permitted.");
  }
  auto made = read_replay(command);
  if (!made) return tl::unexpected<base::Error>(made.error());
  if (Status s = check_replays(engine, command.replay); !s) return s;
  ArchiveConfig config = engine.archive_config(archive);
  config.replay = std::move(*made);
  ReplayState replay{};
  replay.archive = archive;
  replay.bus = bus;
  replay.next_unix_s = base::floor_div(config.replay->start_unix_ms + 999, 1000);
  replay.config = engine.add_config(archive, std::move(config));
  replay.status = ReplayStatus::Starting;
  replay.last_record =
      engine.record({RecordKind::ReplayStarting, engine.cause, archive, replay.config, kNone, kNone, 0, 0});
  const uint32_t index = engine.w.replays.push_back(replay);
  engine.w.replays.edit(index).timer =
      engine.at(engine.w.now_ms + kReplayStepMs, TimerKind::ReplayMinute, index);
  return {};
}

// What was replayed stays on its way. The service goes through CANCELLING, which takes no time here.
Status apply(Engine& engine, const CancelReplay& command) {
  for (uint32_t i = 0; i < engine.w.replays.size(); ++i) {
    if (replay_config(engine, engine.w.replays[i]).replay != command.replay) continue;
    if (!is_running(engine.w.replays[i])) {
      return fail("IllegalStatusException",
                  "Replay " + command.replay + " is not in a valid state for this operation.");
    }
    engine.w.scheduler.cancel(engine.w.replays[i].timer);
    engine.w.replays.edit(i).timer = TimerRef{};
    end_replay(engine, i, ReplayStatus::Cancelled);
    return {};
  }
  return fail("ResourceNotFoundException", "Replay " + command.replay + " does not exist.");
}

}  // namespace brigade::engine::archives
