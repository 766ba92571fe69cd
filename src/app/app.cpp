// The app: fonts, frames, files, and the way out to the page. Requests stand in requests.cpp.
#include "app/app.h"

#include <algorithm>
#include <array>

#include "app/app_state.h"
#include "app/panels.h"
#include "app/stage/stage.h"
#include "app/widgets_internal.h"
#include "imgui.h"

namespace brigade::app {
namespace {

constexpr float kPhoneWidthPx = 720;

// Adds to the font that was added before where `merge` says so.
ImFont* add_ttf(std::string_view bytes, bool merge) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.MergeMode = merge;
  // The atlas does not write to what it does not own.
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<char*>(bytes.data()),
                                                    static_cast<int>(bytes.size()), kTextPx, &config);
}

}  // namespace

struct App::Impl {
  explicit Impl(Host& page) : host(page) {}
  Host& host;
  AppState state;
  float width_px = 1280, height_px = 720, safe_bottom_px = 0;
  std::array<std::string_view, kFontKinds> ttfs;
  bool fonts_built = false;
  bool draws = true;

  // Icons are merged into every face, which has to happen right after the face itself was added.
  void build_fonts() {
    fonts_built = true;
    const std::string_view icons = ttfs[static_cast<size_t>(FontKind::kIcons)];
    std::array<ImFont*, 3> faces{};
    ImFont* any = nullptr;
    for (size_t i = 0; i < faces.size(); ++i) {
      if (ttfs[i].empty()) continue;
      faces[i] = add_ttf(ttfs[i], false);
      if (!icons.empty()) add_ttf(icons, true);
      if (any == nullptr) any = faces[i];
    }
    for (ImFont*& face : faces) {
      if (face == nullptr) face = any;
    }
    set_fonts({faces[0], faces[1], faces[2]});
    ImGui::GetIO().FontDefault = faces[0];
  }
  void flush() {
    for (const std::string& event : state.session.take_events()) host.emit(event);
    const std::string copied = state.session.take_copied();
    if (!copied.empty()) host.copy_text(copied);
  }
  void tell_title() {
    std::string title = state.session.title();
    if (title == state.told_title) return;
    state.told_title = std::move(title);
    state.session.emit_text("title", state.told_title);
  }
};

App::App(Host& host) : impl_(std::make_unique<Impl>(host)) {
  apply_style();
  ImGui::GetIO().ConfigInputTextCursorBlink = false;
}
App::~App() = default;

void App::add_font(FontKind kind, std::string_view ttf_bytes) {
  Impl& all = *impl_;
  if (all.fonts_built) return;
  all.ttfs[static_cast<size_t>(kind)] = ttf_bytes;
  const bool complete =
      std::none_of(all.ttfs.begin(), all.ttfs.end(), [](std::string_view ttf) { return ttf.empty(); });
  if (complete) all.build_fonts();
}

void App::set_viewport(float width_px, float height_px, float, float safe_area_bottom_px) {
  if (!impl_->fonts_built) impl_->build_fonts();  // with what there is
  impl_->width_px = width_px;
  impl_->height_px = height_px;
  impl_->safe_bottom_px = safe_area_bottom_px;
  impl_->state.session.phone = width_px < kPhoneWidthPx;
}

bool App::frame(double wall_ms) {
  Impl& all = *impl_;
  Session& session = all.state.session;
  session.update(wall_ms);
  ui::begin_widgets();
  draw_shell(session, all.state.ui, {0, 0, all.width_px, all.height_px}, all.safe_bottom_px);
  all.tell_title();
  all.flush();
  return ui::take_moving();
}

bool App::run(double wall_ms) {
  impl_->draws = false;
  impl_->state.session.update(wall_ms);
  impl_->tell_title();
  impl_->flush();
  return false;
}

double App::wake_after_ms() const {
  const Session& session = impl_->state.session;
  if (!impl_->draws) return session.play_wait_ms();
  double wake = -1;
  for (const double wait : {session.play_wait_ms(), banner_wait_ms(session), ui::tooltip_wait_ms()}) {
    if (wait >= 0) wake = wake < 0 ? wait : std::min(wake, wait);
  }
  return wake;
}

std::string App::request(std::string_view json) {
  std::string answer = answer_request(impl_->state, json);
  impl_->tell_title();
  impl_->flush();
  return answer;
}

void App::drop_file(std::string_view name, std::string_view bytes, std::uint64_t size_bytes,
                    std::string_view md5_hex, float x_px, float y_px) {
  Session& session = impl_->state.session;
  std::string bucket = x_px < 0 ? session.upload_bucket() : stage::bucket_at(session, x_px, y_px);
  if (bucket.empty() && x_px < 0) bucket = stage::bucket_at(session, x_px, y_px);
  if (bucket.empty()) {
    session.banner(BannerKind::kError, tr(session.is_empty() ? "upload.no_bucket" : "upload.which_bucket"));
  } else {
    IncomingFile file;
    file.name = name;
    file.bytes = bytes;
    file.md5_hex = md5_hex;
    file.size_bytes = size_bytes;
    session.upload(bucket, std::move(file));
  }
  impl_->flush();
}

}  // namespace brigade::app
