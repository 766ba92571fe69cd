// One step: the next command of the plan or the next due event, whichever is first. At the same time a
// command of the timeline comes first; what was done by hand comes exactly after the step that it was done
// after.
#include <algorithm>

#include "engine/engine.h"
#include "engine/services/alarms.h"
#include "engine/services/apis.h"
#include "engine/services/archives.h"
#include "engine/services/delivery.h"
#include "engine/services/dynamodb.h"
#include "engine/services/event_source.h"
#include "engine/services/events.h"
#include "engine/services/iam.h"
#include "engine/services/kinesis.h"
#include "engine/services/lambda.h"
#include "engine/services/pipes.h"
#include "engine/services/s3.h"
#include "engine/services/schedules.h"
#include "engine/services/sns.h"
#include "engine/services/sqs.h"
#include "engine/services/stream_source.h"

namespace brigade::engine {

namespace {

// A timer of an event in Lambda's internal queue; the function may be gone by now.
void lambda_step(Engine& engine, const Timer& timer) {
  if (!engine.w.is_alive(engine.w.deliveries[timer.target].target)) {
    lambda::timer_without_target(engine, timer.target);
    return;
  }
  switch (timer.kind) {
    case TimerKind::StartAttempt:
      lambda::start_attempt(engine, timer.target);
      break;
    case TimerKind::RetryAttempt:
      lambda::retry_due(engine, timer.target);
      break;
    default:
      lambda::move_to_dead_letter(engine, timer.target);
      break;
  }
}

void fire(Engine& engine, const Timer& timer) {
  switch (timer.kind) {
    case TimerKind::Deliver:
      delivery::deliver(engine, timer.target);
      break;
    case TimerKind::StartAttempt:
    case TimerKind::RetryAttempt:
    case TimerKind::MoveToDeadLetter:
      lambda_step(engine, timer);
      break;
    case TimerKind::EndAttempt:
      lambda::end_attempt(engine, timer.target);
      break;
    case TimerKind::QueueDelayOver:
      sqs::delay_over(engine, timer.target);
      break;
    case TimerKind::VisibilityOver:
      sqs::visibility_over(engine, timer.target);
      break;
    case TimerKind::MappingPoll:
      event_source::poll(engine, timer.target);
      break;
    case TimerKind::LanePoll:
      stream_source::poll(engine, timer.target);
      break;
    case TimerKind::LaneExpiry:
      stream_source::expire(engine, timer.target);
      break;
    case TimerKind::MoveMessages:
      sqs::move_messages(engine, timer.target);
      break;
    case TimerKind::EvaluateAlarm:
      alarms::evaluate(engine, timer.target);
      break;
    case TimerKind::IntegrationTimeout:
      apis::integration_timeout(engine, timer.target);
      break;
    case TimerKind::RestoreDone:
      s3::restore_done(engine, timer.target);
      break;
    case TimerKind::RestoreOver:
      s3::restore_over(engine, timer.target);
      break;
    case TimerKind::ReplicationLate:
      s3::replication_late(engine, timer.target);
      break;
    case TimerKind::LifecycleDue:
      s3::lifecycle_due(engine, timer.target);
      break;
    case TimerKind::PipeStage:
      pipes::run_stage(engine, timer.target);
      break;
    case TimerKind::PollTimeout:
      sqs::poll_timeout(engine, timer.target);
      break;
    case TimerKind::ReplayMinute:
      archives::replay_minute(engine, timer.target);
      break;
    case TimerKind::ArchiveExpiry:
      archives::expire(engine, timer.target);
      break;
    case TimerKind::RuleSchedule:
      schedules::fire_rule(engine, timer.target);
      break;
    case TimerKind::ScheduleFiring:
      schedules::fire(engine, timer.target);
      break;
    case TimerKind::ReclaimEnvironment:
      lambda::reclaim_environments(engine, timer.target);
      break;
    case TimerKind::RetentionOver:
      sqs::retention_over(engine, timer.target);
      break;
  }
}

void move_time(World& world, TimeMs to_ms) {
  if (to_ms <= world.now_ms) return;
  world.now_ms = to_ms;
  world.scheduler.advance_to(to_ms);
}

// Asks for the memory that the next step will read, while this one works.
void prefetch_next(const World& world) {
  const Timer* next = world.scheduler.upcoming();
  if (next == nullptr) return;
  if (next->kind == TimerKind::EndAttempt) {
    world.invocations.prefetch(next->target);
  } else if (next->kind <= TimerKind::VisibilityOver) {
    world.deliveries.prefetch(next->target);
  }
}

template <class C, class... Others>
constexpr bool is_one_of = (std::is_same_v<C, Others> || ...);

void run_command(Engine& engine, CommandRef ref, const Command& command) {
  engine.command = ref;
  const base::Status status = engine::apply(engine, command);
  if (!status) {
    ++engine.w.tally.refused_commands;
    engine.record({RecordKind::CommandRefused,
                   kNone,
                   {},
                   kNone,
                   kNone,
                   kNone,
                   static_cast<uint16_t>(command.index()),
                   ref});
  }
  engine.command = kNone;
}

void run_timeline_command(Engine& engine) {
  World& world = engine.w;
  const uint32_t index = world.next_timeline++;
  Plan::PlainPut put;
  if (!engine.plan.plain_put(index, put)) {
    run_command(engine, index, *engine.plan.kept_command(index));
    return;
  }
  const ResourceId bucket = engine.bucket_for(put.bucket_text, put.bucket);
  engine.command = index;
  if (bucket.is_none() ||
      !s3::put_object(engine, bucket, put.key, put.size_bytes, S3Event::ObjectCreatedPut)) {
    run_command(engine, index, engine.plan.timeline_command(index));  // refused: this says why
  }
  engine.command = kNone;
  if (!bucket.is_none() && world.next_timeline < engine.plan.timeline_size() &&
      engine.plan.plain_put(world.next_timeline, put)) {
    engine.h.prefetch({world.resource(bucket).state, put.key});  // of another bucket it is only of no use
  }
}

// Drops timers whose reason is gone, so that they are never a step. Done at the end of whatever changed the
// world, so that looking at what comes next changes nothing.
void drop_stale_timers(Engine& engine) {
  Scheduler& scheduler = engine.w.scheduler;
  for (;;) {
    const TimeMs due_ms = scheduler.next_due_ms();
    if (due_ms < engine.w.first_retention_ms || due_ms == Scheduler::kNever) return;
    const TimerRef ref = scheduler.peek();
    const Timer& timer = scheduler[ref];
    if (timer.kind != TimerKind::RetentionOver) return;
    const uint32_t queue = timer.target;
    if (sqs::first_expiry_ms(engine.w, engine.h, queue) <= due_ms) return;
    scheduler.cancel(ref);
    sqs::rearm_retention(engine, queue);
  }
}

}  // namespace

ResourceId Engine::bucket_for(uint32_t text, std::string_view name) {
  RememberedTarget& remembered = remembered_buckets_[text * 2654435761u >> 24];
  if (remembered.config != text || remembered.epoch != w.name_epoch) {
    remembered = {text, 0, w.name_epoch, find(ResourceKind::Bucket, name)};
  }
  return remembered.id;
}

base::Status apply(Engine& engine, const Command& command) {
  engine.command_index = command.index();
  const base::Status status = std::visit(
      [&engine](const auto& c) -> base::Status {
        using C = std::decay_t<decltype(c)>;
        if constexpr (is_one_of<C, CreateBucket, DeleteBucket, PutBucketVersioning,
                                PutBucketNotificationConfiguration, PutObject, DeleteObject, DeleteObjects,
                                CopyObject, CompleteMultipartUpload, PutObjectTagging, DeleteObjectTagging,
                                PutObjectAcl, RestoreObject, PutBucketLifecycleConfiguration,
                                DeleteBucketLifecycle, PutBucketReplication, DeleteBucketReplication,
                                LoseObject, PutBucketIntelligentTieringConfiguration,
                                DeleteBucketIntelligentTieringConfiguration>) {
          return s3::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateQueue, SetQueueAttributes, DeleteQueue, SendMessage,
                                       ReceiveMessage, DeleteMessage, ChangeMessageVisibility, PurgeQueue>) {
          return sqs::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateEventBus, DeleteEventBus, PutRule, DeleteRule, EnableRule,
                                       DisableRule, PutTargets, RemoveTargets, PutEvents>) {
          return events::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateTopic, DeleteTopic, SetTopicAttributes, Subscribe,
                                       Unsubscribe, SetSubscriptionAttributes, Publish, ConfirmSubscription,
                                       SetEndpointBehaviour>) {
          return sns::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateEventSourceMapping, UpdateEventSourceMapping,
                                       DeleteEventSourceMapping>) {
          return event_source::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateSchedule, UpdateSchedule, DeleteSchedule, CreateScheduleGroup,
                                       DeleteScheduleGroup>) {
          return schedules::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateArchive, UpdateArchive, DeleteArchive, StartReplay,
                                       CancelReplay>) {
          return archives::apply(engine, c);
        } else if constexpr (is_one_of<C, CreatePipe, UpdatePipe, StartPipe, StopPipe, DeletePipe>) {
          return pipes::apply(engine, c);
        } else if constexpr (is_one_of<C, PutMetricAlarm, DeleteAlarms, EnableAlarmActions,
                                       DisableAlarmActions, SetAlarmState>) {
          return alarms::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateApi, DeleteApi, CreateRoute, DeleteRoute, SendRequest>) {
          return apis::apply(engine, c);
        } else if constexpr (is_one_of<C, StartMessageMoveTask, SendMessageBatch>) {
          return sqs::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateTable, UpdateTable, DeleteTable, PutItem, UpdateItem,
                                       DeleteItem>) {
          return dynamodb::apply(engine, c);
        } else if constexpr (is_one_of<C, CreateStream, DeleteStream, PutRecord>) {
          return kinesis::apply(engine, c);
        } else if constexpr (is_one_of<C, PutPermission, CreateRole, DeleteRole, UpdateAssumeRolePolicy,
                                       PutRolePolicy, DeleteRolePolicy, AttachRolePolicy, DetachRolePolicy,
                                       SetPermissionMode>) {
          return iam::apply(engine, c);
        } else if constexpr (is_one_of<C, SetFault>) {
          return delivery::apply(engine, c);
        } else {
          return lambda::apply(engine, c);
        }
      },
      command);
  drop_stale_timers(engine);
  return status;
}

TimeMs next_ms(Engine& engine) {
  const World& world = engine.w;
  const Plan& plan = engine.plan;
  if (world.next_by_hand < plan.by_hand.size() && plan.by_hand[world.next_by_hand].after_step <= world.step) {
    return std::max(world.now_ms, plan.by_hand[world.next_by_hand].at_ms);
  }
  const bool has_timeline = world.next_timeline < plan.timeline_size();
  return std::min(engine.w.scheduler.next_due_ms(),
                  has_timeline ? plan.timeline_at_ms(world.next_timeline) : Scheduler::kNever);
}

bool execute_step(Engine& engine) {
  World& world = engine.w;
  if (world.waiting_invocation != kNone) return false;
  const Plan& plan = engine.plan;
  const bool has_by_hand = world.next_by_hand < plan.by_hand.size();
  const bool has_timeline = world.next_timeline < plan.timeline_size();
  const TimeMs event_ms = engine.w.scheduler.next_due_ms();
  const TimeMs timeline_ms = has_timeline ? plan.timeline_at_ms(world.next_timeline) : Scheduler::kNever;
  const TimeMs first_ms = std::min(event_ms, timeline_ms);
  if (has_by_hand) {
    const ByHand& next = plan.by_hand[world.next_by_hand];
    if (next.after_step <= world.step || (first_ms == Scheduler::kNever)) {
      ++world.step;
      move_time(world, std::min(next.at_ms, first_ms));
      run_command(engine, kByHand | world.next_by_hand++, next.command);
      return true;
    }
  }
  if (first_ms == Scheduler::kNever) return false;
  ++world.step;
  if (timeline_ms <= event_ms) {
    move_time(world, timeline_ms);
    run_timeline_command(engine);
  } else {
    const Timer timer = world.scheduler.pop();
    world.now_ms = std::max(world.now_ms, timer.due_ms);
    prefetch_next(world);
    fire(engine, timer);
  }
  drop_stale_timers(engine);
  return true;
}

}  // namespace brigade::engine
