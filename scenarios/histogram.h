// A log-linear histogram of latencies in nanoseconds: 64 buckets for each power of two, so a
// bucket's midpoint is within 0.8 % of every value in it; values below 128 are exact. Values from
// 2^40 on (18 minutes) share the last bucket.
//
//   index(v) = v                                            for v < 64
//            = ((e - 6 + 1) << 6) + ((v >> (e - 6)) & 63)   with e = the highest bit of v
//
// In JSON it is sparse: [delta, count, delta, count, ...] where delta is the distance from the
// index before (the first from 0), so any quantile can be computed again.
//
// Thread contract: one thread records. Recording never allocates.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenarios/mapped.h"

namespace heapdyno {

class Histogram {
 public:
  static constexpr int kBits = 6;
  static constexpr int kMaxExponent = 40;
  static constexpr uint64_t kLimit = uint64_t{1} << kMaxExponent;
  static constexpr size_t kBuckets = size_t{kMaxExponent - kBits + 1} << kBits;

  static constexpr size_t index_of(uint64_t value) {
    if (value < (1u << kBits)) return value;
    const int exponent = 63 - std::countl_zero(value);
    if (exponent >= kMaxExponent) return kBuckets - 1;
    const uint64_t within = (value >> (exponent - kBits)) & ((1u << kBits) - 1);
    return (static_cast<size_t>(exponent - kBits + 1) << kBits) + within;
  }

  // The smallest value of a bucket. REQUIRES: index < kBuckets.
  static constexpr uint64_t lower_bound(size_t index) {
    const size_t group = index >> kBits;
    const uint64_t within = index & ((1u << kBits) - 1);
    return group == 0 ? within : ((uint64_t{1} << kBits) + within) << (group - 1);
  }

  static constexpr uint64_t width(size_t index) {
    const size_t group = index >> kBits;
    return group <= 1 ? 1 : uint64_t{1} << (group - 1);
  }

  // What a value of this bucket is taken for.
  static constexpr uint64_t midpoint(size_t index) {
    return lower_bound(index) + (width(index) - 1) / 2;
  }

  void record(uint64_t value) { ++counts_[index_of(value)]; }
  void add(const Histogram& other);

  uint64_t count(size_t index) const { return counts_[index]; }
  std::vector<uint64_t> sparse() const;  // the JSON form

 private:
  MappedArray<uint64_t> counts_{kBuckets};
};

}  // namespace heapdyno
