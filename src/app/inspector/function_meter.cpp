// A function's environments as they come and go, and what Lambda would charge for it and for all functions.
#include <algorithm>
#include <vector>

#include "app/icons.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/billing.h"
#include "engine/services/lambda.h"

namespace brigade::app::inspector {
namespace {

using engine::Environment;
using engine::kNone;
using engine::ResourceId;

constexpr size_t kEnvironmentsShown = 12;

std::vector<uint32_t> environments_of(const engine::World& world, ResourceId function) {
  std::vector<uint32_t> slots;
  const uint32_t state = world.resource(function).state;
  const std::vector<bool> taken = world.environments.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && world.environments[slot].function == state) slots.push_back(slot);
  }
  std::sort(slots.begin(), slots.end(), [&world](uint32_t a, uint32_t b) {
    return world.environments[a].number < world.environments[b].number;
  });
  return slots;
}

struct Shown {
  std::string state;
  Role role;
};
Shown state_of(const engine::World& world, const Environment& environment) {
  if (environment.running == kNone) {
    const engine::TimeMs idle_ms = world.now_ms - environment.idle_since_ms;
    return {tr("inspector.environment.idle", {{"time", duration_text(idle_ms)}}), Role::kText2};
  }
  const engine::Invocation& invocation = world.invocations[environment.running];
  const bool cold = invocation.cold != 0;
  return {tr(cold ? "inspector.environment.cold" : "inspector.environment.warm"),
          cold ? Role::kWaiting : Role::kOk};
}

void draw_environment(const engine::World& world, const Environment& environment) {
  const Shown shown = state_of(world, environment);
  ui::status(environment.running == kNone ? kIconClock : kIconSquarePlay,
             "#" + std::to_string(environment.number) + "  " + shown.state, shown.role);
  ui::label(
      tr("inspector.environment.about", {{"n", std::to_string(environment.invocations)},
                                         {"age", duration_text(world.now_ms - environment.started_ms)}}),
      {ui::Face::kText, kSmallPx, Role::kText2});
}

void draw_bill(const char* title, const engine::billing::Bill& bill) {
  namespace billing = engine::billing;
  ui::label(tr(title), {ui::Face::kText, kSmallPx, Role::kText2});
  ui::label(billing::dollars_text(billing::nano_dollars(bill)), {ui::Face::kMono, kTextPx, Role::kText});
  ui::rich_text(tr("inspector.bill.parts",
                   {{"n", std::to_string(bill.requests)},
                    {"ms", number_text(static_cast<int64_t>(bill.billed_ms))},
                    {"gbs", billing::gb_seconds_text(bill.mb_ms)},
                    {"free", billing::dollars_text(billing::nano_dollars(billing::after_free_tier(bill)))}}),
                Role::kText2, kSmallPx);
}

}  // namespace

void draw_environments(const Session& session, ResourceId function) {
  const engine::World& world = session.world();
  ui::section_label(tr("inspector.environments"));
  const std::vector<uint32_t> slots = environments_of(world, function);
  if (slots.empty()) ui::rich_text(tr("inspector.no_environments"), Role::kText2, kSmallPx);
  for (size_t i = 0; i < slots.size() && i < kEnvironmentsShown; ++i)
    draw_environment(world, world.environments[slots[i]]);
  if (slots.size() > kEnvironmentsShown) {
    ui::label(tr("inspector.more", {{"n", std::to_string(slots.size() - kEnvironmentsShown)}}),
              {ui::Face::kText, kSmallPx, Role::kText2});
  }
}

void draw_billing(Session& session, ResourceId function) {
  ui::section_label(tr("inspector.bill"));
  ui::begin_card("config.bill");
  draw_bill("inspector.bill.function", engine::billing::bill_of(session.world(), function));
  ui::space(4);
  draw_bill("inspector.bill.all", engine::billing::whole_bill(session.world()));
  ui::end_card();
  if (ui::link("bill.page", tr("inspector.bill.page"), true))
    session.open_url("https://aws.amazon.com/lambda/pricing/");
}

}  // namespace brigade::app::inspector
