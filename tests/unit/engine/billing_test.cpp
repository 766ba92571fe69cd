// What Lambda would charge. Prices: AWS Lambda pricing, x86, US East (N. Virginia).
#include "engine/services/billing.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine::billing {
namespace {

TEST(Billing, AMillionRequestsCostTwentyCents) {
  EXPECT_EQ(dollars_text(nano_dollars({1'000'000, 0, 0})), "$0.200000000");
}

// The price list's own example of 128 MB: $0.0000000021 a millisecond.
TEST(Billing, AMillisecondOf128MegabytesIsTwoNanoDollars) {
  EXPECT_EQ(nano_dollars({0, 1, 128}), 2u);
  EXPECT_EQ(nano_dollars({0, 1'000, 128'000}), 2'083u);
}

TEST(Billing, GbSecondsAreCountedInThousandths) {
  EXPECT_EQ(gb_seconds_text(1'024'000), "1.000");
  EXPECT_EQ(gb_seconds_text(128 * 320), "0.040");
  EXPECT_EQ(dollars_text(nano_dollars({0, 0, 10 * kMbMsInGbSecond})), "$0.000166667");
}

TEST(Billing, TheFreeTierTakesAMillionRequestsAnd400000GbSeconds) {
  const Bill bill = after_free_tier({1'000'001, 5, kFreeMbMs + 1'024});
  EXPECT_EQ(bill.requests, 1u);
  EXPECT_EQ(bill.mb_ms, 1'024u);
  EXPECT_EQ(nano_dollars(after_free_tier({999, 5, 1'024})), 0u);
}

TEST(Billing, LargeSumsDoNotOverflow) {
  const uint64_t mb_ms = 100'000'000'000ull * kMbMsInGbSecond / 1'000;  // 100 million GB-seconds
  EXPECT_EQ(dollars_text(nano_dollars({0, 0, mb_ms})), "$1666.670000000");
}

TEST(Billing, ADeletedFunctionStaysOnTheBill) {
  Worldlet world;
  world.function("a", succeeds(100)).function("b", succeeds(100)).at(0, invoke("a")).at(1, invoke("b"));
  Simulation& simulation = world.at(1'000, DeleteFunction{"a"}).run();
  const Bill bill = whole_bill(simulation.world());
  EXPECT_EQ(bill.requests, 2u);
  EXPECT_EQ(bill.billed_ms, 600u);  // 200 ms of init each
  EXPECT_EQ(bill_of(simulation.world(), resource(simulation, ResourceKind::Function, "b")).billed_ms, 300u);
}

}  // namespace
}  // namespace brigade::engine::billing
