#include "harness/base/packing.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "scenarios/histogram.h"

namespace heapdyno {
namespace {

using Numbers = std::vector<uint64_t>;

TEST(Packing, NumbersComeBack) {
  const Numbers numbers = {0, 1, 31, 32, 1023, 1024, 500000, UINT64_MAX};
  EXPECT_EQ(unpack_numbers(pack_numbers(numbers)), numbers);
  EXPECT_EQ(pack_numbers({0, 31, 32}), "AfgB");
  EXPECT_EQ(unpack_numbers(""), Numbers{});
}

TEST(Packing, WhatIsNotPackedIsRefused) {
  EXPECT_THROW(unpack_numbers("A,B"), Error);
  EXPECT_THROW(unpack_numbers("g"), Error);
  EXPECT_THROW(unpack_numbers("ggggggggggggggggA"), Error);
}

TEST(Packing, CoarserBucketsHoldTheSameCounts) {
  // 100, 101, 1000 and 100000 ns in the driver's buckets.
  Numbers sparse;
  uint64_t last = 0;
  for (const uint64_t value : {100, 101, 1000, 100000}) {
    const uint64_t index = Histogram::index_of(value);
    sparse.insert(sparse.end(), {index - last, 5});
    last = index;
  }
  for (int bits = kCoarsestBits; bits <= kFinestBits; ++bits) {
    uint64_t count = 0;
    uint64_t index = 0;
    const Numbers coarse = coarsen(sparse, bits);
    for (size_t i = 0; i < coarse.size(); i += 2) {
      index += coarse[i];
      count += coarse[i + 1];
    }
    EXPECT_EQ(count, 20u);
    EXPECT_NEAR(bucket_midpoint(index, bits), 100000, 100000.0 / (1 << bits));
  }
}

TEST(Packing, TheFinestBucketsAreTheDriversOwn) {
  for (const uint64_t value : {0, 5, 127, 128, 255, 256, 777, 123456}) {
    const size_t index = Histogram::index_of(value);
    EXPECT_NEAR(bucket_midpoint(index, kFinestBits),
                static_cast<double>(Histogram::midpoint(index)), 0.5);
  }
}

}  // namespace
}  // namespace heapdyno
