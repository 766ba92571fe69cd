// Reads one element of a leaf's array: a literal, or an object with an operator. Part of pattern_reader.cpp.
// The words and the order of the faults are the service's.
#pragma once

#include <optional>
#include <string>

#include "match/json_tokens.h"
#include "match/pattern_reader.h"

namespace brigade::match {

class AlternativeReader {
 public:
  AlternativeReader(JsonTokens& tokens, const PatternDialect& dialect) : tokens_(tokens), dialect_(dialect) {}

  // The token that starts the element has been read. False where it is at fault; see error().
  bool read(Alternative& out);

  Token next();  // of the tokens; a fault in the JSON becomes the error
  bool fail(std::string_view reason, TextRange place);
  bool fail_in_json();  // the tokens' own fault
  bool fail_here(std::string_view reason) { return fail(reason, tokens_.range()); }
  bool has_failed() const { return error_.has_value(); }
  base::Error error() const { return *error_; }

 private:
  bool read_literal(Alternative& out);
  bool read_expression(Alternative& out);
  bool read_text(Alternative& out, Operator op, std::string_view type_error);
  bool read_affix(Alternative& out, bool prefix);
  bool read_cidr(Alternative& out);
  bool read_wildcard(Alternative& out);
  bool read_exists(Alternative& out);
  bool read_numeric(Alternative& out);
  bool read_numeric_terms(Alternative& out);
  bool complete_range(Alternative& out, std::string_view bottom, TextRange place);
  bool read_bound(std::string_view written, TextRange place, double& out);
  bool read_anything_but(Alternative& out);
  bool read_anything_but_operator(Alternative& out);
  bool read_anything_but_list(Alternative& out);
  bool read_anything_but_item(Alternative& out, Token token);
  bool parse_wildcard(std::string_view text, TextRange place, Wildcard& out);
  bool expect_end(std::string_view reason);
  bool has(uint32_t bit) const { return (dialect_.operators & bit) != 0; }

  JsonTokens& tokens_;
  const PatternDialect& dialect_;
  std::optional<base::Error> error_;
};

}  // namespace brigade::match
