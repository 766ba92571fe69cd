// MD5 after RFC 1321: the ETag of an object and the MD5OfBody of a message. A checksum, not a protection.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace brigade::base {

using Md5Digest = std::array<uint8_t, 16>;

class Md5 {
 public:
  void update(std::string_view bytes);
  Md5Digest finish();  // once; nothing may be added afterwards

 private:
  void add_block(const char* block);

  std::array<uint32_t, 4> state_ = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  uint64_t size_bytes_ = 0;
  std::array<char, 64> pending_{};  // the first size_bytes_ % 64 bytes of a block that is not full yet
};

Md5Digest md5(std::string_view bytes);

std::string hex(std::span<const uint8_t> bytes);  // lower case, two digits a byte

}  // namespace brigade::base
