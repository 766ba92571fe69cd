// The boundary to the page: one JSON request in, one JSON answer out, whatever comes.
#include <gtest/gtest.h>

#include "app/app_state.h"
#include "base/json.h"

namespace brigade::app {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

base::JsonValue ask(AppState& state, std::string_view request) {
  const auto answer = base::read_json(answer_request(state, request));
  EXPECT_TRUE(answer) << request;
  return answer ? *answer : base::JsonValue();
}

bool ok(const base::JsonValue& answer) {
  return answer.find("ok") != nullptr && answer.find("ok")->as_bool();
}

constexpr std::string_view kSmall =
    R"({"brigade":1,"resources":{"buckets":[{"Bucket":"photos"}]},"timeline":[{"at":"0s","do":"s3:PutObject","bucket":"photos","key":"a.jpg","size":1}]})";

TEST(Requests, AnythingIsAnsweredWithASentence) {
  AppState state;
  for (const char* request :
       {"", "{", "[]", "null", "{}", R"({"type":3})", R"({"type":"fly"})", R"({"type":"seek"})",
        R"({"type":"seek","step":-1})", R"({"type":"command"})", R"({"type":"command","command":7})",
        R"({"type":"load"})", R"({"type":"load","scenario":"{"})", R"({"type":"examples"})"}) {
    const base::JsonValue answer = ask(state, request);
    EXPECT_FALSE(ok(answer)) << request;
    ASSERT_NE(answer.find("error"), nullptr) << request;
    EXPECT_FALSE(answer.find("error")->find("text")->as_string().empty()) << request;
  }
}

TEST(Requests, AWrongScenarioIsRefusedWithLineAndColumnAndNothingChanges) {
  AppState state;
  ASSERT_TRUE(ok(ask(state, R"({"type":"load","scenario":)" + escaped(kSmall) + "}")));
  const base::JsonValue answer =
      ask(state, R"({"type":"load","scenario":)" + escaped("{\"brigade\":1,\n \"sed\": 7}") + "}");
  ASSERT_FALSE(ok(answer));
  EXPECT_EQ(answer.find("error")->find("line")->as_int64(), 2);
  EXPECT_FALSE(state.session.is_empty());
}

TEST(Requests, StepsBackAndSeekSayWhereOneStands) {
  AppState state;
  ask(state, R"({"type":"load","scenario":)" + escaped(kSmall) + "}");
  EXPECT_EQ(ask(state, R"({"type":"step"})").find("step")->as_int64(), 1);
  EXPECT_EQ(ask(state, R"({"type":"back"})").find("step")->as_int64(), 0);
  EXPECT_EQ(ask(state, R"({"type":"seek","step":1})").find("step")->as_int64(), 1);
  EXPECT_TRUE(ok(ask(state, R"({"type":"state"})")));
  EXPECT_TRUE(ask(state, R"({"type":"journal"})").find("journal")->is_array());
  EXPECT_EQ(ask(state, R"({"type":"hash"})").find("hash")->as_string().size(), 16u);
}

TEST(Requests, ACommandIsRefusedWithTheServicesCode) {
  AppState state;
  ask(state, R"({"type":"load","scenario":)" + escaped(kSmall) + "}");
  EXPECT_TRUE(ok(ask(state, R"({"type":"command","command":{"do":"s3:CreateBucket","bucket":"other"}})")));
  const base::JsonValue answer =
      ask(state, R"({"type":"command","command":{"do":"s3:CreateBucket","bucket":"X"}})");
  ASSERT_FALSE(ok(answer));
  EXPECT_EQ(answer.find("error")->find("code")->as_string(), "InvalidBucketName");
}

TEST(Requests, ALinkOfOtherRulesGoesToTheSameTimeAndSaysSo) {
  AppState state;
  ask(state, R"({"type":"load","step":1,"time_ms":0,"rules":99,"hash":"00000000","scenario":)" +
                 escaped(kSmall) + "}");
  ASSERT_EQ(state.session.banners.size(), 1u);
  EXPECT_EQ(state.session.banners[0].kind, BannerKind::kInfo);
}

TEST(Requests, ThePlaceOfAnExportIsTakenBack) {
  AppState state;
  ask(state, R"({"type":"load","scenario":)" + escaped(kSmall) + "}");
  ask(state, R"({"type":"step"})");
  const base::JsonValue out = ask(state, R"({"type":"exportScenario","bodies":false})");
  ASSERT_TRUE(ok(out));
  AppState other;
  const std::string load = R"({"type":"load","step":)" + std::to_string(*out.find("step")->as_int64()) +
                           R"(,"rules":)" + std::to_string(*out.find("rules")->as_int64()) + R"(,"hash":)" +
                           escaped(out.find("hash")->as_string().substr(0, 8)) +
                           R"(,"panel":"why","scenario":)" + escaped(out.find("scenario")->as_string()) + "}";
  ASSERT_TRUE(ok(ask(other, load)));
  EXPECT_TRUE(other.session.banners.empty());
  EXPECT_EQ(other.session.step_number(), 1u);
  EXPECT_EQ(other.session.inspector_tab, InspectorTab::kWhy);
}

}  // namespace
}  // namespace brigade::app
