// What the platform lends the app: a way out for events, the clipboard, and a wall clock for animation.
// The app never sees the browser; the tests hand in a host of their own.
// Events are JSON objects with a "type": share, stepped, stateChanged, openFilePicker, openUrl, themeChanged,
// languageChanged, live. The wall clock moves tokens and nothing else: no simulated time depends on it.
#pragma once

#include <string_view>

namespace brigade::app {

struct Host {
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  virtual void emit(std::string_view event_json) = 0;  // one JSON object, out to the page
  virtual void copy_text(std::string_view text) = 0;   // to the clipboard
  virtual double now_ms() = 0;                         // wall time, for animation only
};

}  // namespace brigade::app
