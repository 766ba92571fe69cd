// Update expressions: SET with +, -, if_not_exists and list_append; REMOVE; ADD; DELETE.
#include <algorithm>

#include "engine/services/dynamodb_number.h"
#include "engine/services/dynamodb_reader.h"

namespace brigade::engine::dynamodb {

namespace {

class UpdateReader : private ExpressionReader {
 public:
  UpdateReader(std::string_view text, const Value& item, ExpressionScope& scope)
      : ExpressionReader("UpdateExpression", text, item, scope), out_(item) {}

  base::Result<Value> read() {
    if (token_ == Token::End) refuse("The expression can not be empty;");
    std::vector<std::string> sections;
    while (!failed() && token_ != Token::End) {
      std::string section;
      for (const std::string_view name : {"SET", "REMOVE", "ADD", "DELETE"}) {
        if (at_word(name)) section = name;
      }
      if (section.empty()) {
        refuse_token();
        break;
      }
      if (std::find(sections.begin(), sections.end(), section) != sections.end()) {
        refuse("The \"" + section + "\" section can only be used once in an update expression;");
        break;
      }
      sections.push_back(section);
      next();
      do {
        read_action(section);
      } while (!failed() && take_symbol(","));
    }
    if (!failed()) write();
    if (failed()) return tl::unexpected<base::Error>(error());
    return out_;
  }

 private:
  struct Change {
    Path path;
    std::optional<Value> value;  // nothing: removed
  };

  void read_action(std::string_view section) {
    const Path path = read_path();
    if (failed()) return;
    for (const Change& other : changes_) check_overlap(other.path, path);
    if (section == "SET") {
      need_symbol("=");
      changes_.push_back({path, read_sum()});
    } else if (section == "REMOVE") {
      changes_.push_back({path, std::nullopt});
    } else {
      const Value by = read_value();
      if (failed()) return;
      changes_.push_back({path, section == "ADD" ? added(path, by) : without(path, by)});
    }
  }

  void check_overlap(const Path& a, const Path& b) {
    const size_t common = std::min(a.size(), b.size());
    for (size_t i = 0; i < common; ++i) {
      if (a[i].name != b[i].name || a[i].index != b[i].index) return;
    }
    refuse(
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: " +
        path_text(a) + ", path two: " + path_text(b));
  }

  std::optional<Value> read_sum() {
    std::optional<Value> left = read_operand();
    const bool plus = at_symbol("+"), minus = at_symbol("-");
    if (failed() || (!plus && !minus)) return left;
    next();
    const std::optional<Value> right = read_operand();
    if (failed()) return left;
    for (const std::optional<Value>* side :
         std::initializer_list<const std::optional<Value>*>{&left, &right}) {
      if (*side && (*side)->type != ValueType::N) {
        refuse_plainly("An operand in the update expression has an incorrect data type");
        return left;
      }
    }
    const auto a = read_number(left->text), b = read_number(right->text);
    return number_value(add(*a, minus ? negated(*b) : *b));
  }

  std::optional<Value> number_value(const base::Result<Number>& number) {
    if (!number) {
      refuse_plainly(number.error().text);
      return std::nullopt;
    }
    Value out;
    out.type = ValueType::N;
    out.text = number_text(*number);
    return out;
  }

  std::optional<Value> read_operand() {
    if (failed()) return std::nullopt;
    if (token_ == Token::ColonValue) return read_value();
    if (at_function()) return read_function();
    std::optional<Value> value = operand_at(read_path()).value;
    if (!failed() && !value) {
      refuse_plainly("The provided expression refers to an attribute that does not exist in the item");
    }
    return value;
  }

  std::optional<Value> read_function() {
    const std::string name(word_);
    if (name != "if_not_exists" && name != "list_append") {
      refuse("Invalid function name; function: " + name);
      return std::nullopt;
    }
    next();
    need_symbol("(");
    std::optional<Value> first = failed()                ? std::nullopt
                                 : name == "list_append" ? read_operand()
                                                         : operand_at(read_path()).value;
    need_symbol(",");
    std::optional<Value> second = read_operand();
    need_symbol(")");
    if (failed()) return std::nullopt;
    if (name == "if_not_exists") return first ? first : second;
    if (first->type != ValueType::List || second->type != ValueType::List) {
      refuse_plainly("An operand in the update expression has an incorrect data type");
      return std::nullopt;
    }
    first->items.insert(first->items.end(), second->items.begin(), second->items.end());
    return first;
  }

  void wrong_type(std::string_view operation, const Value& operand) {
    refuse("Incorrect operand type for operator or function; operator: " + std::string(operation) +
           ", operand type: " + std::string(type_name(operand.type)));
  }

  // ADD: to a number, or elements to a set; what is missing begins at 0 or empty.
  std::optional<Value> added(const Path& path, const Value& by) {
    const std::optional<Value> before = operand_at(path).value;
    const bool is_set = by.type >= ValueType::StringSet;
    if (by.type != ValueType::N && !is_set) {
      wrong_type("ADD", by);
      return std::nullopt;
    }
    if (!before) return by;
    if (before->type != by.type) {
      refuse_plainly("An operand in the update expression has an incorrect data type");
      return std::nullopt;
    }
    if (!is_set) return number_value(add(*read_number(before->text), *read_number(by.text)));
    Value out = *before;
    for (const Value& item : by.items) {
      const auto at = std::lower_bound(out.items.begin(), out.items.end(), item,
                                       [](const Value& a, const Value& b) { return a.text < b.text; });
      if (at == out.items.end() || at->text != item.text) out.items.insert(at, item);
    }
    return out;
  }

  // DELETE: elements from a set; an empty one goes.
  std::optional<Value> without(const Path& path, const Value& by) {
    if (by.type < ValueType::StringSet) {
      wrong_type("DELETE", by);
      return std::nullopt;
    }
    std::optional<Value> out = operand_at(path).value;
    if (!out) return out;
    if (out->type != by.type) {
      refuse_plainly("An operand in the update expression has an incorrect data type");
      return out;
    }
    const auto gone = std::remove_if(out->items.begin(), out->items.end(), [&by](const Value& item) {
      return std::find(by.items.begin(), by.items.end(), item) != by.items.end();
    });
    out->items.erase(gone, out->items.end());
    return out->items.empty() ? std::nullopt : out;
  }

  // Lists are changed from their end, so that no index moves before it is used.
  void write() {
    for (const Change& change : changes_) {
      if (change.value) put(change.path, *change.value);
    }
    for (size_t i = changes_.size(); i-- > 0;) {
      if (!changes_[i].value) remove(changes_[i].path);
    }
  }

  Value* parent_of(const Path& path) {
    const Path parent(path.begin(), path.end() - 1);
    return const_cast<Value*>(find_path(out_, parent));
  }

  void put(const Path& path, const Value& value) {
    Value* parent = parent_of(path);
    const PathPart& last = path.back();
    if (parent == nullptr || parent->type != (last.index ? ValueType::List : ValueType::Map)) {
      refuse_plainly("The document path provided in the update expression is invalid for update");
    } else if (!last.index) {
      parent->set(last.name, value);
    } else if (*last.index < parent->items.size()) {
      parent->items[*last.index] = value;
    } else {
      parent->items.push_back(value);
    }
  }

  void remove(const Path& path) {
    Value* parent = parent_of(path);
    const PathPart& last = path.back();
    if (parent == nullptr || parent->type != (last.index ? ValueType::List : ValueType::Map)) {
      if (path.size() == 1) return;
      refuse_plainly("The document path provided in the update expression is invalid for update");
    } else if (!last.index) {
      parent->erase(last.name);
    } else if (*last.index < parent->items.size()) {
      parent->items.erase(parent->items.begin() + *last.index);
    }
  }

  Value out_;
  std::vector<Change> changes_;
};

}  // namespace

base::Result<Value> updated(std::string_view update, const Value& item, ExpressionScope& scope) {
  return UpdateReader(update, item, scope).read();
}

}  // namespace brigade::engine::dynamodb
