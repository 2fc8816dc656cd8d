#include "scenarios/zipf.h"

#include <algorithm>
#include <array>
#include <bit>

namespace heapdyno {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kFraction = 40;  // bits after the point of logarithms

// log2(r) in units of 2^-40, by squaring the mantissa: each square doubles the logarithm, and its
// carry is the next bit.
uint64_t log2_fixed(uint64_t r) {
  const int exponent = 63 - std::countl_zero(r);
  uint64_t mantissa = r << (63 - exponent);  // in [1, 2), units of 2^-63
  uint64_t logarithm = static_cast<uint64_t>(exponent) << kFraction;
  for (int bit = kFraction - 1; bit >= 0; --bit) {
    const Wide square = static_cast<Wide>(mantissa) * mantissa;  // in [1, 4), units of 2^-126
    const bool carry = (square >> 127) != 0;
    if (carry) logarithm |= uint64_t{1} << bit;
    mantissa = static_cast<uint64_t>(square >> (carry ? 64 : 63));
  }
  return logarithm;
}

uint64_t square_root(Wide value) {
  uint64_t root = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const uint64_t candidate = root | uint64_t{1} << bit;
    if (static_cast<Wide>(candidate) * candidate <= value) root = candidate;
  }
  return root;
}

// 2^(-1/2), 2^(-1/4), 2^(-1/8), ... in units of 2^-64: each is the square root of the one before.
std::array<uint64_t, kFraction> roots_of_half() {
  std::array<uint64_t, kFraction> roots;
  uint64_t value = uint64_t{1} << 63;
  for (uint64_t& root : roots) root = value = square_root(static_cast<Wide>(value) << 64);
  return roots;
}

// 2^-x for x in units of 2^-40; the result in units of 2^-63.
uint64_t exp2_negative(uint64_t x) {
  static const std::array<uint64_t, kFraction> kRoots = roots_of_half();
  const uint64_t whole = x >> kFraction;
  if (whole >= 63) return 0;
  uint64_t result = uint64_t{1} << 63;
  for (int i = 0; i < kFraction; ++i) {
    if ((x >> (kFraction - 1 - i) & 1) == 0) continue;
    result =
        static_cast<uint64_t>(static_cast<Wide>(result) * kRoots[static_cast<size_t>(i)] >> 64);
  }
  return result >> whole;
}

// Exact: a scaling by a power of two, cut to an integer.
uint64_t theta_fixed(double theta) { return static_cast<uint64_t>(theta * 4294967296.0); }

}  // namespace

uint64_t zipf_weight(uint64_t r, double theta, int scale) {
  const Wide product = static_cast<Wide>(log2_fixed(r)) * theta_fixed(theta);
  const uint64_t x = static_cast<uint64_t>(product >> 32);
  return exp2_negative(x) >> (63 - scale);
}

Zipf::Zipf(uint64_t n, double theta) : bounds_(n) {
  const int scale =
      63 - static_cast<int>(std::bit_width(n));  // so that n weights of 1 fit into 63 bits
  MappedArray<uint64_t> sums(n);
  uint64_t total = 0;
  for (uint64_t r = 1; r <= n; ++r) sums[r - 1] = total += zipf_weight(r, theta, scale);
  for (uint64_t r = 0; r < n; ++r) {
    const Wide scaled = static_cast<Wide>(sums[r]) << 32;
    bounds_[r] = static_cast<uint32_t>((scaled + total - 1) / total - 1);
  }
}

uint64_t Zipf::rank(uint32_t draw) const {
  const auto bounds = bounds_.span();
  return static_cast<uint64_t>(std::lower_bound(bounds.begin(), bounds.end(), draw) -
                               bounds.begin());
}

}  // namespace heapdyno
