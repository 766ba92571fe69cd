// Breaking a resource for a while: what others ask of it is refused, comes late, twice or out of order, until
// the time is over or the learner ends it.
#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "base/text.h"

namespace brigade::app::inspector {
namespace {

using engine::FaultKind;
using engine::ResourceId;

constexpr int64_t kNoEnd = 0;
constexpr int64_t kDurations_ms[] = {60'000, 300'000, 3'600'000, kNoEnd};

struct Draft {
  int kind = 0, duration = 1;
  int64_t delay_ms = 5'000;
} draft;

// The texts of a kind of fault: its name, what it does, and its name with the time that is left.
struct FaultTexts {
  FaultKind kind;
  const char *name, *text, *with_time;
};
constexpr FaultTexts kTexts[] = {
    {FaultKind::Outage, "fault.outage", "fault.outage.text", "fault.outage_for"},
    {FaultKind::Throttle, "fault.throttle", "fault.throttle.text", "fault.throttle_for"},
    {FaultKind::Slow, "fault.slow", "fault.slow.text", "fault.slow_for"},
    {FaultKind::Duplicate, "fault.duplicate", "fault.duplicate.text", "fault.duplicate_for"},
    {FaultKind::Reorder, "fault.reorder", "fault.reorder.text", "fault.reorder_for"},
    {FaultKind::LostPermission, "fault.permission", "fault.permission.text", "fault.permission_for"},
};

const FaultTexts& texts_of(FaultKind kind) {
  for (const FaultTexts& texts : kTexts) {
    if (texts.kind == kind) return texts;
  }
  return kTexts[0];
}

}  // namespace

bool can_be_broken(engine::ResourceKind kind) {
  using engine::ResourceKind;
  constexpr uint32_t kBreakable = kind_bit(ResourceKind::Queue) | kind_bit(ResourceKind::Function) |
                                  kind_bit(ResourceKind::Topic) | kind_bit(ResourceKind::Bus) |
                                  kind_bit(ResourceKind::Table) | kind_bit(ResourceKind::Stream) |
                                  kind_bit(ResourceKind::Role);
  return (kind_bit(kind) & kBreakable) != 0;
}

const char* fault_name_key(FaultKind kind) { return texts_of(kind).name; }

// What can happen to the resource, as SetFault has it.
std::vector<FaultKind> fault_kinds(const Session& session, ResourceId id) {
  using engine::ResourceKind;
  const ResourceKind of = kind_of(session, id);
  if (of == ResourceKind::Role) return {FaultKind::LostPermission};
  std::vector<FaultKind> kinds = {FaultKind::Outage, FaultKind::Throttle, FaultKind::LostPermission};
  if (of == ResourceKind::Table || of == ResourceKind::Stream) return kinds;
  kinds.push_back(FaultKind::Slow);
  const bool in_order = base::ends_with(name_of(session, id), ".fifo");
  if (!in_order) kinds.push_back(FaultKind::Duplicate);
  if (!in_order && of == ResourceKind::Queue) kinds.push_back(FaultKind::Reorder);
  return kinds;
}

namespace {

std::string duration_name(int64_t duration_ms) {
  return duration_ms == kNoEnd ? std::string(tr("fault.until_ended")) : duration_text(duration_ms);
}

void draw_broken(Session& session, ResourceId id) {
  const engine::Resource& resource = session.world().resource(id);
  const FaultTexts& texts = texts_of(session.world().fault_of(id));
  const bool ends = resource.fault_until_ms != engine::Scheduler::kNever;
  ui::status(
      kIconTriangleAlert,
      ends ? tr(texts.with_time, {{"time", countdown_text(resource.fault_until_ms - session.world().now_ms)}})
           : std::string(tr(texts.name)),
      Role::kFailed);
  ui::rich_text(tr(texts.text), Role::kText2, kSmallPx);
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
  const std::vector<FaultKind> kinds = fault_kinds(session, id);
  std::vector<std::string> names;
  for (const FaultKind kind : kinds) names.emplace_back(tr(texts_of(kind).name));
  if (draft.kind >= static_cast<int>(kinds.size())) draft.kind = 0;
  ui::select("config.fault.kind", tr("fault.kind"), names, draft.kind);
  const FaultKind kind = kinds[static_cast<size_t>(draft.kind)];
  ui::rich_text(tr(texts_of(kind).text), Role::kText2, kSmallPx);
  if (kind == FaultKind::Slow)
    ui::duration_field("config.fault.delay", tr("fault.delay"), draft.delay_ms, 1, 86'400'000);
  std::vector<std::string> durations;
  for (const int64_t duration_ms : kDurations_ms) durations.push_back(duration_name(duration_ms));
  ui::select("config.fault.duration", tr("fault.for"), durations, draft.duration, edit_error().at("fault"));
  ui::ButtonOptions options;
  options.icon = kIconTriangleAlert;
  if (!ui::button("config.fault.begin", tr("fault.begin"), options)) return;
  engine::SetFault command{arn_of(session, id), kind, {}};
  if (kind == FaultKind::Slow) command.delay_ms = draft.delay_ms;
  const int64_t duration_ms = kDurations_ms[static_cast<size_t>(draft.duration)];
  if (duration_ms != kNoEnd) command.for_ms = duration_ms;
  commit(session, "fault", std::move(command));
}

}  // namespace brigade::app::inspector
