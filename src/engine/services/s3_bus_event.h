// The event that S3 sends to EventBridge, as JSON and as typed fields that rules look at without making JSON.
// Shapes: S3 User Guide, "EventBridge event message structure" and "Amazon S3 EventBridge mapping"; recorded
// events for which members each kind of event has. Here the object's key is not encoded.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "engine/services/payload.h"
#include "match/rule_set.h"

namespace brigade::engine {

std::string render_s3_bus_event(const RenderContext& context, const Payload& payload);

// The fields that the event has, in the order of its JSON.
enum class S3BusField : uint8_t {
  Version,
  Id,
  DetailType,
  Source,
  Account,
  Time,
  Region,
  Resources,
  DetailVersion,
  BucketName,
  ObjectKey,
  ObjectSize,
  ObjectETag,
  ObjectVersionId,
  ObjectSequencer,
  RequestId,
  Requester,
  SourceIpAddress,
  Reason,
  DeletionType,
  RestoreExpiryTime,
  SourceStorageClass,
  DestinationStorageClass,
  DestinationAccessTier,
  Count,
};
inline constexpr size_t kS3BusFields = static_cast<size_t>(S3BusField::Count);
// "detail.object.key"; Count where the event has no such field.
S3BusField s3_bus_field(std::string_view path);

// One event, its fields made when they are asked for.
class S3BusEvent {
 public:
  S3BusEvent(const RenderContext& context, const Payload& payload) : context_(context), payload_(payload) {}
  // Absent where this kind of event has no such field; valid as long as the event is.
  const match::FieldValue* field(S3BusField field) const;

 private:
  bool make(S3BusField field, match::FieldValue& out) const;
  const RenderContext& context_;
  const Payload& payload_;
  mutable std::array<match::FieldValue, kS3BusFields> values_;
  mutable std::array<std::string, kS3BusFields> texts_;
  mutable uint32_t made_ = 0, present_ = 0;  // bits
};

}  // namespace brigade::engine
