// What must hold after every step, checked in debug builds: nothing is lost, and the counts, the lists and
// the slots of the world tell the same story.
#include <cstdio>
#include <cstdlib>

#include "engine/engine.h"

namespace brigade::engine {

namespace {

void require(bool holds, const World& world, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "invariant broken after step %u at %lld ms: %s\n", world.step,
               static_cast<long long>(world.now_ms), what);
  std::abort();
}

void check_list(const World& world, const DeliveryList& list, DeliveryState state,
                std::vector<bool>& in_queue) {
  uint32_t count = 0, previous = kNone;
  for (uint32_t slot = list.head; slot != kNone; slot = world.deliveries[slot].next_free) {
    const Delivery& delivery = world.deliveries[slot];
    require(world.queued_message(delivery).previous == previous, world, "a queue's list is linked both ways");
    require(delivery.state == state, world, "a message stands in the list of its state");
    require(!in_queue[slot], world, "a message stands in one list only");
    in_queue[slot] = true;
    previous = slot;
    ++count;
  }
  require(count == list.count && list.tail == previous, world, "a queue's count is the length of its list");
}

// A FIFO queue's visible messages stand in the order of their sending; its groups count their messages.
void check_fifo(const World& world) {
  std::vector<uint32_t> members(world.fifo_groups.size()), in_flight(world.fifo_groups.size());
  uint64_t messages = 0;
  for (uint32_t i = 0; i < world.queues.size(); ++i) {
    const QueueState& queue = world.queues[i];
    if (queue.fifo_buckets == kNone) continue;
    uint64_t sequence = 0;
    for (const DeliveryList* list : {&queue.visible, &queue.invisible, &queue.delayed}) {
      for (uint32_t slot = list->head; slot != kNone; slot = world.deliveries[slot].next_free) {
        const FifoMessage& message = world.fifo_messages[world.queued_message(world.deliveries[slot]).fifo];
        require(list != &queue.visible || message.sequence > sequence, world, "a FIFO queue is in order");
        sequence = message.sequence;
        ++members[message.group];
        if (list == &queue.invisible) ++in_flight[message.group];
        ++messages;
      }
    }
  }
  require(messages == world.fifo_messages.used(), world, "what is in a FIFO queue is known to it");
  const std::vector<bool> taken = world.fifo_groups.taken();
  for (uint32_t group = 0; group < taken.size(); ++group) {
    if (!taken[group] || world.fifo_groups[group].name == kNone) continue;  // of a topic
    require(world.fifo_groups[group].members == members[group], world, "a message group counts its messages");
    require(world.fifo_groups[group].in_flight == in_flight[group], world,
            "a message group knows what is in flight");
  }
}

void check_deliveries(const World& world) {
  std::vector<bool> in_queue(world.deliveries.size(), false);
  for (uint32_t i = 0; i < world.queues.size(); ++i) {
    const QueueState& queue = world.queues[i];
    check_list(world, queue.visible, DeliveryState::Visible, in_queue);
    check_list(world, queue.invisible, DeliveryState::Invisible, in_queue);
    check_list(world, queue.delayed, DeliveryState::Delayed, in_queue);
  }
  check_fifo(world);
  const std::vector<bool> taken = world.deliveries.taken();
  uint64_t per_message = 0, running = 0, queued = 0;
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (!taken[slot]) continue;
    const Delivery& delivery = world.deliveries[slot];
    const bool rests = is_in_queue(delivery.state);
    if (rests) ++queued;
    require(delivery.message_number == world.messages[delivery.message].number, world,
            "a delivery knows its message");
    require(rests == in_queue[slot], world, "what is in a queue stands in its lists");
    require(world.messages[delivery.message].live_deliveries > 0, world,
            "a live delivery has a live message");
    if (delivery.state == DeliveryState::Running) ++running;
    if (delivery.state == DeliveryState::BackingOff || delivery.state == DeliveryState::Scheduled) {
      require(world.scheduler.due_ms(delivery.timer) != Scheduler::kNever, world, "what waits has a timer");
    }
  }
  const std::vector<bool> messages = world.messages.taken();
  for (uint32_t slot = 0; slot < messages.size(); ++slot) {
    if (messages[slot]) per_message += world.messages[slot].live_deliveries;
  }
  require(per_message == world.tally.live, world, "messages count their live deliveries");
  uint64_t archived = 0;
  for (uint32_t i = 0; i < world.archives.size(); ++i) {
    uint32_t events = 0;
    for (uint32_t e = world.archives[i].first_event; e != kNone; e = world.archived[e].next_free) ++events;
    require(events == world.archives[i].events, world, "an archive's count is the length of its list");
    archived += events;
  }
  require(archived == world.archived.used(), world, "what is archived stands in one archive");
  const std::vector<bool> invocations = world.invocations.taken();
  for (uint32_t slot = 0; slot < invocations.size(); ++slot) {
    if (invocations[slot] && world.invocations[slot].delivery == kNone) ++running;
  }
  require(running == world.invocations.used(), world, "a running delivery or batch has an invocation");
  require(queued == world.queued.used(), world, "what is in a queue is known to it");
  uint64_t by_function = 0, idle = 0;
  for (uint32_t i = 0; i < world.functions.size(); ++i) {
    by_function += world.functions[i].running;
    idle += world.functions[i].idle_count;
  }
  require(by_function == running, world, "functions count what runs");
  require(idle + running == world.environments.used(), world, "an environment is idle or runs");
}

// What S3 has still to do: each has a timer or a delivery, so that it will be done.
void check_objects(const World& world) {
  const std::vector<bool> restores = world.restores.taken();
  for (uint32_t slot = 0; slot < restores.size(); ++slot) {
    if (!restores[slot]) continue;
    require(world.scheduler.due_ms(world.restores[slot].timer) != Scheduler::kNever, world,
            "a restored copy comes or goes");
  }
  uint32_t replicas = 0;
  const std::vector<bool> messages = world.messages.taken();
  for (uint32_t slot = 0; slot < messages.size(); ++slot) {
    if (messages[slot] && world.messages[slot].payload.kind == PayloadKind::Replica) ++replicas;
  }
  require(replicas == world.replications.used(), world, "a replication is a delivery on its way");
}

}  // namespace

void check_invariants(const World& world, const History& history, bool thorough) {
  uint64_t ended = 0;
  for (const uint64_t count : world.tally.ended) ended += count;
  require(world.tally.made == ended + world.tally.live, world, "every delivery made is live or has ended");
  require(world.tally.made == world.deliveries_made, world, "deliveries are numbered without a gap");
  require(world.deliveries.used() == world.tally.live, world, "every live delivery has a slot");
  require(world.objects <= history.objects.size() && world.configs <= history.configs.size(), world,
          "the world counts what history holds");
  if (thorough) check_deliveries(world);
  if (thorough) check_objects(world);
}

}  // namespace brigade::engine
