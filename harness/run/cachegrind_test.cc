#include "harness/run/cachegrind.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

TEST(Cachegrind, TheSummaryHasTheSumsOfInstructionsAndOfWhatDataMissed) {
  const CachegrindCounts counts = parse_cachegrind(
      "desc: x\ncmd: y\nevents: Ir I1mr ILmr Dr D1mr DLmr Dw D1mw DLmw\nfl=a.c\nfn=f\n1 10\n"
      "summary: 123456789012 9 9 9 70 5 9 300 20\n",
      "x");
  EXPECT_EQ(counts.instructions, 123456789012u);
  EXPECT_EQ(counts.cache_misses, 370u);
  EXPECT_EQ(counts.memory_misses, 25u);
}

TEST(Cachegrind, ATextWithoutASumIsRefusedByName) {
  for (const char* text :
       {"", "summary: 1 2 3 4 5\n", "events: D1mr D1mw DLmr DLmw\nsummary: 1 2 3 4\n",
        "events: Ir D1mr D1mw DLmr DLmw\nsummary: x 2 3 4 5\n",
        "events: Ir D1mr D1mw DLmr DLmw\nsummary: 1 2 3 4\n"}) {
    try {
      parse_cachegrind(text, "fill all");
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(),
                   "fill all: cachegrind left no sum of instructions and misses (Ir)");
    }
  }
}

}  // namespace
}  // namespace heapdyno
