// The playground as the platform sees it: a viewport, frames, files and one JSON request at a time.
// Everything that is drawn goes through Dear ImGui's current context, which the platform owns.
// A request is one JSON object with a "type"; its answer is {"ok":true,...} or
// {"ok":false,"error":{"code","text","line","column"}}. No exception and no pointer crosses this boundary.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "app/host.h"

namespace brigade::app {

// The four TrueType files that the page hands over. Views stay valid as long as the app lives.
enum class FontKind : std::uint8_t { kText = 0, kSemibold = 1, kMono = 2, kIcons = 3 };
inline constexpr int kFontKinds = 4;

class App {
 public:
  explicit App(Host& host);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Before the first frame, once per kind; a kind that never comes is replaced by what there is.
  void add_font(FontKind kind, std::string_view ttf_bytes);

  // CSS pixels; pixel_ratio is device pixels per CSS pixel; the safe area is what a phone's home bar covers.
  void set_viewport(float width_px, float height_px, float pixel_ratio, float safe_area_bottom_px);

  // Between ImGui::NewFrame() and ImGui::Render(). True: something still moves, call again next frame.
  bool frame(double wall_ms);

  // In place of frame() where nothing can be drawn: the HTML view shows what happens.
  bool run(double wall_ms);

  // < 0: nothing to do until the next input; otherwise call frame() again after that many milliseconds.
  double wake_after_ms() const;

  // The whole boundary to the page: one JSON request in, one JSON answer out.
  std::string request(std::string_view json);

  // A dropped or picked file. `bytes` is empty where the file is larger than 256 KiB; x_px < 0: picked.
  void drop_file(std::string_view name, std::string_view bytes, std::uint64_t size_bytes,
                 std::string_view md5_hex, float x_px, float y_px);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brigade::app
