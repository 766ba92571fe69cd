// Small geometry and text fitting that every builder of scenes shares.
// Shortening cuts whole UTF-8 characters and leaves no dangling bytes.
#include "app/stage/scene.h"

namespace brigade::app::stage {

std::string fit_text(const Measure& measure, Face face, float size_px, std::string_view text, float room_px) {
  if (measure.width(face, size_px, text) <= room_px) return std::string(text);
  size_t low = 0, high = text.size();
  const std::string ellipsis = "…";
  while (low < high) {
    const size_t middle = (low + high + 1) / 2;
    const std::string tried = std::string(text.substr(0, middle)) + ellipsis;
    if (measure.width(face, size_px, tried) <= room_px) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  while (low > 0 && low < text.size() && (static_cast<unsigned char>(text[low]) & 0xC0u) == 0x80u) --low;
  return std::string(text.substr(0, low)) + ellipsis;
}

Point curve_point(const Point (&curve)[4], float t) {
  const float u = 1 - t;
  return curve[0] * (u * u * u) + curve[1] * (3 * u * u * t) + curve[2] * (3 * u * t * t) +
         curve[3] * (t * t * t);
}

}  // namespace brigade::app::stage
