// Hashes for tables and for comparing runs: the same on every machine, fast, not cryptographic.
// Somebody who tries can make collisions, so nothing may depend on their absence but speed and a checksum.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace brigade::base {

inline constexpr uint64_t kHashStart = 0x6272696761646531;       // any fixed number but 0
inline constexpr uint64_t kHashMultiplier = 0x9fb21c651e98df25;  // odd, bits well spread

// Spreads every bit of the input over the whole output; a bijection.
inline uint64_t mix(uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  x ^= x >> 32;
  return x;
}

// The next eight bytes as a number, lowest byte first whatever the machine does.
inline uint64_t load_word(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

inline uint64_t hash_bytes(std::string_view bytes) {
  const char* at = bytes.data();
  size_t left = bytes.size();
  uint64_t hash = kHashStart ^ (static_cast<uint64_t>(left) * kHashMultiplier);
  for (; left >= 8; at += 8, left -= 8) {
    hash = (hash ^ load_word(at)) * kHashMultiplier;
    hash ^= hash >> 32;
  }
  if (left > 0) {
    // The last eight bytes, some of them for the second time; a text shorter than that, byte by byte.
    uint64_t word = 0;
    if (bytes.size() >= 8) {
      word = load_word(at + left - 8);
    } else {
      for (size_t i = 0; i < left; i++) word |= static_cast<uint64_t>(static_cast<uint8_t>(at[i])) << (8 * i);
    }
    hash = (hash ^ word) * kHashMultiplier;
  }
  return mix(hash);
}

// A checksum over a sequence of words; the order counts. A copy of it continues where the original stood.
class RunningHash {
 public:
  void add(uint64_t word) { state_ = std::rotl((state_ ^ word) * kHashMultiplier, 29); }
  uint64_t value() const { return mix(state_); }
  bool operator==(const RunningHash&) const = default;

 private:
  uint64_t state_ = kHashStart;
};

}  // namespace brigade::base
