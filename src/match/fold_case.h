// Text without regard to case: Unicode's full case folding, so that "É" is "é" and "ß" is "SS".
// Source of the rule: the `equals-ignore-case` operators of event patterns; UAX #21, CaseFolding.txt (C + F).
#pragma once

#include <string>
#include <string_view>

namespace brigade::match {

// Two texts are the same without regard to case where their foldings are the same. What is no UTF-8 stays.
std::string fold_case(std::string_view text);
// The same, added to `out`: for callers that keep their buffer.
void append_folded(std::string& out, std::string_view text);

// The folding of a text in a pattern. The service's engine looks at a pattern's text one UTF-16 unit at a
// time, so that a character beyond U+FFFF stands for two question marks there, and never for itself.
std::string fold_pattern_text(std::string_view text);

}  // namespace brigade::match
