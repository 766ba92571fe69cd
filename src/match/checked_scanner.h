// Reads an event of which nothing is known and checks all of it in the same pass (RFC 8259: structure, UTF-8,
// escapes, numbers, depth), with the reading of event.h: repeated names count each time, names with dots are
// paths. A sink gets what rules ask for; it must forget it if the text turns out to be no JSON object.
#pragma once

#include "base/text.h"
#include "match/decimal.h"
#include "match/event.h"
#include "match/field_value.h"
#include "match/json_skip.h"
#include "match/json_string.h"
#include "match/match_scratch.h"
#include "match/path_tree.h"

namespace brigade::match {

// From inside a string: the next quote, backslash, control character, or byte beyond ASCII; or the end.
inline const char* find_string_special(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i space = _mm_set1_epi8(' ');
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    // Compared as signed numbers, bytes beyond ASCII are small too.
    const int mask = _mm_movemask_epi8(_mm_or_si128(found, _mm_cmplt_epi8(block, space)));
    if (mask != 0) return at + std::countr_zero(static_cast<unsigned>(mask));
  }
#else
  constexpr uint64_t kOnes = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const uint64_t word = base::load_word(at);
    const uint64_t below_space = (word - kOnes * ' ') & ~word;
    const uint64_t found =
        (below_space | word | bytes_equal(word, '"') | bytes_equal(word, '\\')) & kOnes * 0x80;
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
#endif
  while (at < end && *at != '"' && *at != '\\' && static_cast<uint8_t>(*at - ' ') < 0x60) at++;
  return at;
}

inline const char* skip_digits(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i values = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    const unsigned others = ~static_cast<unsigned>(_mm_movemask_epi8(digits)) & 0xffff;
    if (others != 0) return at + std::countr_zero(others);
  }
#else
  constexpr uint64_t kOnes = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const uint64_t word = base::load_word(at) ^ kOnes * '0';
    const uint64_t others = (((word & kOnes * 0x7f) + kOnes * 0x76) | word) & kOnes * 0x80;
    if (others != 0) return at + std::countr_zero(others) / 8;
  }
#endif
  while (at < end && is_digit(*at)) at++;
  return at;
}

inline bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Past the number that begins at `at`; nullptr if it is none.
inline const char* skip_number(const char* at, const char* end) {
  if (*at == '-' && ++at == end) return nullptr;
  if (!is_digit(*at)) return nullptr;
  if (*at == '0') {
    at++;
    if (at < end && is_digit(*at)) return nullptr;
  } else {
    do {
      at++;
    } while (at < end && is_digit(*at));
  }
  if (at < end && *at == '.') {
    const char* point = at + 1;
    at = skip_digits(point, end);
    if (at == point) return nullptr;
  }
  if (at >= end || (*at | 0x20) != 'e') return at;
  at++;
  if (at < end && (*at == '+' || *at == '-')) at++;
  const char* power = at;
  at = skip_digits(at, end);
  return at == power ? nullptr : at;
}

inline bool is_letter(char c) { return static_cast<uint8_t>((c | 0x20) - 'a') < 26; }

template <class Sink>
class CheckedScanner {
 public:
  CheckedScanner(const PathTree& tree, ElementTree* elements, Sink& sink)
      : tree_(tree), elements_(elements), sink_(sink) {}

  // False: the text is no JSON object.
  bool read(std::string_view text) {
    end_ = text.data() + text.size();
    if (base::starts_with(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
    const char* at = spaces(text.data(), end_);
    if (at >= end_ || *at != '{') return false;
    const bool asked = tree_.children(PathTree::kRoot) > 0;
    at = asked ? object<true>(at + 1, PathTree::kRoot) : object<false>(at + 1, PathTree::kNone);
    return at != nullptr && spaces(at, end_) == end_;
  }

 private:
  static const char* spaces(const char* at, const char* end) {
    while (at < end && is_json_space(*at)) at++;
    return at;
  }

  // Each gives the place after what it read, or nullptr where that is no JSON. What is not kAsked for lies
  // below no path of a rule, and is only checked; its `node` is kNone.
  template <bool kAsked>
  const char* object(const char* at, uint32_t node) {
    const char* const end = end_;
    if (++depth_ > kMaxEventDepth) return nullptr;
    at = spaces(at, end);
    sink_.begin_object();
    const bool empty = at < end && *at == '}';
    while (!empty) {
      if (at >= end || *at != '"') return nullptr;
      const char* name = at + 1;
      bool escaped = false;
      // A name of one letter, as coordinates have them, is told without waiting for where it ends.
      if (end - name >= 2 && name[1] == '"' && is_letter(name[0])) {
        at = name + 2;
      } else {
        at = string(name, end, escaped);
      }
      if (at == nullptr) return nullptr;
      uint32_t child = PathTree::kNone;
      if (kAsked || Sink::kWantsNames) {
        std::string_view text(name, static_cast<size_t>(at - name - 1));
        if (escaped) text = sink_.unescaped(text);
        if (kAsked) child = find_child(node, text);
        sink_.name(text);
      }
      if (at < end && *at != ':') at = spaces(at, end);
      if (at >= end || *at != ':') return nullptr;
      at++;
      if (at < end && static_cast<uint8_t>(*at) <= ' ') at = spaces(at, end);
      at = kAsked && child != PathTree::kNone ? value<true>(at, child) : value<false>(at, PathTree::kNone);
      if (at == nullptr) return nullptr;
      if (at < end && *at != ',') at = spaces(at, end);
      if (at >= end) return nullptr;
      if (*at != ',') break;
      at++;
      if (at < end && *at != '"') at = spaces(at, end);
    }
    if (at >= end || *at != '}') return nullptr;
    sink_.end_object();
    depth_--;
    return at + 1;
  }

  uint32_t find_child(uint32_t node, std::string_view name) const {
    const uint32_t child = tree_.child(node, name);
    if (child != PathTree::kNone || name.find('.') == std::string_view::npos) return child;
    return tree_.descendant(node, name);
  }

  template <bool kAsked>
  const char* value(const char* at, uint32_t node) {
    if (at >= end_) return nullptr;
    const char c = *at;
    FieldValue found;
    if (is_digit(c) || c == '-') {
      const char* close = skip_number(at, end_);
      if (!kAsked || close == nullptr) return close;
      found.kind = ValueKind::Number;
      found.text = {at, static_cast<size_t>(close - at)};
      return report(close, node, found);
    }
    if (c != '"') return other_value<kAsked>(at, node);
    bool escaped = false;
    const char* close = string(at + 1, end_, escaped);
    if (!kAsked || close == nullptr) return close;
    found.kind = ValueKind::Text;
    found.text = {at + 1, static_cast<size_t>(close - at - 2)};
    if (escaped && tree_.ends_here(node)) found.text = sink_.unescaped(found.text);
    return report(close, node, found);
  }

  const char* report(const char* at, uint32_t node, const FieldValue& value) {
    if (tree_.ends_here(node)) sink_.value(node, value, element_);
    return at;
  }

  template <bool kAsked>
  const char* other_value(const char* at, uint32_t node) {
    switch (*at) {
      case '{':
        return kAsked && tree_.children(node) > 0 ? object<true>(at + 1, node)
                                                  : object<false>(at + 1, PathTree::kNone);
      case '[':
        return array<kAsked>(at + 1, node);
      case 't':
        return word<kAsked>(at, node, "true", ValueKind::True);
      case 'f':
        return word<kAsked>(at, node, "false", ValueKind::False);
      case 'n':
        return word<kAsked>(at, node, "null", ValueKind::Null);
      default:
        return nullptr;
    }
  }

  template <bool kAsked>
  const char* array(const char* at, uint32_t node) {
    if (++depth_ > kMaxEventDepth) return nullptr;
    at = spaces(at, end_);
    const bool empty = at < end_ && *at == ']';
    const uint32_t outside = element_;
    uint32_t number = PathTree::kNone;
    while (!empty) {
      const bool nested = kAsked && elements_ != nullptr && at < end_ && (*at | 0x20) == '{';
      if (nested) {
        if (number == PathTree::kNone) number = elements_->begin_array(outside);
        element_ = elements_->begin_element(number);
      }
      at = value<kAsked>(at, node);
      if (nested) elements_->end_element(element_);
      element_ = outside;
      if (at == nullptr) return nullptr;
      if (at < end_ && *at != ',') at = spaces(at, end_);
      if (at >= end_ || *at != ',') break;
      at++;
      if (at < end_ && static_cast<uint8_t>(*at) <= ' ') at = spaces(at, end_);
    }
    if (at >= end_ || *at != ']') return nullptr;
    if (number != PathTree::kNone) elements_->end_array(number);
    depth_--;
    return at + 1;
  }

  // Past the closing quote.
  static const char* string(const char* at, const char* end, bool& escaped) {
    at = find_string_special(at, end);
    if (at < end && *at == '"') return at + 1;
    return rest_of_string(at, end, escaped);
  }

  static const char* rest_of_string(const char* at, const char* end, bool& escaped) {
    for (;; at = find_string_special(at, end)) {
      if (at >= end) return nullptr;
      if (*at == '"') return at + 1;
      const std::string_view rest(at, static_cast<size_t>(end - at));
      size_t length = 0;
      if (*at == '\\') {
        escaped = true;
        length = escape_length(rest);
      } else if (static_cast<uint8_t>(*at) >= 0x20) {
        length = base::utf8_length(rest);
      }
      if (length == 0) return nullptr;
      at += length;
    }
  }

  template <bool kAsked>
  const char* word(const char* at, uint32_t node, std::string_view expected, ValueKind kind) {
    if (static_cast<size_t>(end_ - at) < expected.size()) return nullptr;
    if (std::memcmp(at, expected.data(), expected.size()) != 0) return nullptr;
    FieldValue found;
    found.kind = kind;
    return kAsked ? report(at + expected.size(), node, found) : at + expected.size();
  }

  const PathTree& tree_;
  ElementTree* elements_;
  Sink& sink_;
  const char* end_ = nullptr;
  uint32_t element_ = 0;
  uint32_t depth_ = 0;
};

}  // namespace brigade::match
