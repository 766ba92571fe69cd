// Share links, see link.h.
#include "formats/link.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "base/time.h"

namespace brigade::formats {
namespace {

using base::Result;

constexpr std::string_view kLinkError = "link";
constexpr uint64_t kMostSteps = std::numeric_limits<uint32_t>::max() - 1;
constexpr uint64_t kMostTimeMs = base::kMaxDuration;
constexpr std::string_view kNotALink =
    "This is no Bucket Brigade link: it has no part that begins with \"s=\".";
constexpr std::string_view kCutOff =
    "This link is cut off: its end is missing. Copy the whole address and try again.";
constexpr std::string_view kDamaged = "This link is damaged: what it holds cannot be unpacked.";
constexpr std::string_view kTooLarge = "This link is too large: it unpacks to more than 4 MB.";

tl::unexpected<base::Error> link_error(std::string_view text) {
  return base::fail(std::string(kLinkError), std::string(text));
}

std::optional<uint64_t> natural(std::string_view text, uint64_t most) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  uint64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  if (number > most) return std::nullopt;
  return number;
}

bool is_word(std::string_view text) {
  return text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_hash_digits(std::string_view text) {
  return text.size() <= 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// "1.d.<payload>"
Result<Link> parse_scenario_part(std::string_view text) {
  const size_t first = text.find('.');
  const auto version = natural(text.substr(0, first), std::numeric_limits<uint32_t>::max());
  if (!version || *version == 0) return link_error(kDamaged);
  if (*version > kLinkVersion) {
    return link_error("This link was made by a newer version of Bucket Brigade (link format " +
                      std::to_string(*version) + "); this one reads up to " + std::to_string(kLinkVersion) +
                      ".");
  }
  if (first == std::string_view::npos) return link_error(kCutOff);
  const std::string_view rest = text.substr(first + 1);
  if (rest.size() < 2 || rest[1] != '.') return link_error(rest.size() < 2 ? kCutOff : kDamaged);
  if (rest[0] != 'd' && rest[0] != 'p') return link_error(kDamaged);
  Link link;
  link.codec = rest[0];
  link.payload = std::string(rest.substr(2));
  if (link.payload.empty()) return link_error(kCutOff);
  return link;
}

// A place that makes no sense is left out: the scenario itself is worth opening.
void parse_place(std::string_view name, std::string_view value, LinkPlace& place) {
  if (name == "step") {
    if (const auto n = natural(value, kMostSteps)) place.step = static_cast<uint32_t>(*n);
  } else if (name == "t") {
    if (const auto n = natural(value, kMostTimeMs)) place.time_ms = static_cast<int64_t>(*n);
  } else if (name == "v") {
    if (const auto n = natural(value, kMostSteps)) place.rules = static_cast<uint32_t>(*n);
  } else if (name == "h") {
    if (is_hash_digits(value)) place.hash_digits = std::string(value);
  } else if (name == "panel") {
    if (is_word(value)) place.panel = std::string(value);
  }
}

base::Error unpack_error(const base::Error& error) {
  std::string_view text = kDamaged;
  if (error.code == "cut-off") text = kCutOff;
  if (error.code == "too-large") text = kTooLarge;
  return {std::string(kLinkError), std::string(text), {}};
}

}  // namespace

std::string compose(const Link& link) {
  std::string out = "#s=" + std::to_string(kLinkVersion) + "." + link.codec + "." + link.payload;
  if (link.place.step) out += "&step=" + std::to_string(*link.place.step);
  if (link.place.time_ms) out += "&t=" + std::to_string(*link.place.time_ms);
  if (link.place.rules) out += "&v=" + std::to_string(*link.place.rules);
  if (!link.place.hash_digits.empty()) out += "&h=" + link.place.hash_digits;
  if (!link.place.panel.empty()) out += "&panel=" + link.place.panel;
  return out;
}

Result<Link> parse(std::string_view address) {
  const size_t hash = address.find('#');
  const std::string_view fragment = hash == std::string_view::npos ? address : address.substr(hash + 1);
  std::optional<Link> link;
  LinkPlace place;
  for (std::string_view part : base::split(fragment, '&')) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
    if (name == "s") {
      Result<Link> read = parse_scenario_part(value);
      if (!read) return read;
      link = std::move(*read);
    } else {
      parse_place(name, value, place);
    }
  }
  if (!link) return link_error(kNotALink);
  link->place = std::move(place);
  return std::move(*link);
}

Result<std::string> link_encode(std::string_view scenario_json, const LinkPlace& place, Deflater& deflater) {
  if (scenario_json.size() > kMaxLinkScenarioBytes) {
    return link_error("This scenario is larger than the 4 MB that a link can hold; share it as a file.");
  }
  Result<std::string> packed = deflater.deflate(scenario_json);
  if (!packed) return link_error("The scenario could not be packed: " + packed.error().text);
  return compose({'d', base::base64url_encode(*packed), place});
}

Result<DecodedLink> link_decode(std::string_view address, Deflater& deflater) {
  Result<Link> link = parse(address);
  if (!link) return tl::unexpected<base::Error>(link.error());
  if (link->payload.size() > 2 * kMaxLinkScenarioBytes) return link_error(kTooLarge);
  Result<std::string> bytes = base::base64url_decode(link->payload);
  // Four digits stand for three bytes: a lone one at the end is half of something.
  if (!bytes) return link_error(link->payload.size() % 4 == 1 ? kCutOff : kDamaged);
  if (link->codec == 'd') {
    Result<std::string> unpacked = deflater.inflate(*bytes, kMaxLinkScenarioBytes);
    if (!unpacked) return tl::unexpected<base::Error>(unpack_error(unpacked.error()));
    bytes = std::move(unpacked);
  }
  if (bytes->size() > kMaxLinkScenarioBytes) return link_error(kTooLarge);
  if (!base::is_valid_utf8(*bytes)) return link_error(kDamaged);
  return DecodedLink{std::move(*bytes), std::move(link->place)};
}

}  // namespace brigade::formats
