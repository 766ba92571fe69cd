// The world's hash, and finding resources by name and ARN.
#include "engine/world.h"

#include "base/hash.h"
#include "base/text.h"
#include "engine/command.h"
#include "engine/services/apis.h"

namespace brigade::engine {

namespace {

void add_bytes(base::RunningHash& hash, const void* data, size_t size) {
  const char* bytes = static_cast<const char*>(data);
  for (; size >= 8; bytes += 8, size -= 8) hash.add(base::load_word(bytes));
  if (size >= 4) {
    uint32_t word;
    std::memcpy(&word, bytes, 4);
    hash.add(word);
  }
}

// Element by element: slots are handed out in a fixed order, so equal histories have equal tables.
template <class Table>
void add_table(base::RunningHash& hash, const Table& table) {
  hash.add(table.size());
  for (uint32_t i = 0; i < table.size(); ++i) add_bytes(hash, &table[i], sizeof(table[i]));
}

}  // namespace

uint64_t World::hash() const {
  base::RunningHash hash;
  for (const uint64_t word : {seed,
                              static_cast<uint64_t>(now_ms),
                              uint64_t{step},
                              uint64_t{objects},
                              uint64_t{configs},
                              uint64_t{names},
                              uint64_t{texts},
                              uint64_t{records},
                              uint64_t{items},
                              uint64_t{stream_records},
                              uint64_t{messages_made},
                              uint64_t{deliveries_made},
                              uint64_t{invocations_made},
                              uint64_t{batches_made},
                              uint64_t{unreserved_running},
                              uint64_t{reserved_concurrency},
                              uint64_t{waiting_invocation},
                              uint64_t{alarms_alive},
                              uint64_t{permission_mode},
                              uint64_t{lost_permissions}}) {
    hash.add(word);
  }
  add_bytes(hash, &tally, sizeof tally);
  scheduler.hash_into([&hash](uint64_t word) { hash.add(word); });
  add_table(hash, resources);
  add_table(hash, buckets);
  add_table(hash, functions);
  add_table(hash, queues);
  add_table(hash, buses);
  add_table(hash, rules);
  add_table(hash, topics);
  add_table(hash, mappings);
  add_table(hash, tables);
  add_table(hash, streams);
  add_table(hash, shards);
  add_table(hash, lanes);
  add_table(hash, schedules);
  add_table(hash, archives);
  add_table(hash, replays);
  add_table(hash, alarms);
  add_table(hash, apis);
  add_table(hash, environments);
  add_table(hash, messages);
  add_table(hash, deliveries);
  add_table(hash, queued);
  add_table(hash, invocations);
  add_table(hash, derivations);
  add_table(hash, pollers);
  add_table(hash, batches);
  add_table(hash, pipe_executions);
  add_table(hash, archived);
  add_table(hash, metric_runs);
  add_table(hash, fifo_buckets);
  add_table(hash, fifo_groups);
  add_table(hash, fifo_ids);
  add_table(hash, fifo_messages);
  add_table(hash, restores);
  add_table(hash, replications);
  return hash.value();
}

ResourceId find_resource(const World& world, const History& history, ResourceKind kind,
                         std::string_view name) {
  ResourceId found;
  history.each_name(name, [&](uint32_t i) {
    if (i >= world.resources.size()) return true;  // made later than this world
    const Resource& resource = world.resources[i];
    if (resource.alive == 0 || resource.kind != kind) return true;
    found = ResourceId::make(i, resource.generation);
    return false;
  });
  return found;
}

namespace {

// "items", or "items/stream/<label>" where that is the table's latest stream.
ResourceId find_table(const World& world, const History& history, std::string_view text) {
  constexpr std::string_view kStream = "/stream/";
  const size_t stream = text.find(kStream);
  const ResourceId id = find_resource(world, history, ResourceKind::Table, text.substr(0, stream));
  if (stream == std::string_view::npos || id.is_none()) return id;
  const std::string_view label = text.substr(stream + kStream.size());
  return history.table_config(world.resource(id).config).stream_label == label ? id : ResourceId{};
}

// By the id that its ARN begins with: "a1b2c3d4e5", "a1b2c3d4e5/*/GET/items".
ResourceId find_api(const World& world, const History& history, std::string_view text) {
  const std::string_view id = text.substr(0, text.find('/'));
  for (uint32_t i = 0; i < world.apis.size(); ++i) {
    const ResourceId api = world.apis[i].id;
    if (world.is_alive(api) && apis::id_of(name_of(world, history, api)) == id) return api;
  }
  return {};
}

}  // namespace

ResourceId find_by_arn(const World& world, const History& history, std::string_view text) {
  const auto arn = parse_arn(text);
  if (!arn) return {};
  if (arn->service == "s3") return find_resource(world, history, ResourceKind::Bucket, arn->resource);
  if (arn->account != kAccountText) return {};
  const std::string_view resource = arn->resource;
  const auto after = [resource](std::string_view prefix) {
    return base::starts_with(resource, prefix) ? resource.substr(prefix.size()) : std::string_view();
  };
  if (arn->service == "sqs") return find_resource(world, history, ResourceKind::Queue, resource);
  if (arn->service == "sns") return find_resource(world, history, ResourceKind::Topic, resource);
  if (const auto mapping = after("event-source-mapping:"); !mapping.empty() && arn->service == "lambda") {
    return find_resource(world, history, ResourceKind::EventSourceMapping, mapping);
  }
  if (arn->service == "lambda") {
    return find_resource(world, history, ResourceKind::Function, after("function:"));
  }
  if (arn->service == "kinesis") return find_resource(world, history, ResourceKind::Stream, after("stream/"));
  if (arn->service == "dynamodb") return find_table(world, history, after("table/"));
  if (arn->service == "cloudwatch")
    return find_resource(world, history, ResourceKind::Alarm, after("alarm:"));
  if (arn->service == "events") {
    if (const std::string_view bus = after("event-bus/"); !bus.empty()) {
      return find_resource(world, history, ResourceKind::Bus, bus);
    }
    if (const std::string_view archive = after("archive/"); !archive.empty()) {
      return find_resource(world, history, ResourceKind::Archive, archive);
    }
    return find_resource(world, history, ResourceKind::Rule, after("rule/"));
  }
  if (arn->service == "execute-api") return find_api(world, history, resource);
  if (arn->service == "pipes") return find_resource(world, history, ResourceKind::Pipe, after("pipe/"));
  if (arn->service == "scheduler") {
    if (const auto group = after("schedule-group/"); !group.empty())
      return find_resource(world, history, ResourceKind::ScheduleGroup, group);
    const auto of_default = after("schedule/default/");
    return find_resource(world, history, ResourceKind::Schedule,
                         of_default.empty() ? after("schedule/") : of_default);
  }
  if (arn->service == "iam") return find_resource(world, history, ResourceKind::Role, after("role/"));
  return {};
}

std::string_view name_of(const World& world, const History& history, ResourceId id) {
  if (id.is_none() || id.index() >= world.resources.size()) return {};
  return history.names[world.resource(id).name];
}

std::string arn_of(const World& world, const History& history, const Plan& plan, ResourceId id) {
  const std::string name(name_of(world, history, id));
  const auto regional = [&](std::string_view service, std::string_view before_name) {
    std::string arn = "arn:aws:";
    arn.append(service).append(":").append(plan.options.region).append(":").append(kAccountText).append(":");
    return arn.append(before_name).append(name);
  };
  switch (world.resource(id).kind) {
    case ResourceKind::Bucket:
      return "arn:aws:s3:::" + name;
    case ResourceKind::Function:
      return regional("lambda", "function:");
    case ResourceKind::Queue:
      return regional("sqs", "");
    case ResourceKind::Bus:
      return regional("events", "event-bus/");
    case ResourceKind::Rule:
      return regional("events", "rule/");
    case ResourceKind::Topic:
      return regional("sns", "");
    case ResourceKind::EventSourceMapping:
      return regional("lambda", "event-source-mapping:");
    case ResourceKind::Table:
      return regional("dynamodb", "table/");
    case ResourceKind::Stream:
      return regional("kinesis", "stream/");
    case ResourceKind::Schedule:
      return regional("scheduler", name.find('/') == std::string::npos ? "schedule/default/" : "schedule/");
    case ResourceKind::ScheduleGroup:
      return regional("scheduler", "schedule-group/");
    case ResourceKind::Archive:
      return regional("events", "archive/");
    case ResourceKind::Alarm:
      return regional("cloudwatch", "alarm:");
    case ResourceKind::Api:
      return "arn:aws:execute-api:" + plan.options.region + ":" + std::string(kAccountText) + ":" +
             apis::id_of(name);
    case ResourceKind::Pipe:
      return regional("pipes", "pipe/");
    case ResourceKind::Role:
      return "arn:aws:iam::" + std::string(kAccountText) + ":role/" + name;
  }
  return name;
}

}  // namespace brigade::engine
