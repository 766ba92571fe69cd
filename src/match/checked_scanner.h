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
  constexpr uint64_t kOnes = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const uint64_t word = base::load_word(at) ^ kOnes * '0';
    const uint64_t others = (((word & kOnes * 0x7f) + kOnes * 0x76) | word) & kOnes * 0x80;
    if (others != 0) return at + std::countr_zero(others) / 8;
  }
  while (at < end && is_digit(*at)) at++;
  return at;
}

inline bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

template <class Sink>
class CheckedScanner {
 public:
  CheckedScanner(const PathTree& tree, ElementTree* elements, Sink& sink)
      : tree_(tree), elements_(elements), sink_(sink) {}

  // False: the text is no JSON object.
  bool read(std::string_view text) {
    end_ = text.data() + text.size();
    if (base::starts_with(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
    const char* at = spaces(text.data());
    if (at >= end_ || *at != '{') return false;
    at = object(at + 1, tree_.children(PathTree::kRoot) > 0 ? PathTree::kRoot : PathTree::kNone);
    return at != nullptr && spaces(at) == end_;
  }

 private:
  const char* spaces(const char* at) const {
    while (at < end_ && is_json_space(*at)) at++;
    return at;
  }

  // Each gives the place after what it read, or nullptr where that is no JSON. Below `node` kNone nobody
  // asks.
  const char* object(const char* at, uint32_t node) {
    if (++depth_ > kMaxEventDepth) return nullptr;
    at = spaces(at);
    if (at < end_ && *at == '}') {
      depth_--;
      return at + 1;
    }
    sink_.begin_object();
    for (;; at = spaces(at + 1)) {
      if (at >= end_ || *at != '"') return nullptr;
      const char* name = at + 1;
      bool escaped = false;
      at = string(name, escaped);
      if (at == nullptr) return nullptr;
      std::string_view text(name, static_cast<size_t>(at - name - 1));
      uint32_t child = PathTree::kNone;
      if (node != PathTree::kNone || Sink::kWantsNames) {
        if (escaped) text = sink_.unescaped(text);
        if (node != PathTree::kNone) child = find_child(node, text);
        sink_.name(text);
      }
      if (at >= end_ || *at != ':') {
        at = spaces(at);
        if (at >= end_ || *at != ':') return nullptr;
      }
      at = value(at + 1, child);
      if (at == nullptr) return nullptr;
      if (at < end_ && *at != ',') at = spaces(at);
      if (at >= end_ || *at != ',') break;
    }
    if (at >= end_ || *at != '}') return nullptr;
    sink_.end_object();
    depth_--;
    return at + 1;
  }

  uint32_t find_child(uint32_t node, std::string_view name) const {
    const uint32_t child = tree_.child(node, name);
    if (child != PathTree::kNone || name.find('.') == std::string_view::npos) return child;
    return tree_.descendant(node, name);
  }

  const char* value(const char* at, uint32_t node) {
    if (at < end_ && static_cast<uint8_t>(*at) <= ' ') at = spaces(at);
    if (at >= end_) return nullptr;
    switch (*at) {
      case '"':
        return text(at + 1, node);
      case '{':
        if (node != PathTree::kNone && tree_.children(node) == 0) node = PathTree::kNone;
        return object(at + 1, node);
      case '[':
        return array(at + 1, node);
      case 't':
        return word(at, node, "true", ValueKind::True);
      case 'f':
        return word(at, node, "false", ValueKind::False);
      case 'n':
        return word(at, node, "null", ValueKind::Null);
      default:
        return number(at, node);
    }
  }

  const char* array(const char* at, uint32_t node) {
    if (++depth_ > kMaxEventDepth) return nullptr;
    at = spaces(at);
    const bool empty = at < end_ && *at == ']';
    const uint32_t outside = element_;
    uint32_t number_of_array = PathTree::kNone;
    for (; !empty; at = spaces(at + 1)) {
      const bool nested = node != PathTree::kNone && elements_ != nullptr && at < end_ && (*at | 0x20) == '{';
      if (nested) {
        if (number_of_array == PathTree::kNone) number_of_array = elements_->begin_array(outside);
        element_ = elements_->begin_element(number_of_array);
      }
      at = value(at, node);
      if (nested) elements_->end_element(element_);
      element_ = outside;
      if (at == nullptr) return nullptr;
      if (at < end_ && *at != ',') at = spaces(at);
      if (at >= end_ || *at != ',') break;
    }
    if (at >= end_ || *at != ']') return nullptr;
    if (number_of_array != PathTree::kNone) elements_->end_array(number_of_array);
    depth_--;
    return at + 1;
  }

  // Past the closing quote.
  const char* string(const char* at, bool& escaped) {
    for (;;) {
      at = find_string_special(at, end_);
      if (at >= end_) return nullptr;
      if (*at == '"') return at + 1;
      const std::string_view rest(at, static_cast<size_t>(end_ - at));
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

  const char* text(const char* at, uint32_t node) {
    bool escaped = false;
    const char* close = string(at, escaped);
    if (close == nullptr || node == PathTree::kNone || !tree_.ends_here(node)) return close;
    FieldValue value;
    value.kind = ValueKind::Text;
    value.text = {at, static_cast<size_t>(close - at - 1)};
    if (escaped) value.text = sink_.unescaped(value.text);
    sink_.value(node, value, element_);
    return close;
  }

  const char* word(const char* at, uint32_t node, std::string_view expected, ValueKind kind) {
    if (static_cast<size_t>(end_ - at) < expected.size()) return nullptr;
    if (std::memcmp(at, expected.data(), expected.size()) != 0) return nullptr;
    if (node != PathTree::kNone && tree_.ends_here(node)) {
      FieldValue value;
      value.kind = kind;
      sink_.value(node, value, element_);
    }
    return at + expected.size();
  }

  const char* number(const char* begin, uint32_t node) {
    const char* at = begin;
    if (*at == '-') at++;
    if (at >= end_ || !is_digit(*at)) return nullptr;
    if (*at == '0') {
      at++;
    } else {
      while (at < end_ && is_digit(*at)) at++;
    }
    if (at < end_ && *at == '.') {
      const char* point = at + 1;
      at = skip_digits(point, end_);
      if (at == point) return nullptr;
    }
    if (at < end_ && (*at | 0x20) == 'e') {
      at++;
      if (at < end_ && (*at == '+' || *at == '-')) at++;
      const char* power = at;
      at = skip_digits(at, end_);
      if (at == power) return nullptr;
    }
    if (at < end_ && is_digit(*at)) return nullptr;  // 01
    if (node != PathTree::kNone && tree_.ends_here(node)) {
      FieldValue value;
      value.kind = ValueKind::Number;
      value.text = {begin, static_cast<size_t>(at - begin)};
      sink_.value(node, value, element_);
    }
    return at;
  }

  const PathTree& tree_;
  ElementTree* elements_;
  Sink& sink_;
  const char* end_ = nullptr;
  uint32_t element_ = 0;
  uint32_t depth_ = 0;
};

}  // namespace brigade::match
