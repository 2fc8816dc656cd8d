#include "harness/words.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

using Words = std::vector<std::string>;

TEST(Words, BracesProtectSeparators) {
  EXPECT_EQ(split_outside_braces("glibc,jemalloc{MALLOC_CONF=narenas:1,tcache:false},x", ','),
            (Words{"glibc", "jemalloc{MALLOC_CONF=narenas:1,tcache:false}", "x"}));
  EXPECT_EQ(split_outside_braces(",,a,", ','), Words{"a"});
}

TEST(Words, UnknownNameSuggestsTheNearestOne) {
  const Words known = {"fill-random", "get-hit", "scan"};
  EXPECT_EQ(unknown_name("scenario", "fil-random", known),
            "unknown scenario 'fil-random': did you mean 'fill-random'? There are: fill-random, "
            "get-hit, scan");
  EXPECT_EQ(unknown_name("scenario", "compaction-storm", known),
            "unknown scenario 'compaction-storm'; there are: fill-random, get-hit, scan");
}

}  // namespace
}  // namespace heapdyno
