// Hashes of short texts for the tables of the many-rules matcher: cheap for a dozen bytes, resumable (all
// prefixes of a text are hashed in one walk over it), and from either end (suffixes). Not stable between
// machines, not for keeping.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/hash.h"

namespace brigade::match {

// Fewer than eight bytes as a number, the first byte lowest.
inline uint64_t short_word(const char* bytes, size_t size) {
  if (size >= 4) {
    uint32_t low = 0;
    uint32_t high = 0;
    std::memcpy(&low, bytes, 4);
    std::memcpy(&high, bytes + size - 4, 4);
    return low | static_cast<uint64_t>(high) << (8 * (size - 4));
  }
  if (size == 0) return 0;
  const auto byte = [&](size_t at) { return static_cast<uint64_t>(static_cast<uint8_t>(bytes[at])); };
  return byte(0) | byte(size / 2) << (8 * (size / 2)) | byte(size - 1) << (8 * (size - 1));
}

// Whether two texts of one size are the same; short ones without a call.
inline bool same_bytes(const char* a, const char* b, size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size < 8) return short_word(a, size) == short_word(b, size);
  return base::load_word(a) == base::load_word(b) &&
         base::load_word(a + size - 8) == base::load_word(b + size - 8);
}

// Walks a text eight bytes at a time, forwards from its start or backwards from its end. `at(size)` is the
// hash of the first (or last) `size` bytes; sizes must not go down from call to call.
template <bool kBackwards>
class KeyHasher {
 public:
  KeyHasher(const char* bytes, size_t size, uint32_t place)
      : bytes_(bytes), size_(size), state_(base::kHashStart ^ place * base::kHashMultiplier) {}

  uint64_t at(size_t size) {
    for (; done_ + 8 <= size; done_ += 8) {
      state_ = (state_ ^ word(done_)) * base::kHashMultiplier;
      state_ ^= state_ >> 32;
    }
    uint64_t hash = (state_ ^ tail(size - done_)) * base::kHashMultiplier;
    hash = ((hash ^ hash >> 32) + size) * 0xd6e8feb86659fd93;
    return hash ^ hash >> 32;
  }

 private:
  uint64_t word(size_t at) const {
    if constexpr (kBackwards) return __builtin_bswap64(base::load_word(bytes_ + size_ - at - 8));
    return base::load_word(bytes_ + at);
  }
  uint64_t tail(size_t size) const {
    if constexpr (kBackwards) return short_word(bytes_ + size_ - done_ - size, size);
    return short_word(bytes_ + done_, size);
  }

  const char* bytes_;
  size_t size_;
  size_t done_ = 0;
  uint64_t state_;
};

inline uint64_t key_hash(const char* bytes, size_t size, uint32_t place) {
  return KeyHasher<false>(bytes, size, place).at(size);
}

}  // namespace brigade::match
