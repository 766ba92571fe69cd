// Decimal arithmetic on texts of digits: short, exact, without floating point.
#include "engine/services/dynamodb_number.h"

#include <algorithm>

namespace brigade::engine::dynamodb {

using base::fail;
using base::Result;

namespace {

constexpr const char* kInvalid = "ValidationException";
constexpr size_t kMaxDigits = 38;
constexpr int32_t kMaxMagnitude = 125, kMinMagnitude = -130;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void trim(Number& number) {
  const size_t first = number.digits.find_first_not_of('0');
  number.digits.erase(0, std::min(first, number.digits.size()));
  while (!number.digits.empty() && number.digits.back() == '0') {
    number.digits.pop_back();
    ++number.exponent;
  }
  if (number.digits.empty()) number = Number{};
}

// The power of ten of its first digit.
int32_t magnitude(const Number& number) {
  return static_cast<int32_t>(number.digits.size()) + number.exponent - 1;
}

Result<Number> checked(Number number) {
  trim(number);
  if (number.digits.empty()) return number;
  if (number.digits.size() > kMaxDigits) {
    return fail(kInvalid, "Attempting to store more than 38 significant digits in a Number");
  }
  if (magnitude(number) > kMaxMagnitude) {
    return fail(kInvalid,
                "Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (magnitude(number) < kMinMagnitude) {
    return fail(kInvalid,
                "Number underflow. Attempting to store a number with magnitude smaller than supported range");
  }
  return number;
}

// The digits down to the power `exponent`.
std::string digits_to(const Number& number, int32_t exponent) {
  return number.digits + std::string(static_cast<size_t>(number.exponent - exponent), '0');
}

std::string sum_of(std::string a, std::string b) {
  const size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (size_t i = size; i-- > 0;) {
    const int digit = (a[i] - '0') + (b[i] - '0') + carry;
    a[i] = static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  return a;
}

// a - b, where a is not below b.
std::string difference_of(std::string a, std::string b) {
  b.insert(0, a.size() - b.size(), '0');
  int borrow = 0;
  for (size_t i = a.size(); i-- > 0;) {
    const int digit = (a[i] - '0') - (b[i] - '0') - borrow;
    borrow = digit < 0 ? 1 : 0;
    a[i] = static_cast<char>('0' + digit + borrow * 10);
  }
  return a;
}

int compare_magnitudes(const Number& a, const Number& b) {
  if (a.digits.empty() || b.digits.empty()) {
    return static_cast<int>(!a.digits.empty()) - static_cast<int>(!b.digits.empty());
  }
  if (magnitude(a) != magnitude(b)) return magnitude(a) < magnitude(b) ? -1 : 1;
  return a.digits.compare(b.digits);
}

}  // namespace

Result<Number> read_number(std::string_view text) {
  const auto refuse = [text] {
    const std::string named = text.empty() ? std::string() : ": " + std::string(text);
    return fail(kInvalid, "The parameter cannot be converted to a numeric value" + named);
  };
  Number number;
  size_t at = 0, digits = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) number.negative = text[at++] == '-';
  bool after_point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !after_point)); ++at) {
    if (text[at] == '.') {
      after_point = true;
      continue;
    }
    number.digits += text[at];
    ++digits;
    if (after_point) --number.exponent;
  }
  if (digits == 0 || digits > 1'000) return refuse();
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool below = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size()) return refuse();
    int32_t exponent = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      exponent = std::min(exponent * 10 + (text[at] - '0'), 100'000);
    }
    number.exponent += below ? -exponent : exponent;
  }
  if (at != text.size()) return refuse();
  return checked(std::move(number));
}

std::string number_text(const Number& number) {
  if (number.digits.empty()) return "0";
  std::string out = number.digits;
  if (number.exponent >= 0) {
    out.append(static_cast<size_t>(number.exponent), '0');
  } else {
    const auto places = static_cast<size_t>(-number.exponent);
    if (out.size() <= places) out.insert(0, places + 1 - out.size(), '0');
    out.insert(out.size() - places, ".");
  }
  return number.negative ? "-" + out : out;
}

int compare(const Number& a, const Number& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int order = compare_magnitudes(a, b);
  return a.negative ? -order : order;
}

Number negated(Number number) {
  if (!number.digits.empty()) number.negative = !number.negative;
  return number;
}

Result<Number> add(const Number& a, const Number& b) {
  if (a.digits.empty()) return b;
  if (b.digits.empty()) return a;
  Number out;
  out.exponent = std::min(a.exponent, b.exponent);
  const std::string left = digits_to(a, out.exponent), right = digits_to(b, out.exponent);
  out.negative = a.negative;
  if (a.negative == b.negative) {
    out.digits = sum_of(left, right);
  } else if (compare_magnitudes(a, b) >= 0) {
    out.digits = difference_of(left, right);
  } else {
    out.negative = b.negative;
    out.digits = difference_of(right, left);
  }
  return checked(std::move(out));
}

}  // namespace brigade::engine::dynamodb
