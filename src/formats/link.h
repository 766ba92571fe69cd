// Share links: a scenario and a place in it, in the fragment of an address.
//   #s=1.d.<base64url of the deflated scenario>&step=12&t=63250&v=1&h=1a2b3c4d&panel=why
// s is version, codec (d: raw deflate, p: plain) and payload; t simulated milliseconds; v the version of the
// simulation's rules; h the first digits of the journal's hash at that step. The compressor is handed in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace brigade::formats {

inline constexpr uint32_t kLinkVersion = 1;
inline constexpr size_t kMaxLinkScenarioBytes = 4 * 1024 * 1024;  // decompressed
inline constexpr size_t kLinkHashDigits = 8;

struct LinkPlace {
  std::optional<uint32_t> step;
  std::optional<int64_t> time_ms;
  std::optional<uint32_t> rules;
  std::string hash_digits;  // lower-case hexadecimal, may be empty
  std::string panel;        // a-z, 0-9 and '-', may be empty

  friend bool operator==(const LinkPlace&, const LinkPlace&) = default;
};

struct Link {
  char codec = 'd';
  std::string payload;  // still base64url
  LinkPlace place;
};

// Raw deflate (RFC 1951), from the platform. Error codes of inflate: "cut-off", "too-large", "damaged".
struct Deflater {
  Deflater() = default;
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  virtual ~Deflater() = default;
  virtual base::Result<std::string> deflate(std::string_view bytes) = 0;
  virtual base::Result<std::string> inflate(std::string_view bytes, size_t max_bytes) = 0;
};

// Text only. What parse() takes is a fragment or a whole address; parameters that it does not know are
// skipped.
std::string compose(const Link& link);
base::Result<Link> parse(std::string_view address);

// Errors have the code "link" and one sentence for people: wrong, cut off, too large, or from a newer
// version.
base::Result<std::string> link_encode(std::string_view scenario_json, const LinkPlace& place,
                                      Deflater& deflater);
struct DecodedLink {
  std::string scenario_json;
  LinkPlace place;
};
base::Result<DecodedLink> link_decode(std::string_view address, Deflater& deflater);

}  // namespace brigade::formats
