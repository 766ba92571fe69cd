// Share links: their text, and one readable sentence for each way in which a link can be wrong.
#include "formats/link.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace brigade::formats {
namespace {

// Stands for a compressor: a mark in front, and a byte at the end that shows that nothing is missing.
struct MarkingDeflater final : Deflater {
  base::Result<std::string> deflate(std::string_view bytes) override {
    return "<" + std::string(bytes) + ">";
  }
  base::Result<std::string> inflate(std::string_view bytes, size_t max_bytes) override {
    if (bytes.empty() || bytes[0] != '<') return base::fail("damaged", "");
    if (bytes.back() != '>') return base::fail("cut-off", "");
    if (bytes.size() - 2 > max_bytes) return base::fail("too-large", "");
    return std::string(bytes.substr(1, bytes.size() - 2));
  }
};

std::string error_of(std::string_view address) {
  MarkingDeflater deflater;
  const auto decoded = link_decode(address, deflater);
  return decoded ? "" : decoded.error().text;
}

const LinkPlace kPlace{12, 63'250, 1, "1a2b3c4d", "why"};

TEST(ShareLink, HasOneSpelling) {
  EXPECT_EQ(compose({'d', "abc", kPlace}), "#s=1.d.abc&step=12&t=63250&v=1&h=1a2b3c4d&panel=why");
  EXPECT_EQ(compose({'p', "abc", {}}), "#s=1.p.abc");
}

TEST(ShareLink, ReadsBackWhatItComposes) {
  const auto link = parse("https://example.org/play/?lang=fr" + compose({'d', "abc", kPlace}));
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->codec, 'd');
  EXPECT_EQ(link->payload, "abc");
  EXPECT_EQ(link->place, kPlace);
}

TEST(ShareLink, GoesThereAndBack) {
  MarkingDeflater deflater;
  const auto link = link_encode("{\"brigade\":1}", kPlace, deflater);
  ASSERT_TRUE(link.has_value());
  const auto decoded = link_decode(*link, deflater);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->scenario_json, "{\"brigade\":1}");
  EXPECT_EQ(decoded->place, kPlace);
}

TEST(ShareLink, PlainPayloadsNeedNoCompressor) {
  MarkingDeflater deflater;
  const auto decoded = link_decode("#s=1.p." + base::base64url_encode("{}"), deflater);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->scenario_json, "{}");
}

TEST(ShareLink, APlaceThatMakesNoSenseIsLeftOut) {
  const auto link = parse("#s=1.d.abc&step=-1&t=abc&v=99999999999&h=XYZ&panel=<b>&future=1&&x");
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->place, LinkPlace{});
}

TEST(ShareLink, SaysWhatIsWrong) {
  const std::string none = "This is no Bucket Brigade link: it has no part that begins with \"s=\".";
  const std::string cut = "This link is cut off: its end is missing. Copy the whole address and try again.";
  const std::string damaged = "This link is damaged: what it holds cannot be unpacked.";
  EXPECT_EQ(error_of(""), none);
  EXPECT_EQ(error_of("https://example.org/"), none);
  EXPECT_EQ(error_of("#step=3"), none);
  EXPECT_EQ(error_of("#s="), damaged);
  EXPECT_EQ(error_of("#s=x.d.abc"), damaged);
  EXPECT_EQ(error_of("#s=1"), cut);
  EXPECT_EQ(error_of("#s=1.d"), cut);
  EXPECT_EQ(error_of("#s=1.d."), cut);
  EXPECT_EQ(error_of("#s=1.z.abc"), damaged);
  EXPECT_EQ(error_of("#s=1.d.ab!c"), damaged);
  EXPECT_EQ(error_of("#s=1.d.abcde"), cut);
  EXPECT_EQ(error_of("#s=1.d." + base::base64url_encode("no mark")), damaged);
  EXPECT_EQ(error_of("#s=1.d." + base::base64url_encode("<half of")), cut);
  EXPECT_EQ(error_of("#s=1.p." + base::base64url_encode("\xff\xfe\xfd")), damaged);
}

TEST(ShareLink, ANewerVersionSaysSo) {
  EXPECT_EQ(
      error_of("#s=2.q.whatever"),
      "This link was made by a newer version of Bucket Brigade (link format 2); this one reads up to 1.");
}

TEST(ShareLink, WhatUnpacksToTooMuchIsRefused) {
  const std::string large(kMaxLinkScenarioBytes + 1, ' ');
  const std::string sentence = "This link is too large: it unpacks to more than 4 MB.";
  EXPECT_EQ(error_of("#s=1.d." + base::base64url_encode("<" + large + ">")), sentence);
  EXPECT_EQ(error_of("#s=1.p." + base::base64url_encode(large)), sentence);
  EXPECT_EQ(error_of("#s=1.d." + std::string(3 * kMaxLinkScenarioBytes, 'A')), sentence);
  MarkingDeflater deflater;
  EXPECT_FALSE(link_encode(large, {}, deflater).has_value());
}

}  // namespace
}  // namespace brigade::formats
