// Condition and update expressions of DynamoDB, read and evaluated in one pass over the item. Sources:
// "Condition and filter expressions, operators, and functions" and "Update expressions" in the DynamoDB
// developer guide, and the texts with which the service refuses. Not modelled: reserved words (every name may
// be written as it is) and the limits of an expression's size; one path may overlap another one only by name.
#pragma once
#include <string>
#include <string_view>

#include "engine/command.h"
#include "engine/services/dynamodb_value.h"

namespace brigade::engine::dynamodb {

// What the expressions of one request share: #names and :values, and which of them were used.
class ExpressionScope {
 public:
  // Error: one of the two texts is no JSON of its kind.
  static base::Result<ExpressionScope> read(const ExpressionAttributes& attributes);
  const std::string* name(std::string_view placeholder);  // "#n"
  const Value* value(std::string_view placeholder);       // ":v"
  base::Status check_all_used() const;

 private:
  struct Entry {
    std::string placeholder, name;
    Value value;
    bool used = false;
  };
  std::vector<Entry> entries_;
};

// Does the item meet the condition? `item` may have no members: there is none.
base::Result<bool> meets(std::string_view condition, const Value& item, ExpressionScope& scope);
// The item after the update. Every operand is read from the item as it was.
base::Result<Value> updated(std::string_view update, const Value& item, ExpressionScope& scope);

}  // namespace brigade::engine::dynamodb
