// The panel at the left: what can be built, and what there is. A name is checked while it is typed, by the
// same rules that the service will apply; the service has the last word.
#include <algorithm>
#include <cmath>

#include "app/build.h"
#include "app/icons.h"
#include "app/name_check.h"
#include "app/panels.h"
#include "app/widgets_internal.h"
#include "engine/services/schedules.h"

namespace brigade::app {
namespace {

using engine::ResourceKind;

void create(Session& session, UiState& state, const Builder& builder) {
  const base::Status status = build_resource(session, builder.kind, state.new_name);
  if (!status) {
    const base::Error& error = status.error();
    state.new_error = error.code.empty() ? error.text : error.code + ": " + error.text;
    return;
  }
  state.new_name.clear();
  state.new_error.clear();
  ui::close_popover();
}

void draw_new(Session& session, UiState& state, const Builder& builder) {
  if (!ui::begin_popover(builder.name, 300)) return;
  ui::space(4);
  ImGui::Indent(8);
  ImGui::BeginGroup();
  ImGui::PushItemWidth(268);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, 8));
  ui::label(tr("build.new." + std::string(builder.text_key + 6)),
            {ui::Face::kSemibold, kTextPx, Role::kText});
  const std::string problem = state.new_error.empty() && !state.new_name.empty()
                                  ? name_problem(builder.kind, state.new_name)
                                  : state.new_error;
  if (ImGui::IsWindowAppearing()) ui::focus_next();
  if (ui::text_field("build.name", tr("build.name"), state.new_name, problem, builder.example, true))
    state.new_error.clear();
  const bool enter = ui::submitted();
  if (builder.kind == ResourceKind::Queue || builder.kind == ResourceKind::Topic)
    ui::rich_text(tr("build.fifo"), Role::kText2, kSmallPx);
  const bool ready = !state.new_name.empty() && name_problem(builder.kind, state.new_name).empty();
  const ui::ButtonOptions options{.look = ui::Button::kPrimary, .enabled = ready};
  if ((ui::button("build.create", tr("build.create"), options) || enter) && ready)
    create(session, state, builder);
  ImGui::SameLine();
  if (ui::button("build.cancel", tr("dialog.cancel"))) ui::close_popover();
  ImGui::PopStyleVar();
  ImGui::PopItemWidth();
  ImGui::EndGroup();
  ImGui::Unindent(8);
  ui::space(4);
  ui::end_popover();
}

void draw_builders(Session& session, UiState& state) {
  const float gap = 6, width = (ImGui::GetContentRegionAvail().x - gap) * 0.5f;
  int column = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(gap, session.phone ? 8.0f : 4.0f));
  for (const Builder& builder : kBuilders) {
    if (column % 2 == 1) ImGui::SameLine(0, gap);
    ui::ButtonOptions options{
        .icon = kind_icon(builder.kind), .icon_role = kind_role(builder.kind), .width = std::floor(width)};
    options.left_aligned = true;
    options.height = session.phone ? 32 : 28;
    options.enabled = !session.readonly;
    if (ui::button(builder.name, tr(builder.text_key), options)) {
      state.new_name.clear();
      state.new_error.clear();
      ui::open_popover(builder.name);
    }
    draw_new(session, state, builder);
    column++;
  }
  ImGui::PopStyleVar();
}

struct Count {
  std::string text, meaning;
  Role role = Role::kText2;
};

bool is_dead_letter_queue(const Session& session, engine::ResourceId id) {
  const engine::World& world = session.world();
  const std::string arn = engine::arn_of(world, session.history(), session.simulation().plan(), id);
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (resource.alive == 0) continue;
    const engine::Config& config = session.history().configs[resource.config]->value;
    bool named = false;
    if (const auto* function = std::get_if<engine::FunctionConfig>(&config))
      named = function->dead_letter_arn == arn;
    if (const auto* queue = std::get_if<engine::QueueConfig>(&config))
      named = queue->redrive_target_arn == arn;
    if (const auto* rule = std::get_if<engine::RuleConfig>(&config)) {
      for (const auto& target : rule->targets) named |= target.dead_letter_arn == arn;
    }
    if (const auto* schedule = std::get_if<engine::ScheduleConfig>(&config))
      named = schedule->dead_letter_arn == arn;
    if (const auto* topic = std::get_if<engine::TopicConfig>(&config)) {
      for (const auto& subscription : topic->subscriptions) named |= subscription.dead_letter_arn == arn;
    }
    if (named) return true;
  }
  return false;
}

Count count_of(const Session& session, engine::ResourceId id) {
  const engine::World& world = session.world();
  const engine::Resource& resource = world.resource(id);
  if (resource.kind == ResourceKind::Bucket) {
    const auto n = static_cast<int64_t>(world.bucket(id).object_count);
    return {number_text(n), tr("tree.bucket", {{"n", std::to_string(n)}})};
  }
  if (resource.kind == ResourceKind::Function) {
    const engine::FunctionConfig& config = session.history().function_config(resource.config);
    const uint32_t running = world.function(id).running;
    const uint32_t allowed =
        config.reserved_concurrency.value_or(session.simulation().plan().options.account_concurrency);
    return {number_text(running) + "/" + number_text(allowed),
            tr("tree.function", {{"running", std::to_string(running)}, {"allowed", number_text(allowed)}}),
            running > 0 ? Role::kText : Role::kText2};
  }
  const auto plain = [](const char* key, uint64_t n) {
    return Count{number_text(static_cast<int64_t>(n)), tr(key, {{"n", std::to_string(n)}})};
  };
  if (resource.kind == ResourceKind::Bus) return plain("tree.bus", world.bus(id).received);
  if (resource.kind == ResourceKind::Rule) return plain("tree.rule", world.rule(id).matched);
  if (resource.kind == ResourceKind::Schedule) return plain("tree.schedule", world.schedule(id).fired);
  if (resource.kind == ResourceKind::ScheduleGroup)
    return plain("tree.schedule_group", engine::schedules::schedules_in(world, session.history(), id).size());
  if (resource.kind == ResourceKind::Pipe) return plain("tree.pipe", world.mapping(id).batches);
  if (resource.kind == ResourceKind::Archive) return plain("tree.archive", world.archive(id).events);
  if (resource.kind == ResourceKind::Topic) return plain("tree.topic", world.topic(id).published);
  if (resource.kind == ResourceKind::Table) return plain("tree.table", world.table(id).item_count);
  if (resource.kind == ResourceKind::Stream) return plain("tree.stream", world.stream(id).records);
  if (resource.kind == ResourceKind::Api) return plain("tree.api", world.api(id).requests);
  if (resource.kind == ResourceKind::Alarm) {
    const auto state = static_cast<engine::AlarmValue>(world.alarm(id).state);
    const bool bad = state == engine::AlarmValue::Alarm;
    return {
        state == engine::AlarmValue::InsufficientData ? "?" : std::string(engine::alarm_value_name(state)),
        tr("tree.alarm", {{"state", std::string(engine::alarm_value_name(state))}}),
        bad ? Role::kFailed : Role::kText2};
  }
  if (resource.kind == ResourceKind::Role) {
    const engine::RoleConfig& config = session.history().role_config(resource.config);
    return plain("tree.role", config.policies.size() + config.managed_policy_arns.size());
  }
  const engine::QueueState& queue = world.queue(id);
  const uint32_t n = queue.visible.count + queue.invisible.count + queue.delayed.count;
  const bool dead = n > 0 && is_dead_letter_queue(session, id);
  return {number_text(n), tr(dead ? "tree.dead" : "tree.queue", {{"n", std::to_string(n)}}),
          dead ? Role::kFailed : Role::kText2};
}

void draw_resource(Session& session, engine::ResourceId id) {
  const std::string_view name = engine::name_of(session.world(), session.history(), id);
  const ResourceKind kind = session.world().resource(id).kind;
  const std::string widget = "tree." + resource_key(kind, name);
  const bool selected =
      session.selection.kind == SelectionKind::kResource && session.selection.resource == id;
  Rect r;
  if (ui::row(widget.c_str(), r, 29, selected)) {
    session.select_resource(id);
    if (session.phone) session.phone_panel = PhonePanel::kInspector;
  }
  const Count count = count_of(session, id);
  ui::tooltip(count.meaning);
  const ui::TextStyle mono{ui::Face::kMono, kMonoSmallPx, count.role};
  const float count_px = ui::text_width(count.text, mono);
  ui::draw_icon(r.x + 8, r.y + (r.h - 16) * 0.5f, kind_icon(kind), 16, color(kind_role(kind)));
  ui::draw_text(r.x + 32, r.y + (r.h - kTextPx) * 0.5f, name, {}, r.w - 46 - count_px);
  ui::draw_text(r.right() - 8 - count_px, r.y + (r.h - mono.size_px) * 0.5f, count.text, mono);
}

void draw_log_group(Session& session, engine::ResourceId function) {
  const std::string group =
      "/aws/lambda/" + std::string(engine::name_of(session.world(), session.history(), function));
  const std::string widget = "tree." + group;
  Rect r;
  if (ui::row(widget.c_str(), r, 29, false)) {
    session.select_resource(function);
    session.inspector_tab = InspectorTab::kLogs;
    if (session.phone) session.phone_panel = PhonePanel::kInspector;
  }
  ui::tooltip(tr("tree.logs"));
  ui::draw_icon(r.x + 8, r.y + (r.h - 16) * 0.5f, kIconScrollText, 16, color(Role::kText2));
  ui::draw_text(r.x + 32, r.y + (r.h - kTextPx) * 0.5f, group, {}, r.w - 40);
}

void draw_tree(Session& session) {
  const engine::World& world = session.world();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  for (const ResourceKind kind :
       {ResourceKind::Bucket, ResourceKind::Api, ResourceKind::ScheduleGroup, ResourceKind::Schedule,
        ResourceKind::Bus, ResourceKind::Archive, ResourceKind::Rule, ResourceKind::Pipe, ResourceKind::Topic,
        ResourceKind::Function, ResourceKind::Queue, ResourceKind::Table, ResourceKind::Stream,
        ResourceKind::Alarm, ResourceKind::Role}) {
    for (uint32_t i = 0; i < world.resources.size(); ++i) {
      const engine::Resource& resource = world.resources[i];
      if (resource.alive == 0 || resource.kind != kind) continue;
      draw_resource(session, engine::ResourceId::make(i, resource.generation));
    }
  }
  for (uint32_t i = 0; i < world.resources.size(); ++i) {
    const engine::Resource& resource = world.resources[i];
    if (resource.alive == 0 || resource.kind != ResourceKind::Function) continue;
    const auto id = engine::ResourceId::make(i, resource.generation);
    if (world.function(id).invocations > 0) draw_log_group(session, id);
  }
  ImGui::PopStyleVar();
}

constexpr float kAboutPx = 80, kShortAboutPx = 36;
// In a low panel the scenario needs the room: whose project this is not stands in the help as well.
bool is_low(const Rect& rect) { return rect.h < 480; }

// At the bottom, where it does not get in the way: whose project this is not.
void draw_about(UiState& state, const Rect& rect) {
  const Rect r{rect.x + 12, rect.bottom() - 48, rect.w - 24, 40};
  const float line = rect.bottom() - (is_low(rect) ? kShortAboutPx : kAboutPx);
  ImGui::GetWindowDrawList()->AddLine({rect.x, line}, {rect.right(), line}, color(Role::kLine));
  ImGui::SetCursorScreenPos({rect.x + 12, line + 8});
  if (ui::link("build.assumptions", tr("assumptions.title"))) {
    state.assumptions_open = true;
    state.assumptions_asked = false;
  }
  if (is_low(rect)) return;
  ImGui::SetCursorScreenPos(ui::top_left(r));
  if (ImGui::InvisibleButton("build.about", {r.w, r.h})) state.help_open = true;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::register_widget("build.about", r);
  const char* text = tr("build.about");
  ImGui::GetWindowDrawList()->AddText(ui::font_of(ui::Face::kText), kLabelPx, {r.x, r.y + 4},
                                      color(hovered ? Role::kText : Role::kText2), text, nullptr, r.w);
}

}  // namespace

// The switch that keeps beginners going: what is only not allowed is let in, and said.
bool draw_permission_mode(Session& session, const char* name) {
  bool grant = static_cast<engine::PermissionMode>(session.world().permission_mode) ==
               engine::PermissionMode::GrantNeeded;
  const bool pressed = ui::checkbox(name, tr("permissions.grant"), grant);
  ui::tooltip(tr("permissions.grant.text"));
  if (!pressed || session.readonly) return false;
  const auto mode = grant ? engine::PermissionMode::GrantNeeded : engine::PermissionMode::Enforce;
  return session.submit(engine::SetPermissionMode{mode}).has_value();
}

void draw_build_panel(Session& session, UiState& state, const Rect& rect) {
  ImGui::GetWindowDrawList()->AddRectFilled(ui::top_left(rect), ui::bottom_right(rect), color(Role::kPanel));
  ui::begin_scroll("build", {rect.x, rect.y, rect.w, rect.h - (is_low(rect) ? kShortAboutPx : kAboutPx)}, 12);
  ui::space(4);
  ui::section_label(tr("build.title"));
  draw_builders(session, state);
  ui::space(12);
  ui::section_label(tr("tree.title"));
  if (session.is_empty()) {
    ui::paragraph(tr("tree.empty"), {ui::Face::kText, kSmallPx, Role::kText2});
  } else {
    draw_tree(session);
    ui::space(10);
    draw_permission_mode(session, "build.grant_needed");
  }
  ui::end_scroll();
  draw_about(state, rect);
}

}  // namespace brigade::app
