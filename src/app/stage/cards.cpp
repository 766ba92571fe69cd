// The cards of the kinds of resources: bucket, function, queue, bus, rule, topic. Status is never colour
// alone: an icon and a word go with it.
#include <algorithm>

#include "app/icons.h"
#include "app/stage/build_scene.h"
#include "app/text.h"

namespace brigade::app::stage {
namespace {

using engine::kNone;
using engine::ResourceKind;

std::string count_text(uint64_t n) { return number_text(static_cast<int64_t>(n)); }

void section(Pen& pen, const Box& card, float y, const std::string& text) {
  pen.text(card.x0 + 16, card.x1 - 16, y, text, Role::kText2, 13, Face::Semibold);
}

// --- bucket ---

void draw_bucket(Pen& pen, const Model& model, uint32_t n, const Box& card, const Highlight& highlight) {
  const Node& node = model.nodes[n];
  pen.text(card.x0 + 16, card.x1 - 24, card.y0 + 23, node.name, Role::kText, kTitlePx, Face::Semibold);
  const char* versioning = node.versioning == engine::Versioning::Enabled     ? "stage.bucket.versioned"
                           : node.versioning == engine::Versioning::Suspended ? "stage.bucket.suspended"
                                                                              : "stage.bucket.unversioned";
  pen.text(card.x0 + 16, card.x1 - 16, card.y0 + 45, tr(versioning), Role::kText2, kLabelPx);
  const Box zone = drop_zone(card);
  const std::string name = "stage.drop." + node.name;
  const bool lit = highlight.hovered == name || (highlight.files_over && highlight.hovered_node == n);
  pen.rect(zone, 6, lit ? Ink(Role::kAccent, 0.12f) : Ink(), lit ? Role::kAccent : Role::kLine, 1.2f, 4);
  pen.text(zone.x0 + 4, zone.x1 - 4, zone.centre().y - 10, tr("stage.drop_here"),
           lit ? Role::kText : Role::kText2, kSmallPx, Face::Text, Align::Centre);
  pen.text(zone.x0 + 4, zone.x1 - 4, zone.centre().y + 11,
           tr("stage.objects", {{"n", std::to_string(node.objects)}}), Role::kText2, kLabelPx, Face::Text,
           Align::Centre);
  pen.hit(HitKind::DropZone, n, zone, name);

  const bool wired =
      std::any_of(model.edges.begin(), model.edges.end(), [n](const Edge& e) { return e.from == n; });
  if (!wired && node.unmatched > 0) {
    const std::string text = tr("stage.went_nowhere", {{"n", std::to_string(node.unmatched)}});
    pen.status(card.x0, card.x1 + 80, card.y1 + 18, kIconX, text, Role::kFailed, kLabelPx);
  }
}

// --- function ---

void draw_async_queue(Pen& pen, const Node& node, const FunctionParts& parts) {
  const Box& row = parts.queue_row;
  pen.rect(row, 5, Role::kInset);
  const float y = row.centre().y;
  if (node.in_queue > kMaxTokens) {
    pen.status(row.x0 + 8, row.x0 + 104, y, kIconLayers, count_text(node.in_queue), Role::kText, kLabelPx);
  }
  if (node.retry_in_ms >= 0) {
    pen.text(row.x0 + 60, row.x1 - 8, y, tr("stage.retry_in", {{"time", countdown_text(node.retry_in_ms)}}),
             Role::kWaiting, kMonoSmallPx, Face::Mono, Align::Right);
  } else if (node.in_queue == 0) {
    pen.text(row.x0 + 8, row.x1 - 8, y, tr("stage.queue_empty"), Ink(Role::kText2, 0.8f), kLabelPx);
  }
}

void draw_environments(Pen& pen, const Node& node, const FunctionParts& parts) {
  const uint32_t count = std::min(node.running + node.warm, kMaxEnvironmentBoxes);
  for (uint32_t i = 0; i < count; ++i) {
    const Box box = environment_box(parts.environments, i, count);
    if (i < node.running) {
      pen.rect(box, 5, Ink(Role::kCompute, 0.2f), Role::kCompute, 1.2f);
      continue;
    }
    pen.rect(box, 5, Role::kInset);
    if (count <= 3) {
      pen.text(box.x0 + 2, box.x1 - 2, box.centre().y, tr("stage.warm"), Role::kText2, kLabelPx, Face::Text,
               Align::Centre);
    }
  }
  if (count == 0) {
    pen.text(parts.environments.x0, parts.environments.x1, parts.environments.centre().y,
             tr("stage.no_environment"), Ink(Role::kText2, 0.8f), kLabelPx);
  }
  if (node.running > kMaxEnvironmentBoxes) {
    pen.rect(parts.environments, 5, Role::kCard);
    pen.status(parts.environments.x0 + 8, parts.environments.x1, parts.environments.centre().y, kIconZap,
               tr("stage.running_many", {{"n", std::to_string(node.running)}}), Role::kCompute, kLabelPx);
  }
}

void draw_function(Pen& pen, const Node& node, const Box& card) {
  const float left = card.x0 + 16, right = card.x1 - 16;
  const std::string limits =
      duration_text(node.timeout_ms) + " · " + count_text(node.memory_mb) + " " + tr("stage.mb");
  std::string about = tr("stage.function") + std::string(" · ") + limits;
  const float room = right - left - pen.width(Face::Semibold, kTitlePx, node.name) - 10;
  if (pen.width(Face::Text, kLabelPx, about) + 1 > room) about = limits;
  const float about_left = right - pen.width(Face::Text, kLabelPx, about) - 1;
  pen.text(left, about_left - 9, card.y0 + 23, node.name, Role::kText, kTitlePx, Face::Semibold);
  pen.text(about_left, right, card.y0 + 24, about, Role::kText2, kLabelPx);
  if (!node.role.empty()) {  // what it may do stands in its role
    const float width = pen.width(Face::Text, kLabelPx, node.role) + 24;
    pen.status(std::max(left, right - width), right, card.y0 + 41, kIconLock, node.role, Role::kText2,
               kLabelPx);
  }

  const FunctionParts parts = function_parts(card);
  section(pen, card, parts.queue_label_y, tr("stage.async_queue"));
  draw_async_queue(pen, node, parts);
  section(pen, card, parts.running_label_y,
          tr("stage.running", {{"n", count_text(node.running)}, {"limit", count_text(node.limit)}}));
  draw_environments(pen, node, parts);
  const float y = parts.trouble.centre().y;
  if (!node.last_trouble.empty()) {
    pen.status(left, right, y, kIconX, node.last_trouble, Role::kFailed, kLabelPx);
  } else if (node.succeeded > 0) {
    const std::string text = tr("stage.succeeded", {{"n", std::to_string(node.succeeded)}});
    pen.status(left, right, y, kIconCheck, text, Role::kOk, kLabelPx);
  }
}

// --- queue ---

std::string depth_text(const Node& node) {
  std::string text;
  auto add = [&text](const char* key, uint32_t n) {
    if (n == 0) return;
    if (!text.empty()) text += " · ";
    text += tr(key, {{"n", std::to_string(n)}});
  };
  add("stage.visible", node.visible);
  add("stage.in_flight", node.in_flight);
  add("stage.delayed", node.delayed);
  return text.empty() ? std::string(tr("stage.queue_empty")) : text;
}

void draw_queue(Pen& pen, const Node& node, const Box& card) {
  const float left = card.x0 + 16, right = card.x1 - 14;
  const uint32_t held = node.visible + node.in_flight + node.delayed;
  pen.text(left, right - 8, card.y0 + 23, node.name, Role::kText, kTitlePx, Face::Semibold);
  pen.text(left, right, card.y0 + 45,
           node.is_dead_letter && held == 0 ? std::string(tr("stage.dead_letter_queue"))
           : node.is_dead_letter            ? depth_text(node)
                                            : tr("stage.queue") + std::string(" · ") + depth_text(node),
           Role::kText2, kLabelPx);
  const Box row = token_row(card);
  pen.rect(row, 5, Role::kInset);
  const float y = row.centre().y;
  if (held > kMaxTokens && !node.is_dead_letter) {
    pen.status(row.x0 + 8, row.x1 - 8, y, kIconLayers, count_text(held), Role::kText, kLabelPx);
  }
  if (node.is_dead_letter && held > 0) {
    const std::string text = tr("stage.dead_letters", {{"n", std::to_string(held)}});
    pen.status(row.x0 + 24, row.x1 - 8, y, kIconMailX, text, Role::kFailed, kLabelPx, Align::Right);
  } else if (held == 0) {
    pen.text(row.x0 + 8, row.x1 - 8, y, tr("stage.nothing_waits"), Ink(Role::kText2, 0.8f), kLabelPx);
  }
}

// --- bus, rule, topic ---

// A name, what it is, and a line or two of counts.
void draw_head(Pen& pen, const Node& node, const Box& card, const std::string& about) {
  pen.text(card.x0 + 16, card.x1 - 22, card.y0 + 23, node.name, Role::kText, kTitlePx, Face::Semibold);
  pen.text(card.x0 + 16, card.x1 - 10, card.y0 + 45, about, Role::kText2, kLabelPx);
}

std::string counted(const char* key, uint64_t n) { return tr(key, {{"n", std::to_string(n)}}); }

// The failure where there is one, else the success.
void draw_outcome(Pen& pen, const Box& card, float y, const std::string& bad, const std::string& good) {
  const bool failed = !bad.empty();
  if (!failed && good.empty()) return;
  pen.status(card.x0 + 16, card.x1 - 10, y, failed ? kIconX : kIconCheck, failed ? bad : good,
             failed ? Role::kFailed : Role::kOk, kLabelPx);
}

void draw_bus(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, counted("stage.bus", node.received));
  draw_outcome(pen, card, card.y0 + 71,
               node.unmatched > 0 ? counted("stage.bus.unmatched", node.unmatched) : std::string(), {});
}

// When it fires next, that it is off, or that nothing comes any more.
void draw_next(Pen& pen, const Node& node, const Box& card, float y) {
  const bool comes = node.next_in_ms >= 0;
  const std::string text = comes          ? tr("stage.next_in", {{"time", countdown_text(node.next_in_ms)}})
                           : node.enabled ? std::string(tr("stage.schedule.done"))
                                          : std::string(tr("stage.rule.disabled"));
  const Role role = comes ? Role::kEvents : node.enabled ? Role::kText2 : Role::kWaiting;
  pen.status(card.x0 + 16, card.x1 - 10, y, comes || node.enabled ? kIconClock : kIconPause, text, role,
             kLabelPx);
}

void draw_schedule(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, node.expression);
  draw_next(pen, node, card, card.y0 + 67);
  draw_outcome(pen, card, card.y0 + 90,
               node.refused > 0 ? counted("stage.refused", node.refused) : std::string(),
               node.received > 0 ? counted("stage.fired", node.received) : std::string());
}

void draw_archive(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, counted("stage.archive", node.received));
  draw_outcome(pen, card, card.y0 + 71, {},
               node.sent > 0 ? counted("stage.archive.replayed", node.sent) : std::string());
}

void draw_rule(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, node.enabled ? counted("stage.rule", node.matched) : std::string());
  if (!node.enabled) {
    pen.status(card.x0 + 16, card.x1 - 10, card.y0 + 45, kIconPause, tr("stage.rule.disabled"),
               Role::kWaiting, kLabelPx);
  }
  draw_outcome(pen, card, card.y0 + 71,
               node.refused > 0 ? counted("stage.refused", node.refused) : std::string(),
               node.sent > 0 && node.next_in_ms < 0 ? counted("stage.sent", node.sent) : std::string());
  if (node.next_in_ms >= 0 && node.refused == 0) draw_next(pen, node, card, card.y0 + 71);
}

void draw_topic(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, counted("stage.topic", node.received));
  draw_outcome(pen, card, card.y0 + 75,
               node.refused > 0 ? counted("stage.refused", node.refused) : std::string(),
               node.sent > 0 ? counted("stage.sent", node.sent) : std::string());
  if (node.addresses.empty()) return;
  std::string to = node.addresses[0];
  if (node.addresses.size() > 1) to += " +" + std::to_string(node.addresses.size() - 1);
  pen.status(card.x0 + 16, card.x1 - 10, card.y0 + 106,
             to.compare(0, 4, "http") == 0 ? kIconGlobe : kIconMail, to, Role::kText2, kLabelPx);
}

void draw_api(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, counted("stage.api", node.received));
  draw_outcome(pen, card, card.y0 + 75,
               node.refused > 0 ? counted("stage.api.5xx", node.refused) : std::string(),
               node.filtered > 0 ? counted("stage.api.4xx", node.filtered) : std::string());
}

// A table or a Kinesis stream: what it holds, and the records that its readers have still to take.
void draw_stream(Pen& pen, const Node& node, const Box& card) {
  const bool table = node.kind == ResourceKind::Table;
  std::string about = counted(table ? "stage.table" : "stage.stream", table ? node.objects : node.received);
  if (table && node.enabled) about += std::string(" · ") + tr("stage.table.stream");
  draw_head(pen, node, card, about);
  const Box row = token_row(card);
  pen.rect(row, 5, Role::kInset);
  const float y = row.centre().y;
  if (node.refused > 0) {
    pen.status(row.x0 + 24, row.x1 - 8, y, kIconLock, tr("stage.stream.blocked"), Role::kFailed, kLabelPx,
               Align::Right);
  } else if (node.visible > kMaxTokens) {
    pen.status(row.x0 + 8, row.x1 - 8, y, kIconLayers, count_text(node.visible), Role::kText, kLabelPx);
  } else if (node.visible == 0) {
    const std::string text =
        node.unmatched > 0 ? counted("stage.stream.unread", node.unmatched) : tr("stage.nothing_waits");
    pen.text(row.x0 + 8, row.x1 - 8, y, text, Ink(Role::kText2, 0.8f), kLabelPx);
  }
}

// How many batches it took; below, the stream's records that it has just now, or what became of the batches.
void draw_pipe(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, node.enabled ? counted("stage.pipe", node.received) : std::string());
  if (!node.enabled) {
    pen.status(card.x0 + 16, card.x1 - 10, card.y0 + 45, kIconPause, tr("stage.pipe.stopped"), Role::kWaiting,
               kLabelPx);
  }
  if (node.visible > 0) return;
  draw_outcome(pen, card, card.y0 + 75,
               node.refused > 0 ? counted("stage.pipe.failed", node.refused) : std::string(),
               node.filtered > 0 ? counted("stage.pipe.filtered", node.filtered) : std::string());
}

void draw_alarm(Pen& pen, const Node& node, const Box& card) {
  draw_head(pen, node, card, node.condition);
  const bool bad = node.alarm == engine::AlarmValue::Alarm, good = node.alarm == engine::AlarmValue::Ok;
  pen.status(card.x0 + 16, card.x1 - 10, card.y0 + 75,
             bad    ? kIconBell
             : good ? kIconCheck
                    : kIconCircleQuestionMark,
             engine::alarm_value_name(node.alarm),
             bad    ? Role::kFailed
             : good ? Role::kOk
                    : Role::kWaiting,
             kLabelPx);
}

void draw_port(Pen& pen, const Model& model, uint32_t n, const Box& card, const Highlight& highlight) {
  const Node& node = model.nodes[n];
  if (!highlight.editable || node.kind == ResourceKind::Bus || node.kind == ResourceKind::Archive) return;
  const Point port = output_port(card);
  const std::string name = "stage.port." + node.key();
  const bool lit = highlight.hovered == name || highlight.wire_from == n;
  const bool near = highlight.hovered_node == n || highlight.selected_node == n;
  pen.circle(port,
             lit    ? 8.0f
             : near ? 6.5f
                    : 4.5f,
             lit ? Role::kAccent : Role::kCard, lit || near ? Role::kAccent : family_role(node.kind), 1.6f);
  if (lit || near) {
    const Ink ink = lit ? Role::kOnAccent : Role::kAccent;
    pen.icon(port, kIconPlus, ink, lit ? 12.0f : 10.0f);
  }
  pen.hit(HitKind::Port, n, Box{port.x, port.y, port.x, port.y}.grown(12), name);
}

// Above the card, where every kind of card has room, and over the wires that come in there.
void draw_fault(Pen& pen, const Box& card) {
  const std::string text = tr("fault.broken");
  const Box badge{card.x0, card.y0 - 28, card.x0 + pen.width(Face::Text, kLabelPx, text) + 38, card.y0 - 6};
  pen.rect(badge, 5, Role::kCard, Role::kFailed, 1);
  pen.status(badge.x0 + 8, badge.x1, badge.centre().y, kIconTriangleAlert, text, Role::kFailed, kLabelPx);
}

}  // namespace

Role family_role(ResourceKind kind) {
  constexpr Role kRolesOfKinds[] = {Role::kStorage,   Role::kCompute,   Role::kMessaging, Role::kEvents,
                                    Role::kEvents,    Role::kMessaging, Role::kCompute,   Role::kStorage,
                                    Role::kMessaging, Role::kEvents,    Role::kStorage,   Role::kEvents,
                                    Role::kCompute,   Role::kEvents,    Role::kText2,     Role::kEvents};
  return kRolesOfKinds[static_cast<size_t>(kind)];
}

void draw_card(Pen& pen, const Model& model, uint32_t n, const Geometry& geometry,
               const Highlight& highlight) {
  const Node& node = model.nodes[n];
  const Box& card = geometry.boxes[n];
  const bool bad = node.broken || (node.is_dead_letter && node.visible + node.in_flight + node.delayed > 0) ||
                   (node.kind == ResourceKind::Alarm && node.alarm == engine::AlarmValue::Alarm);
  const bool target = n < highlight.targets.size() && highlight.targets[n] == WireTarget::Legal;
  const bool selected = highlight.selected_node == n && !highlight.selected_retry;
  pen.rect({card.x0, card.y0 + 3, card.x1, card.y1 + 5}, kNodeRounding + 2, Ink(Role::kShadow, 0.5f));
  if (selected || target)
    pen.rect(card.grown(4), kNodeRounding + 4, Ink(Role::kAccent, target ? 0.16f : 0.0f), Role::kAccent, 2);
  pen.rect(card, kNodeRounding, Role::kCard, bad ? Role::kFailed : family_role(node.kind), 1.5f);
  pen.hit(HitKind::Node, n, card, "stage.node." + node.key());
  if (node.broken) draw_fault(pen, card);
  switch (node.kind) {
    case ResourceKind::Bucket:
      draw_bucket(pen, model, n, card, highlight);
      break;
    case ResourceKind::Function:
      draw_function(pen, node, card);
      break;
    case ResourceKind::Queue:
      draw_queue(pen, node, card);
      break;
    case ResourceKind::Bus:
      draw_bus(pen, node, card);
      break;
    case ResourceKind::Rule:
      draw_rule(pen, node, card);
      break;
    case ResourceKind::Topic:
      draw_topic(pen, node, card);
      break;
    case ResourceKind::Table:
    case ResourceKind::Stream:
      draw_stream(pen, node, card);
      break;
    case ResourceKind::Schedule:
      draw_schedule(pen, node, card);
      break;
    case ResourceKind::Archive:
      draw_archive(pen, node, card);
      break;
    case ResourceKind::Api:
      draw_api(pen, node, card);
      break;
    case ResourceKind::Alarm:
      draw_alarm(pen, node, card);
      break;
    case ResourceKind::Pipe:
      draw_pipe(pen, node, card);
      break;
    case ResourceKind::Role:
    case ResourceKind::ScheduleGroup:
    case ResourceKind::EventSourceMapping:
      break;
  }
  draw_port(pen, model, n, card, highlight);
}

}  // namespace brigade::app::stage
