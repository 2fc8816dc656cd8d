#include "harness/run/cachegrind.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

TEST(Cachegrind, TheSummaryIsTheSumOfInstructions) {
  EXPECT_EQ(parse_cachegrind(
                "desc: x\ncmd: y\nevents: Ir\nfl=a.c\nfn=f\n1 10\nsummary: 123456789012\n", "x"),
            123456789012u);
}

TEST(Cachegrind, ATextWithoutASumIsRefusedByName) {
  for (const char* text : {"", "summary: 1\n", "events: Ir Dr\nsummary: 1 2\n",
                           "events: Ir\nsummary: x\n", "events: Ir\nsummary: 1 2\n"}) {
    try {
      parse_cachegrind(text, "fill all");
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "fill all: cachegrind left no sum of instructions");
    }
  }
}

}  // namespace
}  // namespace heapdyno
