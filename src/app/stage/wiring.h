// What may be wired to what, and the commands that a pulled wire, a deleted node or an edited connection
// mean. The stage and the inspector share it. Every function submits through the session; a refusal comes
// back unchanged.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/session.h"
#include "app/stage/build_scene.h"
#include "app/stage/model.h"

namespace brigade::app::stage {

// Legal or refused; `reason` is then a key of the text catalogue that says why not.
WireTarget wire_target(const Node& from, const Node& to, const char*& reason);
std::vector<WireTarget> wire_targets(const Model& model, uint32_t from);

// A pipe from what is selected, or the first source that there is, to the first other target; without a
// target where there are none.
engine::CreatePipe first_pipe(const Session& session, const std::string& name);
// Another target for a pipe, all else as it is.
void aim_pipe(Session& session, engine::ResourceId pipe, engine::ResourceId to);

// What a pipe goes with where nothing else is said.
inline constexpr const char* kPipeRole = "arn:aws:iam::123456789012:role/pipe";
// What a schedule goes with where nothing else is said.
inline constexpr const char* kSchedulerRole = "arn:aws:iam::123456789012:role/scheduler";

// A notification as a form holds it.
struct NotificationDraft {
  std::string id, prefix, suffix;
  std::vector<std::string> events = {"s3:ObjectCreated:*"};
  engine::ResourceId target;
};
// Asks for the permission first where the target's policy does not give it, then puts the bucket's
// configuration with the draft in place of rule `replace`, or added to it (kNone).
base::Status put_notification(Session& session, engine::ResourceId bucket, const NotificationDraft& draft,
                              uint32_t replace = engine::kNone);
NotificationDraft draft_of(const Session& session, const engine::NotificationRule& rule);
base::Status remove_notification(Session& session, engine::ResourceId bucket, uint32_t rule);

// All events of a bucket to the default bus, or none.
base::Status put_event_bridge(Session& session, engine::ResourceId bucket, bool on);

// Whether the target's policy lets in what this bucket, rule or topic sends; and the statement that does.
bool is_let_in(const Session& session, engine::ResourceId from, engine::ResourceId target);
base::Status let_in(Session& session, engine::ResourceId from, engine::ResourceId target);

// A target of a rule, or a subscription of a topic, with the permissions that it needs, of its dead-letter
// queue too.
base::Status put_target(Session& session, engine::ResourceId rule, engine::RuleTarget target);
base::Status remove_target(Session& session, engine::ResourceId rule, uint32_t index);
base::Status subscribe(Session& session, engine::ResourceId topic, engine::Subscription subscription);

// "target-1", …: an id that no target of the rule has yet.
std::string free_target_id(const engine::RuleConfig& config);

// Whether a wire between the two asks something first; else connect() makes it at once.
bool needs_choice(const Node& from, const Node& to);
void connect(Session& session, engine::ResourceId from, engine::ResourceId to);

// A dead-letter queue or destination of a function; an empty target (kNone) takes it away.
// Replaces the alarm, and has its functions let it in.
base::Status put_alarm(Session& session, engine::ResourceId alarm, engine::AlarmConfig config);
// A route of an API in place of the one with the key `replaces` (empty: of none), and the permission for it.
base::Status put_route(Session& session, engine::ResourceId api, const engine::ApiRoute& route,
                       const std::string& replaces);
base::Status put_function_target(Session& session, engine::ResourceId function, EdgeKind kind,
                                 engine::ResourceId target);

// With a banner that offers to take it back; a refusal becomes a banner, too.
void remove_resource(Session& session, engine::ResourceId id);
void remove_connection(Session& session, const Selection& selection);

// The bus that the selection is about, else the default one: its name.
std::string chosen_bus(const Session& session);

// "photos", "photos-2", …: a name that no resource has yet.
std::string free_name(const Session& session, std::string_view wish);

}  // namespace brigade::app::stage
