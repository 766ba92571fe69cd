// The four rounds of RFC 1321, with the sine table and the shifts written out.
#include "base/md5.h"

#include <algorithm>
#include <bit>

namespace brigade::base {
namespace {

// floor(2^32 * |sin(i + 1)|), RFC 1321 section 3.4.
constexpr std::array<uint32_t, 64> kSines = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

constexpr std::array<std::array<int, 4>, 4> kShifts = {
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

std::array<uint32_t, 16> words_of(const char* block) {
  std::array<uint32_t, 16> words{};
  for (size_t i = 0; i < 64; i++) {
    words[i / 4] |= static_cast<uint32_t>(static_cast<uint8_t>(block[i])) << (8 * (i % 4));
  }
  return words;
}

}  // namespace

void Md5::add_block(const char* block) {
  const std::array<uint32_t, 16> words = words_of(block);
  auto [a, b, c, d] = state_;
  for (uint32_t i = 0; i < 64; i++) {
    const uint32_t round = i / 16;
    uint32_t f = 0;
    uint32_t word = 0;
    switch (round) {
      case 0:
        f = (b & c) | (~b & d), word = i;
        break;
      case 1:
        f = (d & b) | (~d & c), word = (5 * i + 1) % 16;
        break;
      case 2:
        f = b ^ c ^ d, word = (3 * i + 5) % 16;
        break;
      default:
        f = c ^ (b | ~d), word = (7 * i) % 16;
        break;
    }
    const uint32_t turned = std::rotl(a + f + kSines[i] + words[word], kShifts[round][i % 4]);
    a = d;
    d = c;
    c = b;
    b += turned;
  }
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
}

void Md5::update(std::string_view bytes) {
  const size_t held = static_cast<size_t>(size_bytes_ % 64);
  size_bytes_ += bytes.size();
  if (held > 0) {
    const size_t taken = std::min(64 - held, bytes.size());
    std::copy_n(bytes.data(), taken, pending_.begin() + static_cast<std::ptrdiff_t>(held));
    bytes.remove_prefix(taken);
    if (held + taken < 64) return;
    add_block(pending_.data());
  }
  for (; bytes.size() >= 64; bytes.remove_prefix(64)) add_block(bytes.data());
  std::copy(bytes.begin(), bytes.end(), pending_.begin());
}

Md5Digest Md5::finish() {
  const uint64_t size_bits = size_bytes_ * 8;
  std::string tail(1, '\x80');
  tail.append((119 - static_cast<size_t>(size_bytes_ % 64)) % 64, '\0');
  for (int i = 0; i < 8; i++) tail += static_cast<char>((size_bits >> (8 * i)) & 0xff);
  update(tail);
  Md5Digest digest{};
  for (size_t i = 0; i < 16; i++) digest[i] = static_cast<uint8_t>(state_[i / 4] >> (8 * (i % 4)));
  return digest;
}

Md5Digest md5(std::string_view bytes) {
  Md5 sum;
  sum.update(bytes);
  return sum.finish();
}

std::string hex(std::span<const uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace brigade::base
