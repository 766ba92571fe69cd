// Requests and GB-seconds into money, in integers.
#include "engine/services/billing.h"

#include <algorithm>

namespace brigade::engine::billing {

namespace {

// "7" of 3 digits: "007".
std::string padded(uint64_t number, size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

void add(Bill& bill, const FunctionState& function) {
  bill.requests += function.invocations;
  bill.billed_ms += function.billed_ms;
  bill.mb_ms += function.billed_mb_ms;
}

}  // namespace

Bill bill_of(const World& world, ResourceId function) {
  Bill bill;
  add(bill, world.function(function));
  return bill;
}

Bill whole_bill(const World& world) {
  Bill bill;
  for (uint32_t i = 0; i < world.functions.size(); ++i) add(bill, world.functions[i]);
  return bill;
}

Bill after_free_tier(const Bill& bill) {
  return {bill.requests - std::min(bill.requests, kFreeRequests), bill.billed_ms,
          bill.mb_ms - std::min(bill.mb_ms, kFreeMbMs)};
}

// In parts, so that no product is too long for 64 bits.
uint64_t nano_dollars(const Bill& bill) {
  const uint64_t whole = bill.mb_ms / kMbMsInGbSecond, rest = bill.mb_ms % kMbMsInGbSecond;
  const uint64_t tenths =
      whole * kNanoDollarsTenGbSeconds + rest * kNanoDollarsTenGbSeconds / kMbMsInGbSecond;
  return bill.requests * kNanoDollarsARequest + tenths / 10;
}

std::string dollars_text(uint64_t nano) {
  constexpr uint64_t kDollar = 1'000'000'000;
  return "$" + std::to_string(nano / kDollar) + "." + padded(nano % kDollar, 9);
}

std::string gb_seconds_text(uint64_t mb_ms) {
  const uint64_t thousandths = mb_ms / (kMbMsInGbSecond / 1'000);
  return std::to_string(thousandths / 1'000) + "." + padded(thousandths % 1'000, 3);
}

}  // namespace brigade::engine::billing
