// Streams and records: which shard a partition key belongs to, what is refused.
#include "engine/services/kinesis.h"

#include <array>

#include "base/hash.h"
#include "base/md5.h"
#include "base/text.h"
#include "engine/services/stream_source.h"
#include "engine/services/streams.h"

namespace brigade::engine::kinesis {

using base::fail;
using base::Status;

namespace {

constexpr const char* kInvalid = "ValidationException";
using Hash = std::array<uint32_t, 4>;  // 128 bits, the highest first

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

Status wrong(const std::string& value, const char* member, const std::string& constraint) {
  return fail(kInvalid, "1 validation error detected: Value '" + value + "' at '" + member +
                            "' failed to satisfy constraint: Member must " + constraint);
}

Status check_name(const std::string& name) {
  if (name.empty()) return wrong(name, "streamName", "have length greater than or equal to 1");
  if (name.size() > 128) return wrong(name, "streamName", "have length less than or equal to 128");
  for (const char c : name) {
    if (!is_name_character(c)) {
      return wrong(name, "streamName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
  }
  return {};
}

tl::unexpected<base::Error> not_found(const std::string& stream) {
  return fail("ResourceNotFoundException",
              "Stream " + stream + " under account " + std::string(kAccountText) + " not found.");
}

Hash hash_of(std::string_view partition_key) {
  const base::Md5Digest digest = base::md5(partition_key);
  Hash hash{};
  for (size_t i = 0; i < digest.size(); ++i) hash[i / 4] = hash[i / 4] << 8 | digest[i];
  return hash;
}

// Decimal, up to 2^128 - 1; false where it is none.
bool read_hash(std::string_view text, Hash& hash) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  hash = {};
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    uint64_t carry = static_cast<uint64_t>(c - '0');
    for (size_t i = hash.size(); i-- > 0;) {
      carry += uint64_t{hash[i]} * 10;
      hash[i] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) return false;
  }
  return true;
}

// Shards share the hash keys evenly: hash × shards / 2^128.
uint32_t shard_of(const Hash& hash, uint32_t shards) {
  uint64_t carry = 0;
  for (size_t i = hash.size(); i-- > 0;) carry = (uint64_t{hash[i]} * shards + carry) >> 32;
  return static_cast<uint32_t>(carry);
}

}  // namespace

Status apply(Engine& engine, const CreateStream& command) {
  if (Status s = check_name(command.stream); !s) return s;
  if (command.config.shards < 1) {
    return wrong(std::to_string(command.config.shards), "shardCount",
                 "have value greater than or equal to 1");
  }
  if (command.config.shards > streams::kMaxShards) {
    return fail("LimitExceededException", "A stream of this playground has at most 100 shards.");
  }
  if (!engine.find(ResourceKind::Stream, command.stream).is_none()) {
    return fail("ResourceInUseException", "Stream " + command.stream + " under account " +
                                              std::string(kAccountText) + " already exists.");
  }
  if (engine.w.resources.size() >= kMaxResources) {
    return fail("LimitExceededException", "This playground holds 100,000 resources");
  }
  const uint32_t state = streams::open(engine, {}, command.config.shards);
  const ResourceId id = engine.create(ResourceKind::Stream, command.stream, state, command.config);
  engine.w.streams.edit(state).id = id;
  return {};
}

Status apply(Engine& engine, const DeleteStream& command) {
  const ResourceId id = engine.find(ResourceKind::Stream, command.stream);
  if (id.is_none()) return not_found(command.stream);
  const uint32_t state = engine.w.resource(id).state;
  streams::close(engine, state);
  engine.remove(id);
  for (uint32_t i = engine.w.streams[state].mappings; i != kNone; i = engine.w.mappings[i].next) {
    stream_source::stop(engine, i);
  }
  return {};
}

namespace {

// What a stream under a fault says. Source: Kinesis Data Streams API reference, PutRecord.
Status check_fault(const Engine& engine, ResourceId id, uint32_t shard) {
  const FaultKind fault = engine.w.fault_of(id);
  if (fault == FaultKind::Outage) return fail("InternalFailure", "Internal service failure.");
  if (fault != FaultKind::Throttle) return {};
  std::string number = std::to_string(shard);
  number.insert(0, 12 - number.size(), '0');
  return fail("ProvisionedThroughputExceededException",
              "Rate exceeded for shard shardId-" + number + " in stream " +
                  std::string(name_of(engine.w, engine.h, id)) + " under account " +
                  std::string(kAccountText) + ".");
}

}  // namespace

Status apply(Engine& engine, const PutRecord& command) {
  const ResourceId id = engine.find(ResourceKind::Stream, command.stream);
  if (id.is_none()) return not_found(command.stream);
  if (command.partition_key.empty()) {
    return wrong("", "partitionKey", "have length greater than or equal to 1");
  }
  if (base::code_point_count(command.partition_key) > 256) {
    return wrong(command.partition_key, "partitionKey", "have length less than or equal to 256");
  }
  if (!base::is_valid_utf8(command.data) || !base::is_valid_utf8(command.partition_key)) {
    return fail("SerializationException", "A record's data is UTF-8 text in this playground.");
  }
  if (command.data.size() + command.partition_key.size() > kMaxDataBytes) {
    return fail(kInvalid,
                "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have "
                "length less than or equal to 1048576");
  }
  Hash hash = hash_of(command.partition_key);
  if (!command.explicit_hash_key.empty() && !read_hash(command.explicit_hash_key, hash)) {
    return fail("InvalidArgumentException",
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, "
                "2^128-1]. Specified value was " +
                    command.explicit_hash_key);
  }
  const uint32_t state = engine.w.resource(id).state;
  if (Status s = check_fault(engine, id, shard_of(hash, engine.w.streams[state].shards)); !s) return s;
  streams::NewRecord record;
  record.shard = shard_of(hash, engine.w.streams[state].shards);
  record.lane_hash = base::hash_bytes(command.partition_key);
  record.key = engine.add_text(command.partition_key);
  record.new_text = engine.add_text(command.data);
  record.view = kKinesisRecord;
  record.cause = engine.record({RecordKind::StreamRecordPut, engine.cause, id, engine.w.resource(id).config,
                                kNone, kNone, static_cast<uint16_t>(record.shard), engine.w.stream_records});
  streams::append(engine, state, record);
  return {};
}

}  // namespace brigade::engine::kinesis
