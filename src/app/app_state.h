// All that the app holds, and the answers to the page's requests. Dear ImGui is not needed for it, so that
// requests can be tested alone.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "app/session.h"
#include "app/ui_state.h"

namespace brigade::app {

namespace mirror {
struct Kept;
}

struct AppState {
  Session session;
  UiState ui;
  std::string told_title;
  bool system_dark = true;
  std::shared_ptr<mirror::Kept> mirror;  // made once the HTML view is used
};

// One JSON request in, one JSON answer out: {"ok":true,…} or
// {"ok":false,"error":{"code","text","line","column"}}.
std::string answer_request(AppState& state, std::string_view json);

}  // namespace brigade::app
