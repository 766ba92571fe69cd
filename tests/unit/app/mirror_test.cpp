// The model of the HTML view: it says what the panels say, what it offers works, and it stays bounded.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "app/app_state.h"
#include "base/json.h"
#include "engine/simulation.h"

namespace brigade::app {
namespace {

using base::JsonValue;

std::string file_text(const std::string& path) {
  std::ifstream file(BRIGADE_SOURCE_DIR + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Mirror : public testing::Test {
 protected:
  void TearDown() override { set_language(Language::kEnglish); }

  JsonValue ask(const std::string& request) {
    const auto answer = base::read_json(answer_request(state, request));
    EXPECT_TRUE(answer) << request;
    return answer ? *answer : JsonValue();
  }
  JsonValue must(const std::string& request) {
    const JsonValue answer = ask(request);
    EXPECT_TRUE(answer.find("ok")->as_bool())
        << request << "\n"
        << (answer.find("error") != nullptr ? answer.find("error")->find("text")->as_string() : "");
    return answer;
  }
  void open(const std::string& example) {
    base::JsonWriter request;
    request.begin_object().member("type", "load");
    request.member("scenario", file_text("/assets/scenarios/" + example + ".json"));
    must(request.end_object().take());
  }
  JsonValue model(const std::string& more = "") {
    const JsonValue answer = must(R"({"type":"mirror")" + more + "}");
    const JsonValue* mirror = answer.find("mirror");
    return mirror != nullptr ? *mirror : JsonValue();
  }
  void seek(uint32_t step) { must(R"({"type":"seek","step":)" + std::to_string(step) + "}"); }
  // Does one thing; `rest` is more members.
  JsonValue act(const std::string& what, const std::string& rest = "") {
    return ask(R"({"type":"mirrorDo","do":")" + what + "\"" + rest + "}");
  }
  std::string resource(const JsonValue& mirror, std::string_view name) {
    for (const JsonValue& item : mirror.find("resources")->find("items")->items()) {
      if (item.find("name")->as_string() == name) return std::string(item.find("id")->number_text());
    }
    ADD_FAILURE() << "no resource " << name;
    return "0";
  }
  void select(std::string_view name) {
    const std::string id = resource(model(), name);
    EXPECT_TRUE(act("select_resource", ",\"resource\":" + id).find("ok")->as_bool());
  }

  AppState state;
};

TEST_F(Mirror, ItsCountsAreThoseOfTheState) {
  open("async-retries-dlq");
  for (const uint32_t step : {0u, 3u, 6u, 9u, 12u, 1000u}) {
    seek(step);
    const JsonValue mirror = model(), whole = *must(R"({"type":"state"})").find("state");
    EXPECT_EQ(mirror.find("place")->find("step")->as_int64(), whole.find("step")->as_int64());
    const JsonValue& tally = *whole.find("tally");
    int64_t sum = 0;
    for (const JsonValue& item : mirror.find("tally")->items()) {
      const std::string id = item.find("id")->as_string();
      if (id == "unmatched") continue;
      EXPECT_EQ(item.find("n")->as_int64(), tally.find(id)->as_int64()) << id;
      sum += *item.find("n")->as_int64();
    }
    EXPECT_EQ(sum, tally.find("made")->as_int64()) << "every delivery is in exactly one place";
    size_t deliveries = 0;
    for (const JsonValue& message : mirror.find("messages")->find("items")->items())
      deliveries += message.find("deliveries")->items().size();
    EXPECT_EQ(static_cast<int64_t>(deliveries), tally.find("made")->as_int64());
  }
}

TEST_F(Mirror, TheJourneyAndWhyOfAMessageAreTheInspectorsSentences) {
  open("async-retries-dlq");
  seek(1000);
  const JsonValue before = model();
  const auto& messages = before.find("messages")->find("items")->items();
  ASSERT_FALSE(messages.empty());
  EXPECT_TRUE(before.find("selected")->is_null());
  const std::string number(messages.back().find("number")->number_text());
  EXPECT_TRUE(act("select_message", ",\"message\":" + number).find("ok")->as_bool());
  const JsonValue mirror = model(R"(,"payloads":true)");
  const JsonValue& selected = *mirror.find("selected");
  const auto lines = engine::journey(state.session.simulation(), state.session.selection.message);
  ASSERT_EQ(selected.find("journey")->find("items")->items().size(), lines.size());
  EXPECT_EQ(selected.find("journey")->find("items")->items()[0].find("text")->as_string(),
            say(lines[0].sentence));
  EXPECT_FALSE(selected.find("why")->find("headline")->as_string().empty());
  EXPECT_FALSE(selected.find("payloads")->items().empty());
}

TEST_F(Mirror, AWholeExampleCanBeDrivenThroughItsActions) {
  open("async-retries-dlq");
  select("photos");
  const std::string photos = resource(model(), "photos");
  const JsonValue put =
      act("upload", ",\"resource\":" + photos + R"(,"values":{"key":"new/one.jpg","body":"x"})");
  ASSERT_TRUE(put.find("ok")->as_bool()) << put.find("error")->find("text")->as_string();
  EXPECT_TRUE(model().find("can")->find("undo")->as_bool());
  must(R"({"type":"mirrorDo","do":"end"})");
  EXPECT_TRUE(act("undo").find("ok")->as_bool());
  EXPECT_TRUE(model().find("can")->find("redo")->as_bool());
}

TEST_F(Mirror, ARefusalComesBackWithTheServicesCodeAndNoBanner) {
  open("async-retries-dlq");
  const JsonValue answer = act("create", R"(,"values":{"kind":"0","name":"X"})");
  EXPECT_FALSE(answer.find("ok")->as_bool());
  EXPECT_EQ(answer.find("error")->find("code")->as_string(), "InvalidBucketName");
  EXPECT_TRUE(state.session.banners.empty());
  EXPECT_FALSE(act("fly").find("ok")->as_bool());
  EXPECT_FALSE(act("select_resource", R"(,"resource":4000000000)").find("ok")->as_bool());
}

TEST_F(Mirror, AWrongCommandIsSaidWithItsPlace) {
  open("async-retries-dlq");
  const JsonValue answer = act("command", R"(,"values":{"json":"{\n \"do\": \"sqs:Fly\"}"})");
  EXPECT_NE(answer.find("error")->find("text")->as_string().find("Line 2"), std::string::npos);
}

// Each example, each resource: the configuring commands as they stand are accepted by the service, except
// where sending them again is refused by its rules.
TEST_F(Mirror, ConfiguringCommandsSayWhatIsInForce) {
  for (const char* example : {"async-retries-dlq", "alarm-to-function", "scheduled-report"}) {
    open(example);
    const JsonValue first = model();
    for (const JsonValue& item : first.find("resources")->find("items")->items()) {
      const std::string id(item.find("id")->number_text());
      act("select_resource", ",\"resource\":" + id);
      const JsonValue mirror = model();
      for (const JsonValue& action : mirror.find("selected")->find("actions")->items()) {
        const std::string name = action.find("id")->as_string();
        if (name.rfind("configure", 0) != 0) continue;
        const std::string json = action.find("fields")->items()[0].find("value")->as_string();
        base::JsonWriter values;
        values.begin_object().member("json", json).end_object();
        const JsonValue done = act(name, ",\"resource\":" + id + ",\"values\":" + values.take());
        const bool unreadable =
            !done.find("ok")->as_bool() && done.find("error")->find("code")->as_string().empty();
        EXPECT_FALSE(unreadable) << example << " " << name << "\n"
                                 << json << "\n"
                                 << done.find("error")->find("text")->as_string();
      }
    }
  }
}

TEST_F(Mirror, EveryNameOfAnActionOrResourceIsThereOnce) {
  open("async-retries-dlq");
  const JsonValue first = model();
  for (const JsonValue& item : first.find("resources")->find("items")->items()) {
    act("select_resource", ",\"resource\":" + std::string(item.find("id")->number_text()));
    const JsonValue mirror = model();
    std::set<std::string> ids;
    for (const JsonValue& action : mirror.find("selected")->find("actions")->items())
      EXPECT_TRUE(ids.insert(action.find("id")->as_string()).second) << action.find("id")->as_string();
    EXPECT_FALSE(ids.empty());
  }
}

TEST_F(Mirror, ItsListsAreAsLongAsAskedFor) {
  open("async-retries-dlq");
  seek(1000);
  const JsonValue mirror = model(R"(,"messages":1,"resources":2,"logs":1)");
  EXPECT_EQ(mirror.find("messages")->find("items")->items().size(), 1u);
  EXPECT_EQ(mirror.find("resources")->find("items")->items().size(), 2u);
  EXPECT_LE(mirror.find("logs")->find("items")->items().size(), 1u);
  EXPECT_GT(*mirror.find("resources")->find("total")->as_int64(), 2);
}

TEST_F(Mirror, ItsWordsAreInBothLanguagesAndSentOnce) {
  open("async-retries-dlq");
  const JsonValue english = model();
  set_language(Language::kFrench);
  const JsonValue french = model();
  for (const base::JsonMember& word : english.find("words")->members()) {
    EXPECT_EQ(word.value.as_string().find("mirror."), std::string::npos) << word.name << " has no text";
    ASSERT_NE(french.find("words")->find(word.name), nullptr);
  }
  EXPECT_NE(english.find("words")->find("undo")->as_string(),
            french.find("words")->find("undo")->as_string());
  EXPECT_EQ(model(R"(,"words_of":"fr")").find("words"), nullptr);
}

TEST_F(Mirror, NothingCanBeDoneWhereItIsForLookingOnly) {
  open("async-retries-dlq");
  state.session.readonly = true;
  select("photos");
  EXPECT_TRUE(model().find("selected")->find("actions")->items().empty());
  EXPECT_FALSE(act("create", R"(,"values":{"kind":"0","name":"other"})").find("ok")->as_bool());
}

// What is offered does not fall over, whatever is typed, in any example.
TEST_F(Mirror, EveryActionOfEveryExampleIsAnswered) {
  for (const char* example : {"queue-polling", "scheduled-report", "alarm-to-function"}) {
    open(example);
    seek(5);
    const JsonValue first = model();
    for (const JsonValue& item : first.find("resources")->find("items")->items()) {
      const std::string id(item.find("id")->number_text());
      if (!act("select_resource", ",\"resource\":" + id).find("ok")->as_bool()) continue;
      const JsonValue mirror = model();
      for (const JsonValue& action : mirror.find("selected")->find("actions")->items()) {
        base::JsonWriter values;
        values.begin_object();
        for (const JsonValue& field : action.find("fields")->items())
          values.member(field.find("name")->as_string(), field.find("value")->as_string());
        values.end_object();
        const std::string name = action.find("id")->as_string();
        const JsonValue done = act(name, ",\"resource\":" + id + ",\"values\":" + values.take());
        if (!done.find("ok")->as_bool()) {
          EXPECT_FALSE(done.find("error")->find("text")->as_string().empty()) << example << " " << name;
          EXPECT_NE(done.find("error")->find("code")->as_string(), "request") << example << " " << name;
        }
        act("undo");
        act("select_resource", ",\"resource\":" + id);
      }
    }
  }
}

}  // namespace
}  // namespace brigade::app
