// Explaining and comparing key filters; see the header for the rules.
#include "match/key_filter.h"

#include <algorithm>

namespace brigade::match {
namespace {

bool is_continuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

// The nearest place at or before / at or after `at` where a character starts. Bounded, for keys that are no
// UTF-8.
size_t widen_down(std::string_view key, size_t at) {
  for (int i = 0; i < 3 && at > 0 && at < key.size() && is_continuation(key[at]); i++) at--;
  return at;
}
size_t widen_up(std::string_view key, size_t at) {
  for (int i = 0; i < 3 && at < key.size() && is_continuation(key[at]); i++) at++;
  return at;
}

}  // namespace

KeyFilterReason explain(const KeyFilter& filter, std::string_view key) {
  KeyFilterReason reason;
  reason.prefix_ok = base::starts_with(key, filter.prefix);
  reason.suffix_ok = base::ends_with(key, filter.suffix);
  const size_t prefix_end = widen_up(key, std::min(filter.prefix.size(), key.size()));
  const size_t suffix_begin = widen_down(key, key.size() - std::min(filter.suffix.size(), key.size()));
  if (!filter.prefix.empty()) reason.key_prefix_part = {0, static_cast<uint32_t>(prefix_end)};
  if (!filter.suffix.empty()) {
    reason.key_suffix_part = {static_cast<uint32_t>(suffix_begin), static_cast<uint32_t>(key.size())};
  }
  return reason;
}

bool overlaps(const KeyFilter& a, const KeyFilter& b) {
  const bool prefixes = base::starts_with(a.prefix, b.prefix) || base::starts_with(b.prefix, a.prefix);
  const bool suffixes = base::ends_with(a.suffix, b.suffix) || base::ends_with(b.suffix, a.suffix);
  return prefixes && suffixes;
}

}  // namespace brigade::match
