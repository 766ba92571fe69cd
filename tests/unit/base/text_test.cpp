// UTF-8, base64, the form encoding of keys, globs.
#include "base/text.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace brigade::base {
namespace {

std::string random_bytes(Stream& stream, size_t most) {
  std::string out(static_cast<size_t>(uniform(stream, 0, most)), '\0');
  for (char& c : out) c = static_cast<char>(uniform(stream, 0, 255));
  return out;
}

TEST(FormUrl, EncodesAsKeysInEventsAre) {
  EXPECT_EQ(form_url_encode("a b.jpg"), "a+b.jpg");
  EXPECT_EQ(form_url_encode("a@b"), "a%40b");
  EXPECT_EQ(form_url_encode("in/put-_.*~+"), "in/put-_.*%7E%2B");
  EXPECT_EQ(form_url_encode("\xC3\xA9t\xC3\xA9"), "%C3%A9t%C3%A9");
}

TEST(FormUrl, DecodesForgivingly) {
  EXPECT_EQ(form_url_decode("a+b%2Bc%c3%A9"), "a b+c\xC3\xA9");
  EXPECT_EQ(form_url_decode("100%"), "100%");
  EXPECT_EQ(form_url_decode("%4"), "%4");
  EXPECT_EQ(form_url_decode("%zz%41"), "%zzA");
}

TEST(FormUrl, GoesThereAndBack) {
  Stream stream{stream_key(1, "form"), 0};
  for (int i = 0; i < 500; i++) {
    const std::string bytes = random_bytes(stream, 40);
    EXPECT_EQ(form_url_decode(form_url_encode(bytes)), bytes);
  }
}

TEST(Base64, AgreesWithTheVectorsOfItsRfc) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"},
                                                                  {"\xff\xfe\xfb", "//77"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text).value_or("?"), bytes);
  }
  EXPECT_EQ(base64url_encode("\xff\xfe\xfb\xff"), "__77_w");
}

TEST(Base64, GoesThereAndBack) {
  Stream stream{stream_key(1, "base64"), 0};
  for (int i = 0; i < 500; i++) {
    const std::string bytes = random_bytes(stream, 60);
    EXPECT_EQ(base64_decode(base64_encode(bytes)).value_or("?"), bytes);
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)).value_or("?"), bytes);
  }
}

TEST(Base64, NamesTheCharacterAtFault) {
  struct Case {
    const char* text;
    TextRange range;
  };
  const std::vector<Case> cases = {{"Zm9v!mFy", {4, 5}}, {"Zm9vY", {5, 5}}, {"Zg", {2, 2}},
                                   {"Zg=", {2, 3}},      {"Zm9v=", {4, 5}}, {"Zm9v==", {4, 6}},
                                   {"Zh==", {1, 2}},     {"Zm9=", {2, 3}},  {"====", {0, 1}},
                                   {"Zm 9", {2, 3}},     {"Z===", {1, 2}},  {"-_==", {0, 1}}};
  for (const Case& c : cases) {
    const Result<std::string> read = base64_decode(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().code, "base64");
    EXPECT_EQ(read.error().range, c.range) << c.text << ": " << read.error().range.begin;
  }
}

TEST(Base64Url, TakesPaddingOrNone) {
  EXPECT_EQ(base64url_decode("Zg").value_or("?"), "f");
  EXPECT_EQ(base64url_decode("Zg==").value_or("?"), "f");
  EXPECT_FALSE(base64url_decode("Z"));
  EXPECT_FALSE(base64url_decode("Zg="));
  EXPECT_FALSE(base64url_decode("a+/b"));
}

TEST(Utf8, KnowsWhatIsWellFormed) {
  for (const char* text : {"", "abc", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  }
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3("}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
}

TEST(Utf8, IsRepairedByteByByte) {
  EXPECT_EQ(replace_invalid_utf8("a\xFF"
                                 "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(replace_invalid_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(replace_invalid_utf8("\xC3\xA9"), "\xC3\xA9");
  Stream stream{stream_key(1, "utf8"), 0};
  for (int i = 0; i < 500; i++) {
    const std::string repaired = replace_invalid_utf8(random_bytes(stream, 60));
    EXPECT_TRUE(is_valid_utf8(repaired));
    EXPECT_EQ(replace_invalid_utf8(repaired), repaired);
  }
}

TEST(Utf8, CountsAndWritesCodePoints) {
  EXPECT_EQ(code_point_count("a\xC3\xA9\xF0\x9F\x98\x80\xFF"), 4U);
  std::string out;
  for (const uint32_t c : {0x41U, 0xe9U, 0x20acU, 0x1f600U, 0xd800U, 0x110000U}) append_utf8(out, c);
  EXPECT_EQ(out, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split("a,b,,c", ','), (std::vector<std::string_view>{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(split(",", ','), (std::vector<std::string_view>{"", ""}));
  EXPECT_EQ(join(std::vector<std::string>{"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
}

TEST(Text, StartsAndEnds) {
  EXPECT_TRUE(starts_with("photos/a", "photos/"));
  EXPECT_FALSE(starts_with("pho", "photos/"));
  EXPECT_TRUE(ends_with("a.jpg", ".jpg"));
  EXPECT_FALSE(ends_with("jpg", ".jpg"));
  EXPECT_TRUE(starts_with("", "") && ends_with("", ""));
}

TEST(Text, GroupsThousands) {
  EXPECT_EQ(with_thousands(0, ','), "0");
  EXPECT_EQ(with_thousands(999, ','), "999");
  EXPECT_EQ(with_thousands(1000, ','), "1,000");
  EXPECT_EQ(with_thousands(1234567, "\xE2\x80\xAF"),
            "1\xE2\x80\xAF"
            "234\xE2\x80\xAF"
            "567");
  EXPECT_EQ(with_thousands(UINT64_MAX, ' '), "18 446 744 073 709 551 615");
}

TEST(Glob, LetsStarsStandForAnything) {
  struct Case {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const std::vector<Case> cases = {{"", "", true},
                                   {"", "a", false},
                                   {"*", "", true},
                                   {"*", "abc", true},
                                   {"a*c", "abc", true},
                                   {"a*c", "ac", true},
                                   {"a*c", "abcd", false},
                                   {"*.jpg", "x.jpg", true},
                                   {"*.jpg", "x.jpeg", false},
                                   {"a*b*c", "a1b2b3c", true},
                                   {"a**c", "abc", true},
                                   {"*ab", "aab", true},
                                   {"*aab*", "aaab", true},
                                   {"a?c", "abc", false},
                                   {"s3:ObjectCreated:*", "s3:ObjectCreated:Put", true}};
  for (const Case& c : cases)
    EXPECT_EQ(glob_match(c.pattern, c.text), c.matches) << c.pattern << " " << c.text;
}

TEST(Glob, DoesNotExplodeOnHostilePatterns) {
  std::string pattern;
  for (int i = 0; i < 1000; i++) pattern += "a*";
  EXPECT_FALSE(glob_match(pattern + "b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace brigade::base
