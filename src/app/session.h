// What one person has open: the simulation, the scenario's extras, and the view (what is selected, which
// tabs, whether it plays). Panels read it and call its verbs; it decides nothing about the simulated
// services. No Dear ImGui. Every edit goes through submit(); a refusal becomes a banner with the service's
// code and text.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/geometry.h"
#include "app/story.h"
#include "app/text.h"
#include "base/result.h"
#include "engine/explain_rules.h"
#include "engine/simulation.h"
#include "formats/scenario.h"

namespace brigade::app {

enum class SelectionKind : uint8_t { kNone, kResource, kMessage, kDelivery, kConnection };
enum class ConnectionKind : uint8_t {
  kNotification,
  kDeadLetter,
  kOnSuccess,
  kOnFailure,
  kRetry,
  kEventBridge,
  kTarget,
  kSubscription,
};
struct Selection {
  SelectionKind kind = SelectionKind::kNone;
  // kResource; kConnection: where it starts; kMessage: the rule that is asked about, or none
  engine::ResourceId resource;
  uint32_t message = engine::kNone;   // number; kMessage and kDelivery
  uint32_t delivery = engine::kNone;  // number; kDelivery
  ConnectionKind connection = ConnectionKind::kNotification;
  uint32_t rule = 0;  // kConnection: index of the notification, target or subscription
  friend bool operator==(const Selection&, const Selection&) = default;
};

enum class InspectorTab : uint8_t { kEvent, kWhy, kJson, kLogs, kConfig, kMetrics };
enum class BottomTab : uint8_t { kTimeline, kLogs, kRules, kInbox };
enum class PhonePanel : uint8_t { kStage, kInspector, kTimeline, kBuild };
enum class ThemeChoice : uint8_t { kDark, kLight, kAuto };

enum class BannerKind : uint8_t { kInfo, kSuccess, kError };
enum class BannerAction : uint8_t { kNone, kUndo };
struct Banner {
  BannerKind kind = BannerKind::kInfo;
  std::string code;  // the service's error code; may be empty
  std::string text;
  BannerAction action = BannerAction::kNone;
  uint32_t id = 0;
  double shown_at_ms = 0;  // wall time
};

// A dropped or picked file.
struct IncomingFile {
  std::string name, bytes, md5_hex;
  uint64_t size_bytes = 0;
};

class Session {
 public:
  Session();  // an empty playground
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // --- what is open ---
  const engine::Simulation& simulation() const { return *sim_; }
  engine::Simulation& mutable_simulation() { return *sim_; }
  const engine::World& world() const { return sim_->world(); }
  const engine::History& history() const { return sim_->history(); }
  const Story& story() const { return story_; }
  // Replaces everything. Refused where the service refuses a resource; the session is unchanged then.
  base::Status open(formats::Scenario scenario);
  void open_empty();
  bool is_empty() const;                           // no resource at all at the present step
  std::string title() const;                       // of the scenario, in the language in use
  uint32_t revision() const { return revision_; }  // rises with every edit and every opened scenario
  uint32_t moves() const { return moves_; }        // rises with every change of the present step

  std::string summary() const;
  // The scenario with the learner's edits, and the place in it, for links and files.
  base::Result<formats::Export> export_scenario(bool bodies) const;

  formats::ScenarioExtras extras;       // title, summary, expectations; its layout is kept in `layout`
  std::map<std::string, Point> layout;  // positions of nodes that the learner moved, by resource name
  std::string example_id;               // of the example that was opened and not edited since

  // --- editing ---
  base::Status submit(engine::Command command, std::string label = {});      // refusals also become a banner
  base::Status try_submit(engine::Command command, std::string label = {});  // no banner: the caller shows it
  bool can_undo() const { return sim_->can_undo(); }
  bool can_redo() const { return sim_->can_redo(); }
  void undo();
  void redo();
  // The present line becomes a branch itself; the other future takes its place.
  void switch_to_branch(uint32_t branch_id);

  // --- moving ---
  bool can_step() const;
  bool can_back() const { return sim_->step() > 0; }
  void step();
  void back();
  void next_interesting();
  void seek(uint32_t step);
  void seek_time(base::TimeMs time_ms);
  uint32_t step_number() const { return sim_->step(); }
  uint32_t last_step() const { return sim_->known_steps(); }
  bool end_is_known() const { return sim_->future_is_known(); }
  // Where the present step came from, for the motion of tokens: valid while moves() is the same.
  uint32_t previous_step() const { return previous_step_; }
  double moved_at_ms() const { return moved_at_ms_; }  // wall time of the last move

  // --- playing ---
  bool playing() const { return playing_; }
  void play();
  void pause() { playing_ = false; }
  double speed() const;
  void next_speed(int direction = 1);
  // Takes the steps that are due. True while it plays.
  bool update(double wall_ms);
  double wall_ms() const { return wall_ms_; }
  double play_wait_ms() const;      // until the next step is due; < 0: it does not play
  double step_interval_ms() const;  // how long the present step stays while playing; tokens take at most this

  // --- the view ---
  Selection selection;
  InspectorTab inspector_tab = InspectorTab::kEvent;
  BottomTab bottom_tab = BottomTab::kTimeline;
  PhonePanel phone_panel = PhonePanel::kStage;
  bool phone = false;  // one panel at a time
  bool reduced_motion = false;
  bool readonly = false;
  ThemeChoice theme_choice = ThemeChoice::kAuto;
  void select_resource(engine::ResourceId id);
  void select_message(uint32_t number);
  // The message, and why that rule matched it or did not (none: whatever was decided last).
  void ask_why(uint32_t message, engine::ResourceId rule);
  void select_delivery(uint32_t message, uint32_t delivery);
  void select_connection(engine::ResourceId from, ConnectionKind kind, uint32_t rule);
  void clear_selection() { selection = {}; }
  // The message that the selection is about; kNone where it is about a resource.
  uint32_t selected_message() const { return selection.message; }

  // What an event's stay on a bus came to, by any record of it; kept until the next edit.
  const std::optional<engine::EventOnBus>& event_on_bus(uint32_t record) const;

  // --- the sandbox ---
  // Opens it with the next frame; empty texts stay as they are there.
  void open_sandbox(std::string pattern, std::string event);
  struct SandboxTexts {
    std::string pattern, event;
  };
  std::optional<SandboxTexts> sandbox_asked;

  // --- files ---
  void request_files(std::string_view bucket);  // opens the page's file picker; what is picked goes there
  const std::string& upload_bucket() const { return upload_bucket_; }
  void upload(std::string_view bucket, IncomingFile file);  // PutObject, and selects its message

  // --- telling ---
  std::vector<Banner> banners;  // newest last
  void banner(BannerKind kind, std::string text, std::string code = {},
              BannerAction action = BannerAction::kNone);
  void dismiss(uint32_t banner_id);
  // Events for the page: the app hands them to the host after each frame and request.
  void emit(std::string event_json) { outbox_.push_back(std::move(event_json)); }
  void emit_text(std::string_view type, std::string_view text);  // {"type":…,"text":…}
  void open_url(std::string_view url);
  void copy(std::string_view text);
  std::vector<std::string> take_events();
  std::string take_copied();

 private:
  void start_anew(std::unique_ptr<engine::Simulation> simulation);
  void after_edit();
  void after_move(uint32_t from);
  void announce_step();

  std::unique_ptr<engine::Simulation> sim_;
  mutable std::map<uint32_t, std::optional<engine::EventOnBus>> events_;
  Story story_;
  bool playing_ = false;
  int speed_index_ = 1;
  double wall_ms_ = 0, next_step_at_ms_ = 0, moved_at_ms_ = -1e9;
  uint32_t revision_ = 0, moves_ = 0, previous_step_ = 0, next_banner_ = 1;
  std::string upload_bucket_, copied_;
  std::vector<std::string> outbox_;
};

}  // namespace brigade::app
