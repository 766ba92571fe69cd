// Colours, type and metrics of the interface, by role, in a dark and a light set. A 4-px grid, rounding 6,
// 1-px borders. Sizes of type are Dear ImGui's: ascent to descent, which for Inter is 1.21 times the em. Text
// roles keep a contrast of 4.5 to 1 on ground, panel and card, except kText3, which is for decoration.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

struct ImFont;

namespace brigade::app {

enum class Role : uint8_t {
  kGround,  // the stage
  kPanel,   // bars and side panels
  kCard,    // nodes, buttons, dialogs
  kInset,   // fields, pills, selected rows
  kLine,    // borders
  kText,
  kText2,
  kText3,
  kAccent,    // the one accent
  kOnAccent,  // text on it
  kOk,
  kFailed,
  kWaiting,  // status; never alone, always with icon and word
  kStorage,
  kCompute,
  kMessaging,
  kEvents,  // hues of the service families
  kGrid,    // dots of the stage
  kShade,   // behind dialogs
  kShadow,  // under cards and menus
  kTravel,  // bars of waiting time in the timeline
};
inline constexpr int kRoles = static_cast<int>(Role::kTravel) + 1;

struct Fonts {  // icons are merged into all of them; never null once fonts were added
  ImFont* text = nullptr;
  ImFont* semibold = nullptr;
  ImFont* mono = nullptr;
};

struct Theme {
  bool dark = true;
  std::array<uint32_t, kRoles> colors{};  // 0xAABBGGRR, as Dear ImGui packs them
  Fonts fonts;

  uint32_t operator[](Role role) const { return colors[static_cast<std::size_t>(role)]; }
};

// Type sizes.
inline constexpr float kTextPx = 15.0f;   // body, buttons
inline constexpr float kSmallPx = 14.0f;  // second lines, hints
inline constexpr float kLabelPx = 13.0f;  // section labels in capitals
inline constexpr float kTitlePx = 17.0f;  // headings of nodes, dialogs and the inspector
inline constexpr float kMonoPx = 14.5f;   // JSON, numbers
inline constexpr float kMonoSmallPx = 13.5f;

// Metrics, multiples of the grid.
inline constexpr float kGrid = 4.0f;
inline constexpr float kRounding = 6.0f;
inline constexpr float kNodeRounding = 8.0f;
inline constexpr float kControlHeight = 32.0f;
inline constexpr float kPadding = 16.0f;  // inside panels

const Theme& theme();
void set_dark(bool dark);  // takes effect at once, style included
void set_fonts(const Fonts& fonts);
void apply_style();  // to the current Dear ImGui context

inline uint32_t color(Role role) { return theme()[role]; }
uint32_t with_alpha(uint32_t rgba, float alpha);  // multiplies the alpha
inline uint32_t color(Role role, float alpha) { return with_alpha(theme()[role], alpha); }
uint32_t mix(uint32_t from, uint32_t to, float t);  // t = 0: from
// A soft fill of a status or service hue on a card: what selected rows, pills and running boxes stand on.
uint32_t tint(Role role, float strength = 0.16f);
// The colour of a message by the number of its root: the same everywhere. Twelve hues, told apart by label
// too.
uint32_t token_color(uint32_t root);

}  // namespace brigade::app
