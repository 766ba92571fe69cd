// Renders what travels as the JSON that the real services send: S3 event records, destination records, queue
// messages. Made when somebody reads it, never stored.
#include "engine/services/payload.h"

#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/md5.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/services/apis.h"
#include "engine/services/fifo.h"
#include "engine/services/s3.h"
#include "engine/services/s3_bus_event.h"
#include "engine/services/s3_event_data.h"
#include "engine/services/schedules.h"
#include "engine/services/sns_message.h"
#include "engine/services/stream_record.h"
#include "engine/services/target_input.h"

namespace brigade::engine {

using base::JsonWriter;

namespace {

uint64_t key_of(uint64_t seed, std::string_view name) { return base::stream_key(seed, name); }

std::string object_id_name(const RenderContext& context, const ObjectVersion& object, std::string_view what) {
  const BucketState& bucket = context.world.buckets[object.bucket];
  std::string name(what);
  name += name_of(context.world, context.history, bucket.id);
  return name;
}

std::string event_time(const RenderContext& context, TimeMs time_ms) {
  return base::format_utc_ms(context.plan.options.start_unix_ms + time_ms);
}

// Which members the recorded events have; of the events that S3 makes itself, the guide's examples.
bool has_size(S3Event event) {
  return is_creation(event) || is_restore(event) || is_replication(event) ||
         event == S3Event::LifecycleTransition || event == S3Event::IntelligentTiering;
}
bool has_etag(S3Event event) { return !is_removal(event) || makes_delete_marker(event); }
bool has_sequencer(S3Event event) {
  return is_creation(event) || is_removal(event) ||
         (is_restore(event) && event != S3Event::ObjectRestoreDelete);
}

void write_object(JsonWriter& json, const RenderContext& context, uint32_t index, S3Event event) {
  const uint32_t version = s3::version_of(context.history, index);
  const ObjectVersion& object = context.history.objects[version];
  json.key("object").begin_object();
  json.key("key").value(base::form_url_encode(context.history.key(index)));
  if (has_size(event)) json.key("size").value(object.size_bytes);
  if (has_etag(event)) json.key("eTag").value(object_etag(context, version));
  if (object.flags & ObjectVersion::kVersioned) {
    json.key("versionId").value(object_version_id(context, version));
  }
  if (has_sequencer(event)) json.key("sequencer").value(object_sequencer(context, index));
  json.end_object();
}

std::string_view old_record_version(S3Event event) {
  if (is_replication(event)) return "2.2";
  const bool late = event >= S3Event::ObjectTaggingPut && event != S3Event::ObjectRestorePost &&
                    event != S3Event::ObjectRestoreCompleted && event != S3Event::ReducedRedundancyLostObject;
  return late ? "2.3" : "2.1";
}

std::string principal_of(const RenderContext& context, S3Event event) {
  const uint64_t seed = context.world.seed;
  if (event == S3Event::ObjectRestoreCompleted) {
    return "AmazonCustomer:A" + base::alnum_of(key_of(seed, "owner"), 0, 13, base::Alphabet::kUpperAndDigits);
  }
  if (!is_request(event)) return "s3.amazonaws.com";
  return "AWS:AIDA" + base::alnum_of(key_of(seed, "user"), 0, 17, base::Alphabet::kUpperAndDigits);
}

// The record of "Event message structure" in the S3 User Guide, members in its order.
std::string render_s3_event(const RenderContext& context, const Payload& payload) {
  const ObjectVersion& object = context.history.objects[payload.ref];
  const auto event = static_cast<S3Event>(payload.code);
  const uint64_t seed = context.world.seed;
  const std::string bucket(name_of(context.world, context.history, context.world.buckets[object.bucket].id));
  const uint64_t request_key = key_of(seed, "s3-request/" + bucket);
  const bool v2_1 = context.plan.options.s3_event_version == S3EventVersion::V2_1;
  JsonWriter json;
  json.begin_object().key("Records").begin_array().begin_object();
  json.key("eventVersion").value(v2_1 ? old_record_version(event) : "2.5");
  json.key("eventSource").value("aws:s3");
  json.key("awsRegion").value(context.plan.options.region);
  json.key("eventTime").value(event_time(context, object.time_ms));
  json.key("eventName").value(s3_event_name(event));
  json.key("userIdentity").begin_object();
  json.key("principalId").value(principal_of(context, event));
  json.end_object();
  const bool has_address = is_request(event) || event == S3Event::ObjectRestoreCompleted;
  json.key("requestParameters").begin_object();
  json.member("sourceIPAddress", has_address ? "203.0.113.7" : "s3.amazonaws.com").end_object();
  json.key("responseElements").begin_object();
  json.key("x-amz-request-id")
      .value(base::alnum_of(request_key, object.number * 2u, 16, base::Alphabet::kUpperAndDigits));
  json.key("x-amz-id-2").value(base::base64_of(request_key, object.number * 2u + 1, 56));
  json.end_object();
  json.key("s3").begin_object();
  json.key("s3SchemaVersion").value("1.0");
  if (payload.config != kNone) {
    json.key("configurationId")
        .value(context.history.bucket_config(payload.config).notifications[payload.rule].id);
  }
  json.key("bucket").begin_object();
  json.key("name").value(bucket);
  json.key("ownerIdentity").begin_object();
  json.key("principalId")
      .value("A" + base::alnum_of(key_of(seed, "owner"), 0, 13, base::Alphabet::kUpperAndDigits));
  json.end_object();
  json.key("arn").value("arn:aws:s3:::" + bucket);
  json.end_object();
  write_object(json, context, payload.ref, event);
  json.end_object();
  if (event >= S3Event::ObjectTaggingPut) write_s3_event_data(json, context, object, event);
  json.end_object().end_array().end_object();
  return json.take();
}

std::string_view condition_name(DestinationCondition condition) {
  switch (condition) {
    case DestinationCondition::Success:
      return "Success";
    case DestinationCondition::RetriesExhausted:
      return "RetriesExhausted";
    case DestinationCondition::EventAgeExceeded:
      return "EventAgeExceeded";
    case DestinationCondition::ZeroReservedConcurrency:
      return "ZeroReservedConcurrency";
    case DestinationCondition::RecursiveInvocation:
      return "RecursiveInvocation";
    case DestinationCondition::RetryAttemptsExhausted:
      return "RetryAttemptsExhausted";
    case DestinationCondition::RecordAgeExceeded:
      return "RecordAgeExceeded";
  }
  return {};
}

struct Failure {
  std::string type, message;
};

// What the last attempt failed with, as the runtime reports it.
Failure failure_of(const RenderContext& context, const Derivation& derivation) {
  const FunctionConfig& config = context.history.function_config(derivation.version);
  if (derivation.timed_out != 0) {
    const std::string seconds = std::to_string(config.timeout_ms / 1000) + ".00";
    return {"Sandbox.Timedout", "RequestId: " + request_id(context.world.seed, derivation.parent_delivery) +
                                    " Error: Task timed out after " + seconds + " seconds"};
  }
  if (derivation.handler_rule == kCallRefusedRule && derivation.error != kNone) {
    return {std::string(kCallErrorType), *context.history.texts[derivation.error]};
  }
  if (derivation.handler_rule == kResponseTooLargeRule) {
    return {std::string(kResponseTooLargeType), std::string(kResponseTooLargeMessage)};
  }
  Failure failure{std::string(kDefaultErrorType), std::string(kDefaultErrorMessage)};
  if (derivation.handler_rule < config.handler.rules.size()) {
    const HandlerRule& rule = config.handler.rules[derivation.handler_rule];
    if (!rule.error_type.empty()) failure.type = rule.error_type;
    if (!rule.error_message.empty()) failure.message = rule.error_message;
  }
  return failure;
}

bool failed_in_handler(const Derivation& derivation) {
  return derivation.invoke_count > 0 &&
         static_cast<DestinationCondition>(derivation.condition) != DestinationCondition::Success;
}

std::string render_error(const Failure& failure, bool timed_out, std::string_view request) {
  JsonWriter json;
  if (timed_out) {
    json.begin_object()
        .key("errorType")
        .value(failure.type)
        .key("errorMessage")
        .value(failure.message)
        .end_object();
    return json.take();
  }
  json.begin_object().key("errorMessage").value(failure.message).key("errorType").value(failure.type);
  json.key("requestId").value(request).key("stackTrace").begin_array().end_array().end_object();
  return json.take();
}

// The invocation record of a destination. Shape and order: recordings of the real service.
std::string render_destination_record(const RenderContext& context, const Payload& payload) {
  const Derivation& derivation = context.world.derivations[payload.ref];
  const auto condition = static_cast<DestinationCondition>(derivation.condition);
  const std::string request = request_id(context.world.seed, derivation.parent_delivery);
  JsonWriter json;
  json.begin_object();
  json.key("version").value("1.0");
  json.key("timestamp").value(event_time(context, derivation.time_ms));
  json.key("requestContext").begin_object();
  json.key("requestId").value(request);
  json.key("functionArn")
      .value(arn_of(context.world, context.history, context.plan, derivation.by) + ":$LATEST");
  json.key("condition").value(condition_name(condition));
  json.key("approximateInvokeCount").value(uint64_t{derivation.invoke_count});
  json.end_object();
  json.key("requestPayload").raw(render_payload(context, derivation.parent));
  if (derivation.invoke_count > 0) {
    json.key("responseContext").begin_object();
    json.key("statusCode").value(uint64_t{200}).key("executedVersion").value("$LATEST");
    if (failed_in_handler(derivation)) json.key("functionError").value("Unhandled");
    json.end_object();
    if (failed_in_handler(derivation)) {
      json.key("responsePayload")
          .raw(render_error(failure_of(context, derivation), derivation.timed_out != 0, request));
    } else {
      const bool has_text = derivation.error != kNone;
      json.key("responsePayload").raw(has_text ? *context.history.texts[derivation.error] : "null");
    }
  }
  json.end_object();
  return json.take();
}

void write_attribute(JsonWriter& json, std::string_view name, std::string_view type, std::string_view value) {
  json.key(name).begin_object().key("StringValue").value(value).key("DataType").value(type).end_object();
}

void write_function_attributes(JsonWriter& json, const RenderContext& context, const Derivation& derivation) {
  write_attribute(json, "RequestID", "String", request_id(context.world.seed, derivation.parent_delivery));
  const bool ran = failed_in_handler(derivation);
  write_attribute(json, "ErrorCode", "Number", ran ? "200" : "429");
  write_attribute(json, "ErrorMessage", "String",
                  ran ? failure_of(context, derivation).message : "Rate Exceeded.");
}

std::string refusal_text(Refusal refusal, std::string_view target_arn) {
  const std::string target(target_arn);
  switch (refusal) {
    case Refusal::NoPermissions:
      return "Lack of permissions to invoke cross service for " + target;
    case Refusal::NoResource:
      return "The target " + target + " does not exist";
    case Refusal::Throttling:
      return "Rate Exceeded.";
    case Refusal::InvalidParameter:
      return "The request must contain the parameter MessageGroupId, and the queue must have "
             "ContentBasedDeduplication enabled.";
    case Refusal::ServiceError:
      break;
  }
  return "The service behind " + target + " failed to answer";
}

// Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events".
void write_rule_attributes(JsonWriter& json, const RenderContext& context, const Derivation& derivation) {
  const RuleTarget& target = context.history.rule_config(derivation.version).targets[derivation.target_index];
  const auto refusal = static_cast<Refusal>(derivation.refusal);
  const auto end = static_cast<RetryEnd>(derivation.condition);
  write_attribute(json, "RULE_ARN", "String",
                  arn_of(context.world, context.history, context.plan, derivation.by));
  write_attribute(json, "TARGET_ARN", "String", target.arn);
  write_attribute(json, "ERROR_CODE", "String", refusal_name(refusal));
  write_attribute(json, "ERROR_MESSAGE", "String", refusal_text(refusal, target.arn));
  if (end != RetryEnd::NotRetried) {
    write_attribute(
        json, "EXHAUSTED_RETRY_CONDITION", "String",
        end == RetryEnd::MaximumRetryAttempts ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds");
  }
  write_attribute(json, "RETRY_ATTEMPTS", "String",
                  std::to_string(end == RetryEnd::NotRetried ? 0 : derivation.invoke_count - 1));
}

// Source: EventBridge Scheduler User Guide, "Configuring a dead-letter queue". Assumed: the time of the
// firing, which is that of the message.
void write_schedule_attributes(JsonWriter& json, const RenderContext& context, const Derivation& derivation) {
  const ScheduleConfig& config = context.history.schedule_config(derivation.version);
  const auto refusal = static_cast<Refusal>(derivation.refusal);
  const auto end = static_cast<RetryEnd>(derivation.condition);
  const std::string schedule = arn_of(context.world, context.history, context.plan, derivation.by);
  write_attribute(json, "ERROR_CODE", "String", refusal_name(refusal));
  write_attribute(json, "ERROR_MESSAGE", "String", refusal_text(refusal, config.arn));
  write_attribute(
      json, "EXECUTION_ID", "String",
      base::hex_of(key_of(context.world.seed, "scheduler-execution"), derivation.parent_delivery, 16, false));
  if (end != RetryEnd::NotRetried) {
    write_attribute(
        json, "EXHAUSTED_RETRY_CONDITION", "String",
        end == RetryEnd::MaximumRetryAttempts ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds");
  }
  write_attribute(json, "IS_PAYLOAD_TRUNCATED", "String", "false");
  write_attribute(json, "RETRY_ATTEMPTS", "String",
                  std::to_string(end == RetryEnd::NotRetried ? 0 : derivation.invoke_count - 1));
  write_attribute(json, "SCHEDULE_ARN", "String", schedule);
  write_attribute(json, "TARGET_ARN", "String", config.arn);
}

// What the service that gave up writes beside the body of a dead letter.
void write_dead_letter_attributes(JsonWriter& json, const RenderContext& context,
                                  const Derivation& derivation) {
  const ResourceKind kind = context.world.resource(derivation.by).kind;
  if (kind == ResourceKind::Topic) return;  // SNS writes none
  json.key("MessageAttributes").begin_object();
  if (kind == ResourceKind::Rule) {
    write_rule_attributes(json, context, derivation);
  } else if (kind == ResourceKind::Schedule) {
    write_schedule_attributes(json, context, derivation);
  } else {
    write_function_attributes(json, context, derivation);
  }
  json.end_object();
}

// What SendMessage brought with attributes.
struct SentMessage {
  std::string body;
  std::vector<match::MessageAttribute> attributes;
};
SentMessage sent_message(const RenderContext& context, const Payload& payload) {
  const auto read = base::read_json(*context.history.texts[payload.ref]);
  if (!read) return {};
  const base::JsonValue* body = read->find("MessageBody");
  return {body == nullptr ? std::string() : body->as_string(), read_kept_attributes(*read)};
}

void write_fifo_attributes(JsonWriter& json, const RenderContext& context, const FifoMessage& message) {
  json.member("SequenceNumber", fifo::sequence_number(message.sequence));
  json.member("MessageDeduplicationId", *context.history.texts[message.deduplication_id]);
  json.member("MessageGroupId", *context.history.texts[context.world.fifo_groups[message.group].name]);
}

// The event of a bus, or what the rule's target gets of it: empty where its template makes no JSON.
std::string render_bus_event(const RenderContext& context, const Payload& payload) {
  std::string event = payload.kind == PayloadKind::S3BusEvent ? render_s3_bus_event(context, payload)
                                                              : *context.history.texts[payload.ref];
  if (payload.config == kNone) return event;
  const RuleConfig& rule = context.history.rule_config(payload.config);
  const RuleTarget& target = rule.targets[payload.rule];
  const ResourceId id = context.history.configs[payload.config]->resource;
  const std::string arn = arn_of(context.world, context.history, context.plan, id);
  const std::string now = base::format_utc_s(context.plan.options.start_unix_ms + context.world.now_ms);
  return target_input(target, {event, arn, rule.rule, now}).value_or("");
}

}  // namespace

std::string render_function_error(const RenderContext& context, const Derivation& failed) {
  return render_error(failure_of(context, failed), failed.timed_out != 0,
                      request_id(context.world.seed, failed.parent_delivery));
}

std::string render_payload(const RenderContext& context, const Payload& payload) {
  switch (payload.kind) {
    case PayloadKind::S3Event:
      return render_s3_event(context, payload);
    case PayloadKind::Text:
    case PayloadKind::S3TestEvent:
      return *context.history.texts[payload.ref];
    case PayloadKind::DestinationRecord:
      return render_destination_record(context, payload);
    case PayloadKind::Replica:
      return render_replica(context, payload);
    case PayloadKind::S3BusEvent:
    case PayloadKind::BusEvent:
      return render_bus_event(context, payload);
    case PayloadKind::SnsMessage:
      return render_sns_message(context, payload);
    case PayloadKind::StreamRecord:
      return "{\"Records\":[" + render_stream_record(context, payload.ref) + "]}";
    case PayloadKind::StreamFailure:
      return render_stream_failure(context, payload);
    case PayloadKind::ApiRequest:
      return apis::render_event(context, payload);
    case PayloadKind::Publication:
      return *context.history.texts[payload.ref];
    case PayloadKind::SentMessage:
      return sent_message(context, payload).body;
    case PayloadKind::ScheduleInput:
      return schedules::with_attempt(*context.history.texts[payload.ref],
                                     payload.rule == kNone ? 1 : payload.rule);
    case PayloadKind::None:
      break;
  }
  return "{}";
}

Payload payload_of(const World& world, const History& history, const Delivery& delivery) {
  Payload payload = world.messages[delivery.message].payload;
  if (delivery.config == kNone || delivery.rule >= kDeadLetterPlaces) return payload;
  const Config& config = history.configs[delivery.config]->value;
  const bool bus_event = payload.kind == PayloadKind::S3BusEvent || payload.kind == PayloadKind::BusEvent;
  if ((bus_event && std::holds_alternative<RuleConfig>(config)) ||
      (payload.kind == PayloadKind::SnsMessage && std::holds_alternative<TopicConfig>(config)) ||
      (payload.kind == PayloadKind::ApiRequest && std::holds_alternative<ApiConfig>(config))) {
    payload.config = delivery.config;
    payload.rule = delivery.rule;
  }
  return payload;
}

std::string render_queue_message(const RenderContext& context, uint32_t slot) {
  const World& world = context.world;
  const Delivery& delivery = world.deliveries[slot];
  const Message& message = world.messages[delivery.message];
  const Payload payload = payload_of(world, context.history, delivery);
  const std::string body = render_payload(context, payload);
  const auto unix_ms = [&context](TimeMs ms) {
    return std::to_string(context.plan.options.start_unix_ms + ms);
  };
  JsonWriter json(base::JsonStyle::kIndented);
  json.begin_object();
  const QueuedMessage& queued = world.queued_message(delivery);
  json.key("MessageId").value(message_id(world.seed, queued.sent_as));
  if (queued.receive_count > 0) {
    json.key("ReceiptHandle").value(receipt_handle(world.seed, delivery.number, queued.receive_count));
  }
  json.key("MD5OfBody").value(base::hex(base::md5(body)));
  json.key("Body").value(body);
  json.key("Attributes").begin_object();
  json.key("SenderId")
      .value("AIDA" + base::alnum_of(key_of(world.seed, "sender"), 0, 17, base::Alphabet::kUpperAndDigits));
  if (queued.first_received_ms >= 0) {
    json.key("ApproximateFirstReceiveTimestamp").value(unix_ms(queued.first_received_ms));
  }
  json.key("ApproximateReceiveCount").value(std::to_string(queued.receive_count));
  json.key("SentTimestamp").value(unix_ms(delivery.accepted_ms));
  if (queued.fifo != kNone) write_fifo_attributes(json, context, world.fifo_messages[queued.fifo]);
  json.end_object();
  // A destination record or a topic's message is its own derivation; a dead letter may well carry one of
  // another.
  const bool is_own = is_derived(message.payload.kind) && message.payload.ref == message.derivation;
  if (message.derivation != kNone && !is_own) {
    write_dead_letter_attributes(json, context, world.derivations[message.derivation]);
  } else if (payload.kind == PayloadKind::SnsMessage) {
    write_sns_attributes(json, context, payload);
  } else if (payload.kind == PayloadKind::SentMessage) {
    write_message_attributes(json, sent_message(context, payload).attributes);
  }
  json.end_object();
  return json.take();
}

std::string request_id(uint64_t seed, uint32_t delivery_number) {
  return base::uuid_of(key_of(seed, "request"), delivery_number);
}
std::string message_id(uint64_t seed, uint32_t sent_as) {
  return base::uuid_of(key_of(seed, "message"), sent_as);
}
std::string receipt_handle(uint64_t seed, uint32_t delivery_number, uint32_t receive_count) {
  return "AQEB" +
         base::base64_of(key_of(seed, "receipt"), uint64_t{delivery_number} << 32 | receive_count, 60);
}

std::string object_etag(const RenderContext& context, uint32_t index) {
  index = s3::version_of(context.history, index);
  const auto is_replica = [&context](uint32_t entry) {
    return context.history.objects[entry].replication == static_cast<uint8_t>(ReplicationStatus::Replica);
  };
  if (context.history.objects[index].flags & ObjectVersion::kDeleteMarker)
    return "d41d8cd98f00b204e9800998ecf8427e";  // MD5 of nothing
  bool same_upload = true;
  while (context.history.objects[index].flags & ObjectVersion::kCopy) {
    same_upload = same_upload && is_replica(index);
    index = context.history.objects[index].removes;
  }
  const ObjectVersion& object = context.history.objects[index];
  const ObjectBody* body = context.plan.body(object.command);
  std::string etag = body != nullptr && !body->md5_hex.empty()
                         ? body->md5_hex
                         : base::hex_of(key_of(context.world.seed, object_id_name(context, object, "etag/")),
                                        object.number, 32, false);
  if (same_upload && static_cast<S3Event>(object.event) == S3Event::ObjectCreatedCompleteMultipartUpload) {
    etag += "-" + std::to_string(context.plan.parts(object.command));
  }
  return etag;
}

std::string object_version_id(const RenderContext& context, uint32_t index) {
  while (context.history.objects[index].replication == static_cast<uint8_t>(ReplicationStatus::Replica)) {
    index = context.history.objects[index].removes;  // a replica keeps the id
  }
  const ObjectVersion& object = context.history.objects[index];
  if ((object.flags & ObjectVersion::kVersioned) == 0) return "null";
  return base::alnum_of(key_of(context.world.seed, object_id_name(context, object, "version/")),
                        object.number, 32);
}

// Hexadecimal, rising with every write: seconds since 1970, then the millisecond and the write's number.
std::string object_sequencer(const RenderContext& context, uint32_t index) {
  const ObjectVersion& object = context.history.objects[index];
  const auto unix_ms = static_cast<uint64_t>(context.plan.options.start_unix_ms + object.time_ms);
  const uint64_t fine = (unix_ms % 1000) << 22 | (object.number & 0x3FFFFF);
  const auto hex = [](uint64_t value, int digits) {
    std::string out(static_cast<size_t>(digits), '0');
    for (size_t i = out.size(); i-- > 0; value >>= 4) out[i] = "0123456789ABCDEF"[value & 15];
    return out;
  };
  return hex(unix_ms / 1000, 10) + hex(fine, 8);
}

}  // namespace brigade::engine
