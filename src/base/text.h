// Helpers for text: UTF-8, the two base64 alphabets (RFC 4648), the form encoding of keys in S3 events,
// globs. Text is bytes that should be UTF-8; nothing here depends on a locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brigade::base {

// application/x-www-form-urlencoded, as S3 event records carry keys: space becomes '+', A-Z a-z 0-9 - _ . *
// and '/' stay, every other byte becomes %XX with upper-case digits.
std::string form_url_encode(std::string_view text);
// The reverse, forgiving: a '%' that two hexadecimal digits do not follow stays. The result may be invalid
// UTF-8.
std::string form_url_decode(std::string_view text);

std::string base64_encode(std::string_view bytes);     // padded with '='
std::string base64url_encode(std::string_view bytes);  // '-' and '_', not padded
// Strict: only what the encoder writes is read (base64url takes padding too). Error code "base64" with the
// range.
Result<std::string> base64_decode(std::string_view text);
Result<std::string> base64url_decode(std::string_view text);

// The length in bytes of the well-formed character at the start of a text, 0 if there is none (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF).
size_t utf8_length(std::string_view text);
bool is_valid_utf8(std::string_view text);
std::string replace_invalid_utf8(std::string_view text);  // each byte that fits nowhere becomes U+FFFD
size_t code_point_count(std::string_view text);           // a byte that fits nowhere counts as one
void append_utf8(std::string& out, uint32_t code_point);  // what is no Unicode character becomes U+FFFD

inline bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}
inline bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

// Parts point into the text. One part more than separators: "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

template <class Parts>
std::string join(const Parts& parts, std::string_view separator) {
  std::string out;
  bool first = true;
  for (const auto& part : parts) {
    if (!first) out += separator;
    first = false;
    out += part;
  }
  return out;
}

// '*' stands for any number of bytes, every other byte for itself. Time at most pattern times text, no
// recursion.
bool glob_match(std::string_view pattern, std::string_view text);

std::string with_thousands(uint64_t number, std::string_view separator);  // 1234567 -> "1,234,567"
inline std::string with_thousands(uint64_t number, char separator) {
  return with_thousands(number, std::string_view(&separator, 1));
}

}  // namespace brigade::base
