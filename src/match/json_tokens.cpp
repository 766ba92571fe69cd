// Reads JSON token by token, see json_tokens.h. A name is read together with its colon and the start of its
// value, and a string value only when it is asked for or passed over: that is the service's order of faults.
#include "match/json_tokens.h"

#include "base/text.h"

namespace brigade::match {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Four hexadecimal digits at `at`, or a value above 0xffff.
uint32_t hex_unit(std::string_view text, size_t at) {
  constexpr uint32_t kNone = 0x10000;
  if (text.size() < at + 4) return kNone;
  uint32_t unit = 0;
  for (size_t i = at; i < at + 4; i++) {
    const char c = text[i];
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      unit = unit * 16 + static_cast<uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit * 16 + static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return kNone;
    }
  }
  return unit;
}

}  // namespace

JsonTokens::JsonTokens(std::string_view text, uint32_t max_depth) : text_(text), max_depth_(max_depth) {
  if (base::starts_with(text, kByteOrderMark)) at_ = kByteOrderMark.size();
}

Token JsonTokens::fault(std::string text, size_t begin, size_t end) {
  error_ = {"json", std::move(text), {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}};
  open_string_ = false;
  value_ = {};
  return token_ = Token::Fault;
}

Token JsonTokens::unexpected(size_t at, std::string_view expected) {
  const std::string start = "Expected " + std::string(expected);
  if (at >= text_.size()) return fault(start + ", but the text ends here.", text_.size(), text_.size());
  size_t end = at;
  while (end < text_.size() && end < at + 24 && is_word(text_[end])) end++;
  if (end == at) end = at + base::utf8_length(text_.substr(at));
  if (end == at) return fault("The text is not valid UTF-8 here.", at, at + 1);
  if (static_cast<uint8_t>(text_[at]) < 0x20) return fault(start + ", found a control character.", at, end);
  return fault(start + ", found '" + std::string(text_.substr(at, end - at)) + "'.", at, end);
}

void JsonTokens::skip_spaces() {
  while (at_ < text_.size() && is_space(text_[at_])) at_++;
}

bool JsonTokens::at_end() {
  if (!finish()) return false;
  skip_spaces();
  return at_ == text_.size();
}

Token JsonTokens::next() {
  if (token_ == Token::Fault || !finish()) return Token::Fault;
  if (has_pending_) {
    has_pending_ = false;
    begin_ = pending_begin_;
    end_ = pending_end_;
    token_ = pending_;
    open_string_ = token_ == Token::String;
    if (token_ == Token::BeginObject || token_ == Token::BeginArray)
      return open(token_ == Token::BeginObject);
    expect_ = Expect::CommaOrEnd;
    return token_;
  }
  skip_spaces();
  const bool closes = at_ < text_.size() && !open_.empty() && text_[at_] == (open_.back() ? '}' : ']');
  switch (expect_) {
    case Expect::Nothing:
      return token_ = Token::End;
    case Expect::Value:
      return read_value("a value");
    case Expect::ValueOrEnd:
      return closes ? close() : read_value("a value or ']'");
    case Expect::NameOrEnd:
      return closes ? close() : read_name();
    case Expect::CommaOrEnd:
      return closes ? close() : after_comma();
  }
  return token_ = Token::End;
}

Token JsonTokens::after_comma() {
  if (at_ >= text_.size() || text_[at_] != ',')
    return unexpected(at_, open_.back() ? "',' or '}'" : "',' or ']'");
  at_++;
  skip_spaces();
  return open_.back() ? read_name() : read_value("a value");
}

Token JsonTokens::read_value(std::string_view expected) {
  begin_ = static_cast<uint32_t>(at_);
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  if (c == '{' || c == '[') {
    at_++;
    end_ = begin_ + 1;
    return open(c == '{');
  }
  if (expect_ != Expect::Nothing) expect_ = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
  if (c == '"') {
    open_string_ = true;
    return token_ = Token::String;
  }
  if (c == '-' || is_digit(c)) return number();
  if (c == 't') return literal("true", Token::True);
  if (c == 'f') return literal("false", Token::False);
  if (c == 'n') return literal("null", Token::Null);
  return unexpected(at_, expected);
}

Token JsonTokens::open(bool object) {
  if (open_.size() >= max_depth_) {
    return fault("Arrays and objects are nested more than " + std::to_string(max_depth_) + " deep.", begin_,
                 end_);
  }
  open_.push_back(object);
  expect_ = object ? Expect::NameOrEnd : Expect::ValueOrEnd;
  return token_ = object ? Token::BeginObject : Token::BeginArray;
}

Token JsonTokens::close() {
  begin_ = static_cast<uint32_t>(at_);
  end_ = begin_ + 1;
  at_++;
  token_ = open_.back() ? Token::EndObject : Token::EndArray;
  open_.pop_back();
  expect_ = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
  return token_;
}

Token JsonTokens::read_name() {
  if (at_ >= text_.size() || text_[at_] != '"') {
    return unexpected(at_, expect_ == Expect::NameOrEnd ? "a name in quotes or '}'" : "a name in quotes");
  }
  begin_ = static_cast<uint32_t>(at_);
  if (!read_string()) return Token::Fault;
  const uint32_t begin = begin_, end = end_;
  skip_spaces();
  if (at_ >= text_.size() || text_[at_] != ':') return unexpected(at_, "':'");
  at_++;
  skip_spaces();
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  if (c == '{' || c == '[' || c == '"') {
    pending_ = c == '{' ? Token::BeginObject : c == '[' ? Token::BeginArray : Token::String;
    pending_begin_ = static_cast<uint32_t>(at_);
    pending_end_ = pending_begin_ + 1;
    if (c != '"') at_++;
  } else {
    const std::string_view name = value_;
    if (read_value("a value") == Token::Fault) return Token::Fault;
    pending_ = token_;
    pending_begin_ = begin_;
    pending_end_ = end_;
    value_ = name;
  }
  has_pending_ = true;
  begin_ = begin;
  end_ = end;
  return token_ = Token::Name;
}

Token JsonTokens::number() {
  size_t end = at_;
  const auto digits = [&] {
    const size_t from = end;
    while (end < text_.size() && is_digit(text_[end])) end++;
    return end > from;
  };
  const auto bad = [&] {
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) end++;
    const std::string shown(text_.substr(begin_, std::min<size_t>(end - begin_, 24)));
    return fault("'" + shown + "' is not a number as JSON writes it.", begin_,
                 std::max<size_t>(end, begin_ + 1));
  };
  if (text_[end] == '-') end++;
  const size_t first = end;
  if (!digits()) return bad();
  if (text_[first] == '0' && end > first + 1) return bad();
  if (end < text_.size() && text_[end] == '.') {
    end++;
    if (!digits()) return bad();
  }
  if (end < text_.size() && (text_[end] | 0x20) == 'e') {
    end++;
    if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) end++;
    if (!digits()) return bad();
  }
  at_ = end;
  end_ = static_cast<uint32_t>(end);
  return token_ = Token::Number;
}

Token JsonTokens::literal(std::string_view word, Token token) {
  size_t end = at_;
  while (end < text_.size() && is_word(text_[end])) end++;
  if (text_.substr(at_, end - at_) != word) return unexpected(at_, "a value");
  at_ = end;
  end_ = static_cast<uint32_t>(end);
  return token_ = token;
}

bool JsonTokens::finish() {
  if (!open_string_) return true;
  open_string_ = false;
  at_ = begin_;
  return read_string();
}

std::string_view JsonTokens::value() { return finish() ? value_ : std::string_view(); }

base::TextRange JsonTokens::range() {
  const uint32_t begin = begin_;
  if (!finish()) return {begin, static_cast<uint32_t>(text_.size())};  // the fault is for whoever reads on
  return {begin_, end_};
}

std::string_view JsonTokens::written() {
  const base::TextRange place = range();
  return text_.substr(place.begin, place.end - place.begin);
}

bool JsonTokens::read_string() {
  size_t at = begin_ + 1;
  const auto done = [&](std::string_view content, bool plain) {
    value_ = content;
    plain_ = plain;
    at_ = at + 1;
    end_ = static_cast<uint32_t>(at_);
    return true;
  };
  bool escaped = false;
  decoded_.clear();
  size_t copied = at;  // up to here the text is in decoded_, once there was an escape
  while (at < text_.size()) {
    const uint8_t c = static_cast<uint8_t>(text_[at]);
    if (c == '"') {
      if (!escaped) return done(text_.substr(begin_ + 1, at - begin_ - 1), true);
      decoded_.append(text_.substr(copied, at - copied));
      return done(decoded_, false);
    }
    if (c == '\\') {
      escaped = true;
      decoded_.append(text_.substr(copied, at - copied));
      if (!read_escape(at)) return false;
      copied = at;
    } else if (c < 0x20) {
      fault(c == '\n' || c == '\r'
                ? "A string ends on the line it starts on; a line break in it is written \\n."
                : "A control character in a string must be written as an escape.",
            at, at + 1);
      return false;
    } else if (c < 0x80) {
      at++;
    } else {
      const size_t length = base::utf8_length(text_.substr(at));
      if (length == 0) {
        fault("The text is not valid UTF-8 here.", at, at + 1);
        return false;
      }
      at += length;
    }
  }
  fault("The string is not closed: a \" is missing.", begin_, text_.size());
  return false;
}

// Appends what the escape at `at` stands for and moves past it.
bool JsonTokens::read_escape(size_t& at) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  const char name = at + 1 < text_.size() ? text_[at + 1] : '\0';
  if (name != 'u') {
    const size_t which = name == '\0' ? std::string_view::npos : kNames.find(name);
    if (which == std::string_view::npos) {
      fault("A string knows no such escape.", at, std::min(at + 2, text_.size()));
      return false;
    }
    decoded_ += kMeant[which];
    at += 2;
    return true;
  }
  uint32_t unit = hex_unit(text_, at + 2);
  if (unit > 0xffff) {
    fault("Expected four hexadecimal digits after \\u.", at, std::min(at + 6, text_.size()));
    return false;
  }
  at += 6;
  if (unit >= 0xd800 && unit <= 0xdbff && text_.substr(at, 2) == "\\u") {
    const uint32_t low = hex_unit(text_, at + 2);
    if (low >= 0xdc00 && low <= 0xdfff) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    }
  }
  base::append_utf8(decoded_, unit);  // half a pair becomes U+FFFD
  return true;
}

base::Result<std::vector<JsonMemberText>> read_members(std::string_view text, uint32_t max_depth) {
  JsonTokens tokens(text, max_depth);
  std::vector<JsonMemberText> out;
  const auto wrong = [&] { return tl::unexpected<base::Error>(tokens.error()); };
  const Token first = tokens.next();
  if (first == Token::Fault) return wrong();
  if (first != Token::BeginObject) return base::fail("json", "Expected an object.", tokens.range());
  for (;;) {
    Token token = tokens.next();
    if (token == Token::EndObject) break;
    if (token == Token::Fault) return wrong();
    JsonMemberText member;
    member.name = std::string(tokens.value());
    member.name_place = tokens.range();
    uint32_t depth = 0;
    do {
      token = tokens.next();
      if (token == Token::Fault) return wrong();
      if (token == Token::BeginObject || token == Token::BeginArray) depth++;
      if (token == Token::EndObject || token == Token::EndArray) depth--;
      const base::TextRange place = tokens.range();
      if (tokens.token() == Token::Fault) return wrong();
      if (member.value_place.empty()) {
        member.value_place = place;
        member.kind = token;
        if (token == Token::String) member.value = std::string(tokens.value());
      }
      member.value_place.end = place.end;
    } while (depth > 0);
    out.push_back(std::move(member));
  }
  if (!tokens.at_end()) {
    const uint32_t end = static_cast<uint32_t>(text.size());
    return base::fail("json", "Expected the end of the text.", {tokens.range().end, end});
  }
  return out;
}

}  // namespace brigade::match
