// How often which service stands in a random world, and what is done to it.
#include "unit/engine/random_world.h"

#include <array>

#include "engine/services/iam.h"
#include "unit/engine/random_configs.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {
namespace {

Command random_permission_command(Dice& dice) {
  const std::string name = dice.one_of("role", 2);
  switch (dice.from(0, 6)) {
    case 0:
      return SetPermissionMode{dice.one_in(2) ? PermissionMode::GrantNeeded : PermissionMode::Enforce};
    case 1:
      return DeleteRolePolicy{name, "own"};
    case 2:
      return SetFault{iam::role_arn_of(name), FaultKind::LostPermission,
                      static_cast<int64_t>(dice.from(1, 300'000))};
    case 3:
      return UpdateAssumeRolePolicy{name, {service_statement({}, "lambda.amazonaws.com", "sts:AssumeRole")}};
    case 4: {
      UpdateFunctionConfiguration update;
      update.function = dice.one_of("f", kFunctions);
      update.role_arn = dice.one_in(2) ? random_role_arn(dice) : "";
      return update;
    }
    case 5:
      if (dice.one_in(3)) return DeleteRole{name};
      return random_role(dice, name);
    default:
      return PutRolePolicy{name, "own", random_statements(dice)};
  }
}

PutEvents random_events(Dice& dice) {
  PutEvents command =
      put_events("mine", dice.one_of("type", 2), "{\"n\":" + std::to_string(dice.from(0, 3)) + "}",
                 dice.one_in(3) ? "other" : "");
  if (dice.one_in(4)) command.entries.push_back(put_events("", "faulty").entries[0]);
  if (dice.one_in(4)) command.entries.push_back(put_events("mine", "lost", "{}", "nowhere").entries[0]);
  return command;
}

SetFault random_fault(Dice& dice) {
  SetFault fault{random_endpoint(dice), static_cast<FaultKind>(dice.from(0, kFaultKinds - 1)), std::nullopt};
  if (dice.one_in(5)) fault.resource_arn = queue_arn(dice.one_in(2) ? "o0.fifo" : "o1.fifo");
  if (dice.one_in(8)) fault.resource_arn = kinesis_arn("stream");
  fault.delay_ms = static_cast<int64_t>(dice.from(1, 20'000));
  // Without an end a topic would try for 23 days.
  fault.for_ms = static_cast<int64_t>(dice.from(1, 300'000));
  return fault;
}

constexpr std::array<std::string_view, 2> kExpressions = {"SET n = n + :v", "ADD n :v REMOVE gone"};

Command random_pipe_command(Dice& dice) {
  const std::string pipe = dice.one_of("pipe", 3);
  switch (dice.from(0, 5)) {
    case 0:
      return StartPipe{pipe};
    case 1:
      return StopPipe{pipe};
    case 2:
      return DeletePipe{pipe};
    case 3: {
      UpdatePipe update;
      update.pipe = pipe;
      update.target_arn = random_endpoint(dice);
      if (dice.one_in(2)) update.enrichment_arn = "";
      return update;
    }
    default:
      return random_pipe(dice);
  }
}

Command random_item_command(Dice& dice) {
  const std::string table = dice.one_of("table", 2), key = R"({"id":{"S":")" + dice.one_of("k", 3) + R"("}})";
  const auto n = static_cast<int>(dice.from(0, 3));
  switch (dice.from(0, 5)) {
    case 0:
      return DeleteItem{table, key, dice.one_in(2) ? "attribute_exists(n)" : "", {}};
    case 1:
      return UpdateItem{
          table, key, std::string(kExpressions[dice.from(0, 1)]), "", {"", R"({":v":{"N":"1"}})"}};
    case 2:
      return put_record("stream", dice.one_of("k", 4));
    case 3: {
      PutItem put = put_item(table, dice.one_of("k", 3), n);
      put.condition_expression = "attribute_not_exists(id)";
      return put;
    }
    default:
      return put_item(table, dice.one_of("k", 3), n);
  }
}

Command random_stream_command(Dice& dice, const Simulation* now) {
  const bool any = now != nullptr && now->world().mappings.size() > 0;
  switch (dice.from(0, 13)) {
    case 12:
    case 13:
      return random_pipe_command(dice);
    case 0:
    case 1:
      return CreateEventSourceMapping{random_stream_mapping(dice)};
    case 2:
    case 3: {
      if (!any) return create_stream("stream", 2);
      const auto i = static_cast<uint32_t>(dice.from(0, now->world().mappings.size() - 1));
      const std::string uuid(name_of(now->world(), now->history(), now->world().mappings[i].id));
      if (dice.one_in(3)) return DeleteEventSourceMapping{uuid};
      UpdateEventSourceMapping update;
      update.uuid = uuid;
      update.enabled = dice.one_in(2);
      if (dice.one_in(2)) update.parallelization_factor = static_cast<uint32_t>(dice.from(1, 3));
      return update;
    }
    case 4:
      if (dice.one_in(3)) return DeleteTable{dice.one_of("table", 2)};
      if (dice.one_in(2)) return UpdateTable{dice.one_of("table", 2), StreamViewType::NewImage};
      return UpdateTable{dice.one_of("table", 2), std::nullopt};
    case 5:
      if (dice.one_in(3)) return DeleteStream{"stream"};
      return create_table(dice.one_of("table", 2), StreamViewType::KeysOnly);
    default:
      return random_item_command(dice);
  }
}

StartReplay random_replay(Dice& dice) {
  const std::string archive = dice.one_of("a", 2);
  StartReplay made = start_replay(dice.one_of("again", 4), archive, archive == "a1" ? "other" : "default");
  if (dice.one_in(3)) made.event_start_time = "2026-01-01T00:01:00Z";
  if (dice.one_in(3)) made.filter_arns = {"arn:aws:events:us-east-1:123456789012:rule/r0"};
  return made;
}

// Schedules, archives and replays.
Command random_timed_command(Dice& dice) {
  const std::string schedule = dice.one_of("s", 2), archive = dice.one_of("a", 2);
  const std::string group = dice.one_in(3) ? "group" : "";
  switch (dice.from(0, 8)) {
    case 0:
      return CreateSchedule{schedule, group, random_schedule(dice)};
    case 1:
      return UpdateSchedule{schedule, group, random_schedule(dice)};
    case 2:
      return DeleteSchedule{schedule, group};
    case 8:
      if (dice.one_in(3)) return DeleteScheduleGroup{"group"};
      return CreateScheduleGroup{"group"};
    case 3: {
      PutRule rule = put_rule(dice.one_of("r", kRules), dice.one_in(2) ? random_pattern(dice) : "");
      rule.schedule_expression = dice.one_in(2) ? "rate(1 minute)" : "cron(0/2 * * * ? *)";
      return rule;
    }
    case 4: {
      CreateArchive made = create_archive(archive, archive == "a1" ? "other" : "default",
                                          dice.one_in(2) ? random_pattern(dice) : "");
      made.retention_days = static_cast<uint32_t>(dice.from(0, 1));
      return made;
    }
    case 5:
      return DeleteArchive{archive};
    default:
      if (dice.one_in(3)) return CancelReplay{dice.one_of("again", 4)};
      return random_replay(dice);
  }
}

Command random_alarm_command(Dice& dice) {
  const std::string alarm = dice.one_of("a", 2);
  switch (dice.from(0, 6)) {
    case 0:
      return SetAlarmState{alarm, static_cast<AlarmValue>(dice.from(0, 2)), "by hand"};
    case 1:
      return DeleteAlarms{{alarm}};
    case 2:
      if (dice.one_in(2)) return DisableAlarmActions{{alarm}};
      return EnableAlarmActions{{alarm}};
    default:
      return random_alarm(dice);
  }
}

Command random_routing_command(Dice& dice) {
  const std::string rule = dice.one_of("r", kRules), bus = dice.one_in(4) ? "other" : "";
  switch (dice.from(0, 17)) {
    case 13:
    case 14:
    case 15:
      return random_timed_command(dice);
    case 16:
    case 17:
      return random_alarm_command(dice);
    case 11: {
      StartMessageMoveTask task{queue_arn(dice.one_of("q", kQueues)), "", std::nullopt};
      if (dice.one_in(2)) task.destination_arn = queue_arn(dice.one_of("q", kQueues));
      if (dice.one_in(2)) task.max_messages_per_second = static_cast<uint32_t>(dice.from(1, 9));
      return task;
    }
    case 12:
      return CreateEventSourceMapping{random_mapping(dice)};
    case 0:
      return put_rule(rule, random_pattern(dice), bus);
    case 1:
      if (dice.one_in(2)) return RemoveTargets{rule, bus, {"0", "1"}};
      return DeleteRule{rule, bus};
    case 2:
      if (dice.one_in(2)) return DisableRule{rule, bus};
      return EnableRule{rule, bus};
    case 3:
      return PutTargets{rule, bus, {random_target(dice, dice.from(0, 2), bus)}};
    case 4:
      return Subscribe{dice.one_of("t", kTopics), random_subscription(dice)};
    case 5:
      if (dice.one_in(3)) return DeleteTopic{dice.one_of("t", kTopics)};
      return publish(dice.one_of("t", kTopics), dice.one_in(2) ? R"({"detail":{"n":2}})" : "text");
    case 6:
    case 7:
      return random_fault(dice);
    default:
      return random_events(dice);
  }
}

std::string random_key(Dice& dice) {
  return (dice.one_in(2) ? "in/" : "") + dice.one_of("k", 3) + (dice.one_in(2) ? ".jpg" : ".txt");
}

Command random_api_command(Dice& dice) {
  switch (dice.from(0, 9)) {
    case 0:
      return CreateApi{"api", {}};
    case 1:
      return dice.one_in(3) ? Command(DeleteApi{"api"}) : DeleteRoute{"api", random_route_key(dice)};
    case 2: {
      const auto timeout_ms = static_cast<uint32_t>(dice.from(50, 5'000));
      return CreateRoute{"api", {random_route_key(dice), random_endpoint(dice), timeout_ms}};
    }
    default:
      return SendRequest{"api", dice.one_in(2) ? "GET" : "POST", dice.one_in(2) ? "/a" : "/a/b", "x=1", {},
                         ""};
  }
}

// What becomes of objects after they were written.
Command random_object_command(Dice& dice) {
  const std::string bucket = dice.one_of("bucket", kBuckets), key = random_key(dice);
  switch (dice.from(0, 13)) {
    case 13:
      return random_tiering(dice);
    case 0:
      return PutObjectTagging{bucket, key, {{"k", "v"}}};
    case 1:
      return DeleteObjectTagging{bucket, key};
    case 2:
      return PutObjectAcl{bucket, key, dice.one_in(2) ? CannedAcl::Private : CannedAcl::PublicRead};
    case 3:
      return CopyObject{bucket, key, dice.one_of("bucket", kBuckets), random_key(dice), {}};
    case 4:
      return CompleteMultipartUpload{bucket, key, dice.from(0, 30) << 34, 0, StorageClass::Standard};
    case 5:
      return DeleteObjects{bucket, {{key, ""}, {random_key(dice), "null"}, {random_key(dice), ""}}};
    case 6:
      return RestoreObject{bucket, key, 1, RestoreTier::Expedited};
    case 7:
      return LoseObject{bucket, key};
    case 8:
    case 9: {
      PutObject command = put(bucket, key, dice.from(0, 1'000));
      command.storage_class = dice.one_in(3)   ? StorageClass::ReducedRedundancy
                              : dice.one_in(3) ? StorageClass::IntelligentTiering
                                               : StorageClass::Glacier;
      return command;
    }
    case 10:
      return random_lifecycle(dice);
    case 11:
      if (dice.one_in(3)) return DeleteBucketReplication{bucket};
      return random_replication(dice);
    default:
      return DeleteBucketLifecycle{bucket};
  }
}

}  // namespace

// What a person, a scenario or a program might do next.
Command random_fifo_command(Dice& dice, const Simulation* now) {
  const std::string queue = dice.one_in(4) ? "o1.fifo" : "o0.fifo", group = dice.one_of("group", 3);
  SendMessage message = send(queue, dice.one_of("body", 4));
  if (!dice.one_in(12)) message.group_id = group;
  if (dice.one_in(2)) message.deduplication_id = dice.one_of("id", 4);
  if (dice.one_in(4)) message.attributes = {{"colour", "String", "red"}};
  const ResourceId id = now == nullptr ? ResourceId{} : resource(*now, ResourceKind::Queue, queue);
  const bool in_flight = !id.is_none() && now->world().queue(id).invisible.count > 0;
  switch (dice.from(0, 7)) {
    case 0: {
      ReceiveMessage command = receive(queue, static_cast<uint32_t>(dice.from(1, 4)));
      if (dice.one_in(2)) command.wait_ms = 20'000;
      return command;
    }
    case 1:
      if (in_flight) return DeleteMessage{queue, handle_in_flight(*now, queue)};
      return StartMessageMoveTask{queue_arn("o1.fifo"), dice.one_in(2) ? queue_arn("o0.fifo") : "", {}};
    case 2:
      if (in_flight) return ChangeMessageVisibility{queue, handle_in_flight(*now, queue), 0};
      return PurgeQueue{queue};
    case 3: {
      Publish command = publish("t.fifo", dice.one_of("body", 4));
      command.group_id = group;
      return command;
    }
    case 4:
      return SendMessageBatch{queue, {{"a", message}, {"b", send("", "")}, {"c", message}}};
    case 5:
      if (dice.one_in(3))
        return SetEndpointBehaviour{dice.one_of("t", kTopics), kRandomHook, random_endpoint_behaviour(dice)};
      return ConfirmSubscription{dice.one_of("t", kTopics), "",
                                 dice.one_in(2) ? "ada@example.com" : kRandomHook};
    default:
      return message;
  }
}

Command random_command(Dice& dice, const Simulation* now) {
  if (dice.one_in(14)) return random_permission_command(dice);
  switch (dice.from(0, 35)) {
    case 26:
    case 27:
      return random_api_command(dice);
    case 28:
    case 29:
    case 30:
    case 31:
    case 32:
      return random_fifo_command(dice, now);
    case 20:
    case 21:
    case 22:
    case 23:
    case 24:
    case 25:
      return random_stream_command(dice, now);
    case 16:
    case 17:
    case 18:
    case 19:
      return random_routing_command(dice);
    case 0:
      return DeleteObject{dice.one_of("bucket", kBuckets), random_key(dice), ""};
    case 1:
    case 2:
      return Invoke{dice.one_of("f", kFunctions), "{}", static_cast<InvocationType>(dice.from(0, 1))};
    case 3:
      return send(dice.one_of("q", kQueues), "text");
    case 4:
    case 5: {
      ReceiveMessage command = receive(dice.one_of("q", kQueues), static_cast<uint32_t>(dice.from(1, 4)));
      if (dice.one_in(2)) command.wait_ms = static_cast<int64_t>(dice.from(0, 20)) * 1'000;
      return command;
    }
    case 6: {
      const std::string queue = dice.one_of("q", kQueues);
      const ResourceId id = now == nullptr ? ResourceId{} : resource(*now, ResourceKind::Queue, queue);
      if (id.is_none() || now->world().queue(id).invisible.count == 0) return PurgeQueue{queue};
      if (dice.one_in(2)) return DeleteMessage{queue, handle_in_flight(*now, queue)};
      return ChangeMessageVisibility{queue, handle_in_flight(*now, queue),
                                     static_cast<int64_t>(dice.from(0, 9'000))};
    }
    case 7:
      return SetHandlerBehaviour{dice.one_of("f", kFunctions), random_handler(dice)};
    case 8: {
      PutFunctionConcurrency command{dice.one_of("f", kFunctions), std::nullopt};
      if (dice.one_in(2)) command.reserved = static_cast<uint32_t>(dice.from(0, 3));
      return command;
    }
    case 9:
      if (dice.one_in(3)) return DeleteFunction{dice.one_of("f", kFunctions)};
      return CreateFunction{dice.one_of("f", kFunctions), random_function(dice)};
    case 10:
      if (dice.one_in(3)) return DeleteQueue{dice.one_of("q", kQueues)};
      return CreateQueue{dice.one_of("q", kQueues), random_queue(dice, 0)};
    case 11:
      return PutBucketNotificationConfiguration{dice.one_of("bucket", kBuckets), random_rules(dice),
                                                dice.one_in(2), dice.one_in(2)};
    case 12:
    case 33:
    case 34:
      if (!dice.one_in(4)) return random_object_command(dice);
      return PutBucketVersioning{dice.one_of("bucket", kBuckets),
                                 dice.one_in(2) ? Versioning::Enabled : Versioning::Suspended};
    default:
      return put(dice.one_of("bucket", kBuckets), random_key(dice), dice.from(0, 1'000));
  }
}

// Two FIFO queues, the second the dead-letter queue of the first, a FIFO topic that tells one of them, and a
// mapping that reads the first.
void add_fifo(Dice& dice, Worldlet& world) {
  QueueConfig letters = open_queue(), queue = open_queue();
  letters.fifo = queue.fifo = true;
  letters.content_based_deduplication = dice.one_in(2);
  queue.content_based_deduplication = !dice.one_in(3);
  queue.deduplication_by_group = dice.one_in(2);
  queue.visibility_timeout_ms = 5'000;
  if (dice.one_in(3)) queue.delay_ms = static_cast<int64_t>(dice.from(1, 20'000));
  if (dice.one_in(4)) queue.retention_ms = 60'000;
  if (dice.one_in(2)) {
    queue.redrive_target_arn = queue_arn("o1.fifo");
    queue.max_receive_count = static_cast<uint32_t>(dice.from(1, 3));
  }
  if (dice.one_in(4)) letters.redrive_allow_policy = {RedrivePermission::ByQueue, {queue_arn("o0.fifo")}};
  world.queue("o1.fifo", letters).queue("o0.fifo", queue);
  TopicConfig topic;
  topic.fifo = topic.content_based_deduplication = true;
  world.setup(CreateTopic{"t.fifo", topic});
  Subscription reads_topic = subscription(SubscriptionProtocol::Queue, queue_arn("o0.fifo"));
  reads_topic.raw_message_delivery = dice.one_in(2);
  if (dice.one_in(2)) reads_topic.dead_letter_arn = queue_arn("o1.fifo");
  world.setup(Subscribe{"t.fifo", reads_topic});
  if (!dice.one_in(2)) return;
  EventSourceMappingConfig mapping = random_mapping(dice);
  mapping.event_source_arn = queue_arn("o0.fifo");
  mapping.maximum_batching_window_s = 0;
  world.setup(CreateEventSourceMapping{mapping});
}

Worldlet random_world(Dice& dice) {
  Worldlet world;
  world.setup(SetPermissionMode{PermissionMode::SetUp});
  world.setup(random_role(dice, "role0")).setup(random_role(dice, "role1"));
  world.plan.options.account_concurrency = static_cast<uint32_t>(dice.from(110, 120));
  for (uint64_t i = 0; i < kQueues; ++i) world.queue("q" + std::to_string(i), random_queue(dice, i));
  for (uint64_t i = 0; i < kFunctions; ++i) world.function("f" + std::to_string(i), random_function(dice));
  for (uint64_t i = 0; i < kTopics; ++i) world.topic("t" + std::to_string(i), {random_subscription(dice)});
  for (uint64_t i = 0; i < kQueues; ++i) {
    if (!dice.one_in(4)) continue;
    EventSourceMappingConfig mapping = random_mapping(dice);
    mapping.event_source_arn = queue_arn("q" + std::to_string(i));
    SetQueueAttributes visible{};
    visible.queue = "q" + std::to_string(i);
    visible.visibility_timeout_ms = 5'000;
    world.setup(visible);
    world.setup(CreateEventSourceMapping{mapping});
  }
  world.setup(create_table("table0", StreamViewType::NewAndOldImages)).setup(create_table("table1"));
  world.setup(create_stream("stream", static_cast<uint32_t>(dice.from(1, 3))));
  for (const std::string& arn : {stream_arn_of("table0"), kinesis_arn("stream")}) {
    if (!dice.one_in(2)) continue;
    EventSourceMappingConfig mapping = random_stream_mapping(dice);
    mapping.event_source_arn = arn;
    world.setup(CreateEventSourceMapping{mapping});
  }
  add_fifo(dice, world);
  if (dice.one_in(3)) {
    CreatePipe made = random_pipe(dice);
    if (made.config.starting_position != StartingPosition::None)
      made.config.event_source_arn = kinesis_arn("stream");
    world.setup(made);
  }
  world.setup(CreateEventBus{"other", {}});
  for (uint64_t i = 0; i < 2; ++i) {
    if (dice.one_in(3)) world.setup(random_alarm(dice));
  }
  for (uint64_t i = 0; i < kRules; ++i) {
    const std::string bus = dice.one_in(4) ? "other" : "";
    std::vector<RuleTarget> targets;
    for (uint64_t j = dice.from(0, 3); j > 0; --j) targets.push_back(random_target(dice, j, bus));
    world.rule("r" + std::to_string(i), random_pattern(dice), std::move(targets), bus);
  }
  if (dice.one_in(2)) {
    ApiConfig api;
    api.routes.push_back({random_route_key(dice), function_arn(dice.one_of("f", kFunctions))});
    world.setup(CreateApi{"api", api});
  }
  if (dice.one_in(2)) world.setup(create_archive("a0", "default"));
  if (dice.one_in(3)) world.setup(create_archive("a1", "other", random_pattern(dice)));
  if (dice.one_in(3)) world.setup(CreateSchedule{"s0", {}, random_schedule(dice)});
  if (dice.one_in(3)) {
    world.setup(CreateScheduleGroup{"group"});
    world.setup(CreateSchedule{"s1", "group", random_schedule(dice)});
  }
  if (dice.one_in(6)) world.plan.options.until_ms = static_cast<TimeMs>(dice.from(1, 300'000));
  for (uint64_t i = 0; i < kBuckets; ++i) {
    const std::string name = "bucket" + std::to_string(i);
    world.bucket(name, dice.one_in(3) ? Versioning::Enabled : Versioning::Off)
        .notify(name, random_rules(dice));
    if (dice.one_in(2)) world.setup(PutBucketNotificationConfiguration{name, {}, false, true});
  }
  TimeMs at_ms = 0;
  for (uint64_t i = dice.from(1, 14); i > 0; --i) {
    if (!dice.one_in(3)) at_ms += static_cast<TimeMs>(dice.from(0, dice.one_in(4) ? 100'000 : 2'000));
    world.at(at_ms, random_command(dice, nullptr));
  }
  world.limits.checkpoint_interval_steps = static_cast<uint32_t>(dice.from(1, 20));
  if (dice.one_in(3)) world.limits.checkpoint_bytes = 1;  // as few checkpoints as there can be
  world.setup(SetPermissionMode{});
  return world;
}

}  // namespace brigade::engine
