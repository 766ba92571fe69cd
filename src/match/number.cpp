// Decimal to double, see number.h. Up to 15 digits with a small exponent need one exact multiplication or
// division; what is longer goes through the C library.
#include "match/number.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace brigade::match {
namespace {

// digits × 10^exponent, the digits without zeros at either end.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

Decimal read_decimal(std::string_view written) {
  Decimal out;
  size_t at = 0;
  if (!written.empty() && written[0] == '-') {
    out.negative = true;
    at++;
  }
  bool after_point = false;
  for (; at < written.size() && (written[at] | 0x20) != 'e'; at++) {
    if (written[at] == '.') {
      after_point = true;
      continue;
    }
    if (after_point) out.exponent--;
    if (written[at] != '0' || !out.digits.empty()) out.digits += written[at];
  }
  if (at < written.size()) {
    at++;
    const bool minus = written[at] == '-';
    if (minus || written[at] == '+') at++;
    int64_t power = 0;
    for (; at < written.size(); at++) {
      if (power < 1'000'000'000) power = power * 10 + (written[at] - '0');
    }
    out.exponent += minus ? -power : power;
  }
  while (!out.digits.empty() && out.digits.back() == '0') {
    out.digits.pop_back();
    out.exponent++;
  }
  return out;
}

constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool same(const Decimal& a, const Decimal& b) { return a.digits == b.digits && a.exponent == b.exponent; }

Number read_slowly(std::string_view written, const Decimal& decimal) {
  const double value = std::strtod(std::string(written).c_str(), nullptr);
  if (!std::isfinite(value)) return {0, false};
  // The shortest of the texts that read back as this double: 15 digits or more, but for subnormal numbers.
  const int shortest = std::fabs(value) < 1e-290 || decimal.digits.size() <= 15 ? 1 : 14;
  for (int precision = shortest; precision <= 16; precision++) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.*e", precision, value);
    if (std::strtod(buffer, nullptr) == value) return {value, same(read_decimal(buffer), decimal)};
  }
  return {value, false};
}

}  // namespace

Number read_number(std::string_view written) {
  const Decimal decimal = read_decimal(written);
  if (decimal.digits.empty()) return {0, true};
  if (decimal.digits.size() > 15 || decimal.exponent < -22 || decimal.exponent > 22) {
    return read_slowly(written, decimal);
  }
  int64_t integer = 0;
  for (const char c : decimal.digits) integer = integer * 10 + (c - '0');
  double value = static_cast<double>(integer);
  if (decimal.exponent < 0) {
    value /= kPowers[-decimal.exponent];
  } else {
    value *= kPowers[decimal.exponent];
  }
  return {decimal.negative ? -value : value, true};
}

}  // namespace brigade::match
