// Pipes: what a new one goes from and to, and a wire pulled from one to another target.
#include "app/stage/wiring.h"
#include "base/text.h"

namespace brigade::app::stage {
namespace {

using engine::ResourceId;
using engine::ResourceKind;

std::string arn(const Session& session, ResourceId id) {
  return engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
}

// What a pipe reads: a queue, a stream, the stream of a table; empty for anything else.
std::string source_arn(const Session& session, ResourceId id) {
  const engine::Resource& resource = session.world().resource(id);
  if (resource.kind == ResourceKind::Queue || resource.kind == ResourceKind::Stream) return arn(session, id);
  if (resource.kind != ResourceKind::Table) return {};
  const engine::TableConfig& table = session.history().table_config(resource.config);
  return table.stream ? arn(session, id) + "/stream/" + table.stream_label : std::string();
}

bool is_target(ResourceKind kind) {
  return kind == ResourceKind::Function || kind == ResourceKind::Queue || kind == ResourceKind::Topic ||
         kind == ResourceKind::Bus;
}

template <class Wanted>
ResourceId first(const Session& session, Wanted wanted) {
  const engine::World& world = session.world();
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const ResourceId id = ResourceId::make(i, world.resources[i].generation);
    if (world.resources[i].alive != 0 && wanted(id)) return id;
  }
  return {};
}

}  // namespace

engine::CreatePipe first_pipe(const Session& session, const std::string& name) {
  engine::CreatePipe create;
  create.pipe = name;
  create.config.role_arn = kPipeRole;
  const auto is_source = [&](ResourceId id) { return !source_arn(session, id).empty(); };
  ResourceId source = session.selection.resource;
  if (!session.world().is_alive(source) || !is_source(source)) source = first(session, is_source);
  if (source.is_none()) return create;
  const ResourceId target = first(session, [&](ResourceId id) {
    return !(id == source) && is_target(session.world().resource(id).kind);
  });
  create.config.event_source_arn = source_arn(session, source);
  if (session.world().resource(source).kind != ResourceKind::Queue)
    create.config.starting_position = engine::StartingPosition::TrimHorizon;
  if (!target.is_none()) create.config.target_arn = arn(session, target);
  if (base::ends_with(create.config.target_arn, ".fifo")) create.config.message_group_id = name;
  return create;
}

void aim_pipe(Session& session, ResourceId pipe, ResourceId to) {
  engine::UpdatePipe command;
  command.pipe = engine::name_of(session.world(), session.history(), pipe);
  command.target_arn = arn(session, to);
  const engine::PipeConfig& config = session.history().pipe_config(session.world().resource(pipe).config);
  if (session.world().resource(to).kind == ResourceKind::Stream && config.partition_key.empty())
    command.partition_key = command.pipe;
  if (base::ends_with(*command.target_arn, ".fifo") && config.message_group_id.empty())
    command.message_group_id = command.pipe;
  const base::Status status = session.try_submit(std::move(command));
  if (!status) return session.banner(BannerKind::kError, status.error().text, status.error().code);
  session.select_resource(pipe);
}

}  // namespace brigade::app::stage
