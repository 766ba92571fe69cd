// Breaking a resource for a while: what others ask of it is refused, until the time is over or the learner
// ends it.
#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"

namespace brigade::app::inspector {
namespace {

using engine::FaultKind;
using engine::ResourceId;

constexpr int64_t kNoEnd = 0;
constexpr int64_t kDurations_ms[] = {60'000, 300'000, 3'600'000, kNoEnd};

struct Draft {
  int kind = 0, duration = 1;
} draft;

std::string duration_name(int64_t duration_ms) {
  return duration_ms == kNoEnd ? std::string(tr("fault.until_ended")) : duration_text(duration_ms);
}

void draw_broken(Session& session, ResourceId id) {
  const engine::Resource& resource = session.world().resource(id);
  const bool outage = session.world().fault_of(id) == FaultKind::Outage;
  const bool ends = resource.fault_until_ms != engine::Scheduler::kNever;
  ui::status(kIconTriangleAlert,
             ends ? tr(outage ? "fault.outage_for" : "fault.throttle_for",
                       {{"time", countdown_text(resource.fault_until_ms - session.world().now_ms)}})
                  : std::string(tr(outage ? "fault.outage" : "fault.throttle")),
             Role::kFailed);
  ui::rich_text(tr(outage ? "fault.outage.text" : "fault.throttle.text"), Role::kText2, kSmallPx);
  ui::ButtonOptions options;
  options.icon = kIconCheck;
  options.icon_role = Role::kOk;
  if (ui::button("config.fault.end", tr("fault.end"), options))
    commit(session, "fault", engine::SetFault{arn_of(session, id), FaultKind::None, {}});
}

}  // namespace

void draw_fault(Session& session, ResourceId id) {
  ui::section_label(tr("fault.title"));
  if (session.world().fault_of(id) != FaultKind::None) return draw_broken(session, id);
  const ui::Tab kinds[] = {{"fault.kind.outage", tr("fault.outage")},
                           {"fault.kind.throttle", tr("fault.throttle")}};
  draft.kind = ui::segmented("config.fault.kind", kinds, 2, draft.kind);
  ui::rich_text(tr(draft.kind == 0 ? "fault.outage.text" : "fault.throttle.text"), Role::kText2, kSmallPx);
  std::vector<std::string> durations;
  for (const int64_t duration_ms : kDurations_ms) durations.push_back(duration_name(duration_ms));
  ui::select("config.fault.duration", tr("fault.for"), durations, draft.duration, edit_error().at("fault"));
  ui::ButtonOptions options;
  options.icon = kIconTriangleAlert;
  if (!ui::button("config.fault.begin", tr("fault.begin"), options)) return;
  engine::SetFault command{
      arn_of(session, id), draft.kind == 0 ? FaultKind::Outage : FaultKind::Throttle, {}};
  const int64_t duration_ms = kDurations_ms[static_cast<size_t>(draft.duration)];
  if (duration_ms != kNoEnd) command.for_ms = duration_ms;
  commit(session, "fault", std::move(command));
}

}  // namespace brigade::app::inspector
