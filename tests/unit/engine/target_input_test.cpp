// What a rule's target receives: the whole event, a part of it, a constant, or a template filled in.
#include "engine/services/target_input.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/json.h"

namespace brigade::engine {
namespace {

constexpr std::string_view kEvent =
    R"({"version":"0","id":"e1","detail-type":"Order Placed","source":"shop","account":"123456789012",)"
    R"("time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":["arn:a"],"detail":{"id":"o-7",)"
    R"("total":3.50,"paid":true,"coupon":null,"items":[{"sku":"a","n":1},{"sku":"b","n":2}],"tags":["x","y"],)"
    R"("odd key":"found","quote":"say \"hi\"","empty":{}}})";
constexpr TargetInputContext kContext{kEvent, "arn:aws:events:us-east-1:123456789012:rule/r", "r",
                                      "2026-01-01T00:00:09Z"};

std::string text_of(const base::Result<std::string>& result) { return result ? *result : "nothing"; }

std::string with_path(std::string path) {
  RuleTarget target;
  target.id = "t";
  target.input_path = std::move(path);
  return text_of(target_input(target, kContext));
}

RuleTarget with_template(std::string text) {
  RuleTarget target;
  target.id = "t";
  target.input_transformer = InputTransformer{{{"id", "$.detail.id"},
                                               {"total", "$.detail.total"},
                                               {"paid", "$.detail.paid"},
                                               {"coupon", "$.detail.coupon"},
                                               {"items", "$.detail.items"},
                                               {"first", "$.detail.items[0]"},
                                               {"tags", "$.detail.tags"},
                                               {"quote", "$.detail.quote"},
                                               {"gone", "$.detail.gone"}},
                                              std::move(text)};
  return target;
}

std::string filled(std::string text) {
  return text_of(target_input(with_template(std::move(text)), kContext));
}

std::string refusal(const RuleTarget& target) {
  const auto checked = check_target_input(target);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, "ValidationException");
  return checked.error().text;
}

std::string path_refusal(std::string path) {
  RuleTarget target;
  target.id = "t";
  target.input_path = std::move(path);
  return refusal(target);
}

TEST(TargetInput, IsTheWholeEventWhereNothingIsSaid) {
  EXPECT_EQ(text_of(target_input(RuleTarget{}, kContext)), kEvent);
}

TEST(TargetInput, AConstantIsSentAsItWasGiven) {
  RuleTarget target;
  target.input = R"({ "a": 1.0 })";
  EXPECT_EQ(text_of(target_input(target, kContext)), R"({ "a": 1.0 })");
}

TEST(InputPath, TakesAPartOfTheEventAsJson) {
  EXPECT_EQ(with_path("$"), kEvent);
  EXPECT_EQ(with_path("$.detail.id"), "\"o-7\"");
  EXPECT_EQ(with_path("$.detail-type"), "\"Order Placed\"");
  EXPECT_EQ(with_path("$.detail.total"), "3.50");
  EXPECT_EQ(with_path("$.detail.paid"), "true");
  EXPECT_EQ(with_path("$.detail.coupon"), "null");
  EXPECT_EQ(with_path("$.detail.empty"), "{}");
  EXPECT_EQ(with_path("$.detail['odd key']"), "\"found\"");
  EXPECT_EQ(with_path("$['detail'].items[1].sku"), "\"b\"");
  EXPECT_EQ(with_path("$.resources[0]"), "\"arn:a\"");
}

TEST(InputPath, AWildcardGivesAList) {
  EXPECT_EQ(with_path("$.detail.items[*].sku"), R"(["a","b"])");
  EXPECT_EQ(with_path("$.detail.items.*.n"), "[1,2]");
  EXPECT_EQ(with_path("$.detail.items[0].*"), R"(["a",1])");
  EXPECT_EQ(with_path("$.detail.empty.*"), "[]");
}

TEST(InputPath, GivesAnEmptyTextWhereTheEventHasNothing) {
  EXPECT_EQ(with_path("$.detail.gone"), "\"\"");
  EXPECT_EQ(with_path("$.detail.items[2]"), "\"\"");
  EXPECT_EQ(with_path("$.detail.items.sku"), "\"\"");
  EXPECT_EQ(with_path("$.detail.id[0]"), "\"\"");
}

TEST(InputTransformer, AVariableOutsideQuotesIsAJsonValue) {
  EXPECT_EQ(filled(R"({"id": <id>, "total": <total>, "paid": <paid>, "coupon": <coupon>})"),
            R"({"id":"o-7","total":3.50,"paid":true,"coupon":null})");
  EXPECT_EQ(filled(R"({"items": <items>, "tags": <tags>})"),
            R"({"items":[{"sku":"a","n":1},{"sku":"b","n":2}],"tags":["x","y"]})");
  EXPECT_EQ(filled("<first>"), R"({"sku":"a","n":1})");
  EXPECT_EQ(filled("[<id>, <id>]"), R"(["o-7","o-7"])");
  EXPECT_EQ(filled(R"({"q": <quote>})"), R"({"q":"say \"hi\""})");
}

TEST(InputTransformer, AVariableInsideQuotesIsItsText) {
  EXPECT_EQ(filled(R"({"path": "orders/<id>?total=<total>&paid=<paid>"})"),
            R"({"path":"orders/o-7?total=3.50&paid=true"})");
  EXPECT_EQ(filled(R"("order <id> of \"<total>\"")"), R"("order o-7 of \"3.50\"")");
}

TEST(InputTransformer, InATextTemplateObjectsAndListsLoseTheirQuotes) {
  EXPECT_EQ(filled(R"("<first> and <tags>")"), R"("{sku:a,n:1} and [x,y]")");
}

TEST(InputTransformer, AMissingPathGivesAnEmptyTextOrNothingInsideQuotes) {
  EXPECT_EQ(filled(R"({"gone": <gone>, "text": "a<gone>b"})"), R"({"gone":"","text":"ab"})");
  EXPECT_EQ(filled(R"("a<gone>b")"), R"("ab")");
}

TEST(InputTransformer, AnObjectInsideQuotesOfAnObjectGivesNothing) {
  EXPECT_EQ(filled(R"({"items": "<items>"})"), "nothing");
  EXPECT_EQ(filled(R"({"items": "all of <tags>"})"), "nothing");
  EXPECT_EQ(refusal(with_template(R"({"items": "<items>"})")), "");
}

TEST(InputTransformer, ValuesAreNotEscapedInsideQuotes) {
  EXPECT_EQ(filled(R"({"q": "they <quote>"})"), "nothing");
}

TEST(InputTransformer, SeveralLinesOfTextsStayLines) {
  EXPECT_EQ(filled("\"order <id>\"\n\"total <total>\"\n"), "\"order o-7\"\n\"total 3.50\"");
}

TEST(InputTransformer, WhatIsNoPlaceholderStays) {
  EXPECT_EQ(filled(R"("1 < 2, <id>, 3 > 2, <>, < id >")"), R"("1 < 2, o-7, 3 > 2, <>, < id >")");
}

TEST(InputTransformer, KnowsThePredefinedVariables) {
  EXPECT_EQ(filled(R"({"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>"})"),
            R"({"arn":"arn:aws:events:us-east-1:123456789012:rule/r","name":"r"})");
  EXPECT_EQ(filled(R"({"at": <aws.events.event.ingestion-time>})"), R"({"at":"2026-01-01T00:00:09Z"})");
  EXPECT_EQ(filled("<aws.events.event.json>"), kEvent);
  EXPECT_EQ(
      filled("<aws.events.event>"),
      R"({"id":"e1","account":"123456789012","detailType":"Order Placed","time":"2026-01-01T00:00:09Z",)"
      R"("source":"shop","region":"us-east-1","resources":["arn:a"],"version":"0"})");
  EXPECT_EQ(filled(R"({"whole": "<aws.events.event.json>"})"), "nothing");
}

TEST(CheckTargetInput, AllowsOneKindOfInput) {
  RuleTarget target = with_template("<id>");
  EXPECT_EQ(refusal(target), "");
  target.input_path = "$.detail";
  EXPECT_EQ(refusal(target),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t.");
}

TEST(CheckTargetInput, AConstantIsJson) {
  RuleTarget target;
  target.id = "t";
  for (const char* json : {"{}", "[1]", "\"text\"", "3", "null"}) {
    target.input = json;
    EXPECT_EQ(refusal(target), "") << json;
  }
  target.input = "{\"a\":\n oops}";
  EXPECT_EQ(
      refusal(target),
      "JSON syntax error in input for target t: [Source: (String)\"{\"a\":\n oops}\"; line: 2, column: 2]");
}

TEST(CheckTargetInput, NamesThePlaceholderThatIsNotDeclared) {
  EXPECT_EQ(refusal(with_template(R"({"a": <id>, "b": "<nowhere> <neither>"})")),
            "InputTemplate for target t contains invalid placeholder nowhere.");
  EXPECT_EQ(refusal(with_template("<aws.events.nothing>")),
            "InputTemplate for target t contains invalid placeholder aws.events.nothing.");
}

TEST(CheckTargetInput, ATemplateIsJsonOnceItIsFilled) {
  for (const char* good :
       {"<id>", "\"<id> is <paid>\"", "{\"a\": [<id>, \"<id>\"]}", "\"a\"\n\n\"b <id>\"\n"}) {
    EXPECT_EQ(refusal(with_template(good)), "") << good;
  }
  for (const char* bad : {"<id> is <paid>", "order <id>", "{<id>: 1}", "{\"a\": <id>", "\"a\"\nb"}) {
    EXPECT_NE(refusal(with_template(bad)), "") << bad;
  }
  EXPECT_EQ(
      refusal(with_template("{\"a\": <id>,\n oops}")),
      "Invalid InputTemplate for target t : [Source: (String)\"{\"a\": <id>,\n oops}\"; line: 2, column: 2]");
}

TEST(CheckTargetInput, PathsStartAtTheRoot) {
  for (const char* good : {"$", "$.detail", "$.a-b_c.*", "$.a[0][*]['x.y']", "$['a']", "$.a/b"}) {
    EXPECT_EQ(path_refusal(good), "") << good;
  }
  for (const char* bad :
       {"", "detail", "$detail", "$.", "$..id", "$.a.", "$[", "$[]", "$[x]", "$['']", "$[-1]"}) {
    EXPECT_NE(path_refusal(bad), "") << bad;
  }
  RuleTarget target = with_template("<id>");
  target.input_transformer->paths[1].second = "detail.total";
  EXPECT_EQ(refusal(target), "InputPathsMap for target t contains invalid JSONPath detail.total.");
}

TEST(CheckTargetInput, HasLimits) {
  RuleTarget target = with_template("\"" + std::string(kMaxTemplateBytes - 2, 'x') + "\"");
  EXPECT_EQ(refusal(target), "");
  target.input_transformer->input_template += " ";
  EXPECT_NE(refusal(target), "");
  EXPECT_NE(refusal(with_template("")), "");
  target = with_template("<id>");
  while (target.input_transformer->paths.size() < kMaxInputPaths) {
    const std::string name = "v" + std::to_string(target.input_transformer->paths.size());
    target.input_transformer->paths.emplace_back(name, "$.id");
  }
  EXPECT_EQ(refusal(target), "");
  target.input_transformer->paths.emplace_back("one-more", "$.id");
  EXPECT_NE(refusal(target), "");
}

TEST(CheckTargetInput, VariablesHavePlainNames) {
  for (const char* bad : {"", "a b", "a.b", "AWSx", "é"}) {
    RuleTarget target = with_template("<id>");
    target.input_transformer->paths.emplace_back(bad, "$.id");
    EXPECT_NE(refusal(target), "") << bad;
  }
}

// --- recordings of the real service, where they lie beside the checkout ---

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string compact(const base::JsonValue& value) {
  base::JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

void check_recording(const base::JsonValue& recording) {
  const std::string name = recording.find("name")->as_string();
  // The recordings' own placeholders stand for values that vary, and not always by the same name.
  std::string event = compact(*recording.find("event"));
  event = replaced(replaced(event, "<date>", "date"), "<uuid>", "<uuid:2>");
  RuleTarget target;
  target.id = "t";
  if (const base::JsonValue* path = recording.find("input_path")) target.input_path = path->as_string();
  if (const base::JsonValue* text = recording.find("input_template")) {
    target.input_transformer.emplace();
    target.input_transformer->input_template = text->as_string();
    for (const base::JsonMember& member : recording.find("input_paths_map")->members()) {
      target.input_transformer->paths.emplace_back(member.name, member.value.as_string());
    }
  }
  EXPECT_EQ(refusal(target), "") << name;
  const auto got = target_input(target, {event, "arn", "rule", "<ingestion-time>"});
  const base::JsonValue& expected = *recording.find("expect_body");
  if (expected.is_null()) {
    EXPECT_FALSE(got.has_value()) << name;
    return;
  }
  ASSERT_TRUE(got.has_value()) << name << ": " << got.error().text;
  if (expected.is_string()) {
    EXPECT_EQ(*got, expected.as_string()) << name;
  } else {
    EXPECT_EQ(base::canonical(*base::read_json(*got)), base::canonical(expected)) << name;
  }
}

TEST(TargetInput, IsWhatTheRealServiceSent) {
  std::ifstream file(std::string(BRIGADE_SOURCE_DIR) +
                     "/../shared/conformance/eventbridge_input_transformer.jsonl");
  if (!file) GTEST_SKIP() << "the recordings are not here";
  for (std::string line; std::getline(file, line);) {
    const auto recording = base::read_json(line);
    ASSERT_TRUE(recording.has_value()) << line;
    check_recording(*recording);
  }
}

}  // namespace
}  // namespace brigade::engine
