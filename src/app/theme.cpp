// The two colour sets and what Dear ImGui is told of them.
#include "app/theme.h"

#include <algorithm>

#include "imgui.h"

namespace brigade::app {
namespace {

constexpr uint32_t rgb(uint32_t hex) {  // 0xRRGGBB
  return 0xFF000000u | ((hex & 0xFFu) << 16) | (hex & 0xFF00u) | (hex >> 16);
}

constexpr std::array<uint32_t, kRoles> kDarkColors = {
    rgb(0x0f1318), rgb(0x151a21), rgb(0x1b222b), rgb(0x232c37), rgb(0x2a3441),  // surfaces
    rgb(0xe7ecf2), rgb(0x9aa7b5), rgb(0x66727f),                                // text
    rgb(0x5aa9ff), rgb(0xffffff),                                               // accent
    rgb(0x4cc38a), rgb(0xff6b6b), rgb(0xf5b84a),                                // status
    rgb(0x6fcf97), rgb(0xff9d5c), rgb(0xf06fa7), rgb(0xb48cff),                 // families
    rgb(0x1e2630), 0xA6000000u,   0x66000000u,   rgb(0x2b4a70),
};
constexpr std::array<uint32_t, kRoles> kLightColors = {
    rgb(0xf4f6f9), rgb(0xffffff), rgb(0xffffff), rgb(0xeef2f6), rgb(0xd9e0e8), rgb(0x17202a), rgb(0x566472),
    rgb(0x8a97a5), rgb(0x1f6fd6), rgb(0xffffff), rgb(0x1f8f5f), rgb(0xc93b3b), rgb(0xa86f00), rgb(0x1f8f5f),
    rgb(0xc85f14), rgb(0xc02e72), rgb(0x7145d6), rgb(0xdde3ea), 0x66342a20u,   0x26342a20u,   rgb(0xb3cdf3),
};
constexpr std::array<uint32_t, 12> kTokenDark = {
    rgb(0x5aa9ff), rgb(0xf5b84a), rgb(0x4fd1c5), rgb(0xd58cff), rgb(0xff9d5c), rgb(0x8bd450),
    rgb(0xf06fa7), rgb(0x9aa7ff), rgb(0xe6d65a), rgb(0x63c8f2), rgb(0xc9a07a), rgb(0xb0bac6),
};
constexpr std::array<uint32_t, 12> kTokenLight = {
    rgb(0x1f6fd6), rgb(0xb57700), rgb(0x14978a), rgb(0x9c3fd6), rgb(0xc85f14), rgb(0x4f8f16),
    rgb(0xc02e72), rgb(0x5560d0), rgb(0x8f8000), rgb(0x1482b0), rgb(0x8a5f36), rgb(0x5f6d7b),
};

Theme& mutable_theme() {
  static Theme instance{true, kDarkColors, {}};
  return instance;
}

ImVec4 vec(uint32_t c) { return ImGui::ColorConvertU32ToFloat4(c); }

void apply_colors(ImGuiStyle& style) {
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = vec(color(Role::kText));
  c[ImGuiCol_TextDisabled] = vec(color(Role::kText2));
  c[ImGuiCol_WindowBg] = vec(color(Role::kPanel));
  c[ImGuiCol_ChildBg] = vec(0);
  c[ImGuiCol_PopupBg] = vec(color(Role::kCard));
  c[ImGuiCol_Border] = vec(color(Role::kLine));
  c[ImGuiCol_FrameBg] = vec(color(Role::kInset));
  c[ImGuiCol_FrameBgHovered] = vec(color(Role::kInset));
  c[ImGuiCol_FrameBgActive] = vec(color(Role::kInset));
  c[ImGuiCol_ScrollbarBg] = vec(0);
  c[ImGuiCol_ScrollbarGrab] = vec(color(Role::kText3, 0.35f));
  c[ImGuiCol_ScrollbarGrabHovered] = vec(color(Role::kText3, 0.6f));
  c[ImGuiCol_ScrollbarGrabActive] = vec(color(Role::kText3, 0.8f));
  c[ImGuiCol_Header] = vec(tint(Role::kAccent));
  c[ImGuiCol_HeaderHovered] = vec(color(Role::kInset));
  c[ImGuiCol_HeaderActive] = vec(color(Role::kInset));
  c[ImGuiCol_TextSelectedBg] = vec(color(Role::kAccent, 0.35f));
  c[ImGuiCol_InputTextCursor] = vec(color(Role::kText));
  c[ImGuiCol_ModalWindowDimBg] = vec(color(Role::kShade));
  c[ImGuiCol_NavCursor] = vec(0);
  c[ImGuiCol_ResizeGrip] = c[ImGuiCol_ResizeGripHovered] = c[ImGuiCol_ResizeGripActive] = vec(0);
}

}  // namespace

const Theme& theme() { return mutable_theme(); }

void set_dark(bool dark) {
  Theme& t = mutable_theme();
  t.dark = dark;
  t.colors = dark ? kDarkColors : kLightColors;
  if (ImGui::GetCurrentContext() != nullptr) apply_style();
}

void set_fonts(const Fonts& fonts) { mutable_theme().fonts = fonts; }

void apply_style() {
  ImGuiStyle& style = ImGui::GetStyle();
  style.FontSizeBase = kTextPx;
  style.WindowRounding = style.ChildRounding = 0;
  style.PopupRounding = style.FrameRounding = style.GrabRounding = kRounding;
  style.ScrollbarRounding = 4;
  style.ScrollbarSize = 10;
  style.WindowPadding = {0, 0};
  style.FramePadding = {8, 5};
  style.ItemSpacing = {8, 8};
  style.ItemInnerSpacing = {8, 4};
  style.WindowBorderSize = style.ChildBorderSize = 0;
  style.PopupBorderSize = style.FrameBorderSize = 1;
  style.WindowMinSize = {8, 8};
  style.DisabledAlpha = 0.45f;
  style.AntiAliasedLinesUseTex = false;
  style.CircleTessellationMaxError = 0.15f;
  style.CurveTessellationTol = 0.6f;
  apply_colors(style);
}

uint32_t with_alpha(uint32_t rgba, float alpha) {
  const float a = static_cast<float>(rgba >> 24) * std::clamp(alpha, 0.0f, 1.0f);
  return (rgba & 0xFFFFFFu) | (static_cast<uint32_t>(a + 0.5f) << 24);
}

uint32_t mix(uint32_t from, uint32_t to, float t) {
  uint32_t out = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const auto a = static_cast<float>((from >> shift) & 0xFFu);
    const auto b = static_cast<float>((to >> shift) & 0xFFu);
    out |= static_cast<uint32_t>(a + (b - a) * t + 0.5f) << shift;
  }
  return out;
}

uint32_t tint(Role role, float strength) { return mix(color(Role::kCard), color(role), strength); }

uint32_t token_color(uint32_t root) {
  return (theme().dark ? kTokenDark : kTokenLight)[root % kTokenDark.size()];
}

}  // namespace brigade::app
