// Identifiers made from blocks of 64 random bits: block i of (key, counter) is the number at `counter` in the
// stream of a key derived from `key` and i.
#include "base/ids.h"

#include <string_view>

#include "base/random.h"
#include "base/text.h"

namespace brigade::base {
namespace {

constexpr std::string_view kHexLower = "0123456789abcdef";
constexpr std::string_view kHexUpper = "0123456789ABCDEF";
constexpr std::string_view kUpperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view kLettersAndDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

uint64_t block_at(uint64_t key, uint64_t counter, int block) {
  return value_at(key + static_cast<uint64_t>(block) * kHashMultiplier, counter);
}

}  // namespace

std::string hex_of(uint64_t key, uint64_t counter, int digits, bool upper) {
  const std::string_view alphabet = upper ? kHexUpper : kHexLower;
  std::string out;
  uint64_t bits = 0;
  for (int i = 0; i < digits; i++, bits >>= 4) {
    if (i % 16 == 0) bits = block_at(key, counter, i / 16);
    out += alphabet[static_cast<size_t>(bits & 15)];
  }
  return out;
}

std::string uuid_of(uint64_t key, uint64_t counter) {
  std::string out = hex_of(key, counter, 32, false);
  out[12] = '4';
  // The variant: the first two bits of this digit are 10.
  out[16] = kHexLower[8 + (kHexLower.find(out[16]) & 3)];
  for (const size_t place : {20U, 16U, 12U, 8U}) out.insert(place, 1, '-');
  return out;
}

std::string base64_of(uint64_t key, uint64_t counter, int bytes) {
  std::string raw;
  uint64_t bits = 0;
  for (int i = 0; i < bytes; i++, bits >>= 8) {
    if (i % 8 == 0) bits = block_at(key, counter, i / 8);
    raw += static_cast<char>(bits & 0xff);
  }
  return base64_encode(raw);
}

std::string alnum_of(uint64_t key, uint64_t counter, int chars, Alphabet alphabet) {
  const std::string_view letters =
      alphabet == Alphabet::kUpperAndDigits ? kUpperAndDigits : kLettersAndDigits;
  std::string out;
  uint64_t bits = 0;
  for (int i = 0; i < chars; i++, bits >>= 16) {
    if (i % 4 == 0) bits = block_at(key, counter, i / 4);
    out += letters[static_cast<size_t>(((bits & 0xffff) * letters.size()) >> 16)];
  }
  return out;
}

}  // namespace brigade::base
