// The verbs of a session: open, edit, move, play, select, tell.
#include "app/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "engine/explain.h"

namespace brigade::app {

using engine::kNone;
using engine::Record;
using engine::RecordKind;

namespace {

constexpr uint32_t kLookAheadSteps = 100'000;
constexpr uint32_t kMaxInterestingSteps = 5'000;
constexpr size_t kMaxBanners = 3;
constexpr std::array<double, 6> kSpeeds = {0.5, 1, 2, 4, 8, 16};

// Records that say nothing about a message's way: housekeeping that no sentence is needed for.
bool is_housekeeping(RecordKind kind) { return kind == RecordKind::EnvironmentReclaimed; }

int order_of_magnitude(base::TimeMs ms) {
  int digits = 0;
  for (; ms > 0; ms /= 10) digits++;
  return digits;
}

std::unique_ptr<engine::Simulation> empty_simulation() {
  auto made = engine::Simulation::create(engine::Plan());
  return made ? std::move(*made) : nullptr;
}

}  // namespace

Session::Session() : sim_(empty_simulation()) { story_.rebuild(*sim_); }
Session::~Session() = default;

// --- what is open ---
base::Status Session::open(formats::Scenario scenario) {
  auto made = formats::make_simulation(scenario);
  if (!made) return tl::unexpected<base::Error>(made.error());
  extras = std::move(scenario.extras);
  layout.clear();
  for (const formats::LayoutPlace& place : extras.layout) {
    layout[place.name] = {static_cast<float>(place.x), static_cast<float>(place.y)};
  }
  start_anew(std::move(*made));
  return {};
}

void Session::open_empty() {
  extras = {};
  layout.clear();
  start_anew(empty_simulation());
}

void Session::start_anew(std::unique_ptr<engine::Simulation> simulation) {
  sim_ = std::move(simulation);
  selection = {};
  playing_ = false;
  example_id.clear();
  previous_step_ = 0;
  moves_++;
  after_edit();
}

bool Session::is_empty() const {
  const auto& resources = world().resources;
  for (uint32_t i = 0; i < resources.size(); ++i) {
    if (resources[i].alive != 0) return false;
  }
  return true;
}

std::string Session::title() const {
  return extras.title.empty() ? tr("app.untitled") : extras.title.in(language_code());
}

std::string Session::summary() const { return extras.summary.in(language_code()); }

base::Result<formats::Export> Session::export_scenario(bool bodies) const {
  formats::ScenarioExtras all = extras;
  all.layout.clear();
  for (const auto& [name, at] : layout) {
    all.layout.push_back({name, static_cast<int32_t>(at.x), static_cast<int32_t>(at.y)});
  }
  return formats::export_scenario(*sim_, all, bodies);
}

// --- editing ---
base::Status Session::try_submit(engine::Command command, std::string label) {
  if (readonly) return base::fail("ReadOnly", tr("error.readonly"));
  const uint32_t from = sim_->step();
  base::Status status = sim_->submit(std::move(command), std::move(label));
  if (status) {
    example_id.clear();
    after_edit();
    if (sim_->step() != from) after_move(from);
  }
  return status;
}

base::Status Session::submit(engine::Command command, std::string label) {
  base::Status status = try_submit(std::move(command), std::move(label));
  if (!status) banner(BannerKind::kError, status.error().text, status.error().code);
  return status;
}

void Session::undo() {
  if (readonly || !sim_->can_undo()) return;
  const uint32_t from = sim_->step();
  sim_->undo();
  after_edit();
  after_move(from);
}

void Session::redo() {
  if (readonly || !sim_->can_redo()) return;
  const uint32_t from = sim_->step();
  sim_->redo();
  after_edit();
  after_move(from);
}

void Session::switch_to_branch(uint32_t branch_id) {
  const uint32_t from = sim_->step();
  const base::Status status = sim_->switch_to(branch_id);
  if (!status) return banner(BannerKind::kError, status.error().text, status.error().code);
  after_edit();
  after_move(from);
}

void Session::after_edit() {
  revision_++;
  events_.clear();
  sim_->look_ahead(kLookAheadSteps);
  story_.rebuild(*sim_);
  if (selection.kind == SelectionKind::kResource && !world().is_alive(selection.resource)) selection = {};
  if (selection.message != kNone && story_.message_index(selection.message) == kNone) selection = {};
  emit(R"({"type":"stateChanged"})");
}

// --- moving ---
bool Session::can_step() const { return sim_->can_step(); }

void Session::step() {
  if (!sim_->can_step()) {
    playing_ = false;
    return;
  }
  const uint32_t from = sim_->step();
  const bool rested = sim_->is_resting();
  sim_->step_forward();
  if (rested) sim_->look_ahead(kLookAheadSteps);  // on to the next rest
  after_move(from);
}

void Session::back() {
  if (sim_->step() == 0) return;
  const uint32_t from = sim_->step();
  sim_->back();
  after_move(from);
}

namespace {

bool is_interesting(const Record& record) {
  switch (record.kind) {
    case RecordKind::Unmatched:
    case RecordKind::AttemptFailed:
    case RecordKind::AttemptTimedOut:
    case RecordKind::Throttled:
    case RecordKind::RetryDue:
    case RecordKind::RetriesExhausted:
    case RecordKind::EventAgeExceeded:
    case RecordKind::CommandRefused:
    case RecordKind::TargetRefused:
    case RecordKind::EndpointFailed:
    case RecordKind::PermissionDenied:
    case RecordKind::EntryRefused:
    case RecordKind::BatchEntryRefused:
    case RecordKind::PublishDeduplicated:
    case RecordKind::SubscriptionNotConfirmed:
    case RecordKind::WaitsInGroup:
    case RecordKind::StreamRecordUnread:
    case RecordKind::StreamBatchFailed:
    case RecordKind::StreamBatchThrottled:
    case RecordKind::PipeFunctionFailed:
    case RecordKind::PipeStageRefused:
      return true;
    default:
      return engine::fate_of(record.kind) != engine::Fate::InFlight;
  }
}

}  // namespace

void Session::next_interesting() {
  const uint32_t from = sim_->step();
  for (uint32_t i = 0; i < kMaxInterestingSteps && sim_->can_step(); ++i) {
    const uint32_t first = world().records;
    if (sim_->step_forward() == engine::RunStop::WaitingForHandler) break;
    bool found = false;
    sim_->read_records(first, world().records,
                       [&](uint32_t, const Record& record) { found = found || is_interesting(record); });
    if (found || sim_->is_resting()) break;
  }
  if (sim_->step() == from) return;
  if (!sim_->future_is_known()) sim_->look_ahead(kLookAheadSteps);
  after_move(from);
}

void Session::seek(uint32_t step) {
  const uint32_t from = sim_->step();
  if (step == from) return;
  sim_->seek(step);
  if (sim_->step() != from) after_move(from);
}

void Session::seek_time(base::TimeMs time_ms) {
  const uint32_t from = sim_->step();
  sim_->seek_time(time_ms);
  if (sim_->step() != from) after_move(from);
}

void Session::after_move(uint32_t from) {
  moves_++;
  previous_step_ = from;
  moved_at_ms_ = wall_ms_;
  story_.extend(*sim_);
  announce_step();
}

void Session::announce_step() {
  base::JsonWriter stepped;
  stepped.begin_object()
      .member("type", "stepped")
      .member("step", sim_->step())
      .member("time_ms", sim_->now_ms());
  emit(stepped.end_object().take());
  std::string text;
  for (uint32_t i = world().records; i > 0; --i) {
    const Record record = sim_->record_at(i - 1);
    if (record.step != sim_->step()) break;
    if (is_housekeeping(record.kind)) continue;
    std::string sentence = say(engine::line_of(*sim_, i - 1).sentence);
    if (!text.empty()) sentence.append(" ").append(text);
    text = std::move(sentence);
  }
  if (text.empty() || sim_->step() == 0) text = tr("live.start");
  emit_text("live", tr("live.step", {{"step", std::to_string(sim_->step())}, {"text", text}}));
}

// --- playing ---
double Session::speed() const { return kSpeeds[static_cast<size_t>(speed_index_)]; }

void Session::next_speed(int direction) {
  const int count = static_cast<int>(kSpeeds.size());
  speed_index_ = (speed_index_ + direction + count) % count;
}

void Session::play() {
  if (!can_step()) return;
  playing_ = true;
  next_step_at_ms_ = 0;
}

// A gap of hours stays hardly longer than one of seconds: the wait is told by the clock, not by the learner's
// patience.
double Session::step_interval_ms() const {
  base::TimeMs gap = 0;
  if (world().records < sim_->record_count()) gap = sim_->record_at(world().records).time_ms - sim_->now_ms();
  return (340.0 + 70.0 * order_of_magnitude(gap)) / speed();
}

double Session::play_wait_ms() const { return playing_ ? std::max(1.0, next_step_at_ms_ - wall_ms_) : -1; }

bool Session::update(double wall_ms) {
  wall_ms_ = wall_ms;
  if (!playing_) return false;
  if (next_step_at_ms_ == 0) next_step_at_ms_ = wall_ms;
  constexpr int kMostStepsAFrame = 4;
  for (int i = 0; i < kMostStepsAFrame && playing_ && wall_ms >= next_step_at_ms_; ++i) {
    step();
    next_step_at_ms_ = std::max(next_step_at_ms_ + step_interval_ms(), wall_ms - 100);
    // What only schedules bring is for the next time: a play has an end.
    if (!can_step() || sim_->is_resting()) playing_ = false;
  }
  return playing_;
}

// --- the view ---
void Session::select_resource(engine::ResourceId id) {
  const bool again = selection.kind == SelectionKind::kResource && selection.resource == id;
  selection = {};
  selection.kind = SelectionKind::kResource;
  selection.resource = id;
  if (!again && inspector_tab != InspectorTab::kLogs) inspector_tab = InspectorTab::kConfig;
}

void Session::select_message(uint32_t number) {
  selection = {};
  selection.kind = SelectionKind::kMessage;
  selection.message = number;
  if (inspector_tab == InspectorTab::kConfig || inspector_tab == InspectorTab::kLogs)
    inspector_tab = InspectorTab::kEvent;
}

void Session::ask_why(uint32_t message, engine::ResourceId rule) {
  select_message(message);
  selection.resource = rule;
  inspector_tab = InspectorTab::kWhy;
}

const std::optional<engine::EventOnBus>& Session::event_on_bus(uint32_t record) const {
  const auto [at, is_new] = events_.try_emplace(record);
  if (is_new) at->second = engine::event_on_bus(*sim_, record);
  return at->second;
}

void Session::open_sandbox(std::string pattern, std::string event) {
  sandbox_asked = {std::move(pattern), std::move(event)};
}

void Session::select_delivery(uint32_t message, uint32_t delivery) {
  select_message(message);
  selection.kind = SelectionKind::kDelivery;
  selection.delivery = delivery;
}

void Session::select_connection(engine::ResourceId from, ConnectionKind kind, uint32_t rule) {
  selection = {};
  selection.kind = SelectionKind::kConnection;
  selection.resource = from;
  selection.connection = kind;
  selection.rule = rule;
  inspector_tab = InspectorTab::kConfig;
}

// --- files ---
void Session::request_files(std::string_view bucket) {
  upload_bucket_ = bucket;
  base::JsonWriter writer;
  writer.begin_object().member("type", "openFilePicker").member("bucket", bucket);
  emit(writer.end_object().take());
}

void Session::upload(std::string_view bucket, IncomingFile file) {
  engine::PutObject put;
  put.bucket = bucket;
  put.key = std::move(file.name);
  put.body.size_bytes = file.size_bytes;
  put.body.md5_hex = std::move(file.md5_hex);
  put.body.content = std::move(file.bytes);
  if (!submit(std::move(put))) return;
  for (size_t i = story_.messages.size(); i > 0;
       --i) {  // the message that this upload made, where there is one
    const StoryMessage& message = story_.messages[i - 1];
    if (message.first_step == sim_->step()) return select_message(message.number);
  }
}

// --- telling ---
void Session::banner(BannerKind kind, std::string text, std::string code, BannerAction action) {
  if (!banners.empty() && banners.back().text == text && banners.back().code == code) return;
  banners.push_back({kind, std::move(code), std::move(text), action, next_banner_++, wall_ms_});
  if (banners.size() > kMaxBanners) banners.erase(banners.begin());
  emit_text("live", banners.back().text);
}

void Session::dismiss(uint32_t banner_id) {
  std::erase_if(banners, [banner_id](const Banner& b) { return b.id == banner_id; });
}

void Session::emit_text(std::string_view type, std::string_view text) {
  std::string plain(text);  // marks of the monospaced face are not meant to be read aloud
  std::erase(plain, '`');
  base::JsonWriter writer;
  writer.begin_object().member("type", type).member("text", plain);
  emit(writer.end_object().take());
}

void Session::open_url(std::string_view url) {
  base::JsonWriter writer;
  writer.begin_object().member("type", "openUrl").member("url", url);
  emit(writer.end_object().take());
}

void Session::copy(std::string_view text) { copied_ = text; }
std::vector<std::string> Session::take_events() { return std::exchange(outbox_, {}); }
std::string Session::take_copied() { return std::exchange(copied_, {}); }

}  // namespace brigade::app
