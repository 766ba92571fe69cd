// Event source mappings of streams: each reads every shard in order, invokes the function synchronously with
// one batch at a time, and holds the shard back while a batch fails. Rules: Lambda Developer Guide, "Using
// Lambda with DynamoDB Streams" and "… with Kinesis" (polling, batching, error handling, parallelization
// factor), recordings of the real service for on-failure destinations. Simplified: the waits between attempts
// (1 s, doubling to 60 s; the guide gives no numbers), a function takes one record after the other and stops
// at the first that fails, another parallelization factor holds once a shard's lanes are empty, the failed
// attempts are counted anew when the checkpoint moves. Not modelled: tumbling windows, provisioned mode.
#pragma once
#include <functional>
#include <vector>

#include "engine/engine.h"

namespace brigade::engine::stream_source {

inline constexpr uint32_t kDefaultBatchSize = 100;
inline constexpr TimeMs kTablePollMs = 250, kKinesisPollMs = 1'000;  // each shard is polled this often
inline constexpr TimeMs kFirstBackoffMs = 1'000, kMaxBackoffMs = 60'000;
inline constexpr uint32_t kDestinationPlace = 7;  // Delivery::rule of what goes to the on-failure destination

base::Status check(Engine& engine, const EventSourceMappingConfig& config);
// The stream that an ARN names, in World::streams; kNone.
uint32_t find_stream(const Engine& engine, const std::string& arn);
// A new mapping: its lanes, and what its starting position lets it read. `cause`: the record of its making.
void start(Engine& engine, uint32_t mapping_state, uint32_t cause);
void stop(Engine& engine, uint32_t mapping_state);  // it is deleted, or its stream is
void look(Engine& engine, uint32_t mapping_state);  // its configuration is another one

// A record reaches the mapping: a delivery of this message.
void receive(Engine& engine, uint32_t mapping_state, uint32_t message, uint32_t record);

// The records of a batch in flight.
std::vector<uint32_t> members_of(const Engine& engine, uint32_t batch);
// The function or pipe is done with a batch: its first `good` records are through, for each of the others
// `failed` notes that it is not.
using NoteFailure = std::function<void(uint32_t delivery)>;
void settle(Engine& engine, uint32_t batch, size_t good, uint32_t duration_ms, const NoteFailure& failed);

// Steps.
void poll(Engine& engine, uint32_t lane);
void expire(Engine& engine, uint32_t lane);
void batch_ended(Engine& engine, const Invocation& invocation);

}  // namespace brigade::engine::stream_source
