// Tokens, paths and placeholders of expressions.
#include "engine/services/dynamodb_reader.h"

#include <algorithm>

#include "base/json.h"

namespace brigade::engine::dynamodb {

using base::fail;
using base::Result;
using base::Status;

namespace {

constexpr const char* kInvalid = "ValidationException";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_letter(c) || is_digit(c); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

// --- placeholders ---

Result<ExpressionScope> ExpressionScope::read(const ExpressionAttributes& attributes) {
  ExpressionScope scope;
  if (!attributes.names.empty()) {
    const auto names = base::read_json(attributes.names);
    if (!names) return tl::unexpected<base::Error>(names.error());
    for (const base::JsonMember& member : names->members()) {
      scope.entries_.push_back({member.name, member.value.as_string(), {}, false});
    }
  }
  if (!attributes.values.empty()) {
    auto values = read_attributes(attributes.values);
    if (!values) return tl::unexpected<base::Error>(values.error());
    for (Member& member : values->members)
      scope.entries_.push_back({member.name, {}, std::move(member.value), false});
  }
  for (const Entry& entry : scope.entries_) {
    const bool is_names = entry.name.empty() ? false : true;
    const bool named = entry.placeholder.size() > 1 && entry.placeholder.front() == (is_names ? '#' : ':');
    if (named) continue;
    return fail(kInvalid, std::string(is_names ? "ExpressionAttributeNames" : "ExpressionAttributeValues") +
                              " contains invalid key: Syntax error; key: \"" + entry.placeholder + "\"");
  }
  return scope;
}

const std::string* ExpressionScope::name(std::string_view placeholder) {
  for (Entry& entry : entries_) {
    if (entry.placeholder != placeholder) continue;
    entry.used = true;
    return &entry.name;
  }
  return nullptr;
}

const Value* ExpressionScope::value(std::string_view placeholder) {
  for (Entry& entry : entries_) {
    if (entry.placeholder != placeholder) continue;
    entry.used = true;
    return &entry.value;
  }
  return nullptr;
}

Status ExpressionScope::check_all_used() const {
  for (const char first : {'#', ':'}) {
    std::string unused;
    for (const Entry& entry : entries_) {
      if (entry.used || entry.placeholder.front() != first) continue;
      unused += (unused.empty() ? "" : ", ") + entry.placeholder;
    }
    if (unused.empty()) continue;
    return fail(kInvalid, std::string("Value provided in ExpressionAttribute") +
                              (first == '#' ? "Names" : "Values") + " unused in expressions: keys: {" +
                              unused + "}");
  }
  return {};
}

// --- paths ---

std::string path_text(const Path& path) {
  std::string out = "[";
  for (const PathPart& part : path) {
    if (out.size() > 1) out += ", ";
    out += part.index ? "[" + std::to_string(*part.index) + "]" : part.name;
  }
  return out + "]";
}

const Value* find_path(const Value& item, const Path& path) {
  const Value* at = &item;
  for (const PathPart& part : path) {
    if (part.index) {
      if (at->type != ValueType::List || *part.index >= at->items.size()) return nullptr;
      at = &at->items[*part.index];
    } else {
      at = at->type == ValueType::Map ? at->find(part.name) : nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

// --- reading ---

void ExpressionReader::refuse_plainly(std::string text) {
  if (!error_) error_ = base::Error{kInvalid, std::move(text), {}};
  token_ = Token::End;
  at_ = text_.size();
}

void ExpressionReader::refuse(std::string text) {
  refuse_plainly("Invalid " + std::string(kind_) + ": " + std::move(text));
}

// The token between its neighbours.
std::string ExpressionReader::near() const {
  size_t end = at_;
  while (end < text_.size() && text_[end] == ' ') ++end;
  if (end < text_.size() && is_name(text_[end])) {
    while (end < text_.size() && is_name(text_[end])) ++end;
  } else if (end < text_.size()) {
    ++end;
  }
  return std::string(text_.substr(previous_begin_, end - previous_begin_));
}

void ExpressionReader::refuse_token() {
  const std::string token = token_ == Token::End ? "<EOF>" : std::string(word_);
  refuse("Syntax error; token: \"" + token + "\", near: \"" + near() + "\"");
}

void ExpressionReader::next() {
  previous_begin_ = token_begin_;
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  token_begin_ = at_;
  if (at_ >= text_.size()) {
    token_ = Token::End;
    word_ = {};
    return;
  }
  const char first = text_[at_++];
  const auto take_while = [this](bool (*wanted)(char)) {
    while (at_ < text_.size() && wanted(text_[at_])) ++at_;
  };
  if (is_letter(first)) {
    token_ = Token::Name;
    take_while(is_name);
  } else if (first == '#' || first == ':') {
    token_ = first == '#' ? Token::HashName : Token::ColonValue;
    take_while(is_name);
  } else if (is_digit(first)) {
    token_ = Token::Number;
    take_while(is_digit);
  } else {
    const char second = at_ < text_.size() ? text_[at_] : '\0';
    token_ =
        std::string_view("=<>+-(),.[]").find(first) == std::string_view::npos ? Token::Bad : Token::Symbol;
    if ((first == '<' && (second == '>' || second == '=')) || (first == '>' && second == '=')) ++at_;
  }
  word_ = text_.substr(token_begin_, at_ - token_begin_);
}

bool ExpressionReader::at_word(std::string_view word) const {
  return token_ == Token::Name && word_.size() == word.size() &&
         std::equal(word.begin(), word.end(), word_.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool ExpressionReader::take_symbol(std::string_view symbol) {
  if (!at_symbol(symbol)) return false;
  next();
  return true;
}

bool ExpressionReader::take_word(std::string_view word) {
  if (!at_word(word)) return false;
  next();
  return true;
}

void ExpressionReader::need_symbol(std::string_view symbol) {
  if (!take_symbol(symbol)) refuse_token();
}

bool ExpressionReader::rest_starts_with(char c) const {
  size_t at = at_;
  while (at < text_.size() && text_[at] == ' ') ++at;
  return at < text_.size() && text_[at] == c;
}

Path ExpressionReader::read_path() {
  Path path;
  do {
    if (token_ == Token::HashName) {
      const std::string* name = scope_.name(word_);
      if (name == nullptr) {
        refuse("An expression attribute name used in the document path is not defined; attribute name: " +
               std::string(word_));
        return path;
      }
      path.push_back({*name, std::nullopt});
    } else if (token_ == Token::Name) {
      path.push_back({std::string(word_), std::nullopt});
    } else {
      refuse_token();
      return path;
    }
    next();
    while (take_symbol("[")) {
      uint32_t index = 0;
      for (const char c : word_.substr(0, 6)) index = index * 10 + static_cast<uint32_t>(c - '0');
      if (token_ != Token::Number) {
        refuse_token();
        return path;
      }
      path.push_back({{}, index});
      next();
      need_symbol("]");
    }
  } while (take_symbol("."));
  return path;
}

Value ExpressionReader::read_value() {
  if (token_ != Token::ColonValue) {
    refuse_token();
    return {};
  }
  const Value* value = scope_.value(word_);
  if (value == nullptr) {
    refuse("An expression attribute value used in expression is not defined; attribute value: " +
           std::string(word_));
    return {};
  }
  Value copy = *value;
  next();
  return copy;
}

Operand ExpressionReader::operand_at(const Path& path) const {
  const Value* found = find_path(item_, path);
  Operand out;
  if (found != nullptr) out.value = *found;
  return out;
}

}  // namespace brigade::engine::dynamodb
