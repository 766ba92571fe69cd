// The messages up to the present step, the newest first, each with its deliveries and how they stand.
#include <algorithm>

#include "app/mirror/mirror.h"

namespace brigade::app::mirror {
namespace {

using engine::kNone;

constexpr size_t kDeliveriesShown = 100;

// The last span that has begun at the present step; nothing where none has.
const Span* span_now(const StoryDelivery& delivery, uint32_t step) {
  const Span* now = nullptr;
  for (const Span& span : delivery.spans) {
    if (span.first_step <= step) now = &span;
  }
  return now;
}

const char* span_key(const Span& span, uint32_t step) {
  const bool over = span.last_step != kNone && span.last_step <= step;
  switch (span.kind) {
    case SpanKind::kTravelling:
      return "mirror.span.travelling";
    case SpanKind::kRunning:
    case SpanKind::kFailed:
      return over ? "mirror.span.ran" : "mirror.span.running";
    case SpanKind::kBackingOff:
      return "mirror.span.backing_off";
    case SpanKind::kInQueue:
      return "mirror.span.in_queue";
    case SpanKind::kInvisible:
      return "mirror.span.invisible";
  }
  return "fate.in-flight";
}

void write_delivery(const Scope& scope, const StoryDelivery& delivery, uint32_t message) {
  const Session& session = scope.session;
  const Status status = status_now(session, delivery);
  const bool known = !delivery.target.is_none() && delivery.target.index() < session.world().resources.size();
  const std::string target = known ? inspector::name_of(session, delivery.target) : std::string();
  std::string text =
      target.empty() ? status.text : tr("mirror.delivery", {{"name", target}, {"state", status.text}});
  scope.out.begin_object().member("number", delivery.number).member("message", message);
  scope.out.member("text", text).member("tone", status.tone);
  scope.out.member("selected", session.selection.delivery == delivery.number);
  scope.out.end_object();
}

void write_message(const Scope& scope, const StoryMessage& message) {
  const Session& session = scope.session;
  const Story& story = session.story();
  const uint32_t step = session.step_number();
  const bool selected = session.selection.message == message.number;
  scope.out.begin_object().member("number", message.number).member("label", message.label);
  scope.out.member("selected", selected).member("step", message.first_step);
  scope.out.member("about", message.parent == kNone
                                ? tr("mirror.made_at", {{"step", number_text(message.first_step)}})
                                : tr("mirror.came_of", {{"name", story.messages[message.parent].label},
                                                        {"step", number_text(message.first_step)}}));
  scope.out.key("statuses").begin_array();
  if (message.unmatched && session.simulation().record_at(message.unmatched_record).step <= step)
    scope.out.begin_object().member("text", tr("fate.unmatched")).member("tone", "bad").end_object();
  scope.out.end_array();
  scope.out.key("deliveries").begin_array();
  size_t shown = 0, made = 0;
  for (const uint32_t d : message.deliveries) {
    const StoryDelivery& delivery = story.deliveries[d];
    if (session.simulation().record_at(delivery.first_record).step > step) continue;
    ++made;
    if (shown < kDeliveriesShown) write_delivery(scope, delivery, message.number), ++shown;
  }
  scope.out.end_array().member("more", made - shown).end_object();
}

}  // namespace

Status status_now(const Session& session, const StoryDelivery& delivery) {
  const uint32_t step = session.step_number();
  if (delivery.end_step != kNone && delivery.end_step <= step) return fate_status(delivery.fate);
  const Span* span = span_now(delivery, step);
  if (span == nullptr) return fate_status(engine::Fate::InFlight);
  const bool failed = span->kind == SpanKind::kFailed && span->last_step <= step;
  return {tr(failed ? "mirror.span.failed" : span_key(*span, step)), failed ? "bad" : "waiting"};
}

void write_messages(const Scope& scope) {
  const Session& session = scope.session;
  const auto& all = session.story().messages;
  // Messages stand in the order of their making: those up to the present step are the first ones.
  const auto made =
      std::upper_bound(all.begin(), all.end(), session.step_number(),
                       [](uint32_t step, const StoryMessage& message) { return step < message.first_step; });
  const auto total = static_cast<size_t>(made - all.begin());
  const uint32_t chosen =
      session.selection.message == kNone ? kNone : session.story().message_index(session.selection.message);
  scope.out.key("messages").begin_object().key("items").begin_array();
  const size_t shown = std::min(total, scope.ask.messages);
  for (size_t i = total; i > total - shown; --i) write_message(scope, all[i - 1]);
  if (chosen != kNone && chosen + shown < total) write_message(scope, all[chosen]);
  scope.out.end_array().member("total", total);
  scope.out.member("complete", session.story().complete()).end_object();
}

}  // namespace brigade::app::mirror
