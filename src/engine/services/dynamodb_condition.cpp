// Condition expressions: comparisons, BETWEEN, IN, AND, OR, NOT and the functions attribute_exists,
// attribute_not_exists, attribute_type, begins_with, contains, size.
#include <algorithm>

#include "base/text.h"
#include "engine/services/dynamodb_reader.h"

namespace brigade::engine::dynamodb {

namespace {

constexpr uint32_t kMaxDepth = 64;

class ConditionReader : private ExpressionReader {
 public:
  ConditionReader(std::string_view text, const Value& item, ExpressionScope& scope)
      : ExpressionReader("ConditionExpression", text, item, scope) {}

  base::Result<bool> read() {
    if (token_ == Token::End) refuse("The expression can not be empty;");
    const bool met = read_or();
    if (!failed() && token_ != Token::End) refuse_token();
    if (failed()) return tl::unexpected<base::Error>(error());
    return met;
  }

 private:
  bool read_or() {
    if (++depth_ > kMaxDepth) refuse("The expression has too many levels of parentheses;");
    bool met = read_and();
    while (!failed() && take_word("OR")) {
      const bool right = read_and();
      met = met || right;
    }
    --depth_;
    return met;
  }
  bool read_and() {
    bool met = read_not();
    while (!failed() && take_word("AND")) {
      const bool right = read_not();
      met = met && right;
    }
    return met;
  }
  bool read_not() {
    bool negate = false;
    while (take_word("NOT")) negate = !negate;
    return read_term() != negate;
  }

  bool read_term() {
    if (failed()) return false;
    if (take_symbol("(")) {
      const bool met = read_or();
      need_symbol(")");
      return met;
    }
    if (at_function() && !at_word("size")) return read_function();
    const Operand left = read_operand();
    if (failed()) return false;
    if (take_word("BETWEEN")) {
      const Operand low = read_operand();
      if (!failed() && !take_word("AND")) refuse_token();
      const Operand high = read_operand();
      return holds(">=", left, low) && holds("<=", left, high);
    }
    if (take_word("IN")) {
      need_symbol("(");
      bool met = false;
      do {
        const Operand one = read_operand();
        met = met || holds("=", left, one);
      } while (!failed() && take_symbol(","));
      need_symbol(")");
      return met;
    }
    for (const std::string_view comparison : {"=", "<>", "<", "<=", ">", ">="}) {
      if (!at_symbol(comparison)) continue;
      next();
      const Operand right = read_operand();
      return holds(comparison, left, right);
    }
    refuse_token();
    return false;
  }

  Operand read_operand() {
    if (failed()) return {};
    if (token_ == Token::ColonValue) return {read_value(), true};
    if (!at_function()) return operand_at(read_path());
    if (!at_word("size")) {
      refuse("Invalid function name; function: " + std::string(word_));
      return {};
    }
    next();
    need_symbol("(");
    const Operand of = operand_at(failed() ? Path{} : read_path());
    need_symbol(")");
    return {of.value ? size_of(*of.value) : std::nullopt, false};
  }

  static std::optional<Value> size_of(const Value& value) {
    Value out;
    out.type = ValueType::N;
    switch (value.type) {
      case ValueType::S:
      case ValueType::B:
        out.text = std::to_string(size_bytes(value));
        return out;
      case ValueType::Map:
        out.text = std::to_string(value.members.size());
        return out;
      case ValueType::N:
      case ValueType::Bool:
      case ValueType::Null:
        return std::nullopt;
      default:
        out.text = std::to_string(value.items.size());
        return out;
    }
  }

  // A missing attribute meets no comparison but "<>".
  bool holds(std::string_view comparison, const Operand& left, const Operand& right) {
    if (failed()) return false;
    const bool both = left.value && right.value;
    if (comparison == "=") return both && *left.value == *right.value;
    if (comparison == "<>") return !both || !(*left.value == *right.value);
    for (const Operand* operand : {&left, &right}) {
      if (!operand->is_literal || is_ordered(operand->value->type)) continue;
      refuse("Incorrect operand type for operator or function; operator: " + std::string(comparison) +
             ", operand type: " + std::string(type_name(operand->value->type)));
      return false;
    }
    if (!both || left.value->type != right.value->type || !is_ordered(left.value->type)) return false;
    const int order = compare(*left.value, *right.value);
    if (comparison == "<") return order < 0;
    if (comparison == "<=") return order <= 0;
    return comparison == ">" ? order > 0 : order >= 0;
  }

  bool read_function() {
    const std::string name(word_);
    const bool of_two = name == "begins_with" || name == "contains" || name == "attribute_type";
    if (!of_two && name != "attribute_exists" && name != "attribute_not_exists") {
      refuse("Invalid function name; function: " + name);
      return false;
    }
    next();
    need_symbol("(");
    const Operand left = failed() ? Operand{} : operand_at(read_path());
    Operand right;
    if (of_two) {
      need_symbol(",");
      right = read_operand();
    }
    need_symbol(")");
    if (failed()) return false;
    if (name == "attribute_exists") return left.value.has_value();
    if (name == "attribute_not_exists") return !left.value.has_value();
    if (!left.value || !right.value) return false;
    if (name == "attribute_type") return type_name(left.value->type) == right.value->text;
    return name == "begins_with" ? begins_with(*left.value, right) : contains(*left.value, *right.value);
  }

  bool begins_with(const Value& value, const Operand& prefix) {
    const ValueType type = prefix.value->type;
    if (prefix.is_literal && type != ValueType::S && type != ValueType::B) {
      refuse(
          "Incorrect operand type for operator or function; operator or function: begins_with, operand "
          "type: " +
          std::string(type_name(type)));
      return false;
    }
    if (value.type != type) return false;
    if (type == ValueType::S) return base::starts_with(value.text, prefix.value->text);
    const auto whole = base::base64_decode(value.text), start = base::base64_decode(prefix.value->text);
    return whole && start && base::starts_with(*whole, *start);
  }

  static bool contains(const Value& value, const Value& wanted) {
    if (value.type == ValueType::S) {
      return wanted.type == ValueType::S && value.text.find(wanted.text) != std::string::npos;
    }
    return std::any_of(value.items.begin(), value.items.end(),
                       [&wanted](const Value& item) { return item == wanted; });
  }

  uint32_t depth_ = 0;
};

}  // namespace

base::Result<bool> meets(std::string_view condition, const Value& item, ExpressionScope& scope) {
  return ConditionReader(condition, item, scope).read();
}

}  // namespace brigade::engine::dynamodb
