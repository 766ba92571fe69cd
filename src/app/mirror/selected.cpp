// What is selected: what can be done with it, what lies in it, its journey, and why it went so. The sentences
// are those of the inspector.
#include <algorithm>

#include "app/inspector/content.h"
#include "app/mirror/actions.h"
#include "app/mirror/mirror.h"
#include "base/time.h"
#include "engine/explain_access.h"

namespace brigade::app::mirror {
namespace {

using base::JsonWriter;
using engine::kNone;
using engine::Line;
using engine::ResourceKind;
using engine::Tone;
using inspector::Focus;

constexpr size_t kDeliveriesShown = 100;
constexpr size_t kObjectsShown = 100;

const char* field_kind_name(FieldKind kind) {
  constexpr const char* kNames[] = {"text", "number", "area", "json", "select", "check"};
  return kNames[static_cast<size_t>(kind)];
}

void write_field(JsonWriter& out, const Field& field) {
  out.begin_object().member("name", field.name).member("label", field.label);
  out.member("kind", field_kind_name(field.kind)).member("value", field.value);
  out.member("required", field.required);
  out.key("options").begin_array();
  for (const auto& [value, label] : field.options)
    out.begin_object().member("value", value).member("label", label).end_object();
  out.end_array().end_object();
}

void write_actions(const Scope& scope, const std::vector<Action>& actions) {
  JsonWriter& out = scope.out;
  out.key("actions").begin_array();
  for (const Action& action : actions) {
    out.begin_object().member("id", action.id).member("label", action.label).member("hint", action.hint);
    out.member("look", action.look).key("fields").begin_array();
    for (const Field& field : action.fields) write_field(out, field);
    out.end_array().end_object();
  }
  out.end_array();
}

// A button of one line: {"do","label","values"}.
void write_button(JsonWriter& out, std::string_view id, std::string_view label, std::string_view value) {
  out.begin_object().member("id", id).member("label", label).member("value", value).end_object();
}

void write_queue(const Scope& scope, engine::ResourceId id) {
  const Session& session = scope.session;
  scope.out.key("queue").begin_array();
  for (const inspector::QueueItem& item :
       inspector::queue_items(session.world(), session.world().queue(id))) {
    const std::string number = std::to_string(item.delivery);
    scope.out.begin_object().member("number", item.delivery).member("message", item.message);
    scope.out.member("label", inspector::queue_item_label(session, item));
    scope.out.member("state", inspector::queue_item_state(session, item)).key("buttons").begin_array();
    if (item.state == engine::DeliveryState::Invisible && !session.readonly) {
      write_button(scope.out, "delete_message", tr("inspector.queue.delete"), number);
      write_button(scope.out, "release_message", tr("inspector.queue.release_tip"), number);
      write_button(scope.out, "run_out", tr("inspector.queue.run_out_tip"), number);
    }
    scope.out.end_array().end_object();
  }
  scope.out.end_array();
}

void write_objects(const Scope& scope, engine::ResourceId id) {
  const Session& session = scope.session;
  scope.out.key("objects").begin_array();
  size_t shown = 0;
  for (const inspector::BucketObject& object : inspector::bucket_objects(session, id)) {
    if (++shown > kObjectsShown) break;
    const engine::ObjectVersion& version = session.history().objects[object.newest];
    scope.out.begin_object().member("key", object.key).member("message", version.message);
    scope.out.member("state", object.deleted ? std::string(tr("inspector.object.deleted"))
                                             : size_text(version.size_bytes));
    scope.out.key("buttons").begin_array();
    if (!session.readonly) {
      write_button(scope.out, "upload_again", tr("inspector.object.again"), object.key);
      if (!object.deleted)
        write_button(scope.out, "delete_object", tr("inspector.object.delete"), object.key);
    }
    scope.out.end_array().end_object();
  }
  scope.out.end_array();
}

void write_deliveries(const Scope& scope, const Focus& focus) {
  const Session& session = scope.session;
  const Story& story = session.story();
  scope.out.key("deliveries").begin_array();
  size_t shown = 0;
  for (size_t i = story.deliveries.size(); i > 0 && shown < kDeliveriesShown; --i) {
    const StoryDelivery& delivery = story.deliveries[i - 1];
    if (session.simulation().record_at(delivery.first_record).step > session.step_number()) continue;
    if (!inspector::belongs(session, focus, delivery)) continue;
    ++shown;
    const StoryMessage& message = story.messages[delivery.message];
    const Status status = status_now(session, delivery);
    scope.out.begin_object().member("number", delivery.number).member("message", message.number);
    scope.out.member("text", tr("mirror.delivery", {{"name", message.label}, {"state", status.text}}));
    scope.out.member("tone", status.tone).member("selected", false).end_object();
  }
  scope.out.end_array();
}

void write_journey(const Scope& scope, const Focus& focus) {
  const uint32_t step = scope.session.step_number();
  scope.out.key("journey").begin_object().member("total", focus.journey.size()).key("items").begin_array();
  for (size_t i = 0; i < focus.journey.size() && i < scope.ask.lines; ++i) {
    const Line& line = focus.journey[i];
    scope.out.begin_object().member("record", line.record).member("step", line.step);
    scope.out.member("clock", base::format_clock(line.time_ms)).member("text", say(line.sentence));
    scope.out.member("tone", tone_name(line.tone));
    scope.out.member("when", line.step > step ? "future" : line.step == step ? "present" : "past");
    scope.out.end_object();
  }
  scope.out.end_array().end_object();
}

// Each rule of the bus against the event, and the chosen one's pattern field by field.
void write_verdicts(const Scope& scope, uint32_t stay) {
  const Session& session = scope.session;
  const auto& event = session.event_on_bus(stay);
  if (!event || event->rules.empty()) return;
  const engine::RuleVerdict& chosen = inspector::chosen_rule(session, *event);
  scope.out.key("rules").begin_array();
  for (const engine::RuleVerdict& verdict : event->rules) {
    const char* key = !verdict.enabled ? "matrix.disabled" : verdict.matched ? "matrix.match" : "matrix.miss";
    scope.out.begin_object().member("id", verdict.rule.value);
    scope.out.member("name", inspector::name_of(session, verdict.rule)).member("text", tr(key));
    scope.out.member("tone", !verdict.enabled ? "waiting" : verdict.matched ? "good" : "bad");
    scope.out.member("selected", &verdict == &chosen).end_object();
  }
  scope.out.end_array();
  scope.kept.sandbox.pattern = tidy_json(engine::pattern_text(session.simulation(), chosen.version));
  scope.kept.sandbox.event = tidy_json(engine::event_text(session.simulation(), stay));
  write_explanation(scope.out, scope.kept.sandbox);
}

void write_checks(JsonWriter& out, const engine::Why& why) {
  out.key("checks").begin_array();
  for (const engine::Check& check : why.checks) {
    const size_t size = check.actual.size();
    const size_t begin = std::min<size_t>(check.actual_range.begin, size);
    const size_t end = std::clamp<size_t>(check.actual_range.end, begin, size);
    out.begin_object().member("ok", check.ok).member("text", say(check.expected));
    out.member("before", std::string_view(check.actual).substr(0, begin));
    out.member("marked", std::string_view(check.actual).substr(begin, end - begin));
    out.member("after", std::string_view(check.actual).substr(end)).end_object();
  }
  out.end_array();
}

void write_why(const Scope& scope, const Focus& focus) {
  const Session& session = scope.session;
  JsonWriter& out = scope.out;
  const uint32_t stay = inspector::bus_stay_of(session, focus);
  if (focus.decisions.empty() && stay == kNone) {
    out.key("why").value(nullptr).member("why_not", tr("inspector.nothing_yet.why"));
    return;
  }
  const uint32_t first = focus.decisions.empty() ? stay : focus.decisions.front();
  if (scope.kept.chosen_of != first) scope.kept.chosen = 0, scope.kept.chosen_of = first;
  const size_t chosen = std::min<size_t>(scope.kept.chosen, std::max<size_t>(focus.decisions.size(), 1) - 1);
  const bool of_rules = stay != kNone && chosen == 0;
  const uint32_t record = of_rules ? stay : focus.decisions[chosen];
  const engine::Why why = engine::why(session.simulation(), record);
  out.key("why").begin_object().member("headline", say(why.headline)).member("tone", tone_name(why.tone));
  out.member("because", say(why.because)).member("rule", say(why.rule));
  out.member("url", why.documentation_url);
  if (of_rules) write_verdicts(scope, stay);
  if (!of_rules) write_checks(out, why);
  const bool grant = !session.readonly && engine::grant_for(session.simulation(), record).has_value();
  if (grant) out.member("grant", record);
  out.key("others").begin_array();
  for (size_t i = 0; i < focus.telling && focus.telling > 1; ++i) {
    out.begin_object().member("index", i).member("selected", i == chosen);
    out.member("text", say(engine::line_of(session.simulation(), focus.decisions[i]).sentence)).end_object();
  }
  out.end_array().end_object();
}

void write_payloads(const Scope& scope, const Focus& focus) {
  scope.out.key("payloads").begin_array();
  for (const inspector::Hop& hop : inspector::hops_of(scope.session, focus))
    scope.out.begin_object().member("label", hop.label).member("json", hop.json).end_object();
  scope.out.end_array();
}

void write_content(const Scope& scope, const Focus& focus) {
  const ResourceKind kind = inspector::kind_of(scope.session, focus.resource);
  if (focus.is_resource) write_actions(scope, actions_for(scope.session, scope.kept.model, focus.resource));
  if (focus.is_resource && kind == ResourceKind::Queue) write_queue(scope, focus.resource);
  if (focus.is_resource && kind == ResourceKind::Bucket) write_objects(scope, focus.resource);
  write_deliveries(scope, focus);
}

}  // namespace

void write_selected(const Scope& scope) {
  const Focus& focus = inspector::focus_of(scope.session);
  if (!focus.is_message && !focus.is_resource && !focus.is_connection) {
    scope.out.key("selected").value(nullptr);
    return;
  }
  scope.out.key("selected").begin_object();
  scope.out.member("kind", focus.is_message ? "message" : focus.is_connection ? "connection" : "resource");
  scope.out.member(
      "title", focus.is_connection ? tr("inspector.connection_of", {{"name", focus.title}}) : focus.title);
  if (!focus.is_message) write_content(scope, focus);
  if (focus.is_connection && !scope.session.readonly) {
    Action remove{"remove_connection", tr("inspector.remove"), {}, "danger", {}};
    write_actions(scope, {remove});
  }
  if (focus.is_message) write_journey(scope, focus);
  write_why(scope, focus);
  if (scope.ask.payloads) write_payloads(scope, focus);
  scope.out.end_object();
}

}  // namespace brigade::app::mirror
