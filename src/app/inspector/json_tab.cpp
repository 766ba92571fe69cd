// The exact payload at each hop that the message has reached: as the function got it, as it lies in a queue,
// as `receive-message` prints it. For a resource: its configuration as the service writes it.
#include <algorithm>

#include "app/icons.h"
#include "app/inspector/content.h"
#include "app/inspector/tabs.h"
#include "app/text.h"
#include "app/widgets_internal.h"
#include "engine/services/payload.h"
#include "formats/config_json.h"

namespace brigade::app::inspector {
namespace {

using engine::kNone;
using engine::Payload;
using engine::ResourceKind;

// Compact JSON with line breaks and two spaces a level; every byte of the values stays.
std::string indented(std::string_view json) {
  std::string out;
  int depth = 0;
  bool in_string = false;
  auto new_line = [&] { out.append("\n").append(static_cast<size_t>(depth) * 2, ' '); };
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < json.size()) out += json[++i];
      if (c == '"') in_string = false;
      continue;
    }
    const char next = i + 1 < json.size() ? json[i + 1] : '\0';
    if (c == '"') in_string = true;
    if (c == '}' || c == ']') {
      --depth;
      new_line();
    }
    if (c == '\n' || c == ' ') continue;
    out += c;
    if (c == ':') out += ' ';
    if ((c == '{' || c == '[') && next == (c == '{' ? '}' : ']')) {
      out += next;
      ++i;
    } else if (c == '{' || c == '[') {
      ++depth;
      new_line();
    } else if (c == ',') {
      new_line();
    }
  }
  return out;
}

uint32_t slot_of(const engine::World& world, uint32_t delivery) {
  const std::vector<bool> taken = world.deliveries.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] && world.deliveries[slot].number == delivery) return slot;
  }
  return kNone;
}

void add_hops(const Session& session, const StoryDelivery& delivery, std::vector<Hop>& hops) {
  const engine::Simulation& simulation = session.simulation();
  const uint32_t first_step = simulation.record_at(delivery.first_record).step;
  if (first_step > session.step_number() || delivery.fate == engine::Fate::FilteredOut) return;
  const bool over = delivery.end_step != kNone && delivery.end_step <= session.step_number();
  const auto world = simulation.world_at(over ? first_step : session.step_number());
  const uint32_t slot = slot_of(*world, delivery.number);
  if (slot == kNone) return;
  const engine::RenderContext context{*world, simulation.history(), simulation.plan()};
  const Payload seen = engine::payload_of(*world, simulation.history(), world->deliveries[slot]);
  const std::string target = name_of(session, delivery.target);
  // Of a target that never existed, or does not yet, nothing is known.
  const bool known = !delivery.target.is_none() && delivery.target.index() < world->resources.size();
  const bool is_queue = known && world->resource(delivery.target).kind == ResourceKind::Queue;
  hops.push_back({tr(is_queue ? "inspector.hop.body" : "inspector.hop.function", {{"name", target}}),
                  indented(engine::render_payload(context, seen))});
  const auto state = world->deliveries[slot].state;
  if (is_queue && (state == engine::DeliveryState::Visible || state == engine::DeliveryState::Invisible)) {
    hops.push_back({tr("inspector.hop.received", {{"name", target}}),
                    indented(engine::render_queue_message(context, slot))});
  }
}

// What the event would have been, where nothing wanted it.
void add_unsent(const Session& session, const Focus& focus, std::vector<Hop>& hops) {
  for (const engine::Line& line : focus.journey) {
    if (line.kind != engine::RecordKind::MessageCreated || line.step > session.step_number()) continue;
    const engine::Record r = session.simulation().record_at(line.record);
    const auto kind = static_cast<engine::PayloadKind>(r.code >> 8);
    if (kind != engine::PayloadKind::S3Event && kind != engine::PayloadKind::StreamRecord) continue;
    const Payload payload{
        engine::PayloadForm::Typed, kind, static_cast<uint16_t>(r.code & 0xFF), r.value, kNone, kNone};
    const engine::RenderContext context{session.world(), session.history(), session.simulation().plan()};
    hops.push_back({tr("inspector.hop.event"), indented(engine::render_payload(context, payload))});
    return;
  }
}

// What was answered to those who waited.
void add_answers(const Session& session, const Focus& focus, std::vector<Hop>& hops) {
  const engine::Simulation& simulation = session.simulation();
  for (const engine::Line& line : focus.journey) {
    if (line.step > session.step_number()) continue;
    const engine::Record r = simulation.record_at(line.record);
    std::string answer = engine::api_response(simulation, r);
    const bool of_function = r.kind == engine::RecordKind::FunctionResponded ||
                             r.kind == engine::RecordKind::FunctionErrorReturned;
    if (of_function)
      answer = r.value < simulation.history().texts.size() ? *simulation.history().texts[r.value] : "null";
    if (answer.empty()) continue;
    hops.push_back({tr("inspector.hop.answer", {{"name", name_of(session, r.resource)}}), indented(answer)});
  }
}

// The message's deliveries and those of the messages that came of it.
std::vector<Hop> hops_of_message(const Session& session, const Focus& focus) {
  std::vector<Hop> hops;
  const Story& story = session.story();
  const uint32_t root = story.message_index(focus.message);
  if (root == kNone) return hops;
  std::vector<uint32_t> family = {root};
  for (uint32_t i = root + 1; i < story.messages.size(); ++i) {
    if (std::find(family.begin(), family.end(), story.messages[i].parent) != family.end())
      family.push_back(i);
  }
  for (const uint32_t m : family) {
    for (const uint32_t d : story.messages[m].deliveries) add_hops(session, story.deliveries[d], hops);
  }
  if (hops.empty()) add_unsent(session, focus, hops);
  add_answers(session, focus, hops);
  return hops;
}

std::vector<Hop> hops_of_resource(const Session& session, engine::ResourceId id) {
  const std::string name = name_of(session, id);
  const std::string arn = engine::arn_of(session.world(), session.history(), session.simulation().plan(), id);
  const uint32_t version = session.world().resource(id).config;
  const std::string label = tr("inspector.hop.configuration");
  switch (kind_of(session, id)) {
    case ResourceKind::Bucket:
      return {{label, formats::write_bucket(name, session.history().bucket_config(version))}};
    case ResourceKind::Function:
      return {{label, formats::write_function(name, session.history().function_config(version), arn)}};
    case ResourceKind::Queue:
      return {{label, formats::write_queue(name, session.history().queue_config(version), arn)}};
    case ResourceKind::Bus:
      return {{label, formats::write_bus(name, session.history().bus_config(version), arn)}};
    case ResourceKind::Rule:
      return {{label, formats::write_rule(session.history().rule_config(version))}};
    case ResourceKind::Topic:
      return {{label, formats::write_topic(name, session.history().topic_config(version), arn)}};
    case ResourceKind::Table:
      return {{label, formats::write_table(name, session.history().table_config(version))}};
    case ResourceKind::Stream:
      return {{label, formats::write_stream(name, session.history().stream_config(version))}};
    case ResourceKind::Schedule:
      return {{label, formats::write_schedule(name, session.history().schedule_config(version))}};
    case ResourceKind::ScheduleGroup:
      return {{label, formats::write_schedule_group(name)}};
    case ResourceKind::Archive:
      return {{label, formats::write_archive(name, session.history().archive_config(version),
                                             session.simulation().plan().options.region)}};
    case ResourceKind::Api:
      return {{label, formats::write_api(name, session.history().api_config(version))}};
    case ResourceKind::Alarm:
      return {{label, formats::write_alarm(name, session.history().alarm_config(version))}};
    case ResourceKind::Pipe:
      return {{label, formats::write_pipe(name, session.history().pipe_config(version))}};
    case ResourceKind::Role:
      return {{label, formats::write_role(name, session.history().role_config(version))}};
    case ResourceKind::EventSourceMapping:
      return {{label, formats::write_mapping(name, session.history().mapping_config(version))}};
  }
  return {};
}

}  // namespace

std::vector<Hop> hops_of(const Session& session, const Focus& focus) {
  if (focus.is_message) return hops_of_message(session, focus);
  if (focus.resource.is_none() || !alive(session, focus.resource)) return {};
  return hops_of_resource(session, focus.resource);
}

namespace {

struct Cache {
  uint32_t revision = ~0u, moves = ~0u;
  Selection selection;
  Language language = Language::kEnglish;
  std::vector<Hop> hops;
  int chosen = -1;
} cache;

void refresh(const Session& session, const Focus& focus) {
  if (cache.revision == session.revision() && cache.moves == session.moves() &&
      cache.selection == session.selection && cache.language == language()) {
    return;
  }
  const bool same = cache.selection == session.selection;
  const size_t before = cache.hops.size();
  cache.revision = session.revision();
  cache.moves = session.moves();
  cache.selection = session.selection;
  cache.language = language();
  cache.hops = hops_of(session, focus);
  if (!same || before != cache.hops.size()) cache.chosen = static_cast<int>(cache.hops.size()) - 1;
}

}  // namespace

void draw_json(Session& session, const Focus& focus) {
  refresh(session, focus);
  if (cache.hops.empty()) {
    return draw_nothing(kIconBraces,
                        focus.is_message ? "inspector.nothing_yet.title" : "inspector.nothing.title",
                        focus.is_message ? "inspector.nothing_yet.json" : "inspector.nothing.json");
  }
  cache.chosen = std::clamp(cache.chosen, 0, static_cast<int>(cache.hops.size()) - 1);
  if (cache.hops.size() > 1) {
    std::vector<std::string> labels;
    for (const Hop& hop : cache.hops) labels.push_back(hop.label);
    ui::select("json.hop", "", labels, cache.chosen);
  } else {
    ui::section_label(cache.hops[0].label);
  }
  std::string copied;
  const float height = std::max(ImGui::GetContentRegionAvail().y - 18, 160.0f);
  if (ui::code_view("json.payload", cache.hops[static_cast<size_t>(cache.chosen)].json, ui::CodeKind::kJson,
                    height, copied)) {
    session.copy(copied);
  }
}

}  // namespace brigade::app::inspector
