// Amazon Kinesis Data Streams: streams of shards, one record at a time. Rules: Kinesis Data Streams developer
// guide, "Terminology and concepts", "Quotas and limits"; API reference of PutRecord. Not modelled: shard
// splits and merges, on-demand capacity, limits on throughput, other retention than 24 hours, consumers other
// than event source mappings.
#pragma once
#include "engine/engine.h"

namespace brigade::engine::kinesis {

inline constexpr size_t kMaxDataBytes = 1'048'576;

base::Status apply(Engine& engine, const CreateStream& command);
base::Status apply(Engine& engine, const DeleteStream& command);
base::Status apply(Engine& engine, const PutRecord& command);

}  // namespace brigade::engine::kinesis
