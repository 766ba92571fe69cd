// Numbers of DynamoDB: decimals of up to 38 digits, compared and added exactly. Source: "Data types" in the
// DynamoDB developer guide: magnitude from 1E-130 to 9.99…E+125, leading and trailing zeros trimmed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace brigade::engine::dynamodb {

// digits × 10^exponent, without zeros at either end; zero has no digits.
struct Number {
  bool negative = false;
  std::string digits;
  int32_t exponent = 0;
  friend bool operator==(const Number&, const Number&) = default;
};

base::Result<Number> read_number(std::string_view text);  // error code "ValidationException"
std::string number_text(const Number& number);            // plain, as the service gives it back: "-12.5"
int compare(const Number& a, const Number& b);            // below 0, 0, above 0
base::Result<Number> add(const Number& a, const Number& b);
Number negated(Number number);

}  // namespace brigade::engine::dynamodb
