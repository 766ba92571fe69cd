// What the forms of a resource do: each is a command or a verb of the session, as in the inspector. A refusal
// comes back and is said beside the form.
#include <algorithm>

#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/mirror/actions.h"
#include "app/stage/wiring.h"

namespace brigade::app::mirror {
namespace {

using engine::ResourceId;
using engine::ResourceKind;
using inspector::arn_of;
using inspector::name_of;

struct On {
  Session& session;
  ResourceId id;
  const Values& values;
  std::string name() const { return name_of(session, id); }
  base::Status submit(engine::Command command) const { return session.try_submit(std::move(command)); }
};

std::optional<std::string> some(std::string text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
}

base::Status upload(const On& on) {
  engine::PutObject put;
  put.bucket = on.name();
  put.key = on.values.text("key");
  put.body.content = on.values.text("body");
  put.body.size_bytes = put.body.content.empty() ? 1'024 : put.body.content.size();
  return on.submit(std::move(put));
}

base::Status files(const On& on) {
  on.session.request_files(on.name());
  return {};
}

// The newest version of the key, once more.
base::Status upload_again(const On& on) {
  for (const inspector::BucketObject& object : inspector::bucket_objects(on.session, on.id)) {
    if (object.key != on.values.text("value")) continue;
    const engine::ObjectVersion& version = on.session.history().objects[object.newest];
    engine::PutObject put;
    put.bucket = on.name();
    put.key = object.key;
    put.body.size_bytes = version.size_bytes;
    if (const engine::ObjectBody* body = on.session.simulation().plan().body(version.command))
      put.body = *body;
    return on.submit(std::move(put));
  }
  return {};
}

base::Status delete_object(const On& on) {
  return on.submit(engine::DeleteObject{on.name(), on.values.text("value"), {}});
}

base::Status invoke(const On& on) {
  return on.submit(engine::Invoke{
      on.name(), on.values.text("payload"),
      on.values.flag("wait") ? engine::InvocationType::RequestResponse : engine::InvocationType::Event});
}

base::Status handler(const On& on) {
  engine::HandlerBehaviour behaviour =
      on.session.history().function_config(on.session.world().resource(on.id).config).handler;
  const std::string preset = on.values.text("preset");
  engine::HandlerRule rule;
  if (preset == "first") rule.first_attempts = 1;
  if (preset == "time_out") rule.outcome = engine::HandlerOutcome::TimeOut;
  if (preset == "sometimes") rule.probability_ppm = 300'000;
  if (preset == "succeed") {
    behaviour.rules.clear();
  } else {
    behaviour.rules.insert(behaviour.rules.begin(), std::move(rule));  // before those that would hide it
  }
  return on.submit(engine::SetHandlerBehaviour{on.name(), std::move(behaviour)});
}

base::Status receive(const On& on) { return on.submit(engine::ReceiveMessage{on.name(), 1, {}, {}}); }

base::Status purge(const On& on) { return on.submit(engine::PurgeQueue{on.name()}); }

base::Status send(const On& on) {
  engine::SendMessage message{on.name(), on.values.text("body"), {}};
  message.group_id = some(on.values.text("group"));
  message.deduplication_id = some(on.values.text("deduplication"));
  return on.submit(std::move(message));
}

base::Status move(const On& on) {
  const std::optional<int64_t> rate = on.values.number("rate");
  if (!rate || *rate > 500)
    return base::fail("InvalidParameterValue", tr("mirror.number", {{"from", "1"}, {"to", "500"}}));
  return on.submit(engine::StartMessageMoveTask{arn_of(on.session, on.id), on.values.text("to"),
                                                static_cast<uint32_t>(*rate)});
}

// The line of the queue that is meant; without one nothing happens.
template <class Then>
base::Status with_message(const On& on, Then then) {
  const engine::World& world = on.session.world();
  for (const inspector::QueueItem& item : inspector::queue_items(world, world.queue(on.id))) {
    if (std::to_string(item.delivery) == on.values.text("value")) return then(item);
  }
  return {};
}

base::Status delete_message(const On& on) {
  return with_message(on, [&](const inspector::QueueItem& item) {
    return on.submit(engine::DeleteMessage{on.name(), inspector::receipt_handle_of(on.session, item)});
  });
}

base::Status release_message(const On& on) {
  return with_message(on, [&](const inspector::QueueItem& item) {
    return on.submit(
        engine::ChangeMessageVisibility{on.name(), inspector::receipt_handle_of(on.session, item), 0});
  });
}

base::Status run_out(const On& on) {
  return with_message(on, [&](const inspector::QueueItem& item) -> base::Status {
    const engine::World& world = on.session.world();
    const engine::TimeMs due = world.scheduler.due_ms(world.deliveries[item.slot].timer);
    if (due != engine::Scheduler::kNever) on.session.seek_time(due);
    return {};
  });
}

base::Status publish(const On& on) {
  engine::Publish command{on.name(), on.values.text("message"), on.values.text("subject"),
                          inspector::typed_attributes(on.values.text("attributes"))};
  command.group_id = some(on.values.text("group"));
  command.deduplication_id = some(on.values.text("deduplication"));
  return on.submit(std::move(command));
}

base::Status email(const On& on) {
  engine::Subscription subscription;
  subscription.protocol = engine::SubscriptionProtocol::Email;
  subscription.endpoint = on.values.text("address");
  return stage::subscribe(on.session, on.id, std::move(subscription));
}

base::Status event(const On& on) {
  engine::PutEventsEntry entry;
  entry.source = on.values.text("source");
  entry.detail_type = on.values.text("type");
  entry.detail = on.values.text("detail");
  entry.bus = on.name();
  return on.submit(engine::PutEvents{{std::move(entry)}});
}

base::Status request(const On& on) {
  engine::SendRequest command;
  command.api = on.name();
  command.method = on.values.text("method");
  command.path = on.values.text("path");
  command.query = on.values.text("query");
  command.body = on.values.text("body");
  return on.submit(std::move(command));
}

base::Status put_item(const On& on) {
  return on.submit(engine::PutItem{on.name(), on.values.text("item"), {}, {}});
}

base::Status delete_item(const On& on) {
  return on.submit(engine::DeleteItem{on.name(), on.values.text("key"), {}, {}});
}

base::Status record(const On& on) {
  return on.submit(engine::PutRecord{on.name(), on.values.text("key"), on.values.text("data"), {}});
}

base::Status alarm_state(const On& on) {
  engine::SetAlarmState command{on.name(), engine::AlarmValue::Ok, tr("inspector.alarm.by_hand")};
  for (const engine::AlarmValue value : {engine::AlarmValue::Alarm, engine::AlarmValue::InsufficientData}) {
    if (on.values.text("state") == engine::alarm_value_name(value)) command.value = value;
  }
  return on.submit(std::move(command));
}

base::Status switch_rule(const On& on, bool enabled) {
  const engine::RuleConfig& config =
      on.session.history().rule_config(on.session.world().resource(on.id).config);
  if (enabled) return on.submit(engine::EnableRule{config.rule, config.bus});
  return on.submit(engine::DisableRule{config.rule, config.bus});
}

// Verbs of the stage say a refusal in a banner: that is taken back, to be said beside the form.
template <class Verb>
base::Status said_in_banner(Session& session, Verb verb) {
  const uint32_t newest = session.banners.empty() ? 0 : session.banners.back().id;
  verb();
  if (session.banners.empty() || session.banners.back().id == newest) return {};
  const Banner banner = session.banners.back();
  if (banner.kind != BannerKind::kError) return {};
  session.dismiss(banner.id);
  return base::fail(banner.code, banner.text);
}

base::Status connect(const On& on) {
  const std::optional<int64_t> value = on.values.number("to");
  ResourceId to;
  to.value = static_cast<decltype(to.value)>(value.value_or(0));
  if (!value || !on.session.world().is_alive(to)) return base::fail({}, tr("stage.wire.no_target"));
  const ResourceKind from_kind = inspector::kind_of(on.session, on.id);
  if (from_kind == ResourceKind::Bucket && inspector::kind_of(on.session, to) != ResourceKind::Bus) {
    stage::NotificationDraft draft;
    draft.prefix = on.values.text("prefix");
    draft.suffix = on.values.text("suffix");
    draft.target = to;
    return stage::put_notification(on.session, on.id, draft);
  }
  const std::string as = on.values.text("as");
  if (from_kind == ResourceKind::Function && as != "call") {
    return stage::put_function_target(on.session, on.id,
                                      as == "on_failure"   ? stage::EdgeKind::OnFailure
                                      : as == "on_success" ? stage::EdgeKind::OnSuccess
                                                           : stage::EdgeKind::DeadLetter,
                                      to);
  }
  return said_in_banner(on.session, [&] {
    stage::connect(on.session, on.id, to);
    on.session.select_resource(on.id);
  });
}

base::Status fault(const On& on) {
  const auto kind = static_cast<engine::FaultKind>(
      std::clamp<int64_t>(on.values.number("kind").value_or(1), 1, engine::kFaultKinds - 1));
  engine::SetFault command{arn_of(on.session, on.id), kind, {}};
  const int64_t for_ms = on.values.number("for").value_or(0);
  if (for_ms > 0) command.for_ms = for_ms;
  return on.submit(std::move(command));
}

base::Status end_fault(const On& on) {
  return on.submit(engine::SetFault{arn_of(on.session, on.id), engine::FaultKind::None, {}});
}

base::Status remove(const On& on) {
  return said_in_banner(on.session, [&] { stage::remove_resource(on.session, on.id); });
}

struct Verb {
  std::string_view id;
  uint32_t kinds;  // bits of ResourceKind
  base::Status (*run)(const On&);
};
constexpr uint32_t kAny = ~0u;
constexpr uint32_t bit(ResourceKind kind) { return inspector::kind_bit(kind); }
constexpr Verb kVerbs[] = {
    {"upload", bit(ResourceKind::Bucket), upload},
    {"files", bit(ResourceKind::Bucket), files},
    {"upload_again", bit(ResourceKind::Bucket), upload_again},
    {"delete_object", bit(ResourceKind::Bucket), delete_object},
    {"invoke", bit(ResourceKind::Function), invoke},
    {"handler", bit(ResourceKind::Function), handler},
    {"receive", bit(ResourceKind::Queue), receive},
    {"purge", bit(ResourceKind::Queue), purge},
    {"send", bit(ResourceKind::Queue), send},
    {"move", bit(ResourceKind::Queue), move},
    {"delete_message", bit(ResourceKind::Queue), delete_message},
    {"release_message", bit(ResourceKind::Queue), release_message},
    {"run_out", bit(ResourceKind::Queue), run_out},
    {"publish", bit(ResourceKind::Topic), publish},
    {"email", bit(ResourceKind::Topic), email},
    {"event", bit(ResourceKind::Bus), event},
    {"request", bit(ResourceKind::Api), request},
    {"put_item", bit(ResourceKind::Table), put_item},
    {"delete_item", bit(ResourceKind::Table), delete_item},
    {"record", bit(ResourceKind::Stream), record},
    {"alarm_state", bit(ResourceKind::Alarm), alarm_state},
    {"enable", bit(ResourceKind::Rule), [](const On& on) { return switch_rule(on, true); }},
    {"disable", bit(ResourceKind::Rule), [](const On& on) { return switch_rule(on, false); }},
    {"connect", kAny, connect},
    {"fault", kAny, fault},
    {"fault_end", kAny, end_fault},
    {"delete", kAny, remove},
};

}  // namespace

base::Status act_on(Session& session, ResourceId id, std::string_view action, const Values& values) {
  if (!session.world().is_alive(id)) return base::fail("request", tr("mirror.gone"));
  if (action.substr(0, 9) == "configure") return submit_json(session, values.text("json"));
  const uint32_t kind = bit(inspector::kind_of(session, id));
  for (const Verb& verb : kVerbs) {
    if (verb.id == action && (verb.kinds & kind) != 0) return verb.run({session, id, values});
  }
  return base::fail("request", "There is no action \"" + std::string(action.substr(0, 64)) + "\".");
}

}  // namespace brigade::app::mirror
