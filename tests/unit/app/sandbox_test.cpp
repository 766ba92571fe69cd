// The sandbox judges a pattern and an event as EventBridge's TestEventPattern does, while they are typed.
#include "app/sandbox.h"

#include <gtest/gtest.h>

#include "app/text.h"

namespace brigade::app {
namespace {

TEST(Sandbox, TakesEverySampleOfTheRealServices) {
  ASSERT_GE(sample_events().size(), 5U);
  for (size_t i = 0; i < sample_events().size(); ++i) {
    Sandbox sandbox;
    sandbox.begin_with(static_cast<int>(i));
    const Sandbox::Answer& answer = sandbox.answer();
    EXPECT_TRUE(answer.has_verdict()) << sandbox.pattern << sandbox.event;
    EXPECT_EQ(answer.explanation.leaves.size(), answer.pattern.leaves.size());
    EXPECT_FALSE(sample_events()[i].title.en.empty());
    EXPECT_FALSE(sample_events()[i].title.fr.empty());
  }
}

TEST(Sandbox, SaysWhichFieldMadeAMiss) {
  Sandbox sandbox;
  sandbox.begin_with(0);
  sandbox.pattern = R"({"source": ["aws.s3"], "detail": {"object": {"size": [{"numeric": [">", 10000]}]}}})";
  const Sandbox::Answer& answer = sandbox.answer();
  ASSERT_TRUE(answer.has_verdict());
  ASSERT_EQ(answer.explanation.smallest_miss.size(), 1U);
  EXPECT_EQ(answer.pattern.leaves[answer.explanation.smallest_miss[0]].path, "detail.object.size");
}

TEST(Sandbox, RefusesAPatternInTheServicesWords) {
  Sandbox sandbox;
  sandbox.begin_with(0);
  sandbox.pattern = R"({"source": "aws.s3"})";
  const Sandbox::Answer& answer = sandbox.answer();
  ASSERT_TRUE(answer.pattern_fault.has_value());
  EXPECT_EQ(answer.pattern_fault->text,
            "Event pattern is not valid. Reason: \"source\" must be an object or an array");
}

TEST(Sandbox, RefusesAnEventWithoutItsEnvelope) {
  Sandbox sandbox;
  sandbox.begin_with(0);
  sandbox.event = R"({"source": "aws.s3"})";
  const Sandbox::Answer& answer = sandbox.answer();
  ASSERT_TRUE(answer.event_fault.has_value());
  EXPECT_EQ(answer.event_fault->code, "ValidationException");
}

TEST(Sandbox, ForgetsTheChosenFieldWhenATextChanges) {
  Sandbox sandbox;
  sandbox.begin_with(0);
  sandbox.answer();
  sandbox.leaf = 1;
  sandbox.answer();
  EXPECT_EQ(sandbox.leaf, 1U);
  sandbox.pattern = R"({"source": ["aws.s3"]})";
  sandbox.answer();
  EXPECT_EQ(sandbox.leaf, Sandbox::kNoLeaf);
}

TEST(Sandbox, HasEveryReasonInBothLanguages) {
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    for (int kind = 0; kind < static_cast<int>(match::ReasonKind::Count); ++kind) {
      const auto reason = static_cast<match::ReasonKind>(kind);
      const std::string key = "reason." + std::string(match::reason_key(reason));
      bool found = false;
      for (const CatalogueEntry& entry : catalogue(language)) {
        if (entry.key != key) continue;
        found = true;
        EXPECT_EQ(placeholders(entry.text), placeholders(match::reason_template(reason))) << key;
        if (language == Language::kEnglish) {
          EXPECT_EQ(entry.text, match::reason_template(reason));
        }
      }
      EXPECT_TRUE(found) << key;
    }
  }
}

}  // namespace
}  // namespace brigade::app
