// Escapes of JSON strings, see the header.
#include "match/json_string.h"

#include <cstdint>
#include <cstring>

namespace brigade::match {
namespace {

constexpr uint32_t kNoUnit = 0x10000;

// The UTF-16 unit of "\uXXXX" at `at`.
uint32_t unit_at(std::string_view text, size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return kNoUnit;
  uint32_t unit = 0;
  for (size_t i = at + 2; i < at + 6; i++) {
    const uint32_t digit = static_cast<uint8_t>(text[i]);
    const uint32_t letter = digit | 0x20;
    if (digit - '0' < 10) {
      unit = unit * 16 + digit - '0';
    } else if (letter - 'a' < 6) {
      unit = unit * 16 + letter - 'a' + 10;
    } else {
      return kNoUnit;
    }
  }
  return unit;
}

char* put_utf8(char* out, uint32_t point) {
  const auto put = [&](uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3f));
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }
  return out;
}

char plain_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;  // a quote, a slash, a backslash
  }
}

}  // namespace

size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] == 'u') return unit_at(text, 0) == kNoUnit ? 0 : 6;
  return std::string_view("\"\\/bfnrt").find(text[1]) == std::string_view::npos ? 0 : 2;
}

size_t unescape(std::string_view written, char* out) {
  char* at = out;
  for (size_t i = 0; i < written.size();) {
    const size_t next = written.find('\\', i);
    const size_t plain = (next == std::string_view::npos ? written.size() : next) - i;
    std::memcpy(at, written.data() + i, plain);
    at += plain;
    i += plain;
    if (i + 1 >= written.size()) break;
    const uint32_t unit = unit_at(written, i);
    if (unit == kNoUnit) {
      *at++ = plain_escape(written[i + 1]);
      i += 2;
      continue;
    }
    i += 6;
    if (unit < 0xd800 || unit > 0xdfff) {
      at = put_utf8(at, unit);
      continue;
    }
    const uint32_t low = unit < 0xdc00 ? unit_at(written, i) : kNoUnit;
    if (low >= 0xdc00 && low <= 0xdfff) {
      at = put_utf8(at, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      i += 6;
    } else {
      at = put_utf8(at, 0xfffd);
    }
  }
  return static_cast<size_t>(at - out);
}

}  // namespace brigade::match
