// The prefix and suffix filter of an S3 event notification: whether a key passes, why, and whether two
// filters could both let one key pass. Rules: "Configuring event notifications using object key name
// filtering" of the S3 user guide. Compares bytes; a filter in the encoded form that the service asks for
// goes with an encoded key.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace brigade::match {

using base::TextRange;

// Empty means: anything.
struct KeyFilter {
  std::string prefix;
  std::string suffix;

  bool operator==(const KeyFilter&) const = default;
};

// The prefix and the suffix are tested each for itself: in a short key they may share bytes.
inline bool matches(const KeyFilter& filter, std::string_view key) {
  return base::starts_with(key, filter.prefix) && base::ends_with(key, filter.suffix);
}

struct KeyFilterReason {
  bool prefix_ok = true;
  bool suffix_ok = true;
  // The bytes of the key that were held against each, widened to whole characters; empty where nothing was
  // asked.
  TextRange key_prefix_part;
  TextRange key_suffix_part;

  bool ok() const { return prefix_ok && suffix_ok; }
};

KeyFilterReason explain(const KeyFilter& filter, std::string_view key);

// S3's own rule for two configurations with an event type in common: one prefix starts the other and one
// suffix ends the other.
bool overlaps(const KeyFilter& a, const KeyFilter& b);

}  // namespace brigade::match
