// S3's prefix and suffix filters: matching, explaining, and the overlap rule.
#include "match/key_filter.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace brigade::match {
namespace {

TEST(KeyFilter, TestsPrefixAndSuffixEachForItself) {
  struct Case {
    KeyFilter filter;
    const char* key;
    bool passes;
  };
  const std::vector<Case> cases = {{{"", ""}, "anything", true},
                                   {{"", ""}, "", true},
                                   {{"photos/", ""}, "photos/a.jpg", true},
                                   {{"photos/", ""}, "Photos/a.jpg", false},
                                   {{"photos/", ""}, "photos", false},
                                   {{"", ".jpg"}, "a.jpg", true},
                                   {{"", ".jpg"}, "a.JPG", false},
                                   {{"", ".jpg"}, ".jpg", true},
                                   {{"", ".jpg"}, "jpg", false},
                                   {{"photos/", ".jpg"}, "photos/a.jpg", true},
                                   {{"photos/", ".jpg"}, "photos/a.png", false},
                                   {{"photos/", ".jpg"}, "videos/a.jpg", false},
                                   {{"aba", "bab"}, "abab", true},
                                   {{"*", ""}, "a", false}};
  for (const Case& c : cases) {
    EXPECT_EQ(matches(c.filter, c.key), c.passes)
        << c.filter.prefix << " " << c.filter.suffix << " " << c.key;
    EXPECT_EQ(explain(c.filter, c.key).ok(), c.passes);
  }
}

TEST(KeyFilter, ExplainsWhichBytesWereCompared) {
  const KeyFilterReason reason = explain({"photos/", ".jpg"}, "photos/a.png");
  EXPECT_TRUE(reason.prefix_ok);
  EXPECT_FALSE(reason.suffix_ok);
  EXPECT_EQ(reason.key_prefix_part, (TextRange{0, 7}));
  EXPECT_EQ(reason.key_suffix_part, (TextRange{8, 12}));
}

TEST(KeyFilter, ComparesTheWholeOfAShortKey) {
  const KeyFilterReason reason = explain({"photos/", ".jpeg"}, "a.b");
  EXPECT_EQ(reason.key_prefix_part, (TextRange{0, 3}));
  EXPECT_EQ(reason.key_suffix_part, (TextRange{0, 3}));
  EXPECT_TRUE(explain({}, "a").key_prefix_part.empty());
  EXPECT_TRUE(explain({}, "a").key_suffix_part.empty());
}

TEST(KeyFilter, HighlightsWholeCharacters) {
  // Three bytes of "éé" are asked for: the second é is shown whole.
  const KeyFilterReason front = explain({"abc", ""}, "\xC3\xA9\xC3\xA9z");
  EXPECT_EQ(front.key_prefix_part, (TextRange{0, 4}));
  const KeyFilterReason back = explain({"", "abc"}, "z\xC3\xA9\xC3\xA9");
  EXPECT_EQ(back.key_suffix_part, (TextRange{1, 5}));
}

TEST(KeyFilter, OverlapsWherePrefixesAndSuffixesBothDo) {
  struct Case {
    KeyFilter a;
    KeyFilter b;
    bool overlap;
  };
  const std::vector<Case> cases = {{{"", ""}, {"", ""}, true},
                                   {{"images/", ""}, {"", ""}, true},
                                   {{"images/", ""}, {"images/", ""}, true},
                                   {{"images/", ""}, {"images/2026/", ""}, true},
                                   {{"images/", ""}, {"videos/", ""}, false},
                                   {{"images", ""}, {"image", ""}, true},
                                   {{"", ".jpg"}, {"", ".png"}, false},
                                   {{"", ".jpg"}, {"", "g"}, true},
                                   {{"", ".jpg"}, {"", "jpg"}, true},
                                   {{"", ".jpg"}, {"images/", ""}, true},
                                   {{"images/", ".jpg"}, {"images/", ".png"}, false},
                                   {{"images/", ".jpg"}, {"videos/", ".jpg"}, false},
                                   {{"images/", ".jpg"}, {"images/a", "jpg"}, true},
                                   {{"images/", ""}, {"", ".jpg"}, true}};
  for (const Case& c : cases) {
    EXPECT_EQ(overlaps(c.a, c.b), c.overlap) << c.a.prefix << c.a.suffix << " " << c.b.prefix << c.b.suffix;
    EXPECT_EQ(overlaps(c.b, c.a), c.overlap);
  }
}

TEST(KeyFilter, NeverLetsAKeyPassTwoFiltersThatDoNotOverlap) {
  base::Stream stream{base::stream_key(1, "filters"), 0};
  const auto text = [&](uint64_t most) {
    std::string out(static_cast<size_t>(base::uniform(stream, 0, most)), 'a');
    for (char& c : out) c = base::uniform(stream, 0, 1) == 0 ? 'a' : 'b';
    return out;
  };
  for (int i = 0; i < 20'000; i++) {
    const KeyFilter a{text(3), text(3)};
    const KeyFilter b{text(3), text(3)};
    const std::string key = text(8);
    EXPECT_TRUE(overlaps(a, b) || !matches(a, key) || !matches(b, key));
  }
}

}  // namespace
}  // namespace brigade::match
