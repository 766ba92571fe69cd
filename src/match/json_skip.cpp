// Skipping nested values, see json_skip.h: byte by byte where nothing better is to be had; with AVX2, 64
// bytes at a time: the quotes as a bit mask, the bits between them by a carry-less product, and the brackets
// outside of strings counted.
#include "match/json_skip.h"

#include <array>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define BRIGADE_HAS_AVX2_PATH 1
#include <immintrin.h>
#endif

namespace brigade::match {
namespace {

// What a byte is to somebody who looks for the closing bracket.
enum : int8_t { kOther = 0, kOpens = 1, kCloses = -1, kQuote = 2 };
constexpr std::array<int8_t, 256> byte_classes() {
  std::array<int8_t, 256> classes{};
  classes['{'] = classes['['] = kOpens;
  classes['}'] = classes[']'] = kCloses;
  classes['"'] = kQuote;
  return classes;
}
constexpr std::array<int8_t, 256> kClasses = byte_classes();

const char* skip_bytes(const char* at, const char* end, int64_t depth) {
  while (at < end) {
    const int8_t kind = kClasses[static_cast<uint8_t>(*at++)];
    if (kind == kOther) continue;
    if (kind == kQuote) {
      at = skip_string(at, end);
    } else if ((depth += kind) == 0) {
      return at;
    }
  }
  return end;
}

#ifdef BRIGADE_HAS_AVX2_PATH
#define BRIGADE_AVX2 __attribute__((target("avx2,bmi,popcnt,pclmul")))

// Which of 64 bytes equal `byte`.
BRIGADE_AVX2 inline uint64_t equal_mask(__m256i low, __m256i high, char byte) {
  const __m256i wanted = _mm256_set1_epi8(byte);
  const int low_mask = _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
  const int high_mask = _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
  return static_cast<uint32_t>(low_mask) | static_cast<uint64_t>(static_cast<uint32_t>(high_mask)) << 32;
}

// Which bytes a backslash escapes, given where backslashes stand. `carry` is 1 where the block before ended
// in a backslash that escapes this block's first byte. Backslashes are rare: one by one.
inline uint64_t escaped_bytes(uint64_t backslashes, uint64_t& carry) {
  uint64_t escaped = carry;
  backslashes &= ~carry;
  carry = 0;
  while (backslashes != 0) {
    const uint64_t first = backslashes & (~backslashes + 1);
    if (first >> 63 != 0) carry = 1;
    escaped |= first << 1;
    backslashes &= ~(first | first << 1);
  }
  return escaped;
}

BRIGADE_AVX2 const char* skip_blocks(const char* at, const char* end) {
  int64_t depth = 1;
  uint64_t in_string = 0;  // all ones inside of a string
  uint64_t escape = 0;
  for (; end - at >= 64; at += 64) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
    const uint64_t escaped = escaped_bytes(equal_mask(low, high, '\\'), escape);
    const uint64_t quotes = equal_mask(low, high, '"') & ~escaped;
    const __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<int64_t>(quotes)),
                                                 _mm_set1_epi8(static_cast<char>(0xff)), 0);
    const uint64_t inside = static_cast<uint64_t>(_mm_cvtsi128_si64(product)) ^ in_string;
    in_string = static_cast<uint64_t>(static_cast<int64_t>(inside) >> 63);
    const __m256i bit = _mm256_set1_epi8(0x20);  // takes '[' to '{' and ']' to '}'
    const __m256i low_set = _mm256_or_si256(low, bit);
    const __m256i high_set = _mm256_or_si256(high, bit);
    const uint64_t opens = equal_mask(low_set, high_set, '{') & ~inside;
    uint64_t closes = equal_mask(low_set, high_set, '}') & ~inside;
    const int64_t close_count = _mm_popcnt_u64(closes);
    if (close_count >= depth) {
      // The last bracket may close here: one by one.
      for (int64_t closed = 0; closes != 0; closes &= closes - 1) {
        const int place = std::countr_zero(closes);
        closed++;
        const uint64_t before = (uint64_t{1} << place) - 1;
        if (depth + static_cast<int64_t>(_mm_popcnt_u64(opens & before)) - closed == 0) return at + place + 1;
      }
    }
    depth += _mm_popcnt_u64(opens) - close_count;
  }
  if (in_string != 0) {
    at = skip_string(at + (escape != 0 && at < end ? 1 : 0), end);
  }
  return skip_bytes(at, end, depth);
}
#endif

}  // namespace

const char* skip_nested(const char* at, const char* end) {
#ifdef BRIGADE_HAS_AVX2_PATH
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("pclmul") != 0 &&
                               __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("bmi") != 0;
  if (has_avx2) return skip_blocks(at, end);
#endif
  return skip_bytes(at, end, 1);
}

}  // namespace brigade::match
