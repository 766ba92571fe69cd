// Decimal text to double, see decimal.h. The usual case (up to 19 digits, 1 to 18 of them behind the point)
// is decided in 64-bit integers: the approximation is at most two units off, so that the remainder of the
// exact division is small enough to be right even where the products around it wrap.
#include "match/decimal.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "match/number.h"

namespace brigade::match {
namespace {

constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr int32_t kMostPower = 22;
constexpr int32_t kMostWholePower = 18;

constexpr uint64_t whole_power(int32_t exponent) {
  uint64_t power = 1;
  for (; exponent > 0; exponent--) power *= 10;
  return power;
}

// Past the exponent that begins at `at`, or nullptr; added to `exponent`, and held in bounds.
const char* read_exponent(const char* at, const char* end, int32_t& exponent) {
  at++;
  const bool minus = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end || !is_digit(*at)) return nullptr;
  int32_t power = 0;
  for (; at < end && is_digit(*at); at++) {
    if (power < 1'000'000) power = power * 10 + (*at - '0');
  }
  exponent += minus ? -power : power;
  return at;
}

// The double nearest to digits / 10^places and, in `off`, how much larger the decimal is than it, in units of
// 2^-fraction_bits / 10^places. False where the quick way does not reach.
struct Nearest {
  uint64_t mantissa;
  int32_t fraction_bits;
  int64_t off;
  double value;
};
bool nearest_double(uint64_t digits, int32_t places, Nearest& out) {
  double guess = static_cast<double>(digits) / kPowers[places];
  uint64_t bits = 0;
  std::memcpy(&bits, &guess, sizeof bits);
  out.fraction_bits = 1075 - static_cast<int32_t>(bits >> 52);
  if (out.fraction_bits < 1 || out.fraction_bits > 120) return false;
  out.mantissa = (bits & ((uint64_t{1} << 52) - 1)) | uint64_t{1} << 52;
  const uint64_t power = whole_power(places);
  const uint64_t shifted = out.fraction_bits < 64 ? digits << out.fraction_bits : 0;
  out.off = static_cast<int64_t>(shifted - out.mantissa * power);
  const int64_t half = static_cast<int64_t>(power / 2);  // power is even
  for (int tries = 0; out.off > half || out.off < -half; tries++) {
    if (tries == 2) return false;
    const bool up = out.off > half;
    out.mantissa += up ? 1 : -1;
    out.off += up ? -static_cast<int64_t>(power) : static_cast<int64_t>(power);
    bits += up ? 1 : -1;
  }
  const bool tie = out.off == half || out.off == -half;
  if (tie || out.mantissa <= uint64_t{1} << 52 || out.mantissa >= uint64_t{1} << 53) return false;
  std::memcpy(&out.value, &bits, sizeof bits);
  return true;
}

// Whether no shorter decimal, and no nearer one as long, means the same double. Given that many digits.
bool is_shortest(uint64_t digits, int32_t places, const Nearest& nearest, bool& sure) {
  sure = true;
  // As long, but nearer: more than half a unit of the last digit away from the double.
  const uint64_t half_digit =
      nearest.fraction_bits <= 63 ? uint64_t{1} << (nearest.fraction_bits - 1) : uint64_t{1} << 62;
  const uint64_t off = static_cast<uint64_t>(nearest.off < 0 ? -nearest.off : nearest.off);
  if (off == half_digit) return sure = false;
  if (off > half_digit) return false;
  const uint64_t down = digits - digits % 10;
  for (const uint64_t shorter : {down, down + 10}) {
    // Far from the number: cannot be the same double, and the wrapped products would not tell.
    const double gap = std::fabs(static_cast<double>(shorter) / kPowers[places] - nearest.value);
    if (gap > nearest.value * 4e-16) continue;
    Nearest other{};
    if (!nearest_double(shorter, places, other)) return sure = false;
    if (other.value == nearest.value) return false;
  }
  return true;
}

bool exact_slowly(const DecimalText& number, double& out) {
  char made[48];
  std::string_view text = number.written;
  if (text.empty()) {
    const int size = std::snprintf(made, sizeof made, "%s%llue%d", number.negative ? "-" : "",
                                   static_cast<unsigned long long>(number.digits), number.exponent);
    text = {made, static_cast<size_t>(size)};
  }
  const Number read = read_number(text);
  out = read.value;
  return read.comparable;
}

}  // namespace

const char* read_decimal(const char* at, const char* end, DecimalText& out) {
  const char* begin = at;
  out.exponent = 0;
  out.digits = 0;
  out.negative = at < end && *at == '-';
  if (out.negative) at++;
  const char* first = at;
  if (at == end || !is_digit(*at)) return nullptr;
  if (*at == '0') {
    at++;
    if (at < end && is_digit(*at)) return nullptr;
  } else {
    at = read_digits(at, end, out.digits);
  }
  int64_t count = at - first;
  if (at < end && *at == '.') {
    const char* point = ++at;
    at = read_digits(at, end, out.digits);
    if (at == point) return nullptr;
    const int64_t places = at - point;
    out.exponent = places < 1'000'000 ? -static_cast<int32_t>(places) : -1'000'000;
    count += places;
  }
  if (at < end && (*at | 0x20) == 'e' && (at = read_exponent(at, end, out.exponent)) == nullptr)
    return nullptr;
  out.fits = count <= 19 && out.exponent > -400 && out.exponent < 400;
  out.written = {begin, static_cast<size_t>(at - begin)};
  return at;
}

DecimalText decimal_of(int64_t integer) {
  DecimalText out;
  out.negative = integer < 0;
  out.digits = out.negative ? -static_cast<uint64_t>(integer) : static_cast<uint64_t>(integer);
  return out;
}

bool normalize(DecimalText& number) {
  if (!number.fits) {
    // Many zeros at either end, perhaps; what is left must be a double's shortest text to be comparable.
    const Number read = read_number(number.written);
    if (!read.comparable) return false;
    char text[40];
    for (int precision = 0; precision <= 16; precision++) {
      std::snprintf(text, sizeof text, "%.*e", precision, read.value);
      if (std::strtod(text, nullptr) == read.value) break;
    }
    read_decimal(text, text + std::strlen(text), number);
    number.written = {};
  }
  if (number.digits == 0) {
    number.exponent = 0;
    number.negative = false;
    return true;
  }
  while (number.digits % 10 == 0) {
    number.digits /= 10;
    number.exponent++;
  }
  return number.digits < 100'000'000'000'000'000;
}

double approximate(const DecimalText& number) {
  if (!number.fits || number.exponent < -kMostPower || number.exponent > kMostPower) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double digits = static_cast<double>(number.digits);
  const double value =
      number.exponent < 0 ? digits / kPowers[-number.exponent] : digits * kPowers[number.exponent];
  return number.negative ? -value : value;
}

bool exact_double(const DecimalText& number, double& out) {
  if (!number.fits) return exact_slowly(number, out);
  if (number.digits < 1'000'000'000'000'000 && number.exponent >= -kMostPower &&
      number.exponent <= kMostPower) {
    out = approximate(number);  // both exact: one rounding
    return true;
  }
  const int32_t places = -number.exponent;
  if (places < 1 || places > kMostWholePower || number.digits % 10 == 0 ||
      number.digits >= 100'000'000'000'000'000) {
    return exact_slowly(number, out);
  }
  Nearest nearest{};
  if (!nearest_double(number.digits, places, nearest)) return exact_slowly(number, out);
  bool sure = false;
  const bool shortest = is_shortest(number.digits, places, nearest, sure);
  if (!sure) return exact_slowly(number, out);
  out = number.negative ? -nearest.value : nearest.value;
  return shortest;
}

}  // namespace brigade::match
