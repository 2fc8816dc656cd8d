#include "scenarios/histogram.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heapdyno {
namespace {

TEST(Histogram, EveryValueLiesInItsBucketAndNearItsMidpoint) {
  for (uint64_t value = 0; value < Histogram::kLimit;
       value = value < 1000 ? value + 1 : value + value / 97) {
    const size_t index = Histogram::index_of(value);
    ASSERT_LT(index, Histogram::kBuckets);
    ASSERT_GE(value, Histogram::lower_bound(index));
    ASSERT_LT(value, Histogram::lower_bound(index) + Histogram::width(index));
    const double error =
        std::abs(static_cast<double>(Histogram::midpoint(index)) - static_cast<double>(value));
    ASSERT_LE(error, 0.01 * static_cast<double>(value)) << value;
  }
}

TEST(Histogram, BucketsFollowOneAnother) {
  for (size_t i = 0; i + 1 < Histogram::kBuckets; ++i) {
    ASSERT_EQ(Histogram::lower_bound(i) + Histogram::width(i), Histogram::lower_bound(i + 1)) << i;
  }
}

TEST(Histogram, WhatIsTooLongGoesIntoTheLastBucket) {
  EXPECT_EQ(Histogram::index_of(Histogram::kLimit), Histogram::kBuckets - 1);
  EXPECT_EQ(Histogram::index_of(UINT64_MAX), Histogram::kBuckets - 1);
}

TEST(Histogram, SparseFormIsDistancesAndCounts) {
  Histogram histogram;
  EXPECT_TRUE(histogram.sparse().empty());
  histogram.record(5);
  histogram.record(5);
  histogram.record(9);
  EXPECT_EQ(histogram.sparse(), (std::vector<uint64_t>{5, 2, 4, 1}));
}

}  // namespace
}  // namespace heapdyno
