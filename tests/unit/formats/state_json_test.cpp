// State and journal as JSON, and what expectations say about a run.
#include "formats/state_json.h"

#include <gtest/gtest.h>

#include "formats/expect.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

uint64_t number(const base::JsonValue& object, std::string_view name) {
  const base::JsonValue* value = object.find(name);
  EXPECT_NE(value, nullptr) << name;
  return value == nullptr ? ~uint64_t{0} : value->as_uint64().value_or(~uint64_t{0});
}

std::unique_ptr<engine::Simulation> small_at_end() {
  auto simulation = simulate(kSmallScenario);
  if (simulation) simulation->run_to_idle(100'000);
  return simulation;
}

TEST(StateJson, CountsAddUpAfterEveryStep) {
  const auto simulation = simulate(kSmallScenario);
  ASSERT_NE(simulation, nullptr);
  while (simulation->can_step()) {
    simulation->step_forward();
    const auto state = base::read_json(state_json(*simulation));
    ASSERT_TRUE(state.has_value()) << state.error().text;
    const base::JsonValue& tally = *state->find("tally");
    uint64_t sum = 0;
    for (int i = 0; i < engine::kFates; i++)
      sum += number(tally, engine::fate_name(static_cast<engine::Fate>(i)));
    EXPECT_EQ(sum, number(tally, "made"));
    EXPECT_EQ(state->find("deliveries")->items().size(), number(tally, "in-flight"));
    EXPECT_EQ(number(*state, "step"), simulation->step());
    ASSERT_LT(simulation->step(), 1000u);
  }
}

TEST(StateJson, ShowsTheDeadLetterInItsQueue) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto state = base::read_json(state_json(*simulation));
  ASSERT_TRUE(state.has_value());
  const base::JsonValue& queue = state->find("queues")->items().at(0);
  EXPECT_EQ(queue.find("name")->as_string(), "dlq");
  EXPECT_EQ(number(queue, "visible"), 1u);
  const base::JsonValue& message = queue.find("messages")->items().at(0);
  EXPECT_EQ(message.find("label")->as_string(), "the bad one");
  EXPECT_EQ(message.find("message_id")->as_string().size(), 36u);
  const base::JsonValue& function = state->find("functions")->items().at(0);
  EXPECT_EQ(number(function, "invocations"), 4u);
  EXPECT_EQ(number(function, "errors"), 3u);
  EXPECT_EQ(number(state->find("buckets")->items().at(0), "objects"), 3u);
  EXPECT_TRUE(state->find("idle")->as_bool());
  EXPECT_EQ(state->find("hash")->as_string(), hash_text(simulation->hash()));
}

TEST(JournalJson, IsTheJournalRecordByRecord) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto journal = base::read_json(journal_json(*simulation, 0, 1'000'000));
  ASSERT_TRUE(journal.has_value());
  ASSERT_EQ(journal->items().size(), simulation->record_count());
  bool dead_lettered = false;
  for (uint32_t i = 0; i < journal->items().size(); i++) {
    const base::JsonValue& record = journal->items()[i];
    EXPECT_EQ(number(record, "index"), i);
    if (record.find("kind")->as_string() != "DeadLettered") continue;
    dead_lettered = true;
    EXPECT_EQ(record.find("resource")->as_string(), "thumbnail");
    EXPECT_LT(number(record, "cause"), i);
  }
  EXPECT_TRUE(dead_lettered);
}

TEST(JournalJson, IsCutAtWhatThereIs) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  EXPECT_EQ(journal_json(*simulation, 5, 5), "[]");
  EXPECT_EQ(journal_json(*simulation, 1'000'000, 2'000'000), "[]");
  EXPECT_EQ(base::read_json(journal_json(*simulation, 3, 6))->items().size(), 3u);
}

TEST(Expectations, SayWhatWasExpectedAndWhatCame) {
  const auto simulation = small_at_end();
  ASSERT_NE(simulation, nullptr);
  const auto text = [&simulation](const char* message, const char* to, const char* ends,
                                  std::optional<uint32_t> n) {
    const Outcome outcome = check({{message, to, ends, n, {}}}, *simulation)[0];
    return (outcome.ok ? "ok: " : "no: ") + outcome.text;
  };
  EXPECT_EQ(text("the bad one", "thumbnail", "dead-lettered", 3),
            "ok: the bad one to thumbnail: dead-lettered after 3 attempts");
  EXPECT_EQ(text("good.jpg", "thumbnail", "delivered", {}),
            "ok: good.jpg to thumbnail: delivered after 1 attempt");
  EXPECT_EQ(
      text("good.jpg", "thumbnail", "delivered", 2),
      "no: good.jpg to thumbnail: expected delivered after 2 attempts, but it was delivered after 1 attempt");
  EXPECT_EQ(text("notes.txt", "thumbnail", "filtered-out", 0), "ok: notes.txt to thumbnail: filtered-out");
  EXPECT_EQ(text("notes.txt", "", "unmatched", {}), "ok: notes.txt: unmatched");
  EXPECT_EQ(text("bad.jpg", "thumbnail", "delivered", {}),
            "no: bad.jpg to thumbnail: expected delivered, but there is no such delivery");
  EXPECT_EQ(text("the bad one", "dlq", "in-flight", {}), "ok: the bad one to dlq: in-flight");
}

TEST(HashText, HasSixteenDigits) {
  EXPECT_EQ(hash_text(0), "0000000000000000");
  EXPECT_EQ(hash_text(0x1a2b3c4d5e6f7089), "1a2b3c4d5e6f7089");
}

}  // namespace
}  // namespace brigade::formats
