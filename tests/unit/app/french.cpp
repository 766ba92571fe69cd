// Hands the French catalogue in before the tests run, as the page does once somebody wants it.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "app/text.h"
#include "base/json.h"

namespace brigade::app {
namespace {

class FrenchTexts : public testing::Environment {
 public:
  void SetUp() override {
    std::ifstream file(BRIGADE_SOURCE_DIR "/assets/text/fr.json");
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    const auto texts = base::read_json(json);
    ASSERT_TRUE(texts) << "assets/text/fr.json: " << texts.error().text;
    set_language(Language::kFrench);
    EXPECT_EQ(language(), Language::kEnglish) << "a language cannot be spoken before its texts are there";
    give_catalogue(Language::kFrench, *texts);
    EXPECT_EQ(language(), Language::kFrench);
    set_language(Language::kEnglish);
  }
};

const testing::Environment* const french_texts = testing::AddGlobalTestEnvironment(new FrenchTexts);

}  // namespace
}  // namespace brigade::app
