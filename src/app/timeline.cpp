// The timeline: a lane for each delivery, with bars for waiting, running and backing off, the fate at the
// end, and a playhead that travels. What is after the present step is dimmed. Thin bars wait, thick bars
// work; words and icons say the rest.
#include <algorithm>
#include <cmath>

#include "app/icons.h"
#include "app/panels.h"
#include "app/timeline_scale.h"
#include "app/widgets_internal.h"

namespace brigade::app {
namespace {

using engine::kNone;

constexpr float kHeaderPx = 24, kBarPx = 16;
constexpr float kFuture = 0.38f;

struct Cache {
  uint32_t revision = ~0u, records = ~0u;
  TimelineScale scale;
  std::vector<Lane> lanes;
  uint32_t moves = ~0u;
} cache;

void refresh(const Session& session) {
  const uint32_t records = session.simulation().record_count();
  if (cache.revision == session.revision() && cache.records == records) return;
  cache.revision = session.revision();
  cache.records = records;
  cache.scale.rebuild(session.story().step_ms);
  cache.lanes = make_lanes(session.story());
}

// Where units stand on the screen.
struct View {
  Rect lanes;        // the part with the bars, without labels
  float px = 1;      // per unit
  float origin = 0;  // screen x of unit 0
  uint32_t present = 0;

  float x(uint32_t step) const { return origin + cache.scale.of_step(step) * px; }
  float x_of_time(engine::TimeMs ms) const { return origin + cache.scale.of_time(ms) * px; }
  uint32_t step_at(float screen_x) const { return cache.scale.nearest_step((screen_x - origin) / px); }
};

View make_view(Session& session, UiState& state, const Rect& rect) {
  const float labels = session.phone ? 104.0f : 150.0f;
  View view;
  view.lanes = {rect.x + labels, rect.y, rect.w - labels, rect.h};
  const float room = std::max(view.lanes.w - (session.phone ? 90.0f : 150.0f), 60.0f);
  const float fit = room / std::max(cache.scale.total(), 1.0f);
  view.px = std::clamp(fit, session.phone ? 0.2f : 0.35f, 2.6f) * state.timeline_zoom;
  const float content = cache.scale.total() * view.px;
  const float most = std::max(0.0f, content - room);
  view.present = session.step_number();
  if (cache.moves != session.moves()) {  // the playhead stays in sight
    cache.moves = session.moves();
    const float head = cache.scale.of_step(view.present) * view.px;
    if (head < state.timeline_x) state.timeline_x = head - 40;
    if (head > state.timeline_x + room) state.timeline_x = head - room * 0.6f;
  }
  state.timeline_x = std::clamp(state.timeline_x, 0.0f, most);
  view.origin = view.lanes.x + 6 - state.timeline_x;
  return view;
}

void draw_ticks(const View& view) {
  const ui::TextStyle style{ui::Face::kMono, kMonoSmallPx - 1, Role::kText2};
  ImDrawList* list = ImGui::GetWindowDrawList();
  float free_from = -1e6f;
  for (const engine::TimeMs time : round_times(cache.scale.last_ms())) {
    const float x = view.x_of_time(time);
    const std::string text = time == 0 ? "0 s" : duration_text(time);
    if (x < free_from || x > view.lanes.right() - 30) continue;
    if (x >= view.lanes.x - 2) {
      ui::draw_text(x, view.lanes.y + 1, text, style);
      list->AddRectFilled({std::round(x), view.lanes.y + kHeaderPx}, {std::round(x) + 1, view.lanes.bottom()},
                          color(Role::kLine, 0.45f));
    }
    free_from = x + ui::text_width(text, style) + 26;
  }
}

struct BarLook {
  uint32_t fill;
  float height;
  const char* icon;
};

BarLook bar_look(const Span& span) {
  switch (span.kind) {
    case SpanKind::kTravelling:
      return {color(Role::kTravel), kBarPx, nullptr};
    case SpanKind::kRunning:
      return {mix(color(Role::kPanel), color(Role::kOk), 0.8f), kBarPx,
              span.last_step == kNone ? nullptr : kIconCheck};
    case SpanKind::kFailed:
      return {mix(color(Role::kPanel), color(Role::kFailed), 0.8f), kBarPx, kIconX};
    case SpanKind::kBackingOff:
      return {mix(color(Role::kPanel), color(Role::kWaiting), 0.38f), 7, nullptr};
    case SpanKind::kInQueue:
      return {mix(color(Role::kPanel), color(Role::kMessaging), 0.45f), 7, nullptr};
    case SpanKind::kInvisible:
      break;
  }
  return {mix(color(Role::kPanel), color(Role::kMessaging), 0.7f), 12, nullptr};
}

Rect span_rect(const View& view, const Span& span, float middle_y) {
  const BarLook look = bar_look(span);
  const uint32_t last = span.last_step == kNone ? cache.scale.last_step() : span.last_step;
  const float x0 = view.x(span.first_step), x1 = view.x(last);
  return {x0, middle_y - look.height * 0.5f, std::max(x1 - x0 - 3, 4.0f), look.height};
}

// What followed from a delivery stands below it, in the same lane: thin.
constexpr float kFollowerPx = 6, kFollowerDown = 13;

void draw_bar(const View& view, const Span& span, float middle_y, float most_px = 100) {
  const BarLook look = bar_look(span);
  Rect r = span_rect(view, span, middle_y);
  if (r.h > most_px) {
    r.y = middle_y - most_px * 0.5f;
    r.h = most_px;
  }
  const float head = view.x(view.present);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto part = [&](float from, float to, float alpha) {
    if (to > from) list->AddRectFilled({from, r.y}, {to, r.bottom()}, with_alpha(look.fill, alpha), 3);
  };
  const float cut = std::clamp(head, r.x, r.right());
  if (span.first_step > view.present) {
    part(r.x, r.right(), kFuture);
  } else {
    part(r.x, r.right(), kFuture);
    part(r.x, cut < r.x + 4 ? std::min(r.x + 4, r.right()) : cut, 1);
  }
  if (look.icon == nullptr || r.w < 18 || r.h < 13) return;
  const bool future = span.last_step == kNone || span.last_step > view.present;
  const uint32_t ink = with_alpha(theme().dark ? 0xFF18100Bu : 0xFFFFFFFFu, future ? 0.6f : 1.0f);
  const bool numbered = r.w >= 34 && span.attempt > 0;
  float x = r.x + (r.w - (numbered ? 25.0f : 13.0f)) * 0.5f;
  if (numbered) {
    const std::string attempt = std::to_string(span.attempt);
    list->AddText(ui::font_of(ui::Face::kSemibold), 13, {std::round(x), std::round(middle_y - 6.5f)}, ink,
                  attempt.c_str());
    x += 11;
  }
  ui::draw_icon(x, middle_y - 6.5f, look.icon, 13, ink);
}

void draw_fate(const View& view, float x, float middle_y, uint32_t end_step, const FateLook& look) {
  const bool future = end_step > view.present;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const uint32_t ink = color(look.role, future ? 0.6f : 1.0f);
  ui::draw_icon(x + 5, middle_y - 7, look.icon, 14, ink);
  list->AddText(ui::font_of(ui::Face::kText), kSmallPx,
                {std::round(x + 24), std::round(middle_y - kSmallPx * 0.5f)}, ink, look.text);
}

const char* span_word(const Span& span) {
  switch (span.kind) {
    case SpanKind::kTravelling:
      return "span.travelling";
    case SpanKind::kRunning:
      return "span.running";
    case SpanKind::kFailed:
      return "span.failed";
    case SpanKind::kBackingOff:
      return "span.backing-off";
    case SpanKind::kInQueue:
      return "span.in-queue";
    case SpanKind::kInvisible:
      break;
  }
  return "span.invisible";
}

void tell_span(const Span& span) {
  const std::string from = base::format_clock(span.begin_ms);
  std::string text = tr(span_word(span), {{"attempt", std::to_string(span.attempt)}}) + "\n" + from;
  if (span.last_step != kNone) text += "  \xC2\xB7  " + duration_text(span.end_ms - span.begin_ms);
  ui::tooltip(text);
}

// The span under the mouse; nullptr where there is none.
const Span* hit_span(const Session& session, const View& view, const Lane& lane, float middle_y,
                     uint32_t& delivery) {
  const ImVec2 mouse = ImGui::GetMousePos();
  const auto look = [&](uint32_t index, float y) -> const Span* {
    if (index == kNone) return nullptr;
    for (const Span& span : session.story().deliveries[index].spans) {
      Rect r = span_rect(view, span, y);
      r.y -= 5;
      r.h += 10;
      if (r.contains(mouse.x, mouse.y)) {
        delivery = index;
        return &span;
      }
    }
    return nullptr;
  };
  if (const Span* span = look(lane.delivery, middle_y)) return span;
  for (const uint32_t follower : lane.followers) {
    if (const Span* span = look(follower, middle_y + kFollowerDown)) return span;
  }
  return nullptr;
}

void draw_lane_bars(const Session& session, const View& view, const Lane& lane, float middle_y) {
  const StoryMessage& message = session.story().messages[lane.message];
  if (lane.delivery == kNone) {
    const float x0 = view.x(message.first_step), x1 = std::max(view.x(message.last_step), x0 + 24);
    const bool future = message.first_step > view.present;
    ImGui::GetWindowDrawList()->AddRectFilled({x0, middle_y - 8}, {x1, middle_y + 8},
                                              color(Role::kText3, future ? 0.2f : 0.5f), 3);
    if (message.unmatched) draw_fate(view, x1, middle_y, message.last_step, unmatched_look());
    return;
  }
  const StoryDelivery& delivery = session.story().deliveries[lane.delivery];
  float end_x = view.x(message.first_step);
  if (delivery.spans.empty()) {
    const bool future = message.first_step > view.present;
    ImGui::GetWindowDrawList()->AddRectFilled({end_x, middle_y - 8}, {end_x + 24, middle_y + 8},
                                              color(Role::kText3, future ? 0.2f : 0.5f), 3);
    end_x += 24;
  }
  for (const Span& span : delivery.spans) {
    draw_bar(view, span, middle_y);
    end_x = std::max(end_x, span_rect(view, span, middle_y).right());
  }
  for (const uint32_t follower : lane.followers) {
    for (const Span& span : session.story().deliveries[follower].spans) {
      if (span_rect(view, span, middle_y).w > 5) draw_bar(view, span, middle_y + kFollowerDown, kFollowerPx);
    }
  }
  if (delivery.fate == engine::Fate::InFlight) return;
  end_x = std::max(end_x, view.x(delivery.end_step) + 4);
  draw_fate(view, end_x, middle_y, delivery.end_step, fate_look(delivery.fate));
}

void draw_lane_label(Session& session, const Lane& lane, const Rect& r, int index) {
  const StoryMessage& message = session.story().messages[lane.message];
  const bool named = lane.first_of_message;
  const std::string name = named ? "lane." + message.label : "#lane" + std::to_string(index);
  ImGui::SetCursorScreenPos(ui::top_left(r));
  ImGui::PushID(index);
  if (ImGui::InvisibleButton(name.c_str(), {r.w, r.h})) {
    if (lane.delivery == kNone) {
      session.select_message(message.number);
    } else {
      session.select_delivery(message.number, session.story().deliveries[lane.delivery].number);
    }
  }
  ImGui::PopID();
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ui::register_widget(name, r);
  const float y = r.y + (r.h - kTextPx) * 0.5f;
  const bool future = message.first_step > session.step_number();
  const float dot_x = r.x + 14;
  if (named) {
    ImGui::GetWindowDrawList()->AddCircleFilled({dot_x, r.y + r.h * 0.5f}, 5,
                                                with_alpha(token_color(message.root), future ? 0.45f : 1.0f));
    ui::draw_text(dot_x + 13, y, message.label,
                  {ui::Face::kText, kTextPx, future ? Role::kText2 : Role::kText}, r.w - 34);
  } else {
    const std::string_view target =
        engine::name_of(session.world(), session.history(), session.story().deliveries[lane.delivery].target);
    ui::draw_text(dot_x + 13, y + 1, "\xE2\x86\x92 " + std::string(target),
                  {ui::Face::kText, kSmallPx, Role::kText2}, r.w - 34);
  }
}

bool is_selected(const Session& session, const Lane& lane) {
  if (session.selection.message == kNone) return false;
  const uint32_t index = session.story().message_index(session.selection.message);
  if (index == kNone || session.story().messages[index].root != session.story().messages[lane.message].root)
    return false;
  if (session.selection.kind != SelectionKind::kDelivery || lane.delivery == kNone) return true;
  return session.story().deliveries[lane.delivery].number == session.selection.delivery ||
         std::any_of(lane.followers.begin(), lane.followers.end(), [&](uint32_t d) {
           return session.story().deliveries[d].number == session.selection.delivery;
         });
}

void scrub(Session& session, const View& view) {
  session.pause();
  session.seek(view.step_at(ImGui::GetMousePos().x));
}

// Dragging travels, a click on a bar selects, a click beside travels.
void handle_mouse(Session& session, const View& view, const Span* span, uint32_t delivery) {
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 3)) return scrub(session, view);
  const bool clicked = ImGui::IsItemDeactivated() && !ImGui::IsMouseDragPastThreshold(0, 3);
  if (!clicked) return;
  if (span == nullptr) return scrub(session, view);
  const StoryDelivery& chosen = session.story().deliveries[delivery];
  session.select_delivery(session.story().messages[chosen.message].number, chosen.number);
}

void handle_wheel(UiState& state, const View& view) {
  ImGuiIO& io = ImGui::GetIO();
  if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows)) return;
  if (io.KeyCtrl && io.MouseWheel != 0) {
    const float units = (io.MousePos.x - view.origin) / view.px;
    const float before = state.timeline_zoom;
    state.timeline_zoom = std::clamp(before * std::exp(io.MouseWheel * 0.15f), 1.0f, 40.0f);
    state.timeline_x += units * view.px * (state.timeline_zoom / before - 1);
  } else if (io.MouseWheelH != 0 || (io.KeyShift && io.MouseWheel != 0)) {
    state.timeline_x -= (io.MouseWheelH != 0 ? io.MouseWheelH : io.MouseWheel) * 60;
  }
}

void draw_lanes(Session& session, UiState& state, const View& view, const Rect& rect) {
  const float row_px = session.phone ? 40.0f : 33.0f;
  ImGui::SetCursorScreenPos({rect.x, rect.y + kHeaderPx});
  ImGui::BeginChild("lanes", {rect.w, rect.h - kHeaderPx}, ImGuiChildFlags_None,
                    ImGui::GetIO().KeyCtrl ? ImGuiWindowFlags_NoScrollWithMouse : ImGuiWindowFlags_None);
  const ImVec2 top = ImGui::GetCursorScreenPos();
  const float height = std::max(row_px * static_cast<float>(cache.lanes.size()), rect.h - kHeaderPx - 2);
  const float first = std::max(0.0f, (rect.y + kHeaderPx - top.y) / row_px);
  const auto from = static_cast<size_t>(first);
  const size_t to = std::min(cache.lanes.size(), from + static_cast<size_t>(rect.h / row_px) + 2);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Span* hovered = nullptr;
  uint32_t hovered_delivery = kNone;
  for (size_t i = from; i < to; ++i) {
    const Lane& lane = cache.lanes[i];
    const Rect row{rect.x, top.y + row_px * static_cast<float>(i), rect.w, row_px};
    if (is_selected(session, lane)) {
      list->AddRectFilled({row.x + 6, row.y + 1}, {row.right() - 6, row.bottom() - 1},
                          color(Role::kInset, 0.75f), kRounding);
    }
    draw_lane_label(session, lane, {rect.x, row.y, view.lanes.x - rect.x, row_px}, static_cast<int>(i));
    const float middle = row.y + row_px * 0.5f;
    ImGui::PushClipRect({view.lanes.x, row.y}, {view.lanes.right(), row.bottom()}, true);
    draw_lane_bars(session, view, lane, middle);
    ImGui::PopClipRect();
    const ImVec2 mouse = ImGui::GetMousePos();
    if (row.contains(mouse.x, mouse.y) && mouse.x > view.lanes.x)
      hovered = hit_span(session, view, lane, middle, hovered_delivery);
  }
  ImGui::SetCursorScreenPos({view.lanes.x, top.y});
  ImGui::InvisibleButton("timeline.lanes", {std::max(view.lanes.w - 12, 10.0f), height});
  ui::register_widget("timeline.lanes", {view.lanes.x, top.y, view.lanes.w - 12, height});
  if (hovered != nullptr && ImGui::IsItemHovered()) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    tell_span(*hovered);
  }
  handle_mouse(session, view, hovered, hovered_delivery);
  if (cache.lanes.empty()) {
    ui::draw_text(rect.x + kPadding, top.y + 10, tr("timeline.empty"),
                  {ui::Face::kText, kTextPx, Role::kText2}, rect.w - 32);
  }
  ImGui::EndChild();
  handle_wheel(state, view);
}

void draw_header(Session& session, const View& view) {
  ImGui::SetCursorScreenPos({view.lanes.x, view.lanes.y});
  ImGui::InvisibleButton("timeline.ruler", {view.lanes.w, kHeaderPx});
  ui::register_widget("timeline.ruler", {view.lanes.x, view.lanes.y, view.lanes.w, kHeaderPx});
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
  if (ImGui::IsItemActive()) scrub(session, view);
  draw_ticks(view);
}

void draw_playhead(const View& view) {
  const float x = std::round(view.x(view.present));
  if (x < view.lanes.x - 2 || x > view.lanes.right()) return;
  // A window of its own stands above the lanes and takes no clicks.
  ImGui::SetCursorScreenPos({view.lanes.x - 8, view.lanes.y});
  ImGui::BeginChild("playhead", {view.lanes.w + 8, view.lanes.h}, ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoBackground);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({x - 1, view.lanes.y + kHeaderPx - 6}, {x + 1, view.lanes.bottom()},
                      color(Role::kAccent));
  list->AddCircleFilled({x, view.lanes.y + kHeaderPx - 3}, 5.5f, color(Role::kAccent));
  ui::register_widget("timeline.playhead", {x - 6, view.lanes.y + kHeaderPx - 12, 12, 12});
  ImGui::EndChild();
}

}  // namespace

void draw_timeline(Session& session, UiState& state, const Rect& rect) {
  refresh(session);
  View view = make_view(session, state, rect);
  draw_header(session, view);
  draw_lanes(session, state, view, rect);
  view.present = session.step_number();
  if (!cache.lanes.empty()) draw_playhead(view);
}

}  // namespace brigade::app
