// Filters and patterns as a few words beside a wire: the whole of a notification's filter, of a pattern only
// what tells it from others.
#include "app/stage/model.h"
#include "match/reason.h"

namespace brigade::app::stage {

std::string filter_text(const match::KeyFilter& filter) { return filter.prefix + "*" + filter.suffix; }

namespace {

// "size > 1000000", "key images/*"; a value alone where its field goes without saying.
std::string leaf_summary(const match::Leaf& leaf) {
  std::string text;
  for (const match::Alternative& alternative : leaf.alternatives) {
    std::string words = match::operator_words(alternative);
    std::erase(words, '`');
    std::erase(words, '"');
    constexpr std::string_view kNumeric = "numeric ", kPrefix = "prefix ", kSuffix = "suffix ";
    if (words.starts_with(kNumeric)) words.erase(0, kNumeric.size());
    if (words.starts_with(kPrefix)) words = words.substr(kPrefix.size()) + "*";
    if (words.starts_with(kSuffix)) words.replace(0, kSuffix.size(), "*");
    text += (text.empty() ? "" : " | ") + words;
  }
  if (leaf.path == "source" || leaf.path == "detail-type") return text;
  const size_t dot = leaf.path.rfind('.');
  return leaf.path.substr(dot == std::string::npos ? 0 : dot + 1) + " " + text;
}

// How much a field says, less and less: what happened to what, in general, where.
int rank_of(const match::Leaf& leaf) {
  if (leaf.path == "detail-type") return 1;
  return leaf.path == "detail.bucket.name" ? 2 : leaf.path == "source" ? 3 : 0;
}

}  // namespace

std::string pattern_summary(const match::Pattern& pattern) {
  std::string text;
  for (int rank = 0; rank < 4 && text.empty(); ++rank) {
    for (const match::Leaf& leaf : pattern.leaves) {
      if (rank_of(leaf) == rank) text += (text.empty() ? "" : " · ") + leaf_summary(leaf);
    }
  }
  return text.empty() ? "*" : text;
}

}  // namespace brigade::app::stage
