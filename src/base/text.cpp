// UTF-8, base64, form encoding and globs over bytes. No tables beyond the alphabets, no locale.
#include "base/text.h"

#include "base/hash.h"

#include <algorithm>
#include <array>

namespace brigade::base {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_ascii_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string encode_base64(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; j++) {
      bits = (bits << 8) | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0U);
    }
    for (size_t j = 0; j < 4; j++) {
      if (j <= count) {
        out += alphabet[(bits >> (18 - 6 * j)) & 63];
      } else if (padded) {
        out += '=';
      }
    }
  }
  return out;
}

tl::unexpected<Error> base64_error(std::string text, size_t begin, size_t end) {
  return fail("base64", std::move(text), {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
}

std::array<int8_t, 256> values_of(std::string_view alphabet) {
  std::array<int8_t, 256> values;
  values.fill(-1);
  for (size_t i = 0; i < 64; i++) values[static_cast<uint8_t>(alphabet[i])] = static_cast<int8_t>(i);
  return values;
}

Result<std::string> decode_base64(std::string_view text, std::string_view alphabet, bool needs_padding) {
  size_t length = text.size();
  while (length > 0 && text.size() - length < 2 && text[length - 1] == '=') length--;
  const std::array<int8_t, 256> values = values_of(alphabet);
  std::string out;
  out.reserve(length / 4 * 3 + 2);
  uint32_t bits = 0;
  for (size_t i = 0; i < length; i++) {
    const int8_t value = values[static_cast<uint8_t>(text[i])];
    if (value < 0) return base64_error("A character that base64 does not have.", i, i + 1);
    bits = (bits << 6) | static_cast<uint32_t>(value);
    if (i % 4 != 0) out += static_cast<char>((bits >> (6 - 2 * (i % 4))) & 0xff);
  }
  const size_t rest = length % 4;
  const bool has_padding = length < text.size();
  if (rest == 1 || (needs_padding && rest != 0 && !has_padding)) {
    return base64_error("The base64 text is cut off.", text.size(), text.size());
  }
  if (has_padding && text.size() % 4 != 0) {
    return base64_error("The padding of the base64 text has the wrong length.", length, text.size());
  }
  const uint32_t unused = rest == 2 ? bits & 15 : rest == 3 ? bits & 3 : 0;
  if (unused != 0)
    return base64_error("The last character of the base64 text carries too much.", length - 1, length);
  return out;
}

}  // namespace

std::string form_url_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kKept = "-_.*/";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_ascii_alnum(c) || kKept.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kDigits[static_cast<uint8_t>(c) >> 4];
      out += kDigits[static_cast<uint8_t>(c) & 15];
    }
  }
  return out;
}

std::string form_url_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '+') {
      out += ' ';
      continue;
    }
    const bool escape = text[i] == '%' && text.size() - i > 2;
    const int high = escape ? hex_digit(text[i + 1]) : -1;
    const int low = escape ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string base64_encode(std::string_view bytes) { return encode_base64(bytes, kBase64, true); }
std::string base64url_encode(std::string_view bytes) { return encode_base64(bytes, kBase64Url, false); }
Result<std::string> base64_decode(std::string_view text) { return decode_base64(text, kBase64, true); }
Result<std::string> base64url_decode(std::string_view text) { return decode_base64(text, kBase64Url, false); }

size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const uint8_t lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return 1;
  const size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((static_cast<uint8_t>(text[i]) & 0xc0) != 0x80) return 0;
  }
  // The second byte rules out overlong forms, surrogates and what lies above U+10FFFF.
  const uint8_t second = static_cast<uint8_t>(text[1]);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
  if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
  return length;
}

bool is_valid_utf8(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (text.size() >= 8 && (load_word(text.data()) & kHighBits) == 0) text.remove_prefix(8);
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    out += length == 0 ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

size_t code_point_count(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); count++) {
    const size_t length = utf8_length(text);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return count;
}

void append_utf8(std::string& out, uint32_t code_point) {
  const auto add = [&](uint32_t byte) { out += static_cast<char>(byte); };
  const auto continuation = [&](int shift) { add(0x80 | ((code_point >> shift) & 0x3f)); };
  if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) {
    out += kReplacement;
  } else if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xc0 | (code_point >> 6));
    continuation(0);
  } else if (code_point < 0x10000) {
    add(0xe0 | (code_point >> 12));
    continuation(6);
    continuation(0);
  } else {
    add(0xf0 | (code_point >> 18));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool glob_match(std::string_view pattern, std::string_view text) {
  constexpr size_t kNone = std::string_view::npos;
  // From the end to the last star both must be the same: most patterns are decided here.
  size_t pattern_left = pattern.size(), text_left = text.size();
  for (;;) {
    if (pattern_left == 0) return text_left == 0;
    const char last = pattern[pattern_left - 1];
    if (last == '*') break;
    if (text_left == 0 || last != text[text_left - 1]) return false;
    --pattern_left;
    --text_left;
  }
  if (pattern_left == 1) return true;
  pattern = pattern.substr(0, pattern_left);
  text = text.substr(0, text_left);
  size_t p = 0;
  size_t t = 0;
  size_t after_star = kNone;  // where the pattern goes on after the last star seen
  size_t star_text = 0;       // where in the text that star ends, for now
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      p++;
      t++;
    } else if (after_star != kNone) {
      // Only the last star needs another try: what stood before it matched as early as it could.
      p = after_star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') p++;
  return p == pattern.size();
}

std::string with_thousands(uint64_t number, std::string_view separator) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (size_t i = 0; i < digits.size(); i++) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

}  // namespace brigade::base
