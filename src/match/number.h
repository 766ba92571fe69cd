// Numbers as patterns and events write them, compared by value: 300 is 300.0 is 3.0e2. A number is
// comparable where the shortest decimal of its double is the number as it was written; 0.1 is, and
// 12345678901234567890 is not. Source of the rule: the behaviour of the engine that the service publishes.
#pragma once

#include <string_view>

#include "match/pattern.h"

namespace brigade::match {

// `written` is a number of RFC 8259. In time linear in its length.
Number read_number(std::string_view written);

}  // namespace brigade::match
