// Lambda's event source mappings, of queues in the main: pollers that hand a queue's messages to a function
// in batches and delete what it made well. Pipes poll here too (pipes.h). The function is invoked
// synchronously: its own retries, dead-letter queue and destinations have no part in it; what fails stays in
// the queue and comes back when its visibility timeout is over. Rules: Lambda Developer Guide, "Using Lambda
// with Amazon SQS", "Event filtering", "Reporting batch item failures"; recordings of the real service for
// partial responses. Simplified: the mapping polls at once and with as many batches at a time as its maximum
// concurrency lets it (without one, 1,000); the handler's script decides for each record by itself, with its
// receive count as the attempt, and the whole batch takes the handler's time once. Of a FIFO queue a batch
// holds messages of one group; with ReportBatchItemFailures the handler stops at the first that fails.
// Streams as sources: stream_source.h. Not modelled: provisioned pollers, batches of several groups.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/services/payload.h"

namespace brigade::engine::event_source {

inline constexpr uint32_t kMaxBatchSize = 10'000, kDefaultBatchSize = 10;
inline constexpr uint32_t kMaxConcurrency = 1'000;

base::Status apply(Engine& engine, const CreateEventSourceMapping& command);
base::Status apply(Engine& engine, const UpdateEventSourceMapping& command);
base::Status apply(Engine& engine, const DeleteEventSourceMapping& command);

// The filters of a poller as one set, which reads a record's text once for all of them.
std::shared_ptr<const match::RuleSet> filter_set_of(const std::vector<match::Pattern>& patterns);

// What a poller adds to its source: its place among those that poll it, a first look for work, and a look
// when its configuration is another one. `cause`: the record of its making.
void attach(Engine& engine, uint32_t mapping_state, uint32_t cause);
void look_again(Engine& engine, uint32_t mapping_state);
void detach(Engine& engine, uint32_t mapping_state);  // it is deleted
// The queue or stream (World::streams) that an ARN names; none or kNone where there is none.
void find_source(const Engine& engine, const std::string& arn, EventSourceMappingState& made);

// Messages of the queue became visible.
void wake(Engine& engine, uint32_t queue_state);
// The queue is deleted: its mappings find nothing any more.
void forget_queue(Engine& engine, uint32_t queue_state);

// Those of a batch that are still in it.
std::vector<uint32_t> members_of(const Engine& engine, uint32_t batch);
// The function or pipe is done with a batch: what is in it still is deleted, but for what `failed` says it
// made badly, which it also notes.
using Failed = std::function<bool(uint32_t delivery)>;
void settle(Engine& engine, uint32_t batch, const Failed& failed);

// Steps.
void poll(Engine& engine, uint32_t mapping_state);
void batch_ended(Engine& engine, const Invocation& invocation);

// One message as a record of the function's event.
std::string render_record(const RenderContext& context, uint32_t delivery);
// The function's event for a batch.
std::string render_batch(const RenderContext& context, uint32_t batch);

}  // namespace brigade::engine::event_source
