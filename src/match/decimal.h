// A number of an event as it was written, digits times a power of ten, for comparing it with thousands of
// numbers of rules without making a double of it first: equal by its decimal, ordered by an approximation
// that says how far off it may be, exact where that is not enough. Same rules as number.h, which it asks for
// what is rare.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/hash.h"

namespace brigade::match {

struct DecimalText {
  uint64_t digits = 0;
  int32_t exponent = 0;
  bool negative = false;
  bool fits = true;          // up to 19 digits and a small exponent; else `digits` is not to be used
  std::string_view written;  // empty where it was no text
};

inline bool are_eight_digits(uint64_t word) {
  return ((word & 0xf0f0f0f0f0f0f0f0) | (((word + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) ==
         0x3333333333333333;
}
inline uint64_t value_of_eight_digits(uint64_t word) {
  word = (word & 0x0f0f0f0f0f0f0f0f) * 2561 >> 8;
  word = (word & 0x00ff00ff00ff00ff) * 6553601 >> 16;
  return (word & 0x0000ffff0000ffff) * 42949672960001 >> 32;
}
inline bool is_digit(char c) { return static_cast<uint8_t>(c - '0') < 10; }

// Past the digits at `at`; their value is joined to `value`, which overflows past 19 digits.
inline const char* read_digits(const char* at, const char* end, uint64_t& value) {
  while (end - at >= 8) {
    const uint64_t word = base::load_word(at);
    if (!are_eight_digits(word)) break;
    value = value * 100'000'000 + value_of_eight_digits(word);
    at += 8;
  }
  for (; at < end && is_digit(*at); at++) value = value * 10 + static_cast<uint64_t>(*at - '0');
  return at;
}

// Reads the number of RFC 8259 that begins at `at`. The place after it, or nullptr if there is none.
const char* read_decimal(const char* at, const char* end, DecimalText& out);
DecimalText decimal_of(int64_t integer);

// Takes zeros at the end of the digits into the exponent. False where no comparable number is written so.
bool normalize(DecimalText& number);

// Within kSloppyUnits units in the last place of the double that is meant; NaN where !fits.
inline constexpr int64_t kSloppyUnits = 4;
double approximate(const DecimalText& number);
// The double that is meant; false if the number is not comparable.
bool exact_double(const DecimalText& number, double& out);

// An order-preserving integer of a double: neighbours differ by one. Zero has one key.
inline int64_t order_key(double value) {
  const double plain = value + 0.0;  // -0 becomes 0
  int64_t bits = 0;
  std::memcpy(&bits, &plain, sizeof bits);
  return bits < 0 ? (bits ^ INT64_MAX) + 1 : bits;
}

}  // namespace brigade::match
