#include "scenarios/stream_digest.h"

#include <gtest/gtest.h>

#include <string>

namespace heapdyno {
namespace {

class CountedPause : public DigestPause {
 public:
  void pause() override { ++pauses; }
  void resume() override { ++resumes; }
  int pauses = 0;
  int resumes = 0;
};

uint64_t digest_of(std::initializer_list<std::string_view> strings) {
  StreamDigest digest;
  for (std::string_view string : strings) digest.bytes(string);
  return digest.value();
}

TEST(StreamDigest, StringsDoNotRunIntoEachOther) {
  EXPECT_NE(digest_of({"ab", "c"}), digest_of({"a", "bc"}));
  EXPECT_NE(digest_of({"", "a"}), digest_of({"a", ""}));
  EXPECT_EQ(digest_of({"ab", "c"}), digest_of({"ab", "c"}));
}

TEST(StreamDigest, TheClockStandsStillOnlyWhenTheBufferIsDigested) {
  CountedPause pause;
  StreamDigest digest(&pause);
  digest.bytes("a short one");
  EXPECT_EQ(pause.pauses, 0);
  const std::string block(100 << 10, 'x');
  for (int i = 0; i < 10; ++i) digest.bytes(block);
  EXPECT_GT(pause.pauses, 2);
  EXPECT_EQ(pause.pauses, pause.resumes);
}

TEST(StreamDigest, WhatIsLargerThanTheBufferIsDigestedToo) {
  std::string large(3 << 20, 'x');
  const uint64_t before = digest_of({large, "end"});
  large[2 << 20] = 'y';
  EXPECT_NE(digest_of({large, "end"}), before);
}

}  // namespace
}  // namespace heapdyno
