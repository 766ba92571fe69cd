// JSON text as a stream of tokens, one at a time, with the place of each: what reads event patterns and
// events. Unlike base::read_json it keeps repeated names and numbers as they are written, takes numbers of
// any size, reads half a surrogate pair as U+FFFD, and finds a fault only when reading gets there: the first
// fault in reading order is the one to report. Source of the rules: RFC 8259; where the order matters, the
// order in which the service's own parser looks at the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brigade::match {

enum class Token : uint8_t {
  BeginObject,
  EndObject,
  BeginArray,
  EndArray,
  Name,
  String,
  Number,
  True,
  False,
  Null,
  End,    // after the document; what follows it was not looked at
  Fault,  // see error(); every later token is Fault too
};

class JsonTokens {
 public:
  // `text` must outlive the tokens.
  JsonTokens(std::string_view text, uint32_t max_depth);

  Token next();
  Token token() const { return token_; }  // the one that next() gave last

  // The value of a Name or a String, valid until the next call of next(). Reads a String to its end, which
  // may find a fault: then it is empty and token() is Fault.
  std::string_view value();
  // Whether value() lies in the text itself, since the string has no escapes.
  bool value_is_plain() const { return plain_; }

  base::TextRange range();     // quotes included
  std::string_view written();  // the token as it stands in the text
  uint32_t place() const { return begin_; }

  const base::Error& error() const { return error_; }  // code "json", a sentence, a range
  bool at_end();                                       // nothing but white space follows

 private:
  enum class Expect : uint8_t { Value, ValueOrEnd, NameOrEnd, CommaOrEnd, Nothing };

  Token fault(std::string text, size_t begin, size_t end);
  Token unexpected(size_t at, std::string_view expected);
  void skip_spaces();
  Token read_value(std::string_view expected);
  Token read_name();
  Token after_comma();
  Token open(bool object);
  Token close();
  Token number();
  Token literal(std::string_view word, Token token);
  bool read_string();  // from the quote at begin_: sets end_ and value_
  bool read_escape(size_t& at);
  bool finish();

  std::string_view text_;
  uint32_t max_depth_;
  size_t at_ = 0;  // one past what was read
  uint32_t begin_ = 0, end_ = 0;
  Token token_ = Token::End;
  Token pending_ = Token::End;  // the value after a name, where it was looked at with the name
  uint32_t pending_begin_ = 0, pending_end_ = 0;
  bool has_pending_ = false;
  bool open_string_ = false;  // token_ is a String that was not read to its end
  bool plain_ = true;
  Expect expect_ = Expect::Value;
  std::vector<bool> open_;  // for each open bracket whether it is an object
  std::string_view value_;
  std::string decoded_;
  base::Error error_;
};

struct JsonMemberText {
  std::string name;
  base::TextRange name_place, value_place;
  Token kind = Token::Null;  // the first token of the value
  std::string value;         // of a string
};

// The members of an object, each value left as text. The whole text is checked.
base::Result<std::vector<JsonMemberText>> read_members(std::string_view text, uint32_t max_depth = 1000);

}  // namespace brigade::match
