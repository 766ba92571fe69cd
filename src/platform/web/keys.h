// The DOM's names of keys (UI Events KeyboardEvent code and key values) as Dear ImGui's keys.
#pragma once

#include <string_view>

#include "imgui.h"

namespace brigade::platform {

// Letters go by what is printed on the key (so that Ctrl+Z is Z on every layout), the rest by place.
ImGuiKey imgui_key(std::string_view code, std::string_view key);

}  // namespace brigade::platform
