// What Lambda would charge: requests, and the time of each invocation times its memory, to the millisecond,
// init phases included. Prices: AWS Lambda pricing, x86 in US East (N. Virginia), first tier. Money is
// integer nano-dollars. Not modelled: Arm, storage beyond 512 MB, provisioned concurrency, other services'
// bills.
#pragma once
#include <cstdint>
#include <string>

#include "engine/world.h"

namespace brigade::engine::billing {

inline constexpr uint64_t kNanoDollarsARequest = 200;             // 0.20 dollars a million
inline constexpr uint64_t kNanoDollarsTenGbSeconds = 166'667;     // 0.0000166667 dollars a GB-second
inline constexpr uint64_t kMbMsInGbSecond = 1'024'000;            // 1 GB-second in MB-milliseconds
inline constexpr uint64_t kFreeRequests = 1'000'000;              // a month
inline constexpr uint64_t kFreeMbMs = 400'000 * kMbMsInGbSecond;  // 400,000 GB-seconds a month

struct Bill {
  uint64_t requests = 0;
  uint64_t billed_ms = 0;
  uint64_t mb_ms = 0;
};
Bill bill_of(const World& world, ResourceId function);
Bill whole_bill(const World& world);  // of all functions, deleted ones too
Bill after_free_tier(const Bill& bill);
uint64_t nano_dollars(const Bill& bill);

std::string dollars_text(uint64_t nano);      // "$0.000066867", nine decimals
std::string gb_seconds_text(uint64_t mb_ms);  // "12.345", rounded down

}  // namespace brigade::engine::billing
