// The parts of S3's documents that only some of them have: the data of restores, transitions and replication
// in an event record, after "Event message structure" in the S3 User Guide; and what stands for a replica on
// its way, which is no document of the service.
#pragma once
#include "base/json.h"
#include "engine/services/payload.h"

namespace brigade::engine {

// The members after `s3` of the record of an event that no upload makes.
void write_s3_event_data(base::JsonWriter& json, const RenderContext& context, const ObjectVersion& entry,
                         S3Event event);
// {"Bucket","Key","VersionId","Size","ETag"}
std::string render_replica(const RenderContext& context, const Payload& payload);

}  // namespace brigade::engine
