// Reads an event that is known to be good: JSON in which no object names a member twice and no name has a dot
// or an escape in it (check_event says so). Looks only at names on the way to what rules ask for, skips
// everything else, and stops the whole reading as soon as everything asked for was seen: what is not there
// keeps it going only to the end of the object that would hold it. Other text gives wrong answers, but is
// never read out of bounds.
#pragma once

#include "match/event.h"
#include "match/field_value.h"
#include "match/json_skip.h"
#include "match/match_scratch.h"
#include "match/path_tree.h"

namespace brigade::match {

// Sink: value(field, FieldValue, element); unescaped(std::string_view written) → std::string_view.
template <class Sink>
class PlainScanner {
 public:
  // `elements` is nullptr where nobody asks in which element of an array a value lies.
  PlainScanner(const PathTree& tree, NameGuesses& names, ElementTree* elements, Sink& sink)
      : tree_(tree), names_(names), elements_(elements), sink_(sink) {
    names.begin_event(tree.version());
  }

  void read(std::string_view text) {
    end_ = text.data() + text.size();
    const char* at = skip_spaces(text.data(), end_);
    awaited_ = 1;
    if (at < end_ && *at == '{') object(at + 1, PathTree::kRoot);
  }

 private:
  // What is still waited for is counted. Each value is waited for once; an object that rules look into hands
  // that over to its members. All functions give the place after what they read, or nullptr for: stop.
  const char* object(const char* at, uint32_t node) {
    uint32_t missing = tree_.children(node);
    awaited_ += missing - 1;
    uint32_t position = 0;
    for (at = skip_spaces(at, end_); at < end_ && *at == '"';) {
      uint32_t child = PathTree::kNone;
      at = name(at + 1, node, position++, child);
      if (at == nullptr) return nullptr;
      at = past(at, ':');
      if (at == nullptr) return nullptr;
      if (child == PathTree::kNone) {
        at = skip_value(at, end_);
      } else {
        at = value(at, child);
        if (at == nullptr || awaited_ == 0) return nullptr;
        if (--missing == 0) return skip_nested(at, end_);
      }
      if (at < end_ && *at != ',') at = skip_spaces(at, end_);
      if (at >= end_) return nullptr;
      if (*at != ',') break;
      at++;
      if (at < end_ && *at != '"') at = skip_spaces(at, end_);
    }
    if (at < end_ && *at == '}') at++;
    awaited_ -= missing;
    return at < end_ ? at : nullptr;
  }

  // Past the closing quote of a name; `child` is where it leads.
  const char* name(const char* at, uint32_t node, uint32_t position, uint32_t& child) {
    NameGuesses::Guess& guess = names_.at(node, position);
    const bool readable = static_cast<size_t>(end_ - at) >= NameGuesses::kBytes;
    if (readable && guess.node == node && guess.fits(at)) {
      child = guess.child;
      return at + guess.size + 1;
    }
    const char* close = find_quote(at, end_);
    if (close >= end_) return nullptr;
    const size_t size = static_cast<size_t>(close - at);
    child = tree_.child(node, {at, size});
    if (readable) NameGuesses::learn(guess, node, at, size, child);
    return close + 1;
  }

  // Past a character that must stand here, and the white space around it; nullptr if it does not.
  const char* past(const char* at, char expected) const {
    if (at < end_ && *at != expected) at = skip_spaces(at, end_);
    if (at >= end_ || *at != expected) return nullptr;
    at++;
    return at < end_ && static_cast<uint8_t>(*at) <= ' ' ? skip_spaces(at, end_) : at;
  }

  const char* value(const char* at, uint32_t node) {
    if (at >= end_) return nullptr;
    switch (*at) {
      case '{':
        if (tree_.children(node) > 0) return object(at + 1, node);
        return --awaited_ == 0 ? nullptr : skip_nested(at + 1, end_);
      case '[':
        return array(at + 1, node);
      case '"':
        return text(at + 1, node);
      default:
        return scalar(at, node);
    }
  }

  const char* text(const char* at, uint32_t node) {
    const char* close = find_string_end(at, end_);
    const bool escaped = close < end_ && *close == '\\';
    if (escaped) {
      close = skip_string(at, end_) - 1;
      if (*close != '"') return nullptr;
    }
    if (close >= end_ || close < at) return nullptr;
    if (tree_.ends_here(node)) {
      FieldValue value;
      value.kind = ValueKind::Text;
      value.text = {at, static_cast<size_t>(close - at)};
      if (escaped) value.text = sink_.unescaped(value.text);
      sink_.value(node, value, element_);
    }
    awaited_--;
    return close + 1;
  }

  const char* scalar(const char* at, uint32_t node) {
    const char* close = skip_scalar(at, end_);
    if (close == at) return nullptr;
    awaited_--;
    if (!tree_.ends_here(node)) return close;
    FieldValue value;
    value.kind = *at == 't'   ? ValueKind::True
                 : *at == 'f' ? ValueKind::False
                 : *at == 'n' ? ValueKind::Null
                              : ValueKind::Number;
    value.text = {at, static_cast<size_t>(close - at)};
    sink_.value(node, value, element_);
    return close;
  }

  const char* array(const char* at, uint32_t node) {
    if (++depth_ > kMaxEventDepth) return nullptr;
    const uint32_t outside = element_;
    uint32_t number = PathTree::kNone;
    for (at = skip_spaces(at, end_); at < end_ && *at != ']';) {
      const bool nested = (*at | 0x20) == '{';
      if (nested && elements_ != nullptr) {
        if (number == PathTree::kNone) number = elements_->begin_array(outside);
        element_ = elements_->begin_element(number);
      }
      awaited_++;
      at = value(at, node);
      if (nested && elements_ != nullptr) elements_->end_element(element_);
      element_ = outside;
      if (at == nullptr) return nullptr;
      if (at < end_ && *at != ',') at = skip_spaces(at, end_);
      if (at < end_ && *at == ',') at = skip_spaces(at + 1, end_);
    }
    if (number != PathTree::kNone) elements_->end_array(number);
    awaited_--;
    depth_--;
    return at < end_ ? at + 1 : nullptr;
  }

  const PathTree& tree_;
  NameGuesses& names_;
  ElementTree* elements_;
  Sink& sink_;
  const char* end_ = nullptr;
  uint32_t awaited_ = 0;
  uint32_t element_ = 0;
  uint32_t depth_ = 0;
};

}  // namespace brigade::match
