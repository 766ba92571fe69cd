// What condition and update expressions have in common: tokens, document paths, placeholders, and the
// service's way to refuse. Source: the grammar in "Expressions" of the DynamoDB developer guide.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/services/dynamodb_expression.h"

namespace brigade::engine::dynamodb {

struct PathPart {
  std::string name;
  std::optional<uint32_t> index;  // of a list; else a name of a map
};
using Path = std::vector<PathPart>;
std::string path_text(const Path& path);  // "[a, b]", as the service prints it
const Value* find_path(const Value& item, const Path& path);

// A value that may be missing: what a path leads to, or a :value.
struct Operand {
  std::optional<Value> value;
  bool is_literal = false;  // a :value
};

class ExpressionReader {
 public:
  ExpressionReader(std::string_view kind, std::string_view text, const Value& item, ExpressionScope& scope)
      : item_(item), kind_(kind), text_(text), scope_(scope) {
    next();
  }

 protected:
  enum class Token : uint8_t { End, Name, HashName, ColonValue, Number, Symbol, Bad };

  // After the first fault nothing is read any more: everything gives its empty answer.
  bool failed() const { return error_.has_value(); }
  void refuse(std::string text);          // "Invalid ConditionExpression: " and this
  void refuse_plainly(std::string text);  // this alone
  void refuse_token();

  void next();
  bool at_symbol(std::string_view symbol) const { return token_ == Token::Symbol && word_ == symbol; }
  bool at_word(std::string_view word) const;  // in any case
  bool take_symbol(std::string_view symbol);
  bool take_word(std::string_view word);
  void need_symbol(std::string_view symbol);
  bool at_function() const { return token_ == Token::Name && rest_starts_with('('); }
  Path read_path();
  Value read_value();  // a :value
  Operand operand_at(const Path& path) const;
  base::Error error() const { return *error_; }

  const Value& item_;
  Token token_ = Token::End;
  std::string_view word_;

 private:
  bool rest_starts_with(char c) const;
  std::string near() const;

  std::string_view kind_, text_;
  ExpressionScope& scope_;
  size_t at_ = 0;  // after the token
  size_t token_begin_ = 0, previous_begin_ = 0;
  std::optional<base::Error> error_;
};

}  // namespace brigade::engine::dynamodb
