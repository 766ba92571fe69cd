// Getting over JSON text that nobody asked for: to the end of a string, to the end of an array or object,
// over white space. For text that is known to be JSON; on any other text the answer is of no use, but nothing
// is read beyond the end. Vector instructions where the machine has them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/hash.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace brigade::match {

inline const char* skip_spaces(const char* at, const char* end) {
  while (at < end && static_cast<uint8_t>(*at) <= ' ') at++;
  return at;
}

// Where in eight bytes the first one is that equals `byte`: bit 7 of that byte is the lowest that is set.
inline uint64_t bytes_equal(uint64_t word, uint8_t byte) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t difference = word ^ kOnes * byte;
  return (difference - kOnes) & ~difference & kOnes * 0x80;
}

// From inside a string: the next quote or backslash, or the end of the text.
inline const char* find_string_end(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    const int mask = _mm_movemask_epi8(found);
    if (mask != 0) return at + std::countr_zero(static_cast<unsigned>(mask));
  }
#else
  for (; end - at >= 8; at += 8) {
    const uint64_t word = base::load_word(at);
    const uint64_t found = bytes_equal(word, '"') | bytes_equal(word, '\\');
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
#endif
  while (at < end && *at != '"' && *at != '\\') at++;
  return at;
}

// From inside a string: the next quote, escaped or not, or the end of the text.
inline const char* find_quote(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(block, quote));
    if (mask != 0) return at + std::countr_zero(static_cast<unsigned>(mask));
  }
#else
  for (; end - at >= 8; at += 8) {
    const uint64_t found = bytes_equal(base::load_word(at), '"');
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
#endif
  while (at < end && *at != '"') at++;
  return at;
}

// From the start of a string: past its closing quote, or the end of the text.
inline const char* skip_string(const char* begin, const char* end) {
  for (const char* at = begin;; at++) {
    at = find_quote(at, end);
    if (at >= end) return end;
    const char* before = at;
    while (before > begin && before[-1] == '\\') before--;
    if ((at - before) % 2 == 0) return at + 1;  // else it is escaped
  }
}

// Past a number or a word such as true.
inline const char* skip_scalar(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i bit = _mm_set1_epi8(0x20);  // takes ']' to '}'
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i closes = _mm_cmpeq_epi8(_mm_or_si128(block, bit), _mm_set1_epi8('}'));
    const __m128i ends = _mm_or_si128(closes, _mm_cmpeq_epi8(block, _mm_set1_epi8(',')));
    const int mask = _mm_movemask_epi8(_mm_or_si128(ends, _mm_cmplt_epi8(block, _mm_set1_epi8('!'))));
    if (mask != 0) return at + std::countr_zero(static_cast<unsigned>(mask));
  }
#else
  constexpr uint64_t kOnes = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const uint64_t word = base::load_word(at);
    const uint64_t spaces = (word - kOnes * '!') & ~word & kOnes * 0x80;
    const uint64_t found = spaces | bytes_equal(word, ',') | bytes_equal(word | kOnes * 0x20, '}');
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
#endif
  while (at < end && *at != ',' && (*at | 0x20) != '}' && static_cast<uint8_t>(*at) > ' ') at++;
  return at;
}

// From inside an array or object (outside of strings): past the bracket that closes it, or the end of the
// text.
const char* skip_nested(const char* at, const char* end);

// Past the value that begins at `at`.
inline const char* skip_value(const char* at, const char* end) {
  if (at >= end) return end;
  if (*at == '"') return skip_string(at + 1, end);
  if ((*at | 0x20) == '{') return skip_nested(at + 1, end);
  return skip_scalar(at, end);
}

}  // namespace brigade::match
