// Reading and writing JSON: values, ranges, the words of errors, limits, hostile input.
#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "base/text.h"

namespace brigade::base {
namespace {

std::string_view part(std::string_view text, TextRange range) {
  return text.substr(range.begin, range.end - range.begin);
}

std::string error_of(std::string_view text, JsonLimits limits = {}) {
  const Result<JsonValue> read = read_json(text, limits);
  return read ? "no error" : read.error().text;
}

TEST(ReadJson, KeepsEveryKindOfValue) {
  const Result<JsonValue> read = read_json(
      R"( {"n":null,"t":true,"f":false,"i":-5,"u":18446744073709551615,"d":2.50,"s":"h\u00e9\n","a":[1,[]],"o":{}} )");
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_TRUE(read->find("n")->is_null());
  EXPECT_TRUE(read->find("t")->as_bool());
  EXPECT_FALSE(read->find("f")->as_bool());
  EXPECT_EQ(read->find("i")->as_int64(), -5);
  EXPECT_EQ(read->find("u")->kind(), JsonKind::kUnsigned);
  EXPECT_EQ(read->find("u")->as_uint64(), UINT64_MAX);
  EXPECT_EQ(read->find("d")->as_double(), 2.5);
  EXPECT_EQ(read->find("d")->number_text(), "2.50");
  EXPECT_EQ(read->find("s")->as_string(), "h\xC3\xA9\n");
  EXPECT_EQ(read->find("a")->items().size(), 2U);
  EXPECT_TRUE(read->find("o")->is_object());
  EXPECT_EQ(read->find("x"), nullptr);
  EXPECT_EQ(read->members()[0].name, "n");
  EXPECT_EQ(read->members()[8].name, "o");
}

TEST(ReadJson, TellsWhereEverythingStands) {
  const std::string_view text =
      "\xEF\xBB\xBF { \"a\\\"b\" : [ 1.5e3 , true,null,\"x\\\\\" ],\n \"c\":{\"d\" :-0 } } \n";
  const Result<JsonValue> read = read_json(text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(part(text, read->range()), text.substr(4, text.size() - 6));
  const JsonMember& first = read->members()[0];
  EXPECT_EQ(part(text, first.name_range), "\"a\\\"b\"");
  EXPECT_EQ(part(text, first.value.range()), "[ 1.5e3 , true,null,\"x\\\\\" ]");
  EXPECT_EQ(part(text, first.value.items()[0].range()), "1.5e3");
  EXPECT_EQ(part(text, first.value.items()[1].range()), "true");
  EXPECT_EQ(part(text, first.value.items()[2].range()), "null");
  EXPECT_EQ(part(text, first.value.items()[3].range()), "\"x\\\\\"");
  const JsonValue* inner = read->find("c");
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(part(text, inner->range()), "{\"d\" :-0 }");
  EXPECT_EQ(part(text, inner->find_member("d")->name_range), "\"d\"");
  EXPECT_EQ(part(text, inner->find("d")->range()), "-0");
}

TEST(ReadJson, ReadsNumbersAtTheEdges) {
  struct Case {
    const char* text;
    JsonKind kind;
    double real;
  };
  const std::vector<Case> cases = {{"0", JsonKind::kInteger, 0},
                                   {"-0", JsonKind::kInteger, 0},
                                   {"9223372036854775807", JsonKind::kInteger, 9223372036854775807.0},
                                   {"9223372036854775808", JsonKind::kUnsigned, 9223372036854775808.0},
                                   {"-9223372036854775808", JsonKind::kInteger, -9223372036854775808.0},
                                   {"-9223372036854775809", JsonKind::kDouble, -9223372036854775808.0},
                                   {"18446744073709551616", JsonKind::kDouble, 18446744073709551616.0},
                                   {"3.0", JsonKind::kDouble, 3},
                                   {"3e0", JsonKind::kDouble, 3},
                                   {"1E+2", JsonKind::kDouble, 100},
                                   {"1.7976931348623157e308", JsonKind::kDouble, 1.7976931348623157e308},
                                   {"1e-999", JsonKind::kDouble, 0}};
  for (const Case& c : cases) {
    const Result<JsonValue> read = read_json(c.text);
    ASSERT_TRUE(read) << c.text;
    EXPECT_EQ(read->kind(), c.kind) << c.text;
    EXPECT_EQ(read->as_double(), c.real) << c.text;
    EXPECT_EQ(read->number_text(), c.text);
    EXPECT_EQ(canonical(*read), c.text);
  }
  EXPECT_EQ(read_json("-1")->as_uint64(), std::nullopt);
  EXPECT_EQ(read_json("9223372036854775808")->as_int64(), std::nullopt);
  EXPECT_EQ(read_json("3.0")->as_int64(), std::nullopt);
}

TEST(ReadJson, AnswersAWrongKindWithNothing) {
  const JsonValue text = read_json("\"7\"").value();
  EXPECT_FALSE(text.as_bool());
  EXPECT_EQ(text.as_double(), 0);
  EXPECT_EQ(text.as_int64(), std::nullopt);
  EXPECT_EQ(text.number_text(), "");
  EXPECT_EQ(text.find("a"), nullptr);
  EXPECT_TRUE(text.items().empty());
  EXPECT_EQ(read_json("7")->as_string(), "");
  EXPECT_TRUE(JsonValue().is_null());
}

struct ErrorCase {
  std::string_view text;
  std::string_view message;
  TextRange range;
};

void expect_errors(const std::vector<ErrorCase>& cases) {
  for (const ErrorCase& c : cases) {
    const Result<JsonValue> read = read_json(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().code, "json");
    EXPECT_EQ(read.error().text, c.message) << c.text;
    EXPECT_EQ(read.error().range, c.range)
        << c.text << ": " << read.error().range.begin << " to " << read.error().range.end;
  }
}

TEST(ReadJson, SaysWhatWasExpectedAndWhatStandsThere) {
  expect_errors({
      {"", "Expected a value, but the text ends here.", {0, 0}},
      {"  ", "Expected a value, but the text ends here.", {2, 2}},
      {"{,}", "Expected a name in quotes or '}', found ','.", {1, 2}},
      {"{\"a\":,}", "Expected a value, found ','.", {5, 6}},
      {"{\"a\" 1}", "Expected ':', found '1'.", {5, 6}},
      {"{\"a\":1 \"b\":2}", "Expected ',' or '}', found '\"b\"'.", {7, 10}},
      {"{\"a\":1,}", "Expected a name in quotes, found '}'.", {7, 8}},
      {"{a:1}", "Expected a name in quotes or '}', found 'a'.", {1, 2}},
      {"[1 2]", "Expected ',' or ']', found '2'.", {3, 4}},
      {"[1,]", "Expected a value, found ']'.", {3, 4}},
      {"[,1]", "Expected a value or ']', found ','.", {1, 2}},
      {"[1", "Expected ',' or ']', but the text ends here.", {2, 2}},
      {"{\"a\":1", "Expected ',' or '}', but the text ends here.", {6, 6}},
      {"{\"a\":", "Expected a value, but the text ends here.", {5, 5}},
      {"{\"a\"", "Expected ':', but the text ends here.", {4, 4}},
      {"[1]]", "Expected the end of the text, found ']'.", {3, 4}},
      {"1 2", "Expected the end of the text, found '2'.", {2, 3}},
      {"[}", "Expected a value or ']', found '}'.", {1, 2}},
      {"nul", "Expected a value, found 'nul'.", {0, 3}},
      {"[True]", "Expected a value or ']', found 'True'.", {1, 5}},
      {"[1, undefined]", "Expected a value, found 'undefined'.", {4, 13}},
      {"{'a':1}", "Expected a name in quotes or '}', found '''.", {1, 2}},
      {"// x\n1", "Expected a value, found '/'.", {0, 1}},
      {"[\xE2\x82\xAC]", "Expected a value or ']', found '\xE2\x82\xAC'.", {1, 4}},
  });
}

TEST(ReadJson, SaysWhatIsWrongWithANumber) {
  expect_errors({
      {"[01]", "'01' is not a number as JSON writes it.", {1, 3}},
      {"[1.]", "'1.' is not a number as JSON writes it.", {1, 3}},
      {"[1.5.2]", "'1.5.2' is not a number as JSON writes it.", {1, 6}},
      {"{\"a\":-}", "'-' is not a number as JSON writes it.", {5, 6}},
      {"1e", "'1e' is not a number as JSON writes it.", {0, 2}},
      {"[1-2]", "'1-2' is not a number as JSON writes it.", {1, 4}},
      {"1e999", "The number '1e999' is too large.", {0, 5}},
      {"[-1e999]", "The number '-1e999' is too large.", {1, 7}},
      {"[0, 1e999]", "The number '1e999' is too large.", {4, 9}},
      {"[+1]", "Expected a value, found '+'.", {1, 2}},
      {"[.5]", "Expected a value, found '.'.", {1, 2}},
  });
}

TEST(ReadJson, SaysWhatIsWrongWithAString) {
  constexpr const char* kHalf = "Half of a surrogate pair: a character beyond U+FFFF needs two \\u escapes.";
  expect_errors({
      {"\"abc", "The string is not closed: a \" is missing.", {0, 4}},
      {"{\"abc", "The string is not closed: a \" is missing.", {1, 5}},
      {"[\"a\nb\"]", "A string ends on the line it starts on; a line break in it is written \\n.", {3, 4}},
      {"\"a\tb\"", "A control character in a string must be written as an escape.", {2, 3}},
      {"\"a\\xb\"", "A string knows no escape '\\x'.", {2, 4}},
      {"\"\\u12g4\"", "Expected four hexadecimal digits after \\u.", {1, 5}},
      {"\"\\u12", "Expected four hexadecimal digits after \\u.", {1, 5}},
      {"\"ab\\", "Expected four hexadecimal digits after \\u.", {3, 4}},
      {"\"\\ud83d\"", kHalf, {1, 7}},
      {"\"\\ude00\"", kHalf, {1, 7}},
      {"\"\\ud83d\\u0041\"", kHalf, {1, 7}},
      {"{\"a\":\"\\ud83dx\"}", kHalf, {6, 12}},
      {"\"a\xFF\"", "The text is not valid UTF-8 here.", {2, 3}},
      {"\"\xED\xA0\x80\"", "The text is not valid UTF-8 here.", {1, 2}},
      {"{\"\xC0\x80\":1}", "The text is not valid UTF-8 here.", {2, 3}},
      {"\xFF", "The text is not valid UTF-8 here.", {0, 1}},
  });
  EXPECT_EQ(read_json("\"\\ud83d\\ude00\"")->as_string(), "\xF0\x9F\x98\x80");
}

TEST(ReadJson, DoesNotStopAtAZeroByte) {
  using std::string_view_literals::operator""sv;
  expect_errors({
      {"1\0garbage"sv, "Expected the end of the text, found a control character.", {1, 2}},
      {"[1,\0]"sv, "Expected a value, found a control character.", {3, 4}},
      {"\0"sv, "Expected a value, found a control character.", {0, 1}},
  });
  EXPECT_EQ(read_json("\"a\\u0000b\"")->as_string(), "a\0b"sv);
}

TEST(ReadJson, RefusesANameTwice) {
  expect_errors({
      {"{\"a\":1,\"b\":2,\"a\":3}", "The object names 'a' twice.", {13, 16}},
      {"{\"x\":{\"a\":1,\"\\u0061\":2}}", "The object names 'a' twice.", {12, 20}},
      {"{\"b\":1,\"a\":2,\"b\":3,\"a\":4}", "The object names 'b' twice.", {13, 16}},
  });
  EXPECT_TRUE(read_json(R"([{"a":1},{"a":1,"b":{"a":1}}])"));
}

TEST(ReadJson, BoundsTheDepth) {
  EXPECT_TRUE(read_json(std::string(64, '[') + std::string(64, ']')));
  const Result<JsonValue> deep = read_json(std::string(65, '[') + std::string(65, ']'));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().text, "Arrays and objects are nested more than 64 deep.");
  EXPECT_EQ(deep.error().range, (TextRange{64, 65}));
  EXPECT_FALSE(read_json(std::string(1'000'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; i++) objects += "{\"a\":";
  EXPECT_EQ(error_of(objects), "Arrays and objects are nested more than 64 deep.");
}

TEST(ReadJson, BoundsTheSizeAndTheNumberOfValues) {
  EXPECT_EQ(error_of("[1,2,3]", {.size_bytes = 6}), "The text is longer than 6 bytes.");
  EXPECT_TRUE(read_json("[1,2,3]", {.size_bytes = 7}));
  EXPECT_EQ(error_of("[1,2,3]", {.values = 3}), "The text has more than 3 values.");
  EXPECT_TRUE(read_json("[1,2,3]", {.values = 4}));
}

TEST(ReadJson, TakesALargeObjectInReasonableTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; i++) text += "\"key" + std::to_string(i) + "\":0,";
  text += "\"key7\":0}";
  EXPECT_EQ(error_of(text), "The object names 'key7' twice.");
}

// Cuts and changes a good document at every place: each result is a document, or an error inside the text.
TEST(ReadJson, NeverCrashesAndKeepsItsErrorsInsideTheText) {
  const std::string good = R"({"a":[1,-2.5e3,"x\u00e9\ud83d\ude00"],"b":{"c":null,"d":true},"e":"\\"})";
  ASSERT_TRUE(read_json(good));
  Stream stream{stream_key(1, "json"), 0};
  const auto check = [](const std::string& text) {
    const Result<JsonValue> read = read_json(text);
    if (read) {
      EXPECT_TRUE(read_json(canonical(*read))) << text;
      return;
    }
    EXPECT_LE(read.error().range.begin, read.error().range.end);
    EXPECT_LE(read.error().range.end, text.size());
    EXPECT_TRUE(is_valid_utf8(read.error().text)) << read.error().text;
    EXPECT_EQ(read.error().text.back(), '.');
  };
  for (size_t cut = 0; cut < good.size(); cut++) {
    check(good.substr(0, cut));
    check(good.substr(cut + 1));
    check(good.substr(0, cut) + good.substr(cut + 1));
  }
  const std::string_view likely = "\"\\{}[],:0-e.u \n\xC3\xFF";
  for (int i = 0; i < 20'000; i++) {
    std::string text = good;
    for (uint64_t edits = uniform(stream, 1, 4); edits > 0; edits--) {
      text[static_cast<size_t>(uniform(stream, 0, text.size() - 1))] =
          likely[static_cast<size_t>(uniform(stream, 0, likely.size() - 1))];
    }
    check(text);
  }
}

TEST(JsonWriter, WritesCompactAndIndented) {
  const auto write = [](JsonStyle style) {
    JsonWriter writer(style);
    writer.begin_object()
        .member("a", 1)
        .key("b")
        .begin_array()
        .value(true)
        .value(nullptr)
        .value("x")
        .end_array();
    writer.key("c").begin_object().end_object().key("d").begin_array().end_array().key("e").raw("[1]");
    writer.end_object();
    return writer.take();
  };
  EXPECT_EQ(write(JsonStyle::kCompact), R"({"a":1,"b":[true,null,"x"],"c":{},"d":[],"e":[1]})");
  EXPECT_EQ(write(JsonStyle::kIndented),
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    \"x\"\n  ],\n  \"c\": {},\n  \"d\": [],\n"
            "  \"e\": [1]\n}");
}

TEST(JsonWriter, WritesNumbersOfEveryKind) {
  JsonWriter writer;
  writer.begin_array().value(INT64_MIN).value(UINT64_MAX).value(uint8_t{7}).value(size_t{8}).value(-1);
  writer.value(0.1)
      .value(1e300)
      .value(2.0)
      .value(std::nan(""))
      .value(std::numeric_limits<double>::infinity());
  writer.end_array();
  EXPECT_EQ(writer.take(), "[-9223372036854775808,18446744073709551615,7,8,-1,0.1,1e+300,2.0,null,null]");
}

TEST(JsonWriter, EscapesWhatMustBeAndRepairsUtf8) {
  JsonWriter writer;
  writer.begin_object().member("k\"", std::string_view("a\\\"\b\f\n\r\t\x01\x1f/\x7f\xC3\xA9\xFF\0", 16));
  writer.end_object();
  EXPECT_EQ(writer.take(),
            "{\"k\\\"\":\"a\\\\\\\"\\b\\f\\n\\r\\t\\u0001\\u001f/\x7f\xC3\xA9\xEF\xBF\xBD\\u0000\"}");
}

TEST(JsonWriter, StartsAnewAfterTake) {
  JsonWriter writer;
  writer.value("a");
  EXPECT_EQ(writer.take(), "\"a\"");
  writer.begin_array().end_array();
  EXPECT_EQ(writer.take(), "[]");
}

TEST(JsonWriter, WritesStringsThatReadBackTheSame) {
  Stream stream{stream_key(1, "strings"), 0};
  for (int i = 0; i < 2000; i++) {
    std::string text;
    for (uint64_t left = uniform(stream, 0, 20); left > 0; left--) {
      append_utf8(text,
                  static_cast<uint32_t>(uniform(stream, 0, uniform(stream, 0, 1) == 0 ? 0x7f : 0x10ffff)));
    }
    JsonWriter writer;
    writer.value(text);
    EXPECT_EQ(read_json(writer.take())->as_string(), text);
  }
}

TEST(Canonical, SortsNamesByTheirBytesAndKeepsNumbers) {
  const JsonValue value =
      read_json(R"({ "b":1.50, "a":{"z":[3,{"y":1,"x":2}],"A":"\u00e9"}, "":null, "é":1 })").value();
  EXPECT_EQ(canonical(value),
            "{\"\":null,\"a\":{\"A\":\"\xC3\xA9\",\"z\":[3,{\"x\":2,\"y\":1}]},\"b\":1.50,\"\xC3\xA9\":1}");
  EXPECT_EQ(canonical(read_json(canonical(value)).value()), canonical(value));
}

TEST(Pretty, KeepsTheOrderOfTheSource) {
  EXPECT_EQ(pretty(read_json(R"({"b":[1,2],"a":{}})").value()),
            "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {}\n}");
}

}  // namespace
}  // namespace brigade::base
