// EventBridge archives and replays: an archive keeps a copy of each event of its bus that its pattern wants;
// a replay sends those of a span of time to the bus again. Sources: EventBridge User Guide, "Archiving and
// replaying events"; recordings of the real service for refusals and for `replay-name`. Not modelled: the
// minutes that events take to reach an archive, CancelReplay, the pace of the service (here a minute of
// events each second, in no certain order within it), and the managed rule's place among a bus's rules.
#pragma once
#include "engine/engine.h"

namespace brigade::engine::archives {

inline constexpr size_t kMaxArchives = 100;
inline constexpr uint32_t kMaxEvents = 1'000'000;  // of one archive; then the oldest go: our limit
inline constexpr size_t kMaxRunningReplays = 10, kMaxReplays = 1'000;
inline constexpr TimeMs kReplayStepMs = 1'000;

base::Status apply(Engine& engine, const CreateArchive& command);
base::Status apply(Engine& engine, const UpdateArchive& command);
base::Status apply(Engine& engine, const DeleteArchive& command);
base::Status apply(Engine& engine, const StartReplay& command);
base::Status apply(Engine& engine, const CancelReplay& command);

// An event has reached a bus that has archives.
void keep(Engine& engine, uint32_t delivery, uint32_t received_record);
// Steps.
void expire(Engine& engine, uint32_t archive_state);
void replay_minute(Engine& engine, uint32_t replay);

// Events of replays are not archived again.
inline bool is_replayed(const Payload& event) {
  return event.kind == PayloadKind::BusEvent && event.config == kNone && event.rule != kNone;
}
// Of a replayed event: whether its replay is for this rule of the bus.
bool goes_to(const Engine& engine, const Payload& event, ResourceId bus, uint32_t rule_index);

std::string_view status_name(ReplayStatus status);  // "COMPLETED"

}  // namespace brigade::engine::archives
