// The list of assumptions: every entry complete, in both languages, with a source, and found by its words.
#include "app/assumptions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace brigade::app {
namespace {

base::JsonValue list_of_assets() {
  std::ifstream file(std::string(BRIGADE_SOURCE_DIR) + "/assets/assumptions.json");
  std::stringstream text;
  text << file.rdbuf();
  auto list = base::read_json(text.str());
  EXPECT_TRUE(list.has_value());
  return list ? std::move(*list) : base::JsonValue();
}

TEST(Assumptions, AreAllCompleteInBothLanguagesWithASource) {
  const base::JsonValue list = list_of_assets();
  const std::vector<Assumption> read = read_assumptions(list);
  ASSERT_GT(read.size(), 30u);
  EXPECT_EQ(read.size(), list.items().size()) << "an entry lacks a text or an https address";
  std::set<std::string> ids;
  for (const Assumption& a : read) {
    EXPECT_TRUE(ids.insert(a.id).second) << a.id << " is there twice";
    EXPECT_NE(a.rule.en, a.rule.fr) << a.id;
    EXPECT_NE(a.model.en, a.model.fr) << a.id;
    for (const std::string* text : {&a.rule.en, &a.rule.fr, &a.model.en, &a.model.fr}) {
      EXPECT_EQ(text->back(), '.') << a.id;
    }
  }
}

TEST(Assumptions, OfAServiceStandTogether) {
  std::set<std::string> seen;
  std::string before;
  for (const Assumption& a : read_assumptions(list_of_assets())) {
    if (a.service != before) {
      EXPECT_TRUE(seen.insert(a.service).second) << a.id;
    }
    before = a.service;
  }
}

TEST(Assumptions, LeaveOutWhatIsIncomplete) {
  const auto list = base::read_json(
      R"([{"id":"a","service":"S3","rule":{"en":"r.","fr":"r."},"model":{"en":"m.","fr":"m."},"source":{"name":"n","url":"http://x"}},7,{}])");
  EXPECT_TRUE(read_assumptions(*list).empty());
}

TEST(Assumptions, AreFoundByTheirWordsInTheLanguageOfTheReader) {
  const Assumption a{"a",     "SQS",      {"Best effort.", "Au mieux."}, {"In order.", "Dans l’ordre."},
                     "Guide", "https://x"};
  EXPECT_TRUE(mentions(a, "", "en"));
  EXPECT_TRUE(mentions(a, "sqs ORDER", "en"));
  EXPECT_FALSE(mentions(a, "sqs mieux", "en"));
  EXPECT_TRUE(mentions(a, "mieux", "fr"));
}

}  // namespace
}  // namespace brigade::app
