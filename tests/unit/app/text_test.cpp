// The catalogues: complete in both languages, the same placeholders, and everything that the engine can say.
#include "app/text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace brigade::app {
namespace {

class Texts : public testing::Test {
 protected:
  void TearDown() override { set_language(Language::kEnglish); }
};

const CatalogueEntry* find(Language in, const std::string& key) {
  for (const CatalogueEntry& entry : catalogue(in)) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

TEST_F(Texts, BothLanguagesHaveEveryKey) {
  ASSERT_GT(catalogue(Language::kEnglish).size(), 100u);
  for (const CatalogueEntry& entry : catalogue(Language::kEnglish)) {
    const CatalogueEntry* french = find(Language::kFrench, entry.key);
    ASSERT_NE(french, nullptr) << entry.key << " is missing in French";
    EXPECT_FALSE(entry.text.empty()) << entry.key;
    EXPECT_FALSE(french->text.empty()) << entry.key;
  }
  for (const CatalogueEntry& entry : catalogue(Language::kFrench)) {
    EXPECT_NE(find(Language::kEnglish, entry.key), nullptr) << entry.key << " is missing in English";
  }
}

TEST_F(Texts, BothLanguagesHaveTheSamePlaceholders) {
  for (const CatalogueEntry& entry : catalogue(Language::kEnglish)) {
    const CatalogueEntry* french = find(Language::kFrench, entry.key);
    ASSERT_NE(french, nullptr) << entry.key;
    EXPECT_EQ(placeholders(entry.text), placeholders(french->text)) << entry.key;
  }
}

TEST_F(Texts, EverySentenceOfTheEngineIsThereAndAsksForNothingElse) {
  for (const engine::SentenceKey& sentence : engine::sentence_keys()) {
    for (const Language in : {Language::kEnglish, Language::kFrench}) {
      const CatalogueEntry* entry = find(in, std::string(sentence.key));
      ASSERT_NE(entry, nullptr) << sentence.key;
      for (const std::string& name : placeholders(entry->text)) {
        const bool known =
            std::find(sentence.arguments.begin(), sentence.arguments.end(), name) != sentence.arguments.end();
        EXPECT_TRUE(known) << sentence.key << " has no argument " << name;
      }
    }
  }
}

TEST_F(Texts, BackticksComeInPairs) {
  for (const Language in : {Language::kEnglish, Language::kFrench}) {
    for (const CatalogueEntry& entry : catalogue(in)) {
      EXPECT_EQ(std::count(entry.text.begin(), entry.text.end(), '`') % 2, 0) << entry.key;
    }
  }
}

TEST_F(Texts, PlaceholdersAreFilledAndPluralsChosen) {
  EXPECT_EQ(fill("{n} {n|object|objects} in {where}", {{"n", "1"}, {"where", "photos"}}),
            "1 object in photos");
  EXPECT_EQ(fill("{n} {n|object|objects}", {{"n", "0"}}), "0 objects");
  EXPECT_EQ(fill("{unknown} stays", {}), "{unknown} stays");
  EXPECT_EQ(fill("an open { stays", {}), "an open { stays");
  set_language(Language::kFrench);
  EXPECT_EQ(fill("{n} {n|objet|objets}", {{"n", "0"}}), "0 objet");
  EXPECT_EQ(fill("{n} {n|objet|objets}", {{"n", "2"}}), "2 objets");
}

TEST_F(Texts, WhatIsFilledInIsNotReadAgain) {
  EXPECT_EQ(fill("{key} in {bucket}", {{"key", "{bucket}"}, {"bucket", "photos"}}), "{bucket} in photos");
}

TEST_F(Texts, NumbersAndUnitsFollowTheLanguage) {
  EXPECT_EQ(number_text(1'234'567), "1,234,567");
  EXPECT_EQ(number_text(-1'000), "-1,000");
  EXPECT_EQ(duration_text(250), "250 ms");
  EXPECT_EQ(duration_text(1'500), "1.5 s");
  EXPECT_EQ(duration_text(90'000), "1 min 30 s");
  EXPECT_EQ(duration_text(3'600'000), "1 h");
  EXPECT_EQ(countdown_text(102'000), "01:42");
  EXPECT_EQ(countdown_text(3'723'000), "1:02:03");
  EXPECT_EQ(size_text(412), "412 bytes");
  EXPECT_EQ(size_text(9'309), "9.1 KB");
  EXPECT_EQ(size_text(5'242'880), "5 MB");
  set_language(Language::kFrench);
  EXPECT_EQ(number_text(1'234),
            "1\xC2\xA0"
            "234");
  EXPECT_EQ(duration_text(1'500), "1,5 s");
  EXPECT_EQ(duration_text(86'400'000), "1 j");
  EXPECT_EQ(size_text(9'309), "9,1 Ko");
}

TEST_F(Texts, TimesInSentencesAreWrittenAsDurations) {
  const engine::Sentence sentence{"story.retry_scheduled", {{"attempt", "2"}, {"backoff_ms", "60000"}}};
  EXPECT_NE(say(sentence).find("1 min"), std::string::npos);
}

}  // namespace
}  // namespace brigade::app
