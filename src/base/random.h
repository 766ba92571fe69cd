// Named streams of random numbers from one seed. A number is a pure function of (key, counter), so a stream
// is two words of state, can be read at any place, and adding a stream does not change what another one
// draws. Not for secrets. Fixed for ever: a change here changes every journal.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace brigade::base {

struct Stream {
  uint64_t key = 0;
  uint64_t draws = 0;  // how many numbers were taken

  bool operator==(const Stream&) const = default;
};

inline uint64_t stream_key(uint64_t seed, std::string_view name) {
  return mix(mix(seed + kHashStart) + hash_bytes(name));
}

// The number at one place of a stream, all 64 bits equally good. The counter is mixed before it meets the
// key, so that streams of neighbouring keys are not shifted copies of each other.
inline uint64_t value_at(uint64_t key, uint64_t counter) { return mix(mix(counter + kHashMultiplier) ^ key); }

inline uint64_t draw(Stream& stream) { return value_at(stream.key, stream.draws++); }

// A number from low to high, both included, low <= high. Free of bias: draws that would favour some numbers
// are thrown away (fewer than one in two thousand for ranges up to a million; up to every second one past 32
// bits). 32-bit ranges use the high half of a 32 by 32 bit product, which every target has.
inline uint64_t uniform(Stream& stream, uint64_t low, uint64_t high) {
  const uint64_t last = high - low;
  if (last < 0xffffffff) {
    const uint32_t count = static_cast<uint32_t>(last) + 1;
    uint64_t product = (draw(stream) >> 32) * count;
    if (static_cast<uint32_t>(product) < count) {
      const uint32_t unfair = (0 - count) % count;
      while (static_cast<uint32_t>(product) < unfair) product = (draw(stream) >> 32) * count;
    }
    return low + (product >> 32);
  }
  const uint64_t mask = ~uint64_t{0} >> std::countl_zero(last);
  uint64_t value = draw(stream) & mask;
  while (value > last) value = draw(stream) & mask;
  return low + value;
}

// True in ppm of a million cases. It draws even where the answer is certain, so that changing a probability
// to or from a certainty does not shift what the stream gives later.
inline bool chance_ppm(Stream& stream, uint32_t ppm) { return uniform(stream, 0, 999'999) < ppm; }

}  // namespace brigade::base
