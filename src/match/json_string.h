// The text that a JSON string stands for.
#pragma once

#include <string_view>

namespace brigade::match {

// Resolves the escapes of the inside of a string (without its quotes) into `out`, which must have room for as
// many bytes as the string has. The bytes written. Half a surrogate pair becomes U+FFFD. What is no escape
// stands for itself.
size_t unescape(std::string_view written, char* out);

// The length of the escape at the start of `text` (its backslash), 0 if it is none that JSON knows.
size_t escape_length(std::string_view text);

}  // namespace brigade::match
