// Amazon EventBridge Pipes: from a queue or a stream through a filter, an enrichment and templates to one
// target. A pipe polls as an event source mapping does (event_source.h, stream_source.h); a batch that it
// took is an execution: the enrichment is invoked synchronously with a JSON array, then the target is called,
// each a step of its own. What fails goes back to the source: to the queue, whose own redrive policy has the
// last word, or to the shard, which is held back. Sources: EventBridge User Guide, "Amazon EventBridge Pipes"
// (its sources, filtering, enrichment, targets, batching and concurrency, monitoring); Pipes API Reference.
// Simplified: the handler's script decides for each event by itself, and its answers are put together in one
// array; a source that is not there is refused at once. Not
// modelled: API destinations, API Gateway, Step Functions and other targets; MQ and Kafka; logs of a pipe;
// that a pipe stops by itself.
#pragma once
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/services/lambda.h"

namespace brigade::engine::pipes {

inline constexpr size_t kMaxPipes = 1'000;
// Before each stage, uniformly, from the pipe's stream: our assumption.
inline constexpr uint64_t kStageDelayMinMs = 10, kStageDelayMaxMs = 60;

base::Status apply(Engine& engine, const CreatePipe& command);
base::Status apply(Engine& engine, const UpdatePipe& command);
base::Status apply(Engine& engine, const StartPipe& command);
base::Status apply(Engine& engine, const StopPipe& command);
base::Status apply(Engine& engine, const DeletePipe& command);

// How many events a target takes at once; 0 where the ARN names no target of pipes.
uint32_t target_batch_size(std::string_view target_arn);
// The source's own batch size, or what the target takes where that is less.
uint32_t default_batch_size(std::string_view source_arn, std::string_view target_arn);
PipeSource source_kind(std::string_view source_arn);

// A batch was taken from the source: an execution begins.
void start(Engine& engine, uint32_t mapping_state, uint32_t batch, const std::vector<uint32_t>& slots);
// A step: the next stage of an execution.
void run_stage(Engine& engine, uint32_t execution);
// The function that a stage waited for has ended.
void function_ended(Engine& engine, uint32_t execution, const lambda::SyncResult& result);

}  // namespace brigade::engine::pipes
