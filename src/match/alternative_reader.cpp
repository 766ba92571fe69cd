// The operators of event patterns as they are written, see alternative_reader.h.
#include "match/alternative_reader.h"

#include "base/text.h"
#include "match/fold_case.h"
#include "match/ip_address.h"
#include "match/number.h"

namespace brigade::match {
namespace {

constexpr std::string_view kOneKey = "Only one key allowed in match expression";
constexpr std::string_view kTooMany = "Too many elements in numeric expression";

// What the service quotes of a token that it did not want: a string without its quotes.
std::string shown(JsonTokens& tokens) {
  return std::string(tokens.token() == Token::String ? tokens.value() : tokens.written());
}

}  // namespace

Token AlternativeReader::next() {
  const Token token = tokens_.next();
  if (token == Token::Fault) fail_in_json();
  return token;
}

bool AlternativeReader::fail_in_json() {
  return fail(std::string(dialect_.json_start) + tokens_.error().text, tokens_.error().range);
}

bool AlternativeReader::fail(std::string_view reason, TextRange place) {
  if (!error_) {
    error_ = {std::string(dialect_.error_code), std::string(dialect_.error_start) + std::string(reason),
              place};
  }
  return false;
}

bool AlternativeReader::expect_end(std::string_view reason) {
  return next() == Token::EndObject || fail_here(reason);
}

bool AlternativeReader::read(Alternative& out) {
  const uint32_t begin = tokens_.place();
  const bool good = tokens_.token() == Token::BeginObject ? read_expression(out) : read_literal(out);
  if (good) out.place = {begin, tokens_.range().end};
  return good;
}

bool AlternativeReader::read_literal(Alternative& out) {
  switch (tokens_.token()) {
    case Token::Null:
      out.op = Operator::Null;
      return true;
    case Token::True:
      out.op = Operator::True;
      return true;
    case Token::False:
      out.op = Operator::False;
      return true;
    case Token::Number:
      out.op = Operator::NumberEquals;
      out.numbers.push_back(read_number(tokens_.written()));
      if (!out.numbers[0].comparable) out.texts.emplace_back(tokens_.written());
      return true;
    case Token::String: {
      const std::string_view text = tokens_.value();
      if (tokens_.token() == Token::Fault) return fail_in_json();
      const std::optional<CidrBlock> address = parse_ip_address(text);
      if (address && text.find(':') != std::string_view::npos) {  // IPv6 has several spellings
        out.op = Operator::Cidr;
        out.cidr = *address;
      } else {
        out.op = Operator::Equals;
      }
      out.texts.emplace_back(text);
      return true;
    }
    default:
      return fail_here("Match value must be String, number, true, false, or null");
  }
}

bool AlternativeReader::read_expression(Alternative& out) {
  const Token token = next();
  if (token == Token::Fault) return false;
  if (token != Token::Name) return fail_here("Match expression name not found");
  const std::string name(tokens_.value());
  if (name == "exactly" && has(kAllowExactly)) {
    return read_text(out, Operator::Equals, "exact match pattern must be a string");
  }
  if (name == "prefix") return read_affix(out, true);
  if (name == "suffix" && has(kAllowSuffix)) return read_affix(out, false);
  if (name == "numeric") return read_numeric(out);
  if (name == "anything-but") return read_anything_but(out);
  if (name == "exists") return read_exists(out);
  if (name == "cidr") return read_cidr(out);
  if (name == "equals-ignore-case") {
    return read_text(out, Operator::EqualsIgnoreCase, "equals-ignore-case match pattern must be a string");
  }
  if (name == "wildcard" && has(kAllowWildcard)) return read_wildcard(out);
  return fail_here("Unrecognized match type " + name);
}

// A string, and the end of the operator's object.
bool AlternativeReader::read_text(Alternative& out, Operator op, std::string_view type_error) {
  if (next() != Token::String) return fail_here(type_error);
  const std::string_view text = tokens_.value();
  const bool folded = op == Operator::EqualsIgnoreCase || op == Operator::PrefixIgnoreCase ||
                      op == Operator::SuffixIgnoreCase;
  out.op = op;
  out.texts.push_back(folded ? fold_pattern_text(text) : std::string(text));
  return expect_end(kOneKey);
}

bool AlternativeReader::read_affix(Alternative& out, bool prefix) {
  const std::string word = prefix ? "prefix" : "suffix";
  const Token token = next();
  if (token == Token::Fault) return false;
  if (token != Token::BeginObject || !has(prefix ? kAllowPrefixIgnoreCase : kAllowSuffixIgnoreCase)) {
    if (token != Token::String) return fail_here(word + " match pattern must be a string");
    out.op = prefix ? Operator::Prefix : Operator::Suffix;
    out.texts.emplace_back(tokens_.value());
    return expect_end(kOneKey);
  }
  if (next() != Token::Name)
    return fail_here((prefix ? "Prefix" : "Suffix") + std::string(" expression name not found"));
  if (tokens_.value() != "equals-ignore-case") {
    return fail_here("Unsupported " + word + " pattern: " + std::string(tokens_.value()));
  }
  return read_text(out, prefix ? Operator::PrefixIgnoreCase : Operator::SuffixIgnoreCase,
                   "equals-ignore-case match pattern must be a string") &&
         expect_end(kOneKey);
}

bool AlternativeReader::read_cidr(Alternative& out) {
  if (next() != Token::String) return fail_here("prefix match pattern must be a string");
  const std::string_view text = tokens_.value();
  if (tokens_.token() == Token::Fault) return fail_in_json();
  const auto block = parse_cidr(text);
  if (!block) return fail_here(block.error().text);
  out.op = Operator::Cidr;
  out.cidr = *block;
  out.texts.emplace_back(text);
  return expect_end(kOneKey);
}

bool AlternativeReader::read_exists(Alternative& out) {
  const Token token = next();
  if (token != Token::True && token != Token::False) {
    return fail_here("exists match pattern must be either true or false.");
  }
  out.op = token == Token::True ? Operator::Exists : Operator::NotExists;
  return expect_end(kOneKey);
}

bool AlternativeReader::read_wildcard(Alternative& out) {
  if (next() != Token::String) return fail_here("wildcard match pattern must be a string");
  const std::string_view text = tokens_.value();
  if (tokens_.token() == Token::Fault) return fail_in_json();
  out.op = Operator::Wildcard;
  out.wildcards.emplace_back();
  return parse_wildcard(text, tokens_.range(), out.wildcards[0]) && expect_end(kOneKey);
}

// Positions in the errors count bytes, and the opening quote as the first.
bool AlternativeReader::parse_wildcard(std::string_view text, TextRange place, Wildcard& out) {
  out.parts.assign(1, {});
  for (size_t i = 0; i < text.size(); i++) {
    const char following = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '*') {
      if (following == '*')
        return fail("Consecutive wildcard characters at pos " + std::to_string(i + 1), place);
      out.parts.emplace_back();
    } else if (text[i] == '\\') {
      if (following != '*' && following != '\\') {
        return fail("Invalid escape character at pos " + std::to_string(i + 1), place);
      }
      out.parts.back() += following;
      i++;
    } else {
      out.parts.back() += text[i];
    }
  }
  return true;
}

bool AlternativeReader::read_numeric(Alternative& out) {
  if (next() != Token::BeginArray) return fail_here("Value of numeric must be an array.");
  out.op = Operator::Numeric;
  return read_numeric_terms(out) && expect_end(kTooMany);
}

bool AlternativeReader::read_bound(std::string_view written, TextRange place, double& out) {
  const Number number = read_number(written);
  if (!number.comparable) return fail("Cannot compare number : " + std::string(written), place);
  out = number.value;
  return true;
}

bool AlternativeReader::read_numeric_terms(Alternative& out) {
  if (next() != Token::String) return fail_here("Invalid member in numeric match: " + shown(tokens_));
  const std::string sign(tokens_.value());
  const TextRange sign_place = tokens_.range();
  const Token token = next();
  if (token == Token::Fault) return false;
  const bool upper = sign == "<" || sign == "<=";
  const bool lower = sign == ">" || sign == ">=";
  if (!upper && !lower && sign != "=")
    return fail("Unrecognized numeric range operator: " + sign, sign_place);
  if (token != Token::Number)
    return fail_here("Value of " + (sign == "=" ? "equals" : sign) + " must be numeric");
  const std::string_view written = tokens_.written();
  const TextRange place = tokens_.range();
  const bool ends = next() == Token::EndArray;
  if (has_failed()) return false;
  out.range.has_low = !upper;
  out.range.has_high = !lower;
  out.range.low_included = sign == ">=" || sign == "=";
  out.range.high_included = sign == "<=" || sign == "=";
  if (!ends) return lower ? complete_range(out, written, place) : fail_here(kTooMany);
  double value = 0;
  if (!read_bound(written, place, value)) return false;
  out.range.low = upper ? 0 : value;
  out.range.high = lower ? 0 : value;
  return true;
}

bool AlternativeReader::complete_range(Alternative& out, std::string_view bottom, TextRange place) {
  if (tokens_.token() != Token::String) return fail_here("Bad value in numeric range: " + shown(tokens_));
  const std::string sign(tokens_.value());
  if (tokens_.token() == Token::Fault) return fail_in_json();
  if (sign != "<" && sign != "<=") return fail_here("Bad numeric range operator: " + sign);
  if (next() != Token::Number) return fail_here("Value of " + sign + " must be numeric");
  const std::string_view top = tokens_.written();
  const TextRange top_place = tokens_.range();
  if (next() != Token::EndArray) return fail_here("Too many terms in numeric range expression");
  if (!read_bound(bottom, place, out.range.low) || !read_bound(top, top_place, out.range.high)) return false;
  if (out.range.low >= out.range.high) {
    return fail("Bottom must be less than top", {place.begin, top_place.end});
  }
  out.range.has_high = true;
  out.range.high_included = sign == "<=";
  return true;
}

bool AlternativeReader::read_anything_but(Alternative& out) {
  constexpr std::string_view kWrongType =
      "Value of anything-but must be an array or single string/number value.";
  out.op = Operator::AnythingBut;
  Token token = next();
  if (token == Token::BeginObject) {
    if (!read_anything_but_operator(out)) return false;
    token = next();
  }
  const TextRange place = tokens_.range();
  if (token == Token::BeginArray) {
    if (!read_anything_but_list(out)) return false;
  } else if (token == Token::String || token == Token::Number) {
    if (!read_anything_but_item(out, token)) return false;
    if (out.op == Operator::AnythingButWildcard) {
      out.wildcards.emplace_back();
      if (!parse_wildcard(out.texts[0], place, out.wildcards[0])) return false;
      out.texts.clear();
    }
  } else {
    return fail_here(kWrongType);
  }
  return expect_end(kTooMany) && (out.op == Operator::AnythingBut || expect_end(kTooMany));
}

bool AlternativeReader::read_anything_but_operator(Alternative& out) {
  if (next() != Token::Name) return fail_here("Anything-But expression name not found");
  const std::string_view name = tokens_.value();
  if (name == "equals-ignore-case" && has(kAllowAnythingButIgnoreCase)) {
    out.op = Operator::AnythingButEqualsIgnoreCase;
  } else if (name == "prefix" && has(kAllowAnythingButPrefix)) {
    out.op = Operator::AnythingButPrefix;
  } else if (name == "suffix" && has(kAllowAnythingButSuffix)) {
    out.op = Operator::AnythingButSuffix;
  } else if (name == "wildcard" && has(kAllowAnythingButWildcard)) {
    out.op = Operator::AnythingButWildcard;
  } else {
    return fail_here("Unsupported anything-but pattern: " + std::string(name));
  }
  return true;
}

bool AlternativeReader::read_anything_but_list(Alternative& out) {
  std::vector<TextRange> places;
  TextRange list = tokens_.range();
  for (;;) {
    const Token token = next();
    if (token == Token::EndArray) break;
    if (!read_anything_but_item(out, token)) return false;
    places.push_back(tokens_.range());
  }
  list.end = tokens_.range().end;
  if (out.op == Operator::AnythingBut && out.texts.empty() == out.numbers.empty()) {
    return fail(
        "Inside anything but list, either all values are number or string, mixed type is not supported",
        list);
  }
  if (out.op != Operator::AnythingButWildcard) return true;
  out.wildcards.resize(out.texts.size());
  for (size_t i = 0; i < out.texts.size(); i++) {
    if (!parse_wildcard(out.texts[i], places[i], out.wildcards[i])) return false;
  }
  out.texts.clear();
  return true;
}

// One value of `anything-but`. The texts of wildcards wait in `texts`.
bool AlternativeReader::read_anything_but_item(Alternative& out, Token token) {
  if (token == Token::Fault) return false;
  const bool plain = out.op == Operator::AnythingBut;
  if (token == Token::Number && plain) {
    const Number number = read_number(tokens_.written());
    if (!number.comparable) return fail_here("Cannot compare number : " + std::string(tokens_.written()));
    out.numbers.push_back(number);
    return true;
  }
  if (token != Token::String) {
    switch (out.op) {
      case Operator::AnythingBut:
        return fail_here("Inside anything but list, start|null|boolean is not supported.");
      case Operator::AnythingButEqualsIgnoreCase:
        return fail_here(
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.");
      case Operator::AnythingButWildcard:
        return fail_here("wildcard match pattern must be a string");
      default:
        return fail_here("prefix/suffix match pattern must be a string");
    }
  }
  const std::string_view text = tokens_.value();
  if (tokens_.token() == Token::Fault) return fail_in_json();
  const bool affix = out.op == Operator::AnythingButPrefix || out.op == Operator::AnythingButSuffix;
  if (affix && text.empty()) return fail_here("Null prefix/suffix not allowed");
  const bool folded = out.op == Operator::AnythingButEqualsIgnoreCase;
  out.texts.push_back(folded ? fold_pattern_text(text) : std::string(text));
  return true;
}

}  // namespace brigade::match
