// MD5 against the vectors of RFC 1321, and around the edges of a block.
#include "base/md5.h"

#include <gtest/gtest.h>

#include <vector>

namespace brigade::base {
namespace {

TEST(Md5, AgreesWithTheVectorsOfItsRfc) {
  struct Case {
    const char* text;
    const char* digest;
  };
  const std::vector<Case> cases = {
      {"", "d41d8cd98f00b204e9800998ecf8427e"},
      {"a", "0cc175b9c0f1b6a831c399e269772661"},
      {"abc", "900150983cd24fb0d6963f7d28e17f72"},
      {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
      {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
      {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"},
      {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
       "57edf4a22be3c955ac49da2e2107b67a"}};
  for (const Case& c : cases) EXPECT_EQ(hex(md5(c.text)), c.digest) << c.text;
}

TEST(Md5, IsRightWhereverTheTextEndsInItsBlock) {
  struct Case {
    size_t length;
    const char* digest;
  };
  const std::vector<Case> cases = {
      {55, "04364420e25c512fd958a70738aa8f72"}, {56, "668a72d5ba17f08e62dabcafad6db14b"},
      {63, "7dc2ca208106a2f703567bdff99d8981"}, {64, "c1bb4f81d892b2d57947682aeb252456"},
      {65, "1bc932052302d074bdec39795fe00cf6"}, {1000, "398533d48111e9f664b1f64cb10c4b63"}};
  for (const Case& c : cases) EXPECT_EQ(hex(md5(std::string(c.length, 'x'))), c.digest) << c.length;
}

TEST(Md5, DoesNotDependOnHowTheBytesArrive) {
  std::string text;
  for (int i = 0; i < 300; i++) text += static_cast<char>(i * 7);
  const Md5Digest whole = md5(text);
  for (size_t piece = 1; piece < 140; piece++) {
    Md5 sum;
    for (size_t at = 0; at < text.size(); at += piece) sum.update(std::string_view(text).substr(at, piece));
    sum.update("");
    EXPECT_EQ(sum.finish(), whole) << piece;
  }
}

}  // namespace
}  // namespace brigade::base
