// Addresses and blocks, see ip_address.h.
#include "match/ip_address.h"

#include <string>

#include "base/text.h"

namespace brigade::match {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

uint32_t hex_value(char c) {
  if (is_digit(c)) return static_cast<uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<uint32_t>(lower - 'a' + 10) : 16;
}

bool looks_like_v4(std::string_view text) {
  uint32_t dots = 0;
  bool digit = false;
  for (const char c : text) {
    if (c == '.' && digit) {
      dots++;
      digit = false;
    } else if (is_digit(c)) {
      digit = true;
    } else {
      return false;
    }
  }
  return dots == 3 && digit;
}

bool looks_like_v6(std::string_view text) {
  bool colon = false;
  for (const char c : text) {
    if (c == ':') {
      colon = true;
    } else if (hex_value(c) > 15) {
      return false;
    }
  }
  return colon;
}

std::optional<CidrBlock> parse_v4(std::string_view text) {
  constexpr size_t kLongest = 15;
  if (text.size() > kLongest) return std::nullopt;
  CidrBlock out;
  out.bits = 32;
  size_t part = 0;
  uint32_t value = 0;
  for (const char c : text) {
    if (c == '.') {
      out.bytes[part++] = static_cast<uint8_t>(value);
      value = 0;
    } else {
      value = value * 10 + static_cast<uint32_t>(c - '0');
      if (value > 255) return std::nullopt;
    }
  }
  out.bytes[part] = static_cast<uint8_t>(value);
  return out;
}

// The groups of `text` into `units`; their number, or 9 where one is none.
size_t read_groups(std::string_view text, uint16_t (&units)[8]) {
  constexpr size_t kWrong = 9;
  if (text.empty()) return 0;
  size_t count = 0;
  for (const std::string_view group : base::split(text, ':')) {
    if (group.empty() || count == 8) return kWrong;
    uint32_t value = 0;
    for (const char c : group) {
      value = value * 16 + hex_value(c);
      if (value > 0xffff) return kWrong;
    }
    units[count++] = static_cast<uint16_t>(value);
  }
  return count;
}

// ::ffff:a.b.c.d names an IPv4 address.
CidrBlock as_v4_where_mapped(const CidrBlock& address) {
  for (size_t i = 0; i < 10; i++) {
    if (address.bytes[i] != 0) return address;
  }
  if (address.bytes[10] != 0xff || address.bytes[11] != 0xff) return address;
  CidrBlock out;
  out.bits = 32;
  for (size_t i = 0; i < 4; i++) out.bytes[i] = address.bytes[12 + i];
  return out;
}

std::optional<CidrBlock> parse_v6(std::string_view text) {
  uint16_t head[8] = {};
  uint16_t tail[8] = {};
  const size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const size_t heads = read_groups(has_gap ? text.substr(0, gap) : text, head);
  const size_t tails = has_gap ? read_groups(text.substr(gap + 2), tail) : 0;
  if (heads > 8 || tails > 8 || (has_gap ? heads + tails > 7 : heads != 8)) return std::nullopt;
  uint16_t units[8] = {};
  for (size_t i = 0; i < heads; i++) units[i] = head[i];
  for (size_t i = 0; i < tails; i++) units[8 - tails + i] = tail[i];
  CidrBlock out;
  out.is_v6 = true;
  out.bits = 128;
  for (size_t i = 0; i < 8; i++) {
    out.bytes[2 * i] = static_cast<uint8_t>(units[i] >> 8);
    out.bytes[2 * i + 1] = static_cast<uint8_t>(units[i] & 0xff);
  }
  return as_v4_where_mapped(out);
}

// An integer as the service's language reads it: a sign, digits, within 32 bits.
std::optional<int64_t> parse_integer(std::string_view text) {
  const bool minus = base::starts_with(text, "-");
  if (minus || base::starts_with(text, "+")) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
    if (value > int64_t{INT32_MAX} + (minus ? 1 : 0)) return std::nullopt;
  }
  return minus ? -value : value;
}

void clear_host_bits(CidrBlock& block) {
  for (uint32_t i = 0; i < 16; i++) {
    const uint32_t kept = block.bits > 8 * i ? block.bits - 8 * i : 0;
    if (kept < 8) block.bytes[i] = static_cast<uint8_t>(block.bytes[i] & (0xff00U >> kept));
  }
}

tl::unexpected<base::Error> cidr_error(std::string text) { return base::fail("cidr", std::move(text)); }

}  // namespace

bool looks_like_ip_address(std::string_view text) { return looks_like_v4(text) || looks_like_v6(text); }

std::optional<CidrBlock> parse_ip_address(std::string_view text) {
  if (looks_like_v4(text)) return parse_v4(text);
  if (looks_like_v6(text)) return parse_v6(text);
  return std::nullopt;
}

base::Result<CidrBlock> parse_cidr(std::string_view text) {
  std::vector<std::string_view> parts = base::split(text, '/');
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();  // the service does not see them either
  if (parts.size() != 2) return cidr_error("Malformed CIDR, one '/' required");
  const std::optional<int64_t> bits = parse_integer(parts[1]);
  if (!bits) return cidr_error("Malformed CIDR, mask bits must be an integer");
  if (*bits < 0) return cidr_error("Malformed CIDR, mask bits must not be negative");
  if (!looks_like_ip_address(parts[0])) {
    return cidr_error("Nonstandard IP address: " + std::string(parts[0]));
  }
  std::optional<CidrBlock> block = parse_ip_address(parts[0]);
  if (!block) return cidr_error("Invalid IP address: " + std::string(parts[0]));
  if (!block->is_v6 && *bits > 31) return cidr_error("IPv4 mask bits must be < 32");
  if (*bits > 127) return cidr_error("IPv6 mask bits must be < 128");
  block->bits = static_cast<uint8_t>(*bits);
  clear_host_bits(*block);
  return *block;
}

bool contains(const CidrBlock& block, const CidrBlock& address) {
  if (block.is_v6 != address.is_v6) return false;
  for (uint32_t i = 0; i < 16 && 8 * i < block.bits; i++) {
    const uint32_t kept = block.bits - 8 * i;
    const uint32_t mask = kept < 8 ? (0xff00U >> kept) & 0xff : 0xff;
    if ((address.bytes[i] & mask) != block.bytes[i]) return false;
  }
  return true;
}

bool contains_digits(const CidrBlock& block, std::string_view number) {
  const uint32_t digits = block.is_v6 ? 32 : 8;
  bool at_low = true, at_high = true;  // so far the digits are those of the lowest, the highest address
  for (uint32_t i = 0; i < digits; i++) {
    const char c = i < number.size() ? number[i] : '\0';
    if (!is_digit(c) && (c < 'A' || c > 'F')) return false;
    const uint32_t digit = hex_value(c);
    const uint32_t fixed = block.bits > 4 * i ? block.bits - 4 * i : 0;  // bits of this digit that are given
    const uint32_t low = i % 2 == 0 ? block.bytes[i / 2] >> 4 : block.bytes[i / 2] & 15;
    const uint32_t high = low | (fixed < 4 ? 15U >> fixed : 0);
    if ((at_low && digit < low) || (at_high && digit > high)) return false;
    at_low &= digit == low;
    at_high &= digit == high;
    if (!at_low && !at_high) return true;
  }
  return true;
}

}  // namespace brigade::match
