// Zipf's distribution for any theta >= 0, from integers alone: rank r of n (from 1) is drawn with a
// probability of r^-theta / sum of i^-theta. Powers are computed in fixed point (squaring for the
// logarithm, square roots of 1/2 for the power), because pow() differs between libraries and with
// FMA.
//
// Invariant: rank r is drawn by the numbers in (bound[r - 1], bound[r]] of the 2^32; a rank below
// 2^-32 may have none.
//
// Thread contract: immutable after construction.
#pragma once

#include <cstdint>

#include "scenarios/mapped.h"

namespace heapdyno {

class Zipf {
 public:
  // REQUIRES: n > 0, 0 <= theta <= 20. The table takes 4 bytes a rank.
  Zipf(uint64_t n, double theta);

  uint64_t rank(uint32_t draw) const;  // from 0

 private:
  MappedArray<uint32_t> bounds_;
};

// r^-theta in units of 2^-scale. REQUIRES: r > 0, scale <= 63.
uint64_t zipf_weight(uint64_t r, double theta, int scale);

}  // namespace heapdyno
