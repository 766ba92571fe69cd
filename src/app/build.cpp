// A queue, topic or bucket needs its name alone; what cannot be without another resource takes the one that
// is selected, else the first that fits.
#include "app/build.h"

#include "app/stage/wiring.h"
#include "base/text.h"
#include "engine/services/iam.h"
#include "engine/services/metrics.h"
#include "engine/services/schedules.h"

namespace brigade::app {
namespace {

using engine::ResourceKind;

// What a first rule asks for: it matches every upload to a bucket that sends its events to the bus.
constexpr const char* kFirstPattern = "{\"source\":[\"aws.s3\"],\"detail-type\":[\"Object Created\"]}";

// A schedule cannot be without a target: what is selected, else the first that there is.
std::string first_target(const Session& session) {
  const engine::World& world = session.world();
  const auto arn = [&](engine::ResourceId id) {
    return engine::arn_of(world, session.history(), session.simulation().plan(), id);
  };
  const auto takes = [](ResourceKind kind) {
    return kind == ResourceKind::Function || kind == ResourceKind::Queue || kind == ResourceKind::Topic;
  };
  const engine::ResourceId chosen = session.selection.resource;
  if (world.is_alive(chosen) && takes(world.resource(chosen).kind)) return arn(chosen);
  for (const ResourceKind kind : {ResourceKind::Function, ResourceKind::Queue, ResourceKind::Topic}) {
    for (uint32_t i = 0; i < world.resources.size(); ++i) {
      const engine::Resource& resource = world.resources[i];
      if (resource.alive != 0 && resource.kind == kind)
        return arn(engine::ResourceId::make(i, resource.generation));
    }
  }
  return {};
}

// A new schedule goes into the group that is selected, or into that of the schedule that is.
std::string chosen_group(const Session& session) {
  const engine::ResourceId id = session.selection.resource;
  if (session.selection.kind != SelectionKind::kResource || !session.world().is_alive(id)) return {};
  const std::string_view name = engine::name_of(session.world(), session.history(), id);
  if (session.world().resource(id).kind == ResourceKind::ScheduleGroup) return std::string(name);
  if (session.world().resource(id).kind != ResourceKind::Schedule) return {};
  return std::string(engine::schedules::group_of(name));
}

// On the resource that is selected, else on the first queue or function: what one would ask of it first.
engine::PutMetricAlarm first_alarm(const Session& session, const std::string& name) {
  const engine::World& world = session.world();
  engine::ResourceId id = session.selection.resource;
  const auto watchable = [&](engine::ResourceId one) {
    return world.is_alive(one) && !engine::metrics_of(world.resource(one).kind).empty();
  };
  for (const ResourceKind kind : {ResourceKind::Queue, ResourceKind::Function}) {
    for (uint32_t i = 0; i < world.resources.size() && !watchable(id); ++i) {
      if (world.resources[i].kind == kind) id = engine::ResourceId::make(i, world.resources[i].generation);
    }
  }
  const ResourceKind kind = watchable(id) ? world.resource(id).kind : ResourceKind::Function;
  const engine::Metric metric = kind == ResourceKind::Queue
                                    ? engine::Metric::ApproximateNumberOfMessagesVisible
                                : kind == ResourceKind::Function ? engine::Metric::Errors
                                                                 : engine::metrics_of(kind).front();
  engine::PutMetricAlarm command{name, {}};
  command.config.metric_namespace = engine::metric_row(metric).metric_namespace;
  command.config.metric_name = engine::metric_row(metric).name;
  if (kind == ResourceKind::Queue) command.config.statistic = engine::Statistic::Maximum;
  if (watchable(id)) command.config.dimensions = engine::dimensions_of(world, session.history(), id);
  command.config.threshold = "1";
  command.config.datapoints_to_alarm = 1;
  command.config.treat_missing_data = engine::MissingData::NotBreaching;
  return command;
}

// A queue or topic is FIFO where its name ends so, as the services have it.
engine::CreateQueue create_queue(const std::string& name) {
  engine::CreateQueue create{name, {}};
  create.config.fifo = create.config.content_based_deduplication = base::ends_with(name, ".fifo");
  return create;
}

engine::CreateTopic create_topic(const std::string& name) {
  engine::CreateTopic create{name, {}};
  create.config.fifo = create.config.content_based_deduplication = base::ends_with(name, ".fifo");
  return create;
}

// One that functions can take, and that lets them write their logs.
engine::CreateRole first_role(const std::string& name) {
  engine::CreateRole create{name, {}};
  create.config.trust = {engine::service_statement({}, "lambda.amazonaws.com", "sts:AssumeRole")};
  create.config.managed_policy_arns = {std::string(engine::iam::managed_policies().front().arn)};
  return create;
}

engine::Command create_command(const Session& session, ResourceKind kind, const std::string& name) {
  switch (kind) {
    case ResourceKind::Bucket:
      return engine::CreateBucket{name};
    case ResourceKind::Function:
      return engine::CreateFunction{name, {}};
    case ResourceKind::Topic:
      return create_topic(name);
    case ResourceKind::Bus:
      return engine::CreateEventBus{name, {}};
    case ResourceKind::Rule:
      return engine::PutRule{name, stage::chosen_bus(session), kFirstPattern, {}, true};
    case ResourceKind::Api:
      return engine::CreateApi{name, {}};
    case ResourceKind::Alarm:
      return first_alarm(session, name);
    case ResourceKind::Table:
      return engine::CreateTable{name, {{"id"}, {}, engine::StreamViewType::NewAndOldImages, {}}};
    case ResourceKind::Stream:
      return engine::CreateStream{name, {}};
    case ResourceKind::Schedule: {
      engine::CreateSchedule create;
      create.schedule = name;
      create.group = chosen_group(session);
      create.config.expression = "rate(5 minutes)";
      create.config.arn = first_target(session);
      create.config.role_arn = stage::kSchedulerRole;
      return create;
    }
    case ResourceKind::Pipe:
      return stage::first_pipe(session, name);
    case ResourceKind::Role:
      return first_role(name);
    case ResourceKind::ScheduleGroup:
      return engine::CreateScheduleGroup{name};
    case ResourceKind::Archive:             // made on its bus
    case ResourceKind::EventSourceMapping:  // drawn on the stage, from a queue or stream to a function
    case ResourceKind::Queue:
      break;
  }
  return create_queue(name);
}

}  // namespace

base::Status build_resource(Session& session, ResourceKind kind, const std::string& name) {
  std::string resource = name;
  const bool rule = kind == ResourceKind::Rule;
  if (const std::string bus = stage::chosen_bus(session); rule && bus != engine::kDefaultBus)
    resource = bus + "/" + resource;
  if (kind == ResourceKind::Schedule)
    resource = engine::schedules::resource_name(chosen_group(session), resource);
  // PutRule would change the one that is there.
  if (rule && !engine::find_resource(session.world(), session.history(), kind, resource).is_none())
    return base::fail({}, tr("build.rule.exists"));
  if (kind == ResourceKind::Schedule && first_target(session).empty())
    return base::fail({}, tr("build.schedule.target"));
  if (kind == ResourceKind::Pipe && stage::first_pipe(session, name).config.target_arn.empty())
    return base::fail({}, tr("build.pipe.ends"));
  const base::Status status = session.try_submit(create_command(session, kind, name));
  if (status)
    session.select_resource(engine::find_resource(session.world(), session.history(), kind, resource));
  return status;
}

}  // namespace brigade::app
