// What the service refuses in a mapping of a stream, and its texts.
#include "base/text.h"
#include "engine/services/stream_source.h"

namespace brigade::engine::stream_source {

using base::fail;
using base::Status;

namespace {

constexpr const char* kInvalid = "InvalidParameterValueException";

bool is_table_arn(std::string_view arn) { return base::starts_with(arn, "arn:aws:dynamodb:"); }

Status out_of_range(int64_t value, const char* member, const char* constraint) {
  return fail("ValidationException",
              "1 validation error detected: Value '" + std::to_string(value) + "' at '" + member +
                  "' failed to satisfy constraint: Member must have value " + constraint);
}

Status check_numbers(const EventSourceMappingConfig& config) {
  if (config.parallelization_factor < 1 || config.parallelization_factor > kLanesPerShard) {
    return out_of_range(
        config.parallelization_factor, "parallelizationFactor",
        config.parallelization_factor < 1 ? "greater than or equal to 1" : "less than or equal to 10");
  }
  if (config.maximum_retry_attempts < -1 || config.maximum_retry_attempts > 10'000) {
    return out_of_range(
        config.maximum_retry_attempts, "maximumRetryAttempts",
        config.maximum_retry_attempts < -1 ? "greater than or equal to -1" : "less than or equal to 10000");
  }
  if (config.maximum_record_age_s < -1 || config.maximum_record_age_s > 604'800) {
    return out_of_range(
        config.maximum_record_age_s, "maximumRecordAgeInSeconds",
        config.maximum_record_age_s < -1 ? "greater than or equal to -1" : "less than or equal to 604800");
  }
  if (config.maximum_record_age_s >= 0 && config.maximum_record_age_s < 60) {
    return fail(kInvalid, "MaximumRecordAgeInSeconds must be -1 or at least 60 seconds.");
  }
  return {};
}

Status check_destination(Engine& engine, const std::string& arn) {
  if (arn.empty()) return {};
  const ResourceId target = find_by_arn(engine.w, engine.h, arn);
  const bool good = !target.is_none() && (engine.w.resource(target).kind == ResourceKind::Queue ||
                                          engine.w.resource(target).kind == ResourceKind::Topic);
  if (good) return {};
  return fail(kInvalid,
              "The provided destination config DestinationConfig(onSuccess=null, "
              "onFailure=OnFailure(destination=" +
                  arn + ")) is invalid.");
}

}  // namespace

uint32_t find_stream(const Engine& engine, const std::string& arn) {
  const ResourceId id = find_by_arn(engine.w, engine.h, arn);
  if (id.is_none()) return kNone;
  const ResourceKind kind = engine.w.resource(id).kind;
  if (kind == ResourceKind::Stream) return engine.w.resource(id).state;
  const bool names_stream = kind == ResourceKind::Table && arn.find("/stream/") != std::string::npos;
  return names_stream ? engine.w.table(id).stream : kNone;
}

Status check(Engine& engine, const EventSourceMappingConfig& config) {
  if (Status s = check_numbers(config); !s) return s;
  if (config.maximum_concurrency) {
    return fail(kInvalid, "Unsupported ScalingConfig parameter for given event source mapping type.");
  }
  if (config.starting_position == StartingPosition::None) {
    return fail(kInvalid,
                "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: "
                "Member must not be null.");
  }
  if (config.starting_position == StartingPosition::AtTimestamp && is_table_arn(config.event_source_arn)) {
    return fail(kInvalid, "Unsupported starting position for arn type: " + config.event_source_arn);
  }
  if (find_stream(engine, config.event_source_arn) == kNone) {
    return fail(kInvalid, "Stream not found: " + config.event_source_arn);
  }
  return check_destination(engine, config.on_failure_arn);
}

}  // namespace brigade::engine::stream_source
