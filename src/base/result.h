// What a fallible function returns: a value, or an error that a person can read.
// An error has a code (the service's own, such as "InvalidBucketName", or ours, such as "json"), a sentence,
// and, where text was read, the range of bytes at fault. No exceptions cross a function here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace brigade::base {

// Half-open range of byte offsets in the text that was read. Empty where no place is at fault.
struct TextRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool empty() const { return begin >= end; }
  bool operator==(const TextRange&) const = default;
};

struct Error {
  std::string code;
  std::string text;
  TextRange range;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// `return fail("json", "Expected a value.", range);` in any function that returns a Result or a Status.
inline tl::unexpected<Error> fail(std::string code, std::string text, TextRange range = {}) {
  return tl::unexpected<Error>(Error{std::move(code), std::move(text), range});
}

// Both start at 1; the column counts code points, so that it agrees with what an editor shows.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;

  bool operator==(const LineColumn&) const = default;
};

// The place of a byte offset in a text; an offset past the end means the end.
LineColumn line_column(std::string_view text, uint32_t offset);

}  // namespace brigade::base
