// Handing over: permissions and faults first, then the target's own service; refusals, retries and the
// senders' dead-letter queues.
#include "engine/services/delivery.h"

#include <algorithm>
#include <optional>

#include "engine/services/apis.h"
#include "engine/services/events.h"
#include "engine/services/fifo.h"
#include "engine/services/iam.h"
#include "engine/services/lambda.h"
#include "engine/services/metrics.h"
#include "engine/services/payload.h"
#include "engine/services/s3.h"
#include "engine/services/schedules.h"
#include "engine/services/sns.h"
#include "engine/services/sqs.h"

namespace brigade::engine::delivery {

using base::fail;
using base::Status;

namespace {

// What the sender says about retries and dead letters of this delivery.
struct Terms {
  uint32_t maximum_retry_attempts;
  TimeMs maximum_event_age_ms;
  std::string_view dead_letter_arn;
};

// The resource whose configuration made the delivery; none for what a person or a function sent.
ResourceId sender_of(const Engine& engine, const Delivery& delivery) {
  return delivery.config == kNone ? ResourceId{} : engine.h.configs[delivery.config]->resource;
}

ResourceKind kind_of(const Engine& engine, ResourceId id) { return engine.w.resource(id).kind; }

// Most deliveries ask nobody, which is told without a text being made.
bool asks(const Engine& engine, const Delivery& delivery, ResourceId sender) {
  if (engine.w.lost_permissions != 0) return true;
  switch (kind_of(engine, sender)) {
    case ResourceKind::Pipe:
      return !engine.h.pipe_config(delivery.config).role_arn.empty();
    case ResourceKind::Function:
      return !engine.h.function_config(delivery.config).role_arn.empty();
    case ResourceKind::Bucket:  // of a function S3 asked when it was configured; a bus needs nothing
      return kind_of(engine, delivery.target) != ResourceKind::Function &&
             kind_of(engine, delivery.target) != ResourceKind::Bus;
    default:
      return true;
  }
}

bool may_deliver(Engine& engine, uint32_t slot, ResourceId sender) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  if (!asks(engine, delivery, sender)) return true;
  if (iam::was_let_in(engine, delivery.config, delivery.rule, delivery.target)) return true;
  const auto request = iam::request_of_delivery(engine.w, engine.h, engine.plan, delivery.config,
                                                delivery.rule, delivery.target);
  if (!request) return engine.w.fault_of(delivery.target) != FaultKind::LostPermission;
  if (iam::lets_in(engine, delivery.config, delivery.rule, *request)) return true;
  return iam::may(engine, *request, delivery.last_record, delivery.message_number, delivery.number);
}

std::optional<Refusal> refusal_of(Engine& engine, uint32_t slot, ResourceId sender) {
  const Delivery& delivery = engine.w.deliveries[slot];
  if (!engine.w.is_alive(delivery.target)) return Refusal::NoResource;
  if (sender == delivery.target) return std::nullopt;  // a topic's e-mails
  if (!sender.is_none() && !may_deliver(engine, slot, sender)) return Refusal::NoPermissions;
  // A function under a fault still takes events into its internal queue.
  if (kind_of(engine, delivery.target) == ResourceKind::Function) return std::nullopt;
  switch (engine.w.fault_of(delivery.target)) {
    case FaultKind::Throttle:
      return Refusal::Throttling;
    case FaultKind::Outage:
      return Refusal::ServiceError;
    default:
      break;
  }
  // An event has no deduplication id: only a queue that makes one of the content can take it.
  if (kind_of(engine, delivery.target) != ResourceKind::Queue) return std::nullopt;
  const QueueConfig& queue = engine.queue_config(delivery.target);
  if (queue.fifo && !sender.is_none() && !fifo::are_complete(queue, fifo::ids_of(engine, delivery)))
    return Refusal::InvalidParameter;
  return std::nullopt;
}

void hand_over(Engine& engine, uint32_t slot) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  delivery.place = kNone;
  switch (kind_of(engine, delivery.target)) {
    case ResourceKind::Function:
      lambda::accept(engine, slot);
      break;
    case ResourceKind::Queue:
      sqs::arrive(engine, slot);
      break;
    case ResourceKind::Bus:
      events::arrive(engine, slot);
      break;
    case ResourceKind::Topic:
      sns::arrive(engine, slot);
      break;
    case ResourceKind::Bucket:
    case ResourceKind::Rule:
    case ResourceKind::EventSourceMapping:
    case ResourceKind::Table:
    case ResourceKind::Stream:
    case ResourceKind::Schedule:
    case ResourceKind::Archive:
    case ResourceKind::Alarm:
    case ResourceKind::Api:
    case ResourceKind::Pipe:
    case ResourceKind::Role:
    case ResourceKind::ScheduleGroup:
      engine.end(slot, RecordKind::TargetDeleted);
      break;
  }
}

Terms terms_of(const Engine& engine, const Delivery& delivery, ResourceKind sender) {
  constexpr TimeMs kDayMs = 86'400'000;
  if (sender == ResourceKind::Rule) {
    const RuleTarget& target = engine.h.rule_config(delivery.config).targets[delivery.rule];
    return {target.maximum_retry_attempts, TimeMs{target.maximum_event_age_s} * 1000, target.dead_letter_arn};
  }
  if (sender == ResourceKind::Schedule) {
    const ScheduleConfig& schedule = engine.h.schedule_config(delivery.config);
    return {schedule.maximum_retry_attempts, TimeMs{schedule.maximum_event_age_s} * 1000,
            schedule.dead_letter_arn};
  }
  if (sender == ResourceKind::Topic) {
    const Subscription& subscription = engine.h.topic_config(delivery.config).subscriptions[delivery.rule];
    const bool posts = is_http(subscription.protocol);
    const HttpRetryPolicy policy = subscription.delivery_policy.value_or(HttpRetryPolicy{});
    return {posts ? policy.retries : kSnsAttempts - 1, Scheduler::kNever / 2, subscription.dead_letter_arn};
  }
  // S3 "retries for some time", CloudWatch "until it is successful": we say a day.
  return {185, kDayMs, {}};
}

TimeMs backoff_ms(Engine& engine, ResourceId sender, uint32_t attempts) {
  if (kind_of(engine, sender) == ResourceKind::Topic) {
    if (attempts < 3) return 0;
    if (attempts < 5) return 1'000;
    return attempts < 15 ? std::min(TimeMs{1'000} << (attempts - 5) / 2, kSnsMaxBackoffMs) : kSnsMaxBackoffMs;
  }
  const TimeMs whole_ms = std::min(kFirstBackoffMs << std::min<uint32_t>(attempts - 1, 10), kMaxBackoffMs);
  base::Stream& random = engine.w.resources.edit(sender.index()).stream;
  return static_cast<TimeMs>(
      base::uniform(random, static_cast<uint64_t>(whole_ms / 2), static_cast<uint64_t>(whole_ms)));
}

// The sender's own metrics, where it is a rule or a topic.
void count_for(Engine& engine, ResourceId sender, Metric of_rule, Metric of_topic) {
  const ResourceKind kind = sender.is_none() ? ResourceKind::Queue : kind_of(engine, sender);
  if (kind == ResourceKind::Rule) engine.count(of_rule, sender);
  if (kind == ResourceKind::Topic) engine.count(of_topic, sender);
}

void count_refusal(Engine& engine, ResourceId sender, bool dead_letter) {
  const uint32_t state = engine.w.resource(sender).state;
  if (kind_of(engine, sender) == ResourceKind::Rule) {
    RuleState& rule = engine.w.rules.edit(state);
    ++(dead_letter ? rule.dead_lettered : rule.refused);
  } else if (kind_of(engine, sender) == ResourceKind::Topic) {
    TopicState& topic = engine.w.topics.edit(state);
    ++(dead_letter ? topic.dead_lettered : topic.refused);
  } else if (kind_of(engine, sender) == ResourceKind::Schedule) {
    ScheduleState& schedule = engine.w.schedules.edit(state);
    ++(dead_letter ? schedule.dead_lettered : schedule.refused);
  }
}

void count_failure(Engine& engine, ResourceId sender) {
  count_for(engine, sender, Metric::FailedInvocations, Metric::NumberOfNotificationsFailed);
  if (kind_of(engine, sender) == ResourceKind::Rule) engine.count(Metric::RuleInvocations, sender);
}

// Given up for good: to the sender's dead-letter queue, with the event as the sender had it.
void give_up(Engine& engine, uint32_t slot, ResourceId sender, const Terms& terms, Refusal refusal,
             RetryEnd end) {
  const Delivery delivery = engine.w.deliveries[slot];
  const auto drop = [&](DropReason reason) {
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(reason), 0, delivery.config);
    count_failure(engine, sender);
    if (terms.dead_letter_arn.empty()) return;
    count_for(engine, sender, Metric::InvocationsFailedToBeSentToDlq,
              Metric::NumberOfNotificationsFailedToRedriveToDlq);
  };
  if (terms.dead_letter_arn.empty()) {
    return drop(refusal == Refusal::NoPermissions ? DropReason::NotAuthorized
                                                  : DropReason::NoDeadLetterQueue);
  }
  const ResourceId queue =
      engine.target(delivery.config, kDeadLetterPlaces + delivery.rule, terms.dead_letter_arn);
  if (queue.is_none() || kind_of(engine, queue) != ResourceKind::Queue) {
    return drop(DropReason::DeadLetterQueueGone);
  }
  const bool in_order =
      kind_of(engine, sender) == ResourceKind::Topic && engine.h.topic_config(delivery.config).fifo;
  if (engine.queue_config(queue).fifo && !in_order) return drop(DropReason::NoMessageGroup);
  const auto request =
      iam::request_of_dead_letter(engine.w, engine.h, engine.plan, delivery.config, delivery.rule, queue);
  uint32_t& last_record = engine.w.deliveries.edit(slot).last_record;
  if (request && !iam::may(engine, *request, last_record, delivery.message_number, delivery.number)) {
    return drop(DropReason::DeadLetterQueueNotAuthorized);
  }
  const Message& message = engine.w.messages[delivery.message];
  Derivation made{};
  made.by = sender;
  made.version = delivery.config;
  made.target = delivery.target;
  made.target_index = delivery.rule;
  made.parent_delivery = delivery.number;
  made.parent = message.payload;
  made.condition = static_cast<uint16_t>(end);
  made.invoke_count = static_cast<uint16_t>(std::min<uint32_t>(delivery.place, UINT16_MAX));
  made.handler_rule = kNone;
  made.refusal = static_cast<uint16_t>(refusal);
  made.time_ms = engine.w.now_ms;
  const uint32_t derivation = engine.make_derivation(made);
  Payload payload = message.payload;
  if (payload.kind == PayloadKind::SnsMessage) {  // its envelope is the subscription's
    payload.config = delivery.config;
    payload.rule = delivery.rule;
  }
  Engine::NewMessage made_of = Engine::made_of(message, payload, kNone, queue);
  made_of.derivation = derivation;
  count_refusal(engine, sender, true);
  made_of.cause = engine.end(slot, RecordKind::DeadLettered, 0, queue.value, delivery.config);
  count_failure(engine, sender);
  count_for(engine, sender, Metric::InvocationsSentToDlq, Metric::NumberOfNotificationsRedrivenToDlq);
  const uint32_t letter = engine.make_message(made_of);
  sqs::arrive(engine, engine.make_delivery(letter, queue, delivery.config, kDeadLetterPlaces + delivery.rule,
                                           engine.w.messages[letter].created_record));
}

// `answer`: of an HTTP endpoint, in the record's form (http_value).
void refused(Engine& engine, uint32_t slot, ResourceId sender, Refusal refusal, uint32_t answer = kNone) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  const ResourceKind kind = kind_of(engine, sender);
  const bool plain = kind == ResourceKind::Bucket || kind == ResourceKind::Alarm;
  if (plain && !can_get_better(refusal)) {
    if (refusal == Refusal::NoResource) return void(engine.end(slot, RecordKind::TargetDeleted));
    engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::NotAuthorized));
    return;
  }
  const uint32_t attempts = delivery.place == kNone ? 1 : delivery.place + 1;
  delivery.place = attempts;
  const auto note = [&](RecordKind record, uint16_t code, uint32_t value) {
    delivery.last_record = engine.record({record, delivery.last_record, delivery.target, delivery.config,
                                          delivery.message_number, delivery.number, code, value});
  };
  const Subscription* endpoint = answer == kNone ? nullptr : sns::http_subscription(engine, delivery);
  if (endpoint == nullptr) {
    note(RecordKind::TargetRefused, static_cast<uint16_t>(refusal), attempts);
  } else {
    note(RecordKind::EndpointFailed, static_cast<uint16_t>(delivery.rule), answer);
  }
  count_refusal(engine, sender, false);
  const Terms terms = terms_of(engine, delivery, kind);
  if (!can_get_better(refusal)) return give_up(engine, slot, sender, terms, refusal, RetryEnd::NotRetried);
  if (attempts > terms.maximum_retry_attempts) {
    return give_up(engine, slot, sender, terms, refusal, RetryEnd::MaximumRetryAttempts);
  }
  const TimeMs wait_ms =
      endpoint == nullptr
          ? backoff_ms(engine, sender, attempts)
          : TimeMs{1'000} *
                sns::http_backoff_s(endpoint->delivery_policy.value_or(HttpRetryPolicy{}), attempts);
  const TimeMs age_ms = engine.w.now_ms + wait_ms - engine.w.messages[delivery.message].created_ms;
  if (age_ms >= terms.maximum_event_age_ms) {
    return give_up(engine, slot, sender, terms, refusal, RetryEnd::MaximumEventAgeInSeconds);
  }
  note(RecordKind::TargetRetryScheduled, static_cast<uint16_t>(std::min<uint32_t>(attempts + 1, UINT16_MAX)),
       static_cast<uint32_t>(wait_ms));
  if (kind == ResourceKind::Rule) engine.count(Metric::RetryInvocationAttempts, sender);
  delivery.cut_after = 0;
  if (kind == ResourceKind::Topic) fifo::hold_subscription(engine, delivery, engine.w.now_ms + wait_ms);
  delivery.timer = engine.at(engine.w.now_ms + wait_ms, TimerKind::Deliver, slot);
}

void wait(Engine& engine, uint32_t slot, TimeMs until_ms, RecordKind kind, uint32_t value) {
  Delivery& delivery = engine.w.deliveries.edit(slot);
  engine.record(delivery, kind, 0, value);
  delivery.timer = engine.at(until_ms, TimerKind::Deliver, slot);
}

// What makes the delivery wait before its target is asked: a message of a FIFO topic that is before it, or a
// target under a fault that is slow. True where it waits.
bool must_wait(Engine& engine, uint32_t slot, ResourceId sender) {
  const Delivery& delivery = engine.w.deliveries[slot];
  if (!sender.is_none() && kind_of(engine, sender) == ResourceKind::Topic) {
    if (const auto held = fifo::wait_of(engine, delivery)) {
      wait(engine, slot, held->until_ms, RecordKind::WaitsInGroup, held->message);
      return true;
    }
  }
  const ResourceId target = delivery.target;
  if (delivery.cut_after != 0 || sender == target || !engine.w.is_alive(target) ||
      engine.w.fault_of(target) != FaultKind::Slow) {
    return false;
  }
  engine.w.deliveries.edit(slot).cut_after = 1;
  const uint32_t delay_ms = engine.w.resource(target).fault_delay_ms;
  wait(engine, slot, engine.w.now_ms + delay_ms, RecordKind::DeliverySlowed, delay_ms);
  return true;
}

// What is delivered at least once may come twice. Of a queue that is said in sqs.cpp: there the second
// message has the id of the first. The slot of the second delivery, kNone.
uint32_t twin_of(Engine& engine, uint32_t slot, ResourceId sender) {
  const Delivery delivery = engine.w.deliveries[slot];
  if (sender == delivery.target || kind_of(engine, delivery.target) == ResourceKind::Queue ||
      engine.w.fault_of(delivery.target) != FaultKind::Duplicate) {
    return kNone;
  }
  const uint32_t twin = engine.make_delivery(delivery.message, delivery.target, delivery.config,
                                             delivery.rule, delivery.last_record);
  engine.record(engine.w.deliveries.edit(twin), RecordKind::DeliveredTwice, 0, delivery.message_number);
  return twin;
}

// To an HTTP endpoint: posted in one step, answered in another.
void post(Engine& engine, uint32_t slot, ResourceId topic) {
  uint32_t status = 0;
  if (sns::post(engine, slot, status)) return;
  const Delivery& delivery = engine.w.deliveries[slot];
  const uint32_t answer = http_value(status, delivery.place == kNone ? 1 : delivery.place + 1);
  if (const auto refusal = sns::http_refusal(status)) return refused(engine, slot, topic, *refusal, answer);
  engine.end(slot, RecordKind::EndpointAnswered, static_cast<uint16_t>(delivery.rule), answer,
             delivery.config);
  engine.count(Metric::NumberOfNotificationsDelivered, topic);
}

}  // namespace

void deliver(Engine& engine, uint32_t slot) {
  const Delivery& delivery = engine.w.deliveries[slot];
  if (delivery.rule >= s3::kReplicationPlace && delivery.rule != kNone) [[unlikely]]
    return s3::replica_arrives(engine, slot);
  const ResourceId sender = sender_of(engine, delivery);
  if (!sender.is_none() && kind_of(engine, sender) == ResourceKind::Api) return apis::integrate(engine, slot);
  if (sender == delivery.target && engine.w.is_alive(sender) &&
      sns::http_subscription(engine, delivery) != nullptr)
    return post(engine, slot, sender);
  if (must_wait(engine, slot, sender)) return;
  if (const auto refusal = refusal_of(engine, slot, sender)) {
    if (!sender.is_none() && kind_of(engine, sender) != ResourceKind::Function &&
        kind_of(engine, sender) != ResourceKind::EventSourceMapping &&
        kind_of(engine, sender) != ResourceKind::Pipe) {
      refused(engine, slot, sender, *refusal);
      return;
    }
    if (!can_get_better(*refusal)) {
      if (*refusal == Refusal::NoPermissions) {
        engine.end(slot, RecordKind::Dropped, static_cast<uint16_t>(DropReason::NotAuthorized));
      } else {
        engine.end(slot, RecordKind::TargetDeleted);
      }
      if (!sender.is_none() && kind_of(engine, sender) == ResourceKind::Function)
        engine.count(Metric::DestinationDeliveryFailures, sender);
      return;
    }
  }
  if (delivery.place != kNone && !sender.is_none() && kind_of(engine, sender) == ResourceKind::Schedule) {
    schedules::prepare_attempt(engine, slot);
  }
  const bool is_from_rule = delivery.config != kNone &&
                            std::holds_alternative<RuleConfig>(engine.h.configs[delivery.config]->value);
  if (is_from_rule && events::input_fails(engine, slot)) return;
  const uint32_t twin = twin_of(engine, slot, sender);
  hand_over(engine, slot);
  if (twin != kNone) [[unlikely]]
    hand_over(engine, twin);
  if (!sender.is_none()) {
    count_for(engine, sender, Metric::RuleInvocations, Metric::NumberOfNotificationsDelivered);
  }
}

namespace {

Status check_fault(const Engine& engine, ResourceId id, FaultKind fault) {
  const ResourceKind kind = kind_of(engine, id);
  const bool receives = kind == ResourceKind::Function || kind == ResourceKind::Queue ||
                        kind == ResourceKind::Bus || kind == ResourceKind::Topic;
  const bool stores = kind == ResourceKind::Table || kind == ResourceKind::Stream;
  const bool permission = fault == FaultKind::LostPermission;
  if (kind == ResourceKind::Role) {
    if (permission || fault == FaultKind::None) return {};
    return fail("fault", "A role can only lose its permissions.");
  }
  if (!receives && !stores) {
    return fail("fault",
                "Faults are for what receives events: queues, functions, topics, buses, tables and streams.");
  }
  if (stores && fault > FaultKind::Throttle && !permission)
    return fail("fault",
                "A table or a stream is out of service or throttled; it is asked, not delivered to.");
  const bool is_fifo = (kind == ResourceKind::Queue && engine.queue_config(id).fifo) ||
                       (kind == ResourceKind::Topic && engine.topic_config(id).fifo);
  if (is_fifo && fault == FaultKind::Duplicate)
    return fail("fault", "A FIFO queue or topic takes a message once: it knows its deduplication id.");
  if (fault == FaultKind::Reorder && (kind != ResourceKind::Queue || is_fifo))
    return fail("fault", "Only a standard queue's messages come out of order.");
  return {};
}

}  // namespace

Status apply(Engine& engine, const SetFault& command) {
  constexpr int64_t kSlowMs = 5'000, kLongestMs = 86'400'000;
  const ResourceId id = find_by_arn(engine.w, engine.h, command.resource_arn);
  if (id.is_none()) return fail("fault", "There is no resource " + command.resource_arn + ".");
  if (Status s = check_fault(engine, id, command.kind); !s) return s;
  if (command.for_ms && (*command.for_ms <= 0 || *command.for_ms > Scheduler::kHorizonMs)) {
    return fail("fault", "A fault lasts longer than no time.");
  }
  const int64_t delay_ms = command.delay_ms.value_or(kSlowMs);
  if (delay_ms < 1 || delay_ms > kLongestMs)
    return fail("fault", "What is slow makes a delivery wait, up to a day.");
  Resource& resource = engine.w.resources.edit(id.index());
  const bool had_lost_permission = engine.w.fault_of(id) == FaultKind::LostPermission;
  resource.fault = static_cast<uint32_t>(command.kind);
  resource.fault_delay_ms = command.kind == FaultKind::Slow ? static_cast<uint32_t>(delay_ms) : 0;
  resource.fault_until_ms = command.kind == FaultKind::None ? 0
                            : command.for_ms                ? engine.w.now_ms + *command.for_ms
                                                            : Scheduler::kNever;
  if (command.kind == FaultKind::LostPermission) engine.w.lost_permissions = 1;
  engine.record({RecordKind::ConfigurationChanged, engine.cause, id, resource.config, kNone, kNone,
                 static_cast<uint16_t>(engine.command_index), resource.fault});
  if (had_lost_permission) iam::permissions_changed(engine);
  return {};
}

}  // namespace brigade::engine::delivery
