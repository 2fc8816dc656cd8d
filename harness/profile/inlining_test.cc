#include "harness/profile/inlining.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

void expect_even(const CallStacks& a, const CallStacks& b, const CallStacks& both) {
  for (const TwoBuilds& builds : {without_inlining(a, b), without_inlining(b, a)}) {
    EXPECT_EQ(builds.a, both);
    EXPECT_EQ(builds.b, both);
  }
}

TEST(Inlining, AFunctionWithoutAFrameStandsWithItsCaller) {
  expect_even({{{"measure_put", "put", "make"}, {3, 96}}, {{"measure_put", "put"}, {1, 8}}},
              {{{"measure_put", "put"}, {4, 104}}}, {{{"measure_put", "put"}, {4, 104}}});
}

TEST(Inlining, ManyMayBeWithoutAFrame) {
  expect_even({{{"measure_put", "put", "make", "new_node", "allocate"}, {3, 96}},
               {{"measure_put", "put", "append"}, {2, 20}}},
              {{{"measure_put", "put"}, {3, 96}}, {{"measure_put", "put", "append"}, {2, 20}}},
              {{{"measure_put", "put"}, {3, 96}}, {{"measure_put", "put", "append"}, {2, 20}}});
  expect_even(
      {{{"measure_put", "put", "make"}, {3, 96}}, {{"measure_put", "put", "append"}, {2, 20}}},
      {{{"measure_put", "put"}, {5, 116}}}, {{{"measure_put", "put"}, {5, 116}}});
}

TEST(Inlining, AFunctionMayHaveAFrameBelowOneCallerAlone) {
  expect_even(
      {{{"measure_put", "put", "make"}, {3, 96}}, {{"measure_put", "get", "make"}, {2, 64}}},
      {{{"measure_put", "put", "make"}, {3, 96}}, {{"measure_put", "get"}, {2, 64}}},
      {{{"measure_put", "put", "make"}, {3, 96}}, {{"measure_put", "get"}, {2, 64}}});
}

TEST(Inlining, WhatDoesNotComeOutEvenIsLeftAlone) {
  const CallStacks a = {{{"measure_put", "put", "make"}, {3, 96}},
                        {{"measure_put", "put"}, {1, 8}}};
  const CallStacks b = {{{"measure_put", "put"}, {4, 96}}};
  const TwoBuilds builds = without_inlining(a, b);
  EXPECT_EQ(builds.a, a);
  EXPECT_EQ(builds.b, b);
}

TEST(Inlining, OfOneOperationIsNotMadeEvenWithAnother) {
  const CallStacks a = {{{"measure_put", "put", "make"}, {3, 96}}};
  const CallStacks b = {{{"measure_get", "put"}, {3, 96}}};
  EXPECT_EQ(without_inlining(a, b).a, a);
}

}  // namespace
}  // namespace heapdyno
